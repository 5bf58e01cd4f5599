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
# Fewest articles to train on: the model's features must be seen in several.
LEAST_TO_LEARN = 20
MODEL = "with the model, trained on other articles"
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
    right = group_right(attributions)
    kept = select_articles(articles, right)
    found = [count_article(a["text"], right[a["id"]], *_find(a["text"])) for a in kept]
    marks = [count_article(a["text"], right[a["id"]], *_find_marks(a["text"])) for a in kept]
    halves = np.array([find_half(a["id"]) for a in kept], dtype=int)
    lengths = np.array([len(a["text"]) for a in kept])
    measures = _score_articles("all", found, marks, lengths, with_targets=True)
    measures += _score_halves("", found, marks, lengths, halves)
    if len(kept) >= LEAST_TO_LEARN:
        refined = _find_with_model(kept, attributions)
        measures += _score_articles(f"{MODEL}: all", refined, marks, lengths)
        measures += _score_halves(f"{MODEL}: ", refined, marks, lengths, halves)
    return tabulate(measures)


def find_half(article_id: str) -> int:
    """Say in which half an article is; the rules were written with half 0 in view."""
    return zlib.crc32(article_id.encode()) % 2


def _score_halves(label, found, marks, lengths, halves) -> list[Measure]:
    """Score each half; each measure of one stands beside the other's."""
    parts = []
    for number in (0, 1):
        part = np.flatnonzero(halves == number)
        rows = [found[k] for k in part], [marks[k] for k in part], lengths[part]
        parts.append(_score_articles(f"{label}half {number}", *rows))
    return [measure for pair in zip(*parts, strict=True) for measure in pair]


def _find_with_model(kept: list[dict], attributions: list[dict]) -> list[Counts]:
    """Count what is found with the model, each article by weights trained on others."""
    from analysis.attribution.quotations import build_table
    from benchmarks import train_attribution

    articles = [*train_attribution.map_articles(kept, attributions)]
    sample = train_attribution.sample_pieces(articles)
    folds = train_attribution.deal(articles)
    counts = {}
    for article, values in zip(
        articles, train_attribution.refine_unseen(articles, sample, folds), strict=True
    ):
        got = gather_found(article.text, build_table(values))
        counts[article.id] = count_article(article.text, article.right, *got)
    return [counts[article["id"]] for article in kept]


def group_right(attributions: list[dict]) -> dict[str, list[Attribution]]:
    """Gather what is right by the article's id."""
    right: dict[str, list[Attribution]] = {}
    for row in attributions:
        source = tuple(row["source"][0]) if row["source"] else None
        content = [tuple(span) for span in row["content"]]
        right.setdefault(row["article"], []).append(Attribution(content, source))
    return right


def select_articles(articles: list[dict], right: dict[str, list[Attribution]]) -> list[dict]:
    """Leave out the articles that nobody annotated, and the one annotated in part."""
    return [a for a in articles if a["id"] in right and not a["id"].startswith(PARTLY_ANNOTATED)]


def _find(text: str) -> tuple[Spans, list[Attribution]]:
    """The spans and the attributions the suite finds."""
    from analysis.attribution import find_quotations

    return gather_found(text, find_quotations(text))


def gather_found(text: str, rows: pd.DataFrame) -> tuple[Spans, list[Attribution]]:
    """Gather spans, and attributions: rows with one cue belong together."""
    spans, by_cue = [], {}
    for row in rows.itertuples():
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
