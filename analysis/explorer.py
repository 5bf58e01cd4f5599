"""How does a researcher read any two versions side by side, in JupyterLab?

`explore` shows the widgets and nothing else: what is aligned, selected and rendered comes
from `parallel`. What the researcher ticks comes back as a table (`Explorer.selection`).
`explore_changes` does the same for the alterations, which come from `ledger_view`; what its
filters let through is a table too (`LedgerExplorer.shown`). All versions at once are in the
synopsis (`Explorer.synopsis`).
"""

from collections.abc import Callable, Iterable

import pandas as pd

from analysis import ledger_view, parallel, prose
from analysis.comparison import compare, find_base
from analysis.errors import UsageError
from analysis.fidelity import KINDS, SEVERITIES
from analysis.story import Story, load_story
from analysis.synopsis import SynopsisWidget

# Passages on one page: two screens at most, and quick to draw whatever the versions' length.
PAGE = 12
# A passage that one steps to stands below this many others, to be read in its context.
CONTEXT = 1


def explore(story: Story | str, base: str | None = None) -> "Explorer":
    """
    Read any two versions of a story side by side.

    Parameters
    ----------
    story : Story or str
        From `load_story`, or what it takes: a name under seeds/ or a folder.
    base : str, optional
        The version that is at the left first; left out: the story's base, or the version
        that holds most of the others' wording.

    Returns
    -------
    Explorer
        Shows itself when it is the last line of a cell.

    Raises
    ------
    UsageError
        If ipywidgets is not installed, or `base` is not a version of the story.

    Examples
    --------
    >>> explorer = explore("tiny")
    >>> explorer
    Explorer: wire beside cutdown, 6 passages, 2 with differences
    >>> explorer.right = "rewrite"
    >>> explorer
    Explorer: wire beside rewrite, 7 passages, 5 with differences
    """
    loaded = load_story(story) if isinstance(story, str) else story
    return Explorer(compare(loaded, base or None))


class Explorer:
    """
    Two versions side by side, and what the researcher picks from them.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Attributes
    ----------
    left, right : str
        The versions shown; may be set.
    actions : tuple of str
        Actions the passages are filtered by; empty: all. May be set.
    search : str
        What the passages must hold. May be set.
    current : int or None
        Number of the passage pointed out; may be set.
    shown : DataFrame
        The rows that the filter lets through, as `parallel.tabulate_parallel` gives them.
    selection : DataFrame
        The rows ticked, of every pair looked at, in the order of the story's versions.
    ledger : LedgerExplorer
        The alterations found by the same comparison.
    synopsis : SynopsisWidget
        All versions beside the base at once, of the same comparison.
    widget : ipywidgets.Widget
        What is displayed.

    Raises
    ------
    UsageError
        If ipywidgets is not installed.
    """

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._ids = tables["versions"]["version_id"].tolist()
        self._pairs: dict[tuple[str, str], pd.DataFrame] = {}
        self._tokens: dict[str, dict] = {}
        self._summaries: dict[tuple[str, str], str] = {}
        self._ticked: dict[tuple[str, str], set[int]] = {}
        self._start = 0
        self._current: int | None = None
        self._is_drawing = False
        self._ledger: LedgerExplorer | None = None
        self._synopsis: SynopsisWidget | None = None
        self._build(_import_widgets())
        self._change_pair()

    # --- What is shown ---

    @property
    def left(self) -> str:
        """The version at the left."""
        return self._left.value

    @left.setter
    def left(self, version_id: str) -> None:
        self._left.value = self._check(version_id)

    @property
    def right(self) -> str:
        """The version at the right."""
        return self._right.value

    @right.setter
    def right(self, version_id: str) -> None:
        self._right.value = self._check(version_id)

    @property
    def actions(self) -> tuple[str, ...]:
        """Actions the passages are filtered by; empty: all."""
        return tuple(a for a in parallel.LETTERS if self._chips[a].value)

    @actions.setter
    def actions(self, wanted: tuple[str, ...]) -> None:
        parallel.select_passages(self._rows, actions=wanted)  # refuses names that do not exist
        for action in parallel.LETTERS:
            self._chips[action].value = action in wanted

    @property
    def search(self) -> str:
        """What the passages must hold."""
        return self._search.value

    @search.setter
    def search(self, text: str) -> None:
        self._search.value = text

    @property
    def current(self) -> int | None:
        """Number of the passage that is pointed out."""
        return self._current

    @current.setter
    def current(self, passage: int | None) -> None:
        numbers = self._list_numbers()
        if passage is not None and passage not in numbers:
            raise UsageError(f"passage {passage} is not among those shown.")
        self._current = passage
        if passage is not None:
            self._start = max(0, numbers.index(passage) - CONTEXT)
        self._draw()

    @property
    def shown(self) -> pd.DataFrame:
        """The rows that the filter lets through."""
        return parallel.select_passages(
            self._rows,
            actions=self.actions,
            only_moved=self._chips["moved"].value,
            search=self.search,
        ).reset_index(drop=True)

    @property
    def selection(self) -> pd.DataFrame:
        """The rows ticked, of every pair looked at."""
        order = {version_id: n for n, version_id in enumerate(self._ids)}
        pairs = sorted(self._ticked, key=lambda pair: (order[pair[0]], order[pair[1]]))
        found = [
            rows[rows["passage"].isin(self._ticked[pair])]
            for pair in pairs
            for rows in [self._pairs[pair]]
        ]
        return pd.concat([self._rows.iloc[:0], *found], ignore_index=True)

    @property
    def ledger(self) -> "LedgerExplorer":
        """The alterations of this comparison, to be filtered; the same each time."""
        if self._ledger is None:
            self._ledger = LedgerExplorer(self._tables)
        return self._ledger

    @property
    def synopsis(self) -> SynopsisWidget:
        """All versions beside the base at once; the same each time."""
        if self._synopsis is None:
            self._synopsis = SynopsisWidget(self._tables)
        return self._synopsis

    def _check(self, version_id: str) -> str:
        if version_id not in self._ids:
            raise UsageError(
                f"there is no version {version_id!r}; the versions are {', '.join(self._ids)}."
            )
        return version_id

    @property
    def _pair(self) -> tuple[str, str]:
        return self.left, self.right

    @property
    def _rows(self) -> pd.DataFrame:
        if self._pair not in self._pairs:
            self._pairs[self._pair] = parallel.tabulate_parallel(self._tables, *self._pair)
        return self._pairs[self._pair]

    def _get_tokens(self, version_id: str) -> dict:
        if version_id not in self._tokens:
            self._tokens[version_id] = parallel.gather_tokens(self._tables, version_id)
        return self._tokens[version_id]

    def _list_numbers(self) -> list[int]:
        return self.shown["passage"].drop_duplicates().tolist()

    def _list_differences(self) -> list[int]:
        return parallel.list_differences(self.shown)

    # --- What the researcher does ---

    def step(self, by: int) -> None:
        """
        Go to the next (1) or the previous (-1) difference among the passages shown.

        Parameters
        ----------
        by : {1, -1}
            The direction; after the last difference comes the first.
        """
        differences = self._list_differences()
        if not differences:
            return
        here = self._current if self._current is not None else (0 if by > 0 else 1 << 62)
        ahead = [n for n in differences if (n > here if by > 0 else n < here)]
        ahead = ahead or differences
        self.current = ahead[0] if by > 0 else ahead[-1]

    def tick(self, passage: int, ticked: bool = True) -> None:
        """
        Put a passage of the pair shown into the selection, or take it out.

        Parameters
        ----------
        passage : int
            Its number.
        ticked : bool, default True
            False takes it out.

        Raises
        ------
        UsageError
            If the pair has no such passage.
        """
        if passage not in set(self._rows["passage"]):
            raise UsageError(f"{self.left} beside {self.right} has no passage {passage}.")
        numbers = self._ticked.setdefault(self._pair, set())
        (numbers.add if ticked else numbers.discard)(passage)
        if not numbers:
            del self._ticked[self._pair]
        self._draw()

    def _swap(self, _) -> None:
        self._is_drawing = True
        self._left.value, self._right.value = self.right, self.left
        self._is_drawing = False
        self._change_pair()

    def _turn(self, by: int) -> None:
        start = self._start + by * PAGE
        if start < len(self._list_numbers()):  # a page down never leaves the last passage
            self._start = max(0, start)
        self._draw()

    def _tick_shown(self, _) -> None:
        self._ticked.setdefault(self._pair, set()).update(self._list_numbers())
        if not self._ticked[self._pair]:
            del self._ticked[self._pair]
        self._draw()

    def _clear(self, _) -> None:
        self._ticked.clear()
        self._draw()

    # --- Widgets ---

    def _build(self, w) -> None:
        """Make the widgets once; `_draw` fills them."""
        wide = {"description_width": "4.2em"}
        options = [(self._label(v), v) for v in self._ids]
        base = find_base(self._tables)
        other = next((v for v in self._ids if v != base), base)
        layout = w.Layout(width="auto", min_width="14em", flex="1 1 18em")
        self._left, self._right = (
            w.Dropdown(options=options, value=v, description=d, layout=layout, style=wide)
            for v, d in ((base, "Left"), (other, "Right"))
        )
        self._search = w.Text(
            description="Search",
            placeholder="words in either version",
            style=wide,
            layout=w.Layout(width="auto", min_width="14em", flex="1 1 16em"),
        )
        self._chips = {
            name: w.ToggleButton(
                tooltip=parallel.MEANINGS.get(name, "stands in another order"),
                layout=w.Layout(width="auto"),
            )
            for name in (*parallel.LETTERS, "moved")
        }
        for control in (self._left, self._right):
            control.observe(self._change_pair, "value")
        for control in (self._search, *self._chips.values()):
            control.observe(self._change_filter, "value")
        self._summary, self._where, self._heads, self._picked = (w.HTML() for _ in range(4))
        self._legend = w.HTML(f"<style>{parallel.STYLE}</style>{parallel.render_legend()}")
        button = self._make_button
        swap = button(w, "⇄ Swap", "exchange the two sides", self._swap)
        steps = [
            button(w, "‹ Previous difference", "step back", lambda _: self.step(-1)),
            button(w, "Next difference ›", "step on", lambda _: self.step(1)),
        ]
        self._pages = [
            button(w, "Page up", "the passages before these", lambda _: self._turn(-1)),
            button(w, "Page down", "the passages after these", lambda _: self._turn(1)),
        ]
        picks = [
            button(w, "Select all shown", "tick every passage the filter shows", self._tick_shown),
            button(w, "Clear selection", "tick nothing", self._clear),
        ]
        self._boxes = [self._make_box(w) for _ in range(PAGE)]
        self._texts = [w.HTML(layout=w.Layout(flex="1 1 auto", min_width="0")) for _ in range(PAGE)]
        lines = [
            w.HBox([box, text], layout=w.Layout(align_items="flex-start", width="100%"))
            for box, text in zip(self._boxes, self._texts, strict=True)
        ]
        self._lines = lines
        flow = w.Layout(flex_flow="row wrap", align_items="center", width="100%")
        heads = w.HBox(
            [w.HTML(layout=w.Layout(width="2em", flex="0 0 2em")), self._heads],
            layout=w.Layout(width="100%"),
        )
        self._heads.layout = w.Layout(flex="1 1 auto", min_width="0")
        self.widget = w.VBox(
            [
                w.HBox([self._left, swap, self._right], layout=flow),
                self._summary,
                w.HBox([w.HTML("Passages:"), *self._chips.values(), self._search], layout=flow),
                w.HBox([*steps, self._where, *self._pages], layout=flow),
                self._legend,
                heads,
                *lines,
                w.HBox([*picks, self._picked], layout=flow),
            ],
            layout=w.Layout(width="100%"),
        )

    def _label(self, version_id: str) -> str:
        row = self._tables["versions"].set_index("version_id").loc[version_id]
        outlet = f", {row['outlet']}" if isinstance(row["outlet"], str) else ""
        return f"{version_id}{outlet} ({row['type']})"

    @staticmethod
    def _make_button(w, label: str, tooltip: str, act: Callable):
        made = w.Button(description=label, tooltip=tooltip, layout=w.Layout(width="auto"))
        made.on_click(act)
        return made

    def _make_box(self, w):
        made = w.Checkbox(indent=False, layout=w.Layout(width="2em", flex="0 0 2em"))
        made.observe(self._change_box, "value")
        return made

    def _change_pair(self, _=None) -> None:
        if self._is_drawing:
            return
        self._current, self._start = None, 0
        if self._pair not in self._summaries:
            self._summaries[self._pair] = parallel.summarise_pair(self._tables, *self._pair)
        self._draw()

    def _change_filter(self, _) -> None:
        if self._is_drawing:
            return
        self._start = 0
        if self._current not in self._list_numbers():
            self._current = None
        self._draw()

    def _change_box(self, change) -> None:
        if self._is_drawing:
            return
        row = self._boxes.index(change["owner"])
        self.tick(self._list_numbers()[self._start + row], change["new"])

    def _draw(self) -> None:
        """Bring every widget into line with the state; the widgets' own news is not heard."""
        self._is_drawing = True
        try:
            self._draw_controls()
            self._draw_rows()
        finally:
            self._is_drawing = False

    def _draw_controls(self) -> None:
        for name, n in parallel.count_actions(self._rows).items():
            letter = parallel.LETTERS.get(name, "⇅")
            self._chips[name].description = f"{letter} {name} {n}"
        numbers, differences = self._list_numbers(), self._list_differences()
        stop = min(self._start + PAGE, len(numbers))
        here = ""
        if self._current in differences:
            here = f"difference {differences.index(self._current) + 1} of {len(differences)}; "
        elif differences:
            here = f"{len(differences)} with differences; "
        first = self._start + 1 if numbers else 0
        self._where.value = f"{here}passages {first}–{stop} of {len(numbers)}"
        self._pages[0].disabled = self._start == 0
        self._pages[1].disabled = stop >= len(numbers)
        self._summary.value = parallel.render_text(self._summaries[self._pair])
        n_picked = sum(len(ticked) for ticked in self._ticked.values())
        self._picked.value = f"{n_picked} selected"
        heads = tuple(parallel.describe_head(self._tables, v) for v in self._pair)
        nothing = self._rows.iloc[:0]
        self._heads.value = parallel.render_parallel(nothing, {}, {}, heads=heads)

    def _draw_rows(self) -> None:
        shown, ticked = self.shown, self._ticked.get(self._pair, set())
        numbers = shown["passage"].drop_duplicates().tolist()
        page = numbers[self._start : self._start + PAGE]
        tokens = [self._get_tokens(version_id) for version_id in self._pair]
        for place, (line, box, text) in enumerate(
            zip(self._lines, self._boxes, self._texts, strict=True)
        ):
            if place >= len(page):
                line.layout.display, box.value, text.value = "none", False, ""
                continue
            number = page[place]
            box.value, box.tooltip = number in ticked, f"select passage {number}"
            text.value = parallel.render_parallel(
                shown[shown["passage"] == number],
                *tokens,
                current=self._current,
                search=self.search,
            )
            line.layout.display = None

    # --- Display ---

    def __repr__(self) -> str:
        n = self._rows["passage"].nunique()
        n_different = len(parallel.list_differences(self._rows))
        return (
            f"Explorer: {self.left} beside {self.right}, {n} passages, "
            f"{n_different} with differences"
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The widgets where there is a front end; else the pair as it stands, without controls."""
        still = parallel.render_parallel(
            self.shown,
            *(self._get_tokens(version_id) for version_id in self._pair),
            heads=tuple(parallel.describe_head(self._tables, v) for v in self._pair),
            search=self.search,
        )
        widget = self.widget._repr_mimebundle_()
        return widget | {
            "text/plain": repr(self),
            "text/html": f"<style>{parallel.STYLE}</style>{parallel.render_legend()}{still}",
        }


# --- Alterations ------------------------------------------------------------------------


def explore_changes(story: Story | str, base: str | None = None) -> "LedgerExplorer":
    """
    Read the alterations of a story and filter them by kind, version and severity.

    Parameters
    ----------
    story : Story or str
        From `load_story`, or what it takes: a name under seeds/ or a folder.
    base : str, optional
        The version that the others are read against; left out: the story's own, or chosen.

    Returns
    -------
    LedgerExplorer
        Shows itself when it is the last line of a cell.

    Raises
    ------
    UsageError
        If ipywidgets is not installed, or `base` is not a version of the story.

    Examples
    --------
    >>> ledger = explore_changes("tiny")
    >>> ledger.versions = ["cutdown"]
    >>> ledger.shown["other_id"].isin(["cutdown"]).all()
    np.True_
    """
    loaded = load_story(story) if isinstance(story, str) else story
    return LedgerExplorer(compare(loaded, base or None))


class LedgerExplorer:
    """
    The alterations of a story, filtered by what the researcher picks.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.

    Attributes
    ----------
    kinds, versions, severities : tuple of str
        What the alterations are filtered by; empty: all. May be set.
    least_confidence : float
        The least confidence of a row shown, 0 to 1. May be set.
    shown : DataFrame
        The rows that the filters let through, as `ledger_view.tabulate_ledger` gives them.
    widget : ipywidgets.Widget
        What is displayed.

    Raises
    ------
    UsageError
        If ipywidgets is not installed.
    """

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._start = 0
        self._build(_import_widgets())
        self._draw()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds the alterations are filtered by; empty: all."""
        return self._pickers["kinds"].value

    @kinds.setter
    def kinds(self, wanted: Iterable[str]) -> None:
        self._pick("kinds", wanted)

    @property
    def versions(self) -> tuple[str, ...]:
        """Versions the alterations are filtered by; empty: all."""
        return self._pickers["versions"].value

    @versions.setter
    def versions(self, wanted: Iterable[str]) -> None:
        self._pick("versions", wanted)

    @property
    def severities(self) -> tuple[str, ...]:
        """Severities the alterations are filtered by; empty: all."""
        return self._pickers["severities"].value

    @severities.setter
    def severities(self, wanted: Iterable[str]) -> None:
        self._pick("severities", wanted)

    @property
    def least_confidence(self) -> float:
        """The least confidence of a row shown, 0 to 1."""
        return self._slider.value

    @least_confidence.setter
    def least_confidence(self, value: float) -> None:
        self._slider.value = value

    @property
    def shown(self) -> pd.DataFrame:
        """The rows that the filters let through."""
        picked = {name: picker.value for name, picker in self._pickers.items()}
        return ledger_view.select_ledger(
            self._tables, **picked, least_confidence=self.least_confidence
        )

    def _pick(self, name: str, wanted: Iterable[str]) -> None:
        wanted = tuple(wanted)
        ledger_view.select_ledger(self._tables, **{name: wanted})  # refuses what does not exist
        self._pickers[name].value = wanted

    def _build(self, w) -> None:
        """Make the widgets once; `_draw` fills them."""
        base = find_base(self._tables)
        others = [v for v in self._tables["versions"]["version_id"] if v != base]
        ledger = ledger_view.tabulate_ledger(self._tables)
        choices = {
            "kinds": ("Kind", "kind", KINDS),
            "versions": ("Version", "other_id", others),
            "severities": ("Severity", "severity", SEVERITIES),
        }
        self._pickers = {
            name: self._make_picker(w, title, ledger[column], values)
            for name, (title, column, values) in choices.items()
        }
        self._slider = w.FloatSlider(
            value=0.0, min=0.0, max=1.0, step=0.05, description="Confidence from",
            style={"description_width": "initial"}, continuous_update=False,
            layout=w.Layout(width="22em"),
        )  # fmt: skip
        for control in (*self._pickers.values(), self._slider):
            control.observe(self._change_filter, "value")
        make = Explorer._make_button
        self._pages = [
            make(w, "Page up", "the alterations before these", lambda _: self._turn(-1)),
            make(w, "Page down", "the alterations after these", lambda _: self._turn(1)),
        ]
        clear = make(w, "Show all", "pick nothing, so that all are shown", self._clear)
        self._where, self._rows = w.HTML(), w.HTML(layout=w.Layout(width="100%"))
        flow = w.Layout(flex_flow="row wrap", align_items="flex-start", width="100%")
        note = "Pick one or several (with Ctrl or Shift); none picked: all are shown."
        self.widget = w.VBox(
            [
                w.HTML(parallel.render_text(note)),
                w.HBox([*self._pickers.values()], layout=flow),
                w.HBox([self._slider, clear, self._where, *self._pages], layout=flow),
                self._rows,
            ],
            layout=w.Layout(width="100%"),
        )

    @staticmethod
    def _make_picker(w, title: str, column: pd.Series, values: Iterable[str]):
        """A list from which several may be picked, each with its number of alterations."""
        counts = column.value_counts()
        options = [
            (f"{prose.KIND_NAMES.get(value, value)} ({counts.get(value, 0)})", value)
            for value in values
        ]
        return w.SelectMultiple(
            options=options,
            description=title,
            rows=min(8, max(3, len(options))),
            style={"description_width": "5em"},
            layout=w.Layout(width="auto", min_width="16em", flex="1 1 16em"),
        )

    def _change_filter(self, _) -> None:
        self._start = 0
        self._draw()

    def _clear(self, _) -> None:
        for picker in self._pickers.values():
            picker.value = ()
        self._slider.value = 0.0

    def _turn(self, by: int) -> None:
        start = self._start + by * PAGE
        if start < self.shown["alteration"].nunique():
            self._start = max(0, start)
        self._draw()

    def _draw(self) -> None:
        shown = self.shown
        numbers = shown["alteration"].unique()
        stop = min(self._start + PAGE, len(numbers))
        first = self._start + 1 if len(numbers) else 0
        self._where.value = f"alterations {first}–{stop} of {len(numbers)}"
        self._pages[0].disabled = self._start == 0
        self._pages[1].disabled = stop >= len(numbers)
        page = numbers[self._start : stop]
        self._rows.value = self._render(shown[shown["alteration"].isin(page)])

    def _render(self, rows: pd.DataFrame) -> str:
        style = f"<style>{parallel.STYLE}{ledger_view.STYLE}</style>"
        if rows.empty and len(self._tables["changes"]):
            return style + parallel.render_text("No alteration is of what was picked.")
        return style + ledger_view.render_rows(self._tables, rows)

    def __repr__(self) -> str:
        n = self.shown["alteration"].nunique()
        of = ledger_view.tabulate_ledger(self._tables)["alteration"].nunique()
        return f"LedgerExplorer: {n} of {prose.count(of, 'alteration')}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """The widgets where there is a front end; else the rows as they stand."""
        widget = self.widget._repr_mimebundle_()
        return widget | {"text/plain": repr(self), "text/html": self._render(self.shown)}


def _import_widgets():
    try:
        import ipywidgets
    except ImportError as problem:
        raise UsageError(
            "explore needs ipywidgets: install mediacompare with its extra `lab`."
        ) from problem
    return ipywidgets
