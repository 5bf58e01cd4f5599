"""What is on the synopsis of a story?

One self-contained page: the worst alterations, a line and a map for each version, all versions
beside the base, who copied whom, the ledger. It loads nothing; its policy lets run one script and
apply one style, each named by its hash. All text from articles is escaped.
"""

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import pandas as pd

from analysis import (
    __version__,
    derivation_figure,
    ledger_view,
    omissions,
    parallel,
    prose,
)
from analysis.comparison import find_base
from analysis.evidence.passages import make_segment_id
from analysis.fidelity import KINDS, SEVERITIES
from analysis.segment import number_sentences
from analysis.story import Story
from analysis.synopsis import marking
from analysis.synopsis.layout import tabulate_synopsis
from analysis.tokens import Token
from analysis.visible_text import show_controls

# What a cell says of its sentence; each is a filter too.
ACTION_NAMES = {
    "kept": "same words",
    "edited": "edited",
    "paraphrased": "in other words",
    "partial": "in part",
    "omitted": "left out",
    "added": "own",
}
# Alterations named above everything else: what is read in ten seconds.
MOST_NAMED = 5
# A sentence more of which would be struck out reads worse than both versions of it: then only
# what is new is marked.
MOST_STRUCK = 0.5
# With more columns than this, the table scrolls in a box of its own.
MOST_COLUMNS = 5


class _Column(NamedTuple):
    """A version's column: its number among the story's versions, its id and its cells."""

    number: int
    id: str
    is_base: bool


# --- What the templates are given -------------------------------------------------------


def list_columns(tables: dict[str, pd.DataFrame]) -> list[_Column]:
    """
    List the columns: the base, then the other versions in their order.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> [tuple(column) for column in list_columns(compare(load_story("tiny")))]
    [(1, 'wire', True), (2, 'cutdown', False), (3, 'rewrite', False)]
    """
    base = find_base(tables)
    columns = [
        _Column(number, version_id, version_id == base)
        for number, version_id in enumerate(tables["versions"]["version_id"], 1)
    ]
    return sorted(columns, key=lambda column: not column.is_base)


def gather_alterations(tables: dict[str, pd.DataFrame], rows: pd.DataFrame) -> list[dict]:
    """
    Gather the alterations, the worst first, each with the row and column it stands in.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    rows : DataFrame
        From `tabulate_synopsis`.

    Returns
    -------
    list of dict
        number (as in `ledger_view.tabulate_ledger`), version_id, row, severity, kinds, rows (of
        the ledger, the worst first).
    """
    home = _find_homes(rows)
    base = find_base(tables)
    first = int(rows["row"].min()) if len(rows) else 1
    found = []
    for number, group in ledger_view.tabulate_ledger(tables).groupby("alteration", sort=False):
        lead = group.iloc[0]
        places = [
            (v, s) for v, s in ((lead.other_id, lead.other_segment), (base, lead.base_segment))
        ]
        row = next(
            (home[v, int(s)] for v, s in places if pd.notna(s) and (v, int(s)) in home), first
        )
        found.append(
            {
                "number": int(number),
                "version_id": lead.other_id,
                "row": row,
                "severity": lead.severity,
                "kinds": list(dict.fromkeys(group["kind"])),
                "rows": group.to_dict("records"),
            }
        )
    return found


def _find_homes(rows: pd.DataFrame) -> dict[tuple[str, int], int]:
    """The row in which each sentence stands."""
    standing = rows[rows["role"].isin(["base", "text"])]
    keys = zip(standing["version_id"], standing["segment"].astype(int), strict=True)
    return dict(zip(keys, standing["row"].tolist(), strict=True))


class _Texts(NamedTuple):
    """What is needed to render a sentence."""

    rows: pd.DataFrame
    tokens: dict[str, dict]
    spans: dict[str, list[marking.Alteration]]
    hashes: dict[str, str]
    columns: dict[str, _Column]


def _read_texts(tables: dict, rows: pd.DataFrame, alterations: list[dict]) -> _Texts:
    versions = tables["versions"]
    columns = {column.id: column for column in list_columns(tables)}
    spans: dict[str, list[marking.Alteration]] = {version_id: [] for version_id in columns}
    for alteration in alterations:
        for row in alteration["rows"]:
            for side in ("base", "other"):
                span = int(row[f"{side}_start"]), int(row[f"{side}_stop"])
                if span[0] < span[1]:
                    known = marking.Alteration(*span, alteration["number"], row["severity"])
                    spans[row[f"{side}_id"]].append(known)
    tokens = {version_id: parallel.gather_tokens(tables, version_id) for version_id in columns}
    hashes = dict(zip(versions["version_id"], versions["sha256"].astype(str), strict=True))
    return _Texts(rows, tokens, spans, hashes, columns)


def _render_sentences(texts: _Texts, base: str) -> dict[tuple[str, int], tuple[str, bool]]:
    """Each sentence with its marks, and whether it is told anew, by version and segment."""
    standing = texts.rows[texts.rows["role"].isin(["base", "text"])].to_dict("records")
    by_key = {(row["version_id"], int(row["segment"])): row for row in standing}
    marks = _mark_passages(texts, base, by_key)
    found = {}
    for key, row in by_key.items():
        own = marks.get(key, {"pieces": (), "losses": (), "anew": False})
        spans = _clip(texts.spans[key[0]], int(row["start"]), int(row["stop"]))
        html = marking.render_sentence(
            row["text"], pieces=own["pieces"], losses=own["losses"], alterations=spans
        )
        found[key] = html, own["anew"]
    return found


def _clip(spans: list[marking.Alteration], start: int, stop: int) -> list[marking.Alteration]:
    """The spans inside a sentence, counted from its first character."""
    return [
        span._replace(start=max(span.start, start) - start, stop=min(span.stop, stop) - start)
        for span in spans
        if span.start < stop and start < span.stop
    ]


def _mark_passages(texts: _Texts, base: str, by_key: dict) -> dict[tuple[str, int], dict]:
    """For the sentences aligned with the base: what is new in them and what they are without."""
    marks = {}
    rows = texts.rows
    aligned = rows[(rows["passage"] > 0) & rows["role"].isin(["text", "again"])]
    base_rows = rows[rows["role"] == "base"]
    base_segments = dict(zip(base_rows["row"], base_rows["segment"].astype(int), strict=True))
    for (version_id, _), passage in aligned.groupby(["version_id", "passage"], sort=False):
        lefts = sorted({base_segments[row] for row in passage["row"]})
        rights = sorted({int(segment) for segment in passage["segment"]})
        left = [texts.tokens[base][segment] for segment in lefts]
        right = [texts.tokens[version_id][segment] for segment in rights]
        pieces = parallel.find_differences(left, right)
        is_anew = _is_told_anew(left, pieces[0])
        losses = marking.find_losses(left, right, pieces)
        for segment, own, lost in zip(rights, pieces[1], losses, strict=True):
            words = [
                (loss.at, by_key[base, lefts[loss.base_sentence]]["text"][loss.start : loss.stop])
                for loss in lost
            ]
            marks[version_id, segment] = {
                "pieces": own,
                "losses": [] if is_anew else words,
                "anew": is_anew,
            }
    return marks


def _is_told_anew(left: list[list[Token]], pieces: list[list[parallel.Piece]]) -> bool:
    """Whether most of the base's characters would be struck out."""
    lost = sum(stop - start for own in pieces for _, start, stop in own)
    return lost > MOST_STRUCK * sum(tokens[-1].stop for tokens in left if tokens)


def _show_rows(tables: dict, texts: _Texts, alterations: list[dict]) -> list[dict]:
    """The rows of the table, each with a cell for each column."""
    base = find_base(tables)
    html = _render_sentences(texts, base)
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    actions = {
        column.id: units[column.id].tolist()
        for column in texts.columns.values()
        if column.id in units
    }
    names = _name_rows(texts.rows)
    at: dict[tuple[int, str], list[dict]] = {}
    for alteration in alterations:
        at.setdefault((alteration["row"], alteration["version_id"]), []).append(alteration)
    laid: dict[int, dict[str, list[dict]]] = {}
    for one in texts.rows.to_dict("records"):
        laid.setdefault(one["row"], {}).setdefault(one["version_id"], []).append(one)
    shown = []
    for row, own in laid.items():
        number = next(iter(own.values()))[0]["base_number"]
        number = None if pd.isna(number) else int(number)
        cells = []
        for column in texts.columns.values():
            cell = _show_cell(own.get(column.id, []), column, texts, html, names)
            if number and not column.is_base:
                cell["action"] = actions[column.id][number - 1]
            elif not column.is_base:
                cell["action"] = _name_gap(cell["sentences"])
            cell["alterations"] = at.get((row, column.id), [])
            cell["elsewhere"] = _list_elsewhere(cell, alterations, texts, own.get(column.id, []))
            cells.append(cell)
        shown.append({"id": names[row][0], "number": number, "says": names[row][1], "cells": cells})
    return shown


def _name_gap(sentences: list[dict]) -> str:
    """What a cell between two base sentences holds: own sentences, or places of moved ones."""
    if any(sentence["own"] for sentence in sentences):
        return "added"
    return "place" if sentences else ""


def _list_elsewhere(cell: dict, alterations: list[dict], texts: _Texts, own: list[dict]) -> list:
    """Alterations whose words reach into a cell, and whose badge stands in an earlier one."""
    if cell["column"].is_base:
        return []
    here = {alteration["number"] for alteration in cell["alterations"]}
    standing = [row for row in own if row["role"] == "text"]
    reached = {
        span.number
        for row in standing
        for span in texts.spans[cell["column"].id]
        if span.start < row["stop"] and row["start"] < span.stop
    }
    return [one for one in alterations if one["number"] in reached - here]


def list_anchors(tables: dict[str, pd.DataFrame]) -> dict[tuple[str, int], str]:
    """
    List where each body sentence stands on the page.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    dict of (str, int) to str
        The anchor by version and number of the sentence in the body, from 1.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> list_anchors(compare(load_story("tiny")))["wire", 1]
    'v1-s0'
    """
    columns = {column.id: column for column in list_columns(tables)}
    return {
        (version_id, number): _name_anchor(columns[version_id], segment)
        for (version_id, segment), number in number_sentences(tables["segments"]).items()
    }


def _name_anchor(column: _Column, segment: int) -> str:
    return f"v{column.number}-s{segment}"


def _name_rows(rows: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """Of each row its anchor and what it is called."""
    numbers = rows.drop_duplicates("row").set_index("row")["base_number"]
    n_base = 0 if numbers.isna().all() else int(numbers.max())
    names = {}
    following = n_base + 1
    for row in sorted(numbers.index, reverse=True):
        if pd.notna(numbers[row]):
            following = int(numbers[row])
            names[row] = (f"row-{following}", str(following))
        else:
            where = f"after {n_base}" if following > n_base else f"before {following}"
            names[row] = (f"gap-{following}", where)
    return names


def _show_cell(own: list[dict], column: _Column, texts: _Texts, html: dict, names: dict) -> dict:
    sentences = []
    for row in own:
        if row["role"] == "nothing":
            continue
        segment = int(row["segment"])
        target = None
        if pd.notna(row["stands_in_row"]):
            target = names[int(row["stands_in_row"])][1]
        is_standing = row["role"] in ("base", "text")
        sentences.append(
            {
                "role": row["role"],
                "anchor": _name_anchor(column, segment),
                "number": int(row["number"]),
                "moved": row["moved"],
                "passage": row["passage"],
                "own": row["action"] == "added",
                "target": target,
                "cite": _cite(texts.hashes[column.id], row),
                "html": html[column.id, segment][0] if is_standing else "",
                "anew": is_standing and html[column.id, segment][1],
            }
        )
    passages = sorted({row["passage"] for row in own if row["passage"]})
    return {
        "column": column,
        "action": "",
        "sentences": sentences,
        "moved": any(s["moved"] and s["role"] == "text" for s in sentences),
        "passages": " ".join(f"{column.number}.{passage}" for passage in passages),
    }


def _cite(digest: str, row: dict) -> str:
    """The id of a passage that stays whatever else is compared; empty without a hash."""
    try:
        return make_segment_id(digest, int(row["start"]), int(row["stop"]))
    except ValueError:
        return ""


def _show_versions(tables: dict, rows: list[dict], alterations: list[dict]) -> list[dict]:
    """A line for each version: what it is, what can be counted in it, and its map."""
    facts = tables["versions"].set_index("version_id")
    shown = []
    for column in list_columns(tables):
        own = facts.loc[column.id]
        cells = [
            (row, cell) for row in rows for cell in row["cells"] if cell["column"].id == column.id
        ]
        known = [own[name] for name in ("outlet", "published_at") if isinstance(own[name], str)]
        known[1:] = [day[:10] for day in known[1:]]
        shown.append(
            {
                "column": column,
                "type": own["type"],
                "source": ", ".join(known),
                "headline": own["headline"] if isinstance(own["headline"], str) else "",
                "counts": [] if column.is_base else _count(column, cells, alterations),
                "map": [] if column.is_base else _draw_map(cells),
            }
        )
    return shown


COUNTED = (*SEVERITIES, "omitted", "added", "moved")


def _count(column: _Column, cells: list[tuple[dict, dict]], alterations: list[dict]) -> list[dict]:
    """What a reader can step through in a version: how many, and where the first stands."""
    found: dict[str, list[str]] = {name: [] for name in COUNTED}
    for alteration in alterations:
        if alteration["version_id"] == column.id:
            found[alteration["severity"]].append(f"alteration-{alteration['number']}")
    for row, cell in cells:
        if cell["action"] == "omitted":
            found["omitted"].append(row["id"])
        for sentence in cell["sentences"]:
            if sentence["own"]:
                found["added"].append(sentence["anchor"])
            elif sentence["moved"] and sentence["role"] == "text":
                found["moved"].append(sentence["anchor"])
    return [
        {"name": name, "n": len(own), "first": own[0] if own else ""} for name, own in found.items()
    ]


def _draw_map(cells: list[tuple[dict, dict]]) -> list[dict]:
    """The base from its first sentence to its last: what became of each, and the own ones."""
    places, n_own = [], 0
    for row, cell in cells:
        if row["number"] is None:
            n_own = sum(sentence["own"] for sentence in cell["sentences"])
            continue
        severities = [one["severity"] for one in cell["alterations"]]
        worst = next((s for s in SEVERITIES if s in severities), "")
        says = [ACTION_NAMES[cell["action"]], *["moved"] * cell["moved"]]
        says += [f"{severities.count(s)} {s}" for s in SEVERITIES if s in severities]
        before = f"after {prose.count(n_own, 'own sentence')}; " if n_own else ""
        places.append(
            {
                "row": row["id"],
                "action": cell["action"],
                "worst": worst,
                "own_before": bool(n_own),
                "own_after": False,
                "says": f"{row['number']}: {before}{', '.join(says)}",
            }
        )
        n_own = 0
    if n_own and places:
        places[-1]["own_after"] = True
        places[-1]["says"] += f"; then {prose.count(n_own, 'own sentence')}"
    return places


def _show_alteration(alteration: dict, number: int) -> dict:
    """An alteration as the templates show it."""
    rows = [
        {
            "what": prose.name_change(row["kind"], row["subkind"]),
            "why": marking.write_text(row["why"]),
            "sureness": prose.write_sureness(row["confidence"]),
        }
        for row in alteration["rows"]
    ]
    return {
        **{name: alteration[name] for name in ("number", "version_id", "row", "severity")},
        "kinds": " ".join(alteration["kinds"]),
        "column": number,
        "lead": rows[0],
        "also": rows[1:],
    }


def _list_filters(rows: list[dict], alterations: list[dict]) -> dict[str, list[tuple]]:
    """What can be ticked: value, name and how many there are."""
    cells = [cell for row in rows for cell in row["cells"] if not cell["column"].is_base]
    actions = [cell["action"] for cell in cells if cell["action"] != "added"]
    actions += ["added" for cell in cells for s in cell["sentences"] if s["own"]]
    kinds = [kind for alteration in alterations for kind in alteration["kinds"].split()]
    severities = [alteration["severity"] for alteration in alterations]
    moved = sum(cell["moved"] for cell in cells)
    done = [(a, name, actions.count(a)) for a, name in ACTION_NAMES.items()]
    done.append(("moved", "moved", moved))
    return {
        "severity": [(s, s, severities.count(s)) for s in SEVERITIES if s in severities],
        "kind": [(k, prose.KIND_NAMES[k], kinds.count(k)) for k in KINDS if k in kinds],
        "action": [one for one in done if one[2]],
    }


# --- HTML -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _load_environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.synopsis", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_show_hidden,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        action_names=ACTION_NAMES,
        letters=parallel.LETTERS,
        package_version=__version__,
        severity_meanings=ledger_view.SEVERITY_MEANINGS,
    )
    return environment


def _show_hidden(value):
    """What nobody would see in a title or a name is shown as a mark; HTML is as it should be."""
    return (
        value if hasattr(value, "__html__") or not isinstance(value, str) else show_controls(value)
    )


def read_part(name: str) -> str:
    """Read a file that is shipped beside this module, such as ``synopsis.css``."""
    return resources.files("analysis.synopsis").joinpath("templates", name).read_text("utf-8")


def read_house_style() -> str:
    """Read the style that all pages of a report share."""
    return resources.files("analysis").joinpath("report/templates/style.css").read_text("utf-8")


def describe_synopsis(tables: dict[str, pd.DataFrame], *, language: str = "en") -> dict:
    """
    Describe what the templates show.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    language : str
        The language of the texts.

    Returns
    -------
    dict
        Plain values; HTML only where a sentence has marks.
    """
    layout = tabulate_synopsis(tables)
    found = gather_alterations(tables, layout)
    columns = {column.id: column for column in list_columns(tables)}
    shown = [_show_alteration(one, columns[one["version_id"]].number) for one in found]
    rows = _show_rows(tables, _read_texts(tables, layout, found), shown)
    n_passages = int(prose.count_changes(tables)["n_passages"].sum()) if len(columns) > 1 else 0
    return {
        "language": language,
        "base": find_base(tables),
        "columns": list(columns.values()),
        "is_wide": len(columns) > MOST_COLUMNS,
        "rows": rows,
        "alterations": shown,
        "worst": shown[:MOST_NAMED],
        "nothing": prose.say_no_change(n_passages) if len(columns) > 1 else "",
        "versions": _show_versions(tables, rows, shown),
        "filters": _list_filters(rows, shown),
    }


def render_body(tables: dict[str, pd.DataFrame], *, language: str = "en") -> str:
    """
    Render what of a synopsis stands in a notebook: without head, style, script and ledger.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    language : str
        The language of the texts.

    Returns
    -------
    str
        One element of class ``synopsis``. All text from articles is escaped.
    """
    context = describe_synopsis(tables, language=language)
    body = _load_environment().get_template("body.html").render(**context)
    return f'<div class="synopsis">{body}</div>'


def render_synopsis(
    story: Story,
    tables: dict[str, pd.DataFrame],
    *,
    story_page: str | None = None,
    derivation: dict | None = None,
) -> str:
    """
    Render the synopsis of a story as one self-contained page.

    Parameters
    ----------
    story : Story
        The story as loaded, for its title, language and problems.
    tables : dict of str to DataFrame
        From `comparison.compare`.
    story_page : str, optional
        Link to the story's page, where the synopsis lies beside it.
    derivation : dict, optional
        From `derivation_figure.show_derivation`; left out: drawn anew.

    Returns
    -------
    str
        HTML that loads nothing. Equal tables give equal bytes.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> story = load_story("tiny")
    >>> page = render_synopsis(story, compare(story))
    >>> page.count("<script"), "unsafe-inline" in page, "style=" in page
    (1, False, False)
    """
    style = "\n".join(
        (read_house_style(), parallel.STYLE, ledger_view.STYLE, read_part("synopsis.css"))
    )
    script = f"{read_part('synopsis.js')}\nattach(document.querySelector('.synopsis'));\n"
    ledger = ledger_view.tabulate_ledger(tables)
    context = describe_synopsis(tables, language=story.language or "en")
    anchors = list_anchors(tables)

    def link_sentence(version_id: str, number: int) -> str:
        anchor = anchors.get((version_id, number))
        return f"#{anchor}" if anchor else ""

    shown = {"link_sentence": link_sentence, "language": context["language"]}
    cards = {severity: _render_cards(tables, ledger, severity, **shown) for severity in SEVERITIES}
    return (
        _load_environment()
        .get_template("synopsis.html")
        .render(
            title=story.title,
            story_page=story_page,
            problems=story.problems,
            style=f"\n{style}",
            script=f"\n{script}",
            style_hash=_hash(f"\n{style}"),
            script_hash=_hash(f"\n{script}"),
            derivation=(
                (derivation or derivation_figure.show_derivation(tables))
                if len(context["columns"]) > 1
                else None
            ),
            contradictions=ledger_view.render_inconsistencies(tables, **shown),
            link_sentence=link_sentence,
            cards={severity: html for severity, html in cards.items() if html},
            **context,
        )
    )


def _render_cards(tables: dict, ledger: pd.DataFrame, severity: str, **shown) -> str:
    """The ledger's alterations of one severity: that of their worst row, which comes first."""
    leads = ledger.drop_duplicates("alteration")
    numbers = leads.loc[leads["severity"] == severity, "alteration"]
    own = ledger[ledger["alteration"].isin(numbers)]
    if own.empty:
        return ""
    return show_controls(ledger_view.render_rows(tables, own, **shown))


def _hash(content: str) -> str:
    """What a Content Security Policy names a script or style by."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
