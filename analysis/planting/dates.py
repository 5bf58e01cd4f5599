"""Which dates, days and times of a base can be falsified, and how?"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words

_TIME = regex.compile(
    r"\b(?P<hour>\d{1,2})(?P<minute>:\d\d)? ?(?P<half>[ap])\.?m\b|\b(?P<word>noon|midnight)\b"
)
_YEAR = regex.compile(r"(?<![\d$€£,.-])\b(?P<year>(?:19|20)\d\d)\b(?![,.]?\d|-)(?! [\p{Ll}]+s\b)")
_DAYS = 28  # every month has them


def list_date_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the dates, weekdays and times that can be falsified.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the other date.

    Returns
    -------
    list of Site
        Of kind "date".

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_date_sites(read_source_text("They meet on Feb. 3 at 9 a.m."), Random(1))
    >>> [site.subkind for site in sites]
    ['day', 'month', 'blurred', 'time', 'time']
    """
    sites: list[Site] = []
    for sentence in source.sentences:
        window = (sentence.start, sentence.stop)
        sites.extend(_edit_days(source.text, window, rng))
        sites.extend(_edit_weekdays(source.text, window, rng))
        sites.extend(_edit_times(source.text, window, rng))
        sites.extend(_edit_years(source.text, window, rng))
    return sites


def _site(subkind: str, start: int, stop: int, old: str, new: str) -> Site:
    return Site("date", subkind, start, stop, new, f"{old} became {new}")


@cache
def _compile_days() -> tuple[regex.Pattern, regex.Pattern]:
    words = load_words("dates")
    months = join_words([*words["months"], *words["short_months"]])
    american = rf"\b(?P<month>{months}) (?P<day>\d{{1,2}})(?!\d|,\d|:| [ap]\.?m)"
    british = rf"\b(?P<day>\d{{1,2}}) (?P<month>{months})(?!\p{{L}})"
    alone = rf"\b(?:in|since|last|until|of|by) (?P<month>{join_words(words['months'])})\b(?! \d)"
    return regex.compile(f"{american}|{british}", regex.V1), regex.compile(alone)


def _edit_days(text: str, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    with_day, alone = _compile_days()
    for match in with_day.finditer(text, *window):
        if not 1 <= int(match["day"]) <= 31:
            continue
        yield _site("day", *match.span("day"), match["day"], _choose_day(match["day"], rng))
        yield _site(
            "month", *match.span("month"), match["month"], _choose_month(match["month"], rng)
        )
        if text.startswith("on ", max(window[0], match.start() - 3)) and not _has_year(text, match):
            full = _spell_out(match["month"])
            yield _site(
                "blurred", match.start() - 3, match.end(), f"on {match.group()}", f"in {full}"
            )
    for match in alone.finditer(text, *window):
        yield _site(
            "month", *match.span("month"), match["month"], _choose_month(match["month"], rng)
        )


def _has_year(text: str, match: regex.Match) -> bool:
    return bool(regex.compile(r",? \d{4}").match(text, match.end()))


def _choose_day(old: str, rng: Random) -> str:
    value = int(old)
    wrong = [value + 1, value - 1, value + 10, value - 10, int(old[::-1])]
    wrong = [day for day in wrong if 1 <= day <= _DAYS and day != value]
    return str(rng.choice(wrong))


def _choose_month(old: str, rng: Random) -> str:
    """Another month in the same style, at most three away."""
    words = load_words("dates")
    style = words["months"] if old in words["months"] else words["short_months"]
    place = style.index(old)
    return style[(place + rng.choice((-3, -2, -1, 1, 2, 3))) % len(style)]


def _spell_out(month: str) -> str:
    words = load_words("dates")
    return (
        month if month in words["months"] else words["months"][words["short_months"].index(month)]
    )


@cache
def _compile_weekday() -> regex.Pattern:
    words = load_words("dates")
    return regex.compile(
        rf"(?P<on>\bon )?\b(?P<day>{join_words(words['weekdays'])})\b(?![’'])"
        rf"(?P<part> (?:{join_words(words['parts_of_day'])})\b)?"
    )


def _edit_weekdays(text: str, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    words = load_words("dates")
    for match in _compile_weekday().finditer(text, *window):
        new = rng.choice([day for day in words["weekdays"] if day != match["day"]])
        yield _site("weekday", *match.span("day"), match["day"], new)
        if match["on"] and not match["part"]:
            vague = rng.choice(words["vague_for_weekday"])
            yield _site("blurred", *match.span(), match.group(), vague)


def _edit_times(text: str, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _TIME.finditer(text, *window):
        if match["word"]:
            new = {"noon": "midnight", "midnight": "noon"}[match["word"]]
            yield _site("time", *match.span(), match.group(), new)
            continue
        other = {"a": "p", "p": "a"}[match["half"]]
        yield _site("time", *match.span("half"), match["half"], other)
        hours = [str(hour) for hour in range(1, 13) if str(hour) != match["hour"]]
        yield _site("time", *match.span("hour"), match["hour"], rng.choice(hours))


def _edit_years(text: str, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _YEAR.finditer(text, *window):
        old = match["year"]
        swapped = old[:2] + old[3] + old[2]
        near = str(int(old) + rng.choice((-10, -4, -3, -2, -1, 1, 2)))
        new = swapped if swapped != old and rng.random() < 0.3 else near
        yield _site("year", *match.span("year"), old, new)
