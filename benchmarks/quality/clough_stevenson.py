"""
Is it told how much of its source an answer re-used, and what does each figure add?

Every task is graded by weights that were learned from the other tasks (`benchmarks.train_reuse`);
the figures were chosen on these tasks, never on others. The floor is the share of an answer's
word trigrams that the source has, cut at thresholds that are best on the other tasks. The type of
a version says what was done, not how much is left; `LABELS` declares which goes with which, and
is shown for comparison.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis import compare
from analysis.reuse.levels import LEVEL_QUESTIONS, choose_level, grade_levels
from analysis.tokens import find_terms
from benchmarks.quality.measures import Measure, share, tabulate
from benchmarks.quality.texts import make_story
from benchmarks.train_reuse import learn_levels, measure_answers

FILES = {"answers.jsonl": {"file": str, "task": str, "label": str, "text": str}}
DEGREES = ("non", "heavy", "light", "cut")  # by how much is left of the source
# A rewrite keeps some passages, a spun copy the statements in other words; `unsure` falls
# where little but not nothing is shared.
LABELS = {
    "republication": "cut",
    "cut-down": "cut",
    "reordered": "cut",
    "expansion": "cut",
    "rewrite": "light",
    "spun": "heavy",
    "unsure": "heavy",
    "independent": "non",
    "unrelated": "non",
}


def score_clough_stevenson(rows: list[dict]) -> pd.DataFrame:
    """Score the levels of reuse, each task by weights from the others, figure by figure."""
    answers, evidence = measure_answers(rows)
    sources = {row["task"]: row["text"] for row in rows if row["label"] == "orig"}
    tasks = np.array([row["task"] for row in answers])
    right = np.array([DEGREES.index(row["label"]) for row in answers], dtype=int)
    shared = np.array([share_trigrams(row["text"], sources[row["task"]]) for row in answers])
    found = predict_levels(evidence, right, tasks)
    kinds = [DEGREES.index(LABELS[kind]) for kind in _find_types(sources, answers)]
    measures = []
    for name, top, target in (("4-way", 3, ">= 0.80"), ("binary", 1, ">= 0.95")):
        naive = _predict_by_thresholds(shared, np.minimum(right, top), tasks, top)
        floor = float((naive == np.minimum(right, top)).mean()) if len(right) else float("nan")
        measures += [
            _score(f"{name} accuracy, other tasks' weights", found, right, top)._replace(
                floor=floor, target=target
            ),
            _score(f"{name} accuracy of the version's type", np.array(kinds, int), right, top),
        ]
    for figure in [figure for used in LEVEL_QUESTIONS.values() for figure in used]:
        without = predict_levels(evidence, right, tasks, leave_out=figure)
        for name, top in (("4-way", 3), ("binary", 1)):
            measures.append(_score(f"{name} without {figure}", without, right, top))
    return tabulate(measures)


def predict_levels(
    evidence: list[dict], right: np.ndarray, tasks: np.ndarray, leave_out: str = ""
) -> np.ndarray:
    """Grade the answers of each task by weights from the others, as places in `DEGREES`."""
    found = np.zeros(len(right), dtype=int)
    for task in np.unique(tasks):
        others = np.flatnonzero(tasks != task)
        # Where the other tasks lack a level nothing can be learned: the shipped weights answer.
        is_complete = len(np.unique(right[others])) == len(DEGREES)
        seen = [evidence[k] for k in others]
        formulas = learn_levels(seen, right[others], leave_out) if is_complete else None
        for k in np.flatnonzero(tasks == task):
            level = choose_level(grade_levels(evidence[k], formulas))
            found[k] = DEGREES.index("non" if level == "none" else level)
    return found


def _score(name: str, found: np.ndarray, right: np.ndarray, top: int) -> Measure:
    hits = np.minimum(found, top) == np.minimum(right, top)
    return share(name, int(hits.sum()), len(right), "answers")


def _find_types(sources: dict[str, str], answers: list[dict]) -> list[str]:
    """The type of each answer, read against its task's source."""
    types = {}
    for task, source in sources.items():
        texts = {str(k): a["text"] for k, a in enumerate(answers) if a["task"] == task}
        if texts:
            versions = compare(make_story({"source": source, **texts}, base="source"))["versions"]
            types.update(zip(versions["version_id"], versions["type"], strict=True))
    return [types[str(k)] for k in range(len(answers))]


def share_trigrams(text: str, source: str) -> float:
    """
    Measure which share of a text's different word trigrams a source has; 0 for too short a text.

    Examples
    --------
    >>> share_trigrams("rain fell all day long", "Rain fell all day.")
    0.6666666666666666
    """
    grams, others = (
        set(zip(t, t[1:], t[2:], strict=False)) for t in map(_read_terms, (text, source))
    )
    return len(grams & others) / len(grams) if grams else 0.0


def _read_terms(text: str) -> list[str]:
    return [term.lower() for term in find_terms(text)]


def _predict_by_thresholds(shared, goal, tasks, top: int) -> np.ndarray:
    """Cut at the thresholds that are best on the other tasks (the first of equals)."""
    said = np.zeros(len(goal), dtype=int)
    for task in np.unique(tasks):
        own = tasks == task
        values = np.unique(shared[~own])
        middles = (values[1:] + values[:-1]) / 2
        cuts = list(combinations(middles, top)) or [(0.5,) * top]
        levels = [np.searchsorted(cut, shared[~own]) for cut in cuts]
        best = max(range(len(cuts)), key=lambda k: ((levels[k] == goal[~own]).sum(), -k))
        said[own] = np.searchsorted(cuts[best], shared[own])
    return said
