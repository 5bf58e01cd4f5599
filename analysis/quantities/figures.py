"""What number do these figures or number words write, and how exactly?"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.quantities.words import load_lists

_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})+(?:[.,][0-9]+)?")
_CONTINENTAL = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
)
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9],[0-9]{1,2}")
_THOUSANDS_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_FRACTION = re.compile(r"(?:([0-9]{1,6})[\s-])?([0-9]{1,6})/([0-9]{1,6})")

# Fractions that are one sign, alone or after a whole number: 1½.
VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"

# A figure of more digits names something (a card, a hash) or is hostile; floats lose it.
LONGEST = 30


class Figure(NamedTuple):
    """
    A number as written.

    Attributes
    ----------
    value : float
        What it says.
    precision : float
        The place of its last digit that is no filling zero: 0.1 for 4.6, 1000 for 12,000.
    alternative : float, optional
        Another value it may be meant for (10.000 in a continental hand).
    style : str
        ``english``, ``indian``, ``continental``, ``dotted`` (1.2.3, a name), ``malformed``.
    """

    value: float
    precision: float
    alternative: float | None = None
    style: str = "english"


def read_figures(digits: str) -> Figure:
    """
    Read a run of figures with its separators.

    Parameters
    ----------
    digits : str
        Figures, commas, full stops, spaces, or a fraction with a stroke.

    Returns
    -------
    Figure
        Never raises; what follows no house style is `malformed` and keeps all its digits.

    Examples
    --------
    >>> [read_figures(x).value for x in ("10,000", "10 000", "4.60", "1-3/32")]
    [10000.0, 10000.0, 4.6, 1.09375]
    >>> read_figures("10,0000").style, read_figures("1,00,000").style
    ('malformed', 'indian')
    >>> read_figures("10.000").alternative
    10000.0
    """
    if len(digits) > LONGEST:
        return Figure(float("inf"), 1.0, style="dotted")
    if "/" in digits:
        fraction = _FRACTION.fullmatch(digits)
        if fraction and int(fraction[3]):
            return _read_stroke(fraction)
    if _PLAIN.fullmatch(digits):
        other = float(digits.replace(".", "")) if _THOUSANDS_DOT.fullmatch(digits) else None
        return Figure(float(digits), _find_precision(digits), other)
    if _ENGLISH.fullmatch(digits) or _INDIAN.fullmatch(digits):
        style = "english" if _ENGLISH.fullmatch(digits) else "indian"
        plain = digits.replace(",", "")
        return Figure(float(plain), _find_precision(plain), style=style)
    if _SPACED.fullmatch(digits):
        plain = re.sub(r"[^0-9.,]", "", digits).replace(",", ".")
        return Figure(float(plain), _find_precision(plain))
    if _CONTINENTAL.fullmatch(digits):
        plain = digits.replace(".", "").replace(",", ".")
        return Figure(float(plain), _find_precision(plain), style="continental")
    if _DECIMAL_COMMA.fullmatch(digits):
        plain = digits.replace(",", ".")
        return Figure(float(plain), _find_precision(plain), style="continental")
    plain = re.sub(r"[^0-9]", "", digits)
    if "," in digits or ".." in digits:
        first, *rest = digits.split(",")
        likely = float(first) * 1000 if first.isdigit() else None
        if len(rest) == 1 and first.isdigit() and rest[0].isdigit() and len(rest[0]) < 3:
            likely = float(f"{first}.{rest[0]}")
        return Figure(float(plain or 0), _find_precision(plain), likely, "malformed")
    return Figure(float(plain or 0), 1.0, style="dotted")


def _read_stroke(fraction: re.Match) -> Figure:
    whole, top, bottom = int(fraction[1] or 0), int(fraction[2]), int(fraction[3])
    return Figure(whole + top / bottom, 1 / bottom, style="stroke")


def _find_precision(plain: str) -> float:
    """The place of the last digit that is no filling zero."""
    head, dot, tail = plain.partition(".")
    if dot:
        return 10.0 ** -len(tail)
    bare = head.rstrip("0")
    return 10.0 ** (len(head) - len(bare)) if bare else 1.0


def read_number_words(words: Sequence[str]) -> tuple[Figure | None, int]:
    """
    Read number words from the first on, as far as they make one number.

    Parameters
    ----------
    words : sequence of str
        Lower-case words, hyphens taken out.

    Returns
    -------
    tuple of Figure or None, and int
        The number and how many words it took; None and 0 if the first word starts none.

    Examples
    --------
    >>> figure, taken = read_number_words("one hundred and twenty five people".split())
    >>> figure.value, taken
    (125.0, 5)
    >>> [read_number_words(words.split())[0].value for words in ("twelve hundred", "a dozen")]
    [1200.0, 12.0]
    >>> read_number_words(["two", "and", "a", "half", "million"])[0].value
    2500000.0
    >>> read_number_words(["two", "three"])[1]
    1
    """
    lists = load_lists()
    total, current, taken = 0.0, 0.0, 0
    last = ""
    smallest = 0.0
    precision = 1.0
    i = _skip_article(words, lists)
    if i == 2:
        current, last = 0.5, "half"
        precision = 0.1
    while i < len(words):
        word = words[i]
        if word in lists.numbers:
            value = lists.numbers[word]
            if not _follows(value, last):
                break
            current, last = current + value, "tens" if value > 19 else "unit"
            precision = 10.0 if value and value % 10 == 0 else 1.0
        elif word in lists.scales:
            scale = lists.scales[word]
            if (last == "" and i == 0) or (smallest and scale >= smallest and not current):
                break
            current = (current or 1.0) * scale
            precision = precision * scale if last else float(scale)
            last = "scale"
            if scale >= 1000:
                total, current, smallest = total + current, 0.0, float(scale)
        elif word == "and" and words[i + 1 : i + 3] == ["a", "half"] and last in ("unit", "tens"):
            current, last, precision = current + 0.5, "half", 0.1
            i += 2
        elif word == "and" and last == "scale" and i + 1 < len(words):
            if words[i + 1] not in lists.numbers:
                break
            i += 1
            continue
        else:
            break
        i += 1
        taken = i
    if not taken:
        return None, 0
    return Figure(total + current, precision), taken


def _skip_article(words: Sequence[str], lists) -> int:
    """How many words before a scale ("a", "half a") stand for one or a half."""
    if len(words) > 1 and words[0] in ("a", "an") and words[1] in lists.scales:
        return 1
    if len(words) > 2 and words[0] == "half" and words[1] == "a" and words[2] in lists.scales:
        return 2
    return 0


def _follows(value: int, last: str) -> bool:
    """Whether a number word may go on the number that ends with a word of class `last`."""
    if last in ("", "scale"):
        return True
    return last == "tens" and 0 < value < 10
