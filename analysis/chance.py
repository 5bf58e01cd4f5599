"""What would chance alone give two texts of these lengths, and how sure is the number itself?

Two devices, for any measure of two rows of term counts:

- dealing: the sentences of both texts are put on one pile, shuffled, and dealt out again into
  two texts as long as the two were. What the measure gives then, over and over, is what two
  samples of one source give at these lengths. Sentences are dealt, not words, because words
  come in bursts: a sentence about a convoy says "convoy", "trucks" and "road" together.
- leaving out: each sentence in turn is taken away and the measure taken again (the jackknife).
  How far it moves says how sure it is.

Sentences dealt at random are the yardstick, not passages: an article moves on from one matter to
the next, so of the first and the second half of one article about every other pair lies above
the band (41 of 82 articles of polnear with 400 words or more). Above means "not two random
samples of one pile of sentences", not "another source".

Neither depends on which text is called the first, on other texts, or on the run.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

# Deals of one pair. With 200 the spread is known to a twentieth of itself, which moves an end
# of the band by about a tenth of a standard deviation; a pair takes some milliseconds.
MOST_DEALS = 200
# Deals of single words; a term's count then varies less, so fewer deals tell as much.
WORD_DEALS = 60
# Cells (deals x terms) that are computed for one pair: very long texts get fewer deals, and
# need fewer, because their spread is small beside their distance.
MOST_CELLS = 2_000_000
FEWEST_DEALS = 20
# Below so many sentences on the pile there are too few different deals for a spread (eight
# can be halved in 35 ways); words are then dealt instead.
FEWEST_SENTENCES = 8
# Groups of sentences that are left out one after the other, and the fewest sentences of either
# text that give a spread.
MOST_GROUPS = 100
FEWEST_GROUPS = 8
# Any fixed number: the same texts give the same deals on every run and machine.
SEED = 20221222
# Width of bands and intervals: 95 % of a normal distribution.
BAND_WIDTH = 1.959964

Measure = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Pile(NamedTuple):
    """
    The sentences of two texts as counts of terms, in an order that does not tell whose they are.

    Attributes
    ----------
    counts : scipy.sparse.csr_array
        Sentences x terms.
    in_first : numpy.ndarray of bool
        Which of them stand in the first text.
    labels : numpy.ndarray of int
        The same number for sentences of the same words, from 0 upwards.
    """

    counts: object
    in_first: np.ndarray
    labels: np.ndarray


def pile_sentences(first: list[tuple], second: list[tuple], n_terms: int) -> Pile:
    """
    Put the sentences of two texts on one pile.

    Parameters
    ----------
    first, second : list of tuple of int
        The sentences of either text, each the numbers of its words, 0 to `n_terms` - 1.
    n_terms : int
        Different terms.

    Returns
    -------
    Pile
        Sentences in the order of their words; empty ones are left out.

    Examples
    --------
    >>> pile = pile_sentences([(1, 0)], [(1, 0), (0, 0)], 2)
    >>> pile.counts.toarray().tolist(), pile.labels.tolist()
    ([[2, 0], [1, 1], [1, 1]], [0, 1, 1])
    """
    from scipy.sparse import csr_array

    told = [(words, False) for words in first if words] + [
        (words, True) for words in second if words
    ]
    told.sort()
    starts = np.cumsum([0, *(len(words) for words, _ in told)])
    columns = np.fromiter((word for words, _ in told for word in words), np.int64, starts[-1])
    rows = np.repeat(np.arange(len(told)), np.diff(starts))
    counts = csr_array(
        (np.ones(len(columns), np.int64), (rows, columns)), shape=(len(told), n_terms)
    )
    is_new = [k > 0 and told[k][0] != told[k - 1][0] for k in range(len(told))]
    labels = np.cumsum(is_new).astype(np.int64)
    return Pile(counts, np.array([not second for _, second in told], bool), labels)


def split_pile(pile: Pile) -> Pile:
    """
    Make a sentence of every word of a pile, so that words are dealt one by one.

    Examples
    --------
    >>> split_pile(pile_sentences([(1, 0)], [(0, 0)], 2)).counts.toarray().tolist()
    [[1, 0], [1, 0], [1, 0], [0, 1]]
    """
    from scipy.sparse import csr_array

    counts = pile.counts.tocoo()
    order = np.lexsort((counts.row, counts.col))
    times = counts.data[order].astype(np.int64)
    columns = np.repeat(counts.col[order], times).astype(np.int64)
    in_first = np.repeat(pile.in_first[counts.row[order]], times)
    rows = np.arange(len(columns))
    single = csr_array(
        (np.ones(len(rows), np.int64), (rows, columns)), shape=(len(rows), counts.shape[1])
    )
    return Pile(single, in_first, columns)


def _choose_number(pile: Pile, most: int, fewest: int) -> int:
    """How many rows to compute, each of as many cells as there are sentences or terms."""
    return int(np.clip(MOST_CELLS // max(*pile.counts.shape, 1), fewest, most))


def deal_sentences(pile: Pile, n_deals: int) -> np.ndarray:
    """
    Deal a pile out at random into two texts as long as the two that it came from.

    Parameters
    ----------
    pile : Pile
        From `pile_sentences`.
    n_deals : int
        How often.

    Returns
    -------
    numpy.ndarray of bool
        Deals x sentences: whether the sentence comes into the shorter text. Sentences are
        taken until the number of words is as near to the shorter text's as whole sentences
        allow. The same pile gives the same deals.

    Examples
    --------
    >>> pile = pile_sentences([(0,), (1,)], [(2,), (3,), (4,)], 5)
    >>> deal_sentences(pile, 50).sum(axis=1).tolist() == [2] * 50
    True
    """
    n_words = np.asarray(pile.counts.sum(axis=1)).ravel()
    n_first = int(n_words[pile.in_first].sum())
    wanted = min(n_first, int(n_words.sum()) - n_first)
    random = np.random.default_rng(SEED)
    order = random.random((n_deals, len(n_words))).argsort(axis=1, kind="stable")
    dealt = n_words[order]
    before = dealt.cumsum(axis=1) - dealt
    # A sentence is taken if more than half of it fits, and the first in any case.
    is_taken = (before + dealt / 2 <= wanted) | (before == 0)
    taken = np.zeros(order.shape, bool)
    np.put_along_axis(taken, order, is_taken, axis=1)
    return taken


def predict_by_dealing(
    pile: Pile, measures: dict[str, Measure], *, most_deals: int = MOST_DEALS
) -> dict[str, tuple[float, float]]:
    """
    Predict what measures give for two texts of one source at these lengths.

    Parameters
    ----------
    pile : Pile
        From `pile_sentences`; with fewer than `FEWEST_SENTENCES` sentences its words are dealt.
    measures : dict of str to callable
        Each takes two arrays of counts (texts x terms) and returns one number a text pair.
    most_deals : int, default 200
        How often the pile is dealt out at most.

    Returns
    -------
    dict of str to (float, float)
        Mean and standard deviation over the deals; NaN where a text has no words.
    """
    if not pile.in_first.any() or pile.in_first.all():
        return dict.fromkeys(measures, (np.nan, np.nan))
    if pile.counts.shape[0] < FEWEST_SENTENCES:
        pile = split_pile(pile)
    n_deals = _choose_number(pile, most_deals, FEWEST_DEALS)
    total = np.asarray(pile.counts.sum(axis=0)).ravel()
    dealt = (pile.counts.T @ deal_sentences(pile, n_deals).T.astype(np.int64)).T
    found = {}
    for name, measure in measures.items():
        values = measure(dealt, total - dealt)
        found[name] = (float(values.mean()), float(values.std(ddof=1)))
    return found


def estimate_spread(pile: Pile, measures: dict[str, Measure]) -> dict[str, float]:
    """
    Estimate how far measures would move if other sentences of the same sources were there.

    Parameters
    ----------
    pile : Pile
        From `pile_sentences`.
    measures : dict of str to callable
        See `predict_by_dealing`.

    Returns
    -------
    dict of str to float
        Standard error by the jackknife [1]_: each sentence is left out in turn, a sentence
        that both texts have word for word from both at once. NaN where a text has fewer than
        `FEWEST_GROUPS` sentences, or leaving one out leaves a text without words.

    Notes
    -----
    Sentences that stand in one text only, in the other only, and in both are three samples;
    each adds ``(n - 1) / n * sum((d_i - mean(d)) ** 2)`` to the variance. In long texts runs of
    neighbours in the pile's order are left out together, which keeps the work in bounds.

    References
    ----------
    .. [1] B. Efron, C. Stein, "The Jackknife Estimate of Variance", Annals of Statistics
       9(3), 1981.
    """
    from scipy.sparse import csr_array

    nothing = dict.fromkeys(measures, np.nan)
    n_labels = int(pile.labels.max(initial=-1)) + 1
    if min(pile.in_first.sum(), (~pile.in_first).sum()) < FEWEST_GROUPS:
        return nothing
    n_groups = min(n_labels, _choose_number(pile, MOST_GROUPS, FEWEST_GROUPS))
    groups = pile.labels * n_groups // n_labels
    sides = []
    for side in (pile.in_first, ~pile.in_first):
        grouping = csr_array(
            (np.ones(side.sum(), np.int64), (groups[side], np.flatnonzero(side))),
            shape=(n_groups, len(groups)),
        )
        left_out = (grouping @ pile.counts).toarray()
        sides.append((left_out.sum(axis=0) - left_out, left_out.any(axis=1)))
    (first, in_first), (second, in_second) = sides
    if not first.any(axis=1).all() or not second.any(axis=1).all():
        return nothing
    found = {}
    for name, measure in measures.items():
        values, variance = measure(first, second), 0.0
        for stratum in (in_first & ~in_second, in_second & ~in_first, in_first & in_second):
            n, own = int(stratum.sum()), values[stratum]
            if n > 1:
                variance += (n - 1) / n * float(np.square(own - own.mean()).sum())
        found[name] = variance**0.5
    return found


def find_interval(value: float, spread: float) -> tuple[float, float]:
    """
    Find the 95 % interval of a distance between 0 and 1.

    Parameters
    ----------
    value : float
        The distance, 0 to 1.
    spread : float
        Its standard error, from `estimate_spread`.

    Returns
    -------
    low, high : float
        Symmetric on the scale of ``ln(d / (1 - d))``, so that it never leaves 0 to 1 and is
        wider on the side where there is room. NaN for a distance of 1 (texts without a term in
        common leave nothing to vary) and where the spread is unknown.

    Examples
    --------
    >>> [round(end, 3) for end in find_interval(0.9, 0.05)]
    [0.752, 0.964]
    >>> find_interval(0.0, 0.0)
    (0.0, 0.0)
    """
    if np.isnan(value) or np.isnan(spread) or value >= 1.0:
        return np.nan, np.nan
    if value <= 0.0 or spread <= 0.0:
        return float(value), float(value)
    odds, reach = value / (1.0 - value), np.exp(BAND_WIDTH * spread / (value * (1.0 - value)))
    low, high = odds / reach, odds * reach
    return float(low / (1.0 + low)), float(high / (1.0 + high)) if np.isfinite(high) else 1.0
