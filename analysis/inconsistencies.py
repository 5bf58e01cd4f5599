"""Does a version contradict itself?

Only what the text itself shows to be impossible or twofold is listed: a figure that cannot be
read, a name spelt in two ways, parts that do not make up their whole, a percentage that the
figures beside it refute, a headline with another figure than the body. Whether anybody erred,
and which of the two is right, is for an editor to say.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import regex

from analysis.paths import find_data_folder

if TYPE_CHECKING:
    from analysis.quantities import Quantity

KINDS = ("malformed_number", "name_spelling", "sum", "percentage", "headline_figure")
# Kinds of segment that are the outlet's text about the story.
READ_KINDS = frozenset(("headline", "standfirst", "body", "caption", "subheading"))

# Whole figures below this are counted one by one; above it, they may be rounded to their last
# digit that is not a nought.
COUNTED = 1000
# "About 50,000" may be this far off.
APPROXIMATE = 0.1
# No enumeration names more parts.
MOST_PARTS = 12
# Words between two parts of one enumeration ("10,000 skilled contractors and 40,000").
LONGEST_GAP = 4
# A percentage worked out from rounded figures may be off by one point, or by this share of it.
PERCENT_SLACK = 0.1
# A name shorter than this is too short for a misspelling to be told from another name.
SHORTEST_NAME = 5
# A spelling that English at large uses this often is another name, not a slip.
KNOWN_NAME = 1e-6
# So many spellings of like sound or beginning are compared, which keeps a text of nothing but
# names affordable.
MOST_COMPARED = 100

_TYPES = {
    "kind": "str",
    "severity": "str",
    "start": "int64",
    "stop": "int64",
    "text": "str",
    "other_start": "Int64",
    "other_stop": "Int64",
    "other_text": "str",
    "confidence": "float64",
    "why": "str",
}
COLUMNS = ["version_id", *_TYPES]

Span = tuple[int, int]


class _Row(NamedTuple):
    """One contradiction: where it is, what it contradicts, how sure, and why."""

    kind: str
    span: Span
    other: Span | None
    confidence: float
    why: str


class _Lists(NamedTuple):
    """The lists of data/fidelity/inconsistencies.toml."""

    severity: dict[str, str]
    exact: frozenset[str]
    within: frozenset[str]
    wholes: tuple[str, ...]
    partitions: tuple[frozenset[str], ...]
    people: frozenset[str]
    growth: dict[str, int]
    votes: frozenset[str]


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    path = find_data_folder() / "fidelity" / "inconsistencies.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    growth = dict.fromkeys(data["growth"]["up"], 1) | dict.fromkeys(data["growth"]["down"], -1)
    return _Lists(
        {kind: rule["severity"] for kind, rule in data["severity"].items()},
        frozenset(data["parts"]["exact"]),
        frozenset(data["parts"]["within"]),
        tuple(data["wholes"]["of"]),
        tuple(frozenset(group) for group in data["partition"]["sets"]),
        frozenset(data["partition"]["people"]),
        growth,
        frozenset(data["votes"]["of"]),
    )


def find_inconsistencies(text: str, *, headline: Span | None = None) -> pd.DataFrame:
    """
    Find where a text contradicts itself.

    Parameters
    ----------
    text : str
        Any text.
    headline : tuple of int, optional
        Start and stop of the headline in the text; its figures are compared with the rest.

    Returns
    -------
    DataFrame
        kind (one of `KINDS`), severity, start, stop, text, other_start, other_stop and
        other_text (what it contradicts; missing and "" where there is nothing else),
        confidence (0 to 1, only ranks) and why. Sorted by start. Empty if nothing is found,
        which does not mean that the text is free of error.

    Examples
    --------
    >>> found = find_inconsistencies("Of 10,0000 men, Prigozhin lost one. Prigogine left.")
    >>> found[["kind", "text", "other_text"]].values.tolist()
    [['malformed_number', '10,0000', ''], ['name_spelling', 'Prigogine', 'Prigozhin']]
    """
    return _build(text, _list_rows(text, headline))


def tabulate_inconsistencies(segments: pd.DataFrame) -> pd.DataFrame:
    """
    Find where each version contradicts itself.

    Parameters
    ----------
    segments : DataFrame
        The segments table. Headline, standfirst, subheadings, captions and body are read.

    Returns
    -------
    DataFrame
        version_id and the columns of `find_inconsistencies`; offsets point into the
        version's text. Sorted by version (in the order of the segments) and start.

    Examples
    --------
    >>> rows = [("a", "body", 5, "It cost 10,0000 dollars.")]
    >>> segments = pd.DataFrame(rows, columns=["version_id", "kind", "start", "text"])
    >>> tabulate_inconsistencies(segments)[["version_id", "start", "text"]].values.tolist()
    [['a', 13, '10,0000 dollars']]
    """
    tables = [_build("", [])]
    names: list[str] = []
    for version_id, rows in segments.groupby("version_id", sort=False):
        text, headline = _rebuild(rows)
        found = find_inconsistencies(text, headline=headline)
        tables.append(found)
        names += [str(version_id)] * len(found)
    table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    table.insert(0, "version_id", pd.Series(names, dtype="str", index=table.index))
    return table


def _rebuild(rows: pd.DataFrame) -> tuple[str, Span | None]:
    """A version's text with line breaks for what is not read, and where its headline stands."""
    pieces: list[str] = []
    end, headline = 0, None
    columns = (rows[name].tolist() for name in ("kind", "start", "text"))
    for kind, start, text in sorted(zip(*columns, strict=True), key=lambda row: row[1]):
        if kind not in READ_KINDS or start < end:
            continue
        # A line break ends a sentence, so that nothing is read across segments unawares; the
        # body's own sentences stay apart as they are.
        pieces.append(" " * (start - end) if start - end < 2 else "\n" * (start - end))
        pieces.append(text)
        end = start + len(text)
        if kind == "headline" and headline is None:
            headline = (start, end)
    return "".join(pieces), headline


def _build(text: str, rows: Sequence[_Row]) -> pd.DataFrame:
    """Rows as a table with every column's type."""
    severity = _load_lists().severity
    cells = [
        (
            *(row.kind, severity[row.kind], *row.span, text[slice(*row.span)]),
            *((None, None, "") if row.other is None else (*row.other, text[slice(*row.other)])),
            *(row.confidence, row.why),
        )
        for row in sorted(rows, key=lambda row: (row.span, KINDS.index(row.kind), row.why))
    ]
    columns = zip(*cells, strict=True) if cells else [()] * len(_TYPES)
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=kind)
            for (name, kind), values in zip(_TYPES.items(), columns, strict=True)
        }
    )


def _list_rows(text: str, headline: Span | None) -> list[_Row]:
    """Every contradiction of a text."""
    from analysis.quantities import find_quantities
    from analysis.sentences import split_sentences

    quantities = find_quantities(text)
    rows = [*_list_malformed(text, quantities), *_list_spellings(text)]
    sound = [q for q in quantities if not q.malformed]
    spoilt = {q.start for q in quantities if q.malformed}
    at = 0
    for start, stop in split_sentences(text):
        while at < len(quantities) and quantities[at].start < start:
            at += 1
        inside = []
        while at < len(quantities) and quantities[at].start < stop:
            inside.append(quantities[at])
            at += 1
        if len(inside) > 1 and not any(q.start in spoilt for q in inside):
            rows += _list_sums(text, inside)
            rows += _list_percentages(text, inside, (start, stop))
    if headline is not None:
        rows += _list_headline_figures(text, sound, headline)
    return rows


# --- figures that cannot be read, names in two spellings --------------------------------------


def _list_malformed(text: str, quantities: Sequence["Quantity"]) -> Iterator[_Row]:
    """Figures that are written in a way that nothing can be read from."""
    for q in quantities:
        if q.malformed:
            figure = text[q.start : q.stop]
            yield _Row(
                "malformed_number", (q.start, q.stop), None, 0.95, f"{figure}: {q.malformed}."
            )


def _list_spellings(text: str) -> Iterator[_Row]:
    """Names that stand in two spellings; the commoner one, or the first, is the reference."""
    names = _gather_names(text)
    for rare, usual in _pair_spellings(names, text):
        n, m = len(names[rare].places), len(names[usual].places)
        times = f"{n} time{'s' * (n > 1)}, {{}} {m} time{'s' * (m > 1)}"
        one, two = names[rare].places[0], names[usual].places[0]
        written, reference = text[slice(*one)], text[slice(*two)]
        why = f"The name is spelt {written} {times.format(reference)}."
        yield _Row("name_spelling", one, two, 0.9 if m > n else 0.75, why)


class _Name(NamedTuple):
    """One word of names: where it stands, and the other words of the names it stands in."""

    places: list[Span]
    partners: Counter
    is_last: bool


def _gather_names(text: str) -> dict[str, _Name]:
    """The words of all names of a text, by their letters without accents."""
    from analysis.fidelity.name_runs import cases_of, find_runs, strip_marks
    from analysis.fidelity.passage import Passage

    passage = Passage(text)
    found: dict[str, _Name] = {}
    lower = cases_of(passage).lower
    for run in find_runs(passage):
        if not run.is_sure and lower[passage.terms[run.words[0]]]:
            continue
        terms = [strip_marks(passage.terms[k]) for k in run.words]
        for place, (k, term) in enumerate(zip(run.words, terms, strict=True)):
            word = passage.words[k]
            if len(term) < SHORTEST_NAME - 1 or not term.isalpha() or word.form[1:].isupper():
                continue
            stop = word.stop - 2 if word.form[-2:] in ("'s", "’s") else word.stop
            last = place == len(terms) - 1
            name = found.setdefault(term, _Name([], Counter(), last))
            name.places.append((word.start, stop))
            name.partners.update(terms[:place] + terms[place + 1 :])
            if last and not name.is_last:
                found[term] = name._replace(is_last=True)
    return found


def _pair_spellings(names: dict[str, _Name], text: str) -> list[tuple[str, str]]:
    """(variant, reference) for names that are likely one name in two spellings."""
    import jellyfish

    groups: dict[str, list[str]] = {}
    for term in names:
        if term.isascii():
            groups.setdefault(jellyfish.soundex(term), []).append(term)
        groups.setdefault("first " + term[:3], []).append(term)
        groups.setdefault("last " + term[-4:], []).append(term)
    best: dict[str, str] = {}
    tried: set[tuple[str, str]] = set()
    for key in sorted(groups):
        members = sorted(groups[key])
        for i, a in enumerate(members):
            for b in members[i + 1 : i + 1 + MOST_COMPARED]:
                if (a, b) in tried:
                    continue
                tried.add((a, b))
                rare, usual = sorted(
                    (a, b), key=lambda t: (-len(names[t].places), names[t].places)
                )[::-1]
                if _is_misspelling(names, rare, usual, text):
                    known = best.get(rare)
                    if known is None or len(names[usual].places) > len(names[known].places):
                        best[rare] = usual
    return sorted((rare, usual) for rare, usual in best.items())


def _is_misspelling(names: dict[str, _Name], rare: str, usual: str, text: str) -> bool:
    """Whether the rarer word is likely a spelling of the commoner one."""
    from analysis.background import find_frequency
    from analysis.fidelity.name_forms import is_respelt, is_same_name
    from analysis.fidelity.name_runs import is_common_word, load_name_lists

    lists = load_name_lists()
    declared = rare in lists.respellings and lists.respellings[rare] == lists.respellings.get(usual)
    if not declared:
        if len(rare) < SHORTEST_NAME or rare in lists.nobody or usual in lists.nobody:
            return False
        if is_same_name(rare, usual) or not is_respelt(rare, usual):
            return False
        if find_frequency(rare) >= KNOWN_NAME or is_common_word(usual):
            return False
    if (rare,) in lists.entities and (usual,) in lists.entities and not declared:
        return False
    # Two people: each has a first name, or a last one, of its own.
    one, two = names[rare].partners, names[usual].partners
    if one and two and one.keys().isdisjoint(two):
        return False
    return not _stand_together(names[rare].places, names[usual].places, text)


def _stand_together(one: list[Span], two: list[Span], text: str) -> bool:
    """Whether two words stand in one sentence, which tells them apart rather than confuses them."""
    starts = sorted([(a, 0) for a, _ in one] + [(a, 1) for a, _ in two])
    for (a, side), (b, other) in zip(starts, starts[1:], strict=False):
        if side != other and not _SENTENCE_END.search(text, a, b):
            return True
    return False


_SENTENCE_END = regex.compile(r"[.!?:;]\W|\n")


# --- parts and wholes -------------------------------------------------------------------------


def _list_sums(text: str, quantities: Sequence["Quantity"]) -> Iterator[_Row]:
    """Wholes whose parts, named beside them, do not add up."""
    for i, whole in enumerate(quantities[:-1]):
        if not _may_count(whole):
            continue
        parts = _gather_parts(text, quantities, i + 1)
        if not parts or any(part.unit != whole.unit for part in parts):
            continue
        relation = _read_relation(text, whole, parts)
        total = sum(part.value for part in parts)
        slack = _find_slack(whole) + sum(map(_find_slack, parts))
        if whole.kind == "percent":
            continue
        too_many = total > whole.value + slack and whole.bound not in (">", ">=")
        too_few = total < whole.value - slack and whole.bound not in ("<", "<=")
        if not ((relation and too_many) or (relation == "exact" and too_few)):
            continue
        if relation == "within" and len(parts) == 1 and whole.noun and parts[0].noun in ("times",):
            continue
        sum_text = " + ".join(text[p.start : p.stop] for p in parts)
        verb = "more than" if too_many else "less than"
        figure = text[whole.start : whole.stop]
        why = f"{sum_text} is {total:,.10g}, {verb} the {figure} they are parts of."
        span = (parts[0].start, parts[-1].stop)
        confidence = 0.85 if relation == "exact" else 0.7
        yield _Row("sum", span, (whole.start, whole.stop), confidence, why)


def _may_count(q: "Quantity") -> bool:
    """Whether a figure can be a whole or a part of one."""
    return q.kind in ("count", "number", "money") and q.low is None and not q.is_weak


def _find_slack(q: "Quantity") -> float:
    """How far a figure may be from what was counted."""
    if q.approximate or q.bound:
        return APPROXIMATE * abs(q.value)
    if q.kind != "money" and abs(q.value) < COUNTED:
        return 0.0
    return q.precision / 2


def _gather_parts(text: str, quantities: Sequence["Quantity"], first: int) -> list["Quantity"]:
    """The figures of one enumeration that begins at `first`; empty if there are fewer than two."""
    parts: list[Quantity] = []
    for q in quantities[first : first + MOST_PARTS + 2]:
        if not _may_count(q):
            break
        if len(parts) > MOST_PARTS:
            return []
        if parts and not _joins_parts(text[parts[-1].stop : q.start]):
            break
        parts.append(q)
    return parts if len(parts) > 1 else []


_JOINT = regex.compile(r"[^.;:!?]*+")


def _joins_parts(between: str) -> bool:
    """Whether the words between two figures enumerate: a few words, then a comma or "and"."""
    if len(between) > 80 or _JOINT.fullmatch(between) is None:
        return False
    words = regex.findall(r"[\p{L}'’-]++", between)
    if len(words) > LONGEST_GAP + 1 or any(w.casefold() in _BREAKS for w in words):
        return False
    return between.rstrip().endswith(",") or bool(words and words[-1].casefold() in ("and", "plus"))


# Words after which a figure is no longer part of the enumeration.
_BREAKS = frozenset(
    "of to from by in than or but after before were was are is had have has while when if"
    " per".split()
)


def _read_relation(text: str, whole: "Quantity", parts: Sequence["Quantity"]) -> str:
    """What the parts are said to be: all of the whole (exact), some of it (within) or neither."""
    between = text[whole.stop : parts[0].start]
    if len(between) > 80:
        return ""
    lists = _load_lists()
    bare = " ".join(between.casefold().replace(",", " ").replace("(", " ").split())
    noun_words = bare.split()
    for phrase in sorted(lists.exact | lists.within):
        length = len(phrase.split())
        if " ".join(noun_words[-length:]) == phrase and len(noun_words) - length <= LONGEST_GAP:
            return "exact" if phrase in lists.exact else "within"
    if len(noun_words) > LONGEST_GAP or any(word in _BREAKS for word in noun_words):
        return ""
    ahead = " ".join(text[max(whole.full_start - 20, 0) : whole.start].casefold().split())
    mark = between.rstrip()[-1:]
    if mark in (":", "–", "—") and any(ahead.endswith(phrase) for phrase in lists.wholes):
        return "exact"
    nouns = frozenset(part.noun for part in parts)
    is_partition = nouns in lists.partitions and len(nouns) == len(parts)
    if is_partition and whole.noun in lists.people and mark in (":", "–", "—", ",", "-", "("):
        return "exact"
    return ""


# --- percentages ------------------------------------------------------------------------------


def _list_percentages(
    text: str, quantities: Sequence["Quantity"], sentence: Span
) -> Iterator[_Row]:
    """Percentages that the figures beside them refute."""
    yield from _list_shares(text, quantities)
    yield from _list_growth(text, quantities, sentence)
    yield from _list_votes(text, quantities, sentence)


def _list_shares(text: str, quantities: Sequence["Quantity"]) -> Iterator[_Row]:
    """ "30 of the 60 dams, or 40 percent": the share is another one."""
    for a, b, share in zip(quantities, quantities[1:], quantities[2:], strict=False):
        if share.kind != "percent" or not (_may_count(a) and _may_count(b)) or b.value <= 0:
            continue
        if not _OF.fullmatch(text[a.stop : b.start]) or share.low is not None:
            continue
        if not _OR.fullmatch(text[b.stop : share.start]) or share.bound or share.approximate:
            continue
        right = 100 * a.value / b.value
        if _differ(right, share.value, share.precision, (a, b)):
            why = (
                f"{text[a.start : b.stop]} is {right:.3g} percent, not "
                f"{text[share.start : share.stop]}."
            )
            yield _Row("percentage", (share.start, share.stop), (a.start, b.stop), 0.85, why)


_OF = regex.compile(r"\s++(?:of|out of)\s++(?:(?:the|its|their|all|some|about)\s++)?+")
_OR = regex.compile(
    r"(?:\s++[\p{L}-]++){0,2}+\s*+(?:,\s*+or|\(|,|–|—)\s*+(?:(?:about|some|or)\s++)?+"
)
_FROM_TO = regex.compile(r"\s++to\s++(?:(?:about|some|around|nearly|almost)\s++)?+")


def _list_growth(text: str, quantities: Sequence["Quantity"], sentence: Span) -> Iterator[_Row]:
    """ "Rose 10 percent from 40 to 60": the two figures make another percentage."""
    for i, (old, new) in enumerate(zip(quantities, quantities[1:], strict=False)):
        if not (_may_count(old) and _may_count(new)) or old.unit != new.unit or old.value <= 0:
            continue
        ahead = text[max(sentence[0], old.full_start - 10) : old.full_start]
        if not ahead.casefold().rstrip().endswith("from"):
            continue
        if not _FROM_TO.fullmatch(text[old.stop : new.start]) or new.low is not None:
            continue
        right = 100 * (new.value - old.value) / old.value
        for share in (*quantities[max(i - 1, 0) : i], *quantities[i + 2 : i + 3]):
            span = (share.start, share.stop)
            if share.kind != "percent" or share.low is not None or share.bound:
                continue
            direction = _read_direction(text, share, old, new)
            if not direction:
                continue
            stated = direction * share.value
            if _differ(right, stated, share.precision, (old, new)):
                why = (
                    f"From {text[old.start : new.stop]} is {right:+.3g} percent, "
                    f"not {text[slice(*span)]}."
                )
                yield _Row("percentage", span, (old.start, new.stop), 0.8, why)


def _read_direction(text: str, share, old, new) -> int:
    """Up (1) or down (-1), where the words that tie a percentage to "from A to B" say so; or 0."""
    before = share.stop <= old.start
    if before and len(text[share.stop : old.start].split()) > LONGEST_GAP:
        return 0
    if not before and len(text[new.stop : share.start].split()) > LONGEST_GAP:
        return 0
    ahead = text[max(share.start - 40, 0) : share.start] if before else text[new.stop : share.start]
    growth = _load_lists().growth
    found = [growth[w] for w in regex.findall(r"\p{L}++", ahead.casefold())[-4:] if w in growth]
    return found[-1] if found else 0


def _differ(right: float, stated: float, precision: float, figures) -> bool:
    """Whether a percentage cannot come from figures rounded as these are."""
    rounding = sum(_find_slack(q) / abs(q.value) for q in figures if q.value)
    slack = max(1.0, precision if precision < 10 else 5.0, PERCENT_SLACK * abs(stated))
    return abs(right - stated) > slack + rounding * (100 + abs(right))


def _list_votes(text: str, quantities: Sequence["Quantity"], sentence: Span) -> Iterator[_Row]:
    """ "51 percent to 52 percent" of one ballot is more than a hundred."""
    words = set(regex.findall(r"\p{L}++", text[slice(*sentence)].casefold()))
    if words.isdisjoint(_load_lists().votes):
        return
    for a, b in zip(quantities, quantities[1:], strict=False):
        if a.kind != "percent" or b.kind != "percent" or a.bound or b.bound:
            continue
        between = text[a.stop : b.start]
        head = text[max(sentence[0], a.start - 10) : a.start].casefold().rstrip()
        if between.strip() not in ("to", "-", "–") or head.endswith("from"):
            continue
        if a.value + b.value > 100 + (a.precision + b.precision) / 2:
            pair = text[a.start : b.stop]
            why = f"{pair} is {a.value + b.value:.4g} percent of one ballot."
            yield _Row("percentage", (b.start, b.stop), (a.start, a.stop), 0.7, why)


# --- the headline -----------------------------------------------------------------------------


def _list_headline_figures(
    text: str, quantities: Sequence["Quantity"], headline: Span
) -> Iterator[_Row]:
    """Figures of the headline for which the body has one other figure of the same noun."""
    body = [q for q in quantities if not headline[0] <= q.start < headline[1]]
    for q in quantities:
        if not headline[0] <= q.start < headline[1] or not _may_compare(q):
            continue
        same = [b for b in body if b.noun == q.noun and b.unit == q.unit and b.kind == q.kind]
        if not same or len({b.value for b in same}) > 1:
            continue
        first = same[0]
        if _agree(q, first) or any(_agree(q, b) for b in body):
            continue
        figure, other = text[q.start : q.stop], text[first.start : first.stop]
        why = f"The headline says {figure} {q.noun}, the text {other}."
        yield _Row("headline_figure", (q.start, q.stop), (first.start, first.stop), 0.7, why)


def _may_compare(q: "Quantity") -> bool:
    """Whether a headline's figure says what it counts."""
    return q.kind == "count" and bool(q.noun) and q.low is None and not q.is_weak


def _agree(a: "Quantity", b: "Quantity") -> bool:
    """Whether two figures may be one, rounded."""
    slack = max(a.precision, b.precision) / 2 + _find_slack(a) + _find_slack(b)
    small = abs(a.value) < COUNTED and not (a.approximate or a.bound or b.approximate or b.bound)
    return abs(a.value - b.value) <= (0 if small else slack)
