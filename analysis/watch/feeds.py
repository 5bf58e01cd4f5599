"""Which pages does a feed or a sitemap name?

Only addresses, titles and times are read. No entity is replaced and nothing is loaded; a document
that declares entities is refused, because nothing but an attack needs them.
"""

import gzip
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from analysis.errors import MediacompareError
from analysis.watch.addresses import AddressError, join_address

# Items read of one document; the protocol of sitemaps allows 50,000 addresses in one.
MOST_ITEMS = 50_000


class FeedError(MediacompareError):
    """A document that is no feed or sitemap, in a few words."""


@dataclass(frozen=True)
class Link:
    """A page that a feed or sitemap names; `moment` is when it was published or changed."""

    address: str
    title: str | None = None
    moment: str | None = None


@dataclass(frozen=True)
class Named:
    """
    What a feed or sitemap names.

    Attributes
    ----------
    links : list of Link
        Pages, in the order of the document, each once.
    sitemaps : list of str
        Further sitemaps, of an index.
    n_refused : int
        Addresses that are no web pages.
    """

    links: list[Link]
    sitemaps: list[str]
    n_refused: int = 0


def read_named(data: bytes, address: str, most: int) -> Named:
    """
    Read a feed (RSS 0.9 to 2.0, Atom, JSON Feed) or a sitemap (XML, index, plain text, gzip).

    Parameters
    ----------
    data : bytes
        The document.
    address : str
        Where it was found; links are read from there.
    most : int
        Bytes that it may have unpacked.

    Returns
    -------
    Named

    Raises
    ------
    FeedError
        If it is none of these, is too large unpacked, or declares entities.

    Examples
    --------
    >>> feed = b"<rss><channel><item><title>Ferry</title><link>/ferry</link></item></channel></rss>"
    >>> read_named(feed, "https://example.org/rss", 1000).links
    [Link(address='https://example.org/ferry', title='Ferry', moment=None)]
    """
    data = _unpack(data, most)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _collect(address, _read_json_feed(data))
    if re.match(rb"https?://\S+\s", start):
        lines = data.decode("utf-8", "replace").split()[:MOST_ITEMS]
        return _collect(address, [(line, None, None) for line in lines])
    root = _parse(data)
    kind = _name(root)
    if kind == "sitemapindex":
        found = _collect(address, [(_find(e, "loc"), None, None) for e in _children(root)])
        return Named([], [link.address for link in found.links], found.n_refused)
    if kind == "urlset":
        return _collect(address, _list_urlset(root))
    if kind in ("rss", "feed", "rdf"):
        return _collect(address, _list_items(root))
    raise FeedError("it is neither a feed nor a sitemap")


def _unpack(data: bytes, most: int) -> bytes:
    """A sitemap may be a gzip file, which the server sends as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(most + 1)
    except (OSError, EOFError, ValueError):
        raise FeedError("it is packed in a way that cannot be unpacked") from None
    if len(unpacked) > most:
        raise FeedError(f"it is larger than {most / 1_000_000:g} MB unpacked")
    return unpacked


_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def _parse(data: bytes):
    from lxml import etree

    plain = data.replace(b"\0", b"")  # also finds what is written in UTF-16
    if _ENTITY.search(plain):
        raise FeedError("it declares entities, which are not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)  # white space first is a common slip
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise FeedError("it is neither a feed nor a sitemap")
    return root


def _name(element) -> str:
    """An element's name without its namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _children(element):
    return [child for child in element if _name(child)][:MOST_ITEMS]


def _find(element, *names: str) -> str | None:
    """Text of the first child of one of the names that has any."""
    for name in names:
        for child in element:
            if _name(child) == name and (text := "".join(child.itertext()).strip()):
                return text
    return None


def _list_urlset(root) -> list[tuple]:
    rows = []
    for entry in _children(root):
        news = next((child for child in entry if _name(child) == "news"), None)
        title = _find(news, "title") if news is not None else None
        moment = _find(news, "publication_date") if news is not None else None
        rows.append((_find(entry, "loc"), title, moment or _find(entry, "lastmod")))
    return rows


def _list_items(root) -> list[tuple]:
    """Items of RSS and entries of Atom, wherever they stand."""
    rows = []
    for element in root.iter():
        if _name(element) in ("item", "entry"):
            moment = _find(element, "pubdate", "published", "date", "updated")
            rows.append((_find_link(element), _find(element, "title"), moment))
            if len(rows) >= MOST_ITEMS:
                break
    return rows


def _find_link(item) -> str | None:
    """The page of an item: RSS's link, Atom's alternate, or a guid that is an address."""
    for child in item:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            found = child.get("href") or "".join(child.itertext())
            if found.strip():
                return found.strip()
    guid = next((child for child in item if _name(child) == "guid"), None)
    if guid is not None and guid.get("isPermaLink", "true").lower() != "false":
        text = "".join(guid.itertext()).strip()
        return text if text.lower().startswith(("http://", "https://")) else None
    return None


def _read_json_feed(data: bytes) -> list[tuple]:
    try:
        feed = json.loads(data)
        items = feed["items"]
        rows = [(i.get("url"), i.get("title"), i.get("date_published")) for i in items]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FeedError("it is neither a feed nor a sitemap") from None
    texts = [[c if isinstance(c, str) else None for c in row] for row in rows[:MOST_ITEMS]]
    return [tuple(row) for row in texts]


def _collect(address: str, rows: list[tuple]) -> Named:
    links: dict[str, Link] = {}
    n_refused = 0
    for link, title, moment in rows:
        if not link:
            continue
        try:
            found = join_address(address, link)
        except AddressError:
            n_refused += 1
            continue
        title = " ".join(title.split())[:300] if title else None
        links.setdefault(found, Link(found, title, _read_moment(moment)))
    return Named(list(links.values()), [], n_refused)


def _read_moment(value: str | None) -> str | None:
    """A time as feeds and sitemaps write it, in UTC; None if it cannot be read."""
    if not value:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def choose_links(
    links: list[Link], include: tuple[str, ...], titles: tuple[str, ...], most: int
) -> list[Link]:
    """
    Choose the pages that are followed.

    Parameters
    ----------
    links : list of Link
        What a feed or sitemap names.
    include, titles : tuple of str
        Glob patterns for the address and for the title; a page must fit one of each. Letter
        case does not count in titles. No patterns: every page fits.
    most : int
        So many are chosen, those with the latest times first.

    Returns
    -------
    list of Link

    Examples
    --------
    >>> links = [Link("https://e.org/a", "Ferry hits pier"), Link("https://e.org/b", "Rain")]
    >>> [link.address for link in choose_links(links, (), ("*FERRY*",), 10)]
    ['https://e.org/a']
    """
    fitting = [
        link
        for link in links
        if (not include or any(fits(link.address, pattern) for pattern in include))
        and (not titles or any(fits((link.title or "").casefold(), p.casefold()) for p in titles))
    ]
    # Stable: those without a time stay in the order of the document, after the others.
    return sorted(fitting, key=lambda link: link.moment or "", reverse=True)[:most]


def fits(text: str, pattern: str) -> bool:
    """
    Say whether a text fits a glob pattern, in time that grows with both lengths at most.

    Examples
    --------
    >>> fits("https://e.org/news/ferry", "*/news/*"), fits("https://e.org/news", "*/news/?*")
    (True, False)
    """
    at = place = 0
    star, resume = -1, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, resume = place, at
            place += 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            at += 1
            place += 1
        elif star >= 0:
            resume += 1
            at, place = resume, star + 1
        else:
            return False
    return not pattern[place:].strip("*")
