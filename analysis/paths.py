"""Where are the project's data, notebooks, stories and reports?

The answer never depends on the current folder, with one exception that is said where it
stands: an installed package has no project folder to write reports into.
"""

import os
from pathlib import Path

from analysis.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
MANIFEST_NAME = "story.toml"


def find_checkout_folder() -> Path | None:
    """
    Find the checkout that holds this package.

    Returns
    -------
    Path or None
        The folder that has `analysis/`, `data/` and `notebooks/` side by side; None when
        the package was installed as a wheel.
    """
    root = _PACKAGE.parent
    return root if (root / "data").is_dir() and (root / "notebooks").is_dir() else None


def _find_part(part: str) -> Path:
    """Folder of one part of the project: of the checkout, else of the wheel's copy."""
    folder = (find_checkout_folder() or _PACKAGE / "shipped") / part
    if not folder.is_dir():
        raise UsageError(
            f"the folder {folder} is missing: install mediacompare again, or run it from a "
            "whole checkout."
        )
    return folder


def find_data_folder() -> Path:
    """
    Find the folder of lexicons and other data files.

    Returns
    -------
    Path
        `data/` of the checkout, or the copy inside the installed package.

    Raises
    ------
    UsageError
        If the installation holds no such folder.

    Examples
    --------
    >>> find_data_folder().name
    'data'
    """
    return _find_part("data")


def find_notebooks_folder() -> Path:
    """
    Find the folder of the template notebooks.

    Returns
    -------
    Path
        `notebooks/` of the checkout, or the copy inside the installed package.

    Raises
    ------
    UsageError
        If the installation holds no such folder.
    """
    return _find_part("notebooks")


def find_seeds_folder() -> Path:
    """
    Find the folder of the stories that come with the project.

    Returns
    -------
    Path
        `seeds/` of the checkout, or the copy inside the installed package. It need not
        exist: a project without stories is not broken.
    """
    return (find_checkout_folder() or _PACKAGE / "shipped") / "seeds"


def list_seed_folders() -> list[Path]:
    """
    List the folders of the stories that come with the project.

    Returns
    -------
    list of Path
        Sorted by name; the folders under `seeds/` that hold a manifest.
    """
    seeds = find_seeds_folder()
    if not seeds.is_dir():
        return []
    folders = (path for path in seeds.iterdir() if (path / MANIFEST_NAME).is_file())
    return sorted(folders, key=lambda path: path.name)


def find_texts_folders() -> list[Path]:
    """
    List the folders in which texts are looked for that are not beside their manifest.

    Returns
    -------
    list of Path
        The folders named by the environment variable MEDIACOMPARE_SEEDS (several are
        separated as in PATH), in that order; empty when it is not set.
    """
    named = os.environ.get("MEDIACOMPARE_SEEDS", "").split(os.pathsep)
    return [Path(os.path.expanduser(name)) for name in named if name.strip()]


def find_reports_folder() -> Path:
    """
    Find the folder that reports are written to.

    Returns
    -------
    Path
        The environment variable MEDIACOMPARE_REPORTS if set; else `reports/` of the
        checkout; else, in an installed package, `reports/` of the current folder. It
        need not exist yet.
    """
    named = os.environ.get("MEDIACOMPARE_REPORTS", "").strip()
    if named:
        folder = Path(os.path.expanduser(named))
        if folder.parts[0].startswith("~"):
            raise UsageError(f"MEDIACOMPARE_REPORTS: there is no home folder {folder.parts[0]!r}.")
        return folder
    return (find_checkout_folder() or Path.cwd()) / "reports"


def find_tables_folder(story_name: str) -> Path:
    """
    Find the folder that the tables of a story are written to.

    Parameters
    ----------
    story_name : str
        The story's name.

    Returns
    -------
    Path
        `<story>/tables` in the reports folder. It need not exist yet.

    Examples
    --------
    >>> find_tables_folder("tiny").parts[-2:]
    ('tiny', 'tables')
    """
    return find_reports_folder() / story_name / "tables"
