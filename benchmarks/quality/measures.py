"""What is a score worth: out of how many cases, and within which interval?"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

# Resamples for an interval: its ends move by less than .005 with more of them.
RESAMPLES = 1000


class Measure(NamedTuple):
    """One row of a table of scores; NaN is what nobody can say, `n` names its counts."""

    measure: str
    score: float
    low: float = math.nan
    high: float = math.nan
    floor: float = math.nan
    target: str = ""
    n: str = ""


COLUMNS = list(Measure._fields)


def tabulate(measures: Iterable[Measure]) -> pd.DataFrame:
    """
    Gather measures in a table.

    Examples
    --------
    >>> tabulate([share("sentences right", 3, 4, "sentences")]).round(2).values.tolist()
    [['sentences right', 0.75, 0.3, 0.95, nan, '', '3 of 4 sentences']]
    """
    return pd.DataFrame(list(measures), columns=COLUMNS)


def divide(part: float, whole: float) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return float(part) / float(whole) if whole else math.nan


def count(measure: str, number: float, unit: str, *, target: str = "") -> Measure:
    """Make the row of a number that is no share."""
    return Measure(measure, float(number), target=target, n=unit)


def share(
    measure: str, part: int, whole: int, unit: str, *, floor: float = math.nan, target: str = ""
) -> Measure:
    """
    Make the row of a share of independent cases, with its Wilson interval.

    Parameters
    ----------
    measure, unit : str
        What is measured, and what the cases are ("pairs").
    part, whole : int
        Cases that count, of all cases; of no cases at all the share is NaN.
    floor : float, optional
        The naive rule's share on the same cases.
    target : str, optional
        As `judge` reads it.

    Returns
    -------
    Measure
        Share 0 to 1 and its 95 % interval.

    Examples
    --------
    >>> row = share("recall", 8, 10, "pairs", floor=0.5, target=">= 0.80")
    >>> row.score, round(row.low, 2), round(row.high, 2), row.n
    (0.8, 0.49, 0.94, '8 of 10 pairs')
    """
    from scipy.stats import binomtest

    low = high = math.nan
    if whole:
        interval = binomtest(int(part), int(whole)).proportion_ci(method="wilson")
        low, high = float(interval.low), float(interval.high)
    n = f"{part:,} of {whole:,} {unit}"
    return Measure(measure, divide(part, whole), low, high, floor, target, n)


def ratio(
    measure: str,
    parts: Sequence[float],
    wholes: Sequence[float],
    unit: str,
    *,
    floor: float = math.nan,
    target: str = "",
) -> Measure:
    """
    Make the row of a ratio of sums over units, with an interval from resampling the units.

    Parameters
    ----------
    measure, unit : str
        What is measured, and what the units are ("articles").
    parts, wholes : sequence of float
        One number a unit. For F1 the part is twice the hits, the whole is found plus right.
    floor, target
        As in `share`.

    Returns
    -------
    Measure
        ``sum(parts) / sum(wholes)`` and the middle 95 % of it over `RESAMPLES` draws of as many
        units, always the same draws.

    Examples
    --------
    >>> row = ratio("F1", [2, 0, 2], [2, 1, 2], "pairs")
    >>> row.score, row.low >= 0, row.high <= 1, row.n
    (0.8, True, True, '3 pairs')
    """
    parts, wholes = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    n = f"{len(parts):,} {unit}"
    if not wholes.sum():
        return Measure(measure, math.nan, floor=floor, target=target, n=n)
    drawn = np.random.default_rng(0).integers(0, len(parts), (RESAMPLES, len(parts)))
    sums = wholes[drawn].sum(axis=1)
    ratios = parts[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(ratios, [0.025, 0.975])
    score = divide(parts.sum(), wholes.sum())
    return Measure(measure, score, float(low), float(high), floor, target, n)


def decisions(
    label: str,
    right: Sequence[bool],
    found: Sequence[bool],
    unit: str,
    *,
    naive: Sequence[bool] | None = None,
    targets: tuple[str, str, str] = ("", "", ""),
) -> list[Measure]:
    """
    Make the rows of precision, recall and F1 of yes-or-no answers.

    Parameters
    ----------
    label : str
        What was to be decided; the measures are named after it.
    right, found : sequence of bool
        The right answers and those given, one a case.
    unit : str
        What the cases are.
    naive : sequence of bool, optional
        The naive rule's answers: the floor.
    targets : tuple of str
        Of precision, recall and F1.

    Returns
    -------
    list of Measure
        Precision is NaN where nothing was found.

    Examples
    --------
    >>> rows = decisions("altered", [True, True, False], [True, False, False], "pairs")
    >>> [(row.measure, round(row.score, 2)) for row in rows]
    [('altered: precision', 1.0), ('altered: recall', 0.5), ('altered: F1', 0.67)]
    """
    right, found = np.asarray(right, dtype=bool), np.asarray(found, dtype=bool)
    hits = right & found
    floors = [math.nan] * 3
    if naive is not None:
        naive = np.asarray(naive, dtype=bool)
        n_hits = (right & naive).sum()
        floors = [
            divide(n_hits, naive.sum()),
            divide(n_hits, right.sum()),
            divide(2 * n_hits, naive.sum() + right.sum()),
        ]
    n_hits, n_found, n_right = int(hits.sum()), int(found.sum()), int(right.sum())
    precision = share(f"{label}: precision", n_hits, n_found, f"found {unit}")
    recall = share(f"{label}: recall", n_hits, n_right, f"right {unit}")
    f1 = ratio(f"{label}: F1", 2 * hits, right.astype(int) + found, unit)
    return [
        row._replace(floor=floor, target=target)
        for row, floor, target in zip((precision, recall, f1), floors, targets, strict=True)
    ]


def judge(score: float, target: str) -> str:
    """
    Say whether a score meets its target (``">= 0.85"``, ``"<= 1"``).

    Examples
    --------
    >>> judge(0.9, ">= 0.85"), judge(2.0, "<= 1"), judge(0.9, ""), judge(math.nan, "<= 1")
    ('met', 'missed', '', '')
    """
    if not target or math.isnan(score):
        return ""
    sign, bound = target.split()
    is_met = score >= float(bound) if sign == ">=" else score <= float(bound)
    return "met" if is_met else "missed"
