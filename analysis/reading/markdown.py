"""Which characters of a text are marks of Markdown, and which lines are headings?"""

from collections.abc import Iterable

import regex

from analysis.reading.cleaning import Span

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


def find_markdown(
    text: str, is_markdown: bool
) -> tuple[list[Span], list[tuple[int, int, int]], dict[str, str]]:
    """
    Find the marks of Markdown in a text, and what they say.

    Parameters
    ----------
    text : str
        A cleaned text (no control characters).
    is_markdown : bool
        Whether the file says it is Markdown, so that it may begin with front matter.

    Returns
    -------
    (list of (int, int, str), list of (int, int, int), dict)
        The marks with their reason, sorted and disjoint; the headings as start, stop and
        level; title, author, date and url of the front matter.

    Examples
    --------
    >>> marks, headings, _ = find_markdown("## **A** ferry", False)
    >>> [(start, stop) for start, stop, _ in marks], headings
    ([(0, 3), (3, 5), (6, 8)], [(3, 14, 2)])
    """
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


def name_headings(text: str, headings: list[tuple[int, int, int]]) -> list[Span]:
    """
    Tell the headline from the subheadings.

    Parameters
    ----------
    text : str
        The text that the headings are in.
    headings : list of (int, int, int)
        Start, stop and level of each.

    Returns
    -------
    list of (int, int, str)
        The first heading of level 1 (or the first of all, if the text begins with it) is
        the headline, unless prose comes before it; every other is a subheading.

    Examples
    --------
    >>> name_headings("Ferry hits pier\\n\\nMore", [(0, 15, 1), (17, 21, 2)])
    [(0, 15, 'headline'), (17, 21, 'subheading')]
    """
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
