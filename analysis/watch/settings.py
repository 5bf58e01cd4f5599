"""What does a watch file ask for?

A watch file is data: paths, addresses, plain glob patterns, numbers. Nothing in it is code and
no pattern is a regular expression.
"""

import difflib
import math
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import UsageError
from analysis.fidelity import SEVERITIES
from analysis.watch.addresses import check_address

KINDS = ("folder", "address", "feed", "sitemap")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_CONTACT = re.compile(r"[\x21-\x7e]{3,200}")


@dataclass(frozen=True)
class Limits:
    """
    How much a run may ask of a server and take from it.

    Attributes
    ----------
    delay_seconds : float
        Between two requests to one host; a host that asks for more in its robots.txt gets it.
    connect_seconds, read_seconds : float
        For a connection to be made, and for the next bytes to come.
    page_seconds : float
        For a whole answer, however steadily it drips.
    run_minutes : float
        For all fetching of a run; what is left over comes first in the next run.
    page_megabytes : float
        Of an answer, both as sent and as unpacked (1 MB = 1,000,000 bytes).
    tries : int
        Of one page in one run, where trying again may help.
    redirects : int
        Followed for one page.
    follow_days : float
        For which a page that a feed or sitemap named is visited again.
    most_pages : int
        Followed of one feed or sitemap, the newest first.
    """

    delay_seconds: float = 2.0
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    page_seconds: float = 60.0
    run_minutes: float = 30.0
    page_megabytes: float = 10.0
    tries: int = 3
    redirects: int = 5
    follow_days: float = 14.0
    most_pages: int = 50


# The smallest and largest value of each limit; a page over 10 MB is not read as an article.
_RANGES = {
    "delay_seconds": (0.0, 3600.0),
    "connect_seconds": (0.05, 300.0),
    "read_seconds": (0.05, 300.0),
    "page_seconds": (0.05, 3600.0),
    "run_minutes": (0.01, 24 * 60.0),
    "page_megabytes": (0.001, 10.0),
    "tries": (1, 10),
    "redirects": (0, 20),
    "follow_days": (0.0, 3650.0),
    "most_pages": (1, 1000),
}


@dataclass(frozen=True)
class Source:
    """
    Where versions of a story come from.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    place : str
        A folder, or an address.
    outlet, id, credit : str or None
        Of what comes from there; the id only where one page does.
    include : tuple of str
        Glob patterns, in which ``*`` stands for any characters and ``?`` for one: of the pages
        that a feed or sitemap names, those whose address fits one of them. Empty: all.
    titles : tuple of str
        The same for the titles that a feed gives its pages; letter case does not count.
    """

    kind: str
    place: str
    outlet: str | None = None
    id: str | None = None
    credit: str | None = None
    include: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A story to watch: its name, its title, the base if one is named, its sources."""

    name: str
    title: str | None
    base: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Settings:
    """
    Everything a run needs to know.

    Attributes
    ----------
    stories : tuple of Plan
        In the order of the file.
    out : Path
        The folder of reports and digests, which may be published.
    archive : Path
        The folder of raw pages and of the history, which may not: the pages belong to their
        publishers and are hostile input.
    at_least : str
        The least severity that is told.
    contact : str or None
        An address at which whoever runs this can be reached; sent with each request.
    site : str or None
        The address at which `out` is published, for the links of the feed.
    allow_private : bool
        Whether private and local addresses may be fetched.
    tell_new_versions : bool
        Whether a new version is told even where nothing in it is altered.
    keep_pages : str
        Which fetched pages are kept raw: "all", or "changed", those whose text changed.
    remind_days : float
        After which a source that still fails is told again.
    limits : Limits
    """

    stories: tuple[Plan, ...]
    out: Path
    archive: Path
    at_least: str = "substantive"
    contact: str | None = None
    site: str | None = None
    allow_private: bool = False
    tell_new_versions: bool = False
    keep_pages: str = "all"
    remind_days: float = 7.0
    limits: Limits = field(default_factory=Limits)


_TOP_KEYS = (
    *("contact", "out", "archive", "at_least", "site", "allow_private", "tell_new_versions"),
    *("keep_pages", "remind_days", "limits", "story"),
)
_STORY_KEYS = ("name", "title", "base", "source")
_SOURCE_KEYS = (
    *("folder", "address", "addresses", "feed", "sitemap"),
    *("outlet", "id", "credit", "include", "titles"),
)


def name_archive(out: Path) -> Path:
    """
    Name the archive that belongs to a folder of reports.

    Examples
    --------
    >>> name_archive(Path("work/reports")).as_posix()
    'work/reports-archive'
    """
    whole = Path(os.path.abspath(out))
    return out.with_name(f"{out.name}-archive") if out.name else whole / "archive"


def plan_folders(folders: list[str], out: Path, archive: Path | None = None) -> Settings:
    """
    Make settings of nothing but folders of articles.

    Parameters
    ----------
    folders : list of str
        Each is a story of its own.
    out : Path
        The folder of reports.
    archive : Path, optional
        Left out: beside `out`.

    Returns
    -------
    Settings

    Raises
    ------
    UsageError
        If two folders have the same name, or one has a name that a story cannot have.
    """
    plans: dict[str, Plan] = {}
    for given in folders:
        folder = Path(os.path.abspath(os.path.expanduser(given)))
        name = folder.name
        if not _SAFE_NAME.fullmatch(name):
            raise UsageError(
                f"{folder}: a story's name must be letters (a-z), digits, - _ or ., begin with a "
                "letter or digit and have at most 64 characters; name it in a watch file."
            )
        plan = Plan(name, None, None, (Source("folder", str(folder)),))
        if plans.setdefault(name.casefold(), plan) != plan:
            raise UsageError(f"two folders are called {name}; give them names in a watch file.")
    return Settings(tuple(plans.values()), out, archive or name_archive(out))


def read_settings(path: Path, out: Path | None = None, archive: Path | None = None) -> Settings:
    """
    Read a watch file.

    Parameters
    ----------
    path : Path
        A TOML file; the paths in it are read from the folder in which it stands.
    out, archive : Path, optional
        Take the place of what the file says.

    Returns
    -------
    Settings

    Raises
    ------
    UsageError
        In one sentence that names the file and the key.
    """
    table = _load(path)
    _check_keys(table, _TOP_KEYS, str(path))
    home = Path(os.path.abspath(path)).parent
    simple = {
        "at_least": _read_choice(table, "at_least", SEVERITIES, "substantive", path),
        "contact": _read_text(table, "contact", str(path)),
        "site": _read_site(table, path),
        "allow_private": _read_flag(table, "allow_private", path),
        "tell_new_versions": _read_flag(table, "tell_new_versions", path),
        "keep_pages": _read_choice(table, "keep_pages", ("all", "changed"), "all", path),
        "remind_days": _read_number(table, "remind_days", (0.0, 3650.0), 7.0, str(path)),
        "limits": _read_limits(table.get("limits", {}), path),
    }
    out = out or _read_path(table, "out", path, home)
    if out is None:
        raise UsageError(f"{path}: out is missing, the folder to write reports to (or use --out).")
    archive = archive or _read_path(table, "archive", path, home) or name_archive(out)
    settings = Settings(_read_stories(table, path, home), out, archive, **simple)
    _check_contact(settings, path)
    return settings


def _load(path: Path) -> dict:
    try:
        data = path.read_bytes()
        return tomllib.loads(data.decode("utf-8-sig"))
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise UsageError(f"{path} is not UTF-8 text (byte {problem.start}).") from problem
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise UsageError(f"{path} is not valid TOML: {problem}.") from problem


def _check_keys(table: object, known: tuple[str, ...], where: str) -> None:
    if not isinstance(table, dict):
        raise UsageError(f"{where}: a table is wanted here, not {table!r}.")
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise UsageError(f"{where}: unknown key {key!r}{hint}; known are: {', '.join(known)}.")


def _read_text(table: dict, key: str, where: str) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise UsageError(f"{where}: {key} must be a string of one line, not {value!r}.")
    return value.strip()


def _read_flag(table: dict, key: str, path: Path) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise UsageError(f"{path}: {key} must be true or false, not {value!r}.")
    return value


def _read_choice(table: dict, key: str, known: tuple[str, ...], default: str, path: Path) -> str:
    value = table.get(key, default)
    if value not in known:
        raise UsageError(f"{path}: {key} must be one of {', '.join(known)}, not {value!r}.")
    return value


def _read_number(table: dict, key: str, bounds: tuple, default: float, where: str) -> float:
    value = table.get(key, default)
    least, most = bounds
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not least <= value <= most:
        raise UsageError(
            f"{where}: {key} must be a number from {least:g} to {most:g}, not {value!r}."
        )
    if isinstance(least, int) and not isinstance(value, int):
        raise UsageError(f"{where}: {key} must be a whole number, not {value!r}.")
    return value


def _read_path(table: dict, key: str, path: Path, home: Path) -> Path | None:
    value = _read_text(table, key, str(path))
    return home / os.path.expanduser(value) if value else None


def _read_site(table: dict, path: Path) -> str | None:
    value = _read_text(table, "site", str(path))
    return value and check_address(value, f"{path}: site").rstrip("/") + "/"


def _read_limits(table: object, path: Path) -> Limits:
    where = f"{path}, [limits]"
    _check_keys(table, tuple(_RANGES), where)
    known = Limits()
    given = {
        key: _read_number(table, key, bounds, getattr(known, key), where)
        for key, bounds in _RANGES.items()
    }
    return replace(known, **given)


def _read_stories(table: dict, path: Path, home: Path) -> tuple[Plan, ...]:
    stories = table.get("story")
    if not isinstance(stories, list) or not stories:
        raise UsageError(f"{path} names no story: add a [[story]] table with a name and sources.")
    plans: dict[str, Plan] = {}
    for number, entry in enumerate(stories, 1):
        plan = _read_story(entry, f"{path}, story {number}", home)
        if plan.name.casefold() in plans:
            raise UsageError(f"{path}: two stories are called {plan.name!r}.")
        plans[plan.name.casefold()] = plan
    return tuple(plans.values())


def _read_story(entry: object, where: str, home: Path) -> Plan:
    _check_keys(entry, _STORY_KEYS, where)
    name = _read_text(entry, "name", where)
    if name is None or not _SAFE_NAME.fullmatch(name) or name.casefold() == "index.html":
        raise UsageError(
            f"{where}: name must be letters (a-z), digits, - _ or ., begin with a letter or digit "
            f"and have at most 64 characters, not {name!r}."
        )
    sources = entry.get("source")
    if not isinstance(sources, list) or not sources:
        raise UsageError(f"{where} ({name}) has no source: add a [[story.source]] table.")
    read = tuple(
        one
        for number, source in enumerate(sources, 1)
        for one in _read_source(source, f"{where} ({name}), source {number}", home)
    )
    ids = [source.id.casefold() for source in read if source.id]
    for version_id in ids:
        if ids.count(version_id) > 1:
            raise UsageError(f"{where} ({name}): two sources have the id {version_id!r}.")
    folders = [Path(source.place).name for source in read if source.kind == "folder"]
    if len(set(folders)) < len(folders):
        raise UsageError(f"{where} ({name}): two of its folders have the same name.")
    return Plan(name, _read_text(entry, "title", where), _read_id(entry, "base", where), read)


def _read_id(table: dict, key: str, where: str) -> str | None:
    value = _read_text(table, key, where)
    if value is not None and not _SAFE_NAME.fullmatch(value):
        raise UsageError(
            f"{where}: {key} must be letters (a-z), digits, - _ or ., begin with a letter or "
            f"digit and have at most 64 characters, not {value!r}."
        )
    return value


def _read_source(table: object, where: str, home: Path) -> list[Source]:
    """One source; a list of addresses is one for each of them."""
    _check_keys(table, _SOURCE_KEYS, where)
    named = [key for key in (*KINDS, "addresses") if key in table]
    if len(named) != 1:
        raise UsageError(
            f"{where} must have exactly one of folder, address, addresses, feed and sitemap."
        )
    kind = "address" if named[0] == "addresses" else named[0]
    places = _read_places(table, named[0], where, home)
    facts = {key: _read_text(table, key, where) for key in ("outlet", "credit")}
    version_id = _read_id(table, "id", where)
    if version_id and named[0] != "address":
        raise UsageError(f"{where}: an id is for the one page of an address.")
    patterns = {key: _read_patterns(table, key, where) for key in ("include", "titles")}
    if patterns["include"] and kind not in ("feed", "sitemap"):
        raise UsageError(f"{where}: include is for feeds and sitemaps.")
    if patterns["titles"] and kind != "feed":
        raise UsageError(f"{where}: titles is for feeds.")
    return [Source(kind, place, id=version_id, **facts, **patterns) for place in places]


def _read_places(table: dict, key: str, where: str, home: Path) -> list[str]:
    values = table[key] if key == "addresses" else [table[key]]
    if not isinstance(values, list) or not values:
        raise UsageError(f"{where}: addresses must be a list of strings.")
    places = [_read_text({key: value}, key, where) or "" for value in values]
    if key == "folder":
        return [str(home / os.path.expanduser(place)) for place in places]
    return [check_address(place, where) for place in places]


def _read_patterns(table: dict, key: str, where: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise UsageError(f"{where}: {key} must be a list of patterns such as '*ferry*'.")
    return tuple(_read_text({key: value}, key, where) or "" for value in values)


def _check_contact(settings: Settings, path: Path) -> None:
    """Whoever is asked for pages must be able to say that it is too much."""
    is_fetching = any(s.kind != "folder" for plan in settings.stories for s in plan.sources)
    if settings.contact is None and is_fetching:
        raise UsageError(
            f"{path}: contact is missing: an address or page at which the people whose pages are "
            'fetched can reach you, such as contact = "desk@example.org".'
        )
    if settings.contact is not None and not _CONTACT.fullmatch(settings.contact):
        raise UsageError(
            f"{path}: contact must be an e-mail or web address without spaces, not "
            f"{settings.contact!r}."
        )
