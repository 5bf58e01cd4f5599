"""Does the other passage name the same persons, places and bodies, spelt the same way?

Names that stand on both sides, wherever they stand and however they are cut (Odette Marsh,
Ms Marsh, Marsh's), answer to each other. What is left over is paired where the words around it
are aligned. A name that is merely absent on one side is no change.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.name_forms import (
    abbreviates,
    find_entity,
    has_lost_letters,
    is_acronym,
    is_matched,
    is_respelt,
    is_same_name,
    list_metonyms,
    read_entities,
    write_acronym,
)
from analysis.fidelity.name_runs import (
    COMMON_FREQUENCY,
    Run,
    cases_of,
    find_runs,
    is_common_word,
    load_name_lists,
    opens_sentence,
    strip_marks,
)
from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.slots import rate_sole
from analysis.names import load_naming

# Two words met this often in English are two names (Austria, Australia), not one misspelt.
WELL_KNOWN = 5e-6
# Another name is read as a replacement only where at least this share of the shorter side's
# words is aligned; in a looser pair it is likelier another detail.
LEAST_ALIGNED = 0.5
# Where the same words stand beside both names and nothing else differs there, this much does.
LEAST_ALIGNED_EXACT = 0.35
# A replaced stretch of more words than this on a side is a reworded clause.
LONGEST_GAP = 24
# Two passages that open with different names and go on alike tell the same of two subjects.
SUBJECT_SLOT = 0.8
# What the same word before or after two names adds to their standing in one place; the edge of
# a passage says a little less.
BESIDE_GAIN, EDGE_GAIN = 0.2, 0.15
# What each further word of the stretch takes from it, and one that says something takes more.
EXTRA_COST, HEAVY_COST = 0.05, 0.1
# A name that is one more of a list, or that only says whose the person is, does another work.
OTHER_PART_COST = 0.2
# Passages that differ in more names than this are not compared further on: they are no sentences
# that say the same, and every name would be compared with every other.
MOST_LEFT = 60
# A description within so many characters of the name is a second mention, which is style.
NEAR = 160


class Left(NamedTuple):
    """Words of one name that the other side does not have."""

    words: tuple[int, ...]
    run: Run
    op: int
    is_known: bool  # the other side has the name in another form: an acronym, an adjective

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the name stands on the other side."""
        return len(self.words) == len(self.run.words)


class Sides(NamedTuple):
    """What is left over on both sides of a pair, by operation."""

    pair: Pair
    base: list[Left]
    other: list[Left]


def find_name_changes(pair: Pair) -> list[Change]:
    """
    Find names that were misspelt, translated, replaced or turned into something common.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Kind ``name``. Empty where every name of the base stands on the other side in full, in
        part, as an acronym, an alias or an adjective, or has nothing in its place.

    Examples
    --------
    >>> def changes(a, b):
    ...     pair = Pair(Passage(a), Passage(b))
    ...     return [(c.subkind, a[c.base_start : c.base_stop]) for c in find_name_changes(pair)]
    >>> changes("The order pleased Stellan Lindqvist.", "The order pleased Mr Lindquist.")
    [('spelling', 'Lindqvist')]
    >>> changes("It floods, Marsh told reporters.", "It floods, Swamp informed reporters.")
    [('common_word', 'Marsh')]
    >>> changes("He met the European Union's envoy.", "He met the EU envoy.")
    []
    """
    if not _may_concern_names(pair):
        return []
    base = _list_left(pair, pair.base, pair.other, pair.other_of, 1)
    if not base:
        return []
    other = _list_left(pair, pair.other, pair.base, pair.base_of, 3)
    sides = Sides(pair, base, other)
    taken_base: set[int] = set()
    taken_other: set[int] = set()
    # What a finder left as too unsure is open to the last one, which asks for other evidence.
    settled_base: set[int] = set()
    settled_other: set[int] = set()
    found: list[Change] = []
    for finder in (_find_respelt, _find_replaced, _find_common, _find_described):
        for a, b, change in finder(sides, taken_base, taken_other):
            if a in taken_base or (b is not None and b in taken_other):
                continue
            taken_base.add(a)
            if b is not None:
                taken_other.add(b)
            if change is not None:
                found.append(change)
            if change is not None or finder is _find_respelt:
                settled_base.add(a)
                settled_other |= {b} - {None}
    return found + list(_find_sole(sides, settled_base, settled_other))


def _may_concern_names(pair: Pair) -> bool:
    """Whether a capitalised word of the base is missing from the other side."""
    nobody = load_name_lists().nobody
    words, there, here = pair.base.words, pair.other.term_counts, pair.base.term_counts
    gained = False
    suspect = False
    for op in pair.words:
        if op.tag == "equal":
            continue
        gained = gained or op.other_start < op.other_stop
        if not suspect:
            for word in words[op.base_start : op.base_stop]:
                term = word.term
                if word.form[0].isupper() and there[term] < here[term] and term not in nobody:
                    suspect = True
                    break
        if suspect and gained:
            return True
    return False


# --- what stands on both sides -------------------------------------------------------------


def _list_left(
    pair: Pair, here: Passage, there: Passage, aligned: list[int | None], side: int
) -> list[Left]:
    """The names of one side, less the words of them that stand on the other side."""
    runs = find_runs(here)
    if not runs:
        return []
    counts = _count_keys(here)
    reached = _count_keys(there)
    left: list[Left] = []
    for run in runs:
        if len(left) == MOST_LEFT:
            break
        words = tuple(
            k
            for k in run.words
            if aligned[k] is None
            and counts[key := strip_marks(here.words[k].term)] > reached[key]
            and any(map(str.isalpha, key))
        )
        if words and not _is_ticker(here, words):
            op = _find_op(pair, words[0], side)
            left.append(Left(words, run, op, is_matched(here, run, there)))
    return left


@lru_cache(maxsize=1024)
def _count_keys(passage: Passage) -> Counter:
    """How often each word stands in a passage, accents aside."""
    return Counter(strip_marks(term) for term in passage.terms)


def _is_ticker(passage: Passage, words: tuple[int, ...]) -> bool:
    """Whether the words are a market's sign in brackets, "<.IXIC>" or "(MSFT.O)"."""
    word = passage.words[words[0]]
    before = passage.text[max(word.start - 1, 0) : word.start]
    after = passage.text[word.stop : word.stop + 1]
    return before in (".", "<", "(") and word.form.isupper() and after in (">", ".", ")", ":", "")


def _find_op(pair: Pair, k: int, side: int) -> int:
    """Number of the operation that holds a word."""
    for n, op in enumerate(pair.words):
        if op[side] <= k < op[side + 1]:
            return n
    return -1


# --- the same name, spelt otherwise --------------------------------------------------------


def _find_respelt(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, int, Change | None]]:
    """Names that look and sound alike, in the same place or anywhere in the passage."""
    pair = sides.pair
    for near in (True, False):
        for m, a in enumerate(sides.base):
            for n, b in enumerate(sides.other):
                if (a.op == b.op) is not near or m in taken[0] or n in taken[1]:
                    continue
                if not near and (a.is_known or b.is_known):
                    continue
                found = _compare_spelling(pair, a, b, near)
                if found is not None:
                    yield m, n, found or None


def _compare_spelling(pair: Pair, a: Left, b: Left, near: bool) -> Change | None | bool:
    """The change of spelling; False if the two names are one and no change; None if neither."""
    differing = []
    for i, j in _pair_parts(a, b):
        one, two = pair.base.words[i], pair.other.words[j]
        x, y = strip_marks(one.term), strip_marks(two.term)
        if x == y or is_same_name(x, y) or has_lost_letters(one.term, two.term):
            continue
        if not is_respelt(x, y):
            return None
        differing.append((one, two, x, y))
    if not differing:
        return False
    one, two, x, y = differing[0]
    last_one, last_two, *_ = differing[-1]
    is_anchored = not (a.is_whole and b.is_whole)
    if not is_anchored and _are_two_names(pair, x, y):
        return None
    spans = one.start, _bare_stop(last_one), two.start, _bare_stop(last_two)
    before, after = _cut(pair, spans)
    why = f"{before} is spelt {after}."
    return Change("name", "spelling", *spans, 0.9 if near else 0.75, why)


def _pair_parts(a: Left, b: Left) -> Iterator[tuple[int, int]]:
    """Which words of two names answer to each other: all in order, or only the last ones."""
    if len(a.words) == len(b.words):
        return zip(a.words, b.words, strict=True)
    return iter([(a.words[-1], b.words[-1])])


def _are_two_names(pair: Pair, a: str, b: str) -> bool:
    """Whether two similar words are names of two people or places, rather than one misspelt."""
    from analysis.background import find_frequency

    lists = load_name_lists()
    if a in lists.respellings and lists.respellings[a] == lists.respellings.get(b):
        return False
    entities = {lists.entities.get((word,)) for word in (a, b)}
    if None not in entities:
        return True
    if cases_of(pair.base).capital[b]:
        return True
    return find_frequency(a) >= WELL_KNOWN and find_frequency(b) >= WELL_KNOWN


# --- another name in the same place --------------------------------------------------------


def _find_replaced(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, int, Change | None]]:
    """Names that stand where another stood."""
    for m, n, slot in _pair_slots(sides, *taken):
        a, b = sides.base[m], sides.other[n]
        if m in taken[0] or n in taken[1]:
            continue
        if a.is_whole != b.is_whole or _are_together(sides.pair, a, b):
            continue
        if (a.is_known or b.is_known) and not _may_contradict(sides.pair, a, b):
            continue
        yield m, n, _describe_replaced(sides.pair, a, b, slot)


def _pair_slots(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, int, float]]:
    """Pairs of leftovers that stand in the same place, the surest first, with how sure (0-1)."""
    rated = []
    for number, op in enumerate(sides.pair.words):
        if op.tag != "replace":
            continue
        left = [m for m, a in enumerate(sides.base) if a.op == number and m not in taken[0]]
        right = [n for n, b in enumerate(sides.other) if b.op == number and n not in taken[1]]
        if not left or not right:
            continue
        n_heavy = _count_heavy(sides.pair, op)
        for x, m in enumerate(left):
            for y, n in enumerate(right):
                rate = _rate_slot(sides.pair, sides.base[m], sides.other[n], op, n_heavy)
                rated.append((-rate, abs(x - y), m, n))
    for rate, _, m, n in sorted(rated):
        yield m, n, -rate
    yield from _pair_speakers(sides, *taken)


def _find_sole(sides: Sides, *taken: set[int]) -> Iterator[Change]:
    """The only name that is left over on either side, wherever in its sentence it stands."""
    pair = sides.pair
    left = [m for m, a in enumerate(sides.base) if m not in taken[0] and _bears(pair.base, a)]
    right = [n for n, b in enumerate(sides.other) if n not in taken[1] and _bears(pair.other, b)]
    if len(left) != 1 or len(right) != 1:
        return
    a, b = sides.base[left[0]], sides.other[right[0]]
    if a.is_known or b.is_known or a.is_whole != b.is_whole or _are_together(pair, a, b):
        return
    if _tell_shape(pair.base, a) != _tell_shape(pair.other, b):
        return
    if _tell_part(pair.base, a) != _tell_part(pair.other, b):
        return
    spans = (range(x.run.words[0], x.run.words[-1] + 1) for x in (a, b))
    confidence = rate_sole(pair, *spans)
    if confidence is not None:
        yield _make(pair, a, b, "replaced", confidence)


def _bears(passage: Passage, left: Left) -> bool:
    """Whether a leftover is surely a name; a sentence's first word may be a common one."""
    if left.run.is_sure:
        return True
    return not any(is_common_word(passage.terms[k]) for k in left.words)


def _tell_shape(passage: Passage, left: Left) -> tuple[bool, bool]:
    """Whether a name is a body's, and whether it is written in capitals or with figures."""
    words = [passage.words[k] for k in left.run.words]
    is_body = any(word.term in load_naming().institutions for word in words)
    return is_body, any(_is_short(word.form) for word in words)


def _is_short(form: str) -> bool:
    """Whether a word of a name is an acronym, an abbreviation or a sign with figures."""
    return len(form) == 1 or is_acronym(form) or "." in form[:-1] or any(map(str.isdigit, form))


def _tell_part(passage: Passage, left: Left) -> str:
    """The part a name plays in its sentence, where the words beside it tell."""
    run, terms = left.run.words, passage.terms
    if passage.words[run[-1]].form[-2:] in ("'s", "’s", "s'", "s’"):
        return "whose"
    if _speaks(passage, left) or terms[max(0, run[0] - 2) : run[0]] == ["according", "to"]:
        return "speaker"
    if _has_role_after(passage, left._replace(words=run)) or _is_joined(passage, left):
        return "other"
    before = [t for t in terms[max(0, run[0] - 2) : run[0]] if t not in _DETERMINERS][-1:]
    return before[0] if before and before[0] in ("of", "by", "with") else ""


def _may_contradict(pair: Pair, a: Left, b: Left) -> bool:
    """Whether a name stands exactly in another's place, though that one has another form there."""
    op = pair.words[a.op]
    exact = op.base_start == a.words[0] and op.base_stop == a.words[-1] + 1
    exact = exact and op.other_start == b.words[0] and op.other_stop == b.words[-1] + 1
    if a.op != b.op or not exact or not (a.is_whole and b.is_whole):
        return False
    one, two = find_entity(pair.base, a.run), find_entity(pair.other, b.run)
    if one is not None and one == two:
        return False
    if any(abbreviates(*forms) for forms in _list_abbreviations(pair, a, b)):
        return False
    return not list_metonyms(pair.base, a.run) & list_metonyms(pair.other, b.run)


def _list_abbreviations(pair: Pair, a: Left, b: Left) -> Iterator[tuple[str, str]]:
    """Each leftover read as an acronym, beside the first letters of the other."""
    for here, x, there, y in ((pair.base, a, pair.other, b), (pair.other, b, pair.base, a)):
        form = here.words[x.words[0]].form.replace(".", "").casefold()
        if len(x.words) == 1:
            yield form, write_acronym(there, y.run)


def _count_heavy(pair: Pair, op: Words) -> int:
    """How many words of an operation say something more than names, roles and grammar do."""
    sides = ((pair.base, op.base_start, op.base_stop), (pair.other, op.other_start, op.other_stop))
    if max(stop - start for _, start, stop in sides) > LONGEST_GAP:
        return LONGEST_GAP
    light, found = _list_light_words(), 0
    for passage, start, stop in sides:
        named = _list_named_words(passage)
        found += sum(k not in named and passage.terms[k] not in light for k in range(start, stop))
    return found


@lru_cache(maxsize=1024)
def _list_named_words(passage: Passage) -> frozenset[int]:
    """Numbers of the words that names are made of."""
    return frozenset(k for run in find_runs(passage) for k in run.words)


@lru_cache(maxsize=1)
def _list_light_words() -> frozenset[str]:
    """Words beside a name that tell of no other thing: grammar, titles, roles, verbs of saying."""
    lists, naming = load_name_lists(), load_naming()
    roles = lists.general | {role + "s" for role in lists.general}
    return roles | lists.speaking | lists.nobody | naming.titles


def _rate_slot(pair: Pair, a: Left, b: Left, op: Words, n_heavy: int) -> float:
    """How sure it is that two leftovers of one operation stand in the same place."""
    doubt = 0.0 if a.run.is_sure and b.run.is_sure else EXTRA_COST
    are_alike = _has_role_after(pair.base, a) == _has_role_after(pair.other, b)
    if are_alike and _are_subjects(op, n_heavy):
        return SUBJECT_SLOT - doubt
    rate = 0.5 - doubt + _rate_side(pair, a, b, -1) + _rate_side(pair, a, b, 1)
    extra = max(op.base_stop - op.base_start - len(a.words), 0)
    extra += max(op.other_stop - op.other_start - len(b.words), 0)
    rate -= HEAVY_COST * min(n_heavy, 4) + EXTRA_COST * min(max(extra - 1, 0), 8)
    if _is_joined(pair.base, a) != _is_joined(pair.other, b):
        rate -= OTHER_PART_COST
    if not are_alike:
        rate -= OTHER_PART_COST
    return rate


def _are_subjects(op: Words, n_heavy: int) -> bool:
    """Whether both passages open with names and roles only, and then go on alike."""
    return op.base_start == op.other_start == n_heavy == 0


def _rate_side(pair: Pair, a: Left, b: Left, step: int) -> float:
    """What the words before or after two leftovers say for their standing in one place."""
    if not _is_beside(pair, a, b, step):
        return 0.0
    at_edge = a.words[0] == 0 if step < 0 else a.words[-1] + 1 == len(pair.base.terms)
    return EDGE_GAIN if at_edge else BESIDE_GAIN


def _has_role_after(passage: Passage, left: Left) -> bool:
    """Whether a name only says whose the person is that is meant ("Marsh officials")."""
    after = left.words[-1] + 1
    return after < len(passage.terms) and _is_general(passage.terms[after])


def _is_general(term: str) -> bool:
    """Whether a word describes persons or bodies instead of naming them, one or several."""
    general = load_name_lists().general
    return term in general or (term[-1] == "s" and term[:-1] in general)


def _is_joined(passage: Passage, left: Left) -> bool:
    """Whether a name is one more of a list ("Marsh and Low"), not the only one of its place."""
    first = left.words[0]
    return first > 0 and passage.terms[first - 1] in ("and", "or", "nor")


def _is_beside(pair: Pair, a: Left, b: Left, step: int) -> bool:
    """Whether the same word, or a word of saying on both sides, stands beside two leftovers."""
    i = a.words[0] - 1 if step < 0 else a.words[-1] + 1
    j = b.words[0] - 1 if step < 0 else b.words[-1] + 1
    one = pair.base.terms[i] if 0 <= i < len(pair.base.terms) else ""
    two = pair.other.terms[j] if 0 <= j < len(pair.other.terms) else ""
    if one and one == two:
        # An equal word that answers to another one elsewhere says nothing of this place.
        return pair.other_of[i] in (None, j) and pair.base_of[j] in (None, i)
    speaking = load_name_lists().speaking
    return one == two or (one in speaking and two in speaking)


def _pair_speakers(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, int, float]]:
    """The one leftover beside a verb of saying on each side ("Marsh said", "stated Low")."""
    left = [m for m, a in enumerate(sides.base) if _speaks(sides.pair.base, a)]
    right = [n for n, b in enumerate(sides.other) if _speaks(sides.pair.other, b)]
    if len(left) == len(right) == 1 and left[0] not in taken[0] and right[0] not in taken[1]:
        yield left[0], right[0], 0.55


def _speaks(passage: Passage, left: Left) -> bool:
    """Whether a verb of saying stands directly beside a whole name."""
    if not left.is_whole:
        return False
    speaking, terms = load_name_lists().speaking, passage.terms
    first, last = left.words[0], left.words[-1]
    before = terms[first - 1] if first else ""
    after = terms[last + 1] if last + 1 < len(terms) else ""
    return before in speaking or after in speaking


@lru_cache(maxsize=8)
def _share_aligned(pair: Pair) -> float:
    """Share of the shorter side's words that are aligned with an equal one."""
    shorter = min(len(pair.base.terms), len(pair.other.terms))
    n_equal = sum(op.base_stop - op.base_start for op in pair.words if op.tag == "equal")
    return n_equal / shorter if shorter else 0.0


def _are_together(pair: Pair, a: Left, b: Left) -> bool:
    """Whether the two leftovers are parts of one name that either version writes in full."""
    terms = {strip_marks(pair.base.terms[k]) for k in a.words}
    others = {strip_marks(pair.other.terms[k]) for k in b.words}
    return any(
        terms & name and others & name
        for passage in (pair.base, pair.other)
        for name in _list_long_names(passage.whole or passage.text)
    )


@lru_cache(maxsize=64)
def _list_long_names(whole: str) -> tuple[frozenset[str], ...]:
    """The names of two words or more in a version."""
    passage = Passage(whole)
    names = {
        frozenset(strip_marks(passage.terms[k]) for k in run.words)
        for run in find_runs(passage)
        if len(run.words) > 1
    }
    return tuple(sorted(names, key=sorted))


def _describe_replaced(pair: Pair, a: Left, b: Left, slot: float) -> Change | None:
    """The change that one leftover became the other; None where that is too unsure."""
    share = _share_aligned(pair)
    confidence = min(slot + SHARE_GAIN * (share - LEAST_ALIGNED), 0.95)
    least = LEAST_ALIGNED_EXACT if slot >= EXACT_SLOT else LEAST_ALIGNED
    if share < least or slot < LEAST_SURE or not _was_name(pair, a, slot):
        return None
    commons = [_is_common(pair, pair.other, k) for k in b.words]
    if all(commons) and not _is_title_case(pair.other, b):
        if any(_is_style(pair.base, k) for k in a.words):
            return None
        if any(_is_general(pair.other.terms[k]) for k in b.words):
            return None  # "Prosecutors said" for a name is a vaguer source, not another word
        subkind = _name_translation(pair.base, a, b)
        if subkind is not None:
            return _make(pair, a, b, subkind, min(confidence, 0.95))
    elsewhere = b.run.is_sure or _is_name_elsewhere(pair, pair.other.terms[b.words[0]])
    if not elsewhere and any(commons):
        return None
    return _make(pair, a, b, "replaced", min(confidence, 0.9))


def _is_style(passage: Passage, k: int) -> bool:
    """Whether a word is an acronym or an adjective of a country ("U.S.", "British")."""
    word = passage.words[k]
    adjectives = load_name_lists().adjectives
    return is_acronym(word.form) or (word.term in adjectives and word.term[-1] != "s")


def _name_translation(base: Passage, a: Left, b: Left) -> str | None:
    """The subkind if common words took the place of a name; None if they may be a name."""
    are_roots = all(is_common_word(base.terms[k]) for k in a.words)
    if len(a.words) != len(b.words):
        return None
    if len(a.run.words) > 1 and are_roots:
        return "wrong_synonym"
    return "common_word" if len(a.words) == 1 else None


def _was_name(pair: Pair, a: Left, slot: float) -> bool:
    """Whether a leftover of the base is a name; a sentence's first word may be a common one."""
    if a.run.is_sure or _is_name_elsewhere(pair, pair.base.terms[a.words[0]]):
        return True
    return slot >= LEAST_SURE and not any(_is_common(pair, pair.base, k) for k in a.words)


# From here on nothing but the two names differs in their place.
EXACT_SLOT = 0.8
# Below this a pair of names in one gap is a guess.
LEAST_SURE = 0.5
# What a pair of passages that agree in more words adds to it.
SHARE_GAIN = 0.3


def _is_name_elsewhere(pair: Pair, term: str) -> bool:
    """Whether either version writes the word with a capital inside a sentence."""
    sides = cases_of(pair.base), cases_of(pair.other)
    return sum(c.capital[term] for c in sides) > sum(c.lower[term] for c in sides)


def _is_common(pair: Pair, passage: Passage, k: int) -> bool:
    """Whether a capitalised word is a common word by the versions' own use or by English."""
    term = passage.terms[k]
    if cases_of(pair.base).capital[term] or read_entities((term,)):
        return False
    if term in load_name_lists().metonyms:
        return False
    lower = cases_of(pair.base).lower[term] + cases_of(pair.other).lower[term]
    return bool(lower) or is_common_word(term)


def _is_title_case(passage: Passage, left: Left) -> bool:
    """Whether the words are part of a headline, in which every word has a capital."""
    words = passage.words
    long = [word for word in words if len(word.form) > 3]
    capitals = sum(word.form[0].isupper() for word in long)
    return len(long) > 3 and capitals > 0.6 * len(long)


def _make(pair: Pair, a: Left, b: Left, subkind: str, confidence: float) -> Change:
    """A change over the two whole names."""
    spans = *_span(pair.base, a), *_span(pair.other, b)
    before, after = _cut(pair, spans)
    told = {
        "common_word": f"The name {before} became {after}, a common word.",
        "wrong_synonym": f"{before} became {after}, as if the name were a common word.",
        "replaced": f"{after} stands where the base names {before}.",
    }
    return Change("name", subkind, *spans, round(confidence, 3), told[subkind])


def _span(passage: Passage, left: Left) -> tuple[int, int]:
    """Characters of the whole name, without a possessive ending."""
    run = left.run.words
    return passage.words[run[0]].start, _bare_stop(passage.words[run[-1]])


def _bare_stop(word) -> int:
    """Where a word ends, its possessive ending left off."""
    return word.stop - 2 if word.form[-2:] in ("'s", "’s") else word.stop


def _cut(pair: Pair, spans: tuple[int, int, int, int]) -> tuple[str, str]:
    """The words of both sides."""
    a, b, c, d = spans
    return pair.base.text[a:b], pair.other.text[c:d]


# --- a common word or a description in the name's place ------------------------------------


def _find_common(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, None, Change | None]]:
    """Names that a word of everyday English stands for."""
    pair = sides.pair
    for m, a in enumerate(sides.base):
        if m in taken[0] or not a.run.is_sure or pair.words[a.op].tag != "replace":
            continue
        if a.is_known:
            continue
        place = _find_common_place(pair, a)
        if place is None:
            continue
        j, k, confidence = place
        one, two = (pair.base.words[i] for i in (a.words[0], a.words[-1]))
        three, four = pair.other.words[j], pair.other.words[k]
        spans = one.start, _bare_stop(two), three.start, _bare_stop(four)
        before, after = _cut(pair, spans)
        why = f"The name {before} became {after}, a common word."
        yield m, None, Change("name", "common_word", *spans, confidence, why)


def _find_common_place(pair: Pair, a: Left) -> tuple[int, int, float] | None:
    """The common words (first, last, confidence) that stand exactly where a name stood."""
    op = pair.words[a.op]
    if not all(_may_be_translated(pair.base, k) for k in a.words):
        return None
    width = len(a.words)
    before, after = a.words[0] - op.base_start, op.base_stop - a.words[-1] - 1
    size = op.other_stop - op.other_start
    if not before and not after and size == width + 1:
        width = size  # "Goodfellow" that became "decent chap"
    if before and before != size - width - after and after:
        return None
    first = op.other_start + before if before == 0 or not after else None
    if first is None or not after:
        first = op.other_stop - after - width
    if before == 0:
        first = op.other_start
    stop = first + width
    if first < op.other_start or stop > op.other_stop:
        return None
    if not all(_may_translate(pair, k) for k in range(first, stop)):
        return None
    return (first, stop - 1, 0.85) if _has_same_frame(pair, a, first, stop) else None


def _has_same_frame(pair: Pair, a: Left, first: int, stop: int) -> bool:
    """Whether the words beside the name and beside what stands for it answer to each other."""
    b = a._replace(words=tuple(range(first, stop)))
    speaks = _speaks(pair.base, a) and _speaks(pair.other, b)
    return speaks or (_is_beside(pair, a, b, -1) and _is_beside(pair, a, b, 1))


def _may_be_translated(passage: Passage, k: int) -> bool:
    """Whether a thesaurus may hold the word that a name is: no acronym, no country."""
    from analysis.background import find_frequency

    term = passage.terms[k]
    if _is_style(passage, k) or not term.isalpha():
        return False
    return find_frequency(term) >= COMMON_FREQUENCY


def _may_translate(pair: Pair, k: int) -> bool:
    """Whether a word of the other side may be what became of a name: new, common, no role."""
    passage = pair.other
    word, lists = passage.words[k], load_name_lists()
    if pair.base_of[k] is not None or word.term in lists.nobody or word.term in lists.general:
        return False
    if not word.term.isalpha() or word.term in load_naming().titles:
        return False
    if word.form[0].isupper() and not opens_sentence(passage.text, passage.words, k):
        return False
    if word.form[0].isupper() and not _is_common(pair, passage, k):
        return False
    before = passage.terms[k - 1] if k else ""
    return before not in _DETERMINERS and word.term not in pair.base.term_counts


_DETERMINERS = frozenset("the a an this that these those its his her their our my your".split())


def _find_described(sides: Sides, *taken: set[int]) -> Iterator[tuple[int, None, Change | None]]:
    """Names for which "the company" or "a rival" stands, where nothing names it any more."""
    pair = sides.pair
    for m, a in enumerate(sides.base):
        op = pair.words[a.op]
        if m in taken[0] or not a.run.is_sure or op.tag != "replace" or a.is_known:
            continue
        span = None if _share_aligned(pair) < LEAST_ALIGNED else _find_description(pair, a, op)
        if span is None or _is_named_near(pair, a, span[0]):
            continue
        one, two = (pair.base.words[k] for k in (a.words[0], a.words[-1]))
        spans = one.start, _bare_stop(two), *span
        before, after = _cut(pair, spans)
        named = any(cases_of(pair.other).capital[pair.base.terms[k]] for k in a.words)
        why = f"{after} stands where the base names {before}."
        yield m, None, Change("name", "described", *spans, 0.5 if named else 0.75, why)


def _is_named_near(pair: Pair, a: Left, place: int) -> bool:
    """Whether the other passage names the same shortly before the place."""
    keys = {strip_marks(pair.base.terms[k]) for k in a.words}
    before = (w for w in pair.other.words if place - NEAR <= w.start < place)
    return any(w.form[0].isupper() and strip_marks(w.term) in keys for w in before)


def _find_description(pair: Pair, a: Left, op: Words) -> tuple[int, int] | None:
    """Characters of the description that takes the whole of the name's place."""
    terms, lists = pair.other.terms, load_name_lists()
    first, stop = op.other_start, op.other_stop
    if op.base_start != a.words[0] or not 2 <= stop - first <= 4:
        return None
    if terms[first] not in _DETERMINERS or op.base_stop - 1 != a.words[-1]:
        return None
    if terms[stop - 1] not in lists.general or terms[stop - 1] in pair.base.term_counts:
        return None
    return pair.other.locate(first, stop)
