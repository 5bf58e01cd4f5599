"""Do two stretches of two passages fill the same slot, whatever they say?"""

from analysis.fidelity.passage import Pair, Passage
from analysis.quantities.words import load_lists

# Words to each side of a figure that tell its slot.
WINDOW = 4
# Letters by which inflected forms of a word still meet.
STEM = 5
# A gap of the alignment of more words than this holds more than one slot.
LONGEST_GAP = 8


def differ_in(pair: Pair, words: frozenset[str]) -> bool:
    """
    Say whether the words in which two passages differ may concern a sort of fact.

    Parameters
    ----------
    pair : Pair
        The aligned passages.
    words : frozenset of str
        Canonical terms that write such a fact, besides terms with figures and signs.

    Returns
    -------
    bool
        False only where the passages cannot differ in it: no look at the facts is needed.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> a, b = read_passage("It cost $5 last May."), read_passage("It took $5 in May.")
    >>> differ_in(Pair(a, b), frozenset({"may"})), differ_in(Pair(a, b), frozenset({"last"}))
    (False, True)
    """
    base, other = pair.base.terms, pair.other.terms
    for op in pair.differences:
        for terms in (base[op.base_start : op.base_stop], other[op.other_start : op.other_stop]):
            if not words.isdisjoint(terms) or not all(map(str.isalpha, terms)):
                return True
    return False


def measure_overlap(pair: Pair) -> float:
    """
    Measure how much of two passages is aligned.

    Parameters
    ----------
    pair : Pair
        The aligned passages.

    Returns
    -------
    float
        Share of the words of both sides that are equal in order, 0 to 1; 0 for two empty
        passages.
    """
    n_words = len(pair.base.terms) + len(pair.other.terms)
    n_equal = sum(op.base_stop - op.base_start for op in pair.words if op.tag == "equal")
    return 2 * n_equal / n_words if n_words else 0.0


def score_place(pair: Pair, base: range, other: range, overlap: float) -> float:
    """
    Say how likely two runs of words stand in the same slot.

    Parameters
    ----------
    pair : Pair
        The aligned passages.
    base, other : range
        Word numbers on each side.
    overlap : float
        Of `measure_overlap`.

    Returns
    -------
    float
        About -1 to 6: aligned neighbours and a shared gap of the alignment, words shared
        nearby, words shared over all, likeness of the places.
    """
    score = 1.5 * (overlap - 0.4) + score_anchors(pair, base, other)
    score += 2.0 * _compare_contexts(read_context(pair.base, base), read_context(pair.other, other))
    place_base = base.start / max(1, len(pair.base.terms))
    place_other = other.start / max(1, len(pair.other.terms))
    return score - 1.5 * abs(place_base - place_other)


def score_anchors(pair: Pair, base: range, other: range) -> float:
    """
    Score how firmly two runs of words stand in one place of the alignment.

    Parameters
    ----------
    pair : Pair
        The aligned passages.
    base, other : range
        Word numbers on each side.

    Returns
    -------
    float
        1 for each aligned neighbour and 0.8 for a shared gap, 0.4 if the gap is long: 0 to 2.8.
    """
    score = 0.0
    if base.start and other.start and pair.other_of[base.start - 1] == other.start - 1:
        score += 1.0
    if base.stop < len(pair.other_of) and pair.other_of[base.stop] == other.stop:
        score += 1.0
    first, stop = pair.find_counterpart(base.start, base.stop)
    if first < other.stop and other.start < stop:
        score += 0.8 if stop - first <= LONGEST_GAP else 0.4
    return score


def read_context(passage: Passage, words: range) -> set[str]:
    """
    List the stems of the words near a run of words.

    Parameters
    ----------
    passage : Passage
        The passage.
    words : range
        Word numbers of the run.

    Returns
    -------
    set of str
        First letters of words that say something; verbs of rising and falling are one stem,
        ``~move``.
    """
    lists = load_lists()
    terms = passage.terms
    near = (
        terms[max(0, words.start - WINDOW) : words.start] + terms[words.stop : words.stop + WINDOW]
    )
    stems = set()
    for term in near:
        if term in lists.moves:
            stems.add("~move")
        elif not term[0].isdigit() and term not in lists.not_nouns:
            stems.add(term[:STEM])
    return stems


def _compare_contexts(a: set[str], b: set[str]) -> float:
    """Share of the words near one that stand near the other."""
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b)) * min(1.0, min(len(a), len(b)) / 2)
