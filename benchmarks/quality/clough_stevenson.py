"""Does the type of a version tell how much of its source an answer re-used?

Types say what was done, the labels how much was left: `LABELS` declares which goes with which.
The floor is the share of an answer's word trigrams that the source has, cut at thresholds
that are best on the other tasks.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis import compare
from analysis.tokens import find_terms
from benchmarks.quality.measures import share, tabulate
from benchmarks.quality.texts import make_story

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
    """Score the types of `compare` on answers, each task's source being the base."""
    sources = {row["task"]: row["text"] for row in rows if row["label"] == "orig"}
    answers = [row for row in rows if row["label"] in DEGREES and row["task"] in sources]
    tasks = np.array([row["task"] for row in answers])
    right = np.array([DEGREES.index(row["label"]) for row in answers], dtype=int)
    found = np.array(
        [DEGREES.index(LABELS[kind]) for kind in _find_types(sources, answers)], dtype=int
    )
    shared = np.array([share_trigrams(row["text"], sources[row["task"]]) for row in answers])
    measures = []
    for name, top, target in (("4-way", 3, ">= 0.80"), ("binary", 1, ">= 0.95")):
        goal = np.minimum(right, top)
        naive = _predict_by_thresholds(shared, goal, tasks, top)
        n_right = int((np.minimum(found, top) == goal).sum())
        floor = float((naive == goal).mean()) if len(goal) else float("nan")
        name = f"{name} accuracy of the version's type"
        measures.append(share(name, n_right, len(goal), "answers", floor=floor, target=target))
    return tabulate(measures)


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
