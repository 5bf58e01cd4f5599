"""Does the ledger find the edits that were planted, and leave the controls alone?

The bases of the invented stories, each planted anew with several seeds, are compared like any
story. `analysis.planting.scoring` says when a row is right. The floor is `naive_changes`.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from analysis import compare, load_story
from analysis.paths import list_seed_folders
from analysis.planting import plant_story, score_changes, score_controls
from benchmarks.quality.measures import Measure, count, divide, share, tabulate
from benchmarks.quality.naive_changes import tabulate_naive_changes

# More than 1,000 edits on the bases of the invented stories.
SEEDS = (1, 2, 3)
VERSIONS = 30
# Versions in which nothing was altered; a row there is a false alarm.
REORDERED, CUT = "planted-reordered", "planted-cut"
# Precision and recall; a label may rightly be seen as another name, so it has no target.
TARGETS = {
    **dict.fromkeys(("quote", "number", "date", "name", "negation"), (">= 0.95", ">= 0.90")),
    **dict.fromkeys(("attribution", "certainty"), (">= 0.90", ">= 0.80")),
}


class PlantedTables(NamedTuple):
    """What was found, what the naive rules find, and the answers; versions named apart."""

    found: pd.DataFrame
    naive: pd.DataFrame
    key: pd.DataFrame
    controls: pd.DataFrame


def score_planted_stories(limit: int | None = None) -> pd.DataFrame:
    """Plant edits in the bases of the invented stories and score `compare` on them."""
    folders = [folder for folder in list_seed_folders() if (folder / "key.toml").is_file()]
    rounds = [(folder, seed) for seed in SEEDS for folder in folders][:limit]
    parts = [
        _plant(folder, seed)
        for folder, seed in tqdm(rounds, desc="planted", leave=False, disable=None)
    ]
    tables = (pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True))
    table = score_planted(PlantedTables(*tables))
    n = f"{len(folders)} bases, seeds {SEEDS[0]} to {SEEDS[-1]}"
    return pd.concat([table, tabulate([count("rounds of planting", len(rounds), n)])])


def _plant(folder: Path, seed: int) -> PlantedTables:
    """Plant, compare, and name the versions after story and seed."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "planted"
        made = plant_story(load_story(folder), target, seed=seed, n_versions=VERSIONS)
        found = compare(load_story(target))
    tables = PlantedTables(
        found["changes"],
        tabulate_naive_changes(found["collation"], found["segments"]),
        made.planted.tabulate_changes(),
        made.planted.tabulate_controls(),
    )
    name = f"{folder.name}/{seed}/"
    return PlantedTables(*(table.assign(other_id=name + table["other_id"]) for table in tables))


def score_planted(tables: PlantedTables) -> pd.DataFrame:
    """Score found changes against planted ones, kind by kind, then the false alarms."""
    found, naive, key, controls = tables
    score, floor = (score_changes(rows, key).set_index("kind") for rows in (found, naive))
    measures = []
    for kind in score.index:
        targets = TARGETS.get(kind, ("", ""))
        measures += _score_kind(kind, score.loc[kind], floor.loc[kind], targets)
    n_hit, n_same = (int(score.loc["all", column]) for column in ("n_hit", "n_same_subkind"))
    measures.append(share("all: subkind right", n_same, n_hit, "edits found"))
    n = "of them, by base, place and words: one base offers the same edit again"
    measures.append(count("all: different edits", count_different(key), n))
    measures.append(_score_controls(found, naive, key, controls))
    for version_id, target in ((REORDERED, "<= 0"), (CUT, "")):
        n, n_naive = (rows["other_id"].str.endswith(version_id).sum() for rows in (found, naive))
        row = count(f"rows on {version_id}", n, "rows found; right is none", target=target)
        measures.append(row._replace(floor=float(n_naive)))
    return tabulate(measures)


def count_different(key: pd.DataFrame) -> int:
    """Count the planted edits that differ in base, place, kind or words."""
    base = key["other_id"].str.partition("/")[0]
    columns = ["kind", "subkind", "base_start", "base_stop", "other_text"]
    return len(key[columns].assign(base=base).drop_duplicates())


def _score_kind(kind: str, score: pd.Series, floor: pd.Series, targets) -> list[Measure]:
    """Precision leaves out rows that show an edit of another kind."""
    n_right = int(score["n_right"])
    n_judged = n_right + int(score["n_wrong"])
    precision = share(f"{kind}: precision", n_right, n_judged, "found rows")
    recall = share(f"{kind}: recall", int(score["n_hit"]), int(score["n_planted"]), "planted edits")
    return [
        precision._replace(floor=float(floor["precision"]), target=targets[0]),
        recall._replace(floor=float(floor["recall"]), target=targets[1]),
    ]


def _score_controls(found, naive, key, controls) -> Measure:
    """False alarms per 100 differences of format."""
    alarms, by_naive = (
        score_controls(rows, key, controls).set_index("format").loc["all"]
        for rows in (found, naive)
    )
    n, n_alarms = int(alarms["n_controls"]), int(alarms["n_alarms"])
    row = share("false alarms per 100 controls", n_alarms, n, "controls", target="<= 1")
    hundred = {field: 100 * getattr(row, field) for field in ("score", "low", "high")}
    return row._replace(**hundred, floor=100 * divide(int(by_naive["n_alarms"]), n))
