"""The watch as a scheduler meets it: words, files, exit statuses, and being killed."""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
import watch_server
from watch_pages import BODY, HEADLINE, make_page, replace_all
from watch_server import fail

from analysis.errors import InUseError, MediacompareError, UsageError
from analysis.watch import command
from analysis.watch.settings import name_archive, read_settings

TEXT = "\n\n".join([HEADLINE, *BODY])
ALTERED = TEXT.replace("14 people", "40 people").replace("reportedly found", "found")


def run(*arguments) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    options = parser.parse_args(["watch", *map(str, arguments)])
    try:
        return options.run(options)
    except UsageError as problem:
        print(problem, file=sys.stderr)
        return 2
    except InUseError as problem:
        print(problem, file=sys.stderr)
        return command.IN_USE


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of a wire report and a post that says the same, watched once."""
    folder = tmp_path / "ferry"
    folder.mkdir()
    (folder / "post.txt").write_text(TEXT, "utf-8")
    (folder / "wire.txt").write_text(TEXT, "utf-8")
    assert run(folder, "--out", tmp_path / "out", "--only-digest") == 0
    return folder


@pytest.fixture
def site():
    """A site on this machine."""
    with watch_server.serve() as found:
        yield found


def write_watch_file(tmp_path, site, *, more: str = "") -> Path:
    """A watch file of two pages of the site."""
    path = tmp_path / "ferry.toml"
    path.write_text(
        f"""
        contact = "desk@example.org"
        out = "out"
        allow_private = true
        {more}
        [limits]
        delay_seconds = 0
        read_seconds = 0.5
        tries = 1
        [[story]]
        name = "ferry"
        title = "Ferry strikes pier"
        base = "wire"
        [[story.source]]
        address = "{site.put("/wire", make_page())}"
        id = "wire"
        outlet = "Quillshore Press"
        [[story.source]]
        addresses = ["{site.put("/post", make_page())}"]
        outlet = "Tern Bay Post"
        """,
        "utf-8",
    )
    return path


def test_nothing_new_is_silence_and_status_0(folder, tmp_path, capsys):
    capsys.readouterr()
    arguments = (folder, "--out", tmp_path / "out", "--only-digest")
    for _ in range(2):
        assert run(*arguments, "--fail-on", "stylistic") == 0
    assert capsys.readouterr() == ("", "")
    assert "Nothing new" in (tmp_path / "out" / "digest.txt").read_text("utf-8")
    assert run(*arguments, "--verbose") == 0
    assert "Nothing new" in capsys.readouterr().out


def test_what_is_new_is_told_in_three_forms(folder, tmp_path, capsys):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    capsys.readouterr()
    assert run(folder, "--out", tmp_path / "out", "--only-digest") == 0
    said = capsys.readouterr().out
    paragraph = said.strip().split("\n\n")
    assert len(paragraph) == 1, "one paragraph a story"
    assert said.index("critical: post-2") < said.index("substantive: post-2"), "the worst first"
    assert "[14] -> [40]" in said and "reportedly" in said
    out = tmp_path / "out"
    assert said.strip() in (out / "digest.txt").read_text("utf-8")
    digest = json.loads((out / "digest.json").read_text("utf-8"))
    assert digest["counts"] == {"critical": 2, "substantive": 2, "stylistic": 0}
    (story,) = digest["stories"]
    assert story["report"] == "ferry/index.html" and len(story["new"]) == 4
    assert {item["before"] for item in story["new"]} >= {"14", "reportedly"}
    check_feed(out / "feed.atom", n_entries=1)


def check_feed(path: Path, n_entries: int) -> list[str]:
    """What RFC 4287 asks of a feed; the ids of its entries."""
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(path.read_bytes())
    assert root.tag == f"{atom}feed"
    for element in (root, *root.findall(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{atom}{name}")) == 1
        assert uuid.UUID(element.find(f"{atom}id").text)
        assert datetime.fromisoformat(element.find(f"{atom}updated").text).tzinfo
    assert root.find(f"{atom}author/{atom}name").text
    entries = root.findall(f"{atom}entry")
    times = [entry.find(f"{atom}updated").text for entry in entries]
    assert times == sorted(times, reverse=True)
    assert root.find(f"{atom}updated").text >= max(times, default="")
    ids = [entry.find(f"{atom}id").text for entry in entries]
    assert len(set(ids)) == len(ids) == n_entries
    for entry in entries:
        assert entry.find(f"{atom}content").text and entry.find(f"{atom}link").get("href")
    return ids


def test_entries_of_the_feed_keep_their_ids(folder, tmp_path):
    out = tmp_path / "out"
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    run(folder, "--out", out, "--only-digest")
    first = check_feed(out / "feed.atom", 1)
    run(folder, "--out", out, "--only-digest")
    assert check_feed(out / "feed.atom", 1) == first
    (folder / "post.txt").write_text(ALTERED.replace("1,250", "1,520"), "utf-8")
    run(folder, "--out", out, "--only-digest")
    assert check_feed(out / "feed.atom", 2)[1:] == first


@pytest.mark.parametrize(
    ("severity", "text", "status"),
    [
        ("critical", ALTERED, 3),
        ("critical", TEXT.replace("reportedly found", "found"), 0),
        ("substantive", TEXT.replace("reportedly found", "found"), 3),
        ("critical", TEXT.replace("U.S.", "US"), 0),
    ],
)
def test_status_3_is_for_those_who_ask(folder, tmp_path, severity, text, status):
    (folder / "post.txt").write_text(text, "utf-8")
    arguments = (folder, "--out", tmp_path / "out", "--only-digest", "--fail-on", severity)
    assert run(*arguments) == status
    assert run(*arguments) == 0, "what was new is not new again"


def test_the_least_severity_may_be_given(folder, tmp_path, capsys):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    capsys.readouterr()
    run(folder, "--out", tmp_path / "out", "--only-digest", "--at-least", "critical")
    said = capsys.readouterr().out
    assert "critical" in said and "substantive" not in said


def test_a_source_that_fails_is_status_1_and_said_once(tmp_path, site, capsys):
    path = write_watch_file(tmp_path, site)
    assert run(path, "--only-digest") == 0
    assert capsys.readouterr() == ("", "")
    site.put("/post", fail(503))
    assert run(path, "--only-digest") == 1
    said = capsys.readouterr()
    assert "/post" in said.err and "503" in said.err and said.out == ""
    assert run(path, "--only-digest") == 1, "it still fails"
    assert capsys.readouterr() == ("", ""), "and that is known"
    assert run(path, "--only-digest", "-v") == 1
    assert "503" in capsys.readouterr().err
    site.put("/wire", make_page(replace_all(("14 people", "15 people"))))
    assert run(path, "--only-digest", "--fail-on", "critical") == 3, "both: what is new counts"
    site.put("/post", make_page())
    capsys.readouterr()
    assert run(path, "--only-digest") == 0
    assert "Works again" in capsys.readouterr().out


SOURCE = 'out = "o"\n[[story]]\nname = "x"\n[[story.source]]'


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("contact = 7", "contact must be a string"),
        ("", "out is missing"),
        ('out = "o"', "names no story"),
        ('out = "o"\nstroy = 1', "did you mean 'story'"),
        ('out = "o"\n[[story]]\nname = "../x"', "name must be letters"),
        ('out = "o"\n[[story]]\nname = "x"', "has no source"),
        ('out = "o"\n[[story]]\nname = "x"\n[[story.source]]', "exactly one of"),
        (
            'out = "o"\n[[story]]\nname = "x"\n[[story.source]]\nfeed = "a"\nsitemap = "b"',
            "exactly",
        ),
        ('out = "o"\n[[story]]\nname = "x"\n[[story.source]]\nfeed = "file:///a"', "not an http"),
        (
            'out = "o"\n[[story]]\nname = "x"\n[[story.source]]\nfeed = "http://a.example/"',
            "contact",
        ),
        (
            'out = "o"\n[[story]]\nname = "x"\n[[story.source]]\naddress = "http://a:b@c.d/"',
            "password",
        ),
        ('out = "o"\nat_least = "bad"\n', "at_least must be one of"),
        ('out = "o"\n[limits]\ntries = 0', "from 1 to 10"),
        ('out = "o"\n[limits]\ntries = 1.5', "whole number"),
        ('out = "o"\n[limits]\npage_megabytes = 1e9', "from 0.001 to 10"),
        ('out = "o"\n[limits]\nread_seconds = nan', "from 0.05"),
        ("out = ", "not valid TOML"),
        ('out = "o"\nallow_private = "yes"', "true or false"),
        ('contact = "a\\r\\nX: y"\nout = "o"', "one line"),
    ],
)
def test_a_watch_file_with_a_mistake_is_status_2(tmp_path, capsys, settings, said):
    path = tmp_path / "watch.toml"
    path.write_text(settings, "utf-8")
    assert run(path) == 2
    sentence = capsys.readouterr().err
    assert said in sentence and str(path) in sentence and sentence.count("\n") == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["watch.toml"], "nothing is written"


@pytest.mark.parametrize("what", [["no-such.toml"], ["no such folder"], ["a.toml", "b"]])
def test_wrong_use_is_status_2(tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    assert run(*what) == 2
    assert not list(tmp_path.iterdir())


def test_paths_of_a_watch_file_are_read_from_its_folder(tmp_path, site, monkeypatch):
    path = write_watch_file(tmp_path, site)
    monkeypatch.chdir("/")
    settings = read_settings(path)
    assert settings.out == tmp_path / "out"
    assert settings.archive == tmp_path / "out-archive" == name_archive(settings.out)
    assert read_settings(path, archive=Path("x")).archive == Path("x")


def test_a_second_run_at_the_same_time_does_nothing_and_says_who_is_at_work(tmp_path, site, capsys):
    path = write_watch_file(tmp_path, site)
    waiting, go_on = threading.Event(), threading.Event()

    def wait(handler):
        waiting.set()
        go_on.wait(5)
        handler.answer_page(make_page())

    site.put("/post", wait)
    path.write_text(path.read_text("utf-8").replace("read_seconds = 0.5", "read_seconds = 9"))
    first = threading.Thread(target=run, args=(path, "--only-digest"))
    first.start()
    assert waiting.wait(20)
    assert run(path, "--only-digest") == 75
    assert f"process {os.getpid()} " in capsys.readouterr().err
    go_on.set()
    first.join()
    assert run(path, "--only-digest") == 0


# ---------------------------------------------------------------- killed

_KILLED = """
import argparse, os, signal, sys
from analysis.watch import command, watching

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(watching, sys.argv[1], die)
parser = argparse.ArgumentParser()
command.add_parser(parser.add_subparsers())
options = parser.parse_args(sys.argv[2:])
options.run(options)
"""


@pytest.mark.parametrize(
    "step", ["write_story_folder", "list_alterations", "_publish", "_tell", "note_run"]
)
def test_what_a_killed_run_found_is_told_by_the_next(folder, tmp_path, capsys, root, step):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    arguments = [str(folder), "--out", str(tmp_path / "out"), "--only-digest"]
    code = [sys.executable, "-c", _KILLED, step, "watch", *arguments]
    done = subprocess.run(code, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    is_told = "[14] -> [40]" in done.stdout
    assert is_told == (step == "note_run"), "told before it is recorded: at least once, never lost"
    capsys.readouterr()
    assert run(*arguments, "--fail-on", "critical") == 3
    assert "[14] -> [40]" in capsys.readouterr().out
    assert run(*arguments, "--fail-on", "critical") == 0
    assert capsys.readouterr().out == ""
    check_feed(tmp_path / "out" / "feed.atom", 1)


def test_a_reader_that_closes_the_pipe_loses_nothing(folder, tmp_path, monkeypatch):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    arguments = [folder, "--out", tmp_path / "out", "--only-digest", "--fail-on", "critical"]

    def break_pipe(*_, **__):
        raise BrokenPipeError

    with monkeypatch.context() as patch:
        patch.setattr("builtins.print", break_pipe)
        with pytest.raises(BrokenPipeError):
            run(*arguments)
    assert run(*arguments) == 3


def test_a_torn_line_of_the_history_is_mended(folder, tmp_path, capsys):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    arguments = [folder, "--out", tmp_path / "out", "--only-digest"]
    run(*arguments)
    history = tmp_path / "out-archive" / "history.jsonl"
    whole = history.read_bytes()
    capsys.readouterr()
    for cut in (1, 50, len(whole) // 3):
        history.write_bytes(whole[:-cut])
        assert run(*arguments) == 0, "the run that was not recorded is told again"
        assert "[14] -> [40]" in capsys.readouterr().out
        assert [json.loads(line)["run"] for line in history.read_text().splitlines()] == [1, 2]


def test_a_damaged_line_in_the_middle_is_told_and_passed_over(folder, tmp_path, capsys):
    history = tmp_path / "out-archive" / "history.jsonl"
    history.write_bytes(b"\xff garbage {\n" + history.read_bytes())
    assert run(folder, "--out", tmp_path / "out", "--only-digest") == 1
    assert "history.jsonl, line 1, is damaged" in capsys.readouterr().err


def test_a_page_that_is_lost_or_changed_in_the_archive_is_told(folder, tmp_path, capsys):
    pages = [p for p in (tmp_path / "out-archive" / "pages").rglob("*") if p.is_file()]
    pages[0].write_bytes(b"tampered")
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    try:
        assert run(folder, "--out", tmp_path / "out", "--only-digest") == 1
    except MediacompareError as problem:
        assert "missing" in str(problem)
    assert "missing" in capsys.readouterr().err


def test_hostile_text_does_nothing_to_a_terminal_or_a_feed(folder, tmp_path, capsys):
    hostile = "\x1b]0;owned\x07 <script>alert(1)</script> \u202e ]]> {{7*7}}"
    text = TEXT.replace("14 people", f"40 people {hostile}").replace(HEADLINE, HEADLINE + hostile)
    (folder / "post.txt").write_text(text, "utf-8")
    capsys.readouterr()
    run(folder, "--out", tmp_path / "out", "--only-digest", "--at-least", "stylistic")
    said = capsys.readouterr().out
    assert said and not set(said) & set("\x1b\x07\u202e")
    check_feed(tmp_path / "out" / "feed.atom", 1)
    assert b"<script" not in (tmp_path / "out" / "feed.atom").read_bytes()


def test_the_report_is_written_and_only_where_something_changed(
    folder, tmp_path, monkeypatch, capsys
):
    made = []

    class Report:
        problems = ()

    def write_report(stories, out, **_):
        made.append([Path(story).name for story in stories])
        for name in made[-1]:
            (out / name).mkdir(exist_ok=True)
            (out / name / "index.html").write_text("x")
        print("progress", file=sys.stderr)
        return Report

    monkeypatch.setattr("analysis.report.build.write_report", write_report)
    capsys.readouterr()
    for _ in range(2):
        assert run(folder, "--out", tmp_path / "out") == 0
    (folder / "post.txt").write_text(TEXT.replace("U.S.", "US"), "utf-8")
    assert run(folder, "--out", tmp_path / "out") == 0
    assert made == [["ferry"]]
    assert capsys.readouterr() == ("", ""), "no progress into a mail"
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    assert run(folder, "--out", tmp_path / "out") == 0
    assert made == [["ferry"]] * 2


def test_tables_without_a_report(folder, tmp_path):
    (folder / "post.txt").write_text(ALTERED, "utf-8")
    assert run(folder, "--out", tmp_path / "out", "--no-report") == 0
    changes = (tmp_path / "out" / "ferry" / "tables" / "changes.csv").read_text("utf-8")
    assert "post-2" in changes
    assert not (tmp_path / "out" / "ferry" / "index.html").exists()
