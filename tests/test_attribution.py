"""Who says what: cues, sources, spans and the tables made of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attribution import (
    CUE_CLASSES,
    QUOTATION_COLUMNS,
    UNNAMED,
    VOICE_CONFIDENCE,
    find_cue_class,
    find_quotations,
    mark_voice,
    tabulate_quotations,
    tabulate_sources,
)

LEAD = "The ferry line is run by Ann Marlow, a former pilot.\n"


def read_rows(text):
    """Form, words, source and cue of every row."""
    table = find_quotations(text)
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in table[["form", "text", "source", "cue"]].itertuples(index=False)
    ]


# Text, then the rows expected: (form, words, source, cue).
CASES = [
    # Direct: the cue after, before, between; the speaker after the verb.
    ('"We stop," Marlow said.', [("direct", "We stop,", "Ann Marlow", "said")]),
    ('"We stop," said Marlow.', [("direct", "We stop,", "Ann Marlow", "said")]),
    ('Marlow said: "We stop."', [("direct", "We stop.", "Ann Marlow", "said")]),
    ('Marlow said, "We stop."', [("direct", "We stop.", "Ann Marlow", "said")]),
    ('"We stop," Marlow told reporters.', [("direct", "We stop,", "Ann Marlow", "told")]),
    ('"We stop," Ms. Marlow added.', [("direct", "We stop,", "Ann Marlow", "added")]),
    ("‘We stop,’ Marlow says.", [("direct", "We stop,", "Ann Marlow", "says")]),
    ("„We stop“, Marlow said.", [("direct", "We stop", "Ann Marlow", "said")]),
    (
        '"We stop," said harbour master Tom Reed.',
        [("direct", "We stop,", "Tom Reed", "said")],
    ),
    (
        '"Why," she asked, "do we stop?"',
        [
            ("direct", "Why,", "Ann Marlow", "asked"),
            ("direct", "do we stop?", "Ann Marlow", "asked"),
        ],
    ),
    (
        '"We stop," Marlow said. "We all go home now."',
        [
            ("direct", "We stop,", "Ann Marlow", "said"),
            ("direct", "We all go home now.", "Ann Marlow", "said"),
        ],
    ),
    (
        "“We stop,” Marlow said.\n\n“We will all go home now.”",
        [
            ("direct", "We stop,", "Ann Marlow", "said"),
            ("direct", "We will all go home now.", "Ann Marlow", "said"),
        ],
    ),
    (
        "Marlow said: “We stop.\n\n“We go home.”",
        [
            ("direct", "We stop.", "Ann Marlow", "said"),
            ("direct", "We go home.", "Ann Marlow", "said"),
        ],
    ),
    (
        '"We stop," the minister, Tom Reed, said in a statement.',
        [("direct", "We stop,", "Tom Reed", "said")],
    ),
    # Marks that nobody speaks.
    ('The ship is known as the "old lady" here.', [("direct", "old lady", None, None)]),
    ('Reed, once called "the shark", left.', [("direct", "the shark", None, None)]),
    # Indirect.
    ("Marlow said the ferry sank.", [("indirect", "the ferry sank", "Ann Marlow", "said")]),
    (
        "Marlow said on Friday that the ferry sank.",
        [("indirect", "that the ferry sank", "Ann Marlow", "said")],
    ),
    (
        "The ferry sank, Marlow said.",
        [("indirect", "The ferry sank", "Ann Marlow", "said")],
    ),
    (
        "The ferry sank at noon, said harbour master Tom Reed.",
        [("indirect", "The ferry sank at noon", "Tom Reed", "said")],
    ),
    (
        "According to Marlow, the ferry sank.",
        [("indirect", "the ferry sank", "Ann Marlow", "According to")],
    ),
    (
        "The ferry sank, according to Marlow.",
        [("indirect", "The ferry sank", "Ann Marlow", "according to")],
    ),
    (
        "According to Marlow the ferry, which was old, sank.",
        [("indirect", "the ferry, which was old, sank", "Ann Marlow", "According to")],
    ),
    (
        "Marlow denied selling the ferry.",
        [("indirect", "selling the ferry", "Ann Marlow", "denied")],
    ),
    (
        "Marlow warned that the pier was weak.",
        [("indirect", "that the pier was weak", "Ann Marlow", "warned")],
    ),
    (
        "Marlow told the council that the pier was weak.",
        [("indirect", "that the pier was weak", "Ann Marlow", "told")],
    ),
    (
        "Marlow has repeatedly claimed that the pier was weak.",
        [("indirect", "that the pier was weak", "Ann Marlow", "has repeatedly claimed")],
    ),
    (
        "The Harbour Board said the pier was weak, adding that it would close.",
        [
            ("indirect", "the pier was weak", "Harbour Board", "said"),
            ("indirect", "that it would close", "Harbour Board", "adding"),
        ],
    ),
    (
        "Marlow said the pier was weak, but Tom Reed denied that it was.",
        [
            ("indirect", "the pier was weak", "Ann Marlow", "said"),
            ("indirect", "that it was", "Tom Reed", "denied"),
        ],
    ),
    (
        "When Marlow said the pier was weak, the crowd left.",
        [("indirect", "the pier was weak", "Ann Marlow", "said")],
    ),
    (
        "The captain has been accused of sleeping.",
        [("indirect", "of sleeping", None, "has been accused")],
    ),
    (
        'Marlow said the pier was "a heap of rust" then.',
        [
            ("indirect", 'the pier was "a heap of rust" then', "Ann Marlow", "said"),
            ("direct", "a heap of rust", "Ann Marlow", "said"),
        ],
    ),
    ("US says ferry sank", [("indirect", "ferry sank", "US", "says")]),
    (
        "As Marlow noted on Friday, the ferry sank.",
        [("indirect", "the ferry sank", "Ann Marlow", "noted")],
    ),
    (
        "Marlow declined to attend the hearing.",
        [("indirect", "to attend the hearing", "Ann Marlow", "declined")],
    ),
    # No attribution at all.
    ("The 50 states paid for the reports and the claims.", []),
    ("The ship sank.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_reads_who_says_what(text, expected):
    assert read_rows(LEAD + text) == expected


# The same for the mechanisms beyond a verb with its clause.
MORE_CASES = [
    # Verbs that carry a cue.
    (
        "Marlow went on to say that the ferry sank.",
        [("indirect", "that the ferry sank", "Ann Marlow", "went on to say")],
    ),
    (
        "Marlow was quoted as saying that the ferry sank.",
        [("indirect", "that the ferry sank", "Ann Marlow", "was quoted as saying")],
    ),
    (
        "Marlow began by thanking the crew.",
        [("indirect", "the crew", "Ann Marlow", "began by thanking")],
    ),
    (
        "Marlow used the hearing to call for a new pier.",
        [("indirect", "a new pier", "Ann Marlow", "used the hearing to call for")],
    ),
    (
        "Marlow refused to endorse the plan.",
        [("indirect", "the plan", "Ann Marlow", "refused to endorse")],
    ),
    # Nouns, with a possessor or a verb of little meaning.
    (
        "Marlow made the point that the ferry was old.",
        [("indirect", "that the ferry was old", "Ann Marlow", "made the point")],
    ),
    (
        "Marlow has been making the case for weeks that the ferry is old.",
        [("indirect", "that the ferry is old", "Ann Marlow", "has been making the case")],
    ),
    (
        "Marlow expressed doubts about the new pier.",
        [("indirect", "the new pier", "Ann Marlow", "expressed doubts about")],
    ),
    ("The council heard her call for calm.", [("indirect", "calm", "Ann Marlow", "call for")]),
    (
        "The Harbour Board's position is that the ferry is old.",
        [("indirect", "that the ferry is old", "Harbour Board", "position")],
    ),
    (
        "Her message was clear: that the ferry must go.",
        [("indirect", "that the ferry must go", "Ann Marlow", "message")],
    ),
    # Adjectives.
    (
        "Marlow made it clear that the ferry was old.",
        [("indirect", "that the ferry was old", "Ann Marlow", "made it clear")],
    ),
    (
        "Marlow was sure the ferry would sink.",
        [("indirect", "the ferry would sink", "Ann Marlow", "was sure")],
    ),
    (
        "Marlow was critical of the new pier.",
        [("indirect", "the new pier", "Ann Marlow", "was critical of")],
    ),
    # What somebody is said to be, likes to see, is asked.
    (
        "Marlow portrayed the pier as a heap of rust.",
        [("indirect", "the pier as a heap of rust", "Ann Marlow", "portrayed")],
    ),
    (
        "It was what critics described as a heap of rust.",
        [("indirect", "a heap of rust", "critics", "described")],
    ),
    (
        "Marlow would like the board to act.",
        [("indirect", "the board to act", "Ann Marlow", "would like")],
    ),
    ("Marlow likes the sea.", []),
    (
        "Marlow was asked about the new pier.",
        [("indirect", "the new pier", None, "was asked about")],
    ),
    (
        "When asked by a clerk if the ferry had sunk, Marlow left.",
        [("indirect", "if the ferry had sunk", "clerk", "asked")],
    ),
    (
        "The captain was accused by Marlow of sleeping.",
        [("indirect", "of sleeping", "Ann Marlow", "was accused")],
    ),
    ("Marlow lashed out at the board.", [("indirect", "the board", "Ann Marlow", "lashed out at")]),
    # Phrases that name a source.
    (
        "In a new poll, four in ten voters were against the pier.",
        [("indirect", "four in ten voters were against the pier", "new poll", "In")],
    ),
    (
        "In Marlow's view, the ferry was old.",
        [("indirect", "the ferry was old", "Ann Marlow", "In")],
    ),
    (
        "The ferry was old, in the words of Tom Reed.",
        [("indirect", "The ferry was old", "Tom Reed", "in")],
    ),
    (
        "The ferry sank, per the Harbour Board.",
        [("indirect", "The ferry sank", "Harbour Board", "per")],
    ),
    (
        "The ferry, as Marlow noted in May, sank.",
        [
            ("indirect", "The ferry", "Ann Marlow", "noted"),
            ("indirect", "sank", "Ann Marlow", "noted"),
        ],
    ),
    (
        "As reported by Harbour News, the ferry sank.",
        [("indirect", "the ferry sank", "Harbour News", "reported")],
    ),
    # Where a cue clause stands, and where its subject ends.
    (
        "At the time, Marlow said, the ferry was new.",
        [
            ("indirect", "At the time", "Ann Marlow", "said"),
            ("indirect", "the ferry was new", "Ann Marlow", "said"),
        ],
    ),
    (
        "Marlow said, through a clerk, that the ferry was old.",
        [("indirect", "that the ferry was old", "Ann Marlow", "said")],
    ),
    (
        "The ferry is safe, Marlow told the Harbour News.",
        [("indirect", "The ferry is safe", "Ann Marlow", "told")],
    ),
    (
        "Tom Reed, a young pilot from Ayr, Ohio, said the ferry was old.",
        [("indirect", "the ferry was old", "Tom Reed", "said")],
    ),
    (
        "One in five say that the ferry is old.",
        [("indirect", "that the ferry is old", "One in five", "say")],
    ),
    (
        "1,409 teachers said they would go.",
        [("indirect", "they would go", "1,409 teachers", "said")],
    ),
    (
        "Regulators on Tuesday said the ferry was old.",
        [("indirect", "the ferry was old", "Regulators", "said")],
    ),
    (
        "Critics say Reed, who denies it, stole a boat.",
        [
            ("indirect", "Reed, who denies it, stole a boat", "Critics", "say"),
            ("indirect", "it", "Reed", "denies"),
        ],
    ),
    ("“We stop!” Marlow said on Friday.", [("direct", "We stop!", "Ann Marlow", "said")]),
    (
        "“We stop,” Tom Reed, the lawyer, said by telephone.",
        [("direct", "We stop,", "Tom Reed", "said")],
    ),
    ("“We stop,” said its president, Tom Reed.", [("direct", "We stop,", "Tom Reed", "said")]),
    # What somebody reports about wishes is one report; somebody else's vow is another.
    (
        "Marlow said she wanted to leave.",
        [("indirect", "she wanted to leave", "Ann Marlow", "said")],
    ),
    (
        "Marlow said Tom Reed vowed to leave.",
        [
            ("indirect", "Tom Reed vowed to leave", "Ann Marlow", "said"),
            ("indirect", "to leave", "Tom Reed", "vowed"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MORE_CASES)
def test_reads_more_constructions(text, expected):
    assert read_rows(LEAD + text) == expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        # "He" is not Ann; a pronoun of unknown sex goes to the last speaker.
        ("Ann Marlow said Tom Reed was wrong. “It was dark,” he said.", "Tom Reed"),
        ("Tom Reed met Ann Marlow on Friday. “It was dark,” she said.", "Ann Marlow"),
        ("Ann Marlow left. “It was dark that night,” he said.", None),
        (
            "Mr. Vell saw Mrs. Orr. Kim Vell met Pat Orr. “It was dark,” she said.",
            "Pat Orr",
        ),
        # An office stands before the name, a mangled surname after it.
        ("“We go,” Low Ferris Mayor Dan Orr said.", "Dan Orr"),
        ("“We go,” Sen. R.T. Coyle said.", "R.T. Coyle"),
        (
            "Foreign Secretary James Orr left. Foreign Secretary James said that it sank.",
            "James Orr",
        ),
        # A body and its kind, a country and its short name.
        ("The Harbour Board met. The board said that the pier was old.", "Harbour Board"),
        ("Vell Power, which owns it, met. The company said that it sank.", "Vell Power"),
        ("Residents who live in the county say that it sank.", "Residents"),
        ("A report seen by Ann Marlow says that it sank.", "report seen by Ann Marlow"),
        ("A state inquiry later found that it sank.", "state inquiry"),
        ("The U.K. left. The UK said that it sank.", "U.K."),
        ("The United States left. The US said that it sank.", "United States"),
        ("US officials left. The US said that it sank.", "US"),
    ],
)
def test_whose_words_they_are(text, source):
    found = find_quotations(text)["source"].iloc[-1]
    assert (None if pd.isna(found) else found) == source


def test_a_pronoun_between_two_people_is_less_sure():
    alone = find_quotations("Kel Vell left. “It was dark that night,” he said.")
    two = find_quotations("Kel Vell met Pim Orr. “It was dark that night,” he said.")
    assert two["confidence"].iloc[-1] < alone["confidence"].iloc[-1]


def test_a_name_is_not_an_adverb():
    rows = read_rows("Foreign Secretary James Cleverly said the ferry sank.")
    assert rows == [("indirect", "the ferry sank", "James Cleverly", "said")]


def test_pronoun_goes_to_the_person_who_spoke_not_the_one_spoken_of():
    text = 'Ann Marlow said Tom Reed was wrong. "It was dark that night," she said.'
    table = find_quotations(text)
    assert table["source"].tolist()[-1] == "Ann Marlow"
    assert table["confidence"].iloc[-1] < table["confidence"].iloc[0]


def test_the_spokesman_is_the_one_introduced_last():
    text = (
        "A ministry spokesman said the pier was closed.\n"
        '"It will stay closed until May," the spokesman said.'
    )
    assert find_quotations(text)["source"].tolist() == ["ministry spokesman"] * 2


def test_source_and_cue_point_to_the_words():
    text = 'Ann Marlow left. "We stop," she said.'
    row = find_quotations(text).iloc[-1]
    assert text[row.source_start : row.source_stop] == "she"
    assert text[row.cue_start : row.cue_stop] == "said"
    assert text[row.start - 1] == text[row.stop] == '"'


def test_continued_is_marked():
    table = find_quotations("Ann Marlow said: “We stop.\n\n“We go home.”")
    assert table["continued"].tolist() == [False, True]


def test_empty_text_has_all_columns_and_types():
    empty, full = find_quotations(""), find_quotations('"We stop," Ann Marlow said.')
    assert list(empty.columns) == QUOTATION_COLUMNS
    assert empty.dtypes.tolist() == full.dtypes.tolist()


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("according to", "neutral"),
        ("admitted", "conceding"),
        ("points out", "conceding"),
        ("claimed", "doubting"),
        ("believe", "doubting"),
        ("has denied", "denying"),
        ("did not deny", "denying"),
        ("slammed", "loaded"),
        ("warning", "loaded"),
        ("went on to say", "neutral"),
        ("refused to endorse", "denying"),
        ("lashed out at", "loaded"),
        ("expressed doubts about", "doubting"),
        ("was sure", "neutral"),
        ("swam", None),
        (None, None),
        (np.nan, None),
    ],
)
def test_cue_class(cue, expected):
    assert find_cue_class(cue) == expected
    assert expected is None or expected in CUE_CLASSES


SEGMENTS = pd.DataFrame(
    [
        ("b", 0, "headline", 0, 0, 11, "Ferry sinks"),
        ("b", 1, "body", 1, 12, 46, '"We stop," captain Ann Marlow said'),
        ("b", 2, "furniture", 2, 47, 68, '"Read more," says site'),
        ("b", 3, "body", 3, 69, 101, "The old ferry sank, Marlow said."),
        ("b", 4, "body", 3, 102, 137, 'It was a "good old lady" of a ship.'),
        ("a", 0, "body", 0, 5, 28, "Nobody saw the old pier."),
    ],
    columns=["version_id", "segment", "kind", "paragraph", "start", "stop", "text"],
)


def test_tables_of_a_story():
    quotations = tabulate_quotations(SEGMENTS)
    assert quotations["version_id"].tolist() == ["b"] * 3
    assert quotations["segment"].tolist() == [1, 3, 4]
    assert quotations["text"].tolist() == ["We stop,", "The old ferry sank", "good old lady"]
    assert quotations["source"].tolist()[:2] == ["Ann Marlow"] * 2
    assert quotations["confidence"].iloc[2] < VOICE_CONFIDENCE
    sources = tabulate_sources(quotations, SEGMENTS)
    # Body of b: 6 + 6 + 9 words; quoted or reported are 2 + 4 of them.
    assert sources.to_dict("records") == [
        {
            "version_id": "b",
            "source": "Ann Marlow",
            "n_direct": 1,
            "n_indirect": 1,
            "n_words": 6,
            "share_of_words": pytest.approx(6 / 21),
            "first_position": 0.0,
        }
    ]


def test_scare_quotes_stay_the_outlets_voice():
    quotations = tabulate_quotations(SEGMENTS)
    tokens = pd.DataFrame(
        {
            "version_id": ["b"] * 4 + ["a"],
            "start": [13, 16, 30, 112, 13],
            "stop": [15, 20, 33, 116, 16],
        },
        index=[9, 8, 7, 6, 5],
    )
    marked = mark_voice(tokens, quotations)
    assert marked["voice"].tolist() == ["quoted", "quoted", "outlet", "outlet", "outlet"]
    assert marked.index.tolist() == [9, 8, 7, 6, 5]
    assert "voice" not in tokens


def test_reported_words_without_a_source_are_unnamed():
    text = "The captain has been accused of sleeping."
    segments = pd.DataFrame(
        [("a", 0, "body", 0, 0, len(text), text)], columns=list(SEGMENTS.columns)
    )
    sources = tabulate_sources(tabulate_quotations(segments), segments)
    assert sources["source"].tolist() == [UNNAMED]
    assert sources["n_words"].tolist() == [2]


def test_empty_tables():
    nothing = SEGMENTS.iloc[:0]
    quotations = tabulate_quotations(nothing)
    assert list(quotations.columns) == ["version_id", *QUOTATION_COLUMNS]
    assert tabulate_sources(quotations, SEGMENTS).empty
    tokens = pd.DataFrame({"version_id": ["a"], "start": [0], "stop": [3]})
    assert mark_voice(tokens, quotations)["voice"].tolist() == ["outlet"]


WORDS = (
    'said says told reporters that he she Ann Marlow Reed according to , . : ; — ( ) " “ ” ‘ ’ '
    "and but when who denied claims accused of was saying Mr. the it's \n \n\n vowed call for "
    "in a poll per as by made point used sure clear his is went on to would like asked about if"
).split(" ")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "\n\n"]), max_size=30).map(" ".join) | st.text(max_size=60)
)
def test_never_raises_and_offsets_hold(text):
    table = find_quotations(text)
    assert table["start"].is_monotonic_increasing and table["start"].is_unique
    for row in table.itertuples():
        assert 0 <= row.start < row.stop <= len(text)
        assert text[row.start : row.stop] == row.text
        assert 0 < row.confidence <= 1
        assert row.form in ("direct", "indirect")
        if not pd.isna(row.cue):
            assert text[row.cue_start : row.cue_stop] == row.cue


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([w for w in WORDS if "\n" not in w]), max_size=25).map(" ".join))
def test_direct_quotations_lie_inside_marks(text):
    table = find_quotations(text)
    for row in table[table["form"] == "direct"].itertuples():
        assert text[: row.start].rstrip()[-1] in "\"“”‘'"


@pytest.mark.parametrize("shape", ['"', "“a” ", "he said, ", "said that ", "and ", "according to "])
def test_long_texts_of_one_shape_are_read_to_the_end(shape):
    """How the time grows is measured in benchmarks/."""
    text = shape * (64_000 // len(shape))
    table = find_quotations(text)
    assert table["stop"].le(len(text)).all()
