"""How is a table written as CSV, so that no text in it becomes a formula in a spreadsheet?

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a
formula can send a document away or start a program. So an apostrophe is put before such a
text, as OWASP's guide to CSV injection has it. The rule, which `read_table` turns back:

- A text is guarded where it begins with one of these signs or its full-width, small and raised
  forms, also after spaces, quotation marks and characters that nobody sees, or with a tab or a
  carriage return. So is the inside of a text after a semicolon, a tab or a line break, because
  a spreadsheet set to another separator begins a new cell there.
- The guard is one apostrophe at that place. A text that has an apostrophe there already gets
  one more, so that what was written can always be told from what was guarded.
- Numbers, dates, true and false, and every other text stand as they are.

An empty text and a missing value are both an empty cell, and come back as missing.
"""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import regex

# All characters that are one of = + - @ or become one when a program normalises (NFKC).
_SIGNS = (
    r"=+\-@\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29"
    r"\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
# What an import may cut away before it looks: spaces, quotation marks, invisible characters.
_PASSED = r"[[\s\p{Cc}\p{Cf}\p{Pi}\p{Pf}\u0300-\u036f\ufe00-\ufe0f\"'`´‚„′″]--[\t\r\n]]*+"
_BREAKS = r"[;\t\r\n]"
_IS_FORMULA = rf"(?={_PASSED}[{_SIGNS}])"
_IS_UNSAFE_START = rf"(?={_PASSED}[{_SIGNS}\t\r])"
_PLACE = regex.compile(rf"\A{_IS_UNSAFE_START}|(?<={_BREAKS}){_IS_FORMULA}", regex.VERSION1)
_GUARD = regex.compile(rf"\A'{_IS_UNSAFE_START}|(?<={_BREAKS})'{_IS_FORMULA}", regex.VERSION1)
# One class, so that a text without any of them costs one quick pass.
_PERHAPS = regex.compile(rf"[{_SIGNS}\t\r]")


def guard_text(text: str) -> str:
    """
    Put an apostrophe wherever a spreadsheet could take a text for a formula.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text itself if there is no such place; `restore_text` gives it back.

    Examples
    --------
    >>> guard_text("=1+1"), guard_text("-5 degrees"), guard_text("From 3-4 to 5 = a win")
    ("'=1+1", "'-5 degrees", 'From 3-4 to 5 = a win')
    >>> guard_text("'=1+1"), guard_text("'Never,' he said")
    ("''=1+1", "'Never,' he said")
    """
    return _PLACE.sub("'", text) if _PERHAPS.search(text) else text


def restore_text(text: str) -> str:
    """
    Take the apostrophes out again that `guard_text` put in.

    Parameters
    ----------
    text : str
        A cell of a CSV that `write_table` wrote.

    Returns
    -------
    str
        The text as it was, character for character.

    Examples
    --------
    >>> restore_text("'=1+1"), restore_text("''=1+1"), restore_text("'Never,' he said")
    ('=1+1', "'=1+1", "'Never,' he said")
    """
    return _GUARD.sub("", text) if "'" in text else text


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    r"""
    Write a table as UTF-8 CSV without formulas, whole or not at all.

    Parameters
    ----------
    table : DataFrame
        Columns of numbers, dates, true and false, or texts; the index is not written.
    path : str or Path
        The file; its folder must be there.

    Returns
    -------
    Path
        The file. Lines end with LF. Half a surrogate pair, which UTF-8 cannot hold, is
        written as its number (``\udc80``).

    Raises
    ------
    OSError
        If the file cannot be written; the one that was there stays.
    """
    path = Path(path)
    guarded = _map_texts(table, guard_text)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    guarded.to_csv(
        partial,
        index=False,
        encoding="utf-8",
        errors="backslashreplace",
        lineterminator="\n",
        quoting=_choose_quoting(guarded),
    )
    partial.replace(path)
    return path


def read_table(path: str | Path, *, texts: Iterable[str] = ()) -> pd.DataFrame:
    """
    Read a table that `write_table` wrote, with every text as it was.

    Parameters
    ----------
    path : str or Path
        The file.
    texts : iterable of str, optional
        Columns that are texts even where each of their cells reads as a number.

    Returns
    -------
    DataFrame
        A column is read as numbers if each of its cells is written exactly as Python writes
        a whole number or a float, and as true and false if it holds nothing else, so that
        its cells as text are what stands in the file; ``007`` and ``NA`` stay texts.
    """
    table = pd.read_csv(path, dtype=object, keep_default_na=False, na_values=[""], encoding="utf-8")
    table.columns = [restore_text(name) for name in table.columns]
    kept = set(texts)
    read = {
        name: (_map_column(column, restore_text) if name in kept else _read_column(column))
        for name, column in table.items()
    }
    return pd.DataFrame(read, columns=table.columns, index=table.index)


def _map_texts(table: pd.DataFrame, change) -> pd.DataFrame:
    """The table with each text changed, the names of columns among them."""
    changed = table.copy(deep=False)
    for place in range(changed.shape[1]):
        column = changed.iloc[:, place]
        if _holds_texts(column):
            changed.isetitem(place, _map_column(column, change))
    changed.columns = [change(name) if isinstance(name, str) else name for name in table.columns]
    return changed


def _holds_texts(column: pd.Series) -> bool:
    """Whether a cell of a column can be a text."""
    types = pd.api.types
    return not (
        types.is_numeric_dtype(column.dtype)
        or types.is_bool_dtype(column.dtype)
        or types.is_datetime64_any_dtype(column.dtype)
    )


def _map_column(column: pd.Series, change) -> pd.Series:
    cells = [change(cell) if isinstance(cell, str) else cell for cell in column]
    return pd.Series(cells, index=column.index, name=column.name, dtype=object)


def _choose_quoting(table: pd.DataFrame) -> int:
    """Quote all texts where one holds a bare CR, which readers take for the end of a row."""
    cells = (cell for _, column in table.items() if _holds_texts(column) for cell in column)
    has_return = any(isinstance(cell, str) and "\r" in cell for cell in cells)
    return csv.QUOTE_NONNUMERIC if has_return else csv.QUOTE_MINIMAL


def _read_column(column: pd.Series) -> pd.Series:
    """Cells as numbers or truth values where they are written as such, else as texts."""
    cells = column.dropna()
    if not len(cells):
        return column
    if all(_is_written(cell, int, str) for cell in cells):
        return _read_whole_numbers(column)
    if all(_is_written(cell, float, repr) for cell in cells):
        return column.map(float)
    if len(cells) == len(column) and cells.isin(["True", "False"]).all():
        return column == "True"
    return _map_column(column, restore_text)


def _read_whole_numbers(column: pd.Series) -> pd.Series:
    """Whole numbers; beside a missing one they stay whole, and however large they are."""
    numbers = column.map(int, na_action="ignore")
    try:
        return numbers.astype("Int64" if column.isna().any() else "int64")
    except OverflowError:
        return numbers.astype(object)


def _is_written(cell: str, kind: type, write) -> bool:
    """Whether a cell is what Python writes for a number of this kind."""
    try:
        return write(kind(cell)) == cell
    except ValueError:
        return False
