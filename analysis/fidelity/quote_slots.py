"""Which quotations stand in one place, although they share few words?"""

from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_outside import OUTSIDE, find_outside
from analysis.fidelity.quote_sides import (
    SAME_PLACE,
    STATEMENT,
    Quote,
    Side,
    compare_context,
    compare_stems,
)
from analysis.fidelity.quote_sources import compare_sources

# Two quotations in one place need this likeness themselves, unless both are a few words.
SAME_PLACE_LIKENESS = 0.4
# More pairs than this are no article's: nothing is paired by its place.
MOST_PAIRS = 2500
# A statement in other words is at most so many times as long.
LONGER = 2.5
# ... and keeps so many words, "we" and "the" among them.
FEWEST_SHARED = 2


def pair_by_place(
    base: Side, other: Side, left: list[int], right: list[int]
) -> list[tuple[int, int]]:
    """
    Pair quotations in other words by the words around them.

    Parameters
    ----------
    base, other : Side
        The two sides.
    left, right : list of int
        Numbers of the quotations that no quotation answers to.

    Returns
    -------
    list of tuple of int
        Pairs of numbers, the likeliest first; none twice on a side.

    Examples
    --------
    >>> from analysis.fidelity.passage import Passage
    >>> base = Side(Passage('The town calls the new toll a "harbour levy" for its guests.'))
    >>> other = Side(Passage('The town calls the new toll a "guest tax" for its guests.'))
    >>> pair_by_place(base, other, [0], [0])
    [(0, 0)]
    """
    if len(left) * len(right) > MOST_PAIRS:
        return []
    found = []
    for i in left:
        for j in right:
            b, o = base.quotes[i], other.quotes[j]
            likeness = compare_context(base, b, other, o)
            if likeness >= SAME_PLACE and (
                _count_longer(b, o) <= STATEMENT
                or compare_stems(base, b, other, o) >= SAME_PLACE_LIKENESS
            ):
                found.append((-round(likeness, 6), i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(found):
        if all(i != one and j != two for one, two in pairs):
            pairs.append((i, j))
    return pairs


def _count_longer(b: Quote, o: Quote) -> int:
    """Count the words of the longer of two quotations."""
    return max(b.stop - b.first, o.stop - o.first)


def pair_by_slot(
    base: Side,
    other: Side,
    numbers: tuple[list[int], list[int]],
    matches: list[Match],
    are_aligned: bool,
) -> list[tuple[int, int]]:
    """
    Pair quotations of which nothing but their slot is the same.

    Parameters
    ----------
    base, other : Side
        The two sides.
    numbers : tuple of list of int
        The quotations of each side that nothing answers to.
    matches : list of Match
        Those that answer to each other.
    are_aligned : bool
        Whether the sides are passages that answer to each other.

    Returns
    -------
    list of tuple of int
        Two halves of a sentence whose other halves are a match ('"A," he said, "B."'); and in
        aligned passages the only quotation left on each side.
    """
    left, right = (set(side) for side in numbers)
    pairs = []
    for m in matches:
        for step in (-1, 1):
            i, j = m.base + step, m.other + step
            if i in left and j in right and _share_sentences(base, other, m, i, j):
                pairs.append((i, j))
                left.discard(i)
                right.discard(j)
    if are_aligned and len(left) == len(right) == 1:
        pairs.append((left.pop(), right.pop()))
    return [(i, j) for i, j in pairs if _may_answer(base, other, i, j)]


def _share_sentences(base: Side, other: Side, m: Match, i: int, j: int) -> bool:
    """Say whether a match and a pair of its neighbours stand in one sentence on both sides."""
    return all(
        not any(
            number in side.sentence_starts
            for number in range(
                min(side.quotes[a].stop, side.quotes[b].stop),
                max(side.quotes[a].first, side.quotes[b].first) + 1,
            )
        )
        for side, a, b in ((base, m.base, i), (other, m.other, j))
    )


def _may_answer(base: Side, other: Side, i: int, j: int) -> bool:
    """Say whether two statements may be one: about as long, and said nowhere else across."""
    b, o = base.quotes[i], other.quotes[j]
    sizes = sorted((b.stop - b.first, o.stop - o.first))
    if sizes[0] < STATEMENT or sizes[1] > LONGER * sizes[0]:
        return False
    there = base.terms[b.first : b.stop], other.terms[o.first : o.stop]
    outside = find_outside(there[0], other), find_outside(there[1], base)
    if any(region and region.share >= OUTSIDE for region in outside):
        return False
    names = (
        base.sources.name_source(base.sources.find_source(b)),
        other.sources.name_source(other.sources.find_source(o)),
    )
    is_others = all(names) and compare_sources(*names) == "different"
    return not is_others and len(set(there[0]) & set(there[1])) >= FEWEST_SHARED
