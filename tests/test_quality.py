"""Do the scores mean what they say, on rows that a person can score by hand?"""

import doctest
import importlib
import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReadingError
from benchmarks import quality
from benchmarks.quality import (
    altered_facts_etpc,
    attributed_spans,
    clough_stevenson,
    entity_groups,
    frame_cues,
    gvfc,
    naive_changes,
    newswcl50,
    onestopenglish,
    planted,
    polnear,
    semeval23_task3_frames,
    sentence_golden_rules,
    version_types,
    wire_republication_census,
)
from benchmarks.quality.__main__ import MADE, format_table, main
from benchmarks.quality.measures import COLUMNS, decisions, judge, ratio, share
from benchmarks.quality.rows import read_rows
from benchmarks.quality.sets import SETS, score_set

WIRE = (
    "The harbour office closed the north pier on Monday after a diver found cracks in three of its"
    " oak posts. The mayor accused the builder of saving money on the timber. Repairs will cost"
    " the town a large part of its budget for roads."
)
OWN = (
    "A choir from the hills sang for the first time in the rebuilt market hall. Nobody had expected"
    " so many people, and the doors stayed open so that those outside could listen."
)


def read_scores(table: pd.DataFrame, column: str = "score") -> dict[str, float]:
    """Read one column of a table of scores by measure."""
    assert list(table.columns) == COLUMNS
    assert table["measure"].is_unique
    return dict(zip(table["measure"], table[column], strict=True))


# --- Measures ---------------------------------------------------------------------------


def test_a_share_has_wilson_interval_and_counts():
    row = share("recall", 0, 10, "pairs")
    assert (row.score, row.low, row.n) == (0, 0, "0 of 10 pairs")
    assert row.high == pytest.approx(0.2775, abs=1e-4)  # z^2 / (n + z^2)


def test_a_share_of_nothing_is_undefined():
    row = share("precision", 0, 0, "found pairs")
    assert math.isnan(row.score) and math.isnan(row.low) and row.n == "0 of 0 found pairs"


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_decisions_keep_to_their_ranges_and_agree(answers):
    right, found = [r for r, _ in answers], [f for _, f in answers]
    precision, recall, f1 = decisions("x", right, found, "cases", naive=found)
    for row in (precision, recall, f1):
        assert (
            math.isnan(row.score) or 0 <= row.low <= row.score + 1e-9 <= row.high + 2e-9 <= 1 + 2e-9
        )
        assert row.floor == pytest.approx(row.score, nan_ok=True)
    if precision.score > 0:
        harmonic = 2 / (1 / precision.score + 1 / recall.score)
        assert f1.score == pytest.approx(harmonic)


def test_a_ratio_does_not_change_from_call_to_call():
    first, second = (ratio("F1", [2, 0, 1], [2, 1, 3], "articles") for _ in range(2))
    assert first == second
    assert first.score == 0.5


@pytest.mark.parametrize(
    ("score", "target", "verdict"),
    [
        (0.85, ">= 0.85", "met"),
        (0.849, ">= 0.85", "missed"),
        (0, "<= 0", "met"),
        (2, "<= 1", "missed"),
    ],
)
def test_a_target_is_judged(score, target, verdict):
    assert judge(score, target) == verdict


# --- Reading ----------------------------------------------------------------------------

SHAPE = {"id": int, "spans": [(int, int)], "notes": [{"file": str}]}
GOOD = '{"id": 1, "spans": [[0, 4]], "notes": [{"file": "a"}]}'


def test_rows_are_read_in_order_and_limited(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(GOOD + "\n\n" + GOOD.replace("1", "2", 1) + "\n", encoding="utf-8")
    assert [row["id"] for row in read_rows(path, SHAPE)] == [1, 2]
    assert [row["id"] for row in read_rows(path, SHAPE, limit=1)] == [1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no JSON"),
        ("[1]", "object"),
        ('{"id": 1, "notes": []}', "'spans' is missing"),
        (GOOD.replace("[[0, 4]]", "[0, 4]"), "'spans' should be a list of [int, int]"),
        (GOOD.replace("[[0, 4]]", "[[0]]"), "'spans' should be"),
        (GOOD.replace('"file"', '"name"'), "'notes' should be a list of an object with file"),
        (GOOD.replace("1", '"1"', 1), "'id' should be int"),
    ],
)
def test_a_malformed_row_is_named_with_its_file_and_line(tmp_path, line, message):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(ReadingError) as error:
        read_rows(path, SHAPE)
    assert f"{path}, line 2" in str(error.value)
    assert message in str(error.value)


def test_a_file_that_is_no_text_is_an_error(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "\xff"}')
    with pytest.raises(ReadingError, match="cannot be read"):
        read_rows(path, SHAPE)


# --- altered_facts_etpc -----------------------------------------------------------------


def make_pair(pair_id: int, s1: str, s2: str, *, altered: bool) -> dict:
    """Make a pair of sentences, with the annotation of an altered fact or without."""
    relation = {"file": "textual_np_neg", "type_id": 7, "sense_preserving": "no"}
    return {"pair_id": pair_id, "s1": s1, "s2": s2, "relations": [relation] if altered else []}


PAIRS = [
    make_pair(1, "The pier has 12 posts.", "The pier has 17 posts.", altered=True),
    make_pair(2, "The index fell 12 points.", "The index fell 13 points.", altered=True),
    make_pair(3, "The pier has 12 posts.", "The old pier has 12 posts.", altered=False),
    make_pair(4, "The pier has 12 posts.", "The pier has 12 posts and 3 lamps.", altered=False),
    make_pair(5, "Ms Orr spoke.", "Ms Day spoke.", altered=True),
]


def test_only_a_substitution_that_changes_the_sense_is_altered():
    relations = PAIRS[0]["relations"][0]
    harmless = [
        {**relations, "type_id": 6},
        {**relations, "sense_preserving": "yes"},
        {**relations, "file": "textual_np_pos"},
    ]
    assert altered_facts_etpc.is_altered(PAIRS[0])
    assert not any(altered_facts_etpc.is_altered({"relations": [r]}) for r in harmless)


def test_altered_facts_are_scored_against_the_numbers_rule(monkeypatch):
    """Grades by pair: 1, 2 and 4 are called altered, 4 with the least confidence."""
    grades = {1: 0.9, 2: 0.8, 3: -1.0, 4: 0.3, 5: -1.0}
    monkeypatch.setattr(altered_facts_etpc, "grade_pair", lambda row: grades[row["pair_id"]])
    table = altered_facts_etpc.score_altered_facts_etpc(PAIRS)
    scores, floors = read_scores(table), read_scores(table, "floor")
    assert scores["all pairs: precision"] == pytest.approx(2 / 3)
    assert scores["all pairs: recall"] == pytest.approx(2 / 3)
    assert floors["all pairs: precision"] == 1  # the rule calls 1 and 2; 4 only adds a number
    assert scores["all pairs: F1 at the best threshold"] == pytest.approx(4 / 5)
    assert math.isnan(scores["all pairs: highest precision at recall >= 0.80"])
    assert scores["no market reports: recall"] == 0.5
    assert "4 pairs" in read_scores(table, "n")["no market reports: F1"]
    parts = [read_scores(table, "n")[f"half {k}: F1"] for k in (0, 1)]
    assert sum(int(part.split()[0]) for part in parts) == len(PAIRS)


def test_the_highest_precision_keeps_the_recall(monkeypatch):
    grades = {1: 0.9, 2: 0.8, 3: 0.2, 4: 0.95, 5: 0.7}
    monkeypatch.setattr(altered_facts_etpc, "grade_pair", lambda row: grades[row["pair_id"]])
    table = altered_facts_etpc.score_altered_facts_etpc(PAIRS)
    name = "all pairs: highest precision at recall >= 0.80"
    assert read_scores(table)[name] == 0.75
    assert read_scores(table, "n")[name] == "3 of 4 found pairs (confidence >= 0.70)"


def test_a_stylistic_change_or_another_kind_is_no_altered_fact(monkeypatch):
    rows = [("number", "stylistic", 0.9), ("quote", "critical", 0.8), ("name", "critical", 0.4)]
    changes = pd.DataFrame(rows, columns=["kind", "severity", "confidence"])
    monkeypatch.setattr("analysis.fidelity.find_changes", lambda a, b: changes)
    assert altered_facts_etpc.grade_pair(PAIRS[0]) == 0.4
    monkeypatch.setattr("analysis.fidelity.find_changes", lambda a, b: changes[:2])
    assert altered_facts_etpc.grade_pair(PAIRS[0]) == -1


# --- polnear ----------------------------------------------------------------------------

ARTICLE = 'Jo Orr, head of the port, said the pier was shut. "We wait," she said. It rained.'


def span(words: str) -> list[int]:
    """Find the span of words in the article."""
    return [ARTICLE.index(words), ARTICLE.index(words) + len(words)]


ANNOTATIONS = [
    {
        "article": "a",
        "source": [span("Jo Orr, head of the port")],
        "content": [span("the pier was shut")],
    },
    {"article": "a", "source": [span("she")], "content": [span('"We wait,"')]},
]


def find_as(monkeypatch, rows: list[tuple]) -> None:
    """Let the suite find rows of (form, words, cue, source)."""
    found = [
        (
            form,
            *span(words),
            ARTICLE.index(cue) if cue else None,
            *(span(source) if source else (None, None)),
        )
        for form, words, cue, source in rows
    ]
    columns = ["form", "start", "stop", "cue_start", "source_start", "source_stop"]
    table = pd.DataFrame(found, columns=columns)
    monkeypatch.setattr("analysis.attribution.find_quotations", lambda text: table)


def test_a_perfect_reading_scores_one(monkeypatch):
    find_as(
        monkeypatch,
        [
            ("indirect", "the pier was shut", "said the", "Jo Orr"),
            ("direct", "We wait,", "said. It", "she"),
        ],
    )
    table = polnear.score_polnear([{"id": "a", "text": ARTICLE}], ANNOTATIONS)
    scores, floors = read_scores(table), read_scores(table, "floor")
    assert {value for name, value in scores.items() if name.startswith("all")} == {1}
    n_right = len("the pier was shut") + len('"We wait,"')
    assert floors["all: characters, precision"] == 1
    assert floors["all: characters, recall"] == pytest.approx(len('"We wait,"') / n_right)
    assert floors["all: indirect characters, recall"] == 0
    marked = 2 * n_right / (len(ARTICLE) + n_right)
    assert floors["all: characters, F1 (floor: mark everything)"] == pytest.approx(marked)


def test_what_is_found_too_long_or_with_another_source_costs(monkeypatch):
    find_as(monkeypatch, [("indirect", "the pier was", "said the", "the port")])
    scores = read_scores(polnear.score_polnear([{"id": "a", "text": ARTICLE}], ANNOTATIONS))
    assert scores["all: characters, precision"] == 1
    assert scores["all: indirect characters, recall"] == pytest.approx(12 / 17)
    assert scores["all: direct characters, recall"] == 0
    assert scores["all: attributions at IoU 0.5, F1"] == pytest.approx(2 / 3)
    assert scores["all: head of the source"] == 0


def test_articles_that_are_not_annotated_whole_are_left_out(monkeypatch):
    find_as(monkeypatch, [])
    partly = "politico_2015-12-11_x"
    articles = [{"id": name, "text": ARTICLE} for name in ("a", "bare", partly)]
    table = polnear.score_polnear(articles, [*ANNOTATIONS, {**ANNOTATIONS[0], "article": partly}])
    assert read_scores(table, "n")["all: characters, F1"] == "1 articles"


def test_attributions_are_paired_once_and_best_first():
    def make(*spans):
        return attributed_spans.Attribution(list(spans), None)

    right = [make((0, 10)), make((10, 20))]
    found = [make((0, 12)), make((0, 10)), make((14, 15))]
    assert attributed_spans.match_attributions(30, right, found) == [(1, 0)]


# --- Planted edits ------------------------------------------------------------------------


def make_changes(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    """Make changes of (version, kind, place), five characters wide on both sides."""
    sides = ("base_start", "other_start"), ("base_stop", "other_stop")
    table = pd.DataFrame(rows, columns=["other_id", "kind", "base_start"])
    table["other_start"] = table["base_start"]
    for start, stop in zip(*sides, strict=True):
        table[stop] = table[start] + 5
    return table.assign(subkind="value", other_text="")


def test_planted_edits_are_scored_by_kind():
    key = make_changes([("v", "number", 0), ("v", "number", 40), ("v", "name", 80)])
    found = make_changes([("v", "number", 0), ("v", "number", 60), ("v", "date", 80)])
    naive = make_changes([("v", "name", 82), ("planted-reordered", "name", 0)])
    controls = make_changes([("v", "", 60), ("v", "", 20)]).assign(format="percent")
    table = planted.score_planted(planted.PlantedTables(found, naive, key, controls))
    scores, floors = read_scores(table), read_scores(table, "floor")
    assert scores["number: precision"] == scores["number: recall"] == 0.5
    assert floors["number: recall"] == 0
    assert math.isnan(scores["date: precision"])  # it shows an edit of another kind
    assert floors["name: recall"] == 1
    assert scores["all: subkind right"] == 1
    assert scores["all: different edits"] == 3
    assert scores["false alarms per 100 controls"] == 50
    assert (scores["rows on planted-reordered"], floors["rows on planted-reordered"]) == (0, 1)


def test_the_same_edit_in_two_versions_of_a_base_is_one():
    rows = [("dam/1/v", "number", 0), ("dam/2/w", "number", 0), ("pier/1/v", "number", 0)]
    assert planted.count_different(make_changes(rows)) == 2


def test_a_story_is_planted_compared_and_scored():
    table = planted.score_planted_stories(limit=1)
    scores = read_scores(table)
    assert scores["rounds of planting"] == 1
    assert 0 < scores["all: recall"] <= 1


def test_the_naive_rules_see_an_aligned_pair_as_a_whole():
    columns = ["version_id", "segment", "start", "stop", "text"]
    rows = [("a", 0, 4, 19, "Ms Orr paid 12."), ("b", 3, 7, 22, "Ms Orr paid 17.")]
    pair = {"base_id": "a", "other_id": "b", "base_segment": 0, "other_segment": 3}
    omitted = {**pair, "other_segment": None}
    found = naive_changes.tabulate_naive_changes(
        pd.DataFrame([pair, omitted]), pd.DataFrame(rows, columns=columns)
    )
    places = found[["kind", "base_start", "base_stop", "other_start", "other_stop"]]
    assert places.values.tolist() == [["number", 4, 19, 7, 22]]


# --- Sets scored by types, containment and sentences ---------------------------------------


def test_sentences_are_right_only_as_a_whole_list():
    rows = [
        {"text": "Rain fell. It stopped.", "sentences": ["Rain fell.", "It stopped."]},
        {"text": "Mr. Orr left.", "sentences": ["Mr. Orr left."]},
        {"text": "Rain fell. It stopped.", "sentences": ["Rain fell. It stopped."]},
    ]
    table = sentence_golden_rules.score_sentence_golden_rules(rows)
    assert table["n"].tolist() == ["2 of 3 cases"]
    assert table["floor"].tolist() == [pytest.approx(1 / 3)]


def make_answers(task: str) -> list[dict]:
    """Make a source, a copy of it and an answer of one's own."""
    texts = {"orig": WIRE, "cut": WIRE, "non": OWN}
    return [{"file": k, "task": task, "label": k, "text": text} for k, text in texts.items()]


def test_a_copy_and_an_own_answer_are_told_apart():
    table = clough_stevenson.score_clough_stevenson([*make_answers("a"), *make_answers("b")])
    assert set(table["score"]) == {1}
    assert set(table["n"]) == {"4 of 4 answers"}


def test_an_answer_without_its_source_is_not_scored():
    table = clough_stevenson.score_clough_stevenson(make_answers("a")[1:])
    assert table["score"].isna().all()


def test_every_type_has_its_degree_of_reuse():
    from analysis.version_types import TYPES

    assert set(clough_stevenson.LABELS) == set(TYPES)
    assert set(clough_stevenson.LABELS.values()) == set(clough_stevenson.DEGREES)


def test_the_order_of_a_chain_is_read_from_containment():
    sentences = WIRE.split(". ")
    levels = {"adv": WIRE, "int": ". ".join(sentences[:2]), "ele": sentences[0]}
    rows = [{"story": "s", "level": level, "text": text} for level, text in levels.items()]
    turned = [{**row, "story": "t", "text": levels[level]} for row, level in
              zip(rows, reversed(levels), strict=True)]  # fmt: skip
    table = onestopenglish.score_onestopenglish([*rows, *turned, {**rows[0], "story": "alone"}])
    alone = table[table["measure"].str.startswith("containment alone")]
    assert alone["n"].tolist() == ["1 of 2 stories"]


def test_the_census_counts_pages_and_pairs():
    rows = [
        {"id": 1, "paragraphs": WIRE.split(". ")},
        {"id": 2, "paragraphs": [WIRE]},
        {"id": 3, "paragraphs": [OWN]},
    ]
    scores = read_scores(wire_republication_census.score_wire_republication_census(rows))
    assert scores["pages with a body"] == 1
    assert scores["pairs with containment above 0.5"] == 1


# --- Frames and entities ------------------------------------------------------------------


def test_frame_cues_are_counted_text_by_text():
    counts = frame_cues.count_frame_cues(["The mayor accused the firm.", "It rained."], "headline")
    assert counts == [{"conflict": 1}, {}]


def test_a_frame_is_scored_by_one_cue_and_by_rank():
    rows = frame_cues.score_frame("x", [1, 1, 0], [3, 0, 0], [-1.0, 1.0, 2.0], "texts")
    scores = {row.measure: (row.score, row.floor) for row in rows}
    assert scores["x: precision"] == (1, 0.5)
    assert scores["x: area under the ROC curve"] == (0.75, 0)


def test_frames_are_scored_on_few_texts_too():
    economic, other = "Shares fell and the budget shrank.", "It rained."
    articles = [{"id": "1", "frames": ["Economic"], "text": economic},
                {"id": "2", "frames": [], "text": other}]  # fmt: skip
    scores = read_scores(semeval23_task3_frames.score_semeval23_task3_frames(articles))
    assert scores["Economic: precision"] == scores["Economic: recall"] == 1
    headlines = [
        {"headline": economic, "relevant": 1, "frame1": 9, "frame2": 99},
        {"headline": other, "relevant": 1, "frame1": 99, "frame2": 99},
        {"headline": economic, "relevant": 2, "frame1": 99, "frame2": 99},
    ]
    table = gvfc.score_gvfc(headlines)
    assert read_scores(table)["economic: F1"] == 1
    assert read_scores(table, "n")["economic: F1"] == "2 headlines"


def test_the_classifier_of_the_floor_learns_from_the_other_texts():
    from benchmarks.quality.cross_validation import predict_by_tfidf

    texts = ["rain fell"] * 10 + ["shares rose"] * 10
    labels = [[1, 0]] * 10 + [[0, 0]] * 10
    grades = predict_by_tfidf(texts, labels)
    assert ((grades[:, 0] > 0) == ([True] * 10 + [False] * 10)).all()
    assert (grades[:, 1] < 0).all()


def make_mention(outlet: str, words: str, concept: str, kind: str = "ACTOR") -> dict:
    """Annotate words of the only sentence of an outlet."""
    return {
        "event_id": "1", "publisher_id": outlet, "code_type": kind, "code_name": concept,
        "code_mention": words, "sentence": "0", "start": "0",
    }  # fmt: skip


def test_mentions_are_grouped_over_outlets():
    sentences = [
        {"event": 1, "orientation": "L", "sentences": ["We met James Cleverly of Kelmouth."]},
        {"event": 1, "orientation": "R", "sentences": ["We met Mr Cleverly of Kelmouth."]},
    ]
    annotations = [
        make_mention("L", "James Cleverly", "Cleverly"),
        make_mention("R", "Mr Cleverly", "Cleverly"),
        make_mention("L", "Kelmouth", "Town", "COUNTRY"),
        make_mention("R", "Kelmouth", "Town", "COUNTRY"),
        make_mention("R", "met", "Power", "PROPERTY"),
        make_mention("R", "not there", "Town", "COUNTRY"),
    ]
    table = newswcl50.score_newswcl50(sentences, annotations)
    table = table[table["measure"].str.endswith("F1")]
    assert set(table["score"]) == {1}
    n = read_scores(table, "n")["all: CoNLL F1"]
    assert n == "4 mentions of 2 concepts; 1 more not found in their sentence"


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=10))
def test_a_grouping_is_like_itself_and_likeness_has_no_direction(groups):
    turned = list(reversed(groups))
    same = entity_groups.score_grouping(groups, groups)
    assert {round(v, 9) for v in same.values() if not math.isnan(v)} == {1}
    there, back = (
        entity_groups.score_grouping(*pair) for pair in ((groups, turned), (turned, groups))
    )
    assert list(there.values()) == pytest.approx(list(back.values()), nan_ok=True)


# --- The command --------------------------------------------------------------------------


def test_absent_sets_are_said_to_be_absent(tmp_path, capsys):
    assert main(["--eval", str(tmp_path), "--only", "polnear", "gvfc"]) == 0
    assert capsys.readouterr().out.split("\n\n")[:2] == ["polnear: absent", "gvfc: absent"]


def test_without_a_folder_what_is_made_here_is_scored_and_the_rest_is_absent(monkeypatch, capsys):
    row = pd.DataFrame([share("made", 1, 2, "texts")])
    for name in MADE:
        monkeypatch.setitem(MADE, name, lambda limit: row if limit is None else None)
    assert main([]) == 0
    parts = capsys.readouterr().out.strip().split("\n\n")
    assert [part.splitlines()[0] for part in parts[: len(MADE)]] == list(MADE)
    assert list(MADE) == ["planted", "version_types", "lineages", "chance"]
    absent = [name for name in SETS if name not in MADE]
    assert parts[len(MADE) :] == [f"{name}: absent (no --eval folder given)" for name in absent]


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("lineages", "all: edges F1"),
        ("chance", "100 words of one story: JSD called different"),
    ],
)
def test_what_is_made_here_is_scored_alone(name, measure, capsys, tmp_path):
    target = tmp_path / "scores.json"
    assert main(["--only", name, "--limit", "1", "--json", str(target)]) == 0
    assert capsys.readouterr().out.startswith(f"{name}\n")
    scores = {row["measure"]: row["score"] for row in json.loads(target.read_text("utf-8"))[name]}
    assert 0 <= scores[measure] <= 1
    again = MADE[name](1)
    assert {k: v for k, v in read_scores(again).items() if v == v} == {
        k: v for k, v in scores.items() if v is not None
    }


def test_generated_versions_are_graded_by_weights_from_the_other_stories(monkeypatch):
    """The whole takes half a minute; here the versions are ready-made."""
    rows = [("spun", "spun", 0.9, "spun"), ("rewrite", "spun", 0.6, "unsure")]
    columns = ["right", "likeliest", "probability", "answer"]
    graded = pd.DataFrame(rows, columns=columns)
    asked = []
    monkeypatch.setattr(
        version_types, "_grade", lambda n: asked.append(n) or (graded, ["spun"] * 2)
    )
    scores = read_scores(MADE["version_types"](2))
    assert asked == [2]
    assert scores["unsure"] == 0.5
    assert scores["spun: F1"] == 1


def test_chance_reads_the_public_set_where_one_is_given(tmp_path, capsys):
    assert main(["--eval", str(tmp_path), "--only", "chance"]) == 0
    assert capsys.readouterr().out == "chance: absent\n\n"


def test_a_set_is_printed_and_written(tmp_path, capsys):
    folder = tmp_path / "sentence_golden_rules"
    folder.mkdir()
    row = {"text": "Rain fell. It stopped.", "sentences": ["Rain fell.", "It stopped."]}
    (folder / "pysbd_en.jsonl").write_text(json.dumps(row), encoding="utf-8")
    target = tmp_path / "scores.json"
    only = ["--only", "sentence_golden_rules", "--json", str(target)]
    assert main(["--eval", str(tmp_path), *only]) == 0
    assert "1 of 1 cases" in capsys.readouterr().out
    (measure,) = json.loads(target.read_text("utf-8"))["sentence_golden_rules"]
    assert list(measure) == COLUMNS
    assert measure["score"] == measure["floor"] == 1


def test_a_malformed_set_does_not_stop_the_others(tmp_path, capsys):
    folder = tmp_path / "gvfc"
    folder.mkdir()
    (folder / "headlines.jsonl").write_text("{}\n", encoding="utf-8")
    assert main(["--eval", str(tmp_path), "--only", "gvfc", "polnear"]) == 1
    out, err = capsys.readouterr()
    assert "headlines.jsonl, line 1" in err
    assert "polnear: absent" in out


def test_a_set_without_one_of_its_files_is_an_error(tmp_path):
    (tmp_path / "newswcl50").mkdir()
    with pytest.raises(ReadingError, match="cannot be read"):
        score_set("newswcl50", tmp_path)


@pytest.mark.parametrize("name", SETS)
def test_a_set_can_be_empty_of_answers(name):
    """Whatever is missing, a score is undefined rather than an error."""
    table = SETS[name].score(*([] for _ in SETS[name].files))
    assert list(table.columns) == COLUMNS
    assert table["score"].fillna(0).eq(0).all()


def test_columns_are_aligned():
    table = pd.DataFrame([share("a", 1, 2, "x"), share("longer", 1, 2, "y", target=">= 0.5")])
    lines = format_table("set", table).splitlines()[2:]
    assert lines[0].index("0.500") == lines[1].index("0.500")
    assert "met" in lines[1] and "met" not in lines[0]


MODULES = sorted(path.stem for path in Path(quality.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    """The project's own doctests cover `analysis` only."""
    module = importlib.import_module(f"benchmarks.quality.{name}")
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.testmod(module, optionflags=options).failed == 0
