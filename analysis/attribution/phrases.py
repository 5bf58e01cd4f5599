"""Where do the verb group, its subject and a source that stands after its verb begin and end?"""

from typing import NamedTuple

from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.units import Unit, UnitSpan, is_adverb, is_capital
from analysis.attribution.words import (
    AUX,
    BE,
    COMMA_OR_DASH,
    CONTRACTED,
    DETERMINERS,
    HAVE,
    LEADING,
    MODAL,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
)

# Longest noun phrase looked for, in units: keeps the time linear on hostile text.
_LONGEST_SUBJECT = 40
_LONGEST_ASIDE = 45
_LONGEST_VERB_GROUP = 8

# Adverbs that open a clause rather than a verb group.
_CLAUSE_ADVERBS = frozenset("all both earlier later recently meanwhile however".split())
_ASIDE_ENDS = COMMA_OR_DASH | {")", "-"}
_SIGNS_IN_NAMES = frozenset("& ' ’ % $ /".split())
_SIGNS_IN_SOURCES = frozenset("& ' ’ ( /".split())
_SOURCE_STOPS = frozenset("in on at during by to last earlier about through after".split())
_CLAUSE_OPENERS = STARTERS | AUX | SUBJECT_PRONOUNS | WEEKDAYS
_AFTER_SOURCE = STARTERS | WEEKDAYS | AUX
_BEFORE_PAST = AUX | SUBJECT_PRONOUNS
_PERIOD_OPENERS = frozenset("last earlier".split())
_PLURAL_ENDS = ("s", "people", "men", "women", "police", "media", "data")


class VerbGroup(NamedTuple):
    """A cue verb with its helping verbs: where it starts and what they say."""

    start: int
    passive: bool
    finite: bool
    infinitive: bool


def read_verb_group(units: list[Unit], at: int, shape: str) -> VerbGroup:
    """Read the helping verbs and adverbs before a cue of the given shape."""
    first, has_be, has_modal, infinitive = at, False, False, False
    i = at - 1
    while i >= 0 and at - i < _LONGEST_VERB_GROUP and not infinitive:
        low = units[i].low
        if low in BE:
            has_be = True
        elif low in MODAL:
            has_modal = True
        elif low == "to":
            infinitive = True
        elif units[i].kind == "w" and CONTRACTED.match(low):
            has_be = has_be or low.endswith(("'s", "'re", "'m"))
            has_modal = has_modal or low.endswith(("'ll", "'d"))
            break
        elif low not in HAVE and not is_adverb(units[i]):
            break
        if not is_adverb(units[i]):
            first = i
        i -= 1
    # An adverb that opens the group belongs to it: "also said".
    while first > 0 and units[first - 1].low not in _CLAUSE_ADVERBS and is_adverb(units[first - 1]):
        first -= 1
    passive = shape == "past" and has_be
    finite = not infinitive and (
        (shape in ("past", "s") and not has_modal)
        or (shape == "base" and (has_modal or not has_be))
        or (shape == "ing" and has_be)
    )
    return VerbGroup(first, passive, finite or passive, infinitive)


def find_subject(units: list[Unit], verb_start: int) -> UnitSpan | None:
    """Find the noun phrase before a verb group."""
    k, is_relative = _find_subject_end(units, verb_start)
    if k < 0 or units[k].kind != "w":
        return None
    low = units[k].low
    if (low in SUBJECT_PRONOUNS and not is_relative) or CONTRACTED.match(low):
        return (k, k + 1)
    first = _trim_left(units, _walk_left(units, k), k)
    if first > k or k - first > _LONGEST_SUBJECT:
        return None
    # An apposition that is a name belongs to the source ("the minister, James Low, said").
    has_name = not is_relative and k + 2 < verb_start - 1 and is_capital(units[k + 2])
    if has_name and not is_capital(units[k]):
        return (first, verb_start - 1)
    return (first, k + 1)


def _find_subject_end(units: list[Unit], verb_start: int) -> tuple[int, bool]:
    """Find a subject's last word, -1 for none, and whether "who" stands for it."""
    k = verb_start - 1
    if k >= 0 and units[k].kind == "p" and units[k].form in _ASIDE_ENDS:
        k = _skip_aside(units, k)
    if k < 0 or units[k].low not in ("who", "which", "that"):
        return k, False
    k -= 1
    if k >= 0 and units[k].form in COMMA_OR_DASH:
        k -= 1
    return k, True


def _skip_aside(units: list[Unit], sign_at: int) -> int:
    """Jump over an apposition or a bracket between subject and verb; -1 where none opens."""
    sign = units[sign_at].form
    partner = "(" if sign == ")" else sign
    for i in range(sign_at - 1, max(-1, sign_at - _LONGEST_ASIDE), -1):
        if units[i].kind == "p" and units[i].form == partner:
            return i - 1
        if units[i].kind == "q" and sign == ",":
            return -1
    return -1


def _walk_left(units: list[Unit], k: int) -> int:
    """Walk left from the last word of a noun phrase to its first."""
    i = k
    while i > max(0, k - _LONGEST_SUBJECT):
        before = units[i - 1]
        if before.kind == "q" or (before.kind == "p" and before.form not in _SIGNS_IN_NAMES):
            break
        if before.low in ("and", "or"):
            if not _joins_noun_phrases(units, i - 1):
                break
        elif before.low in _CLAUSE_OPENERS or _is_other_verb(units, i - 1):
            break
        i -= 1
    return i


def _joins_noun_phrases(units: list[Unit], at: int) -> bool:
    """Say whether an "and" joins two names, or two short noun phrases that open a sentence."""
    if at < 1:
        return False
    before, after = units[at - 1], units[at + 1]
    if is_capital(before) and is_capital(after):
        return True
    return after.low in DETERMINERS and before.kind == "w" and at - 1 < 4


def _is_other_verb(units: list[Unit], i: int) -> bool:
    """Say whether a word left of a noun phrase is the verb of another clause."""
    low = units[i].low
    if low.endswith("ed") and i >= 1 and units[i - 1].low in _BEFORE_PAST:
        return True
    cues = load_lexicon().verbs.get(low)
    if cues is None or units[i].form[0].isupper() or units[i + 1].kind != "w":
        return False
    return not cues[0].is_noun and cues[0].shape in ("past", "ing")


def _trim_left(units: list[Unit], first: int, k: int) -> int:
    """Drop adverbs and prepositional phrases that open the clause; above `k`: all of it."""
    while first < k and (units[first].low in LEADING or is_adverb(units[first])):
        first += 1
    opener = units[first].low
    if opener not in PREPOSITIONS and opener not in _PERIOD_OPENERS:
        return first
    if first == k:
        return k + 1
    if is_capital(units[k]):
        return _find_name_start(units, first, k)
    i = k
    while i > first and units[i].low not in DETERMINERS:
        i -= 1
    if i > first + 1:
        return i
    return k if opener in _PERIOD_OPENERS else k + 1


def _find_name_start(units: list[Unit], first: int, k: int) -> int:
    """Find where a name begins that stands after a prepositional phrase."""
    i = k
    while i > first and (is_capital(units[i - 1]) or _is_particle(units, i - 1, first)):
        i -= 1
    if i > first and units[i - 1].low in DETERMINERS:
        i -= 1
    is_inside_phrase = units[i - 1].low in PREPOSITIONS and i - 1 == first
    return k + 1 if is_inside_phrase else i


def _is_particle(units: list[Unit], i: int, first: int) -> bool:
    """Say whether a small word stands inside a name ("Bank of England")."""
    return units[i].low in ("of", "de", "and") and i - 1 > first and is_capital(units[i - 1])


def find_following_source(units: list[Unit], at: int) -> int:
    """Find where a source that stands after its cue ends."""
    i = at
    last = min(len(units), at + _LONGEST_SUBJECT)
    while i < last:
        unit = units[i]
        if unit.kind == "q" or (unit.kind == "p" and unit.form not in _SIGNS_IN_SOURCES):
            break
        if unit.form == "(":
            while i < last and units[i].form != ")":
                i += 1
            i += 1
            continue
        if i > at and (unit.low in _AFTER_SOURCE or unit.low in _SOURCE_STOPS):
            break
        if i > at and unit.low in DETERMINERS and is_capital(units[i - 1]):
            break
        i += 1
    return min(i, last)


def is_plural(units: list[Unit], subject: UnitSpan) -> bool:
    """Say whether a subject can go with a plain form (they say, critics say)."""
    low = units[subject[1] - 1].low
    if low.endswith(("'s", "'")):
        return False
    if low in ("he", "she", "it", "who", "which"):
        return low in ("who", "which")
    words = units[subject[0] : subject[1]]
    return (
        low in PRONOUNS
        or low.endswith(_PLURAL_ENDS)
        or any(unit.low in ("and", "people", "who") for unit in words)
        or any(unit.low.endswith("s") and not is_capital(unit) for unit in words)
    )
