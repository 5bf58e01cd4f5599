"""Whose name do the words that stand for a source mean?"""

from bisect import bisect_left
from typing import NamedTuple

import regex

from analysis.attribution.lexicon import load_speaker_words
from analysis.attribution.words import (
    GROUP_PRONOUNS,
    LEADING,
    PERSON_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
    UNRESOLVED_PRONOUNS,
)

# Factors on the confidence of a speaker that had to be worked out.
_PRONOUN_FACTOR = 0.8
_GROUP_FACTOR = _PRONOUN_FACTOR**2
_ROLE_FACTOR = 0.85

# Fewest letters of a word that is kept as a role, so that no small word is.
_SHORTEST_ROLE = 4

# Two capitals or more, with the small words that stand inside names.
_NAME_RUN = regex.compile(
    r"\b\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?)"
    r"(?:[ \xa0](?:(?:al|bin|ibn|de|del|della|di|da|dos|von|van|der|den|la|le|el|ben|ter|of)"
    r"[ \xa0])?"
    r"\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?)){0,6}+"
)
_WORD_BEFORE = regex.compile(r"([\p{L}-]++)\s*+$")
_APPOSITION = regex.compile(r",\s(?:the|a|an|who is|who was)\s((?:[\p{L}'’-]+\s?){1,6})")
_APPOSITION_REACH = 90
# Where the naming part of a noun phrase ends ("a spokesman | for the ministry").
_CORE_END = regex.compile(
    r",\s?|\s[–—(]\s?|\s(?:of|for|at|who|in|from|with|on|to|by|that|which|carried|released|issued|"
    r"published|obtained|compiled|familiar|close|said|says)(?=\s|$)"
)
_PLACE_PREPOSITIONS = frozenset("in at near from of to into his her its their our outside".split())
_PLACE_OPENERS = frozenset("St San Fort New".split())
_NAME_OPENERS = frozenset("the a an mr mrs ms miss dr sir".split())
_NO_NAME_OPENERS = LEADING | STARTERS | PREPOSITIONS
_ROLE_STOPS = frozenset(
    "the a an of to in on and with for by from at as said told that but when".split()
)
_APPOSITION_STOPS = frozenset("for of at in from with to on who".split())


class Names(NamedTuple):
    """The people of one version."""

    by_surname: dict[str, str]
    by_role: dict[str, str]
    mentions: list[tuple[int, str]]  # (where, full name), in order


class State(NamedTuple):
    """What one sentence hands on to the next."""

    speaker: str | None  # the person who spoke last, or the last sentence was about
    body: str | None  # the same for a body or a group
    roles: dict[str, str]  # "spokesman" -> who was introduced so, the latest


# --- The people of a version ----------------------------------------------------------------


def collect_names(text: str) -> Names:
    """
    Collect full names (two capitals or more) and the roles given beside them.

    Examples
    --------
    >>> names = collect_names("Minister Ann Lee, a former pilot, left. Lee spoke.")
    >>> names.by_surname, sorted(names.by_role), names.mentions
    ({'lee': 'Ann Lee'}, ['former', 'minister', 'pilot'], [(0, 'Ann Lee'), (40, 'Ann Lee')])
    """
    by_surname: dict[str, str] = {}
    by_role: dict[str, str] = {}
    mentions: list[tuple[int, str]] = []
    singles: list[tuple[int, str]] = []
    for match in _NAME_RUN.finditer(text):
        start, stop = match.span()
        titles, words = _part_name(match.group())
        word_before = _WORD_BEFORE.search(text, max(0, start - 30), start)
        before = word_before[1].lower() if word_before else ""
        is_place = before in _PLACE_PREPOSITIONS
        if len(words) == 1 and not is_place:
            singles.append((start, words[0].casefold()))
        if not _names_person(words):
            continue
        name = " ".join(words)
        by_surname.setdefault(words[-1].casefold(), name)
        if not is_place:
            mentions.append((start, name))
        for role in [*titles, before]:
            if role not in _ROLE_STOPS and len(role) >= _SHORTEST_ROLE:
                by_role.setdefault(role, name)
        by_role.update(dict.fromkeys(_list_roles_after(text, stop), name))
    mentions += [(at, by_surname[word]) for at, word in singles if word in by_surname]
    return Names(by_surname, by_role, sorted(mentions))


def _part_name(run: str) -> tuple[list[str], list[str]]:
    """Part a run of capitals into titles and the words of the name."""
    words, titles = run.split(), []
    known = load_speaker_words().titles
    while words and words[0].strip(".").casefold().replace("’", "'").removesuffix("'s") in known:
        titles.append(words.pop(0).strip(".").casefold())
    while words and words[0].strip(".'’").casefold() in _NO_NAME_OPENERS:
        words.pop(0)
    if words:
        words[-1] = _strip_possessive(words[-1].rstrip("."))
    return titles, words


def _names_person(words: list[str]) -> bool:
    """Say whether the words of a name are those of a person, not of a body or a place."""
    if len(words) < 2 or words[-1].casefold() in load_speaker_words().bodies:
        return False
    if words[0].rstrip(".") in _PLACE_OPENERS:
        return False
    return not any(w in ("of", "Of") or "'s" in w or "’s" in w for w in words[:-1])


def _list_roles_after(text: str, at: int) -> list[str]:
    """List the words of the role that stands behind a name (", a former pilot")."""
    aside = _APPOSITION.match(text[at : at + _APPOSITION_REACH])
    roles: list[str] = []
    for word in aside[1].split() if aside else ():
        if word.lower() in _APPOSITION_STOPS:
            break
        roles.append(word.lower())
    return roles


def _strip_possessive(word: str) -> str:
    """Cut a possessive ending."""
    for ending in ("'s", "’s", "s'", "s’"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + ("s" if ending[0] == "s" else "")
    return word.rstrip("'’")


def find_first_mention(names: Names, start: int, stop: int) -> str | None:
    """Find the first person named in a stretch of text."""
    index = bisect_left(names.mentions, (start, ""))
    if index < len(names.mentions) and names.mentions[index][0] < stop:
        return names.mentions[index][1]
    return None


def _find_last_mention(names: Names, at: int) -> str | None:
    """Find the person named last before a place."""
    index = bisect_left(names.mentions, (at, ""))
    return names.mentions[index - 1][1] if index else None


# --- Who is meant ---------------------------------------------------------------------------


def resolve_source(
    text: str, span: tuple[int, int], names: Names, state: State
) -> tuple[str | None, float]:
    """
    Give the fullest name of a source.

    Parameters
    ----------
    text : str
        The version's text.
    span : (int, int)
        Offsets of the words that stand for the source.
    names : Names
        The version's people.
    state : State
        Who spoke before.

    Returns
    -------
    (str or None, float)
        The name, None where it cannot be told, and the factor (0 to 1) that the confidence
        of a quotation is multiplied by.
    """
    phrase = " ".join(text[span[0] : span[1]].split()).strip(" ,;:()[]—–-")
    low = phrase.casefold().replace("’", "'")
    # "US" is no pronoun.
    pronoun = "" if len(phrase) > 1 and phrase.isupper() else low.split("'")[0]
    if pronoun in PERSON_PRONOUNS:
        last = state.speaker or _find_last_mention(names, span[0])
        return (last, _PRONOUN_FACTOR) if last else (None, 1.0)
    if pronoun in GROUP_PRONOUNS and state.body:
        return state.body, _GROUP_FACTOR
    if pronoun in UNRESOLVED_PRONOUNS:
        return None, 1.0
    person = _find_person(phrase, names)
    if person:
        return person, 1.0
    words = _CORE_END.split(phrase)[0].split()
    if not words:
        return None, 1.0
    words[-1] = _strip_possessive(words[-1])
    known = _find_by_role(words, names, state)
    if known:
        return known, _ROLE_FACTOR
    return _shorten_phrase(phrase, words), 1.0


def _find_by_role(words: list[str], names: Names, state: State) -> str | None:
    """Find who was introduced with a role ("the spokesman")."""
    if words[0].casefold() not in ("the", "this", "that") or any(map(_has_capital, words)):
        return None
    head = words[-1].casefold()
    return state.roles.get(head) or names.by_role.get(head)


def _shorten_phrase(phrase: str, core: list[str]) -> str:
    """Give a noun phrase without its article, and without what follows a name."""
    words = _drop_openers(core, marks=".")
    if not _has_capital(words[-1]) and len(phrase) > len(_CORE_END.split(phrase)[0].strip()):
        # "officials familiar with the plan", "a spokesman for the ministry": keep it whole.
        rest = _drop_openers(phrase.split(",")[0].split(), marks="")
        words = [*rest[:-1], _strip_possessive(rest[-1])]
    return " ".join(words).strip("“”\"'")


def _drop_openers(words: list[str], marks: str) -> list[str]:
    """Drop articles and forms of address before a name."""
    first = 0
    while first < len(words) - 1 and words[first].casefold().rstrip(marks) in _NAME_OPENERS:
        first += 1
    return words[first:]


def _has_capital(word: str) -> bool:
    return word[:1].isupper()


def _find_person(phrase: str, names: Names) -> str | None:
    """Find the person a noun phrase names, by full name or by surname at the end of a part."""
    titles = load_speaker_words().titles
    for part in _CORE_END.split(phrase):
        words = part.split()
        if not words or not _has_capital(words[-1]):
            continue
        full = names.by_surname.get(_strip_possessive(words[-1].rstrip(".")).casefold())
        if full is None:
            continue
        before = words[-2].rstrip(".") if len(words) > 1 else ""
        is_title = not _has_capital(before) or before.casefold() in titles
        if is_title or before in full.split() or "-" in before:
            return full
    return None


def remember_speaker(
    text: str, span: tuple[int, int], name: str, names: Names, state: State
) -> State:
    """Keep who spoke, and the role the source was introduced with."""
    core = _CORE_END.split(text[span[0] : span[1]])[0].split()
    role = core[-1] if core else ""
    if role.islower() and len(role) >= _SHORTEST_ROLE and role not in PRONOUNS:
        state.roles[role] = name
    if name.split()[-1].casefold() in names.by_surname:
        return state._replace(speaker=name)
    return state._replace(body=name)
