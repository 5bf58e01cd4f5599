"""Which differences of format can be made in a base without altering a fact?

They are the controls: whoever lists one of them as a change raises a false alarm.
"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, capitalise, is_opening, match_case
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words

_MONEY = regex.compile(r"(?P<currency>[$€£])(?P<figure>\d+(?:\.\d+)?) (?P<scale>million|billion)\b")
_THOUSANDS = regex.compile(r"(?<![\d,.])(?P<a>\d{1,3}),(?P<b>\d{3})(?![\d,]|\.\d)")
_TIME = regex.compile(
    r"\b(?P<hour>\d{1,2})(?P<minute>:\d\d)? (?P<half>[ap])\.m\.(?= \p{Ll}|,| on\b)"
)
_COUNT = regex.compile(
    r"(?<![\d.,$€£:-])(?P<figure>1[0-9]|20|[2-9])"
    r"(?= (?!percent|million|billion|a\.m|p\.m|thousand|[ap]m)\p{Ll}{3,}s\b)"
)
_HYPHEN_AGE = regex.compile(r"\b\d{1,3}(?P<a>-)year(?P<b>-)old\b")
_DASH = regex.compile(r"(?<=\p{L})(?P<dash> - | -- | — | – )(?=\p{Ll})")


def list_control_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the differences of format that can be made.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses among formats.

    Returns
    -------
    list of Site
        Of kind "control"; `subkind` names the format.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_control_sites(read_source_text("It cost $4.6 million."), Random(1))
    >>> sorted({site.subkind: site.replacement for site in sites}.items())
    [('money', '$4,600,000')]
    """
    sites: list[Site] = []
    for sentence in source.sentences:
        window = (sentence.start, sentence.stop)
        sites.extend(_write_figures(source, window, rng))
        sites.extend(_write_dates(source, window, rng))
        sites.extend(_write_words(source, window))
        sites.extend(_write_punctuation(source, window))
        sites.extend(_turn_said(source, window))
    sites.extend(_write_marks(source))
    return sites


def _site(subkind: str, start: int, stop: int, source: SourceText, new: str) -> Site:
    old = source.text[start:stop]
    return Site("control", subkind, start, stop, new, f"{old} is written {new}")


# ---------------------------------------------------------------- figures and dates


def _write_figures(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    text, numbers = source.text, load_words("formats")["numbers"]
    for match in _MONEY.finditer(text, *window):
        short = numbers["short_scales"][match["scale"]]
        yield _site("money", *match.span(), source, f"{match['currency']}{match['figure']}{short}")
        size = {"million": 6, "billion": 9}[match["scale"]]
        whole, _, part = match["figure"].partition(".")
        if match["scale"] == "million" and len(part) <= size:
            value = int(whole + part.ljust(size, "0"))
            yield _site("money", *match.span(), source, f"{match['currency']}{value:,}")
    for match in _THOUSANDS.finditer(text, *window):
        joint = rng.choice(("", " "))
        yield _site("thousands", *match.span(), source, f"{match['a']}{joint}{match['b']}")
    for match in _COUNT.finditer(text, *window):
        if not source.is_in_date(*match.span()) and not source.find_quotation(*match.span()):
            word = numbers["words"][int(match["figure"])]
            word = capitalise(word) if is_opening(source, match.start()) else word
            yield _site("digits", *match.span(), source, word)
    for match in _compile_number_words().finditer(text, *window):
        if source.find_quotation(*match.span()) or source.is_in_name(*match.span()):
            continue
        if not is_opening(source, match.start()):
            value = numbers["words"].index(match.group().lower())
            yield _site("digits", *match.span(), source, str(value))
    for match in regex.finditer(
        r"(?<=\d) (?P<word>percent|per cent)\b|(?<=\d)%", text, pos=window[0], endpos=window[1]
    ):
        forms = [" percent", " per cent", "%"]
        new = rng.choice([form for form in forms if form != match.group()])
        yield _site("percent", *match.span(), source, new)


@cache
def _compile_number_words() -> regex.Pattern:
    words = load_words("formats")["numbers"]["words"][2:]
    return regex.compile(
        rf"(?<![\p{{L}}-])(?:{join_words(words)})(?= \p{{Ll}}{{2,}}s\b(?<!times))(?! times)"
    )


@cache
def _compile_day() -> regex.Pattern:
    dates = load_words("dates")
    months = join_words([*dates["months"], *dates["short_months"]])
    return regex.compile(
        rf"\b(?P<month>{months}) (?P<day>\d{{1,2}})(?P<year>, \d{{4}})?(?!\d|[,:]\d| [ap]\.?m)"
    )


def _write_dates(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    dates = load_words("dates")
    for match in _compile_day().finditer(source.text, *window):
        short = match["month"] in dates["short_months"]
        place = dates["short_months" if short else "months"].index(match["month"])
        full = dates["months"][place]
        year = match["year"] or ""
        forms = [
            f"{full} {match['day']}{year}",
            f"{match['day']} {full}{year.replace(',', '')}",
            f"{dates['short_months'][place].rstrip('.')} {match['day']}{year}",
        ]
        forms = [form for form in forms if form != match.group()]
        yield _site("date", *match.span(), source, rng.choice(forms))
    for match in _TIME.finditer(source.text, *window):
        hour, minute = int(match["hour"]), match["minute"] or ""
        if not 1 <= hour <= 12:
            continue
        clock = hour % 12 + (12 if match["half"] == "p" else 0)
        forms = (
            f"{hour}{minute}{match['half']}m",
            f"{hour}{minute} {match['half']}m",
            f"{clock:02d}{minute or ':00'}",
        )
        yield _site("time", *match.span(), source, rng.choice(forms))


# ---------------------------------------------------------------- words and punctuation


@cache
def _compile_words() -> tuple[regex.Pattern, dict[str, str], regex.Pattern, dict[str, str]]:
    words = load_words("formats")
    spellings: dict[str, str] = {}
    for american, british in words["spellings"]["pairs"]:
        if american not in words["spellings"]["leave"]:
            spellings[american] = british
            spellings.setdefault(british, american)
    hyphens: dict[str, str] = {}
    for a, b in words["words"]["hyphens"]:
        hyphens[a] = b
        hyphens.setdefault(b, a)
    return (
        regex.compile(rf"(?<![-\p{{L}}])(?:{join_words(spellings)})(?![-\p{{L}}])", regex.I),
        spellings,
        regex.compile(rf"(?<![-\p{{L}}])(?:{join_words(hyphens)})(?![-\p{{L}}])"),
        hyphens,
    )


@cache
def _compile_short_forms() -> tuple[regex.Pattern, dict[str, str], regex.Pattern, regex.Pattern]:
    words = load_words("formats")["words"]
    initials = dict(words["initials"])
    return (
        regex.compile(rf"(?<![\p{{L}}.])(?:{join_words(initials)})(?= \p{{L}}|[’'])"),
        initials,
        regex.compile(rf"(?<![\p{{L}}.])(?:{join_words(words['stops'])})(?= [\p{{Lu}}\d])"),
        regex.compile(rf"(?<![-\p{{L}}’'])(?:{join_words(words['capitals'])})(?![-\p{{L}}])"),
    )


def _write_words(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    spelling, spellings, hyphen, hyphens = _compile_words()
    initial, initials, stop, capital = _compile_short_forms()
    text = source.text
    for match in spelling.finditer(text, *window):
        new = match_case(match.group(), spellings[match.group().lower()])
        yield _site("spelling", *match.span(), source, new)
    for match in hyphen.finditer(text, *window):
        yield _site("hyphen", *match.span(), source, hyphens[match.group()])
    for match in initial.finditer(text, *window):
        yield _site("initials", *match.span(), source, initials[match.group()])
    for match in stop.finditer(text, *window):
        yield _site("stop", match.end() - 1, match.end(), source, "")
    for match in capital.finditer(text, *window):
        if not source.find_quotation(*match.span()):
            new = " ".join(map(capitalise, match.group().split(" ")))
            yield _site("capital", *match.span(), source, new)


@cache
def _compile_contractions() -> tuple[regex.Pattern, dict[str, str]]:
    table = {k: v for k, v in load_words("quotes")["contractions"].items() if "not" in k}
    return regex.compile(rf"\b(?:{join_words(table)})\b(?=[ ]\p{{Ll}})"), table


def _write_punctuation(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    text = source.text
    pattern, table = _compile_contractions()
    for match in pattern.finditer(text, *window):
        if not source.find_quotation(*match.span()):
            yield _site("contraction", *match.span(), source, table[match.group()])
    for match in _HYPHEN_AGE.finditer(text, *window):
        new = match.group().replace("-", " ")
        yield _site("hyphen", *match.span(), source, new)
    for match in _DASH.finditer(text, *window):
        new = " — " if match["dash"] != " — " else " - "
        yield _site("dash", *match.span(), source, new)


# ---------------------------------------------------------------- quotations


def _write_marks(source: SourceText) -> Iterator[Site]:
    """Marks of another shape around the same words: one site, as both marks change together."""
    for quotation in source.quotations:
        start, stop = quotation.start, quotation.stop
        inner = source.text[start + 1 : stop - 1]
        if source.text[start] == '"':
            yield Site("control", "marks", start, stop, f"“{inner}”", "the marks are curly")
            if "'" not in inner and "’" not in inner:
                yield Site("control", "marks", start, stop, f"'{inner}'", "the marks are single")
                yield Site("control", "marks", start, stop, f"‘{inner}’", "the marks are single")
        else:
            yield Site("control", "marks", start, stop, f'"{inner}"', "the marks are straight")


@cache
def _compile_said() -> tuple[regex.Pattern, regex.Pattern]:
    word = r"\p{Lu}[\p{L}’'-]+"
    name = rf"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Sen|Gen|Gov)\. )?{word}(?: {word})?|he|she)"
    return (
        regex.compile(rf"(?<=[\"”] )said {name}(?=[.](?:\s|$))"),
        regex.compile(rf"(?<=[\"”] ){name} said(?=[.](?:\s|$))"),
    )


def _turn_said(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    said_name, name_said = _compile_said()
    for match in said_name.finditer(source.text, *window):
        yield _site("order", *match.span(), source, f"{match['name']} said")
    for match in name_said.finditer(source.text, *window):
        if match["name"] not in {"he", "she"}:
            yield _site("order", *match.span(), source, f"said {match['name']}")
