"""Is a version that contradicts itself found out, and a sound one left alone?"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inconsistencies import (
    COLUMNS,
    KINDS,
    find_inconsistencies,
    tabulate_inconsistencies,
)


def list_found(text: str, headline: tuple[int, int] | None = None) -> list[tuple[str, str, str]]:
    """(kind, text, other text) of each row."""
    found = find_inconsistencies(text, headline=headline)
    return list(found[["kind", "text", "other_text"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("figure", ["10,0000", "40,000 thousand"])
def test_figures_that_cannot_be_read(figure: str):
    ((kind, text, other),) = list_found(f"They sent {figure} convicts to the front.")
    assert (kind, other) == ("malformed_number", "")
    assert text.startswith(figure)


def test_one_name_in_two_spellings():
    text = "They met Stellan Lindqvist. Later Mr. Lindquist left. We saw Lindqvist again."
    assert list_found(text) == [("name_spelling", "Lindquist", "Lindqvist")]


@pytest.mark.parametrize(
    "text",
    [
        "The inspector Odette Marsh came in March. Ms Marsh left in May.",
        "The inspector Odette Marsh spoke. Later the grocer Dan Marks spoke.",
        "A man from Ukraine spoke. The Ukrainian left. The Ukrainians stayed.",
        "We met the Whitlocks. Then Dan Whitlock's brother left.",
        "Troops went to Iran. Others went to Iraq.",
    ],
)
def test_other_names_and_other_forms_are_no_misspelling(text: str):
    assert list_found(text) == []


@pytest.mark.parametrize(
    ("text", "parts", "whole"),
    [
        ("A total of 90: 30 men, 40 women and 10 children.", "30 men, 40 women and 10", "90"),
        ("Seven people, four men and two women, died.", "four men and two", "Seven"),
        (
            "The force numbers 50,000, including 10,000 drivers and 70,000 cooks.",
            "10,000 drivers and 70,000",
            "50,000",
        ),
        (
            "The fleet of 36 buses, comprising 20 red and 26 blue ones, left.",
            "20 red and 26",
            "36 buses",
        ),
    ],
)
def test_parts_that_do_not_make_up_their_whole(text: str, parts: str, whole: str):
    ((kind, found, other),) = list_found(text)
    assert kind == "sum"
    assert found.startswith(parts)
    assert whole.startswith(other) or other.startswith(whole)


@pytest.mark.parametrize(
    "text",
    [
        "The force numbers 50,000, including 10,000 drivers and 40,000 cooks.",
        "The force numbers about 50,000, including 10,000 drivers and 42,000 cooks.",
        "Of the 36 buses, 20 went to Low Ferris and 10 to St. Ebbin.",
        "Six people, four men and two women, died.",
        "It employs 300 people, 20 of them drivers and 15 cooks.",
        "They sold 40 of 60 cars, 10 buses and 70 bicycles.",
    ],
)
def test_sums_that_may_be_right(text: str):
    assert list_found(text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Sales rose 10 percent from $40 million to $60 million.", "10 percent"),
        ("Output rose from 40 to 60, a rise of 30 percent.", "30 percent"),
        ("In the test 30 of the 60 dams, or 40 percent, leaked.", "40 percent"),
        ("The vote was won by 51% to 52%.", "52%"),
    ],
)
def test_percentages_that_the_figures_refute(text: str, wrong: str):
    assert [(kind, found) for kind, found, _ in list_found(text)] == [("percentage", wrong)]


@pytest.mark.parametrize(
    "text",
    [
        "Sales rose 50 percent from $40 million to $60 million.",
        "Sales fell 33 percent from $60 million to $40 million.",
        "The vote was won by 51% to 49%.",
        "Support in the poll rose from 51% to 52%.",
        "In the test 30 of the 60 dams, or 50 percent, leaked.",
    ],
)
def test_percentages_that_are_right(text: str):
    assert list_found(text) == []


def test_a_headline_with_another_figure_than_the_text():
    text = "12 miners die in fire\n\nA fire killed 21 miners on Monday. The mine was shut."
    assert list_found(text, (0, 21)) == [("headline_figure", "12", "21")]
    assert list_found(text.replace("21", "12"), (0, 21)) == []
    assert list_found(text) == []


def test_offsets_point_into_the_version():
    version = "Ten men lost\n\nShare this: 10,0000\n\nOf 10,0000 men none was lost."
    rows = [
        ("a", "headline", 0, version[:12]),
        ("a", "furniture", 14, version[14:33]),
        ("a", "body", 35, version[35:]),
    ]
    segments = pd.DataFrame(rows, columns=["version_id", "kind", "start", "text"])
    found = tabulate_inconsistencies(segments)
    assert list(found.columns) == COLUMNS
    malformed = found[found["kind"] == "malformed_number"]
    assert len(malformed) == 1
    for row in found.itertuples():
        assert version[row.start : row.stop] == row.text


def test_a_sound_text_gives_an_empty_table_with_every_column():
    segments = pd.DataFrame(
        [("a", "body", 0, "It leaks.")], columns=["version_id", "kind", "start", "text"]
    )
    assert list(tabulate_inconsistencies(segments).columns) == COLUMNS
    assert tabulate_inconsistencies(segments.iloc[:0]).empty


PIECES = st.sampled_from(
    "10,0000 40 60 percent from to rose of or men women including total : , . Marsh Lindqvist"
    " Lindquist vote % $ and the \n".split(" ")
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join))


@given(TEXTS)
def test_any_text_gives_rows_that_point_into_it(text: str):
    found = find_inconsistencies(text, headline=(0, min(10, len(text))))
    assert found["start"].is_monotonic_increasing
    assert set(found["kind"]) <= set(KINDS)
    for row in found.itertuples():
        assert text[row.start : row.stop] == row.text
        assert row.text
        if row.other_text:
            assert text[row.other_start : row.other_stop] == row.other_text
