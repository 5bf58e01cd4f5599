"""
Is the type of a generated version right, and is its probability?

Versions of the invented stories (`benchmarks.made_versions`); each story is graded by weights
from the other stories, with synonyms that they did not see. The floor asks only how much of
either text's runs of five words the other has. Needs no public set.
"""

import numpy as np
import pandas as pd

from analysis.version_types import COPIED, TYPES
from benchmarks.quality.measures import Measure, count, ratio, share, tabulate
from benchmarks.train_version_types import (
    VERSIONS,
    gather_versions,
    predict_left_out,
    score_types,
    tabulate_reliability,
)

# The naive rule: above this a run of five is "nearly all there".
NEARLY_ALL, HARDLY_ANY = 0.9, 0.02
RESAMPLES = 500


def score_version_types(limit: int | None = None) -> pd.DataFrame:
    """Score types on generated versions; `limit` is the number of versions a type and base."""
    return score_graded(*_grade(limit or VERSIONS))


def _grade(n: int) -> tuple[pd.DataFrame, list[str]]:
    made = gather_versions(n)
    ordered = made[made["half"] == made["half"].max()].sort_values("story", kind="stable")
    return predict_left_out(made), [name_naively(row) for row in ordered.to_dict("records")]


def score_graded(graded: pd.DataFrame, naive: list[str]) -> pd.DataFrame:
    """
    Score answers with their probabilities.

    Parameters
    ----------
    graded : DataFrame
        right, likeliest, probability, answer, one row a version.
    naive : list of str
        The naive rule's answers on the same rows.
    """
    floor = _average(graded.assign(answer=naive))
    measures = [
        _measure_macro(graded)._replace(floor=floor, target=">= 0.90"),
        share(
            "unsure",
            int((graded["answer"] == "unsure").sum()),
            len(graded),
            "versions",
            target="<= 0.10",
        ),
    ]
    independent = graded[graded["right"] == "independent"]
    n_copied = int(independent["answer"].isin(COPIED).sum())
    measures.append(
        share("independent called copied", n_copied, len(independent), "reports", target="<= 0.01")
    )
    for kind in TYPES[:-1]:
        right, found = graded["right"] == kind, graded["answer"] == kind
        measures.append(ratio(f"{kind}: F1", 2 * (right & found), right * 1 + found, "versions"))
    for row in tabulate_reliability(graded).itertuples():
        right = round(row.right * row.n)
        measures.append(
            share(
                f"right at {row.probability}, claimed {row.claimed:.3f}", right, row.n, "versions"
            )
        )
    gap = (graded["probability"] - (graded["right"] == graded["likeliest"])).mean()
    measures.append(count("claimed minus right, all", float(gap), "mean probability"))
    return tabulate(measures)


def _average(graded: pd.DataFrame) -> float:
    return float(np.nanmean(list(score_types(graded).values())))


def _measure_macro(graded: pd.DataFrame) -> Measure:
    """Macro-F1 with an interval from resampling the versions."""
    rng = np.random.default_rng(0)
    draws = [
        _average(graded.iloc[rng.integers(0, len(graded), len(graded))]) for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return Measure(
        "macro-F1", _average(graded), float(low), float(high), n=f"{len(graded):,} versions"
    )


def name_naively(row: dict) -> str:
    """
    Name a type by runs of five words alone.

    Examples
    --------
    >>> name_naively({"other_in_runs_5": 0.98, "base_in_runs_5": 0.5, "share_moved": 0.0})
    'cut-down'
    """
    here, there = row["other_in_runs_5"], row["base_in_runs_5"]
    if here >= NEARLY_ALL:
        return "republication" if there >= NEARLY_ALL else "cut-down"
    if there >= NEARLY_ALL:
        return "expansion"
    if here <= HARDLY_ANY:
        return "unrelated" if here == 0 else "independent"
    return "spun" if here > 0.5 else "rewrite"
