"""Whose name do the words that stand for a source mean?"""

from bisect import bisect_left
from typing import NamedTuple

import regex

from analysis.attribution.lexicon import load_speaker_words
from analysis.attribution.words import (
    AMOUNTS,
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

# How many people named before a pronoun are looked at for one of its sex.
_RECENT_MENTIONS = 12
_SEX_OF = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
# Of the titles, the ones that are also parts of names ("Denzel Washington Young").
_NATIONS = frozenset(
    "american british russian ukrainian chinese french german us u.s uk u.k eu un korean north "
    "south israeli iranian indian canadian australian european texas florida ohio washington "
    "white house state king queen prince general major judge justice bishop father brother sister "
    "coach manager owner the health home interior".split()
)

# Fewest letters of a word that is kept as a role, so that no small word is.
_SHORTEST_ROLE = 4

# Two capitals or more, with the small words that stand inside names.
_NAME_RUN = regex.compile(
    r"\b(?:\p{Lu}\.(?:\p{Lu}\.)+|\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?))"
    r"(?:[ \xa0](?:(?:al|bin|ibn|de|del|della|di|da|dos|von|van|der|den|la|le|el|ben|ter|of)"
    r"[ \xa0])?"
    r"(?:\p{Lu}\.(?:\p{Lu}\.)+|\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?))){0,6}+"
)
# What only a body's name is followed by: "Harbour Power, which", "Harbour Power said it".
_BODY_SIGN = regex.compile(
    r",\swhich\b|\s(?:says|said|denied|denies|announced|insisted)\s(?:that\s)?it\s(?:had|has|was|would|"
    r"will|did|does|is|could)\b"
)
_WORD_BEFORE = regex.compile(r"([\p{L}-]++)\s*+$")
_APPOSITION = regex.compile(r",\s(?:the|a|an|who is|who was)\s((?:[\p{L}'’-]+\s?){1,6})")
_APPOSITION_REACH = 90
# Where the naming part of a noun phrase ends ("a spokesman | for the ministry").
_CORE_END = regex.compile(
    r",(?!\d)\s?|\s[–—(]\s?|\s(?:of|for|at|who|in|from|with|on|to|by|that|which|carried|released|issued|"
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
    by_given: dict[str, str]  # empty where two people share a given name
    by_role: dict[str, str]
    by_body: dict[str, str]  # "ministry" -> the ministry named, the latest; "" -> any body
    sex: dict[str, str]  # full name -> "m" or "f", where a title or a given name tells
    aliases: dict[str, str]  # a name -> the fullest form the version has
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
    >>> names.sex
    {'Ann Lee': 'f'}
    """
    by_surname: dict[str, str] = {}
    by_given: dict[str, str] = {}
    by_role: dict[str, str] = {}
    by_body: dict[str, str] = {}
    sex: dict[str, str] = {}
    mentions: list[tuple[int, str]] = []
    singles: list[tuple[int, str]] = []
    for match in _NAME_RUN.finditer(text):
        start, stop = match.span()
        titles, words = _part_name(match.group())
        word_before = _WORD_BEFORE.search(text, max(0, start - 30), start)
        before = word_before[1].lower() if word_before else ""
        is_place = before in _PLACE_PREPOSITIONS
        if len(words) == 1 and not is_place:
            singles.append((start, words[0].casefold(), titles))
        is_body = bool(words) and bool(_BODY_SIGN.match(text, stop))
        if is_body or not _names_person(words):
            if is_body:
                by_body.setdefault("", " ".join(words))
            if len(words) > 1 and words[-1].casefold() in load_speaker_words().bodies:
                by_body[words[-1].casefold()] = " ".join(words)
            continue
        name = by_surname.setdefault(words[-1].casefold(), " ".join(words))
        name = name if name.split()[0] == words[0] else " ".join(words)
        given = words[0].casefold()
        by_given[given] = name if by_given.get(given, name) == name else ""
        _note_sex(sex, name, [given, before, *titles])
        if not is_place:
            mentions.append((start, name))
        for role in [*titles, before]:
            if role not in _ROLE_STOPS and len(role) >= _SHORTEST_ROLE:
                by_role.setdefault(role, name)
        by_role.update(dict.fromkeys(_list_roles_after(text, stop), name))
    for at, word, titles in singles:
        if word in by_surname:
            mentions.append((at, by_surname[word]))
            _note_sex(sex, by_surname[word], titles)
    aliases = _find_aliases(text)
    return Names(by_surname, by_given, by_role, by_body, sex, aliases, sorted(mentions))


def _note_sex(sex: dict[str, str], name: str, words: list[str]) -> None:
    """Note what titles, roles and the given name tell; a title before a given name."""
    known = load_speaker_words()
    for word in reversed(words):
        if word in known.female or word in known.male:
            sex.setdefault(name, "f" if word in known.female else "m")
            return


def _find_aliases(text: str) -> dict[str, str]:
    """Give each name of a country or body the fullest form that the text has."""
    found: dict[str, str] = {}
    for names in load_speaker_words().aliases:
        if sum(name in text for name in names) > 1:
            fullest = next(name for name in names if name in text)
            found.update(dict.fromkeys((name.casefold() for name in names), fullest))
    return found


def _part_name(run: str) -> tuple[list[str], list[str]]:
    """Part a run of capitals into titles and the words of the name."""
    words, titles = run.split(), []
    known = load_speaker_words().titles
    while words and words[0].strip(".").casefold().replace("’", "'").removesuffix("'s") in known:
        titles.append(words.pop(0).strip(".").casefold())
    while words and words[0].strip(".'’").casefold() in _NO_NAME_OPENERS:
        words.pop(0)
    # "Low Ferris Mayor Dan Whitlock": the name follows the office.
    for i in range(len(words) - 2, 0, -1):
        if words[i].strip(".").casefold() in known and words[i].casefold() not in _NATIONS:
            titles.append(words[i].strip(".").casefold())
            words = words[i + 1 :]
            break
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
        return _resolve_pronoun(pronoun, span[0], names, state)
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
    known, factor = _find_by_role(words, names, state)
    if known:
        return known, factor
    name = _shorten_phrase(phrase, words)
    if _is_amount(name):
        name = phrase.split(",")[0]  # "One in five", not "One"
    if _is_amount(name):
        return None, 1.0
    return names.aliases.get(name.casefold(), name), 1.0


def _is_amount(name: str) -> bool:
    """Say whether nothing but an amount is left of a source."""
    return all(
        word in AMOUNTS or not any(map(str.isalpha, word)) for word in name.casefold().split()
    )


def _resolve_pronoun(pronoun: str, at: int, names: Names, state: State) -> tuple[str | None, float]:
    """Find whom "he" or "she" stands for; somebody of the other sex is passed over."""
    last = state.speaker or _find_last_mention(names, at)
    wanted = _SEX_OF.get(pronoun)
    if last is None:
        return None, 1.0
    sex = names.sex.get(last)
    if wanted is None or sex == wanted:
        return last, _PRONOUN_FACTOR
    if sex is None:
        return last, _PRONOUN_FACTOR if len(set(names.by_surname.values())) < 2 else _GROUP_FACTOR
    index = bisect_left(names.mentions, (at, ""))
    recent = [name for _, name in names.mentions[max(0, index - _RECENT_MENTIONS) : index]]
    for fits in (wanted, None):
        for name in reversed(recent):
            if names.sex.get(name) == fits:
                return name, _GROUP_FACTOR
    return None, 1.0


def _find_by_role(words: list[str], names: Names, state: State) -> tuple[str | None, float]:
    """Find who was introduced with a role ("the spokesman") or a body's kind ("the company")."""
    if words[0].casefold() not in ("the", "this", "that") or any(map(_has_capital, words[1:])):
        return None, 1.0
    head = words[-1].casefold()
    known = state.roles.get(head) or names.by_role.get(head)
    if known:
        return known, _ROLE_FACTOR
    if len(words) == 2 and head in load_speaker_words().groups:
        named = state.body if state.body and _has_capital(state.body) else None
        body = names.by_body.get(head) or named or names.by_body.get("")
        return (body, _GROUP_FACTOR) if body else (None, 1.0)
    return None, 1.0


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
    # "a report seen by the Harbour News" is not the newspaper's.
    for part in _CORE_END.split(phrase.split(" by ")[0]):
        words = part.split()
        if not words or not _has_capital(words[-1]):
            continue
        last = _strip_possessive(words[-1].rstrip(".")).casefold()
        full = names.by_surname.get(last)
        if full is None and len(words) > 1 and _is_office(words[-2]):
            full = names.by_given.get(last)  # "Foreign Secretary James": the surname is lost
        if full is None:
            continue
        before = words[-2].rstrip(".") if len(words) > 1 else ""
        is_title = not _has_capital(before) or before.casefold() in titles
        if is_title or "-" in before or before in [word.rstrip(".") for word in full.split()]:
            return full
    return None


def _is_office(word: str) -> bool:
    """Say whether a word before a name is a title or an office."""
    return word.strip(".").casefold() in load_speaker_words().titles


def remember_speaker(
    text: str, span: tuple[int, int], name: str, names: Names, state: State
) -> State:
    """Keep who spoke, and the role the source was introduced with."""
    core = _CORE_END.split(text[span[0] : span[1]])[0].split()
    role = core[-1] if core else ""
    if role.islower() and len(role) >= _SHORTEST_ROLE and role not in PRONOUNS:
        state.roles[role] = name
    if not name:
        return state
    if name.split()[-1].casefold() in names.by_surname:
        return state._replace(speaker=name)
    return state._replace(body=name)
