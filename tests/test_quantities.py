"""Do the figures of a text say what they say, in any house style?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dates import find_dates
from analysis.quantities import KINDS, convert_quantity, find_quantities

PIECES = [
    *"one two twelve twenty half a an third quarters dozen hundred thousand million of and".split(),
    *"to between percent % $ € cents at least more than up - / , . ( ) No. years old times".split(),
    *"9 10,000 10,0000 1,00,000 3.50 1/2 2020 Feb. Monday a.m. Boeing people İ ½ ３ ''".split(),
]


def read_one(text: str):
    """The only quantity of a text."""
    found = find_quantities(text)
    assert len(found) == 1, [text[q.start : q.stop] for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "written", "kind", "value", "unit"),
    [
        ("It cost $4.6 million.", "$4.6 million", "money", 4.6e6, "dollar"),
        ("It cost $4.6m.", "$4.6m", "money", 4.6e6, "dollar"),
        ("It cost \\$4.6 million.", "\\$4.6 million", "money", 4.6e6, "dollar"),
        ("It cost A$4.56 then.", "A$4.56", "money", 4.56, "AUD"),
        ("It cost US$5bn then.", "US$5bn", "money", 5e9, "USD"),
        ("It cost $US1.37 then.", "$US1.37", "money", 1.37, "USD"),
        ("It cost €46 then.", "€46", "money", 46, "EUR"),
        ("It cost 19 cents then.", "19 cents", "money", 0.19, "cent"),
        ("It cost five million pounds.", "five million pounds", "money", 5e6, "pound"),
        ("It cost 3.2 billion rubles.", "3.2 billion rubles", "money", 3.2e9, "RUB"),
        ("It rose 4.4% then.", "4.4%", "percent", 4.4, "%"),
        ("It rose 9.8per cent then.", "9.8per cent", "percent", 9.8, "%"),
        ("A 15-per-cent cut.", "15-per-cent", "percent", 15, "%"),
        ("It rose half a percent.", "half a percent", "percent", 0.5, "%"),
        ("By 4 percentage points.", "4 percentage points", "percent", 4, "pp"),
        ("It fell 5.2 basis points.", "5.2 basis points", "points", 5.2, "bp"),
        ("Three quarters of them left.", "Three quarters", "fraction", 0.75, ""),
        ("One in five children is poor.", "One in five", "fraction", 0.2, ""),
        ("Half of the homes burned.", "Half", "fraction", 0.5, ""),
        ("A 58-year-old man.", "58-year-old", "age", 58, "year"),
        ("They found Osric Vane, 58, there.", "58", "age", 58, ""),
        (
            "It took two hours and 15 minutes.",
            "two hours and 15 minutes",
            "duration",
            2.25,
            "hours",
        ),
        ("It took half an hour.", "half an hour", "duration", 0.5, "hour"),
        ("It is 30 miles away.", "30 miles", "measure", 30, "miles"),
        ("A 10-foot fence.", "10-foot", "measure", 10, "foot"),
        ("It was 5m deep there.", "5m", "measure", 5, "m"),
        ("It is twice as big.", "twice", "multiple", 2, ""),
        ("It is three times as big.", "three times", "multiple", 3, ""),
        ("Prices tripled at once.", "tripled", "multiple", 3, ""),
        ("She came 3rd there.", "3rd", "ordinal", 3, ""),
        ("The twenty-first case.", "twenty-first", "ordinal", 21, ""),
        ("The team won 3-1 there.", "3-1", "score", 3, ""),
        ("They voted 7 to 7 on it.", "7 to 7", "score", 7, ""),
    ],
)
def test_a_figure_is_read_with_its_unit(text, written, kind, value, unit):
    q = read_one(text)
    assert (text[q.start : q.stop], q.kind, q.unit) == (written, kind, unit)
    assert q.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [
        ("Some 4,200 people left.", 4200, "people"),
        ("Some 10 000 people left.", 10000, "people"),
        ("Twelve hundred men left.", 1200, "men"),
        ("One hundred and five men left.", 105, "men"),
        ("Two and a half million men left.", 2.5e6, "men"),
        ("Half a million men left.", 5e5, "men"),
        ("A dozen wet dogs left.", 12, "dogs"),
        ("Two dozen dogs left.", 24, "dogs"),
        ("Some 5m viewers left.", 5e6, "viewers"),
        ("Some 827.68 million shares.", 827.68e6, "shares"),
        ("Killed 2000 people there.", 2000, "people"),
    ],
)
def test_a_count_knows_what_it_counts(text, value, noun):
    q = read_one(text)
    assert (q.kind, q.noun) == ("count", noun)
    assert q.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("It hit 30 to 40 homes.", 30, 40),
        ("It rose 30-40 percent.", 30, 40),
        ("Between 30 and 40 homes.", 30, 40),
        ("It cost $30-$40 million.", 30e6, 40e6),
        ("It paid 8 to 9 cents a share.", 0.08, 0.09),
        ("For those aged 18-24 only.", 18, 24),
    ],
)
def test_a_range_has_two_ends(text, low, high):
    q = read_one(text)
    assert (q.low, q.high) == (pytest.approx(low), pytest.approx(high))


def test_a_move_from_one_figure_to_another_is_no_range():
    found = find_quantities("It rose 57 cents to $37.70, and from 3 to 5 percent.")
    assert [q.low for q in found] == [None] * 4


@pytest.mark.parametrize(
    ("text", "bound", "full"),
    [
        ("More than 200 men left.", ">", "More than 200"),
        ("At least 200 men left.", ">=", "At least 200"),
        ("It took up to 87 years.", "<=", "up to 87 years"),
        ("Fewer than 20 left.", "<", "Fewer than 20"),
        ("It needs 100 or more.", ">=", "100 or more"),
        ("He saw 50+ men.", ">=", "50+"),
        ("Nearly 250 men left.", "", "Nearly 250"),
    ],
)
def test_a_bound_is_no_approximation(text, bound, full):
    q = read_one(text)
    assert q.bound == bound
    assert text[q.full_start : q.full_stop] == full
    assert bool(q.approximate) == (not bound)


@pytest.mark.parametrize(
    "text",
    [
        "It has 10,0000 men.",
        "It has 40,000 thousand men.",
        "It cost 4.6 million million euros.",
        "It cost 4.,6 million euros.",
        "It has 300,00 men.",
    ],
)
def test_a_figure_that_follows_no_style_is_malformed(text):
    assert read_one(text).malformed


@pytest.mark.parametrize(
    "text", ["It has 10,000 men.", "It has 1,00,000 men.", "It has 10.000 men.", "Some 1.2m men."]
)
def test_a_figure_in_a_known_style_is_well_formed(text):
    assert not read_one(text).malformed


def test_indian_grouping_beside_english_grouping_is_malformed():
    first, second = find_quantities("It has 1,00,000 men and 200,000 dogs.")
    assert first.malformed and not second.malformed


@pytest.mark.parametrize(
    "text",
    [
        "They flew a Boeing 747 home.",
        "They left by the No. 2 gate.",
        "They took flight 101 home.",
        "They took Route 66 home.",
        "They took I-270 home.",
        "They saw an F-16 there.",
        "Call (313) 555-0127 now.",
        "At 1600 Alder Avenue then.",
        "The S&P 500 index.",
    ],
)
def test_a_number_that_is_a_name_is_a_designator(text):
    assert read_one(text).kind == "designator"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No figure stands here.",
        "On Feb. 3, 2020, at 9:30 a.m.",
        "In the 1990s and in 2001.",
        "On second thoughts"[:3],
        "He was on the phone with someone.",
    ],
)
def test_dates_and_plain_words_are_no_quantities(text):
    assert find_quantities(text) == []


def test_one_and_ordinal_words_are_weak():
    assert [q.is_weak for q in find_quantities("One man saw the second of 12 dogs.")] == [
        True,
        True,
        False,
    ]


def test_from_one_figure_to_another_shares_the_unit():
    found = find_quantities("It rose from 10 to 20 percent.")
    assert [(q.value, q.unit) for q in found] == [(10, "%"), (20, "%")]


def test_a_duration_over_which_something_lasted_is_no_bound():
    assert read_one("It sank over four decades.").bound == ""
    assert read_one("It took more than four decades.").bound == ">"


def test_crowds_leave_their_size_open():
    q = read_one("Tens of thousands of fans came.")
    assert (q.kind, q.low, q.high, q.noun) == ("crowd", 20000, 100000, "fans")


def test_units_of_one_dimension_convert():
    miles, km = find_quantities("It is 30 miles, or 48 km.")
    (length, a), (same, b) = convert_quantity(miles), convert_quantity(km)
    assert length == same == "length"
    assert miles.value * a == pytest.approx(km.value * b, rel=0.01)


def test_known_dates_may_be_given():
    text = "On May 3 it sold 3 cars."
    assert find_quantities(text, find_dates(text)) == find_quantities(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=60))
def test_quantities_and_dates_of_any_text_are_whole_and_apart(text):
    quantities, dates = find_quantities(text), find_dates(text)
    spans = sorted([(q.start, q.stop) for q in quantities] + [(d.start, d.stop) for d in dates])
    assert all(0 <= start < stop <= len(text) for start, stop in spans)
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    for q in quantities:
        assert q.kind in KINDS
        assert 0 <= q.full_start <= q.start and q.stop <= q.full_stop <= len(text)
        convert_quantity(q)


@given(st.integers(0, 10**12))
def test_thousands_separators_do_not_matter(number):
    plain = f"It sold {number} cars."
    for style in (f"{number:,}", f"{number:,}".replace(",", "\u00a0")):
        [q] = find_quantities(f"It sold {style} cars.")
        assert q.value == number
    if not 1000 <= number < 2100:  # a bare figure of four may be a year
        assert find_quantities(plain)[0].value == number


@pytest.mark.parametrize("shape", ["1", "1,", "one ", "half a ", "$", "1-", "1/", "a hundred "])
def test_long_texts_of_one_shape_are_read(shape):
    find_quantities(shape * 20000)
