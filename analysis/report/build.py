"""How does one command turn stories into a folder of pages, tables and notebooks?

reports/index.html                 all stories
reports/<story>/index.html         one story, readable from the top
reports/<story>/<notebook>.html    each notebook's page, with the .ipynb beside it
reports/<story>/tables/*.csv       the tables
reports/<story>/manifest.json      what all of it was made from

A story is made in a folder beside and takes its place as a whole (`publishing`); one run at a
time writes to a report (`locking`); a story that would come out the same is left (`staleness`).
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis import kept_tables
from analysis.errors import MediacompareError, UsageError
from analysis.evidence.fingerprints import fingerprint_run
from analysis.paths import find_notebooks_folder, find_texts_folders
from analysis.report import parameters, publishing, runner, staleness, story_files
from analysis.report.layout import Page, render_index, write_page
from analysis.report.locking import hold_lock
from analysis.report.nursery import Nursery
from analysis.story import Story, list_problems, load_story

# Seconds to wait for another run on the same folder: a report of one story takes a few.
LONGEST_WAIT = 300
# A story's page for filing.
PDF = "story.pdf"


@dataclass(frozen=True)
class Report:
    """What a run wrote: the index page, what went wrong, and the stories left as they were."""

    index: Path
    problems: tuple[str, ...]
    unchanged: tuple[str, ...] = ()


@dataclass
class _Making:
    """A story whose report is being made."""

    story: Story
    folder: Path
    settings: dict
    is_printed: bool = False
    results: list[runner.Result] = field(default_factory=list)
    n_open: int = 0  # parts that are not done
    facts: dict | None = None  # what the manifest says of the tables, once the pages are written
    unwritten: str | None = None  # why the pages could not be written
    is_written_anew: bool = False
    problems: list[str] = field(default_factory=list)


def list_templates() -> list[Path]:
    """List the notebooks that make a report: those whose names begin with two digits."""
    return sorted(find_notebooks_folder().glob("[0-9][0-9]_*.ipynb"))


def write_report(
    stories: Iterable[str],
    out: Path,
    *,
    given: dict[str, str] | None = None,
    jobs: int | None = None,
    timeout: float = 600,
    wait: float = LONGEST_WAIT,
    is_forced: bool = False,
    is_printed: bool = False,
) -> Report:
    """
    Write the report of some stories.

    Parameters
    ----------
    stories : iterable of str
        Names under seeds/ or folders.
    out : Path
        The report's folder; made if it is not there. Stories already in it stay.
    given : dict of str to str, optional
        Notebook parameters as written by the user.
    jobs : int, optional
        Notebooks at once; left out: as many as cores, at most four.
    timeout : float, default 600
        Seconds a cell may take; a notebook may take three times as long.
    wait : float, default 300
        Seconds to wait for another run that is writing to the same folder.
    is_forced : bool, default False
        Make also the stories whose published report is what would be made again.
    is_printed : bool, default False
        Print each story's page as story.pdf, with a browser that is installed.

    Returns
    -------
    Report
        Also when notebooks or versions failed: what could be done is done, the rest is told.
        Each story is published at once and as a whole; one that cannot be keeps its last report.

    Raises
    ------
    UsageError
        For a parameter no notebook takes or a value that does not fit, when not one story
        can be reported, or when `out` cannot be written to; nothing is written.
    InUseError
        If another run is writing to `out` and goes on doing so.
    """
    stories = list(stories)
    with runner.open_nursery(str(out)) as source:
        if source and (is_forced or not all((out / Path(name).name).exists() for name in stories)):
            source.start()  # there is something to make: it imports while the stories are read
        templates = list_templates()
        typed = _type_parameters(given or {}, templates)
        loaded, problems = _load_stories(stories, _list_named_versions(typed))
        if not loaded:
            raise UsageError(" ".join(problems))
        settings = {name: value for values in typed.values() for name, value in values.items()}
        with _hold_folder(out, wait):
            unchanged = [] if is_forced else _list_current(loaded, out, settings, is_printed)
            changed = [story for story in loaded if story not in unchanged]
            makings, unwritable = _open_stories(changed, out, settings, is_printed)
            problems += unwritable
            _make_stories(makings, templates, typed, out, jobs, timeout, source)
            problems += [problem for making in makings for problem in making.problems]
            publishing.mend(out)  # what could not be published is put back before it is listed
            for story in loaded:
                problems += list_problems(story)
            problems += _write_index(out, problems)
    return Report(out / "index.html", tuple(problems), tuple(story.name for story in unchanged))


@contextmanager
def _hold_folder(out: Path, wait: float) -> Iterator[None]:
    """Be the one run that writes to a report; what is not finished at the end goes."""
    hidden = publishing.open_folder(out)
    try:
        with hold_lock(hidden / "lock", wait=wait, tell=_say) as killed:
            _tell_mended(killed, publishing.mend(out))
            try:
                yield
            finally:
                publishing.mend(out)  # also after Ctrl-C
    finally:
        publishing.close_folder(out)


def _say(sentence: str) -> None:
    """Tell a person or a log what is going on."""
    print(f"mediacompare: {sentence}", file=sys.stderr)


def _tell_mended(killed: str | None, mended: list[str]) -> None:
    if killed:
        _say(f"an earlier run ({killed}) was ended before it was done; what it left is cleared.")
    for sentence in mended:
        _say(sentence)


def _list_current(stories: list[Story], out: Path, settings: dict, is_printed: bool) -> list[Story]:
    """The stories whose published report is what a run would make again."""
    found = []
    for story in stories:
        if is_printed and not (out / story.name / PDF).is_file():
            continue
        if staleness.is_current(out / story.name, fingerprint_run(story, settings)):
            print(f"{story.name}: unchanged", file=sys.stderr)
            found.append(story)
    return found


def _open_stories(
    stories: list[Story], out: Path, settings: dict, is_printed: bool
) -> tuple[list[_Making], list[str]]:
    """The stories whose folder can be written to, and a sentence for each other one."""
    makings, problems = [], []
    for story in stories:
        try:
            folder = publishing.open_staging(out, story.name)
            makings.append(_Making(story, folder, settings, is_printed))
        except UsageError as problem:
            problems.append(f"{story.name} is left out: {problem}")
    return makings, problems


def _make_stories(
    makings: list[_Making],
    templates: list[Path],
    typed: dict[str, dict],
    out: Path,
    jobs: int | None,
    timeout: float,
    source: Nursery | None,
) -> None:
    """Do the parts of all stories and publish each story after its last one."""
    if not makings:
        return
    by_name = {making.story.name: making for making in makings}
    show = runner.show_progress(len(makings) * len(templates))

    def take(result: runner.Result) -> list[runner.Call]:
        if isinstance(result.task, runner.Task):
            show(result)
        return _take_result(by_name[result.task.story], result, Path(saved), out, templates)

    hidden = out / publishing.HIDDEN
    with (
        tempfile.TemporaryDirectory(dir=hidden, ignore_cleanup_errors=True) as scratch,
        tempfile.TemporaryDirectory(dir=hidden, ignore_cleanup_errors=True) as saved,
        kept_tables.open_store(Path(scratch)) as store,
    ):
        runner.run_tasks(
            [part for making in makings for part in _list_parts(making, templates, typed)],
            jobs=jobs or runner.count_default_jobs(),
            timeout=timeout,
            environment=_describe_folders(Path(saved)) | store,
            folder=Path(saved),
            scratch=Path(scratch),
            source=source,
            on_result=take,
            meanwhile=_warm_up,
        )


def _list_parts(
    making: _Making, templates: list[Path], typed: dict[str, dict]
) -> list[runner.Task | runner.Call]:
    """What there is to do for a story, in the order in which it is begun."""
    name, story = making.story.name, making.story
    notebooks = [
        runner.Task(
            name,
            template,
            making.folder / template.name,
            {"story": str(story.folder), **typed[template.name]},
        )
        for template in reversed(templates)  # the later ones take longer: nobody waits for them
    ]
    tables = runner.Call(name, story_files.compute_tables, (story, making.settings))
    parts = [tables, *notebooks[:1], _ask_for_pages(making, templates), *notebooks[1:]]
    making.n_open = len(parts)
    return parts


def _ask_for_pages(making: _Making, templates: list[Path]) -> runner.Call:
    """The call that writes the story's pages and tables, with what failed so far."""
    listed = _list_pages(making, templates)
    arguments = making.story, making.folder, making.settings, listed
    return runner.Call(making.story.name, story_files.write_story_files, arguments)


def _warm_up() -> None:
    """Load what notebooks' pages need while others import what notebooks need."""
    from analysis.report.notebook_page import load_exporter

    load_exporter()


def _describe_folders(reports: Path) -> dict[str, str]:
    """Tell the kernels, which start in another folder, where things are."""
    texts = os.pathsep.join(str(folder.resolve()) for folder in find_texts_folders())
    return {"MEDIACOMPARE_REPORTS": str(reports.resolve())} | (
        {"MEDIACOMPARE_SEEDS": texts} if texts else {}
    )


def _label_notebook(stem: str) -> str:
    """``02_tfidf_divergence`` as a reader's label: Tf-idf divergence."""
    return stem.partition("_")[2].replace("_", " ").replace("tfidf", "tf-idf").capitalize()


def _type_parameters(given: dict[str, str], templates: list[Path]) -> dict[str, dict]:
    """For each notebook, those of the given values that it takes, as its types."""
    if not given:  # inspecting costs a second, and there is nothing to check
        return {template.name: {} for template in templates}
    known = {template.name: parameters.read_parameters(template) for template in templates}
    parameters.check_parameters(given, known)
    return {
        name: {
            key: parameters.convert_value(key, value, takes[key])
            for key, value in given.items()
            if key in takes
        }
        for name, takes in known.items()
    }


def _list_named_versions(typed: dict[str, dict]) -> dict[str, str]:
    """The versions that the user's parameters name, each with the parameter that names it."""
    named = {}
    for values in typed.values():
        for parameter in ("base", "other", "versions"):
            value = values.get(parameter) or []
            for version_id in [value] if isinstance(value, str) else value:
                named[version_id] = parameter
    return named


def _load_stories(
    names: Iterable[str], named_versions: dict[str, str]
) -> tuple[list[Story], list[str]]:
    """The stories that can be reported, and a sentence for each other one."""
    stories: dict[str, Story] = {}  # by the name of the folder, in which case may not matter
    problems = []
    for name in names:
        try:
            story = load_story(name)
        except UsageError as problem:
            problems.append(str(problem))
            continue
        other = stories.get(story.name.casefold())
        if other is not None and other.folder == story.folder:
            continue  # the same story, named twice
        problem = _find_obstacle(story, other, named_versions)
        if problem:
            problems.append(problem)
        else:
            stories[story.name.casefold()] = story
    return list(stories.values()), problems


def _find_obstacle(story: Story, other: Story | None, named_versions: dict[str, str]) -> str | None:
    """Why a story cannot be in this report, or None."""
    if other is not None:
        return (
            f"{story.folder} is left out: {other.folder} has the same name, and a report has one "
            "folder for each name."
        )
    if story.name.casefold() == "index.html":
        return f"{story.folder} is left out: a report's own page is called index.html."
    if story.name.casefold() == publishing.HIDDEN:
        return f"{story.folder} is left out: reports are made in a folder of that name."
    if not story.name.isprintable():  # also what a locale without UTF-8 makes of other letters
        return (
            f"{str(story.folder)!r} is left out: its name holds characters that cannot be printed."
        )
    known = [version.id for version in story.versions]
    for version_id, parameter in named_versions.items():
        if version_id not in known:
            return (
                f"{story.name} is left out: it has no version {version_id!r} (-p {parameter}); "
                f"its versions are {', '.join(known)}."
            )
    return None


def _take_result(
    making: _Making, result: runner.Result, saved: Path, out: Path, templates: list[Path]
) -> list[runner.Call]:
    """Take in what became of a part and publish the story after the last; what is to do yet."""
    making.n_open -= 1
    if isinstance(result.task, runner.Task):
        making.results.append(result)
        _write_early(making, result, templates)
    elif result.task.function is story_files.write_story_files:
        making.facts, making.unwritten = result.value, result.error
    if making.n_open:
        return []
    has_failed = any(done.error for done in making.results)
    if not making.is_written_anew and (has_failed or making.facts is None):
        making.is_written_anew, making.n_open = True, 1
        return [_ask_for_pages(making, templates)]
    _finish_story(making, saved, out, templates)
    return []


def _write_early(making: _Making, result: runner.Result, templates: list[Path]) -> None:
    """Write a notebook's page while others run; what fails is tried at the end."""
    if any(done.error for done in making.results):
        return  # the navigation of every page tells of a failure, so all of them wait
    with suppress(Exception):
        listed = _list_pages(making, templates)
        _write_notebook_page(making, result.task.notebook.stem, listed)


def _list_pages(making: _Making, templates: list[Path]) -> list[Page]:
    """The story's pages in the order of the navigation, with what failed so far."""
    errors = {result.task.notebook.stem: result.error for result in making.results}
    return [
        Page(template.stem, _label_notebook(template.stem), errors.get(template.stem))
        for template in templates
    ]


def _write_notebook_page(making: _Making, stem: str, listed: list[Page]) -> None:
    from analysis.report.notebook_page import render_notebook

    notebook = making.folder / f"{stem}.ipynb"
    page = next(page for page in listed if page.stem == stem)
    html = render_notebook(notebook, making.story.title, page, listed)
    write_page(making.folder / page.href, html)


def _finish_story(making: _Making, saved: Path, out: Path, templates: list[Path]) -> None:
    """Write what a story's folder still lacks and publish it; note what went wrong."""
    name = making.story.name
    making.problems += [
        f"{name}: notebook {result.task.notebook.name} failed: {result.error}"
        for result in sorted(making.results, key=lambda result: result.task.notebook.name)
        if result.error
    ]
    kept = f" {name} keeps its last report." if (out / name).exists() else ""
    if making.facts is None:
        why = making.unwritten.rstrip(".")
        making.problems.append(f"{name}: its pages cannot be written: {why}.{kept}")
        return
    try:
        making.problems += _write_rest(making, saved, templates)
        publishing.publish(out, name, staleness.list_written(out / name))
    except MediacompareError as problem:
        making.problems.append(f"{name}: {problem}{kept}")
    except Exception as problem:  # a full disk, a notebook cut off: the others go on
        making.problems.append(
            f"{name}: its pages cannot be written: {type(problem).__name__}: {problem}.{kept}"
        )


def _write_rest(making: _Making, saved: Path, templates: list[Path]) -> list[str]:
    """Write what is not there yet and, last, what all of it rests on; what went wrong."""
    from analysis.evidence.manifest import write_manifest

    listed = _list_pages(making, templates)
    has_failed = any(page.error for page in listed)
    for template in templates:
        if not (making.folder / template.name).exists():  # its kernel died, or took too long
            shutil.copyfile(template, making.folder / template.name)
    for page in listed:
        if has_failed or not (making.folder / page.href).exists():
            _write_notebook_page(making, page.stem, listed)
    _take_saved(saved / making.story.name, making.folder)
    problems = _print(making) if making.is_printed else []
    write_manifest(making.folder, making.story, making.facts, making.settings)
    return problems


def _print(making: _Making) -> list[str]:
    """Print the story's page; without a browser the rest of the report is as good."""
    from analysis.report import printing

    try:
        printing.print_page(making.folder / "index.html", making.folder / PDF)
    except MediacompareError as problem:
        return [f"{making.story.name}: {problem}"]
    return []


def _take_saved(saved: Path, folder: Path) -> None:
    """Add files that a notebook saved and that are no table of `compare`, which are there."""
    for path in sorted(saved.rglob("*")):
        place = folder / path.relative_to(saved)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)


def _write_index(out: Path, problems: list[str]) -> list[str]:
    """Write the page of all published stories; a sentence for each damaged one."""
    summaries, damaged = _read_summaries(out)
    html = render_index(summaries, [*problems, *damaged])
    try:
        publishing.write_file(out / "index.html", html)
    except OSError as problem:
        damaged.append(f"{out / 'index.html'} cannot be written: {problem.strerror}.")
    return damaged


def _read_summaries(out: Path) -> tuple[list[dict], list[str]]:
    """Entries for the index, also of earlier runs, and a sentence for each damaged one."""
    summaries, problems = [], []
    for path in sorted(out.glob("*/summary.json")):
        try:
            summary = json.loads(path.read_text("utf-8"))
            render_index([summary], [])  # of an older mediacompare: may lack something
        except Exception:
            problems.append(f"{path} is damaged: write that story's report again.")
            continue
        summaries.append(summary)
    return summaries, problems
