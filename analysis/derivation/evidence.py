"""Which words prove an edge of the tree to an editor?"""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.background import find_frequency
from analysis.collation import align_words
from analysis.derivation.direction import Clue
from analysis.derivation.readings import SPAN, Reading, Sentence, find_counterparts

# Longer proofs are cut: a figure and a sentence hold no more.
LONGEST_PROOF = 60
# Less of the shorter sentence in common: the two do not say the same thing.
SAME_SENTENCE = 0.4
# Words; a longer "sentence" is no prose.
LONGEST_SENTENCE = 600
# A run of this many words in two versions alone is no accident.
FEWEST_WORDS = 4


class Proof(NamedTuple):
    """
    Words that two versions share against others.

    Attributes
    ----------
    shared, instead : str
        The words, and what the others have instead; empty for nothing.
    from_segment, to_segment : int
        The segments that hold the words in the parent and in the child.
    """

    shared: str
    instead: str
    from_segment: int
    to_segment: int


def find_shared_error(above: Reading, parent: Reading, child: Reading) -> Proof | None:
    """
    Find what a version altered and its copy repeated.

    Parameters
    ----------
    above, parent, child : Reading
        A version, what was made of it, and what was made of that.

    Returns
    -------
    Proof or None
        The altered words that tell most: figures, then names, then the rarest; None if the
        copy repeats no alteration.
    """
    best: tuple[float, Proof] | None = None
    for sentence in child.sentences:
        for k in find_counterparts(sentence, parent)[:1]:
            middle = parent.sentences[k]
            for j in find_counterparts(middle, above)[:1]:
                for rank, proof in _list_repeated(above.sentences[j], middle, sentence):
                    if best is None or rank > best[0]:
                        best = (rank, proof)
    return best[1] if best else None


def _list_repeated(above: Sentence, middle: Sentence, child: Sentence):
    """Alterations of the middle sentence that stand in the child's too, and how telling."""
    terms = [w.term for w in middle.words]
    there = [w.term for w in child.words]
    if max(len(above.words), len(terms), len(there)) > LONGEST_SENTENCE:
        return
    operations = align_words([w.term for w in above.words], terms)
    n_equal = sum(op.base_stop - op.base_start for op in operations if op.tag == "equal")
    if n_equal < SAME_SENTENCE * min(len(terms), len(above.words)):
        return
    for op in operations:
        if op.tag != "replace" or op.other_stop - op.other_start > 6:
            continue
        if op.base_start == op.base_stop or op.other_start == op.other_stop:
            continue
        start, stop = max(0, op.other_start - 1), min(len(terms), op.other_stop + 1)
        if not _holds_run(there, terms[start:stop]):
            continue
        new = middle.words[op.other_start : op.other_stop]
        old = above.words[op.base_start : op.base_stop]
        if not any(w.term[0].isalnum() for w in new) or len(old) > 8:
            continue
        words = _cut_out(middle, new), _cut_out(above, old)
        proof = Proof(*words, middle.segment, child.segment)
        yield _rank_words(new, old), proof


def _rank_words(new, old) -> float:
    """Altered figures tell most, then names, then rare words."""
    if any(w.term[0].isdigit() for w in new) and any(w.term[0].isdigit() for w in old):
        return 100.0
    if any(w.form[:1].isupper() for w in new):
        return 50.0
    return -min(find_frequency(w.term) for w in new if w.term[0].isalnum()) * 1e4


def find_common_words(parent: Reading, child: Reading, outside: Iterable[Reading]) -> Proof | None:
    """
    Find the longest run of words that two versions have and no version outside has.

    Returns
    -------
    Proof or None
        None for fewer than `FEWEST_WORDS` words.
    """
    others = set().union(*(one.runs for one in outside))
    only = parent.runs - others
    best: tuple[int, Sentence, int] | None = None
    for sentence in child.sentences:
        terms = [w.term for w in sentence.words]
        length = 0
        for k in range(len(terms) - SPAN + 1):
            length = length + 1 if tuple(terms[k : k + SPAN]) in only else 0
            n_words = length + SPAN - 1 if length else 0
            if n_words >= FEWEST_WORDS and (best is None or n_words > best[0]):
                best = (n_words, sentence, k + SPAN - n_words)
    if best is None:
        return None
    n_words, sentence, start = best
    words = sentence.words[start : start + n_words]
    terms = [w.term for w in words[:SPAN]]
    above = next(s for s in parent.sentences if _holds_run([w.term for w in s.words], terms))
    return Proof(_cut_out(sentence, words), "", above.segment, sentence.segment)


def _holds_run(terms: list[str], run: list[str]) -> bool:
    return any(terms[k : k + len(run)] == run for k in range(len(terms) - len(run) + 1))


def _cut_out(sentence: Sentence, words) -> str:
    text = " ".join(sentence.text[words[0].start : words[-1].stop].split())
    return shorten_words(text.strip(" “”\"'«»„"))


def shorten_words(text: str, length: int = LONGEST_PROOF) -> str:
    """
    Cut a text at the end of a word.

    Examples
    --------
    >>> shorten_words("one two three", 9)
    'one two …'
    """
    if len(text) <= length:
        return text
    head = text[: length - 1].rsplit(" ", 1)[0] if " " in text[: length - 1] else text[: length - 2]
    return f"{head} …"


def choose_clue(clues: Iterable[Clue]) -> Clue | None:
    """
    Choose the weightiest clue with words to show that speaks for the first version.

    Words that lost only their quotation marks would be shown as the same on both sides.
    """
    shown = [
        c
        for c in clues
        if c.weight >= 1.0 and c.earlier.strip() and c.later.strip()
        if c.earlier.split() != c.later.split()
    ]
    return max(shown, key=lambda c: (c.weight, -len(c.later), c.later), default=None)
