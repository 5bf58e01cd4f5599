"""Is a person or thing called something that says something else?

A rewrite replaces nearly every word, and most of its synonyms are harmless. Only declared
replacements are listed: words that take sides, words that a thesaurus offers and that are
wrong in a report, and wider words. Each comes with its reason from data/fidelity/labels.toml.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair, Passage
from analysis.house_style import read_words
from analysis.paths import find_data_folder

# A replaced stretch of more words than this on a side is a reworded clause, in which two
# labels need not stand for each other.
LONGEST_STRETCH = 8
# How sure a declared replacement is: a slip may be right in a sense nobody thought of, and a
# wider word may stand for another narrower one.
CONFIDENCE = {"relabelled": 0.85, "wrong_synonym": 0.8, "generalised": 0.6}

Phrase = tuple[str, ...]


class Labels(NamedTuple):
    """
    The lists of data/fidelity/labels.toml by canonical terms.

    Attributes
    ----------
    classes : dict
        For each phrase its (group, class) pairs.
    reasons : list of str
        The reason of each group.
    slips, wider : dict
        For each word what may wrongly, or more widely, stand for it, with the reason and
        the words that make it right.
    firsts : frozenset of str
        First terms of all phrases that may be replaced.
    longest : int
        Words of the longest phrase.
    prefixes : frozenset of str
        Prefixes that turn a thing around.
    """

    classes: dict[Phrase, frozenset[tuple[int, str]]]
    reasons: list[str]
    slips: dict[Phrase, dict[Phrase, tuple[str, frozenset[str]]]]
    wider: dict[Phrase, dict[Phrase, tuple[str, frozenset[str]]]]
    firsts: frozenset[str]
    longest: int
    prefixes: frozenset[str]


@lru_cache(maxsize=1)
def load_labels() -> Labels:
    """
    Read the declared labels.

    Returns
    -------
    Labels
        Read once a process.

    Examples
    --------
    >>> ("surgery",) in load_labels().slips[("operation",)]
    True
    """
    path = find_data_folder() / "fidelity" / "labels.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    classes: dict[Phrase, set[tuple[int, str]]] = {}
    for n, group in enumerate(data["group"]):
        for name, phrases in group.items():
            if name == "why":
                continue
            for phrase in phrases:
                for form in _list_forms(phrase):
                    classes.setdefault(form, set()).add((n, name))
    slips, wider = _read_pairs(data["slip"]), _read_pairs(data["wider"])
    phrases = [*classes, *slips, *wider]
    prefixes = frozenset(data["opposed_prefixes"]["of"])
    return Labels(
        {phrase: frozenset(found) for phrase, found in classes.items()},
        [group["why"] for group in data["group"]],
        slips,
        wider,
        frozenset(phrase[0] for phrase in phrases),
        max(map(len, phrases)),
        prefixes,
    )


def _read_pairs(tables: list[dict]) -> dict[Phrase, dict[Phrase, tuple[str, frozenset[str]]]]:
    """Replacements in one direction: singular for singular, plural for plural."""
    found: dict[Phrase, dict[Phrase, tuple[str, frozenset[str]]]] = {}
    for table in tables:
        reason = table["why"], frozenset(table.get("unless", ()))
        for word, others in table["of"].items():
            for here in _list_forms(word):
                for other in others:
                    for there in _list_forms(other):
                        if here == there:
                            continue
                        found.setdefault(here, {})[there] = reason
    return found


def _list_forms(phrase: str) -> list[Phrase]:
    """A phrase and its plural, as canonical terms."""
    plural = phrase + "s"
    if phrase.endswith(("s", "sh", "ch", "x")):
        plural = phrase + "es"
    elif phrase.endswith("y") and phrase[-2:-1] not in tuple("aeiou"):
        plural = phrase[:-1] + "ies"
    elif phrase.endswith("man"):
        plural = phrase[:-3] + "men"
    return [tuple(word.term for word in read_words(form)) for form in (phrase, plural)]


def find_label_changes(pair: Pair) -> list[Change]:
    """
    Find what is called something else in a way that a list of reasons knows.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Kind ``label``: ``relabelled`` where a word of another side stands for one,
        ``wrong_synonym`` where a word of another sense does, ``generalised`` where a wider
        one does. Empty for synonyms that are not declared.

    Examples
    --------
    >>> def changes(a, b):
    ...     return [c.subkind for c in find_label_changes(Pair(Passage(a), Passage(b)))]
    >>> changes("He boasted of the operation.", "He boasted about the surgery.")
    ['wrong_synonym']
    >>> changes("Three rebels fled.", "Three terrorists fled.")
    ['relabelled']
    >>> changes("The firm fired infantry rockets.", "The firm fired anti-infantry rockets.")
    ['wrong_synonym']
    >>> changes("The firm paid.", "The business paid.")
    []
    """
    labels = load_labels()
    base, other = pair.base.terms, pair.other.terms
    found: list[Change] = []
    for op in pair.words:
        if op.tag == "equal":
            continue
        if op.tag == "replace" and not labels.firsts.isdisjoint(base[op.base_start : op.base_stop]):
            found += _compare_stretch(pair, op, labels)
        elif not labels.prefixes.isdisjoint(base[op.base_start : op.base_stop]) or (
            not labels.prefixes.isdisjoint(other[op.other_start : op.other_stop])
        ):
            found += _compare_prefixes(pair, op, labels)
    return found


def _compare_stretch(pair: Pair, op: Words, labels: Labels) -> Iterator[Change]:
    """Declared replacements between the two sides of one replaced stretch."""
    if max(op.base_stop - op.base_start, op.other_stop - op.other_start) > LONGEST_STRETCH:
        return
    taken: set[int] = set()
    here = _list_phrases(pair.base, op.base_start, op.base_stop, labels.longest)
    there = _list_phrases(pair.other, op.other_start, op.other_stop, labels.longest)
    done = op.base_start
    for first, stop in here:
        if first < done:
            continue
        one = tuple(pair.base.terms[first:stop])
        if one not in labels.classes and one not in labels.slips and one not in labels.wider:
            continue
        for begin, end in there:
            two = tuple(pair.other.terms[begin:end])
            if one == two or not taken.isdisjoint(range(begin, end)):
                continue
            judged = _judge(pair, one, two, labels)
            if judged is None or _is_held(pair, one, two):
                continue
            taken.update(range(begin, end))
            done = stop
            spans = *pair.base.locate(first, stop), *pair.other.locate(begin, end)
            yield _make(pair, spans, *judged)
            break


def _list_phrases(passage: Passage, first: int, stop: int, longest: int) -> list[tuple[int, int]]:
    """Runs of words that touch a stretch, the longest first at each place."""
    begin = max(first - longest + 1, 0)
    end = min(stop + longest - 1, len(passage.terms))
    return [
        (k, k + length)
        for k in range(begin, stop)
        for length in range(longest, 0, -1)
        if k + length <= end and k + length > first
    ]


def _judge(pair: Pair, one: Phrase, two: Phrase, labels: Labels) -> tuple[str, str] | None:
    """Subkind and reason, if it is declared that `two` says something else than `one`."""
    before, after = labels.classes.get(one), labels.classes.get(two)
    if before and after:
        shared = before & after
        for n, name in sorted(before):
            for m, another in sorted(after):
                if n == m and name != another and not shared:
                    return "relabelled", labels.reasons[n]
    for subkind, lists in (("wrong_synonym", labels.slips), ("generalised", labels.wider)):
        reason, unless = lists.get(one, {}).get(two, ("", frozenset()))
        if reason and unless.isdisjoint(pair.base.term_counts):
            return subkind, reason
    return None


def _is_held(pair: Pair, one: Phrase, two: Phrase) -> bool:
    """Whether either word stands on both sides as often: then it was moved, not replaced."""
    lost = any(pair.base.term_counts[t] > pair.other.term_counts[t] for t in one)
    gained = any(pair.other.term_counts[t] > pair.base.term_counts[t] for t in two)
    return not (lost and gained)


def _compare_prefixes(pair: Pair, op: Words, labels: Labels) -> Iterator[Change]:
    """A prefix such as "anti" put before a word, or taken from it, that stands on both sides."""
    sides = ((pair.base, op.base_start, op.base_stop), (pair.other, op.other_start, op.other_stop))
    for side, (passage, first, stop) in enumerate(sides):
        across = pair.base if side else pair.other
        aligned = pair.base_of if side else pair.other_of
        for k in range(first, min(stop, len(passage.terms) - 1)):
            joint = passage.text[passage.words[k].stop : passage.words[k + 1].start]
            partner = aligned[k + 1]
            if passage.terms[k] not in labels.prefixes or joint not in ("-", "‑", "‐"):
                continue
            if partner is None or (partner and across.terms[partner - 1] in labels.prefixes):
                continue
            whole, bare = passage.locate(k, k + 2), across.locate(partner, partner + 1)
            spans = (*bare, *whole) if side else (*whole, *bare)
            yield _make(pair, spans, "wrong_synonym", "the prefix turns the word around")


def _make(pair: Pair, spans: tuple[int, int, int, int], subkind: str, reason: str) -> Change:
    """The record of one replacement."""
    a, b, c, d = spans
    why = f"{pair.base.text[a:b]} became {pair.other.text[c:d]}: {reason}."
    return Change("label", subkind, *spans, CONFIDENCE[subkind], why)
