"""How do the versions of a story hang together, so that one sees who copied whom?

A tree that grows downward, one version a row, indented below what it was made of: names of
any length never meet. The words that prove an edge stand under the version that it leads to.
"""

import base64
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.drawing import GREY, INK, LINE_LETTERS, NORMAL, SMALL, WIDTH, open_axes, shorten
from analysis.figures import render_svg
from analysis.segment import number_sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# How a line is drawn and what it means; told apart in grey and by screen readers' text alike.
STYLES = {
    "supported": ("solid", "-|>", "copied in this direction"),
    "reversible": ("solid", "<|-|>", "may be the other way round"),
    "unknown": ("dotted", "-", "direction unknown"),
}
# Inches: of a row with its line of proof, of an indent, of the legend.
ROW, INDENT, LEGEND = 0.52, 0.3, 0.75
# Deeper indents than this share the width among them.
DEEPEST = 6
# Letters of small type in an inch.
LETTERS_PER_INCH = 10.5


class _Row(NamedTuple):
    """A version's place in the figure."""

    version_id: str
    parent: int  # its row, -1 for a root
    depth: int
    direction: str
    proof: str
    note: str  # a second source


def draw_derivation(
    derivation: pd.DataFrame, versions: pd.DataFrame, *, ax: "Axes | None" = None
) -> "Axes":
    """
    Draw which version was made of which.

    Parameters
    ----------
    derivation : DataFrame
        The derivation table.
    versions : DataFrame
        version_id, in any order; versions without an edge stand apart below the tree.
    ax : Axes, optional
        Draw here; left out: on a new figure as high as its rows need.

    Returns
    -------
    Axes
        One row a version, below and right of what it was made of. A filled arrow: copied in
        this direction; two heads: the two could be exchanged; dotted: nobody can say.
    """
    rows = _list_rows(derivation, versions)
    apart = _list_apart(derivation, versions)
    lines = len(rows) + (len(apart) + 1.2 if apart else 0)
    height = max(1.0, ROW * lines + LEGEND)
    ax = open_axes(ax, height)
    ax.set_axis_off()
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(ROW * lines, -LEGEND)
    step = INDENT * min(1.0, DEEPEST / max([1, *(row.depth for row in rows)]))
    for number, row in enumerate(rows):
        _write_row(ax, row, number, step)
        if row.parent >= 0:
            _draw_edge(ax, rows[row.parent], row, (row.parent, number), step)
    _write_apart(ax, apart, len(rows))
    _draw_legend(ax, set(derivation["direction"].tolist()))
    return ax


def _list_rows(derivation: pd.DataFrame, versions: pd.DataFrame) -> list[_Row]:
    """Versions in the order of a walk down the trees, each below its main source."""
    main = _choose_main(derivation)
    children: dict[str, list[str]] = {}
    for child, edge in main.items():
        children.setdefault(edge["from_id"], []).append(child)
    known = [*versions["version_id"].tolist(), *sorted(children), *sorted(main)]
    order = {version_id: k for k, version_id in reversed(list(enumerate(known)))}
    roots = sorted((v for v in children if v not in main), key=lambda v: order[v])
    rows: list[_Row] = []
    stack = [(root, -1, 0) for root in reversed(roots)]
    while stack:
        version_id, parent, depth = stack.pop()
        edge = main.get(version_id, {})
        note = _tell_second(derivation, version_id, edge.get("from_id"))
        rows.append(
            _Row(version_id, parent, depth, edge.get("direction", ""), edge.get("proof", ""), note)
        )
        here = len(rows) - 1
        below = sorted(children.get(version_id, ()), key=lambda v: order[v], reverse=True)
        stack += [(child, here, depth + 1) for child in below]
    return rows


def _choose_main(derivation: pd.DataFrame) -> dict[str, dict]:
    """The edge of most weight into each version, leaving out what would close a circle."""
    main: dict[str, dict] = {}
    order = derivation.sort_values(["weight", "from_id", "to_id"], ascending=[False, True, True])
    for edge in order.to_dict("records"):
        node = edge["from_id"]
        while node in main and node != edge["to_id"]:
            node = main[node]["from_id"]
        if edge["to_id"] not in main and node != edge["to_id"]:
            main[edge["to_id"]] = edge
    return main


def _tell_second(derivation: pd.DataFrame, version_id: str, main_id: str | None) -> str:
    others = derivation[(derivation["to_id"] == version_id) & (derivation["from_id"] != main_id)]
    names = [f"{row.from_id} ({row.weight:.0%})" for row in others.itertuples()]
    return f"also from {', '.join(names)}" if names else ""


def _list_apart(derivation: pd.DataFrame, versions: pd.DataFrame) -> list[str]:
    linked = {*derivation["from_id"], *derivation["to_id"]}
    return [v for v in versions["version_id"].tolist() if v not in linked]


def _get_room(left: float) -> int:
    """Letters of small type between a place and the right edge."""
    return max(12, int((WIDTH - left) * LETTERS_PER_INCH))


def _write_row(ax: "Axes", row: _Row, number: int, step: float) -> None:
    left, y = row.depth * step + 0.12, number * ROW
    is_lost = row.version_id.startswith("(lost")
    room = int(_get_room(left) * LINE_LETTERS / 62)
    style = {"color": INK, "va": "center", "ha": "left", "parse_math": False}
    weight = {"style": "italic"} if is_lost else {"weight": "bold"}
    ax.text(left, y + 0.1, shorten(row.version_id, room), fontsize=NORMAL, **weight, **style)
    note = shorten(row.note, _get_room(left))
    rest = _get_room(left) - len(note) - 3
    proof = _cut_proof(row.proof, rest) if row.proof and rest >= 8 else ""
    below = " · ".join(part for part in (proof, note) if part)
    if is_lost:
        below = "a version that is not here"
    elif row.parent < 0:
        below = below or "the version that the others go back to"
    ax.text(left, y + 0.31, shorten(below, _get_room(left)), fontsize=SMALL, **style)


def _cut_proof(proof: str, length: int) -> str:
    """Cut quoted words at their end, after a whole one, and close the marks again."""
    if len(proof) <= length:
        return proof
    closed = "”" if proof.endswith("”") else ""
    words = proof[: length - 3].rsplit(" ", 1)[0].rstrip(" …,;")
    return f"{words} …{closed}"


def _draw_edge(ax: "Axes", above: _Row, row: _Row, numbers: tuple[int, int], step: float) -> None:
    """Down from under the parent's name, then to the child's: nothing else stands there."""
    line, arrow, _ = STYLES[row.direction]
    x = above.depth * step + 0.05
    top, bottom = numbers[0] * ROW + 0.2, numbers[1] * ROW + 0.1
    right = row.depth * step + 0.1
    ax.plot([x, x], [top, bottom], color=GREY, linewidth=1.1, linestyle=line)
    ax.annotate(
        "",
        xy=(right, bottom),
        xytext=(x, bottom),
        arrowprops={
            "arrowstyle": arrow if arrow == "-" else f"{arrow},head_width=0.15,head_length=0.25",
            "color": INK,
            "linestyle": line,
            "linewidth": 1.1,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )


def _write_apart(ax: "Axes", apart: list[str], n_rows: int) -> None:
    if not apart:
        return
    style = {"color": INK, "va": "center", "ha": "left", "parse_math": False}
    y = (n_rows + 0.35) * ROW
    ax.plot([0, WIDTH], [y, y], color=GREY, linewidth=0.6, linestyle="dashed")
    ax.text(0.12, y + 0.2, "copied from none of these:", fontsize=SMALL, **style)
    for k, version_id in enumerate(apart):
        place = y + ROW * (k + 0.85)
        name = shorten(version_id, int(_get_room(0.12) * LINE_LETTERS / 62))
        ax.text(0.12, place, name, fontsize=NORMAL, weight="bold", **style)


def _draw_legend(ax: "Axes", directions: set[str]) -> None:
    """What the lines mean, above the rows; only those that are there."""
    shown = [name for name in STYLES if name in directions]
    for k, name in enumerate(shown):
        line, arrow, meaning = STYLES[name]
        y = -LEGEND + 0.12 + 0.2 * k
        ax.annotate(
            "",
            xy=(0.38, y),
            xytext=(0.05, y),
            arrowprops={
                "arrowstyle": arrow
                if arrow == "-"
                else f"{arrow},head_width=0.15,head_length=0.25",
                "color": INK,
                "linestyle": line,
                "linewidth": 1.1,
            },
        )
        ax.text(0.48, y, meaning, fontsize=SMALL, color=INK, va="center", ha="left")


def describe_derivation(derivation: pd.DataFrame, versions: pd.DataFrame) -> str:
    """
    Say in words what `draw_derivation` shows.

    Parameters
    ----------
    derivation, versions : DataFrame
        As for `draw_derivation`.

    Returns
    -------
    str
        One sentence an edge, then the versions that copy nobody.

    Examples
    --------
    >>> edges = pd.DataFrame({"from_id": ["wire"], "to_id": ["copy"], "weight": [1.0],
    ...     "direction": ["supported"], "evidence": ["Both err."], "proof": ["“46”"]})
    >>> print(describe_derivation(edges, pd.DataFrame({"version_id": ["wire", "copy", "own"]})))
    Tree of versions. copy comes from wire (100% of its words): “46”. own copies none of the others.
    """
    sentences = ["Tree of versions."]
    ways = {
        "supported": "comes from",
        "reversible": "comes from, or is the source of,",
        "unknown": "is copied from or to",
    }
    for row in _list_edges_in_order(derivation, versions):
        proof = f": {row['proof']}" if row["proof"] else ""
        share = f" ({row['weight']:.0%} of its words)" if pd.notna(row["weight"]) else ""
        way = ways[row["direction"]]
        sentences.append(f"{row['to_id']} {way} {row['from_id']}{share}{proof}.")
    apart = _list_apart(derivation, versions)
    if len(sentences) == 1:
        sentences = ["Tree of versions: no version is copied from another."]
    elif apart:
        verb = "copies" if len(apart) == 1 else "copy"
        sentences.append(f"{', '.join(apart)} {verb} none of the others.")
    return " ".join(sentences)


def show_derivation(tables: dict[str, pd.DataFrame]) -> dict:
    """
    Gather what a page shows of what came from where.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Returns
    -------
    dict
        image (the figure as SVG in base64, empty where no version is copied), alt (it in words)
        and told: for each paragraph of `tell_derivation` its text and its passages, pairs of a
        version and the number of the body sentence that holds the words.
    """
    parts = tables["derivation"], tables["versions"]
    svg = render_svg(draw_derivation(*parts)) if len(tables["derivation"]) else b""
    return {
        "image": base64.b64encode(svg).decode(),
        "alt": describe_derivation(*parts),
        "told": _list_told(*parts, tables["segments"]),
    }


def _list_told(
    derivation: pd.DataFrame, versions: pd.DataFrame, segments: pd.DataFrame
) -> list[dict]:
    """The paragraphs, each with where the words stand that it rests on."""
    numbers = number_sentences(segments)
    places = [
        [(edge[f"{end}_id"], edge[f"{end}_segment"]) for end in ("from", "to")]
        for edge in _list_edges_in_order(derivation, versions)
    ]
    return [
        {"text": text, "passages": [(v, numbers[v, s]) for v, s in own if (v, s) in numbers]}
        for text, own in zip_longest(tell_derivation(derivation, versions), places, fillvalue=())
    ]


def tell_derivation(derivation: pd.DataFrame, versions: pd.DataFrame) -> list[str]:
    """
    Say edge by edge what was made of what, how sure that is and what shows it.

    Parameters
    ----------
    derivation, versions : DataFrame
        As for `draw_derivation`.

    Returns
    -------
    list of str
        One paragraph an edge in the order of the figure, then one on the versions that copy
        nobody; one sentence where no version is copied.

    Examples
    --------
    >>> edges = pd.DataFrame({"from_id": ["wire"], "to_id": ["copy"], "weight": [1.0],
    ...     "direction": ["reversible"], "evidence": ["Both have “46”."], "proof": ["“46”"],
    ...     "p_direction": [0.5]})
    >>> print(*tell_derivation(edges, pd.DataFrame({"version_id": ["wire", "copy"]})))
    copy and wire share text (100% of the words of copy). Both have “46”.
    """
    told = []
    for row in _list_edges_in_order(derivation, versions):
        a, b, share = row["from_id"], row["to_id"], f"{row['weight']:.0%}"
        if row["direction"] == "supported":
            said = f"{b} was made from {a}, directly or not ({share} of its words)."
        elif row["direction"] == "reversible":
            said = f"{b} and {a} share text ({share} of the words of {b})."
        else:
            said = f"{b} and {a} share text ({share} of the words of {b}); too little to say more."
        told.append(f"{said} {row['evidence']}")
    apart = _list_apart(derivation, versions)
    if not told:
        return ["No version is copied from another, as far as their words tell."]
    if apart:
        verb = "copies" if len(apart) == 1 else "copy"
        told.append(f"{', '.join(apart)} {verb} none of the others, as far as the words tell.")
    return told


def tabulate_edges(derivation: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out the edges for reading, in the order of the figure.

    Parameters
    ----------
    derivation, versions : DataFrame
        As for `draw_derivation`.

    Returns
    -------
    DataFrame
        By version: made from; of its words (share that came this way, 0 to 1); direction;
        p (probability of the direction, 0.5 to 1); proof (words that show the edge).
    """
    rows = [
        (e["to_id"], e["from_id"], e["weight"], e["direction"], e["p_direction"], e["proof"])
        for e in _list_edges_in_order(derivation, versions)
    ]
    columns = ["version", "made from", "of its words", "direction", "p", "proof"]
    table = pd.DataFrame(rows, columns=columns).set_index("version")
    return table.rename_axis(index=None, columns="version")


def compare_edges(derivations: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Set side by side which edges several readings find, and in which direction.

    Parameters
    ----------
    derivations : dict of str to DataFrame
        Derivation tables of the same versions, by the name of the reading.

    Returns
    -------
    DataFrame
        A row an edge found by any of them, a column a reading: the direction, or a dash where
        the reading does not find the edge.

    Examples
    --------
    >>> edge = pd.DataFrame({"from_id": ["wire"], "to_id": ["copy"], "direction": ["unknown"]})
    >>> compare_edges({"all": edge, "texts alone": edge.head(0)}).values.tolist()
    [['unknown', '–']]
    """
    found = {
        name: {(e.from_id, e.to_id): e.direction for e in table.itertuples()}
        for name, table in derivations.items()
    }
    edges = sorted({edge for own in found.values() for edge in own})
    told = {name: [own.get(edge, "–") for edge in edges] for name, own in found.items()}
    index = [f"{source} → {made}" for source, made in edges]
    return pd.DataFrame(told, index=index).rename_axis(index=None, columns="edge")


def _list_edges_in_order(derivation: pd.DataFrame, versions: pd.DataFrame) -> list[dict]:
    """Edges in the order of the figure's rows, the main source first."""
    place = {row.version_id: k for k, row in enumerate(_list_rows(derivation, versions))}
    edges = derivation.to_dict("records")
    return sorted(edges, key=lambda e: (place[e["to_id"]], -e["weight"], e["from_id"]))
