"""Where can one edit be made, and how is it written so that the grammar stays right?"""

from typing import NamedTuple

import regex

from analysis.planting.source_text import SourceText, Span


class Site(NamedTuple):
    """
    A place at which one known edit can be made.

    Attributes
    ----------
    kind, subkind : str
        As in changes.csv; kind is "control" for a difference of format.
    start, stop : int
        The characters of the base that are replaced; equal for an insertion.
    replacement : str
        What stands there afterwards.
    why : str
        What was done, one short sentence.
    scope : Span or None
        Where else the edit may rightly be seen: for an edit of a quotation the whole
        quotation with its attribution. None: only at the place itself.
    """

    kind: str
    subkind: str
    start: int
    stop: int
    replacement: str
    why: str
    scope: Span | None = None


_ARTICLE = regex.compile(r"\b([Aa]n?) $")
_SOUNDS_LIKE_VOWEL = regex.compile(r"(?:[aeio]|u(?!ni|s[ei])|hou?r|hono|8|11\b|18\b)", regex.I)
_SOUNDS_LIKE_CONSONANT = regex.compile(r"(?:eu|one\b|once\b)", regex.I)


def choose_article(word: str) -> str:
    """
    Choose between "a" and "an".

    Parameters
    ----------
    word : str
        What follows the article.

    Returns
    -------
    str
        "an" before the sound of a vowel.

    Examples
    --------
    >>> choose_article("hour"), choose_article("union"), choose_article("18-year-old")
    ('an', 'a', 'an')
    """
    is_vowel = _SOUNDS_LIKE_VOWEL.match(word) and not _SOUNDS_LIKE_CONSONANT.match(word)
    return "an" if is_vowel else "a"


def capitalise(text: str) -> str:
    """
    Write the first letter large and leave the others.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Of the same length but for letters whose capital is two letters.

    Examples
    --------
    >>> capitalise("the U.S. said")
    'The U.S. said'
    """
    return text[:1].upper() + text[1:]


def match_case(old: str, new: str) -> str:
    """
    Give a word the capital of the word it replaces.

    Parameters
    ----------
    old, new : str
        The word that stood there and its replacement.

    Returns
    -------
    str
        `new`, capitalised if `old` is.

    Examples
    --------
    >>> match_case("Nobody", "everybody"), match_case("plant", "shrub")
    ('Everybody', 'shrub')
    """
    return capitalise(new) if old[:1].isupper() else new


def replace_span(source: SourceText, start: int, stop: int, new: str) -> tuple[int, int, str]:
    """
    Replace words, and the article before them where its form changes.

    Parameters
    ----------
    source : SourceText
        The base.
    start, stop : int
        The words to replace.
    new : str
        Other words, not empty.

    Returns
    -------
    (int, int, str)
        Span to replace and its replacement; the span begins at the article if "a" becomes
        "an" or the other way round.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> replace_span(read_source_text("It was a plan."), 9, 13, "idea")
    (7, 13, 'an idea')
    """
    article = _ARTICLE.search(source.text, max(0, start - 3), start)
    if article and article.group(1).lower() != choose_article(new):
        word = match_case(article.group(1), choose_article(new))
        return article.start(), stop, f"{word} {new}"
    return start, stop, new


def delete_span(source: SourceText, start: int, stop: int) -> tuple[int, int, str] | None:
    """
    Delete words with one space; a new first word of the sentence gets a capital.

    Parameters
    ----------
    source : SourceText
        The base.
    start, stop : int
        The words to delete.

    Returns
    -------
    (int, int, str) or None
        Span to replace and its replacement; None where the words have no space after them
        to go with them.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> delete_span(read_source_text("About ten came."), 0, 5)
    (0, 7, 'T')
    """
    text = source.text
    if text[stop : stop + 1] == " ":
        stop += 1
        if is_opening(source, start):
            return start, stop + 1, text[stop : stop + 1].upper()
        following = regex.compile(r"[\p{L}\d-]+").match(text, stop)
        if following:
            begin, _, new = replace_span(source, start, stop, following.group())
            if begin < start:
                return begin, following.end(), new
        return start, stop, ""
    if text[start - 1 : start] == " " and start:
        return start - 1, stop, ""
    return None


def is_opening(source: SourceText, place: int) -> bool:
    """
    Say whether a sentence or a quotation begins at a place.

    Parameters
    ----------
    source : SourceText
        The base.
    place : int
        Offset of a word.

    Returns
    -------
    bool
        True where the word there has its capital from the beginning of the sentence.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> is_opening(read_source_text("It rained. He left."), 11)
    True
    """
    before = place
    while before and source.text[before - 1] in '"“‘':
        before -= 1
    sentence = source.find_sentence(place)
    return bool(sentence and sentence.start in (place, before))
