"""Which words of this version are quoted or reported, and how sure is it whose they are?"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import regex

from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.model import refine_rows
from analysis.attribution.phrases import find_subject
from analysis.attribution.reports import find_attributions
from analysis.attribution.speakers import (
    Names,
    State,
    collect_names,
    find_first_mention,
    remember_speaker,
    resolve_source,
)
from analysis.attribution.units import Unit, cut_units, group_sentences, is_capital, locate
from analysis.attribution.words import AUX
from analysis.quotation_marks import MarkedSpan, find_marked_spans
from analysis.segment import segment_text

# A direct quotation at or above this confidence is quoted voice. Below it stand scare
# quotes, titles and nicknames, whose words are the outlet's own choice.
VOICE_CONFIDENCE = 0.5

# How sure each way of reading is, in the order of evidence; the scale only ranks.
SURE = {
    "that": 0.9,
    "bare": 0.85,
    "after": 0.85,
    "source phrase": 0.9,
    "weak bare": 0.65,
    "to": 0.65,
    "object": 0.6,
    "noun": 0.6,
    "noun phrase": 0.5,
    "attitude": 0.5,
    "passive": 0.45,
    "carried": 0.6,
    "statement": 0.5,
    "scare": 0.3,
}
# Factor where nobody is named: a cue without a source makes no quotation somebody's words.
_NO_SOURCE_FACTOR = 0.75
# Fewest words a quotation without a speaker needs to count as a full statement.
_STATEMENT_WORDS = 5
# Fewest words outside marks that make a reported clause of a quotation with its context.
_REPORTED_WORDS = 2

_COLUMN_TYPES = {
    "start": "int64",
    "stop": "int64",
    "text": "str",
    "form": "str",
    "continued": "bool",
    "segment": "int64",
    "source": "str",
    "source_start": "Int64",
    "source_stop": "Int64",
    "cue": "str",
    "cue_start": "Int64",
    "cue_stop": "Int64",
    "confidence": "float64",
}
QUOTATION_COLUMNS = list(_COLUMN_TYPES)

_QUOTE_END = regex.compile(r"[.!?…,;:—–-]['’)\]]*$")
_CALL_END = regex.compile(r"[!?](?:[\"”»'’])")
# What may follow the verb of a cue clause: a sign, a day, an occasion, nothing.
_AFTER_CUE = regex.compile(
    r"\s*(?:[.,;–—]|$)|\s(?:(?:on|in|at|to|during|after|before|when|as|via|through|by)\s|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
)
_LONGEST_CUE_CLAUSE = 160
_LOWER_WORD = regex.compile(r"[a-z]++")
_ANY_WORD = regex.compile(r"[\p{L}\p{N}]+")

# A stretch of a version: start, stop, paragraph, number of its segment.
Bound = tuple[int, int, int, int]


class _Said(NamedTuple):
    """Who says something, by which cue, and how sure that is."""

    source: str | None
    source_span: tuple[int, int] | None
    cue_span: tuple[int, int] | None
    confidence: float


class _Row(NamedTuple):
    """One quotation before it is written into the table."""

    start: int
    stop: int
    form: str
    continued: bool
    said: _Said


class _Context(NamedTuple):
    """What the sentences so far tell the next one."""

    state: State
    ready: _Said | None  # of the quotation just before, for one without a cue
    paragraph: int


_NOBODY = _Said(None, None, None, 0.0)


def find_quotations(
    text: str, segments: Sequence | None = None, *, model: bool = False
) -> pd.DataFrame:
    """
    Find what is quoted or reported in a text, and who says it.

    Parameters
    ----------
    text : str
        Any text.
    segments : sequence of Segment, optional
        The text's segments as `analysis.segment.segment_text` gives them; found here when
        left out. They number the rows and bound the sentences.
    model : bool, default False
        Whether a small linear model corrects the indirect rows that the rules find, and adds
        some, a few without a cue and a source: more is found, with edges that follow no
        grammar; see `analysis.attribution.model` for what it gains.

    Returns
    -------
    DataFrame
        One row a quotation, ordered by start. ``start`` and ``stop`` are half-open offsets
        of the words, for a direct quotation just inside the marks, for an indirect one the
        reported clause (with its "that"); ``text`` is the text between them. ``form`` is
        direct or indirect; ``continued`` is True where a direct quotation goes on from the
        paragraph before by the opening-mark convention. ``source`` is the fullest name the
        version gives that speaker, missing where it cannot be told; ``source_start`` and
        ``source_stop`` point to the words that stand for it here (a pronoun too), ``cue``
        to the reporting words. ``confidence`` (0 to 1) only ranks; direct rows below
        `VOICE_CONFIDENCE` are scare quotes, titles and nicknames, which nobody speaks. A
        quotation in two parts is two rows with one cue, and a partial quotation inside a
        reported clause has its own direct row within the indirect one.

    Examples
    --------
    >>> text = 'John Kirby denied it. "We sell nothing," Kirby said, adding that talks failed.'
    >>> found = find_quotations(text)
    >>> found[["form", "text", "source", "cue"]].values.tolist()[1:]
    ... # doctest: +NORMALIZE_WHITESPACE
    [['direct', 'We sell nothing,', 'John Kirby', 'said'],
     ['indirect', 'that talks failed', 'John Kirby', 'adding']]
    """
    if segments is None:
        segments = segment_text(text)
    bounds = [(s.start, s.stop, s.paragraph, number) for number, s in enumerate(segments)]
    values = list_quotations(text, bounds)
    return build_table(refine_rows(text, bounds, values) if model else values)


def list_quotations(text: str, bounds: Sequence[Bound]) -> list[tuple]:
    """List the quotations of a text cut into stretches, as rows of `build_table`."""
    marked = [span for span in find_marked_spans(text) if span.depth == 0]
    names = collect_names(text)
    cue_words = load_lexicon().words
    paragraph_of = {start: paragraph for start, _, paragraph, _ in bounds}
    context = _Context(State(None, None, {}), None, -1)
    rows: list[_Row] = []
    quote_at = 0
    groups = group_sentences([(b[0], b[1]) for b in bounds], marked)
    for start, stop in _join_cue_clauses(text, groups, paragraph_of):
        while quote_at < len(marked) and marked[quote_at].stop <= start:
            quote_at += 1
        last = quote_at
        while last < len(marked) and marked[last].start < stop:
            last += 1
        quotes = marked[quote_at:last]
        if not quotes and cue_words.isdisjoint(_LOWER_WORD.findall(text[start:stop].lower())):
            state = _follow_topic(names, context.state, start, stop)
            context = context._replace(state=state, ready=None)
            continue
        units = cut_units(text, start, stop, quotes)
        context = _read_sentence(text, units, quotes, paragraph_of[start], names, context, rows)
    return _list_values(text, rows, bounds)


def _join_cue_clauses(
    text: str, groups: list[tuple[int, int]], paragraph_of: dict[int, int]
) -> list[tuple[int, int]]:
    """Join a quotation that ends in "!" or "?" and the cue clause after it (“Stop!” Low said)."""
    joined: list[tuple[int, int]] = []
    for start, stop in groups:
        before = joined[-1] if joined else None
        is_called = before is not None and _CALL_END.match(text, max(before[1] - 2, before[0]))
        is_near = is_called and paragraph_of.get(before[0]) == paragraph_of.get(start)
        if is_near and _is_cue_clause(text[start : min(stop, start + _LONGEST_CUE_CLAUSE)]):
            joined[-1] = (before[0], stop)
        else:
            joined.append((start, stop))
    return joined


def _is_cue_clause(sentence: str) -> bool:
    """Say whether the first reporting verb of a sentence has its content before it."""
    reporting = load_lexicon().reporting
    for word in _LOWER_WORD.finditer(sentence.lower()):
        if word.group() in reporting:
            return bool(_AFTER_CUE.match(sentence, word.end())) and word.start() > 0
    return False


def build_table(values: list[tuple]) -> pd.DataFrame:
    """Give every column of a quotations table its type, also when it is empty."""
    columns = zip(*values, strict=True) if values else [()] * len(_COLUMN_TYPES)
    return pd.DataFrame(
        {
            name: pd.Series(list(cells), dtype=kind)
            for (name, kind), cells in zip(_COLUMN_TYPES.items(), columns, strict=True)
        }
    )


# --- One sentence ---------------------------------------------------------------------------


def _read_sentence(
    text: str,
    units: list[Unit],
    quotes: Sequence[MarkedSpan],
    paragraph: int,
    names: Names,
    context: _Context,
    rows: list[_Row],
) -> _Context:
    """Add the rows of one sentence and say what it tells the next."""
    state, spoken, spoke = _add_reported(text, units, quotes, names, context.state, rows)
    if quotes:
        ready = _add_quoted(text, units, quotes, paragraph, spoken, context, rows)
        return _Context(state, ready, paragraph)
    announces = bool(units) and units[-1].form == ":"
    ready = _announce(text, units, names, state) if announces else None
    if not spoke:
        state = _follow_topic(names, state, units[0].start, units[-1].stop)
    return _Context(state, ready, paragraph)


def _follow_topic(names: Names, state: State, start: int, stop: int) -> State:
    """Take the first person named in a sentence for the one that "he" or "she" may mean next."""
    topic = find_first_mention(names, start, stop)
    return state._replace(speaker=topic) if topic else state


def _add_reported(
    text: str,
    units: list[Unit],
    quotes: Sequence[MarkedSpan],
    names: Names,
    state: State,
    rows: list[_Row],
) -> tuple[State, dict[int, _Said], bool]:
    """Add indirect rows; say who says which quotation, by its start, and if anybody spoke."""
    spoken: dict[int, _Said] = {}
    spoke = False
    for item in find_attributions(units):
        name, factor = None, _NO_SOURCE_FACTOR
        if item.source:
            name, factor = resolve_source(text, item.source, names, state)
        said = _Said(name, item.source, item.cue, SURE[item.way] * factor)
        for start, stop in item.contents:
            if not quotes or _count_words_outside(text, start, stop, quotes) >= _REPORTED_WORDS:
                rows.append(_Row(start, stop, "indirect", False, said))
        for at in item.quotes:
            spoken.setdefault(at, said)
        if name and item.way != "passive":
            state = remember_speaker(text, item.source, name, names, state)
            spoke = True
    return state, spoken, spoke


def _add_quoted(
    text: str,
    units: list[Unit],
    quotes: Sequence[MarkedSpan],
    paragraph: int,
    spoken: dict[int, _Said],
    context: _Context,
    rows: list[_Row],
) -> _Said | None:
    """Add direct rows; say who speaks the last of them."""
    ready = context.ready
    has_no_word = all(unit.kind != "w" for unit in units)
    for quote in quotes:
        said = spoken.get(quote.start)
        is_statement = _is_statement(text, quote)
        opens = quote.start == units[0].start and context.paragraph == paragraph
        goes_on = quote.continued or (is_statement and (has_no_word or opens))
        if said is None and ready and goes_on:
            said = ready._replace(confidence=min(SURE["carried"], ready.confidence))
        if said is None or (said.source is None and said.source_span is None):
            sure = SURE["statement" if is_statement else "scare"]
            said = (said or _NOBODY)._replace(confidence=sure)
        else:
            sure = said.confidence * quote.confidence
            said = said._replace(confidence=max(sure, VOICE_CONFIDENCE))
        rows.append(_Row(quote.inner_start, quote.inner_stop, "direct", quote.continued, said))
        ready = said if said.source_span else None
    return ready


def _announce(text: str, units: list[Unit], names: Names, state: State) -> _Said | None:
    """Take the subject of a sentence that ends in a colon as the next speaker."""
    verbs = load_lexicon().verbs
    for i, unit in enumerate(units):
        if i == 0 or unit.kind != "w" or is_capital(unit):
            continue
        if unit.low in AUX or unit.low in verbs or unit.low.endswith("ed"):
            subject = find_subject(units, i)
            if subject is None:
                return None
            span = locate(units, subject)
            name, factor = resolve_source(text, span, names, state)
            return _Said(name, span, (unit.start, unit.stop), SURE["carried"] * factor)
    return None


def _is_statement(text: str, quote: MarkedSpan) -> bool:
    """Say whether quoted words look like a whole statement."""
    inner = text[quote.inner_start : quote.inner_stop]
    if inner[:1].islower() or len(inner.split()) < _STATEMENT_WORDS:
        return False
    return bool(_QUOTE_END.search(inner)) or text[quote.stop : quote.stop + 1] in (".", "")


def _count_words_outside(text: str, start: int, stop: int, quotes: Sequence[MarkedSpan]) -> int:
    """Count the words of a span that stand outside quotation marks."""
    count, at = 0, start
    index = bisect_left(quotes, start, key=lambda quote: quote.start)
    while index < len(quotes) and quotes[index].start < stop:
        count += len(_ANY_WORD.findall(text[at : quotes[index].start]))
        at = max(at, quotes[index].stop)
        index += 1
    return count + len(_ANY_WORD.findall(text[at:stop]))


# --- Rows -----------------------------------------------------------------------------------


def _list_values(text: str, rows: list[_Row], bounds: Sequence[Bound]) -> list[tuple]:
    """Sort the rows, number their segments, drop repeats, put the values in column order."""
    rows.sort(key=lambda row: (row.start, row.form, -row.stop))
    starts = [bound[0] for bound in bounds]
    values: list[tuple] = []
    last = -1
    for start, stop, form, continued, said in rows:
        if start == last or stop <= start:
            continue
        last = start
        number = int(bounds[max(bisect_right(starts, start) - 1, 0)][3])
        cue = said.cue_span
        values.append(
            (
                *(start, stop, text[start:stop], form, continued, number, said.source),
                *(said.source_span or (None, None)),
                text[cue[0] : cue[1]] if cue else None,
                *(cue or (None, None)),
                round(said.confidence, 3),
            )
        )
    return values
