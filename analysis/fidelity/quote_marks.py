"""Did words lose their quotation marks, were they given some, or are they reported now?"""

from bisect import bisect_left

from analysis.collation import Words
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
    compare_context,
    compare_stems,
    ends_sentence,
    is_capital,
)
from analysis.fidelity.quote_words import cut_stem, load_quote_words, weigh

# Scare quotes lose or get their marks only where more is.
SAME_WORDS_AROUND = 0.65
# Two quotations in one place need this likeness themselves, unless both are a few words.
SAME_PLACE_LIKENESS = 0.4
# A reported clause of the same source retells a quotation if it shares this much of its stems.
RETOLD = 0.5
# So many reported clauses before a place may still cover it; so many of a version are read
# for what retells a quotation.
NEAR_REPORTS, MOST_REPORTS = 40, 200


def compare_unmatched(base: Side, other: Side, matches: list[Match]) -> list[Change]:
    """Find what became of quotations that no quotation answers to."""
    left = sorted(set(range(len(base.quotes))) - {m.base for m in matches})
    right = sorted(set(range(len(other.quotes))) - {m.other for m in matches})
    changes, taken = _find_same_place(base, other, left, right)
    for number in left:
        if number not in taken[0]:
            changes += _find_lost_marks(base, other, number)
    for number in right:
        if number not in taken[1]:
            changes += _find_added_marks(base, other, number)
    return changes


def _find_same_place(
    base: Side, other: Side, left: list[int], right: list[int]
) -> tuple[list[Change], tuple[set[int], set[int]]]:
    """Pair quotations in other words by the words around them."""
    changes: list[Change] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    if len(left) * len(right) > 2500:
        return changes, taken
    found = []
    for i in left:
        for j in right:
            b, o = base.quotes[i], other.quotes[j]
            n_words = max(b.stop - b.first, o.stop - o.first)
            likeness = compare_context(base, b, other, o)
            if likeness >= SAME_PLACE and (
                n_words <= STATEMENT or compare_stems(base, b, other, o) >= SAME_PLACE_LIKENESS
            ):
                found.append((-round(likeness, 6), i, j))
    for _, i, j in sorted(found):
        if i in taken[0] or j in taken[1]:
            continue
        taken[0].add(i)
        taken[1].add(j)
        b, o = base.quotes[i], other.quotes[j]
        why = f"{show_words(base, b.first, b.stop)} became {show_words(other, o.first, o.stop)}"
        spans = (b.first, b.stop, o.first, o.stop)
        changes.append(write_row(base, other, "altered", spans, SURE["same place"], why))
    return changes, taken


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
    report = _find_report(other, outside)
    if report is not None and _is_short_statement(base, quote, span):
        why = f"the quotation became reported speech: {shown}"
        return [write_row(base, other, "to_indirect", spans, SURE["indirect"] * outside.share, why)]
    if span[1] - span[0] < STATEMENT or (span[1] - span[0] < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        if compare_context(base, quote, other, there) < SAME_WORDS_AROUND:
            return []
        why = f"{shown} lost its quotation marks"
        return [write_row(base, other, "marks_lost", spans, SURE["scare marks"], why)]
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


def _is_short_statement(side: Side, quote: Quote, span: tuple[int, int]) -> bool:
    """Say whether a quotation is a sentence of a few words with a source of its own."""
    if span != (quote.first, quote.stop) or span[1] - span[0] >= STATEMENT:
        return False
    row = side.sources.find_source(quote)
    is_said = row is not None and row.source_start is not None
    return is_said and is_capital(side, quote.first) and ends_sentence(side, quote)


def _find_report(side: Side, region: Region) -> Quotation | None:
    """Find the reported clause that covers most of a run of words."""
    start, stop = side.passage.locate(region.first, region.stop)
    last = bisect_left(side.reports, stop, key=lambda row: row.start)
    covering = [
        row
        for row in side.reports[max(0, last - NEAR_REPORTS) : last]
        if 2 * (min(row.stop, stop) - max(row.start, start)) > stop - start
        # "engineers found" inside the words reports something else
        and not (row.cue_start is not None and start <= row.cue_start < stop)
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
    stems = {cut_stem(t) for t in base.terms[quote.first : quote.stop] if weigh([t]) == 1}
    best: tuple[float, Words | None, Quotation | None] = (0.0, None, None)
    for row in other.reports[:MOST_REPORTS]:
        if row.source is None:
            continue
        open_source = other.sources.is_pronoun(row)
        if not open_source and not base.sources.may_be_same(source.source, row.source):
            continue
        words = other.passage.find_words(row.start, row.stop)
        there = {cut_stem(t) for t in other.terms[words.start : words.stop]}
        share = len(stems & there) / max(1, len(stems))
        if share > best[0] and len(stems & there) >= FEWEST_KEPT:
            spans = (quote.first, quote.stop, words.start, words.stop)
            best = (share, Words("replace", *spans), row)
    if best[0] < RETOLD or best[1] is None:
        return []
    terms = base.terms[quote.first : quote.stop]
    there = other.terms[best[1].other_start : best[1].other_stop]
    own = find_outside(there, base)
    if own and own.share >= OUTSIDE_REST:
        return []  # the base says that in its own words too
    if not _is_reported(other, Region(*best[1][3:], best[0]), terms, best[2]):
        if compare_stems(base, quote, other, Quote(*best[1][3:], 0, 0, True, 1.0)) < RETOLD:
            return []
        why = f"{show_words(other, *best[1][3:])} stands without the quotation marks"
        return [write_row(base, other, "marks_lost", best[1][1:], SURE["retold"], why)]
    why = f"the quotation became reported speech: {show_words(other, *best[1][3:])}"
    return [write_row(base, other, "to_indirect", best[1][1:], SURE["retold"], why)]


def _find_added_marks(base: Side, other: Side, number: int) -> list[Change]:
    """Look outside the base's marks for a quotation of the other."""
    quote = other.quotes[number]
    terms = other.terms[quote.first : quote.stop]
    outside = find_counterpart(other, quote, base)
    if outside is None or outside.share < OUTSIDE:
        return []
    if is_own_text(other, quote, base, outside):
        return []
    sure = SURE["marks added"] * outside.share
    if len(terms) < STATEMENT or (len(terms) < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        if compare_context(base, there, other, quote) < SAME_WORDS_AROUND:
            return []
        sure = SURE["scare marks"]
    why = (
        f"{show_words(other, quote.first, quote.stop)} stands in marks that the base does not have"
    )
    spans = (outside.first, outside.stop, quote.first, quote.stop)
    return [write_row(base, other, "marks_added", spans, sure, why)]
