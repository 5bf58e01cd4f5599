"""How do planted versions become a story's folder that can be compared like any other?"""

import os
import re
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import UsageError
from analysis.paths import MANIFEST_NAME
from analysis.planting.planted import BASE_ID, DEFAULT_VERSIONS, Planted, plant_edits
from analysis.segment import segment_text

if TYPE_CHECKING:
    import pandas as pd

    from analysis.story import Story, Version

KEY_NAME = "key.toml"
_OWN_FILE = re.compile(
    r"story\.toml|key\.toml|base\.txt|planted-(?:\d+|controls|cut|reordered)\.txt"
)


@dataclass(frozen=True)
class PlantedStory:
    """
    A folder of planted versions.

    Attributes
    ----------
    folder : Path
        Holds `story.toml`, the base, one text a version, and `key.toml`.
    planted : Planted
        The texts and the answer key, as they stand in the folder.
    """

    folder: Path
    planted: Planted

    def describe(self) -> list[str]:
        """
        Say what was planted and where it is.

        Returns
        -------
        list of str
            One line a version, then the folder.
        """
        return [*self.planted.describe(), f"story: {self.folder}"]


def plant_story(
    story: "Story",
    folder: str | Path,
    *,
    seed: int = 0,
    n_versions: int = DEFAULT_VERSIONS,
    n_edits: int | None = None,
    base: str | None = None,
) -> PlantedStory:
    """
    Make a story of a base and versions of it with known edits.

    Parameters
    ----------
    story : Story
        From `load_story`; only its base is used.
    folder : str or Path
        Where to write. It must be new, empty, or written by this function before.
    seed : int
        The same seed gives the same files.
    n_versions, n_edits : int, optional
        As in `plant_edits`.
    base : str, optional
        Id of the version to start from; left out: the story's base, or its first version.

    Returns
    -------
    PlantedStory
        The folder can be given to `load_story`, `mediacompare compare` and `report`.

    Raises
    ------
    UsageError
        If there is no such version, it holds no sentence, or the folder holds other files.
    """
    version = _find_base(story, base)
    body = [
        (one.paragraph, one.start, one.stop)
        for one in segment_text(version.text, version.hints)
        if one.kind == "body"
    ]
    if not body:
        raise UsageError(f"Version {version.id!r} of {story.name!r} holds no sentence to edit.")
    planted = plant_edits(
        version.text, seed, n_versions=n_versions, n_edits=n_edits, body=body, base_id=BASE_ID
    )
    target = Path(os.path.expanduser(folder))
    _check_folder(target)
    target.mkdir(parents=True, exist_ok=True)
    texts = {BASE_ID: planted.base, **planted.versions}
    data = {name: text.encode("utf-8") for name, text in texts.items()}
    for name, content in data.items():
        (target / f"{name}.txt").write_bytes(content)
    manifest = _write_manifest(story, version, data, seed)
    (target / KEY_NAME).write_bytes(write_key(planted, story, version, seed).encode("utf-8"))
    (target / MANIFEST_NAME).write_bytes(manifest.encode("utf-8"))
    return PlantedStory(target, planted)


def _find_base(story: "Story", base: str | None) -> "Version":
    wanted = base or story.base or story.versions[0].id
    for version in story.versions:
        if version.id == wanted:
            return version
    known = ", ".join(version.id for version in story.versions)
    raise UsageError(f"Story {story.name!r} has no version {wanted!r}; its versions are: {known}.")


def _check_folder(folder: Path) -> None:
    """Clear a folder of planted versions; refuse one that holds anything else."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; planted versions need a folder.")
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    strangers = [name for name in names if not _OWN_FILE.fullmatch(name)]
    if names and not strangers and not _is_planted_key(folder / KEY_NAME):
        strangers = names
    if strangers:
        raise UsageError(
            f"{folder} holds {strangers[0]}: give a new folder for the planted versions."
        )
    for name in names:
        (folder / name).unlink()


def _is_planted_key(path: Path) -> bool:
    """Whether a key was written here and not by hand: only then may its folder be cleared."""
    try:
        return "planted_in" in tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False


# ---------------------------------------------------------------- writing TOML


def _write_manifest(story: "Story", version: "Version", data: dict[str, bytes], seed: int) -> str:
    lines = [
        f"# Versions of {story.name} with planted edits, seed {seed}; {KEY_NAME} says which.",
        "",
        f"title = {_quote(story.title)}",
        f"base = {_quote(BASE_ID)}",
        f"language = {_quote(story.language)}",
    ]
    for name, content in data.items():
        lines += ["", "[[version]]", f"id = {_quote(name)}", f"file = {_quote(name + '.txt')}"]
        for field in ("outlet", "published_at", "credit", "licence"):
            value = getattr(version, field)
            # The credit stays with the text; the outlet printed the base only.
            if value and (name == BASE_ID or field != "outlet"):
                lines.append(f"{field} = {_quote(value)}")
        lines.append(f"sha256 = {_quote(sha256(content).hexdigest())}")
        lines.append(f"synthetic = {_write_value(version.synthetic)}")
    return "\n".join(lines) + "\n"


def write_key(planted: Planted, story: "Story", version: "Version", seed: int) -> str:
    """
    Write the answer key as TOML.

    Parameters
    ----------
    planted : Planted
        What was planted.
    story : Story
        The story whose base it is.
    version : Version
        The base.
    seed : int
        The seed.

    Returns
    -------
    str
        `[[recipe]]` for each version, `[[change]]` for each edit, `[[control]]` for each
        difference of format. Offsets point into the whole texts and are half-open.
    """
    lines = [
        "# The answers: what was planted, by kind and place. Offsets point into the whole texts.",
        "",
        f"story = {_quote(story.name)}",
        f"planted_in = {_quote(version.id)}",
        f"seed = {seed}",
    ]
    tables = (
        ("recipe", planted.recipes),
        ("change", planted.changes),
        ("control", planted.controls),
    )
    for name, rows in tables:
        for row in rows:
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {_write_value(value)}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


def read_key(folder: str | Path) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """
    Read the answer key of a planted story.

    Parameters
    ----------
    folder : str or Path
        Written by `plant_story`.

    Returns
    -------
    (DataFrame, DataFrame)
        The edits and the controls, as `Planted` tabulates them.

    Raises
    ------
    UsageError
        If the folder has no key of planted edits.
    """
    import pandas as pd

    from analysis.planting.planted import CHANGE_COLUMNS, CONTROL_COLUMNS

    path = Path(folder) / KEY_NAME
    try:
        key = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read as an answer key: {error}.") from error
    if "recipe" not in key:
        raise UsageError(f"{path} is no key of planted edits.")
    return (
        pd.DataFrame(key.get("change", []), columns=list(CHANGE_COLUMNS)),
        pd.DataFrame(key.get("control", []), columns=list(CONTROL_COLUMNS)),
    )


def _write_value(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_write_value, value))}]"
    return str(value)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quote(text: str) -> str:
    """A TOML string."""
    written = (
        _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text
    )
    return f'"{"".join(written)}"'
