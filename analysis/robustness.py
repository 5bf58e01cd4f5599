"""Is the conclusion stable under other choices?

A number like "the most divergent version" hangs on a dozen decisions that nobody reports: are
function words counted, quotations, the headline; is "ships" another word than "ship"; what
weighs a word. Each is defensible. So all combinations are computed, and what is told is in how
many of them the same version comes out on top (a specification curve).
"""

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.background import ARTICLE_LENGTH, find_frequency
from analysis.divergence import load_stopwords
from analysis.errors import UsageError

# The choices, each with its alternatives; the first is the one that distances.csv makes.
CHOICES = {
    "case": ("ignored", "as written"),
    "function_words": ("kept", "dropped"),
    "quotations": ("kept", "dropped"),
    "headline": ("dropped", "kept"),
    "endings": ("kept", "dropped"),
    "numbers": ("kept", "dropped"),
    "n_gram": ("1", "2"),
    "weighting": ("tf-idf, English at large", "tf-idf, this story", "tf, no idf", "divergence"),
}
# Kinds of segment that belong to a headline.
_HEADLINES = ("headline", "standfirst")
# Letters that stay of a word when endings are dropped: five keep most stems apart and bring
# "sanction", "sanctions" and "sanctioned" together.
STEM_LETTERS = 5
# Distances that differ by less are equal: the order of additions moves the last digits.
_DIGITS = 12

SPECIFICATIONS = ["specification", *CHOICES, "version_id", "distance", "rank"]
STABILITY = [
    "version_id",
    "n_specifications",
    "n_first",
    "share_first",
    "distance",
    "low",
    "median",
    "high",
    "rank",
    "rank_low",
    "rank_high",
]
SENSITIVITY = ["choice", "setting", "n_specifications", "version_id", "share_first"]


class _Counts(NamedTuple):
    """Terms of all versions under one way of cutting texts into terms."""

    counts: np.ndarray
    frequencies: np.ndarray


class _Words(NamedTuple):
    """The words of all versions in order, one array a property."""

    versions: np.ndarray
    segments: np.ndarray
    terms: np.ndarray
    forms: np.ndarray
    is_stopword: np.ndarray
    is_number: np.ndarray
    is_quoted: np.ndarray
    is_headline: np.ndarray


def tabulate_specifications(
    segments: pd.DataFrame,
    tokens: pd.DataFrame,
    base_id: str,
    *,
    language: str = "en",
) -> pd.DataFrame:
    """
    Measure every version's distance from the base under all combinations of choices.

    Parameters
    ----------
    segments, tokens : DataFrame
        The tables of these names, tokens with their voice. Versions are those of `segments`.
    base_id : str
        The version the others are read against.
    language : str, default "en"
        See `analysis.background.find_frequency`.

    Returns
    -------
    DataFrame
        One row a specification and version: specification (number from 0; 0 is what
        distances.csv does), one column a choice of `CHOICES`, version_id, distance (0 to 1),
        rank (1 is the farthest from the base; equal distances share the better rank). Distance
        and rank are NaN where the choices leave a version or the base without a term.

        The choices: case (US and us stay apart in any case); function words of
        `analysis.divergence.load_stopwords`; quotations (words in quoted voice); headline
        (with standfirst); endings (dropped: the first five letters of a word);
        numbers (terms with a digit); n_gram (single words, or two in a row within a
        sentence after the others were dropped); weighting: 1 - cosine of ``(1 + ln tf) * idf``
        with idf of English at large, of this story's versions (smoothed), or none, and
        the Jensen-Shannon divergence in bits, which is on another scale: compare ranks.

    Raises
    ------
    UsageError
        If `base_id` is not one of the versions.

    Notes
    -----
    All 512 combinations count the same. They are not independent and not all equally
    wise: a share is a summary of how much hangs on the choices, not a probability [1]_. A pair of
    words has the product of its words' frequencies, a stem the sum of those of its words.

    References
    ----------
    .. [1] U. Simonsohn, J. P. Simmons, L. D. Nelson, "Specification curve analysis", Nature
       Human Behaviour 4, 2020; M. J. Denny, A. Spirling, "Text Preprocessing for Unsupervised
       Learning", Political Analysis 26(2), 2018.
    """
    version_ids = list(dict.fromkeys(segments["version_id"]))
    if base_id not in version_ids:
        known = ", ".join(version_ids)
        raise UsageError(f"There is no version {base_id!r} to read the others against ({known}).")
    base = version_ids.index(base_id)
    words = _read_words(tokens, version_ids)
    namings = {
        pair: _name_terms(words, *pair, language)
        for pair in product(CHOICES["case"], CHOICES["endings"])
    }
    found = []
    for setting in product(*list(CHOICES.values())[:-1]):
        chosen = dict(zip(CHOICES, setting, strict=False))
        counted = _count(
            words, namings[chosen["case"], chosen["endings"]], chosen, len(version_ids)
        )
        found.append(_measure(counted, base))
    distances = np.delete(np.concatenate(found), base, axis=1)
    return _tabulate(distances, [v for v in version_ids if v != base_id])


def _read_words(tokens: pd.DataFrame, version_ids: list[str]) -> _Words:
    """Read the words of bodies and headlines, each sentence by itself."""
    wanted = tokens["kind"].isin(["body", *_HEADLINES]) & tokens["is_word"].astype(bool)
    words = tokens[wanted]
    versions = pd.Index(version_ids).get_indexer(words["version_id"])
    order = np.argsort(versions, kind="stable")
    order = order[versions[order] >= 0]
    words = words.iloc[order]
    terms = words["term"].to_numpy(dtype=object)
    stopwords = frozenset(load_stopwords())
    return _Words(
        versions=versions[order],
        segments=words["segment"].to_numpy(np.int64),
        terms=terms,
        forms=words["form"].to_numpy(dtype=object),
        is_stopword=np.array([term in stopwords for term in terms], bool),
        is_number=np.array([any(map(str.isdigit, term)) for term in terms], bool),
        is_quoted=(words["voice"] == "quoted").to_numpy(bool),
        is_headline=words["kind"].isin(_HEADLINES).to_numpy(bool),
    )


class _Naming(NamedTuple):
    """The number of each word's term, and how often that term stands in texts at large."""

    numbers: np.ndarray
    frequencies: np.ndarray


def _name_terms(words: _Words, case: str, endings: str, language: str) -> _Naming:
    """Number the words' terms; a term that stands for several words is as common as their sum."""
    names = words.terms if case == "ignored" else words.forms
    if endings == "dropped":
        pairs = zip(names, words.is_number, strict=True)
        stems = [name if is_number else name[:STEM_LETTERS] for name, is_number in pairs]
        names = np.array(stems, dtype=object)
    numbers, used = pd.factorize(names, sort=True)
    meant = pd.DataFrame({"number": numbers, "term": words.terms}).drop_duplicates()
    if case != "ignored" and endings == "kept":
        meant = meant.drop_duplicates("number")
    meant["frequency"] = [find_frequency(term, language=language) for term in meant["term"]]
    frequencies = meant.sort_values(["number", "term"]).groupby("number")["frequency"].sum()
    return _Naming(numbers.astype(np.int64), np.minimum(frequencies.to_numpy(dtype=float), 1.0))


def _count(words: _Words, naming: _Naming, chosen: dict[str, str], n_versions: int) -> _Counts:
    """Count the terms of every version as a setting wants them."""
    keep = np.ones(len(words.terms), bool)
    for choice, flags in (
        ("function_words", words.is_stopword),
        ("quotations", words.is_quoted),
        ("headline", words.is_headline),
        ("numbers", words.is_number),
    ):
        if chosen[choice] == "dropped":
            keep &= ~flags
    terms, versions = naming.numbers[keep], words.versions[keep]
    frequencies = naming.frequencies
    if chosen["n_gram"] == "2":
        # Two words are a pair if they stand in one sentence of one version.
        sentence = versions * (words.segments.max(initial=0) + 1) + words.segments[keep]
        together = sentence[1:] == sentence[:-1]
        pairs = (terms[:-1] * len(frequencies) + terms[1:])[together]
        versions = versions[:-1][together]
        terms, used = pd.factorize(pairs, sort=True)
        frequencies = (
            frequencies[used // max(len(frequencies), 1)]
            * frequencies[used % max(len(frequencies), 1)]
        )
    n_terms = len(frequencies)
    counts = np.bincount(versions * n_terms + terms, minlength=n_versions * n_terms)
    counts = counts.reshape(n_versions, n_terms)
    used = counts.any(axis=0)
    return _Counts(counts[:, used], frequencies[used])


def _measure(counted: _Counts, base: int) -> np.ndarray:
    """Measure all versions against the base: one row a weighting, NaN for no terms."""
    counts, frequencies = counted
    n_words = counts.sum(axis=1)
    damped = np.where(counts > 0, 1.0 + np.log(np.maximum(counts, 1)), 0.0)
    held_by = (counts > 0).sum(axis=0)
    story = np.log((1 + (n_words > 0).sum()) / (1 + held_by)) + 1
    rare = -np.log(-np.expm1(ARTICLE_LENGTH * np.log1p(-np.minimum(frequencies, 0.999))))
    rows = [_measure_cosine(damped * weights, base) for weights in (rare, story, 1.0)]
    rows.append(_measure_divergence(counts / np.maximum(n_words, 1)[:, None], base))
    found = np.stack(rows)
    found[:, (n_words == 0) | (n_words[base] == 0)] = np.nan
    return np.round(found, _DIGITS)


def _measure_cosine(weights: np.ndarray, base: int) -> np.ndarray:
    """Measure 1 - cosine of every row with the base's; NaN for a row of zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", weights, weights))
    products = lengths * lengths[base]
    inner = np.einsum("ij,j->i", weights, weights[base])
    whole = np.full(len(weights), np.nan)
    return np.clip(1.0 - np.divide(inner, products, out=whole, where=products > 0), 0.0, 1.0)


def _measure_divergence(shares: np.ndarray, base: int) -> np.ndarray:
    """Measure the Jensen-Shannon divergence of every row from the base's, in bits."""
    middle = (shares + shares[base]) / 2
    found = np.zeros(len(shares))
    for part in (shares, np.broadcast_to(shares[base], shares.shape)):
        ratio = np.divide(part, middle, out=np.ones_like(middle), where=part > 0)
        found += 0.5 * np.einsum("ij,ij->i", part, np.log2(ratio))
    return np.clip(found, 0.0, 1.0)


def _tabulate(distances: np.ndarray, version_ids: list[str]) -> pd.DataFrame:
    """Lay out specifications x versions as a table, with ranks."""
    settings = list(product(*CHOICES.values()))
    n_versions = len(version_ids)
    ranks = pd.DataFrame(distances).rank(axis=1, method="min", ascending=False).to_numpy()
    table = pd.DataFrame({"specification": np.repeat(np.arange(len(settings)), n_versions)})
    for number, choice in enumerate(CHOICES):
        told = [setting[number] for setting in settings]
        table[choice] = pd.array(np.repeat(np.array(told, object), n_versions), dtype=str)
    return table.assign(
        version_id=pd.array(version_ids * len(settings), dtype=str),
        distance=distances.ravel(),
        rank=ranks.ravel(),
    )


def summarise_stability(specifications: pd.DataFrame) -> pd.DataFrame:
    """
    Sum up in how many specifications each version is the farthest from the base.

    Parameters
    ----------
    specifications : DataFrame
        From `tabulate_specifications`.

    Returns
    -------
    DataFrame
        One row a version, in order: version_id; n_specifications (in which it has a distance);
        n_first and share_first (0 to 1: it is the farthest, or as far as another);
        distance (under the first specification), low, median, high (over all specifications
        with a tf-idf distance; the divergence is on another scale); rank (under the first),
        rank_low, rank_high. NaN for a version without words.
    """
    rows = []
    for version_id in dict.fromkeys(specifications["version_id"]):
        own = specifications[specifications["version_id"] == version_id]
        told = own.dropna(subset=["distance"])
        cosines = told.loc[told["weighting"] != CHOICES["weighting"][-1], "distance"]
        first = own[own["specification"] == 0].iloc[0]
        n_first = int((told["rank"] == 1).sum())
        rows.append(
            {
                "version_id": version_id,
                "n_specifications": len(told),
                "n_first": n_first,
                "share_first": n_first / len(told) if len(told) else np.nan,
                "distance": first["distance"],
                "low": cosines.min(),
                "median": cosines.median(),
                "high": cosines.max(),
                "rank": first["rank"],
                "rank_low": told["rank"].min(),
                "rank_high": told["rank"].max(),
            }
        )
    return pd.DataFrame(rows, columns=STABILITY)


def list_disputed_choices(specifications: pd.DataFrame) -> pd.DataFrame:
    """
    List how often the usual winner wins under each setting of each choice.

    Parameters
    ----------
    specifications : DataFrame
        From `tabulate_specifications`.

    Returns
    -------
    DataFrame
        choice, setting, n_specifications, version_id (the farthest version under the first
        specification), share_first (0 to 1: share of the specifications with this setting in
        which it is the farthest). The setting on which most hangs is the one whose share
        differs most from its alternative's. Empty where nothing has a distance.
    """
    top = specifications[specifications["rank"] == 1]
    named = top.loc[top["specification"] == 0, "version_id"]
    if named.empty:
        return pd.DataFrame(columns=SENSITIVITY)
    own = specifications[specifications["version_id"] == named.iloc[0]].dropna(subset=["rank"])
    rows = []
    for choice, settings in CHOICES.items():
        for setting in settings:
            ranks = own.loc[own[choice] == setting, "rank"]
            share = float((ranks == 1).mean()) if len(ranks) else np.nan
            rows.append((choice, setting, len(ranks), named.iloc[0], share))
    return pd.DataFrame(rows, columns=SENSITIVITY)
