"""Does a quotation stop, or start, where the base's does not?"""

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.quote_alignment import align
from analysis.fidelity.quote_marks import write_outside
from analysis.fidelity.quote_matching import Match, Part, is_whole
from analysis.fidelity.quote_outside import OUTSIDE, OUTSIDE_REST, Region, find_outside
from analysis.fidelity.quote_rows import SURE, show_words, write_row, write_span_row
from analysis.fidelity.quote_sides import (
    FEWEST_KEPT,
    SAME_PLACE,
    STATEMENT,
    Quote,
    Side,
    compare_context,
    ends_sentence,
    has_ellipsis,
    is_bracketed,
    is_capital,
    starts_sentence,
)
from analysis.fidelity.quote_wording import find_contractions, judge_inside
from analysis.fidelity.quote_words import cut_stem, is_filler, load_quote_words, starts_with, weigh

# So few words at the end of a quotation that was reworded anyway are part of the rewording.
EDGE = 4
# How sure it is, beside a cut statement, that a few words were cut ...
FRAGMENT_FACTOR = 0.6
# ... that the next sentence limits the one before, ...
NEXT_SENTENCE_FACTOR = 0.8
# ... or that a cut misleads which an ellipsis shows.
SHOWN_FACTOR = 0.8
# How far from the rest of its quotation a part without marks may stand, in words.
NEAR_QUOTE = 30


def compare_part(base: Side, other: Side, part: Part) -> list[Change]:
    """List what was changed, cut and added in two quotations that share words."""
    m = part.match
    if m.likeness == 1.0 and is_whole(part):
        return find_contractions(base, other, m)
    changes: list[Change] = []
    region = align(
        base.terms[m.base_first : m.base_stop], other.terms[m.other_first : m.other_stop]
    )
    ops = [
        Words(op.tag, *_shift(op, m.base_first, m.other_first))
        for op in region
        if op.tag != "equal"
    ]
    for b, o, is_tail in (
        (part.base_head, part.other_head, False),
        (part.base_tail, part.other_tail, True),
    ):
        cut, added = b[1] - b[0], o[1] - o[0]
        is_edge = bool(cut) != bool(added) and max(cut, added) <= EDGE
        is_edge = is_edge and _is_reworded_near(ops, m, is_tail)
        if (cut and added and not _are_apart(base, other, b, o)) or (
            is_edge and not _is_limit(base, b)
        ):
            ops.append(Words("replace", *b, *o))
            continue
        if cut:
            changes += _judge_cut(base, other, part, b, is_tail)
        if added:
            changes += _judge_added(base, other, part, o, is_tail)
    changes += judge_inside(base, other, part, sorted(ops, key=lambda op: op[1:]))
    return changes or find_contractions(base, other, m)


def _is_reworded_near(ops: list[Words], m: Match, is_tail: bool) -> bool:
    """Say whether words differ near an end of what two quotations share."""
    if is_tail:
        return any(op.base_stop >= m.base_stop - EDGE for op in ops)
    return any(op.base_start <= m.base_first + EDGE for op in ops)


def _is_limit(base: Side, rest: tuple[int, int]) -> bool:
    """Say whether a rest begins with words that limit what stands before it."""
    words = load_quote_words()
    return bool(starts_with(base.terms[rest[0] : rest[1]], words.limiters | words.turns))


def _shift(op: Words, base_first: int, other_first: int) -> tuple[int, int, int, int]:
    """Number the words of an operation from the beginning of the passages."""
    return (
        *(op.base_start + base_first, op.base_stop + base_first),
        *(op.other_start + other_first, op.other_stop + other_first),
    )


def _are_apart(base: Side, other: Side, b: tuple[int, int], o: tuple[int, int]) -> bool:
    """Say whether two rests are other statements, or the first a limit that was cut."""
    left, right = base.terms[b[0] : b[1]], other.terms[o[0] : o[1]]
    if starts_with(left, load_quote_words().limiters) and len(right) <= 2:
        return True
    if min(len(left), len(right)) < STATEMENT:
        return False
    stems = {cut_stem(t) for t in left if weigh([t]) == 1}
    shared = stems & {cut_stem(t) for t in right}
    opens = starts_sentence(base, b[0]) and starts_sentence(other, o[0])
    return opens and len(shared) <= OTHER_STATEMENT * max(len(stems), 1)


# Two statements share at most this much of their stems if they are not versions of one.
OTHER_STATEMENT = 0.2


def _judge_cut(
    base: Side, other: Side, part: Part, rest: tuple[int, int], is_tail: bool
) -> list[Change]:
    """Judge words of the base's quotation that stand before or after what was kept."""
    m = part.match
    quote = other.quotes[m.other]
    terms = base.terms[rest[0] : rest[1]]
    if not quote.closed:
        return []
    if is_filler(terms):
        at = quote.stop if is_tail else quote.first
        why = f"{show_words(base, *rest)} was left out"
        return [write_row(base, other, "tidied", (*rest, at, at), SURE["tidied"], why)]
    outside = find_outside(terms, other)
    if outside and outside.share >= OUTSIDE_REST and _is_near(outside, quote):
        if len(terms) < STATEMENT:
            return []
        return write_outside(base, other, m.base, rest, outside)
    place = quote.stop if is_tail else quote.first
    span = (*rest, place, place)
    if not is_tail:
        return _judge_late_start(base, other, part, span)
    return _judge_early_end(base, other, part, span)


def _is_near(region: Region, quote: Quote) -> bool:
    """Say whether a run of words stands beside a quotation."""
    return region.stop > quote.first - NEAR_QUOTE and region.first < quote.stop + NEAR_QUOTE


def _judge_early_end(base: Side, other: Side, part: Part, span: tuple) -> list[Change]:
    """Judge a quotation that stops although the base's goes on."""
    m = part.match
    if m.other_stop - m.other_first < FEWEST_KEPT or part.other_tail[1] - part.other_tail[0] > 2:
        return []
    presented = _rate_presentation(base, other, part)
    cut = show_words(base, span[0], span[1])
    shown = has_ellipsis(other, other.quotes[m.other].stop)
    limit = _rate_limit(base, span, presented)
    if limit:
        sure = limit * SURE["exception"] * (SHOWN_FACTOR if shown else 1)
        why = f"the quotation stops just before {cut}"
        return [write_row(base, other, "truncated_before_exception", span, sure, why)]
    if starts_sentence(base, span[0]):
        return []  # whole sentences are left out: an omission
    if shown:
        why = f"an ellipsis stands for {cut}"
        return [write_row(base, other, "tidied", span, SURE["tidied"], why)]
    if not presented:
        return []
    why = f"the quotation stops before {cut}"
    return [write_row(base, other, "truncated", span, SURE["truncated"] * presented, why)]


def _rate_presentation(base: Side, other: Side, part: Part) -> float:
    """
    Rate how far the kept part is shown as the whole of what was quoted, 0 to 1.

    A statement that begins where the base's does is; a few words that the outlet picked for
    a sentence of its own are not, unless the base picked the same words for the same sentence.
    """
    m = part.match
    b, o = base.quotes[m.base], other.quotes[m.other]
    if part.base_head[0] < part.base_head[1] and not starts_sentence(base, m.base_first):
        return 0.0
    if is_capital(other, o.first):
        return 1.0
    is_kept_place = not is_capital(base, b.first) and (
        compare_context(base, b, other, o, with_after=False) >= SAME_PLACE
    )
    return FRAGMENT_FACTOR if is_kept_place or ends_sentence(other, o) else 0.0


def _rate_limit(base: Side, span: tuple, presented: float) -> float:
    """Rate how surely what was cut begins with words that limit what was kept, 0 to 1."""
    words = load_quote_words()
    terms = base.terms[span[0] : span[1]]
    if starts_sentence(base, span[0]):
        return NEXT_SENTENCE_FACTOR * presented * bool(starts_with(terms, words.new_sentence))
    if terms[0] in ("and", "again"):
        terms = terms[1:]
    if starts_with(terms, words.limiters):
        return max(presented, FRAGMENT_FACTOR)
    return presented * bool(starts_with(terms, words.turns))


def _judge_late_start(base: Side, other: Side, part: Part, span: tuple) -> list[Change]:
    """Judge a quotation that starts later than the base's."""
    m = part.match
    terms = base.terms[span[0] : span[1]]
    if starts_sentence(base, m.base_first) or m.other_stop - m.other_first < FEWEST_KEPT:
        return []
    cut = show_words(base, span[0], span[1])
    if has_ellipsis(other, other.quotes[m.other].first):
        return [
            write_row(base, other, "tidied", span, SURE["tidied"], f"an ellipsis stands for {cut}")
        ]
    first = other.quotes[m.other].first
    if not is_capital(other, first) or part.other_head[0] < part.other_head[1]:
        return []
    if len(terms) == 1 and starts_with(terms, load_quote_words().openers):
        return []
    if is_capital(base, m.base_first) and not starts_sentence(other, first):
        return []
    why = f"the quotation starts after {cut}"
    return [write_row(base, other, "truncated", span, SURE["truncated"], why)]


def _judge_added(
    base: Side, other: Side, part: Part, rest: tuple[int, int], is_tail: bool
) -> list[Change]:
    """Judge words inside the other's marks that the base's quotation does not hold."""
    m = part.match
    b_quote, o_quote = base.quotes[m.base], other.quotes[m.other]
    terms = other.terms[rest[0] : rest[1]]
    if not o_quote.closed or not b_quote.closed:
        return []
    place = b_quote.stop if is_tail else b_quote.first
    span = (place, place, *rest)
    shown = show_words(other, rest[0], rest[1])
    if is_filler(terms) or is_bracketed(other, *rest):
        return [write_row(base, other, "tidied", span, SURE["tidied"], f"{shown} was put in")]
    outside = find_outside(terms, base)
    if (
        outside
        and outside.share >= OUTSIDE_REST
        and _is_near(outside, b_quote)
        and weigh(terms) >= 2
    ):
        span = (outside.first, outside.stop, *rest)
        why = f"{shown} stands outside the marks in the base"
        return [write_row(base, other, "marks_added", span, SURE["widened"], why)]
    at = rest[0] if is_tail else rest[1]
    if starts_sentence(other, at) and len(terms) >= FEWEST_KEPT:
        known = {cut_stem(t) for t in base.terms}
        stems = {cut_stem(t) for t in terms if weigh([t]) == 1}
        told = len(stems & known) >= OUTSIDE * max(len(stems), 1)
        why = f"the quotation holds a statement that the base does not quote: {shown}"
        sure = SURE["joined" if told else "joined own"]
        whole = (b_quote.first, b_quote.stop, o_quote.first, o_quote.stop)
        return [write_row(base, other, "joined", whole, sure, why)]
    if len(terms) > 2 and not _is_statement_end(base, b_quote, is_tail):
        return []  # the base quotes a part; the other has more of it
    why = f"{shown} was put inside the quotation"
    return [
        write_span_row(
            base, other, part, [Words("insert", *span)], "altered", SURE["altered"] * 0.9, why
        )
    ]


def _is_statement_end(side: Side, quote: Quote, is_tail: bool) -> bool:
    """Say whether a quotation begins, or ends, where a sentence does."""
    return ends_sentence(side, quote) if is_tail else is_capital(side, quote.first)
