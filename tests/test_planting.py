"""Are planted edits exactly what their answer key says, and is a table of changes scored fairly?"""

import tomllib
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load_story
from analysis.errors import UsageError
from analysis.planting import (
    plant_edits,
    plant_story,
    read_key,
    score_changes,
    score_controls,
    score_subkinds,
)
from analysis.planting.assembly import join_pieces, undo
from analysis.planting.planted import PURE
from analysis.planting.source_text import Span

DATA = Path(__file__).parents[1] / "data" / "planting"
SEVERITIES = tomllib.loads((DATA / "severities.toml").read_text("utf-8"))

# Rules of detectors may be read off the first four, never off the two held out.
DEVELOPMENT = ("tarnholt-dam", "calder-port", "ellmoor-vote", "quarry-road-stand")
HELD_OUT = ("orlan-truce", "stannery-records")
SEEDS = (1, 2, 3, 4)

SHORT = (
    'The mayor, Odette Marsh, denied that about 40 people had died on Tuesday. "We do not know, '
    'but we will look," Marsh said. "The wall is safe." According to Halvern Power, the repair '
    "may cost between $30 and $40 million."
)


def read_base(name: str) -> str:
    story = load_story(name)
    return next(version.text for version in story.versions if version.id == story.base)


@pytest.fixture(scope="module")
def plantings():
    """All six base texts under all seeds."""
    bases = {name: read_base(name) for name in (*DEVELOPMENT, *HELD_OUT)}
    return {(name, seed): plant_edits(text, seed) for name, text in bases.items() for seed in SEEDS}


def list_rows(planted, version_id):
    rows = [*planted.changes, *planted.controls]
    return [row for row in rows if row["other_id"] == version_id]


def join_kept(planted, version_id):
    """What a version was made of: the base, or its kept pieces as they were put together."""
    recipe = next(one for one in planted.recipes if one["id"] == version_id)
    pieces = [Span(*piece) for piece in recipe["kept"]]
    parts = [planted.base[piece.start : piece.stop] for piece in pieces]
    for number in range(len(pieces) - 1, 0, -1):
        parts.insert(number, join_pieces(planted.base, pieces[number - 1], pieces[number]))
    return "".join(parts)


def check_key(planted):
    """The promises of every key, whatever the text."""
    assert [recipe["id"] for recipe in planted.recipes] == list(planted.versions)
    for version_id, text in planted.versions.items():
        rows = list_rows(planted, version_id)
        for row in rows:
            base_span = planted.base[row["base_start"] : row["base_stop"]]
            assert base_span == row["base_text"] != row["other_text"]
            assert text[row["other_start"] : row["other_stop"]] == row["other_text"]
        for side in ("base", "other"):
            spans = sorted((row[f"{side}_start"], row[f"{side}_stop"]) for row in rows)
            assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
        assert undo(text, rows) == join_kept(planted, version_id)
    for row in planted.changes:
        assert row["severity"] == SEVERITIES[row["kind"]][row["subkind"]]
        assert row["base_scope_start"] <= row["base_start"]
        assert row["base_stop"] <= row["base_scope_stop"]
        assert row["other_scope_start"] <= row["other_start"]
        assert row["other_stop"] <= row["other_scope_stop"]


# ---------------------------------------------------------------- the set as a whole


def test_a_thousand_edits_with_enough_of_each_kind(plantings):
    rows = [row for planted in plantings.values() for row in planted.changes]
    kinds = Counter(row["kind"] for row in rows)
    subkinds = Counter((row["kind"], row["subkind"]) for row in rows)
    assert len(rows) >= 1_000
    assert set(kinds) == set(SEVERITIES)
    assert min(kinds.values()) >= 60, kinds
    assert set(subkinds) == {(kind, sub) for kind, table in SEVERITIES.items() for sub in table}
    assert min(subkinds.values()) >= 10, subkinds.most_common()[-3:]


def test_the_held_out_bases_alone_have_every_kind(plantings):
    rows = [row for (name, _), one in plantings.items() if name in HELD_OUT for row in one.changes]
    assert set(Counter(row["kind"] for row in rows)) == set(SEVERITIES)
    assert len(rows) >= 300


def test_there_are_controls_of_many_formats(plantings):
    formats = Counter(row["format"] for one in plantings.values() for row in one.controls)
    assert sum(formats.values()) >= 1_000
    assert {"money", "date", "time", "percent", "marks", "digits", "initials"} <= set(formats)


def test_keys_are_true_and_edits_can_be_undone(plantings):
    for planted in plantings.values():
        check_key(planted)


def test_the_pure_versions_hold_no_edit(plantings):
    for planted in plantings.values():
        controls, cut, reordered = (planted.versions[name] for name in PURE)
        assert not [row for row in planted.changes if row["other_id"] in PURE]
        assert undo(controls, list_rows(planted, PURE[0])) == planted.base
        assert planted.base.startswith(cut) and cut != planted.base
        assert reordered != planted.base
        assert sorted(reordered.split("\n")) == sorted(planted.base.rstrip("\n").split("\n"))


def test_most_sentences_with_an_edit_hold_one(plantings):
    planted = plantings["calder-port", 1]
    for recipe in planted.recipes:
        assert recipe["id"] in PURE or recipe["n_edits"] >= 8
        mine = [row for row in planted.changes if row["other_id"] == recipe["id"]]
        starts = sorted(row["base_start"] for row in mine)
        close = sum(b - a < 12 for a, b in zip(starts, starts[1:], strict=False))
        assert close <= 2


def test_versions_are_cut_and_reordered_and_the_key_says_so(plantings):
    recipes = [recipe for one in plantings.values() for recipe in one.recipes]
    mixed = [recipe for recipe in recipes if recipe["id"] not in PURE]
    assert {recipe["cut"] for recipe in mixed} == {"", "tail", "middle"}
    assert any(recipe["reordered"] for recipe in mixed)


# ---------------------------------------------------------------- single edits, read by hand


@pytest.fixture(scope="module")
def edits():
    """Every edit that a short text offers, by subkind: what stood there, what came."""
    found = {}
    for seed in range(60):
        for row in plant_edits(SHORT, seed, n_edits=3).changes:
            pair = (row["base_text"], row["other_text"])
            found.setdefault((row["kind"], row["subkind"]), set()).add(pair)
    return found


@pytest.mark.parametrize(
    ("kind", "subkind", "base_text", "other_text"),
    [
        ("attribution", "denial_lost", "denied that", "said that"),
        ("certainty", "approximation_lost", "about ", ""),
        ("certainty", "modal_strengthened", "may", "will"),
        ("negation", "lost", "not ", ""),
        ("name", "common_word", "Marsh", "Swamp"),
        ("number", "range_lost", "between $30 and $40 million", "$40 million"),
        ("attribution", "lost", "According to Halvern Power, t", "T"),
        ("quote", "tidied", "do not", "don't"),
        ("quote", "truncated_before_exception", ", but we will look", ""),
        ("quote", "speaker_changed", "Marsh", "Harte"),
    ],
)
def test_an_edit_is_what_a_careless_writer_does(edits, kind, subkind, base_text, other_text):
    assert (base_text, other_text) in edits[kind, subkind]


def test_two_quotations_become_one(edits):
    ((base_text, other_text),) = edits["quote", "joined"]
    assert base_text == 'We do not know, but we will look," Marsh said. "The wall is safe."'
    assert other_text == 'We do not know, but we will look. The wall is safe," Marsh said.'


def test_reported_speech_says_what_the_quotation_said():
    text = '"The company has known about our leak," Marsh told them.\n"It is old," said Ann Lee.'
    rows = [r for s in range(40) for r in plant_edits(text, s, n_edits=2).changes]
    found = {r["other_text"] for r in rows if r["subkind"] == "to_indirect"}
    assert found == {"Ann Lee said that it was old."}


def test_articles_and_capitals_stay_right():
    text = "It was an operation. About nine men came. A company paid an estimated $8 million."
    rows = [r for s in range(60) for r in plant_edits(text, s, n_edits=2).changes]
    pairs = {(r["base_text"], r["other_text"]) for r in rows}
    assert ("an operation", "a surgery") in pairs
    assert ("About n", "N") in pairs
    assert ("an estimated ", "") in pairs


# ---------------------------------------------------------------- honest on every text


def test_same_seed_same_bytes_and_another_seed_another_set():
    base = read_base("quarry-road-stand")
    assert plant_edits(base, 5) == plant_edits(base, 5)
    assert plant_edits(base, 5).versions != plant_edits(base, 6).versions


def test_hash_seeds_do_not_matter(run_python):
    code = (
        "from analysis import load_story; from analysis.planting import plant_edits;"
        "from hashlib import sha256; s = load_story('calder-port');"
        "t = next(v.text for v in s.versions if v.id == s.base);"
        "print(sha256(repr(plant_edits(t, 3)).encode()).hexdigest())"
    )
    done = [run_python("-c", code, PYTHONHASHSEED=seed) for seed in ("0", "1")]
    assert done[0].returncode == 0, done[0].stderr
    assert done[0].stdout == done[1].stdout


def test_an_empty_text_gives_nothing():
    for text in ("", " \n\n "):
        planted = plant_edits(text, 1)
        assert planted.versions == {} and planted.changes == [] and planted.describe() == []


def test_a_text_without_a_place_says_so():
    planted = plant_edits("Snow lay there. Dogs slept.", 1, n_versions=1, n_edits=4)
    assert planted.changes == []
    assert any("no place for more than 0 of the 4 edits" in line for line in planted.describe())


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        plant_edits("It rained.", n_versions=-1)


PIECES = st.sampled_from(
    [
        *("“", "”", '"', "'", "’", ".", ", ", " - ", "\n", "\n\n", "$", "£4.6 million ", "10,000 "),
        *("said ", "Marsh ", "Odette Marsh ", "denied that ", "not ", "no ", "may ", "about "),
        *(
            "between 3 and 4 ",
            "Feb. 31 ",
            "6 a.m. ",
            "2019 ",
            "According to ",
            "an ",
            "who ",
            "\x00",
        ),
        *("twice ", "Dr. ", "U.S. ", "he ", "The company ", "told reporters ", "but ", "ß", "İ"),
    ]
)


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_hostile_text_never_raises_and_the_key_stays_true(text):
    check_key(plant_edits(text, 7, n_versions=2, n_edits=5))


@pytest.mark.parametrize(
    "shape",
    ['"', "“a” ", "Odette Marsh said ", "$4.6 million ", "Feb. 3 ", "not ", "(", "A", "a.", "\n\n"],
)
def test_a_megabyte_of_one_shape_comes_to_an_end(shape):
    check_key(plant_edits(shape * (1_000_000 // len(shape)), 1, n_versions=1))


# ---------------------------------------------------------------- the folder


def test_a_planted_story_is_a_story(tmp_path):
    written = plant_story(load_story("calder-port"), tmp_path / "planted", seed=2, n_versions=3)
    story = load_story(tmp_path / "planted")
    assert story.base == "base" and story.problems == ()
    texts = {version.id: version.text for version in story.versions}
    assert texts == {"base": written.planted.base, **written.planted.versions}
    changes, controls = read_key(tmp_path / "planted")
    pd.testing.assert_frame_equal(changes, written.planted.tabulate_changes())
    pd.testing.assert_frame_equal(controls, written.planted.tabulate_controls())
    key = tomllib.loads((tmp_path / "planted" / "key.toml").read_text("utf-8"))
    assert key["seed"] == 2 and key["story"] == "calder-port" and key["planted_in"] == "wire"
    assert [one["id"] for one in key["recipe"]] == list(written.planted.versions)


def test_a_users_own_folder_will_do(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text(SHORT, "utf-8")
    plant_story(load_story(tmp_path / "mine"), tmp_path / "out", n_versions=1)
    again = plant_story(load_story(tmp_path / "mine"), tmp_path / "out", n_versions=2)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("story.toml", "key.toml", "base.txt"),
        *(f"{name}.txt" for name in again.planted.versions),
    }


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear editor", "utf-8")
    with pytest.raises(UsageError, match="letter.txt"):
        plant_story(load_story("tiny"), tmp_path)
    assert (tmp_path / "letter.txt").read_text("utf-8") == "Dear editor"


@pytest.mark.parametrize("name", ["planted-notes.txt", "key.toml"])
def test_files_that_only_look_planted_are_left_alone(tmp_path, name):
    (tmp_path / name).write_text("mine = true\n", "utf-8")
    with pytest.raises(UsageError, match=name):
        plant_story(load_story("tiny"), tmp_path)
    assert (tmp_path / name).read_text("utf-8") == "mine = true\n"


def test_marks_are_not_put_inside_a_figure():
    text = "The club said it had sold 1,940 tickets for the old stand by noon."
    rows = [r for s in range(40) for r in plant_edits(text, s, n_edits=2).changes]
    found = {r["other_text"] for r in rows if r["subkind"] == "marks_added"}
    assert found and not any(row.endswith('1"') for row in found)


def test_an_unknown_base_is_an_error_that_names_the_versions(tmp_path):
    with pytest.raises(UsageError, match="wire, cutdown, rewrite"):
        plant_story(load_story("tiny"), tmp_path / "out", base="nobody")


def test_a_hand_written_key_is_no_key_of_planted_edits(root):
    with pytest.raises(UsageError, match="no key of planted edits"):
        read_key(root / "seeds" / "tiny")


# ---------------------------------------------------------------- scores


def test_companions_are_declared_for_every_subkind():
    companions = tomllib.loads((DATA / "companions.toml").read_text("utf-8"))
    listed = {(kind, sub) for kind, table in companions.items() for sub in table}
    assert listed == {(kind, sub) for kind, table in SEVERITIES.items() for sub in table}
    assert {k for t in companions.values() for ks in t.values() for k in ks} <= set(SEVERITIES)


def make_rows(*rows):
    """Rows (kind, subkind, base span, other span) of a table of changes."""
    names = ("kind", "subkind", "base_start", "base_stop", "other_start", "other_stop")
    table = pd.DataFrame([(k, s, *base, *other) for k, s, base, other in rows], columns=names)
    return table.assign(other_id="planted-01")


def score_kind(found, key, kind):
    return score_changes(found, key).set_index("kind").loc[kind]


KEY = make_rows(
    ("number", "value", (10, 14), (10, 14)),
    ("negation", "lost", (30, 34), (30, 30)),
)


def test_a_perfect_table_scores_one():
    scores = score_changes(KEY, KEY).set_index("kind")
    assert scores.loc["all", "precision"] == scores.loc["all", "recall"] == 1
    assert scores.loc["all", "n_same_subkind"] == 2
    assert scores.loc["quote"][["precision", "recall"]].isna().all()


def test_an_empty_table_finds_nothing_and_claims_nothing():
    score = score_kind(KEY.iloc[:0], KEY, "all")
    assert score["recall"] == 0 and score["n_planted"] == 2
    assert pd.isna(score["precision"])


def test_one_side_is_enough_and_another_subkind_is_still_right():
    found = make_rows(("number", "scale", (12, 20), (500, 510)))
    score = score_kind(found, KEY, "number")
    assert (score["n_right"], score["n_hit"], score["n_same_subkind"]) == (1, 1, 0)


def test_spans_side_by_side_do_not_overlap_unless_one_has_no_width():
    beside = make_rows(("number", "value", (14, 18), (14, 18)))
    assert score_kind(beside, KEY, "number")["n_wrong"] == 1
    touching = make_rows(("negation", "lost", (90, 95), (30, 30)))
    assert score_kind(touching, KEY, "negation")["n_right"] == 1


def test_a_companion_of_an_edit_is_neither_right_nor_wrong():
    found = make_rows(("quote", "altered", (28, 40), (28, 36)))
    score = score_kind(found, KEY.assign(in_quotation=True), "quote")
    assert (score["n_beside"], score["n_right"], score["n_wrong"]) == (1, 0, 0)
    assert pd.isna(score["precision"])


def test_a_kind_that_the_edit_cannot_be_counts_against_precision():
    found = make_rows(("date", "day", (10, 14), (10, 14)))
    score = score_kind(found, KEY, "date")
    assert (score["n_contradictory"], score["precision"]) == (1, 0)


def test_naming_every_kind_at_every_edited_place_is_not_precise(plantings):
    key = plantings["calder-port", 1].tabulate_changes()
    found = pd.concat([key.assign(kind=kind) for kind in SEVERITIES], ignore_index=True)
    scores = score_changes(found, key).set_index("kind")
    assert (scores["recall"] == 1).all()
    assert (scores["precision"] < 0.5).all()


def test_a_row_where_nothing_was_planted_is_wrong():
    found = pd.concat([KEY, make_rows(("number", "value", (60, 64), (60, 64)))])
    score = score_kind(found, KEY, "number")
    assert (score["n_right"], score["n_wrong"], score["precision"]) == (1, 1, 0.5)


def test_an_edit_shown_twice_is_hit_once():
    found = make_rows(
        ("number", "value", (10, 12), (10, 12)), ("number", "unit", (12, 14), (12, 14))
    )
    score = score_kind(found, KEY, "number")
    assert (score["n_found"], score["n_right"], score["n_hit"], score["recall"]) == (2, 2, 1, 1)


def test_versions_are_scored_apart():
    found = KEY.assign(other_id="planted-02")
    assert score_kind(found, KEY, "all")["n_wrong"] == 2


def test_an_edited_quotation_may_be_shown_as_a_whole():
    scope = {
        "base_scope_start": [0],
        "base_scope_stop": [60],
        "other_scope_start": [0],
        "other_scope_stop": [58],
    }
    key = make_rows(("quote", "misattributed", (50, 55), (50, 53))).assign(**scope)
    found = make_rows(("quote", "misattributed", (0, 40), (0, 40)))
    assert score_kind(found, key, "quote")["n_hit"] == 1
    elsewhere = make_rows(("number", "value", (10, 12), (10, 12)))
    assert score_kind(elsewhere, key, "number")["n_wrong"] == 1


def test_alarms_on_controls_are_counted_by_format():
    controls = pd.DataFrame(
        {
            "other_id": "planted-01",
            "format": ["money", "money", "date"],
            "base_start": [60, 80, 90],
            "base_stop": [64, 84, 94],
            "other_start": [60, 80, 90],
            "other_stop": [64, 84, 94],
        }
    )
    found = pd.concat([KEY, make_rows(("number", "value", (60, 64), (60, 64)))])
    table = score_controls(found, KEY, controls).set_index("format")
    assert table.loc["money", ["n_controls", "n_alarms", "alarms_per_100"]].tolist() == [2, 1, 50]
    assert table.loc["all", "n_alarms"] == 1 and table.loc["date", "n_alarms"] == 0


def test_subkinds_have_their_own_recall():
    table = score_subkinds(KEY.iloc[:1], KEY).set_index("subkind")
    assert table.loc["value", "recall"] == 1 and table.loc["lost", "recall"] == 0


def test_a_planted_key_scores_itself_perfectly(plantings):
    key = plantings["orlan-truce", 1].tabulate_changes()
    scores = score_changes(key, key)
    assert scores["n_wrong"].sum() == 0 and (scores["recall"] == 1).all()
