"""Which stretches of this text stand inside quotation marks, and how sure is that?

The scanner reads marks only: who speaks is the question of `analysis.attribution`. It
never raises and takes time linear in the length of the text, because quotation marks are
the least reliable characters of real copy: the same sign is an apostrophe, a decade
('90s), a foot or an inch, and marks are left open, doubled, or closed in another style.
"""

from dataclasses import dataclass
from typing import NamedTuple

import regex


class MarkedSpan(NamedTuple):
    """
    One stretch of text inside quotation marks.

    Attributes
    ----------
    start, stop : int
        Half-open offsets with the marks (an unclosed span has no closing mark).
    inner_start, inner_stop : int
        Half-open offsets of the words just inside the marks, outer white space left out.
    style : str
        ``double``, ``single``, ``guillemet`` or ``low`` (low-9 opening mark).
    depth : int
        0 for an outermost span, 1 for a span inside a span, and so on.
    continued : bool
        True where the span takes up a quotation left open by the paragraph before.
    closed : bool
        False where no closing mark was found: the span then ends with its paragraph.
    confidence : float
        0 to 1, how surely these marks are quotation marks that belong together.
    """

    start: int
    stop: int
    inner_start: int
    inner_stop: int
    style: str
    depth: int
    continued: bool
    closed: bool
    confidence: float


@dataclass(slots=True)
class _Open:
    """A mark that waits for its partner."""

    start: int
    inner: int
    form: str
    family: str
    continued: bool
    cut: int = -1  # where the next mark of the same family opened


# Doubled single marks and doubled backticks are one double mark (wire and NYT copy).
_MARK = regex.compile(r"''|``|‘‘|’’|‚‚|[\"“”„‟«»‹›'‘’‚‛`″]")
_NEWLINES = regex.compile(r"[ \t\xa0]*+(?:\r\n|[\n\r\x0b\x0c\u2028\u2029])[\s\xa0]*+")
_ELISION = regex.compile(
    r"(?:\d\d(?:s\b|(?![\w,.:%]))|(?:em|tis|twas|til|till|cause|bout|cos|coz|round|nuff)\b|n['’])",
    regex.IGNORECASE,
)
_FOOT_INCH = regex.compile(r"\d['’′]\s?\d{1,2}(?:\.\d+)?(?:''|[\"”″])")
_OPENING_BRACKETS = frozenset("([{<—–-/=*_|>…")
_BEFORE_OPENING = _OPENING_BRACKETS | frozenset("\"“„«‹‘'‚`:")
_AFTER_CLOSING = frozenset(".,;:!?)]}>—–-/…*_|\"”“»›’'")
_STRONG_BEFORE = frozenset('.,!?…;:)]”"—–')

_DOUBLE_OPENERS = frozenset(["“", "„", "``", "‘‘", "‟", "‚‚"])
_DOUBLE_CLOSERS = frozenset(["”", "’’", "″"])
_NEUTRAL = frozenset(['"', "''"])

# How surely a closed pair is a quotation. Single marks are also apostrophes; an unclosed
# mark may be a slip of the keyboard.
_CONFIDENCE = {"double": 0.98, "guillemet": 0.97, "low": 0.96, "single": 0.85}
_MIXED_CONFIDENCE = 0.9
_UNCLOSED_CONFIDENCE = 0.5
_CONTINUING_CONFIDENCE = 0.93
_LONGEST_WRAPPED_LINE = 100
_SHORTEST_WRAPPED_LINE = 40


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """
    Cut a text at its paragraph breaks.

    A blank line always breaks; a single line break does too, unless the line before it
    looks wrapped (it stops inside a sentence and the next one goes on in lower case, or it
    is as long as wrapped lines are and stops at a letter, digit or comma).

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of (int, int)
        Half-open offsets, outer white space left out; none for a blank text.

    Examples
    --------
    >>> find_paragraphs("One.\\nTwo goes\\non.\\n\\nThree.")
    [(0, 4), (5, 17), (19, 25)]
    """
    spans = []
    start = len(text) - len(text.lstrip())
    line_start = start
    for match in _NEWLINES.finditer(text, start):
        before, after = match.span()
        if after >= len(text):
            break
        blank = _is_sure_break(match.group())
        if blank or not _looks_wrapped(text, line_start, before, after):
            if before > start:
                spans.append((start, before))
            start = after
        line_start = after
    stop = len(text.rstrip())
    if stop > start:
        spans.append((start, stop))
    return spans


def _is_sure_break(breaks: str) -> bool:
    """Say whether line breaks leave a line blank between them, or name a paragraph."""
    n_breaks = breaks.count("\n") + breaks.count("\r") - breaks.count("\r\n")
    return n_breaks > 1 or any(sign in breaks for sign in "\x0b\x0c\u2029")


def _looks_wrapped(text: str, start: int, stop: int, following: int) -> bool:
    """Say whether a line break stands inside a sentence."""
    last, first = text[stop - 1 : stop], text[following]
    if not (last.isalnum() or last in ",-"):
        return False
    if first.islower():
        return True
    wrapped = _SHORTEST_WRAPPED_LINE <= stop - start <= _LONGEST_WRAPPED_LINE
    return wrapped and (last in ",-" or (last.islower() and first.isalnum() and stop - start > 60))


def find_marked_spans(text: str) -> list[MarkedSpan]:
    """
    Find every stretch inside quotation marks.

    Reads curly, straight, single, double and low-9 marks, guillemets either way round,
    and doubled apostrophes or backticks. Apostrophes, decades, feet and inches are no
    quotation. A single mark opens a quotation only where a mark that can close it follows
    in the same paragraph. A paragraph that begins with an opening mark while the
    quotation of the paragraph before is still open continues it.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of MarkedSpan
        Ordered by start; spans are nested or apart, never crossing. Spans without a letter
        or digit inside are left out. Never raises; time is linear in ``len(text)``.

    Examples
    --------
    >>> text = "“It's ‘over’,” she said of the '90s workers' hall."
    >>> [(text[s.inner_start : s.inner_stop], s.depth) for s in find_marked_spans(text)]
    [("It's ‘over’,", 0), ('over', 1)]
    """
    if _MARK.search(text) is None:
        return []
    paragraphs = find_paragraphs(text)
    spans: list[MarkedSpan] = []
    pending: _Open | None = None  # the quotation that the paragraph before left open
    for number, (start, stop) in enumerate(paragraphs):
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else len(text)
        pending = _scan_paragraph(text, start, stop, following, pending, spans)
    spans.sort(key=lambda span: (span.start, -span.stop))
    return _number_depths(spans)


def _scan_paragraph(
    text: str, start: int, stop: int, following: int, pending: _Open | None, spans: list
) -> _Open | None:
    """Scan one paragraph, add its spans, return the quotation it leaves open."""
    marks = _list_marks(text, start, stop)
    if not marks:
        return None
    singles = _pair_singles(text, start, stop, following, marks)
    inches = {m.end() - 1 for m in _FOOT_INCH.finditer(text, start, stop)}
    stack: list[_Open] = []
    uncut: dict[str, _Open] = {}  # the last opening mark of each family
    for index, (at, end, form) in enumerate(marks):
        if index in singles.opens:
            continued = pending is not None and at == start and pending.family == "single"
            stack.append(_Open(at, end, form, "single", continued))
            continue
        if index in singles.closes:
            _close(text, stack, "single", at, end, form, spans)
            continue
        if form in "'‘’‚‛`":
            continue
        family = "guillemet" if form in "«»" else "angle" if form in "‹›" else "double"
        is_open = _find_open(stack, family) is not None
        if end - 1 in inches or (
            form in '"″' and not is_open and at > start and text[at - 1].isdigit()
        ):
            continue
        if _opens(text, start, stop, at, end, form, stack, is_open):
            if family in uncut:
                uncut[family].cut = at
            continued = pending is not None and at == start and pending.family == family
            uncut[family] = _Open(at, end, form, family, continued)
            stack.append(uncut[family])
        elif is_open:
            _close(text, stack, family, at, end, form, spans)
    return _settle_unclosed(text, stack, stop, following, spans)


def _list_marks(text: str, start: int, stop: int) -> list[tuple[int, int, str]]:
    """List the marks of a paragraph: start, stop, form."""
    marks = []
    for match in _MARK.finditer(text, start, stop):
        at, end = match.span()
        is_double = match.group() != "''" or not _ELISION.match(text, end)
        if not is_double and text.find("''", end, stop) < 0:
            # ''Twas ...': a single mark and an apostrophe, not a double mark.
            marks += [(at, at + 1, "'"), (at + 1, end, "'")]
        else:
            marks.append((at, end, match.group()))
    return marks


def _find_open(stack: list[_Open], family: str) -> _Open | None:
    """Find the innermost open mark of a family (looking only a few levels up)."""
    for waiting in reversed(stack[-8:]):
        if waiting.family == family:
            return waiting
    return None


def _opens(
    text: str, start: int, stop: int, at: int, end: int, form: str, stack: list, is_open: bool
) -> bool:
    """Say whether a double mark opens a quotation here."""
    before = text[at - 1] if at > start else " "
    after = text[end] if end < stop else " "
    if form in "«»‹›":
        waiting = _find_open(stack, "guillemet" if form in "«»" else "angle")
        return waiting is None or waiting.form == form
    if before == "=":
        return False  # the value of an HTML attribute
    looks_open = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
    looks_closed = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
    if form in _DOUBLE_OPENERS:
        if form == "“" and is_open and looks_closed and not looks_open:
            return False  # the German closing mark, or a slip
        return not after.isspace() or not is_open
    if form in _DOUBLE_CLOSERS:
        return not is_open and looks_open and not looks_closed and after.isalnum()
    if is_open:
        # A straight mark that can only open: the one before was never closed.
        return before.isspace() and after.isalnum() and _has_partner_ahead(text, end, stop)
    return not after.isspace() or before.isspace()


def _has_partner_ahead(text: str, end: int, stop: int) -> bool:
    """Say whether the very next straight or closing mark can only close (a short look)."""
    match = _MARK.search(text, end, min(stop, end + 2000))
    while match and match.group() in "'‘’‚‛`":
        match = _MARK.search(text, match.end(), min(stop, end + 200))
    if not match or match.group() not in ('"', "''", "”"):
        return False
    before = text[match.start() - 1]
    after = text[match.end()] if match.end() < stop else " "
    return not before.isspace() and not after.isalnum()


def _close(
    text: str, stack: list[_Open], family: str, at: int, end: int, form: str, spans: list
) -> None:
    """Close the innermost open mark of a family; what was opened inside it is dropped."""
    for index in range(len(stack) - 1, max(-1, len(stack) - 9), -1):
        if stack[index].family == family:
            break
    else:
        return
    opened = stack[index]
    del stack[index:]
    style = _name_style(opened)
    confidence = _CONFIDENCE[style]
    if family == "double" and (opened.form in _NEUTRAL) != (form in _NEUTRAL):
        confidence = _MIXED_CONFIDENCE
    _add(text, opened, at, end, style, True, confidence, spans)


def _name_style(opened: _Open) -> str:
    """Name the kind of marks for the table."""
    if opened.form in ("„", "‚", "‚‚"):
        return "low"
    if opened.family in ("guillemet", "angle"):
        return "guillemet"
    return opened.family


def _settle_unclosed(
    text: str, stack: list[_Open], stop: int, following: int, spans: list
) -> _Open | None:
    """Add what was never closed; return the one that the next paragraph may continue."""
    goes_on = None
    for index, waiting in enumerate(stack):
        if waiting.family == "angle":
            continue
        if index and waiting.start == stack[index - 1].start:
            continue
        end = waiting.cut if waiting.cut >= 0 else stop
        confidence = _UNCLOSED_CONFIDENCE
        if waiting.cut < 0 and _starts_with_opening(text, following, waiting):
            goes_on, confidence = waiting, _CONTINUING_CONFIDENCE
        _add(text, waiting, end, end, _name_style(waiting), False, confidence, spans)
    return goes_on


def _starts_with_opening(text: str, at: int, waiting: _Open) -> bool:
    """Say whether the next paragraph begins with a mark that opens in the same family."""
    match = _MARK.match(text, at)
    if not match or match.end() >= len(text) or text[match.end()].isspace():
        return False
    if waiting.family == "single":
        return _opens_single_paragraph(text, at)
    if waiting.family == "guillemet":
        return match.group() in "«»"
    return match.group() in _DOUBLE_OPENERS or match.group() in _NEUTRAL


def _opens_single_paragraph(text: str, at: int) -> bool:
    """Say whether a paragraph begins with a single mark and a capital ("'We stop")."""
    is_single = text[at : at + 1] in ("'", "‘", "‚") and text[at + 1 : at + 2].isupper()
    return is_single and not _ELISION.match(text, at + 1)


def _add(
    text: str,
    opened: _Open,
    at: int,
    end: int,
    style: str,
    closed: bool,
    confidence: float,
    spans: list,
) -> None:
    """Add one span unless nothing is said inside it."""
    inner_start, inner_stop = opened.inner, at
    while inner_start < inner_stop and text[inner_start].isspace():
        inner_start += 1
    while inner_stop > inner_start and text[inner_stop - 1].isspace():
        inner_stop -= 1
    if not any(map(str.isalnum, text[inner_start:inner_stop])):
        return
    spans.append(
        MarkedSpan(
            opened.start,
            end if closed else inner_stop,
            inner_start,
            inner_stop,
            style,
            0,
            opened.continued,
            closed,
            confidence,
        )
    )


class _Singles(NamedTuple):
    """Numbers of the single marks that open and of those that close."""

    opens: set[int]
    closes: set[int]


def _pair_singles(text: str, start: int, stop: int, following: int, marks: list) -> _Singles:
    """Pair single marks: an opening one with the best closing one before the next opening."""
    opens, closes = set(), set()
    waiting, weak, strong = -1, -1, -1
    outer = inner = 0  # double marks open before the waiting single mark, and since
    for index, (at, end, form) in enumerate(marks):
        if form not in ("'", "‘", "’", "‚", "‛", "`"):
            if waiting < 0:
                outer, inner = _count_double(form, outer), 0
            elif inner or not outer or form in _DOUBLE_OPENERS:
                inner = _count_double(form, inner)
            else:
                # The double quotation around it ends, so the look-out ends as well.
                if weak >= 0 or strong >= 0:
                    _settle(opens, closes, waiting, strong if strong >= 0 else weak)
                outer, waiting, weak, strong = 0, -1, -1, -1
            continue
        before = text[at - 1] if at > start else " "
        after = text[end] if end < stop else " "
        if _single_opens(text, at, end, form, before, after):
            if waiting >= 0 and (weak >= 0 or strong >= 0):
                _settle(opens, closes, waiting, strong if strong >= 0 else weak)
            if waiting < 0 or weak >= 0 or strong >= 0 or form != "'":
                waiting, weak, strong, inner = index, -1, -1, 0
            continue
        if waiting < 0 or form in "‛`" or before.isspace() or after.isalnum():
            continue
        if form == "‘" and marks[waiting][2] != "‚":
            continue
        if strong >= 0:
            continue
        if _is_weak_close(text, at, end, before, after):
            weak = index if weak < 0 else weak
        else:
            strong = index
            _settle(opens, closes, waiting, strong)
            waiting, weak, strong = -1, -1, -1
    if waiting >= 0 and (weak >= 0 or strong >= 0):
        _settle(opens, closes, waiting, strong if strong >= 0 else weak)
    _leave_open(text, start, following, marks, opens, closes)
    return _Singles(opens, closes)


def _count_double(form: str, n_open: int) -> int:
    """Count the open double marks after one more; a straight mark closes what is open."""
    if form in _DOUBLE_OPENERS or form in "«»‹›":
        return 1 if form in _DOUBLE_OPENERS else n_open
    return 0 if n_open else int(form in _NEUTRAL)


def _leave_open(
    text: str, start: int, following: int, marks: list, opens: set[int], closes: set[int]
) -> None:
    """
    Let a single mark that begins a paragraph stay open where nothing closes it.

    A possessive is no closing mark where the next paragraph opens with a mark as well.
    """
    if marks[0][0] != start or not _opens_single_paragraph(text, start):
        return
    if 0 not in opens:
        opens.add(0)
        return
    closing = min(closes)
    at, end, _ = marks[closing]
    after = text[end : end + 1] or " "
    if _opens_single_paragraph(text, following) and _is_weak_close(
        text, at, end, text[at - 1], after
    ):
        closes.discard(closing)


def _settle(opens: set, closes: set, opening: int, closing: int) -> None:
    """Record one pair of single marks."""
    opens.add(opening)
    closes.add(closing)


def _single_opens(text: str, at: int, end: int, form: str, before: str, after: str) -> bool:
    """Say whether a single mark can open a quotation."""
    if form == "’" or after.isspace() or not (before.isspace() or before in _BEFORE_OPENING):
        return False
    if form == "'" and after == "'" and _ELISION.match(text, end + 1):
        return True
    if form == "'" and after in ".,;:!?)'\"”":
        return False
    if before in "'’‘" and form == "'":
        return False
    return not _ELISION.match(text, end)


def _is_weak_close(text: str, at: int, end: int, before: str, after: str) -> bool:
    """Say whether a mark after a word could as well be a plural possessive or a dropped g."""
    if before in _STRONG_BEFORE or not after.isspace():
        return False
    following = text[end + 1 : end + 2]
    is_possessive = before in "sS" and following.isalpha()
    return is_possessive or (text[max(0, at - 2) : at] == "in" and following.islower())


def _number_depths(spans: list[MarkedSpan]) -> list[MarkedSpan]:
    """Number the nesting and drop spans that would cross another one."""
    result: list[MarkedSpan] = []
    stops: list[int] = []
    for span in spans:
        while stops and stops[-1] <= span.start:
            stops.pop()
        if stops and span.stop > stops[-1]:
            continue
        result.append(span._replace(depth=len(stops)))
        stops.append(span.stop)
    return result
