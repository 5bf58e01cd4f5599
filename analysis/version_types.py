"""What kind of version is this, read against the base?

Declared rules over the evidence of the collation and of shared word sequences. They say
`unsure` where the evidence falls between kinds, and always show the evidence.
"""

import pandas as pd

TYPES = (
    "republication",
    "cut-down",
    "expansion",
    "reordered",
    "rewrite",
    "spun",
    "independent",
    "unrelated",
    "unsure",
)

# House style and a trimmed sentence or two leave a copy at least this verbatim (5-grams).
VERBATIM = 0.75
# House style and a lost or added clause stay within this share of the words: a copy with
# less of the base is a cut-down, one with more of its own beside the whole base an expansion.
WHOLE = 0.95
# A spun copy keeps nearly every statement but less than this of the wording: one word in six
# changed leaves (5/6)^5 of the 5-grams. The machine passes over hardly any sentence; a person
# who rewrites leaves some as they are.
NEARLY_ALL = 0.70
REWORDED = 0.40
PASSED_OVER = 0.05
# More own words than this is more than a headline's worth of new matter.
OWN_MATTER = 0.15
# So much of the shared words out of order makes a reordering.
OUT_OF_ORDER = 0.25
# Independent reports of one event share its public words: quotations that make up to this
# share of a version's 5-grams, and up to twice as much of the base's statements.
LITTLE = 0.10
# An independent report has more matter of its own than it has in common with the base.
MOSTLY_OWN = 0.50
# Two reports of one event share names and terms; beyond this tf-idf distance they do not.
OFF_SUBJECT = 0.90


def classify_versions(coverage: pd.DataFrame, distances: pd.DataFrame, base_id: str):
    """
    Name the type of each version.

    Parameters
    ----------
    coverage : DataFrame
        From `omissions.summarise_coverage`.
    distances : DataFrame
        The distances table.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        version_id, type (one of `TYPES`, or `base`), type_probability (NaN: rules give no
        probability), evidence (one sentence with the figures the type rests on). The base
        comes first, then the order of `coverage`.

    Notes
    -----
    A type says how the words relate, not who copied whom: that the base came first is an
    assumption of reading against it.
    """
    rows = [(base_id, "base", "the version that the others are read against")]
    for row in coverage.to_dict("records"):
        pair = _read_pair(distances, base_id, row["version_id"])
        rows.append((row["version_id"], _name_type(row, pair), _tell_evidence(row, pair)))
    table = pd.DataFrame(rows, columns=["version_id", "type", "evidence"])
    table.insert(2, "type_probability", float("nan"))
    return table


def _read_pair(distances: pd.DataFrame, base_id: str, other_id: str) -> dict[str, float]:
    """A pair's row of `distances`, its directions turned to base and other."""
    is_first = (distances["version_a"] == base_id) & (distances["version_b"] == other_id)
    is_second = (distances["version_a"] == other_id) & (distances["version_b"] == base_id)
    row = distances[is_first | is_second].iloc[0]
    base, other = ("a", "b") if row["version_a"] == base_id else ("b", "a")
    return {
        "base_in_other": row[f"containment_{base}_in_{other}"],
        "other_in_base": row[f"containment_{other}_in_{base}"],
        "tfidf_distance": row["tfidf_distance"],
    }


def _name_type(row: dict, pair: dict[str, float]) -> str:
    n_base = row["n_base"]
    n_there = n_base - row["n_omitted"]
    if not n_base or not row["n_kept"] + row["n_added"] + n_there:
        return "unsure"
    share_there = row["share_of_base_words"]
    own = row["share_added_words"]
    if pair["base_in_other"] >= VERBATIM and own > 1 - WHOLE:
        return "expansion"
    if pair["other_in_base"] >= VERBATIM and own <= OWN_MATTER:
        return _name_copy(row, n_there)
    if own <= OWN_MATTER and share_there >= NEARLY_ALL * _kept_length(row):
        is_machine = row["n_kept"] <= PASSED_OVER * n_there
        return "spun" if is_machine and pair["other_in_base"] < REWORDED else "rewrite"
    if not n_there:
        return "unrelated" if pair["tfidf_distance"] >= OFF_SUBJECT else "independent"
    if share_there > 2 * LITTLE:
        is_close = row["n_kept"] + row["n_edited"] >= 2 or pair["other_in_base"] >= LITTLE
        return "rewrite" if is_close else "unsure"
    if pair["other_in_base"] >= 2 * LITTLE:
        return "rewrite"
    is_own = own > MOSTLY_OWN and pair["other_in_base"] < LITTLE
    return "independent" if is_own else "unsure"


def _kept_length(row: dict) -> float:
    """A copy may also be cut: the demand falls with what was cut, down to half the base."""
    return max(0.5, 1 - row["n_omitted"] / row["n_base"])


def _name_copy(row: dict, n_there: int) -> str:
    if n_there and row["n_moved"] / n_there >= OUT_OF_ORDER:
        return "reordered"
    return "republication" if row["share_of_base_words"] >= WHOLE else "cut-down"


def _tell_evidence(row: dict, pair: dict[str, float]) -> str:
    n_there = row["n_base"] - row["n_omitted"]
    shares = (
        f"{pair['other_in_base']:.0%} of its word 5-grams stand in the base, "
        f"{pair['base_in_other']:.0%} of the base's stand in it"
    )
    if pd.isna(pair["other_in_base"]) or pd.isna(pair["base_in_other"]):
        shares = "too few words for a share of word 5-grams"
    return (
        f"{n_there} of {row['n_base']} base sentences there "
        f"({row['n_kept']} kept, {row['n_edited']} edited, {row['n_paraphrased']} paraphrased, "
        f"{row['n_partial']} in part, {row['n_moved']} moved), {row['n_added']} added; {shares}"
    )
