"""Do frame cues tell the generic frames that annotators gave to whole articles?

Two of the suite's five frames have a counterpart among the 14. The floor is a classifier
(TF-IDF and logistic regression, 5-fold), which learns from articles that were coded;
`analysis.frame_coding` learns in the same number of folds.
"""

import math

import numpy as np
import pandas as pd

from benchmarks.quality.cross_validation import predict_by_tfidf
from benchmarks.quality.frame_cues import count_frame_cues, score_coder, score_frame
from benchmarks.quality.measures import Measure, divide, tabulate

FILES = {"articles_en.jsonl": {"id": str, "frames": [str], "text": str}}
# The suite's frame and the set's; conflict, responsibility and human interest have none.
COUNTERPARTS = {"morality": "Morality", "economic": "Economic"}


def score_semeval23_task3_frames(rows: list[dict]) -> pd.DataFrame:
    """Score frame cues on articles with their frames."""
    texts = [row["text"] for row in rows]
    frames = sorted({frame for row in rows for frame in row["frames"]})
    right = np.array([[frame in row["frames"] for frame in frames] for row in rows], dtype=int)
    right = right.reshape(len(rows), len(frames))
    naive = predict_by_tfidf(texts, right)
    counts = count_frame_cues(texts)
    measures = []
    for own, theirs in COUNTERPARTS.items():
        if theirs in frames:
            column = frames.index(theirs)
            found = [each.get(own, 0) for each in counts]
            measures += score_frame(theirs, right[:, column], found, naive[:, column], "articles")
    hits = ((naive > 0) & (right > 0)).sum()
    floor = divide(2 * hits, (naive > 0).sum() + right.sum())
    n = f"{len(rows):,} articles; cue lists name no more of the {len(frames)} frames"
    measures.append(Measure("cue lists, all frames: micro-F1", math.nan, floor=floor, n=n))
    codes = [row["frames"] for row in rows]
    measures += score_coder("micro-F1", texts, codes, floor, "articles")
    return tabulate(measures)
