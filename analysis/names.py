"""Which names and descriptions stand in the texts, and which of them mean the same thing?

Names are runs of capitalised words, descriptions the phrases headed by a role noun that stand
beside them. They are merged into entities by rules that can be read and questioned; no trained
model takes part. What rules cannot see is left out rather than guessed: a pronoun, or a bare
"the group", is nobody's name here.
"""

import tomllib
from collections import Counter, defaultdict
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from analysis.errors import ReadingError
from analysis.paths import find_data_folder
from analysis.tokens import tokenise

# Two spellings are variants of one name if they are this alike (Jaro-Winkler, 0 to 1), sound
# alike (Soundex) and differ by at most one letter in length: Bakhmut and Bagmut (.90) pass,
# Putin and Pushkin, Iran and Iraq, Martin and Martinez do not.
SPELLING_LIKENESS = 0.85
SHORTEST_VARIANT = 4
# Spellings of one name stand near each other in the alphabet: each is compared with so many
# names of the same sound that follow it, which keeps a text of nothing but names affordable.
MOST_COMPARED = 200
# A last name that ends several full names goes to the one used this many times as often as
# the others together ("Trump" beside one Donald Trump Jr. and many Donald Trumps).
DOMINANT = 4

# A description holds at most this many words.
LONGEST_DESCRIPTION = 7
# A headline in which more than this share of the longer words is capitalised is in title case.
TITLE_CASE = 0.6

_QUOTE_MARKS = frozenset("\"“”„«»'‘’")
OPENERS = _QUOTE_MARKS | frozenset("([:.!?…;—–*#•") | {"--"}
# Written with a full stop before a name.
_ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Maj Capt Sgt Cpl Adm Cmdr Prof Rev St Ft"
    " Mt".split()
)
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


class Naming(NamedTuple):
    """The word lists by which the parts of a naming are told apart, all as terms."""

    titles: frozenset[str]
    offices: frozenset[str]
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
        raise ReadingError(f"data/lexicons/naming.toml lacks the list {error}.") from error


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
            raise ReadingError("data/lexicons/aliases.toml: an [[entity]] lacks its names.")
        for name in entry["names"]:
            entity_of[_split_terms(name)] = entry["names"][0]
        adjectives.update(_split_terms(name) for name in entry.get("adjectives", ()))
    return Aliases(entity_of, frozenset(adjectives))


def _read_lexicon(file: str) -> dict:
    path = find_data_folder() / "lexicons" / file
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadingError(f"The lexicon {path} cannot be read: {error}.") from error


def _split_terms(name: str) -> tuple[str, ...]:
    return tuple(token.term for token in tokenise(name) if token.is_word)


class Words:
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
        if self.opens[i] or self.form[i - 1][:2] == "..":
            return True
        k = i - 1
        if self.form[k] in _QUOTE_MARKS:
            # A mark that touches the word opens a quotation; another one has just closed.
            if self.stop[k] == self.start[i] or self.opens[k]:
                return True
            k -= 1
        if self.form[k] == "." and self.is_abbreviated(k - 1):
            return False
        return self.form[k] in OPENERS

    def is_abbreviated(self, i: int) -> bool:
        """Whether a full stop after token i is an abbreviation's ("Mr.", "St.", "J.")."""
        return self.continues(i + 1) and (len(self.form[i]) == 1 or self.form[i] in _ABBREVIATIONS)

    def continues(self, i: int) -> bool:
        """Whether token i stands in the same segment as the token before it."""
        return 0 < i < len(self.form) and not self.opens[i]

    def is_possessive(self, i: int) -> bool:
        return self.form[i][-2:] in ("'s", "’s", "s'", "s’") and self.form[i] != self.term[i]


def _find_runs(words: Words, naming: Naming, kinds: tuple[str, ...]):
    """Yield (first, stop) of each run of capitalised words that may be a name."""
    i, n = 0, len(words.form)
    while i < n:
        if not words.is_capital[i] or words.kind[i] not in kinds or not _may_name(words, i, naming):
            i += 1
            continue
        j = i + _match_long_alias(words, i)
        if j > i:
            yield i, j
            i = j
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


def _match_long_alias(words: Words, i: int) -> int:
    """Count the words at i that are a declared name of three words or more; 0 if none."""
    entity_of = load_aliases().entity_of
    for length in range(_longest_alias(), 2, -1):
        terms = tuple(words.term[i : i + length])  # shorter at the end of the last text
        is_declared = len(terms) == length and terms in entity_of
        if is_declared and not any(words.opens[i + 1 : i + length]):
            return length
    return 0


@lru_cache(maxsize=1)
def _longest_alias() -> int:
    return max(map(len, load_aliases().entity_of), default=0)


def _may_name(words: Words, i: int, naming: Naming) -> bool:
    """Whether a capitalised word can be part of a name at all."""
    form = words.form[i].translate(str.maketrans("‐‑", "--"))
    if words.term[i] in naming.function_words:
        return False
    if form in ("I", "A"):
        return False
    ending = form.rsplit("-", 1)[-1] if "-" in form else ""
    return ending not in naming.compound_endings


def _skip_inside_name(words: Words, j: int, naming: Naming) -> int:
    """Count the tokens at j that may stand inside a name before its next capital; 0 for none."""

    def capital(k: int) -> bool:
        return words.continues(k) and words.is_capital[k] and _may_name(words, k, naming)

    if words.form[j] == "." and words.start[j] == words.stop[j - 1]:
        return 1 if words.is_abbreviated(j - 1) and capital(j + 1) else 0
    if words.form[j] == "(" and capital(j + 1) and not words.form[j + 1].isupper():
        # A given name that the reporter put into a quotation: "President (Vladimir) Putin".
        closes = words.continues(j + 2) and words.form[j + 2] == ")"
        return 3 if closes and capital(j + 3) else 0
    if words.term[j] not in naming.joiners or not words.is_word[j]:
        return 0
    if words.term[j] == "of":
        before = words.term[j - 1]
        if before not in naming.institutions and before not in naming.titles:
            return 0
        if words.continues(j + 1) and words.term[j + 1] == "the" and capital(j + 2):
            return 2
    return 1 if capital(j + 1) else 0


def _read_run(words: Words, first: int, stop: int, naming: Naming, aliases: Aliases):
    """Turn a run into mentions: the name with its title, and a declared place before a title."""
    if words.is_initial(first) and not _is_known_name(words, first, stop, naming):
        first += 1
        while first < stop and not words.is_capital[first]:
            first += 1
    first, stop = _trim_calendar(words, first, stop, naming)
    if first >= stop:
        return
    place_stop = first + _match_declared(words, first, stop, aliases)
    office = _find_office(words, first, stop, naming)
    if office > place_stop:
        yield from _read_run(words, first, office, naming, aliases)
        first = place_stop = office
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
    if all(_is_title(term, naming) or (term,) in aliases.adjectives for term in core):
        return
    if len(core) == 1 and words.n_lower[core[0]] > words.n_capital[core[0]]:
        return
    if all(term.removesuffix("s") in naming.calendar for term in core) or not any(
        map(str.isalpha, core[-1])
    ):
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


def _find_office(words: Words, first: int, stop: int, naming: Naming) -> int:
    """Find where the office begins in "Ohio Sen. Ann Lee"; `first` if the run holds none."""
    k = first + 1
    while k < stop and words.term[k] not in naming.titles:
        k += 1
    office = k
    while k < stop and (words.term[k] in naming.titles or not words.is_word[k]):
        k += 1
    held = set(words.term[office:k])
    rest = [words.term[j] for j in range(k, stop) if words.is_word[j]]
    is_person = rest and len(rest) < 4 and not naming.institutions.intersection(rest)
    return office if is_person and naming.offices & held else first


def _is_title(term: str, naming: Naming) -> bool:
    """Whether a term is a title, in the singular or the plural."""
    return term in naming.titles or (term.endswith("s") and term[:-1] in naming.titles)


def _is_known_name(words: Words, first: int, stop: int, naming: Naming) -> bool:
    """Whether a sentence's first word is a name, by its letter case elsewhere in the story."""
    term = words.term[first]
    if term in naming.function_words:
        return False
    if words.n_capital[term] > words.n_lower[term]:
        return True
    if words.n_lower[term]:
        return term in naming.titles and stop - first > 1
    if stop - first > 1:
        return words.term[first + 1] != "of" or term in naming.institutions | naming.titles
    if words.form[first].isupper() and len(term) > 1:
        return True
    if words.is_possessive(first):
        return True
    # "Wise said": a lone word before a verb of saying, unless it is a plural ("Residents said").
    speaks = words.continues(stop) and words.term[stop] in naming.verbs
    return speaks and term not in naming.roles and not term.endswith("s")


def _trim_calendar(words: Words, first: int, stop: int, naming: Naming) -> tuple[int, int]:
    """Cut days of the week off the ends of a run ("White House Thursday")."""
    days = {term for term in naming.calendar if term.endswith("day")}
    while first < stop and (words.term[first] in days or not words.is_word[first]):
        first += 1
    while first < stop and (words.term[stop - 1] in days or not words.is_word[stop - 1]):
        stop -= 1
    return first, stop


def _match_declared(words: Words, first: int, stop: int, aliases: Aliases) -> int:
    """Count the words at the head of a run that are a declared place or its adjective."""
    for length in (3, 2, 1):
        terms = tuple(words.term[first : min(first + length, stop)])
        if len(terms) == length and (terms in aliases.entity_of or terms in aliases.adjectives):
            return length
    return 0


def find_names(words: Words) -> list[Mention]:
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


def _find_title_case(words: Words) -> set[tuple[str, int]]:
    """Find the headlines whose capitals say nothing."""
    n_long, n_capital = Counter(), Counter()
    for i, form in enumerate(words.form):
        if words.kind[i] == "headline" and words.is_word[i] and len(form) > 3:
            key = (words.version[i], words.segment[i])
            n_long[key] += 1
            n_capital[key] += words.is_capital[i]
    return {key for key, n in n_long.items() if n_capital[key] > TITLE_CASE * n}


def _cut_known_names(words: Words, first: int, stop: int, known: set):
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


def merge_names(words: Words, mentions: list[Mention], base_id: str | None) -> dict:
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
    for a, b in _pair_short_names(mentions, cores, naming, aliases, find):
        join(a, b)

    in_base = {m.core for m in mentions if words.version[m.first] == base_id}
    forms = _choose_forms(words, mentions)
    members = defaultdict(list)
    for core in cores:
        members[find(core)].append(core)
    names = {}
    for group in members.values():
        declared = sorted({aliases.entity_of[c] for c in group if c in aliases.entity_of})
        best = min(group, key=lambda c: (len(c) == 1, c not in in_base, -counts[c], len(c), c))
        for core in group:
            names[core] = declared[0] if declared else forms[best]
    return names


def _choose_forms(words: Words, mentions: list[Mention]) -> dict[tuple, str]:
    """Choose for each core the way of writing it that is commonest in the story."""
    seen = defaultdict(Counter)
    for mention in mentions:
        seen[mention.core][write_name(words, mention.core_first, mention.core_stop)] += 1
    return {
        core: min(written.items(), key=lambda item: (-item[1], item[0]))[0]
        for core, written in seen.items()
    }


def write_name(words: Words, first: int, stop: int) -> str:
    """Write a naming out: single spaces, no full stops after titles, no possessive ending."""
    parts = []
    for k in range(first, stop):
        if words.is_word[k]:
            form = words.form[k].replace("’", "'")
            parts.append(
                form[:-2]
                if k == stop - 1 and words.is_possessive(k) and form.endswith("'s")
                else form.rstrip("'")
            )
    return " ".join(parts)


def _pair_declared(cores: list, aliases: Aliases):
    """Pair the cores that are declared to be one entity, alone or at the head of a name."""
    first: dict[tuple, tuple] = {}
    for core in cores:
        # "Kim Jong Un" and "Kim Jong-un" differ in nothing but the hyphen.
        entity = tuple(part for term in _expand_alias(core, aliases) for part in term.split("-"))
        yield first.setdefault(entity, core), core


def _expand_alias(core: tuple, aliases: Aliases) -> tuple:
    """Write out a declared name at the head of a name: "UN Security Council"."""
    for length in range(len(core), 0, -1):
        entity = aliases.entity_of.get(core[:length])
        if entity is not None:
            return (*_split_terms(entity), *core[length:])
    return core


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


def _pair_acronyms(words: Words, mentions: list[Mention], cores: list, naming: Naming):
    """Pair an acronym with the one name whose initials it is."""
    acronyms = {
        m.core
        for m in mentions
        if len(m.core) == 1 and words.form[m.core_first].replace(".", "").isupper()
    }
    spelled = defaultdict(list)
    for core in cores:
        if len(core) > 1:
            spelled["".join(t[0] for t in core if t not in naming.joiners and t != "the")].append(
                core
            )
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


def _pair_short_names(mentions, cores, naming, aliases, find):
    """Pair a last name with the one full name that ends in it, and two forms of a full name."""
    counts = Counter(mention.core for mention in mentions)
    by_last, by_first = defaultdict(list), defaultdict(list)
    for core in cores:
        if _is_person_like(core, naming, aliases):
            by_last[core[-1]].append(core)
            by_first[core[0]].append(core)
    first_with: dict[tuple, tuple] = {}
    for core in sorted(name for group in by_last.values() for name in group):
        yield first_with.setdefault((core[0], core[-1]), core), core  # with a middle name or not
    titled = {m.core for m in mentions if m.core_first > m.first}
    for core in cores:
        if len(core) != 1 or core in aliases.entity_of:
            continue
        full = by_last.get(core[0], [])
        if not full and core in titled:
            full = by_first.get(core[0], [])
        uses = Counter()
        for name in full:
            uses[find(name)] += counts[name]
        ranked = sorted(uses.items(), key=lambda item: (-item[1], item[0]))
        if ranked and ranked[0][1] >= DOMINANT * sum(n for _, n in ranked[1:]):
            yield ranked[0][0], core


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
        group.sort(key=lambda core: (core[-1], core))
        for i, a in enumerate(group):
            for b in group[i + 1 : i + 1 + MOST_COMPARED]:
                if _are_spellings(a, b, places):
                    yield a, b


def _are_spellings(a: tuple, b: tuple, places: dict) -> bool:
    from rapidfuzz.distance import JaroWinkler

    if a[-1] == b[-1] or abs(len(a[-1]) - len(b[-1])) > 1 or places[a[-1]] & places[b[-1]]:
        return False
    if len(a) > 1 and len(b) > 1 and a[:-1] != b[:-1]:
        return False
    return JaroWinkler.similarity(a[-1], b[-1]) >= SPELLING_LIKENESS


def find_mentions(
    segments: pd.DataFrame, tokens: pd.DataFrame, *, base_id: str | None = None
) -> pd.DataFrame:
    """
    Find the names of people and things in every version, and the descriptions beside them.

    Parameters
    ----------
    segments, tokens : DataFrame
        The segments and tokens tables; headline, standfirst and body are read.
    base_id : str, optional
        The base: an entity takes its name from there if it has one there.

    Returns
    -------
    DataFrame
        version_id, segment, kind, start, stop, text (as it stands), label (written out without
        possessive ending and full stop after a title), form {name, description} and entity.
        Sorted by version (story order) and start. A place before a title is a mention of its
        own inside the longer one ("US" in "US President Joe Biden").

    Notes
    -----
    A name is a run of capitalised words; a sentence's first word counts only if its capital is
    borne out elsewhere in the story. Names join one entity if one is declared an alias of the
    other, is its acronym, leaves off its designator ("Wagner", "Wagner Group"), is the last name
    of one full name in the story (or of one used `DOMINANT` times as often as the others), or is
    a spelling of it (Jaro-Winkler at least `SPELLING_LIKENESS`, same Soundex, lengths within one
    letter, never in one sentence). A description is a noun phrase headed by a role noun directly
    before a name, or set off by commas beside it; where such a phrase of two words or more
    stands elsewhere, it is counted there too, if it described one entity only. Merging errs
    towards too many entities.

    Examples
    --------
    >>> rows = [("a", 0, "body", 0, 0, 41, "Spokesman John Kirby spoke. Mr Kirby left.", 7)]
    >>> segments = pd.DataFrame(rows, columns=["version_id", "segment", "kind", "paragraph",
    ...     "start", "stop", "text", "n_tokens"])
    >>> tokens = pd.DataFrame(tokenise(rows[0][6])).assign(version_id="a", segment=0, kind="body")
    >>> find_mentions(segments, tokens)[["label", "entity"]].values.tolist()
    [['Spokesman John Kirby', 'John Kirby'], ['Mr Kirby', 'John Kirby']]
    """
    words = Words(tokens)
    named = find_names(words)
    entity_of = merge_names(words, named, base_id)
    spans = [(m.first, m.stop, "name", entity_of[m.core]) for m in named]
    spans += find_descriptions(words, named, entity_of)
    return _tabulate_mentions(words, spans, segments)


def _tabulate_mentions(words: Words, spans: list[tuple], segments: pd.DataFrame) -> pd.DataFrame:
    """Make the table of mentions from token spans."""
    columns = (segments["version_id"], segments["segment"], segments["text"], segments["start"])
    text_of = {
        (version_id, segment): (text, start)
        for version_id, segment, text, start in zip(*(c.tolist() for c in columns), strict=True)
    }
    rows = []
    for first, stop, form, entity in spans:
        version_id, segment = words.version[first], words.segment[first]
        start, end = words.start[first], words.stop[stop - 1]
        text, offset = text_of[version_id, segment]
        label = write_name(words, first, stop)
        row = (version_id, segment, words.kind[first], start, end)
        rows.append((*row, text[start - offset : end - offset], label, form, entity))
    table = pd.DataFrame(rows, columns=list(_MENTION_DTYPES)).astype(_MENTION_DTYPES)
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    table = table.assign(rank=table["version_id"].map(order))
    table = table.sort_values(["rank", "start", "stop", "form"], kind="stable", ignore_index=True)
    return table.drop(columns="rank")


def find_descriptions(words: Words, named: list[Mention], entity_of: dict) -> list[tuple]:
    """Find the phrases headed by a role noun beside names, and where they recur."""
    naming = load_naming()
    is_named = {k for m in named for k in range(m.first, m.stop)}
    whole = {(m.first, m.stop) for m in named} | {(m.core_first, m.core_stop) for m in named}

    def named_whole(first: int, stop: int) -> bool:
        """Whether the phrase is a name itself: "Wagner, the Wagner group"."""
        return (first, stop) in whole

    spans, seen = [], set()
    for mention in named:
        if words.kind[mention.first] == "headline":
            continue
        for first, stop in (
            _read_before(words, mention.first, naming),
            _read_before_comma(words, mention, naming),
            _read_after_comma(words, mention, naming),
            _read_opening(words, mention, naming),
        ):
            if first < stop and (first, stop) not in seen and not named_whole(first, stop):
                seen.add((first, stop))
                spans.append((first, stop, "description", entity_of[mention.core]))
    return spans + _find_recurring(words, spans, is_named)


def is_modifier(words: Words, k: int, naming: Naming) -> bool:
    """Whether a token can stand inside a description."""
    term = words.term[k]
    return (
        words.is_word[k]
        and term not in naming.function_words
        and term not in naming.verbs
        and (not term.endswith("ly") or term in naming.roles)
        and not term[:1].isdecimal()
        and term not in naming.calendar
    )


def _extend_left(words: Words, head: int, naming: Naming) -> int:
    """Walk left from a head noun over its modifiers; stop after a possessive or a function word."""
    first = head
    while (
        words.continues(first)
        and head - first < LONGEST_DESCRIPTION - 1
        and is_modifier(words, first - 1, naming)
        and not words.is_possessive(first - 1)
    ):
        first -= 1
    return first


def _read_before(words: Words, at: int, naming: Naming) -> tuple[int, int]:
    """Read "White House national security spokesman" before a name; (0, 0) if none is there."""
    head = at - 1
    if not words.continues(at) or words.is_capital[head] or words.term[head] not in naming.roles:
        if (
            words.continues(at)
            and words.term[head] == "of"
            and words.continues(head)
            and words.term[head - 1] in naming.roles
            and head - 2 >= 0
        ):
            first = _extend_left(words, head - 1, naming)
            placed = {"city", "town", "village", "port", "island", "province", "region", "state"}
            return (first, head) if words.term[head - 1] in placed else (0, 0)
        return 0, 0
    if words.term[head] == "official" and any(
        t in naming.institutions for t in words.term[at : at + 6] if t
    ):
        return 0, 0  # "the official Korean Central News Agency": an adjective
    first = _extend_left(words, head, naming)
    if words.continues(first) and words.term[first - 1] == "to" and first < head:
        first += 1  # "to help then-candidate": the first word is an infinitive
    return first, at


def _read_before_comma(words: Words, mention: Mention, naming: Naming):
    """Read "the UK's foreign minister, James Cleverly," (a comma on both sides of the name)."""
    comma, head = mention.first - 1, mention.first - 2
    if not (words.continues(mention.first) and words.form[comma] == "," and words.continues(comma)):
        return 0, 0
    closes = not words.continues(mention.stop) or words.form[mention.stop] in (",", ".", ";")
    if not closes or words.is_capital[head] or words.term[head] not in naming.roles:
        return 0, 0
    first = _extend_left(words, head, naming)
    opener = words.term[first - 1] if words.continues(first) else ""
    is_definite = opener == "the" or (words.continues(first) and words.is_possessive(first - 1))
    is_office = any(words.is_capital[k] for k in range(first, head))
    return (first, head + 1) if is_definite or is_office else (0, 0)


def _read_opening(words: Words, mention: Mention, naming: Naming) -> tuple[int, int]:
    """Read "vocal critic" in "A vocal critic of the plan, Prigozhin said ..."."""
    k = mention.first - 1
    if not words.continues(mention.first) or words.form[k] != ",":
        return 0, 0
    while words.continues(k) and words.is_word[k - 1]:
        k -= 1
    if words.continues(k) or words.term[k] not in ("a", "an"):
        return 0, 0
    first = stop = k + 1
    while stop < mention.first - 1 and is_modifier(words, stop, naming):
        stop += 1
    return (first, stop) if stop > first and words.term[stop - 1] in naming.roles else (0, 0)


def _read_after_comma(words: Words, mention: Mention, naming: Naming) -> tuple[int, int]:
    """Read "a businessman" after "Yevgeny Prigozhin, " or "Prigozhin, 61, "."""
    k = mention.stop
    if not words.continues(k) or words.form[k] not in (",", "–", "—", "--"):
        return 0, 0
    if _is_in_opening_phrase(words, mention.first, naming):
        return 0, 0
    if words.continues(k + 2) and words.term[k + 1].isdecimal() and words.form[k + 2] == ",":
        k += 2
    k += 1
    if not words.continues(k) or words.term[k] not in ("a", "an", "the", "his", "her", "its"):
        return 0, 0
    first = k + 1
    stop = first
    while words.continues(stop) and stop - first < LONGEST_DESCRIPTION:
        if not is_modifier(words, stop, naming) or words.term[stop].endswith("ing"):
            break
        stop += 1
    while stop > first and words.term[stop - 1].endswith("ed"):
        stop -= 1
    if stop == first or words.term[stop - 1] in naming.not_roles:
        return 0, 0
    has_role = any(words.term[j] in naming.roles for j in range(first, stop))
    if not has_role or not _may_follow_description(words, stop):
        return 0, 0
    if words.continues(stop) and words.term[stop] == "of":
        return _read_through_of(words, first, stop, naming)
    return first, stop


def _may_follow_description(words: Words, k: int) -> bool:
    """Whether what follows leaves the phrase an apposition, and no subject of a clause."""
    if not words.continues(k) or not words.is_word[k]:
        return True
    term = words.term[k]
    return term in _AFTER_DESCRIPTION or term.endswith("ing")


_AFTER_DESCRIPTION = frozenset(
    "of who which that whose whom where once in at for from with to on by near outside called"
    " dubbed known named based owned backed led turned".split()
)


def _read_through_of(words: Words, first: int, stop: int, naming: Naming) -> tuple[int, int]:
    """Lengthen "close ally" to "close ally of Putin"."""
    last = stop + 1

    def belongs(k: int) -> bool:
        if words.term[k] == "of":  # "chief engineer of the Office of Dam Safety"
            return words.is_capital[k - 1] and words.continues(k + 1) and words.is_capital[k + 1]
        return is_modifier(words, k, naming) or words.term[k] == "the"

    while words.continues(last) and last - stop <= LONGEST_DESCRIPTION and belongs(last):
        last += 1
    return (first, last) if last > stop + 1 else (first, stop)


def _is_in_opening_phrase(words: Words, at: int, naming: Naming) -> bool:
    """Whether the name ends the phrase that opens its sentence ("According to Kirby, the ...")."""
    k = at
    while words.continues(k) and words.is_word[k - 1] and at - k < LONGEST_DESCRIPTION:
        k -= 1
    opens = not words.continues(k) or words.form[k - 1] in OPENERS
    openers = {
        "according",
        "in",
        "at",
        "on",
        "for",
        "to",
        "from",
        "with",
        "by",
        "under",
        "after",
        "before",
        "since",
        "like",
        "unlike",
        "despite",
        "near",
        "as",
        "if",
        "when",
        "while",
    }
    return opens and words.term[k] in openers


def _find_recurring(words: Words, spans: list[tuple], is_named: set[int]):
    """Find descriptions of two words or more where they stand without the name."""
    entities = defaultdict(set)
    for first, stop, _, entity in spans:
        if stop - first > 1:
            entities[tuple(words.term[first:stop])].add(entity)
    sure = {terms: next(iter(found)) for terms, found in entities.items() if len(found) == 1}
    by_first = defaultdict(list)
    for terms in sorted(sure, key=lambda t: (-len(t), t)):
        by_first[terms[0]].append(terms)
    taken = {k for first, stop, *_ in spans for k in range(first, stop)} | is_named
    found = []
    for i, term in enumerate(words.term):
        if term not in by_first or i in taken or not words.continues(i):
            continue
        if words.kind[i] not in _MARKED_KINDS:
            continue
        for terms in by_first[term]:
            stop = i + len(terms)
            if tuple(words.term[i:stop]) == terms and not any(words.opens[i + 1 : stop]):
                found.append((i, stop, "description", sure[terms]))
                break
    return found
