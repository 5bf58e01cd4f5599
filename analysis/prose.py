"""What do the tables say, in sentences that an editor would understand?

Every function returns plain text made from tables; nothing is computed here that a table does
not hold. Words from articles are quoted as they stand, so whoever builds HTML must escape
them. The sentences say what is there and what is not, never why.
"""

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.collation import group_pairs
from analysis.comparison import find_base
from analysis.errors import UsageError
from analysis.fidelity import (
    SEVERITIES,
    load_severities,
    number_alterations,
    select_severity,
)
from analysis.visible_text import show_controls

if TYPE_CHECKING:
    from analysis.story import Story

# What a type says about the words, in words.
TYPE_MEANINGS = {
    "base": "the version that the others are read against",
    "republication": "a republication: the base's own words, nearly whole",
    "cut-down": "a cut-down: the base's own sentences, with part of them left out",
    "expansion": "an expansion: the whole base word for word, and more",
    "reordered": "a reordering: the base's own sentences in another order",
    "rewrite": "a rewrite: some of the base's sentences, and text of its own",
    "spun": "a spun copy: nearly every statement of the base, in order, in other words",
    "independent": "an independent report: on the same subject, with next to none of the wording",
    "unrelated": "unrelated: hardly any of the base's terms and none of its sentences",
    "unsure": "of no sure type: the evidence falls between the types",
}

# A type below the one is told with its probability, below the other as a close call: the
# second is where one version in four of those calibrated on is of another type.
SURE = 0.95
CLOSE_CALL = 0.75
# Letters of a quoted sentence that are shown before it is cut.
LONGEST_QUOTATION = 180
# Letters of the versions' names that a lead has room for.
LONGEST_LIST = 150

NOTHING = "There is no row to read: the table is empty."

_MARKS = tuple("\"'“”‘’«»„")
_THIN_SPACE = "\u2009"

# What the columns of the tables are called where a person reads them.
COLUMN_LABELS = {
    "version_id": "version",
    "n_base": "base sentences",
    "n_kept": "kept",
    "n_edited": "edited",
    "n_paraphrased": "paraphrased",
    "n_partial": "in part",
    "n_omitted": "omitted",
    "n_moved": "moved",
    "n_added": "added",
    "share_of_base_words": "share of the base's words",
    "share_added_words": "added share of its words",
    "n_tokens": "words",
    "n_quoted": "words quoted",
    "n_types": "different words",
    "n_segments": "sentences",
    "tokens_per_segment": "words a sentence",
    "mattr": "MATTR",
    "mtld": "MTLD",
    "hdd": "HD-D",
    "flesch_reading_ease": "reading ease",
    "tfidf_distance": "tf-idf distance",
    "js_divergence": "divergence (bits)",
    "js_null_low": "chance: from",
    "js_null_high": "chance: to",
    "containment_other_in_base": "its runs in the base",
    "containment_base_in_other": "the base's runs in it",
    "stopword_containment_other_in_base": "its runs of function words in the base",
    "stopword_containment_base_in_other": "the base's runs of function words in it",
    "entity": "person or thing",
    "label": "called",
    "reason": "what was left out",
    # Settings of the tf-idf distance.
    "background_idf": "idf of English",
    "set_smooth_idf": "idf of set, smooth",
    "set_textbook_idf": "idf of set, plain",
    "no_idf": "no idf",
    # Ways of counting cues.
    "different_cues": "different cues",
    # The ledger.
    "other_id": "version",
    "what": "what was altered",
    "base_text": "the base's words",
    "other_text": "the version's words",
    "why": "what changed",
    "base_place": "in the base",
    "other_place": "in the version",
}

# The kinds of alteration, as a filter calls them.
KIND_NAMES = {
    "quote": "quotation",
    "number": "figure",
    "date": "date or time",
    "name": "name",
    "negation": "negation",
    "attribution": "attribution",
    "certainty": "certainty",
    "label": "wording",
}
# The same by subkind, as an editor would say it: what is there, never why.
CHANGE_NAMES = {
    ("quote", "altered"): "quoted words altered",
    ("quote", "tidied"): "quotation tidied",
    ("quote", "marks_lost"): "quotation marks lost",
    ("quote", "marks_added"): "quotation marks added",
    ("quote", "scare_lost"): "scare quotes lost",
    ("quote", "scare_added"): "scare quotes added",
    ("quote", "to_indirect"): "quotation now reported speech",
    ("quote", "truncated"): "quotation cut short",
    ("quote", "truncated_before_exception"): "quotation cut before its exception",
    ("quote", "joined"): "quotations joined",
    ("quote", "speaker_changed"): "quotation of another speaker",
    ("quote", "misattributed"): "quotation given to another source",
    ("number", "value"): "another figure",
    ("number", "scale"): "figure of another size",
    ("number", "malformed"): "figure that cannot be read",
    ("number", "unit"): "another unit or currency",
    ("number", "range_lost"): "range and single figure",
    ("number", "bound"): "limit of a figure altered",
    ("number", "multiplicative"): "another multiple",
    ("number", "rounding"): "figure rounded",
    ("date", "day"): "another day",
    ("date", "month"): "another month",
    ("date", "year"): "another year",
    ("date", "weekday"): "another weekday",
    ("date", "time"): "another time of day",
    ("date", "blurred"): "date or time vaguer",
    ("name", "spelling"): "name spelt otherwise",
    ("name", "common_word"): "name became a common word",
    ("name", "wrong_synonym"): "name replaced by a synonym",
    ("name", "replaced"): "another name",
    ("name", "described"): "name became a description",
    ("negation", "lost"): "“not” lost",
    ("negation", "added"): "“not” added",
    ("negation", "antonym"): "word became its opposite",
    ("attribution", "lost"): "attribution lost",
    ("attribution", "added"): "attribution added",
    ("attribution", "source_changed"): "another source",
    ("attribution", "weakened"): "source vaguer",
    ("attribution", "as_fact"): "claim told as a fact",
    ("attribution", "verb_loaded"): "another tone of saying",
    ("attribution", "denial_lost"): "denial lost",
    ("certainty", "hedge_lost"): "qualification lost",
    ("certainty", "hedge_added"): "qualification added",
    ("certainty", "approximation_lost"): "“about” lost",
    ("certainty", "approximation_added"): "“about” added",
    ("certainty", "modal_strengthened"): "possible became certain",
    ("certainty", "modal_weakened"): "certain became possible",
    ("label", "wrong_synonym"): "wrong synonym",
    ("label", "relabelled"): "called something else",
    ("label", "generalised"): "wider word",
}
# Places where a version contradicts itself.
INCONSISTENCY_NAMES = {
    "malformed_number": "figure that cannot be read",
    "name_spelling": "name spelt in two ways",
    "sum": "parts and whole differ",
    "percentage": "percentage and figures differ",
    "headline_figure": "headline and body differ",
}
# Finders give a half to what they only guess to answer each other, and 0.8 and more to words
# that stand in the same place of both passages.
UNSURE_BELOW = 0.6

# Control characters and marks that turn the direction of the text around them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


# --- Building blocks --------------------------------------------------------------------


def count(n: int, noun: str, plural: str | None = None) -> str:
    """
    Write a number with its noun.

    Examples
    --------
    >>> count(1, "sentence"), count(1200, "word"), count(2, "copy", "copies")
    ('1 sentence', '1,200 words', '2 copies')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def join(parts: list[str]) -> str:
    """
    Join parts as a sentence does.

    Examples
    --------
    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    parts = list(parts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def quote(text: str, length: int = LONGEST_QUOTATION) -> str:
    """
    Quote a passage on one line; a long one is cut after a whole word.

    Parameters
    ----------
    text : str
        Any text.
    length : int
        Letters shown at most.

    Returns
    -------
    str
        The passage in quotation marks; the marks inside it stay as they are.

    Examples
    --------
    >>> print(quote("The change will cost\\n$12,000 a year."))
    “The change will cost $12,000 a year.”
    >>> print(quote("The change will cost $12,000 a year.", 20))
    “The change will …”
    """
    plain = " ".join(_UNPRINTABLE.sub(" ", str(text)).split())
    # A thin space keeps marks of the passage's own apart from those put around it.
    plain = _THIN_SPACE * (plain[:1] in _MARKS) + plain + _THIN_SPACE * (plain[-1:] in _MARKS)
    if len(plain) > length:
        cut = plain[: max(1, length - 2)]
        plain = (cut[: cut.rfind(" ")] if " " in cut else cut) + " …"
    return f"“{plain}”"


def find_runs(numbers: list[int]) -> list[tuple[int, int]]:
    """
    Gather ascending numbers into runs.

    Examples
    --------
    >>> find_runs([3, 4, 5, 9])
    [(3, 5), (9, 9)]
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def list_numbers(numbers: list[int], most: int = 8) -> str:
    """
    Write ascending numbers, runs as ranges; a long list is cut.

    Examples
    --------
    >>> list_numbers([3, 4, 5, 9])
    '3–5, 9'
    """
    runs = find_runs(numbers)
    written = [str(a) if a == b else f"{a}–{b}" for a, b in runs[:most]]
    return ", ".join(written) + (", …" if len(runs) > most else "")


def name_source(source) -> str:
    """
    Name a source, also where the text names none.

    Examples
    --------
    >>> name_source("Ruth Amsel"), name_source(None)
    ('Ruth Amsel', 'unnamed')
    """
    return "unnamed" if pd.isna(source) or not str(source).strip() else str(source)


def select_frame(table: pd.DataFrame, frame: str) -> pd.DataFrame:
    """
    Select the rows of one generic frame.

    Parameters
    ----------
    table : DataFrame
        A table with a column frame.
    frame : str
        The frame's key, for example ``conflict``.

    Returns
    -------
    DataFrame
        Its rows; none where the frame has no cue.

    Raises
    ------
    UsageError
        If there is no such frame.
    """
    known = list(name_frames())
    if frame not in known:
        raise UsageError(f"there is no frame {frame!r}; the frames are {', '.join(known)}.")
    return table[table["frame"] == frame].reset_index(drop=True)


def name_frames() -> dict[str, str]:
    """
    Name the generic frames in words, by their key.

    Examples
    --------
    >>> name_frames()["conflict"]
    'Conflict'
    """
    from analysis.frames import load_frames

    return {frame.frame: frame.title for frame in load_frames()}


def _percent(share: float) -> str:
    return "not defined" if pd.isna(share) else write_percent(share)


def write_percent(share: float) -> str:
    """
    Write a share in per cent; what is little is not written as nothing, nor much as all.

    Examples
    --------
    >>> write_percent(0.724), write_percent(0.002), write_percent(0.997), write_percent(1.0)
    ('72%', '<1%', '>99%', '100%')
    """
    written = f"{share:.0%}"
    if written == "0%" and share > 0:
        return "<1%"
    return ">99%" if written == "100%" and share < 1 else written


# --- Selecting rows ---------------------------------------------------------------------


def select_base_pairs(distances: pd.DataFrame, base_id: str) -> pd.DataFrame:
    """
    Select the pairs of the base and turn each so that the base comes first.

    Parameters
    ----------
    distances : DataFrame
        The distances table.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        version_id (the other version) and the columns of the table; those with a direction
        are called ``containment_base_in_other``, ``containment_other_in_base`` and the same
        with ``stopword_`` before.
    """
    rows = distances[(distances["version_a"] == base_id) | (distances["version_b"] == base_id)]
    base_first = (rows["version_a"] == base_id).to_numpy()
    turned = pd.DataFrame({"version_id": rows["version_b"].where(base_first, rows["version_a"])})
    for name in rows.columns.drop(["version_a", "version_b"]):
        if name.endswith("_a_in_b"):
            stem = name.removesuffix("_a_in_b")
            forth, back = rows[name], rows[f"{stem}_b_in_a"]
            turned[f"{stem}_base_in_other"] = forth.where(base_first, back)
            turned[f"{stem}_other_in_base"] = back.where(base_first, forth)
        elif not name.endswith("_b_in_a"):
            turned[name] = rows[name]
    return turned.reset_index(drop=True)


def read_pair(distances: pd.DataFrame, base_id: str, other_id: str) -> dict[str, float]:
    """Read one pair's numbers from the distances table, as `select_base_pairs` names them."""
    rows = select_base_pairs(distances, base_id)
    return rows[rows["version_id"] == other_id].iloc[0].drop("version_id").to_dict()


def select_terms(terms: pd.DataFrame, base_id: str, other_id: str) -> pd.DataFrame:
    """
    Select a pair's terms that have a part in its divergence, those with most first.

    Parameters
    ----------
    terms : DataFrame
        The terms table.
    base_id, other_id : str
        The pair.

    Returns
    -------
    DataFrame
        term, p_base, p_other, js_contribution, signed_contribution (bits; below 0 where the
        base uses the term more), z (as in the table: above 0 where the base uses the term
        more). Ties are in the order of the alphabet.
    """
    rows = terms[(terms["version_a"] == base_id) & (terms["version_b"] == other_id)]
    selected = pd.DataFrame(
        {
            "term": rows["term"],
            "p_base": rows["p_a"],
            "p_other": rows["p_b"],
            "js_contribution": rows["js_contribution"],
            "signed_contribution": rows["js_contribution"].where(
                rows["p_b"] > rows["p_a"], -rows["js_contribution"]
            ),
            "z": rows["z"],
        }
    )
    # Rounded for the order only: sums of floats must not decide it.
    selected["rank"] = -selected["js_contribution"].astype(float).round(9)
    selected = selected[selected["rank"] < 0].sort_values(["rank", "term"], kind="stable")
    return selected.drop(columns="rank").reset_index(drop=True)


def select_contested(labels: pd.DataFrame, min_count: int) -> pd.DataFrame:
    """
    Select the entities that have more than one label, those with most labels first.

    Parameters
    ----------
    labels : DataFrame
        The labels table.
    min_count : int
        Times that all versions together must name the entity.

    Returns
    -------
    DataFrame
        The rows of these entities; an entity's labels with the most frequent first, each
        label's versions in the order of the table.
    """
    of_label = labels.groupby(["entity", "label"])["count"].transform("sum")
    of_entity = labels.groupby("entity")["count"].transform("sum")
    n_labels = labels.groupby("entity")["label"].transform("nunique")
    order = {version: n for n, version in enumerate(dict.fromkeys(labels["version_id"]))}
    rows = labels.assign(
        rank_1=-n_labels,
        rank_2=-of_entity,
        rank_3=-of_label,
        rank_4=labels["version_id"].map(order),
    )
    rows = rows[(n_labels > 1) & (of_entity >= min_count)].sort_values(
        ["rank_1", "rank_2", "entity", "rank_3", "label", "rank_4"], kind="stable"
    )
    return rows[labels.columns].reset_index(drop=True)


def list_top_terms(terms: pd.DataFrame, base_id: str, other_id: str, n_terms: int) -> pd.Series:
    """
    List a pair's terms with the largest log-odds, whichever side they are on.

    Parameters
    ----------
    terms : DataFrame
        The terms table.
    base_id, other_id : str
        The pair.
    n_terms : int
        At most so many.

    Returns
    -------
    Series of str
        Terms with z, for example ``"120,000 (−1.3)"``, numbered from 1 in the order of its
        size; plus: more in the base, as in the table.
    """
    rows = terms[(terms["version_a"] == base_id) & (terms["version_b"] == other_id)]
    rows = rows.assign(rank=-rows["z"].astype(float).abs().round(6)).dropna(subset=["rank"])
    top = rows.sort_values(["rank", "term"], kind="stable").head(n_terms)
    told = [
        f"{term} ({z:+.1f})".replace("(-", "(−")
        for term, z in zip(top["term"], top["z"], strict=True)
    ]
    return pd.Series(told, index=range(1, len(told) + 1), dtype="str")


def number_units(prominence: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """
    Number the units of the prominence table as the base's sentences are numbered.

    Parameters
    ----------
    prominence : DataFrame
        The prominence table.
    units : DataFrame
        From `omissions.tabulate_units`.

    Returns
    -------
    DataFrame
        The rows that have a position, with column number (the base's first sentence is 1),
        each version's in the order in which it has them.
    """
    numbers = {f"s{segment}": n for n, segment in enumerate(units["segment"], start=1)}
    rows = prominence[prominence["position"].notna() & prominence["unit"].isin(list(numbers))]
    rows = rows.assign(number=rows["unit"].map(numbers).astype("int64"))
    order = {version: n for n, version in enumerate(dict.fromkeys(prominence["version_id"]))}
    rows = rows.assign(rank=rows["version_id"].map(order))
    rows = rows.sort_values(["rank", "position", "number"], kind="stable", ignore_index=True)
    return rows.drop(columns="rank")


def list_omitted_numbers(tables: dict[str, pd.DataFrame], version_id: str) -> list[int]:
    """
    List which sentences of the base a version is without.

    Returns
    -------
    list of int
        Ascending; the base's first body sentence is 1.
    """
    numbers = _number_base_sentences(tables)
    collation = tables["collation"]
    rows = collation[(collation["other_id"] == version_id) & (collation["action"] == "omitted")]
    return sorted(numbers[int(segment)] for segment in rows["base_segment"])


def _number_base_sentences(tables: dict[str, pd.DataFrame]) -> dict[int, int]:
    """Number of each body sentence of the base, from 1, by its segment."""
    segments = tables["segments"]
    is_body = (segments["version_id"] == find_base(tables)) & (segments["kind"] == "body")
    return {int(s): n for n, s in enumerate(segments.loc[is_body, "segment"], start=1)}


def choose_contrast(tables: dict[str, pd.DataFrame], wanted: str = "") -> str:
    """
    Choose the version whose terms are read beside the base's.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    wanted : str
        The version asked for; empty: the one with the largest divergence from the base.

    Returns
    -------
    str
        A version other than the base, if there is one with words; else the base.

    Raises
    ------
    UsageError
        If `wanted` is not a version of the comparison.
    """
    known = tables["versions"]["version_id"].tolist()
    if wanted and wanted not in known:
        raise UsageError(f"there is no version {wanted!r}; the versions are {', '.join(known)}.")
    if wanted:
        return wanted
    base = find_base(tables)
    rows = select_base_pairs(tables["distances"], base).dropna(subset=["js_divergence"])
    if rows.empty:
        return base
    order = rows.assign(rank=-rows["js_divergence"].round(9))
    return str(order.sort_values(["rank", "version_id"])["version_id"].iloc[0])


def choose_other_base(tables: dict[str, pd.DataFrame]) -> str:
    """
    Choose the version that would make the next best base.

    Returns
    -------
    str
        The other version that holds most of the base's words, ties by the alphabet; the base
        itself where there is no other.
    """
    rows = tables["coverage"].dropna(subset=["share_of_base_words"])
    if rows.empty:
        return find_base(tables)
    order = rows.assign(rank=-rows["share_of_base_words"].round(9))
    return str(order.sort_values(["rank", "version_id"])["version_id"].iloc[0])


# --- What each version is ---------------------------------------------------------------


def introduce_story(tables: dict[str, pd.DataFrame]) -> str:
    """
    Introduce a story: how many versions, which is the base and why, what the others are.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    str
        Two or three sentences.
    """
    versions = tables["versions"]
    base = versions[versions["type"] == "base"].iloc[0]
    others = versions[versions["type"] != "base"]
    if others.empty:
        return (
            f"The story has one version, {base['version_id']}, of "
            f"{count(int(base['n_tokens']), 'word')}. There is no other version to read against it."
        )
    opening = (
        f"{count(len(versions), 'version')} of one story. The base is {base['version_id']}, "
        f"{_tell_reason(base['evidence'])}; it has {count(int(base['n_tokens']), 'word')}."
    )
    groups = [
        (kind, group["version_id"].tolist()) for kind, group in others.groupby("type", sort=False)
    ]
    # A lead of long names is no lead; the table below it has them all.
    has_room = len(", ".join(others["version_id"])) <= LONGEST_LIST
    told = [
        _name_type(kind, len(ids)) + (f" ({join(ids)})" if has_room else "") for kind, ids in groups
    ]
    verb = "the other is" if len(others) == 1 else "the others are"
    return f"{opening} Read against it, {verb} {join(told)}."


def _tell_reason(evidence) -> str:
    """Why the base is the base, out of its evidence: "the base (named in the manifest)"."""
    found = re.search(r"\((.*)\)", str(evidence))
    return found.group(1).replace("chosen: it", "chosen because it") if found else "the base"


def _name_type(kind: str, n: int) -> str:
    """So many versions of a type: "a cut-down", "2 spun copies"."""
    singular = {
        "independent": "an independent report",
        "expansion": "an expansion",
        "unrelated": "an unrelated text",
        "reordered": "a reordering",
        "spun": "a spun copy",
        "unsure": "one of no sure type",
    }
    plural = {
        "independent": "independent reports",
        "unrelated": "unrelated texts",
        "reordered": "reorderings",
        "spun": "spun copies",
        "unsure": "of no sure type",
    }
    return singular.get(kind, f"a {kind}") if n == 1 else f"{n} {plural.get(kind, kind + 's')}"


def describe_version(tables: dict[str, pd.DataFrame], version_id: str) -> list[str]:
    """
    Say what one version is, how much of the base it keeps, what it lacks and what is its own.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    version_id : str
        One of its versions.

    Returns
    -------
    list of str
        One to four sentences.
    """
    row = tables["versions"].set_index("version_id").loc[version_id]
    words = count(int(row["n_tokens"]), "word")
    if row["type"] == "base":
        n = len(_number_base_sentences(tables))
        if len(tables["versions"]) == 1:
            return [f"The only version. It has {count(n, 'sentence')} and {words}."]
        return [
            f"The base, {_tell_reason(row['evidence'])}: the others are read against it. "
            f"It has {count(n, 'sentence')} and {words}."
        ]
    meaning = TYPE_MEANINGS.get(row["type"], str(row["type"]))
    certainty = _tell_certainty(row["type"], row["type_probability"])
    sentences = [f"Read against {find_base(tables)}, {meaning}{certainty}. It has {words}."]
    sentences.append(describe_kept(tables, version_id))
    sentences.append(describe_omissions(tables, version_id))
    sentences.append(describe_additions(tables, version_id))
    return sentences


def _tell_certainty(kind: str, probability: float) -> str:
    """How sure a type is, where that says more than the type; empty for a sure one."""
    if kind == "unsure" or pd.isna(probability) or probability >= SURE:
        return ""
    named = "a close call, " if probability < CLOSE_CALL else ""
    return f" ({named}probability {probability:.2f})"


def describe_story(tables: dict[str, pd.DataFrame]) -> str:
    """
    Say of every version what `describe_version` says, one paragraph each.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    str
        Paragraphs that begin with the version's id, a blank line between them.
    """
    return "\n\n".join(
        f"{version_id}: {' '.join(describe_version(tables, version_id))}"
        for version_id in tables["versions"]["version_id"]
    )


def tabulate_provenance(story: "Story", tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Say where each version's text comes from, for the head of a notebook.

    Parameters
    ----------
    story : Story
        The story as loaded.
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        By version: outlet, published (the day), words (in the body), type, and text:
        "invented" for this project or "real". What is not known is a dash.
    """
    versions = tables["versions"]
    invented = {version.id for version in story.versions if version.synthetic}
    made = versions["version_id"].isin(invented)
    return (
        pd.DataFrame(
            {
                "outlet": versions["outlet"].fillna("–"),
                "published": versions["published_at"].astype("str").str[:10].fillna("–"),
                "words": versions["n_tokens"],
                "type": versions["type"],
                "text": made.map({True: "invented", False: "real"}),
            }
        )
        .set_axis(pd.Index(versions["version_id"].tolist(), dtype="str"), axis="index")
        .rename_axis(columns="version")
    )


def describe_kept(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """Say how many of the base's sentences a version has, and in what shape."""
    row = tables["coverage"].set_index("version_id").loc[version_id]
    n_there = int(row["n_base"] - row["n_omitted"])
    if not n_there:
        return f"It has none of the base's {count(int(row['n_base']), 'sentence')}."
    shapes = {
        "n_kept": "word for word",
        "n_edited": "edited",
        "n_paraphrased": "in other words",
        "n_partial": "in part",
    }
    told = [f"{int(row[name])} {shape}" for name, shape in shapes.items() if row[name]]
    n_base = int(row["n_base"])
    there = f"{n_there} of the base's {count(n_base, 'sentence')}"
    if n_there == n_base and n_base > 1:
        there = f"all {n_base} of the base's sentences"
    half = ", one there in part counted half" if row["n_partial"] else ""
    moved = ""
    if row["n_moved"]:
        moved = f" {count(int(row['n_moved']), 'sentence stands', 'sentences stand')} out of order."
    return (
        f"It has {there}: {join(told)}. These make up {_percent(row['share_of_base_words'])} of "
        f"the base's words{half}.{moved}"
    )


def describe_omissions(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """
    Say which sentences of the base a version is without, where they stand, and quote the first.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    version_id : str
        A version other than the base.

    Returns
    -------
    str
        One or two sentences: a trimmed tail is told apart from holes.
    """
    n_base = len(_number_base_sentences(tables))
    numbers = list_omitted_numbers(tables, version_id)
    if not numbers:
        return "No sentence of the base is missing from it."
    first = numbers[0]
    told = f"Missing from it: {locate_numbers(numbers, n_base)}."
    opening = "The first of them" if len(numbers) > 1 else "It"
    return f"{told} {opening} reads: {quote(_get_base_text(tables, first))}"


def describe_all_omissions(tables: dict[str, pd.DataFrame]) -> str:
    """Say for every version where the sentences stand that it is without, a paragraph each."""
    paragraphs = [
        f"{version_id}: {describe_omissions(tables, version_id)}"
        for version_id in tables["coverage"]["version_id"]
    ]
    return "\n\n".join(paragraphs) or "There is no other version to lay beside the base."


def locate_numbers(numbers: list[int], n_base: int) -> str:
    """
    Say where missing sentences stand.

    Parameters
    ----------
    numbers : list of int
        Ascending, from 1.
    n_base : int
        Sentences of the base.

    Returns
    -------
    str
        A tail is called trimmed if it holds two or more sentences, half or more of what stands
        before it is there, and that is a fifth of the base at least: then length is the simplest
        description of what was left out.

    Examples
    --------
    >>> locate_numbers(list(range(18, 30)), 29)
    'the last 12 of 29 sentences (a trimmed tail)'
    >>> locate_numbers([8, 14, 15], 29)
    '3 of 29 sentences in the middle (8, 14–15)'
    """
    total = count(n_base, "sentence")
    if len(numbers) == n_base:
        return f"all {total} of the base"
    start, stop = find_runs(numbers)[-1]
    n_tail = stop - start + 1
    earlier = [number for number in numbers if number < start]
    is_head_there = 2 * len(earlier) <= start - 1 and 5 * (n_base - len(numbers)) >= n_base
    if stop == n_base and n_tail >= 2 and is_head_there:
        tail = f"the last {n_tail} of {total} (a trimmed tail)"
        if not earlier:
            return tail
        return f"{tail} and {len(earlier)} before them ({list_numbers(earlier)})"
    if len(numbers) == 1:
        return f"sentence {numbers[0]} of {n_base}" + (", the last" if stop == n_base else "")
    if numbers == list(range(1, len(numbers) + 1)):
        return f"the first {len(numbers)} of {total}"
    in_middle = numbers[0] > 1 and stop < n_base
    where = " in the middle" if in_middle and 2 * len(numbers) <= n_base else ""
    return f"{len(numbers)} of {total}{where} ({list_numbers(numbers)})"


def _get_base_text(tables: dict[str, pd.DataFrame], number: int) -> str:
    segments = tables["segments"]
    segment = {n: s for s, n in _number_base_sentences(tables).items()}[number]
    is_it = (segments["version_id"] == find_base(tables)) & (segments["segment"] == segment)
    return segments.loc[is_it, "text"].iloc[0]


def describe_additions(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """Say how much of a version has no counterpart in the base, and quote the first of it."""
    row = tables["coverage"].set_index("version_id").loc[version_id]
    n_added = int(row["n_added"])
    if not n_added:
        return "Every sentence of it has a counterpart in the base."
    collation, segments = tables["collation"], tables["segments"]
    added = collation[(collation["other_id"] == version_id) & (collation["action"] == "added")]
    is_first = (segments["version_id"] == version_id) & (
        segments["segment"] == int(added["other_segment"].min())
    )
    return (
        f"{count(n_added, 'sentence')} of its own ({_percent(row['share_added_words'])} of its "
        f"words) {'has' if n_added == 1 else 'have'} no counterpart in the base"
        f"{', the first: ' if n_added > 1 else ': '}"
        f"{quote(segments.loc[is_first, 'text'].iloc[0])}"
    )


def describe_distance(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """
    Say how far a version's wording is from the base's, beside what chance would give.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    version_id : str
        A version other than the base.

    Returns
    -------
    str
        One sentence with the number, the band and the text lengths.
    """
    base = find_base(tables)
    pair = read_pair(tables["distances"], base, version_id)
    words = tables["versions"].set_index("version_id")["n_tokens"]
    lengths = f"texts of {words[base]:,} and {count(int(words[version_id]), 'word')}"
    divergence, low, high = (pair[n] for n in ("js_divergence", "js_null_low", "js_null_high"))
    if pd.isna(divergence) or pd.isna(low):
        return f"No distance is defined for {lengths}."
    numbers = f"{divergence:.2f} bits, where chance alone gives {low:.2f} to {high:.2f}"
    if divergence < low:
        return (
            f"The words of the two are more alike than a chance deal of them into {lengths} would "
            f"be ({numbers}): they share wording."
        )
    if divergence <= high:
        return (
            f"The words of the two are no more different than two texts this short would be by "
            f"chance ({numbers}, for {lengths}); that does not make their statements the same."
        )
    return f"The words of the two differ more than chance would have it ({numbers}, for {lengths})."


# --- Alterations ------------------------------------------------------------------------


def name_change(kind: str, subkind: str) -> str:
    """
    Name a kind of alteration in words.

    Examples
    --------
    >>> name_change("number", "scale"), name_change("quote", "of_a_new_kind")
    ('figure of another size', 'quotation: of a new kind')
    """
    known = CHANGE_NAMES.get((kind, subkind))
    return known or f"{KIND_NAMES.get(kind, kind)}: {subkind.replace('_', ' ')}"


def write_sureness(confidence: float) -> str:
    """
    Say in a word that an alteration is an unsure find; nothing of the others.

    Examples
    --------
    >>> write_sureness(0.3), write_sureness(0.9)
    ('unsure', '')
    """
    return "unsure" if confidence < UNSURE_BELOW else ""


def count_changes(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Count the alterations of each version by severity, beside what was compared.

    Rows that are one alteration seen from several sides (`fidelity.number_alterations`) count
    once, with the worst severity among them.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        A row for each version but the base, in the order of the versions: version_id,
        n_passages (passages aligned with the base's; 0 says that nothing could be compared),
        n_critical, n_substantive, n_stylistic.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> count_changes(compare(load_story("tiny")))[["version_id", "n_passages"]].values.tolist()
    [['cutdown', 5], ['rewrite', 6]]
    """
    base = find_base(tables)
    ids = [v for v in tables["versions"]["version_id"] if v != base]
    aligned = tables["collation"].dropna(subset=["base_segment", "other_segment"])
    passages = {
        version_id: len(group_pairs(zip(rows["base_segment"], rows["other_segment"], strict=True)))
        for version_id, rows in aligned.groupby("other_id")
    }
    changes = tables["changes"]
    changes = changes.assign(alteration=number_alterations(changes))
    worst = select_severity(changes, "stylistic").drop_duplicates("alteration")
    found = worst.groupby(["other_id", "severity"]).size()
    rows = [
        (v, passages.get(v, 0), *(int(found.get((v, severity), 0)) for severity in SEVERITIES))
        for v in ids
    ]
    names = ["version_id", "n_passages", *(f"n_{severity}" for severity in SEVERITIES)]
    return pd.DataFrame(rows, columns=names)


def write_severities(counts) -> str:
    """
    Write how many alterations of each severity there are, the worst first.

    Parameters
    ----------
    counts : mapping
        With n_critical, n_substantive and n_stylistic.

    Examples
    --------
    >>> write_severities({"n_critical": 2, "n_substantive": 0, "n_stylistic": 1})
    '2 critical, 1 stylistic'
    >>> write_severities({"n_critical": 0, "n_substantive": 0, "n_stylistic": 0})
    'none found'
    """
    told = [f"{counts[f'n_{s}']:,} {s}" for s in SEVERITIES if counts[f"n_{s}"]]
    return ", ".join(told) or "none found"


def describe_changes(tables: dict[str, pd.DataFrame]) -> str:
    """
    Say for each version how many alterations were found, among how many passages.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    str
        A line a version, or a sentence where there is nothing to tell.
    """
    counts = count_changes(tables)
    if counts.empty:
        return "There is no other version to read against the base."
    if tables["changes"].empty:
        return say_no_change(int(counts["n_passages"].sum()))
    return "\n".join(
        f"{row['version_id']}: {write_severities(row)}; {_tell_compared(row['n_passages'])}."
        for row in counts.to_dict("records")
    )


def _tell_compared(n: int) -> str:
    return f"{count(n, 'aligned passage')} compared" if n else "no passage is aligned with the base"


def say_no_change(n_passages: int) -> str:
    """
    Say that nothing was found, and what that does not show.

    Examples
    --------
    >>> print(say_no_change(12))
    No alteration was found among the 12 aligned passages; this does not show that there is none.
    """
    if not n_passages:
        return "No passage is aligned with the base, so nothing could be compared."
    where = f"among the {n_passages:,} aligned passages"
    if n_passages == 1:
        where = "in the one aligned passage"
    return f"No alteration was found {where}; this does not show that there is none."


def tabulate_contradictions(inconsistencies: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out for people where versions contradict themselves.

    Parameters
    ----------
    inconsistencies : DataFrame
        The inconsistencies table.

    Returns
    -------
    DataFrame
        By version, in the table's order: severity, what it is in words, the two passages'
        words (the second may be empty) and why they do not go together.
    """
    what = inconsistencies["kind"].map(lambda kind: INCONSISTENCY_NAMES.get(kind, kind))
    names = {"text": "the words", "other_text": "against", "why": "what differs"}
    shown = inconsistencies.assign(what=what)[["version_id", "severity", "what", *names]]
    return label_table(shown.rename(columns=names | {"what": "what it is"}))


def read_change(
    changes: pd.DataFrame, segments: pd.DataFrame, row: int = 0, length: int = LONGEST_QUOTATION
) -> str:
    """
    Read one alteration aloud, both passages quoted.

    Parameters
    ----------
    changes : DataFrame
        The changes table, or rows of it.
    segments : DataFrame
        The segments table.
    row : int
        Which of them.
    length : int
        Letters of each passage shown at most.

    Returns
    -------
    str
        What the base has, what the version has, how much it matters and by which rule.
    """
    found = _pick(changes, row)
    if found is None:
        return "There is no row to read: no alteration was found."
    sides = [
        _tell_side(found[f"{side}_id"], found[f"{side}_text"], passage, length)
        for side in ("base", "other")
        for passage in [
            _get_text(segments, found[f"{side}_id"], int(found[f"{side}_segment"])),
        ]
    ]
    rule = load_severities().get((found["kind"], found["subkind"]))
    name = name_change(found["kind"], found["subkind"])
    reason = f": {rule.reason}" if rule and rule.reason != name else ""
    sure = write_sureness(found["confidence"])
    return (
        f"{' '.join(sides)} {_close(found['why'])} This is listed as "
        f"{name}, {found['severity']}{reason}."
        + (" The find is unsure; read both passages." if sure else "")
    )


def _tell_side(version_id: str, words: str, passage: str, length: int) -> str:
    """What a side has, in its passage."""
    held = f"has {quote(words)}" if str(words).strip() else "has nothing there"
    return f"{version_id} {held}, in: {quote(passage, length)}"


def _close(sentence: str) -> str:
    """A sentence with its full stop."""
    sentence = " ".join(str(sentence).split())
    return sentence if sentence.rstrip("”").endswith((".", "!", "?")) else f"{sentence}."


# --- Tables for people ------------------------------------------------------------------


def label_table(table: pd.DataFrame, index: str | list[str] = "version_id") -> pd.DataFrame:
    """
    Turn a table of the comparison into one for people: words instead of column names.

    Parameters
    ----------
    table : DataFrame
        Any table; columns that `COLUMN_LABELS` does not know keep their names.
    index : str or list of str
        What names the rows. One name stands over the rows' names, in the corner.

    Returns
    -------
    DataFrame
        The same cells in the same order; characters that nobody would see are shown.

    Examples
    --------
    >>> print(label_table(pd.DataFrame({"version_id": ["wire"], "n_tokens": [61]})))
    version  words
    wire        61
    """
    labelled = _show_unseen(table).set_index(index).rename(columns=COLUMN_LABELS)
    if isinstance(index, str):
        return labelled.rename_axis(index=None, columns=COLUMN_LABELS.get(index, index))
    names = [COLUMN_LABELS.get(name, name) for name in index]
    return labelled.rename_axis(index=names, columns=None)


def _show_unseen(table: pd.DataFrame) -> pd.DataFrame:
    """The same table; characters of its texts that nobody would see are marks."""
    texts = table.select_dtypes(["object", "string"])
    shown = texts.map(lambda cell: show_controls(cell) if isinstance(cell, str) else cell)
    return table.assign(**{name: shown[name] for name in shown})


def tabulate_lengths(word_counts: pd.DataFrame) -> pd.DataFrame:
    """
    Gather for people what the word_counts table says of all words of each version.

    Returns
    -------
    DataFrame
        A row a version: words, those of them inside direct quotations, different words,
        sentences, words a sentence, the measures of variety, reading ease. A text too short
        for a measure has no value.
    """
    rows = word_counts[word_counts["voice"] == "all"]
    quoted = word_counts[word_counts["voice"] == "quoted"].set_index("version_id")["n_tokens"]
    columns = "version_id n_tokens n_quoted n_types n_segments tokens_per_segment".split()
    columns += ["mattr", "mtld", "hdd", "flesch_reading_ease"]
    return label_table(rows.assign(n_quoted=rows["version_id"].map(quoted))[columns])


def tabulate_terms(
    tables: dict[str, pd.DataFrame], base_id: str, other_id: str, n_terms: int
) -> pd.DataFrame:
    """
    Gather for people the terms that tell two versions apart.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    base_id, other_id : str
        The pair.
    n_terms : int
        At most so many.

    Returns
    -------
    DataFrame
        A row a term, as `select_terms` orders them: its times in every 1,000 words of either
        version, its part of the divergence in thousandths of a bit, and z.
    """
    rows = select_terms(tables["terms"], base_id, other_id).head(n_terms)
    shown = {
        "term": rows["term"],
        "in the base": 1000 * rows["p_base"],
        "in the other": 1000 * rows["p_other"],
        "thousandths of a bit": 1000 * rows["js_contribution"],
        "z": rows["z"],
    }
    return label_table(pd.DataFrame(shown), "term").round(1)


def tabulate_frame(frames: pd.DataFrame, word_counts: pd.DataFrame, frame: str) -> pd.DataFrame:
    """
    Gather for people one frame's cues in each version, by voice, with the text length.

    Returns
    -------
    DataFrame
        A row a version: its words, the cues in them, those of the outlet's own voice and of
        direct quotations, the rate per 1,000 words, its 95 % interval, and the share of
        sentences with a cue.
    """
    rows = select_frame(frames, frame)
    wide = rows.pivot(index="version_id", columns="voice", values="n_cues")
    rows = rows[rows["voice"] == "all"]
    lengths = word_counts[word_counts["voice"] == "all"].set_index("version_id")["n_tokens"]
    shown = {
        "version_id": rows["version_id"],
        "words": rows["version_id"].map(lengths),
        "cues": rows["n_cues"],
        "in the outlet's voice": rows["version_id"].map(wide["outlet"]),
        "in quotations": rows["version_id"].map(wide["quoted"]),
        "per 1,000 words": rows["rate_per_1000"].round(1),
        "interval: from": rows["low"].round(1),
        "to": rows["high"].round(1),
        "share of sentences": rows["share_of_segments"].round(2),
    }
    return label_table(pd.DataFrame(shown))


def tabulate_voices(frames: pd.DataFrame) -> pd.DataFrame:
    """
    Set side by side, for each frame, the cues in the outlet's own voice and in quotations.

    Returns
    -------
    DataFrame
        A row a frame, a column a version; ``9 + 3`` is nine in the outlet's own voice and
        three inside direct quotations.
    """
    wide = frames.pivot(index=["frame", "version_id"], columns="voice", values="n_cues")
    told = wide["outlet"].astype("str") + " + " + wide["quoted"].astype("str")
    table = told.unstack("version_id").reindex(
        index=list(dict.fromkeys(frames["frame"])),
        columns=list(dict.fromkeys(frames["version_id"])),
    )
    return table.rename(index=name_frames()).rename_axis(index=None, columns="frame")


def tabulate_cues(quotations: pd.DataFrame) -> pd.DataFrame:
    """
    Count how often each version introduces speech with each cue.

    Parameters
    ----------
    quotations : DataFrame
        The quotations table.

    Returns
    -------
    DataFrame
        A row a cue, the most frequent first, ties by the alphabet; a column a version; speech
        without a cue is ``(none)``.
    """
    cues = quotations["cue"].str.lower().fillna("(none)")
    versions = list(dict.fromkeys(quotations["version_id"]))
    table = pd.crosstab(cues, quotations["version_id"]).reindex(columns=versions)
    order = sorted(table.index, key=lambda cue: (-int(table.loc[cue].sum()), cue))
    return table.loc[order].rename_axis(index=None, columns="cue")


def tabulate_places(prominence: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """
    Set side by side where each shared sentence of the base stands in each version.

    Returns
    -------
    DataFrame
        A row a sentence by its number in the base, a column a version: 0.00 the headline,
        1.00 the end of the body, a dash where the version does not have it.
    """
    placed = number_units(prominence, units)
    versions = [
        v for v in dict.fromkeys(prominence["version_id"]) if v in set(placed["version_id"])
    ]
    places = placed.pivot(index="number", columns="version_id", values="position")
    told = places.reindex(columns=versions).map(
        lambda place: "–" if np.isnan(place) else f"{place:.2f}"
    )
    return told.rename_axis(index=None, columns="no.")


def tabulate_unit_places(prominence: pd.DataFrame, kind: str) -> pd.DataFrame:
    """
    Set side by side where each source, or each figure, first stands in each version.

    Parameters
    ----------
    prominence : DataFrame
        The prominence table.
    kind : str
        "source" or "figure".

    Returns
    -------
    DataFrame
        A row a unit, those that most versions have first, then the earliest; a column a version:
        0.00 the headline, 1.00 the end of the body, a dash where the version does not have it.
    """
    own = prominence[prominence["unit"].str.startswith(f"{kind}: ")]
    versions = list(dict.fromkeys(prominence["version_id"]))
    places = own.pivot(index="unit", columns="version_id", values="position")
    places = places.reindex(columns=versions)
    order = sorted(
        places.index, key=lambda u: (-int(places.loc[u].count()), float(places.loc[u].min()), u)
    )
    told = places.loc[order].map(lambda place: "–" if np.isnan(place) else f"{place:.2f}")
    told.index = told.index.str.removeprefix(f"{kind}: ")
    return told.rename_axis(index=None, columns=kind)


def tabulate_word_voices(word_counts: pd.DataFrame) -> pd.DataFrame:
    """
    Set side by side length and readability of the outlet's own voice and of what it quotes.

    Parameters
    ----------
    word_counts : DataFrame
        The word counts table.

    Returns
    -------
    DataFrame
        By version: words, words a sentence and reading ease, each for outlet and quoted; NaN
        where the voice says too little.
    """
    measures = {
        "n_tokens": "words",
        "tokens_per_segment": "words a sentence",
        "flesch_reading_ease": "reading ease",
    }
    table = pd.DataFrame(index=list(dict.fromkeys(word_counts["version_id"])))
    for column, name in measures.items():
        for voice in ("outlet", "quoted"):
            own = word_counts[word_counts["voice"] == voice].set_index("version_id")
            table[f"{name}, {voice}"] = own[column].reindex(table.index)
    return table.rename_axis(index=None, columns="version")


def tabulate_containment(distances: pd.DataFrame) -> pd.DataFrame:
    """
    Set side by side how much of each version's runs of five words each other version has.

    Parameters
    ----------
    distances : DataFrame
        The distances table.

    Returns
    -------
    DataFrame
        A row and a column a version: share of the row's runs that stand in the column, 0 to 1;
        NaN on the diagonal and where the row has no run. Of a cut and its source, the row of
        the cut is near 1 and the other is not.
    """
    there = distances[["version_a", "version_b", "containment_a_in_b"]]
    back = distances[["version_b", "version_a", "containment_b_in_a"]]
    both = pd.DataFrame(np.vstack([there, back]), columns=["version", "other", "share"])
    order = list(dict.fromkeys([*distances["version_a"], *distances["version_b"]]))
    table = both.pivot(index="version", columns="other", values="share").astype(float)
    table = table.reindex(index=order, columns=order)
    return table.rename_axis(index=None, columns="share of ... in")


def tabulate_claims(claims: pd.DataFrame, *, least: str = "all") -> pd.DataFrame:
    """
    Lay out for reading what headlines claim and whether their body supports it.

    Parameters
    ----------
    claims : DataFrame
        From `headlines.tabulate_headline_claims`.
    least : {"all", "unsupported"}
        Keep only the claims that body or base does not support.

    Returns
    -------
    DataFrame
        By version: claim, kind, in its body and in the base (yes, no or a dash), why.
    """
    words = {True: "yes", False: "no"}
    own = claims["supported_in_body"].map(words).fillna("–")
    base = claims["supported_in_base"].map(words).fillna("–")
    table = pd.DataFrame(
        {
            "version": claims["version_id"],
            "claim": [quote(text, 80) for text in claims["claim"]],
            "kind": claims["kind"],
            "in its body": own,
            "in the base": base,
            "why": claims["why"],
        }
    )
    if least == "unsupported":
        table = table[(own == "no") | (base == "no")]
    return table.set_index("version").rename_axis(index=None, columns="version")


def tell_unsupported(claims: pd.DataFrame, version_id: str) -> str:
    """
    Say what a version's headline claims that its own body does not support.

    Parameters
    ----------
    claims : DataFrame
        From `headlines.tabulate_headline_claims`.
    version_id : str
        One of its versions.

    Returns
    -------
    str
        One sentence a claim; empty where everything is supported or there is no headline.
    """
    own = claims[(claims["version_id"] == version_id) & claims["supported_in_body"].eq(False)]
    return " ".join(own["why"].drop_duplicates())


# --- Reading one row aloud --------------------------------------------------------------


def _pick(table: pd.DataFrame, row: int) -> pd.Series | None:
    return table.iloc[row] if -len(table) <= row < len(table) else None


def _get_text(segments: pd.DataFrame, version_id: str, segment: int) -> str:
    is_it = (segments["version_id"] == version_id) & (segments["segment"] == segment)
    return segments.loc[is_it, "text"].iloc[0]


def read_word_count(word_counts: pd.DataFrame, row: int = 0) -> str:
    """Read one row of the word_counts table aloud."""
    found = _pick(word_counts, row)
    if found is None:
        return NOTHING
    voice = {"all": "", "outlet": " in its own voice", "quoted": " inside direct quotations"}
    told = (
        f"{found['version_id']} has {count(int(found['n_tokens']), 'word')}{voice[found['voice']]} "
        f"in {count(int(found['n_segments']), 'sentence')}"
    )
    if pd.notna(found["tokens_per_segment"]):
        told += f", {found['tokens_per_segment']:.1f} words a sentence"
    if pd.isna(found["mattr"]):
        return f"{told}; it is too short for the share of different words in a window."
    return (
        f"{told}. In a window of words moved along it, {found['mattr']:.0%} are different words "
        f"on average."
    )


def read_distance(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """Read a version's row of the distances table aloud, base and version named."""
    base = find_base(tables)
    if version_id == base:
        return NOTHING
    pair = read_pair(tables["distances"], base, version_id)
    return (
        f"{base} and {version_id}: tf-idf distance {pair['tfidf_distance']:.2f} (0 the same "
        f"informative words, 1 none in common). {describe_distance(tables, version_id)} Of its "
        f"runs of five words, {_percent(pair['containment_other_in_base'])} stand in the base too."
    )


def read_term(tables: dict[str, pd.DataFrame], base_id: str, other_id: str, row: int = 0) -> str:
    """
    Read one term of a pair aloud: how often it stands on each side, and in which sentence.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    base_id, other_id : str
        The pair.
    row : int
        Which term, in the order of `select_terms`.

    Returns
    -------
    str
        Sentences that quote the term's first passage.
    """
    found = _pick(select_terms(tables["terms"], base_id, other_id), row)
    if found is None:
        return NOTHING
    tokens = tables["tokens"]
    words = tokens[(tokens["kind"] == "body") & tokens["is_word"].astype(bool)]
    hits = words[words["term"] == found["term"]]
    told = [
        f"{int((hits['version_id'] == version).sum())} of "
        f"{count(int((words['version_id'] == version).sum()), 'word')} in {version}"
        for version in (base_id, other_id)
    ]
    side = other_id if found["signed_contribution"] > 0 else base_id
    first = hits[hits["version_id"] == side].iloc[0]
    return (
        f"{quote(found['term'])} is {join(told)}; that gives "
        f"{1000 * found['js_contribution']:.1f} thousandths of a bit of their divergence. It first "
        f"stands in {side} in: {quote(_get_text(tables['segments'], side, first['segment']))}"
    )


def read_omission(omissions: pd.DataFrame, row: int = 0) -> str:
    """Read one row of `omissions.list_omissions` aloud."""
    found = _pick(omissions, row)
    if found is None:
        return "There is no row to read: no version is without a sentence of the base."
    return (
        f"{found['version_id']} does not have this sentence of the base, which stands after "
        f"{_percent(found['position'])} of its words and has "
        f"{count(int(found['n_tokens']), 'word')}: {quote(found['text'])} "
        "The table says that it is not there; it does not say why."
    )


def read_addition(additions: pd.DataFrame, row: int = 0) -> str:
    """Read one row of `omissions.list_additions` aloud."""
    found = _pick(additions, row)
    if found is None:
        return "There is no row to read: no version has a sentence that the base lacks."
    return (
        f"{found['version_id']} has this sentence without counterpart in the base, after "
        f"{_percent(found['position'])} of its own words: {quote(found['text'])}"
    )


def read_alignment(tables: dict[str, pd.DataFrame], action: str, row: int = 0) -> str:
    """
    Read one row of the collation with this action aloud, both passages quoted.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    action : {"kept", "edited", "paraphrased", "partial"}
        What was done to the passage.
    row : int
        Which of them.

    Returns
    -------
    str
        Both passages, or a sentence that there is none.
    """
    collation = tables["collation"]
    found = _pick(collation[collation["action"] == action], row)
    if found is None:
        return f"No passage is {action}."
    here = _get_text(tables["segments"], found["base_id"], int(found["base_segment"]))
    there = _get_text(tables["segments"], found["other_id"], int(found["other_segment"]))
    return (
        f"{found['base_id']} has {quote(here)} {found['other_id']} has {quote(there)} "
        f"The action is called {action}; the similarity of the two is {found['similarity']:.2f} "
        "on a scale from 0 to 1."
    )


def read_frame(frames: pd.DataFrame, word_counts: pd.DataFrame, frame: str, row: int = 0) -> str:
    """Read one version's count of a frame's cues aloud, with rate, interval and length."""
    found = _pick(frames[(frames["frame"] == frame) & (frames["voice"] == "all")], row)
    if found is None:
        return NOTHING
    lengths = word_counts[word_counts["voice"] == "all"].set_index("version_id")["n_tokens"]
    n_words = count(int(lengths[found["version_id"]]), "word")
    title = name_frames().get(frame, frame).lower()
    if pd.isna(found["rate_per_1000"]):
        return f"{found['version_id']} has no words to search for cues of {title}."
    return (
        f"{found['version_id']} has {count(int(found['n_cues']), 'cue')} of {title} in {n_words}: "
        f"{found['rate_per_1000']:.1f} per 1,000 words. A count this small may by chance "
        f"alone stand for any rate from {found['low']:.1f} to {found['high']:.1f}."
    )


def read_frame_cue(cues: pd.DataFrame, segments: pd.DataFrame, row: int = 0) -> str:
    """Read one row of the frame_cues table aloud, in its sentence."""
    found = _pick(cues, row)
    if found is None:
        return "There is no row to read: no cue of the lists stands in any version."
    voice = "the outlet's own voice" if found["voice"] == "outlet" else "a quoted voice"
    passage = _get_text(segments, found["version_id"], found["segment"])
    return (
        f"In {found['version_id']}, {quote(found['text'])} is a cue of "
        f"{name_frames().get(found['frame'], found['frame']).lower()}, in {voice}: "
        f"{quote(passage)} Whether the passage frames the event that way is for a reader to say."
    )


def list_passages(table: pd.DataFrame, most: int = 15) -> str:
    """
    List omitted or added sentences, so that every version has its turn.

    Parameters
    ----------
    table : DataFrame
        From `omissions.list_omissions` or `omissions.list_additions`.
    most : int
        Sentences shown at most; each version gets an equal share, at least one.

    Returns
    -------
    str
        A block of lines for each version: the place, the number of words, the sentence; then
        how many more there are.
    """
    n_versions = table["version_id"].nunique()
    blocks = []
    for version_id, group in list(table.groupby("version_id", sort=False))[:most]:
        shown = group.head(max(1, most // n_versions))
        lines = [
            f"- after {_percent(position)} ({count(int(n), 'word')}): {quote(text)}"
            for position, n, text in zip(
                shown["position"], shown["n_tokens"], shown["text"], strict=True
            )
        ]
        more = [f"- and {len(group) - len(shown)} more"] if len(group) > len(shown) else []
        blocks.append("\n".join([f"{version_id}:", *lines, *more]))
    return "\n\n".join(blocks) or "There is none."


def list_answers(answers: pd.DataFrame, most: int = 15) -> str:
    """
    Set under each indicator question the passages that may answer it.

    Parameters
    ----------
    answers : DataFrame
        From `frames.answer_questions`.
    most : int
        Passages shown at most, one a version and question.

    Returns
    -------
    str
        A block of lines for each question with a cue; each line names the version, the cues
        found in it and the passage with most of them.
    """
    found = answers[answers["n_cues"] > 0].head(most)
    blocks = []
    for asks, group in found.groupby("asks", sort=False):
        lines = [
            f"- {version_id} ({cues}): {quote(passages[0])}"
            for version_id, cues, passages in zip(
                group["version_id"], group["cues"], group["passages"], strict=True
            )
        ]
        blocks.append("\n".join([asks, *lines]))
    return "\n\n".join(blocks) or "No cue of this frame stands in any version."


def read_labels(labels: pd.DataFrame, row: int = 0) -> str:
    """Read aloud what each version calls the entity of one row of the labels table."""
    found = _pick(labels, row)
    if found is None:
        return "There is no row to read: nothing that is named often enough has two names."
    own = labels[labels["entity"] == found["entity"]]
    told = []
    for version_id, group in own.groupby("version_id", sort=False):
        names = [
            f"{quote(label)} ({count(int(n), 'time')})"
            for label, n in zip(group["label"].head(3), group["count"].head(3), strict=True)
        ]
        more = [f"{len(group) - 3} more"] if len(group) > 3 else []
        told.append(f"{version_id} writes {join(names + more)}")
    return f"{found['entity']}: {'; '.join(told)}."


def read_source(sources: pd.DataFrame, row: int = 0) -> str:
    """Read one row of the sources table aloud."""
    found = _pick(sources, row)
    if found is None:
        return "There is no row to read: no version quotes or reports anyone."
    return (
        f"{found['version_id']} gives {name_source(found['source'])} "
        f"{count(int(found['n_words']), 'word')}, {_percent(found['share_of_words'])} of its body: "
        f"{count(int(found['n_direct']), 'direct quotation')} and "
        f"{count(int(found['n_indirect']), 'indirect statement')}."
    )


def read_quotation(quotations: pd.DataFrame, row: int = 0) -> str:
    """Read one row of the quotations table aloud."""
    found = _pick(quotations, row)
    if found is None:
        return "There is no row to read: no version quotes or reports anyone."
    cue = (
        f"The cue is {quote(found['cue'])}." if isinstance(found["cue"], str) else "It has no cue."
    )
    name = name_source(found["source"])
    name = "an unnamed source" if name.strip("()") == "unnamed" else name
    does = "quotes" if found["form"] == "direct" else "attributes to"
    return f"{found['version_id']} {does} {name}: {quote(found['text'])} {cue}"


def read_prominence(prominence: pd.DataFrame, tables: dict[str, pd.DataFrame], row: int = 0) -> str:
    """
    Read one row of the prominence table aloud, with the statement it is about.

    `row` counts the rows of statements only; sources and figures are units as well.
    """
    statements = prominence[prominence["unit"].str.fullmatch(r"s\d+")]
    found = _pick(statements, row)
    if found is None:
        return "There is no row to read: no statement of the base stands in another version."
    segment = int(str(found["unit"]).removeprefix("s"))
    passage = quote(_get_text(tables["segments"], find_base(tables), segment))
    version = found["version_id"]
    if np.isnan(found["position"]):
        return f"{version} does not have the statement {passage}"
    if found["position"] == 0:
        return f"The headline of {version} states {passage}"
    return (
        f"In {version} the statement {passage} begins at {_percent(found['position'])} of the body "
        f"and takes {_percent(found['share_of_words'])} of its words."
    )
