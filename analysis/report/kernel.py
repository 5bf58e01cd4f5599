"""What is the process like that runs a report's notebooks?

``python -m analysis.report.kernel -f CONNECTION_FILE [OPTION ...] [--load MODULE ...]`` is an
IPython kernel with three differences: it ends with the process that started it, however that
one ends; it imports what the notebooks need before they ask; and it looks for modules neither
in the folder it runs in nor in the user's IPython settings.
"""

import gc
import os
import sys

# The process that must stay alive; set by the one that starts a kernel.
PARENT = "MEDIACOMPARE_REPORT_PID"
LOAD = "--load"
_DEATH_SIGNAL, _SIGKILL = 1, 9


def main() -> None:
    """Run the kernel until it is told to shut down."""
    end_with_parent()
    skip_slow_validator()
    gc.disable()
    arguments, modules = sys.argv[1:], []
    if LOAD in arguments:
        place = arguments.index(LOAD)
        arguments, modules = arguments[:place], arguments[place + 1 :]
    from ipykernel.kernelapp import IPKernelApp

    application = IPKernelApp.instance()
    application.initialize(arguments)
    for name in modules:
        __import__(name)
    gc.freeze()  # what is imported stays: the collector need not look at it again
    gc.enable()
    application.start()


def end_with_parent() -> None:
    """Let the system end this process when the one that started it is gone (Linux)."""
    if sys.platform != "linux" or PARENT not in os.environ:
        return  # elsewhere ipykernel looks once a second
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _SIGKILL)
    if os.getppid() != int(os.environ[PARENT]):  # it ended before the line above
        os._exit(1)


def skip_slow_validator() -> None:
    """Keep jsonschema from building a grammar of web addresses, which takes a second."""
    # jsonschema imports it for formats that no notebook has; python-jsonschema/jsonschema#1392.
    sys.modules.setdefault("rfc3987_syntax", None)


if __name__ == "__main__":
    main()
