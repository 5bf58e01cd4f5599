"""
Print how many small changes to inputs and tables `mediacompare verify` finds.

    python -m benchmarks.tampering [RUN] [--story FOLDER] [--changes N] [--seed S] [--files-only]

RUN is a story's folder in a report; left out: tables of an invented story, made for this. Each
change is one character of one file, in a copy: first of the inputs and tables, then of any file of
the run, then of tables by a forger who writes a fitting manifest and crate, which only tables
made again can tell.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from analysis import compare, load_story
from analysis.comparison import save_tables
from analysis.evidence import crate
from analysis.evidence.described_tables import describe_tables
from analysis.evidence.hashing import encode_facts, hash_facts, hash_file
from analysis.evidence.manifest import MANIFEST, list_files, read_manifest, write_manifest
from analysis.evidence.verification import verify_run
from analysis.paths import find_seeds_folder

STORY = "tarnholt-dam"
KINDS = ("swap", "insert", "delete", "space", "case", "line end", "mark", "tail")
_BOM = b"\xef\xbb\xbf"


def list_targets(story: Path, run: Path) -> list[tuple[str, str]]:
    """List the files that evidence rests on: part (`input`, `published`) and name."""
    facts = read_manifest(run)
    inputs = [one["file"] for one in facts["inputs"] if (story / one["file"]).is_file()]
    if facts["story"]["manifest"]:
        inputs.append(facts["story"]["manifest"]["file"])
    tables = [name for name in list_files(run) if name.startswith("tables/")]
    return [*(("input", name) for name in inputs), *(("published", name) for name in tables)]


def list_published(run: Path) -> list[tuple[str, str]]:
    """List all files of a run, its manifest and its crate among them."""
    return [("published", name) for name in list_files(run)]


def change_character(data: bytes, random: Random) -> tuple[str, bytes]:
    """Change one character of a file; the kind of change, and bytes that always differ."""
    kind = random.choice(KINDS)
    at = random.randrange(len(data) or 1)
    before, one, after = data[:at], data[at : at + 1], data[at + 1 :]
    if kind == "swap":
        changed = before + bytes([random.choice(range(32, 127))]) + after
    elif kind == "insert":
        changed = before + bytes([random.choice(range(32, 127))]) + one + after
    elif kind == "delete":
        changed = before + after
    elif kind == "space":
        changed = before + b" " + one + after
    elif kind == "case":
        changed = before + one.swapcase() + after
    elif kind == "line end":
        changed = data.replace(b"\n", b"\r\n", 1)
    elif kind == "mark":
        changed = _BOM + data
    else:
        changed = data + b"\n"
    # A letter swapped for itself, a digit's other case: no change, so a sure one instead.
    return (kind, changed) if changed != data else ("tail", data + b"\n")


def forge_manifest(run: Path, change=lambda facts: None) -> None:
    """Change a manifest and its crate as somebody would who knows how they are made."""
    facts = json.loads((run / MANIFEST).read_text("utf-8"))
    del facts["manifest_sha256"]
    for name, file in facts["files"].items():
        path = run / name
        if path.is_file():
            file.update(sha256=hash_file(path), n_bytes=path.stat().st_size)
    change(facts)
    facts["manifest_sha256"] = hash_facts(facts)
    (run / MANIFEST).write_bytes(encode_facts(facts))
    (run / crate.CRATE).write_bytes(encode_facts(crate.describe_crate(facts)))


def gather_story(run: Path, story: Path, home: Path) -> Path:
    """Put a story's manifest and texts into one folder, so that all of them can be changed."""
    from analysis.evidence.inputs import find_input

    facts = read_manifest(run)
    folder = home / facts["story"]["name"]
    manifest = facts["story"]["manifest"]
    for one in [*facts["inputs"], *([manifest] if manifest else [])]:
        found = find_input(one["file"], story)
        if found is None:
            raise SystemExit(f"{one['file']} is not here: give the story's folder with --story.")
        target = folder / one["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, target)
    return folder


def make_run(home: Path) -> tuple[Path, Path]:
    """Make the tables and the manifest of an invented story; its folder and the run's."""
    folder, run = find_seeds_folder() / STORY, home / "run" / STORY
    story = load_story(folder)
    tables = compare(story)
    save_tables(tables, run / "tables")
    write_manifest(run, story, describe_tables(tables), {})
    return folder, run


def measure(
    story: Path, run: Path, targets: list, options, *, forged: bool = False
) -> tuple[Counter, list]:
    """How many changes of each kind were found, and those that were missed."""
    random, found, missed = Random(options.seed), Counter(), []
    for _ in range(options.changes):
        with tempfile.TemporaryDirectory() as scratch:
            own = {
                "input": Path(shutil.copytree(story, Path(scratch) / "story" / story.name)),
                "published": Path(shutil.copytree(run, Path(scratch) / "run" / run.name)),
            }
            part, name = random.choice(targets)
            path = own[part] / name
            kind, changed = change_character(path.read_bytes(), random)
            path.write_bytes(changed)
            if forged:
                forge_manifest(own["published"])
            recompute = forged or not options.files_only
            rows = verify_run(own["published"], story=own["input"], recompute=recompute)
            is_found = ((rows["file"] == name) & (rows["status"] != "ok")).any()
            found[kind] += bool(is_found)
            if not is_found:
                missed.append((part, name, kind))
    return found, missed


def main() -> int:
    """Measure and print; exit status 1 where a change was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tampering")
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--story", type=Path)
    parser.add_argument("--changes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--files-only",
        action="store_true",
        help="tables are made again only where a manifest was forged",
    )
    options = parser.parse_args()
    all_missed = []
    with tempfile.TemporaryDirectory() as scratch:
        story, run = (options.story, options.run) if options.run else make_run(Path(scratch))
        story = story or find_seeds_folder() / read_manifest(run)["story"]["name"]
        story = gather_story(run, story, Path(scratch) / "texts")
        untouched = verify_run(run, story=story)
        n_wrong = int((untouched["status"] != "ok").sum())
        print(f"unchanged: {len(untouched)} things checked, {n_wrong} not ok")
        rests_on = list_targets(story, run)
        tables = [one for one in rests_on if one[0] == "published"]
        for label, targets, forged in (
            ("inputs and tables", rests_on, False),
            ("any file of the run", list_published(run), False),
            ("tables, manifest forged to fit", tables, True),
        ):
            started = time.perf_counter()
            found, missed = measure(story, run, targets, options, forged=forged)
            seconds = time.perf_counter() - started
            kinds = ", ".join(f"{kind} {found[kind]}" for kind in KINDS if found[kind])
            n = found.total()
            print(f"{label}: {n} of {options.changes} found ({kinds}); {seconds:.0f} s", flush=True)
            all_missed += missed
    for one in all_missed:
        print("missed:", *one)
    return 1 if all_missed or n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
