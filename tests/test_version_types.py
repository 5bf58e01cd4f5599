"""Each type on versions made from the invented wire reports, where the right answer is known."""

import math
import tomllib
from pathlib import Path

import pytest

from analysis import load_story
from analysis.attribution import mark_voice, tabulate_quotations
from analysis.collation import tabulate_collation
from analysis.reuse import tabulate_reuse
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.story import Story, Version
from analysis.version_types import (
    COPIED,
    FIGURES,
    PATHS,
    QUESTIONS,
    TYPES,
    grade_types,
    name_types,
)

SEEDS = Path(__file__).parents[1] / "seeds"
WIRE = tomllib.loads((SEEDS / "tarnholt-dam" / "key.toml").read_text("utf-8"))["body"]["wire"]
OXBY = tomllib.loads((SEEDS / "tiny" / "key.toml").read_text("utf-8"))["body"]["wire"]


def load_body(version_id: str) -> list[str]:
    key = tomllib.loads((SEEDS / "tarnholt-dam" / "key.toml").read_text("utf-8"))
    return key["body"][version_id]


OWN_MORE = [
    "The rowing club has pulled its boats up to the road and locked the boathouse.",
    "Two bakers in the market said they would go on opening at five in the morning.",
    "Children had drawn fish on the pavement outside the post office.",
    "A retired surveyor keeps a book in which he has written down the rainfall since 1988.",
    "The choir master has moved Thursday's practice to the hall on the hill.",
    "At the filling station, a queue of cars reached the roundabout by noon.",
    "Nobody at the bus stop could say when the next service would leave.",
    "The vicar left the church unlocked and put blankets on the pews.",
]
OWN = [
    "Shopkeepers in the valley say the winter has been the slowest they can remember.",
    "A farmer who grazes sheep under the wall has moved his flock to his brother's fields.",
    "The school choir sang in the chapel on Sunday, and the pews were full.",
    "Buses will run every half hour until the end of the month, the operator announced.",
    "Insurance brokers have stopped writing new policies for houses near the river.",
    "An exhibition on the drowned village opens at the county museum in March.",
]


def measure(story: Story):
    segments = tabulate_segments(story)
    tokens = mark_voice(tabulate_tokens(segments), tabulate_quotations(segments))
    return tabulate_reuse(tokens, tabulate_collation(tokens, story.base), story.base)


def make_story(sentences: list[str]) -> Story:
    texts = {"wire": WIRE, "other": sentences}
    versions = tuple(
        Version(id=name, file=f"{name}.txt", text="\n".join(body), sha256="")
        for name, body in texts.items()
    )
    return Story(
        name="made", title="Made", folder=None, language="en", versions=versions, base="wire"
    )


def classify(sentences: list[str]):
    return name_types(measure(make_story(sentences)), "wire").iloc[1]


@pytest.mark.parametrize(
    ("expected", "sentences"),
    [
        ("republication", WIRE),
        ("republication", [s.replace("U.S.", "US").replace('"', "”") for s in WIRE]),
        ("cut-down", WIRE[:18]),
        ("cut-down", WIRE[:6] + WIRE[12:]),
        ("reordered", WIRE[15:] + WIRE[:15]),
        ("expansion", WIRE + OWN),
        ("expansion", OWN_MORE + WIRE + OWN),
        ("rewrite", load_body("rewrite")),
        ("spun", load_body("spun")),
        ("independent", load_body("independent")),
        ("unrelated", OXBY),
    ],
)
def test_made_versions(expected, sentences):
    row = classify(sentences)
    assert row["type"] == expected, row["evidence"]
    assert 0.5 <= row["type_probability"] <= 1


RIGHT = {
    "calder-port": {"cutdown": "cut-down", "spun": "spun"},
    "ellmoor-vote": {"spun": "spun"},
    "orlan-truce": {"spun": "spun"},
    "quarry-road-stand": {"spun": "spun"},
    "stannery-records": {"spun": "spun"},
    "tarnholt-dam": {
        "cutdown": "cut-down",
        "selective": "cut-down",
        "spun": "spun",
        "rewrite": "rewrite",
        "independent": "independent",
        "spun-again": "spun",
    },
    "tiny": {"cutdown": "cut-down", "rewrite": "rewrite"},
}


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_the_invented_stories(name):
    found = name_types(measure(load_story(name)), "wire").set_index("version_id")["type"]
    assert found.drop("wire").to_dict() == RIGHT[name]


def test_the_five_real_articles(seeds_folder):
    story = load_story("wagner-arms")
    found = name_types(measure(story), story.base).set_index("version_id")["type"]
    assert found.drop(story.base).to_dict() == {
        "moscow-times": "cut-down",
        "spun": "spun",
        "al-jazeera": "rewrite",
        "national": "independent",
    }


def test_two_shared_quotations_do_not_make_a_copy():
    """Reporters in the same room write down the same words."""
    quotations = [s for s in WIRE if s.startswith('"')][:2]
    row = classify([*OWN, *quotations, *OWN_MORE])
    assert row["type"] not in COPIED, row["evidence"]


def test_a_person_who_leaves_sentences_as_they_are_is_no_spinning_machine():
    spun = load_body("spun")
    mixed = [WIRE[k] if k % 3 == 0 else sentence for k, sentence in enumerate(spun[:16])]
    row = classify(mixed + spun[16:])
    assert row["type"] != "spun", row["evidence"]


def test_the_evidence_holds_the_figures():
    evidence = classify(WIRE[:18])["evidence"]
    assert "0% new matter" in evidence
    assert "of the shared statements 100% unchanged" in evidence


def test_probabilities_of_the_types_sum_to_one():
    for row in measure(load_story("tarnholt-dam")).to_dict("records"):
        assert math.fsum(grade_types(row).values()) == pytest.approx(1)


def test_every_type_is_one_way_through_the_questions():
    assert set(PATHS) == set(TYPES) - {"unsure"}
    assert all(set(question.signs) <= set(FIGURES) for question in QUESTIONS.values())
    assert len({tuple(way.items()) for way in PATHS.values()}) == len(PATHS)


@pytest.mark.parametrize("sentences", [["Yes."], ["..."], ["Dam."]])
def test_a_stub_gets_no_type(sentences):
    row = classify(sentences)
    assert row["type"] == "unsure" and math.isnan(row["type_probability"])
    assert "too few" in row["evidence"]


def test_the_base_comes_first_and_has_no_probability():
    table = name_types(measure(make_story(WIRE)), "wire")
    assert table["type"].tolist() == ["base", "republication"]
    assert math.isnan(table["type_probability"].iloc[0])
