"""
Which words do the rules miss or report too much of, judging by annotated news?

A small linear model over `model_features`, trained by `benchmarks/train_attribution.py` on
129 annotated articles; it knows small words, signs and reporting words, and no topics. It moves
edges of indirect rows, drops a few, and adds some; direct rows stay as they are. On articles
that its weights had not seen it raises the recall of reported characters from .84 to .86 and
their F1 from .866 to .871 at a precision of .886 (from .856 to .864 on the half that the rules
were not written on), and leaves as many attributions right as the rules do. The report inside
`data/models/attribution.json` holds all figures. More annotated articles would not help: a
quarter of them teaches nearly as much.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import NamedTuple

from analysis.attribution.model_features import (
    Pieces,
    Place,
    Row,
    describe_rows,
    describe_sentence,
)
from analysis.attribution.units import cut_units, group_sentences
from analysis.paths import find_data_folder
from analysis.quotation_marks import find_marked_spans

# How far a piece's features reach, in pieces on either side.
REACH = 2
# Weights are written as whole numbers: a weight is this part of one.
SCALE = 100
# Units of the longest sentence looked at; a longer one is no sentence, and its rows stay.
_LONGEST_SENTENCE = 250
# A row whose words are less likely to be reported than this is dropped. Below half, as a
# rule that fired on purpose deserves some trust.
_LEAST_CHANCE = 0.35
# An edge moves where the words it takes or leaves are on the other side of this chance; at
# F1 near .87 a character pays from .43, and a rule's edge is worth keeping. An edge must pay
# for its move, counted in certain characters.
_EDGE_CHANCE = 0.38
_COST_OF_MOVE = 5.0
# New rows must be likelier than not, by so many certain characters, and this long.
_NEW_CHANCE = 0.5
_GAIN_OF_NEW = 6.0
_SHORTEST_NEW = 20
# A row without a source makes nobody's words; as in `quotations`.
_NO_SOURCE_FACTOR = 0.75

_OPENING_SIGNS = "$£€("
_CLOSING_SIGNS = "%)]"
_SKIPPED = frozenset("CS")


class Weights(NamedTuple):
    """The model: what a piece's features add to its score and to its neighbours' scores."""

    bias: float
    local: dict[str, float]
    shared: dict[str, tuple[float, ...]]  # from REACH pieces before to REACH pieces after


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """
    Read the weights.

    Returns
    -------
    Weights
        Read once a process.

    Examples
    --------
    >>> weights = load_weights()
    >>> len(weights.shared["stI"]) == 2 * REACH + 1
    True
    """
    path = find_data_folder() / "models" / "attribution.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    local = {name: weight / SCALE for name, weight in data["local"].items()}
    shared = {name: tuple(w / SCALE for w in row) for name, row in data["shared"].items()}
    return Weights(data["bias"] / SCALE, local, shared)


def refine_rows(
    text: str,
    bounds: Sequence[tuple],
    values: Sequence[tuple],
    weights: Weights | None = None,
) -> list[tuple]:
    """
    Correct the indirect rows of a text by the model.

    Parameters
    ----------
    text : str
        The text.
    bounds : sequence of (int, int, int, int)
        Start, stop, paragraph and number of its segments.
    values : sequence of tuple
        The rows that the rules found, as `quotations.list_quotations` gives them.
    weights : Weights, optional
        Others than those that `load_weights` reads.

    Returns
    -------
    list of tuple
        Rows of the same kind, ordered by start. Direct ones are those of `values`. A new row
        is the further content of the nearest cue of its sentence; in a sentence without a cue
        it has neither cue nor source, and its confidence is low.
    """
    weights = weights or load_weights()
    rows: list[Row] = []
    for found, pieces in list_sentences(text, bounds, values):
        if pieces is None:
            rows += found
        else:
            rows += _refine_sentence(text, found, pieces, score_pieces(pieces, weights))
    numbers = [bound[3] for bound in bounds]
    starts = [bound[0] for bound in bounds]
    kept: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: (row.start, row.form, -row.stop)):
        segment = int(numbers[max(bisect_left(starts, row.start + 1) - 1, 0)])
        kept.setdefault(row.start, row._replace(text=text[row.start : row.stop], segment=segment))
    return [tuple(row) for row in kept.values()]


def list_sentences(
    text: str, bounds: Sequence[tuple], values: Sequence[tuple]
) -> list[tuple[list[Row], Pieces | None]]:
    """
    List the rows of each sentence with its pieces.

    Parameters
    ----------
    text, bounds, values
        As in `refine_rows`.

    Returns
    -------
    list of (list of Row, Pieces or None)
        In order; None for a sentence too long to be one.
    """
    marked = [span for span in find_marked_spans(text) if span.depth == 0]
    rows = [Row._make(value) for value in values]
    starts = [row.start for row in rows]
    paragraphs = {bound[0]: bound[2] for bound in bounds}
    found = []
    before, last_paragraph, quote_at = "^", None, 0
    groups = group_sentences([(bound[0], bound[1]) for bound in bounds], marked)
    done = 0
    for number, (start, stop) in enumerate(groups):
        while quote_at < len(marked) and marked[quote_at].stop <= start:
            quote_at += 1
        end = quote_at
        while end < len(marked) and marked[end].start < stop:
            end += 1
        # A row between two sentences goes with the first: none is lost.
        upto = groups[number + 1][0] if number + 1 < len(groups) else len(text) + 1
        reach = bisect_left(starts, upto)
        own, done = rows[done:reach], reach
        place = Place(before, paragraphs[start] != last_paragraph)
        units = cut_units(text, start, stop, marked[quote_at:end])
        is_read = 0 < len(units) <= _LONGEST_SENTENCE
        found.append((own, describe_sentence(units, own, place) if is_read else None))
        before, last_paragraph = describe_rows(own), paragraphs[start]
    return found


def score_pieces(pieces: Pieces, weights: Weights) -> list[float]:
    """
    Grade how likely each piece of a sentence is to be reported.

    Parameters
    ----------
    pieces : Pieces
        A sentence.
    weights : Weights
        The model.

    Returns
    -------
    list of float
        One chance (0 to 1) a piece.
    """
    local, shared = weights.local, weights.shared
    n = len(pieces.spans)
    scores = [weights.bias] * (n + 2 * REACH)
    for number in range(n):
        score = 0.0
        for feature in pieces.local[number]:
            score += local.get(feature, 0.0)
        scores[number + REACH] += score
        for feature in pieces.shared[number]:
            for at, weight in enumerate(shared.get(feature, ()), number):
                scores[at] += weight
    return [1.0 / (1.0 + exp(-min(max(s, -30.0), 30.0))) for s in scores[REACH : n + REACH]]


# --- Rows of a sentence ---------------------------------------------------------------------


def _refine_sentence(text: str, rows: list[Row], pieces: Pieces, chances: list[float]) -> list[Row]:
    """Drop, move and add the indirect rows of one sentence."""
    starts = [span[0] for span in pieces.spans]
    used = [state[0] == "Q" or state in _SKIPPED for state in pieces.states]
    spans = {
        number: (bisect_left(starts, row.start), bisect_left(starts, row.stop))
        for number, row in enumerate(rows)
        if row.form == "indirect"
    }
    taken = list(used)
    for first, stop in spans.values():
        taken[first:stop] = [True] * (stop - first)
    out, homes = [], []
    for number, row in enumerate(rows):
        if row.form == "direct":
            out.append(row)
            at = bisect_left(starts, row.start + 1) - 1
            homes.append((at, at + 1, row))
            continue
        first, stop = spans[number]
        if first >= stop:
            out.append(row)
            continue
        if _grade_row(pieces, chances, first, stop) < _LEAST_CHANCE:
            used[first:stop] = [True] * (stop - first)
            continue
        first, stop = _move_edges(pieces, chances, (first, stop), taken)
        moved = _bound_row(text, pieces, first, stop, row)
        used[first:stop] = [True] * (stop - first)
        out.append(moved)
        homes.append((first, stop, moved))
    homes = [home for home in homes if home[2].cue_start is not None]
    return out + _add_rows(text, pieces, chances, used, homes)


def _measure(pieces: Pieces, chances: list[float], at: int, chance: float) -> float:
    """Count the certain characters that a piece adds to a row, below 0 where it costs."""
    start, stop = pieces.spans[at]
    return (stop - start) * (chances[at] - chance)


def _grade_row(pieces: Pieces, chances: list[float], first: int, stop: int) -> float:
    """Average the chance of the characters of a row outside marks; 1 where there are none."""
    total = size = 0.0
    for at in range(first, stop):
        if pieces.states[at][0] != "Q":
            length = pieces.spans[at][1] - pieces.spans[at][0]
            total, size = total + length * chances[at], size + length
    return total / size if size else 1.0


def _move_edges(
    pieces: Pieces, chances: list[float], span: tuple[int, int], taken: list[bool]
) -> tuple[int, int]:
    """Find where a row should begin and end, in pieces."""
    first, stop = span
    values = [
        # A quotation inside a report belongs to it.
        (pieces.spans[at][1] - pieces.spans[at][0]) * 0.3
        if pieces.states[at][0] == "Q"
        else _measure(pieces, chances, at, _EDGE_CHANCE)
        for at in range(first, stop)
    ]
    begin, end = _find_best(values, _COST_OF_MOVE)
    first, stop = first + begin, first + end
    if stop == span[1]:
        stop += _extend(pieces, chances, range(stop, len(chances)), taken)
    if first == span[0]:
        first -= _extend(pieces, chances, range(first - 1, -1, -1), taken)
    return first, stop


def _find_best(values: list[float], cost: float) -> tuple[int, int]:
    """Find the part of a row worth most, less the cost of each edge that moves."""
    sums = [0.0, *accumulate(values)]
    best, found = sums[-1], (0, len(values))
    left, at = 0.0, 0
    for stop in range(1, len(sums)):
        total = sums[stop] - left - (cost if stop < len(values) else 0.0)
        if total > best:
            best, found = total, (at, stop)
        if sums[stop] + cost < left:
            left, at = sums[stop] + cost, stop
    return found


def _extend(pieces: Pieces, chances: list[float], steps: range, taken: list[bool]) -> int:
    """Count the pieces that a row should grow by in one direction."""
    total, best, count = 0.0, _COST_OF_MOVE, 0
    for number, at in enumerate(steps, 1):
        if taken[at]:
            break
        total += _measure(pieces, chances, at, _EDGE_CHANCE)
        if total > best:
            best, count = total, number
    return count


def _bound_row(text: str, pieces: Pieces, first: int, stop: int, row: Row) -> Row:
    """Give a row new offsets, without signs at the edges that moved."""
    start, end = pieces.spans[first][0], pieces.spans[stop - 1][1]
    if start == row.start and end == row.stop:
        return row
    if start != row.start:
        first = _skip_signs(text, pieces, first, stop)
        start = pieces.spans[first][0]
    if end != row.stop:
        end = pieces.spans[_strip_signs(text, pieces, first, stop) - 1][1]
    return row._replace(start=start, stop=end)


def _skip_signs(text: str, pieces: Pieces, first: int, stop: int) -> int:
    """Step over signs at the start of a stretch, never over all of it."""
    while first < stop - 1 and pieces.states[first][0] != "Q":
        sign = text[pieces.spans[first][0]]
        if sign.isalnum() or sign in _OPENING_SIGNS:
            break
        first += 1
    return first


def _strip_signs(text: str, pieces: Pieces, first: int, stop: int) -> int:
    """Step back over signs at the end of a stretch, never over all of it."""
    while stop - 1 > first and pieces.states[stop - 1][0] != "Q":
        sign = text[pieces.spans[stop - 1][1] - 1]
        if sign.isalnum() or sign in _CLOSING_SIGNS:
            break
        stop -= 1
    return stop


def _add_rows(
    text: str,
    pieces: Pieces,
    chances: list[float],
    used: list[bool],
    homes: list[tuple[int, int, Row]],
) -> list[Row]:
    """Make a row of the best part of each free stretch that is likely to be reported."""
    out = []
    first = 0
    while first < len(used):
        stop = first
        while stop < len(used) and not used[stop]:
            stop += 1
        if stop > first:
            begin, end, gain = _find_gain(pieces, chances, first, stop)
            if gain > _GAIN_OF_NEW:
                begin = _skip_signs(text, pieces, begin, end)
                end = _strip_signs(text, pieces, begin, end)
                start, close = pieces.spans[begin][0], pieces.spans[end - 1][1]
                if close - start >= _SHORTEST_NEW:
                    chance = sum(chances[begin:end]) / (end - begin)
                    out.append(_make_row(start, close, chance, (begin, end), homes))
        first = stop + 1
    return out


def _find_gain(
    pieces: Pieces, chances: list[float], first: int, stop: int
) -> tuple[int, int, float]:
    """Find the part of a stretch that gains most as a row, and how much."""
    best = (first, first, 0.0)
    begin, total = first, 0.0
    for at in range(first, stop):
        total += _measure(pieces, chances, at, _NEW_CHANCE)
        if total > best[2]:
            best = (begin, at + 1, total)
        if total < 0:
            begin, total = at + 1, 0.0
    return best


def _make_row(
    start: int,
    stop: int,
    chance: float,
    span: tuple[int, int],
    homes: list[tuple[int, int, Row]],
) -> Row:
    """Make a row of the nearest cue, or of none."""
    if not homes:
        sure = round(_NO_SOURCE_FACTOR * chance, 3)
        return Row(start, stop, "", "indirect", False, 0, *(None,) * 6, sure)
    near = min(homes, key=lambda home: min(abs(home[0] - span[1]), abs(span[0] - home[1])))[2]
    sure = round(min(near.confidence, chance), 3)
    return near._replace(start=start, stop=stop, form="indirect", continued=False, confidence=sure)
