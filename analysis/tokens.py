"""Which words are in this text, and where exactly?

The project's only tokenizer. Each token carries its original form, the character
offsets it was read from, and a normalised shadow (`term`): comparisons use the
shadow, every table and figure shows the original (the Gothenburg model of collation).
"""

from functools import lru_cache
from typing import NamedTuple

import regex


class Token(NamedTuple):
    """
    One token of a text.

    Attributes
    ----------
    start, stop : int
        Half-open character offsets, so that ``text[start:stop] == form``.
    form : str
        The characters as they stand in the text.
    term : str
        Normalised shadow used for every comparison (see `normalise_form`).
    is_word : bool
        True for words and numbers, False for punctuation and symbols.
    """

    start: int
    stop: int
    form: str
    term: str
    is_word: bool


# Alternatives are tried in this order. Possessive quantifiers keep hostile input linear.
_TOKEN = regex.compile(
    r"""
      (?P<word>
          (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?'’)\]]      # addresses
        | [\w.+-]++@[\w-]++(?:\.[\w-]++)++                        # e-mail
        | [@\#]\w++                                               # handles, tags
        | (?:\p{Lu}\.){2,}+\p{Lu}?(?!\p{L})                       # U.S., U.S.A, J.K.
        | (?:\p{Ll}\.){2,}+(?!\p{L})                              # a.m., p.m., e.g.
        | \p{N}++(?:[.,:]\p{N}++)*+[\p{L}\p{M}]*+                 # 10,000 4.6m 7:56 5th
        | \p{L}[\p{L}\p{M}\p{N}_]*+(?:[-‐‑'’´&][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*+)*+
        | [\w\p{M}]++                                             # other scripts
      )
    | (?P<other> --++ | \.{2,}+ | \S )                            # one mark a token
    """,
    regex.VERBOSE,
)

_APOSTROPHES = str.maketrans({"’": "'", "´": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})

# Contractions of "is/has", which are not possessives, so their 's is kept.
_IS_CONTRACTIONS = frozenset(
    "it's he's she's that's there's here's what's who's let's where's how's when's".split()
)

# Acronyms that would fall together with a common word once lower-cased.
_KEEP_UPPER = frozenset({"US", "IT", "WHO"})

# House styles of a.m. and p.m.; a bare `am` is more often the verb, a bare `PM` the minister.
_TIMES = frozenset({"am", "pm"})


@lru_cache(maxsize=65536)
def normalise_form(form: str) -> str:
    """
    Reduce a word's form to the term that comparisons use.

    Case, the shape of the apostrophe, the full stops of an acronym and a possessive
    ending do not make another term; ``US`` stays apart from the pronoun ``us``.

    Parameters
    ----------
    form : str
        A token's characters.

    Returns
    -------
    str
        The normalised term, never empty for a non-empty form.

    Examples
    --------
    >>> [normalise_form(w) for w in ["U.S.", "US", "us", "Russia’s", "workers'", "It's", "a.m."]]
    ['US', 'US', 'us', 'russia', 'workers', "it's", 'a.m.']
    """
    plain = form.translate(_APOSTROPHES)
    stem = plain[:-2] if plain.endswith(("'s", "'S")) and len(plain) > 2 else plain
    if stem is not plain and plain.casefold() in _IS_CONTRACTIONS:
        stem = plain
    undotted = stem.replace(".", "")
    if undotted in _KEEP_UPPER:
        return undotted
    if undotted == "pm" or ("." in stem and undotted.casefold() in _TIMES):
        return f"{undotted[0]}.m.".casefold()
    if "." in stem and undotted.isupper():
        stem = undotted
    return (stem.rstrip("'") or plain).casefold()


def tokenise(text: str) -> list[Token]:
    """
    Split a text into tokens; every character that is not white space is in exactly one.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Token
        In order of position; empty for a text of white space only. Words keep inner
        hyphens and apostrophes; numbers keep their separators and attached unit letters.

    Examples
    --------
    >>> [t.form for t in tokenise("U.S. said it's 3-4% a 5 don't")]
    ['U.S.', 'said', "it's", '3', '-', '4', '%', 'a', '5', "don't"]
    >>> text = "St.Petersburg paid $4.6m."
    >>> [text[t.start : t.stop] for t in tokenise(text) if t.is_word]
    ['St', 'Petersburg', 'paid', '4.6m']
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        form = match.group()
        if match.lastgroup == "word":
            tokens.append(Token(start, stop, form, normalise_form(form), True))
        else:
            tokens.append(Token(start, stop, form, form, False))
    return tokens


def find_word_spans(text: str) -> list[tuple[int, int]]:
    """
    List where the words of a text stand, without making tokens of them.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of tuple of int
        Half-open spans of the tokens that `tokenise` calls words; their number is the text's
        number of words.

    Examples
    --------
    >>> find_word_spans("Rain fell at 5 p.m.")
    [(0, 4), (5, 9), (10, 12), (13, 14), (15, 19)]
    >>> len(find_word_spans("... 3-4%?!"))
    2
    """
    return [match.span() for match in _TOKEN.finditer(text) if match.lastgroup == "word"]


def find_terms(text: str) -> list[str]:
    """
    List the normalised words of a text in order; the `analyzer=` for scikit-learn.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Terms of the word tokens, repeats kept.

    Examples
    --------
    >>> find_terms("The US and the U.K. agree.")
    ['the', 'US', 'and', 'the', 'uk', 'agree']
    """
    return [token.term for token in tokenise(text) if token.is_word]
