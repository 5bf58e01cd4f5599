"""Which quotation of one passage answers to which of another, wherever they stand?

Quotations pair by their words alone, so that a moved or a merged one is found. What pairs
with no quotation is looked for among the words outside the marks.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from analysis.collation import Words, align_words
from analysis.divergence import load_stopwords
from analysis.fidelity.passage import Passage, Quotation
from analysis.fidelity.quote_speakers import Sources
from analysis.paths import find_data_folder
from analysis.sentences import split_sentences

# So many passages keep their quotations read: a base of some hundred sentences.
KEPT_SIDES = 1024
# A function word tells quotations apart this much less than another word.
FUNCTION_WEIGHT = 0.3
# Two quotations are versions of one if this much of the weight of both is in common order.
SAME_QUOTATION = 0.45
# One is part of another if this much of its weight stands there in order, ...
CONTAINED = 0.8
# ... and it holds so many words; fewer recur by chance.
FEWEST_CONTAINED = 3
# A word held by more quotations (or places) of a version than this finds no counterpart.
COMMON_TERM = 40
# Each quotation is aligned with so many that share most with it.
MOST_COMPARED = 8
# Quotations of more words in product than this are compared at their ends only.
MOST_CELLS = 4_000_000
# An end of an alignment is chance when it weighs less than this for each word skipped.
WORTH_OF_A_GAP = 0.25
# Two matches may claim this share of the words they both cover.
SHARED_CLAIM = 0.3
# Words before and after a quotation that tell its place.
CONTEXT = 7
# Fewer shared words around two quotations (weight, both sides counted) say nothing.
LEAST_CONTEXT = 4.0
# Up to so many words are looked for by their function words too.
FEW_WORDS = 5
# A longer quotation is looked for by its first words.
LONGEST_SOUGHT = 400
# Letters by which inflected words still meet, and the length from which it is tried.
STEM, LONG_WORD = 4, 6
# A passage outside the marks is at most so many times as long as the quotation it repeats.
STRETCH = 1.5


class Quote(NamedTuple):
    """One stretch inside quotation marks: word numbers, characters, and the marks."""

    first: int
    stop: int
    start: int
    end: int
    closed: bool
    confidence: float


class Match(NamedTuple):
    """Two quotations that share words: their numbers, and the words that they share."""

    base: int
    other: int
    base_first: int
    base_stop: int
    other_first: int
    other_stop: int
    weight: float
    likeness: float


class Region(NamedTuple):
    """A run of words found outside the marks, and how much of the quotation it holds."""

    first: int
    stop: int
    share: float


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


class QuoteWords(NamedTuple):
    """The lists of data/fidelity/quotes.toml; phrases as tuples of terms."""

    limiters: frozenset[tuple[str, ...]]
    turns: frozenset[tuple[str, ...]]
    new_sentence: frozenset[tuple[str, ...]]
    fillers: frozenset[tuple[str, ...]]
    openers: frozenset[tuple[str, ...]]
    shifts: dict[str, list[str]]
    first_person: frozenset[str]
    written_alike: dict[str, str]
    calendar: frozenset[str]


@lru_cache(maxsize=1)
def load_quote_words() -> QuoteWords:
    """
    Read data/fidelity/quotes.toml.

    Returns
    -------
    QuoteWords
        Read once a process.

    Examples
    --------
    >>> ("as", "long", "as") in load_quote_words().limiters
    True
    """
    path = find_data_folder() / "fidelity" / "quotes.toml"
    lists = {name: table["of"] for name, table in tomllib.loads(path.read_text("utf-8")).items()}
    phrases = {
        name: frozenset(tuple(phrase.split()) for phrase in lists[name])
        for name in ("limiters", "turns", "new_sentence", "fillers", "openers")
    }
    return QuoteWords(
        **phrases,
        shifts=lists["shifts"],
        first_person=frozenset(lists["first_person"]),
        written_alike=lists["written_alike"],
        calendar=frozenset(lists["calendar"]),
    )


@lru_cache(maxsize=1)
def _list_function_words() -> frozenset[str]:
    words = load_quote_words()
    shifted = {term for terms in words.shifts.values() for term in terms}
    return frozenset(load_stopwords()) | shifted | words.shifts.keys() | words.first_person


@lru_cache(maxsize=65536)
def weigh_term(term: str) -> float:
    """Weigh one word: function words little."""
    return FUNCTION_WEIGHT if term in _list_function_words() else 1.0


def weigh(terms: Sequence[str]) -> float:
    """
    Weigh some words.

    Examples
    --------
    >>> weigh(["dam", "leaks"])
    2.0
    """
    return sum(map(weigh_term, terms))


@lru_cache(maxsize=65536)
def cut_stem(term: str) -> str:
    """
    Cut a long word to the letters that its inflections share.

    Examples
    --------
    >>> cut_stem("delivery") == cut_stem("delivered"), cut_stem("dams")
    (True, 'dams')
    """
    if len(term) < LONG_WORD or not term.isalpha() or weigh_term(term) < 1:
        return term
    return term[:STEM]


# --- Quotations with quotations ---------------------------------------------------------------


def match_quotes(base: Side, other: Side) -> list[Match]:
    """
    Pair the quotations of two passages by their words.

    Parameters
    ----------
    base, other : Side
        The two sides.

    Returns
    -------
    list of Match
        By place in the base. A quotation may take part in several, each with words of its
        own: one made of two, or one that was split.

    Examples
    --------
    >>> base = Side(Passage('"The dam is safe," he said. "Go home now."'))
    >>> other = Side(Passage("«The dam is safe. Go home now», he said."))
    >>> [(m.base, m.other) for m in match_quotes(base, other)]
    [(0, 0), (1, 0)]
    """
    found = [
        match
        for i, j in _list_candidates(base, other)
        if (match := _align_quotes(base, other, i, j)) is not None
    ]
    n_base, n_other = max(len(base.quotes), 1), max(len(other.quotes), 1)
    found.sort(key=lambda m: (-m.weight, -m.likeness, abs(m.base / n_base - m.other / n_other), m))
    chosen: list[Match] = []
    claimed = (bytearray(len(base.terms)), bytearray(len(other.terms)))
    for match in found:
        spans = (match[2:4], match[4:6])
        if all(_is_free(c, *s) for c, s in zip(claimed, spans, strict=True)):
            for claims, (first, stop) in zip(claimed, spans, strict=True):
                claims[first:stop] = b"\1" * (stop - first)
            chosen.append(match)
    return sorted(chosen, key=lambda m: (m.base_first, m.other_first))


def _is_free(claims: bytearray, first: int, stop: int) -> bool:
    """Say whether most words of a run belong to no match yet."""
    return claims.count(1, first, stop) <= SHARED_CLAIM * (stop - first)


def _list_candidates(base: Side, other: Side) -> list[tuple[int, int]]:
    """List the pairs of quotations that share most, or everything."""
    holders: dict[str, list[int]] = defaultdict(list)
    whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, quote in enumerate(other.quotes):
        terms = other.terms[quote.first : quote.stop]
        whole[tuple(terms)].append(j)
        for term in set(terms):
            holders[term].append(j)
    pairs = set()
    turns: Counter = Counter()
    for i, quote in enumerate(base.quotes):
        terms = base.terms[quote.first : quote.stop]
        shared: Counter = Counter()
        for term in set(terms):
            if len(holders.get(term, ())) <= COMMON_TERM:
                for j in holders.get(term, ()):
                    shared[j] += weigh_term(term)
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMPARED]
        pairs.update((i, j) for j, _ in best)
        equal = whole.get(tuple(terms), ())
        if equal:  # a refrain pairs by its turn, so that time stays linear
            pairs.add((i, equal[min(turns[equal[0]], len(equal) - 1)]))
            turns[equal[0]] += 1
    return sorted(pairs)


def _align_quotes(base: Side, other: Side, i: int, j: int) -> Match | None:
    """Align two quotations; nothing where they are not versions or parts of each other."""
    b, o = base.quotes[i], other.quotes[j]
    left, right = base.terms[b.first : b.stop], other.terms[o.first : o.stop]
    if left == right:
        weight = round(weigh(left), 6)
        return Match(i, j, b.first, b.stop, o.first, o.stop, weight, 1.0)
    core = trim_alignment(_slide_gaps(align(left, right), base, b.first, other, o.first), left)
    if not core:
        return None
    weight = sum(weigh(left[op.base_start : op.base_stop]) for op in core if op.tag == "equal")
    n_equal = sum(op.base_stop - op.base_start for op in core if op.tag == "equal")
    whole = (weigh(left), weigh(right))
    likeness = 2 * weight / sum(whole)
    spans = (core[0].base_start, core[-1].base_stop, core[0].other_start, core[-1].other_stop)
    is_part = (
        weight >= CONTAINED * min(whole)
        and n_equal >= FEWEST_CONTAINED
        and weight >= SAME_QUOTATION * weigh(left[spans[0] : spans[1]])
        and weight >= SAME_QUOTATION * weigh(right[spans[2] : spans[3]])
    )
    if weight < 1 or not (likeness >= SAME_QUOTATION or is_part):
        return None
    return Match(
        *(i, j, b.first + spans[0], b.first + spans[1], o.first + spans[2], o.first + spans[3]),
        *(round(weight, 6), round(likeness, 6)),
    )


def _slide_gaps(
    ops: list[Words], base: Side, base_first: int, other: Side, other_first: int
) -> list[Words]:
    """Let words that were left out or put in begin with a sentence, where repeats leave it open."""
    slid: list[Words] = []
    for number, op in enumerate(ops):
        if op.tag in ("delete", "insert") and slid and slid[-1].tag == "equal":
            before = slid[-1]
            side, offset, at, end = (
                (base, base_first, op.base_start, op.base_stop)
                if op.tag == "delete"
                else (other, other_first, op.other_start, op.other_stop)
            )
            step = _count_slide(
                side, offset + at, offset + end, before.base_stop - before.base_start
            )
            if step and number + 1 < len(ops):
                following = ops[number + 1]
                slid[-1] = before._replace(
                    base_stop=before.base_stop - step, other_stop=before.other_stop - step
                )
                op = Words(op.tag, *(place - step for place in op[1:]))
                ops[number + 1] = following._replace(
                    base_start=following.base_start - step, other_start=following.other_start - step
                )
            if slid[-1].base_start == slid[-1].base_stop:
                slid.pop()
        slid.append(op)
    return slid


def _count_slide(side: Side, first: int, stop: int, reach: int) -> int:
    """Count the words by which a gap can move back to the beginning of a sentence."""
    for step in range(1, min(reach, stop - first) + 1):
        if side.terms[first - step] != side.terms[stop - step]:
            return 0
        if first - step in side.sentence_starts:
            return step
    return 0


def trim_alignment(
    ops: Sequence[Words], terms: Sequence[str], *, is_whole: bool = True
) -> list[Words]:
    """
    Cut the ends of an alignment that match by chance, far from the rest.

    Parameters
    ----------
    ops : sequence of Words
        An alignment.
    terms : sequence of str
        The words of its base side.
    is_whole : bool
        Whether both sides end where something ends: then what both begin or end with is no
        chance.

    Returns
    -------
    list of Words
        From the first to the last run of equal words; empty without any.
    """
    ops = list(ops)
    is_anchored = [is_whole and bool(ops) and ops[at].tag == "equal" for at in (0, -1)]
    for at, step in ((0, 1), (-1, -1)):
        while ops and ops[at].tag != "equal":
            del ops[at]
        while len(ops) > 2:
            run, gap = ops[at], ops[at + step]
            if is_anchored[at]:
                break
            skipped = max(gap.base_stop - gap.base_start, gap.other_stop - gap.other_start)
            if weigh(terms[run.base_start : run.base_stop]) >= WORTH_OF_A_GAP * skipped:
                break
            del ops[at], ops[at]
    return ops


def align(left: Sequence[str], right: Sequence[str]) -> list[Words]:
    """
    Align two runs of words; what both begin and end with goes together.

    Examples
    --------
    >>> [op.tag for op in align("we will not pay".split(), "we will pay".split())]
    ['equal', 'delete', 'equal']
    """
    shorter = min(len(left), len(right))
    head = next((k for k in range(shorter) if left[k] != right[k]), shorter)
    tail = next((k for k in range(shorter - head) if left[-1 - k] != right[-1 - k]), shorter - head)
    middle = (list(left[head : len(left) - tail]), list(right[head : len(right) - tail]))
    n_left, n_right = map(len, middle)
    if n_left * n_right > MOST_CELLS or not (n_left and n_right):
        tag = "replace" if n_left and n_right else "delete" if n_left else "insert"
        inner = [Words(tag, 0, n_left, 0, n_right)] if n_left or n_right else []
    else:
        inner = align_words(*middle)
    ops = [Words("equal", 0, head, 0, head)] if head else []
    for op in inner:
        ops.append(Words(op.tag, *(place + head for place in op[1:])))
    if tail:
        places = (len(left) - tail, len(left), len(right) - tail, len(right))
        ops.append(Words("equal", *places))
    return _merge_equal(ops)


def _merge_equal(ops: list[Words]) -> list[Words]:
    """Make one run of neighbouring runs of equal words."""
    merged: list[Words] = []
    for op in ops:
        if merged and merged[-1].tag == op.tag == "equal":
            last = merged.pop()
            op = Words("equal", last.base_start, op.base_stop, last.other_start, op.other_stop)
        merged.append(op)
    return merged


# --- Quotations with words outside the marks --------------------------------------------------


def find_outside(terms: Sequence[str], side: Side, *, exact: bool = False) -> Region | None:
    """
    Find where a quotation's words stand outside the marks.

    Parameters
    ----------
    terms : sequence of str
        Words of a quotation of the other passage.
    side : Side
        Where to look.
    exact : bool
        Whether inflected forms are no match.

    Returns
    -------
    Region or None
        The run that holds most of them in order, and the share of their weight that it
        holds, 0 to 1; nothing where no word of weight stands there.

    Examples
    --------
    >>> side = Side(Passage("The mayor said that the dam was leaking badly."))
    >>> region = find_outside("the dam is leaking badly".split(), side)
    >>> side.terms[region.first : region.stop], region.share > 0.9
    (['the', 'dam', 'was', 'leaking', 'badly'], True)
    """
    stems = [cut_stem(term) for term in terms[:LONGEST_SOUGHT]]
    window = _find_densest(stems, side)
    if window is None:
        return None
    margin = 2 + len(stems) // 4
    numbers = [
        n
        for n in range(max(0, window[0] - margin), min(len(side.terms), window[1] + margin))
        if not side.is_quoted[n]
    ]
    there = [side.terms[n] if exact else cut_stem(side.terms[n]) for n in numbers]
    sought = list(terms[:LONGEST_SOUGHT]) if exact else stems
    core = trim_alignment(align(sought, there), sought, is_whole=False)
    if not core:
        return None
    core = _extend_back(core, sought, there)
    held = sum(weigh(sought[op.base_start : op.base_stop]) for op in core if op.tag == "equal")
    first, stop = numbers[core[0].other_start], numbers[core[-1].other_stop - 1] + 1
    before = core[0].base_start  # words that were replaced at the very beginning
    if (
        before
        and not side.is_quoted[max(0, first - before)]
        and (side.sentence_starts.intersection(range(max(0, first - before), first)))
    ):
        first = max(side.sentence_starts.intersection(range(max(0, first - before), first)))
    return Region(first, stop, round(held / weigh(sought), 6))


def list_repeats(terms: Sequence[str], side: Side) -> list[Region]:
    """
    List where a few words stand outside the marks just as they are quoted.

    Examples
    --------
    >>> side = Side(Passage("A red line is no red line."))
    >>> [(region.first, region.stop) for region in list_repeats(["red", "line"], side)]
    [(1, 3), (5, 7)]
    """
    found = []
    for first in side.places.get(cut_stem(terms[0]), ())[: 5 * COMMON_TERM]:
        stop = first + len(terms)
        if side.terms[first:stop] == list(terms) and not any(side.is_quoted[first:stop]):
            found.append(Region(first, stop, 1.0))
        if len(found) == MOST_COMPARED:
            break
    return found


def _extend_back(core: list[Words], left: Sequence[str], right: Sequence[str]) -> list[Words]:
    """Begin an alignment earlier where equal words stand just before it."""
    _, i, _, j, _ = op = core[0]
    while i and j and left[i - 1] == right[j - 1]:
        i, j = i - 1, j - 1
    return [op._replace(base_start=i, other_start=j), *core[1:]]


def _find_densest(stems: list[str], side: Side) -> tuple[int, int] | None:
    """Find the stretch outside the marks where most of the sought words stand."""
    # A few words may all be function words ("not there yet").
    most = COMMON_TERM if len(stems) > FEW_WORDS else 5 * COMMON_TERM
    hits = sorted(
        (at, stem)
        for stem in set(stems)
        if (weigh_term(stem) == 1 or len(stems) <= FEW_WORDS)
        and len(side.places.get(stem, ())) <= most
        for at in side.places.get(stem, ())
    )
    reach = int(STRETCH * len(stems)) + 2
    wanted = Counter(stems)
    inside: Counter = Counter()
    best, low, held = (0, -1, -1), 0, 0
    for at, stem in hits:
        inside[stem] += 1
        held += inside[stem] <= wanted[stem]
        while hits[low][0] < at - reach:
            held -= inside[hits[low][1]] <= wanted[hits[low][1]]
            inside[hits[low][1]] -= 1
            low += 1
        if held > best[0]:
            best = (held, hits[low][0], at + 1)
    return best[1:] if best[0] else None


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
