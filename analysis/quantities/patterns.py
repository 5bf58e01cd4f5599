"""By which patterns is a quantity read, once its place is known?"""

import re
from functools import lru_cache
from typing import NamedTuple

from analysis.quantities.words import load_lists


class Patterns(NamedTuple):
    """The compiled patterns; every repetition is bounded or over one class of characters."""

    scaled: re.Pattern
    figures: re.Pattern
    words: re.Pattern
    after: re.Pattern


def _join_words(words) -> str:
    """An alternation that tries longer words first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def compile_patterns() -> Patterns:
    """
    Compile the patterns from the word lists.

    Returns
    -------
    Patterns
        Compiled once a process.
    """
    lists = load_lists()
    scale = _join_words(lists.scales)
    inside = _join_words([*lists.numbers, *lists.scales, *lists.ordinals, *lists.parts])
    return Patterns(
        scaled=re.compile(rf"an?[\s-](?:{scale}|{_join_words(lists.parts)})\b", re.IGNORECASE),
        figures=re.compile(
            r"(?P<phone>[0-9]{3}(?:[\s.-]|\)\s?)[0-9]{3}[.-][0-9]{4}(?![0-9]))"
            r"|(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3}(?![0-9]|[.,]?[0-9]))+"
            r"|(?:[0-9]{1,3}[\s-])?[0-9]{1,3}/[0-9]{1,3}(?![0-9/.])"
            r"|[0-9]+(?:[.,]{1,2}[0-9]+)*)(?P<quote>/[0-9.]*[0-9])?"
        ),
        words=re.compile(
            rf"(?:{inside}|an?|half)\b(?:[\s-]{{1,2}}(?:and\s)?(?:an?\s)?(?:{inside})\b){{0,12}}",
            re.IGNORECASE,
        ),
        after=re.compile(
            r"(?:(?P<suffix>mln|bln|trn|mn|bn|tn|[mMbBkKT])(?![A-Za-z]|-[0-9]|\.p\.)|(?P<ordinal>st|nd|rd|th)\b)?"
            r"(?P<gap>[\s-]{0,2})(?P<one>%|°\s?[CF]?|[mk]\.p\.h\b\.?|[A-Za-z]+)?"
            r"(?:[\s-]{1,2}(?P<two>[A-Za-z]+))?(?:[\s-]{1,2}(?P<three>[A-Za-z]+))?"
            r"(?:[\s-]{1,2}(?P<four>[A-Za-z]+))?"
        ),
    )
