"""What was this report made from, how, and what did it come to?

manifest.json stands beside a report's pages. It holds the hash of each input, table and
published file, the settings, the code and the packages; no clock, no folder, no user, so that
two runs on the same inputs write the same bytes.
"""

import json
import os
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.errors import ReadingError, UsageError
from analysis.evidence import crate
from analysis.evidence.fingerprints import fingerprint_run, hash_code, list_code, list_packages
from analysis.evidence.hashing import encode_facts, hash_facts, hash_file
from analysis.evidence.inputs import check_relative, describe_inputs, describe_story, find_inside
from analysis.story import Story

MANIFEST = "manifest.json"
FORMAT = "mediacompare manifest 1"
# Not listed among the files: these two hold the hashes of all others.
UNLISTED = frozenset({MANIFEST, crate.CRATE})
# The manifest of a report of a hundred versions has under 1 MB.
MAX_BYTES = 20_000_000

_SHAPE = {
    "format": str,
    "about": str,
    "fingerprint": str,
    "mediacompare": dict,
    "packages": dict,
    "seeds_of_random_numbers": dict,
    "parameters": dict,
    "story": dict,
    "inputs": list,
    "tables": dict,
    "files": dict,
    "manifest_sha256": str,
}
_STORY_SHAPE = {"name": str, "title": str, "could_not_be_read": list, "base_of_run": str}

ABOUT = (
    "From a number to its words: its table is under `tables`; `key` names the columns that name "
    "its row; `passages` names the columns that lead from the row to a version and to half-open "
    "character offsets of that version's extracted text, or to a segment, whose offsets are in "
    "segments.csv; `rows_from` names the rows of another table that the row sums up. @base is "
    "the run's base. `text_sha256` of an input is the hash of the extracted text (UTF-8) that "
    "offsets point into. `mediacompare verify` makes the tables again and compares."
)


def describe_run(story: Story, described: dict, parameters: dict, *, folder: str | Path) -> dict:
    """
    Describe a run of one story: inputs, settings, code, tables and published files.

    Parameters
    ----------
    story : Story
        From `load_story`.
    described : dict
        From `described_tables.describe_tables`.
    parameters : dict
        The run's settings by name, as JSON can hold them. `base` and `versions` are those
        that `compare` was given.
    folder : str or Path
        The run's folder, with all that is published in it.

    Returns
    -------
    dict
        What manifest.json holds; `manifest_sha256` is the hash of all the rest of it.

    Raises
    ------
    ReadingError
        If an input is no longer the one that was read, or a link in `folder` leads out of it.
    """
    facts = {
        "format": FORMAT,
        "about": ABOUT,
        "fingerprint": fingerprint_run(story, parameters),
        "mediacompare": {"version": __version__, "sha256": hash_code(), "parts": list_code()},
        "packages": list_packages(),
        "seeds_of_random_numbers": described["seeds_of_random_numbers"],
        "parameters": parameters,
        "story": {
            **{name: fact for name, fact in describe_story(story).items() if name != "versions"},
            "base_of_run": described["base_of_run"],
        },
        "inputs": describe_inputs(story),
        "tables": described["tables"],
        "files": list_published(Path(folder)),
    }
    return {**facts, "manifest_sha256": hash_facts(facts)}


def list_published(folder: Path) -> dict[str, dict]:
    """
    List the files of a run's folder.

    Parameters
    ----------
    folder : Path
        The run's folder.

    Returns
    -------
    dict of str to dict
        `sha256` and `n_bytes` by path inside the folder, with ``/``. Hidden files, files that
        end in .partial, and the manifest and crate themselves are not listed.

    Raises
    ------
    ReadingError
        If a link leads out of the folder.
    """
    return {
        name: {"sha256": hash_file(folder / name), "n_bytes": (folder / name).stat().st_size}
        for name in list_files(folder)
        if name not in UNLISTED
    }


def list_files(folder: Path) -> list[str]:
    """
    List the names of the files in a folder and below.

    Parameters
    ----------
    folder : Path
        A run's folder.

    Returns
    -------
    list of str
        Sorted, with ``/``; without hidden ones and those that end in .partial.

    Raises
    ------
    ReadingError
        If a link leads out of the folder, or something is neither file nor folder.
    """
    found = []
    for here, folders, files in os.walk(folder):
        # A link to a folder is not walked into, and would hide what it leads to.
        linked = [one for one in folders if (Path(here) / one).is_symlink()]
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in [*linked, *files]:
            path = Path(here) / one
            if one.startswith(".") or one.endswith(".partial"):
                continue
            inner = path.relative_to(folder).as_posix()
            if find_inside(inner, folder) is None:  # a pipe, a link to nothing
                raise ReadingError(f"{inner!r} is no file inside its folder; it was not read.")
            found.append(inner)
    return sorted(found)


def write_manifest(folder: str | Path, story: Story, described: dict, parameters: dict) -> Path:
    """
    Write manifest.json and ro-crate-metadata.json into a run's folder, as its last files.

    Parameters
    ----------
    folder : str or Path
        The run's folder, with everything that is published in it.
    story, described, parameters
        As for `describe_run`.

    Returns
    -------
    Path
        The manifest. Each of the two files appears whole or not at all.

    Raises
    ------
    ReadingError
        As `describe_run`.
    UsageError
        If the folder cannot be written to.
    """
    folder = Path(folder)
    run = describe_run(story, described, parameters, folder=folder)
    try:
        _write(folder / crate.CRATE, encode_facts(crate.describe_crate(run)))
        return _write(folder / MANIFEST, encode_facts(run))
    except OSError as problem:
        raise UsageError(f"{folder} cannot be written to: {problem.strerror}.") from problem


def _write(path: Path, data: bytes) -> Path:
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)
    return path


def read_manifest(folder: str | Path) -> dict:
    """
    Read a run's manifest and make sure that nobody edited it.

    Parameters
    ----------
    folder : str or Path
        The run's folder.

    Returns
    -------
    dict
        As from `describe_run`.

    Raises
    ------
    ReadingError
        If it is too large, is not the JSON that `write_manifest` writes (to the byte), does
        not agree with its own hash, or is a link that leads out. One sentence.
    FileNotFoundError
        If there is no file of this name.
    """
    path = find_inside(MANIFEST, Path(folder))
    if path is None:
        raise FileNotFoundError(f"{MANIFEST} is not there")
    if path.stat().st_size > MAX_BYTES:
        raise ReadingError(f"{MANIFEST} is too large to be a manifest; it was not read.")
    data = path.read_bytes()
    run = parse_facts(data, MANIFEST)
    if not isinstance(run, dict) or run.get("format") != FORMAT:
        raise ReadingError(f"{MANIFEST} is not of the form {FORMAT!r}.")
    stated = run.get("manifest_sha256")
    rest = {name: value for name, value in run.items() if name != "manifest_sha256"}
    check_shape(run)
    if encode_facts(run) != data:
        raise ReadingError(f"{MANIFEST} was edited: its bytes are not those that were written.")
    if stated != hash_facts(rest):
        raise ReadingError(f"{MANIFEST} was edited: it does not agree with its own hash.")
    return run


def check_shape(run: dict) -> None:
    """
    Make sure that a manifest has the parts that reading it relies on.

    Parameters
    ----------
    run : dict
        As parsed.

    Raises
    ------
    ReadingError
        For a part that is missing or of another type, and for a path that leaves the folder.
    """
    if unknown := sorted(set(run) - set(_SHAPE)):
        raise ReadingError(f"{MANIFEST} holds {unknown[0]!r}, which no manifest does.")
    for name, kind in _SHAPE.items():
        if not isinstance(run.get(name), kind):
            raise ReadingError(f"{MANIFEST} has no proper {name!r}.")
    for name, kind in _STORY_SHAPE.items():
        if not isinstance(run["story"].get(name), kind):
            raise ReadingError(f"{MANIFEST} has no proper {name!r} of its story.")
    for each in (*run["inputs"], *run["files"].values(), *run["tables"].values()):
        if not isinstance(each, dict) or not isinstance(each.get("sha256"), str):
            raise ReadingError(f"{MANIFEST} lists something that has no SHA-256.")
        if not isinstance(each.get("n_bytes"), int | None):
            raise ReadingError(f"{MANIFEST} lists something whose size is no number.")
    for each in (*run["inputs"], *run["tables"].values()):
        if not isinstance(each.get("file"), str):
            raise ReadingError(f"{MANIFEST} lists something that has no file.")
        check_relative(each["file"])
    for each in run["tables"].values():
        if not _is_texts(each.get("key")) or not isinstance(each.get("row"), str):
            raise ReadingError(f"{MANIFEST} lists a table without a proper key.")
    if not all(map(_is_setting, run["parameters"].values())):
        raise ReadingError(f"{MANIFEST} has a parameter that is no proper value.")
    for name in (*run["files"], run["story"]["name"]):
        check_relative(name)
    if "/" in run["story"]["name"]:
        raise ReadingError(f"{MANIFEST} names a story {run['story']['name']!r}, which is no name.")


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_setting(value: Any) -> bool:
    """Whether papermill can have given it: a plain value or a list of plain values."""
    plain = str | int | float | bool | None
    return isinstance(value, plain) or (
        isinstance(value, list) and all(isinstance(one, plain) for one in value)
    )


def parse_facts(data: bytes, name: str) -> Any:
    """
    Parse JSON that may be hostile.

    Parameters
    ----------
    data : bytes
        UTF-8.
    name : str
        The file's name, for the message.

    Returns
    -------
    dict, list, str, int, float, bool or None
        The value.

    Raises
    ------
    ReadingError
        For what is no JSON, NaN, a key given twice, or nesting too deep.
    """
    try:
        return json.loads(
            data.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice
        )
    except (ValueError, RecursionError) as problem:
        why = "is nested too deep" if isinstance(problem, RecursionError) else f"is {problem}"
        raise ReadingError(f"{name} cannot be read as JSON: {why.removeprefix('is ')}.") from None


def _refuse_constant(name: str):
    raise ValueError(f"{name} is no number of JSON")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found
