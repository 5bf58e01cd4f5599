"""What are all the tables that compare the versions of a story?

The one place where the stages meet: files have become a `Story`; here it becomes segments,
tokens, a collation and the measures, each computed once.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import (
    attribution,
    collation,
    counts,
    derivation,
    divergence,
    fidelity,
    frames,
    headlines,
    inconsistencies,
    kept_tables,
    labels,
    names,
    omissions,
    prominence,
    reuse,
    robustness,
    segment,
    selection,
    version_types,
)
from analysis.csv_files import write_table
from analysis.errors import UsageError
from analysis.story import Story, Version

# The tables that are written to disk, in the order a reader wants them.
WRITTEN = (
    "versions",
    "segments",
    "collation",
    "coverage",
    "changes",
    "inconsistencies",
    "omission_account",
    "losses",
    "patterns",
    "selection",
    "quotations",
    "word_counts",
    "distances",
    "terms",
    "stability",
    "frames",
    "frame_cues",
    "labels",
    "sources",
    "prominence",
    "headline_claims",
    "reuse",
    "derivation",
    "dropped",
)


def compare(
    story: Story, base: str | None = None, *, versions: Iterable[str] | None = None
) -> dict[str, pd.DataFrame]:
    """
    Compare the versions of a story.

    Parameters
    ----------
    story : Story
        From `load_story`.
    base : str, optional
        Version that the others are read against; left out: the manifest's, or the version
        that holds most of the others' wording (`choose_base`).
    versions : iterable of str, optional
        Keep only these versions (and the base). No figure of a pair changes when others
        are left out.

    Returns
    -------
    dict of str to DataFrame
        The tables of the contract by name (`versions`, `segments`, `collation`, `changes`,
        `quotations`, `word_counts`, `distances`, `terms`, `frames`, `labels`, `sources`,
        `prominence`, `derivation`), the others of `WRITTEN`, and `tokens` and
        `specifications`. A story of one version gives empty pairwise tables.

    Raises
    ------
    UsageError
        If `base` or one of `versions` is not a version of the story.

    Examples
    --------
    >>> from analysis import load_story
    >>> tables = compare(load_story("tiny"))
    >>> tables["collation"].query("other_id == 'cutdown'")["action"].tolist()
    ['kept', 'kept', 'kept', 'kept', 'partial', 'omitted']
    """
    wanted = list(versions) if versions is not None else []
    _check_ids(story, [base] if base else [])
    _check_ids(story, wanted)
    key = kept_tables.make_key(story, base, wanted)
    return kept_tables.recall(
        key,
        lambda: _compute_tables(story, base, wanted),
        meanwhile=lambda: _recall_distances(story, base, wanted, None),
    )


class _Parts(NamedTuple):
    """A story in sentences and words, and which version is the base and why."""

    kept: list[Version]
    facts: pd.DataFrame
    segments: pd.DataFrame
    tokens: pd.DataFrame
    base_id: str
    reason: str


def _take_apart(story: Story, base: str | None, wanted: list[str]) -> _Parts:
    segments = segment.tabulate_segments(story)
    tokens = segment.tabulate_tokens(segments)
    base_id, reason = _settle_base(story, base, tokens)
    if wanted:
        keep = {*wanted, base_id}
        segments = segments[segments["version_id"].isin(keep)].reset_index(drop=True)
        tokens = tokens[tokens["version_id"].isin(keep)].reset_index(drop=True)
    kept = [v for v in story.versions if not wanted or v.id in {*wanted, base_id}]
    return _Parts(kept, _list_facts(kept), segments, tokens, base_id, reason)


def _compute_tables(story: Story, base: str | None, wanted: list[str]) -> dict[str, pd.DataFrame]:
    """All tables, each stage computed once."""
    parts = _take_apart(story, base, wanted)
    tables = _read_texts(parts.segments, parts.tokens)
    tables |= _align(tables, parts.base_id, parts.facts)
    tables |= _account_for_omissions(tables)
    tables |= _count_words(tables, parts.base_id)
    tables |= _measure_framing(tables, parts.base_id)
    tables["reuse"] = reuse.tabulate_reuse(tables["tokens"], tables["collation"], parts.base_id)
    tables |= _recall_distances(story, base, wanted, parts)
    tables["dropped"] = _tabulate_dropped(parts.kept)
    tables["versions"] = _tabulate_versions(parts.kept, tables, parts.base_id, parts.reason)
    return tables


def _recall_distances(
    story: Story, base: str | None, wanted: list[str], parts: _Parts | None
) -> dict[str, pd.DataFrame]:
    """How far apart the versions are in words, and which came from which.

    It needs no collation, so that whoever waits for the tables can compute it meanwhile.
    """

    def compute() -> dict[str, pd.DataFrame]:
        _, facts, segments, tokens, base_id, _ = parts or _take_apart(story, base, wanted)
        ids = facts["version_id"].tolist()
        return {
            "distances": divergence.tabulate_distances(tokens, version_ids=ids),
            "terms": divergence.tabulate_terms(tokens, base_id, version_ids=ids),
            "derivation": derivation.tabulate_derivation(segments, tokens, facts),
        }

    return kept_tables.recall(kept_tables.make_key(story, base, wanted, "distances"), compute)


def _read_texts(segments: pd.DataFrame, tokens: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What stands in each version by itself."""
    quotations = attribution.tabulate_quotations(segments)
    return {
        "segments": segments,
        "tokens": attribution.mark_voice(tokens, quotations),
        "quotations": quotations,
        "sources": attribution.tabulate_sources(quotations, segments),
        "inconsistencies": inconsistencies.tabulate_inconsistencies(segments),
    }


def _align(tables: dict, base_id: str, facts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What became of the base's sentences, and what was altered in them."""
    segments = tables["segments"]
    collated = collation.tabulate_collation(tables["tokens"], base_id)
    return {
        "collation": collated,
        "coverage": omissions.summarise_coverage(collated, segments, base_id),
        "changes": fidelity.tabulate_changes(
            collated,
            segments,
            tables["quotations"],
            published_at=dict(zip(facts["version_id"], facts["published_at"], strict=True)),
        ),
    }


def _account_for_omissions(tables: dict) -> dict[str, pd.DataFrame]:
    """What the omitted sentences held, and whether chance would leave out the same."""
    parts = tables["collation"], tables["segments"], tables["quotations"]
    account, losses = omissions.account_for_omissions(*parts)
    tested = selection.tabulate_selection(*parts)
    return {
        "omission_account": account,
        "losses": losses,
        "selection": tested,
        "patterns": selection.tabulate_patterns(*parts, tested=tested),
    }


def _count_words(tables: dict, base_id: str) -> dict[str, pd.DataFrame]:
    """How long the versions are, and how far their distance hangs on how words are counted."""
    segments, tokens = tables["segments"], tables["tokens"]
    specifications = robustness.tabulate_specifications(segments, tokens, base_id)
    return {
        "word_counts": counts.tabulate_word_counts(tokens, segments),
        "specifications": specifications,
        "stability": robustness.summarise_stability(specifications),
    }


def _measure_framing(tables: dict, base_id: str) -> dict[str, pd.DataFrame]:
    """How the versions frame the story: cues, labels, what stands first, what headlines claim."""
    segments, tokens, quotations = (tables[n] for n in ("segments", "tokens", "quotations"))
    cues = frames.find_frame_cues(segments, tokens)
    mentions = names.find_mentions(segments, tokens, base_id=base_id)
    placed = prominence.tabulate_prominence(
        segments, tokens, tables["collation"], quotations, mentions=mentions
    )
    claims = headlines.tabulate_headline_claims(
        segments, tokens, quotations, base_id=base_id, mentions=mentions
    )
    return {
        "frame_cues": cues,
        "frames": frames.tabulate_frames(cues, tokens, segments),
        "labels": labels.tabulate_labels(segments, tokens, tables["collation"]),
        "prominence": placed,
        "headline_claims": claims,
    }


def _check_ids(story: Story, ids: list[str]) -> None:
    known = [version.id for version in story.versions]
    for version_id in ids:
        if version_id not in known:
            raise UsageError(
                f"{story.name}: there is no version {version_id!r}; "
                f"the versions are {', '.join(known)}."
            )


def _settle_base(story: Story, base: str | None, tokens: pd.DataFrame) -> tuple[str, str]:
    """The base and why it is the base."""
    if base:
        return base, "named by the user"
    if story.base:
        return story.base, "named in the manifest"
    if len(story.versions) == 1:
        return story.versions[0].id, "the only version"
    return choose_base(tokens), "chosen: it holds most of the others' wording"


def choose_base(tokens: pd.DataFrame) -> str:
    """
    Choose the version that holds most of the others' wording.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table.

    Returns
    -------
    str
        The version with the largest sum of the others' containment in it (word 5-grams);
        ties go to the longer body, then to the first id in the alphabet. A wire report
        holds its cut-downs and copies whole, while they hold it in part. Dates are not
        used: they are often missing and seldom comparable.
    """
    body = tokens[(tokens["kind"] == "body") & tokens["is_word"]]
    lengths = body.groupby("version_id").size()
    held = dict.fromkeys(tokens["version_id"].unique().tolist(), 0.0)
    for row in divergence.tabulate_distances(tokens, calibrate=False).itertuples():
        held[row.version_a] += _or_zero(row.containment_b_in_a)
        held[row.version_b] += _or_zero(row.containment_a_in_b)
    return min(held, key=lambda v: (-round(held[v], 6), -int(lengths.get(v, 0)), v))


def _or_zero(value: float) -> float:
    return 0.0 if pd.isna(value) else float(value)


def _tabulate_dropped(versions) -> pd.DataFrame:
    """What reading left out of each file: place in the input, the text, why."""
    rows = [
        (version.id, dropped.place, dropped.text, dropped.reason)
        for version in versions
        for dropped in version.dropped
    ]
    return pd.DataFrame(rows, columns=["version_id", "place", "text", "reason"])


def _list_facts(versions) -> pd.DataFrame:
    """What the manifest says of where a version comes from."""
    return pd.DataFrame(
        [(v.id, v.outlet, v.published_at, v.credit) for v in versions],
        columns=["version_id", "outlet", "published_at", "credit"],
    )


def _tabulate_versions(versions, tables, base_id: str, reason: str) -> pd.DataFrame:
    segments, tokens = tables["segments"], tables["tokens"]
    headlines = (
        segments[segments["kind"] == "headline"]
        .drop_duplicates("version_id")
        .set_index("version_id")["text"]
    )
    body = tokens[(tokens["kind"] == "body") & tokens["is_word"]]
    n_tokens = body.groupby("version_id").size()
    table = pd.DataFrame(
        [
            {
                "version_id": version.id,
                "file": version.file,
                "sha256": version.sha256,
                "outlet": version.outlet,
                "headline": version.headline or headlines.get(version.id),
                "published_at": version.published_at,
                "n_characters": len(version.text),
                "n_tokens": int(n_tokens.get(version.id, 0)),
                "n_dropped_characters": version.n_dropped_characters,
            }
            for version in versions
        ]
    )
    types = version_types.name_types(tables["reuse"], base_id)
    table = table.merge(types, on="version_id", how="left", validate="one_to_one")
    # A base without a sentence of body leaves nothing to read the others against.
    table["type"] = table["type"].fillna("unsure")
    table["evidence"] = table["evidence"].fillna("no body text on either side to compare")
    is_base = table["version_id"] == base_id
    table.loc[is_base, "evidence"] = f"the base ({reason})"
    return table


def read_against(tables: dict[str, pd.DataFrame], base_id: str) -> pd.Series:
    """
    Name the types of the versions again, read against another base.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `compare`.
    base_id : str
        The version to read the others against.

    Returns
    -------
    Series
        The type by version_id, in the order of the versions.
    """
    tokens = tables["tokens"]
    measured = reuse.tabulate_reuse(tokens, collation.tabulate_collation(tokens, base_id), base_id)
    types = version_types.name_types(measured, base_id).set_index("version_id")["type"]
    return types.reindex(tables["versions"]["version_id"]).fillna("unsure")


def find_base(tables: dict[str, pd.DataFrame]) -> str:
    """Say which version of a comparison is the base."""
    versions = tables["versions"]
    return versions.loc[versions["type"] == "base", "version_id"].item()


def save_tables(tables: dict[str, pd.DataFrame], folder: str | Path) -> list[Path]:
    """
    Write a comparison's tables as UTF-8 CSV, one file a table.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `compare`; tables that are not `WRITTEN` stay in memory.
    folder : str or Path
        Made if it is not there. Each file appears whole or not at all.

    Returns
    -------
    list of Path
        The CSV files, in the order of `WRITTEN`; changes.json stands beside changes.csv.

    Raises
    ------
    UsageError
        If the folder cannot be made or written to.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if "changes" in tables:
            _save_changes(tables["changes"], folder)
        return [
            write_table(tables[name], folder / f"{name}.csv") for name in WRITTEN if name in tables
        ]
    except OSError as problem:
        raise UsageError(f"{folder} cannot be written to: {problem.strerror}.") from problem


def _save_changes(changes: pd.DataFrame, folder: Path) -> None:
    """Write the ledger as JSON too, a list of objects, for programs that read no CSV."""
    path = folder / "changes.json"
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    written = (
        changes.to_json(orient="records", force_ascii=False, indent=1) if len(changes) else "[]"
    )
    partial.write_text(written + "\n", encoding="utf-8")
    partial.replace(path)
