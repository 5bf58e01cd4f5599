"""Are sentences cut where a reader of news would cut them?"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sentences import find_lines, split_sentences, split_span

CASES = tomllib.loads(
    (Path(__file__).parent / "fixtures" / "sentences.toml").read_text(encoding="utf-8")
)


def read_cases(table):
    """List (text, sentences) for every case of a table of the fixture."""
    cases = []
    for group in CASES[table]:
        for number, sentences in enumerate(group["cases"], 1):
            text = group.get("joiner", " ").join(sentences)
            cases.append(pytest.param(text, sentences, id=f"{group['name']} {number}"))
    return cases


def cut(text, **options):
    """Give the sentences' characters."""
    return [text[start:stop] for start, stop in split_sentences(text, **options)]


@pytest.mark.parametrize("text, sentences", read_cases("group"))
def test_sentences_of_news(text, sentences):
    assert cut(text) == sentences


@pytest.mark.parametrize("text, sentences", read_cases("whole"))
def test_a_quotation_of_several_sentences_can_stay_whole(text, sentences):
    assert cut(text, split_quotations=False) == sentences
    assert len(cut(text)) > len(sentences)


def test_there_are_enough_cases():
    assert sum(len(group["cases"]) for group in CASES["group"]) >= 120


def test_an_unclosed_quotation_protects_nothing():
    text = "“The gate was shut. No one had a key."
    assert len(split_sentences(text, split_quotations=False)) == 2


def test_straight_and_curly_marks_give_the_same_cuts():
    curly = "“We won. We are glad,” he said. “It’s over.” They left."
    straight = curly.translate(str.maketrans("“”’", '""\''))
    assert split_sentences(curly) == split_sentences(straight)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\xa0\u2003\t"])
def test_white_space_holds_no_sentence(text):
    assert split_sentences(text) == []


@pytest.mark.parametrize("text", [".", "...", "—", "“”", "!?", "🙂"])
def test_marks_alone_are_one_piece(text):
    assert cut(text) == [text]


def test_full_width_marks_end_sentences():
    assert cut("天気がいい。海へ行く。") == ["天気がいい。", "海へ行く。"]


def test_a_span_reads_a_line_break_as_a_space():
    text = "Rain fell all\nday. It stopped\nat 5 p.m."
    assert [text[a:b] for a, b in split_span(text, 0, len(text))] == [
        "Rain fell all\nday.",
        "It stopped\nat 5 p.m.",
    ]


NEWS = st.lists(
    st.sampled_from(
        [
            *("Mr. ", "U.S. ", "Orr ", "said ", "the ", "He ", "3.5 ", "No. ", "p.m. ", "“", "”"),
            *('"', ". ", "? ", "! ", "...", "… ", "\n", "(", ")", "’s ", "1. ", "• ", ".", "'"),
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(), NEWS), st.booleans())
def test_sentences_hold_every_character_in_order(text, whole):
    spans = split_sentences(text, split_quotations=not whole)
    reached = 0
    for start, stop in spans:
        assert reached <= start < stop
        assert text[reached:start].strip() == ""
        assert text[start:stop] == text[start:stop].strip()
        reached = stop
    assert text[reached:].strip() == ""


@given(NEWS)
def test_whole_quotations_only_take_cuts_away(text):
    ends = {stop for _, stop in split_sentences(text)}
    assert {stop for _, stop in split_sentences(text, split_quotations=False)} <= ends


@given(st.text(), st.text())
def test_a_line_break_always_ends_a_sentence(first, second):
    assert cut(first + "\n" + second) == cut(first) + cut(second)


@given(st.text())
def test_lines_are_those_of_splitlines(text):
    assert [text[start:stop] for start, stop in find_lines(text)] == text.splitlines()


@pytest.mark.parametrize(
    "piece", [".", '"', "a.", "A. ", "“", "(", "x", "1. ", "• ", '?" A b ', "… ", "!A", "' ", ".\n"]
)
def test_long_texts_of_one_shape_are_cut_to_the_end(piece):
    """How the time grows is measured in benchmarks/."""
    text = piece * (80_000 // len(piece))
    for split_quotations in (True, False):
        spans = split_sentences(text, split_quotations=split_quotations)
        kept = "".join(text[start:stop] for start, stop in spans)
        assert "".join(kept.split()) == "".join(text.split())
