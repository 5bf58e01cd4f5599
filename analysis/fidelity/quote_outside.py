"""Where do the words of a quotation stand outside the marks of another passage?"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from analysis.collation import Words
from analysis.fidelity.quote_alignment import align, trim_alignment
from analysis.fidelity.quote_sides import LONGEST_SOUGHT, SAME_PLACE, Quote, Side, compare_context
from analysis.fidelity.quote_words import cut_stem, weigh, weigh_term

# A word at more places outside the marks than this finds none of them.
MOST_PLACES = 40
# So many of the places where a few words recur are compared by the words around them.
MOST_REPEATS = 8
# Up to so many words are looked for by their function words too.
FEW_WORDS = 5
# A passage outside the marks is at most so many times as long as the quotation it repeats.
STRETCH = 1.5
# Words outside the marks are those of a quotation if they hold this share of its weight.
OUTSIDE = 0.6
# The rest of a quotation that stands beside its other part must hold more.
OUTSIDE_REST = 0.7
# Quotations of fewer words than this are looked for outside the marks word for word.
SHORT = 6


class Region(NamedTuple):
    """A run of words found outside the marks, and how much of the quotation it holds."""

    first: int
    stop: int
    share: float


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
    >>> from analysis.fidelity.passage import Passage
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
    >>> from analysis.fidelity.passage import Passage
    >>> side = Side(Passage("A red line is no red line."))
    >>> [(region.first, region.stop) for region in list_repeats(["red", "line"], side)]
    [(1, 3), (5, 7)]
    """
    found = []
    for first in side.places.get(cut_stem(terms[0]), ())[: 5 * MOST_PLACES]:
        stop = first + len(terms)
        if side.terms[first:stop] == list(terms) and not any(side.is_quoted[first:stop]):
            found.append(Region(first, stop, 1.0))
        if len(found) == MOST_REPEATS:
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
    most = MOST_PLACES if len(stems) > FEW_WORDS else 5 * MOST_PLACES
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


def find_counterpart(side: Side, quote: Quote, across: Side) -> Region | None:
    """Find a quotation's words outside the marks across; of several places the likeliest."""
    terms = side.terms[quote.first : quote.stop]
    repeats = list_repeats(terms, across) if len(terms) < SHORT else []
    if not repeats:
        return find_outside(terms, across, exact=len(terms) < SHORT)

    def rate(region: Region) -> tuple[float, int]:
        there = Quote(region.first, region.stop, 0, 0, True, 1.0)
        return compare_context(side, quote, across, there), -region.first

    return max(repeats, key=rate)


def is_own_text(side: Side, quote: Quote, across: Side, found: Region) -> bool:
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
