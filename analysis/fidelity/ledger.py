"""What was altered between two versions: the list an editor can act on?

The ledger lists alterations of what both versions say. What only one of them says is an
omission or an addition and stands in the collation.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype
from pandas.arrays import IntegerArray

from analysis.fidelity.attributions import find_attribution_changes
from analysis.fidelity.certainty import find_certainty_changes
from analysis.fidelity.change import CHANGE_TYPES, KINDS, Change
from analysis.fidelity.dates import find_date_changes
from analysis.fidelity.labels import find_label_changes
from analysis.fidelity.names import find_name_changes
from analysis.fidelity.negations import find_negation_changes
from analysis.fidelity.numbers import find_number_changes
from analysis.fidelity.passage import Pair, Passage, read_passage
from analysis.fidelity.quotes import find_quote_changes
from analysis.fidelity.severity import load_severities

_FINDERS: dict[str, Callable[[Pair], list[Change]]] = {
    "quote": find_quote_changes,
    "number": find_number_changes,
    "date": find_date_changes,
    "name": find_name_changes,
    "negation": find_negation_changes,
    "attribution": find_attribution_changes,
    "certainty": find_certainty_changes,
    "label": find_label_changes,
}


def list_changes(
    base_text: str,
    other_text: str,
    *,
    base_date: str | None = None,
    other_date: str | None = None,
) -> list[Change]:
    """
    List the alterations between two aligned passages.

    Parameters
    ----------
    base_text, other_text : str
        Two passages that say the same thing: a sentence or a few.
    base_date, other_date : str, optional
        When each was published (ISO 8601), for reading "Thursday" and "yesterday".

    Returns
    -------
    list of Change
        By place in the base. Empty for passages that differ in house style only.

    Examples
    --------
    >>> [(c.kind, c.subkind) for c in list_changes("It cost $4.6 million.", "It cost $46m.")]
    [('number', 'scale')]
    >>> list_changes("It cost $4.6 million.", "It cost $4.6m.")
    []
    """
    pair = Pair(read_passage(base_text), read_passage(other_text), base_date, other_date)
    return compare_passages(pair)


def compare_passages(pair: Pair, *, kinds: Iterable[str] = KINDS) -> list[Change]:
    """
    List the alterations of a pair of passages.

    Parameters
    ----------
    pair : Pair
        The aligned passages.
    kinds : iterable of str
        Look for these kinds only.

    Returns
    -------
    list of Change
        Sorted by place in the base, then in the other, then by kind.
    """
    if is_untouched(pair.base, pair.other):
        return []
    found = [change for kind in kinds for change in _FINDERS[kind](pair)]
    return sorted(set(found), key=lambda c: (c.base_start, c.other_start, *c[:4], c[5]))


def is_untouched(base: Passage, other: Passage) -> bool:
    """
    Say whether two passages differ in house style at most.

    Examples
    --------
    >>> is_untouched(read_passage("“No,” he said."), read_passage("'No', he said"))
    True
    >>> is_untouched(read_passage("“No,” he said."), read_passage("No, he said."))
    False
    """
    if base.text == other.text:
        return True
    if base.terms != other.terms:
        return False
    return _list_marked_words(base) == _list_marked_words(other)


def _list_marked_words(passage: Passage) -> list[tuple[int, int]]:
    """Which words stand in quotation marks."""
    spans = (passage.find_words(span.start, span.stop) for span in passage.marked)
    return [(words.start, words.stop) for words in spans]


def find_changes(
    base_text: str,
    other_text: str,
    *,
    base_date: str | None = None,
    other_date: str | None = None,
) -> pd.DataFrame:
    """
    Find the alterations between two aligned passages.

    Parameters
    ----------
    base_text, other_text, base_date, other_date
        As for `list_changes`.

    Returns
    -------
    DataFrame
        The columns of changes.csv; the ids are empty and the segments missing, offsets
        point into the two texts. One row an alteration, in the order of the base.

    Examples
    --------
    >>> found = find_changes("Seven miners died.", "Seventeen miners died.")
    >>> found[["kind", "severity", "base_text", "other_text"]].values.tolist()
    [['number', 'critical', 'Seven', 'Seventeen']]
    """
    changes = list_changes(base_text, other_text, base_date=base_date, other_date=other_date)
    rules = load_severities()
    rows = [
        (
            *("", "", None, None, c.base_start, c.kind, c.subkind),
            rules[c.kind, c.subkind].severity,
            *(c.base_stop, base_text[c.base_start : c.base_stop]),
            *(c.other_start, c.other_stop, other_text[c.other_start : c.other_stop]),
            *(round(c.confidence, 3), c.why),
        )
        for c in changes
    ]
    return build_changes(rows)


def build_changes(rows: Sequence[tuple]) -> pd.DataFrame:
    """Give every column of changes.csv its type, also when there is no row."""
    if not rows:
        return _build_empty().copy(deep=False)
    cells = dict(zip(CHANGE_TYPES, zip(*rows, strict=True), strict=True))
    typed = dict.fromkeys(CHANGE_TYPES)
    for kind, names in _group_columns().items():
        typed.update(zip(names, _build_arrays(kind, [cells[name] for name in names]), strict=True))
    return pd.DataFrame(typed, index=pd.RangeIndex(len(rows)), copy=False)


@lru_cache(maxsize=1)
def _group_columns() -> dict[str, list[str]]:
    """The columns of each type."""
    kinds = dict.fromkeys(CHANGE_TYPES.values())
    return {kind: [name for name in CHANGE_TYPES if CHANGE_TYPES[name] == kind] for kind in kinds}


@lru_cache(maxsize=1)
def _get_text_type() -> ExtensionDtype:
    """The type of columns of text; to ask for it by its name takes longer than to fill one."""
    return pd.Series([], dtype="str").dtype


def _build_arrays(kind: str, columns: list[tuple]) -> list:
    """
    The typed array of each of some columns of one type.

    Columns of text are slices of one array, integers the rows of one: a frame of one row
    takes half the time that it takes with an array made for each of its columns.
    """
    n_rows = len(columns[0])
    if kind == "str":
        array = pd.array([cell for cells in columns for cell in cells], dtype=_get_text_type())
        return [array[at : at + n_rows] for at in range(0, len(array), n_rows)]
    if kind == "Int64":
        return [_build_integers(cells) for cells in columns]
    return list(np.array(columns, dtype=kind))


def _build_integers(cells: tuple) -> IntegerArray:
    """Integers of which some, or all, are missing."""
    is_missing = np.array([cell is None for cell in cells])
    return IntegerArray(np.array([cell or 0 for cell in cells], dtype="int64"), is_missing)


@lru_cache(maxsize=1)
def _build_empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in CHANGE_TYPES.items()})
