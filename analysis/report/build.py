"""How does one command turn stories into a folder of pages, tables and notebooks?

reports/index.html                 all stories
reports/<story>/index.html         one story, readable from the top
reports/<story>/<notebook>.html    each notebook's page, with the .ipynb beside it
reports/<story>/tables/*.csv       the tables
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.comparison import compare, list_problems, save_tables
from analysis.errors import MediacompareError, UsageError
from analysis.paths import find_notebooks_folder, find_texts_folders
from analysis.report import pages, parameters, runner
from analysis.story import Story, load_story


@dataclass(frozen=True)
class Report:
    """What a run wrote: the index page, and one sentence for each thing that went wrong."""

    index: Path
    problems: tuple[str, ...]


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
        Seconds a cell may take.

    Returns
    -------
    Report
        Also when notebooks or versions failed: what could be done is done, the rest is told.

    Raises
    ------
    UsageError
        For a parameter no notebook takes or a value that does not fit, when not one story
        can be reported, or when `out` cannot be written to; nothing is written.
    """
    templates = list_templates()
    typed = _type_parameters(given or {}, templates)
    loaded, problems = _load_stories(stories, _list_named_versions(typed))
    if not loaded:
        raise UsageError(" ".join(problems))
    _make_folder(out)
    loaded, unwritable = _make_story_folders(out, loaded)
    problems += unwritable
    tasks = [
        runner.Task(
            story.name,
            template,
            out / story.name / template.name,
            {"story": str(story.folder), **typed[template.name]},
        )
        for story in loaded
        for template in templates
    ]
    tables: dict[str, dict] = {}
    results = runner.run_notebooks(
        tasks,
        jobs=jobs or runner.count_default_jobs(),
        timeout=timeout,
        environment=_describe_folders(out),
        folder=out,
        on_result=runner.show_progress(len(tasks)),
        meanwhile=lambda: problems.extend(_compare_stories(loaded, typed, out, tables)),
    )
    for story in loaded:
        own = [result for result in results if result.task.story == story.name]
        problems += list_problems(story)
        problems += [
            f"{story.name}: notebook {result.task.notebook.name} failed: {result.error}"
            for result in own
            if result.error
        ]
        if story.name not in tables:
            continue
        try:
            _write_story(story, out, own, tables[story.name])
        except Exception as problem:  # a full disk, a notebook cut off: the others go on
            problems.append(
                f"{story.name}: its pages cannot be written: {type(problem).__name__}: {problem}"
            )
    index = out / "index.html"
    summaries, damaged = _read_summaries(out)
    problems += damaged
    pages.write_page(index, pages.render_index(summaries, problems))
    return Report(index, tuple(problems))


def _describe_folders(out: Path) -> dict[str, str]:
    """Tell the kernels, which start in another folder, where things are."""
    texts = os.pathsep.join(str(folder.resolve()) for folder in find_texts_folders())
    return {"MEDIACOMPARE_REPORTS": str(out.resolve())} | (
        {"MEDIACOMPARE_SEEDS": texts} if texts else {}
    )


def _label_notebook(stem: str) -> str:
    """``02_tfidf_divergence`` as a reader's label: Tf-idf divergence."""
    return stem.partition("_")[2].replace("_", " ").replace("tfidf", "tf-idf").capitalize()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"{folder} cannot be written to: {problem.strerror}.") from problem
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{folder} cannot be written to: Permission denied.")


def _make_story_folders(out: Path, stories: list[Story]) -> tuple[list[Story], list[str]]:
    """The stories whose folder can be written to, and a sentence for each other one."""
    writable, problems = [], []
    for story in stories:
        try:
            _make_folder(out / story.name)
            writable.append(story)
        except UsageError as problem:
            problems.append(f"{story.name} is left out: {problem}")
    return writable, problems


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


def _read_summaries(out: Path) -> tuple[list[dict], list[str]]:
    """Entries for the index, also of earlier runs, and a sentence for each damaged one."""
    summaries, problems = [], []
    for path in sorted(out.glob("*/summary.json")):
        try:
            summary = json.loads(path.read_text("utf-8"))
            pages.render_index([summary], [])  # of an older mediacompare: may lack something
        except Exception:
            problems.append(f"{path} is damaged: write that story's report again.")
            continue
        summaries.append(summary)
    return summaries, problems


def _compare_stories(
    stories: list[Story], typed: dict[str, dict], out: Path, tables: dict[str, dict]
) -> list[str]:
    """Compute and write each story's tables into `tables`; a sentence for each that failed."""
    shared = next(iter(typed.values()), {})
    problems = []
    for story in stories:
        try:
            found = compare(
                story, shared.get("base") or None, versions=shared.get("versions") or None
            )
            save_tables(found, out / story.name / "tables")
            tables[story.name] = found
        except MediacompareError as problem:
            problems.append(f"{story.name}: {problem}")
        except OSError as problem:
            problems.append(f"{story.name}: its tables cannot be written: {problem}")
    return problems


def _write_story(story: Story, out: Path, results, tables: dict) -> None:
    """Write a story's pages and its entry for the index."""
    folder = out / story.name
    listed = [
        pages.Page(
            result.task.notebook.stem,
            _label_notebook(result.task.notebook.stem),
            result.error,
        )
        for result in results
    ]
    for page, result in zip(listed, results, strict=True):
        if result.task.output.exists():
            html = pages.render_notebook(result.task.output, story.title, page, listed)
            pages.write_page(folder / page.href, html)
    pages.write_page(folder / "index.html", pages.render_story(story, tables, listed))
    summary = pages.summarise_story(story, tables, story.name)
    pages.write_page(folder / "summary.json", json.dumps(summary, indent=1, ensure_ascii=False))
