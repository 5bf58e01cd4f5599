"""Are cuts told apart that fall on one source, and are trimmed tails left alone?"""

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import compare, figures, load_story
from analysis import robustness_figures as rf
from analysis.omissions import tabulate_units
from analysis.selection import (
    LEVEL,
    PATTERNS,
    POWER,
    SELECTION,
    compare_sources,
    find_power,
    find_tail,
    list_source_units,
    tabulate_patterns,
    tabulate_selection,
)

N_STORIES = 200


def mark(n: int, *places) -> np.ndarray:
    """Mark places, counted from 0, among n sentences."""
    marked = np.zeros(n, bool)
    marked[list(places)] = True
    return marked


@pytest.fixture(scope="module")
def dam():
    return compare(load_story("tarnholt-dam"))


def take(tables):
    return tables["collation"], tables["segments"], tables["quotations"]


def make_sources(random: np.random.Generator, n: int) -> np.ndarray:
    """Let five to eight sources speak for one to three sentences at a time, as in a report."""
    n_sources = int(random.integers(5, 9))
    speaker, place = np.full(n, -1), 0
    while place < n:
        length = int(random.integers(1, 4))
        if random.random() < 0.65:
            speaker[place : place + length] = random.integers(n_sources)
        place += length
    return np.array([speaker == k for k in range(n_sources) if (speaker == k).any()], bool)


def trim_tail(random: np.random.Generator, n: int) -> np.ndarray:
    """Trim a tail of any length, with a sentence or two kept or cut near its edge, and trims."""
    length = int(random.integers(0, n - 4))
    omitted = np.arange(n) >= n - length
    if length > 2:
        near = np.arange(max(0, n - length - 3), min(n, n - length + 3))
        omitted[near] ^= random.random(len(near)) < 0.25
    omitted[random.integers(1, n, size=int(random.integers(0, 4)))] = True
    return omitted


# --- The trimmed tail


def test_a_tail_is_what_is_gone_at_the_end():
    assert find_tail(mark(20, *range(12, 20))) == 8
    assert find_tail(mark(20, 3, *range(12, 20))) == 8


def test_holes_and_whole_texts_are_no_tail():
    assert find_tail(mark(20)) == 0
    assert find_tail(mark(20, 4, 9, 11)) == 0
    assert find_tail(np.ones(20, bool)) == 0
    assert find_tail(np.zeros(0, bool)) == 0


def test_a_sentence_kept_in_ten_does_not_break_a_tail():
    assert find_tail(mark(40, *range(20, 31), *range(32, 40))) == 20


@given(st.lists(st.booleans(), max_size=60))
def test_a_tail_is_nearly_all_gone(omitted):
    omitted = np.array(omitted, bool)
    n_tail = find_tail(omitted)
    assert 0 <= n_tail < max(len(omitted), 1)
    if n_tail:
        assert omitted[-n_tail:].mean() >= 0.9


# --- The test, by hand


def test_all_three_sentences_of_a_source_by_hand():
    # 5 of 20 gone, none of them a tail; a source with three sentences, all gone: of the
    # C(20, 5) choices C(17, 2) hold all three.
    omitted = mark(20, 3, 4, 5, 9, 14)
    table = compare_sources(omitted, np.array([mark(20, 3, 4, 5), mark(20, 0, 1, 9)]))
    assert table.loc[0, "p"] == pytest.approx(comb(17, 2) / comb(20, 5))
    assert table["n_omitted"].tolist() == [3, 1]
    assert table["n_expected"].tolist() == pytest.approx([0.75, 0.75])
    assert table["is_one_sided"].tolist() == [True, False]
    assert (table["p_adjusted"] >= table["p"]).all()


def test_a_source_in_the_tail_says_nothing():
    table = compare_sources(mark(30, *range(18, 30)), np.array([mark(30, 20, 24, 28)]))
    assert table.loc[0, ["n_omitted", "n_in_tail"]].tolist() == [3, 3]
    assert table.loc[0, "p"] == 1 and not table.loc[0, "is_one_sided"]


def test_p_is_exact_within_strata():
    # Counted out: every way to choose the holes before the tail, and those in it.
    omitted = mark(14, 2, 3, *range(8, 14))
    source = mark(14, 2, 3, 7, 10)
    table = compare_sources(omitted, np.array([source]))
    assert find_tail(omitted) == 6
    ways = [sum(source[list(holes)]) + 1 for holes in combinations(range(8), 2)]
    assert table.loc[0, "p"] == pytest.approx(np.mean([way >= 3 for way in ways]))


def test_one_sentence_is_no_pattern():
    own = np.array([mark(40, k) for k in range(2)])
    assert not compare_sources(mark(40, 0), own)["is_one_sided"].any()


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_probabilities_are_probabilities(rows):
    omitted, first, second = np.array(rows, bool).T
    table = compare_sources(omitted, np.array([first, second]))
    for name in ("p", "p_least", "p_adjusted"):
        assert table[name].between(0, 1 + 1e-9).all()
    assert (table["p_least"] <= table["p"] + 1e-9).all()


# --- How often it errs, how often it finds


def test_simulated_tail_cuts_are_called_one_sided_at_most_once_in_twenty():
    random = np.random.default_rng(4)
    wrong = 0
    for _ in range(N_STORIES):
        n = int(random.integers(25, 36))
        own, omitted = make_sources(random, n), trim_tail(random, n)
        wrong += bool(compare_sources(omitted, own)["is_one_sided"].any())
    assert wrong / N_STORIES <= LEVEL


@pytest.mark.parametrize("size", [3, 4, 5])
def test_planted_one_sided_cuts_are_found_four_times_in_five(size):
    random = np.random.default_rng(size)
    found = 0
    for _ in range(N_STORIES // 2):
        n = int(random.integers(25, 36))
        planted = mark(n, *random.choice(n, size, replace=False))
        own = np.vstack([planted, make_sources(random, n) & ~planted])
        own = own[own.any(axis=1)]
        omitted = planted | (np.arange(n) >= n - random.integers(0, 5))
        found += bool(compare_sources(omitted, own).loc[0, "is_one_sided"])
    assert found / (N_STORIES // 2) >= POWER


def test_the_power_told_is_the_power_found():
    random = np.random.default_rng(9)
    n, told, found = 30, [], []
    for _ in range(60):
        own = make_sources(random, n)
        omitted = np.arange(n) >= 20
        planted = mark(n, *random.choice(n, 3, replace=False))
        told.append(find_power(omitted, own & ~planted)[3])
        whole = np.vstack([planted, own & ~planted])
        found.append(
            compare_sources(omitted | planted, whole[whole.any(axis=1)])["is_one_sided"][0]
        )
    assert np.mean(found) == pytest.approx(np.mean(told), abs=0.15)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_without_a_tail_p_is_that_of_fishers_exact_test(rows):
    omitted, own = np.array(rows, bool).T
    assume(find_tail(omitted) == 0)
    n, n_own, n_gone = len(omitted), int(own.sum()), int(omitted.sum())
    table = compare_sources(omitted, own[None])
    there = range(int((own & omitted).sum()), min(n_own, n_gone) + 1)
    ways = sum(comb(n_own, k) * comb(n - n_own, n_gone - k) for k in there)
    assert table.loc[0, "p"] == pytest.approx(ways / comb(n, n_gone), abs=1e-11)
    assert table.loc[0, "n_expected"] == pytest.approx(n_own * n_gone / n)


def test_a_text_of_many_thousand_sentences_has_its_chances():
    n = 20_000
    omitted = np.arange(n) % 3 == 0
    table = compare_sources(omitted, np.array([np.arange(n) % 2 == 0, omitted]))
    assert table["n_expected"].tolist() == pytest.approx([n / 6, n / 9], rel=1e-3)
    assert table["is_one_sided"].tolist() == [False, True]


# --- Stories


def test_the_selective_version_is_found_and_the_trimmed_one_is_not(dam):
    tested, patterns = tabulate_selection(*take(dam)), tabulate_patterns(*take(dam))
    pd.testing.assert_frame_equal(patterns, tabulate_patterns(*take(dam), tested=tested))
    assert list(tested.columns) == SELECTION
    assert list(patterns.columns) == PATTERNS
    hit = tested[tested["is_one_sided"].astype(bool)]
    assert hit[["version_id", "source"]].values.tolist() == [["selective", "Stellan Lindqvist"]]
    verdict = patterns.set_index("version_id")["verdict"].to_dict()
    assert verdict == {
        "cutdown": "trimmed from the end",
        "selective": "one source",
        "spun": "nothing omitted",
        "rewrite": "scattered",
        "independent": "not a cut",
        "spun-again": "trimmed from the end",
    }


def test_sides_are_tested_as_one(dam):
    sides = {"Halvern Power": "the company", "Stellan Lindqvist": "the company"}
    tested = tabulate_selection(*take(dam), sides=sides)
    row = tested[(tested["version_id"] == "selective") & (tested["source"] == "the company")].iloc[
        0
    ]
    assert (row["n_units"], row["n_omitted"]) == (5, 5)
    assert row["p"] == pytest.approx(1 / comb(29, 5))
    assert row["is_one_sided"]


def test_the_real_cut_down_is_trimmed_from_its_end(seeds_folder):
    tables = compare(load_story("wagner-arms"))
    patterns = tabulate_patterns(*take(tables)).set_index("version_id")
    assert patterns.loc["moscow-times", "verdict"] == "trimmed from the end"
    assert (patterns["sources"] == "").all()


def test_the_sentences_give_numbers_and_power_and_no_motive(dam):
    tested, patterns = tabulate_selection(*take(dam)), tabulate_patterns(*take(dam))
    told = {v: rf.tell_selection(patterns, tested, v) for v in patterns["version_id"]}
    assert "3 of the 3 sentences in which Stellan Lindqvist speaks" in told["selective"]
    assert "The texts do not say why" in told["selective"]
    assert "trimming from the bottom" in told["cutdown"]
    assert "a smaller one it would miss" in told["cutdown"]
    assert "no cut of the base" in told["independent"]
    whole = rf.tell_all_selections(patterns, tested)
    assert not [word for word in ("bias", "censor", "suppress", "deliberate") if word in whole]


def test_the_figure_is_drawn_and_described(dam):
    tested, patterns = tabulate_selection(*take(dam)), tabulate_patterns(*take(dam))
    units = tabulate_units(dam["collation"], dam["segments"])
    said = list_source_units(dam["quotations"], "wire")
    assert figures.render_png(rf.draw_selection(units, patterns, tested, said))
    assert "Stellan Lindqvist" in rf.describe_selection(patterns, tested)
    nothing = patterns.iloc[:0]
    assert rf.draw_selection(units, nothing, tested, said).texts
    assert rf.describe_selection(nothing, tested).startswith("No figure")


def test_a_story_without_sources_or_versions_gives_empty_tables(dam):
    collation, segments, quotations = take(dam)
    assert tabulate_selection(collation, segments, quotations.iloc[:0]).empty
    patterns = tabulate_patterns(collation, segments, quotations.iloc[:0])
    assert (patterns["n_sources"] == 0).all()
    told = rf.tell_selection(patterns, pd.DataFrame(columns=SELECTION), "cutdown")
    assert "No source of the base is known" in told
    nothing = tabulate_patterns(collation.iloc[:0], segments, quotations)
    assert list(nothing.columns) == PATTERNS
