"""Are misspelt, translated and replaced names found, and other forms of one name left alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.name_forms import is_respelt, is_same_name
from analysis.fidelity.name_runs import find_runs, is_common_word
from analysis.fidelity.names import find_name_changes
from analysis.fidelity.passage import Pair, Passage


def list_found(base: str, other: str, base_whole: str = "", other_whole: str = "") -> list[tuple]:
    """(subkind, base words, other words) of each change."""
    pair = Pair(Passage(base, None, base_whole), Passage(other, None, other_whole))
    return [
        (c.subkind, base[c.base_start : c.base_stop], other[c.other_start : c.other_stop])
        for c in find_name_changes(pair)
    ]


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        (
            "The order angered Stellan Lindqvist, who owns it.",
            "The order angered Stellan Lindquist, who owns it.",
            ("spelling", "Lindqvist", "Lindquist"),
        ),
        (
            "Shelling went on in Bakhmut on Monday.",
            "Shelling continued in Bagmut on Monday.",
            ("spelling", "Bakhmut", "Bagmut"),
        ),
        ("He flew to Kyiv by night.", "He flew to Kiev by night.", ("spelling", "Kyiv", "Kiev")),
        (
            "It leaks, Marsh told reporters.",
            "It leaks, Swamp informed reporters.",
            ("common_word", "Marsh", "Swamp"),
        ),
        (
            "The foreign secretary, James Cleverly, said no.",
            "The foreign secretary, James wisely, said no.",
            ("common_word", "Cleverly", "wisely"),
        ),
        (
            "Most live in the town of Low Ferris.",
            "Most live in the town of Short Ferris.",
            ("wrong_synonym", "Low Ferris", "Short Ferris"),
        ),
        (
            "The ruling came from judge Hannah Osei on Monday.",
            "The ruling came from judge Dan Whitlock on Monday.",
            ("replaced", "Hannah Osei", "Dan Whitlock"),
        ),
        (
            "Troops entered Iran on Monday, he said.",
            "Troops entered Iraq on Monday, he said.",
            ("replaced", "Iran", "Iraq"),
        ),
        (
            "The inquiry found that Halvern had ignored two warnings.",
            "The inquiry found that the company had ignored two warnings.",
            ("described", "Halvern", "the company"),
        ),
    ],
)
def test_altered_names_are_found(base: str, other: str, expected: tuple):
    assert list_found(base, other) == [expected]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("He met Odette Marsh there.", "He met Ms Marsh there."),
        ("He met Marsh there.", "He met Odette Marsh there."),
        ("He met Odette Marsh's aide.", "He met the aide of Odette Marsh."),
        ("He met Robert Low there.", "He met Bob Low there."),
        ("He met R.T. Coyle there.", "He met Robert Coyle there."),
        ("He met José Pérez there.", "He met Jose Perez there."),
        ("The European Union agreed.", "The EU agreed."),
        ("The Office of Dam Safety agreed.", "Officials of the ODS agreed."),
        ("Forces of Ukraine agreed.", "Ukrainian forces agreed."),
        ("A court in California agreed.", "A court in Calif. agreed."),
        ("He drove to St. Petersburg.", "He drove to Saint Petersburg."),
        ("The U.S. agreed to it.", "The United States agreed to it."),
        ("The U.S. agreed to it.", "Washington agreed to it."),
        ("Al-Qaeda agreed to it.", "Al Qaeda agreed to it."),
        ("In Oslo, Marsh met Lund.", "Marsh met Lund in Oslo."),
        ("Marsh said it leaks.", "She said it leaks."),
        ("It leaks, said Marsh, who saw it.", "It leaks."),
        ("Officials said it leaks.", "Authorities said it leaks."),
        ("Shares rose on Friday.", "Shares rose on Monday."),
        ("Shares rose in May.", "Shares rose in June."),
        ("The Whitlocks went home.", "The Whitlock family went home."),
    ],
)
def test_other_forms_of_a_name_and_absences_are_no_change(base: str, other: str):
    assert list_found(base, other) == []


def test_two_similar_names_of_the_story_are_two_people():
    whole = "The inspector Odette Marsh spoke. Later the grocer Dan Marks spoke."
    base, other = (
        "The dam leaks, the inspector Marsh said.",
        "The dam leaks, the inspector Marks said.",
    )
    assert list_found(base, other, whole, whole) == [("replaced", "Marsh", "Marks")]


def test_first_and_last_name_of_one_person_are_one_name():
    whole = "The inspector Odette Marsh spoke."
    assert list_found("The talk pleased Odette.", "The talk pleased Marsh.", whole, whole) == []


def test_the_version_as_a_whole_bears_out_a_name_at_the_start():
    """A sentence's first word is a name if the version writes it so inside a sentence."""
    whole = "She met Marsh. Marsh liked it."
    assert list_found("Marsh liked it.", "Swamp liked it.", whole) == [
        ("common_word", "Marsh", "Swamp")
    ]
    assert list_found("Marsh grass liked it.", "Swamp grass liked it.", "We saw marsh grass.") == []


def test_a_second_mention_is_no_description():
    base = "Halvern denied it, and the court fined Halvern on Monday."
    other = "Halvern denied it, and the court fined the company on Monday."
    assert list_found(base, other) == []


def test_the_words_of_a_change_are_the_name_without_title_and_possessive():
    base = "They heard Mayor Stellan Lindqvist's answer."
    other = "They heard Mayor Stellan Lindquist's answer."
    assert list_found(base, other) == [("spelling", "Lindqvist", "Lindquist")]


def test_an_aligned_replacement_ranks_above_a_respelling_elsewhere():
    near = Pair(Passage("He met Stellan Lindqvist."), Passage("He met Stellan Lindquist."))
    far = Pair(
        Passage("He met Stellan Lindqvist in a hall by the lake."),
        Passage("In a hall by the lake sat Stellan Lindquist."),
    )
    assert find_name_changes(near)[0].confidence >= find_name_changes(far)[0].confidence


def test_runs_leave_titles_and_days_out_and_stop_at_an_office():
    passage = Passage("On Friday Low Ferris Mayor Dan Whitlock of the Bank of England left.")
    names = [" ".join(passage.words[k].form for k in run.words) for run in find_runs(passage)]
    assert names == ["Low Ferris", "Dan Whitlock", "Bank England"]


def test_common_words_are_told_from_names():
    assert all(map(is_common_word, ("swamp", "strength", "short", "officials")))
    assert not any(map(is_common_word, ("walker", "putin", "hannah", "lindqvist")))


@pytest.mark.parametrize(
    ("a", "b"), [("prigozhin", "prigogine"), ("bakhmut", "baghmut"), ("zelensky", "zelenskyy")]
)
def test_likely_spellings(a: str, b: str):
    assert is_respelt(a, b)
    assert is_respelt(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("putin", "pushkin"), ("wagner", "walker"), ("iran", "iraq"), ("moura", "mali")],
)
def test_other_names(a: str, b: str):
    assert not is_respelt(a, b)
    assert not is_same_name(a, b)


NAME_WORDS = st.sampled_from(
    'Marsh Odette Swamp the said Kyiv Kiev U.S. of company 12 " . ,'.split()
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(NAME_WORDS, max_size=14).map(" ".join))


@given(TEXTS, TEXTS)
def test_any_two_texts_give_spans_inside_them(base: str, other: str):
    for change in find_name_changes(Pair(Passage(base), Passage(other))):
        assert 0 <= change.base_start < change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        assert 0 < change.confidence <= 1
        assert change.why.endswith(".")


@given(TEXTS)
def test_a_text_compared_with_itself_names_the_same(text: str):
    assert find_name_changes(Pair(Passage(text), Passage(text))) == []


@given(st.permutations(["Marsh met Lund in Oslo.", "The EU paid Kyiv.", "Dan Whitlock left."]))
def test_a_reorder_of_sentences_changes_no_name(sentences: list[str]):
    base = "Marsh met Lund in Oslo. The EU paid Kyiv. Dan Whitlock left."
    assert list_found(base, " ".join(sentences)) == []


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        (  # the name beside the aligned words, not the capital that opens the sentence
            "Responding later, Odette Marsh, a spokeswoman for the mayor, said the wall was safe.",
            "Jonas Keller, a spokeswoman for the mayor, said the wall was safe.",
            ("replaced", "Odette Marsh", "Jonas Keller"),
        ),
        (  # the same words on both sides of the names, in an otherwise loose pair
            "The share of Tarnholters without heating rose from 14 to 15.",
            "The share of Calderians without heating was unchanged, the report showed.",
            ("replaced", "Tarnholters", "Calderians"),
        ),
        (  # two subjects of one statement
            "Corvane and Tellin executives were not immediately available for comment.",
            "A Norvex spokesman was not immediately available to comment.",
            ("replaced", "Tellin", "Norvex"),
        ),
    ],
)
def test_another_name_in_the_same_slot_is_a_replacement(base, other, expected):
    assert [found[0] for found in list_found(base, other)] == ["replaced"]
    assert list_found(base, other)[0][2] == expected[2]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        # One more of a list is an addition.
        (
            "Corvane's Odette Marsh did not return calls on the harbour plan this week.",
            "Corvane and Tellin did not return calls on the harbour plan this week.",
        ),
        # The first name only says whose officials they are.
        (
            "Tellin officials and a Corvane official declined to comment yesterday.",
            "Odette Keller, a spokeswoman for Corvane, declined to comment on it.",
        ),
        # A vaguer source is no other name.
        ("Keller said the calls may have been taped.", "Prosecutors said calls may be taped."),
        # The endings of companies' names are written in many ways.
        ("It met Tellin Companies on Monday.", "It met Tellin Cos. on Monday."),
        # A word that answers to another one elsewhere does not make a slot.
        (
            "Troops killed the Tamar leader in the old city and hunted men in Tamar.",
            "Troops killed the group's leader in Hollin.",
        ),
        # A broken encoding loses letters.
        ("The order angered João Teles, who owns it.", "The order angered Joo Teles, who owns it."),
    ],
)
def test_names_in_different_slots_are_no_replacement(base, other):
    assert list_found(base, other) == []


def test_an_exact_slot_is_surer_than_a_loose_one():
    exact = (
        "The order came from Odette Marsh on the harbour wall.",
        ("The order came from Jonas Keller on the harbour wall."),
    )
    loose = (
        "Late yesterday Odette Marsh, who runs the port, closed the harbour wall.",
        ("Jonas Keller, who runs the port, closed the harbour wall."),
    )
    sure, unsure = (find_name_changes(Pair(*map(Passage, sides))) for sides in (exact, loose))
    assert sure[0].confidence > unsure[0].confidence
