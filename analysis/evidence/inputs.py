"""Which files was this run made from, and what of them was not used?"""

import os
import unicodedata
from hashlib import sha256
from pathlib import Path

from analysis.errors import ReadingError
from analysis.evidence.hashing import hash_facts, hash_file
from analysis.paths import MANIFEST_NAME, find_texts_folders
from analysis.story import Story, Version

# What a story's manifest or a file says of a version, beside its text.
_FACTS = (
    "outlet",
    "headline",
    "byline",
    "published_at",
    "url",
    "credit",
    "licence",
    "accessed_on",
    "synthetic",
)


def describe_story(story: Story) -> dict:
    """
    Describe a story and its files without a word about where they are kept.

    Parameters
    ----------
    story : Story
        From `load_story`.

    Returns
    -------
    dict
        name, title, language, base, `manifest` (file and SHA-256 of its story.toml, or None),
        `versions` (a list in the story's order: id, file, SHA-256 and the known facts) and
        `could_not_be_read` (one sentence for each file set aside).

    Examples
    --------
    >>> from analysis import load_story
    >>> described = describe_story(load_story("tiny"))
    >>> [version["id"] for version in described["versions"]], described["could_not_be_read"]
    (['wire', 'cutdown', 'rewrite'], [])
    """
    return {
        "name": story.name,
        "title": story.title,
        "language": story.language,
        "base": story.base,
        "manifest": _describe_manifest(story),
        "versions": [_describe_version(version) for version in story.versions],
        "could_not_be_read": [_leave_out_folders(one, story) for one in story.problems],
    }


def _describe_manifest(story: Story) -> dict | None:
    path = story.folder / MANIFEST_NAME if story.folder else None
    if path is None or not path.is_file():
        return None
    return {"file": MANIFEST_NAME, "sha256": hash_file(path), "n_bytes": path.stat().st_size}


def _describe_version(version: Version) -> dict:
    facts = {name: getattr(version, name) for name in _FACTS}
    known = {name: value for name, value in facts.items() if value is not None}
    return {"id": version.id, "file": version.file, "sha256": version.sha256, **known}


def _leave_out_folders(sentence: str, story: Story) -> str:
    """The sentence with file names as the story has them, not where this machine keeps them."""
    homes = [story.folder, *find_texts_folders()] if story.folder else find_texts_folders()
    for form in _list_forms(homes):
        sentence = sentence.replace(f"{form}{os.sep}", "")
        if form.is_absolute():
            sentence = sentence.replace(str(form), story.name)
    return sentence


def _list_forms(homes: list[Path]) -> list[Path]:
    """The ways in which a sentence may write some folders, longest first."""
    forms = {form for home in homes for form in (home, home.absolute(), home.resolve())}
    named = [form for form in forms if form.name]  # not "." and no root of a disk
    return sorted(named, key=lambda form: (-len(str(form)), str(form)))


def describe_inputs(story: Story) -> list[dict]:
    """
    Describe each version's file: what it is, how much was dropped, what text was left.

    Parameters
    ----------
    story : Story
        From `load_story`.

    Returns
    -------
    list of dict
        In the story's order. Beside the facts of `describe_story`: `n_bytes`, `text_sha256` and
        `n_characters` of the extracted text (which all offsets point into), `dropped` (number
        of pieces and characters, characters for each reason, SHA-256 of place, text and reason
        of all of them) and `notes` (what was changed or decided while reading).

    Raises
    ------
    ReadingError
        If a file is no longer the one that was read.
    """
    return [_describe_input(version, story) for version in story.versions]


def _describe_input(version: Version, story: Story) -> dict:
    text = version.text.encode("utf-8", "backslashreplace")
    return {
        **_describe_version(version),
        "n_bytes": _measure_input(version, story),
        "text_sha256": sha256(text).hexdigest(),
        "n_characters": len(version.text),
        "dropped": _describe_dropped(version),
        "notes": [_leave_out_folders(note, story) for note in version.notes],
    }


def _describe_dropped(version: Version) -> dict:
    by_reason: dict[str, int] = {}
    for piece in version.dropped:
        by_reason[piece.reason] = by_reason.get(piece.reason, 0) + len(piece.text)
    return {
        "n_pieces": len(version.dropped),
        "n_characters": version.n_dropped_characters,
        "characters_by_reason": by_reason,
        "sha256": hash_facts([[one.place, one.text, one.reason] for one in version.dropped]),
    }


def _measure_input(version: Version, story: Story) -> int | None:
    """Bytes of a version's file; None for a story that was not read from files."""
    if story.folder is None:
        return None
    path = find_input(version.file, story.folder, exact=False)
    if path is None or hash_file(path) != version.sha256:
        raise ReadingError(
            f"{story.name}: {version.file} changed while the report was written; run it again."
        )
    return path.stat().st_size


def find_input(file: str, folder: Path, *, exact: bool = True) -> Path | None:
    """
    Find a version's file where `load_story` finds it.

    Parameters
    ----------
    file : str
        As the story's manifest names it.
    folder : Path
        The story's folder.
    exact : bool, default True
        Whether the name must be there in the same case on a disk that ignores case.

    Returns
    -------
    Path or None
        Beside the manifest, else in a folder of MEDIACOMPARE_SEEDS; None where it is in none
        of them.

    Raises
    ------
    ReadingError
        If the name or a link leads out of the folder.
    """
    for home in [folder, *find_texts_folders()]:
        path = find_inside(file, home, exact=exact)
        if path is not None:
            return path
    return None


def find_inside(file: str, home: Path, *, exact: bool = True) -> Path | None:
    """
    Find a file inside a folder and nowhere else.

    Parameters
    ----------
    file : str
        A relative path, written with ``/``.
    home : Path
        The folder.
    exact : bool, default True
        Whether the name must be there in the same case on a disk that ignores case.

    Returns
    -------
    Path or None
        None if there is no such file.

    Raises
    ------
    ReadingError
        If the name is no plain relative path, or a link leads out of the folder.
    """
    check_relative(file)
    path = home
    for part in file.split("/"):
        try:
            if exact and not _holds(path, part):
                return None
        except OSError:  # not a folder, or one that may not be read
            return None
        path = path / part
    try:
        leads_out = not path.resolve().is_relative_to(home.resolve())
    except (OSError, RuntimeError):  # links in a circle
        leads_out = True
    if leads_out:
        raise ReadingError(f"{file!r} is a link that leads out of its folder; it was not read.")
    return path if path.is_file() else None


def _holds(folder: Path, name: str) -> bool:
    """Whether a folder lists a name, however the disk composes its accented letters."""
    names = os.listdir(folder)
    return name in names or _compose(name) in {_compose(one) for one in names}


def _compose(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def check_relative(file: str) -> None:
    """
    Refuse a name that is not a plain path inside a folder.

    Parameters
    ----------
    file : str
        As a manifest has it, with ``/`` between its parts.

    Raises
    ------
    ReadingError
        If it is empty, absolute, names a drive, holds a backslash, a NUL, or ``.`` or ``..``
        as a part.

    Examples
    --------
    >>> check_relative("tables/terms.csv")
    >>> check_relative("../secret")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadingError: '../secret' is not a path inside the folder; it was not read.
    """
    parts = file.split("/")
    is_plain = all(part not in {"", ".", ".."} for part in parts)
    if not is_plain or any(sign in file for sign in ("\\", "\0")) or ":" in parts[0]:
        raise ReadingError(f"{file!r} is not a path inside the folder; it was not read.")
