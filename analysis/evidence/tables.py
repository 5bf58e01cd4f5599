"""Where do two copies of a table differ first?"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import ReadingError

_MOST_SHOWN = 60  # characters of a cell in a message


def read_cells(path: Path) -> pd.DataFrame:
    """
    Read a table's cells as they are written, numbers too.

    Parameters
    ----------
    path : Path
        A CSV file.

    Returns
    -------
    DataFrame
        Text only; an empty cell is "".

    Raises
    ------
    ReadingError
        If it cannot be read as UTF-8 CSV.
    """
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, header=0)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as problem:
        why = str(problem).strip().splitlines()[0].rstrip(".")
        raise ReadingError(f"{path.name} cannot be read as CSV: {why}.") from problem


def find_difference(found: pd.DataFrame, made: pd.DataFrame, key: Sequence[str]) -> str:
    """
    Say in one sentence where a table differs first from the same table made again.

    Parameters
    ----------
    found, made : DataFrame
        The copy that was found and the one made again, cells as text.
    key : sequence of str
        Columns that name a row.

    Returns
    -------
    str
        The row's key, the column and both values; "" if all cells are the same.

    Examples
    --------
    >>> made = pd.DataFrame({"version_id": ["wire"], "n_tokens": ["61"]})
    >>> find_difference(made.assign(n_tokens="67"), made, ["version_id"])
    "In the row version_id = wire, n_tokens is '67'; made again it is '61'."
    """
    if list(found.columns) != list(made.columns):
        return _compare_columns(list(found.columns), list(made.columns))
    for k in range(min(len(found), len(made))):
        was, now = found.iloc[k], made.iloc[k]
        for column in found.columns:
            if was[column] != now[column]:
                return (
                    f"In the row {_name_row(now, key, k)}, {column} is {_show(was[column])}; "
                    f"made again it is {_show(now[column])}."
                )
    if len(found) == len(made):
        return ""
    longer, has = (found, "too many") if len(found) > len(made) else (made, "missing")
    k = min(len(found), len(made))
    return (
        f"It has {len(found)} rows; made again it has {len(made)}: the row "
        f"{_name_row(longer.iloc[k], key, k)} is {has}."
    )


def _compare_columns(found: list[str], made: list[str]) -> str:
    for k, column in enumerate(made):
        if k >= len(found) or found[k] != column:
            there = _show(found[k]) if k < len(found) else "not there"
            return f"Its column {k + 1} is {there}; made again it is {_show(column)}."
    return f"It has a column more: {_show(found[len(made)])}."


def _name_row(row: pd.Series, key: Sequence[str], number: int) -> str:
    named = [f"{column} = {_clip(row[column])}" for column in key if column in row.index]
    return ", ".join(named) or str(number + 1)


def _show(value: str) -> str:
    return repr(_clip(value))


def _clip(value: str) -> str:
    return value if len(value) <= _MOST_SHOWN else value[: _MOST_SHOWN - 1] + "…"
