"""Does each mistake get its own hint, does no hint tell the answer, and does nothing raise?"""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import compare, load_story, teaching
from analysis.errors import UsageError

PLACES = {1: 1, 2: 4, 3: 5, 4: 6, 5: 2, 6: 3}
ACTIONS = {
    "cutdown": dict(zip(range(1, 7), "kept kept kept kept partial omitted".split(), strict=True)),
    "rewrite": dict(
        zip(range(1, 7), "paraphrased kept kept edited kept kept".split(), strict=True)
    ),
}


@pytest.fixture(scope="module")
def key():
    return teaching.load_key("tiny")


@pytest.fixture(scope="module")
def dam_key():
    return teaching.load_key("tarnholt-dam")


@pytest.fixture(scope="module")
def tables():
    return compare(load_story("tiny"))


@pytest.fixture(scope="module")
def switched():
    return compare(load_story("tiny"), base="rewrite")


def say(feedback) -> str:
    return " ".join(feedback.lines)


# --- keys ---


def test_the_tool_reads_the_tiny_story_as_the_key_does(key, tables):
    made = teaching.make_key(tables)
    assert made.readings == key.readings
    assert made.sentences == key.sentences
    assert made.base == key.base == "wire"


def test_a_key_shown_in_a_notebook_keeps_its_answers(key):
    assert repr(key) == "<answers to tiny: 6 sentences of wire in cutdown and rewrite>"


def test_a_story_without_a_key_is_an_error_that_names_those_with_one():
    with pytest.raises(UsageError, match="tarnholt-dam and tiny"):
        teaching.load_key("wagner-arms")


def test_a_version_that_is_not_there_is_an_error(key, tables):
    with pytest.raises(UsageError, match="'nobody'"):
        teaching.check_alignment({}, key, "nobody")
    with pytest.raises(UsageError, match="'nobody'"):
        teaching.show_pairs(tables, "nobody")
    with pytest.raises(UsageError, match="'nobody'"):
        teaching.count_shared_words(tables, "wire", "nobody")
    with pytest.raises(UsageError, match="lists no changes of the cutdown"):
        teaching.check_gravest("1", key, "cutdown")


# --- right answers ---


def test_right_answers_say_why(key, tables, switched, dam_key):
    shares = {"wire in rewrite": 46 / 49, "rewrite in wire": 46 / 57}
    cards = [
        (teaching.check_alignment(PLACES, key, "rewrite"), "2 of them have moved"),
        (
            teaching.check_alignment(
                {**dict(zip(range(1, 6), range(1, 6), strict=True)), 6: "-"}, key, "cutdown"
            ),
            "1 is nowhere",
        ),
        (teaching.check_actions(ACTIONS["cutdown"], key, "cutdown"), "1 partial and 1 omitted"),
        (teaching.check_actions(ACTIONS["rewrite"], key, "rewrite"), "1 edited and 1 paraphrased"),
        (teaching.check_moved("5, 6", key, "rewrite"), "no smaller set"),
        (teaching.check_moved("none", key, "cutdown"), "count up"),
        (teaching.check_added("7", key, "rewrite"), "no partner"),
        (teaching.check_word_counts({3: 9, 4: 7, 5: 14}, key, "wire"), "one word each"),
        (teaching.check_containment(shares, tables, "wire", "rewrite"), "needs its direction"),
        (teaching.check_base_switch({"omitted": 1, "added": 0}, switched, "wire"), "No text has"),
        (teaching.check_gravest("3 6 8 12 24", dam_key, "spun"), "“$46 million” → “$460 million”"),
        (teaching.check_omissions([7, 8, 9, 10, 23], dam_key, "selective"), "why they are absent"),
    ]
    for card, reason in cards:
        assert card.verdict == teaching.RIGHT
        assert reason in say(card)


@pytest.mark.parametrize(
    "typed", [[5, 6], (6, 5), {5, 6}, "5, 6", "5 6", "5 and 6", "[5, 6]", "5;6", [5.0, "6"]]
)
def test_lists_may_be_typed_in_many_ways(key, typed):
    assert teaching.check_moved(typed, key, "rewrite").verdict == teaching.RIGHT


@pytest.mark.parametrize(
    "typed", [0.94, 0.9388, "0.94", "0,94", "46/49", "46 / 49", Fraction(46, 49)]
)
def test_shares_may_be_typed_in_many_ways(tables, typed):
    answer = {"wire in rewrite": typed, "rewrite in wire": 0.81}
    card = teaching.check_containment(answer, tables, "wire", "rewrite")
    assert card.verdict == teaching.RIGHT


def test_answers_may_be_typed_as_text_or_in_order(key):
    as_text = {str(n): str(place) for n, place in PLACES.items()}
    assert teaching.check_alignment(as_text, key, "rewrite").verdict == teaching.RIGHT
    in_order = list(PLACES.values())
    assert teaching.check_alignment(in_order, key, "rewrite").verdict == teaching.RIGHT


# --- unanswered ---


@pytest.mark.parametrize("blank", ["?", None, ..., "", " ? "])
def test_unanswered_is_said_kindly(key, tables, switched, dam_key, blank):
    blanks = dict.fromkeys(range(1, 7), blank)
    shares = {"wire in rewrite": blank, "rewrite in wire": blank}
    for card in (
        teaching.check_alignment(blanks, key, "rewrite"),
        teaching.check_actions(blanks, key, "rewrite"),
        teaching.check_moved(blank, key, "rewrite"),
        teaching.check_added(blank, key, "rewrite"),
        teaching.check_word_counts({3: blank, 4: blank}, key, "wire"),
        teaching.check_containment(shares, tables, "wire", "rewrite"),
        teaching.check_base_switch({"omitted": blank, "added": blank}, switched, "wire"),
        teaching.check_gravest(blank, dam_key, "spun"),
        teaching.check_omissions(blank, dam_key, "selective"),
        teaching.review_predictions(blank, tables, "cutdown", "rewrite"),
    ):
        assert card.verdict == teaching.OPEN
        assert card.lines


def test_half_an_answer_says_what_is_open_and_what_is_right(key):
    card = teaching.check_alignment({1: 1, 2: 4, 3: "?", 4: None, 5: 2}, key, "rewrite")
    assert card.verdict == teaching.OPEN
    assert card.lines == ("Still open: 3, 4 and 6.", "Right so far: 1, 2 and 5.")


# --- wrong answers: where does it stand? ---


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        # read in step and found the moved ones nowhere
        ({**PLACES, 5: "-", 6: "-"}, "You have not found sentences 5 and 6."),
        # for each sentence of the rewrite the wire's number: the other direction
        ({1: 1, 2: 5, 3: 6, 4: 2, 5: 3, 6: 4}, "You seem to have gone the other way"),
        # the headline counted as a sentence
        ({n: place + 1 for n, place in PLACES.items()}, "The headline is not a sentence"),
        # paragraphs instead of sentences
        ({1: 1, 2: 3, 3: 4, 4: 4, 5: 2, 6: 2}, "Count sentences, not paragraphs"),
        # both texts read in step
        ({n: n for n in range(1, 7)}, "You gave sentences the number they already have"),
        ({**PLACES, 4: 7}, "you chose sentence 7 of the rewrite, “Volunteers will"),
        ({**PLACES, 4: 9}, "The rewrite has no sentence 9; it has 7."),
        ({**PLACES, 4: "here"}, "write the number of a sentence"),
        ({**PLACES, 1: "-"}, "perhaps in other words"),
    ],
)
def test_a_misplaced_sentence_gets_the_hint_for_its_mistake(key, answer, hint):
    card = teaching.check_alignment(answer, key, "rewrite")
    assert card.verdict == teaching.AGAIN
    assert hint in say(card)


def test_a_part_that_is_there_counts(key):
    answer = {1: 1, 2: 2, 3: 3, 4: 4, 5: "-", 6: "-"}
    assert "a part counts" in say(teaching.check_alignment(answer, key, "cutdown"))


def test_an_omitted_sentence_that_was_found_is_read_beside_its_match(key):
    answer = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5}
    hint = say(teaching.check_alignment(answer, key, "cutdown"))
    assert hint  # two wire sentences, one place
    assert "paragraphs" in hint or "closes at 5" in hint


# --- wrong answers: what was done? ---


def test_every_wrong_action_has_a_hint_of_its_own_that_does_not_name_the_right_one(key):
    words = ["kept", "edited", "paraphrased", "partial", "omitted"]
    hints = {}
    for other, n in (
        ("cutdown", 1),
        ("rewrite", 4),
        ("rewrite", 1),
        ("cutdown", 5),
        ("cutdown", 6),
    ):
        right = ACTIONS[other][n]
        for wrong in [w for w in words if w != right]:
            card = teaching.check_actions({n: wrong}, key, other)
            assert card.verdict == teaching.AGAIN
            hints[right, wrong] = card.lines[0].split(": ", 1)[1]
            assert right not in card.lines[0]
    assert len(hints) == 20
    assert len(set(hints.values())) == 20


def test_the_edited_figure_called_kept(key):
    hint = say(teaching.check_actions({**ACTIONS["rewrite"], 4: "kept"}, key, "rewrite"))
    assert "figures included" in hint
    assert "12" not in hint


def test_added_and_moved_are_no_actions_of_a_base_sentence(key):
    answer = {**ACTIONS["rewrite"], 5: "moved", 6: "added"}
    hint = say(teaching.check_actions(answer, key, "rewrite"))
    assert "where a sentence went" in hint
    assert "the version's own sentences" in hint


def test_a_misspelt_or_unknown_word_is_explained(key):
    hint = say(teaching.check_actions({1: "parafrased", 2: "xyz"}, key, "rewrite"))
    assert "Did you mean “paraphrased”?" in hint
    assert "choose from kept, edited, paraphrased, partial and omitted" in hint


# --- wrong answers: moved, added ---


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("2, 3, 4", "explains the order too, with 3 moves"),
        ("2, 3", "These are the numbers in the rewrite"),
        ("5", "You have found some, not all."),
        ("4, 5, 6", "You moved more sentences than needed."),
        ("none", "Where do they stop counting up?"),
        ("1", "Where do they stop counting up?"),
        ("7", "The wire has no sentence 7."),
        ("five", "with commas between"),
    ],
)
def test_moved_sentences_get_the_hint_for_the_mistake(key, answer, hint):
    card = teaching.check_moved(answer, key, "rewrite")
    assert card.verdict == teaching.AGAIN
    assert hint in say(card)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("1, 7", "its words are new, is its news?"),
        ("6, 7", "the wire has it, in these words"),
        ("none", "Is one left over?"),
        ("8", "The rewrite has no sentence 8; it has 7."),
    ],
)
def test_added_sentences_get_the_hint_for_the_mistake(key, answer, hint):
    card = teaching.check_added(answer, key, "rewrite")
    assert card.verdict == teaching.AGAIN
    assert hint in say(card)


# --- wrong answers: counting ---


@pytest.mark.parametrize(
    ("sentence", "count", "hint"),
    [
        (3, 13, "Did you count punctuation?"),
        (4, 9, "Did you count punctuation?"),
        (4, 8, "inside a figure or an abbreviation"),
        (4, 6, "Did you leave out a figure?"),
        (5, 13, "Did you count a repeated word once?"),
        (4, len("The change will cost $12,000 a year."), "Did you count letters?"),
        (4, 5, "Put a tick above each word"),
        (4, "seven", "write a whole number"),
        (9, 7, "The wire has no sentence 9; it has 6."),
    ],
)
def test_word_counts_get_the_hint_for_the_mistake(key, sentence, count, hint):
    card = teaching.check_word_counts({sentence: count}, key, "wire")
    assert card.verdict == teaching.AGAIN
    assert hint in say(card)


@pytest.mark.parametrize(
    ("first", "second", "hint"),
    [
        (46 / 57, 46 / 49, "the two directions the wrong way round"),
        (46 / 49, 46 / 49, "the share for the other direction"),
        (46 / 60, 46 / 57, "That is resemblance"),
        (3 / 49, 46 / 57, "the share that is missing"),
        (46 / 61, 46 / 57, "you divided by all words"),
        (94, 46 / 57, "you wrote percent"),
        (49 / 46, 46 / 57, "upside down"),
        (49 / 57, 46 / 57, "you compared two lengths"),
        (7, 46 / 57, "a share lies between 0 and 1"),
        (0.5, 46 / 57, "the version that is named first"),
        ("half", 46 / 57, "write a number between 0 and 1"),
        ("1/0", 46 / 57, "write a number between 0 and 1"),
    ],
)
def test_containment_gets_the_hint_for_the_mistake(tables, first, second, hint):
    answer = {"wire in rewrite": first, "rewrite in wire": second}
    card = teaching.check_containment(answer, tables, "wire", "rewrite")
    assert card.verdict == teaching.AGAIN
    assert hint in say(card)


def test_the_old_base_still_in_mind(switched):
    card = teaching.check_base_switch({"omitted": 0, "added": 1}, switched, "wire")
    assert card.verdict == teaching.AGAIN
    assert "the old base" in say(card)
    other = teaching.check_base_switch({"omitted": 5, "added": 0}, switched, "wire")
    assert "“omitted”: count the rows" in say(other)


# --- predictions, extension ---


def test_predictions_are_compared_and_not_marked(tables):
    answer = {
        "keeps more words": "cutdown",
        "larger distance": "rewrite",
        "finds moved sentences": "yes",
        "warns of the figure": "?",
    }
    card = teaching.review_predictions(answer, tables, "cutdown", "rewrite")
    assert card.verdict == teaching.NOTE
    keeps, distance, moved, figure = card.lines
    assert "you said cutdown, the result is rewrite" in keeps
    assert "39" in keeps
    assert "46" in keeps
    assert "and so it is" in distance
    assert "2 rows are marked moved" in moved
    assert "you made no prediction" in figure


def test_a_change_that_is_not_grave_is_told_apart_from_no_change(dam_key):
    card = teaching.check_gravest("4, 7, 30", dam_key, "spun")
    assert "the wording of a quotation changed" in card.lines[0]
    assert "the news did not" in card.lines[1]
    assert "has no sentence 30" in card.lines[2]
    assert card.lines[3].startswith("5 more to find. Look at")


def test_missing_omissions_are_counted_by_halves_and_not_named(dam_key):
    card = teaching.check_omissions("7, 8, 11", dam_key, "selective")
    assert "Sentence 11 is in the selective version" in card.lines[0]
    assert card.lines[1] == "3 more to find: 2 in the first half, 1 in the second."


# --- tables ---


def test_pairs_are_numbered_as_on_paper(tables, key):
    shown = teaching.show_pairs(tables, "rewrite")
    assert dict(zip(shown.index, shown["rewrite"], strict=True)) == {
        "1": "1",
        "2": "4",
        "3": "5",
        "4": "6",
        "5": "2",
        "6": "3",
        "-": "7",
    }
    assert shown.loc["4", "similarity"] == "0.86"
    assert shown.loc["-", "similarity"] == "-"


@pytest.mark.parametrize("pair", [("wire", "cutdown"), ("wire", "rewrite"), ("cutdown", "rewrite")])
def test_shared_words_are_those_of_the_answer_key(tables, root, pair):
    import tomllib

    overlaps = tomllib.loads((root / "seeds/tiny/key.toml").read_text("utf-8"))["overlap"]
    [entry] = [o for o in overlaps if (o["a"], o["b"]) == pair and o["unit"] == "term"]
    counted = teaching.count_shared_words(tables, *pair).tolist()
    assert counted == [entry["n_a"], entry["n_b"], entry["n_shared"]]


def test_the_order_of_rows_changes_nothing(tables):
    shuffled = {**tables, "collation": tables["collation"].sample(frac=1, random_state=3)}
    assert teaching.make_key(shuffled).readings == teaching.make_key(tables).readings


# --- cards ---


def test_a_card_shows_its_text_without_markup_or_formulas():
    card = teaching.Feedback(teaching.AGAIN, ("<b>$1</b> & $2",))
    page = card._repr_html_()
    assert "&lt;b&gt;<span>$</span>1" in page
    assert "&amp; <span>$</span>2" in page
    assert "Look again" in page
    assert str(card) == "Look again.\n- <b>$1</b> & $2"


# --- whatever is typed ---

_typed = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just(pd.NA),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-2, 9) | st.text(max_size=3), inner, max_size=7)
    ),
    max_leaves=12,
)


@given(_typed)
def test_nothing_that_is_typed_raises(typed):
    key = teaching.load_key("tiny")
    dam_key = teaching.load_key("tarnholt-dam")
    for other in ("cutdown", "rewrite"):
        for check in (
            teaching.check_alignment,
            teaching.check_actions,
            teaching.check_moved,
            teaching.check_added,
            teaching.check_omissions,
        ):
            assert check(typed, key, other).lines
    assert teaching.check_word_counts(typed, key, "wire").lines
    assert teaching.check_gravest(typed, dam_key, "spun").lines
    assert teaching.read_pair(dam_key, "spun", typed).lines


@given(_typed, _typed)
def test_nothing_that_is_typed_for_a_number_raises(tables, switched, first, second):
    answer = {"wire in rewrite": first, "rewrite in wire": second}
    assert teaching.check_containment(answer, tables, "wire", "rewrite").lines
    assert teaching.check_containment(first, tables, "wire", "rewrite").lines
    assert teaching.check_base_switch({"omitted": first, "added": second}, switched, "wire").lines
    assert teaching.check_base_switch(first, switched, "wire").lines
    answer = {"keeps more words": first, "larger distance": second}
    assert teaching.review_predictions(answer, tables, "cutdown", "rewrite").lines


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 7) | st.just("-"), min_size=1))
def test_only_right_answers_are_called_right(answer):
    key = teaching.load_key("tiny")
    card = teaching.check_alignment(answer, key, "rewrite")
    assert (card.verdict == teaching.RIGHT) == (answer == PLACES)
    n_right = sum(PLACES[n] == place for n, place in answer.items())
    assert (card.verdict == teaching.OPEN) == (n_right == len(answer) < 6)
