"""Where do the verb group, its subject and a source that stands after its verb begin and end?"""

from typing import NamedTuple

from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.units import Unit, UnitSpan, is_adverb, is_capital
from analysis.attribution.words import (
    AMOUNTS,
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
_LONGEST_NAME = 5
_LONGEST_APPOSITION = 20
# Units from the comma before a place or an age to the one after it ("Houston, Texas,").
_LONGEST_PLACE = 4
_APPOSITION_OPENERS = frozenset("a an the who whose which".split())

# Adverbs that open a clause rather than a verb group.
_REACH_OF_USE = 10
_BEFORE_DAY = frozenset("on late early last this".split())
_GO_FORMS = {"go": "base", "goes": "s", "went": "past", "gone": "past", "going": "ing"}
_CLAUSE_ADVERBS = frozenset("all both earlier later recently meanwhile however".split())
_ASIDE_ENDS = COMMA_OR_DASH | {")", "-"}
_SIGNS_IN_NAMES = frozenset("& ' ’ % $ /".split())
_SIGNS_IN_SOURCES = frozenset("& ' ’ ( /".split())
_SOURCE_STOPS = frozenset("in on at during by to last earlier about through after".split())
_CLAUSE_OPENERS = STARTERS | AUX | SUBJECT_PRONOUNS | WEEKDAYS
_AFTER_SOURCE = STARTERS | WEEKDAYS | AUX
_BEFORE_PAST = AUX | SUBJECT_PRONOUNS
_PERIOD_OPENERS = frozenset("last earlier".split())
_PLURAL_OPENERS = frozenset("those these many most some several few all both half".split())
_PLURAL_ENDS = ("s", "people", "men", "women", "police", "media", "data")


class VerbGroup(NamedTuple):
    """A cue verb with its helping verbs: where it starts and what they say."""

    start: int
    passive: bool
    finite: bool
    infinitive: bool


def read_verb_group(units: list[Unit], at: int, shape: str) -> VerbGroup:
    """Read the verbs and adverbs before a cue of the given shape ("has gone on to say")."""
    group = _read_helping_verbs(units, at, shape)
    if group.infinitive or (shape == "ing" and not group.finite):
        link, link_shape = _find_chain(units, group.start - 1, group.infinitive)
        if link_shape:
            outer = _read_helping_verbs(units, link, link_shape)
            finite = outer.finite or outer.passive
            return VerbGroup(outer.start, group.passive, finite, outer.infinitive)
    return group


def _find_chain(units: list[Unit], i: int, is_infinitive: bool) -> tuple[int, str]:
    """Find the verb that carries a cue ("continued to say", "was quoted as saying")."""
    while i > 0 and is_adverb(units[i]):
        i -= 1
    if i < 0:
        return i, ""
    lexicon = load_lexicon()
    low = units[i].low
    if i > 0 and low == "on" and units[i - 1].low in _GO_FORMS:
        return i - 1, _GO_FORMS[units[i - 1].low]
    if not is_infinitive and i > 0 and low == "as" and units[i - 1].low in ("quoted", "cited"):
        return i - 1, "past"
    if not is_infinitive and i > 1 and low == "by":
        i -= 2 if units[i - 1].low in ("off", "out") else 1
        low = units[i].low
    if is_infinitive and low not in lexicon.chain:
        # "used his speech to call for"
        for j in range(i, max(-1, i - _REACH_OF_USE), -1):
            if units[j].kind != "w" or units[j].low in AUX:
                break
            if units[j].low in ("used", "uses"):
                return j, "past"
    return i, (lexicon.chain if is_infinitive else lexicon.chain_ing).get(low, "")


def _read_helping_verbs(units: list[Unit], at: int, shape: str) -> VerbGroup:
    """Read the helping verbs and adverbs before a verb of the given shape."""
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
    k = _drop_time(units, k)
    if k >= 0 and units[k].low in ("and", "or", "but"):
        return None
    if k < 0 or (units[k].kind != "w" and units[k].form != "%"):
        return None
    low = units[k].low
    if (low in SUBJECT_PRONOUNS and not is_relative) or CONTRACTED.match(low):
        return (k, k + 1)
    first = _walk_left(units, k)
    head = -1 if is_relative else _find_head_of_relative(units, first)
    if head >= 0:
        first, k = _walk_left(units, head), head
    first = _trim_left(units, first, k)
    if first > k or k - first > _LONGEST_SUBJECT:
        # "the party on the pier that says": the relative word stands for it.
        return _find_relative(units, k + 1, verb_start) if is_relative else None
    # An apposition that is a name belongs to the source ("the minister, James Low, said").
    has_name = not is_relative and k + 2 < verb_start - 1 and is_capital(units[k + 2])
    if has_name and not is_capital(units[k]):
        return (first, verb_start - 1)
    return (first, k + 1)


def _find_head_of_relative(units: list[Unit], first: int) -> int:
    """Find the noun before a who-clause ("people who live here say"); -1 for none."""
    at = first - 1
    if at > 0 and units[at].low != "who":
        at -= 1
    if at < 1 or units[at].low != "who" or units[at - 1].kind != "w":
        return -1
    # "people who Low says": the who-clause has a subject of its own.
    opening = units[at + 1]
    is_object = is_capital(opening) or opening.low in DETERMINERS or opening.low in PRONOUNS
    return -1 if is_object else at - 1


def _drop_time(units: list[Unit], k: int) -> int:
    """Step back over a time between subject and verb ("regulators on Tuesday ordered")."""
    while k > 1 and units[k].low in _CLAUSE_ADVERBS - {"all", "both"}:
        k -= 1
    if k < 2 or units[k].low not in WEEKDAYS:
        return k
    k -= 1
    while k > 0 and units[k].low in _BEFORE_DAY:
        k -= 1
    return k


def _find_relative(units: list[Unit], first: int, stop: int) -> UnitSpan | None:
    """Find the relative word itself."""
    for i in range(first, min(stop, len(units))):
        if units[i].low in ("who", "which", "that"):
            return (i, i + 1)
    return None


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
            is_place = sign == "," and sign_at - i <= _LONGEST_PLACE and is_capital(units[i + 1])
            opening = _find_apposition(units, i) if is_place else None
            return i - 1 if opening is None else opening - 1
        if units[i].kind == "q" and sign == ",":
            return -1
    return -1


def _find_apposition(units: list[Unit], at: int) -> int | None:
    """Find the comma that opens an apposition ending in a place ("Lee, a man from Ayr, Ohio,")."""
    for i in range(at - 1, max(0, at - _LONGEST_APPOSITION), -1):
        if units[i].kind == "q":
            return None
        if units[i].form == "," and is_capital(units[i - 1]):
            return i if units[i + 1].low in _APPOSITION_OPENERS else None
    return None


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
    # "..., teachers and officials told": one word before the "and", after a sign.
    is_lone = before.kind == "w" and (at < 2 or units[at - 2].kind == "p")
    if is_lone and before.low.endswith("s") and after.kind == "w" and before.low not in AUX:
        return True
    return after.low in DETERMINERS and before.kind == "w" and at - 1 < 4


def _is_other_verb(units: list[Unit], i: int) -> bool:
    """Say whether a word left of a noun phrase is the verb of another clause."""
    low = units[i].low
    if low.endswith("ed") and i >= 1 and units[i - 1].low in _BEFORE_PAST:
        return True
    lexicon = load_lexicon()
    if low in lexicon.nouns and is_capital(units[i + 1]) and not is_capital(units[i]):
        return True  # "amid concern Moscow said": the noun's clause begins with the name
    cues = lexicon.verbs.get(low)
    if cues is None or units[i].form[0].isupper() or units[i + 1].kind != "w":
        return False
    is_participle = cues[0].shape == "past" and units[i + 1].low == "by"  # "a report seen by"
    return not cues[0].is_noun and not cues[0].particles and not is_participle


def _trim_left(units: list[Unit], first: int, k: int) -> int:
    """Drop adverbs and prepositional phrases that open the clause; above `k`: all of it."""
    while first < k and (units[first].low in LEADING or is_adverb(units[first])):
        if units[first + 1].low == "of":
            return first
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
    reporting = load_lexicon().reporting
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
        if i > at and unit.form in reporting:
            break
        if i > at and unit.low in DETERMINERS and is_capital(units[i - 1]):
            break
        i += 1
    return min(i, last)


def extend_to_name(units: list[Unit], first: int, stop: int) -> int:
    """Extend a role by the name behind its comma ("its president, Ann Lee")."""
    if stop + 1 >= len(units) or units[stop].form != "," or is_capital(units[stop - 1]):
        return stop
    end = stop + 1
    while end < len(units) and end - stop <= _LONGEST_NAME and is_capital(units[end]):
        end += 1
    is_closed = end >= len(units) or units[end].kind == "p"
    return end if end > stop + 2 and is_closed and first < stop else stop


def is_plural(units: list[Unit], subject: UnitSpan) -> bool:
    """Say whether a subject can go with a plain form (they say, critics say)."""
    low = units[subject[1] - 1].low
    if low.endswith(("'s", "'")):
        return False
    if low in ("he", "she", "it", "who", "which"):
        return low in ("who", "which")
    if low in AMOUNTS or low.isdigit() or units[subject[1] - 1].form == "%":
        return True
    words = units[subject[0] : subject[1]]
    if words[0].low in _PLURAL_OPENERS:
        return True
    return (
        low in PRONOUNS
        or low.endswith(_PLURAL_ENDS)
        or any(unit.low in ("and", "people", "who") for unit in words)
        or any(unit.low.endswith("s") and not is_capital(unit) for unit in words)
    )
