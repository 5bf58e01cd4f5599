"""Which edits go together into one version, and which parts of the base does it keep?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from analysis.planting.attributions import list_attribution_sites
from analysis.planting.certainty import list_certainty_sites
from analysis.planting.dates import list_date_sites
from analysis.planting.formats import list_control_sites
from analysis.planting.labels import list_label_sites
from analysis.planting.names import list_name_sites
from analysis.planting.negations import list_negation_sites
from analysis.planting.numbers import list_number_sites
from analysis.planting.quotes import list_quote_sites
from analysis.planting.site import Site
from analysis.planting.source_text import SourceText, Span

# One edit in about three sentences: a version stays recognisable, and the sentences around an
# edit are there to raise false alarms.
SENTENCES_PER_EDIT = 3
# Of the sentences that hold an edit about one in ten holds a second one.
P_SECOND_EDIT = 0.1
# A version with hundreds of edits is no version any more; a longer base gets no more by itself.
MOST_EDITS = 60
MOST_CONTROLS = 120
# Controls stand in this share of the sentences without an edit that offer any.
P_CONTROL = 0.6

_LISTERS = (
    list_quote_sites,
    list_number_sites,
    list_date_sites,
    list_name_sites,
    list_negation_sites,
    list_attribution_sites,
    list_certainty_sites,
    list_label_sites,
)


class Recipe(NamedTuple):
    """
    What is done to the base for one version.

    Attributes
    ----------
    edits, controls : tuple of Site
        By place in the base, not overlapping.
    pieces : tuple of Span
        The parts of the base that are kept, in the order in which they stand in the version.
    cut : str
        "", "tail" or "middle".
    reordered : bool
        Whether paragraphs changed places.
    """

    edits: tuple[Site, ...]
    controls: tuple[Site, ...]
    pieces: tuple[Span, ...]
    cut: str
    reordered: bool


def list_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List every place of a base at which an edit can be planted.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses words.

    Returns
    -------
    list of Site
        Of all kinds, sorted by place; each stands inside the body and changes something.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> [site.kind for site in list_sites(read_source_text("Ten men may go."), Random(1))]
    ['number', 'certainty']
    """
    found = {site for lister in _LISTERS for site in lister(source, rng)}
    return sorted(filter(lambda site: _is_sound(source, site), found), key=_sort_key)


def list_controls(source: SourceText, rng: Random) -> list[Site]:
    """
    List every place of a base at which a control can be planted.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses among formats.

    Returns
    -------
    list of Site
        Of kind "control", sorted by place.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> [site.subkind for site in list_controls(read_source_text("He is not here."), Random(1))]
    ['contraction']
    """
    found = set(list_control_sites(source, rng))
    return sorted(filter(lambda site: _is_sound(source, site), found), key=_sort_key)


def _sort_key(site: Site) -> tuple:
    return (site.start, site.stop, site.kind, site.subkind, site.replacement)


def _is_sound(source: SourceText, site: Site) -> bool:
    """Whether an edit changes something, inside the body and with no line break."""
    old = source.text[site.start : site.stop]
    if old == site.replacement or "\n" in site.replacement:
        return False
    return bool(source.find_sentence(site.start)) and "\n\n" not in old


# ---------------------------------------------------------------- choosing


def choose_edits(
    source: SourceText,
    sites: Sequence[Site],
    n_edits: int,
    rng: Random,
    used: Counter,
    pieces: Sequence[Span] = (),
) -> list[Site]:
    """
    Choose edits that do not touch each other, the rarest subkinds first.

    Parameters
    ----------
    source : SourceText
        The base.
    sites : sequence of Site
        From `list_sites`.
    n_edits : int
        How many; fewer are chosen where the base has no more places.
    rng : Random
        Chooses among equals.
    used : Counter
        How often each (kind, subkind) was planted already; it is counted up.
    pieces : sequence of Span, optional
        Parts of the base that are kept; others take no edit.

    Returns
    -------
    list of Site
        Sorted by place. At most one a sentence, two in about every tenth.
    """
    chosen: list[Site] = []
    pools = _group(sites, pieces)
    while len(chosen) < n_edits and pools:
        kind = min(pools, key=lambda one: (_weigh(used, one), rng.random()))
        site = _take_free(source, pools[kind], chosen, rng)
        if site is None:
            del pools[kind]
            continue
        chosen.append(site)
        used[kind] += 1
        used[kind[0]] += 1
    return sorted(chosen, key=_sort_key)


def _weigh(used: Counter, kind: tuple[str, str]) -> float:
    """How often a subkind was planted; the others of its kind count a quarter.

    Without them a kind of ten subkinds would have three times the cases of one of three.
    """
    return used[kind] + used[kind[0]] / 4


def _group(sites: Iterable[Site], pieces: Sequence[Span]) -> dict[tuple[str, str], list[Site]]:
    pools: dict[tuple[str, str], list[Site]] = {}
    for site in sites:
        if not pieces or any(p.start <= site.start and site.stop <= p.stop for p in pieces):
            pools.setdefault((site.kind, site.subkind), []).append(site)
    return pools


def _take_free(
    source: SourceText, pool: list[Site], chosen: Sequence[Site], rng: Random
) -> Site | None:
    """A site of the pool that is free of the chosen ones; the pool loses those tried."""
    allows_second = rng.random() < P_SECOND_EDIT
    while pool:
        site = pool.pop(rng.randrange(len(pool)))
        if all(_are_apart(site, other) for other in chosen) and (
            allows_second or not _shares_sentence(source, site, chosen)
        ):
            return site
    return None


def _are_apart(a: Site, b: Site) -> bool:
    """Whether neither stands in, at or beside the other, nor in its quotation."""
    for one, other in ((a, b), (b, a)):
        start, stop = one.start - 1, one.stop + 1
        if one.scope:
            start, stop = min(start, one.scope.start), max(stop, one.scope.stop)
        if other.start < stop and start < other.stop or start <= other.start <= other.stop <= stop:
            return False
    return True


def _shares_sentence(source: SourceText, site: Site, chosen: Sequence[Site]) -> bool:
    mine = source.find_sentence(site.start)
    return any(mine.start < (other.stop + 1) and other.start <= mine.stop for other in chosen)


def choose_controls(
    source: SourceText,
    sites: Sequence[Site],
    edits: Sequence[Site],
    rng: Random,
    used: Counter,
    pieces: Sequence[Span] = (),
    share: float = P_CONTROL,
) -> list[Site]:
    """
    Choose controls in sentences that hold no edit, the rarest formats first.

    Parameters
    ----------
    source : SourceText
        The base.
    sites : sequence of Site
        From `list_controls`.
    edits : sequence of Site
        The edits of the version.
    rng : Random
        Chooses among equals.
    used : Counter
        How often each format was planted already; it is counted up.
    pieces : sequence of Span, optional
        Parts of the base that are kept.
    share : float
        How many of the possible places are used, 0 to 1.

    Returns
    -------
    list of Site
        Sorted by place.
    """
    chosen: list[Site] = []
    free = [site for site in sites if not _shares_sentence(source, site, edits)]
    free = [site for site in free if all(_are_apart(site, edit) for edit in edits)]
    pools = _group(free, pieces)
    limit = round(
        share * min(MOST_CONTROLS, len({site.start for pool in pools.values() for site in pool}))
    )
    while len(chosen) < limit and pools:
        kind = min(pools, key=lambda one: (used[one], rng.random()))
        site = pools[kind].pop(rng.randrange(len(pools[kind])))
        if all(_are_apart(site, other) for other in chosen):
            chosen.append(site)
            used[kind] += 1
        if not pools[kind]:
            del pools[kind]
    return sorted(chosen, key=_sort_key)
