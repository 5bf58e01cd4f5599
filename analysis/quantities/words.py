"""Which words and signs write a figure, and what do they stand for?"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

from analysis.paths import find_data_folder


class Lists(NamedTuple):
    """The lists of `data/fidelity/quantities.toml`, ready for look-up."""

    numbers: dict[str, int]
    scales: dict[str, int]
    suffixes: dict[str, int]
    crowds: dict[str, list[int]]
    ordinals: dict[str, int]
    parts: dict[str, int]
    multiples: dict[str, float]
    signs: dict[str, str]
    currencies: dict[str, str]
    percents: dict[str, str]
    points: dict[str, str]
    units: dict[str, tuple[str, float]]
    bounds_before: dict[str, str]
    bounds_after: dict[str, str]
    bounds_also: frozenset[str]
    approximations: frozenset[str]
    designators: frozenset[str]
    indexes: frozenset[str]
    streets: frozenset[str]
    score_before: frozenset[str]
    score_after: frozenset[str]
    not_nouns: frozenset[str]
    moves: frozenset[str]
    rates: frozenset[str]
    expectations: frozenset[str]
    differences: frozenset[str]


@lru_cache(maxsize=1)
def load_lists() -> Lists:
    """
    Read the word lists.

    Returns
    -------
    Lists
        Read once a process.

    Examples
    --------
    >>> load_lists().units["miles"]
    ('length', 1609.344)
    """
    path = find_data_folder() / "fidelity" / "quantities.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    units = {
        name: (dimension, factor)
        for dimension, table in data["units"].items()
        for name, factor in table["of"].items()
    }
    return Lists(
        numbers=data["numbers"]["of"],
        scales=data["scales"]["of"],
        suffixes=data["suffixes"]["of"],
        crowds=data["crowds"]["of"],
        ordinals=data["ordinals"]["of"],
        parts=data["parts"]["of"],
        multiples=data["multiples"]["of"],
        signs=data["currency_signs"]["of"],
        currencies=data["currency_words"]["of"],
        percents=data["percents"]["of"],
        points=data["points"]["of"],
        units=units,
        bounds_before=data["bounds"]["before"],
        bounds_after=data["bounds"]["after"],
        bounds_also=frozenset(data["bounds"]["also"]),
        approximations=frozenset(data["approximations"]["of"]),
        designators=frozenset(data["designators"]["before"]),
        indexes=frozenset(data["designators"]["indexes"]),
        streets=frozenset(data["designators"]["streets"]),
        score_before=frozenset(data["scores"]["before"]),
        score_after=frozenset(data["scores"]["after"]),
        not_nouns=frozenset(data["not_nouns"]["of"]),
        moves=frozenset(data["moves"]["of"]),
        rates=frozenset(data["rates"]["of"]),
        expectations=frozenset(data["expectations"]["of"]),
        differences=frozenset(data["differences"]["of"]),
    )


# Grammar in the phrases that limit a figure ("up to", "no more than"): it tells nothing alone.
_GRAMMAR = frozenset({"a", "an", "and", "as", "at", "in", "not", "no", "of", "or", "so", "to"})


@lru_cache(maxsize=1)
def list_figure_words() -> frozenset[str]:
    """
    List the words of which at least one differs where two passages differ in a quantity.

    Returns
    -------
    frozenset of str
        Words of numbers, scales, units, currencies, limits and approximations, in lower case.
        Terms with figures or signs are not among them.

    Examples
    --------
    >>> {"dozen", "week", "least", "euros"} <= list_figure_words(), "at" in list_figure_words()
    (True, False)
    """
    lists = load_lists()
    numbers = (lists.numbers, lists.scales, lists.suffixes, lists.crowds, lists.ordinals)
    units = (lists.parts, lists.multiples, lists.signs, lists.currencies, lists.percents)
    rest = (lists.points, lists.units, lists.bounds_before, lists.bounds_after, lists.rates)
    phrases = [phrase for table in (*numbers, *units, *rest) for phrase in table]
    phrases += [*lists.approximations, *lists.designators, *lists.score_before, *lists.score_after]
    words = {word for phrase in phrases for word in phrase.lower().split()}
    letters = {sign.strip("$") for sign in lists.signs}
    words |= letters | {letter.lower() for letter in letters}
    return frozenset((words | {"ago", "old", "year-old", "aged", "half"}) - _GRAMMAR)


@lru_cache(maxsize=1)
def list_limit_words() -> frozenset[str]:
    """
    List the words that may tell of a limit, beside a figure or away from it.

    Returns
    -------
    frozenset of str
        In lower case, grammar left out.

    Examples
    --------
    >>> {"least", "over", "topped"} <= list_limit_words(), "as" in list_limit_words()
    (True, False)
    """
    lists = load_lists()
    phrases = (*lists.bounds_before, *lists.bounds_after)
    words = {word for phrase in phrases for word in phrase.split()}
    return frozenset((words | lists.bounds_also) - _GRAMMAR)
