"""Who says what in this version: which words are quoted or reported, and whose are they?

The work goes in four steps, and the module is written in their order: marks (stretches in
quotation marks), cues (reporting words and phrases), sources (who the cue belongs to and
the fullest name the version gives), spans (which words are the reported content). Rules and
a word list only; no model. The terms source, cue and content are those of Pareti's PARC.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from analysis.paths import find_data_folder
from analysis.quotation_marks import MarkedSpan, find_marked_spans
from analysis.tokens import tokenise

QUOTATION_COLUMNS = [
    "start",
    "stop",
    "text",
    "form",
    "continued",
    "segment",
    "source",
    "source_start",
    "source_stop",
    "cue",
    "cue_start",
    "cue_stop",
    "confidence",
]
SOURCE_COLUMNS = [
    "version_id",
    "source",
    "n_direct",
    "n_indirect",
    "n_words",
    "share_of_words",
    "first_position",
]
CUE_CLASSES = ("neutral", "conceding", "doubting", "denying", "loaded")
UNNAMED = "(unnamed)"

# Kinds of segment whose quotations count. Captions repeat the body or belong to a picture
# agency, and furniture is not the version's.
QUOTED_KINDS = ("body", "headline", "standfirst", "subheading")

# A direct quotation at or above this confidence is quoted voice. Below it stand scare
# quotes, titles and nicknames, whose words are the outlet's own choice.
VOICE_CONFIDENCE = 0.5

# How sure each way of reading is, in the order of evidence; the scale only ranks.
_SURE = {
    "that": 0.9,
    "bare": 0.85,
    "after": 0.85,
    "source phrase": 0.9,
    "weak bare": 0.65,
    "to": 0.65,
    "object": 0.6,
    "noun": 0.6,
    "passive": 0.45,
    "carried": 0.6,
    "statement": 0.5,
    "scare": 0.3,
}
# Factors for a speaker that had to be worked out.
_PRONOUN_FACTOR = 0.8
_ROLE_FACTOR = 0.85
# Fewest words a quotation without a speaker needs to count as a full statement.
_STATEMENT_WORDS = 5
_LONGEST_SUBJECT = 40
# Longest stretch read for one content, in words and signs: keeps the time linear where a
# "sentence" is a megabyte long.
_LONGEST_CONTENT = 160

# --- Word lists of grammar (closed classes; the reporting words are in data/lexicons) --------

_BE = frozenset("is are was were be been being am isn't aren't wasn't weren't 's 're".split())
_HAVE = frozenset("has have had having hasn't haven't hadn't".split())
_MODAL = frozenset(
    "will would can could may might must shall should do does did don't doesn't didn't won't "
    "wouldn't can't cannot couldn't shouldn't mustn't let's".split()
)
_AUX = _BE | _HAVE | _MODAL
_CONTRACTED = regex.compile(r"(?:he|she|it|they|we|i|you|who|there|that)'(?:s|d|ll|ve|re|m)$")
_SUBJECT_PRONOUNS = frozenset("he she they it we i you who".split())
_PRONOUNS = _SUBJECT_PRONOUNS | frozenset(
    "this that these those everyone everybody nobody someone somebody anyone many some others "
    "others both one most few all none there".split()
)
_OBJECT_PRONOUNS = frozenset("him her them me us it you everyone everybody himself herself".split())
_DETERMINERS = frozenset(
    "the a an his her its their our my your this that these those some any no every each "
    "another several many most all both such two three four five six seven eight nine ten "
    "dozens hundreds thousands millions more fewer nearly about".split()
)
_QUANTIFIERS = frozenset("some many several most all both each two three four five six".split())
_PREPOSITIONS = frozenset(
    "in on at by for from with of to into during after before since until under over through "
    "between among against about without within despite amid amidst following like via "
    "toward towards near outside inside around across per besides unlike ahead".split()
)
_STARTERS = frozenset(
    "that which who whom whose because while when whenever as if but although though after "
    "before since until unless so whether where why how what or than nor yet once whereas".split()
)
_FRONTED = frozenset("when as after while although though if since because once whereas".split())
_COMPLEMENTISERS = frozenset("that whether how why what where who if when which".split())
_ADVERBS = frozenset(
    "also then later again once ever never not just still even often always recently now "
    "already further soon thus instead long twice first last only more rather too simply "
    "all both well so far almost once yet earlier therefore however meanwhile himself herself "
    "themselves itself".split()
)
_NOT_ADVERBS = frozenset("family ally rally reply italy july supply assembly early only".split())
_WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight "
    "mon. tues. wed. thurs. fri. sat. sun.".split()
)
_MONTHS = frozenset(
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
_PERIODS = (
    frozenset("week month year morning afternoon evening spring summer fall weekend".split())
    | _WEEKDAYS
    | _MONTHS
)
_ADJUNCT_OPENERS = frozenset(
    "on in at during to from after before via of about with for through when as earlier late "
    "early last".split()
)
_LEADING = frozenset(
    "but and yet still so however meanwhile also then indeed instead moreover furthermore "
    "nevertheless nonetheless later earlier separately elsewhere additionally now even once "
    "today yesterday again perhaps".split()
)
_OBJECT_STOPS = frozenset(
    "while when because after before but although though during where".split()
)
_TITLES = frozenset(
    "mr mrs ms miss dr sir lord lady dame president vice secretary minister prime foreign "
    "senator sen rep representative congressman congresswoman governor gov mayor chancellor "
    "king queen prince princess pope chief general gen colonel col captain capt sergeant sgt "
    "lieutenant lt major admiral judge justice ambassador professor prof speaker director "
    "chairman chairwoman chair officer attorney leader republican democrat democratic former "
    "then british american russian ukrainian chinese french german us u.s uk u.k eu un white "
    "house state defense defence national security council spokesman spokeswoman spokesperson "
    "the defence treasury interior finance health home deputy first lady detective inspector "
    "reverend rev bishop archbishop father sister brother coach manager owner analyst adviser "
    "advisor commander commissioner superintendent sheriff police councillor cllr mp md ceo "
    "korean north south israeli iranian indian canadian australian european senate majority "
    "minority house texas florida ohio washington".split()
)
# Last words of names that are bodies and places, not people.
_BODIES = frozenset(
    "group council ministry party house university college school agency administration "
    "committee department court state states kingdom korea street times post news union bank "
    "company inc corp ltd act association center centre institute project office war army "
    "force forces republic service services commission board league club team network fund "
    "foundation congress senate parliament assembly union nations day week city county island "
    "islands river lake street avenue road park bay beach airport hospital church press media "
    "journal tribune herald gazette guardian telegraph america states africa europe asia east "
    "west hampshire jersey york carolina dakota virginia mexico zealand britain arabia lanka "
    "society federation alliance coalition movement campaign conference convention summit "
    "games cup championship prize award plan deal bill law code treaty accord security bureau "
    "police guard patrol navy corps command staff agency program programme initiative report "
    "study survey poll index tower building hall hotel square garden gardens reporters radio "
    "tv television today post-gazette examiner magazine studios records brothers sons pac "
    "americans republicans democrats conservatives liberals americans christians".split()
)
_WORD_BEFORE = regex.compile(r"([\p{L}-]++)\s*+$")
_PLACE_PREPOSITIONS = frozenset("in at near from of to into his her its their our outside".split())
_WORD = regex.compile(r"[a-z]++")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr sen rep gov gen col capt lt sgt prof rev st jr sr hon pres supt cmdr adm".split()
)
_NAME_OPENERS = frozenset("the a an mr mrs ms miss dr sir".split())
_CORE_END = regex.compile(
    r",\s?|\s[–—(]\s?|\s(?:of|for|at|who|in|from|with|on|to|by|that|which|carried|released|issued|"
    r"published|obtained|compiled|familiar|close|said|says)(?=\s|$)"
)
_ROLE_STOPS = frozenset(
    "the a an of to in on and with for by from at as said told that but when".split()
)
_QUOTE_END = regex.compile(r"[.!?…,;:—–-]['’)\]]*$")
_CLOSERS = ".,;:!?…)]}\"'”’»"
_NAME_RUN = regex.compile(
    r"\b\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?)"
    r"(?:[ \xa0](?:(?:al|bin|ibn|de|del|della|di|da|dos|von|van|der|den|la|le|el|ben|ter|of)"
    r"[ \xa0])?"
    r"\p{Lu}(?:[\p{L}\p{M}'’-]*+\.?)){0,6}+"
)


class Unit(NamedTuple):
    """A word, a sign, or a whole quotation ("q") of a sentence."""

    start: int
    stop: int
    form: str
    low: str
    kind: str  # w, p or q


class _Cue(NamedTuple):
    """One form of a reporting verb."""

    lemma: str
    takes: frozenset[str]
    shape: str  # base, s, past, ing
    is_noun: bool
    particles: frozenset[str]  # words that must follow (empty: none)


class Attribution(NamedTuple):
    """A source, its cue and the spans of what is said, before names are resolved."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    contents: tuple[tuple[int, int], ...]
    way: str
    quotes: tuple[int, ...]  # starts of the marked spans it covers


# Verbs that give a name: in the passive the namer is often left out ("once called ...").
_NAMING = frozenset("call dub label name term describe".split())
# Passives that report without a source ("is said to", "have been accused of").
_SOURCELESS = frozenset(
    "accuse allege believe report say think rumor claim estimate suspect understand tell".split()
)


# --- Cues ---------------------------------------------------------------------------------


class _Lexicon(NamedTuple):
    """The reporting words, ready for look-up."""

    verbs: dict[str, tuple[_Cue, ...]]
    phrases: dict[str, str]
    nouns: dict[str, str]
    classes: dict[str, str]
    words: frozenset[str]  # a sentence without any of them reports nothing


@lru_cache(maxsize=1)
def _load_lexicon() -> _Lexicon:
    """Read the word list and spell out every form."""
    path = find_data_folder() / "lexicons" / "reporting_cues.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    irregular = data["irregular"]
    found: dict[str, dict[tuple, set]] = {}
    classes: dict[str, str] = {}
    for entry in data["cue"]:
        doubtful = frozenset(entry.get("is_noun", ()))
        for phrase in entry["verbs"]:
            base, *particle = phrase.split()
            forms = dict(zip(("s", "past", "part", "ing"), _inflect(base, irregular), strict=True))
            for shape, form in {"base": base, **forms}.items():
                shape = "past" if shape == "part" else shape
                key = (base, shape, form in doubtful, tuple(particle))
                found.setdefault(form, {}).setdefault(key, set()).update(entry["takes"])
                classes.setdefault(" ".join([form, *particle]), entry["class"])
    verbs = {
        form: tuple(
            _Cue(base, frozenset(takes), shape, is_noun, frozenset(particle))
            for (base, shape, is_noun, particle), takes in cues.items()
        )
        for form, cues in found.items()
    }
    phrases = {p: cls for cls, many in data["phrases"].items() for p in many}
    nouns = {noun: cls for cls, many in data["nouns"].items() for noun in many}
    classes |= {p: c for p, c in phrases.items()} | {
        n: c for n, c in nouns.items() if n not in classes
    }
    words = set(verbs) | set(nouns) | {"according"}
    return _Lexicon(verbs, phrases, nouns, classes, frozenset(words))


def _inflect(base: str, irregular: dict) -> list[str]:
    """Third person, past, participle and -ing form of a verb."""
    if base in irregular:
        return irregular[base]
    if base.endswith("e"):
        return [base + "s", base + "d", base + "d", base[:-1] + "ing"]
    if base.endswith("y") and base[-2] not in "aeiou":
        return [base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing"]
    plural = "es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return [base + plural, base + "ed", base + "ed", base + "ing"]


def find_cue_class(cue: str | None) -> str | None:
    """
    Say how a cue presents what it introduces.

    Parameters
    ----------
    cue : str or None
        The words of a cue as they stand in a quotations table ("has denied").

    Returns
    -------
    str or None
        One of `CUE_CLASSES`; None for a missing cue or one that is not in the lexicon.

    Examples
    --------
    >>> [find_cue_class(c) for c in ["said", "has repeatedly denied", "Claiming", "mooed"]]
    ['neutral', 'denying', 'doubting', None]
    """
    if not isinstance(cue, str):
        return None
    lexicon = _load_lexicon()
    words = [w.replace("’", "'") for w in cue.casefold().split()]
    for size in (2, 3, 1):
        for at in range(len(words) - size, -1, -1):
            phrase = " ".join(words[at : at + size]).strip(_CLOSERS)
            if phrase in lexicon.classes and phrase not in _AUX:
                return lexicon.classes[phrase]
    return None


# --- Sentences as units -------------------------------------------------------------------


def _group_sentences(
    spans: Sequence[tuple[int, int]], marked: Sequence[MarkedSpan]
) -> list[tuple[int, int]]:
    """Join the sentences that one quotation runs across."""
    groups: list[tuple[int, int]] = []
    at = 0
    for start, stop in spans:
        while at < len(marked) and marked[at].stop <= start:
            at += 1
        crosses = groups and at < len(marked) and marked[at].start < start < marked[at].stop
        if crosses:
            groups[-1] = (groups[-1][0], stop)
        else:
            groups.append((start, stop))
    return groups


def _cut_units(text: str, start: int, stop: int, quotes: Sequence[MarkedSpan]) -> list[Unit]:
    """Cut a sentence into words, signs and whole quotations."""
    units: list[Unit] = []
    at = start
    for quote in quotes:
        _add_units(text, at, max(at, quote.start), units)
        units.append(Unit(quote.start, min(quote.stop, stop), "", "", "q"))
        at = max(at, min(quote.stop, stop))
    _add_units(text, at, stop, units)
    return units


def _add_units(text: str, start: int, stop: int, units: list[Unit]) -> None:
    """Add the words and signs of a stretch outside quotation marks."""
    for token in tokenise(text[start:stop]):
        form = token.form
        low = form.lower().replace("’", "'")
        at = start + token.start
        if form == "." and units and units[-1].stop == at and _is_abbreviation(units[-1]):
            units[-1] = units[-1]._replace(stop=at + 1)
            continue
        units.append(Unit(at, start + token.stop, form, low, "w" if token.is_word else "p"))


def _is_abbreviation(unit: Unit) -> bool:
    """Say whether a full stop after a word belongs to it (Mr., Sen., J.)."""
    return unit.low in _ABBREVIATIONS or (len(unit.form) == 1 and unit.form.isupper())


# --- Sources: the words that name the speaker ---------------------------------------------


def _is_capital(unit: Unit) -> bool:
    return unit.kind == "w" and unit.form[:1].isupper()


def _is_adverb(unit: Unit) -> bool:
    low = unit.low
    if low in _ADVERBS:
        return True
    # A capital marks a name: "James Cleverly said".
    return low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERBS and unit.form == low


class _Verb(NamedTuple):
    """A verb group: where it starts and what its helping verbs say."""

    start: int
    passive: bool
    finite: bool
    infinitive: bool


def _read_verb_group(units: list[Unit], at: int, shape: str) -> _Verb:
    """Read the helping verbs and adverbs before a cue."""
    first, has_be, has_have, has_modal, infinitive = at, False, False, False, False
    i = at - 1
    while i >= 0 and at - i < 8:
        low = units[i].low
        if low in _BE:
            has_be = True
        elif low in _HAVE:
            has_have = True
        elif low in _MODAL:
            has_modal = True
        elif low == "to":
            infinitive = True
        elif units[i].kind == "w" and _CONTRACTED.match(low) and low != "let's":
            has_be = has_be or low.endswith(("'s", "'re", "'m"))
            has_modal = has_modal or low.endswith(("'ll", "'d"))
            has_have = has_have or low.endswith("'ve")
            break
        elif not (_is_adverb(units[i]) and units[i].kind == "w"):
            break
        if not _is_adverb(units[i]):
            first = i
        i -= 1
        if infinitive:
            break
    # An adverb that opens the group belongs to it ("also said"), but not a bare "all", "both".
    while (
        first > 0
        and _is_adverb(units[first - 1])
        and units[first - 1].low
        not in (
            "all",
            "both",
            "earlier",
            "later",
            "recently",
            "meanwhile",
            "however",
        )
    ):
        first -= 1
    passive = shape == "past" and has_be
    finite = not infinitive and (
        (shape in ("past", "s") and not has_modal)
        or (shape == "base" and (has_modal or not has_be))
        or (shape == "ing" and has_be)
    )
    return _Verb(first, passive, finite or passive, infinitive)


def _find_subject(units: list[Unit], verb_start: int) -> tuple[int, int] | None:
    """Find the noun phrase before a verb group, as unit numbers (half-open)."""
    k = verb_start - 1
    if k < 0:
        return None
    relative = False
    if units[k].kind == "p" and units[k].form in (",", "–", "—", "--", ")", "-"):
        k = _skip_aside(units, k)
        if k is None:
            return None
    if units[k].low in ("who", "which", "that"):
        relative = True
        k -= 1
        if k >= 0 and units[k].form in (",", "–", "—", "--"):
            k -= 1
        if k < 0:
            return None
    if units[k].kind != "w":
        return None
    if units[k].low in _SUBJECT_PRONOUNS and not relative:
        return (k, k + 1)
    if _CONTRACTED.match(units[k].low):
        return (k, k + 1)
    first = _walk_left(units, k)
    first = _trim_left(units, first, k)
    if first > k or k - first > _LONGEST_SUBJECT:
        return None
    # An apposition that is a name belongs to the source ("the minister, James Low, said").
    named = not relative and k + 2 < verb_start - 1 and _is_capital(units[k + 2])
    if named and not _is_capital(units[k]):
        return (first, verb_start - 1)
    return (first, k + 1)


def _skip_aside(units: list[Unit], comma: int) -> int | None:
    """Jump over an apposition or a bracket that stands between subject and verb."""
    sign = units[comma].form
    partner = {")": "("}.get(sign, sign)
    for i in range(comma - 1, max(-1, comma - 45), -1):
        if units[i].kind == "p" and units[i].form == partner:
            return i - 1 if i > 0 else None
        if units[i].kind == "q" and sign == ",":
            return None
    return None


def _walk_left(units: list[Unit], k: int) -> int:
    """Walk left from the last word of a noun phrase to its first."""
    verbs = _load_lexicon().verbs
    i = k
    while i > max(0, k - _LONGEST_SUBJECT):
        before = units[i - 1]
        low = before.low
        if before.kind == "q":
            break
        if before.kind == "p" and before.form not in ("&", "'", "’", "%", "$", "/"):
            break
        if low in ("and", "or"):
            if i - 2 >= 0 and _is_capital(units[i]) and _is_capital(units[i - 2]):
                i -= 1
                continue
            if (
                units[i].low in _DETERMINERS
                and i - 2 >= 0
                and units[i - 2].kind == "w"
                and i - 2 < 4
            ):
                i -= 1
                continue
            break
        if low in _STARTERS or low in _AUX or low in _SUBJECT_PRONOUNS or low in _WEEKDAYS:
            break
        if low.endswith("ed") and i - 2 >= 0 and units[i - 2].low in _AUX | _SUBJECT_PRONOUNS:
            break
        if low in verbs and not before.form[0].isupper() and units[i].kind == "w":
            cue = verbs[low][0]
            if not cue.is_noun and cue.shape in ("past", "ing"):
                break
        i -= 1
    return i


def _trim_left(units: list[Unit], first: int, k: int) -> int:
    """Drop adverbs and prepositional phrases that open the clause."""
    while first < k and (units[first].low in _LEADING or _is_adverb(units[first])):
        first += 1
    if units[first].low not in _PREPOSITIONS and units[first].low not in ("last", "earlier"):
        return first
    if first == k:
        return k + 1
    i = k
    if _is_capital(units[k]):
        while i > first and (
            _is_capital(units[i - 1])
            or (
                units[i - 1].low in ("of", "de", "and")
                and i - 2 > first
                and _is_capital(units[i - 2])
            )
        ):
            i -= 1
        if i > first and units[i - 1].low in _DETERMINERS:
            i -= 1
        if units[i - 1].low in _PREPOSITIONS and i - 1 == first:
            return k + 1
        return i
    while i > first and units[i].low not in _DETERMINERS:
        i -= 1
    return i if i > first + 1 else (k if units[first].low in ("last", "earlier") else k + 1)


def _find_following_source(units: list[Unit], at: int) -> int:
    """Find where a source that stands after its cue ends (unit number)."""
    i = at
    last = min(len(units), at + _LONGEST_SUBJECT)
    while i < last:
        unit = units[i]
        if unit.kind == "q" or (unit.kind == "p" and unit.form not in ("&", "'", "’", "(", "/")):
            break
        if unit.form == "(":
            while i < last and units[i].form != ")":
                i += 1
            i += 1
            continue
        if i > at and (unit.low in _STARTERS or unit.low in _WEEKDAYS or unit.low in _AUX):
            break
        if i > at and unit.low in _DETERMINERS and _is_capital(units[i - 1]):
            break
        if i > at and unit.low in (
            "in",
            "on",
            "at",
            "during",
            "by",
            "to",
            "last",
            "earlier",
            "about",
            "through",
            "after",
        ):
            break
        i += 1
    return min(i, last)


# --- Spans: the words that are reported ---------------------------------------------------


def _is_reporting(units: list[Unit], i: int) -> bool:
    """Say whether a unit is a finite form of a verb that introduces a clause."""
    cues = _load_lexicon().verbs.get(units[i].low)
    if not cues:
        return False
    return any(
        cue.shape in ("past", "s") and not cue.is_noun and "clause" in cue.takes for cue in cues
    )


def _find_clause_end(units: list[Unit], at: int, *, fronted: bool, aside: str) -> int:
    """Find where a reported clause ends (unit number, final signs left out)."""
    verbs = _load_lexicon().verbs
    last = min(len(units), at + _LONGEST_CONTENT)
    depth = n_commas = 0
    i = at
    while i < last:
        unit = units[i]
        if unit.kind == "p":
            form = unit.form
            if form == "(":
                depth += 1
            elif form == ")":
                depth -= 1
                if depth < 0:
                    break
            elif form == ";" or (aside and form == aside and i > at):
                break
            elif form == "," and i + 1 < last:
                if fronted and i - at > 1:
                    break
                # ", are unlikely": the main clause goes on, unless an aside ends here.
                if n_commas == 0 and units[i + 1].low in _AUX and units[i + 1].low != "being":
                    break
                n_commas += 1
                if _starts_new_report(units, i + 1, verbs):
                    break
        elif unit.low in ("and", "but") and i > at and i + 1 < last:
            j = i + 1
            while j < last and j < i + 4 and _is_adverb(units[j]):
                j += 1
            if j < last and _is_reporting(units, j):
                break
            if _starts_new_report(units, i, verbs):
                break
        i += 1
    return _strip_signs(units, at, i)


def _starts_new_report(units: list[Unit], i: int, verbs: dict) -> bool:
    """Say whether another attribution begins after a comma."""
    low = units[i].low
    if low == "according":
        return True
    for j in range(i + 1, min(len(units), i + 12)):
        if units[j].kind != "w" or units[j].low in _STARTERS:
            break
        if _is_reporting(units, j):
            ends = j + 1 >= len(units) or units[j + 1].kind == "p" and units[j + 1].form != ":"
            if ends or units[j + 1].low in _WEEKDAYS:
                return True
            break
    if _is_adverb(units[i]) and i + 1 < len(units):
        i += 1
        low = units[i].low
    if low in verbs and any(
        c.shape == "ing" and c.takes & {"clause", "that", "object"} and not c.is_noun
        for c in verbs[low]
    ):
        return True
    if low in ("but", "and", "while", "though", "although", "as", "whereas"):
        for j in range(i + 1, min(len(units), i + 10)):
            if units[j].kind != "w":
                return False
            if _is_reporting(units, j):
                return True
            if units[j].low in _AUX and units[j].low not in _HAVE:
                return False
    return False


def _find_object_end(units: list[Unit], at: int) -> int:
    """Find where a noun phrase that is the content ends."""
    i = at
    while i < min(len(units), at + _LONGEST_CONTENT):
        unit = units[i]
        if unit.kind == "p" and unit.form in (",", ";", ":", "—", "–", "--", ")"):
            listed = unit.form == "," and i + 2 < len(units) and i > at and _is_listing(units, i)
            if not listed:
                break
        if i > at and unit.low in _OBJECT_STOPS:
            break
        if i > at and unit.low == "on" and i + 1 < len(units) and units[i + 1].low in _WEEKDAYS:
            break
        if i > at and unit.low in _WEEKDAYS and not _is_capital(units[i - 1]):
            break
        if i > at and unit.low == "and" and i + 1 < len(units) and _is_reporting(units, i + 1):
            break
        i += 1
    return _strip_signs(units, at, i)


def _is_listing(units: list[Unit], comma: int) -> bool:
    """Say whether a comma stands inside a list (and/or follows within a few words)."""
    for i in range(comma + 1, min(len(units), comma + 7)):
        if units[i].form == "," and i + 1 < len(units) and units[i + 1].low in ("and", "or"):
            return True
    return False


def _strip_signs(units: list[Unit], at: int, stop: int) -> int:
    """Leave closing signs out of a span."""
    while stop > at and units[stop - 1].kind == "p" and units[stop - 1].form not in ")%$]":
        stop -= 1
    return stop


def _skip_person(units: list[Unit], i: int) -> int:
    """Skip the person told: "reporters", "the BBC", "Fox News host Sean Hannity"."""
    n = len(units)
    if i >= n or units[i].kind != "w":
        return i
    if units[i].low in _OBJECT_PRONOUNS:
        return i + 1
    if units[i].low in _COMPLEMENTISERS:
        return i
    stop = i
    if units[stop].low in _DETERMINERS:
        stop += 1
    while stop < n and stop - i < 9:
        low = units[stop].low
        if units[stop].kind != "w" or low in _STARTERS or low in _AUX or low in _SUBJECT_PRONOUNS:
            break
        if stop > i and (low in _PREPOSITIONS and low != "of" or low in _WEEKDAYS):
            break
        if stop > i and low in _DETERMINERS and low != "of":
            break
        # "told reporters Kirby ...": a plural without an article is complete.
        plural = units[i].low.endswith("s") and units[i].form == units[i].low
        if stop == i + 1 and plural and _is_capital(units[stop]):
            break
        if _CONTRACTED.match(low):
            break
        stop += 1
    return stop


def _skip_adjuncts(units: list[Unit], i: int) -> int:
    """Skip when and where something was said, between the cue and its content."""
    n = len(units)
    while i < n:
        low = units[i].low
        if (
            low in _WEEKDAYS
            or _is_adverb(units[i])
            and low not in ("all", "both", "only", "even", "not", "just", "more", "almost", "never")
        ):
            i += 1
        elif low in ("this", "last", "earlier") and i + 1 < n and units[i + 1].low in _PERIODS:
            i += 2
        elif low in _ADJUNCT_OPENERS:
            j = _find_that(units, i)
            if j is None:
                if low == "on" and i + 1 < n and units[i + 1].low in _WEEKDAYS:
                    i += 2
                    continue
                if low in ("in", "on", "at", "during", "to", "at", "after"):
                    j = _skip_short_phrase(units, i)
                    if j > i:
                        i = j
                        continue
                return i
            return j
        else:
            return i
    return i


def _find_that(units: list[Unit], i: int) -> int | None:
    """Look a few words ahead for the "that" that opens the content."""
    for j in range(i + 1, min(len(units), i + 16)):
        if units[j].low == "that" and units[j - 1].low not in ("in", "of", "on"):
            return j
        if units[j].kind != "w" or units[j].low in _AUX:
            return None
    return None


_SPEECH_PLACES = frozenset(
    "statement interview tweet speech letter email e-mail post interview memo briefing "
    "conference report message address court testimony video article column debate rally "
    "release reporters twitter facebook hearing meeting event appearance town hall filing "
    "affidavit remarks book tv television radio press op-ed editorial 2014 2015 2016".split()
)


def _skip_short_phrase(units: list[Unit], i: int) -> int:
    """Skip "in a statement", "during an interview with CNN", "to reporters"."""
    n = len(units)
    j = i + 1
    while j < n and j - i < 7 and units[j].kind == "w" and units[j].low not in _AUX:
        if units[j].low in _SPEECH_PLACES:
            if j + 1 < n and units[j + 1].low in ("with", "on", "to", "at", "in"):
                end = j + 2
                while end < n and (
                    _is_capital(units[end]) or units[end].low in ("the", "a", "reporters", "s")
                ):
                    end += 1
                if end > j + 2 or (j + 2 < n and units[j + 2].low in _WEEKDAYS):
                    return end
            return j + 1
        j += 1
    return i


def _has_finite_verb(units: list[Unit], at: int, reach: int = 14) -> bool:
    """Say whether a verb form follows that makes a clause of what stands there."""
    for i in range(at, min(len(units), at + reach)):
        low = units[i].low
        if units[i].kind == "p" and units[i].form in (".", ";", ":", "–", "—", "--", "("):
            return False
        if low in _AUX or _CONTRACTED.match(low):
            return True
        if (
            i > at
            and not _is_capital(units[i])
            and units[i].kind == "w"
            and (low.endswith("ed") and len(low) > 4 and units[i - 1].low not in _DETERMINERS)
        ):
            return True
        if i > at and units[i - 1].low in _SUBJECT_PRONOUNS and units[i].kind == "w":
            return True
    return False


def _starts_noun_phrase(unit: Unit) -> bool:
    low = unit.low
    return unit.kind == "q" or (
        unit.kind == "w"
        and low not in _PREPOSITIONS
        and low not in _STARTERS
        and low not in _AUX
        and low not in ("and", "or", "not")
    )


# --- One sentence -------------------------------------------------------------------------


def _find_attributions(text: str, units: list[Unit]) -> list[Attribution]:
    """Find every attribution of one sentence (or of several that one quotation joins)."""
    lexicon = _load_lexicon()
    found: list[Attribution] = []
    covered = 0  # unit number up to which an earlier content reaches
    main: tuple[int, int] | None = None  # source of the sentence's first attribution
    i = 0
    while i < len(units):
        low = units[i].low
        result = None
        if low == "according" and i + 2 < len(units) and units[i + 1].low == "to":
            spoken = found and found[-1].way == "after" and found[-1].quotes
            result = None if spoken else _read_source_phrase(units, i, i + 2)
        elif low in lexicon.verbs:
            for cue in lexicon.verbs[low]:
                result = _read_verb(units, i, cue, main, covered)
                if result is not None:
                    break
        if result is None and low in lexicon.nouns:
            result = _read_noun(units, i)
        if result is not None:
            attribution, reach = result
            found.append(attribution)
            covered = max(covered, reach)
            if main is None and attribution.source is not None:
                main = attribution.source
        i += 1
    return found


def _build(
    units: list[Unit],
    source: tuple[int, int] | None,
    cue: tuple[int, int],
    contents: Iterable[tuple[int, int]],
    way: str,
) -> tuple[Attribution, int] | None:
    """Turn unit numbers into offsets."""
    spans, quotes, reach = [], [], 0
    for first, stop in contents:
        while first < stop and units[first].kind == "p" and units[first].form not in "($£€[":
            first += 1
        if stop <= first:
            continue
        spans.append((units[first].start, units[stop - 1].stop))
        quotes.extend(u.start for u in units[first:stop] if u.kind == "q")
        reach = max(reach, stop)
    if not spans:
        return None
    return (
        Attribution(
            (units[source[0]].start, units[source[1] - 1].stop) if source else None,
            (units[cue[0]].start, units[cue[1] - 1].stop),
            tuple(spans),
            way,
            tuple(quotes),
        ),
        reach,
    )


def _read_source_phrase(units: list[Unit], i: int, at: int) -> tuple[Attribution, int] | None:
    """Read "according to X": the content stands after it, before it, or around it."""
    stop = _find_following_source(units, at)
    if stop == at:
        return None
    source = (at, stop)
    opens = i == 0 or (i == 1 and units[0].low in _LEADING)
    if opens:
        first = stop
        if first < len(units) and units[first].form == ",":
            first += 1
            # An apposition to the source: skip it when another comma closes it.
            if first < len(units) and units[first].low in ("who", "which", "a", "an"):
                for j in range(first, min(len(units), first + 40)):
                    if units[j].form == ",":
                        first = j + 1
                        break
        return _build(
            units,
            source,
            (i, at),
            [(first, _find_clause_end(units, first, fronted=False, aside=""))],
            "source phrase",
        )
    first = _find_clause_start(units, i)
    before = (first, _strip_signs(units, first, i))
    contents = [before]
    if stop + 1 < len(units) and units[stop].form == "," and units[i - 1].form == ",":
        after = stop + 1
        if units[after].low not in _PREPOSITIONS and not units[after].low.endswith("ing"):
            contents.append((after, _find_clause_end(units, after, fronted=False, aside="")))
    return _build(units, source, (i, at), contents, "source phrase")


def _find_clause_start(units: list[Unit], i: int) -> int:
    """Find where the clause before a cue begins: after an earlier report, else the sentence."""
    first = max(0, i - _LONGEST_CONTENT)
    for j in range(first, i):
        if units[j].form == ";":
            first = j + 1
    joined = 0
    reported = False
    for j in range(first, i - 4):
        if reported and units[j].low in ("but", "and") and units[j - 1].form == ",":
            joined = j + 1
        reported = reported or _is_reporting(units, j)
    if joined:
        return joined
    return 1 if first == 0 and units and units[0].low in ("but", "and", "yet") and i > 1 else first


def _read_noun(units: list[Unit], i: int) -> tuple[Attribution, int] | None:
    """Read a noun with its that-clause: "the claim that ..."."""
    if i + 2 >= len(units) or units[i + 1].low != "that" or i == 0:
        return None
    following = units[i + 2].low
    if (
        following in _AUX
        or following in _load_lexicon().verbs
        and not _has_finite_verb(units, i + 3, 5)
    ):
        return None
    source = None
    for j in range(i - 1, max(-1, i - 4), -1):
        if units[j].low.endswith(("'s", "s'")) and units[j].kind == "w":
            first = j
            while first > 0 and _is_capital(units[first - 1]) and _is_capital(units[j]):
                first -= 1
            source = (first, j + 1)
            break
        if units[j].low in ("his", "her", "their"):
            source = (j, j + 1)
            break
    stop = _find_clause_end(units, i + 1, fronted=False, aside="")
    return _build(units, source, (i, i + 1), [(i + 1, stop)], "noun")


def _read_verb(
    units: list[Unit], i: int, cue: _Cue, main: tuple[int, int] | None, covered: int
) -> tuple[Attribution, int] | None:
    """Read one cue verb: its subject and what it introduces."""
    after = i + 1
    if cue.particles:
        if after >= len(units) or units[after].low not in cue.particles:
            return None
        after += 1
    if (
        units[i].form[0].isupper()
        and i
        and not _is_capital(units[i - 1])
        and units[i - 1].kind == "w"
    ):
        return None
    if (
        i
        and units[i - 1].low in _DETERMINERS - _QUANTIFIERS
        or (
            i
            and units[i - 1].low in _PREPOSITIONS
            and cue.shape != "ing"
            and units[i - 1].low != "to"
        )
    ):
        return None
    if cue.is_noun and i and _is_capital(units[i]) and _is_capital(units[i - 1]):
        return None
    inverted = _read_inverted(units, i, after, cue)
    if inverted is not None:
        return inverted
    group = _read_verb_group(units, i, cue.shape)
    named = cue.lemma in _NAMING and cue.shape == "past" and units[after : after + 1]
    if named and named[0].kind == "q" and units[group.start].low not in _HAVE:
        group = group._replace(passive=True)
    if group.passive or (
        cue.shape == "past"
        and after < len(units)
        and units[after].low == "by"
        and "marks" not in cue.takes
    ):
        return _read_passive(units, i, after, cue, group, covered)
    subject = None
    if group.finite:
        subject = _find_subject(units, group.start)
        if subject is None and not (i == group.start == 0):
            chained = main is not None and units[group.start - 1].low in ("and", ",", "but")
            if cue.is_noun or not ("clause" in cue.takes or chained):
                return None
        if subject and cue.shape == "base" and group.start == i and not _is_plural(units, subject):
            return None
    elif cue.shape == "base" and not group.infinitive:
        return None
    if subject is None and group.finite and cue.shape == "base":
        return None
    return _read_complement(units, i, after, cue, group, subject, covered, main)


def _is_plural(units: list[Unit], subject: tuple[int, int]) -> bool:
    """Say whether a subject can go with a plain form (they say, critics say)."""
    low = units[subject[1] - 1].low
    if low.endswith(("'s", "'")):
        return False
    if low in ("he", "she", "it", "who", "which"):
        return low in ("who", "which")
    plain = units[subject[0] : subject[1]]
    return (
        low in _PRONOUNS
        or low.endswith(("s", "people", "men", "women", "police", "media", "data"))
        or any(u.low in ("and", "people", "who") for u in plain)
        or any(u.low.endswith("s") and not _is_capital(u) for u in plain)
    )


def _read_inverted(
    units: list[Unit], i: int, after: int, cue: _Cue
) -> tuple[Attribution, int] | None:
    """Read ", said White House spokesman John Kirby"."""
    if cue.shape not in ("past", "s") or not cue.takes & {"clause", "marks"} or i == 0:
        return None
    before = units[i - 1]
    if not (before.kind == "q" or before.form in (",", "?", "!", "—", "–", "--")):
        return None
    if after >= len(units) or units[after].kind != "w":
        return None
    low = units[after].low
    if low in _SUBJECT_PRONOUNS - {"he", "she"} or low in ("that", "this", "there", "these"):
        return None
    if not (
        _is_capital(units[after])
        or low in _DETERMINERS
        or low in ("he", "she")
        or low in _TITLES
        or (
            low.isalpha()
            and low not in _STARTERS
            and low not in _PREPOSITIONS
            and (before.kind == "q" or any(map(_is_capital, units[after + 1 : after + 6])))
            and not _is_adverb(units[after])
        )
    ):
        return None
    stop = _find_following_source(units, after)
    if any(u.low in _AUX for u in units[after:stop]) or stop == after:
        return None
    if stop < len(units) and (units[stop].low in _AUX or units[stop].low in ("that",)):
        return None
    if before.kind != "q" and "clause" not in cue.takes:
        return None
    contents = _collect_before(units, i)
    contents += _collect_after(units, stop, contents)
    return _build(units, (after, stop), (i, after), contents, "after")


def _collect_before(units: list[Unit], i: int) -> list[tuple[int, int]]:
    """Collect what stands before a cue clause that follows its content."""
    first = _find_clause_start(units, i)
    stop = i
    while stop > first and units[stop - 1].kind == "p" and units[stop - 1].form in ",—–-":
        stop -= 1
    return [(first, stop)]


def _collect_after(
    units: list[Unit], i: int, before: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Collect the second half of a content that a cue clause cuts in two."""
    n = len(units)
    j = i
    while j < n and units[j].kind == "w" and j - i < 14:
        j += 1
    if j < n and units[j].kind == "q" and j > i:
        return []
    if j + 1 >= n or units[j].form not in (",", ":", "—", "–", "--", "."):
        return []
    following = units[j + 1]
    if following.kind == "q":
        return [(j + 1, j + 2)]
    if units[j].form != ",":
        return []
    is_quoted = any(
        units[k].kind == "q" for first, stop in before for k in (stop - 1,) if k >= first
    )
    low = following.low
    if is_quoted or low.endswith("ing") or low in _PREPOSITIONS or low in _STARTERS or low == "and":
        return []
    if j > i + 3 or low in ("a", "an") or not _has_finite_verb(units, j + 1, 25):
        return []
    return [(j + 1, _find_clause_end(units, j + 1, fronted=False, aside=""))]


def _read_passive(
    units: list[Unit], i: int, after: int, cue: _Cue, group: _Verb, covered: int
) -> tuple[Attribution, int] | None:
    """Read "was accused of", "is believed to", "was called X by Y"."""
    if after >= len(units) or i < covered:
        return None
    low = units[after].low
    source = None
    for j in range(after, min(len(units), after + 16)):
        if units[j].kind == "p" and units[j].form in ",;:.":
            break
        if units[j].low == "by":
            stop = _find_following_source(units, j + 1)
            if stop > j + 1:
                source = (j + 1, stop)
            break
    opens = low in ("that", "to", "of", "as", "for") or units[after].kind == "q"
    if not opens and cue.lemma not in _NAMING:
        if low == "by" and source:
            first = source[1]
            if first < len(units) and units[first].low in ("of", "for", "as", "that"):
                return _build(
                    units,
                    source,
                    (group.start, i + 1),
                    [(first, _find_object_end(units, first))],
                    "passive",
                )
        return None
    if low == "to" and cue.lemma not in _SOURCELESS:
        return None
    if low == "for" and "object" not in cue.takes:
        return None
    if not source and cue.lemma not in _SOURCELESS | _NAMING:
        return None
    if low == "of" and cue.lemma != "accuse":
        return None
    if not source and cue.takes <= {"object"} and cue.lemma != "accuse":
        return None
    first = after
    stop = (
        _find_object_end(units, first)
        if low != "that"
        else _find_clause_end(units, first, fronted=False, aside="")
    )
    if source and first < source[0] < stop:
        stop = _strip_signs(units, first, source[0] - 1)
    return _build(units, source, (group.start, i + 1), [(first, stop)], "passive")


def _read_complement(
    units: list[Unit],
    i: int,
    after: int,
    cue: _Cue,
    group: _Verb,
    subject: tuple[int, int] | None,
    covered: int,
    main: tuple[int, int] | None,
) -> tuple[Attribution, int] | None:
    """Read what a cue introduces, after it or before it."""
    n = len(units)
    takes = cue.takes
    span = (group.start, after)
    first = after
    # "X, he said" and "X, he said on Friday": the content stands before the cue clause.
    if subject and group.finite and takes & {"clause", "marks", "person"} and subject[0] > 0:
        head = units[subject[0] - 1]
        quoted = head.kind == "q" or (
            head.form == "," and subject[0] > 1 and units[subject[0] - 2].kind == "q"
        )
        if quoted or (head.form in (",", "?", "!", "—", "–", "--") and subject[0] >= 3):
            tail = _find_tail(units, after, cue)
            if (
                tail is not None
                and (quoted or "clause" in takes)
                and not (
                    units[0].low in _FRONTED | _PREPOSITIONS
                    and not quoted
                    and not _ends_at(units, tail)
                )
            ):
                contents = _collect_before(units, subject[0])
                contents += _collect_after(units, tail, contents)
                first, stop = contents[0]
                if not quoted and subject[0] <= 3 and len(contents) == 1:
                    return None
                if (
                    quoted
                    or len(contents) > 1
                    or _has_finite_verb(units, first, min(40, stop - first))
                ):
                    return _build(units, subject, span, contents, "after")
    # "As Reed reported on Friday, ...": the content is the main clause.
    if subject and subject[0] == 1 and units[0].low == "as" and "clause" in takes:
        tail = after
        while tail < n - 1 and tail < after + 6 and units[tail].kind == "w":
            tail += 1
        if units[tail : tail + 1] and units[tail].form == "," and tail + 1 < n:
            stop = _find_clause_end(units, tail + 1, fronted=False, aside="")
            return _build(units, subject, span, [(tail + 1, stop)], "after")
    # "But, he said, ...": all of the content follows.
    leads = subject and 0 < subject[0] <= 2 and units[subject[0] - 1].form == ","
    if leads and "clause" in takes and after + 1 < n and units[after].form == ",":
        stop = _find_clause_end(units, after + 1, fronted=False, aside="")
        return _build(units, subject, span, [(after + 1, stop)], "after")
    if "person" in takes or cue.lemma in ("ask", "warn", "urge"):
        first = _skip_person(units, first)
        if "person" in takes and first == after and first < n and units[first].kind != "q":
            return None
    if not (first < n and units[first].low == "to" and "to" in takes):
        first = _skip_adjuncts(units, first)
    if first >= n:
        return None
    unit = units[first]
    fronted = units[0].low in _FRONTED and i < 80 and not any(u.form == "," for u in units[:i])
    if subject and 0 < subject[0] <= 6 and units[subject[0] - 1].low in _FRONTED:
        fronted = True
    aside = _find_aside(units, group.start, subject)
    if not group.finite and subject is None and cue.shape == "ing" and i == 0:
        fronted = True
    # Words in marks.
    opens = unit.form in (",", ":") and first + 1 < n and units[first + 1].kind == "q"
    if opens and takes & {"clause", "that", "marks", "person"}:
        return _finish(units, subject, span, [(first + 1, first + 2)], "bare", main, cue, group)
    if unit.form == ":" and takes & {"clause", "marks", "person"} and not group.infinitive:
        stop = _strip_signs(units, first + 1, min(n, first + _LONGEST_CONTENT))
        return _finish(units, subject, span, [(first + 1, stop)], "bare", main, cue, group)
    if unit.kind == "q" and takes & {"clause", "that", "marks", "person", "object"}:
        return _finish(
            units,
            subject,
            span,
            [(first, _find_quoted_end(units, first, fronted, aside))],
            "bare",
            main,
            cue,
            group,
        )
    if unit.kind != "w" or takes <= {"marks"}:
        return None
    if unit.low in _COMPLEMENTISERS and takes & {"clause", "that"}:
        if unit.low in ("when", "if", "who", "which", "where") and cue.lemma not in (
            "ask",
            "wonder",
            "know",
            "say",
            "see",
            "doubt",
        ):
            return None
        if unit.low != "that" and cue.lemma in ("continue", "find", "add"):
            return None
        stop = _find_clause_end(units, first, fronted=fronted, aside=aside)
        return _finish(units, subject, span, [(first, stop)], "that", main, cue, group)
    if unit.low == "to" and "to" in takes and (subject or main) and first + 1 < n:
        if subject and subject[0] > 0 and units[subject[0] - 1].low in ("if", "whether", "unless"):
            return None
        if cue.is_noun and not group.finite:
            return None
        stop = _find_clause_end(units, first, fronted=fronted, aside=aside)
        return _finish(units, subject, span, [(first, stop)], "to", main, cue, group)
    if takes & {"clause", "person"} and (group.finite or cue.shape == "ing"):
        strong = cue.lemma in ("say", "tell") and unit.low not in ("and", "or", "of")
        if strong and n - first >= 2 and (subject or cue.shape == "ing" or main):
            if not (unit.low in _PREPOSITIONS and not _has_finite_verb(units, first)):
                stop = _find_clause_end(units, first, fronted=fronted, aside=aside)
                return _finish(units, subject, span, [(first, stop)], "bare", main, cue, group)
        elif (
            not strong
            and _starts_noun_phrase(unit)
            and _starts_clause(unit)
            and _has_finite_verb(units, first, 10)
        ):
            stop = _find_clause_end(units, first, fronted=fronted, aside=aside)
            return _finish(units, subject, span, [(first, stop)], "weak bare", main, cue, group)
    if i < covered:
        return None
    if takes & {"after"} and _starts_noun_phrase(unit) and (group.finite or cue.shape == "ing"):
        return _finish(
            units,
            subject,
            span,
            [(first, _find_object_end(units, first))],
            "object",
            main,
            cue,
            group,
        )
    if "person_to" in takes and group.finite and subject:
        for j in range(first, min(n, first + 12)):
            if units[j].kind == "p":
                break
            if units[j].low == "to":
                stop = _find_clause_end(units, first, fronted=fronted, aside=aside)
                return _finish(units, subject, span, [(first, stop)], "to", main, cue, group)
    if "object" in takes and unit.low == "as" and first + 1 < n and units[first + 1].kind == "q":
        stop = _find_object_end(units, first + 1)
        return _finish(units, subject, span, [(first + 1, stop)], "object", main, cue, group)
    if "object" in takes and first == after and _starts_noun_phrase(unit):
        if not group.finite and cue.is_noun and cue.shape != "ing":
            return None
        if cue.is_noun and not (
            unit.low in _DETERMINERS or _is_capital(unit) or unit.low in _OBJECT_PRONOUNS
        ):
            return None
        return _finish(
            units,
            subject,
            span,
            [(first, _find_object_end(units, first))],
            "object",
            main,
            cue,
            group,
        )
    return None


def _finish(
    units, subject, span, contents, way, main, cue, group
) -> tuple[Attribution, int] | None:
    """Build an attribution whose source may be that of the sentence."""
    built = _build(units, subject, span, contents, way)
    if built is None or subject is not None:
        return built
    if cue.shape == "ing" and not group.finite or group.infinitive:
        source = main or _find_main_source(units, span[0], contents[-1][1])
    else:
        source = main
    return built[0]._replace(source=source), built[1]


def _find_main_source(units: list[Unit], i: int, stop: int) -> tuple[int, int] | None:
    """Find the subject of the sentence for a participle that has none of its own."""
    n = len(units)
    if i <= 1:
        first = stop
        if first < n and units[first].form == ",":
            first += 1
        end = first
        while end < n and units[end].kind == "w" and units[end].low not in _AUX and end - first < 8:
            if not _is_capital(units[end]) and end > first and units[end].low not in _DETERMINERS:
                break
            end += 1
        return (units[first].start, units[end - 1].stop) if end > first else None
    for j in range(min(i, n, 80)):
        low = units[j].low
        if (
            units[j].kind == "w"
            and j
            and (
                low in _AUX or (low.endswith("ed") and len(low) > 4) or low in _load_lexicon().verbs
            )
            and not _is_capital(units[j])
        ):
            subject = _find_subject(units, j)
            if subject:
                return (units[subject[0]].start, units[subject[1] - 1].stop)
    return None


def _find_tail(units: list[Unit], after: int, cue: _Cue) -> int | None:
    """Say where a cue clause that follows its content ends; None if a content follows it."""
    n = len(units)
    i = after
    if "person" in cue.takes:
        i = _skip_person(units, i)
    while i < n and units[i].kind == "w" and (units[i].low in _WEEKDAYS or _is_adverb(units[i])):
        i += 1
    if i >= n or units[i].kind == "p":
        return i if i >= n or units[i].form not in "(:" else None
    if units[i].kind == "q":
        return None
    if units[i].low.endswith("ing") and len(units[i].low) > 5:
        return i
    if units[i].low in _PREPOSITIONS or units[i].low in (
        "when",
        "as",
        "while",
        "last",
        "this",
        "and",
        "but",
        "because",
        "that",
    ):
        if units[i].low == "that" or _find_that(units, i) is not None:
            return None
        return i
    return None


def _ends_at(units: list[Unit], i: int) -> bool:
    """Say whether nothing but closing signs follows."""
    return all(u.kind == "p" for u in units[i : i + 8])


def _find_aside(units: list[Unit], i: int, subject: tuple[int, int] | None) -> str:
    """Name the sign that closes the aside a cue stands in (", who said ...,")."""
    if (
        i > 0
        and units[i - 1].low in ("who", "which")
        and i > 1
        and units[i - 2].form in (",", "–", "—", "--")
    ):
        return units[i - 2].form
    if subject and subject[0] > 0 and units[subject[0] - 1].form in ("–", "—", "--"):
        return units[subject[0] - 1].form
    return ""


def _find_quoted_end(units: list[Unit], first: int, fronted: bool, aside: str) -> int:
    """End a content that begins with words in marks: there, or with the clause."""
    if first + 1 < len(units) and units[first + 1].kind == "w":
        return _find_clause_end(units, first, fronted=fronted, aside=aside)
    return first + 1


def _starts_clause(unit: Unit) -> bool:
    """Say whether a unit can be the first of a clause without "that"."""
    return (
        unit.low in _SUBJECT_PRONOUNS
        or unit.low in _DETERMINERS
        or unit.low in _PRONOUNS
        or _is_capital(unit)
        or bool(_CONTRACTED.match(unit.low))
        or unit.low.endswith("s")
    )


# --- Names --------------------------------------------------------------------------------


class _Names(NamedTuple):
    """The people of one version: full name by surname, by role, and where they stand."""

    by_surname: dict[str, str]
    by_role: dict[str, str]
    mentions: list[tuple[int, str]]


def _collect_names(text: str) -> _Names:
    """Collect full names (two capitals or more) and the roles given beside them."""
    by_surname: dict[str, str] = {}
    by_role: dict[str, str] = {}
    mentions: list[tuple[int, str]] = []
    singles: list[tuple[int, str]] = []
    for match in _NAME_RUN.finditer(text):
        words = match.group().split()
        titles = []
        while (
            words and words[0].strip(".").casefold().replace("’", "'").removesuffix("'s") in _TITLES
        ):
            titles.append(words.pop(0).strip(".").casefold())
        while words and words[0].strip(".'’").casefold() in _LEADING | _STARTERS | _PREPOSITIONS:
            words.pop(0)
        if words:
            words[-1] = _strip_possessive(words[-1].rstrip("."))
        before = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
        before = before.group(1).lower() if before else ""
        if len(words) == 1 and before not in _PLACE_PREPOSITIONS:
            singles.append((match.start(), words[0].casefold()))
        is_body = bool(words) and words[-1].casefold() in _BODIES
        is_body = is_body or any("'s" in w or "’s" in w for w in words[:-1])
        is_body = is_body or bool(words) and words[0].rstrip(".") in ("St", "San", "Fort", "New")
        if len(words) < 2 or is_body or any(w in ("of", "Of") for w in words[:-1]):
            continue
        name, surname = " ".join(words), words[-1].casefold()
        by_surname.setdefault(surname, name)
        if before not in _PLACE_PREPOSITIONS:
            mentions.append((match.start(), name))
        for role in [*titles, before]:
            if role not in _ROLE_STOPS and len(role) > 3:
                by_role.setdefault(role, name)
        aside = regex.match(
            r",\s(?:the|a|an|who is|who was)\s((?:[\p{L}'’-]+\s?){1,6})",
            text[match.end() : match.end() + 90],
        )
        if aside:
            for word in aside.group(1).split():
                if word.lower() in ("for", "of", "at", "in", "from", "with", "to", "on", "who"):
                    break
                by_role[word.lower()] = name
    mentions += [(at, by_surname[word]) for at, word in singles if word in by_surname]
    return _Names(by_surname, by_role, sorted(mentions))


def _strip_possessive(word: str) -> str:
    """Cut a possessive ending."""
    for ending in ("'s", "’s", "s'", "s’"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + ("s" if ending[0] == "s" else "")
    return word.rstrip("'’")


def _resolve(
    text: str, span: tuple[int, int], names: _Names, state: _State
) -> tuple[str | None, float]:
    """Give the fullest name of a source, and the factor its confidence is multiplied by."""
    phrase = " ".join(text[span[0] : span[1]].split()).strip(" ,;:()[]—–-")
    low = phrase.casefold().replace("’", "'")
    low = "" if len(phrase) > 1 and phrase.isupper() else low.split("'")[0]
    if low in ("he", "she", "his", "her", "him", "who"):
        last = state.speaker or _find_last_mention(names, span[0])
        return (last, _PRONOUN_FACTOR) if last else (None, 1.0)
    if low in ("they", "it", "its", "their") and state.body:
        return state.body, _PRONOUN_FACTOR**2
    if low in _PRONOUNS or low in ("their", "we", "our", "us", "them", "its", "my", "your"):
        return None, 1.0
    person = _find_person(phrase, names)
    if person:
        return person, 1.0
    core = _CORE_END.split(phrase)[0].strip()
    words = core.split()
    if not words:
        return None, 1.0
    words[-1] = _strip_possessive(words[-1])
    if words[0].casefold() in ("the", "this", "that") and not any(_has_capital(w) for w in words):
        head = words[-1].casefold()
        known = state.roles.get(head) or names.by_role.get(head)
        if known:
            return known, _ROLE_FACTOR
    while len(words) > 1 and words[0].casefold().rstrip(".") in _NAME_OPENERS:
        words.pop(0)
    if not _has_capital(words[-1]) and len(phrase) > len(core):
        # "officials familiar with the plan", "a spokesman for the ministry": keep it whole.
        rest = phrase.split(",")[0].split()
        while len(rest) > 1 and rest[0].casefold() in _NAME_OPENERS:
            rest.pop(0)
        words = [*rest[:-1], _strip_possessive(rest[-1])]
    return " ".join(words).strip("“”\"'"), 1.0


def _has_capital(word: str) -> bool:
    return word[:1].isupper()


def _find_person(phrase: str, names: _Names) -> str | None:
    """Find the person a noun phrase names, by full name or by surname at the end of a part."""
    for part in _CORE_END.split(phrase):
        words = part.split()
        if not words or not _has_capital(words[-1]):
            continue
        surname = _strip_possessive(words[-1].rstrip(".")).casefold()
        full = names.by_surname.get(surname)
        if full is None:
            continue
        before = words[-2].rstrip(".") if len(words) > 1 else ""
        if (
            not _has_capital(before)
            or before.casefold() in _TITLES
            or before in full.split()
            or "-" in before
        ):
            return full
    return None


# --- The whole version --------------------------------------------------------------------


def find_quotations(text: str, segments: Sequence | None = None) -> pd.DataFrame:
    """
    Find what is quoted or reported in a text, and who says it.

    Parameters
    ----------
    text : str
        Any text.
    segments : sequence of Segment, optional
        The text's segments as `analysis.segment.segment_text` gives them; found here when
        left out. They number the rows and bound the sentences.

    Returns
    -------
    DataFrame
        One row a quotation, ordered by start. ``start`` and ``stop`` are half-open offsets
        of the words, for a direct quotation just inside the marks, for an indirect one the
        reported clause (with its "that"); ``text`` is the text between them. ``form`` is
        direct or indirect; ``continued`` is True where a direct quotation goes on from the
        paragraph before by the opening-mark convention. ``source`` is the fullest name the
        version gives that speaker, missing where it cannot be told; ``source_start`` and
        ``source_stop`` point to the words that stand for it here (a pronoun too), ``cue``
        to the reporting words. ``confidence`` (0 to 1) only ranks; direct rows below
        `VOICE_CONFIDENCE` are scare quotes, titles and nicknames, which nobody speaks. A
        quotation in two parts is two rows with one cue, and a partial quotation inside a
        reported clause has its own direct row within the indirect one.

    Examples
    --------
    >>> text = 'John Kirby denied it. "We sell nothing," Kirby said, adding that talks failed.'
    >>> found = find_quotations(text)
    >>> found[["form", "text", "source", "cue"]].values.tolist()[1:]
    ... # doctest: +NORMALIZE_WHITESPACE
    [['direct', 'We sell nothing,', 'John Kirby', 'said'],
     ['indirect', 'that talks failed', 'John Kirby', 'adding']]
    """
    if segments is None:
        from analysis.segment import segment_text

        segments = segment_text(text)
    bounds = [(s.start, s.stop, s.paragraph, number) for number, s in enumerate(segments)]
    return _build_table(_list_quotations(text, bounds))


def _list_quotations(text: str, bounds: Sequence[tuple[int, int, int, int]]) -> list[tuple]:
    """Find the quotations of a text cut into (start, stop, paragraph, number)."""
    marked = [span for span in find_marked_spans(text) if span.depth == 0]
    names = _collect_names(text)
    rows: list[dict] = []
    state = _State(None, None, {}, None, -1)
    paragraph_of = {start: paragraph for start, _, paragraph, _ in bounds}
    words = _load_lexicon().words
    quote_at = 0
    for start, stop in _group_sentences([(b[0], b[1]) for b in bounds], marked):
        while quote_at < len(marked) and marked[quote_at].stop <= start:
            quote_at += 1
        last = quote_at
        while last < len(marked) and marked[last].start < stop:
            last += 1
        quotes = marked[quote_at:last]
        paragraph = paragraph_of[start]
        if not quotes and words.isdisjoint(_WORD.findall(text[start:stop].lower())):
            topic = _find_first_mention(names, start, stop) or state.speaker
            state = state._replace(ready=None, speaker=topic)
            continue
        units = _cut_units(text, start, stop, quotes)
        state = _report_sentence(text, units, quotes, paragraph, names, state, rows)
    return _list_values(text, rows, bounds)


class _State(NamedTuple):
    """What one sentence hands on to the next."""

    speaker: str | None  # the person who spoke last, or the last sentence was about
    body: str | None  # the same for a body or a group
    roles: dict[str, str]  # "spokesman" -> who was introduced so, the latest first
    ready: dict | None  # speaker of the quotation just before, for one without a cue
    paragraph: int


def _report_sentence(
    text: str,
    units: list[Unit],
    quotes: Sequence[MarkedSpan],
    paragraph: int,
    names: _Names,
    state: _State,
    rows: list[dict],
) -> _State:
    """Add the rows of one sentence and say who spoke last."""
    ready, spoke = state.ready, False
    by_start = {quote.start: quote for quote in quotes}
    taken: dict[int, dict] = {}
    for item in _find_attributions(text, units):
        name, factor = None, 1.0
        if item.source:
            name, factor = _resolve(text, item.source, names, state)
        # A cue without a source cannot make a quotation somebody's words.
        common = {
            "source": name,
            "source_span": item.source,
            "cue_span": item.cue,
            "confidence": _SURE[item.way] * factor * (1.0 if item.source else 0.75),
        }
        for first, stop in item.contents:
            if _count_words_outside(text, first, stop, quotes) >= 2 or not quotes:
                rows.append(
                    {"start": first, "stop": stop, "form": "indirect", "continued": False, **common}
                )
        for at in item.quotes:
            if at not in taken:
                taken[at] = common
        if name and item.way != "passive":
            state = _remember(text, item.source, name, names, state)
            spoke = True
    only_quotes = all(u.kind != "w" for u in units)
    for quote in by_start.values():
        common = taken.get(quote.start)
        if common is None and (quote.continued or (only_quotes and _is_statement(text, quote))):
            common = ready and {**ready, "confidence": min(_SURE["carried"], ready["confidence"])}
        elif (
            common is None
            and ready
            and state.paragraph == paragraph
            and quote.start == units[0].start
            and _is_statement(text, quote)
        ):
            common = {**ready, "confidence": min(_SURE["carried"], ready["confidence"])}
        if common is None or common["source"] is None and common["source_span"] is None:
            way = "statement" if _is_statement(text, quote) else "scare"
            extra = common or {"source": None, "source_span": None, "cue_span": None}
            common = {**extra, "confidence": _SURE[way]}
        else:
            sure = common["confidence"] * quote.confidence
            common = {**common, "confidence": max(sure, VOICE_CONFIDENCE)}
        rows.append(
            {
                "start": quote.inner_start,
                "stop": quote.inner_stop,
                "form": "direct",
                "continued": quote.continued,
                **common,
            }
        )
        ready = common if common["source_span"] else None
    if not quotes:
        ready = None
        if units and units[-1].form == ":":
            ready = _announce(text, units, names, state)
    if not spoke and not quotes:
        topic = _find_first_mention(names, units[0].start, units[-1].stop)
        state = state._replace(speaker=topic or state.speaker)
    return state._replace(ready=ready, paragraph=paragraph)


def _remember(text: str, span: tuple[int, int], name: str, names: _Names, state: _State) -> _State:
    """Keep who spoke, and the role the source was introduced with."""
    phrase = text[span[0] : span[1]]
    role = _CORE_END.split(phrase)[0].split()[-1:] or [""]
    if role[0].islower() and len(role[0]) > 3 and role[0] not in _PRONOUNS:
        state.roles[role[0]] = name
    if _is_person(name, names):
        return state._replace(speaker=name)
    return state._replace(body=name)


def _find_first_mention(names: _Names, start: int, stop: int) -> str | None:
    """Find the first person named in a stretch of text."""
    index = bisect_left(names.mentions, (start, ""))
    if index < len(names.mentions) and names.mentions[index][0] < stop:
        return names.mentions[index][1]
    return None


def _announce(text: str, units: list[Unit], names: _Names, state: _State) -> dict | None:
    """Take the subject of a sentence that ends in a colon as the next speaker."""
    for i, unit in enumerate(units):
        if (
            i
            and unit.kind == "w"
            and not _is_capital(unit)
            and (unit.low in _AUX or unit.low in _load_lexicon().verbs or unit.low.endswith("ed"))
        ):
            subject = _find_subject(units, i)
            if subject is None:
                return None
            span = (units[subject[0]].start, units[subject[1] - 1].stop)
            name, factor = _resolve(text, span, names, state)
            return {
                "source": name,
                "source_span": span,
                "cue_span": (unit.start, unit.stop),
                "confidence": _SURE["carried"] * factor,
            }
    return None


def _find_last_mention(names: _Names, at: int) -> str | None:
    """Find the person named last before a place."""
    index = bisect_left(names.mentions, (at, ""))
    return names.mentions[index - 1][1] if index else None


def _is_person(name: str, names: _Names) -> bool:
    """Say whether a resolved name is one of the version's people."""
    return name.split()[-1].casefold() in names.by_surname


def _is_statement(text: str, quote: MarkedSpan) -> bool:
    """Say whether quoted words look like a whole statement."""
    inner = text[quote.inner_start : quote.inner_stop]
    n_words = len(inner.split())
    ends = bool(_QUOTE_END.search(inner)) or text[quote.stop : quote.stop + 1] in (".", "")
    return n_words >= _STATEMENT_WORDS and ends and not inner[:1].islower()


def _count_words_outside(text: str, start: int, stop: int, quotes: Sequence[MarkedSpan]) -> int:
    """Count the words of a span that stand outside quotation marks."""
    count, at = 0, start
    index = bisect_left(quotes, start, key=lambda quote: quote.start)
    while index < len(quotes) and quotes[index].start < stop:
        count += len(regex.findall(r"[\p{L}\p{N}]+", text[at : quotes[index].start]))
        at = max(at, quotes[index].stop)
        index += 1
    return count + len(regex.findall(r"[\p{L}\p{N}]+", text[at:stop]))


def _list_values(
    text: str, rows: list[dict], bounds: Sequence[tuple[int, int, int, int]]
) -> list[tuple]:
    """Sort the rows, number their segments, drop repeats, put the values in column order."""
    rows.sort(key=lambda row: (row["start"], row["form"], -row["stop"]))
    starts = [bound[0] for bound in bounds]
    values: list[tuple] = []
    last = -1
    for row in rows:
        start, stop = row["start"], row["stop"]
        if start == last or stop <= start:
            continue
        last = start
        number = int(bounds[max(bisect_right(starts, start) - 1, 0)][3])
        source, cue = row["source_span"], row["cue_span"]
        values.append(
            (
                start,
                stop,
                text[start:stop],
                row["form"],
                row["continued"],
                number,
                row["source"],
                *(source or (None, None)),
                text[cue[0] : cue[1]] if cue else None,
                *(cue or (None, None)),
                round(row["confidence"], 3),
            )
        )
    return values


_TYPES = {
    "start": "int64",
    "stop": "int64",
    "text": "str",
    "form": "str",
    "continued": "bool",
    "segment": "int64",
    "source": "str",
    "source_start": "Int64",
    "source_stop": "Int64",
    "cue": "str",
    "cue_start": "Int64",
    "cue_stop": "Int64",
    "confidence": "float64",
}


def _build_table(values: list[tuple]) -> pd.DataFrame:
    """Give every column of a quotations table its type, also when it is empty."""
    columns = zip(*values, strict=True) if values else [()] * len(_TYPES)
    return pd.DataFrame(
        {
            column: pd.Series(list(cells), dtype=kind)
            for (column, kind), cells in zip(_TYPES.items(), columns, strict=True)
        }
    )


# --- Tables of a story --------------------------------------------------------------------


def tabulate_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """
    Find the quotations of every version.

    Parameters
    ----------
    segments : DataFrame
        The segments table: version_id, segment, kind, paragraph, start, stop, text.

    Returns
    -------
    DataFrame
        The rows of `find_quotations` with ``version_id`` before them, in the order of the
        versions in `segments`, then by start. Only segments whose kind is in `QUOTED_KINDS`
        are read: not captions (they repeat the body), credits or site furniture.

    Examples
    --------
    >>> segments = pd.DataFrame(
    ...     [("a", 0, "body", 0, 0, 25, '"We sank," Ann Lee said.')],
    ...     columns=["version_id", "segment", "kind", "paragraph", "start", "stop", "text"],
    ... )
    >>> tabulate_quotations(segments)[["version_id", "start", "text", "source"]].values.tolist()
    [['a', 1, 'We sank,', 'Ann Lee']]
    """
    ids: list[str] = []
    values: list[tuple] = []
    for version_id, rows in segments.groupby("version_id", sort=False):
        rows = rows[rows["kind"].isin(QUOTED_KINDS)].sort_values("start")
        columns = (rows[name].tolist() for name in ("start", "stop", "paragraph", "segment"))
        spans = list(zip(*columns, strict=True))
        found = _list_quotations(_rebuild_text(spans, rows["text"]), spans)
        ids.extend([version_id] * len(found))
        values.extend(found)
    table = _build_table(values)
    table.insert(0, "version_id", pd.Series(ids, dtype="str"))
    return table


def _rebuild_text(spans: Sequence[tuple[int, int, int, int]], texts: Iterable[str]) -> str:
    """Put segments back where they stood; what lay between becomes white space."""
    pieces, at, previous = [], 0, None
    for (start, stop, paragraph, _), text in zip(spans, texts, strict=True):
        gap = start - at
        if gap > 0:
            mark = " " if paragraph == previous else "\u2029"  # a sure paragraph break
            pieces.append(mark + " " * (gap - 1))
        pieces.append(text[max(0, -gap) : max(0, stop - start)].ljust(stop - max(start, at)))
        at, previous = max(stop, at), paragraph
    return "".join(pieces)


def mark_voice(tokens: pd.DataFrame, quotations: pd.DataFrame) -> pd.DataFrame:
    """
    Tell the outlet's own words from the words it quotes.

    Parameters
    ----------
    tokens : DataFrame
        The tokens table: version_id, start, stop and any other columns.
    quotations : DataFrame
        The table of `tabulate_quotations`.

    Returns
    -------
    DataFrame
        A copy of `tokens` with the column ``voice``: "quoted" inside a direct quotation
        whose confidence is at least `VOICE_CONFIDENCE` (it has a speaker or is a whole
        statement), else "outlet". Scare quotes, titles and nicknames are the outlet's
        voice, and so is indirect speech, which is in the outlet's words.

    Examples
    --------
    >>> tokens = pd.DataFrame({"version_id": "a", "start": [1, 4, 11], "stop": [3, 8, 14]})
    >>> quotations = pd.DataFrame(
    ...     [("a", 1, 9, "direct", 0.9)],
    ...     columns=["version_id", "start", "stop", "form", "confidence"],
    ... )
    >>> mark_voice(tokens, quotations)["voice"].tolist()
    ['quoted', 'quoted', 'outlet']
    """
    quoted = np.zeros(len(tokens), dtype=bool)
    spoken = quotations[
        (quotations["form"] == "direct") & (quotations["confidence"] >= VOICE_CONFIDENCE)
    ]
    starts = tokens["start"].to_numpy()
    ids = tokens["version_id"].to_numpy()
    for version_id, rows in spoken.groupby("version_id", sort=False):
        rows = rows.sort_values("start")
        here = np.flatnonzero(ids == version_id)
        at = np.searchsorted(rows["start"].to_numpy(), starts[here], side="right") - 1
        inside = (at >= 0) & (starts[here] < rows["stop"].to_numpy()[np.maximum(at, 0)])
        quoted[here[inside]] = True
    return tokens.assign(voice=pd.Series(np.where(quoted, "quoted", "outlet"), index=tokens.index))


def tabulate_sources(quotations: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    Count how often and at what length each source speaks in the body of each version.

    Parameters
    ----------
    quotations : DataFrame
        The table of `tabulate_quotations`.
    segments : DataFrame
        The segments table the quotations were found in.

    Returns
    -------
    DataFrame
        One row a version and source, in the order of the versions, then by first position
        and name. ``n_direct`` and ``n_indirect`` count quotations (the parts of a split one
        share a cue and count once); ``n_words`` the body words quoted or reported, a word
        once even where a quotation stands inside a reported clause; ``share_of_words``
        (0 to 1) is n_words over all body words; ``first_position`` (0 to 1) the share of
        body words before the source's first quotation. Reported words without a source
        that can be named stand under `UNNAMED`; marks that nobody speaks (scare quotes,
        titles) are left out.
    """
    table: dict[str, list] = {column: [] for column in SOURCE_COLUMNS}
    body = segments[segments["kind"] == "body"]
    for version_id, rows in body.groupby("version_id", sort=False):
        words = _find_word_starts(rows)
        here = quotations[
            (quotations["version_id"] == version_id)
            & quotations["segment"].isin(rows["segment"])
            & ((quotations["form"] == "indirect") | (quotations["confidence"] >= VOICE_CONFIDENCE))
        ]
        if not len(words) or here.empty:
            continue
        found = []
        for source, said in here.assign(source=here["source"].fillna(UNNAMED)).groupby("source"):
            spoken = np.zeros(len(words) + 1, dtype=np.int64)
            np.add.at(spoken, np.searchsorted(words, said["start"].to_numpy()), 1)
            np.add.at(spoken, np.searchsorted(words, said["stop"].to_numpy()), -1)
            first = int(np.searchsorted(words, said["start"].min()))
            n_words = int((np.cumsum(spoken)[:-1] > 0).sum())
            found.append((first, source, said, n_words))
        for first, source, said, n_words in sorted(found, key=lambda item: item[:2]):
            values = (
                version_id,
                source,
                _count_parts_once(said[said["form"] == "direct"]),
                _count_parts_once(said[said["form"] == "indirect"]),
                n_words,
                n_words / len(words),
                first / len(words),
            )
            for column, value in zip(SOURCE_COLUMNS, values, strict=True):
                table[column].append(value)
    types = dict.fromkeys(("n_direct", "n_indirect", "n_words"), "int64")
    types |= dict.fromkeys(("share_of_words", "first_position"), "float64")
    types |= dict.fromkeys(("version_id", "source"), "str")
    return pd.DataFrame(table).astype(types)


def _count_parts_once(said: pd.DataFrame) -> int:
    """Count quotations; parts that share a cue are one."""
    return int(said["cue_start"].nunique() + said["cue_start"].isna().sum())


def _find_word_starts(body: pd.DataFrame) -> np.ndarray:
    """List where each body word of one version starts."""
    starts = [
        start + token.start
        for start, text in zip(body["start"], body["text"], strict=True)
        for token in tokenise(text)
        if token.is_word
    ]
    return np.array(sorted(starts), dtype=np.int64)
