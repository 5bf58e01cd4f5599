"""Which passage of one version stands where in another, and what was done to it?

A collation aligns the body sentences of two versions. Sentences pair by the rare words
they share; a pair that is weak by itself is believed when its neighbours pair too, as in
a machine-spun copy; a sentence split or merged gives several rows (n:m). Nothing assumes
the same order, so a moved passage is found as such. Each pair is read by itself: no other
version, file order or corpus changes the result, and swapping the two sides gives the
mirror image.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

ACTIONS = ("kept", "edited", "paraphrased", "partial", "omitted", "added")

# A pair without neighbours that pair must share this much (cosine). On independent reports
# of one event, sentences that merely speak of the same people reach about 0.30.
ISOLATED = 0.35
# Each unit of neighbour support lowers that demand by this much: 0.35 falls to 0.08 beside
# verbatim neighbours. Raising it finds more of a spun copy and invents more elsewhere.
TRUST = 0.30
# Below this a cosine is noise (one half-common word), whatever the neighbours say.
NOISE = 0.05
# Between two pairs, at most so many left-over sentences are paired in order, if at least
# this share of their words stands in common order.
LONGEST_GAP = 3
LIKE_BUILD = 0.40
# The parts of a split sentence stand together, at most one other sentence between them.
NEAR = 2
# A run of three words that more sentences of a version hold than this pairs nothing.
COMMON_RUN = 4
# So often pairs that stand in the way of a join are taken out and the rest paired anew.
ROUNDS = 3
# A further sentence joins a pair (n:m) when it explains this share of its own weight there
# by words that the pair's own partner does not explain.
JOINING_SHARE = 0.40
# At least this share of the words in common order makes a pair `edited`, else `paraphrased`.
EDITED = 0.60
# One side has this share of its weight without counterpart, and this much more than the
# other side: part of it was cut (`partial`), rather than reworded.
CUT_SHARE = 0.40
CUT_EXCESS = 0.25
# Reworded pairs below this similarity, out of step with their neighbours, share a fact or a
# speaker rather than the whole statement: `partial` is as much as can be said.
WHOLE_STATEMENT = 0.45
# Words too common to tell sentences apart; in nats, see `background.weigh_terms`.
COMMON = 0.05
# A figure weighs at least this (nats), like a rare word: figures tell statements apart.
FIGURE = 5.0
# Letters of the prefix by which inflected and misspelt forms still meet (delivered/delivery).
PREFIX = 5

_SYMBOLS = frozenset("$€£¥%?")
_QUOTE_MARKS = frozenset("\"“”„‟«»'‘’‚‹›`´")


class Words(NamedTuple):
    """A word-level difference: `tag` {equal, replace, insert, delete} and index ranges."""

    tag: str
    base_start: int
    base_stop: int
    other_start: int
    other_stop: int


@dataclass(frozen=True)
class Passages:
    """The body sentences of one version, prepared once for every collation it takes part in."""

    version_id: str
    segments: np.ndarray  # segment numbers, int64
    terms: list[list[str]]  # words of each sentence
    prints: list[tuple[str, ...]]  # words, symbols and quotation marks: equal means `kept`
    weights: dict[str, float]  # background weight of each term, nats

    @cached_property
    def features(self) -> list[dict[str, float]]:
        """Weighted terms and prefixes of each sentence; common words left out."""
        return [_weigh_sentence(sentence, self.weights) for sentence in self.terms]

    def weigh(self, sentence: int) -> dict[str, float]:
        """Weight of each distinct term of a sentence, function words at a small floor."""
        return {term: self.weights[term] + COMMON for term in self.terms[sentence]}


def _weigh_sentence(sentence: list[str], weights: dict[str, float]) -> dict[str, float]:
    features: dict[str, float] = {}
    for term in sentence:
        weight = weights[term]
        if weight < COMMON:
            continue
        features[term] = weight
        prefix = "~" + term[:PREFIX]
        features[prefix] = max(features.get(prefix, 0.0), weight / 2)
    return features


def fingerprint_token(form: str, term: str, is_word: bool) -> str:
    """
    Say what of a token must be equal for a sentence to count as kept.

    Parameters
    ----------
    form, term : str
        The token as it stands, and its normalised shadow.
    is_word : bool
        Whether it is a word or a number.

    Returns
    -------
    str
        The term of a word; ``"`` for a quotation mark of any shape; a currency sign, a per
        cent sign or a question mark itself; empty for what is only house style.

    Examples
    --------
    >>> marks = ("U.S.", "US", True), ("“", "“", False), (",", ",", False)
    >>> [fingerprint_token(*mark) for mark in marks]
    ['US', '"', '']
    """
    if is_word:
        return term
    if form in _QUOTE_MARKS:
        return '"'
    return form if form in _SYMBOLS else ""


def prepare_passages(tokens: pd.DataFrame) -> dict[str, Passages]:
    """
    Gather each version's body sentences, tokenised and weighed once.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table (`segment.tabulate_tokens`).

    Returns
    -------
    dict of str to Passages
        One entry for each version of the table, also for one without any body.
    """
    from analysis.background import weigh_terms

    body = tokens[tokens["kind"] == "body"]
    vocabulary = sorted(set(body.loc[body["is_word"], "term"]))
    weights = {
        term: max(weight, FIGURE) if term[0].isdigit() else weight
        for term, weight in zip(vocabulary, weigh_terms(vocabulary).tolist(), strict=True)
    }
    gathered: dict[str, dict[int, tuple[list[str], list[str]]]] = {
        version_id: {} for version_id in tokens["version_id"].unique().tolist()
    }
    columns = (body[c].tolist() for c in ("version_id", "segment", "form", "term", "is_word"))
    for version_id, segment, form, term, is_word in zip(*columns, strict=True):
        words, prints = gathered[version_id].setdefault(segment, ([], []))
        if is_word:
            words.append(term)
        if mark := fingerprint_token(form, term, is_word):
            prints.append(mark)
    return {
        version_id: Passages(
            version_id,
            np.array(sorted(sentences), dtype=np.int64),
            [sentences[s][0] for s in sorted(sentences)],
            [tuple(sentences[s][1]) for s in sorted(sentences)],
            weights,
        )
        for version_id, sentences in gathered.items()
    }


def weigh_pair(base: Passages, other: Passages) -> dict[str, float]:
    """
    Weigh the words of two versions by how well they tell their sentences apart.

    Parameters
    ----------
    base, other : Passages
        Sentences of the two versions, N in all.

    Returns
    -------
    dict of str to float
        For each feature (a term, or ``~`` and a prefix of five letters) its rarity among
        these sentences, 0 to 1: ``ln(1 + N / n) / ln(1 + N)`` where n of them hold it. The
        name that the whole story is about does not make all its sentences alike.
    """
    counts = Counter(name for side in (base, other) for s in side.features for name in s)
    n_sentences = len(base.terms) + len(other.terms)
    return {
        name: math.log1p(n_sentences / n) / math.log1p(n_sentences) for name, n in counts.items()
    }


def measure_similarity(base: Passages, other: Passages, rarity: dict[str, float]):
    """
    Compare every sentence of one version with every sentence of another.

    Parameters
    ----------
    base, other : Passages
        Sentences of the two versions, n and m of them.
    rarity : dict of str to float
        From `weigh_pair`.

    Returns
    -------
    scipy.sparse.csr_array of shape (n, m)
        Cosines 0 to 1 of the sentences' terms and prefixes, each weighing its rarity in
        English (`background.weigh_terms`) times its `rarity` here; rounded to six decimals,
        below `NOISE` left out.
    """
    from scipy import sparse

    names = {name: number for number, name in enumerate(rarity)}
    left, right = (_count_features(side.features, names, rarity) for side in (base, other))
    similarity = (left @ right.T).tocoo()
    values = np.minimum(np.round(similarity.data, 6), 1.0)
    keep = values >= NOISE
    rows, columns = similarity.coords
    return sparse.csr_array((values[keep], (rows[keep], columns[keep])), shape=similarity.shape)


def _count_features(features: list[dict[str, float]], names: dict[str, int], rarity):
    """Unit-length rows of weighted features, one for each sentence."""
    from scipy import sparse

    rows, columns, values = [], [], []
    for row, sentence in enumerate(features):
        weighed = [weight * rarity[name] for name, weight in sentence.items()]
        total = math.fsum(weighed) or 1.0
        rows.extend([row] * len(sentence))
        columns.extend(names[name] for name in sentence)
        values.extend(math.sqrt(w / total) for w in weighed)
    return sparse.csr_array((values, (rows, columns)), shape=(len(features), max(len(names), 1)))


def _compare_wording(base: Passages, other: Passages) -> dict[tuple[int, int], float]:
    """
    Share of words in common order, for sentences with a run of three words in common.

    Finds sentences of common words only, which the rare words cannot pair. Runs that many
    sentences have (``said in a statement``) are no reason to look.
    """
    from rapidfuzz.distance import Indel

    places: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
    for side, passages in enumerate((base, other)):
        for place, terms in enumerate(passages.terms):
            for run in set(zip(terms, terms[1:], terms[2:], strict=False)):
                places.setdefault(run, ([], []))[side].append(place)
    candidates = {
        (i, j)
        for left, right in places.values()
        if len(left) <= COMMON_RUN and len(right) <= COMMON_RUN
        for i in left
        for j in right
    }
    alike = {}
    for i, j in candidates:
        share = Indel.normalized_similarity(base.terms[i], other.terms[j], score_cutoff=EDITED)
        if share:
            alike[i, j] = round(share, 6)
    return alike


def _look_up(similarity) -> dict[tuple[int, int], float]:
    coo = similarity.tocoo()
    rows, columns = coo.coords
    return dict(
        zip(zip(rows.tolist(), columns.tolist(), strict=True), coo.data.tolist(), strict=True)
    )


def _measure_support(cells: dict, shape: tuple[int, int]) -> dict[tuple[int, int], float]:
    """How far beyond doubt the sentences just before and after a pair go together, 0 to 1."""
    before: dict[tuple[int, int], float] = {}
    after: dict[tuple[int, int], float] = {}
    for (i, j), value in cells.items():
        if value <= ISOLATED:
            continue
        trust = (value - ISOLATED) / (1 - ISOLATED)
        for di, dj in ((1, 1), (1, 2), (2, 1)):
            following, preceding = (i + di, j + dj), (i - di, j - dj)
            before[following] = max(trust, before.get(following, 0.0))
            after[preceding] = max(trust, after.get(preceding, 0.0))

    support = {}
    for i, j in cells.keys() & (before.keys() | after.keys()):
        sides = ((before, i, j), (after, shape[0] - 1 - i, shape[1] - 1 - j))
        # Where both versions begin (or end) there is no neighbour, so no evidence either way.
        known = [side.get((i, j), 0.0) for side, a, b in sides if min(a, b) or max(a, b) > 1]
        support[i, j] = sum(known) / len(known) if known else 0.0
    return support


def _pair_one_to_one(cells: dict, shape: tuple[int, int]) -> dict[tuple[int, int], float]:
    """Best one-to-one pairing of the believable candidates; ties go to the same relative place."""
    support = _measure_support(cells, shape)
    believed = {
        pair: value
        for pair, value in cells.items()
        if value >= ISOLATED - TRUST * support.get(pair, 0.0)
    }
    if not believed:
        return {}
    n, m = shape
    scores = {
        (i, j): value
        + TRUST * support.get((i, j), 0.0)
        - 1e-4 * (i / n - j / m) ** 2
        - 1e-6 * (i / n + j / m)
        for (i, j), value in believed.items()
    }
    return {pair: believed[pair] for pair in _assign(scores, shape)}


def _assign(scores: dict[tuple[int, int], float], shape: tuple[int, int]) -> list[tuple[int, int]]:
    """Heaviest one-to-one assignment, solved in each connected group of candidates apart."""
    from scipy import sparse
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse.csgraph import connected_components

    n, m = shape
    pairs = sorted(scores)
    rows = np.array([i for i, _ in pairs])
    columns = np.array([j for _, j in pairs])
    graph = sparse.coo_array((np.ones(len(pairs)), (rows, columns + n)), shape=(n + m, n + m))
    _, groups = connected_components(graph, directed=False)
    members: dict[int, list[tuple[int, int]]] = {}
    for pair in pairs:
        members.setdefault(int(groups[pair[0]]), []).append(pair)
    chosen = []
    for group in members.values():
        left = sorted({i for i, _ in group})
        right = sorted({j for _, j in group})
        place_left = {i: k for k, i in enumerate(left)}
        place_right = {j: k for k, j in enumerate(right)}
        gains = np.zeros((len(left), len(right)))
        for i, j in group:
            gains[place_left[i], place_right[j]] = scores[i, j]
        for a, b in zip(*linear_sum_assignment(gains, maximize=True), strict=True):
            if (left[a], right[b]) in scores:
                chosen.append((left[a], right[b]))
    return chosen


def _fill_gaps(
    pairs: dict[tuple[int, int], float], base: Passages, other: Passages, cells: dict
) -> dict[tuple[int, int], float]:
    """
    Pair what is left between two pairs with what is left on the other side, in order.

    Such sentences may share no rare word at all (a spun quotation); they must still be of
    like build, function words included, and as many on both sides.
    """
    from rapidfuzz.distance import Indel

    partner = {-1: -1} | dict(sorted(pairs)) | {len(base.terms): len(other.terms)}
    taken = {j for _, j in pairs}
    added = {}
    anchors = sorted(partner)
    for before, after in zip(anchors, anchors[1:], strict=False):
        size = after - before - 1
        between = range(partner[before] + 1, partner[after])
        if not 0 < size <= LONGEST_GAP or len(between) != size or not taken.isdisjoint(between):
            continue
        if size == len(base.terms):  # nothing is anchored: no evidence at all
            continue
        for step in range(1, size + 1):
            i, j = before + step, partner[before] + step
            like = Indel.normalized_similarity(base.terms[i], other.terms[j])
            if like >= LIKE_BUILD:
                added[i, j] = max(cells.get((i, j), 0.0), NOISE)
    return pairs | added


def _join_further(
    pairs: dict[tuple[int, int], float],
    base: Passages,
    other: Passages,
    cells: dict[tuple[int, int], float],
    rarity: dict[str, float],
) -> dict[tuple[int, int], float]:
    """Add the rows that make a pair n:m: a sentence split in two, or two run together."""
    # A free sentence joins where it is explained best, not everywhere it is mentioned.
    best: dict[tuple[str, int], tuple] = {}
    for side, pair, rival, share in _list_joins(pairs, base, other, cells, rarity):
        key = (side, pair[side == "other"])
        rank = (share, cells[pair], -abs(pair[0] - pair[1]), -sum(pair))
        if rival is None and (key not in best or rank > best[key][0]):
            best[key] = (rank, pair)
    return pairs | {pair: cells[pair] for _, pair in best.values()}


def _find_rivals(
    pairs: dict[tuple[int, int], float],
    base: Passages,
    other: Passages,
    cells: dict[tuple[int, int], float],
    rarity: dict[str, float],
) -> set[tuple[int, int]]:
    """
    Find pairs that keep half of a split sentence from joining the other half.

    One-to-one, the second half goes to whatever is left, if it is a little alike. Such a
    pair gives way when it is the weaker one and the versions do not go on in step there.
    """
    return {
        rival
        for _, _, rival, _ in _list_joins(pairs, base, other, cells, rarity)
        if rival and not _is_in_step(pairs, [rival[0]], [rival[1]])
    }


def _list_joins(
    pairs: dict[tuple[int, int], float],
    base: Passages,
    other: Passages,
    cells: dict[tuple[int, int], float],
    rarity: dict[str, float],
):
    """
    List which sentences would be well explained as a further part of somebody's partner.

    Yields the side the joining sentence is on, the pair it would make, the weaker pair that
    it is in now (None if it is free) and the share of its weight that would be explained.
    """
    of_base, of_other = dict(pairs.keys()), {j: i for i, j in pairs}
    for (i, j), value in cells.items():
        if (i, j) in pairs:
            continue
        k, h = of_base.get(i), of_other.get(j)  # what i and j are paired with now
        if h is not None and (k is None or pairs[i, k] < value):
            share = _share_explained(base, i, h, other.terms[j], rarity)
            if share >= JOINING_SHARE:
                yield "base", (i, j), None if k is None else (i, k), share
        if k is not None and (h is None or pairs[h, j] < value):
            share = _share_explained(other, j, k, base.terms[i], rarity)
            if share >= JOINING_SHARE:
                yield "other", (i, j), None if h is None else (h, j), share


def _share_explained(
    side: Passages, joining: int, partner: int, there: list[str], rarity: dict[str, float]
) -> float:
    """Share of a sentence's weight that `there` explains and its `partner` so far does not."""
    here, known = side.terms[joining], side.terms[partner]
    is_near = abs(joining - partner) <= NEAR
    content = {t: side.weights[t] * rarity[t] for t in here if side.weights[t] >= COMMON}
    found = content.keys() & set(there)
    if is_near and _holds_run(there, here) and not _holds_run(known, here):
        return 1.0
    new = found.difference(known)
    # One or two shared names are no join, however rare.
    if len(found if is_near else new) < 3:
        return 0.0
    return math.fsum(content[t] for t in new) / math.fsum(content.values())


def _holds_run(terms: list[str], run: list[str]) -> bool:
    """Whether a whole sentence of three words or more stands word for word in another."""
    width = len(run)
    places = range(len(terms) - width + 1) if width >= 3 else ()
    return any(terms[k] == run[0] and terms[k : k + width] == run for k in places)


def align_words(base_terms: list[str], other_terms: list[str]) -> list[Words]:
    """
    Align two passages word by word.

    Parameters
    ----------
    base_terms, other_terms : list of str
        Terms of the two passages.

    Returns
    -------
    list of Words
        Operations that turn one into the other, covering both in order; neighbouring
        insertions and deletions are one `replace`.

    Examples
    --------
    >>> [w.tag for w in align_words("we can confirm it".split(), "we can not confirm".split())]
    ['equal', 'insert', 'equal', 'delete']
    """
    from rapidfuzz.distance import Indel

    merged: list[Words] = []
    for op in Indel.opcodes(base_terms, other_terms):
        last = merged[-1] if merged else None
        if last is not None and op.tag != "equal" and last.tag != "equal":
            merged[-1] = Words(
                "replace", last.base_start, op.src_end, last.other_start, op.dest_end
            )
        else:
            merged.append(Words(op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end))
    return merged


def group_pairs(pairs) -> list[tuple[list[int], list[int]]]:
    """
    Gather the pairs of an n:m alignment that hang together.

    Parameters
    ----------
    pairs : iterable of tuple of int
        (base sentence, other sentence).

    Returns
    -------
    list of tuple of list of int
        One (base sentences, other sentences) a group, each ascending, by first sentence.

    Examples
    --------
    >>> group_pairs([(0, 0), (1, 0), (2, 1)])
    [([0, 1], [0]), ([2], [1])]
    """
    of_base: dict[int, tuple[set[int], set[int]]] = {}
    of_other: dict[int, tuple[set[int], set[int]]] = {}
    for i, j in sorted(pairs):
        group = ({i}, {j})
        for touching in (of_base.get(i), of_other.get(j)):
            if touching is not None:
                group[0].update(touching[0])
                group[1].update(touching[1])
        of_base.update(dict.fromkeys(group[0], group))
        of_other.update(dict.fromkeys(group[1], group))
    groups = {id(group): group for group in of_base.values()}.values()
    return sorted((sorted(left), sorted(right)) for left, right in groups)


def _is_in_step(pairs, left: list[int], right: list[int]) -> bool:
    """Whether the sentences just before and after a group are paired with each other too."""
    return (left[0] - 1, right[0] - 1) in pairs and (left[-1] + 1, right[-1] + 1) in pairs


def _name_action(
    base: Passages,
    other: Passages,
    left: list[int],
    right: list[int],
    similarity: float,
    in_step: bool,
) -> str:
    """
    What was done to a group of aligned sentences, read the same from either side.

    With little `similarity` it is `partial`, unless the versions go on in step (`in_step`),
    sentence by sentence, as a spun copy does.
    """
    from rapidfuzz.distance import Indel

    if sum((base.prints[i] for i in left), ()) == sum((other.prints[j] for j in right), ()):
        return "kept"
    base_terms = [t for i in left for t in base.terms[i]]
    other_terms = [t for j in right for t in other.terms[j]]
    base_lost = _share_lost(base, left, set(other_terms))
    other_lost = _share_lost(other, right, set(base_terms))
    if max(base_lost, other_lost) >= CUT_SHARE and abs(base_lost - other_lost) >= CUT_EXCESS:
        return "partial"
    if Indel.normalized_similarity(base_terms, other_terms) >= EDITED:
        return "edited"
    return "paraphrased" if similarity >= WHOLE_STATEMENT or in_step else "partial"


def _share_lost(side: Passages, sentences: list[int], elsewhere: set[str]) -> float:
    """Weight share of a side's words (or their prefixes) that the other side does not have."""
    prefixes = {t[:PREFIX] for t in elsewhere}
    weights: dict[str, float] = {}
    for sentence in sentences:
        weights.update(side.weigh(sentence))
    total = sum(weights.values())
    lost = sum(w for t, w in weights.items() if t not in elsewhere and t[:PREFIX] not in prefixes)
    return lost / total if total else 0.0


def _count_words(side: Passages, sentences: list[int]) -> int:
    return sum(len(side.terms[k]) for k in sentences)


def _find_moved(
    groups: list[tuple[list[int], list[int]]], base: Passages, other: Passages
) -> list[bool]:
    """
    Say which groups stand out of order.

    A group keeps its place if it is in every heaviest chain of groups (weight: words) that
    runs in the same order on both sides. Two equal passages that changed places are thus
    both moved, whichever side one reads from.
    """
    blocks = _find_blocks(groups)
    weights = [
        sum(_count_words(base, groups[k][0]) + _count_words(other, groups[k][1]) for k in block)
        or 1
        for block in blocks
    ]
    spans = [(groups[block[0]], groups[block[-1]]) for block in blocks]

    def precedes(a: int, b: int) -> bool:
        return max(spans[a][1][0]) < min(spans[b][0][0]) and max(spans[a][1][1]) < min(
            spans[b][0][1]
        )

    n = len(blocks)
    ahead, behind = [(0, 1)] * n, [(0, 1)] * n
    for b in range(n):
        ahead[b] = _best_chain([ahead[a] for a in range(b) if precedes(a, b)], weights[b])
    for a in reversed(range(n)):
        later = [behind[b] for b in range(a + 1, n) if precedes(a, b)]
        behind[a] = _best_chain(later, weights[a])
    total, ways = _best_chain(ahead, 0)
    moved = [True] * len(groups)
    for k, block in enumerate(blocks):
        is_on_best = ahead[k][0] + behind[k][0] - weights[k] == total
        if is_on_best and ahead[k][1] * behind[k][1] == ways:
            for group in block:
                moved[group] = False
    return moved


def _best_chain(chains: list[tuple[int, int]], weight: int) -> tuple[int, int]:
    """Heaviest of several chains with one more link, and in how many ways it is reached."""
    best = max((w for w, _ in chains), default=0)
    return best + weight, sum(ways for w, ways in chains if w == best) or 1


def _find_blocks(groups: list[tuple[list[int], list[int]]]) -> list[list[int]]:
    """Runs of groups that follow each other on both sides with nothing aligned between."""
    order_other = sorted(range(len(groups)), key=lambda k: groups[k][1])
    rank = {group: place for place, group in enumerate(order_other)}
    blocks: list[list[int]] = []
    for k in range(len(groups)):
        if blocks and rank[k] == rank[blocks[-1][-1]] + 1:
            blocks[-1].append(k)
        else:
            blocks.append([k])
    return blocks


def collate(base: Passages, other: Passages) -> pd.DataFrame:
    """
    Align the body sentences of two versions.

    Parameters
    ----------
    base, other : Passages
        From `prepare_passages`.

    Returns
    -------
    DataFrame
        The collation table: base_id, other_id, base_segment and other_segment (Int64, <NA>
        where a side has none), action, moved (bool), similarity (0 to 1; 1 for `kept`; NaN
        for `omitted` and `added`). Every body sentence of both sides appears: an n:m
        alignment is several rows with one action. Sorted by base segment, then other.

    Notes
    -----
    `kept`: the same words, symbols and quotation marks (their shape, dashes and the full
    stops of acronyms are house style). `edited`: at least 60 % of the words in common order.
    `partial`: one side has much that the other lacks, or little is in common. `paraphrased`:
    the statement in other words. A collation shows what stands where; it does not show why.
    """
    pairs = _align_sentences(base, other)
    rows = _describe_pairs(pairs, base, other) + _list_unpaired(pairs, base, other)
    return _tabulate_rows(base.version_id, other.version_id, rows)


def _align_sentences(base: Passages, other: Passages) -> dict[tuple[int, int], float]:
    """Similarity of each pair of an n:m alignment of two versions' sentences."""
    shape = (len(base.terms), len(other.terms))
    if not all(shape):
        return {}
    rarity = weigh_pair(base, other)
    cells = _look_up(measure_similarity(base, other, rarity))
    for pair, share in _compare_wording(base, other).items():
        cells[pair] = max(share, cells.get(pair, 0.0))
    _mark_identical(cells, base, other)
    candidates = cells
    pairs = _pair_one_to_one(candidates, shape)
    for _ in range(ROUNDS):
        rivals = _find_rivals(pairs, base, other, cells, rarity)
        if not rivals:
            break
        candidates = {pair: value for pair, value in candidates.items() if pair not in rivals}
        pairs = _pair_one_to_one(candidates, shape)
    pairs = _fill_gaps(pairs, base, other, cells)
    return _join_further(pairs, base, other, cells, rarity)


def _describe_pairs(
    pairs: dict[tuple[int, int], float], base: Passages, other: Passages
) -> list[tuple]:
    """Rows of the collation for what both versions have."""
    groups = group_pairs(pairs)
    rows = []
    for (left, right), moved in zip(groups, _find_moved(groups, base, other), strict=True):
        own = [(i, j) for i in left for j in right if (i, j) in pairs]
        best = max(pairs[pair] for pair in own)
        in_step = _is_in_step(pairs, left, right)
        action = _name_action(base, other, left, right, best, in_step)
        is_kept_pair = action == "kept" and len(left) == len(right) == 1
        for i, j in own:
            similarity = 1.0 if is_kept_pair else pairs[i, j]
            rows.append((base.segments[i], other.segments[j], action, moved, similarity))
    return rows


def _list_unpaired(pairs, base: Passages, other: Passages) -> list[tuple]:
    """Rows of the collation for what one version has and the other lacks."""
    here, there = {i for i, _ in pairs}, {j for _, j in pairs}
    omitted = [
        (segment, None, "omitted", False, np.nan)
        for i, segment in enumerate(base.segments)
        if i not in here
    ]
    added = [
        (None, segment, "added", False, np.nan)
        for j, segment in enumerate(other.segments)
        if j not in there
    ]
    return omitted + added


def _mark_identical(cells: dict, base: Passages, other: Passages) -> None:
    """Let identical sentences pair even when they hold no word rare enough to weigh."""
    places: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}
    for side, passages in enumerate((base, other)):
        for place, signature in enumerate(passages.prints):
            places.setdefault(signature, ([], []))[side].append(place)
    for signature, (left, right) in places.items():
        if not signature:
            continue
        # A sentence that recurs pairs by its turn, so that a refrain stays linear.
        cells.update({pair: 1.0 for pair in zip(left, right, strict=False)})


def _tabulate_rows(base_id: str, other_id: str, rows: list[tuple]) -> pd.DataFrame:
    large = np.iinfo(np.int64).max
    rows = sorted(
        rows,
        key=lambda r: (large if r[0] is None else r[0], large if r[1] is None else r[1]),
    )
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 5
    return pd.DataFrame(
        {
            "base_id": pd.Series([base_id] * len(rows), dtype="str"),
            "other_id": pd.Series([other_id] * len(rows), dtype="str"),
            "base_segment": pd.array(list(columns[0]), dtype="Int64"),
            "other_segment": pd.array(list(columns[1]), dtype="Int64"),
            "action": pd.Series(list(columns[2]), dtype="str"),
            "moved": np.array(columns[3], dtype=bool),
            "similarity": np.array(columns[4], dtype=float),
        }
    )


def tabulate_collation(tokens: pd.DataFrame, base_id: str) -> pd.DataFrame:
    """
    Collate every version of a story with its base.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table of all versions.
    base_id : str
        The version that the others are read against.

    Returns
    -------
    DataFrame
        The rows of `collate` for each other version, in the order of `tokens`.
    """
    passages = prepare_passages(tokens)
    base = passages[base_id]
    tables = [collate(base, other) for vid, other in passages.items() if vid != base_id]
    return pd.concat(tables, ignore_index=True) if tables else _tabulate_rows(base_id, "", [])
