"""Each type on versions made from the invented wire report, where the right answer is known."""

import tomllib
from pathlib import Path

import pytest

from analysis import compare
from analysis.story import Story, Version
from analysis.version_types import TYPES

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


def classify(sentences: list[str]) -> tuple[str, str]:
    texts = {"wire": WIRE, "other": sentences}
    versions = tuple(
        Version(id=name, file=f"{name}.txt", text="\n".join(body), sha256="")
        for name, body in texts.items()
    )
    story = Story(
        name="made", title="Made", folder=None, language="en", versions=versions, base="wire"
    )
    row = compare(story)["versions"].set_index("version_id").loc["other"]
    return row["type"], row["evidence"]


@pytest.mark.parametrize(
    ("expected", "sentences"),
    [
        ("republication", WIRE),
        ("republication", [s.replace("U.S.", "US").replace('"', "”") for s in WIRE]),
        ("cut-down", WIRE[:18]),
        ("cut-down", WIRE[:6] + WIRE[12:]),
        ("reordered", WIRE[15:] + WIRE[:15]),
        ("expansion", WIRE + OWN),
        ("unrelated", OXBY),
    ],
)
def test_made_versions(expected, sentences):
    kind, evidence = classify(sentences)
    assert kind == expected, evidence
    assert kind in TYPES


def test_two_shared_quotations_do_not_make_a_rewrite():
    """Reporters in the same room write down the same words."""
    quotations = [s for s in WIRE if s.startswith('"')][:2]
    kind, evidence = classify([*OWN, *quotations, *OWN_MORE])
    assert kind in {"independent", "unsure"}, evidence


def test_a_person_who_leaves_sentences_as_they_are_is_no_spinning_machine():
    spun = load_body("spun")
    assert classify(spun)[0] == "spun"
    mixed = [WIRE[k] if k % 5 == 0 else sentence for k, sentence in enumerate(spun[:16])]
    kind, evidence = classify(mixed + spun[16:])
    assert kind == "rewrite", evidence


def test_the_evidence_holds_the_figures():
    _, evidence = classify(WIRE[:18])
    assert "18 of 29 base sentences there (18 kept" in evidence
    assert "100% of its word 5-grams stand in the base" in evidence


def test_a_type_without_calibration_claims_no_probability():
    versions = tuple(
        Version(id=name, file=name, text=" ".join(WIRE), sha256="") for name in ("a", "b")
    )
    story = Story(
        name="made", title="Made", folder=None, language="en", versions=versions, base="a"
    )
    assert compare(story)["versions"]["type_probability"].isna().all()


@pytest.mark.parametrize("sentences", [["Yes."], ["..."], ["Dam."]])
def test_a_stub_is_never_called_a_copy(sentences):
    kind, _ = classify(sentences)
    assert kind in {"unsure", "unrelated", "independent"}
