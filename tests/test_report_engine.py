"""The report as something to rely on: whole, repeatable, not made twice, one run at a time."""

import contextlib
import errno
import json
import os
import subprocess
import sys
import threading

import nbformat
import pytest

from analysis.cli import DONE, FAILED, main
from analysis.errors import InUseError, UsageError
from analysis.evidence.verification import verify_run
from analysis.paths import find_notebooks_folder
from analysis.report import build, locking, printing, publishing, runner, staleness
from benchmarks import kills


def write_template(path, *sources: str):
    """A notebook that takes the usual parameters and imports nothing."""
    first = 'story: str = "tiny"  # a story\nbase: str = ""  # a version'
    cells = [
        nbformat.v4.new_code_cell(source, id=f"cell{k}")
        for k, source in enumerate((first, *sources))
    ]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


@pytest.fixture
def quick_kernels(monkeypatch):
    """Kernels that import nothing before they are asked."""
    monkeypatch.setattr(runner, "_FOR_TABLES", ())
    monkeypatch.setattr(runner, "_FOR_FIGURES", ())


@pytest.fixture
def one_notebook(tmp_path, monkeypatch, quick_kernels):
    """A report of one quick notebook."""
    template = write_template(tmp_path / "00_story.ipynb", "print(base)")
    monkeypatch.setattr(build, "list_templates", lambda: [template])


@pytest.fixture
def story(tmp_path):
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text("The ferry hit the pier on Tuesday.\n", "utf-8")
    return folder


def read_all(folder) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# As where the system can have no nursery.
ALONE = """\
import sys
from analysis.report import nursery
nursery.is_possible = lambda: False
from analysis.cli import main
sys.exit(main(sys.argv[1:]))
"""


def run_report(out, *, command=("-m", "analysis"), **environment) -> str:
    """A whole report in a process of its own; what it says."""
    done = subprocess.run(
        [sys.executable, *command, "report", "tiny", "--out", str(out)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def test_two_runs_give_the_same_bytes_and_a_third_makes_nothing(tmp_path):
    """Other folder, hash seed, time zone, kernels started and not copied: nothing of it shows."""
    first, second = tmp_path / "one", tmp_path / "a second one"
    run_report(first, PYTHONHASHSEED="1", TZ="UTC")
    run_report(second, command=("-c", ALONE), PYTHONHASHSEED="2", TZ="Asia/Tokyo")
    assert read_all(first) == read_all(second)
    for name, content in read_all(first).items():
        assert str(tmp_path).encode() not in content, name
        assert str(find_notebooks_folder().parent).encode() not in content, name
    before = {path: path.stat().st_mtime_ns for path in (first / "tiny").rglob("*")}
    assert "tiny: unchanged" in run_report(first)
    assert {path: path.stat().st_mtime_ns for path in (first / "tiny").rglob("*")} == before
    assert read_all(first) == read_all(second)


def test_a_changed_input_parameter_or_page_is_made_again(story, tmp_path, one_notebook, capsys):
    out = tmp_path / "out"

    def is_made(*arguments):
        capsys.readouterr()
        assert main(["report", str(story), "--out", str(out), *arguments]) == DONE
        return "unchanged" not in capsys.readouterr().err

    assert is_made() and not is_made()
    (story / "a.txt").write_text("The ferry hit the pier on Friday.\n", "utf-8")
    assert is_made() and not is_made()
    assert is_made("-p", "base=b") and not is_made("-p", "base=b")
    assert is_made() and not is_made()
    for name in ("00_story.html", "tables/segments.csv", "manifest.json", "summary.json"):
        with (out / "ferry" / name).open("a", encoding="utf-8") as file:
            file.write(" ")
        assert is_made(), name
    assert not is_made()
    (out / "ferry" / "ro-crate-metadata.json").unlink()
    assert is_made()
    (out / "index.html").unlink()
    assert not is_made() and (out / "index.html").exists()


def test_a_forced_run_makes_everything_again(story, tmp_path, one_notebook):
    out = tmp_path / "out"
    assert build.write_report([str(story)], out).unchanged == ()
    assert build.write_report([str(story)], out).unchanged == ("ferry",)
    assert build.write_report([str(story)], out, is_forced=True).unchanged == ()


def test_a_report_with_a_failed_notebook_is_made_again(story, tmp_path, monkeypatch, quick_kernels):
    source = "import analysis; analysis.load_story('no such story')"
    template = write_template(tmp_path / "00_broken.ipynb", source)
    monkeypatch.setattr(build, "list_templates", lambda: [template])
    for _ in range(2):
        report = build.write_report([str(story)], tmp_path / "out")
        assert len(report.problems) == 1 and not report.unchanged
    executed = (tmp_path / "out" / "ferry" / "00_broken.ipynb").read_text("utf-8")
    assert "no such story" in executed and str(find_notebooks_folder().parent) not in executed


def test_a_notebook_whose_kernel_dies_has_a_page_that_says_so(
    story, tmp_path, monkeypatch, quick_kernels
):
    templates = [
        write_template(tmp_path / "00_dead.ipynb", "import os; os._exit(1)"),
        write_template(tmp_path / "01_good.ipynb", "print('good')"),
    ]
    monkeypatch.setattr(build, "list_templates", lambda: templates)
    out = tmp_path / "out"
    report = build.write_report([str(story)], out, jobs=1)
    assert len(report.problems) == 1 and "00_dead.ipynb failed" in report.problems[0]
    assert "did not finish" in (out / "ferry" / "00_dead.html").read_text("utf-8")
    page = (out / "ferry" / "01_good.html").read_text("utf-8")
    assert "good" in page and "(failed)" in page  # the navigation of each page tells
    assert not list(kills.find_broken_links(out))


def test_stopped_by_hand_a_run_leaves_the_last_report_and_nothing_else(
    story, tmp_path, one_notebook, monkeypatch, capsys
):
    out = tmp_path / "out"
    assert main(["report", str(story), "--out", str(out)]) == DONE
    before = read_all(out)

    def stop(making, result, templates):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "_write_early", stop)
    assert main(["report", str(story), "--out", str(out), "-p", "base=b"]) == 130
    assert read_all(out) == before
    assert not kills.list_kernels(out)


def test_other_peoples_files_stay_and_what_a_report_wrote_goes(story, tmp_path, one_notebook):
    out = tmp_path / "out"
    build.write_report([str(story)], out)
    folder = out / "ferry"
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine", "utf-8")
    (folder / "link").symlink_to("notes")
    (folder / "05_gone.html").write_text("of an older mediacompare", "utf-8")
    build.write_report([str(story)], out, is_forced=True)
    assert (folder / "link" / "mine.txt").read_text("utf-8") == "mine"
    assert (folder / "link").is_symlink() and not (folder / "05_gone.html").exists()
    assert build.write_report([str(story)], out).unchanged == ("ferry",)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_story_that_cannot_be_published_keeps_its_last_report(
    story, tmp_path, one_notebook, monkeypatch, capsys, number
):
    out = tmp_path / "out"
    assert main(["report", str(story), "--out", str(out)]) == DONE
    before = read_all(out / "ferry")
    (story / "a.txt").write_text("The ferry hit the pier on Friday.\n", "utf-8")

    def fail(folder):
        raise OSError(number, os.strerror(number), str(folder))

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "sync_folder", fail)
        assert main(["report", str(story), "--out", str(out)]) == FAILED
    told = capsys.readouterr().err
    assert os.strerror(number) in told and "keeps its last report" in told
    assert read_all(out / "ferry") == before
    assert not (out / publishing.HIDDEN).exists()
    assert main(["report", str(story), "--out", str(out)]) == DONE
    assert read_all(out / "ferry") != before


def test_tables_are_computed_once_for_all_notebooks(tmp_path, quick_kernels):
    """Each notebook appends to a file when it computes; the others wait for it and read."""
    from analysis import kept_tables

    counter = tmp_path / "computed"
    source = (
        "from analysis import kept_tables\n"
        "def compute():\n"
        f"    open({str(counter)!r}, 'a').write('x')\n"
        "    import time; time.sleep(0.5)\n"
        "    return 42\n"
        f"print(kept_tables.recall({'0' * 64!r}, compute))"
    )
    template = write_template(tmp_path / "n.ipynb", source)
    tasks = [runner.Task("s", template, tmp_path / f"{k}.out.ipynb") for k in range(4)]
    with kept_tables.open_store(tmp_path) as store:
        results = runner.run_tasks(tasks, jobs=2, environment=store)
    assert [result.error for result in results] == [None] * 4
    assert all("42" in task.output.read_text("utf-8") for task in tasks)
    assert counter.read_text() == "x"
    assert not list(tmp_path.glob("mediacompare-*"))


# --- Killed -----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc")
def test_a_killed_run_leaves_a_whole_report_and_no_kernel(tmp_path):
    """The short form of benchmarks/kills.py."""
    assert list(kills.kill_reports(tmp_path, "tiny", 3, seed=5)) == [[]] * 4


def make_folder(folder, text: str):
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, "utf-8")


def read_page(out) -> str:
    return (out / "story" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("step", range(12))
def test_ended_between_any_two_steps_a_report_is_the_old_or_the_new(
    tmp_path, monkeypatch, can_exchange, step
):
    """Each rename and removal in turn is where the power goes; then the next run looks."""

    class Ended(BaseException):
        pass

    steps = iter(range(100))

    def count(act):
        def counted(*arguments, **named):
            if next(steps) == step:
                raise Ended
            return act(*arguments, **named)

        return counted

    make_folder(tmp_path / "story", "old")
    (tmp_path / "story" / "notes.txt").write_text("mine", "utf-8")
    publishing.open_folder(tmp_path)
    staged = publishing.open_staging(tmp_path, "story")
    (staged / "index.html").write_text("new", "utf-8")
    with monkeypatch.context() as counting:
        for name in ("_rename", "_remove", "_exchange", "_bring_along"):
            act = getattr(publishing, name)
            if name == "_exchange" and not can_exchange:
                act = lambda one, other: False  # noqa: E731
            counting.setattr(publishing, name, count(act))
        with contextlib.suppress(Ended):
            publishing.publish(tmp_path, "story", [])
    if can_exchange:
        assert read_page(tmp_path) in ("old", "new")
    publishing.mend(tmp_path)
    assert read_page(tmp_path) in ("old", "new")
    assert (tmp_path / "story" / "notes.txt").read_text("utf-8") == "mine"
    publishing.close_folder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["story"]


def test_a_folder_that_a_killed_run_took_away_is_put_back_and_told(tmp_path):
    for kind, what in (("ready", "finished"), ("old", "last")):
        out = tmp_path / kind
        make_folder(out / publishing.HIDDEN / kind / "story", what)
        make_folder(out / publishing.HIDDEN / "new" / "story", "half")
        (told,) = publishing.mend(out)
        assert what in told and read_page(out) == what


def test_a_note_saved_while_the_folders_change_places_is_kept(tmp_path, monkeypatch):
    make_folder(tmp_path / "story", "old")
    (tmp_path / "story" / "notes.txt").write_text("first", "utf-8")
    publishing.open_folder(tmp_path)
    (publishing.open_staging(tmp_path, "story") / "index.html").write_text("new", "utf-8")

    def save_meanwhile(folder):
        changed = tmp_path / "story" / "notes.txt.new"
        changed.write_text("second", "utf-8")
        changed.replace(tmp_path / "story" / "notes.txt")

    monkeypatch.setattr(publishing, "sync_folder", save_meanwhile)
    publishing.publish(tmp_path, "story", [])
    assert (tmp_path / "story" / "notes.txt").read_text("utf-8") == "second"


# --- Two at once ------------------------------------------------------------------------


def test_a_second_run_names_the_first_and_leaves_all_as_it_is(tmp_path, story, one_notebook):
    hidden = publishing.open_folder(tmp_path / "out")
    with (
        locking.hold_lock(hidden / "lock"),
        pytest.raises(InUseError, match=rf"process {os.getpid()} on .*, since 2"),
    ):
        build.write_report([str(story)], tmp_path / "out", wait=0)
    assert not (tmp_path / "out" / "ferry").exists()
    assert build.write_report([str(story)], tmp_path / "out", wait=0).problems == ()


def test_a_second_run_waits_for_the_first(tmp_path):
    told, order = [], []
    path = tmp_path / "hidden" / "lock"
    release = threading.Event()

    def hold():
        with locking.hold_lock(path):
            order.append("first")
            started.set()
            release.wait(10)
            order.append("first ends")

    started = threading.Event()
    first = threading.Thread(target=hold)
    first.start()
    started.wait(10)

    def tell(sentence):
        told.append(sentence)
        release.set()

    with locking.hold_lock(path, wait=30, tell=tell) as killed:
        order.append("second")
    first.join()
    assert order == ["first", "first ends", "second"]
    assert len(told) == 1 and "waiting" in told[0] and killed is None


def test_the_lock_of_a_killed_process_is_taken_over_and_named(tmp_path):
    path = tmp_path / "lock"
    code = (
        "import os, sys; from pathlib import Path; from analysis.report.locking import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert json.loads(path.read_text("utf-8"))["host"]
    with locking.hold_lock(path) as killed:
        assert killed.startswith("process ")
    assert not path.exists()


def test_a_lock_that_says_nothing_usable_holds_nobody_up(tmp_path):
    path = tmp_path / "lock"
    for text in ("", "{", "[1]", '{"pid": 1}', "\0" * 5000):
        path.write_text(text, "utf-8")
        with locking.hold_lock(path):
            pass


# --- Hostile ----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "[]", "{", '{"files": 3}', "[" * 100_000, '{"files": [1]}'])
def test_a_published_folder_that_says_nonsense_is_not_current(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert not staleness.is_current(tmp_path, "f")
    assert set(staleness.list_written(tmp_path)) == {"manifest.json", "ro-crate-metadata.json"}


def test_a_manifest_that_leads_out_of_its_folder_is_not_followed(tmp_path):
    (tmp_path / "summary.json").write_text('{"failed": []}', "utf-8")
    files = {"../outside": {"sha256": "0"}, "summary.json": {"sha256": "0"}}
    manifest = {"fingerprint": "f", "files": files}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert not staleness.is_current(tmp_path, "f")


def test_a_story_whose_folder_is_a_link_is_left_out(tmp_path, story, one_notebook):
    out = tmp_path / "out"
    (tmp_path / "elsewhere").mkdir()
    out.mkdir()
    (out / "ferry").symlink_to(tmp_path / "elsewhere")
    report = build.write_report([str(story)], out)
    assert "ferry is left out" in report.problems[0]
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_story_named_like_the_hidden_folder_is_left_out(tmp_path, one_notebook):
    folder = tmp_path / publishing.HIDDEN
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry hit the pier on Tuesday.\n", "utf-8")
    with pytest.raises(UsageError, match="is left out"):
        build.write_report([str(folder)], tmp_path / "out")


# --- printing ---


def test_a_printed_report_is_held_by_its_manifest_and_printed_once(
    tmp_path, story, one_notebook, chromium, monkeypatch, capsys
):
    monkeypatch.setenv(printing.BROWSER, chromium)
    out = tmp_path / "out"
    assert main(["report", str(story), "--out", str(out)]) == 0
    assert not (out / "ferry" / "story.pdf").exists()
    assert main(["report", str(story), "--out", str(out), "--pdf"]) == 0
    assert (out / "ferry" / "story.pdf").read_bytes().startswith(b"%PDF")
    assert verify_run(out / "ferry", story=story)["status"].eq("ok").all()
    capsys.readouterr()
    assert main(["report", str(story), "--out", str(out), "--pdf"]) == 0
    assert "unchanged" in capsys.readouterr().err


def test_without_a_browser_the_report_is_written_and_says_what_is_missing(
    tmp_path, story, one_notebook, monkeypatch, capsys
):
    monkeypatch.setenv(printing.BROWSER, "no-such-browser")
    out = tmp_path / "out"
    assert main(["report", str(story), "--out", str(out), "--pdf"]) == 1
    assert "needs an installed Chromium" in capsys.readouterr().err
    assert (out / "ferry" / "index.html").exists()
    assert not (out / "ferry" / "story.pdf").exists()


def test_the_commands_options_reach_the_report(tmp_path, monkeypatch):
    seen = {}

    def write(names, out, **options):
        seen.update(options)
        return build.Report(out / "index.html", ())

    monkeypatch.setattr(build, "write_report", write)
    arguments = ["report", "tiny", "--out", str(tmp_path), "--force", "--wait", "5"]
    assert main(arguments) == 0
    assert seen["is_forced"] and seen["wait"] == 5 and not seen["is_printed"]


def test_a_report_in_use_ends_with_the_status_to_try_again(tmp_path, story, one_notebook, capsys):
    out = tmp_path / "out"
    hidden = publishing.open_folder(out)
    with locking.hold_lock(hidden / "lock"):
        assert main(["report", str(story), "--out", str(out), "--wait", "0.1"]) == 75
    assert "process" in capsys.readouterr().err
