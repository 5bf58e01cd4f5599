"""Do the documents name only what exists, and all that a reader must know of?"""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import analysis

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    "docs/scheduling.md",
    "notebooks/README.md",
    "reports/README.md",
)


def read_table_keys(text: str, heading: str) -> list[str]:
    """List the first cells of the table under a heading, without marks."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (.+?) \|", section, flags=re.MULTILINE)
    return [row.strip("`") for row in rows if not row.startswith("---")][1:]


def find_blocks(text: str) -> str:
    """Join the fenced blocks, where commands stand."""
    return "\n".join(re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_inside_the_repository_lead_somewhere(document: str):
    text = (ROOT / document).read_text("utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [t for t in targets if not ((ROOT / document).parent / t).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_inside_a_document_lead_to_a_heading(document: str):
    text = (ROOT / document).read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - anchors == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_that_documents_name_exist(document: str):
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, flags=re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_notebooks_that_documents_name_exist(document: str):
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"\b(\w+\.ipynb)\b", text))
    assert named - {path.name for path in (ROOT / "notebooks").rglob("*.ipynb")} == set()


def test_every_make_target_is_listed_and_belongs_to_no_file():
    phony = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)[1].split())
    listed = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, flags=re.MULTILINE))
    assert phony - {"moved"} == listed


def test_the_readme_shows_the_two_commands_and_every_way_to_install():
    commands = find_blocks(README)
    for command in (
        "make report",
        "make test",
        "make lab",
        "conda env create -f environment.yml",
        "pip install --require-hashes -r requirements.lock",
    ):
        assert command in commands


def test_commands_in_the_documents_exist(run_python):
    named = set()
    for document in DOCUMENTS:
        blocks = find_blocks((ROOT / document).read_text("utf-8"))
        named.update(re.findall(r"(?:mediacompare|-m analysis) ([a-z]+)", blocks))
    assert {"report", "compare", "import"} <= named
    for command in sorted(named):
        done = run_python("-m", "analysis", command, "--help")
        assert done.returncode == 0, f"mediacompare {command}: {done.stderr}"


def test_options_in_the_readme_exist(run_python):
    for command in ("report", "compare", "import"):
        lines = re.findall(rf"(?:mediacompare|-m analysis) {command} (.+)", find_blocks(README))
        options = {option for line in lines for option in re.findall(r"(?<!\S)--?[a-z]+", line)}
        shown = run_python("-m", "analysis", command, "--help").stdout
        assert [option for option in sorted(options) if option not in shown] == []


def test_every_dependency_has_its_reason():
    lines = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["lab"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    direct = {re.match(r"[\w-]+", line)[0] for line in lines}
    reasons = read_table_keys(CONTRIBUTING, "Why each dependency")
    assert len(reasons) == len(set(reasons))
    assert set(reasons) == direct


def test_the_stages_name_every_module_in_the_order_of_imports():
    section = CONTRIBUTING.split("| stage | modules |", 1)[1].split("\n\n", 1)[0]
    named = re.findall(r"`(\w+)`", section)
    order = [module for layer in PROJECT["tool"]["mediacompare"]["layers"] for module in layer]
    assert named == order


def test_every_data_file_has_its_line():
    files = {
        path.relative_to(ROOT / "data").as_posix()
        for path in (ROOT / "data").rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert set(read_table_keys((ROOT / "data/README.md").read_text("utf-8"), "Files")) == files


def test_one_version_number_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    newest = re.search(
        r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE
    )
    assert citation["version"] == newest[1] == analysis.__version__


def test_the_citation_has_what_the_format_asks_for():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in {"software", "dataset"}
    assert citation["license"] == PROJECT["project"]["license"]
    assert all({"name"} <= set(author) for author in citation["authors"])


def read_table_rows(text: str, heading: str) -> dict[str, list[str]]:
    """Read {first cell: names in the second cell} of the table under a heading."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", section, flags=re.MULTILINE)
    return {name: re.findall(r"`(\w+)`", cell) for name, cell in rows}


def test_the_tables_are_those_that_are_written_and_have_the_keys_they_are_said_to_have():
    from analysis.comparison import WRITTEN

    keys = read_table_rows(README, "The tables")
    assert tuple(keys) == tuple(WRITTEN)
    tables = analysis.compare(analysis.load_story("tiny"))
    for name, key in keys.items():
        assert set(key) <= set(tables[name].columns), name
        assert not tables[name].duplicated(key).any(), name


def test_the_example_in_the_readme_is_what_the_command_prints(run_python, tmp_path: Path):
    shown = re.search(r"^\$ mediacompare (.+)\n((?:.+\n)+?)```", README, flags=re.MULTILINE)
    done = run_python("-m", "analysis", *shown[1].split(), "--out", str(tmp_path))
    printed = [line for line in done.stdout.splitlines() if not line.startswith("tables:")]
    assert shown[2].splitlines() == printed
