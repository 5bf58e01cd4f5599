"""What does this file say, and what of it is not part of the text?

Bytes become one text that all offsets point into. Nothing is lost in silence: whatever of
the input is not in the text is listed as dropped, with its place and the reason.

The invariant. Let `input` be the decoded characters of a text file, or the page text of an
HTML file (the text blocks of the page in document order, see `list_blocks`). Each entry of
`dropped` is exactly ``input[place : place + len(text)]``; the entries do not overlap. Cut
them out of the input, compose the letters (NFC), and what is left equals the text, white
space aside. Two exceptions, both only for HTML: the headline comes first wherever it stood
on the page, and a headline that only the page's metadata hold is put before the text.
"""

import codecs
import logging
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import regex

from analysis.errors import ReadingError

MAX_BYTES = 10_000_000  # a long article is 0.1 MB, its page with scripts seldom over 5 MB
MAX_NESTING = 250  # real pages stay under 60; the HTML parser loses what lies deeper than 255
MAX_CONTROL_SHARE = 0.05  # random bytes hold about 0.11 control characters, damaged text few

_FORMATS = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
TEXT_SUFFIXES = frozenset(_FORMATS) - {""}
_OFFICE_SUFFIXES = frozenset(".pdf .doc .docx .odt .rtf .epub .pages".split())

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)


class Dropped(NamedTuple):
    """
    A piece of the input that is not in the text.

    Attributes
    ----------
    place : int
        Character offset in the input (see the module's docstring).
    text : str
        The characters, as they stand in the input.
    reason : str
        Why they are not in the text, in a few words.
    """

    place: int
    text: str
    reason: str


@dataclass(frozen=True)
class Document:
    """
    A file read as an article.

    Attributes
    ----------
    text : str
        The text all offsets point into: paragraphs, LF line ends, composed letters (NFC),
        plain spaces, no invisible characters.
    hints : tuple of (int, int, str)
        Spans of the text whose kind the file itself says: headline, standfirst, byline,
        date, caption, subheading.
    dropped : tuple of Dropped
        What of the input is not in the text, in order of place.
    title, byline, date, url, outlet : str or None
        What the file itself says, None where it does not. `date` is ISO 8601.
    encoding : str
        How the bytes were decoded.
    format : str
        One of text, markdown, html.
    notes : tuple of str
        What was changed without loss or decided on the way, one sentence each.
    """

    text: str
    hints: tuple[tuple[int, int, str], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    encoding: str = "utf-8"
    format: str = "text"
    url: str | None = None
    outlet: str | None = None
    notes: tuple[str, ...] = ()


def count_dropped_characters(dropped: Iterable[Dropped]) -> int:
    """
    Count the characters of the input that are not in the text, white space aside.

    Parameters
    ----------
    dropped : iterable of Dropped
        As in `Document.dropped`.

    Returns
    -------
    int
        Number of characters that are not white space.

    Examples
    --------
    >>> count_dropped_characters([Dropped(0, "## ", "Markdown heading mark")])
    2
    """
    return sum(len("".join(piece.text.split())) for piece in dropped)


# ---------------------------------------------------------------- files and bytes


def read_file(path: str | Path) -> Document:
    """
    Read a file as an article.

    Parameters
    ----------
    path : str or Path
        A .txt, .md or .html file, or one without extension (read as text).

    Returns
    -------
    Document

    Raises
    ------
    ReadingError
        If the file is missing, a folder, empty, larger than 10 MB, of another kind, or
        not text; one sentence says which.
    """
    data = load_bytes(path)
    return read_bytes(data, str(path))


def load_bytes(path: str | Path) -> bytes:
    """
    Load the bytes of an article's file, refusing what cannot be one before reading it.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    bytes
        At most `MAX_BYTES` of them.

    Raises
    ------
    ReadingError
        If the file is missing, not a regular file, unreadable or too large.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadingError(f"{path} is a folder, not a file.")
        if not path.exists():
            raise ReadingError(f"{path} does not exist.")
        if not path.is_file():
            raise ReadingError(f"{path} is not a regular file.")
        _choose_format(str(path))
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadingError(_say_too_large(str(path), size))
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReadingError(f"{path} cannot be read: {why}.") from error


def _say_too_large(name: str, size: int) -> str:
    return (
        f"{name} is too large for an article: {size / 1e6:.1f} MB, "
        f"at most {MAX_BYTES // 1_000_000} MB are read."
    )


def _choose_format(name: str) -> str:
    """Format that a file's name says."""
    suffix = Path(name).suffix.lower()
    if suffix in _FORMATS:
        return _FORMATS[suffix]
    if suffix in _OFFICE_SUFFIXES:
        raise ReadingError(
            f"{name}: {suffix} files are not read; save the article as .txt or .html first."
        )
    raise ReadingError(f"{name}: {suffix} files are not read; .txt, .md and .html are.")


def read_bytes(data: bytes, name: str) -> Document:
    """
    Read bytes as an article.

    Parameters
    ----------
    data : bytes
        The content of a file.
    name : str
        Its name: the extension says the format, and errors name it.

    Returns
    -------
    Document

    Raises
    ------
    ReadingError
        If the bytes are empty, too many, not text, or of a kind that is not read.

    Examples
    --------
    >>> document = read_bytes(b"# Ferry hits pier\\r\\n\\r\\nIt cost \\\\$100.", "a.md")
    >>> document.text
    'Ferry hits pier\\n\\nIt cost $100.'
    >>> document.hints, [(piece.place, piece.text) for piece in document.dropped]
    (((0, 15, 'headline'),), [(0, '# '), (29, '\\\\')])
    """
    file_format = _choose_format(name)
    decoded, encoding = decode(data, name)
    if file_format == "text" and _LOOKS_LIKE_HTML.match(decoded):
        file_format = "html"
    if file_format == "html":
        document = _read_html(decoded, name)
    else:
        document = _read_text(decoded, file_format)
    if not document.text.strip():
        raise ReadingError(f"{name} holds no text that can be read.")
    notes = document.notes
    if "\ufffd" in decoded:
        notes += (f"{decoded.count(chr(0xFFFD))} damaged characters are shown as \ufffd.",)
    return replace(document, encoding=encoding, format=file_format, notes=notes)


_LOOKS_LIKE_HTML = regex.compile(
    r"[\s\ufeff]*+(?:<\?xml[^>]{0,200}+>\s*+)?(?:<!--.{0,500}?-->\s*+)?<(?:!doctype\s++html|html)\b",
    regex.IGNORECASE | regex.DOTALL,
)


# ---------------------------------------------------------------- decoding

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = regex.compile(
    rb"<meta[^>]{1,300}?charset\s*+=\s*+[\"']?\s*+([\w:.-]{2,40}+)"
    rb"|^\s*+<\?xml[^>]{1,100}?encoding\s*+=\s*+[\"']([\w:.-]{2,40}+)",
    regex.IGNORECASE,
)

# Only character sets: Python's other codecs (hex, zip, idna) are not for pages.
_CHARACTER_SET = regex.compile(
    r"(?:iso-?8859-\d+|latin-?\d|windows-?125\d|cp\d{3,4}|koi8-[rut]|gb(?:2312|k|18030)"
    r"|big5(?:-?hkscs)?|shift[-_]?jis|sjis|euc-(?:jp|kr)|iso-2022-jp|ks_c_5601-1987|tis-620"
    r"|mac-?roman|macintosh)",
    regex.IGNORECASE,
)

# What browsers read under these names (WHATWG encoding standard).
_READ_AS = {
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}


def decode(data: bytes, name: str) -> tuple[str, str]:
    """
    Turn bytes into characters, without changing one of them.

    Tried in this order: a byte order mark (it stays, as the first character), UTF-16
    without one (by its zero bytes), UTF-8, the character set an HTML page declares, UTF-8
    with a few damaged bytes (each shown as U+FFFD), Windows-1252. The five bytes that
    Windows-1252 leaves undefined become control characters, as in browsers.

    Parameters
    ----------
    data : bytes
        The content of a file.
    name : str
        Its name, for errors.

    Returns
    -------
    (str, str)
        The characters and the encoding's name.

    Raises
    ------
    ReadingError
        If the bytes are none, only white space, too many or not text.

    Examples
    --------
    >>> decode("naïve".encode("utf-16-le"), "a.txt")
    ('naïve', 'utf-16-le')
    >>> decode(b"\\x93Go,\\x94 he said", "a.txt")
    ('“Go,” he said', 'windows-1252')
    """
    if len(data) > MAX_BYTES:
        raise ReadingError(_say_too_large(name, len(data)))
    if not data:
        raise ReadingError(f"{name} is empty.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadingError(f"{name} is not a text file: it looks like {what}.")
    decoded, encoding = _decode_known(data, name)
    _refuse_binary(decoded, name)
    if not decoded.strip("\ufeff \t\r\n\f\v\xa0"):
        raise ReadingError(f"{name} is empty: it holds only white space.")
    return decoded, encoding


def _decode_known(data: bytes, name: str) -> tuple[str, str]:
    """Characters and encoding, by the evidence in the bytes."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, encoding, name)
    encoding = _guess_utf16(data)
    if encoding:
        return _decode_marked(data, encoding, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _find_declared(data)
    if declared:
        try:
            return _decode_single(data, declared), declared
        except (UnicodeDecodeError, LookupError):
            pass
    damaged = data.decode("utf-8", "replace")
    n_damaged = damaged.count("\ufffd")
    n_whole = sum(map(len, regex.findall(r"[^\x00-\x7f\ufffd]++", damaged)))
    if n_whole >= 5 * n_damaged:  # Windows-1252 text hardly ever forms a valid sequence
        return damaged, "utf-8"
    return _decode_single(data, "windows-1252"), "windows-1252"


def _decode_marked(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return data.decode(encoding, "replace"), encoding
        raise ReadingError(
            f"{name} is damaged or not text: it is not valid {encoding.upper()} "
            f"at byte {error.start}."
        ) from error


def _decode_single(data: bytes, encoding: str) -> str:
    """Decode; bytes that Windows-1252 leaves undefined become the control of that number."""
    if encoding != "windows-1252":
        return data.decode(encoding)
    return data.decode(encoding, "surrogateescape").translate(
        {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
    )


def _guess_utf16(data: bytes) -> str | None:
    """Byte order of UTF-16 without a mark: its zero bytes stand on one side only."""
    if b"\0" not in data:
        return None
    sample = data[:65536]
    n_even, n_odd = sample[0::2].count(0), sample[1::2].count(0)
    if n_odd > 20 * n_even:
        return "utf-16-le"
    if n_even > 20 * n_odd:
        return "utf-16-be"
    return None


def _find_declared(data: bytes) -> str | None:
    """Character set that a page declares near its start, if it is one that is read."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    declared = (match.group(1) or match.group(2)).decode("ascii", "replace").lower()
    if not _CHARACTER_SET.fullmatch(declared):
        return None
    return _READ_AS.get(declared, declared)


def _refuse_binary(decoded: str, name: str) -> None:
    if "\0" in decoded:
        raise ReadingError(f"{name} is not a text file: it holds zero bytes.")
    n_controls = len(_CONTROL.findall(decoded))
    if n_controls > MAX_CONTROL_SHARE * len(decoded):
        raise ReadingError(
            f"{name} is not a text file: {n_controls} of its {len(decoded)} characters are "
            "control characters."
        )


# ---------------------------------------------------------------- cleaning

_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")

# All white space that is not a plain space, tab or line feed, character for character.
_PLAIN_SPACE = {
    **dict.fromkeys(map(ord, "\x1c\x1d\x1e\x1f\xa0\u1680\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n"),
}
_UNUSUAL_SPACE = regex.compile("[" + "".join(map(chr, _PLAIN_SPACE)) + "]")

# A joiner between two letters of another script, or inside an emoji, belongs to the spelling.
_INVISIBLE = regex.compile(
    r"""
      (?P<line_end>\r(?=\n))
    | (?P<soft_hyphen>\u00ad++)
    | (?P<direction>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]++)
    | (?P<order_mark>\A\ufeff)
    | (?P<zero_width>
          (?:[\u180e\u200b\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]
          |[\U000e0000-\U000e0fff]
          |(?<![^\x00-\x7f])[\u200c\u200d] | [\u200c\u200d](?![^\x00-\x7f]))++)
    | (?P<control>[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]++)
    """,
    regex.VERBOSE,
)

_REASONS = {
    "soft_hyphen": "soft hyphen",
    "direction": "control character for the direction of writing",
    "order_mark": "byte order mark",
    "zero_width": "invisible character",
    "control": "control character",
}

Span = tuple[int, int, str]


def _remove(text: str, spans: Sequence[Span]) -> tuple[str, list[int], list[int]]:
    """Cut spans (sorted, disjoint) out: the rest, where its pieces start, and did before."""
    pieces, starts, origins, cursor, length = [], [0], [0], 0, 0
    for start, stop, _ in spans:
        if start > cursor:
            pieces.append(text[cursor:start])
            length += start - cursor
        cursor = stop
        if starts[-1] == length:
            origins[-1] = cursor
        else:
            starts.append(length)
            origins.append(cursor)
    pieces.append(text[cursor:])
    return "".join(pieces), starts, origins


def _split_at_cuts(start: int, stop: int, starts: list[int], origins: list[int]):
    """Spans before the cut that a span after it came from."""
    piece = bisect_right(starts, start) - 1
    while start < stop:
        end = min(stop, starts[piece + 1]) if piece + 1 < len(starts) else stop
        shift = origins[piece] - starts[piece]
        yield start + shift, end + shift
        start, piece = end, piece + 1


def _clean(raw: str) -> tuple[str, list[Span], list[int], list[int], Counter]:
    """Plain spaces, LF, no invisible characters: the rest, what went, the map back, counts."""
    changed: Counter = Counter()
    plain = raw
    if not raw.isascii() or _UNUSUAL_SPACE.search(raw):
        changed["unusual spaces became plain"] = len(_UNUSUAL_SPACE.findall(raw))
        plain = raw.translate(_PLAIN_SPACE)
    changed["line ends became LF"] = plain.count("\r")
    spans = [(*match.span(), match.lastgroup) for match in _INVISIBLE.finditer(plain)]
    rest, starts, origins = _remove(plain, spans)
    spans = [(start, stop, _REASONS.get(kind, "")) for start, stop, kind in spans]
    return rest.replace("\r", "\n"), spans, starts, origins, changed


def _compose(text: str, hints: list[Span]) -> tuple[str, list[Span], int]:
    """NFC, line by line so that hints (each within a line) keep their place."""
    if unicodedata.is_normalized("NFC", text):
        return text, hints, 0
    lines = text.split("\n")
    composed = [unicodedata.normalize("NFC", line) for line in lines]
    before, after = [0], [0]
    for old, new in zip(lines, composed, strict=True):
        before.append(before[-1] + len(old) + 1)
        after.append(after[-1] + len(new) + 1)
    moved = []
    for start, stop, kind in hints:
        line = bisect_right(before, start) - 1
        head = lines[line][: start - before[line]]
        body = text[start:stop]
        new_start = after[line] + len(unicodedata.normalize("NFC", head))
        moved.append((new_start, new_start + len(unicodedata.normalize("NFC", body)), kind))
    n_changed = sum(old != new for old, new in zip(lines, composed, strict=True))
    return "\n".join(composed), moved, n_changed


def _say_changes(changed: Counter) -> tuple[str, ...]:
    return tuple(f"{count} {what}." for what, count in sorted(changed.items()) if count)


def _shrink(text: str, start: int, stop: int) -> tuple[int, int]:
    """Span without the white space at its ends."""
    piece = text[start:stop]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def _read_text(raw: str, file_format: str) -> Document:
    """Plain text or Markdown; remnants of Markdown are looked for in both."""
    plain, cut, starts, origins, changed = _clean(raw)
    marks, headings, front = _find_markdown(plain, file_format == "markdown")
    dropped = [Dropped(start, raw[start:stop], reason) for start, stop, reason in cut if reason]
    for start, stop, reason in marks:
        for first, last in _split_at_cuts(start, stop, starts, origins):
            dropped.append(Dropped(first, raw[first:last], reason))
    text, new_starts, new_origins = _remove(plain, marks)
    hints = [
        (*_shrink(text, *_follow(start, stop, marks, new_starts, new_origins)), kind)
        for start, stop, kind in _name_headings(plain, headings)
    ]
    text, hints, changed["lines had their letters composed (NFC)"] = _compose(text, hints)
    hints = [hint for hint in hints if hint[0] < hint[1]]
    titles = [text[start:stop] for start, stop, kind in hints if kind == "headline"]
    return Document(
        text=text,
        hints=tuple(hints),
        dropped=tuple(sorted(piece for piece in dropped if piece.text.strip())),
        title=titles[0] if titles else front.get("title"),
        byline=front.get("author"),
        date=front.get("date") if _is_iso_date(front.get("date")) else None,
        url=front.get("url"),
        notes=_say_changes(changed),
    )


def _follow(start: int, stop: int, spans, starts: list[int], origins: list[int]):
    """Where a span stands after the cut."""

    def move(place: int) -> int:
        piece = max(bisect_right(origins, place) - 1, 0)
        new = max(place - origins[piece], 0) + starts[piece]
        return min(new, starts[piece + 1]) if piece + 1 < len(starts) else new

    return move(start), move(stop)


def _is_iso_date(value: str | None) -> bool:
    try:
        datetime.fromisoformat(value or "")
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------- Markdown

_MAY_HOLD_MARKDOWN = regex.compile(
    r"[\\*_\[`]|^[ \t]*+(?:[>#~]|[-+][ \t]|===|---)", regex.MULTILINE
)
_FENCE = regex.compile(r"^ {0,3}+(```|~~~)", regex.MULTILINE)
_ESCAPE = regex.compile(r"\\(?:[!-/:-@\[-`{-~]|(?=\n|\Z))")
_INLINE_CODE = regex.compile(r"(?<!`)(`{1,2}+)(?!`)[^`\n]++\1(?!`)")
_LABEL = r"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]"
_TARGET = (
    r"\([ \t]*+(?:<[^<>\n]*+>|((?:[^()\s]|\([^()\s]*+\))*+))"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?[ \t]*+\)"
)
_IMAGE = regex.compile("!" + _LABEL + _TARGET)
_LINK = regex.compile(_LABEL + _TARGET)
_LOOKS_LIKE_TARGET = regex.compile(
    r"|[#/?.]\S*|[a-z][a-z0-9+.-]*:\S*|\S*[./#]\S*", regex.IGNORECASE
)
_ADDRESS = regex.compile(r"(?:https?://|www\.)[^\s\x00-\x02]++", regex.IGNORECASE)
_LINE_MARK = regex.compile(
    r"""
    ^(?P<quote>(?:[ ]{0,3}+>[ \t]?+)*+)
    (?: (?P<rule>[ ]{0,3}+(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|={3,}+[ \t]*+))$
      | (?P<heading>[ ]{0,3}+\#{1,6}+[ \t]++)(?=\S)
      | (?P<bullet>[ \t]*+[-*+][ \t]++)(?=\S)
    )?+
    """,
    regex.VERBOSE | regex.MULTILINE,
)
_CLOSING = regex.compile(r"[ \t]++\#++[ \t]*+\Z")
_RUN = regex.compile(r"(?<![*])[*]{1,3}+(?![*])|(?<!_)_{1,3}+(?!_)|\n[ \t]*+(?=\n)")
_FRONT_MATTER = regex.compile(
    r"\A---[ \t]*+\n((?:[A-Za-z][\w-]*+:[^\n]*+\n){1,40}+)---[ \t]*+(?:\n|\Z)"
)

# Stand-ins of the same length, so that offsets stay: a mark (neither space nor letter) and
# a picture. Control characters cannot occur in a cleaned text.
_MARK, _PICTURE = "\x00", "\x01"


def _mask(shadow: str, spans: Iterable[tuple], character: str) -> str:
    pieces, cursor = [], 0
    for start, stop, *_ in spans:
        pieces += [shadow[cursor:start], character * (stop - start)]
        cursor = stop
    pieces.append(shadow[cursor:])
    return "".join(pieces)


def _find_markdown(text: str, is_markdown: bool):
    """Marks to cut (sorted, disjoint), headings (start, stop, level), front matter."""
    if not _MAY_HOLD_MARKDOWN.search(text):
        return [], [], {}
    marks, front = [], {}
    shadow = text
    match = _FRONT_MATTER.match(text) if is_markdown else None
    if match:
        front = _read_front_matter(match.group(1))
        marks.append((*match.span(), "front matter"))
        shadow = _mask(shadow, marks, " ")
    fences = _find_fences(shadow)
    shadow = _mask(shadow, fences, _MARK)
    shadow = _mask(shadow, [m.span() for m in _INLINE_CODE.finditer(shadow)], _MARK)
    escapes = [match.span() for match in _ESCAPE.finditer(shadow)]
    marks += [(start, start + 1, "Markdown escape") for start, _ in escapes]
    shadow = _mask(shadow, escapes, _MARK)
    images = [(*m.span(), "Markdown picture") for m in _IMAGE.finditer(shadow) if _is_link(m)]
    marks += images
    shadow = _mask(shadow, images, _PICTURE)
    links = _find_links(shadow)
    marks += links
    shadow = _mask(shadow, links, _MARK)
    shadow = _mask(shadow, [m.span() for m in _ADDRESS.finditer(shadow)], _MARK)
    line_marks, headings = _find_line_marks(shadow)
    marks += line_marks
    shadow = _mask(shadow, line_marks, " ")
    marks += _find_emphasis(shadow)
    return _merge(marks), headings, front


def _merge(marks: list[Span]) -> list[Span]:
    """Sorted marks; one inside another (an escape within a picture) is dropped with it."""
    merged: list[Span] = []
    for mark in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if not merged or mark[0] >= merged[-1][1]:
            merged.append(mark)
    return merged


def _read_front_matter(block: str) -> dict[str, str]:
    """The keys this project knows, from `key: value` lines."""
    found = {}
    for line in block.splitlines():
        key, _, value = line.partition(":")
        value = value.strip().strip("\"'").strip()
        if value and key.lower() in {"title", "author", "date", "url"}:
            found[key.lower()] = value
    return found


def _find_fences(text: str) -> list[tuple[int, int]]:
    """Fenced code, which is left alone; a fence that is never closed is not one."""
    fences, opened = [], None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match.group(1) == opened.group(1):
            fences.append((opened.start(), match.end()))
            opened = None
    return fences


def _is_link(match) -> bool:
    """A label of one paragraph and something that can be an address, not `[he](she)`."""
    target = match.group(2)
    return "\n\n" not in match.group(1) and (
        target is None or bool(_LOOKS_LIKE_TARGET.fullmatch(target))
    )


def _find_links(shadow: str) -> list[Span]:
    marks = []
    for match in _LINK.finditer(shadow):
        if not _is_link(match):
            continue
        start, stop = match.span(1)
        if not match.group(1).strip(" \t\n" + _PICTURE):
            marks.append((*match.span(), "Markdown link"))
        else:
            marks.append((match.start(), start, "Markdown link"))
            marks.append((stop, match.end(), "Markdown link"))
    return marks


def _find_line_marks(shadow: str) -> tuple[list[Span], list[tuple[int, int, int]]]:
    """Marks at the start of lines, and the headings among them."""
    marks, headings, previous = [], [], None
    for match in _LINE_MARK.finditer(shadow):
        stop = shadow.find("\n", match.end())
        stop = len(shadow) if stop < 0 else stop
        if match.group("quote"):
            marks.append((*match.span("quote"), "Markdown quote mark"))
        if match.group("rule"):
            marks.append((*match.span("rule"), "Markdown rule"))
            if "=" in match.group("rule") and previous and previous[0] < previous[1]:
                headings.append((*previous, 1))
        elif match.group("heading"):
            closing = _CLOSING.search(shadow, match.end(), stop)
            marks.append((*match.span("heading"), "Markdown heading mark"))
            if closing:
                marks.append((*closing.span(), "Markdown heading mark"))
            headings.append((match.end(), stop, match.group("heading").count("#")))
        elif match.group("bullet"):
            marks.append((*match.span("bullet"), "Markdown bullet"))
        previous = (match.end(), stop)
    return marks, headings


def _find_emphasis(shadow: str) -> list[Span]:
    """
    Marks of bold and italic type, by the rules of CommonMark made stricter.

    An opening mark follows no letter and a closing one precedes none (but `**Note:**The`
    is met in scraped text), so that censored words (`f**k`) and footnote asterisks stay.
    """
    marks: list[Span] = []
    opened: dict[str, list[list[int]]] = {"*": [], "_": []}
    for match in _RUN.finditer(shadow):
        character = match.group()[0]
        if character == "\n":
            opened["*"].clear()
            opened["_"].clear()
            continue
        start, stop = match.span()
        before = shadow[start - 1] if start else " "
        after = shadow[stop] if stop < len(shadow) else " "
        stack = opened[character]
        glued = after.isalnum() and not (character == "*" and stop - start >= 2)
        if not before.isspace() and not glued:
            start = _close_emphasis(stack, start, stop, marks)
        if start < stop and not after.isspace() and not before.isalnum() and before not in "@#/":
            stack.append([start, stop])
    return [(start, stop, "Markdown emphasis mark") for start, stop, _ in marks]


def _close_emphasis(stack: list[list[int]], start: int, stop: int, marks: list[Span]) -> int:
    """Pair a closing run with opened ones of its length; a run of 3 is 1 and 2."""
    while start < stop:
        n_closing = stop - start
        for depth in range(1, min(len(stack), _MAX_UNMATCHED) + 1):
            n_opened = stack[-depth][1] - stack[-depth][0]
            if n_opened == n_closing or 3 in (n_opened, n_closing):
                break
        else:
            return start
        del stack[len(stack) - depth + 1 :]
        opened, n = stack[-1], min(n_opened, n_closing)
        marks.append((opened[1] - n, opened[1], ""))
        marks.append((start, start + n, ""))
        opened[1] -= n
        start += n
        if opened[0] == opened[1]:
            stack.pop()
    return start


_MAX_UNMATCHED = 4  # how far back an opening mark is looked for, past unmatched ones
_MAX_PROSE_BEFORE_HEADLINE = 3  # kicker, date and standfirst may come first; a lead does not


def _name_headings(text: str, headings: list[tuple[int, int, int]]) -> list[Span]:
    """The first heading of the first level is the headline, every other a subheading."""
    headings = sorted(headings)
    top = next((heading for heading in headings if heading[2] == 1), None)
    if top is None and headings and not text[: headings[0][0]].strip("# \t\n"):
        top = headings[0]
    if top is not None:
        lines = text[: top[0]].split("\n")
        if sum(len(line.split()) >= 15 for line in lines) >= _MAX_PROSE_BEFORE_HEADLINE:
            top = None
    return [
        (start, stop, "headline" if (start, stop, level) == top else "subheading")
        for start, stop, level in headings
    ]


# ---------------------------------------------------------------- HTML

_SKIPPED = frozenset(
    "head script style noscript template svg math iframe object embed canvas audio video "
    "datalist".split()
)
_BLOCKS = frozenset(
    "html body address article aside blockquote button caption center dd details dialog div dl "
    "dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr label legend "
    "li main menu nav ol option optgroup p pre search section select summary table tbody "
    "textarea tfoot thead tr ul".split()
)
_WHOLE = frozenset("html body main article".split())  # their classes describe the whole page

_TAG_REASONS = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "page footer",
    "form": "form",
    "button": "button",
    "select": "form",
    "textarea": "form",
    "label": "form",
    "dialog": "dialog",
    "menu": "navigation",
}
_ROLE_REASONS = {
    "navigation": "navigation",
    "complementary": "aside",
    "contentinfo": "page footer",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
_NAME_REASONS = {
    "navigation": "nav navbar navigation menu breadcrumb breadcrumbs pagination pager skip",
    "page footer": "footer copyright colophon",
    "related links": "related recommended recommendations recirculation trending popular "
    "mostread readmore outbrain taboola teaser teasers",
    "comments": "comment comments disqus respond discussion",
    "sharing": "share sharing social sharedaddy addtoany addthis",
    "newsletter": "newsletter subscribe subscription signup paywall",
    "advertisement": "ad ads advert adverts advertisement sponsored promo promotion",
    "cookie notice": "cookie cookies consent gdpr",
    "tags": "tags taglist",
    "aside": "sidebar widget",
}
_REASON_OF_NAME = {
    name: reason for reason, names in _NAME_REASONS.items() for name in names.split()
}
_KIND_OF_NAME = {
    name: kind
    for kind, names in {
        "byline": "byline author authors",
        "date": "date dateline published publish pubdate timestamp datetime posted",
        "standfirst": "standfirst dek deck subtitle subheadline subhead lede",
        "caption": "caption wp-caption-text figcaption",
    }.items()
    for name in names.split()
}
_KIND_OF_TAG = {"figcaption": "caption", "time": "date"}
_HIDDEN_STYLE = regex.compile(
    r"(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)", regex.IGNORECASE
)
_NAME = regex.compile(r"[A-Za-z]++")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]++")
_HTML_SPACE = regex.compile(r"[ \t\n\r\f]++")

N_GRAM = 5  # words in a row that two unrelated passages of one page hardly ever share


class Block(NamedTuple):
    """
    A block of text on a page.

    Attributes
    ----------
    place : int
        Character offset in the page text.
    text : str
        Its characters, white space collapsed as browsers do; a line break is a LF.
    tag : str
        Name of the block element that holds it.
    reason : str
        What kind of page furniture its tags, roles and classes say it is; else "".
    kinds : frozenset of str
        What its tags and classes say it is of the article: byline, date, caption...
    """

    place: int
    text: str
    tag: str
    reason: str
    kinds: frozenset[str]


def list_blocks(html: str, name: str = "page") -> list[Block]:
    """
    List the blocks of text on a page, in document order.

    The page text, which the places of an HTML file's `dropped` count in, is these texts
    joined by two line feeds. Scripts, styles and other content that no browser shows as
    text are not in it; text hidden by its own style is, with the reason "hidden".

    Parameters
    ----------
    html : str
        The page.
    name : str
        Its name, for errors.

    Returns
    -------
    list of Block

    Raises
    ------
    ReadingError
        If its tags are nested deeper than `MAX_NESTING`.

    Examples
    --------
    >>> [(b.place, b.text, b.reason) for b in list_blocks("<nav>Home</nav><p>A <b>ferry</b></p>")]
    [(0, 'Home', 'navigation'), (6, 'A ferry', '')]
    """
    return _walk(_parse_page(html, name), name)


def _parse_page(html: str, name: str) -> Any:
    """Element tree of a page; None when it holds no element."""
    from lxml import etree

    data = regex.sub(r"[\ud800-\udfff]", "\ufffd", html).encode("utf-8")
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        if "Document is empty" in str(error):
            return None
        raise ReadingError(f"{name} cannot be read as HTML: {error}.") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise ReadingError(_say_too_deep(name))
    return tree


def _say_too_deep(name: str) -> str:
    return f"{name} cannot be read as HTML: its tags are nested more than {MAX_NESTING} deep."


class _Frame(NamedTuple):
    """What an element and those around it say about the text inside."""

    tag: str
    reason: str
    kinds: frozenset[str]


def _walk(tree: Any, name: str) -> list[Block]:
    """Collect the text blocks of a tree; a loop, since recursion fails on deep nesting."""
    from lxml import etree

    blocks: list[Block] = []
    if tree is None:
        return blocks
    place, pieces, owner, kinds = 0, [], None, frozenset()

    def flush() -> None:
        nonlocal place, pieces, owner, kinds
        for text in _collapse("".join(pieces)):
            blocks.append(Block(place, text, owner.tag, owner.reason, kinds))
            place += len(text) + 2
        pieces, owner, kinds = [], None, frozenset()

    def add(text: str | None) -> None:
        nonlocal owner, kinds
        if not text:
            return
        pieces.append(text)
        if not text.isspace():
            owner = owner or frames[-1]
            kinds |= frames[-1].kinds

    frames = [_Frame("body", "", frozenset())]
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
                frames.append(frames[-1])
                continue
            if tag in _BLOCKS:
                flush()
            if len(frames) > MAX_NESTING:
                raise ReadingError(_say_too_deep(name))
            frames.append(_frame(element, frames[-1]))
            if tag == "br":
                pieces.append(_BREAK)
            elif tag in {"td", "th"}:
                pieces.append(" ")
            add(element.text)
        else:
            if tag in _BLOCKS:
                flush()
            frames.pop()
            add(element.tail)
    flush()
    return blocks


_BREAK = "\x00"  # a line break of the page; zero bytes were refused before


def _collapse(text: str) -> list[str]:
    """White space as browsers show it; an empty line ends a block."""
    lines = [_HTML_SPACE.sub(" ", line).strip(" ") for line in text.split(_BREAK)]
    paragraphs = regex.split(r"\n{2,}+", "\n".join(lines).strip("\n"))
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


def _frame(element: Any, around: _Frame) -> _Frame:
    """An element's own frame, with what the elements around it say."""
    tag, attributes = element.tag, element.attrib
    reason, kinds = _TAG_REASONS.get(tag, ""), set(around.kinds)
    if tag in _KIND_OF_TAG:
        kinds.add(_KIND_OF_TAG[tag])
    if attributes:
        reason = reason or _ROLE_REASONS.get(attributes.get("role", ""), "")
        if "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", "")):
            reason = "hidden"
        if attributes.get("rel") == "author" or attributes.get("itemprop") == "author":
            kinds.add("byline")
        if attributes.get("itemprop") == "datePublished":
            kinds.add("date")
        if tag not in _WHOLE:
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
            words = [word.lower() for word in _NAME.findall(_CAMEL.sub(" ", names))]
            kinds.update(_KIND_OF_NAME[word] for word in words if word in _KIND_OF_NAME)
            named = {_REASON_OF_NAME[word] for word in words if word in _REASON_OF_NAME}
            reason = reason or next((one for one in _NAME_REASONS if one in named), "")
    if around.reason == "hidden" or not reason:
        reason = around.reason
    block = tag if tag in _BLOCKS else around.tag
    return _Frame(block, reason, frozenset(kinds) if kinds != around.kinds else around.kinds)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _extract(html: str) -> tuple[Any, list[list[str]]]:
    """What the extraction library takes for the article: metadata, paragraphs of words."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    # Fixed dates and no guessing from any number on the page: the same result every day.
    date_options = {
        "original_date": True,
        "extensive_search": False,
        "min_date": "1900-01-01",
        "max_date": "2100-01-01",
        "outputformat": "%Y-%m-%d",
    }
    try:
        found = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params=date_options,
        )
    except Exception:  # noqa: BLE001 - hostile pages raise anything; the blocks remain
        return None, []
    body = getattr(found, "body", None)
    return found, [] if body is None else _list_paragraphs(body)


def _list_paragraphs(body: Any) -> list[list[str]]:
    """Words of each paragraph of an extracted body."""
    from lxml import etree

    paragraphs, pieces = [], []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in {"p", "head", "item", "list", "quote", "row", "table", "body"}:
            paragraphs.append("".join(pieces))
            pieces = []
        elif event == "start" and element.tag in {"lb", "cell"}:
            pieces.append(" ")
        text = element.text if event == "start" else element.tail
        pieces.append(text or "")
    paragraphs.append("".join(pieces))
    return [words for words in map(_words, paragraphs) if words]


def _choose_blocks(blocks: list[Block], paragraphs: list[list[str]]) -> set[int]:
    """
    Choose the blocks that the extraction took for the article.

    A block of `N_GRAM` words or more is chosen when half of its word n-grams are in the
    extraction, a shorter one when it is a paragraph of it or goes on where the block
    before ended. Every n-gram counts once, and blocks outside furniture come first, so
    that a teaser of the same words is not taken for the passage itself.
    """
    flat = [word for paragraph in paragraphs for word in paragraph]
    grams = [tuple(flat[i : i + N_GRAM]) for i in range(len(flat) - N_GRAM + 1)]
    left, ends = Counter(grams), {}
    for i, gram in enumerate(grams):
        ends.setdefault(gram, i + N_GRAM)
    short = Counter(map(tuple, paragraphs))
    chosen: set[int] = set()
    for is_furniture in (False, True):
        cursor = 0
        for number, block in enumerate(blocks):
            if bool(block.reason) != is_furniture:
                continue
            words = _words(block.text)
            if len(words) >= N_GRAM:
                own = [tuple(words[i : i + N_GRAM]) for i in range(len(words) - N_GRAM + 1)]
                hits = [gram for gram in own if left[gram] > 0]
                if 2 * len(hits) >= len(own):
                    chosen.add(number)
                    left.subtract(hits)
                    cursor = ends[hits[-1]]
            elif words and (short[tuple(words)] > 0 or flat[cursor : cursor + len(words)] == words):
                chosen.add(number)
                short[tuple(words)] -= 1
                if flat[cursor : cursor + len(words)] == words:
                    cursor += len(words)
            elif not words and number - 1 in chosen and not block.reason:
                chosen.add(number)  # a block of marks only, such as a lone closing quote
    return chosen


_MAX_BYLINE_WORDS, _MAX_DATE_WORDS = 25, 20  # longer ones are author portraits and notices
_NOT_ARTICLE = "not part of the article by the extraction"


def _read_html(html: str, name: str) -> Document:
    """A page: the blocks of the article, in the page's order, the headline first."""
    tree = _parse_page(html, name)
    blocks = _walk(tree, name)
    found, paragraphs = _extract(html) if blocks else (None, [])
    chosen = _choose_blocks(blocks, paragraphs)
    notes: tuple[str, ...] = ()
    if not chosen:
        chosen = {i for i, block in enumerate(blocks) if block.reason != "hidden"}
        notes = ("No article was recognised on the page: all its visible text was kept.",)
    title = getattr(found, "title", None)
    kinds, headline = _name_blocks(blocks, chosen, title, getattr(found, "author", None))
    order = [headline] if headline is not None else []
    order += [i for i in sorted(set(kinds) | chosen) if i != headline]
    added = _WHITE.sub(" ", _clean(title)[0]).strip() if title and headline is None else None
    document = _compose_page(blocks, order, kinds, added)
    title = next((document.text[a:b] for a, b, kind in document.hints if kind == "headline"), None)
    if added:
        notes += ("The headline is from the page's metadata; it stands nowhere on the page.",)
    return replace(
        document,
        title=title,
        byline=_find_author(document, found),
        date=_find_date(tree, found),
        url=_tidy(getattr(found, "url", None)),
        outlet=_tidy(getattr(found, "sitename", None)),
        notes=document.notes + notes,
    )


_WHITE = regex.compile(r"\s++")


def _tidy(value: str | None) -> str | None:
    """A metadata value as one clean line, None when there is nothing in it."""
    if not value:
        return None
    text = unicodedata.normalize("NFC", _WHITE.sub(" ", _clean(value)[0]).strip())
    return text or None


def _find_author(document: Document, found: Any) -> str | None:
    """Author of the metadata, else the byline as it stands."""
    author = _tidy(getattr(found, "author", None))
    spans = (document.text[a:b] for a, b, kind in document.hints if kind == "byline")
    return author or next(spans, None)


def _find_headline(blocks: list[Block], chosen: set[int], title: str | None) -> int | None:
    """The block that is the headline: the first-level heading most like the page's title."""
    wanted = set(_words(title or ""))
    best, best_score = None, 0.0
    for number, block in enumerate(blocks):
        words = set(_words(block.text))
        if block.reason in {"hidden", "navigation", "related links", "page footer"} or not words:
            continue
        likeness = len(words & wanted) / len(words | wanted) if wanted else 0.0
        is_top = block.tag == "h1"
        if not is_top and likeness < 0.9:  # the title itself in another tag
            continue
        score = likeness + 0.2 * is_top + 0.1 * (number in chosen)
        if score > best_score:
            best, best_score = number, score
    return best


def _name_blocks(
    blocks: list[Block], chosen: set[int], title: str | None, author: str | None
) -> tuple[dict[int, str], int | None]:
    """Kinds of the blocks that the page says, and which one is the headline."""
    kinds: dict[int, str] = {}
    headline = _find_headline(blocks, chosen, title)
    if headline is not None:
        kinds[headline] = "headline"
    first = min((i for i in chosen if _is_body(blocks[i])), default=0)
    last = max(chosen, default=-1)
    for number, block in enumerate(blocks):
        if number == headline:
            continue
        is_near = not block.reason and (headline or 0) <= number <= last
        is_above = is_near and number < max(first, (headline or 0) + 6)
        kind = _name_block(block, number in chosen, is_near, is_above, set(_words(author or "")))
        if kind:
            kinds[number] = kind
    return kinds, headline


def _is_body(block: Block) -> bool:
    """A paragraph of prose, as far as its tags say."""
    return block.tag[0] != "h" and not block.kinds and len(block.text.split()) >= N_GRAM


def _name_block(
    block: Block, is_chosen: bool, is_near: bool, is_above: bool, author: set[str]
) -> str | None:
    """Kind of one block; None for body text and for what is not of the article."""
    n_words = len(block.text.split())
    if "caption" in block.kinds and (is_chosen or is_near):
        return "caption"
    if block.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and is_chosen:
        return "subheading"
    if is_above and n_words <= _MAX_BYLINE_WORDS:
        words = _words(block.text)
        starts_so = words[:1] == ["by"] and (not author or bool(author & set(words)))
        if "byline" in block.kinds or starts_so:
            return "byline"
        has_digit = any(character.isdigit() for character in block.text)
        if "date" in block.kinds and n_words <= _MAX_DATE_WORDS and has_digit:
            return "date"
    if "standfirst" in block.kinds and is_above:
        return "standfirst"
    return None


def _compose_page(
    blocks: list[Block], order: list[int], kinds: dict[int, str], added: str | None
) -> Document:
    """The text of the chosen blocks in this order, and all the others as dropped."""
    pieces, hints, length = [], [], 0
    dropped: list[Dropped] = []
    changed: Counter = Counter()

    def append(piece: str, kind: str | None) -> None:
        nonlocal length
        start, stop = _shrink(piece, 0, len(piece))
        if kind and start < stop:
            hints.append((length + start, length + stop, kind))
        pieces.append(piece)
        length += len(piece) + 2

    if added:
        append(unicodedata.normalize("NFC", added), "headline")
    for number in order:
        block = blocks[number]
        rest, cut, *_, counts = _clean(block.text)
        changed.update(counts)
        dropped += [
            Dropped(block.place + start, block.text[start:stop], reason)
            for start, stop, reason in cut
            if reason
        ]
        append(unicodedata.normalize("NFC", rest), kinds.get(number))
    kept = set(order)
    for number, block in enumerate(blocks):
        if number not in kept:
            reason = block.reason or _NOT_ARTICLE
            dropped.append(Dropped(block.place, block.text, reason))
    return Document(
        text="\n\n".join(pieces),
        hints=tuple(hints),
        dropped=tuple(sorted(dropped)),
        notes=_say_changes(changed),
    )


_DATE_META = (
    ("meta", "property", "article:published_time", "content"),
    ("meta", "itemprop", "datePublished", "content"),
    ("meta", "name", "date", "content"),
    ("time", "itemprop", "datePublished", "datetime"),
)
_JSON_DATE = regex.compile(r"\"datePublished\"\s*+:\s*+\"([^\"]{4,40}+)\"")


def _find_date(tree: Any, found: Any) -> str | None:
    """Date of publication as ISO 8601, with the time of day where the page says it."""
    if tree is None:
        return None
    day = getattr(found, "date", None)
    values = [
        element.get(attribute)
        for tag, key, wanted, attribute in _DATE_META
        for element in tree.iter(tag)
        if element.get(key) == wanted
    ]
    for element in tree.iter("script"):
        if element.get("type") == "application/ld+json" and element.text:
            values += _JSON_DATE.findall(element.text)
    for value in values:
        value = (value or "").strip()
        if _is_iso_date(value) and (day is None or value[:10] == day):
            return value
    return day
