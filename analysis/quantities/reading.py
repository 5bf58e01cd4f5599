"""Which quantity starts at this place of a text, if any?"""

import re
import unicodedata
from functools import lru_cache

from analysis.quantities.describing import Reading, describe_figure
from analysis.quantities.figures import VULGAR, Figure, read_figures, read_number_words
from analysis.quantities.patterns import compile_patterns
from analysis.quantities.quantity import Quantity
from analysis.quantities.words import load_lists

_CURRENCY_ENDS = frozenset("$€£¥₹₽₪₩₺₴")


def read_figures_at(text: str, start: int, limit: int) -> Reading | None:
    """
    Read the number in figures that starts at a place.

    Parameters
    ----------
    text : str
        The text.
    start : int
        The place of its first figure.
    limit : int
        Where the next date starts, or the end of the text.

    Returns
    -------
    Reading or None
        None where the figures belong to a word or run into the date.
    """
    if text[start] in VULGAR:
        return _read_vulgar(text, start, limit)
    if start and (text[start - 1].isalpha() or text[start - 1] in "-_"):
        code = _CODE.search(text, max(0, start - 6), start)
        if code is not None and not text.endswith(_JOINED, 0, start):
            return _read_code(text, code.start(), start)
        if text[start - 1] == "_":
            return None
    match = compile_patterns().figures.match(text, start)
    if match["phone"]:
        begin = start - 1 if text[start - 1 : start] == "(" else start
        value = float("".join(c for c in match["phone"] if c.isdigit()))
        return _name_number(begin, match.end(), value, "phone")
    stop = match.end()
    figure = read_figures(match["number"])
    if stop > limit:
        return None
    if text[stop : stop + 1] in _VULGAR and match["number"].isdigit():
        part = unicodedata.numeric(text[stop])
        figure, stop = figure._replace(value=figure.value + part, precision=0.01), stop + 1
    begin, currency = _find_sign(text, start)
    return describe_figure(text, begin, stop, figure, currency, limit)


_VULGAR = frozenset(VULGAR)


def _read_vulgar(text: str, start: int, limit: int) -> Reading:
    """A fraction that is one sign: of a unit a figure, else a part."""
    lists = load_lists()
    figure = Figure(unicodedata.numeric(text[start]), 0.01)
    unit = (compile_patterns().after.match(text, start + 1)["one"] or "").lower()
    kind = "" if unit in lists.units or unit in lists.percents else "fraction"
    begin, currency = _find_sign(text, start)
    kind = "" if currency else kind
    return describe_figure(text, begin, start + 1, figure, currency, limit, kind=kind)


def _name_number(start: int, stop: int, value: float, noun: str) -> Reading:
    """A number that is a name."""
    quantity = Quantity(start, stop, "designator", value, noun=noun)
    return Reading(quantity._replace(full_start=start, full_stop=stop))


def _find_sign(text: str, start: int) -> tuple[int, str]:
    """Where the currency sign before a figure starts, and its currency."""
    at = start
    if at > 1 and text[at - 1] == " " and text[at - 2] in _CURRENCY_ENDS:
        at -= 1
    for sign in _list_signs().get(text[at - 1], ()) if at else ():
        if text.endswith(sign, 0, at):
            begin = at - len(sign)
            if sign.isalpha() and text[begin - 1 : begin].isalpha():
                continue
            if begin and text[begin - 1] == "\\":
                begin -= 1
            return begin, load_lists().signs[sign]
    return start, ""


@lru_cache(maxsize=1)
def _list_signs() -> dict[str, tuple[str, ...]]:
    """Currency signs by their last character, the longest first."""
    signs = load_lists().signs
    return {
        last: tuple(sorted((s for s in signs if s[-1] == last), key=lambda s: (-len(s), s)))
        for last in {sign[-1] for sign in signs}
    }


# Letters joined to the figures after them, and currency codes that may be.
_CODE = re.compile(r"(?<![A-Za-z0-9$])[A-Za-z]{1,5}-?$")

_JOINED = ("$US", "$A", "EUR", "USD", "GBP", "Rs")

_CODE_END = re.compile(r"[0-9]{1,9}[A-Za-z]?(?![A-Za-z0-9=]|[.,][0-9])")


def _read_code(text: str, start: int, figures: int) -> Reading | None:
    """I-270, F-16, MH17: letters and figures that are a name; of words, the word before."""
    rest = _CODE_END.match(text, figures)
    letters = text[start:figures].rstrip("-")
    if rest is None:
        return None
    # Of a word, only one with a hyphen: "Covid-19".
    if (not letters.isupper() or len(letters) > 4) and text[figures - 1] != "-":
        return None
    digits = float("".join(c for c in rest.group() if c.isdigit()))
    return _name_number(start, rest.end(), digits, letters.lower())


def read_words_at(text: str, start: int, limit: int) -> Reading | None:
    """
    Read the number in words that starts at a place: twelve, third, a third of, twice.

    Parameters
    ----------
    text : str
        The text.
    start : int
        Where its first word starts, an article included.
    limit : int
        Where the next date starts, or the end of the text.

    Returns
    -------
    Reading or None
        None where the word is part of no number.
    """
    lists = load_lists()
    run = compile_patterns().words.match(text, start)
    if run is None or text[start : start + 1].isalpha() is False:
        return _read_single(text, start, limit)
    forms = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(run.group())]
    words = [form for form, _, _ in forms]
    if words[0] in ("half", "a", "an") and not _is_scaled(words):
        return _read_part(text, start, words, forms, limit)
    figure, taken = read_number_words(words)
    if figure is None:
        return _read_single(text, start, limit)
    if taken < len(words):
        following = words[taken]
        if following in lists.parts and figure.value < 100 and following != "half":
            stop = start + forms[taken][2]
            if following.endswith("s") or figure.value == 1:
                part = Figure(figure.value / lists.parts[following], 0.01)
                return describe_figure(text, start, stop, part, "", limit, kind="fraction")
        if following in lists.ordinals and words[taken - 1] in lists.numbers and figure.value >= 20:
            stop = start + forms[taken][2]
            part = Figure(figure.value + lists.ordinals[following], 1.0)
            return describe_figure(text, start, stop, part, "", limit, kind="ordinal")
    stop = start + forms[taken - 1][2]
    if stop > limit:
        return None
    weak = words[:taken] == ["one"]
    return describe_figure(text, start, stop, figure, "", limit, weak=weak)


_WORD = re.compile(r"[A-Za-z]+")


def _is_scaled(words: list[str]) -> bool:
    """Whether "a" or "half a" stands before a hundred, a dozen, a million."""
    return any(word in load_lists().scales for word in words[1 : 3 if words[0] == "half" else 2])


def _read_part(text: str, start: int, words: list, forms: list, limit: int) -> Reading | None:
    """Half of the votes, half an hour, a third of them."""
    lists = load_lists()
    if words[0] == "half":
        return _read_half(text, start, limit)
    part = lists.parts.get(words[1]) if len(words) > 1 else None
    if part is None:
        return None
    stop = start + forms[1][2]
    whole = text[stop : stop + 4]
    before = text[max(0, start - 3) : start].lower()
    if not (whole.startswith((" of", ".", ",", ";")) or before.endswith(("by ", "to "))):
        return None
    return describe_figure(text, start, stop, Figure(1 / part, 0.01), "", limit, kind="fraction")


# Before "half" these make it one of two stretches, or an idiom.
_OTHER_HALVES = ("first ", "second ", "other ", "better ")

_HALF = re.compile(r"half(?:\s(?:an?|the|of))?(?=\s)", re.IGNORECASE)


def _read_half(text: str, start: int, limit: int) -> Reading | None:
    """Half of the votes, half an hour; not the first half."""
    if text[max(0, start - 7) : start].lower().endswith(_OTHER_HALVES):
        return None
    lists = load_lists()
    article = _HALF.match(text, start)
    half = start + len("half")
    if article is None and text[half : half + 1] not in ("-", ",", ".", ";", ""):
        return None
    stop = article.end() if article else half
    unit = (compile_patterns().after.match(text, stop)["one"] or "").lower()
    if unit in lists.units or unit in lists.percents:
        return describe_figure(text, start, stop, Figure(0.5, 0.1), "", limit)
    if text[half : half + 1] == "-":
        return None
    return describe_figure(text, start, half, Figure(0.5, 0.01), "", limit, kind="fraction")


def _read_single(text: str, start: int, limit: int) -> Reading | None:
    """A word that is a quantity by itself."""
    lists = load_lists()
    for phrase in _list_crowds():
        if text[start : start + len(phrase)].lower() == phrase:
            low, high = lists.crowds[phrase]
            stop = start + len(phrase)
            if text[stop : stop + 1].isalnum():
                continue
            figure = Figure(float(low), float(high - low))
            read = describe_figure(text, start, stop, figure, "", limit, kind="crowd")
            return read._replace(quantity=read.quantity._replace(low=float(low), high=float(high)))
    word = _WORD.match(text, start)
    if word is None:
        return None
    name, stop = word.group().lower(), word.end()
    if name in lists.multiples:
        figure = Figure(float(lists.multiples[name]), 1.0)
        weak = name in ("double", "doubles", "triple", "treble")
        return describe_figure(text, start, stop, figure, "", limit, kind="multiple", weak=weak)
    if name in lists.ordinals:
        figure = Figure(float(lists.ordinals[name]), 1.0)
        return describe_figure(text, start, stop, figure, "", limit, kind="ordinal", weak=True)
    return None


@lru_cache(maxsize=1)
def _list_crowds() -> tuple[str, ...]:
    return tuple(sorted(load_lists().crowds, key=lambda phrase: (-len(phrase), phrase)))
