"""Can a classifier that learns from your own coded articles code the others as you would?

Word lists reach little against human coders (van Atteveldt, van der Velden and Boukes 2021),
and a frame is what your codebook says it is. A coder here learns from articles that people
have coded: TF-IDF over words and over short runs of letters, and one logistic regression a
frame. Read `cross_validate_coder` before any code it gives: it says how far the coder, asked
about articles it has not seen, agrees with the people who coded them. A coder is saved as JSON,
numbers that can be read and cannot run.
"""

import csv
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import ReadingError, UsageError
from analysis.tokens import tokenise

# Fewer articles, and F1 of a frame that half of them have is unknown by more than 0.1 each way.
FEWEST_ARTICLES = 50
# A frame in fewer articles is learned from a handful and judged on one or two of them.
FEWEST_OF_FRAME = 10
FOLDS = 10
INNER_FOLDS = 5
# How strongly a coder may follow its articles (C of the logistic regression): of 1, 3 and 10 the
# best on whole articles of a public set, and within 0.01 of the best on its headlines.
STRENGTH = 3.0
# Runs of letters that stand in one article only tell nothing about the others.
LETTERS = (3, 4)
FEWEST_ARTICLES_OF_RUN = 2
# Where a frame's score becomes a code: tried inside the folds, one for all frames, because one
# for each would fit the few articles of a rare frame.
THRESHOLDS = tuple(round(0.30 + 0.02 * step, 2) for step in range(16))
RESAMPLES = 500
# Up to so many articles their inner products fit a page of memory and make learning fast.
MOST_ROTATED = 600
_FORMAT = "mediacompare frame coder 1"
_DIGITS = 4  # of the weights, in memory as in the file: a coder says the same after loading

_SCORE_TYPES = {
    "frame": "str",
    "n_coded": "int64",
    "n_found": "int64",
    "n_both": "int64",
    "precision": "float64",
    "recall": "float64",
    "f1": "float64",
    "alpha": "float64",
    "alpha_low": "float64",
    "alpha_high": "float64",
}


class FrameCoder(NamedTuple):
    """
    What a coder has learned.

    Attributes
    ----------
    frames : tuple of str
        The codes it can give, sorted.
    left_out : tuple of str
        Codes that stand in too few articles to be learned; never given.
    is_single : bool
        Whether every article has exactly one code.
    always_one : bool
        Whether every article it learned from has a code, so that each gets at least one.
    threshold : float
        Score from which a code is given; unused where `is_single`.
    n_articles : int
        How many articles it learned from.
    words, letters : tuple of tuple
        (term, inverse document frequency) of each feature.
    weights : ndarray
        Frames by features, words before letters.
    biases : ndarray
        One a frame.
    """

    frames: tuple[str, ...]
    left_out: tuple[str, ...]
    is_single: bool
    always_one: bool
    threshold: float
    n_articles: int
    words: tuple[tuple[str, float], ...]
    letters: tuple[tuple[str, float], ...]
    weights: np.ndarray
    biases: np.ndarray


class CrossValidation(NamedTuple):
    """
    How far a coder agrees with the people who coded.

    Attributes
    ----------
    scores : DataFrame
        One row a frame and one called "all".
    codes : DataFrame
        article, coded (by people) and found (by a coder that had not seen the article), each
        a tuple of frames.
    """

    scores: pd.DataFrame
    codes: pd.DataFrame


# --- Coded articles ---------------------------------------------------------------------


def load_coded_articles(path: str | Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """
    Read articles that people have coded.

    Parameters
    ----------
    path : str or Path
        A CSV file with the columns ``text`` and ``frames``, or one JSON object a line (.jsonl)
        with these keys. Several frames stand in one cell with semicolons between them, or, in
        JSON, in a list; an empty cell is an article without a frame.

    Returns
    -------
    tuple of list
        The texts, and for each its codes, sorted.

    Raises
    ------
    ReadingError
        If the file cannot be read, lacks a column, or a row has no text.
    """
    path = Path(path)
    try:
        written = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ReadingError(f"{path}: the coded articles cannot be read ({problem}).") from problem
    is_json = path.suffix.lower() in (".jsonl", ".ndjson", ".json")
    rows = _read_json_lines(written, path) if is_json else _read_csv(written, path)
    texts: list[str] = []
    codes: list[tuple[str, ...]] = []
    for place, row in rows:
        text, frames = row.get("text"), row.get("frames")
        if not isinstance(text, str) or not text.strip():
            raise ReadingError(f"{path}, {place}: there is no text.")
        if isinstance(frames, str):
            frames = frames.split(";")
        if not isinstance(frames, list) or not all(isinstance(f, str) for f in frames):
            raise ReadingError(f"{path}, {place}: frames is not a list of names.")
        texts.append(text)
        codes.append(tuple(sorted({frame.strip() for frame in frames} - {""})))
    return texts, codes


def _read_json_lines(written: str, path: Path) -> list[tuple[str, dict]]:
    rows = []
    for number, line in enumerate(written.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise ReadingError(f"{path}, line {number}: this is not JSON.") from problem
        if not isinstance(row, dict):
            raise ReadingError(f"{path}, line {number}: this is not a JSON object.")
        rows.append((f"line {number}", row))
    return rows


def _read_csv(written: str, path: Path) -> list[tuple[str, dict]]:
    try:
        rows = list(csv.DictReader(written.splitlines(keepends=True), strict=True))
    except csv.Error as problem:
        raise ReadingError(f"{path}: this is not a CSV file ({problem}).") from problem
    if rows and not {"text", "frames"} <= set(rows[0]):
        raise ReadingError(f"{path}: the columns text and frames are needed.")
    return [(f"row {number}", row) for number, row in enumerate(rows, start=1)]


def _check_articles(
    texts: Sequence[str], codes: Sequence[Iterable[str]]
) -> tuple[list[str], list[tuple[str, ...]], list[str], list[str]]:
    """The articles, their codes, the frames that can be learned and those that cannot."""
    texts = [str(text) for text in texts]
    coded = [
        (code,) if isinstance(code, str) else tuple(sorted(set(map(str, code)))) for code in codes
    ]
    if len(texts) != len(coded):
        raise UsageError(
            f"There are {len(texts)} articles and codes of {len(coded)}: one set of codes is "
            "needed for each article."
        )
    if len(texts) < FEWEST_ARTICLES:
        raise UsageError(
            f"{len(texts)} coded articles are too few: at least {FEWEST_ARTICLES} are needed, "
            "because with fewer nobody could say whether the coder agrees with you or not."
        )
    counts = pd.Series([f for each in coded for f in each], dtype="str").value_counts()
    frames = sorted(f for f, n in counts.items() if FEWEST_OF_FRAME <= n < len(texts))
    if not frames or (len(frames) < 2 and all(len(each) == 1 for each in coded)):
        raise UsageError(
            "There is nothing to tell apart: a frame is learned when at least "
            f"{FEWEST_OF_FRAME} articles have it and at least one has not, because fewer are a "
            "handful of examples, and too few articles of any frame are coded here."
        )
    return texts, coded, frames, sorted(set(counts.index) - set(frames))


# --- Learning ---------------------------------------------------------------------------


def _list_terms(text: str) -> list[str]:
    """The words of a text as the project counts them."""
    return [token.term for token in tokenise(text) if token.is_word]


class _Counts(NamedTuple):
    """How often each feature stands in each article: counted once, weighted in each fold."""

    words: list[str]
    letters: list[str]
    of_words: object  # sparse, articles by words
    of_letters: object


def _count_features(texts: Sequence[str]) -> _Counts:
    from sklearn.feature_extraction.text import CountVectorizer

    by_word = CountVectorizer(analyzer=_list_terms, dtype=np.float64)
    by_letter = CountVectorizer(
        analyzer="char_wb", ngram_range=LETTERS, min_df=FEWEST_ARTICLES_OF_RUN, dtype=np.float64
    )
    try:
        of_words, of_letters = by_word.fit_transform(texts), by_letter.fit_transform(texts)
    except ValueError as problem:
        raise UsageError("The coded articles hold too few words to learn from.") from problem
    names = [list(v.get_feature_names_out()) for v in (by_word, by_letter)]
    return _Counts(*names, of_words, of_letters)


def _measure_rarity(counts, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    """The features that stand in enough articles, and their inverse document frequencies."""
    n_with = np.asarray((counts > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(n_with >= fewest)
    rarity = np.log((1 + counts.shape[0]) / (1 + n_with[kept])) + 1
    return kept, rarity.round(_DIGITS)


def _weight(counts, rarity: np.ndarray):
    """TF-IDF with logarithmic frequencies, rows of length one."""
    from scipy.sparse import diags_array
    from sklearn.preprocessing import normalize

    weighted = counts.tocsr(copy=True)
    weighted.data = 1 + np.log(weighted.data)
    return normalize(weighted @ diags_array(rarity))


class _Model(NamedTuple):
    """Weights over the features kept in one training."""

    kept_words: np.ndarray
    kept_letters: np.ndarray
    word_rarity: np.ndarray
    letter_rarity: np.ndarray
    weights: np.ndarray
    biases: np.ndarray


def _fit(counts: _Counts, rows: np.ndarray, answers: np.ndarray) -> _Model:
    """Fit one logistic regression a frame on some of the articles."""
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    of_words, of_letters = counts.of_words[rows], counts.of_letters[rows]
    kept_words, word_rarity = _measure_rarity(of_words, 1)
    kept_letters, letter_rarity = _measure_rarity(of_letters, FEWEST_ARTICLES_OF_RUN)
    parts = [
        _weight(of_words[:, kept_words], word_rarity),
        _weight(of_letters[:, kept_letters], letter_rarity),
    ]
    features = hstack(parts, format="csr")
    seen, basis = _rotate(features)
    weights = np.zeros((answers.shape[1], features.shape[1]))
    biases = np.zeros(answers.shape[1])
    for column, known in enumerate(answers.T):
        if known.min() == known.max():  # one answer only: nothing to learn
            biases[column] = 9.0 if known[0] else -9.0
            continue
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0
        )
        model.fit(seen, known)
        learned = model.coef_[0]
        weights[column] = learned if basis is None else features.T @ (basis @ learned)
        biases[column] = model.intercept_[0]
    fitted = (weights.round(_DIGITS), biases.round(_DIGITS))
    return _Model(kept_words, kept_letters, word_rarity, letter_rarity, *fitted)


def _rotate(features):
    """
    Describe few articles by as many numbers instead of by thousands of features.

    The weights of a logistic regression are sums of its articles' features, so that the
    articles' inner products tell all it can use: the answer is the same, many times sooner.
    """
    if features.shape[0] > MOST_ROTATED:
        return features, None
    sizes, axes = np.linalg.eigh((features @ features.T).toarray())
    kept = sizes > 1e-9 * max(sizes.max(), 1e-9)
    roots = np.sqrt(sizes[kept])
    return axes[:, kept] * roots, axes[:, kept] / roots


def _grade(of_words, of_letters, model: _Model) -> np.ndarray:
    """Scores of articles by frames, 0 to 1."""
    from scipy.sparse import hstack
    from scipy.special import expit

    parts = [_weight(of_words, model.word_rarity), _weight(of_letters, model.letter_rarity)]
    return expit(hstack(parts, format="csr") @ model.weights.T + model.biases)


def _grade_rows(counts: _Counts, rows: np.ndarray, model: _Model) -> np.ndarray:
    of_words = counts.of_words[rows][:, model.kept_words]
    return _grade(of_words, counts.of_letters[rows][:, model.kept_letters], model)


def _assign_folds(texts: Sequence[str], n_folds: int) -> np.ndarray:
    """Give each article a fold: the same in any order of the articles; a text twice is in one."""
    different = sorted(set(texts))
    order = np.random.default_rng(0).permutation(len(different))
    fold_of = {text: int(k) % n_folds for text, k in zip(different, order, strict=True)}
    return np.array([fold_of[text] for text in texts])


def _choose_threshold(
    counts: _Counts, texts: list[str], rows: np.ndarray, answers: np.ndarray, always_one: bool
) -> float:
    """Find the threshold with the best micro-F1 inside the articles learned from."""
    folds = _assign_folds([texts[row] for row in rows], INNER_FOLDS)
    scores = np.zeros(answers.shape)
    for fold in range(INNER_FOLDS):
        inside, outside = folds != fold, folds == fold
        if outside.any() and inside.any():
            model = _fit(counts, rows[inside], answers[inside])
            scores[outside] = _grade_rows(counts, rows[outside], model)
    found = [_decide(scores, threshold, False, always_one) for threshold in THRESHOLDS]
    values = [_measure_f1(answers, each) for each in found]
    # The mean of those about as good as the best is steadier than the best.
    best = max(values)
    return float(np.mean([t for t, v in zip(THRESHOLDS, values, strict=True) if v > best - 0.005]))


def _decide(scores: np.ndarray, threshold: float, single: bool, always_one: bool) -> np.ndarray:
    """Turn scores into codes, articles by frames."""
    found = np.zeros(scores.shape, dtype=bool) if single else scores >= threshold
    if (single or always_one) and len(scores):
        found[np.arange(len(scores)), scores.argmax(axis=1)] = True
    return found


def _measure_f1(right: np.ndarray, found: np.ndarray) -> float:
    total = right.sum() + found.sum()
    return 2 * float((right & found).sum()) / float(total) if total else 1.0


def _answer(coded: list[tuple[str, ...]], frames: list[str]) -> np.ndarray:
    """Articles by frames: whether people gave the code."""
    return np.array([[frame in each for frame in frames] for each in coded], dtype=bool)


def train_frame_coder(texts: Sequence[str], codes: Sequence[Iterable[str]]) -> FrameCoder:
    """
    Learn to code articles from articles that people have coded.

    Parameters
    ----------
    texts : sequence of str
        The articles (or headlines), at least `FEWEST_ARTICLES`.
    codes : sequence of iterable of str
        The frames of each. If every article has exactly one, the coder gives exactly one
        ("none" may be one of them); else any number.

    Returns
    -------
    FrameCoder
        For `code_articles`. Frames in fewer than `FEWEST_OF_FRAME` articles are not learned and
        stand in its `left_out`. The order of the articles makes no difference.

    Raises
    ------
    UsageError
        If too few articles, or too few of any frame, are coded.

    Examples
    --------
    >>> texts = [f"The bank paid {n} dollars" for n in range(30)]
    >>> texts += [f"The army shot {n} men" for n in range(30)]
    >>> coder = train_frame_coder(texts, ["money"] * 30 + ["war"] * 30)
    >>> code_articles(coder, ["The bank paid the men"])["codes"].tolist()
    [('money',)]
    """
    texts, coded, frames, left_out = _check_articles(texts, codes)
    order = sorted(range(len(texts)), key=lambda k: (texts[k], coded[k]))
    texts, coded = [texts[k] for k in order], [coded[k] for k in order]
    is_single, always_one = _describe_codes(coded)
    counts = _count_features(texts)
    answers, rows = _answer(coded, frames), np.arange(len(texts))
    threshold = 0.5
    if not is_single:
        threshold = round(_choose_threshold(counts, texts, rows, answers, always_one), 4)
    model = _fit(counts, rows, answers)
    words = [counts.words[k] for k in model.kept_words]
    letters = [counts.letters[k] for k in model.kept_letters]
    return FrameCoder(
        tuple(frames),
        tuple(left_out),
        is_single,
        always_one,
        threshold,
        len(texts),
        tuple(zip(words, model.word_rarity.tolist(), strict=True)),
        tuple(zip(letters, model.letter_rarity.tolist(), strict=True)),
        model.weights,
        model.biases,
    )


def _describe_codes(coded: list[tuple[str, ...]]) -> tuple[bool, bool]:
    """Whether every article has exactly one code, and whether every one has one at least."""
    return all(len(each) == 1 for each in coded), all(coded)


def code_articles(coder: FrameCoder, texts: Sequence[str]) -> pd.DataFrame:
    """
    Give articles the codes that the coder has learned.

    Parameters
    ----------
    coder : FrameCoder
        From `train_frame_coder` or `load_frame_coder`.
    texts : sequence of str
        The articles.

    Returns
    -------
    DataFrame
        One row an article: article (its place, from 0), codes (a tuple of frames, sorted) and
        one column a frame with its score, 0 to 1. Scores rank articles; they are no chances,
        because rare frames are weighted up. An article without a word that the coder knows has
        NaN scores and no codes.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    if not len(texts):
        empty = pd.DataFrame(
            {"article": pd.Series(dtype="int64"), "codes": pd.Series(dtype=object)}
        )
        return empty.assign(**{frame: pd.Series(dtype="float64") for frame in coder.frames})
    words, word_rarity = zip(*coder.words, strict=True)
    letters, letter_rarity = zip(*coder.letters, strict=True) if coder.letters else ((), ())
    by_word = CountVectorizer(analyzer=_list_terms, vocabulary=list(words), dtype=np.float64)
    of_words = by_word.transform(texts)
    of_letters = of_words[:, :0]
    if letters:
        of_letters = CountVectorizer(
            analyzer="char_wb", ngram_range=LETTERS, vocabulary=list(letters), dtype=np.float64
        ).transform(texts)
    nothing = np.array([], dtype=np.int64)
    rarities = (np.array(word_rarity), np.array(letter_rarity))
    model = _Model(nothing, nothing, *rarities, coder.weights, coder.biases)
    scores = _grade(of_words, of_letters, model)
    found = _decide(scores, coder.threshold, coder.is_single, coder.always_one)
    is_known = np.asarray((of_words > 0).sum(axis=1)).ravel() > 0
    scores[~is_known], found[~is_known] = np.nan, False
    codes = [tuple(f for f, has in zip(coder.frames, row, strict=True) if has) for row in found]
    table = pd.DataFrame({"article": range(len(texts)), "codes": codes})
    return pd.concat([table, pd.DataFrame(scores, columns=list(coder.frames))], axis=1)


# --- Agreement --------------------------------------------------------------------------


def cross_validate_coder(
    texts: Sequence[str], codes: Sequence[Iterable[str]], *, folds: int = FOLDS
) -> CrossValidation:
    """
    Measure how far a coder agrees with the people whose codes it learns from.

    Parameters
    ----------
    texts, codes
        As in `train_frame_coder`.
    folds : int, default 10
        The articles are cut in so many parts; each part is coded by a coder that has learned
        from the others alone, its threshold too.

    Returns
    -------
    CrossValidation
        `scores`: one row a frame, and "all" at the end: n_coded (articles to which people gave
        the code), n_found (the coder), n_both; precision, recall and f1, 0 to 1 (of "all":
        over all codes together, which is the accuracy where every article has one code); alpha
        (`measure_alpha`) between people and coder, with a 95 % interval from resampling the
        articles. Of "all", alpha is over the codes themselves where an article has one, else
        over the yes and no of every article and frame. Precision is NaN where nothing was
        found. Frames too rare to be learned are never found and count as missed.

    Raises
    ------
    UsageError
        As in `train_frame_coder`, and if `folds` is not from 2 to 20.

    Notes
    -----
    Alpha is 1 for perfect agreement, 0 for what chance would give. Krippendorff asks for 0.8
    between coders, and 0.667 for tentative conclusions: a coder below your own coders' alpha
    should not replace one of them.
    """
    if not 2 <= folds <= 20:
        raise UsageError(f"folds is {folds}; it must be from 2 to 20.")
    texts, coded, frames, left_out = _check_articles(texts, codes)
    is_single, always_one = _describe_codes(coded)
    order = sorted(range(len(texts)), key=lambda k: (texts[k], coded[k]))
    ordered, right = [texts[k] for k in order], _answer([coded[k] for k in order], frames)
    counts = _count_features(ordered)
    parts = _assign_folds(ordered, folds)
    found = np.zeros(right.shape, dtype=bool)
    for part in range(folds):
        inside, outside = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        if not len(outside):
            continue
        threshold = 0.5
        if not is_single:
            threshold = _choose_threshold(counts, ordered, inside, right[inside], always_one)
        scores = _grade_rows(counts, outside, _fit(counts, inside, right[inside]))
        found[outside] = _decide(scores, threshold, is_single, always_one)
    everything = [*frames, *left_out]
    here = np.zeros((len(order), len(everything)), dtype=bool)
    here[order, : len(frames)] = found
    answers = _answer(coded, everything)
    table = pd.DataFrame(
        {
            "article": range(len(texts)),
            "coded": coded,
            "found": [tuple(np.array(everything)[row].tolist()) for row in here],
        }
    )
    return CrossValidation(_score(answers, here, everything, is_single), table)


def _score(right: np.ndarray, found: np.ndarray, frames: list[str], single: bool) -> pd.DataFrame:
    """One row a frame, sorted, and one for all."""
    rows = [
        (
            frame,
            *_compare(right[:, k], found[:, k]),
            *_measure_agreement(right[:, [k]], found[:, [k]]),
        )
        for k, frame in sorted(enumerate(frames), key=lambda item: item[1])
    ]
    if single:
        pair = (right.argmax(axis=1)[:, None], found.argmax(axis=1)[:, None])
    else:
        pair = (right, found)
    rows.append(("all", *_compare(right, found), *_measure_agreement(*pair)))
    return pd.DataFrame(rows, columns=list(_SCORE_TYPES)).astype(_SCORE_TYPES)


def _compare(right: np.ndarray, found: np.ndarray) -> tuple[int, int, int, float, float, float]:
    n_right, n_found, n_both = int(right.sum()), int(found.sum()), int((right & found).sum())
    precision = n_both / n_found if n_found else math.nan
    return n_right, n_found, n_both, precision, n_both / n_right, 2 * n_both / (n_right + n_found)


def _measure_agreement(right: np.ndarray, found: np.ndarray) -> tuple[float, float, float]:
    """Alpha of two coders over the cells of a table, with an interval from its rows."""
    values = max(int(right.max()), int(found.max())) + 1
    tables = np.zeros((len(right), values, values))
    for column in range(right.shape[1]):
        a, b = right[:, column].astype(int), found[:, column].astype(int)
        np.add.at(tables, (np.arange(len(right)), a, b), 1)
    drawn = np.random.default_rng(0).multinomial(
        len(right), np.full(len(right), 1 / len(right)), RESAMPLES
    )
    draws = [_find_alpha(table) for table in np.tensordot(drawn, tables, axes=1)]
    known = [value for value in draws if not math.isnan(value)]
    low, high = np.quantile(known, [0.025, 0.975]) if known else (math.nan, math.nan)
    return _find_alpha(tables.sum(axis=0)), float(low), float(high)


def _find_alpha(pairs: np.ndarray) -> float:
    """Alpha from a table of coincidences, or of how often two coders give each pair of values."""
    coincidences = pairs + pairs.T
    totals = coincidences.sum(axis=0)
    n = totals.sum()
    expected = (n**2 - (totals**2).sum()) / (n - 1) if n > 1 else 0.0
    if expected <= 0:
        return math.nan
    return float(1 - (n - np.trace(coincidences)) / expected)


def measure_alpha(codings: Sequence[Sequence]) -> float:
    """
    Measure Krippendorff's alpha for nominal codes.

    Parameters
    ----------
    codings : sequence of sequence
        One sequence a coder, one code an article; None or NaN where a coder gave none. Codes
        are compared by equality.

    Returns
    -------
    float
        1 minus observed over expected disagreement [1]_: 1 for perfect agreement, 0 for
        chance, below 0 for less. NaN where no article has two codes or all codes are the
        same: there is nothing to tell apart.

    References
    ----------
    .. [1] K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011: the examples.

    Examples
    --------
    >>> round(measure_alpha(["0100000010", "1110010000"]), 3)
    0.095
    >>> a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    >>> b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    >>> c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    >>> d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    >>> round(measure_alpha([a, b, c, d]), 3)
    0.743
    """
    units = [
        [code for code in unit if code is not None and code == code]
        for unit in zip(*codings, strict=True)
    ]
    units = [unit for unit in units if len(unit) > 1]
    codes, _ = pd.factorize(np.array([str(code) for unit in units for code in unit], dtype=object))
    n_codes = int(codes.max()) + 1 if len(codes) else 0
    pairs = np.zeros((n_codes, n_codes))
    at = 0
    for unit in units:
        here = np.bincount(codes[at : at + len(unit)], minlength=n_codes).astype(float)
        pairs += (np.outer(here, here) - np.diag(here)) / (len(unit) - 1)
        at += len(unit)
    return _find_alpha(pairs / 2)


def list_frame_words(coder: FrameCoder, *, most: int = 10) -> pd.DataFrame:
    """
    List the words that speak most for each frame in what a coder has learned.

    Returns
    -------
    DataFrame
        frame, rank (from 1), word, weight (log odds a unit of TF-IDF). A name among them says
        that the coder has learned an event, not a frame, and will fail on another.
    """
    rows = []
    for frame, weights in zip(coder.frames, coder.weights, strict=True):
        of_words = [(-w, word) for (word, _), w in zip(coder.words, weights, strict=False) if w > 0]
        for rank, (weight, word) in enumerate(sorted(of_words)[:most], start=1):
            rows.append((frame, rank, word, -float(weight)))
    return pd.DataFrame(rows, columns=["frame", "rank", "word", "weight"])


# --- Files ------------------------------------------------------------------------------


def save_frame_coder(coder: FrameCoder, path: str | Path) -> Path:
    """
    Write a coder as JSON: names, numbers, nothing that could run.

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    data = {"format": _FORMAT, **coder._asdict()}
    data["weights"] = coder.weights.tolist()
    data["biases"] = coder.biases.tolist()
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def load_frame_coder(path: str | Path) -> FrameCoder:
    """
    Read a coder that `save_frame_coder` wrote; it codes as the one that was saved.

    Raises
    ------
    ReadingError
        If the file cannot be read or is not a coder's.
    """
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            raise ValueError(f"its format is {data['format']!r}")
        words, letters = (
            tuple((str(t), float(r)) for t, r in data[k]) for k in ("words", "letters")
        )
        weights = np.array(data["weights"], dtype=float)
        biases = np.array(data["biases"], dtype=float)
        shape = (len(data["frames"]), len(words) + len(letters))
        if weights.shape != shape or biases.shape != shape[:1] or not words or not shape[0]:
            raise ValueError("its parts do not fit together")
        return FrameCoder(
            tuple(map(str, data["frames"])),
            tuple(map(str, data["left_out"])),
            bool(data["is_single"]),
            bool(data["always_one"]),
            float(data["threshold"]),
            int(data["n_articles"]),
            words,
            letters,
            weights,
            biases,
        )
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ) as problem:
        raise ReadingError(f"{path}: this is not a saved frame coder ({problem}).") from problem
