"""Do the notebooks run anywhere, with other parameters, and say the same numbers again?"""

import os
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
GOLDEN = ROOT / "tests" / "golden"
TEMPLATES = sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
# Kernels import this checkout, whichever copy is installed.
ENVIRONMENT = {
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
}


@pytest.fixture(scope="module")
def run_nbval(run_python, tmp_path_factory):
    """Return a function that runs nbval over notebooks in a process of its own."""
    reports = tmp_path_factory.mktemp("nbval-reports")
    # On a fresh machine matplotlib lists the fonts first and may say so on stderr.
    assert run_python("-c", "import matplotlib.font_manager").returncode == 0

    def run(option: str, *paths: Path):
        # The project's own options (workers, doctests) are not for notebooks.
        options = ["-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider", "-q", option]
        return run_python(
            *("-m", "pytest", *options, *map(str, paths)),
            **ENVIRONMENT,
            MEDIACOMPARE_REPORTS=str(reports),
        )

    return run


@pytest.fixture(scope="module")
def run_papermill(run_python, tmp_path_factory):
    """Return a function that runs a template from a foreign folder; gives process and output."""

    def run(name: str, parameters: str):
        folder = tmp_path_factory.mktemp("another folder")
        output = folder / "out.ipynb"
        template = str(NOTEBOOKS / f"{name}.ipynb")
        done = run_python(
            *("-m", "papermill", template, str(output), "-k", "python3", "-y", parameters),
            *("--no-progress-bar", "--log-level", "ERROR", "--execution-timeout", "300"),
            cwd=folder,
            **ENVIRONMENT,
            MEDIACOMPARE_REPORTS=str(folder / "reports"),
        )
        return done, nbformat.read(output, as_version=4), folder

    return run


def read_output(notebook, cell_id: str) -> str:
    """Join what a cell printed or displayed as text."""
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    parts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.outputs]
    return "\n".join(parts)


def test_every_template_has_a_golden_notebook():
    assert len(TEMPLATES) >= 5
    assert [path.name for path in TEMPLATES if not (GOLDEN / path.name).is_file()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_golden_notebook_has_the_cells_of_its_template(path: Path):
    """Whoever changes a template runs `make golden`."""
    ours, theirs = (nbformat.read(p, as_version=4).cells for p in (path, GOLDEN / path.name))
    assert [(c.id, c.source) for c in ours] == [(c.id, c.source) for c in theirs]


def test_golden_notebooks_hold_no_traces_of_a_machine():
    for path in sorted(GOLDEN.rglob("*.ipynb")):
        text = path.read_text("utf-8")
        assert '"stderr"' not in text, path.name
        assert str(Path.home()) not in text, path.name
        assert '"papermill"' not in text, path.name
        assert "image/png" not in text, path.name


def test_the_templates_run(run_nbval):
    done = run_nbval("--nbval-lax", *TEMPLATES)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_golden_notebooks_give_the_same_outputs(run_nbval):
    paths = sorted(GOLDEN.glob("*.ipynb"))
    assert len(paths) > len(TEMPLATES)
    done = run_nbval("--nbval", *paths)
    assert done.returncode == 0, done.stdout[-4000:] + "\nafter a wanted change: make golden"


def test_an_altered_output_is_found(run_nbval):
    """The strict comparison really compares: one stored number is wrong here."""
    (path,) = (GOLDEN / "must_fail").glob("*.ipynb")
    done = run_nbval("--nbval", path)
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "has 62 words" in done.stdout


def test_a_template_takes_other_parameters_from_another_folder(run_papermill):
    done, notebook, folder = run_papermill(
        "02_tfidf_divergence",
        "{story: tarnholt-dam, base: cutdown, versions: [spun, wire], other: spun, n_terms: 4}",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "The base is cutdown" in read_output(notebook, "setup")
    assert "independent" not in read_output(notebook, "provenance")
    assert "apart" in (said := read_output(notebook, "figure-terms")) and "spun" in said
    assert len(read_output(notebook, "table-terms").splitlines()) == 1 + 4
    assert (folder / "reports" / "tarnholt-dam" / "tables" / "distances.csv").is_file()


def test_a_template_takes_a_story_by_its_folder(run_papermill):
    folder = (ROOT / "seeds" / "tiny").as_posix()
    done, notebook, _ = run_papermill("03_omissions", f"{{story: '{folder}', n_rows: 2}}")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "cutdown" in read_output(notebook, "omitted")


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("03_omissions", "{story: tiny, versions: [nope]}", "there is no version 'nope'"),
        ("04_framing", "{story: tiny, frame: nope}", "there is no frame 'nope'"),
        ("05_fidelity", "{story: tiny, severity: nope}", "there is no severity 'nope'"),
        ("05_fidelity", "{story: tiny, kinds: [nope]}", "there is no kind 'nope'"),
    ],
)
def test_a_value_that_does_not_exist_gives_one_clear_sentence(
    run_papermill, name, parameters, sentence
):
    done, notebook, _ = run_papermill(name, parameters)
    assert done.returncode != 0
    errors = [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert len(errors) == 1
    assert errors[0].ename == "UsageError"
    assert sentence in errors[0].evalue
    assert "\n" not in errors[0].evalue


def test_this_python_runs_the_kernels():
    """The kernel named python3 must be this Python, or the notebooks test another one."""
    from jupyter_client.kernelspec import KernelSpecManager

    command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    assert Path(command).name.startswith("python")
    assert command == "python" or Path(command).samefile(sys.executable)
