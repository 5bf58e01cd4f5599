"""The ledger as a whole: its table, its offsets, its order, and that house style is no row."""

import json
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import compare, load_story
from analysis.cli import ALTERED, DONE, WRONG_USE, main
from analysis.fidelity import (
    CHANGE_COLUMNS,
    KINDS,
    SEVERITIES,
    find_changes,
    list_changes,
    load_severities,
    select_severity,
)
from analysis.fidelity.passage import Pair, read_passage

BASE = (
    'Ann Lee said 40 people were hurt in Port Ellery on Feb. 3. "We did not see it coming," Lee '
    "told reporters. The repairs will reportedly cost about $4.6 million."
)
OTHER = (
    'Ann Lee said 400 people were hurt in Port Ellery on Feb. 13. "We did see it coming," Lee '
    "told reporters. The repairs will cost $4.6 million."
)


@pytest.fixture(scope="module")
def tables():
    return compare(load_story("tarnholt-dam"))


def test_alterations_of_every_sort_are_found_in_one_passage():
    found = find_changes(BASE, OTHER)
    kinds = set(zip(found["kind"], found["subkind"], strict=True))
    assert kinds >= {
        ("number", "scale"),
        ("date", "day"),
        ("negation", "lost"),
        ("quote", "altered"),
        ("certainty", "hedge_lost"),
        ("certainty", "approximation_lost"),
    }
    assert list(found.columns) == CHANGE_COLUMNS


def test_cells_are_the_characters_their_offsets_point_to():
    for row in find_changes(BASE, OTHER).itertuples():
        assert BASE[row.base_start : row.base_stop] == row.base_text
        assert OTHER[row.other_start : row.other_stop] == row.other_text
        assert 0 <= row.confidence <= 1
        assert row.why


@pytest.mark.parametrize(("base", "other"), [("", ""), ("", BASE), (BASE, ""), (BASE, BASE)])
def test_nothing_on_one_side_or_nothing_different_is_no_alteration(base, other):
    found = find_changes(base, other)
    assert found.empty
    assert found.dtypes.equals(find_changes(BASE, OTHER).dtypes)


def test_another_order_of_the_sentences_is_no_alteration():
    first, *rest = BASE.split(". ")
    assert list_changes(BASE, ". ".join([*rest, first]) + ".") == []


def test_every_kind_has_declared_subkinds_with_a_reason():
    rules = load_severities()
    assert {kind for kind, _ in rules} == set(KINDS)
    assert all(rule.severity in SEVERITIES and rule.reason for rule in rules.values())


_PIECES = [*"ab .,\"“”'’-–$%€10 \n", "said ", "not ", "May ", "Lee ", "about ", " million"]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _TEXTS)
def test_no_text_raises_and_every_offset_lies_inside(base, other):
    for change in list_changes(base, other):
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        assert (change.kind, change.subkind) in load_severities()


def test_counterparts_of_words_in_both_directions():
    pair = Pair(read_passage("a b c d"), read_passage("a x y d e"))
    assert pair.find_counterpart(1, 3) == (1, 3)
    assert pair.find_counterpart(0, 1) == (0, 1)
    assert pair.find_counterpart(3, 4) == (3, 4)
    assert pair.find_counterpart_in_base(4, 5) == (4, 4)


def test_the_table_of_a_story_points_into_the_versions(tables):
    changes = tables["changes"]
    texts = {version.id: version.text for version in load_story("tarnholt-dam").versions}
    segments = tables["segments"].set_index(["version_id", "segment"])
    assert len(changes)
    for row in changes.itertuples():
        assert texts[row.base_id][row.base_start : row.base_stop] == row.base_text
        assert texts[row.other_id][row.other_start : row.other_stop] == row.other_text
        stands = segments.loc[(row.other_id, row.other_segment)]
        assert stands["start"] <= row.other_start <= stands["stop"]


def test_the_table_is_in_the_order_of_its_key(tables):
    changes = tables["changes"]
    for _, rows in changes.groupby("other_id"):
        key = rows[["base_segment", "other_segment", "base_start"]].astype(int)
        assert key.apply(tuple, axis=1).is_monotonic_increasing
    order = tables["versions"]["version_id"].tolist()
    seen = changes["other_id"].drop_duplicates().map(order.index)
    assert seen.is_monotonic_increasing


def test_cuts_and_house_style_alone_leave_the_ledger_empty(tables):
    assert tables["changes"].query("other_id == 'cutdown'").empty
    selective = tables["changes"].query("other_id == 'selective'")
    assert selective[["kind", "subkind"]].values.tolist() == [["label", "generalised"]]


def test_the_worst_alterations_come_first():
    table = pd.DataFrame({"severity": ["stylistic", "critical", "substantive", "critical"]})
    assert select_severity(table, "substantive").index.tolist() == [1, 3, 2]


def test_an_alteration_can_stop_a_pipeline(tmp_path, capsys):
    out = ["--out", str(tmp_path)]
    assert main(["compare", "tarnholt-dam", *out]) == DONE
    assert main(["compare", "tarnholt-dam", "--fail-on", "critical", *out]) == ALTERED
    assert "critical" in capsys.readouterr().out
    written = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    table = pd.read_csv(tmp_path / "changes.csv", keep_default_na=False)
    assert [row["why"] for row in written] == table["why"].tolist()


def test_a_severity_that_is_none_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["compare", "tiny", "--fail-on", "catastrophic"])
    assert stopped.value.code == WRONG_USE
    assert "'catastrophic' is none of critical, substantive, stylistic" in capsys.readouterr().err


SCRAPS = (
    "“ ” ' \" ‘ ’ « » „ 12 1,000 10,0000 4.6m $ € % 3-4 half twice million km 5pm Feb. 3 2024 "
    "Thursday 10:30 not no never denied said according to reportedly about may will at least Lee "
    "Ann Marsh Mr. St. U.S. US the dam police who that but unless , . ; : — … ( ) ? ! n't can't he "
    "they rose fell first unhappy @x http://a.b a.b@c.d 東京 é \u0301 \u200b \x00 \ud800 ½ 🙂 -- "
    "'90s 6'2\" O'Neil \n\n"
).split(" ")


@pytest.mark.parametrize("seed", range(4))
def test_no_scraps_of_text_raise_or_give_rows_outside_it(seed):
    dice = random.Random(seed)
    rules = load_severities()
    for _ in range(250):
        base = dice.choices(SCRAPS, k=dice.randrange(20))
        other = list(base)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(other) + 1)
            other[at : at + dice.randrange(3)] = dice.choices(SCRAPS, k=dice.randrange(3))
        left, right = (dice.choice(("", " ")).join(words) for words in (base, other))
        for change in list_changes(left, right, base_date="2024-02-03", other_date="2024-02-04"):
            assert 0 <= change.base_start <= change.base_stop <= len(left)
            assert 0 <= change.other_start <= change.other_stop <= len(right)
            assert (change.kind, change.subkind) in rules


def test_an_alteration_is_found_in_a_passage_longer_than_any():
    filler = "".join(f"Pump {number} ran well. " for number in range(3000))
    found = list_changes(filler + "The wall did not move.", filler + "The wall did move.")
    assert [(change.kind, change.subkind) for change in found] == [("negation", "lost")]


@given(st.lists(st.sampled_from("abcdef"), max_size=60), st.lists(st.sampled_from("abcdef")))
def test_blocks_align_every_word_once_and_in_order(base, other):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.fidelity.passage._LONGEST_BLOCK", 8)
        ops = Pair(read_passage(" ".join(base)), read_passage(" ".join(other))).words
    rebuilt = []
    for op in ops:
        same = base[op.base_start : op.base_stop]
        rebuilt += same if op.tag == "equal" else other[op.other_start : op.other_stop]
    assert rebuilt == other
    assert [op.base_start for op in ops[1:]] == [op.base_stop for op in ops[:-1]]
    assert sum(op.base_stop - op.base_start for op in ops) == len(base)
