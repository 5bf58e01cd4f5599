"""Do forms of one word meet, and does every word keep something?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stems import list_content_stems, strip_ending


@pytest.mark.parametrize(
    "forms",
    ["denies denied denying deny", "kills killed killing", "warns warned warning warnings"],
)
def test_forms_of_a_word_meet(forms):
    assert len({strip_ending(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("sing", "sink"), ("red", "reed"), ("war", "was")])
def test_short_words_stay_apart(one, other):
    assert strip_ending(one) != strip_ending(other)


@pytest.mark.parametrize("term", ["4.6m", "1990s", "well-being", "it's", "US", "…", ""])
def test_what_is_no_plain_word_is_left_alone(term):
    assert strip_ending(term) == term


@given(st.text(max_size=20))
def test_a_stem_begins_its_word_and_is_never_empty(term):
    stem = strip_ending(term)
    assert term.startswith(stem)
    assert len(stem) >= min(3, len(term))


@given(st.lists(st.sampled_from(["the", "of", "says", "storm", "storms", "IT", "it"])))
def test_content_stems_are_without_function_words_and_order(terms):
    stems = list_content_stems(terms)
    assert stems <= {"storm", "IT"}
    assert stems == list_content_stems(reversed(terms))
