"""Is what became surer or less sure found, and other words for the same passed over?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.certainty import find_certainty_changes
from analysis.fidelity.passage import Pair, read_passage


def find(base: str, other: str) -> list:
    """The changes of a pair of passages."""
    return find_certainty_changes(Pair(read_passage(base), read_passage(other)))


def name(base: str, other: str) -> list[str]:
    """Their subkinds, sorted."""
    return sorted(change.subkind for change in find(base, other))


# Base, other, and what an editor should be shown.
CHANGED = [
    (
        "Auditors suspect that the ledger was burnt.",
        "Auditors know that the ledger was burnt.",
        ["hedge_lost"],
    ),
    (
        "It is unclear whether the diver heard the horn.",
        "The diver heard the horn.",
        ["hedge_lost"],
    ),
    (
        "The rebels appear to hold the quay and the mill.",
        "The insurgents hold the dock and the factory.",
        ["hedge_lost"],
    ),
    (
        "The port will be dredged so that larger ships can dock.",
        "So that bigger ships can dock, the port may be dredged.",
        ["modal_weakened"],
    ),
    (
        "Residents reportedly complained of wet ground near the spillway.",
        "Residents complained about moist ground close to the spillway.",
        ["hedge_lost"],
    ),
    (
        "Repairs would cost an estimated $46 million and take 14 months.",
        "Repairs would cost $46 million and take 14 months.",
        ["hedge_lost"],
    ),
    (
        "Repairs would cost an estimated $46 million and take 14 months.",
        "Repairs would cost $460 million and take 14 months.",
        ["hedge_lost"],
    ),
    (
        "The captain allegedly drank before the voyage.",
        "The captain drank before the voyage.",
        ["hedge_lost"],
    ),
    (
        "The fire was apparently started by a cigarette.",
        "The fire was started by a cigarette.",
        ["hedge_lost"],
    ),
    (
        "The pilot appeared to lose control near Oxby.",
        "The pilot lost control near Oxby.",
        ["hedge_lost"],
    ),
    ("The gunman is believed to have fled north.", "The gunman has fled north.", ["hedge_lost"]),
    ("The fault was possibly caused by salt.", "The fault was caused by salt.", ["hedge_lost"]),
    (
        "Police arrested two suspected smugglers at the quay.",
        "Police arrested two smugglers at the quay.",
        ["hedge_lost"],
    ),
    (
        "The alleged thief ran towards the market.",
        "The thief ran towards the market.",
        ["hedge_lost"],
    ),
    (
        "The mine is thought to hold 40 tonnes of gold.",
        "The mine holds 40 tonnes of gold.",
        ["hedge_lost"],
    ),
    (
        "The wreck is probably a trawler from Quill Island.",
        "The wreck is a trawler from Quill Island.",
        ["hedge_lost"],
    ),
    (
        "The chancellor is likely to resign before the vote.",
        "The chancellor is to resign before the vote.",
        ["hedge_lost"],
    ),
    (
        "The letter, purportedly written by the bishop, was sold.",
        "The letter, written by the bishop, was sold.",
        ["hedge_lost"],
    ),
    (
        "He is said to be the richest man in Ellery.",
        "He is the richest man in Ellery.",
        ["hedge_lost"],
    ),
    (
        "The 1,000 fighters, an estimated 90 percent of them convicts, were killed.",
        "The 1,000 fighters, 90 percent of them convicts, were killed.",
        ["hedge_lost"],
    ),
    (
        "The mayor met the banker in April.",
        "The mayor reportedly met the banker in April.",
        ["hedge_added"],
    ),
    (
        "The bridge collapsed because of rust.",
        "The bridge apparently collapsed because of rust.",
        ["hedge_added"],
    ),
    (
        "The thief escaped through the cellar.",
        "The alleged thief escaped through the cellar.",
        ["hedge_added"],
    ),
    ("The ship sank in the storm.", "Perhaps the ship sank in the storm.", ["hedge_added"]),
    (
        "The dam supplies power to about 90,000 homes.",
        "The dam supplies power to 90,000 homes.",
        ["approximation_lost"],
    ),
    (
        "The blast killed nearly 50 people in the square.",
        "The blast killed 50 people in the square.",
        ["approximation_lost"],
    ),
    ("The walk took roughly two hours.", "The walk took two hours.", ["approximation_lost"]),
    (
        "Some 300 farmers marched to the capital.",
        "300 farmers marched to the capital.",
        ["approximation_lost"],
    ),
    ("Almost all the fish died.", "All the fish died.", ["approximation_lost"]),
    (
        "The march drew close to 4,000 students.",
        "The march drew 4,000 students.",
        ["approximation_lost"],
    ),
    ("The repairs took 20 days or so.", "The repairs took 20 days.", ["approximation_lost"]),
    (
        "The town has 4,200 inhabitants.",
        "The town has around 4,200 inhabitants.",
        ["approximation_added"],
    ),
    (
        "The deal is worth $30 million.",
        "The deal is worth approximately $30 million.",
        ["approximation_added"],
    ),
    ("The meeting began at noon.", "The meeting began at about noon.", ["approximation_added"]),
    (
        "Turnout reached half of the voters.",
        "Turnout reached almost half of the voters.",
        ["approximation_added"],
    ),
    (
        "The bank may raise rates in June.",
        "The bank will raise rates in June.",
        ["modal_strengthened"],
    ),
    ("The plant could close next year.", "The plant will close next year.", ["modal_strengthened"]),
    (
        "The flood might have damaged the wall.",
        "The flood damaged the wall.",
        ["modal_strengthened"],
    ),
    (
        "The council plans to sell the hall.",
        "The council will sell the hall.",
        ["modal_strengthened"],
    ),
    (
        "The minister is considering a ban on boats.",
        "The minister will ban boats.",
        ["modal_strengthened"],
    ),
    (
        "Residents should boil their water.",
        "Residents must boil their water.",
        ["modal_strengthened"],
    ),
    (
        "The airline hopes to restart flights in May.",
        "The airline will restart flights in May.",
        ["modal_strengthened"],
    ),
    ("The bank will raise rates in June.", "The bank may raise rates in June.", ["modal_weakened"]),
    (
        "The tunnel is unsafe, engineers said.",
        "The tunnel may be unsafe, engineers said.",
        ["modal_weakened"],
    ),
    (
        "Visitors must wear a helmet in the mine.",
        "Visitors should wear a helmet in the mine.",
        ["modal_weakened"],
    ),
    (
        "The court will hear the case on Monday.",
        "The court could hear the case on Monday.",
        ["modal_weakened"],
    ),
    (
        "Smoke from the plant causes asthma.",
        "Smoke from the plant may cause asthma.",
        ["modal_weakened"],
    ),
]

# Other words for the same, clauses left out, format: nothing to show.
UNCHANGED = [
    (
        "The captain allegedly drank before the voyage.",
        "The captain is accused of drinking before the voyage.",
    ),
    (
        "The captain reportedly drank before the voyage.",
        "The captain drank before the voyage, according to reports.",
    ),
    (
        "The captain reportedly drank before the voyage.",
        "The captain is reported to have drunk before the voyage.",
    ),
    ("About 4,200 people live in the valley.", "Around 4,200 people live in the valley."),
    ("About 4,200 people live in the valley.", "Some 4,200 people live in the valley."),
    ("Nearly 50 people died.", "Almost 50 people died."),
    (
        "The fire was apparently started by a cigarette.",
        "A cigarette appears to have started the fire.",
    ),
    ("The bank may raise rates.", "The bank might raise rates."),
    ("The bank could raise rates in June.", "The bank may raise rates in June."),
    ("Repairs would cost an estimated $46 million.", "Repairs could cost $46 million."),
    ("An estimated 300 people marched.", "About 300 people marched."),
    ("He will probably resign.", "He is likely to resign."),
    ("Perhaps the ship sank.", "The ship may have sunk."),
    ("About 90,000 homes lost power, and the mayor resigned.", "The mayor resigned."),
    (
        "The mayor talked about 30 houses in the valley.",
        "The mayor spoke of 30 houses in the valley.",
    ),
    ("The storm hit on May 3.", "The storm hit on 3 May."),
    ("The storm hit in May last year.", "The storm hit last May."),
    ("About 300 people were hurt.", "More than 300 people were hurt."),
    ("He said the company will appeal.", "He said the company would appeal."),
    ("The train will leave at nine.", "The train is going to leave at nine."),
    ("The train will leave at nine.", "The train leaves at nine."),
    ("The dispute is about a fence.", "The dispute concerns a fence."),
    ("The mayor was about to speak.", "The mayor was going to speak."),
    ("Some residents left the town.", "Residents left the town."),
    ("He reportedly left in May.", "He allegedly left in May."),
    ("The wall seems to be moving.", "The wall appears to be moving."),
    ("Around 60 boats reached the harbour.", "61 boats reached the harbour."),
    ("The council could not agree on a date.", "The council did not agree on a date."),
    ("The council can close the road.", "The council could close the road."),
    (
        "The factory will close in May, the owner said.",
        "The factory, the owner said, will close in May.",
    ),
    (
        "Turnout was about 60 percent in the city and 40 percent in the valley.",
        "Turnout was 40 percent in the valley and about 60 percent in the city.",
    ),
    ("The union is likely to accept, it said.", "The union will probably accept, it said."),
    ("Residents had to leave their homes.", "Residents were forced to leave their homes."),
    (
        "The alleged attack took place on Monday.",
        "The attack is alleged to have taken place on Monday.",
    ),
    ("It is possible that the ship sank.", "The ship possibly sank."),
    ("Come as soon as possible, she said.", "Come soon, she said."),
    ("The plan would cost $3 million.", "The plan will cost $3 million."),
    ("You can see the sea from here.", "You see the sea from here."),
    ("Walk around the lake.", "Walk round the lake."),
]


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_a_change_is_found(base, other, subkinds):
    assert name(base, other) == subkinds


@pytest.mark.parametrize(("base", "other"), UNCHANGED)
def test_other_words_for_the_same_are_no_change(base, other):
    assert find(base, other) == []


@pytest.mark.parametrize(("base", "other"), UNCHANGED)
def test_nor_are_they_read_the_other_way_round(base, other):
    assert find(other, base) == []


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_a_passage_against_itself_shows_nothing(base, other, subkinds):
    assert find(base, base) == []
    assert find(other, other) == []


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_every_change_points_into_its_texts_and_says_why(base, other, subkinds):
    for change in find(base, other):
        assert change.kind == "certainty"
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        said = base[change.base_start : change.base_stop]
        assert said == said.strip()
        assert 0 < change.confidence <= 1
        assert change.why and "\n" not in change.why


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_sentences_in_another_order_change_nothing(base, other, subkinds):
    assert find(f"{base} {other}", f"{other} {base}") == []


MIRRORED = {
    "hedge_lost": "hedge_added",
    "hedge_added": "hedge_lost",
    "approximation_lost": "approximation_added",
    "approximation_added": "approximation_lost",
    "modal_strengthened": "modal_weakened",
    "modal_weakened": "modal_strengthened",
}


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_what_one_side_lost_the_other_side_gained(base, other, subkinds):
    assert name(other, base) == sorted(MIRRORED[subkind] for subkind in subkinds)


def test_the_hedge_itself_is_pointed_at():
    base, other = "Repairs would cost an estimated $46 million.", "Repairs would cost $46 million."
    (change,) = find(base, other)
    assert base[change.base_start : change.base_stop] == "an estimated"


_WORDS = st.sampled_from(
    "may May 3 will about $ 40 million or so reportedly an estimated said to be must , . it".split()
)


@given(st.lists(_WORDS, max_size=14), st.lists(_WORDS, max_size=14))
def test_any_words_can_be_compared(base, other):
    for change in find(" ".join(base), " ".join(other)):
        assert change.kind == "certainty"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(base, other):
    assert isinstance(find(base, other), list)


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        ("Reed appeared eager to leave.", "Reed was eager to leave.", ["hedge_lost"]),
        ("The roof is sound, Lee said.", "The roof seems sound, Lee said.", ["hedge_added"]),
        ("Reed appeared in court on Friday.", "Reed was in court on Friday.", []),
    ],
)  # fmt: skip
def test_what_appears_so_is_not_yet_so(base, other, expected):
    pair = Pair(read_passage(base), read_passage(other))
    assert [change.subkind for change in find_certainty_changes(pair)] == expected
