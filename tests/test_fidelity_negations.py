"""Is a lost, a new or a reversed negation found, and other words for the same passed over?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.negations import find_negation_changes
from analysis.fidelity.passage import Pair, read_passage


def find(base: str, other: str) -> list:
    """The changes of a pair of passages."""
    return find_negation_changes(Pair(read_passage(base), read_passage(other)))


def name(base: str, other: str) -> list[str]:
    """Their subkinds, sorted."""
    return sorted(change.subkind for change in find(base, other))


# Base, other, and what an editor should be shown.
CHANGED = [
    ("The crew has yet to reach the wreck.", "The crew has reached the wreck.", ["lost"]),
    (
        "The council rejected the builder's request for a longer lease.",
        "The board approved the firm's plea for an extended lease.",
        ["antonym"],
    ),
    (
        "The legal fees were paid by the trust, its clerks said.",
        "Clerks of the trust said that it had paid the illegal fees.",
        ["antonym"],
    ),
    (
        "The dam does not leak into its foundations.",
        "The dam leaks into its foundations.",
        ["lost"],
    ),
    (
        "The wall is safe and it is not in danger of failing, he said.",
        "The wall is safe and it's at risk of failing, he said.",
        ["lost"],
    ),
    (
        "The county said it had no plan to evacuate the valley.",
        "The county said it had an intention of evacuating the valley.",
        ["lost"],
    ),
    (
        "The mayor said she would not resign over the bridge.",
        "The mayor said she would resign over the bridge.",
        ["lost"],
    ),
    (
        "Police found no evidence of a break-in at the mill.",
        "Police found evidence of a break-in at the mill.",
        ["lost"],
    ),
    ("The company never paid the fine.", "The company paid the fine.", ["lost"]),
    (
        "The firm paid the penalty without admitting fault.",
        "The firm paid the penalty, admitting fault.",
        ["lost"],
    ),
    ("Nobody was hurt when the crane fell.", "People were hurt when the crane fell.", ["lost"]),
    ("Neither side accepted the offer.", "Both sides accepted the offer.", ["antonym"]),
    (
        "The council cannot close the school before June.",
        "The council can close the school before June.",
        ["lost"],
    ),
    ("The pilot failed to report the fault.", "The pilot reported the fault.", ["lost"]),
    ("The union refused to sign the agreement.", "The union signed the agreement.", ["lost"]),
    (
        "The minister won't attend the hearing in Port Ellery.",
        "The minister will attend the hearing in Port Ellery.",
        ["lost"],
    ),
    (
        "None of the gates was replaced last year.",
        "All of the gates were replaced last year.",
        ["antonym"],
    ),
    (
        "The harbour has no lifeguard on weekdays.",
        "The harbour has a lifeguard on weekdays.",
        ["lost"],
    ),
    ("He was unable to reach the summit.", "He was able to reach the summit.", ["antonym"]),
    ("The ferry no longer stops at Quill Island.", "The ferry stops at Quill Island.", ["lost"]),
    ("Nothing was stolen from the museum.", "Paintings were stolen from the museum.", ["lost"]),
    (
        "The judge did not accept the plea, and the trial will start in May.",
        "The trial will start in May, and the judge accepted the plea.",
        ["lost"],
    ),
    (
        "The lake is hardly polluted, the survey found.",
        "The lake is polluted, the survey found.",
        ["lost"],
    ),
    ("The town lacks a fire station.", "The town has a fire station.", ["lost"]),
    (
        "Aldous Wren said he had not met the banker, and that he would sue the paper.",
        "Aldous Wren said he had met the banker, and that he would sue the paper.",
        ["lost"],
    ),
    ("The company has paid the fine.", "The company has not paid the fine.", ["added"]),
    (
        "The committee approved the budget on Monday.",
        "The committee never approved the budget on Monday.",
        ["added"],
    ),
    (
        "Residents were told about the leak in April.",
        "Residents weren't told about the leak in April.",
        ["added"],
    ),
    (
        "The vaccine is available in rural clinics.",
        "The vaccine is unavailable in rural clinics.",
        ["antonym"],
    ),
    (
        "The station will reopen in autumn, the operator said.",
        "The station will not reopen in autumn, the operator said.",
        ["added"],
    ),
    ("The inquiry heard evidence of fraud.", "The inquiry heard no evidence of fraud.", ["added"]),
    (
        "Officials warned residents about the storm.",
        "Officials failed to warn residents about the storm.",
        ["added"],
    ),
    (
        "Profits rose by 5% in the spring quarter.",
        "Profits fell by 5% in the spring quarter.",
        ["antonym"],
    ),
    (
        "The court upheld the ruling against the bank.",
        "The court overturned the ruling against the bank.",
        ["antonym"],
    ),
    (
        "The ministry confirmed selling arms to the group.",
        "The ministry denied selling arms to the group.",
        ["antonym"],
    ),
    (
        "Parliament accepted the amendment by a wide margin.",
        "Parliament rejected the amendment by a wide margin.",
        ["antonym"],
    ),
    ("The jury found him guilty of fraud.", "The jury found him innocent of fraud.", ["antonym"]),
    ("The shop will open on Sunday.", "The shop will close on Sunday.", ["antonym"]),
    ("He was found alive in the cave.", "He was found dead in the cave.", ["antonym"]),
    ("The law allows fishing in the bay.", "The law bans fishing in the bay.", ["antonym"]),
    ("It is legal to swim there at night.", "It is illegal to swim there at night.", ["antonym"]),
    (
        "The senator supports the bill on water rights.",
        "The senator opposes the bill on water rights.",
        ["antonym"],
    ),
    ("Unemployment increased in March.", "Unemployment decreased in March.", ["antonym"]),
    ("The road is safe for lorries.", "The road is unsafe for lorries.", ["antonym"]),
    ("The team won the final in Oxby.", "The team lost the final in Oxby.", ["antonym"]),
    ("The plan includes a new bridge.", "The plan excludes a new bridge.", ["antonym"]),
    (
        "The fire started two days before the election.",
        "The fire started two days after the election.",
        ["antonym"],
    ),
    ("He was not guilty of perjury.", "He was not innocent of perjury.", ["antonym"]),
    (
        "A majority of the voters backed the treaty.",
        "A minority of the voters backed the treaty.",
        ["antonym"],
    ),
    ("The witness remembered the car.", "The witness forgot the car.", ["antonym"]),
]

# Other words for the same, clauses left out, format: nothing to show.
UNCHANGED = [
    (
        "The river has never been higher in the town.",
        "The river is at its highest level yet in the town.",
    ),
    ("The crew has yet to reach the wreck.", "The crew has not reached the wreck."),
    ("The council did not accept the offer.", "The council rejected the offer."),
    ("The firm did not pay the tax.", "The firm failed to pay the tax."),
    ("There was no evidence of fraud.", "Evidence of fraud was lacking."),
    ("He acted with no evidence of wrongdoing.", "He acted without evidence of wrongdoing."),
    ("Halvern denied that it had delayed repairs.", "Halvern said it had not delayed repairs."),
    ("Halvern said it did not delay the repairs.", "Halvern denied delaying the repairs."),
    ("The airline is not going to cut jobs.", "The airline won't cut jobs."),
    ("The bridge isn't safe.", "The bridge is unsafe."),
    ("It is not illegal to camp there.", "It is legal to camp there."),
    ("Prices did not rise in May.", "Prices fell in May."),
    (
        "Not only did the roof leak, but the cellar flooded.",
        "The roof leaked and the cellar flooded.",
    ),
    ("There is no doubt that the river is rising.", "The river is rising."),
    ("The bill must be paid no later than June 5.", "The bill must be paid by June 5."),
    ("It was nothing but gossip.", "It was gossip."),
    ("The No. 2 gate was tested in October.", "The gate was tested in October."),
    ("No one answered the door at the farm.", "Nobody answered the door at the farm."),
    ("Oxby beat Low Ferris in the final.", "Low Ferris lost to Oxby in the final."),
    (
        "The band sold the rights to Quillshore Press.",
        "Quillshore Press bought the rights from the band.",
    ),
    ("The mayor resigned, but she did not apologise to the families.", "The mayor resigned."),
    ("The mayor resigned.", "The mayor resigned, and nobody was surprised."),
    ("He has never been to Oxby.", "He has not been to Oxby."),
    ("The dam hasn't failed.", "The dam has not failed."),
    ("Neither the mayor nor the council replied.", "The mayor and the council did not reply."),
    ("The shop has no milk and no bread.", "The shop has no milk or bread."),
    ("He did not think the wall would hold.", "He thought the wall would not hold."),
    (
        "We must act before the wall moves or after it.",
        "We must act before or after the wall moves.",
    ),
    ("The museum opens at nine and closes at five.", "Open from nine, the museum closes at five."),
    ("He declined to comment on the case.", "He would not comment on the case."),
    ("The pool will remain closed until May.", "The pool will not open until May."),
    ("The factory did not close until 1998.", "The factory closed only in 1998."),
    ("The deal is not without risk.", "The deal carries some risk."),
    ("She could not attend the funeral.", "She was unable to attend the funeral."),
    ("The village has yet to receive aid.", "The village has not received aid."),
    ("The refugees did not have water.", "The refugees lacked water."),
    ("The drug is unlikely to help.", "The drug is not likely to help."),
    ("Costs rose while sales fell.", "Sales fell while costs rose."),
    ("The vote was not unanimous.", "The vote was split."),
    (
        "The report did not name the officer.",
        "The report, which left the officer unnamed, was published.",
    ),
    ("He spoke to reporters, not to the court, on Friday.", "He spoke to reporters on Friday."),
    ("There were no survivors.", "Everyone on board died."),
    ("“No,” she said, “we will stay.”", "She said they would stay."),
    ("The storm spared the town: no houses were damaged.", "The storm spared the town."),
    (
        "The mine is open on weekdays and closed on Sundays.",
        "The mine, closed on Sundays, is open on weekdays.",
    ),
    ("Fewer people came than last year.", "Not as many people came as last year."),
    (
        "Whether or not the plan works, the town will pay.",
        "Whether the plan works, the town will pay.",
    ),
    ("The union has not ruled out a strike.", "The union may strike."),
    ("The chief did not give a reason for the delay.", "The chief gave no reason for the delay."),
    ("They have no children.", "They do not have children."),
    (
        "The company was not willing to gamble with lives.",
        "The company was not prepared to gamble with lives.",
    ),
    (
        "The company was unwilling to gamble with lives.",
        "The company was not willing to gamble with lives.",
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
        assert change.kind == "negation"
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        said = base[change.base_start : change.base_stop]
        assert said == said.strip()
        assert 0 < change.confidence <= 1
        assert change.why and "\n" not in change.why


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_sentences_in_another_order_change_nothing(base, other, subkinds):
    assert find(f"{base} {other}", f"{other} {base}") == []


MIRRORED = {"lost": "added", "added": "lost", "antonym": "antonym"}


@pytest.mark.parametrize(("base", "other", "subkinds"), CHANGED)
def test_what_one_side_lost_the_other_side_gained(base, other, subkinds):
    assert name(other, base) == sorted(MIRRORED[subkind] for subkind in subkinds)


def test_the_words_that_lost_their_negation_are_pointed_at():
    base, other = "The dam does not leak.", "The dam leaks."
    (change,) = find(base, other)
    assert base[change.base_start : change.base_stop] == "not leak"
    assert other[change.other_start : change.other_stop] == "leaks"


_WORDS = st.sampled_from(
    "not no never nor without No. 2 denied failed to pay paid firm did rise fell , . “ ”".split()
)


@given(st.lists(_WORDS, max_size=14), st.lists(_WORDS, max_size=14))
def test_any_words_can_be_compared(base, other):
    for change in find(" ".join(base), " ".join(other)):
        assert change.kind == "negation"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(base, other):
    assert isinstance(find(base, other), list)
