"""How is an alteration of a quotation written down, and how sure is each reading?"""

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.quote_matching import Part
from analysis.fidelity.quote_sides import Side

# More than this share of the words differing makes the whole quotation the span.
MOSTLY_CHANGED = 0.5
# Longest stretch of text shown in a reason.
SHOWN = 60
# How sure each reading is; the scale only ranks.
SURE = {
    "altered": 0.95,
    "reordered": 0.5,
    "same place": 0.6,
    "same slot": 0.5,
    "tidied": 0.8,
    "exception": 0.9,
    "truncated": 0.85,
    "joined": 0.85,
    "joined own": 0.6,
    "marks lost": 0.9,
    "scare marks": 0.5,
    "nested marks": 0.5,
    "indirect": 0.8,
    "retold": 0.5,
    "marks added": 0.85,
    "widened": 0.7,
}


def write_row(base: Side, other: Side, subkind: str, words: tuple, sure: float, why: str) -> Change:
    """Make a row of two runs of words."""
    spans = (*base.passage.locate(*words[:2]), *other.passage.locate(*words[2:]))
    return Change("quote", subkind, *spans, round(min(sure, 1.0), 3), why)


def write_span_row(
    base: Side, other: Side, part: Part, ops: list[Words], subkind: str, sure: float, why: str
) -> Change:
    """Make a row from the first to the last differing word, or of the whole quotations."""
    m = part.match
    b, o = base.quotes[m.base], other.quotes[m.other]
    changed = sum(max(op.base_stop - op.base_start, op.other_stop - op.other_start) for op in ops)
    if changed > MOSTLY_CHANGED * (b.stop - b.first):
        spans = (b.first, b.stop, o.first, o.stop)
    else:
        spans = (
            *(min(op.base_start for op in ops), max(op.base_stop for op in ops)),
            *(min(op.other_start for op in ops), max(op.other_stop for op in ops)),
        )
    return write_row(base, other, subkind, spans, sure, why)


def tell_words(base: Side, other: Side, ops: list[Words]) -> str:
    """Name the words that differ."""
    told = []
    for op in ops[:2]:
        left, right = show_words(base, *op[1:3]), show_words(other, *op[3:5])
        if not left:
            told.append(f"{right} was put in")
        elif not right:
            told.append(f"{left} was left out")
        else:
            told.append(f"{left} became {right}")
    more = f" and {len(ops) - 2} more" if len(ops) > 2 else ""
    return ", ".join(told) + more


def show_words(side: Side, first: int, stop: int) -> str:
    """Give a run of words as they stand, shortened."""
    if first >= stop:
        return ""
    start, end = side.passage.locate(first, stop)
    text = " ".join(side.passage.text[start:end].split())
    if len(text) > SHOWN:
        text = text[: SHOWN - 1].rsplit(" ", 1)[0] + "…"
    return f"'{text}'"
