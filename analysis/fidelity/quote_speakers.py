"""Are the words of a quotation still given to the one who spoke them?"""

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Quotation
from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_rows import show_words
from analysis.fidelity.quote_sides import STATEMENT, Side
from analysis.fidelity.quote_sources import read_name

# A few words recur: that they are given to somebody else is less sure.
SHORT_FACTOR = 0.8
# Whom a pronoun means is read from what stands before it.
GUESS_FACTOR = 0.7


def compare_speakers(base: Side, other: Side, matches: list[Match]) -> list[Change]:
    """Find matched quotations that are given to somebody else."""
    changes = []
    for m in matches:
        is_short = m.base_stop - m.base_first < STATEMENT
        if is_short and m.likeness < 1:
            continue
        b = base.sources.find_source(base.quotes[m.base])
        o = other.sources.find_source(other.quotes[m.other])
        names = _name_sources(base, b, other, o)
        found = base.sources.judge(*names[:2]) if names else None
        if found is None:
            continue
        subkind, factor = found
        sure = names[2] * factor * min(b.confidence, o.confidence)
        sure *= SHORT_FACTOR if is_short else 1
        sure = round(sure * min(1, 0.5 + m.likeness / 2), 3)
        spans = (b.source_start, b.source_stop, o.source_start, o.source_stop)
        shown = show_words(base, m.base_first, m.base_stop)
        why = f"{shown} is given to {names[1]} instead of {names[0]}"
        changes.append(Change("quote", subkind, *spans, sure, why))
    return changes


def _name_sources(
    base: Side, b: Quotation | None, other: Side, o: Quotation | None
) -> tuple[str, str, float] | None:
    """Name the two sources of a quotation, and how sure that is; none where one is open."""
    left, right = base.sources.name_source(b), other.sources.name_source(o)
    if left and right:
        # A source carried over from the sentence before is no ground for an alarm: that
        # sentence may merely stand elsewhere now.
        return (left, right, 1.0) if other.sources.is_explicit(o) else None
    if left and len(read_name(left)) > 1:
        right = other.sources.guess_source(o, left)
    elif right and len(read_name(right)) > 1 and other.sources.is_explicit(o):
        left = base.sources.guess_source(b, right)
    return (left, right, GUESS_FACTOR) if left and right else None
