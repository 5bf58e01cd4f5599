"""What does one run of the watch do, from the sources to the digest?

    look at the sources -> keep what is new in the archive -> make the story's folder
    -> list what stands altered -> write the digest and tell it -> record the run -> report

The order is that of safety: the run is recorded after it was told, so that a run that is killed
is told by the next; the report comes last, because it can be made again at any time.
"""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from analysis.errors import MediacompareError, ReadingError
from analysis.fidelity import rank_severity
from analysis.paths import MANIFEST_NAME
from analysis.report.locking import hold_lock
from analysis.story import load_story
from analysis.watch import digest as digests
from analysis.watch.alterations import State, list_alterations, mark_followers
from analysis.watch.archive import Archive, Entry
from analysis.watch.atom_feed import write_feed
from analysis.watch.fetching import Fetcher, look_at_addresses
from analysis.watch.history import History, note_report, note_run, read_history
from analysis.watch.journal import write_whole
from analysis.watch.news import find_news, select_news
from analysis.watch.observing import Sight, View, look_at_folder
from analysis.watch.settings import Plan, Settings, Source
from analysis.watch.story_folders import choose_texts, load_text, write_story_folder
from analysis.watch.versions import (
    Wording,
    is_same_wording,
    is_something_else,
    name_lineage,
    name_text,
    read_document,
    read_wording,
    write_readable,
)
from analysis.watch.visiting import Visitor


@dataclass(frozen=True)
class Outcome:
    """
    What a run did.

    Attributes
    ----------
    digest : Digest
        What was told.
    problems : list of str
        What failed, the report among it.
    is_altered : bool
        Whether something new is at least as severe as `fail_on`.
    """

    digest: digests.Digest
    problems: list[str]
    is_altered: bool


@dataclass
class _Run:
    """What one run carries along."""

    settings: Settings
    archive: Archive
    history: History
    at: str
    written: str
    with_progress: bool
    failing: dict[str, str] = field(default_factory=dict)
    fetcher: Fetcher | None = None
    changed: dict[str, dict] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def fail(self, key: str, sentence: str) -> None:
        self.failing[key] = sentence

    def count(self, what: str, n: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + n


def run_watch(
    settings: Settings,
    *,
    fail_on: str | None = None,
    written: str = "report",
    with_progress: bool = False,
    tell: Callable[[str], None] = print,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    visitor: Visitor | None = None,
) -> Outcome:
    """
    Look at all sources once and tell what is new.

    Parameters
    ----------
    settings : Settings
        From `read_settings` or `plan_folders`.
    fail_on : str, optional
        Severity of which the outcome says whether it is reached.
    written : str
        What is written of the stories that changed: their "report", their "tables" only, or no
        more than the "digest".
    with_progress : bool
        Show how far the reports are; otherwise standard error stays empty, of which a
        scheduler would make a mail.
    tell : callable
        Takes the digest's text, before the run is recorded; not called if nothing is new.
    now : callable
        The time, with its zone.
    visitor : Visitor, optional
        Whoever fetches pages; left out, made by the settings.

    Returns
    -------
    Outcome

    Raises
    ------
    InUseError
        If another run holds the archive.
    """
    at = _write_time(now())
    settings.archive.mkdir(parents=True, exist_ok=True)
    with hold_lock(settings.archive / ".lock" / "owner"):
        archive, history = Archive(settings.archive), read_history(settings.archive)
        run = _Run(settings, archive, history, at, written, with_progress)
        run.fetcher = fetcher = Fetcher(visitor or _make_visitor(settings), archive, at)
        fetcher.keep_away()
        for number, sentence in enumerate([*archive.problems, *history.problems]):
            run.fail(f"archive {number}", sentence)
        news = [one for plan in settings.stories if (one := _watch_story(run, plan))]
        digest = _make_digest(run, news)
        _publish(run, digest)
        _tell(digest, tell)
        records = [digests.write_record(story) for story in digest.stories]
        note_run(
            settings.archive,
            history,
            at,
            stories=run.changed,
            news=records,
            failing=_describe_failing(run),
            counts=run.counts,
        )
        problems = digest.problems + _report(run)
    worst = digests.find_worst(digest)
    is_altered = bool(
        fail_on and worst is not None and rank_severity(worst) <= rank_severity(fail_on)
    )
    return Outcome(digest, problems, is_altered)


def _write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------- one story


def _watch_story(run: _Run, plan: Plan) -> digests.StoryNews | None:
    """Look at a story's sources; what is new in it, or None."""
    try:
        skip: set[str] = set()
        views = [_look(run, plan, source, skip) for source in plan.sources]
        states = _read_states(run.history, plan.name)
        for view in views:
            for key, sentence in view.problems.items():
                run.fail(f"{plan.name}: {key}", sentence)
            for sight in view.sights:
                _take_sight(run, plan, sight, states)
        return _find_story_news(run, plan, views, states)
    except MediacompareError as problem:
        run.fail(plan.name, f"{plan.name}: {str(problem).removeprefix(plan.name + ': ')}")
    except OSError as problem:
        run.fail(plan.name, f"{plan.name}: {problem.filename}: {problem.strerror}.")
    except Exception as problem:  # the other stories are looked at all the same
        run.fail(plan.name, f"{plan.name}: {type(problem).__name__}: {problem}")
    return None


def _make_visitor(settings: Settings) -> Visitor:
    return Visitor(settings.limits, settings.contact, settings.allow_private)


def _look(run: _Run, plan: Plan, source: Source, skip: set[str]) -> View:
    run.count("sources")
    if source.kind == "folder":
        return look_at_folder(source, run.archive.list_entries(plan.name))
    return look_at_addresses(run.fetcher, plan.name, source, skip)


def _read_states(history: History, name: str) -> dict[str, State]:
    recorded = history.stories.get(name, {}).get("states", {})
    return {lineage: State(**state) for lineage, state in recorded.items()}


def _take_sight(run: _Run, plan: Plan, sight: Sight, states: dict[str, State]) -> None:
    """Keep what was seen, and only then that it was seen: what failed is asked for again."""
    try:
        _take_content(run, plan, sight, states)
    except OSError:
        raise  # of the archive, not of the page
    except Exception as problem:  # one page that no reader was made for: the others go on
        said = str(problem)
        if not isinstance(problem, MediacompareError):
            said = f"{sight.place} cannot be read: {type(problem).__name__}: {said}"
        run.fail(f"{plan.name}: {sight.place}", f"{plan.name}: {said}")
        return
    if sight.visit is not None:
        if sight.data is not None:
            sight.visit["sha256"] = sha256(sight.data).hexdigest()
        run.archive.note_visit(sight.visit)


def _take_content(run: _Run, plan: Plan, sight: Sight, states: dict[str, State]) -> None:
    """Find out whether what stands there is a new text."""
    earlier = _find_earlier(run, plan, sight)
    if sight.gone:
        if earlier:
            states[earlier[-1].lineage] = State(gone=sight.gone)
        return
    run.count("pages")
    if sight.data is None:  # the server says that it did not change
        run.count("unchanged")
        states.pop(earlier[-1].lineage if earlier else "", None)
        return
    last = earlier[-1] if earlier else None
    digest = sha256(sight.data).hexdigest()
    if last is not None and digest == last.page:
        states.pop(last.lineage, None)
        return
    _take_text(run, plan, sight, last, states)


def _take_text(
    run: _Run, plan: Plan, sight: Sight, last: Entry | None, states: dict[str, State]
) -> None:
    data = write_readable(sight.data, sight.facts.get("content_type"), sight.place)
    document = read_document(data, sight.suffix, sight.place)
    if last is not None:
        before, after = _load_wording(run.archive, last), read_wording(document)
        is_kept = run.settings.keep_pages == "all"
        if before is not None and is_same_wording(before, after):
            states.pop(last.lineage, None)
            run.count("formatting_only")
            if is_kept:
                run.archive.keep_page(sight.data)
            return
        if before is not None and is_something_else(before, after):
            run.archive.keep_page(sight.data)
            start = digests.show_text(after.body or after.headline, 80)
            said = f"the page no longer holds the article; it now reads [{start}]"
            states[last.lineage] = State(replaced=said)
            return
    page = run.archive.keep_page(sight.data)
    lineage = last.lineage if last else _name_lineage(run, plan, sight)
    states.pop(lineage, None)
    texts = [e for e in run.archive.list_entries(plan.name) if e.lineage == lineage]
    taken = {entry.id.casefold() for entry in run.archive.list_entries(plan.name)}
    facts = {"outlet": document.outlet, "published_at": document.date, "url": document.url}
    facts |= {key: value for key, value in sight.facts.items() if value}
    run.archive.note_entry(
        Entry(
            story=plan.name,
            lineage=lineage,
            id=name_text(lineage, len(texts) + 1, taken),
            place=sight.place,
            page=page,
            file_sha256=sha256(data).hexdigest(),
            suffix=sight.suffix,
            seen_at=run.at,
            facts={key: value for key, value in facts.items() if value},
        )
    )
    run.count("new_texts")


def _find_earlier(run: _Run, plan: Plan, sight: Sight) -> list[Entry]:
    """The texts of the version that stands at a place; one that has an id may move."""
    found = run.archive.find_lineage(plan.name, sight.place)
    if found or sight.visit is None or not sight.lineage:
        return found
    return [
        entry
        for entry in run.archive.list_entries(plan.name)
        if entry.lineage == sight.lineage and not entry.place.startswith("file:")
    ]


def _name_lineage(run: _Run, plan: Plan, sight: Sight) -> str:
    taken = {
        name.casefold() for e in run.archive.list_entries(plan.name) for name in (e.lineage, e.id)
    }
    if sight.lineage and sight.lineage.casefold() not in taken:
        return sight.lineage
    taken |= {source.id.casefold() for source in plan.sources if source.id}
    return name_lineage(sight.lineage or sight.facts.get("outlet"), sight.place, taken)


def _load_wording(archive: Archive, entry: Entry) -> Wording | None:
    """What the last text of a version says; None if it is lost."""
    data = load_text(archive, entry)
    try:
        return data and read_wording(read_document(data, entry.suffix, entry.id))
    except ReadingError:
        return None


# ---------------------------------------------------------------- what is new in it


def _find_story_news(
    run: _Run, plan: Plan, views: list[View], states: dict[str, State]
) -> digests.StoryNews | None:
    entries = choose_texts(run.archive.list_entries(plan.name), set())
    if not entries:
        return None
    recorded = run.history.stories.get(plan.name, {})
    title = plan.title or next((view.title for view in views if view.title), None)
    wanted = plan.base or next((view.base for view in views if view.base), None)
    base = _settle_base(run, plan, entries, wanted, recorded.get("base"))
    folder, problems = write_story_folder(run.archive, plan.name, title, base, entries)
    for sentence in problems:
        run.fail(sentence, sentence)
    fingerprint = _fingerprint(folder, base)
    found = {lineage: vars(state) for lineage, state in sorted(states.items())}
    if recorded.get("fingerprint") == fingerprint and recorded.get("states", {}) == found:
        return None
    items, tables_problems = _compare(run, plan, folder, base, entries, states)
    for sentence in tables_problems:
        run.fail(sentence, sentence)
    run.changed[plan.name] = {
        "title": title or plan.name,
        "base": _find_lineage(entries, base),
        "fingerprint": fingerprint,
        "states": found,
        "texts": [entry.file_sha256 for entry in entries],
        "items": items,
    }
    news = find_news(items, recorded.get("items", []))
    told = select_news(
        news, run.settings.at_least, tell_new_versions=run.settings.tell_new_versions
    )
    why = "texts"
    if not recorded:
        why = "first"
    elif recorded["texts"] == run.changed[plan.name]["texts"] and recorded["states"] == found:
        why = "code"
    return digests.StoryNews(plan.name, title or plan.name, base, told, why)


def _find_lineage(entries: list[Entry], text: str) -> str:
    return next(entry.lineage for entry in entries if entry.id == text)


def _settle_base(
    run: _Run, plan: Plan, entries: list[Entry], wanted: str | None, before: str | None
) -> str:
    """
    The text that the others are read against: the last one of the base's version.

    A base that was chosen stays the base, so that a new version does not make everything new.
    """
    last = {entry.lineage: entry.id for entry in entries}
    if wanted is not None and wanted not in last:
        key = f"{plan.name}: base"
        run.fail(key, f"{plan.name}: there is no version {wanted!r} to be the base yet.")
        wanted = None
    lineage = wanted or (before if before in last else None)
    return last[lineage] if lineage else _choose_base(run.archive, entries, last)


def _choose_base(archive: Archive, entries: list[Entry], last: dict[str, str]) -> str:
    from analysis.comparison import choose_base
    from analysis.segment import tabulate_segments, tabulate_tokens
    from analysis.story import Story, Version

    versions = []
    for entry in entries:
        data = load_text(archive, entry)
        if data is not None and last[entry.lineage] == entry.id:
            document = read_document(data, entry.suffix, entry.id)
            facts = (entry.id, entry.file, document.text, entry.file_sha256)
            versions.append(Version(*facts, hints=document.hints))
    if len(versions) < 2:
        return entries[-1].id
    story = Story("", "", None, "en", tuple(sorted(versions, key=lambda v: v.id)))
    return choose_base(tabulate_tokens(tabulate_segments(story)))


def _fingerprint(folder: Path, base: str) -> str:
    """Of all that the alterations follow from: the manifest names each file's SHA-256."""
    from analysis.evidence.fingerprints import hash_code
    from analysis.evidence.hashing import hash_facts

    manifest = (folder / MANIFEST_NAME).read_text("utf-8")
    return hash_facts({"manifest": manifest, "base": base, "code": hash_code()})


def _compare(
    run: _Run,
    plan: Plan,
    folder: Path,
    base: str,
    entries: list[Entry],
    states: dict[str, State],
) -> tuple[list[dict], list[str]]:
    story = load_story(folder)
    items, problems = list_alterations(story, base, entries, states)
    mark_followers(items)
    if run.written == "tables":  # a report writes them itself, all at once
        from analysis.comparison import compare, save_tables

        save_tables(compare(story, base), run.settings.out / plan.name / "tables")
    return items, [*story.problems, *problems]


# ---------------------------------------------------------------- telling it


def _make_digest(run: _Run, news: list[digests.StoryNews]) -> digests.Digest:
    before = run.history.failing
    recovered = [known["said"] for key, known in before.items() if key not in run.failing]
    told = [said for key, said in run.failing.items() if not _is_told(run, key)]
    return digests.Digest(
        run=run.history.run + 1,
        at=run.at,
        since=run.history.at,
        at_least=run.settings.at_least,
        stories=digests.sort_stories(news),
        problems=list(dict.fromkeys(run.failing.values())),
        told_problems=list(dict.fromkeys(told)),
        recovered=recovered,
    )


def _describe_failing(run: _Run) -> dict[str, dict]:
    """What fails now: since when, in which words, and when that was told last."""
    before = run.history.failing
    return {
        key: {
            "since": before[key]["since"] if key in before else run.at,
            "said": sentence,
            "told_at": before[key]["told_at"] if _is_told(run, key) else run.at,
        }
        for key, sentence in run.failing.items()
    }


def _is_told(run: _Run, key: str) -> bool:
    """Whether a failure was told in the same words, and not long ago."""
    known = run.history.failing.get(key)
    return (
        known is not None
        and known["said"] == run.failing[key]
        and _count_days(known["told_at"], run.at) < run.settings.remind_days
    )


def _count_days(start: str, stop: str) -> float:
    """Days between two times; a clock that was set back counts as no time."""
    passed = datetime.fromisoformat(stop) - datetime.fromisoformat(start)
    return max(passed, timedelta(0)) / timedelta(days=1)


def _publish(run: _Run, digest: digests.Digest) -> None:
    """Write the digest's files; the feed only if it says something that it did not say."""
    out = run.settings.out
    write_whole(out / "digest.json", digests.write_json(digest).encode("utf-8", "replace"))
    text = digests.write_text(digest)
    write_whole(out / "digest.txt", text.encode("utf-8", "replace"))
    if digest.stories or not (out / "feed.atom").exists():
        records = [digests.write_record(story) for story in digest.stories]
        entries = [*run.history.news]
        if records:
            entries.append({"run": digest.run, "at": digest.at, "stories": records})
        feed = write_feed(run.history.feed, digest.at, entries, run.settings.site)
        write_whole(out / "feed.atom", feed)


def _tell(digest: digests.Digest, tell: Callable[[str], None]) -> None:
    """Say what is new, if anything is: who runs this from cron gets a mail for every word."""
    paragraphs = [digests.describe_story(story) for story in digest.stories]
    if digest.recovered:
        paragraphs.append(digests.describe_recovered(digest))
    if paragraphs:
        tell("\n\n".join(paragraphs))


def _silence() -> contextlib.redirect_stderr:
    """Keep progress off standard error."""
    return contextlib.redirect_stderr(io.StringIO())


def _report(run: _Run) -> list[str]:
    """Write the reports of the stories whose report is not of their last texts."""
    if run.written != "report":
        return []
    from analysis.report.build import write_report

    stories = run.history.stories
    due = {
        plan.name: stories[plan.name]["fingerprint"]
        for plan in run.settings.stories
        if plan.name in stories
        and (
            run.history.reports.get(plan.name) != stories[plan.name]["fingerprint"]
            or not (run.settings.out / plan.name / "index.html").exists()
        )
    }
    if not due:
        return []
    folders = [str(run.settings.archive.resolve() / "stories" / name) for name in due]
    silence = contextlib.nullcontext() if run.with_progress else _silence()
    try:
        with silence:
            report = write_report(folders, run.settings.out)
    except MediacompareError as problem:
        return [f"report: {problem}"]
    if not report.problems:
        note_report(run.settings.archive, run.history, due)
    return list(report.problems)
