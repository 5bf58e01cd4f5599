"""Words that differ in house style only are equal; all others stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.house_style import read_words

SAME = [
    ("per cent of the U.S. vote", "percent of the US vote"),
    ("70 percent", "70%"),
    ("Sen. Coyle of the United Nations", "Senator Coyle of the UN"),
    ("It doesn't cost $4.6m", "It does not cost $4.6 million"),
    ("they won’t", "they will not"),
    ("he can't", "he cannot"),
    ("organise the defence programme", "organize the defense program"),
    ("twelve", "12"),
    ("the fifth", "the 5th"),
    ("10,000 men", "10000 men"),
    ("Feb. 3 at 9am", "February 3 at 9 a.m."),
    ("58-year-old", "58 year old"),
    ("Mr. Reed of St. Ebbin", "Mr Reed of St Ebbin"),
    ("“No”", "'No'"),
    ("research & development", "research and development"),
    ("no one came", "nobody came"),
]
APART = [
    ("10,000", "10,0000"),
    ("3.4", "34"),
    ("$5", "€5"),
    ("5", "5%"),
    ("us", "US"),
    ("the organ", "the organisation"),
    ("does", "does not"),
    ("million", "billion"),
    ("fourteen", "forty"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_house_styles_of_one_statement_have_the_same_terms(a, b):
    assert [word.term for word in read_words(a)] == [word.term for word in read_words(b)]


@pytest.mark.parametrize(("a", "b"), APART)
def test_what_says_something_else_has_other_terms(a, b):
    assert [word.term for word in read_words(a)] != [word.term for word in read_words(b)]


@given(st.text(alphabet="ab'’n t.-–$%,5 \nmU.S&é", max_size=60))
def test_every_word_is_found_again_by_its_offsets(text):
    words = read_words(text)
    assert all(text[word.start : word.stop] == word.form for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(a.stop <= b.start for a, b in zip(words, words[1:], strict=False))


def test_a_possessive_is_no_contraction():
    assert [word.term for word in read_words("Marsh's office says it's safe")] == [
        *("marsh", "office", "says", "it", "is", "safe")
    ]


def test_a_contraction_without_its_verb_is_one_word():
    assert [(w.start, w.stop, w.term) for w in read_words("n't")] == [(0, 3, "not")]
