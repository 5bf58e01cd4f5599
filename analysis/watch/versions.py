"""Is what stands at a place now another text than the one that stood there before?

Scripts, advertisements, dates of access and house style change with every visit. A later text is
a new version only if its article says something in other words.
"""

from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.errors import ReadingError
from analysis.fidelity import list_changes
from analysis.fidelity.passage import read_passage
from analysis.house_style import read_words
from analysis.inconsistencies import READ_KINDS
from analysis.quantities import Quantity, convert_quantity
from analysis.reading import Document, decode, read_bytes
from analysis.segment import segment_text
from analysis.story import make_id

# Where of a hundred words of an article fewer than these are left, the place holds something
# else: a wall, an error page, a notice of withdrawal.
FEW_WORDS_LEFT = 0.2
# An article this short says too little for that share to mean anything.
SHORT_ARTICLE = 40
# What the answer's head may call what it holds; the file's name follows from it.
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
}


@dataclass(frozen=True)
class Wording:
    """What an article says, as it stands: headline, body, and standfirst, captions and the like."""

    headline: str
    body: str
    around: str = ""


def read_wording(document: Document) -> Wording:
    """
    Take headline and body out of a document.

    Parameters
    ----------
    document : Document
        From `analysis.reading`.

    Returns
    -------
    Wording
        Without bylines, dates, credits and furniture.
    """
    parts: dict[str, list[str]] = {"headline": [], "body": []}
    around = []
    for one in segment_text(document.text, document.hints):
        if one.kind in READ_KINDS:
            parts.get(one.kind, around).append(document.text[one.start : one.stop])
    headline = " ".join(parts["headline"]) or document.title or ""
    return Wording(headline, "\n".join(parts["body"]), "\n".join(around))


def list_canonical(text: str) -> list[str]:
    """
    List what a text says, word by word, in no house style.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Canonical words; figures and dates by what they amount to; a sign where quoted words
        begin and end.

    Examples
    --------
    >>> one = list_canonical("“It cost $4.6 million,” she said on Feb. 10 at 8:40 a.m.")
    >>> two = list_canonical("'It cost $4,600,000', she said on 10 February at 08:40")
    >>> one == two
    True
    >>> one == list_canonical("It cost $4.6 million, she said on Feb. 10 at 8:40 a.m.")
    False
    """
    passage = read_passage(text)
    pieces = [(word.start, 1, word.stop, word.term) for word in passage.words]
    for mark in passage.marked:
        pieces += [(mark.start, 0, mark.start, "<quote>"), (mark.stop, 0, mark.stop, "</quote>")]
    facts = [(date.start, date.stop, str(tuple(date)[2:])) for date in passage.dates]
    facts += [
        (one.start, one.stop, _write_quantity(one))
        for one in passage.quantities
        if not one.is_weak and not one.malformed
    ]
    taken = 0
    spans = []
    for start, stop, term in sorted(facts):
        if start >= taken:
            spans.append((start, stop))
            pieces.append((start, 2, stop, term))
            taken = stop
    return [
        term
        for start, kind, stop, term in sorted(pieces)
        if kind != 1 or not _is_inside(spans, start, stop)
    ]


def _write_quantity(quantity: Quantity) -> str:
    dimension, factor = convert_quantity(quantity)
    sizes = (quantity.value, quantity.low, quantity.high)
    written = [f"{size * factor:.12g}" for size in sizes if size is not None]
    unit = quantity.unit if dimension == "money" else ""
    # A figure in a title is read as a name ("Boeing 747"); its noun follows by itself.
    kind = "count" if quantity.kind in ("number", "designator") else dimension
    return "/".join([kind, *written, unit, quantity.rate])


def _is_inside(spans: list[tuple[int, int]], start: int, stop: int) -> bool:
    """Whether a word stands in one of some spans, which are sorted."""
    at = bisect_right(spans, (start, len(spans) and spans[-1][1])) - 1
    return any(a <= start and stop <= b for a, b in spans[max(at, 0) : at + 1])


def is_same_wording(before: Wording, after: Wording) -> bool:
    """
    Say whether two texts differ in house style and white space at most.

    Examples
    --------
    >>> a = Wording("Ferry hits pier", "It cost $4.6 million, the U.S. owner said.")
    >>> is_same_wording(a, Wording("Ferry Hits Pier", "It cost $4.6m,  the US owner said."))
    True
    >>> is_same_wording(a, Wording("Ferry hits pier", "It cost $46 million, the owner said."))
    False
    """
    return all(
        old == new or (list_canonical(old) == list_canonical(new) and not list_changes(old, new))
        for old, new in (
            (before.headline, after.headline),
            (before.body, after.body),
            (before.around, after.around),
        )
    )


def is_something_else(before: Wording, after: Wording) -> bool:
    """
    Say whether a place holds something else than the article that stood there.

    Examples
    --------
    >>> article = Wording("", "The ferry hit the pier on Tuesday and nobody was hurt. " * 5)
    >>> is_something_else(article, Wording("", "Please enable JavaScript to go on."))
    True
    """
    old, new = ([word.term for word in read_words(w.body)] for w in (before, after))
    if len(old) < SHORT_ARTICLE:
        return not new and bool(old)
    return len(set(old) & set(new)) < FEW_WORDS_LEFT * len(set(old))


def choose_suffix(content_type: str | None) -> str | None:
    """
    Name the kind of file that an answer's head says it holds.

    Returns
    -------
    str or None
        .html where the head says nothing; None for what cannot be an article.

    Examples
    --------
    >>> [choose_suffix(t) for t in ("text/html; charset=utf-8", "text/plain", None, "image/png")]
    ['.html', '.txt', '.html', None]
    """
    kind = (content_type or "text/html").partition(";")[0].strip().lower()
    return SUFFIXES.get(kind or "text/html")


def write_readable(data: bytes, content_type: str | None, name: str) -> bytes:
    """
    Write a page so that its bytes alone say which characters they stand for.

    Parameters
    ----------
    data : bytes
        As they were fetched.
    content_type : str or None
        The answer's head, which may declare a character set, truly or not.
    name : str
        For errors.

    Returns
    -------
    bytes
        The very same, unless they declare nothing themselves, are no UTF-8 and the head
        declares a character set that fits: then UTF-8 with a mark in front.
    """
    declared = _find_charset(content_type)
    if declared is None or decode(data, name)[1] != "windows-1252":
        return data  # the bytes themselves say what they are
    if b"charset" in data[:4096].lower():
        return data
    try:
        return data.decode(declared).encode("utf-8-sig")
    except (LookupError, ValueError):
        return data


def _find_charset(content_type: str | None) -> str | None:
    """The character set that the answer's head declares, if it is one of text."""
    import codecs

    for part in (content_type or "").split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            try:
                found = codecs.lookup(value.strip().strip("\"'"))
            except (LookupError, ValueError):
                return None
            is_of_text = getattr(found, "_is_text_encoding", True)
            return found.name if is_of_text and found.name not in _NO_PAGE else None
    return None


_NO_PAGE = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape"})


def read_document(data: bytes, suffix: str, name: str) -> Document:
    """Read an article; its format is what the suffix says."""
    try:
        return read_bytes(data, f"{name}{suffix}")
    except ReadingError as problem:
        # The message names the file that the bytes would become; say where they came from.
        raise ReadingError(str(problem).replace(f"{name}{suffix}", name, 1)) from None


def name_lineage(outlet: str | None, place: str, taken: set[str]) -> str:
    """
    Make the id under which the texts of one place belong together.

    Parameters
    ----------
    outlet : str or None
        Who published it, if that is known.
    place : str
        An address or the name of a file.
    taken : set of str
        Ids already given, case-folded.

    Returns
    -------
    str
        Made of the outlet or the host; of the last part of the address too where that is
        taken. It never looks like the id of a later text (``post-2``).

    Examples
    --------
    >>> name_lineage("The Post", "https://post.example.org/a/ferry", set())
    'The-Post'
    >>> name_lineage("The Post", "https://post.example.org/a/ferry", {"the-post"})
    'The-Post-ferry'
    >>> name_lineage(None, "https://www.example.org/a/2", set())
    'example.org'
    """
    parts = urlsplit(place)
    host = (parts.hostname or "").removeprefix("www.")
    stem = make_id(outlet or host or place, set())
    last = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]
    for name in (stem, f"{stem}-{make_id(last, set())}"[:48]):
        if _keep_apart(name).casefold() not in taken:
            return _keep_apart(name)
    number = 1
    while f"{stem}-page{number}".casefold() in taken:
        number += 1
    return f"{stem}-page{number}"


def _keep_apart(name: str) -> str:
    """An id that ends like that of a later text gets another ending."""
    head, _, tail = name.rpartition("-")
    return f"{head}-n{tail}" if head and tail.isdecimal() else name


def name_text(lineage: str, number: int, taken: set[str]) -> str:
    """
    Name a text: that of its lineage for the first, with a number for a later one.

    Examples
    --------
    >>> name_text("post", 1, set()), name_text("post", 2, {"post"})
    ('post', 'post-2')
    """
    made = lineage if number == 1 else f"{lineage[:56]}-{number}"
    while made.casefold() in taken:  # a file of the folder may be called like that
        number += 1
        made = f"{lineage[:56]}-{number}"
    return made
