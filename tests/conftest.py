"""
What is on this machine that tests may use?

Two things may be missing: the five real articles (they belong to their publishers and are
not in the repository) and a Chromium. Tests ask for them through `seeds_folder` and `chromium`,
which skip with the reason; in CI a missing browser is a failure, never a skip.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Examples differ from run to run on a desk, so that they keep finding things; in CI the same
# commit always gives the same result. The clock is no judge on a shared machine.
_QUIET = [HealthCheck.too_slow]
settings.register_profile("desk", deadline=None, suppress_health_check=_QUIET)
settings.register_profile("ci", deadline=None, suppress_health_check=_QUIET, derandomize=True)
settings.load_profile("ci" if IS_CI else "desk")


def find_seeds() -> Path | None:
    """Find the folder of the five real articles: MEDIACOMPARE_SEEDS, else ../shared/seeds."""
    named = os.environ.get("MEDIACOMPARE_SEEDS", "").split(os.pathsep)
    folders = [Path(name).expanduser() for name in named if name.strip()]
    folders = folders or [ROOT.parent / "shared" / "seeds"]
    return next((folder.resolve() for folder in folders if any(folder.glob("*.txt"))), None)


def find_browser() -> str | None:
    """Find a Chromium that playwright can drive."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    """Let the processes that tests start (kernels, the command) see the same articles."""
    if (seeds := find_seeds()) is not None:
        os.environ["MEDIACOMPARE_SEEDS"] = str(seeds)  # absolute: kernels start elsewhere


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what this run covers and what it cannot."""
    seeds, browser = find_seeds(), find_browser()
    return [
        f"five real articles: {seeds}"
        if seeds
        else "five real articles: not here (MEDIACOMPARE_SEEDS names their folder), tests skipped",
        f"browser: {browser}"
        if browser
        else f"browser: no Chromium found, tests {'fail (CI)' if IS_CI else 'skipped'}",
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """Name the checkout's folder."""
    return ROOT


@pytest.fixture(scope="session")
def repository_files() -> tuple[Path, ...]:
    """List the repository's files: what git tracks or would track, else all but made ones."""
    git = shutil.which("git")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = git and subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done and done.returncode == 0:
        found = [ROOT / name for name in done.stdout.decode("utf-8").split("\0") if name]
    else:
        made = {".git", ".venv", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache"}
        made |= {"reports", "build", "dist", ".ipynb_checkpoints"}
        found = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


@pytest.fixture(scope="session")
def seeds_folder() -> Path:
    """Name the folder of the five real articles, or skip where they are not."""
    folder = find_seeds()
    if folder is None:
        pytest.skip("the five real articles are not here: set MEDIACOMPARE_SEEDS to their folder")
    return folder


@pytest.fixture(scope="session")
def articles(seeds_folder) -> dict[str, Path]:
    """List the five real articles by the number that their file names begin with."""
    found = {path.name[:3]: path for path in sorted(seeds_folder.glob("00[0-4]_*.txt"))}
    assert len(found) == 5, f"{seeds_folder} does not hold the five articles"
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """Name a Chromium to pass to playwright as `executable_path`, or skip where there is none."""
    browser = find_browser()
    if browser is None:
        reason = "no Chromium found: install the package chromium (or Google Chrome)"
        if IS_CI:
            pytest.fail(f"{reason}; in CI the browser tests must run")
        pytest.skip(reason)
    return browser


@pytest.fixture(scope="session", autouse=True)
def reports_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep reports that tests write out of the checkout, also those of started processes."""
    folder = tmp_path_factory.mktemp("reports")
    before = os.environ.get("MEDIACOMPARE_REPORTS")
    os.environ["MEDIACOMPARE_REPORTS"] = str(folder)
    yield folder
    if before is None:
        del os.environ["MEDIACOMPARE_REPORTS"]
    else:
        os.environ["MEDIACOMPARE_REPORTS"] = before


@pytest.fixture(scope="session")
def run_python(root: Path):
    """Return a function that runs this Python with arguments and returns the finished process."""

    def run(*arguments: str, cwd: Path | None = None, **environment: str):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd or root,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    return run
