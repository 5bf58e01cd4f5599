"""
Which tree of versions costs least?

An arborescence has one root; every other version has one parent. The cheapest one is found by
Edmonds' algorithm [1]_.

References
----------
.. [1] J. Edmonds, "Optimum Branchings", Journal of Research of the National Bureau of Standards
   71B, 1967.
"""

import numpy as np


def find_cheapest_tree(costs: np.ndarray, roots: np.ndarray) -> list[int]:
    """
    Find the arborescence of least cost.

    Parameters
    ----------
    costs : array of float, (n, n)
        ``costs[p, c]`` of making c from p; infinite where that cannot be. The diagonal is not
        read.
    roots : array of float, (n,)
        Cost of each version as the root.

    Returns
    -------
    list of int
        The parent of each version, -1 for the root. Ties go to the lowest numbers.

    Raises
    ------
    ValueError
        If no version reaches all others.

    Examples
    --------
    >>> costs = np.array([[0, 1, 5], [4, 0, 1], [4, 4, 0.0]])
    >>> find_cheapest_tree(costs, np.zeros(3))
    [-1, 0, 1]
    """
    n = len(roots)
    # Exactly one root: a second one costs more than any tree.
    finite = costs[np.isfinite(costs)]
    single = float(np.abs(finite).sum() + np.abs(roots[np.isfinite(roots)]).sum() + 1.0)
    edges = [(n, k, float(roots[k]) + single) for k in range(n) if np.isfinite(roots[k])]
    edges += [
        (p, c, float(costs[p, c]))
        for p in range(n)
        for c in range(n)
        if p != c and np.isfinite(costs[p, c])
    ]
    chosen = _solve(edges, n, n + 1)
    parents = [-1] * n
    for p, c, _ in chosen:
        parents[c] = -1 if p == n else p
    if n and parents.count(-1) != 1:
        raise ValueError("no version reaches all others")
    return parents


def _solve(edges: list[tuple[int, int, float]], root: int, n: int) -> list[tuple]:
    """Edmonds: the cheapest edge into each node; a cycle becomes one node, and again."""
    best: dict[int, tuple[int, int, float]] = {}
    for edge in edges:
        p, c, cost = edge
        if c != root and p != c and (c not in best or cost < best[c][2]):
            best[c] = edge
    cycle = _find_cycle(best, n)
    if not cycle:
        return list(best.values())
    inside = set(cycle)
    new, below = [], []
    for edge in edges:
        p, c, cost = edge
        if p in inside and c in inside:
            continue
        if c in inside:
            cost -= best[c][2]
        new.append((n if p in inside else p, n if c in inside else c, cost))
        below.append(edge)
    numbers = {id(one): k for k, one in enumerate(new)}
    result = [below[numbers[id(one)]] for one in _solve(new, root, n + 1)]
    entered = next(c for _, c, _ in result if c in inside)
    return result + [best[c] for c in cycle if c != entered]


def _find_cycle(best: dict[int, tuple[int, int, float]], n: int) -> list[int]:
    state = [0] * n
    for start in sorted(best):
        path, node = [], start
        while node in best and not state[node]:
            state[node] = 1
            path.append(node)
            node = best[node][0]
        if node in path:
            return path[path.index(node) :]
        for one in path:
            state[one] = 2
    return []
