"""Which pages were fetched, when, and what did they hold to the byte?

    pages/ab/abcd...   what a server or a folder gave, named by its SHA-256
    documents/         feeds and sitemaps as they were last, to read again if they did not change
    visits.jsonl       what came of asking for an address, whenever it differs from the time before
    versions.jsonl     which texts are versions of which story
    stories/NAME/      the folder made of them, which any other command reads

Pages and journals only grow. No name of a file comes from a page: they are hashes and ids that
were checked.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from analysis.watch.journal import append_record, read_records, write_whole


@dataclass(frozen=True)
class Entry:
    """
    One text of one version: a version that changed later has several, one for each text.

    Attributes
    ----------
    story, lineage, id : str
        The story; the id under which its texts belong together; the id of this text, which is
        that of the lineage with ``-2``, ``-3``... for later ones.
    place : str
        Where it came from: an address, or the name of a file in its folder.
    page, file_sha256 : str
        SHA-256 of what was fetched, and of the file in the story's folder. They differ where
        the characters were declared only in the answer's head.
    suffix : str
        Of the file: .html, .txt or .md.
    seen_at : str
        When it was first seen (ISO 8601, UTC).
    facts : dict
        outlet, url, published_at, credit ..., as in story.toml.
    """

    story: str
    lineage: str
    id: str
    place: str
    page: str
    file_sha256: str
    suffix: str
    seen_at: str
    facts: dict = field(default_factory=dict, hash=False)

    @property
    def file(self) -> str:
        """The name of its file in the story's folder."""
        return f"{self.id}{self.suffix}"


class Archive:
    """What was fetched so far, in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[str] = []
        self.visits: dict[str, dict] = {}  # the last one of each address
        self.entries: list[Entry] = []
        self.pages: dict[tuple[str, str], dict] = {}  # what feeds named: (story, address)
        for record in self._read("visits.jsonl"):
            if isinstance(record.get("address"), str):
                self.visits[record["address"]] = record
        for record in self._read("versions.jsonl"):
            self._take(record)

    def _read(self, name: str) -> list[dict]:
        records, problems = read_records(self.folder / name)
        self.problems += problems
        return records

    def _take(self, record: dict) -> None:
        if "page_of" in record:
            self.pages.setdefault((record["story"], record["address"]), record)
            return
        try:
            self.entries.append(Entry(**record))
        except TypeError:
            self.problems.append(f"{self.folder / 'versions.jsonl'} holds a record of another use.")

    def keep_page(self, data: bytes) -> str:
        """
        Keep bytes under their SHA-256.

        Returns
        -------
        str
            64 hexadecimal digits; the same bytes are kept once.
        """
        digest = sha256(data).hexdigest()
        path = self._name_page(digest)
        if not path.exists() or path.stat().st_size != len(data):
            write_whole(path, data)
        return digest

    def _name_page(self, digest: str) -> Path:
        return self.folder / "pages" / digest[:2] / digest

    def load_page(self, digest: str) -> bytes | None:
        """The bytes kept under a SHA-256; None if they are not there or are others now."""
        try:
            data = self._name_page(digest).read_bytes()
        except OSError:
            return None
        return data if sha256(data).hexdigest() == digest else None

    def keep_document(self, address: str, data: bytes) -> str:
        """Keep a feed or sitemap in the place of what it held before; its SHA-256."""
        write_whole(self._name_document(address), data)
        return sha256(data).hexdigest()

    def load_document(self, address: str) -> bytes | None:
        """What a feed or sitemap held at its last visit; None if that is not known for sure."""
        try:
            data = self._name_document(address).read_bytes()
        except OSError:
            return None
        known = self.visits.get(address, {}).get("sha256")
        return data if sha256(data).hexdigest() == known else None

    def _name_document(self, address: str) -> Path:
        return self.folder / "documents" / sha256(address.encode("utf-8")).hexdigest()

    def note_visit(self, visit: dict) -> None:
        """Keep what came of asking for an address, if it differs from the time before."""
        before = self.visits.get(visit["address"], {})
        self.visits[visit["address"]] = visit
        if {**before, "at": ""} != {**visit, "at": ""}:
            append_record(self.folder / "visits.jsonl", visit)

    def note_page(self, story: str, address: str, source: str, title: str | None, at: str) -> None:
        """Keep that a feed or sitemap named a page, so that it is visited again later."""
        if (story, address) not in self.pages:
            record = {"page_of": source, "story": story, "address": address}
            record |= {"title": title, "first_seen": at}
            self.pages[story, address] = record
            append_record(self.folder / "versions.jsonl", record)

    def note_entry(self, entry: Entry) -> None:
        """Keep that a text is a version of a story."""
        self.entries.append(entry)
        append_record(self.folder / "versions.jsonl", dict(vars(entry)))

    def list_entries(self, story: str) -> list[Entry]:
        """The texts of a story in the order in which they were first seen."""
        return [entry for entry in self.entries if entry.story == story]

    def find_lineage(self, story: str, place: str) -> list[Entry]:
        """The texts that came from one place, the oldest first; empty if none did."""
        return [entry for entry in self.list_entries(story) if entry.place == place]
