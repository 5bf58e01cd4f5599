"""
Kill `report` at random moments and look at what its reader finds.

    python -m benchmarks.kills [--kills 200] [--story tiny] [--seed 0]

Each run is made to write another report than the published one (another base), and is killed
with SIGKILL together with its process group: half of the times at any moment of the run, half
within a fifth of a second after the story's last file is written, when it is being published.
After each, the published report must be whole, no kernel may be left, and somebody's notes must
be there; after the last, the next run must succeed and leave nothing behind.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

BASES = ("", "cutdown")  # both are versions' ids in the story `tiny`; "" is its own base
NOTES = "These are somebody's notes.\n"
# Seconds that a kernel may outlive its report.
ORPHAN_SECONDS = 3
# Seconds after the last file in which the second half of the kills falls.
PUBLISHING_SECONDS = 0.2
_RUN = """\
import sys
from pathlib import Path
from analysis.report.build import write_report
report = write_report([sys.argv[1]], Path(sys.argv[2]), given={"base": sys.argv[3]})
sys.exit(bool(report.problems))
"""


def main() -> int:
    """Kill, look, print; exit status 1 where a report was not whole."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--story", default="tiny")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        n_bad = 0
        found = kill_reports(Path(folder), options.story, options.kills, options.seed)
        for number, problems in enumerate(found, 1):
            n_bad += bool(problems)
            for problem in problems:
                print(f"  kill {number}: {problem}", flush=True)
            if number % 10 == 0:
                print(f"  {number} kills", flush=True)
    print(f"{options.kills} kills of report {options.story}: {n_bad} with a problem (target: 0)")
    return 1 if n_bad else 0


def kill_reports(out: Path, story: str, n_kills: int, seed: int) -> Iterator[list[str]]:
    """
    Kill runs of `report` and look at the published report after each.

    Parameters
    ----------
    out : Path
        An empty folder for the report.
    story : str
        The story's name; it has the versions in `BASES`.
    n_kills : int
        How often.
    seed : int
        Of the moments.

    Yields
    ------
    list of str
        What was wrong after a kill, and at the end after a last run that was not killed.
    """
    moments = random.Random(seed)
    started = time.perf_counter()
    finish_run(out, story, BASES[0])
    duration = time.perf_counter() - started
    (out / story / "notes.txt").write_text(NOTES, "utf-8")
    for number in range(n_kills):
        base = BASES[1 - BASES.index(read_base(out / story))]
        if number % 2:
            kill_run(out, story, base, seconds=moments.uniform(0, duration))
        else:
            pause = moments.uniform(0, PUBLISHING_SECONDS)
            kill_run(out, story, base, seconds=pause, after=story)
        yield [*find_damage(out, story), *wait_for_kernels(out)]
    status = finish_run(out, story, BASES[1 - BASES.index(read_base(out / story))])
    last = find_damage(out, story)
    last += [] if status == 0 else [f"the last run ended with status {status}"]
    last += ["a hidden folder is left"] if (out / ".mediacompare").exists() else []
    yield last


def start_run(out: Path, story: str, base: str) -> subprocess.Popen:
    """Start a report in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, story, str(out), base],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish_run(out: Path, story: str, base: str) -> int:
    """Let a run end by itself; its exit status."""
    return start_run(out, story, base).wait()


def kill_run(out: Path, story: str, base: str, *, seconds: float, after: str = "") -> None:
    """Kill a run after so many seconds, counted from its last file where `after` is a story."""
    process = start_run(out, story, base)
    last = out / ".mediacompare" / "new" / after / "manifest.json"
    while after and process.poll() is None and not last.exists():
        time.sleep(0.002)
    time.sleep(seconds)
    with suppress(ProcessLookupError):  # it had ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def read_base(folder: Path) -> str:
    """Read which base the published report was asked for."""
    return json.loads((folder / "manifest.json").read_text("utf-8"))["parameters"]["base"]


def find_damage(out: Path, story: str) -> list[str]:
    """
    Look at a published report as a reader does.

    Returns
    -------
    list of str
        A sentence for each thing that is missing, half written or not of one run.
    """
    problems = []
    folder = out / story
    try:
        run = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as problem:
        return [f"manifest.json: {problem}"]
    for name, facts in run["files"].items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{name} is missing")
        elif sha256(path.read_bytes()).hexdigest() != facts["sha256"]:
            problems.append(f"{name} is not the one of this run")
    known = {*run["files"], "manifest.json", "ro-crate-metadata.json", "notes.txt"}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    problems += [f"{name} is not of this run" for name in sorted(there - known)]
    problems += [f"{name} is missing" for name in sorted(known - there)]
    if "notes.txt" in there and (folder / "notes.txt").read_text("utf-8") != NOTES:
        problems.append("the notes are not as they were")
    return problems + list(find_broken_links(out))


def find_broken_links(out: Path) -> Iterator[str]:
    """Find pages that end early and links that lead nowhere."""
    published = [page for page in out.glob("*/*.html") if page.parent.name != ".mediacompare"]
    for page in (out / "index.html", *published):
        text = page.read_text("utf-8") if page.is_file() else ""
        if not text.rstrip().endswith("</html>"):
            yield f"{page.relative_to(out)} is not whole"
        links = _Links()
        links.feed(text)
        for href in links.found:
            path = unquote(href.partition("#")[0])
            if path and ":" not in path and not (page.parent / path).exists():
                yield f"{page.relative_to(out)} leads to {path}, which is not there"


class _Links(HTMLParser):
    """Where a page's links lead."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if tag == "a" and name == "href"]


def wait_for_kernels(out: Path) -> list[str]:
    """Wait until no kernel of a report is left; a sentence if one stays."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    while left := list_kernels(out):
        if time.monotonic() > deadline:
            return [f"{len(left)} kernels outlive their report"]
        time.sleep(0.02)
    return []


def list_kernels(out: Path) -> list[int]:
    """List the processes that run notebooks for a report's folder (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:  # it has just ended
            continue
        if b"analysis.report." in command and os.fsencode(out) in command:
            found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    sys.exit(main())
