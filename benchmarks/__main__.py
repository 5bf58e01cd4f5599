"""
Print what the suite costs, side by side in one run.

    python -m benchmarks [--story STORY] [--runs N] [--only process|report|pairs|growth|hostile]

Machines differ and are noisy: read the ratios. Each row says what its target is.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.processes import Cost, measure_process

IMPORTS = "import pandas\nfrom sklearn.feature_extraction.text import TfidfVectorizer"
# Shapes on which careless patterns go back and forth.
SHAPES = (
    ".", '"', "a.", "A. ", "“", "(", "x", "1. ", '?" A b ', ".\n", "[a](", "By A ", "Aa, ",
    "“a” said ", "he said, ", "according to ", "'", "a'", "1,", "@", "a.b@", "http://", "**a",
)  # fmt: skip
# Of these, and words a ledger looks at, a passage is made; the other side differs in places.
CHANGED_SHAPES = (
    *SHAPES, " 12", "$5m ", "10 May ", " not", "may ", "reportedly about 5 ", "Ann Lee ", "1-",
    "“a” ", "Lee said he may not pay $5 on May 5. ",
)  # fmt: skip
# The invented stories whose aligned sentences are the realistic mix of pairs.
PAIR_STORIES = ("tarnholt-dam", "calder-port", "ellmoor-vote", "quarry-road-stand")
# Pairs a second on one core, in all.
PAIRS_TARGET = 5000
# Sentences have a few hundred characters: pairs are measured at lengths that still end soon.
PAIR_LENGTHS = (1_000, 4_000)
NOTEBOOK_IMPORTS = IMPORTS + "\nimport matplotlib.pyplot"


def main() -> int:
    """Measure and print; exit status 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--story", default=_choose_story())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=("process", "report", "pairs", "growth", "hostile"))
    options = parser.parse_args()
    parts = {
        "process": lambda: print_compare(options.story, options.runs),
        "report": lambda: print_report(options.story, max(3, options.runs // 2)),
        "pairs": print_pairs,
        "growth": print_growth,
        "hostile": print_hostile,
    }
    kept = [part() for name, part in parts.items() if options.only is None or options.only == name]
    return 0 if all(kept) else 1


def _choose_story() -> str:
    """The five real articles where they are, else the invented story."""
    return "wagner-arms" if os.environ.get("MEDIACOMPARE_SEEDS") else "tarnholt-dam"


def _print_cost(label: str, cost: Cost) -> None:
    print(
        f"  {label:<44} {cost.seconds:7.2f} s   (fastest {cost.fastest:.2f} s, "
        f"{cost.megabytes:.0f} MB)",
        flush=True,
    )


def _print_target(label: str, value: float, target: float, unit: str = "") -> bool:
    verdict = "met" if value <= target else "MISSED"
    print(f"  {label:<44} {value:7.2f}{unit}   target: at most {target:g}{unit}: {verdict}\n")
    return value <= target


def print_compare(story: str, runs: int) -> bool:
    """Cold `compare` against importing pandas and scikit-learn; the warm function."""
    print(f"compare {story}: a process of its own, {runs} runs")
    imports = measure_process(["-c", IMPORTS], runs=runs)
    _print_cost("import pandas, scikit-learn", imports)
    with tempfile.TemporaryDirectory() as folder:
        cold = measure_process(["-m", "analysis", "compare", story, "--out", folder], runs=runs)
    _print_cost("mediacompare compare (cold)", cold)
    print(f"  {'analysis.compare (warm function)':<44} {_time_warm(story):7.3f} s")
    is_fast = _print_target("ratio cold / imports", cold.seconds / imports.seconds, 2.5)
    return _print_target("peak memory", cold.megabytes, 300, " MB") and is_fast


def _time_warm(story: str, runs: int = 5) -> float:
    from analysis import compare, load_story

    loaded = load_story(story)
    compare(loaded)
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        compare(loaded)
        times.append(time.perf_counter() - started)
    return min(times)


def print_report(story: str, runs: int) -> bool:
    """`report` of one story against papermill on an empty notebook with the same imports."""
    print(f"report {story}: all notebooks, pages and tables, {runs} runs")
    with tempfile.TemporaryDirectory() as folder:
        empty = _write_empty_notebook(Path(folder))
        papermill = measure_process(
            ["-m", "papermill", str(empty), str(empty) + ".out", "-k", "python3"], runs=runs
        )
        _print_cost("papermill, empty notebook, same imports", papermill)
        report = measure_process(["-c", _REPORT, story, folder, "anew"], runs=runs)
        _print_cost("mediacompare report", report)
        again = measure_process(["-c", _REPORT, story, folder, "again"], runs=runs)
        _print_cost("the same again, nothing changed", again)
        peak = _measure_family(["-c", _REPORT, story, folder, "anew"])
    print(f"  {'peak memory, the command and its kernels':<44} {peak:7.0f} MB")
    is_fast = _print_target("ratio report / papermill", report.seconds / papermill.seconds, 2)
    is_quick = _print_target("ratio unchanged / papermill", again.seconds / papermill.seconds, 0.3)
    return is_fast and is_quick


# A report into a new folder, or into the same one as before.
_REPORT = """\
import sys, tempfile
from pathlib import Path
from analysis.cli import main
story, folder, how = sys.argv[1:]
out = tempfile.mkdtemp(dir=folder) if how == "anew" else str(Path(folder) / "same")
sys.exit(main(["report", story, "--out", out]))
"""


def _measure_family(arguments: list[str]) -> float:
    """Megabytes that a command and all processes under it take at most (Linux, else NaN)."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = math.nan
    while process.poll() is None:
        taken = sum(map(_read_memory, _list_family(process.pid)))
        peak = max(taken, 0 if math.isnan(peak) else peak) if taken else peak
        time.sleep(0.05)
    return peak / 1024


def _list_family(pid: int) -> list[int]:
    """A process and those it started, and they."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                found += _list_family(int(child))
    return found


def _read_memory(pid: int) -> int:
    """Kilobytes of a process, its part of what it shares included."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _write_empty_notebook(folder: Path) -> Path:
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK_IMPORTS)])
    path = folder / "empty.ipynb"
    nbformat.write(notebook, path)
    return path


def print_pairs() -> bool:
    """How many aligned sentence pairs a second the ledger compares, its lists loaded."""
    from analysis.fidelity import find_changes, list_changes
    from analysis.fidelity.passage import read_passage

    pairs = _list_pairs()
    print(f"ledger: {len(pairs)} aligned sentence pairs of the invented stories, one core")
    met = True
    for name, compare_pair, is_new in (
        ("list_changes", list_changes, False),
        ("list_changes, texts never read before", list_changes, True),
        ("find_changes (a DataFrame a pair)", find_changes, False),
    ):
        times = []
        for _ in range(7):
            if is_new:
                read_passage.cache_clear()
            started = time.process_time()
            for base, other in pairs:
                compare_pair(base, other)
            times.append(time.process_time() - started)
        rate = len(pairs) / min(times[1:])
        verdict = "met" if rate >= PAIRS_TARGET else "MISSED"
        print(f"  {name:<44} {rate:7,.0f} a second   target: {PAIRS_TARGET:,}: {verdict}")
        met = met and (rate >= PAIRS_TARGET or compare_pair is not list_changes or is_new)
    print()
    return met


def _list_pairs() -> list[tuple[str, str]]:
    """The aligned sentences of the invented stories, verbatim ones and others."""
    from analysis import compare, load_story
    from analysis.fidelity.tables import WITH_COUNTERPART

    pairs: list[tuple[str, str]] = []
    for name in PAIR_STORIES:
        tables = compare(load_story(name))
        texts = tables["segments"].set_index(["version_id", "segment"])["text"]
        rows = tables["collation"]
        for row in rows[rows["action"].isin(("kept", *WITH_COUNTERPART))].itertuples():
            base = texts[row.base_id, row.base_segment]
            pairs.append((base, texts[row.other_id, row.other_segment]))
    return pairs


def print_growth() -> bool:
    """How `compare` grows with versions and with words; pairwise tables apart."""
    by_versions = [(n, 500) for n in (2, 5, 10, 20, 50)]
    by_words = [(5, n) for n in (500, 1000, 2500, 5000, 10000)]
    met = True
    for label, grid, variable in (
        ("versions of 500 words", by_versions, 0),
        ("words a version, 5 versions", by_words, 1),
    ):
        print(f"compare grows with {label}")
        print(f"  {label:>28} {'against the base':>18} {'pairwise':>10}   of it per unit")
        points = []
        for n_versions, n_words in grid:
            size = (n_versions, n_words)[variable]
            base, pairwise = _time_stages(n_versions, n_words)
            points.append((size, base))
            print(f"  {size:>28,} {base:16.2f} s {pairwise:8.2f} s   {1000 * base / size:.2f} ms")
        slope = _fit_slope(points[1:])
        met = _print_target("exponent of the growth against the base", slope, 1.1) and met
    return met


def print_hostile() -> bool:
    """How each reader of raw text grows on texts of one repeated shape, made to be slow."""
    from analysis.attribution import find_quotations
    from analysis.reading import read_bytes
    from analysis.segment import segment_text, split_sentences
    from analysis.tokens import tokenise

    readers = {
        "read (Markdown)": lambda text: read_bytes(text.encode(), "a.md"),
        "tokenise": tokenise,
        "split_sentences": split_sentences,
        "segment_text": segment_text,
        "find_quotations": find_quotations,
    }
    met = True
    print("texts of one shape, 20,000 against 160,000 characters: the worst shape of each")
    for name, reader in readers.items():
        growth = {shape: _measure_growth(reader, shape) for shape in SHAPES}
        worst = max(growth, key=growth.get)
        met = _print_target(f"{name}: exponent on {worst!r}", growth[worst], 1.5) and met
    return _print_hostile_pairs() and _print_million_marks() and met


def _print_hostile_pairs() -> bool:
    """How the ledger grows on pairs of such texts that differ in one place, or in order."""
    from analysis.fidelity import list_changes

    short, long = PAIR_LENGTHS
    print(f"pairs of texts of one shape, {short:,} against {long:,} characters")
    met = True
    for name, alter in (
        ("a sentence more", lambda text: f"{text[: len(text) // 2]} Reed did not say 7. {text}"),
        ("backwards", lambda text: " ".join(reversed(text.split(" ")))),
    ):
        growth = {
            shape: _measure_growth(
                lambda text, alter=alter: list_changes(text, alter(text)), shape, PAIR_LENGTHS
            )
            for shape in CHANGED_SHAPES
        }
        worst = max(growth, key=growth.get)
        label = f"list_changes, {name}: exponent on {worst!r}"
        met = _print_target(label, growth[worst], 1.5) and met
    return met


def _print_million_marks() -> bool:
    """How long a million quotation marks take."""
    from analysis.attribution import find_quotations

    met = True
    for mark in ('"', "“", "'", "“”"):
        started = time.process_time()
        find_quotations(mark * (1_000_000 // len(mark)))
        seconds = time.process_time() - started
        met = _print_target(f"find_quotations, a million of {mark}", seconds, 30, " s") and met
    return met


def _measure_growth(reader, shape: str, lengths: tuple[int, int] = (20_000, 160_000)) -> float:
    """Exponent of the growth in processor time between two lengths; the better of two."""
    points = []
    for length in lengths:
        text = "End. " + shape * (length // len(shape))
        times = []
        for _ in range(2):
            started = time.process_time()
            reader(text)
            times.append(time.process_time() - started)
        # Under a millisecond the clock shows itself, not the work.
        points.append((length, max(min(times), 1e-3)))
    return _fit_slope(points)


def _time_stages(n_versions: int, n_words: int) -> tuple[float, float]:
    """Seconds of all tables read against the base, and of the pairwise distances."""
    from analysis import compare, divergence
    from benchmarks.texts import make_story

    story = make_story(n_versions, n_words)
    base_id = story.versions[0].id
    started = time.perf_counter()
    tables = compare(story, base_id)
    whole = time.perf_counter() - started
    started = time.perf_counter()
    divergence.tabulate_distances(tables["tokens"])
    pairwise = time.perf_counter() - started
    return max(whole - pairwise, 1e-9), pairwise


def _fit_slope(points: list[tuple[float, float]]) -> float:
    """Least-squares slope of log time on log size: 1 is linear."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - x_mean) ** 2 for x in xs
    )


if __name__ == "__main__":
    sys.exit(main())
