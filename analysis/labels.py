"""What does each version call the same person or thing?

"Mercenary company" or "military contractor", "Mr Kirby" or "Kirby": whoever words the story
chooses the label, and the choice carries part of the frame (Hamborg, Zhukova and Gipp 2019
call it bias by word choice and labelling). Labels are gathered in two ways, neither of which
needs a trained model: names and the descriptions that stand beside them, merged into entities
by rule; and the words that replace each other in passages that the collation has aligned.

What rules cannot see is left out rather than guessed: a pronoun, or a bare "the group", is
nobody's label here.
"""

import tomllib
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.collation import align_words
from analysis.errors import ReadingError
from analysis.tokens import normalise_form, tokenise

LEXICONS = Path(__file__).resolve().parents[1] / "data" / "lexicons"

# Two spellings are variants of one name if they are this alike (Jaro-Winkler, 0 to 1), sound
# alike (Soundex) and differ by at most one letter in length: Bakhmut and Bagmut (.90) pass,
# Putin and Pushkin, Iran and Iraq, Martin and Martinez do not.
SPELLING_LIKENESS = 0.85
SHORTEST_VARIANT = 4

# A replaced stretch longer than this is a reworded clause, not another label.
LONGEST_LABEL = 5
# A description holds at most this many words.
LONGEST_DESCRIPTION = 7
# A headline in which more than this share of the longer words is capitalised is in title case.
TITLE_CASE = 0.6

_OPENERS = frozenset("\"“”„«»'‘’([:.!?…;—–")
_MARKED_KINDS = ("headline", "standfirst", "body")

_MENTION_DTYPES = {
    "version_id": "str",
    "segment": "int64",
    "kind": "str",
    "start": "int64",
    "stop": "int64",
    "text": "str",
    "label": "str",
    "form": "str",
    "entity": "str",
}
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


class Naming(NamedTuple):
    """The word lists by which the parts of a naming are told apart, all as terms."""

    titles: frozenset[str]
    designators: frozenset[str]
    roles: frozenset[str]
    not_roles: frozenset[str]
    joiners: frozenset[str]
    institutions: frozenset[str]
    compound_endings: frozenset[str]
    calendar: frozenset[str]
    verbs: frozenset[str]
    function_words: frozenset[str]


class Aliases(NamedTuple):
    """Declared names, by terms, and adjectives that are no names."""

    entity_of: dict[tuple[str, ...], str]
    adjectives: frozenset[tuple[str, ...]]


class Mention(NamedTuple):
    """One naming, by token indexes; `core` is the name less title and place of office."""

    first: int
    stop: int
    core: tuple[str, ...]
    core_first: int
    core_stop: int


@lru_cache(maxsize=1)
def load_naming() -> Naming:
    """
    Read the lists of titles, roles and other words that build names.

    Returns
    -------
    Naming
        The lists of ``data/lexicons/naming.toml``.

    Raises
    ------
    ReadingError
        If the file cannot be read or lacks a list.

    Examples
    --------
    >>> "senator" in load_naming().titles
    True
    """
    table = _read_lexicon("naming.toml")
    try:
        return Naming(*(frozenset(table[field]) for field in Naming._fields))
    except KeyError as error:
        raise ReadingError(f"{LEXICONS / 'naming.toml'} lacks the list {error}.") from error


@lru_cache(maxsize=1)
def load_aliases() -> Aliases:
    """
    Read the declared aliases of countries and bodies.

    Returns
    -------
    Aliases
        `entity_of` maps the terms of each declared name to its entity; `adjectives` holds the
        terms of words such as "Russian", which are no names.

    Raises
    ------
    ReadingError
        If ``data/lexicons/aliases.toml`` cannot be read or an entry lacks its names.

    Examples
    --------
    >>> load_aliases().entity_of["US",]
    'United States'
    """
    entity_of, adjectives = {}, set()
    for entry in _read_lexicon("aliases.toml").get("entity", []):
        if not entry.get("names"):
            raise ReadingError(f"{LEXICONS / 'aliases.toml'}: an [[entity]] lacks its names.")
        for name in entry["names"]:
            entity_of[_split_terms(name)] = entry["names"][0]
        adjectives.update(_split_terms(name) for name in entry.get("adjectives", ()))
    return Aliases(entity_of, frozenset(adjectives))


def _read_lexicon(file: str) -> dict:
    path = LEXICONS / file
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadingError(f"The lexicon {path} cannot be read: {error}.") from error


def _split_terms(name: str) -> tuple[str, ...]:
    return tuple(token.term for token in tokenise(name) if token.is_word)


class _Words:
    """The tokens of all versions as parallel lists, with the letter case seen in the story."""

    def __init__(self, tokens: pd.DataFrame):
        self.version = tokens["version_id"].tolist()
        self.segment = tokens["segment"].tolist()
        self.kind = tokens["kind"].tolist()
        self.start = tokens["start"].tolist()
        self.stop = tokens["stop"].tolist()
        self.form = tokens["form"].tolist()
        self.term = tokens["term"].tolist()
        self.is_word = tokens["is_word"].astype(bool).tolist()
        n = len(self.form)
        self.is_capital = [self.is_word[i] and self.form[i][:1].isupper() for i in range(n)]
        self.opens = [
            i == 0
            or self.version[i] != self.version[i - 1]
            or self.segment[i] != self.segment[i - 1]
            for i in range(n)
        ]
        self.n_lower: Counter = Counter()
        self.n_capital: Counter = Counter()
        self.n_initial: Counter = Counter()
        for i in range(n):
            if not self.is_word[i] or self.kind[i] != "body":
                continue
            if not self.is_capital[i]:
                self.n_lower[self.term[i]] += 1
            elif self.is_initial(i):
                self.n_initial[self.term[i]] += 1
            else:
                self.n_capital[self.term[i]] += 1

    def is_initial(self, i: int) -> bool:
        """Whether a capital here may be owed to the place alone: a sentence's or quote's start."""
        return self.opens[i] or self.form[i - 1] in _OPENERS or self.form[i - 1][:2] == ".."

    def continues(self, i: int) -> bool:
        """Whether token i stands in the same segment as the token before it."""
        return 0 < i < len(self.form) and not self.opens[i]

    def is_possessive(self, i: int) -> bool:
        return self.form[i][-2:] in ("'s", "’s", "s'", "s’") and self.form[i] != self.term[i]


def _find_runs(words: _Words, naming: Naming, kinds: tuple[str, ...]):
    """Yield (first, stop) of each run of capitalised words that may be a name."""
    i, n = 0, len(words.form)
    while i < n:
        if not words.is_capital[i] or words.kind[i] not in kinds or not _may_name(words, i, naming):
            i += 1
            continue
        j = i + 1
        while not words.is_possessive(j - 1) and words.continues(j):
            if words.is_capital[j]:
                if words.term[j] in naming.function_words or not _may_name(words, j, naming):
                    break
                j += 1
                continue
            step = _skip_inside_name(words, j, naming)
            if not step:
                break
            j += step + 1
        yield i, j
        i = j


def _may_name(words: _Words, i: int, naming: Naming) -> bool:
    """Whether a capitalised word can be part of a name at all."""
    form = words.form[i].translate(str.maketrans("‐‑", "--"))
    if words.term[i] in naming.function_words and not form.isupper():
        return False
    if form in ("I", "A"):
        return False
    ending = form.rsplit("-", 1)[-1] if "-" in form else ""
    return ending not in naming.compound_endings


def _skip_inside_name(words: _Words, j: int, naming: Naming) -> int:
    """Count the tokens at j that may stand inside a name before its next capital; 0 for none."""

    def capital(k: int) -> bool:
        return words.continues(k) and words.is_capital[k] and _may_name(words, k, naming)

    if words.form[j] == "." and words.start[j] == words.stop[j - 1]:
        short = len(words.form[j - 1]) == 1 or words.term[j - 1] in naming.titles
        return 1 if (short or words.form[j - 1] in ("St", "Ft", "Mt")) and capital(j + 1) else 0
    if words.term[j] not in naming.joiners or not words.is_word[j]:
        return 0
    if words.term[j] == "of":
        before = words.term[j - 1]
        if before not in naming.institutions and before not in naming.titles:
            return 0
        if words.continues(j + 1) and words.term[j + 1] == "the" and capital(j + 2):
            return 2
    return 1 if capital(j + 1) else 0


def _read_run(words: _Words, first: int, stop: int, naming: Naming, aliases: Aliases):
    """Turn a run into mentions: the name with its title, and a declared place before a title."""
    if words.is_initial(first) and not _is_known_name(words, first, stop, naming):
        first += 1
        while first < stop and not words.is_capital[first]:
            first += 1
    first, stop = _trim_calendar(words, first, stop, naming)
    if first >= stop:
        return
    place_stop = first + _match_declared(words, first, stop, aliases)
    core_first = place_stop
    while core_first < stop and (
        words.term[core_first] in naming.titles
        or words.form[core_first] == "."
        or (words.term[core_first] in ("of", "the") and core_first > place_stop)
    ):
        core_first += 1
    rest = [words.term[k] for k in range(core_first, stop) if words.is_word[k]]
    has_title = core_first > place_stop
    if not has_title or any(term in naming.institutions for term in rest):
        core_first = first
    elif place_stop > first:
        place = tuple(words.term[first:place_stop])
        if place in aliases.entity_of:
            yield Mention(first, place_stop, place, first, place_stop)
    core = tuple(words.term[k] for k in range(core_first, stop) if words.is_word[k])
    if not core or core in aliases.adjectives:
        return
    if all(term in naming.titles or (term,) in aliases.adjectives for term in core):
        return
    if all(term in naming.calendar for term in core) or not any(map(str.isalpha, core[-1])):
        return
    if (
        words.continues(stop)
        and not words.is_capital[stop]
        and not words.is_possessive(stop - 1)
        and words.term[stop] in naming.designators
    ):
        stop += 1
        core = (*core, words.term[stop - 1])
    yield Mention(first, stop, core, core_first, stop)


def _is_known_name(words: _Words, first: int, stop: int, naming: Naming) -> bool:
    """Whether a sentence's first word is a name, by its letter case elsewhere in the story."""
    term = words.term[first]
    if term in naming.function_words and not words.form[first].isupper():
        return False
    if words.n_capital[term] > words.n_lower[term]:
        return True
    if words.n_lower[term]:
        return term in naming.titles and stop - first > 1
    if stop - first > 1:
        return words.term[first + 1] != "of" or term in naming.institutions | naming.titles
    if words.form[first].isupper() and len(term) > 1:
        return True
    return words.is_possessive(first) or (
        words.n_initial[term] > 1 and term not in naming.roles and not term.endswith("ly")
    )


def _trim_calendar(words: _Words, first: int, stop: int, naming: Naming) -> tuple[int, int]:
    """Cut days of the week off the ends of a run ("White House Thursday")."""
    days = {term for term in naming.calendar if term.endswith("day")}
    while first < stop and (words.term[first] in days or not words.is_word[first]):
        first += 1
    while first < stop and (words.term[stop - 1] in days or not words.is_word[stop - 1]):
        stop -= 1
    return first, stop


def _match_declared(words: _Words, first: int, stop: int, aliases: Aliases) -> int:
    """Count the words at the head of a run that are a declared place or its adjective."""
    for length in (3, 2, 1):
        terms = tuple(words.term[first : min(first + length, stop)])
        if len(terms) == length and (terms in aliases.entity_of or terms in aliases.adjectives):
            return length
    return 0


def _find_names(words: _Words) -> list[Mention]:
    """Find the names in bodies and standfirsts, then what of them stands in headlines."""
    naming, aliases = load_naming(), load_aliases()
    found = [
        mention
        for first, stop in _find_runs(words, naming, ("standfirst", "body"))
        for mention in _read_run(words, first, stop, naming, aliases)
    ]
    known = {mention.core for mention in found} | set(aliases.entity_of)
    title_case = _find_title_case(words)
    for first, stop in _find_runs(words, naming, ("headline",)):
        if (words.version[first], words.segment[first]) in title_case:
            found.extend(_cut_known_names(words, first, stop, known))
        else:
            found.extend(_read_run(words, first, stop, naming, aliases))
    return sorted(found)


def _find_title_case(words: _Words) -> set[tuple[str, int]]:
    """Find the headlines whose capitals say nothing."""
    n_long, n_capital = Counter(), Counter()
    for i, form in enumerate(words.form):
        if words.kind[i] == "headline" and words.is_word[i] and len(form) > 3:
            key = (words.version[i], words.segment[i])
            n_long[key] += 1
            n_capital[key] += words.is_capital[i]
    return {key for key, n in n_long.items() if n_capital[key] > TITLE_CASE * n}


def _cut_known_names(words: _Words, first: int, stop: int, known: set):
    """Yield the names known from the bodies that stand in a run of a title-case headline."""
    longest = 6
    i = first
    while i < stop:
        for length in range(min(longest, stop - i), 0, -1):
            core = tuple(words.term[i : i + length])
            if core in known:
                yield Mention(i, i + length, core, i, i + length)
                i += length - 1
                break
        i += 1


def _merge_names(words: _Words, mentions: list[Mention], base_id: str | None) -> dict:
    """Map each core to its entity's name; the rules are in the notes of `find_mentions`."""
    naming, aliases = load_naming(), load_aliases()
    counts = Counter(mention.core for mention in mentions)
    cores = sorted(counts)
    parent = {core: core for core in cores}

    def find(core):
        while parent[core] != core:
            parent[core] = parent[parent[core]]
            core = parent[core]
        return core

    def join(a, b):
        a, b = sorted((find(a), find(b)))
        parent[b] = a

    for a, b in _pair_declared(cores, aliases):
        join(a, b)
    for a, b in _pair_designators(cores, naming):
        join(a, b)
    for a, b in _pair_acronyms(words, mentions, cores, naming):
        join(a, b)
    for a, b in _pair_spellings(words, mentions, cores, naming, aliases):
        join(a, b)
    for a, b in _pair_short_names(words, mentions, cores, naming, aliases, find):
        join(a, b)

    in_base = {m.core for m in mentions if words.version[m.first] == base_id}
    forms = _choose_forms(words, mentions)
    members = defaultdict(list)
    for core in cores:
        members[find(core)].append(core)
    names = {}
    for group in members.values():
        declared = sorted({aliases.entity_of[c] for c in group if c in aliases.entity_of})
        best = min(group, key=lambda c: (c not in in_base, len(c) == 1, -counts[c], len(c), c))
        for core in group:
            names[core] = declared[0] if declared else forms[best]
    return names


def _choose_forms(words: _Words, mentions: list[Mention]) -> dict[tuple, str]:
    """Choose for each core the way of writing it that is commonest in the story."""
    seen = defaultdict(Counter)
    for mention in mentions:
        seen[mention.core][_write_name(words, mention.core_first, mention.core_stop)] += 1
    return {
        core: min(written.items(), key=lambda item: (-item[1], item[0]))[0]
        for core, written in seen.items()
    }


def _write_name(words: _Words, first: int, stop: int) -> str:
    """Write a naming out: single spaces, no full stops after titles, no possessive ending."""
    parts = []
    for k in range(first, stop):
        if words.is_word[k]:
            form = words.form[k].replace("’", "'")
            parts.append(form[:-2] if k == stop - 1 and words.is_possessive(k) and form.endswith("'s")
                         else form.rstrip("'"))
    return " ".join(parts)


def _pair_declared(cores: list, aliases: Aliases):
    """Pair the cores that are declared to be one entity."""
    first: dict[str, tuple] = {}
    for core in cores:
        entity = aliases.entity_of.get(core)
        if entity is not None:
            yield first.setdefault(entity, core), core


def _strip_designators(core: tuple, naming: Naming) -> tuple:
    while len(core) > 1 and core[-1] in naming.designators:
        core = core[:-1]
    return core


def _pair_designators(cores: list, naming: Naming):
    """Pair "Wagner Group" with "Wagner"."""
    first: dict[tuple, tuple] = {}
    for core in cores:
        stem = _strip_designators(core, naming)
        yield first.setdefault(stem, core), core


def _pair_acronyms(words: _Words, mentions: list[Mention], cores: list, naming: Naming):
    """Pair an acronym with the one name whose initials it is."""
    acronyms = {
        m.core
        for m in mentions
        if len(m.core) == 1 and words.form[m.core_first].replace(".", "").isupper()
    }
    spelled = defaultdict(list)
    for core in cores:
        if len(core) > 1:
            spelled["".join(t[0] for t in core if t not in naming.joiners and t != "the")].append(core)
    for core in sorted(acronyms):
        candidates = spelled.get(core[0].casefold(), [])
        if len(candidates) == 1 and len(core[0]) > 1:
            yield candidates[0], core


def _is_person_like(core: tuple, naming: Naming, aliases: Aliases) -> bool:
    """Whether a name of several words may be a person's: no institution, no declared name."""
    return (
        2 <= len(core) <= 4
        and core not in aliases.entity_of
        and not any(t in naming.institutions or t in naming.designators for t in core)
    )


def _pair_short_names(words, mentions, cores, naming, aliases, find):
    """Pair a last name with the one full name that ends in it, and two forms of a full name."""
    by_last, by_first = defaultdict(list), defaultdict(list)
    for core in cores:
        if _is_person_like(core, naming, aliases):
            by_last[core[-1]].append(core)
            by_first[core[0]].append(core)
    for group in by_last.values():
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                if a[0] == b[0]:
                    yield a, b
    titled = {m.core for m in mentions if m.core_first > m.first}
    for core in cores:
        if len(core) != 1 or core in aliases.entity_of:
            continue
        full = by_last.get(core[0], [])
        if not full and core in titled:
            full = by_first.get(core[0], [])
        if full and len({find(c) for c in full}) == 1:
            yield full[0], core


def _pair_spellings(words, mentions, cores, naming, aliases):
    """Pair names that are spellings of one another."""
    import jellyfish

    places = defaultdict(set)
    for m in mentions:
        places[m.core[-1]].add((words.version[m.first], words.segment[m.first]))
    by_sound = defaultdict(list)
    for core in cores:
        last = core[-1]
        if core in aliases.entity_of or len(last) < SHORTEST_VARIANT or not last.isascii():
            continue
        if last.isalpha() and (len(core) == 1 or core[-1] not in naming.institutions):
            by_sound[jellyfish.soundex(last)].append(core)
    for group in by_sound.values():
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                if _are_spellings(a, b, places):
                    yield a, b


def _are_spellings(a: tuple, b: tuple, places: dict) -> bool:
    from rapidfuzz.distance import JaroWinkler

    if a[-1] == b[-1] or abs(len(a[-1]) - len(b[-1])) > 1 or places[a[-1]] & places[b[-1]]:
        return False
    if len(a) > 1 and len(b) > 1 and a[:-1] != b[:-1]:
        return False
    return JaroWinkler.similarity(a[-1], b[-1]) >= SPELLING_LIKENESS
