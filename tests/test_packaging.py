"""Do the files that say what to install agree with each other and with the code?"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

NAMED_BY_USERS = {"pandas", "jupyterlab", "matplotlib", "scikit-learn", "nbval", "papermill"}

# conda-forge's name, where it is not the Python package's.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "nbconvert-core": "nbconvert"}

# The package's name, where it is not the name it is imported by.
IMPORT_NAMES = {
    "IPython": "ipython",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
    "PIL": "pillow",
}

# Imported together with a package that is declared and brings it.
BROUGHT_BY = {"ipython": "ipykernel"}

# Started as programs or used by another package, so that no line of the code imports them.
NOT_IMPORTED = {
    "ipykernel": "the kernel that papermill and JupyterLab start",
    "jupyterlab": "a program: make lab",
    "nbval": "a plugin of pytest",
    "nbstripout": "a program: make lint and the commit hook",
    "pre-commit": "a program: runs the commit hooks",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a program: make lint",
}


def read_requirements(lines: list[str]) -> dict[str, SpecifierSet]:
    """Read requirement lines into {canonical name: range of versions}."""
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each.specifier for each in found}


CORE = read_requirements(PROJECT["project"]["dependencies"])
LAB = read_requirements(PROJECT["project"]["optional-dependencies"]["lab"])
DEV = read_requirements(PROJECT["dependency-groups"]["dev"])
DIRECT = {**CORE, **LAB, **DEV}


def read_environment() -> dict[str, SpecifierSet]:
    """Read environment.yml's lines under the names that pyproject.toml uses."""
    lines = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    (by_pip,) = [line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict)]
    found = read_requirements([*lines, *(line for line in by_pip if line != "-e .")])
    return {CONDA_NAMES.get(name, name): specifier for name, specifier in found.items()}


def read_lock() -> list[tuple[Requirement, int]]:
    """List (requirement, number of hashes) of the lock."""
    entries = re.split(r"\n(?=\S)", LOCK.strip().replace("\\\n", " "))
    return [
        (
            Requirement(entry.split("--hash=")[0].strip()),
            len(re.findall(r"--hash=sha256:\w{64}", entry)),
        )
        for entry in entries
    ]


def list_imported(folder: str) -> set[str]:
    """List the packages outside the standard library that the Python files of a folder import."""
    found = set()
    own = {path.stem for path in (ROOT / folder).rglob("*.py")}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.split(".")[0])
    found -= sys.stdlib_module_names | own | {"analysis", "benchmarks", "tests"}
    names = {canonicalize_name(IMPORT_NAMES.get(name, name)) for name in found}
    return {BROUGHT_BY.get(name, name) for name in names}


def test_the_packages_users_asked_for_are_direct_dependencies():
    assert set(DIRECT) >= NAMED_BY_USERS


def test_no_package_is_declared_twice():
    assert len(DIRECT) == len(CORE) + len(LAB) + len(DEV)


def test_what_the_package_imports_is_declared():
    assert list_imported("analysis") - set(CORE) - set(LAB) == set()


def test_what_is_declared_is_imported():
    assert (set(CORE) | set(LAB)) - list_imported("analysis") - set(NOT_IMPORTED) == set()


def test_what_tests_and_benchmarks_import_is_declared():
    assert list_imported("tests") - set(DIRECT) == set()
    assert list_imported("benchmarks") - set(DIRECT) == set()


def test_what_is_declared_for_developers_is_imported():
    used = list_imported("tests") | list_imported("benchmarks")
    assert set(DEV) - used - set(NOT_IMPORTED) == set()


def test_programs_that_are_not_imported_are_declared():
    assert set(NOT_IMPORTED) - set(DIRECT) == set()


def test_conda_and_pip_install_the_same_packages_in_the_same_ranges():
    environment = read_environment()
    assert set(environment) - {"python", "pip"} == set(DIRECT)
    assert {name: environment[name] for name in DIRECT} == DIRECT


def test_conda_uses_a_python_that_the_project_supports():
    ours = SpecifierSet(PROJECT["project"]["requires-python"])
    theirs = read_environment()["python"]
    minors = [f"3.{minor}" for minor in range(8, 30)]
    assert [v for v in minors if v in theirs] == ["3.11", "3.12", "3.13"]
    assert all(v in ours for v in minors if v in theirs)


def test_conda_reads_one_channel_and_installs_the_checkout():
    assert set(CONDA) == {"name", "channels", "dependencies"}
    assert CONDA["name"] == PROJECT["project"]["name"]
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1]["pip"][-1] == "-e ."


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_every_range_has_both_ends(name: str):
    operators = {each.operator for each in DIRECT[name]}
    # Versions that are dates say nothing about what breaks, so these have no upper end.
    dated = {"regex", "packaging"}
    assert operators == ({">="} if name in dated else {">=", "<"})


def test_every_direct_dependency_is_locked_inside_its_range():
    locked = {}
    for requirement, _ in read_lock():
        name = canonicalize_name(requirement.name)
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        locked.setdefault(name, []).append(Version(pin.version))
    assert set(DIRECT) - set(locked) == set()
    outside = [
        f"{name} {version}"
        for name in DIRECT
        for version in locked[name]
        if not DIRECT[name].contains(version)
    ]
    assert outside == []


def test_every_locked_package_has_hashes():
    bare = [requirement.name for requirement, hashes in read_lock() if hashes == 0]
    assert bare == []


def test_the_build_tool_is_locked_so_that_installing_fetches_nothing_else():
    (build,) = [Requirement(line) for line in PROJECT["build-system"]["requires"]]
    assert DEV[build.name] == build.specifier


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel as pip would, without a network."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_holds_the_package(wheel: zipfile.ZipFile, repository_files: tuple[Path, ...]):
    names = [path.relative_to(ROOT).as_posix() for path in repository_files]
    ours = {name for name in names if name.startswith("analysis/")}
    assert ours
    assert ours - set(wheel.namelist()) == set()


@pytest.mark.parametrize("folder", ["data", "notebooks", "seeds"])
def test_the_wheel_holds_what_the_command_reads(
    wheel: zipfile.ZipFile, repository_files: tuple[Path, ...], folder: str
):
    names = [path.relative_to(ROOT).as_posix() for path in repository_files]
    ours = {f"analysis/shipped/{name}" for name in names if name.startswith(f"{folder}/")}
    assert ours, f"{folder}/ is empty"
    assert ours - set(wheel.namelist()) == set()


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile):
    outside = [
        name
        for name in wheel.namelist()
        if not name.startswith("analysis/") and ".dist-info/" not in name
    ]
    assert outside == []
    assert not [name for name in wheel.namelist() if "__pycache__" in name or "checkpoint" in name]


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile):
    (entry,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "mediacompare = analysis.cli:main" in wheel.read(entry).decode()
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]


def test_the_wheel_works_where_there_is_no_checkout(
    wheel: zipfile.ZipFile, tmp_path: Path, run_python
):
    """Lexicons, stories and notebooks are found inside the package, from any folder."""
    wheel.extractall(tmp_path / "installed")
    elsewhere = tmp_path / "some folder"
    elsewhere.mkdir()
    installed = {"cwd": elsewhere, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"}
    where = run_python("-c", "import analysis; print(analysis.__file__)", **installed)
    assert Path(where.stdout.strip()).is_relative_to(tmp_path / "installed"), where.stderr
    arguments = ("compare", "tiny", "--out", str(tmp_path / "tables"))
    done = run_python("-m", "analysis", *arguments, **installed)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tables" / "collation.csv").is_file()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_set_up_says_what_is_missing(tmp_path: Path):
    """In a folder with a space, and without touching a Python that cannot be used."""
    folder = tmp_path / "a copy"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    done = subprocess.run(
        ["make", "test", "PYTHON=no-such-python"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No Python 3.11 or newer" in done.stderr
    assert "PYTHON=no-such-python" in done.stderr
    assert not (folder / ".venv").exists()
