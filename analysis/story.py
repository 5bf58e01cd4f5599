"""Which versions does this story have, and where does each one come from?"""

import difflib
import os
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.errors import ReadingError, StoryError
from analysis.paths import (
    MANIFEST_NAME,
    find_seeds_folder,
    find_texts_folders,
    list_seed_folders,
)
from analysis.reading import (
    MAX_BYTES,
    TEXT_SUFFIXES,
    Document,
    Dropped,
    count_dropped_characters,
    load_bytes,
    read_bytes,
)
from analysis.visible_text import show_line

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dropped", "Story", "Version", "has_texts", "list_stories", "load_story"]

_STORY_KEYS = {"title": str, "base": str, "language": str, "version": list}
_VERSION_KEYS = {
    "id": str,
    "file": str,
    "outlet": str,
    "published_at": str,
    "url": str,
    "credit": str,
    "licence": str,
    "accessed_on": str,
    "sha256": str,
    "synthetic": bool,
}
_DATE_KEYS = frozenset({"published_at", "accessed_on"})
_TYPE_NAMES = {str: "a string", bool: "true or false", list: "tables, each headed [[version]]"}
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")

# In a folder without a manifest these stand beside the articles and are none.
_BESIDE = re.compile(
    r"(?:readme|licen[cs]e|notice|copying|changelog|contributing|key|notes)\b", re.IGNORECASE
)
_ARTICLE_LIKE = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub"})


@dataclass(frozen=True)
class Version:
    """
    One version of a story.

    Attributes
    ----------
    id : str
        Unique in the story; letters, digits and ``-_.`` only.
    file : str
        The file's name inside the story's folder.
    text : str
        The extracted text, which all offsets point into.
    sha256 : str
        Of the file's bytes, 64 hexadecimal digits.
    outlet, headline, byline, published_at, url, credit, licence, accessed_on : str or None
        From the manifest, else from the file itself; None where neither says it.
        Dates are ISO 8601.
    synthetic : bool
        True for a text invented for this project.
    hints : tuple of (int, int, str)
        Spans of the text whose kind the file itself says.
    dropped : tuple of Dropped
        What of the file is not in the text.
    notes : tuple of str
        What was changed or decided while reading, one sentence each.
    """

    id: str
    file: str
    text: str
    sha256: str
    outlet: str | None = None
    headline: str | None = None
    byline: str | None = None
    published_at: str | None = None
    url: str | None = None
    credit: str | None = None
    licence: str | None = None
    accessed_on: str | None = None
    synthetic: bool = False
    hints: tuple[tuple[int, int, str], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def n_dropped_characters(self) -> int:
        """Characters of the file, white space aside, that are not in the text."""
        return count_dropped_characters(self.dropped)


@dataclass(frozen=True)
class Story:
    """
    An event and its versions.

    Attributes
    ----------
    name : str
        The folder's name.
    title : str
        What the story is about.
    folder : Path or None
        Where it was loaded from.
    language : str
        Language of the texts, as in the manifest ("en" where it says none).
    versions : tuple of Version
        In the manifest's order; by id where there is no manifest.
    base : str or None
        The version the others are read against, if the manifest says one.
    problems : tuple of str
        One sentence for each file that could not be used.
    """

    name: str
    title: str
    folder: Path | None
    language: str
    versions: tuple[Version, ...]
    base: str | None = None
    problems: tuple[str, ...] = ()


class _Entry(NamedTuple):
    """One version as the manifest has it."""

    id: str
    file: str
    facts: dict[str, Any]


class _Manifest(NamedTuple):
    """A manifest whose keys and types are right."""

    path: Path
    title: str
    base: str | None
    language: str
    entries: tuple[_Entry, ...]


# ---------------------------------------------------------------- loading


def load_story(path: str | Path, versions: Sequence[str] | None = None) -> Story:
    """
    Load a story: its manifest, if it has one, and the texts of its versions.

    Parameters
    ----------
    path : str or Path
        The name of a story under `seeds/`, a folder, or a manifest. A name is looked up
        under `seeds/` first, so that it means the same from every current folder.
    versions : sequence of str, optional
        Ids of the versions to keep, beside the base; all by default.

    Returns
    -------
    Story
        A file that cannot be used is set aside and named in `problems`. Without a
        manifest every .txt, .md and .html file in the folder is a version, except hidden
        files and those called README, LICENSE, NOTICE, CHANGELOG, key or notes; ids are
        the file names, the base is None.

    Raises
    ------
    StoryError
        If there is no such story, its manifest is wrong, `versions` names an unknown id,
        or not one version can be read.
    """
    try:
        folder = _find_folder(path)
        has_manifest = os.path.lexists(folder / MANIFEST_NAME)
    except OSError as error:  # a name too long, a folder above it that may not be read
        raise StoryError(f"{path} cannot be read: {error.strerror}.") from error
    if has_manifest:
        story = _load_with_manifest(_read_manifest(folder / MANIFEST_NAME))
    else:
        story = _load_without_manifest(folder)
    return story if versions is None else _keep_versions(story, versions)


def _find_folder(path: str | Path) -> Path:
    """Folder of a story, by its name under seeds/ or its path."""
    text = str(path)
    if not text.strip() or "\0" in text:
        raise StoryError("A story needs a name or a folder; none was given.")
    if isinstance(path, str) and PurePosixPath(path).name == path and path not in {".", ".."}:
        named = find_seeds_folder() / path
        if named.is_dir():
            return named
    folder = Path(os.path.expanduser(path))
    if folder.name == MANIFEST_NAME and folder.is_file():
        return folder.resolve().parent
    if folder.is_dir():
        return folder.resolve()
    if folder.exists():
        raise StoryError(
            f"{folder} is a file, not a story's folder: give the folder, or make a story of it "
            "with `mediacompare import`."
        )
    known = [seed.name for seed in list_seed_folders()]
    raise StoryError(
        f"There is no story or folder {text!r}{_suggest(text, known)}; "
        f"the stories that come with the project are: {', '.join(known) or 'none'}."
    )


def _suggest(word: str, known: Sequence[str]) -> str:
    """A hint at the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _keep_versions(story: Story, wanted: Sequence[str]) -> Story:
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    known = [version.id for version in story.versions]
    unknown = [one for one in wanted if one not in known]
    if unknown:
        raise StoryError(
            f"Story {story.name!r} has no version {unknown[0]!r}"
            f"{_suggest(str(unknown[0]), known)}; its versions are: {', '.join(known)}."
        )
    kept = tuple(one for one in story.versions if one.id in wanted or one.id == story.base)
    if not kept:
        raise StoryError(f"No version of story {story.name!r} was chosen: name at least one id.")
    return replace(story, versions=kept)


# ---------------------------------------------------------------- with a manifest


def list_problems(story: Story) -> list[str]:
    """
    List what keeps a story from being compared as a whole.

    Parameters
    ----------
    story : Story
        From `load_story`.

    Returns
    -------
    list of str
        The story's own problems, and a sentence if it has one version only.
    """
    problems = list(story.problems)
    if len(story.versions) < 2:
        problems.append(
            f"{story.name}: the story has one version, so there is nothing to compare it with; "
            "the tables of this version alone are written."
        )
    return problems


def _load_with_manifest(manifest: _Manifest) -> Story:
    folder = manifest.path.parent
    versions, problems, n_absent = [], [], 0
    for entry in manifest.entries:
        try:
            path = _find_text(folder, entry.file)
            if path is None:
                n_absent += 1
                raise ReadingError(f"{folder / entry.file} does not exist.")
            versions.append(_read_version(path, entry))
        except ReadingError as error:
            problems.append(_say_left_out(error, entry))
    if n_absent == len(manifest.entries):
        raise StoryError(_say_no_texts(manifest))
    if not versions:
        raise StoryError(f"No version of {manifest.path} can be read: {' '.join(problems)}")
    base = manifest.base
    if base is not None and base not in {version.id for version in versions}:
        problems.append(
            f"The base {base!r} of {manifest.path} could not be read; another one is chosen."
        )
        base = None
    return Story(
        name=folder.name,
        title=manifest.title,
        folder=folder,
        language=manifest.language,
        versions=tuple(versions),
        base=base,
        problems=tuple(problems),
    )


def _say_left_out(error: ReadingError, entry: _Entry) -> str:
    return show_line(f"{str(error).removesuffix('.')}; version {entry.id!r} is left out.")


def _say_no_texts(manifest: _Manifest) -> str:
    files = [entry.file for entry in manifest.entries]
    shown = ", ".join(files[:3]) + (", ..." if len(files) > 3 else "")
    looked = ", ".join(map(str, find_texts_folders()))
    return (
        f"The texts of story {manifest.path.parent.name!r} are not here ({shown}): put them beside "
        f"{manifest.path}, or set MEDIACOMPARE_SEEDS to the folder that holds them"
        f"{f' (it now names {looked})' if looked else ''}."
    )


def _find_text(folder: Path, file: str) -> Path | None:
    """A version's file, beside the manifest or in a folder of MEDIACOMPARE_SEEDS."""
    for home in [folder, *find_texts_folders()]:
        path = home / file
        try:
            if not os.path.lexists(path):
                path.stat()  # says why, if it is not simply absent
            if _leads_out(path, home):
                raise StoryError(f"{path} leads out of the folder {home}, which is not allowed.")
            if path.exists():
                return path
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a locale's limits
            why = getattr(error, "strerror", None) or str(error)
            raise ReadingError(f"{path} cannot be read: {why}.") from error
    return None


def _leads_out(path: Path, home: Path) -> bool:
    return not path.resolve().is_relative_to(home.resolve())


def _read_version(path: Path, entry: _Entry) -> Version:
    data = load_bytes(path)
    digest = sha256(data).hexdigest()
    expected = entry.facts.get("sha256")
    if expected is not None and expected.lower() != digest:
        raise ReadingError(
            f"{path} is not the file its manifest names: its checksum (SHA-256) begins with "
            f"{digest[:12]}, not with {expected[:12].lower()}."
        )
    return _make_version(entry, read_bytes(data, str(path)), digest)


def _make_version(entry: _Entry, document: Document, digest: str) -> Version:
    """Facts of the manifest first, then what the file itself says."""
    facts = entry.facts
    return Version(
        id=entry.id,
        file=entry.file,
        text=document.text,
        sha256=digest,
        outlet=facts.get("outlet") or document.outlet,
        headline=document.title,
        byline=document.byline,
        published_at=facts.get("published_at") or document.date,
        url=facts.get("url") or document.url,
        credit=facts.get("credit"),
        licence=facts.get("licence"),
        accessed_on=facts.get("accessed_on"),
        synthetic=facts.get("synthetic", False),
        hints=document.hints,
        dropped=document.dropped,
        notes=document.notes,
    )


def _read_manifest(path: Path) -> _Manifest:
    """Read a manifest; every mistake in it is one sentence with the file and the line."""
    return parse_manifest(_load_manifest_text(path), path)


def _load_manifest_text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if _leads_out(path, path.parent):
            raise StoryError(f"{path} leads out of its folder, which is not allowed.")
        if size > MAX_BYTES:
            raise StoryError(f"{path} is too large for a manifest.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StoryError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise StoryError(f"{path} cannot be read: {error.strerror}.") from error


def parse_manifest(text: str, path: Path) -> _Manifest:
    """
    Check the text of a manifest.

    Parameters
    ----------
    text : str
        TOML.
    path : Path
        The file it is of or for; errors name it.

    Returns
    -------
    a record with path, title, base, language and entries (id, file, facts)

    Raises
    ------
    StoryError
        On a TOML error, an unknown key, a wrong type, a missing or repeated id, a file
        outside the folder, a language that is no tag, a base that does not exist.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of more digits than are read
        raise StoryError(f"{path} is not valid TOML: {str(error).removesuffix('.')}.") from error
    _check_keys(table, _STORY_KEYS, path, text, None)
    if not table.get("title", "").strip():
        raise StoryError(f'{path} has no title: add a line like title = "Ferry hits pier".')
    tables = table.get("version", [])
    if not tables:
        raise StoryError(f"{path} names no version: add a [[version]] table with id and file.")
    entries = tuple(_read_entry(one, number, path, text) for number, one in enumerate(tables))
    _check_unique(entries, path)
    known = [entry.id for entry in entries]
    base = table.get("base")
    if base is not None and base not in known:
        raise StoryError(
            f"{path}{_say_line(text, 'base', None)}: the base {base!r} is none of the "
            f"versions{_suggest(base, known)}, which are: {', '.join(known)}."
        )
    language = table.get("language", "en")
    if not _LANGUAGE.fullmatch(language):
        raise StoryError(
            f"{path}{_say_line(text, 'language', None)}: the language must be a tag like en or "
            f"pt-BR (BCP 47), not {language!r}."
        )
    return _Manifest(path, show_line(table["title"].strip()), base, language, entries)


def _say_line(text: str, key: str, number: int | None) -> str:
    """Where a key stands: ", line 12"; nothing if it is written in a way not looked for."""
    place, headers = 0, list(re.finditer(r"(?m)^[ \t]*\[\[[ \t]*version[ \t]*\]\]", text))
    stop = headers[0].start() if headers else len(text)
    if number is not None and number < len(headers):
        place = headers[number].start()
        stop = headers[number + 1].start() if number + 1 < len(headers) else len(text)
    found = re.compile(rf"(?m)^[ \t]*[\"'\[]*{re.escape(key)}\b").search(text, place, stop)
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""


def _check_keys(
    table: dict, known: dict[str, type], path: Path, text: str, number: int | None
) -> None:
    """Unknown keys and wrong types, of the manifest or of its version `number`."""
    of = "" if number is None else f" of version {number + 1}"
    for key, value in table.items():
        where = f"{path}{_say_line(text, key, number)}"
        if key not in known:
            raise StoryError(
                f"{where}: unknown key {key!r}{of}{_suggest(key, list(known))}; "
                f"known are: {', '.join(known)}."
            )
        if key in _DATE_KEYS and isinstance(value, date | datetime):
            continue
        wanted = known[key]
        is_right = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
        if wanted is list and is_right:
            is_right = all(isinstance(one, dict) for one in value)
        if not is_right:
            kind = "a local time" if isinstance(value, time) else type(value).__name__
            raise StoryError(f"{where}: key {key!r}{of} must be {_TYPE_NAMES[wanted]}, not {kind}.")


def _read_entry(table: dict, number: int, path: Path, text: str) -> _Entry:
    _check_keys(table, _VERSION_KEYS, path, text, number)
    facts = dict(table)
    for key in ("id", "file"):
        if not facts.get(key, "").strip():
            where = f"{path}{_say_line(text, key, number)}"
            raise StoryError(f"{where}: version {number + 1} has no {key}.")
    where = f"{path}{_say_line(text, 'id', number)}"
    if not _SAFE_ID.fullmatch(facts["id"]):
        raise StoryError(
            f"{where}: the id {facts['id']!r} must be letters (a-z), digits, - _ or ., begin with "
            "a letter or digit and have at most 64 characters."
        )
    _check_inside(facts["file"], f"{path}{_say_line(text, 'file', number)}")
    for key in _DATE_KEYS & set(facts):
        facts[key] = _check_date(facts[key], key, f"{path}{_say_line(text, key, number)}")
    if "sha256" in facts and not _SHA256.fullmatch(facts["sha256"]):
        where = f"{path}{_say_line(text, 'sha256', number)}"
        raise StoryError(f"{where}: sha256 must be 64 hexadecimal digits.")
    version_id, file = facts.pop("id"), facts.pop("file")
    shown = {key: show_line(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
    return _Entry(version_id, file, shown)


def _check_inside(file: str, where: str) -> None:
    """A file's path must stay inside the story's folder on every system."""
    kinds = (PurePosixPath(file), PureWindowsPath(file))
    is_outside = any(kind.is_absolute() or ".." in kind.parts or kind.drive for kind in kinds)
    if is_outside or file.startswith(("/", "\\")) or "\0" in file:
        raise StoryError(f"{where}: the file {file!r} must be a path inside the story's folder.")


def _check_date(value: str | date | datetime, key: str, where: str) -> str:
    if not isinstance(value, str):
        return value.isoformat()
    try:
        if not _PARTIAL_DATE.fullmatch(value):
            datetime.fromisoformat(value)
    except ValueError as error:
        raise StoryError(
            f"{where}: {key} must be an ISO 8601 date like 2026-02-11 or "
            f"2026-02-11T14:20:00-05:00, not {value!r}."
        ) from error
    return value


def _check_unique(entries: Sequence[_Entry], path: Path) -> None:
    """Ids must differ in more than case, since files and addresses are made of them."""
    seen: dict[str, _Entry] = {}
    for entry in entries:
        other = seen.setdefault(entry.id.casefold(), entry)
        if other is not entry:
            raise StoryError(
                f"{path}: two versions have the id {entry.id!r}, the files {other.file!r} and "
                f"{entry.file!r}."
            )


# ---------------------------------------------------------------- without a manifest


def list_article_files(folder: Path) -> list[Path]:
    """
    List the files that are versions in a folder without a manifest.

    Parameters
    ----------
    folder : Path
        A folder; what is in its sub-folders is not looked at.

    Returns
    -------
    list of Path
        Sorted by name: .txt, .md and .html files that are not hidden and not called
        README, LICENSE, NOTICE, CHANGELOG, key or notes.
    """
    return sorted(
        (
            path
            for path in folder.iterdir()
            if path.suffix.lower() in TEXT_SUFFIXES
            and not path.name.startswith(".")
            and not _BESIDE.match(path.name)
            and not path.is_dir()
        ),
        key=lambda path: path.name,
    )


def make_id(stem: str, taken: set[str]) -> str:
    """
    Make a safe version id of a file's name.

    Parameters
    ----------
    stem : str
        The name without its extension.
    taken : set of str
        Ids already given, case-folded.

    Returns
    -------
    str
        Letters, digits and ``-_.``; with ``-2``, ``-3``... where the id is taken.

    Examples
    --------
    >>> make_id("Le Monde (édition)", set()), make_id("wire", {"wire"}), make_id("Ведомости", set())
    ('Le-Monde-edition', 'wire-2', 'version')
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^A-Za-z0-9_.]+", "-", plain).strip("-_.")[:48].strip("-_.") or "version"
    made, number = plain, 1
    while made.casefold() in taken:
        number += 1
        made = f"{plain}-{number}"
    return made


def _load_without_manifest(folder: Path) -> Story:
    try:
        files = list_article_files(folder)
        others = sorted(path.name for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise StoryError(f"{folder} cannot be read: {error.strerror}.") from error
    if not files:
        raise StoryError(f"{folder} holds no {MANIFEST_NAME} and no .txt, .md or .html file.")
    versions, taken = [], set()
    problems = [
        show_line(f"{folder / name} was not read: save it as .txt or .html first.")
        for name in others
        if Path(name).suffix.lower() in _ARTICLE_LIKE and not name.startswith(".")
    ]
    for path in files:
        entry = _Entry(make_id(path.stem, taken), path.name, {})
        taken.add(entry.id.casefold())
        try:
            if path.is_symlink() and _leads_out(path, folder):
                raise ReadingError(f"{path} leads out of the folder, which is not allowed.")
            versions.append(_read_version(path, entry))
        except (ReadingError, RuntimeError) as error:  # RuntimeError: links in a circle
            problems.append(_say_left_out(error, entry))
    if not versions:
        raise StoryError(f"No file in {folder} can be read: {' '.join(problems)}")
    return Story(
        name=folder.name or "story",
        title=name_in_words(folder.name),
        folder=folder,
        language="en",
        versions=tuple(sorted(versions, key=lambda version: version.id)),
        base=None,
        problems=tuple(problems),
    )


def name_in_words(name: str) -> str:
    """
    Turn a folder's name into a title.

    Parameters
    ----------
    name : str
        Any name.

    Returns
    -------
    str
        Its words with a capital at the start; "Story" where there are none. Characters that
        nobody sees are shown.

    Examples
    --------
    >>> name_in_words("ferry_hits-pier")
    'Ferry hits pier'
    """
    words = re.sub(r"[-_.\s]+", " ", name).strip()
    return show_line(words[:1].upper() + words[1:] or "Story")


# ---------------------------------------------------------------- listing


def has_texts(folder: str | Path) -> bool:
    """
    Say whether a story's texts are present, without reading them.

    Parameters
    ----------
    folder : str or Path
        A story's folder.

    Returns
    -------
    bool
        True if at least one version's file is there (beside the manifest or in a folder
        of MEDIACOMPARE_SEEDS). False for a manifest with a mistake in it.
    """
    folder = Path(folder)
    if not (folder / MANIFEST_NAME).is_file():
        return folder.is_dir() and bool(list_article_files(folder))
    try:
        manifest = _read_manifest(folder / MANIFEST_NAME)
        return any(_find_text(folder, entry.file) for entry in manifest.entries)
    except (StoryError, ReadingError):
        return False


def list_stories() -> "pd.DataFrame":
    """
    List the stories that come with the project.

    Returns
    -------
    DataFrame
        One row a story, sorted by name: name, title, n_versions (as the manifest names
        them), has_texts, folder. A manifest with a mistake has the mistake as its title
        and no versions.
    """
    import pandas as pd

    rows = []
    for folder in list_seed_folders():
        try:
            manifest = _read_manifest(folder / MANIFEST_NAME)
            title, n_versions = manifest.title, len(manifest.entries)
        except StoryError as error:
            title, n_versions = str(error), 0
        rows.append((folder.name, title, n_versions, has_texts(folder), os.fspath(folder)))
    return pd.DataFrame(rows, columns=["name", "title", "n_versions", "has_texts", "folder"])
