"""What do the stored weights of a logistic formula say?"""

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.paths import find_data_folder


class Formula(NamedTuple):
    """A question's weights: logit(yes) = intercept + sum of weight x figure."""

    intercept: float
    weights: dict[str, float]


@lru_cache(maxsize=4)
def load_formulas(name: str) -> dict[str, Formula]:
    """
    Load the formulas of ``data/models/<name>.json``.

    Parameters
    ----------
    name : str
        Name of the file without its ending.

    Returns
    -------
    dict of str to Formula
        By question.
    """
    path = find_data_folder() / "models" / f"{name}.json"
    stored = json.loads(path.read_text("utf-8"))["questions"]
    return {key: Formula(row["intercept"], row["weights"]) for key, row in stored.items()}


def answer(figures: Mapping[str, float], formula: Formula) -> float:
    """
    Give the probability of yes.

    Examples
    --------
    >>> round(answer({"share": 1.0}, Formula(-1.0, {"share": 2.0})), 3)
    0.731
    """
    logit = formula.intercept + math.fsum(w * figures[name] for name, w in formula.weights.items())
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))
