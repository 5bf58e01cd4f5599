"""Which names of a base can be spoiled, and how?"""

from collections.abc import Iterator
from random import Random

import regex

from analysis.planting.site import Site, capitalise, is_opening
from analysis.planting.source_text import Name, SourceText
from analysis.planting.word_lists import join_words, load_words

# "of Marsh" can become "of the official", "Mayor Marsh" or "the Marsh plan" cannot.
_BEFORE_DESCRIPTION = regex.compile(
    r"\b(?:in|near|at|from|of|to|and|by|with|for|against|told|that|but|outside|met|as|on|urged) $"
)
_MOST_OTHERS = 50  # names of a kind among which another one is chosen
_SHORTEST = 5  # letters of a name that is misspelt: a shorter one becomes another name


def list_name_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the names that can be spoiled.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the letters and the other names.

    Returns
    -------
    list of Site
        Of kind "name". Whoever is quoted or reported on the spot is not replaced by another
        person: that would be a change of the quotation's speaker or of the source.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> text = '"It leaks," said Odette Marsh. The mayor met Marsh on Tuesday.'
    >>> sites = list_name_sites(read_source_text(text), Random(1))
    >>> sorted({site.subkind for site in sites})
    ['common_word', 'described', 'spelling']
    """
    sites: list[Site] = []
    known = {word for name in source.names for word in name.text.split()}
    keys = _list_keys(source)
    for name in source.names:
        sites.extend(_misspell(name, known, rng))
        sites.extend(_translate(source, name, rng))
        if name.kind == "person":
            sites.extend(_correct(source, name, rng))
        if not is_source(source, name):
            sites.extend(_replace(source, name, keys[name.kind], rng))
            sites.extend(_describe(source, name, rng))
    return sites


def is_source(source: SourceText, name: Name) -> bool:
    """
    Say whether somebody is reported on the spot.

    Parameters
    ----------
    source : SourceText
        The base.
    name : Name
        A mention.

    Returns
    -------
    bool
        True beside a reporting verb or after "according to".
    """
    verbs = join_words(load_words("attributions")["reporting"])
    before = source.text[max(0, name.start - 60) : name.start]
    after = source.text[name.stop : name.stop + 130]
    # "said Dr. Marsh", "according to the council"
    if regex.search(
        rf"(?:\b(?:{verbs})|[Aa]ccording to(?: the)?)"
        r"(?: \p{Lu}\p{L}+\.?| the [^,.]{2,40},)? $",
        before,
    ):
        return True
    if regex.match(rf"(?:, [^,.\"“]{{2,90}})?,?(?: also| later)? (?:{verbs})\b", after):
        return True
    return name.start in source.speaker_starts


def _list_keys(source: SourceText) -> dict[str, list[str]]:
    """The first names of each kind, for putting one in place of another."""
    keys: dict[str, dict[str, None]] = {}
    for name in source.names:
        keys.setdefault(name.kind, {}).setdefault(name.key)
    return {kind: list(found)[:_MOST_OTHERS] for kind, found in keys.items()}


def _misspell(name: Name, known: set[str], rng: Random) -> Iterator[Site]:
    """Letters exchanged in the longest word of a name."""
    words = [m for m in regex.finditer(r"\p{L}+", name.text) if len(m.group()) >= _SHORTEST]
    words = [m for m in words if m.group() not in _list_word_like()]
    if not words:
        return
    longest = max(words, key=lambda m: (len(m.group()), m.start()))
    old = longest.group()
    for new in rng.sample(spellings := _list_spellings(old), min(2, len(spellings))):
        if new not in known:
            start = name.start + longest.start()
            yield Site("name", "spelling", start, start + len(old), new, f"{old} is misspelt {new}")


def _list_word_like() -> set[str]:
    """Parts of names that are words: misspelling "Ministry" spoils no name."""
    names = load_words("names")
    return {*names["parts"], *names["bodies"]["last_words"]}


def _list_spellings(word: str) -> list[str]:
    """Other spellings: transliterations, a letter dropped, two letters exchanged."""
    tail = word[1:]
    found = [
        word[0] + tail.replace(a, b, 1)
        for a, b in load_words("names")["letters"]["swaps"]
        if a in tail
    ]
    middle = len(word) // 2
    found.append(word[:middle] + word[middle + 1 :])
    found.append(word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :])
    return list(dict.fromkeys(one for one in found if one != word))


def _translate(source: SourceText, name: Name, rng: Random) -> Iterator[Site]:
    """A surname or a part of a name that is a word gives way to another word."""
    names, words = load_words("names"), name.text.split(" ")
    last = words[-1]
    if name.kind == "person" and last in names["words"]:
        start = name.stop - len(last)
        new = rng.choice(names["words"][last])
        if len(words) == 1 and not is_opening(source, start) and rng.random() < 0.4:
            new = new.lower()
        yield Site("name", "common_word", start, name.stop, new, f"the name {last} became {new}")
    if name.kind == "person":
        return
    place = name.start
    for word in words:
        if word in names["parts"] and len(words) > 1:
            new = rng.choice(names["parts"][word])
            why = f"{word} in {name.text} became {new}"
            yield Site("name", "wrong_synonym", place, place + len(word), new, why)
        place += len(word) + 1


def _correct(source: SourceText, name: Name, rng: Random) -> Iterator[Site]:
    """A surname falls to a spelling corrector."""
    old = name.text.split(" ")[-1]
    alike = [w for w in load_words("names")["corrected"]["list"] if w[0] == old[0]]
    if alike and old not in load_words("names")["words"]:
        new = rng.choice(alike)
        start = name.stop - len(old)
        yield Site("name", "common_word", start, name.stop, new, f"the name {old} became {new}")


def _replace(source: SourceText, name: Name, keys: list[str], rng: Random) -> Iterator[Site]:
    """Another person, body or place of the story stands there; a place may be a new one."""
    others = [key for key in keys if not _are_alike(key, name.key)]
    if name.kind == "body":
        has_article = _has_article(source, name.start)
        others = [
            key for key in others if _has_article(source, source.text.find(key)) == has_article
        ]
    if name.kind == "place":
        others += load_words("names")["places"]["others"]
    if not others:
        return
    new = rng.choice(others)
    if name.kind == "person" and " " not in name.text:
        new = new.split(" ")[-1]
    sentence = source.find_sentence(name.start)
    if sentence and new not in source.text[sentence.start : sentence.stop]:
        why = f"{name.text} became {new}"
        yield Site("name", "replaced", name.start, name.stop, new, why)


def _has_article(source: SourceText, start: int) -> bool:
    """Whether "the" stands before a name: "the Dam Office", but "Halvern Power"."""
    return source.text[max(0, start - 4) : start].lower() == "the "


def _are_alike(a: str, b: str) -> bool:
    return a in b or b in a


def _describe(source: SourceText, name: Name, rng: Random) -> Iterator[Site]:
    """A description stands for the name, where nothing else describes it already."""
    text = source.text
    before, after = text[max(0, name.start - 14) : name.start], text[name.stop : name.stop + 2]
    if not is_opening(source, name.start) and not _BEFORE_DESCRIPTION.search(before):
        return
    if after.startswith(",") or regex.match(r" [\p{Lu}\d]", after):
        return
    if regex.search(r"\b(?:towns?|cit(?:y|ies)|villages?|ports?) of $", before):
        return
    new = rng.choice(load_words("names")["descriptions"][name.kind])
    if is_opening(source, name.start):
        new = capitalise(new)
    yield Site("name", "described", name.start, name.stop, new, f"{name.text} became {new}")
