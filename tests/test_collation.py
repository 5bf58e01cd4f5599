"""The alignment of versions: invariants, the answer keys, the five real articles."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.collation import align_words, collate, prepare_passages, tabulate_collation
from analysis.tokens import tokenise

SEEDS = Path(__file__).parents[1] / "seeds"

WORDS = "the mayor of Oxby said 12 40 ferries burnt on Monday court judge river rose no".split()
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=0, max_size=7
)


def make_tokens(versions: dict[str, list[str]]) -> pd.DataFrame:
    """A tokens table whose segments are the given sentences, all body."""
    rows = [
        (version_id, number, "body", *token)
        for version_id, sentences in versions.items()
        for number, sentence in enumerate(sentences)
        for token in tokenise(sentence)
    ]
    columns = ["version_id", "segment", "kind", "start", "stop", "form", "term", "is_word"]
    return pd.DataFrame(rows, columns=columns)


def collate_sentences(base: list[str], other: list[str]) -> pd.DataFrame:
    passages = prepare_passages(make_tokens({"base": base, "other": other}))
    missing = prepare_passages(make_tokens({"none": ["x"]}))["none"]
    empty = missing.__class__("none", np.array([], dtype=np.int64), [], [], {})
    return collate(passages.get("base", empty), passages.get("other", empty))


def read_pairs(table: pd.DataFrame) -> set[tuple[int, int]]:
    both = table.dropna(subset=["base_segment", "other_segment"])
    return set(zip(both["base_segment"], both["other_segment"], strict=True))


@given(SENTENCES, SENTENCES)
def test_every_sentence_of_both_sides_appears(base, other):
    table = collate_sentences(base, other)
    assert set(table["base_segment"].dropna()) == set(range(len(base)))
    assert set(table["other_segment"].dropna()) == set(range(len(other)))
    assert not table.duplicated(["base_segment", "other_segment"]).any()
    paired = table["similarity"].notna()
    assert table.loc[paired, "similarity"].between(0, 1).all()
    assert set(table.loc[~paired, "action"]) <= {"omitted", "added"}
    assert not table.loc[~paired, "moved"].any()


@given(SENTENCES)
def test_a_version_compared_with_itself_is_kept_whole(sentences):
    table = collate_sentences(sentences, sentences)
    assert (table["action"] == "kept").all()
    assert (table["base_segment"] == table["other_segment"]).all()
    assert not table["moved"].any()
    assert (table["similarity"] == 1).all()


@given(SENTENCES, SENTENCES)
def test_swapping_the_sides_gives_the_mirror_image(base, other):
    forth = collate_sentences(base, other)
    back = collate_sentences(other, base)
    mirrored = back.rename(
        columns={"base_segment": "other_segment", "other_segment": "base_segment"}
    ).replace({"action": {"omitted": "added", "added": "omitted"}})
    columns = ["base_segment", "other_segment", "action", "moved", "similarity"]
    key = ["base_segment", "other_segment"]
    pd.testing.assert_frame_equal(
        forth[columns].sort_values(key, ignore_index=True),
        mirrored[columns].sort_values(key, ignore_index=True),
    )


@given(SENTENCES, SENTENCES, SENTENCES)
def test_a_third_version_and_the_order_of_versions_change_nothing(base, other, third):
    pair = tabulate_collation(make_tokens({"a": base or ["x"], "b": other or ["y"]}), "a")
    versions = {"c": third or ["z"], "b": other or ["y"], "a": base or ["x"]}
    among = tabulate_collation(make_tokens(versions), "a")
    among = among[among["other_id"] == "b"].reset_index(drop=True)
    pd.testing.assert_frame_equal(pair, among)


def test_ties_do_not_break_the_mirror():
    base, other = ["the", "the", "mayor"], ["the the", "the the", "mayor", "the"]
    forth, back = collate_sentences(base, other), collate_sentences(other, base)
    assert read_pairs(forth) == {(i, j) for j, i in read_pairs(back)}


LIBRARY = [
    "The county will close the Harrow library in June, the council said.",
    "It will sell the building and give the money to the swimming baths.",
    "Ruth Anselm, who has run the children's corner since 1998, wept when she heard.",
]


def test_half_of_a_split_sentence_is_not_lost_to_a_passing_likeness():
    """A far sentence on the same man is no partner for the second half."""
    ferry = "The ferry to Low Ferris runs twice a day in winter."
    base = [
        "Mayor Dan Whitlock said the bridge was sound, adding that divers had checked its piers.",
        *LIBRARY,
        ferry,
        "Whitlock checked on the divers' families.",
    ]
    other = [
        "Mayor Dan Whitlock said the bridge was sound.",
        "Whitlock added that divers had checked its piers.",
        *LIBRARY,
        ferry,
    ]
    table = collate_sentences(base, other)
    assert {(0, 0), (0, 1)} <= read_pairs(table)
    assert (5, 1) not in read_pairs(table)
    assert not table["moved"].any()


def test_a_short_sentence_run_into_the_next_one_joins_it():
    base = [LIBRARY[0], "It is over.", "The baths will have a roof by the autumn.", LIBRARY[2]]
    other = [LIBRARY[0], "It is over, and the baths will have a roof by the autumn.", LIBRARY[2]]
    assert read_pairs(collate_sentences(base, other)) == {(0, 0), (1, 1), (2, 1), (3, 2)}


def test_a_sentence_said_twice_stays_kept():
    other = [LIBRARY[0], LIBRARY[1], LIBRARY[1], LIBRARY[2]]
    table = collate_sentences(LIBRARY, other)
    assert table["action"].tolist() == ["kept"] * 3 + ["added"]


def test_a_lead_replaced_by_two_others_is_not_paired_with_one_of_them():
    """The neighbour that goes on in step does not vouch for what stands before it."""
    base = ["Readers in Harrow lose their library this summer.", *LIBRARY]
    other = [
        "A brass band played in the rain on Sunday.",
        "Two hundred runners crossed the moor.",
        "Bakers in the valley ran out of flour this summer.",
        *LIBRARY,
    ]
    assert read_pairs(collate_sentences(base, other)) == {(1, 3), (2, 4), (3, 5)}


def test_one_changed_figure_is_an_edit_not_an_omission():
    table = collate_sentences(
        ["The change will cost $12,000 a year.", "The vote was on Tuesday."],
        ["The vote was on Tuesday.", "The change will cost $120,000 a year."],
    )
    assert read_pairs(table) == {(0, 1), (1, 0)}
    assert table.set_index("base_segment")["action"].to_dict() == {0: "edited", 1: "kept"}


def test_house_style_is_kept_and_lost_quotation_marks_are_not():
    style = collate_sentences(
        ['"We met U.S. envoys -- twice," the mayor\'s aide said.'],
        ["“We met US envoys – twice”, the mayor’s aide said."],
    )
    assert style["action"].tolist() == ["kept"]
    unmarked = collate_sentences(
        ['"We met the envoys twice," the aide said.'], ["We met the envoys twice, the aide said."]
    )
    assert unmarked["action"].tolist() == ["edited"]


def test_a_sentence_split_in_two_is_two_rows_with_one_action():
    table = collate_sentences(
        ["The council closed the bridge on Monday after divers found cracks in two piers."],
        ["The council closed the bridge on Monday.", "Divers had found cracks in two piers."],
    )
    assert read_pairs(table) == {(0, 0), (0, 1)}
    assert table["action"].nunique() == 1


def test_two_passages_that_changed_places_are_both_moved_and_the_rest_is_not():
    first = "Fire crews reached the harbour before dawn."
    second = "The ferry carried ninety schoolchildren."
    middle = "Nobody drowned, the coastguard said, although eleven passengers swam ashore."
    table = collate_sentences([first, middle, second], [second, middle, first])
    assert table["moved"].tolist() == [True, False, True]
    assert (table["action"] == "kept").all()


def test_one_word_against_one_word():
    assert collate_sentences(["Fire!"], ["Fire."])["action"].tolist() == ["kept"]
    assert sorted(collate_sentences(["Fire."], ["Water."])["action"]) == ["added", "omitted"]


def test_a_refrain_pairs_by_turn():
    table = collate_sentences(["No.", "Why not?", "No."], ["No.", "Why not?", "No."])
    assert read_pairs(table) == {(0, 0), (1, 1), (2, 2)}


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.lists(st.sampled_from(WORDS), max_size=12))
def test_aligned_words_cover_both_passages_in_order(base, other):
    operations = align_words(base, other)
    for side, words in ((1, base), (3, other)):
        covered = [k for op in operations for k in range(op[side], op[side + 1])]
        assert covered == list(range(len(words)))
    for op in operations:
        is_equal = base[op[1] : op[2]] == other[op[3] : op[4]]
        assert is_equal == (op.tag == "equal")


def load_key(story: str) -> dict:
    return tomllib.loads((SEEDS / story / "key.toml").read_text("utf-8"))


def list_alignments():
    for story in ("tiny", "tarnholt-dam"):
        for entry in load_key(story)["alignment"]:
            yield pytest.param(story, entry, id=f"{story}-{entry['other']}")


@pytest.mark.parametrize(("story", "entry"), list(list_alignments()))
def test_the_answer_key_is_found(story, entry):
    """At most one pair in ten missed and one invented; what is found has the key's action."""
    table = tabulate_collation(make_tokens(load_key(story)["body"]), "wire")
    table = table[table["other_id"] == entry["other"]]
    gold = {(i - 1, j - 1): k for k, (i, j) in enumerate(map(tuple, entry["pairs"]))}
    found = read_pairs(table)
    assert len(gold.keys() - found) <= len(gold) // 10
    assert len(found - gold.keys()) <= 1
    rows = table.set_index(["base_segment", "other_segment"])
    close = {"edited", "paraphrased"}, {"edited", "partial"}, {"paraphrased", "partial"}
    for pair in gold.keys() & found:
        action, key = rows.loc[pair, "action"], entry["actions"][gold[pair]]
        assert action == key or {action, key} in close, (pair, action, key)
        assert rows.loc[pair, "moved"] == (gold[pair] in entry["moved"]), pair


def test_nothing_of_an_independent_report_is_called_a_copy():
    table = tabulate_collation(make_tokens(load_key("tarnholt-dam")["body"]), "wire")
    actions = table.loc[table["other_id"] == "independent", "action"]
    assert not set(actions) & {"kept", "edited"}
