"""Where does each sentence of each version stand beside the base?

One row for a sentence of the base; between two of them, where it is needed, a row for what
versions have there and the base has not. A sentence stands once: where it answers to several
base sentences it stands beside the first of them, and where it was moved, a mark says where the
version has it.
"""

from bisect import bisect_right

import pandas as pd

from analysis import parallel
from analysis.comparison import find_base

SYNOPSIS_TYPES = {
    "row": "int64",
    "base_number": "Int64",
    "version_id": "str",
    "role": "str",
    "action": "str",
    "moved": "bool",
    "passage": "int64",
    "segment": "Int64",
    "number": "Int64",
    "text": "str",
    "start": "Int64",
    "stop": "Int64",
    "stands_in_row": "Int64",
}
# Where a cell is: before the base sentence of this index (0), or beside it (1).
_Place = tuple[int, int]
_BEFORE, _BESIDE = 0, 1


def tabulate_synopsis(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Lay all versions beside the base, sentence by sentence.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        A row for each sentence in each cell, in reading order and in the order of the versions,
        the base first: row (1, 2, ...), base_number (the base sentence of that row; <NA> in a row
        between two), version_id, role, action, moved, passage (sentences of the base and the
        version that answer to each other share its number; 0: none), and the sentence's segment,
        number in the body, text, start and stop. The role is `base`, `text` (the sentence stands
        here), `again` (it stands in the earlier row `stands_in_row` and answers to this base
        sentence too), `place` (the version has it here, and it is laid beside the base in
        `stands_in_row`) or `nothing` (left out). Each body sentence has the role `base`
        or `text` exactly once.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> rows = tabulate_synopsis(compare(load_story("tiny")))
    >>> rows.loc[rows["base_number"] == 6, ["version_id", "role", "action"]].values.tolist()
    [['wire', 'base', ''], ['cutdown', 'nothing', 'omitted'], ['rewrite', 'text', 'kept']]
    """
    base = find_base(tables)
    others = [v for v in tables["versions"]["version_id"] if v != base]
    bodies = _read_bodies(tables["segments"])
    cells = [
        {"place": (index, _BESIDE), "version_id": base, "role": "base", "segment": segment}
        for index, segment in enumerate(bodies.get(base, {}))
    ]
    for other in others:
        cells += _place_version(parallel.tabulate_parallel(tables, base, other))
    numbers = {place: n for n, place in enumerate(sorted({c["place"] for c in cells}), 1)}
    order = {version_id: n for n, version_id in enumerate([base, *others])}
    rows = [_write_row(cell, numbers, bodies) for cell in cells]
    # What is laid here comes before what only has its place here.
    rows.sort(key=lambda row: (row["row"], order[row["version_id"]], row["number"] or 0))
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=kind)
            for name, kind in SYNOPSIS_TYPES.items()
        }
    )


def _read_bodies(segments: pd.DataFrame) -> dict[str, dict[int, dict]]:
    """Of each version its body sentences by segment, in order."""
    bodies: dict[str, dict[int, dict]] = {}
    body = segments[segments["kind"] == "body"]
    for row in body[["version_id", "segment", "text", "start", "stop"]].to_dict("records"):
        own = bodies.setdefault(row["version_id"], {})
        own[row["segment"]] = row | {"number": len(own) + 1}
    return bodies


def _place_version(rows: pd.DataFrame) -> list[dict]:
    """The cells of one version."""
    found = rows.to_dict("records")
    for row in found:
        for side in ("base", "other"):
            at = row[f"{side}_number"]
            row[side] = None if pd.isna(at) else int(at) - 1
    firsts: dict[int, int] = {}  # for each passage its first base sentence
    for row in found:
        if row["base"] is not None:
            firsts[row["passage"]] = min(row["base"], firsts.get(row["passage"], row["base"]))
    # Where the version goes on in step, what it alone has stands before what follows.
    in_step = sorted(
        (row["other"], firsts[row["passage"]])
        for row in found
        if None not in (row["base"], row["other"]) and not row["moved"]
    )
    n_base = 1 + max((row["base"] for row in found if row["base"] is not None), default=-1)
    stands: dict[int, int] = {}
    for row in sorted(found, key=lambda row: -1 if row["base"] is None else row["base"]):
        if row["other"] is not None and row["base"] is not None:
            stands.setdefault(row["other"], row["base"])
    cells = []
    for row in found:
        cells += _place_row(row, stands, lambda other: _find_gap(other, in_step, n_base))
    return cells


def _find_gap(other: int, in_step: list[tuple[int, int]], n_base: int) -> int:
    """Before which base sentence a sentence of the version has its place."""
    following = bisect_right(in_step, (other, n_base))
    return in_step[following][1] if following < len(in_step) else n_base


def _place_row(row: dict, stands: dict[int, int], find_gap) -> list[dict]:
    """The cell of one row of the alignment, and the place of what was moved."""
    shared = {
        "version_id": row["other_id"],
        "action": row["action"],
        "moved": bool(row["moved"]),
        "segment": None if row["other"] is None else int(row["other_segment"]),
    }
    if row["other"] is None:
        return [shared | {"place": (row["base"], _BESIDE), "role": "nothing"}]
    if row["base"] is None:
        return [shared | {"place": (find_gap(row["other"]), _BEFORE), "role": "text"}]
    shared["passage"] = row["passage"]
    home = (stands[row["other"]], _BESIDE)
    if row["base"] != stands[row["other"]]:
        return [shared | {"place": (row["base"], _BESIDE), "role": "again", "stands": home}]
    here = [shared | {"place": home, "role": "text"}]
    if row["moved"]:
        gap = (find_gap(row["other"]), _BEFORE)
        here.append(shared | {"place": gap, "role": "place", "stands": home})
    return here


def _write_row(cell: dict, numbers: dict[_Place, int], bodies: dict) -> dict:
    """A cell as a row of the table."""
    index, part = cell["place"]
    segment = cell["segment"]
    told = bodies[cell["version_id"]][segment] if segment is not None else {}
    return {
        "row": numbers[cell["place"]],
        "base_number": index + 1 if part == _BESIDE else None,
        "version_id": cell["version_id"],
        "role": cell["role"],
        "action": cell.get("action", ""),
        "moved": cell.get("moved", False),
        "passage": cell.get("passage", 0),
        "segment": segment,
        "number": told.get("number"),
        "text": told.get("text", ""),
        "start": told.get("start"),
        "stop": told.get("stop"),
        "stands_in_row": numbers[cell["stands"]] if "stands" in cell else None,
    }
