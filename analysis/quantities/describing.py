"""What does a number count, in which unit, at which scale and within which limits?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.quantities.figures import Figure
from analysis.quantities.kinds import LEFT, PLURALS, tell_kind
from analysis.quantities.patterns import compile_patterns
from analysis.quantities.quantity import Quantity
from analysis.quantities.words import load_lists

# Figures like these, without a scale, already say their thousands ("40,000 thousand").
FULL_SCALES = {"hundred": 100, "thousand": 1000}


class Reading(NamedTuple):
    """
    A quantity while it is put together.

    Attributes
    ----------
    quantity : Quantity
        What is known so far.
    scale : float
        What a word or a letter multiplied the figure by (million), 1 for none.
    style : str
        How the figure is written, as in `figures.Figure`.
    """

    quantity: Quantity
    scale: float = 1.0
    style: str = "english"


def describe_figure(
    text: str,
    start: int,
    stop: int,
    figure: Figure,
    currency: str,
    limit: int,
    kind: str = "",
    weak: bool = False,
) -> Reading:
    """
    Put a number together with its scale, unit, noun and limits.

    Parameters
    ----------
    text : str
        The text.
    start, stop : int
        The number, its currency sign included.
    figure : Figure
        What the number says.
    currency : str
        The currency that a sign before it names, or empty.
    limit : int
        Where a date starts that must not be read into, or the end of the text.
    kind : str
        The kind, where the number itself tells it.
    weak : bool
        Whether it may count nothing.

    Returns
    -------
    Reading
        The quantity.

    Examples
    --------
    >>> reading = describe_figure("5 m deep", 0, 1, Figure(5.0, 1.0), "", 8)
    >>> reading.quantity.kind, reading.quantity.unit
    ('measure', 'm')
    """
    lists = load_lists()
    after = compile_patterns().after.match(text, stop, min(limit, stop + 80))
    suffix, ordinal, gap, *following = after.groups()
    places = [place for _, place in after.regs[4:]]
    following = following[: following.index(None)] if None in following else following
    scale, malformed, unit = 1.0, "", ""
    alternative = figure.alternative
    if figure.style == "malformed":
        malformed = "the figures are not grouped by thousands"
    if suffix:
        scale, stop, alternative = _read_suffix(suffix, currency, following, after, alternative)
        if suffix == "m" and scale == 1.0:
            # Alone it says neither metres nor millions: it agrees with either.
            kind, unit, alternative = "measure", "m", figure.value * 1e6
    elif following and not kind and following[0].lower() in lists.scales:
        word = following.pop(0).lower()
        scale, stop = float(lists.scales[word]), places.pop(0)
        if figure.value >= FULL_SCALES.get(word, float("inf")):
            malformed = f"{text[start:stop]} says its {word}s twice"
            alternative = figure.value / scale
        if following and following[0].lower() == word:
            malformed = f"{word} stands twice"
            stop = places.pop(0)
            following.pop(0)
    if ordinal:
        kind, stop = "ordinal", after.end("ordinal")
    elif currency:
        kind, unit = "money", currency
        if following and following[0] in ("dollars", "euros"):
            stop = places.pop(0)
            following.pop(0)
    elif following and kind in ("", "fraction"):
        found = _find_unit(following, gap)
        if found is not None and (kind == "" or found[0] in ("duration", "measure")):
            kind, unit, taken = found
            stop, following = places[taken - 1], following[taken:]
    share = 100.0 if unit in ("cent", "penny") else 1.0
    return _finish(
        text,
        start,
        stop,
        kind,
        figure,
        (share, scale, unit, malformed, weak, alternative and alternative * scale),
        following,
    )


def _read_suffix(suffix, currency, following, after, alternative) -> tuple:
    """What a letter after figures stands for: 5m people are millions, 5m deep are metres."""
    scale = float(load_lists().suffixes[suffix])
    stop = after.end("suffix")
    if suffix == "m" and not currency:
        word = following[0].lower() if following else ""
        counted = word in PLURALS or (len(word) > 3 and word.endswith("s"))
        if not counted:
            return 1.0, stop, alternative
    return scale, stop, alternative


def _find_unit(words: list[str], gap: str) -> tuple[str, str, int] | None:
    """The kind, the unit and the number of words it takes."""
    units = _list_units()
    one = words[0]
    if len(words) > 1:
        found = units.get(f"{one} {words[1]}".lower())
        if found is not None:
            return *found, 2
    found = units.get(one) or units.get(one.lower())
    if found is None or (len(one) == 1 and gap and one.isalpha() and one != "m"):
        return None
    low = one.lower()
    if low in _ALSO_WORDS and gap == " " and (low == "won" or len(words) > 1):
        return None
    if found[0] == "duration" and len(words) > 1:
        after = [word.lower() for word in words[1:3]]
        if after[0] in ("old", "olds"):
            return "age", low.rstrip("s"), 2
        if after == ["of", "age"]:
            return "age", low.rstrip("s"), 3
    return *found, 1


# Also an English verb, noun or name: a currency only where nothing else follows.
_ALSO_WORDS = frozenset({"won", "rand", "marks", "pc", "crowns"})


@lru_cache(maxsize=1)
def _list_units() -> dict[str, tuple[str, str]]:
    """The kind and the unit of every unit's name."""
    lists = load_lists()
    units = {
        name: ("duration" if dimension == "duration" else "measure", name)
        for name, (dimension, _) in lists.units.items()
    }
    for kind, table in (
        ("money", lists.currencies),
        ("points", lists.points),
        ("percent", lists.percents),
    ):
        units |= {name: (kind, unit) for name, unit in table.items()}
    return units | {name.lower(): value for name, value in units.items() if " " in name}


def _finish(
    text: str,
    start: int,
    stop: int,
    kind: str,
    figure: Figure,
    parts: tuple,
    following: list[str],
) -> Reading:
    """Add the noun, the bound and the kind that they tell."""
    share, scale, unit, malformed, weak, alternative = parts
    value = figure.value * scale / share
    nouns, rate = _read_nouns(following, kind) if following else ((), "")
    left = text[max(0, start - LEFT) : start]
    # What ends in a mark other than a bracket or a hyphen belongs to another phrase.
    before = left.lower().replace("(", " ").split() if left[-1:] in _BESIDE else []
    approximate = bound = ""
    full_start, full_stop = start, stop
    if before and before[-1] in _list_limit_ends():
        approximate, bound, full_start = _read_limits(before, left, start)
    tail = text[stop : stop + 12]
    if tail[:1] == "+":
        bound, full_stop = ">=", stop + 1
    elif tail[:4] in (" or ", " and", " plu"):
        for phrase, sign in load_lists().bounds_after.items():
            if tail.startswith(phrase, 1):
                bound, full_stop = sign or bound, stop + 1 + len(phrase)
    if bound == ">" and kind == "duration" and before[-1] == "over":
        bound, full_start = "", start  # "over four decades" mostly means during them
    if not kind:
        kind = tell_kind(text, (start, stop), value, before, nouns, following, figure.style, scale)
    noun = _find_head(nouns) if nouns else ""
    if kind == "designator":
        noun = before[-1] if before else ""
    elif kind in ("count", "number") and following and following[0].lower() in ("times", "fold"):
        kind = "multiple"
        stop = text.find(following[0], stop, stop + 12) + len(following[0])
    quantity = Quantity(
        start,
        stop,
        kind,
        value,
        None,
        None,
        unit,
        noun,
        nouns[:3],
        rate,
        approximate,
        bound,
        full_start,
        max(full_stop, stop),
        figure.precision * scale / share,
        alternative,
        malformed,
        weak,
    )
    return Reading(quantity, scale, figure.style)


_BESIDE = frozenset(" \t\n\r\u00a0\u202f(-")


def _read_nouns(following: list[str], kind: str) -> tuple[tuple[str, ...], str]:
    """The words of the phrase after a figure, and the word after "a" or "per"."""
    not_nouns = load_lists().not_nouns
    nouns: list[str] = []
    skipping = kind in ("fraction", "crowd", "percent")
    for place, word in enumerate(following):
        low = word.lower()
        if skipping and low in ("of", "the", "its", "his", "their", "all"):
            continue
        skipping = False
        if low in ("a", "an", "per", "each"):
            rate = following[place + 1].lower() if place + 1 < len(following) else ""
            return tuple(nouns), rate
        if low in not_nouns:
            break
        nouns.append(low)
    return tuple(nouns), ""


def _find_head(nouns: Sequence[str]) -> str:
    """The first plural of a phrase, or its last word."""
    for noun in nouns:
        if noun in PLURALS or (len(noun) > 3 and noun[-1] == "s" != noun[-2]):
            return noun
    return nouns[-1]


@lru_cache(maxsize=1)
def _list_limit_ends() -> frozenset[str]:
    """Last words of bounds and approximations."""
    lists = load_lists()
    phrases = (*lists.bounds_before, *lists.approximations)
    return frozenset(phrase.split()[-1] for phrase in phrases)


def _find_phrase(left: str, words: list[str]) -> int:
    """Where the last words of a stretch start."""
    at = len(left)
    for word in reversed(words):
        at = left.rfind(word, 0, at)
    return at


def _read_limits(before: list[str], left: str, start: int) -> tuple[str, str, int]:
    """The approximation and the bound before a figure, and where they start."""
    lists = load_lists()
    for size in (3, 2, 1):
        phrase = " ".join(before[-size:])
        if phrase in lists.bounds_before or phrase in lists.approximations:
            at = _find_phrase(left.lower(), before[-size:])
            bound = lists.bounds_before.get(phrase, "")
            return "" if bound else phrase, bound, start - len(left) + at
    return "", "", start
