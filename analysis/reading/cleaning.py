"""Which characters of a text does nobody see, and where was each other one before?"""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

import regex

CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")

# All white space that is not a plain space, tab or line feed, character for character.
_PLAIN_SPACE = {
    **dict.fromkeys(map(ord, "\x1c\x1d\x1e\x1f\xa0\u1680\u202f\u205f\u3000"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n"),
}
_UNUSUAL_SPACE = regex.compile("[" + "".join(map(chr, _PLAIN_SPACE)) + "]")

# More accents on one letter than UAX #15 lets a stream hold (30); putting them in order takes time
# that grows with their square. Invisible characters between them are taken out, so they count.
_TOO_MANY_ACCENTS = r"(?=\p{M})(?<=[\p{M}\p{Cc}\p{Cf}\p{Cs}]{30})\p{M}++"
_PERHAPS_TOO_MANY = regex.compile(_TOO_MANY_ACCENTS)

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
    | (?P<stacked>"""
    + _TOO_MANY_ACCENTS
    + r""")
    | (?P<control>[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]++)
    """,
    regex.VERBOSE,
)

# One class, so that the usual text without any of them costs one quick pass.
_PERHAPS_INVISIBLE = regex.compile(
    r"[\x00-\x08\r\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\U000e0000-\U000e0fff]"
)

_REASONS = {
    "soft_hyphen": "soft hyphen",
    "direction": "control character for the direction of writing",
    "order_mark": "byte order mark",
    "zero_width": "invisible character",
    "control": "control character",
    "stacked": "more accents than 30 on one letter",
}

Span = tuple[int, int, str]


def remove_spans(text: str, spans: Sequence[Span]) -> tuple[str, list[int], list[int]]:
    """
    Cut spans out of a text.

    Parameters
    ----------
    text : str
        Any text.
    spans : sequence of (int, int, str)
        Half-open, sorted, disjoint.

    Returns
    -------
    (str, list of int, list of int)
        What is left; where each piece of it starts; where that piece started in `text`.

    Examples
    --------
    >>> remove_spans("a**b**c", [(1, 3, ""), (4, 6, "")])
    ('abc', [0, 1, 2], [0, 3, 6])
    """
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


def split_at_cuts(
    start: int, stop: int, starts: list[int], origins: list[int]
) -> Iterator[tuple[int, int]]:
    """
    Find the spans of the text before a cut that a span after it came from.

    Parameters
    ----------
    start, stop : int
        A span of what `remove_spans` left.
    starts, origins : list of int
        As `remove_spans` returned them.

    Yields
    ------
    (int, int)
        Half-open spans, in order.

    Examples
    --------
    >>> list(split_at_cuts(0, 3, [0, 1, 2], [0, 3, 6]))
    [(0, 1), (3, 4), (6, 7)]
    """
    piece = bisect_right(starts, start) - 1
    while start < stop:
        end = min(stop, starts[piece + 1]) if piece + 1 < len(starts) else stop
        shift = origins[piece] - starts[piece]
        yield start + shift, end + shift
        start, piece = end, piece + 1


def clean_text(raw: str) -> tuple[str, list[Span], list[int], list[int], Counter]:
    """
    Make all spaces plain and all line ends LF, and take invisible characters out.

    Parameters
    ----------
    raw : str
        Any text.

    Returns
    -------
    (str, list of Span, list of int, list of int, Counter)
        The clean text; the spans taken out of `raw`, with the reason ("" for the CR of a
        line end); the map back as of `remove_spans`; how many changes without loss.

    Examples
    --------
    >>> clean_text("a\\u00adb\\xa0c\\r\\nd")[:2]
    ('ab c\\nd', [(1, 2, 'soft hyphen'), (5, 6, '')])
    """
    changed: Counter = Counter()
    n_spaces = len(_UNUSUAL_SPACE.findall(raw))
    plain = raw.translate(_PLAIN_SPACE) if n_spaces else raw
    changed["Unusual spaces made plain"] = n_spaces
    changed["Line ends made LF"] = plain.count("\r")
    if not _PERHAPS_INVISIBLE.search(plain) and not has_too_many_accents(plain):
        return plain, [], [0], [0], changed
    spans = [(*match.span(), match.lastgroup) for match in _INVISIBLE.finditer(plain)]
    rest, starts, origins = remove_spans(plain, spans)
    spans = [(start, stop, _REASONS.get(kind, "")) for start, stop, kind in spans]
    return rest.replace("\r", "\n"), spans, starts, origins, changed


def has_too_many_accents(text: str) -> bool:
    """
    Say whether more accents stand on one letter than composing can cope with.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool

    Examples
    --------
    >>> has_too_many_accents("e\\u0301" * 40), has_too_many_accents("e" + "\\u0301" * 40)
    (False, True)
    """
    return not text.isascii() and bool(_PERHAPS_TOO_MANY.search(text))


def compose_letters(text: str, hints: list[Span]) -> tuple[str, list[Span], int]:
    """
    Compose letters and their accents (NFC).

    Parameters
    ----------
    text : str
        Any text.
    hints : list of (int, int, str)
        Spans of it, each within one line.

    Returns
    -------
    (str, list of (int, int, str), int)
        The composed text, the hints at their new places, how many lines changed.

    Examples
    --------
    >>> compose_letters("e\\u0301 a", [(3, 4, "caption")])
    ('é a', [(2, 3, 'caption')], 1)
    """
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


def say_changes(changed: Counter) -> tuple[str, ...]:
    """
    Say what was changed without loss.

    Parameters
    ----------
    changed : Counter
        How often, by what.

    Returns
    -------
    tuple of str
        One sentence for each count above 0.

    Examples
    --------
    >>> say_changes(Counter({"Line ends made LF": 43, "Unusual spaces made plain": 0}))
    ('Line ends made LF: 43.',)
    """
    return tuple(f"{what}: {count}." for what, count in sorted(changed.items()) if count)


def shrink_span(text: str, start: int, stop: int) -> tuple[int, int]:
    """
    Take the white space at its ends out of a span.

    Parameters
    ----------
    text : str
        The text it is a span of.
    start, stop : int
        Half-open.

    Returns
    -------
    (int, int)
        Empty for a span of white space only.

    Examples
    --------
    >>> shrink_span("a b c", 1, 4)
    (2, 3)
    """
    piece = text[start:stop]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def follow_span(start: int, stop: int, starts: list[int], origins: list[int]) -> tuple[int, int]:
    """
    Find where a span stands after a cut.

    Parameters
    ----------
    start, stop : int
        A span of the text before the cut.
    starts, origins : list of int
        As `remove_spans` returned them.

    Returns
    -------
    (int, int)
        Half-open; empty if all of it was cut out.

    Examples
    --------
    >>> follow_span(1, 6, [0, 1, 2], [0, 3, 6])
    (1, 2)
    """

    def move(place: int) -> int:
        piece = max(bisect_right(origins, place) - 1, 0)
        new = max(place - origins[piece], 0) + starts[piece]
        return min(new, starts[piece + 1]) if piece + 1 < len(starts) else new

    return move(start), move(stop)
