"""How long does a whole process take, and how much memory does it reach?"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple


class Cost(NamedTuple):
    """What several runs of a command cost: medians."""

    seconds: float
    fastest: float
    megabytes: float


def measure_process(arguments: list[str], *, runs: int, environment: dict | None = None) -> Cost:
    """
    Run ``python ARGUMENTS`` several times, once more before to warm the disk's cache.

    Parameters
    ----------
    arguments : list of str
        Arguments for this Python.
    runs : int
        Runs that count.
    environment : dict, optional
        Variables on top of this process's.

    Returns
    -------
    Cost
        Median and smallest wall-clock seconds; median of the peak resident memory of the
        process itself (not its children) in megabytes.

    Raises
    ------
    RuntimeError
        If a run fails, with what it wrote to standard error.
    """
    costs = [_run_once(arguments, environment) for _ in range(runs + 1)][1:]
    seconds = [seconds for seconds, _ in costs]
    return Cost(
        statistics.median(seconds), min(seconds), statistics.median(peak for _, peak in costs)
    )


def _run_once(arguments: list[str], environment: dict | None) -> tuple[float, float]:
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            errors.seek(0)
            raise RuntimeError(f"{arguments}: {errors.read().decode(errors='replace')[-2000:]}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return seconds, usage.ru_maxrss / unit
