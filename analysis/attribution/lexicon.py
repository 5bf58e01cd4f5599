"""Which words report what somebody said, what may follow them, and what stance do they take?"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

from analysis.attribution.words import AUX, CLOSERS
from analysis.paths import find_data_folder

CUE_CLASSES = ("neutral", "conceding", "doubting", "denying", "loaded")


class Cue(NamedTuple):
    """
    One form of a reporting verb.

    Attributes
    ----------
    lemma : str
        The plain form.
    takes : frozenset of str
        What may follow it; the head of `reporting_cues.toml` lists the values.
    shape : str
        ``base``, ``s``, ``past`` (participles too) or ``ing``.
    is_noun : bool
        True where the form is as often a noun, so that it needs a clear subject.
    particles : tuple of str
        Words that must follow, in this order ("point out"); empty: none.
    """

    lemma: str
    takes: frozenset[str]
    shape: str
    is_noun: bool
    particles: tuple[str, ...]


class StanceWord(NamedTuple):
    """
    A noun or an adjective that reports.

    Attributes
    ----------
    cue_class : str
        One of `CUE_CLASSES`.
    takes : frozenset of str
        ``that``, ``infinitive``, and the prepositions that may follow it.
    """

    cue_class: str
    takes: frozenset[str]


class Lexicon(NamedTuple):
    """The reporting words, ready for look-up by their lower-case form."""

    verbs: dict[str, tuple[Cue, ...]]
    nouns: dict[str, StanceWord]
    adjectives: dict[str, StanceWord]
    light: dict[str, str]  # verbs that a noun completes ("made a call"): form -> shape
    chain: dict[str, str]  # verbs before "to" and a cue ("continued to say"): form -> shape
    chain_ing: dict[str, str]  # verbs before a cue in -ing ("kept saying"): form -> shape
    phrase_nouns: frozenset[str]  # nouns of "in a new poll, ..." and "in Low's view, ..."
    classes: dict[str, str]
    words: frozenset[str]  # a sentence without any of them reports nothing
    reporting: frozenset[str]  # finite forms that introduce a clause ("says")
    participles: frozenset[str]  # forms that add another report ("adding that ...")


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """
    Read the word list and spell out every form.

    Returns
    -------
    Lexicon
        Read once a process.

    Examples
    --------
    >>> [(cue.lemma, cue.shape) for cue in load_lexicon().verbs["denied"]]
    [('deny', 'past')]
    """
    path = find_data_folder() / "lexicons" / "reporting_cues.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, dict[tuple, set]] = {}
    classes: dict[str, str] = {}
    for entry in data["cue"]:
        doubtful = frozenset(entry.get("is_noun", ()))
        for phrase in entry["verbs"]:
            base, *particle = phrase.split()
            for shape, form in _list_forms(base, data["irregular"]):
                key = (base, shape, form in doubtful, tuple(particle))
                found.setdefault(form, {}).setdefault(key, set()).update(entry["takes"])
                classes.setdefault(" ".join([form, *particle]), entry["class"])
    verbs = {
        form: tuple(
            Cue(base, frozenset(takes), shape, is_noun, particle)
            for (base, shape, is_noun, particle), takes in sorted(
                cues.items(), key=lambda item: -len(item[0][3])
            )
        )
        for form, cues in found.items()
    }
    classes |= {
        phrase: name for name, phrases in data["source_phrases"].items() for phrase in phrases
    }
    nouns = _read_stance_words(data["noun"])
    adjectives = _read_stance_words(data["adjective"])
    classes |= {
        word: entry.cue_class for word, entry in (adjectives | nouns).items() if word not in classes
    }
    light, chain, chain_ing = (
        {form: shape for verb in words for shape, form in _list_forms(verb, data["irregular"])}
        for words in (data["light"]["verbs"], data["chain"]["to"], data["chain"]["ing"])
    )
    phrase_nouns = frozenset(data["phrases"]["nouns"])
    words = frozenset(verbs) | frozenset(nouns) | frozenset(adjectives) | phrase_nouns
    words |= {"according", "per"}
    reporting = _select_forms(verbs, ("past", "s"), {"clause"})
    participles = _select_forms(verbs, ("ing",), {"clause", "that", "object"})
    return Lexicon(
        *(verbs, nouns, adjectives, light, chain, chain_ing, phrase_nouns),
        *(classes, words, reporting, participles),
    )


def _read_stance_words(entries: list[dict]) -> dict[str, StanceWord]:
    """Read the nouns or the adjectives of the word list; frames of one word add up."""
    found: dict[str, StanceWord] = {}
    for entry in entries:
        for word in entry["words"]:
            before = found.get(word, StanceWord(entry["class"], frozenset()))
            found[word] = before._replace(takes=before.takes | frozenset(entry["takes"]))
    return found


class SpeakerWords(NamedTuple):
    """Words beside and inside the names of those who speak; `speakers.toml` says what each is."""

    titles: frozenset[str]
    bodies: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    groups: frozenset[str]
    aliases: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def load_speaker_words() -> SpeakerWords:
    """
    Read the titles of people and the words that make a name that of a body or a place.

    Returns
    -------
    SpeakerWords
        In lower case; read once a process.

    Examples
    --------
    >>> "senator" in load_speaker_words().titles, "ministry" in load_speaker_words().bodies
    (True, True)
    """
    path = find_data_folder() / "lexicons" / "speakers.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = (frozenset(data[key]["words"].split()) for key in SpeakerWords._fields[:-1])
    return SpeakerWords(*lists, tuple(map(tuple, data["aliases"]["sets"])))


def _select_forms(verbs: dict, shapes: tuple[str, ...], takes: set[str]) -> frozenset[str]:
    """Select the forms, nouns left out, of some shapes that take one of some contents."""
    return frozenset(
        form
        for form, cues in verbs.items()
        if any(cue.shape in shapes and not cue.is_noun and cue.takes & takes for cue in cues)
    )


def _list_forms(base: str, irregular: dict[str, list[str]]) -> list[tuple[str, str]]:
    """List (shape, form) of a verb; its participle has the shape of the past."""
    third, past, participle, ing = irregular.get(base) or _inflect(base)
    return [("base", base), ("s", third), ("past", past), ("past", participle), ("ing", ing)]


def _inflect(base: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form of a regular verb."""
    if base.endswith("e"):
        return base + "s", base + "d", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing"
    plural = "es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return base + plural, base + "ed", base + "ed", base + "ing"


def find_cue_class(cue: str | None) -> str | None:
    """
    Say how a cue presents what it introduces.

    Parameters
    ----------
    cue : str or None
        The words of a cue as they stand in a quotations table ("has denied").

    Returns
    -------
    str or None
        One of `CUE_CLASSES`; None for a missing cue or one that is not in the lexicon.

    Examples
    --------
    >>> [find_cue_class(c) for c in ["said", "has repeatedly denied", "Claiming", "mooed"]]
    ['neutral', 'denying', 'doubting', None]
    """
    if not isinstance(cue, str):
        return None
    classes = load_lexicon().classes
    words = [w.replace("’", "'") for w in cue.casefold().split()]
    if "to" in words[1:]:
        # "refused to say": the refusal is what the reader is told; else the carried verb.
        at = words.index("to", 1)
        if "denying" in {classes.get(word) for word in words[:at]}:
            return "denying"
        if any(word in classes for word in words[at + 1 :]):
            words = words[at + 1 :]
    for size in (2, 3, 1):
        for at in range(len(words) - size, -1, -1):
            phrase = " ".join(words[at : at + size]).strip(CLOSERS)
            if phrase in classes and phrase not in AUX:
                return classes[phrase]
    return None
