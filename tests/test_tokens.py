"""The one tokenizer: conservation, offsets, the shadow that comparisons use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tokens import find_terms, find_word_spans, normalise_form, tokenise

TEXTS = st.text() | st.text(alphabet="aA.'’-19, “\"$%\n\u00ad\u0301é中@:/")


@given(TEXTS)
def test_every_character_but_white_space_is_in_one_token(text):
    tokens = tokenise(text)
    forms = "".join(token.form for token in tokens)
    assert "".join(forms.split()) == "".join(text.split())
    for token in tokens:
        assert text[token.start : token.stop] == token.form
        assert token.term
    assert all(a.stop <= b.start for a, b in zip(tokens, tokens[1:], strict=False))


@given(TEXTS)
def test_word_spans_are_the_words_of_the_tokens(text):
    words = [(token.start, token.stop) for token in tokenise(text) if token.is_word]
    assert list(find_word_spans(text)) == words
    assert find_terms(text) == [token.term for token in tokenise(text) if token.is_word]


@pytest.mark.parametrize(
    ("form", "term"),
    [
        ("U.S.", "US"),
        ("US", "US"),
        ("us", "us"),
        ("U.K.", "uk"),
        ("Russia’s", "russia"),
        ("workers'", "workers"),
        ("It’s", "it's"),
        ("don´t", "don't"),
        ("a.m.", "a.m."),
        ("A.M.", "a.m."),
        ("am", "am"),
        ("P.M.", "p.m."),
        ("pm", "p.m."),
        ("PM", "pm"),
        ("10,0000", "10,0000"),
        ("Ärger", "ärger"),
        ("'", "'"),
    ],
)
def test_the_shadow(form, term):
    assert normalise_form(form) == term


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        (
            "U.S. said it's 3-4% a 5 don't",
            ["U.S.", "said", "it's", "3", "-", "4", "%", "a", "5", "don't"],
        ),
        (
            "St.Petersburg; atrocities.They",
            ["St", ".", "Petersburg", ";", "atrocities", ".", "They"],
        ),
        ("$4.6m at 7:56, 10,0000", ["$", "4.6m", "at", "7:56", ",", "10,0000"]),
        ("AT&T’s F-16 -- O’Neill", ["AT&T’s", "F-16", "--", "O’Neill"]),
        ("see https://example.org/a?b=1.", ["see", "https://example.org/a?b=1", "."]),
        ("press@example.org @oxby #dam", ["press@example.org", "@oxby", "#dam"]),
    ],
)
def test_forms(text, forms):
    assert [token.form for token in tokenise(text)] == forms
