"""
What kind of version is this, read against the base?

Seven questions, asked in turn, each answered by a few figures of `analysis.reuse` and a small
logistic formula: the same event? made from the base? word for word? and so on. The weights are
in data/models/version_types.json, calibrated on generated versions by
benchmarks/train_version_types.py; their signs were declared, not learned (more shared wording
never speaks against a copy). Where no type is likely enough, the type is `unsure`.
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from analysis.reuse.formulas import Formula, answer, load_formulas

TYPES = (
    "republication",
    "cut-down",
    "expansion",
    "reordered",
    "rewrite",
    "spun",
    "independent",
    "unrelated",
    "unsure",
)
# The types that say: this text was made from the base.
COPIED = TYPES[:6]

# A type that is less likely than all others together is no answer.
LEAST_CERTAIN = 0.5
# A version of fewer words than one sentence has no order, share or wording to speak of.
FEWEST_WORDS = 12


# --- Figures ----------------------------------------------------------------------------


def _get(row: Mapping, name: str, default: float = 0.0) -> float:
    """A figure of the evidence; what is undefined there (nothing aligned) is said here."""
    value = float(row[name])
    return default if math.isnan(value) else value


def _own(row: Mapping) -> float:
    return 1.0 - _get(row, "share_aligned")


def _lost(row: Mapping) -> float:
    return 1.0 - _get(row, "share_there")


# Small shares matter by their size relative to a headline's worth, hence the logarithms.
FIGURES: dict[str, Callable[[Mapping], float]] = {
    "shared_terms": lambda row: _get(row, "shared_terms"),
    "overlap": lambda row: math.sqrt((1 - _own(row)) * (1 - _lost(row))),
    "outlet_in_runs_3": lambda row: _get(row, "outlet_in_runs_3"),
    "outlet_in_runs_5": lambda row: _get(row, "outlet_in_runs_5"),
    "stopwords": lambda row: max(
        _get(row, "stopword_4_other_in_base"), _get(row, "stopword_4_base_in_other")
    ),
    "own": _own,
    "log_own": lambda row: math.log(0.03 + _own(row)),
    "log_lost": lambda row: math.log(0.03 + _lost(row)),
    # Own matter beside a part of the base: neither a cut-down nor an expansion.
    "mixed": lambda row: math.sqrt(_own(row) * _lost(row)),
    "untouched": lambda row: _get(row, "share_untouched"),
    "log_untouched": lambda row: math.log(0.03 + _get(row, "share_untouched")),
    "log_changed": lambda row: math.log(0.01 + _get(row, "share_changed", 1.0)),
    "in_place": lambda row: _get(row, "share_in_place", 1.0),
    "one_to_one": lambda row: _get(row, "share_one_to_one", 1.0),
    "length_change": lambda row: min(abs(_get(row, "length_change")), 1.0),
    "moved": lambda row: _get(row, "share_moved"),
    "log_moved": lambda row: math.log(0.05 + _get(row, "share_moved")),
    "partial": lambda row: _get(row, "share_partial"),
}


class Question(NamedTuple):
    """
    A yes-or-no question about a version.

    Attributes
    ----------
    yes, no : tuple of str
        The types that answer it; others never reach it.
    signs : dict of str to int
        Its figures (of `FIGURES`): 1 can only speak for yes, -1 only against.
    """

    yes: tuple[str, ...]
    no: tuple[str, ...]
    signs: dict[str, int]


_WHOLE_COPIES = ("republication", "cut-down", "expansion")
QUESTIONS = {
    # Names and rare words are shared, or statements, or wording.
    "same event": Question(
        (*COPIED, "independent"),
        ("unrelated",),
        {"shared_terms": 1, "overlap": 1, "outlet_in_runs_3": 1},
    ),
    # Reporters in one room write down the same quotations: only what stands outside them
    # counts for sure, and how much of both texts is one thing.
    "made from the base": Question(
        COPIED,
        ("independent",),
        {"overlap": 1, "outlet_in_runs_3": 1, "outlet_in_runs_5": 1},
    ),
    "word for word": Question(
        (*_WHOLE_COPIES, "reordered"),
        ("spun", "rewrite"),
        {"untouched": 1, "log_changed": -1, "mixed": -1, "stopwords": 1},
    ),
    "in another order": Question(("reordered",), _WHOLE_COPIES, {"log_moved": 1}),
    "with matter of its own": Question(("expansion",), _WHOLE_COPIES[:2], {"log_own": 1}),
    "cut": Question(("cut-down",), ("republication",), {"log_lost": 1}),
    # A machine passes over hardly any sentence, keeps their number, order and length, and
    # puts words in the place of words. People leave sentences alone, split, merge and cut.
    "by machine": Question(
        ("spun",),
        ("rewrite",),
        {
            "log_untouched": -1,
            "in_place": 1,
            "own": -1,
            "moved": -1,
            "one_to_one": 1,
            "length_change": -1,
            "partial": -1,
        },
    ),
}
# Which answers lead to a type.
PATHS = {
    kind: {
        name: kind in question.yes
        for name, question in QUESTIONS.items()
        if kind in question.yes or kind in question.no
    }
    for kind in TYPES[:-1]
}


# --- Types ------------------------------------------------------------------------------


def grade_types(row: Mapping, formulas: Mapping[str, Formula] | None = None) -> dict[str, float]:
    """
    Say how likely each type is for one version.

    Parameters
    ----------
    row : mapping
        A row of `reuse.tabulate_reuse`.
    formulas : mapping of str to Formula, optional
        Other weights than those shipped.

    Returns
    -------
    dict of str to float
        Probability of each type but `unsure`; they sum to 1. The product of the answers on the
        way to the type.
    """
    formulas = formulas or load_formulas("version_types")
    figures = {name: read(row) for name, read in FIGURES.items()}
    answers = {name: answer(figures, formulas[name]) for name in QUESTIONS}
    return {
        kind: math.prod(
            answers[name] if is_yes else 1 - answers[name] for name, is_yes in way.items()
        )
        for kind, way in PATHS.items()
    }


def name_types(reuse: pd.DataFrame, base_id: str) -> pd.DataFrame:
    """
    Name the type of each version.

    Parameters
    ----------
    reuse : DataFrame
        From `reuse.tabulate_reuse`.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        version_id, type (one of `TYPES`, or `base`), type_probability (0 to 1; of the likeliest
        type, also where it is too low for an answer; NaN for the base and for a version of
        fewer than `FEWEST_WORDS` words), evidence (one sentence). The base comes first, then the
        order of `reuse`.

    Notes
    -----
    A type says how the words relate, not who copied whom: that the base came first is an
    assumption of reading against it. A probability holds for versions like the generated ones
    on which it was calibrated, with each type as frequent as every other.
    """
    rows = [(base_id, "base", math.nan, "the version that the others are read against")]
    for row in reuse.to_dict("records"):
        kind, probability = _name_type(row)
        rows.append((row["version_id"], kind, probability, tell_evidence(row)))
    return pd.DataFrame(rows, columns=["version_id", "type", "type_probability", "evidence"])


def _name_type(row: Mapping) -> tuple[str, float]:
    if min(row["n_base"], row["n_other"]) < FEWEST_WORDS:
        return "unsure", math.nan
    grades = grade_types(row)
    kind = max(grades, key=grades.get)
    return kind if grades[kind] >= LEAST_CERTAIN else "unsure", round(grades[kind], 6)


def tell_evidence(row: Mapping) -> str:
    """
    Say in a sentence what a type rests on.

    Parameters
    ----------
    row : mapping
        A row of `reuse.tabulate_reuse`.

    Returns
    -------
    str
        Shares of words and statements; says so where there are too few words.
    """
    if min(row["n_base"], row["n_other"]) < FEWEST_WORDS:
        return f"{row['n_other']:.0f} words beside {row['n_base']:.0f}: too few to tell a type"
    parts = [
        f"{_get(row, 'share_there'):.0%} of the base's words stand in statements that it has too",
        f"{_own(row):.0%} of its own words in statements that the base lacks",
        f"{_get(row, 'outlet_in_runs_5'):.0%} of its words outside quotations in runs of five "
        "that the base has",
    ]
    if not math.isnan(row["share_untouched"]):
        parts.append(f"{row['share_untouched']:.0%} of the shared statements unchanged")
        parts.append(f"{row['share_moved']:.0%} of them (in words) out of order")
    if not math.isnan(row["quotations_shared"]):
        parts.append(f"{row['quotations_shared']:.0%} of its quoted words quoted there too")
    return "; ".join(parts)


# --- Until `comparison` hands the reuse table over: rules over coverage and distances ------

# House style and a trimmed sentence or two leave a copy at least this verbatim (5-grams).
VERBATIM = 0.75
# House style and a lost or added clause stay within this share of the words: a copy with
# less of the base is a cut-down, one with more of its own beside the whole base an expansion.
WHOLE = 0.95
# A spun copy keeps nearly every statement but less than this of the wording: one word in six
# changed leaves (5/6)^5 of the 5-grams. The machine passes over hardly any sentence; a person
# who rewrites leaves some as they are.
NEARLY_ALL = 0.70
REWORDED = 0.40
PASSED_OVER = 0.05
# More own words than this is more than a headline's worth of new matter.
OWN_MATTER = 0.15
# So much of the shared words out of order makes a reordering.
OUT_OF_ORDER = 0.25
# Independent reports of one event share its public words: quotations that make up to this
# share of a version's 5-grams, and up to twice as much of the base's statements.
LITTLE = 0.10
# An independent report has more matter of its own than it has in common with the base.
MOSTLY_OWN = 0.50
# Two reports of one event share names and terms; beyond this tf-idf distance they do not.
OFF_SUBJECT = 0.90


def classify_versions(coverage: pd.DataFrame, distances: pd.DataFrame, base_id: str):
    """
    Name the type of each version.

    Parameters
    ----------
    coverage : DataFrame
        From `omissions.summarise_coverage`.
    distances : DataFrame
        The distances table.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        version_id, type (one of `TYPES`, or `base`), type_probability (NaN: rules give no
        probability), evidence (one sentence with the figures the type rests on). The base
        comes first, then the order of `coverage`.

    Notes
    -----
    A type says how the words relate, not who copied whom: that the base came first is an
    assumption of reading against it.
    """
    rows = [(base_id, "base", "the version that the others are read against")]
    for row in coverage.to_dict("records"):
        pair = _read_pair(distances, base_id, row["version_id"])
        rows.append((row["version_id"], _name_by_rules(row, pair), _tell_by_rules(row, pair)))
    table = pd.DataFrame(rows, columns=["version_id", "type", "evidence"])
    table.insert(2, "type_probability", float("nan"))
    return table


def _read_pair(distances: pd.DataFrame, base_id: str, other_id: str) -> dict[str, float]:
    """A pair's row of `distances`, its directions turned to base and other."""
    is_first = (distances["version_a"] == base_id) & (distances["version_b"] == other_id)
    is_second = (distances["version_a"] == other_id) & (distances["version_b"] == base_id)
    row = distances[is_first | is_second].iloc[0]
    base, other = ("a", "b") if row["version_a"] == base_id else ("b", "a")
    return {
        "base_in_other": row[f"containment_{base}_in_{other}"],
        "other_in_base": row[f"containment_{other}_in_{base}"],
        "tfidf_distance": row["tfidf_distance"],
    }


def _name_by_rules(row: dict, pair: dict[str, float]) -> str:
    n_base = row["n_base"]
    n_there = n_base - row["n_omitted"]
    if not n_base or not row["n_kept"] + row["n_added"] + n_there:
        return "unsure"
    share_there = row["share_of_base_words"]
    own = row["share_added_words"]
    if pair["base_in_other"] >= VERBATIM and own > 1 - WHOLE:
        return "expansion"
    if pair["other_in_base"] >= VERBATIM and own <= OWN_MATTER:
        return _name_copy(row, n_there)
    if own <= OWN_MATTER and share_there >= NEARLY_ALL * _kept_length(row):
        is_machine = row["n_kept"] <= PASSED_OVER * n_there
        return "spun" if is_machine and pair["other_in_base"] < REWORDED else "rewrite"
    if not n_there:
        return "unrelated" if pair["tfidf_distance"] >= OFF_SUBJECT else "independent"
    if share_there > 2 * LITTLE:
        is_close = row["n_kept"] + row["n_edited"] >= 2 or pair["other_in_base"] >= LITTLE
        return "rewrite" if is_close else "unsure"
    if pair["other_in_base"] >= 2 * LITTLE:
        return "rewrite"
    is_own = own > MOSTLY_OWN and pair["other_in_base"] < LITTLE
    return "independent" if is_own else "unsure"


def _kept_length(row: dict) -> float:
    """A copy may also be cut: the demand falls with what was cut, down to half the base."""
    return max(0.5, 1 - row["n_omitted"] / row["n_base"])


def _name_copy(row: dict, n_there: int) -> str:
    if n_there and row["n_moved"] / n_there >= OUT_OF_ORDER:
        return "reordered"
    return "republication" if row["share_of_base_words"] >= WHOLE else "cut-down"


def _tell_by_rules(row: dict, pair: dict[str, float]) -> str:
    n_there = row["n_base"] - row["n_omitted"]
    shares = (
        f"{pair['other_in_base']:.0%} of its word 5-grams stand in the base, "
        f"{pair['base_in_other']:.0%} of the base's stand in it"
    )
    if pd.isna(pair["other_in_base"]) or pd.isna(pair["base_in_other"]):
        shares = "too few words for a share of word 5-grams"
    return (
        f"{n_there} of {row['n_base']} base sentences there "
        f"({row['n_kept']} kept, {row['n_edited']} edited, {row['n_paraphrased']} paraphrased, "
        f"{row['n_partial']} in part, {row['n_moved']} moved), {row['n_added']} added; {shares}"
    )
