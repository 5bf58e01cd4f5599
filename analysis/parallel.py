"""How do two versions read side by side, and what exactly differs between them?

Any two versions of a comparison, not only the base and another: `tabulate_parallel` lays
their body sentences beside each other as the collation aligns them, `mark_differences` marks
the words that one side has and the other has not, `render_parallel` makes both readable as
HTML. Marks follow the collation: case, possessive endings, commas, dashes and the shape of
quotation marks are house style, so they are shown as they stand and never marked; words,
figures, currency signs and the presence of quotation marks are compared.
"""

import html
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from analysis import collation, omissions, prose
from analysis.errors import UsageError
from analysis.tokens import Token

# The letter stands beside the name wherever the colour is, so that none needs the other.
LETTERS = {
    "kept": "K",
    "edited": "E",
    "paraphrased": "P",
    "partial": "½",
    "omitted": "–",
    "added": "+",
}
MEANINGS = {
    "kept": "the same words",
    "edited": "most words in the same order",
    "paraphrased": "in other words",
    "partial": "a part of it, or other things besides",
    "omitted": "only at the left",
    "added": "only at the right",
}

# What a difference is called when it is read out or pointed at.
_CHANGES = {"delete": "only at the left", "insert": "only at the right", "replace": "replaced"}
# Characters that no page may hold; each is shown as one replacement character.
_UNSHOWABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_SIDES = ("base", "other")
# What a reader looks at first, then what leads back to the characters of the files.
_COLUMNS = (
    "passage base_id other_id action moved similarity base_number base_text other_number "
    "other_text base_segment base_start base_stop other_segment other_start other_stop"
).split()

STYLE = """
.told { margin: .4em 0; line-height: 1.5; }
.parallel { font-size: 1em; line-height: 1.5; }
.parallel [role=row] { display: grid; grid-template-columns: minmax(0, 1fr) 8.4em minmax(0, 1fr);
  border-top: 1px solid rgba(128, 136, 144, .45); }
.parallel [role=row].heads { border-top: 0; }
.parallel [role=columnheader] { padding: .3em .8em; font-weight: 600; overflow-wrap: anywhere; }
.parallel [role=columnheader] small { display: block; font-weight: 400; }
.parallel [role=cell] { padding: .5em .8em; overflow-wrap: anywhere; min-width: 0; }
.parallel [role=cell].what { padding: .5em .3em; text-align: center; font-size: .86em;
  line-height: 1.35; }
.parallel [aria-current=true] { outline: 3px solid #0072b2; outline-offset: -3px;
  background: rgba(0, 114, 178, .08); }
.parallel .number { opacity: .75; font-size: .8em; margin-right: .5em; user-select: none;
  font-variant-numeric: tabular-nums; }
.parallel .number::after { content: attr(data-number); }
.parallel .nothing { background: repeating-linear-gradient(45deg, transparent 0 6px,
  rgba(128, 136, 144, .4) 6px 7px); }
.parallel .badge { display: inline-block; padding: .05em .55em; border-radius: 1em;
  border: 1px solid rgba(96, 104, 112, .7); font-weight: 600; white-space: nowrap; }
.parallel .badge.kept { background: #1f5f8b; color: #fff; }
.parallel .badge.edited { background: #5aa3d0; color: #10222e; }
.parallel .badge.paraphrased { background: #e3b23c; color: #2c2206; }
.parallel .badge.partial { background: linear-gradient(90deg, #b9c7d2 50%, #e9eef2 50%);
  color: #1b1f24; }
.parallel .badge.omitted { background: repeating-linear-gradient(45deg, #fff 0 5px,
  #d5dae0 5px 6px); color: #1b1f24; }
.parallel .badge.added { background: #2f7a58; color: #fff; }
.parallel .note { display: block; margin-top: .25em; }
.parallel del, .parallel ins { text-decoration-thickness: 1.5px; text-decoration-skip-ink: none;
  border-radius: 2px; color: inherit; box-decoration-break: clone;
  -webkit-box-decoration-break: clone; }
.parallel del { background: rgba(213, 94, 0, .16); text-decoration: line-through #c24b00; }
.parallel ins { background: rgba(0, 158, 115, .18); text-decoration: underline double #00785a;
  text-underline-offset: 3px; }
.parallel del.replaced, .parallel ins.replaced { background: rgba(204, 121, 167, .26);
  text-decoration: none; border-bottom: 2px dashed #9c3f72; }
.parallel mark { background: #ffe14d; color: #1b1f24; outline: 1px solid #8a6d00; }
.parallel del::before, .parallel ins::before, .parallel del::after, .parallel ins::after {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.parallel del::before { content: " [only here: "; }
.parallel ins::before { content: " [only here: "; }
.parallel .replaced::before { content: " [replaced: "; }
.parallel del::after, .parallel ins::after { content: "] "; }
.parallel-legend { display: flex; flex-wrap: wrap; gap: .2em 1.2em; font-size: .9em;
  padding: .3em 0; }
@media (max-width: 36rem) {
  .parallel [role=row] { grid-template-columns: minmax(0, 1fr); }
  .parallel [role=cell].what { text-align: left; padding: .2em .8em; }
  .parallel [role=cell]:last-child, .parallel [role=columnheader]:last-child {
    border-left: 4px solid rgba(128, 136, 144, .6); }
  .parallel [role=cell].nothing { min-height: 1.2em; }
}
"""


class Piece(NamedTuple):
    """A run of characters of one sentence and what became of it: equal, delete, insert, replace."""

    tag: str
    start: int
    stop: int


# --- Tables -----------------------------------------------------------------------------


def collate_pair(tables: dict[str, pd.DataFrame], left: str, right: str) -> pd.DataFrame:
    """
    Collate any two versions of a comparison.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    left, right : str
        Two of its versions, or twice the same; `left` takes the part of the base.

    Returns
    -------
    DataFrame
        The collation table of this pair, the same whether `left` is the base or not.

    Raises
    ------
    UsageError
        If one of them is not a version of the comparison.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> collate_pair(tables, "wire", "cutdown")["action"].tolist()
    ['kept', 'kept', 'kept', 'kept', 'partial', 'omitted']
    """
    _check_versions(tables, [left, right])
    known = tables["collation"]
    rows = known[(known["base_id"] == left) & (known["other_id"] == right)]
    if not rows.empty:
        return rows.reset_index(drop=True)
    tokens = tables["tokens"]
    passages = collation.prepare_passages(tokens[tokens["version_id"].isin([left, right])])
    sides = [
        passages.get(version_id) or _prepare_nothing(version_id) for version_id in (left, right)
    ]
    return collation.collate(*sides)


def _prepare_nothing(version_id: str) -> collation.Passages:
    """A version whose text holds no token at all."""
    return collation.Passages(version_id, np.array([], dtype=np.int64), [], [], {})


def _check_versions(tables: dict[str, pd.DataFrame], wanted: Iterable[str]) -> None:
    known = tables["versions"]["version_id"].tolist()
    for version_id in wanted:
        if version_id not in known:
            raise UsageError(
                f"there is no version {version_id!r}; the versions are {', '.join(known)}."
            )


def tabulate_parallel(tables: dict[str, pd.DataFrame], left: str, right: str) -> pd.DataFrame:
    """
    Lay two versions beside each other, passage by passage, with both texts.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    left, right : str
        Two of its versions; `left` takes the part of the base.

    Returns
    -------
    DataFrame
        The rows of `collate_pair` in reading order: passage (1, 2, ...; the rows of an n:m
        alignment share one), base_id, other_id, action, moved, similarity, and for each side
        base_number (the sentence's number in the body, from 1), base_text, base_segment,
        base_start, base_stop (characters of the version's text), and the same with other_. The
        order is the left version's; a sentence that only the right one has stands
        before the passage that follows it there. A side without counterpart is <NA>.

    Raises
    ------
    UsageError
        If one of them is not a version of the comparison.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> rows = tabulate_parallel(tables, "wire", "cutdown")
    >>> rows.loc[rows["action"] == "omitted", ["passage", "base_number", "other_number"]]
       passage  base_number  other_number
    5        6            6          <NA>
    """
    rows = collate_pair(tables, left, right)
    rows = _order_rows(rows.assign(passage=_group_rows(rows)))
    body = tables["segments"]
    body = body[body["kind"] == "body"]
    for side, version_id in zip(_SIDES, (left, right), strict=True):
        own = body[body["version_id"] == version_id].set_index("segment")
        own = own.assign(number=np.arange(1, len(own) + 1))
        for name, dtype in (
            ("number", "Int64"),
            ("start", "Int64"),
            ("stop", "Int64"),
            ("text", "str"),
        ):
            rows[f"{side}_{name}"] = rows[f"{side}_segment"].map(own[name]).astype(dtype)
    return rows[_COLUMNS]


def _list_segments(rows: pd.DataFrame, side: str) -> list[int | None]:
    return [None if pd.isna(s) else int(s) for s in rows[f"{side}_segment"]]


def _group_rows(rows: pd.DataFrame) -> list[int]:
    """For each row a number that rows share if they are linked by a sentence of either side."""
    parents: dict[tuple, tuple] = {}

    def find(node: tuple) -> tuple:
        while parents.setdefault(node, node) != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    links = list(zip(_list_segments(rows, "base"), _list_segments(rows, "other"), strict=True))
    nodes = [("base", i) if i is not None else ("other", j) for i, j in links]
    for i, j in links:
        if i is not None and j is not None:
            parents[find(("other", j))] = find(("base", i))
    numbers: dict[tuple, int] = {}
    return [numbers.setdefault(find(node), len(numbers)) for node in nodes]


def _order_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort into reading order and number the passages from 1."""
    groups = rows["passage"].tolist()
    left, right = _list_segments(rows, "base"), _list_segments(rows, "other")
    place: dict[int, float] = {}
    for group, i in zip(groups, left, strict=True):
        if i is not None:
            place[group] = min(i, place.get(group, math.inf))
    # Where the right version goes on in step, its own sentences stand before what follows.
    in_step = sorted(
        (j, place[group])
        for group, i, j, moved in zip(groups, left, right, rows["moved"].tolist(), strict=True)
        if i is not None and j is not None and not moved
    )
    steps = [j for j, _ in in_step]

    def rank(row: int) -> tuple:
        i, j = left[row], right[row]
        if i is None:
            following = bisect_left(steps, j)
            ahead = in_step[following][1] if following < len(steps) else math.inf
            return (ahead, 0, j, 0)
        return (place[groups[row]], 1, i, -1 if j is None else j)

    rows = rows.iloc[sorted(range(len(rows)), key=rank)].reset_index(drop=True)
    rows["passage"] = pd.factorize(rows["passage"])[0].astype("int64") + 1
    return rows


def select_passages(
    parallel: pd.DataFrame,
    *,
    actions: Iterable[str] = (),
    only_moved: bool = False,
    search: str = "",
) -> pd.DataFrame:
    """
    Select passages by what was done to them, whether they moved, and what they say.

    Parameters
    ----------
    parallel : DataFrame
        From `tabulate_parallel`.
    actions : iterable of str, optional
        Those to keep; none: all.
    only_moved : bool, default False
        Keep only passages that stand in another order.
    search : str, optional
        Keep only passages in which a sentence of either side holds this, without regard to
        case. It is looked for as it stands: no pattern.

    Returns
    -------
    DataFrame
        All rows of the passages found; the numbers of the passages stay.

    Raises
    ------
    UsageError
        If an action has no such name.
    """
    actions = list(actions)
    for action in actions:
        if action not in collation.ACTIONS:
            raise UsageError(
                f"there is no action {action!r}; the actions are {', '.join(collation.ACTIONS)}."
            )
    keep = np.ones(len(parallel), dtype=bool)
    if actions:
        keep &= parallel["action"].isin(actions).to_numpy()
    if only_moved:
        keep &= parallel["moved"].to_numpy()
    if search.strip():
        pattern = _compile_search(search)
        found = np.zeros(len(parallel), dtype=bool)
        for side in _SIDES:
            texts = parallel[f"{side}_text"].fillna("").tolist()
            found |= np.array([pattern.search(text) is not None for text in texts], dtype=bool)
        keep &= found
    return parallel[parallel["passage"].isin(parallel.loc[keep, "passage"])]


def _compile_search(search: str):
    """What finds a text as it stands; any white space stands for any other."""
    words = [regex.escape(word) for word in search.split()]
    return regex.compile(r"\s+".join(words), regex.IGNORECASE)


def list_differences(parallel: pd.DataFrame) -> list[int]:
    """
    List the passages that are not kept word for word in their place.

    Parameters
    ----------
    parallel : DataFrame
        From `tabulate_parallel`.

    Returns
    -------
    list of int
        Their numbers, ascending.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> list_differences(tabulate_parallel(tables, "wire", "cutdown"))
    [5, 6]
    """
    differs = (parallel["action"] != "kept") | parallel["moved"]
    return sorted(set(parallel.loc[differs, "passage"].tolist()))


def count_actions(parallel: pd.DataFrame) -> dict[str, int]:
    """
    Count the passages of each action; "moved" counts those out of order, of any action.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> count_actions(tabulate_parallel(tables, "wire", "cutdown"))["kept"]
    4
    """
    passages = parallel.drop_duplicates("passage")
    counts = passages["action"].value_counts()
    found = {action: int(counts.get(action, 0)) for action in collation.ACTIONS}
    return found | {"moved": int(passages["moved"].sum())}


def summarise_pair(tables: dict[str, pd.DataFrame], left: str, right: str) -> str:
    """
    Say in a few sentences how much of the left version the right one has.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    left, right : str
        Two of its versions; `left` takes the part of the base.

    Returns
    -------
    str
        Plain text; words from articles are quoted in it, so HTML needs escaping.
    """
    if left == right:
        return f"{left} stands on both sides: every sentence is kept."
    pair = _restrict_tables(tables, left, right)
    sides = pair["segments"]["version_id"]
    for version_id in (left, right):
        if not (pair["segments"]["kind"][sides == version_id] == "body").any():
            return f"{version_id} has no body, so there is nothing to lay beside the other version."
    told = (
        prose.describe_kept(pair, right),
        prose.describe_omissions(pair, right),
        prose.describe_additions(pair, right),
    )
    return f"{right} read against {left} as its base. {' '.join(told)}"


def _restrict_tables(
    tables: dict[str, pd.DataFrame], left: str, right: str
) -> dict[str, pd.DataFrame]:
    """The tables that prose needs, of two versions, the left one as base."""
    versions = tables["versions"]
    versions = versions[versions["version_id"].isin([left, right])].copy()
    versions["type"] = np.where(versions["version_id"] == left, "base", "other")
    segments = tables["segments"]
    segments = segments[segments["version_id"].isin([left, right])]
    rows = collate_pair(tables, left, right)
    return {
        "versions": versions,
        "segments": segments,
        "collation": rows,
        "coverage": omissions.summarise_coverage(rows, segments),
    }


# --- Marks ------------------------------------------------------------------------------


def gather_tokens(tables: dict[str, pd.DataFrame], version_id: str) -> dict[int, list[Token]]:
    """
    Gather the tokens of a version's body sentences.

    Parameters
    ----------
    tables : dict of str to DataFrame
        From `comparison.compare`.
    version_id : str
        One of its versions.

    Returns
    -------
    dict of int to list of Token
        By segment. Offsets count from the sentence's first character, so that
        ``text[token.start:token.stop]`` is the token in the text of the segments table.
    """
    segments, tokens = tables["segments"], tables["tokens"]
    own = segments[(segments["version_id"] == version_id) & (segments["kind"] == "body")]
    offsets = dict(zip(own["segment"].tolist(), own["start"].tolist(), strict=True))
    gathered: dict[int, list[Token]] = {segment: [] for segment in offsets}
    rows = tokens[(tokens["version_id"] == version_id) & (tokens["kind"] == "body")]
    names = ("segment", "start", "stop", "form", "term", "is_word")
    for segment, start, stop, form, term, is_word in zip(
        *(rows[name].tolist() for name in names), strict=True
    ):
        offset = offsets[segment]
        gathered[segment].append(Token(start - offset, stop - offset, form, term, is_word))
    return gathered


def find_differences(
    left: Sequence[Sequence[Token]], right: Sequence[Sequence[Token]]
) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """
    Find which characters of two aligned passages differ.

    Parameters
    ----------
    left, right : sequence of sequence of Token
        The sentences of each side, each as its tokens. A side may have none.

    Returns
    -------
    tuple of list of list of Piece
        For each side and sentence its differing pieces, in order: `delete` (only at the left),
        `insert` (only at the right), `replace` (both). A piece starts and ends with a token
        that differs; marks that are house style stand inside a piece or outside all of them.
    """
    marked = []
    compared = [[_list_compared(sentence) for sentence in side] for side in (left, right)]
    prints = [[mark for sentence in side for _, mark in sentence] for side in compared]
    words = collation.align_words(*prints)
    for number, side in enumerate(compared):
        tags = _spread_tags(words, number)
        pieces, place = [], 0
        for sentence in side:
            own = tags[place : place + len(sentence)]
            pieces.append(_join_tagged([token for token, _ in sentence], own))
            place += len(sentence)
        marked.append(pieces)
    return marked[0], marked[1]


def _list_compared(tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    """Tokens that the collation compares, each with what must be equal."""
    prints = ((token, collation.fingerprint_token(*token[2:])) for token in tokens)
    return [(token, mark) for token, mark in prints if mark]


def _spread_tags(words: Sequence[collation.Words], side: int) -> list[tuple[str, int]]:
    """For each compared token of a side its tag and the number of its operation."""
    tags: list[tuple[str, int]] = []
    for number, word in enumerate(words):
        start, stop = (word.base_start, word.base_stop), (word.other_start, word.other_stop)
        first, last = start if side == 0 else stop
        tags.extend([(word.tag, number)] * (last - first))
    return tags


def _join_tagged(tokens: Sequence[Token], tags: Sequence[tuple[str, int]]) -> list[Piece]:
    """Runs of tokens of one operation, as one piece each."""
    pieces: list[Piece] = []
    last = None
    for token, (tag, number) in zip(tokens, tags, strict=True):
        if tag != "equal":
            if number == last:
                pieces[-1] = Piece(tag, pieces[-1].start, token.stop)
            else:
                pieces.append(Piece(tag, token.start, token.stop))
        last = number
    return pieces


def mark_differences(
    left_tokens: Sequence[Token],
    right_tokens: Sequence[Token],
    left_text: str,
    right_text: str,
    *,
    search: str = "",
) -> tuple[str, str]:
    """
    Mark in two texts the words that differ.

    Parameters
    ----------
    left_tokens, right_tokens : sequence of Token
        The tokens of each text (`tokens.tokenise`).
    left_text, right_text : str
        Any text; all of it appears in the result, escaped.
    search : str, optional
        What to highlight besides, without regard to case.

    Returns
    -------
    tuple of str
        HTML of each side: ``<del>`` only at the left, ``<ins>`` only at the right, both with
        class ``replaced`` where one stands for the other, ``<mark>`` what was searched.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> a, b = "It cost $4.6 million.", "It cost $46 million."
    >>> for side in mark_differences(tokenise(a), tokenise(b), a, b):
    ...     print(side)
    It cost $<del class="replaced" title="replaced">4.6</del> million.
    It cost $<ins class="replaced" title="replaced">46</ins> million.
    """
    left, right = find_differences([left_tokens], [right_tokens])
    return (
        _render_pieces(left_text, left[0], "del", search),
        _render_pieces(right_text, right[0], "ins", search),
    )


def escape_text(text: str) -> str:
    """
    Make any text one that a page may hold between tags.

    Examples
    --------
    >>> escape_text("AT&T <b>")
    'AT&amp;T &lt;b&gt;'
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text), quote=False)


def _render_pieces(text: str, pieces: Sequence[Piece], element: str, search: str = "") -> str:
    """The text as HTML with its differing pieces marked."""
    hits = _find_hits(text, search)
    parts, place = [], 0
    for tag, start, stop in pieces:
        parts.append(_render_run(text, place, start, hits))
        replaced = ' class="replaced"' if tag == "replace" else ""
        inside = _render_run(text, start, stop, hits)
        parts.append(f'<{element}{replaced} title="{_CHANGES[tag]}">{inside}</{element}>')
        place = stop
    parts.append(_render_run(text, place, len(text), hits))
    return "".join(parts)


def _find_hits(text: str, search: str) -> list[tuple[int, int]]:
    return [m.span() for m in _compile_search(search).finditer(text)] if search.strip() else []


def _render_run(text: str, start: int, stop: int, hits: Sequence[tuple[int, int]]) -> str:
    """Characters start to stop, escaped, what was searched highlighted."""
    parts, place = [], start
    for first, last in hits:
        first, last = max(first, place), min(last, stop)
        if first < last:
            parts.append(
                f"{escape_text(text[place:first])}<mark>{escape_text(text[first:last])}</mark>"
            )
            place = last
    parts.append(escape_text(text[place:stop]))
    return "".join(parts)


# --- HTML -------------------------------------------------------------------------------


def render_text(text: str) -> str:
    """
    Render plain text, such as `summarise_pair` gives, as one HTML paragraph.

    Examples
    --------
    >>> render_text("AT&T <b>")
    '<p class="told">AT&amp;T &lt;b&gt;</p>'
    """
    return f'<p class="told">{escape_text(text)}</p>'


def render_parallel(
    parallel: pd.DataFrame,
    left_tokens: dict[int, list[Token]],
    right_tokens: dict[int, list[Token]],
    *,
    heads: tuple[str, str] | None = None,
    current: int | None = None,
    search: str = "",
) -> str:
    """
    Render passages of two versions side by side.

    Parameters
    ----------
    parallel : DataFrame
        From `tabulate_parallel`, or some of its passages.
    left_tokens, right_tokens : dict of int to list of Token
        From `gather_tokens` of the left and the right version.
    heads : tuple of str, optional
        What stands above the two columns, from `describe_head`; left out: nothing.
    current : int, optional
        The passage to point out.
    search : str, optional
        What to highlight.

    Returns
    -------
    str
        One HTML element, without its style (`STYLE`). All text from articles is escaped; it
        holds no script and loads nothing.
    """
    rows = [_render_heads(heads)] if heads else []
    rows += [
        _render_passage(passage, left_tokens, right_tokens, number == current, search)
        for number, passage in parallel.groupby("passage", sort=True)
    ]
    if parallel.empty and not heads:
        rows.append('<div role="row"><div role="cell">No passage.</div></div>')
    return f'<div class="parallel" role="table" aria-label="Side by side">{"".join(rows)}</div>'


def describe_head(tables: dict[str, pd.DataFrame], version_id: str) -> str:
    """
    Say in a line which version a column shows: outlet, day, length, headline.

    Returns
    -------
    str
        The version's id on the first line and what is known of it on the second; plain text.
    """
    row = tables["versions"].set_index("version_id").loc[version_id]
    known = [row[name] for name in ("outlet", "published_at") if isinstance(row[name], str)]
    known[1:] = [day[:10] for day in known[1:]]
    known.append(prose.count(int(row["n_tokens"]), "word"))
    if isinstance(row["headline"], str):
        known.append(prose.quote(row["headline"], 90))
    return f"{version_id}\n{', '.join(known)}"


def _render_heads(heads: tuple[str, str]) -> str:
    cells = []
    for head in heads:
        name, _, known = head.partition("\n")
        cells.append(
            f'<div role="columnheader" dir="auto">{escape_text(name)}'
            f'<small dir="auto">{escape_text(known)}</small></div>'
        )
    middle = '<div role="columnheader" aria-label="What was done"></div>'
    return f'<div role="row" class="heads">{cells[0]}{middle}{cells[1]}</div>'


def _render_passage(
    passage: pd.DataFrame,
    left_tokens: dict[int, list[Token]],
    right_tokens: dict[int, list[Token]],
    is_current: bool,
    search: str,
) -> str:
    sides = [_list_sentences(passage, side) for side in _SIDES]
    left = [left_tokens[segment] for segment, _, _ in sides[0]]
    right = [right_tokens[segment] for segment, _, _ in sides[1]]
    is_pair = bool(left and right)
    pieces = find_differences(left, right) if is_pair else ([[]] * len(left), [[]] * len(right))
    cells = [
        _render_side(sentences, own, element, search)
        for sentences, own, element in zip(sides, pieces, ("del", "ins"), strict=True)
    ]
    pointer = ' aria-current="true"' if is_current else ""
    number = int(passage["passage"].iloc[0])
    what = _render_action(passage)
    return f'<div role="row" data-passage="{number}"{pointer}>{cells[0]}{what}{cells[1]}</div>'


def _list_sentences(passage: pd.DataFrame, side: str) -> list[tuple[int, int, str]]:
    """Distinct sentences of a side in order: segment, number, text."""
    rows = passage[passage[f"{side}_segment"].notna()]
    names = (f"{side}_segment", f"{side}_number", f"{side}_text")
    found = {row[0]: row for row in zip(*(rows[name].tolist() for name in names), strict=True)}
    return [found[segment] for segment in sorted(found)]


def _render_side(sentences, pieces, element: str, search: str) -> str:
    if not sentences:
        return '<div role="cell" class="nothing" aria-label="no counterpart"></div>'
    # The number is drawn by the style, so that copying a passage copies its words alone.
    parts = [
        f'<span class="number" data-number="{number}" aria-hidden="true"></span>'
        f'<span dir="auto">{_render_pieces(text, own, element, search)}</span>'
        for (_, number, text), own in zip(sentences, pieces, strict=True)
    ]
    return f'<div role="cell">{" ".join(parts)}</div>'


def _render_action(passage: pd.DataFrame) -> str:
    action = passage["action"].iloc[0]
    notes = ""
    if passage["moved"].any():
        notes = '<span class="note">⇅ moved</span>'
    similarity = passage["similarity"].max()
    if action not in ("kept", "omitted", "added") and not np.isnan(similarity):
        notes += f'<span class="note" title="similarity, 0 to 1">{similarity:.2f} alike</span>'
    badge = f'<span class="badge {action}">{LETTERS[action]} {action}</span>'
    return f'<div role="cell" class="what" title="{MEANINGS[action]}">{badge}{notes}</div>'


def render_legend() -> str:
    """
    Render what the marks inside the passages mean.

    Returns
    -------
    str
        One HTML element for under or over `render_parallel`.
    """
    return (
        '<div class="parallel parallel-legend">'
        "<span><del>struck out</del> only at the left</span>"
        "<span><ins>underlined twice</ins> only at the right</span>"
        '<span><del class="replaced">dashed</del> one stands for the other</span>'
        "<span>Commas, dashes, case and the shape of quotation marks are not compared. "
        "“Alike” runs from 0 to 1.</span>"
        "</div>"
    )
