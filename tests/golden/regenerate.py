"""
Run the golden notebooks again: the templates, executed on invented stories, outputs kept.

    python tests/golden/regenerate.py [NAME ...]

Review the difference like code: every changed number needs a reason. Pictures are left out
(their descriptions are compared), and so is whatever differs from run to run.
"""

import json
import os
import re
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
TEMPLATES = ROOT / "notebooks"

# Golden notebook: template and story. Every template has one; the full story has one more.
GOLDEN = {
    "00_story": ("00_story", "tiny"),
    "01_word_counts": ("01_word_counts", "tiny"),
    "02_tfidf_divergence": ("02_tfidf_divergence", "tiny"),
    "03_omissions": ("03_omissions", "tiny"),
    "04_framing": ("04_framing", "tiny"),
    "05_fidelity": ("05_fidelity", "tiny"),
    "06_derivation": ("06_derivation", "tiny"),
    "07_robustness": ("07_robustness", "tiny"),
    "03_omissions_tarnholt-dam": ("03_omissions", "tarnholt-dam"),
    "06_derivation_tarnholt-dam": ("06_derivation", "tarnholt-dam"),
}
# One stored number is changed here, so that strict nbval must fail: proof that it compares.
ALTERED = ("00_story", "must_fail/00_story_altered")
TRUE_WORDS, ALTERED_WORDS = "has 61 words", "has 62 words"


def read_template(name: str, story: str):
    """Read a template with the story written into its parameters."""
    import nbformat

    notebook = nbformat.read(TEMPLATES / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = re.sub(r'^story: str = "[^"]*"', f'story: str = "{story}"', cell.source)
    return notebook


def execute(notebook) -> None:
    """Run all cells and keep of the outputs what every machine gives alike."""
    from nbclient import NotebookClient

    client = NotebookClient(notebook, kernel_name="python3", timeout=600, record_timing=False)
    client.execute(cwd=str(FOLDER))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
            if "metadata" in output:
                output["metadata"] = {}
    # The kernel writes its Python's version here.
    notebook.metadata["language_info"] = {"name": "python"}


def write(notebook, name: str) -> None:
    """Write a golden notebook in the form of the templates."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    path = FOLDER / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(path.relative_to(ROOT).as_posix())


def regenerate(names: list[str]) -> None:
    """Run and write these golden notebooks, or all."""
    for name in names or GOLDEN:
        template, story = GOLDEN[name]
        notebook = read_template(template, story)
        execute(notebook)
        write(notebook, name)
        if name == ALTERED[0]:
            altered = json.loads(json.dumps(notebook).replace(TRUE_WORDS, ALTERED_WORDS, 1))
            if altered == notebook:
                sys.exit(f"{name}: no output says {TRUE_WORDS!r}; choose another number to alter.")
            write(altered, ALTERED[1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as reports:
        os.environ["MEDIACOMPARE_REPORTS"] = reports
        # The kernel imports this checkout, whichever copy is installed.
        inherited = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *([inherited] if inherited else [])])
        regenerate(sys.argv[1:])
