"""Which words of this sentence are reported, by which cue, and from which source?"""

from analysis.attribution.complements import CueClause, read_complement
from analysis.attribution.contents import (
    find_clause_end,
    find_clause_start,
    has_finite_verb,
)
from analysis.attribution.cue_clauses import (
    NAMING,
    Attribution,
    Found,
    build_attribution,
    read_inverted,
    read_passive,
)
from analysis.attribution.lexicon import Cue, load_lexicon
from analysis.attribution.phrases import (
    find_following_source,
    find_subject,
    is_plural,
    read_verb_group,
)
from analysis.attribution.units import Unit, UnitSpan, is_capital, strip_signs
from analysis.attribution.words import (
    AUX,
    DETERMINERS,
    HAVE,
    LEADING,
    POSSESSIVES,
    PREPOSITIONS,
    QUANTIFIERS,
)

_NO_VERB_AFTER = DETERMINERS - QUANTIFIERS
_LONGEST_APPOSITION = 40


def find_attributions(units: list[Unit]) -> list[Attribution]:
    """
    Find every attribution of a sentence, or of several that one quotation joins.

    Parameters
    ----------
    units : list of Unit
        As `cut_units` gives them.

    Returns
    -------
    list of Attribution
        In the order of their cues; contents may lie inside one another.

    Examples
    --------
    >>> from analysis.attribution.units import cut_units
    >>> text = "Ann Lee said the ferry sank."
    >>> for found in find_attributions(cut_units(text, 0, len(text), [])):
    ...     for start, stop in (found.source, found.cue, *found.contents):
    ...         print(text[start:stop])
    Ann Lee
    said
    the ferry sank
    """
    lexicon = load_lexicon()
    found: list[Attribution] = []
    covered = 0  # unit number up to which an earlier content reaches
    main: tuple[int, int] | None = None  # source of the sentence's first attribution
    for i, unit in enumerate(units):
        result = None
        if unit.low == "according":
            is_aside = bool(found) and found[-1].way == "after" and bool(found[-1].quotes)
            result = None if is_aside else _read_source_phrase(units, i)
        elif unit.low in lexicon.verbs:
            for cue in lexicon.verbs[unit.low]:
                result = _read_verb(units, i, cue, main, covered)
                if result is not None:
                    break
        if result is None and unit.low in lexicon.nouns:
            result = _read_noun(units, i)
        if result is not None:
            attribution, reach = result
            found.append(attribution)
            covered = max(covered, reach)
            main = main or attribution.source
    return found


# --- According to X -------------------------------------------------------------------------


def _read_source_phrase(units: list[Unit], i: int) -> Found | None:
    """Read "according to X": the content stands after it, before it, or around it."""
    at = i + 2
    if at >= len(units) or units[i + 1].low != "to":
        return None
    stop = find_following_source(units, at)
    if stop == at:
        return None
    if i == 0 or (i == 1 and units[0].low in LEADING):
        first = _skip_apposition(units, stop)
        contents = [(first, find_clause_end(units, first))]
    else:
        first = find_clause_start(units, i)
        contents = [(first, strip_signs(units, first, i)), *_read_after_aside(units, i, stop)]
    return build_attribution(units, (at, stop), (i, at), contents, "source phrase")


def _skip_apposition(units: list[Unit], first: int) -> int:
    """Skip the comma after a source, and an apposition to it that another comma closes."""
    if first >= len(units) or units[first].form != ",":
        return first
    first += 1
    if first < len(units) and units[first].low in ("who", "which", "a", "an"):
        for j in range(first, min(len(units), first + _LONGEST_APPOSITION)):
            if units[j].form == ",":
                return j + 1
    return first


def _read_after_aside(units: list[Unit], i: int, stop: int) -> list[UnitSpan]:
    """Span the rest of a clause that ", according to X," stands inside."""
    after = stop + 1
    if after >= len(units) or units[stop].form != "," or units[i - 1].form != ",":
        return []
    if units[after].low in PREPOSITIONS or units[after].low.endswith("ing"):
        return []
    return [(after, find_clause_end(units, after))]


# --- The claim that ... ---------------------------------------------------------------------


def _read_noun(units: list[Unit], i: int) -> Found | None:
    """Read a noun with its that-clause: "the claim that ..."."""
    if i == 0 or i + 2 >= len(units) or units[i + 1].low != "that":
        return None
    following = units[i + 2].low
    if following in AUX:
        return None
    if following in load_lexicon().verbs and not has_finite_verb(units, i + 3, 5):
        return None
    contents = [(i + 1, find_clause_end(units, i + 1))]
    return build_attribution(units, _find_possessor(units, i), (i, i + 1), contents, "noun")


def _find_possessor(units: list[Unit], i: int) -> UnitSpan | None:
    """Find whose claim it is: "Low's", "their"."""
    for j in range(i - 1, max(-1, i - 4), -1):
        if units[j].kind == "w" and units[j].low.endswith(("'s", "s'")):
            first = j
            while first > 0 and is_capital(units[first - 1]) and is_capital(units[j]):
                first -= 1
            return (first, j + 1)
        if units[j].low in POSSESSIVES:
            return (j, j + 1)
    return None


# --- Verbs ----------------------------------------------------------------------------------


def _read_verb(
    units: list[Unit], i: int, cue: Cue, main: tuple[int, int] | None, covered: int
) -> Found | None:
    """Read one cue verb: its subject and what it introduces."""
    after = i + 1
    if cue.particles:
        if after >= len(units) or units[after].low not in cue.particles:
            return None
        after += 1
    if _is_no_verb(units, i, cue):
        return None
    inverted = read_inverted(units, i, after, cue)
    if inverted is not None:
        return inverted
    group = read_verb_group(units, i, cue.shape)
    following = units[after] if after < len(units) else None
    is_named = cue.lemma in NAMING and following is not None and following.kind == "q"
    has_agent = following is not None and following.low == "by" and "marks" not in cue.takes
    if group.passive or (
        cue.shape == "past" and (has_agent or (is_named and units[group.start].low not in HAVE))
    ):
        return read_passive(units, i, after, cue, group, covered)
    subject = None
    if group.finite:
        subject = find_subject(units, group.start)
        if subject is None:
            is_joined = group.start > 0 and units[group.start - 1].low in ("and", ",", "but")
            if not _may_lack_subject(cue, opens=i == 0, is_joined=is_joined and main is not None):
                return None
        elif cue.shape == "base" and group.start == i and not is_plural(units, subject):
            return None
    elif cue.shape == "base" and not group.infinitive:
        return None
    return read_complement(CueClause(units, i, after, cue, group, subject, main, covered))


def _is_no_verb(units: list[Unit], i: int, cue: Cue) -> bool:
    """Say whether the word before shows that a form is no verb here."""
    if i == 0:
        return False
    before = units[i - 1]
    if is_capital(units[i]):
        if before.kind == "w" and not is_capital(before):
            return True
        if cue.is_noun and is_capital(before):
            return True
    if before.low in _NO_VERB_AFTER:
        return True
    return before.low in PREPOSITIONS and before.low != "to" and cue.shape != "ing"


def _may_lack_subject(cue: Cue, *, opens: bool, is_joined: bool) -> bool:
    """Say whether a finite verb may do without a subject: first in a headline, or joined."""
    if cue.shape == "base":
        return False
    return opens or (not cue.is_noun and ("clause" in cue.takes or is_joined))
