"""How are several notebooks run at once, so that one failure stops none of the others?

papermill runs each notebook. Starting a kernel and importing what notebooks need costs more
than any notebook's own work. So each worker keeps one kernel and clears it between notebooks
(one that died or was stopped is replaced), and kernels import while this process still does.
"""

import logging
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

# Empties the user's names and closes figures; modules stay imported, which is the point.
_CLEAR = """\
%reset -f
import sys as _sys
if "matplotlib.pyplot" in _sys.modules:
    _sys.modules["matplotlib.pyplot"].close("all")
get_ipython().execution_count = 1
del _sys
"""

# What every notebook imports, in an expression that leaves no name behind.
_PRELOAD = (
    "[__import__(m) for m in ('wordfreq', 'analysis.comparison', 'analysis.figures', "
    "'scipy.sparse.csgraph', 'scipy.optimize', 'rapidfuzz.distance')] and None"
)


@dataclass(frozen=True)
class Task:
    """One notebook to run for one story."""

    story: str
    notebook: Path
    output: Path
    parameters: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Result:
    """What became of a task; `error` is one sentence, or None when all cells ran."""

    task: Task
    seconds: float
    error: str | None = None


class _Kernels(threading.local):
    """The kernel of each worker thread, started when first needed."""

    manager = None


class _Pool:
    def __init__(self, environment: dict[str, str], folder: Path, timeout: float):
        self.environment = {**os.environ, **environment}
        self.folder = folder
        self.timeout = timeout
        self.local = _Kernels()
        self.managers = []
        self.is_stopped = False

    def get_manager(self):
        """The thread's living kernel, cleared; or a new one."""
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_core.utils import run_sync

        if self.is_stopped:
            raise RuntimeError("stopped")
        manager = self.local.manager
        if manager is not None and run_sync(manager.is_alive)():
            try:
                self._clear(manager)
                return manager
            except Exception:
                self.discard(manager)
        manager = AsyncKernelManager(kernel_name="python3")
        run_sync(manager.start_kernel)(
            env=self.environment,
            cwd=str(self.folder),
            # A history of lines would trip over the counts that clearing sets back.
            extra_arguments=[
                "--log-level=CRITICAL",
                "--HistoryManager.enabled=False",
                f"--IPKernelApp.exec_lines={_PRELOAD}",
            ],
        )
        self.local.manager = manager
        self.managers.append(manager)
        if self.is_stopped:
            self.discard(manager)
            raise RuntimeError("stopped")
        return manager

    def _clear(self, manager) -> None:
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_CLEAR)])
        NotebookClient(notebook, km=manager, timeout=60).execute()

    def discard(self, manager) -> None:
        from jupyter_core.utils import run_sync

        self.local.manager = None
        if manager in self.managers:
            self.managers.remove(manager)
        run_sync(manager.shutdown_kernel)(now=True)

    def stop(self) -> None:
        """End the kernels under the running notebooks, whose threads then end by themselves."""
        self.is_stopped = True
        logging.getLogger("papermill").disabled = True  # would tell of each kernel's death
        for manager in list(self.managers):
            process = getattr(manager.provisioner, "process", None)
            if process is not None:
                process.kill()

    def close(self) -> None:
        for manager in list(self.managers):
            self.discard(manager)

    def run(self, task: Task) -> Result:
        """Run one notebook; whatever goes wrong becomes the result's sentence."""
        started = time.perf_counter()
        manager = self.get_manager()  # first, so that it imports while we do
        import papermill
        from papermill.exceptions import PapermillExecutionError

        error = None
        try:
            papermill.execute_notebook(
                str(task.notebook),
                str(task.output),
                parameters=task.parameters,
                kernel_name="python3",
                km=manager,
                execution_timeout=max(1, math.ceil(self.timeout)),  # whole seconds only
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,  # once at the end, also after a failure
            )
        except PapermillExecutionError as problem:
            error = f"cell {problem.cell_index}: {problem.ename}: {problem.evalue}"
        except Exception as problem:  # a dead or hanging kernel, an unreadable notebook
            error = f"{type(problem).__name__}: {problem}".strip().splitlines()[0]
            self.discard(manager)
        return Result(task, time.perf_counter() - started, error)


def run_notebooks(
    tasks: Iterable[Task],
    *,
    jobs: int = 2,
    timeout: float = 600,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    on_result: Callable[[Result], None] = lambda result: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Result]:
    """
    Run notebooks through papermill, several at once.

    Parameters
    ----------
    tasks : iterable of Task
        What to run; each output's folder must exist.
    jobs : int, default 2
        Notebooks at once; each takes a kernel of about 200 MB.
    timeout : float, default 600
        Seconds that one cell may take before its notebook counts as failed.
    environment : dict of str to str, optional
        Environment variables for the kernels, on top of this process's.
    folder : Path, optional
        Working folder of the kernels; left out: the current one.
    on_result : callable
        Called in the caller's thread after each notebook, to show progress.
    meanwhile : callable
        Called once in the caller's thread while the first notebooks run.

    Returns
    -------
    list of Result
        In the order of `tasks`. A failed notebook's output is still written, up to and
        including the failing cell.
    """
    tasks = list(tasks)
    pool = _Pool(environment or {}, folder or Path.cwd(), timeout)
    results: dict[int, Result] = {}
    executor = ThreadPoolExecutor(max_workers=max(1, min(jobs, len(tasks) or 1)))
    try:
        waiting = {executor.submit(pool.run, task): k for k, task in enumerate(tasks)}
        meanwhile()
        for future in as_completed(waiting):
            results[waiting[future]] = future.result()
            on_result(future.result())
    except BaseException:  # Ctrl-C above all: do not run what nobody waits for any more
        executor.shutdown(wait=False, cancel_futures=True)
        pool.stop()
        raise
    finally:
        executor.shutdown()
        pool.close()
    return [results[k] for k in range(len(tasks))]


def count_default_jobs() -> int:
    """As many notebooks at once as there are cores, at most four (memory)."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, usable or 1))


def show_progress(total: int) -> Callable[[Result], None]:
    """A progress bar on a terminal, a line a notebook elsewhere (logs of scheduled runs)."""
    if not sys.stderr.isatty():

        def tell(result: Result) -> None:
            outcome = f"failed, {result.error}" if result.error else f"{result.seconds:.1f} s"
            print(f"{result.task.story}: {result.task.notebook.stem}: {outcome}", file=sys.stderr)

        return tell
    from tqdm import tqdm

    bar = tqdm(total=total, unit="notebook", desc="report", dynamic_ncols=True)

    def advance(result: Result) -> None:
        bar.set_postfix_str(f"{result.task.story}: {result.task.notebook.stem}")
        bar.update()
        if bar.n >= total:
            bar.close()

    return advance
