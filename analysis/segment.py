"""
Which parts of a text are the article, and what are the others?

Every character of a version lands in one segment or is white space. Body paragraphs are
split into sentences; headline, standfirst, byline, dateline, date, caption, credit,
subheading and furniture are one segment a paragraph. `analysis.paragraph_kinds` decides
what a paragraph is; hints (from HTML tags, for instance) go before its judgement.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.paragraph_kinds import MAX_PROSE_ABOVE, classify_paragraphs
from analysis.paragraph_signs import (
    describe_paragraph,
    find_dateline,
    find_note,
    fold_line,
    trim_span,
)
from analysis.sentences import find_lines, split_sentences, split_span
from analysis.tokens import find_word_spans, tokenise

if TYPE_CHECKING:
    from analysis.story import Story

__all__ = [
    "KINDS",
    "Segment",
    "segment_text",
    "split_sentences",
    "tabulate_segments",
    "tabulate_tokens",
]

KINDS = (
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "date",
    "caption",
    "credit",
    "subheading",
    "body",
    "furniture",
)

_SEGMENT_COLUMNS = (
    "version_id",
    "segment",
    "kind",
    "paragraph",
    "start",
    "stop",
    "text",
    "n_tokens",
)

# A line is wrapped by hand where lines are no longer than this and break inside sentences.
_WRAP_WIDTH = 100


class Segment(NamedTuple):
    """
    One segment of a text.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    paragraph : int
        Number of the paragraph it stands in, from 0.
    start, stop : int
        Half-open character offsets without outer white space.
    """

    kind: str
    paragraph: int
    start: int
    stop: int


def segment_text(text: str, hints: Iterable[tuple[int, int, str]] = ()) -> list[Segment]:
    """
    Split a text into segments and say what kind each is.

    Parameters
    ----------
    text : str
        Any text: one paragraph a line, or lines wrapped by hand with blank lines between.
    hints : iterable of (start, stop, kind)
        Spans whose kind is already known, for instance from HTML tags. They win; where two
        overlap, the one that begins first does. Spans outside the text are cut to it.

    Returns
    -------
    list of Segment
        In order of position, not overlapping; every character is in one of them or is white
        space. A text of a single paragraph is body unless it is written like a headline.

    Raises
    ------
    ValueError
        If a hint names a kind that is not in `KINDS`.

    Examples
    --------
    >>> text = "Ferry hits pier\\nPORT HALDEN (CW) - A ferry hit a pier. No one was hurt."
    >>> for kind, paragraph, start, stop in segment_text(text):
    ...     print(kind, paragraph, text[start:stop])
    headline 0 Ferry hits pier
    dateline 1 PORT HALDEN (CW) -
    body 1 A ferry hit a pier.
    body 1 No one was hurt.
    """
    hints = _clean_hints(hints, len(text))
    pieces = [
        piece
        for number, (start, stop) in enumerate(_find_paragraphs(text))
        for piece in _cut_by_hints(number, start, stop, hints)
    ]
    free = [
        (number, describe_paragraph(text, start, stop))
        for number, start, stop, kind in pieces
        if kind is None and text[start:stop].strip()
    ]
    known = {kind for *_, kind in pieces if kind}
    headlines = {
        fold_line(text[start:stop]) for _, start, stop, kind in pieces if kind == "headline"
    }
    kinds = classify_paragraphs([paragraph for _, paragraph in free], known, headlines)
    segments: list[Segment] = []
    has_dateline = "dateline" in known
    tried: set[int] = set()
    decided = {paragraph.start: kind for (_, paragraph), kind in zip(free, kinds, strict=True)}
    for number, start, stop, hint in pieces:
        start, stop = trim_span(text, start, stop)
        if start == stop:
            continue
        kind = hint or decided[start]
        if kind != "body":
            segments.append(Segment(kind, number, start, stop))
            continue
        if not has_dateline:
            end = 0 if number in tried else find_dateline(text, start, stop)
            tried.add(number)
            has_dateline = bool(end) or len(tried) > MAX_PROSE_ABOVE
            if end:
                segments.append(Segment("dateline", number, *trim_span(text, start, end)))
                start = end
        sentences = [Segment("body", number, *span) for span in split_span(text, start, stop)]
        segments.extend(_mark_trailing_notes(text, sentences))
    return segments


def _mark_trailing_notes(text: str, sentences: list[Segment]) -> list[Segment]:
    """Mark a credit or a site's note that stands glued to the end of a paragraph of prose."""
    for i in range(len(sentences) - 1, 0, -1):
        note = describe_paragraph(text, sentences[i].start, sentences[i].stop)
        kind = find_note(note)
        if not kind:
            break
        sentences[i] = sentences[i]._replace(kind=kind)
    return sentences


def tabulate_segments(story: "Story") -> pd.DataFrame:
    """
    Tabulate the segments of every version of a story.

    Parameters
    ----------
    story : Story
        Its versions' `text` and `hints` are read.

    Returns
    -------
    DataFrame
        One row a segment, in the story's order: version_id, segment (from 0 within a version,
        over all kinds), kind, paragraph, start, stop (characters), text, n_tokens (words).

    Examples
    --------
    >>> from types import SimpleNamespace as Namespace
    >>> version = Namespace(id="wire", text="Rain fell. It stopped at 5 p.m.", hints=())
    >>> tabulate_segments(Namespace(versions=(version,)))[["segment", "kind", "text", "n_tokens"]]
       segment  kind                  text  n_tokens
    0        0  body            Rain fell.         2
    1        1  body  It stopped at 5 p.m.         5
    """
    columns: dict[str, list] = {name: [] for name in _SEGMENT_COLUMNS}
    for version in story.versions:
        segments = segment_text(version.text, version.hints)
        texts = [version.text[segment.start : segment.stop] for segment in segments]
        columns["version_id"].extend([version.id] * len(segments))
        columns["segment"].extend(range(len(segments)))
        columns["kind"].extend(segment.kind for segment in segments)
        columns["paragraph"].extend(segment.paragraph for segment in segments)
        columns["start"].extend(segment.start for segment in segments)
        columns["stop"].extend(segment.stop for segment in segments)
        columns["text"].extend(texts)
        columns["n_tokens"].extend(len(find_word_spans(piece)) for piece in texts)
    return _build_table(columns, integers=("segment", "paragraph", "start", "stop", "n_tokens"))


def number_sentences(segments: pd.DataFrame) -> dict[tuple[str, int], int]:
    """
    Number the body sentences of each version as a reader counts them.

    Parameters
    ----------
    segments : DataFrame
        The segments table: version_id, segment and kind are used.

    Returns
    -------
    dict of (str, int) to int
        From 1 within a version, by version and segment; other kinds have no number.

    Examples
    --------
    >>> rows = [("wire", 0, "headline"), ("wire", 1, "body"), ("wire", 2, "body")]
    >>> number_sentences(pd.DataFrame(rows, columns=["version_id", "segment", "kind"]))
    {('wire', 1): 1, ('wire', 2): 2}
    """
    body = segments[segments["kind"] == "body"].sort_values("segment", kind="stable")
    numbers = body.groupby("version_id").cumcount() + 1
    places = zip(body["version_id"], body["segment"], strict=True)
    return dict(zip(places, numbers.tolist(), strict=True))


def tabulate_tokens(segments: pd.DataFrame) -> pd.DataFrame:
    """
    Tabulate the tokens of every segment.

    Parameters
    ----------
    segments : DataFrame
        As `tabulate_segments` gives it.

    Returns
    -------
    DataFrame
        One row a token, in order: version_id, segment, kind, paragraph, start, stop (characters
        of the version's text), form, term, is_word.

    Examples
    --------
    >>> from types import SimpleNamespace as Namespace
    >>> version = Namespace(id="wire", text="Rain fell.  It stopped.", hints=())
    >>> table = tabulate_tokens(tabulate_segments(Namespace(versions=(version,))))
    >>> table.loc[table["segment"] == 1, ["start", "stop", "form", "term", "is_word"]]
       start  stop     form     term  is_word
    3     12    14       It       it     True
    4     15    22  stopped  stopped     True
    5     22    23        .        .    False
    """
    starts: list[int] = []
    stops: list[int] = []
    forms: list[str] = []
    terms: list[str] = []
    are_words: list[bool] = []
    lengths: list[int] = []
    for text, offset in zip(segments["text"].tolist(), segments["start"].tolist(), strict=True):
        tokens = tokenise(text)
        lengths.append(len(tokens))
        for start, stop, form, term, is_word in tokens:
            starts.append(start + offset)
            stops.append(stop + offset)
            forms.append(form)
            terms.append(term)
            are_words.append(is_word)
    rows = segments.index.repeat(lengths)
    table = segments.loc[rows, ["version_id", "segment", "kind", "paragraph"]]
    table = table.reset_index(drop=True)
    table["start"] = pd.Series(starts, dtype="int64")
    table["stop"] = pd.Series(stops, dtype="int64")
    table["form"] = pd.Series(forms, dtype="str")
    table["term"] = pd.Series(terms, dtype="str")
    table["is_word"] = pd.Series(are_words, dtype="bool")
    return table


def _build_table(columns: dict[str, list], integers: Sequence[str]) -> pd.DataFrame:
    """Make a table whose types do not depend on whether it has rows."""
    types = {name: "int64" if name in integers else "str" for name in columns}
    return pd.DataFrame({name: pd.Series(columns[name], dtype=types[name]) for name in columns})


# --- Paragraphs ------------------------------------------------------------------------------


def _find_paragraphs(text: str) -> list[tuple[int, int]]:
    """List the paragraphs: the lines that are not blank, wrapped lines joined."""
    lines = [trim_span(text, start, stop) for start, stop in find_lines(text)]
    if not _is_wrapped(text, lines):
        return [(start, stop) for start, stop in lines if start < stop]
    width = max(stop - start for start, stop in lines)
    paragraphs: list[tuple[int, int]] = []
    is_open = False
    last_line = 0
    for start, stop in lines:
        if start == stop:
            is_open = False
        elif is_open and _continues(text, paragraphs[-1][1], last_line, start, stop, width):
            paragraphs[-1] = (paragraphs[-1][0], stop)
        else:
            paragraphs.append((start, stop))
            is_open = True
        last_line = start
    return paragraphs


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether the lines of a text are broken by hand inside sentences."""
    filled = [stop - start for start, stop in lines if start < stop]
    if len(filled) < 3 or max(filled) > _WRAP_WIDTH:
        return False
    n_pairs = n_broken = 0
    for (start, stop), (next_start, next_stop) in zip(lines, lines[1:], strict=False):
        if start < stop and next_start < next_stop:
            n_pairs += 1
            n_broken += text[stop - 1] not in '.?!:”"' and text[next_start].islower()
    # English prose wrapped at any usual width breaks so at half of its lines or more;
    # headlines and links one below the other hardly ever do.
    return n_broken >= 2 and n_broken >= 0.3 * n_pairs


def _continues(text: str, end: int, line: int, start: int, stop: int, width: int) -> bool:
    """Tell whether a line goes on with the paragraph above it in a wrapped text."""
    first_word = text[start:stop].split(None, 1)[0]
    had_room = (end - line) + 1 + len(first_word) <= width
    is_ended = text[end - 1] in '.?!”"’)' or (end - line) < 0.5 * width
    return not (had_room and is_ended and not text[start].islower())


# --- Hints -----------------------------------------------------------------------------------


def _clean_hints(hints: Iterable[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """Put hints in order, cut to the text and to each other."""
    cleaned: list[tuple[int, int, str]] = []
    reached = 0
    for start, stop, kind in sorted(hints):
        if kind not in KINDS:
            raise ValueError(f"hint {start}-{stop} names no kind of segment: {kind!r}")
        start, stop = max(start, reached), min(stop, length)
        if start < stop:
            cleaned.append((start, stop, kind))
            reached = stop
    return cleaned


def _cut_by_hints(
    number: int, start: int, stop: int, hints: list[tuple[int, int, str]]
) -> list[tuple[int, int, int, str | None]]:
    """Cut one paragraph at the hints that touch it: (paragraph, start, stop, kind or None)."""
    pieces: list[tuple[int, int, int, str | None]] = []
    here = start
    first = bisect_right(hints, start, key=lambda hint: hint[1])
    for hint_start, hint_stop, kind in hints[first : bisect_left(hints, (stop,))]:
        if hint_start > here:
            pieces.append((number, here, hint_start, None))
        here = min(hint_stop, stop)
        pieces.append((number, max(hint_start, start), here, kind))
    if here < stop:
        pieces.append((number, here, stop, None))
    return pieces
