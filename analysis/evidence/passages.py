"""Which words of which version does a row of a table come from?

A number on a page stands in a table; `analysis.evidence.dictionary` says by which columns its row
is named and to which passages it leads; here the row becomes the passages themselves.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import UsageError
from analysis.evidence.dictionary import BASE, TABLES, Passage

COLUMNS = ["version_id", "segment", "start", "stop", "text", "segment_id"]
# Twelve hexadecimal digits: among a million files two share them once in 500 tries.
_DIGITS = 12
_SEGMENT_ID = re.compile(r"([0-9a-f]{12})\.(\d+)-(\d+)")


def make_segment_id(version_sha256: str, start: int, stop: int) -> str:
    """
    Make the id of a passage, which stays the same whatever else is compared.

    Parameters
    ----------
    version_sha256 : str
        Of the bytes of the version's file.
    start, stop : int
        Half-open offsets into the version's extracted text.

    Returns
    -------
    str
        Letters, digits, a dot and a hyphen: fit for an address and for a file name. It hangs on
        the file and on how it is read, and on nothing else: not on the version's name, nor on
        the other versions, their order or the base. The segment's number, which is shorter,
        is as stable as long as the same mediacompare reads the file.

    Raises
    ------
    ValueError
        If the hash is not 64 hexadecimal digits, or the offsets are not in order.

    Examples
    --------
    >>> make_segment_id("60c623533c0d74d3" + 48 * "0", 31, 86)
    '60c623533c0d.31-86'
    """
    if not re.fullmatch(r"[0-9a-f]{64}", version_sha256) or not 0 <= start <= stop:
        raise ValueError("a segment id is made of a SHA-256 and two offsets in order")
    return f"{version_sha256[:_DIGITS]}.{start}-{stop}"


def parse_segment_id(segment_id: str) -> tuple[str, int, int]:
    """
    Read an id that `make_segment_id` made.

    Parameters
    ----------
    segment_id : str
        As from `make_segment_id`.

    Returns
    -------
    tuple of (str, int, int)
        The first digits of the file's SHA-256, and the offsets.

    Raises
    ------
    ValueError
        If it is no such id.

    Examples
    --------
    >>> parse_segment_id("60c623533c0d.31-86")
    ('60c623533c0d', 31, 86)
    """
    found = _SEGMENT_ID.fullmatch(segment_id)
    if not found:
        raise ValueError(f"{segment_id!r} is no segment id")
    return found[1], int(found[2]), int(found[3])


def find_passages(
    tables: Mapping[str, pd.DataFrame], name: str, key: Mapping[str, Any]
) -> pd.DataFrame:
    """
    Find the passages that a row of a table comes from.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        From `compare`.
    name : str
        The table.
    key : mapping of str to value
        Column and value, for enough of the table's key to name a row; with fewer columns, the
        passages of all rows that fit.

    Returns
    -------
    DataFrame
        One row a passage, in the order of the table: version_id, segment (the first that it
        touches), start, stop, text and segment_id. Rows that sum up others (a rate, a share)
        lead to the passages of those.

    Raises
    ------
    UsageError
        If there is no such table, or `key` names a column that it lacks.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> found = find_passages(tables, "changes", {"other_id": "rewrite"})
    >>> found[["version_id", "text"]].to_records(index=False).tolist()
    [('wire', '$12,000'), ('rewrite', '$120,000')]
    """
    if name not in TABLES or name not in tables:
        raise UsageError(f"There is no table {name!r}; the tables are {', '.join(TABLES)}.")
    unknown = [column for column in key if column not in tables[name].columns]
    if unknown:
        raise UsageError(
            f"The table {name} has no column {unknown[0]!r}; its key is "
            f"{', '.join(TABLES[name].key)}."
        )
    versions = tables["versions"]
    base = versions.loc[versions["type"] == "base", "version_id"].item()
    hashes = dict(zip(versions["version_id"], versions["sha256"], strict=True))
    spans = _list_spans(tables, name, key, base)
    found = [
        (version, *_read_span(tables["segments"], version, start, stop), hashes[version])
        for version, start, stop in dict.fromkeys(spans)
    ]
    return pd.DataFrame([_name_span(*one) for one in found], columns=COLUMNS)


def _list_spans(tables, name: str, key: Mapping, base: str) -> list[tuple[str, int, int]]:
    """Version, start and stop of each passage of the rows that fit."""
    rows = tables[name]
    for column, value in key.items():
        rows = rows[rows[column] == value]
    described, spans = TABLES[name], []
    for row in rows.to_dict("records"):
        for passage in described.passages:
            spans += _follow(row, passage, tables["segments"], base)
        for other, matching in described.rows_from:
            joined = {theirs: row[ours] for theirs, ours in matching.items()}
            spans += _list_spans(tables, other, joined, base)
    return spans


def _follow(
    row: dict, passage: Passage, segments: pd.DataFrame, base: str
) -> list[tuple[str, int, int]]:
    """The passage that some columns of a row lead to; none where they are empty."""
    version = base if passage.version == BASE else row[passage.version]
    own = segments[segments["version_id"] == version]
    if passage.segment is not None:
        if pd.isna(row[passage.segment]):
            return []
        own = own[own["segment"] == row[passage.segment]]
    elif pd.isna(row[passage.start]):
        return []
    elif passage.stop is not None:
        return [(version, int(row[passage.start]), int(row[passage.stop]))]
    else:
        own = own[(own["start"] <= row[passage.start]) & (own["stop"] > row[passage.start])]
    return [(version, int(one.start), int(one.stop)) for one in own.itertuples()]


def _read_span(
    segments: pd.DataFrame, version: str, start: int, stop: int
) -> tuple[int | None, int, int, str]:
    """First segment, offsets and words of a span; white space between segments is one space."""
    own = segments[
        (segments["version_id"] == version)
        & (segments["start"] < max(stop, start + 1))
        & (segments["stop"] > start)
    ]
    words = " ".join(
        one.text[max(0, start - one.start) : stop - one.start] for one in own.itertuples()
    )
    number = int(own["segment"].iloc[0]) if len(own) else None
    return number, start, stop, words


def _name_span(version: str, number, start: int, stop: int, text: str, digest: str) -> tuple:
    known = re.fullmatch(r"[0-9a-f]{64}", str(digest))
    return version, number, start, stop, text, make_segment_id(digest, start, stop) if known else ""
