"""Which words of a passage are names?

A name is a run of capitalised words without the title before it. The first word of a
sentence counts as one only if something besides its place bears the capital out.
"""

import tomllib
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from analysis.attribution.lexicon import load_lexicon
from analysis.fidelity.passage import KEPT_PASSAGES, Passage
from analysis.house_style import Word, read_words
from analysis.names import load_naming
from analysis.paths import find_data_folder

# So many whole versions keep their letter cases: the versions of a story and some to spare.
KEPT_WHOLES = 64
# A word met this often in English at large is one that a thesaurus holds.
COMMON_FREQUENCY = 1e-6
# A word met less often than this is not known to be common, whatever the neighbours say.
RARE_FREQUENCY = 2e-7
# A common word of English is at least this much rarer in its neighbour languages, a name about
# as common there (log10: "swamp" -1.6, "officials" -2.8; "Walker" -0.6, "Lindqvist" -0.6).
COMMON_RATIO = -1.0
_NEIGHBOURS = ("de", "es", "fr")
# The short lists of the neighbours hold every word met at least this often: above ten times of
# it their silence decides. Below it one long list does: three of them take 300 MB, and this one
# agrees with their median on 94 words of 100.
SHORT_LIST_FLOOR = 1e-6
_LONG_NEIGHBOUR = "es"

# A run of more capitalised words is a headline or a table, and is cut.
LONGEST_RUN = 12

_ENDS = frozenset(".!?:;…—–•|")
_ABBREVIATED = frozenset(("st", "saint", "ft", "fort", "mt", "mount", "no", "vs", "versus"))
_HYPHENS = frozenset(("-", "‐", "‑", "–"))


class Run(NamedTuple):
    """
    One name.

    Attributes
    ----------
    words : tuple of int
        Numbers of the words that carry the name, without titles and joiners ("of", "de").
    is_sure : bool
        False for a sentence's first word whose capital may be owed to its place.
    is_initial : bool
        Whether the run begins a sentence or a quotation.
    """

    words: tuple[int, ...]
    is_sure: bool
    is_initial: bool


class Cases(NamedTuple):
    """How a version writes its words: capitalised inside a sentence, and in lower case."""

    capital: Counter
    lower: Counter


class NameLists(NamedTuple):
    """The lists of data/fidelity/names.toml, and what data/lexicons says of names."""

    respellings: dict[str, int]
    nicknames: dict[str, frozenset[int]]
    metonyms: dict[str, frozenset[int]]
    shortened: dict[str, str]
    speaking: frozenset[str]
    general: frozenset[str]
    entities: dict[tuple[str, ...], int]
    adjectives: frozenset[str]
    nobody: frozenset[str]
    scales: frozenset[str]


@lru_cache(maxsize=1)
def load_name_lists() -> NameLists:
    """
    Read the word lists about names.

    Returns
    -------
    NameLists
        Read once a process.

    Examples
    --------
    >>> lists = load_name_lists()
    >>> lists.respellings["kyiv"] == lists.respellings["kiev"]
    True
    """
    folder = find_data_folder()
    data = tomllib.loads((folder / "fidelity" / "names.toml").read_text("utf-8"))
    naming = load_naming()
    verbs = load_lexicon().verbs
    speaking = {
        form
        for form, cues in verbs.items()
        if any(cue.shape in ("past", "s") and not cue.is_noun for cue in cues)
    }
    entities, adjectives = _read_aliases()
    return NameLists(
        {word: n for n, group in enumerate(data["respellings"]["groups"]) for word in group},
        _number_groups(data["nicknames"]["groups"]),
        _number_groups(data["metonyms"]["groups"]),
        data["shortened"]["of"],
        frozenset(speaking) | frozenset(data["speakers"]["of"]),
        naming.roles | frozenset(data["general_words"]["of"]),
        entities,
        adjectives,
        (naming.function_words | naming.calendar) - {"new"},
        frozenset(data["scales"]["of"]),
    )


def _number_groups(groups: list[list[str]]) -> dict[str, frozenset[int]]:
    """The numbers of the groups that hold each word."""
    found: dict[str, set[int]] = {}
    for n, group in enumerate(groups):
        for word in group:
            found.setdefault(word, set()).add(n)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _read_aliases() -> tuple[dict[tuple[str, ...], int], frozenset[str]]:
    """Declared names and adjectives by canonical terms, each with its entity's number."""
    path = find_data_folder() / "lexicons" / "aliases.toml"
    entities: dict[tuple[str, ...], int] = {}
    adjectives: set[str] = set()
    for n, entry in enumerate(tomllib.loads(path.read_text("utf-8"))["entity"]):
        for name in (*entry["names"], *entry.get("adjectives", ())):
            entities.setdefault(tuple(word.term for word in read_words(name)), n)
        adjectives.update(a.casefold() for a in entry.get("adjectives", ()))
    return entities, frozenset(adjectives)


@lru_cache(maxsize=65536)
def strip_marks(term: str) -> str:
    """
    Reduce a term to its letters without accents and apostrophes.

    Examples
    --------
    >>> strip_marks("josé"), strip_marks("o'brien")
    ('jose', 'obrien')
    """
    if term.isascii():
        return term.replace("'", "")
    letters = unicodedata.normalize("NFD", term.replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in letters if unicodedata.category(c) != "Mn" and c not in "'’")


@lru_cache(maxsize=KEPT_WHOLES)
def read_cases(whole: str) -> Cases:
    """
    Count how a version writes its words.

    Parameters
    ----------
    whole : str
        The version's text.

    Returns
    -------
    Cases
        By canonical term; a word that opens a sentence is not counted as capitalised.

    Examples
    --------
    >>> cases = read_cases("Swamps flood. We met Marsh by the swamp.")
    >>> sorted(cases.capital), cases.lower["swamp"]
    (['marsh'], 1)
    """
    capital: Counter = Counter()
    lower: Counter = Counter()
    words = read_words(whole)
    for k, word in enumerate(words):
        if not word.form[:1].isupper():
            lower[word.term] += 1
        elif not opens_sentence(whole, words, k):
            capital[word.term] += 1
    return Cases(capital, lower)


def opens_sentence(text: str, words: list[Word], k: int) -> bool:
    """
    Say whether word `k` may owe its capital to its place.

    Examples
    --------
    >>> text = 'Mr. Low said: "No."'
    >>> words = read_words(text)
    >>> [opens_sentence(text, words, k) for k in range(4)]
    [True, False, False, True]
    """
    if k == 0:
        return True
    before = words[k - 1]
    between = text[before.stop : words[k].start]
    if between == " ":
        return False
    bare = between.strip()
    if not bare:
        return "\n" in between
    if between[-1:] in ('"', "“", "‘", "'", "„", "«"):
        return True
    if bare[0] == "." and len(bare) == 1 and is_abbreviated(before):
        return False
    return any(c in _ENDS for c in between) and not all(c in _HYPHENS for c in bare)


def is_abbreviated(word: Word) -> bool:
    """
    Say whether a full stop after the word is likelier an abbreviation's than a sentence's.

    Examples
    --------
    >>> [is_abbreviated(word) for word in read_words("Sen. J. Low")]
    [True, True, False]
    """
    form = word.form
    if not form[:1].isupper():
        return False
    return (
        len(form) == 1
        or "." in form
        or word.term in _ABBREVIATED
        or (len(form) <= 5 and word.term in load_naming().titles)
    )


def is_common_word(term: str) -> bool:
    """
    Say whether a word is likelier a common word of English than a name.

    Parameters
    ----------
    term : str
        A word in lower case.

    Returns
    -------
    bool
        True if it is frequent in English and much rarer in the neighbouring languages, in
        which names are about as frequent.

    Examples
    --------
    >>> [is_common_word(w) for w in ("swamp", "strength", "walker", "lindqvist")]
    [True, True, False, False]
    """
    if term in load_naming().function_words or term in load_naming().titles:
        return True
    return _compare_frequencies(strip_marks(term))


@lru_cache(maxsize=16384)
def _compare_frequencies(term: str) -> bool:
    from math import log10

    from wordfreq import get_frequency_dict

    from analysis.background import FLOOR, find_frequency

    frequency = find_frequency(term)
    if frequency < RARE_FREQUENCY:
        return False
    short = (get_frequency_dict(code, wordlist="small") for code in _NEIGHBOURS)
    elsewhere = sorted(known.get(term, 0.0) for known in short)[len(_NEIGHBOURS) // 2]
    if not elsewhere:
        if log10(SHORT_LIST_FLOOR / frequency) <= COMMON_RATIO:
            return True
        known = get_frequency_dict(_LONG_NEIGHBOUR, wordlist="large")
        elsewhere = max(known.get(term, FLOOR), FLOOR)
    return log10(elsewhere / frequency) <= COMMON_RATIO


def cases_of(passage: Passage) -> Cases:
    """How the version of a passage writes its words."""
    return read_cases(passage.whole or passage.text)


@lru_cache(maxsize=KEPT_PASSAGES)
def find_runs(passage: Passage) -> tuple[Run, ...]:
    """
    Find the names in a passage.

    Parameters
    ----------
    passage : Passage
        The passage; `whole` helps to tell whether a sentence's first word is a name.

    Returns
    -------
    tuple of Run
        In order.

    Examples
    --------
    >>> passage = Passage("Officials in Port Alder met Sen. Ann Lee of Ohio on Friday.")
    >>> [[passage.words[k].form for k in run.words] for run in find_runs(passage) if run.is_sure]
    [['Port', 'Alder'], ['Ann', 'Lee'], ['Ohio']]
    """
    words, naming = passage.words, load_naming()
    runs: list[Run] = []
    k = 0
    while k < len(words):
        if not _may_name(words, k):
            k += 1
            continue
        stop = _extend(passage, k, naming)
        runs += _trim(passage, k, stop, naming)
        k = stop
    return tuple(runs)


def _may_name(words: list[Word], k: int) -> bool:
    """Whether a word can be part of a name: a capital, and no function word."""
    word = words[k]
    if not word.form[:1].isupper():
        return False
    if word.term in load_name_lists().scales:
        before = words[k - 1].term if k else ""
        return not (before[:6] == "degree" or before[:1].isdigit())
    if word.term not in load_naming().function_words:
        return True
    return word.term == "new" and k + 1 < len(words) and words[k + 1].form[:1].isupper()


def _touch(passage: Passage, k: int) -> bool:
    """Whether word `k` goes on with the name that the word before it belongs to."""
    before, word = passage.words[k - 1], passage.words[k]
    if before.form[-2:] in ("'s", "’s", "s'", "s’"):
        return False
    between = passage.text[before.stop : word.start]
    if between == " " or between in _HYPHENS:
        return True
    if between.strip() in (".", "") and len(between) <= 2:
        return "." not in between or is_abbreviated(before)
    return False


def _extend(passage: Passage, first: int, naming) -> int:
    """Where the run of capitals that begins at a word ends; joiners may stand inside."""
    words = passage.words
    k = first + 1
    while k < len(words) and k - first < LONGEST_RUN and _touch(passage, k):
        if _may_name(words, k):
            k += 1
            continue
        ahead = k + 1
        if words[k].term not in naming.joiners:
            break
        head = words[k - 1].term
        if words[k].term == "of" and head not in naming.institutions | naming.titles:
            break
        if ahead < len(words) and words[k].term == "of" and words[ahead].term == "the":
            ahead += 1
        if ahead >= len(words) or not _may_name(words, ahead) or not _touch(passage, ahead):
            break
        k = ahead + 1
    return k


def _trim(passage: Passage, first: int, stop: int, naming) -> list[Run]:
    """Leave off titles, days and joiners; a place before a title is a name of its own."""
    words = passage.words
    is_initial = opens_sentence(passage.text, words, first)
    is_sure = not is_initial or _is_borne_out(passage, first, stop, naming)
    kept = [k for k in range(first, stop) if _may_name(words, k)]
    if is_initial and not is_sure and len(kept) > 1:
        kept, is_sure, is_initial = kept[1:], True, False
    runs = []
    for part in _split_at_office(words, kept, naming):
        while len(part) > 1 and words[part[0]].term in naming.titles | naming.calendar:
            part = part[1:]
        while part and words[part[-1]].term in naming.calendar:
            part = part[:-1]
        if part and not all(words[k].term in naming.titles for k in part):
            starts = is_initial and part[0] == first
            runs.append(Run(tuple(part), is_sure or not starts, starts))
    return runs


def _split_at_office(words: list[Word], kept: list[int], naming) -> list[list[int]]:
    """What stands before an office and after it: "Port Alder", "Bob Roe" around "Mayor"."""
    offices = [n for n, k in enumerate(kept) if words[k].term in naming.offices]
    if not offices or offices[-1] + 1 >= len(kept):
        return [kept]
    after = kept[offices[-1] + 1 :]
    if len(after) > 3 or any(words[k].term in naming.institutions for k in after):
        return [kept]
    before = kept[: offices[0]]
    while before and words[before[-1]].term in naming.titles:
        before = before[:-1]
    return [before, after] if before else [after]


def _is_borne_out(passage: Passage, first: int, stop: int, naming) -> bool:
    """Whether the capital of a sentence's first word is a name's."""
    words = passage.words
    word, cases = words[first], cases_of(passage)
    if cases.capital[word.term] > cases.lower[word.term]:
        return True
    if cases.lower[word.term]:
        return word.term in naming.titles and stop - first > 1
    if stop - first > 1:
        return True
    if len(word.form) > 1 and word.form.isupper():
        return True
    if word.form[-2:] in ("'s", "’s") and word.term not in naming.roles:
        return True
    follows = words[first + 1].term if first + 1 < len(words) else ""
    speaks = follows in load_name_lists().speaking
    return speaks and word.term not in naming.roles and not word.term.endswith("s")
