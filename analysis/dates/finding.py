"""
Which dates, times and stretches of time does a text name?

A word of `data/fidelity/dates.toml` or a run of figures starts a reading, and what stands beside
it decides.
"""

import re
from functools import lru_cache

from analysis.dates.mention import DateMention
from analysis.dates.patterns import compile_patterns
from analysis.dates.reading import READERS
from analysis.dates.words import find_word_starts, list_plain_words, load_calendar


def find_dates(text: str) -> list[DateMention]:
    """
    Find the dates, times and stretches of time that a text names.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of DateMention
        In order of position, none overlapping another. A weekday and the date beside it are
        one mention, a time another. Durations ("two weeks") are quantities.

    Examples
    --------
    >>> text = "On Monday, Feb. 3, at 9 a.m. EST it was mid-March of the 1990s."
    >>> [(text[d.start : d.stop], d.kind) for d in find_dates(text)]
    [('Monday, Feb. 3', 'date'), ('9 a.m. EST', 'time'), ('mid-March', 'date'), ('1990s', 'year')]
    >>> [(d.month, d.day) for d in find_dates("3rd of February, 2020-02-03")]
    [(2, 3), (2, 3)]
    """
    return list(_find_all(text))


# A pair of passages is asked for its dates and, by its quantities, once more.
@lru_cache(maxsize=512)
def _find_all(text: str) -> tuple[DateMention, ...]:
    """What `find_dates` returns."""
    words = _list_date_words() & list_plain_words(text)
    starts = [match.start() for match in _FIGURE.finditer(text)]
    if words:
        if not words.isdisjoint(_list_period_words()):
            words |= _list_openings() & list_plain_words(text)
        starts = sorted(starts + find_word_starts(text, words))
    trigger = compile_patterns().trigger
    found: list[DateMention] = []
    stop = 0
    for start in starts:
        if start < stop:
            continue
        match = trigger.match(text, start)
        mention = match and READERS[match.lastgroup](text, match)
        if mention and mention.start >= stop:
            found.append(mention)
            stop = mention.stop
    return tuple(found)


# Figures, and the apostrophe of a decade.
_FIGURE = re.compile(r"[0-9]+|['’‘](?=[0-9]0s)")


@lru_cache(maxsize=1)
def _list_date_words() -> frozenset[str]:
    """Words without which a text without figures names no date."""
    calendar = load_calendar()
    tables = (calendar.months, calendar.weekdays, calendar.day_words, calendar.clock_words)
    words = {word.lower() for table in (*tables, calendar.vague) for word in table}
    return _list_period_words() | words


@lru_cache(maxsize=1)
def _list_period_words() -> frozenset[str]:
    """Weeks, years and parts of the day, which need a word before them."""
    calendar = load_calendar()
    plurals = (word + "s" for word in calendar.periods)
    return frozenset([*calendar.periods, *plurals, *calendar.parts])


@lru_cache(maxsize=1)
def _list_openings() -> frozenset[str]:
    """First words of a stretch of time: last, next, this."""
    return frozenset(phrase.split()[0] for phrase in load_calendar().period_before)
