"""What is known of a file that was read as an article?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


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


def is_iso_date(value: str | None) -> bool:
    """
    Say whether a value is an ISO 8601 date, with or without a time of day.

    Parameters
    ----------
    value : str or None
        Any text.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_iso_date("2026-02-11T14:20:00-05:00"), is_iso_date("Feb. 11"), is_iso_date(None)
    (True, False, False)
    """
    try:
        datetime.fromisoformat(value or "")
    except ValueError:
        return False
    return True
