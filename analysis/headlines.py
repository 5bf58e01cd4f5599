"""Does the body say what the headline says?

Most readers read the headline alone. Each figure, name, quotation and degree of certainty that
a headline (or the line under it) states is looked for in the version's own body, and in the
base's. A headline words things shortly and in its own way, so a claim counts as supported
wherever the body can be read to say it; what is left over is worth a look, and no more.
"""

from collections import defaultdict
from typing import NamedTuple

import pandas as pd

from analysis.attribution import VOICE_CONFIDENCE
from analysis.fidelity.ledger import list_changes
from analysis.house_style import read_words
from analysis.names import find_mentions
from analysis.quantities import Quantity, convert_quantity, find_quantities
from analysis.quotation_marks import find_marked_spans
from analysis.stems import list_content_stems, strip_ending

CLAIM_KINDS = ("figure", "name", "quotation", "certainty", "words")
READ_KINDS = ("headline", "standfirst")

# A headline's sentence must hold this share of its content words before the two are compared in
# certainty: in a looser match another statement's "may" would be taken for this one's.
SAME_STATEMENT = 0.75
# A headline is in other words than its body when fewer of its content words than this stand
# there: half, because headlines reword ("sold arms" for "has delivered arms").
IN_BODY = 0.5
# Quoted words are the body's if they stand there in a row, but for one word in so many.
WORDS_PER_SLIP = 6
SHORT_MARKS = 3
# Figures below this are read as exact: 12 sailors are not 10.
SMALLEST_ROUNDED = 100
# A headline with one of these leaves the matter open in its own way.
_OPEN = frozenset({"may", "might", "could", "likely", "possible", "possibly", "if", "alleged"})
# What became surer, of the ledger's changes of certainty.
_SURER = frozenset({"hedge_lost", "modal_strengthened", "approximation_lost"})
# Words that are never a slip of a quotation.
_NO_SLIPS = frozenset({"not", "no", "never", "none", "nobody", "nothing", "without"})
# A longer sentence is none, and holds too many statements to be the headline's.
LONGEST_SENTENCE = 2000
# No headline is longer; what is marked as one and goes on is not read further.
LONGEST_HEADLINE = 600
_NO_CLAIMS = frozenset({"designator", "ordinal"})

_CLAIM_TYPES = {
    "version_id": "str",
    "segment": "int64",
    "start": "int64",
    "stop": "int64",
    "claim": "str",
    "kind": "str",
    "supported_in_body": "boolean",
    "supported_in_base": "boolean",
    "evidence_version": "str",
    "evidence_segment": "Int64",
    "evidence": "str",
    "why": "str",
}
HEADLINE_CLAIM_COLUMNS = list(_CLAIM_TYPES)


class _Body(NamedTuple):
    """What a body says: its sentences, and what of each can be looked for."""

    sentences: list[tuple[int, str]]
    stems: list[frozenset[str]]
    figures: list[list[Quantity]]
    terms: list[list[str]]
    quoted: list[list[str]]
    entities: dict[str, int]


class _Claim(NamedTuple):
    """One claim of a headline: its place there, what to look for, and its kind."""

    start: int
    stop: int
    kind: str
    sought: object


def tabulate_headline_claims(
    segments: pd.DataFrame,
    tokens: pd.DataFrame,
    quotations: pd.DataFrame,
    *,
    base_id: str | None = None,
    mentions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    List what each headline and standfirst claims, and whether body and base support it.

    Parameters
    ----------
    segments, tokens, quotations : DataFrame
        The segments, tokens and quotations tables.
    base_id : str, optional
        The version whose body `supported_in_base` looks in.
    mentions : DataFrame, optional
        From `names.find_mentions` of the same tables; left out: found here.

    Returns
    -------
    DataFrame
        One row a claim: version_id, segment, start, stop (characters of the version), claim (as
        written), kind, supported_in_body, supported_in_base, evidence_version,
        evidence_segment, evidence (the sentence that supports it, else the one nearest to it;
        missing where none is near) and why (one sentence where something is not supported,
        else empty). The kinds:

        - figure: supported by an equal amount in any way of writing, by one that rounds to it,
          by a range or "dozens" around it, and by the sum of two counts of one sentence.
        - name: supported where the body names the same person or thing, by an alias too.
        - quotation: words in marks, supported where the body quotes them, but for one word in
          `WORDS_PER_SLIP` that is no figure and no "not". Words that stand in the body outside
          marks are not a quotation; marks of up to `SHORT_MARKS` words, which may be a title
          or a distance kept, are supported by the words alone.
        - certainty: one row where the headline is surer than the sentence it repeats
          (`analysis.fidelity`: a hedge or "about" lost, "may" become "will"), never supported
          by it; a headline that is as sure as its body has no such row.
        - words: the headline as a whole; supported where at least `IN_BODY` of its content
          words, without their endings, stand in the body.

        Missing where there is no body to look in or no base. Sorted by version (story order),
        start and kind.

    Notes
    -----
    "Not supported" means: not found by these rules. Synonyms are not known to them, and in a
    headline in capitals throughout no new name can be told from a word.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> rows = [("a", 0, "headline", 0, 0, 20, "Storm kills 12 here.", 4),
    ...         ("a", 1, "body", 1, 21, 48, "The storm killed 11 people.", 5)]
    >>> segments = pd.DataFrame(rows, columns=["version_id", "segment", "kind", "paragraph",
    ...     "start", "stop", "text", "n_tokens"])
    >>> tokens = pd.concat([pd.DataFrame(tokenise(row[6])).assign(version_id="a",
    ...     segment=row[1], kind=row[2], paragraph=row[3]) for row in rows])
    >>> from analysis.attribution import tabulate_quotations
    >>> found = tabulate_headline_claims(segments, tokens, tabulate_quotations(segments))
    >>> found[["claim", "kind", "supported_in_body"]].values.tolist()
    [['Storm kills 12 here.', 'words', True], ['12', 'figure', False]]
    """
    if mentions is None:
        mentions = find_mentions(segments, tokens, base_id=base_id)
    names = mentions[mentions["form"] == "name"]
    bodies = _read_bodies(segments, quotations, names)
    base = bodies.get(base_id)
    rows = []
    read = segments[segments["kind"].isin(READ_KINDS)]
    columns = [read[c].tolist() for c in ("version_id", "segment", "start", "text")]
    for version_id, segment, start, text in zip(*columns, strict=True):
        text = text[:LONGEST_HEADLINE]
        here = names[(names["version_id"] == version_id) & (names["segment"] == segment)]
        body = bodies.get(version_id)
        for claim in _list_claims(text, start, here):
            own, at = _look(claim, text, body)
            other, there = (own, at) if version_id == base_id else _look(claim, text, base)
            if claim.kind == "certainty" and own is not False and other is not False:
                continue
            side, place = (version_id, at) if own or at is not None else (base_id, there)
            if own is not True and other is True:
                side, place = base_id, there
            found = (None, None, None)
            if place is not None:
                found = (side, *bodies[side].sentences[place])
            why = _explain(claim.kind, text[claim.start : claim.stop], own, other)
            rows.append(
                (version_id, segment, start + claim.start, start + claim.stop)
                + (text[claim.start : claim.stop], claim.kind, own, other, *found, why)
            )
    table = pd.DataFrame(rows, columns=list(_CLAIM_TYPES)).astype(_CLAIM_TYPES)
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    table = table.assign(
        rank=table["version_id"].map(order),
        first=-table["kind"].isin(["words", "certainty"]).astype(int),
    )
    by = ["rank", "segment", "first", "start", "stop", "kind"]
    return table.sort_values(by, kind="stable", ignore_index=True).drop(columns=["rank", "first"])


# --- What is there to look in -----------------------------------------------------------


def _read_bodies(
    segments: pd.DataFrame, quotations: pd.DataFrame, names: pd.DataFrame
) -> dict[str, _Body]:
    """Read the body of every version that has one."""
    spoken = quotations[
        (quotations["form"] == "direct") & (quotations["confidence"] >= VOICE_CONFIDENCE)
    ]
    quoted: dict[str, list[list[str]]] = defaultdict(list)
    for version_id, text in zip(spoken["version_id"], spoken["text"], strict=True):
        quoted[version_id].append([word.term for word in read_words(text)])
    entities: dict[str, dict[str, int]] = defaultdict(dict)
    own = names[names["kind"] == "body"]
    columns = [own[c].tolist() for c in ("version_id", "entity", "segment")]
    for version_id, entity, segment in zip(*columns, strict=True):
        entities[version_id].setdefault(entity, segment)
    bodies: dict[str, _Body] = {}
    for version_id, rows in segments[segments["kind"] == "body"].groupby("version_id", sort=False):
        sentences = list(zip(rows["segment"].tolist(), rows["text"].tolist(), strict=True))
        place = {segment: k for k, (segment, _) in enumerate(sentences)}
        bodies[version_id] = _Body(
            sentences,
            [_read_stems(text) for _, text in sentences],
            [find_quantities(text) for _, text in sentences],
            [[word.term for word in read_words(text)] for _, text in sentences],
            quoted[version_id],
            {entity: place[s] for entity, s in entities[version_id].items() if s in place},
        )
    return bodies


def _read_stems(text: str) -> frozenset[str]:
    """The content words of a text without their endings."""
    return list_content_stems(word.term for word in read_words(text))


# --- What is claimed --------------------------------------------------------------------


def _list_claims(text: str, offset: int, names: pd.DataFrame) -> list[_Claim]:
    """List what one headline claims, in offsets of its text."""
    stems = _read_stems(text)
    if not stems:
        return []
    whole = (0, len(text))
    claims = [_Claim(*whole, "words", stems), _Claim(*whole, "certainty", stems)]
    for span in find_marked_spans(text):
        inner = text[span.inner_start : span.inner_stop]
        terms = [word.term for word in read_words(inner)]
        if span.depth == 0 and span.closed and terms:
            claims.append(_Claim(span.inner_start, span.inner_stop, "quotation", terms))
    for quantity in find_quantities(text):
        if quantity.kind not in _NO_CLAIMS and not quantity.is_weak:
            claims.append(_Claim(quantity.start, quantity.stop, "figure", quantity))
    columns = [names[c].tolist() for c in ("start", "stop", "entity")]
    for start, stop, entity in zip(*columns, strict=True):
        if stop - offset <= len(text):
            claims.append(_Claim(start - offset, stop - offset, "name", entity))
    return claims


# --- Looking ----------------------------------------------------------------------------


def _look(claim: _Claim, text: str, body: _Body | None) -> tuple[bool | None, int | None]:
    """Say whether a body supports a claim, and by which of its sentences."""
    if body is None:
        return None, None
    if claim.kind == "figure":
        return _look_for_figure(claim.sought, body)
    if claim.kind == "name":
        return _look_for_name(text[claim.start : claim.stop], claim.sought, body)
    if claim.kind == "quotation":
        return _look_for_quotation(claim.sought, body)
    place, share = _find_nearest(claim.sought, body)
    if claim.kind == "certainty":
        if place is None or share < SAME_STATEMENT:
            return None, None
        return _look_at_certainty(text, body.sentences[place][1]), place
    held = frozenset().union(*body.stems) & claim.sought
    return len(held) >= IN_BODY * len(claim.sought), place


def _find_nearest(stems: frozenset[str], body: _Body) -> tuple[int | None, float]:
    """Find the first sentence with the most of a headline's words, and what share it has."""
    shared = [len(stems & each) for each in body.stems]
    best = max(shared, default=0)
    return (shared.index(best), best / len(stems)) if best else (None, 0.0)


def _look_for_figure(sought: Quantity, body: _Body) -> tuple[bool, int | None]:
    near = None
    for place, figures in enumerate(body.figures):
        if any(_is_same_amount(sought, each) for each in figures):
            return True, place
        if near is None and any(_is_comparable(sought, each) for each in figures):
            near = place
    for place, figures in enumerate(body.figures):
        counts = [each.value for each in figures if _is_comparable(sought, each)]
        seen: set[float] = set()
        for value in counts:
            if sought.value - value in seen:
                return True, place
            seen.add(value)
    return False, near


def _is_comparable(a: Quantity, b: Quantity) -> bool:
    """Whether two figures measure the same, or one of them is a bare number."""
    first, second = convert_quantity(a)[0], convert_quantity(b)[0]
    return first == second or "number" in (a.kind, b.kind)


def _is_same_amount(a: Quantity, b: Quantity) -> bool:
    """Whether two figures may be the same amount: equal, rounded, or one inside the other."""
    if not _is_comparable(a, b):
        return False
    scales = [convert_quantity(each)[1] for each in (a, b)]
    if "number" in (a.kind, b.kind) and a.kind != b.kind:
        scales = [1.0, 1.0]
    (low_a, high_a), (low_b, high_b) = (
        _find_ends(each, scale) for each, scale in zip((a, b), scales, strict=True)
    )
    places = [each.precision * scale for each, scale in zip((a, b), scales, strict=True)]
    # Only the coarser of two figures is a rounded one: $4.6 million is not $4.7 million.
    is_rounded = max(places) > 1.5 * min(places) and max(high_a, high_b) >= SMALLEST_ROUNDED
    slack = 0.5 * max(places) if is_rounded else 1e-9 * max(abs(high_a), abs(high_b), 1.0)
    return low_a <= high_b + slack and low_b <= high_a + slack


def _find_ends(quantity: Quantity, scale: float) -> tuple[float, float]:
    """The least and the most that a figure says."""
    low = quantity.value if quantity.low is None else quantity.low
    high = quantity.value if quantity.high is None else quantity.high
    low, high = min(low, high), max(low, high)
    if quantity.alternative is not None:
        low, high = min(low, quantity.alternative), max(high, quantity.alternative)
    return low * scale, high * scale


def _look_for_name(written: str, entity: str, body: _Body) -> tuple[bool, int | None]:
    if entity in body.entities:
        return True, body.entities[entity]
    stems = _read_stems(written)
    short = {stem[:4] for stem in stems if len(stem) > 4}
    for place, each in enumerate(body.stems):
        # "Russia" is borne out by "Russian", "Lindqvist" by "Lindqvist's".
        if stems and (stems <= each or (short and short <= {stem[:4] for stem in each})):
            return True, place
    return False, None


def _look_for_quotation(terms: list[str], body: _Body) -> tuple[bool, int | None]:
    from rapidfuzz.distance import Indel

    place = next((k for k, each in enumerate(body.terms) if _holds(each, terms)), None)
    if len(terms) <= SHORT_MARKS:
        stems = {strip_ending(term) for term in terms}
        held = (k for k, each in enumerate(body.terms) if stems <= set(map(strip_ending, each)))
        place = next(held, place)
        return place is not None, place
    for quoted in body.quoted:
        # Words of the quotation that the headline leaves out before and after are no slips.
        extra = max(len(quoted) - len(terms), 0)
        slips = Indel.distance(quoted, terms) - extra
        is_close = slips < 2 * (len(terms) // WORDS_PER_SLIP) and not any(
            term in _NO_SLIPS or term[:1].isdigit() for term in set(terms) ^ set(quoted)
        )
        if _holds(quoted, terms) or is_close:
            return True, _find_place(terms, body, place)
    return False, place


def _find_place(terms: list[str], body: _Body, place: int | None) -> int | None:
    """The sentence a quotation stands in: where the words are, else where most of them are."""
    if place is not None:
        return place
    shared = [len(set(each) & set(terms)) for each in body.terms]
    return shared.index(max(shared)) if shared else None


def _holds(terms: list[str], sought: list[str]) -> bool:
    """Whether words stand in a row in others."""
    n = len(sought)
    first = sought[0]
    return any(terms[k] == first and terms[k : k + n] == sought for k in range(len(terms) - n + 1))


def _look_at_certainty(headline: str, sentence: str) -> bool:
    """Whether a headline is no surer than the sentence it repeats."""
    if len(sentence) > LONGEST_SENTENCE or "?" in headline:
        return True
    if not _OPEN.isdisjoint(word.term for word in read_words(headline)):
        return True
    changes = [c for c in list_changes(sentence, headline) if c.kind == "certainty"]
    return not any(change.subkind in _SURER for change in changes)


def _explain(kind: str, claim: str, own: bool | None, other: bool | None) -> str:
    """Say in one sentence what is not supported."""
    if own is not False and other is not False:
        return ""
    places = [name for name, value in (("the body", own), ("the base", other)) if value is False]
    where = " and ".join(places)
    if kind == "figure":
        return f"No figure of {where} amounts to {claim}."
    if kind == "name":
        return f"{claim} is not named in {where}."
    if kind == "quotation":
        return f"Nobody is quoted with these words in {where}."
    if kind == "certainty":
        return f"The headline is surer than the sentence of {where} that it repeats."
    return f"Fewer than half of the headline's words stand in {where}."
