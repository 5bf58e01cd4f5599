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
from analysis.fidelity.slots import (
    differ_in,
    list_partners,
    measure_overlap,
    rate_sole,
    score_place,
    tell_of_others,
)

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
# A day from which something goes on and a day to which it does are two days, as is one on which
# it is over.
LIMITS = {"since": 1, "after": 1, "until": 2, "till": 2, "before": 2}
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
        for j in list_partners(i, len(other)):
            o = other[j]
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
            confidence = _rate(slot, relation)
            yield _make(pair, base[i].mention, other[j].mention, relation, confidence)
    left = [b for i, b in enumerate(base) if i not in used_base]
    right = [o for j, o in enumerate(other) if j not in used_other]
    yield from _pair_sole(pair, left, right)


def _pair_sole(pair: Pair, left: list[_Fact], right: list[_Fact]) -> Iterator[Change]:
    """The only date of its sort that is left over on either side, wherever it stands."""
    for sort in ("time", "day", "year"):
        base = [b for b in left if _tell_sort(b.mention) == sort]
        other = [o for o in right if _tell_sort(o.mention) in (sort, "vague")]
        if len(base) != 1 or len(other) != 1:
            continue
        b, o = base[0], other[0]
        relation = _relate(pair, b.mention, o.mention)
        if _find_limit(pair.base, b) != _find_limit(pair.other, o) or tell_of_others(pair):
            continue
        if _stand_by_others(pair, b, o):
            continue
        if relation == "blurred" and b.mention.month and o.mention.month:
            continue  # the day of the month may stand elsewhere in the sentence
        if b.mention.kind == o.mention.kind == "period" and not (
            pair.base_date and pair.other_date
        ):
            continue  # today of one paper is yesterday of the next
        confidence = rate_sole(pair, b.words, o.words)
        if confidence is not None and relation not in (None, "equal"):
            yield _make(pair, b.mention, o.mention, relation, confidence)


def _stand_by_others(pair: Pair, b: _Fact, o: _Fact) -> bool:
    """Whether the figures just before two dates differ, though the other side has either figure."""
    one, two = _find_figure(pair.base, b), _find_figure(pair.other, o)
    if one is None or two is None or one == two:
        return False
    values = {q.value for q in pair.base.quantities}, {q.value for q in pair.other.quantities}
    return one in values[1] or two in values[0]


def _find_figure(passage: Passage, fact: _Fact) -> float | None:
    """The figure that ends just before a date and its preposition."""
    at = passage.words[fact.words.start].start
    return next((q.value for q in passage.quantities if 0 < at - q.stop <= 2), None)


def _find_limit(passage: Passage, fact: _Fact) -> int:
    """Whether something goes on from a date (1) or to it (2), or neither (0)."""
    first = fact.words.start
    return LIMITS.get(passage.terms[first - 1], 0) if first else 0


def _tell_sort(mention: DateMention) -> str:
    """Dates of one sort answer the same question: at what time, on which day, in which year."""
    return {"date": "day", "weekday": "day", "period": "day"}.get(mention.kind, mention.kind)


def _rate(slot: float, subkind: str) -> float:
    """A confidence from how much a slot says."""
    return min(0.99, 1 / (1 + math.exp(-0.9 * (slot - LEAST_SLOT[subkind] - 0.4))))


def _make(pair: Pair, b: DateMention, o: DateMention, subkind: str, confidence: float) -> Change:
    """The row of a pair of dates."""
    old = pair.base.text[b.start : b.stop]
    new = pair.other.text[o.start : o.stop]
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
    if b.kind == o.kind == "period" and b.phrase == o.phrase:
        return "equal"  # the same word of two days of publication is more likely kept than altered
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
