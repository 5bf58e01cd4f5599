"""Is the conclusion stable under other choices, and is it told so?"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import build_tables

from analysis import compare, figures, load_story
from analysis import robustness_figures as rf
from analysis.divergence import (
    judge_distances,
    leave_one_out,
    summarise_terms,
    tabulate_distances,
    tabulate_terms,
)
from analysis.errors import UsageError
from analysis.robustness import (
    CHOICES,
    SPECIFICATIONS,
    list_disputed_choices,
    summarise_stability,
    tabulate_specifications,
)

BASE = [
    ("headline", "Harbour closes"),
    "The harbour office closed the pier on 3 March.",
    'The mayor said "the pier was never safe" and blamed the builder.',
    "Repairs will cost 40,000 crowns and take nine weeks.",
]
NEAR = [
    ("headline", "Pier shut"),
    "The harbour office closed the pier on 3 March.",
    'The mayor said "the pier was never safe" and blamed the builder.',
    "Repairs will cost 50,000 crowns.",
]
FAR = [
    ("headline", "Choir sings"),
    "A choir from the hills sang in the rebuilt market hall.",
    "Nobody had expected so many listeners, and all doors stayed open.",
]


@pytest.fixture(scope="module")
def dam():
    return compare(load_story("tarnholt-dam"))


@pytest.fixture(scope="module")
def curve(dam):
    return tabulate_specifications(dam["segments"], dam["tokens"], "wire")


def specify(versions, base_id="base"):
    return tabulate_specifications(*build_tables(versions), base_id)


def test_every_combination_of_choices_is_there_once(curve):
    assert list(curve.columns) == SPECIFICATIONS
    n = math.prod(len(alternatives) for alternatives in CHOICES.values())
    assert n >= 24
    assert curve["specification"].nunique() == n
    assert not curve.duplicated([*CHOICES, "version_id"]).any()
    assert curve["version_id"].nunique() == 6


def test_the_first_specification_is_what_the_distances_table_does(dam, curve):
    pairs = dam["distances"].query("version_a == 'wire'").set_index("version_b")
    usual = curve[curve["specification"] == 0].set_index("version_id")["distance"]
    pd.testing.assert_series_equal(
        usual, pairs["tfidf_distance"], check_names=False, atol=1e-9, rtol=0
    )
    first = {choice: settings[0] for choice, settings in CHOICES.items()}
    first["weighting"] = "divergence"
    js = curve[(curve[list(first)] == pd.Series(first)).all(axis=1)].set_index("version_id")
    pd.testing.assert_series_equal(
        js["distance"], pairs["js_divergence"], check_names=False, atol=1e-9, rtol=0
    )


def test_each_choice_does_what_its_name_says():
    # One word apart, of the kind that the choice is about: once it is left out, nothing is left.
    apart = {
        "case": (["The Turkey flew away."], ["The turkey flew away."]),
        "function_words": (["Rain fell on hills."], ["Rain fell in the hills."]),
        "quotations": (['Rain fell. "Good," he said.'], ['Rain fell. "Bad," he said.']),
        "headline": ([("headline", "Rain"), "Rain fell."], [("headline", "Snow"), "Rain fell."]),
        "endings": (["Repairs started."], ["Repairing starting."]),
        "numbers": (["Rain fell for 3 days."], ["Rain fell for 4 days."]),
        "n_gram": (["Rain fell on hills."], ["Hills fell on rain."]),
    }
    wanted_same = {"case": "ignored", "headline": "dropped", "n_gram": "1"}
    for choice, (base, other) in apart.items():
        rows = specify({"base": base, "other": other})
        usual = {name: alternatives[0] for name, alternatives in CHOICES.items()}
        alone = rows[
            (
                rows[[c for c in CHOICES if c != choice]]
                == pd.Series({c: s for c, s in usual.items() if c != choice})
            ).all(axis=1)
        ]
        distances = alone.set_index(choice)["distance"]
        same = wanted_same.get(choice, "dropped")
        assert distances[same] == pytest.approx(0, abs=1e-9), choice
        assert distances.drop(same).iloc[0] > 1e-6, choice


def test_a_robust_conclusion_is_called_robust():
    rows = specify({"base": BASE, "near": NEAR, "far": FAR})
    stability = summarise_stability(rows).set_index("version_id")
    assert stability.loc["far", "share_first"] == 1
    assert stability.loc["near", "rank_low"] == stability.loc["near", "rank_high"] == 2
    assert "all 512 ways" in rf.tell_stability(rows, stability.reset_index())


def test_a_fragile_conclusion_is_called_fragile():
    # One differs in its quotation only, the other in its own words only: which one is farther
    # hangs on whether quotations count.
    base = ['The mayor said "this pier was never safe for anybody" on Monday.', "Repairs began."]
    quoted = ['The mayor said "no complaint ever reached my office" on Monday.', "Repairs began."]
    worded = ['The mayor said "this pier was never safe for anybody" on Monday.', "Work stopped."]
    rows = specify({"base": base, "quoted": quoted, "worded": worded})
    stability = summarise_stability(rows).set_index("version_id")
    assert 0.2 < stability.loc["quoted", "share_first"] < 0.8
    disputed = list_disputed_choices(rows)
    spread = disputed.groupby("choice")["share_first"].agg(lambda s: s.max() - s.min())
    assert spread.idxmax() == "quotations"
    told = rf.tell_stability(rows, stability.reset_index())
    assert "hangs most on quotations" in told and "worded" in told


def test_the_reported_share_is_that_of_a_recount(curve):
    stability = summarise_stability(curve).set_index("version_id")
    wide = curve.pivot(index="specification", columns="version_id", values="distance")
    winners = wide.eq(wide.max(axis=1), axis=0)
    for version_id in wide.columns:
        assert stability.loc[version_id, "share_first"] == pytest.approx(winners[version_id].mean())


def test_equal_versions_share_the_first_place():
    rows = specify({"base": BASE, "one": FAR, "two": FAR})
    assert (rows["rank"] == 1).all()
    assert (summarise_stability(rows)["share_first"] == 1).all()


@pytest.mark.parametrize("body", [[], ["..."], [("headline", "Only a headline")]])
def test_a_version_without_words_has_no_rank(body):
    rows = specify({"base": BASE, "empty": [*body, ("furniture", "x")], "far": FAR})
    kept = rows[rows["headline"] == "dropped"]
    assert kept.loc[kept["version_id"] == "empty", ["distance", "rank"]].isna().all(axis=None)
    assert (kept.loc[kept["version_id"] == "far", "rank"] == 1).all()
    assert len(summarise_stability(rows)) == 2


def test_one_version_leaves_nothing_to_vary():
    rows = specify({"base": BASE})
    assert rows.empty and summarise_stability(rows).empty and list_disputed_choices(rows).empty
    assert "nothing to rank" in rf.tell_stability(rows, summarise_stability(rows))
    with pytest.raises(UsageError, match="no version 'wire'"):
        specify({"base": BASE}, "wire")


@settings(max_examples=15)
@given(st.lists(st.text(max_size=60), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_any_texts_and_any_order_of_versions(texts, random):
    versions = {f"v{n}": [text] for n, text in enumerate(texts)}
    rows = specify(versions, "v0")
    assert rows["distance"].dropna().between(0, 1).all()
    shuffled = {name: versions[name] for name in random.sample(list(versions), len(versions))}
    key = ["specification", "version_id"]
    again = specify(shuffled, "v0").set_index(key).sort_index()
    pd.testing.assert_frame_equal(rows.set_index(key).sort_index(), again, atol=1e-9, rtol=0)


# --- Figures and sentences


@pytest.fixture(scope="module")
def drawn(dam, curve):
    ids = dam["versions"]["version_id"].tolist()
    ranges = leave_one_out(dam["tokens"], version_ids=ids)
    return {
        "curve": (rf.draw_specification_curve(curve), rf.describe_specification_curve(curve)),
        "ranks": (rf.draw_ranks(curve), rf.describe_ranks(curve)),
        "ranges": (
            rf.draw_leave_one_out(ranges, "wire"),
            rf.describe_leave_one_out(ranges, "wire"),
        ),
        "funnel": (
            rf.draw_funnel(dam["terms"], "wire", "spun"),
            rf.describe_funnel(dam["terms"], "wire", "spun"),
        ),
        "js": (
            rf.draw_calibration(dam["distances"], "wire"),
            rf.describe_calibration(dam["distances"], "wire"),
        ),
        "tfidf": (
            rf.draw_calibration(dam["distances"], "wire", "tfidf"),
            rf.describe_calibration(dam["distances"], "wire", "tfidf"),
        ),
    }


@pytest.mark.parametrize("name", ["curve", "ranks", "ranges", "funnel", "js", "tfidf"])
def test_figures_are_drawn_the_same_each_time_and_described(drawn, name):
    ax, told = drawn[name]
    assert figures.render_png(ax) == figures.render_png(ax)
    assert told and "nan" not in told


def test_empty_tables_give_figures_that_say_so(dam, curve):
    nothing = curve.iloc[:0]
    for ax in (
        rf.draw_specification_curve(nothing),
        rf.draw_ranks(nothing),
        rf.draw_calibration(dam["distances"].iloc[:0], "wire"),
        rf.draw_funnel(dam["terms"].iloc[:0], "wire", "spun"),
        rf.draw_leave_one_out(leave_one_out(dam["tokens"]).iloc[:0], "wire"),
    ):
        assert figures.render_png(ax)
        assert ax.texts
    for told in (rf.describe_specification_curve(nothing), rf.describe_ranks(nothing)):
        assert told.startswith("No figure")


def test_the_idf_of_english_moves_by_nothing(drawn):
    assert "idf of English 0.000" in drawn["ranges"][1]


def test_sentences_follow_the_verdict(dam):
    verdicts = judge_distances(dam["distances"]).tolist()
    pairs = dam["distances"].assign(verdict=verdicts).query("version_a == 'wire'")
    verdict = pairs.set_index("version_b")["verdict"]
    assert verdict["cutdown"] == verdict["spun"] == "closer"
    assert verdict["independent"] == "chance"
    assert "they share text" in rf.tell_distance(dam, "cutdown")
    assert "no more different than two texts this short" in rf.tell_distance(dam, "independent")
    assert "more than chance explains" in rf.tell_function_words(dam, "spun")
    assert "no more than chance explains" in rf.tell_function_words(dam, "independent")


def test_a_version_without_words_is_told_as_undefined(dam):
    empty = {**dam, "distances": dam["distances"].assign(js_divergence=np.nan, js_null_low=np.nan)}
    assert "is defined" in rf.tell_distance(empty, "cutdown")


def test_no_term_is_significant_with_one_article_a_side(dam):
    counts = summarise_terms(dam["terms"]).set_index("version_b")
    assert (counts["n_significant"] == 0).all()
    assert (counts["n_beyond"] <= counts["n_by_chance"]).all()
    told = rf.tell_significance(counts.reset_index(), "independent")
    assert "as is to be expected with one article a side" in told


def test_a_term_that_is_most_of_a_long_text_is_significant():
    _, tokens = build_tables({"a": ["tax " * 400], "b": ["rain " * 400]})
    counts = summarise_terms(tabulate_terms(tokens, "a", version_ids=["a", "b"]))
    assert counts.loc[0, "n_significant"] == 2
    assert "would stand out" in rf.tell_significance(counts, "b")


def test_distances_of_made_tables_agree_with_the_curve():
    segments, tokens = build_tables({"base": BASE, "near": NEAR, "far": FAR})
    usual = tabulate_specifications(segments, tokens, "base").query("specification == 0")
    found = tabulate_distances(tokens).set_index(["version_a", "version_b"])["tfidf_distance"]
    for row in usual.itertuples():
        assert row.distance == pytest.approx(found["base", row.version_id])
