"""Do the lessons follow from their one source, run to the end, and hold the key's numbers?"""

import html
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import nbformat
import pytest

from analysis import compare, load_story, teaching

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks" / "lessons"
PUPIL = LESSONS / "01_what_is_a_version.ipynb"
SOLUTION = LESSONS / "01_what_is_a_version_solution.ipynb"
SHEET = LESSONS / "01_printed_sheet.html"
LECTURER = LESSONS / "01_lecturers_page.md"
KEY = tomllib.loads((ROOT / "seeds/tiny/key.toml").read_text("utf-8"))


def load_builder():
    """Import the build script, which is a file beside the lessons and not a package."""
    spec = importlib.util.spec_from_file_location("build_lessons", LESSONS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_sources(path: Path, kind: str | None = None) -> list[str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if kind in (None, c["cell_type"])]


def run(path: Path, folder: Path, edit=None) -> list:
    """Run a notebook from another folder and list its code cells."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if edit and cell.cell_type == "code":
            cell.source = edit(cell.source)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def read_cards(cells: list) -> dict[str, str]:
    """Map each check to the first line of its card."""
    cards = {}
    for cell in cells:
        called = re.search(r"teaching\.((?:check|review)_\w+\([^)]*\))", cell.source)
        if called:
            shown = [o for o in cell.outputs if o.output_type == "execute_result"]
            cards[called[1]] = shown[0].data["text/plain"].splitlines()[0]
    return cards


@pytest.fixture
def lets_kernels_import(monkeypatch: pytest.MonkeyPatch):
    """Let a kernel in another folder find this checkout, installed or not."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


# --- built from one source ---


def test_what_is_committed_is_what_the_source_builds():
    for path, text in load_builder().build().items():
        assert path.read_bytes() == text.encode("utf-8"), "run: make lessons"


def test_building_twice_gives_the_same_bytes(run_python):
    assert load_builder().build() == load_builder().build()
    done = run_python(str(LESSONS / "build.py"), PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    assert "written" not in done.stdout


@pytest.mark.parametrize("line", ["# %% teacher", "# %%markdown", "# %% [markdown] pupil"])
def test_a_cell_that_is_for_nobody_is_named(line: str):
    with pytest.raises(SystemExit, match="line 2 "):
        load_builder().read_source(f"# %%\n{line}\n")


def test_prose_without_its_mark_is_named():
    with pytest.raises(SystemExit, match="line 2 "):
        load_builder().read_source("# %% [markdown]\nprose\n")


def test_the_builder_explains_actions_as_the_checks_do():
    assert load_builder().ACTIONS == teaching.MEANINGS


def test_every_answer_has_both_a_question_and_a_solution():
    cells = load_builder().read_source(
        (LESSONS / "source/01_what_is_a_version.py").read_text("utf-8")
    )
    answers = {"pupil": [], "solution": []}
    for cell in cells:
        if cell["only"] and cell["kind"] == "code":
            answers[cell["only"]].append(re.findall(r"^(\w+) = ", "\n".join(cell["lines"]), re.M))
    assert answers["pupil"] == answers["solution"]
    assert len(answers["pupil"]) == 11


def test_cell_ids_are_distinct_and_notebooks_valid():
    for path in (PUPIL, SOLUTION):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        ids = [cell["id"] for cell in notebook.cells]
        assert len(ids) == len(set(ids))


def test_dollar_signs_in_prose_are_no_formulas():
    for path in (PUPIL, SOLUTION):
        for source in read_sources(path, "markdown"):
            assert re.findall(r"(?<!\\)\$", source) == []


# --- what pupils see ---


def test_the_pupils_notebook_holds_no_answer():
    only_solution = set(read_sources(SOLUTION)) - set(read_sources(PUPIL))
    assert len(only_solution) > 15
    pupil = "\n".join(read_sources(PUPIL))
    for source in only_solution:
        assert source not in pupil
    for line in pupil.splitlines():
        if line.startswith("my_"):
            given = re.findall(r'(?::|=) ("[^"]*"|\d+)', line)
            assert set(given) <= {'"?"'}, line


def test_an_unanswered_notebook_runs_to_the_end(tmp_path, lets_kernels_import):
    cards = read_cards(run(PUPIL, tmp_path))
    assert len(cards) == 11
    assert set(cards.values()) == {"Not answered yet."}


def test_the_solution_runs_to_the_end_and_is_right(tmp_path, lets_kernels_import):
    cards = read_cards(run(SOLUTION, tmp_path))
    predicted = cards.pop('review_predictions(my_predictions, tables, "cutdown", "rewrite")')
    assert predicted == "Compare."
    assert len(cards) == 10
    assert set(cards.values()) == {"Right."}


def test_wrong_answers_do_not_stop_a_notebook(tmp_path, lets_kernels_import):
    cards = read_cards(run(PUPIL, tmp_path, edit=lambda source: source.replace('"?"', '"x"')))
    predicted = cards.pop('review_predictions(my_predictions, tables, "cutdown", "rewrite")')
    assert predicted == "Compare."
    assert set(cards.values()) == {"Look again."}


def test_the_pupils_notebook_runs_through_papermill(tmp_path, lets_kernels_import):
    import papermill

    out = tmp_path / "run.ipynb"
    papermill.execute_notebook(str(PUPIL), str(out), cwd=str(tmp_path), progress_bar=False)
    cells = nbformat.read(out, as_version=4).cells
    kinds = [output.output_type for cell in cells for output in cell.get("outputs", [])]
    assert "error" not in kinds


@pytest.mark.parametrize("path", [PUPIL, SOLUTION], ids=["pupil", "solution"])
def test_cells_are_short_and_hold_calls(path: Path):
    for source in read_sources(path, "code"):
        assert len(source.splitlines()) <= 12
        assert not re.search(
            r"^\s*(?:(?:def|class|try|for|while|with|lambda)\b|[%!])", source, re.M
        )


# --- the printed sheet and the lecturer's page ---


def read_sheet() -> str:
    return SHEET.read_text("utf-8")


@pytest.mark.parametrize("version", ["wire", "cutdown", "rewrite"])
def test_the_sheet_shows_the_keys_sentences_with_their_numbers(version: str):
    section = re.search(
        rf'<section class="version" id="{version}">(.*?)</section>', read_sheet(), re.S
    )
    shown = [html.unescape(item) for item in re.findall(r"<li>(.*?)</li>", section[1])]
    assert shown == KEY["body"][version]
    assert "<ol>" in section[1]


def test_the_notebook_shows_the_keys_sentences_with_their_numbers():
    [texts] = [source for source in read_sources(PUPIL) if source.startswith("**The wire**")]
    for sentences in KEY["body"].values():
        for number, sentence in enumerate(sentences, start=1):
            assert f"{number}. {sentence.replace('$', chr(92) + '$')}" in texts.splitlines()


def test_the_sheet_has_a_row_for_each_sentence_of_the_wire():
    body = read_sheet().split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r'<th scope="row">(\d+)</th>', body)
    assert rows == [str(n) for n in range(1, KEY["counts"]["wire"]["n_sentences"] + 1)]


def test_the_sheet_loads_nothing_and_gives_no_answer_away():
    sheet = read_sheet()
    assert not re.search(r"https?:|<script|<link|url\(", sheet)
    table = sheet.split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r"<td>([^<]+)</td>", table) == []


def test_the_lecturers_answers_are_the_keys():
    page = LECTURER.read_text("utf-8")
    for entry in KEY["alignment"]:
        for (base, other), action in zip(entry["pairs"], entry["actions"], strict=True):
            row = re.search(rf"^\| {base} \|.*$", page, re.M)[0]
            cell = row.split("|")[2 if entry["other"] == "cutdown" else 3]
            moved = ", moved" if _is_moved(entry, base) else ""
            assert cell.strip() == f"{other}, {action}{moved}"
    words = KEY["counts"]["wire"]["words_per_sentence"]
    assert f"sentence 3: {words[2]}, sentence 4: {words[3]}, sentence 5: {words[4]}" in page
    for entry in KEY["overlap"]:
        if (entry["b"], entry["unit"]) == ("rewrite", "term") and entry["a"] == "wire":
            assert (
                f"{entry['n_shared']} / {entry['n_a']} = {entry['containment_a_in_b']:.2f}" in page
            )
            assert (
                f"{entry['n_shared']} / {entry['n_b']} = {entry['containment_b_in_a']:.2f}" in page
            )


def _is_moved(entry: dict, base: int) -> bool:
    return base in [entry["pairs"][place][0] for place in entry["moved"]]


def test_the_lecturers_distances_are_the_computed_ones():
    page = LECTURER.read_text("utf-8")
    distances = compare(load_story("tiny"))["distances"].set_index(["version_a", "version_b"])
    for other in ("cutdown", "rewrite"):
        assert f"{other} {distances.loc[('wire', other), 'tfidf_distance']:.2f}" in page


def test_links_of_the_lecturers_page_lead_somewhere():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", LECTURER.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (LESSONS / target).exists()] == []
