"""How do chance, choices and cuts look, and what do they come to in plain sentences?

Figures follow `analysis.figures`: tables in, `Axes` out, no computing beyond layout, a
`describe_...` for every `draw_...`. The `tell_...` functions write the sentences of the story
page. They say what is there and what is not, how sure one can be, and never why.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import prose
from analysis.comparison import find_base
from analysis.divergence import BAND_WIDTH, judge_distances
from analysis.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
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
from analysis.robustness import CHOICES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What a measure is called where a person reads it, and its unit.
MEASURES = {
    "js": ("js_divergence", "Jensen-Shannon divergence", " bits"),
    "tfidf": ("tfidf_distance", "tf-idf distance", ""),
}
# One line style and colour a version, told apart in print too.
_LINES = [
    (BLUE, "-"), (VERMILION, "-"), (GREEN, "-"), (ORANGE, "--"), (PURPLE, "--"), (SKY, "--"),
    (INK, ":"), (GREY, ":"),
]  # fmt: skip
# Names of the settings that agree less than this are told.
_DISPUTED = 0.9
# Losses of a kind that a sentence has room for.
_MOST_TOLD = 6

CHOICE_NAMES = {
    "case": "capital letters",
    "function_words": "function words",
    "quotations": "quotations",
    "headline": "the headline",
    "endings": "endings of words",
    "numbers": "numbers",
    "n_gram": "words in a term",
    "weighting": "weighting",
}


# --- Distances and chance ---------------------------------------------------------------


def draw_calibration(
    distances: pd.DataFrame, base_id: str, measure: str = "js", *, ax: "Axes | None" = None
) -> "Axes":
    """
    Draw each version's distance from the base with its interval, on the band of chance.

    Parameters
    ----------
    distances : DataFrame
        The distances table.
    base_id : str
        The version that the others are read against.
    measure : {"js", "tfidf"}
        Jensen-Shannon divergence or tf-idf distance.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        A grey band a version: two samples of one source at these lengths; a dot with a line:
        the distance and its 95 % interval (no line where it is undefined).
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows = prose.select_base_pairs(distances, base_id)
    if rows.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    column, name, unit = MEASURES[measure]
    ax = open_axes(ax, 0.95 + get_row_height(len(rows)) * len(rows))
    verdicts = judge_distances(rows, measure).tolist()
    for y, (row, verdict) in enumerate(zip(rows.to_dict("records"), verdicts, strict=True)):
        low, high = row[f"{measure}_null_low"], row[f"{measure}_null_high"]
        ax.barh(
            y + 0.17, high - low, left=low, height=0.4, facecolor=PALE, edgecolor=GREY,
            linewidth=0.8,
        )  # fmt: skip
        ends = row[f"{measure}_low"], row[f"{measure}_high"]
        ax.plot(ends, (y + 0.17, y + 0.17), color=BLUE, linewidth=1.6, solid_capstyle="butt")
        fill = BLUE if verdict == "different" else "white"
        marker = "D" if verdict == "closer" else "o"
        ax.scatter(
            row[column], y + 0.17, s=44, zorder=3, marker=marker, edgecolor=BLUE,
            facecolor=BLUE if verdict == "closer" else fill, linewidth=1.6,
        )  # fmt: skip
    notes = [f"{value:.2f}{unit}" if value == value else "" for value in rows[column]]
    name_rows(ax, rows["version_id"].tolist(), notes)
    dress_axes(ax, f"{name} from the base, 0 to 1{unit and ' bit'}")
    ax.set_xlim(0, 1)
    add_legend(
        ax,
        [
            Patch(facecolor=PALE, edgecolor=GREY, label="one source, these lengths"),
            Line2D([], [], marker="D", color=BLUE, label="closer: shared text"),
            Line2D([], [], marker="o", mfc="white", color=BLUE, label="as chance would have it"),
            Line2D([], [], marker="o", color=BLUE, label="more different"),
        ],
        columns=2,
    )
    return ax


def describe_calibration(distances: pd.DataFrame, base_id: str, measure: str = "js") -> str:
    """Say in words what `draw_calibration` shows."""
    rows = prose.select_base_pairs(distances, base_id)
    if rows.empty:
        return "No figure: there is no second version to measure against."
    column, name, unit = MEASURES[measure]
    told = [
        f"{row['version_id']} {row[column]:.2f}{unit} (interval "
        f"{_say_span(row[f'{measure}_low'], row[f'{measure}_high'])}, chance "
        f"{_say_span(row[f'{measure}_null_low'], row[f'{measure}_null_high'])})"
        for row in rows.to_dict("records")
    ]
    return f"Dots of {name} from {base_id} on bands of chance: " + "; ".join(told) + "."


def _say_span(low: float, high: float) -> str:
    return "undefined" if np.isnan(low) or np.isnan(high) else f"{low:.2f} to {high:.2f}"


def tell_distance(tables: dict[str, pd.DataFrame], version_id: str, measure: str = "js") -> str:
    """
    Say what a version's distance from the base is worth at these lengths.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    version_id : str
        A version other than the base.
    measure : {"js", "tfidf"}
        Jensen-Shannon divergence or tf-idf distance.

    Returns
    -------
    str
        One or two sentences: where the distance lies against the band of chance, with the
        numbers, the lengths and the interval.
    """
    base = find_base(tables)
    column, name, unit = MEASURES[measure]
    row = prose.read_pair(tables["distances"], base, version_id)
    verdict = judge_distances(pd.DataFrame([row]), measure).iloc[0]
    words = tables["versions"].set_index("version_id")["n_tokens"]
    lengths = f"{int(words[base]):,} and {prose.count(int(words[version_id]), 'word')}"
    if verdict == "undefined":
        return f"No {name} is defined for texts of {lengths}."
    low, high = row[f"{measure}_null_low"], row[f"{measure}_null_high"]
    numbers = (
        f"{name} {row[column]:.2f}{unit}, where two samples of one source of {lengths} "
        f"give {low:.2f} to {high:.2f}"
    )
    told = {
        "closer": "Their words are closer than two independent samples would be: they share text",
        "chance": "Their words are no more different than two texts this short would be by chance",
        "different": "Their words differ more than two samples of one source would",
    }[verdict]
    # Without this an editor would read "different" as "written from another source".
    caution = " So may two halves of one article." if verdict == "different" else ""
    return f"{told} ({numbers}).{caution}{_tell_interval(row, measure)}"


def _tell_interval(row: dict[str, float], measure: str) -> str:
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    if np.isnan(low) or np.isnan(high):
        return " There are too few sentences for an interval of the number itself."
    return f" With other sentences of the same two it would lie between {low:.2f} and {high:.2f}."


def tell_function_words(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """Say whether a version shares more runs of function words with the base than strangers do."""
    base = find_base(tables)
    row = prose.read_pair(tables["distances"], base, version_id)
    share = row["stopword_containment_other_in_base"]
    most = row["stopword_null_other_in_base"]
    if np.isnan(share):
        return "It is too short for runs of function words."
    told = f"{prose.write_percent(share)} of its runs of four function words stand in the base too"
    compared = f"unrelated texts of these lengths seldom share more than {_write_small(most)}"
    if share > most:
        return f"{told}; {compared}, so its sentences follow the base's more than chance explains."
    return f"{told}; that is no more than chance explains ({compared})."


def _write_small(share: float) -> str:
    return f"{100 * share:.1f}%"


# --- Terms ------------------------------------------------------------------------------


def draw_funnel(
    terms: pd.DataFrame,
    base_id: str,
    other_id: str,
    *,
    n_named: int = 8,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw the z of a pair's terms against how often they stand in the two texts.

    Parameters
    ----------
    terms : DataFrame
        The terms table.
    base_id, other_id : str
        The pair.
    n_named : int
        Terms with the largest z that are named.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One dot a term; within the grey band what single words drawn at random give in 95 % of
        terms; beyond the dashed lines what allows for the number of terms.
    """
    from scipy.stats import norm

    rows = terms[(terms["version_a"] == base_id) & (terms["version_b"] == other_id)]
    rows = rows.dropna(subset=["z"])
    if rows.empty:
        return say_nothing(ax, f"No term of {base_id} and {other_id} has a z.")
    ax = open_axes(ax, 3.4)
    needed = float(norm.isf(0.025 / len(rows)))
    rate = 500 * (rows["p_a"] + rows["p_b"])
    ax.axhspan(-BAND_WIDTH, BAND_WIDTH, color=PALE, alpha=0.5, linewidth=0)
    for sign in (-1, 1):
        ax.axhline(sign * needed, color=GREY, linewidth=1, linestyle="--")
    ax.scatter(rate, rows["z"], s=12, color=BLUE, alpha=0.6, linewidth=0)
    ax.set_xscale("log")
    named = rows.assign(rate=rate, size=-rows["z"].abs().astype(float).round(9))
    named = named.sort_values(["size", "term"], kind="stable").drop_duplicates(["rate", "size"])
    _name_dots(ax, named.head(n_named))
    dress_axes(ax, "how often the term stands in the two texts, a 1,000 words")
    reach = 1.15 * max(needed, float(rows["z"].abs().max()))
    ax.set_ylim(-reach, reach)
    ax.set_xlim(float(rate.min()) / 1.3, float(rate.max()) * 3)
    ticks = [tick for tick in (0.5, 1, 2, 5, 10, 20, 50, 100) if rate.min() / 1.3 <= tick]
    ticks = [tick for tick in ticks if tick <= rate.max() * 3]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_title(
        f"z: above 0 more in {shorten(base_id, 14)}, below in {shorten(other_id, 14)}",
        fontsize=SMALL, loc="left", color=INK, parse_math=False,
    )  # fmt: skip
    return ax


def _name_dots(ax: "Axes", named: pd.DataFrame) -> None:
    """Name terms at the right of their dots, the largest z first, where there is room."""
    taken: list[tuple[float, float]] = []
    for row in named.itertuples():
        x, y = float(np.log10(row.rate)), float(row.z)
        # Letters are about 0.45 of z high, a term about half a power of ten wide.
        if any(abs(y - v) < 0.45 and abs(x - u) < 0.55 for u, v in taken):
            continue
        taken.append((x, y))
        ax.annotate(
            shorten(row.term, 18), (row.rate, y), (1.12 * row.rate, y), fontsize=SMALL,
            va="center", color=INK, parse_math=False,
        )  # fmt: skip


def describe_funnel(terms: pd.DataFrame, base_id: str, other_id: str) -> str:
    """Say in words what `draw_funnel` shows."""
    rows = terms[(terms["version_a"] == base_id) & (terms["version_b"] == other_id)]
    rows = rows.dropna(subset=["z"])
    if rows.empty:
        return f"No figure: no term of {base_id} and {other_id} has a z."
    top = rows.assign(size=-rows["z"].abs().astype(float).round(9))
    top = top.sort_values(["size", "term"], kind="stable").iloc[0]
    beyond = int((rows["z"].abs() > BAND_WIDTH).sum())
    return (
        f"Funnel of {prose.count(len(rows), 'term')} of {base_id} and {other_id}: "
        f"{beyond} beyond 1.96; the largest z is {top['z']:.2f} ({top['term']})."
    )


def tell_significance(term_counts: pd.DataFrame, other_id: str) -> str:
    """
    Say how many terms of a pair are more than chance.

    Parameters
    ----------
    term_counts : DataFrame
        From `divergence.summarise_terms`.
    other_id : str
        A version other than the base.

    Returns
    -------
    str
        Two sentences; with one article a side the second usually says that nothing is.
    """
    rows = term_counts[term_counts["version_b"] == other_id]
    if rows.empty or not rows.iloc[0]["n_terms"]:
        return "There are no terms to compare."
    row = rows.iloc[0]
    n_terms, n_beyond = int(row["n_terms"]), int(row["n_beyond"])
    first = (
        f"Of {prose.count(n_terms, 'term')}, {n_beyond or 'none'} "
        f"{'has' if n_beyond == 1 else 'have'} a z beyond 1.96, "
        f"where chance alone would give up to {row['n_by_chance']:.0f}."
    )
    spread = (
        f" The twelve terms with the largest part hold {prose.write_percent(row['share_of_top'])} "
        "of the divergence."
        if row["share_of_top"] == row["share_of_top"]
        else ""
    )
    if not row["n_significant"]:
        return (
            f"{first} None stands out once their number is allowed for (z of "
            f"{row['z_needed']:.1f}), as is to be expected with one article a side.{spread}"
        )
    return (
        f"{first} {prose.count(int(row['n_significant']), 'term')} would stand out with their "
        "number allowed for, were words drawn one by one; they come in bursts, so read them in "
        f"their sentences.{spread}"
    )


def draw_leave_one_out(ranges: pd.DataFrame, base_id: str, *, ax: "Axes | None" = None) -> "Axes":
    """
    Draw how far each tf-idf distance moves when another version is taken away.

    Parameters
    ----------
    ranges : DataFrame
        From `divergence.leave_one_out`.
    base_id : str
        The version that the others are read against.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version: a dot for each idf, a line where leaving a version out moves it.
    """
    from matplotlib.lines import Line2D

    rows = _select_ranges(ranges, base_id)
    if rows.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    versions = list(dict.fromkeys(rows["version_id"]))
    ax = open_axes(ax, 1.0 + get_row_height(len(versions)) * len(versions))
    handles = []
    for n, (variant, own) in enumerate(rows.groupby("variant", sort=False)):
        colour, marker = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "D"))[n % 3]
        places = own["version_id"].map(versions.index) + 0.17 + 0.12 * (n - 1)
        ax.hlines(places, own["low"], own["high"], color=colour, linewidth=2.2)
        ax.scatter(own["distance"], places, s=24, color=colour, marker=marker, zorder=3)
        label = prose.COLUMN_LABELS.get(str(variant), str(variant))
        handles.append(Line2D([], [], color=colour, marker=marker, label=label))
    name_rows(ax, versions)
    dress_axes(ax, "tf-idf distance from the base, 0 to 1; line: without one other version")
    ax.set_xlim(0, 1)
    add_legend(ax, handles, columns=2)
    return ax


def _select_ranges(ranges: pd.DataFrame, base_id: str) -> pd.DataFrame:
    """The pairs of the base, the other version as version_id."""
    rows = ranges[(ranges["version_a"] == base_id) | (ranges["version_b"] == base_id)]
    other = rows["version_b"].where(rows["version_a"] == base_id, rows["version_a"])
    return rows.assign(version_id=other)


def describe_leave_one_out(ranges: pd.DataFrame, base_id: str) -> str:
    """Say in words what `draw_leave_one_out` shows: the farthest that any distance moves."""
    rows = _select_ranges(ranges, base_id)
    if rows.empty:
        return "No figure: there is no second version to measure against."
    if rows["low"].isna().all():
        return "No distance can move: the story has two versions, and nothing can be left out."
    moved = (rows["high"] - rows["distance"]).abs()
    moved = np.fmax(moved, (rows["distance"] - rows["low"]).abs())
    most = moved.groupby(rows["variant"], sort=False).max()
    told = [
        f"{prose.COLUMN_LABELS.get(name, name)} {0 if np.isnan(m) else m:.3f}"
        for name, m in most.items()
    ]
    return (
        "The farthest that a distance from the base moves when one other version is taken away: "
        f"{'; '.join(told)}."
    )


# --- Specifications ---------------------------------------------------------------------


def draw_specification_curve(specifications: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """
    Draw every version's tf-idf distance from the base under all choices of preprocessing.

    Parameters
    ----------
    specifications : DataFrame
        From `robustness.tabulate_specifications`.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One line a version over the specifications (without those of the divergence, which has
        another scale), in the order of the largest distance in each. Lines that never cross
        the uppermost say that no choice changes which version is farthest.
    """
    from matplotlib.lines import Line2D

    rows = specifications[specifications["weighting"] != CHOICES["weighting"][-1]]
    wide = rows.pivot(index="specification", columns="version_id", values="distance")
    wide = wide.dropna(how="all")
    if wide.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    order = wide.max(axis=1).round(9).sort_values(kind="stable").index
    versions = [v for v in dict.fromkeys(rows["version_id"]) if v in wide.columns]
    ax = open_axes(ax, 3.2 + 0.1 * len(versions))
    handles = []
    for n, version_id in enumerate(versions):
        colour, style = _LINES[n % len(_LINES)]
        values = wide.loc[order, version_id].to_numpy(dtype=float)
        ax.plot(values, color=colour, linestyle=style, linewidth=1.1)
        handles.append(Line2D([], [], color=colour, linestyle=style, label=shorten(version_id, 18)))
    if 0 in order:
        ax.axvline(order.get_loc(0), color=GREY, linewidth=1, linestyle=":")
        ax.text(order.get_loc(0), 0.0, " as in the tables", fontsize=SMALL, color=GREY, va="bottom")
    dress_axes(ax, f"{len(order)} ways of counting, by the largest distance in each")
    ax.set_xlim(0, max(len(order) - 1, 1))
    ax.set_ylim(0, 1)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
    ax.set_title(
        "tf-idf distance from the base, 0 to 1", fontsize=SMALL, loc="left", color=INK,
        pad=10 + 15 * -(-len(handles) // 3),
    )  # fmt: skip
    add_legend(ax, handles, columns=3)
    return ax


def describe_specification_curve(specifications: pd.DataFrame) -> str:
    """Say in words what `draw_specification_curve` shows."""
    rows = specifications[specifications["weighting"] != CHOICES["weighting"][-1]]
    rows = rows.dropna(subset=["distance"])
    if rows.empty:
        return "No figure: there is no second version to measure against."
    spans = rows.groupby("version_id", sort=False)["distance"].agg(["min", "max"])
    told = [f"{name} {low:.2f} to {high:.2f}" for name, low, high in spans.itertuples()]
    n = rows["specification"].nunique()
    return f"tf-idf distance from the base under {n} ways of counting: " + "; ".join(told) + "."


def draw_ranks(specifications: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """
    Draw in which share of all specifications each version is farthest, second, and so on.

    Parameters
    ----------
    specifications : DataFrame
        From `robustness.tabulate_specifications`.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One bar a version, from the darkest (farthest from the base) to the lightest (nearest).
    """
    from matplotlib import colormaps

    rows = specifications.dropna(subset=["rank"])
    if rows.empty:
        return say_nothing(ax, "There is no second version to measure against.")
    versions = list(dict.fromkeys(rows["version_id"]))
    ax = open_axes(ax, 0.7 + get_row_height(len(versions)) * len(versions))
    n_ranks = int(rows["rank"].max())
    notes = []
    for y, version_id in enumerate(versions):
        ranks = rows.loc[rows["version_id"] == version_id, "rank"].astype(int)
        shares = ranks.value_counts(normalize=True).sort_index()
        left = 0.0
        for rank, share in shares.items():
            dark = 1 - (rank - 1) / max(n_ranks - 1, 1)
            colour = colormaps["Blues"](0.1 + 0.85 * dark)
            ax.barh(
                y + 0.17, share, left=left, height=0.4, color=[colour], edgecolor=GREY,
                linewidth=0.6,
            )  # fmt: skip
            if share > 0.08:
                ax.text(
                    left + share / 2, y + 0.17, str(rank), ha="center", va="center",
                    fontsize=SMALL, color="white" if dark > 0.6 else "black",
                )  # fmt: skip
            left += share
        notes.append(f"farthest in {prose.write_percent(float((ranks == 1).mean()))}")
    name_rows(ax, versions, notes)
    dress_axes(ax, "share of all ways of counting; 1: farthest from the base")
    ax.set_xlim(0, 1)
    return ax


def describe_ranks(specifications: pd.DataFrame) -> str:
    """Say in words what `draw_ranks` shows."""
    rows = specifications.dropna(subset=["rank"])
    if rows.empty:
        return "No figure: there is no second version to measure against."
    told = []
    for version_id, ranks in rows.groupby("version_id", sort=False)["rank"]:
        low, high = int(ranks.min()), int(ranks.max())
        place = f"rank {low}" if low == high else f"ranks {low} to {high}"
        told.append(f"{version_id} {place}")
    return "Ranks by distance from the base, 1 the farthest: " + "; ".join(told) + "."


def tell_stability(specifications: pd.DataFrame, stability: pd.DataFrame) -> str:
    """
    Say whether the version that differs most is the same under all choices.

    Parameters
    ----------
    specifications : DataFrame
        From `robustness.tabulate_specifications`.
    stability : DataFrame
        From `robustness.summarise_stability`.

    Returns
    -------
    str
        One to three sentences; where the answer hangs on choices, the ones it hangs on most.
    """
    from analysis.robustness import list_disputed_choices

    rows = stability.dropna(subset=["share_first"])
    if len(rows) < 2:
        return "With fewer than two versions beside the base there is nothing to rank."
    named = rows[rows["rank"] == 1]
    top = (named if len(named) else rows.sort_values("n_first", ascending=False)).iloc[0]
    n = int(rows["n_specifications"].max())
    share = float(top["share_first"])
    told = f"{top['version_id']} is the farthest from the base in "
    if top["n_first"] == n:
        return f"{told}all {n} ways of counting: no choice of preprocessing changes that."
    told += f"{int(top['n_first'])} of {n} ways of counting ({prose.write_percent(share)})."
    others = rows[(rows["n_first"] > 0) & (rows["version_id"] != top["version_id"])]
    others = others.sort_values("n_first", ascending=False, kind="stable")
    told += (
        f" In others it is {prose.join(others['version_id'].tolist()[:3])}." if len(others) else ""
    )
    return told + _tell_dispute(list_disputed_choices(specifications))


def _tell_dispute(choices: pd.DataFrame) -> str:
    """Name the choice under whose settings the share differs most."""
    if choices.empty:
        return ""
    spread = choices.groupby("choice", sort=False)["share_first"].agg(["min", "max"])
    choice = str((spread["max"] - spread["min"]).round(9).idxmax())
    own = choices[choices["choice"] == choice]
    worst = own.loc[own["share_first"].idxmin()]
    if not worst["share_first"] < _DISPUTED:
        return ""
    return (
        f" It hangs most on {CHOICE_NAMES[choice]}: with the setting “{worst['setting']}” in "
        f"{prose.write_percent(float(worst['share_first']))}."
    )


_STABILITY_LABELS = {
    "version_id": "version",
    "share_first": "farthest in (share)",
    "distance": "distance",
    "low": "smallest",
    "median": "middle",
    "high": "largest",
    "rank": "rank",
    "rank_low": "best rank",
    "rank_high": "worst rank",
}


def tabulate_stability(stability: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out the stability of every version for reading.

    Parameters
    ----------
    stability : DataFrame
        From `robustness.summarise_stability`.

    Returns
    -------
    DataFrame
        One row a version: share of the ways of counting in which it is farthest (0 to 1), the
        tf-idf distance and rank as in the tables and their range; ranks are whole numbers.
    """
    told = stability[list(_STABILITY_LABELS)]
    ranks = {name: "Int64" for name in ("rank", "rank_low", "rank_high")}
    return (
        told.astype(ranks)
        .rename(columns=_STABILITY_LABELS)
        .set_index("version")
        .rename_axis(index=None, columns="version")
    )


def tabulate_choices(choices: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out for reading how often the usual winner wins under each setting.

    Parameters
    ----------
    choices : DataFrame
        From `robustness.list_disputed_choices`.

    Returns
    -------
    DataFrame
        One row a setting: the choice, the setting, the number of ways of counting with it, and
        the share of them, 0 to 1, in which the usual winner is farthest.
    """
    names = choices["choice"].map(CHOICE_NAMES)
    return (
        pd.DataFrame(
            {
                "choice": names.where(~names.duplicated(), ""),
                "setting": choices["setting"],
                "ways": choices["n_specifications"],
                "farthest in (share)": choices["share_first"],
            }
        )
        .set_index("choice")
        .rename_axis(index=None, columns="choice")
    )


# --- Omissions --------------------------------------------------------------------------


def draw_selection(
    units: pd.DataFrame,
    patterns: pd.DataFrame,
    selection: pd.DataFrame,
    said: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
) -> "Axes":
    """
    Draw where each version's omissions stand, and where the source hit most speaks.

    Parameters
    ----------
    units : DataFrame
        From `omissions.tabulate_units`.
    patterns, selection : DataFrame
        From `selection.tabulate_patterns` and `selection.tabulate_selection`.
    said : DataFrame
        From `selection.list_source_units`.
    ax : Axes, optional
        Where to draw; left out: a new figure.

    Returns
    -------
    Axes
        One row a version, one cell a sentence of the base: white with strokes where it is gone.
        A line below spans the trimmed tail. Dots stand where the source speaks whose
        sentences are gone most unexpectedly; it is named at the right, in capitals if the test
        finds it.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, Rectangle

    if patterns.empty or units.empty:
        return say_nothing(ax, "There is no other version to lay beside the base.")
    ax = open_axes(ax, 0.95 + get_row_height(len(patterns)) * len(patterns))
    segment = units["segment"].to_numpy()
    notes = []
    for y, row in enumerate(patterns.itertuples()):
        omitted = (units[row.version_id] == "omitted").to_numpy()
        for x, gone in enumerate(omitted):
            look = {"facecolor": "white", "hatch": "////"} if gone else {"facecolor": SKY}
            cell = Rectangle((x, y + 0.0), 1, 0.34, edgecolor=GREY, linewidth=0.5, **look)
            ax.add_patch(cell)
        if row.n_tail and row.verdict != "not a cut":
            ax.plot(
                (len(units) - row.n_tail, len(units)), (y + 0.4, y + 0.4), color=VERMILION,
                linewidth=2,
            )  # fmt: skip
        source = _choose_source(selection, row.version_id)
        places = np.flatnonzero(np.isin(segment, said.loc[said["source"] == source, "segment"]))
        ax.scatter(places + 0.5, np.full(len(places), y + 0.17), s=14, color=INK, zorder=3)
        notes.append(source if not row.sources else f"{source}: found")
    name_rows(ax, patterns["version_id"].tolist(), [shorten(note, 24) for note in notes])
    dress_axes(ax, "sentences of the base, in order")
    ax.set_xlim(0, len(units))
    ticks = [0.5, len(units) - 0.5] if len(units) > 1 else [0.5]
    ax.set_xticks(ticks, [str(int(tick + 0.5)) for tick in ticks])
    ax.grid(visible=False)
    add_legend(
        ax,
        [
            Patch(facecolor="white", edgecolor=GREY, hatch="////", label="not there"),
            Line2D([], [], color=VERMILION, linewidth=2, label="trimmed tail"),
            Line2D([], [], linestyle="", marker="o", color=INK, label="the source named speaks"),
        ],
        columns=3,
    )
    return ax


def _choose_source(selection: pd.DataFrame, version_id: str) -> str:
    """The source with the smallest p of a version, empty if nothing of any source is gone."""
    own = selection[(selection["version_id"] == version_id) & (selection["n_omitted"] > 0)]
    own = own.assign(rounded=own["p"].astype(float).round(9))
    own = own.sort_values(["rounded", "source"], kind="stable")
    return str(own["source"].iloc[0]) if len(own) else ""


def describe_selection(patterns: pd.DataFrame, selection: pd.DataFrame) -> str:
    """Say in words what `draw_selection` shows."""
    if patterns.empty:
        return "No figure: there is no other version to lay beside the base."
    told = []
    for row in patterns.itertuples():
        source = _choose_source(selection, row.version_id)
        hit = f", most unexpectedly of {source}" if source else ""
        told.append(
            f"{row.version_id} is without {row.n_omitted} of {row.n_base} sentences "
            f"({row.n_tail} in a trimmed tail){hit}"
        )
    return "Omissions by place: " + "; ".join(told) + "."


def tell_selection(patterns: pd.DataFrame, selection: pd.DataFrame, version_id: str) -> str:
    """
    Say whether a version's omissions are what trimming from the end would give.

    Parameters
    ----------
    patterns, selection : DataFrame
        From `selection.tabulate_patterns` and `selection.tabulate_selection`.
    version_id : str
        A version other than the base.

    Returns
    -------
    str
        What was found, how often chance would do it, and the smallest one-sided cut that
        would have been found. Never why.
    """
    row = patterns[patterns["version_id"] == version_id].iloc[0]
    if row["verdict"] == "nothing omitted":
        return "No sentence of the base is missing, so there is no pattern to test."
    if row["verdict"] == "not a cut":
        return (
            f"{prose.count(int(row['n_base'] - row['n_omitted']), 'sentence')} of the base's "
            f"{int(row['n_base'])} can be found in it: it is no cut of the base, and which ones "
            "are missing says nothing."
        )
    gone = int(row["n_omitted"])
    told = f"{prose.count(gone, 'sentence')} of the base {'is' if gone == 1 else 'are'} missing; "
    if gone == 1:
        told += f"it stands {'at the end' if row['n_tail'] else 'before the end'}. "
    elif row["verdict"] == "trimmed from the end":
        told += "what is missing is mainly its end, as trimming from the bottom leaves it. "
    elif row["verdict"] == "scattered":
        told += (
            "they do not form a trimmed end. " if row["n_tail"] == 0 else "most are not its end. "
        )
    else:
        told += ""
    found = selection[
        (selection["version_id"] == version_id) & selection["is_one_sided"].astype(bool)
    ]
    for hit in found.sort_values("p", kind="stable").itertuples():
        told += (
            f"{hit.n_omitted} of the {prose.count(hit.n_units, 'sentence')} in which {hit.source} "
            f"speaks are among them, where {hit.n_expected:.1f} would be expected from their "
            f"places: a blind choice would hit one source so hard in "
            f"{_write_chance(hit.p_adjusted)}. The texts do not say why. "
        )
    if found.empty:
        fall = "It falls on no source more than its place explains. "
        falls = "They fall on no source more than their places explain. "
        unknown = "No source of the base is known, so nothing can be said about sides. "
        told += unknown if not row["n_sources"] else fall if gone == 1 else falls
    return told + _tell_power(row["smallest_found"])


_HIT_LABELS = {
    "version_id": "version",
    "source": "source",
    "n_units": "speaks in",
    "n_omitted": "of them gone",
    "n_expected": "to be expected",
    "p": "p",
    "p_adjusted": "p for all",
}


def tabulate_hits(selection: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out the sources of which something is gone, the least expected losses first.

    Parameters
    ----------
    selection : DataFrame
        From `selection.tabulate_selection`.

    Returns
    -------
    DataFrame
        version, source, sentences in which it speaks, how many of them are gone and how many
        were to be expected from their places, p before and after allowing for all sources.
    """
    hit = selection[selection["n_omitted"] > 0]
    hit = hit.assign(rounded=hit["p"].astype(float).round(9))
    hit = hit.sort_values(["rounded", "version_id", "source"], kind="stable")
    return (
        hit[list(_HIT_LABELS)]
        .rename(columns=_HIT_LABELS)
        .set_index("version")
        .rename_axis(index=None, columns="version")
    )


def tell_all_selections(patterns: pd.DataFrame, selection: pd.DataFrame) -> str:
    """Say of every version what its omissions look like, a paragraph each."""
    told = [f"{v}: {tell_selection(patterns, selection, v)}" for v in patterns["version_id"]]
    return "\n\n".join(told) or "There is no other version to lay beside the base."


def tell_all_losses(losses: pd.DataFrame, version_ids: list[str]) -> str:
    """Say of every version what a reader of it alone would not know, a paragraph each."""
    told = [f"{v}: {tell_loss(losses, v)}" for v in version_ids]
    return "\n\n".join(told) or "There is no other version to lay beside the base."


def _write_chance(p: float) -> str:
    """
    Write a small probability as one case in so many.

    Examples
    --------
    >>> _write_chance(0.0035), _write_chance(0.04)
    ('fewer than 1 case in 200', '4 cases in 100')
    """
    if p < 0.005:
        return "fewer than 1 case in 200"
    return f"{max(1, round(100 * p))} case{'s' if round(100 * p) > 1 else ''} in 100"


def _tell_power(smallest: float) -> str:
    if np.isnan(smallest):
        return "With so few sentences left, not even a cut of all that one source says would show."
    return (
        f"The test would find the removal of all that one source says, four times in five, from "
        f"{prose.count(int(smallest), 'sentence')} on; a smaller one it would miss."
    )


def tell_loss(losses: pd.DataFrame, version_id: str) -> str:
    """
    Say what a reader of only this version would not know.

    Parameters
    ----------
    losses : DataFrame
        From `omissions.tabulate_losses`.
    version_id : str
        A version other than the base.

    Returns
    -------
    str
        Sources that do not speak in it, rebuttals and figures that are not in it, each with the
        number of the base's sentence; one sentence if nothing of that kind is missing.
    """
    own = losses[losses["version_id"] == version_id]
    parts = []
    sources = own[own["what"] == "source"]
    if len(sources):
        parts.append(f"what {_list_named(sources)} said")
    rebuttals = own[own["what"] == "rebuttal"]
    for row in rebuttals.head(2).itertuples():
        parts.append(f"the rebuttal in sentence {row.number}, {prose.quote(row.text, 110)}")
    figures = own[own["what"] == "figure"]
    if len(figures):
        noun = "figure" if len(figures) == 1 else "figures"
        parts.append(f"the {noun} {_list_named(figures)}")
    if not parts:
        return "A reader of only this version would miss no source, rebuttal or figure of the base."
    return f"A reader of only this version would not know {'; '.join(parts)}."


def _list_named(rows: pd.DataFrame) -> str:
    """Name losses with the number of the base's sentence they stand in."""
    told = [
        f"{row.name} (sentence {row.number})"
        for row in rows.head(_MOST_TOLD).itertuples(index=False)
    ]
    more = len(rows) - len(told)
    return prose.join([*told, f"{more} more"] if more > 0 else told)


def tabulate_kinds(account: pd.DataFrame) -> pd.DataFrame:
    """
    Count omitted sentences by what they held.

    Parameters
    ----------
    account : DataFrame
        From `omissions.tabulate_omission_account`.

    Returns
    -------
    DataFrame
        One row a version, one column a kind of `omissions.LOSS_KINDS` (sentences that hold
        it; one sentence can count in several) and "none of these".
    """
    from analysis.omissions import LOSS_KINDS

    rows = []
    for version_id, own in account.groupby("version_id", sort=False):
        kinds = own["kinds"].str.split("; ")
        counts = {kind: int(kinds.map(lambda held, k=kind: k in held).sum()) for kind in LOSS_KINDS}
        rows.append(
            {"version": version_id, **counts, "none of these": int((own["kinds"] == "").sum())}
        )
    return pd.DataFrame(rows, columns=["version", *LOSS_KINDS, "none of these"])
