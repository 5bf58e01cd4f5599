"""Several parts at once: isolation, failures, dead and hanging kernels, functions called."""

import os
import time
from contextlib import nullcontext

import nbformat
import pytest

from analysis import load_story
from analysis.report import nursery, runner
from analysis.report.runner import Call, Task, run_tasks

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


NEEDS_NURSERY = pytest.mark.skipif(not nursery.is_possible(), reason="copies are made on Linux")
COPIED = pytest.mark.parametrize("source", [True], indirect=True, ids=["copied"])


@pytest.fixture(
    autouse=True,
    params=[pytest.param(True, marks=NEEDS_NURSERY), False],
    ids=["copied", "started"],
)
def source(request, monkeypatch):
    """Kernels that import nothing before they are asked: copies of a nursery, or started."""
    monkeypatch.setattr(runner, "_FOR_TABLES", ())
    monkeypatch.setattr(runner, "_FOR_FIGURES", ())
    with runner.open_nursery() if request.param else nullcontext() as opened:
        yield opened


@pytest.fixture
def run(source):
    """`run_tasks` with kernels of one of the two kinds."""

    def run(tasks, **settings):
        return run_tasks(tasks, source=source, **settings)

    return run


@pytest.fixture
def write_notebook(tmp_path):
    def write(name: str, *sources: str):
        cells = [nbformat.v4.new_code_cell(source) for source in ("size: int = 1", *sources)]
        cells[0].metadata["tags"] = ["parameters"]
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), path)
        return Task("story", path, tmp_path / f"{name}.out.ipynb", {"size": 3})

    return write


def read_output(task: Task) -> str:
    notebook = nbformat.read(task.output, as_version=4)
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    return "".join(out.get("text", "") + "\n".join(out.get("traceback", [])) for out in outputs)


def test_a_failure_a_dead_and_a_hanging_kernel_stop_none_of_the_others(run, write_notebook):
    tasks = [
        write_notebook("good", "print('size', size)"),
        write_notebook("wrong", "print('before')", "1 / 0", "print('after')"),
        write_notebook("dead", "import os; os._exit(1)"),
        write_notebook("slow", "import time; time.sleep(60)"),
        write_notebook("last", "print('size', size)"),
    ]
    seen = []
    results = run(tasks, jobs=2, timeout=5, on_result=seen.append)
    assert [result.task for result in results] == tasks
    assert len(seen) == 5
    errors = {result.task.notebook.stem: result.error for result in results}
    assert errors["good"] is None and errors["last"] is None
    assert "ZeroDivisionError" in errors["wrong"]
    assert "DeadKernel" in errors["dead"]
    assert "Timeout" in errors["slow"]
    assert "size 3" in read_output(tasks[0]) and "size 3" in read_output(tasks[4])
    partly = read_output(tasks[1])
    assert "before" in partly and "ZeroDivisionError" in partly and "after" not in partly


def test_a_notebook_sees_nothing_of_the_one_before_it(run, write_notebook):
    tasks = [
        write_notebook(f"n{k}", "print('leaked' in dir(), size)", "leaked = size = 9")
        for k in range(3)
    ]
    run(tasks, jobs=1)
    assert [read_output(task).strip() for task in tasks] == ["False 3"] * 3
    counts = [
        [c.execution_count for c in nbformat.read(t.output, as_version=4).cells] for t in tasks
    ]
    assert counts[0] == counts[1] == counts[2]


def test_kernels_get_the_environment_given(run, write_notebook):
    task = write_notebook("env", "import os; print(os.environ['MEDIACOMPARE_REPORTS'])")
    run([task], environment={"MEDIACOMPARE_REPORTS": "somewhere"})
    assert read_output(task).strip() == "somewhere"


def test_stopping_does_not_wait_for_the_notebooks_that_run(run, write_notebook):
    """Ctrl-C: what waits is not started, what runs is ended with its kernel."""
    tasks = [
        write_notebook("first", "import os; print(os.getpid())"),
        write_notebook("slow", "import os, time; print(os.getpid()); time.sleep(300)"),
        write_notebook("never", "print('ran')"),
    ]

    def interrupt(result):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tasks, jobs=2, on_result=interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(int(read_output(tasks[0])), 0)


def test_a_fraction_of_a_second_is_a_time_limit_too(run, write_notebook):
    (result,) = run([write_notebook("slow", "import time; time.sleep(60)")], timeout=0.5)
    assert "Timeout" in result.error


def test_a_notebook_of_many_short_cells_has_a_time_limit_too(run, write_notebook):
    """Each cell is within its limit; all together are not."""
    cells = ["import time; time.sleep(0.7)"] * 20
    tasks = [write_notebook("long", *cells), write_notebook("next", "print('size', size)")]
    long, last = run(tasks, jobs=1, timeout=1)
    assert "longer than 3 seconds in all" in long.error
    assert last.error is None and "size 3" in read_output(tasks[1])


def test_one_kernel_serves_all_notebooks_of_a_worker(run, write_notebook):
    tasks = [write_notebook(f"n{k}", "import os; print(os.getpid())") for k in range(3)]
    run(tasks, jobs=1)
    assert len({read_output(task) for task in tasks}) == 1


def test_a_kernel_reads_neither_the_folder_it_runs_in_nor_the_users_settings(
    run, write_notebook, tmp_path, monkeypatch
):
    """A module planted in the folder of the report, or in a profile, is never imported."""
    (tmp_path / "colorsys.py").write_text("raise SystemExit('planted')", "utf-8")
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("planted = True", "utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    task = write_notebook("n", "import colorsys; print(colorsys.__file__, 'planted' in dir())")
    (result,) = run([task], folder=tmp_path)
    assert result.error is None
    assert str(tmp_path) not in read_output(task) and "False" in read_output(task)


def test_an_executed_notebook_tells_nothing_of_the_run(run, write_notebook):
    task = write_notebook("n", "print(size)", "print('a' * 9000, flush=True); print('b')")
    run([task])
    notebook = nbformat.read(task.output, as_version=4)
    assert "papermill" not in notebook.metadata
    assert all(not {"papermill", "execution"} & set(cell.metadata) for cell in notebook.cells)
    ids = [cell.id for cell in notebook.cells]
    assert "injected-parameters" in ids and len(notebook.cells[-1].outputs) == 1


def test_where_memory_is_short_fewer_kernels_run(monkeypatch):
    cores = runner.count_default_jobs()
    assert 1 <= cores <= 4
    monkeypatch.setattr(runner, "_measure_free_megabytes", lambda: runner.KERNEL_MEGABYTES + 1)
    assert runner.count_default_jobs() == 1
    monkeypatch.setattr(runner, "_measure_free_megabytes", lambda: 0)
    assert runner.count_default_jobs() == 1


# --- Functions --------------------------------------------------------------------------


def test_functions_are_called_and_what_they_say_comes_back(run, tmp_path):
    calls = [
        Call("s", str.upper, ("abc",)),
        Call("s", load_story, ("no-such-story",)),
        Call("s", int, ("x",)),
        Call("s", str, ("last",)),
    ]
    results = run(calls, folder=tmp_path)
    assert [result.value for result in results] == ["ABC", None, None, "last"]
    assert [result.task for result in results] == calls
    assert results[0].error is None and "no-such-story" in results[1].error
    assert results[2].error.startswith("ValueError: invalid literal")


def test_what_a_result_asks_for_is_called_too(run):
    def ask(result):
        return [Call("s", str.upper, (result.value,))] if result.value == "a" else None

    results = run([Call("s", str, ("a",)), Call("s", str, ("b",))], on_result=ask)
    assert [result.value for result in results] == ["a", "b", "A"]


@NEEDS_NURSERY
@COPIED
def test_a_call_that_takes_too_long_or_dies_stops_none_of_the_others(run, source):
    calls = [Call("s", time.sleep, (60,)), Call("s", os._exit, (3,)), Call("s", str, ("last",))]
    slow, dead, last = run(calls, timeout=0.2)
    assert slow.error == "TimeoutError: it took longer than 0.6 seconds"
    assert dead.error == "ChildProcessError: its process ended before it was done"
    assert last.value == "last"


@NEEDS_NURSERY
@COPIED
def test_where_the_nursery_is_killed_the_next_parts_have_a_new_one(run, source, write_notebook):
    tasks = [
        write_notebook("kills", "import os, signal; os.kill(os.getppid(), signal.SIGKILL)", "1"),
        write_notebook("next", "print('size', size)"),
    ]
    first, second = run(tasks, jobs=1)
    assert "DeadKernel" in first.error
    assert second.error is None and "size 3" in read_output(tasks[1])
