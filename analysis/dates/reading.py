"""
Which date starts at this place of a text, if any?

Nothing is guessed about a bare number: a year is one of four figures that nothing counts.
"""

import re
from functools import lru_cache

from analysis.dates.mention import DateMention
from analysis.dates.patterns import compile_patterns
from analysis.dates.words import load_calendar

# A bare number of four figures is a year from here on; before that only after a preposition.
PLAIN_YEARS = range(1900, 2100)
OLD_YEARS = range(1000, 2100)

# Characters that hold "the beginning of " or "earlier this ".
_LEFT = 18


def _read_left(text: str, start: int, floor: int = 0) -> re.Match | None:
    """The word before a month or weekday that says which, if any."""
    return compile_patterns().before.search(text, max(floor, start - _LEFT), start)


def _last_word(text: str, start: int) -> str:
    """The word before a place, in lower case."""
    words = text[max(0, start - _LEFT) : start].replace("-", " ").split()
    return words[-1].lower() if words else ""


def _read_month(text: str, match: re.Match) -> DateMention | None:
    """A month, with its day and year where they follow."""
    calendar = load_calendar()
    name = match.group()
    rest = compile_patterns().month.match(text, match.end())
    day, last, year = rest.group("day", "last", "year")
    left = _read_left(text, match.start())
    if name in calendar.doubtful and not (day or year or left):
        before = _last_word(text, match.start())
        named = name == "August" or name == "April" or name == "June"
        if before not in calendar.month_before and not (named and before.islower()):
            return None
    stop = rest.end()
    if stop == match.end() + 1:
        # The full stop of a short form belongs to it, that of a sentence does not.
        stop -= name in _long_months()
    start, phrase = match.start(), ""
    if left is not None:
        start = left.start()
        phrase = calendar.edges.get((left["edge"] or left["near"]).lower(), left["near"] or "")
    return DateMention(
        start,
        stop,
        "date",
        month=calendar.months[name],
        day=_number(day),
        last_day=_number(last),
        year=_number(year),
        phrase=phrase.lower(),
        days=1.0 if day else (10.0 if phrase in calendar.edges.values() else 30.0),
    )


@lru_cache(maxsize=1)
def _long_months() -> frozenset[str]:
    """Month names that are no short forms."""
    calendar = load_calendar()
    longest: dict[int, str] = {}
    for name, number in calendar.months.items():
        longest[number] = max(longest.get(number, ""), name, key=len)
    return frozenset(longest.values())


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _read_weekday(text: str, match: re.Match) -> DateMention | None:
    """A weekday, with the date where one follows."""
    calendar = load_calendar()
    name = match.group()
    rest = compile_patterns().weekday.match(text, match.end())
    stop = rest.end()
    if stop == match.end() + 1 and name.endswith("day"):
        stop -= 1
    left = _read_left(text, match.start())
    start = left.start() if left and left["near"] else match.start()
    phrase = (left["near"] or left["edge"]).lower() if left else (rest["part"] or "")
    weekday = calendar.weekdays[name]
    if rest["date"] is not None:
        following = compile_patterns().trigger.match(text, rest.end())
        inner = following and READERS[following.lastgroup](text, following)
        if inner and inner.kind == "date":
            return inner._replace(start=start, weekday=weekday)
    if rest["date"] is not None:
        stop = match.end()
    days = 0.5 if rest["part"] else 1.0
    return DateMention(start, stop, "weekday", weekday=weekday, phrase=phrase, days=days)


def _read_period(text: str, match: re.Match) -> DateMention:
    """A stretch counted from the day of publication."""
    phrase = " ".join(match.group().lower().split())
    head = phrase.rsplit(" ", 1)[-1]
    periods = load_calendar().periods
    # A plural leaves several of them open.
    days = periods.get(head) or 3 * periods.get(head[:-1], 0) or 0.5
    return DateMention(match.start(), match.end(), "period", phrase=phrase, days=float(days))


def _read_small(text: str, match: re.Match) -> DateMention:
    """Yesterday, noon, recently."""
    calendar = load_calendar()
    word = match.group().lower()
    start, stop = match.span()
    if word in calendar.day_words:
        return DateMention(start, stop, "period", phrase=word)
    if word in calendar.clock_words:
        return DateMention(start, stop, "time", minute=calendar.clock_words[word], days=0.0)
    return DateMention(start, stop, "vague", phrase=word, days=float("inf"))


def _read_decade(text: str, match: re.Match) -> DateMention:
    """The 'nineties, written with figures."""
    year = 1900 + int(match.group()[1:3])
    return DateMention(*match.span(), "year", year=year, phrase="decade", days=3650.0)


def _read_figures(text: str, match: re.Match) -> DateMention | None:
    """A time, a day before its month, a date in figures, a year."""
    start = match.start()
    rest = compile_patterns().figures.match(text, start)
    if rest is None or (start and text[start - 1] in "$€£¥.,:/"):
        return None
    group = rest.groupdict()
    if group["day4"]:
        return DateMention(
            start,
            rest.end(),
            "date",
            day=int(group["day4"]),
            last_day=_number(group["last4"]),
            month=load_calendar().months[group["month4"]],
            year=_number(group["year4"]),
        )._replace(stop=_trim_stop(text, rest))
    if group["iso"]:
        year, month, day = (int(group[key]) for key in ("year3", "month3", "day3"))
        return DateMention(start, rest.end(), "date", year=year, month=month, day=day)
    if group["slash"]:
        return _read_slashes(start, rest)
    if group["decade"]:
        year = int(group["decade"])
        mention = DateMention(start, rest.end(), "year", year=year, phrase="decade", days=3650.0)
        return _widen(text, mention)
    if group["year5"]:
        return _read_year(text, start, rest)
    return _read_clock(text, start, rest)


def _trim_stop(text: str, rest: re.Match) -> int:
    """Leave out the full stop after a month's full name."""
    stop = rest.end()
    if text[stop - 1] == "." and rest["month4"] in _long_months():
        stop -= 1
    return stop


def _read_slashes(start: int, rest: re.Match) -> DateMention | None:
    """3/2/2020: which is the day is said only where one number is over 12."""
    a, b, year = int(rest["a"]), int(rest["b"]), int(rest["c"])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if not (0 < a <= 31 and 0 < b <= 31) or min(a, b) > 12:
        return None
    if a > 12:
        day, month = a, b
    elif b > 12 or a == b:
        day, month = b, a
    else:
        return DateMention(start, rest.end(), "date", year=year, phrase=f"{a}/{b}")
    return DateMention(start, rest.end(), "date", year=year, month=month, day=day)


def _read_year(text: str, start: int, rest: re.Match) -> DateMention | None:
    """A number of four figures, if nothing says that it counts something."""
    calendar = load_calendar()
    year = int(rest["year5"])
    before = _last_word(text, start)
    after = text[rest.end() : rest.end() + 16].split()
    following = after[0].strip(".,;:") if after else ""
    is_old = year in OLD_YEARS and before in ("in", "since", "year", "until", "of")
    if year not in PLAIN_YEARS and not is_old:
        return None
    if before in calendar.counted_before or following in calendar.counted_after:
        return None
    if before in ("no.", "no", "flight", "route", "rule", "room", "section", "model", "#"):
        return None
    last = _number(rest["to"])
    mention = DateMention(start, rest.end(), "year", year=year, last_day=last, days=365.0)
    return _widen(text, mention)


def _widen(text: str, mention: DateMention) -> DateMention:
    """Take in "early", "late" or a season before a year or a decade."""
    left = _read_left(text, mention.start)
    if left is None or not left["edge"]:
        return mention
    phrase = load_calendar().edges[left["edge"].lower()]
    phrase = f"{phrase} {mention.phrase}".strip()
    return mention._replace(start=left.start(), phrase=phrase, days=mention.days / 3)


# Groups of the pattern's ways to write a time.
_HOURS = ("hour", "hour2", "hour3", "hour4", "hour5", "hour6")
_MINUTES = ("minutes", "minutes2", "minutes3", "minutes4")
_ZONES = ("zone1", "zone2", "zone4", "zone6")


def _read_clock(text: str, start: int, rest: re.Match) -> DateMention | None:
    """A time of day, in minutes after midnight."""
    group = rest.groupdict()
    hour = int(next(group[key] for key in _HOURS if group[key]))
    minutes = int(next((group[key] for key in _MINUTES if group[key]), 0))
    zone = next((group[key] for key in _ZONES if group[key]), None)
    if group["half"]:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if group["half"] == "p" else 0)
    # Without a.m., p.m. or a nought before it, a time up to 12 may be either half of the day.
    is_open = group["hour5"] or (group["hour3"] and hour <= 12 and text[start] != "0")
    minute = (hour * 60 + minutes) % 1440
    phrase = "clock" if is_open else ""
    return DateMention(start, rest.end(), "time", minute=minute, zone=zone, phrase=phrase, days=0.0)


READERS = {
    "figures": _read_figures,
    "decade": _read_decade,
    "month": _read_month,
    "weekday": _read_weekday,
    "dotted": _read_weekday,
    "period": _read_period,
    "small": _read_small,
}
