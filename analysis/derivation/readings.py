"""What does each version read, and what would each have had to invent if made of another?

A reading is a run of three canonical words (house style apart, quotation marks counted) inside
a sentence: one altered word makes three new ones, a moved sentence none. What a version has
and its model lacks, it must have invented or taken from elsewhere; what it lacks was left out,
which is easily done. The measure is therefore not symmetric [1]_.

References
----------
.. [1] A. Marmerola et al., "On the Reconstruction of Text Phylogeny Trees", PLoS ONE 11, 2016.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from analysis.house_style import Word, read_words

# Words in a reading: fewer recur by chance, more are broken by every second word of a spinner.
SPAN = 3
# No sentence counts for more invented words than this: rewriting one is one act.
MOST_PER_SENTENCE = 10.0
# Putting in a sentence that is wholly new is easier than altering much in it.
NEW_SENTENCE = 4.0
# A sentence with less than this share of its readings elsewhere is not there.
PRESENT = 0.25
# Two measures of invention that fail apart, in equal parts: new readings blur where a spinner
# left no three words together; new words miss what was put together from words of its place.
NEW_WORDS = 0.5
# A sentence answers to those of another version with so many of its pairs of neighbouring
# words, and at least half as many as the best of them: it may have been merged of two.
FEWEST_PAIRS, OF_BEST = 2, 0.5
# A pair of words that stands in more sentences of a version than this tells none of them.
COMMON_PAIR = 3
# With more versions than this, words are compared only with the likeliest models of each.
FEW, LIKELIEST = 14, 8
_MARK = regex.compile('["“”„«»]')


@dataclass(frozen=True)
class Sentence:
    """A body sentence of a version; `start` is its offset in the version's text."""

    segment: int
    start: int
    text: str
    words: tuple[Word, ...]  # canonical words and quotation marks, in order
    quoted: tuple[bool, ...]  # whether each stands in quotation marks

    @cached_property
    def bag(self) -> Counter:
        """How often each canonical term stands in it."""
        return Counter(word.term for word in self.words)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Its pairs of neighbouring terms; a single word is a pair with nothing."""
        terms = [word.term for word in self.words]
        return list(zip(terms, terms[1:], strict=False)) or [(terms[0], "")]


@dataclass(frozen=True)
class Reading:
    """One version as it is read here."""

    version_id: str
    sentences: tuple[Sentence, ...]

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Its distinct readings."""
        return frozenset(run for s in self.sentences for run, _ in _list_runs(s))

    @cached_property
    def names(self) -> frozenset[str]:
        """Terms that it writes with a capital letter inside a sentence."""
        return frozenset(
            word.term for s in self.sentences for word in s.words[1:] if word.form[:1].isupper()
        )

    @cached_property
    def places_of_pairs(self) -> dict[tuple[str, str], list[int]]:
        """In which sentences a pair of terms stands; at most `COMMON_PAIR` of them."""
        places: dict[tuple[str, str], list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            for pair in sentence.pairs:
                known = places.setdefault(pair, [])
                if len(known) < COMMON_PAIR and number not in known[-1:]:
                    known.append(number)
        return places


@dataclass(frozen=True)
class Comparison:
    """
    What each version would have had to invent and leave out, had it been made of another.

    Attributes
    ----------
    ids : list of str
        The versions; rows and columns of the arrays.
    invented : list of arrays of float, (versions, sentences)
        For each version, what each of its sentences has that another version lacks, in
        words; NaN where it was not compared.
    is_gone : list of arrays of bool, (versions, sentences)
        For each version, which of its sentences another version does not have at all.
    gains : array of float, (versions, versions)
        ``gains[p, c]``: words that c would have had to invent, had it been made of p.
    losses : array of float, (versions, versions)
        ``losses[p, c]``: sentences of p that are not in c.
    shared : array of float, (versions, versions)
        ``shared[p, c]``: share of the distinct readings of c that p has, 0 to 1.
    unquoted : array of float, (versions, versions)
        The same of the readings of c outside quotation marks.
    runs : Runs
        The readings themselves.
    """

    ids: list[str]
    invented: list[np.ndarray]
    is_gone: list[np.ndarray]
    gains: np.ndarray
    losses: np.ndarray
    shared: np.ndarray
    unquoted: np.ndarray
    runs: "Runs"


def read_versions(segments: pd.DataFrame) -> list[Reading]:
    """
    Read the body sentences of every version.

    Parameters
    ----------
    segments : DataFrame
        The segments table.

    Returns
    -------
    list of Reading
        Sorted by id; a version without body has no sentences.

    Examples
    --------
    >>> rows = [("a", "body", 0, 0, 'He said "No".')]
    >>> table = pd.DataFrame(rows, columns=["version_id", "kind", "segment", "start", "text"])
    >>> [word.term for word in read_versions(table)[0].sentences[0].words]
    ['he', 'said', '"', 'no', '"']
    """
    found = {version_id: [] for version_id in sorted(set(segments["version_id"].tolist()))}
    body = segments[segments["kind"] == "body"].sort_values(["version_id", "start"])
    columns = (body[name].tolist() for name in ("version_id", "segment", "start", "text"))
    for version_id, segment, start, text in zip(*columns, strict=True):
        words, quoted = _read_sentence(text)
        if words:
            found[version_id].append(Sentence(segment, start, text, words, quoted))
    return [Reading(version_id, tuple(sentences)) for version_id, sentences in found.items()]


def _read_sentence(text: str) -> tuple[tuple[Word, ...], tuple[bool, ...]]:
    marks = [Word(m.start(), m.end(), m.group(), '"') for m in _MARK.finditer(text)]
    words = sorted([*read_words(text), *marks])
    ends = [mark.start for mark in marks]
    # Open marks of a longer quotation are beyond this sentence: by count is near enough.
    quoted = tuple(w.term == '"' or bisect_right(ends, w.start) % 2 == 1 for w in words)
    return tuple(words), quoted


def compare_readings(readings: list[Reading]) -> Comparison:
    """
    Compare every version with every other.

    Parameters
    ----------
    readings : list of Reading
        From `read_versions`.

    Returns
    -------
    Comparison
        All arrays are in the order of `readings`.

    Examples
    --------
    >>> rows = [("a", "body", 0, 0, "All ten men left the old town."),
    ...         ("b", "body", 0, 0, "All six men left the old town.")]
    >>> table = pd.DataFrame(rows, columns=["version_id", "kind", "segment", "start", "text"])
    >>> compare_readings(read_versions(table)).gains.round(2).tolist()
    [[0.0, 0.83], [0.83, 0.0]]
    """
    n = len(readings)
    runs = _number_runs(readings)
    invented, is_gone = [np.zeros((n, 0))] * n, [np.zeros((n, 0), dtype=bool)] * n
    shared, unquoted = np.zeros((n, n)), np.zeros((n, n))
    for c in range(n):
        places = runs.places[c]
        if not len(places):
            continue
        lacking = ~runs.holds[:, places]
        n_lacking = np.add.reduceat(lacking, runs.bounds[c], axis=1, dtype=np.int64)
        lengths = np.diff([*runs.bounds[c], len(places)])
        is_gone[c] = 1 - n_lacking / lengths < PRESENT
        invented[c] = n_lacking / SPAN
        shared[:, c] = runs.holds[:, np.unique(places)].mean(axis=1)
        said = runs.unquoted[c]
        if said.any():
            unquoted[:, c] = runs.holds[:, np.unique(places[said])].mean(axis=1)
    for c in range(n):
        fresh = _count_new_words(readings, c, _list_models(invented[c], c))
        invented[c] = (1 - NEW_WORDS) * invented[c] + NEW_WORDS * fresh
    gains = np.column_stack([_add_up(invented[c], is_gone[c]) for c in range(n)] or [[]])
    losses = np.column_stack([gone.sum(axis=1) for gone in is_gone] or [[]]).T.astype(float)
    ids = [reading.version_id for reading in readings]
    return Comparison(ids, invented, is_gone, gains, losses, shared, unquoted, runs)


def count_restored(comparison: Comparison, above: int, middle: int, below: int) -> np.ndarray:
    """
    Count what a version has of an older one against the version between the two.

    Parameters
    ----------
    comparison : Comparison
        Of all versions.
    above, middle, below : int
        Three versions; the middle one is held to be made of the first, the last of the middle.

    Returns
    -------
    array of float, (sentences,)
        For each sentence of the last version, words that it shares with the first and that the
        middle one does not have. A copy restores nothing it has not seen: such separative
        readings [1]_ show that the last version was not made of the middle one alone.

    References
    ----------
    .. [1] P. Maas, Textual Criticism, Oxford 1958.

    Examples
    --------
    >>> lines = ["All ten men left the old town.", "All six men left the old town."]
    >>> rows = [(k, "body", 0, 0, lines[k == "b"]) for k in "abc"]
    >>> table = pd.DataFrame(rows, columns=["version_id", "kind", "segment", "start", "text"])
    >>> count_restored(compare_readings(read_versions(table)), 0, 1, 2).round(2).tolist()
    [0.67]
    """
    places, bounds = comparison.runs.places[below], comparison.runs.bounds[below]
    if not len(places):
        return np.zeros(0)
    holds = comparison.runs.holds
    separative = holds[above, places] & ~holds[middle, places]
    return np.add.reduceat(separative, bounds, dtype=np.int64) / SPAN


def _add_up(invented: np.ndarray, is_gone: np.ndarray) -> np.ndarray:
    """Invention over the sentences of a version; infinite for models it was not compared with."""
    capped = np.minimum(invented, np.where(is_gone, NEW_SENTENCE, MOST_PER_SENTENCE))
    return np.where(np.isnan(capped).any(axis=1), np.inf, capped.sum(axis=1))


def _list_models(by_runs: np.ndarray, c: int) -> list[int]:
    """The versions that a version may be made of: all of a few, the likeliest of many."""
    others = [p for p in range(len(by_runs)) if p != c]
    if len(by_runs) <= FEW:
        return others
    costs = np.minimum(by_runs, MOST_PER_SENTENCE).sum(axis=1)
    return sorted(sorted(others, key=lambda p: (costs[p], p))[:LIKELIEST])


def _count_new_words(readings: list[Reading], c: int, models: list[int]) -> np.ndarray:
    """Words of each sentence that its counterparts in another version do not have."""
    sentences = readings[c].sentences
    found = np.full((len(readings), len(sentences)), np.nan)
    found[c] = 0.0
    for p in models:
        model = readings[p]
        for k, sentence in enumerate(sentences):
            there: Counter = Counter()
            for t in find_counterparts(sentence, model):
                there |= model.sentences[t].bag
            found[p, k] = sum(max(0, v - there[term]) for term, v in sentence.bag.items())
    return found


def find_counterparts(sentence: Sentence, model: Reading) -> list[int]:
    """
    Find the sentences of another version that a sentence answers to.

    Parameters
    ----------
    sentence : Sentence
        Of one version.
    model : Reading
        The other version.

    Returns
    -------
    list of int
        Their places, the likest first; empty if no two neighbouring words are shared.
    """
    hits: dict[int, int] = {}
    for pair in sentence.pairs:
        for t in model.places_of_pairs.get(pair, ()):
            hits[t] = hits.get(t, 0) + 1
    order = sorted(hits, key=lambda t: (-hits[t], t))
    if not order:
        return []
    least = max(FEWEST_PAIRS, OF_BEST * hits[order[0]])
    return [t for t in order if hits[t] >= least] or order[:1]


class Runs(NamedTuple):
    """Readings by number: who has which, where they stand, which are quoted throughout."""

    holds: np.ndarray
    places: list[np.ndarray]
    bounds: list[np.ndarray]
    unquoted: list[np.ndarray]


def _number_runs(readings: list[Reading]) -> Runs:
    numbers: dict[tuple[str, ...], int] = {}
    places, bounds, outlet = [], [], []
    for reading in readings:
        own, starts, unquoted = [], [], []
        for sentence in reading.sentences:
            starts.append(len(own))
            for run, is_quoted in _list_runs(sentence):
                own.append(numbers.setdefault(run, len(numbers)))
                unquoted.append(not is_quoted)
        places.append(np.array(own, dtype=np.int64))
        bounds.append(np.array(starts, dtype=np.int64))
        outlet.append(np.array(unquoted, dtype=bool))
    holds = np.zeros((len(readings), max(len(numbers), 1)), dtype=bool)
    for k, own in enumerate(places):
        holds[k, own] = True
    return Runs(holds, places, bounds, outlet)


def _list_runs(sentence: Sentence) -> list[tuple[tuple[str, ...], bool]]:
    """Each reading of a sentence, and whether all of it is quoted; a short one is whole."""
    terms = [word.term for word in sentence.words]
    if len(terms) <= SPAN:
        return [(tuple(terms), all(sentence.quoted))]
    return [
        (tuple(terms[k : k + SPAN]), all(sentence.quoted[k : k + SPAN]))
        for k in range(len(terms) - SPAN + 1)
    ]
