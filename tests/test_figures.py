"""Do figures show their tables, whatever the names, and can everyone read them?"""

import inspect
import re
import warnings

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import figures, omissions, prose
from analysis.comparison import find_base
from analysis.fidelity import KINDS, SEVERITIES

LONG_IDS = [f"the-very-long-named-evening-standard-of-somewhere-{n:02d}" for n in range(50)]
ACTIONS = ("kept", "edited", "paraphrased", "partial", "omitted")


@pytest.fixture(scope="module", params=["tiny", "tarnholt-dam", "one"])
def tables(request, tmp_path_factory):
    if request.param != "one":
        return analysis.compare(analysis.load_story(request.param))
    folder = tmp_path_factory.mktemp("one")
    (folder / "only.txt").write_text("The town library in Oxby opens on Sunday.\n", "utf-8")
    return analysis.compare(analysis.load_story(folder))


def vary(tables) -> pd.DataFrame:
    """Some number under two settings."""
    rows = tables["word_counts"].query("voice == 'all'")[["version_id", "n_tokens", "n_types"]]
    return rows.melt("version_id", var_name="setting")


def draw_all(tables):
    """Draw every figure; yield its name, axes and description."""
    base, other = find_base(tables), prose.choose_contrast(tables)
    units = omissions.tabulate_units(tables["collation"], tables["segments"])
    titles = prose.name_frames()
    arguments = {
        "coverage": ((units, tables["coverage"], tables["collation"]), (tables["coverage"],)),
        "lengths": ((tables["word_counts"],),) * 2,
        "measure": ((tables["word_counts"], "mattr"),) * 2,
        "distance_matrix": ((tables["distances"],),) * 2,
        "divergence": (
            (tables["distances"], tables["word_counts"], base),
            (tables["distances"], base),
        ),
        "terms": ((tables["terms"], base, other),) * 2,
        "frames": ((tables["frames"], titles),) * 2,
        "sources": ((tables["sources"],),) * 2,
        "prominence": ((tables["prominence"], units),) * 2,
        "changes": ((tables["changes"], prose.count_changes(tables)),) * 2,
        "change_places": ((tables["changes"], units),) * 2,
        "sensitivity": ((vary(tables), "words"),) * 2,
    }
    for name, (drawn, described) in arguments.items():
        ax = getattr(figures, f"draw_{name}")(*drawn)
        yield name, ax, getattr(figures, f"describe_{name}")(*described)


def list_functions(prefix: str) -> set[str]:
    return {
        name.removeprefix(prefix)
        for name, function in vars(figures).items()
        if name.startswith(prefix) and inspect.isfunction(function)
    }


def find_overlaps(ax) -> list[tuple[str, str]]:
    """Pairs of texts on the figure that touch."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [t for t in ax.texts if t.get_text().strip()]
    texts += [t for t in (*ax.get_xticklabels(), *ax.get_yticklabels()) if t.get_text()]
    texts += [ax.xaxis.label] if ax.get_xlabel() else []
    if ax.get_legend() is not None:
        texts += ax.get_legend().get_texts()
    boxes = [(t.get_text(), t.get_window_extent(renderer).shrunk(0.98, 0.9)) for t in texts]
    return [
        (a, b)
        for n, (a, box) in enumerate(boxes)
        for b, other in boxes[n + 1 :]
        if box.overlaps(other)
    ]


def test_every_figure_has_a_description():
    assert list_functions("draw_") == list_functions("describe_") != set()


def test_every_figure_draws_without_a_warning(tables):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen = set()
        for name, ax, alt in draw_all(tables):
            assert figures.render_png(ax).startswith(b"\x89PNG"), name
            assert alt.endswith("."), name
            assert "nan" not in alt, name
            seen.add(name)
    assert seen == list_functions("draw_")


def test_figures_are_phone_sized_and_no_type_is_small(tables):
    for name, ax, _ in draw_all(tables):
        assert ax.figure.get_figwidth() <= 5, name
        texts = [*ax.texts, ax.xaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels()]
        texts += ax.get_legend().get_texts() if ax.get_legend() else []
        assert min(t.get_fontsize() for t in texts if t.get_text()) >= 9, name


def test_no_two_texts_touch(tables):
    for name, ax, _ in draw_all(tables):
        assert find_overlaps(ax) == [], name


def test_a_given_ax_is_drawn_on(tables):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert figures.draw_lengths(tables["word_counts"], ax=ax) is ax


def test_pictures_are_the_same_each_time():
    tables = analysis.compare(analysis.load_story("tiny"))
    first, second = (
        figures.render_png(figures.draw_lengths(tables["word_counts"])) for _ in range(2)
    )
    assert first == second


def test_no_figure_leaves_state_behind():
    import sys

    tables = analysis.compare(analysis.load_story("tiny"))
    before = set(sys.modules)
    list(draw_all(tables))
    assert "matplotlib.pyplot" not in set(sys.modules) - before


# --- the signature figure ---


def make_coverage(version_ids, actions) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(actions[0])
    units = pd.DataFrame({"segment": range(n), "position": 0.0, "n_tokens": 10, "text": "x"})
    for version_id, column in zip(version_ids, actions, strict=True):
        units[version_id] = list(column)
    rows = [
        {"version_id": v, "n_base": n, "n_moved": 0, "n_added": 3}
        | {f"n_{action}": int((units[v] == action).sum()) for action in ACTIONS}
        for v in version_ids
    ]
    return units, pd.DataFrame(rows)


def count_cells(ax) -> dict[str, int]:
    """Cells by fill colour; hatched ones as `gone`."""
    from matplotlib.colors import to_hex

    counts = {}
    for collection in ax.collections:
        if not hasattr(collection, "get_hatch") or not len(collection.get_facecolor()):
            continue
        colour = "gone" if collection.get_hatch() else to_hex(collection.get_facecolor()[0])
        counts[colour] = len(collection.get_paths())
    return counts


def test_each_sentence_is_a_cell_in_the_colour_of_its_action():
    row = ["kept"] * 3 + ["edited"] * 2 + ["partial"] + ["omitted"] * 4
    units, coverage = make_coverage(["a"], [row])
    cells = count_cells(figures.draw_coverage(units, coverage))
    assert cells[figures.ACTION_COLOURS["kept"]] == 3
    assert cells[figures.ACTION_COLOURS["edited"]] == 2
    assert cells[figures.ACTION_COLOURS["partial"]] == 1
    # The missing half of a sentence that is there in part is hatched too.
    assert cells["gone"] == 4 + 1


def test_moved_passages_are_marked():
    units, coverage = make_coverage(["a"], [["kept"] * 3])
    collation = pd.DataFrame(
        {"base_segment": [0, 1, 2], "other_id": "a", "moved": [False, True, False]}
    )
    marks = figures.draw_coverage(units, coverage, collation).collections[-1].get_offsets()
    assert [float(x) for x, _ in marks] == [2.0]


def test_fifty_versions_with_long_names_do_not_overlap():
    rng = np.random.default_rng(1)
    units, coverage = make_coverage(LONG_IDS, [rng.choice(ACTIONS, 120) for _ in LONG_IDS])
    counts = pd.DataFrame(
        [
            {"version_id": v, "voice": voice, "n_tokens": n, "mattr": 0.8}
            for v in LONG_IDS
            for voice, n in (("all", 1500), ("outlet", 1000), ("quoted", 500))
        ]
    )
    pairs = [(a, b) for n, a in enumerate(LONG_IDS) for b in LONG_IDS[n + 1 :]]
    distances = pd.DataFrame(pairs, columns=["version_a", "version_b"])
    distances = distances.assign(
        tfidf_distance=0.5, js_divergence=0.4, js_null_low=0.2, js_null_high=0.3
    )
    for ax in (
        figures.draw_coverage(units, coverage),
        figures.draw_lengths(counts),
        figures.draw_measure(counts, "mattr"),
        figures.draw_distance_matrix(distances),
        figures.draw_divergence(distances, counts, LONG_IDS[0]),
    ):
        assert find_overlaps(ax) == []
        width = ax.figure.bbox.width
        renderer = ax.figure.canvas.get_renderer()
        assert max(t.get_window_extent(renderer).x1 for t in ax.texts or [ax.xaxis.label]) <= width


# --- alterations ---


def make_changes(n_versions: int, n_each: dict[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """So many alterations of each severity for each kind, in each version."""
    versions = LONG_IDS[:n_versions]
    rows = [
        {"other_id": v, "kind": kind, "severity": severity, "base_segment": n % 120}
        for v in versions
        for kind in KINDS
        for severity, most in n_each.items()
        for n in range(most)
    ]
    counts = pd.DataFrame({"version_id": versions, "n_passages": 120})
    for severity in SEVERITIES:
        counts[f"n_{severity}"] = n_each.get(severity, 0) * len(KINDS)
    return pd.DataFrame(rows), counts


def test_a_cell_holds_the_count_of_each_severity_the_worst_first():
    changes, counts = make_changes(1, {"critical": 2, "stylistic": 5})
    ax = figures.draw_changes(changes, counts)
    cells = [t.get_text() for t in ax.texts if t.get_text().isdigit()]
    assert cells == ["2", "5"] * len(KINDS)
    assert "16 critical, 40 stylistic" in figures.describe_changes(changes, counts)


@pytest.mark.parametrize(
    "n_each", [{"critical": 9, "substantive": 12}, {s: 140 for s in SEVERITIES}]
)
def test_many_alterations_of_fifty_versions_do_not_overlap(n_each):
    changes, counts = make_changes(50, n_each)
    ax = figures.draw_changes(changes, counts)
    assert find_overlaps(ax) == []
    units, _ = make_coverage(LONG_IDS, [["kept"] * 120] * 50)
    assert find_overlaps(figures.draw_change_places(changes, units)) == []


def test_an_alteration_stands_at_its_sentence_and_what_is_gone_is_hatched():
    units, _ = make_coverage(["a"], [["edited", "omitted", "edited"]])
    changes = pd.DataFrame({"other_id": ["a"], "severity": "critical", "base_segment": [2]})
    ax = figures.draw_change_places(changes, units)
    marks = [c.get_offsets() for c in ax.collections if "Path" in type(c).__name__]
    assert [float(x) for x, _ in marks[0]] == [3.0]
    assert count_cells(ax)["gone"] == 1
    assert "a in 3" in figures.describe_change_places(changes, units)


# --- hostile text, undefined numbers, nothing at all ---


def test_any_term_can_be_drawn():
    terms = ["$x_{", "a$b$c", "\\alpha", "^", "漢字", "\u202eabc", "w" * 500, "né", "100%", "\x07"]
    table = pd.DataFrame(
        {
            "version_a": "a",
            "version_b": "b",
            "term": terms,
            "p_a": [0.1, 0.0] * 5,
            "p_b": [0.0, 0.1] * 5,
            "js_contribution": np.linspace(0.01, 0.002, 10),
            "log_odds": 0.0,
            "z": 1.0,
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = figures.draw_terms(table, "a", "b")
        figures.render_png(ax)
    assert "$x_{" in ax.texts[0].get_text()


def test_the_side_of_a_term_is_where_it_stands_more():
    table = pd.DataFrame(
        {
            "version_a": "a",
            "version_b": "b",
            "term": ["base word", "other word"],
            "p_a": [0.2, 0.0],
            "p_b": [0.0, 0.1],
            "js_contribution": [0.02, 0.01],
            "log_odds": [1.0, -1.0],
            "z": [1.0, -1.0],
        }
    )
    widths = [bar.get_width() for bar in figures.draw_terms(table, "a", "b").patches]
    assert widths == [-20.0, 10.0]


def test_a_text_too_short_has_no_dot_and_says_so():
    counts = pd.DataFrame(
        {
            "version_id": ["short", "long"],
            "voice": "all",
            "n_tokens": [9, 400],
            "mattr": [np.nan, 0.8],
        }
    )
    ax = figures.draw_measure(counts, "mattr")
    assert "too short (9 words)" in [t.get_text() for t in ax.texts]
    assert sum(len(c.get_offsets()) for c in ax.collections if "Path" in type(c).__name__) == 1
    assert "short too short" in figures.describe_measure(counts, "mattr")


def test_trifles_do_not_look_like_differences():
    low, high = figures._span(np.array([0.8466, 0.8480]))
    assert high - low > 0.08


@pytest.mark.parametrize(("divergence", "is_filled"), [(0.1, True), (0.25, False), (0.4, True)])
def test_inside_the_band_of_chance_the_dot_is_hollow(divergence, is_filled):
    distances = pd.DataFrame(
        {
            "version_a": ["a"],
            "version_b": ["b"],
            "js_divergence": [divergence],
            "js_null_low": [0.2],
            "js_null_high": [0.3],
        }
    )
    counts = pd.DataFrame({"version_id": ["a", "b"], "voice": "all", "n_tokens": [100, 80]})
    ax = figures.draw_divergence(distances, counts, "a")
    face = ax.collections[-1].get_facecolor()[0]
    assert bool((face[:3] < 0.9).any()) is is_filled


def test_the_description_of_no_cue_names_no_version():
    frames = pd.DataFrame(
        {"version_id": ["a"], "voice": "all", "frame": "conflict", "n_cues": 0}
    ).assign(rate_per_1000=0.0, low=0.0, high=5.0, share_of_segments=0.0)
    assert "conflict: no cue in any version" in figures.describe_frames(frames)


# --- colours ---


def test_the_colours_of_severities_differ_for_the_colour_blind():
    seen = [simulate_deuteranopia(colour) for colour in figures.SEVERITY_COLOURS.values()]
    for n, a in enumerate(seen):
        for b in seen[n + 1 :]:
            assert np.linalg.norm(a - b) > 0.15


def simulate_deuteranopia(colour: str) -> np.ndarray:
    """What a person without green receptors sees (Machado, Oliveira and Fernandes 2009)."""
    from matplotlib.colors import to_rgb

    matrix = [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    linear = np.array(to_rgb(colour)) ** 2.2
    return np.clip(np.array(matrix) @ linear, 0, 1) ** (1 / 2.2)


def test_the_colours_of_actions_differ_for_the_colour_blind():
    seen = {action: simulate_deuteranopia(c) for action, c in figures.ACTION_COLOURS.items()}
    names = [name for name in seen if name != "added"]  # never drawn beside the others
    for n, a in enumerate(names):
        for b in names[n + 1 :]:
            assert np.linalg.norm(seen[a] - seen[b]) > 0.15, (a, b)


def test_the_report_uses_the_same_colours(root):
    style = (root / "analysis" / "report" / "templates" / "style.css").read_text("utf-8")
    for action in ("kept", "edited", "paraphrased", "omitted", "added"):
        declared = re.search(rf"--{action}:\s*(#[0-9a-f]{{6}})", style)
        assert declared and declared.group(1) == figures.ACTION_COLOURS[action]


def test_show_carries_the_description(monkeypatch):
    import IPython.display

    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda *a, **k: shown.append((a, k)))
    tables = analysis.compare(analysis.load_story("tiny"))
    figures.show(figures.draw_lengths(tables["word_counts"]), "Bars.")
    (data,), options = shown[0]
    assert data["text/plain"] == "Bars."
    assert options["metadata"]["image/png"]["alt"] == "Bars."
