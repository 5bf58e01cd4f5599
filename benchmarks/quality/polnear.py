"""Which characters of an article are attributed to somebody, by which words, to whom?

Right is the union of the content spans that the annotators marked. A direct quotation found
counts with its marks, as they mark it. Indirect content is what they marked outside quotation
marks. Articles without any annotation, and one that is annotated in part only, are left out.
"""

import zlib

import numpy as np
import pandas as pd

from benchmarks.quality.attributed_spans import (
    Attribution,
    Counts,
    Spans,
    count_article,
    find_marked_spans,
)
from benchmarks.quality.measures import Measure, divide, ratio, share, tabulate

FILES = {
    "articles.jsonl": {"id": str, "text": str},
    "attributions.jsonl": {"article": str, "source": [(int, int)], "content": [(int, int)]},
}
PARTLY_ANNOTATED = "politico_2015-12-11"
_FOUND_AND_RIGHT = ("n_found", "n_right")
# Name, its hits, what they are divided by, and its target.
_RATIOS = (
    ("characters, precision", "n_hit", ("n_found",), ">= 0.85"),
    ("characters, recall", "n_hit", ("n_right",), ""),
    ("characters, F1", "n_hit", _FOUND_AND_RIGHT, ">= 0.84"),
    ("direct characters, recall", "direct_hit", ("direct_right",), ""),
    ("indirect characters, recall", "indirect_hit", ("indirect_right",), ""),
    (
        "attributions at IoU 0.5, F1",
        "n_matched",
        ("n_found_attributions", "n_right_attributions"),
        ">= 0.66",
    ),
)


def score_polnear(articles: list[dict], attributions: list[dict]) -> pd.DataFrame:
    """Score `find_quotations` on annotated articles; see the module for what is right."""
    right: dict[str, list[Attribution]] = {}
    for row in attributions:
        source = tuple(row["source"][0]) if row["source"] else None
        content = [tuple(span) for span in row["content"]]
        right.setdefault(row["article"], []).append(Attribution(content, source))
    kept = [a for a in articles if a["id"] in right and not a["id"].startswith(PARTLY_ANNOTATED)]
    found = [count_article(a["text"], right[a["id"]], *_find(a["text"])) for a in kept]
    marks = [count_article(a["text"], right[a["id"]], *_find_marks(a["text"])) for a in kept]
    halves = np.array([zlib.crc32(a["id"].encode()) % 2 for a in kept], dtype=int)
    lengths = np.array([len(a["text"]) for a in kept])
    measures = _score_articles("all", found, marks, lengths, with_targets=True)
    parts = []
    for number in (0, 1):
        part = np.flatnonzero(halves == number)
        rows = [found[k] for k in part], [marks[k] for k in part], lengths[part]
        parts.append(_score_articles(f"half {number}", *rows))
    # Each measure of one half stands beside the other's.
    measures += [measure for pair in zip(*parts, strict=True) for measure in pair]
    return tabulate(measures)


def _find(text: str) -> tuple[Spans, list[Attribution]]:
    """The spans and the attributions (rows with one cue belong together) the suite finds."""
    from analysis.attribution import find_quotations

    spans, by_cue = [], {}
    for row in find_quotations(text).itertuples():
        outside = 1 if row.form == "direct" else 0
        span = max(0, row.start - outside), min(len(text), row.stop + outside)
        spans.append(span)
        if pd.isna(row.cue_start):
            continue
        content, source = by_cue.get(row.cue_start, ([], None))
        if not pd.isna(row.source_start):
            source = int(row.source_start), int(row.source_stop)
        by_cue[row.cue_start] = [*content, span], source
    return spans, [Attribution(*item) for item in by_cue.values()]


def _find_marks(text: str) -> tuple[Spans, list[Attribution]]:
    """The naive rule: each stretch in quotation marks is an attribution."""
    spans = find_marked_spans(text)
    return spans, [Attribution([span], None) for span in spans]


def _score_articles(label, found, marks, lengths, *, with_targets=False) -> list[Measure]:
    """Rows of a set of articles: characters, attributions, heads of sources."""
    got = pd.DataFrame(found, columns=Counts._fields)
    naive = pd.DataFrame(marks, columns=Counts._fields).sum()
    measures = []
    for name, part, whole, target in _RATIOS:
        # F1 is twice the hits over what was found and what is right.
        factor = len(whole)
        measures.append(
            ratio(
                f"{label}: {name}",
                factor * got[part],
                got[list(whole)].sum(axis=1),
                "articles",
                floor=divide(factor * naive[part], naive[list(whole)].sum()),
                target=target if with_targets else "",
            )
        )
    n_right = got["n_right"].sum()
    everything = divide(2 * n_right, lengths.sum() + n_right)
    name = f"{label}: characters, F1 (floor: mark everything)"
    measures.insert(3, measures[2]._replace(measure=name, floor=everything))
    heads = int(got["n_heads_right"].sum()), int(got["n_heads"].sum())
    target = ">= 0.83" if with_targets else ""
    return [*measures, share(f"{label}: head of the source", *heads, "matched", target=target)]
