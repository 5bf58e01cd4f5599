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
        f"{_get(row, 'share_there'):.0%} of the base in it, {_own(row):.0%} new matter",
        f"{_get(row, 'outlet_in_runs_5'):.0%} of its unquoted words in runs of five from the base",
    ]
    if not math.isnan(row["share_untouched"]):
        unchanged, moved = row["share_untouched"], row["share_moved"]
        parts.append(f"of the shared statements {unchanged:.0%} unchanged, {moved:.0%} moved")
    if not math.isnan(row["quotations_shared"]):
        parts.append(f"{row['quotations_shared']:.0%} of its quoted words shared")
    return "; ".join(parts)
