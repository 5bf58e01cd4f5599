"""Does the ledger see that a number, a date or a name was altered, and nothing else?

A pair is altered if annotators marked in it a substitution of a named entity (figures, dates
and names) that does not preserve the sense. The ledger says so if it has a row of kind number,
date or name that is more than stylistic. The floor compares the sets of numbers: altered are
pairs in which each side has a number that the other lacks.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import regex

from benchmarks.quality.measures import Measure, decisions, divide, ratio, share, tabulate

FILES = {
    "pairs.jsonl": {
        "pair_id": int,
        "s1": str,
        "s2": str,
        "relations": [{"file": str, "type_id": int, "sense_preserving": str}],
    }
}
KINDS = ("number", "date", "name")
LEAST_RECALL = 0.80
# Market reports follow a template of many figures: a pair is one if either side has one of
# these words. They are nearly half of the altered pairs, so the others are scored apart.
MARKET = regex.compile(
    r"\b(?:index(?:es)?|indices|stocks?|shares?|bonds?|nasdaq|dow|s&p)\b", regex.IGNORECASE
)
_NUMBER = regex.compile(r"\d[\d,]*(?:\.\d+)?")


def is_altered(row: dict) -> bool:
    """Say whether the annotators marked an altered figure, date or name."""
    return any(
        relation["file"] == "textual_np_neg"
        and relation["type_id"] == 7
        and relation["sense_preserving"] == "no"
        for relation in row["relations"]
    )


def differ_in_numbers(row: dict) -> bool:
    """Say whether each side has a number that the other lacks: the naive rule."""
    a, b = ({n.replace(",", "") for n in _NUMBER.findall(row[side])} for side in ("s1", "s2"))
    return bool(a - b) and bool(b - a)


def grade_pair(row: dict) -> float:
    """Give the highest confidence of a change that counts; -1 where there is none."""
    from analysis.fidelity import find_changes

    changes = find_changes(row["s1"], row["s2"])
    counted = changes[changes["kind"].isin(KINDS) & (changes["severity"] != "stylistic")]
    return float(counted["confidence"].max()) if len(counted) else -1.0


def score_altered_facts_etpc(rows: list[dict]) -> pd.DataFrame:
    """Score `find_changes` on pairs of sentences; see the module for what is right."""
    right = np.array([is_altered(row) for row in rows], dtype=bool)
    naive = np.array([differ_in_numbers(row) for row in rows], dtype=bool)
    grades = np.array([grade_pair(row) for row in rows], dtype=float)
    market = np.array([bool(MARKET.search(row["s1"] + "\n" + row["s2"])) for row in rows], bool)
    half = np.array([zlib.crc32(str(row["pair_id"]).encode()) % 2 for row in rows], dtype=int)
    measures = _score_part("all pairs", right, grades, naive, ("", "", ">= 0.85"))
    measures += _sweep("all pairs", right, grades, naive)
    rest = ~market
    targets = ("", "", ">= 0.75")
    measures += _score_part("no market reports", right[rest], grades[rest], naive[rest], targets)
    halves = []
    for number in (0, 1):
        kept, other = half == number, half != number
        part = right[kept], grades[kept], naive[kept]
        threshold = _find_best_threshold(right[other], grades[other])
        name = f"half {number}: F1, threshold of the other half"
        rows_of_half = _score_part(f"half {number}", *part)
        halves.append([*rows_of_half, _score_f1(name, *part, threshold)])
    # Each measure of one half stands beside the other's.
    measures += [measure for pair in zip(*halves, strict=True) for measure in pair]
    return tabulate(measures)


def _score_part(label, right, grades, naive, targets=("", "", "")) -> list[Measure]:
    return decisions(label, right, grades >= 0, "pairs", naive=naive, targets=targets)


def _sweep(label: str, right, grades, naive) -> list[Measure]:
    """The highest precision that keeps the recall, and the F1 of the best threshold."""
    at = [(t, (grades >= t) & right, grades >= t) for t in _list_thresholds(grades)]
    good = [
        (divide(hit.sum(), found.sum()), t, hit.sum(), found.sum())
        for t, hit, found in at
        if divide(hit.sum(), right.sum()) >= LEAST_RECALL
    ]
    name = f"{label}: highest precision at recall >= {LEAST_RECALL:.2f}"
    floor = divide((naive & right).sum(), naive.sum())
    if good:
        _, threshold, n_hits, n_found = max(good)
        row = share(name, int(n_hits), int(n_found), f"found pairs (confidence >= {threshold:.2f})")
    else:
        row = Measure(name, float("nan"), n="recall not reached")
    best = _find_best_threshold(right, grades)
    return [
        row._replace(floor=floor, target=">= 0.87"),
        _score_f1(f"{label}: F1 at the best threshold", right, grades, naive, best),
    ]


def _score_f1(name: str, right, grades, naive, threshold: float) -> Measure:
    found = grades >= threshold
    floor = divide(2 * (naive & right).sum(), naive.sum() + right.sum())
    unit = f"pairs (confidence >= {threshold:.2f})"
    return ratio(name, 2 * (found & right), found.astype(int) + right, unit, floor=floor)


def _list_thresholds(grades: Sequence[float]) -> list[float]:
    """The confidences that occur, lowest first; 0 where there is none."""
    return sorted({float(grade) for grade in grades if grade >= 0}) or [0.0]


def _find_best_threshold(right, grades) -> float:
    """The confidence from which on F1 is highest; the lowest of several."""

    def measure_f1(threshold: float) -> float:
        found = grades >= threshold
        return float(np.nan_to_num(divide(2 * (found & right).sum(), (found.sum() + right.sum()))))

    return max(_list_thresholds(grades), key=lambda t: (measure_f1(t), -t))
