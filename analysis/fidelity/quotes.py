"""What happened to the words that stand in quotation marks, and to whose words they are?

Quotations of both sides are matched by their words wherever they stand; a matched pair is
read for altered, cut and added words, for parts that were joined, and for its speaker.
What matches no quotation is looked for outside the marks: words that lost theirs, or were
given some.
"""

from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair, Passage, Quotation
from analysis.fidelity.quote_matching import (
    LONGEST_SOUGHT,
    Match,
    Quote,
    Region,
    Side,
    align,
    compare_context,
    cut_stem,
    find_outside,
    list_repeats,
    load_quote_words,
    match_quotes,
    read_side,
    weigh,
)

# Words outside the marks are those of a quotation if they hold this share of its weight.
OUTSIDE = 0.6
# The rest of a quotation that stands beside its other part must hold more.
OUTSIDE_REST = 0.7
# Fewer words than this are a scare quote, a title or a nickname, not a statement.
STATEMENT = 4
# Quotations of fewer words than this are looked for outside the marks word for word.
SHORT = 6
# Two quotations stand in one place if this much of the words around them is the same.
SAME_PLACE = 0.5
# Scare quotes lose or get their marks only where more is.
SAME_WORDS_AROUND = 0.65
# Two quotations in one place need this likeness themselves, unless both are a few words.
SAME_PLACE_LIKENESS = 0.4
# Two statements share at most this much of their stems if they are not versions of one.
OTHER_STATEMENT = 0.2
# A reported clause of the same source retells a quotation if it shares this much of its stems.
RETOLD = 0.5
# So few words at the end of a quotation that was reworded anyway are part of the rewording.
EDGE = 4
# The kept part of a truncated quotation has at least so many words.
FEWEST_KEPT = 3
# So many reported clauses before a place may still cover it; so many of a version are read
# for what retells a quotation.
NEAR_REPORTS, MOST_REPORTS = 40, 200
# How far from the rest of its quotation a part without marks may stand, in words.
NEAR_QUOTE = 30
# More than this share of the words differing makes the whole quotation the span.
MOSTLY_CHANGED = 0.5
# A few words recur: that they are given to somebody else is less sure.
SHORT_FACTOR = 0.8
# How sure it is, beside a cut statement, that a few words were cut ...
FRAGMENT_FACTOR = 0.6
# ... that the next sentence limits the one before, ...
NEXT_SENTENCE_FACTOR = 0.8
# ... or that a cut misleads which an ellipsis shows.
SHOWN_FACTOR = 0.8
# Longest stretch of text shown in a reason.
SHOWN = 60

# How sure each reading is; the scale only ranks.
SURE = {
    "altered": 0.95,
    "reordered": 0.5,
    "same place": 0.6,
    "tidied": 0.8,
    "exception": 0.9,
    "truncated": 0.85,
    "joined": 0.85,
    "joined own": 0.6,
    "marks lost": 0.9,
    "scare marks": 0.5,
    "indirect": 0.8,
    "retold": 0.5,
    "marks added": 0.85,
    "widened": 0.7,
}

_ELLIPSES = ("...", "…", ". . .", "[...]", "[…]")


class Part(NamedTuple):
    """One match with the words of its two quotations that stand before and after it."""

    match: Match
    base_head: tuple[int, int]
    base_tail: tuple[int, int]
    other_head: tuple[int, int]
    other_tail: tuple[int, int]


def find_quote_changes(pair: Pair) -> list[Change]:
    """
    Find what was altered in the quotations of two aligned passages.

    Parameters
    ----------
    pair : Pair
        The aligned passages.

    Returns
    -------
    list of Change
        Of kind ``quote``, by place in the base; none where only the shape of the marks, the
        order of the quotations or house style differs.

    Examples
    --------
    >>> base = Passage('"We are willing to pay," Marsh said.')
    >>> other = Passage("«We are prepared to pay», Marsh said.")
    >>> [(c.subkind, c.why) for c in find_quote_changes(Pair(base, other))]
    [('altered', "'willing' became 'prepared' inside the quotation")]
    """
    if not pair.base.marked and not pair.other.marked:
        return []
    base, other = read_side(pair.base), read_side(pair.other)
    if base.wording == other.wording and not _changes_name(pair):
        return []
    return _compare_sides(base, other)


def _changes_name(pair: Pair) -> bool:
    """Say whether a word with a capital, no day or month, is new at its place."""
    words = pair.other.words
    calendar = load_quote_words().calendar
    return any(
        words[number].form[0].isupper() and words[number].term not in calendar
        for op in pair.differences
        for number in range(op.other_start, op.other_stop)
    )


def find_version_quote_changes(base: Passage, other: Passage) -> list[Change]:
    """
    Find what was altered in the quotations of two versions.

    Parameters
    ----------
    base, other : Passage
        Whole versions; `given` holds their quotations with the speakers resolved.

    Returns
    -------
    list of Change
        As for `find_quote_changes`: a quotation is found wherever it stands.

    Examples
    --------
    >>> base = Passage('"The dam leaks," Ann Marsh said. "Go home," Bo Coyle said.')
    >>> other = Passage('"Go home," Bo Coyle said. "The dam leaks," Ann Marsh said.')
    >>> find_version_quote_changes(base, other)
    []
    """
    return _compare_sides(read_side(base), read_side(other))


def _compare_sides(left: Side, right: Side) -> list[Change]:
    """Find what was altered in the quotations of two sides."""
    if not left.quotes and not right.quotes:
        return []
    matches = match_quotes(left, right)
    parts = _list_parts(left, right, matches)
    changes: list[Change] = []
    for part in parts:
        changes += _compare_part(left, right, part)
    changes += _find_joined(left, right, matches)
    changes += _compare_unmatched(left, right, matches)
    changes += _compare_speakers(left, right, matches)
    return sorted(set(changes), key=lambda c: (c.base_start, c.other_start, c))


# --- Matched quotations -----------------------------------------------------------------------


def _list_parts(base: Side, other: Side, matches: list[Match]) -> list[Part]:
    """Say which words of its two quotations each match leaves over."""
    base_rests = _divide(base.quotes, matches, "base")
    other_rests = _divide(other.quotes, matches, "other")
    return [Part(m, *base_rests[m], *other_rests[m]) for m in matches]


def _divide(quotes: list[Quote], matches: list[Match], side: str) -> dict[Match, tuple]:
    """Share out the words of quotations between matches: what is before and after each."""
    of_quote: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        of_quote[getattr(match, side)].append(match)
    rests: dict[Match, tuple] = {}
    for number, members in of_quote.items():
        spans = sorted(
            (getattr(m, f"{side}_first"), getattr(m, f"{side}_stop"), m) for m in members
        )
        at = quotes[number].first
        for k, (first, stop, match) in enumerate(spans):
            head = (at, first) if not k else (first, first)
            at = spans[k + 1][0] if k + 1 < len(spans) else quotes[number].stop
            rests[match] = (head, (stop, max(stop, at)))
    return rests


def _compare_part(base: Side, other: Side, part: Part) -> list[Change]:
    """List what was changed, cut and added in two quotations that share words."""
    m = part.match
    if m.likeness == 1.0 and _is_whole(part):
        return _find_contractions(base, other, m)
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
    changes += _judge_inside(base, other, part, sorted(ops, key=lambda op: op[1:]))
    return changes or _find_contractions(base, other, m)


def _is_reworded_near(ops: list[Words], m: Match, is_tail: bool) -> bool:
    """Say whether words differ near an end of what two quotations share."""
    if is_tail:
        return any(op.base_stop >= m.base_stop - EDGE for op in ops)
    return any(op.base_start <= m.base_first + EDGE for op in ops)


def _is_limit(base: Side, rest: tuple[int, int]) -> bool:
    """Say whether a rest begins with words that limit what stands before it."""
    words = load_quote_words()
    return bool(_starts_with(base.terms[rest[0] : rest[1]], words.limiters | words.turns))


def _is_whole(part: Part) -> bool:
    """Say whether a match leaves nothing over."""
    return all(first == stop for first, stop in part[1:])


def _shift(op: Words, base_first: int, other_first: int) -> tuple[int, int, int, int]:
    """Number the words of an operation from the beginning of the passages."""
    return (
        *(op.base_start + base_first, op.base_stop + base_first),
        *(op.other_start + other_first, op.other_stop + other_first),
    )


def _are_apart(base: Side, other: Side, b: tuple[int, int], o: tuple[int, int]) -> bool:
    """Say whether two rests are other statements, or the first a limit that was cut."""
    left, right = base.terms[b[0] : b[1]], other.terms[o[0] : o[1]]
    if _starts_with(left, load_quote_words().limiters) and len(right) <= 2:
        return True
    if min(len(left), len(right)) < STATEMENT:
        return False
    stems = {cut_stem(t) for t in left if weigh([t]) == 1}
    shared = stems & {cut_stem(t) for t in right}
    opens = _starts_sentence(base, b[0]) and _starts_sentence(other, o[0])
    return opens and len(shared) <= OTHER_STATEMENT * max(len(stems), 1)


def _starts_with(terms: list[str], phrases: frozenset[tuple[str, ...]]) -> int:
    """Count the words of the longest of some phrases that a run of words begins with."""
    return max((k for k in (1, 2, 3, 4) if tuple(terms[:k]) in phrases), default=0)


def _starts_sentence(side: Side, number: int) -> bool:
    """Say whether a word begins a sentence."""
    if number >= len(side.terms):
        return True
    return number in side.sentence_starts


# --- Words inside -----------------------------------------------------------------------------


def _judge_inside(base: Side, other: Side, part: Part, ops: list[Words]) -> list[Change]:
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
        _write(
            base,
            other,
            "joined",
            op[1:],
            SURE["joined"],
            f"{_show(base, op[1], op[2])} was left out between two parts that read as one",
        )
        for op in skipped
    ]
    ops = [op for op in ops if op not in skipped]
    real = [op for op in ops if not _is_tidy(base, other, op)]
    if not real and not ops:
        return changes
    if not real:
        why = "tidied inside the quotation: " + _tell(base, other, ops)
        return [*changes, _write_span(base, other, part, ops, "tidied", SURE["tidied"], why)]
    lost = sorted(t for op in real for t in base.terms[op.base_start : op.base_stop])
    gained = sorted(t for op in real for t in other.terms[op.other_start : op.other_stop])
    if lost == gained:
        if _moves_sentence(base, real):
            return changes
        why = "the words inside the quotation stand in another order"
        sure = SURE["reordered"]
    else:
        why = _tell(base, other, real) + " inside the quotation"
        sure = SURE["altered"] * (0.7 + 0.3 * m.likeness)
    return [*changes, _write_span(base, other, part, real, "altered", sure, why)]


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
        and _starts_sentence(base, op.base_start)
        and _starts_sentence(base, op.base_stop)
        and not _has_ellipsis(other, op.other_start)
    )


def _moves_sentence(base: Side, ops: list[Words]) -> bool:
    """Say whether what stands elsewhere inside a quotation are whole sentences."""
    lost = [op for op in ops if op.base_start < op.base_stop]
    return all(_starts_sentence(base, op.base_start) for op in lost) and all(
        _starts_sentence(base, op.base_stop) or op.base_stop in base.quote_stops for op in lost
    )


def _is_tidy(base: Side, other: Side, op: Words) -> bool:
    """Say whether an operation leaves out a filler, shows its gap or stands in brackets."""
    left, right = (
        base.terms[op.base_start : op.base_stop],
        other.terms[op.other_start : op.other_stop],
    )
    if right:
        # A clarification may replace the word that it explains.
        return _is_bracketed(other, op.other_start, op.other_stop)
    if _has_ellipsis(other, op.other_start):
        return True
    return _is_filler(left) or _is_bracketed(base, op.base_start, op.base_stop)


def _is_filler(terms: list[str]) -> bool:
    """Say whether words are nothing but sounds and phrases of speech."""
    fillers, at = load_quote_words().fillers, 0
    while at < len(terms):
        step = _starts_with(terms[at : at + 4], fillers)
        if not step:
            return False
        at += step
    return bool(terms)


def _is_bracketed(side: Side, first: int, stop: int) -> bool:
    """Say whether words stand in brackets."""
    if first >= stop:
        return False
    start, end = side.passage.locate(first, stop)
    text = side.passage.text
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return before[-1:] in ("[", "(") and after[:1] in ("]", ")")


def _has_ellipsis(side: Side, number: int) -> bool:
    """Say whether an ellipsis stands just before a word."""
    words, text = side.passage.words, side.passage.text
    start = words[number - 1].stop if number else 0
    stop = words[number].start if number < len(words) else min(len(text), start + 8)
    return any(sign in text[start:stop] for sign in _ELLIPSES)


def _find_contractions(base: Side, other: Side, m: Match) -> list[Change]:
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
    return [_write(base, other, "tidied", spans, SURE["tidied"], why)]


def _is_contraction(form: str) -> bool:
    """Say whether a canonical word is the ending of a contraction."""
    return form[-2:-1] in ("'", "’") or form[:1] in ("'", "’")


# --- Cut and added ----------------------------------------------------------------------------


def _judge_cut(
    base: Side, other: Side, part: Part, rest: tuple[int, int], is_tail: bool
) -> list[Change]:
    """Judge words of the base's quotation that stand before or after what was kept."""
    m = part.match
    quote = other.quotes[m.other]
    terms = base.terms[rest[0] : rest[1]]
    if not quote.closed:
        return []
    if _is_filler(terms):
        at = quote.stop if is_tail else quote.first
        why = f"{_show(base, *rest)} was left out"
        return [_write(base, other, "tidied", (*rest, at, at), SURE["tidied"], why)]
    outside = find_outside(terms, other)
    if outside and outside.share >= OUTSIDE_REST and _is_near(outside, quote):
        if len(terms) < STATEMENT:
            return []
        return _write_outside(base, other, m.base, rest, outside)
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
    cut = _show(base, span[0], span[1])
    shown = _has_ellipsis(other, other.quotes[m.other].stop)
    limit = _rate_limit(base, span, presented)
    if limit:
        sure = limit * SURE["exception"] * (SHOWN_FACTOR if shown else 1)
        why = f"the quotation stops just before {cut}"
        return [_write(base, other, "truncated_before_exception", span, sure, why)]
    if _starts_sentence(base, span[0]):
        return []  # whole sentences are left out: an omission
    if shown:
        why = f"an ellipsis stands for {cut}"
        return [_write(base, other, "tidied", span, SURE["tidied"], why)]
    if not presented:
        return []
    why = f"the quotation stops before {cut}"
    return [_write(base, other, "truncated", span, SURE["truncated"] * presented, why)]


def _rate_presentation(base: Side, other: Side, part: Part) -> float:
    """
    Rate how far the kept part is shown as the whole of what was quoted, 0 to 1.

    A statement that begins where the base's does is; a few words that the outlet picked for
    a sentence of its own are not, unless the base picked the same words for the same sentence.
    """
    m = part.match
    b, o = base.quotes[m.base], other.quotes[m.other]
    if part.base_head[0] < part.base_head[1] and not _starts_sentence(base, m.base_first):
        return 0.0
    if _is_capital(other, o.first):
        return 1.0
    is_kept_place = not _is_capital(base, b.first) and (
        compare_context(base, b, other, o, with_after=False) >= SAME_PLACE
    )
    return FRAGMENT_FACTOR if is_kept_place or _ends_sentence(other, o) else 0.0


def _rate_limit(base: Side, span: tuple, presented: float) -> float:
    """Rate how surely what was cut begins with words that limit what was kept, 0 to 1."""
    words = load_quote_words()
    terms = base.terms[span[0] : span[1]]
    if _starts_sentence(base, span[0]):
        return NEXT_SENTENCE_FACTOR * presented * bool(_starts_with(terms, words.new_sentence))
    if terms[0] in ("and", "again"):
        terms = terms[1:]
    if _starts_with(terms, words.limiters):
        return max(presented, FRAGMENT_FACTOR)
    return presented * bool(_starts_with(terms, words.turns))


def _judge_late_start(base: Side, other: Side, part: Part, span: tuple) -> list[Change]:
    """Judge a quotation that starts later than the base's."""
    m = part.match
    terms = base.terms[span[0] : span[1]]
    if _starts_sentence(base, m.base_first) or m.other_stop - m.other_first < FEWEST_KEPT:
        return []
    cut = _show(base, span[0], span[1])
    if _has_ellipsis(other, other.quotes[m.other].first):
        return [
            _write(base, other, "tidied", span, SURE["tidied"], f"an ellipsis stands for {cut}")
        ]
    first = other.quotes[m.other].first
    if not _is_capital(other, first) or part.other_head[0] < part.other_head[1]:
        return []
    if len(terms) == 1 and _starts_with(terms, load_quote_words().openers):
        return []
    if _is_capital(base, m.base_first) and not _starts_sentence(other, first):
        return []
    why = f"the quotation starts after {cut}"
    return [_write(base, other, "truncated", span, SURE["truncated"], why)]


def _is_capital(side: Side, number: int) -> bool:
    return side.passage.words[number].form[:1].isupper()


def _ends_sentence(side: Side, quote: Quote) -> bool:
    """Say whether a quotation ends like a statement."""
    around = side.passage.text[max(0, quote.end - 1) : quote.end + 2]
    return any(sign in ".!?" for sign in around) or "," in around[:1]


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
    shown = _show(other, rest[0], rest[1])
    if _is_filler(terms) or _is_bracketed(other, *rest):
        return [_write(base, other, "tidied", span, SURE["tidied"], f"{shown} was put in")]
    outside = find_outside(terms, base)
    if (
        outside
        and outside.share >= OUTSIDE_REST
        and _is_near(outside, b_quote)
        and weigh(terms) >= 2
    ):
        span = (outside.first, outside.stop, *rest)
        why = f"{shown} stands outside the marks in the base"
        return [_write(base, other, "marks_added", span, SURE["widened"], why)]
    at = rest[0] if is_tail else rest[1]
    if _starts_sentence(other, at) and len(terms) >= FEWEST_KEPT:
        known = {cut_stem(t) for t in base.terms}
        stems = {cut_stem(t) for t in terms if weigh([t]) == 1}
        told = len(stems & known) >= OUTSIDE * max(len(stems), 1)
        why = f"the quotation holds a statement that the base does not quote: {shown}"
        sure = SURE["joined" if told else "joined own"]
        whole = (b_quote.first, b_quote.stop, o_quote.first, o_quote.stop)
        return [_write(base, other, "joined", whole, sure, why)]
    if len(terms) > 2 and not _is_statement_end(base, b_quote, is_tail):
        return []  # the base quotes a part; the other has more of it
    why = f"{shown} was put inside the quotation"
    return [
        _write_span(
            base, other, part, [Words("insert", *span)], "altered", SURE["altered"] * 0.9, why
        )
    ]


def _is_statement_end(side: Side, quote: Quote, is_tail: bool) -> bool:
    """Say whether a quotation begins, or ends, where a sentence does."""
    return _ends_sentence(side, quote) if is_tail else _is_capital(side, quote.first)


# --- Joined -----------------------------------------------------------------------------------


def _find_joined(base: Side, other: Side, matches: list[Match]) -> list[Change]:
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
            why = f"{_show(base, b.first, b.stop)} and {_show(base, a.first, a.stop)} became one"
            spans = (b.first, a.stop, o.first, o.stop)
            changes.append(_write(base, other, "joined", spans, SURE["joined"], why))
    return changes


def _stand_apart(base: Side, before: Quote, after: Quote) -> bool:
    """Say whether more than an attribution inside one sentence parts two quotations."""
    if after.first <= before.stop:
        return False
    return _starts_sentence(base, after.first)


# --- Unmatched quotations ---------------------------------------------------------------------


def _compare_unmatched(base: Side, other: Side, matches: list[Match]) -> list[Change]:
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
                n_words <= STATEMENT or _compare_stems(base, b, other, o) >= SAME_PLACE_LIKENESS
            ):
                found.append((-round(likeness, 6), i, j))
    for _, i, j in sorted(found):
        if i in taken[0] or j in taken[1]:
            continue
        taken[0].add(i)
        taken[1].add(j)
        b, o = base.quotes[i], other.quotes[j]
        why = f"{_show(base, b.first, b.stop)} became {_show(other, o.first, o.stop)}"
        spans = (b.first, b.stop, o.first, o.stop)
        changes.append(_write(base, other, "altered", spans, SURE["same place"], why))
    return changes, taken


def _compare_stems(base: Side, b: Quote, other: Side, o: Quote) -> float:
    """Share of the words, by stem, that two quotations have in common order."""
    left, right = (
        [
            cut_stem(t)
            for t in side.terms[quote.first : min(quote.stop, quote.first + LONGEST_SOUGHT)]
        ]
        for side, quote in ((base, b), (other, o))
    )
    n_equal = sum(op.base_stop - op.base_start for op in align(left, right) if op.tag == "equal")
    return 2 * n_equal / (len(left) + len(right))


def _find_lost_marks(base: Side, other: Side, number: int) -> list[Change]:
    """Look outside the other's marks for a quotation of the base."""
    quote = base.quotes[number]
    terms = base.terms[quote.first : quote.stop]
    outside = _find_counterpart(base, quote, other)
    if outside and outside.share >= OUTSIDE:
        if _is_own_text(base, quote, other, outside):
            return []
        return _write_outside(base, other, number, (quote.first, quote.stop), outside)
    return _find_retold(base, other, number) if len(terms) >= STATEMENT else []


def _find_counterpart(side: Side, quote: Quote, across: Side) -> Region | None:
    """Find a quotation's words outside the marks across; of several places the likeliest."""
    terms = side.terms[quote.first : quote.stop]
    repeats = list_repeats(terms, across) if len(terms) < SHORT else []
    if not repeats:
        return find_outside(terms, across, exact=len(terms) < SHORT)

    def rate(region: Region) -> tuple[float, int]:
        there = Quote(region.first, region.stop, 0, 0, True, 1.0)
        return compare_context(side, quote, across, there), -region.first

    return max(repeats, key=rate)


def _is_own_text(side: Side, quote: Quote, across: Side, found: Region) -> bool:
    """
    Say whether words across answer to the same words outside the marks of a quotation's side.

    Then the quotation is left out or added, and says again what the text says already.
    """
    terms = side.terms[quote.first : quote.stop]
    own = find_outside(terms, side, exact=len(terms) < SHORT)
    if own is None or own.share < found.share:
        return False
    there = Quote(found.first, found.stop, 0, 0, True, 1.0)
    return compare_context(side, quote, across, there) < SAME_PLACE


def _write_outside(
    base: Side, other: Side, number: int, span: tuple[int, int], outside: Region
) -> list[Change]:
    """Say how a quotation's words stand outside the marks: reported, or as nobody's."""
    quote = base.quotes[number]
    spans = (*span, outside.first, outside.stop)
    shown = _show(other, outside.first, outside.stop)
    report = _find_report(other, outside)
    if report is not None and _is_short_statement(base, quote, span):
        why = f"the quotation became reported speech: {shown}"
        return [_write(base, other, "to_indirect", spans, SURE["indirect"] * outside.share, why)]
    if span[1] - span[0] < STATEMENT or (span[1] - span[0] < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        if compare_context(base, quote, other, there) < SAME_WORDS_AROUND:
            return []
        why = f"{shown} lost its quotation marks"
        return [_write(base, other, "marks_lost", spans, SURE["scare marks"], why)]
    terms = base.terms[span[0] : span[1]]
    if report is not None and terms == other.terms[outside.first : outside.stop]:
        # Nothing but the marks went where the base had the words in a reported clause too.
        here = Region(*span, 1.0)
        report = None if _find_report(base, here) is not None else report
    if report is not None and _is_reported(other, outside, terms, report):
        why = f"the quotation became reported speech: {shown}"
        return [_write(base, other, "to_indirect", spans, SURE["indirect"] * outside.share, why)]
    why = f"{shown} stands without the quotation marks"
    return [_write(base, other, "marks_lost", spans, SURE["marks lost"] * outside.share, why)]


def _is_short_statement(side: Side, quote: Quote, span: tuple[int, int]) -> bool:
    """Say whether a quotation is a sentence of a few words with a source of its own."""
    if span != (quote.first, quote.stop) or span[1] - span[0] >= STATEMENT:
        return False
    row = side.sources.find_source(quote)
    is_said = row is not None and row.source_start is not None
    return is_said and _is_capital(side, quote.first) and _ends_sentence(side, quote)


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
        if _compare_stems(base, quote, other, Quote(*best[1][3:], 0, 0, True, 1.0)) < RETOLD:
            return []
        why = f"{_show(other, *best[1][3:])} stands without the quotation marks"
        return [_write(base, other, "marks_lost", best[1][1:], SURE["retold"], why)]
    why = f"the quotation became reported speech: {_show(other, *best[1][3:])}"
    return [_write(base, other, "to_indirect", best[1][1:], SURE["retold"], why)]


def _find_added_marks(base: Side, other: Side, number: int) -> list[Change]:
    """Look outside the base's marks for a quotation of the other."""
    quote = other.quotes[number]
    terms = other.terms[quote.first : quote.stop]
    outside = _find_counterpart(other, quote, base)
    if outside is None or outside.share < OUTSIDE:
        return []
    if _is_own_text(other, quote, base, outside):
        return []
    sure = SURE["marks added"] * outside.share
    if len(terms) < STATEMENT or (len(terms) < SHORT and outside.share < 1):
        there = Quote(outside.first, outside.stop, 0, 0, True, 1.0)
        if compare_context(base, there, other, quote) < SAME_WORDS_AROUND:
            return []
        sure = SURE["scare marks"]
    why = f"{_show(other, quote.first, quote.stop)} stands in marks that the base does not have"
    spans = (outside.first, outside.stop, quote.first, quote.stop)
    return [_write(base, other, "marks_added", spans, sure, why)]


# --- Speakers ---------------------------------------------------------------------------------


def _compare_speakers(base: Side, other: Side, matches: list[Match]) -> list[Change]:
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
        shown = _show(base, m.base_first, m.base_stop)
        why = f"{shown} is given to {names[1]} instead of {names[0]}"
        changes.append(
            Change("quote", subkind, *spans, round(sure * min(1, 0.5 + m.likeness / 2), 3), why)
        )
    return changes


# --- Rows -------------------------------------------------------------------------------------


def _write_span(
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
    return _write(base, other, subkind, spans, sure, why)


def _write(base: Side, other: Side, subkind: str, words: tuple, sure: float, why: str) -> Change:
    """Make a row of two runs of words."""
    spans = (*base.passage.locate(*words[:2]), *other.passage.locate(*words[2:]))
    return Change("quote", subkind, *spans, round(min(sure, 1.0), 3), why)


def _tell(base: Side, other: Side, ops: list[Words]) -> str:
    """Name the words that differ."""
    told = []
    for op in ops[:2]:
        left, right = _show(base, *op[1:3]), _show(other, *op[3:5])
        if not left:
            told.append(f"{right} was put in")
        elif not right:
            told.append(f"{left} was left out")
        else:
            told.append(f"{left} became {right}")
    more = f" and {len(ops) - 2} more" if len(ops) > 2 else ""
    return ", ".join(told) + more


def _show(side: Side, first: int, stop: int) -> str:
    """Give a run of words as they stand, shortened."""
    if first >= stop:
        return ""
    start, end = side.passage.locate(first, stop)
    text = " ".join(side.passage.text[start:end].split())
    if len(text) > SHOWN:
        text = text[: SHOWN - 1].rsplit(" ", 1)[0] + "…"
    return f"'{text}'"
