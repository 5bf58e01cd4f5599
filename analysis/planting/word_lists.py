"""Which words does the generator of planted edits know?"""

import tomllib
from collections.abc import Iterable
from functools import cache

import regex

from analysis.paths import find_data_folder


@cache
def load_words(name: str) -> dict:
    """
    Load one of the generator's own word lists.

    Parameters
    ----------
    name : str
        Name of a file under `data/planting`, without its ending.

    Returns
    -------
    dict
        The tables of the file. The detectors have other lists: a generator that shared
        theirs would plant only what they know.

    Examples
    --------
    >>> load_words("dates")["weekdays"][1]
    'Tuesday'
    """
    path = find_data_folder() / "planting" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def join_words(words: Iterable[str]) -> str:
    """
    Write words as the alternatives of a regular expression, the longest first.

    Parameters
    ----------
    words : iterable of str
        Words or phrases; each is taken literally.

    Returns
    -------
    str
        For instance ``no\\ one|no``; a pattern that matches nothing if there are no words.

    Examples
    --------
    >>> join_words(["no", "not"])
    'not|no'
    """
    distinct = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(regex.escape(word, special_only=True) for word in distinct) or "(?!)"
