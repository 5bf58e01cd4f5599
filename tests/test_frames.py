"""Tests of the frame cues: the lexicon, the matching, and the rates with their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import build_tables

from analysis import frames
from analysis.errors import ReadingError

FRAMES = ["responsibility", "conflict", "human_interest", "morality", "economic"]


def find_cues(*sentences):
    """Cues of one version whose body holds these sentences."""
    segments, tokens = build_tables({"a": [("body", text) for text in sentences]})
    return frames.find_frame_cues(segments, tokens)


def tabulate(versions):
    segments, tokens = build_tables(versions)
    cues = frames.find_frame_cues(segments, tokens)
    return frames.tabulate_frames(cues, tokens, segments)


def pick(table, version_id, voice, frame):
    key = (
        (table["version_id"] == version_id) & (table["voice"] == voice) & (table["frame"] == frame)
    )
    assert key.sum() == 1
    return table[key].iloc[0]


def test_lexicon_has_the_five_frames_and_a_reason_for_each_question():
    loaded = frames.load_frames()
    assert [frame.frame for frame in loaded] == FRAMES
    for frame in loaded:
        assert frame.title and frame.reason
        for question in frame.questions:
            assert question.asks.endswith("?") and question.reason.endswith(".")
            assert any(cue.counts for cue in question.cues)


def test_question_ids_are_unique():
    ids = [question.question for frame in frames.load_frames() for question in frame.questions]
    assert len(ids) == len(set(ids)) == 19


def test_every_cue_can_be_found_in_a_text_that_holds_it():
    """A cue whose spelling the tokenizer never yields would count nothing in silence."""
    for frame in frames.load_frames():
        for question in frame.questions:
            for cue in question.cues:
                if cue.counts:
                    text = cue.cue.replace("*", "").replace("#", "7")
                    found = find_cues(text)
                    hits = found[(found["frame"] == frame.frame)]
                    assert len(hits), f"{frame.frame}: {cue.cue!r} is never found"


@pytest.mark.parametrize(
    ("sentence", "frame", "text"),
    [
        ("Critics accused the firm.", "conflict", "Critics"),
        ("It is in violation of the rules.", "responsibility", "in violation of"),
        ("They pay for it.", "economic", "pay for"),
        ("A fine of $4.6 million came.", "economic", "$4.6"),
        ("His mother wept.", "human_interest", "mother"),
        ("The Pope prayed.", "morality", "Pope"),
    ],
)
def test_first_cue_of_a_sentence(sentence, frame, text):
    found = find_cues(sentence)
    assert found[found["frame"] == frame]["text"].iloc[0] == text


def test_longest_entry_wins_and_a_run_counts_once_a_frame():
    found = find_cues("It was in violation of the treaty.")
    mine = found[found["frame"] == "responsibility"]
    assert mine["cue"].tolist() == ["in violation of"]


def test_one_run_may_be_a_cue_of_two_frames():
    found = find_cues("The atrocity shocked no one.")
    assert {"human_interest", "morality"} <= set(found["frame"])


def test_exceptions_do_not_count():
    assert find_cues("This is important.").empty
    assert find_cues("He pleaded not guilty.").query("frame == 'responsibility'").empty


def test_no_match_across_punctuation_or_segments():
    assert find_cues("They pay, for now.").query("cue == 'pay for'").empty
    assert find_cues("They must", "act").query("cue == 'must act'").empty


def test_matches_carry_their_characters():
    segments, tokens = build_tables({"a": [("body", "Ye."), ("body", "The war is on.")]})
    found = frames.find_frame_cues(segments, tokens)
    assert found[["start", "stop", "text"]].values.tolist() == [[8, 11, "war"]]


def test_rates_by_hand():
    """Ten body words, four of them quoted; one cue in each voice; the headline is not counted."""
    table = tabulate(
        {"a": [("headline", "War"), ("body", 'He accused us of war "and we deny it" x')]}
    )
    everyone = pick(table, "a", "all", "conflict")
    assert everyone["n_cues"] == 3
    assert everyone["rate_per_1000"] == pytest.approx(300)
    outlet = pick(table, "a", "outlet", "conflict")
    assert (outlet["n_cues"], outlet["rate_per_1000"]) == (2, pytest.approx(2000 / 6))
    quoted = pick(table, "a", "quoted", "conflict")
    assert (quoted["n_cues"], quoted["rate_per_1000"]) == (1, pytest.approx(250))
    assert pick(table, "a", "all", "morality")["rate_per_1000"] == 0.0


def test_interval_of_ten_events_is_garwoods():
    low, high = frames.estimate_count_interval([0, 1, 10])
    assert low.round(2).tolist() == [0.0, 0.03, 4.80]
    assert high.round(2).tolist() == [3.69, 5.57, 18.39]


def test_interval_holds_the_rate():
    table = tabulate({"a": [("body", "He denied it and they fought a war for a month.")]})
    row = pick(table, "a", "all", "conflict")
    assert row["low"] < row["rate_per_1000"] < row["high"]


def test_voice_without_words_is_nan_not_zero():
    table = tabulate({"a": [("body", "Nobody is quoted here.")]})
    row = pick(table, "a", "quoted", "conflict")
    assert row["n_cues"] == 0
    assert np.isnan(row[["rate_per_1000", "low", "high", "share_of_segments"]].astype(float)).all()


def test_share_of_segments_counts_each_segment_once():
    table = tabulate(
        {"a": [("body", "War and war."), ("body", "Calm."), ("body", "Hm."), ("body", "War.")]}
    )
    assert pick(table, "a", "all", "conflict")["share_of_segments"] == 0.5


def test_a_quotation_put_in_or_taken_out_changes_no_outlet_rate():
    plain = {"a": [("body", "He denied it."), ("body", "The war goes on.")]}
    quoting = {"a": [*plain["a"], ("body", '"War, blame and money and shame!"')]}
    before, after = tabulate(plain), tabulate(quoting)
    for frame in FRAMES:
        a, b = pick(before, "a", "outlet", frame), pick(after, "a", "outlet", frame)
        assert a["rate_per_1000"] == b["rate_per_1000"]
        assert a["share_of_segments"] == b["share_of_segments"]


def test_every_version_voice_and_frame_has_a_row_in_story_order():
    table = tabulate({"z": [("body", "War.")], "a": [("headline", "Only this")]})
    assert len(table) == 2 * 3 * 5
    assert table["version_id"].drop_duplicates().tolist() == ["z", "a"]
    assert table["frame"].head(5).tolist() == FRAMES


def test_questions_show_the_passages_that_may_answer_them():
    segments, tokens = build_tables(
        {"a": [("headline", "War"), ("body", "War is war."), ("body", "He is calm.")]}
    )
    answers = frames.answer_questions(frames.find_frame_cues(segments, tokens), segments)
    assert len(answers) == 19
    row = answers[answers["question"] == "disagreement"].iloc[0]
    assert row["n_cues"] == 3
    assert row["cues"] == "war"
    assert row["segments"] == (1, 0)
    assert row["passages"] == ("War is war.", "War")
    assert answers[answers["question"] == "religion"].iloc[0]["passages"] == ()


def test_empty_tables_give_empty_tables_with_the_same_types():
    segments, tokens = build_tables({})
    cues = frames.find_frame_cues(segments, tokens)
    table = frames.tabulate_frames(cues, tokens, segments)
    answers = frames.answer_questions(cues, segments)
    assert cues.empty and table.empty and answers.empty
    full = tabulate({"a": [("body", "War.")]})
    assert list(table.columns) == list(full.columns)
    assert table.dtypes.equals(full.dtypes)
    assert cues.dtypes.equals(find_cues("War.").dtypes)


def test_a_lexicon_with_a_repeated_cue_is_refused_by_name(tmp_path):
    path = tmp_path / "frames.toml"
    path.write_text(
        '[x]\ntitle = "X"\nreason = "Y."\n[[x.question]]\n'
        'id = "q"\nasks = "?"\nreason = "r."\ncues = ["war", "War"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ReadingError, match="'War' stands twice"):
        frames.load_frames(path)


@pytest.mark.parametrize("content", ["not toml", "[x]\ntitle = 3", '[x]\nquestion = "no"'])
def test_a_broken_lexicon_is_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadingError, match=r"broken\.toml"):
        frames.load_frames(path)


def test_an_own_lexicon_can_be_used(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        '[sea]\ntitle = "Sea"\nreason = "R."\n[[sea.question]]\n'
        'id = "wet"\nasks = "Wet?"\nreason = "R."\ncues = ["ferr*", "# feet"]\n',
        encoding="utf-8",
    )
    segments, tokens = build_tables({"a": [("body", "Two ferries sank 40 feet down.")]})
    own = frames.load_frames(path)
    found = frames.find_frame_cues(segments, tokens, frames=own)
    assert found["text"].tolist() == ["ferries", "40 feet"]


TEXTS = st.lists(
    st.sampled_from(
        [
            "He denied the war.",
            "A mother wept.",
            '"We must act," he said.',
            "$5 spent",
            "",
            "¿?",
            "𝒲ar",
        ]
    )
    | st.text(max_size=40),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_order_of_versions_changes_no_row(one, two):
    parts = {"a": [("body", t) for t in one], "b": [("body", t) for t in two]}
    forward = tabulate(parts)
    backward = tabulate(dict(reversed(parts.items())))
    key = ["version_id", "voice", "frame"]
    pd.testing.assert_frame_equal(
        forward.sort_values(key, ignore_index=True), backward.sort_values(key, ignore_index=True)
    )


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_counts_add_up_over_voices_and_texts_are_where_they_are_said_to_be(sentences):
    segments, tokens = build_tables({"a": [("body", t) for t in sentences]})
    cues = frames.find_frame_cues(segments, tokens)
    whole = "\n".join(sentences)
    assert all(whole[c.start : c.stop] == c.text for c in cues.itertuples())
    table = frames.tabulate_frames(cues, tokens, segments)
    n = table.pivot(index="frame", columns="voice", values="n_cues")
    if len(n):
        assert (n["outlet"] + n["quoted"] == n["all"]).all()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text):
    find_cues(text)
