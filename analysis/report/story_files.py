"""What is written for one story, beside the pages of its notebooks?

Each function here is called in a process of its own, which goes with the memory that it took.
"""

import json
from pathlib import Path

from analysis.report.layout import Page, write_page
from analysis.story import Story


def compute_tables(story: Story, settings: dict) -> None:
    """Compute the tables of a story, so that they are kept for all that need them."""
    _compare(story, settings)


def write_story_files(story: Story, folder: Path, settings: dict, listed: list[Page]) -> dict:
    """
    Write a story's tables, its page, the versions side by side, its entry for the index.

    Parameters
    ----------
    story : Story
        From `load_story`.
    folder : Path
        Where they are written.
    settings : dict
        The run's parameters; `base` and `versions` say what is compared.
    listed : list of Page
        The notebooks' pages to link, with what failed.

    Returns
    -------
    dict
        What the manifest says of the tables.
    """
    from analysis.comparison import save_tables
    from analysis.derivation_figure import show_derivation
    from analysis.evidence.described_tables import describe_tables
    from analysis.report.story_page import render_story, summarise_story
    from analysis.synopsis import render_synopsis

    tables = _compare(story, settings)
    save_tables(tables, folder / "tables")
    drawn = show_derivation(tables)
    page = render_story(story, tables, listed, derivation=drawn)
    synopsis = render_synopsis(story, tables, story_page="index.html", derivation=drawn)
    write_page(folder / "index.html", page)
    write_page(folder / "synopsis.html", synopsis)
    summary = summarise_story(story, tables, story.name)
    summary["failed"] = [page.stem for page in listed if page.error]
    write_page(folder / "summary.json", json.dumps(summary, indent=1, ensure_ascii=False))
    return describe_tables(tables)


def _compare(story: Story, settings: dict) -> dict:
    from analysis.comparison import compare

    return compare(story, settings.get("base") or None, versions=settings.get("versions") or None)
