"""
What do two versions have in common, and what was done to it?

Shares of words, read off the runs of words that both hold and off their collation. House
style is taken out first: *per cent*, *licence* and *1,200* are the base's words too.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.background import weigh_terms
from analysis.collation import collate, group_pairs, prepare_passages
from analysis.divergence import load_stopwords
from analysis.house_style import write_american
from analysis.sentences import split_sentences
from analysis.tokens import tokenise

# Lengths of the runs of words that are looked for: by chance two reports of one event share
# many runs of 2, some of 3 (names of offices), hardly any of 5; a run of 8 outside quotation
# marks is copied; a run of 12 is most of a sentence left as it was.
RUNS = (2, 3, 5, 8, 12)
# Runs of function words: 4 outlive light rewording, 8 (Stamatatos) only synonyms in place.
STOPWORD_RUNS = (4, 8)
# A passage whose words are so many times so many that aligning them word by word would take
# seconds; its words are then compared as a bag.
_LARGEST_ALIGNMENT = 4_000_000
# A sentence is an echo if it and its partner have at least this share of their words in
# common order: sentences on one subject, written apart, reach .3 to .4.
_ECHO = 0.35
# So many letters of a word outlive its endings.
_STEM = 5

EVIDENCE = (
    "n_base",
    "n_other",
    "shared_terms",
    *(f"other_in_runs_{k}" for k in RUNS),
    *(f"base_in_runs_{k}" for k in RUNS),
    "outlet_in_runs_3",
    "outlet_in_runs_5",
    *(f"stopword_{k}_other_in_base" for k in STOPWORD_RUNS),
    *(f"stopword_{k}_base_in_other" for k in STOPWORD_RUNS),
    "content_pairs_other_in_base",
    "common_order",
    "share_aligned",
    "share_there",
    "share_untouched",
    "share_changed",
    "share_in_place",
    "share_one_to_one",
    "length_change",
    "share_partial",
    "share_moved",
    "best_sentence",
    "share_echoed",
    "verbatim_in_echoes",
    "quotations_shared",
)


class Words(NamedTuple):
    """The body words of a version: terms in no house style, sentence and voice of each."""

    terms: list[str]
    segments: np.ndarray
    is_outlet: np.ndarray


def plain_term(term: str) -> str:
    """
    Reduce a term to what it is in any house style.

    Examples
    --------
    >>> [plain_term(term) for term in ("licence", "1,200", "US", "twelve")]
    ['license', '1200', 'us', '12']
    """
    return write_american(term.casefold()).replace(",", "")


def read_words(tokens: pd.DataFrame) -> dict[str, Words]:
    """
    Gather the body words of each version.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table; without a column voice everything is the outlet's.

    Returns
    -------
    dict of str to Words
        One entry for each version of the table, also for one without a body.
    """
    body = tokens[(tokens["kind"] == "body") & tokens["is_word"].astype(bool)]
    voice = body["voice"] if "voice" in body else pd.Series("outlet", index=body.index)
    body = body.assign(is_outlet=voice.to_numpy() != "quoted")
    found = {}
    for version_id in tokens["version_id"].unique().tolist():
        own = body[body["version_id"] == version_id]
        found[version_id] = Words(
            [plain_term(term) for term in own["term"].tolist()],
            own["segment"].to_numpy(dtype=np.int64),
            own["is_outlet"].to_numpy(dtype=bool),
        )
    return found


def tabulate_reuse(tokens: pd.DataFrame, collation: pd.DataFrame, base_id: str) -> pd.DataFrame:
    """
    Measure what each version has in common with the base.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table, with the column voice of `attribution.mark_voice` if there is one.
    collation : DataFrame
        The collation table.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        version_id and the columns of `measure_words`, one row a version other than the base,
        in the order of `tokens`.
    """
    words = read_words(tokens)
    columns = ("other_id", "base_segment", "other_segment", "action", "moved")
    rows: dict[str, list[tuple]] = {}
    for other_id, *row in zip(*(collation[c].tolist() for c in columns), strict=True):
        rows.setdefault(other_id, []).append(tuple(row))
    return pd.DataFrame(
        [
            {"version_id": name} | measure_words(words[base_id], other, rows.get(name, ()))
            for name, other in words.items()
            if name != base_id
        ],
        columns=["version_id", *EVIDENCE],
    )


def compare_texts(base_text: str, other_text: str) -> dict[str, float]:
    """
    Measure what two plain texts have in common; every sentence counts as body.

    Parameters
    ----------
    base_text, other_text : str
        Any texts, without headlines and furniture.

    Returns
    -------
    dict of str to float
        As `measure_words`.

    Examples
    --------
    >>> wire = "The dam at Oxby leaks. Its owner denied on Friday that people are in danger."
    >>> compare_texts(wire, "The dam at Oxby leaks.")["other_in_runs_5"]
    1.0
    """
    tokens = tokenise_texts({"base": base_text, "other": other_text})
    passages = prepare_passages(tokens)
    # A text without a word has no row of tokens, and nothing to collate.
    if len(passages) < 2:
        tokens_of = read_words(tokens)
        empty = Words([], np.empty(0, np.int64), np.empty(0, bool))
        return measure_words(tokens_of.get("base", empty), tokens_of.get("other", empty), ())
    collation = collate(passages["base"], passages["other"])
    return tabulate_reuse(tokens, collation, "base").iloc[0].drop("version_id").to_dict()


def tokenise_texts(texts: dict[str, str]) -> pd.DataFrame:
    """A tokens table of plain texts: sentences as body, words in marks as quoted."""
    rows = []
    for name, text in texts.items():
        is_open = False
        for number, (start, stop) in enumerate(split_sentences(text)):
            for token in tokenise(text[start:stop]):
                if token.form in _MARKS:
                    is_open = _MARKS[token.form] if _MARKS[token.form] is not None else not is_open
                voice = "quoted" if is_open else "outlet"
                rows.append((name, number, "body", token.form, token.term, token.is_word, voice))
    columns = ["version_id", "segment", "kind", "form", "term", "is_word", "voice"]
    return pd.DataFrame(rows, columns=columns)


# Double quotation marks: whether what follows is quoted; None turns it round.
_MARKS = {'"': None, "“": True, "”": False, "«": True, "»": False, "„": True}


def measure_words(base: Words, other: Words, rows: Iterable[tuple]) -> dict[str, float]:
    """
    Measure what a version has in common with the base.

    Parameters
    ----------
    base, other : Words
        The body words of either.
    rows : iterable of (base_segment, other_segment, action, moved)
        Their rows of the collation.

    Returns
    -------
    dict of str to float
        All shares are shares of words from 0 to 1, NaN where there are no words to share:

        - n_base, n_other: words of either body.
        - shared_terms: cosine of the two sets of terms, each weighing its rarity in English
          (`background.weigh_terms`): whether they are about the same people and things.
        - other_in_runs_k: of the version's words, those inside a run of k words that the base
          holds too; base_in_runs_k the other way round; outlet_in_runs_k of the version's
          words outside quotation marks (a run may reach into a quotation).
        - stopword_k_other_in_base, ..._base_in_other: different runs of k function words that
          the other side has too [1]_. They outlive synonyms.
        - content_pairs_other_in_base: different pairs of neighbouring content words (first
          five letters) that the base has.
        - common_order: words of the version in the longest common subsequence.
        - share_aligned, share_there: words of the version, of the base, in aligned sentences.
        - share_untouched: of aligned statements (counted, not their words), those that differ
          in house style at most.
        - share_changed: of the version's words in aligned statements, those without an equal
          in common order. share_in_place: of those, words that stand where as many words
          of the base stood, as synonyms do.
        - share_one_to_one: of aligned statements with a change, those of one sentence on
          either side. length_change: mean natural log of their length in words, version over
          base; NaN without such statements, as the three before without aligned ones.
        - share_partial, share_moved: of the version's aligned words, those in statements that
          are there in part, or stand out of order.
        - best_sentence: the largest share (Dice) of words in common order that an aligned
          sentence has with its partner; 0 where nothing is aligned.
        - share_echoed: words of the version in sentences with at least .35 of it;
          verbatim_in_echoes: of those sentences' words, those in runs of 8 (shrunk
          towards 0 by 8 words, as one short sentence proves little).
        - quotations_shared: of the version's quoted words, those in runs of 5 of the base.

    References
    ----------
    .. [1] E. Stamatatos, "Plagiarism Detection Using Stopword n-grams", JASIST 62(12), 2011.
    """
    rows = [(b, o, action, moved) for b, o, action, moved in rows if not (_is_na(b) or _is_na(o))]
    found = {"n_base": len(base.terms), "n_other": len(other.terms)}
    found["shared_terms"] = _compare_terms(set(base.terms), set(other.terms))
    covered = {k: _cover_runs(other.terms, base.terms, k) for k in RUNS}
    for k in RUNS:
        found[f"other_in_runs_{k}"] = _mean(covered[k])
        found[f"base_in_runs_{k}"] = _mean(_cover_runs(base.terms, other.terms, k))
    for k in (3, 5):
        found[f"outlet_in_runs_{k}"] = _mean(covered[k][other.is_outlet])
    found["quotations_shared"] = _mean(covered[5][~other.is_outlet])
    found |= _compare_stopwords(base.terms, other.terms)
    found["content_pairs_other_in_base"] = _compare_content(base.terms, other.terms)
    found["common_order"] = _measure_common_order(base.terms, other.terms)
    found |= _measure_alignment(base, other, rows, covered[8])
    return {name: found[name] for name in EVIDENCE}


def _is_na(value: object) -> bool:
    return value is None or value is pd.NA or value != value


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else math.nan


def list_runs(terms: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """List the runs of `length` terms of a text."""
    return list(zip(*(terms[k:] for k in range(length)), strict=False))


def _cover_runs(terms: Sequence[str], there: Sequence[str], length: int) -> np.ndarray:
    """Which terms stand in a run of `length` that the other side has."""
    known = set(list_runs(there, length))
    starts = np.array([run in known for run in list_runs(terms, length)], dtype=np.int64)
    if not len(starts):
        return np.zeros(len(terms), dtype=bool)
    # A start covers the next `length` terms: add where it begins to, take away where it ends.
    edges = np.zeros(len(terms) + 1, dtype=np.int64)
    edges[: len(starts)] += starts
    edges[length : length + len(starts)] -= starts
    return np.cumsum(edges[:-1]) > 0


def _divide(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _compare_terms(base: set[str], other: set[str]) -> float:
    terms = sorted(base | other)
    weights = dict(zip(terms, np.square(weigh_terms(terms)).tolist(), strict=True))
    of_base, of_other, shared = (
        math.fsum(weights[t] for t in side) for side in (base, other, base & other)
    )
    return _divide(shared, math.sqrt(of_base * of_other))


def _compare_stopwords(base: Sequence[str], other: Sequence[str]) -> dict[str, float]:
    stopwords = frozenset(map(plain_term, load_stopwords()))
    here, there = ([t for t in side if t in stopwords] for side in (base, other))
    found = {}
    for k in STOPWORD_RUNS:
        of_base, of_other = set(list_runs(here, k)), set(list_runs(there, k))
        shared = len(of_base & of_other)
        found[f"stopword_{k}_other_in_base"] = _divide(shared, len(of_other))
        found[f"stopword_{k}_base_in_other"] = _divide(shared, len(of_base))
    return found


def _compare_content(base: Sequence[str], other: Sequence[str]) -> float:
    stopwords = frozenset(map(plain_term, load_stopwords()))
    of_base, of_other = (
        set(list_runs([t[:_STEM] for t in side if t not in stopwords], 2)) for side in (base, other)
    )
    return _divide(len(of_base & of_other), len(of_other))


def _measure_common_order(base: Sequence[str], other: Sequence[str]) -> float:
    from rapidfuzz.distance import LCSseq

    if not other:
        return math.nan
    return LCSseq.similarity(base, other) / len(other)


# --- Aligned statements -----------------------------------------------------------------


class _Statement(NamedTuple):
    """Aligned sentences: words of either side, and what became of them."""

    n_base: int
    n_other: int
    n_equal: int
    n_in_place: int
    is_one_to_one: bool
    is_partial: bool
    is_moved: bool
    n_verbatim: int  # words of the version in runs of 8


def _measure_alignment(
    base: Words, other: Words, rows: Sequence[tuple], verbatim: np.ndarray
) -> dict[str, float]:
    statements = _read_statements(base, other, rows, verbatim)
    changed = [s for s in statements if not s.n_equal == s.n_base == s.n_other]
    whole = [s for s in changed if not s.is_partial]
    n_aligned = sum(s.n_other for s in statements)
    n_unequal = sum(s.n_other - s.n_equal for s in statements)
    dices = [_divide(2 * s.n_equal, s.n_base + s.n_other) for s in statements]
    echoes = [s for s, dice in zip(statements, dices, strict=True) if dice >= _ECHO]
    n_echoed = sum(s.n_other for s in echoes)
    lengths = [math.log(s.n_other / s.n_base) for s in whole if s.n_other and s.n_base]
    return {
        "share_aligned": _divide(n_aligned, len(other.terms)),
        "share_there": _divide(sum(s.n_base for s in statements), len(base.terms)),
        "share_untouched": _divide(len(statements) - len(changed), len(statements)),
        "share_changed": _divide(n_unequal, n_aligned),
        "share_in_place": _divide(sum(s.n_in_place for s in statements), n_unequal),
        "share_one_to_one": _divide(sum(s.is_one_to_one for s in changed), len(changed)),
        "length_change": math.fsum(lengths) / len(lengths) if lengths else math.nan,
        "share_partial": _divide(sum(s.n_other for s in statements if s.is_partial), n_aligned),
        "share_moved": _divide(sum(s.n_other for s in statements if s.is_moved), n_aligned),
        "best_sentence": max((d for d in dices if not math.isnan(d)), default=0.0),
        "share_echoed": _divide(n_echoed, len(other.terms)),
        "verbatim_in_echoes": sum(s.n_verbatim for s in echoes) / (n_echoed + 8),
    }


def _read_statements(
    base: Words, other: Words, rows: Sequence[tuple], verbatim: np.ndarray
) -> list[_Statement]:
    here, there = locate_segments(base), locate_segments(other)
    known = {(b, o): (action, moved) for b, o, action, moved in rows if b in here and o in there}
    statements = []
    for left, right in group_pairs(known):
        actions = [known[b, o] for b in left for o in right if (b, o) in known]
        base_terms = [base.terms[k] for b in left for k in range(*here[b])]
        places = [k for o in right for k in range(*there[o])]
        n_equal, n_in_place = _align(base_terms, [other.terms[k] for k in places])
        statements.append(
            _Statement(
                len(base_terms),
                len(places),
                n_equal,
                n_in_place,
                len(left) == len(right) == 1,
                any(action == "partial" for action, _ in actions),
                any(moved for _, moved in actions),
                int(verbatim[places].sum()),
            )
        )
    return statements


def locate_segments(words: Words) -> dict[int, tuple[int, int]]:
    """Where each segment's words begin and end."""
    if not len(words.segments):
        return {}
    starts = np.flatnonzero(np.diff(words.segments, prepend=words.segments[0] - 1))
    stops = [*starts[1:].tolist(), len(words.segments)]
    numbers = words.segments[starts].tolist()
    return dict(zip(numbers, zip(starts.tolist(), stops, strict=True), strict=True))


def _align(base: list[str], other: list[str]) -> tuple[int, int]:
    """Words of `other` that are equal in common order, and that stand in another's place."""
    from rapidfuzz.distance import Indel

    if base == other:
        return len(other), 0
    if len(base) * len(other) > _LARGEST_ALIGNMENT:
        return (Counter(base) & Counter(other)).total(), 0
    n_equal = n_in_place = n_lost = n_gained = 0
    for op in Indel.opcodes(base, other):
        if op.tag == "equal":
            n_equal += op.dest_end - op.dest_start
            # Up to one word more or less: a synonym may be of two words.
            n_in_place += n_gained if n_lost and abs(n_lost - n_gained) <= 1 else 0
            n_lost = n_gained = 0
        else:
            n_lost += op.src_end - op.src_start
            n_gained += op.dest_end - op.dest_start
    n_in_place += n_gained if n_lost and abs(n_lost - n_gained) <= 1 else 0
    return n_equal, n_in_place
