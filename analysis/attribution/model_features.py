"""
What can be seen of a stretch of a sentence that tells whether its words are reported?

A sentence is cut into pieces at signs, quotation marks, small words that open a clause or a
phrase, cue verbs, and wherever the rules begin or end something. Features are made of what the
rules found, of signs, of closed classes of small words, of endings, and of the words of
`data/lexicons/reporting_cues.toml`: no other word is ever named, so no topic can be learned.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from analysis.attribution.lexicon import Cue, load_lexicon, load_speaker_words
from analysis.attribution.units import Unit, UnitSpan, looks_past
from analysis.attribution.words import (
    ADVERBS,
    AUX,
    COMPLEMENTISERS,
    CONTRACTED,
    DETERMINERS,
    IRREGULAR_PASTS,
    LEADING,
    OBJECT_PRONOUNS,
    PERIODS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
    WEEKDAYS,
)

# Small words that are features by themselves.
_NAMED = (STARTERS | COMPLEMENTISERS | PREPOSITIONS | OBJECT_PRONOUNS | PRONOUNS | POSSESSIVES) | (
    DETERMINERS | AUX | ADVERBS | LEADING
)
_NAMED |= frozenset("and or to not our my your according reportedly allegedly".split())
_OPENS_PIECE = STARTERS | COMPLEMENTISERS | PREPOSITIONS | WEEKDAYS
_OPENS_PIECE |= frozenset("and or to according".split())
# Words that tell of a sentence whether a person speaks in it, and how sure it is.
_TELLING = tuple(
    "i we our you would could should might reportedly allegedly apparently poll survey "
    "percent".split()
)
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ers", "er", "s")
_CLOSING_SHAPES = ("past", "s")
_REACH_OF_CLOSING_CUE = 14
_REACH_OF_ROW = 40
# A past form counts as the nearest cue once the last real cue is this far off, in units.
_REACH_OF_CUE = 6


class Row(NamedTuple):
    """One row of a quotations table, its cells in the order of the columns."""

    start: int
    stop: int
    text: str
    form: str
    continued: bool
    segment: int
    source: str | None
    source_start: int | None
    source_stop: int | None
    cue: str | None
    cue_start: int | None
    cue_stop: int | None
    confidence: float


class Pieces(NamedTuple):
    """
    A sentence cut into pieces.

    Attributes
    ----------
    spans : list of (int, int)
        Half-open character offsets of each piece.
    states : list of str
        What the rules say of each: ``I`` reported, ``Ic`` a cue within what is reported,
        ``C`` cue, ``S`` source, ``Q`` or ``Qi`` a quotation outside or inside reported words,
        ``O`` none of these.
    shared : list of list of str
        Features of each piece that say something of its neighbours too.
    local : list of list of str
        Features that concern the piece alone.
    """

    spans: list[tuple[int, int]]
    states: list[str]
    shared: list[list[str]]
    local: list[list[str]]


class Place(NamedTuple):
    """Where a sentence stands: what the one before reports, and if a paragraph opens here."""

    before: str
    opens: bool


def describe_rows(rows: Sequence[Row]) -> str:
    """
    Say in letters what a sentence quotes (d) and reports (i).

    Examples
    --------
    >>> describe_rows([])
    '-'
    """
    forms = {row.form for row in rows if row.form == "indirect" or row.cue is not None}
    return "".join(form[0] for form in sorted(forms)) or "-"


def describe_sentence(units: list[Unit], rows: Sequence[Row], place: Place) -> Pieces:
    """
    Cut a sentence into pieces and list the features of each.

    Parameters
    ----------
    units : list of Unit
        The sentence, not empty.
    rows : sequence of Row
        What the rules found in it.
    place : Place
        Where it stands.

    Returns
    -------
    Pieces
        One entry a piece in each list; the pieces hold all units.

    Examples
    --------
    >>> from analysis.attribution.units import cut_units
    >>> text = "It sank, he thought at noon."
    >>> found = describe_sentence(cut_units(text, 0, len(text), []), [], Place("-", True))
    >>> [text[start:stop] for start, stop in found.spans]
    ['It sank', ',', 'he', 'thought', 'at noon', '.']
    """
    classes = [classify_unit(unit) for unit in units]
    cuts = {
        at
        for row in rows
        for at in (
            *(row.start, row.stop, row.source_start),
            *(row.source_stop, row.cue_start, row.cue_stop),
        )
    }
    pieces = _cut_pieces(units, cuts)
    marks, covers = _mark_units(units, rows)
    states = [_find_state(units, piece, marks, covers) for piece in pieces]
    sentence = _describe_whole(units, classes, rows, place)
    nearest = _list_nearest_cues(units, classes)
    indirect = [row for row in rows if row.form == "indirect"]
    shared, local = [], []
    bounded = ["^", *states, "$"]
    for number, (first, stop) in enumerate(pieces):
        state = states[number]
        shared.append(_describe_piece(units, classes, first, stop, state))
        before, after = bounded[number], bounded[number + 2]
        left = classes[first - 1] if first else "^"
        right = classes[stop] if stop < len(units) else "$"
        opener = classes[first]
        features = [feature + state for feature in sentence]
        features += [
            f"3{before}{state}{after}",
            f"<{before}{state}{left}|{opener}",
            f">{state}{after}{opener}|{right}",
            f"at{_bin(number)}{state}",
            f"to{_bin(len(pieces) - number)}{state}",
        ]
        row = covers[first]
        if row is not None and not marks[first] and state != "O":
            features += _describe_cover(units, classes, first, stop, row)
        else:
            features += _describe_distance(units, first, left, opener, indirect, state)
        features += _describe_cue_before(nearest[first], first, state)
        features += _describe_cue_after(units, stop, state)
        local.append(features)
    spans = [(units[first].start, units[stop - 1].stop) for first, stop in pieces]
    return Pieces(spans, states, shared, local)


def classify_unit(unit: Unit) -> str:
    """
    Name the class of a unit; only small words, signs and reporting words name themselves.

    Examples
    --------
    >>> [classify_unit(Unit(0, 1, form, form.lower(), "w")) for form in ("said", "Low", "cats")]
    ['V:say', 'CAP', '-s']
    """
    low, form = unit.low, unit.form
    if unit.kind == "q":
        return "QUOTE"
    if unit.kind == "p" or low in _NAMED:
        return low
    lexicon, speakers = load_lexicon(), load_speaker_words()
    if low in PERIODS:
        return "PERIOD"
    if low in lexicon.verbs:
        return "V:" + lexicon.verbs[low][0].lemma
    if low in lexicon.nouns:
        return "N:" + low
    if low in lexicon.adjectives:
        return "J:" + low
    if low in lexicon.phrase_nouns:
        return "PN"
    if low in speakers.titles:
        return "TITLE"
    if low in speakers.bodies or low in speakers.groups:
        return "BODY"
    if low in IRREGULAR_PASTS:
        return "PAST"
    if form[:1].isupper():
        return "CAP's" if low.endswith("'s") else "CAP"
    if form[:1].isdigit():
        return "NUM"
    if CONTRACTED.match(low):
        return "CONTR"
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 2:
            return "-" + ending
    return "w"


# --- Pieces ---------------------------------------------------------------------------------


def _cut_pieces(units: list[Unit], cuts: set) -> list[UnitSpan]:
    """Cut a sentence where one of the listed reasons stands between two units."""
    verbs = load_lexicon().verbs
    edges = [0]
    for number, (before, unit) in enumerate(pairwise(units), 1):
        is_cut = before.kind != "w" or unit.kind != "w" or unit.low in _OPENS_PIECE
        is_cut = is_cut or unit.start in cuts or before.stop in cuts
        if is_cut or (unit.low in verbs) != (before.low in verbs):
            edges.append(number)
    return list(pairwise([*edges, len(units)]))


def _mark_units(units: list[Unit], rows: Sequence[Row]) -> tuple[list[str], list[Row | None]]:
    """Say of each unit if it is a source (S) or a cue (C), and which innermost row holds it."""
    starts = [unit.start for unit in units]
    marks, covers = [""] * len(units), [None] * len(units)
    for row in rows:
        spans = ((row.source_start, row.source_stop, "S"), (row.cue_start, row.cue_stop, "C"))
        for start, stop, mark in spans:
            if start is not None:
                for number in range(bisect_left(starts, start), bisect_left(starts, stop)):
                    marks[number] = "C" if mark == "C" else marks[number] or mark
        if row.form == "indirect":
            for number in range(bisect_left(starts, row.start), bisect_left(starts, row.stop)):
                covers[number] = row
    return marks, covers


def _find_state(
    units: list[Unit], piece: UnitSpan, marks: list[str], covers: list[Row | None]
) -> str:
    """Name what the rules say of a piece; see `Pieces`."""
    first = piece[0]
    is_covered = covers[first] is not None
    if units[first].kind == "q":
        return "Qi" if is_covered else "Q"
    if is_covered:
        return "Ic" if marks[first] == "C" else "I"
    return marks[first] or "O"


# --- Features -------------------------------------------------------------------------------


def _bin(number: int) -> int:
    """Round a count down to one of a few steps."""
    return number if number < 4 else next(n for n in (30, 16, 10, 6, 4) if number >= n)


def _describe_whole(
    units: list[Unit], classes: list[str], rows: Sequence[Row], place: Place
) -> list[str]:
    """List what holds for a whole sentence."""
    n_indirect = sum(row.form == "indirect" for row in rows)
    n_direct = len(rows) - n_indirect
    found = "R" if n_indirect else "r" if n_direct else "-"
    lows = {unit.low for unit in units}
    last = units[-1].form if units[-1].kind == "p" else units[-1].kind
    return [
        f"rows{min(n_indirect, 3)}",
        f"direct{min(n_direct, 2)}",
        f"before{place.before}{found}{place.opens:d}",
        f"end{last}",
        f"long{_bin(len(units) // 3)}{found}",
        f"first{classes[0]}{found}",
        *(f"has {word}{found}" for word in _TELLING if word in lows),
    ]


def _describe_piece(
    units: list[Unit], classes: list[str], first: int, stop: int, state: str
) -> list[str]:
    """List what a piece and its neighbours may be judged by."""
    opener = classes[first]
    features = [f"st{state}", f"f{opener}", f"st{state}f{opener}", f"n{_bin(stop - first)}"]
    cues = load_lexicon().verbs.get(units[first].low)
    if cues:
        shape = _name_shape(cues[0]) + ("c" if "clause" in cues[0].takes else "")
        features += [f"v{shape}", f"v{shape}{state}"]
    if stop - first > 1:
        features += [f"l{classes[stop - 1]}", f"2{opener}|{classes[first + 1]}"]
        helper = next((unit.low for unit in units[first:stop] if unit.low in AUX), None)
        if helper:
            features += ["aux", f"aux{helper}"]
    return features


def _name_shape(cue: Cue) -> str:
    """Name the shape of a cue, and whether it may be a noun."""
    return cue.shape + ("n" if cue.is_noun else "")


def _describe_cover(
    units: list[Unit], classes: list[str], first: int, stop: int, row: Row
) -> list[str]:
    """List what the row that holds a piece tells about it."""
    begin = bisect_left(units, row.start, key=lambda unit: unit.start)
    end = min(bisect_left(units, row.stop, key=lambda unit: unit.start), stop + _REACH_OF_ROW)
    order = "A" if row.cue_start is None else "b" if row.cue_start >= row.stop else "a"
    lemma = _find_lemma(row.cue)
    sure = f"{row.confidence:.2f}{order}"
    depth, rest = _bin(first - begin), _bin(max(0, end - stop))
    n_commas = min(sum(unit.form == "," for unit in units[begin:first]), 4)
    left = classes[first - 1] if first else "^"
    opener = classes[begin]
    features = [
        f"sure{sure}",
        f"sure{sure}{opener == 'that'}",
        f"cue{lemma}",
        f"cue{lemma}|{opener}",
        f"cue{lemma}{depth}",
        f"depth{depth}{order}",
        f"rest{rest}{order}",
        f"opens{opener}",
        f"named{row.source is not None:d}{row.source_start is not None:d}",
        f"commas{n_commas}{classes[first]}",
        f"commas{n_commas}{left}|{classes[first]}{order}",
    ]
    if row.source_start is not None:
        at = bisect_left(units, row.source_start, key=lambda unit: unit.start)
        source = classes[min(at, len(units) - 1)]
        features += [f"source{source}", f"source{source}|{lemma}"]
    return features


def _find_lemma(cue: str | None) -> str:
    """Find the plain form of a cue's last word; "other" where it is not in the lexicon."""
    word = cue.lower().split()[-1] if cue and cue.split() else ""
    lexicon = load_lexicon()
    if word in lexicon.verbs:
        return lexicon.verbs[word][0].lemma
    return word if word in lexicon.words else "other"


def _describe_distance(
    units: list[Unit], first: int, left: str, opener: str, indirect: list[Row], state: str
) -> list[str]:
    """List how far a piece outside the rows stands from the row before it, and if one follows."""
    start, stop = units[first].start, units[first].stop
    features = [f"ahead{state}"] if any(row.start >= stop for row in indirect) else []
    row = max((row for row in indirect if row.stop <= start), key=lambda r: r.stop, default=None)
    if row is not None:
        begin = bisect_left(units, row.stop, key=lambda unit: unit.start)
        distance = _bin(min(first - begin, _REACH_OF_ROW))
        order = "b" if row.cue_start is not None and row.cue_start >= row.stop else "a"
        features += [
            f"past{distance}{left}|{opener}",
            f"past{distance}{state}",
            f"past{row.confidence:.2f}{order}|{left}",
        ]
    return features


class _NearCue(NamedTuple):
    """The nearest word before a unit that may report."""

    name: str
    shape: str
    stop: int  # number of the unit after it
    follows: str  # class of that unit
    n_commas: int  # between it and the unit looked from
    has_that: bool


def _list_nearest_cues(units: list[Unit], classes: list[str]) -> list[_NearCue | None]:
    """Find for each unit the nearest word before it that may report."""
    lexicon = load_lexicon()
    found: list[_NearCue | None] = []
    near: _NearCue | None = None
    for number, unit in enumerate(units):
        found.append(near)
        low = unit.low
        name = shape = ""
        if unit.kind == "w" and low in lexicon.verbs and unit.form == low:
            cue = lexicon.verbs[low][0]
            name, shape = "V" + cue.lemma, _name_shape(cue)
        elif low in lexicon.nouns or low in lexicon.adjectives:
            name, shape = "N" + low, "N"
        elif _is_past(unit) and (
            near is None or near.name == "ED" or number - near.stop > _REACH_OF_CUE
        ):
            name = shape = "ED"
        if name:
            follows = classes[number + 1] if number + 1 < len(units) else "$"
            near = _NearCue(name, shape, number + 1, follows, 0, False)
        elif near is not None and low == "that":
            near = near._replace(has_that=True)
        elif near is not None and low == ",":
            near = near._replace(n_commas=near.n_commas + 1)
    return found


def _is_past(unit: Unit) -> bool:
    """Say whether a unit is a past form, a cue or not."""
    return unit.low in IRREGULAR_PASTS or (unit.form == unit.low and looks_past(unit.low))


def _describe_cue_before(near: _NearCue | None, first: int, state: str) -> list[str]:
    """List what the nearest possible cue before a piece tells about it."""
    if near is None:
        return []
    distance = _bin(first - near.stop)
    that = "t" if near.has_that else "-"
    return [
        f"near{near.name}{state}",
        f"near{near.name}{distance}{state}",
        f"near{that}{min(near.n_commas, 3)}{distance}{state}",
        f"near{near.shape}{that}{min(near.n_commas, 2)}{state}",
        f"near{near.name}|{near.follows}{state}",
    ]


def _describe_cue_after(units: list[Unit], stop: int, state: str) -> list[str]:
    """List what a cue that may close the sentence tells about a piece before it."""
    verbs = load_lexicon().verbs
    for number in range(stop, min(len(units), stop + _REACH_OF_CLOSING_CUE)):
        cues = verbs.get(units[number].low)
        if cues and "clause" in cues[0].takes and cues[0].shape in _CLOSING_SHAPES:
            comma = "," if any(unit.form == "," for unit in units[stop:number]) else ""
            return [
                f"close{cues[0].lemma}{state}",
                f"close{_bin(number - stop)}{comma}{state}",
            ]
    return []
