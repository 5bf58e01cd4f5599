"""What of an executed notebook is kept, so that two runs of the same give the same bytes?

papermill and nbclient write down when each cell ran and where the files lay, and give the cell
with the parameters another id each time. None of it says anything of the articles.
"""

import os
import re
import sys
from pathlib import Path

from analysis.paths import find_checkout_folder

_ADDED = re.compile(r"injected-parameters|papermill-error-cell-tag")
_OF_THE_RUN = ("papermill", "execution", "ExecuteTime")
# IPython's file of a cell: process and checksum.
_CELL_FILE = re.compile(r"[^\s'\"]*ipykernel_\d+[/\\]\d+\.py")


def tidy_notebook(path: Path, story_name: str) -> None:
    """
    Take out of an executed notebook what depends on the machine, the folder and the clock.

    Parameters
    ----------
    path : Path
        The notebook, written anew.
    story_name : str
        Stands in the parameters in place of the story's folder: a name under seeds/, or the
        folder that the reader has.
    """
    import nbformat

    # Without the check that `nbformat.read` makes: papermill has just written it, and it is
    # checked when it is written again.
    notebook = nbformat.v4.reads(path.read_text("utf-8"))
    _drop(notebook.metadata)
    for number, cell in enumerate(notebook.cells):
        _drop(cell.metadata)
        tags = cell.metadata.get("tags", [])
        added = next((tag for tag in tags if _ADDED.fullmatch(tag)), None)
        if added:
            cell["id"] = added if added == "injected-parameters" else f"error-{number}"
        if added == "injected-parameters":
            cell.source = re.sub(
                r"(?m)^story = .*$", lambda _: f'story = "{story_name}"', cell.source
            )
        if cell.cell_type == "code":
            cell.outputs = _join_streams(cell.outputs)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [hide_places(line) for line in output.traceback]
                output.evalue = hide_places(output.evalue)
    nbformat.write(notebook, path)


def hide_places(text: str) -> str:
    """
    Shorten the paths of this machine in a traceback to what tells the file.

    Examples
    --------
    >>> hide_places("In /tmp/ipykernel_17/1234.py, line 1")
    'In the cell, line 1'
    """
    text = _CELL_FILE.sub("the cell", text)
    package = Path(__file__).resolve().parents[2]
    folders = {str(folder) for folder in (package, find_checkout_folder()) if folder}
    folders |= {sys.prefix, sys.base_prefix, str(Path.home())}
    for folder in sorted(folders, key=len, reverse=True):
        text = text.replace(folder + os.sep, "") if len(folder) > 1 else text
    return text


def _join_streams(outputs: list) -> list:
    """Pieces of one text as one: where a kernel sends it off is a matter of time."""
    joined: list = []
    for output in outputs:
        last = joined[-1] if joined else {}
        kinds = output.get("output_type"), output.get("name")
        if kinds[0] == "stream" and kinds == (last.get("output_type"), last.get("name")):
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def _drop(metadata: dict) -> None:
    """Remove the notes that a run leaves."""
    for name in _OF_THE_RUN:
        metadata.pop(name, None)
