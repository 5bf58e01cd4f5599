"""What does `mediacompare verify` ask for, and what does it answer?"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.visible_text import show_line

# What verifies loads pandas and all measures: only where something is verified.
if TYPE_CHECKING:
    import pandas as pd

OK, DIFFERENT = 0, 1
# Parts that explain a difference and are none of the evidence.
_MEANS = {"code", "package"}

_EPILOG = """\
RUN is the folder of one story's report (OUT/STORY) or of all (OUT). A story that is not under
seeds/ is found with --story FOLDER (several times for several stories; their folders' names
say which run is whose).

Where code or a package is another one than recorded, that is said: a table that then differs
may differ by it. Pages and notebooks are held by their hashes only. Keep the manifest's hash,
the last line of each run, in another place: a hash is no signature.

exit status: 0 everything is as it was made; 1 something is changed or missing (code and packages
too); 2 wrong use: RUN is not the folder of a run
"""


def add_parser(subparsers) -> None:
    """
    Add `verify` to the command.

    Parameters
    ----------
    subparsers
        From `ArgumentParser.add_subparsers`.
    """
    command = subparsers.add_parser(
        "verify",
        help="check a report against its inputs, its hashes, and tables made again",
        description="Check every input and every published file of a run against its manifest, "
        "make the tables again and compare them cell by cell. Nothing is written.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("run_folder", metavar="RUN", type=Path)
    command.add_argument(
        "--story",
        dest="stories",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="folder of a story that is not under seeds/",
    )
    depth = command.add_mutually_exclusive_group()
    depth.add_argument(
        "--recompute",
        action="store_true",
        default=True,
        help="make the tables again and compare them (the default)",
    )
    depth.add_argument(
        "--files-only",
        dest="recompute",
        action="store_false",
        help="compare files with their hashes only, in a fraction of the time",
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=run)


def run(options) -> int:
    """
    Verify what the command line names, and print what was found.

    Parameters
    ----------
    options
        The parsed command line.

    Returns
    -------
    int
        Exit status: 0 all ok, 1 something changed or missing.

    Raises
    ------
    UsageError
        If no run is there, or a story's folder is not.
    """
    from analysis.evidence.verification import list_runs, verify_run

    runs = list_runs(options.run_folder)
    checked = [
        (
            folder,
            verify_run(
                folder,
                story=_choose_story(folder, options.stories, alone=len(runs) == 1),
                recompute=options.recompute,
            ),
        )
        for folder in runs
    ]
    print(_write_json(checked) if options.format == "json" else _write_text(checked))
    is_ok = all((rows["status"] == "ok").all() for _, rows in checked)
    return OK if is_ok else DIFFERENT


def _choose_story(folder: Path, stories: list[Path], *, alone: bool) -> Path | None:
    """The story's folder that belongs to a run: of its name, or the only one of an only run."""
    if alone and len(stories) == 1:
        return stories[0]
    name = folder.resolve().name
    return next((story for story in stories if story.resolve().name == name), None)


def _count(rows: "pd.DataFrame") -> dict[str, int]:
    from analysis.evidence.verification import STATUSES

    counts = rows["status"].value_counts()
    return {status: int(counts.get(status, 0)) for status in STATUSES}


def _holds(rows: "pd.DataFrame") -> bool:
    """Whether the evidence itself is whole, by whatever code the tables were made again."""
    return bool((rows.loc[~rows["part"].isin(_MEANS), "status"] == "ok").all())


def _find_hash(folder: Path, rows: "pd.DataFrame") -> str | None:
    """The manifest's own hash, where the manifest holds."""
    from analysis.evidence.manifest import read_manifest

    is_whole = (rows.query("part == 'manifest'")["status"] == "ok").any()
    return read_manifest(folder)["manifest_sha256"] if is_whole else None


def _write_text(checked: list[tuple[Path, "pd.DataFrame"]]) -> str:
    lines = []
    for folder, rows in checked:
        counted = ", ".join(f"{n} {status}" for status, n in _count(rows).items())
        lines.append(f"{folder.resolve().name}: {counted}")
        for row in rows[rows["status"] != "ok"].itertuples():
            lines.append(f"  {row.status:<7}  {row.part} {row.file}: {row.why}")
        if set(rows.loc[rows["status"] != "ok", "part"]) & _MEANS and _holds(rows):
            lines.append(
                "  All files and tables are as recorded; only code or packages are others."
            )
        found = _find_hash(folder, rows)
        lines += [f"  manifest {found}"] if found else []
    return "\n".join(show_line(line) for line in lines)


def _write_json(checked: list[tuple[Path, "pd.DataFrame"]]) -> str:
    runs = [
        {
            "run": folder.resolve().name,
            "manifest_sha256": _find_hash(folder, rows),
            "counts": _count(rows),
            "rows": rows.to_dict("records"),
        }
        for folder, rows in checked
    ]
    is_ok = all((rows["status"] == "ok").all() for _, rows in checked)
    return json.dumps({"status": "ok" if is_ok else "changed", "runs": runs}, indent=1)
