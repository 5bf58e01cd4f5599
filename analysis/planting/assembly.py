"""How do the pieces and edits of a recipe become a text, and how is that undone?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.planting.recipe import Recipe
from analysis.planting.site import Site
from analysis.planting.source_text import Span


class Placed(NamedTuple):
    """A site and where its replacement stands in the version."""

    site: Site
    other_start: int
    other_stop: int
    scope: Span | None


def assemble(base: str, recipe: Recipe) -> tuple[str, list[Placed]]:
    """
    Write a version.

    Parameters
    ----------
    base : str
        The base text.
    recipe : Recipe
        Its pieces, edits and controls.

    Returns
    -------
    (str, list of Placed)
        The version, and its edits and controls by place in it.
    """
    sites = sorted([*recipe.edits, *recipe.controls], key=lambda site: (site.start, site.stop))
    parts: list[str] = []
    placed: list[Placed] = []
    length = 0
    for number, piece in enumerate(recipe.pieces):
        gap = join_pieces(base, recipe.pieces[number - 1], piece) if number else ""
        parts.append(gap)
        length += len(gap)
        inside = [s for s in sites if piece.start <= s.start and s.stop <= piece.stop]
        cursor, shift = piece.start, length - piece.start
        starts: list[tuple[Site, int, int]] = []
        for site in inside:
            parts += [base[cursor : site.start], site.replacement]
            start = site.start + shift
            starts.append((site, start, start + len(site.replacement)))
            shift += len(site.replacement) - (site.stop - site.start)
            cursor = site.stop
        parts.append(base[cursor : piece.stop])
        length = piece.stop + shift
        placed += [Placed(*one, _move_scope(one[0].scope, piece, starts, length)) for one in starts]
    return "".join(parts), placed


def _move_scope(
    scope: Span | None, piece: Span, starts: Sequence[tuple[Site, int, int]], end: int
) -> Span | None:
    """Where a scope of the base stands in the version, as far as the piece goes."""
    if scope is None:
        return None
    return Span(
        _move(max(scope.start, piece.start), piece, starts, end),
        _move(min(scope.stop, piece.stop), piece, starts, end),
    )


def _move(place: int, piece: Span, starts: Sequence[tuple[Site, int, int]], end: int) -> int:
    """Where a place of the base stands in the version; inside an edit: at its nearer end."""
    if place >= piece.stop:
        return end
    shift = None
    for site, start, stop in starts:
        if shift is None:
            shift = start - site.start
        if place <= site.start:
            return place + (start - site.start)
        if place < site.stop:
            return start
        shift = stop - site.stop
    if shift is None:
        return end - (piece.stop - place)
    return place + shift


def join_pieces(base: str, before: Span, after: Span) -> str:
    """
    Find what stands between two pieces of the base.

    Parameters
    ----------
    base : str
        The base text.
    before, after : Span
        Two pieces that stand side by side in a version.

    Returns
    -------
    str
        A line break like those of the base between paragraphs; nothing if `after` brings
        its own white space, as the rest of a text does after a cut.

    Examples
    --------
    >>> join_pieces("One.\\nTwo.", Span(5, 9), Span(0, 4))
    '\\n'
    """
    if base[after.start : after.start + 1].isspace():
        return ""
    return "\n\n" if "\n\n" in base else "\n"


def undo(text: str, rows: Sequence[Mapping]) -> str:
    """
    Take planted edits out of a version again.

    Parameters
    ----------
    text : str
        The version.
    rows : sequence of mapping
        `other_start`, `other_stop`, `base_text` of every edit and control of it.

    Returns
    -------
    str
        What the version was made of: the base, or its kept pieces.

    Examples
    --------
    >>> undo("It cost €5.", [{"other_start": 8, "other_stop": 9, "base_text": "$"}])
    'It cost $5.'
    """
    for row in sorted(rows, key=lambda row: row["other_start"], reverse=True):
        text = text[: row["other_start"]] + row["base_text"] + text[row["other_stop"] :]
    return text
