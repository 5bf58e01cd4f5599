"""What does each version call the same person or thing?

"Mercenary company" or "military contractor", "Mr Kirby" or "Kirby": whoever words the story
chooses the label, and the choice carries part of the frame (Hamborg, Zhukova and Gipp 2019
call it bias by word choice and labelling). Labels are gathered in two ways, neither of which
needs a trained model: the names and descriptions that `analysis.names` merges into entities,
and the words that replace each other in passages that the collation has aligned.
"""

from collections import Counter, defaultdict

import pandas as pd

from analysis.collation import align_words
from analysis.names import (
    OPENERS,
    Naming,
    Words,
    find_descriptions,
    find_mentions,
    find_names,
    is_modifier,
    load_aliases,
    load_naming,
    merge_names,
    write_name,
)

__all__ = ["find_mentions", "find_substitutions", "tabulate_label_matrix", "tabulate_labels"]

# A replaced stretch longer than this is a reworded clause, not another label.
LONGEST_LABEL = 5
# A name takes the place of the base's only in a passage that keeps this share of its words;
# in a looser one, another name is likelier to be another person.
SAME_PASSAGE = 0.5

_SUBSTITUTION_DTYPES = {
    "base_id": "str",
    "other_id": "str",
    "base_segment": "int64",
    "other_segment": "int64",
    "base_start": "int64",
    "base_stop": "int64",
    "base_text": "str",
    "other_start": "int64",
    "other_stop": "int64",
    "other_text": "str",
    "form": "str",
    "n_times": "int64",
}
_LABEL_DTYPES = {
    "version_id": "str",
    "entity": "str",
    "label": "str",
    "count": "int64",
    "first_start": "int64",
}


def find_substitutions(
    collation: pd.DataFrame, segments: pd.DataFrame, tokens: pd.DataFrame
) -> pd.DataFrame:
    """
    Find the names and noun phrases that replace each other in aligned passages.

    Parameters
    ----------
    collation : DataFrame
        The collation of the versions with one base.
    segments, tokens : DataFrame
        The segments and tokens tables.

    Returns
    -------
    DataFrame
        base_id, other_id, base_segment, other_segment, base_start, base_stop, base_text,
        other_start, other_stop, other_text, form {name, phrase} and n_times (how often the same
        replacement is made in this pair of versions). Shared modifiers before and after the
        replaced words belong to the phrase ("mercenary enterprise", "mercenary company").
        Replacements of function words alone, of figures, of verbs and of stretches longer than
        `LONGEST_LABEL` words are left out. Without a tagger, "noun phrase" is read off the
        word before it (an article, a possessive, a preposition, an opening quotation mark): some
        rows are no labels. Sorted by other version (story order) and base_start.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> rows = [("a", 0, "body", 0, 0, 32, "He called the mercenary company a", 6),
    ...         ("b", 0, "body", 0, 0, 32, "He called the mercenary army a", 6)]
    >>> segments = pd.DataFrame(rows, columns=["version_id", "segment", "kind", "paragraph",
    ...     "start", "stop", "text", "n_tokens"])
    >>> tokens = pd.concat([pd.DataFrame(tokenise(row[6])).assign(version_id=row[0],
    ...     segment=row[1], kind="body") for row in rows], ignore_index=True)
    >>> collation = pd.DataFrame({"base_id": ["a"], "other_id": ["b"], "base_segment": [0],
    ...     "other_segment": [0], "action": ["edited"], "moved": [False], "similarity": [0.8]})
    >>> find_substitutions(collation, segments, tokens)[["base_text", "other_text"]].values.tolist()
    [['mercenary company', 'mercenary army']]
    """
    words = Words(tokens)
    spans = _find_replaced_spans(words, collation)
    return _tabulate_substitutions(words, spans, segments)


def _find_replaced_spans(words: Words, collation: pd.DataFrame) -> list[tuple]:
    """Find (base_first, base_stop, other_first, other_stop, is_close), in token indexes."""
    naming = load_naming()
    place = _index_segments(words)
    spans = set()
    for base_id, other_id, base_segments, other_segments in _group_rows(collation):
        base = [i for s in base_segments for i in place.get((base_id, s), ())]
        other = [i for s in other_segments for i in place.get((other_id, s), ())]
        ops = align_words([words.term[i] for i in base], [words.term[i] for i in other])
        n_equal = sum(op.base_stop - op.base_start for op in ops if op.tag == "equal")
        is_close = n_equal >= SAME_PASSAGE * max(len(base), len(other))
        for op in ops:
            if op.tag != "replace":
                continue
            a = base[op.base_start : op.base_stop]
            b = other[op.other_start : op.other_stop]
            if not a or not b:
                continue
            pair = _trim_replaced(words, a, b, naming)
            if pair is not None:
                spans.add((*pair, is_close))
    return sorted(spans)


def _group_rows(collation: pd.DataFrame):
    """Yield each aligned passage once: the connected segments of both sides, in text order."""
    pairs = collation.dropna(subset=["base_segment", "other_segment"])
    for (base_id, other_id), rows in pairs.groupby(["base_id", "other_id"], sort=True):
        if base_id == other_id:
            continue
        links = sorted(
            {
                (int(a), int(b))
                for a, b in zip(rows["base_segment"], rows["other_segment"], strict=True)
            }
        )
        of_base, of_other = defaultdict(set), defaultdict(set)
        for a, b in links:
            of_base[a].add(b)
            of_other[b].add(a)
        done = set()
        for a, _ in links:
            if a in done:
                continue
            left, right, todo = set(), set(), [a]
            while todo:
                s = todo.pop()
                if s in left:
                    continue
                left.add(s)
                for t in of_base[s] - right:
                    right.add(t)
                    todo.extend(of_other[t] - left)
            done |= left
            yield base_id, other_id, sorted(left), sorted(right)


def _index_segments(words: Words) -> dict[tuple[str, int], list[int]]:
    place = defaultdict(list)
    for i, key in enumerate(zip(words.version, words.segment, strict=True)):
        place[key].append(i)
    return place


def _trim_replaced(words: Words, a: list[int], b: list[int], naming: Naming):
    """Cut a replaced stretch down to the phrase on both sides; None if it is not one."""
    a, b = _trim_edges(words, a, naming), _trim_edges(words, b, naming)
    if not a or not b or len(a) > LONGEST_LABEL or len(b) > LONGEST_LABEL:
        return None
    if not all(_is_unbroken(words, side) for side in (a, b)):
        return None
    a_first, a_stop, b_first, b_stop = a[0], a[-1] + 1, b[0], b[-1] + 1
    verbal = all(words.term[side[-1]].endswith("ed") for side in (a, b))
    while (
        not verbal  # "office inspected", "office examined": what is replaced is the verb
        and words.continues(a_first)
        and words.continues(b_first)
        and words.term[a_first - 1] == words.term[b_first - 1]
        and is_modifier(words, a_first - 1, naming)
        and a_stop - a_first < LONGEST_LABEL
    ):
        a_first, b_first = a_first - 1, b_first - 1
    if (
        _ends_before_noun(words, a_stop, naming)
        and _ends_before_noun(words, b_stop, naming)
        and words.term[a_stop] == words.term[b_stop]
    ):
        a_stop, b_stop = a_stop + 1, b_stop + 1
    if not _is_phrase(words, a_first, a_stop, naming) or not _is_phrase(
        words, b_first, b_stop, naming
    ):
        return None
    left, right = words.term[a_first:a_stop], words.term[b_first:b_stop]
    if len(left) == len(right) and all(map(_is_same_word, left, right)):
        return None
    return a_first, a_stop, b_first, b_stop


def _is_same_word(a: str, b: str) -> bool:
    """Whether two terms are one word in two forms (Ukraine, Ukrainian), not two spellings."""
    if a == b:
        return True
    aliases = load_aliases()
    declared = any((t,) in aliases.adjectives or (t,) in aliases.entity_of for t in (a, b))
    plural = a.rstrip("s") == b.rstrip("s") or a + "es" == b or b + "es" == a
    return plural or (declared and a[:4] == b[:4] and len(a) > 3)


def _trim_edges(words: Words, side: list[int], naming: Naming) -> list[int]:
    def empty(k: int) -> bool:
        return not words.is_word[k] or words.term[k] in naming.function_words

    while side and empty(side[0]):
        side = side[1:]
    while side and empty(side[-1]):
        side = side[:-1]
    return side


def _is_unbroken(words: Words, side: list[int]) -> bool:
    """Whether the tokens stand next to each other in one segment, with no mark between."""
    return side[-1] - side[0] == len(side) - 1 and all(
        words.is_word[k] and (k == side[0] or words.continues(k)) for k in side
    )


def _ends_before_noun(words: Words, k: int, naming: Naming) -> bool:
    """Whether token k is a content word that closes its phrase ("vocal" + "critic of")."""
    if not words.continues(k) or not is_modifier(words, k, naming) or words.term[k].endswith("ed"):
        return False
    return (
        words.is_possessive(k)
        or not words.continues(k + 1)
        or not is_modifier(words, k + 1, naming)
    )


_BEFORE_NOUN = frozenset(
    "a an the this that these those his her its their our my your of in on for with by as from at"
    " into against between among per no any some such other another both each every all about over"
    " under".split()
)


def _is_phrase(words: Words, first: int, stop: int, naming: Naming) -> bool:
    """Whether a stretch reads as a name or a noun phrase, judged by itself and the word before."""
    inner = range(first, stop)
    if any(words.term[k] in naming.verbs or words.term[k][:1].isdecimal() for k in inner):
        return False
    if any(words.term[k] in naming.function_words and words.term[k] != "of" for k in inner):
        return False
    if _is_name_span(words, first, stop):
        return True
    if words.term[stop - 1].endswith("ly") or not words.continues(first):
        return False
    before = first - 1
    if words.form[before] in ("'", "’", '"', "“", "‘"):
        before -= 1
    if words.form[before] in OPENERS or not words.is_word[before]:
        return False
    return words.term[before] in _BEFORE_NOUN or words.is_possessive(before)


def _is_name_span(words: Words, first: int, stop: int) -> bool:
    """Whether a stretch is a name: capitalised throughout, not by its place alone."""
    if not all(words.is_capital[k] for k in range(first, stop)):
        return False
    return any(
        not words.is_initial(k)
        or words.n_capital[words.term[k]] > words.n_lower[words.term[k]]
        or words.n_lower[words.term[k]] == 0
        for k in range(first, stop)
    )


def _tabulate_substitutions(words: Words, spans: list[tuple], segments: pd.DataFrame):
    """Make the table of substitutions from token spans."""
    base_of = {}
    columns = (segments["version_id"], segments["segment"], segments["text"], segments["start"])
    for version_id, segment, text, start in zip(*(c.tolist() for c in columns), strict=True):
        base_of[version_id, segment] = (text, start)

    def cut(first: int, stop: int) -> str:
        text, offset = base_of[words.version[first], words.segment[first]]
        return text[words.start[first] - offset : words.stop[stop - 1] - offset]

    def key(span: tuple) -> tuple:
        a, a_stop, b, b_stop, _ = span
        terms = tuple(words.term[a:a_stop]), tuple(words.term[b:b_stop])
        return words.version[a], words.version[b], *terms

    n_times = Counter(key(span) for span in spans)
    rows = [
        (
            words.version[a],
            words.version[b],
            words.segment[a],
            words.segment[b],
            words.start[a],
            words.stop[a_stop - 1],
            cut(a, a_stop),
            words.start[b],
            words.stop[b_stop - 1],
            cut(b, b_stop),
            "name"
            if _is_name_span(words, a, a_stop) and _is_name_span(words, b, b_stop)
            else "phrase",
            n_times[key((a, a_stop, b, b_stop, is_close))],
        )
        for a, a_stop, b, b_stop, is_close in spans
    ]
    table = pd.DataFrame(rows, columns=list(_SUBSTITUTION_DTYPES)).astype(_SUBSTITUTION_DTYPES)
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    table = table.assign(rank=table["other_id"].map(order))
    by = ["base_id", "rank", "base_start", "other_start"]
    return table.sort_values(by, kind="stable", ignore_index=True).drop(columns="rank")


def tabulate_labels(
    segments: pd.DataFrame, tokens: pd.DataFrame, collation: pd.DataFrame
) -> pd.DataFrame:
    """
    Count what each version calls each person or thing.

    Parameters
    ----------
    segments, tokens : DataFrame
        The segments and tokens tables; headline, standfirst and body are read.
    collation : DataFrame
        The collation of the versions with one base; its aligned passages join the labels that
        replace each other ("Cleverly", "Wise") under the base's entity.

    Returns
    -------
    DataFrame
        version_id, entity, label, count (how often the version uses the label) and first_start
        (offset of its first use). A name's possessive, its titles' full stops and its letter
        case make no other label. A noun phrase headed by a role noun that another replaces in an
        aligned passage ("mercenary enterprise", "mercenary company") is an entity of its own,
        named by the base's phrase, if it describes no named one. Sorted by version (story
        order), entity and first_start. A version that does not name an entity has no row.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> rows = [("a", 0, "body", 0, 0, 20, "We met James Cleverly.", 4),
    ...         ("b", 0, "body", 0, 0, 20, "We met James Wise.", 4)]
    >>> segments = pd.DataFrame(rows, columns=["version_id", "segment", "kind", "paragraph",
    ...     "start", "stop", "text", "n_tokens"])
    >>> tokens = pd.concat([pd.DataFrame(tokenise(row[6])).assign(version_id=row[0],
    ...     segment=row[1], kind="body") for row in rows], ignore_index=True)
    >>> collation = pd.DataFrame({"base_id": ["a"], "other_id": ["b"], "base_segment": [0],
    ...     "other_segment": [0], "action": ["edited"], "moved": [False], "similarity": [0.8]})
    >>> tabulate_labels(segments, tokens, collation).values.tolist()
    [['a', 'James Cleverly', 'James Cleverly', 1, 7], ['b', 'James Cleverly', 'James Wise', 1, 7]]
    """
    base_id = None if collation.empty else collation["base_id"].iloc[0]
    words = Words(tokens)
    named = find_names(words)
    entity_of = merge_names(words, named, base_id)
    replaced = _find_replaced_spans(words, collation)
    _join_replaced_names(words, named, replaced, entity_of, base_id)
    spans = [(m.first, m.stop, "name", entity_of[m.core]) for m in named]
    spans += find_descriptions(words, named, entity_of)
    spans += _read_replaced_phrases(words, replaced, spans)
    return _count_labels(words, spans, segments)


def _join_replaced_names(words: Words, named, replaced, entity_of: dict, base_id) -> None:
    """Give a name that stands for the base's, and is no name in the base, the base's entity."""
    cores = defaultdict(set)
    for m in named:
        cores[words.version[m.first]].add(m.core)
    in_base = {entity_of[core] for core in cores[base_id]}
    covering = {k: m for m in named for k in range(m.core_first, m.core_stop)}
    votes = defaultdict(Counter)
    for a, a_stop, b, b_stop, is_close in replaced:
        left = {covering[k].core for k in range(a, a_stop) if k in covering}
        right = {covering[k].core for k in range(b, b_stop) if k in covering}
        if not is_close or len(left) != 1 or len(right) != 1:
            continue
        here, there = entity_of[left.pop()], entity_of[right.pop()]
        # A version that also uses the base's own name means someone else by the other one.
        kept = {entity_of[core] for core in cores[words.version[b]] & cores[base_id]}
        if there not in in_base and here not in kept:
            votes[there][here] += 1
    renamed = {
        there: min(found.items(), key=lambda item: (-item[1], item[0]))[0]
        for there, found in votes.items()
    }
    for core, entity in entity_of.items():
        entity_of[core] = renamed.get(entity, entity)


def _read_replaced_phrases(words: Words, replaced: list[tuple], spans: list[tuple]) -> list[tuple]:
    """Turn replaced noun phrases with a role noun for head into labels of one entity."""
    naming = load_naming()
    described = {(first, stop): entity for first, stop, _, entity in spans}
    taken = {k for first, stop, *_ in spans for k in range(first, stop)}
    found = {}
    for a, a_stop, b, b_stop, _ in replaced:
        heads = words.term[a_stop - 1], words.term[b_stop - 1]
        entity = described.get((a, a_stop))
        if entity is None:
            if not all(head in naming.roles for head in heads):
                continue
            if any(k in taken for k in range(a, a_stop)):
                continue
            entity = write_name(words, a, a_stop)
        if any(k in taken for k in range(b, b_stop)):
            continue
        found[a, a_stop] = entity
        found[b, b_stop] = entity
    return [
        (first, stop, "description", entity)
        for (first, stop), entity in sorted(found.items())
        if (first, stop) not in described
    ]


def _count_labels(words: Words, spans: list[tuple], segments: pd.DataFrame) -> pd.DataFrame:
    """Count labels by version and entity; letter case makes no other label."""
    written = defaultdict(Counter)
    uses = defaultdict(list)
    for first, stop, _, entity in spans:
        label = write_name(words, first, stop)
        key = (words.version[first], entity, label.casefold())
        written[entity, label.casefold()][label] += 1
        uses[key].append(words.start[first])
    shown = {
        key: min(forms.items(), key=lambda item: (-item[1], item[0]))[0]
        for key, forms in written.items()
    }
    rows = [
        (version_id, entity, shown[entity, folded], len(starts), min(starts))
        for (version_id, entity, folded), starts in uses.items()
    ]
    table = pd.DataFrame(rows, columns=list(_LABEL_DTYPES)).astype(_LABEL_DTYPES)
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    table = table.assign(rank=table["version_id"].map(order))
    by = ["rank", "entity", "first_start", "label"]
    return table.sort_values(by, kind="stable", ignore_index=True).drop(columns="rank")


def tabulate_label_matrix(labels: pd.DataFrame, *, min_versions: int = 1) -> pd.DataFrame:
    """
    Set side by side what each version calls each person or thing.

    Parameters
    ----------
    labels : DataFrame
        As `tabulate_labels` returns it.
    min_versions : int, default 1
        Leave out what fewer versions name.

    Returns
    -------
    DataFrame
        One row an entity (the index), one column a version in story order. A cell holds the
        labels in the order of their first use, each with how often it is used: the first is
        how the version introduces the entity. A version that does not name it has a missing
        cell. What most versions name comes first, then what is called by the most labels.

    Examples
    --------
    >>> labels = pd.DataFrame(
    ...     [("a", "Ann Lee", "Ann Lee", 1, 7), ("a", "Ann Lee", "Lee", 3, 90),
    ...      ("b", "Ann Lee", "the owner", 2, 12), ("b", "Port Alder", "Port Alder", 1, 40)],
    ...     columns=["version_id", "entity", "label", "count", "first_start"])
    >>> matrix = tabulate_label_matrix(labels)
    >>> matrix.loc["Ann Lee"].tolist()
    ['Ann Lee (1), Lee (3)', 'the owner (2)']
    >>> matrix["a"].isna().tolist()
    [False, True]
    """
    versions = list(dict.fromkeys(labels["version_id"]))
    cells: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ordered = labels.sort_values(["first_start", "label"], kind="stable")
    columns = (ordered[name].tolist() for name in ("version_id", "entity", "label", "count"))
    for version_id, entity, label, count in zip(*columns, strict=True):
        cells[entity][version_id].append(f"{label} ({count})")
    used = labels.assign(folded=labels["label"].str.casefold())
    n_labels = used.groupby("entity")["folded"].nunique()
    kept = [entity for entity, named in cells.items() if len(named) >= min_versions]
    kept.sort(key=lambda entity: (-len(cells[entity]), -int(n_labels[entity]), entity))
    rows = [[", ".join(cells[e][v]) if v in cells[e] else None for v in versions] for e in kept]
    index = pd.Index(kept, name="entity", dtype="str")
    return pd.DataFrame(rows, index=index, columns=versions, dtype="str")
