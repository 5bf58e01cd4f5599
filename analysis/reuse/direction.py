"""
Which of two texts is the simplification of the other?

Who rewrites for easier reading puts common words for rare ones, short for long, takes
sentences apart and drops clauses. Where that was done, it tells which text came first; where it
was not, it tells nothing. A machine that spins a text puts rare words for common ones, and an
outlet that adds detail makes sentences longer: such versions would be read the wrong way round.
So this is evidence of simplification, never proof of an order.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.background import find_frequency
from analysis.collation import collate, group_pairs, prepare_passages
from analysis.divergence import load_stopwords
from analysis.reuse.evidence import Words, locate_segments, plain_term, read_words, tokenise_texts
from analysis.reuse.formulas import Formula, answer, load_formulas

# Positive figures say that b is the simpler one. The first do not look at any length but that
# of words; the next at the length of sentences; the last at the length of the texts.
WORD_FIGURES = ("shorter_words", "commoner_words", "clauses_dropped")
SENTENCE_FIGURES = ("sentences_split", "sentences_shortened")
LENGTH_FIGURES = ("text_shortened",)
# Words that a subordinate clause begins with.
_SUBORDINATORS = frozenset(
    "which who whose whom although though while whereas because since unless despite after "
    "before until if when where that as".split()
)
# One or two changed statements show no habit; longer texts speak through their weights.
FEWEST_CHANGED = 3
_LARGEST_ALIGNMENT = 4_000_000


def compare_direction(
    a: str, b: str, *, use: str = "all", formulas: Mapping[str, Formula] | None = None
) -> pd.Series:
    """
    Say how likely it is that b is a simplification of a, if one is of the other.

    Parameters
    ----------
    a, b : str
        Any two texts on one story.
    use : {"all", "sentences", "words"}
        Which evidence counts: all of it, all but the length of the texts, or the choice of
        words and clauses alone.
    formulas : mapping of str to Formula, optional
        Other weights than those shipped.

    Returns
    -------
    pandas.Series
        p_a_first (0 to 1; exactly 0.5 where fewer than `FEWEST_CHANGED` statements stand in
        both with a difference: no evidence), n_changed (such statements), and the figures, all
        positive where b is the simpler:

        - shorter_words: letters a word by which words that only a has in those statements are
          longer than those that only b has.
        - commoner_words: nats by which the different words of a are rarer in English.
        - clauses_dropped: -1 to 1, subordinating words that only a has over those only b has.
        - sentences_split: -1 to 1, statements of more sentences in b over those of fewer.
        - sentences_shortened: mean log ratio of words a sentence in those statements.
        - text_shortened: log ratio of the words of both texts.

    Notes
    -----
    Swapping the texts gives the mirror image. Weights from 50 news stories rewritten for
    learners of English [1]_. It is evidence of simplification, not proof of an order: see the
    module.

    References
    ----------
    .. [1] S. Vajjala and I. Lucic, "OneStopEnglish corpus", BEA 2018.

    Examples
    --------
    >>> compare_direction("It rained.", "It rained.")["p_a_first"]
    0.5
    """
    figures = measure_direction(a, b)
    formula = (formulas or load_formulas("reuse"))[f"simplified, by {use}"]
    is_told = figures["n_changed"] >= FEWEST_CHANGED
    p_a_first = answer(figures, formula) if is_told else 0.5
    return pd.Series({"p_a_first": p_a_first, **figures}, dtype=object)


def order_versions(
    texts: Mapping[str, str] | Sequence[str], *, use: str = "all"
) -> tuple[list, pd.DataFrame]:
    """
    Order texts from the fullest to the simplest.

    Parameters
    ----------
    texts : mapping of name to text, or sequence of str
        Versions of one story.
    use : {"all", "sentences", "words"}
        As in `compare_direction`.

    Returns
    -------
    order : list
        Names (positions of a sequence): each comes before those it is likelier to precede; by
        the sum of its log odds against all others, ties in the order given.
    pairs : DataFrame
        a, b, p_a_first and the figures of every pair.

    Examples
    --------
    >>> order_versions({"wire": "It rained.", "brief": "It rained."})[0]
    ['wire', 'brief']
    """
    named = dict(texts) if isinstance(texts, Mapping) else dict(enumerate(texts))
    sums = dict.fromkeys(named, 0.0)
    rows = []
    for a, b in combinations(named, 2):
        found = compare_direction(named[a], named[b], use=use)
        p = float(found["p_a_first"])
        sums[a] += math.log(p / (1 - p))
        sums[b] -= math.log(p / (1 - p))
        rows.append({"a": a, "b": b, **found})
    return sorted(named, key=lambda name: -round(sums[name], 9)), pd.DataFrame(rows)


def measure_direction(a: str, b: str) -> dict[str, float]:
    """Measure the figures of `compare_direction`, and n_changed."""
    tokens = tokenise_texts({"a": a, "b": b})
    passages, words = prepare_passages(tokens), read_words(tokens)
    if len(passages) < 2:
        return {"n_changed": 0} | dict.fromkeys(
            WORD_FIGURES + SENTENCE_FIGURES + LENGTH_FIGURES, 0.0
        )
    table = collate(passages["a"], passages["b"]).dropna(subset=["base_segment", "other_segment"])
    rows = list(zip(table["base_segment"].tolist(), table["other_segment"].tolist(), strict=True))
    return _measure_statements(words["a"], words["b"], rows)


def _measure_statements(a: Words, b: Words, rows: Sequence[tuple[int, int]]) -> dict[str, float]:
    of_a, of_b = locate_segments(a), locate_segments(b)
    only_a: list[str] = []
    only_b: list[str] = []
    ratios: list[float] = []
    n_split = n_merged = n_changed = 0
    pairs = [(i, j) for i, j in rows if i in of_a and j in of_b]
    for left, right in group_pairs(pairs):
        terms_a = [a.terms[k] for i in left for k in range(*of_a[i])]
        terms_b = [b.terms[k] for j in right for k in range(*of_b[j])]
        n_split += len(right) > len(left)
        n_merged += len(left) > len(right)
        if terms_a == terms_b or len(terms_a) * len(terms_b) > _LARGEST_ALIGNMENT:
            continue
        n_changed += 1
        ratios.append(math.log(len(terms_a) / len(left)) - math.log(len(terms_b) / len(right)))
        lost, gained = _list_differences(terms_a, terms_b)
        only_a += lost
        only_b += gained
    lengths = [_mean_length(side) for side in (only_a, only_b)]
    rarities = [_mean_rarity(side.terms) for side in (a, b)]
    subordinators = [sum(t in _SUBORDINATORS for t in side) for side in (only_a, only_b)]
    return {
        "n_changed": n_changed,
        "shorter_words": lengths[0] - lengths[1],
        "commoner_words": rarities[0] - rarities[1],
        # Shrunk towards 0: one of one says little.
        "clauses_dropped": (subordinators[0] - subordinators[1]) / (sum(subordinators) + 5),
        "sentences_split": (n_split - n_merged) / (n_split + n_merged + 3),
        "sentences_shortened": math.fsum(ratios) / (len(ratios) + 2),
        "text_shortened": math.log((len(a.terms) + 1) / (len(b.terms) + 1)),
    }


def _list_differences(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    """Words of either side that are not equal in common order."""
    from rapidfuzz.distance import Indel

    lost: list[str] = []
    gained: list[str] = []
    for op in Indel.opcodes(a, b):
        if op.tag != "equal":
            lost += a[op.src_start : op.src_end]
            gained += b[op.dest_start : op.dest_end]
    return lost, gained


# Letters of an average content word: what a side without any is taken for, so that no
# difference arises from there being nothing.
_USUAL_LENGTH = 6.5


def _list_content(terms: Sequence[str]) -> list[str]:
    stopwords = frozenset(map(plain_term, load_stopwords()))
    return [t for t in terms if t not in stopwords and not t[:1].isdigit()]


def _mean_length(terms: Sequence[str]) -> float:
    """Mean letters of the content words, with three usual words added."""
    lengths = [min(len(t), 25) for t in _list_content(terms)]
    return (sum(lengths) + 3 * _USUAL_LENGTH) / (len(lengths) + 3)


def _mean_rarity(terms: Sequence[str]) -> float:
    """Mean of -ln(frequency) over the different content words; 10 nats where there are none."""
    different = sorted(set(_list_content(terms)))
    return float(np.mean([-math.log(find_frequency(t)) for t in different])) if different else 10.0
