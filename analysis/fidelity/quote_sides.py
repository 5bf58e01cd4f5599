"""Which words of a passage stand in quotation marks, and what stands around them?"""

from collections import defaultdict
from functools import cached_property, lru_cache
from typing import NamedTuple

from analysis.fidelity.passage import Passage, Quotation
from analysis.fidelity.quote_alignment import align
from analysis.fidelity.quote_sources import Sources
from analysis.fidelity.quote_words import cut_stem, weigh, weigh_term
from analysis.sentences import split_sentences

# So many passages keep their quotations read: a base of some hundred sentences.
KEPT_SIDES = 1024
# Words before and after a quotation that tell its place.
CONTEXT = 7
# Fewer shared words around two quotations (weight, both sides counted) say nothing.
LEAST_CONTEXT = 4.0
# A longer quotation is looked for by its first words.
LONGEST_SOUGHT = 400
# Fewer words than this are a scare quote, a title or a nickname, not a statement.
STATEMENT = 4
# The kept part of a truncated quotation has at least so many words.
FEWEST_KEPT = 3
# Two quotations stand in one place if this much of the words around them is the same.
SAME_PLACE = 0.5
# So many reported clauses of a version are read for what retells a quotation.
MOST_REPORTS = 200
_ELLIPSES = ("...", "…", ". . .", "[...]", "[…]")


class Quote(NamedTuple):
    """One stretch inside quotation marks: word numbers, characters, and the marks."""

    first: int
    stop: int
    start: int
    end: int
    closed: bool
    confidence: float


class Told(NamedTuple):
    """A reported clause, its words, and the stems of those that tell what it says."""

    row: Quotation
    first: int
    stop: int
    stems: frozenset[str]


class Side:
    """The quotations of one passage, and the words outside them."""

    def __init__(self, passage: Passage):
        self.passage = passage
        self.terms = passage.terms
        self.quotes = list_quotes(passage)

    @cached_property
    def wording(self) -> list[tuple[str, ...]]:
        """The words of each quotation as they stand, contractions apart from full forms."""
        words = self.passage.words
        return [
            tuple(
                word.form.replace("’", "'") if "'" in word.form or "’" in word.form else word.term
                for word in words[quote.first : quote.stop]
            )
            for quote in self.quotes
        ]

    @cached_property
    def is_quoted(self) -> bytearray:
        """For each word whether it stands inside marks."""
        found = bytearray(len(self.terms))
        for quote in self.quotes:
            found[quote.first : quote.stop] = b"\1" * (quote.stop - quote.first)
        return found

    @cached_property
    def nested(self) -> list[tuple[int, int]]:
        """The runs of words in marks inside other marks, by place."""
        found = []
        for mark in self.passage.marked:
            if mark.depth == 1 and mark.closed:
                words = self.passage.find_words(mark.inner_start, mark.inner_stop)
                if words:
                    found.append((words.start, words.stop))
        return sorted(found)

    @cached_property
    def sentence_starts(self) -> frozenset[int]:
        """Numbers of the words that begin a sentence, inside quotations too."""
        spans = split_sentences(self.passage.text)
        return frozenset(self.passage.find_words(*span).start for span in spans)

    @cached_property
    def quote_stops(self) -> frozenset[int]:
        """Numbers of the words behind a quotation."""
        return frozenset(quote.stop for quote in self.quotes)

    @cached_property
    def reports(self) -> list[Quotation]:
        """The reported clauses, by start."""
        rows = [row for row in self.passage.quotations if row.form == "indirect"]
        return sorted(rows, key=lambda row: row.start)

    @cached_property
    def told(self) -> list[Told]:
        """What the first reported clauses with a source say."""
        found = []
        for row in self.reports[:MOST_REPORTS]:
            words = self.passage.find_words(row.start, row.stop)
            if row.source is not None and words:
                stems = self.list_stems(words.start, words.stop)
                found.append(Told(row, words.start, words.stop, stems))
        return found

    def list_stems(self, first: int, stop: int) -> frozenset[str]:
        """The words of some weight in a run, by their stems."""
        return frozenset(cut_stem(t) for t in self.terms[first:stop] if weigh_term(t) == 1)

    @cached_property
    def name_stems(self) -> frozenset[str]:
        """The stems of the words that stand with a capital inside a sentence."""
        return frozenset(
            cut_stem(word.term)
            for number, word in enumerate(self.passage.words)
            if word.form[:1].isupper() and number not in self.sentence_starts
        )

    @cached_property
    def sources(self) -> Sources:
        """Who says what."""
        return Sources(self.passage)

    def find_before(self, number: int) -> tuple[int, int]:
        """The words just before one, in the same sentence."""
        first = number
        while first > max(0, number - CONTEXT) and first not in self.sentence_starts:
            first -= 1
        return first, number

    def find_after(self, number: int) -> tuple[int, int]:
        """The words just behind one, in the same sentence."""
        stop = number
        while stop < min(len(self.terms), number + CONTEXT) and stop not in self.sentence_starts:
            stop += 1
        return number, stop

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word, by its stem, stands outside the marks."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, term in enumerate(self.terms):
            if not self.is_quoted[number]:
                found[cut_stem(term)].append(number)
        return found


@lru_cache(maxsize=KEPT_SIDES)
def read_side(passage: Passage) -> Side:
    """Read the quotations of a passage once."""
    return Side(passage)


def list_quotes(passage: Passage) -> list[Quote]:
    """
    List the outermost quotations of a passage.

    Parameters
    ----------
    passage : Passage
        With `given` rows, the direct ones among them; else what its marks show.

    Returns
    -------
    list of Quote
        By place; none without a word.

    Examples
    --------
    >>> quote, = list_quotes(Passage("“It's ‘over’,” she said."))
    >>> (quote.first, quote.stop)
    (0, 3)
    """
    marks = [
        (m.inner_start, m.inner_stop, m.closed, m.confidence) for m in passage.marked if not m.depth
    ]
    if passage.given is not None:
        known = {mark[0]: mark for mark in marks}
        marks = [
            known.get(row.start, (row.start, row.stop, True, row.confidence))
            for row in passage.given
            if row.form == "direct"
        ]
    quotes = []
    for start, end, closed, confidence in marks:
        words = passage.find_words(start, end)
        is_tag = passage.text[max(0, start - 2) : start - 1] == "=" or passage.text[start] == ">"
        if words and not is_tag:
            quotes.append(Quote(words.start, words.stop, start, end, closed, confidence))
    return quotes


def compare_context(base: Side, b: Quote, other: Side, o: Quote, with_after: bool = True) -> float:
    """
    Compare the words around two quotations, or before them only.

    Returns
    -------
    float
        Share, 0 to 1, of the weight of the words just before and after them that is in
        common order; 0 when fewer than two words of weight are.
    """
    shared = total = 0.0
    sides = [(base.find_before(b.first), other.find_before(o.first))]
    if with_after:
        sides.append((base.find_after(b.stop), other.find_after(o.stop)))
    for (b_first, b_stop), (o_first, o_stop) in sides:
        left, right = base.terms[b_first:b_stop], other.terms[o_first:o_stop]
        shared += 2 * sum(
            weigh(left[op.base_start : op.base_stop])
            for op in align(left, right)
            if op.tag == "equal"
        )
        total += weigh(left) + weigh(right)
    return shared / total if shared >= LEAST_CONTEXT else 0.0


def compare_stems(base: Side, b: Quote, other: Side, o: Quote) -> float:
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


def starts_sentence(side: Side, number: int) -> bool:
    """Say whether a word begins a sentence."""
    if number >= len(side.terms):
        return True
    return number in side.sentence_starts


def ends_sentence(side: Side, quote: Quote) -> bool:
    """Say whether a quotation ends like a statement."""
    around = side.passage.text[max(0, quote.end - 1) : quote.end + 2]
    return any(sign in ".!?" for sign in around) or "," in around[:1]


def is_capital(side: Side, number: int) -> bool:
    """Say whether a word is written with a capital."""
    return side.passage.words[number].form[:1].isupper()


def has_ellipsis(side: Side, number: int) -> bool:
    """Say whether an ellipsis stands just before a word."""
    words, text = side.passage.words, side.passage.text
    start = words[number - 1].stop if number else 0
    stop = words[number].start if number < len(words) else min(len(text), start + 8)
    return any(sign in text[start:stop] for sign in _ELLIPSES)


def is_bracketed(side: Side, first: int, stop: int) -> bool:
    """Say whether words stand in brackets."""
    if first >= stop:
        return False
    start, end = side.passage.locate(first, stop)
    text = side.passage.text
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return before[-1:] in ("[", "(") and after[:1] in ("]", ")")
