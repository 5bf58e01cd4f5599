"""Did words lose their quotation marks, were they given some, or are they reported now?"""

from bisect import bisect_left

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Quotation
from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_outside import (
    OUTSIDE,
    OUTSIDE_REST,
    SHORT,
    Region,
    find_counterpart,
    find_outside,
    is_own_text,
)
from analysis.fidelity.quote_rows import SURE, show_words, write_row
from analysis.fidelity.quote_sides import (
    FEWEST_KEPT,
    SAME_PLACE,
    STATEMENT,
    Quote,
    Side,
    Told,
    compare_context,
    compare_stems,
    ends_sentence,
    is_capital,
)
from analysis.fidelity.quote_slots import pair_by_place, pair_by_slot
from analysis.fidelity.quote_sources import compare_sources
from analysis.fidelity.quote_words import load_quote_words

# A few words of a source lose or get their marks only where this much around is the same.
SAME_WORDS_AROUND = 0.65
# A reported clause of the same source retells a quotation if it shares this much of its stems.
RETOLD = 0.5
# ... and so many of the words in it that are no names.
FEWEST_PLAIN = 2
# So many reported clauses before a place may still cover it.
NEAR_REPORTS = 40
# More quotations without a counterpart than this are no article: the first are looked for.
MOST_UNMATCHED = 3000
# The cue of a picked phrase stands at most so many words from it.
NEAR_CUE = 4


def compare_unmatched(
    base: Side, other: Side, matches: list[Match], *, are_aligned: bool = False
) -> list[Change]:
    """
    Find what became of quotations that no quotation answers to.

    Parameters
    ----------
    base, other : Side
        The two sides.
    matches : list of Match
        The quotations that do answer to each other.
    are_aligned : bool
        Whether the sides are two passages that answer to each other: then the one quotation
        left over on each side does too, whatever its words.

    Returns
    -------
    list of Change
        Rows of marks lost and added, of statements reported now, and of quotations in other
        words.
    """
    left = sorted(set(range(len(base.quotes))) - {m.base for m in matches})
    right = sorted(set(range(len(other.quotes))) - {m.other for m in matches})
    by_place = pair_by_place(base, other, left, right)
    left, right = _leave_out(left, right, by_place)
    by_slot = pair_by_slot(base, other, (left, right), matches, are_aligned)
    left, right = _leave_out(left, right, by_slot)
    changes = [_write_reworded(base, other, *pair, "same place") for pair in by_place]
    changes += [_write_reworded(base, other, *pair, "same slot") for pair in by_slot]
    for number in left[:MOST_UNMATCHED]:
        changes += _find_lost_marks(base, other, number)
    for number in right[:MOST_UNMATCHED]:
        changes += _find_added_marks(base, other, number)
    return changes


def _leave_out(
    left: list[int], right: list[int], pairs: list[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """The numbers of each side that are in no pair."""
    taken = {i for i, _ in pairs}, {j for _, j in pairs}
    return [i for i in left if i not in taken[0]], [j for j in right if j not in taken[1]]


def _write_reworded(base: Side, other: Side, i: int, j: int, ground: str) -> Change:
    """Make a row of two quotations that share little but their place."""
    b, o = base.quotes[i], other.quotes[j]
    why = f"{show_words(base, b.first, b.stop)} became {show_words(other, o.first, o.stop)}"
    spans = (b.first, b.stop, o.first, o.stop)
    return write_row(base, other, "altered", spans, SURE[ground], why)


def _find_lost_marks(base: Side, other: Side, number: int) -> list[Change]:
    """Look outside the other's marks for a quotation of the base."""
    quote = base.quotes[number]
    terms = base.terms[quote.first : quote.stop]
    outside = find_counterpart(base, quote, other)
    if outside and outside.share >= OUTSIDE:
        if is_own_text(base, quote, other, outside):
            return []
        return write_outside(base, other, number, (quote.first, quote.stop), outside)
    return _find_retold(base, other, number) if len(terms) >= STATEMENT else []


def write_outside(
    base: Side, other: Side, number: int, span: tuple[int, int], outside: Region
) -> list[Change]:
    """Say how a quotation's words stand outside the marks: reported, or as nobody's."""
    quote = base.quotes[number]
    spans = (*span, outside.first, outside.stop)
    shown = show_words(other, outside.first, outside.stop)
    row = base.sources.find_source(quote)
    report = _find_report(other, outside, (row.source if row else None) or "")
    if report is not None and _is_short_statement(base, quote, span):
        why = f"the quotation became reported speech: {shown}"
        return [write_row(base, other, "to_indirect", spans, SURE["indirect"] * outside.share, why)]
    if span[1] - span[0] < STATEMENT or (span[1] - span[0] < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        is_scare = _is_scare(base, quote, *span)
        if compare_context(base, quote, other, there) < _ask_around(is_scare):
            return []
        subkind = "scare_lost" if is_scare else "marks_lost"
        why = f"{shown} lost its quotation marks"
        return [write_row(base, other, subkind, spans, SURE["scare marks"], why)]
    terms = base.terms[span[0] : span[1]]
    if report is not None and terms == other.terms[outside.first : outside.stop]:
        # Nothing but the marks went where the base had the words in a reported clause too.
        here = Region(*span, 1.0)
        report = None if _find_report(base, here) is not None else report
    if report is not None and _is_reported(other, outside, terms, report):
        why = f"the quotation became reported speech: {shown}"
        return [write_row(base, other, "to_indirect", spans, SURE["indirect"] * outside.share, why)]
    why = f"{shown} stands without the quotation marks"
    return [write_row(base, other, "marks_lost", spans, SURE["marks lost"] * outside.share, why)]


def _is_scare(side: Side, quote: Quote, first: int, stop: int) -> bool:
    """
    Say whether marks hold a word at a distance rather than give what a source said.

    So it is with a few words that no source is given for, and with those inside a longer
    report ("she said that 40 so-called 'divers' had left").
    """
    if stop - first >= STATEMENT or (is_capital(side, first) and ends_sentence(side, quote)):
        return False
    row = side.sources.find_source(quote)
    if row is None or row.source_start is None:
        return True
    before = side.terms[max(0, first - 2) : first]
    if before and (before[-1][0].isdigit() or tuple(before) in load_quote_words().distancing):
        return True
    return min(_count_words_between(side, quote, *place) for place in _list_tags(row)) > NEAR_CUE


def _ask_around(is_scare: bool) -> float:
    """How much of the words around must be the same: less where less is claimed."""
    return SAME_PLACE if is_scare else SAME_WORDS_AROUND


def _list_tags(row: Quotation) -> list[tuple[int, int]]:
    """Where the source of a row and its cue stand."""
    tags = [(row.source_start, row.source_stop), (row.cue_start, row.cue_stop)]
    return [tag for tag in tags if tag[0] is not None]


def _count_words_between(side: Side, quote: Quote, start: int, stop: int) -> int:
    """Count the words between a quotation and a span of characters."""
    words = side.passage.find_words(start, stop)
    return max(quote.first - words.stop, words.start - quote.stop, 0)


def _is_short_statement(side: Side, quote: Quote, span: tuple[int, int]) -> bool:
    """Say whether a quotation is a sentence of a few words with a source of its own."""
    if span != (quote.first, quote.stop) or span[1] - span[0] >= STATEMENT:
        return False
    row = side.sources.find_source(quote)
    is_said = row is not None and row.source_start is not None
    return is_said and is_capital(side, quote.first) and ends_sentence(side, quote)


def _find_report(side: Side, region: Region, speaker: str = "") -> Quotation | None:
    """Find the reported clause that covers most of a run of words."""
    start, stop = side.passage.locate(region.first, region.stop)
    last = bisect_left(side.reports, stop, key=lambda row: row.start)
    covering = [
        row
        for row in side.reports[max(0, last - NEAR_REPORTS) : last]
        if 2 * (min(row.stop, stop) - max(row.start, start)) > stop - start
        # "engineers found" inside the words reports something else, unless they are who spoke
        and (
            row.cue_start is None
            or not start <= row.cue_start < stop
            or (speaker and row.source and compare_sources(speaker, row.source) == "same")
        )
    ]
    return min(covering, key=lambda row: row.stop - row.start, default=None)


def _is_reported(side: Side, region: Region, quoted: list[str], report: Quotation) -> bool:
    """Say whether a clause reports a quotation rather than repeats it without its marks."""
    words = load_quote_words()
    there = side.terms[region.first : region.stop]
    if words.first_person.intersection(quoted) & set(there):
        return False
    if report.cue_start is not None and report.cue_start < report.start:
        return True
    gained = set(there) - set(quoted)
    lost = set(quoted) - set(there)
    return any(gained.intersection(words.shifts.get(term, ())) for term in lost)


def _find_retold(base: Side, other: Side, number: int) -> list[Change]:
    """Look for a clause that reports a quotation of the same source in other words."""
    quote = base.quotes[number]
    source = base.sources.find_source(quote)
    if source is None or source.source is None:
        return []
    told = _find_told(base, quote, source.source, other)
    if told is None:
        return []
    terms = base.terms[quote.first : quote.stop]
    own = find_outside(other.terms[told.first : told.stop], base)
    if own and own.share >= OUTSIDE_REST:
        return []  # the base says that in its own words too
    spans = (quote.first, quote.stop, told.first, told.stop)
    shown = show_words(other, told.first, told.stop)
    if not _is_reported(other, Region(told.first, told.stop, 1.0), terms, told.row):
        there = Quote(told.first, told.stop, 0, 0, True, 1.0)
        if compare_stems(base, quote, other, there) < RETOLD:
            return []
        why = f"{shown} stands without the quotation marks"
        return [write_row(base, other, "marks_lost", spans, SURE["retold"], why)]
    why = f"the quotation became reported speech: {shown}"
    return [write_row(base, other, "to_indirect", spans, SURE["retold"], why)]


def _find_told(base: Side, quote: Quote, source: str, other: Side) -> Told | None:
    """
    Find the reported clause of a source that says most of what a quotation says.

    Names are what a statement is about: two statements of one source share them easily, so
    that as much of the other words must be shared.
    """
    stems = base.list_stems(quote.first, quote.stop)
    plain = stems - base.name_stems - other.name_stems
    best, found = 0.0, None
    for told in other.told:
        shared = stems & told.stems
        share = len(shared) / len(stems) if stems else 0.0
        if share < RETOLD or share <= best or len(shared) < FEWEST_KEPT:
            continue
        if len(plain & shared) < RETOLD * len(plain) or len(plain & shared) < FEWEST_PLAIN:
            continue
        is_open = other.sources.is_pronoun(told.row)
        if is_open or base.sources.may_be_same(source, told.row.source):
            best, found = share, told
    return found


def _find_added_marks(base: Side, other: Side, number: int) -> list[Change]:
    """Look outside the base's marks for a quotation of the other."""
    quote = other.quotes[number]
    terms = other.terms[quote.first : quote.stop]
    outside = find_counterpart(other, quote, base)
    if outside is None or outside.share < OUTSIDE:
        return []
    if is_own_text(other, quote, base, outside):
        return []
    subkind, sure = "marks_added", SURE["marks added"] * outside.share
    if len(terms) < STATEMENT or (len(terms) < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        is_scare = _is_scare(other, quote, quote.first, quote.stop)
        if compare_context(base, there, other, quote) < _ask_around(is_scare):
            return []
        subkind, sure = "scare_added" if is_scare else "marks_added", SURE["scare marks"]
    why = (
        f"{show_words(other, quote.first, quote.stop)} stands in marks that the base does not have"
    )
    spans = (outside.first, outside.stop, quote.first, quote.stop)
    return [write_row(base, other, subkind, spans, sure, why)]
