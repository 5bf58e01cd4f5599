"""What does each version leave out of the base, and what does it have of its own?

Read off the collation: an omission is an absence, nothing more. Where it falls, and how
much of it there is in words, is told beside it; why it was left out is not in the texts.
"""

import numpy as np
import pandas as pd

# A unit counts as there in full, there in part, or not there.
INCLUSION = {"kept": 1.0, "edited": 1.0, "paraphrased": 1.0, "partial": 0.5, "omitted": 0.0}

_COVERAGE = [
    "version_id",
    "n_base",
    *(f"n_{action}" for action in INCLUSION),
    "n_moved",
    "n_added",
    "share_of_base_words",
    "share_added_words",
]
_LISTED = ["segment", "position", "n_tokens", "text"]


def _locate_body(segments: pd.DataFrame) -> pd.DataFrame:
    """Body segments with their place: share of the version's body words before them, 0 to 1."""
    body = segments[segments["kind"] == "body"].copy()
    n_tokens = body.groupby("version_id")["n_tokens"]
    before = n_tokens.cumsum() - body["n_tokens"]
    total = n_tokens.transform("sum")
    body["position"] = np.where(total > 0, before / total.where(total > 0, 1), np.nan)
    return body


def tabulate_units(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    Lay the base's sentences against the versions: who has which?

    Parameters
    ----------
    collation : DataFrame
        The collation table.
    segments : DataFrame
        The segments table.

    Returns
    -------
    DataFrame
        One row a body sentence of the base, in order; columns segment, position (0 to 1),
        n_tokens, text, then one column a version with its action (the fullest one where a
        sentence has several rows), then n_versions: how many of the others have the
        sentence at least in part.
    """
    others = _list_others(collation, segments)
    if collation.empty:  # no version has a body, so that there is no base to tell from others
        return pd.DataFrame(columns=[*_LISTED, *others, "n_versions"])
    base_id = collation["base_id"].iloc[0]
    body = _locate_body(segments)
    units = body.loc[
        body["version_id"] == base_id, ["segment", "position", "n_tokens", "text"]
    ].reset_index(drop=True)
    rows = collation[collation["base_segment"].notna()].copy()
    rows["rank"] = rows["action"].map(list(INCLUSION).index)
    rows = rows.sort_values("rank", kind="stable")
    fullest = rows.drop_duplicates(["other_id", "base_segment"])
    wide = fullest.pivot(index="base_segment", columns="other_id", values="action")
    for other in others:
        units[other] = units["segment"].map(wide[other]) if other in wide else "omitted"
    units["n_versions"] = (units[others] != "omitted").sum(axis=1)
    return units


def _list_others(collation: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """Versions other than the base, also those without a body, which no row is about."""
    bases = set(collation["base_id"])
    return [
        version_id
        for version_id in dict.fromkeys([*segments["version_id"], *collation["other_id"]])
        if version_id not in bases
    ]


def list_omissions(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    List every base sentence that a version does not have.

    Returns
    -------
    DataFrame
        version_id (the version without it), segment (the base's), position (0 to 1 in the
        base's body), n_tokens, text. In the order of the collation.
    """
    return _list_one_sided(collation, segments, "omitted", "base_segment", "base_id")


def list_additions(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    List every sentence of a version that the base does not have.

    Returns
    -------
    DataFrame
        version_id, segment (the version's own), position (0 to 1 in that version's body),
        n_tokens, text. In the order of the collation.
    """
    return _list_one_sided(collation, segments, "added", "other_segment", "other_id")


def _list_one_sided(
    collation: pd.DataFrame, segments: pd.DataFrame, action: str, side: str, owner: str
) -> pd.DataFrame:
    rows = collation[collation["action"] == action]
    keyed = pd.DataFrame(
        {
            "version_id": rows["other_id"].to_numpy(),
            "owner": rows[owner].to_numpy(),
            "segment": rows[side].astype("int64").to_numpy(),
        }
    )
    body = _locate_body(segments)[["version_id", *_LISTED]]
    body = body.rename(columns={"version_id": "owner"})
    merged = keyed.merge(body, on=["owner", "segment"], how="left", validate="many_to_one")
    return merged[["version_id", *_LISTED]]


def summarise_coverage(
    collation: pd.DataFrame, segments: pd.DataFrame, base_id: str | None = None
) -> pd.DataFrame:
    """
    Sum up, for each version, how much of the base it keeps and how much is its own.

    Parameters
    ----------
    collation : DataFrame
        The collation table.
    segments : DataFrame
        The segments table.
    base_id : str, optional
        The base, which an empty collation does not tell.

    Returns
    -------
    DataFrame
        One row a version other than the base: version_id; n_base (sentences of the base),
        n_kept, n_edited, n_paraphrased, n_partial, n_omitted (they sum to n_base: a
        sentence with several rows counts once, by its fullest), n_moved, n_added;
        share_of_base_words (0 to 1: words of base sentences that are there, those there in
        part counted half), share_added_words (0 to 1: words of added sentences in the
        version's body). NaN where a body has no words.
    """
    units = tabulate_units(collation, segments)
    n_tokens = units["n_tokens"].to_numpy(dtype=float)
    added = list_additions(collation, segments)
    body = segments[segments["kind"] == "body"]
    body_words = body.groupby("version_id")["n_tokens"].sum()
    moved = collation[collation["moved"]].drop_duplicates(["other_id", "base_segment"])
    rows = []
    for other in _list_others(collation, segments):
        if other == base_id:
            continue
        actions = units[other]
        included = actions.map(INCLUSION).to_numpy(dtype=float)
        own = added[added["version_id"] == other]
        words = float(body_words.get(other, 0))
        rows.append(
            {"version_id": other, "n_base": len(units)}
            | {f"n_{action}": int((actions == action).sum()) for action in INCLUSION}
            | {
                "n_moved": int((moved["other_id"] == other).sum()),
                "n_added": len(own),
                "share_of_base_words": _divide((included * n_tokens).sum(), n_tokens.sum()),
                "share_added_words": _divide(own["n_tokens"].sum(), words),
            }
        )
    return pd.DataFrame(rows, columns=_COVERAGE)


def _divide(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")
