"""Which words changed inside the marks of a quotation, and were they more than tidied?"""

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.quote_matching import Match, Part
from analysis.fidelity.quote_rows import SURE, show_words, tell_words, write_row, write_span_row
from analysis.fidelity.quote_sides import (
    FEWEST_KEPT,
    STATEMENT,
    Side,
    has_ellipsis,
    is_bracketed,
    starts_sentence,
)
from analysis.fidelity.quote_words import is_filler, load_quote_words


def judge_inside(base: Side, other: Side, part: Part, ops: list[Words]) -> list[Change]:
    """Make one row of the words that differ inside two quotations."""
    m = part.match
    ops = [
        op
        for op in ops
        if not _is_same_word(base, other, op) and not _is_same_figure(base, other, op)
    ]
    if not ops or _is_same_date(base, other, ops):
        return []
    skipped = [op for op in ops if _skips_sentence(base, other, op)]
    changes = [
        write_row(
            base,
            other,
            "joined",
            op[1:],
            SURE["joined"],
            f"{show_words(base, op[1], op[2])} was left out between two parts that read as one",
        )
        for op in skipped
    ]
    ops = [op for op in ops if op not in skipped]
    real = [op for op in ops if not _is_tidy(base, other, op)]
    if not real and not ops:
        return changes
    if not real:
        why = "tidied inside the quotation: " + tell_words(base, other, ops)
        return [*changes, write_span_row(base, other, part, ops, "tidied", SURE["tidied"], why)]
    lost = sorted(t for op in real for t in base.terms[op.base_start : op.base_stop])
    gained = sorted(t for op in real for t in other.terms[op.other_start : op.other_stop])
    if lost == gained:
        if _moves_sentence(base, real):
            return changes
        why = "the words inside the quotation stand in another order"
        sure = SURE["reordered"]
    else:
        why = tell_words(base, other, real) + " inside the quotation"
        sure = SURE["altered"] * (0.7 + 0.3 * m.likeness)
    return [*changes, write_span_row(base, other, part, real, "altered", sure, why)]


def _is_same_word(base: Side, other: Side, op: Words) -> bool:
    """Say whether an operation changes spelling or word division only."""
    left, right = (
        base.terms[op.base_start : op.base_stop],
        other.terms[op.other_start : op.other_stop],
    )
    alike = load_quote_words().written_alike
    if left and right and _join_forms(base, *op[1:3]) == _join_forms(other, *op[3:5]):
        return True
    if op.tag == "replace" and len(left) == len(right):
        pairs = zip(
            base.passage.words[op.base_start : op.base_stop],
            other.passage.words[op.other_start : op.other_stop],
            strict=True,
        )
        return all(a.term == b.term or _is_spelling(a.form, b.form) for a, b in pairs)
    signs = {"$", "£", "€"}
    return bool(left + right) and signs.issuperset(alike.get(t, t) for t in left + right)


def _join_forms(side: Side, first: int, stop: int) -> str:
    """Give some words without the marks and spaces between them."""
    return "".join(word.form for word in side.passage.words[first:stop]).casefold()


def _is_spelling(a: str, b: str) -> bool:
    """Say whether two words are spellings of one name: the ledger of names lists those."""
    from jellyfish import jaro_winkler_similarity, soundex

    if not (a[:1].isupper() and b[:1].isupper()) or min(len(a), len(b)) < STATEMENT:
        return False
    return jaro_winkler_similarity(a, b) >= 0.85 and soundex(a) == soundex(b)


def _is_same_figure(base: Side, other: Side, op: Words) -> bool:
    """Say whether what differs is one figure, date or time written in two ways."""
    sides = []
    for side, first, stop in ((base, *op[1:3]), (other, *op[3:5])):
        if not any(t[0].isdigit() for t in side.terms[max(0, first - 1) : stop + 1]):
            return False
        start, end = side.passage.locate(first, stop)
        passage = side.passage
        sides.append(
            [
                (q.value, q.unit, q.bound)
                for q in passage.quantities
                if q.start <= end and start <= q.stop
            ]
            + [tuple(d[3:]) for d in passage.dates if d.start <= end and start <= d.stop]
        )
        covered = [*passage.quantities, *passage.dates]
        if first < stop and not any(f.start <= start and end <= f.stop for f in covered):
            return False
    return bool(sides[0]) and sides[0] == sides[1]


def _is_same_date(base: Side, other: Side, ops: list[Words]) -> bool:
    """Say whether the words that differ are a date or a sum in another order."""
    words = load_quote_words()
    sides = []
    for terms, at in ((base.terms, 1), (other.terms, 3)):
        plain = [words.written_alike.get(t, t) for op in ops for t in terms[op[at] : op[at + 1]]]
        sides.append(sorted(t.removesuffix("th") for t in plain if t))
    if sides[0] != sides[1]:
        return False
    return any(t in words.calendar or t in "$£€" or t[0].isdigit() for t in sides[0])


def _skips_sentence(base: Side, other: Side, op: Words) -> bool:
    """Say whether whole sentences were left out in the middle without a sign."""
    return (
        op.tag == "delete"
        and op.base_stop - op.base_start >= FEWEST_KEPT
        and starts_sentence(base, op.base_start)
        and starts_sentence(base, op.base_stop)
        and not has_ellipsis(other, op.other_start)
    )


def _moves_sentence(base: Side, ops: list[Words]) -> bool:
    """Say whether what stands elsewhere inside a quotation are whole sentences."""
    lost = [op for op in ops if op.base_start < op.base_stop]
    return all(starts_sentence(base, op.base_start) for op in lost) and all(
        starts_sentence(base, op.base_stop) or op.base_stop in base.quote_stops for op in lost
    )


def _is_tidy(base: Side, other: Side, op: Words) -> bool:
    """Say whether an operation leaves out a filler, shows its gap or stands in brackets."""
    left, right = (
        base.terms[op.base_start : op.base_stop],
        other.terms[op.other_start : op.other_stop],
    )
    if right:
        # A clarification may replace the word that it explains.
        return is_bracketed(other, op.other_start, op.other_stop)
    if has_ellipsis(other, op.other_start):
        return True
    return is_filler(left) or is_bracketed(base, op.base_start, op.base_stop)


def find_contractions(base: Side, other: Side, m: Match) -> list[Change]:
    """Make one row of the contractions that were written out or made inside a quotation."""
    b, o = base.passage.words, other.passage.words
    if m.base_stop - m.base_first != m.other_stop - m.other_first:
        return []
    offset = m.other_first - m.base_first
    ops = [
        Words("replace", n, n + 1, n + offset, n + offset + 1)
        for n in range(m.base_first, m.base_stop)
        if b[n].form != o[n + offset].form
        and _is_contraction(b[n].form) != _is_contraction(o[n + offset].form)
        and b[n].term == o[n + offset].term
    ]
    if not ops:
        return []
    why = "a contraction was written out or made inside the quotation"
    spans = (ops[0].base_start, ops[-1].base_stop, ops[0].other_start, ops[-1].other_stop)
    return [write_row(base, other, "tidied", spans, SURE["tidied"], why)]


def _is_contraction(form: str) -> bool:
    """Say whether a canonical word is the ending of a contraction."""
    return form[-2:-1] in ("'", "’") or form[:1] in ("'", "’")
