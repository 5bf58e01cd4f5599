"""What is quoted in each version of a story, in whose voice is each word, who speaks most?"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.attribution.quotations import (
    VOICE_CONFIDENCE,
    Bound,
    build_table,
    list_quotations,
)
from analysis.tokens import find_word_spans

UNNAMED = "(unnamed)"

# Kinds of segment whose quotations count. Captions repeat the body or belong to a picture
# agency, and furniture is not the version's.
QUOTED_KINDS = ("body", "headline", "standfirst", "subheading")

_SOURCE_TYPES = {
    "version_id": "str",
    "source": "str",
    "n_direct": "int64",
    "n_indirect": "int64",
    "n_words": "int64",
    "share_of_words": "float64",
    "first_position": "float64",
}
SOURCE_COLUMNS = list(_SOURCE_TYPES)


def tabulate_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """
    Find the quotations of every version.

    Parameters
    ----------
    segments : DataFrame
        The segments table: version_id, segment, kind, paragraph, start, stop, text.

    Returns
    -------
    DataFrame
        The rows of `find_quotations` with ``version_id`` before them, in the order of the
        versions in `segments`, then by start. Only segments whose kind is in `QUOTED_KINDS`
        are read: not captions (they repeat the body), credits or site furniture.

    Examples
    --------
    >>> segments = pd.DataFrame(
    ...     [("a", 0, "body", 0, 0, 25, '"We sank," Ann Lee said.')],
    ...     columns=["version_id", "segment", "kind", "paragraph", "start", "stop", "text"],
    ... )
    >>> tabulate_quotations(segments)[["version_id", "start", "text", "source"]].values.tolist()
    [['a', 1, 'We sank,', 'Ann Lee']]
    """
    ids: list[str] = []
    values: list[tuple] = []
    for version_id, rows in segments.groupby("version_id", sort=False):
        rows = rows[rows["kind"].isin(QUOTED_KINDS)].sort_values("start")
        columns = (rows[name].tolist() for name in ("start", "stop", "paragraph", "segment"))
        bounds = list(zip(*columns, strict=True))
        found = list_quotations(rebuild_text(bounds, rows["text"]), bounds)
        ids.extend([version_id] * len(found))
        values.extend(found)
    table = build_table(values)
    table.insert(0, "version_id", pd.Series(ids, dtype="str"))
    return table


def rebuild_text(bounds: Sequence[Bound], texts: Iterable[str]) -> str:
    """
    Put a version's segments back where they stood; what lay between becomes white space.

    Parameters
    ----------
    bounds : sequence of tuple
        (start, stop, paragraph, segment) of each segment, by start.
    texts : iterable of str
        The texts of the segments.

    Returns
    -------
    str
        As long as the last segment's stop, so that the version's offsets hold. A paragraph
        separator marks the end of a paragraph.

    Examples
    --------
    >>> rebuild_text([(2, 4, 0, 0), (5, 8, 0, 1)], ["We", "ran"])
    '\\u2029 We ran'
    """
    pieces, at, previous = [], 0, None
    for (start, stop, paragraph, _), text in zip(bounds, texts, strict=True):
        gap = start - at
        if gap > 0:
            mark = " " if paragraph == previous else "\u2029"  # a sure paragraph break
            pieces.append(mark + " " * (gap - 1))
        pieces.append(text[max(0, -gap) : max(0, stop - start)].ljust(stop - max(start, at)))
        at, previous = max(stop, at), paragraph
    return "".join(pieces)


def mark_voice(tokens: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    Tell the outlet's own words from the words it quotes.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table: version_id, start, stop and any other columns.
    quotations : DataFrame
        The table of `tabulate_quotations`.

    Returns
    -------
    DataFrame
        A copy of `tokens` with the column ``voice``: "quoted" inside a direct quotation
        whose confidence is at least `VOICE_CONFIDENCE` (it has a speaker or is a whole
        statement), else "outlet". Scare quotes, titles and nicknames are the outlet's
        voice, and so is indirect speech, which is in the outlet's words.

    Examples
    --------
    >>> tokens = pd.DataFrame({"version_id": "a", "start": [1, 4, 11], "stop": [3, 8, 14]})
    >>> quotations = pd.DataFrame(
    ...     [("a", 1, 9, "direct", 0.9)],
    ...     columns=["version_id", "start", "stop", "form", "confidence"],
    ... )
    >>> mark_voice(tokens, quotations)["voice"].tolist()
    ['quoted', 'quoted', 'outlet']
    """
    quoted = np.zeros(len(tokens), dtype=bool)
    spoken = quotations[
        (quotations["form"] == "direct") & (quotations["confidence"] >= VOICE_CONFIDENCE)
    ]
    starts = tokens["start"].to_numpy()
    places = tokens.groupby("version_id", sort=False).indices
    for version_id, rows in spoken.groupby("version_id", sort=False):
        rows = rows.sort_values("start")
        here = places.get(version_id, np.array([], dtype=np.intp))
        at = np.searchsorted(rows["start"].to_numpy(), starts[here], side="right") - 1
        inside = (at >= 0) & (starts[here] < rows["stop"].to_numpy()[np.maximum(at, 0)])
        quoted[here[inside]] = True
    return tokens.assign(voice=pd.Series(np.where(quoted, "quoted", "outlet"), index=tokens.index))


def tabulate_sources(quotations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    Count how often and at what length each source speaks in the body of each version.

    Parameters
    ----------
    quotations : DataFrame
        The table of `tabulate_quotations`.
    segments : DataFrame
        The segments table the quotations were found in.

    Returns
    -------
    DataFrame
        One row a version and source, in the order of the versions, then by first position
        and name. ``n_direct`` and ``n_indirect`` count quotations (the parts of a split one
        share a cue and count once); ``n_words`` the body words quoted or reported, a word
        once even where a quotation stands inside a reported clause; ``share_of_words``
        (0 to 1) is n_words over all body words; ``first_position`` (0 to 1) the share of
        body words before the source's first quotation. Reported words without a source
        that can be named stand under `UNNAMED`; marks that nobody speaks (scare quotes,
        titles) are left out.

    Examples
    --------
    >>> segments = pd.DataFrame(
    ...     [("a", 0, "body", 0, 0, 29, '"We sank fast," Ann Lee said.')],
    ...     columns=["version_id", "segment", "kind", "paragraph", "start", "stop", "text"],
    ... )
    >>> found = tabulate_sources(tabulate_quotations(segments), segments)
    >>> found[["source", "n_direct", "n_words", "share_of_words"]].values.tolist()
    [['Ann Lee', 1, 3, 0.5]]
    """
    is_heard = (quotations["form"] == "indirect") | (quotations["confidence"] >= VOICE_CONFIDENCE)
    heard = quotations[is_heard]
    places = heard.groupby("version_id", sort=False).indices
    table: list[tuple] = []
    body = segments[segments["kind"] == "body"]
    for version_id, rows in body.groupby("version_id", sort=False):
        if version_id not in places:
            continue
        said = _group_by_source(heard.iloc[places[version_id]], set(rows["segment"].tolist()))
        words = _find_word_starts(rows) if said else np.array([], dtype=np.int64)
        if len(words):
            table.extend((version_id, *row) for row in _count_sources(said, words))
    columns = zip(*table, strict=True) if table else [()] * len(SOURCE_COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(list(cells), dtype=kind)
            for (name, kind), cells in zip(_SOURCE_TYPES.items(), columns, strict=True)
        }
    )


def _group_by_source(heard: pd.DataFrame, segments: set[int]) -> dict[str, list[tuple]]:
    """Group (start, stop, form, cue) of one version's quotations by who says them."""
    said: dict[str, list[tuple]] = {}
    cues = heard["cue_start"].fillna(-1)  # no offset is negative
    columns = (heard[name].tolist() for name in ("segment", "start", "stop", "form"))
    sources = heard["source"].fillna(UNNAMED).tolist()
    for segment, start, stop, form, source, cue in zip(*columns, sources, cues, strict=True):
        if segment in segments:
            said.setdefault(source, []).append((start, stop, form, cue))
    return said


def _count_sources(said: dict[str, list[tuple]], words: np.ndarray) -> list[tuple]:
    """List the rows of one version: source, counts, shares; by first position and name."""
    found = []
    for source, quotations in said.items():
        starts, stops, forms, cues = zip(*quotations, strict=True)
        spoken = np.zeros(len(words) + 1, dtype=np.int64)
        np.add.at(spoken, np.searchsorted(words, starts), 1)
        np.add.at(spoken, np.searchsorted(words, stops), -1)
        n_words = int((np.cumsum(spoken)[:-1] > 0).sum())
        first = int(np.searchsorted(words, min(starts)))
        n_direct = _count_parts_once(cues, forms, "direct")
        n_indirect = _count_parts_once(cues, forms, "indirect")
        shares = (n_words / len(words), first / len(words))
        found.append((first, source, n_direct, n_indirect, n_words, *shares))
    return [row[1:] for row in sorted(found, key=lambda row: row[:2])]


def _count_parts_once(cues: Sequence[int], forms: Sequence[str], form: str) -> int:
    """Count the quotations of one form; parts that share a cue are one."""
    here = [cue for cue, kind in zip(cues, forms, strict=True) if kind == form]
    return len(set(here) - {-1}) + here.count(-1)


def _find_word_starts(body: pd.DataFrame) -> np.ndarray:
    """List where each body word of one version starts."""
    starts = [
        offset + start
        for offset, text in zip(body["start"].tolist(), body["text"].tolist(), strict=True)
        for start, _ in find_word_spans(text)
    ]
    return np.array(sorted(starts), dtype=np.int64)
