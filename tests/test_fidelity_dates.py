"""Which dates and times count as altered, and which only look different?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.dates import find_date_changes
from analysis.fidelity.passage import Pair, Passage


def find(base: str, other: str, base_date: str | None = None, other_date: str | None = None):
    """The date changes of two passages."""
    return find_date_changes(Pair(Passage(base), Passage(other), base_date, other_date))


@pytest.mark.parametrize(
    ("subkind", "base", "other"),
    [
        ("day", "It opens on Feb. 3.", "It opens on Feb. 13."),
        ("month", "It opens on Feb. 3.", "It opens on March 3."),
        ("month", "It opened in June.", "It opened in July."),
        ("year", "It opened in 1998.", "It opened in 1989."),
        ("weekday", "He said on Tuesday it was over.", "He said on Monday it was over."),
        ("time", "It starts at 9 a.m. sharp.", "It starts at 9 p.m. sharp."),
        ("time", "It starts at noon sharp.", "It starts at midnight sharp."),
        ("time", "It starts at 09:00 GMT.", "It starts at 10:00 GMT."),
        ("blurred", "He said on Tuesday it was over.", "He said recently it was over."),
        ("blurred", "He said on Tuesday it was over.", "He said this week it was over."),
        ("blurred", "He said on Tuesday it was over.", "He said in recent days it was over."),
        ("blurred", "He said on Tuesday it was over.", "He said earlier this week it was over."),
        ("blurred", "It opens on Feb. 3, he said.", "It opens in February, he said."),
        ("day", "He died yesterday at home.", "He died today at home."),
        ("year", "It was built in the 1990s.", "It was built in the 1980s."),
        ("year", "He retired last year.", "He retired this year."),
    ],
)
def test_an_altered_date_is_found_and_named(subkind, base, other):
    assert [change.subkind for change in find(base, other)] == [subkind]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("It opens on Feb. 3.", "It opens on February 3."),
        ("It opens on Feb. 3.", "It opens on 3 February."),
        ("It opens on Feb. 3.", "It opens on the 3rd of February."),
        ("It opens at 9 a.m. sharp.", "It opens at 09:00 sharp."),
        ("It opens at 9 a.m. sharp.", "It opens at 9am sharp."),
        ("It opens at 9:30 p.m. sharp.", "It opens at 21:30 sharp."),
        ("It opens on Monday, Feb. 3.", "It opens on Feb. 3."),
        ("It opens on Feb. 3, 2020.", "It opens on Feb. 3."),
        ("He left on Monday after 3 talks.", "After 3 talks on Monday he left."),
        ("He left at noon.", "He left at 12 p.m."),
        ("The 1990s were good.", "The 1990's were good."),
        ("It opens at 9 a.m. EST sharp.", "It opens at 14:00 GMT sharp."),
        ("It opens on Thursday.", "It opens."),
        ("It opens.", "It opens on Thursday."),
        ("It opens on Thursday morning.", "It opens on Thursday."),
        ("It closed in 1994.", "It closed in the 1990s."),
    ],
)
def test_another_form_of_a_date_or_its_absence_is_no_change(base, other):
    assert find(base, other) == []
    assert find(other, base) == [] or "1990s" in other


def test_a_weekday_is_read_against_the_day_of_publication():
    base, other = (
        "It was signed on Thursday, they said.",
        "It was signed on 22 December, they said.",
    )
    assert find(base, other, "2022-12-23", "2022-12-24") == []
    assert [c.subkind for c in find(base, other, "2022-12-22", "2022-12-29")] == []
    assert [c.subkind for c in find(base, other, "2022-12-30", "2022-12-30")] == ["day"]
    assert find(base, other) == []


def test_yesterday_is_another_word_on_the_next_day():
    base, other = "The line closed yesterday, they said.", "The line closed today, they said."
    assert find(base, other, "2022-12-23", "2022-12-22") == []
    assert [c.subkind for c in find(base, other, "2022-12-23", "2022-12-23")] == ["day"]


def test_weekdays_of_loosely_related_sentences_are_no_change():
    base = "The mayor of Tarn spoke on Monday about the new line."
    other = "Trains ran on Tuesday, as a town hall aide had said they would."
    assert find(base, other) == []


def test_the_whole_mention_is_shown():
    base, other = "It opens on Monday, Feb. 3, at 9 a.m.", "It opens on Monday, Feb. 10, at 9 a.m."
    [change] = find(base, other)
    assert base[change.base_start : change.base_stop] == "Monday, Feb. 3"
    assert change.why == "Monday, Feb. 3 became Monday, Feb. 10."


TEXTS = st.lists(
    st.sampled_from(
        "Feb. 3 May 2020 1990s Monday Tuesday yesterday today last week month year at 9 a.m. p.m."
        " noon 09:00 GMT EST early mid-March recently on in the '90s".split()
    ),
    max_size=10,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_any_two_texts_are_compared(base, other):
    for change in find(base, other):
        assert 0 <= change.base_start < change.base_stop <= len(base)
        assert 0 <= change.other_start < change.other_stop <= len(other)
        assert 0 < change.confidence < 1
    assert find(base, base) == []
