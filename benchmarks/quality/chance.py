"""Are two samples of one source called different, and how often does the interval hold?

Sentences of one pile (an article, or all of one outlet where an article is too short) are dealt
at random into two texts of equal length; nothing is different between them. The floor is the
band of words shuffled one by one, which bursts of words break. The articles are polnear's where
that set is at hand, else the bases of the invented stories, which are short and few.
"""

import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.divergence import BAND_WIDTH, predict_js_by_chance, tabulate_distances
from analysis.sentences import split_sentences
from analysis.tokens import find_terms
from benchmarks.quality.measures import Measure, share, tabulate
from benchmarks.quality.texts import load_bases

FILES = {"articles.jsonl": {"id": str, "publisher": str, "text": str}}
LENGTHS = (100, 200, 500, 1000, 2000)
# Below 200 words most texts have too few sentences for an interval.
INTERVAL_LENGTHS = (200, 400, 1000)
# Splits of each length: an error of 5 % is then known to about 3 points.
SPLITS = 200
# Pairs drawn anew from two piles, to see whether the interval holds their mean.
DRAWS = 30

Sentences = list[list[str]]


def score_invented_chance(limit: int | None = None) -> pd.DataFrame:
    """Score on the invented stories' bases, with `limit` splits of each length."""
    articles = [_list_sentences(text) for text in load_bases().values()]
    together = [sentence for article in articles for sentence in article]
    return _score(articles, {"one story": articles, "all stories": [together]}, limit)


def score_chance(rows: list[dict]) -> pd.DataFrame:
    """Score the bands on splits of one source, by length, then the intervals."""
    articles = [_list_sentences(row["text"]) for row in rows]
    outlets: dict[str, Sentences] = {}
    for row, sentences in zip(rows, articles, strict=True):
        outlets.setdefault(row["publisher"], []).extend(sentences)
    piles = list(outlets.values())
    return _score(piles, {"one article": articles, "one outlet": piles})


def _score(
    drawn: list[Sentences], split: dict[str, list[Sentences]], limit: int | None = None
) -> pd.DataFrame:
    """Score bands on splits of the piles of each name, and intervals on pairs of drawn ones."""
    measures: list[Measure] = []
    for length in LENGTHS:
        for what, piles in split.items():
            measures += _score_splits(what, piles, length, limit or SPLITS)
    for length in INTERVAL_LENGTHS:
        measures += _score_intervals(drawn, length, min(limit or DRAWS, DRAWS))
    return tabulate(measures)


def _list_sentences(text: str) -> Sentences:
    found = [find_terms(text[start:stop]) for start, stop in split_sentences(text)]
    return [terms for terms in found if terms]


def _seed(*parts: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(parts).encode()))


def deal(sentences: Sentences, length: int, random: np.random.Generator) -> list[Sentences]:
    """
    Deal sentences at random into two texts of about `length` words each.

    Examples
    --------
    >>> a, b = deal([["rain"], ["fell"], ["all"], ["day"]], 2, np.random.default_rng(0))
    >>> len(a), len(b)
    (2, 2)
    """
    texts: list[Sentences] = [[], []]
    sizes = [0, 0]
    for k in random.permutation(len(sentences)):
        shorter = sizes.index(min(sizes))
        if sizes[shorter] >= length:
            break
        texts[shorter].append(sentences[k])
        sizes[shorter] += len(sentences[k])
    return texts


def measure_pair(texts: list[Sentences]) -> pd.Series:
    """Measure two texts given as lists of sentences of terms: their row of distances."""
    rows = [
        (version_id, k, term)
        for version_id, sentences in zip("ab", texts, strict=True)
        for k, terms in enumerate(sentences)
        for term in terms
    ]
    tokens = pd.DataFrame(rows, columns=["version_id", "segment", "term"])
    return tabulate_distances(tokens.assign(kind="body", is_word=True)).iloc[0]


def _list_splits(piles: list[Sentences], length: int, n_splits: int) -> Iterator[list[Sentences]]:
    """Split every pile that is long enough, in turn, until there are enough splits."""
    long_enough = [k for k, pile in enumerate(piles) if sum(map(len, pile)) >= 2 * length]
    for n in range(n_splits if long_enough else 0):
        k = long_enough[n % len(long_enough)]
        yield deal(piles[k], length, _seed(length, k, n))


def _score_splits(what: str, piles: list[Sentences], length: int, n_splits: int) -> list[Measure]:
    """Count how often halves of one pile are called different, or closer than chance."""
    pairs = [
        {**measure_pair(texts), **_shuffle_words(texts)}
        for texts in _list_splits(piles, length, n_splits)
    ]
    if not pairs:
        return []
    table = pd.DataFrame(pairs)
    n, name = len(table), f"{length} words of {what}"
    above = table["js_divergence"] > table["js_null_high"]
    naive = table["js_divergence"] > table["word_high"]
    tfidf = table["tfidf_distance"] > table["tfidf_null_high"]
    below = table["js_divergence"] < table["js_null_low"]
    unit = "splits"
    return [
        share(
            f"{name}: JSD called different", int(above.sum()), n, unit, target="<= 0.05"
        )._replace(floor=float(naive.mean())),
        share(f"{name}: tf-idf called different", int(tfidf.sum()), n, unit, target="<= 0.05"),
        share(f"{name}: JSD called closer than chance", int(below.sum()), n, unit),
    ]


def _shuffle_words(texts: list[Sentences]) -> dict[str, float]:
    """Take the upper end of the band of words shuffled one by one."""
    terms = [[term for sentence in text for term in sentence] for text in texts]
    counts = pd.Series(terms[0] + terms[1]).value_counts().to_numpy()
    mean, sd = predict_js_by_chance(counts, len(terms[0]), len(terms[1]))
    return {"word_high": mean + BAND_WIDTH * sd}


def _draw(pile: Sentences, length: int, random: np.random.Generator) -> Sentences:
    """Draw sentences of a pile, with replacement, until there are `length` words."""
    drawn: Sentences = []
    size = 0
    while size < length:
        drawn.append(pile[int(random.integers(len(pile)))])
        size += len(drawn[-1])
    return drawn


def _score_intervals(piles: list[Sentences], length: int, n_draws: int) -> list[Measure]:
    """Count how often the interval of a pair holds the mean over pairs drawn like it."""
    hits = {"js_divergence": 0, "tfidf_distance": 0}
    n = 0
    for k in range(len(piles) - 1):
        random = _seed("draws", length, k)
        pairs = pd.DataFrame(
            measure_pair([_draw(pile, length, random) for pile in piles[k : k + 2]])
            for _ in range(n_draws)
        )
        pairs = pairs.dropna(subset=["js_low", "tfidf_low"])
        n += len(pairs)
        for name in hits:
            stem, truth = name.partition("_")[0], pairs[name].mean()
            held = (pairs[f"{stem}_low"] <= truth) & (truth <= pairs[f"{stem}_high"])
            hits[name] += int(held.sum())
    return [
        share(f"{length} words: interval of {name} holds", hit, n, "pairs drawn anew")
        for name, hit in hits.items()
    ]
