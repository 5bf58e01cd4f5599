"""Which words are the same but for their ending, and which of them say something?

Headlines put things in other forms of the same words ("denies" for "denied"), so what a headline
says is looked for without endings. A rule for English and no dictionary: it may join two words
("general", "generation"), so it is asked only whether words of one story meet, never what a
word means, and no count rests on it.
"""

from collections.abc import Iterable
from functools import lru_cache

from analysis.names import load_naming

_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "al", "s", "y")
# Letters of a word that stay, so that "red" and "sing" keep a stem of their own.
_SHORTEST = 3
# Words of a headline that claim nothing, beside the function words.
_SAYING = frozenset({"say", "says", "said", "vs", "amid"})


@lru_cache(maxsize=65536)
def strip_ending(term: str) -> str:
    """
    Cut a common English ending from a term, so that "denies" meets "denied".

    Parameters
    ----------
    term : str
        Of a token (`analysis.tokens`).

    Returns
    -------
    str
        At least three letters of the term; the whole of one that holds anything but letters
        (figures, hyphens). Never empty for a term that is not.

    Examples
    --------
    >>> [strip_ending(term) for term in ("denies", "denied", "deny", "killing", "US", "4.6m")]
    ['den', 'den', 'den', 'kill', 'US', '4.6m']
    """
    if not term.isalpha():
        return term
    fits = (e for e in _ENDINGS if term.endswith(e) and len(term) - len(e) >= _SHORTEST)
    stem = term.removesuffix(next(fits, ""))
    return stem[:-1] if len(stem) > _SHORTEST and stem[-1] in "eiy" else stem


def list_content_stems(terms: Iterable[str]) -> frozenset[str]:
    """
    List the terms that say something, without their endings.

    Parameters
    ----------
    terms : iterable of str
        Of tokens.

    Returns
    -------
    frozenset of str
        Without function words and words of saying; US and IT in capitals stay.

    Examples
    --------
    >>> sorted(list_content_stems(["the", "mayor", "denied", "it", "IT", "said"]))
    ['IT', 'den', 'mayor']
    """
    empty = load_naming().function_words
    return frozenset(strip_ending(t) for t in terms if t not in empty and t not in _SAYING)
