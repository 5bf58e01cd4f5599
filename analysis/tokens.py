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


# Alternatives are tried in this order. Possessive quantifiers and limits (64 is the
# longest name of an e-mail address) keep hostile input linear. White space is matched as well,
# so that the matches cover the text and their lengths are offsets.
_TOKEN = regex.compile(
    r"""
      \x20
    | [A-Za-z]++(?=[\x20,])              # most words: what follows rules out all of the others
    | (?:
          (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?'’)\]]      # addresses
        | [\w.+-]{1,64}+@[\w-]++(?:\.[\w-]++)++                   # e-mail
        | [@\#]\w++                                               # handles, tags
        | (?:\p{Lu}\.){2,64}+\p{Lu}?(?!\p{L})                     # U.S., U.S.A, J.K.
        | (?:\p{Ll}\.){2,64}+(?!\p{L})                            # a.m., p.m., e.g.
        | \p{N}++(?:[.,:]\p{N}++)*+[\p{L}\p{M}]*+                 # 10,000 4.6m 7:56 5th
        | \p{L}[\p{L}\p{M}\p{N}_]*+(?:[-‐‑'’´&][\p{L}\p{N}][\p{L}\p{M}\p{N}_]*+)*+
        | [\w\p{M}]++                                             # other scripts
      )
    | --++ | \.{2,}+ | \S                                         # one mark a token
    | \s++
    """,
    regex.VERBOSE,
)

_SPACE = regex.compile(r"\s")
# What the pattern above matches and is no word.
_SIGN = regex.compile(r"[^\w\p{L}\p{M}\p{N}]|-++|\.++")
_make_tuple = tuple.__new__

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
    at = 0
    for form in cut_forms(text):
        stop = at + len(form)
        if form != " " and (known := read_form(form)) is not None:
            # The plain constructor of a tuple takes half the time of the named one.
            tokens.append(_make_tuple(Token, (at, stop, form, *known)))
        at = stop
    return tokens


def cut_forms(text: str) -> list[str]:
    """
    Cut a text into its tokens and the white space between them; nothing is left out.

    Examples
    --------
    >>> cut_forms("It rained,\\n\\nhard.")
    ['It', ' ', 'rained', ',', '\\n\\n', 'hard', '.']
    """
    return _TOKEN.findall(text)


@lru_cache(maxsize=65536)
def read_form(form: str) -> tuple[str, bool] | None:
    """
    Read one of `cut_forms`: its term and whether it is a word; None for white space.

    Examples
    --------
    >>> [read_form(form) for form in ("Rain", "...", " ")]
    [('rain', True), ('...', False), None]
    """
    if _SPACE.match(form):
        return None
    if _SIGN.fullmatch(form):
        return form, False
    return normalise_form(form), True


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
    spans = []
    at = 0
    for form in cut_forms(text):
        stop = at + len(form)
        if form != " " and (known := read_form(form)) is not None and known[1]:
            spans.append((at, stop))
        at = stop
    return spans


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
    known = (read_form(form) for form in cut_forms(text) if form != " ")
    return [form[0] for form in known if form is not None and form[1]]
