"""Which quantities stand in a text, and what does each of them count?"""

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.dates import DateMention, find_dates, find_word_starts, list_plain_words
from analysis.quantities.describing import Reading
from analysis.quantities.figures import VULGAR
from analysis.quantities.joining import join_pairs, settle_groups
from analysis.quantities.patterns import compile_patterns
from analysis.quantities.quantity import Quantity
from analysis.quantities.reading import read_figures_at, read_words_at
from analysis.quantities.words import load_lists


def find_quantities(text: str, dates: Sequence[DateMention] | None = None) -> list[Quantity]:
    """
    Find the figures of a text and what each of them counts.

    Parameters
    ----------
    text : str
        Any text.
    dates : sequence of DateMention, optional
        The dates of the text where they are known already: their numbers are no quantities.

    Returns
    -------
    list of Quantity
        In order of position, none overlapping another or a date.

    Examples
    --------
    >>> text = "About 4,200 people paid $4.6 million, or 30 to 40 percent, on Feb. 3."
    >>> for q in find_quantities(text):
    ...     print(text[q.start : q.stop], q.kind, q.value, q.unit or q.noun)
    4,200 count 4200.0 people
    $4.6 million money 4600000.0 dollar
    30 to 40 percent percent 35.0 %
    >>> [q.malformed for q in find_quantities("10,0000 contractors")]
    ['the figures are not grouped by thousands']
    """
    starts = _find_starts(text)
    if not starts:
        return []
    if dates is None:
        dates = find_dates(text)
    found: list[Reading] = []
    taken = iter(dates)
    date = next(taken, None)
    stop = 0
    for start in starts:
        if start < stop:
            continue
        while date is not None and date.stop <= start:
            stop = max(stop, date.stop)
            date = next(taken, None)
        if date is not None and date.start <= start:
            continue
        read_at = read_figures_at if text[start] in _FIRST else read_words_at
        read = read_at(text, start, date.start if date else len(text))
        if read is not None and read.quantity.start >= stop:
            found.append(read)
            stop = read.quantity.stop
    return [read.quantity for read in settle_groups(join_pairs(text, found))]


_FIGURES = re.compile(rf"[0-9]+|[{VULGAR}]")


_FIRST = frozenset("0123456789" + VULGAR)


def _find_starts(text: str) -> list[int]:
    """Where a number may start: at figures, at number words and at an article before one."""
    starts = [match.start() for match in _FIGURES.finditer(text)]
    words = _list_number_words() & list_plain_words(text)
    if not words:
        return starts
    openings, scaled = _list_openings(), words - _list_openings()
    starts += find_word_starts(text, words & openings)
    if scaled or not words.isdisjoint(load_lists().parts):
        articles = {"a", "an"} & list_plain_words(text)
        following = compile_patterns().scaled
        for at in find_word_starts(text, articles):
            if following.match(text, at):
                starts.append(at)
    return sorted(starts)


@lru_cache(maxsize=1)
def _list_number_words() -> frozenset[str]:
    """Words without which a text without figures holds no quantity."""
    lists = load_lists()
    return frozenset([*_list_openings(), *lists.scales, *lists.parts])


@lru_cache(maxsize=1)
def _list_openings() -> frozenset[str]:
    """Words that may start a quantity by themselves."""
    lists = load_lists()
    tables = (lists.numbers, lists.ordinals, lists.multiples)
    crowds = (phrase.split()[0] for phrase in lists.crowds)
    return frozenset(["half", *crowds, *(word for table in tables for word in table)])
