"""The scanner of quotation marks: conventions, apostrophes, broken marks, hostile input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.quotation_marks import find_marked_spans, find_paragraphs


def read_spans(text):
    """The marked words, outermost ones only."""
    return [
        text[span.inner_start : span.inner_stop]
        for span in find_marked_spans(text)
        if span.depth == 0
    ]


CASES = [
    # Conventions of marks.
    ('"We stop," she said.', ["We stop,"]),
    ("“We stop,” she said.", ["We stop,"]),
    ("‘We stop,’ she said.", ["We stop,"]),
    ("'We stop,' she said.", ["We stop,"]),
    ("«We stop», she said.", ["We stop"]),
    ("« We stop », she said.", ["We stop"]),
    ("»We stop«, she said.", ["We stop"]),
    ("„We stop“, she said.", ["We stop"]),
    ("„We stop”, she said.", ["We stop"]),
    ("‚We stop‘, she said.", ["We stop"]),
    ("‹We stop›, she said.", ["We stop"]),
    ("''We stop,'' she said.", ["We stop,"]),
    ("``We stop,'' she said.", ["We stop,"]),
    ("`` We stop , '' she said .", ["We stop ,"]),
    ("‘‘We stop,’’ she said.", ["We stop,"]),
    ('“We stop," she said.', ["We stop,"]),
    ('"We stop,” she said.', ["We stop,"]),
    # Several, partial, scare.
    ('"A ship," she said, "and a pier."', ["A ship,", "and a pier."]),
    ('The “rival” firm and the "troll farm"', ["rival", "troll farm"]),
    ("He called it “a … mess [of] lies”.", ["a … mess [of] lies"]),
    ('It was ("so called") closed.', ["so called"]),
    ("The plan—“a farce”—failed.", ["a farce"]),
    ('He said: "No." Then left.', ["No."]),
    ("“One.” “Two.”", ["One.", "Two."]),
    ('"One." "Two."', ["One.", "Two."]),
    ('the "end user." This goes on.', ["end user."]),
    ('"…and so it ended…"', ["…and so it ended…"]),
    # Nested.
    ("“He told me ‘never’ again,” she said.", ["He told me ‘never’ again,"]),
    ("‘He told me “never” again,’ she said.", ["He told me “never” again,"]),
    ("\"It's the 'arms deal' line,\" he said.", ["It's the 'arms deal' line,"]),
    ("“I said, “no” twice,” he recalled.", ["I said, “no” twice,"]),
    # Single marks inside single-marked words.
    ("‘We won’t go,’ he said.", ["We won’t go,"]),
    ("'We won't go,' he said.", ["We won't go,"]),
    ("'The workers' hall must stay,' he said.", ["The workers' hall must stay,"]),
    ("Ferry 'hit pier at speed', says owner", ["hit pier at speed"]),
    ("'Sign of despair'", ["Sign of despair"]),
    ("The 'PMC Centre', which opened", ["PMC Centre"]),
    # No quotation at all.
    ("Don't say it's the workers' fault.", []),
    ("The '90s and the '80s, rock 'n' roll, 'twas ever so", []),
    ("The ’90s and the bosses’ club, rock ’n’ roll", []),
    ("He is 5'10\" tall and she is 6'1\".", []),
    ('A 12" pipe and a 3" nail.', []),
    ("The Smiths' and the Joneses' houses", []),
    ("O'Brien's and D'Angelo's boats", []),
    ("Goin' nowhere, stayin' here", []),
    ("the summer of '08 and the class of '12", []),
    ('<tweet id="7479" author="someone">', []),
    ("“”", []),
    ('" "', []),
    ("", []),
    ("   \n ", []),
    # Feet and inches inside a quotation.
    ('"He is 6\'2" tall," she said.', ["He is 6'2\" tall,"]),
    # Unclosed: ends with its paragraph.
    ('"We stop, she said.\n\nThe ship left.', ["We stop, she said."]),
    ("“We stop.\n\nThe ship left.", ["We stop."]),
    # The opening-mark convention.
    ("“One.\n\n“Two.\n\n“Three,” she said.", ["One.", "Two.", "Three,"]),
    ('"One.\n\n"Two," she said.', ["One.", "Two,"]),
    ("«One.\n\n«Two», she said.", ["One.", "Two"]),
    # Lines wrapped by hand.
    (
        "“We stop the ship here,\nand we go home,” she said.",
        ["We stop the ship here,\nand we go home,"],
    ),
    # Missing spaces.
    ('She said "stop".He said "go".', ["stop", "go"]),
    ("(‘stop’)", ["stop"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds_the_words_inside_the_marks(text, expected):
    assert read_spans(text) == expected


def test_numbers_the_nesting():
    text = "“He said ‘it was “over” then’ and left.”"
    assert [span.depth for span in find_marked_spans(text)] == [0, 1, 2]


def test_marks_continued_and_unclosed_spans():
    spans = find_marked_spans("“One.\n\n“Two.”\n\n“Three.”\n\n“Four")
    assert [span.continued for span in spans] == [False, True, False, False]
    assert [span.closed for span in spans] == [False, True, True, False]
    assert spans[3].confidence < spans[0].confidence < spans[2].confidence


def test_names_the_style():
    text = "“a” 'b c' «d» „e“"
    assert [s.style for s in find_marked_spans(text)] == ["double", "single", "guillemet", "low"]


def test_paragraphs_leave_no_character_out():
    text = " One.\nTwo goes\non.\r\n\r\nThree.\u2029Four. "
    assert [text[a:b] for a, b in find_paragraphs(text)] == [
        "One.",
        "Two goes\non.",
        "Three.",
        "Four.",
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="\"“”„«»‘’'`‚‹› \n\u2029asS.,905-(", max_size=80) | st.text(max_size=80))
def test_spans_lie_in_the_text_and_never_cross(text):
    spans = find_marked_spans(text)
    for span in spans:
        assert 0 <= span.start < span.inner_start < span.inner_stop <= span.stop <= len(text)
        assert any(map(str.isalnum, text[span.inner_start : span.inner_stop]))
        assert 0 < span.confidence <= 1
    for left, right in zip(spans, spans[1:], strict=False):
        assert left.start < right.start
        assert right.start >= left.stop or right.stop <= left.stop


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="\"“”‘’' \nab.", max_size=60))
def test_a_later_paragraph_changes_nothing_before_it(text):
    before = find_marked_spans(text)
    after = find_marked_spans(text + "\n\nThe ship left.")
    assert before == after[: len(before)]


@pytest.mark.parametrize(
    "shape", ['"', "“", "”", "'", "‘", "''", "«", '"a ', "“a", "“a\n", "‘a “", "' a"]
)
def test_a_megabyte_of_marks_is_read_to_the_end(shape):
    """How the time grows is measured in benchmarks/."""
    text = shape * (1_000_000 // len(shape))
    assert all(span.stop <= len(text) for span in find_marked_spans(text))
