"""Which versions with known edits can be made of a base, and what is their answer key?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from analysis.planting.assembly import Placed, assemble
from analysis.planting.cuts import cut_middle, cut_tail, keep_all, reorder_paragraphs
from analysis.planting.recipe import (
    MOST_EDITS,
    SENTENCES_PER_EDIT,
    Recipe,
    choose_controls,
    choose_edits,
    list_controls,
    list_sites,
)
from analysis.planting.source_text import SourceText, Span, read_source_text
from analysis.planting.word_lists import load_words

if TYPE_CHECKING:
    import pandas as pd

BASE_ID = "base"
# Versions without an edit: whatever is found in them is a false alarm.
PURE = ("planted-controls", "planted-cut", "planted-reordered")
DEFAULT_VERSIONS = 4
# Every third mixed version is cut, every fourth has its paragraphs exchanged.
_CUT_EVERY, _REORDER_EVERY = 3, 4

CHANGE_COLUMNS = (
    *("base_id", "other_id", "kind", "subkind", "severity"),
    *("base_start", "base_stop", "base_text", "other_start", "other_stop", "other_text"),
    *("base_scope_start", "base_scope_stop", "other_scope_start", "other_scope_stop"),
    *("in_quotation", "why"),
)
CONTROL_COLUMNS = (
    *("base_id", "other_id", "format", "base_start", "base_stop", "base_text"),
    *("other_start", "other_stop", "other_text", "why"),
)


@dataclass(frozen=True)
class Planted:
    """
    Versions made of a base, with their answer key.

    Attributes
    ----------
    base : str
        The base text.
    versions : dict of str to str
        Text of each version by its id: `planted-01` and so on with edits, then those of
        `PURE` without.
    changes : list of dict
        One row an edit, by version and place. Columns as in changes.csv with offsets into
        the whole texts; `base_scope_*` and `other_scope_*` span the quotation in which an
        edit of kind quote may be seen (the place itself for other kinds).
    controls : list of dict
        One row a difference of format.
    recipes : list of dict
        One row a version: n_edits, n_controls, cut, reordered, and `kept`, the spans of the
        base that stand in it, in their order.
    n_wanted : int
        Edits asked for a version; `describe` says where a base had fewer places.
    """

    base: str
    versions: dict[str, str]
    changes: list[dict]
    controls: list[dict]
    recipes: list[dict]
    n_wanted: int

    def tabulate_changes(self) -> "pd.DataFrame":
        """
        Give the edits as a table.

        Returns
        -------
        DataFrame
            One row an edit, columns `CHANGE_COLUMNS`; empty if nothing was planted.
        """
        import pandas as pd

        return pd.DataFrame(self.changes, columns=list(CHANGE_COLUMNS))

    def tabulate_controls(self) -> "pd.DataFrame":
        """
        Give the controls as a table.

        Returns
        -------
        DataFrame
            One row a difference of format, columns `CONTROL_COLUMNS`.
        """
        import pandas as pd

        return pd.DataFrame(self.controls, columns=list(CONTROL_COLUMNS))

    def describe(self) -> list[str]:
        """
        Say what was planted.

        Returns
        -------
        list of str
            One line a version; one more for each that has fewer edits than were asked for.
        """
        lines = []
        for recipe in self.recipes:
            parts = [f"{recipe['n_edits']} edits", f"{recipe['n_controls']} format controls"]
            if recipe["cut"]:
                parts.append(f"cut ({recipe['cut']})")
            if recipe["reordered"]:
                parts.append("paragraphs in another order")
            lines.append(f"{recipe['id']}: {', '.join(parts)}")
            if recipe["n_edits"] < self.n_wanted and recipe["id"] not in PURE:
                lines.append(
                    f"{recipe['id']}: the base has no place for more than {recipe['n_edits']} of "
                    f"the {self.n_wanted} edits asked for"
                )
        return lines


def plant_edits(
    text: str,
    seed: int = 0,
    *,
    n_versions: int = DEFAULT_VERSIONS,
    n_edits: int | None = None,
    body: Iterable[tuple[int, int, int]] | None = None,
    base_id: str = BASE_ID,
) -> Planted:
    """
    Make versions of a text with known edits of every kind.

    Parameters
    ----------
    text : str
        Any text.
    seed : int
        The same seed gives the same bytes on every machine.
    n_versions : int
        Versions with edits, `planted-01` and so on; three without any come after them.
    n_edits : int, optional
        Edits in each; left out: one for every `SENTENCES_PER_EDIT` sentences, at most
        `MOST_EDITS`. Fewer are made where the text has no more places.
    body : iterable of (paragraph, start, stop), optional
        Sentences that may be edited; left out, those `analysis.segment` takes for body.
    base_id : str
        Id of the base in the key.

    Returns
    -------
    Planted
        Without versions for an empty text.

    Raises
    ------
    ValueError
        If a number of versions or edits is negative.

    Examples
    --------
    >>> planted = plant_edits("About ten men may go on Tuesday.", 1, n_versions=1, n_edits=1)
    >>> (row,) = planted.changes
    >>> version = planted.versions["planted-01"]
    >>> version[row["other_start"]:row["other_stop"]] == row["other_text"]
    True
    """
    if n_versions < 0 or (n_edits is not None and n_edits < 0):
        raise ValueError("the numbers of versions and edits are 0 or more")
    source = read_source_text(text, body)
    if n_edits is None:
        n_edits = min(MOST_EDITS, -(-len(source.sentences) // SENTENCES_PER_EDIT))
    rng, used = Random(seed), Counter()
    recipes: dict[str, Recipe] = {}
    if source.sentences:
        for number in range(n_versions):
            recipes[f"planted-{number + 1:02d}"] = _mix(source, number, n_edits, rng, used)
        recipes |= dict(zip(PURE, _make_pure(source, rng, used), strict=True))
    planted = Planted(text, {}, [], [], [], n_edits)
    for version_id, recipe in recipes.items():
        _write(planted, source, base_id, version_id, recipe)
    return planted


def _mix(source: SourceText, number: int, n_edits: int, rng: Random, used: Counter) -> Recipe:
    """A version with edits and controls, perhaps cut or reordered."""
    cut, pieces = "", keep_all(source)
    if number % _CUT_EVERY == _CUT_EVERY - 1:
        cut = rng.choice(("tail", "middle"))
        pieces = (cut_tail if cut == "tail" else cut_middle)(source, rng)
    reordered = number % _REORDER_EVERY == _REORDER_EVERY - 1
    if reordered:
        pieces = reorder_paragraphs(source, pieces, rng)
    edits = choose_edits(source, list_sites(source, rng), n_edits, rng, used, pieces)
    controls = choose_controls(source, list_controls(source, rng), edits, rng, used, pieces)
    return Recipe(tuple(edits), tuple(controls), tuple(pieces), cut, reordered)


def _make_pure(source: SourceText, rng: Random, used: Counter) -> tuple[Recipe, Recipe, Recipe]:
    """A version of nothing but controls, one only cut, one only reordered."""
    whole = tuple(keep_all(source))
    controls = choose_controls(source, list_controls(source, rng), (), rng, used, share=1.0)
    return (
        Recipe((), tuple(controls), whole, "", False),
        Recipe((), (), tuple(cut_tail(source, rng)), "tail", False),
        Recipe((), (), tuple(reorder_paragraphs(source, whole, rng)), "", True),
    )


def _write(
    planted: Planted, source: SourceText, base_id: str, version_id: str, recipe: Recipe
) -> None:
    """Assemble one version and write its rows into the key."""
    text, placed = assemble(planted.base, recipe)
    planted.versions[version_id] = text
    n_edits = 0
    for one in placed:
        ids = {"base_id": base_id, "other_id": version_id}
        places = _place_row(planted.base, text, one)
        if one.site.kind == "control":
            row = {**ids, "format": one.site.subkind, **places, "why": one.site.why}
            planted.controls.append(row)
        else:
            n_edits += 1
            planted.changes.append(_make_change(ids, places, one, source))
    planted.recipes.append(
        {
            "id": version_id,
            "n_edits": n_edits,
            "n_controls": len(placed) - n_edits,
            "cut": recipe.cut,
            "reordered": recipe.reordered,
            "kept": [list(piece) for piece in recipe.pieces],
        }
    )


def _place_row(base: str, text: str, one: Placed) -> dict:
    site = one.site
    return {
        "base_start": site.start,
        "base_stop": site.stop,
        "base_text": base[site.start : site.stop],
        "other_start": one.other_start,
        "other_stop": one.other_stop,
        "other_text": text[one.other_start : one.other_stop],
    }


def _make_change(ids: dict, places: dict, one: Placed, source: SourceText) -> dict:
    site = one.site
    base_scope = site.scope or Span(site.start, site.stop)
    other_scope = one.scope or Span(one.other_start, one.other_stop)
    return {
        **ids,
        "kind": site.kind,
        "subkind": site.subkind,
        "severity": load_words("severities")[site.kind][site.subkind],
        **places,
        "base_scope_start": base_scope.start,
        "base_scope_stop": base_scope.stop,
        "other_scope_start": other_scope.start,
        "other_scope_stop": other_scope.stop,
        "in_quotation": source.find_quotation(site.start, max(site.stop, site.start + 1))
        is not None,
        "why": site.why,
    }
