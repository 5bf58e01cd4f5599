"""Do the frame cues of a text, or a coder trained on others, tell the frames coders found in it?"""

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.quality.cross_validation import FOLDS
from benchmarks.quality.measures import Measure, decisions, ratio
from benchmarks.quality.texts import make_story


def count_frame_cues(texts: Sequence[str], kind: str | None = None) -> list[dict[str, int]]:
    """Count the cues of each frame in each text; `kind` says what a text is (a headline)."""
    from analysis.frames import find_frame_cues
    from analysis.segment import tabulate_segments, tabulate_tokens

    story = make_story({str(k): text for k, text in enumerate(texts)})
    segments = tabulate_segments(story)
    if kind:
        segments["kind"] = kind
    cues = find_frame_cues(segments, tabulate_tokens(segments).assign(voice="outlet"))
    counts: list[dict[str, int]] = [{} for _ in texts]
    for (version_id, frame), number in cues.groupby(["version_id", "frame"]).size().items():
        counts[int(version_id)][frame] = int(number)
    return counts


def score_frame(
    label: str, right: Sequence[bool], counts: Sequence[int], naive: Sequence[float], unit: str
) -> list[Measure]:
    """
    Make the rows of one frame: at least one cue as the answer, and how well counts rank.

    The floor's answers are the grades above 0. The area under the ROC curve is the chance that
    a text with the frame has more cues than one without, 0.5 for a coin.
    """
    right, counts, naive = np.asarray(right, bool), np.asarray(counts), np.asarray(naive)
    rows = decisions(label, right, counts > 0, unit, naive=naive > 0)
    area = Measure(
        f"{label}: area under the ROC curve",
        measure_roc_area(right, counts),
        floor=measure_roc_area(right, naive),
        n=f"{int(right.sum()):,} of {len(right):,} {unit}",
    )
    return [*rows, area]


def score_coder(
    label: str, texts: Sequence[str], codes: Sequence[Sequence[str]], floor: float, unit: str
) -> list[Measure]:
    """
    Make the rows of `analysis.frame_coding`, in as many folds as the floor; none if too few.

    F1 is over all codes together (where a text has one code: the accuracy); alpha is between
    the coders of the set and the trained one.
    """
    from analysis.errors import UsageError
    from analysis.frame_coding import cross_validate_coder

    try:
        scores, found = cross_validate_coder(texts, codes, folds=FOLDS)
    except UsageError:
        return []
    both = [len(set(a) & set(b)) for a, b in zip(found["coded"], found["found"], strict=True)]
    sizes = found["coded"].map(len) + found["found"].map(len)
    row = ratio(f"trained coder: {label}", 2 * np.array(both), sizes, unit, floor=floor)
    whole = scores.iloc[-1]
    n = f"{len(texts):,} {unit}"
    alpha = ("trained coder: alpha with the coders", whole.alpha, whole.alpha_low, whole.alpha_high)
    return [row, Measure(*alpha, n=n)]


def measure_roc_area(right: np.ndarray, grades: np.ndarray) -> float:
    """Measure the area under the ROC curve; NaN if all cases have one answer."""
    from sklearn.metrics import roc_auc_score

    if not len(right) or right.min() == right.max():
        return math.nan
    return float(roc_auc_score(right, grades))
