"""Which rows of the ledger are one alteration seen from several sides?

A "not" lost inside a quotation is an altered quotation and a lost negation; another name
before "said" is another name and another source. The ledger keeps every row, so that each
kind can be counted by itself; people are shown one alteration.
"""

import pandas as pd


def number_alterations(changes: pd.DataFrame) -> pd.Series:
    """
    Number the alterations, rows that overlap on both sides being one.

    Parameters
    ----------
    changes : DataFrame
        Rows of changes.csv.

    Returns
    -------
    Series of int
        From 0, in the order of the first row of each; the index is that of `changes`.

    Examples
    --------
    >>> spans = [("a", 0, 9, 0, 8), ("a", 4, 6, 5, 5), ("a", 20, 22, 20, 22), ("b", 4, 6, 4, 6)]
    >>> names = ["other_id", "base_start", "base_stop", "other_start", "other_stop"]
    >>> number_alterations(pd.DataFrame(spans, columns=names)).tolist()
    [0, 0, 1, 2]
    """
    numbers = pd.Series(-1, index=changes.index, dtype="int64")
    n_found = 0
    for _, rows in changes.groupby("other_id", sort=False):
        n_found += _number_version(rows, numbers, n_found)
    codes, _ = pd.factorize(numbers)
    return pd.Series(codes, index=changes.index, dtype="int64")


def _number_version(rows: pd.DataFrame, numbers: pd.Series, first: int) -> int:
    """Number the rows of one version from `first` on; how many numbers were used."""
    columns = ("base_start", "base_stop", "other_start", "other_stop")
    spans = zip(*(rows[name].tolist() for name in columns), strict=True)
    waiting: list[list[tuple]] = []  # groups that a row further on may still join
    n_closed = 0

    def close(groups: list[list[tuple]]) -> None:
        nonlocal n_closed
        for group in groups:
            numbers.loc[[label for label, _ in group]] = first + n_closed
            n_closed += 1

    for label, span in sorted(zip(rows.index, spans, strict=True), key=lambda item: item[1]):
        passed = [group for group in waiting if max(one[1] for _, one in group) < span[0]]
        close(passed)
        waiting = [group for group in waiting if group not in passed]
        met = [group for group in waiting if any(_overlap(span, one) for _, one in group)]
        waiting = [group for group in waiting if group not in met]
        waiting.append([member for group in met for member in group] + [(label, span)])
    close(waiting)
    return n_closed


def _overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    """Whether two changes meet on both sides; a span of no width meets what it touches."""
    return _meet(a[0], a[1], b[0], b[1]) and _meet(a[2], a[3], b[2], b[3])


def _meet(a_start: int, a_stop: int, b_start: int, b_stop: int) -> bool:
    if a_start == a_stop or b_start == b_stop:
        return a_start <= b_stop and b_start <= a_stop
    return a_start < b_stop and b_start < a_stop
