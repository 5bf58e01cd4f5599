"""Where do the words that are reported begin and end?"""

from analysis.attribution.lexicon import load_lexicon
from analysis.attribution.units import (
    Unit,
    UnitSpan,
    is_adverb,
    is_capital,
    looks_past,
    strip_signs,
)
from analysis.attribution.words import (
    AUX,
    COMMA_OR_DASH,
    CONTRACTED,
    DASHES,
    DETERMINERS,
    HAVE,
    IRREGULAR_PASTS,
    PREPOSITIONS,
    PRONOUNS,
    STARTERS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
)

# Longest stretch read for one content, in units: keeps the time linear where a "sentence"
# is a megabyte long.
LONGEST_CONTENT = 160
_LONGEST_CUE_CLAUSE = 14
# How many units a new report's cue may stand from where the report begins.
_REACH_OF_CUE = 12
_REACH_OF_LIST = 7

_OBJECT_STOPS = frozenset(
    "while when because after before but although though during where".split()
)
_OBJECT_SIGNS = DASHES | frozenset(", ; : )".split())
_BEFORE_SECOND_HALF = DASHES | frozenset(", : .".split())
_JOINTS = frozenset("but and while though although as whereas".split())
# After "as he said" these show that something else is reported ("as he said he would").
_BEFORE_INSERTION = frozenset("that and but because while".split())
_NO_AS_CLAUSE = SUBJECT_PRONOUNS | {"that", "saying"}
_SENTENCE_SIGNS = DASHES | frozenset(". ; : (".split())
_NO_NOUN_PHRASE = PREPOSITIONS | STARTERS | AUX | {"and", "or", "not"}
_NO_SECOND_HALF = PREPOSITIONS | STARTERS | {"and"}
_CLAUSE_SUBJECTS = SUBJECT_PRONOUNS | DETERMINERS | PRONOUNS


# --- Clauses --------------------------------------------------------------------------------


def find_clause_end(
    units: list[Unit], first: int, *, fronted: bool = False, aside: str = ""
) -> int:
    """
    Find where a reported clause ends, closing signs left out.

    Parameters
    ----------
    units : list of Unit
        A sentence.
    first : int
        Number of the clause's first unit.
    fronted : bool, default False
        Whether the cue stands in a clause before the main clause ("When Low said it was
        late, ..."), so that a comma ends the content.
    aside : str, default ""
        The sign that closes the aside the cue stands in, if it stands in one.

    Returns
    -------
    int
        Number of the unit after the last one.
    """
    last = min(len(units), first + LONGEST_CONTENT)
    depth = n_commas = 0
    i = first
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
            elif form == ";" or (form == aside and i > first):
                break
            elif form == "," and i + 1 < last:
                is_main_next = fronted and i - first > 1
                if is_main_next or _ends_at_comma(units, i + 1, is_first=n_commas == 0):
                    break
                n_commas += 1
        elif unit.low in ("and", "but") and first < i < last - 1 and _ends_at_joint(units, i, last):
            break
        i += 1
    return strip_signs(units, first, i)


def _ends_at_comma(units: list[Unit], i: int, *, is_first: bool) -> bool:
    """Say whether a clause ends at the comma before a unit."""
    # ", are unlikely": the main clause goes on, unless an aside ends here.
    if is_first and units[i].low in AUX and units[i].low != "being":
        return True
    return _starts_new_report(units, i)


def _ends_at_joint(units: list[Unit], i: int, last: int) -> bool:
    """Say whether a clause ends at an "and" or "but": another report follows."""
    j = i + 1
    while j < last and j < i + 4 and is_adverb(units[j]):
        j += 1
    return (j < last and is_reporting(units[j])) or _starts_new_report(units, i)


def is_reporting(unit: Unit) -> bool:
    """Say whether a unit is a finite form of a verb that introduces a clause."""
    return unit.low in load_lexicon().reporting


def _starts_new_report(units: list[Unit], i: int) -> bool:
    """Say whether another report begins at a unit after a comma or at an "and"."""
    if units[i].low == "according" or _is_closing_cue_clause(units, i):
        return True
    if is_adverb(units[i]) and i + 1 < len(units):
        i += 1
    low = units[i].low
    if low in load_lexicon().participles:
        return True
    return low in _JOINTS and _has_report_after_joint(units, i)


def _is_closing_cue_clause(units: list[Unit], i: int) -> bool:
    """Say whether "..., Low said" follows, which a sign, a day or nothing comes after."""
    for j in range(i + 1, min(len(units), i + _REACH_OF_CUE)):
        if units[j].kind != "w" or units[j].low in STARTERS:
            return False
        if is_reporting(units[j]):
            if j + 1 >= len(units):
                return True
            after = units[j + 1]
            return (after.kind == "p" and after.form != ":") or after.low in WEEKDAYS
    return False


def _has_report_after_joint(units: list[Unit], i: int) -> bool:
    """Say whether a reporting verb is the first finite verb after a conjunction."""
    for j in range(i + 1, min(len(units), i + 10)):
        if units[j].kind != "w":
            return False
        if is_reporting(units[j]):
            return True
        if units[j].low in AUX and units[j].low not in HAVE:
            return False
    return False


def find_clause_start(units: list[Unit], i: int) -> int:
    """Find where the clause before a cue begins: after an earlier report, else the sentence."""
    first = max(0, i - LONGEST_CONTENT)
    for j in range(first, i):
        if units[j].form == ";":
            first = j + 1
    joined = 0
    reported = False
    for j in range(first, i - 4):
        if reported and units[j].low in ("but", "and") and units[j - 1].form == ",":
            joined = j + 1
        reported = reported or is_reporting(units[j])
    if joined:
        return joined
    leads = first == 0 and i > 1 and units[0].low in ("but", "and", "yet")
    return 1 if leads else first


def has_finite_verb(units: list[Unit], at: int, reach: int = 14) -> bool:
    """Say whether a verb form follows that makes a clause of what stands there."""
    for i in range(at, min(len(units), at + reach)):
        unit = units[i]
        low = unit.low
        if unit.kind == "p" and unit.form in _SENTENCE_SIGNS:
            return False
        if low in AUX or CONTRACTED.match(low):
            return True
        if i == at or unit.kind != "w":
            continue
        before = units[i - 1].low
        if before in SUBJECT_PRONOUNS:
            return True
        if before in DETERMINERS or is_capital(unit):
            continue
        if looks_past(low) or low in IRREGULAR_PASTS:
            return True
        if low.endswith("s") and _is_present_verb(units, i):
            return True
    return False


def _is_present_verb(units: list[Unit], i: int) -> bool:
    """Say whether a word in -s between a name and an object is a verb ("Reed leads Lee")."""
    if i + 1 >= len(units) or not is_capital(units[i - 1]) or units[i].low.endswith(("'s", "ss")):
        return False
    following = units[i + 1]
    return is_capital(following) or following.low in DETERMINERS or following.low in PREPOSITIONS


def starts_clause(unit: Unit) -> bool:
    """Say whether a unit can be the first of a clause without "that"."""
    low = unit.low
    return (
        low in _CLAUSE_SUBJECTS
        or is_capital(unit)
        or bool(CONTRACTED.match(low))
        or low.endswith("s")
    )


# --- Noun phrases ---------------------------------------------------------------------------


def starts_noun_phrase(unit: Unit) -> bool:
    """Say whether a unit can be the first of a noun phrase."""
    if unit.kind == "p":
        return unit.form in "$£€"
    return unit.kind == "q" or unit.low not in _NO_NOUN_PHRASE


def find_object_end(units: list[Unit], first: int) -> int:
    """Find where a noun phrase that is the content ends, closing signs left out."""
    i = first
    last = min(len(units), first + LONGEST_CONTENT)
    while i < last:
        unit = units[i]
        if unit.kind == "p" and unit.form in _OBJECT_SIGNS and not _is_listing(units, i, first):
            break
        if i > first and _ends_object(units, i):
            break
        i += 1
    return strip_signs(units, first, i)


def _ends_object(units: list[Unit], i: int) -> bool:
    """Say whether a noun phrase ends before a word: a day, another verb, another clause."""
    low = units[i].low
    if low in _OBJECT_STOPS:
        return True
    if low in WEEKDAYS:
        return not is_capital(units[i - 1])
    if i + 1 >= len(units):
        return False
    following = units[i + 1]
    is_day = low == "on" and following.low in WEEKDAYS
    if is_day and i + 2 < len(units) and units[i + 2].low in ("that", "to"):
        return False
    return is_day or (low == "and" and is_reporting(following))


def _is_listing(units: list[Unit], i: int, first: int) -> bool:
    """Say whether a comma stands inside a list (", and" follows within a few words)."""
    if units[i].form != "," or i + 2 >= len(units) or i == first:
        return False
    for j in range(i + 1, min(len(units), i + _REACH_OF_LIST)):
        if units[j].form == "," and j + 1 < len(units) and units[j + 1].low in ("and", "or"):
            return True
    return False


# --- Contents around a cue clause -----------------------------------------------------------


def collect_around(
    units: list[Unit], first: int, stop: int, *, is_framed: bool = False
) -> list[UnitSpan]:
    """
    Collect what a cue clause follows, or what it cuts in two.

    Parameters
    ----------
    units : list of Unit
        A sentence.
    first, stop : int
        Unit numbers of the cue clause ("he said on Friday"), half-open.
    is_framed : bool, default False
        Whether the same sign stands before and after the cue clause.

    Returns
    -------
    list of (int, int)
        Half-open unit numbers of the content before the cue clause and, where the content
        goes on after it ("We stop," he said, "today"), of its second half.
    """
    begin, end = find_clause_start(units, first), first
    while end > begin and units[end - 1].kind == "p" and units[end - 1].form in ",—–-":
        end -= 1
    if is_framed and not has_finite_verb(units, begin, end - begin):
        # "At noon, Low said, the ferry sank": the cue clause cannot end a sentence begun so.
        return [(begin, end), (stop + 1, find_clause_end(units, stop + 1))]
    return [(begin, end), *_collect_second_half(units, stop, (begin, end))]


def collect_beside_as(units: list[Unit], at: int, after: int) -> list[UnitSpan]:
    """
    Collect what an as-clause attributes: "As Low noted, ...", "..., as Low noted, ...".

    Parameters
    ----------
    units : list of Unit
        A sentence.
    at, after : int
        Numbers of the unit that should be "as" and of the unit after the cue.

    Returns
    -------
    list of (int, int)
        Half-open unit numbers; empty where there is no such clause.
    """
    if units[at].low != "as":
        return []
    stop = after
    while stop < len(units) and units[stop].kind == "w" and stop - after < _LONGEST_CUE_CLAUSE:
        is_verb = units[stop].low in AUX and not is_capital(units[stop])  # "in May"
        if is_verb or units[stop].low in _NO_AS_CLAUSE:
            return []
        stop += 1
    if stop < len(units) and units[stop].kind != "p":
        return []
    sign = units[stop].form if stop < len(units) else "."
    is_inserted = at > 1 and units[at - 1].form == "," and units[at - 2].low in _BEFORE_INSERTION
    if at == 0 or (at == 1 and units[0].low in _JOINTS) or units[at - 1].form == "(" or is_inserted:
        opens = sign == "," and stop + 1 < len(units)
        return [(stop + 1, find_clause_end(units, stop + 1))] if opens else []
    if units[at - 1].form not in COMMA_OR_DASH or at < 3:
        return []
    spans = [(find_clause_start(units, at), strip_signs(units, 0, at))]
    if sign == units[at - 1].form and stop + 1 < len(units) and units[stop + 1].kind == "w":
        spans.append((stop + 1, find_clause_end(units, stop + 1)))
    return spans


def _collect_second_half(units: list[Unit], i: int, before: UnitSpan) -> list[UnitSpan]:
    """Collect the second half of a content that a cue clause cuts in two."""
    n = len(units)
    j = i
    while j < n and units[j].kind == "w" and j - i < _LONGEST_CUE_CLAUSE:
        j += 1
    if j + 1 >= n or (units[j].kind == "q" and j > i):
        return []
    sign, following = units[j].form, units[j + 1]
    if sign not in _BEFORE_SECOND_HALF:
        return []
    if following.kind == "q":
        return [(j + 1, j + 2)]
    first, stop = before
    is_quoted = stop > first and units[stop - 1].kind == "q"
    low = following.low
    if sign != "," or is_quoted or low.endswith("ing"):
        return []
    if low in _NO_SECOND_HALF and not (j == i and low == "that"):
        return []
    if j > i + 3 or low in ("a", "an") or not has_finite_verb(units, j + 1, 25):
        return []
    return [(j + 1, find_clause_end(units, j + 1))]
