"""What is the process like that runs a report's notebooks?

An IPython kernel with three differences: it ends with the process that started it, however that
one ends; it has imported what the notebooks need before they ask; and it looks for modules
neither in the folder it runs in nor in the user's IPython settings. It is a copy of the nursery
(`serve`), or, where there can be none, a process of its own:
``python -m analysis.report.kernel -f CONNECTION_FILE [OPTION ...] [--load MODULE ...]``.
"""

import gc
import os
import sys
from collections.abc import Iterable

# The process that must stay alive; set by the one that starts a kernel.
PARENT = "MEDIACOMPARE_REPORT_PID"
LOAD = "--load"
_DEATH_SIGNAL, _SIGKILL = 1, 9


def main() -> None:
    """Run a kernel that begins with nothing imported."""
    end_with(int(os.environ[PARENT]))
    skip_slow_validator()
    arguments, modules = sys.argv[1:], []
    if LOAD in arguments:
        place = arguments.index(LOAD)
        arguments, modules = arguments[:place], arguments[place + 1 :]
    serve(arguments, modules)


def serve(arguments: list[str], modules: Iterable[str] = ()) -> None:
    """
    Run a kernel in this process until it is told to shut down.

    Parameters
    ----------
    arguments : list of str
        As on the command line of an IPython kernel.
    modules : iterable of str
        What to import before the first cell.
    """
    from ipykernel.kernelapp import IPKernelApp

    gc.disable()
    application = IPKernelApp.instance()
    application.initialize(arguments)
    for name in modules:
        __import__(name)
    gc.freeze()  # what is imported stays: the collector need not look at it again
    gc.enable()
    application.start()


def end_with(parent: int) -> None:
    """
    Let the system end this process when its parent is gone (Linux).

    Parameters
    ----------
    parent : int
        Number of the process that started this one.
    """
    if sys.platform != "linux":
        return  # elsewhere ipykernel looks once a second
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(1)


def skip_slow_validator() -> None:
    """Keep jsonschema from building a grammar of web addresses, which takes a second."""
    # jsonschema imports it for formats that no notebook has; python-jsonschema/jsonschema#1392.
    sys.modules.setdefault("rfc3987_syntax", None)


if __name__ == "__main__":
    main()
