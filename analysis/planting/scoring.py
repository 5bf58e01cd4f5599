"""How many of the planted edits were found, and how much of what was found is right?

The rule. A found row is *right* if a planted edit of the same kind in the same version overlaps
it, in the base or in the version; a span of no width overlaps what it touches. An edit of
kind quote, and a found row of kind quote, also overlap anywhere in the quotation's scope
(the quotation with its attribution), as altered words may be shown there as a whole. A found
row that overlaps planted edits of other kinds only is *beside* if its kind may accompany one of
them (`data/planting/companions.toml`): dropping "not" inside a quotation is a change of the
quotation as well, so the row is neither right nor wrong. If its kind may not, it is
*contradictory*: it names a change that is not there, and counts against precision like a false
alarm. Without that rule a table of every kind at every edited place would have a precision of 1.
A found row that overlaps no planted edit is *wrong*, a false alarm; those on a control are
counted by themselves too.
"""

from collections import Counter
from typing import NamedTuple

import pandas as pd

from analysis.planting.word_lists import load_words

# A dropped word takes one space with it: what touches that space touches the edit.
_SLACK = 1

RIGHT, BESIDE, CONTRADICTORY, WRONG = "right", "beside", "contradictory", "wrong"

SCORE_TYPES = {
    "kind": "str",
    "n_planted": "int64",
    "n_hit": "int64",
    "n_found": "int64",
    "n_right": "int64",
    "n_beside": "int64",
    "n_contradictory": "int64",
    "n_wrong": "int64",
    "n_same_subkind": "int64",
    "precision": "float64",
    "recall": "float64",
}


class _Place(NamedTuple):
    """Spans of one edit or found row in the base and in the version."""

    base: tuple[int, int]
    other: tuple[int, int]


def score_changes(found: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """
    Score a table of changes against planted edits.

    Parameters
    ----------
    found : DataFrame
        changes.csv: `other_id`, `kind`, `subkind`, and the offsets of both sides.
    key : DataFrame
        From `Planted.tabulate_changes` or `read_key`.

    Returns
    -------
    DataFrame
        One row a kind, then `all`: n_planted edits, n_hit of them found by a row of their
        kind; n_found rows, of which n_right, n_beside (they may accompany an edit of
        another kind), n_contradictory (they may not) and n_wrong (they show no edit);
        n_same_subkind of the hits have the subkind, too. precision is n_right / (n_right +
        n_contradictory + n_wrong), recall n_hit / n_planted; NaN where there is nothing to
        divide by.

    Examples
    --------
    >>> sides = {"base_start": [4, 90], "base_stop": [8, 94], "other_start": [4, 90]}
    >>> found = pd.DataFrame({"other_id": "a", "kind": "name", "subkind": "spelling",
    ...                       **sides, "other_stop": [8, 94]})
    >>> score = score_changes(found, found.iloc[:1]).set_index("kind")
    >>> score.loc["name", ["n_right", "n_wrong", "precision", "recall"]].tolist()
    [1.0, 1.0, 0.5, 1.0]
    """
    verdicts = judge_changes(found, key)
    hits = find_hits(found, key)
    rows = []
    for kind in [*load_words("severities"), "all"]:
        mine = verdicts[(verdicts["kind"] == kind) | (kind == "all")]
        planted = hits[(hits["kind"] == kind) | (kind == "all")]
        n = Counter(mine["verdict"])
        n_hit = int(planted["is_hit"].sum())
        rows.append(
            {
                "kind": kind,
                "n_planted": len(planted),
                "n_hit": n_hit,
                "n_found": len(mine),
                "n_right": n[RIGHT],
                "n_beside": n[BESIDE],
                "n_contradictory": n[CONTRADICTORY],
                "n_wrong": n[WRONG],
                "n_same_subkind": int(planted["is_same_subkind"].sum()),
                "precision": _divide(n[RIGHT], n[RIGHT] + n[CONTRADICTORY] + n[WRONG]),
                "recall": _divide(n_hit, len(planted)),
            }
        )
    return pd.DataFrame(rows).astype(SCORE_TYPES)


def score_subkinds(found: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """
    Count the planted edits of each subkind that were found.

    Parameters
    ----------
    found, key : DataFrame
        As for `score_changes`.

    Returns
    -------
    DataFrame
        One row a kind and subkind: n_planted, n_hit (a row of the kind is there),
        n_same_subkind, recall.
    """
    hits = find_hits(found, key)
    table = hits.groupby(["kind", "subkind"], as_index=False, sort=True).agg(
        n_planted=("is_hit", "size"),
        n_hit=("is_hit", "sum"),
        n_same_subkind=("is_same_subkind", "sum"),
    )
    return table.assign(recall=table["n_hit"] / table["n_planted"])


def score_controls(found: pd.DataFrame, key: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """
    Count the false alarms on differences of format.

    Parameters
    ----------
    found, key : DataFrame
        As for `score_changes`.
    controls : DataFrame
        From `Planted.tabulate_controls` or `read_key`.

    Returns
    -------
    DataFrame
        One row a format, then `all`: n_controls, n_alarms (controls that a wrong row
        touches), alarms_per_100 controls; NaN without controls.
    """
    verdicts = judge_changes(found, key)
    wrong = _group_places(verdicts[verdicts["verdict"] == WRONG])
    alarms: Counter = Counter()
    counts: Counter = Counter()
    for row in controls.to_dict("records"):
        place = _read_place(row)
        is_alarm = any(_touch(place, one) for one in wrong.get(row["other_id"], []))
        for name in (row["format"], "all"):
            counts[name] += 1
            alarms[name] += is_alarm
    names = [*sorted(set(counts) - {"all"}), "all"]
    rows = [
        {
            "format": name,
            "n_controls": counts[name],
            "n_alarms": alarms[name],
            "alarms_per_100": 100 * _divide(alarms[name], counts[name]),
        }
        for name in names
    ]
    return pd.DataFrame(rows)


def judge_changes(found: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """
    Say of each found row whether it is right, beside, contradictory or wrong.

    Parameters
    ----------
    found, key : DataFrame
        As for `score_changes`.

    Returns
    -------
    DataFrame
        `found` with a column `verdict`, in the same order.
    """
    edits = _group_edits(key)
    verdicts = []
    for row in found.to_dict("records"):
        place = _read_place(row)
        shown = [e for e in edits.get(row["other_id"], []) if _shows(row["kind"], place, e)]
        verdicts.append(_judge(row["kind"], shown))
    return found.assign(verdict=pd.Series(verdicts, index=found.index, dtype="str"))


def _judge(kind: str, shown: list[dict]) -> str:
    """The verdict on a row of a kind, given the edits at its place."""
    if not shown:
        return WRONG
    if any(edit["kind"] == kind for edit in shown):
        return RIGHT
    return BESIDE if any(_may_accompany(kind, edit) for edit in shown) else CONTRADICTORY


def _may_accompany(kind: str, edit: dict) -> bool:
    """Whether an edit can be a change of this kind, too."""
    if kind == "quote" and edit.get("in_quotation", False):
        return True
    return kind in load_words("companions")[edit["kind"]].get(edit["subkind"], [])


def find_hits(found: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """
    Say of each planted edit whether it was found.

    Parameters
    ----------
    found, key : DataFrame
        As for `score_changes`.

    Returns
    -------
    DataFrame
        `key` with `is_hit` (a found row of its kind shows it) and `is_same_subkind` (one of
        those rows has its subkind), in the same order.
    """
    rows: dict[str, list[tuple[dict, _Place]]] = {}
    for row in found.to_dict("records"):
        rows.setdefault(row["other_id"], []).append((row, _read_place(row)))
    hits, same = [], []
    for edit in key.to_dict("records"):
        mine = [
            row
            for row, place in rows.get(edit["other_id"], [])
            if row["kind"] == edit["kind"] and _shows(row["kind"], place, edit)
        ]
        hits.append(bool(mine))
        same.append(any(row["subkind"] == edit["subkind"] for row in mine))
    return key.assign(
        is_hit=pd.Series(hits, index=key.index, dtype="bool"),
        is_same_subkind=pd.Series(same, index=key.index, dtype="bool"),
    )


def _group_edits(key: pd.DataFrame) -> dict[str, list[dict]]:
    edits: dict[str, list[dict]] = {}
    for edit in key.to_dict("records"):
        edits.setdefault(edit["other_id"], []).append(edit)
    return edits


def _group_places(found: pd.DataFrame) -> dict[str, list[_Place]]:
    places: dict[str, list[_Place]] = {}
    for row in found.to_dict("records"):
        places.setdefault(row["other_id"], []).append(_read_place(row))
    return places


def _read_place(row: dict, part: str = "") -> _Place:
    return _Place(
        (int(row[f"base_{part}start"]), int(row[f"base_{part}stop"])),
        (int(row[f"other_{part}start"]), int(row[f"other_{part}stop"])),
    )


def _shows(kind: str, place: _Place, edit: dict) -> bool:
    """Whether a found row stands where an edit was planted."""
    if _touch(place, _read_place(edit)):
        return True
    is_quote = kind == "quote" and edit["kind"] == "quote" and "base_scope_start" in edit
    return is_quote and _touch(place, _read_place(edit, "scope_"))


def _touch(a: _Place, b: _Place) -> bool:
    return _overlap(a.base, b.base) or _overlap(a.other, b.other)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share a character, or touch where one of them has no width."""
    if a[0] == a[1] or b[0] == b[1]:
        return a[0] <= b[1] + _SLACK and b[0] <= a[1] + _SLACK
    return a[0] < b[1] and b[0] < a[1]


def _divide(a: int, b: int) -> float:
    return a / b if b else float("nan")
