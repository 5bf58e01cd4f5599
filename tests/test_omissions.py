"""What is left out and what is added, counted by hand on the tiny story."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_tables import build_tables

from analysis import compare, load_story
from analysis.omissions import (
    ACCOUNT,
    find_loss_cue,
    list_additions,
    list_omissions,
    summarise_coverage,
    tabulate_losses,
    tabulate_omission_account,
    tabulate_units,
)
from analysis.robustness_figures import tabulate_kinds, tell_loss


@pytest.fixture(scope="module")
def tables():
    return compare(load_story("tiny"))


def test_the_units_of_the_tiny_story(tables):
    units = tabulate_units(tables["collation"], tables["segments"])
    assert units["n_tokens"].tolist() == [12, 12, 9, 7, 14, 7]
    assert units["cutdown"].tolist() == ["kept"] * 4 + ["partial", "omitted"]
    assert units["rewrite"].tolist() == ["paraphrased", "kept", "kept", "edited", "kept", "kept"]
    assert units["n_versions"].tolist() == [2, 2, 2, 2, 2, 1]
    assert units["position"].tolist() == pytest.approx(
        [0, 12 / 61, 24 / 61, 33 / 61, 40 / 61, 54 / 61]
    )


def test_coverage_of_the_tiny_story(tables):
    coverage = summarise_coverage(tables["collation"], tables["segments"]).set_index("version_id")
    cutdown, rewrite = coverage.loc["cutdown"], coverage.loc["rewrite"]
    assert cutdown["n_kept"] == 4 and cutdown["n_partial"] == 1 and cutdown["n_omitted"] == 1
    # 40 of 61 words whole, a sentence of 14 counted half.
    assert cutdown["share_of_base_words"] == pytest.approx((40 + 14 / 2) / 61)
    assert cutdown["share_added_words"] == 0
    assert rewrite["share_of_base_words"] == 1
    assert rewrite["n_moved"] == 2
    assert rewrite["n_added"] == 1
    assert rewrite["share_added_words"] == pytest.approx(8 / 69)


def test_the_one_omission_and_the_one_addition(tables):
    omitted = list_omissions(tables["collation"], tables["segments"])
    assert omitted["version_id"].tolist() == ["cutdown"]
    assert omitted["text"].iloc[0].startswith("It first opened")
    assert omitted["position"].iloc[0] == pytest.approx(54 / 61)
    added = list_additions(tables["collation"], tables["segments"])
    assert added["version_id"].tolist() == ["rewrite"]
    assert added["text"].iloc[0].startswith("Volunteers")


@pytest.mark.parametrize("story", ["tiny", "tarnholt-dam"])
def test_kept_edited_paraphrased_partial_and_omitted_make_up_the_base(story):
    tables = compare(load_story(story))
    coverage = tables["coverage"]
    parts = ["n_kept", "n_edited", "n_paraphrased", "n_partial", "n_omitted"]
    assert (coverage[parts].sum(axis=1) == coverage["n_base"]).all()
    assert coverage["share_of_base_words"].between(0, 1).all()


def test_without_a_second_version_the_tables_are_empty_but_whole(tables):
    empty = tables["collation"].iloc[:0]
    assert summarise_coverage(empty, tables["segments"]).columns.tolist() == (
        tables["coverage"].columns.tolist()
    )
    assert list_omissions(empty, tables["segments"]).empty
    assert tabulate_units(empty, tables["segments"]).empty


def test_a_body_without_words_has_no_shares():
    segments = pd.DataFrame(
        {
            "version_id": ["a", "b"],
            "segment": [0, 0],
            "kind": ["body", "body"],
            "n_tokens": [0, 0],
            "text": ["...", "!!!"],
        }
    )
    collation = pd.DataFrame(
        {
            "base_id": ["a", "a"],
            "other_id": ["b", "b"],
            "base_segment": pd.array([0, None], dtype="Int64"),
            "other_segment": pd.array([None, 0], dtype="Int64"),
            "action": ["omitted", "added"],
            "moved": [False, False],
            "similarity": [np.nan, np.nan],
        }
    )
    row = summarise_coverage(collation, segments).iloc[0]
    assert np.isnan(row["share_of_base_words"]) and np.isnan(row["share_added_words"])


# --- What kind of thing was lost


def lose(versions, omitted, said):
    """Build the tables of a story whose second version lacks the base sentences `omitted`."""
    segments, _ = build_tables(versions)
    base, other = list(versions)
    rows = [
        (base, other, n, None if n in omitted else n, "omitted" if n in omitted else "kept")
        for n in range(len(versions[base]))
    ]
    names = ["base_id", "other_id", "base_segment", "other_segment", "action"]
    collation = pd.DataFrame(rows, columns=names).assign(moved=False, similarity=np.nan)
    types = {"base_segment": "Int64", "other_segment": "Int64"}
    quotations = pd.DataFrame(said, columns=["version_id", "segment", "source", "form", "text"])
    return collation.astype(types), segments, quotations


WIRE = [
    "The harbour office closed the pier on Monday.",
    "The builder denied that the timber was rotten, and said it had cost 40,000 crowns.",
    '"Nobody told us," said the mayor, Ida Holm.',
    "The pier was finished in 1965.",
    "Holm said repairs would take nine weeks.",
]
SAID = [
    ("wire", 1, "builder", "indirect", "the timber"),
    ("wire", 2, "Ida Holm", "direct", "Nobody told us,"),
    ("wire", 4, "Ida Holm", "indirect", "repairs would take nine weeks"),
]


def test_kinds_of_loss_by_hand():
    tables = lose({"wire": WIRE, "cut": [WIRE[0], WIRE[4]]}, {1, 2, 3}, SAID)
    account = tabulate_omission_account(*tables).set_index("number")
    assert list(account.index) == [2, 3, 4]
    assert account["kinds"].to_dict() == {
        2: "rebuttal; source; attribution; figure",
        3: "quotation; attribution",
        4: "context",
    }
    assert account["only_source"].tolist() == ["builder", "", ""]
    assert account.loc[2, "evidence"] == "denied | builder | builder | 40,000 crowns"
    assert account.loc[4, "evidence"] == "1965"


def test_what_a_reader_would_not_know_by_hand():
    tables = lose({"wire": WIRE, "cut": [WIRE[0], WIRE[4]]}, {1, 2, 3}, SAID)
    losses = tabulate_losses(*tables)
    assert losses[["what", "name", "number"]].values.tolist() == [
        ["source", "builder", 2],
        ["rebuttal", "denied", 2],
        ["figure", "40,000 crowns", 2],
    ]
    told = tell_loss(losses, "cut")
    assert "builder (sentence 2)" in told and "40,000 crowns (sentence 2)" in told
    assert "no source, rebuttal or figure" in tell_loss(losses.iloc[:0], "cut")


def test_what_the_version_says_in_its_own_words_is_not_lost():
    own = "The builder rejects the charge; the wood was worth 40,000 crowns."
    said = [*SAID, ("cut", 1, "the builder", "indirect", "the charge")]
    tables = lose({"wire": WIRE, "cut": [WIRE[0], own, *WIRE[2:]]}, {1}, said)
    assert tabulate_losses(*tables).empty
    assert tabulate_omission_account(*tables)["kinds"].tolist() == ["rebuttal; attribution; figure"]


def test_nothing_omitted_is_nothing_lost():
    tables = lose({"wire": WIRE, "copy": WIRE}, set(), SAID)
    assert tabulate_losses(*tables).empty
    assert list(tabulate_omission_account(*tables).columns) == ACCOUNT


def test_the_selective_version_loses_the_companys_side():
    tables = compare(load_story("tarnholt-dam"))
    taken = tables["collation"], tables["segments"], tables["quotations"]
    losses = tabulate_losses(*taken).query("version_id == 'selective'")
    assert set(losses.loc[losses["what"] == "source", "name"]) == {
        "Halvern Power",
        "Stellan Lindqvist",
    }
    assert "denied" in losses.loc[losses["what"] == "rebuttal", "name"].tolist()
    account = tabulate_omission_account(*taken)
    n_omitted = tables["coverage"].set_index("version_id")["n_omitted"]
    assert account.groupby("version_id").size().to_dict() == n_omitted[n_omitted > 0].to_dict()
    counted = tabulate_kinds(account).set_index("version")
    assert counted.loc["selective", "source"] == 5


@given(st.text(max_size=200))
def test_any_sentence_can_be_searched_for_cues(text):
    for kind in ("rebuttal", "context"):
        cue = find_loss_cue(text, kind)
        assert cue in text


def test_a_single_version_has_no_account():
    segments, _ = build_tables({"wire": WIRE})
    collation = lose({"wire": WIRE, "cut": WIRE}, set(), SAID)[0].iloc[:0]
    quotations = pd.DataFrame(SAID, columns=["version_id", "segment", "source", "form", "text"])
    assert tabulate_omission_account(collation, segments, quotations).empty
    assert tabulate_losses(collation, segments, quotations).empty
