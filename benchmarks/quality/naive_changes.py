"""Which changes would a few lines of pattern matching report?

The floor of the planted edits: of each aligned pair of passages, other numbers are a changed
number, other capitalised words a changed name, other words between marks a changed quotation,
and another count of "not" a changed negation. It has no idea of the other kinds.
"""

from collections import Counter

import pandas as pd
import regex

from analysis.fidelity.change import CHANGE_COLUMNS

_NUMBER = regex.compile(r"\d(?:[\d.,]*\d)?")
_CAPITALISED = regex.compile(r"\b\p{Lu}\w*")
_MARKED = regex.compile(r"“[^“”]*+”|\"[^\"]*+\"")
_WORD = regex.compile(r"\w+")
_NOT = regex.compile(r"\bnot\b|n['’]t\b", regex.IGNORECASE)


def list_naive_kinds(base_text: str, other_text: str) -> list[str]:
    """
    List the kinds of change between two aligned passages.

    Examples
    --------
    >>> list_naive_kinds("Orr did not pay 12 euros.", "Day did pay 17 euros.")
    ['number', 'name', 'negation']
    >>> list_naive_kinds('"We did pay," he said.', '“We do pay,” he said.')
    ['quote']
    """
    readers = {
        "number": lambda text: Counter(_NUMBER.findall(text)),
        "name": lambda text: Counter(_CAPITALISED.findall(text)),
        "quote": lambda text: [_WORD.findall(part) for part in _MARKED.findall(text)],
        "negation": lambda text: len(_NOT.findall(text)),
    }
    return [kind for kind, read in readers.items() if read(base_text) != read(other_text)]


def tabulate_naive_changes(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    List the naive changes between the base and each other version.

    Parameters
    ----------
    collation, segments : DataFrame
        Tables of `analysis.compare`.

    Returns
    -------
    DataFrame
        The columns of changes.csv; each row spans both passages whole.
    """
    place = {
        (row.version_id, row.segment): (int(row.start), int(row.stop), row.text)
        for row in segments.itertuples()
    }
    rows = []
    pairs = collation.dropna(subset=["base_segment", "other_segment"])
    for pair in pairs.itertuples():
        base_start, base_stop, base_text = place[pair.base_id, int(pair.base_segment)]
        other_start, other_stop, other_text = place[pair.other_id, int(pair.other_segment)]
        for kind in list_naive_kinds(base_text, other_text):
            row = {
                "base_id": pair.base_id,
                "other_id": pair.other_id,
                "base_segment": int(pair.base_segment),
                "other_segment": int(pair.other_segment),
                "base_start": base_start,
                "kind": kind,
                "subkind": "naive",
                "severity": "critical",
                "base_stop": base_stop,
                "base_text": base_text,
                "other_start": other_start,
                "other_stop": other_stop,
                "other_text": other_text,
                "confidence": 1.0,
                "why": "",
            }
            rows.append(row)
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)
