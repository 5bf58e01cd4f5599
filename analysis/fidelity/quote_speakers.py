"""Are the words of a quotation still given to the one who spoke them?"""

from analysis.fidelity.change import Change
from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_rows import show_words
from analysis.fidelity.quote_sides import STATEMENT, Side

# A few words recur: that they are given to somebody else is less sure.
SHORT_FACTOR = 0.8


def compare_speakers(base: Side, other: Side, matches: list[Match]) -> list[Change]:
    """Find matched quotations that are given to somebody else."""
    changes = []
    for m in matches:
        is_short = m.base_stop - m.base_first < STATEMENT
        if is_short and m.likeness < 1:
            continue
        b = base.sources.find_source(base.quotes[m.base])
        o = other.sources.find_source(other.quotes[m.other])
        # A source carried over from the sentence before is no ground for an alarm: that
        # sentence may merely stand elsewhere now.
        names = base.sources.name_source(b), other.sources.name_source(o)
        if names[0] is None or names[1] is None or not other.sources.is_explicit(o):
            continue
        found = base.sources.judge(*names)
        if found is None:
            continue
        subkind, factor = found
        sure = factor * min(b.confidence, o.confidence)
        sure *= SHORT_FACTOR if is_short else 1
        spans = (b.source_start, b.source_stop, o.source_start, o.source_stop)
        shown = show_words(base, m.base_first, m.base_stop)
        why = f"{shown} is given to {names[1]} instead of {names[0]}"
        changes.append(
            Change("quote", subkind, *spans, round(sure * min(1, 0.5 + m.likeness / 2), 3), why)
        )
    return changes
