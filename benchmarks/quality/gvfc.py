"""Do frame cues tell the frame that coders gave to a headline on gun violence?

Of the nine frames one, economic consequences, has a counterpart among the suite's five. The
floor is a classifier (TF-IDF and logistic regression, 5-fold) that learns from coded headlines;
`analysis.frame_coding` learns in the same number of folds.
"""

import math

import numpy as np
import pandas as pd

from benchmarks.quality.cross_validation import predict_by_tfidf
from benchmarks.quality.frame_cues import count_frame_cues, score_coder, score_frame
from benchmarks.quality.measures import Measure, divide, tabulate

FILES = {"headlines.jsonl": {"headline": str, "relevant": int, "frame1": int, "frame2": int}}
ECONOMIC = 9


def score_gvfc(rows: list[dict]) -> pd.DataFrame:
    """Score frame cues on headlines that coders found relevant; frame 99, none, is a class."""
    kept = [row for row in rows if row["relevant"] == 1]
    texts = [row["headline"] for row in kept]
    first = np.array([row["frame1"] for row in kept], dtype=int)
    frames = np.unique(first)
    grades = predict_by_tfidf(texts, (first[:, None] == frames[None, :]).astype(int))
    measures = []
    if ECONOMIC in frames:
        right = [ECONOMIC in (row["frame1"], row["frame2"]) for row in kept]
        counts = [each.get("economic", 0) for each in count_frame_cues(texts, "headline")]
        column = list(frames).index(ECONOMIC)
        measures += score_frame("economic", right, counts, grades[:, column], "headlines")
    said = frames[grades.argmax(axis=1)] if len(kept) else first
    n = f"{len(kept):,} headlines; cue lists name no more of the {len(frames)} classes"
    floor = divide((said == first).sum(), len(kept))
    measures.append(Measure("cue lists, first frame: accuracy", math.nan, floor=floor, n=n))
    codes = [(str(frame),) for frame in first.tolist()]
    measures += score_coder("accuracy", texts, codes, floor, "headlines")
    return tabulate(measures)
