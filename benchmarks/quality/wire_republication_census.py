"""What does the suite make of scraped pages of one news day? No gold: counts only."""

import pandas as pd

from analysis.divergence import tabulate_distances
from analysis.segment import tabulate_segments, tabulate_tokens
from benchmarks.quality.measures import count, share, tabulate
from benchmarks.quality.texts import make_story

FILES = {"articles.jsonl": {"id": int, "paragraphs": [str]}}
# More than half of a page's runs of five words: copied, not merely on the same subject.
COPIED = 0.5


def score_wire_republication_census(rows: list[dict]) -> pd.DataFrame:
    """Count the pages in which a body is found and the pairs of which one holds the other."""
    story = make_story({str(row["id"]): "\n\n".join(row["paragraphs"]) for row in rows})
    segments = tabulate_segments(story)
    n_body = segments.loc[segments["kind"] == "body", "version_id"].nunique()
    tokens = tabulate_tokens(segments)
    distances = tabulate_distances(tokens, version_ids=[v.id for v in story.versions])
    contained = distances[["containment_a_in_b", "containment_b_in_a"]].max(axis=1) > COPIED
    furniture = segments.loc[segments["kind"] != "body", "text"].str.len().sum()
    n_characters = segments["text"].str.len().sum()
    return tabulate(
        [
            share("pages with a body", n_body, len(rows), "pages; no gold: counts only"),
            share(
                "characters that are not body",
                int(furniture),
                int(n_characters),
                "characters; no gold: counts only",
            )._replace(low=float("nan"), high=float("nan")),
            count(
                "pairs with containment above 0.5",
                contained.sum(),
                f"of {len(distances):,} pairs; no gold: counts only",
            ),
        ]
    )
