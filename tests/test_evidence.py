"""Can a stranger check a report: is every change found, and nothing read that must not be?"""

import csv
import dataclasses
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from unittest.mock import patch
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import compare, load_story
from analysis.comparison import WRITTEN, save_tables
from analysis.errors import ReadingError, UsageError
from analysis.evidence import command, crate, fingerprints, manifest, verification
from analysis.evidence.described_tables import SEEDS, describe_tables
from analysis.evidence.dictionary import BASE, TABLES
from analysis.evidence.hashing import encode_facts, hash_facts, hash_file, hash_table
from analysis.evidence.inputs import describe_story, find_inside
from analysis.evidence.passages import find_passages, make_segment_id, parse_segment_id
from analysis.evidence.tables import find_difference
from benchmarks.tampering import change_character, forge_manifest, list_targets

ROOT = Path(__file__).resolve().parent.parent
N_CHANGES = 40
PARTS = {"manifest", "crate", "published", "input", "code", "package", "story", "table"}


def write_run(story_folder: Path, folder: Path, parameters: dict | None = None) -> Path:
    """Make a run's folder as a report makes it, with two pages that stand for all."""
    story = load_story(story_folder)
    parameters = parameters or {}
    tables = compare(story, parameters.get("base"), versions=parameters.get("versions"))
    save_tables(tables, folder / "tables")
    (folder / "index.html").write_text("<h1>Libraries</h1>\n", "utf-8")
    (folder / "00_story.ipynb").write_text("{}\n", "utf-8")
    manifest.write_manifest(folder, story, describe_tables(tables), parameters)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A story of its own and its run; nobody changes them."""
    home = tmp_path_factory.mktemp("evidence")
    shutil.copytree(ROOT / "seeds" / "tiny", home / "story" / "tiny")
    return home / "story" / "tiny", write_run(home / "story" / "tiny", home / "out" / "tiny")


@pytest.fixture(scope="module")
def tiny_tables(made):
    return compare(load_story(made[0]))


@pytest.fixture(scope="module")
def dam():
    return compare(load_story("tarnholt-dam"))


@pytest.fixture
def copied(made, tmp_path):
    """A copy of the story and its run, to change."""
    story, run = made
    return (
        Path(shutil.copytree(story, tmp_path / "story" / "tiny")),
        Path(shutil.copytree(run, tmp_path / "out" / "tiny")),
    )


def list_problems(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Part, file and status of all that is not ok."""
    wrong = rows[rows["status"] != "ok"]
    return list(wrong[["part", "file", "status"]].itertuples(index=False, name=None))


def say(rows: pd.DataFrame, part: str, file: str) -> str:
    return rows.query("part == @part and file == @file")["why"].item()


def run_command(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """`verify` in a process of its own, as the command will call it."""
    code = (
        "import argparse, sys\n"
        "from analysis.errors import UsageError\n"
        "from analysis.evidence import command\n"
        "parser = argparse.ArgumentParser()\n"
        "command.add_parser(parser.add_subparsers(required=True))\n"
        "options = parser.parse_args()\n"
        "try:\n    sys.exit(options.run(options))\n"
        "except UsageError as problem:\n    print(problem, file=sys.stderr)\n    sys.exit(2)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "verify", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
    )


# ---------------------------------------------------------------- all is well


def test_an_unchanged_run_is_ok_in_every_part(made):
    story, run = made
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == []
    assert set(rows["part"]) == PARTS
    assert rows.query("part == 'table'")["file"].tolist() == [
        *(f"tables/{name}.csv" for name in WRITTEN),
        "tables/changes.json",
    ]


def test_a_fresh_process_says_so_too(made):
    story, run = made
    answer = run_command(str(run), "--story", str(story), PYTHONHASHSEED="7", LC_ALL="C")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("tiny: ") and " 0 changed, 0 missing" in answer.stdout
    stated = json.loads((run / "manifest.json").read_text("utf-8"))["manifest_sha256"]
    assert stated in answer.stdout


def test_a_story_under_seeds_is_found_by_its_name(made):
    assert list_problems(verification.verify_run(made[1])) == []


def write_run_apart(story: Path, home: Path, **environment: str) -> Path:
    """Make a run in a process and a folder of its own."""
    shutil.copytree(story, home / "story" / "tiny")
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "from pathlib import Path\nfrom test_evidence import write_run\n"
        f"write_run(Path({str(home / 'story' / 'tiny')!r}), Path({str(home / 'run')!r}))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=home)
    return home / "run"


def test_two_runs_write_the_same_bytes_whatever_the_place_hash_seed_and_locale(made, tmp_path):
    other = {"HOME": str(tmp_path), "USER": "nobody-here", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    for attempt in range(3):
        first = write_run_apart(made[0], tmp_path / f"{attempt}a", PYTHONHASHSEED="1", TZ="UTC")
        again = write_run_apart(made[0], tmp_path / f"{attempt}b", PYTHONHASHSEED="99", **other)
        parts = [manifest.read_manifest(run)["mediacompare"] for run in (first, again)]
        if parts[0] == parts[1]:  # else somebody saved a file of the package between the two
            break
    for name in ("manifest.json", crate.CRATE):
        written = (again / name).read_bytes()
        assert written == (first / name).read_bytes()
        for private in (str(tmp_path), str(ROOT), "nobody-here", f'"{platform.node()}"'):
            assert private not in written.decode()


def test_parameters_are_recorded_and_used_again(made, tmp_path):
    parameters = {"base": "cutdown", "versions": ["rewrite"]}
    run = write_run(made[0], tmp_path / "tiny", parameters)
    facts = manifest.read_manifest(run)
    assert facts["parameters"] == parameters
    assert facts["story"]["base_of_run"] == "cutdown"
    assert list_problems(verification.verify_run(run, story=made[0])) == []
    forge_manifest(run, lambda facts: facts["parameters"].update(base="wire"))
    rows = verification.verify_run(run, story=made[0])
    assert ("table", "tables/versions.csv", "changed") in list_problems(rows)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"base": 3}, "no proper base"),
        ({"versions": "rewrite"}, "no proper base or versions"),
        ({"versions": [7]}, "there is no version '7'"),
        ({"base": "nobody"}, "there is no version 'nobody'"),
    ],
)
def test_parameters_that_no_run_can_have_had_are_refused(copied, parameters, sentence):
    story, run = copied
    forge_manifest(run, lambda facts: facts.update(parameters=parameters))
    assert sentence in say(verification.verify_run(run, story=story), "table", "tables")


def test_what_could_not_be_read_is_recorded_without_the_folder(made, tmp_path):
    folder = shutil.copytree(made[0], tmp_path / "with-more")
    (folder / "rewrite.txt").write_bytes(b"\x00\x01" * 500)
    run = write_run(folder, tmp_path / "out" / "with-more")
    (sentence,) = manifest.read_manifest(run)["story"]["could_not_be_read"]
    assert sentence.startswith("rewrite.txt is not the file") and str(tmp_path) not in sentence
    assert list_problems(verification.verify_run(run, story=folder)) == []
    shutil.copy(made[0] / "rewrite.txt", folder / "rewrite.txt")
    rows = verification.verify_run(run, story=folder)
    assert "'rewrite' was not part of the run" in say(rows, "story", "with-more")


def test_what_was_dropped_is_counted_and_hashed(tmp_path):
    folder = tmp_path / "marked"
    folder.mkdir()
    (folder / "one.md").write_text("# A title here\n\nThe council met. It *voted* twice.\n")
    (folder / "two.txt").write_text("The council met. It voted twice.\n")
    facts = manifest.read_manifest(write_run(folder, tmp_path / "out" / "marked"))
    one, two = facts["inputs"]
    assert one["dropped"]["n_characters"] > 0 == two["dropped"]["n_characters"]
    assert one["dropped"]["sha256"] != two["dropped"]["sha256"]
    assert sum(one["dropped"]["characters_by_reason"].values()) >= one["dropped"]["n_characters"]
    assert one["sha256"] == hash_file(folder / "one.md")
    assert one["n_bytes"] == (folder / "one.md").stat().st_size
    assert facts["story"]["manifest"] is None


def test_an_input_that_changes_during_the_run_is_not_recorded_as_read(made, tmp_path):
    folder = shutil.copytree(made[0], tmp_path / "tiny")
    story = load_story(folder)
    (folder / "wire.txt").write_bytes((folder / "wire.txt").read_bytes() + b"\n")
    with pytest.raises(ReadingError, match="wire.txt changed while"):
        manifest.write_manifest(tmp_path, story, describe_tables(compare(story)), {})
    assert not (tmp_path / "manifest.json").exists()


# ---------------------------------------------------------------- every change is found


def test_every_one_character_change_to_inputs_and_tables_is_found(made, tmp_path):
    story, run = made
    random, missed, kinds = Random(20261), [], set()
    folders = {"input": story, "published": run}
    targets = list_targets(story, run)
    for number in range(N_CHANGES):
        home = tmp_path / str(number)
        copies = {part: shutil.copytree(path, home / part) for part, path in folders.items()}
        part, name = random.choice(targets)
        path = copies[part] / name
        was = path.read_bytes()
        kind, now = change_character(was, random)
        assert now != was
        path.write_bytes(now)
        # The run's copy lies beside its story's; the folder's name is no part of the evidence.
        rows = verification.verify_run(copies["published"], story=copies["input"], recompute=False)
        if (part, name) not in {(row[0], row[1]) for row in list_problems(rows)}:
            missed.append((part, name, kind))
        kinds.add(kind)
        shutil.rmtree(home)
    assert not missed
    assert len(kinds) >= 3


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("tables/changes.csv", lambda data: data.replace(b"\n", b"\r\n")),
        ("tables/changes.csv", lambda data: data.rstrip(b"\n")),
        ("tables/terms.csv", lambda data: b"\xef\xbb\xbf" + data),
        ("tables/terms.csv", lambda data: data + b"\n"),
        ("tables/changes.json", lambda data: data.replace(b" ", b"  ", 1)),
        ("index.html", lambda data: data.replace(b"h1", b"h2")),
        ("00_story.ipynb", lambda data: data + b" "),
        ("manifest.json", lambda data: data.replace(b'"wire"', b'"wier"', 1)),
        ("manifest.json", lambda data: data + b"\n"),
        ("manifest.json", lambda data: data.replace(b"\n", b"\r\n")),
        ("manifest.json", lambda data: b"\xef\xbb\xbf" + data),
        (crate.CRATE, lambda data: data.replace(b"CreativeWork", b"Creativework", 1)),
        (crate.CRATE, lambda data: data + b" "),
    ],
)
def test_a_change_that_hardly_shows_is_found(copied, file, change):
    story, run = copied
    (run / file).write_bytes(change((run / file).read_bytes()))
    rows = verification.verify_run(run, story=story, recompute=False)
    assert [(name, status) for _, name, status in list_problems(rows)] == [(file, "changed")]


def test_a_change_of_the_manifest_of_the_story_is_found(copied):
    story, run = copied
    path = story / "story.toml"
    path.write_text(path.read_text("utf-8").replace("Oxby Observer", "Oxby observer"), "utf-8")
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == [
        ("input", "story.toml", "changed"),
        ("story", "tiny", "changed"),
        ("table", "tables/versions.csv", "changed"),
    ]
    assert say(rows, "table", "tables/versions.csv") == (
        "In the row version_id = cutdown, outlet is 'Oxby Observer'; made again it is "
        "'Oxby observer'."
    )
    assert "'cutdown' has another outlet" in say(rows, "story", "tiny")


def test_the_first_differing_cell_is_named(copied):
    story, run = copied
    path = run / "tables" / "changes.csv"
    path.write_text(path.read_text("utf-8").replace(",critical,", ",stylistic,"), "utf-8")
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == [
        ("published", "tables/changes.csv", "changed"),
        ("table", "tables/changes.csv", "changed"),
    ]
    why = say(rows, "table", "tables/changes.csv")
    assert re.fullmatch(
        r"In the row base_id = wire, other_id = rewrite, .*kind = number, .*, severity is "
        r"'stylistic'; made again it is 'critical'\.",
        why,
    )


def test_a_forger_of_table_manifest_and_crate_is_found_by_making_the_table_again(copied):
    story, run = copied
    path = run / "tables" / "word_counts.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[0, "n_tokens"] = "99"
    path.write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8")

    def follow(facts: dict) -> None:
        facts["tables"]["word_counts"]["sha256"] = hash_table(table)
        facts["files"]["tables/word_counts.csv"] = {
            "sha256": hash_file(path),
            "n_bytes": path.stat().st_size,
        }

    forge_manifest(run, follow)
    assert list_problems(verification.verify_run(run, story=story, recompute=False)) == []
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == [("table", "tables/word_counts.csv", "changed")]
    assert "n_tokens is '99'; made again it is" in say(rows, "table", "tables/word_counts.csv")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda facts: facts["inputs"][1].update(outlet="Another Post"), "story"),
        (lambda facts: facts["inputs"][1].update(text_sha256="0" * 64), "story"),
        (lambda facts: facts["inputs"][0]["dropped"].update(n_characters=4), "story"),
        (lambda facts: facts["inputs"].reverse(), "story"),
        (lambda facts: facts["inputs"].pop(), "story"),
        (lambda facts: facts.update(fingerprint="0" * 64), "story"),
        (lambda facts: facts["story"].update(could_not_be_read=["x.txt is a ghost."]), "story"),
        (lambda facts: facts["tables"]["terms"].update(sha256="0" * 64), "table"),
        (lambda facts: facts["tables"].pop("terms"), "table"),
        (lambda facts: facts["tables"]["terms"].update(n_rows=3), "table"),
        (lambda facts: facts["tables"]["terms"].update(key=["term"]), "table"),
        (lambda facts: facts["story"].update(base_of_run="rewrite"), "story"),
        (lambda facts: facts.update(about="Trust the numbers."), "story"),
        (lambda facts: facts.update(note="Checked by experts."), "manifest"),
        (lambda facts: facts["files"].pop("index.html"), "published"),
        (lambda facts: facts["mediacompare"].update(version="9.9"), "code"),
        (lambda facts: facts["mediacompare"].update(sha256="0" * 64), "code"),
        (lambda facts: facts["seeds_of_random_numbers"].update({"analysis.chance": 1}), "code"),
        (lambda facts: facts["packages"].update(pandas="0.1"), "package"),
    ],
)
def test_a_forged_fact_is_found(copied, change, part):
    story, run = copied
    forge_manifest(run, change)
    rows = verification.verify_run(run, story=story)
    assert part in {problem[0] for problem in list_problems(rows)}


def test_files_that_are_gone_renamed_or_new(copied):
    story, run = copied
    (run / "index.html").unlink()
    (run / "tables" / "terms.csv").rename(run / "tables" / "Terms.csv")
    (run / "note.txt").write_text("hello")
    (run / ".hidden").write_text("a lock, say")
    (story / "rewrite.txt").rename(story / "Rewrite.txt")
    rows = verification.verify_run(run, story=story, recompute=False)
    assert list_problems(rows) == [
        ("published", "index.html", "missing"),
        ("published", "tables/terms.csv", "missing"),
        ("published", "note.txt", "changed"),
        ("published", "tables/Terms.csv", "changed"),
        ("input", "rewrite.txt", "missing"),
    ]


def test_other_code_and_another_package_are_named(copied, monkeypatch):
    story, run = copied
    other = {**fingerprints.list_code(), "analysis/fidelity": "0" * 64}
    monkeypatch.setattr(verification, "list_code", lambda: other)
    packages = {**fingerprints.list_packages(), "pandas": "9.0"}
    del packages["regex"]
    monkeypatch.setattr(verification, "list_packages", lambda: packages)
    rows = verification.verify_run(run, story=story)
    assert {problem[:2] for problem in list_problems(rows)} == {
        ("code", "mediacompare"),
        ("package", "pandas"),
        ("package", "regex"),
    }
    assert say(rows, "code", "mediacompare").endswith("analysis/fidelity.")
    assert say(rows, "package", "pandas").endswith("and is 9.0.")
    assert rows.query("file == 'regex'")["status"].item() == "missing"


def test_without_manifest_or_story_it_says_so(copied, tmp_path):
    story, run = copied
    unknown = Path(shutil.copytree(run, tmp_path / "unknown"))
    forge_manifest(unknown, lambda facts: facts["story"].update(name="nowhere-to-be-found"))
    rows = verification.verify_run(unknown)
    assert ("table", "tables", "missing") in list_problems(rows)
    assert "give its folder with --story" in say(rows, "input", "wire.txt")
    (run / "manifest.json").unlink()
    assert list_problems(verification.verify_run(run)) == [("manifest", "manifest.json", "missing")]


def test_a_store_of_tables_made_earlier_is_not_asked(made, tiny_tables, monkeypatch, tmp_path):
    monkeypatch.setenv("MEDIACOMPARE_TABLES", str(tmp_path / "store"))
    seen = []

    def make(story, parameters: dict) -> dict:
        seen.append(os.environ.get("MEDIACOMPARE_TABLES"))
        return tiny_tables

    monkeypatch.setattr(verification, "_make_tables", make)
    verification.verify_run(made[1], story=made[0])
    assert seen == [None]
    assert os.environ["MEDIACOMPARE_TABLES"] == str(tmp_path / "store")


# ---------------------------------------------------------------- the command


def test_a_report_of_several_stories_and_its_exit_statuses(copied, tmp_path):
    _, run = copied
    shutil.copytree(run, run.parent / "tiny-2")
    (run.parent / "index.html").write_text("all stories")
    fine = run_command(str(run.parent), "--files-only", "--format", "json")
    answer = json.loads(fine.stdout)
    assert (fine.returncode, answer["status"]) == (0, "ok")
    assert [one["run"] for one in answer["runs"]] == ["tiny", "tiny-2"]
    (run.parent / "tiny-2" / "index.html").write_text("\x1b[31mred")
    changed = run_command(str(run.parent), "--files-only")
    assert changed.returncode == 1
    assert "  changed  published index.html: It has " in changed.stdout
    (tmp_path / "empty").mkdir()
    for wrong in (tmp_path / "empty", tmp_path / "none", run / "index.html"):
        refused = run_command(str(wrong))
        assert refused.returncode == 2 and refused.stdout == ""
        assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(("part", "is_whole"), [("code", True), ("table", False)])
def test_evidence_that_is_whole_under_other_code_is_said_to_be_so(part, is_whole):
    rows = [("table", "tables/terms.csv", "ok", ""), ("code", "mediacompare", "changed", "Other.")]
    rows += [] if part == "code" else [(part, "tables/frames.csv", "changed", "Another one.")]
    text = command._write_text([(Path("tiny"), pd.DataFrame(rows, columns=verification.COLUMNS))])
    assert ("All files and tables are as recorded" in text) == is_whole
    assert "changed  code mediacompare: Other." in text


def test_the_story_of_each_run_is_chosen_by_its_folders_name(copied):
    story, run = copied
    assert command._choose_story(run, [Path("a"), story], alone=False) == story
    assert command._choose_story(run, [Path("a")], alone=True) == Path("a")
    assert command._choose_story(run, [Path("a")], alone=False) is None


# ---------------------------------------------------------------- hostile manifests


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "/etc/hostname", "tables/../../secret.txt", "C:/x", "a\\b", "", ".", "x//y"],
)
def test_a_path_that_leaves_the_folder_is_refused(copied, name):
    story, run = copied
    (run.parent / "secret.txt").write_text("secret")
    digest = {"sha256": hash_file(run.parent / "secret.txt"), "n_bytes": 6}
    forge_manifest(run, lambda facts: facts["files"].update({name: digest}))
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == [("manifest", "manifest.json", "changed")]
    assert "is not a path inside the folder" in say(rows, "manifest", "manifest.json")


@pytest.mark.parametrize("name", ["../tiny", "/etc", "..", "a/b"])
def test_a_story_that_is_no_name_is_refused(copied, name):
    forge_manifest(copied[1], lambda facts: facts["story"].update(name=name))
    rows = verification.verify_run(copied[1])
    assert list_problems(rows) == [("manifest", "manifest.json", "changed")]


@pytest.mark.parametrize("file", ["../wire.txt", "/etc/hostname"])
def test_an_input_outside_the_story_is_refused(copied, file):
    forge_manifest(copied[1], lambda facts: facts["inputs"][0].update(file=file))
    rows = verification.verify_run(copied[1], story=copied[0])
    assert list_problems(rows) == [("manifest", "manifest.json", "changed")]


@pytest.mark.parametrize("what", ["file", "folder", "circle", "input", "manifest", "story"])
def test_a_link_that_leads_out_is_not_followed(copied, tmp_path, what):
    story, run = copied
    secret = tmp_path / "secret"
    secret.mkdir()
    if what == "input":
        shutil.move(story / "wire.txt", secret / "wire.txt")
        (story / "wire.txt").symlink_to(secret / "wire.txt")
    elif what == "folder":
        shutil.move(run / "tables", secret / "tables")
        (run / "tables").symlink_to(secret / "tables")
    elif what == "story":
        shutil.move(story / "story.toml", secret / "story.toml")
        (story / "story.toml").symlink_to(secret / "story.toml")
    else:
        name = "manifest.json" if what == "manifest" else "index.html"
        shutil.move(run / name, secret / name)
        (run / name).symlink_to(run / name if what == "circle" else secret / name)
    rows = verification.verify_run(run, story=story, recompute=what == "story")
    wrong = rows[rows["status"] != "ok"]
    assert len(wrong) and wrong["why"].str.contains("leads out").any()
    assert not wrong["why"].str.contains(str(secret), regex=False).any()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "mediacompare manifest 1"}',
        b'{"format": "mediacompare manifest 1", "a": NaN}',
        b'{"format": 1, "format": 2}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"\xff\xfe{}",
        b"1" * 10_000,
        b'{"format": "mediacompare manifest 1", "story": [1], "inputs": {}, "files": 3}',
    ],
)
def test_a_manifest_that_is_none_is_refused_in_one_sentence(copied, data):
    story, run = copied
    (run / "manifest.json").write_bytes(data)
    rows = verification.verify_run(run, story=story)
    assert list_problems(rows) == [("manifest", "manifest.json", "changed")]
    why = say(rows, "manifest", "manifest.json")
    assert why.endswith("Nothing else can be checked against it.") and len(why) < 300


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among the files of this system")
def test_a_pipe_in_place_of_a_file_is_not_waited_for(copied):
    story, run = copied
    for name in ("index.html", "manifest.json"):
        (run / name).unlink()
        os.mkfifo(run / name)
        rows = verification.verify_run(run, story=story, recompute=False)
        assert (name, "missing") in [problem[1:] for problem in list_problems(rows)]


def test_a_huge_manifest_is_not_read(copied):
    story, run = copied
    with open(run / "manifest.json", "wb") as file:
        file.truncate(manifest.MAX_BYTES + 1)
    rows = verification.verify_run(run, story=story)
    assert "too large" in say(rows, "manifest", "manifest.json")


def test_a_page_blown_up_is_not_hashed(copied):
    story, run = copied
    with open(run / "index.html", "ab") as file:
        file.truncate(verification.MOST_BYTES + 1)
    rows = verification.verify_run(run, story=story, recompute=False)
    assert "too many for a part of a report" in say(rows, "published", "index.html")


def test_a_table_blown_up_is_not_read_for_its_cells(copied):
    story, run = copied
    with open(run / "tables" / "changes.csv", "ab") as file:
        file.truncate(300_000_000)
    rows = verification.verify_run(run, story=story)
    assert "300000000 bytes" in say(rows, "table", "tables/changes.csv")


_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4)
_VALUES = _SCALARS | st.lists(_SCALARS, max_size=2) | st.dictionaries(st.text(max_size=3), _SCALARS)


@settings(max_examples=40)
@given(data=st.data())
def test_no_forged_value_stops_the_check(made, tiny_tables, data):
    facts = json.loads((made[1] / "manifest.json").read_text("utf-8"))
    place, key = facts, data.draw(st.sampled_from(sorted(facts)))
    while isinstance(place[key], dict) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(_VALUES)
    facts.pop("manifest_sha256", None)
    facts["manifest_sha256"] = hash_facts(facts)
    folder = made[1].parent.parent / "forged"
    if not folder.exists():
        shutil.copytree(made[1], folder)
    (folder / "manifest.json").write_bytes(encode_facts(facts))
    with patch.object(verification, "_make_tables", lambda story, parameters: tiny_tables):
        rows = verification.verify_run(folder, story=made[0])
    assert set(rows["status"]) <= set(verification.STATUSES)


@given(st.text(alphabet="a/.\\:\0é ", max_size=8))
def test_no_name_is_found_outside_a_folder(made, name):
    try:
        found = find_inside(name, made[1])
    except ReadingError:
        return
    assert found is None or found.resolve().is_relative_to(made[1].resolve())


# ---------------------------------------------------------------- fingerprints


def test_a_fingerprint_follows_inputs_settings_and_nothing_else(made, tmp_path):
    folder = Path(shutil.copytree(made[0], tmp_path / "tiny"))
    first = fingerprints.fingerprint_run(load_story(made[0]), {})
    assert fingerprints.fingerprint_run(load_story(folder), {}) == first
    seen = {first, fingerprints.fingerprint_run(load_story(folder), {"base": "cutdown"})}
    toml = (folder / "story.toml").read_text("utf-8")
    for edited in (toml + "\n", toml.replace('base = "wire"', 'base = "rewrite"'), "# x\n" + toml):
        (folder / "story.toml").write_text(edited, "utf-8")
        seen.add(fingerprints.fingerprint_run(load_story(folder), {}))
    (folder / "story.toml").write_text(toml, "utf-8")
    (folder / "rewrite.txt").unlink()
    seen.add(fingerprints.fingerprint_run(load_story(folder), {}))
    story = load_story(made[0])
    turned = dataclasses.replace(story, versions=story.versions[::-1])
    seen.add(fingerprints.fingerprint_run(turned, {}))
    assert len(seen) == 7


def test_code_is_listed_by_part_and_nothing_made_is_in_it():
    parts = fingerprints.list_code()
    assert {"analysis/evidence", "analysis/story.py", "data/fidelity"} <= set(parts)
    assert {"notebooks/00_story.ipynb"} <= set(parts)
    assert not any("pycache" in part or "shipped" in part or "lessons" in part for part in parts)
    assert list(parts) == sorted(parts)


def test_packages_hold_what_is_declared_and_what_these_need():
    packages = fingerprints.list_packages()
    assert {"python", "pandas", "scikit-learn", "jupyter-client"} <= set(packages)
    assert "python-dateutil" in packages  # pandas needs it, nobody here asks for it
    assert "pytest" not in packages
    assert packages["pandas"] == pd.__version__


def test_every_random_number_has_a_recorded_seed():
    # Fixed numbers in training code, which no report runs, are not of a run.
    drawn = re.compile(r"default_rng\((?!0\))|random\.seed|RandomState|import random\b")
    outside = ("planting", "evidence")
    modules = {
        "analysis." + path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")
        for path in (ROOT / "analysis").rglob("*.py")
        if drawn.search(path.read_text("utf-8"))
        and path.relative_to(ROOT / "analysis").parts[0] not in outside
    }
    assert modules == set(SEEDS)


def test_a_table_has_one_hash_for_its_values_and_order():
    table = pd.DataFrame({"a": [1.0, None], "b": ["x", "y"]})
    same = [table.copy(), table.set_axis([5, 6])]
    other = [table[::-1], table[["b", "a"]], table.rename(columns={"a": "A"}), table.iloc[:1]]
    assert {hash_table(one) for one in same} == {hash_table(table)}
    assert hash_table(table) not in {hash_table(one) for one in other}


def test_names_that_are_no_unicode_are_written_and_read_again():
    facts = {"file": "caf\udce9.txt", "words": "naïve “quoted”"}
    data = encode_facts(facts)
    assert manifest.parse_facts(data, "x") == facts
    assert encode_facts(manifest.parse_facts(data, "x")) == data


# ---------------------------------------------------------------- tables and passages


def test_every_table_is_declared_and_its_key_names_each_row_once(dam):
    assert tuple(TABLES) == WRITTEN
    tables = dam
    for name, described in TABLES.items():
        assert not tables[name].duplicated(list(described.key)).any(), name
        columns = {column for one in described.passages for column in one if column}
        assert columns - {BASE} <= set(tables[name].columns), name
        for other, matching in described.rows_from:
            assert set(matching) <= set(tables[other].columns), name
            assert set(matching.values()) <= set(tables[name].columns), name
        assert described.passages or described.rows_from or name == "dropped"


def test_the_readme_describes_the_same_tables_with_the_same_keys():
    rows = re.findall(
        r"(?m)^\| `(\w+)` \| (`[^|]+`) \| ([^|]+) \|$", (ROOT / "README.md").read_text()
    )
    listed = {name: tuple(re.findall(r"`(\w+)`", key)) for name, key, _ in rows if name in TABLES}
    assert listed == {name: described.key for name, described in TABLES.items()}
    said = {name: text.replace("`", "").strip() for name, _, text in rows if name in TABLES}
    assert said == {name: described.row for name, described in TABLES.items()}


def test_rows_of_every_table_lead_to_words_that_stand_there(made, tiny_tables):
    story = load_story(made[0])
    tables, texts = tiny_tables, {version.id: version.text for version in story.versions}
    for name, described in TABLES.items():
        for row in tables[name].iloc[:: max(1, len(tables[name]) // 8)].to_dict("records"):
            key = {column: row[column] for column in described.key if pd.notna(row[column])}
            found = find_passages(tables, name, key)
            assert len(found) or name in {"dropped", "frames", "selection", "patterns"}, (name, key)
            for one in found.itertuples():
                words = texts[one.version_id][one.start : one.stop]
                assert " ".join(words.split()) == " ".join(one.text.split()), (name, key)
                digest, start, stop = parse_segment_id(one.segment_id)
                assert (start, stop) == (one.start, one.stop)
    with pytest.raises(UsageError, match="no table 'nothing'"):
        find_passages(tables, "nothing", {})
    with pytest.raises(UsageError, match="no column 'colour'"):
        find_passages(tables, "terms", {"colour": 1})


def test_ids_of_segments_stay_when_versions_come_and_go(dam):
    some = compare(load_story("tarnholt-dam"), versions=["spun"])

    def name_segments(tables: dict) -> set[str]:
        hashes = tables["versions"].set_index("version_id")["sha256"]
        return {
            make_segment_id(hashes[one.version_id], one.start, one.stop)
            for one in tables["segments"].itertuples()
        }

    assert name_segments(some) < name_segments(dam)
    assert len(name_segments(dam)) == len(dam["segments"])


@given(
    st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 10**7), st.integers(0, 99)
)
def test_an_id_is_read_as_it_was_made(digest, start, length):
    made = make_segment_id(digest, start, start + length)
    assert parse_segment_id(made) == (digest[:12], start, start + length)


@pytest.mark.parametrize("wrong", ["", "60c6.1-2", "60c623533c0d.1-", "60c623533c0d.1-2 "])
def test_what_is_no_id_is_refused(wrong):
    with pytest.raises(ValueError, match="no segment id"):
        parse_segment_id(wrong)


@given(st.data())
def test_the_first_difference_is_the_first(data):
    cells = st.lists(st.text("ab,\"'\n", max_size=3), min_size=2, max_size=2)
    rows = data.draw(st.lists(cells, min_size=1, max_size=5))
    table = pd.DataFrame(rows, columns=["id", "value"], dtype=str)
    assert find_difference(table, table.copy(), ["id"]) == ""
    k = data.draw(st.integers(0, len(rows) - 1))
    other = table.copy()
    other.loc[k, "value"] += "!"
    assert repr(other.loc[k, "value"]) in find_difference(other, table, ["id"])
    assert "rows; made again it has" in find_difference(table.iloc[:-1], table, ["id"])
    assert "column" in find_difference(table[["id"]], table, ["id"])


# ---------------------------------------------------------------- the crate


def check_crate(folder: Path) -> dict[str, dict]:
    """Assert what RO-Crate 1.2 demands (its words MUST); give the entities by their id."""
    document = json.loads((folder / crate.CRATE).read_text("utf-8"))
    assert document["@context"] == "https://w3id.org/ro/crate/1.2/context"
    entities = {one["@id"]: one for one in document["@graph"]}
    assert len(entities) == len(document["@graph"]), "an @id is given twice"
    descriptor = entities["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    root = entities[descriptor["about"]["@id"]]
    assert root["@id"] == "./" and root["@type"] == "Dataset"
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", root["datePublished"])
    parts = {one["@id"] for one in root["hasPart"]}
    for entity in document["@graph"]:
        assert re.fullmatch(r"[^\s<>\"{}|\\^`]+", entity["@id"]), "not a URI reference"
        assert entity["@type"]
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                assert not isinstance(one, dict) or set(one) == {"@id"}, "nested"
                assert not isinstance(one, dict) or one["@id"] in entities or "://" in one["@id"]
        if entity["@type"] == "File":
            path = folder / unquote(entity["@id"])
            assert entity["@id"] in parts and path.is_file()
            assert entity["sha256"] == hash_file(path)
            assert entity["contentSize"] == str(path.stat().st_size)
            assert entity["name"] and entity["description"] and "/" in entity["encodingFormat"]
        if entity["@type"] == "SoftwareApplication":
            assert entity["url"] and entity["version"] and entity["name"]
    return entities


def test_the_crate_is_what_ro_crate_demands(made):
    entities = check_crate(made[1])
    action = entities["#run"]
    assert action["@type"] == "CreateAction"
    assert [one["@id"] for one in action["object"]] == [
        "#input-wire",
        "#input-cutdown",
        "#input-rewrite",
    ]
    assert {"@id": "manifest.json"} in action["result"]
    assert entities[action["instrument"]["@id"]]["name"] == "mediacompare"
    assert entities["#input-wire"]["sha256"] == hash_file(made[0] / "wire.txt")
    root = entities["./"]
    assert root["datePublished"] == "2026-02-11"
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC0-1.0"}
    assert "Key: base_id, other_id" in entities["tables/changes.csv"]["description"]


def test_without_dates_and_licences_the_crate_says_so(tmp_path):
    folder = tmp_path / "Straße & Co"
    folder.mkdir()
    for name in ("eins", "zwei"):
        (folder / f"{name}.txt").write_text(f"The council met on {name} street. It voted.\n")
    run = write_run(folder, tmp_path / "out" / "Straße & Co")
    (run / "a page % & é.html").write_text("x")
    story = load_story(folder)
    manifest.write_manifest(run, story, describe_tables(compare(story)), {})
    root = check_crate(run)["./"]
    assert root["datePublished"] == crate.NO_DATE and "No input bears a date" in root["description"]
    assert "eins: not known; zwei: not known" in check_crate(run)["#licences"]["description"]
    assert list_problems(verification.verify_run(run, story=folder)) == []


def test_columns_of_the_manifest_are_those_of_the_files(made):
    facts = manifest.read_manifest(made[1])
    for name, table in facts["tables"].items():
        with open(made[1] / table["file"], encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == table["columns"], name
        assert len(rows) - 1 == table["n_rows"], name
        assert table["n_columns"] == len(rows[0])


def test_nothing_of_the_description_is_the_machines(made):
    text = json.dumps(describe_story(load_story(made[0])))
    assert str(made[0]) not in text and str(ROOT) not in text
