"""What stands between a cue and its content: the person told, the day, the occasion?"""

from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.units import Unit, is_adverb, is_capital
from analysis.attribution.words import (
    AUX,
    COMPLEMENTISERS,
    CONTRACTED,
    DETERMINERS,
    OBJECT_PRONOUNS,
    PERIODS,
    PREPOSITIONS,
    STARTERS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
)

_LONGEST_PERSON = 9
_LONGEST_OCCASION = 7
_REACH_OF_THAT = 16

_OPENERS = frozenset(
    "on in at during to from after before via of about with for through when as earlier late "
    "early last".split()
)
# Prepositions before an occasion ("in a statement", "to reporters").
_OCCASION_OPENERS = frozenset("in on at during to after".split())
_OCCASIONS = frozenset(
    "statement interview tweet speech letter email e-mail post memo briefing conference report "
    "message address court testimony video article column debate rally release reporters "
    "twitter facebook hearing meeting event appearance town hall filing affidavit remarks book "
    "tv television radio press op-ed editorial 2014 2015 2016".split()
)
_PERIOD_OPENERS = frozenset("this last earlier next".split())
# "in recent days", "for weeks", "over the past year".
_SPAN_OPENERS = frozenset("in for over during at".split())
_SPAN_WORDS = frozenset(
    "the a recent past last several many few some two three the next coming first same".split()
)
_SPANS = frozenset(
    "day days week weeks month months year years hours times decades time ago outset".split()
)
_AFTER_OCCASION = frozenset("with on to at in".split())
_IN_NAME_OF_OCCASION = frozenset("the a reporters s".split())
# Adverbs that belong to the content rather than to the cue.
_CONTENT_ADVERBS = frozenset(
    "all both only even not just more almost never nearly approximately roughly himself herself "
    "themselves itself".split()
)


def skip_person(units: list[Unit], i: int) -> int:
    """Skip the person told: "reporters", "the BBC", "Fox News host Sean Hannity"."""
    n = len(units)
    if i >= n or units[i].kind != "w" or units[i].low in COMPLEMENTISERS:
        return i
    if units[i].low in OBJECT_PRONOUNS:
        return i + 1
    # "told reporters Kirby ...": a plural without an article is complete.
    is_bare_plural = units[i].low.endswith("s") and units[i].form == units[i].low
    stop = i + 1 if units[i].low in DETERMINERS else i
    while stop < n and stop - i < _LONGEST_PERSON:
        if stop == i + 1 and is_bare_plural and is_capital(units[stop]):
            break
        if _ends_person(units[stop], is_first=stop == i):
            break
        stop += 1
    return stop


def _ends_person(unit: Unit, *, is_first: bool) -> bool:
    """Say whether the person told ends before a unit."""
    low = unit.low
    if unit.kind != "w" or low in STARTERS or low in AUX or low in SUBJECT_PRONOUNS:
        return True
    if CONTRACTED.match(low):
        return True
    if is_first or low == "of":
        return False
    if low in load_lexicon().reporting or low == "say":
        return True
    return low in PREPOSITIONS or low in WEEKDAYS or low in DETERMINERS


def skip_adjuncts(units: list[Unit], i: int) -> int:
    """Skip when and where something was said."""
    n = len(units)
    while i < n:
        low = units[i].low
        following = units[i + 1].low if i + 1 < n else ""
        if low in _PERIOD_OPENERS and following in PERIODS:
            i += 2
        elif low in WEEKDAYS or (is_adverb(units[i]) and low not in _CONTENT_ADVERBS):
            i += 1
        elif low in _SPAN_OPENERS and (stop := _skip_time_span(units, i)) > i:
            i = stop
        elif low not in _OPENERS:
            return i
        else:
            that = find_that(units, i)
            if that is not None:
                return that
            stop = i
            if low == "on" and following in WEEKDAYS:
                stop = i + 2
            elif low in _OCCASION_OPENERS:
                stop = _skip_occasion(units, i)
            if stop == i:
                return i
            i = stop
    return i


def _skip_time_span(units: list[Unit], i: int) -> int:
    """Skip "in recent days", "for weeks"; the place itself where no such span stands."""
    j = i + 1
    while j < len(units) and units[j].low in _SPAN_WORDS:
        j += 1
    is_span = j < len(units) and units[j].low in _SPANS
    return j + 1 if is_span else i


def find_that(units: list[Unit], i: int) -> int | None:
    """Look a few words ahead for the "that" that opens the content."""
    for j in range(i + 1, min(len(units), i + _REACH_OF_THAT)):
        if units[j].low == "that" and units[j - 1].low not in ("in", "of", "on"):
            return j
        if units[j].kind != "w" or units[j].low in AUX:
            return None
    return None


def _skip_occasion(units: list[Unit], i: int) -> int:
    """Skip "in a statement", "during an interview with CNN", "to reporters"."""
    last = min(len(units), i + _LONGEST_OCCASION)
    for j in range(i + 1, last):
        if units[j].kind != "w" or units[j].low in AUX:
            return i
        if units[j].low in _OCCASIONS:
            return _skip_partner(units, j + 1)
    return i


def _skip_partner(units: list[Unit], i: int) -> int:
    """Skip with whom, on which channel or on which day the occasion was ("with CNN")."""
    n = len(units)
    if i >= n or units[i].low not in _AFTER_OCCASION:
        return i
    stop = i + 1
    while stop < n and (is_capital(units[stop]) or units[stop].low in _IN_NAME_OF_OCCASION):
        stop += 1
    has_partner = stop > i + 1 or (i + 1 < n and units[i + 1].low in WEEKDAYS)
    return stop if has_partner else i
