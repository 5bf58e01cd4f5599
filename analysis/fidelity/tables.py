"""What was altered between the base and each other version of a story?"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.attribution import rebuild_text
from analysis.collation import group_pairs
from analysis.fidelity.change import KINDS, Change
from analysis.fidelity.ledger import build_changes, compare_passages
from analysis.fidelity.passage import Pair, Passage, Quotation
from analysis.fidelity.quotes import find_version_quote_changes
from analysis.fidelity.severity import load_severities

# Quotations are compared over whole versions: one may move, or be joined with the next.
_IN_PASSAGES = tuple(kind for kind in KINDS if kind != "quote")
# Between the sentences of a passage that do not follow each other in their version.
_BREAK = "\n\n"
WITH_COUNTERPART = ("edited", "paraphrased", "partial")
_QUOTATION_COLUMNS = [
    *("start", "stop", "form", "source", "source_start", "source_stop"),
    *("cue", "cue_start", "cue_stop", "confidence"),
]


class _Version(NamedTuple):
    """The body of one version, in the version's own offsets; `shown` has captions and all."""

    text: str
    shown: str
    segments: list[int]
    starts: list[int]
    stops: list[int]
    quotations: list[Quotation]
    published_at: str | None

    def name_segment(self, at: int) -> int:
        """The segment in which a character stands."""
        return self.segments[max(bisect_right(self.starts, at) - 1, 0)]


class _Stretch(NamedTuple):
    """A passage and where its parts stand in the version."""

    passage: Passage
    parts: tuple[tuple[int, int], ...]  # (offset in the passage, offset in the version)

    def place(self, at: int) -> int:
        """Carry an offset of the passage over to the version."""
        local, absolute = next(p for p in reversed(self.parts) if p[0] <= at or p[0] == 0)
        return absolute + at - local


def tabulate_changes(
    collation: pd.DataFrame,
    segments: pd.DataFrame,
    quotations: pd.DataFrame,
    *,
    published_at: Mapping[str, str | None] | None = None,
) -> pd.DataFrame:
    """
    List what was altered between the base and each other version.

    Parameters
    ----------
    collation : DataFrame
        The collation table: its edited, paraphrased and partial rows are the aligned
        passages; sentences that belong together (n:m) are one passage.
    segments, quotations : DataFrame
        The tables of all versions.
    published_at : mapping of str to str, optional
        When each version was published (ISO 8601), for reading weekdays.

    Returns
    -------
    DataFrame
        changes.csv: one row an alteration, sorted by versions in the order of the collation,
        then by segments and place in the base. Offsets point into the versions' texts; a
        side with nothing there has a span of no width.
    """
    dates = published_at or {}
    ids = {*collation["base_id"], *collation["other_id"]}
    versions = {
        version_id: _read_version(rows, quotations, version_id, dates.get(version_id))
        for version_id, rows in segments.groupby("version_id")
        if version_id in ids and (rows["kind"] == "body").any()
    }
    rows: list[tuple] = []
    read: dict[tuple, _Stretch] = {}
    for (base_id, other_id), pairs in collation.groupby(["base_id", "other_id"], sort=False):
        if base_id in versions and other_id in versions:
            sides = (versions[base_id], versions[other_id])
            found = _compare_versions(sides, pairs, read, base_id)
            rows.extend(_list_rows((base_id, other_id), sides, found))
    return build_changes(rows)


def _read_version(
    rows: pd.DataFrame, quotations: pd.DataFrame, version_id: str, published_at: str | None
) -> _Version:
    rows = rows.sort_values("start")
    body = rows[rows["kind"] == "body"]
    bounds = _list_bounds(body)
    said = quotations[quotations["version_id"] == version_id][_QUOTATION_COLUMNS]
    said = said.astype(object).where(said.notna(), None)
    return _Version(
        rebuild_text(bounds, body["text"]),
        # A span from one paragraph to another passes over what stands between them.
        rebuild_text(_list_bounds(rows), rows["text"]).replace("\u2029", "\n"),
        [bound[3] for bound in bounds],
        [bound[0] for bound in bounds],
        [bound[1] for bound in bounds],
        [Quotation(*row) for row in said.itertuples(index=False, name=None)],
        published_at,
    )


def _list_bounds(rows: pd.DataFrame) -> list[tuple]:
    columns = (rows[name].tolist() for name in ("start", "stop", "paragraph", "segment"))
    return list(zip(*columns, strict=True))


def _compare_versions(
    sides: tuple[_Version, _Version], pairs: pd.DataFrame, read: dict, base_id: str
) -> list[Change]:
    """All alterations of one pair of versions, in the offsets of the versions."""
    base, other = sides
    aligned = pairs[pairs["action"].isin(WITH_COUNTERPART)]
    links = zip(aligned["base_segment"].tolist(), aligned["other_segment"].tolist(), strict=True)
    found: list[Change] = []
    for left, right in group_pairs(links):
        key = (base_id, *left)
        if key not in read:
            read[key] = _cut_stretch(base, left)
        a, b = read[key], _cut_stretch(other, right)
        pair = Pair(a.passage, b.passage, base.published_at, other.published_at)
        changes = compare_passages(pair, kinds=_IN_PASSAGES)
        found.extend(_place_change(change, a, b) for change in changes)
    return found + find_version_quote_changes(_whole_passage(base), _whole_passage(other))


def _whole_passage(version: _Version) -> Passage:
    return Passage(version.text, tuple(version.quotations), version.text)


def _cut_stretch(version: _Version, segments: list[int]) -> _Stretch:
    """The passage of some sentences of a version."""
    runs: list[list[int]] = []
    for segment in segments:
        at = version.segments.index(segment)
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    text, parts, said = "", [], []
    for run in runs:
        text += _BREAK if text else ""
        start, stop = version.starts[run[0]], version.stops[run[-1]]
        parts.append((len(text), start))
        said.extend(_clip_quotations(version.quotations, start, stop, len(text)))
        text += version.text[start:stop]
    return _Stretch(Passage(text, tuple(said), version.text), tuple(parts))


def _clip_quotations(said: Sequence[Quotation], start: int, stop: int, at: int) -> list[Quotation]:
    """The quotations that stand in a stretch, in its own offsets."""

    def carry(a: int | None, b: int | None) -> tuple[int | None, int | None]:
        if a is None or b is None or a < start or b > stop:
            return None, None
        return int(a) - start + at, int(b) - start + at

    return [
        q._replace(
            start=max(q.start, start) - start + at,
            stop=min(q.stop, stop) - start + at,
            source_start=carry(q.source_start, q.source_stop)[0],
            source_stop=carry(q.source_start, q.source_stop)[1],
            cue_start=carry(q.cue_start, q.cue_stop)[0],
            cue_stop=carry(q.cue_start, q.cue_stop)[1],
        )
        for q in said
        if q.start < stop and start < q.stop
    ]


def _place_change(change: Change, base: _Stretch, other: _Stretch) -> Change:
    return change._replace(
        base_start=base.place(change.base_start),
        base_stop=base.place(change.base_start) + change.base_stop - change.base_start,
        other_start=other.place(change.other_start),
        other_stop=other.place(change.other_start) + change.other_stop - change.other_start,
    )


def _list_rows(
    ids: tuple[str, str], sides: tuple[_Version, _Version], found: list[Change]
) -> list[tuple]:
    """Rows of changes.csv of one pair of versions, in its order."""
    base, other = sides
    rules = load_severities()
    rows = [
        (
            *ids,
            *(base.name_segment(c.base_start), other.name_segment(c.other_start)),
            *(c.base_start, c.kind, c.subkind, rules[c.kind, c.subkind].severity),
            *(c.base_stop, base.shown[c.base_start : c.base_stop]),
            *(c.other_start, c.other_stop, other.shown[c.other_start : c.other_stop]),
            *(round(c.confidence, 3), c.why),
        )
        for c in set(found)
    ]
    return sorted(rows, key=lambda row: (*row[2:5], row[10], KINDS.index(row[5]), *row[6:]))
