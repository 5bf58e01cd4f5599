"""Does the body say what the headline says?"""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import build_tables

from analysis import load_story
from analysis.attribution import mark_voice, tabulate_quotations
from analysis.headlines import (
    CLAIM_KINDS,
    HEADLINE_CLAIM_COLUMNS,
    tabulate_headline_claims,
)
from analysis.segment import tabulate_segments, tabulate_tokens


def tabulate(versions, base_id=None):
    segments, tokens = build_tables(versions)
    quotations = tabulate_quotations(segments)
    tokens = mark_voice(tokens, quotations)
    return tabulate_headline_claims(segments, tokens, quotations, base_id=base_id)


def judge(headline, *body, kind):
    """Claims of one kind in a headline, each with whether the body supports it."""
    table = tabulate({"a": [("headline", headline), *body]})
    own = table[table["kind"] == kind]
    return dict(zip(own["claim"], own["supported_in_body"], strict=True))


@pytest.mark.parametrize(
    ("headline", "body", "supported"),
    [
        ("Storm kills 12 sailors", "A storm killed 12 people.", True),
        ("Storm kills 12 sailors", "A storm killed twelve people.", True),
        ("Storm kills a dozen", "A storm killed 12 people.", True),
        ("Storm kills 12 sailors", "A storm killed 21 people.", False),
        ("Repairs cost $4.6m", "The repairs cost $4,600,000.", True),
        ("Repairs cost $4.6m", "The repairs cost $4,630,000.", True),
        ("Repairs cost $4.6m", "The repairs cost $4.7 million.", False),
        ("Repairs cost $46m", "The repairs cost $4.6 million.", False),
        ("Dozens hurt in storm", "A storm hurt 36 people.", True),
        ("Storm hurts five people", "It hurt two women and three men.", True),
        ("Half of homes lost", "In all 50 percent of the homes are lost.", True),
        ("Mayor, 61, quits", "The 61-year-old mayor quit.", True),
        ("Storm hits two towns", "Nothing was counted.", False),
    ],
)
def test_figures_match_by_value(headline, body, supported):
    assert list(judge(headline, body, kind="figure").values()) == [supported]


@pytest.mark.parametrize(
    ("headline", "body", "supported"),
    [
        ("Storm hits Port Alder", "A storm hit the docks of Port Alder.", True),
        ("Storm hits the US", "A storm hit the United States.", True),
        ("Mayor blames Ann Lee", "The mayor blames Ms. Lee, the owner. So Ann Lee left.", True),
        ("Mayor blames Ann Lee", "The mayor blames Bob Roe.", False),
    ],
)
def test_names_match_by_whom_they_mean(headline, body, supported):
    assert supported in judge(headline, body, kind="name").values()


@pytest.mark.parametrize(
    ("headline", "body", "supported"),
    [
        ("Ferry 'was sinking so fast'", 'So "the ferry was sinking so fast," Lee said.', True),
        ("Ferry 'was sinking so fast'", "The ferry was sinking so fast, it seems.", False),
        ("Ferry 'was sinking so fast'", 'So "we all went home early," Ann Lee said.', False),
        ("A 'cover-up' at sea", "Some call it covering up a cover-up.", True),
        ("A 'cover-up' at sea", "Nobody says so.", False),
        (
            "'We will rebuild the old harbour wall by June'",
            '"We will rebuild the harbour wall by June," Ann Lee said.',
            True,  # one word in nine is a slip
        ),
        (
            "'We will not rebuild the harbour wall by June'",
            '"We will rebuild the harbour wall by June," Ann Lee said.',
            False,  # but not this one
        ),
        (
            "'We will rebuild the harbour wall by 9 June'",
            '"We will rebuild the harbour wall by 3 June," Ann Lee said.',
            False,
        ),
    ],
)
def test_quoted_words_are_looked_for_in_quotations(headline, body, supported):
    assert list(judge(headline, body, kind="quotation").values()) == [supported]


def test_a_headline_that_is_surer_than_its_body_has_a_row():
    table = tabulate({"a": [("headline", "The old dam will fail in March"), MAY]})
    row = table[table["kind"] == "certainty"].iloc[0]
    assert not row["supported_in_body"]
    assert row["evidence"] == MAY and "surer" in row["why"]
    same = tabulate({"a": [("headline", "The old dam may fail in March"), MAY]})
    assert "certainty" not in set(same["kind"])


MAY = "The old dam may fail in March."


def test_a_headline_in_other_words_than_its_body():
    told = ["A ferry hit the pier of a small town.", "Nobody was hurt."]
    assert judge("Ferry hits a pier", *told, kind="words") == {"Ferry hits a pier": True}
    other = judge("Minister slams greedy bankers", *told, kind="words")
    assert list(other.values()) == [False]


def test_the_base_is_looked_in_too():
    table = tabulate(
        {
            "wire": ["A storm killed 12 people in Port Alder."],
            "copy": [("headline", "Storm kills 12 in Port Alder"), "It was a bad night there."],
        },
        base_id="wire",
    ).set_index("kind")
    row = table.loc["figure"]
    assert not row["supported_in_body"] and row["supported_in_base"]
    assert row["evidence_version"] == "wire" and row["evidence"].startswith("A storm")
    assert row["why"] == "No figure of the body amounts to 12."


def test_what_cannot_be_asked_is_missing():
    table = tabulate({"a": [("headline", "Storm kills 12")]})
    assert table["supported_in_body"].isna().all() and table["supported_in_base"].isna().all()
    assert table["evidence"].isna().all() and (table["why"] == "").all()


def test_a_standfirst_is_read_and_a_version_without_headline_has_no_row():
    table = tabulate({"a": ["It rained."], "b": [("standfirst", "Rain for 12 days"), "It rained."]})
    assert set(table["version_id"]) == {"b"}
    assert table["claim"].tolist()[0] == "Rain for 12 days"


def test_empty_tables_give_an_empty_table_with_the_same_types():
    empty, full = tabulate({}), tabulate({"a": [("headline", "Storm kills 12"), "It did."]})
    assert empty.empty and list(empty.columns) == HEADLINE_CLAIM_COLUMNS
    assert empty.dtypes.equals(full.dtypes)


@pytest.mark.parametrize("name", ["tarnholt-dam", "calder-port", "ellmoor-vote", "orlan-truce"])
def test_honest_headlines_are_supported_by_their_own_body(name):
    segments = tabulate_segments(load_story(name))
    quotations = tabulate_quotations(segments)
    tokens = mark_voice(tabulate_tokens(segments), quotations)
    table = tabulate_headline_claims(segments, tokens, quotations)
    assert table["supported_in_body"].all()
    texts = {version.id: version.text for version in load_story(name).versions}
    for row in table.itertuples():
        assert texts[row.version_id][row.start : row.stop] == row.claim


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=80))
def test_no_text_raises(headline, body):
    table = tabulate({"a": [("headline", headline), body]}, base_id="a")
    assert set(table["kind"]) <= set(CLAIM_KINDS)
    pd.testing.assert_series_equal(
        table["supported_in_body"], table["supported_in_base"], check_names=False
    )


@pytest.mark.parametrize("body", ["\x1fEU", "It leaves the EU", "EU"])
def test_a_text_may_end_with_a_declared_name(body):
    table = tabulate({"a": [("headline", "EU"), body]}, base_id="a")
    assert table["supported_in_body"].tolist() == [True] * len(table)
