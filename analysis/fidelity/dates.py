"""Which dates and times of the base became other ones?

A date is read against the day its version was published, where that is known: Thursday and
22 December may be one day. Dates that agree are matched first, wherever they stand; the rest
are paired by the slot they fill. A date that only one side has is an absence and no row.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from analysis.dates import DateMention, find_zone_offset, resolve_date
from analysis.dates.words import list_calendar_words
from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.slots import differ_in, measure_overlap, score_place

# What agreeing adds to a slot, so that equal dates are taken out first.
EQUAL_BONUS = 3.0
# Pairs whose slot says less are dates of different things. A weekday, a month or a "last
# week" depends on the day of publication, so that a difference needs a surer slot.
LEAST_SLOT = {"year": 2.2, "time": 2.2, "day": 2.4, "month": 2.4, "weekday": 2.8, "blurred": 2.6}
# In a free rewording a weekday or "yesterday" may be counted from another day of publication.
LEAST_OVERLAP = 0.5
# Half a day, in minutes: a clock time without a.m. or p.m. says no more.
HALF_DAY = 720
DAY_WORDS = frozenset({"yesterday", "today", "tonight", "tomorrow"})
PREPOSITIONS = frozenset({"on", "in", "at", "by", "during", "over", "of"})


class _Fact(NamedTuple):
    """A date with the words it takes."""

    mention: DateMention
    words: range


def find_date_changes(pair: Pair) -> list[Change]:
    """
    Find the dates and times that became other ones.

    Parameters
    ----------
    pair : Pair
        Two aligned passages, with the days of publication where they are known.

    Returns
    -------
    list of Change
        Of kind ``date``. Forms of one date are no change, nor is a part that one side leaves
        out (a weekday beside the date, the year).

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> pair = Pair(read_passage("It opens on Feb. 3."), read_passage("It opens on 13 February."))
    >>> [(c.subkind, c.why) for c in find_date_changes(pair)]
    [('day', 'Feb. 3 became 13 February.')]
    """
    if not differ_in(pair, list_calendar_words()):
        return []
    base, other = pair.base.dates, pair.other.dates
    if not base or not other or _say_the_same(base, other):
        return []
    base_facts = [_place(pair.base, d) for d in base]
    other_facts = [_place(pair.other, d) for d in other]
    return list(_pair_facts(pair, base_facts, other_facts))


def _place(passage: Passage, mention: DateMention) -> _Fact:
    """A date with its preposition: "on Tuesday" and "recently" fill one slot."""
    words = passage.find_words(mention.start, mention.stop)
    first = words.start
    if first and passage.terms[first - 1] in PREPOSITIONS:
        first -= 1
    return _Fact(mention, range(first, words.stop))


def _say_the_same(base: list[DateMention], other: list[DateMention]) -> bool:
    """Whether both sides name the same dates in the same order."""
    return len(base) == len(other) and all(b[2:] == o[2:] for b, o in zip(base, other, strict=True))


def _pair_facts(pair: Pair, base: list[_Fact], other: list[_Fact]) -> Iterator[Change]:
    """Pair dates, the surest first; each is used once."""
    overlap = measure_overlap(pair)
    scored = []
    for i, b in enumerate(base):
        for j, o in enumerate(other):
            relation = _relate(pair, b.mention, o.mention)
            if relation is None:
                continue
            slot = score_place(pair, b.words, o.words, overlap)
            slot += 0.5 if b.mention.kind == o.mention.kind else 0.0
            total = slot + (EQUAL_BONUS if relation == "equal" else 0.0)
            scored.append((-total, abs(i - j), i, j, relation, slot))
    scored.sort()
    used_base: set[int] = set()
    used_other: set[int] = set()
    for _, _, i, j, relation, slot in scored:
        if i in used_base or j in used_other:
            continue
        floating = (
            relation == "weekday" or base[i].mention.kind == other[j].mention.kind == "period"
        )
        least = LEAST_SLOT["weekday"] if floating else LEAST_SLOT.get(relation, 0.0)
        if relation != "equal" and (slot < least or (floating and overlap < LEAST_OVERLAP)):
            continue
        used_base.add(i)
        used_other.add(j)
        if relation != "equal":
            yield _make(pair, base[i].mention, other[j].mention, relation, slot)


def _make(pair: Pair, b: DateMention, o: DateMention, subkind: str, slot: float) -> Change:
    """The row of a pair of dates."""
    old = pair.base.text[b.start : b.stop]
    new = pair.other.text[o.start : o.stop]
    middle = LEAST_SLOT[subkind] + 0.4
    confidence = min(0.99, 1 / (1 + math.exp(-0.9 * (slot - middle))))
    how = ": less exact" if subkind == "blurred" else ""
    spans = (b.start, b.stop, o.start, o.stop)
    return Change("date", subkind, *spans, confidence, f"{old} became {new}{how}.")


# ---------------------------------------------------------------- what two dates say


def _relate(pair: Pair, b: DateMention, o: DateMention) -> str | None:
    """``equal``, the subkind of their difference, or None where nothing can be said."""
    if "time" in (b.kind, o.kind):
        return _relate_times(b, o)
    if b.kind == "date" and o.kind == "date" or {b.kind, o.kind} == {"date", "year"}:
        return _relate_parts(b, o)
    if b.kind == "year" and o.kind == "year":
        return _relate_years(b, o)
    if (
        b.kind == "weekday"
        and o.kind == "weekday"
        or (b.weekday is not None and o.weekday is not None)
    ):
        return "equal" if b.weekday == o.weekday else "weekday"
    one, two = resolve_date(b, pair.base_date), resolve_date(o, pair.other_date)
    if one is not None and two is not None:
        return "equal" if one == two else "day"
    if b.phrase and o.phrase.endswith(b.phrase):
        return "equal"
    if o.kind == "vague" or o.days > b.days:
        return _relate_vaguer(b, o)
    if b.kind == "period" and o.kind == "period":
        return _relate_periods(b, o)
    return None


def _relate_times(b: DateMention, o: DateMention) -> str | None:
    """Two times of day; a time that became a part of the day."""
    if b.kind != "time" or b.minute is None:
        return None
    if o.kind != "time" or o.minute is None:
        part = o.phrase.endswith(("morning", "afternoon", "evening", "night"))
        return "blurred" if o.kind == "vague" or (part and o.kind == "period") else None
    one, two = b.minute, o.minute
    if b.zone and o.zone and b.zone != o.zone:
        one, two = one - find_zone_offset(b.zone), two - find_zone_offset(o.zone)
    span = HALF_DAY if "clock" in (b.phrase, o.phrase) else 2 * HALF_DAY
    return "equal" if (one - two) % span == 0 else "time"


def _relate_parts(b: DateMention, o: DateMention) -> str | None:
    """Two dates by the parts that both name."""
    if b.year is not None and o.year is not None and b.year != o.year:
        return "year"
    if b.month is not None and o.month is not None:
        if b.month != o.month:
            return "month"
        if b.day is not None and o.day is not None:
            same = b.day == o.day and (b.last_day or o.last_day or b.day) == (
                o.last_day or b.last_day or o.day
            )
            if not same:
                return "day"
    elif b.year is None or o.year is None:
        return None
    if b.weekday is not None and o.weekday is not None and b.weekday != o.weekday:
        return "weekday"
    if b.day is not None and o.day is None and o.weekday is None:
        return "blurred"
    return "equal"


def _relate_years(b: DateMention, o: DateMention) -> str | None:
    """Two years or decades; a year within the decade agrees with it."""
    if b.year == o.year:
        return "equal"
    if b.days > 2000 or o.days > 2000:
        wide, one = (b, o) if b.days >= o.days else (o, b)
        return "equal" if 0 <= one.year - wide.year < 10 and one.days < 2000 else "year"
    return "year"


def _relate_vaguer(b: DateMention, o: DateMention) -> str | None:
    """A day that became a week, a month or a while."""
    is_day = b.day is not None or b.weekday is not None or b.days <= 1
    return "blurred" if is_day and b.kind != "vague" else None


def _relate_periods(b: DateMention, o: DateMention) -> str | None:
    """Last week, next month: told apart only within one unit."""
    if b.phrase == o.phrase:
        return "equal"
    if b.phrase in DAY_WORDS and o.phrase in DAY_WORDS:
        return "equal" if {b.phrase, o.phrase} == {"today", "tonight"} else "day"
    first, second = b.phrase.split()[-1].rstrip("s"), o.phrase.split()[-1].rstrip("s")
    if first != second:
        return None
    past = ("last", "past", "previous")
    one, two = b.phrase.split()[0], o.phrase.split()[0]
    if (one in past and two in past) or "earlier" in (one, two) or "later" in (one, two):
        return "equal"
    return {"year": "year", "month": "month"}.get(first, "day") if one != two else "equal"
