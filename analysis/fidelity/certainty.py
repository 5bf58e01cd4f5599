"""
Which statement became surer, or less sure, than it was?

Hedges (reportedly, an estimated), approximations (about 90,000) and modal verbs (may, will) are
compared where the words or the figure that they govern stand on both sides, and count as kept
when any other word near them leaves as much open.
"""

import tomllib
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from analysis.fidelity.change import Change
from analysis.fidelity.counterparts import (
    MOVED,
    Found,
    Phrases,
    Place,
    View,
    expand_entry,
    find_phrases,
    find_place,
    find_stem,
    find_window,
    has_company,
    is_content,
    is_reordered,
    number_sentences,
    read_phrases,
    select_near,
    view_pair,
)
from analysis.fidelity.passage import KEPT_PASSAGES, Pair, Passage
from analysis.paths import find_data_folder

# An approximation stands at most so many words from its figure ("about a third", "about $").
_REACH_OF_FIGURE = 3
# So many words before a verb its auxiliary stands ("will almost certainly not close").
_REACH_OF_VERB = 4
# A plan that became a settled thing, or the reverse, is often no more than a shorter phrase.
_PLAN_FACTOR = 0.7
# A verb of doubt and one of knowledge stand in replaced runs of at most so many words.
_LONGEST_SWAP = 3
# What leaves a statement open.
_OPEN = frozenset(("hedges", "possibilities", "plans", "abilities", "explaining"))
_EXACTNESS = frozenset(("approximations", "bounds"))


class _Lists(NamedTuple):
    """The lists of data/fidelity/certainty.toml."""

    phrases: Phrases
    doubts: frozenset[str]
    knowledge: frozenset[str]
    appearances: frozenset[str]
    being: frozenset[str]
    places: frozenset[str]  # before them "appeared" is no seeming
    any_word: frozenset[str]
    figures: frozenset[str]
    no_measure: frozenset[str]  # stems
    passive_openers: frozenset[str]
    month_openers: frozenset[str]
    triggers: frozenset[str]  # a difference without any of them concerns no certainty


_READ = (
    *("idioms", "hedges", "approximations", "bounds", "possibilities", "plans"),
    *("settled", "advice", "abilities", "duties", "explaining"),
)
_TRIGGERS = (
    *("hedges", "approximations", "possibilities", "plans"),
    *("advice", "abilities", "duties"),
)
_CURRENCIES = frozenset("$€£¥₽₹₴")
# Participles that report when "to be" or "to have" follows.
_REPORTS = frozenset("said thought believed understood reported alleged claimed considered".split())
# Of these, the ones that somebody may simply hear ("it was reported to the police").
_SPOKEN = frozenset(("said", "reported", "considered"))
_FINITE = frozenset("alleged suspected presumed supposed estimated rumored rumoured".split())


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    path = find_data_folder() / "fidelity" / "certainty.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    phrases = read_phrases((name, phrase) for name in _READ for phrase in data[name]["of"])
    firsts = (phrase.split()[0] for name in _TRIGGERS for phrase in data[name]["of"])
    triggers = {form for first in firsts for form in expand_entry(first)}
    triggers -= {
        "a",
        "an",
        "the",
        "in",
        "is",
        "are",
        "was",
        "were",
        "it",
        "as",
        "have",
        "has",
        "had",
    }
    doubts, knowledge, appearances, being = (
        frozenset(form for word in data[name]["of"] for form in expand_entry(word))
        for name in ("doubts", "knowledge", "appearances", "being")
    )
    return _Lists(
        phrases,
        doubts,
        knowledge,
        appearances,
        being,
        frozenset(data["appearances"]["places"]),
        frozenset(data["any_word"]["of"]),
        frozenset(data["figures"]["of"]),
        frozenset(find_stem(word) for word in data["about_is_no_measure"]["of"]),
        frozenset(data["passive_openers"]["of"]),
        frozenset(data["month_openers"]["of"]),
        frozenset(triggers | doubts | {"estimated", "or"}),
    )


def find_certainty_changes(pair: Pair) -> list[Change]:
    """
    Find what became surer, less sure, exact or inexact.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Of kind ``certainty``: ``hedge_lost`` and ``hedge_added``, ``approximation_lost``
        and ``approximation_added``, ``modal_strengthened`` and ``modal_weakened``. Only
        where both sides say the same thing or name the same figure.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> def show(base, other):
    ...     pair = Pair(read_passage(base), read_passage(other))
    ...     return [change.subkind for change in find_certainty_changes(pair)]
    >>> show("Residents reportedly left.", "Residents left.")
    ['hedge_lost']
    >>> show("About 300 people left.", "Around 300 people left.")
    []
    >>> show("The mill may close in June.", "The mill will close in June.")
    ['modal_strengthened']
    """
    if not _concerns_certainty(pair) or is_reordered(pair):
        return []
    there, back = view_pair(pair)
    base, other = _read(pair.base), _read(pair.other)
    changes = [
        *_find_unanswered(there, base, other, is_lost=True),
        *_find_unanswered(back, other, base, is_lost=False),
        *_find_duties(there, base, other),
        *_find_doubts(pair, there, is_lost=True),
        *_find_doubts(pair, back, is_lost=False),
    ]
    return changes


def _concerns_certainty(pair: Pair) -> bool:
    """Whether a differing word may say how sure something is."""
    triggers = _load_lists().triggers
    base, other = pair.base.terms, pair.other.terms
    return any(
        not triggers.isdisjoint(base[op.base_start : op.base_stop])
        or not triggers.isdisjoint(other[op.other_start : op.other_stop])
        for op in pair.differences
    )


@lru_cache(maxsize=KEPT_PASSAGES)
def _read(passage: Passage) -> list[Found]:
    """List what bears on certainty in a passage."""
    found = find_phrases(passage.terms, _load_lists().phrases)
    return [item for item in found if _is_meant(passage, item)]


def _is_meant(passage: Passage, item: Found) -> bool:
    """Whether a word is used in the sense for which it is listed."""
    terms, lists = passage.terms, _load_lists()
    term = terms[item.first]
    before = terms[item.first - 1] if item.first else ""
    after = terms[item.stop] if item.stop < len(terms) else ""
    if item.name == "idioms":
        return False
    if item.name == "approximations":
        return _find_figure(passage, item) is not None
    if item.name == "possibilities" and term == "may":
        return not _is_month(passage, item.first)
    if item.name != "hedges":
        return True
    if terms[item.stop - 1] == "to" and term in _REPORTS:
        is_passive = before in lists.passive_openers
        return is_passive and (term not in _SPOKEN or after in ("be", "have", "include"))
    if item.stop == item.first + 1 and term in _FINITE:
        is_finite = after in ("that", "he", "she", "it", "they", "the", "a", "an", "to", "")
        if term == "estimated":
            return before in lists.passive_openers
        return not is_finite
    if term in ("potential", "apparent", "probable", "possible"):
        is_superlative = before.endswith("est") or before in ("worst", "every", "all", "any", "as")
        return bool(after) and is_content(after) and not is_superlative
    return True


def _is_month(passage: Passage, at: int) -> bool:
    """Whether "May" is the month."""
    if passage.words[at].form != "May":
        return False
    terms = passage.terms
    before = terms[at - 1] if at else ""
    after = terms[at + 1] if at + 1 < len(terms) else ""
    return before[:1].isdigit() or after[:1].isdigit() or before in _load_lists().month_openers


def _find_figure(passage: Passage, item: Found) -> int | None:
    """The word that an approximation governs: a figure, or any word for "almost"."""
    terms, lists = passage.terms, _load_lists()
    term = terms[item.first]
    if term in ("or", "give") and item.stop > item.first + 1:
        near = range(item.first - 1, max(item.first - 1 - _REACH_OF_FIGURE, -1), -1)
    elif item.stop == item.first + 1 and term == "some":
        near = range(item.stop, min(item.stop + 1, len(terms)))
    else:
        near = range(item.stop, min(item.stop + _REACH_OF_FIGURE, len(terms)))
        before = terms[item.first - 1] if item.first else ""
        if term in ("about", "around") and find_stem(before) in lists.no_measure:
            return None
    for k in near:
        if terms[k] in _CURRENCIES and terms[k + 1 : k + 2] and terms[k + 1][0].isdigit():
            return k + 1
        if terms[k][0].isdigit() or terms[k] in lists.figures:
            return k
        if term in lists.any_word and is_content(terms[k]):
            return k
        if is_content(terms[k]) and term not in ("or", "give"):
            return None
    return None


# --- What has no answer on the other side ---------------------------------------------------------


def _find_unanswered(
    view: View, near: list[Found], far: list[Found], *, is_lost: bool
) -> list[Change]:
    """Doubts of the near side that the far side does not leave open."""
    changes = []
    moved: Counter | None = None
    for item in near:
        if item.name not in ("hedges", "approximations", "possibilities", "plans"):
            continue
        if _is_answered(item, view.near.terms, view.to_far):
            continue
        if item.name == "approximations":
            found = _compare_figure(view, item, far)
        else:
            moved = _count_moved(view, near) if moved is None else moved
            found = _compare_statement(view, item, near, far, moved)
        if found is not None:
            changes.append(_describe(view, item, found, is_lost=is_lost))
    return changes


def _is_answered(item: Found, terms: list[str], across: list[int | None]) -> bool:
    """Whether the telling words of a phrase, or its first, are aligned with the same."""
    telling = [k for k in range(item.first, item.stop) if is_content(terms[k])]
    return any(across[k] is not None for k in telling or [item.first])


def _compare_figure(view: View, item: Found, far: list[Found]) -> Place | None:
    """Where the same figure stands without any approximation or bound."""
    head = _find_figure(view.near, item)
    at = view.to_far[head] if head is not None else None
    if at is None or view.near.terms[head] != view.far.terms[at]:
        return None
    if not has_company(view, head, item.first, item.stop, at):
        return None
    beside = range(at - _REACH_OF_FIGURE - 1, at + _REACH_OF_FIGURE + 1)
    for other in select_near(far, range(at - 2 * _REACH_OF_FIGURE, beside.stop)):
        measures = other.name in _EXACTNESS or other.name in _OPEN
        is_near = other.first in beside or other.stop - 1 in beside
        if measures and is_near and not _is_answered(other, view.far.terms, view.to_near):
            return None
    return Place(head, at, at + 1, 0.9)


def _count_moved(view: View, near: list[Found]) -> Counter:
    """How often each phrase of the near side stands there without a counterpart."""
    terms = view.near.terms
    unanswered = (item for item in near if not _is_answered(item, terms, view.to_far))
    return Counter(tuple(terms[item.first : item.stop]) for item in unanswered)


def _compare_statement(
    view: View, item: Found, near: list[Found], far: list[Found], moved: Counter
) -> Place | None:
    """Where the same statement stands with nothing that leaves it open."""
    terms = view.near.terms
    denied = "not" in terms[item.stop : item.stop + 1]
    if item.name == "possibilities" and denied and terms[item.first] == "could":
        return None  # "could not be reached" is no possibility
    place = find_place(view, item.first, item.stop)
    if place is None or (item.name != "hedges" and place.confidence < MOVED):
        return None
    if _count_open(view, item, place, far, moved) > _count_reports(view, item, near):
        return None
    if item.name == "plans":
        settled = _find_before(view, far, place.first, ("settled",))
        return place._replace(confidence=place.confidence * _PLAN_FACTOR) if settled else None
    return place


def _count_open(view: View, item: Found, place: Place, far: list[Found], moved: Counter) -> int:
    """How many new words near the statement leave it open on the far side."""
    window = find_window(view.far, place.first, place.stop)
    names = _OPEN | {"approximations"} if item.name == "hedges" else _OPEN
    said = tuple(view.near.terms[item.first : item.stop])
    n_open = 0
    for other in select_near(far, window):
        if other.name not in names or _is_answered(other, view.far.terms, view.to_near):
            continue
        # A "can" that stands elsewhere on this side too has moved and governs another verb.
        words = tuple(view.far.terms[other.first : other.stop])
        n_open += words == said or not moved[words]
    return n_open


def _count_reports(view: View, item: Found, near: list[Found]) -> int:
    """How many words of saying near the doubt went too: says, for which states now stands."""
    window = find_window(view.near, item.first, item.stop)
    return sum(
        other.name == "explaining" and not _is_answered(other, view.near.terms, view.to_far)
        for other in select_near(near, window)
    )


def _find_before(view: View, far: list[Found], at: int, names: tuple[str, ...]) -> Found | None:
    """The new auxiliary just before a verb of the far side."""
    for item in select_near(far, range(at - _REACH_OF_VERB, at)):
        if item.name in names and not _is_answered(item, view.far.terms, view.to_near):
            return item
    return None


def _find_duties(view: View, near: list[Found], far: list[Found]) -> list[Change]:
    """A should that became a must, a can that became a will, or the reverse."""
    changes = []
    for item in near:
        opposite = _RIVALS.get(item.name)
        if opposite is None or _is_answered(item, view.near.terms, view.to_far):
            continue
        place = find_place(view, item.first, item.stop)
        if place is None or place.confidence < MOVED:
            continue
        other = _find_before(view, far, place.first, (opposite,))
        if other is not None:
            is_surer = item.name in ("advice", "abilities")
            subkind = "modal_strengthened" if is_surer else "modal_weakened"
            changes.append(_write(view, item, (other.first, other.stop), subkind, place))
    return changes


def _find_doubts(pair: Pair, view: View, *, is_lost: bool) -> list[Change]:
    """A "suspect" that became a "know", an "appeared" that became a "was", or the reverse."""
    lists = _load_lists()
    changes = _find_swaps(pair, view, lists.doubts, lists.knowledge, is_lost=is_lost)
    seeming = _find_swaps(pair, view, lists.appearances, lists.being, is_lost=is_lost)
    near = view.near
    for change in seeming:
        stop = change.base_stop if is_lost else change.other_stop
        following = near.find_words(stop, len(near.text))
        if following and near.terms[following.start] not in lists.places:
            changes.append(change)
    return changes


def _find_swaps(
    pair: Pair, view: View, open_words: frozenset, sure: frozenset, *, is_lost: bool
) -> list[Change]:
    """A word that leaves something open, where the other side has one that does not."""
    changes: list[Change] = []
    if open_words.isdisjoint(view.near.term_counts):
        return changes
    for op in pair.differences:
        sides = (op.base_start, op.base_stop), (op.other_start, op.other_stop)
        (first, stop), (far_first, far_stop) = sides if is_lost else sides[::-1]
        if max(stop - first, far_stop - far_first) > _LONGEST_SWAP:
            continue
        doubts = [k for k in range(first, stop) if view.near.terms[k] in open_words]
        known = [j for j in range(far_first, far_stop) if view.far.terms[j] in sure]
        if len(doubts) != 1 or len(known) != 1 or doubts[0] - first != known[0] - far_first:
            continue
        item = Found(doubts[0], doubts[0] + 1, "hedges")
        place = Place(doubts[0], known[0], known[0] + 1, MOVED)
        changes.append(_describe(view, item, place, is_lost=is_lost))
    return changes


# What took the place of a modal verb makes the statement stronger or weaker.
_RIVALS = {"advice": "duties", "duties": "advice", "abilities": "settled", "settled": "abilities"}
_SUBKINDS = {
    "hedges": ("hedge_lost", "hedge_added"),
    "approximations": ("approximation_lost", "approximation_added"),
    "possibilities": ("modal_strengthened", "modal_weakened"),
    "plans": ("modal_strengthened", "modal_weakened"),
}


def _describe(view: View, item: Found, place: Place, *, is_lost: bool) -> Change:
    """Write down one doubt that has no answer."""
    subkind = _SUBKINDS[item.name][0 if is_lost else 1]
    first, stop = place.first, place.stop
    if item.name in ("possibilities", "plans"):
        # The auxiliary that took its place stands just before the verb.
        while first and place.first - first < _REACH_OF_VERB and view.to_near[first - 1] is None:
            if number_sentences(view.far)[first - 1] != number_sentences(view.far)[first]:
                break
            first -= 1
    change = _write(view, item, (first, stop), subkind, place)
    if is_lost:
        return change
    return change._replace(
        base_start=change.other_start,
        base_stop=change.other_stop,
        other_start=change.base_start,
        other_stop=change.base_stop,
    )


_SAYINGS = {
    "hedge_lost": "“{said}” is gone: what was uncertain stands as certain",
    "hedge_added": "“{said}” is new: what was certain stands as uncertain",
    "approximation_lost": "“{said}” is gone: the figure stands as exact",
    "approximation_added": "“{said}” is new: the figure stands as inexact",
    "modal_strengthened": "“{said}” became “{becomes}”: surer than it was",
    "modal_weakened": "“{said}” became “{becomes}”: less sure than it was",
}


def _write(view: View, item: Found, there: tuple[int, int], subkind: str, place: Place) -> Change:
    """Make the record, the near side as its base."""
    near, far = view.near, view.far
    first, stop = item.first, item.stop
    if item.name not in ("hedges", "approximations") and place.head >= stop:
        stop = place.head + 1
    start, end = near.words[first].start, near.words[stop - 1].stop
    far_start, far_end = far.words[there[0]].start, far.words[there[1] - 1].stop
    said = " ".join(near.text[start:end].split())
    becomes = " ".join(far.text[far_start:far_end].split())
    if subkind == "modal_weakened" and item.name in ("possibilities", "plans"):
        said, becomes = becomes, said
    why = _SAYINGS[subkind].format(said=said, becomes=becomes)
    return Change("certainty", subkind, start, end, far_start, far_end, place.confidence, why)
