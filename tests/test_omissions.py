"""What is left out and what is added, counted by hand on the tiny story."""

import numpy as np
import pandas as pd
import pytest

from analysis import compare, load_story
from analysis.omissions import (
    list_additions,
    list_omissions,
    summarise_coverage,
    tabulate_units,
)


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
