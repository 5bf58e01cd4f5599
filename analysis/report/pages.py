"""What does the reader see: one page a story, one page a notebook, and an index?

Pages are self-contained: style and pictures are inside, no script, and a Content Security
Policy that allows no request. All text from articles goes through the template engine's
escaping; the only markup let through is nbconvert's rendering of a notebook we ran.
"""

from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import __version__, omissions, prose
from analysis.comparison import WRITTEN, find_base
from analysis.story import Story

# The letter stands beside the colour, so that neither is needed to read the other.
LEGEND = (
    ("kept", "K", "kept: the same words"),
    ("edited", "E", "edited: most words in the same order"),
    ("paraphrased", "P", "paraphrased: in other words"),
    ("partial", "½", "partial: a part of it"),
    ("omitted", "–", "omitted: not there"),
)
_LETTERS = {action: letter for action, letter, _ in LEGEND}
_MEANINGS = {action: meaning for action, _, meaning in LEGEND}


class Page(NamedTuple):
    """One notebook's page: its file name, the label in the navigation, what failed."""

    stem: str
    label: str
    error: str | None = None

    @property
    def href(self) -> str:
        """Link to the page from its neighbours."""
        return f"{self.stem}.html"


@lru_cache(maxsize=1)
def _load_environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = resources.files("analysis.report").joinpath("templates/style.css").read_text("utf-8")
    environment.globals.update(style=style, package_version=__version__, legend=LEGEND)
    return environment


def _render(template: str, **context) -> str:
    return _load_environment().get_template(template).render(**context)


def write_page(path: Path, html: str) -> None:
    """Write a page so that a reader finds the old one or the new one, never a part."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(html, encoding="utf-8", newline="\n")
    partial.replace(path)


def render_notebook(notebook: Path, story_title: str, page: Page, pages: list[Page]) -> str:
    """
    Render an executed notebook as one self-contained page, without its code.

    Parameters
    ----------
    notebook : Path
        The executed notebook.
    story_title : str
        For the page's title.
    page, pages : Page, list of Page
        This page and all of the story's, for the navigation.

    Returns
    -------
    str
        HTML. Figures are embedded; the code stays in the notebook, which is linked.
    """
    fragment, heading = _convert_notebook(notebook)
    return _render(
        "notebook.html",
        fragment=fragment,
        heading=heading or page.label,
        story_title=story_title,
        error=page.error,
        notebook_file=notebook.name,
        pages=pages,
        current=page.stem,
    )


def _convert_notebook(path: Path) -> tuple[str, str]:
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    notebook = nbformat.read(path, as_version=4)
    fragment, _ = exporter.from_notebook_node(notebook)
    return fragment, find_title(notebook)


def find_title(notebook) -> str:
    """Find a notebook's first heading, without its marks; empty if it has none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return ""


def render_story(story: Story, tables: dict[str, pd.DataFrame], pages: list[Page]) -> str:
    """
    Render the summary page of a story.

    Parameters
    ----------
    story : Story
        The story as loaded, for its title and problems.
    tables : dict of str to DataFrame
        From `comparison.compare`.
    pages : list of Page
        The notebook pages to link.

    Returns
    -------
    str
        HTML, readable from the top: what each version is, the base sentence by sentence,
        omissions and additions, who speaks, the wording, provenance, limits.
    """
    base = find_base(tables)
    versions = tables["versions"]
    others = [v for v in versions["version_id"] if v != base]
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    return _render(
        "story.html",
        title=story.title,
        lead=prose.introduce_story(tables),
        problems=story.problems,
        base=base,
        others=others,
        all_ids=list(versions["version_id"]),
        versions=[_show_version(row, tables, units) for row in versions.to_dict("records")],
        units=_show_units(units, others),
        losses=[_show_losses(other, tables, units) for other in others],
        sources=_show_sources(tables, list(versions["version_id"])),
        distances=[_show_distance(other, base, tables) for other in others],
        pages=pages,
        tables=[f"{name}.csv" for name in WRITTEN if name in tables],
        provenance=[_show_provenance(row) for row in versions.to_dict("records")],
        current="index",
    )


def _text(value) -> str:
    """A cell's text; an absent value is shown as a dash, never as `nan`."""
    return "–" if value is None or pd.isna(value) else str(value)


def _date(value) -> str:
    """A date and time as people write them, to the minute."""
    return _text(value).replace("T", " ")[:16]


def _percent(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.0%}"


def _decimal(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _show_version(row: dict, tables: dict, units: pd.DataFrame) -> dict:
    """One version for the overview and its card."""
    version_id = row["version_id"]
    coverage = {of["version_id"]: of for of in tables["coverage"].to_dict("records")}
    of = coverage.get(version_id)
    strip = units[version_id].tolist() if of else []
    source = [_text(row["outlet"]), _date(row["published_at"])]
    headline = _text(row["headline"])
    return {
        "id": version_id,
        "type": row["type"],
        "source": ", ".join(part for part in source if part != "–"),
        "headline": "" if headline == "–" else headline,
        "words": f"{row['n_tokens']:,}",
        "there": f"{of['n_base'] - of['n_omitted']} of {of['n_base']}" if of else "–",
        "share": _percent(of["share_of_base_words"]) if of else "–",
        "added": f"{of['n_added']}" if of else "–",
        "strip": strip,
        "strip_label": _describe_strip(strip),
        "sentences": prose.describe_version(tables, version_id),
    }


def _describe_strip(strip: list[str]) -> str:
    counts = {action: strip.count(action) for action in _LETTERS if action in strip}
    return "Base sentences: " + ", ".join(f"{n} {action}" for action, n in counts.items())


def _show_units(units: pd.DataFrame, others: list[str]) -> list[dict]:
    return [
        {
            "text": row["text"],
            "cells": [
                {
                    "action": row[other],
                    "letter": _LETTERS[row[other]],
                    "title": f"{other}: {_MEANINGS[row[other]]}",
                }
                for other in others
            ],
        }
        for row in units.to_dict("records")
    ]


def _show_losses(other: str, tables: dict, units: pd.DataFrame) -> dict:
    collation, segments = tables["collation"], tables["segments"]
    own = collation[(collation["other_id"] == other)]
    added = omissions.list_additions(own, segments)
    numbered = units.assign(number=range(1, len(units) + 1))
    omitted = numbered.loc[numbered[other] == "omitted", ["number", "text"]]
    return {
        "id": other,
        "sentence": prose.describe_omissions(tables, other),
        "omitted": omitted.to_dict("records"),
        "added": added["text"].tolist(),
    }


def _show_sources(tables: dict, ids: list[str], most: int = 15) -> list[dict]:
    """The sources with most words in any version, one row each; at most `most`."""
    sources = tables["sources"]
    if sources.empty:
        return []
    wide = sources.pivot_table(
        index="source", columns="version_id", values="share_of_words", aggfunc="sum"
    ).reindex(columns=ids)
    order = wide.max(axis=1).sort_values(ascending=False, kind="stable").index[:most]
    return [
        {"name": name, "cells": [_percent(value) for value in wide.loc[name]]} for name in order
    ]


def _show_distance(other: str, base: str, tables: dict) -> dict:
    pair = prose.read_pair(tables["distances"], base, other)
    words = tables["versions"].set_index("version_id").loc[other, "n_tokens"]
    return {
        "id": other,
        "words": f"{words:,}",
        "tfidf": _decimal(pair["tfidf_distance"]),
        "jsd": _decimal(pair["js_divergence"]),
        "band": f"{_decimal(pair['js_null_low'])}–{_decimal(pair['js_null_high'])}",
        "other_in_base": _percent(pair["containment_other_in_base"]),
        "base_in_other": _percent(pair["containment_base_in_other"]),
        "sentence": prose.describe_distance(tables, other),
    }


def _show_provenance(row: dict) -> dict:
    return {
        "id": row["version_id"],
        "outlet": _text(row["outlet"]),
        "published_at": _date(row["published_at"]),
        "file": row["file"],
        "n_characters": f"{row['n_characters']:,}",
        "n_dropped": f"{row['n_dropped_characters']:,}",
        "sha256": row["sha256"],
    }


def summarise_story(story: Story, tables: dict[str, pd.DataFrame], folder: str) -> dict:
    """Gather what the index shows of a story; `folder` is its link there."""
    base = find_base(tables)
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    coverage = tables["coverage"].set_index("version_id")["share_of_base_words"]
    versions = []
    for row in tables["versions"].to_dict("records"):
        version_id = row["version_id"]
        strip = units[version_id].tolist() if version_id in coverage.index else []
        versions.append(
            {
                "id": version_id,
                "type": row["type"],
                "strip": strip,
                "strip_label": f"{version_id}. {_describe_strip(strip)}",
                "share": _percent(coverage[version_id]) if strip else None,
            }
        )
    return {
        "title": story.title,
        "folder": folder,
        "base": base,
        "n_versions": len(versions),
        "versions": versions,
        "problems": story.problems,
    }


def render_index(stories: list[dict], problems: list[str]) -> str:
    """Render the index of all stories (`summarise_story`) and what went wrong at large."""
    return _render("index.html", stories=stories, problems=problems)
