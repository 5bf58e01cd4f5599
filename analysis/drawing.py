"""Which colours, sizes and axes do all figures share?

Names stand above their row, so that long ones never meet a neighbour; a figure grows in height,
never in width. Text from articles is drawn as it is, never as maths.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette: told apart with every common kind of colour blindness.
BLUE, SKY, GREEN, ORANGE = "#0072B2", "#56B4E9", "#009E73", "#E69F00"
VERMILION, PURPLE, INK, GREY, PALE = "#D55E00", "#CC79A7", "#222222", "#767676", "#DDDDDD"

# Inches. On a phone of 390 points the figure is shown at four fifths of this size, where 9-point
# type is still 10 pixels high.
WIDTH = 4.6
SMALL, NORMAL = 9, 10
# Letters of normal type that fit in the width of a figure.
LINE_LETTERS = 47
# Behind letters, so that no line of the grid runs through them.
PATCH = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def open_axes(ax: "Axes | None", height: float) -> "Axes":
    """
    Open axes of a new figure that no global state knows of, if none are given.

    Parameters
    ----------
    ax : Axes or None
        Returned as they are, if given.
    height : float
        Inches of the new figure, which is `WIDTH` wide.

    Examples
    --------
    >>> open_axes(None, 2.0).figure.get_size_inches().tolist()
    [4.6, 2.0]
    """
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout="constrained").add_subplot()


def get_row_height(n_rows: int) -> float:
    """
    Get the inches of a row: generous for a few rows, as tight as type allows for many.

    Examples
    --------
    >>> get_row_height(5), get_row_height(40)
    (0.52, 0.44)
    """
    return 0.52 if n_rows <= 12 else 0.44


def dress_axes(ax: "Axes", xlabel: str = "") -> None:
    """Leave only what carries information: the lower axis and light vertical lines."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GREY)
    ax.set_axisbelow(True)
    ax.grid(axis="x", color=PALE, linewidth=0.6)
    ax.tick_params(axis="x", labelsize=SMALL, colors=INK, length=3)
    ax.tick_params(axis="y", length=0, pad=7, labelsize=SMALL, colors=INK)
    if xlabel:
        ax.set_xlabel(xlabel, fontsize=SMALL, color=INK, loc="left", parse_math=False)


def name_rows(ax: "Axes", names: Sequence[str], notes: Sequence[str] | None = None) -> None:
    """
    Write each row's name above it at the left, and its numbers at the right.

    Parameters
    ----------
    ax : Axes
        Their rows are at 0, 1, 2 ... from the top; the limits are set here.
    names : sequence of str
        One a row, cut in the middle where the note leaves too little room.
    notes : sequence of str, optional
        One a row.
    """
    notes = [""] * len(names) if notes is None else notes
    across = ax.get_yaxis_transform()
    for y, (name, note) in enumerate(zip(names, notes, strict=True)):
        room = max(12, int(0.9 * (LINE_LETTERS - len(note))) - 2)
        style = {"transform": across, "va": "bottom", "parse_math": False, "color": INK}
        style |= {"bbox": PATCH}
        ax.text(0, y - 0.1, shorten(name, room), ha="left", fontsize=NORMAL, weight="bold", **style)
        ax.text(1, y - 0.1, note, ha="right", fontsize=SMALL, **style)
    ax.set_yticks([])
    ax.set_ylim(len(names) - 0.4, -0.5)


def add_legend(ax: "Axes", handles: list, columns: int = 3) -> None:
    """Put the legend above the rows, where nothing else is."""
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        fontsize=SMALL,
        handlelength=1.4,
        columnspacing=1.2,
        borderaxespad=0.2,
        borderpad=0,
    )


def say_nothing(ax: "Axes | None", why: str) -> "Axes":
    """
    Say why there is nothing to draw, instead of showing empty axes.

    Examples
    --------
    >>> [text.get_text() for text in say_nothing(None, "There is one version only.").texts]
    ['There is one version only.']
    """
    from textwrap import fill

    ax = open_axes(ax, 0.7)
    ax.set_axis_off()
    style = {"fontsize": NORMAL, "color": INK, "va": "center", "parse_math": False}
    ax.text(0, 0.5, fill(why, LINE_LETTERS), transform=ax.transAxes, **style)
    return ax


def shorten(text: str, length: int) -> str:
    """
    Cut a text in its middle, so that names that begin or end alike still differ.

    Examples
    --------
    >>> shorten("the-evening-standard-second-edition", 20)
    'the-evening-…edition'
    >>> shorten("wire", 20)
    'wire'
    """
    text = " ".join(str(text).split())
    if len(text) <= length:
        return text
    tail = (length - 1) * 2 // 5
    return text[: length - 1 - tail] + "…" + text[len(text) - tail :]
