"""Which statements of a base can be turned round, and how?"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, choose_article, delete_span, match_case, replace_span
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words

_NOT = regex.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|did|does|do) "
    r"(?P<not>not)\b(?! only)"
)
_SHORT = regex.compile(
    r"\b(?P<verb>is|are|was|were|has|have|had|would|could|should|did|does|do)(?P<not>n[’']t)\b"
)
_NO = regex.compile(
    r"\b(?P<no>no) (?!one\b|longer\b|more\b|less\b|fewer\b|matter\b|doubt\b)(?P<noun>\p{Ll}+)\b",
    regex.I,
)


def list_negation_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the statements that can be turned round.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses among opposites.

    Returns
    -------
    list of Site
        Of kind "negation".

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_negation_sites(read_source_text("It did not leak."), Random(1))
    >>> [(site.subkind, site.start, site.stop, site.replacement) for site in sites]
    [('lost', 7, 11, '')]
    """
    sites: list[Site] = []
    for sentence in source.sentences:
        window = (sentence.start, sentence.stop)
        sites.extend(_lose(source, window, rng))
        sites.extend(_add(source, window))
        sites.extend(_oppose(source, window, rng))
    return sites


def _lose(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    for match in _NOT.finditer(source.text, *window):
        cut = delete_span(source, *match.span("not"))
        if cut:
            yield Site("negation", "lost", *cut, '"not" was dropped')
    for match in _SHORT.finditer(source.text, *window):
        yield Site("negation", "lost", *match.span("not"), "", '"n\'t" was dropped')
    for match in _NO.finditer(source.text, *window):
        old, noun = match.group(), match["noun"]
        new = f"{_choose_determiner(source.text, match)} {noun}"
        new = match_case(old, new)
        yield Site("negation", "lost", *match.span(), new, f"{old} became {new}")
    words = load_words("negations")["lost"]
    for match in _compile_negatives().finditer(source.text, *window):
        new = rng.choice(words[match.group().lower()])
        if new == "with" and regex.compile(r" \p{Ll}+ing\b").match(source.text, match.end()):
            new = "while"  # "while admitting fault"
        why = f"{match.group()} became {new or 'nothing'}"
        if new:
            yield Site("negation", "lost", *match.span(), match_case(match.group(), new), why)
        elif cut := delete_span(source, *match.span()):
            yield Site("negation", "lost", *cut, why)


def _choose_determiner(text: str, match: regex.Match) -> str:
    """What stands for "no": "some arrests", "some bank details", "some work", "a plan"."""
    following = regex.compile(r" (\p{Ll}+)").match(text, match.end())
    words = [match["noun"], *([following.group(1)] if following else [])]
    is_plural = any(word.endswith("s") and not word.endswith(("ss", "is", "was")) for word in words)
    if is_plural or match["noun"] in load_words("negations")["nouns"]["mass"]:
        return "some"
    return choose_article(match["noun"])


@cache
def _compile_negatives() -> regex.Pattern:
    return regex.compile(rf"\b(?:{join_words(load_words('negations')['lost'])})\b", regex.I)


@cache
def _compile_auxiliary() -> regex.Pattern:
    words = load_words("negations")["auxiliaries"]
    return regex.compile(
        rf"\b(?P<aux>{join_words(words['takes_not'])}) "
        rf"(?!(?:{join_words(words['not_before'])})\b)(?=\p{{Ll}}{{2,}})"
    )


# After a form of "to have" only a participle takes "not": "has not leaked", not "has not until".
_PARTICIPLE = regex.compile(
    r" \p{Ll}+(?:ed|en|wn|ne|ught|pt|ost|ade|un|eld|old|aid|eft|ung|ood|et|ome|ead|it)\b"
)


def _add(source: SourceText, window: tuple[int, int]) -> Iterator[Site]:
    text = source.text[window[0] : window[1]]
    if regex.search(
        r"\b(?:not|no|never|nobody|nothing|none|without|neither)\b|n[’']t\b|\?", text, regex.I
    ):
        return
    for match in _compile_auxiliary().finditer(source.text, *window):
        has_have = match["aux"] in {"has", "have", "had"}
        if has_have and not _PARTICIPLE.match(source.text, match.end() - 1):
            continue
        why = f'"not" was added after "{match["aux"]}"'
        yield Site("negation", "added", match.end(), match.end(), "not ", why)


@cache
def _load_opposites() -> tuple[regex.Pattern, dict[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for a, b in load_words("negations")["pairs"]:
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return regex.compile(rf"\b(?:{join_words(found)})\b"), found


def _oppose(source: SourceText, window: tuple[int, int], rng: Random) -> Iterator[Site]:
    pattern, opposites = _load_opposites()
    for match in pattern.finditer(source.text, *window):
        if source.is_in_name(*match.span()):
            continue
        old = match.group()
        new = rng.choice(opposites[old])
        if _hurts_grammar(source, match, old, new):
            continue
        begin, end, words = replace_span(source, *match.span(), new)
        why = f"{old} became its opposite {new}"
        yield Site("negation", "antonym", begin, end, words, why)


def _hurts_grammar(source: SourceText, match: regex.Match, old: str, new: str) -> bool:
    """Whether the opposite cannot take the words beside it."""
    after = source.text[match.end() : match.end() + 12]
    before = source.text[max(0, match.start() - 6) : match.start()]
    if old == "opened":
        return after.startswith(" fire")
    if old == "agreed" or old == "refused":
        return not after.startswith(" to ") and not after.startswith(".")
    if "denied" in (old, new) or "confirmed" in (old, new):
        return regex.match(r" (?:having|\p{L}+ing)\b", after) is not None
    if old == "lost":  # "lost sales" is no opposite of "won sales"
        return not regex.match(r" (?:the|his|her|its|their|an?|\p{L}+ of|by|\d)\b", after)
    if new == "too little":
        return before.endswith("not ") or not regex.match(r" \p{L}", after)
    if old == "open":
        return not before.endswith(("is ", "was ", "are ", "were ", "been ", "door "))
    if before.endswith("to "):
        return old == "lower"
    return old in {"before", "after"} and before.endswith(("soon ", "ever "))
