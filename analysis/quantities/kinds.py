"""Does a bare figure count something, tell an age, or name something?"""

from collections.abc import Sequence

from analysis.quantities.words import load_lists

# Characters before a figure that may hold its bound or approximation.
LEFT = 32

# Ages beyond this are figures of another kind.
OLDEST = 120

# Plurals that do not end in s.
PLURALS = frozenset(
    "people men women children troops police cattle staff personnel fish sheep aircraft dead"
    " wounded injured offspring".split()
)


def tell_kind(
    text: str,
    span: tuple[int, int],
    value: float,
    before: list[str],
    nouns: Sequence[str],
    following: list[str],
    style: str,
    scale: float,
) -> str:
    """
    Tell ages, names and counts apart by what stands around a bare figure.

    Parameters
    ----------
    text : str
        The text.
    span : tuple of int
        Start and stop of the figure.
    value : float
        What it says.
    before, following : list of str
        The words beside it, those before in lower case.
    nouns : sequence of str
        The words of the phrase after it.
    style : str
        How it is written, as in `figures.Figure`.
    scale : float
        What a word multiplied it by.

    Returns
    -------
    str
        ``age``, ``designator``, ``count`` or ``number``.

    Examples
    --------
    >>> tell_kind("flight 101", (7, 10), 101.0, ["flight"], (), [], "english", 1.0)
    'designator'
    """
    lists = load_lists()
    start, stop = span
    last = before[-1].strip("(") if before else ""
    if value <= OLDEST and (last in ("aged", "age", "ages") or _is_bare_age(text, span, value)):
        return "age"
    if style == "dotted":
        return "designator"
    if scale == 1.0 and text[start].isdigit():
        if last in lists.designators or last in lists.indexes or _is_address(following):
            return "designator"
        if "," not in text[start:stop] and _is_named(text, start, nouns, following):
            return "designator" if value.is_integer() else "number"
    return "count" if nouns else "number"


def _is_address(following: list[str]) -> bool:
    """Whether a street's name follows."""
    streets = load_lists().streets
    return (
        bool(following)
        and following[0][0].isupper()
        and any(word.lower() in streets and word[0].isupper() for word in following[:3])
    )


def _is_bare_age(text: str, span: tuple[int, int], value: float) -> bool:
    """Whether a figure stands between commas after a name: "Osric Vane, 31, ..."."""
    start, stop = span
    if text[start - 2 : start] not in (", ", " (") or text[stop : stop + 1] not in ",.);":
        return False
    before = text[max(0, start - LEFT) : start - 2].split()
    named = bool(before) and before[-1][:1].isupper() and before[-1][-1:].isalpha()
    return named and value.is_integer()


def _is_named(text: str, start: int, nouns: Sequence[str], following: list[str]) -> bool:
    """Whether a capital word stands before a figure that counts nothing: Boeing 747."""
    if text[start - 1 : start] not in (" ", "-"):
        return False
    before = text[max(0, start - LEFT) : start - 1].split()
    if len(before) < 2 or not before[-1][:1].isupper() or not before[-1].isalpha():
        return False
    if before[-1].lower() in load_lists().not_nouns or before[-2][-1:] in '.!?"”':
        return False
    return not following or following[0][0].isupper() or not nouns
