"""Which words of this sentence are reported, by which cue, and from which source?"""

from bisect import bisect_left

from analysis.attribution.complements import CueClause, read_complement
from analysis.attribution.cue_clauses import (
    NAMING,
    Attribution,
    Found,
    read_inverted,
    read_passive,
)
from analysis.attribution.lexicon import Cue, load_lexicon
from analysis.attribution.nominals import read_adjective, read_noun
from analysis.attribution.phrases import (
    find_subject,
    is_plural,
    read_verb_group,
)
from analysis.attribution.source_phrases import read_source_phrase
from analysis.attribution.units import Unit, is_capital
from analysis.attribution.words import (
    DETERMINERS,
    FRONTED,
    HAVE,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
)

_NO_VERB_AFTER = DETERMINERS - QUANTIFIERS
_MEANS = frozenset("telephone phone email e-mail text letter fax video radio way message".split())
_BEFORE_ASKED = FRONTED | {",", "(", "–", "—", "if"}
_WEAK_WAYS = frozenset(["noun phrase", "attitude", "to", "weak bare"])
_SOURCE_PHRASES = frozenset("according per in".split())


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
        if unit.low in _SOURCE_PHRASES:
            is_aside = bool(found) and found[-1].way == "after" and bool(found[-1].quotes)
            result = None if is_aside else read_source_phrase(units, i)
        elif unit.low in lexicon.verbs:
            for cue in lexicon.verbs[unit.low]:
                result = _read_verb(units, i, cue, main, covered)
                if result is not None:
                    break
        if result is None and unit.low in lexicon.nouns:
            result = read_noun(units, i)
        if result is None and unit.low in lexicon.adjectives:
            result = read_adjective(units, i)
        if result is not None and i < covered and _is_part_of_report(units, result[0]):
            result = None
        if result is not None:
            attribution, reach = result
            found.append(attribution)
            covered = max(covered, reach)
            main = main or attribution.source
    return found


def _is_part_of_report(units: list[Unit], found: Attribution) -> bool:
    """
    Say whether an attribution inside a reported clause is a part of that report.

    "Low said he wanted to leave" is one report; "Low said Reed vowed to leave" is two.
    """
    if found.way not in _WEAK_WAYS:
        return False
    if found.source is None:
        return True
    start = bisect_left(units, found.source[0], key=lambda unit: unit.start)
    return units[start].low in PRONOUNS or units[start].low in POSSESSIVES


# --- Verbs ----------------------------------------------------------------------------------


def _read_verb(
    units: list[Unit], i: int, cue: Cue, main: tuple[int, int] | None, covered: int
) -> Found | None:
    """Read one cue verb: its subject and what it introduces."""
    after = i + 1
    for particle in cue.particles:
        if after >= len(units) or units[after].low != particle:
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
    has_agent = _has_agent(units, after) and "marks" not in cue.takes
    if group.passive or (
        cue.shape == "past"
        and (
            has_agent
            or _is_asked(units, i, group.start, following)
            or (is_named and units[group.start].low not in HAVE)
        )
    ):
        return read_passive(units, i, after, cue, group, covered)
    subject = None
    if group.finite:
        subject = find_subject(units, group.start)
        if subject is None:
            is_joined = group.start > 0 and units[group.start - 1].low in ("and", ",", "but")
            if not _may_lack_subject(cue, opens=i == 0, is_joined=is_joined, has_main=bool(main)):
                return None
        elif cue.shape == "base" and group.start == i and not is_plural(units, subject):
            return None
    elif cue.shape == "base" and not group.infinitive:
        return None
    return read_complement(CueClause(units, i, after, cue, group, subject, main, covered))


def _has_agent(units: list[Unit], after: int) -> bool:
    """Say whether "by" and somebody follow; "said by telephone" has no agent."""
    if after + 1 >= len(units) or units[after].low != "by":
        return False
    return units[after + 1].low not in _MEANS and not units[after + 1].low.endswith("ing")


def _is_asked(units: list[Unit], i: int, start: int, following: Unit | None) -> bool:
    """Say whether "asked" stands for "was asked" ("When asked if ...", "Asked about ...")."""
    if units[i].low not in ("asked", "pressed", "questioned") or following is None:
        return False
    is_bare = start == i and (i == 0 or units[i - 1].low in _BEFORE_ASKED)
    return is_bare and following.low in ("about", "if", "whether", "why", "how", "what", "in", "by")


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


def _may_lack_subject(cue: Cue, *, opens: bool, is_joined: bool, has_main: bool) -> bool:
    """Say whether a finite verb may do without a subject: first in a headline, or joined."""
    if cue.shape == "base":
        return False
    if cue.is_noun:
        return opens or (is_joined and has_main)
    return opens or is_joined or "clause" in cue.takes
