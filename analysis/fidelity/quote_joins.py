"""Was one quotation made of several?"""

from collections import defaultdict

from analysis.fidelity.change import Change
from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_rows import SURE, show_words, write_row
from analysis.fidelity.quote_sides import FEWEST_KEPT, Quote, Side, starts_sentence


def find_joined(base: Side, other: Side, matches: list[Match]) -> list[Change]:
    """Find single quotations made of several of the base."""
    of_other: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.base_stop - match.base_first >= FEWEST_KEPT:
            of_other[match.other].append(match)
    changes = []
    for number, members in sorted(of_other.items()):
        for before, after in zip(members, members[1:], strict=False):
            if before.base == after.base:
                continue
            b, a = base.quotes[before.base], base.quotes[after.base]
            if not _stand_apart(base, b, a):
                continue
            o = other.quotes[number]
            shown = show_words(base, b.first, b.stop), show_words(base, a.first, a.stop)
            why = " and ".join(shown) + " became one"
            spans = (b.first, a.stop, o.first, o.stop)
            changes.append(write_row(base, other, "joined", spans, SURE["joined"], why))
    return changes


def _stand_apart(base: Side, before: Quote, after: Quote) -> bool:
    """Say whether more than an attribution inside one sentence parts two quotations."""
    if after.first <= before.stop:
        return False
    return starts_sentence(base, after.first)
