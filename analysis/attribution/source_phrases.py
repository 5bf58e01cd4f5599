"""Which phrases name a source without a verb: "according to X", "per X", "in a new poll"?"""

from analysis.attribution.contents import find_clause_end, find_clause_start, is_reporting
from analysis.attribution.cue_clauses import Found, build_attribution
from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.phrases import find_following_source
from analysis.attribution.units import Unit, UnitSpan, is_capital, strip_signs
from analysis.attribution.words import COMMA_OR_DASH, LEADING, POSSESSIVES, PREPOSITIONS

_LONGEST_APPOSITION = 40
# Units of "in a new national poll of likely voters released on Friday,".
_LONGEST_PHRASE = 16
# How far a cue may stand from the comma that would make the phrase an adjunct of it.
_REACH_OF_CUE = 12
# Nouns that are sources themselves; the others need somebody whose view it is.
_COUNTS = frozenset("poll polls survey surveys study studies polling".split())
_BEFORE_PER = COMMA_OR_DASH | {"("}


def read_source_phrase(units: list[Unit], i: int) -> Found | None:
    """
    Read a phrase that names a source: its content stands after it, before it or around it.

    Parameters
    ----------
    units : list of Unit
        A sentence.
    i : int
        Number of a unit that is "according", "per" or "in".

    Returns
    -------
    (Attribution, int) or None
        The attribution and the number of the unit up to which it reaches.
    """
    low = units[i].low
    if low == "in":
        return _read_opening_phrase(units, i) if _is_opening(units, i) else _read_count(units, i)
    if low == "per":
        is_aside = i == 0 or units[i - 1].form in _BEFORE_PER
        is_source = i + 1 < len(units) and (is_capital(units[i + 1]) or units[i + 1].low == "the")
        return _read_named(units, i, i + 1) if is_aside and is_source else None
    return (
        _read_named(units, i, i + 2) if units[i + 1 : i + 2] and units[i + 1].low == "to" else None
    )


def _is_opening(units: list[Unit], i: int) -> bool:
    """Say whether a unit is the first of a sentence, or follows a conjunction there."""
    return i == 0 or (i == 1 and units[0].low in LEADING)


def _read_named(units: list[Unit], i: int, at: int) -> Found | None:
    """Read "according to X", where the source begins at a unit."""
    if at >= len(units):
        return None
    stop = find_following_source(units, at)
    if stop == at:
        return None
    if _is_opening(units, i):
        first = _skip_apposition(units, stop)
        contents = [(first, find_clause_end(units, first))]
    else:
        first = find_clause_start(units, i)
        contents = [(first, strip_signs(units, first, i)), *_read_after_aside(units, i, stop)]
    return build_attribution(units, (at, stop), (i, at), contents, "source phrase")


def _skip_apposition(units: list[Unit], first: int) -> int:
    """Skip the comma after a source, and an apposition to it that another comma closes."""
    if first >= len(units) or units[first].form != ",":
        return first
    first += 1
    if first < len(units) and units[first].low in ("who", "which", "a", "an"):
        for j in range(first, min(len(units), first + _LONGEST_APPOSITION)):
            if units[j].form == ",":
                return j + 1
    return first


def _read_after_aside(units: list[Unit], i: int, stop: int) -> list[UnitSpan]:
    """Span the rest of a clause that ", according to X," stands inside."""
    after = stop + 1
    if after >= len(units) or units[stop].form != "," or units[i - 1].form != ",":
        return []
    if units[after].low in PREPOSITIONS or units[after].low.endswith("ing"):
        return []
    return [(after, find_clause_end(units, after))]


def _read_opening_phrase(units: list[Unit], i: int) -> Found | None:
    """Read "In a new poll, ..." and "In Low's view, ..."."""
    head = _find_head(units, i + 1)
    if head is None:
        return None
    comma = head + 1
    while comma < len(units) and comma - i < _LONGEST_PHRASE and units[comma].kind == "w":
        comma += 1
    if comma + 2 >= len(units) or units[comma].form != ",":
        return None
    if any(map(is_reporting, units[comma + 1 : comma + 1 + _REACH_OF_CUE])):
        return None
    if units[head].low in _COUNTS:
        source: UnitSpan | None = (i + 1, comma)
    else:
        source = _find_viewer(units, i + 1, head, comma)
    if source is None:
        return None
    content = (comma + 1, find_clause_end(units, comma + 1))
    return build_attribution(units, source, (i, i + 1), [content], "source phrase")


def _find_head(units: list[Unit], first: int) -> int | None:
    """Find the noun that makes a phrase one that names a source."""
    nouns = load_lexicon().phrase_nouns
    for j in range(first, min(len(units), first + _LONGEST_PHRASE)):
        if units[j].kind != "w" or (j > first and units[j].low in PREPOSITIONS):
            return None
        if units[j].low in nouns:
            return j
    return None


def _find_viewer(units: list[Unit], first: int, head: int, stop: int) -> UnitSpan | None:
    """Find whose view it is: "in Low's view", "in the words of Low"."""
    if head > first and units[head - 1].low.endswith(("'s", "s'")):
        return (first, head)
    if units[first].low in POSSESSIVES:
        return (first, first + 1)
    has_of = head + 2 <= stop and head + 1 < len(units) and units[head + 1].low == "of"
    return (head + 2, stop) if has_of and head + 2 < stop else None


def _read_closing_view(units: list[Unit], i: int, head: int) -> Found | None:
    """Read "..., in the words of Low" and "..., in Low's view"."""
    if units[i - 1].form not in COMMA_OR_DASH:
        return None
    stop = head + 1
    if units[stop].low == "of":
        stop = find_following_source(units, head + 2)
    source = _find_viewer(units, i + 1, head, stop)
    if source is None or any(unit.kind == "w" for unit in units[stop : stop + 1]):
        return None
    first = find_clause_start(units, i)
    contents = [(first, strip_signs(units, first, i))]
    if stop + 1 < len(units) and units[stop].form == units[i - 1].form:
        # "The pier is, in Low's words, a ruin"
        contents.append((stop + 1, find_clause_end(units, stop + 1)))
    return build_attribution(units, source, (i, i + 1), contents, "source phrase")


def _read_count(units: list[Unit], i: int) -> Found | None:
    """Read "Low had 38 percent in a new poll": a figure that a poll at the end gives."""
    head = _find_head(units, i + 1) if i > 3 else None
    if head is None or head + 1 >= len(units):
        return None
    if units[head].low not in _COUNTS:
        return _read_closing_view(units, i, head)
    if units[head + 1].kind != "p" or units[head + 1].form == "%":
        return None
    first = find_clause_start(units, i)
    has_figure = any(u.form == "%" or u.low in ("percent", "points") for u in units[first:i])
    if not has_figure:
        return None
    return build_attribution(units, (i + 1, head + 1), (i, i + 1), [(first, i)], "source phrase")
