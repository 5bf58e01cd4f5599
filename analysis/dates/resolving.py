"""Which calendar day does a text mean, read on the day it was published?"""

from datetime import date, timedelta

from analysis.dates.mention import DateMention
from analysis.dates.words import load_calendar

# A day without a year is taken for the one nearest to publication: half a year either way.
HALF_YEAR = 183


def resolve_date(mention: DateMention, published_at: str | None) -> date | None:
    """
    Say which calendar day a mention means, where that can be said.

    Parameters
    ----------
    mention : DateMention
        A date, a weekday or a day counted from now.
    published_at : str or None
        When the text was published, ISO 8601.

    Returns
    -------
    datetime.date or None
        The day. A weekday is the last such day up to publication ("next" and "coming" turn
        it forward), a day without a year the one nearest to publication. None for
        everything that names no single day, or that needs a publication date not given.

    Examples
    --------
    >>> from analysis.dates import find_dates
    >>> [thursday] = find_dates("on Thursday")
    >>> resolve_date(thursday, "2022-12-23")
    datetime.date(2022, 12, 22)
    >>> resolve_date(thursday, None) is None
    True
    >>> [day] = find_dates("3 February")
    >>> resolve_date(day, "2020-01-30T08:00:00Z")
    datetime.date(2020, 2, 3)
    """
    if mention.year and mention.month and mention.day:
        return _make_date(mention.year, mention.month, mention.day)
    published = _read_published(published_at)
    if published is None or mention.last_day:
        return None
    if mention.month and mention.day:
        return _find_nearest(mention, published)
    if mention.kind == "weekday" and mention.weekday is not None:
        back = (published.weekday() - mention.weekday) % 7
        if mention.phrase in ("next", "coming"):
            return published + timedelta(days=7 - back)
        return published - timedelta(days=7 if mention.phrase == "last" and not back else back)
    offset = load_calendar().day_words.get(mention.phrase)
    return None if offset is None else published + timedelta(days=offset)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_nearest(mention: DateMention, published: date) -> date | None:
    """The day and month in the year that puts them nearest to publication."""
    days = [_make_date(published.year + k, mention.month, mention.day) for k in (-1, 0, 1)]
    near = [day for day in days if day and abs((day - published).days) <= HALF_YEAR]
    return min(near, key=lambda day: abs((day - published).days), default=None)


def _read_published(published_at: str | None) -> date | None:
    """The day of an ISO date or date-time; None if it is none."""
    try:
        return date.fromisoformat(str(published_at)[:10]) if published_at else None
    except ValueError:
        return None
