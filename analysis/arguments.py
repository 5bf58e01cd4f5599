"""How is a value read that a person or a script writes on the command line?

Each reader is an argparse `type`: it returns the value, or says in one sentence what is wrong.
"""

import math
from argparse import ArgumentTypeError
from pathlib import Path


def read_count(text: str) -> int:
    """
    Read a whole number from 1 up.

    Examples
    --------
    >>> read_count("3")
    3
    """
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def read_seconds(text: str) -> float:
    """
    Read a time above 0 in seconds.

    Examples
    --------
    >>> read_seconds("0.5")
    0.5
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def read_severity(text: str) -> str:
    """
    Read one of `analysis.fidelity.SEVERITIES`.

    Examples
    --------
    >>> read_severity("critical")
    'critical'
    """
    from analysis.fidelity import SEVERITIES

    if text not in SEVERITIES:
        raise ArgumentTypeError(f"{text!r} is none of {', '.join(SEVERITIES)}")
    return text


def read_folder(text: str) -> Path:
    """
    Read a folder; an unset variable of a script (``--out "$OUT"``) is not the current one.

    Examples
    --------
    >>> read_folder("reports").name
    'reports'
    """
    if not text.strip():
        raise ArgumentTypeError("the name of a folder is missing")
    return Path(text)
