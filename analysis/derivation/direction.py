"""Which of two versions of the same passages can have been made of the other?

A copy loses what it cannot get back: a name misspelt, a figure malformed, marks of a quotation
gone, a named source become "officials". The version with the intact reading cannot have been
made of the corrupted one alone. Most differences say nothing: both words would do.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from analysis.background import find_frequency
from analysis.collation import Passages, collate, group_pairs
from analysis.derivation.readings import Reading, find_counterparts
from analysis.fidelity.ledger import compare_passages
from analysis.fidelity.passage import Pair, read_passage
from analysis.house_style import read_words

# Alterations that destroy something: log-odds that the side which lacks it is the later one.
# What can as well be added by a careful hand (a hedge, a figure made exact) is not here.
IRREVERSIBLE = {
    # nonsense is made of sense, not the other way round
    ("number", "malformed"): 2.5,
    ("name", "common_word"): 2.0,
    ("name", "wrong_synonym"): 2.0,
    ("label", "wrong_synonym"): 2.0,
    # nobody can restore the words of a quotation without another source
    ("quote", "truncated"): 2.0,
    ("quote", "truncated_before_exception"): 2.0,
    ("quote", "marks_lost"): 1.5,
    # the name, the day or the denial would have to be known from elsewhere
    ("name", "described"): 1.5,
    ("date", "blurred"): 1.5,
    ("attribution", "weakened"): 1.5,
    ("attribution", "denial_lost"): 1.5,
    ("attribution", "as_fact"): 1.5,
    ("label", "generalised"): 1.0,
}
# A word that no list knows where the other version has a common one: a slip of the keys.
MISSPELT = 2.5
# A word this frequent (of running words) is a common word, in a name or not; that share of a
# clue is left where both words are.
COMMON, BOTH_COMMON = 1e-5, 0.4
# One version always writes a thing one way, the other both ways: it was altered in places.
# More so for names, which an author keeps to.
MIXED_FORMS, MIXED_NAMES = 0.7, 2.0
# Two spellings of one name are this much alike (Jaro-Winkler), two names of a story seldom.
SAME_NAME = 0.85
# A version that names somebody in full where the other has the bare surname all through.
UNINTRODUCED = 2.0
# Frequencies (of running words) of a word that is known, and of one that is not.
KNOWN, UNKNOWN = 1e-6, 1.1e-8
# Words for words: thesaurus words are rarer than those they replace. Nats of mean difference
# times the number of replaced words, down-weighted, as words of one text are not independent.
RARITY_WEIGHT, MOST_RARITY = 0.15, 2.5
# Sentences one version has alone, in one run: a cut takes many at once, an addition few.
LONG_RUN, CUT_RUN = 3, 1.0
# A sentence that shares hardly any rare word with the rest of the story was put in.
FOREIGN_SENTENCE, FOREIGN_SHARE = 0.7, 0.05
MOST_FOREIGN = 2.0
# The rest of the sentences that one side alone has: cuts are commoner than additions.
CUT_PRIOR = 0.5
# Characters; a longer "sentence" is no prose, and is not read closely.
LONGEST_PASSAGE = 3000
# Frequency (of running words) below which a word is rare; rare words a sentence needs to be judged.
RARE = 1e-4
FEWEST_RARE = 3


class Clue(NamedTuple):
    """
    One piece of evidence for a direction.

    Attributes
    ----------
    weight : float
        Log-odds; above 0 that the second version was made of the first.
    why : str
        What happened, as the end of a sentence about the later version.
    earlier, later : str
        The words of the side taken to be intact and of the other.
    """

    weight: float
    why: str
    earlier: str
    later: str


def list_clues(
    a: Reading, b: Reading, passages: tuple[Passages, Passages], counts: dict[str, Counter]
) -> list[Clue]:
    """
    List what speaks for one direction between two versions.

    Parameters
    ----------
    a, b : Reading
        The two versions.
    passages : tuple of Passages
        The same two, as `collation.prepare_passages` makes them.
    counts : dict of str to Counter
        How often each version has each canonical term (`count_terms`).

    Returns
    -------
    list of Clue
        Weights above 0 for a before b, below 0 for b before a; exchanging the versions
        changes the signs and nothing else.
    """
    rows = collate(*passages)
    clues: list[Clue] = []
    aligned = rows[rows["action"].isin(("edited", "paraphrased", "partial"))]
    texts = [{s.segment: s.text for s in side.sentences} for side in (a, b)]
    links = zip(aligned["base_segment"].tolist(), aligned["other_segment"].tolist(), strict=True)
    swaps: list[tuple[str, str]] = []
    for left, right in group_pairs(links):
        one = " ".join(texts[0].get(k, "") for k in left)
        two = " ".join(texts[1].get(k, "") for k in right)
        if max(len(one), len(two)) > LONGEST_PASSAGE:
            continue
        there = Pair(read_passage(one), read_passage(two))
        clues += _list_destroyed(there, a, b)
        swaps += _list_swaps(there)
    clues += _weigh_swaps(swaps, counts[a.version_id], counts[b.version_id])
    clues += _weigh_extra(rows, a, b, counts)
    return clues


def weigh_passages(
    a: Reading, b: Reading, places: Iterable[int], counts: dict[str, Counter]
) -> float:
    """
    Weigh what speaks for one direction between some sentences of two versions.

    Parameters
    ----------
    a, b : Reading
        The two versions.
    places : iterable of int
        Sentences of b that stand in a, too.
    counts : dict of str to Counter
        How often each version has each canonical term (`count_terms`).

    Returns
    -------
    float
        Log-odds; above 0 that the sentences of b were made of those of a.
    """
    clues: list[Clue] = []
    swaps: list[tuple] = []
    for place in places:
        sentence = b.sentences[place]
        for k in find_counterparts(sentence, a)[:1]:
            one, two = a.sentences[k].text, sentence.text
            if max(len(one), len(two)) <= LONGEST_PASSAGE:
                there = Pair(read_passage(one), read_passage(two))
                clues += _list_destroyed(there, a, b)
                swaps += _list_swaps(there)
    clues += _weigh_swaps(swaps, counts[a.version_id], counts[b.version_id])
    return math.fsum(clue.weight for clue in clues)


def _list_destroyed(there: Pair, a: Reading, b: Reading) -> list[Clue]:
    """What was lost on the way from the first passage to the second, or back."""
    back = _list_losses(Pair(there.other, there.base), -1.0, b)
    return _drop_contradictions(_list_losses(there, 1.0, a), back)


def count_terms(reading: Reading) -> Counter:
    """Count each canonical term of a version."""
    return Counter(word.term for s in reading.sentences for word in s.words)


def _list_losses(pair: Pair, sign: float, whole: Reading) -> list[Clue]:
    """What the second passage lost of the first, which stands in `whole`."""
    found = []
    for change in compare_passages(pair):
        weight = IRREVERSIBLE.get((change.kind, change.subkind))
        if weight:
            earlier = pair.base.text[change.base_start : change.base_stop]
            later = pair.other.text[change.other_start : change.other_stop]
            if change.kind == "name" and change.subkind in ("common_word", "wrong_synonym"):
                weight *= _weigh_translation(earlier, later, whole)
            weight *= min(1.0, change.confidence + 0.2)
            found.append(Clue(sign * weight, change.why, earlier, later))
    # One place can be several rows: the heaviest says it.
    best: dict[str, Clue] = {}
    for clue in found:
        key = clue.earlier or clue.later
        if key not in best or abs(clue.weight) > abs(best[key].weight):
            best[key] = clue
    return list(best.values())


def _weigh_translation(earlier: str, later: str, whole: Reading) -> float:
    """
    How much it says that a name seems to have become a common word, 0 to 1.

    Nothing where the intact version has the new word as a name, too: two people. Little where
    the intact word is as common: nobody can tell a Society that was a Club from the reverse.
    """
    before = {word.term for word in read_words(earlier)}
    after = {word.term for word in read_words(later)}
    if after - before and whole.names >= after - before:
        return 0.0
    given_up = before - after
    is_common = bool(given_up) and min(map(find_frequency, given_up)) >= COMMON
    return BOTH_COMMON if is_common else 1.0


def _drop_contradictions(forth: list[Clue], back: list[Clue]) -> list[Clue]:
    """What is held to be lost in both directions was lost in neither."""
    there = {(clue.earlier, clue.later) for clue in forth}
    both = {pair for pair in ((clue.later, clue.earlier) for clue in back) if pair in there}
    return [c for c in forth if (c.earlier, c.later) not in both] + [
        c for c in back if (c.later, c.earlier) not in both
    ]


def _list_swaps(pair: Pair) -> list[tuple]:
    """Single words that stand for each other."""
    found = []
    for op in pair.differences:
        if op.tag != "replace":
            continue
        if op.base_stop - op.base_start != op.other_stop - op.other_start:
            continue
        for i, j in zip(
            range(op.base_start, op.base_stop), range(op.other_start, op.other_stop), strict=True
        ):
            found.append((pair.base.words[i], pair.other.words[j]))
    return found


def _weigh_swaps(swaps: list[tuple], in_a: Counter, in_b: Counter) -> list[Clue]:
    clues: list[Clue] = []
    rarity, n = 0.0, 0
    seen = set()
    for x, y in swaps:
        if (x.term, y.term) in seen:
            continue
        seen.add((x.term, y.term))
        clue = _find_slip(x, y) or _find_mixed(x, y, in_a, in_b)
        if clue:
            clues.append(clue)
        if x.term.isalpha() and y.term.isalpha() and x.form.islower() and y.form.islower():
            fx, fy = find_frequency(x.term), find_frequency(y.term)
            if min(fx, fy) > UNKNOWN:
                rarity += max(-3.0, min(3.0, math.log(fx / fy)))
                n += 1
    if n:
        weight = max(-MOST_RARITY, min(MOST_RARITY, RARITY_WEIGHT * rarity))
        clues.append(Clue(weight, "its words are the rarer ones", "", ""))
    return clues


def _find_slip(x, y) -> Clue | None:
    """A word that no list knows beside a known one, spelt nearly alike."""
    from rapidfuzz.distance import OSA

    if not (x.term.isalpha() and y.term.isalpha()) or min(len(x.term), len(y.term)) < 4:
        return None
    if OSA.distance(x.term, y.term, score_cutoff=2) > 2:
        return None
    fx, fy = find_frequency(x.term), find_frequency(y.term)
    if fx >= KNOWN and fy <= UNKNOWN:
        return Clue(MISSPELT, "misspelt", x.form, y.form)
    if fy >= KNOWN and fx <= UNKNOWN:
        return Clue(-MISSPELT, "misspelt", y.form, x.form)
    return None


def _find_mixed(x, y, in_a: Counter, in_b: Counter) -> Clue | None:
    """One version has both forms, the other only one of them."""
    if max(find_frequency(x.term), find_frequency(y.term)) > 1e-4:
        return None  # words of grammar stand everywhere
    is_name = x.form[:1].isupper() and y.form[:1].isupper()
    if is_name and not _is_same_name(x.term, y.term):
        return None  # two people, or two places
    weight = MIXED_NAMES if is_name else MIXED_FORMS
    if in_b[x.term] and not in_a[y.term]:
        return Clue(weight, "written both ways", x.form, y.form)
    if in_a[y.term] and not in_b[x.term]:
        return Clue(-weight, "written both ways", y.form, x.form)
    return None


def _is_same_name(a: str, b: str) -> bool:
    """Whether two words may be one name, spelt or transliterated otherwise."""
    from rapidfuzz.distance import JaroWinkler

    return a[:1] == b[:1] and JaroWinkler.similarity(a, b) >= SAME_NAME


def _weigh_extra(rows: pd.DataFrame, a: Reading, b: Reading, counts) -> list[Clue]:
    """What the sentences that one version has alone say."""
    clues: list[Clue] = []
    for side, reading, other, sign in (("base", a, b, 1.0), ("other", b, a, -1.0)):
        action = "omitted" if side == "base" else "added"
        alone = set(rows.loc[rows["action"] == action, f"{side}_segment"].dropna().tolist())
        if not alone:
            continue
        n_foreign, n_cut_runs = 0, 0
        run: list[bool] = []
        shared = counts[other.version_id]
        for sentence in [*reading.sentences, None]:
            if sentence is not None and sentence.segment in alone:
                run.append(_is_foreign(sentence, shared))
                continue
            # What goes in a cut was part of the text, whatever it speaks of.
            if len(run) >= LONG_RUN and sum(run) <= len(run) / 3:
                n_cut_runs += 1
            else:
                n_foreign += sum(run)
            run = []
        if n_cut_runs:
            clues.append(Clue(sign * CUT_RUN * min(n_cut_runs, 2), "cut in one run", "", ""))
        if n_foreign:
            weight = -min(MOST_FOREIGN, FOREIGN_SENTENCE * n_foreign)
            clues.append(Clue(sign * weight, "sentences of other matter", "", ""))
        if n_foreign < len(alone):
            clues.append(Clue(sign * CUT_PRIOR, "sentences are missing", "", ""))
        clues += _find_unintroduced(reading, other, alone, sign)
    return clues


def _is_foreign(sentence, shared: Counter) -> bool:
    """Whether hardly any rare word of a sentence stands in the other version at all."""
    rare = {w.term for w in sentence.words if w.term.isalpha() and find_frequency(w.term) < RARE}
    names = {w.term for w in sentence.words[1:] if w.form[:1].isupper()}
    if any(sentence.quoted) or any(w.term[0].isdigit() for w in sentence.words):
        return False
    return len(rare) >= FEWEST_RARE and not any(shared[term] for term in rare | names)


def _find_unintroduced(whole: Reading, part: Reading, alone: set[int], sign: float) -> list[Clue]:
    """Somebody whom only a sentence that is missing introduces, named as if known."""
    full = _list_introduced(whole, alone)
    firsts = {w.term for s in part.sentences for w in s.words}
    surnames = {w.term for s in part.sentences for w in s.words if w.form[:1].isupper()}
    found = []
    for last, first in sorted(full.items()):
        if last not in surnames or first in firsts:
            continue
        name = f"{first} {last}".title()
        found.append(Clue(sign * UNINTRODUCED, "named without introduction", name, last.title()))
    return found[:2]


def _list_introduced(reading: Reading, within: set[int]) -> dict[str, str]:
    """Surname and first name at a surname's first mention, if that is in certain sentences."""
    seen: set[str] = set()
    found: dict[str, str] = {}
    for sentence in reading.sentences:
        words = sentence.words
        for before, word in zip(words, words[1:], strict=False):
            if not word.form[:1].isupper() or word.term in seen:
                continue
            seen.add(word.term)
            is_pair = before.form[:1].isupper() and before.stop + 1 == word.start
            if sentence.segment in within and is_pair and before is not words[0]:
                found[word.term] = before.term
    return found
