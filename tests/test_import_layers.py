"""Do imports go one way only, and does a command pay for what it uses and no more?"""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mediacompare"]
ORDER = [module for layer in SETTINGS["layers"] for module in layer]
HEAVY = frozenset(SETTINGS["heavy_imports"])
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "core", "base"}

FILES = sorted((ROOT / "analysis").rglob("*.py"))
PACKAGES = sorted({path.parent for path in FILES} - {ROOT / "analysis"})
MODULES = [path for path in FILES if path != ROOT / "analysis" / "__init__.py"]


def name_unit(path: Path) -> str:
    """Name the module, or the sub-package, that a file belongs to."""
    return path.relative_to(ROOT / "analysis").parts[0].removesuffix(".py")


def list_imports(path: Path) -> list[tuple[int, str]]:
    """List (line, module of analysis) for each import of the package, in functions too."""
    named = [(line, name.split(".")) for line, name in list_imported_names(path)]
    return [(line, parts[1]) for line, parts in named if parts[0] == "analysis" and len(parts) > 1]


def list_imported_names(path: Path) -> list[tuple[int, str]]:
    """List (line, dotted name) for each import, in functions too."""
    package = ("analysis", *path.relative_to(ROOT / "analysis").parts[:-1])
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            source = ".".join(part for part in (above, node.module) if part)
            # `from analysis import counts` names the module only in the list.
            names = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        found.extend((node.lineno, name) for name in names)
    return found


def list_eager_imports(path: Path) -> set[str]:
    """List the packages imported when a module is imported (not those inside functions)."""
    found = set()
    pending = list(ast.parse(path.read_text("utf-8")).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending.extend(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(node))
    return found


def test_every_module_has_its_place_in_the_order():
    modules = {name_unit(path) for path in MODULES}
    assert modules - set(ORDER) == set(), "add them to [tool.mediacompare] layers in pyproject.toml"
    assert len(ORDER) == len(set(ORDER))


def test_the_order_names_no_module_that_is_gone():
    assert set(ORDER) - {name_unit(path) for path in MODULES} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_stands_before_it(path: Path):
    unit = name_unit(path)
    place = ORDER.index(unit)
    wrong = [
        f"line {line}: {unit} imports {other}"
        for line, other in list_imports(path)
        if other in ORDER and other != unit and ORDER.index(other) > place
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_imports_inside_a_package_go_one_way(package: Path):
    """A cycle raises CycleError and names the modules in it."""
    imports = {}
    for path in package.glob("*.py"):
        names = [name for _, name in list_imported_names(path)]
        own = [name.split(".")[2] for name in names if name.startswith(f"analysis.{package.name}.")]
        imports[path.stem] = {name for name in own if (package / f"{name}.py").exists()}
    assert list(TopologicalSorter(imports).static_order())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_named_for_what_it_does(path: Path):
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_packages_are_imported_inside_functions(path: Path):
    assert list_eager_imports(path) & HEAVY == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path: Path):
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, "a module starts with the question it answers"


@pytest.mark.parametrize("module", ["analysis", "analysis.story"])
def test_importing_loads_nothing_heavy(module: str, run_python):
    """Covers what an import pulls in through other packages, which reading the code cannot."""
    code = f"import sys, {module}; print(*({set(HEAVY)!r} & sys.modules.keys()))"
    done = run_python("-c", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
