"""What is reported where the cue clause is turned round: ", said Low", "was accused of"?"""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.attribution.contents import (
    collect_around,
    collect_beside_as,
    find_clause_end,
    find_object_end,
)
from analysis.attribution.lexicon import Cue, load_lexicon, load_speaker_words
from analysis.attribution.phrases import VerbGroup, extend_to_name, find_following_source
from analysis.attribution.units import (
    Unit,
    UnitSpan,
    is_adverb,
    is_capital,
    locate,
    strip_signs,
)
from analysis.attribution.words import (
    AUX,
    COMMA_OR_DASH,
    DASHES,
    DETERMINERS,
    PREPOSITIONS,
    STARTERS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
)

# Verbs that give a name: in the passive the namer is often left out ("once called ...").
NAMING = frozenset("call dub label name term describe".split())
# Passives that report without a source ("is said to", "have been accused of").
_SOURCELESS = frozenset(
    "accuse allege believe report say think rumor claim estimate suspect understand tell expect "
    "project predict".split()
)
_NEEDS_NO_AGENT = _SOURCELESS | NAMING
_PASSIVE_OPENERS = frozenset("that to of as for".split())
_AFTER_AGENT = frozenset("of for as that".split())
_REACH_OF_AGENT = 16
_REACH_OF_VERB = 12
# In the passive the one who is asked stands first.
_ASKING = frozenset("ask question press quiz".split())
_ASKED_OPENERS = frozenset("about if whether why how what who when where to for".split())

_BEFORE_INVERSION = COMMA_OR_DASH | {"?", "!"}
_NO_INVERTED_SUBJECT = (
    (SUBJECT_PRONOUNS - {"he", "she"}) | WEEKDAYS | frozenset("that this there these".split())
)
_INVERTED_SUBJECT = DETERMINERS | {"he", "she"}
_NO_ROLE = STARTERS | PREPOSITIONS
_AFTER_INVERSION = AUX | {"that"}


class Attribution(NamedTuple):
    """
    A source, its cue and what is said, before names are resolved; all offsets in the text.

    Attributes
    ----------
    source : (int, int) or None
        Span of the words that stand for the source.
    cue : (int, int)
        Span of the reporting words.
    contents : tuple of (int, int)
        Spans of what is reported.
    way : str
        The construction, a key of `quotations.SURE`.
    quotes : tuple of int
        Starts of the quotations in marks inside the contents.
    """

    source: tuple[int, int] | None
    cue: tuple[int, int]
    contents: tuple[tuple[int, int], ...]
    way: str
    quotes: tuple[int, ...]


# An attribution, and the number of the unit up to which its contents reach.
Found = tuple[Attribution, int]


def build_attribution(
    units: list[Unit],
    source: UnitSpan | None,
    cue: UnitSpan,
    contents: Iterable[UnitSpan],
    way: str,
) -> Found | None:
    """Turn unit numbers into offsets; None where no content is left without its signs."""
    spans, quotes, reach = [], [], 0
    for first, stop in contents:
        while first < stop and units[first].kind == "p" and units[first].form not in "($£€[":
            first += 1
        if stop <= first:
            continue
        spans.append(locate(units, (first, stop)))
        quotes.extend(unit.start for unit in units[first:stop] if unit.kind == "q")
        reach = max(reach, stop)
    if not spans:
        return None
    source_span = locate(units, source) if source else None
    return Attribution(source_span, locate(units, cue), tuple(spans), way, tuple(quotes)), reach


def read_inverted(units: list[Unit], at: int, after: int, cue: Cue) -> Found | None:
    """Read ", said White House spokesman John Kirby"."""
    if at == 0 or after >= len(units) or cue.shape not in ("past", "s"):
        return None
    is_quoted = units[at - 1].kind == "q"
    if not is_quoted and units[at - 1].form not in _BEFORE_INVERSION:
        return None
    if "clause" not in cue.takes and not (is_quoted and "marks" in cue.takes):
        return None
    if not _opens_inverted_subject(units, after, is_quoted=is_quoted):
        return None
    stop = find_following_source(units, after)
    if stop == after or any(unit.low in AUX for unit in units[after:stop]):
        return None
    if stop < len(units) and units[stop].low in _AFTER_INVERSION:
        return None
    # ", said she sees": the pronoun begins the content.
    if not is_quoted and (units[after].low in ("he", "she") or _is_clause(units, stop)):
        return None
    # "Low — the mayor — recalled Reed leaving": the dash closes an aside.
    sign = units[at - 1].form
    if sign in DASHES and any(unit.form == sign for unit in units[max(0, at - 40) : at - 1]):
        return None
    stop = extend_to_name(units, after, stop)
    contents = collect_around(units, at, stop)
    return build_attribution(units, (after, stop), (at, after), contents, "after")


def _is_clause(units: list[Unit], stop: int) -> bool:
    """Say whether a verb follows what looked like a source, before the next sign or clause."""
    for unit in units[stop : stop + _REACH_OF_VERB]:
        if unit.kind != "w" or unit.low in STARTERS:
            return False
        if unit.low in AUX:
            return True
    return False


def _opens_inverted_subject(units: list[Unit], i: int, *, is_quoted: bool) -> bool:
    """Say whether a unit after a verb opens the subject that was put behind it."""
    unit = units[i]
    if unit.kind != "w" or unit.low in _NO_INVERTED_SUBJECT:
        return False
    if is_capital(unit) or unit.low in _INVERTED_SUBJECT:
        return True
    if unit.low in load_speaker_words().titles:
        return True
    # A role without an article: "said harbour master Tom Reed".
    if not unit.low.isalpha() or unit.low in _NO_ROLE or is_adverb(unit):
        return False
    return is_quoted or any(map(is_capital, units[i + 1 : i + 6]))


def read_passive(
    units: list[Unit], at: int, after: int, cue: Cue, group: VerbGroup, covered: int
) -> Found | None:
    """Read "was accused of", "is believed to", "was called X by Y"."""
    if after >= len(units) or at < covered:
        return None
    agent = _find_agent(units, after)
    if agent and cue.lemma == "accuse":
        agent = _cut_agent(units, agent)
    opener = units[after]
    is_chained = opener.low == "as" and after + 1 < len(units)
    if is_chained and units[after + 1].low in load_lexicon().participles:
        return None  # "was quoted as saying": the second verb is the cue
    if cue.lemma in _ASKING:
        return _read_asked(units, at, after, group)
    if opener.low == "by" and agent and group.start > 0 and "clause" in cue.takes:
        contents = collect_beside_as(units, group.start - 1, agent[1])
        if contents:
            return build_attribution(units, agent, (group.start, at + 1), contents, "after")
    if opener.low in _PASSIVE_OPENERS or opener.kind == "q" or cue.lemma in NAMING:
        if not _reports_in_passive(opener.low, cue, has_agent=agent is not None):
            return None
        find_end = find_clause_end if opener.low == "that" else find_object_end
        first, stop = after, find_end(units, after)
        if agent and first < agent[0] < stop:
            stop = strip_signs(units, first, agent[0] - 1)
    elif opener.low == "by" and agent and _opens_after_agent(units, agent[1]):
        first, stop = agent[1], find_object_end(units, agent[1])
    else:
        return None
    return build_attribution(units, agent, (group.start, at + 1), [(first, stop)], "passive")


def _read_asked(units: list[Unit], at: int, after: int, group: VerbGroup) -> Found | None:
    """Read "was asked about the plan", "asked by a host if he would stay"."""
    agent = None
    first = after
    last = min(len(units) - 1, after + _REACH_OF_AGENT)
    while first < last and units[first].low not in _ASKED_OPENERS:
        if units[first].kind == "p":
            return None
        if units[first].low == "by" and agent is None:
            stop = min(find_following_source(units, first + 1), last)
            agent = (first + 1, stop) if stop > first + 1 else None
            first = max(stop, first + 1)
            continue
        first += 1
    if first >= last:
        return None
    opener = units[first].low
    if opener in ("about", "for"):
        span = (first + 1, find_object_end(units, first + 1))
    else:
        span = (first, find_clause_end(units, first, fronted=group.start <= 1))
    cue_stop = first + 1 if opener in ("about", "for") and first == after else at + 1
    return build_attribution(units, agent, (group.start, cue_stop), [span], "passive")


def _find_agent(units: list[Unit], after: int) -> UnitSpan | None:
    """Find the source of a passive, after "by"."""
    for j in range(after, min(len(units), after + _REACH_OF_AGENT)):
        if units[j].kind == "p" and units[j].form in ",;:.":
            return None
        if units[j].low == "by":
            stop = find_following_source(units, j + 1)
            return (j + 1, stop) if stop > j + 1 else None
    return None


def _cut_agent(units: list[Unit], agent: UnitSpan) -> UnitSpan:
    """Cut what somebody is accused of from the one who accuses ("by Low of lying")."""
    for j in range(agent[1] - 1, agent[0], -1):
        if units[j].low == "of":
            return (agent[0], j)
    return agent


def _opens_after_agent(units: list[Unit], i: int) -> bool:
    """Say whether a content follows the agent ("accused by Low of ...")."""
    return i < len(units) and units[i].low in _AFTER_AGENT


def _reports_in_passive(opener: str, cue: Cue, *, has_agent: bool) -> bool:
    """Say whether a passive with this word after it reports something."""
    if opener == "to" and cue.lemma not in _SOURCELESS:
        return False
    if opener == "as":
        return "as" in cue.takes or cue.lemma in NAMING
    if opener == "for" and "object" not in cue.takes:
        return False
    if opener == "of" and cue.lemma != "accuse":
        return False
    if has_agent or cue.lemma == "accuse":
        return True
    return cue.lemma in _NEEDS_NO_AGENT and not cue.takes <= {"object"}
