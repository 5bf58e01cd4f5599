"""Which versions belong together, what was made of what, and how sure is that?"""

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.derivation.readings import Comparison, count_restored
from analysis.derivation.trees import find_cheapest_tree

# Two versions are copies, one of the other or both of a third, when the geometric mean of the
# shares of their readings that they have in common is at least this. Independent reports of
# one event (newswcl50, twenty outlets) stay below .16, for they quote the same people; a
# rewrite of a wire report with matter of its own is at .22.
COPIED = 0.18
# Of that, something must stand outside quotation marks: what people said is anybody's.
COPIED_UNQUOTED = 0.06
# Costs are log-odds. An invented word is that much evidence against a parent, a sentence left
# out that much: cutting is easy.
INVENTED, LEFT_OUT = 0.7, 0.15
# Clues of one text are not independent: each counts for less than its face value.
CLUE = 0.5
# A pair that is not linked can still be parent and child where nothing else connects a group.
UNLINKED = 25.0
# Words in which a version agrees with its parent's parent against its parent: from so many, in
# so many sentences, it is held to have come past its parent. A copy that hits upon the older
# words by chance has one or two; no sentence counts for more than three, for it may have been
# taken over whole from a second source.
RESTORED, RESTORED_SENTENCES, MOST_RESTORED = 2.4, 2, 3.0
# With more versions than this, only so many are tried as the root.
MOST_ROOTS = 14


class Family(NamedTuple):
    """
    One tree of versions.

    Attributes
    ----------
    members : list of int
        Numbers of its versions.
    parents : list of int
        For each member the number of its parent, -1 for the root.
    edge_p : array of float
        Probability of each edge, by places in `members`.
    root_p : array of float
        Probability of each member as the root.
    """

    members: list[int]
    parents: list[int]
    edge_p: np.ndarray
    root_p: np.ndarray


def group_copies(comparison: Comparison) -> list[list[int]]:
    """
    Put versions together that cannot have been written independently.

    Returns
    -------
    list of list of int
        Groups of version numbers, ascending; a version that shares too little with every
        other is alone.
    """
    linked = find_links(comparison)
    n = len(comparison.ids)
    label = list(range(n))
    for a in range(n):
        for b in range(a + 1, n):
            if linked[a, b] and label[a] != label[b]:
                old, new = max(label[a], label[b]), min(label[a], label[b])
                label = [new if one == old else one for one in label]
    return [[k for k in range(n) if label[k] == one] for one in sorted(set(label))]


def find_links(comparison: Comparison) -> np.ndarray:
    """Which pairs of versions share more than independent reports do."""
    mean = np.sqrt(comparison.shared * comparison.shared.T)
    unquoted = np.maximum(comparison.unquoted, comparison.unquoted.T)
    linked = (mean >= COPIED) & (unquoted >= COPIED_UNQUOTED)
    np.fill_diagonal(linked, False)
    return linked


def arrange_family(
    comparison: Comparison,
    members: list[int],
    weigh_clues: Callable[[int, int], float],
    soft: np.ndarray,
) -> Family:
    """
    Find the tree of one group of versions.

    Parameters
    ----------
    comparison : Comparison
        Of all versions.
    members : list of int
        The group.
    weigh_clues : function of two version numbers
        Log-odds from the texts that the second was made of the first; only called for
        plausible pairs.
    soft : array of float, (versions, versions)
        Log-odds from dates and credit lines.

    Returns
    -------
    Family
        Of one member: that member, as its own root.
    """
    at = np.ix_(members, members)
    n = len(members)
    if n == 1:
        return Family(members, [-1], np.zeros((1, 1)), np.ones(1))
    costs = INVENTED * comparison.gains[at] + LEFT_OUT * comparison.losses[at]
    costs[~find_links(comparison)[at]] += UNLINKED
    # What was not compared closely is dearer than anything that was.
    known = costs[np.isfinite(costs)]
    costs[~np.isfinite(costs)] = 2 * float(known.max(initial=0.0)) + UNLINKED
    np.fill_diagonal(costs, np.inf)
    trees = _list_trees(costs, np.maximum(0.0, -soft[at]))
    before = soft[at].copy()
    edges = {(min(p, c), max(p, c)) for _, tree in trees for c, p in enumerate(tree) if p >= 0}
    for a, b in sorted(edges):
        clues = CLUE * weigh_clues(members[a], members[b])
        before[a, b] += clues
        before[b, a] -= clues
    ranked = [
        (total + weigh_orientations(tree, before).min(), k) for k, (total, tree) in enumerate(trees)
    ]
    tree = trees[min(ranked)[1]][1]
    turned = weigh_orientations(tree, before)
    root_p = np.exp(turned.min() - turned)
    root_p /= root_p.sum()
    root = int(np.argmin(turned))
    measure = _measure_restored(comparison, members)
    rooted = [lift_branches(orient_tree(tree, k), measure) for k in range(n)]
    parents = rooted[root]
    edge_p = np.zeros((n, n))
    for k in range(n):
        for c, p in enumerate(rooted[k]):
            if p >= 0:
                edge_p[p, c] += root_p[k]
    return Family(members, [members[p] if p >= 0 else -1 for p in parents], edge_p, root_p)


def _measure_restored(
    comparison: Comparison, members: list[int]
) -> Callable[[int, int, int], float]:
    """A function that says how many words, by places, came past the version in the middle."""

    @cache
    def measure(above: int, middle: int, below: int) -> float:
        words = count_restored(comparison, members[above], members[middle], members[below])
        if (words > 0).sum() < RESTORED_SENTENCES:
            return 0.0
        return float(np.minimum(words, MOST_RESTORED).sum())

    return measure


def lift_branches(parents: list[int], measure: Callable[[int, int, int], float]) -> list[int]:
    """
    Hang versions higher that have older words than the version they hang from.

    Two copies of a version that is lost, or two that a spinner made alike, share words against
    the version above them, and would be hung one below the other. What each of them altered
    alone tells them apart: the other one has the older words there.

    Parameters
    ----------
    parents : list of int
        A tree with its root.
    measure : function of three versions
        Words that the third shares with the first and the second, between them, has not.

    Returns
    -------
    list of int
        The tree; each version hangs from the lowest one that it can have been made of.

    Examples
    --------
    >>> lift_branches([-1, 0, 1], lambda above, middle, below: 5.0)
    [-1, 0, 0]
    """
    lifted = list(parents)
    for node in _list_downwards(parents):
        middle = lifted[node]
        while middle >= 0 and lifted[middle] >= 0:
            if measure(lifted[middle], middle, node) < RESTORED:
                break
            middle = lifted[node] = lifted[middle]
    return lifted


def _list_downwards(parents: list[int]) -> list[int]:
    """All versions, each after the one it hangs from."""
    order = [k for k, p in enumerate(parents) if p < 0]
    below: dict[int, list[int]] = {}
    for c, p in enumerate(parents):
        below.setdefault(p, []).append(c)
    for node in order:
        order += below.get(node, ())
    return order


def orient_tree(parents: list[int], root: int) -> list[int]:
    """
    Turn a tree so that another version is its root.

    Examples
    --------
    >>> orient_tree([-1, 0, 1], 2)
    [1, 2, -1]
    """
    turned = list(parents)
    child, node = -1, root
    while node >= 0:
        turned[node], node, child = child, parents[node], node
    return turned


def weigh_orientations(parents: list[int], before: np.ndarray) -> np.ndarray:
    """
    Say what each version would cost as the root of a tree of given edges.

    Parameters
    ----------
    parents : list of int
        A tree; only its edges without direction are used.
    before : array of float, (n, n)
        ``before[p, c]``: log-odds that c was made of p rather than p of c.

    Returns
    -------
    array of float
        One cost a version: the log-odds against each edge's direction, and `weigh_roots`.
    """
    costs = weigh_roots(parents)
    for root in range(len(parents)):
        tree = orient_tree(parents, root)
        costs[root] += sum(
            float(np.logaddexp(0.0, -before[p, c])) for c, p in enumerate(tree) if p >= 0
        )
    return costs


def _list_trees(costs: np.ndarray, late: np.ndarray) -> list[tuple[float, list[int]]]:
    """
    The cheapest tree from each root, with its cost; of many versions, from the best roots.

    `late` is what dates and credits say against an edge: it chooses the tree, but is no part of
    its cost, as `weigh_orientations` counts it.
    """
    n = len(costs)
    dated = costs + late
    order = range(n)
    if n > MOST_ROOTS:
        first = find_cheapest_tree(dated, np.zeros(n))
        order = np.argsort(weigh_roots(first), kind="stable")[:MOST_ROOTS].tolist()
    found: dict[frozenset, tuple[float, list[int]]] = {}
    for root in order:
        roots = np.full(n, np.inf)
        roots[root] = 0.0
        tree = find_cheapest_tree(dated, roots)
        total = math.fsum(float(costs[p, c]) for c, p in enumerate(tree) if p >= 0)
        edges = frozenset(frozenset((p, c)) for c, p in enumerate(tree) if p >= 0)
        if edges not in found or total < found[edges][0]:
            found[edges] = (total, tree)
    return list(found.values())


def weigh_roots(parents: list[int]) -> np.ndarray:
    """
    Say how well each version would do as the root of a tree, by its place in it.

    Parameters
    ----------
    parents : list of int
        A tree; only its edges without direction are used.

    Returns
    -------
    array of float
        Cost of each version: the sum of the logarithms of the sizes of the branches that
        hang from it, above the least. A tree that grew by one version after the other has
        grown from its middle with this likelihood ("rumor centrality") [1]_.

    References
    ----------
    .. [1] D. Shah, T. Zaman, "Rumors in a Network: Who's the Culprit?", IEEE Transactions on
       Information Theory 57, 2011.

    Examples
    --------
    >>> weigh_roots([-1, 0, 0]).round(2).tolist()
    [0.0, 0.69, 0.69]
    """
    n = len(parents)
    near: list[list[int]] = [[] for _ in range(n)]
    for c, p in enumerate(parents):
        if p >= 0:
            near[p].append(c)
            near[c].append(p)
    costs = []
    for root in range(n):
        order, above = [root], {root: -1}
        for node in order:
            for other in near[node]:
                if other != above[node]:
                    above[other] = node
                    order.append(other)
        sizes = dict.fromkeys(order, 1)
        for node in reversed(order[1:]):
            sizes[above[node]] += sizes[node]
        costs.append(sum(float(np.log(sizes[node])) for node in order[1:]))
    return np.array(costs) - min(costs)
