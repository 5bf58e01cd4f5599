"""How common is this word in English at large?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.background import ARTICLE_LENGTH, FLOOR, find_frequency, weigh_terms
from analysis.tokens import find_terms

HIGHEST = -math.log(1 - (1 - FLOOR) ** ARTICLE_LENGTH)


def test_rarer_words_weigh_more():
    weights = weigh_terms(["the", "said", "minister", "mercenary", "prigozhin", "bakhmut"])
    assert (np.diff(weights) > 0).all()


def test_weight_is_the_surprise_of_meeting_the_word_in_an_article():
    p = find_frequency("minister")
    assert weigh_terms(["minister"])[0] == pytest.approx(-math.log(1 - (1 - p) ** 400), rel=1e-9)


def test_words_outside_the_list_get_the_floor():
    assert find_frequency("bakhmut") == find_frequency("qxzvvy") == FLOOR
    assert weigh_terms(["qxzvvy"])[0] == pytest.approx(HIGHEST, rel=1e-6)


def test_the_country_is_not_the_pronoun():
    country, pronoun = find_terms("US us")
    assert find_frequency(country) < find_frequency(pronoun)
    assert find_frequency(find_terms("U.S.")[0]) == find_frequency(country)


def test_a_compound_weighs_about_as_much_as_its_rarest_part():
    compound, rare = weigh_terms(["anti-infantry", "infantry"])
    assert rare <= compound < rare + 1


def test_numbers_are_judged_by_their_shape():
    assert find_frequency("2022") == find_frequency("2023") > find_frequency("4.6")
    assert find_frequency("7391846") == FLOOR


def test_a_language_without_a_list_weighs_all_words_the_same():
    assert len(set(weigh_terms(["the", "minister", "qxzvvy"], language="tlh"))) == 1
    assert find_frequency("the", language="") == FLOOR


def test_a_regional_tag_means_the_language():
    assert find_frequency("minister", language="en-GB") == find_frequency("minister")
    assert find_frequency("ministre", language="fr_CA") > find_frequency("ministre")


def test_no_terms_no_weights():
    assert weigh_terms([]).shape == (0,)


@given(st.text(max_size=80), st.sampled_from(["en", "fr", "zh", "ja", "ko", "", "x-y", "sr-Latn"]))
def test_any_string_has_a_probability_and_a_weight(term, language):
    assert FLOOR <= find_frequency(term, language=language) <= 1
    weight = weigh_terms([term], language=language)[0]
    assert 0 <= weight <= HIGHEST * 1.000001


@pytest.mark.parametrize("term", ["1" * 50, "9" * 5000, "0" * 59, "-" * 60, "a-" * 29, "1.1" * 15])
def test_hostile_terms_have_a_probability(term):
    assert FLOOR <= find_frequency(term) <= 1
