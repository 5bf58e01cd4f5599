"""Which words name days, months, times and stretches of time, and where do they stand?"""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from analysis.paths import find_data_folder


class Calendar(NamedTuple):
    """The word lists, ready for look-up."""

    months: dict[str, int]
    doubtful: frozenset[str]
    month_before: frozenset[str]
    weekdays: dict[str, int]
    day_words: dict[str, int]
    clock_words: dict[str, int]
    periods: dict[str, int]
    period_before: tuple[str, ...]
    parts: tuple[str, ...]
    vague: frozenset[str]
    edges: dict[str, str]
    counted_before: frozenset[str]
    counted_after: frozenset[str]
    zones: dict[str, int]


@lru_cache(maxsize=1)
def load_calendar() -> Calendar:
    """
    Read the word lists of ``data/fidelity/dates.toml``.

    Returns
    -------
    Calendar
        Read once a process.

    Examples
    --------
    >>> load_calendar().months["Sept"]
    9
    """
    path = find_data_folder() / "fidelity" / "dates.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    months = {name: i for i, names in enumerate(data["months"]["of"], 1) for name in names}
    weekdays = {name: i for i, names in enumerate(data["weekdays"]["of"]) for name in names}
    weekdays |= {name: i for i, name in enumerate(data["weekdays"]["dotted"])}
    edges = {edge: edge for edge in data["edges"]["of"]}
    edges |= {"the beginning of": "early", "the start of": "early", "the end of": "late"}
    return Calendar(
        months,
        frozenset(data["doubtful_months"]["of"]),
        frozenset(data["doubtful_months"]["after"]),
        weekdays,
        data["day_words"]["of"],
        data["clock_words"]["of"],
        data["periods"]["of"],
        tuple(data["periods"]["before"]),
        tuple(data["day_parts"]["of"]),
        frozenset(data["vague_words"]["of"]),
        edges,
        frozenset(data["counted"]["before"]),
        frozenset(data["counted"]["after"]),
        data["zones"]["of"],
    )


@lru_cache(maxsize=1)
def list_calendar_words() -> frozenset[str]:
    """
    List the words of which at least one differs where two passages differ in a date.

    Returns
    -------
    frozenset of str
        Words of dates, times and stretches of time, in lower case. Terms with figures are
        not among them.

    Examples
    --------
    >>> {"sept", "monday", "noon", "week", "last", "gmt"} <= list_calendar_words()
    True
    """
    calendar = load_calendar()
    tables = (calendar.months, calendar.weekdays, calendar.day_words, calendar.clock_words)
    tables += (calendar.periods, calendar.period_before, calendar.parts, calendar.vague)
    phrases = [phrase for table in (*tables, calendar.edges, calendar.zones) for phrase in table]
    plurals = (period + "s" for period in calendar.periods)
    words = {word for phrase in phrases for word in phrase.lower().split()}
    return frozenset({*words, *plurals, "before", "after", "since", "ago"} - {"in", "of", "the"})


# What may be joined to a word without being part of it.
_JOINTS = re.compile(r"[^a-z0-9']+")

_ASCII_JOINTS = {i: " " for i in range(128) if not chr(i).isalnum() and chr(i) != "'"}


@lru_cache(maxsize=512)
def list_plain_words(text: str) -> frozenset[str]:
    """
    List the distinct words of a text in lower case, cheaply, for a first look.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    frozenset of str
        Runs of the letters a to z, of figures and of apostrophes.

    Examples
    --------
    >>> sorted(list_plain_words("Mid-March, or twenty-five days"))
    ['days', 'five', 'march', 'mid', 'or', 'twenty']
    """
    if text.isascii():
        return frozenset(text.lower().translate(_ASCII_JOINTS).split())  # several times as fast
    return frozenset(_JOINTS.split(text.lower()))


def find_word_starts(text: str, words: Iterable[str]) -> list[int]:
    """
    Find where any of some words stands, in any letter case.

    Parameters
    ----------
    text : str
        Any text.
    words : iterable of str
        Words in lower case.

    Returns
    -------
    list of int
        Starts of whole words, unsorted.

    Examples
    --------
    >>> find_word_starts("One of someone's ones, one.", ["one"])
    [0, 23]
    """
    low = text.lower()
    if len(low) != len(text):  # a few letters grow in lower case, which would shift offsets
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    starts = []
    for word in words:
        size = len(word)
        at = low.find(word)
        while at >= 0:
            end = at + size
            if not (at and low[at - 1].isalnum()) and not low[end : end + 1].isalnum():
                starts.append(at)
            at = low.find(word, end)
    return starts


def find_zone_offset(zone: str | None) -> int:
    """
    Say how far a time zone is ahead of GMT.

    Parameters
    ----------
    zone : str or None
        The zone's short name.

    Returns
    -------
    int
        Minutes, negative to the west; 0 for an unknown zone.

    Examples
    --------
    >>> find_zone_offset("EST")
    -300
    """
    return load_calendar().zones.get(zone or "", 0)
