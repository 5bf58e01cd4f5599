"""Is a lost, changed or weakened source found, and other words for the same passed over?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.attributions import find_attribution_changes
from analysis.fidelity.passage import Pair, read_passage


def find(base: str, other: str) -> list:
    """The changes of a pair of passages."""
    return find_attribution_changes(Pair(read_passage(base), read_passage(other)))


def name(base: str, other: str) -> list[str]:
    """Their subkinds, sorted."""
    return sorted(change.subkind for change in find(base, other))


# Base, other, and what an editor should be shown.
CHANGED = [
    (
        "By the union's account, the doors were locked that night.",
        "The doors were locked that night.",
        ["lost"],
    ),
    (
        "In the words of the clerk, the wall had moved a metre.",
        "The wall had moved a metre.",
        ["lost"],
    ),
    ("Sheep died in the fold, per the shepherd.", "Sheep died in the fold.", ["lost"]),
    (
        "The bank's assertion that it was solvent surprised traders.",
        "The fact that it was solvent surprised traders.",
        ["as_fact"],
    ),
    (
        "Fares fell by a fifth in June, according to the airline.",
        "Fares fell by a fifth in June, according to its rivals.",
        ["source_changed"],
    ),
    (
        "Deputy head Lena Brandt told parents the gym would close.",
        "A teacher told parents the gym would close.",
        ["weakened"],
    ),
    (
        "The minister told reporters that the talks had failed.",
        "A source told reporters that the talks had failed.",
        ["weakened"],
    ),
    (
        "The bishop said the parish could not afford repairs.",
        "The prelate boasted that the parish was unable to pay for mending.",
        ["verb_loaded"],
    ),
    (
        "Farmers say the river has been poisoned by the mine.",
        "The stream has been contaminated by the mine.",
        ["lost"],
    ),
    (
        (
            "Engineers who advise the county say the new gates have put more strain on the old "
            "concrete."
        ),
        "The new gates have placed additional stress on the old concrete.",
        ["lost"],
    ),
    (
        "According to Marsh, the seepage has reached 3.4 gallons a second.",
        "The seepage has reached 3.4 gallons a second.",
        ["lost"],
    ),
    (
        "The seepage has reached 3.4 gallons a second, according to Marsh.",
        "The seepage has reached 3.4 gallons a second.",
        ["lost"],
    ),
    (
        "Aldous Wren said the mill had dumped dye into the river for years.",
        "The mill had dumped dye into the river for years.",
        ["lost"],
    ),
    (
        "The mill had dumped dye into the river for years, Aldous Wren said.",
        "The mill dumped dye into the river for years.",
        ["lost"],
    ),
    (
        "The mill, Wren said, had dumped dye into the river for years.",
        "The mill had dumped dye into the river for years.",
        ["lost"],
    ),
    (
        "The company says that it has since replaced all six of the dam's gates.",
        "The company has since replaced all six of the dam's gates.",
        ["lost"],
    ),
    (
        "Prosecutors allege that the banker hid 3 million crowns in a barn.",
        "The banker hid 3 million crowns in a barn.",
        ["lost"],
    ),
    (
        "The union claims the fire doors were locked during the night shift.",
        "The fire doors were locked during the night shift.",
        ["lost"],
    ),
    (
        "A police spokesman said two men had been arrested near the quay on Friday.",
        "Two men were arrested near the quay on Friday.",
        ["lost"],
    ),
    (
        "Critics argue the new tax will hurt small farms in the valley.",
        "The new tax will hurt small farms in the valley.",
        ["lost"],
    ),
    (
        "In Bakhol, Varnish forces say the untrained convicts have been sent to the front.",
        "In Bakhol, the untrained convicts of the Varnish forces have been sent to the front.",
        ["lost"],
    ),
    (
        "The ministry believes that 300 boats crossed the strait in June.",
        "In June 300 boats crossed the strait.",
        ["lost"],
    ),
    (
        "Osei told the court that the cellar had flooded twice before the sale.",
        "The cellar had flooded twice before the sale.",
        ["lost"],
    ),
    (
        "The bridge was built on sand.",
        "The bridge was built on sand, the engineer said.",
        ["added"],
    ),
    (
        "The river flooded twice in April.",
        "According to residents, the river flooded twice in April.",
        ["added"],
    ),
    (
        "The airline lost 40 million crowns last year.",
        "Critics claim the airline lost 40 million crowns last year.",
        ["added"],
    ),
    (
        "The dam must be lowered, Odette Marsh said on Tuesday.",
        "The dam must be lowered, Stellan Lindqvist said on Tuesday.",
        ["source_changed"],
    ),
    (
        "Dan Whitlock said the valley was safe for the night.",
        "Hannah Osei said the valley was safe for the night.",
        ["source_changed"],
    ),
    (
        "According to the Health Ministry, 40 people fell ill in Oxby.",
        "According to Quillshore Press, 40 people fell ill in Oxby.",
        ["source_changed"],
    ),
    (
        "The mayor said the bridge would reopen in June.",
        "The bishop said the bridge would reopen in June.",
        ["source_changed"],
    ),
    (
        "The police said two boats had sunk off the cape.",
        "The fishermen said two boats had sunk off the cape.",
        ["source_changed"],
    ),
    (
        "Odette Marsh said the leak had doubled since October.",
        "Officials said the leak had doubled since October.",
        ["weakened"],
    ),
    (
        "The leak has doubled since October, Marsh said.",
        "The leak has doubled since October, sources said.",
        ["weakened"],
    ),
    (
        "The Oxby Hospital said 12 children were treated for burns.",
        "Reports said 12 children were treated for burns.",
        ["weakened"],
    ),
    (
        "Ruth Amsel said the library would open on Sundays.",
        "It is said that the library would open on Sundays.",
        ["weakened"],
    ),
    (
        "Lindqvist said the order would cost 200 jobs in the valley.",
        "Experts say the order would cost 200 jobs in the valley.",
        ["weakened"],
    ),
    (
        "Wren claimed that the mill had dumped dye into the river.",
        "Wren revealed that the mill had dumped dye into the river.",
        ["as_fact"],
    ),
    (
        "Wren said that the mill had dumped dye into the river.",
        "Wren confirmed that the mill had dumped dye into the river.",
        ["as_fact"],
    ),
    (
        "The union alleged that the doors had been locked.",
        "The union proved that the doors had been locked.",
        ["as_fact"],
    ),
    (
        "The banker claimed that he had met the minister in May.",
        "The banker admitted that he had met the minister in May.",
        ["as_fact"],
    ),
    (
        "The ministry believes that 300 boats crossed in June.",
        "The ministry has shown that 300 boats crossed in June.",
        ["as_fact"],
    ),
    (
        "The company said it had replaced all six gates.",
        "The company claimed it had replaced all six gates.",
        ["verb_loaded"],
    ),
    (
        "The banker said that he had met the minister in May.",
        "The banker admitted that he had met the minister in May.",
        ["verb_loaded"],
    ),
    (
        '"The wall is sound," Lindqvist said.',
        '"The wall is sound," Lindqvist insisted.',
        ["verb_loaded"],
    ),
    (
        "The wall is sound, Lindqvist said.",
        "The wall is sound, Lindqvist boasted.",
        ["verb_loaded"],
    ),
    (
        "The company claimed it had replaced all six gates.",
        "The company said it had replaced all six gates.",
        ["verb_loaded"],
    ),
    (
        "Halvern Power denied that it had delayed repairs to the spillway.",
        "Halvern Power said that it had delayed repairs to the spillway.",
        ["denial_lost"],
    ),
    (
        "The ministry denied selling rockets to the group.",
        "The ministry sold rockets to the group.",
        ["denial_lost"],
    ),
    (
        "The bishop denied having met the banker in Oxby.",
        "The bishop met the banker in Oxby.",
        ["denial_lost"],
    ),
]

# Other words for the same, clauses left out, format: nothing to show.
UNCHANGED = [
    (
        "The clinic apologised to the girl and said a review had begun.",
        "The clinic has said sorry to the girl and begun a review, it said.",
    ),
    ("The doctors said the girl would live.", "The physicians said the girl would live."),
    (
        "The company said sales had fallen by a third.",
        "The airline said sales had fallen by a third.",
    ),
    (
        "The letter is believed to have been written by a nun in May.",
        "It was a nun who wrote the letter in May.",
    ),
    (
        "Aldous Wren said the mill had dumped dye into the river.",
        "The mill had dumped dye into the river, Aldous Wren said.",
    ),
    (
        "Aldous Wren said the mill had dumped dye into the river.",
        "The mill had dumped dye into the river, according to Aldous Wren.",
    ),
    (
        "According to Marsh, the seepage has reached 3.4 gallons a second.",
        "As per Marsh, the leakage has reached 3.4 gallons per second.",
    ),
    ("Wren said the mill had dumped dye.", "Wren stated the mill had dumped dye."),
    (
        "Wren says the mill dumps dye into the river.",
        "Wren said the mill dumped dye into the river.",
    ),
    (
        "Odette Marsh said the leak had doubled since October.",
        "Marsh said the leak had doubled since October.",
    ),
    (
        "Marsh said the leak had doubled since October.",
        "She said the leak had doubled since October.",
    ),
    (
        "Marsh said the leak had doubled since October.",
        "The chief engineer said the leak had doubled since October.",
    ),
    (
        "Marsh, the chief engineer, said the leak had doubled since October.",
        "The chief engineer said the leak had doubled since October.",
    ),
    (
        "Marsh said the leak had doubled since October.",
        "Marsch said the leak had doubled since October.",
    ),
    (
        "“We are not willing to gamble,” Marsh told reporters.",
        "“We are not prepared to gamble,” Swamp informed reporters.",
    ),
    ("“We are not willing to gamble,” Marsh told reporters.", "“We are not willing to gamble.”"),
    ("Halvern denied that it had delayed repairs.", "Halvern said it had not delayed repairs."),
    (
        "Halvern denied that it had delayed repairs.",
        "Halvern rejected that it had postponed repairs.",
    ),
    (
        "She said that many families had packed bags and were sleeping in their clothes.",
        "Numerous families, she added, had packed bags and were dozing in their clothes.",
    ),
    (
        "A state inquiry later found that Halvern Power had ignored two warnings.",
        "Halvern Power ignored two warnings, a state investigation subsequently found.",
    ),
    (
        "The county's emergency office said it had no plan to evacuate the valley.",
        "The county emergency office announced it had no plan to evacuate the valley.",
    ),
    (
        "An inspection report seen by Meridian Wire says repairs would cost $46 million.",
        (
            "Repairs would cost $46 million, according to an inspection report obtained by "
            "Meridian Wire."
        ),
    ),
    (
        "Wren said the mill had dumped dye. He said the river had turned blue.",
        "Wren said the mill had dumped dye and the river had turned blue.",
    ),
    (
        "Wren said the mill had dumped dye into the river. The mayor was away.",
        "The mayor was away.",
    ),
    (
        "The United States said it would send aid to Oxby.",
        "Washington said it would send aid to Oxby.",
    ),
    (
        "A study said sleep improves memory in children.",
        "A study found sleep improves memory in children.",
    ),
    ("The Bureau of Land Management said the fire was out.", "The BLM said the fire was out."),
    (
        "Residents reportedly complained of wet ground.",
        "Residents said they had complained of wet ground.",
    ),
    ("The police said the man had fled.", "The man reportedly fled."),
    (
        "The police said the man had fled to Oxby in a van.",
        "The man is believed to have fled to Oxby in a van.",
    ),
    ("The company said the fire started in a shed.", "The firm said the fire started in a shed."),
    (
        "The company's president, Stellan Lindqvist, said the dam was safe.",
        "Lindqvist, the firm's president, said the dam was safe.",
    ),
    (
        "Marsh said 80 percent of the dams were old.",
        "Marsh stated 80 percent of the dams were old.",
    ),
    (
        "She estimated that 15 of them need urgent work.",
        "She reckoned that 15 of them require immediate work.",
    ),
    (
        "Residents say the noise is worse at night.",
        "Residents say that the noise is worse at night.",
    ),
    (
        "A hearing on the appeal is set for Feb. 17, the court said.",
        "The court said a hearing on the appeal is set for February 17.",
    ),
    (
        "“Nobody is being told to leave tonight,” he said.",
        (
            "“Nobody is being told to leave tonight,” Low Ferris Mayor Dan Whitlock said on "
            "Tuesday evening."
        ),
    ),
    (
        "The White House said the group had bought rockets.",
        "A White House spokesman said the group had bought rockets.",
    ),
    (
        "The mayor stated that the plan showed promise for the town.",
        "The mayor said the plan showed promise for the town.",
    ),
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
        assert change.kind == "attribution"
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        said = base[change.base_start : change.base_stop]
        assert said == said.strip()
        assert 0 < change.confidence <= 1
        assert change.why and "\n" not in change.why


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_sentences_in_another_order_change_nothing(base, other, subkinds):
    assert find(f"{base} {other}", f"{other} {base}") == []


def test_the_source_and_its_verb_are_pointed_at():
    base, other = "Engineers at the mill say the wall moved in May.", "The wall moved in May."
    (change,) = find(base, other)
    assert base[change.base_start : change.base_stop] == "Engineers at the mill say"
    assert change.other_start == change.other_stop == 0


_WORDS = st.sampled_from(
    "said that according to Marsh Low he officials claimed denied “ ” , . it is leaks who".split()
)


@given(st.lists(_WORDS, max_size=14), st.lists(_WORDS, max_size=14))
def test_any_words_can_be_compared(base, other):
    for change in find(" ".join(base), " ".join(other)):
        assert change.kind == "attribution"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(base, other):
    assert isinstance(find(base, other), list)
