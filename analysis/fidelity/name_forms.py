"""In which other forms may the same name stand: acronym, adjective, nickname, spelling?"""

from functools import lru_cache
from os.path import commonprefix
from typing import NamedTuple

from analysis.fidelity.name_runs import Run, find_runs, load_name_lists, strip_marks
from analysis.fidelity.passage import Passage
from analysis.names import SPELLING_LIKENESS

# Words shorter than this are too short to be called a slip of one another.
SHORTEST_SPELLING = 4
# Words built from one stem share at least this many letters (Iraq, Iraqi).
SHORTEST_STEM = 4
# From this length on, one slip of a letter is a misspelling even where the sound changes; from
# the next one on, two are.
ONE_SLIP, TWO_SLIPS = 5, 8
# Words whose sounds are at least so many are one name if the sounds agree.
SHORTEST_FOLDED = 5


def is_matched(here: Passage, run: Run, there: Passage) -> bool:
    """Whether the other side has the name in another form: acronym, alias, adjective, joined."""
    forms = _list_forms(there)
    terms = [strip_marks(here.words[k].term) for k in run.words]
    if "".join(terms) in forms.joined:
        return True
    entity = find_entity(here, run)
    if entity is not None and entity in forms.entities:
        return True
    letters = write_acronym(here, run)
    if any(abbreviates(acronym, letters) for acronym in forms.acronyms):
        return True
    first = here.words[run.words[0]]
    if len(run.words) == 1 and is_acronym(first.form):
        acronym = first.form.replace(".", "").casefold()
        return any(abbreviates(acronym, letters) for letters in forms.initials)
    return bool(list_metonyms(here, run) & forms.metonyms)


class _Forms(NamedTuple):
    """The forms in which a passage's names might be met on the other side."""

    joined: frozenset[str]
    entities: frozenset[int]
    acronyms: frozenset[str]
    initials: frozenset[str]
    metonyms: frozenset[int]


@lru_cache(maxsize=1024)
def _list_forms(passage: Passage) -> _Forms:
    """The names of a passage, joined, as declared entities, as acronyms and initials."""
    joined, entities, acronyms, initials, metonyms = set(), set(), set(), set(), set()
    for run in find_runs(passage):
        terms = [strip_marks(passage.words[k].term) for k in run.words]
        joined.add("".join(terms))
        entity = find_entity(passage, run)
        if entity is not None:
            entities.add(entity)
        initials.add(write_acronym(passage, run))
        metonyms |= list_metonyms(passage, run)
        for k in run.words:
            form = passage.words[k].form
            if is_acronym(form):
                acronyms.add(form.replace(".", "").casefold())
            if len(run.words) == 1:
                entities.update(read_entities((passage.terms[k],)))
    return _Forms(*map(frozenset, (joined, entities, acronyms, initials, metonyms)))


def is_acronym(form: str) -> bool:
    """Whether a form is written as an acronym."""
    bare = form.replace(".", "")
    return 2 <= len(bare) <= 6 and bare.isupper() and bare.isalpha()


def abbreviates(acronym: str, letters: str) -> bool:
    """Whether an acronym is made of a name's first letters, more letters at its end or not."""
    return len(letters) > 1 and acronym.startswith(letters) and len(acronym) <= 2 * len(letters) + 1


def write_acronym(passage: Passage, run: Run) -> str:
    """The first letters of a name."""
    return "".join(passage.words[k].form[0] for k in run.words).casefold()


def read_entities(terms: tuple[str, ...]) -> list[int]:
    """The declared entity of the terms, if there is one."""
    found = load_name_lists().entities.get(terms)
    return [] if found is None else [found]


def find_entity(passage: Passage, run: Run) -> int | None:
    """The declared country or body that a name stands for."""
    found = read_entities(tuple(passage.terms[run.words[0] : run.words[-1] + 1]))
    return found[0] if found else None


def list_metonyms(passage: Passage, run: Run) -> frozenset[int]:
    """The governments and markets that a name may stand for."""
    metonyms = load_name_lists().metonyms
    terms = passage.terms[run.words[0] : run.words[-1] + 1]
    return metonyms.get(" ".join(terms), frozenset())


def is_same_name(a: str, b: str) -> bool:
    """
    Say whether two words of names are one name in two styles, which is no change.

    Parameters
    ----------
    a, b : str
        Terms without accents.

    Returns
    -------
    bool
        True for a nickname and its full form, an initial, a shortened place, a country and
        its adjective, and the plural of a family name.

    Examples
    --------
    >>> [is_same_name(*p) for p in (("bob", "robert"), ("j", "james"), ("calif", "california"))]
    [True, True, True]
    >>> is_same_name("ukraine", "ukrainian"), is_same_name("marsh", "swamp")
    (True, False)
    """
    lists = load_name_lists()
    if a == b or lists.nicknames.get(a, frozenset()) & lists.nicknames.get(b, frozenset()):
        return True
    if lists.shortened.get(a, a) == lists.shortened.get(b, b):
        return True
    entity = lists.entities.get((a,))
    if entity is not None and entity == lists.entities.get((b,)):
        return lists.respellings.get(a, -1) != lists.respellings.get(b, -2)
    short, long = sorted((a, b), key=len)
    if len(short) <= 2:
        return long[:1] == short[:1]
    return long in (short + "s", short + "es") or _is_adjective_of(short, long)


def has_lost_letters(a: str, b: str) -> bool:
    """
    Say whether one word is the other without its accented letters, as a broken encoding leaves it.

    Examples
    --------
    >>> has_lost_letters("joão", "joo"), has_lost_letters("joão", "joao")
    (True, False)
    """
    if a.isascii() == b.isascii():
        return False
    damaged, whole = (a, b) if a.isascii() else (b, a)
    return damaged == "".join(letter for letter in whole if letter.isascii())


# What remains of a word and of the adjective or noun built from it, the stem taken away.
_ENDINGS = frozenset(
    ("", "a", "e", "o", "y", "s", "es", "ies", "ia", "n", "an", "ian", "ans", "ians", "ish", "ese")
    + ("i", "is", "ic", "er", "ers", "ion", "ions", "al", "ing", "ed", "or", "ors")
)


def _is_adjective_of(short: str, long: str) -> bool:
    """Whether two words are built from one stem, as Ukraine and Ukrainian are."""
    stem = len(commonprefix((short, long)))
    if stem < SHORTEST_STEM or short[stem:] not in _ENDINGS or long[stem:] not in _ENDINGS:
        return False
    return (
        len(long) - len(short) > 1
        or long[len(short) :] in ("n", "i", "s")
        or (len(long) - stem > 1 and short[stem:] in ("", "s", "a", "e", "y"))
    )


@lru_cache(maxsize=8192)
def _fold_sounds(word: str) -> str:
    """A word with one letter for each sound that other scripts are written with in many ways."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    return "".join(c for k, c in enumerate(word) if not k or c != word[k - 1])


# Longest first; "c" is one of two sounds and stays.
_SOUNDS = (
    *(("shch", "x"), ("tsch", "x"), ("tch", "x"), ("sch", "x"), ("sh", "x"), ("ch", "x")),
    *(("zh", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ts", "z")),
    *(("ck", "k"), ("q", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"), ("yi", "i")),
    *(("ei", "i"), ("ey", "i"), ("ai", "e"), ("ay", "e"), ("w", "v"), ("y", "i"), ("j", "i")),
)


@lru_cache(maxsize=16384)
def is_respelt(a: str, b: str) -> bool:
    """
    Say whether two words are likely spellings of one name.

    Parameters
    ----------
    a, b : str
        Terms without accents, not equal.

    Returns
    -------
    bool
        True if they are declared spellings of one name, look alike (Jaro-Winkler at least
        `SPELLING_LIKENESS`) and sound alike (Soundex), or a long one has a slip of a letter.

    Examples
    --------
    >>> is_respelt("prigozhin", "prigogine"), is_respelt("kyiv", "kiev")
    (True, True)
    >>> is_respelt("putin", "pushkin"), is_respelt("iran", "iraq")
    (False, False)
    """
    import jellyfish
    from rapidfuzz.distance import OSA, JaroWinkler

    lists = load_name_lists()
    if a in lists.respellings and lists.respellings[a] == lists.respellings.get(b):
        return True
    shorter = min(len(a), len(b))
    one, two = _fold_sounds(a), _fold_sounds(b)
    if min(len(one), len(two)) >= SHORTEST_FOLDED and OSA.distance(one, two) <= (a[:1] == b[:1]):
        return True
    if shorter < SHORTEST_SPELLING or abs(len(a) - len(b)) > 2:
        return False
    likeness = JaroWinkler.similarity(a, b)
    if likeness >= SPELLING_LIKENESS and jellyfish.soundex(a) == jellyfish.soundex(b):
        return True
    if a[0] != b[0] and a[1:3] != b[1:3] and a[:2] != b[1::-1]:
        return False
    slips = OSA.distance(a, b)
    longer = max(len(a), len(b))
    return (slips == 1 and longer >= ONE_SLIP) or (slips == 2 and shorter >= TWO_SLIPS)
