"""How do files become a story's folder with a manifest?"""

import contextlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from analysis.errors import ReadingError, StoryError, UsageError
from analysis.paths import MANIFEST_NAME, find_checkout_folder
from analysis.reading import (
    Document,
    Dropped,
    count_dropped_characters,
    load_bytes,
    read_bytes,
)
from analysis.story import list_article_files, make_id, name_in_words, parse_manifest
from analysis.visible_text import show_line

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class ImportedFile:
    """
    What became of one file.

    Attributes
    ----------
    source : Path
        The file as given.
    id, file : str
        The version's id and the name of its copy in the story's folder.
    is_new : bool
        False if the story already had this very file.
    document : Document
        What was read from it; `document.dropped` lists what is not in the text.
    """

    source: Path
    id: str
    file: str
    is_new: bool
    document: Document


@dataclass(frozen=True)
class ImportResult:
    """
    What an import did.

    Attributes
    ----------
    folder : Path
        The story's folder.
    imported : tuple of ImportedFile
        In the order given.
    problems : tuple of str
        One sentence for each file that was not imported.
    """

    folder: Path
    imported: tuple[ImportedFile, ...]
    problems: tuple[str, ...]

    def describe(self) -> list[str]:
        """
        Say what was imported, and what of each file is not in its text.

        Returns
        -------
        list of str
            One line for each file, one for each reason for which something was dropped
            from it and one for each change, then the folder. Characters that nobody sees
            are shown.
        """
        lines = []
        for one in self.imported:
            state = "" if one.is_new else ", which the story already has"
            lines.append(f"{one.id}: {one.source} ({one.document.encoding}){state}")
            if one.is_new:
                lines += [f"  {line}" for line in _describe_reading(one.document)]
        return [show_line(line) for line in [*lines, f"story: {self.folder}"]]


_MOST_SHOWN = 60  # characters of a dropped passage that a line shows


def _describe_reading(document: Document) -> list[str]:
    """What was dropped, by reason, and what was changed."""
    by_reason: dict[str, list[Dropped]] = {}
    for piece in document.dropped:
        by_reason.setdefault(piece.reason, []).append(piece)
    lines = []
    for reason, pieces in by_reason.items():
        shown = " ".join(max((piece.text for piece in pieces), key=len).split())
        shown = shown if len(shown) <= _MOST_SHOWN else shown[: _MOST_SHOWN - 3] + "..."
        n = count_dropped_characters(pieces)
        lines.append(f"dropped as {reason}: {n} characters, as in {shown!r}")
    return [*lines, *document.notes]


def import_files(
    files: Sequence[str | Path],
    story_name: str,
    folder: str | Path | None = None,
    title: str | None = None,
    base: str | None = None,
    *,
    accessed_on: str | None = None,
) -> ImportResult:
    """
    Copy files into a story's folder and write or extend its manifest.

    Parameters
    ----------
    files : sequence of str or Path
        Articles as .txt, .md or .html; copied byte for byte.
    story_name : str
        Name of the story: letters, digits and ``-_.``.
    folder : str or Path, optional
        The story's folder; by default ``seeds/<name>`` of the checkout, or ``<name>`` in
        the current folder for an installed package.
    title : str, optional
        Title of a new story; by default made of its name.
    base : str, optional
        Id of the base, for a manifest that says none.
    accessed_on : str, optional
        ISO 8601 date written for each new version.

    Returns
    -------
    ImportResult
        A file that cannot be read, or whose name is taken by another file, is reported in
        `problems` and the others are imported. A file that the story already has is not
        imported again. The manifest is written last and in one step.

    Raises
    ------
    UsageError
        If no file is given or the name is unsafe.
    StoryError
        If the existing manifest is wrong, or `base` or `title` contradicts it.
    ReadingError
        If not one file can be imported.
    """
    target = _choose_folder(story_name, folder)
    if isinstance(files, str | Path):
        files = [files]
    if not files:
        raise UsageError("No file was given to import.")
    if accessed_on is not None:
        _check_day(accessed_on)
    path = target / MANIFEST_NAME
    try:
        text = _load_existing(path)
        known = _list_known(path, text)
        if text is None and target.is_dir():
            # Once there is a manifest, only what it names is a version: name what is there.
            files = [*list_article_files(target), *files]
    except OSError as error:
        raise StoryError(f"{target} cannot be read: {error.strerror}.") from error
    imported, problems, tables, copies = [], [], [], {}
    for source in files:
        try:
            found = _take_file(Path(source), target, known, copies)
        except ReadingError as error:
            problems.append(str(error))
            continue
        imported.append(found)
        if found.is_new:
            tables.append(_write_version(found, known[found.id.casefold()][2], accessed_on))
    if not imported:
        raise ReadingError(f"Nothing was imported: {' '.join(problems)}")
    head = _write_head(path, text, title or name_in_words(story_name), title, base)
    _write_story(target, head, tables, copies, is_changed=bool(tables) or head != text)
    return ImportResult(target, tuple(imported), tuple(problems))


def _choose_folder(story_name: str, folder: str | Path | None) -> Path:
    if not _SAFE_NAME.fullmatch(story_name):
        raise UsageError(
            f"The story's name {story_name!r} must be letters (a-z), digits, - _ or ., begin with "
            "a letter or digit and have at most 64 characters."
        )
    if folder is None:
        checkout = find_checkout_folder()
        folder = checkout / "seeds" / story_name if checkout else Path.cwd() / story_name
    folder = Path(os.path.expanduser(folder))
    try:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file; a story needs a folder.")
    except OSError as error:
        raise UsageError(f"{folder} cannot be used: {error.strerror}.") from error
    return folder


def _check_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(
            f"The day of access must be a date like 2026-02-12, not {value!r}."
        ) from error


def _load_existing(path: Path) -> str | None:
    """Text of the manifest that is there, or None."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise StoryError(f"{path} is not UTF-8 text (byte {error.start}).") from error
    except OSError as error:
        raise StoryError(f"{path} cannot be read: {error.strerror}.") from error


def _list_known(path: Path, text: str | None) -> dict[str, tuple[str, str, str | None]]:
    """Versions by case-folded id: id, file, SHA-256 (of the file where none is stated)."""
    if text is None:
        return {}
    known = {}
    for entry in parse_manifest(text, path).entries:
        digest = entry.facts.get("sha256")
        if digest is None:
            with contextlib.suppress(ReadingError):
                digest = sha256(load_bytes(path.parent / entry.file)).hexdigest()
        known[entry.id.casefold()] = (entry.id, entry.file, digest and digest.lower())
    return known


def _take_file(source: Path, target: Path, known: dict, copies: dict[str, bytes]) -> ImportedFile:
    """Read one file and find its id; registers it in `known` and its bytes in `copies`."""
    data = load_bytes(source)
    document = read_bytes(data, str(source))
    digest = sha256(data).hexdigest()
    for version_id, file, other in known.values():
        if other == digest:
            return ImportedFile(source, version_id, file, False, document)
    name = _name_copy(source)
    copy = target / name
    taken = {file.casefold(): version_id for version_id, file, _ in known.values()}
    if name.casefold() in taken:
        raise ReadingError(
            f"{source} was not imported: version {taken[name.casefold()]!r} of the story has "
            f"another file called {name}; rename one of them."
        )
    if copy.is_symlink() or (copy.exists() and load_bytes(copy) != data):
        raise ReadingError(
            f"{source} was not imported: {copy} exists and is another file; rename one of them."
        )
    version_id = make_id(Path(name).stem, set(known))
    known[version_id.casefold()] = (version_id, name, digest)
    if not copy.exists():
        copies[name] = data
    return ImportedFile(source, version_id, name, True, document)


def _name_copy(source: Path) -> str:
    """A file name that is valid on every system."""
    stem = make_id(source.stem, set())
    return stem + (source.suffix.lower() or ".txt")


def quote_toml(value: str) -> str:
    """
    Write a string as TOML.

    Parameters
    ----------
    value : str
        Any text; lone surrogates, which TOML cannot hold, become U+FFFD.

    Returns
    -------
    str
        A basic string with its quotation marks.

    Examples
    --------
    >>> print(quote_toml('The "Post"'))
    "The \\"Post\\""
    """
    named = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f"}
    named["\r"] = "\\r"
    pieces = []
    for character in value:
        code = ord(character)
        if character in named:
            pieces.append(named[character])
        elif 0xD800 <= code <= 0xDFFF:
            pieces.append("\ufffd")
        elif code < 0x20 or 0x7F <= code <= 0x9F or code in (0x2028, 0x2029, 0xFEFF):
            pieces.append(f"\\u{code:04X}")
        else:
            pieces.append(character)
    return '"' + "".join(pieces) + '"'


def _write_version(found: ImportedFile, digest: str, accessed_on: str | None) -> str:
    """The [[version]] table of one file."""
    document = found.document
    facts = {
        "id": found.id,
        "file": found.file,
        "outlet": document.outlet,
        "published_at": document.date,
        "url": document.url,
        "accessed_on": accessed_on,
        "sha256": digest,
    }
    lines = [f"{key} = {quote_toml(value)}" for key, value in facts.items() if value]
    return "\n".join(["[[version]]", *lines]) + "\n"


def _write_head(
    path: Path, text: str | None, new_title: str, title: str | None, base: str | None
) -> str:
    """The manifest before the new versions: a new head, or what is there (with a base)."""
    if text is None:
        lines = [f"title = {quote_toml(new_title)}"]
        if base is not None:
            lines.append(f"base = {quote_toml(base)}")
        return "\n".join(lines) + "\n"
    manifest = parse_manifest(text, path)
    if title is not None and title != manifest.title:
        raise StoryError(f"{path} already has the title {manifest.title!r}; change it there.")
    if base is None or base == manifest.base:
        return text
    if manifest.base is not None:
        raise StoryError(f"{path} already has the base {manifest.base!r}; change it there.")
    return f"base = {quote_toml(base)}\n{text}"


def _write_story(
    target: Path, head: str, tables: list[str], copies: dict[str, bytes], *, is_changed: bool
) -> None:
    """Texts first, the manifest last, each in one step: a crash leaves a valid story."""
    if not is_changed:
        return
    path = target / MANIFEST_NAME
    manifest = "\n".join([head.rstrip("\n") + "\n", *tables])
    parse_manifest(manifest, path)  # nothing is written that could not be loaded again
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, data in copies.items():
            _write_file(target / name, data)
        _write_file(path, manifest.encode("utf-8"))
    except OSError as error:
        raise StoryError(f"{target} cannot be written: {error.strerror}.") from error


def _write_file(path: Path, data: bytes) -> None:
    """Write to a file of another name, then rename it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".import-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o644)  # mkstemp makes files that only their owner can read
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
