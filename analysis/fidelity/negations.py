"""
Which statement lost its not, gained one, or had a word turned into its opposite?

A negation is compared where it matters: the words that it governs must stand on the other side
too, and nothing near them may deny them in another way (rejected for did not accept).
"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

import regex

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.counterparts import (
    ALIGNED,
    LONGEST_RUN,
    MOVED,
    REACH,
    Found,
    Phrases,
    Place,
    View,
    expand_entry,
    find_head,
    find_phrases,
    find_place,
    find_sentence,
    find_window,
    is_content,
    is_one_sentence,
    is_reordered,
    number_sentences,
    read_phrases,
    select_near,
    view_pair,
)
from analysis.fidelity.passage import KEPT_PASSAGES, Pair, Passage
from analysis.paths import find_data_folder

# A word and its opposite in a slot that a neighbour on one side only confirms.
_ONE_NEIGHBOUR = 0.7
# A word and its opposite at the same place of two runs of one length, or beside the one word
# that both govern, or anywhere in two sentences that share most of their words.
_SAME_PLACE = 0.6
_SAME_NEIGHBOUR = 0.6
_ELSEWHERE = 0.5
# So much of the shorter of the two sentences must stand in the other, and so many words.
_LEAST_OVERLAP = 0.6
_MOST_OVERLAP = 1.0
_LEAST_SHARED = 3
# Beside more lone words than this with a listed opposite, nothing can be said.
_MOST_LONE = 8
# The word that both govern stands at most so many words on.
_REACH_OF_GOVERNED = 2
# A further negator joined to one that is kept ("no milk and no bread", "no milk or bread").
_REACH_OF_JOINED = 8


_COMPARATIVE = regex.compile("[a-z]{3,}+(?<=er)")
_SUPERLATIVE = regex.compile("[a-z]{4,}+(?<=est)")
_MEASURES = frozenset("more less fewer most least".split())


class _Lists(NamedTuple):
    """The lists of data/fidelity/negations.toml."""

    phrases: Phrases
    opposites: dict[str, list[tuple[int, str, int]]]  # group, side, place in a matched list
    converse: frozenset[int]
    matched: frozenset[int]
    no_prefix: frozenset[str]
    comparatives: frozenset[str]
    superlatives: frozenset[str]
    triggers: frozenset[str]  # a difference without any of them concerns no negation


class _Reading(NamedTuple):
    """What denies something in a passage: negators, and words that may stand for one."""

    negators: list[Found]
    explaining: list[Found]
    idioms: list[Found]


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    path = find_data_folder() / "fidelity" / "negations.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    names = ("idioms", "negators", "explaining")
    phrases = read_phrases((name, phrase) for name in names for phrase in data[name]["of"])
    opposites: dict[str, list[tuple[int, str, int]]] = {}
    for group, entry in enumerate(data["opposites"]):
        for side in "ab":
            for at, word in enumerate(entry[side]):
                for form in expand_entry(word):
                    opposites.setdefault(form, []).append((group, side, at))
    negators = read_phrases(("negators", phrase) for phrase in data["negators"]["of"])
    return _Lists(
        phrases,
        opposites,
        frozenset(g for g, entry in enumerate(data["opposites"]) if entry.get("converse")),
        frozenset(g for g, entry in enumerate(data["opposites"]) if entry.get("matched")),
        *(frozenset(data[name]["of"]) for name in ("no_prefix", "comparatives", "superlatives")),
        frozenset(negators),
    )


def find_negation_changes(pair: Pair) -> list[Change]:
    """
    Find negations that were lost or added, and words that became their opposites.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Of kind ``negation``: ``lost``, ``added`` or ``antonym``. A negation in a clause
        that the other side leaves out is an omission and gives no row; nor does one that
        the other side puts in other words.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> def show(base, other):
    ...     pair = Pair(read_passage(base), read_passage(other))
    ...     return [change.subkind for change in find_negation_changes(pair)]
    >>> show("The wall did not move in April.", "The wall moved in April.")
    ['lost']
    >>> show("The firm did not accept the offer.", "The firm rejected the offer.")
    []
    >>> show("Prices rose in May.", "Prices fell in May.")
    ['antonym']
    """
    if not _concerns_negation(pair) or is_reordered(pair):
        return []
    there, back = view_pair(pair)
    here = (_read(pair.base), _read(pair.other))
    changes = [
        _describe(item, place, there, "lost")
        for item, place in _find_unanswered(there, here[0], here[1])
    ]
    changes += [
        _describe(item, place, back, "added")
        for item, place in _find_unanswered(back, here[1], here[0])
    ]
    antonyms = _find_antonyms(pair, there, here)
    kept = [c for c in changes if not any(_overlap(c, antonym) for antonym in antonyms)]
    return kept + antonyms


def _overlap(a: Change, b: Change) -> bool:
    """Whether two changes share characters on both sides or on the longer one."""
    return (a.base_start < b.base_stop and b.base_start < a.base_stop) or (
        a.other_start < b.other_stop and b.other_start < a.other_stop
    )


def _concerns_negation(pair: Pair) -> bool:
    """Whether a differing word may deny something, or one may be the opposite of another."""
    triggers, opposites = _load_lists().triggers, _load_lists().opposites
    base, other = pair.base.terms, pair.other.terms
    for op in pair.differences:
        gone = base[op.base_start : op.base_stop]
        new = other[op.other_start : op.other_stop]
        if not triggers.isdisjoint(gone) or not triggers.isdisjoint(new):
            return True
        if not gone or not new or max(len(gone), len(new)) > LONGEST_RUN:
            continue
        for a in gone:
            if (a in opposites or a[:2] == "un") and any(_are_opposites(a, b) for b in new):
                return True
        for b in new:
            if b[:2] == "un" and any(_are_opposites(a, b) for a in gone):
                return True
    return _holds_opposites(pair)


def _holds_opposites(pair: Pair) -> bool:
    """Whether a lost word of a sentence has its opposite among the new ones of the other."""
    opposites = _load_lists().opposites.keys()
    gone, new = opposites & pair.lost.keys(), opposites & pair.gained.keys()
    if not 0 < len(gone) <= _MOST_LONE or not 0 < len(new) <= _MOST_LONE:
        return False
    return any(_are_opposites(a, b) for a in gone for b in new)


@lru_cache(maxsize=KEPT_PASSAGES)
def _read(passage: Passage) -> _Reading:
    """List what denies in a passage; idioms and "No. 2" are passed over."""
    lists, terms = _load_lists(), passage.terms
    found = find_phrases(terms, lists.phrases)
    negators = []
    for item in found:
        if item.name != "negators":
            continue
        term = terms[item.first]
        if term == "no" and _is_no_determiner(passage, item):
            continue
        if term == "nor" and _follows_negator(negators, item.first):
            continue  # neither ... nor is one denial
        negators.append(item)
    explaining = [item for item in found if item.name == "explaining"]
    explaining += [
        Found(k, k + 1, "explaining") for k, term in enumerate(terms) if _has_negative_form(term)
    ]
    explaining.sort()
    return _Reading(negators, explaining, [item for item in found if item.name == "idioms"])


def _is_no_determiner(passage: Passage, item: Found) -> bool:
    """Whether a "no" is the answer to a question or is short for number."""
    following = passage.words[item.first + 1 : item.first + 2]
    if following and following[0].form[0].isdigit() and passage.words[item.first].form[0] == "N":
        return True
    after = passage.text[passage.words[item.first].stop :][:1]
    return after in ',.!?;:”"’'


def _follows_negator(negators: list[Found], at: int) -> bool:
    return bool(negators) and at - negators[-1].first <= 2 * _REACH_OF_JOINED


@lru_cache(maxsize=65536)
def _has_negative_form(term: str) -> bool:
    """Whether a word denies by how it is built, or is the negative of two listed opposites."""
    lists = _load_lists()
    if term in lists.no_prefix:
        return False
    if term.startswith("un") and len(term) > 5:
        return True
    if term.endswith("less") and len(term) > 5:
        return True
    negative = ("un", "in", "im", "il", "ir", "dis", "non", "ab")
    return any(
        group in lists.matched and side == "b" and term.startswith(negative)
        for group, side, _ in lists.opposites.get(term, ())
    )


# --- Lost and added ----------------------------------------------------------------------------


def _find_unanswered(view: View, near: _Reading, far: _Reading) -> list[tuple[Found, Place]]:
    """Negators of the near side whose governed words stand undenied on the far side."""
    taken = {far_at for item in near.negators for far_at in _list_partners(view, item)}
    found = []
    used: set[int] = set()
    for item in near.negators + _list_opened_idioms(view, near):
        if _is_kept(view, item, far):
            continue
        place = find_place(view, item.first, item.stop) or _find_gap(view, item)
        if place is None or _is_explained(view, item, place, near, far, taken, used):
            continue
        found.append((item, place))
    return found


def _list_opened_idioms(view: View, near: _Reading) -> list[Found]:
    """Every "not" of a "not just" that is gone while its "just" stands as it stood."""
    return [
        Found(item.first, item.first + 1, "negators")
        for item in near.idioms
        if view.near.terms[item.first] == "not"
        and view.to_far[item.first] is None
        and all(view.to_far[k] is not None for k in range(item.first + 1, item.stop))
    ]


def _list_partners(view: View, item: Found) -> list[int]:
    """Far words aligned with the words of a phrase."""
    return [j for k in range(item.first, item.stop) if (j := view.to_far[k]) is not None]


def _find_gap(view: View, item: Found) -> Place | None:
    """The place of a negator in a sentence of function words that is otherwise the same."""
    before, after = item.first - 1, item.stop
    if before < 0 or after >= len(view.to_far):
        return None
    left, right = view.to_far[before], view.to_far[after]
    if left is None or right is None or right != left + 1:
        return None
    return Place(after, right, right + 1, MOVED)


def _is_kept(view: View, item: Found, far: _Reading) -> bool:
    """Whether the alignment answers a negator by a negator that governs the same words."""
    for other in _find_partner(view, item, far):
        head = find_head(view.near, item.first, item.stop)
        at = view.to_far[head] if head is not None else None
        return at is None or -REACH <= at - other.first <= 2 * REACH
    return False


def _find_partner(view: View, item: Found, far: _Reading) -> list[Found]:
    """The far negator that holds a word aligned with one of these, if there is one."""
    for j in _list_partners(view, item):
        for other in select_near(far.negators, range(j - REACH, j + 1)):
            if j < other.stop:
                return [other]
    return []


def _is_explained(
    view: View,
    item: Found,
    place: Place,
    near: _Reading,
    far: _Reading,
    taken: set[int],
    used: set[int],
) -> bool:
    """Whether something else denies the governed words on the far side, or did on this one."""
    window = find_window(view.far, place.first, place.stop)
    for other in select_near(far.negators, find_sentence(view.far, place.first)):
        if other.first not in used:
            kept = any(j in taken for j in range(other.first, other.stop))
            if not kept:
                used.add(other.first)
                return True
            if other.first in window and _is_joined(view, other, place):
                return True
    for other in select_near(far.explaining, window):
        if any(view.to_near[j] is None for j in range(other.first, other.stop)):
            return True
    said = view.near.terms[place.head]
    if any(view.to_near[j] is None and _are_opposites(said, view.far.terms[j]) for j in window):
        return True
    # "denied that it had delayed" lost its verb and gained a not.
    if _is_superlative_elsewhere(view, item, place):
        return True
    around = find_window(view.near, item.first, item.stop)
    for other in select_near(near.explaining, around):
        if item.first <= other.first < item.stop:
            continue
        if all(view.to_far[k] is None for k in range(other.first, other.stop)):
            return True
    rivals = [n for n in select_near(near.negators, around) if n.first != item.first]
    return any(not _list_partners(view, rival) for rival in rivals) and len(rivals) % 2 == 1


def _is_superlative_elsewhere(view: View, item: Found, place: Place) -> bool:
    """Whether "never higher" stands as a highest or a record on the far side."""
    lists, near, far = _load_lists(), view.near.terms, view.far.terms
    governed = near[item.stop : item.stop + REACH]
    if not any(t in lists.comparatives or _COMPARATIVE.fullmatch(t) for t in governed):
        return False
    return any(
        view.to_near[j] is None and (far[j] in lists.superlatives or _SUPERLATIVE.fullmatch(far[j]))
        for j in find_sentence(view.far, place.first)
    )


def _is_joined(view: View, other: Found, place: Place) -> bool:
    """Whether a denial that is kept reaches the governed words by a new "or" or "nor"."""
    between = range(other.stop, place.first + 1)
    return len(between) <= _REACH_OF_JOINED and any(
        view.far.terms[j] in ("or", "nor") and view.to_near[j] is None for j in between
    )


def _describe(item: Found, place: Place, view: View, subkind: str) -> Change:
    """Write down one negator that has no answer."""
    near_words, far_words = view.near.words, view.far.words
    first, stop = min(item.first, place.head), max(item.stop, place.head + 1)
    start, end = near_words[first].start, near_words[stop - 1].stop
    far_start, far_end = far_words[place.first].start, far_words[place.stop - 1].stop
    said, becomes = view.near.text[start:end], view.far.text[far_start:far_end]
    if subkind == "lost":
        why = f"“{said}” stands without its negation: “{becomes}”"
        return Change(
            "negation", "lost", start, end, far_start, far_end, place.confidence, _join(why)
        )
    why = f"“{becomes}” gained a negation: “{said}”"
    return Change("negation", "added", far_start, far_end, start, end, place.confidence, _join(why))


def _join(why: str) -> str:
    """One line, whatever spaces the passage holds."""
    return " ".join(why.split())


# --- Antonyms ----------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _are_opposites(a: str, b: str) -> bool:
    """Whether two terms say the opposite of each other."""
    return _find_opposition(a, b) is not None


@lru_cache(maxsize=65536)
def _find_opposition(a: str, b: str) -> int | None:
    """The number of the group in which two terms are opposites; -1 for a prefix."""
    lists = _load_lists()
    for group, side, at in lists.opposites.get(a, ()):
        for group_b, side_b, at_b in lists.opposites.get(b, ()):
            if group == group_b and side != side_b and (group not in lists.matched or at == at_b):
                return group
    for long, short in ((a, b), (b, a)):
        if long == "un" + short and len(short) > 3 and long not in lists.no_prefix:
            return -1
    return None


def _find_antonyms(pair: Pair, view: View, readings: tuple[_Reading, _Reading]) -> list[Change]:
    """Words that were replaced in their slot by a word that says the opposite."""
    opposites = _load_lists().opposites
    changes: list[Change] = []
    for op in pair.differences:
        n_base, n_other = op.base_stop - op.base_start, op.other_stop - op.other_start
        if op.tag != "replace" or max(n_base, n_other) > LONGEST_RUN:
            continue
        for i in range(op.base_start, op.base_stop):
            a = pair.base.terms[i]
            if view.to_far[i] is not None or (a not in opposites and len(a) < 4):
                continue
            for j in range(op.other_start, op.other_stop):
                b = pair.other.terms[j]
                group = _find_opposition(a, b) if view.to_near[j] is None else None
                if group is None:
                    continue
                is_bound = _is_bound(pair.base, i) or _is_bound(pair.other, j)
                sure = 0.0 if is_bound else _judge_slot(pair, view, i, j, group)
                if not sure and not is_bound and _is_same_place(pair, view, op, i, j):
                    sure = _SAME_PLACE
                if sure and not _is_polarity_changed(view, i, j, readings):
                    changes.append(_describe_antonym(pair, i, j, sure))
                    break
    return changes or _find_moved_antonyms(pair, view, readings)


def _is_same_place(pair: Pair, view: View, op: Words, i: int, j: int) -> bool:
    """Whether two words stand at the same place of two runs that take each other's place."""
    n_base, n_other = op.base_stop - op.base_start, op.other_stop - op.other_start
    if n_base != n_other or i - op.base_start != j - op.other_start:
        return False
    if not (is_one_sentence(pair.base) and is_one_sentence(pair.other)):
        return False
    others = (*range(op.base_start, i), *range(i + 1, op.base_stop))
    return all(view.to_far[k] is None for k in others) and pair.gained[pair.other.terms[j]] > 0


def _find_moved_antonyms(
    pair: Pair, view: View, readings: tuple[_Reading, _Reading]
) -> list[Change]:
    """Words of a sentence whose opposite stands elsewhere in the sentence paired with it."""
    base, other = pair.base, pair.other
    if not (is_one_sentence(base) and is_one_sentence(other)):
        return []
    if len(readings[0].negators) != len(readings[1].negators):
        return []
    gone = [i for i in _list_lone(pair, base.terms, view.to_far) if pair.lost[base.terms[i]]]
    new = [j for j in _list_lone(pair, other.terms, view.to_near) if pair.gained[other.terms[j]]]
    found = [(i, j) for i in gone for j in new if _are_opposites(base.terms[i], other.terms[j])]
    if len(found) != 1:
        return []
    i, j = found[0]
    if _is_bound(base, i) or _is_bound(other, j) or _are_roles_swapped(view, i, j):
        return []
    if _is_polarity_changed(view, i, j, readings) or _is_explained_nearby(view, i, j, readings):
        return []
    if _is_met(other, new, base.terms[i], j) or _is_met(base, gone, other.terms[j], i):
        return []
    if _govern_same(view, i, j) and _share_enough(view, _LEAST_OVERLAP):
        return [_describe_antonym(pair, i, j, _SAME_NEIGHBOUR)]
    converse = _load_lists().converse
    is_close = _share_enough(view, _MOST_OVERLAP)
    is_close = is_close and _find_opposition(base.terms[i], other.terms[j]) not in converse
    return [_describe_antonym(pair, i, j, _ELSEWHERE)] if is_close else []


def _is_met(passage: Passage, lone: list[int], term: str, at: int) -> bool:
    """Whether another lone word of a side says the same as a word of the other side."""
    opposites = _load_lists().opposites
    sides = {(group, side) for group, side, _ in opposites.get(term, ())}
    return any(
        k != at and any((g, s) in sides for g, s, _ in opposites.get(passage.terms[k], ()))
        for k in lone
    )


def _list_lone(pair: Pair, terms: list[str], across: list[int | None]) -> list[int]:
    """Words without a counterpart that have a listed opposite; none where there are many."""
    opposites = _load_lists().opposites
    lone = [
        k
        for k, term in enumerate(terms)
        if across[k] is None and is_content(term) and (term in opposites or term[:2] == "un")
    ]
    return lone if len(lone) <= _MOST_LONE else []


def _govern_same(view: View, i: int, j: int) -> bool:
    """Whether the same word that means something follows both, at once or after little words."""
    a, b = find_head(view.near, i, i + 1, before=False), find_head(view.far, j, j + 1, before=False)
    near = a is not None and b is not None and a - i <= _REACH_OF_GOVERNED >= b - j
    return near and view.to_far[a] == b and view.near.terms[a].isalpha()


def _share_enough(view: View, share: float) -> bool:
    """Whether most of the words of the shorter sentence stand in the other."""
    sides = [
        [k for k, term in enumerate(passage.terms) if term.isalpha() and is_content(term)]
        for passage in (view.near, view.far)
    ]
    shared = sum(view.to_far[k] is not None for k in sides[0])
    shorter = min(len(sides[0]), len(sides[1])) - 1
    return shared >= max(_LEAST_SHARED, share * shorter)


def _are_roles_swapped(view: View, i: int, j: int) -> bool:
    """Whether what stood before a word stands after its opposite and the reverse (sell, buy)."""
    terms, to_far = view.near.terms, view.to_far
    told = [k for k in range(len(terms)) if to_far[k] is not None and is_content(terms[k])]
    return any(k < i and to_far[k] > j for k in told) and any(k > i and to_far[k] < j for k in told)


def _is_explained_nearby(view: View, i: int, j: int, readings: tuple[_Reading, _Reading]) -> bool:
    """Whether a further word of denial near either of the two turns it round."""
    for passage, at, reading, across in (
        (view.near, i, readings[0], view.to_far),
        (view.far, j, readings[1], view.to_near),
    ):
        for item in select_near(reading.explaining, find_window(passage, at, at + 1)):
            words = range(item.first, item.stop)
            if at not in words and all(across[k] is None for k in words):
                return True
    return False


def _is_bound(passage: Passage, k: int) -> bool:
    """Whether a word is part of "at least" or "fewer than", which the numbers look at."""
    before, after = passage.terms[max(k - 1, 0) : k], passage.terms[k + 1 : k + 2]
    return passage.terms[k] in _MEASURES and (before == ["at"] or after == ["than"])


def _judge_slot(pair: Pair, view: View, i: int, j: int, group: int) -> float:
    """How sure it is that two words stand in one slot; 0 where they do not."""
    base, other = pair.base, pair.other
    straight = crossed = 0
    sentences = number_sentences(base)
    for k in range(max(i - REACH, 0), min(i + REACH + 1, len(base.terms))):
        at = view.to_far[k]
        if k == i or at is None or sentences[k] != sentences[i] or not is_content(base.terms[k]):
            continue
        if abs(at - j) > 2 * REACH:
            continue
        if (k < i) == (at < j):
            straight += 1
        else:
            crossed += 1
    if crossed and (group in _load_lists().converse or crossed >= straight):
        return 0.0
    gained = pair.gained[other.terms[j]] > 0 and pair.lost[base.terms[i]] > 0
    if not gained and not _stand_alone(pair, i, j):
        return 0.0
    left = i == 0 or j == 0 or view.to_far[i - 1] == j - 1
    right = i + 1 == len(base.terms) or j + 1 == len(other.terms) or view.to_far[i + 1] == j + 1
    if left and right:
        return ALIGNED if straight else 0.0
    return _ONE_NEIGHBOUR if straight >= 2 and (left or right) else 0.0


def _stand_alone(pair: Pair, i: int, j: int) -> bool:
    """Whether a replaced run is just the two words."""
    return any(op == ("replace", i, i + 1, j, j + 1) for op in pair.differences)


def _is_polarity_changed(view: View, i: int, j: int, readings: tuple[_Reading, _Reading]) -> bool:
    """Whether a negation near the two words changed too, so that the opposite is no opposite."""
    for passage, at, reading, across in (
        (view.near, i, readings[0], view.to_far),
        (view.far, j, readings[1], view.to_near),
    ):
        window = find_window(passage, at, at + 1)
        for item in select_near(reading.negators, window):
            if item.first <= at < item.stop:
                continue
            if all(across[k] is None for k in range(item.first, item.stop)):
                return True
    return False


def _describe_antonym(pair: Pair, i: int, j: int, sure: float) -> Change:
    """Write down one word that became its opposite."""
    a, b = pair.base.words[i], pair.other.words[j]
    why = f"“{a.form}” became its opposite, “{b.form}”"
    return Change("negation", "antonym", a.start, a.stop, b.start, b.stop, sure, why)
