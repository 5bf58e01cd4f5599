"""
Print what the suite scores, with the naive floor beside it.

    python -m benchmarks.quality [--eval FOLDER] [--only SET ...] [--json FILE] [--limit N]

`benchmarks/quality/__init__.py` says how to read the tables. Exit status 1 where a set could
not be read; an absent set and a missed target are no failure.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import pandas as pd

from analysis.errors import MediacompareError
from benchmarks.quality.chance import score_invented_chance
from benchmarks.quality.lineages import score_lineages
from benchmarks.quality.measures import judge
from benchmarks.quality.planted import score_planted_stories
from benchmarks.quality.sets import SETS, score_set
from benchmarks.quality.version_types import score_version_types

# What is scored on texts made here; chance reads a public set instead where one is given.
MADE = {
    "planted": score_planted_stories,
    "version_types": score_version_types,
    "lineages": score_lineages,
    "chance": score_invented_chance,
}
NAMES = list(dict.fromkeys([*MADE, *SETS]))
HEADINGS = ("measure", "score", "95 % interval", "floor", "target", "", "n")


def main(arguments: list[str] | None = None) -> int:
    """Score the sets, print their tables, write them where `--json` says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality")
    parser.add_argument("--eval", type=Path, metavar="FOLDER", help="folder that holds the sets")
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="SET")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the tables there too")
    parser.add_argument(
        "--limit",
        type=_read_limit,
        metavar="N",
        help="read N rows of each set; plant, deal or make N times",
    )
    options = parser.parse_args(arguments)
    if options.eval and not options.eval.is_dir():
        parser.error(f"{options.eval} is no folder")
    tables, n_failed = {}, 0
    for name in options.only or NAMES:
        if name not in MADE and options.eval is None:
            print(f"{name}: absent (no --eval folder given)\n")
            continue
        try:
            tables[name] = _score(name, options.eval, options.limit)
        except MediacompareError as error:
            print(f"{name}: {error}", file=sys.stderr)
            n_failed += 1
            continue
        print(format_table(name, tables[name]), flush=True)
    if options.json:
        try:
            options.json.write_text(format_json(tables), encoding="utf-8")
        except OSError as error:
            parser.error(f"{options.json} cannot be written: {error.strerror}")
    return 1 if n_failed else 0


def _read_limit(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("a limit is at least 1")
    return int(text)


def _score(name: str, folder: Path | None, limit: int | None) -> pd.DataFrame | None:
    print(f"{name} ...", file=sys.stderr, flush=True)
    started = time.perf_counter()
    if name in MADE and (folder is None or name not in SETS):
        table = MADE[name](limit)
    else:
        table = score_set(name, folder, limit)
    seconds = time.perf_counter() - started
    print(f"{name}: {seconds:.1f} s", file=sys.stderr, flush=True)
    return table


def format_table(name: str, table: pd.DataFrame | None) -> str:
    """
    Write a table of scores as aligned text.

    Examples
    --------
    >>> from benchmarks.quality.measures import share, tabulate
    >>> print(format_table("set", tabulate([share("recall", 3, 4, "pairs", floor=0.5)])))
    set
      measure  score  95 % interval  floor  target    n
      recall   0.750  0.301-0.954    0.500            3 of 4 pairs
    <BLANKLINE>
    >>> print(format_table("set", None))
    set: absent
    <BLANKLINE>
    """
    if table is None:
        return f"{name}: absent\n"
    cells = [HEADINGS, *(_format_row(row) for row in table.itertuples())]
    widths = [max(len(row[k]) for row in cells) for k in range(len(HEADINGS))]
    lines = ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
    return "\n".join([name, *lines, ""])


def _format_row(row) -> tuple[str, ...]:
    known = not math.isnan(row.low)
    interval = f"{_format_number(row.low)}-{_format_number(row.high)}" if known else ""
    verdict = judge(row.score, row.target)
    floor = "" if math.isnan(row.floor) else _format_number(row.floor)
    return row.measure, _format_number(row.score), interval, floor, row.target, verdict, row.n


def _format_number(number: float) -> str:
    """Three digits; a count above 1 as it is; a dash for what nobody can say."""
    if math.isnan(number):
        return "-"
    return f"{number:,.0f}" if number > 1 and number == int(number) else f"{number:.3f}"


def format_json(tables: dict[str, pd.DataFrame | None]) -> str:
    """
    Write tables by set as JSON: a list of measures each, null for an absent set.

    Examples
    --------
    >>> format_json({"gvfc": None}).split()
    ['{', '"gvfc":', 'null', '}']
    """
    content = {
        name: None
        if table is None
        else [
            {key: _turn_nan(value) for key, value in row.items()}
            for row in table.to_dict("records")
        ]
        for name, table in tables.items()
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _turn_nan(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


if __name__ == "__main__":
    sys.exit(main())
