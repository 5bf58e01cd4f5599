"""Is the version that all others seem to go back to itself a copy of one that is lost?"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from analysis.derivation.direction import Clue
from analysis.derivation.families import Family

# Only what destroys something counts; see `direction.IRREVERSIBLE`.
DESTRUCTIVE = 1.4
# So many branches must have the intact words: one alone may have mended them.
FEWEST_BRANCHES = 2


class Lost(NamedTuple):
    """A lost root: the versions that were made of it, and the words that show it."""

    root: int
    others: tuple[int, ...]
    intact: str
    corrupt: str


def find_lost_root(family: Family, list_clues: Callable[[int, int], list[Clue]]) -> Lost | None:
    """
    Look for a corruption in the root that several of its branches do not have.

    Parameters
    ----------
    family : Family
        A tree.
    list_clues : function of two version numbers
        What speaks for the second version being made of the first; below 0, against it.

    Returns
    -------
    Lost or None
        None where the root may well be what all others were made of. Two branches cannot
        both have restored the same words, so they have them from elsewhere.
    """
    root = family.members[family.parents.index(-1)]
    branches = [m for m, p in zip(family.members, family.parents, strict=True) if p == root]
    mended: dict[tuple[str, str], set[int]] = defaultdict(set)
    for branch in branches:
        for clue in list_clues(root, branch):
            if clue.weight <= -DESTRUCTIVE and clue.earlier.strip() and clue.later.strip():
                # What one of them has instead must be what the other has, or each altered it.
                mended[clue.later, " ".join(clue.earlier.split())].add(branch)
    shown = [(*words, having) for words, having in mended.items() if len(having) >= FEWEST_BRANCHES]
    if not shown:
        return None
    others = sorted(set().union(*(having for *_, having in shown)))
    corrupt, intact, _ = max(shown, key=lambda one: (len(one[2]), -len(one[0]), one[0], one[1]))
    return Lost(root, tuple(others), intact, corrupt)
