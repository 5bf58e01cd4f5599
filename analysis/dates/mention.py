"""What is one date, time or stretch of time that a text names?"""

from typing import NamedTuple

KINDS = ("date", "weekday", "time", "year", "period", "vague")


class DateMention(NamedTuple):
    """
    One date, time or stretch of time as a text names it.

    Attributes
    ----------
    start, stop : int
        Half-open character offsets.
    kind : str
        ``date`` (a month at least), ``weekday``, ``time``, ``year`` (a year or a decade),
        ``period`` (a stretch or day counted from now: last week, yesterday) or ``vague``.
    year, month, day, last_day : int, optional
        What is named; `last_day` closes a range of days.
    weekday : int, optional
        Monday 0 to Sunday 6.
    minute : int, optional
        Minutes after midnight.
    zone : str, optional
        Name of the time zone.
    phrase : str
        The words that say how it is meant, normalised: ``early``, ``last week``, ``night``.
    days : float
        How long a stretch the words leave open, in days: 0 for a time, 1 for a day, 30 for
        a month; infinite for ``recently``.
    """

    start: int
    stop: int
    kind: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    minute: int | None = None
    zone: str | None = None
    phrase: str = ""
    days: float = 1.0
