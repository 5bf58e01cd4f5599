"""What stands at a source of a story now?"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from analysis.errors import MediacompareError, ReadingError, StoryError
from analysis.paths import MANIFEST_NAME, find_texts_folders
from analysis.reading import load_bytes
from analysis.story import Story, list_article_files, load_story, parse_manifest
from analysis.watch.archive import Entry
from analysis.watch.settings import Source


@dataclass(frozen=True)
class Sight:
    """
    What was seen at one place.

    Attributes
    ----------
    place : str
        An address, or ``file:`` and a file's path from the folder in which its folder stands.
    data : bytes or None
        What stands there; None if it was not sent because it did not change, or is gone.
    lineage : str or None
        The version's id, where the source gives one.
    suffix : str
        Of the file that is made of it.
    facts : dict
        outlet, url and so on, as far as the source says them.
    gone : str or None
        Why nothing stands there any more.
    visit : dict or None
        The record of a visit that is kept once what was seen has been dealt with.
    """

    place: str
    data: bytes | None = None
    lineage: str | None = None
    suffix: str = ".html"
    facts: dict = field(default_factory=dict)
    gone: str | None = None
    visit: dict | None = None


@dataclass(frozen=True)
class View:
    """All that was seen of a story's source; `problems` by what failed, in one sentence each."""

    sights: list[Sight] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    base: str | None = None


_FACTS = ("outlet", "published_at", "url", "credit", "licence", "synthetic")


def look_at_folder(source: Source, known: list[Entry]) -> View:
    """
    Look at a folder of articles.

    Parameters
    ----------
    source : Source
        Of kind "folder".
    known : list of Entry
        Texts of the story that were seen before.

    Returns
    -------
    View
        A version whose file is gone is gone; one whose file cannot be read has failed. A file
        that is another than its manifest's SHA-256 says is read all the same: to notice that is
        what watching is for.
    """
    folder = Path(source.place)
    try:
        story = load_story(folder)
    except StoryError as problem:
        story = _read_changed_story(folder, str(problem))
        if story is None:
            return View(problems={source.place: str(problem)})
    problems = {f"{source.place}: {sentence}": sentence for sentence in story.problems}
    sights = []
    for version in story.versions:
        data = _load_version(folder, version.file, version.sha256)
        if data is None:  # changed between two looks; the next run reads it
            key = f"{source.place}/{version.file}"
            problems[key] = f"{folder / version.file} changed while it was read."
            continue
        facts = {name: getattr(version, name) for name in _FACTS if getattr(version, name)}
        sights.append(_see_file(source, version.id, version.file, data, facts))
    for version_id, file, facts in _list_changed(folder, story):
        try:
            data = load_bytes(folder / file)
        except ReadingError:
            continue  # its problem is told already
        sights.append(_see_file(source, version_id, file, data, facts))
        # Its file was read after all, so that nothing is left out.
        said = f"version {version_id!r} is left out", f"The base {version_id!r} of"
        problems = {k: s for k, s in problems.items() if not any(one in s for one in said)}
    gone = _list_gone(folder, sights, known)
    return View(sights + gone, problems, *_read_head(folder))


def _read_head(folder: Path) -> tuple[str | None, str | None]:
    """Title and base that a manifest names; the name of a folder is no title."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return None, None
    manifest = parse_manifest(path.read_text("utf-8-sig"), path)
    return manifest.title, manifest.base


def _see_file(source: Source, version_id: str, file: str, data: bytes, facts: dict) -> Sight:
    suffix = Path(file).suffix.lower() or ".txt"
    given = {"outlet": source.outlet, "credit": source.credit}
    facts = {name: value for name, value in given.items() if value} | facts
    return Sight(f"{_name_place(source.place)}{file}", data, version_id, suffix, facts)


def _name_place(folder: str | Path) -> str:
    """What the places of a folder's files begin with; the rest of its path may change."""
    return f"file:{Path(folder).name}/"


def _load_version(folder: Path, file: str, digest: str) -> bytes | None:
    """The bytes that were read as a version, beside the manifest or where else texts are kept."""
    for home in (folder, *find_texts_folders()):
        try:
            data = load_bytes(home / file)
        except MediacompareError:
            continue
        if sha256(data).hexdigest() == digest:
            return data
    return None


def _read_changed_story(folder: Path, problem: str) -> Story | None:
    """A story of which not one file is as its manifest says."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return None
    try:
        manifest = parse_manifest(path.read_text("utf-8-sig"), path)
    except (MediacompareError, OSError, UnicodeDecodeError):
        return None
    if not any((folder / entry.file).is_file() for entry in manifest.entries):
        return None
    return Story(folder.name, manifest.title, folder, manifest.language, (), manifest.base)


def _list_changed(folder: Path, story: Story) -> list[tuple[str, str, dict]]:
    """Id, file and facts of each version whose file is not the one its manifest names."""
    path = folder / MANIFEST_NAME
    if not path.is_file():
        return []
    read = {version.id for version in story.versions}
    home = folder.resolve()
    return [
        (entry.id, entry.file, {k: v for k, v in entry.facts.items() if k in _FACTS})
        for entry in parse_manifest(path.read_text("utf-8-sig"), path).entries
        if entry.id not in read
        and "sha256" in entry.facts
        and (folder / entry.file).resolve().is_relative_to(home)
    ]


def _list_gone(folder: Path, sights: list[Sight], known: list[Entry]) -> list[Sight]:
    """The versions that stood in the folder before and whose file is no longer there."""
    start = _name_place(folder)
    seen = {sight.place for sight in sights}
    present = {path.name for path in list_article_files(folder)}
    return [
        Sight(place, gone=f"its file {name} is no longer there")
        for place in dict.fromkeys(entry.place for entry in known)
        if place.startswith(start)
        and place not in seen
        and (name := place.removeprefix(start)) not in present
        and not (folder / name).exists()
    ]
