"""Does containment tell in which order a story was rewritten, without looking at length?

Each story was rewritten twice: adv -> int -> ele. A simpler version holds less of the fuller
one than the fuller one holds of it. The floor orders by length, longest first.
"""

import pandas as pd

from analysis.divergence import compare_terms
from benchmarks.quality.measures import divide, share, tabulate

FILES = {"articles.jsonl": {"story": str, "level": str, "text": str}}
CHAIN = ("adv", "int", "ele")


def score_onestopenglish(rows: list[dict]) -> pd.DataFrame:
    """Score the direction of containment on stories that have all three levels."""
    stories: dict[str, dict[str, str]] = {}
    for row in rows:
        stories.setdefault(row["story"], {})[row["level"]] = row["text"]
    chains = [[texts[level] for level in CHAIN] for texts in stories.values() if len(texts) == 3]
    steps = [[_is_contained(later, earlier) for earlier, later in _pair(c)] for c in chains]
    by_length = [[len(later) < len(earlier) for earlier, later in _pair(c)] for c in chains]
    n = len(chains)
    whole = "whole chain in order by containment"
    each = "neighbours in order by containment"
    return tabulate(
        [
            share(
                whole,
                sum(map(all, steps)),
                n,
                "stories",
                floor=divide(sum(map(all, by_length)), n),
                target=">= 0.96",
            ),
            share(
                each,
                sum(map(sum, steps)),
                2 * n,
                "pairs",
                floor=divide(sum(map(sum, by_length)), 2 * n),
            ),
        ]
    )


def _pair(chain: list[str]) -> list[tuple[str, str]]:
    return list(zip(chain, chain[1:], strict=False))


def _is_contained(later: str, earlier: str) -> bool:
    """Whether more of the later version stands in the earlier one than the other way round."""
    distances = compare_terms(later, earlier)
    return bool(distances["containment_a_in_b"] > distances["containment_b_in_a"])
