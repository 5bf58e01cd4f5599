"""How is what is new told, so that an editor can act on it from a mail?"""

import json
import unicodedata
from dataclasses import dataclass, field

from analysis.fidelity import rank_severity
from analysis.watch.news import count_severities

FORMAT = 1
# So many alterations of a story the text names; the JSON file has all of them.
MOST_TOLD = 20
# Characters of a wording that a line of text shows.
MOST_SHOWN = 160


@dataclass(frozen=True)
class StoryNews:
    """
    What is new in one story.

    Attributes
    ----------
    name, title : str
    base : str or None
        Id of the text that the others are read against.
    items : list of dict
        What is told, the worst first.
    why : str
        "first" for a story that is watched for the first time, "code" where no text changed
        but mediacompare did, else "texts".
    """

    name: str
    title: str
    base: str | None
    items: list[dict]
    why: str = "texts"


@dataclass(frozen=True)
class Digest:
    """
    What a run has to tell.

    Attributes
    ----------
    run : int
    at : str
        Time of the run (ISO 8601, UTC).
    since : str or None
        Time of the run before.
    at_least : str
        The least severity that is told.
    stories : list of StoryNews
        Those with something new, the worst first.
    problems : list of str
        What failed in this run.
    told_problems : list of str
        Those of them that were not told lately.
    recovered : list of str
        What failed before and does not any more.
    """

    run: int
    at: str
    since: str | None
    at_least: str
    stories: list[StoryNews] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    told_problems: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)


def sort_stories(stories: list[StoryNews]) -> list[StoryNews]:
    """Order stories by their worst alteration, then by how many of each severity there are."""

    def rank(story: StoryNews) -> tuple:
        counts = count_severities(story.items)
        return (*(-n for n in counts.values()), story.name)

    return sorted((s for s in stories if s.items), key=rank)


def show_text(text: str, most: int = MOST_SHOWN) -> str:
    """
    Write a wording so that it can be read anywhere and does nothing to a terminal.

    Parameters
    ----------
    text : str
        Any text.
    most : int
        Characters after which it is cut.

    Returns
    -------
    str
        One line; control and formatting characters, those that turn the direction of writing
        among them, stand as ``<U+202E>``.

    Examples
    --------
    >>> show_text("40\\u202e men\\n were \\x1b[31mhere")
    '40<U+202E> men were <U+001B>[31mhere'
    """
    shown = " ".join(text.split())
    shown = shown if len(shown) <= most else shown[: most - 3].rstrip() + "..."
    return "".join(
        f"<U+{ord(letter):04X}>" if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter
        for letter in shown
    )


def describe_item(item: dict) -> str:
    """
    Tell one alteration in one line.

    Parameters
    ----------
    item : dict
        From `analysis.watch.news`.

    Returns
    -------
    str
        Severity, version, what it was compared with, both wordings, why.
    """
    head = f"{item['severity']}: {item['text']}"
    if item["against"] == "base":
        head += f" against {item['against_text']}"
    elif item["against"] == "earlier":
        head += f" against its own earlier text ({item['against_text']})"
    elif item["against"] == "itself":
        head += " against itself"
    kind = "" if item["kind"] == "version" else f"{item['kind']} {item['subkind']}"
    kind = kind.replace("_", " ")
    told = f"{kind}, {show_text(item['why'], 300)}" if kind else show_text(item["why"], 300)
    return f"{head}: {told.rstrip('.')}{_quote_sides(item)}."


def _quote_sides(item: dict) -> str:
    before, after = (show_text(item[side]) for side in ("before", "after"))
    if before and after:
        return f" [{before}] -> [{after}]"
    if before:
        return f" [{before}] -> nothing"
    return f" nothing -> [{after}]" if after else ""


def describe_story(news: StoryNews) -> str:
    """
    Tell what is new in one story: a paragraph, the worst first.

    Returns
    -------
    str
        Lines without an empty one between them.
    """
    counts = count_severities(news.items)
    counted = ", ".join(f"{n} {severity}" for severity, n in counts.items() if n)
    note = {
        "first": " (watched for the first time: all that stands altered)",
        "code": " (no text changed: found by another version of mediacompare)",
    }.get(news.why, "")
    lines = [f"{show_text(news.title)} ({news.name}): new: {counted}{note}"]
    lines += [f"  - {describe_item(item)}" for item in news.items[:MOST_TOLD]]
    if len(news.items) > MOST_TOLD:
        lines.append(f"  - and {len(news.items) - MOST_TOLD} more in digest.json")
    return "\n".join(lines)


def describe_recovered(digest: Digest) -> str:
    """Tell what failed before and works again, in a paragraph."""
    return "Works again; it had failed with:\n" + _list_sentences(digest.recovered)


def _list_sentences(sentences: list[str]) -> str:
    return "\n".join(f"  - {show_text(sentence, 500)}" for sentence in sentences)


def write_text(digest: Digest) -> str:
    """
    Write the digest as text, one paragraph a story.

    Returns
    -------
    str
        Ends with a line end; "Nothing new" where there is nothing to tell.
    """
    since = f" since {digest.since}" if digest.since else ""
    paragraphs = [describe_story(news) for news in digest.stories]
    if not paragraphs:
        paragraphs = [f"Nothing new at {digest.at_least} or worse{since}."]
    if digest.recovered:
        paragraphs.append(describe_recovered(digest))
    if digest.problems:
        paragraphs.append("Failed:\n" + _list_sentences(digest.problems))
    head = f"mediacompare watch, run {digest.run}, {digest.at}{since}"
    return "\n\n".join([head, *paragraphs]) + "\n"


def write_json(digest: Digest) -> str:
    """
    Write the digest as JSON.

    Returns
    -------
    str
        One object: format, run, at, since, at_least, counts, stories (each with all that is
        told), problems, recovered. Rewritten by every run, also when nothing is new.
    """
    told = [item for news in digest.stories for item in news.items]
    whole = {
        "format": FORMAT,
        "run": digest.run,
        "at": digest.at,
        "since": digest.since,
        "at_least": digest.at_least,
        "counts": count_severities(told),
        "stories": [write_record(news) for news in digest.stories],
        "problems": digest.problems,
        "recovered": digest.recovered,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False).replace("\u2028", "\\u2028") + "\n"


def write_record(news: StoryNews) -> dict:
    """What is new in a story, as JSON holds it."""
    record = {"name": news.name, "title": news.title, "base": news.base, "why": news.why}
    record |= {"report": f"{news.name}/index.html", "counts": count_severities(news.items)}
    record["new"] = [
        {key: value for key, value in item.items() if key != "group"} for item in news.items
    ]
    return record


def find_worst(digest: Digest) -> str | None:
    """The worst severity that is told; None if nothing is."""
    told = [item["severity"] for news in digest.stories for item in news.items]
    return min(told, key=rank_severity, default=None)
