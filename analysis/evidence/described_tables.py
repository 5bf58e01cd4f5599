"""What does the manifest say of the tables that a run computed?"""

import pandas as pd

from analysis import chance, selection
from analysis.comparison import find_base
from analysis.evidence.dictionary import TABLES
from analysis.evidence.hashing import hash_table

# Every random number that a table rests on comes from one of these.
SEEDS = {"analysis.chance": chance.SEED, "analysis.selection": selection.SEED}


def describe_tables(tables: dict[str, pd.DataFrame]) -> dict:
    """
    Describe the tables of a run, so that the manifest can be written without them.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `compare`.

    Returns
    -------
    dict
        base_of_run, seeds_of_random_numbers, and tables by name as from `describe_table`.
    """
    return {
        "base_of_run": find_base(tables),
        "seeds_of_random_numbers": SEEDS,
        "tables": {name: describe_table(tables[name], name) for name in TABLES if name in tables},
    }


def describe_table(table: pd.DataFrame, name: str) -> dict:
    """
    Describe a table: its hash and size, and what leads from a row of it to words.

    Parameters
    ----------
    table : DataFrame
        From `compare`.
    name : str
        One of `TABLES`.

    Returns
    -------
    dict
        file, sha256, n_rows, n_columns, columns, and from `TABLES` row, key, passages and
        rows_from.
    """
    described = TABLES[name]
    return {
        "file": f"tables/{name}.csv",
        "sha256": hash_table(table),
        "n_rows": len(table),
        "n_columns": len(table.columns),
        "columns": [str(column) for column in table.columns],
        "row": described.row,
        "key": list(described.key),
        "passages": [
            {column: value for column, value in passage._asdict().items() if value is not None}
            for passage in described.passages
        ],
        "rows_from": [
            {"table": other, "where": matching} for other, matching in described.rows_from
        ],
    }
