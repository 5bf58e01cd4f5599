"""Which figures count as altered, and which only look different?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.numbers import find_number_changes
from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.severity import load_severities


def find(base: str, other: str):
    """The number changes of two passages."""
    return find_number_changes(Pair(Passage(base), Passage(other)))


@pytest.mark.parametrize(
    ("subkind", "base", "other"),
    [
        ("value", "The army killed 12 rebels.", "The army killed 16 rebels."),
        ("scale", "It cost $4.6 million.", "It cost $46 million."),
        ("scale", "It cost $4.6 million.", "It cost $4.6 billion."),
        ("malformed", "It has 10,000 contractors.", "It has 10,0000 contractors."),
        ("malformed", "It has 40,000 convicts.", "It has 40,000 thousand convicts."),
        ("unit", "He paid $46 for it.", "He paid €46 for it."),
        ("unit", "He paid 46 dollars for it.", "He paid 46 euros for it."),
        ("unit", "They walked 30 miles.", "They walked 30 kilometers."),
        ("unit", "It rose 4 percent.", "It rose 4 percentage points."),
        ("range_lost", "It killed 30 to 40 people.", "It killed 40 people."),
        ("range_lost", "It costs between $5 and $7 a day.", "It costs $7 a day."),
        ("bound", "More than 200 people died.", "200 people died."),
        ("bound", "At least 200 people died.", "Up to 200 people died."),
        ("bound", "200 people died in the fire.", "More than 200 people died in the fire."),
        ("multiplicative", "It is twice as big as before.", "It is three times as big as before."),
        ("multiplicative", "Prices doubled last year.", "Prices tripled last year."),
        ("multiplicative", "Half of the homes burned.", "A third of the homes burned."),
        ("rounding", "It sold 13.4 million cars.", "It sold 13 million cars."),
        ("value", "The 58-year-old man was hurt.", "The 85-year-old man was hurt."),
        ("value", "Smith, 58, was hurt.", "Smith, 85, was hurt."),
        ("value", "The team won 3-1 on aggregate.", "The team won 1-3 on aggregate."),
        ("value", "He finished third in the race.", "He finished second in the race."),
        ("value", "She came 3rd in the race.", "She came 5th in the race."),
        ("value", "Twelve people died.", "Twenty people died."),
        ("scale", "Hundreds of people marched.", "Thousands of people marched."),
        ("value", "Flight 101 crashed at sea.", "Flight 107 crashed at sea."),
        ("unit", "It pumps 12,000 gallons a second.", "It pumps 12,000 gallons a minute."),
        ("unit", "He gets $50 a week.", "He gets $50 a month."),
        ("unit", "They waited six months for it.", "They waited six years for it."),
        (
            "value",
            "12 people were killed and 20 hurt in it.",
            "20 people were killed and 12 hurt in it.",
        ),
        ("value", "The flood killed one person.", "The flood killed five people."),
        ("value", "A 25 percent cut was agreed.", "A 35% cut was agreed."),
        ("malformed", "It cost 4.6 million euros.", "It cost 4.,6 million euros."),
        ("malformed", "It cost 4.6 million euros.", "It cost 4.6 million million euros."),
        ("multiplicative", "They met seven times.", "They met nine times."),
        ("multiplicative", "It is twice as big.", "It is four times as big."),
        ("bound", "It has over 50 shops.", "It has under 50 shops."),
        ("scale", "It has 1,200 shops.", "It has 120 shops."),
        ("scale", "It has 1,200 shops.", "It has 12,000 shops."),
        ("value", "The ministers voted 5-4 for it.", "The ministers voted 6-3 for it."),
        ("value", "One in five children is poor.", "One in ten children is poor."),
        ("bound", "It has up to 50 shops.", "It has 50 shops."),
    ],
)
def test_an_altered_figure_is_found_and_named(subkind, base, other):
    assert {change.subkind for change in find(base, other)} == {subkind}


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("Three quarters of them left.", "75% of them left."),
        ("Three-quarters of them left.", "75 percent of them left."),
        ("They walked 30 miles.", "They walked 48 km."),
        ("A dozen men left.", "12 men left."),
        ("Half of them left.", "50 per cent of them left."),
        ("It cost $4.6 million.", "It cost $4.6m."),
        ("It cost $4.6 million.", "It cost $4,600,000."),
        ("It cost $4.6 million.", "It cost \\$4.6 million."),
        ("It cost $4.6 million.", "It cost US$4.6 million."),
        ("It cost 5 dollars.", "It cost $5."),
        ("It cost 19 cents.", "It cost $0.19."),
        ("It cost 5 pounds.", "It cost £5."),
        ("Twelve people left.", "12 people left."),
        ("10,000 people left.", "10 000 people left."),
        ("10,000 people left.", "10.000 people left."),
        ("It has 1.2 million people.", "It has 1,200,000 people."),
        ("It is twice as big.", "It is two times as big."),
        ("Prices doubled.", "Prices rose 100%."),
        ("The 58-year-old man left.", "The man, 58, left."),
        ("Smith, 58, left.", "Smith, aged 58, left."),
        ("He came third.", "He came 3rd."),
        ("More than 200 people left.", "Over 200 people left."),
        ("12 died and 20 were hurt.", "20 were hurt and 12 died."),
        ("It lasted 24 months.", "It lasted two years."),
        ("It lasted two weeks.", "It lasted 14 days."),
        ("It took 90 minutes.", "It took an hour and a half."),
        ("Twelve hundred men left.", "1,200 men left."),
        ("It is a three-year plan.", "It is a 3-year plan."),
        ("It gained 30 to 40 percent.", "It gained 30-40%."),
        ("It gained between 30 and 40 percent.", "It gained 30 to 40 percent."),
        ("Two-thirds of them left.", "Two thirds of them left."),
        ("The U.S. sold 3 jets.", "The US sold three jets."),
        ("It rose 5 percent.", "It rose 5 per cent."),
        ("It rose five pct.", "It rose 5 per cent."),
        ("Half a million people left.", "500,000 people left."),
        ("Police said 3,000 men marched.", "Police said three thousand men marched."),
        ("$5bn was paid.", "Five billion dollars was paid."),
        ("It was the first such case in 20 years.", "It was the first such case in two decades."),
        ("He ran 5m.", "He ran five metres."),
        ("It rose 1.5 points.", "It rose one and a half points."),
    ],
)
def test_another_form_of_a_figure_is_no_change(base, other):
    assert find(base, other) == []
    assert find(other, base) == []


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("The fire killed 12 people and hurt 20.", "The fire killed 12 people."),
        ("The fire killed people.", "The fire killed 12 people."),
        ("He paid $5 for 3 cups.", "He paid for cups."),
        ("", "12 people left."),
        ("The club has 300 members.", "The river is 40 miles long and rises in the hills."),
    ],
)
def test_what_only_one_side_says_is_no_change(base, other):
    assert find(base, other) == []


def test_the_slot_is_paired_not_the_order():
    base = "The storm moved at 8 mph and stood 40 miles from Tarn at noon."
    other = "The storm stood 90 miles from Tarn at noon and moved at 8 mph."
    [change] = find(base, other)
    assert base[change.base_start : change.base_stop] == "40 miles"
    assert other[change.other_start : change.other_stop] == "90 miles"


def test_rising_and_falling_fill_one_slot():
    base = "Shares of Vane Mills rose 12 cents, or 3 percent, in early trading."
    other = "Vane Mills shares fell 40 cents in late trading."
    [change] = find(base, other)
    assert (change.subkind, other[change.other_start : change.other_stop]) == ("value", "40 cents")


def test_a_sum_sought_is_not_a_sum_paid():
    base = "The court told the mill to pay $52 million to the town."
    other = "The town had sought $360 million from the owners."
    assert find(base, other) == []


def test_a_dollar_may_be_any_dollar_but_two_names_differ():
    assert find("It cost $5 then.", "It cost A$5 then.") == []
    assert [c.subkind for c in find("It cost US$5 then.", "It cost A$5 then.")] == ["unit"]


def test_rounding_is_told_from_another_value():
    assert [c.subkind for c in find("It has 1,147 shops.", "It has 1,100 shops.")] == ["rounding"]
    assert [c.subkind for c in find("It has 1,147 shops.", "It has 1,200 shops.")] == ["value"]
    assert [c.subkind for c in find("It rose 4.6 percent.", "It rose 5 percent.")] == ["rounding"]
    assert [c.subkind for c in find("It rose 4.6 percent.", "It rose 4.7 percent.")] == ["value"]


def test_a_distance_is_not_a_level():
    base = "The mill earned 22 cents a share in the spring quarter."
    other = "The mill earned 3 cents a share less than the owners had hoped for."
    assert find(base, other) == []


def test_limits_are_compared_in_near_verbatim_sentences_only():
    base = "Owners who break the rule could face up to two years in prison."
    other = "Two years in prison await anybody, under this law, whose mill is found to pollute."
    assert find(base, other) == []


def test_a_replacement_in_place_is_surer_than_one_in_a_rewording():
    base = "The army killed 12 rebels in the hills."
    [sure] = find(base, "The army killed 16 rebels in the hills.")
    [loose] = find(base, "In the hills 16 rebels were shot dead by soldiers.")
    assert sure.confidence > loose.confidence


def test_every_subkind_has_a_severity_and_a_reason():
    rules = load_severities()
    changes = find("It cost $4.6 million for 30 to 40 men.", "It cost €46 million for 30 men.")
    assert changes
    for change in changes:
        assert (change.kind, change.subkind) in rules
        assert change.why.endswith(".") and 0 < change.confidence < 1


@given(st.integers(2, 9999), st.integers(2, 9999))
def test_equal_numbers_never_change_and_unequal_ones_always_do(a, b):
    base, other = f"The mill sold {a:,} bags of flour.", f"The mill sold {b:,} bags of flour."
    changes = find(base, other)
    assert bool(changes) == (a != b)


TEXTS = st.lists(
    st.sampled_from(
        "12 13 $4.6 million billion 10,0000 half twice three times to - percent % people miles km"
        " at least up to between and from 30 40 cents one first 58-year-old No. in".split()
    ),
    max_size=12,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_any_two_texts_are_compared(base, other):
    for change in find(base, other):
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
    assert find(base, base) == []


def rate(base: str, other: str) -> float:
    """The confidence of the only change; 0 without one."""
    found = find(base, other)
    return found[0].confidence if found else 0.0


@pytest.mark.parametrize(
    ("same", "different"),
    [
        # A sum awarded and a sum sought.
        (
            (
                "They awarded Marsh $23 million in damages.",
                "They gave Marsh $36 million in damages.",
            ),
            ("They awarded Marsh $23 million in damages.", "Marsh sought $36 million in damages."),
        ),
        # A revenue and a loss.
        (
            ("It had a loss of $5 million this year.", "It had a loss of $8 million this year."),
            ("It had a revenue of $5 million this year.", "It had a loss of $8 million this year."),
        ),
        # A sum, and a sum a share.
        (
            ("Tellin had a loss of 85 cents a share.", "Tellin had a loss of 25 cents a share."),
            ("Tellin had a loss of 85 cents overall.", "Tellin had a loss of 25 cents a share."),
        ),
        # Nobody in common.
        (
            (
                "The Tellin group earned $5 million in June.",
                "The Tellin group made $8 million in June.",
            ),
            (
                "The Tellin group earned $5 million in June.",
                "The Corvane bank made $8 million in June.",
            ),
        ),
    ],
)
def test_figures_of_two_things_rank_below_figures_of_one(same, different):
    assert rate(*same) > rate(*different)


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("He hit a 149mph serve.", "He hit a 149 m.p.h. serve."),
        ("There will be 4m by the end of it.", "There will be four million by the end of it."),
    ],
)
def test_dotted_units_and_a_bare_m_are_forms(base, other):
    assert find(base, other) == []


def test_as_expected_makes_no_forecast():
    base = "The group paid $5 million, as expected."
    assert find(base, "As expected, the group paid $6 million.")
    assert find(base, "The group paid $6 million.")


@pytest.mark.parametrize(
    ("base", "other", "subkinds"),
    [
        ("He walked 1½ miles.", "He walked 1.5 miles.", []),
        ("It was 40C there on Monday.", "On Monday it was 104 degrees Fahrenheit there.", []),
        ("It was 20 degrees Celsius.", "It was 20 degrees Fahrenheit.", ["unit"]),
        ("One in five patients waited.", "One patient in five waited.", []),
        (
            "Floods closed 40 schools in the valley, the county clerk reported.",
            "The county clerk reported that 90 schools in the valley were closed.",
            ["value"],
        ),
        (
            "At least 60 sheep were lost in the storm, the farmers' union said.",
            "The farmers' union said 60 sheep had been lost in the storm.",
            ["bound"],
        ),
    ],
)
def test_a_figure_is_followed_to_another_place_and_another_scale(base, other, subkinds):
    pair = Pair(Passage(base), Passage(other))
    assert [change.subkind for change in find_number_changes(pair)] == subkinds
