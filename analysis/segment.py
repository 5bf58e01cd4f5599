"""
Which parts of a text are the article, and what are the others?

Every character of a version lands in one segment or is white space. Body paragraphs are
split into sentences; headline, standfirst, byline, dateline, date, caption, credit,
subheading and furniture are one segment a paragraph. Evidence is a paragraph's place, its
end mark, its length, its letters and the phrases of `data/segmentation/furniture.toml`.
Prose lost as furniture is worse than furniture kept, so every doubt falls to the body.
"""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import regex

from analysis.paths import find_data_folder
from analysis.sentences import find_lines, split_sentences, split_span
from analysis.tokens import tokenise

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

# A paragraph of this many words that ends like a sentence is prose, so the head ends before it.
_PROSE_WORDS = 12
_MAX_HEADLINE_WORDS = 32
_MAX_SUBHEADING_WORDS = 11
_MAX_STANDFIRST_WORDS = 50
_MAX_BYLINE_WORDS = 24
_MAX_DATE_WORDS = 18
_MAX_CREDIT_WORDS = 12
_MAX_CAPTION_WORDS = 200
_MAX_PICTURE_WORDS = 80
# A credit at the end of a caption is no longer than this, in characters.
_CAPTION_TAIL = 160
# No phrase of the lists is looked for in a longer paragraph; see max_words there.
_MAX_PHRASE_WORDS = 130
# So many capitalised words make a lone line a headline rather than a short text.
_TITLE_WORDS = 4
# The head of a page: a dateline or byline further down does not take prose above it away.
_HEAD_PARAGRAPHS = 10
_MAX_PROSE_ABOVE = 2
# A line is wrapped by hand where lines are no longer than this and break inside sentences.
_WRAP_WIDTH = 100
# Two subheadings may follow each other; three short lines are a list.
_LIST_LINES = 3
# A shorter paragraph may well be said again inside a longer one.
_PULL_QUOTE_WORDS = 8
# Shares of a caption's words that a neighbouring line must hold to be its alternative text.
_ALT_TEXT_SHARE = 0.6


_HEADING = regex.compile(r"(#{1,6})\s+")
_LINK = regex.compile(r"!?\[([^\[\]]*+)\]\([^()\s]*+\)")
_NOT_ALPHANUMERIC = regex.compile(r"[\W_]++")
_LOWER_NEXT = regex.compile(r"\s*\p{Ll}")
_WILD = regex.compile(r"[#*]")
_END_MARKS = " \t\"'“”‘’«».,:;!?…()[]{}|/\\<>-–—_*#•·→←»›▶►▼"
_OPEN_ENDS = (",", ";", ":", "-", "–", "—", " and", " or")
_LEFT_MARKS = ("", "(", "[", "“", '"', "*")
_RIGHT_MARKS = ("", ".", ",", ":", ";", "!", "?", ")", "]", "”", '"', "*")
_CLOSERS = " \"'”’»)]*_"
_LONG_WORD = regex.compile(r"[\p{L}\p{M}’']{4,}")
_FRAMES = {
    "label": r"^(?:PHRASES)\s?[:|]",
    "start": r"^(?:PHRASES)(?!\w)",
    "inside": r"(?<!\w)(?:PHRASES)(?!\w)",
    "formula": r"^(?:PHRASES)(?!\w)",
}
_DATE_TOKEN = regex.compile(r"\d[\d:./,-]*+|[\p{L}](?:[\p{L}]|\.(?=\p{L}))*+\.?")
_NUMERIC_DATE = regex.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")
_MONTH = regex.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*+\.?")
_NAME = r"\p{Lu}[\p{L}\p{M}.'’-]*+(?:\s+(?:de|da|del|van|von|der|den|al|el|bin|bint|le|la)\b)?"
_NAMES = regex.compile(
    rf"{_NAME}(?:\s+{_NAME}){{1,3}}(?:(?:,|\s+and|\s+&)\s+{_NAME}(?:\s+{_NAME}){{1,3}}){{0,4}}"
)
_BYLINE = regex.compile(
    r"^(?:(?:Written |Posted |Reported |Story |Analysis |Opinion )?(?:by|By|BY)[ :]|Author:)\s*+"
    r"(?=.*\p{Lu})|[—–|-]\s*By \p{Lu}"
)
_NAMES_AND_AGENCY = (
    rf"^{_NAME}(?:\s+{_NAME}){{1,3}}(?:(?:,|\s+and|\s+&)\s+{_NAME}(?:\s+{_NAME}){{1,3}}){{0,4}}"
    r"\s*[,–—-]\s*AGENCY(?:\s+\p{L}+)?$"
)
_STRICT_BYLINE = regex.compile(
    rf"(?:By|BY)\s+{_NAME}(?:\s+{_NAME}){{1,3}}(?:(?:,|,?\s+and|\s+&)\s+{_NAME}(?:\s+{_NAME}){{0,4}}){{0,4}}"
)
_LABELLED = regex.compile(r"[\p{L} ]{3,20}\s?[:|]\s?(?:\S+\s+){4}")
_ABOUT_WRITER = regex.compile(
    rf"(?P<name>{_NAME}(?:\s+{_NAME}){{1,3}}?)(?:$"
    r"|,? (?:is|was|covers|reports|writes|joined|works)\b)"
)
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S++|[^\s@]++@[^\s@]++")
_BRACKETED = regex.compile(r"[(\[][^()\[\]]*+[)\]]")
_CREDIT_LINE = (
    r"^(?!.*\p{Ll}{3}\.\s)[/\s]*[(\[]?(?:(?:Photo|Photos|Image|Picture|Credit|Source|Photograph|Via)s?\s*(?:by|:|/)?\s*)?"
    r"(?:[\p{L}\p{M}.'’&, -]{2,60}?\s*(?:[/|]|\bvia\b|\bfor\b)\s*)?AGENCY"
    r"(?:\s*(?:[/|,]|\bvia\b)\s*[\p{L}\p{M}.'’& -]{2,40}){0,3}[)\]]?$"
)
_CAPTION_PICTURE = regex.compile(
    r"\b[Ii]n (?:this|an?) (?:undated|file|handout|combination|combo|still|video|aerial|courtroom)"
    r"(?: \p{Ll}+)? (?:photo|photograph|image|picture|frame|sketch)\b"
)
_CAPTION_COPYRIGHT = r"^© ?(?:Provided by )?(?:[\p{L}\p{M}.'’ -]{2,40}/)?AGENCY\b"
_CAPTION_OPENING = regex.compile(
    r"[(\[]?(?:FILE(?: PHOTO| IMAGE| PICTURE)?|File (?:photo|image|picture)|PHOTO|PICTURED|CAPTION"
    r"|Caption|Pictured)\s*(?:[-–—:.])"
)
_CAPTION_BRACKET = (
    r"[(\[](?:[^()\[\]]*[/\s,])?(?:AGENCY|[Pp]hoto(?:graph)?s?|PHOTO|Image|Handout|[Ff]ile)"
    r"(?:[/\s,:][^()\[\]]*)?[)\]]$"
)
_CAPTION_NAME = (
    r"(?:[.?!”\"’')\]]\s+|[\p{Ll}.”\"](?=Credit\p{Lu}))(?:(?:Photo|Photograph|Picture|Image|Credit)s?\s*(?:by|:|/)?\s*)?"
    r"(?:(?:\p{Lu}[\p{L}\p{M}.'’-]*\s*){1,4}(?:[/|,-]|via|for)\s*)?AGENCY"
    r"(?:\s*(?:[/|,]|via)\s*(?:\p{Lu}[\p{L}\p{M}.'’-]*\s*){1,4})?$"
)
_DATELINE_REACH = 140
_DATELINE_DATE = (
    r"(?:(?:\p{Lu}\p{Ll}+\.?\s+\d{1,2}|\d{1,2}\s+\p{Lu}\p{Ll}+\.?)(?:,?\s+\d{4})?"
    r"|\p{Lu}\p{Ll}+day)"
)
_DATELINE_END = r"\s*(?:--|—-|[—–_-])\s*"
_PLACE = r"\p{Lu}[\p{L}\p{M}.'’-]*(?:[ /]\p{Lu}?[\p{L}\p{M}.'’-]*){0,4}"
# Washington (AFP) - ; PORT HALDEN, Feb. 3 (Wire) — ; (Reuters) - ; MOSCOW, May 2. /TASS/.
_DATELINE_AGENCY = (
    rf"(?:{_PLACE}(?:,\s+{_PLACE}){{0,2}}(?:,\s+{_DATELINE_DATE})?[.,]?\s*)?"
    rf"(?:\((?:AGENCY|\p{{Lu}}[\p{{L}}\p{{M}}.&' /-]{{1,40}})\)(?:{_DATELINE_END}|\s*:\s+)"
    r"|/AGENCY/\.?\s*(?:[—–-]\s*)?)(?=\S)"
)
# LONDON — ; SEOUL, South Korea — ; BEIJING, Jan. 3 —
_DATELINE_CAPITALS = (
    r"(?=[\p{Lu}.'’ /-]{3})\p{Lu}[\p{Lu}\p{M}.'’-]+(?:[ /]\p{Lu}[\p{Lu}\p{M}.'’-]+){0,3}"
    rf"(?:,\s+{_PLACE}){{0,2}}(?:,\s+{_DATELINE_DATE})?\s*(?:[—–]|--|\s-)\s*(?=[\p{{Lu}}\d\"“‘'$])"
)
# Kyiv, Ukraine – : a place with its country, then a single dash
_DATELINE_PLACES = (
    rf"{_PLACE},\s+{_PLACE}(?:,\s+{_DATELINE_DATE})?\s+[—–]\s+"
    r"(?=[\p{Lu}\d\"“‘'$])(?![^—–]{0,80}\s[—–]\s)"
)


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


class _Paragraph(NamedTuple):
    """A paragraph's span and what is asked of it more than once."""

    start: int
    stop: int
    plain: str  # without Markdown marks, white space runs as one space
    n_words: int
    heading: int  # Markdown level, 0 for none


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
        (number, _describe(text, start, stop))
        for number, start, stop, kind in pieces
        if kind is None and text[start:stop].strip()
    ]
    known = {kind for *_, kind in pieces if kind}
    headlines = {_fold(text[start:stop]) for _, start, stop, kind in pieces if kind == "headline"}
    kinds = _classify([paragraph for _, paragraph in free], known, headlines)
    segments: list[Segment] = []
    has_dateline = "dateline" in known
    tried: set[int] = set()
    decided = {paragraph.start: kind for (_, paragraph), kind in zip(free, kinds, strict=True)}
    for number, start, stop, hint in pieces:
        start, stop = _trim(text, start, stop)
        if start == stop:
            continue
        kind = hint or decided[start]
        if kind != "body":
            segments.append(Segment(kind, number, start, stop))
            continue
        if not has_dateline:
            end = 0 if number in tried else _find_dateline(text, start, stop)
            tried.add(number)
            has_dateline = bool(end) or len(tried) > _MAX_PROSE_ABOVE
            if end:
                segments.append(Segment("dateline", number, *_trim(text, start, end)))
                start = end
        sentences = [Segment("body", number, *span) for span in split_span(text, start, stop)]
        segments.extend(_mark_trailing_notes(text, sentences))
    return segments


def _mark_trailing_notes(text: str, sentences: list[Segment]) -> list[Segment]:
    """Mark a credit or a site's note that stands glued to the end of a paragraph of prose."""
    lists = _load_lists()
    for i in range(len(sentences) - 1, 0, -1):
        note = _describe(text, sentences[i].start, sentences[i].stop)
        kind = _match_rules(lists, note, _strip_marks(note.plain))
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
        columns["n_tokens"].extend(
            sum(token.is_word for token in tokenise(piece)) for piece in texts
        )
    return _build_table(columns, integers=("segment", "paragraph", "start", "stop", "n_tokens"))


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


# ---------------------------------------------------------------- paragraphs


def _find_paragraphs(text: str) -> list[tuple[int, int]]:
    """List the paragraphs: the lines that are not blank, wrapped lines joined."""
    lines = [_trim(text, start, stop) for start, stop in find_lines(text)]
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


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move a span's ends inwards over white space."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


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


def _describe(text: str, start: int, stop: int) -> _Paragraph:
    """Gather what the rules ask of a paragraph."""
    start, stop = _trim(text, start, stop)
    raw = text[start:stop]
    heading = _HEADING.match(raw)
    plain = _LINK.sub(r"\1", raw[heading.end() :] if heading else raw)
    plain = " ".join(plain.replace("**", "").replace("__", "").split()) or raw
    return _Paragraph(start, stop, plain, plain.count(" ") + 1, heading.end(1) if heading else 0)


def _fold(text: str) -> str:
    """Reduce a line to its letters and digits, to see whether two lines say the same."""
    return _NOT_ALPHANUMERIC.sub("", text.casefold())


# ---------------------------------------------------------------- kinds


class _Lists(NamedTuple):
    """The lists of furniture.toml, compiled."""

    whole: tuple[tuple[str, int, frozenset[str], regex.Pattern], ...]
    rules: tuple[tuple[str, str, int, frozenset[str], regex.Pattern], ...]
    agency: str
    buttons: regex.Pattern
    date_words: frozenset[str]
    finite_verbs: frozenset[str]


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    """Read and compile the phrase lists once."""
    path = find_data_folder() / "segmentation" / "furniture.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    whole, rules = [], []
    for entry in data["list"]:
        wild = [phrase for phrase in entry["phrases"] if _WILD.search(phrase)]
        if entry["match"] == "whole":
            plain = frozenset(_strip_marks(phrase) for phrase in entry["phrases"])
            pattern = regex.compile("|".join(map(_compile_phrase, wild)))
            whole.append((entry["kind"], entry["max_words"], plain, pattern))
        else:
            body = "|".join(map(_compile_phrase, entry["phrases"]))
            pattern = regex.compile(_FRAMES[entry["match"]].replace("PHRASES", body))
            keys = _list_keys(entry["phrases"]) if entry["match"] == "inside" else frozenset()
            rules.append((entry["kind"], entry["match"], entry["max_words"], keys, pattern))
    return _Lists(
        tuple(whole),
        tuple(rules),
        _join_longest_first(data["agencies"]["names"]),
        regex.compile(
            r"(?:(?:" + _join_longest_first(data["buttons"]["words"]) + r"|\d[\d.,]*+k?)[\W_]*+)++"
        ),
        frozenset(data["date_words"]["words"]),
        frozenset(data["finite_verbs"]["words"]),
    )


def _join_longest_first(words: list[str]) -> str:
    """Make one pattern of words, so that a longer one is tried before its own beginning."""
    return "|".join(map(regex.escape, sorted(words, key=lambda word: (-len(word), word))))


def _compile_phrase(phrase: str) -> str:
    """Turn a phrase of the lists into a pattern over folded text."""
    pattern = regex.escape(phrase, literal_spaces=True)
    return pattern.replace(r"\#", r"\d[\d,]{0,8}").replace(r"\*", ".{0,80}?")


def _list_keys(phrases: list[str]) -> frozenset[str]:
    """List the longest word of each phrase, with marks that may touch it: a quick first look."""
    keys = set()
    for phrase in phrases:
        words = [word.strip(_END_MARKS) for word in phrase.split() if not _WILD.search(word)]
        key = max(words, key=len)
        keys.update(f"{left}{key}{right}" for left in _LEFT_MARKS for right in _RIGHT_MARKS)
    return frozenset(keys)


def _strip_marks(plain: str) -> str:
    """Fold case and apostrophes and take the marks off both ends."""
    return plain.casefold().replace("’", "'").strip(_END_MARKS)


def _classify(paragraphs: list[_Paragraph], known: set[str], headlines: set[str]) -> list[str]:
    """Decide the kind of every paragraph that no hint has decided."""
    kinds: list[str | None] = [_find_strong_kind(paragraph) for paragraph in paragraphs]
    _mark_alternative_texts(paragraphs, kinds)
    _mark_repetitions(paragraphs, kinds)
    prose = _find_prose(paragraphs, kinds, has_body="body" in known)
    opening = _find_opening(paragraphs, kinds, prose)
    first = next((i for i in prose if i >= opening), len(paragraphs))
    last = prose[-1] if prose else -1
    bylines = _decide_head(paragraphs, kinds, first, opening, known, set(headlines))
    items = _find_list_items(paragraphs, kinds)
    for i in range(first, len(paragraphs)):
        if kinds[i] is not None:
            continue
        if _is_about_writer(paragraphs[i], bylines):
            kinds[i] = "furniture"
        elif i in (first, last) or (i < last and i in items):
            kinds[i] = "body"
        else:
            decide = _decide_middle if i < last else _decide_tail
            kinds[i] = decide(paragraphs, kinds, i)
    if "headline" not in kinds and "headline" not in known and first > 0:
        _save_labelled_headline(paragraphs, kinds)
    return [kind or "body" for kind in kinds]


def _find_list_items(paragraphs: list[_Paragraph], kinds: list[str | None]) -> set[int]:
    """List the short lines that stand in a row of three or more: a list, not subheadings."""
    items: set[int] = set()
    run: list[int] = []
    for i in range(len(paragraphs) + 1):
        if i < len(paragraphs) and kinds[i] is None and not _ends_sentence(paragraphs[i]):
            run.append(i)
            continue
        if len(run) >= _LIST_LINES:
            items.update(run)
        run = []
    return items


def _save_labelled_headline(paragraphs: list[_Paragraph], kinds: list[str | None]) -> None:
    """Take a first line like `WATCH: Mayor opens bridge` for the headline if there is no other."""
    plain = paragraphs[0].plain
    if kinds[0] == "furniture" and _LABELLED.match(plain) and not _ends_sentence(paragraphs[0]):
        kinds[0] = "headline"


def _find_prose(
    paragraphs: list[_Paragraph], kinds: list[str | None], *, has_body: bool
) -> list[int]:
    """List the paragraphs that are surely prose; of a tiny text, those that may be."""
    free = [i for i, kind in enumerate(kinds) if kind is None]
    prose = [i for i in free if _is_prose(paragraphs[i])]
    if prose or has_body or not free:
        return prose
    ended = [i for i in free if _ends_sentence(paragraphs[i]) and not paragraphs[i].heading]
    if ended:
        return ended
    if len(free) > 1:
        return free[1:]
    only = paragraphs[free[0]]
    is_headline = only.heading or (_is_title_case(only) and only.n_words >= _TITLE_WORDS)
    return [] if is_headline else free


def _find_opening(paragraphs: list[_Paragraph], kinds: list[str | None], prose: list[int]) -> int:
    """
    Find the paragraph before which nothing is body, 0 where nothing says so.

    A dateline opens the article's prose, and a line of nothing but `By` and names stands
    before it; what a page has above them are standfirsts and captions.
    """
    limit = prose[_MAX_PROSE_ABOVE] + 1 if len(prose) > _MAX_PROSE_ABOVE else len(paragraphs)
    for i in range(min(limit, _HEAD_PARAGRAPHS)):
        plain = paragraphs[i].plain
        if kinds[i] is None and _find_dateline(plain, 0, len(plain)):
            return i
        if kinds[i] is None and _STRICT_BYLINE.fullmatch(plain):
            return i + 1
    return 0


def _find_strong_kind(paragraph: _Paragraph) -> str | None:
    """Name the kind of a paragraph that shows it by itself, wherever it stands."""
    lists, plain, n_words = _load_lists(), paragraph.plain, paragraph.n_words
    if not any(c.isalnum() for c in plain):
        return "furniture"
    if n_words <= _MAX_DATE_WORDS and _is_date(lists, plain):
        return "date"
    if n_words <= _MAX_CREDIT_WORDS and _match_agency(_CREDIT_LINE, lists, plain):
        return "credit"
    folded = _strip_marks(plain) if n_words <= _MAX_PHRASE_WORDS else ""
    if folded and (lists.buttons.fullmatch(folded) or _ADDRESS.fullmatch(folded)):
        return "furniture"
    for kind, max_words, phrases, pattern in lists.whole:
        if n_words <= max_words and (folded in phrases or pattern.fullmatch(folded)):
            return kind
    kind = _match_rules(lists, paragraph, folded) if folded else None
    if kind:
        return kind
    if n_words <= _MAX_CAPTION_WORDS and _is_caption(lists, plain, n_words):
        return "caption"
    if _BRACKETED.fullmatch(plain) and n_words <= _MAX_CREDIT_WORDS:
        return "credit" if "/" in plain else None
    return "subheading" if paragraph.heading > 1 else None


def _match_rules(lists: _Lists, paragraph: _Paragraph, folded: str) -> str | None:
    """Match the phrase lists that look at a part of the paragraph."""
    words = folded.split()
    for kind, match, max_words, keys, pattern in lists.rules:
        if paragraph.n_words > max_words or (keys and keys.isdisjoint(words)):
            continue
        found = pattern.search(folded)
        if not found:
            continue
        if match == "start" and _ends_sentence(paragraph) and paragraph.plain[-1] not in "!…":
            continue
        if (
            match == "label"
            and _ends_sentence(paragraph)
            and _LOWER_NEXT.match(paragraph.plain, found.end())
        ):
            continue  # "More: that is what they asked for."
        if match == "inside" and (
            _is_quoted(folded, found.start()) or _follows_prose(folded[: found.start()])
        ):
            continue
        if match == "formula" and not _lists_names(lists, paragraph):
            continue
        return kind
    return None


def _follows_prose(before: str) -> bool:
    """Tell whether whole sentences of prose stand before a phrase in its paragraph."""
    end = max(before.rfind(mark) for mark in (". ", "? ", "! ", "” ", '" '))
    return before[: end + 1].count(" ") >= _PROSE_WORDS


def _is_quoted(folded: str, position: int) -> bool:
    """Tell whether a position is inside quotation marks."""
    before = folded[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _lists_names(lists: _Lists, paragraph: _Paragraph) -> bool:
    """Tell whether a paragraph that opens like a credit goes on with names, not statements."""
    if paragraph.plain[:1] in "([" and paragraph.plain[-1:] in ")]":
        return True
    return not _has_finite_verb(lists, paragraph.plain)


def _has_finite_verb(lists: _Lists, plain: str) -> bool:
    """Tell whether one of the common finite verbs is in a line."""
    return any(
        word.strip(_END_MARKS) in lists.finite_verbs
        for word in plain.casefold().replace("’", "'").split()
    )


def _is_date(lists: _Lists, plain: str) -> bool:
    """Tell whether a line holds a date or a time and nothing else."""
    words = _DATE_TOKEN.findall(plain.casefold())
    rest = _DATE_TOKEN.sub("", plain)
    if any(c.isalnum() for c in rest) or not any(c.isdigit() for c in plain):
        return _strip_marks(plain) in ("updated", "published", "posted", "last updated")
    names = [word for word in words if not word[0].isdigit()]
    n_digits = sum(c.isdigit() for c in plain)
    is_dated = n_digits >= 3 or any(_MONTH.fullmatch(name) for name in names)
    return (
        is_dated
        and all(name.rstrip(".") in lists.date_words for name in names)
        and bool(names or _NUMERIC_DATE.search(plain))
    )


@lru_cache(maxsize=16)
def _compile_agency(template: str, agency: str) -> regex.Pattern:
    """Put the names of the agencies into a pattern."""
    return regex.compile(template.replace("AGENCY", f"(?:{agency})"))


def _match_agency(template: str, lists: _Lists, plain: str) -> regex.Match | None:
    """Search a pattern that names agencies."""
    return _compile_agency(template, lists.agency).search(plain)


def _is_caption(lists: _Lists, plain: str, n_words: int) -> bool:
    """Tell whether a paragraph opens or ends as captions do."""
    if n_words >= 4 and _CAPTION_OPENING.match(plain):
        return True
    if n_words <= _MAX_PICTURE_WORDS and _CAPTION_PICTURE.search(plain):
        return True
    if n_words >= 4 and _match_agency(_CAPTION_COPYRIGHT, lists, plain):
        return True
    tail = plain[-_CAPTION_TAIL:]
    if n_words < 4 or tail[-1] in ".?!…”":
        return False
    template = _CAPTION_BRACKET if tail[-1] in ")]" else _CAPTION_NAME
    return bool(_match_agency(template, lists, tail))


def _mark_alternative_texts(paragraphs: list[_Paragraph], kinds: list[str | None]) -> None:
    """Mark the line beside a caption that says the same: a picture's alternative text."""
    for i, kind in enumerate(list(kinds)):
        if kind != "caption":
            continue
        words = set(paragraphs[i].plain.casefold().split())
        for j in (i - 1, i + 1):
            if 0 <= j < len(kinds) and kinds[j] is None and not _ends_sentence(paragraphs[j]):
                other = set(paragraphs[j].plain.casefold().split())
                if len(other) >= 4 and len(other & words) >= _ALT_TEXT_SHARE * len(other):
                    kinds[j] = "caption"


def _mark_repetitions(paragraphs: list[_Paragraph], kinds: list[str | None]) -> None:
    """Mark a pull quote: a paragraph whose words all stand in a longer one close by."""
    folded = [
        _fold(p.plain) if kinds[i] is None and _ends_sentence(p) else ""
        for i, p in enumerate(paragraphs)
    ]
    for i, paragraph in enumerate(paragraphs):
        if not folded[i] or paragraph.n_words < _PULL_QUOTE_WORDS:
            continue
        for j in range(max(0, i - 3), min(len(paragraphs), i + 4)):
            if len(folded[j]) > len(folded[i]) and folded[i] in folded[j]:
                kinds[i] = "furniture"
                break


def _ends_sentence(paragraph: _Paragraph) -> bool:
    """Tell whether a paragraph ends as a sentence does."""
    return paragraph.plain.rstrip(_CLOSERS)[-1:] in tuple(".?!…:;。")


def _is_prose(paragraph: _Paragraph) -> bool:
    """Tell whether a paragraph is surely the article's prose."""
    if paragraph.heading:
        return False
    if _ends_sentence(paragraph) and paragraph.n_words >= _PROSE_WORDS:
        return not (paragraph.n_words <= _MAX_HEADLINE_WORDS and _is_title_case(paragraph))
    return bool(_find_dateline(paragraph.plain, 0, len(paragraph.plain)))


def _is_title_case(paragraph: _Paragraph) -> bool:
    """Tell whether nearly every long word begins with a capital: the style of headlines."""
    words = [word for word in _LONG_WORD.findall(paragraph.plain)]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.85 * len(words)


def _decide_head(paragraphs, kinds, first, opening, known, headlines) -> list[str]:
    """Decide what stands before the first paragraph of prose; list the bylines."""
    lists = _load_lists()
    for i in range(first):
        if kinds[i] is None and _is_byline(lists, paragraphs[i]):
            kinds[i] = "byline"
    frame = {i for i in range(first) if kinds[i] in ("date", "byline")}
    last_frame = max(frame, default=-1)
    has_headline = "headline" in known
    for i in range(first):
        paragraph = paragraphs[i]
        if kinds[i] is not None:
            continue
        mark = paragraph.plain.rstrip(_CLOSERS)[-1:]
        is_ended = _ends_sentence(paragraph) and mark not in "?!"
        is_above = i < last_frame or i < opening
        if _repeats_headline(paragraph, headlines):
            kinds[i] = "furniture"
        elif _is_name(lists, paragraph) and {i - 1, i + 1} & frame:
            kinds[i] = "byline"
        elif not has_headline and _is_headline(paragraph, is_ended=is_ended, is_above=i < opening):
            kinds[i] = "headline"
            headlines.add(_fold(paragraph.plain))
            has_headline = True
        elif _BRACKETED.fullmatch(paragraph.plain):
            kinds[i] = "furniture"
        elif paragraph.n_words <= _MAX_STANDFIRST_WORDS and (
            is_above if is_ended else has_headline and mark != ":"
        ):
            kinds[i] = "standfirst" if paragraph.n_words > 4 or is_ended else "furniture"
        else:
            kinds[i] = "body"
    return [_fold(paragraphs[i].plain) for i in frame if kinds[i] == "byline"]


def _is_headline(paragraph: _Paragraph, *, is_ended: bool, is_above: bool) -> bool:
    """Tell whether a line above the prose may be its headline."""
    if paragraph.n_words > _MAX_HEADLINE_WORDS or paragraph.plain[-1] in ":,;":
        return False
    return not is_ended or is_above or _is_title_case(paragraph)


def _repeats_headline(paragraph: _Paragraph, headlines: set[str]) -> bool:
    """Tell whether a line is a headline again, alone or with a link after it."""
    folded = _fold(paragraph.plain)
    return folded in headlines or (
        "://" in paragraph.plain and any(folded.startswith(headline) for headline in headlines)
    )


def _is_about_writer(paragraph: _Paragraph, bylines: list[str]) -> bool:
    """Tell whether a paragraph below the prose says who a writer of the byline is."""
    name = _ABOUT_WRITER.match(paragraph.plain)
    if not name:
        return False
    folded = _fold(name["name"])
    return len(folded) >= 6 and any(folded in byline for byline in bylines)


def _is_byline(lists: _Lists, paragraph: _Paragraph) -> bool:
    """Tell whether a line of the head names the writer."""
    plain = paragraph.plain
    if paragraph.n_words > _MAX_BYLINE_WORDS:
        return False
    if _has_finite_verb(lists, plain):
        return False
    return bool(_BYLINE.search(plain) or _match_agency(_NAMES_AND_AGENCY, lists, plain))


def _is_name(lists: _Lists, paragraph: _Paragraph) -> bool:
    """Tell whether a line is one or more personal names and nothing else."""
    return paragraph.n_words <= 8 and bool(_NAMES.fullmatch(paragraph.plain))


def _decide_middle(paragraphs, kinds, i) -> str:
    """Decide a line between two paragraphs of prose."""
    paragraph = paragraphs[i]
    plain, n_words = paragraph.plain, paragraph.n_words
    if paragraph.heading:
        return "subheading"
    if _BRACKETED.fullmatch(plain) and n_words <= _MAX_SUBHEADING_WORDS:
        return "furniture"  # (SOUNDBITE OF MUSIC)
    is_item = plain[0] in "•●▪◦‣-–—*," or plain.endswith(_OPEN_ENDS)
    if is_item or n_words > _MAX_SUBHEADING_WORDS:
        return "body"
    if _ends_sentence(paragraph):
        asks = plain.endswith("?") and n_words >= 3 and _is_title_case(paragraph)
        return "subheading" if asks else "body"
    before = next((paragraphs[j] for j in range(i - 1, -1, -1) if kinds[j] == "body"), None)
    if plain[0].islower() and before and not _ends_sentence(before):
        return "body"  # a paragraph broken in two
    after = paragraphs[i + 1].plain[0]
    return "body" if after.islower() or after in ",;.)" else "subheading"


def _decide_tail(paragraphs, kinds, i) -> str:
    """Decide a line after the last paragraph of prose."""
    paragraph = paragraphs[i]
    if _ends_sentence(paragraph):
        return "body"
    if paragraph.heading or paragraph.n_words <= 4 or _is_title_case(paragraph):
        return "furniture"
    is_after_furniture = "furniture" in kinds[i - 1 : i]
    states = _has_finite_verb(_load_lists(), paragraph.plain) or paragraph.n_words > 15
    return "body" if states and not is_after_furniture else "furniture"


# ---------------------------------------------------------------- dateline


def _find_dateline(text: str, start: int, stop: int) -> int:
    """Return where the dateline that opens a paragraph ends, or 0 where there is none."""
    lists = _load_lists()
    head = text[start : min(stop, start + _DATELINE_REACH)]
    for template in (_DATELINE_AGENCY, _DATELINE_CAPITALS, _DATELINE_PLACES):
        found = _compile_agency(template, lists.agency).match(head)
        if found:
            return start + found.end()
    return 0
