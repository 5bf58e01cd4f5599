"""The scanner of quotation marks: conventions, apostrophes, broken marks, hostile input."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attribution import find_quotations
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
    ("‘We stop.\n\n‘We go home,’ she said.", ["We stop.", "We go home,"]),
    ("'We stop.\n\n'We go home,' she said.", ["We stop.", "We go home,"]),
    ("'We mend the boats' sails.\n\n'We go,' she said.", ["We mend the boats' sails.", "We go,"]),
    ("'We stop, she said.\n\nThe ship left.", ["We stop, she said."]),
    ("''Twas late,' she said.", ["'Twas late,"]),
    ("''Twas late,'' she said.", ["Twas late,"]),
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
    "shape",
    [
        '"',
        "“",
        "”",
        "'",
        "‘",
        "’",
        "''",
        "``",
        "«",
        "„",
        '"a ',
        "“a",
        "“a\n",
        "‘a “",
        "' a",
        "''Twas ",
    ],
)
def test_a_megabyte_of_marks_is_read_to_the_end(shape):
    """How the time grows is measured in benchmarks/."""
    text = shape * (1_000_000 // len(shape))
    assert all(span.stop <= len(text) for span in find_marked_spans(text))


# --- One story in every convention ----------------------------------------------------------

# Opening, closing, inner opening, inner closing mark, apostrophe.
CONVENTIONS = {
    "straight double": ('"', '"', "'", "'", "'"),
    "curly double": ("“", "”", "‘", "’", "’"),
    "straight single": ("'", "'", '"', '"', "'"),
    "curly single": ("‘", "’", "“", "”", "’"),
    "guillemets": ("«", "»", "“", "”", "’"),
    "guillemets with spaces": ("« ", " »", "“", "”", "’"),
    "guillemets with no-break spaces": ("«\xa0", "\xa0»", "‹\xa0", "\xa0›", "’"),
    "guillemets turned round": ("»", "«", "›", "‹", "’"),
    "low-9": ("„", "“", "‚", "‘", "’"),
    "low-9 closed high": ("„", "”", "«", "»", "’"),
    "doubled apostrophes": ("''", "''", '"', '"', "'"),
    "doubled backticks": ("``", "''", "`", "'", "'"),
    "doubled curly single": ("‘‘", "’’", "‘", "’", "’"),
}
# Invented passages around what goes wrong: ⟦ ⟧ are the marks, ⟨ ⟩ those inside them.
PASSAGES = [
    "It's the '90s again in the workers' hall, and the boats' owner is 6' 2\" tall.",
    "Nobody's there, Reed said: ⟦We won't go, and the workers' hall stays.⟧ It left in '08.",
    "⟦I heard ⟨no⟩ and then ⟨not now⟩ from the council,⟧ said Ann Marlow.",
    "⟦He told me, ⟨It's over for the workers' hall,⟩ and left,⟧ said Ann Marlow.",
    "⟦We stop.\n\n⟦We go home, and that's all.\n\n⟦Then we're back.⟧\n\nThe ship left.",
    "⟦We mend the boats' sails.\n\n⟦We go,⟧ said the owners' clerk.",
    "The ⟦rival⟧ firm and the ⟦troll farm⟧ didn't answer.",
    "She called it ⟦a . . . mess [of] lies⟧; nobody's sure.",
    "⟦Why,⟧ she asked, ⟦don't we stop?⟧",
    "⟦One.⟧ ⟦Two isn't it.⟧",
    "It was (⟦so-called⟧) the bosses' club—⟦a farce⟧—and rock 'n' roll.",
    "⟦This one is never closed, she said.\n\nThe ship's crew left.",
    "⟦Goin' nowhere,⟧ he said. ⟦'Twas ever so.⟧",
    "A 12-foot rope's end, 5 o'clock, Marlow's ⟦ticket,⟧ Reed's ⟦boat⟧.",
    "⟦We're the owners' crew,⟧ Jess' brother said.",
    "⟦What's that?⟧ asked Reed. ⟦Stop!⟧ cried Lee.",
]


def mark_neutrally(text):
    """The text with ⟦ and ⟧ for its double marks, and whether the last one is open."""
    pieces, is_open = [], False
    for sign in text.replace("’", "'").replace("‘", "'"):
        if sign in '"“”':
            is_open = sign == "“" or (sign == '"' and not is_open)
            sign = "⟦" if is_open else "⟧"
        pieces.append(sign)
    return "".join(pieces), is_open


def join_body(sentences):
    """The body of an invented version, a sentence a line, quotations in one piece."""
    text = ""
    for sentence in sentences:
        is_open = mark_neutrally(text)[1]
        text += (" " if is_open else "\n" if text else "") + sentence
    return mark_neutrally(text)[0]


def convert(text, convention):
    """The text in one convention, and the spans (just inside the marks) it must give."""
    opening, closing, inner_opening, inner_closing, apostrophe = CONVENTIONS[convention]
    signs = {"⟦": opening, "⟧": closing, "⟨": inner_opening, "⟩": inner_closing, "'": apostrophe}
    written, spans, start = "", [], None
    for sign in text + "\0":
        if start is not None and sign in "⟧\n\0":
            spans.append((start, len(written)))
            start = None
        written += signs.get(sign, sign.strip("\0"))
        if sign == "⟦":
            start = len(written)
    return written, spans


@pytest.fixture(scope="module")
def key():
    path = Path(__file__).parents[1] / "seeds" / "tarnholt-dam" / "key.toml"
    return tomllib.loads(path.read_text("utf-8"))


def measure_spans(texts, convention):
    """F1 of exact spans."""
    n_right = n_found = n_wanted = 0
    for text in texts:
        written, wanted = convert(text, convention)
        found = {(s.inner_start, s.inner_stop) for s in find_marked_spans(written) if s.depth == 0}
        n_right += len(found & set(wanted))
        n_found += len(found)
        n_wanted += len(wanted)
    return 2 * n_right / (n_found + n_wanted)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_an_invented_story_in_every_convention(key, convention):
    assert measure_spans(map(join_body, key["body"].values()), convention) >= 0.98


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_goes_wrong_in_every_convention(convention):
    assert measure_spans(PASSAGES, convention) >= 0.98


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_speakers_of_an_invented_story_in_every_convention(key, convention):
    n_right = n_quotations = 0
    apostrophe = CONVENTIONS[convention][-1]
    for version_id, sentences in key["body"].items():
        table = find_quotations(convert(join_body(sentences), convention)[0])
        table = table[table["form"] == "direct"]
        for quotation in key["quotation"]:
            if quotation["version"] != version_id or quotation["form"] != "direct":
                continue
            words = quotation["text"].replace("’", "'").replace("'", apostrophe)
            rows = table[table["text"].str.contains(words, regex=False)]
            n_quotations += 1
            wanted = quotation["speaker"].removeprefix("the ")
            n_right += len(rows) > 0 and rows["source"].iloc[0] == wanted
    assert n_quotations > 50
    assert n_right / n_quotations >= 0.9


def test_short_random_inputs_never_raise():
    signs = [
        *"\"“”„«»‹›'‘’‚‛`.,;:!?—-()",
        "''",
        "``",
        "\n",
        "\n\n",
        " ",
        "a",
        "Ann",
        "said",
        "that",
    ]
    draw = random.Random(4)
    for _ in range(3000):
        text = "".join(draw.choices(signs, k=draw.randrange(18)))
        for span in find_marked_spans(text):
            assert 0 <= span.start < span.inner_start < span.inner_stop <= span.stop <= len(text)
