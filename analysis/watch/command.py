"""What can a scheduler ask the watch for on the command line?"""

import argparse
import os
import sys
from pathlib import Path

from analysis.arguments import read_folder, read_severity
from analysis.errors import UsageError

DONE, FAILED, ALTERED, IN_USE = 0, 1, 3, 75

_EPILOG = """\
WHAT is a watch file (.toml) or folders of articles, each a story. A run looks at every source
once and ends; cron, a systemd timer or a CI schedule runs it again (docs/scheduling.md).
Nothing is printed if nothing is new.

exit status: 0 done; 1 a source or a report failed, the rest is done; 2 wrong use, nothing done;
3 with --fail-on: something new of that severity or worse (also where something failed besides);
75 another run over the same archive is at work, nothing done
"""


def add_parser(subparsers) -> None:
    """
    Add ``watch`` to the commands of mediacompare.

    Parameters
    ----------
    subparsers
        What ``ArgumentParser.add_subparsers`` returned.
    """
    command = subparsers.add_parser(
        "watch",
        help="tell what is new in watched stories since the last run",
        description="Look at folders, pages, feeds and sitemaps once, keep what changed, and tell "
        "which alterations are new: as text, JSON and Atom feed.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("what", nargs="+", metavar="WHAT")
    command.add_argument(
        "--out", type=read_folder, help="folder of reports and digests (default: as for report)"
    )
    command.add_argument(
        "--archive",
        type=read_folder,
        help="folder of raw pages and of the history (default: beside the other, OUT-archive)",
    )
    command.add_argument(
        "--at-least",
        type=read_severity,
        metavar="SEVERITY",
        help="tell of alterations from this severity up: critical, substantive (default) or "
        "stylistic",
    )
    command.add_argument(
        "--fail-on",
        type=read_severity,
        metavar="SEVERITY",
        help="exit with status 3 if something new is of this severity or worse",
    )
    less = command.add_mutually_exclusive_group()
    less.add_argument("--no-report", action="store_true", help="write tables, no pages")
    less.add_argument("--only-digest", action="store_true", help="write neither tables nor pages")
    command.add_argument(
        "--once", action="store_true", help="look once and end, which is what always happens"
    )
    command.add_argument(
        "-v", "--verbose", action="store_true", help="say so too if nothing is new"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """
    Run the watch once.

    Parameters
    ----------
    options : Namespace
        Of the parser that `add_parser` adds.

    Returns
    -------
    int
        Exit status: 0 done, 1 something failed, 3 something new as severe as ``--fail-on``.

    Raises
    ------
    InUseError
        If another run is at work on the same archive (exit status 75).
    """
    from dataclasses import replace

    from analysis.watch.digest import show_text
    from analysis.watch.watching import run_watch

    settings = _read_what(options)
    if options.at_least:
        settings = replace(settings, at_least=options.at_least)

    def tell(text: str) -> None:
        print(text)
        sys.stdout.flush()  # told before it is recorded as told

    outcome = run_watch(
        settings,
        fail_on=options.fail_on,
        written=_choose_written(options),
        with_progress=options.verbose,
        tell=tell,
    )
    digest = outcome.digest
    told = set(digest.told_problems)
    for problem in outcome.problems:
        # What has failed for days is told once, and again after a while.
        if options.verbose or problem in told or problem not in digest.problems:
            print(f"mediacompare: {show_text(problem, 500)}", file=sys.stderr)
    if options.verbose and not digest.stories:
        print(f"Nothing new at {digest.at_least} or worse. Digest: {settings.out / 'digest.txt'}")
    if outcome.is_altered:
        return ALTERED
    return FAILED if outcome.problems else DONE


def _choose_written(options: argparse.Namespace) -> str:
    if options.only_digest:
        return "digest"
    return "tables" if options.no_report else "report"


def _read_what(options: argparse.Namespace):
    """Settings of a watch file, or of folders."""
    from analysis.paths import find_reports_folder
    from analysis.watch.settings import plan_folders, read_settings

    files = [name for name in options.what if name.lower().endswith(".toml")]
    if files and len(options.what) > 1:
        raise UsageError("name one watch file, or folders; not both.")
    if files:
        return read_settings(Path(os.path.expanduser(files[0])), options.out, options.archive)
    for name in options.what:
        if not Path(os.path.expanduser(name)).is_dir():
            raise UsageError(f"there is no folder {name!r}, and a watch file ends in .toml.")
    return plan_folders(options.what, options.out or find_reports_folder(), options.archive)
