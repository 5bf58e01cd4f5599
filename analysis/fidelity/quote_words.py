"""Which words matter, and how much, when quotations are compared?"""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.divergence import load_stopwords
from analysis.paths import find_data_folder

# A function word tells quotations apart this much less than another word.
FUNCTION_WEIGHT = 0.3
# Letters by which inflected words still meet, and the length from which it is tried.
STEM, LONG_WORD = 4, 6


class QuoteWords(NamedTuple):
    """The lists of data/fidelity/quotes.toml; phrases as tuples of terms."""

    limiters: frozenset[tuple[str, ...]]
    turns: frozenset[tuple[str, ...]]
    new_sentence: frozenset[tuple[str, ...]]
    distancing: frozenset[tuple[str, ...]]
    fillers: frozenset[tuple[str, ...]]
    openers: frozenset[tuple[str, ...]]
    shifts: dict[str, list[str]]
    first_person: frozenset[str]
    written_alike: dict[str, str]
    calendar: frozenset[str]


@lru_cache(maxsize=1)
def load_quote_words() -> QuoteWords:
    """
    Read data/fidelity/quotes.toml.

    Returns
    -------
    QuoteWords
        Read once a process.

    Examples
    --------
    >>> ("as", "long", "as") in load_quote_words().limiters
    True
    """
    path = find_data_folder() / "fidelity" / "quotes.toml"
    lists = {name: table["of"] for name, table in tomllib.loads(path.read_text("utf-8")).items()}
    phrases = {
        name: frozenset(tuple(phrase.split()) for phrase in lists[name])
        for name in ("limiters", "turns", "new_sentence", "distancing", "fillers", "openers")
    }
    return QuoteWords(
        **phrases,
        shifts=lists["shifts"],
        first_person=frozenset(lists["first_person"]),
        written_alike=lists["written_alike"],
        calendar=frozenset(lists["calendar"]),
    )


@lru_cache(maxsize=1)
def _list_function_words() -> frozenset[str]:
    """The words that say little by themselves."""
    words = load_quote_words()
    shifted = {term for terms in words.shifts.values() for term in terms}
    return frozenset(load_stopwords()) | shifted | words.shifts.keys() | words.first_person


@lru_cache(maxsize=65536)
def weigh_term(term: str) -> float:
    """Weigh one word: function words little."""
    return FUNCTION_WEIGHT if term in _list_function_words() else 1.0


def weigh(terms: Sequence[str]) -> float:
    """
    Weigh some words.

    Examples
    --------
    >>> weigh(["dam", "leaks"])
    2.0
    """
    return sum(map(weigh_term, terms))


@lru_cache(maxsize=65536)
def cut_stem(term: str) -> str:
    """
    Cut a long word to the letters that its inflections share.

    Examples
    --------
    >>> cut_stem("delivery") == cut_stem("delivered"), cut_stem("dams")
    (True, 'dams')
    """
    if len(term) < LONG_WORD or not term.isalpha() or weigh_term(term) < 1:
        return term
    return term[:STEM]


def starts_with(terms: list[str], phrases: frozenset[tuple[str, ...]]) -> int:
    """Count the words of the longest of some phrases that a run of words begins with."""
    return max((k for k in (1, 2, 3, 4) if tuple(terms[:k]) in phrases), default=0)


def is_filler(terms: list[str]) -> bool:
    """Say whether words are nothing but sounds and phrases of speech."""
    fillers, at = load_quote_words().fillers, 0
    while at < len(terms):
        step = starts_with(terms[at : at + 4], fillers)
        if not step:
            return False
        at += step
    return bool(terms)
