"""Do the sentences say what the tables hold, nothing undefined as a number, and never why?"""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import frames, inconsistencies, omissions, prose
from analysis.comparison import find_base
from analysis.errors import UsageError

# Words by which a sentence would claim to know why something is not there.
INTENT = re.compile(
    r"\b(deliberate\w*|intent\w*|on purpose|bias\w*|censor\w*|suppress\w*|hid(?:e|es|den)?|"
    r"conceal\w*|chose|wanted|tried|because (?:the|an) (?:editor|outlet))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def tiny():
    return analysis.compare(analysis.load_story("tiny"))


@pytest.fixture(scope="module")
def dam():
    return analysis.compare(analysis.load_story("tarnholt-dam"))


def make_pair(divergence: float, low: float = 0.2, high: float = 0.3) -> dict[str, pd.DataFrame]:
    """Two versions whose divergence stands somewhere to its band."""
    versions = pd.DataFrame(
        {"version_id": ["a", "b"], "type": ["base", "rewrite"], "n_tokens": [100, 80]}
    )
    distances = pd.DataFrame(
        {
            "version_a": ["a"],
            "version_b": ["b"],
            "tfidf_distance": [0.5],
            "js_divergence": [divergence],
            "js_null_low": [low],
            "js_null_high": [high],
            "containment_a_in_b": [0.1],
            "containment_b_in_a": [0.9],
        }
    )
    return {"versions": versions, "distances": distances}


# --- alterations ---


def make_change(**cells) -> pd.DataFrame:
    """The one alteration of `tiny`, with other cells."""
    row = {
        "base_id": "wire",
        "other_id": "rewrite",
        "base_segment": 4,
        "other_segment": 7,
        "kind": "number",
        "subkind": "scale",
        "severity": "critical",
        "base_text": "$12,000",
        "other_text": "$120,000",
        "base_start": 9,
        "base_stop": 16,
        "other_start": 9,
        "other_stop": 17,
        "confidence": 0.9,
        "why": "ten times as much",
    }
    return pd.DataFrame([row | cells])


def test_counts_stand_beside_what_was_compared(tiny):
    tables = tiny | {"changes": make_change()}
    told = prose.describe_changes(tables).splitlines()
    assert told == [
        "cutdown: none found; 5 aligned passages compared.",
        "rewrite: 1 critical; 6 aligned passages compared.",
    ]
    counts = prose.count_changes(tables).set_index("version_id")
    assert counts.loc["rewrite"].tolist() == [6, 1, 0, 0]


def test_rows_that_overlap_count_once_by_the_worst(tiny):
    both = pd.concat([make_change(severity="stylistic"), make_change()], ignore_index=True)
    counts = prose.count_changes(tiny | {"changes": both}).set_index("version_id")
    assert counts.loc["rewrite"].tolist() == [6, 1, 0, 0]


def test_nothing_found_claims_nothing(tiny):
    told = prose.describe_changes(tiny | {"changes": tiny["changes"].iloc[:0]})
    assert "among the 11 aligned passages" in told and "does not show that there is none" in told
    assert "nothing could be compared" in prose.say_no_change(0)


def test_contradictions_are_named_in_words():
    row = {"version_id": "a", "kind": "sum", "severity": "critical", "text": "9", "why": "1 + 2"}
    table = prose.tabulate_contradictions(pd.DataFrame([row | {"other_text": "3"}]))
    assert table.loc["a"].tolist() == ["critical", "parts and whole differ", "9", "3", "1 + 2"]
    assert set(prose.INCONSISTENCY_NAMES) == set(inconsistencies.KINDS)


def test_a_row_is_read_aloud_with_the_original_words(tiny):
    body = tiny["segments"].query("kind == 'body'").groupby("version_id")["segment"]
    change = make_change(
        base_segment=list(body)[2][1].iloc[3], other_segment=list(body)[1][1].iloc[5]
    )
    told = prose.read_change(change, tiny["segments"])
    assert "wire has “$12,000”, in: “The change will cost $12,000 a year.”" in told
    assert "rewrite has “$120,000”, in: “The change will cost $120,000 a year.”" in told
    assert "figure of another size, critical: the figure is ten" in told
    assert "unsure" not in told and not INTENT.search(told)
    gone = prose.read_change(change.assign(other_text="", confidence=0.3), tiny["segments"])
    assert "rewrite has nothing there, in: “" in gone and "The find is unsure" in gone
    assert "no alteration was found" in prose.read_change(change.iloc[:0], tiny["segments"])


# --- where omissions stand ---


@pytest.mark.parametrize(
    ("numbers", "n_base", "told"),
    [
        (range(18, 30), 29, "the last 12 of 29 sentences (a trimmed tail)"),
        ([4, *range(18, 30)], 29, "the last 12 of 29 sentences (a trimmed tail) and 1 before them"),
        ([8, 14, 15], 29, "3 of 29 sentences in the middle (8, 14–15)"),
        ([6], 6, "sentence 6 of 6, the last"),
        ([2], 6, "sentence 2 of 6"),
        ([1, 2], 6, "the first 2 of 6 sentences"),
        ([1, 2, 3], 3, "all 3 sentences of the base"),
        # Nearly nothing is there: the end is missing too, but nothing was trimmed.
        ([1, *range(3, 30)], 29, "28 of 29 sentences (1, 3–29)"),
    ],
)
def test_a_tail_is_told_from_holes(numbers, n_base, told):
    assert prose.locate_numbers(list(numbers), n_base).startswith(told)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(1, n)))))
def test_runs_hold_exactly_the_numbers(case):
    n_base, numbers = case
    numbers = sorted(numbers)
    runs = prose.find_runs(numbers)
    assert [k for a, b in runs for k in range(a, b + 1)] == numbers
    if numbers:
        told = prose.locate_numbers(numbers, n_base)
        assert str(n_base) in told


def test_tiny_is_told_as_it_was_written(tiny):
    told = prose.describe_omissions(tiny, "cutdown")
    assert told.startswith("Missing from it: sentence 6 of 6, the last.")
    assert "“It first opened its doors in 1923.”" in told
    assert (
        prose.describe_omissions(tiny, "rewrite") == "No sentence of the base is missing from it."
    )
    assert "“Volunteers will run a reading hour" in prose.describe_additions(tiny, "rewrite")
    assert "3 versions" in prose.introduce_story(tiny)
    assert "The base is wire, named in the manifest; it has 61 words." in prose.introduce_story(
        tiny
    )


def test_every_version_is_described(dam):
    told = prose.describe_story(dam)
    paragraphs = told.split("\n\n")
    assert [p.split(":")[0] for p in paragraphs] == dam["versions"]["version_id"].tolist()
    assert "the last" in prose.describe_omissions(dam, "cutdown")
    assert "(a trimmed tail)" in prose.describe_omissions(dam, "cutdown")
    assert "in the middle" in prose.describe_omissions(dam, "selective")


def test_every_type_has_a_meaning():
    from analysis.version_types import TYPES

    assert {*TYPES, "base"} == set(prose.TYPE_MEANINGS)


# --- distances beside chance ---


def test_inside_the_band_is_said_to_be_chance():
    told = prose.describe_distance(make_pair(0.25), "b")
    assert "no more different than two texts this short would be by chance" in told
    assert "texts of 100 and 80 words" in told


def test_below_and_above_the_band_are_told_apart():
    assert "share wording" in prose.describe_distance(make_pair(0.1), "b")
    assert "differ more than chance" in prose.describe_distance(make_pair(0.4), "b")


def test_an_undefined_distance_is_no_number():
    told = prose.describe_distance(make_pair(np.nan, np.nan, np.nan), "b")
    assert told.startswith("No distance is defined")
    assert "nan" not in told


def test_a_pair_reads_the_same_from_either_side():
    distances = make_pair(0.25)["distances"]
    swapped = distances.rename(
        columns={
            "version_a": "version_b",
            "version_b": "version_a",
            "containment_a_in_b": "containment_b_in_a",
            "containment_b_in_a": "containment_a_in_b",
        }
    )
    assert prose.read_pair(distances, "a", "b") == prose.read_pair(swapped, "a", "b")
    assert prose.read_pair(distances, "a", "b")["containment_other_in_base"] == 0.9
    assert prose.read_pair(distances, "b", "a")["containment_other_in_base"] == 0.1


# --- rows read aloud ---


def test_a_term_is_read_in_its_sentence(tiny):
    told = prose.read_term(tiny, "wire", "rewrite")
    assert told.startswith("“12,000” is 1 of 61 words in wire and 0 of 69 words in rewrite")
    assert "“The change will cost $12,000 a year.”" in told


def test_an_omission_is_read_with_its_place(tiny):
    omitted = omissions.list_omissions(tiny["collation"], tiny["segments"])
    told = prose.read_omission(omitted)
    assert "after 89% of its words and has 7 words" in told
    assert "does not say why" in told


def test_a_cue_is_read_in_its_sentence(dam):
    told = prose.read_frame_cue(dam["frame_cues"], dam["segments"])
    first = dam["frame_cues"].iloc[0]
    assert f"“{first['text']}” is a cue" in told


def test_labels_of_one_thing_are_read_together():
    labels = pd.DataFrame(
        {
            "version_id": ["a", "a", "b", "b"],
            "entity": ["X", "X", "X", "Y"],
            "label": ["the firm", "X", "the giant", "Y"],
            "count": [2, 1, 1, 9],
            "first_start": [0, 1, 2, 3],
        }
    )
    contested = prose.select_contested(labels, 2)
    assert contested["entity"].tolist() == ["X", "X", "X"]
    told = prose.read_labels(contested)
    assert told.startswith("X: a writes “the firm” (2 times) and “X” (1 time); b writes")
    assert prose.select_contested(labels, 5).empty


def test_every_reading_of_an_empty_table_says_so(tiny):
    words, segments = tiny["word_counts"], tiny["segments"]
    told = [
        prose.read_word_count(words.head(0)),
        prose.read_distance(tiny, "wire"),
        prose.read_term(tiny, "wire", "wire"),
        prose.read_omission(omissions.list_omissions(tiny["collation"].head(0), segments)),
        prose.read_addition(omissions.list_additions(tiny["collation"].head(0), segments)),
        prose.read_frame(tiny["frames"].head(0), words, "conflict"),
        prose.read_frame_cue(tiny["frame_cues"].head(0), segments),
        prose.read_labels(tiny["labels"].head(0)),
        prose.read_source(tiny["sources"].head(0)),
        prose.read_quotation(tiny["quotations"].head(0)),
        prose.read_prominence(tiny["prominence"].head(0), tiny),
    ]
    assert [sentence for sentence in told if "There is no row to read" not in sentence] == []
    assert prose.read_alignment({**tiny, "collation": tiny["collation"].head(0)}, "kept")


@pytest.mark.parametrize("name", ["tiny", "tarnholt-dam"])
def test_no_sentence_claims_intent_or_shows_nan(name, request):
    tables = request.getfixturevalue({"tiny": "tiny", "tarnholt-dam": "dam"}[name])
    base = find_base(tables)
    others = [v for v in tables["versions"]["version_id"] if v != base]
    told = [prose.introduce_story(tables), prose.describe_story(tables)]
    told += [prose.read_distance(tables, other) for other in others]
    told += [prose.read_term(tables, base, other) for other in others]
    told += [prose.read_word_count(tables["word_counts"], n) for n in range(3 * len(others) + 3)]
    told += [prose.read_source(tables["sources"]), prose.read_quotation(tables["quotations"])]
    told += [prose.read_prominence(tables["prominence"], tables, n) for n in range(12)]
    # Quoted passages may hold any word; the sentences around them may not.
    ours = re.sub(r"“[^”]*”?", "", " ".join(told))
    assert not INTENT.search(ours), INTENT.search(ours)
    assert not re.search(r"\bnan\b|<NA>|None\b", ours)


def test_answers_name_question_version_and_passage(dam):
    answers = frames.answer_questions(dam["frame_cues"], dam["segments"], most=1)
    told = prose.list_answers(answers, 3)
    assert told.count("\n- ") == 3
    assert "?" in told.splitlines()[0]
    assert prose.list_answers(answers.head(0)) == "No cue of this frame stands in any version."


def test_every_version_has_its_turn_among_the_passages(dam):
    omitted = omissions.list_omissions(dam["collation"], dam["segments"])
    told = prose.list_passages(omitted, 6)
    for version_id in omitted["version_id"].unique():
        assert f"{version_id}:" in told
    assert prose.list_passages(omitted.head(0)) == "There is none."


# --- any text, any name ---


@given(st.text(), st.integers(3, 200))
def test_a_quotation_is_one_line_of_bounded_length(text, length):
    quoted = prose.quote(text, length)
    assert quoted[0] == "“" and quoted[-1] == "”"
    assert len(quoted.splitlines()) == 1
    assert len(quoted) <= length + 2
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", quoted)


def test_unknown_names_are_one_clear_sentence(tiny):
    with pytest.raises(UsageError, match="there is no version 'nope'; the versions are wire"):
        prose.choose_contrast(tiny, "nope")
    with pytest.raises(UsageError, match="there is no frame 'nope'; the frames are resp"):
        prose.select_frame(tiny["frames"], "nope")
    assert prose.choose_contrast(tiny) in {"cutdown", "rewrite"}


def test_the_order_of_rows_changes_no_choice(dam):
    shuffled = {
        **dam,
        "distances": dam["distances"].iloc[::-1],
        "coverage": dam["coverage"].iloc[::-1],
        "terms": dam["terms"].iloc[::-1],
    }
    assert prose.choose_contrast(dam) == prose.choose_contrast(shuffled)
    assert prose.choose_other_base(dam) == prose.choose_other_base(shuffled)
    ours, theirs = (prose.select_terms(t["terms"], "wire", "spun") for t in (dam, shuffled))
    pd.testing.assert_frame_equal(ours, theirs)


def test_a_story_of_one_version_is_told(tmp_path):
    (tmp_path / "only.txt").write_text("The town library in Oxby opens on Sunday.\n", "utf-8")
    tables = analysis.compare(analysis.load_story(tmp_path))
    assert "There is no other version" in prose.introduce_story(tables)
    assert prose.choose_contrast(tables) == "only"
    assert prose.choose_other_base(tables) == "only"
    assert prose.describe_story(tables) == "only: The only version. It has 1 sentence and 8 words."


def test_containment_is_read_both_ways(dam):
    table = prose.tabulate_containment(dam["distances"])
    pair = prose.read_pair(dam["distances"], "wire", "cutdown")
    assert table.loc["cutdown", "wire"] == pair["containment_other_in_base"]
    assert table.loc["wire", "cutdown"] == pair["containment_base_in_other"]
    assert table.loc["cutdown", "wire"] > table.loc["wire", "cutdown"]
    assert table.shape == (7, 7) and np.isnan(np.diag(table)).all()


def test_the_two_voices_stand_side_by_side(tiny):
    table = prose.tabulate_word_voices(tiny["word_counts"])
    assert table.loc["wire", ["words, outlet", "words, quoted"]].tolist() == [56, 5]


def test_places_of_sources_and_figures(dam):
    figures = prose.tabulate_unit_places(dam["prominence"], "figure")
    assert figures.loc["18 feet", "wire"] == "0.00"
    assert figures.loc["$46 million", "spun"] == "–"
    assert (figures != "–").sum(axis=1).is_monotonic_decreasing
    assert "Odette Marsh" in prose.tabulate_unit_places(dam["prominence"], "source").index


def test_a_statement_is_read_aloud_though_sources_and_figures_are_units_too(dam):
    turned = dam["prominence"].iloc[::-1]
    assert turned["unit"].iloc[0].startswith("figure: ")
    assert "the statement “" in prose.read_prominence(turned, dam)


def make_claims(**changed) -> pd.DataFrame:
    row = {
        "version_id": "a",
        "claim": "12",
        "kind": "figure",
        "supported_in_body": False,
        "supported_in_base": pd.NA,
        "why": "No figure of the body amounts to 12.",
    }
    return pd.DataFrame([row | changed])


def test_what_a_headline_says_alone_is_told_and_what_only_the_base_lacks_is_not():
    assert prose.tell_unsupported(make_claims(), "a") == "No figure of the body amounts to 12."
    own = make_claims(supported_in_body=True, supported_in_base=False)
    assert prose.tell_unsupported(own, "a") == ""
    assert prose.tell_unsupported(make_claims(supported_in_body=pd.NA), "a") == ""


def test_claims_say_yes_no_or_nothing():
    table = prose.tabulate_claims(make_claims())
    assert table[["in its body", "in the base"]].values.tolist() == [["no", "–"]]
    sound = make_claims(supported_in_body=True, supported_in_base=True)
    assert prose.tabulate_claims(sound, least="unsupported").empty


@pytest.mark.parametrize(
    "probability, told",
    [(0.99, ""), (0.9, "(probability 0.90)"), (0.52, "(a close call, probability 0.52)")],
)
def test_a_type_that_is_not_sure_is_told_with_its_probability(tiny, probability, told):
    versions = tiny["versions"].copy()
    versions.loc[versions["version_id"] == "rewrite", "type_probability"] = probability
    first = prose.describe_version({**tiny, "versions": versions}, "rewrite")[0]
    assert told in first and ("probability" in first) == bool(told)
