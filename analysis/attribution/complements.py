"""
What does a verb in the active report, after its subject ("Low said that it was late") or
before it ("It was late, Low said")?

Each construction is one function below. It returns what is reported and in which way, None
where the construction is another, or `_NOTHING` where nothing is reported.
"""

from typing import NamedTuple

from analysis.attribution.adjuncts import find_that, skip_adjuncts, skip_person
from analysis.attribution.contents import (
    LONGEST_CONTENT,
    collect_around,
    collect_beside_as,
    find_clause_end,
    find_object_end,
    has_finite_verb,
    starts_clause,
    starts_noun_phrase,
)
from analysis.attribution.cue_clauses import Found, build_attribution
from analysis.attribution.lexicon import Cue, load_lexicon
from analysis.attribution.phrases import VerbGroup, find_subject
from analysis.attribution.units import (
    Unit,
    UnitSpan,
    is_adverb,
    is_capital,
    locate,
    looks_past,
    strip_signs,
)
from analysis.attribution.words import (
    AUX,
    COMMA_OR_DASH,
    COMPLEMENTISERS,
    DASHES,
    DETERMINERS,
    FRONTED,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    WEEKDAYS,
)

_BEFORE_CUE_CLAUSE = COMMA_OR_DASH | {"?", "!"}
_NO_CONTENT_BEFORE = FRONTED | PREPOSITIONS
_AFTER_CUE_CLAUSE = PREPOSITIONS | frozenset("when as while last this and but because".split())
# Verbs without "person" in the lexicon that may name the person told all the same.
_MAY_NAME_PERSON = frozenset("ask warn urge".split())
# Openings that ask rather than report, and the verbs that take them.
_ASKING_OPENINGS = frozenset("when if who which where".split())
_ASKING_VERBS = frozenset("ask wonder know say see doubt".split())
_THAT_ONLY_VERBS = frozenset("continue find add".split())
_CONDITION_OPENERS = frozenset("if unless once".split())
_LONGEST_ASIDE = 12
_CONDITIONS = frozenset("if whether unless".split())
# Units of a content that need no finite verb known to be one, where a cue clause ends it.
_LONG_ENOUGH = 6
# Units of "the plan" in "portrayed the plan as a failure".
_REACH_OF_AS = 14
_NO_ROLE = frozenset("well if though he she they it soon long far".split())
# How far a sentence is read for its subject or for a comma.
_REACH_OF_MAIN = 80


class CueClause(NamedTuple):
    """
    A cue verb in its clause.

    Attributes
    ----------
    units : list of Unit
        The sentence.
    at, after : int
        Numbers of the cue's unit and of the unit after it and its particle.
    cue : Cue
        How the verb is read.
    group : VerbGroup
        The cue with its helping verbs.
    subject : (int, int) or None
        Half-open unit numbers.
    main : (int, int) or None
        Offsets of the source of the sentence's first attribution.
    covered : int
        Number of the unit up to which earlier contents reach.
    """

    units: list[Unit]
    at: int
    after: int
    cue: Cue
    group: VerbGroup
    subject: UnitSpan | None
    main: tuple[int, int] | None
    covered: int


class _Place(NamedTuple):
    """Where the content of a cue may begin, and what bounds it."""

    first: int
    unit: Unit  # the first unit
    fronted: bool
    aside: str


class _Content(NamedTuple):
    """What is reported, as unit numbers, and in which way (a key of `quotations.SURE`)."""

    spans: list[UnitSpan]
    way: str


_NOTHING = _Content([], "")


def read_complement(clause: CueClause) -> Found | None:
    """
    Read what a cue in the active reports.

    Parameters
    ----------
    clause : CueClause
        The cue, its subject and what the sentence has told so far.

    Returns
    -------
    (Attribution, int) or None
        The attribution and the number of the unit up to which it reaches.
    """
    content = _read_as_clause(clause)
    if content is not None:
        return _attribute(clause, content)
    around = _collect_around(clause)
    content = _judge_around(clause, around) if around else _read_beside_comma(clause)
    if content is None:
        # Words before the cue clause that make no clause are read like words after the cue.
        place = _find_place(clause, around[0][0] if around else clause.after)
        content = _read_after(clause, place) if place else _NOTHING
    return _attribute(clause, content)


def _read_after(clause: CueClause, place: _Place) -> _Content:
    """Try the constructions with the content after the cue, in this order."""
    for read in _CONSTRUCTIONS:
        content = read(clause, place)
        if content is not None:
            return content
    return _NOTHING


def _attribute(clause: CueClause, content: _Content) -> Found | None:
    """Build an attribution; without a subject of its own its source may be the sentence's."""
    span = (clause.group.start, clause.after)
    built = build_attribution(clause.units, clause.subject, span, *content)
    if built is None or clause.subject is not None:
        return built
    source = clause.main
    has_no_subject = clause.cue.shape == "ing" and not clause.group.finite
    before = clause.units[span[0] - 1].low if span[0] else ""
    has_no_subject = has_no_subject or before in ("and", "but")
    if source is None and (has_no_subject or clause.group.infinitive):
        source = _find_main_source(clause.units, span[0], content.spans[-1][1])
    return built[0]._replace(source=source), built[1]


# --- The content before the cue clause ------------------------------------------------------


def _collect_around(clause: CueClause) -> list[UnitSpan]:
    """Collect the content of "X, he said" and "X, he said on Friday", if it looks like one."""
    units, subject, takes = clause.units, clause.subject, clause.cue.takes
    if not subject or subject[0] == 0 or not clause.group.finite:
        return []
    if not takes & {"clause", "marks", "person"}:
        return []
    is_quoted = _follows_quotation(units, subject[0])
    if not is_quoted:
        sign = units[subject[0] - 1].form
        if sign not in _BEFORE_CUE_CLAUSE or subject[0] < 3 or not takes & {"clause", "person"}:
            return []
    tail = _find_tail(units, clause.after, clause.cue)
    if tail is None:
        return []
    is_framed = _is_framed(units, subject[0], tail)
    if is_quoted or is_framed or _ends_at(units, tail) or units[0].low not in _NO_CONTENT_BEFORE:
        return collect_around(units, subject[0], tail, is_framed=is_framed)
    return []


def _judge_around(clause: CueClause, around: list[UnitSpan]) -> _Content | None:
    """Say whether the words before a cue clause are a content."""
    first, stop = around[0]
    if not _follows_quotation(clause.units, clause.subject[0]) and len(around) == 1:
        if clause.subject[0] <= 3:
            return _NOTHING
        is_closing = _ends_at(clause.units, clause.after) and stop - first >= _LONG_ENOUGH
        if not is_closing and not has_finite_verb(clause.units, first, min(40, stop - first)):
            return None
    return _Content(around, "after")


def _is_framed(units: list[Unit], first: int, tail: int) -> bool:
    """Say whether commas or dashes stand before and after a cue clause ("At noon, he said, I")."""
    if tail + 1 >= len(units) or units[tail + 1].kind != "w":
        return False
    before, after = units[first - 1].form, units[tail].form
    return before in COMMA_OR_DASH and before == after


def _follows_quotation(units: list[Unit], i: int) -> bool:
    """Say whether a quotation stands before a unit, with or without a comma."""
    before = units[i - 1]
    return before.kind == "q" or (before.form == "," and i > 1 and units[i - 2].kind == "q")


def _find_tail(units: list[Unit], after: int, cue: Cue) -> int | None:
    """Say where a cue clause that follows its content ends; None if a content follows it."""
    n = len(units)
    i = after
    if "person" in cue.takes:
        i = skip_person(units, after)
        if i == after:
            return None
    while i < n and units[i].kind == "w" and (units[i].low in WEEKDAYS or is_adverb(units[i])):
        i += 1
    if i >= n:
        return i
    unit = units[i]
    if unit.kind == "p":
        return i if unit.form not in "(:" else None
    if unit.low.endswith("ing") and len(unit.low) > 5:
        return i
    if unit.low in _AFTER_CUE_CLAUSE and find_that(units, i) is None:
        return i
    return None


def _ends_at(units: list[Unit], i: int) -> bool:
    """Say whether nothing but closing signs follows."""
    return all(unit.kind == "p" for unit in units[i : i + 8])


# --- The content after a comma --------------------------------------------------------------


def _read_beside_comma(clause: CueClause) -> _Content | None:
    """Read "But, he said, ...": the rest is the content."""
    units, subject, after = clause.units, clause.subject, clause.after
    if not subject or not 0 < subject[0] <= 2 or "clause" not in clause.cue.takes:
        return None
    if units[subject[0] - 1].form != "," or after + 1 >= len(units) or units[after].form != ",":
        return None
    return _Content([(after + 1, find_clause_end(units, after + 1))], "after")


def _read_as_clause(clause: CueClause) -> _Content | None:
    """Read "As Reed noted on Friday, ..." and "..., as Reed noted"."""
    subject = clause.subject
    if not subject or subject[0] == 0 or "clause" not in clause.cue.takes:
        return None
    spans = collect_beside_as(clause.units, subject[0] - 1, clause.after)
    return _Content(spans, "after") if spans else None


# --- The content after the cue --------------------------------------------------------------


def _find_place(clause: CueClause, first: int) -> _Place | None:
    """Skip whom, when and where it was said; None where no content can follow."""
    units, cue, n = clause.units, clause.cue, len(clause.units)
    if "person" in cue.takes or cue.lemma in _MAY_NAME_PERSON:
        first = skip_person(units, first)
        is_nobody_told = first == clause.after and first < n and units[first].kind != "q"
        if is_nobody_told and "person" in cue.takes:
            return None
    if not (first < n and units[first].low == "to" and "to" in cue.takes):
        first = skip_adjuncts(units, first)
    if first >= n:
        return None
    return _Place(first, units[first], _is_fronted(clause), _find_aside(clause))


def _is_fronted(clause: CueClause) -> bool:
    """Say whether the cue stands in a clause before the main clause."""
    units, subject, at = clause.units, clause.subject, clause.at
    if subject and 0 < subject[0] <= 6 and units[subject[0] - 1].low in FRONTED:
        return True
    if at == 0 and subject is None and clause.cue.shape == "ing" and not clause.group.finite:
        return True
    is_opened = units[0].low in FRONTED and at < _REACH_OF_MAIN
    return is_opened and not any(unit.form == "," for unit in units[:at])


def _find_aside(clause: CueClause) -> str:
    """Name the sign that closes the aside a cue stands in (", who said ...,")."""
    units, subject, start = clause.units, clause.subject, clause.group.start
    if start > 1 and units[start - 1].low in ("who", "which"):
        sign = units[start - 2].form
        if sign in COMMA_OR_DASH:
            return sign
    if subject and subject[0] > 0 and units[subject[0] - 1].form in DASHES:
        return units[subject[0] - 1].form
    return ""


def _end_clause(clause: CueClause, place: _Place) -> UnitSpan:
    """Span the clause that begins at a place."""
    stop = find_clause_end(clause.units, place.first, fronted=place.fronted, aside=place.aside)
    return (place.first, stop)


def _read_marks(clause: CueClause, place: _Place) -> _Content | None:
    """Read words in quotation marks, with or without a comma or a colon before them."""
    units, takes, first = clause.units, clause.cue.takes, place.first
    n = len(units)
    if place.unit.kind == "q" and takes & {"clause", "that", "marks", "person", "object"}:
        goes_on = first + 1 < n and units[first + 1].kind == "w"
        return _Content([_end_clause(clause, place) if goes_on else (first, first + 1)], "bare")
    is_introduced = place.unit.form in (",", ":") and first + 1 < n and units[first + 1].kind == "q"
    if is_introduced and takes & {"clause", "that", "marks", "person"}:
        return _Content([(first + 1, first + 2)], "bare")
    return None


def _resume_after_aside(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low said, through a lawyer, that ..." and "saying, if elected, she would ..."."""
    units, first = clause.units, place.first
    if place.unit.form != "," or not clause.cue.takes & {"clause", "that"}:
        return None
    for j in range(first + 2, min(len(units), first + _LONGEST_ASIDE)):
        if units[j].kind == "q":
            return None
        if units[j].form == ",":
            if units[j + 1 : j + 2] and units[j + 1].low == "that":
                return _Content([(j + 1, find_clause_end(units, j + 1))], "that")
            break
    if units[first + 1 : first + 2] and units[first + 1].low in _CONDITION_OPENERS:
        return _Content([(first + 1, find_clause_end(units, first + 1))], "bare")
    return None


def _read_after_colon(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low said: it was late"."""
    if place.unit.form != ":" or clause.group.infinitive:
        return None
    if not clause.cue.takes & {"clause", "marks", "person"}:
        return None
    first = place.first + 1
    end = min(len(clause.units), place.first + LONGEST_CONTENT)
    return _Content([(first, strip_signs(clause.units, first, end))], "bare")


def _stop_at_sign(clause: CueClause, place: _Place) -> _Content | None:
    """Nothing else can follow but words; nothing at all where only marks can."""
    is_sign = place.unit.kind != "w" and place.unit.form not in "$£€"
    return _NOTHING if is_sign or clause.cue.takes <= {"marks"} else None


def _read_that_clause(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low said that it was late", "Low asked why it was late"."""
    opening, lemma = place.unit.low, clause.cue.lemma
    if opening not in COMPLEMENTISERS or not clause.cue.takes & {"clause", "that"}:
        return None
    if opening in _ASKING_OPENINGS and lemma not in _ASKING_VERBS:
        return _NOTHING
    if opening != "that" and lemma in _THAT_ONLY_VERBS:
        return _NOTHING
    if opening == "what":
        return _Content([(place.first, find_object_end(clause.units, place.first))], "that")
    return _Content([_end_clause(clause, place)], "that")


def _read_infinitive(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low vowed to appeal"."""
    units, subject = clause.units, clause.subject
    if place.unit.low != "to" or "to" not in clause.cue.takes or place.first + 1 >= len(units):
        return None
    if not (subject or clause.main):
        return None
    if subject and subject[0] > 0 and units[subject[0] - 1].low in _CONDITIONS:
        return _NOTHING
    if clause.cue.is_noun and not clause.group.finite:
        return _NOTHING
    if _carries_cue(units, place.first + 1, clause.cue):
        return _NOTHING
    return _Content([_end_clause(clause, place)], "to")


def _carries_cue(units: list[Unit], i: int, cue: Cue) -> bool:
    """Say whether the verb after "to" is the cue and this one carries it ("refused to say if")."""
    lexicon = load_lexicon()
    if cue.lemma not in lexicon.chain or i + 1 >= len(units):
        return False
    carried = lexicon.verbs.get(units[i].low, ())
    return units[i + 1].kind != "p" and any(not found.particles for found in carried)


def _read_bare_clause(clause: CueClause, place: _Place) -> _Content | None:
    """Read a clause without "that": "Low said it was late"."""
    units, unit, cue, first = clause.units, place.unit, clause.cue, place.first
    if not cue.takes & {"clause", "person"} or not (clause.group.finite or cue.shape == "ing"):
        return None
    if cue.lemma in ("say", "tell") and unit.low not in ("and", "or", "of"):
        way = "bare"
        has_source = clause.subject or cue.shape == "ing" or clause.main
        reports = len(units) - first >= 2 and has_source
        reports = reports and (unit.low not in PREPOSITIONS or has_finite_verb(units, first))
    else:
        way = "weak bare"
        reports = starts_noun_phrase(unit) and starts_clause(unit)
        reports = reports and has_finite_verb(units, first, 10)
    return _Content([_end_clause(clause, place)], way) if reports else None


def _stop_inside_content(clause: CueClause, place: _Place) -> _Content | None:
    """A cue inside an earlier content ("said he backed the plan") reports no noun phrase."""
    return _NOTHING if clause.at < clause.covered else None


def _read_after_preposition(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low warned of a crisis"; the preposition is the cue's particle."""
    if "after" not in clause.cue.takes or not starts_noun_phrase(place.unit):
        return None
    if not (clause.group.finite or clause.cue.shape == "ing"):
        return None
    return _read_object(clause, place.first)


def _read_request(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low urged Congress to act"."""
    if "person_to" not in clause.cue.takes or not clause.group.finite or not clause.subject:
        return None
    for unit in clause.units[place.first : place.first + 12]:
        if unit.kind == "p":
            return None
        if unit.low == "to":
            return _Content([_end_clause(clause, place)], "to")
    return None


def _read_name(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low described it as ..." where the name stands in marks."""
    units, following = clause.units, place.first + 1
    if not clause.cue.takes & {"object", "as"} or place.unit.low != "as":
        return None
    # "what Low described as a failure": the name is all there is.
    is_free = clause.subject is not None and clause.subject[0] > 0
    is_free = is_free and units[clause.subject[0] - 1].low == "what"
    is_marked = following < len(units) and (units[following].kind == "q" or is_free)
    return _read_object(clause, following) if is_marked else None


def _read_wish(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low would like the board to act"; a liking without "would" is no report."""
    if "wish" not in clause.cue.takes:
        return None
    before = clause.units[clause.group.start : clause.at]
    if not any(unit.low == "would" or unit.low.endswith("'d") for unit in before):
        return _NOTHING
    return _Content([_end_clause(clause, place)], "to")


def _read_as(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low portrayed the plan as a failure"."""
    units, first = clause.units, place.first
    if "as" not in clause.cue.takes or not starts_noun_phrase(place.unit):
        return None
    if not (clause.group.finite or clause.cue.shape == "ing"):
        return None
    for j in range(first + 1, min(len(units), first + _REACH_OF_AS)):
        if units[j].kind == "p" or units[j].low in AUX:
            return None
        if units[j].low == "as" and units[j + 1 : j + 2] and units[j + 1].low not in _NO_ROLE:
            return _Content([(first, find_object_end(units, j + 1))], "object")
    return None


def _read_noun_phrase(clause: CueClause, place: _Place) -> _Content | None:
    """Read "Low denied the claim"; a cue that may be a noun needs a sure object."""
    cue, unit = clause.cue, place.unit
    if "object" not in cue.takes or place.first != clause.after or not starts_noun_phrase(unit):
        return None
    if cue.is_noun:
        is_sure = unit.low in DETERMINERS or unit.low in OBJECT_PRONOUNS or is_capital(unit)
        if not is_sure or not (clause.group.finite or cue.shape == "ing"):
            return _NOTHING
    return _read_object(clause, place.first)


def _read_object(clause: CueClause, first: int) -> _Content:
    """Span a noun phrase that is the content."""
    return _Content([(first, find_object_end(clause.units, first))], "object")


_CONSTRUCTIONS = (
    _read_marks,
    _resume_after_aside,
    _read_after_colon,
    _stop_at_sign,
    _read_wish,
    _read_that_clause,
    _read_infinitive,
    _read_bare_clause,
    _stop_inside_content,
    _read_after_preposition,
    _read_request,
    _read_name,
    _read_as,
    _read_noun_phrase,
)


# --- The subject of the sentence ------------------------------------------------------------


def _find_main_source(units: list[Unit], start: int, stop: int) -> tuple[int, int] | None:
    """Find the sentence's subject (offsets) for a participle that has none of its own."""
    if start <= 1:
        return _find_subject_after(units, stop)
    for j in range(1, min(start, len(units), _REACH_OF_MAIN)):
        if _is_main_verb(units[j]) and units[j - 1].low not in DETERMINERS:
            subject = find_subject(units, j)
            if subject:
                return locate(units, subject)
    return None


def _find_subject_after(units: list[Unit], i: int) -> tuple[int, int] | None:
    """Find the subject that follows a participle clause ("Saying it was late, Low left")."""
    n = len(units)
    first = i + 1 if i < n and units[i].form == "," else i
    end = first
    while end < n and end - first < 8 and units[end].kind == "w" and units[end].low not in AUX:
        if end > first and not is_capital(units[end]) and units[end].low not in DETERMINERS:
            break
        end += 1
    return locate(units, (first, end)) if end > first else None


def _is_main_verb(unit: Unit) -> bool:
    """Say whether a unit can be the verb of the sentence."""
    if unit.kind != "w" or is_capital(unit):
        return False
    return unit.low in AUX or looks_past(unit.low) or unit.low in load_lexicon().verbs
