"""Tests of prominence: places and shares."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import COLLATION_TYPES, build_tables

from analysis import prominence
from analysis.attribution import mark_voice, tabulate_quotations


def align(*rows, base_id="a"):
    """Make a collation from (other_id, base_segment or None, other_segment or None)."""
    made = [
        (base_id, other, a, b, "omitted" if b is None else "edited", False, np.nan)
        for other, a, b in rows
    ]
    return pd.DataFrame(made, columns=list(COLLATION_TYPES)).astype(COLLATION_TYPES)


def tabulate(versions, *rows, **options):
    segments, tokens = build_tables(versions, **options)
    table = prominence.tabulate_prominence(segments, tokens, align(*rows))
    return {(r.version_id, r.unit): (r.position, r.share_of_words) for r in table.itertuples()}


def test_places_and_shares_by_hand():
    """Ten words in the base: a unit of 4 and one of 6; the other version swaps them."""
    places = tabulate(
        {
            "a": ["One two three four.", "Five six seven eight nine ten."],
            "b": ["Five six seven eight nine ten.", "One two three four."],
        },
        ("b", 0, 1),
        ("b", 1, 0),
    )
    assert places == {
        ("a", "s0"): (0.1, 0.4),
        ("a", "s1"): (0.5, 0.6),
        ("b", "s0"): (0.7, 0.4),
        ("b", "s1"): (0.1, 0.6),
    }


def test_a_unit_that_no_other_version_carries_is_no_unit():
    places = tabulate({"a": ["One.", "Two."], "b": ["Two."]}, ("b", 0, None), ("b", 1, 0))
    assert set(places) == {("a", "s1"), ("b", "s1")}


def test_a_version_without_the_unit_has_no_place_and_no_share():
    places = tabulate({"a": ["One."], "b": ["One."], "c": ["Six."]}, ("b", 0, 0), ("c", 0, None))
    position, share = places["c", "s0"]
    assert np.isnan(position)
    assert share == 0


def test_a_version_without_body_words_has_no_share():
    places = tabulate({"a": ["One."], "b": ["One."], "c": [("headline", "So")]}, ("b", 0, 0))
    assert np.isnan(places["c", "s0"]).all()


def test_a_passage_of_two_units_is_divided_between_them():
    places = tabulate(
        {"a": ["One two.", "Six ten."], "b": ["One two six ten."]}, ("b", 0, 0), ("b", 1, 0)
    )
    assert places["b", "s0"] == places["b", "s1"] == (0.25, 0.5)


def test_a_unit_split_in_two_stands_at_its_first_passage():
    versions = {"a": ["One two three."], "b": ["Nine.", "Three.", "One two."]}
    assert tabulate(versions, ("b", 0, 2), ("b", 0, 1))["b", "s0"] == (0.5, 0.75)


def test_a_unit_that_the_headline_states_stands_at_zero():
    body = ["Rain fell on the hills.", "A ferry hit the pier."]
    places = tabulate(
        {
            "a": body,
            "b": [("headline", "Ferry Hits Pier"), *body],
            "c": [("headline", "Oh"), *body],
        },
        ("b", 0, 1), ("b", 1, 2), ("c", 0, 1), ("c", 1, 2),
    )  # fmt: skip
    assert places["b", "s1"][0] == 0.0
    assert places["b", "s0"][0] == 0.1
    assert places["a", "s1"][0] == places["c", "s1"][0] == 0.6


def test_wrapping_paragraphs_otherwise_changes_nothing():
    versions = {"a": ["One two.", "Three four."], "b": ["Three four.", "One two."]}
    rows = [("b", 0, 1), ("b", 1, 0)]
    assert tabulate(versions, *rows) == tabulate(versions, *rows, paragraph_of=lambda n: 0)


def test_furniture_moves_nothing():
    plain = {"a": ["One two.", "Three four."], "b": ["One two.", "Three four."]}
    rows = [("b", 0, 0), ("b", 1, 1)]
    framed = {**plain, "b": [*plain["b"], ("furniture", "Leave a reply and much more.")]}
    assert tabulate(plain, *rows) == tabulate(framed, *rows)


def test_units_stand_in_text_order_and_versions_in_story_order():
    sentences = [f"Word{i} here." for i in range(12)]
    segments, tokens = build_tables({"z": sentences, "b": sentences})
    collation = align(*(("b", i, i) for i in range(12)), base_id="z")
    table = prominence.tabulate_prominence(segments, tokens, collation)
    assert table["unit"].tolist() == [f"s{i}" for i in range(12)] * 2
    assert table["version_id"].drop_duplicates().tolist() == ["z", "b"]


def test_empty_tables_give_empty_tables_with_the_same_types():
    segments, tokens = build_tables({})
    empty = prominence.tabulate_prominence(segments, tokens, align())
    full_segments, full_tokens = build_tables({"a": [("headline", "Go"), "One."], "b": ["One."]})
    full = prominence.tabulate_prominence(full_segments, full_tokens, align(("b", 1, 0)))
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


SENTENCES = st.lists(
    st.sampled_from(["One two three.", "Ann Lee left.", "", "...", "Six of 9 ships."])
    | st.text(max_size=20),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.text(max_size=20))
def test_ranges_and_sums_and_order(one, two, headline):
    rows = [("b", i, j) for i in range(len(one)) for j in (i, i + 1) if j < len(two)]
    first, second = {"a": one}, {"b": [*two, ("headline", headline)]}
    forward = tabulate(first | second, *rows)
    assert {key: str(v) for key, v in tabulate(second | first, *rows).items()} == {
        key: str(v) for key, v in forward.items()
    }
    for version_id in "ab":
        values = [v for key, v in forward.items() if key[0] == version_id]
        assert all(np.isnan(p) or 0 <= p <= 1 for p, _ in values)
        assert all(np.isnan(share) or 0 <= share <= 1 for _, share in values)
        assert np.nansum([share for _, share in values]) <= 1 + 1e-9


# --- sources and figures ----------------------------------------------------------------------


def place_all(versions, *rows):
    """Places of sources and figures by version and unit."""
    segments, tokens = build_tables(versions)
    quotations = tabulate_quotations(segments)
    tokens = mark_voice(tokens, quotations)
    table = prominence.tabulate_prominence(segments, tokens, align(*rows), quotations)
    plain = prominence.tabulate_prominence(segments, tokens, align(*rows))
    of_segments = table[table["unit"].str.fullmatch(r"s\d+")].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_segments, plain)
    assert not table.duplicated(["version_id", "unit"]).any()
    return {(r.version_id, r.unit): (r.position, r.share_of_words) for r in table.itertuples()}


def test_sources_and_figures_stand_where_they_are_first_heard():
    places = place_all(
        {
            "a": ["The ferry sank in a storm.", '"We lost $4.6 million," Ann Lee said.'],
            "b": ['"We lost $4,600,000," Ms. Lee said.', "Ann Lee left.", "It was 7 a.m. in all."],
        },
        ("b", 1, 0),
    )
    # Body words of a: 6 and then We lost 4.6 million Ann Lee said.
    assert places["a", "source: Ann Lee"] == pytest.approx((7 / 13, 4 / 13))
    assert places["b", "source: Ann Lee"][0] == pytest.approx(1 / 15)
    assert places["a", "figure: $4.6 million"] == pytest.approx((7 / 13, 7 / 13))
    assert places["b", "figure: $4.6 million"][0] == pytest.approx(1 / 15)


def test_what_one_version_alone_has_is_no_shared_unit():
    places = place_all({"a": ["It cost $4 million.", "All left."], "b": ["All left."]}, ("b", 1, 0))
    assert {unit for _, unit in places} == {"s1"}


def test_a_figure_in_the_headline_stands_at_zero_and_an_absent_one_nowhere():
    body = ["A storm came.", "It killed 12 sailors."]
    places = place_all(
        {"a": body, "b": [("headline", "Storm kills 12 sailors"), *body], "c": body[:1]},
        ("b", 0, 1), ("b", 1, 2), ("c", 0, 0),
    )  # fmt: skip
    assert places["a", "figure: 12 sailors"][0] == 4 / 7
    assert places["b", "figure: 12 sailors"][0] == 0
    assert np.isnan(places["c", "figure: 12 sailors"][0])
    assert places["c", "figure: 12 sailors"][1] == 0


def test_small_counts_of_different_things_are_different_figures():
    places = place_all({"a": ["It sank 12 boats."], "b": ["It sank 12 men."]}, ("b", 0, 0))
    assert {unit for _, unit in places} == {"s0"}


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_ranges_of_sources_and_figures(one, two):
    for position, share in place_all({"a": one, "b": two}).values():
        assert np.isnan(position) or 0 <= position <= 1
        assert np.isnan(share) or 0 <= share <= 1
