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

from dataclasses import replace
from pathlib import Path

import regex

from analysis.errors import ReadingError
from analysis.reading.cleaning import (
    clean_text,
    compose_letters,
    follow_span,
    remove_spans,
    say_changes,
    shrink_span,
    split_at_cuts,
)
from analysis.reading.decoding import MAX_BYTES, decode, say_too_large
from analysis.reading.document import Document, Dropped, count_dropped_characters, is_iso_date
from analysis.reading.markdown import find_markdown, name_headings
from analysis.reading.pages import list_blocks, read_page

__all__ = [
    "MAX_BYTES",
    "TEXT_SUFFIXES",
    "Document",
    "Dropped",
    "count_dropped_characters",
    "decode",
    "list_blocks",
    "load_bytes",
    "read_bytes",
    "read_file",
]

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
            raise ReadingError(say_too_large(str(path), size))
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReadingError(f"{path} cannot be read: {why}.") from error


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
        document = read_page(decoded, name)
    else:
        document = _read_text(decoded, file_format)
    if not document.text.strip():
        raise ReadingError(f"{name} holds no text that can be read.")
    notes = document.notes
    if "\ufffd" in decoded:
        notes += (f"Damaged characters, shown as \ufffd: {decoded.count(chr(0xFFFD))}.",)
    return replace(document, encoding=encoding, format=file_format, notes=notes)


_LOOKS_LIKE_HTML = regex.compile(
    r"[\s\ufeff]*+(?:<\?xml[^>]{0,200}+>\s*+)?(?:<!--.{0,500}?-->\s*+)?<(?:!doctype\s++html|html)\b",
    regex.IGNORECASE | regex.DOTALL,
)


def _read_text(raw: str, file_format: str) -> Document:
    """Plain text or Markdown; remnants of Markdown are looked for in both."""
    plain, cut, starts, origins, changed = clean_text(raw)
    marks, headings, front = find_markdown(plain, file_format == "markdown")
    dropped = [Dropped(start, raw[start:stop], reason) for start, stop, reason in cut if reason]
    for start, stop, reason in marks:
        for first, last in split_at_cuts(start, stop, starts, origins):
            dropped.append(Dropped(first, raw[first:last], reason))
    text, new_starts, new_origins = remove_spans(plain, marks)
    hints = [
        (*shrink_span(text, *follow_span(start, stop, new_starts, new_origins)), kind)
        for start, stop, kind in name_headings(plain, headings)
    ]
    text, hints, changed["Lines with letters composed (NFC)"] = compose_letters(text, hints)
    hints = [hint for hint in hints if hint[0] < hint[1]]
    titles = [text[start:stop] for start, stop, kind in hints if kind == "headline"]
    return Document(
        text=text,
        hints=tuple(hints),
        dropped=tuple(sorted(piece for piece in dropped if piece.text.strip())),
        title=titles[0] if titles else front.get("title"),
        byline=front.get("author"),
        date=front.get("date") if is_iso_date(front.get("date")) else None,
        url=front.get("url"),
        notes=say_changes(changed),
    )
