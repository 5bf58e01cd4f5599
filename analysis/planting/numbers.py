"""Which figures of a base can be falsified, and how?"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, match_case, replace_span
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words

_FIGURE = regex.compile(
    r"(?P<currency>[$€£])?(?<![\p{L}\d.,/:-])(?P<figure>\d{1,3}(?:,\d{3}){1,4}+|\d{1,9}+(?:\.\d{1,3}+)?)"
    r"(?![\d:]|[.,]\d|(?:st|nd|rd|th)\b)(?: (?P<scale>thousand|million|billion|trillion)\b)?"
)
_RANGE = regex.compile(
    r"\b(?P<lead>between |from )?(?P<low>[$€£]?\d[\d,.]{0,12})(?P<link> and | to |-)"
    r"(?P<high>[$€£]?\d[\d,]{0,12}(?:\.\d+)?)(?P<scale> (?:million|billion|thousand|percent))?\b"
)
_ORDINAL = regex.compile(r"\b(?P<figure>\d{1,3})(?:st|nd|rd|th)\b")
_SCORE = regex.compile(r"(?<![\d-])(?P<a>\d{1,3})-(?P<b>\d{1,3})(?![\d-])")

_OTHER_SCALE = {"thousand": "million", "million": "billion", "billion": "million"}


def list_number_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the figures that can be falsified.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses among the ways to falsify one figure.

    Returns
    -------
    list of Site
        Of kind "number"; none inside a date, a time or a name.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_number_sites(read_source_text("It cost $46 million."), Random(1))
    >>> sorted({site.subkind for site in sites})
    ['bound', 'malformed', 'scale', 'unit', 'value']
    """
    sites: list[Site] = []
    for sentence in source.sentences:
        window = (sentence.start, sentence.stop)
        for match in _FIGURE.finditer(source.text, *window):
            if not source.is_in_date(*match.span()) and not source.is_in_name(*match.span()):
                sites.extend(_edit_figure(source, match, rng))
        sites.extend(_edit_words(source, window, rng))
        sites.extend(_edit_ranges(source, window, rng))
        sites.extend(_edit_bounds(source, window, rng))
        sites.extend(_edit_multiples(source, window, rng))
        sites.extend(_edit_units(source, window, rng))
    return sites


def _site(subkind: str, start: int, stop: int, old: str, new: str) -> Site:
    return Site("number", subkind, start, stop, new, f"{old} became {new}")


def _is_part_of_range(source: SourceText, start: int, stop: int) -> bool:
    """Whether a figure is one end of a range or score, or counts a thing by number (No. 2)."""
    text = source.text
    return bool(text[stop : stop + 1] == "-" and text[stop + 1 : stop + 2].isdigit()) or text[
        max(0, start - 4) : start
    ] in {"No. ", " No."}


# ---------------------------------------------------------------- figures in digits


def _edit_figure(source: SourceText, match: regex.Match, rng: Random) -> Iterator[Site]:
    start, stop = match.span("figure")
    old = match["figure"]
    if _is_part_of_range(source, start, stop):
        return
    for new in _falsify(old, rng):
        begin, end, words = replace_span(source, start, stop, new)
        if not match["currency"] or begin == start:
            yield _site("value", begin, end, source.text[begin:end], words)
    yield from _edit_scale(source, match, rng)
    yield from _malform(match)
    rounder = _round(old)
    if rounder:
        yield _site("rounding", start, stop, old, rounder)
    if match["currency"]:
        others = load_words("numbers")["currencies"][match["currency"]]
        at = match.start("currency")
        yield _site("unit", at, at + 1, match["currency"], rng.choice(others))


def _falsify(old: str, rng: Random) -> Iterator[str]:
    """Two other values of about the same length: digits transposed, one digit changed."""
    digits = [place for place, letter in enumerate(old) if letter.isdigit()]
    swaps = [
        (a, b)
        for a, b in zip(digits, digits[1:], strict=False)
        if old[a] != old[b] and not (a == 0 and old[b] == "0") and b - a == 1
    ]
    if swaps:
        a, b = rng.choice(swaps)
        letters = list(old)
        letters[a], letters[b] = letters[b], letters[a]
        yield "".join(letters)
    place = digits[0] if len(digits) < 2 or rng.random() < 0.5 else digits[1]
    choices = [d for d in "123456789" if d != old[place]]
    new = old[:place] + rng.choice(choices) + old[place + 1 :]
    if _read(new) != _read(old):
        yield new


def _read(figure: str) -> float:
    return float(figure.replace(",", ""))


def _edit_scale(source: SourceText, match: regex.Match, rng: Random) -> Iterator[Site]:
    start, stop = match.span("figure")
    old = match["figure"]
    if match["scale"]:
        word = match["scale"]
        if word in _OTHER_SCALE:
            yield _site("scale", *match.span("scale"), word, _OTHER_SCALE[word])
    if "." in old:
        whole, part = old.split(".")
        if whole != "0":
            new = f"{whole}{part[0]}" + (f".{part[1:]}" if part[1:] else "")
            yield _site("scale", start, stop, old, new)
        return
    value = int(old.replace(",", ""))
    shorter = value // 10 if value % 10 == 0 and value >= 100 else value * 10
    new = f"{rng.choice((value * 10, shorter)):,}"
    if value:
        begin, end, words = replace_span(source, start, stop, new)
        yield _site("scale", begin, end, source.text[begin:end], words)


def _malform(match: regex.Match) -> Iterator[Site]:
    start, stop = match.span("figure")
    old = match["figure"]
    if "," in old and not match["scale"]:
        yield _site("malformed", start, stop, old, old + "0")
        yield _site("malformed", start, stop, old, f"{old} thousand")
        if old.count(",") == 1:
            head, tail = old.split(",")
            yield _site("malformed", start, stop, old, f"{head}{tail[0]},{tail[1:]}")
    elif match["scale"]:
        end = match.end("scale")
        old = match.group().removeprefix(match["currency"] or "")
        yield _site("malformed", start, end, old, f"{old} {match['scale']}")
        figure = match["figure"]
        if "." in figure:
            yield _site("malformed", start, stop, figure, figure.replace(".", ".,"))


def _round(old: str) -> str | None:
    """The figure with its last digits rounded away, or None where it is round already."""
    if "." in old:
        whole, part = old.split(".")
        if len(part) > 1:
            new = f"{round(float(old), len(part) - 1):.{len(part) - 1}f}"
        else:
            new = f"{float(old):.0f}" if int(whole) >= 10 else None
        return new if new and new != old else None
    value = int(old.replace(",", ""))
    if value < 200 or value % 100 == 0:
        return None
    step = 10 ** (len(str(value)) - 2)
    new = (value + step // 2) // step * step
    text = f"{new:,}" if "," in old or new >= 1000 else str(new)
    return text if text != old else None


# ---------------------------------------------------------------- figures in words


@cache
def _compile_words() -> tuple[regex.Pattern, regex.Pattern]:
    words = load_words("numbers")["words"]
    small = regex.compile(rf"\b(?:{join_words(words['small'][2:])})\b", regex.I)
    ordinal = regex.compile(rf"\b(?:{join_words(words['ordinals'][1:])})\b(?! of all)", regex.I)
    return small, ordinal


def _edit_words(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    words = load_words("numbers")["words"]
    for pattern, known in zip(
        _compile_words(), (words["small"][2:], words["ordinals"][1:]), strict=True
    ):
        for match in pattern.finditer(source.text, *window):
            if source.is_in_name(*match.span()) or source.text[match.end() :][:1] == "-":
                continue
            if source.text[match.end() : match.end() + 6] == " times":
                continue
            old = match.group()
            new = rng.choice([word for word in known if word != old.lower()])
            begin, end, text = replace_span(source, *match.span(), match_case(old, new))
            yield _site("value", begin, end, source.text[begin:end], text)
    for match in _ORDINAL.finditer(source.text, *window):
        if not source.is_in_date(*match.span()):
            value = int(match["figure"]) + rng.choice((1, 2, 3))
            new = f"{value}{_name_ending(value)}"
            begin, end, text = replace_span(source, *match.span(), new)
            yield _site("value", begin, end, source.text[begin:end], text)
    for match in _SCORE.finditer(source.text, *window):
        if match["a"] != match["b"] and not source.is_in_date(*match.span()):
            new = f"{match['b']}-{match['a']}"
            yield _site("value", *match.span(), match.group(), new)


def _name_ending(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


# ---------------------------------------------------------------- around the figure


def _edit_ranges(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _RANGE.finditer(source.text, *window):
        lead, link = match["lead"] or "", match["link"]
        if source.is_in_date(*match.span()) or source.text[match.end() : match.end() + 1] == "-":
            continue
        if (link == "-" and not match["scale"]) or (link == " and " and lead != "between "):
            continue
        if lead == "from " or (link == " to " and not lead and not _rises(match)):
            continue  # "rose from 30 to 40" is no range, nor is a score of 3 to 1
        kept = rng.choice((match["low"], match["high"]))
        currency = match["low"][0] if match["low"][0] in "$€£" else ""
        kept = currency + kept.lstrip("$€£") + (match["scale"] or "")
        yield _site("range_lost", *match.span(), match.group(), kept)


def _rises(match: regex.Match) -> bool:
    low, high = (match[end].strip("$€£,.") for end in ("low", "high"))
    try:
        return _read(low) < _read(high)
    except ValueError:
        return False


@cache
def _compile_bounds() -> tuple[regex.Pattern, regex.Pattern]:
    bounds = [word for word in load_words("numbers")["bounds"] if word != "added"]
    small = join_words(load_words("numbers")["words"]["small"])
    written = regex.compile(
        rf"\b(?P<bound>{join_words(bounds)}) (?=[$€£]?\d|(?:{small})\b)", regex.I
    )
    plain = regex.compile(
        r"(?<=\b(?:and|of|by|to|for|the|said|in|cost|killed|injured|had|have|has|paid|lost|with"
        r"|moved|spent|took|take|employs|carried|sold|owed|reached) )(?=[$€£]?\d[\d,.]*\d"
        r"(?: (?:million|billion|percent|people|workers|homes|\p{Ll}{3,12}s)\b))"
    )
    return written, plain


def _edit_bounds(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    words = load_words("numbers")["bounds"]
    written, plain = _compile_bounds()
    for match in written.finditer(source.text, *window):
        old = match["bound"]
        before = source.text[max(0, match.start() - 8) : match.start()]
        if before.endswith(("no ", "not ")) or source.is_in_date(match.end(), match.end() + 1):
            continue
        for new in dict.fromkeys((words[old.lower()][0], rng.choice(words[old.lower()][1:]))):
            if new:
                text = match_case(old, new)
                yield _site("bound", *match.span("bound"), old, text)
            else:
                why = f"{old} was dropped before a figure"
                yield Site("number", "bound", *match.span(), "", why)
    for match in plain.finditer(source.text, *window):
        at = match.start()
        figure = regex.compile(r"[$€£]?\d[\d,.]*").match(source.text, at)
        if regex.search(r"\d and $", source.text[max(0, at - 8) : at]):
            continue  # the end of a range
        if source.is_in_date(at, figure.end()) or _is_part_of_range(source, at, figure.end()):
            continue
        new = rng.choice(words["added"])
        yield Site("number", "bound", at, at, f"{new} ", f"{new} was added before a figure")


@cache
def _compile_multiples() -> regex.Pattern:
    return regex.compile(rf"\b(?:{join_words(load_words('numbers')['multiples'])})\b", regex.I)


def _edit_multiples(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _compile_multiples().finditer(source.text, *window):
        old = match.group()
        tail = source.text[match.end() : match.end() + 8]
        if tail.startswith("-") or (
            old.lower() == "half" and not regex.match(r" (?:of|the|a)\b", tail)
        ):
            continue
        if source.is_in_name(*match.span()):
            continue
        new = match_case(old, rng.choice(load_words("numbers")["multiples"][old.lower()]))
        if old.lower() == "half" and not tail.startswith(" of"):
            new += " of"  # half the budget, a third of the budget
        begin, end, text = replace_span(source, *match.span(), new)
        yield _site("multiplicative", begin, end, source.text[begin:end], text)


@cache
def _compile_units() -> regex.Pattern:
    small = join_words(load_words("numbers")["words"]["small"])
    units = join_words(load_words("numbers")["units"])
    return regex.compile(
        rf"(?:\d|\b(?:{small})|\d (?:million|billion|thousand)|\d (?:\p{{Ll}}{{3,9}}))"
        rf"[ -](?P<unit>{units})\b(?!-old|['’]| old| ago)"
    )


def _edit_units(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _compile_units().finditer(source.text, *window, overlapped=True):
        old = match["unit"]
        if source.text[match.start("unit") - 1] == "-" and old.endswith("s"):
            continue
        new = rng.choice(load_words("numbers")["units"][old])
        if old == "percent" and source.text.startswith((" of", " more"), match.end("unit")):
            continue  # "70 percentage points of them" is no English
        yield _site("unit", *match.span("unit"), old, new)
