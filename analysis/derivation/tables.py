"""Which version was made of which: the table of a story?"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.collation import prepare_passages
from analysis.derivation.direction import Clue, count_terms, list_clues, weigh_passages
from analysis.derivation.evidence import (
    LONGEST_PROOF,
    choose_clue,
    find_common_words,
    find_shared_error,
    shorten_words,
)
from analysis.derivation.families import Family, arrange_family, group_copies
from analysis.derivation.lost import Lost, find_lost_root
from analysis.derivation.metadata import weigh_metadata
from analysis.derivation.mixing import Second, find_seconds
from analysis.derivation.readings import (
    Comparison,
    Reading,
    compare_readings,
    find_counterparts,
    read_versions,
)

COLUMNS = {
    "from_id": "str",
    "to_id": "str",
    "weight": "float64",
    "direction": "str",
    "evidence": "str",
    "proof": "str",
    "p_direction": "float64",
    "from_segment": "Int64",
    "to_segment": "Int64",
}
DIRECTIONS = ("supported", "reversible", "unknown")
# `supported` where at most one edge in twenty is expected to run the other way.
SUPPORTED = 0.95
# Versions that differ in fewer words than this, with nothing in them that could not be undone,
# say nothing about who was first.
FEWEST_DIFFERENCES = 3.0
# No article is longer; what is, is not aligned sentence by sentence for clues of direction.
MOST_SENTENCES = 1000
LOST_NAME = "(lost {})"
# Of a proof that is not words of a passage.
_NOWHERE = (pd.NA, pd.NA)


class _Story(NamedTuple):
    """All that is known of the versions, by number."""

    comparison: Comparison
    readings: list[Reading]
    soft: np.ndarray
    find_clues: object  # function of two version numbers


def tabulate_derivation(
    segments: pd.DataFrame, tokens: pd.DataFrame, versions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Find which version was made of which.

    Parameters
    ----------
    segments, tokens : DataFrame
        The tables of all versions; only bodies are read.
    versions : DataFrame, optional
        version_id and, where known, outlet, published_at and credit: soft evidence for the
        direction. Left out: the texts alone decide.

    Returns
    -------
    DataFrame
        derivation.csv, one row an edge, sorted by from_id and to_id.

        - from_id, to_id: `to` was made of `from`, directly or through versions that are not
          here. ``(lost 1)`` is a version that must have been and is not here. A version in no
          row was written independently, as far as its words tell.
        - weight: share of the words of `to` that came this way, 0 to 1; of two sources each
          has its own row, and what is missing to 1 is matter of its own.
        - direction: `supported`: the other way round is excluded by something that no copy
          can undo, or by dates, with a probability of at least `SUPPORTED`; `reversible`:
          the two could be exchanged; `unknown`: too little differs to say anything.
        - evidence: one sentence for an editor.
        - proof: the words that prove the edge, short, for a figure; may be empty.
        - p_direction: probability of the direction, 0.5 to 1, given the edge.
        - from_segment, to_segment: the segments that hold the proof's words; <NA> where the
          proof is a count of sentences, or the version is not here.

        Empty for one version, or where none copies another.

    Notes
    -----
    A parent is the version that leaves least to be invented [1]_; the root is the one from
    which the fewest irreversible alterations have to be undone. That a text is older does not
    follow from its being the base.

    References
    ----------
    .. [1] A. Marmerola et al., "On the Reconstruction of Text Phylogeny Trees: Evaluation and
       Analysis of Textual Relationships", PLoS ONE 11, 2016.
    """
    readings = read_versions(segments)
    if len(readings) < 2:
        return _build([])
    comparison = compare_readings(readings)
    facts = versions if versions is not None else pd.DataFrame({"version_id": []})
    soft = weigh_metadata(facts, comparison.ids)
    story = _Story(comparison, readings, soft, _prepare_clues(readings, tokens))
    counts = {reading.version_id: count_terms(reading) for reading in readings}

    def weigh_taken(source: int, taker: int, places: Sequence[int]) -> float:
        return weigh_passages(readings[source], readings[taker], places, counts)

    rows: list[tuple] = []
    n_lost = 0
    for group in group_copies(comparison):
        if len(group) < 2:
            continue
        family = arrange_family(
            comparison, group, lambda a, b: sum(c.weight for c in story.find_clues(a, b)), soft
        )
        seconds = find_seconds(comparison, family, soft, weigh_taken)
        lost = find_lost_root(family, story.find_clues)
        n_lost += lost is not None
        rows += _list_edges(story, family, seconds, lost, LOST_NAME.format(n_lost))
    return _build(sorted(rows, key=lambda row: row[:2]))


def _prepare_clues(readings: list[Reading], tokens: pd.DataFrame):
    """A function that reads two versions closely, each pair once."""
    passages = prepare_passages(tokens)
    counts = {reading.version_id: count_terms(reading) for reading in readings}

    @cache
    def read_pair(a: int, b: int) -> tuple[Clue, ...]:
        one, two = readings[a], readings[b]
        if max(len(one.sentences), len(two.sentences)) > MOST_SENTENCES:
            return ()
        sides = (passages[one.version_id], passages[two.version_id])
        return tuple(list_clues(one, two, sides, counts))

    def find_clues(a: int, b: int) -> list[Clue]:
        if a < b:
            return list(read_pair(a, b))
        return [clue._replace(weight=-clue.weight) for clue in read_pair(b, a)]

    return find_clues


def _build(rows: Sequence[tuple]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(list(cells), dtype=kind)
            for (name, kind), cells in zip(COLUMNS.items(), columns, strict=True)
        }
    )


# ---------------------------------------------------------------- edges


def _list_edges(
    story: _Story, family: Family, seconds: list[Second], lost: Lost | None, lost_name: str
) -> list[tuple]:
    parents = dict(zip(family.members, family.parents, strict=True))
    rows = []
    for child, parent in parents.items():
        if parent < 0:
            if lost:
                rows.append(_write_lost(story, lost, lost_name, child))
            continue
        if lost and child in lost.others and parent == lost.root:
            rows.append(_write_lost(story, lost, lost_name, child))
            continue
        rows.append(_write_edge(story, family, parents, parent, child, seconds))
    for second in seconds:
        if parents[second.taker] != second.source:
            rows.append(_write_second(story, second))
    return rows


def _share_words(story: _Story, child: int, sentences: Sequence[int]) -> float:
    """Share of a version's words that stand in some of its sentences."""
    lengths = [len(sentence.words) for sentence in story.readings[child].sentences]
    total = sum(lengths)
    return round(sum(lengths[k] for k in sentences) / total, 4) if total else float("nan")


def _list_credited(story: _Story, parent: int, child: int, seconds: list[Second]) -> list[int]:
    """The child's sentences that stand in the parent and came from no second source."""
    taken = {k for s in seconds if s.taker == child for k in s.sentences}
    gone = story.comparison.is_gone[child][parent]
    return [k for k in range(len(gone)) if not gone[k] and k not in taken]


def _write_edge(
    story: _Story,
    family: Family,
    parents: dict[int, int],
    parent: int,
    child: int,
    seconds: list[Second],
) -> tuple:
    ids = story.comparison.ids
    place = {m: k for k, m in enumerate(family.members)}
    forth = family.edge_p[place[parent], place[child]]
    back = family.edge_p[place[child], place[parent]]
    p_direction = float(forth / (forth + back)) if forth + back else 0.5
    direction = _name_direction(story, parent, child, p_direction)
    sentences = _list_credited(story, parent, child, seconds)
    link, proof, places = _prove_link(story, parents, parent, child)
    evidence = f"{link}; {_tell_direction(story, parents, parent, child, direction)}."
    weight = _share_words(story, child, sentences)
    return (
        *(ids[parent], ids[child], weight, direction),
        *(evidence[:1].upper() + evidence[1:], proof, round(p_direction, 4), *places),
    )


def _name_direction(story: _Story, parent: int, child: int, p_direction: float) -> str:
    if p_direction >= SUPPORTED:
        return "supported"
    gains, losses = story.comparison.gains, story.comparison.losses
    differences = (
        gains[parent, child] + gains[child, parent] + losses[parent, child] + losses[child, parent]
    )
    return "unknown" if differences < FEWEST_DIFFERENCES else "reversible"


def _prove_link(
    story: _Story, parents: dict[int, int], parent: int, child: int
) -> tuple[str, str, tuple]:
    """What shows that one of the two was made of the other: a clause, its words, where they are."""
    ids, readings = story.comparison.ids, story.readings
    above = parents[parent]
    if above >= 0:
        error = find_shared_error(readings[above], readings[parent], readings[child])
        if error:
            clause = f"both have “{error.shared}” where {ids[above]} has “{error.instead}”"
            shown = (shorten_words(words, 24) for words in (error.shared, error.instead))
            return clause, "“{}” for “{}”".format(*shown), error[2:]
    inside = {m for m in parents if _stands_below(parents, m, child)} | {parent}
    outside = [readings[m] for m in parents if m not in inside]
    common = find_common_words(readings[parent], readings[child], outside) if outside else None
    if common:
        clause = f"no version but these and what was made of them has “{common.shared}”"
        return clause, f"“{shorten_words(common.shared, 40)}”", common[2:]
    gone = story.comparison.is_gone[child][parent]
    n, n_all = int((~gone).sum()), len(gone)
    clause = f"{n} of the {n_all} sentences of {ids[child]} stand in {ids[parent]}"
    return clause, f"{n} of {n_all} sentences", _NOWHERE


def _stands_below(parents: dict[int, int], node: int, above: int) -> bool:
    while node >= 0:
        if node == above:
            return True
        node = parents[node]
    return False


def _tell_direction(
    story: _Story, parents: dict[int, int], parent: int, child: int, direction: str
) -> str:
    ids = story.comparison.ids
    if direction == "unknown":
        return "too little differs to say which of the two came first"
    clue = choose_clue(story.find_clues(parent, child))
    if clue:
        clue = clue._replace(**_contrast(clue.earlier, clue.later))
    if direction == "reversible":
        if clue:
            return (
                f"“{clue.later}” for “{clue.earlier}” makes {ids[child]} look the later one, "
                "which is not proof"
            )
        return "which of the two came first, the texts do not prove"
    if clue:
        return (
            f"{ids[parent]} has “{shorten_words(clue.earlier)}”, which it cannot have from "
            f"{ids[child]}, where it is “{shorten_words(clue.later)}”"
        )
    if story.soft[parent, child] > 0:
        return f"dates or credits put {ids[parent]} first"
    root = next(m for m, p in parents.items() if p < 0)
    if parent != root:
        return f"{ids[parent]} is nearer to {ids[root]}, from which the others come"
    return (
        f"the other versions come from {ids[parent]}, and what {ids[child]} altered is not in them"
    )


def _contrast(earlier: str, later: str) -> dict[str, str]:
    """The same words on two sides are left out, if they would push what differs out of sight."""
    one, two = earlier.split(), later.split()
    if max(len(earlier), len(later)) <= LONGEST_PROOF:
        return {"earlier": " ".join(one), "later": " ".join(two)}
    same = 0
    while same < min(len(one), len(two)) - 1 and one[same] == two[same]:
        same += 1
    start = max(0, same - 2)
    lead = "… " if start else ""
    return {"earlier": lead + " ".join(one[start:]), "later": lead + " ".join(two[start:])}


def _write_second(story: _Story, second: Second) -> tuple:
    ids = story.comparison.ids
    sentences = story.readings[second.taker].sentences
    longest = max(second.sentences, key=lambda k: (len(sentences[k].words), -k))
    words = shorten_words(" ".join(sentences[longest].text.split()))
    n = len(second.sentences)
    count = "1 sentence" if n == 1 else f"{n} sentences"
    evidence = (
        f"{ids[second.taker]} has {count} from a second source that its main source has not, "
        f"or has in other words: “{words}”"
    )
    if not second.is_sure:
        evidence += "; which of the two took them from the other, the texts do not prove"
    direction = "supported" if second.is_sure else "reversible"
    source = story.readings[second.source]
    above = [source.sentences[k].segment for k in find_counterparts(sentences[longest], source)[:1]]
    return (
        *(ids[second.source], ids[second.taker]),
        *(_share_words(story, second.taker, second.sentences), direction),
        *(f"{evidence}.", f"“{shorten_words(words, 40)}”", float("nan")),
        *(above[0] if above else pd.NA, sentences[longest].segment),
    )


def _write_lost(story: _Story, lost: Lost, lost_name: str, child: int) -> tuple:
    ids = story.comparison.ids
    others = [ids[k] for k in lost.others]
    names = ", ".join(others[:-1]) + f" and {others[-1]}"
    evidence = (
        f"“{shorten_words(lost.intact)}” stands in {names} where {ids[lost.root]} has "
        f"“{shorten_words(lost.corrupt)}”, so none of them was made of it; all go back to a "
        "version that is not here."
    )
    nearest = [k for k in (lost.root, *lost.others) if k != child]
    gone = np.logical_and.reduce([story.comparison.is_gone[child][k] for k in nearest])
    sentences = [k for k in range(len(gone)) if not gone[k]]
    proof = f"“{shorten_words(lost.intact, 30)}”"
    weight = _share_words(story, child, sentences)
    return (lost_name, ids[child], weight, "supported", evidence, proof, float("nan"), *_NOWHERE)
