"""What of a passage is compared, and which words of two passages answer to each other?

A `Passage` is a stretch of one version, read once; what a detector needs of it is found on
first use and kept. A `Pair` is two passages and the alignment of their canonical words.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.attribution.quotations import list_quotations
from analysis.collation import Words, align_words
from analysis.dates import DateMention, find_dates
from analysis.house_style import Word, read_words
from analysis.quantities import Quantity, find_quantities
from analysis.quotation_marks import MarkedSpan, find_marked_spans, find_paragraphs
from analysis.sentences import split_sentences

# So many passages are kept read: a base of a few hundred sentences against many versions.
KEPT_PASSAGES = 8192
# Time and memory of an alignment grow with the product of the two lengths: 10,000 words are
# 0.03 s and 12 MB. An article has a tenth of that; what is longer is aligned in blocks.
_LONGEST_BLOCK = 10_000


class _Kept:
    """
    A property found on first use and kept, as functools' is, without its lock.

    A pair needs a dozen of them: with the lock of Python 3.11 a tenth of its time. Two threads
    may find the same value twice, and nothing else.
    """

    def __init__(self, find: Callable[[Any], Any]):
        self.find = find
        self.name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, owner: Any, _: type | None = None) -> Any:
        if owner is None:
            return self
        found = owner.__dict__[self.name] = self.find(owner)
        return found


class Quotation(NamedTuple):
    """A row of the quotations table, in offsets of the passage."""

    start: int
    stop: int
    form: str  # direct or indirect
    source: str | None
    source_start: int | None
    source_stop: int | None
    cue: str | None
    cue_start: int | None
    cue_stop: int | None
    confidence: float


@dataclass(frozen=True, eq=False)
class Passage:
    """
    A stretch of one version, read once.

    Attributes
    ----------
    text : str
        The stretch; all offsets point into it.
    given : tuple of Quotation, optional
        What the whole version says is quoted here, with speakers resolved over the
        version; left out: found in the stretch alone.
    whole : str
        The whole version, for what its other sentences tell (a name's other spellings);
        empty when the stretch is all there is.
    """

    text: str
    given: tuple[Quotation, ...] | None = None
    whole: str = ""

    @_Kept
    def words(self) -> list[Word]:
        """The canonical words, in order."""
        return read_words(self.text)

    @_Kept
    def terms(self) -> list[str]:
        """The canonical terms, in order."""
        return [word.term for word in self.words]

    @_Kept
    def term_counts(self) -> Counter:
        """How often each canonical term stands here."""
        return Counter(self.terms)

    @_Kept
    def starts(self) -> list[int]:
        """Where each canonical word starts."""
        return [word.start for word in self.words]

    @_Kept
    def marked(self) -> list[MarkedSpan]:
        """The stretches in quotation marks, of every depth."""
        return find_marked_spans(self.text)

    @_Kept
    def quantities(self) -> list[Quantity]:
        """The figures that are no dates."""
        return find_quantities(self.text)

    @_Kept
    def dates(self) -> list[DateMention]:
        """The dates and times."""
        return find_dates(self.text)

    @_Kept
    def quotations(self) -> tuple[Quotation, ...]:
        """What is quoted or reported here, and by whom."""
        if self.given is not None:
            return self.given
        rows = list_quotations(self.text, self._bounds)
        return tuple(
            Quotation(start, stop, form, source, *rest)
            for start, stop, _, form, _, _, source, *rest in rows
        )

    @property
    def _bounds(self) -> list[tuple[int, int, int, int]]:
        """The sentences, by paragraph: what follows "he said." is another's, it may be."""
        starts = [start for start, _ in find_paragraphs(self.text)]
        return [
            (start, stop, bisect_right(starts, start), number)
            for number, (start, stop) in enumerate(split_sentences(self.text))
        ] or [(0, len(self.text), 0, 0)]

    def find_words(self, start: int, stop: int) -> range:
        """Numbers of the words that lie in a span of characters, in part at least."""
        first = bisect_right(self.starts, start) - 1
        if first < 0 or self.words[first].stop <= start:
            first += 1
        return range(first, max(first, bisect_left(self.starts, stop)))

    def locate(self, first: int, stop: int) -> tuple[int, int]:
        """Characters of a run of words; a run of none stands before the word `first`."""
        if first < stop:
            return self.words[first].start, self.words[stop - 1].stop
        at = self.words[first].start if first < len(self.words) else len(self.text.rstrip())
        return at, at


@lru_cache(maxsize=KEPT_PASSAGES)
def read_passage(text: str) -> Passage:
    """
    Read a passage that stands by itself; the same text is read once.

    Examples
    --------
    >>> read_passage("It doesn't leak.").terms
    ['it', 'does', 'not', 'leak']
    """
    return Passage(text)


@dataclass(frozen=True, eq=False)
class Pair:
    """
    Two aligned passages.

    Attributes
    ----------
    base, other : Passage
        The two sides.
    base_date, other_date : str, optional
        When each version was published, ISO 8601.
    """

    base: Passage
    other: Passage
    base_date: str | None = None
    other_date: str | None = None

    @_Kept
    def words(self) -> list[Words]:
        """Operations over the canonical words that turn the base into the other."""
        return _align(self.base.terms, self.other.terms)

    @_Kept
    def differences(self) -> list[Words]:
        """The operations that are not `equal`."""
        return [op for op in self.words if op.tag != "equal"]

    @_Kept
    def lost(self) -> Counter:
        """Terms that the base holds more often than the other, wherever they stand."""
        return _subtract(self._differing[0], self._differing[1])

    @_Kept
    def gained(self) -> Counter:
        """Terms that the other holds more often than the base, wherever they stand."""
        return _subtract(self._differing[1], self._differing[0])

    @_Kept
    def _differing(self) -> tuple[list[str], list[str]]:
        """The terms of each side that are not aligned: all others cancel each other out."""
        base, other = self.base.terms, self.other.terms
        gone: list[str] = []
        new: list[str] = []
        for _, base_start, base_stop, other_start, other_stop in self.differences:
            gone += base[base_start:base_stop]
            new += other[other_start:other_stop]
        return gone, new

    @_Kept
    def other_of(self) -> list[int | None]:
        """For each base word the number of the equal other word it is aligned with."""
        found: list[int | None] = [None] * len(self.base.terms)
        for op in self.words:
            if op.tag == "equal":
                for k in range(op.base_stop - op.base_start):
                    found[op.base_start + k] = op.other_start + k
        return found

    @_Kept
    def base_of(self) -> list[int | None]:
        """For each other word the number of the equal base word it is aligned with."""
        found: list[int | None] = [None] * len(self.other.terms)
        for i, j in enumerate(self.other_of):
            if j is not None:
                found[j] = i
        return found

    def find_counterpart(self, first: int, stop: int) -> tuple[int, int]:
        """The other words that stand where a run of base words stands, as a run of words."""
        return _project(self.words, first, stop, 1)

    def find_counterpart_in_base(self, first: int, stop: int) -> tuple[int, int]:
        """The base words that stand where a run of other words stands, as a run of words."""
        return _project(self.words, first, stop, 3)


def _align(base: list[str], other: list[str]) -> list[Words]:
    """Align two lists of terms, block by block where they are longer than any passage."""
    if max(len(base), len(other)) <= _LONGEST_BLOCK:
        return align_words(base, other)
    first = _count_shared(base, other)
    last = _count_shared(base[first:][::-1], other[first:][::-1])
    left, right = base[first : len(base) - last], other[first : len(other) - last]
    n_blocks = -(-max(len(left), len(right)) // _LONGEST_BLOCK)
    ops = [Words("equal", 0, first, 0, first)] if first else []
    for number in range(n_blocks):
        at, stop = (len(left) * k // n_blocks for k in (number, number + 1))
        far, far_stop = (len(right) * k // n_blocks for k in (number, number + 1))
        for tag, a, b, c, d in align_words(left[at:stop], right[far:far_stop]):
            a, b, c, d = a + at + first, b + at + first, c + far + first, d + far + first
            if ops and (ops[-1].tag == "equal") == (tag == "equal"):
                before, a, _, c, _ = ops.pop()
                tag = tag if tag == before else "replace"
            ops.append(Words(tag, a, b, c, d))
    if last and ops and ops[-1].tag == "equal":
        _, a, _, c, _ = ops.pop()
        ops.append(Words("equal", a, len(base), c, len(other)))
    elif last:
        ops.append(Words("equal", len(base) - last, len(base), len(other) - last, len(other)))
    return ops


def _count_shared(base: list[str], other: list[str]) -> int:
    """How many terms two lists begin with in common."""
    pairs = enumerate(zip(base, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(base), len(other)))


def _subtract(terms: list[str], others: list[str]) -> Counter:
    """How often each term stands in the first list more often than in the second."""
    if not terms:
        return Counter()
    left = Counter(terms)
    for term in others:
        if term in left:
            left[term] -= 1
    return +left


def _project(words: Sequence[Words], first: int, stop: int, side: int) -> tuple[int, int]:
    """Carry a run of words over to the other side (1: from the base, 3: from the other)."""
    across = 4 - side
    reached: list[int] = []
    begin = bisect_right(words, first, key=lambda op: op[side + 1])
    for op in (words[number] for number in range(begin, len(words))):
        start, end = op[side], op[side + 1]
        if start >= stop:
            break
        if start == end <= first:
            continue
        a, b = op[across], op[across + 1]
        if op.tag == "equal":
            a, b = a + max(first - start, 0), b - max(end - stop, 0)
        reached += (a, b)
    if reached:
        return min(reached), max(reached)
    if begin < len(words):
        return words[begin][across], words[begin][across]
    end = words[-1][across + 1] if words else 0
    return end, end
