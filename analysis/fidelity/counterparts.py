"""Where on the other side stands the word that the alignment leaves alone?

The alignment of a `Pair` runs in order and knows equal terms only. A statement that moved, or
whose verb changed its form, still has a counterpart. The finders of negations, certainty and
attributions ask for it before they say that anything was lost.
"""

import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from analysis.fidelity.passage import KEPT_PASSAGES, Pair, Passage
from analysis.house_style import write_american
from analysis.paths import find_data_folder

# A word answers for the one that governs it when it stands at most so many words away.
REACH = 6
# Around a counterpart, words this far to the left and right may say the same in another way.
WINDOW_BEFORE = 9
WINDOW_AFTER = 7
# A replaced run longer than this is a rewording in which no word has a slot of its own.
LONGEST_RUN = 5

# A sentence is read so many words to each side of the word in question.
LONGEST_SENTENCE = 80

# How sure a counterpart is: aligned in order, found elsewhere, or only in the same slot.
ALIGNED, MOVED, IN_SLOT = 0.9, 0.75, 0.6

_SENTENCE_SIGNS = frozenset("!?")
# What follows a word at once where a quotation ends with it.
_CLOSING = regex.compile('[.,;:!?…]*+["”»]')
_SUFFIXES = (
    "ations ation ments ment ances ance ences ence ings ing ions ion edly ed ers er ally ly es s e"
).split()
# A stem shorter than this says nothing.
_SHORTEST_STEM = 3


class _Lists(NamedTuple):
    """The lists of data/fidelity/counterparts.toml."""

    function_words: frozenset[str]
    abbreviations: frozenset[str]
    irregular: dict[str, str]


class View(NamedTuple):
    """
    A pair read from one of its sides.

    Attributes
    ----------
    near, far : Passage
        The side that is read, and the one in which counterparts are looked for.
    to_far, to_near : list of int or None
        For each word of one side the number of its counterpart.
    """

    near: Passage
    far: Passage
    to_far: list[int | None]
    to_near: list[int | None]


class Place(NamedTuple):
    """
    Where on the far side stands what some words of the near side govern.

    Attributes
    ----------
    head : int
        The governed word, on the near side.
    first, stop : int
        Its counterpart, a run of far words.
    confidence : float
        `ALIGNED`, `MOVED` or `IN_SLOT`.
    """

    head: int
    first: int
    stop: int
    confidence: float


class Found(NamedTuple):
    """A listed phrase in a text, as a run of words, and the name of its list."""

    first: int
    stop: int
    name: str


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    path = find_data_folder() / "fidelity" / "counterparts.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    irregular = {}
    for line in data["irregular"]["of"].split(";"):
        forms = line.split()
        irregular.update(dict.fromkeys(forms, forms[0]))
    return _Lists(
        frozenset(data["function_words"]["of"].split()),
        frozenset(data["abbreviations"]["of"].split()),
        irregular,
    )


def is_content(term: str) -> bool:
    """
    Say whether a term tells what a statement is about.

    Examples
    --------
    >>> [is_content(term) for term in ("the", "would", "dam", "90")]
    [False, False, True, True]
    """
    return term not in _load_lists().function_words


@lru_cache(maxsize=65536)
def find_stem(term: str) -> str:
    """
    Reduce a term to what its inflected forms share.

    Examples
    --------
    >>> find_stem("evacuate") == find_stem("evacuating"), find_stem("fell") == find_stem("falls")
    (True, True)
    >>> find_stem("order") == find_stem("old")
    False
    """
    known = _load_lists().irregular.get(term)
    if known is not None:
        term = known
    if term.endswith(("ied", "ies")) and len(term) > 4:
        term = term[:-3] + "y"
    for suffix in _SUFFIXES:
        if term.endswith(suffix) and len(term) - len(suffix) >= _SHORTEST_STEM:
            term = term[: -len(suffix)]
            break
    if len(term) > _SHORTEST_STEM and term[-1] == term[-2] and term[-1] not in "sz":
        term = term[:-1]
    if term.endswith(("at", "it")) and len(term) > 5:
        term = term[:-2]
    known = _load_lists().irregular.get(term)
    return known or term.removesuffix("e") if len(term) > _SHORTEST_STEM else known or term


@lru_cache(maxsize=8)
def view_pair(pair: Pair) -> tuple[View, View]:
    """
    Find the counterpart of every word, wherever it stands.

    Returns
    -------
    tuple of View
        The pair read from the base and from the other side.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> pair = Pair(read_passage("It is leaking, he said."), read_passage("He said it leaks."))
    >>> view_pair(pair)[0].to_far
    [None, None, 3, 0, 1]
    """
    to_other, to_base = list(pair.other_of), list(pair.base_of)
    base, other = pair.base, pair.other
    empty = _load_lists().function_words
    free: dict[str, deque[int]] = {}
    for op in pair.differences:
        for j in range(op.other_start, op.other_stop):
            if other.terms[j] not in empty:
                free.setdefault(find_stem(other.terms[j]), deque()).append(j)
    for op in pair.differences if free else ():
        for i in range(op.base_start, op.base_stop):
            if base.terms[i] not in empty and (places := free.get(find_stem(base.terms[i]))):
                j = places.popleft()
                to_other[i], to_base[j] = j, i
    return View(base, other, to_other, to_base), View(other, base, to_base, to_other)


@lru_cache(maxsize=KEPT_PASSAGES)
def number_sentences(passage: Passage) -> list[int]:
    """
    Say in which sentence of a passage each word stands.

    Examples
    --------
    >>> number_sentences(Passage("Mr. Low left. He won! She lost."))
    [0, 0, 0, 1, 1, 2, 2]
    """
    abbreviations = _load_lists().abbreviations
    text, words = passage.text, passage.words
    numbers, number = [], 0
    for k, word in enumerate(words):
        if k:
            before = words[k - 1]
            gap = text[before.stop : word.start]
            ends = len(gap) > 1 and not _SENTENCE_SIGNS.isdisjoint(gap)
            if not ends and "." in gap and not gap.endswith("."):
                short = len(before.form) == 1 or before.form.lower() in abbreviations
                ends = not short and not word.form[:1].islower()
            number += ends
        numbers.append(number)
    return numbers


def is_one_sentence(passage: Passage) -> bool:
    """
    Say whether a passage is a sentence and no more.

    Examples
    --------
    >>> is_one_sentence(Passage("Mr. Low left.")), is_one_sentence(Passage("He won! She lost."))
    (True, False)
    """
    numbers = number_sentences(passage)
    return bool(numbers) and numbers[-1] == 0


def is_reordered(pair: Pair) -> bool:
    """
    Say whether two passages hold the same sentences, in whatever order.

    Examples
    --------
    >>> a, b = Passage("It fell. It did not rise."), Passage("It did not rise. It fell.")
    >>> is_reordered(Pair(a, b))
    True
    """
    if pair.base.term_counts != pair.other.term_counts:
        return False
    return _group_sentences(pair.base) == _group_sentences(pair.other)


def _group_sentences(passage: Passage) -> list[list[str]]:
    """The terms of each sentence, the sentences sorted."""
    numbers = number_sentences(passage)
    sentences: list[list[str]] = [[] for _ in range(numbers[-1] + 1)] if numbers else []
    for term, number in zip(passage.terms, numbers, strict=True):
        sentences[number].append(term)
    return sorted(sentences)


def find_head(passage: Passage, first: int, stop: int, *, before: bool = True) -> int | None:
    """
    Find the word that a run of words governs: the next word that means something.

    Parameters
    ----------
    passage : Passage
        The text.
    first, stop : int
        The run of words.
    before : bool
        Look in front of the run when nothing follows it in its sentence.

    Returns
    -------
    int or None
        The number of the word; None when none is near.
    """
    terms, sentences, words = passage.terms, number_sentences(passage), passage.words
    here = sentences[first]
    for k in range(stop, min(stop + REACH, len(terms))):
        if sentences[k] != here or (k and _CLOSING.match(passage.text, words[k - 1].stop)):
            break
        if is_content(terms[k]):
            return k
    for k in range(first - 1, max(first - REACH, 0) - 1, -1) if before else ():
        if sentences[k] != here:
            break
        if is_content(terms[k]):
            return k
    return None


def find_place(view: View, first: int, stop: int) -> Place | None:
    """
    Find where the far side says what a run of near words governs.

    Parameters
    ----------
    view : View
        The pair, read from the side that holds the run.
    first, stop : int
        The run of words ("not", "reportedly").

    Returns
    -------
    Place or None
        None when the governed words are absent on the far side or reworded beyond
        recognition: then nothing can be said about the run.
    """
    head = find_head(view.near, first, stop)
    if head is None:
        return None
    at = view.to_far[head]
    if at is not None:
        same = view.near.terms[head] == view.far.terms[at]
        if not has_company(view, head, first, stop, at):
            return None
        return Place(head, at, at + 1, ALIGNED if same else MOVED)
    return _find_slot(view, head, first, stop)


def has_company(view: View, head: int, first: int, stop: int, at: int) -> bool:
    """
    Whether another word near the governed one has its counterpart near it too.

    Between two sentences that were paired, little words to both sides are company enough.
    """
    one = is_one_sentence(view.near) and is_one_sentence(view.far)
    if one and _stands_between(view, min(first, head), max(stop, head + 1), at):
        return True
    near, others = view.near.terms, 0
    sentences = number_sentences(view.near)
    for k in range(max(first - REACH, 0), min(max(stop, head + 1) + REACH, len(near))):
        if k == head or first <= k < stop or sentences[k] != sentences[head]:
            continue
        if is_content(near[k]):
            others += 1
            j = view.to_far[k]
            if j is not None and abs(j - at) <= 2 * REACH:
                return True
    return not others


def _stands_between(view: View, first: int, stop: int, at: int) -> bool:
    """Whether any word before a run, and any after it, has its counterpart on that side."""
    before = view.to_far[max(first - REACH, 0) : first]
    after = view.to_far[stop : stop + REACH]
    leads = any(j is not None and at - REACH <= j < at for j in before)
    follows = any(j is not None and at < j <= at + REACH for j in after)
    return (leads or not before) and (follows or not after)


def _find_slot(view: View, head: int, first: int, stop: int) -> Place | None:
    """The far words that stand between the counterparts of the head's neighbours."""
    near, far, to_far = view.near.terms, view.far.terms, view.to_far
    sentences, far_sentences = number_sentences(view.near), number_sentences(view.far)
    left = first - 1
    if left >= 0 and to_far[left] is None:
        return None
    right = head + 1
    while right < len(near) and to_far[right] is None and right - head <= LONGEST_RUN:
        right += 1
    start = -1 if left < 0 else to_far[left]
    end = len(far) if right >= len(near) else to_far[right]
    if start is None or end is None or not 1 < end - start <= LONGEST_RUN + 1:
        return None
    is_tight = right == head + 1 and right < len(near) and sentences[right] == sentences[head]
    if not is_tight and not _is_flanked(view, head, start, end):
        return None
    words = [j for j in range(start + 1, end) if view.to_near[j] is None and is_content(far[j])]
    if not words or far_sentences[words[0]] != far_sentences[words[-1]]:
        return None
    return Place(head, words[0], words[-1] + 1, IN_SLOT)


def _is_flanked(view: View, head: int, start: int, end: int) -> bool:
    """Whether what stands before and after the slot is the same on both sides, and tells."""
    near, sentences = view.near.terms, number_sentences(view.near)
    low, high = max(head - REACH, 0), min(head + REACH, len(near))
    here = [k for k in range(low, high) if sentences[k] == sentences[head] and is_content(near[k])]
    after = [k for k in here if k > head]
    before = [k for k in here if k < head]
    follows = any(at is not None and end <= at < end + REACH for at in _carry(view, after))
    leads = any(at is not None and start - REACH <= at <= start for at in _carry(view, before))
    return follows and (leads or not before)


def _carry(view: View, words: list[int]) -> list[int | None]:
    """The counterparts of some near words."""
    return [view.to_far[k] for k in words]


def find_window(passage: Passage, first: int, stop: int) -> range:
    """Words of the same sentence that are near enough to a run to bear on it."""
    sentences = number_sentences(passage)
    here = sentences[first]
    low, high = max(first - WINDOW_BEFORE, 0), min(stop + WINDOW_AFTER, len(sentences))
    while sentences[low] != here:
        low += 1
    while sentences[high - 1] != here:
        high -= 1
    return range(low, high)


def find_sentence(passage: Passage, k: int) -> range:
    """Words of the sentence in which a word stands, `LONGEST_SENTENCE` to each side at most."""
    sentences = number_sentences(passage)
    low, high = max(k - LONGEST_SENTENCE, 0), min(k + LONGEST_SENTENCE, len(sentences))
    first = bisect_left(sentences, sentences[k], low, high)
    return range(first, bisect_right(sentences, sentences[k], low, high))


def select_near(found: Sequence["Found"], words: range) -> Sequence["Found"]:
    """Those of some phrases, in order, that begin in a run of words."""
    first = bisect_left(found, words.start, key=_get_first)
    return found[first : bisect_left(found, words.stop, key=_get_first)]


def _get_first(item: "Found") -> int:
    return item.first


def find_main_sentence(passage: Passage, words: Sequence[int]) -> range:
    """The sentence in which most of some words stand, the first of several."""
    counts = Counter(number_sentences(passage)[k] for k in words)
    here = min(counts, key=lambda number: (-counts[number], number))
    return find_sentence(passage, next(k for k in words if number_sentences(passage)[k] == here))


# --- Phrases of a list ------------------------------------------------------------------------

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def read_phrases(lists: Iterable[tuple[str, str]]) -> Phrases:
    """
    Prepare lists of phrases for `find_phrases`.

    Parameters
    ----------
    lists : iterable of (name, phrase)
        Phrases of canonical terms; a star after a verb stands for its inflected forms.

    Returns
    -------
    dict
        By first term; the longest phrase first.
    """
    table: Phrases = {}
    for name, phrase in lists:
        first, *rest = phrase.split()
        rest = [write_american(word) for word in rest]
        for form in expand_entry(first):
            table.setdefault(form, []).append((tuple(rest), name))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def find_phrases(terms: Sequence[str], table: Phrases) -> list[Found]:
    """
    Find the phrases of a list in a text, the longest at each place.

    Examples
    --------
    >>> table = read_phrases([("soft", "fail* to"), ("hard", "not")])
    >>> find_phrases("it failed to pay and did not say".split(), table)
    [Found(first=1, stop=3, name='soft'), Found(first=6, stop=7, name='hard')]
    """
    found: list[Found] = []
    at = 0
    for k, term in enumerate(terms):
        if k < at or term not in table:
            continue
        for rest, name in table[term]:
            if not rest or tuple(terms[k + 1 : k + 1 + len(rest)]) == rest:
                at = k + 1 + len(rest)
                found.append(Found(k, at, name))
                break
    return found


def expand_entry(word: str) -> list[str]:
    """
    Spell out one word of a list: a star stands for its inflected forms.

    Examples
    --------
    >>> expand_entry("favour"), expand_entry("add*")
    (['favor'], ['add', 'adds', 'added', 'adding'])
    """
    return list_forms(word[:-1]) if word.endswith("*") else [write_american(word)]


@lru_cache(maxsize=4096)
def list_forms(verb: str) -> list[str]:
    """
    List the inflected forms of a word as canonical terms, with some that nobody uses.

    Examples
    --------
    >>> list_forms("deny")
    ['deny', 'denies', 'denied', 'denying']
    >>> {"fell", "fallen", "falling"} <= set(list_forms("fall"))
    True
    """
    irregular = sorted(f for f, base in _load_lists().irregular.items() if base == verb)
    if verb.endswith("e"):
        forms = [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        forms = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    else:
        plural = "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"
        forms = [verb, verb + plural, verb + "ed", verb + "ing"]
    doubles = verb[-1:] in "bdgmnprt" and verb[-2:-1] in "aeiou" and verb[-3:-2] not in "aeiou"
    if doubles:
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    forms += [form for form in irregular if form not in forms]
    return list(dict.fromkeys(write_american(form) for form in forms))
