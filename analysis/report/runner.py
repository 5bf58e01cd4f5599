"""How are several notebooks run at once, so that one failure stops none of the others?

papermill runs each notebook. Starting a kernel and importing what notebooks need costs more
than any notebook's own work. So each worker keeps one kernel and one connection to it and
clears it between notebooks; a kernel that died or was stopped is replaced.
"""

import logging
import math
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from analysis.report.executed import tidy_notebook
from analysis.report.kernel import LOAD, PARENT, skip_slow_validator

# Empties the user's names and closes figures; modules stay imported, which is the point.
_CLEAR = """\
%reset -f
import sys as _sys
if "matplotlib.pyplot" in _sys.modules:
    _sys.modules["matplotlib.pyplot"].close("all")
get_ipython().execution_count = 1
del _sys
"""

# What the first kernel imports at once: it computes the tables that all wait for.
_FOR_TABLES = ("analysis.comparison", "wordfreq", "sklearn.feature_extraction.text")
# The others have time, while it does, for what the figures need too.
_FOR_FIGURES = (
    "analysis.ledger_view",
    "analysis.robustness_figures",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
)

# Of the time that one cell may take, a whole notebook may take so many times as much.
CELLS_OF_TIME = 3
# Seconds in which a kernel must answer: at its start, and when it is cleared.
_ANSWER = 60
# Megabytes that a kernel reaches with everything imported and the tables of a long story.
KERNEL_MEGABYTES = 400
# Bytes that the name of a socket may have on any system, less what zeromq appends.
_SOCKET_NAME = 80


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


class _Kernel(NamedTuple):
    """A running kernel and the connection to it."""

    manager: Any
    client: Any


class _Worker(threading.local):
    """The kernel of each worker thread, started when first needed."""

    kernel = None


class _Pool:
    def __init__(self, environment: dict[str, str], folder: Path, scratch: Path, timeout: float):
        self.environment = {
            **os.environ,
            **environment,
            "IPYTHONDIR": str(scratch / "ipython"),
            PARENT: str(os.getpid()),
        }
        self.folder = folder
        self.scratch = scratch
        self.timeout = timeout
        self.transport = _choose_transport(scratch)
        self.worker = _Worker()
        self.kernels: list[_Kernel] = []
        self.n_started = 0
        self.lock = threading.Lock()
        self.is_imported = threading.Event()
        self.is_stopped = False

    def get_kernel(self) -> _Kernel:
        """The thread's living kernel, cleared; or a new one."""
        from jupyter_core.utils import run_sync

        if self.is_stopped:
            raise RuntimeError("stopped")
        kernel = self.worker.kernel
        if kernel is not None and run_sync(kernel.manager.is_alive)():
            try:
                return _clear(kernel)
            except Exception:
                self.discard(kernel)
        kernel = self._start()
        self.worker.kernel = kernel
        if self.is_stopped:
            self.discard(kernel)
            raise RuntimeError("stopped")
        return kernel

    def _start(self) -> _Kernel:
        """Start a kernel of this Python; it imports while this process goes on."""
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_core.utils import run_sync

        with self.lock:
            number, self.n_started = self.n_started, self.n_started + 1
        modules = _FOR_FIGURES if number else _FOR_TABLES
        command = [
            *(sys.executable, "-P", "-m", "analysis.report.kernel", "-f", "{connection_file}"),
            # A history of lines would trip over the counts that clearing sets back.
            *("--log-level=CRITICAL", "--HistoryManager.enabled=False"),
            *("--InteractiveShellApp.ignore_cwd=True", LOAD, *modules),
        ]

        class OneKernel(KernelSpecManager):
            """Knows this Python and none of the kernels that a user may have set up."""

            def get_kernel_spec(self, kernel_name):
                return KernelSpec(argv=command, display_name=kernel_name, language="python")

        manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=OneKernel(),
            transport=self.transport,
            connection_file=str(self.scratch / f"k{number}.json"),
        )
        run_sync(manager.start_kernel)(env=self.environment, cwd=str(self.folder))
        client = manager.client()
        client.start_channels(hb=False)  # the process is asked, not its heart
        client.allow_stdin = False
        kernel = _Kernel(manager, client)
        self.kernels.append(kernel)
        return kernel

    def discard(self, kernel: _Kernel) -> None:
        """End a kernel and forget it."""
        from jupyter_core.utils import run_sync

        self.worker.kernel = None
        if kernel in self.kernels:
            self.kernels.remove(kernel)
        kernel.client.stop_channels()
        run_sync(kernel.manager.shutdown_kernel)(now=True)

    def stop(self) -> None:
        """End the kernels under the running notebooks, whose threads then end by themselves."""
        self.is_stopped = True
        self.is_imported.set()
        logging.getLogger("papermill").disabled = True  # would tell of each kernel's death
        for kernel in list(self.kernels):
            _kill(kernel)

    def close(self) -> None:
        """End all kernels."""
        for kernel in list(self.kernels):
            self.discard(kernel)

    def run(self, task: Task) -> Result:
        """Run one notebook; whatever goes wrong becomes the result's sentence."""
        started = time.perf_counter()
        try:
            kernel = self.get_kernel()  # first, so that it imports while this process does
        except OSError as problem:
            return Result(task, 0.0, f"no kernel can be started: {problem}")
        limit = CELLS_OF_TIME * self.timeout
        alarm = threading.Timer(limit, _kill, [kernel])
        alarm.daemon = True
        alarm.start()
        self.is_imported.wait()  # two threads that import the same can block each other
        try:
            _wait_for_answer(kernel)
            error = self._execute(task, kernel)
        except Exception as problem:  # a dead or hanging kernel, an unreadable notebook
            error = f"{type(problem).__name__}: {problem}".strip().splitlines()[0]
            if time.perf_counter() - started >= limit:
                error = f"TimeoutError: it took longer than {limit:g} seconds in all"
            self.discard(kernel)
        finally:
            alarm.cancel()
        return Result(task, time.perf_counter() - started, error)

    def _execute(self, task: Task, kernel: _Kernel) -> str | None:
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


def _choose_transport(scratch: Path) -> str:
    """Sockets that no other user reaches, where the system and the folder can have them."""
    import socket

    probe = scratch / "probe"
    if not hasattr(socket, "AF_UNIX") or len(os.fsencode(probe)) > _SOCKET_NAME:
        return "tcp"
    try:
        with socket.socket(socket.AF_UNIX) as tried:
            tried.bind(str(probe))
        probe.unlink()
    except OSError:
        return "tcp"
    return "ipc"


def _wait_for_answer(kernel: _Kernel) -> None:
    """Wait until a kernel answers on both channels that a notebook needs."""
    from jupyter_core.utils import run_sync

    run_sync(_await_answer)(kernel)


async def _await_answer(kernel: _Kernel) -> None:
    """As jupyter_client's `wait_for_ready`, without its pause of a fifth of a second."""
    from queue import Empty

    deadline = time.monotonic() + _ANSWER
    while time.monotonic() < deadline:
        kernel.client.kernel_info()
        with suppress(Empty):
            await kernel.client.get_shell_msg(timeout=1)
            await kernel.client.get_iopub_msg(timeout=1)
            return
        await _check_alive(kernel)
    raise TimeoutError(f"the kernel did not answer within {_ANSWER} seconds")


async def _check_alive(kernel: _Kernel) -> None:
    if not await kernel.manager.is_alive():
        raise RuntimeError("the kernel has ended")


def _clear(kernel: _Kernel) -> _Kernel:
    """Make a kernel as good as new."""
    from jupyter_core.utils import run_sync

    run_sync(_await_clearing)(kernel)
    return kernel


async def _await_clearing(kernel: _Kernel) -> None:
    from queue import Empty

    asked = kernel.client.execute(_CLEAR, silent=True, store_history=False)
    deadline = time.monotonic() + _ANSWER
    while time.monotonic() < deadline:
        with suppress(Empty):
            reply = await kernel.client.get_shell_msg(timeout=1)
            if reply["parent_header"].get("msg_id") == asked:
                if reply["content"]["status"] != "ok":
                    raise RuntimeError("the kernel cannot be cleared")
                return
        await _check_alive(kernel)
    raise TimeoutError(f"the kernel was not cleared within {_ANSWER} seconds")


def _kill(kernel: _Kernel) -> None:
    """End a kernel's process at once."""
    process = getattr(kernel.manager.provisioner, "process", None)
    if process is not None:
        process.kill()


def run_notebooks(
    tasks: Iterable[Task],
    *,
    jobs: int = 2,
    timeout: float = 600,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    scratch: Path | None = None,
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
        Seconds that one cell may take before its notebook counts as failed; a notebook as a
        whole may take `CELLS_OF_TIME` times as long.
    environment : dict of str to str, optional
        Environment variables for the kernels, on top of this process's.
    folder : Path, optional
        Working folder of the kernels; left out: the current one.
    scratch : Path, optional
        Private folder for the kernels' sockets; left out: one that is made and removed.
    on_result : callable
        Called in the caller's thread after each notebook, to show progress.
    meanwhile : callable
        Called once in the caller's thread while the first kernels start.

    Returns
    -------
    list of Result
        In the order of `tasks`. A failed notebook's output is still written, up to and
        including the failing cell. Notebooks hold no time and no path of the run.
    """
    if scratch is None:
        with tempfile.TemporaryDirectory(prefix="mediacompare-") as made:
            return run_notebooks(
                tasks,
                jobs=jobs,
                timeout=timeout,
                environment=environment,
                folder=folder,
                scratch=Path(made),
                on_result=on_result,
                meanwhile=meanwhile,
            )
    tasks = list(tasks)
    pool = _Pool(environment or {}, folder or Path.cwd(), scratch, timeout)
    results: dict[int, Result] = {}
    executor = ThreadPoolExecutor(max_workers=max(1, min(jobs, len(tasks) or 1)))
    try:
        import jupyter_client.manager  # noqa: F401

        waiting = {executor.submit(pool.run, task): k for k, task in enumerate(tasks)}
        skip_slow_validator()
        _register_engine()
        meanwhile()
        pool.is_imported.set()
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
