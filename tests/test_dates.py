"""Are days, months, years and times read in any house style, and placed in the calendar?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dates import (
    KINDS,
    find_dates,
    find_word_starts,
    find_zone_offset,
    list_plain_words,
    resolve_date,
)


def read_one(text: str):
    """The only date of a text."""
    found = find_dates(text)
    assert len(found) == 1, [text[d.start : d.stop] for d in found]
    return found[0]


@pytest.mark.parametrize(
    "written",
    ["Feb. 3", "February 3", "3 February", "3rd of February", "Feb 3", "3 Feb.", "February 3rd"],
)
def test_a_day_has_many_forms(written):
    text = f"It opened on {written}, they said."
    d = read_one(text)
    assert (d.kind, d.month, d.day, d.year) == ("date", 2, 3, None)
    assert text[d.start : d.stop] == written


@pytest.mark.parametrize(
    "written", ["Feb. 3, 2020", "3 February 2020", "2020-02-03", "February 3 2020"]
)
def test_a_full_date_has_its_year(written):
    d = read_one(f"It opened on {written}.")
    assert (d.year, d.month, d.day) == (2020, 2, 3)


def test_a_date_in_figures_says_its_day_only_where_it_can():
    assert (read_one("On 13/2/2020.").day, read_one("On 2/13/2020.").day) == (13, 13)
    assert read_one("On 3/2/2020.").day is None


@pytest.mark.parametrize(
    ("text", "minute", "zone"),
    [
        ("at 9 a.m. sharp", 540, None),
        ("at 9am sharp", 540, None),
        ("at 09:00 sharp", 540, None),
        ("at 9:30 p.m. EDT", 1290, "EDT"),
        ("at 0335 GMT", 215, "GMT"),
        ("at 12 a.m. sharp", 0, None),
        ("at noon", 720, None),
        ("at midnight", 0, None),
        ("at 5 o'clock", 300, None),
    ],
)
def test_times_are_minutes_after_midnight(text, minute, zone):
    d = read_one(text)
    assert (d.kind, d.minute, d.zone) == ("time", minute, zone)


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("in mid-March", "date", "mid"),
        ("in early 2021", "year", "early"),
        ("in the 1990s", "year", "decade"),
        ("in the '90s", "year", "decade"),
        ("last spring", "period", "last spring"),
        ("it ended yesterday", "period", "yesterday"),
        ("it ended recently", "vague", "recently"),
        ("on Thursday night", "weekday", "night"),
        ("since June 2003", "date", ""),
    ],
)
def test_stretches_of_time_are_dates(text, kind, phrase):
    d = read_one(text)
    assert (d.kind, d.phrase) == (kind, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May I march in? He may.",
        "The Sun rose and sat.",
        "He killed 2000 people.",
        "It cost $2000 or 2,000 euros.",
        "Flight 2001 left.",
        "A ratio of 25:75 held.",
    ],
)
def test_other_words_and_figures_are_no_dates(text):
    assert find_dates(text) == []


def test_a_weekday_and_its_date_are_one_mention():
    d = read_one("It ends on Monday, Feb. 3.")
    assert (d.weekday, d.month, d.day) == (0, 2, 3)


@pytest.mark.parametrize(
    ("text", "published_at", "expected"),
    [
        ("on Thursday", "2022-12-23", date(2022, 12, 22)),
        ("on Friday", "2022-12-23T10:00:00Z", date(2022, 12, 23)),
        ("next Monday", "2022-12-23", date(2022, 12, 26)),
        ("it ended yesterday", "2022-12-23", date(2022, 12, 22)),
        ("on 30 December", "2023-01-02", date(2022, 12, 30)),
        ("on Jan. 5", "2022-12-30", date(2023, 1, 5)),
        ("on Feb. 3, 2020", None, date(2020, 2, 3)),
        ("on Thursday", None, None),
        ("on Feb. 3", "no date", None),
        ("on Feb. 30, 2020", None, None),
        ("in February", "2022-12-23", None),
        ("last week", "2022-12-23", None),
    ],
)
def test_a_mention_is_placed_in_the_calendar_where_it_can_be(text, published_at, expected):
    assert resolve_date(read_one(text), published_at) == expected


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_in_the_week_up_to_publication(published, weekday):
    name = (date(2024, 1, 1) + timedelta(days=weekday)).strftime("%A")
    day = resolve_date(read_one(f"on {name}"), published.isoformat())
    assert day is not None
    assert day.weekday() == weekday
    assert 0 <= (published - day).days < 7


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_every_form_of_a_day_is_the_same_day(day):
    forms = (
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        day.isoformat(),
    )
    for form in forms:
        assert resolve_date(read_one(f"on {form}"), None) == day


@given(st.text(max_size=80))
def test_dates_of_any_text_are_whole_and_apart(text):
    found = find_dates(text)
    assert all(d.kind in KINDS and 0 <= d.start < d.stop <= len(text) for d in found)
    assert all(a.stop <= b.start for a, b in zip(found, found[1:], strict=False))


def test_words_are_found_whole_and_in_any_case():
    assert find_word_starts("Monday's Mondays, monday", ["monday"]) == [0, 18]
    assert find_word_starts("İ monday", ["monday"]) == [2]
    assert list_plain_words("“Mid-March”") == {"", "mid", "march"}


def test_an_unknown_zone_is_taken_for_gmt():
    assert (find_zone_offset("EDT"), find_zone_offset("XYZ"), find_zone_offset(None)) == (
        -240,
        0,
        0,
    )


@pytest.mark.parametrize("shape", ["1", "Feb. ", "last ", "12:00 ", "Monday, ", "'90s", "2020-"])
def test_long_texts_of_one_shape_are_read(shape):
    find_dates(shape * 20000)
