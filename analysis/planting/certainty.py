"""Which words of a base that say how sure a thing is can be dropped, added or changed?"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, capitalise, delete_span, is_opening, replace_span
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words


def list_certainty_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the hedges, approximations and modal verbs that can be changed.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the words.

    Returns
    -------
    list of Site
        Of kind "certainty".

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_certainty_sites(read_source_text("About 90 men may reportedly go."), Random(1))
    >>> [site.subkind for site in sites]
    ['hedge_lost', 'approximation_lost', 'modal_strengthened']
    """
    sites: list[Site] = []
    for sentence in source.sentences:
        window = (sentence.start, sentence.stop)
        sites.extend(_drop_hedges(source, window))
        sites.extend(_add_hedges(source, window, rng))
        sites.extend(_drop_approximations(source, window))
        sites.extend(_add_approximations(source, window, rng))
        sites.extend(_change_modals(source, window, rng))
    return sites


@cache
def _compile_hedges() -> tuple[regex.Pattern, regex.Pattern, regex.Pattern]:
    words = load_words("certainty")
    adverb = regex.compile(rf"\b(?:{join_words(words['hedges'])})\b(?!,)", regex.I)
    adjective = regex.compile(rf"\b(?:{join_words(words['adjectives'])})(?= \p{{Ll}}{{3,}})")
    phrase = regex.compile(rf"\b(?:{join_words(words['phrases'])})\b")
    return adverb, adjective, phrase


def _drop_hedges(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    adverb, adjective, phrase = _compile_hedges()
    for match in adverb.finditer(source.text, *window):
        cut = delete_span(source, *match.span())
        if cut and source.text[match.start() - 1 : match.start()] != ",":
            yield Site("certainty", "hedge_lost", *cut, f"{match.group()} was dropped")
    for match in adjective.finditer(source.text, *window):
        before = source.text[max(0, match.start() - 6) : match.start()]
        if regex.search(r"\b(?:is|are|was|were|be|as|it) $", before) or source.text[
            match.end() :
        ].startswith((" to ", " that ")):
            continue
        if match.group() == "reported" and not regex.search(r"\b(?:an?|the|of) $", before):
            continue  # a verb
        if match.group() == "suspected" and not regex.search(r"\b(?:an?|the|of|by) $", before):
            continue
        cut = delete_span(source, *match.span())
        if cut:
            yield Site("certainty", "hedge_lost", *cut, f"{match.group()} was dropped")
    words = load_words("certainty")["phrases"]
    for match in phrase.finditer(source.text, *window):
        new = words[match.group()]
        why = f"{match.group()} became {new}"
        yield Site("certainty", "hedge_lost", *match.span(), new, why)


@cache
def _compile_verb_slot() -> regex.Pattern:
    """After an auxiliary and before a participle: an adverb fits there."""
    return regex.compile(
        r"\b(?:is|are|was|were|has|have|had) (?=\p{Ll}{3,}(?:ed|en|ing|wn|lt|ught|pt|ade|ost)\b)"
    )


def _add_hedges(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    hedges = _compile_hedges()[0]
    if hedges.search(source.text, *window) or _compile_hedges()[2].search(source.text, *window):
        return
    for match in _compile_verb_slot().finditer(source.text, *window):
        if source.find_quotation(*match.span()):
            continue
        new = rng.choice(load_words("certainty")["added"])
        yield Site(
            "certainty", "hedge_added", match.end(), match.end(), f"{new} ", f"{new} was added"
        )


@cache
def _compile_approximations() -> tuple[regex.Pattern, regex.Pattern]:
    words = load_words("certainty")
    small = "two|three|four|five|six|seven|eight|nine|ten|a dozen|half|twice|a third|a quarter"
    written = regex.compile(
        rf"\b(?P<about>{join_words(words['approximations'])}) (?=[$€£]?\d|(?:{small})\b)", regex.I
    )
    plain = regex.compile(
        r"(?<=\b(?:and|of|by|to|for|the|said|cost|killed|injured|had|have|has|paid|lost|moved|that"
        r"|spent|took|take|employs|carried|sold|owed|with|reached|supplies|seized|found) )"
        r"(?=[$€£]?\d[\d,.]*\d(?: (?:million|billion|percent|\p{Ll}{3,12}s|people))\b)"
    )
    return written, plain


def _drop_approximations(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    for match in _compile_approximations()[0].finditer(source.text, *window):
        before = source.text[max(0, match.start() - 4) : match.start()]
        if match["about"].lower() == "about" and before.endswith(("is ", "as ", "re ")):
            continue  # "this is about two people"
        start, stop = match.span("about")
        why = f"{match['about']} was dropped before a figure"
        if is_opening(source, start):
            end = stop + 2
            new = capitalise(source.text[stop + 1 : end])
            yield Site("certainty", "approximation_lost", start, end, new, why)
        else:
            yield Site("certainty", "approximation_lost", start, stop + 1, "", why)


def _add_approximations(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    words = load_words("certainty")["approximations_added"]
    for match in _compile_approximations()[1].finditer(source.text, *window):
        at = match.start()
        before = source.text[max(0, at - 12) : at]
        if source.is_in_date(at, at + 4) or regex.search(
            r"\b(?:least|most|than|up to|between)\b|\d and $", before
        ):
            continue
        if source.text[at - 4 : at] == "the ":
            continue
        new = rng.choice(words)
        why = f"{new} was added before a figure"
        yield Site("certainty", "approximation_added", at, at, f"{new} ", why)


@cache
def _compile_modals() -> regex.Pattern:
    words = load_words("certainty")
    known = {*words["stronger"], *words["weaker"]}
    return regex.compile(rf"\b(?:{join_words(known)})\b(?= \p{{Ll}})")


def _change_modals(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    words = load_words("certainty")
    for match in _compile_modals().finditer(source.text, *window):
        old = match.group()
        if old == "could" and source.text.startswith(" not", match.end()):
            continue  # inability, not possibility
        for subkind, table in (
            ("modal_strengthened", words["stronger"]),
            ("modal_weakened", words["weaker"]),
        ):
            if old in table:
                begin, end, new = replace_span(source, *match.span(), rng.choice(table[old]))
                why = f"{old} became {new}"
                yield Site("certainty", subkind, begin, end, new, why)
