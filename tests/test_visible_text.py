"""Is every character that nobody would see shown, and every other left alone?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.visible_text import show_controls, show_line

UNSEEN = {
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\xad",
    "escape": "\x1b",
    "bell": "\x07",
    "zero": "\0",
    "delete": "\x7f",
    "C1 control": "\x9b",
    "carriage return": "\r",
    "next line": "\x85",
    "line separator": "\u2028",
    "half a surrogate pair": "\udc80",
    "tag character": "\U000e0041",
    "variation selector": "\U000e0100",
    "Hangul filler": "\u3164",
    "blank Braille pattern": "\u2800",
    "joiner between ASCII letters": "\u200d",
    "non-character": "\uffff",
}


@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_marked(character):
    assert show_controls(f"a{character}b") == f"a⟦U+{ord(character):04X}⟧b"


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, “quoted” — and 5 °C at €3.",
        "Ænglisc, naïve, Zürich, Łódź",
        "नमस्ते क्‍ष",  # with a joiner that belongs to the spelling
        "می‌خواهم",
        "שלום, العالم",
        "family 👨‍👩‍👧 and heart ❤️",
        "one\ttwo\nthree",
        "",
    ],
)
def test_what_is_seen_stays(text):
    assert show_controls(text) == text


@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_a_line_is_one_line_and_holds_nothing_unseen(text):
    line = show_line(text)
    assert len(line.splitlines()) <= 1
    joiners = {"\u200c", "\u200d"}
    assert (
        not {c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - joiners
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_showing_twice_is_showing_once(text):
    assert show_controls(show_controls(text)) == show_controls(text)
