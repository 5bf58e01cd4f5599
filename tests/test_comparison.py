"""The whole comparison: the contract's tables, invariances, the base that is chosen."""

import dataclasses

import pandas as pd
import pytest

from analysis import compare, load_story, omissions
from analysis.comparison import WRITTEN, find_base, save_tables
from analysis.errors import UsageError
from analysis.story import Story, Version, list_problems

COLUMNS = {
    "versions": "version_id file sha256 outlet headline published_at n_characters n_tokens "
    "n_dropped_characters type type_probability evidence",
    "segments": "version_id segment kind paragraph start stop text n_tokens",
    "collation": "base_id other_id base_segment other_segment action moved similarity",
    "quotations": "version_id start stop text form continued segment source source_start "
    "source_stop cue cue_start cue_stop confidence",
    "word_counts": "version_id voice n_tokens n_types n_segments n_paragraphs tokens_per_segment "
    "mattr mtld hdd reading_minutes",
    "distances": "version_a version_b tfidf_distance js_divergence js_null_low js_null_high "
    "containment_a_in_b containment_b_in_a resemblance stopword_containment_a_in_b "
    "stopword_containment_b_in_a n_terms",
    "terms": "version_a version_b term p_a p_b js_contribution log_odds z",
    "frames": "version_id voice frame n_cues rate_per_1000 low high share_of_segments",
    "labels": "version_id entity label count first_start",
    "sources": "version_id source n_direct n_indirect n_words share_of_words first_position",
    "prominence": "version_id unit position share_of_words",
    "derivation": "from_id to_id weight direction evidence",
    "omission_account": "version_id base_segment number kinds only_source evidence",
    "losses": "version_id what name number text",
    "patterns": "version_id n_base n_omitted n_tail smallest_found verdict",
    "selection": "version_id source n_units n_omitted n_expected p p_adjusted is_one_sided",
    "stability": "version_id n_specifications n_first share_first distance low high",
    "headline_claims": "version_id start stop claim kind supported_in_body supported_in_base why",
}
KEYS = {
    "versions": ["version_id"],
    "segments": ["version_id", "segment"],
    "quotations": ["version_id", "start", "form"],
    "word_counts": ["version_id", "voice"],
    "distances": ["version_a", "version_b"],
    "terms": ["version_a", "version_b", "term"],
    "frames": ["version_id", "voice", "frame"],
    "labels": ["version_id", "entity", "label"],
    "sources": ["version_id", "source"],
    "prominence": ["version_id", "unit"],
    "derivation": ["from_id", "to_id"],
    "omission_account": ["version_id", "base_segment"],
    "losses": ["version_id", "what", "name", "number"],
    "patterns": ["version_id"],
    "selection": ["version_id", "source"],
    "stability": ["version_id"],
    "headline_claims": ["version_id", "start", "stop", "kind"],
}
TYPES = {
    "cutdown": {"cut-down"},
    "selective": {"cut-down"},
    "spun": {"spun"},
    "rewrite": {"rewrite"},
    "independent": {"independent"},
    "spun-again": {"spun"},
}


def make_story(texts: dict[str, str], base: str | None = None) -> Story:
    versions = tuple(
        Version(id=name, file=f"{name}.txt", text=text, sha256="") for name, text in texts.items()
    )
    return Story(
        name="made", title="Made", folder=None, language="en", versions=versions, base=base
    )


@pytest.fixture(scope="module")
def dam():
    return compare(load_story("tarnholt-dam"))


@pytest.mark.parametrize("name", COLUMNS)
def test_each_table_has_the_columns_of_the_contract(dam, name):
    assert set(COLUMNS[name].split()) <= set(dam[name].columns)


@pytest.mark.parametrize("name", KEYS)
def test_each_key_is_unique(dam, name):
    assert not dam[name].duplicated(KEYS[name]).any()


def test_every_offset_points_at_the_cells_text(dam):
    texts = {version.id: version.text for version in load_story("tarnholt-dam").versions}
    for name in ("segments", "quotations", "frame_cues"):
        for row in dam[name].itertuples():
            assert texts[row.version_id][row.start : row.stop] == row.text


def test_segments_and_white_space_cover_every_text(dam):
    for version in load_story("tarnholt-dam").versions:
        rows = dam["segments"].query("version_id == @version.id")
        assert "".join("".join(rows["text"]).split()) == "".join(version.text.split())


def test_every_omitted_sentence_has_its_account(dam):
    omitted = dam["collation"].query("action == 'omitted'")
    told = dam["omission_account"]
    pairs = zip(told["version_id"], told["base_segment"], strict=True)
    assert set(pairs) == set(zip(omitted["other_id"], omitted["base_segment"], strict=True))


def test_claims_of_headlines_are_words_of_the_headline(dam):
    texts = {version.id: version.text for version in load_story("tarnholt-dam").versions}
    for row in dam["headline_claims"].itertuples():
        assert texts[row.version_id][row.start : row.stop] == row.claim


def test_types_of_the_invented_versions(dam):
    types = dam["versions"].set_index("version_id")["type"]
    for version_id, expected in TYPES.items():
        assert types[version_id] in expected, version_id


def test_the_order_of_versions_changes_no_figure(dam):
    story = load_story("tarnholt-dam")
    turned = compare(dataclasses.replace(story, versions=story.versions[::-1]))
    for name, key in {**KEYS, "collation": ["other_id", "base_segment", "other_segment"]}.items():
        if name in ("distances", "terms"):  # their direction follows the order
            continue
        a = dam[name].sort_values(key, ignore_index=True)
        b = turned[name].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(a, b)


def test_leaving_versions_out_changes_no_figure_of_those_that_stay(dam):
    some = compare(load_story("tarnholt-dam"), versions=["spun"])
    assert some["versions"]["version_id"].tolist() == ["wire", "spun"]
    pair = dam["distances"].query("version_a == 'wire' and version_b == 'spun'")
    pd.testing.assert_frame_equal(some["distances"], pair.reset_index(drop=True))
    collation = dam["collation"].query("other_id == 'spun'").reset_index(drop=True)
    pd.testing.assert_frame_equal(some["collation"], collation)


def test_the_base_that_holds_most_of_the_others_is_chosen():
    story = dataclasses.replace(load_story("tarnholt-dam"), base=None)
    tables = compare(story)
    assert find_base(tables) == "wire"
    evidence = tables["versions"].set_index("version_id").loc["wire", "evidence"]
    assert "chosen" in evidence


def test_an_unknown_base_is_refused_with_the_known_ids():
    with pytest.raises(UsageError, match="'wyre'.*wire, cutdown, rewrite"):
        compare(load_story("tiny"), "wyre")


def test_a_story_of_one_version_gives_that_versions_tables():
    tables = compare(make_story({"only": "The mayor spoke. Nobody listened to him."}))
    assert tables["collation"].empty and tables["distances"].empty
    assert tables["word_counts"]["n_tokens"].max() == 7
    assert find_base(tables) == "only"


@pytest.mark.parametrize("text", ["Word", "...", "One. Two.", "“", "HEADLINE ONLY"])
def test_the_smallest_texts_do_not_fail(text):
    tables = compare(make_story({"a": text, "b": "A body of some words stands here, they say."}))
    body = tables["segments"].query("kind == 'body'")
    sides = tables["collation"][["base_segment", "other_segment"]].notna().to_numpy().sum()
    assert sides >= len(body)


def test_fifty_versions():
    text = "Version {} says the bridge at Oxby is closed. No one is hurt."
    texts = {f"v{k:02}": text.format(k) for k in range(50)}
    tables = compare(make_story(texts))
    assert len(tables["distances"]) == 50 * 49 // 2
    assert tables["collation"]["other_id"].nunique() == 49


def test_tables_are_written_and_read_back(dam, tmp_path):
    written = save_tables(dam, tmp_path / "a folder")
    assert [path.stem for path in written] == list(WRITTEN)
    for path in written:
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
        assert len(frame) == len(dam[path.stem])
    assert not list((tmp_path / "a folder").glob("*.partial"))


@pytest.mark.parametrize("bodies", [("...", "!!!", "..."), ("...", "!!!", "The ferry hit a pier.")])
def test_a_base_without_words_leaves_the_others_unsure(tmp_path, bodies):
    """Every version keeps its row, and nothing undefined is shown as a figure."""
    for name, text in zip("abc", bodies, strict=True):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    tables = compare(load_story(tmp_path), "a")
    versions = tables["versions"].set_index("version_id")
    assert versions["type"].tolist() == ["base", "unsure", "unsure"]
    assert tables["coverage"]["version_id"].tolist() == ["b", "c"]
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    assert {"b", "c"} <= set(units.columns) and units.empty
    assert not versions["evidence"].str.contains("nan").any()


def test_the_only_version_is_not_said_to_be_chosen_among_others(tmp_path):
    (tmp_path / "a.txt").write_text("The ferry hit a pier.", encoding="utf-8")
    story = load_story(tmp_path)
    versions = compare(story)["versions"]
    assert versions["evidence"].tolist() == ["the base (the only version)"]
    assert len(list_problems(story)) == 1
