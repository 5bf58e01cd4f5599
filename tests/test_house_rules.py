"""Are notebooks arguments rather than programs, and is the repository clean of what must not be?"""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK_FOLDER = ROOT / "notebooks"

CHAPTERS = (
    "00_story",
    "01_word_counts",
    "02_tfidf_divergence",
    "03_omissions",
    "04_framing",
    "05_fidelity",
    "06_derivation",
    "07_robustness",
)
MOST_LINES = 12
LAST_SECTION = "What this does not show"
# The tables are saved after the last section; its heading may stand, with no prose to argue.
AFTER_LAST_SECTION = "Output"

FORBIDDEN_IMPORTS = frozenset(
    "os sys pathlib subprocess shutil glob time datetime random secrets socket ssl http urllib "
    "requests importlib multiprocessing threading".split()
)
FORBIDDEN_CALLS = frozenset({"open", "exec", "eval", "input", "__import__", "get_ipython"})
CLOCK = re.compile(r"\b(now|today|utcnow)\(\)")
# A folder, a drive, a home or a file name in a string: notebooks name stories, not places.
A_PATH = re.compile(
    r"^(?:\.{0,2}/|~|[A-Za-z]:\\)|\\\\|/[\w-]+\.\w{2,5}$|\.(?:csv|txt|html?|toml|ipynb|json)$"
)
# The form papermill reads: name: type = literal  # help
PARAMETER = re.compile(
    r"^[a-z_]\w*: (?:str|int|float|bool|list\[(?:str|int|float)\]) = .+  # \S.*$"
)


def list_notebooks() -> list[Path]:
    """List the notebooks that people open: templates, the interactive one and the lessons."""
    found = NOTEBOOK_FOLDER.rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


NOTEBOOKS = list_notebooks()
# Those that reports run: 00_... to 99_... directly under notebooks/.
TEMPLATES = [
    path
    for path in NOTEBOOKS
    if re.match(r"\d\d_", path.name) and path.parent.samefile(NOTEBOOK_FOLDER)
]


def name_of(path: Path) -> str:
    """Name a file in a test's id the same way on every machine."""
    return path.relative_to(ROOT).as_posix()


any_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
any_template = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


@cache
def read_cells(path: Path) -> tuple[dict, ...]:
    """Read a notebook's cells, with `source` as one string."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return tuple({**cell, "source": "".join(cell["source"])} for cell in cells)


def read_code(path: Path) -> list[str]:
    """List the sources of the code cells."""
    return [cell["source"] for cell in read_cells(path) if cell["cell_type"] == "code"]


def read_headings(path: Path) -> list[str]:
    """List the headings of all prose cells in order, without their marks."""
    lines = [
        line
        for cell in read_cells(path)
        if cell["cell_type"] == "markdown"
        for line in cell["source"].splitlines()
    ]
    return [line.lstrip("#").strip() for line in lines if re.match(r"#{1,6} ", line)]


def test_the_notebooks_are_there():
    assert [name for name in CHAPTERS if not (NOTEBOOK_FOLDER / f"{name}.ipynb").is_file()] == []


@any_notebook
def test_the_title_is_a_question(path: Path):
    first = read_cells(path)[0]
    assert first["cell_type"] == "markdown"
    title = first["source"].splitlines()[0]
    assert title.startswith("# ")
    assert title.rstrip().endswith("?")


@any_notebook
def test_outputs_are_stripped(path: Path):
    for cell in read_cells(path):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "run: python -m nbstripout notebooks/*.ipynb"
            assert cell["execution_count"] is None
    assert "papermill" not in json.loads(path.read_text("utf-8"))["metadata"]


@any_notebook
def test_the_kernel_is_the_one_every_machine_has(path: Path):
    assert json.loads(path.read_text("utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


@any_notebook
def test_cells_are_plain_python(path: Path):
    """No magics, no shell lines, and nothing that does not parse."""
    for source in read_code(path):
        ast.parse(source)  # a magic is a SyntaxError


@any_notebook
def test_cells_touch_no_file_network_or_clock(path: Path):
    for source in read_code(path):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
                assert not names & FORBIDDEN_IMPORTS, source
            elif isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] not in FORBIDDEN_IMPORTS, source
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in FORBIDDEN_CALLS, source
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not A_PATH.search(node.value), f"a path in a notebook: {node.value}"
        assert not CLOCK.search(source), source
        assert "sys.path" not in source
        assert not re.search(r"\bpip\b", source), source


@any_template
def test_a_template_holds_calls_and_no_logic(path: Path):
    logic = (
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.Lambda,
        ast.ClassDef,
        ast.Try,
        ast.For,
        ast.While,
        ast.Match,
    )
    for source in read_code(path):
        found = [
            type(node).__name__ for node in ast.walk(ast.parse(source)) if isinstance(node, logic)
        ]
        assert found == [], f"move it into analysis/: {source}"


@any_template
def test_code_cells_are_short(path: Path):
    for source in read_code(path):
        assert len(source.strip().splitlines()) <= MOST_LINES, source


@any_template
def test_one_cell_of_parameters_that_papermill_can_read(path: Path):
    tagged = [cell for cell in read_cells(path) if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    lines = [line for line in tagged[0]["source"].splitlines() if line.strip()]
    for line in lines:
        assert PARAMETER.match(line), f"papermill reads only `name: type = literal  # help`: {line}"
        ast.literal_eval(ast.parse(line).body[0].value)
    names = [line.split(":")[0] for line in lines]
    assert {"story", "base", "versions"} <= set(names)

    from papermill import inspect_notebook

    assert list(inspect_notebook(str(path))) == names


@any_template
def test_a_table_explains_the_parameters_before_their_cell(path: Path):
    cells = read_cells(path)
    place = next(
        n for n, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", [])
    )
    before = cells[place - 1]
    assert before["cell_type"] == "markdown"
    for line in cells[place]["source"].splitlines():
        if line.strip():
            assert f"`{line.split(':')[0]}`" in before["source"]


@any_template
def test_the_last_section_says_what_is_not_shown(path: Path):
    headings = [heading for heading in read_headings(path) if heading != AFTER_LAST_SECTION]
    assert headings[-1] == LAST_SECTION


# --- the repository as a whole ---


@pytest.fixture(scope="module")
def texts(repository_files: tuple[Path, ...]) -> dict[str, str]:
    """Read every file of the repository that is UTF-8 text, by its path from the root."""
    found = {}
    for path in repository_files:
        try:
            found[name_of(path)] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:  # pictures, and stories kept in other encodings on purpose
            continue
    return found


def find_lines(texts: dict[str, str], pattern: str) -> list[str]:
    """List file:line of every match."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts.items()
        for match in re.finditer(pattern, text)
    ]


def test_nothing_is_left_for_later(texts):
    assert find_lines(texts, r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b") == []


def test_no_file_names_a_place_on_someones_machine(texts):
    # The look-behind leaves addresses alone, where such a folder follows the host's name.
    assert find_lines(texts, r"(?<![\w.])/(?:home|root|Users|work)/\w|\b[A-Z]:\\Users\\") == []


def test_no_file_names_a_package_index(texts):
    assert find_lines(texts, r"pypi\.(?:org|python)|python[h]osted\.org|registry\.[n]pmjs") == []


def test_the_lock_names_no_address(texts):
    lock = texts["requirements.lock"]
    assert not re.search(r"://|^-|\bfile:|@ ", lock, flags=re.MULTILINE)


def test_no_test_is_switched_off(texts):
    """A test skips for a stated reason that a machine can mend, or it runs."""
    tests = {name: text for name, text in texts.items() if name.startswith("tests/")}
    assert find_lines(tests, r"mark\.(?:skip|x[f]ail)\b(?!if)|pytest\.x[f]ail\(") == []


def test_code_is_formatted_and_lint_free():
    for command in (["check", "--output-format=concise"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", "."],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def find_runs(text: str, length: int) -> set[tuple[str, ...]]:
    """List the distinct runs of `length` words, without case and marks."""
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[n:] for n in range(length)), strict=False))


def test_no_file_holds_a_passage_of_the_real_articles(seeds_folder: Path, texts):
    """They belong to their publishers: twelve words in a row are a passage."""
    articles = sorted(seeds_folder.glob("*.txt"))
    assert articles
    theirs = set().union(*(find_runs(path.read_text("utf-8"), 12) for path in articles))
    assert theirs
    held = [name for name, text in texts.items() if theirs & find_runs(text, 12)]
    assert held == []


def test_passages_are_found_whatever_stands_between_the_words():
    ours = "One two three, four five six — seven eight nine. Ten ELEVEN\ntwelve thirteen"
    theirs = "zero one two three four five six seven eight nine ten eleven twelve"
    assert find_runs(ours, 12) & find_runs(theirs, 12)
    assert not find_runs("eleven words are no passage at all so they may stay", 12)
