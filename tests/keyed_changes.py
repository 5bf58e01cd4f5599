"""Changes tables made from the answer keys, for tests of what shows them."""

import tomllib
from pathlib import Path

import pandas as pd

from analysis.fidelity import load_severities
from analysis.fidelity.ledger import build_changes

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def read_keyed_changes(story: str, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Turn the planted changes of a story's key into rows of changes.csv."""
    key = tomllib.loads((SEEDS / story / "key.toml").read_text("utf-8"))
    (base,) = tables["versions"].query("type == 'base'")["version_id"]
    rows = [_make_row(base, change, tables["segments"]) for change in key["change"]]
    return build_changes([row for row in rows if row])


def _make_row(base: str, change: dict, segments: pd.DataFrame) -> tuple | None:
    """One row, or None where the key's words do not stand in the sentence as they are."""
    kind = change["kind"]
    subkind = change["subkind"]
    places = []
    for version, side in ((base, "base"), (change["other"], "other")):
        body = segments[(segments["version_id"] == version) & (segments["kind"] == "body")]
        row = body.iloc[change[f"{side}_sentence"] - 1]
        words = change[f"{side}_text"]
        at = _normalise(row["text"]).find(_normalise(words))
        if at < 0:
            return None
        start = int(row["start"]) + at
        text = row["text"][at : at + len(words)]
        places.append((int(row["segment"]), start, start + len(words), text))
    (a, b), rule = places, load_severities()[kind, subkind]
    why = f"“{a[3]}” became “{b[3]}”" if b[3] else f"“{a[3]}” is not there"
    return (
        *(base, change["other"], a[0], b[0], a[1], kind, subkind, rule.severity),
        *(a[2], a[3], b[1], b[2], b[3], 0.9, why),
    )


def _normalise(text: str) -> str:
    """One form for marks and spaces, letter for letter."""
    return text.translate(str.maketrans("“”‘’\u00a0", "\"\"'' "))
