"""What is one quantity, and what does it amount to in a common unit?"""

from typing import NamedTuple

from analysis.quantities.words import load_lists

KINDS = (
    "money",
    "percent",
    "points",
    "fraction",
    "count",
    "number",
    "multiple",
    "ordinal",
    "age",
    "score",
    "duration",
    "measure",
    "designator",
    "crowd",
)


class Quantity(NamedTuple):
    """
    One figure of a text and what it counts.

    Attributes
    ----------
    start, stop : int
        Half-open character offsets of the figure with its currency, scale and unit.
    kind : str
        ``money``, ``percent``, ``points`` (of an index or a rate), ``fraction``, ``count``
        (with a noun), ``number`` (a bare figure), ``multiple`` (twice), ``ordinal``, ``age``,
        ``score``, ``duration``, ``measure``, ``designator`` (a number that is a name:
        Boeing 747) or ``crowd`` (hundreds).
    value : float
        What the figure says, in `unit`; of a range or a crowd its middle, of a score its
        first side.
    low, high : float, optional
        The ends of a range, the sides of a score, the size that a crowd word leaves open.
    unit : str
        A currency code, ``%``, ``pp``, ``bp``, ``point`` or the unit as written; empty where
        there is none.
    noun : str
        The head of what is counted, in lower case; of a designator the word before it.
    nouns : tuple of str
        The words after the figure, at most three.
    rate : str
        The word after "a" or "per" (a share, an hour).
    approximate : str
        The word that makes it inexact ("about"), in lower case.
    bound : str
        ``>``, ``>=``, ``<=``, ``<`` or empty.
    full_start, full_stop : int
        The figure with its bound or approximation.
    precision : float
        The place of the last digit that counts, in `unit`.
    alternative : float, optional
        Another value it may be meant for.
    malformed : str
        Why the figure cannot be read; empty when it can.
    is_weak : bool
        True for "one" and ordinal words, which often count nothing.
    """

    start: int
    stop: int
    kind: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    noun: str = ""
    nouns: tuple[str, ...] = ()
    rate: str = ""
    approximate: str = ""
    bound: str = ""
    full_start: int = 0
    full_stop: int = 0
    precision: float = 1.0
    alternative: float | None = None
    malformed: str = ""
    is_weak: bool = False


def convert_quantity(quantity: Quantity) -> tuple[str, float]:
    """
    Say what a quantity measures and what it amounts to in the group's first unit.

    Parameters
    ----------
    quantity : Quantity
        Any quantity.

    Returns
    -------
    tuple of str and float
        The dimension and the factor that turns its values into it: hours and weeks are both
        ``duration`` in days, a half and 50 percent both ``share`` of one, dozens and people
        both ``count``. Multiply values, low, high and precision by it.

    Examples
    --------
    >>> week = Quantity(0, 7, "duration", 2.0, unit="weeks")
    >>> convert_quantity(week)
    ('duration', 7.0)
    """
    kind, unit = quantity.kind, quantity.unit
    if kind in ("duration", "measure"):
        dimension, factor = load_lists().units.get(unit, (unit, 1.0))
        return dimension, float(factor)
    if kind == "percent":
        return "share", 0.01
    if kind == "fraction":
        return "share", 1.0
    if kind in ("count", "number", "crowd"):
        return "count", 1.0
    return kind, 1.0
