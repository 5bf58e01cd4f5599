"""By which patterns is a date read, once its place is known?"""

import re
import tomllib
from functools import lru_cache
from typing import NamedTuple

from analysis.dates.words import load_calendar
from analysis.paths import find_data_folder


class Patterns(NamedTuple):
    """The compiled patterns, all bounded in what they may swallow."""

    trigger: re.Pattern
    month: re.Pattern
    weekday: re.Pattern
    figures: re.Pattern
    before: re.Pattern


def _join_words(words) -> str:
    """An alternation that tries longer words first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def compile_patterns() -> Patterns:
    """
    Compile the patterns from the word lists.

    Returns
    -------
    Patterns
        Compiled once a process.
    """
    path = find_data_folder() / "fidelity" / "dates.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    calendar = load_calendar()
    month = _join_words(calendar.months)
    dotted = _join_words(data["weekdays"]["dotted"])
    weekday = _join_words(set(calendar.weekdays) - set(data["weekdays"]["dotted"]))
    small = [*calendar.day_words, *calendar.clock_words, *calendar.vague]
    small = _join_words([*small, *(word.capitalize() for word in small)])
    period = _join_words(calendar.periods)
    before = _join_words(data["periods"]["before"])
    capital = _join_words(word.capitalize() for word in data["periods"]["before"])
    parts = _join_words(data["day_parts"]["of"])
    zone = _join_words(calendar.zones)
    day = r"(?:3[01]|[12][0-9]|0?[1-9])"
    no_more = r"(?![0-9]|[,.][0-9]|[%:/]|\s?(?:percent|per\scent|million|billion|points?)\b)"
    year = r"(?:,?\s{1,2}(?:of\s)?(?P<YEAR>(?:1[0-9]|20)[0-9]{2})\b(?!,[0-9]|[-/][0-9]))?"
    clock = rf"""
        (?P<hour>[01]?[0-9]|2[0-4])(?:[:.](?P<minutes>[0-5][0-9])(?::[0-5][0-9])?)?
          \s{{0,2}}(?P<half>[ap])(?:\.\s?m\b\.?|m\b)(?:\s{{1,2}}\(?(?P<zone1>{zone})\b\)?)?
      | (?P<hour2>[01]?[0-9]|2[0-4])[:.h](?P<minutes2>[0-5][0-9])(?::[0-5][0-9])?
          \s{{0,2}}(?:(?P<zone2>{zone})\b|(?:hours|hrs|local\stime|o['’]clock)\b)
      | (?P<hour3>[01]?[0-9]|2[0-4]):(?P<minutes3>[0-5][0-9])(?![0-9:]|\.[0-9])
      | (?P<hour4>[01][0-9]|2[0-3])(?P<minutes4>[0-5][0-9])\s?(?:(?P<zone4>{zone})\b|hours\b|hrs\b)
      | (?P<hour5>1[0-2]|[1-9])\s(?:o['’]clock)\b
      | (?P<hour6>[01]?[0-9]|2[0-4])\s(?P<zone6>GMT|UTC)\b
    """
    return Patterns(
        trigger=re.compile(
            rf"(?<![A-Za-z0-9_])(?:(?P<figures>[0-9]+)|(?P<decade>['’‘][0-9]0s\b)"
            rf"|(?P<month>{month})\b|(?P<weekday>{weekday})\b|(?P<dotted>{dotted})(?=[.,]\s)"
            rf"|(?P<period>(?:{before}|{capital})(?:\s{{1,2}}(?:few|couple\sof))?"
            rf"\s{{1,2}}(?:{period}|{parts})s?)\b(?!-)"
            rf"|(?P<small>{small})\b)"
        ),
        month=re.compile(
            rf"\.?(?:\s{{1,2}}(?:the\s)?(?P<day>{day})(?:st|nd|rd|th)?\b{no_more}"
            rf"(?:\s?(?:-|–|to|and)\s?(?P<last>{day})\b{no_more})?)?{year.replace('YEAR', 'year')}"
        ),
        weekday=re.compile(
            rf"\.?(?:\s{{1,2}}(?P<part>{parts})\b)?"
            rf"(?:,?\s{{1,2}}(?:the\s)?(?=(?:{month})\b|[0-9]{{1,2}}(?:st|nd|rd|th)?\s"
            rf"(?:of\s)?(?:{month})\b)(?P<date>))?"
        ),
        figures=re.compile(
            rf"""(?:{clock}
      | (?P<iso>(?P<year3>(?:19|20)[0-9]{{2}})-(?P<month3>0[1-9]|1[0-2])-(?P<day3>{day}))(?![0-9-])
      | (?P<slash>(?P<a>[0-3]?[0-9])[/.](?P<b>[0-3]?[0-9])[/.](?P<c>(?:19|20)?[0-9]{{2}}))
          (?![0-9/]|\.[0-9])
      | (?P<day4>{day})(?:(?:st|nd|rd|th)\b)?
          (?:\s?(?:-|–|to|and)\s?(?P<last4>{day})(?:st|nd|rd|th)?)?
          \s{{1,2}}(?:of\s)?(?P<month4>{month})\b\.?{year.replace("YEAR", "year4")}
      | (?P<decade>[12][0-9]{{2}}0)['’]?s\b
      | (?P<year5>[12][0-9]{{3}})(?:[-–/](?P<to>[0-9]{{2}}|[12][0-9]{{3}}))?
          (?![0-9%]|[.,:/][0-9]|-[0-9]|[A-Za-z])
      )""",
            re.VERBOSE,
        ),
        before=re.compile(
            rf"(?P<edge>{_join_words(calendar.edges)})[\s-](?:in\s|on\s|the\s)?$"
            r"|(?P<near>last|next|this|past|coming|earlier this|later this)\s(?:of\s)?$",
            re.IGNORECASE,
        ),
    )
