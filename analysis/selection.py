"""Are the cuts what trimming from the bottom would give, or do they fall on one source?

News is written so that it can be cut from its end. A version without the base's last ten
sentences has lost whoever spoke there, and that says nothing about the speaker. So the place is
allowed for first: sentences of a trimmed tail are set apart, and within the rest (and within the
tail) it is asked whether the sentences that are gone are more often those of one source than a
blind choice of as many sentences would make them. The answer is about places in texts. Why a
sentence is not there, no text says.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.omissions import tabulate_units

# Share of the sentences from some place to the end that must be gone for them to be a trimmed
# tail: with one sentence in ten kept, an editor's trim is still a trim.
TAIL_SHARE = 0.9
# Units of log-likelihood that a tail must gain over one rate of omission throughout: one for
# each number it adds (where it begins, the rate within it), as in Akaike's criterion.
TAIL_GAIN = 2.0
# A version that has fewer sentences of the base than this is no cut of it.
FEWEST_KEPT = 3
# One sentence is no pattern.
FEWEST_CUT = 2
LEVEL = 0.05
POWER = 0.8
# Cuts that are tried for the power; beyond, the story is too short to say anything.
LARGEST_CUT = 12
# Shuffles of the omissions: a p-value of 0.05 is then known to half a point.
MOST_SHUFFLES = 2000
POWER_SHUFFLES = 400
MOST_CELLS = 4_000_000
SEED = 20221222

SELECTION = [
    "version_id",
    "source",
    "n_units",
    "n_omitted",
    "n_in_tail",
    "n_expected",
    "p",
    "p_least",
    "p_adjusted",
    "is_one_sided",
]
PATTERNS = [
    "version_id",
    "n_base",
    "n_omitted",
    "n_tail",
    "later_than_kept",
    "p_later",
    "n_sources",
    "sources",
    "smallest_found",
    "verdict",
]


def find_tail(omitted: np.ndarray) -> int:
    """
    Find how many sentences at the end make up a trimmed tail.

    Parameters
    ----------
    omitted : numpy.ndarray of bool
        For each sentence of the base, in order, whether it is gone.

    Returns
    -------
    int
        Sentences from the beginning of the tail to the end, 0 for none. At least `TAIL_SHARE` of
        them are gone; of all such beginnings the one under which the omissions are likeliest
        (one rate before, one within), if it is likelier than one rate for all by `TAIL_GAIN`.

    Examples
    --------
    >>> find_tail(np.array([0, 0, 1, 0, 0, 0, 1, 1, 1, 1], bool))
    4
    >>> find_tail(np.array([0, 1, 0, 0, 1, 0, 0], bool)), find_tail(np.array([1, 1], bool))
    (0, 0)
    """
    n = len(omitted)
    if not n:
        return 0
    total = int(omitted.sum())
    before = np.concatenate([[0], np.cumsum(omitted)[:-1]])
    n_before = np.arange(n)
    within, n_within = total - before, n - n_before
    # A tail from the first sentence on is no tail: nothing stands before it.
    gain = _log_likelihood(before, n_before) + _log_likelihood(within, n_within)
    gain -= _log_likelihood(np.array([total]), np.array([n]))
    is_tail = (n_before > 0) & (within >= TAIL_SHARE * n_within)
    gain = np.where(is_tail, gain, -np.inf)
    best = int(np.argmax(gain))
    return n - best if gain[best] > TAIL_GAIN else 0


def _log_likelihood(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Log-likelihood of hits among n at their own rate; 0 where all or none are hits."""
    rate = np.divide(hits, n, out=np.zeros(len(hits)), where=n > 0)
    mixed = (rate > 0) & (rate < 1)
    rate = np.where(mixed, rate, 0.5)
    return np.where(mixed, hits * np.log(rate) + (n - hits) * np.log(1 - rate), 0.0)


def list_source_units(
    quotations: pd.DataFrame, base_id: str, *, sides: dict[str, str] | None = None
) -> pd.DataFrame:
    """
    List which sentences of the base hold something that a source says.

    Parameters
    ----------
    quotations : DataFrame
        The quotations table.
    base_id : str
        The base.
    sides : dict of str to str, optional
        Side of a source ("Stellan Lindqvist": "company"); sources without one are their own.

    Returns
    -------
    DataFrame
        source (or side) and segment, each pair once, sorted by source; quotations without a
        source are left out.
    """
    own = quotations[(quotations["version_id"] == base_id) & quotations["source"].notna()]
    named = own["source"].replace(sides or {})
    pairs = pd.DataFrame({"source": named, "segment": own["segment"]}).dropna()
    return pairs.drop_duplicates().sort_values(["source", "segment"]).reset_index(drop=True)


@lru_cache(maxsize=4096)
def _spread_by_chance(n: int, n_own: int, n_gone: int) -> np.ndarray:
    """Chances that 0, 1, ... `n_own` of so many are among `n_gone` chosen blindly of `n`."""
    least, most = max(0, n_own + n_gone - n), min(n_own, n_gone)
    k = np.arange(least, most)
    # Each chance from the one before it: a hypergeometric law without a factorial, which holds
    # for texts of any length.
    steps = np.log((n_own - k) * (n_gone - k)) - np.log((k + 1) * (n - n_own - n_gone + k + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(logs - logs.max())
    chances = np.zeros(n_own + 1)
    chances[least : most + 1] = weights / weights.sum()
    chances.flags.writeable = False
    return chances


@lru_cache(maxsize=4096)
def _sum_upper_tail(strata: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    """Chance of 0, 1, ... omissions of a source or more; a stratum: sentences, its own, gone."""
    chances = np.ones(1)
    for n, n_own, n_gone in strata:
        chances = np.convolve(chances, _spread_by_chance(n, n_own, n_gone))
    # Rounded, so that the order of additions does not tell two equal probabilities apart.
    tail = np.minimum(chances[::-1].cumsum()[::-1], 1.0).round(12)
    tail.flags.writeable = False
    return tail


def _count_strata(
    n_tail: int, omitted: np.ndarray, own: np.ndarray
) -> list[tuple[tuple[int, int, int], ...]]:
    """For each source, before the tail and in it: sentences, those of the source, those gone."""
    head = len(omitted) - n_tail
    parts = [part for part in (slice(0, head), slice(head, None)) if len(omitted[part])]
    sizes = [len(omitted[part]) for part in parts]
    gone = [int(omitted[part].sum()) for part in parts]
    counts = [own[:, part].sum(axis=1).tolist() for part in parts]
    return [tuple(zip(sizes, n_own, gone, strict=True)) for n_own in zip(*counts, strict=True)]


def _shuffle_places(n: int, n_tail: int, most: int) -> np.ndarray:
    """Shuffle the places of sentences within the tail and before it: always the same."""
    n_shuffles = int(np.clip(MOST_CELLS // max(n, 1), 200, most))
    random = np.random.default_rng(SEED)
    head = n - n_tail
    places = np.tile(np.arange(n), (n_shuffles, 1))
    for part in (slice(0, head), slice(head, n)):
        if part.start < part.stop:
            places[:, part] = random.permuted(places[:, part], axis=1)
    return places


def _find_least_p(shuffled: np.ndarray, own: np.ndarray, tails: list[np.ndarray]) -> np.ndarray:
    """The smallest p-value of any source in each shuffle (shuffles x sentences: gone or not)."""
    # Added up sentence by sentence: sources say little, so that this is less than a product.
    by_sentence = np.ascontiguousarray(shuffled.T, dtype=np.int32)
    least = np.ones(len(shuffled))
    for source, tail in zip(own, tails, strict=True):
        np.minimum(least, tail[by_sentence[source].sum(axis=0)], out=least)
    return least


def compare_sources(omitted: np.ndarray, own: np.ndarray) -> pd.DataFrame:
    """
    Test for each source whether its sentences are gone more often than their places explain.

    Parameters
    ----------
    omitted : numpy.ndarray of bool
        For each sentence of the base, in order, whether it is gone.
    own : numpy.ndarray of bool
        Sources x sentences: whether the source says something in the sentence.

    Returns
    -------
    DataFrame
        One row a source: n_units, n_omitted, n_in_tail (sentences of the source; of them gone;
        of them in the trimmed tail), n_expected (gone, if as many sentences had been chosen
        blindly in the tail and before it), p (exact, one-sided), p_least (the smallest p that
        these numbers could have given: above 0.05 nothing could be found), p_adjusted (allowing
        for the number of sources), is_one_sided (p_adjusted at most 0.05 and two or more gone).

    Notes
    -----
    Fisher's exact test within two strata, the trimmed tail (`find_tail`) and the sentences
    before it: given how many sentences of each are gone, every choice of them is equally
    likely, so the number of a source's sentences among them is a sum of two hypergeometric
    numbers. The strata are found without looking at the sources. For several sources the
    smallest p of a shuffle is what an observed p is held against [1]_, which keeps the chance of
    any false alarm in a version at 5 % as Holm's correction does, with less loss, because few
    sources can reach a small p at all.

    References
    ----------
    .. [1] P. H. Westfall, S. S. Young, "Resampling-Based Multiple Testing", 1993.
    """
    n_tail = find_tail(omitted)
    strata = _count_strata(n_tail, omitted, own)
    tails = [_sum_upper_tail(counts) for counts in strata]
    n_omitted = (own & omitted).sum(axis=1)
    p = np.array([tail[n] for tail, n in zip(tails, n_omitted, strict=True)], float)
    least = [tail[tail > 0][-1] if (tail > 0).any() else np.nan for tail in tails]
    adjusted = np.full(len(p), np.nan)
    if len(p):
        shuffled = omitted[_shuffle_places(len(omitted), n_tail, MOST_SHUFFLES)]
        smallest = np.sort(_find_least_p(shuffled, own, tails))
        n_smaller = np.searchsorted(smallest, p, side="right")
        adjusted = np.maximum((1 + n_smaller) / (len(smallest) + 1), p)
    return pd.DataFrame(
        {
            "n_units": own.sum(axis=1).astype(np.int64),
            "n_omitted": n_omitted.astype(np.int64),
            "n_in_tail": own[:, len(omitted) - n_tail :].sum(axis=1).astype(np.int64),
            "n_expected": [
                sum(n_own * n_gone / n for n, n_own, n_gone in counts) for counts in strata
            ],
            "p": p,
            "p_least": np.array(least, float),
            "p_adjusted": adjusted,
            "is_one_sided": (adjusted <= LEVEL) & (n_omitted >= FEWEST_CUT),
        }
    )


def find_power(omitted: np.ndarray, own: np.ndarray) -> dict[int, float]:
    """
    Find how often a one-sided cut of 2, 3, ... sentences would be found in this version.

    Parameters
    ----------
    omitted, own : numpy.ndarray of bool
        See `compare_sources`.

    Returns
    -------
    dict of int to float
        For each number of sentences (2 to 12) the share, 0 to 1, of cuts that would be found: all
        sentences of one more source, standing anywhere in the base with equal chance, gone
        besides what is gone already. Sentences that would have stood in the trimmed tail
        anyway say nothing, which is what keeps the share below 1.
    """
    return dict(_measure_power(omitted, own))


def _measure_power(omitted: np.ndarray, own: np.ndarray) -> Iterator[tuple[int, float]]:
    """Yield 2, 3, ... sentences and the power for each; a larger cut only when it is asked for."""
    n, n_tail = len(omitted), find_tail(omitted)
    head = n - n_tail
    before, spoken = omitted[:head], own[:, :head]
    n_there = head - int(before.sum())
    places = _shuffle_places(head, 0, POWER_SHUFFLES)
    found = [False, False]
    for size in range(2, LARGEST_CUT + 1):
        found.append(size <= n_there and _would_be_found(before, spoken, places, size))
        chances = _spread_by_chance(n, size, head) if size <= n else np.zeros(size + 1)
        yield size, float(chances[found].sum())


def _would_be_found(omitted: np.ndarray, own: np.ndarray, places: np.ndarray, size: int) -> bool:
    """Say whether `size` more omissions before the tail, all of one source, would be found."""
    planted = np.zeros(len(omitted), bool)
    planted[np.flatnonzero(~omitted)[:size]] = True
    whole, others = omitted | planted, own & ~planted
    everyone = np.vstack([planted, others[others.any(axis=1)]])
    tails = [_sum_upper_tail(counts) for counts in _count_strata(0, whole, everyone)]
    smallest = _find_least_p(whole[places], everyone, tails)
    p = tails[0][size]
    return (1 + (smallest <= p).sum()) / (len(smallest) + 1) <= LEVEL


def _lay_out(collation: pd.DataFrame, segments: pd.DataFrame, quotations, sides):
    """The units of the base, its versions, its sources, and sources x units."""
    units = tabulate_units(collation, segments)
    versions = [name for name in units.columns if name not in _OF_UNITS]
    if collation.empty:
        return units, versions, [], np.zeros((0, len(units)), bool)
    said = list_source_units(quotations, collation["base_id"].iloc[0], sides=sides)
    number, sources = pd.factorize(said["source"])
    place = pd.Index(units["segment"]).get_indexer(said["segment"])
    own = np.zeros((len(sources), len(units)), bool)
    own[number[place >= 0], place[place >= 0]] = True
    return units, versions, sources.tolist(), own


_OF_UNITS = ("segment", "position", "n_tokens", "text", "n_versions")


def _is_cut(omitted: np.ndarray) -> bool:
    return bool(omitted.any()) and int((~omitted).sum()) >= FEWEST_KEPT


def tabulate_selection(
    collation: pd.DataFrame,
    segments: pd.DataFrame,
    quotations: pd.DataFrame,
    *,
    sides: dict[str, str] | None = None,
) -> pd.DataFrame:
    """
    Test every version's omissions for falling on one source more than their places explain.

    Parameters
    ----------
    collation, segments, quotations : DataFrame
        The tables of these names.
    sides : dict of str to str, optional
        Side of a source; sources of one side are tested as one. Decide on sides before looking
        at the omissions.

    Returns
    -------
    DataFrame
        One row for each version that is a cut of the base (at least three of its sentences are
        there and at least one is gone) and each source of the base: version_id, source, and the
        columns of `compare_sources`. Each version is a question of its own: with twenty versions
        expect one false alarm.
    """
    units, versions, sources, own = _lay_out(collation, segments, quotations, sides)
    tables = []
    for version_id in versions:
        omitted = (units[version_id] == "omitted").to_numpy()
        if sources and _is_cut(omitted):
            table = compare_sources(omitted, own)
            table.insert(0, "version_id", version_id)
            table.insert(1, "source", sources)
            tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=SELECTION)


def tabulate_patterns(
    collation: pd.DataFrame,
    segments: pd.DataFrame,
    quotations: pd.DataFrame,
    *,
    sides: dict[str, str] | None = None,
    tested: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Sum up for every version what its omissions look like, and what could have been seen.

    Parameters
    ----------
    collation, segments, quotations, sides
        See `tabulate_selection`.
    tested : DataFrame, optional
        What `tabulate_selection` gave for these tables; left out: it is computed.

    Returns
    -------
    DataFrame
        One row a version: version_id; n_base, n_omitted, n_tail (sentences of the base; gone;
        in the trimmed tail); later_than_kept (chance, 0 to 1, that a sentence that is gone
        stands later than one that is there; 0.5 is no order) and p_later (one-sided
        Mann-Whitney test, exact where at most eight sentences are gone, or at most eight
        there); n_sources (with something said in the base) and sources (those found one-sided,
        joined by "; "); smallest_found (sentences of the smallest one-sided cut that would be
        found in at least 80 % of cases, `find_power`; NaN if none up to twelve would, or the
        version has too little of the base);
        verdict: nothing omitted, not a cut (fewer than three sentences of the base are there),
        one source, trimmed from the end (at least half of what is gone is a trimmed tail),
        or scattered.
    """
    units, versions, sources, own = _lay_out(collation, segments, quotations, sides)
    if tested is None:
        tested = tabulate_selection(collation, segments, quotations, sides=sides)
    rows = []
    for version_id in versions:
        omitted = (units[version_id] == "omitted").to_numpy()
        found = tested[(tested["version_id"] == version_id) & tested["is_one_sided"].astype(bool)]
        rows.append(
            {"version_id": version_id, "n_base": len(units), "n_omitted": int(omitted.sum())}
            | _describe_places(omitted)
            | {
                "n_sources": len(sources),
                "sources": "; ".join(found.sort_values("p", kind="stable")["source"]),
                "smallest_found": _find_smallest(omitted, own),
                "verdict": _judge(omitted, len(found) > 0),
            }
        )
    return pd.DataFrame(rows, columns=PATTERNS)


def _describe_places(omitted: np.ndarray) -> dict[str, float]:
    """How long the tail is, and whether what is gone stands later than what is there."""
    later = p_later = np.nan
    if omitted.any() and not omitted.all():
        from scipy.stats import mannwhitneyu

        places = np.arange(len(omitted))
        gone, there = places[omitted], places[~omitted]
        found = mannwhitneyu(gone, there, alternative="greater")
        later, p_later = float(found.statistic / (len(gone) * len(there))), float(found.pvalue)
    return {"n_tail": find_tail(omitted), "later_than_kept": later, "p_later": p_later}


def _find_smallest(omitted: np.ndarray, own: np.ndarray) -> float:
    """Sentences of the smallest one-sided cut that would be found often enough."""
    if int((~omitted).sum()) < FEWEST_KEPT:
        return np.nan
    power = _measure_power(omitted, own)
    return next((float(size) for size, share in power if share >= POWER), np.nan)


def _judge(omitted: np.ndarray, is_one_sided: bool) -> str:
    if not omitted.any():
        return "nothing omitted"
    if not _is_cut(omitted):
        return "not a cut"
    if is_one_sided:
        return "one source"
    n_tail = find_tail(omitted)
    n_gone_there = int(omitted[len(omitted) - n_tail :].sum()) if n_tail else 0
    return "trimmed from the end" if 2 * n_gone_there >= omitted.sum() else "scattered"
