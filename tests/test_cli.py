"""The command as a person or a scheduler meets it: sentences, exit statuses, files."""

import os
import subprocess
import sys

import pandas as pd
import pytest

from analysis.cli import DONE, FAILED, WRONG_USE, main

ARTICLE = "Oxby (Wire) - The bridge is closed. Mayor Ann Reed said repairs cost $4 million.\n"


@pytest.fixture
def folder(tmp_path):
    """A folder of two articles without a manifest."""
    folder = tmp_path / "two papers"
    folder.mkdir()
    (folder / "wire.txt").write_text(ARTICLE * 3, encoding="utf-8")
    (folder / "paper.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


def run(capsys, *arguments) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_compare_writes_the_tables_and_says_what_it_did(capsys, tmp_path):
    status, out, err = run(capsys, "compare", "tiny", "--out", tmp_path)
    assert status == DONE and not err
    assert "read against wire" in out and "cutdown: cut-down" in out
    versions = pd.read_csv(tmp_path / "versions.csv")
    assert versions["version_id"].tolist() == ["wire", "cutdown", "rewrite"]


def test_a_folder_without_a_manifest_works_and_the_choice_of_base_is_said(capsys, folder, tmp_path):
    status, out, _ = run(capsys, "compare", folder, "--out", tmp_path / "out")
    assert status == DONE
    assert "read against wire" in out and "chosen" in out


def test_another_base(capsys, tmp_path):
    status, out, _ = run(capsys, "compare", "tiny", "--base", "rewrite", "--out", tmp_path)
    assert status == DONE and "read against rewrite" in out
    assert set(pd.read_csv(tmp_path / "collation.csv")["base_id"]) == {"rewrite"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "no-such-story"], "no-such-story"),
        (["compare", "tiny", "--base", "wyre"], "wire, cutdown, rewrite"),
        (["report", "tiny", "-p", "basis=wire"], "basis"),
        (["report", "tiny", "-p", "base"], "NAME=VALUE"),
        (["report", "tiny", "-p", "base=wyre"], "wire, cutdown, rewrite"),
        (["report", "tiny", "-p", "versions=cutdown,wyre"], "'wyre'"),
        (["report", "tiny", "-p", "other=wyre"], "'wyre'"),
        (["report", "no-such-story"], "no-such-story"),
        (["compare", "x" * 300], "too long"),
        (["compare", "~nobody-here/x"], "~nobody-here/x"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(capsys, tmp_path, arguments, said):
    status, out, err = run(capsys, *arguments, "--out", tmp_path / "out")
    assert status == WRONG_USE and not out
    assert said in err and err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.txt"),
        ("huge.txt", b"word " * (50 * 2**20 // 5), "huge.txt"),
    ],
)
def test_a_bad_file_is_told_and_the_good_ones_are_compared(
    capsys, folder, tmp_path, name, content, said
):
    (folder / name).write_bytes(content)
    status, out, err = run(capsys, "compare", folder, "--out", tmp_path / "out")
    assert status == FAILED
    assert said in err and err.count("\n") == 1
    versions = pd.read_csv(tmp_path / "out" / "versions.csv")
    assert set(versions["version_id"]) == {"wire", "paper"}


def write_manifest(folder, text: str) -> None:
    (folder / "story.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ('title = "T"\nbsae = "wire"\n[[version]]\nid="wire"\nfile="wire.txt"\n', "bsae"),
        (
            'title = "T"\n[[version]]\nid="a"\nfile="wire.txt"\n'
            '[[version]]\nid="a"\nfile="paper.txt"\n',
            "'a'",
        ),
        ('title = "T"\nbase = "x"\n[[version]]\nid="a"\nfile="wire.txt"\n', "x"),
        ('title = "T\n', "line 1"),
        ('title = "T"\n[[version]]\nid="a"\nfile="../paper.txt"\n', "../paper.txt"),
    ],
)
def test_a_wrong_manifest_is_one_sentence_with_its_place(capsys, folder, tmp_path, manifest, said):
    write_manifest(folder, manifest)
    status, _, err = run(capsys, "compare", folder, "--out", tmp_path / "out")
    assert status == WRONG_USE
    assert said in err and "story.toml" in err and err.count("\n") == 1


def test_a_wrong_checksum_or_a_missing_file_sets_that_version_aside(capsys, folder, tmp_path):
    write_manifest(
        folder,
        'title = "T"\nbase = "wire"\n[[version]]\nid="wire"\nfile="wire.txt"\n'
        '[[version]]\nid="paper"\nfile="paper.txt"\n'
        f'[[version]]\nid="changed"\nfile="paper.txt"\nsha256="{"0" * 64}"\n'
        '[[version]]\nid="gone"\nfile="gone.txt"\n',
    )
    status, _, err = run(capsys, "compare", folder, "--out", tmp_path / "out")
    assert status == FAILED
    lines = err.splitlines()
    assert len(lines) == 2 and "checksum" in lines[0] and "gone.txt" in lines[1]
    versions = pd.read_csv(tmp_path / "out" / "versions.csv")
    assert versions["version_id"].tolist() == ["wire", "paper"]


def test_a_story_of_one_version_says_so_and_writes_its_tables(capsys, folder, tmp_path):
    (folder / "paper.txt").unlink()
    status, _, err = run(capsys, "compare", folder, "--out", tmp_path / "out")
    assert status == FAILED and "one version" in err
    assert len(pd.read_csv(tmp_path / "out" / "versions.csv")) == 1


def test_import_makes_a_story_that_compare_reads(capsys, folder, tmp_path):
    files = sorted(folder.glob("*.txt"))
    story = tmp_path / "bridge"
    status, out, _ = run(capsys, "import", *files, "--story", "bridge", "--folder", story)
    assert status == DONE and "wire" in out
    status, out, err = run(capsys, "compare", story, "--out", tmp_path / "out")
    assert status == DONE, err


def test_list_names_the_stories(capsys):
    status, out, _ = run(capsys, "list")
    assert status == DONE
    assert "tiny" in out and "tarnholt-dam" in out and "wagner-arms" in out


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"], ["compare", "--help"]])
def test_help_tells_what_a_story_is_and_the_exit_statuses(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *arguments], capture_output=True, text=True, check=True
    )
    assert "STORY" in done.stdout and "exit status" in done.stdout


def test_the_result_does_not_depend_on_hash_seed_folder_or_locale(tmp_path):
    """Two processes in other folders, locales and with other hash seeds write the same bytes."""
    from analysis.paths import find_checkout_folder

    outputs = []
    for seed, locale in (("1", "C.UTF-8"), ("2", "C")):
        place = tmp_path / f"place {seed}"
        place.mkdir()
        subprocess.run(
            [sys.executable, "-m", "analysis", "compare", "tarnholt-dam", "--out", "out"],
            cwd=place,
            env={
                "PYTHONHASHSEED": seed,
                "LC_ALL": locale,
                "PYTHONPATH": str(find_checkout_folder()),
                "PATH": "/usr/bin:/bin",
            },
            check=True,
            capture_output=True,
        )
        outputs.append({p.name: p.read_bytes() for p in sorted((place / "out").glob("*.csv"))})
    assert outputs[0] == outputs[1]
    assert outputs[0]


@pytest.mark.parametrize("command", ["compare", "report"])
@pytest.mark.parametrize("place", ["a file", "a file/below"])
def test_an_output_folder_that_cannot_be_is_one_sentence(capsys, tmp_path, command, place):
    (tmp_path / "a file").write_text("mine", "utf-8")
    status, out, err = run(capsys, command, "tiny", "--out", tmp_path / place)
    assert status == WRONG_USE and not out
    assert str(tmp_path / place) in err and err.count("\n") == 1
    assert (tmp_path / "a file").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "tiny", "--out", ""],
        ["report", "tiny", "--out", " "],
        ["import", "x.txt", "--story", "x", "--folder", ""],
        ["report", "tiny", "--jobs", "0"],
        ["report", "tiny", "--jobs", "many"],
        ["report", "tiny", "--timeout", "0"],
        ["report", "tiny", "--timeout", "nan"],
        ["report", "tiny", "--timeout", "soon"],
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_option(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == WRONG_USE
    assert f"argument {'-j/--jobs' if '--jobs' in arguments else arguments[-2]}" in (
        capsys.readouterr().err
    )


def test_an_output_that_fills_up_is_one_sentence(capsys, monkeypatch):
    def fail(folder, *_):
        raise OSError(28, "No space left on device", "tables.csv")

    monkeypatch.setattr("analysis.comparison.save_tables", fail)
    status, _, err = run(capsys, "compare", "tiny")
    assert status == FAILED
    assert err == "mediacompare: tables.csv cannot be used: No space left on device.\n"


def test_a_title_that_the_terminal_has_no_letters_for_is_shown_all_the_same(folder, tmp_path):
    write_manifest(folder, 'title = "Fähre"\n[[version]]\nid="wire"\nfile="wire.txt"\n')
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "compare", str(folder), "--out", str(tmp_path / "out")],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == FAILED  # one version
    assert "F\\xe4hre: 1 version, read against wire" in done.stdout


def test_a_manifest_with_a_mistake_is_told_by_list_and_by_a_report_of_all(
    capsys, folder, tmp_path, monkeypatch
):
    write_manifest(folder, 'title = "T"\nbsae = "wire"\n')
    monkeypatch.setattr("analysis.story.find_seeds_folder", lambda: tmp_path)
    monkeypatch.setattr("analysis.story.list_seed_folders", lambda: [folder])
    status, out, _ = run(capsys, "list")
    assert status == DONE and "has a mistake" in out and "bsae" in out
    status, _, err = run(capsys, "report", "--out", tmp_path / "out")
    assert status == WRONG_USE and "unknown key 'bsae'" in err


def test_plant_makes_a_story_that_can_be_compared(capsys, tmp_path):
    folder = tmp_path / "planted"
    status, out, err = run(capsys, "plant", "tiny", "--seed", 5, "--versions", 2, "--out", folder)
    assert status == DONE and not err
    assert "planted-02" in out and str(folder) in out
    assert (folder / "key.toml").is_file()
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run(capsys, "plant", "tiny", "--seed", 5, "--versions", 2, "--out", folder)[0] == DONE
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert run(capsys, "compare", folder, "--out", tmp_path / "tables")[0] == DONE


def test_plant_leaves_a_folder_with_other_files_alone(capsys, folder):
    status, _, err = run(capsys, "plant", "tiny", "--out", folder)
    assert status == WRONG_USE and "holds" in err
    assert sorted(path.name for path in folder.iterdir()) == ["paper.txt", "wire.txt"]
