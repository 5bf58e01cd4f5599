"""How does an executed notebook become a page for readers who do not read code?"""

import ast
import itertools
import re
from functools import lru_cache
from pathlib import Path

from analysis.report.layout import LONGEST_WHOLE, Page, render


def render_notebook(notebook: Path, story_title: str, page: Page, pages: list[Page]) -> str:
    """
    Render an executed notebook as one self-contained page, without its code.

    Parameters
    ----------
    notebook : Path
        The executed notebook.
    story_title : str
        For the page's title.
    page, pages : Page, list of Page
        This page and all of the story's, for the navigation.

    Returns
    -------
    str
        HTML. Figures are embedded; the code stays in the notebook, which is linked. The table
        that tells how to set parameters gives way to the settings that this run had.
    """
    fragment, heading, settings = _convert_notebook(notebook)
    return render(
        "notebook.html",
        fragment=fragment,
        heading=heading or page.name,
        settings=settings,
        story_title=story_title,
        error=page.error,
        notebook_file=notebook.name,
        pages=pages,
        current=page.stem,
    )


@lru_cache(maxsize=1)
def load_exporter():
    """Load the exporter; reading its templates takes longer than converting a notebook."""
    from nbconvert import HTMLExporter
    from nbformat.v4 import new_notebook

    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    exporter.from_notebook_node(new_notebook())
    return exporter


def _convert_notebook(path: Path) -> tuple[str, str, list[tuple[str, str]]]:
    import nbformat

    notebook = nbformat.v4.reads(path.read_text("utf-8"))  # what was checked when it was written
    title, settings = find_title(notebook), read_settings(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.get("id") != "parameter-table"]
    fragment, _ = load_exporter().from_notebook_node(notebook)
    return dress_tables(fragment), title, settings


def read_settings(notebook) -> list[tuple[str, str]]:
    """
    Read the values of a notebook's parameters, the run's own over the defaults.

    Returns
    -------
    list of (str, str)
        Names and values as a person writes them.
        The story is left out: it is the page's subject, and its value may be a folder.
    """
    found: dict[str, str] = {}
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.AnnAssign | ast.Assign):
                    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                    found[ast.unparse(target)] = _write_setting(ast.literal_eval(node.value))
    found.pop("story", None)
    return list(found.items())


def _write_setting(value) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all"
    return str(value) if value != "" else "not set"


# What pandas writes; text inside its cells is escaped, so that its tags are only pandas' own.
_FRAME = re.compile(
    r'(?:<style scoped(?:="")?>[^<]*</style>\s*)?'
    r'<table border="1" class="dataframe[^"]*">(.*?)</table>',
    re.DOTALL,
)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r'<t([hd])( rowspan="\d+")?[^>]*>(.*?)</t[hd]>', re.DOTALL)
# Numbers, days, and two counts side by side.
_NUMBER = re.compile(r"[-−+]?\d[\d,.]*%?|\d{4}-\d\d-\d\d|\d+ \+ \d+|–|NaN|")


def dress_tables(fragment: str) -> str:
    """
    Make the tables that pandas wrote in a page ones that everyone can read.

    Parameters
    ----------
    fragment : str
        HTML from nbconvert.

    Returns
    -------
    str
        The same with one row of headings, each saying what it is the heading of, numbers
        aligned at the right, a dash for what is not defined, and a frame that scrolls.
    """
    numbers = itertools.count(1)  # a list of regions tells them apart by their names
    return _FRAME.sub(lambda found: _dress_table(found.group(1), next(numbers)), fragment)


def _dress_table(inner: str, number: int) -> str:
    head, _, body = inner.partition("<tbody>")
    heads = [[cell[2] for cell in _CELL.findall(row)] for row in _ROW.findall(head)]
    # The names of the rows' levels, which pandas sets below the columns' names.
    names = [below or above for above, below in zip(heads[0], heads[-1], strict=True)]
    rows = [_CELL.findall(row) for row in _ROW.findall(body)]
    if not rows:
        return '<p class="note">The table is empty.</p>'
    n_columns = max(sum(tag == "d" for tag, _, _ in row) for row in rows)
    # Counted from the right: an index that spans rows is missing from some at the left.
    is_number = [
        all(_NUMBER.fullmatch(row[-n][2]) for row in rows) for n in range(n_columns, 0, -1)
    ]
    align = [""] * (len(names) - n_columns) + [' class="number"' * yes for yes in is_number]
    shown = [
        "".join(f'<th scope="col"{c}>{name}</th>' for name, c in zip(names, align, strict=True))
    ]
    for row in rows:
        cells = zip(row, align[-len(row) :], strict=True)
        shown.append("".join(_dress_cell(*cell, aligned) for cell, aligned in cells))
    written = "</tr>\n<tr>".join(shown[1:])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table {number}"><table>\n'
        f"<thead><tr>{shown[0]}</tr></thead>\n<tbody><tr>{written}</tr></tbody></table></div>"
    )


def _dress_cell(tag: str, span: str, text: str, align: str) -> str:
    if tag == "h":
        whole = " whole" * (len(text) <= LONGEST_WHOLE)
        return f'<th scope="row"{span}><span class="name{whole}">{text}</span></th>'
    return f"<td{align}>{'–' if text == 'NaN' else text}</td>"


def find_title(notebook) -> str:
    """Find a notebook's first heading, without its marks; empty if it has none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return ""
