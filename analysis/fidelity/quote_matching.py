"""Which quotation of one passage answers to which of another, wherever they stand?

Quotations pair by their words alone, so that a moved or a merged one is found. One may take
part in several matches, each with words of its own.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from analysis.collation import Words
from analysis.fidelity.quote_alignment import align, trim_alignment
from analysis.fidelity.quote_sides import Quote, Side
from analysis.fidelity.quote_words import weigh, weigh_term

# Two quotations are versions of one if this much of the weight of both is in common order.
SAME_QUOTATION = 0.45
# One is part of another if this much of its weight stands there in order, ...
CONTAINED = 0.8
# ... and it holds so many words; fewer recur by chance.
FEWEST_CONTAINED = 3
# A word held by more quotations (or places) of a version than this finds no counterpart.
COMMON_TERM = 40
# Each quotation is aligned with so many that share most with it.
MOST_COMPARED = 8
# Two matches may claim this share of the words they both cover.
SHARED_CLAIM = 0.3


class Match(NamedTuple):
    """Two quotations that share words: their numbers, and the words that they share."""

    base: int
    other: int
    base_first: int
    base_stop: int
    other_first: int
    other_stop: int
    weight: float
    likeness: float


class Part(NamedTuple):
    """One match with the words of its two quotations that stand before and after it."""

    match: Match
    base_head: tuple[int, int]
    base_tail: tuple[int, int]
    other_head: tuple[int, int]
    other_tail: tuple[int, int]


def match_quotes(base: Side, other: Side) -> list[Match]:
    """
    Pair the quotations of two passages by their words.

    Parameters
    ----------
    base, other : Side
        The two sides.

    Returns
    -------
    list of Match
        By place in the base. A quotation may take part in several, each with words of its
        own: one made of two, or one that was split.

    Examples
    --------
    >>> from analysis.fidelity.passage import Passage
    >>> base = Side(Passage('"The dam is safe," he said. "Go home now."'))
    >>> other = Side(Passage("«The dam is safe. Go home now», he said."))
    >>> [(m.base, m.other) for m in match_quotes(base, other)]
    [(0, 0), (1, 0)]
    """
    found = [
        match
        for i, j in _list_candidates(base, other)
        if (match := _align_quotes(base, other, i, j)) is not None
    ]
    n_base, n_other = max(len(base.quotes), 1), max(len(other.quotes), 1)
    found.sort(key=lambda m: (-m.weight, -m.likeness, abs(m.base / n_base - m.other / n_other), m))
    chosen: list[Match] = []
    claimed = (bytearray(len(base.terms)), bytearray(len(other.terms)))
    for match in found:
        spans = (match[2:4], match[4:6])
        if all(_is_free(c, *s) for c, s in zip(claimed, spans, strict=True)):
            for claims, (first, stop) in zip(claimed, spans, strict=True):
                claims[first:stop] = b"\1" * (stop - first)
            chosen.append(match)
    return sorted(chosen, key=lambda m: (m.base_first, m.other_first))


def _is_free(claims: bytearray, first: int, stop: int) -> bool:
    """Say whether most words of a run belong to no match yet."""
    return claims.count(1, first, stop) <= SHARED_CLAIM * (stop - first)


def _list_candidates(base: Side, other: Side) -> list[tuple[int, int]]:
    """List the pairs of quotations that share most, or everything."""
    holders: dict[str, list[int]] = defaultdict(list)
    whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, quote in enumerate(other.quotes):
        terms = other.terms[quote.first : quote.stop]
        whole[tuple(terms)].append(j)
        for term in set(terms):
            holders[term].append(j)
    pairs = set()
    turns: Counter = Counter()
    for i, quote in enumerate(base.quotes):
        terms = base.terms[quote.first : quote.stop]
        shared: Counter = Counter()
        for term in set(terms):
            if len(holders.get(term, ())) <= COMMON_TERM:
                for j in holders.get(term, ()):
                    shared[j] += weigh_term(term)
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMPARED]
        pairs.update((i, j) for j, _ in best)
        equal = whole.get(tuple(terms), ())
        if equal:  # a refrain pairs by its turn, so that time stays linear
            pairs.add((i, equal[min(turns[equal[0]], len(equal) - 1)]))
            turns[equal[0]] += 1
    return sorted(pairs)


def _align_quotes(base: Side, other: Side, i: int, j: int) -> Match | None:
    """Align two quotations; nothing where they are not versions or parts of each other."""
    b, o = base.quotes[i], other.quotes[j]
    left, right = base.terms[b.first : b.stop], other.terms[o.first : o.stop]
    if left == right:
        weight = round(weigh(left), 6)
        return Match(i, j, b.first, b.stop, o.first, o.stop, weight, 1.0)
    core = trim_alignment(_slide_gaps(align(left, right), base, b.first, other, o.first), left)
    if not core:
        return None
    weight = sum(weigh(left[op.base_start : op.base_stop]) for op in core if op.tag == "equal")
    n_equal = sum(op.base_stop - op.base_start for op in core if op.tag == "equal")
    whole = (weigh(left), weigh(right))
    likeness = 2 * weight / sum(whole)
    spans = (core[0].base_start, core[-1].base_stop, core[0].other_start, core[-1].other_stop)
    is_part = (
        weight >= CONTAINED * min(whole)
        and n_equal >= FEWEST_CONTAINED
        and weight >= SAME_QUOTATION * weigh(left[spans[0] : spans[1]])
        and weight >= SAME_QUOTATION * weigh(right[spans[2] : spans[3]])
    )
    if weight < 1 or not (likeness >= SAME_QUOTATION or is_part):
        return None
    return Match(
        *(i, j, b.first + spans[0], b.first + spans[1], o.first + spans[2], o.first + spans[3]),
        *(round(weight, 6), round(likeness, 6)),
    )


def _slide_gaps(
    ops: list[Words], base: Side, base_first: int, other: Side, other_first: int
) -> list[Words]:
    """Let words that were left out or put in begin with a sentence, where repeats leave it open."""
    slid: list[Words] = []
    for number, op in enumerate(ops):
        if op.tag in ("delete", "insert") and slid and slid[-1].tag == "equal":
            before = slid[-1]
            side, offset, at, end = (
                (base, base_first, op.base_start, op.base_stop)
                if op.tag == "delete"
                else (other, other_first, op.other_start, op.other_stop)
            )
            step = _count_slide(
                side, offset + at, offset + end, before.base_stop - before.base_start
            )
            if step and number + 1 < len(ops):
                following = ops[number + 1]
                slid[-1] = before._replace(
                    base_stop=before.base_stop - step, other_stop=before.other_stop - step
                )
                op = Words(op.tag, *(place - step for place in op[1:]))
                ops[number + 1] = following._replace(
                    base_start=following.base_start - step, other_start=following.other_start - step
                )
            if slid[-1].base_start == slid[-1].base_stop:
                slid.pop()
        slid.append(op)
    return slid


def _count_slide(side: Side, first: int, stop: int, reach: int) -> int:
    """Count the words by which a gap can move back to the beginning of a sentence."""
    for step in range(1, min(reach, stop - first) + 1):
        if side.terms[first - step] != side.terms[stop - step]:
            return 0
        if first - step in side.sentence_starts:
            return step
    return 0


def list_parts(base: Side, other: Side, matches: list[Match]) -> list[Part]:
    """Say which words of its two quotations each match leaves over."""
    base_rests = _divide(base.quotes, matches, "base")
    other_rests = _divide(other.quotes, matches, "other")
    return [Part(m, *base_rests[m], *other_rests[m]) for m in matches]


def _divide(quotes: list[Quote], matches: list[Match], side: str) -> dict[Match, tuple]:
    """Share out the words of quotations between matches: what is before and after each."""
    of_quote: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        of_quote[getattr(match, side)].append(match)
    rests: dict[Match, tuple] = {}
    for number, members in of_quote.items():
        spans = sorted(
            (getattr(m, f"{side}_first"), getattr(m, f"{side}_stop"), m) for m in members
        )
        at = quotes[number].first
        for k, (first, stop, match) in enumerate(spans):
            head = (at, first) if not k else (first, first)
            at = spans[k + 1][0] if k + 1 < len(spans) else quotes[number].stop
            rests[match] = (head, (stop, max(stop, at)))
    return rests


def is_whole(part: Part) -> bool:
    """Say whether a match leaves nothing over."""
    return all(first == stop for first, stop in part[1:])
