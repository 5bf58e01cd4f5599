"""What stands at the addresses of a story's source now?"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from analysis.watch.addresses import show_address, split_host
from analysis.watch.archive import Archive
from analysis.watch.feeds import FeedError, Link, choose_links, fits, read_named
from analysis.watch.observing import Sight, View
from analysis.watch.settings import Source
from analysis.watch.versions import choose_suffix
from analysis.watch.visiting import Visit, VisitError, Visitor

# Servers have bad nights: a page that answers "not found" is gone when it does so twice.
TIMES_MISSED = 2
# Sitemaps read of one index, the first ones; each may name 50,000 pages.
MOST_SITEMAPS = 10
_FEED_KINDS = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml, "
    "text/xml;q=0.9, */*;q=0.5"
)
# What senders add to an address to count clicks; the page is the same without it.
_COUNTING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")
_HEADERS = {"etag": "etag", "last-modified": "last_modified", "content-type": "content_type"}
# A mark or type longer than this is no such thing.
_MOST_HEADER = 500


@dataclass
class Fetcher:
    """What fetching of one run needs: the visitor, the archive, the time, what it has seen."""

    visitor: Visitor
    archive: Archive
    at: str
    documents: dict[str, bytes | VisitError] = field(default_factory=dict)

    def keep_away(self) -> None:
        """Leave the hosts alone that asked for it in an earlier run."""
        for visit in self.archive.visits.values():
            until = visit.get("not_before")
            if until:
                self.visitor.not_before[_name_host(visit["address"])] = _read_time(until)


def _name_host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _read_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def look_at_addresses(fetcher: Fetcher, story: str, source: Source, skip: set[str]) -> View:
    """
    Look at the pages of a source that is an address, a feed or a sitemap.

    Parameters
    ----------
    fetcher : Fetcher
    story : str
        The story's name.
    source : Source
        Of another kind than "folder".
    skip : set of str
        Addresses that were looked at already; those that are looked at now are added.

    Returns
    -------
    View
        What failed is in `problems`; the other pages are there.
    """
    problems: dict[str, str] = {}
    addresses = [source.place]
    if source.kind != "address":
        addresses = _list_pages(fetcher, story, source, problems)
    sights = []
    for address in _order(fetcher.archive, addresses):
        if address in skip:
            continue
        skip.add(address)
        try:
            sights.append(_look_at_page(fetcher, story, source, address))
        except VisitError as problem:
            problems[address] = f"{story}: {problem}"
    return View(sights, problems)


def _order(archive: Archive, addresses: list[str]) -> list[str]:
    """Pages that were never seen first, then in turn by host, so that no host holds up all."""
    turn: dict[str, int] = {}
    ranked = []
    for address in addresses:
        host = split_host(address)[1]
        turn[host] = turn.get(host, 0) + 1
        ranked.append((address in archive.visits, turn[host], address))
    return [address for _, _, address in sorted(ranked, key=lambda row: row[:2])]


def _look_at_page(fetcher: Fetcher, story: str, source: Source, address: str) -> Sight:
    known = fetcher.archive.visits.get(address, {})
    facts = {"outlet": source.outlet, "credit": source.credit, "url": address}
    try:
        visit = fetcher.visitor.visit(address, known)
    except VisitError as problem:
        _note_failure(fetcher, address, known, problem)
        raise
    if visit.status in (404, 410):
        return _miss(fetcher, story, address, known, visit)
    record = _record(fetcher, address, visit, known)
    suffix = choose_suffix(record.get("content_type"))
    if suffix is None:
        kind = record.get("content_type", "").partition(";")[0][:60]
        raise VisitError(f"{show_address(address)}: holds {kind!a}, which is no article.")
    facts["content_type"] = record.get("content_type")
    facts = {name: value for name, value in facts.items() if value}
    data = None if visit.status == 304 else visit.body
    return Sight(address, data, source.id, suffix, facts, visit=record)


def _record(fetcher: Fetcher, address: str, visit: Visit, known: dict) -> dict:
    """What is kept of a visit; of an unchanged page what was kept before."""
    if visit.status == 304:
        return {k: v for k, v in known.items() if k not in ("missed", "not_before", "failed")}
    record = {"address": address, "at": fetcher.at, "status": visit.status, "final": visit.final}
    record |= {
        kept: visit.headers[name][:_MOST_HEADER]
        for name, kept in _HEADERS.items()
        if name in visit.headers and visit.headers[name].isprintable()
    }
    return record


def _note_failure(fetcher: Fetcher, address: str, known: dict, problem: VisitError) -> None:
    """Keep until when a host asks to be left alone, beside what is known of the page."""
    if problem.not_before is not None:
        until = problem.not_before.isoformat(timespec="seconds")
        record = {"address": address, **known, "at": fetcher.at, "not_before": until}
        fetcher.archive.note_visit(record)


def _miss(fetcher: Fetcher, story: str, address: str, known: dict, visit: Visit) -> Sight:
    """A page that is not there: gone at once (410), or when it is missed again."""
    missed = min(known.get("missed", 0) + 1, TIMES_MISSED)
    record = {**known, "address": address, "at": fetcher.at, "missed": missed}
    fetcher.archive.note_visit(record)
    was_seen = bool(fetcher.archive.find_lineage(story, address))
    if was_seen and (visit.status == 410 or missed >= TIMES_MISSED):
        return Sight(address, gone=f"its page is gone (the server answers {visit.status})")
    raise VisitError(f"{show_address(address)}: the server answered {visit.status} (not found).")


# ---------------------------------------------------------------- feeds and sitemaps


def _list_pages(
    fetcher: Fetcher, story: str, source: Source, problems: dict[str, str]
) -> list[str]:
    """Pages that a feed or sitemap names now, and those it named lately."""
    limits = fetcher.visitor.limits
    links: list[Link] = []
    try:
        links = _read_links(fetcher, story, source.place, problems)
    except (VisitError, FeedError) as problem:
        said = str(problem).rstrip(".")
        shown = "" if isinstance(problem, VisitError) else f"{show_address(source.place)}: "
        problems[source.place] = f"{story}: {shown}{said}."
    links = [Link(_drop_counting(link.address), link.title, link.moment) for link in links]
    for link in choose_links(links, source.include, source.titles, limits.most_pages):
        fetcher.archive.note_page(story, link.address, source.place, link.title, fetcher.at)
    known = [
        record
        for (name, _), record in fetcher.archive.pages.items()
        if name == story
        and record["page_of"] == source.place
        and _count_days(record["first_seen"], fetcher.at) <= limits.follow_days
        and _is_wanted(record, source)
    ]
    known.reverse()  # the newest first; those of one run stay in the feed's order below
    known.sort(key=lambda record: record["first_seen"], reverse=True)
    return [record["address"] for record in known[: limits.most_pages]]


def _is_wanted(record: dict, source: Source) -> bool:
    """Whether a page that was followed before still fits the patterns."""
    title = (record.get("title") or "").casefold()
    fits_address = any(fits(record["address"], pattern) for pattern in source.include)
    fits_title = any(fits(title, pattern.casefold()) for pattern in source.titles)
    return (not source.include or fits_address) and (not source.titles or fits_title)


def _count_days(start: str, stop: str) -> float:
    passed = datetime.fromisoformat(stop) - datetime.fromisoformat(start)
    return max(passed, timedelta(0)) / timedelta(days=1)


def _read_links(fetcher: Fetcher, story: str, address: str, problems: dict[str, str]) -> list[Link]:
    """Pages of a document and of the sitemaps that it names."""
    most = int(fetcher.visitor.limits.page_megabytes * 1_000_000)
    named = read_named(_load_document(fetcher, address), address, most)
    links = list(named.links)
    for further in named.sitemaps[:MOST_SITEMAPS]:
        try:
            links += read_named(_load_document(fetcher, further), further, most).links
        except (VisitError, FeedError) as problem:
            said = str(problem).rstrip(".")
            problems[further] = f"{story}: sitemap {show_address(further)}: {said}."
    return links


def _load_document(fetcher: Fetcher, address: str) -> bytes:
    """A feed or sitemap, asked for once a run however many stories use it."""
    if address not in fetcher.documents:
        try:
            fetcher.documents[address] = _fetch_document(fetcher, address)
        except VisitError as problem:
            fetcher.documents[address] = problem
    found = fetcher.documents[address]
    if isinstance(found, VisitError):
        raise found
    return found


def _fetch_document(fetcher: Fetcher, address: str) -> bytes:
    known = fetcher.archive.visits.get(address, {})
    kept = fetcher.archive.load_document(address)
    try:
        visit = fetcher.visitor.visit(address, known if kept is not None else {}, _FEED_KINDS)
    except VisitError as problem:
        _note_failure(fetcher, address, known, problem)
        raise
    if visit.status in (404, 410):
        raise VisitError(f"{show_address(address)}: the server answered {visit.status}.")
    record = _record(fetcher, address, visit, known)
    if visit.status == 304:
        fetcher.archive.note_visit(record)
        return kept or b""
    record["sha256"] = fetcher.archive.keep_document(address, visit.body)
    fetcher.archive.note_visit(record)
    return visit.body


def _drop_counting(address: str) -> str:
    """
    An address without what only counts clicks.

    Examples
    --------
    >>> _drop_counting("https://example.org/ferry?id=7&utm_source=rss")
    'https://example.org/ferry?id=7'
    """
    parts = urlsplit(address)
    if not parts.query:
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not key.lower().startswith(_COUNTING)]
    if len(kept) == len(pairs):
        return address
    return urlunsplit(parts._replace(query=urlencode(kept)))
