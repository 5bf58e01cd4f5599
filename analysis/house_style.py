"""Which words of a text are the same in every house style?

Two outlets write *per cent* and *%*, *license* and *licence*, *Feb.* and *February*, *does
not* and *doesn't*. The canonical words of a text are equal where only the style differs,
and each still knows the characters it was read from.
"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

import regex

from analysis.paths import find_data_folder
from analysis.tokens import cut_forms, normalise_form, read_form


class Word(NamedTuple):
    """
    One word, figure or currency sign of a text, in no house style.

    Attributes
    ----------
    start, stop : int
        Half-open character offsets in the text.
    form : str
        The characters as they stand there.
    term : str
        The canonical term: equal terms differ in style at most.
    """

    start: int
    stop: int
    form: str
    term: str


class _Style(NamedTuple):
    """The lists of data/fidelity/house_style.toml."""

    words: dict[str, str]
    phrases: dict[str, dict[tuple[str, ...], str]]  # by first term
    suffixes: dict[str, str]
    endings: dict[str, tuple[str, int]]
    full_forms: dict[str, list[str]]
    short_forms: dict[str, str]
    hosts: frozenset[str]


_CURRENCIES = frozenset("$€£¥₽₹₴%")
_make_tuple = tuple.__new__
_PART = regex.compile(r"[^-‐‑–]++")
_FIGURE = regex.compile(r"(\d++(?:[.,:]\d++)*+)(\p{L}++)?+")
_THOUSANDS = regex.compile(r"\d{1,3}(?:,\d{3})++(?:\.\d++)?+")


@lru_cache(maxsize=1)
def _load_style() -> _Style:
    path = find_data_folder() / "fidelity" / "house_style.toml"
    lists = tomllib.loads(path.read_text("utf-8"))
    words: dict[str, str] = {}
    for name in ("spellings", "abbreviations", "signs", "numbers"):
        words.update(lists[name]["of"])
    phrases: dict[str, dict[tuple[str, ...], str]] = {}
    for phrase, term in lists["phrases"]["of"].items():
        first, *rest = (words.get(part, part) for part in phrase.split())
        phrases.setdefault(first, {})[tuple(rest)] = term
    contractions = lists["contractions"]
    return _Style(
        words,
        phrases,
        lists["suffixes"]["of"],
        {e["british"]: (e["american"], e["least"]) for e in lists["ending"]},
        contractions["n_t"],
        contractions["endings"],
        frozenset(contractions["hosts"]),
    )


@lru_cache(maxsize=65536)
def write_american(term: str) -> str:
    """
    Write a term the American way; a word with no British spelling stays as it is.

    Parameters
    ----------
    term : str
        A term in lower case.

    Returns
    -------
    str
        For comparing only: a word that merely looks British changes too ("advise"), on
        both sides alike.

    Examples
    --------
    >>> [write_american(term) for term in ("organisation", "colour", "licence", "four")]
    ['organization', 'color', 'license', '4']
    """
    style = _load_style()
    known = style.words.get(term)
    if known is not None:
        return known
    for length in range(min(8, len(term) - 2), 2, -1):
        found = style.endings.get(term[-length:])
        if found is not None and len(term) >= found[1]:
            return term[:-length] + found[0]
    return term


@lru_cache(maxsize=65536)
def _read_form(form: str) -> str | tuple[tuple[int, int, str, str], ...]:
    """
    The canonical words of one token.

    The term where the token is one word; else offsets in the form, forms and terms, none for
    white space and for most signs.
    """
    known = read_form(form)
    if known is None:
        return ()
    if not known[1]:
        return form if form in _CURRENCIES else "and" if form == "&" else ()
    words = _split_form(form)
    if len(words) == 1 and words[0][:2] == (0, len(form)):
        return words[0][2]
    return tuple((start, stop, form[start:stop], term) for start, stop, term in words)


def _split_form(form: str) -> list[tuple[int, int, str]]:
    """The canonical words of one token: offsets in the form, and terms."""
    figure = _FIGURE.fullmatch(form)
    if figure is not None:
        return list(_split_figure(form, figure))
    pieces: list[tuple[int, int, str]] = []
    parts = [m.span() for m in _PART.finditer(form)] or [(0, len(form))]
    for start, stop in parts:
        pieces.extend((start + a, start + b, t) for a, b, t in _split_part(form[start:stop]))
    return pieces


def _split_figure(form: str, figure) -> tuple[tuple[int, int, str], ...]:
    """A figure without thousands separators, and the letters that follow it."""
    digits, letters = figure.group(1), figure.group(2)
    term = digits.replace(",", "") if _THOUSANDS.fullmatch(digits) else digits
    if letters is None:
        return ((0, len(form), term),)
    if letters.casefold() in ("st", "nd", "rd", "th"):
        return ((0, len(form), term + letters.casefold()),)
    if letters == "s":
        return ((0, len(form), term + "s"),)
    known = _load_style().suffixes.get(letters.casefold(), letters.casefold())
    return ((0, len(digits), term), (len(digits), len(form), known))


def _split_part(part: str) -> list[tuple[int, int, str]]:
    """A word without hyphens: itself, or the two words of a contraction."""
    style = _load_style()
    plain = part.replace("’", "'").casefold()
    if plain.endswith("n't") or plain == "cannot":
        pair = style.full_forms.get(plain) or [plain[:-3], "not"]
        cut = len(part) - 3
        if not cut:
            return [(0, len(part), "not")]  # "n't" by itself
        return [(0, cut, pair[0]), (cut, len(part), pair[1])]
    if "'" in plain:
        host, mark, ending = plain.rpartition("'")
        full = style.short_forms.get(mark + ending)
        if full is not None and (host in style.hosts or ending not in ("s", "d", "m")):
            return [(0, len(host), host), (len(host), len(part), full)]
    return [(0, len(part), write_american(normalise_form(part)))]


def read_words(text: str) -> list[Word]:
    """
    List the words, figures and currency signs of a text in no house style.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Word
        In order of position. A hyphenated word is its parts, a contraction its two words;
        "per cent" and "United States" are one word each.

    Examples
    --------
    >>> a = read_words("The U.S. licence doesn't cost 4.6m, or 70 per cent.")
    >>> b = read_words("The United States license does not cost 4.6 million, or 70%.")
    >>> [w.term for w in a] == [w.term for w in b]
    True
    >>> [w.form for w in a][5:8]
    ['cost', '4.6', 'm']
    """
    words: list[Word] = []
    at = 0
    for form in cut_forms(text):
        stop = at + len(form)
        if form != " ":
            known = _read_form(form)
            if type(known) is str:
                # The plain constructor of a tuple takes half the time of the named one.
                words.append(_make_tuple(Word, (at, stop, form, known)))
            else:
                for a, b, part, term in known:
                    words.append(_make_tuple(Word, (at + a, at + b, part, term)))
        at = stop
    return _join_phrases(text, words)


def _join_phrases(text: str, words: list[Word]) -> list[Word]:
    """Put the words of a fixed phrase together."""
    phrases = _load_style().phrases
    if phrases.keys().isdisjoint([word.term for word in words]):
        return words
    joined: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        length = 1
        for rest, term in phrases.get(word.term, {}).items():
            following = words[at + 1 : at + 1 + len(rest)]
            if len(rest) + 1 > length and tuple(w.term for w in following) == rest:
                length = len(rest) + 1
                stop = following[-1].stop
                word = Word(word.start, stop, text[word.start : stop], term)
        joined.append(word)
        at += length
    return joined
