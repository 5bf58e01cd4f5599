"""What do the lines of a set say, and which line is malformed?"""

import json
import re
from pathlib import Path

from analysis.errors import ReadingError


def read_rows(path: Path, shape: dict, limit: int | None = None) -> list[dict]:
    """
    Read a file of JSON Lines.

    Parameters
    ----------
    path : Path
        UTF-8; empty lines are passed over.
    shape : dict
        Fields that each line must have, with what `matches` takes; others are ignored.
    limit : int, optional
        Read no more than so many rows.

    Returns
    -------
    list of dict
        In the order of the file.

    Raises
    ------
    ReadingError
        Naming the file and the line of a row that is malformed.
    """
    rows = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if limit is not None and len(rows) >= limit:
                    break
                if line.strip():
                    rows.append(_read_row(line, shape, f"{path}, line {number}"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadingError(f"{path} cannot be read: {error}.") from error
    return rows


def _read_row(line: str, shape: dict, place: str) -> dict:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReadingError(f"{place}: this is no JSON ({error}).") from error
    if not isinstance(row, dict):
        raise ReadingError(f"{place}: a row is an object with the fields {', '.join(shape)}.")
    for field, wanted in shape.items():
        if field not in row:
            raise ReadingError(f"{place}: the field {field!r} is missing.")
        if not matches(row[field], wanted):
            raise ReadingError(f"{place}: the field {field!r} should be {tell_shape(wanted)}.")
    return row


def matches(value: object, shape: object) -> bool:
    """
    Say whether a value has a shape.

    Parameters
    ----------
    value : object
        As read from JSON.
    shape : object
        A type; ``[shape]`` for a list of any length; ``(shape, shape)`` for a list of that
        length; a dict of shapes for an object; a compiled pattern for a string.

    Examples
    --------
    >>> spans = [(int, int)]
    >>> matches([[0, 4], [9, 12]], spans), matches([[0, 4, 9]], spans), matches(True, int)
    (True, False, False)
    """
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, tuple):
        is_long = isinstance(value, list) and len(value) == len(shape)
        return is_long and all(map(matches, value, shape))
    if isinstance(shape, list):
        return isinstance(value, list) and all(matches(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        is_object = isinstance(value, dict)
        return is_object and all(k in value and matches(value[k], s) for k, s in shape.items())
    return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def tell_shape(shape: object) -> str:
    """
    Write a shape in words.

    Examples
    --------
    >>> tell_shape([(int, int)])
    'a list of [int, int]'
    """
    if isinstance(shape, re.Pattern):
        return f"a string that matches {shape.pattern}"
    if isinstance(shape, tuple):
        return f"[{', '.join(map(tell_shape, shape))}]"
    if isinstance(shape, list):
        return f"a list of {tell_shape(shape[0])}"
    if isinstance(shape, dict):
        return "an object with " + ", ".join(shape)
    return shape.__name__
