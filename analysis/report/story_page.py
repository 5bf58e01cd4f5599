"""What does a reader see of one story: the finding first, then what it rests on?"""

import pandas as pd

from analysis import (
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
from analysis.report.layout import LEGEND, Page, render
from analysis.story import Story
from analysis.synopsis import list_anchors

# The ledger as files, under tables/.
LEDGER_FILES = ("changes.csv", "changes.json")

# Rows of the table of sources; a report of many versions has hundreds.
MOST_SOURCES = 15
_LETTERS = {action: letter for action, letter, _ in LEGEND}
_MEANINGS = {action: meaning for action, _, meaning in LEGEND}


def render_story(
    story: Story,
    tables: dict[str, pd.DataFrame],
    pages: list[Page],
    *,
    derivation: dict | None = None,
) -> str:
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
    derivation : dict, optional
        From `derivation_figure.show_derivation`; left out: drawn anew.

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
    anchors = list_anchors(tables)

    def link_sentence(version_id: str, number: int) -> str:
        if version_id == base:
            return f"#sentence-{number}"
        anchor = anchors.get((version_id, number))
        return f"synopsis.html#{anchor}" if anchor else ""

    shown = {"link_sentence": link_sentence, "language": story.language or "en"}
    return render(
        "story.html",
        ledger_style=parallel.STYLE + ledger_view.STYLE,
        title=story.title,
        lead=prose.introduce_story(tables),
        ledger=ledger_view.render_ledger(tables, **shown),
        contradictions=ledger_view.render_inconsistencies(tables, **shown),
        link_sentence=link_sentence,
        n_changes=len(tables["changes"]),
        ledger_files=LEDGER_FILES,
        problems=story.problems,
        base=base,
        others=others,
        versions=[_show_version(row, tables, units) for row in versions.to_dict("records")],
        units=_show_units(units, others),
        language=story.language or "en",
        losses=[_show_losses(other, tables, units) for other in others],
        derivation=(derivation or derivation_figure.show_derivation(tables)) if others else None,
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
