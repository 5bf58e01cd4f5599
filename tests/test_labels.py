"""Tests of the labels: names, descriptions, spellings, and what replaces what."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import COLLATION_TYPES, build_tables

from analysis import labels


def pair_up(base_id, other_id, pairs):
    """Make a collation that aligns these segments."""
    rows = [(base_id, other_id, a, b, "edited", False, 0.7) for a, b in pairs]
    return pd.DataFrame(rows, columns=list(COLLATION_TYPES)).astype(COLLATION_TYPES)


def find(*sentences):
    """Mentions in one version's body, as (label, form, entity)."""
    mentions = labels.find_mentions(*build_tables({"a": list(sentences)}))
    return [tuple(row) for row in mentions[["label", "form", "entity"]].values.tolist()]


def find_entities(*sentences):
    return {entity for _, _, entity in find(*sentences)}


def replaced(base, other):
    segments, tokens = build_tables({"a": [base], "b": [other]})
    table = labels.find_substitutions(pair_up("a", "b", [(0, 0)]), segments, tokens)
    return [tuple(row) for row in table[["base_text", "other_text"]].values.tolist()]


def tabulate(versions, pairs=(), base_id="a", other_id="b"):
    segments, tokens = build_tables(versions)
    return labels.tabulate_labels(segments, tokens, pair_up(base_id, other_id, pairs))


def count(table, version_id, entity):
    rows = table[(table["version_id"] == version_id) & (table["entity"] == entity)]
    return dict(zip(rows["label"], rows["count"], strict=True))


# --- names ------------------------------------------------------------------------------------


def test_a_last_name_joins_its_full_name():
    found = find("We saw John Kirby there.", "Later Kirby left.")
    assert found == [("John Kirby", "name", "John Kirby"), ("Kirby", "name", "John Kirby")]


def test_a_last_name_of_two_people_joins_neither():
    assert find_entities("We saw John Smith and Mary Smith.", "Later, Smith left.") == {
        "John Smith",
        "Mary Smith",
        "Smith",
    }


@pytest.mark.parametrize(
    ("sentence", "label", "entity"),
    [
        ("There Mr. Putin spoke.", "Mr Putin", "Putin"),
        ("There Mr Putin’s plan failed.", "Mr Putin", "Putin"),
        ("There Ohio Sen. Roger Wicker of Mississippi spoke.", "Sen Roger Wicker", "Roger Wicker"),
        ("It met British Foreign Secretary James Cleverly.",)
        + ("British Foreign Secretary James Cleverly", "James Cleverly"),
        ("It met Secretary of State Ann Lee.", "Secretary of State Ann Lee", "Ann Lee"),
        ("That is President (Vladimir) Putin now.", "President Vladimir Putin", "Vladimir Putin"),
        ("It lent from the Bank of England.", "Bank of England", "Bank of England"),
        ("He blames the Wagner group today.", "Wagner group", "Wagner group"),
        ("It was John F. Kennedy then.", "John F Kennedy", "John F Kennedy"),
    ],
)
def test_titles_belong_to_the_label_and_not_to_the_name(sentence, label, entity):
    assert (label, "name", entity) in find(sentence)


def test_a_place_before_a_title_is_named_too():
    found = find("There US President Joe Biden spoke.")
    assert ("US President Joe Biden", "name", "Joe Biden") in found
    assert ("US", "name", "United States") in found


@pytest.mark.parametrize(
    "sentence",
    [
        "Thousands of people came.",
        "Reacting to it, they left.",
        "They met on Monday in March.",
        "They meet on Sundays.",
        "Families said so.",
        "The Russian troops left.",
        "The Russia-based firm left.",
        "He said I know.",
        "But nobody came. Meanwhile they left.",
        "A group of Senators came.",
        "THIS IS ALL",
        "",
    ],
)
def test_what_is_no_name(sentence):
    assert not [label for label, form, _ in find(sentence) if form == "name"]


def test_a_first_word_is_a_name_if_its_capital_is_borne_out():
    assert find_entities("Wagner fights.", "It is Wagner that fights.") == {"Wagner"}
    assert find_entities("Visitors came.", "It is visitors that came.") == set()


def test_a_name_after_a_closing_quotation_mark_is_no_first_word():
    assert find_entities('"It is a sign," Wise said.') == {"Wise"}


def test_an_acronym_joins_the_one_name_it_abbreviates():
    sentence = "It is the Korean Central News Agency (KCNA) and the KCNA said so."
    assert find_entities(sentence) == {"Korean Central News Agency"}


def test_declared_aliases_join_at_the_head_of_a_name_too():
    assert find_entities("It says the US, the U.S. and the United States agree.") == {
        "United States"
    }
    found = find_entities("In the UN Security Council.", "In the United Nations Security Council.")
    assert len(found) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [("Prigozhin", "Prigogine"), ("Bakhmut", "Bagmut"), ("Bakhmut", "Baghmut")],
)
def test_spellings_join(one, two):
    found = find(f"They saw {one} there.", f"They left {two} there.", f"They met {one} here.")
    assert [label for label, _, _ in found] == [one, two, one]
    assert {entity for _, _, entity in found} == {one}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Putin", "Pushkin"),
        ("Iran", "Iraq"),
        ("Wagner", "Walker"),
        ("Austria", "Australia"),
        ("Martin", "Martinez"),
        ("Mali", "Malawi"),
        ("Lee", "Lea"),
    ],
)
def test_different_names_stay_apart(one, two):
    assert find_entities(f"They saw {one} there.", f"They saw {two} there.") == {one, two}


def test_names_of_one_sentence_are_no_spellings_of_each_other():
    assert find_entities("They saw Hansen and Hanson there.") == {"Hansen", "Hanson"}
    assert len(find_entities("They saw Hansen there.", "They saw Hanson there.")) == 1


def test_known_names_are_found_in_a_title_case_headline():
    segments, tokens = build_tables(
        {"a": [("headline", "Storm Hits Port Alder As Ferries Wait"), "It hit Port Alder."]}
    )
    found = labels.find_mentions(segments, tokens)
    assert found[["kind", "label"]].values.tolist() == [
        ["headline", "Port Alder"],
        ["body", "Port Alder"],
    ]


# --- descriptions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "description", "entity"),
    [
        ("He met Yevgeny Prigozhin, a businessman once called a cook.",)
        + ("businessman", "Yevgeny Prigozhin"),
        ("So said White House national security spokesman John Kirby.",)
        + ("White House national security spokesman", "John Kirby"),
        ("They hired Wagner, a mercenary company.", "mercenary company", "Wagner"),
        ("He met Ann Lee, 61, the port director.", "port director", "Ann Lee"),
        ("The UK’s foreign minister, James Cleverly, spoke.", "foreign minister", "James Cleverly"),
        ("A vocal critic of the plan, Ann Lee left.", "vocal critic", "Ann Lee"),
        ("They fought for the city of Bakhmut.", "city", "Bakhmut"),
        ("He saw Ann Lee, a close ally of Putin.", "close ally of Putin", "Ann Lee"),
    ],
)
def test_descriptions_beside_names(sentence, description, entity):
    assert (description, "description", entity) in find(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "According to Ann Lee, the group left.",
        "He left Ann Lee, a day after the storm.",
        "To Ann Lee, the port director said nothing.",
        "They told Ann Lee, and the group left.",
        "The US, the port official added, was late.",
    ],
)
def test_what_is_no_description(sentence):
    assert [row for row in find(sentence) if row[1] == "description"] == []


def test_a_description_counts_where_it_stands_alone():
    found = find("They met private military group Wagner.", "The private military group left.")
    assert found.count(("private military group", "description", "Wagner")) == 2


# --- substitutions ----------------------------------------------------------------------------


def test_replaced_nouns_come_with_their_shared_modifiers():
    assert replaced(
        'Calling the mercenary enterprise a "rival" for power.',
        'Calling the mercenary company a "competitor" for power.',
    ) == [("mercenary enterprise", "mercenary company"), ("rival", "competitor")]


def test_replaced_modifiers_come_with_their_noun():
    assert replaced("He is a vocal critic of it.", "He is a staunch critic of it.") == [
        ("vocal critic", "staunch critic")
    ]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("The same words.", "The same words."),
        ("It is in the house.", "It is at a house."),
        ("He said it was 10 boats.", "He said it was 12 boats."),
        ("They have sent it.", "They have delivered it."),
        ("The boats of Ukraine.", "The boat of Ukraine."),
        ("He spoke to the Ukraine army.", "He spoke to the Ukrainian army."),
    ],
)
def test_what_is_no_substitution(base, other):
    assert replaced(base, other) == []


def test_substitutions_carry_their_characters_and_counts():
    base = ["He saw a dock.", "He left the dock there."]
    other = ["He saw a pier.", "He left the pier there."]
    segments, tokens = build_tables({"a": base, "b": other})
    table = labels.find_substitutions(pair_up("a", "b", [(0, 0), (1, 1)]), segments, tokens)
    assert table["n_times"].tolist() == [2, 2]
    texts = {"a": "\n".join(base), "b": "\n".join(other)}
    for row in table.itertuples():
        assert texts["a"][row.base_start : row.base_stop] == row.base_text == "dock"
        assert texts["b"][row.other_start : row.other_stop] == row.other_text == "pier"
        assert row.base_segment == row.other_segment


def test_a_sentence_split_in_two_is_read_as_one_passage():
    segments, tokens = build_tables(
        {
            "a": ["He saw the dock and he left the harbour."],
            "b": ["He saw the dock.", "He left the port."],
        }
    )
    table = labels.find_substitutions(pair_up("a", "b", [(0, 0), (0, 1)]), segments, tokens)
    assert table[["base_text", "other_text", "other_segment"]].values.tolist() == [
        ["harbour", "port", 1]
    ]


# --- the table --------------------------------------------------------------------------------


def test_labels_by_hand():
    table = tabulate(
        {
            "a": ["Spokesman John Kirby spoke.", "In all, Kirby said it to Kirby."],
            "b": ["There Mr. Kirby spoke."],
        }
    )
    assert count(table, "a", "John Kirby") == {"Spokesman John Kirby": 1, "Kirby": 2}
    assert count(table, "b", "John Kirby") == {"Mr Kirby": 1}
    assert table["first_start"].tolist() == [0, 36, 6]


def test_a_name_that_replaces_the_bases_joins_its_entity():
    versions = {
        "a": ["It met James Cleverly.", '"It is a bad sign," Cleverly said in it.'],
        "b": ["It met them.", '"It is a bad sign," Wise said in it.'],
    }
    table = tabulate(versions, [(0, 0), (1, 1)])
    assert count(table, "b", "James Cleverly") == {"Wise": 1}


def test_another_person_of_the_base_does_not_join():
    versions = {
        "a": ["So we met Ann Lee there.", "So we left Bob Roe there."],
        "b": ["So we met Bob Roe there."],
    }
    table = tabulate(versions, [(0, 0)])
    assert count(table, "b", "Bob Roe") == {"Bob Roe": 1}
    assert count(table, "b", "Ann Lee") == {}


def test_another_person_beside_the_bases_own_does_not_join():
    versions = {
        "a": ["So we met Ann Lee there."],
        "b": ["So we met Bob Roe there.", "Later they met Ann Lee."],
    }
    assert count(tabulate(versions, [(0, 0)]), "b", "Ann Lee") == {"Ann Lee": 1}


def test_a_replaced_description_is_a_label_of_the_bases_phrase():
    versions = {
        "a": ["He likes the mercenary enterprise."],
        "b": ["He likes the mercenary company."],
    }
    table = tabulate(versions, [(0, 0)])
    assert count(table, "a", "mercenary enterprise") == {"mercenary enterprise": 1}
    assert count(table, "b", "mercenary enterprise") == {"mercenary company": 1}


def test_letter_case_makes_no_other_label():
    table = tabulate(
        {"a": ["It is the Wagner Group.", "It is the Wagner group, the Wagner group."]}
    )
    assert table[["label", "count"]].values.tolist() == [["Wagner group", 3]]


def test_empty_tables_give_empty_tables_with_the_same_types():
    empty = tabulate({})
    full = tabulate({"a": ["We saw Ann Lee."]})
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)
    segments, tokens = build_tables({})
    assert labels.find_mentions(segments, tokens).empty
    assert labels.find_substitutions(pair_up("a", "b", []), segments, tokens).empty


def test_versions_stand_in_story_order():
    table = tabulate({"z": ["We saw Ann Lee."], "b": ["We saw Ann Lee."]})
    assert table["version_id"].tolist() == ["z", "b"]


SENTENCES = st.lists(
    st.sampled_from(
        [
            "So said port director Ann Lee of Port Alder.",
            '"We left," Lee said, a day later.',
            "Wagner, a mercenary company, left the US.",
            "There Wagner Group met Mr. Lea in Bagmut.",
            "The U.S. and Bakhmut agree.",
            "Ann Lee, 61, the owner (Bob) Roe's of the",
            "Mr",
            "The",
        ]
    )
    | st.text(max_size=30),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_order_of_versions_changes_no_row(one, two):
    pairs = [(i, i) for i in range(min(len(one), len(two)))]
    forward = tabulate({"a": one, "b": two}, pairs)
    backward = tabulate({"b": two, "a": one}, pairs)
    key = list(forward.columns)
    pd.testing.assert_frame_equal(
        forward.sort_values(key, ignore_index=True), backward.sort_values(key, ignore_index=True)
    )


@settings(max_examples=60, deadline=None)
@given(SENTENCES)
def test_every_mention_is_where_it_is_said_to_be(sentences):
    found = labels.find_mentions(*build_tables({"a": sentences}))
    whole = "\n".join(sentences)
    assert all(whole[m.start : m.stop] == m.text and m.text for m in found.itertuples())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_raises(base, other):
    tabulate({"a": [base], "b": [other]}, [(0, 0)])


def test_a_hostile_text_takes_linear_time():
    """A run of 20,000 capitalised words is read, and not by comparing all with all."""
    text = "Aa " * 20_000
    assert len(tabulate({"a": [text], "b": [text]})) == 2


def test_a_text_of_nothing_but_names_is_read():
    letters = "aeiou"
    names = [f"M{a}{b}{c}n{d}s" for a in letters for b in letters for c in letters for d in letters]
    assert len(tabulate({"a": [f"It met {name} there." for name in names]})) == len(names)


# --- side by side -----------------------------------------------------------------------------


def test_labels_stand_side_by_side_in_the_order_of_use():
    table = tabulate(
        {
            "a": ["Spokesman John Kirby spoke.", "In all, Kirby said it to Kirby in Port Alder."],
            "b": ["There Mr. Kirby spoke."],
        }
    )
    matrix = labels.tabulate_label_matrix(table)
    assert matrix.columns.tolist() == ["a", "b"]
    assert matrix.index.tolist() == ["John Kirby", "Port Alder"]
    assert matrix.loc["John Kirby"].tolist() == [
        "Spokesman John Kirby (1), Kirby (2)",
        "Mr Kirby (1)",
    ]
    assert matrix["b"].isna().tolist() == [False, True]
    assert labels.tabulate_label_matrix(table, min_versions=2).index.tolist() == ["John Kirby"]


def test_no_labels_give_an_empty_matrix():
    assert labels.tabulate_label_matrix(tabulate({})).empty


@settings(max_examples=40, deadline=None)
@given(SENTENCES, SENTENCES)
def test_every_label_stands_in_the_matrix(one, two):
    table = tabulate({"a": one, "b": two})
    matrix = labels.tabulate_label_matrix(table)
    assert matrix.notna().sum().sum() == len(table.drop_duplicates(["version_id", "entity"]))
    for row in table.itertuples():
        assert f"{row.label} ({row[4]})" in matrix.loc[row.entity, row.version_id]
