"""Do two stretches of two passages fill the same slot, whatever they say?"""

from functools import lru_cache

from analysis.fidelity.name_runs import find_runs, strip_marks
from analysis.fidelity.passage import Pair, Passage
from analysis.quantities.words import load_lists

# Words to each side of a figure that tell its slot.
WINDOW = 4
# Letters by which inflected forms of a word still meet.
STEM = 5
# A gap of the alignment of more words than this holds more than one slot.
LONGEST_GAP = 8
# A fact is looked for among so many before and after its own number on the other side. No
# passage of a few sentences has more; without a limit a table of figures would take hours.
REACH = 40


def list_partners(number: int, n_others: int) -> range:
    """
    Say which facts of the other side a fact may be paired with.

    Parameters
    ----------
    number : int
        The fact's place among the facts of its side, from 0.
    n_others : int
        How many facts the other side has.

    Returns
    -------
    range
        Places on the other side, at most `REACH` away.

    Examples
    --------
    >>> list_partners(2, 5), list_partners(100, 500)
    (range(0, 5), range(60, 141))
    """
    return range(max(0, number - REACH), min(n_others, number + REACH + 1))


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
    terms = passage.terms
    return _read_stems(
        terms[max(0, words.start - WINDOW) : words.start] + terms[words.stop : words.stop + WINDOW]
    )


def _read_stems(terms: list[str]) -> set[str]:
    """The stems of those of some words that say something."""
    lists = load_lists()
    stems = set()
    for term in terms:
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


# Passages of more words tell several things, and what is left over of each may be of another.
LONGEST_SOLE = 45
# With less of the words that say something in common, two passages are told in other words
# throughout, and only the build of the sentence says which place answers to which.
LEAST_SHARED = 0.3
# The words near a fact in its clause are missing from the other side, though the rest is there,
# where less than this part of what the passages share is: the clause was dropped, or added.
LEAST_NEAR = 0.4
# Where so many of them are there, but not beside the other fact, the clause has lost its fact.
STILL_THERE = 0.6
# In passages told in other words throughout, places that answer to each other lie so close
# (shares of the passage), and neither passage is longer than so many times the other.
CLOSE, LONGER = 0.3, 1.7
# How sure a pair of sole leftovers is at least, and what shared words add to it.
SOLE, SOLE_GAIN = 0.36, 0.24


def rate_sole(pair: Pair, base: range, other: range) -> float | None:
    """
    Say how likely the only facts of a sort that two passages do not share are one fact altered.

    Parameters
    ----------
    pair : Pair
        The aligned passages.
    base, other : range
        Word numbers of the one fact of each side that has no equal on the other.

    Returns
    -------
    float or None
        A confidence, 0.36 to 0.6, wherever in its sentence the fact stands; None where a
        passage is long, or where the clause of one fact is new and that of the other is gone
        or stands without it: one fact is likelier dropped and the other added.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> a = read_passage("The vote is on Monday, the speaker of the chamber said.")
    >>> b = read_passage("The speaker of the chamber said the vote would come on Friday.")
    >>> rate_sole(Pair(a, b), range(3, 5), range(10, 12)) > 0.5
    True
    """
    n_base, n_other = len(pair.base.terms), len(pair.other.terms)
    if max(n_base, n_other) > LONGEST_SOLE:
        return None
    share = share_stems(pair)
    near = _share_near(pair.base, base, pair.other), _share_near(pair.other, other, pair.base)
    if share >= LEAST_SHARED:
        is_gone = min(near) < LEAST_NEAR * share
        if _is_new_sentence(pair, base, other, LEAST_NEAR * share):
            return None
        if is_gone and not LEAST_NEAR * share <= max(near) < STILL_THERE:
            return None
        return SOLE + SOLE_GAIN * min(1.0, share)
    is_close = abs(base.start / n_base - other.start / n_other) <= CLOSE
    is_like = max(n_base, n_other) <= LONGER * min(n_base, n_other)
    return SOLE if is_close and is_like else None


@lru_cache(maxsize=8)
def tell_of_others(pair: Pair) -> bool:
    """
    Say whether both passages name persons or bodies, but none of them in common.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> a, b = read_passage("He met Ann Lee."), read_passage("He met Bob Roe.")
    >>> tell_of_others(Pair(a, b)), tell_of_others(Pair(a, a))
    (True, False)
    """
    one, two = _list_name_stems(pair.base), _list_name_stems(pair.other)
    return bool(one) and bool(two) and one.isdisjoint(two)


@lru_cache(maxsize=1024)
def _list_name_stems(passage: Passage) -> frozenset[str]:
    """First letters of the words of names, so that Ukraine and Ukrainian meet."""
    runs = (run for run in find_runs(passage) if run.is_sure)
    return frozenset(strip_marks(passage.terms[k])[:STEM] for run in runs for k in run.words)


@lru_cache(maxsize=8)
def share_stems(pair: Pair) -> float:
    """Share of the stems of the passage with fewer of them that the other has, anywhere."""
    one, two = list_stems(pair.base), list_stems(pair.other)
    return len(one & two) / max(1, min(len(one), len(two)))


@lru_cache(maxsize=1024)
def list_stems(passage: Passage) -> frozenset[str]:
    """The stems of the words of a passage that say something."""
    return frozenset(_read_stems(passage.terms))


def _is_new_sentence(pair: Pair, base: range, other: range, least: float) -> bool:
    """Whether the whole sentence of one of two facts has less than a share on the other side."""
    for here, words, there in ((pair.base, base, pair.other), (pair.other, other, pair.base)):
        first, stop = words.start, words.stop
        while first and not _is_cut(here, first, _SENTENCE_ENDS):
            first -= 1
        while stop < len(here.words) and not _is_cut(here, stop, _SENTENCE_ENDS):
            stop += 1
        stems = _read_stems(here.terms[first : words.start] + here.terms[words.stop : stop])
        if stems and len(stems & list_stems(there)) < least * len(stems):
            return True
    return False


def _share_near(here: Passage, words: range, there: Passage) -> float:
    """Share of the words near a place, in its clause, that the other passage has anywhere."""
    near: set[str] = set()
    for ends in (_CLAUSE_ENDS, _SENTENCE_ENDS):
        first, stop = words.start, words.stop
        while first and words.start - first < WINDOW and not _is_cut(here, first, ends):
            first -= 1
        while stop < len(here.words) and stop - words.stop < WINDOW:
            if _is_cut(here, stop, ends):
                break
            stop += 1
        near = near or _read_stems(here.terms[first : words.start] + here.terms[words.stop : stop])
    return len(near & list_stems(there)) / len(near) if near else 1.0


def _is_cut(passage: Passage, k: int, ends: frozenset[str]) -> bool:
    """Whether a mark of punctuation stands before word `k`."""
    between = passage.text[passage.words[k - 1].stop : passage.words[k].start]
    return not ends.isdisjoint(between)


_SENTENCE_ENDS = frozenset(";.!?")
_CLAUSE_ENDS = _SENTENCE_ENDS | frozenset(",:—–()")
