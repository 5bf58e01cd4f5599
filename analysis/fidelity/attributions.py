"""
Which statement lost its source, got another one, or is introduced by another kind of verb?

The statements that both sides report are matched by what they say, wherever they stand; then
their sources and the verbs that introduce them are compared. A statement whose words stand on
the other side outside any report, and outside quotation marks, has lost its attribution.
"""

import tomllib
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from analysis.attribution.lexicon import load_lexicon, load_speaker_words
from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.counterparts import (
    LONGEST_SENTENCE,
    Phrases,
    View,
    find_main_sentence,
    find_phrases,
    find_sentence,
    is_content,
    is_one_sentence,
    is_reordered,
    number_sentences,
    read_phrases,
    view_pair,
)
from analysis.fidelity.passage import KEPT_PASSAGES, Pair, Passage, Quotation, read_passage
from analysis.paths import find_data_folder

# A statement stands on the other side when this share of its telling words does, and so many.
_LEAST_SHARE = 0.45
_LEAST_WORDS = 2
# In a pair of sentences of which one is no longer than what the other reports, so much will do ...
_LEAST_SHARE_OF_WHOLE = 0.2
# ... where neither is longer than the other by more than this.
_LONGEST_RATIO = 1.4
# Two verbs of saying take each other's place in runs of at most so many words.
_LONGEST_SWAP = 6
# Two reports are of one statement when the other holds this share of the words found again.
_SAME_STATEMENT = 0.5
# A name changed by so little is spelt otherwise (Jaro-Winkler).
_SAME_NAME = 0.85
# A word of a source stands at most so many words from the cue.
_REACH_OF_SOURCE = 8
# How far apart two names may stand and still name one person ("Marsh, the chief engineer ...").
_REACH_OF_APPOSITION = 60

# A verb of saying stands at most so many words from what is said.
_REACH_OF_VERB = 3
# A source and its verb, without what is said, are at most so many words ...
_LONGEST_PHRASE = 12
# ... of which so many may follow the verb ("told reporters on Tuesday").
_AFTER_CUE = 3
# A sentence out of which only the source was cut keeps this share of its other words.
_SAME_SENTENCE = 0.6
# Below this confidence a row of the quotations is a guess ...
_LEAST_SURE = 0.5
# ... and at this one it has an object only ("protested the layoffs").
_WEAK = 0.6
# A sentence with this share of its words in marks is a quotation.
_ALL_MARKED = 0.8
# How sure a change of verb is where the rules read no report.
_WITHOUT_ROW = 0.6

_ANYBODY = frozenset("a an 1 some any someone somebody anyone those".split())
_DEFINITE = frozenset("the his her its their our my this these 2 3 4 5 both".split())
_OWNERS = frozenset("his her its their".split())
_BEINGS = frozenset("is are was were been be being".split())
_BEFORE_VIEW = frozenset("in by on from to".split())
_AUXILIARIES = frozenset(
    "is are was were be been has have had will would may might could not".split()
)
_NO_SIGNS = frozenset('"“”«»;:!?()')
_SIGNS = frozenset(",—–-\"“”’':;.!?(")
_OPEN_SOURCE = frozenset("the a an one his her its their police officials sources".split())
_DENY = frozenset("deny denies denied denying".split())
# Changes follow each other, so that so many on either side tell whether a place is taken.
_BESIDE = 3
_NO_ROW = Quotation(0, 0, "indirect", None, None, None, None, None, None, 0.0)
# A run that opens with one of these is a clause that was left out.
_NO_PHRASE = frozenset("and but or who which whom whose when while because if".split())
_PRONOUNS = frozenset("he she it they him her them we i who his their its".split())
# The classes of verbs, the strongest first.
_CLASSES = ("denying", "factive", "conceding", "doubting", "loaded", "neutral")
_NAMES = (
    *_CLASSES,
    *("no_cues", "claims", "facts", "views", "bodies", "indefinite"),
    "institutions",
    *("belief", "unspoken", "saying", "phrases", "documents", "vague", "doubt", "roles"),
)


class _Lists(NamedTuple):
    """The lists of data/fidelity/attributions.toml."""

    tables: dict[str, Phrases]
    cues: frozenset[str]  # terms that may introduce a statement
    strong_cues: frozenset[str]  # of these, the ones that are hardly anything else
    sources: frozenset[str]  # pronouns and common nouns that may be a source


class _Report(NamedTuple):
    """A quotation in words of the passage."""

    row: Quotation
    content: list[int]
    cue: range
    source: range


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    path = find_data_folder() / "fidelity" / "attributions.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    tables = {name: read_phrases((name, phrase) for phrase in data[name]["of"]) for name in _NAMES}
    verbs = load_lexicon().verbs
    strong = {
        form
        for form, cues in verbs.items()
        if any(not cue.is_noun and cue.takes & {"clause", "that"} for cue in cues)
    }
    nouns = {form for form, cues in verbs.items() if any(cue.is_noun for cue in cues)}
    for name in _CLASSES:
        strong |= set(tables[name]) - {"in", "per", "as"} - nouns
    strong |= {"according", "per"}
    sources = _PRONOUNS.union(*(tables[name] for name in ("vague", "roles", "documents")))
    views = set(tables["views"]) | set(tables["claims"])
    words = frozenset(strong | views | load_lexicon().words)
    return _Lists(tables, words, frozenset(strong), frozenset(sources))


def find_attribution_changes(pair: Pair) -> list[Change]:
    """
    Find statements whose source or whose introducing verb changed.

    Parameters
    ----------
    pair : Pair
        Two aligned passages.

    Returns
    -------
    list of Change
        Of kind ``attribution``: ``lost``, ``added``, ``source_changed``, ``weakened``,
        ``as_fact``, ``verb_loaded`` or ``denial_lost``. A name and the role or the pronoun
        of the same person are one source; said and stated are one verb.

    Examples
    --------
    >>> from analysis.fidelity.passage import read_passage
    >>> def show(base, other):
    ...     pair = Pair(read_passage(base), read_passage(other))
    ...     return [change.subkind for change in find_attribution_changes(pair)]
    >>> show("The wall has moved, Marsh said.", "The wall has moved.")
    ['lost']
    >>> show("The wall has moved, Marsh said.", "According to Marsh, the wall has moved.")
    []
    >>> show("Low claimed the wall had moved.", "Low proved the wall had moved.")
    ['as_fact']
    """
    if not _concerns_attribution(pair) or is_reordered(pair):
        return []
    there, back = view_pair(pair)
    base, other = _read(pair.base), _read(pair.other)
    changes: list[Change] = []
    for report in base:
        partner = _find_partner(there, report, other)
        if partner is not None:
            changes += _compare(there, report, partner)
        elif (change := _find_lost(there, report, other)) is not None:
            changes.append(change)
    for report in other:
        if _find_partner(back, report, base) is None:
            change = _find_lost(back, report, base)
            if change is not None and change.subkind == "lost":
                changes.append(_turn(change))
    changes += _find_cut_phrases(there, changes, is_lost=True)
    changes += _find_cut_phrases(back, changes, is_lost=False)
    changes += _find_swapped_verbs(pair, there, changes)
    changes += _find_swapped_sources(pair, there, changes)
    changes += _find_claim_nouns(pair, changes)
    return _drop_repeats(changes)


def _concerns_attribution(pair: Pair) -> bool:
    """Whether a cue differs, or what may be a source near a cue."""
    cues = _load_lists().cues
    base, other = pair.base, pair.other
    if cues.isdisjoint(base.term_counts) and cues.isdisjoint(other.term_counts):
        return False
    return any(
        _holds_cue_or_source(base, op.base_start, op.base_stop)
        or _holds_cue_or_source(other, op.other_start, op.other_stop)
        for op in pair.differences
    )


def _holds_cue_or_source(passage: Passage, first: int, stop: int) -> bool:
    """Whether a run holds a cue, or a name or other source that stands near one."""
    lists, terms = _load_lists(), passage.terms
    run = terms[first:stop]
    if not lists.cues.isdisjoint(run):
        return True
    if not run or lists.strong_cues.isdisjoint(
        terms[max(first - _REACH_OF_SOURCE, 0) : stop + _REACH_OF_SOURCE]
    ):
        return False
    return not lists.sources.isdisjoint(run) or any(
        word.form[0].isupper() for word in passage.words[first:stop]
    )


@lru_cache(maxsize=KEPT_PASSAGES)
def _read(passage: Passage) -> list[_Report]:
    """List what is reported in a passage, as words."""
    reports = []
    for row in passage.quotations:
        if row.cue_start is None and row.source_start is None:
            continue
        cue, source = _cover(passage, row.cue_start, row.cue_stop), range(0)
        if row.source_start is not None:
            source = _cover(passage, row.source_start, row.source_stop)
        if len(cue) == 1 and 0 < source.start - cue.stop <= _REACH_OF_VERB:
            named = range(cue.start, source.start)
            if _holds(passage, named, "phrases"):
                cue = named  # "in the words of", of which the rules name the first
        words = passage.find_words(row.start, row.stop)
        content = [k for k in words if is_content(passage.terms[k]) and k not in cue]
        content = [k for k in content if k not in source]
        if content:
            reports.append(_Report(row, content, cue, source))
    return sorted(reports, key=_get_opening)


def _cover(passage: Passage, start: int | None, stop: int | None) -> range:
    """The words between two characters; none where there are no characters."""
    if start is None or stop is None:
        return range(0)
    start, stop = int(start), int(stop)
    if start < 0 or stop > len(passage.text) or start >= stop:
        return range(0)
    return passage.find_words(start, stop)


# --- Which reports are of one statement --------------------------------------------------------


def _carry(view: View, report: _Report) -> list[int]:
    """The far words that answer to what is said."""
    return [j for k in report.content if (j := view.to_far[k]) is not None]


def _find_partner(view: View, report: _Report, others: list[_Report]) -> _Report | None:
    """The report of the same statement on the far side, the closest where there are several."""
    reached = set(_carry(view, report))
    if not reached:
        return None
    best, best_rank = None, (0.0, 0.0)
    for other in _list_candidates(others, reached):
        shared = len(reached.intersection(other.content))
        if shared < _SAME_STATEMENT * len(reached):
            continue
        is_inner = any(view.to_near[j] in report.content for j in other.cue)
        if is_inner and not _share_source(view, report, other):
            continue
        rank = (shared / len(reached | set(other.content)), other.row.confidence)
        if rank > best_rank:
            best, best_rank = other, rank
    return best


def _list_candidates(others: list[_Report], reached: set[int]) -> list[_Report]:
    """The reports that may hold some words; rows stand in the order of their starts."""
    stop = bisect_right(others, max(reached), key=_get_opening)
    start = bisect_left(others, min(reached) - LONGEST_SENTENCE, key=_get_opening)
    return others[start:stop]


def _get_opening(report: _Report) -> int:
    return report.content[0]


def _share_source(view: View, report: _Report, other: _Report) -> bool:
    """Whether two reports name a word of one source."""
    return any(view.to_far[k] in other.source for k in report.source)


def _find_lost(view: View, report: _Report, others: list[_Report]) -> Change | None:
    """The change where a statement stands on the far side as nobody's."""
    reached = _carry(view, report)
    is_whole = _is_whole_sentence(view, report)
    if len(reached) < min(_LEAST_WORDS, len(report.content)) and not is_whole:
        return None
    if not _is_spoken(view.near, report) or _is_believed(view.near, report.cue):
        return None
    share = len(reached) / len(report.content)
    if is_whole and not reached:
        words = view.near.find_words(report.row.start, report.row.stop)
        reached = [j for k in words if (j := view.to_far[k]) is not None]
    elif share < (_LEAST_SHARE_OF_WHOLE if is_whole else _LEAST_SHARE):
        return None
    if not report.cue and not report.source:
        return None
    if not report.source and report.row.form == "direct":
        return None
    if _is_still_reported(view, report, reached):
        return None
    far = view.far
    here = find_main_sentence(far, reached)
    at = min(j for j in reached if j in here)
    while at > here.start and not _is_answered(view, at - 1):
        at -= 1
    while at > here.start and not is_content(far.terms[at - 1]):
        at -= 1
    place = far.words[at].start
    start, stop = _span_attribution(view.near, report)
    said = " ".join(view.near.text[start:stop].split())
    sure = round(0.9 * min(1.0, 0.4 + share * 0.6) * (report.row.confidence**0.25), 3)
    if _classify(view.near, report.cue) == "denying":
        if _denies_otherwise(view, reached):
            return None
        why = f"“{said}” is gone: what was denied stands as a fact"
        return Change("attribution", "denial_lost", start, stop, place, place, sure, why)
    why = f"“{said}” is gone: what somebody said stands as a fact"
    return Change("attribution", "lost", start, stop, place, place, sure, why)


def _is_whole_sentence(view: View, report: _Report) -> bool:
    """Whether what is said is as long as the whole of the sentence that is paired with it."""
    if not (is_one_sentence(view.near) and is_one_sentence(view.far)):
        return False
    words = view.near.find_words(report.row.start, report.row.stop)
    near, far = len(words), len(view.far.terms)
    shared = sum(view.to_far[k] is not None for k in words)
    fits = near <= _LONGEST_RATIO * far and far <= _LONGEST_RATIO * near
    return fits and shared >= _LEAST_SHARE * near


def _is_believed(passage: Passage, cue: range) -> bool:
    """Whether "is believed", which names nobody: the finder of certainty speaks of it."""
    terms = [passage.terms[k] for k in cue]
    doubt = _load_lists().tables["doubt"]
    return len(terms) > 1 and terms[0] in _BEINGS and terms[-1] in doubt


def _is_spoken(passage: Passage, report: _Report) -> bool:
    """Whether a report tells what somebody said or holds, rather than wants or does."""
    if not report.cue:
        return report.row.confidence >= _LEAST_SURE
    if report.source and passage.terms[report.source[-1]] in ("it", "which", "that", "this"):
        return len(report.cue) > 1  # "it is said", not "it may suggest" or "which boasts"
    words = tuple(passage.terms[k] for k in report.cue)
    if _classify_words(words) is None or _holds(passage, report.cue, "unspoken"):
        return False
    return report.row.confidence > _WEAK or not _holds(passage, report.cue, "loaded")


def _is_answered(view: View, j: int) -> bool:
    return view.to_near[j] is not None


def _is_still_reported(view: View, report: _Report, reached: list[int]) -> bool:
    """Whether the far side still shows that somebody says it."""
    far, lists = view.far, _load_lists()
    marked = _list_marked(far)
    if 2 * len(marked.intersection(reached)) >= len(reached):
        return True
    here = find_main_sentence(far, reached)
    inside = set(reached)
    doubt = lists.tables["doubt"]
    for j in here:
        if j in inside:
            continue
        if far.terms[j] in doubt and not _is_answered(view, j):
            return True
        if far.terms[j] not in lists.strong_cues or _is_no_cue(far, j):
            continue
        if not _belongs_to_content(view, report, j):
            return True
    if _has_verb_beside(view, reached, here):
        return True
    # The source may go on speaking: "Wren said A. The mill, he said, ..." keeps its cue.
    return any(view.to_far[k] in here for k in report.cue)


@lru_cache(maxsize=KEPT_PASSAGES)
def _list_marked(passage: Passage) -> set[int]:
    """Words in quotation marks, also where the marks stand in a sentence before or after."""
    spans = [(span.start, span.stop) for span in passage.marked]
    spans += [(row.start, row.stop) for row in passage.quotations if row.form == "direct"]
    return {k for start, stop in spans for k in passage.find_words(start, stop)}


def _has_verb_beside(view: View, reached: list[int], here: range) -> bool:
    """Whether a new word just before or after the statement may be its verb ("found")."""
    tables = _load_lists().tables
    said = [j for j in reached if j in here]
    low, high = min(said), max(said)
    beside = (*range(low - _REACH_OF_VERB, low), *range(high + 1, high + _REACH_OF_VERB + 1))
    return any(
        j in here
        and not _is_answered(view, j)
        and any(view.far.terms[j] in tables[name] for name in _CLASSES)
        and not _is_no_cue(view.far, j)
        for j in beside
    )


def _is_no_cue(passage: Passage, k: int) -> bool:
    """Whether a verb of saying is part of a phrase that says nothing ("show up")."""
    return bool(find_phrases(passage.terms[k : k + 2], _load_lists().tables["no_cues"]))


def _belongs_to_content(view: View, report: _Report, j: int) -> bool:
    """Whether a far word that may be a cue is one of the reported words themselves."""
    k = view.to_near[j]
    return k is not None and k not in report.cue and _stands_in(view.near, report, k)


def _stands_in(near: Passage, report: _Report, k: int) -> bool:
    """Whether a near word lies within what is reported."""
    return report.row.start <= near.words[k].start < report.row.stop


def _denies_otherwise(view: View, reached: list[int]) -> bool:
    """Whether a new negation near the statement keeps the denial."""
    near = range(min(reached) - _REACH_OF_SOURCE, max(reached) + _REACH_OF_SOURCE)
    denials = {"not", "no", "never", "without", "false", "cannot", "nor", "neither"}
    terms = view.far.terms
    return any(
        terms[j] in denials and not _is_answered(view, j)
        for j in range(max(near.start, 0), min(near.stop, len(terms)))
    )


def _span_attribution(passage: Passage, report: _Report) -> tuple[int, int]:
    """Characters of the source and the cue together."""
    words = [*report.cue, *report.source]
    first, stop = min(words), max(words) + 1
    opens = passage.find_words(report.row.start, report.row.stop).start
    if stop <= opens <= stop + _REACH_OF_SOURCE:
        stop = opens
    if stop - first > len(words) + _REACH_OF_SOURCE:
        chosen = report.cue or report.source
        first, stop = chosen.start, chosen.stop
    return passage.locate(first, stop)


# --- One statement, reported on both sides -----------------------------------------------------


def _compare(view: View, report: _Report, partner: _Report) -> list[Change]:
    """The changes of a source and of the verb."""
    changes = []
    if _is_same_statement(view, report, partner):
        source = _compare_sources(view, report, partner)
        if source is not None:
            changes.append(source)
    verb = _compare_cues(view, report, partner)
    if verb is not None:
        changes.append(verb)
    return changes


def _is_same_statement(view: View, report: _Report, partner: _Report) -> bool:
    """Whether two reports say so much of the same that another source is a change."""
    shared = len(set(_carry(view, report)).intersection(partner.content))
    longer = max(len(report.content), len(partner.content))
    spoken = _is_spoken(view.near, report) and _is_spoken(view.far, partner)
    return spoken and shared >= _LEAST_SHARE * longer


@lru_cache(maxsize=4096)
def _classify_words(words: tuple[str, ...]) -> str | None:
    """The class of a cue, by the strongest list that knows it."""
    tables = _load_lists().tables
    for name in _CLASSES:
        if find_phrases(words, tables[name]):
            return name
    return None


def _classify(passage: Passage, cue: range) -> str | None:
    return _classify_words(tuple(passage.terms[k] for k in cue))


def _holds(passage: Passage, words: range, name: str) -> bool:
    """Whether some words hold an entry of a list."""
    return bool(find_phrases([passage.terms[k] for k in words], _load_lists().tables[name]))


def _compare_cues(view: View, report: _Report, partner: _Report) -> Change | None:
    """What the change of the introducing verb does to the statement."""
    near, far = view.near, view.far
    if not report.cue or not partner.cue:
        return None
    if [near.terms[k] for k in report.cue] == [far.terms[k] for k in partner.cue]:
        return None
    if any(view.to_far[k] in partner.content for k in report.cue):
        return None  # the verb went into the statement ("said they had complained")
    if any(view.to_near[j] in report.content for j in partner.cue):
        return None
    before, after = _classify(near, report.cue), _classify(far, partner.cue)
    subkind = _name_shift(view, report, partner, before, after)
    if subkind is None:
        return None
    cues = report.cue, partner.cue
    if subkind == "denial_lost":
        cues = cues[0][-1:], cues[1][-1:]  # the very words, for a negation may be listed there
    start, stop = near.locate(cues[0].start, cues[0].stop)
    far_start, far_stop = far.locate(cues[1].start, cues[1].stop)
    said, becomes = near.text[start:stop], far.text[far_start:far_stop]
    reasons = {
        "denial_lost": "what was denied no longer is",
        "as_fact": "the verb now takes the statement for true",
        "verb_loaded": "the verb judges the statement in another way",
    }
    why = " ".join(f"“{said}” became “{becomes}”: {reasons[subkind]}".split())
    sure = 0.85 if subkind != "verb_loaded" else 0.8
    return Change("attribution", subkind, start, stop, far_start, far_stop, sure, why)


def _name_shift(
    view: View, report: _Report, partner: _Report, before: str | None, after: str | None
) -> str | None:
    """Name the change from one class of verbs to another; None for a matter of wording."""
    near, far = view.near, view.far
    if before == "denying" and after is None and _agrees(far, partner.cue):
        return "denial_lost"
    if before is None or after is None or after == "denying" or before == after == "neutral":
        return None
    if before == "denying":
        reached = _carry(view, report)
        kept = after in ("neutral", "factive", "conceding", "doubting", "loaded")
        if not kept or (reached and _denies_otherwise(view, reached)):
            return None
        return "denial_lost"
    if before in ("factive", "conceding"):
        return (
            None if after in ("factive", "conceding") else _name_return(near, report, far, partner)
        )
    is_open = before in ("neutral", "doubting", "loaded")
    if is_open and after == "factive":
        plain = _is_document(near, report) or _is_document(far, partner)
        return None if plain else "as_fact"
    if after == "conceding":
        return "as_fact" if before == "doubting" else "verb_loaded"
    return _name_return(near, report, far, partner)


def _is_document(passage: Passage, report: _Report) -> bool:
    """Whether a text, a count or an inquiry says it."""
    words = report.source or range(max(report.cue.start - 4, 0), report.cue.start)
    return _holds(passage, words, "documents")


def _agrees(passage: Passage, cue: range) -> bool:
    """Whether a verb grants what another refused."""
    return any(passage.terms[k].startswith(("agree", "accept", "consent")) for k in cue)


def _name_return(near: Passage, report: _Report, far: Passage, partner: _Report) -> str | None:
    """A loaded verb in place of a plain one, or the reverse."""
    loaded = _holds(near, report.cue, "loaded"), _holds(far, partner.cue, "loaded")
    belief = _holds(near, report.cue, "belief") or _holds(far, partner.cue, "belief")
    return "verb_loaded" if loaded[0] != loaded[1] and not belief else None


def _compare_sources(view: View, report: _Report, partner: _Report) -> Change | None:
    """Whether the statement has another source, or one that is harder to find."""
    near, far = view.near, view.far
    if not report.source or not (partner.source or partner.cue):
        return None
    subkind = _judge_sources(view, report, partner)
    if subkind is None:
        return None
    start, stop = near.locate(report.source.start, report.source.stop)
    there = partner.source or partner.cue
    far_start, far_stop = far.locate(there.start, there.stop)
    said, becomes = near.text[start:stop], far.text[far_start:far_stop]
    if subkind == "weakened":
        why, sure = f"“{said}” became “{becomes}”: nobody is named any longer", 0.8
    else:
        why, sure = f"the statement of “{said}” is given to “{becomes}”", 0.8
    why = " ".join(why.split())
    return Change("attribution", subkind, start, stop, far_start, far_stop, sure, why)


def _judge_sources(view: View, report: _Report, partner: _Report) -> str | None:
    """Name the change of a source; None for the same one in other words."""
    near, far = view.near, view.far
    a = [k for k in report.source if is_content(near.terms[k])]
    b = [k for k in partner.source if is_content(far.terms[k])]
    if not a:
        return None
    said = {near.terms[k] for k in a}
    becomes = {far.terms[k] for k in b}
    if said & becomes or any(view.to_far[k] in b for k in a):
        is_other = _belongs_to_other(view, partner, a, b)
        is_other = is_other and _is_all_the_same(view, report, partner)
        return "source_changed" if is_other else None
    named_a = [near.words[k].form for k in a if _is_name(near, k)]
    named_b = [far.words[k].form for k in b if _is_name(far, k)]
    if _is_vague(far, list(partner.source)) and not _is_vague(near, a):
        return "weakened" if named_a or _is_definite(view, report, partner) else None
    in_step = _is_in_step(view, report, partner)
    if named_a and not named_b and in_step and _is_indefinite(far, partner):
        return "weakened"
    is_impersonal = _is_vague(near, list(report.source)) or _is_document(near, report)
    if named_b and not named_a and (is_impersonal or any(t[0].isdigit() for t in said)):
        return "source_changed" if _is_in_step(view, report, partner) else None
    if not b:
        is_lesser = named_a or _is_definite(view, report, partner)
        return "weakened" if is_lesser and _is_passive(far, partner) else None
    if named_a and named_b:
        if _has_role(near, a) != _has_role(far, b):
            return None  # a person, or the spokesman of the body
        if _are_alike(named_a, named_b) or _are_one_body(view, named_a, named_b):
            return None
        return "source_changed"
    if named_b and not named_a and _is_in_step(view, report, partner):
        surname, role = named_b[-1], near.words[a[-1]].form
        known = surname in near.whole and not _are_beside(near.whole, role, surname)
        return "source_changed" if known else None
    if not named_a and not named_b:
        roles = _load_lists().tables["roles"]
        both = any(term in roles for term in said) and any(term in roles for term in becomes)
        other = both or _is_only_change(view, report, partner)
        return "source_changed" if other and not _may_be_one(said, becomes) else None
    return None


def _may_be_one(said: set[str], becomes: set[str]) -> bool:
    """Whether one source may be called by both, one of which is no more than "the company"."""
    tables, synonyms = _load_lists().tables, _load_synonyms()
    if any(synonyms.get(x, x) == synonyms.get(y, y) for x in said for y in becomes):
        return True
    for a, b in ((said, becomes), (becomes, said)):
        if not any(t in tables["bodies"] for t in a) or any(t in tables["indefinite"] for t in b):
            continue
        if not any(t in tables["roles"] and t not in tables["institutions"] for t in b):
            return True
    return False


@lru_cache(maxsize=1)
def _load_synonyms() -> dict[str, int]:
    """The number of the group of each word for a source that has another word."""
    path = find_data_folder() / "fidelity" / "attributions.toml"
    groups = tomllib.loads(path.read_text("utf-8"))["synonyms"]["of"]
    return {term: number for number, group in enumerate(groups) for term in group.split()}


def _is_definite(view: View, report: _Report, partner: _Report) -> bool:
    """Whether a source is a known one, such as the minister, in the same report as the other."""
    near = view.near
    opening = near.terms[max(report.source.start - 1, 0) : report.source.start + 1]
    roles = _load_lists().tables["roles"]
    known = not _DEFINITE.isdisjoint(opening) and near.terms[report.source[-1]] in roles
    return known and _is_all_the_same(view, report, partner)


def _belongs_to_other(view: View, partner: _Report, a: list[int], b: list[int]) -> bool:
    """Whether the source is now somebody who belongs to it: the mayor's opponents."""
    far, tables = view.far, _load_lists().tables
    head, owner = b[-1], b[-1] - 1
    if owner not in b or head in (view.to_far[k] for k in a):
        return False
    text = far.text[far.words[owner].start : far.words[head].start].rstrip()
    is_owner = text.endswith(("'s", "’s", "s'", "s’"))
    return is_owner and any(far.terms[head] in tables[name] for name in ("indefinite", "roles"))


def _is_indefinite(passage: Passage, report: _Report) -> bool:
    """Whether a source is any one of many: an engineer, one of them, engineers."""
    words = report.source
    if not words or report.row.form == "direct":
        return False
    opening = passage.terms[max(words.start - 1, 0) : words.start + 1]
    if not _ANYBODY.isdisjoint(opening):
        return True
    is_plural = passage.terms[words[-1]] in _load_lists().tables["roles"]
    return is_plural and len(words) == 1 and _is_plural(opening[-1]) and opening[0] not in _DEFINITE


def _is_plural(term: str) -> bool:
    """Whether a noun of a list stands for several."""
    return term.endswith("s") or term.endswith("men") or term == "police"


def _is_only_change(view: View, report: _Report, partner: _Report) -> bool:
    """Whether nothing but the source differs in the whole of a sentence."""
    if not _is_all_the_same(view, report, partner):
        return False
    source = range(max(report.source.start - 1, 0), report.source.stop)
    sentence = find_sentence(view.near, report.source.start)
    return all(view.to_far[k] is not None or k in source for k in sentence)


def _is_all_the_same(view: View, report: _Report, partner: _Report) -> bool:
    """Whether nothing but the source differs in what is said and in its verb."""
    near, far = view.near, view.far
    if not _is_in_step(view, report, partner) or len(report.content) != len(partner.content):
        return False
    if _is_document(near, report) or _is_document(far, partner):
        return False
    return all(
        view.to_far[k] == j and near.terms[k] == far.terms[j]
        for k, j in zip(report.content, partner.content, strict=True)
    )


def _has_role(passage: Passage, words: list[int]) -> bool:
    """Whether a source is told by what it does: a spokesman, the president."""
    titles = load_speaker_words().titles
    return any(passage.terms[k] in titles and passage.words[k].form.islower() for k in words)


def _is_name(passage: Passage, k: int) -> bool:
    """Whether a word is written like a name, and not because it begins a sentence."""
    word = passage.words[k]
    if not word.form[:1].isupper():
        return False
    sentences = number_sentences(passage)
    opens = k == 0 or sentences[k - 1] != sentences[k]
    return not opens or not _is_common(word.term)


def _is_common(term: str) -> bool:
    """Whether a listed word is capitalised only because it begins a sentence."""
    tables = _load_lists().tables
    return any(term in tables[name] for name in ("vague", "roles", "documents", "neutral"))


def _is_in_step(view: View, report: _Report, partner: _Report) -> bool:
    """Whether two sources stand at the same verb, word for word."""
    return bool(report.cue) and view.to_far[report.cue[-1]] in partner.cue


def _is_passive(passage: Passage, report: _Report) -> bool:
    """Whether "it is said", which names nobody."""
    cue = [passage.terms[k] for k in report.cue]
    names = {passage.terms[k] for k in report.source}
    return len(cue) > 1 and cue[0] in ("is", "was", "been", "being") and names <= {"it"}


def _is_vague(passage: Passage, words: list[int]) -> bool:
    """Whether a source names nobody who could be asked."""
    table = _load_lists().tables["vague"]
    terms = [passage.terms[k] for k in words if passage.terms[k] != "1"]
    return any(t in table for t in terms) and all(t in table or not is_content(t) for t in terms)


def _are_alike(a: list[str], b: list[str]) -> bool:
    """
    Whether two names share a word, but for its spelling, or one is a translated word.

    A surname that became a common word ("Marsh", "Swamp") is the affair of the names.
    """
    from rapidfuzz.distance import JaroWinkler

    from analysis.fidelity.name_runs import is_common_word
    from analysis.fidelity.names import is_same_name

    if any(len(names) == 1 and is_common_word(names[0].casefold()) for names in (a, b)):
        return True
    if _is_metonym(a, b) or _is_metonym(b, a):
        return True
    return any(
        JaroWinkler.similarity(x, y) >= _SAME_NAME or is_same_name(x, y)
        for x in map(str.casefold, a)
        for y in map(str.casefold, b)
    )


def _is_metonym(place: list[str], body: list[str]) -> bool:
    """Whether a capital or a house stands for its government."""
    from analysis.fidelity.name_runs import load_name_lists

    lists = load_name_lists()
    name = tuple(read_passage(" ".join(body)).terms)
    stands_for = lists.metonyms.get(" ".join(place).casefold(), frozenset())
    return lists.entities.get(name) in stands_for


def _are_one_body(view: View, a: list[str], b: list[str]) -> bool:
    """Whether one name is the initials of the other, or the texts put them side by side."""
    initials = ["".join(word[0] for word in names).casefold() for names in (a, b)]
    joined = ["".join(names).replace(".", "").casefold() for names in (a, b)]
    if initials[0] == joined[1] or initials[1] == joined[0]:
        return True
    texts = (view.near.whole or view.near.text, view.far.whole or view.far.text)
    return any(_are_beside(text, a[-1], b[-1]) for text in texts)


@lru_cache(maxsize=4096)
def _are_beside(text: str, x: str, y: str) -> bool:
    """Whether a text puts one name beside the other as the same ("Marsh, of the Dam Office")."""
    at = text.find(x)
    while at >= 0:
        low, end = max(at - _REACH_OF_APPOSITION, 0), at + len(x)
        before, after = text[low:at], text[end : end + _REACH_OF_APPOSITION]
        betweens = []
        if y in before:
            betweens.append(before[before.rindex(y) + len(y) :])
        if y in after:
            betweens.append(after[: after.index(y)])
        for between in betweens:
            plain = not any(sign in between for sign in '.;!?"“”')
            if plain and ("," in between or "(" in between) and not _reports(between):
                return True
        at = text.find(x, end)
    return False


def _reports(text: str) -> bool:
    """Whether a stretch holds a verb of saying."""
    return not _load_lists().strong_cues.isdisjoint(text.casefold().split())


# --- What the quotations do not show ------------------------------------------------------------


def _find_cut_phrases(view: View, known: list[Change], *, is_lost: bool) -> list[Change]:
    """Sources with their verb that were cut out of a sentence that is otherwise the same."""
    changes, spans = [], _list_spans(known)
    for first, stop in _list_gaps(view):
        is_denial = is_lost and _is_denial(view, first, stop)
        if not is_denial and not _names_source(view.near, first, stop):
            continue
        if not _is_cut_out(view, first, stop):
            continue
        start, end = view.near.locate(first, stop)
        at = view.far.words[view.to_far[stop] if stop < len(view.to_far) else -1]
        place = at.start if stop < len(view.to_far) else at.stop
        said = " ".join(view.near.text[start:end].split())
        why = f"“{said}” is gone: what somebody said stands as a fact"
        change = Change("attribution", "lost", start, end, place, place, 0.8, why)
        if is_denial:
            why = f"“{said}” is gone: what was denied stands as a fact"
            change = change._replace(subkind="denial_lost", why=why)
        change = change if is_lost else _turn(change)
        if not _is_known(change, spans):
            changes.append(change)
    return changes


def _list_gaps(view: View) -> list[tuple[int, int]]:
    """Short runs of near words without a counterpart, each within a sentence."""
    gaps, k, n = [], 0, len(view.to_far)
    sentences = number_sentences(view.near)
    while k < n:
        stop = k
        while stop < n and view.to_far[stop] is None and sentences[stop] == sentences[k]:
            stop += 1
        if 1 < stop - k <= _LONGEST_PHRASE:
            gaps.append((k, stop))
        k = max(stop, k + 1)
    return gaps


def _is_denial(view: View, first: int, stop: int) -> bool:
    """Whether a run is a "denied" whose object goes on standing."""
    terms = view.near.terms[first:stop]
    if stop >= len(view.to_far) or view.to_far[stop] is None:
        return False
    denies = any(term in _DENY for term in terms) and terms[0] not in _NO_PHRASE
    return denies and not _denies_otherwise(view, [view.to_far[stop]])


def _names_source(passage: Passage, first: int, stop: int) -> bool:
    """Whether a run is a source and its verb, and nothing of what is said."""
    terms = passage.terms[first:stop]
    if _names_view(passage, first, stop):
        return _is_set_off(passage, first, stop)
    found = find_phrases(terms, _load_lists().tables["saying"])
    if not found or terms[0] in _NO_PHRASE or not _AUXILIARIES.isdisjoint(terms):
        return False
    start, end = passage.locate(first, stop)
    if not _NO_SIGNS.isdisjoint(passage.text[start:end]):
        return False
    cue = found[0]
    before = [t for t in terms[: cue.first] if is_content(t) or t in _PRONOUNS]
    after = [t for t in terms[cue.stop :] if is_content(t)]
    if cue.first:
        is_source = bool(before) and len(after) <= _AFTER_CUE
    else:
        follows = passage.words[first + cue.stop].form if cue.stop < len(terms) else ""
        is_source = follows[:1].isupper() or follows in _OPEN_SOURCE
    breaks_off = terms[-1] != "that" and not is_content(terms[-1])
    return is_source and not breaks_off and _is_set_off(passage, first, stop)


def _names_view(passage: Passage, first: int, stop: int) -> bool:
    """Whether a run is a source without a verb: per X, by X's account, in the eyes of X."""
    terms, views = passage.terms[first:stop], _load_lists().tables["views"]
    start, end = passage.locate(first, stop)
    if len(terms) < _LEAST_WORDS or not _NO_SIGNS.isdisjoint(passage.text[start:end]):
        return False
    if terms[0] == "per" or terms[:2] == ["as", "per"]:
        return any(is_content(term) and not term[0].isdigit() for term in terms[1:])
    if terms[0] == "for":
        told = [term for term in terms[1:] if is_content(term)]
        opens = first == 0 and passage.text[end : end + 1] == ","
        return opens and len(told) == 1 and told[0] in _load_lists().tables["roles"]
    if terms[0] in _BEFORE_VIEW:
        before = passage.text[: passage.words[stop - 1].start].rstrip()
        by = terms[-1] in views and (
            before.endswith(("'s", "’s", "s'", "s’")) or not _OWNERS.isdisjoint(terms)
        )
        return by or (len(terms) > _REACH_OF_VERB and terms[2] in views and terms[3] == "of")
    is_clause = terms[-1] == "that" and terms[-2] in _BEINGS
    return is_clause and len(terms) > _REACH_OF_VERB and terms[-3] in views


def _is_set_off(passage: Passage, first: int, stop: int) -> bool:
    """Whether a run stands at an end of its sentence or between signs."""
    text, words, sentences = passage.text, passage.words, number_sentences(passage)
    if first == 0 or sentences[first - 1] != sentences[first]:
        return True
    if stop > len(words):
        return False
    before = text[words[first - 1].stop : words[first].start]
    after = text[words[stop - 1].stop :][:1] if stop < len(words) else "."
    return not _SIGNS.isdisjoint(before) and (not after or after in _SIGNS)


def _is_cut_out(view: View, first: int, stop: int) -> bool:
    """Whether the sentence around a run stands on the far side, with no new report in it."""
    sentence = find_sentence(view.near, first)
    rest = [k for k in sentence if not first <= k < stop and is_content(view.near.terms[k])]
    reached = [j for k in rest if (j := view.to_far[k]) is not None]
    if not reached or len(reached) < min(_LEAST_WORDS + 1, len(rest)):
        return False
    if len(reached) < _SAME_SENTENCE * len(rest) or _is_all_marked(view.far, reached):
        return False
    lists = _load_lists()
    goes_on = not any(is_content(t) for t in _list_sources(view.near, first, stop))
    for j in find_main_sentence(view.far, reached):
        if goes_on and view.far.terms[j] in lists.strong_cues and not _is_no_cue(view.far, j):
            return False  # "it said" again, after a verb of saying with the same source
        k, is_cue = view.to_near[j], view.far.terms[j] in lists.strong_cues
        if k is None and (is_cue or view.far.terms[j] in lists.tables["doubt"]):
            return False
        if k is not None and is_cue and k not in sentence:
            return False  # two sentences under one verb of saying
    neighbours = [view.to_far[k] for k in (first - 1, stop) if 0 <= k < len(view.to_far)]
    return any(j is not None for j in neighbours)


def _list_sources(passage: Passage, first: int, stop: int) -> list[str]:
    """The words of a run but for its verbs of saying and the like."""
    cues = _load_lists().cues
    return [term for term in passage.terms[first:stop] if term not in cues]


def _is_all_marked(passage: Passage, words: list[int]) -> bool:
    """Whether quotation marks show that somebody says all of a sentence."""
    marked = _list_marked(passage)
    if not marked:
        return False
    here = find_main_sentence(passage, words)
    return len(marked.intersection(here)) >= _ALL_MARKED * len(here)


def _find_swapped_verbs(pair: Pair, view: View, known: list[Change]) -> list[Change]:
    """Verbs of saying that took each other's place in a report that the rules cannot read."""
    changes, spans = [], _list_spans(known)
    strong = _load_lists().strong_cues
    for op in pair.differences:
        base = _trim_that(pair.base, range(op.base_start, op.base_stop))
        other = _trim_that(pair.other, range(op.other_start, op.other_stop))
        if len(base) != 1 or len(other) != 1:
            changes += _compare_swapped(pair, view, base, other, spans)
            continue
        if strong.isdisjoint((pair.base.terms[base[0]], pair.other.terms[other[0]])):
            continue
        near = _Report(_NO_ROW, [], base, range(0))
        far = _Report(_NO_ROW, [], other, range(0))
        change = _compare_cues(view, near, far)
        is_denial = change is not None and change.subkind == "denial_lost"
        if is_denial and _denies_otherwise(view, [other.start]):
            continue
        if change is None or _is_known(change, spans):
            continue
        changes.append(change._replace(confidence=_WITHOUT_ROW))
    return changes


def _compare_swapped(
    pair: Pair, view: View, base: range, other: range, spans: tuple[list, list]
) -> list[Change]:
    """Compare the only verbs of saying of two runs, and their sources."""
    if not base or not other or max(len(base), len(other)) > _LONGEST_SWAP:
        return []
    near = _get_only_report(pair.base, base)
    far = _get_only_report(pair.other, other)
    if near is None or far is None or not (near.content or far.content):
        return []
    verb = _compare_cues(view, near, far)
    found = [verb] if verb is not None else []
    roles = _load_lists().tables["roles"]
    is_known = all(
        any(side.terms[k] in roles for k in report.source)
        for side, report in ((pair.base, near), (pair.other, far))
    )
    if is_known or _is_vague(pair.other, list(far.source)):
        source = _compare_sources(view, near, far)
        found += [source] if source is not None else []
    return [c._replace(confidence=_WITHOUT_ROW) for c in found if not _is_known(c, spans)]


def _get_only_report(passage: Passage, words: range) -> _Report | None:
    """The report whose verb is the only one of a run; None for more than one."""
    strong = _load_lists().strong_cues
    cues = [k for k in words if passage.terms[k] in strong and not _is_no_cue(passage, k)]
    if len(cues) != 1:
        return None
    reports = _read(passage)
    at = bisect_left(reports, cues[0] - LONGEST_SENTENCE, key=_get_opening)
    stop = bisect_right(reports, cues[0] + LONGEST_SENTENCE, key=_get_opening)
    found = [r for r in reports[at:stop] if cues[0] in r.cue and r.row.confidence >= _LEAST_SURE]
    if found:
        is_factive = _classify(passage, found[0].cue) == "factive"
        return found[0] if is_factive or _is_spoken(passage, found[0]) else None
    if cues[0] == words.start:
        return None
    # A verb of saying all the same, in a sentence that the rules cannot read.
    return _Report(_NO_ROW, [], range(cues[0], cues[0] + 1), range(words.start, cues[0]))


def _find_claim_nouns(pair: Pair, known: list[Change]) -> list[Change]:
    """The claim that something is so, which became the fact that it is, or the reverse."""
    tables, changes, spans = _load_lists().tables, [], _list_spans(known)
    sides = pair.base.terms, pair.other.terms
    for op in pair.differences:
        if op.tag != "replace" or max(op[2] - op[1], op[4] - op[3]) > _LONGEST_SWAP:
            continue
        if sides[0][op.base_stop : op.base_stop + 1] != ["that"]:
            continue
        last = sides[0][op.base_stop - 1], sides[1][op.other_stop - 1]
        is_lost = last[0] in tables["claims"] and last[1] in tables["facts"]
        if not is_lost and not (last[0] in tables["facts"] and last[1] in tables["claims"]):
            continue
        start, stop = pair.base.locate(op.base_start, op.base_stop)
        far_start, far_stop = pair.other.locate(op.other_start, op.other_stop)
        said, becomes = pair.base.text[start:stop], pair.other.text[far_start:far_stop]
        fate = "what was claimed is a fact now" if is_lost else "a fact became a claim"
        why = " ".join(f"“{said}” became “{becomes}”: {fate}".split())
        subkind = "as_fact" if is_lost else "added"
        change = Change("attribution", subkind, start, stop, far_start, far_stop, 0.8, why)
        if not _is_known(change, spans):
            changes.append(change)
    return changes


def _find_swapped_sources(pair: Pair, view: View, known: list[Change]) -> list[Change]:
    """Sources that took each other's place at one verb in a report the rules cannot read."""
    changes, spans = [], _list_spans(known)
    for op in pair.differences:
        if op.tag != "replace" or max(op[2] - op[1], op[4] - op[3]) > _LONGEST_PHRASE:
            continue
        cue = _find_shared_cue(pair, op)
        if cue is None or not _is_set_off(pair.base, op.base_start, op.base_stop + len(cue)):
            continue
        near = _Report(_NO_ROW, [], cue, range(op.base_start, op.base_stop))
        far_cue = range(view.to_far[cue.start], view.to_far[cue.start] + len(cue))
        far = _Report(_NO_ROW, [], far_cue, range(op.other_start, op.other_stop))
        change = _compare_sources(view, near, far)
        if change is not None and not _is_known(change, spans):
            changes.append(change._replace(confidence=_WITHOUT_ROW))
    return changes


def _find_shared_cue(pair: Pair, op: Words) -> range | None:
    """The verb of saying, the same on both sides, to which a replaced run belongs."""
    terms, sentences = pair.base.terms, number_sentences(pair.base)
    first, stop = op.base_start, op.base_stop
    if terms[max(first - 2, 0) : first] == ["according", "to"]:
        return range(first - 2, first)
    follows = stop < len(terms) and sentences[stop] == sentences[first]
    if follows and terms[stop] in _load_lists().tables["saying"]:
        return range(stop, stop + 1)
    return None


def _trim_that(passage: Passage, words: range) -> range:
    """A run without the "that" at its end."""
    return words[:-1] if words and passage.terms[words[-1]] == "that" else words


def _list_spans(known: list[Change]) -> tuple[list, list]:
    """Where changes stand on either side, in order."""
    base = sorted((change.base_start, change.base_stop) for change in known)
    return base, sorted((change.other_start, change.other_stop) for change in known)


def _is_known(change: Change, spans: tuple[list, list]) -> bool:
    """Whether a change shares characters or a place with one that was found before."""
    sides = (change.base_start, change.base_stop), (change.other_start, change.other_stop)
    for (start, stop), known in zip(sides, spans, strict=True):
        at = bisect_left(known, (start,))
        beside = known[max(at - _BESIDE, 0) : at + _BESIDE]
        if any(first <= stop and start <= last for first, last in beside):
            return True
    return False


# --- The list ------------------------------------------------------------------------------------


def _turn(change: Change) -> Change:
    """A loss read from the other side is an addition."""
    return change._replace(
        subkind="added",
        base_start=change.other_start,
        base_stop=change.other_stop,
        other_start=change.base_start,
        other_stop=change.base_stop,
        why=change.why.replace(
            "is gone: what somebody said stands as a fact", "is new: a fact became a claim"
        ),
    )


def _drop_repeats(changes: list[Change]) -> list[Change]:
    """One row where a source or a cue introduces several parts of a statement."""
    seen: set[tuple] = set()
    kept = []
    for change in changes:
        key = (
            change.subkind,
            (change.other_start, change.other_stop)
            if change.subkind == "added"
            else (change.base_start, change.base_stop),
        )
        if key not in seen:
            seen.add(key)
            kept.append(change)
    return kept
