"""Does the optional model correct what the rules find, and leave alone what it should?"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.attribution import QUOTATION_COLUMNS, find_quotations
from analysis.attribution.model import REACH, Weights, load_weights, refine_rows
from analysis.attribution.model_features import Place, Row, describe_sentence
from analysis.attribution.quotations import build_table, list_quotations
from analysis.attribution.units import cut_units
from analysis.paths import find_data_folder

STORY = (
    "Ferry hits pier\n"
    "Port Halden (CW) - A ferry hit a pier on Monday, harbour master Tom Reed said, and three "
    'people were hurt. "We heard a loud crash," said Ann Lee, who lives nearby.\n'
    "She added that the crew had helped everybody ashore, though the lights were out. Reed "
    'called the night "our longest" and thanked the fire brigade for its speed.\n'
    "According to the owner, Lowland Lines, the engine had failed twice before."
)
STRETCHES = st.sampled_from(
    ["he said ", "that ", '"', "“", "”", ", ", ". ", "\n", "Low ", "it sank ", "denied ", "''"]
)
HOSTILE = st.text() | st.lists(STRETCHES, max_size=60).map("".join)


def refine(text: str, **weights: object) -> list[tuple]:
    """Refine a text of one stretch with a made-up model."""
    bounds = [(0, len(text), 0, 0)]
    model = Weights(**{"bias": 0.0, "local": {}, "shared": {}, **weights})
    return refine_rows(text, bounds, list_quotations(text, bounds), model)


def test_the_table_is_of_the_same_kind():
    plain, refined = find_quotations(STORY), find_quotations(STORY, model=True)
    assert list(refined.columns) == QUOTATION_COLUMNS
    assert (refined.dtypes == plain.dtypes).all()


def test_direct_rows_stay():
    plain, refined = find_quotations(STORY), find_quotations(STORY, model=True)
    kept = [table[table["form"] == "direct"].reset_index(drop=True) for table in (plain, refined)]
    assert len(kept[0]) == 2
    assert kept[0].equals(kept[1])


def test_without_the_model_nothing_changes():
    assert find_quotations(STORY, model=False).equals(find_quotations(STORY))


def test_a_plain_report_stays():
    found = find_quotations("Ann Lee said that the ferry had sunk.", model=True)
    assert found[["text", "source", "cue"]].values.tolist() == [
        ["that the ferry had sunk", "Ann Lee", "said"]
    ]


def test_an_empty_text_has_an_empty_table():
    found = find_quotations("", model=True)
    assert found.empty
    assert (found.dtypes == build_table([]).dtypes).all()


@given(HOSTILE)
@example("")
@example('he said "')
@example("Low said " + "that Reed said " * 80)
@example("a " * 600 + "he said it sank")
def test_any_text_gives_rows_that_point_into_it(text: str):
    found = find_quotations(text, model=True)
    assert (found["start"] < found["stop"]).all()
    assert found["start"].is_monotonic_increasing
    assert found["start"].is_unique
    assert found["confidence"].between(0, 1).all()
    for row in found.itertuples():
        assert text[row.start : row.stop] == row.text


@given(HOSTILE)
def test_direct_rows_stay_in_any_text(text: str):
    tables = (find_quotations(text), find_quotations(text, model=True))
    kept = [table[table["form"] == "direct"].reset_index(drop=True) for table in tables]
    assert kept[0].equals(kept[1])


@given(HOSTILE)
def test_the_pieces_of_a_sentence_hold_all_its_units(text: str):
    units = cut_units(text, 0, len(text), [])
    if units:
        pieces = describe_sentence(units, [], Place("-", True))
        edges = [edge for span in pieces.spans for edge in span]
        assert edges == sorted(edges)
        assert (edges[0], edges[-1]) == (units[0].start, units[-1].stop)
        sizes = {len(part) for part in pieces}
        assert len(sizes) == 1


def test_a_model_that_believes_nothing_drops_every_indirect_row():
    rows = refine("Ann Lee said that the ferry had sunk.", bias=-9.0)
    assert rows == []


def test_a_model_that_knows_nothing_changes_nothing():
    text = "Ann Lee said that the ferry had sunk. Reed denied it."
    assert refine(text) == list_quotations(text, [(0, len(text), 0, 0)])


def test_new_rows_take_the_nearest_cue_or_none():
    text = "Ann Lee said that the ferry had sunk, and no other ship was near her then."
    (row,) = refine(text, bias=9.0)
    assert (row[2], row[9]) == (text[text.index("that") : -1], "said")
    (row,) = refine("No other ship was near her then.", bias=9.0)
    assert row[2:4] == ("No other ship was near her then", "indirect")
    assert row[6:12] == (None,) * 6


def test_an_edge_moves_to_where_the_words_stop_being_likely():
    text = "Ann Lee said that the ferry had sunk with all its passengers on board."
    (row,) = refine(text, bias=2.0, shared={"fwith": (0, 0, -9.0, -9.0, -9.0)})
    assert row[2] == "that the ferry had sunk"


@pytest.mark.parametrize(("word", "other"), [("ballot", "rabbit"), ("tax", "fox"), ("Reed", "Low")])
def test_no_topic_is_seen(word: str, other: str):
    """Two sentences that differ in a word of no class have the same features."""
    sentence = "The mayor said on Monday that the {} was lost, and {} went home."
    features = []
    for name in (word, other):
        text = sentence.format(name, name)
        rows = [Row._make(values) for values in list_quotations(text, [(0, len(text), 0, 0)])]
        pieces = describe_sentence(cut_units(text, 0, len(text), []), rows, Place("-", True))
        features.append((pieces.shared, pieces.local))
    assert features[0] == features[1]


def test_the_weights_are_a_small_file():
    path = find_data_folder() / "models" / "attribution.json"
    assert path.stat().st_size < 100_000


def test_every_shared_weight_reaches_as_far():
    assert {len(row) for row in load_weights().shared.values()} == {2 * REACH + 1}
