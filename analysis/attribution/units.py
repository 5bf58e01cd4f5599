"""Which words, signs and whole quotations is this sentence made of?"""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.attribution.words import ADVERBS, NOT_ADVERBS
from analysis.quotation_marks import MarkedSpan
from analysis.tokens import tokenise

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr sen rep gov gen col capt lt sgt prof rev st jr sr hon pres supt cmdr adm".split()
)

# Half-open unit numbers: units[first:stop].
UnitSpan = tuple[int, int]


class Unit(NamedTuple):
    """
    A word, a sign, or a whole quotation of a sentence.

    Attributes
    ----------
    start, stop : int
        Half-open character offsets.
    form, low : str
        The characters, as they stand and in lower case with straight apostrophes; both
        empty for a quotation.
    kind : str
        ``w`` (word), ``p`` (sign) or ``q`` (quotation with its marks).
    """

    start: int
    stop: int
    form: str
    low: str
    kind: str


def group_sentences(
    spans: Sequence[tuple[int, int]], marked: Sequence[MarkedSpan]
) -> list[tuple[int, int]]:
    """Join the sentences that one quotation runs across."""
    groups: list[tuple[int, int]] = []
    at = 0
    for start, stop in spans:
        while at < len(marked) and marked[at].stop <= start:
            at += 1
        crosses = groups and at < len(marked) and marked[at].start < start < marked[at].stop
        if crosses:
            groups[-1] = (groups[-1][0], stop)
        else:
            groups.append((start, stop))
    return groups


def cut_units(text: str, start: int, stop: int, quotes: Sequence[MarkedSpan]) -> list[Unit]:
    """
    Cut a sentence into words, signs and whole quotations.

    Examples
    --------
    >>> [(unit.form, unit.kind) for unit in cut_units("Mr. Orr left.", 0, 13, [])]
    [('Mr', 'w'), ('Orr', 'w'), ('left', 'w'), ('.', 'p')]
    """
    units: list[Unit] = []
    at = start
    for quote in quotes:
        _add_units(text, at, max(at, quote.start), units)
        units.append(Unit(quote.start, min(quote.stop, stop), "", "", "q"))
        at = max(at, min(quote.stop, stop))
    _add_units(text, at, stop, units)
    return units


def _add_units(text: str, start: int, stop: int, units: list[Unit]) -> None:
    """Add the words and signs of a stretch outside quotation marks."""
    for token_start, token_stop, form, _, is_word in tokenise(text[start:stop]):
        at = start + token_start
        if form == "." and units and units[-1].stop == at and _is_abbreviation(units[-1]):
            units[-1] = units[-1]._replace(stop=at + 1)
            continue
        low = form.lower().replace("’", "'")
        units.append(Unit(at, start + token_stop, form, low, "w" if is_word else "p"))


def _is_abbreviation(unit: Unit) -> bool:
    """Say whether a full stop after a word belongs to it (Mr., Sen., J.)."""
    return unit.low in _ABBREVIATIONS or (len(unit.form) == 1 and unit.form.isupper())


def locate(units: list[Unit], span: UnitSpan) -> tuple[int, int]:
    """Turn unit numbers into character offsets."""
    return units[span[0]].start, units[span[1] - 1].stop


def is_capital(unit: Unit) -> bool:
    """Say whether a unit is a word with a capital."""
    return unit.kind == "w" and unit.form[:1].isupper()


def is_adverb(unit: Unit) -> bool:
    """Say whether a unit is one of the common adverbs or is made like one."""
    low = unit.low
    if low in ADVERBS:
        return True
    # A capital marks a name: "James Cleverly said".
    return low.endswith("ly") and len(low) > 4 and low not in NOT_ADVERBS and unit.form == low


def looks_past(low: str) -> bool:
    """Say whether a word ends like a regular past form."""
    return low.endswith("ed") and len(low) > 4


def strip_signs(units: list[Unit], first: int, stop: int) -> int:
    """Give the stop of a span without its closing signs."""
    while stop > first and units[stop - 1].kind == "p" and units[stop - 1].form not in ")%$]":
        stop -= 1
    return stop
