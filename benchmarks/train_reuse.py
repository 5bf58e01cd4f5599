"""
How were the weights of `data/models/reuse.json` made?

    python -m benchmarks.train_reuse FOLDER

reads the sets clough_stevenson and onestopenglish in FOLDER and writes the file anew: weights of
figures, no words of the texts. How right they are on tasks and stories left out is printed by
`python -m benchmarks.quality --eval FOLDER --only clough_stevenson onestopenglish`, which learns
them anew for every fold with the functions here.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from analysis.paths import find_data_folder
from analysis.reuse.direction import (
    LENGTH_FIGURES,
    SENTENCE_FIGURES,
    WORD_FIGURES,
    measure_direction,
)
from analysis.reuse.evidence import compare_texts
from analysis.reuse.formulas import Formula, answer
from analysis.reuse.levels import LEVEL_QUESTIONS, read_level_figures
from benchmarks.quality.rows import read_rows
from benchmarks.train_version_types import fit

DECIMALS = 4
# The usual strength on standardised figures; with 57 answers nothing finer can be chosen.
PENALTY = 1.0
LEVELS = {"cut": 3, "light": 2, "heavy": 1, "non": 0}
CHAIN = ("adv", "int", "ele")
EVIDENCE_USED = {
    "words": WORD_FIGURES,
    "sentences": WORD_FIGURES + SENTENCE_FIGURES,
    "all": WORD_FIGURES + SENTENCE_FIGURES + LENGTH_FIGURES,
}


def learn_levels(
    evidence: Sequence[dict], levels: Sequence[int], leave_out: str = ""
) -> dict[str, Formula]:
    """
    Learn the weights of the levels of reuse.

    Parameters
    ----------
    evidence : sequence of dict
        From `compare_texts`.
    levels : sequence of int
        3 cut, 2 light, 1 heavy, 0 no reuse.
    leave_out : str, optional
        A figure to do without; a question left without figures answers by its base rate.

    Returns
    -------
    dict of str to Formula
        By question. How a source was used can only be learned from answers in which its
        use is to be seen: the second and third question pass over the others.
    """
    rows = [read_level_figures(row) for row in evidence]
    levels = np.asarray(levels)
    known = np.ones(len(rows), dtype=bool)
    formulas = {}
    for name, goal in (
        ("reused", levels > 0),
        ("word for word", levels == 3),
        ("lightly", levels == 2),
    ):
        used = [figure for figure in LEVEL_QUESTIONS[name] if figure != leave_out]
        figures = np.array([[row[f] for f in used] for row in rows]).reshape(len(rows), len(used))
        formulas[name] = _learn(figures[known], goal[known].astype(float), used)
        if name == "reused":
            known = (levels > 0) & np.array([answer(row, formulas[name]) > 0.5 for row in rows])
        else:
            known &= levels < 3
    return formulas


def _learn(figures: np.ndarray, goal: np.ndarray, used: Sequence[str]) -> Formula:
    intercept, weights = fit(figures, goal, signs=[1] * len(used), penalty=PENALTY)
    rounded = np.round(weights, DECIMALS).tolist()
    return Formula(round(intercept, DECIMALS), dict(zip(used, rounded, strict=True)))


def learn_direction(figures: Sequence[dict], used: Sequence[str]) -> Formula:
    """
    Learn the weights of figures that are positive where the second text is the simpler.

    Without an intercept, so that swapping the texts gives the mirror image.
    """
    rows = np.array([[row[name] for name in used] for row in figures])
    size = np.sqrt(np.square(rows).mean(axis=0)) + 1e-9
    standard = rows / size

    def lose(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits = standard @ weights
        loss = np.logaddexp(0, -logits).sum() + PENALTY / 2 * weights @ weights
        return loss, -standard.T @ (1 / (1 + np.exp(logits))) + PENALTY * weights

    bounds = [(0, None)] * len(used)
    found = minimize(lose, np.zeros(len(used)), jac=True, bounds=bounds, method="L-BFGS-B").x
    return Formula(0.0, dict(zip(used, np.round(found / size, DECIMALS).tolist(), strict=True)))


def measure_answers(rows: Sequence[dict]) -> tuple[list[dict], list[dict]]:
    """The answers of clough_stevenson that have a source, and their evidence beside it."""
    sources = {row["task"]: row["text"] for row in rows if row["label"] == "orig"}
    answers = [row for row in rows if row["label"] in LEVELS and row["task"] in sources]
    return answers, [compare_texts(sources[row["task"]], row["text"]) for row in answers]


def measure_chains(rows: Sequence[dict]) -> list[dict[tuple[str, str], dict]]:
    """The figures of every pair of levels, story by story, fuller text first."""
    stories: dict[str, dict[str, str]] = {}
    for row in rows:
        stories.setdefault(row["story"], {})[row["level"]] = row["text"]
    pairs = (CHAIN[:2], CHAIN[1:], CHAIN[::2])
    return [
        {pair: measure_direction(texts[pair[0]], texts[pair[1]]) for pair in pairs}
        for _, texts in sorted(stories.items())
        if len(texts) == len(CHAIN)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Learn from both sets and write."""
    from benchmarks.quality import clough_stevenson, onestopenglish

    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_reuse")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    rows = {}
    for module in (clough_stevenson, onestopenglish):
        name = module.__name__.rsplit(".", 1)[-1]
        ((file, shape),) = module.FILES.items()
        rows[name] = read_rows(folder / name / file, shape)
    answers, evidence = measure_answers(rows["clough_stevenson"])
    formulas = learn_levels(evidence, [LEVELS[row["label"]] for row in answers])
    chains = measure_chains(rows["onestopenglish"])
    steps = [figures for chain in chains for figures in chain.values()]
    for use, names in EVIDENCE_USED.items():
        formulas[f"simplified, by {use}"] = learn_direction(steps, names)
    content = {
        "about": "Weights of analysis.reuse: logit(yes) = intercept + sum of weight x figure. Made "
        "by benchmarks/train_reuse.py, which says how; levels after Clough and Stevenson's "
        "answers (three tasks), simplification after 50 stories of OneStopEnglish.",
        "questions": {
            name: {"intercept": formula.intercept, "weights": formula.weights}
            for name, formula in formulas.items()
        },
    }
    path = find_data_folder() / "models" / "reuse.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
