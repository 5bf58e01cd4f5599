"""How does an editor read what was altered: the worst first, both passages, the words marked?

`tabulate_ledger` lays beside each alteration the passages of both versions and their place,
`select_ledger` picks from it, `render_ledger` makes it readable as HTML: for the top of a
story's page, a notebook and the explorer. The filters on a page need no script: ticked boxes
and the style's ``:has()`` do the work, and where a browser lacks that, everything is shown.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple

import pandas as pd

from analysis import parallel, prose
from analysis.attribution import rebuild_text
from analysis.errors import UsageError
from analysis.fidelity import KINDS, SEVERITIES, number_alterations, rank_severity
from analysis.tokens import tokenise

# What a reader looks at first, then what leads back to the characters of the files.
LEDGER_TYPES = {
    "alteration": "int64",
    "severity": "str",
    "other_id": "str",
    "kind": "str",
    "subkind": "str",
    "what": "str",
    "why": "str",
    "sureness": "str",
    "base_text": "str",
    "other_text": "str",
    "base_place": "str",
    "other_place": "str",
    "base_passage": "str",
    "other_passage": "str",
    "base_id": "str",
    "base_segment": "Int64",
    "base_number": "int64",
    "n_base": "int64",
    "base_passage_start": "int64",
    "base_start": "int64",
    "base_stop": "int64",
    "other_segment": "Int64",
    "other_number": "int64",
    "n_other": "int64",
    "other_passage_start": "int64",
    "other_start": "int64",
    "other_stop": "int64",
    "confidence": "float64",
}
_SIDES = ("base", "other")
# The columns that fit on a screen.
READABLE = ["other_id", "severity", "what", "base_text", "other_text", "base_place", "why"]

SEVERITY_MEANINGS = {
    "critical": "a reader of the version believes something the base does not say",
    "substantive": "the force, the precision or the source of a statement differs",
    "stylistic": "worth seeing, no reader is misled",
}
# Letters of a passage that are shown at most: two long sentences. A longer one is cut around
# the alteration; `_MOST_MARKED` letters of the alteration itself are compared word by word.
_MOST_SHOWN = 700
_MOST_MARKED = 1200

# Of a hundred: the mark of a place in a long text stays wide enough to be seen.
NARROWEST = 4
STYLE = """
.ledger { display: block; }
.ledger ul.counts, .ledger ol.rows { list-style: none; margin: .4em 0; padding: 0; }
.ledger ul.counts li { padding: .15em 0; max-width: none; }
.ledger .version { font-weight: 700; overflow-wrap: anywhere; }
.ledger .outlet { opacity: .85; overflow-wrap: anywhere; }
.ledger .severity { display: inline-block; border-radius: .25em; padding: 0 .4em; font-weight: 600;
  border: 1px solid transparent; white-space: nowrap; }
.ledger .severity.critical { background: #9d2f08; color: #ffffff; border-color: #ffffff; }
.ledger .severity.substantive { background: #e3b23c; color: #2c2206; border-color: #2c2206; }
.ledger .severity.stylistic { background: #e4e7ea; color: #1b1f24; border-color: #1b1f24; }
.ledger ol.rows > li { border: 1px solid rgba(128, 136, 144, .55); border-left-width: 6px;
  border-radius: .3em; margin: .6em 0; padding: .5em .8em; max-width: none; break-inside: avoid; }
.ledger ol.rows > li.critical { border-left-color: #c2410c; }
.ledger ol.rows > li.substantive { border-left: 6px double #b58314; }
.ledger ol.rows > li.stylistic { border-left: 6px dotted #8a939c; }
.ledger .what { margin: 0 0 .3em; max-width: none; }
.ledger .kind { display: inline-block; border: 1px solid currentColor; border-radius: 1em;
  padding: 0 .6em; margin: 0 .4em; font-size: .86em; font-weight: 600; }
.ledger .why { font-weight: 500; overflow-wrap: anywhere; }
.ledger .also { font-size: .9em; }
.ledger .unsure { font-style: italic; }
.ledger .sides { display: grid; gap: 0 1.4em;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.ledger .side { min-width: 0; }
.ledger .side:only-child { grid-column: 1 / -1; }
.ledger .where { margin: .2em 0 .1em; font-size: .84em; max-width: none; overflow-wrap: anywhere; }
.ledger .track { display: inline-block; width: 5em; height: .55em; fill: currentColor;
  margin-left: .5em; border: 1px solid currentColor; opacity: .8; }
.ledger blockquote { margin: 0; padding: 0; border: 0; overflow-wrap: anywhere; line-height: 1.5; }
.ledger .span { background: rgba(86, 148, 214, .16); border-radius: 2px; }
.ledger .gap { border: 1px dashed currentColor; border-radius: .25em; padding: 0 .3em;
  margin: 0 .35em 0 .1em; font-style: italic; font-size: .86em; white-space: nowrap;
  user-select: none; }
.ledger.parallel del::before { content: " [in the base: "; }
.ledger.parallel ins::before { content: " [in this version: "; }
.ledger summary h3, .ledger summary h4 { display: inline; }
.ledger .tally, .ledger .none { display: none; }
.ledger form { margin: 0; }
.ledger fieldset { border: 0; margin: .3em 0; padding: 0; min-width: 0; }
.ledger legend { float: left; padding: .2em .6em 0 0; font-weight: 600; }
.ledger label { display: inline-block; margin: .1em .9em .1em 0; padding: .1em 0; cursor: pointer;
  overflow-wrap: anywhere; max-width: 100%; }
.ledger label input { width: 1.05em; height: 1.05em; margin: 0 .35em 0 0; vertical-align: -.12em; }
.ledger button { font: inherit; font-size: .9em; padding: .15em .8em; cursor: pointer; }
.ledger :is(input, button, summary):focus-visible { outline: 3px solid #3b82c4;
  outline-offset: 2px; }
.ledger details { margin: .6em 0; }
.ledger section, .ledger details { counter-reset: shown; }
.ledger ol.rows > li { counter-increment: shown; }
.ledger:has(input:checked) .tally { display: block; font-size: .9em; margin: .2em 0; }
.ledger .tally::before { content: counter(shown) " "; }
.ledger:has(input:checked) details.fold::details-content { content-visibility: visible;
  block-size: auto; }
@supports not selector(:has(a)) { .ledger .filters { display: none; } }
@media (max-width: 40rem) {
  .ledger .outlet { display: none; }
  .ledger .sides { grid-template-columns: minmax(0, 1fr); }
  .ledger .side + .side { border-top: 1px dashed rgba(128, 136, 144, .6); margin-top: .4em; }
  .ledger ol.rows > li { padding: .4em .6em; }
}
@media print {
  .ledger .filters:not(:has(input:checked)), .ledger label:not(:has(input:checked)),
  .ledger button { display: none; }
  .ledger .filters { display: block; }
  .ledger .severity, .ledger .span, .ledger del, .ledger ins { print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  .ledger details.fold::details-content { content-visibility: visible; block-size: auto; }
}
"""


# Dollars are no formulas: the last two names keep a notebook from typesetting them.
# From a version and the number of one of its body sentences to a link; empty: no link.
LinkSentence = Callable[[str, int], str]


def no_link(version_id: str, number: int) -> str:
    """Link a sentence to nothing: where a page does not hold it."""
    return ""


_CLASSES = "ledger parallel tex2jax_ignore mathjax_ignore"


# --- Tables -----------------------------------------------------------------------------


class _Body(NamedTuple):
    """The body of one version: its text and where its sentences stand."""

    text: str
    starts: list[int]
    stops: list[int]

    def find(self, at: int) -> int:
        """Which sentence holds a character, from 0."""
        return max(bisect_right(self.starts, at) - 1, 0)


def tabulate_ledger(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Lay beside each alteration both passages, their place and the kind in words.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        A row for each row of the changes table, the columns of `LEDGER_TYPES`: alteration (rows
        that are one alteration seen from several sides share a number), what was altered in
        words, sureness ("unsure", or empty), place ("sentence 6 of 29") and passage (the
        sentences that hold it; `base_passage` begins at the character `base_passage_start`
        of the version, and n_base is how many sentences the body has) of each side. The worst
        alteration first, then the most altered version, sure before unsure, by place in the
        base; of its rows, the worst first.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> ledger = tabulate_ledger(compare(load_story("tiny")))
    >>> list(ledger.columns) == list(LEDGER_TYPES)
    True
    """
    changes = tables["changes"]
    bodies = _read_bodies(tables, {*changes["base_id"], *changes["other_id"]})
    numbered = changes.assign(alteration=number_alterations(changes))
    rows = [
        {
            **{name: row[name] for name in LEDGER_TYPES if name in row},
            "what": prose.name_change(row["kind"], row["subkind"]),
            "sureness": prose.write_sureness(row["confidence"]),
            **_place_side("base", row, bodies[row["base_id"]]),
            **_place_side("other", row, bodies[row["other_id"]]),
        }
        for row in numbered.to_dict("records")
    ]
    rows = _order_rows(rows, _order_counts(prose.count_changes(tables))["version_id"].tolist())
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=kind)
            for name, kind in LEDGER_TYPES.items()
        }
    )


def _order_rows(rows: list[dict], ids: list[str]) -> list[dict]:
    """The rows of each alteration together, numbered from 1; the worst first."""

    def rank(row: dict) -> tuple:
        return (
            rank_severity(row["severity"]),
            ids.index(row["other_id"]),
            bool(row["sureness"]),
            row["base_start"],
            row["other_start"],
            _rank_kind(row["kind"]),
        )

    rows = sorted(rows, key=rank)
    leads: dict[int, int] = {}
    for row in rows:
        row["alteration"] = leads.setdefault(row["alteration"], len(leads) + 1)
    return sorted(rows, key=lambda row: row["alteration"])


def _order_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """The most altered version first: by critical alterations, then by the milder ones."""
    return counts.sort_values([f"n_{s}" for s in SEVERITIES], ascending=False, kind="stable")


def _rank_kind(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _read_bodies(tables: dict[str, pd.DataFrame], ids: Iterable[str]) -> dict[str, _Body]:
    """The bodies of some versions."""
    segments = tables["segments"]
    bodies = {}
    for version_id in ids:
        own = segments[segments["version_id"] == version_id].sort_values("start")
        bounds = own[["start", "stop", "paragraph", "segment"]].itertuples(index=False, name=None)
        body = own[own["kind"] == "body"]
        bodies[version_id] = _Body(
            rebuild_text(list(bounds), own["text"]), body["start"].tolist(), body["stop"].tolist()
        )
    return bodies


def _place_side(side: str, row: dict, body: _Body) -> dict:
    """Where a side of an alteration stands, in which sentences."""
    start, stop = int(row[f"{side}_start"]), int(row[f"{side}_stop"])
    if not body.starts:  # an alteration outside any body: shown as it stands
        return _make_side(side, 1, 1, 1, start, body.text[start:stop])
    first, last = body.find(start), body.find(max(start, stop - 1))
    begin, end = min(body.starts[first], start), max(body.stops[last], stop)
    passage = body.text[begin:end].replace("\u2029", " ")
    return _make_side(side, first + 1, last + 1, len(body.starts), begin, passage)


def _make_side(side: str, first: int, last: int, n: int, begin: int, passage: str) -> dict:
    return {
        f"{side}_place": _write_place(first, last, n),
        f"{side}_number": first,
        f"n_{side}": n,
        f"{side}_passage_start": begin,
        f"{side}_passage": passage,
    }


def _write_place(first: int, last: int, n: int) -> str:
    return f"sentence {first} of {n}" if first == last else f"sentences {first}–{last} of {n}"


def select_ledger(
    tables: dict[str, pd.DataFrame],
    *,
    kinds: Iterable[str] = (),
    versions: Iterable[str] = (),
    severities: Iterable[str] = (),
    least_confidence: float = 0.0,
) -> pd.DataFrame:
    """
    Select alterations by kind, version, severity and sureness.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    kinds, versions, severities : iterable of str, optional
        Those to keep; none: all.
    least_confidence : float, default 0
        Keep only rows whose confidence is at least this, 0 to 1.

    Returns
    -------
    DataFrame
        Rows of `tabulate_ledger`, in its order.

    Raises
    ------
    UsageError
        If a kind, version or severity has no such name.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> select_ledger(tables, kinds=["figures"])
    Traceback (most recent call last):
    analysis.errors.UsageError: there is no kind 'figures'; there are quote, number, ...
    """
    ledger = tabulate_ledger(tables)
    known = {
        "kind": KINDS,
        "version": tables["versions"]["version_id"].tolist(),
        "severity": SEVERITIES,
    }
    wanted = {"kind": kinds, "version": versions, "severity": severities}
    columns = {"kind": "kind", "version": "other_id", "severity": "severity"}
    keep = ledger["confidence"] >= least_confidence
    for what, given in wanted.items():
        values = list(given)
        _check_names(what, values, known[what])
        if values:
            keep &= ledger[columns[what]].isin(values)
    return ledger[keep].reset_index(drop=True)


def _check_names(what: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            raise UsageError(f"there is no {what} {name!r}; there are {', '.join(known)}.")


def list_severities(severity: str) -> list[str]:
    """
    List a severity and the worse ones, for `select_ledger`.

    Raises
    ------
    UsageError
        If there is no such severity.

    Examples
    --------
    >>> list_severities("substantive")
    ['critical', 'substantive']
    """
    _check_names("severity", [severity], SEVERITIES)
    return list(SEVERITIES[: rank_severity(severity) + 1])


def count_ledger(ledger: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Count the alterations selected, by version and severity.

    Parameters
    ----------
    ledger : DataFrame
        From `select_ledger`.
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        As `prose.count_changes`, of these rows only.
    """
    return prose.count_changes(tables | {"changes": ledger})


# --- Checks and settings ----------------------------------------------------------------

# Whoever is quoted may stand in another sentence: there, equal passages may be rightly listed.
_SAID_ELSEWHERE = ("quote", "attribution")
# Confidences that make up the surest rows.
SUREST_FROM = 0.8


def list_astray(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    List alterations whose offsets do not lead to their words; there should be none.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        Rows of `tabulate_ledger`. White space is not compared.
    """
    ledger = tabulate_ledger(tables)
    return ledger[[not _is_in_place(row) for row in ledger.to_dict("records")]]


def _is_in_place(row: dict) -> bool:
    for side in _SIDES:
        begin = row[f"{side}_passage_start"]
        found = row[f"{side}_passage"][row[f"{side}_start"] - begin : row[f"{side}_stop"] - begin]
        if found.split() != row[f"{side}_text"].split():
            return False
    return True


def list_identical(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    List alterations of passages that are word for word the same; there should be none.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        Rows of `tabulate_ledger`. Quotations and attributions are left out, because who
        speaks may stand in another sentence.
    """
    ledger = tabulate_ledger(tables)
    is_same = ledger["base_passage"].str.split() == ledger["other_passage"].str.split()
    return ledger[is_same & ~ledger["kind"].isin(_SAID_ELSEWHERE)]


def vary_counts(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Count the alterations of each version under several settings.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    DataFrame
        Columns version_id, setting, value, for `figures.draw_sensitivity`.
    """
    changes = tables["changes"]
    sure = changes["confidence"]
    settings = {
        "all": changes,
        "without the unsure": changes[sure >= prose.UNSURE_BELOW],
        "only the surest": changes[sure >= SUREST_FROM],
        "only the critical": changes[changes["severity"] == "critical"],
    }
    varied = []
    for setting, rows in settings.items():
        counts = prose.count_changes(tables | {"changes": rows})
        totals = counts[[f"n_{severity}" for severity in SEVERITIES]].sum(axis=1)
        varied.append(counts[["version_id"]].assign(setting=setting, value=totals))
    return pd.concat(varied, ignore_index=True)


# --- HTML -------------------------------------------------------------------------------


def render_ledger(
    tables: dict[str, pd.DataFrame],
    ledger: pd.DataFrame | None = None,
    *,
    filters: bool = True,
    heading: int = 3,
    link_sentence: LinkSentence = no_link,
    language: str = "en",
) -> str:
    """
    Render the alterations, the worst first, with both passages and their words marked.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    ledger : DataFrame, optional
        Rows of `tabulate_ledger`; left out: all.
    filters : bool, default True
        Offer boxes by which a reader picks kinds, versions and severities, without a script.
    heading : int, default 3
        Level of the headings over the severities.
    link_sentence : function of a version and the number of a body sentence, optional
        Where the place of a passage leads, as the link of the page has it; empty: nowhere.
    language : str
        The language of the passages.

    Returns
    -------
    str
        One HTML element, without its style (`STYLE`, after `parallel.STYLE`). The worst
        severity that was found is open, the others are folded. All text from articles is
        escaped; it holds no script and loads nothing.
    """
    ledger = tabulate_ledger(tables) if ledger is None else ledger
    cards = _gather_cards(ledger, tables)
    parts = [_render_counts(count_ledger(ledger, tables), _name_outlets(tables["versions"]))]
    ids = [v for v in tables["versions"]["version_id"] if v in set(ledger["other_id"])]
    if filters and len(cards) > 1:
        parts.append(_render_filters(cards, ids))
    write = _Writer(ids, link_sentence, language)
    is_first = True
    for severity in SEVERITIES:
        own = [card for card in cards if card.lead["severity"] == severity]
        if own:
            parts.append(_render_severity(severity, own, write, heading, is_open=is_first))
            is_first = False
    return f'<div class="{_CLASSES}">{"".join(parts)}</div>'


class _Card(NamedTuple):
    """One alteration: its rows, the worst first, and the passages that hold all of them."""

    rows: list[dict]
    passages: dict

    @property
    def lead(self) -> dict:
        """The row that speaks for the alteration."""
        return self.rows[0]


def _gather_cards(ledger: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[_Card]:
    """The alterations of these rows, in their order."""
    bodies = _read_bodies(tables, {*ledger["base_id"], *ledger["other_id"]})
    cards = []
    for _, group in ledger.groupby("alteration", sort=False):
        rows = group.to_dict("records")
        spans = {
            f"{side}_{end}": choose(row[f"{side}_{end}"] for row in rows)
            for side in _SIDES
            for end, choose in (("start", min), ("stop", max))
        }
        passages = dict(spans)
        for side in _SIDES:
            passages |= _place_side(side, spans, bodies[rows[0][f"{side}_id"]])
        cards.append(_Card(rows, passages))
    return cards


def render_rows(
    tables: dict[str, pd.DataFrame],
    ledger: pd.DataFrame,
    *,
    link_sentence: LinkSentence = no_link,
    language: str = "en",
) -> str:
    """
    Render alterations one after another, without counts, folds and filters.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    ledger : DataFrame
        Rows of `tabulate_ledger`, in the order wanted.
    link_sentence : function of a version and the number of a body sentence, optional
        Where the place of a passage leads, as the link of the page has it; empty: nowhere.
    language : str
        The language of the passages.

    Returns
    -------
    str
        One HTML element, without its style. Text from articles is escaped.
    """
    if ledger.empty:
        n_passages = int(prose.count_changes(tables)["n_passages"].sum())
        return parallel.render_text(prose.say_no_change(n_passages))
    ids = tables["versions"]["version_id"].tolist()
    write = _Writer(ids, link_sentence, language, says_severity=True)
    items = "".join(_render_card(card, write) for card in _gather_cards(ledger, tables))
    return f'<div class="{_CLASSES}"><ol class="rows" role="list">{items}</ol></div>'


class _Writer(NamedTuple):
    """What all rows of a rendered ledger share."""

    ids: list[str]
    link_sentence: LinkSentence
    language: str
    says_severity: bool = False  # where no heading says it


def _name_outlets(versions: pd.DataFrame) -> dict[str, str]:
    """The outlet of each version that names one."""
    if "outlet" not in versions:
        return {}
    known = versions.dropna(subset=["outlet"])
    return dict(zip(known["version_id"], known["outlet"], strict=True))


def _render_counts(counts: pd.DataFrame, outlets: dict[str, str]) -> str:
    """A line for each version, the most altered first."""
    total = counts[[f"n_{s}" for s in SEVERITIES]].to_numpy().sum()
    if counts.empty or not total:
        told = prose.say_no_change(int(counts["n_passages"].sum()))
        return f'<p class="nothing-found">{parallel.escape_text(told)}</p>'
    rows = _order_counts(counts).to_dict("records")
    lines = [_render_count(row, outlets) for row in rows if _has_any(row)]
    others = [_name_compared(row) for row in rows if not _has_any(row)]
    lines += [f"<li>None found: {'; '.join(others)}</li>"] * bool(others)
    return f'<ul class="counts">{"".join(lines)}</ul>'


def _has_any(row: dict) -> bool:
    return any(row[f"n_{severity}"] for severity in SEVERITIES)


def _name_compared(row: dict) -> str:
    """A version's name, with how much of it could be compared."""
    n = row["n_passages"]
    compared = prose.count(n, "aligned passage") if n else "no aligned passage"
    return f'<span class="version">{parallel.escape_text(row["version_id"])}</span>, {compared}'


def _render_count(row: dict, outlets: dict[str, str]) -> str:
    found = [
        f'<span class="severity {s}">{row[f"n_{s}"]:,} {s}</span>'
        for s in SEVERITIES
        if row[f"n_{s}"]
    ]
    name, _, compared = _name_compared(row).rpartition(", ")
    outlet = parallel.escape_text(outlets.get(row["version_id"], ""))
    outlet = f'<span class="outlet"> ({outlet})</span>' * bool(outlet)
    return f"<li>{name}{outlet}: {' '.join(found)} in {compared}</li>"


def _render_filters(cards: list[_Card], ids: list[str]) -> str:
    """Boxes for what occurs more than once; a dialog's method, so that nothing is ever sent."""
    names = {v: str(n) for n, v in enumerate(ids, 1)}
    kinds = Counter(kind for card in cards for kind in {row["kind"] for row in card.rows})
    versions = Counter(card.lead["other_id"] for card in cards)
    severities = Counter(card.lead["severity"] for card in cards)
    groups = (
        ("Kind", "kind", [(k, prose.KIND_NAMES[k], kinds[k]) for k in KINDS if kinds[k]]),
        ("Version", "version", [(names[v], v, versions[v]) for v in ids]),
        ("Severity", "severity", [(s, s, severities[s]) for s in SEVERITIES if severities[s]]),
    )
    shown = [group for group in groups if len(group[2]) > 1]
    if not shown:
        return ""
    sets = "".join(_render_boxes(*group) for group in shown)
    rules = "".join(_write_rules(name, [value for value, *_ in own]) for _, name, own in shown)
    return (
        f"<style>{rules}</style>"
        '<details class="filters"><summary>Show only some kinds, versions or severities</summary>'
        f'<form method="dialog" autocomplete="off">{sets}'
        '<button type="reset">Show all again</button></form></details>'
    )


def _render_boxes(title: str, name: str, options: Iterable[tuple]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" class="by-{name}" value="{value}">'
        f"{parallel.escape_text(label)} ({n})</label>"
        for value, label, n in options
    )
    return f"<fieldset><legend>{title}</legend>{boxes}</fieldset>"


def _write_rules(name: str, values: list[str]) -> str:
    """When boxes of a group are ticked, show only what one of them stands for."""
    ticked = f".ledger:has(.by-{name}"
    if name != "kind":
        return "".join(
            f"{ticked}:checked):not(:has(.by-{name}[value='{value}']:checked)) "
            f"[data-{name}='{value}']{{display:none!important}}\n"
            for value in values
        )
    # An alteration may be of several kinds: hidden first, then shown if one of them is ticked.
    shown = "".join(
        f"{ticked}[value='{value}']:checked) li[data-kind~='{value}']{{display:list-item}}\n"
        for value in values
    )
    return f"{ticked}:checked) li[data-kind]{{display:none}}\n{shown}"


def _render_severity(
    severity: str, cards: list[_Card], write: _Writer, heading: int, *, is_open: bool
) -> str:
    """The alterations of one severity under their heading."""
    title = f"{len(cards):,} {severity}"
    meaning = SEVERITY_MEANINGS[severity]
    head = f'<h{heading}><span class="severity {severity}">{title}</span></h{heading}>'
    items = "".join(_render_card(card, write) for card in cards)
    body = f'<ol class="rows" role="list">{items}</ol><p class="tally">of {len(cards):,} shown</p>'
    if is_open:
        note = f'<p class="note">{meaning}</p>'
        return f'<section data-severity="{severity}">{head}{note}{body}</section>'
    return (
        f'<details class="fold" data-severity="{severity}"><summary>{head} '
        f'<span class="note">{meaning}</span></summary>{body}</details>'
    )


def _render_card(card: _Card, write: _Writer) -> str:
    lead = card.lead
    number = write.ids.index(lead["other_id"]) + 1
    kinds = " ".join(dict.fromkeys(row["kind"] for row in card.rows))
    says = f'<span class="severity {lead["severity"]}">{lead["severity"]}</span> '
    also = " ".join(_render_why(row) for row in card.rows[1:])
    also = f'<p class="what also">also {also}</p>' * bool(also)
    base, other = _mark_sides(card)
    return (
        f'<li class="{lead["severity"]}" data-kind="{parallel.escape_text(kinds)}" '
        f'data-version="{number}"><p class="what">{says * write.says_severity}'
        f'<span class="version">{parallel.escape_text(lead["other_id"])}</span>'
        f"{_render_why(lead)}</p>{also}"
        f'<div class="sides">{_render_side("base", card, base, write)}'
        f"{_render_side('other', card, other, write)}</div></li>"
    )


def _render_why(row: dict) -> str:
    """What was altered and how, in words."""
    escape = parallel.escape_text
    unsure = f' <span class="unsure">({row["sureness"]})</span>' if row["sureness"] else ""
    return (
        f'<span class="kind">{escape(row["what"])}</span>'
        f'<span class="why" dir="auto">{escape(row["why"])}</span>{unsure}'
    )


def _render_side(side: str, card: _Card, passage: str, write: _Writer) -> str:
    place = card.passages[f"{side}_place"]
    number, n = card.passages[f"{side}_number"], card.passages[f"n_{side}"]
    place = _link_place(place, write.link_sentence(card.lead[f"{side}_id"], number))
    # Drawn, not styled: a page whose policy allows no style attribute shows it too.
    wide = max(100 / n, NARROWEST)
    left = min(100 * (number - 1) / n, 100 - wide)
    track = (
        '<svg class="track" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        f'<rect x="{left:.1f}" width="{wide:.1f}" height="10"/></svg>'
    )
    name = parallel.escape_text(card.lead[f"{side}_id"])
    return (
        f'<div class="side"><p class="where note">{name}, {place}{track}</p>'
        f'<blockquote lang="{escape(write.language)}" dir="auto">{passage}</blockquote></div>'
    )


def _link_place(place: str, link: str) -> str:
    return f'<a href="{parallel.escape_text(link)}">{place}</a>' if link else place


def _mark_sides(card: _Card) -> tuple[str, str]:
    """Both passages as HTML, the altered words marked, those of the worst row most."""
    passages = card.passages
    if max(passages[f"{side}_stop"] - passages[f"{side}_start"] for side in _SIDES) > _MOST_MARKED:
        ends = [f"{side}_{end}" for side in _SIDES for end in ("start", "stop")]
        passages = passages | {name: card.lead[name] for name in ends}
    spans = [_cut_passage(passages, side) for side in _SIDES]
    leads = [
        _cut_lead(span, passages, card.lead, side) for span, side in zip(spans, _SIDES, strict=True)
    ]
    marked = [
        (_mark_words if part == 1 else _mark_beside)(leads[0][part], leads[1][part])
        for part in range(3)
    ]
    escape = parallel.escape_text
    shown = [
        f"{escape(span.before)}{''.join(part[n] for part in marked)}{escape(span.after)}"
        for n, span in enumerate(spans)
    ]
    return shown[0], shown[1]


def _cut_lead(span: "_Span", passages: dict, lead: dict, side: str) -> tuple[str, str, str]:
    """The altered words of a side: before those of the worst row, those, and after them."""
    begin = passages[f"{side}_start"]
    start, stop = (lead[f"{side}_{end}"] - begin for end in ("start", "stop"))
    return span.words[:start], span.words[start:stop], span.words[stop:]


def _mark_beside(base: str, other: str) -> tuple[str, str]:
    """Words of the milder rows of an alteration as HTML, what differs in them marked."""
    return parallel.mark_differences(tokenise(base), tokenise(other), base, other)


class _Span(NamedTuple):
    """The altered words of a side and what is shown around them."""

    before: str
    words: str
    after: str


def _cut_passage(row: dict, side: str) -> _Span:
    """A passage, a long one cut around the alteration after whole words."""
    text, begin = row[f"{side}_passage"], row[f"{side}_passage_start"]
    start, stop = row[f"{side}_start"] - begin, row[f"{side}_stop"] - begin
    before, words, after = text[:start], text[start:stop], text[stop:]
    if len(words) > _MOST_MARKED:
        words = _cut_end(words, _MOST_MARKED)
    room = max(120, (_MOST_SHOWN - len(words)) // 2)
    if len(text) > _MOST_SHOWN:
        before = _cut_end(before[::-1], room)[::-1]
        after = _cut_end(after, room)
    return _Span(before, words, after)


def _cut_end(text: str, length: int) -> str:
    """The beginning of a text, cut after a whole word where there is one."""
    if len(text) <= length:
        return text
    cut = text[:length]
    return cut[: cut.rfind(" ") + 1 or length] + "…"


def _mark_words(base: str, other: str) -> tuple[str, str]:
    """The altered words of both sides as HTML, what differs in them marked."""
    if not base.strip() or not other.strip():
        return _mark_whole(base, "del"), _mark_whole(other, "ins")
    left, right = parallel.mark_differences(tokenise(base), tokenise(other), base, other)
    if "<del" not in left and "<ins" not in right:
        # What was altered is not in the words themselves: who said them, or their marks.
        return _mark_whole(base, "del", "replaced"), _mark_whole(other, "ins", "replaced")
    return f'<span class="span">{left}</span>', f'<span class="span">{right}</span>'


def _mark_whole(words: str, element: str, look: str = "") -> str:
    if not words.strip():
        return '<span class="gap">nothing here</span>'
    named = f' class="{look}"' if look else ""
    return f"<{element}{named}>{parallel.escape_text(words)}</{element}>"


def show_ledger(tables: dict[str, pd.DataFrame], ledger: pd.DataFrame) -> None:
    """
    Display rows of the ledger in a notebook, with a text for programs that show no HTML.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    ledger : DataFrame
        Rows of `tabulate_ledger`.
    """
    from IPython.display import display

    page = f"<style>{parallel.STYLE}{STYLE}</style>{render_ledger(tables, ledger)}"
    told = prose.describe_changes(tables | {"changes": ledger})
    display({"text/html": page, "text/plain": told}, raw=True)


# --- A version that contradicts itself --------------------------------------------------


def render_inconsistencies(
    tables: dict[str, pd.DataFrame],
    *,
    link_sentence: LinkSentence = no_link,
    language: str = "en",
) -> str:
    """
    Render the places where one version contradicts itself.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`; without a table ``inconsistencies`` there is nothing.
    link_sentence : function of a version and the number of a body sentence, optional
        Where the place of a passage leads, as the link of the page has it; empty: nowhere.
    language : str
        The language of the passages.

    Returns
    -------
    str
        One HTML element, or an empty string. Text from articles is escaped.
    """
    found = tables.get("inconsistencies")
    if found is None or found.empty:
        return ""
    order = found.assign(rank=found["severity"].map(rank_severity))
    rows = order.sort_values("rank", kind="stable").to_dict("records")
    bodies = _read_bodies(tables, set(found["version_id"]))
    places = {v: _place_segments(tables["segments"], v, link_sentence) for v in bodies}
    items = "".join(
        _render_inconsistency(row, bodies[v].text, places[v], language)
        for row in rows
        for v in [row["version_id"]]
    )
    return f'<div class="{_CLASSES}"><ol class="rows" role="list">{items}</ol></div>'


def _place_segments(
    segments: pd.DataFrame, version_id: str, link_sentence: LinkSentence
) -> list[tuple[int, int, str]]:
    """Start, stop and place as HTML of each segment of a version: a headline speaks too."""
    own = segments[segments["version_id"] == version_id].sort_values("start")
    n = int((own["kind"] == "body").sum())
    numbers = (own["kind"] == "body").cumsum()
    return [
        (
            start,
            stop,
            _link_place(f"sentence {number} of {n}", link_sentence(version_id, number))
            if kind == "body"
            else kind,
        )
        for start, stop, kind, number in zip(
            own["start"], own["stop"], own["kind"], numbers, strict=True
        )
    ]


def _render_inconsistency(row: dict, text: str, places: list, language: str) -> str:
    escape = parallel.escape_text
    sides = "".join(
        _render_place(int(row[f"{side}start"]), int(row[f"{side}stop"]), text, places, language)
        for side in ("", "other_")
        if not pd.isna(row[f"{side}start"]) and int(row[f"{side}start"]) >= 0
    )
    unsure = prose.write_sureness(row["confidence"])
    kind = prose.INCONSISTENCY_NAMES.get(row["kind"], str(row["kind"]).replace("_", " "))
    return (
        f'<li class="{row["severity"]}"><p class="what">'
        f'<span class="version">{escape(row["version_id"])}</span>'
        f'<span class="kind">{escape(kind)}</span>'
        f'<span class="why" dir="auto">{escape(str(row["why"]))}</span>'
        + f' <span class="unsure">({unsure})</span>' * bool(unsure)
        + f'</p><div class="sides">{sides}</div></li>'
    )


def _render_place(start: int, stop: int, text: str, places: list, language: str) -> str:
    """One of the places, in its passage."""
    holding = [(a, b, place) for a, b, place in places if a <= start < b] or [(start, stop, "")]
    begin, end, place = holding[0]
    end = max(end, stop)
    row = {"one_passage": text[begin:end].replace("\u2029", " "), "one_passage_start": begin}
    span = _cut_passage(row | {"one_start": start, "one_stop": stop}, "one")
    before, words, after = (parallel.escape_text(part) for part in span)
    return (
        f'<div class="side"><p class="where note">{place}</p>'
        f'<blockquote lang="{escape(language)}" dir="auto">{before}'
        f"<mark>{words}</mark>{after}</blockquote></div>"
    )
