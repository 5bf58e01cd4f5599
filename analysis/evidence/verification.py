"""Is a report still what was made from its inputs, to the last character?

Every input and every published file is compared with its hash; the tables are made again from
the inputs and compared cell by cell; the manifest and the crate are compared with what they
must be. Pages and notebooks are held by their hashes only. A hash is no signature: who can
write a whole new manifest can publish other pages under it. Keep the manifest's own hash, which
`mediacompare verify` prints, in another place.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.comparison import WRITTEN, compare, find_base, save_tables
from analysis.errors import MediacompareError, ReadingError, UsageError
from analysis.evidence import crate
from analysis.evidence.described_tables import SEEDS, describe_table
from analysis.evidence.fingerprints import list_code, list_packages
from analysis.evidence.hashing import encode_facts, hash_facts, hash_file
from analysis.evidence.inputs import describe_inputs, describe_story, find_input, find_inside
from analysis.evidence.manifest import (
    ABOUT,
    MANIFEST,
    UNLISTED,
    list_files,
    read_manifest,
)
from analysis.evidence.tables import find_difference, read_cells
from analysis.paths import MANIFEST_NAME, find_seeds_folder
from analysis.story import Story, load_story

STATUSES = ("ok", "changed", "missing")
COLUMNS = ["part", "file", "status", "why"]
# A store of tables made earlier must not stand in for making them again.
_STORE = "MEDIACOMPARE_TABLES"
# No page of a report comes near; a hostile one must not keep the disk busy for hours.
MOST_BYTES = 1_000_000_000
# So many differences of a kind are named.
_MOST_NAMED = 5

Row = tuple[str, str, str, str]


def list_runs(folder: str | Path) -> list[Path]:
    """
    List the runs that a folder holds.

    Parameters
    ----------
    folder : str or Path
        A run's folder, or a report's folder with one run for each story.

    Returns
    -------
    list of Path
        Sorted by name; at least one.

    Raises
    ------
    UsageError
        If it is no folder or holds no run.
    """
    folder = Path(folder)
    try:
        if is_run(folder):
            return [folder]
        runs = [path for path in folder.iterdir() if not path.name.startswith(".") and is_run(path)]
    except OSError as problem:
        raise UsageError(f"{folder} cannot be read: {problem.strerror}.") from problem
    if not runs:
        raise UsageError(
            f"{folder} is no run: neither it nor a folder in it has a {MANIFEST} or tables/."
        )
    return sorted(runs, key=lambda path: path.name)


def is_run(folder: Path) -> bool:
    """Say whether a folder holds a story's report; one that has lost its manifest counts too."""
    if not folder.is_dir():
        return False
    return (folder / MANIFEST).is_file() or (folder / "tables").is_dir()


def verify_run(
    folder: str | Path, *, story: str | Path | None = None, recompute: bool = True
) -> pd.DataFrame:
    """
    Check a run against its manifest, its inputs, and the tables made again from them.

    Parameters
    ----------
    folder : str or Path
        The run's folder.
    story : str or Path, optional
        The story's folder; left out: the story of the manifest's name under `seeds/`.
    recompute : bool, default True
        Make the tables again; without, only files are compared with their hashes.

    Returns
    -------
    DataFrame
        One row a thing checked: part (`manifest`, `crate`, `code`, `package`, `input`,
        `published`, `story`, `table`), file, status (`ok`, `changed`, `missing`), and why, one
        sentence, "" where all is well.

    Raises
    ------
    UsageError
        If `folder` is no run, or `story` no story's folder.
    """
    folder = Path(folder)
    if not is_run(folder):
        raise UsageError(f"{folder} is no run: it has no {MANIFEST}.")
    home = _find_given_story(story)
    try:
        run = read_manifest(folder)
    except FileNotFoundError:
        return _tabulate([_say_no_manifest(folder)])
    except (ReadingError, OSError) as problem:
        why = f"{_end(problem)} Nothing else can be checked against it."
        return _tabulate([("manifest", MANIFEST, "changed", why)])
    rows = [("manifest", MANIFEST, "ok", ""), _check_crate(folder, run)]
    rows += _check_published(folder, run)
    home = home or _find_seed(run)
    rows += _check_inputs(home, run)
    if recompute:
        rows += [*_check_code(run), *_check_packages(run), *_check_results(folder, home, run)]
    return _tabulate(rows)


def _tabulate(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def _end(problem: Exception) -> str:
    """A problem as a sentence that names no folder of this machine."""
    why = getattr(problem, "strerror", None)
    return f"It cannot be read: {why}." if why else f"{str(problem).rstrip('.')}."


def _say_no_manifest(folder: Path) -> Row:
    why = "It is not there, so nothing can be checked."
    if MANIFEST.casefold() in {name.casefold() for name in os.listdir(folder)}:
        why = "It is not there under this name, so nothing can be checked."
    return "manifest", MANIFEST, "missing", why


def _find_given_story(story: str | Path | None) -> Path | None:
    if story is None:
        return None
    folder = Path(os.path.expanduser(story))
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a story's folder.")
    return folder


def _find_seed(run: dict) -> Path | None:
    """The story of this name under seeds/; None where there is none."""
    try:
        folder = find_seeds_folder() / run["story"]["name"]
        return folder if folder.is_dir() else None
    except (OSError, ValueError):
        return None


# ---------------------------------------------------------------- files


def _check_crate(folder: Path, run: dict) -> Row:
    """The crate is made from the manifest alone, so it must be exactly that."""
    name = crate.CRATE
    try:
        path = find_inside(name, folder)
        if path is None:
            return "crate", name, "missing", "It is not there."
        expected = encode_facts(crate.describe_crate(run))
        is_same = path.stat().st_size == len(expected) and path.read_bytes() == expected
    except (MediacompareError, OSError) as problem:
        return "crate", name, "changed", _end(problem)
    except (KeyError, TypeError, AttributeError, ValueError):
        return "crate", name, "changed", "No crate can be made from the manifest."
    why = "" if is_same else "It is not what mediacompare makes of this manifest."
    return "crate", name, "ok" if is_same else "changed", why


def _check_published(folder: Path, run: dict) -> list[Row]:
    rows = [
        ("published", name, *_check_file(lambda name=name: find_inside(name, folder), facts))
        for name, facts in run["files"].items()
    ]
    try:
        present = list_files(folder)
    except (ReadingError, OSError) as problem:
        return [*rows, ("published", "", "changed", _end(problem))]
    unknown = [name for name in present if name not in run["files"] and name not in UNLISTED]
    why = "It was not there when the manifest was written."
    return rows + [("published", name, "changed", why) for name in unknown]


def _check_file(find, facts: dict) -> tuple[str, str]:
    """Status of a file with a recorded hash, and why."""
    try:
        path = find()
        if path is None:
            return "missing", "It is not there."
        size = path.stat().st_size
        if size > MOST_BYTES:
            return "changed", f"It has {size} bytes, too many for a part of a report; not read."
        if size != facts.get("n_bytes", size):
            return "changed", f"It has {size} bytes; {facts['n_bytes']} were recorded."
        if hash_file(path) != facts["sha256"]:
            return "changed", "Its SHA-256 is not the one recorded."
    except (MediacompareError, OSError) as problem:
        return "changed", _end(problem)
    return "ok", ""


def _check_inputs(home: Path | None, run: dict) -> list[Row]:
    """The story's own manifest and the file of each version."""
    manifest = run["story"].get("manifest")
    listed = [manifest] if isinstance(manifest, dict) else []
    rows = []
    for facts in [*listed, *run["inputs"]]:
        if home is None:
            name = run["story"]["name"]
            why = f"There is no story {name!r} under seeds/: give its folder with --story."
            rows.append(("input", str(facts.get("file")), "missing", why))
            continue
        found = _check_file(lambda facts=facts: find_input(str(facts.get("file")), home), facts)
        rows.append(("input", str(facts.get("file")), *found))
    if home is not None and not listed and (home / MANIFEST_NAME).exists():
        why = "It was not there when the manifest was written."
        rows.append(("input", MANIFEST_NAME, "changed", why))
    return rows


# ---------------------------------------------------------------- code


def _check_code(run: dict) -> list[Row]:
    """Whether the tables are made again by the code that made them."""
    recorded = run["mediacompare"]
    differing = _list_differences(recorded.get("parts"), list_code())
    why = ""
    if differing:
        versions = f"{recorded.get('version')} then, {__version__} now"
        why = f"Other code than recorded ({versions}): {_name_some(differing)}."
    elif recorded.get("version") != __version__:
        why = f"mediacompare was {recorded.get('version')}, is {__version__}."
    elif run["seeds_of_random_numbers"] != SEEDS:
        why = "Other seeds of random numbers than recorded."
    elif recorded.get("sha256") != hash_facts(
        {"code": recorded["parts"], "packages": run["packages"]}
    ):
        why = "The manifest's hash of the code does not agree with its list of parts."
    return [("code", "mediacompare", "changed" if why else "ok", why)]


def _check_packages(run: dict) -> list[Row]:
    present, recorded = list_packages(), run["packages"]
    differing = _list_differences(recorded, present)
    if not differing:
        return [("package", "packages", "ok", "")]
    return [
        ("package", name, *_say_package(recorded.get(name), present.get(name)))
        for name in differing
    ]


def _say_package(recorded: Any, present: Any) -> tuple[str, str]:
    if present is None:
        return "missing", f"It was {recorded}, and is not installed."
    if recorded is None:
        return "changed", f"It was not installed, and is {present}."
    return "changed", f"It was {recorded}, and is {present}."


def _list_differences(recorded: Any, present: dict) -> list[str]:
    """Names whose values differ, or that one side lacks."""
    recorded = recorded if isinstance(recorded, dict) else {}
    return sorted(name for name in {*recorded, *present} if recorded.get(name) != present.get(name))


def _name_some(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else "")


# ---------------------------------------------------------------- tables


@contextmanager
def _without_store() -> Iterator[None]:
    """Make the tables, whatever store of earlier ones the environment names."""
    store = os.environ.pop(_STORE, None)
    try:
        yield
    finally:
        if store is not None:
            os.environ[_STORE] = store


def _check_results(folder: Path, home: Path | None, run: dict) -> list[Row]:
    """The story's facts and all tables, made again."""
    if home is None:
        why = "They cannot be made again: the story's folder is not known."
        return [("table", "tables", "missing", why)]
    try:
        find_inside(MANIFEST_NAME, home)  # refuses a link that leads out before it is read
        story = load_story(home)
        with _without_store():
            made = _make_tables(story, run["parameters"])
        facts = _check_facts(story, find_base(made), run)
    except (MediacompareError, OSError) as problem:
        why = f"They cannot be made again: {_hide(_end(problem), home, run)}"
        return [("table", "tables", "changed", why)]
    with tempfile.TemporaryDirectory() as scratch:
        return [facts, *_check_tables(folder, made, run, Path(scratch))]


def _hide(sentence: str, home: Path, run: dict) -> str:
    """The sentence without the place of the story's folder."""
    for name in sorted({str(home), str(home.resolve())}, key=len, reverse=True):
        sentence = sentence.replace(name, run["story"]["name"])
    return sentence


def _make_tables(story: Story, parameters: dict) -> dict[str, pd.DataFrame]:
    base, versions = parameters.get("base"), parameters.get("versions") or []
    if not isinstance(base, str | None) or not isinstance(versions, list):
        raise ReadingError(f"{MANIFEST} has no proper base or versions among its parameters.")
    return compare(story, base or None, versions=[str(one) for one in versions] or None)


def _check_facts(story: Story, base: str, run: dict) -> Row:
    """What is known of the story and its versions, the text that was read, what was dropped."""
    present = describe_story(story) | {"inputs": describe_inputs(story)}
    present |= {"base_of_run": base, "about": ABOUT}
    recorded = run["story"] | {"inputs": run["inputs"], "about": run["about"]}
    # A copy of the folder may have another name, from which a missing title is made.
    free = {"name", "versions", *(() if present["manifest"] else ("title",))}
    differing = [
        name for name in present if name not in free and present[name] != recorded.get(name)
    ]
    why = ""
    if "inputs" in differing:
        why = _compare_inputs(recorded["inputs"], present["inputs"])
    elif differing:
        why = f"Recorded otherwise than it is: {_name_some(differing)}."
    elif run["fingerprint"] != _fingerprint_again(run):
        why = "The manifest's fingerprint does not agree with what it lists."
    return "story", run["story"]["name"], "changed" if why else "ok", why


def _compare_inputs(recorded: list, present: list) -> str:
    """The first fact about an input that is not as recorded."""
    then = {str(one.get("id")): one for one in recorded}
    now = {one["id"]: one for one in present}
    for version_id in sorted({*then, *now}):
        if version_id not in now:
            return f"The version {version_id!r} is no longer among those that can be read."
        if version_id not in then:
            return f"The version {version_id!r} was not part of the run."
        differing = _list_differences(then[version_id], now[version_id])
        if differing:
            return f"The version {version_id!r} has another {differing[0]} than recorded."
    return "The versions stand in another order than recorded."


def _fingerprint_again(run: dict) -> str:
    """The fingerprint that the manifest's own lists come to."""
    beyond = {"n_bytes", "text_sha256", "n_characters", "dropped", "notes"}
    versions = [
        {name: fact for name, fact in one.items() if name not in beyond} for one in run["inputs"]
    ]
    story = {name: fact for name, fact in run["story"].items() if name != "base_of_run"}
    return hash_facts(
        {
            "story": {**story, "versions": versions},
            "parameters": run["parameters"],
            "code": run["mediacompare"].get("sha256"),
        }
    )


def _check_tables(folder: Path, made: dict, run: dict, scratch: Path) -> list[Row]:
    """Each table that is made again, beside the one published and the one recorded."""
    save_tables(made, scratch / "tables")
    names = [name for name in WRITTEN if name in made]
    rows = [
        ("table", f"tables/{name}.csv", *_check_table(name, made, run, folder, scratch))
        for name in names
    ]
    others = [path for path in sorted((scratch / "tables").iterdir()) if path.suffix != ".csv"]
    for path in others:
        rows.append(("table", f"tables/{path.name}", *_check_copy(path, folder)))
    why = "This mediacompare makes no such table."
    rows += [
        ("table", facts["file"], "changed", why)
        for name, facts in run["tables"].items()
        if name not in names
    ]
    return rows


def _check_table(name: str, made: dict, run: dict, folder: Path, scratch: Path) -> tuple[str, str]:
    file = f"tables/{name}.csv"
    recorded = run["tables"].get(name)
    if recorded is None:
        return "missing", "It is made from the inputs, and is not in the manifest."
    expected = scratch / file
    try:
        path = find_inside(file, folder)
        if path is not None and not _is_same(path, expected):
            return "changed", _say_difference(path, expected, recorded)
    except (MediacompareError, OSError) as problem:
        return "changed", _end(problem)
    differing = _list_differences(recorded, describe_table(made[name], name))
    if differing:
        return "changed", f"Made again, it has another {differing[0]} than was recorded."
    if path is None:
        return "missing", "It is not there."
    return "ok", ""


def _check_copy(expected: Path, folder: Path) -> tuple[str, str]:
    """A file beside the tables that holds one of them in another form."""
    try:
        path = find_inside(f"tables/{expected.name}", folder)
        if path is None:
            return "missing", "It is not there."
        is_same = _is_same(path, expected)
    except (MediacompareError, OSError) as problem:
        return "changed", _end(problem)
    return ("ok", "") if is_same else ("changed", "Made again, it has other bytes.")


def _is_same(path: Path, expected: Path) -> bool:
    return path.stat().st_size == expected.stat().st_size and hash_file(path) == hash_file(expected)


def _say_difference(path: Path, expected: Path, recorded: dict) -> str:
    """Where the published table differs from the one made again."""
    if path.stat().st_size > 2 * expected.stat().st_size + 1_000_000:
        return f"It has {path.stat().st_size} bytes; made again it has {expected.stat().st_size}."
    key = [column for column in recorded.get("key", []) if isinstance(column, str)]
    try:
        found = read_cells(path)
    except ReadingError as problem:
        return _end(problem)
    difference = find_difference(found, read_cells(expected), key)
    return difference or "Its cells are those made again; white space, quotes or line ends differ."
