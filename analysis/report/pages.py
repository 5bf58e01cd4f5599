"""What does the reader see: one page a story, one page a notebook, and an index?

Pages are self-contained: style and pictures are inside, no script, and a Content Security
Policy that allows no request. All text from articles goes through the template engine's
escaping; the only markup let through is nbconvert's rendering of a notebook we ran.
"""

import ast
import base64
import hashlib
import itertools
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import (
    __version__,
    derivation_figure,
    figures,
    ledger_view,
    omissions,
    parallel,
    prose,
    robustness_figures,
)
from analysis.comparison import WRITTEN, find_base
from analysis.fidelity import SEVERITIES
from analysis.story import Story
from analysis.visible_text import show_controls

# The letter stands beside the colour, so that neither is needed to read the other.
LEGEND = (
    ("kept", "K", "kept: the same words"),
    ("edited", "E", "edited: most words in the same order"),
    ("paraphrased", "P", "paraphrased: in other words"),
    ("partial", "½", "partial: a part of it (half a bar)"),
    ("omitted", "–", "omitted: not there"),
)
_LETTERS = {action: letter for action, letter, _ in LEGEND}
_MEANINGS = {action: meaning for action, _, meaning in LEGEND}


# The ledger as files, under tables/.
LEDGER_FILES = ("changes.csv", "changes.json")

# Rows of the table of sources; a report of many versions has hundreds.
MOST_SOURCES = 15

# Letters of a name that is never broken over two lines.
LONGEST_WHOLE = 18

# What the navigation calls the notebooks' pages; others go by their file's name.
PAGE_NAMES = {
    "00_story": "Versions in detail",
    "01_word_counts": "Length and readability",
    "02_tfidf_divergence": "Distance in words",
    "03_omissions": "Omissions and additions",
    "04_framing": "Framing",
    "05_fidelity": "Alterations",
    "06_derivation": "What came from where",
    "07_robustness": "How sure is it",
}


class Page(NamedTuple):
    """One notebook's page: its file name, the label in the navigation, what failed."""

    stem: str
    label: str
    error: str | None = None

    @property
    def name(self) -> str:
        """What the page is called in words."""
        return PAGE_NAMES.get(self.stem, self.label)

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
        # Text of articles may hold characters that turn the line they stand in.
        finalize=lambda value: show_controls(value) if type(value) is str else value,
    )
    style = resources.files("analysis.report").joinpath("templates/style.css").read_text("utf-8")
    environment.globals.update(
        style=style,
        ledger_style=parallel.STYLE + ledger_view.STYLE,
        package_version=__version__,
        legend=LEGEND,
        whole=LONGEST_WHOLE,
    )
    return environment


# Stands in the layout where the policy names the styles of the page.
_STYLE_HASHES = "@style-hashes@"
_STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def _render(template: str, **context) -> str:
    """A page that may show the styles we wrote into it and no other, and run nothing."""
    html = _load_environment().get_template(template).render(policy=_STYLE_HASHES, **context)
    written = dict.fromkeys(_STYLE_ELEMENT.findall(html))
    hashes = " ".join(f"'sha256-{_hash_style(style)}'" for style in written)
    return html.replace(_STYLE_HASHES, hashes, 1)


def _hash_style(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()


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
        HTML. Figures are embedded; the code stays in the notebook, which is linked. The table
        that tells how to set parameters gives way to the settings that this run had.
    """
    fragment, heading, settings = _convert_notebook(notebook)
    return _render(
        "notebook.html",
        fragment=fragment,
        heading=heading or page.name,
        settings=settings,
        story_title=story_title,
        error=page.error,
        notebook_file=notebook.name,
        pages=pages,
        current=page.stem,
    )


@lru_cache(maxsize=1)
def _load_exporter():
    """The exporter, whose templates take longer to read than a notebook to convert."""
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )


def _convert_notebook(path: Path) -> tuple[str, str, list[tuple[str, str]]]:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    title, settings = find_title(notebook), read_settings(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.get("id") != "parameter-table"]
    fragment, _ = _load_exporter().from_notebook_node(notebook)
    return dress_tables(fragment), title, settings


def read_settings(notebook) -> list[tuple[str, str]]:
    """
    Read the values of a notebook's parameters, the run's own over the defaults.

    Returns
    -------
    list of (str, str)
        Names and values as a person writes them.
        The story is left out: it is the page's subject, and its value may be a folder.
    """
    found: dict[str, str] = {}
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.AnnAssign | ast.Assign):
                    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                    found[ast.unparse(target)] = _write_setting(ast.literal_eval(node.value))
    found.pop("story", None)
    return list(found.items())


def _write_setting(value) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all"
    return str(value) if value != "" else "not set"


# What pandas writes; text inside its cells is escaped, so that its tags are only pandas' own.
_FRAME = re.compile(
    r'(?:<style scoped(?:="")?>[^<]*</style>\s*)?'
    r'<table border="1" class="dataframe[^"]*">(.*?)</table>',
    re.DOTALL,
)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r'<t([hd])( rowspan="\d+")?[^>]*>(.*?)</t[hd]>', re.DOTALL)
# Numbers, days, and two counts side by side.
_NUMBER = re.compile(r"[-−+]?\d[\d,.]*%?|\d{4}-\d\d-\d\d|\d+ \+ \d+|–|NaN|")


def dress_tables(fragment: str) -> str:
    """
    Make the tables that pandas wrote in a page ones that everyone can read.

    Parameters
    ----------
    fragment : str
        HTML from nbconvert.

    Returns
    -------
    str
        The same with one row of headings, each saying what it is the heading of, numbers
        aligned at the right, a dash for what is not defined, and a frame that scrolls.
    """
    numbers = itertools.count(1)  # a list of regions tells them apart by their names
    return _FRAME.sub(lambda found: _dress_table(found.group(1), next(numbers)), fragment)


def _dress_table(inner: str, number: int) -> str:
    head, _, body = inner.partition("<tbody>")
    heads = [[cell[2] for cell in _CELL.findall(row)] for row in _ROW.findall(head)]
    # The names of the rows' levels, which pandas sets below the columns' names.
    names = [below or above for above, below in zip(heads[0], heads[-1], strict=True)]
    rows = [_CELL.findall(row) for row in _ROW.findall(body)]
    if not rows:
        return '<p class="note">The table is empty.</p>'
    n_columns = max(sum(tag == "d" for tag, _, _ in row) for row in rows)
    # Counted from the right: an index that spans rows is missing from some at the left.
    is_number = [
        all(_NUMBER.fullmatch(row[-n][2]) for row in rows) for n in range(n_columns, 0, -1)
    ]
    align = [""] * (len(names) - n_columns) + [' class="number"' * yes for yes in is_number]
    shown = [
        "".join(f'<th scope="col"{c}>{name}</th>' for name, c in zip(names, align, strict=True))
    ]
    for row in rows:
        cells = zip(row, align[-len(row) :], strict=True)
        shown.append("".join(_dress_cell(*cell, aligned) for cell, aligned in cells))
    written = "</tr>\n<tr>".join(shown[1:])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number}"><table>\n'
        f"<thead><tr>{shown[0]}</tr></thead>\n<tbody><tr>{written}</tr></tbody></table></div>"
    )


def _dress_cell(tag: str, span: str, text: str, align: str) -> str:
    if tag == "h":
        whole = " whole" * (len(text) <= LONGEST_WHOLE)
        return f'<th scope="row"{span}><span class="name{whole}">{text}</span></th>'
    return f"<td{align}>{'–' if text == 'NaN' else text}</td>"


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
        HTML, readable from the top: what was altered, what each version is, omissions and
        additions, the base sentence by sentence, the wording, who speaks, provenance, limits.
    """
    base = find_base(tables)
    versions = tables["versions"]
    others = [v for v in versions["version_id"] if v != base]
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    return _render(
        "story.html",
        title=story.title,
        lead=prose.introduce_story(tables),
        ledger=ledger_view.render_ledger(
            tables, sentence_links="#sentence-", language=story.language or "en"
        ),
        contradictions=ledger_view.render_inconsistencies(tables, language=story.language or "en"),
        n_changes=len(tables["changes"]),
        ledger_files=LEDGER_FILES,
        problems=story.problems,
        base=base,
        others=others,
        versions=[_show_version(row, tables, units) for row in versions.to_dict("records")],
        units=_show_units(units, others),
        language=story.language or "en",
        losses=[_show_losses(other, tables, units) for other in others],
        derivation=derivation_figure.show_derivation(tables) if others else None,
        sources=_show_sources(tables, list(versions["version_id"])),
        n_more_sources=max(0, tables["sources"]["source"].nunique() - MOST_SOURCES),
        distances=[_show_distance(other, base, tables) for other in others],
        told_distances=[(v, robustness_figures.tell_distance(tables, v)) for v in others],
        stability=robustness_figures.tell_stability(tables["specifications"], tables["stability"]),
        unsupported=_show_unsupported(tables),
        pages=pages,
        tables=[*(f"{name}.csv" for name in WRITTEN if name in tables), "changes.json"],
        provenance=[
            _show_provenance(row, prose.tabulate_provenance(story, tables))
            for row in versions.to_dict("records")
        ],
        current="index",
    )


def _text(value) -> str:
    """A cell's text; an absent value is shown as a dash, never as `nan`."""
    return "–" if value is None or pd.isna(value) else str(value)


def _date(value) -> str:
    """A date and time as people write them, to the minute."""
    return _text(value).replace("T", " ")[:16]


def _percent(value: float) -> str:
    return "–" if pd.isna(value) else prose.write_percent(value)


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
        # What it is and what it keeps; what it lacks and adds has its own section.
        "sentences": prose.describe_version(tables, version_id)[:2],
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
                    "label": figures.shorten(other, 20),
                    "action": row[other],
                    "letter": _LETTERS[row[other]],
                    "title": f"{other}: {_MEANINGS[row[other]]}",
                }
                for other in others
            ],
        }
        for row in units.to_dict("records")
    ]


def _show_unsupported(tables: dict) -> list[dict]:
    """The headlines that claim what their own body does not say."""
    claims = tables["headline_claims"]
    told = [
        {"id": version_id, "sentence": prose.tell_unsupported(claims, version_id)}
        for version_id in tables["versions"]["version_id"]
    ]
    return [version for version in told if version["sentence"]]


def _show_losses(other: str, tables: dict, units: pd.DataFrame) -> dict:
    collation, segments = tables["collation"], tables["segments"]
    own = collation[(collation["other_id"] == other)]
    added = omissions.list_additions(own, segments)
    numbered = units.assign(number=range(1, len(units) + 1))
    omitted = numbered.loc[numbered[other] == "omitted", ["number", "text"]]
    return {
        "id": other,
        "sentences": [
            prose.describe_omissions(tables, other),
            *_tell_pattern(other, tables),
            prose.describe_additions(tables, other),
        ],
        "omitted": omitted.to_dict("records"),
        "added": added["text"].tolist(),
    }


def _tell_pattern(other: str, tables: dict) -> list[str]:
    """What is lost with the omitted sentences and whether chance would leave out the same."""
    pattern = tables["patterns"].set_index("version_id").loc[other]
    if pattern["n_omitted"] == 0:
        return []
    told = robustness_figures.tell_selection(tables["patterns"], tables["selection"], other)
    return [robustness_figures.tell_loss(tables["losses"], other), told]


def _show_sources(tables: dict, ids: list[str], most: int = MOST_SOURCES) -> list[dict]:
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
        "verdict": _judge_distance(pair),
    }


def _judge_distance(pair: dict) -> str:
    """The divergence against the band of chance, in three words."""
    value, low, high = (pair[name] for name in ("js_divergence", "js_null_low", "js_null_high"))
    if pd.isna(value) or pd.isna(low):
        return "–"
    if value < low:
        return "more alike than chance"
    return "as chance would have it" if value <= high else "more different than chance"


def _show_provenance(row: dict, known: pd.DataFrame) -> dict:
    return {
        "id": row["version_id"],
        "outlet": _text(row["outlet"]),
        "published_at": _date(row["published_at"]),
        "made": known.at[row["version_id"], "text"],
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
    counts = prose.count_changes(tables).set_index("version_id")
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
                "changes": _count_severities(counts, version_id),
            }
        )
    return {
        "title": story.title,
        "folder": folder,
        "base": base,
        "n_versions": len(versions),
        "versions": versions,
        "changes": {
            severity: sum((v["changes"] or {}).get(severity, 0) for v in versions)
            for severity in SEVERITIES
        },
        "problems": story.problems,
    }


def _count_severities(counts: pd.DataFrame, version_id: str) -> dict[str, int] | None:
    """Alterations of a version by severity, and what was compared; None for the base."""
    if version_id not in counts.index:
        return None
    row = counts.loc[version_id]
    found = {severity: int(row[f"n_{severity}"]) for severity in SEVERITIES}
    return found | {"n_passages": int(row["n_passages"])}


def render_index(stories: list[dict], problems: list[str]) -> str:
    """Render the index of all stories (`summarise_story`) and what went wrong at large."""
    return _render("index.html", stories=stories, problems=problems)
