"""What two texts share: numbers checked by hand, mirror images, hostile input."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reuse import (
    EVIDENCE,
    LEVELS,
    compare_direction,
    compare_texts,
    measure_reuse,
    order_versions,
)

SEEDS = Path(__file__).parents[1] / "seeds"
KEY = tomllib.loads((SEEDS / "tarnholt-dam" / "key.toml").read_text("utf-8"))["body"]
WIRE, SPUN, OTHER = (" ".join(KEY[name]) for name in ("wire", "spun", "independent"))
FULL = (
    "The committee, which had deliberated for several months, announced its recommendations "
    "concerning agricultural subsidies on Tuesday. "
    "Although the minister initially expressed reservations, she subsequently endorsed the "
    "proposals because they would substantially reduce administrative expenditure. "
    "Representatives of the farmers, whose organisation was consulted beforehand, criticised "
    "the timetable that the committee envisages. "
    "The opposition demanded an immediate parliamentary investigation after newspapers "
    "published confidential correspondence between civil servants. "
    "Demonstrators assembled outside the agriculture ministry while negotiations continued "
    "throughout the evening in the capital."
)
SIMPLE = (
    "The committee talked for several months. It told people its plans for farm subsidies on "
    "Tuesday. "
    "At first the minister was not sure. Later she agreed to the plans. They would reduce costs. "
    "The farmers did not like the timetable of the committee. "
    "The opposition wanted a parliamentary investigation. Newspapers had printed secret letters "
    "between civil servants. "
    "People came to the agriculture ministry. Talks went on all evening in the capital."
)
TEXTS = st.lists(
    st.sampled_from("Rain fell . The dam held , Mr Lind said \" ” 1,200 U.S. ' \n yes".split(" ")),
    max_size=40,
).map(" ".join)


def test_runs_are_counted_by_hand():
    base = "The dam at Oxby leaks a little. Nobody is hurt."
    found = compare_texts(base, "Officials say the dam at Oxby leaks.")
    assert found["n_base"] == 10 and found["n_other"] == 7
    # "the dam at Oxby leaks": five of the seven words, half of the base's ten.
    assert found["other_in_runs_5"] == pytest.approx(5 / 7)
    assert found["base_in_runs_5"] == pytest.approx(5 / 10)
    assert found["other_in_runs_8"] == 0
    assert found["common_order"] == pytest.approx(5 / 7)


def test_house_style_is_no_difference():
    found = compare_texts("The licence costs 1,200 crowns.", "The license costs 1200 crowns.")
    assert found["other_in_runs_5"] == 1 and found["share_changed"] == 0


def test_synonyms_stand_in_place():
    base = "The company denied that the old wall leaks near the northern gate of the dam."
    other = "The firm denied that the aged wall leaks near the northern gate of the dam."
    found = compare_texts(base, other)
    assert found["share_changed"] == pytest.approx(2 / 15) and found["share_in_place"] == 1


def test_quotations_are_told_from_the_outlets_own_words():
    said = '"We were never asked about the gates at all," she said.'
    found = compare_texts(f"Rain fell on the valley. {said}", f"Nothing moved there. {said}")
    # Of the outlet's five words, "she said" ends a run that the quotation began.
    assert found["quotations_shared"] == 1 and found["outlet_in_runs_3"] == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("other", "levels"),
    [(WIRE, {"cut"}), (SPUN, {"light", "heavy"}), (OTHER, {"none"})],
)
def test_levels(other, levels):
    found = measure_reuse(WIRE, other)
    assert found["level"] in levels
    assert found["is_reused"] == (found["level"] != "none")
    assert math.fsum(found[f"p_{name}"] for name in LEVELS) == pytest.approx(1)


@pytest.mark.parametrize(
    ("a", "b"), [("", ""), ("", "Rain fell."), ("Rain fell.", "..."), ("?", "")]
)
def test_nothing_to_compare_is_undefined(a, b):
    found = measure_reuse(a, b)
    assert found["level"] is None and math.isnan(found["p_reused"])
    assert compare_direction(a, b)["p_a_first"] == 0.5


def test_simplification_tells_an_order_with_and_without_length():
    for use in ("words", "sentences", "all"):
        assert compare_direction(FULL, SIMPLE, use=use)["p_a_first"] > 0.9
    padded = SIMPLE + " " + OTHER
    assert compare_direction(FULL, padded, use="words")["p_a_first"] > 0.9
    assert order_versions({"simple": SIMPLE, "full": FULL})[0] == ["full", "simple"]


def test_equal_texts_have_no_order():
    assert compare_direction(WIRE, WIRE)["p_a_first"] == 0.5
    assert order_versions([WIRE, WIRE])[0] == [0, 1]
    assert order_versions({})[0] == [] and order_versions([WIRE])[0] == [0]


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_any_texts_give_shares(a, b):
    found = compare_texts(a, b)
    assert tuple(found) == EVIDENCE
    for name, value in found.items():
        if name not in ("n_base", "n_other", "length_change"):
            assert math.isnan(value) or -1e-9 <= value <= 1 + 1e-9, name
    measure_reuse(a, b)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_direction_of_swapped_texts_is_the_mirror_image(a, b):
    forth, back = compare_direction(a, b), compare_direction(b, a)
    assert forth["p_a_first"] == pytest.approx(1 - back["p_a_first"])


@pytest.mark.parametrize("shape", ["word ", '"', "A. ", "a,", "no end " * 3 + "\n", "é", "1 "])
def test_one_shape_repeated_is_read(shape):
    text = shape * 300
    assert measure_reuse(text, text[: len(text) // 2])["n_base"] >= 0
    compare_direction(text, text + "Rain fell.")
