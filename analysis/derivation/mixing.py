"""Did a version take some of its sentences from a second source?"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from analysis.derivation.families import Family
from analysis.derivation.readings import Comparison

# A sentence is credited to a second source that saves so many invented words in it, where the
# parent leaves at least three times as many unexplained.
SAVED_WORDS, TIMES_BETTER = 3.0, 3.0
# So many such sentences make a second source, or so many words in fewer: one sentence may
# have been altered twice in the same way.
FEWEST_TAKEN, MOST_SAVED = 2, 16.0
# Who takes sentences over takes them whole. Where two versions agree against a parent in single
# words of more other sentences than this (and than they have whole ones in common), both have
# them from a version that is lost.
SCATTERED_WORDS, MOST_SCATTERED = 0.75, 3
# Who took from whom, in log-odds. Whose new sentences all stand in the other version, which has
# more of its own, was the source: matter accretes. What was copied often is the older.
ACCRETED, MOST_ACCRETED, COPIED_OFTEN = 0.7, 1.5, 0.5
# One in twenty, as for the edges of the tree.
SURE = math.log(19)


class Second(NamedTuple):
    """
    A second source of a version.

    Attributes
    ----------
    source, taker : int
        Numbers of the two versions.
    sentences : tuple of int
        Places of the taker's sentences that came from it.
    is_sure : bool
        Whether anything says that it was not the other way round.
    """

    source: int
    taker: int
    sentences: tuple[int, ...]
    is_sure: bool


def find_seconds(
    comparison: Comparison,
    family: Family,
    before: np.ndarray,
    weigh_passages: Callable[[int, int, list[int]], float],
) -> list[Second]:
    """
    Find which versions of a family took sentences from a version that is not their parent.

    Parameters
    ----------
    comparison : Comparison
        Of all versions.
    family : Family
        Their tree.
    before : array of float, (versions, versions)
        Log-odds from dates and credits that the second was made after the first.
    weigh_passages : function of two version numbers and places
        Log-odds from the words of these sentences of the second that they are the later ones.

    Returns
    -------
    list of Second
        By taker, then by what it took most of. Where two branches have the same sentences
        and neither's parent has them, one of them took them from the other; which, is sure
        only by a date, or where the words say much.
    """
    parents = dict(zip(family.members, family.parents, strict=True))
    found: dict[tuple[int, int], Second] = {}
    for c in family.members:
        if parents[c] < 0:
            continue
        free = _find_unexplained(comparison, parents[c], c)
        while True:
            source, taken = _choose_source(comparison, parents, c, free)
            if source < 0:
                break
            free = [k for k in free if k not in taken]
            odds = before[source, c] + weigh_passages(source, c, taken)
            second = _turn(comparison, parents, odds, source, c, taken)
            found.setdefault((second.source, second.taker), second)
    # One exchange seen from both sides is one.
    kept = []
    for (source, taker), second in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
        if (taker, source) not in found or (source, taker) < (taker, source):
            kept.append(second)
    return kept


def _find_unexplained(comparison: Comparison, parent: int, c: int) -> list[int]:
    """Sentences of a version in which its parent leaves several words to be invented."""
    left = comparison.invented[c][parent]
    return [k for k in range(len(left)) if left[k] >= SAVED_WORDS]


def _choose_source(
    comparison: Comparison, parents: dict[int, int], c: int, free: list[int]
) -> tuple[int, list[int]]:
    """The version that explains most of what the parent does not; -1 where none does."""
    invented = comparison.invented[c]
    best = (0.0, 0, -1, [])
    for z in parents:
        if z in (c, parents[c]) or _stands_below(parents, z, c) or np.isnan(invented[z]).any():
            continue
        saved = {k: invented[parents[c], k] - invented[z, k] for k in free}
        taken = [
            k
            for k in free
            if saved[k] >= SAVED_WORDS and invented[parents[c], k] >= TIMES_BETTER * invented[z, k]
        ]
        total = sum(saved[k] for k in taken)
        if _count_scattered(invented[parents[c]] - invented[z], taken) > max(
            MOST_SCATTERED, len(taken)
        ):
            continue
        if len(taken) < FEWEST_TAKEN and total < MOST_SAVED:
            continue
        # Of several that have the same sentences the one nearest to the root wrote them.
        rank = (round(total, 3), -_count_above(parents, z))
        if rank > best[:2]:
            best = (*rank, z, taken)
    return best[2], best[3]


def _stands_below(parents: dict[int, int], node: int, above: int) -> bool:
    while node >= 0:
        if node == above:
            return True
        node = parents[node]
    return False


def _count_above(parents: dict[int, int], node: int) -> int:
    n = 0
    while parents[node] >= 0:
        node, n = parents[node], n + 1
    return n


def _count_scattered(saved: np.ndarray, taken: list[int]) -> int:
    """Other sentences in which a version agrees with a source against its parent."""
    return int((saved >= SCATTERED_WORDS).sum() - (saved[taken] >= SCATTERED_WORDS).sum())


def _turn(
    comparison: Comparison,
    parents: dict[int, int],
    odds: float,
    source: int,
    c: int,
    taken: list[int],
) -> Second:
    """Decide who took the sentences from whom."""
    above = parents[source]
    if above < 0:
        return Second(source, c, tuple(taken), True)
    # The source has them from its own parent: it did not take them from here.
    inherited = np.median(comparison.invented[c][above, taken]) < SAVED_WORDS
    if inherited or _stands_below(parents, c, source):
        return Second(source, c, tuple(taken), True)
    accreted = ACCRETED * (
        _count_new(comparison, parents[c], c, source) - _count_new(comparison, above, source, c)
    )
    odds += max(-MOST_ACCRETED, min(MOST_ACCRETED, accreted))
    odds += COPIED_OFTEN * math.log(_count_below(parents, source) / _count_below(parents, c))
    if odds < 0:
        back = [
            k
            for k in _find_unexplained(comparison, above, source)
            if comparison.invented[source][c, k] * TIMES_BETTER
            <= comparison.invented[source][above, k]
        ]
        if back:
            return Second(c, source, tuple(back), odds <= -SURE)
    return Second(source, c, tuple(taken), odds >= SURE)


def _count_new(comparison: Comparison, parent: int, version: int, other: int) -> int:
    """Sentences of a version that neither its parent nor another version has at all."""
    gone = comparison.is_gone[version]
    return int((gone[parent] & gone[other]).sum())


def _count_below(parents: dict[int, int], version: int) -> int:
    """A version and all that was made of it."""
    return sum(_stands_below(parents, k, version) for k in parents)
