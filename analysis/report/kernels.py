"""How is a kernel started, asked whether it is there, cleared between notebooks, ended?

A kernel is a copy of the nursery, or a process of its own where there can be none.
"""

import os
import sys
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from analysis.report.kernel import LOAD, PARENT, serve
from analysis.report.nursery import Nursery

# Empties the user's names and closes figures; modules stay imported, which is the point.
_CLEAR = """\
%reset -f
import sys as _sys
if "matplotlib.pyplot" in _sys.modules:
    _sys.modules["matplotlib.pyplot"].close("all")
get_ipython().execution_count = 1
del _sys
"""

# Seconds in which a kernel must answer: at its start, and when it is cleared.
_ANSWER = 60
# Bytes that the name of a socket may have on any system, less what zeromq appends.
_SOCKET_NAME = 80
_COPIED = "mediacompare-nursery"


class Kernel(NamedTuple):
    """A running kernel and the connection to it."""

    manager: Any
    client: Any


def start_kernel(
    number: int,
    *,
    nursery: Nursery | None,
    stage: int = 0,
    modules: tuple[str, ...] = (),
    environment: dict[str, str],
    folder: Path,
    scratch: Path,
) -> Kernel:
    """
    Start a kernel of this Python; it need not answer yet.

    Parameters
    ----------
    number : int
        Names its files in `scratch`.
    nursery : Nursery or None
        What it is a copy of; None: a process of its own.
    stage : int, default 0
        The nursery's stage of imports to wait for.
    modules : tuple of str
        What a process of its own imports at once.
    environment : dict of str to str
        All of its environment variables.
    folder, scratch : Path
        Its working folder; a private folder for its connection.

    Raises
    ------
    OSError
        If the system or the nursery gives no process.
    """
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=_describe_kernel(modules, is_copied=nursery is not None),
        transport=_choose_transport(scratch),
        connection_file=str(scratch / f"k{number}.json"),
    )
    manager.nursery, manager.stage = nursery, stage  # read by `copied_kernel.CopiedKernel`
    # One that must start from the beginning ends with this process too.
    variables = {**environment, PARENT: str(os.getpid())}
    run_sync(manager.start_kernel)(env=variables, cwd=str(folder))
    client = manager.client()
    client.start_channels(hb=False)  # the process is asked, not its heart
    client.allow_stdin = False
    return Kernel(manager, client)


def _describe_kernel(modules: tuple[str, ...], *, is_copied: bool):
    """What jupyter_client asks for how to start a kernel."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

    command = [
        *(sys.executable, "-P", "-m", serve.__module__, "-f", "{connection_file}"),
        # A history of lines would trip over the counts that clearing sets back.
        *("--log-level=CRITICAL", "--HistoryManager.enabled=False"),
        *("--InteractiveShellApp.ignore_cwd=True", LOAD, *modules),
    ]
    started = {"kernel_provisioner": {"provisioner_name": _register_copying()}}

    class OneKernel(KernelSpecManager):
        """Knows this Python and none of the kernels that a user may have set up."""

        def get_kernel_spec(self, kernel_name):
            return KernelSpec(
                argv=command,
                display_name=kernel_name,
                language="python",
                metadata=started if is_copied else {},
            )

    return OneKernel()


@lru_cache(maxsize=1)
def _register_copying() -> str:
    """Teach jupyter_client, in this process alone, to start a kernel by copying; its name."""
    from importlib.metadata import EntryPoint

    from jupyter_client.provisioning import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    factory.provisioners[_COPIED] = EntryPoint(
        _COPIED, "analysis.report.copied_kernel:CopiedKernel", factory.GROUP_NAME
    )
    return _COPIED


@lru_cache(maxsize=1)
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


def is_alive(kernel: Kernel) -> bool:
    """Say whether a kernel's process runs."""
    from jupyter_core.utils import run_sync

    return run_sync(kernel.manager.is_alive)()


def wait_for_answer(kernel: Kernel) -> None:
    """
    Wait until a kernel answers on both channels that a notebook needs.

    Raises
    ------
    RuntimeError
        If it has ended.
    TimeoutError
        If it does not answer.
    """
    from jupyter_core.utils import run_sync

    run_sync(_await_answer)(kernel)


async def _await_answer(kernel: Kernel) -> None:
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


async def _check_alive(kernel: Kernel) -> None:
    if not await kernel.manager.is_alive():
        raise RuntimeError("the kernel has ended")


def clear_kernel(kernel: Kernel) -> None:
    """
    Make a kernel as good as new.

    Raises
    ------
    RuntimeError
        If it has ended or cannot be cleared.
    TimeoutError
        If it does not answer.
    """
    from jupyter_core.utils import run_sync

    run_sync(_await_clearing)(kernel)


async def _await_clearing(kernel: Kernel) -> None:
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


def kill_kernel(kernel: Kernel) -> None:
    """End a kernel's process at once; its connection stays."""
    if process := _find_process(kernel):
        process.kill()


def end_kernel(kernel: Kernel) -> None:
    """End a kernel and the connection to it."""
    from jupyter_core.utils import run_sync

    kernel.client.stop_channels()
    if process := _find_process(kernel):
        process.kill()
        process.wait()  # the manager would look for its end ten times a second
    run_sync(kernel.manager.shutdown_kernel)(now=True)


def _find_process(kernel: Kernel):
    return getattr(kernel.manager.provisioner, "process", None)
