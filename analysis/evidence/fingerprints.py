"""Would this run give the same report again: same inputs, same settings, same code?"""

import importlib.metadata
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from analysis.evidence.hashing import hash_facts, hash_file, hash_table
from analysis.evidence.inputs import describe_story
from analysis.paths import find_checkout_folder, find_data_folder, find_notebooks_folder
from analysis.story import Story

__all__ = [
    "fingerprint_run",
    "hash_code",
    "hash_file",
    "hash_table",
    "list_code",
    "list_packages",
]

_PACKAGE = Path(__file__).resolve().parent.parent
_TEMPLATES = "[0-9][0-9]_*.ipynb"  # the notebooks that make a report, and no lesson
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NEEDS = re.compile(r"(?m)^Requires-Dist: *([A-Za-z0-9][A-Za-z0-9._-]*)(?!.*\bextra *==)")
_VERSION = re.compile(r"(?m)^Version: *(\S+)")


def fingerprint_run(story: Story, parameters: dict) -> str:
    """
    Make the content key of one story's run.

    Parameters
    ----------
    story : Story
        From `load_story`.
    parameters : dict
        The settings of the run by name, as JSON can hold them; a folder is none of them.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits. It changes with a byte of an input or of story.toml, a
        fact of a version, a file that could not be read, a parameter, the code, its data and
        notebooks, and the packages it uses; never with the clock or the place of anything.

    Examples
    --------
    >>> from analysis import load_story
    >>> tiny = load_story("tiny")
    >>> fingerprint_run(tiny, {}) == fingerprint_run(load_story("tiny"), {})
    True
    >>> fingerprint_run(tiny, {}) == fingerprint_run(tiny, {"base": "cutdown"})
    False
    """
    return hash_facts(
        {"story": describe_story(story), "parameters": parameters, "code": hash_code()}
    )


@lru_cache(maxsize=1)
def hash_code() -> str:
    """
    Hash all that makes results from inputs: code, data, notebooks, packages, Python.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits; the same in a checkout and an installed wheel. Read
        once a process.
    """
    return hash_facts({"code": list_code(), "packages": list_packages()})


@lru_cache(maxsize=1)
def list_code() -> dict[str, str]:
    """
    List the parts of mediacompare that a report depends on.

    Returns
    -------
    dict of str to str
        SHA-256 by part: a module or subpackage of `analysis`, a file or folder of `data`, a
        notebook that makes a report. Read once a process.
    """
    notebooks = find_notebooks_folder()
    files = [
        *_list_files("analysis", _PACKAGE, skip=_PACKAGE / "shipped"),
        *_list_files("data", find_data_folder()),
        *((f"notebooks/{path.name}", path) for path in notebooks.glob(_TEMPLATES)),
    ]
    parts: dict[str, list] = {}
    for name, path in sorted(files):
        parts.setdefault("/".join(name.split("/")[:2]), []).append([name, hash_file(path)])
    return {part: hash_facts(found) for part, found in sorted(parts.items())}


def _list_files(label: str, folder: Path, skip: Path | None = None) -> list[tuple[str, Path]]:
    """Files below a folder with their names from the label on; nothing hidden or compiled."""
    found = []
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        is_made = any(part == "__pycache__" or part.startswith(".") for part in inner)
        if is_made or path.suffix in {".pyc", ".pyo"} or (skip and path.is_relative_to(skip)):
            continue
        if path.is_file():
            found.append(("/".join((label, *inner)), path))
    return found


@lru_cache(maxsize=1)
def list_packages() -> dict[str, str]:
    """
    List Python and the packages that mediacompare needs, with all that these need.

    Returns
    -------
    dict of str to str
        Version by normalised name, `python` among them; packages that are not installed (those
        of other systems, say) are left out. Read once a process.
    """
    import platform

    found = {"python": platform.python_version()}
    looked_at, waiting = set(), _list_requirements()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in looked_at:
            continue
        looked_at.add(name)
        head = _read_head(name)
        version = _VERSION.search(head)
        if version:
            found[name] = version[1]
            waiting += _NEEDS.findall(head)
    return dict(sorted(found.items()))


def _list_requirements() -> list[str]:
    """Names of the packages that mediacompare itself asks for."""
    checkout = find_checkout_folder()
    if checkout and (checkout / "pyproject.toml").is_file():
        project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
        return [_NAME.match(line)[0] for line in project["dependencies"]]
    return _NEEDS.findall(_read_head("mediacompare"))


def _read_head(name: str) -> str:
    """What an installed package says of itself, without its description; "" if it is not here."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    return text.replace("\r\n", "\n").partition("\n\n")[0]
