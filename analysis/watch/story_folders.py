"""How do the texts of an archive become a story's folder that every command reads?

The folder is made of the archive whenever one of them changed; nothing in it is ever read back.
"""

from hashlib import sha256
from pathlib import Path

from analysis.importing import quote_toml
from analysis.paths import MANIFEST_NAME
from analysis.story import name_in_words, parse_manifest
from analysis.watch.archive import Archive, Entry
from analysis.watch.journal import write_whole
from analysis.watch.versions import write_readable

# So many texts of a story are compared; of the older ones of each version the newest stay.
MOST_TEXTS = 24
_FACTS = ("outlet", "published_at", "url", "credit", "licence")


def choose_texts(entries: list[Entry], gone: set[str]) -> list[Entry]:
    """
    Choose the texts that the story's folder holds.

    Parameters
    ----------
    entries : list of Entry
        All of the story, the oldest first.
    gone : set of str
        Lineages whose page is no longer there; their last text stays, it was published.

    Returns
    -------
    list of Entry
        In their order; the last text of each lineage, and of the earlier ones the newest, up
        to `MOST_TEXTS`.
    """
    last = {entry.lineage: entry for entry in entries}
    chosen = {id(entry) for entry in last.values()}
    for entry in reversed(entries):
        if len(chosen) >= MOST_TEXTS:
            break
        chosen.add(id(entry))
    return [entry for entry in entries if id(entry) in chosen]


def write_story_folder(
    archive: Archive, name: str, title: str | None, base: str | None, entries: list[Entry]
) -> tuple[Path, list[str]]:
    """
    Write a story's folder, as far as it is not there already.

    Parameters
    ----------
    archive : Archive
        Holds the pages.
    name, title, base : str
        Of the story; the base is the id of one of the texts, or None.
    entries : list of Entry
        What it is made of.

    Returns
    -------
    (Path, list of str)
        The folder, and one sentence for each text whose page is lost or damaged.
    """
    folder = archive.folder / "stories" / name
    tables, problems = [], []
    for entry in entries:
        data = load_text(archive, entry)
        if data is None:
            problems.append(f"{name}: the page of {entry.id} is missing in {archive.folder}.")
            continue
        _write_if_other(folder / entry.file, data)
        tables.append(_write_version(entry))
    head = [f"title = {quote_toml(title or name_in_words(name))}"]
    if base is not None:
        head.append(f"base = {quote_toml(base)}")
    manifest = "\n".join(["\n".join(head) + "\n", *tables])
    path = folder / MANIFEST_NAME
    if tables:
        parse_manifest(manifest, path)  # nothing is written that could not be loaded again
        _write_if_other(path, manifest.encode("utf-8"))
        _remove_others(folder, {MANIFEST_NAME, *(entry.file for entry in entries)})
    return folder, problems


def load_text(archive: Archive, entry: Entry) -> bytes | None:
    """The bytes of a text's file, made of its page again; None if they cannot be had."""
    data = archive.load_page(entry.page)
    if data is None:
        return None
    if entry.page != entry.file_sha256:
        data = write_readable(data, entry.facts.get("content_type"), entry.place)
    return data if sha256(data).hexdigest() == entry.file_sha256 else None


def _write_version(entry: Entry) -> str:
    facts = {"id": entry.id, "file": entry.file}
    facts |= {key: entry.facts.get(key) for key in _FACTS}
    facts |= {"accessed_on": entry.seen_at[:10], "sha256": entry.file_sha256}
    lines = [f"{key} = {quote_toml(value)}" for key, value in facts.items() if value]
    if entry.facts.get("synthetic"):
        lines.append("synthetic = true")
    return "\n".join(["[[version]]", *lines]) + "\n"


def _write_if_other(path: Path, data: bytes) -> None:
    try:
        if path.read_bytes() == data:
            return
    except OSError:
        pass
    write_whole(path, data)


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Texts that are no longer compared stay in the archive, not here."""
    for path in folder.iterdir():
        if path.name not in kept and path.is_file() and not path.name.startswith("."):
            path.unlink()
