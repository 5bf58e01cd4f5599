"""
How much of one text was made from another, and how freely?

Three questions in turn, after the levels of Clough and Stevenson: was the base used at all?
were its words left as they are? were its sentences kept and only touched up? Weights in
data/models/reuse.json, by benchmarks/train_reuse.py.
"""

import math
from collections.abc import Mapping

import pandas as pd

from analysis.reuse.evidence import EVIDENCE, compare_texts
from analysis.reuse.formulas import Formula, answer, load_formulas

# From most to least of the base.
LEVELS = ("cut", "light", "heavy", "none")
# The figures of each question; all speak for yes.
LEVEL_QUESTIONS = {
    "reused": ("log_content_pairs", "best_sentence"),
    "word for word": ("verbatim_in_echoes",),
    "lightly": ("common_order", "equal_in_aligned"),
}


def read_level_figures(evidence: Mapping[str, float]) -> dict[str, float]:
    """Turn the evidence of a pair into the figures of the questions; the undefined is 0."""

    def get(name: str) -> float:
        value = float(evidence[name])
        return 0.0 if math.isnan(value) else value

    return {
        # Few shared pairs matter by their multiple: from 5 in 100 to 10 is as far as 10 to 20.
        "log_content_pairs": math.log(0.02 + get("content_pairs_other_in_base")),
        "best_sentence": get("best_sentence"),
        "verbatim_in_echoes": get("verbatim_in_echoes"),
        "common_order": get("common_order"),
        "equal_in_aligned": get("share_aligned") * (1 - get("share_changed")),
    }


def grade_levels(
    evidence: Mapping[str, float], formulas: Mapping[str, Formula] | None = None
) -> dict[str, float]:
    """
    Say how likely each level of reuse is.

    Parameters
    ----------
    evidence : mapping
        From `compare_texts`.
    formulas : mapping of str to Formula, optional
        Other weights than those shipped.

    Returns
    -------
    dict of str to float
        Probability of each of `LEVELS`; they sum to 1.
    """
    formulas = formulas or load_formulas("reuse")
    figures = read_level_figures(evidence)
    reused, verbatim, lightly = (answer(figures, formulas[name]) for name in LEVEL_QUESTIONS)
    return {
        "cut": reused * verbatim,
        "light": reused * (1 - verbatim) * lightly,
        "heavy": reused * (1 - verbatim) * (1 - lightly),
        "none": 1 - reused,
    }


def choose_level(grades: Mapping[str, float]) -> str:
    """Answer the questions one by one: `none` only if reuse is less likely than not, and so on."""
    if grades["none"] > 0.5:
        return "none"
    if grades["cut"] >= grades["light"] + grades["heavy"]:
        return "cut"
    return "light" if grades["light"] >= grades["heavy"] else "heavy"


def measure_reuse(base_text: str, other_text: str) -> pd.Series:
    """
    Measure how much of a text was made from another, and how freely.

    Parameters
    ----------
    base_text, other_text : str
        The source, and the text that may have been made from it. All sentences count: leave
        out headlines and furniture first.

    Returns
    -------
    pandas.Series
        level (one of `LEVELS`: copied in places, lightly revised, heavily revised, no reuse;
        None where either text has no words), is_reused, p_reused, p_cut, p_light, p_heavy,
        p_none (probabilities 0 to 1; the last four sum to 1), then the evidence, see
        `evidence.measure_words`.

    Notes
    -----
    The levels and their weights come from students' answers of 200 words that re-used an
    encyclopedia's text to known degrees [1]_: their probabilities hold for texts like those. For
    the versions of a news story see `version_types`. That the base came first is an
    assumption of the question.

    References
    ----------
    .. [1] P. Clough and M. Stevenson, "Developing a Corpus of Plagiarised Short Answers",
       Language Resources and Evaluation 45(1), 2011.

    Examples
    --------
    >>> wire = "The dam at Oxby leaks. Its owner denied on Friday that people are in danger."
    >>> measure_reuse(wire, wire)["is_reused"]
    True
    >>> measure_reuse(wire, "Bakers in the valley sold out of bread before noon.")["level"]
    'none'
    """
    evidence = compare_texts(base_text, other_text)
    if not (evidence["n_base"] and evidence["n_other"]):
        grades = dict.fromkeys(LEVELS, math.nan)
        level = None
    else:
        grades = grade_levels(evidence)
        level = choose_level(grades)
    row = {
        "level": level,
        "is_reused": level is not None and level != "none",
        "p_reused": 1 - grades["none"],
        **{f"p_{name}": grades[name] for name in LEVELS},
        **{name: evidence[name] for name in EVIDENCE},
    }
    return pd.Series(row, dtype=object)
