"""How does a table look, so that a reader sees the finding before reading the numbers?

Every `draw_...` takes tables and an optional `ax`, returns the `Axes` and computes nothing
beyond layout; every `describe_...` says the same figure in words, for people and programs
that do not see it. Names stand above their row, so that long ones never meet a neighbour; a
figure grows in height, never in width. Text from articles is drawn as it is, never as maths.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import prose
from analysis.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LINE_LETTERS,
    NORMAL,
    ORANGE,
    PALE,
    PATCH,
    PURPLE,
    SKY,
    SMALL,
    VERMILION,
    add_legend,
    dress_axes,
    get_row_height,
    name_rows,
    open_axes,
    say_nothing,
    shorten,
)
from analysis.fidelity import KINDS, SEVERITIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The same as in the report's style sheet. Blue to grey falls from the whole to a part of the
# wording, yellow is other wording; omitted is hatched and `partial` half a cell, so that no
# action rests on colour alone.
ACTION_COLOURS = {
    "kept": "#1f5f8b",
    "edited": "#5aa3d0",
    "paraphrased": "#e3b23c",
    "partial": "#8fa3b3",
    "omitted": "#ffffff",
    "added": "#2f7a58",
}
ACTION_LABELS = {
    "kept": "kept",
    "edited": "edited",
    "paraphrased": "paraphrased",
    "partial": "there in part (half cell)",
    "omitted": "omitted",
    "added": "added",
}
# The same as on the report's pages; the words and the shapes say it too.
SEVERITY_COLOURS = {"critical": "#9d2f08", "substantive": "#e3b23c", "stylistic": "#e4e7ea"}
SEVERITY_MARKS = {"critical": "D", "substantive": "o", "stylistic": "s"}
VOICE_COLOURS = {"all": INK, "outlet": BLUE, "quoted": ORANGE}
# Shape tells the voices apart where colour does not.
VOICE_MARKS = {"all": "o", "outlet": "o", "quoted": "s"}
VOICE_LABELS = {"all": "all words", "outlet": "outlet's own voice", "quoted": "quoted voices"}

# Pixels at which a notebook shows a figure, and pixels an inch.
SHOWN_WIDTH = 560
RESOLUTION = 200
# Of 0 to 9: the usual 6 takes a seventh longer for each figure and saves a twentieth of its bytes.
COMPRESSION = 3

MEASURE_LABELS = {
    "n_tokens": "words in the body",
    "n_types": "different words",
    "tokens_per_segment": "words a sentence",
    "mattr": "MATTR: share of different words in a window, 0 to 1",
    "mtld": "MTLD: words until the wording repeats itself",
    "hdd": "HD-D: chance-corrected share of different words, 0 to 1",
    "flesch_reading_ease": "Flesch reading ease: about 0 (hard) to 100 (easy)",
    "flesch_kincaid_grade": "Flesch-Kincaid: US school grade",
    "reading_minutes": "minutes to read",
}


# --- Showing ----------------------------------------------------------------------------


def render_png(ax: "Axes") -> bytes:
    """
    Draw the figure of an `Axes` as PNG.

    Returns
    -------
    bytes
        A PNG of `drawing.WIDTH` times `RESOLUTION` pixels. Letters that the font lacks are boxes.
    """
    import warnings
    from io import BytesIO

    stream = BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph|.*constrained_layout")
        # The software's name and version would make equal figures differ in bytes.
        ax.figure.savefig(
            stream,
            format="png",
            dpi=RESOLUTION,
            facecolor="white",
            metadata={"Software": None},
            pil_kwargs={"compress_level": COMPRESSION},
        )
    return stream.getvalue()


def render_svg(ax: "Axes") -> bytes:
    """
    Draw the figure of an `Axes` as SVG whose letters stay letters, for print and for search.

    Returns
    -------
    bytes
        UTF-8; equal figures give equal bytes. The letters are set in the reader's own font of
        the family that the figure was laid out for, else in another without serifs.
    """
    import warnings
    from io import BytesIO

    from matplotlib import rc_context

    stream = BytesIO()
    # Names of parts are random without a salt, and the time would be told.
    settings = {"svg.fonttype": "none", "svg.hashsalt": "mediacompare"}
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph|.*constrained_layout")
        ax.figure.savefig(
            stream, format="svg", facecolor="white", metadata={"Date": None, "Creator": None}
        )
    return stream.getvalue()


def show(ax: "Axes", alt: str) -> None:
    """
    Display a figure in a notebook together with its description.

    Parameters
    ----------
    ax : Axes
        From a `draw_...` function.
    alt : str
        From the `describe_...` function of the same name: what screen readers say, and what
        a golden notebook compares.
    """
    from base64 import b64encode

    from IPython.display import display

    display(
        {"image/png": b64encode(render_png(ax)).decode("ascii"), "text/plain": alt},
        metadata={"image/png": {"alt": alt, "width": SHOWN_WIDTH}},
        raw=True,
    )


def _list_versions(table: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(table["version_id"]))


# --- Coverage ---------------------------------------------------------------------------


def draw_coverage(
    units: pd.DataFrame,
    coverage: pd.DataFrame,
    collation: pd.DataFrame | None = None,
    *,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw what became of each sentence of the base in each version.

    Parameters
    ----------
    units : DataFrame
        From `omissions.tabulate_units`.
    coverage : DataFrame
        From `omissions.summarise_coverage`; gives the numbers written at the right.
    collation : DataFrame, optional
        The collation table; moved passages get a mark.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, one cell a sentence of the base from first to last. A trimmed tail
        is hatched to the right end; holes are hatched cells between coloured ones; a spun copy
        is a full row in the colour of `paraphrased`.
    """
    from matplotlib.collections import PolyCollection

    versions = coverage["version_id"].tolist()
    if not versions or units.empty:
        return say_nothing(ax, "There is no other version to lay beside the base.")
    ax = open_axes(ax, 0.95 + get_row_height(len(versions)) * len(versions))
    gap = 0.06 if len(units) <= 80 else 0.0
    for action, colour in ACTION_COLOURS.items():
        is_gone = action == "omitted"
        drawn = {action, "partial"} if is_gone else {action}
        cells = [
            _make_cell(x, y, gap, found, is_gone)
            for y, version in enumerate(versions)
            for x, found in enumerate(units[version])
            if found in drawn
        ]
        ax.add_collection(PolyCollection(cells, **_style_cells(colour, is_gone)))
    marks = _find_moved_cells(units, versions, collation)
    if marks:
        xs, ys = zip(*marks, strict=True)
        ax.scatter(xs, ys, marker="D", s=11, facecolor=INK, edgecolor="white", linewidth=0.6)
    notes = [
        f"{row.n_base - row.n_omitted} of {row.n_base} there"
        + (f", {row.n_added} added" * bool(row.n_added))
        for row in coverage.itertuples()
    ]
    name_rows(ax, versions, notes)
    dress_axes(ax, "sentence of the base, from first to last")
    ax.grid(visible=False)
    ax.set_xlim(0.5, len(units) + 0.5)
    ax.set_xticks(_choose_ticks(len(units)))
    add_legend(ax, _make_action_handles(bool(marks)))
    return ax


def _make_cell(x: int, y: int, gap: float, action: str, is_gone: bool):
    """Corners of one cell; of a sentence that is there in part, the upper half is gone."""
    left, right = x + 0.5 + gap, x + 1.5 - gap
    top, bottom = y - 0.06, y + 0.4
    if action == "partial":
        top, bottom = (top, y + 0.17) if is_gone else (y + 0.17, bottom)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _style_cells(colour: str, is_gone: bool) -> dict:
    """Fill of the cells of one action; what is gone is hatched."""
    if is_gone:
        return {"facecolor": colour, "edgecolor": "#AAAAAA", "hatch": "//////", "linewidth": 0.4}
    return {"facecolor": colour, "edgecolor": "none", "linewidth": 0}


def _find_moved_cells(units, versions, collation) -> list[tuple[float, float]]:
    if collation is None:
        return []
    place = {segment: x + 1 for x, segment in enumerate(units["segment"].tolist())}
    row_of = {version: y + 0.17 for y, version in enumerate(versions)}
    moved = collation[collation["moved"]].dropna(subset=["base_segment"])
    pairs = moved[["base_segment", "other_id"]].drop_duplicates().itertuples(index=False)
    return [(place[s], row_of[v]) for s, v in pairs if s in place and v in row_of]


def _choose_ticks(n: int) -> list[int]:
    """The first, the last and about five round numbers between."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if n / s <= 8)
    between = [tick for tick in range(step, n, step) if tick > 1 and n - tick >= step / 2]
    return sorted({1, *between, n})


def _make_action_handles(has_moved: bool) -> list:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Patch(label=label, **_style_cells(ACTION_COLOURS[action], action == "omitted"))
        for action, label in ACTION_LABELS.items()
        if action != "added"
    ]
    if has_moved:
        look = {"marker": "D", "color": INK, "linestyle": "", "markersize": 4}
        handles.append(Line2D([], [], label="moved", **look))
    return handles


def describe_coverage(coverage: pd.DataFrame) -> str:
    """Say in words what `draw_coverage` shows."""
    if coverage.empty:
        return "No figure: there is no other version to lay beside the base."
    rows = [
        f"{row.version_id}: {row.n_kept} kept, {row.n_edited} edited, {row.n_paraphrased} "
        f"paraphrased, {row.n_partial} in part, {row.n_omitted} omitted"
        for row in coverage.itertuples()
    ]
    n_base = int(coverage["n_base"].iloc[0])
    return (
        f"Matrix of the {prose.count(n_base, 'sentence')} of the base against the versions. "
        + "; ".join(rows)
        + "."
    )


# --- Words ------------------------------------------------------------------------------


def draw_lengths(word_counts: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """
    Draw how long each version is, and how much of it is direct quotation.

    Parameters
    ----------
    word_counts : DataFrame
        The word_counts table.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One bar a version: words in the outlet's voice, then words inside direct quotations.
    """
    from matplotlib.patches import Patch

    versions = _list_versions(word_counts)
    if not versions:
        return say_nothing(ax, "There is no version to count.")
    ax = open_axes(ax, 0.95 + get_row_height(len(versions)) * len(versions))
    wide = word_counts.pivot(index="version_id", columns="voice", values="n_tokens").loc[versions]
    places = np.arange(len(versions)) + 0.17
    left = np.zeros(len(versions))
    for voice in ("outlet", "quoted"):
        widths = wide[voice].to_numpy(dtype=float)
        ax.barh(places, widths, height=0.42, left=left, color=VOICE_COLOURS[voice])
        left = left + widths
    notes = [f"{row.all} words, {row.quoted} quoted" for row in wide.itertuples()]
    name_rows(ax, versions, notes)
    dress_axes(ax, "words in the body")
    ax.set_xlim(0, max(1.0, left.max()))
    add_legend(
        ax, [Patch(color=VOICE_COLOURS[v], label=VOICE_LABELS[v]) for v in ("outlet", "quoted")]
    )
    return ax


def describe_lengths(word_counts: pd.DataFrame) -> str:
    """Say in words what `draw_lengths` shows."""
    wide = word_counts.pivot(index="version_id", columns="voice", values="n_tokens")
    rows = [
        f"{version} {wide.at[version, 'all']} words, {wide.at[version, 'quoted']} of them quoted"
        for version in _list_versions(word_counts)
    ]
    return "Bars of text length: " + "; ".join(rows) + "."


def draw_measure(
    word_counts: pd.DataFrame,
    measure: str,
    *,
    voice: str = "all",
    label: str | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw one measure of wording for each version, with the text length beside it.

    Parameters
    ----------
    word_counts : DataFrame
        The word_counts table.
    measure : str
        One of its columns, for example ``mattr``.
    voice : {"all", "outlet", "quoted"}
        Whose words.
    label : str, optional
        What the axis says; left out: the label of `MEASURE_LABELS`, else the column's name.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One dot a version. A text too short for the measure has no dot and says so.
    """
    rows = word_counts[word_counts["voice"] == voice]
    if rows.empty:
        return say_nothing(ax, "There is no version to measure.")
    ax = open_axes(ax, 0.75 + get_row_height(len(rows)) * len(rows))
    values = rows[measure].to_numpy(dtype=float)
    places = np.arange(len(rows)) + 0.17
    defined = np.isfinite(values)
    ax.hlines(places, *_span(values), color=PALE, linewidth=1)
    ax.scatter(values[defined], places[defined], s=55, color=VOICE_COLOURS[voice], zorder=3)
    notes = [
        f"{_say_number(value)} ({int(n)} words)" if ok else f"too short ({int(n)} words)"
        for value, ok, n in zip(values, defined, rows["n_tokens"], strict=True)
    ]
    name_rows(ax, rows["version_id"].tolist(), notes)
    dress_axes(ax, label or MEASURE_LABELS.get(measure, measure))
    ax.set_xlim(*_span(values))
    return ax


def _span(values: np.ndarray) -> tuple[float, float]:
    """Limits of an axis of dots: a little beyond the extremes; a dot plot needs no zero."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    # At least a tenth of the value across, so that trifles do not look like differences.
    across = max(1.16 * (high - low), 0.1 * abs(high), 1e-3)
    middle = (low + high) / 2
    return middle - across / 2, middle + across / 2


def _say_number(value: float, *, whole: bool = False) -> str:
    """Three significant digits at most, never in powers of ten; counts without decimals."""
    if not np.isfinite(value):
        return "not defined"
    if whole:
        return f"{value:.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def describe_measure(
    word_counts: pd.DataFrame, measure: str, *, voice: str = "all", label: str | None = None
) -> str:
    """Say in words what `draw_measure` shows."""
    rows = word_counts[word_counts["voice"] == voice]
    told = [
        f"{version} {_say_number(value) if np.isfinite(value) else 'too short'}"
        for version, value in zip(rows["version_id"], rows[measure].astype(float), strict=True)
    ]
    return f"Dots of {label or MEASURE_LABELS.get(measure, measure)}; " + "; ".join(told) + "."


# --- Distances --------------------------------------------------------------------------


def draw_distance_matrix(
    distances: pd.DataFrame,
    column: str = "tfidf_distance",
    *,
    versions: Iterable[str] | None = None,
    label: str = "tf-idf distance: 0 the same words,\n1 none in common",
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw the distance of every two versions.

    Parameters
    ----------
    distances : DataFrame
        The distances table.
    column : str
        A symmetric column of it, 0 to 1.
    versions : iterable of str, optional
        Order of the rows; left out: the order of the table.
    label : str
        What the colours mean.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        The lower triangle, each cell with its number where there is room for it; columns
        carry the numbers of the rows.
    """
    if distances.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    order = list(
        dict.fromkeys([*distances["version_a"], *distances["version_b"]])
        if versions is None
        else versions
    )
    place = {version: n for n, version in enumerate(order)}
    n = len(order)
    cells = np.full((n, n), np.nan)
    for row in distances[["version_a", "version_b", column]].itertuples(index=False):
        a, b = place[row[0]], place[row[1]]
        cells[max(a, b), min(a, b)] = row[2]
    row_height = 0.36 if n <= 12 else 0.17
    ax = open_axes(ax, 1.0 + row_height * n)
    # One hue: light is near, dark is far, also in print.
    ax.pcolormesh(
        np.arange(n + 1) - 0.5, np.arange(n + 1) - 0.5, cells, cmap="Blues", vmin=0, vmax=1,
        edgecolor="white", linewidth=1.5,
    )  # fmt: skip
    if n <= 9:
        for y, x in zip(*np.nonzero(np.isfinite(cells)), strict=True):
            # From here on the blue is so dark that white letters have more contrast.
            colour = "white" if cells[y, x] > 0.715 else "black"
            ax.text(
                x, y, f"{cells[y, x]:.2f}", ha="center", va="center", fontsize=SMALL, color=colour
            )
    dress_axes(ax, f"the versions by their numbers at the left\n{label}")
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_yticks(range(n), [f"{shorten(v, 20)}  {k + 1}" for k, v in enumerate(order)])
    for tick in ax.get_yticklabels():
        tick.set_parse_math(False)
    ax.set_xticks([tick - 1 for tick in (_choose_ticks(n) if n > 12 else range(1, n + 1))])
    ax.set_xticklabels([str(int(tick) + 1) for tick in ax.get_xticks()])
    ax.set_xlim(-0.5, n - 1.5)
    ax.set_ylim(n - 0.5, -0.5)
    return ax


def describe_distance_matrix(distances: pd.DataFrame, column: str = "tfidf_distance") -> str:
    """Say in words what `draw_distance_matrix` shows: the nearest and the farthest pair."""
    rows = distances.dropna(subset=[column])
    if rows.empty:
        return "No figure: there is no second version to measure against."
    near, far = rows.loc[rows[column].idxmin()], rows.loc[rows[column].idxmax()]
    return (
        f"Matrix of {column} for {prose.count(len(rows), 'pair')} of versions. Nearest: "
        f"{near['version_a']} and {near['version_b']} ({near[column]:.2f}); farthest: "
        f"{far['version_a']} and {far['version_b']} ({far[column]:.2f})."
    )


def draw_divergence(
    distances: pd.DataFrame,
    word_counts: pd.DataFrame,
    base_id: str,
    *,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw each version's Jensen-Shannon divergence from the base beside the band of chance.

    Parameters
    ----------
    distances, word_counts : DataFrame
        The tables of these names; the second gives the text lengths.
    base_id : str
        The version that the others are read against.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        A grey band a version: where chance puts two texts of these lengths dealt from their
        common words; a diamond below it, a hollow dot inside, a filled one above.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = prose.select_base_pairs(distances, base_id)
    if rows.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    ax = open_axes(ax, 0.95 + get_row_height(len(rows)) * len(rows))
    lengths = word_counts[word_counts["voice"] == "all"].set_index("version_id")["n_tokens"]
    notes = []
    for y, row in enumerate(rows.itertuples()):
        ax.barh(
            y + 0.17, row.js_null_high - row.js_null_low, left=row.js_null_low, height=0.4,
            facecolor=PALE, edgecolor=GREY, linewidth=0.8,
        )  # fmt: skip
        marker, fill = _choose_chance_mark(row.js_divergence, row.js_null_low, row.js_null_high)
        ax.scatter(
            row.js_divergence, y + 0.17, s=50, zorder=3, marker=marker, edgecolor=BLUE,
            facecolor=fill, linewidth=1.6,
        )  # fmt: skip
        notes.append(f"{row.js_divergence:.2f} bits, {lengths[row.version_id]} words")
    name_rows(ax, rows["version_id"].tolist(), notes)
    dress_axes(ax, "Jensen-Shannon divergence from the base: 0 to 1 bit")
    far = rows[["js_divergence", "js_null_high"]].max().max()
    ax.set_xlim(0, min(1.0, 1.1 * far) if far > 0 else 1.0)
    handles = [
        Patch(facecolor=PALE, edgecolor=GREY, label="chance at these lengths"),
        *(
            Line2D([], [], marker=marker, linestyle="", color=BLUE, mfc=fill, label=label)
            for marker, fill, label in _CHANCE_MARKS
        ),
    ]
    add_legend(ax, handles, columns=2)
    return ax


_CHANCE_MARKS = (
    ("D", BLUE, "more alike: shared wording"),
    ("o", "white", "as chance would have it"),
    ("o", BLUE, "more different than chance"),
)


def _choose_chance_mark(value: float, low: float, high: float) -> tuple[str, str]:
    """Shape and filling of a dot below, inside or above its band."""
    return _CHANCE_MARKS[0 if value < low else 1 if value <= high else 2][:2]


def describe_divergence(distances: pd.DataFrame, base_id: str) -> str:
    """Say in words what `draw_divergence` shows."""
    rows = prose.select_base_pairs(distances, base_id)
    if rows.empty:
        return "No figure: there is no second version to measure against."
    told = [
        f"{row.version_id} {row.js_divergence:.2f} bits (chance: {row.js_null_low:.2f} to "
        f"{row.js_null_high:.2f})"
        for row in rows.itertuples()
    ]
    return f"Dots of Jensen-Shannon divergence from {base_id}: " + "; ".join(told) + "."


def draw_terms(
    terms: pd.DataFrame,
    base_id: str,
    other_id: str,
    *,
    n_terms: int = 12,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw the terms that tell two versions apart.

    Parameters
    ----------
    terms : DataFrame
        The terms table.
    base_id, other_id : str
        The pair.
    n_terms : int
        At most so many terms, those with the largest share in the divergence.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One bar a term: to the left if the base uses it more, to the right if the other does;
        its length is the term's part of the divergence, in thousandths of a bit.
    """
    rows = prose.select_terms(terms, base_id, other_id).head(n_terms)
    if rows.empty:
        return say_nothing(ax, f"No term tells {base_id} and {other_id} apart.")
    ax = open_axes(ax, 0.95 + 0.24 * len(rows))
    widths = 1000 * rows["signed_contribution"].to_numpy(dtype=float)
    places = np.arange(len(rows))
    colours = [GREEN if width > 0 else BLUE for width in widths]
    ax.barh(places, widths, height=0.7, color=colours)
    for y, width, term in zip(places, widths, rows["term"], strict=True):
        # The term stands on the empty side of the line: no bar is ever under it.
        ax.text(
            0, y, f" {shorten(term, 19)} ", ha="right" if width > 0 else "left", va="center",
            fontsize=NORMAL, color=INK, parse_math=False, in_layout=False,
        )  # fmt: skip
    reach = 1.1 * float(np.abs(widths).max()) or 1.0
    dress_axes(ax, "part of the divergence, in thousandths of a bit")
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_xlim(-reach, reach)
    ticks = [tick for tick in ax.get_xticks() if -reach <= tick <= reach]
    ax.set_xticks(ticks, [f"{abs(tick):g}" for tick in ticks])
    ax.set_yticks([])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    half = LINE_LETTERS // 2 - 11
    for x, side, name, colour in ((0, "left", base_id, BLUE), (1, "right", other_id, GREEN)):
        text = f"← more in {shorten(name, half)}" if x == 0 else f"more in {shorten(name, half)} →"
        ax.text(
            x, 1.01, text, ha=side, va="bottom", transform=ax.transAxes, fontsize=SMALL,
            color=colour, weight="bold", parse_math=False,
        )  # fmt: skip
    return ax


def describe_terms(terms: pd.DataFrame, base_id: str, other_id: str, *, n_terms: int = 12) -> str:
    """Say in words what `draw_terms` shows."""
    rows = prose.select_terms(terms, base_id, other_id).head(n_terms)
    if rows.empty:
        return f"No figure: no term tells {base_id} and {other_id} apart."
    more_base = rows.loc[rows["signed_contribution"] < 0, "term"].tolist()
    more_other = rows.loc[rows["signed_contribution"] > 0, "term"].tolist()
    return (
        f"Bars of the terms that tell {base_id} and {other_id} apart. More in {base_id}: "
        f"{', '.join(more_base) or 'none'}. More in {other_id}: {', '.join(more_other) or 'none'}."
    )


# --- Framing ----------------------------------------------------------------------------


def draw_frames(
    frames: pd.DataFrame,
    titles: dict[str, str] | None = None,
    *,
    voices: Sequence[str] = ("outlet", "quoted"),
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw how often the cues of each frame stand in each version, with their intervals.

    Parameters
    ----------
    frames : DataFrame
        The frames table.
    titles : dict of str to str, optional
        What each frame is called; left out: its key.
    voices : sequence of str
        The voices drawn, each as a dot with its interval.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        Grouped by frame; a voice without words has no dot.
    """
    from matplotlib.lines import Line2D

    if frames.empty:
        return say_nothing(ax, "There is no version to search for cues.")
    keys, versions = list(dict.fromkeys(frames["frame"])), _list_versions(frames)
    titles = titles or {}
    # A heading and a gap of a third of a row for each frame.
    height = len(versions) + 1.3
    ax = open_axes(ax, 0.95 + 0.25 * height * len(keys))
    for n, key in enumerate(keys):
        ax.text(
            0, n * height, titles.get(key, key.replace("_", " ")),
            transform=ax.get_yaxis_transform(), va="center", fontsize=NORMAL, weight="bold",
            color=INK, parse_math=False,
        )  # fmt: skip
    row_of = {
        (key, version): n * height + 1 + k
        for n, key in enumerate(keys)
        for k, version in enumerate(versions)
    }
    for n, voice in enumerate(voices):
        rows = frames[(frames["voice"] == voice) & frames["rate_per_1000"].notna()]
        places = [row_of[pair] for pair in zip(rows["frame"], rows["version_id"], strict=True)]
        offset = 0.3 * (n - (len(voices) - 1) / 2)
        _draw_intervals(ax, rows, np.array(places) + offset, voice)
    dress_axes(ax, "cues per 1,000 words of the voice\nlines: 95% interval, cut at the right edge")
    names = [shorten(version, 20) for _, version in row_of]
    ax.set_yticks(list(row_of.values()), names, parse_math=False)
    ax.set_ylim(height * len(keys) - 0.9, -0.6)
    ax.set_xlim(0, _choose_reach(frames[frames["voice"].isin(voices)]))
    handles = [
        Line2D([], [], marker=VOICE_MARKS[v], color=VOICE_COLOURS[v], label=VOICE_LABELS[v])
        for v in voices
    ]
    add_legend(ax, handles)
    return ax


def _draw_intervals(ax, rows: pd.DataFrame, places: np.ndarray, voice: str) -> None:
    """Draw rates with their intervals; a count of none is hollow."""
    colour = VOICE_COLOURS[voice]
    ax.hlines(places, rows["low"], rows["high"], color=colour, linewidth=1.4)
    faces = [colour if n else "white" for n in rows["n_cues"]]
    look = {"s": 26, "edgecolor": colour, "zorder": 3, "clip_on": False}
    look |= {"marker": VOICE_MARKS[voice]}
    ax.scatter(rows["rate_per_1000"], places, color=faces, **look)


def _choose_reach(frames: pd.DataFrame) -> float:
    """End of the axis: the highest rate and half as much; an interval may leave the figure."""
    rates, highs = frames["rate_per_1000"].max(), frames["high"].max()
    reach = min(highs, 1.6 * rates) if rates > 0 else highs
    return float(reach) if np.isfinite(reach) and reach > 0 else 1.0


def describe_frames(frames: pd.DataFrame, titles: dict[str, str] | None = None) -> str:
    """Say in words what `draw_frames` shows: for each frame, where its cues are densest."""
    rows = frames[(frames["voice"] == "all") & frames["rate_per_1000"].notna()]
    told = []
    for key, group in rows.groupby("frame", sort=False):
        top = group.loc[group["rate_per_1000"].idxmax()]
        name = (titles or {}).get(key, key.replace("_", " "))
        if not top["n_cues"]:
            told.append(f"{name}: no cue in any version")
            continue
        told.append(
            f"{name}: at most {top['rate_per_1000']:.1f} cues per 1,000 words "
            f"({top['version_id']}, {prose.count(int(top['n_cues']), 'cue')})"
        )
    return "Dots of frame cue rates with intervals. " + "; ".join(told) + "."


def draw_sources(sources: pd.DataFrame, *, n_sources: int = 5, ax: "Axes | None" = None) -> "Axes":
    """
    Draw who is given words in each version, and how many.

    Parameters
    ----------
    sources : DataFrame
        The sources table.
    n_sources : int
        At most so many sources a version, those with most words.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        Grouped by version: one bar a source, its share of the version's body words.
    """
    if sources.empty:
        return say_nothing(ax, "No version quotes or reports anyone.")
    versions = _list_versions(sources)
    top = {version: _select_top_sources(sources, version, n_sources) for version in versions}
    n_rows = sum(len(rows) + 1.4 for rows in top.values())
    ax = open_axes(ax, 0.75 + 0.23 * n_rows)
    widest = max(100 * float(sources["share_of_words"].max()), 0.1)
    ticks, names, y = [], [], 0.0
    across = ax.get_yaxis_transform()
    for version, rows in top.items():
        n_all = int((sources["version_id"] == version).sum())
        note = "" if n_all == len(rows) else f"first {len(rows)} of {n_all}"
        heading = {"transform": across, "va": "center", "parse_math": False, "color": INK}
        # Left out of the layout: a long name must not squeeze the bars.
        heading |= {"in_layout": False}
        ax.text(0, y, shorten(version, 22), fontsize=NORMAL, weight="bold", **heading)
        ax.text(1, y, note, fontsize=SMALL, ha="right", **heading)
        y += 1
        for row in rows.itertuples():
            share = 100 * row.share_of_words
            ax.barh(y, share, height=0.66, color=SKY)
            ax.text(
                share + 0.012 * widest, y, prose.write_percent(row.share_of_words), va="center",
                fontsize=SMALL, color=INK, bbox=PATCH,
            )  # fmt: skip
            ticks.append(y)
            names.append(shorten(prose.name_source(row.source), 22))
            y += 1
        y += 0.4
    dress_axes(ax, "share of the version's words, in per cent")
    ax.set_yticks(ticks, names, parse_math=False)
    ax.set_ylim(y - 0.6, -0.6)
    ax.set_xlim(0, 1.16 * widest)
    return ax


def _select_top_sources(sources: pd.DataFrame, version: str, n_sources: int) -> pd.DataFrame:
    rows = sources[sources["version_id"] == version]
    order = ["share_of_words", "first_position"]
    return rows.sort_values(order, ascending=[False, True], kind="stable").head(n_sources)


def describe_sources(sources: pd.DataFrame) -> str:
    """Say in words what `draw_sources` shows: who has most words in each version."""
    if sources.empty:
        return "No figure: no version quotes or reports anyone."
    told = []
    for version in _list_versions(sources):
        top = _select_top_sources(sources, version, 1).iloc[0]
        share = prose.write_percent(top["share_of_words"])
        told.append(f"{version}: {prose.name_source(top['source'])} ({share})")
    return "Bars of the words given to each source. Most in " + "; ".join(told) + "."


def draw_prominence(
    prominence: pd.DataFrame, units: pd.DataFrame, *, ax: "Axes | None" = None
) -> "Axes":
    """
    Draw where the shared statements of the story stand in each version.

    Parameters
    ----------
    prominence : DataFrame
        The prominence table.
    units : DataFrame
        From `omissions.tabulate_units`; numbers and colours follow the base's order.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, one mark a shared sentence at its place; dark stands early in the
        base, light stands late. Colours out of their order are statements raised or lowered.
    """
    from matplotlib import colormaps

    placed = prose.number_units(prominence, units)
    if placed.empty:
        return say_nothing(ax, "No statement of the base stands in another version.")
    versions = _list_versions(prominence)
    ax = open_axes(ax, 0.95 + get_row_height(len(versions)) * len(versions))
    across = ax.get_yaxis_transform()
    ax.hlines(np.arange(len(versions)) + 0.17, 0, 1, color=PALE, linewidth=1, transform=across)
    notes = []
    for y, version in enumerate(versions):
        rows = placed[placed["version_id"] == version]
        # The lightest end of the scale would be lost on white.
        colours = colormaps["cividis"](0.92 * rows["number"].to_numpy(float) / len(units))
        ax.vlines(rows["position"], y - 0.04, y + 0.38, linewidth=3, colors=colours)
        notes.append(_say_first(rows))
    name_rows(ax, versions, notes)
    dress_axes(
        ax,
        "place in the version: 0 headline, 1 the end of the body\n"
        "dark: early in the base, light: late in the base\n"
        "no. 1: the first sentence of the base",
    )
    ax.set_xlim(-0.01, 1.01)
    return ax


def _say_first(rows: pd.DataFrame) -> str:
    first = [str(number) for number in rows["number"].head(3)]
    if not first:
        return "has none of them"
    return f"opens with no. {', '.join(first)}"


def describe_prominence(prominence: pd.DataFrame, units: pd.DataFrame) -> str:
    """Say in words what `draw_prominence` shows: what each version begins with."""
    placed = prose.number_units(prominence, units)
    if placed.empty:
        return "No figure: no statement of the base stands in another version."
    told = [
        f"{version}: {_say_first(placed[placed['version_id'] == version])}"
        for version in _list_versions(prominence)
    ]
    return "Places of the base's shared sentences. " + "; ".join(told) + "."


# --- Alterations ------------------------------------------------------------------------


def draw_changes(
    changes: pd.DataFrame, counts: pd.DataFrame, *, ax: "Axes | None" = None
) -> "Axes":
    """
    Draw how many alterations of each kind each version has, by severity.

    Parameters
    ----------
    changes : DataFrame
        The changes table, or rows of it.
    counts : DataFrame
        From `prose.count_changes`; gives the rows and the numbers written at the right.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, one column a kind; each cell holds the counts of its severities,
        the worst at the left. An empty cell is a kind of which nothing was found.
    """
    if counts.empty:
        return say_nothing(ax, "There is no other version to lay beside the base.")
    from matplotlib.patches import Rectangle

    versions = counts["version_id"].tolist()
    ax = open_axes(ax, 1.25 + get_row_height(len(versions)) * len(versions))
    found = changes.groupby(["other_id", "kind", "severity"]).size().to_dict()
    for y, version in enumerate(versions):
        for x, kind in enumerate(KINDS):
            own = [(s, found.get((version, kind, s), 0)) for s in SEVERITIES]
            ax.add_patch(Rectangle((x + 0.03, y - 0.06), 0.94, 0.46, facecolor="#F3F4F6"))
            _draw_counts(ax, x, y, [(s, n) for s, n in own if n])
    name_rows(ax, versions, [_write_note(row) for row in counts.to_dict("records")])
    dress_axes(ax)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(0, len(KINDS))
    ax.set_xticks([])
    for x, kind in enumerate(KINDS):
        ax.annotate(
            prose.KIND_NAMES[kind].partition(" or ")[0], (x + 0.5, 0),
            xycoords=("data", "axes fraction"), textcoords="offset points",
            xytext=(0, -4 - 13 * (x % 2)),  # on two levels: whole words under narrow columns
            ha="center", va="top", fontsize=SMALL, color=INK,
        )  # fmt: skip
    add_legend(ax, _make_severity_handles())
    return ax


def _draw_counts(ax: "Axes", x: int, y: int, own: list[tuple[str, int]]) -> None:
    """The counts of one cell beside each other, each on the colour of its severity."""
    from matplotlib.patches import Rectangle

    written = [str(n) for _, n in own]
    if len(own) > 1 and sum(map(len, written)) > 5:  # no room: the worst speaks for the cell
        own, written = own[:1], [f"{own[0][1]}+"]
    left = x + 0.03
    for (severity, _), text in zip(own, written, strict=True):
        width = 0.94 * len(text) / sum(map(len, written))
        look = {"facecolor": SEVERITY_COLOURS[severity], "edgecolor": "white", "linewidth": 0.8}
        ax.add_patch(Rectangle((left, y - 0.06), width, 0.46, **look))
        style = {"ha": "center", "va": "center", "fontsize": SMALL, "parse_math": False}
        style |= {"color": "white" if severity == "critical" else INK}
        style |= {"weight": "bold" if severity == "critical" else "normal"}
        ax.text(left + width / 2, y + 0.17, text, **style)
        left += width


def _write_note(row: dict) -> str:
    """The counts of a version, short enough to stand beside its name."""
    if not row["n_passages"]:
        return "nothing to compare"
    total = sum(row[f"n_{severity}"] for severity in SEVERITIES)
    told = f"{row['n_critical']} of {total} critical" if total else "none found"
    return f"{told}, {prose.count(row['n_passages'], 'passage')}"


def _make_severity_handles() -> list:
    from matplotlib.patches import Patch

    return [Patch(label=s, facecolor=SEVERITY_COLOURS[s]) for s in SEVERITIES]


def describe_changes(changes: pd.DataFrame, counts: pd.DataFrame) -> str:
    """Say in words what `draw_changes` shows."""
    if counts.empty:
        return "No figure: there is no other version to lay beside the base."
    told = []
    for row in counts.to_dict("records"):
        own = changes[changes["other_id"] == row["version_id"]]
        kinds = own["kind"].value_counts()
        listed = [f"{prose.KIND_NAMES[k]} {kinds[k]}" for k in KINDS if k in kinds.index]
        said = f"{row['version_id']}: {prose.write_severities(row)}"
        told.append(said + (f" ({', '.join(listed)})" if listed else ""))
    return "Alterations by version and kind. " + "; ".join(told) + "."


def draw_change_places(
    changes: pd.DataFrame, units: pd.DataFrame, *, ax: "Axes | None" = None
) -> "Axes":
    """
    Draw where in the base the alterations of each version fall.

    Parameters
    ----------
    changes : DataFrame
        The changes table, or rows of it.
    units : DataFrame
        From `omissions.tabulate_units`: which sentences of the base a version has.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, from the base's first sentence to its last; one mark a severity
        found in a sentence, critical at the top, stylistic at the bottom.
        What the version does not have is hatched: nothing can be compared there.
    """
    from matplotlib.collections import PolyCollection

    versions = _list_unit_versions(units)
    if not versions or units.empty:
        return say_nothing(ax, "There is no other version to lay beside the base.")
    ax = open_axes(ax, 0.95 + get_row_height(len(versions)) * len(versions))
    for is_gone, colour in ((False, "#E6E9EC"), (True, "#ffffff")):
        cells = [
            _make_cell(x, y, 0.0, "omitted", is_gone)
            for y, version in enumerate(versions)
            for x, action in enumerate(units[version])
            if (action == "omitted") is is_gone
        ]
        ax.add_collection(PolyCollection(cells, **_style_cells(colour, is_gone)))
    places = _count_places(changes, units)
    for lane, severity in enumerate(SEVERITIES):
        own = places[places["severity"] == severity]
        rows = own["other_id"].map({v: n for n, v in enumerate(versions)})
        look = {"marker": SEVERITY_MARKS[severity], "color": SEVERITY_COLOURS[severity]}
        look |= {"edgecolor": INK, "linewidth": 0.5, "zorder": 3}
        ax.scatter(own["number"], rows + 0.02 + 0.15 * lane, s=26, **look)
    notes = [
        _say_sentences(places[places["other_id"] == version], len(units)) for version in versions
    ]
    name_rows(ax, versions, notes)
    dress_axes(ax, "sentence of the base, from first to last; hatched: not in the version")
    ax.grid(visible=False)
    ax.set_xlim(0.5, len(units) + 0.5)
    ax.set_xticks(_choose_ticks(len(units)))
    add_legend(ax, _make_place_handles())
    return ax


def _list_unit_versions(units: pd.DataFrame) -> list[str]:
    known = ("segment", "position", "n_tokens", "text", "n_versions")
    return [name for name in units.columns if name not in known]


def _count_places(changes: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """How many alterations of each severity each sentence of the base has in each version."""
    number_of = {segment: n for n, segment in enumerate(units["segment"], 1)}
    placed = changes.assign(number=changes["base_segment"].map(number_of))
    placed = placed.dropna(subset=["number"]).astype({"number": "int64"})
    return placed.groupby(["other_id", "severity", "number"]).size().reset_index(name="n")


def _say_sentences(places: pd.DataFrame, n_base: int) -> str:
    n = places["number"].nunique()
    return f"in {n} of {n_base} sentences" if n else "none found"


def _make_place_handles() -> list:
    from matplotlib.lines import Line2D

    look = {"linestyle": "", "markeredgecolor": INK, "markeredgewidth": 0.5, "markersize": 5}
    return [
        Line2D([], [], label=s, marker=SEVERITY_MARKS[s], color=SEVERITY_COLOURS[s], **look)
        for s in SEVERITIES
    ]


def describe_change_places(changes: pd.DataFrame, units: pd.DataFrame) -> str:
    """Say in words what `draw_change_places` shows."""
    versions = _list_unit_versions(units)
    if not versions or units.empty:
        return "No figure: there is no other version to lay beside the base."
    places = _count_places(changes, units)
    told = []
    for version in versions:
        own = places[places["other_id"] == version]
        numbers = prose.list_numbers(sorted(own["number"].unique().tolist()))
        told.append(f"{version} {'in ' + numbers if numbers else 'none found'}")
    return (
        f"Sentences of the base, of {len(units)}, in which something was altered: "
        + "; ".join(told)
        + "."
    )


# --- Sensitivity ------------------------------------------------------------------------


def draw_sensitivity(table: pd.DataFrame, label: str, *, ax: "Axes | None" = None) -> "Axes":
    """
    Draw one number of each version under several settings.

    Parameters
    ----------
    table : DataFrame
        Columns version_id, setting and value; one row a version and setting.
    label : str
        What the axis says: the number and its unit.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, one mark a setting. Marks that keep their order from row to row
        say that the setting does not decide which version comes first.
    """
    from matplotlib.lines import Line2D

    if table.empty:
        return say_nothing(ax, "There is nothing to vary.")
    versions, settings = _list_versions(table), list(dict.fromkeys(table["setting"].astype(str)))
    styles = [("o", BLUE), ("s", ORANGE), ("D", GREEN), ("^", PURPLE), ("v", VERMILION), ("P", INK)]
    ax = open_axes(ax, 1.0 + get_row_height(len(versions)) * len(versions))
    row_of = {version: y + 0.17 for y, version in enumerate(versions)}
    ax.hlines(list(row_of.values()), *_span(table["value"].to_numpy(float)), color=PALE)
    handles = []
    for n, setting in enumerate(settings):
        marker, colour = styles[n % len(styles)]
        rows = table[(table["setting"].astype(str) == setting) & table["value"].notna()]
        look = {"marker": marker, "color": colour}
        # A little apart, so that equal values do not hide each other.
        places = rows["version_id"].map(row_of) + 0.11 * (n - (len(settings) - 1) / 2)
        ax.scatter(rows["value"], places, s=30, zorder=3, **look)
        handles.append(Line2D([], [], linestyle="", label=shorten(setting, 19), **look))
    extremes = table.groupby("version_id", sort=False)["value"].agg(["min", "max"]).loc[versions]
    notes = [_say_range(low, high, table) for low, high in extremes.itertuples(index=False)]
    name_rows(ax, versions, notes)
    dress_axes(ax, label)
    ax.set_xlim(*_span(table["value"].to_numpy(float)))
    if _is_whole(table):
        ax.xaxis.get_major_locator().set_params(integer=True)
    add_legend(ax, handles, columns=2)
    return ax


def _is_whole(table: pd.DataFrame) -> bool:
    """Are all values counts?"""
    return bool((table["value"].dropna() % 1 == 0).all())


def _say_range(low: float, high: float, table: pd.DataFrame) -> str:
    """From the smallest to the largest value of a version."""
    if not np.isfinite(low):
        return "not defined"
    written = [_say_number(value, whole=_is_whole(table)) for value in (low, high)]
    return " to ".join(dict.fromkeys(written))


def describe_sensitivity(table: pd.DataFrame, label: str) -> str:
    """Say in words what `draw_sensitivity` shows."""
    if table.empty:
        return "No figure: there is nothing to vary."
    extremes = table.groupby("version_id", sort=False)["value"].agg(["min", "max"])
    told = [
        f"{version} {_say_range(low, high, table)}" for version, low, high in extremes.itertuples()
    ]
    settings = ", ".join(dict.fromkeys(table["setting"].astype(str)))
    return f"Dots of {label} under the settings {settings}: " + "; ".join(told) + "."
