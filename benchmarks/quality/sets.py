"""Which sets are scored, from which files, by which function?"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.errors import ReadingError
from benchmarks.quality import (
    altered_facts_etpc,
    chance,
    clough_stevenson,
    gvfc,
    newswcl50,
    onestopenglish,
    polnear,
    semeval23_task3_frames,
    sentence_golden_rules,
    wire_republication_census,
)
from benchmarks.quality.rows import read_rows


class EvalSet(NamedTuple):
    """A set's files with the fields of their rows, what scores them, and another set's folder."""

    files: dict[str, dict]
    score: Callable[..., pd.DataFrame]
    folder: str = ""


SETS = {
    "altered_facts_etpc": EvalSet(
        altered_facts_etpc.FILES, altered_facts_etpc.score_altered_facts_etpc
    ),
    "polnear": EvalSet(polnear.FILES, polnear.score_polnear),
    "chance": EvalSet(chance.FILES, chance.score_chance, "polnear"),
    "clough_stevenson": EvalSet(clough_stevenson.FILES, clough_stevenson.score_clough_stevenson),
    "onestopenglish": EvalSet(onestopenglish.FILES, onestopenglish.score_onestopenglish),
    "semeval23_task3_frames": EvalSet(
        semeval23_task3_frames.FILES, semeval23_task3_frames.score_semeval23_task3_frames
    ),
    "gvfc": EvalSet(gvfc.FILES, gvfc.score_gvfc),
    "newswcl50": EvalSet(newswcl50.FILES, newswcl50.score_newswcl50),
    "wire_republication_census": EvalSet(
        wire_republication_census.FILES, wire_republication_census.score_wire_republication_census
    ),
    "sentence_golden_rules": EvalSet(
        sentence_golden_rules.FILES, sentence_golden_rules.score_sentence_golden_rules
    ),
}


def score_set(name: str, folder: Path, limit: int | None = None) -> pd.DataFrame | None:
    """
    Read a set and score the suite on it.

    Parameters
    ----------
    name : str
        One of `SETS`.
    folder : Path
        The folder that holds the set's own folder.
    limit : int, optional
        Read no more than so many rows of the set's first file; its other files say more
        about those rows and are read whole.

    Returns
    -------
    DataFrame or None
        See `measures.Measure` for its columns; None where the set is absent.

    Raises
    ------
    ReadingError
        If one of the set's files is missing, or a row of it is malformed.
    """
    place = folder / (SETS[name].folder or name)
    if not place.is_dir():
        return None
    tables = []
    for file, shape in SETS[name].files.items():
        tables.append(read_rows(place / file, shape, None if tables else limit))
    if not tables[0]:
        raise ReadingError(f"{place}: the set holds no rows.")
    return SETS[name].score(*tables)
