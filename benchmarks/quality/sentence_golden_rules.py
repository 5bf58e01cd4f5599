"""Does the sentence splitter give exactly the sentences of each case?"""

import re

import pandas as pd

from analysis.segment import split_sentences
from benchmarks.quality.measures import share, tabulate

FILES = {"pysbd_en.jsonl": {"text": str, "sentences": [str]}}

# The naive rule: a full stop, question or exclamation mark, white space, a capital.
_NAIVE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“'(])")


def score_sentence_golden_rules(rows: list[dict]) -> pd.DataFrame:
    """
    Score `split_sentences` on cases with their sentences: the share of lists exactly right.

    White space is folded on both sides, for the cases fold it here and there.
    """
    n_right = sum(_fold(_split(row["text"])) == _fold(row["sentences"]) for row in rows)
    n_naive = sum(_fold(_NAIVE.split(row["text"])) == _fold(row["sentences"]) for row in rows)
    floor = n_naive / len(rows) if rows else float("nan")
    return tabulate([share("exact list of sentences", n_right, len(rows), "cases", floor=floor)])


def _split(text: str) -> list[str]:
    return [text[start:stop] for start, stop in split_sentences(text)]


def _fold(sentences: list[str]) -> list[str]:
    return [folded for folded in (" ".join(s.split()) for s in sentences) if folded]
