"""What does a researcher pick from a synopsis in JupyterLab?

The same element, style and script as the page's, shown by anywidget. What the filters show and
what is ticked comes back as tables.
"""

import re
from functools import lru_cache

import pandas as pd

from analysis import ledger_view
from analysis.errors import UsageError
from analysis.story import Story
from analysis.synopsis import page
from analysis.synopsis.layout import tabulate_synopsis

_ROOT = re.compile(r":root\s*\{([^}]*)\}")


class SynopsisWidget:
    """
    All versions of a story beside the base, and what the researcher picks from them.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    story : Story, optional
        For the language of the texts; left out: English.

    Attributes
    ----------
    shown : DataFrame
        The rows of `tabulate_synopsis` that the filters let through, of the versions shown.
    selected_passages : DataFrame
        Those of the rows ticked.
    shown_changes, selected_changes : DataFrame
        The rows of the changes table whose badges are shown, or are ticked.
    widget : anywidget.AnyWidget
        What is displayed.

    Raises
    ------
    UsageError
        If anywidget is not installed.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> opened = SynopsisWidget(compare(load_story("tiny")))
    >>> opened
    SynopsisWidget: 8 rows of 3 versions, 1 alteration; 0 rows and 0 alterations selected
    >>> opened.select(changes=[1])
    >>> opened.selected_changes["why"].tolist()
    ['$12,000 became $120,000: 10 times as much.']
    """

    def __init__(self, tables: dict[str, pd.DataFrame], story: Story | None = None) -> None:
        self._rows = tabulate_synopsis(tables)
        self._ledger = ledger_view.tabulate_ledger(tables)
        self._changes = tables["changes"]
        self._ids = tables["versions"]["version_id"].tolist()
        self.widget = _make_widget()(
            page=page.render_body(tables, language=(story and story.language) or "en"),
            state={
                "rows": self._rows["row"].drop_duplicates().tolist(),
                "versions": list(range(1, len(self._ids) + 1)),
                "alterations": self._ledger["alteration"].drop_duplicates().tolist(),
                "pickedRows": [],
                "pickedAlterations": [],
            },
        )

    @property
    def shown(self) -> pd.DataFrame:
        """The rows of `tabulate_synopsis` that the filters let through."""
        versions = [self._ids[n - 1] for n in self._read("versions", len(self._ids))]
        rows = self._select_rows("rows")
        return rows[rows["version_id"].isin(versions)].reset_index(drop=True)

    @property
    def selected_passages(self) -> pd.DataFrame:
        """The rows of `tabulate_synopsis` that are ticked, all versions of each."""
        return self._select_rows("pickedRows").reset_index(drop=True)

    @property
    def shown_changes(self) -> pd.DataFrame:
        """The rows of the changes table that the filters let through."""
        return self._select_changes("alterations")

    @property
    def selected_changes(self) -> pd.DataFrame:
        """The rows of the changes table whose badges are ticked."""
        return self._select_changes("pickedAlterations")

    def select(self, *, rows: list[int] | None = None, changes: list[int] | None = None) -> None:
        """
        Tick rows and alterations, instead of those ticked.

        Parameters
        ----------
        rows, changes : list of int, optional
            Numbers of rows (`shown`) and of alterations (`ledger_view.tabulate_ledger`); left
            out: what is ticked stays.

        Raises
        ------
        UsageError
            If there is no such row or alteration.
        """
        known = {"pickedRows": self._rows["row"], "pickedAlterations": self._ledger["alteration"]}
        state = dict(self.widget.state)
        for name, wanted in (("pickedRows", rows), ("pickedAlterations", changes)):
            if wanted is None:
                continue
            for number in wanted:
                if number not in set(known[name]):
                    what = "row" if name == "pickedRows" else "alteration"
                    raise UsageError(f"the synopsis has no {what} {number}.")
            state[name] = sorted({int(number) for number in wanted})
        self.widget.state = state

    def _read(self, name: str, most: int) -> list[int]:
        """Numbers that the browser sent: only those that can be."""
        sent = self.widget.state.get(name, [])
        return sorted({n for n in sent if isinstance(n, int) and 1 <= n <= most})

    def _select_rows(self, name: str) -> pd.DataFrame:
        most = int(self._rows["row"].max()) if len(self._rows) else 0
        return self._rows[self._rows["row"].isin(self._read(name, most))]

    def _select_changes(self, name: str) -> pd.DataFrame:
        numbers = self._read(name, len(self._ledger))
        own = self._ledger[self._ledger["alteration"].isin(numbers)]
        keys = ["other_id", "kind", "subkind", "base_start", "base_stop", "other_start"]
        wanted = set(own[keys].itertuples(index=False, name=None))
        keep = [key in wanted for key in self._changes[keys].itertuples(index=False, name=None)]
        return self._changes[keep].reset_index(drop=True)

    def __repr__(self) -> str:
        rows, n = self.shown["row"].nunique(), len(self._read("alterations", len(self._ledger)))
        alterations = page.prose.count(n, "alteration")
        n_rows = len(self._read("pickedRows", len(self._rows)))
        n_changes = len(self._read("pickedAlterations", len(self._ledger)))
        return (
            f"SynopsisWidget: {rows} rows of {len(self._ids)} versions, {alterations}; "
            f"{n_rows} rows and {n_changes} alterations selected"
        )

    def _repr_mimebundle_(self, **options):
        bundle = self.widget._repr_mimebundle_(**options)
        # anywidget gives the data alone or with metadata; programs without it read the words.
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        told = {**(data or {}), "text/plain": repr(self)}
        return (told, bundle[1]) if isinstance(bundle, tuple) else told


def write_scoped_style() -> str:
    """
    Write the style for a page that is not the report's own.

    Returns
    -------
    str
        The synopsis's style, with the house's colours as its own variables: JupyterLab's theme says
        whether it is dark, and nothing outside the element changes.
    """
    house = page.read_house_style()
    light, dark = _ROOT.findall(house)[:2]
    own = page.read_part("synopsis.css")
    dim = re.search(r"\.synopsis \{ (--altered: #5b[^}]*)\}", own)[1]
    # The page's dark colours follow the system's setting, here they follow the theme.
    own = own.replace("(prefers-color-scheme: dark)", "not all")
    night = ':root:has(body[data-jp-theme-light="false"]) .synopsis'
    return (
        f".synopsis {{ color-scheme: light; {light} }}\n{page.read_part('apart.css')}\n{own}\n"
        f"{night} {{ color-scheme: dark; {dark} {dim} }}\n"
    )


def write_module() -> str:
    """Write the module that anywidget loads: the page's script and what binds it."""
    return f"{page.read_part('synopsis.js')}\n{page.read_part('widget.js')}"


@lru_cache(maxsize=1)
def _make_widget():
    """The widget's class; anywidget is wanted only where somebody opens one."""
    try:
        import anywidget
        import traitlets
    except ImportError as missing:
        raise UsageError(
            "The synopsis in a notebook needs anywidget: install mediacompare[lab]."
        ) from missing

    class Synopsis(anywidget.AnyWidget):
        _esm = write_module()
        _css = write_scoped_style()
        page = traitlets.Unicode().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)

    return Synopsis
