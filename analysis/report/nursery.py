"""How do kernels begin with everything imported, though it is imported only once?

What notebooks import takes longer than most notebooks run. So one process, the nursery, imports
it and is copied (fork) for every kernel and every call; a copy starts in a few milliseconds and
shares the memory of what was imported. The nursery runs no notebook and reads no article: what
happens in one copy, another never sees. It ends with the process that opened it, and its copies
end with it, however they end.

Linux only: it needs descriptors of processes (pidfd) and the signal at a parent's death.
Elsewhere `is_possible` says no, and each kernel is started from the beginning.
"""

import gc
import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing import connection, reduction
from pathlib import Path
from typing import Any, NamedTuple

from analysis.report.kernel import PARENT, end_with, skip_slow_validator

# Seconds in which a killed process must be gone; it takes milliseconds.
_PATIENCE = 10
_RUN = "from analysis.report.nursery import run; run()"


class _Request(NamedTuple):
    """What a copy is to do, and the descriptor of the channel on which it says how it went.

    `task` is a pickled function with its arguments: only the copy imports what they need.
    `stage` is the number of the stage of imports that must be over before; 0 is the first.
    """

    task: bytes
    environment: dict[str, str]
    folder: str
    stage: int
    channel: int = -1


def is_possible() -> bool:
    """Say whether this system can have a nursery."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # a container, or a system of before 2019
        return False
    return True


class Child:
    """A copy of the nursery, with the part of `subprocess.Popen` that its user needs."""

    stdin = stdout = stderr = None

    def __init__(self, channel: connection.Connection):
        self.channel = channel
        self.pid: int = channel.recv()
        # Not the number: another process could have it once this one has ended.
        self.descriptor = reduction.recv_handle(channel)
        weakref.finalize(self, os.close, self.descriptor)

    def poll(self) -> int | None:
        """None while it runs, then 0: how it ended, only the nursery is told."""
        return self._wait(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self._wait(timeout) is None:
            raise TimeoutError(f"process {self.pid} did not end within {timeout} seconds")
        return 0

    def _wait(self, timeout: float | None) -> int | None:
        return 0 if connection.wait([self.descriptor], timeout) else None

    def send_signal(self, number: int) -> None:
        """Send a signal; to a process that has ended, nothing."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Nursery:
    """
    The process that is copied, seen from the one that opens it.

    Parameters
    ----------
    stages : iterable of iterable of str
        What to load, in the order in which it is needed: ``module``, or ``module:function`` to
        call a function that keeps what it loads. What cannot be loaded is left for those who
        need it to find out.
    label : str, default ""
        Stands in the system's list of processes, for people.
    """

    def __init__(self, stages: Iterable[Iterable[str]], label: str = ""):
        self.stages = [list(modules) for modules in stages]
        self.label = label
        self.process: subprocess.Popen | None = None
        self.connection: connection.Connection | None = None
        self.children: weakref.WeakSet[Child] = weakref.WeakSet()
        self.lock = threading.Lock()
        self.is_closed = False

    def start(self) -> None:
        """Start it, so that it imports meanwhile; one that has ended is started again."""
        with self.lock:
            self._start()

    def _start(self) -> None:
        if self.is_closed:
            raise ConnectionResetError("it is closed")
        if self.process is not None and self.process.poll() is None:
            return
        ours, theirs = connection.Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-c", _RUN),
                    *(str(theirs.fileno()), self.label, json.dumps(self.stages)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, PARENT: str(os.getpid())},
                start_new_session=True,  # Ctrl-C is for the process that opened it
            )
        self.connection = ours

    def fork(
        self,
        function: Callable,
        *arguments: Any,
        environment: dict[str, str] | None = None,
        folder: str | Path | None = None,
        stage: int = 0,
    ) -> Child:
        """
        Call a function in a copy of the nursery, and do not wait for it.

        Parameters
        ----------
        function : callable
            Can be imported by name.
        *arguments
            Can be pickled.
        environment : dict of str to str, optional
            All environment variables of the copy; left out: this process's.
        folder : str or Path, optional
            Working folder of the copy; left out: this process's.
        stage : int, default 0
            The stage of imports to wait for.

        Raises
        ------
        OSError
            If the nursery has ended, or the system gives it no process.
        """
        variables = dict(os.environ) if environment is None else environment
        task = pickle.dumps((function, arguments))
        request = _Request(task, variables, str(folder or Path.cwd()), stage)
        ours, theirs = connection.Pipe()
        with theirs, self.lock:
            self._start()
            self.connection.send(request)
            reduction.send_handle(self.connection, theirs.fileno(), self.process.pid)
        try:
            child = Child(ours)
        except EOFError:
            raise ConnectionResetError("the process that is copied gave no copy") from None
        self.children.add(child)
        if self.is_closed:  # meanwhile
            child.kill()
        return child

    def call(self, function: Callable, *arguments: Any, limit: float, **settings: Any) -> Any:
        """
        Call a function in a copy of the nursery and wait for its result.

        Parameters
        ----------
        function, *arguments, **settings
            As for `fork`.
        limit : float
            Seconds it may take.

        Returns
        -------
        object
            What the function returned.

        Raises
        ------
        Exception
            What the function raised.
        TimeoutError
            If it took longer; it is ended.
        ChildProcessError
            If its process ended before it was done.
        """
        child = self.fork(function, *arguments, **settings)
        with child.channel:
            try:
                if not child.channel.poll(limit):
                    raise TimeoutError(f"it took longer than {limit:g} seconds")
                is_done, result = child.channel.recv()
            except EOFError:
                raise ChildProcessError("its process ended before it was done") from None
            finally:
                child.kill()
        if not is_done:
            raise result
        return result

    def close(self) -> None:
        """End the copies and the nursery; it cannot be started again."""
        self.is_closed = True
        left = list(self.children)
        for child in left:
            child.kill()
        for child in left:
            child.wait(_PATIENCE)
        with self.lock:
            if self.process is not None:
                self.process.kill()  # a copy that nobody knows of ends with it
                self.process.wait()
                self.connection.close()


def run() -> None:
    """Import in stages, copy this process for each request, end when nobody can ask any more."""
    descriptor, _, stages = sys.argv[1:]
    end_with(int(os.environ[PARENT]))
    skip_slow_validator()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries those that end
    gc.disable()
    requests = connection.Connection(int(descriptor))
    waiting: list[_Request] = []
    with suppress(EOFError, ConnectionResetError):
        for stage, modules in enumerate(json.loads(stages)):
            for name in modules:
                with suppress(Exception):
                    _load(name)
            while requests.poll():
                waiting.append(_receive(requests))
            ready = [request for request in waiting if request.stage <= stage]
            waiting = [request for request in waiting if request.stage > stage]
            _copy_all(ready, waiting, requests)
        while True:
            _copy_all(waiting or [_receive(requests)], [], requests)
            waiting = []


def _load(name: str) -> None:
    """Import ``module``, or call ``module:function``."""
    module, _, function = name.partition(":")
    loaded = importlib.import_module(module)
    if function:
        getattr(loaded, function)()


def _receive(requests: connection.Connection) -> _Request:
    request = requests.recv()
    return request._replace(channel=reduction.recv_handle(requests))


def _copy_all(
    ready: list[_Request], waiting: list[_Request], requests: connection.Connection
) -> None:
    """Fork for each request that is ready; the copies never come back from here."""
    nursery = os.getpid()
    gc.freeze()  # what is imported stays: no copy's collector need look at it and copy its pages
    while ready:
        request = ready.pop(0)
        try:
            is_copy = os.fork() == 0
        except OSError:  # no memory, too many processes: who asked finds the channel closed
            is_copy = False
        if not is_copy:
            os.close(request.channel)
            continue
        try:
            # Held open here, they would hide from their readers that another copy has ended.
            for other in [*ready, *waiting]:
                os.close(other.channel)
            requests.close()
            _serve(request, nursery)
        finally:
            os._exit(0)


def _serve(request: _Request, nursery: int) -> None:
    """
    What a copy does: say who it is, do what is asked, say how it went.

    It goes with its memory, so that nothing is collected before; a kernel, which stays, begins to.
    """
    os.setsid()
    end_with(nursery)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    channel = connection.Connection(request.channel)
    channel.send(os.getpid())
    descriptor = os.pidfd_open(os.getpid())
    reduction.send_handle(channel, descriptor, nursery)
    os.close(descriptor)
    os.environ.clear()
    os.environ.update(request.environment)
    try:
        os.chdir(request.folder)
        function, arguments = pickle.loads(request.task)
        outcome = True, function(*arguments)
    except BaseException as problem:
        outcome = False, problem
    try:
        channel.send(outcome)
    except Exception as problem:  # a result or an exception that cannot be pickled
        channel.send((False, RuntimeError(f"{type(problem).__name__}: {problem}: {outcome[1]!r}")))
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
