"""What did earlier runs find and tell?

history.jsonl holds one line a run. A run counts from the moment its line is whole: it is written
after the digest, so that what was found by a run that was killed is told by the next one. What is
new is told at least once, and never lost.
"""

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from analysis.watch.journal import append_record, read_records

NAME = "history.jsonl"
# Runs with news that the feed holds.
MOST_ENTRIES = 50


@dataclass
class History:
    """
    What is known from earlier runs.

    Attributes
    ----------
    run : int
        Number of the last run; 0 before the first.
    at : str or None
        When it was.
    feed : str
        A random UUID, which makes the ids of the feed's entries unique.
    stories : dict of str to dict
        By name, as they were recorded last: base, fingerprint, title, items.
    failing : dict of str to dict
        By source: since, said (the sentence), told_at.
    news : list of dict
        The last `MOST_ENTRIES` runs that had something to tell: run, at, stories.
    reports : dict of str to str
        Fingerprint of each story whose report was written.
    problems : list of str
        Damaged lines.
    """

    run: int = 0
    at: str | None = None
    feed: str = ""
    stories: dict[str, dict] = field(default_factory=dict)
    failing: dict[str, dict] = field(default_factory=dict)
    news: list[dict] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_history(folder: Path) -> History:
    """
    Read what earlier runs found.

    Parameters
    ----------
    folder : Path
        The archive.

    Returns
    -------
    History
    """
    records, problems = read_records(folder / NAME)
    history = History(problems=problems)
    for record in records:
        _take(history, record)
    history.feed = history.feed or str(uuid.uuid4())
    return history


def _take(history: History, record: dict) -> None:
    history.reports.update(record.get("reports", {}))
    if "run" not in record:
        return
    history.run, history.at = record["run"], record["at"]
    history.feed = record.get("feed", history.feed)
    history.stories.update(record.get("stories", {}))
    history.failing = record.get("failing", history.failing)
    if record.get("news"):
        entry = {"run": record["run"], "at": record["at"], "stories": record["news"]}
        history.news = [*history.news, entry][-MOST_ENTRIES:]


def note_run(
    folder: Path,
    history: History,
    at: str,
    *,
    stories: dict[str, dict],
    news: list[dict],
    failing: dict[str, dict],
    counts: dict[str, int],
) -> None:
    """
    Record that a run is done and what it told.

    Parameters
    ----------
    folder : Path
        The archive.
    history : History
        As it was before; it is brought up to date.
    at : str
        Time of the run.
    stories : dict of str to dict
        Those that are not as they were recorded last.
    news : list of dict
        The stories of the digest that had something to tell.
    failing : dict of str to dict
        All sources that fail now.
    counts : dict of str to int
        What the run did, in figures.
    """
    record: dict = {"run": history.run + 1, "at": at, "counts": counts}
    if not history.run:
        record["feed"] = history.feed
    if stories:
        record["stories"] = stories
    if news:
        record["news"] = news
    if failing != history.failing:
        record["failing"] = failing
    append_record(folder / NAME, record)
    _take(history, record)


def note_report(folder: Path, history: History, reports: dict[str, str]) -> None:
    """Record that the reports of some stories are those of these fingerprints."""
    append_record(folder / NAME, {"reports": reports})
    history.reports.update(reports)
