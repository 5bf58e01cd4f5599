"""Which figures of the base became other figures?

Figures that say the same in any writing are matched first, wherever they stand. The rest are
paired by the slot they fill: what they count, in which unit, beside which words, in which gap of
the word alignment. A figure without a counterpart is an absence and no row.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.slots import (
    STEM,
    WINDOW,
    differ_in,
    list_partners,
    list_stems,
    measure_overlap,
    rate_sole,
    score_place,
    tell_of_others,
)
from analysis.quantities import Quantity, convert_quantity
from analysis.quantities.words import list_figure_words, list_limit_words, load_lists

# Pairs whose slot says less than this are figures of different things.
LEAST_SLOT = 1.4
# Ordinals and "one" often count nothing: their slot must say more.
LEAST_WEAK_SLOT = 2.6
# So many words before a figure may say that it was sought or expected.
ROLE_WINDOW = 10
# What it takes from a slot that one figure was sought and the other paid, or that one is of a
# loss and the other of a revenue; a sum and a sum a share take half of it.
OTHER_ROLE = 2.0
# The same where both passages name somebody, but nobody in common.
OTHER_SUBJECT = 1.0
# How the slot becomes a confidence: one half at the first, steeper with the second. Fitted on
# pairs of newswire sentences (logistic regression of the slot; 0.90 of the pairs rank right in
# cross-validation), rounded.
HALF_SURE, STEEPNESS = 1.5, 1.1
# A level and a distance ("3 cents less than") never fill one slot, however alike the words.
APART = 10.0
# What an equal value adds to a slot: an equal figure is the same figure unless the slots of
# both say clearly that it moved to something else.
EQUAL_BONUS = 2.5
ROUNDING_BONUS = 1.5
# A rounder figure differs by at most this share when filling zeros may or may not count.
ROUNDING_SHARE = 0.05
# "About 50" for 46: with a word of approximation more is allowed.
LOOSE_SHARE = 0.10
# Without filling zeros 4.6 percent and 5 percent agree to the unit, 2.25 hours and 2 do not.
SHARE_OF_UNITS = 0.10
# Two units of one dimension agree (30 miles, 48 km) within this share.
CONVERSION_SHARE = 0.04
# A temperature converted to the other scale is rounded to a degree or so.
DEGREES = 1.5
# A factor of these is a slip of the scale rather than another value.
SCALES = (10.0, 100.0, 1000.0, 1e6, 1e9)
# In a free rewording a limit or a range may be told by words of another kind.
LEAST_LIMIT_OVERLAP = 0.55
# Below this slot an equal figure with another bound is too likely another statement.
LEAST_BOUND_SLOT = 2.0


class _Fact(NamedTuple):
    """A quantity with what is needed to compare it."""

    quantity: Quantity
    dimension: str
    low: float
    high: float
    precision: float
    words: range
    ends_in_zero: bool  # so that its last digits may or may not count
    role: "_Role"


def find_number_changes(pair: Pair) -> list[Change]:
    """
    Find the figures that became other figures.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Of kind ``number``. Figures that agree in value are no change, whatever their form,
        unit or place.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> pair = Pair(read_passage("It cost $46 million."), read_passage("It cost $460m."))
    >>> [(c.subkind, c.why) for c in find_number_changes(pair)]
    [('scale', '$46 million became $460m: 10 times as much.')]
    """
    if not differ_in(pair, list_figure_words()):
        return []
    base, other = pair.base.quantities, pair.other.quantities
    if not base or not other or _say_the_same(base, other):
        return []
    base_facts = [_measure(pair.base, q) for q in base]
    other_facts = [_measure(pair.other, q) for q in other]
    found = []
    overlap = measure_overlap(pair)
    for b, o, relation, slot in _pair_facts(pair, base_facts, other_facts, overlap):
        limits_only = relation == "range" or (relation == "equal" and not o.quantity.malformed)
        if limits_only and (overlap < LEAST_LIMIT_OVERLAP or slot < LEAST_BOUND_SLOT):
            if b.quantity.is_weak or not _has_lost_limit(pair, b, o, base_facts, other_facts):
                continue
            slot = LEAST_BOUND_SLOT
        change = _describe_change(pair, b, o, relation, slot)
        if change is not None:
            found.append(change)
    return found


def _say_the_same(base: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether both sides hold the same figures in the same order."""
    if len(base) != len(other):
        return False
    return all(
        b.value == o.value
        and b.unit == o.unit
        and b.kind == o.kind
        and b.bound == o.bound
        and b.rate == o.rate
        and b.low == o.low
        and b.high == o.high
        and b.malformed == o.malformed
        for b, o in zip(base, other, strict=True)
    )


def _measure(passage: Passage, q: Quantity) -> _Fact:
    dimension, factor = convert_quantity(q)
    low = q.value if q.low is None else q.low
    high = q.value if q.high is None else q.high
    words = passage.find_words(q.start, q.stop)
    is_round = _ends_in_zero(passage.text[q.start : q.stop], q)
    precision = q.precision * factor
    role = _read_role(passage, words)
    return _Fact(q, dimension, low * factor, high * factor, precision, words, is_round, role)


def _ends_in_zero(written: str, q: Quantity) -> bool:
    """Whether a figure's last digit is a nought that may only fill: 20 cents, 12,000, forty."""
    digits = [letter for letter in written if letter.isdigit()]
    if digits:
        return digits[-1] == "0" and "." not in written
    return 1.0 < q.precision <= 1000.0


# ---------------------------------------------------------------- what two figures say


def _relate(b: _Fact, o: _Fact) -> str | None:
    """``equal``, ``rounding``, ``range``, ``unit``, ``differs``, or None if not comparable."""
    if not _are_comparable(b, o):
        return "unit" if _share_figure(b, o) else None
    p, q = b.quantity, o.quantity
    if b.dimension == o.dimension and not _agree_in_unit(p, q):
        return "unit"
    if {p.kind, q.kind} == {"age", "duration"} and _is_close(p.value, q.value):
        return "equal" if _stem(p.unit) == _stem(q.unit) else "unit"
    if b.dimension == o.dimension == "temperature":
        return _relate_degrees(b, o)
    if p.kind != q.kind and "number" in (p.kind, q.kind) and _is_close(p.value, q.value):
        return "equal"  # one side leaves the unit to the reader: 17.2 points, 17.2
    if p.kind == "score" and q.kind == "score":
        return "equal" if (b.low, b.high) == (o.low, o.high) else "differs"
    if "crowd" in (p.kind, q.kind):
        return _relate_crowd(b, o)
    if _is_close(b.low, o.low) and _is_close(b.high, o.high):
        return "unit" if _have_other_rates(p, q) else "equal"
    if p.unit != q.unit and p.kind in ("measure", "duration") and b.dimension == o.dimension:
        return _relate_units(b, o)
    if {p.kind, q.kind} == {"multiple", "percent"}:
        return _relate_multiple(*((p, q) if p.kind == "multiple" else (q, p)))
    if p.low is not None or q.low is not None:
        return _relate_ranges(b, o)
    x, y = p.alternative, q.alternative
    if (x is not None and (_is_close(x, q.value) or _is_close(x, y))) or _is_close(y, p.value):
        return "equal"
    return "rounding" if _is_rounded(b, o) else "differs"


def _is_close(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _are_comparable(b: _Fact, o: _Fact) -> bool:
    """Whether two figures measure the same sort of thing, or may do so."""
    p, q = b.quantity.kind, o.quantity.kind
    if b.dimension == o.dimension:
        return True
    if {p, q} <= {"multiple", "percent", "fraction"}:
        return True
    if "number" in (p, q):
        return ("designator" not in (p, q)) and "score" not in (p, q)
    if "age" in (p, q) and {p, q} <= {"age", "duration", "count"}:
        return True
    return {p, q} <= {"count", "points"} or {p, q} <= {"multiple", "count"}


def _share_figure(b: _Fact, o: _Fact) -> bool:
    """Whether two figures of different sorts are the same number."""
    p, q = b.quantity, o.quantity
    if "designator" in (p.kind, q.kind) or p.is_weak or q.is_weak or not (p.unit and q.unit):
        return False
    return _is_close(p.value, q.value)


_DOLLARS = frozenset({"dollar", "USD", "AUD", "CAD", "NZD", "HKD", "SGD"})


def _agree_in_unit(p: Quantity, q: Quantity) -> bool:
    """Whether two figures of one dimension can be compared as they are."""
    a, b = p.unit, q.unit
    if a == b or not a or not b or p.kind not in ("money", "percent", "points"):
        return True
    if p.kind == "money":
        units = {a, b}
        if "dollar" in units:
            return units <= _DOLLARS | {"cent"}
        if "cent" in units:
            return bool(units & (_DOLLARS | {"EUR"}))
        return units in ({"pound", "GBP"}, {"penny", "GBP"}, {"penny", "pound"})
    return False


def _have_other_rates(p: Quantity, q: Quantity) -> bool:
    """Whether 5 dollars a week became 5 dollars a month."""
    lists = load_lists()
    known = all(rate in lists.units or rate in lists.rates for rate in (p.rate, q.rate))
    return known and _stem(p.rate) != _stem(q.rate)


def _relate_units(b: _Fact, o: _Fact) -> str:
    """30 miles and 48 km agree; 30 miles and 30 km do not."""
    gap = max(abs(b.low - o.low), abs(b.high - o.high))
    if gap <= CONVERSION_SHARE * max(b.high, o.high):
        return "equal"
    return "unit" if _is_close(b.quantity.value, o.quantity.value) else "differs"


def _relate_degrees(b: _Fact, o: _Fact) -> str:
    """40C and 104F agree, as a rise of 5C and one of 9F do; 20C and 20F are two temperatures."""
    one, two = (_read_scale(fact.quantity.unit) for fact in (b, o))
    x, y = (
        (b.quantity.value, o.quantity.value) if one != "f" else (o.quantity.value, b.quantity.value)
    )
    if one != two and min(abs(x * 1.8 + 32 - y), abs(x * 1.8 - y)) <= DEGREES:
        return "equal"
    if _is_close(b.low, o.low) and _is_close(b.high, o.high):
        return "unit" if one and two and one != two else "equal"
    return _relate_ranges(b, o) if (b.low, o.low) != (b.high, o.high) else "differs"


def _read_scale(unit: str) -> str:
    """The letter of a scale of temperature, empty where none is named."""
    letter = unit.replace("°", "").split()[-1:] or [""]
    return letter[0][:1].lower() if letter[0][:6].lower() != "degree" else ""


def _relate_multiple(multiple: Quantity, percent: Quantity) -> str:
    """Doubled, a rise of 100 percent and 200 percent of it are the same; halved is minus 50."""
    shares = (100 * multiple.value, 100 * abs(multiple.value - 1))
    return "equal" if any(_is_close(percent.value, share) for share in shares) else "differs"


def _relate_crowd(b: _Fact, o: _Fact) -> str:
    """Hundreds and 340 agree; hundreds and 6,800 do not."""
    if b.quantity.kind == o.quantity.kind:
        return "equal" if (b.low, b.high) == (o.low, o.high) else "differs"
    return "equal" if b.low <= o.high and o.low <= b.high else "differs"


def _relate_ranges(b: _Fact, o: _Fact) -> str:
    """A range and a figure within it; two ranges that differ."""
    p, q = b.quantity, o.quantity
    if p.low is not None and q.low is not None:
        return "differs"
    wide, one = (b, o) if p.low is not None else (o, b)
    slack = 1e-9 * wide.high
    return "range" if wide.low - slack <= one.low <= wide.high + slack else "differs"


def _is_rounded(b: _Fact, o: _Fact) -> bool:
    """Whether two figures agree to the precision of the rounder one."""
    fine, rough = (b, o) if b.precision < o.precision else (o, b)
    if math.isclose(fine.precision, rough.precision):
        return False
    gap = abs(fine.low - rough.low)
    if gap > 0.5 * rough.precision * (1 + 1e-9):
        return False
    if rough.quantity.kind in ("ordinal", "designator", "multiple"):
        return False
    if rough.quantity.kind == "age" and fine.quantity.precision >= 1:
        return False
    loose = rough.quantity.approximate or rough.quantity.bound
    strict = fine.quantity.approximate or fine.quantity.bound
    share = LOOSE_SHARE if loose and not strict else ROUNDING_SHARE
    if abs(rough.low) < 10 * rough.precision and share == ROUNDING_SHARE:
        share /= 2  # one digit that counts, as in 90,000, is seldom meant so loosely
    if not rough.ends_in_zero:
        share = max(share, SHARE_OF_UNITS)
    return gap <= share * max(abs(fine.low), abs(rough.low))


# ---------------------------------------------------------------- which slots they fill


def _pair_facts(
    pair: Pair, base: list[_Fact], other: list[_Fact], overlap: float
) -> Iterator[tuple[_Fact, _Fact, str, float]]:
    """Pair figures, the surest first; each is used once."""
    scored = []
    for i, b in enumerate(base):
        for j in list_partners(i, len(other)):
            o = other[j]
            relation = _relate(b, o)
            if relation is None:
                continue
            slot = _score_slot(pair, b, o, overlap)
            total = slot
            if relation == "equal":
                total += EQUAL_BONUS
            elif relation in ("rounding", "range"):
                total += ROUNDING_BONUS
            scored.append((-total, abs(i - j), i, j, relation, slot))
    scored.sort()
    used_base: set[int] = set()
    used_other: set[int] = set()
    for _, _, i, j, relation, slot in scored:
        if i in used_base or j in used_other:
            continue
        b, o = base[i], other[j]
        weak = b.quantity.is_weak or o.quantity.is_weak
        if relation not in ("equal", "rounding") and slot < (
            LEAST_WEAK_SLOT if weak else LEAST_SLOT
        ):
            continue
        used_base.add(i)
        used_other.add(j)
        yield b, o, relation, slot
    left = [b for i, b in enumerate(base) if i not in used_base and _may_be_sole(b)]
    right = [o for j, o in enumerate(other) if j not in used_other and _may_be_sole(o)]
    yield from _pair_sole(pair, left, right)


def _pair_sole(
    pair: Pair, left: list[_Fact], right: list[_Fact]
) -> Iterator[tuple[_Fact, _Fact, str, float]]:
    """The only figure of its sort that is left over on either side, wherever it stands."""
    for b in left:
        base = [x for x in left if _tell_sort(x) == _tell_sort(b)]
        other = [x for x in right if _tell_sort(x) == _tell_sort(b)]
        if len(base) != 1 or len(other) != 1 or tell_of_others(pair):
            continue
        o = other[0]
        relation = _relate(b, o)
        confidence = rate_sole(pair, b.words, o.words)
        if confidence is None or relation is None or _contradict(pair, b, o):
            continue
        yield b, o, relation, HALF_SURE + math.log(confidence / (1 - confidence)) / STEEPNESS


def _may_be_sole(fact: _Fact) -> bool:
    """Whether a figure tells enough by itself: no ordinal, no name, no "one"."""
    q = fact.quantity
    return q.kind not in ("ordinal", "designator") and (not q.is_weak or q.kind == "multiple")


def _tell_sort(fact: _Fact) -> str:
    """Figures of one sort measure the same: money, a length, a share, a count."""
    if fact.quantity.kind == "multiple":
        return "multiple"
    return fact.dimension


def _contradict(pair: Pair, b: _Fact, o: _Fact) -> bool:
    """Whether what two figures count or the part they play says that they are two figures."""
    p, q = b.quantity, o.quantity
    is_guess = "estimated" in (p.approximate, q.approximate)  # "projected" is as much
    if _score_roles(b, o) <= -OTHER_ROLE / 2 - is_guess * OTHER_ROLE:
        return True
    if p.kind != q.kind and "number" in (p.kind, q.kind):
        return True
    if not p.noun or not q.noun or _score_nouns(p, q) > 0:
        return False
    # A noun that the other side has as well, beside no figure, was not merely put otherwise.
    return p.noun[:STEM] in list_stems(pair.other) or q.noun[:STEM] in list_stems(pair.base)


def _has_lost_limit(
    pair: Pair, b: _Fact, o: _Fact, base: Sequence[_Fact], other: Sequence[_Fact]
) -> bool:
    """Whether a limit or a range is gone, in passages that tell of one such figure each."""
    p, q = b.quantity, o.quantity
    if not (p.bound or p.low is not None) or q.bound or q.approximate or q.low is not None:
        return False
    for fact, facts in ((b, base), (o, other)):
        if sum(_tell_sort(x) == _tell_sort(fact) for x in facts) > 1:
            return False
    if _contradict(pair, b, o) or tell_of_others(pair):
        return False
    if not list_limit_words().isdisjoint(pair.gained):
        return False  # the limit is told in other words
    return rate_sole(pair, b.words, o.words) is not None


def _score_slot(pair: Pair, b: _Fact, o: _Fact, overlap: float) -> float:
    """How sure it is that two figures stand in the same slot, whatever they say."""
    p, q = b.quantity, o.quantity
    place = score_place(pair, b.words, o.words, overlap)
    score = place + _score_kinds(p, q) + _score_nouns(p, q) + _score_roles(b, o)
    return score - (OTHER_SUBJECT if tell_of_others(pair) else 0.0)


def _score_roles(b: _Fact, o: _Fact) -> float:
    """A sum sought and a sum paid, a level and a distance, revenue and loss are two slots."""
    one, two = b.role, o.role
    score = 0.0
    if one.is_expected != two.is_expected:
        score -= OTHER_ROLE * 0.75
    if one.is_distance != two.is_distance:
        score -= APART
    if one.measured and two.measured and one.measured != two.measured:
        score -= OTHER_ROLE
    if bool(b.quantity.rate) != bool(o.quantity.rate) and b.quantity.kind == "money":
        score -= OTHER_ROLE / 2
    return score


class _Role(NamedTuple):
    """What the words around a figure say of it."""

    is_expected: bool
    is_distance: bool
    measured: str  # the noun of "a loss of $55 million"


def _read_role(passage: Passage, words: range) -> _Role:
    lists = load_lists()
    terms = passage.terms
    before = terms[max(0, words.start - ROLE_WINDOW) : words.start]
    after = terms[words.stop : words.stop + WINDOW]
    is_expected = any(
        term in lists.expectations and before[k - 1 : k] not in (["as"], ["than"])
        for k, term in enumerate(before)
    )
    is_distance = any(
        term in lists.differences and after[k + 1 : k + 2] == ["than"]
        for k, term in enumerate(after)
    )
    measured = before[-2] if before[-1:] == ["of"] and len(before) > 1 else ""
    if measured in lists.not_nouns or measured in lists.numbers:
        measured = ""
    return _Role(is_expected, is_distance, measured[:STEM])


def _score_kinds(p: Quantity, q: Quantity) -> float:
    """Whether both are figures of one kind, in one unit."""
    if p.kind != q.kind:
        return -0.3 if "number" in (p.kind, q.kind) else 0.0
    score = 0.6 if p.kind not in ("number", "count") else 0.2
    if p.unit and p.unit == q.unit:
        score += 0.3
    elif p.unit != q.unit and p.kind == "measure":
        score -= 1.0
    return score


_PLURALS = {"people": "person", "men": "man", "women": "woman", "children": "child"}


def _stem(noun: str) -> str:
    """What the forms of a noun share."""
    noun = _PLURALS.get(noun, noun)
    return noun[:STEM] if len(noun) > STEM else noun.rstrip("s")


def _score_nouns(p: Quantity, q: Quantity) -> float:
    """Whether both count the same thing."""
    if not p.noun or not q.noun:
        return 0.0
    a = {_stem(word) for word in (p.noun, *p.nouns)}
    b = {_stem(word) for word in (q.noun, *q.nouns)}
    if _stem(p.noun) == _stem(q.noun):
        return 1.0
    if a & b:
        return 0.5
    return -1.2 if "percent" in (p.kind, q.kind) or "fraction" in (p.kind, q.kind) else -0.8


# ---------------------------------------------------------------- what is told


def _describe_change(pair: Pair, b: _Fact, o: _Fact, relation: str, slot: float) -> Change | None:
    """The row of a pair of figures, if there is one."""
    p, q = b.quantity, o.quantity
    old = pair.base.text[p.start : p.stop]
    new = pair.other.text[q.start : q.stop]
    spans = (p.start, p.stop, q.start, q.stop)
    confidence = _rate(slot - HALF_SURE)
    if q.malformed and not p.malformed:
        return _make(
            "malformed", spans, max(confidence, 0.6), f"{old} became {new}: {q.malformed}."
        )
    if relation == "equal":
        return _describe_bound(pair, b, o, slot)
    if relation == "rounding":
        why = f"{old} became {new}: rounded."
        return _make("rounding", spans, min(0.5, confidence), why)
    if relation == "range":
        why = f"{old} became {new}: a range became one figure."
        if p.low is None:
            why = f"{old} became {new}: one figure became a range."
        return _make("range_lost", spans, confidence * 0.9, why)
    if relation == "unit" and p.unit == q.unit:
        return _describe_rate(pair, b, o, confidence)
    if relation == "unit":
        return _make("unit", spans, confidence, f"{old} became {new}: another unit.")
    subkind, how = _name_difference(b, o)
    return _make(subkind, spans, confidence, f"{old} became {new}{how}.")


def _rate(distance: float) -> float:
    """A confidence from how far a slot lies above the one that is half sure."""
    return 1 / (1 + math.exp(-STEEPNESS * distance))


def _describe_rate(pair: Pair, b: _Fact, o: _Fact, confidence: float) -> Change:
    """5 dollars a week that became 5 dollars a month."""
    p, q = b.quantity, o.quantity
    spans = []
    for text, quantity in ((pair.base.text, p), (pair.other.text, q)):
        at = text.lower().find(quantity.rate, quantity.stop)
        spans += [quantity.start, max(at + len(quantity.rate), quantity.stop)]
    old = pair.base.text[spans[0] : spans[1]]
    new = pair.other.text[spans[2] : spans[3]]
    return _make("unit", tuple(spans), confidence, f"{old} became {new}: another unit.")


def _make(subkind: str, spans: tuple, confidence: float, why: str) -> Change:
    return Change("number", subkind, *spans, min(max(confidence, 0.01), 0.99), why)


def _name_difference(b: _Fact, o: _Fact) -> tuple[str, str]:
    """The subkind of two values that differ, and how to say by how much."""
    p, q = b.quantity, o.quantity
    if "multiple" in (p.kind, q.kind) or (p.kind == q.kind == "fraction" and p.value == 0.5):
        return "multiplicative", ""
    if b.low > 0 and o.low > 0 and p.kind not in ("score", "ordinal", "designator"):
        ratio = o.low / b.low
        for scale in SCALES:
            if math.isclose(ratio, scale, rel_tol=1e-6):
                return "scale", f": {scale:,.0f} times as much"
            if math.isclose(ratio * scale, 1.0, rel_tol=1e-6):
                return "scale", f": one {scale:,.0f}th of it"
    return "value", ""


def _describe_bound(pair: Pair, b: _Fact, o: _Fact, slot: float) -> Change | None:
    """An equal figure whose limit was lost, added or changed."""
    p, q = b.quantity, o.quantity
    if p.bound == q.bound or slot < (LEAST_WEAK_SLOT if p.is_weak else LEAST_BOUND_SLOT):
        return None
    old = pair.base.text[p.full_start : p.full_stop]
    new = pair.other.text[q.full_start : q.full_stop]
    spans = (p.full_start, p.full_stop, q.full_start, q.full_stop)
    confidence = _rate(slot - HALF_SURE - 0.5)
    return _make("bound", spans, confidence, f"{old} became {new}: the limit changed.")
