"""Do the explorer's widgets follow the researcher, and does the selection come back?"""

import pandas as pd
import pytest
from keyed_changes import read_keyed_changes

from analysis import compare, explorer, load_story, parallel
from analysis.errors import UsageError


@pytest.fixture
def tiny() -> explorer.Explorer:
    """Open the smallest story."""
    return explorer.explore("tiny")


@pytest.fixture
def dam() -> explorer.Explorer:
    """Open the full invented story, the base beside the rewrite."""
    opened = explorer.explore(load_story("tarnholt-dam"))
    opened.right = "rewrite"
    return opened


def read_page(opened: explorer.Explorer) -> list[str]:
    """List the markup of the rows on the page."""
    return [text.value for text in opened._texts if text.value]


def press(opened: explorer.Explorer, label: str) -> None:
    """Press the button with this label."""
    pending, found = [opened.widget], []
    while pending:
        widget = pending.pop()
        pending.extend(getattr(widget, "children", ()))
        if label in getattr(widget, "description", "") and hasattr(widget, "click"):
            found.append(widget)
    assert len(found) == 1, label
    found[0].click()


def test_it_opens_on_the_base_beside_another_version(tiny):
    assert (tiny.left, tiny.right) == ("wire", "cutdown")
    assert len(read_page(tiny)) == 6
    assert "cutdown read against wire" in tiny._summary.value


def test_a_base_can_be_named_and_an_empty_one_is_none():
    assert explorer.explore("tiny", "rewrite").left == "rewrite"
    assert explorer.explore("tiny", "").left == "wire"
    with pytest.raises(UsageError, match="nowhere"):
        explorer.explore("tiny", "nowhere")


def test_another_version_shows_other_rows(tiny):
    before = read_page(tiny)
    tiny._right.value = "rewrite"  # what the drop-down does
    assert read_page(tiny) != before
    assert set(tiny.shown["other_id"]) == {"rewrite"}
    assert "rewrite read against wire" in tiny._summary.value


def test_swapping_exchanges_the_sides(tiny):
    press(tiny, "Swap")
    assert (tiny.left, tiny.right) == ("cutdown", "wire")
    assert "added" in set(tiny.shown["action"])
    assert "omitted" not in set(tiny.shown["action"])


def test_stepping_visits_each_difference_and_begins_again(tiny):
    differences = parallel.list_differences(tiny.shown)
    visited = []
    for _ in range(len(differences) + 1):
        press(tiny, "Next difference")
        visited.append(tiny.current)
    assert visited == [*differences, differences[0]]
    press(tiny, "Previous difference")
    assert tiny.current == differences[-1]
    assert sum('aria-current="true"' in row for row in read_page(tiny)) == 1


def test_the_passage_pointed_out_is_on_the_page_with_its_context(dam):
    last = parallel.list_differences(dam.shown)[-1]
    dam.current = last
    rows = read_page(dam)
    assert 'aria-current="true"' in rows[explorer.CONTEXT]
    with pytest.raises(UsageError, match="not among"):
        dam.current = 999


def test_filters_leave_what_they_name(dam):
    dam.actions = ("omitted", "added")
    assert set(dam.shown["action"]) == {"omitted", "added"}
    dam.actions = ()
    dam._chips["moved"].value = True
    assert dam.shown["moved"].all()
    dam._chips["moved"].value = False
    dam.search = "no text holds this"
    assert dam.shown.empty
    assert read_page(dam) == []
    assert "of 0" in dam._where.value
    press(dam, "Next difference")
    assert dam.current is None


def test_a_passage_that_the_filter_hides_is_no_longer_pointed_out(dam):
    dam.current = 1
    dam.actions = ("kept",)
    assert dam.current is None


def test_pages_cover_every_passage_once(dam):
    seen = read_page(dam)
    assert len(seen) == explorer.PAGE
    for _ in range(9):
        press(dam, "Page down")
        seen += [row for row in read_page(dam) if row not in seen]
    assert len(seen) == dam.shown["passage"].nunique()
    for _ in range(9):
        press(dam, "Page up")
    assert read_page(dam) == seen[: explorer.PAGE]


def test_what_is_ticked_comes_back_with_both_texts_and_offsets(tiny):
    assert tiny.selection.empty
    assert list(tiny.selection.columns) == list(tiny.shown.columns)
    tiny._boxes[4].value = True  # what a click does
    row = tiny.selection.iloc[0]
    assert (len(tiny.selection), row["passage"], row["action"]) == (1, 5, "partial")
    text = next(v.text for v in load_story("tiny").versions if v.id == "wire")
    assert text[row["base_start"] : row["base_stop"]] == row["base_text"]
    assert row["other_text"]


def test_the_selection_gathers_over_pairs_and_filters(tiny):
    tiny.tick(6)
    tiny.right = "rewrite"
    assert not any(box.value for box in tiny._boxes)  # ticks belong to their pair
    tiny.actions = ("edited",)
    press(tiny, "Select all shown")
    n_edited = len(tiny.shown)
    assert tiny.selection["other_id"].tolist() == ["cutdown", *["rewrite"] * n_edited]
    tiny.right = "cutdown"
    tiny.actions = ()
    assert [box.value for box in tiny._boxes[:6]] == [False] * 5 + [True]
    tiny._boxes[5].value = False
    assert set(tiny.selection["other_id"]) == {"rewrite"}
    press(tiny, "Clear selection")
    assert tiny.selection.empty
    with pytest.raises(UsageError, match="no passage 99"):
        tiny.tick(99)


def test_the_selection_does_not_change_under_the_reader(tiny):
    tiny.tick(1)
    taken = tiny.selection
    taken.loc[:, "action"] = "mine"
    assert tiny.selection["action"].tolist() == ["kept"]
    assert isinstance(taken, pd.DataFrame)


def test_without_a_front_end_the_pair_is_shown_as_it_stands(tiny):
    bundle = tiny._repr_mimebundle_()
    assert bundle["text/plain"] == ("Explorer: wire beside cutdown, 6 passages, 2 with differences")
    assert bundle["text/html"].count("data-passage=") == 6
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<script" not in bundle["text/html"]


# --- alterations ---


@pytest.fixture(scope="module")
def keyed() -> dict[str, pd.DataFrame]:
    """The full invented story with the alterations of its key."""
    tables = compare(load_story("tarnholt-dam"))
    return tables | {"changes": read_keyed_changes("tarnholt-dam", tables)}


@pytest.fixture
def ledger(keyed) -> explorer.LedgerExplorer:
    """Open the alterations."""
    return explorer.LedgerExplorer(keyed)


def test_the_ledger_opens_on_all_alterations_the_worst_first(ledger, keyed):
    assert len(ledger.shown) == len(keyed["changes"])
    assert ledger.shown["severity"].iloc[0] == "critical"
    assert f"alterations 1–{explorer.PAGE} of" in ledger._where.value
    assert ledger._rows.value.count("<li") == explorer.PAGE


def test_what_is_picked_filters_and_comes_back_as_a_table(ledger):
    ledger._pickers["kinds"].value = ("number", "date")  # what the reader's clicks do
    ledger.versions = ["spun-again"]
    shown = ledger.shown
    assert set(shown["kind"]) == {"number", "date"} and set(shown["other_id"]) == {"spun-again"}
    assert ledger._rows.value.count("<li") == shown["alteration"].nunique()
    ledger.severities = ["stylistic"]
    assert ledger.shown.empty and "No alteration is of what was picked" in ledger._rows.value
    press(ledger, "Show all")
    assert ledger.kinds == ledger.versions == ledger.severities == ()
    ledger.least_confidence = 0.95
    assert ledger.shown.empty
    with pytest.raises(UsageError, match="no kind 'figures'"):
        ledger.kinds = ["figures"]


def test_pages_of_the_ledger_cover_every_row_once(ledger):
    rows = []
    for _ in range(9):
        rows += [row for row in ledger._rows.value.split("<li")[1:] if row not in rows]
        press(ledger, "Page down")
    assert len(rows) == ledger.shown["alteration"].nunique()


def test_without_a_front_end_all_rows_are_shown(ledger):
    bundle = ledger._repr_mimebundle_()
    assert bundle["text/plain"].startswith("LedgerExplorer: ")
    assert bundle["text/html"].count("<li") == ledger.shown["alteration"].nunique()
    assert "<script" not in bundle["text/html"]


def test_both_explorers_read_one_comparison(tiny):
    assert tiny.ledger is tiny.ledger
    assert tiny.ledger._tables is tiny._tables


def test_a_story_of_one_version_has_no_ledger(tmp_path):
    (tmp_path / "one.txt").write_text("The dam leaks. It is old.\n", "utf-8")
    opened = explorer.explore_changes(str(tmp_path))
    assert opened.shown.empty and "nothing could be compared" in opened._rows.value


def test_a_story_of_one_version_stands_beside_itself(tmp_path):
    (tmp_path / "one.txt").write_text("The dam leaks. It is old.\n", "utf-8")
    opened = explorer.explore(str(tmp_path))
    assert opened.left == opened.right
    assert "both sides" in opened._summary.value
