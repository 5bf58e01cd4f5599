"""Which short number stands for a file, a table, or a set of facts?

All numbers are SHA-256 in hexadecimal, so that `sha256sum` and every archive can check them.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a rerun that finds nothing changed does without pandas
    import pandas as pd

_CHUNK = 1 << 20  # a file is never held whole


def hash_file(path: str | Path) -> str:
    """
    Hash a file's bytes.

    Parameters
    ----------
    path : str or Path
        A file.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.
    """
    found = sha256()
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def hash_table(table: "pd.DataFrame") -> str:
    """
    Hash a table: its columns and its rows in their order, each value as CSV writes it.

    Parameters
    ----------
    table : DataFrame
        Without regard to its index.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits. An empty text and an undefined value count as one, and
        so do the number 1 and the text "1": they are the same in a CSV file.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"version_id": ["wire"], "share": [0.5]})
    >>> hash_table(table) == hash_table(table.copy())
    True
    >>> hash_table(table) == hash_table(table.assign(share=0.5000000001))
    False
    """
    written = table.to_csv(index=False, lineterminator="\n")
    return sha256(written.encode("utf-8", "backslashreplace")).hexdigest()


def hash_facts(facts: Any) -> str:
    """
    Hash facts by their one canonical JSON.

    Parameters
    ----------
    facts : dict, list, str, int, float, bool or None
        What JSON can hold, without NaN.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits; the order of keys makes no difference.

    Examples
    --------
    >>> hash_facts({"a": 1, "b": 2}) == hash_facts({"b": 2, "a": 1})
    True
    """
    return sha256(encode_facts(facts)).hexdigest()


def encode_facts(facts: Any) -> bytes:
    """
    Write facts as the one JSON text that stands for them.

    Parameters
    ----------
    facts : dict, list, str, int, float, bool or None
        What JSON can hold, without NaN.

    Returns
    -------
    bytes
        UTF-8, keys sorted, indented by one space, a line end at the end.

    Raises
    ------
    ValueError
        For NaN or an infinite number, which JSON has no word for.

    Examples
    --------
    >>> encode_facts({"b": 1, "a": "é"}).decode()
    '{\\n "a": "é",\\n "b": 1\\n}\\n'
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    # Half of a surrogate pair (a file name that is not UTF-8) becomes JSON's own escape of it.
    return (text + "\n").encode("utf-8", "backslashreplace")
