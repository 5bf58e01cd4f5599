"""Are the words that outlets use for the same actor found to name the same actor?

Right are the mentions of one concept over the five outlets of an event; qualities (PROPERTY)
name no actor and are left out. A mention belongs to the entity that the suite finds at its
head word, else it stands alone. The floor joins mentions with the same head word.

The outlets reported apart, so that of any two reports of an event none is a copy of the other:
how many does the suite call one? The floor is the rule that a twentieth of its runs of five
words makes a copy.
"""

import re
from collections import defaultdict
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from analysis.names import find_mentions
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.version_types import COPIED, name_types
from benchmarks.made_versions import measure_texts
from benchmarks.quality.entity_groups import score_grouping
from benchmarks.quality.measures import Measure, divide, share, tabulate
from benchmarks.quality.texts import make_story

_NUMBER = re.compile(r"\d{1,9}")
FILES = {
    "sentences.jsonl": {"event": int, "orientation": str, "sentences": [str]},
    "annotations.jsonl": {
        "event_id": str,
        "publisher_id": str,
        "code_type": str,
        "code_name": str,
        "code_mention": str,
        "sentence": _NUMBER,
        "start": _NUMBER,
    },
}
# The head word stands before a complement; a possessive ending is not part of it.
_AFTER_HEAD = regex.compile(
    r",|\s(?:of|for|in|on|with|from|to|into|between|among|who|that|which)\s"
)
_WORD = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{N}.&-]*[\p{L}\p{N}])?")


def score_newswcl50(sentences: list[dict], annotations: list[dict]) -> pd.DataFrame:
    """Score the entities of `find_mentions`: persons (ACTOR) apart, then everything named."""
    mentions, n_lost = _read_mentions(sentences, annotations)
    measures = []
    for label, part in (
        ("persons", [m for m in mentions if m.is_person]),
        ("all", mentions),
    ):
        right = [m.concept for m in part]
        n = f"{len(part):,} mentions of {len(set(right)):,} concepts"
        n += f"; {n_lost} more not found in their sentence" if n_lost and label == "all" else ""
        scores = score_grouping(right, [m.entity for m in part])
        floors = score_grouping(right, [m.head for m in part])
        measures += [
            Measure(f"{label}: {name}", scores[name], floor=floors[name], n=n) for name in scores
        ]
    return tabulate([*measures, *_score_independence(sentences)])


# Runs of five words by which the naive rule calls a report a copy.
NAIVE_COPY = 0.05


def _score_independence(sentences: list[dict]) -> list[Measure]:
    """Types of the reports of one event, each read against each other one."""
    events: dict[int, dict[str, str]] = defaultdict(dict)
    for row in sentences:
        events[row["event"]][row["orientation"]] = "\n\n".join(row["sentences"])
    types, naive = [], []
    for texts in events.values():
        for base, text in texts.items():
            others = {name: other for name, other in texts.items() if name != base}
            if others:
                reuse = measure_texts(text, others)
                types += name_types(reuse, base)["type"].tolist()[1:]
                naive += (reuse["other_in_runs_5"] > NAIVE_COPY).tolist()
    n_copied = sum(kind in COPIED for kind in types)
    n_right = sum(kind == "independent" for kind in types)
    floor = divide(sum(naive), len(types))
    return [
        share(
            "reports called copied", n_copied, len(types), "pairs", floor=floor, target="<= 0.01"
        ),
        share("reports called independent", n_right, len(types), "pairs"),
    ]


class _Mention(NamedTuple):
    """A mention's concept, the suite's entity for it and its head word, all with the event."""

    is_person: bool
    concept: Hashable
    entity: Hashable
    head: Hashable


def _read_mentions(sentences: list[dict], annotations: list[dict]) -> tuple[list[_Mention], int]:
    """The mentions of actors and things, and how many do not stand in their sentence."""
    mentions, n_lost = [], 0
    for event in sorted({row["event"] for row in sentences}):
        outlets = [row for row in sentences if row["event"] == event]
        entities = _find_entities(outlets)
        lines = {(r["orientation"], k): s for r in outlets for k, s in enumerate(r["sentences"])}
        for row in annotations:
            if row["event_id"] != str(event) or row["code_type"] == "PROPERTY":
                continue
            place = row["publisher_id"], int(row["sentence"])
            span = _locate(lines.get(place, ""), row["code_mention"], int(row["start"]))
            if span is None:
                n_lost += 1
                continue
            start, stop = find_head(lines[place], *span)
            names = [e for a, b, e in entities.get(place, ()) if a <= start and stop <= b]
            entity = (event, names[0]) if names else (event, len(mentions), "alone")
            head = event, lines[place][start:stop].lower()
            concept = event, row["code_name"]
            mentions.append(_Mention(row["code_type"] == "ACTOR", concept, entity, head))
    return mentions, n_lost


def _find_entities(outlets: list[dict]) -> dict[tuple[str, int], list[tuple[int, int, str]]]:
    """The (start, stop, entity) found in each sentence, the longest first."""
    story = make_story({row["orientation"]: "\n\n".join(row["sentences"]) for row in outlets})
    segments = tabulate_segments(story)
    starts = {}
    for row in outlets:
        lengths = [len(sentence) + 2 for sentence in row["sentences"]]
        starts[row["orientation"]] = np.cumsum([0, *lengths])[:-1]
    found = defaultdict(list)
    for row in find_mentions(segments, tabulate_tokens(segments)).itertuples():
        k = int(np.searchsorted(starts[row.version_id], row.start, side="right")) - 1
        offset = int(starts[row.version_id][k])
        found[row.version_id, k].append((row.start - offset, row.stop - offset, row.entity))
    return {place: sorted(spans, key=lambda s: (s[0] - s[1], s)) for place, spans in found.items()}


def _locate(sentence: str, mention: str, token: int) -> tuple[int, int] | None:
    """The span of a mention in its sentence: of several, the one nearest to its token."""
    starts = [match.start() for match in regex.finditer(regex.escape(mention), sentence)]
    if not mention.strip() or not starts:
        return None
    start = min(starts, key=lambda at: (abs(len(sentence[:at].split()) - token), at))
    return start, start + len(mention)


def find_head(sentence: str, start: int, stop: int) -> tuple[int, int]:
    """
    Find the span of a mention's head word: the last before a complement.

    Examples
    --------
    >>> find_head("The leader of the city spoke.", 0, 22)
    (4, 10)
    """
    core = _AFTER_HEAD.split(sentence[start:stop])[0]
    core = regex.sub(r"['’]s?$", "", core)
    words = [match.span() for match in _WORD.finditer(core)]
    return (start + words[-1][0], start + words[-1][1]) if words else (start, stop)
