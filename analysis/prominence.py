"""How high does each version place each part of the story, and how much room does it give it?

A fact in the headline or the first paragraph reaches every reader, one in the last paragraph
few. `tabulate_prominence` gives the place and the room of each unit of the story in each
version. It says where something stands, never why; whether the body bears out what a headline
claims is asked in `analysis.headlines`.
"""

from collections import Counter, defaultdict

import numpy as np
import pandas as pd

from analysis.attribution import UNNAMED, VOICE_CONFIDENCE
from analysis.names import find_mentions
from analysis.quantities import Quantity, convert_quantity, find_quantities
from analysis.stems import list_content_stems, strip_ending

# A headline states a unit when the unit holds at least this share of the headline's content
# words: half, because headlines reword ("sold arms" for "has delivered arms").
IN_HEADLINE = 0.5

# A count below this needs its noun to be the same figure in two versions ("12 sailors"); larger
# ones are seldom alike by chance, and versions name what they count differently.
SMALL_COUNT = 100
# Figures that are names, or too vague to be the same in two versions.
_NO_FIGURES = frozenset({"designator", "ordinal", "crowd"})

_PROMINENCE_DTYPES = {
    "version_id": "str",
    "unit": "str",
    "position": "float64",
    "share_of_words": "float64",
}


def tabulate_prominence(
    segments: pd.DataFrame,
    tokens: pd.DataFrame,
    collation: pd.DataFrame,
    quotations: pd.DataFrame | None = None,
    *,
    mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Say where each shared unit of the story stands in each version, and how much room it has.

    A unit is a body segment of the base that at least one other version carries; its id is
    ``"s"`` and the base's segment number. Where quotations are given, sources and figures that
    at least two versions have are units too: ``"source: Ann Lee"``, ``"figure: $4.6 million"``.

    Parameters
    ----------
    segments, tokens : DataFrame
        The segments and tokens tables.
    collation : DataFrame
        The collation of the versions with one base.
    quotations : DataFrame, optional
        The quotations table.
    mentions : DataFrame, optional
        From `names.find_mentions` of the same tables; left out: found here where needed.

    Returns
    -------
    DataFrame
        One row for every version (the base too) and unit: version_id, unit, position and
        share_of_words.

        position is the place, from 1 to the number of body words, of the first word of the
        unit's earliest passage, divided by the number of body words: over 0 and up to 1. It is
        0 if the version's headline states the unit, that is, if of all the version's units this
        one holds most of the headline's content words, and at least half of them. NaN if the
        version does not carry the unit.

        share_of_words is the share of the version's body words in the unit's passages, 0 to 1.
        A passage that carries several units (n:m) is divided among them equally, so that the
        shares of a version add up to at most 1. It is 0 if the version does not carry the unit,
        NaN if the version has no body words.

        The base is placed by its own segments. Sorted by version (story order) and unit:
        segments, then sources, then figures by name.

        A source stands where its first quoted or reported words do, or at 0 where the headline
        quotes or reports it, and has the share of the body's words that are its own; names of
        one person join as in `analysis.names`. A figure stands at its first sentence, or at 0
        where the headline has it, and its share is that of the sentences it stands in, so that
        two figures of a sentence share it. Figures are one by their value and what they
        measure (4.6m, $4,600,000), counts under `SMALL_COUNT` by their noun too; ordinals,
        numbers that are names, and "dozens" are left out.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> def build(version_id, sentences):
    ...     return [(version_id, i, "body", i, 100 * i, 100 * i + len(s), s, len(s.split()))
    ...             for i, s in enumerate(sentences)]
    >>> rows = build("a", ["Rain fell.", "Two died here."]) + build("b", ["Two died here."])
    >>> segments = pd.DataFrame(rows, columns=["version_id", "segment", "kind", "paragraph",
    ...     "start", "stop", "text", "n_tokens"])
    >>> tokens = pd.concat([pd.DataFrame(tokenise(row[6])).assign(version_id=row[0],
    ...     segment=row[1], kind="body", paragraph=row[3]) for row in rows])
    >>> collation = pd.DataFrame({"base_id": "a", "other_id": "b", "base_segment": [0, 1],
    ...     "other_segment": [None, 0], "action": ["omitted", "kept"], "moved": False,
    ...     "similarity": [None, 1.0]})
    >>> tabulate_prominence(segments, tokens, collation).values.tolist()
    [['a', 's1', 0.6, 0.6], ['b', 's1', 0.3333333333333333, 1.0]]
    """
    table = _place_units(segments, tokens, collation)
    if quotations is None:
        return table
    base_id = None if collation.empty else collation["base_id"].iloc[0]
    words = tokens[tokens["is_word"].astype(bool) & (tokens["kind"] == "body")]
    starts = {
        version_id: np.sort(own["start"].to_numpy())
        for version_id, own in words.groupby("version_id", sort=False)
    }
    if mentions is None:
        mentions = find_mentions(segments, tokens, base_id=base_id)
    heard = _find_source_spans(segments, quotations, mentions, base_id)
    counted = _find_figure_spans(segments, base_id)
    placed = [table]
    for kind, found in (("source", heard), ("figure", counted)):
        placed.append(_place_spans(kind, found, starts, segments))
    joined = pd.concat(placed, ignore_index=True)
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    joined = joined.assign(rank=joined["version_id"].map(order))
    return joined.sort_values("rank", kind="stable", ignore_index=True).drop(columns="rank")


# Version, whether it is in the headline, and the characters, of each place of each unit.
_Spans = dict[str, list[tuple[str, bool, int, int]]]


def _place_spans(kind: str, found: _Spans, starts: dict, segments: pd.DataFrame) -> pd.DataFrame:
    """Place units that at least two versions have, by the body words that begin in their spans."""
    shared = sorted(unit for unit, places in found.items() if len({p[0] for p in places}) > 1)
    by_version = {unit: defaultdict(list) for unit in shared}
    for unit in shared:
        for version_id, *place in found[unit]:
            by_version[unit][version_id].append(place)
    rows = []
    for version_id in segments["version_id"].drop_duplicates():
        own = starts.get(version_id, np.array([], dtype=np.int64))
        for unit in shared:
            places = by_version[unit].get(version_id, [])
            place = _measure_spans(places, own) if len(own) else (np.nan, np.nan)
            rows.append((version_id, f"{kind}: {unit}", *place))
    return _make_table(rows, _PROMINENCE_DTYPES)


def _measure_spans(places: list, own: np.ndarray) -> tuple[float, float]:
    """Where the first body word of some spans stands, and the share of the words in them."""
    spans = np.searchsorted(own, [place[1:] for place in places if not place[0]]).reshape(-1, 2)
    n_held, reached = 0, 0
    for first, stop in sorted(spans.tolist()):
        n_held += max(stop - max(first, reached), 0)
        reached = max(reached, stop)
    position = (int(spans[:, 0].min()) + 1) / len(own) if n_held else np.nan
    return 0.0 if any(place[0] for place in places) else position, n_held / len(own)


def _find_source_spans(
    segments: pd.DataFrame, quotations: pd.DataFrame, mentions: pd.DataFrame, base_id: str | None
) -> _Spans:
    """Find the quoted and reported words of each source, one name for a person everywhere."""
    is_heard = (quotations["form"] == "indirect") | (quotations["confidence"] >= VOICE_CONFIDENCE)
    said = quotations[is_heard & quotations["source"].notna() & (quotations["source"] != UNNAMED)]
    names = mentions[mentions["form"] == "name"]
    columns = [names[c].tolist() for c in ("version_id", "label", "entity")]
    entity_of = {(v, label): entity for v, label, entity in zip(*columns, strict=True)}
    entities = set(names["entity"])
    kind_of = dict(
        zip(
            zip(segments["version_id"], segments["segment"], strict=True),
            segments["kind"],
            strict=True,
        )
    )
    found: dict[str, list] = defaultdict(list)
    names_of: dict[str, tuple] = {}
    columns = [said[c].tolist() for c in ("version_id", "segment", "source", "start", "stop")]
    for version_id, segment, source, start, stop in zip(*columns, strict=True):
        kind = kind_of.get((version_id, segment))
        if kind in ("headline", "body"):
            name = source if source in entities else entity_of.get((version_id, source), source)
            key = name.replace("’", "'").casefold()
            found[key].append((version_id, kind == "headline", start, stop))
            rank = _rank_writing(version_id == base_id, kind, start, name)
            names_of[key] = min(rank, names_of.get(key, rank))
    return {names_of[key][-1]: places for key, places in found.items()}


def _rank_writing(is_base: bool, kind: str, start: int, written: str) -> tuple:
    """What names a unit: the base's first writing, else the first in the alphabet."""
    return not is_base, kind == "headline", start if is_base else 0, written


def _find_figure_spans(segments: pd.DataFrame, base_id: str | None) -> _Spans:
    """Find the sentences of each figure; named as the base writes it."""
    found: dict[tuple, list] = defaultdict(list)
    names: dict[tuple, tuple] = {}
    read = segments[segments["kind"].isin(["headline", "body"])]
    columns = [read[c].tolist() for c in ("version_id", "kind", "start", "stop", "text")]
    for version_id, kind, start, stop, text in zip(*columns, strict=True):
        for quantity in find_quantities(text):
            key = describe_figure(quantity)
            if key is None:
                continue
            found[key].append((version_id, kind == "headline", start, stop))
            written = " ".join(text[quantity.start : quantity.stop].split())
            if quantity.kind == "age" and written.isdecimal():
                written = f"{written} (age)"
            if quantity.kind == "count":
                written = f"{written} {quantity.noun}".strip()
            rank = _rank_writing(version_id == base_id, kind, start + quantity.start, written)
            names[key] = min(rank, names.get(key, rank))
    joined: _Spans = defaultdict(list)
    for key, places in found.items():
        joined[names[key][-1]].extend(places)
    return joined


def describe_figure(quantity: Quantity) -> tuple | None:
    """
    Say what makes two figures the same: what they measure, and how much.

    Parameters
    ----------
    quantity : Quantity
        From `find_quantities`.

    Returns
    -------
    tuple or None
        Equal for equal figures, in any way of writing; None for what is no figure of its own:
        names with numbers, ordinals, "dozens", and words like "one" that often count nothing.

    Examples
    --------
    >>> a, b = (find_quantities(text)[0] for text in ("$4.6m", "4,600,000 dollars"))
    >>> describe_figure(a) == describe_figure(b)
    True
    """
    if quantity.kind in _NO_FIGURES or quantity.is_weak or quantity.malformed:
        return None
    dimension, factor = convert_quantity(quantity)
    ends = (quantity.low, quantity.high) if quantity.low is not None else (quantity.value,) * 2
    amounts = tuple(None if end is None else round(end * factor, 6) for end in ends)
    noun = ""
    if dimension == "count" and quantity.value < SMALL_COUNT:
        if not quantity.noun:
            return None
        noun = strip_ending(quantity.noun)
    return dimension, amounts, noun


def _place_units(
    segments: pd.DataFrame, tokens: pd.DataFrame, collation: pd.DataFrame
) -> pd.DataFrame:
    """Place the base's segments that other versions carry."""
    pairs = collation.dropna(subset=["base_segment", "other_segment"])
    if pairs.empty:
        return _make_table([], _PROMINENCE_DTYPES)
    carriers = _list_passages(pairs)
    units = sorted({unit for passages in carriers.values() for unit in passages})
    words = _count_segment_words(tokens)
    places = _place_segments(segments, words)
    stated = _find_stated_units(tokens, carriers)
    rows = []
    for version_id in segments["version_id"].drop_duplicates():
        passages = carriers.get(version_id, {})
        first_word, n_words = places.get(version_id, ({}, 0))
        n_sharers = Counter(segment for held in passages.values() for segment in held)
        for unit in units:
            held = sorted(passages.get(unit, ()))
            is_stated = stated.get(version_id) == unit
            position = _measure_position(held, first_word, n_words, is_stated)
            room = sum(words.get((version_id, s), 0) / n_sharers[s] for s in held)
            share = room / n_words if n_words else np.nan
            rows.append((version_id, f"s{unit}", position, share))
    return _make_table(rows, _PROMINENCE_DTYPES)


def _list_passages(pairs: pd.DataFrame) -> dict[str, dict[int, set[int]]]:
    """Map each version to its units and the segments that carry each; the base carries itself."""
    carriers: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    columns = [pairs[c].tolist() for c in ("base_id", "other_id", "base_segment", "other_segment")]
    for base_id, other_id, base_segment, other_segment in zip(*columns, strict=True):
        if base_id == other_id:
            continue
        carriers[base_id][int(base_segment)].add(int(base_segment))
        carriers[other_id][int(base_segment)].add(int(other_segment))
    return carriers


def _count_segment_words(tokens: pd.DataFrame) -> dict[tuple[str, int], int]:
    """Count the words of each body segment."""
    words = tokens[tokens["is_word"].astype(bool) & (tokens["kind"] == "body")]
    return words.groupby(["version_id", "segment"]).size().to_dict()


def _place_segments(segments: pd.DataFrame, words: dict) -> dict[str, tuple[dict, int]]:
    """Number the first word of each body segment, from 1, and total them, for each version."""
    body = segments[segments["kind"] == "body"].sort_values(["version_id", "start"], kind="stable")
    places: dict[str, tuple[dict, int]] = {}
    columns = (body["version_id"].tolist(), body["segment"].tolist())
    for version_id, segment in zip(*columns, strict=True):
        first_word, n_words = places.get(version_id, ({}, 0))
        first_word[segment] = n_words + 1
        places[version_id] = first_word, n_words + words.get((version_id, segment), 0)
    return places


def _measure_position(held: list[int], first_word: dict, n_words: int, stated: bool) -> float:
    places = [first_word[segment] for segment in held if segment in first_word]
    if not places or not n_words:
        return np.nan
    return 0.0 if stated else min(*places, n_words) / n_words


def _find_stated_units(tokens: pd.DataFrame, carriers: dict) -> dict[str, int]:
    """Name the unit that each version's headline states, where there is one."""
    terms = defaultdict(list)
    for version_id, _, term in _list_words(tokens, "headline"):
        terms[version_id].append(term)
    read = {version_id: list_content_stems(own) for version_id, own in terms.items()}
    wanted = {version_id: stems for version_id, stems in read.items() if stems}
    held = defaultdict(set)
    for version_id, segment, term in _list_words(tokens, "body"):
        if version_id in wanted and (stem := strip_ending(term)) in wanted[version_id]:
            held[version_id, segment].add(stem)
    stated = {}
    for version_id, stems in wanted.items():
        n_held = {
            unit: len(set().union(*(held.get((version_id, s), ()) for s in passages)))
            for unit, passages in carriers.get(version_id, {}).items()
        }
        best = min(n_held, key=lambda unit: (-n_held[unit], unit), default=None)
        if best is not None and n_held[best] >= IN_HEADLINE * len(stems):
            stated[version_id] = best
    return stated


def _list_words(tokens: pd.DataFrame, kind: str):
    """Yield (version_id, segment, term) of the words of one kind of segment."""
    words = tokens[(tokens["kind"] == kind) & tokens["is_word"].astype(bool)]
    yield from zip(*(words[c].tolist() for c in ("version_id", "segment", "term")), strict=True)


def _make_table(rows: list[tuple], dtypes: dict[str, str]) -> pd.DataFrame:
    """Make a table with these columns and types, also from no rows."""
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)
