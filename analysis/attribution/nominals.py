"""Which nouns and adjectives report: "his claim that", "made the point that", "is sure that"?"""

from analysis.attribution.adjuncts import skip_adjuncts
from analysis.attribution.contents import (
    LONGEST_CONTENT,
    find_clause_end,
    find_object_end,
    has_finite_verb,
    starts_clause,
    starts_noun_phrase,
)
from analysis.attribution.cue_clauses import Found, build_attribution
from analysis.attribution.lexicon import StanceWord, load_lexicon
from analysis.attribution.phrases import find_following_source, find_subject, read_verb_group
from analysis.attribution.units import Unit, UnitSpan, is_capital, strip_signs
from analysis.attribution.words import AUX, COMMA_OR_DASH, DETERMINERS, POSSESSIVES, PREPOSITIONS

# Units between a noun and its possessor or verb ("her long-held and much-quoted view").
_REACH_OF_HOLDER = 6
# Units between a noun and the "that" of its predicate ("the message from him was clear: that").
_REACH_OF_PREDICATE = 12
# "that" and three words: "the idea is that it sank", not "the idea is that simple".
_SHORTEST_PREDICATE = 4
_HOLDER_OPENERS = frozenset("from by of among".split())
_OPENERS_OF_CLAUSE = frozenset("that whether".split())
_MADE_PLAIN = frozenset("clear known plain explicit obvious official certain".split())
_MAKE = frozenset("make makes made making".split())


def read_noun(units: list[Unit], i: int) -> Found | None:
    """
    Read a noun that reports, with what it reports.

    Parameters
    ----------
    units : list of Unit
        A sentence.
    i : int
        Number of a unit whose form is in `Lexicon.nouns`.

    Returns
    -------
    (Attribution, int) or None
        The attribution and the number of the unit up to which it reaches. A clause with
        "that" needs no source; anything else needs a possessor ("his call for calm") or a
        verb that a noun completes ("made a call for calm").
    """
    noun = load_lexicon().nouns[units[i].low]
    if i + 2 >= len(units) or (is_capital(units[i]) and i and not is_capital(units[0])):
        return None
    following = units[i + 1].low
    if following == "that" and i > 0:
        return _read_that(units, i)
    if following in AUX or following in _HOLDER_OPENERS or units[i + 1].form == ":":
        found = _read_predicate(units, i)
        if found is not None:
            return found
    source, start = _find_holder(units, i)
    if source is None:
        return None
    # "made the case for weeks that": the time stands before the clause.
    place = skip_adjuncts(units, i + 1)
    if i + 1 < place < len(units) - 1 and units[place].low == "that":
        contents = [(place, find_clause_end(units, place))]
        return build_attribution(units, source, (start, i + 1), contents, "noun")
    if following not in noun.takes:
        return None
    return _read_phrase(units, i, noun, source, start)


def _read_that(units: list[Unit], i: int) -> Found | None:
    """Read "the claim that ..."; a relative clause ("the claim that won") is none."""
    following = units[i + 2].low
    if following in AUX:
        return None
    if following in load_lexicon().verbs and not has_finite_verb(units, i + 3, 5):
        return None
    source, start = _find_holder(units, i)
    contents = [(i + 1, find_clause_end(units, i + 1))]
    return build_attribution(units, source, (start, i + 1), contents, "noun")


def _read_phrase(
    units: list[Unit], i: int, noun: StanceWord, source: UnitSpan, start: int
) -> Found | None:
    """Read "his call for calm", "expressed doubts about the plan", "her decision to leave"."""
    first = i + 2
    if units[i + 1].low == "to" and "infinitive" in noun.takes:
        if not units[first].low.isalpha() or units[first].low in DETERMINERS:
            return None
        contents = [(i + 1, find_clause_end(units, i + 1))]
        return build_attribution(units, source, (start, i + 1), contents, "noun")
    low = units[first].low
    is_phrase = starts_noun_phrase(units[first]) or low.endswith("ing")
    if not is_phrase and low not in ("how", "whether", "what"):
        return None
    contents = [(first, find_object_end(units, first))]
    return build_attribution(units, source, (start, first), contents, "noun phrase")


def _read_predicate(units: list[Unit], i: int) -> Found | None:
    """Read "the idea is that ...", "her message was clear: that ...", "his goal is to ..."."""
    source, _ = _find_holder(units, i, verbs=False)
    has_verb = False
    last = min(len(units) - 1, i + _REACH_OF_PREDICATE)
    j = i + 1
    while j < last:
        low = units[j].low
        if low in AUX:
            has_verb = True
        elif has_verb and low == "that":
            break
        elif units[j].form == ":":
            if not has_verb or units[j + 1].kind == "q":
                return None
            j += 1
            break
        elif units[j].kind != "w" or (has_verb and low in PREPOSITIONS):
            return None
        elif not has_verb and source is None and units[j - 1].low in _HOLDER_OPENERS:
            stop = find_following_source(units, j)
            source = (j, stop) if stop < last and units[stop].low in AUX else None
            j = max(j, stop - 1)
        j += 1
    else:
        return None
    if len(units) - j < _SHORTEST_PREDICATE:
        return None
    end = strip_signs(units, j, min(len(units), j + LONGEST_CONTENT))
    stop = find_clause_end(units, j) if units[j].low == "that" else end
    return build_attribution(units, source, (i, i + 1), [(j, stop)], "noun")


def _find_holder(units: list[Unit], i: int, *, verbs: bool = True) -> tuple[UnitSpan | None, int]:
    """Find whose noun it is ("Low's", "their", "Low made the"), and where the cue starts."""
    light = load_lexicon().light
    for j in range(i - 1, max(-1, i - 1 - _REACH_OF_HOLDER), -1):
        low = units[j].low
        if units[j].kind != "w":
            if units[j].form == "," and i - 1 > j > 0 and not is_capital(units[j - 1]):
                continue  # "a bitter, long-held view"
            return None, i
        if low.endswith(("'s", "s'")) and low not in ("it's", "that's", "he's", "she's", "there's"):
            first = j
            while first > 0 and is_capital(units[first - 1]) and is_capital(units[j]):
                first -= 1
            return (first, j + 1), i
        if low in POSSESSIVES:
            return (j, j + 1), i
        if verbs and low in light and not is_capital(units[j]):
            return _find_giver(units, j, light[low], i)
        if low in AUX or low in PREPOSITIONS:
            return None, i
    return None, i


def _find_giver(units: list[Unit], at: int, shape: str, noun: int) -> tuple[UnitSpan | None, int]:
    """Find the subject of a verb that a noun completes, and where its verb group starts."""
    group = read_verb_group(units, at, shape)
    if group.passive or not group.finite:
        return None, noun
    subject = find_subject(units, group.start)
    return (subject, group.start) if subject else (None, noun)


# --- Adjectives -----------------------------------------------------------------------------


def read_adjective(units: list[Unit], i: int) -> Found | None:
    """
    Read an adjective that tells what somebody holds ("is sure that", "was critical of").

    Parameters
    ----------
    units : list of Unit
        A sentence.
    i : int
        Number of a unit whose form is in `Lexicon.adjectives`.

    Returns
    -------
    (Attribution, int) or None
        The attribution and the number of the unit up to which it reaches.
    """
    if i == 0 or i + 2 >= len(units):
        return None
    if units[i].low in _MADE_PLAIN:
        return _read_made_plain(units, i)
    group = read_verb_group(units, i, "past")
    if not group.passive or group.infinitive:
        return None
    subject = find_subject(units, group.start)
    if subject is None or units[subject[0]].low in ("it", "there", "this", "that"):
        return None
    takes = load_lexicon().adjectives[units[i].low].takes
    following = units[i + 1]
    if following.low in _OPENERS_OF_CLAUSE and "that" in takes:
        contents = [(i + 1, find_clause_end(units, i + 1))]
        return build_attribution(units, subject, (group.start, i + 1), contents, "attitude")
    if following.low in takes and following.low in PREPOSITIONS:
        if not starts_noun_phrase(units[i + 2]) and units[i + 2].low not in ("how", "whether"):
            return None
        contents = [(i + 2, find_object_end(units, i + 2))]
        return build_attribution(units, subject, (group.start, i + 2), contents, "attitude")
    is_clause = "that" in takes and following.kind == "w" and starts_noun_phrase(following)
    if is_clause and starts_clause(following) and has_finite_verb(units, i + 1, 10):
        contents = [(i + 1, find_clause_end(units, i + 1))]
        return build_attribution(units, subject, (group.start, i + 1), contents, "attitude")
    return None


def _read_made_plain(units: list[Unit], i: int) -> Found | None:
    """Read "Low made it clear that ..."."""
    if i < 2 or units[i - 1].low != "it" or units[i - 2].low not in _MAKE:
        return None
    at = i - 2
    shape = {"makes": "s", "made": "past", "making": "ing"}.get(units[at].low, "base")
    group = read_verb_group(units, at, shape)
    subject = find_subject(units, group.start) if group.finite else None
    that = next((j for j in range(i + 1, min(len(units), i + 8)) if units[j].low == "that"), None)
    if that is None or any(units[j].form in COMMA_OR_DASH for j in range(i + 1, that)):
        return None
    contents = [(that, find_clause_end(units, that))]
    return build_attribution(units, subject, (group.start, i + 1), contents, "that")
