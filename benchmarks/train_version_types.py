"""
How were the weights of `data/models/version_types.json` made?

    python -m benchmarks.train_version_types

makes versions of the invented stories (`benchmarks.made_versions`), learns the weights and writes
the file anew, with a report. The report is measured on stories and synonyms that the weights had
not seen, each story left out in turn; the weights that are shipped are then learned from all
stories. No text of a public set is read: those are for measuring (`benchmarks.quality`).
"""

import json
import sys

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from tqdm import tqdm

from analysis.paths import find_data_folder
from analysis.reuse.formulas import Formula
from analysis.version_types import (
    COPIED,
    FIGURES,
    LEAST_CERTAIN,
    QUESTIONS,
    TYPES,
    grade_types,
)
from benchmarks.made_versions import TESTING, TRAINING, measure_made, read_invented_bases

# Versions of each type and base. More of them move no figure of the report by .01.
VERSIONS = 12
SEED = 20
# Strength of the L2 penalty on standardised figures: .03 to .1 are alike on stories left out;
# at .3 the answers are too timid, without any the questions that generated versions answer
# perfectly would be sure of everything.
PENALTY = 0.05
# Decimals of the weights that are shipped.
DECIMALS = 4
BOUNDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def main() -> int:
    """Make, learn, report, write."""
    made = gather_versions()
    unseen = predict_left_out(made)
    formulas = learn(made[made["half"] == TRAINING])
    content = {
        "about": "Weights of analysis.version_types: logit(yes) = intercept + sum of weight x "
        "figure. Learned from generated versions by benchmarks/train_version_types.py, which "
        "says how; `report` is on stories and synonyms left out.",
        "questions": {
            name: {"intercept": formula.intercept, "weights": formula.weights}
            for name, formula in formulas.items()
        },
        "report": report(unseen),
    }
    path = find_data_folder() / "models" / "version_types.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content["report"], indent=1))
    return 0


def gather_versions(n: int = VERSIONS) -> pd.DataFrame:
    """Make and measure versions of every invented story, with either half of the synonyms."""
    bases = read_invented_bases()
    tables = []
    for story, base in tqdm(bases.items(), desc="stories", leave=False, disable=None):
        strangers = [other for name, other in bases.items() if name != story]
        for half in (TRAINING, TESTING):
            table = measure_made(base, strangers, seed=SEED, half=half, n=n)
            tables.append(table.assign(story=story, half=half))
    return pd.concat(tables, ignore_index=True)


def predict_left_out(made: pd.DataFrame) -> pd.DataFrame:
    """Grade the versions of each story by weights from the other stories and synonyms."""
    parts = []
    for story in sorted(made["story"].unique()):
        seen = made[(made["story"] != story) & (made["half"] == TRAINING)]
        parts.append(grade(made[(made["story"] == story) & (made["half"] == TESTING)], learn(seen)))
    return pd.concat(parts, ignore_index=True)


def learn(made: pd.DataFrame) -> dict[str, Formula]:
    """
    Learn the weights of every question from versions of known type.

    Parameters
    ----------
    made : DataFrame
        As `reuse.tabulate_reuse`, with a column type.

    Returns
    -------
    dict of str to Formula
        Every version weighs the same, so that a probability takes all types for equally
        frequent, as they are here; a weight has the sign that its question declares, or is 0.
    """
    rows = made.to_dict("records")
    formulas = {}
    for name, question in QUESTIONS.items():
        own = [row for row in rows if row["type"] in question.yes + question.no]
        figures = np.array([[FIGURES[f](row) for f in question.signs] for row in own])
        answers = np.array([row["type"] in question.yes for row in own], dtype=float)
        signs = list(question.signs.values())
        intercept, weights = fit(figures, answers, signs=signs, penalty=PENALTY)
        formulas[name] = Formula(
            round(intercept, DECIMALS),
            dict(zip(question.signs, np.round(weights, DECIMALS).tolist(), strict=True)),
        )
    return formulas


def fit(
    figures: np.ndarray, answers: np.ndarray, *, signs: list[int], penalty: float
) -> tuple[float, np.ndarray]:
    """Fit a logistic formula whose weights have the declared signs."""
    mean, spread = figures.mean(axis=0), figures.std(axis=0) + 1e-9
    standard = (figures - mean) / spread

    def lose(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        logits = parameters[0] + standard @ parameters[1:]
        loss = (np.logaddexp(0, logits) - answers * logits).sum()
        slope = 1 / (1 + np.exp(-logits)) - answers
        loss += penalty / 2 * np.square(parameters[1:]).sum()
        return loss, np.concatenate([[slope.sum()], standard.T @ slope + penalty * parameters[1:]])

    free = {1: (0, None), -1: (None, 0)}
    bounds = [(None, None), *(free[sign] for sign in signs)]
    start = np.zeros(1 + figures.shape[1])
    found = minimize(lose, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = found[1:] / spread
    return float(found[0] - weights @ mean), weights


def grade(made: pd.DataFrame, formulas: dict[str, Formula] | None = None) -> pd.DataFrame:
    """The right type of each version, the likeliest, its probability, and the answer given."""
    rows = []
    for row in made.to_dict("records"):
        grades = grade_types(row, formulas)
        likeliest = max(grades, key=grades.get)
        probability = grades[likeliest]
        answer = likeliest if probability >= LEAST_CERTAIN else "unsure"
        rows.append((row["type"], likeliest, probability, answer))
    return pd.DataFrame(rows, columns=["right", "likeliest", "probability", "answer"])


def report(graded: pd.DataFrame) -> dict:
    """Macro-F1, share of unsure, independent reports called copied, and how well calibrated."""
    independent = graded[graded["right"] == "independent"]
    return {
        "versions": len(graded),
        "macro-F1": round(float(np.mean(list(score_types(graded).values()))), 4),
        "F1": {kind: round(value, 4) for kind, value in score_types(graded).items()},
        "unsure": round(float((graded["answer"] == "unsure").mean()), 4),
        "independent reports called copied": int(independent["answer"].isin(COPIED).sum()),
        "independent reports": len(independent),
        "reliability": tabulate_reliability(graded).round(3).to_dict("records"),
    }


def score_types(graded: pd.DataFrame) -> dict[str, float]:
    """F1 of each type; `unsure` is a miss."""
    scores = {}
    for kind in TYPES[:-1]:
        hits = ((graded["right"] == kind) & (graded["answer"] == kind)).sum()
        total = (graded["right"] == kind).sum() + (graded["answer"] == kind).sum()
        scores[kind] = float(2 * hits / total) if total else float("nan")
    return scores


def tabulate_reliability(graded: pd.DataFrame) -> pd.DataFrame:
    """How often a type of some probability is right: claimed and true share by bin."""
    bins = np.digitize(graded["probability"], BOUNDS)
    rows = []
    for number in np.unique(bins):
        own = graded[bins == number]
        low = BOUNDS[number - 1] if number else 0.0
        high = BOUNDS[number] if number < len(BOUNDS) else 1.0
        right = (own["right"] == own["likeliest"]).mean()
        rows.append((f"{low:g}-{high:g}", own["probability"].mean(), right, len(own)))
    return pd.DataFrame(rows, columns=["probability", "claimed", "right", "n"])


if __name__ == "__main__":
    sys.exit(main())
