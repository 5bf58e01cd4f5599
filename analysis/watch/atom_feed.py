"""How does a feed reader learn what is new?

The feed is made of the history, so that it is the same however often it is written (RFC 4287).
"""

import uuid
from xml.etree import ElementTree

from analysis.watch.digest import StoryNews, describe_story, show_text

_ATOM = "http://www.w3.org/2005/Atom"


def write_feed(feed: str, at: str, entries: list[dict], site: str | None = None) -> bytes:
    """
    Write the Atom feed.

    Parameters
    ----------
    feed : str
        UUID of the feed.
    at : str
        When it was first written, for a feed without entries (ISO 8601 with time zone).
    entries : list of dict
        Runs with news, the oldest first: run, at, stories (as in digest.json).
    site : str, optional
        Address at which the reports are published, with a slash at its end; left out, links
        are relative to the feed.

    Returns
    -------
    bytes
        UTF-8. One entry a story and run, the newest first; an entry's id is made of the feed's,
        the run and the story, and never changes.
    """
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    updated = max((entry["at"] for entry in entries), default=at)
    _add(root, "title", "What is new in the watched stories")
    _add(root, "id", f"urn:uuid:{feed}")
    _add(root, "updated", updated)
    _add(_add(root, "author"), "name", "mediacompare watch")
    _add(root, "generator", "mediacompare")
    if site:
        _add(root, "link", rel="self", href=f"{site}feed.atom", type="application/atom+xml")
    _add(root, "link", rel="alternate", href=f"{site or ''}index.html", type="text/html")
    for run in reversed(entries):
        for story in run["stories"]:
            _add_entry(root, feed, run, story, site or "")
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add_entry(root, feed: str, run: dict, story: dict, site: str) -> None:
    items = [{"group": "", **item} for item in story["new"]]
    news = StoryNews(story["name"], story["title"], story["base"], items, story["why"])
    counted = ", ".join(f"{n} {severity}" for severity, n in story["counts"].items() if n)
    entry = _add(root, "entry")
    _add(entry, "title", show_text(f"{story['title']}: {counted}", 300))
    made = uuid.uuid5(uuid.UUID(feed), f"{run['run']}/{story['name']}")
    _add(entry, "id", f"urn:uuid:{made}")
    _add(entry, "updated", run["at"])
    _add(entry, "published", run["at"])
    for severity, n in story["counts"].items():
        if n:
            _add(entry, "category", term=severity)
    _add(entry, "link", rel="alternate", href=f"{site}{story['report']}", type="text/html")
    _add(entry, "content", describe_story(news), type="text")


def _add(parent, name: str, text: str | None = None, **attributes: str):
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text and _drop_illegal(text)
    return element


def _drop_illegal(text: str) -> str:
    """XML 1.0 has no place for some characters (most controls, U+FFFE, lone surrogates)."""
    return "".join("\ufffd" if _is_illegal(ord(c)) else c for c in text)


def _is_illegal(code: int) -> bool:
    is_control = code < 0x20 and code not in (0x9, 0xA, 0xD)
    return is_control or code & 0xFFFE == 0xFFFE or 0xD800 <= code < 0xE000
