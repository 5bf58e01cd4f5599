"""How is the work of a report done, several parts at once, so that one failure stops no other?

A part is a notebook, which papermill runs, or a call of a function. Importing what they need
costs more than any of them. So all run in copies of one process that has imported it (the
nursery), and each worker keeps one kernel and one connection to it and clears it between
notebooks; a kernel that died or was stopped is replaced. Where there can be no nursery, kernels
start from the beginning and functions are called here, one at a time.
"""

import logging
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import MediacompareError
from analysis.report import kernels, nursery
from analysis.report.executed import tidy_notebook
from analysis.report.kernel import skip_slow_validator

# What the tables are computed with, which all else waits for.
_FOR_TABLES = ("analysis.comparison", "analysis.background:load_frequencies", "scipy.stats")
# There is time for the rest while they are computed; a kernel started by itself imports only this.
_FOR_FIGURES = (
    "ipykernel.kernelapp",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "analysis.ledger_view",
    "analysis.robustness_figures",
    "analysis.report.story_page",
    "analysis.synopsis",
)

# Of the time that one cell may take, a whole notebook or a call may take so many times as much.
CELLS_OF_TIME = 3
# Megabytes that a kernel reaches with everything imported and the tables of a long story.
KERNEL_MEGABYTES = 400


@dataclass(frozen=True)
class Task:
    """One notebook to run for one story."""

    story: str
    notebook: Path
    output: Path
    parameters: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Call:
    """A function to call for one story; it and its arguments can be pickled."""

    story: str
    function: Callable
    arguments: tuple = field(default=(), hash=False)


@dataclass(frozen=True)
class Result:
    """What became of a part; `error` is one sentence, or None when all of it was done.

    `value` is what a function returned.
    """

    task: Task | Call
    seconds: float
    error: str | None = None
    value: Any = None


class _Worker(threading.local):
    """The kernel of each worker thread, started when first needed."""

    kernel = None


class _Pool:
    def __init__(
        self,
        source: nursery.Nursery | None,
        environment: dict[str, str],
        folder: Path,
        scratch: Path,
        timeout: float,
    ):
        self.nursery = source
        self.environment = {
            **os.environ,
            **environment,
            "IPYTHONDIR": str(scratch / "ipython"),
        }
        self.folder = folder
        self.scratch = scratch
        self.timeout = timeout
        self.limit = CELLS_OF_TIME * timeout
        self.worker = _Worker()
        self.kernels: list[kernels.Kernel] = []
        self.n_started = 0
        self.lock = threading.Lock()
        self.is_imported = threading.Event()
        self.is_stopped = False

    def get_kernel(self) -> kernels.Kernel:
        """The thread's living kernel, cleared; or a new one."""
        if self.is_stopped:
            raise RuntimeError("stopped")
        kernel = self.worker.kernel
        if kernel is not None and kernels.is_alive(kernel):
            try:
                kernels.clear_kernel(kernel)
                return kernel
            except Exception:
                self.discard(kernel)
        kernel = self._start()
        self.worker.kernel = kernel
        if self.is_stopped:
            self.discard(kernel)
            raise RuntimeError("stopped")
        return kernel

    def _start(self) -> kernels.Kernel:
        with self.lock:
            number, self.n_started = self.n_started, self.n_started + 1
        kernel = kernels.start_kernel(
            number,
            nursery=self.nursery,
            stage=1,
            modules=_FOR_FIGURES,
            environment=self.environment,
            folder=self.folder,
            scratch=self.scratch,
        )
        self.kernels.append(kernel)
        return kernel

    def discard(self, kernel: kernels.Kernel) -> None:
        """End a kernel and forget it."""
        self.worker.kernel = None
        if kernel in self.kernels:
            self.kernels.remove(kernel)
        kernels.end_kernel(kernel)

    def stop(self) -> None:
        """End the kernels under the running notebooks, whose threads then end by themselves."""
        self.is_stopped = True
        self.is_imported.set()
        logging.getLogger("papermill").disabled = True  # would tell of each kernel's death
        for kernel in list(self.kernels):
            kernels.kill_kernel(kernel)
        if self.nursery:
            self.nursery.close()

    def close(self) -> None:
        """End all kernels."""
        for kernel in list(self.kernels):
            self.discard(kernel)

    def run(self, task: Task | Call) -> Result:
        """Do one part; whatever goes wrong becomes the result's sentence."""
        return self._call(task) if isinstance(task, Call) else self._run_notebook(task)

    def _call(self, call: Call) -> Result:
        started = time.perf_counter()
        value, error = None, None
        try:
            if self.is_stopped:
                raise RuntimeError("stopped")
            if self.nursery:
                value = self.nursery.call(
                    call.function,
                    *call.arguments,
                    environment=self.environment,
                    limit=self.limit,
                )
            else:
                self.is_imported.wait()
                with self.lock:
                    value = call.function(*call.arguments)
        except MediacompareError as problem:
            error = str(problem)
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"
        return Result(call, time.perf_counter() - started, error, value)

    def _run_notebook(self, task: Task) -> Result:
        started = time.perf_counter()
        try:
            kernel = self.get_kernel()  # first, so that it imports while this process does
        except (OSError, RuntimeError) as problem:
            return Result(task, 0.0, f"no kernel can be started: {problem}")
        alarm = threading.Timer(self.limit, kernels.kill_kernel, [kernel])
        alarm.daemon = True
        alarm.start()
        self.is_imported.wait()  # two threads that import the same can block each other
        try:
            kernels.wait_for_answer(kernel)
            error = self._execute(task, kernel)
        except Exception as problem:  # a dead or hanging kernel, an unreadable notebook
            error = f"{type(problem).__name__}: {problem}".strip().splitlines()[0]
            if time.perf_counter() - started >= self.limit:
                error = f"TimeoutError: it took longer than {self.limit:g} seconds in all"
            self.discard(kernel)
        finally:
            alarm.cancel()
        return Result(task, time.perf_counter() - started, error)

    def _execute(self, task: Task, kernel: kernels.Kernel) -> str | None:
        """Run a notebook through papermill; the sentence of a cell that failed."""
        import papermill
        from papermill.exceptions import PapermillExecutionError

        error = None
        try:
            papermill.execute_notebook(
                str(task.notebook),
                str(task.output),
                parameters=task.parameters,
                kernel_name="python3",
                engine_name=_register_engine(),
                kernel=kernel,
                execution_timeout=max(1, math.ceil(self.timeout)),  # whole seconds only
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,  # once at the end, also after a failure
            )
        except PapermillExecutionError as problem:
            error = f"cell {problem.cell_index}: {problem.ename}: {problem.evalue}"
        tidy_notebook(task.output, task.story)
        return error


@lru_cache(maxsize=1)
def _register_engine() -> str:
    """Teach papermill to use a kernel that runs and the connection that is there; its name."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, papermill_engines

    class Warm(Engine):
        """Opens no connection of its own, which would take a fifth of a second a notebook."""

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, *, kernel, **settings):
            client = PapermillNotebookClient(
                nb_man,
                km=kernel.manager,
                kernel_name=kernel_name,
                timeout=settings["execution_timeout"],
            )
            client.kc = kernel.client
            return client.execute()

    papermill_engines.register("warm", Warm)
    return "warm"


@contextmanager
def open_nursery(label: str = "") -> Iterator[nursery.Nursery | None]:
    """
    Open the process that kernels are copied from, where the system can have one.

    Parameters
    ----------
    label : str, default ""
        Stands in the system's list of processes, for people.

    Yields
    ------
    Nursery or None
        It starts with its first copy, or when `start` is called, and ends with the block.
    """
    if not nursery.is_possible():
        yield None
        return
    opened = nursery.Nursery((_FOR_TABLES, _FOR_FIGURES), label)
    try:
        yield opened
    finally:
        opened.close()


def run_tasks(
    tasks: Iterable[Task | Call],
    *,
    jobs: int = 2,
    timeout: float = 600,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    scratch: Path | None = None,
    source: nursery.Nursery | None = None,
    on_result: Callable[[Result], Iterable[Call] | None] = lambda result: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Result]:
    """
    Run notebooks through papermill and call functions, several at once.

    Parameters
    ----------
    tasks : iterable of Task or Call
        What to do, begun in this order; the folder of each notebook's output must exist.
    jobs : int, default 2
        Parts at once; each takes a process of about 200 MB.
    timeout : float, default 600
        Seconds that one cell may take before its notebook counts as failed; a notebook as a
        whole, or a call, may take `CELLS_OF_TIME` times as long.
    environment : dict of str to str, optional
        Environment variables for the processes, on top of this one's.
    folder : Path, optional
        Working folder of the kernels; left out: the current one.
    scratch : Path, optional
        Private folder for the kernels' sockets; left out: one that is made and removed.
    source : Nursery, optional
        What processes are copied from, from `open_nursery`; left out: each starts by itself.
    on_result : callable
        Called in the caller's thread after each part. The calls it returns are made too.
    meanwhile : callable
        Called once in the caller's thread while the first kernels start.

    Returns
    -------
    list of Result
        In the order of `tasks`, then those that `on_result` asked for. A failed notebook's
        output is still written, up to and including the failing cell. Notebooks hold no time
        and no path of the run.
    """
    if scratch is None:
        with tempfile.TemporaryDirectory(prefix="mediacompare-") as made:
            return run_tasks(
                tasks,
                jobs=jobs,
                timeout=timeout,
                environment=environment,
                folder=folder,
                scratch=Path(made),
                source=source,
                on_result=on_result,
                meanwhile=meanwhile,
            )
    pool = _Pool(source, environment or {}, folder or Path.cwd(), scratch, timeout)
    executor = ThreadPoolExecutor(max_workers=max(1, jobs))
    futures: list[Future] = []
    try:
        import jupyter_client.manager  # noqa: F401

        futures += [executor.submit(pool.run, task) for task in tasks]
        skip_slow_validator()
        _register_engine()
        meanwhile()
        pool.is_imported.set()
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                more = on_result(future.result()) or ()
                added = [executor.submit(pool.run, call) for call in more]
                futures += added
                waiting |= set(added)
    except BaseException:  # Ctrl-C above all: do not run what nobody waits for any more
        executor.shutdown(wait=False, cancel_futures=True)
        pool.stop()
        raise
    finally:
        executor.shutdown()
        pool.close()
    return [future.result() for future in futures]


def count_default_jobs() -> int:
    """As many notebooks at once as there are cores, at most four, fewer where memory is short."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, usable or 1, _measure_free_megabytes() // KERNEL_MEGABYTES))


def _measure_free_megabytes() -> int:
    """Memory that is free or can be freed, also within a container's limit; else plenty."""
    free = [1 << 20]
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free += [int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable")]
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        free += [(int(limit) - used) >> 20] if limit.isdecimal() else []
    except (OSError, ValueError, IndexError):  # another system, or one without limits
        pass
    return max(0, min(free))


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
