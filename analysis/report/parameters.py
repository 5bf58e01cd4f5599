"""Which parameters do the notebooks take, and is what the user gave one of them?

papermill only warns of a name that a notebook does not know and then runs with the
default; a scheduled report would be wrong in silence. So names and values are checked
against the notebooks' own `parameters` cells before anything runs.
"""

import json
import math
from difflib import get_close_matches
from pathlib import Path

from analysis.errors import UsageError
from analysis.visible_text import show_line

# The command sets these from its own arguments.
RESERVED = ("story",)
# Letters of a wrong value that its message repeats.
_LONGEST_SHOWN = 80


def read_parameters(notebook: Path) -> dict[str, str]:
    """
    Read the names and declared types of a notebook's parameters.

    Parameters
    ----------
    notebook : Path
        A notebook with one cell tagged `parameters`, lines like ``base: str = ""  # help``.

    Returns
    -------
    dict of str to str
        Type name by parameter name, in the order of the cell.
    """
    import papermill

    found = papermill.inspect_notebook(str(notebook))
    return {name: entry["inferred_type_name"] for name, entry in found.items()}


def check_parameters(given: dict[str, str], known: dict[str, dict[str, str]]) -> None:
    """
    Refuse parameters that no notebook takes.

    Parameters
    ----------
    given : dict of str to str
        The user's values by name.
    known : dict of str to dict of str to str
        For each notebook, what `read_parameters` found.

    Raises
    ------
    UsageError
        Naming the unknown parameter, the nearest known one and all that are known.
    """
    names = sorted({name for parameters in known.values() for name in parameters})
    for name in given:
        if name in RESERVED:
            raise UsageError(f"-p {name}=...: name the story as an argument of the command.")
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            offered = ", ".join(n for n in names if n not in RESERVED)
            raise UsageError(
                f"-p {_shorten(name)}: no notebook takes this parameter.{hint} "
                f"The known ones are {offered}."
            )


def convert_value(name: str, text: str, type_name: str):
    """
    Read a parameter's value as the type its notebook declares.

    Parameters
    ----------
    name : str
        The parameter, for the error message.
    text : str
        What the user wrote after the equals sign.
    type_name : str
        ``str``, ``int``, ``float``, ``bool``, or ``list`` (JSON, or words with commas).

    Returns
    -------
    str, int, float, bool or list of str
        A plain Python value; a ``str`` is left as written, so an id like ``007`` stays one.

    Raises
    ------
    UsageError
        If the text does not read as that type.

    Examples
    --------
    >>> convert_value("versions", "wire, cutdown", "list[str]")
    ['wire', 'cutdown']
    >>> convert_value("n_terms", "12", "int")
    12
    """
    try:
        if type_name == "int":
            return int(text)
        if type_name == "float":
            return _read_finite(text)
        if type_name == "bool":
            return {"true": True, "false": False}[text.strip().lower()]
        if type_name.startswith("list"):
            return _read_list(text, type_name)
    except (ValueError, KeyError, RecursionError):
        raise UsageError(
            f"-p {name}={_shorten(text)}: this parameter takes a value of type {type_name}."
        ) from None
    return text


def _shorten(text: str) -> str:
    """What the user wrote, on one line and not longer than one."""
    return show_line(text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…")


def _read_finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _read_list(text: str, type_name: str) -> list:
    if text.lstrip().startswith("["):
        values = json.loads(text)
        if type_name == "list[str]" and not all(isinstance(value, str) for value in values):
            raise ValueError(text)
        return values
    return [part.strip() for part in text.split(",") if part.strip()]
