"""What can a person or a scheduler ask for on the command line?"""

import argparse
import gc
import sys
from contextlib import contextmanager
from pathlib import Path

from analysis import __version__
from analysis.arguments import read_count, read_folder, read_seconds, read_severity
from analysis.errors import InUseError, MediacompareError, UsageError
from analysis.evidence import command as evidence
from analysis.visible_text import show_line
from analysis.watch import command as watch

DONE, FAILED, WRONG_USE, ALTERED = 0, 1, 2, 3
BUSY = 75  # what sysexits.h calls a failure that passes: try again later
# So many alterations are printed; all of them are in changes.csv.
MOST_PRINTED = 10

_EPILOG = """\
STORY is the name of a story under seeds/ or any folder of articles (.txt, .md, .html), with
or without a story.toml.

exit status: 0 done; 1 something failed, the rest is written; 2 wrong use, nothing written;
75 another run is writing to the same report
"""

_COMPARE_EPILOG = """\
exit status: 0 done; 1 something failed, the rest is written; 2 wrong use, nothing written;
3 with --fail-on: alterations of that severity or worse were found, everything is written
(also where something failed besides)
"""


def main(arguments: list[str] | None = None) -> int:
    """
    Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Left out: those of the process.

    Returns
    -------
    int
        Exit status: 0 done, 1 something failed (the rest is written), 2 wrong use, 3
        alterations of the severity that ``compare --fail-on`` names, 75 another run at work.
    """
    options = _build_parser().parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # a locale may lack letters that a title has
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = options.run(options)
        sys.stdout.flush()  # a full disk or a closed pipe shows here, not at exit
        return status
    except UsageError as problem:
        _tell(str(problem))
        return WRONG_USE
    except InUseError as problem:
        _tell(str(problem))
        return BUSY
    except MediacompareError as problem:
        _tell(str(problem))
        return FAILED
    except KeyboardInterrupt:
        print("mediacompare: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe closed it, as `head` does
        sys.stderr.close()
        return FAILED
    except OSError as problem:  # a full disk, a folder taken away meanwhile
        place = problem.filename or "the output"
        _tell(f"{place} cannot be used: {problem.strerror}.")
        return FAILED


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mediacompare",
        description="Compare the versions of one news story.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mediacompare {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_report(commands)
    _add_compare(commands)
    _add_import(commands)
    evidence.add_parser(commands)
    watch.add_parser(commands)
    _add_plant(commands)
    _add_list(commands)
    return parser


def _add_report(commands) -> None:
    command = commands.add_parser(
        "report",
        help="run the notebooks and write the HTML report",
        description="Run every notebook for each story through papermill and write HTML pages, "
        "one summary a story, and an index.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "stories", nargs="*", metavar="STORY", help="left out: every story whose texts are here"
    )
    command.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a notebook parameter (may be given several times)",
    )
    command.add_argument("--out", type=read_folder, help="folder to write to (default: reports)")
    command.add_argument(
        "-j", "--jobs", type=read_count, help="notebooks at once (default: as many as cores, to 4)"
    )
    command.add_argument(
        "--timeout",
        type=read_seconds,
        default=600,
        help="seconds one cell may take; a notebook may take three times as long (default: 600)",
    )
    command.add_argument(
        "--wait",
        type=read_seconds,
        default=300,
        metavar="SECONDS",
        help="how long to wait for another run on the same folder (default: 300)",
    )
    command.add_argument(
        "--force", action="store_true", help="also make stories of which nothing changed"
    )
    command.add_argument(
        "--pdf",
        action="store_true",
        help="print each story's page as story.pdf (needs an installed Chromium, Chrome or Edge)",
    )
    command.set_defaults(run=_run_report)


def _add_compare(commands) -> None:
    command = commands.add_parser(
        "compare",
        help="write the tables as CSV, without notebooks",
        description="Compare the versions of a story and write the tables as UTF-8 CSV; the "
        "altered quotations, figures, dates, names, negations, attributions and certainties "
        "also as JSON (changes.json).",
        epilog=_COMPARE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("story", metavar="STORY")
    command.add_argument("--base", metavar="ID", help="version that the others are read against")
    command.add_argument(
        "--out", type=read_folder, help="folder to write to (default: reports/STORY/tables)"
    )
    command.add_argument(
        "--fail-on",
        type=read_severity,
        metavar="SEVERITY",
        help="exit with status 3 if an alteration of this severity (critical, substantive or "
        "stylistic) or a worse one is found",
    )
    command.set_defaults(run=_run_compare)


def _add_import(commands) -> None:
    command = commands.add_parser(
        "import",
        help="copy articles into a story's folder with a manifest",
        description="Copy articles (.txt, .md, .html) unchanged into a story's folder and write "
        "or extend its story.toml.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--story", required=True, metavar="NAME")
    command.add_argument(
        "--folder", type=read_folder, help="the story's folder (default: seeds/NAME)"
    )
    command.add_argument("--title", help="the story's title (default: from its name)")
    command.add_argument("--base", metavar="ID", help="version that the others are read against")
    command.set_defaults(run=_run_import)


def _add_plant(commands) -> None:
    command = commands.add_parser(
        "plant",
        help="make versions of a story with known edits and their answer key",
        description="Take the base of a story and write versions of it with known alterations of "
        "every kind, differences of house style, cuts and reorders, and the answer key: for "
        "testing a checker, and for exercises. Versions stand in a story folder of their own.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("story", metavar="STORY")
    command.add_argument(
        "--seed", type=int, default=0, help="the same number gives the same files (default: 0)"
    )
    command.add_argument(
        "--versions", type=read_count, metavar="K", help="versions with edits (default: 4)"
    )
    command.add_argument(
        "--edits", type=read_count, metavar="M", help="edits in each (default: by length)"
    )
    command.add_argument("--base", metavar="ID", help="version to start from (default: the base)")
    command.add_argument(
        "--out", type=read_folder, help="folder to write to (default: seeds/STORY-planted-SEED)"
    )
    command.set_defaults(run=_run_plant)


def _add_list(commands) -> None:
    command = commands.add_parser("list", help="list the stories under seeds/")
    command.set_defaults(run=_run_list)


def _tell(sentence: str) -> None:
    print(show_line(f"mediacompare: {sentence}"), file=sys.stderr)


def _split_parameters(pairs: list[str]) -> dict[str, str]:
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"-p {pair}: write NAME=VALUE.")
        given[name] = value
    return given


def _run_report(options) -> int:
    from analysis.paths import find_reports_folder
    from analysis.report.build import write_report
    from analysis.story import list_stories

    names = options.stories
    if not names:
        stories = list_stories()
        # A manifest with a mistake has no versions; loading it tells the mistake.
        is_wanted = stories["has_texts"] | (stories["n_versions"] == 0)
        names = stories.loc[is_wanted, "name"].tolist()
        for missing in stories.loc[~is_wanted, "name"]:
            _tell(f"{missing}: left out, its texts are not here (see MEDIACOMPARE_SEEDS).")
        if not names:
            raise UsageError("no story has its texts here; name a folder of articles.")
    report = write_report(
        names,
        options.out or find_reports_folder(),
        given=_split_parameters(options.parameters),
        jobs=options.jobs,
        timeout=options.timeout,
        wait=options.wait,
        is_forced=options.force,
        is_printed=options.pdf,
    )
    for problem in report.problems:
        _tell(problem)
    print(show_line(str(report.index)))
    return FAILED if report.problems else DONE


@contextmanager
def _pause_collector():
    """
    Look for no circles of dead objects while a story is compared.

    What is loaded (word lists above all) lives as long as the process, which ends in seconds;
    going through it again and again takes a tenth of the time and frees next to nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run_compare(options) -> int:
    with _pause_collector():
        return _compare(options)


def _compare(options) -> int:
    from analysis.comparison import compare, find_base, save_tables
    from analysis.fidelity import select_severity
    from analysis.paths import find_tables_folder
    from analysis.story import list_problems, load_story

    story = load_story(options.story)
    tables = compare(story, options.base)
    folder = options.out or find_tables_folder(story.name)
    save_tables(tables, folder)
    base = find_base(tables)
    evidence = tables["versions"].set_index("version_id").loc[base, "evidence"]
    n = len(story.versions)
    counted = "1 version" if n == 1 else f"{n} versions"
    print(show_line(f"{story.title}: {counted}, read against {base}: {evidence}."))
    for row in tables["versions"].itertuples():
        if row.version_id != base:
            print(show_line(f"  {row.version_id}: {row.type}; {row.evidence}"))
    _print_changes(tables["changes"], options.fail_on)
    print(show_line(f"tables: {folder}"))
    problems = list_problems(story)
    for problem in problems:
        _tell(problem)
    if options.fail_on and len(select_severity(tables["changes"], options.fail_on)):
        return ALTERED
    return FAILED if problems else DONE


def _print_changes(changes, fail_on: str | None) -> None:
    """Print how many alterations there are, and the worst of them."""
    from analysis.fidelity import SEVERITIES, number_alterations, select_severity

    if changes.empty:
        print("alterations: none found")
        return
    # Rows that overlap are one alteration; its worst row speaks for it.
    worst = select_severity(changes.assign(alteration=number_alterations(changes)), "stylistic")
    worst = worst.drop_duplicates("alteration")
    counts = worst["severity"].value_counts()
    print("alterations: " + ", ".join(f"{counts.get(s, 0)} {s}" for s in SEVERITIES))
    shown = select_severity(worst, fail_on or "critical")
    for row in shown.head(MOST_PRINTED).itertuples():
        print(show_line(f"  {row.other_id}: {row.kind}, {row.severity}: {row.why}"))
    if len(shown) > MOST_PRINTED:
        print(f"  and {len(shown) - MOST_PRINTED} more in changes.csv")


def _run_import(options) -> int:
    from analysis.importing import import_files

    result = import_files(
        options.files,
        options.story,
        folder=options.folder,
        title=options.title,
        base=options.base,
    )
    for line in result.describe():
        print(line)
    for problem in result.problems:
        _tell(problem)
    return FAILED if result.problems else DONE


def _run_plant(options) -> int:
    from analysis.paths import find_seeds_folder
    from analysis.planting import plant_story
    from analysis.planting.planted import DEFAULT_VERSIONS
    from analysis.story import load_story

    story = load_story(options.story)
    folder = options.out or find_seeds_folder() / f"{story.name}-planted-{options.seed}"
    planted = plant_story(
        story,
        folder,
        seed=options.seed,
        n_versions=options.versions or DEFAULT_VERSIONS,
        n_edits=options.edits,
        base=options.base,
    )
    for line in planted.describe():
        print(line)
    return DONE


def _run_list(options) -> int:
    from analysis.story import list_stories

    stories = list_stories()
    if stories.empty:
        _tell("there are no stories under seeds/.")
        return DONE
    width = stories["name"].str.len().max()
    for row in stories.itertuples():
        state = f"{row.n_versions} versions" if row.has_texts else "texts not here"
        state = state if row.n_versions else "has a mistake"
        print(show_line(f"{row.name:<{width}}  {state:<14}  {row.title}"))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
