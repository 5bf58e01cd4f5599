"""How far apart are two versions in their words, and is that more than chance?

Four families of numbers, from tables of tokens to tables of pairs:

- tf-idf distance: do the two use the same informative words in the same measure?
- Jensen-Shannon divergence: how well can one tell from a word which version it came from?
  With the band that chance alone would give two texts of these lengths, and with the share
  that each term has in it.
- containment and resemblance: how much of one version's wording stands in the other?
- log-odds with an informative Dirichlet prior: which terms does one version use more?

All of them see bags of words or short runs of words. A dropped "not" or a figure ten times
too large hardly moves any of them.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.background import find_frequency, weigh_terms
from analysis.chance import (
    BAND_WIDTH,
    WORD_DEALS,
    Pile,
    estimate_spread,
    find_interval,
    pile_sentences,
    predict_by_dealing,
    split_pile,
)
from analysis.errors import UsageError
from analysis.paths import find_data_folder
from analysis.sentences import split_sentences
from analysis.tokens import tokenise

# Words in a shingle. Five words in a row hardly ever agree by chance between reports written
# apart (names of offices and quotations aside), and one changed word in ten still leaves half
# of the shingles whole.
SHINGLE_LENGTH = 5

# Function words in a stop-word shingle. Stamatatos takes 8 to 11 for long documents with long
# copied passages; a news text has some 150 function words in all, and a reworded one keeps
# short runs only. Of 2 to 8, four told lightly and heavily reworded answers from independent
# ones best (Clough and Stevenson's development part: AUC .93; 3: .90, 5: .90, 8: .79).
STOPWORD_LENGTH = 4

# Chance that a run of four function words of one text is the same as one of an unrelated
# text. Pairs of unrelated news articles (polnear and the advanced texts of onestopenglish, in
# two halves, 100 to 1,200 words) gave 1.4 to 2.8 in 100,000; the number of shared runs spread as
# a Poisson number does (variance 0.8 to 1.5 of the mean at most lengths).
STOPWORD_COINCIDENCE = 3e-5

# Words that the prior of the log-odds is worth: about one news article, so that a single
# version cannot outvote it, and a term must stand out from what both versions and English at
# large would lead one to expect.
PRIOR_WORDS = 500.0

# Digits kept in every result. The order in which numbers are added moves the last two or
# three of sixteen digits; results must not depend on it.
_DIGITS = 12

_ENDS = ("null_low", "null_high", "low", "high")
DISTANCES = [
    "tfidf_distance",
    "js_divergence",
    "js_null_low",
    "js_null_high",
    "containment_a_in_b",
    "containment_b_in_a",
    "resemblance",
    "stopword_containment_a_in_b",
    "stopword_containment_b_in_a",
    "n_terms",
    "js_low",
    "js_high",
    "tfidf_null_low",
    "tfidf_null_high",
    "tfidf_low",
    "tfidf_high",
    "stopword_null_a_in_b",
    "stopword_null_b_in_a",
]
_CALIBRATED = [name for name in DISTANCES if name.partition("_")[2] in _ENDS]
TERMS = ["version_a", "version_b", "term", "p_a", "p_b", "js_contribution", "log_odds", "z"]
TERM_COUNTS = [
    "version_a",
    "version_b",
    "n_terms",
    "n_beyond",
    "n_by_chance",
    "z_needed",
    "n_significant",
    "share_of_top",
]
# Terms that a figure has room for.
TOP_TERMS = 12
SET_VARIANTS = ["set_smooth_idf", "set_textbook_idf"]


# --- Counting ---------------------------------------------------------------------------


@lru_cache(maxsize=1)
def load_stopwords() -> tuple[str, ...]:
    """
    Load the function words that stop-word containment follows.

    Returns
    -------
    tuple of str
        Terms, in the order of ``data/lexicons/stopwords_en.txt`` (most frequent first).

    Examples
    --------
    >>> load_stopwords()[:4]
    ('the', 'to', 'and', 'of')
    """
    path = find_data_folder() / "lexicons" / "stopwords_en.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


class _Words(NamedTuple):
    """The body words of all versions, in order: a version's, sentence's and term's number each."""

    version_ids: list[str]
    vocabulary: list[str]
    versions: np.ndarray
    sentences: np.ndarray
    terms: np.ndarray


def _number_words(tokens: pd.DataFrame, version_ids: list[str] | None) -> _Words:
    """Turn the body words of a tokens table into numbers."""
    if version_ids is None:
        version_ids = list(tokens["version_id"].unique())
    words = tokens[(tokens["kind"] == "body") & tokens["is_word"].astype(bool)]
    versions = pd.Index(version_ids).get_indexer(words["version_id"])
    order = np.argsort(versions, kind="stable")
    order = order[versions[order] >= 0]
    # Terms are numbered by the alphabet, which does not change when a version is added: sums
    # over terms then always run in the same order.
    numbers, vocabulary = pd.factorize(words["term"].to_numpy(dtype=object)[order], sort=True)
    # A table without segments is one sentence a version.
    has_segments = "segment" in words.columns
    sentences = words["segment"].to_numpy(np.int64) if has_segments else np.zeros(len(words), int)
    terms = numbers.astype(np.int64)
    return _Words(version_ids, list(vocabulary), versions[order], sentences[order], terms)


def _count_terms(words: _Words) -> np.ndarray:
    """Count each term in each version: an array of versions x terms."""
    shape = len(words.version_ids), len(words.vocabulary)
    cells = np.bincount(words.versions * shape[1] + words.terms, minlength=shape[0] * shape[1])
    return cells.reshape(shape)


def _list_pairs(words: _Words) -> tuple[np.ndarray, np.ndarray]:
    """List the pairs of versions, each once, the one that comes first in the table as a."""
    return np.triu_indices(len(words.version_ids), k=1)


def _key_pairs(words: _Words) -> pd.DataFrame:
    """Make the key columns of a table of pairs."""
    a, b = _list_pairs(words)
    ids = np.array(words.version_ids, dtype=object)
    return pd.DataFrame({"version_a": ids[a], "version_b": ids[b]}, dtype=str)


def _as_tokens(a: str, b: str) -> pd.DataFrame:
    """Make the tokens table of two whole texts, as versions a and b."""
    tables = []
    for version_id, text in (("a", a), ("b", b)):
        words = [token for token in tokenise(text) if token.is_word]
        table = pd.DataFrame({"term": [token.term for token in words]}, dtype=object)
        begins = [start for start, _ in split_sentences(text)]
        starts = np.array([token.start for token in words], dtype=np.int64)
        segment = np.searchsorted(begins, starts, side="right")
        tables.append(table.assign(version_id=version_id, segment=segment))
    return pd.concat(tables, ignore_index=True).assign(kind="body", is_word=True)


# --- tf-idf distance --------------------------------------------------------------------


def _damp_counts(counts: np.ndarray) -> np.ndarray:
    """Weigh a term's count: 1 + ln(count), 0 where it does not occur."""
    return np.where(counts > 0, 1.0 + np.log(np.maximum(counts, 1)), 0.0)


def _measure_cosine_distance(weights: np.ndarray) -> np.ndarray:
    """Measure 1 - cosine between all rows; NaN for a row of zeros."""
    from scipy.sparse import csr_array

    lengths = np.sqrt(np.square(weights).sum(axis=1))
    unit = csr_array(weights / np.where(lengths > 0, lengths, 1.0)[:, None])
    distances = np.clip(1.0 - (unit @ unit.T).toarray(), 0.0, 1.0)
    empty = lengths == 0
    distances[empty, :] = distances[:, empty] = np.nan
    return np.round(distances, _DIGITS)


def _weigh_by_set(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Weigh the counts by the idf of this very set of versions, in both usual formulas."""
    from sklearn.feature_extraction.text import TfidfTransformer

    filled = counts.sum(axis=1) > 0
    n_versions, held_by = filled.sum(), (counts > 0).sum(axis=0)
    if not n_versions:
        return {variant: np.zeros(counts.shape) for variant in SET_VARIANTS}
    smooth = TfidfTransformer(norm=None, sublinear_tf=True).fit(counts[filled])
    textbook = np.log(n_versions / np.maximum(held_by, 1))
    return {
        "set_smooth_idf": smooth.transform(counts).toarray(),
        "set_textbook_idf": _damp_counts(counts) * textbook,
    }


def vary_tfidf(
    tokens: pd.DataFrame, *, version_ids: list[str] | None = None, language: str = "en"
) -> pd.DataFrame:
    """
    Measure the tf-idf distance of all pairs under four definitions of idf.

    A conclusion that holds under one definition only is a property of the definition.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table; body words count.
    version_ids : list of str, optional
        See `tabulate_distances`.
    language : str, default "en"
        See `analysis.background.find_frequency`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: version_a, version_b and 1 - cosine, 0 to 1, of ``(1 + ln tf) * idf``:

        - background_idf: idf from English at large (`analysis.background.weigh_terms`), the
          ``tfidf_distance`` of distances.csv. A pair's number depends on that pair only.
        - set_smooth_idf: ``ln((1 + N) / (1 + df)) + 1``, scikit-learn's formula, over the N
          versions with words, df of which hold the term. A term in all of them keeps weight 1.
        - set_textbook_idf: ``ln(N / df)``. A term in all of them weighs nothing, so the
          distance sees only what is not common to all; between two versions it is 1
          as soon as each has a term of its own.
        - no_idf: all terms weigh the same.

        NaN where a version has no words, or no term with weight (textbook: one whose terms
        all versions share).

    Notes
    -----
    The idf of a set says which versions share a term, nothing about the language, and moves
    when a version is added: `leave_one_out` shows by how much.
    """
    words = _number_words(tokens, version_ids)
    counts = _count_terms(words)
    damped = _damp_counts(counts)
    weights = {
        "background_idf": damped * weigh_terms(words.vocabulary, language=language),
        **_weigh_by_set(counts),
        "no_idf": damped,
    }
    pairs = _list_pairs(words)
    found = {name: _measure_cosine_distance(rows)[pairs] for name, rows in weights.items()}
    return _key_pairs(words).assign(**found)


def leave_one_out(
    tokens: pd.DataFrame, *, version_ids: list[str] | None = None, language: str = "en"
) -> pd.DataFrame:
    """
    Measure how far a pair's distance moves when one other version is taken away.

    Only the variants of `vary_tfidf` that take idf from the set can move; the background
    variant, whose weights do not come from the story, is there to show that it does not.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table; body words count.
    version_ids : list of str, optional
        See `tabulate_distances`.
    language : str, default "en"
        See `analysis.background.find_frequency`.

    Returns
    -------
    pandas.DataFrame
        version_a, version_b, variant, distance (with all versions), low and high (smallest
        and largest value with one other version left out). low and high are NaN for a story
        of two versions, where nothing can be left out.
    """
    words = _number_words(tokens, version_ids)
    counts = _count_terms(words)
    idf = weigh_terms(words.vocabulary, language=language)
    a, b = _list_pairs(words)
    n_versions = len(words.version_ids)
    whole = {v: _measure_cosine_distance(w) for v, w in _weigh_by_all(counts, idf).items()}
    trials = {v: np.full((n_versions, len(a)), np.nan) for v in whole}
    for left_out in range(n_versions) if n_versions > 2 else ():
        thinned = counts.copy()
        thinned[left_out] = 0
        concerned = (a != left_out) & (b != left_out)
        for variant, weights in _weigh_by_all(thinned, idf).items():
            distances = _measure_cosine_distance(weights)[a, b]
            trials[variant][left_out, concerned] = distances[concerned]
    tables = [
        _key_pairs(words).assign(
            variant=variant,
            distance=whole[variant][a, b],
            # fmin and fmax pass over NaN, and give NaN where there is nothing else.
            low=np.fmin.reduce(trials[variant], axis=0, initial=np.nan),
            high=np.fmax.reduce(trials[variant], axis=0, initial=np.nan),
        )
        for variant in whole
    ]
    table = pd.concat(tables, ignore_index=True)
    order = np.tile(np.arange(len(a)), len(whole))
    return table.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def _weigh_by_all(counts: np.ndarray, idf: np.ndarray) -> dict[str, np.ndarray]:
    """Weigh the counts by the idf of English at large and by that of this set of versions."""
    return {"background_idf": _damp_counts(counts) * idf, **_weigh_by_set(counts)}


# --- Jensen-Shannon divergence and its chance band --------------------------------------


def _split_js(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Give each term's part of the divergence of two distributions, in bits."""
    middle = (p + q) / 2
    parts = np.zeros(middle.shape)
    for share in (p, q):
        ratio = np.divide(share, middle, out=np.ones_like(middle), where=share > 0)
        parts += 0.5 * share * np.log2(ratio)
    return np.maximum(parts, 0.0)  # not negative but for rounding


def split_js_divergence(counts_a: np.ndarray, counts_b: np.ndarray) -> np.ndarray:
    """
    Split the Jensen-Shannon divergence of two texts into the shares of their terms.

    Parameters
    ----------
    counts_a, counts_b : numpy.ndarray of int
        How often each term stands in either text; same order of terms.

    Returns
    -------
    numpy.ndarray
        One number of bits a term, not below 0; they sum to the divergence with equal weights
        for both texts [1]_, 0 (same shares of all terms) to 1 bit (no term in common).
        NaN throughout where a text has no words.

    Notes
    -----
    With shares p and q of a term and ``m = (p + q) / 2`` its part is
    ``(p * log2(p / m) + q * log2(q / m)) / 2``. It is the information, in bits, that one
    word drawn at random gives about which text it was drawn from. Shares from short texts make
    texts look more different than their sources are: read it beside
    `predict_js_by_chance`.

    References
    ----------
    .. [1] J. Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Trans. Inf.
       Theory 37(1), 1991.

    Examples
    --------
    >>> split_js_divergence(np.array([2, 2, 0]), np.array([2, 0, 2])).tolist()
    [0.0, 0.25, 0.25]
    """
    n_a, n_b = counts_a.sum(), counts_b.sum()
    if not n_a or not n_b:
        return np.full(len(counts_a), np.nan)
    return _split_js(counts_a / n_a, counts_b / n_b)


@lru_cache(maxsize=4)
def _log_factorials(largest: int) -> np.ndarray:
    """Tabulate ln(0!) to ln(largest!)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])


def predict_js_by_chance(counts: np.ndarray, n_a: int, n_b: int) -> tuple[float, float]:
    """
    Predict the divergence of two texts whose words were dealt out at random.

    The words of both texts are thought of as one pile, shuffled, and dealt out again into
    two texts of the same lengths. Done over and over, this is the permutation test of "both
    draw their words from one source"; here its mean and spread are computed, not simulated.

    Parameters
    ----------
    counts : numpy.ndarray of int
        How often each term stands in both texts together.
    n_a, n_b : int
        Words of either text; they sum to ``counts.sum()``.

    Returns
    -------
    mean, sd : float
        Mean and standard deviation of the divergence in bits; NaN where a text has no words.

    Notes
    -----
    A term met c times in the pile comes x times into the first text, x following the
    hypergeometric distribution, and adds ``f(x)`` bits. The mean is the sum of the exact
    expectations of ``f``. Its variance is the sum of the exact variances, plus the covariances
    between terms (a text that got more of one term has less room for the others), which are
    taken from the straight line that fits ``f`` best (slope s): with
    ``Cov(x_i, x_j) = -K c_i c_j`` and ``K = n_a n_b / (N^2 (N - 1))`` they sum to
    ``-K ((sum c s)^2 - sum c^2 s^2)``. Only the numbers of terms met once, twice, ...
    matter, so the work grows with the length of the text, not with its square.

    Below the band means more alike than two random halves of one text: words were copied.
    Within it, the two choose words as if from one source. What the band does not model: words
    come in bursts. An article that mentions a convoy mentions it again, so articles by
    one author on one matter can lie above it: above means "not one shuffled text", not
    "another source".

    Examples
    --------
    >>> mean, sd = predict_js_by_chance(np.array([1, 1, 2]), 2, 2)
    >>> round(mean, 4), round(sd, 4)
    (0.6667, 0.2357)
    """
    if not n_a or not n_b:
        return np.nan, np.nan
    total = n_a + n_b
    c, n_terms = np.unique(counts[counts > 0], return_counts=True)
    # Every count c with every x it can deal to the first text, far tails left out.
    centre, reach = c * n_a / total, 10.0 + 8.0 * np.sqrt(c * n_a * n_b) / total
    low = np.maximum(np.maximum(0, c - n_b), np.floor(centre - reach)).astype(np.int64)
    high = np.minimum(np.minimum(c, n_a), np.ceil(centre + reach)).astype(np.int64)
    lengths = high - low + 1
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    each = np.repeat(np.arange(len(c)), lengths)
    x = np.arange(lengths.sum()) - starts[each] + low[each]
    y = c[each] - x

    ln = _log_factorials(total)
    chance = np.exp(
        ln[c][each] - ln[x] - ln[y] + ln[total - c][each] - ln[n_a - x] - ln[n_b - y]
        - (ln[total] - ln[n_a] - ln[n_b])
    )  # fmt: skip
    chance /= np.add.reduceat(chance, starts)[each]
    bits = _split_js(x / n_a, y / n_b)

    mean = np.add.reduceat(chance * bits, starts)
    off = bits - mean[each]
    variance = np.add.reduceat(chance * off * off, starts)
    covariance = np.add.reduceat(chance * off * (x - centre[each]), starts)
    between = n_a * n_b / (total * total * (total - 1))
    spread = between * c * (total - c)
    slope = np.divide(covariance, spread, out=np.zeros(len(c)), where=spread > 0)
    shared = np.sum(n_terms * c * slope) ** 2 - np.sum(n_terms * (c * slope) ** 2)
    own = float(np.sum(n_terms * variance))
    whole = own - float(between * shared)
    # What is left of two equal numbers is rounding, not spread.
    sd = whole**0.5 if whole > 1e-12 * own else 0.0
    return float(np.sum(n_terms * mean)), sd


def _measure_js(counts_a: np.ndarray, counts_b: np.ndarray) -> np.ndarray:
    """Measure the divergence of many pairs: rows of counts, none without words."""
    n_a, n_b = counts_a.sum(axis=1, keepdims=True), counts_b.sum(axis=1, keepdims=True)
    p, q = counts_a / n_a, counts_b / n_b
    # The entropy of the mixture less the mean entropy: the same sum, with fewer logarithms.
    middle = (p + q) / 2
    mixed = np.einsum("ij,ij->i", middle, np.log2(np.where(middle > 0, middle, 1.0)))
    own = [
        np.einsum("ij,ij->i", c, _log_counts(c)) / n[:, 0] - np.log2(n[:, 0])
        for c, n in ((counts_a, n_a), (counts_b, n_b))
    ]
    return np.clip((own[0] + own[1]) / 2 - mixed, 0.0, 1.0)


def _log_counts(counts: np.ndarray) -> np.ndarray:
    """Look up log2 of every count; 0 for 0."""
    return np.log2(np.maximum(np.arange(int(counts.max(initial=0)) + 1), 1))[counts]


def _make_tfidf_measure(idf: np.ndarray):
    """Make the measure of many pairs: rows of counts, 1 - cosine of their weights."""

    def measure(counts_a: np.ndarray, counts_b: np.ndarray) -> np.ndarray:
        a, b = (
            np.where(c > 0, 1.0 + np.log(2) * _log_counts(c), 0.0) * idf
            for c in (counts_a, counts_b)
        )
        inner = np.einsum("ij,ij->i", a, b)
        length = np.sqrt(np.einsum("ij,ij->i", a, a) * np.einsum("ij,ij->i", b, b))
        cosine = np.divide(inner, length, out=np.zeros(len(inner)), where=length > 0)
        return np.clip(1.0 - cosine, 0.0, 1.0)

    return measure


def _list_sentences(words: _Words) -> list[list[np.ndarray]]:
    """List the sentences of each version, each the numbers of its terms."""
    found = []
    for version in range(len(words.version_ids)):
        own = words.versions == version
        terms, sentences = words.terms[own], words.sentences[own]
        found.append(np.split(terms, np.flatnonzero(np.diff(sentences)) + 1))
    return found


def _pile_pair(sentences_a, sentences_b, union: np.ndarray) -> Pile:
    """Put the sentences of two versions on one pile, terms numbered within the pair."""
    first, second = (
        [tuple(np.searchsorted(union, terms).tolist()) for terms in side]
        for side in (sentences_a, sentences_b)
    )
    return pile_sentences(first, second, len(union))


def _stretch(mean: float, spread: float) -> np.ndarray:
    """Give the two ends of a band, cut to 0 to 1."""
    return np.clip([mean - BAND_WIDTH * spread, mean + BAND_WIDTH * spread], 0.0, 1.0)


def _measure_divergence(counts_a: np.ndarray, counts_b: np.ndarray) -> float:
    """Measure the divergence of one pair; NaN where a text has no words."""
    if not counts_a.sum() or not counts_b.sum():
        return np.nan
    return min(float(split_js_divergence(counts_a, counts_b).sum()), 1.0)


def _calibrate_pair(counts_a, counts_b, pile: Pile, idf: np.ndarray) -> dict[str, float]:
    """Find the bands of chance and the intervals of both distances of one pair."""
    measures = {"js": _measure_js, "tfidf": _make_tfidf_measure(idf)}
    n_a, n_b = int(counts_a.sum()), int(counts_b.sum())
    js = _measure_divergence(counts_a, counts_b)
    tfidf = float(measures["tfidf"](counts_a[None], counts_b[None])[0]) if n_a and n_b else np.nan
    spread = estimate_spread(pile, measures)
    by_sentence = predict_by_dealing(pile, measures)
    by_word = {
        "js": predict_js_by_chance(counts_a + counts_b, n_a, n_b),
        "tfidf": predict_by_dealing(
            split_pile(pile), {"tfidf": measures["tfidf"]}, most_deals=WORD_DEALS
        )["tfidf"],
    }
    # Above the band must mean more than bursts of words explain, so its upper end is the higher
    # one of dealing sentences and dealing words. Its lower end comes from words: sentences that
    # both versions have fall on one side as often as not, which would hide that they share them.
    low = {name: _stretch(*by_word[name])[0] for name in measures}
    high = {
        name: max(_stretch(*dealt[name])[1] for dealt in (by_word, by_sentence))
        for name in measures
    }
    own = {
        name: find_interval(value, spread[name]) for name, value in (("js", js), ("tfidf", tfidf))
    }
    row = {"js_null_low": low["js"], "js_null_high": high["js"]}
    row |= {"js_low": own["js"][0], "js_high": own["js"][1]}
    row |= {"tfidf_null_low": low["tfidf"], "tfidf_null_high": high["tfidf"]}
    row |= {"tfidf_low": own["tfidf"][0], "tfidf_high": own["tfidf"][1]}
    return {name: np.round(value, _DIGITS) for name, value in row.items()}


def _calibrate_pairs(
    words: _Words, counts: np.ndarray, idf: np.ndarray, calibrate: bool
) -> pd.DataFrame:
    """Measure the divergence of all pairs, and calibrate them if wanted: one row each."""
    sentences = _list_sentences(words)
    rows = []
    for a, b in zip(*_list_pairs(words), strict=True):
        union = np.flatnonzero(counts[a] + counts[b])
        sides = counts[a, union], counts[b, union]
        row = {"js_divergence": round(_measure_divergence(*sides), _DIGITS), "n_terms": len(union)}
        if calibrate:
            row |= _calibrate_pair(
                *sides, _pile_pair(sentences[a], sentences[b], union), idf[union]
            )
        rows.append(row)
    return pd.DataFrame(rows, columns=["js_divergence", "n_terms", *_CALIBRATED], dtype=float)


# --- Containment and resemblance --------------------------------------------------------


def _number_shingles(words: _Words, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Number the runs of `length` words within a version: version and run of each."""
    n_runs = len(words.terms) - length + 1
    if n_runs <= 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    n_terms, runs = len(words.vocabulary), words.terms
    for place in range(1, length):
        # A run is its shorter run and one more term; numbering again keeps the numbers small.
        longer = runs[: len(words.terms) - place] * n_terms + words.terms[place:]
        runs = pd.factorize(longer)[0].astype(np.int64)
    whole = words.versions[:n_runs] == words.versions[length - 1 :]
    return words.versions[:n_runs][whole], runs[whole]


def _count_shared_shingles(words: _Words, length: int) -> np.ndarray:
    """Count the different runs that each two versions share (with itself: all it has)."""
    from scipy.sparse import csr_array

    versions, runs = _number_shingles(words, length)
    shape = len(words.version_ids), int(runs.max(initial=-1)) + 1
    if not shape[1]:
        return np.zeros((shape[0], shape[0]), np.int64)
    held = csr_array((np.ones(len(runs), np.int64), (versions, runs)), shape=shape)
    held.data[:] = 1
    return (held @ held.T).toarray()


def _divide(parts: np.ndarray, wholes: np.ndarray, defined: np.ndarray) -> np.ndarray:
    """Divide where the result is defined, NaN elsewhere."""
    return np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=defined)


def _keep_stopwords(words: _Words) -> _Words:
    """Keep only the function words of each version, in their order."""
    is_stopword = np.isin(np.array(words.vocabulary, dtype=object), load_stopwords())
    kept = is_stopword[words.terms] if len(words.terms) else np.empty(0, bool)
    return words._replace(
        versions=words.versions[kept], sentences=words.sentences[kept], terms=words.terms[kept]
    )


def _measure_containment(words: _Words, length: int) -> dict[str, np.ndarray]:
    """Measure containment both ways and resemblance for all pairs."""
    shared = _count_shared_shingles(words, length)
    a, b = _list_pairs(words)
    both, in_a, in_b = shared[a, b], np.diag(shared)[a], np.diag(shared)[b]
    defined = (in_a > 0) & (in_b > 0)
    return {
        "containment_a_in_b": _divide(both, in_a, defined),
        "containment_b_in_a": _divide(both, in_b, defined),
        "resemblance": _divide(both, in_a + in_b - both, defined),
        "n_runs_a": in_a,
        "n_runs_b": in_b,
    }


def predict_stopwords_by_chance(n_runs_a: np.ndarray, n_runs_b: np.ndarray) -> np.ndarray:
    """
    Predict which share of its runs of four function words a text has in common with any other.

    Parameters
    ----------
    n_runs_a, n_runs_b : numpy.ndarray of int
        Different runs in either text.

    Returns
    -------
    numpy.ndarray
        Share of a's runs, 0 to 1, that no more than one in forty unrelated English texts of
        these lengths exceeds: the upper 2.5 % point of a Poisson number with the mean
        ``STOPWORD_COINCIDENCE * n_runs_a * n_runs_b``, over `n_runs_a`. NaN where a text has no
        run. The lower end is always 0.

    Examples
    --------
    >>> predict_stopwords_by_chance(np.array([100, 200]), np.array([100, 200])).tolist()
    [0.02, 0.02]
    """
    from scipy.stats import poisson

    defined = (n_runs_a > 0) & (n_runs_b > 0)
    most = poisson.ppf(0.975, STOPWORD_COINCIDENCE * n_runs_a * np.maximum(n_runs_b, 1))
    return np.minimum(_divide(most, n_runs_a, defined), 1.0)


# --- Tables -----------------------------------------------------------------------------


def tabulate_distances(
    tokens: pd.DataFrame,
    *,
    version_ids: list[str] | None = None,
    language: str = "en",
    calibrate: bool = True,
) -> pd.DataFrame:
    """
    Measure how far apart all versions are in their words, pair by pair.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table (version_id, segment, kind, term, is_word are used, rows in the order
        of the text; without segment a version is one sentence). Words of kind "body" count.
    version_ids : list of str, optional
        The versions to compare, in order; left out: those of the table, in its order. A
        version without tokens is only in the result if it is named here.
    language : str, default "en"
        Language of the background frequencies, see `analysis.background.find_frequency`.
    calibrate : bool, default True
        Whether to find the bands of chance and the intervals, which take some ten milliseconds
        a pair; otherwise they are NaN.

    Returns
    -------
    pandas.DataFrame
        One row a pair (version_a stands before version_b in the table):

        - tfidf_distance: 1 - cosine of ``(1 + ln tf) * background idf``, 0 (same terms in the
          same measure) to 1 (no term in common). Not a divergence and not a metric.
        - js_divergence: bits, 0 to 1 (`split_js_divergence`).
        - js_null_low, js_null_high: bits, 0 to 1; what two samples of one source give at these
          lengths. The lower end is that of the two texts' words, shuffled and dealt out one by
          one (`predict_js_by_chance`); the upper end is the higher one of that and of whole
          sentences dealt out (`analysis.chance.predict_by_dealing`). Mean and 1.96 standard
          deviations, so about one pair in 40 of one source lies above.
        - tfidf_null_low, tfidf_null_high: the same for the tf-idf distance, words and sentences
          dealt out by simulation.
        - js_low, js_high, tfidf_low, tfidf_high: 95 % interval of the number itself, were other
          sentences of the same sources there (`analysis.chance.estimate_spread`, by leaving
          each sentence out); NaN where a version has fewer than eight sentences.
        - stopword_null_a_in_b, stopword_null_b_in_a: share of such runs that unrelated texts of
          these lengths seldom exceed (`predict_stopwords_by_chance`).
        - containment_a_in_b: share, 0 to 1, of a's different runs of five words that b has
          too; containment_b_in_a the other way; resemblance: shared over all different runs
          of either [1]_. A cut-down has a containment near 1 and a low resemblance.
        - stopword_containment_a_in_b and b_in_a: the same with runs of four function words
          of `load_stopwords`, all other words passed over [2]_. It outlives synonyms;
          unrelated articles share about 0.01 of such runs.
        - n_terms: different terms in the two versions together.

        NaN where a version has no words, or fewer than the run is long.

    Notes
    -----
    Runs go through the version's body from its first word to its last, across sentence ends
    and across captions or subheadings between paragraphs: a sentence boundary found in one
    version and missed in another changes nothing. Each passage taken out of a
    copy spoils up to four of its runs at the seam. No number depends on the other versions,
    nor on the order of the two, except that a and b change places.

    References
    ----------
    .. [1] A. Z. Broder, "On the Resemblance and Containment of Documents", SEQUENCES 1997.
    .. [2] E. Stamatatos, "Plagiarism Detection Using Stopword n-grams", JASIST 62(12), 2011.
    """
    words = _number_words(tokens, version_ids)
    counts = _count_terms(words)
    pairs = _list_pairs(words)
    idf = weigh_terms(words.vocabulary, language=language)
    of_words = _measure_containment(words, SHINGLE_LENGTH)
    of_stopwords = _measure_containment(_keep_stopwords(words), STOPWORD_LENGTH)
    n_runs_a, n_runs_b = of_stopwords["n_runs_a"], of_stopwords["n_runs_b"]
    table = _key_pairs(words).assign(
        tfidf_distance=_measure_cosine_distance(_damp_counts(counts) * idf)[pairs],
        **of_words,
        stopword_containment_a_in_b=of_stopwords["containment_a_in_b"],
        stopword_containment_b_in_a=of_stopwords["containment_b_in_a"],
        stopword_null_a_in_b=predict_stopwords_by_chance(n_runs_a, n_runs_b),
        stopword_null_b_in_a=predict_stopwords_by_chance(n_runs_b, n_runs_a),
        **_calibrate_pairs(words, counts, idf, calibrate).astype({"n_terms": np.int64}),
    )
    return table[["version_a", "version_b", *DISTANCES]]


def judge_distances(distances: pd.DataFrame, measure: str = "js") -> pd.Series:
    """
    Say of every pair where its distance lies against its band of chance.

    Parameters
    ----------
    distances : pandas.DataFrame
        From `tabulate_distances`.
    measure : {"js", "tfidf"}
        The Jensen-Shannon divergence or the tf-idf distance.

    Returns
    -------
    pandas.Series of str
        ``closer`` (below the band: two samples of one source are hardly ever so alike, the two
        share text), ``chance`` (inside: no more different than two texts this short would be
        by chance), ``different`` (above), ``undefined`` (a version has no words).

    Notes
    -----
    Of two random samples of one text's sentences, or of one outlet's, at most 5 % are called
    different, at 100 to 2,000 words (`benchmarks.quality.chance`). Two halves of one article, the
    first and the second, are called so half the time, because an article moves on:
    different does not mean another source. Unrelated articles always were (59 of 59 pairs).
    """
    value = distances["js_divergence" if measure == "js" else "tfidf_distance"]
    low, high = distances[f"{measure}_null_low"], distances[f"{measure}_null_high"]
    found = np.select(
        [value < low, value > high, value.notna() & low.notna()],
        ["closer", "different", "chance"],
        "undefined",
    )
    return pd.Series(found, index=distances.index, dtype=str)


def compare_terms(a: str, b: str, *, language: str = "en", calibrate: bool = True) -> pd.Series:
    """
    Measure how far apart two texts are in their words.

    Parameters
    ----------
    a, b : str
        Any two texts. All their words count: leave out headlines and site furniture first
        if they should not.
    language : str, default "en"
        See `tabulate_distances`.
    calibrate : bool, default True
        See `tabulate_distances`.

    Returns
    -------
    pandas.Series
        The columns of `tabulate_distances` for this pair, as floats.

    Examples
    --------
    >>> wire = "The minister denied on Friday that the tax will rise."
    >>> cut = "The minister denied that the tax will rise."
    >>> distances = compare_terms(wire, cut)
    >>> distances[["containment_a_in_b", "containment_b_in_a", "resemblance"]].round(3).tolist()
    [0.167, 0.25, 0.111]
    >>> bool(distances["js_null_low"] < distances["js_divergence"] < distances["js_null_high"])
    False
    """
    table = tabulate_distances(
        _as_tokens(a, b), version_ids=["a", "b"], language=language, calibrate=calibrate
    )
    return table.loc[0, DISTANCES].astype(float)


def _weigh_log_odds(counts: np.ndarray, n_words: int, prior: np.ndarray, prior_words: float):
    """Give the log odds of each term with the prior's words added to the text's."""
    mass = counts + prior
    return np.log(mass) - np.log(n_words + prior_words - mass)


def _compare_pair_terms(
    vocabulary: np.ndarray,
    counts_a: np.ndarray,
    counts_b: np.ndarray,
    background: np.ndarray,
    prior_words: float,
) -> pd.DataFrame:
    """Tabulate the terms of one pair."""
    n_a, n_b = counts_a.sum(), counts_b.sum()
    nothing = np.full(len(vocabulary), np.nan)
    log_odds = z = nothing
    if n_a and n_b:
        pooled = (counts_a + counts_b) / (n_a + n_b)
        prior = prior_words * (0.5 * background + 0.5 * pooled)
        log_odds = _weigh_log_odds(counts_a, n_a, prior, prior_words) - _weigh_log_odds(
            counts_b, n_b, prior, prior_words
        )
        z = log_odds / np.sqrt(1 / (counts_a + prior) + 1 / (counts_b + prior))
    return pd.DataFrame(
        {
            "term": pd.array(vocabulary, dtype=str),
            "p_a": counts_a / n_a if n_a else nothing,
            "p_b": counts_b / n_b if n_b else nothing,
            "js_contribution": split_js_divergence(counts_a, counts_b),
            "log_odds": np.round(log_odds, _DIGITS),
            "z": np.round(z, _DIGITS),
        }
    )


def tabulate_terms(
    tokens: pd.DataFrame,
    base_id: str,
    *,
    version_ids: list[str] | None = None,
    language: str = "en",
    prior_words: float = PRIOR_WORDS,
) -> pd.DataFrame:
    """
    Compare the terms of the base with those of every other version.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table; body words count.
    base_id : str
        The version the others are read against.
    version_ids : list of str, optional
        See `tabulate_distances`.
    language : str, default "en"
        See `analysis.background.find_frequency`.
    prior_words : float, default 500
        Words that the prior is worth. More pulls all log-odds towards 0.

    Returns
    -------
    pandas.DataFrame
        One row for each other version (in order) and each term of it or the base
        (alphabetical): version_a (the base), version_b, term, p_a and p_b (share of the
        version's body words, 0 to 1), js_contribution (bits; sums to the pair's
        js_divergence), log_odds and z. Positive means more in version_a. All but the shares
        of the other side are NaN where a version has no words.

    Raises
    ------
    UsageError
        If `base_id` is not one of the versions, or `prior_words` is not above 0.

    Notes
    -----
    Log-odds ratio with an informative Dirichlet prior [1]_: each text is read as if
    `prior_words` words of a prior text had been added to it, half of them English at large,
    half the two texts pooled, so ``alpha_w = prior_words * (p_background + p_pooled) / 2``,
    and ``z`` is the log-odds ratio over ``sqrt(1 / (y_a + alpha_w) + 1 / (y_b + alpha_w))``.
    Only the two versions at hand enter.

    With one article a side, expect nothing significant: |z| above 1.96 would be met by chance
    about once in 20 terms, a table has some 300 terms, and words come in bursts. Use z to put
    terms in an order in which to read them in their sentences, not as a test.

    References
    ----------
    .. [1] B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' Words: Lexical Feature Selection
       and Evaluation for Identifying the Content of Political Conflict", Political Analysis
       16(4), 2008.
    """
    words = _number_words(tokens, version_ids)
    if base_id not in words.version_ids:
        known = ", ".join(words.version_ids)
        raise UsageError(f"There is no version {base_id!r} to read the others against ({known}).")
    if not prior_words > 0:
        raise UsageError(f"A prior of {prior_words:g} words: it takes a number above 0.")
    counts = _count_terms(words)
    vocabulary = np.array(words.vocabulary, dtype=object)
    background = np.array([find_frequency(t, language=language) for t in words.vocabulary], float)
    base = words.version_ids.index(base_id)
    tables = []
    for other, other_id in enumerate(words.version_ids):
        if other == base:
            continue
        union = np.flatnonzero(counts[base] + counts[other])
        sides = counts[base, union], counts[other, union]
        pair = _compare_pair_terms(vocabulary[union], *sides, background[union], prior_words)
        pair.insert(0, "version_a", pd.array([base_id] * len(pair), dtype=str))
        pair.insert(1, "version_b", pd.array([other_id] * len(pair), dtype=str))
        tables.append(pair)
    if not tables:
        return pd.DataFrame(columns=TERMS)
    return pd.concat(tables, ignore_index=True)


def summarise_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """
    Count the terms that pass for significant, before and after allowing for their number.

    Parameters
    ----------
    terms : pandas.DataFrame
        From `tabulate_terms`.

    Returns
    -------
    pandas.DataFrame
        One row for each version_b, in order: version_a, version_b, n_terms (terms with a z),
        n_beyond (of them with an absolute z above 1.96), n_by_chance (0.05 of n_terms: what
        chance alone would give at most; the prior keeps it lower), z_needed (absolute z that the
        largest of n_terms independent terms exceeds by chance in 5 % of pairs, Holm's first
        step [1]_), n_significant (terms that Holm's procedure keeps at 5 %), share_of_top (share,
        0 to 1, of the pair's divergence in its twelve largest contributions). NaN for a pair
        without words.

    Notes
    -----
    Words are counted as if each were drawn by itself. They come in bursts, so even a
    significant term says only that it stands in one text more often than single draws explain.

    References
    ----------
    .. [1] S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
       Journal of Statistics 6(2), 1979.
    """
    from scipy.stats import norm

    rows = []
    for (version_a, version_b), pair in terms.groupby(["version_a", "version_b"], sort=False):
        z = np.sort(pair["z"].dropna().abs().to_numpy(dtype=float))[::-1]
        needed = norm.isf(0.025 / np.arange(len(z), 0, -1))
        parts = pair["js_contribution"].to_numpy(dtype=float)
        largest = np.sort(parts)[::-1][:TOP_TERMS].sum()
        rows.append(
            {
                "version_a": version_a,
                "version_b": version_b,
                "n_terms": len(z),
                "n_beyond": int((z > BAND_WIDTH).sum()),
                "n_by_chance": 0.05 * len(z),
                "z_needed": float(needed[0]) if len(z) else np.nan,
                "n_significant": int(np.cumprod(z > needed).sum()),
                "share_of_top": float(largest / parts.sum()) if parts.sum() > 0 else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=TERM_COUNTS)
