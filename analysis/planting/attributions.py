"""Which statements of a base can lose, gain or change the source that vouches for them?"""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

import regex

from analysis.planting.site import Site, capitalise, is_opening, match_case
from analysis.planting.source_text import LONGEST_SENTENCE, SourceText, Span
from analysis.planting.word_lists import join_words, load_words

_ACCORDING_BEFORE = regex.compile(
    r"^(?P<drop>[Aa]ccording to (?P<subject>[^,\"“]{2,80}), )(?P<first>\S)"
)
_ACCORDING_AFTER = regex.compile(
    r"(?P<drop>, according to (?P<subject>[^,.\"“]{2,80}"
    r"(?:, (?:\p{Lu}\p{Ll}{1,3}\. )?\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*)?))(?=\.$|, )"
)


_MOST_SOURCES = 50  # among which another source is chosen


class Report(NamedTuple):
    """A statement reported in indirect speech: who, which verb, and the words to drop."""

    subject: Span
    verb: Span
    drop: Span
    is_before: bool  # whether source and verb stand before the statement


def list_attribution_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the attributions that can be dropped, added, weakened, swapped or coloured.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the words.

    Returns
    -------
    list of Site
        Of kind "attribution". Who stands beside a direct quotation is the business of
        `analysis.planting.quotes`; only its verb is coloured here.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_attribution_sites(read_source_text("The firm said it was ready."), Random(1))
    >>> [(site.subkind, site.replacement) for site in sites][0]
    ('lost', 'I')
    """
    sites: list[Site] = []
    sources = _list_sources(source)
    for sentence in source.sentences:
        if sentence.stop - sentence.start > LONGEST_SENTENCE:
            continue
        reports = _find_reports(source, sentence)
        for report in reports:
            sites.extend(_drop(source, report))
            sites.extend(_change_source(source, report, sources, rng))
        sites.extend(_colour_verbs(source, sentence, rng))
        sites.extend(_lose_denials(source, sentence, rng))
        if not reports:
            sites.extend(_add(source, sentence, rng))
    return sites


# ---------------------------------------------------------------- reading indirect speech


@cache
def _compile_reports() -> tuple[regex.Pattern, regex.Pattern]:
    verbs = join_words(load_words("attributions")["that_verbs"])
    before = regex.compile(
        rf"^(?:But |And |However, )?(?P<subject>[^,\"“]{{1,70}}?(?:, [^,\"“]{{2,80}},)?)"
        rf" (?P<verb>{verbs})(?: (?:late |early )?on \p{{Lu}}\p{{Ll}}+day)?(?P<that> that)?"
        r" (?=(?P<next>\S+) )"
    )
    after = regex.compile(
        rf"(?P<drop>, (?:(?P<subject>(?:the |an? )?[^,.\"“]{{2,50}}?) (?P<verb>{verbs})"
        rf"|(?P<verb2>said) (?P<subject2>[^,.\"“]{{2,60}})(?:, [^.\"“]{{2,80}})?))\.$"
    )
    return before, after


# Words that begin a statement. Others begin an object ("said nothing", "said in a letter").
_BEGINS = regex.compile(
    r"(?:the|an?|it|he|she|they|we|its|his|her|their|this|these|those|there|that|some|many|most|all"
    r"|no|nobody|only|both|more|about|nearly|at|up|two|three|four|five|six|seven|eight|nine|ten"
    r"|in|on|if|when|after|[$€£]?\d[\d,.]*|\p{Lu}\S*|fewer|police|officials|people|workers)$"
)


def _find_reports(source: SourceText, sentence: Span) -> list[Report]:
    """Reports in a sentence, found from its start and from its end."""
    text = source.text[sentence.start : sentence.stop]
    found = []
    before, after = _compile_reports()
    match = before.search(text)
    if match and _is_statement(source, sentence, match):
        begin = match.start("subject")
        found.append(_make_report(sentence, match, "subject", "verb", (begin, match.end()), True))
    match = after.search(text)
    if match and not found and not source.find_quotation(*sentence) and _names_source(match):
        names = ("subject", "verb") if match["verb"] else ("subject2", "verb2")
        found.append(_make_report(sentence, match, *names, match.span("drop"), False))
    match = _ACCORDING_BEFORE.search(text)
    if match:
        found.append(_make_report(sentence, match, "subject", "drop", match.span("drop"), True))
    for match in _ACCORDING_AFTER.finditer(text):
        found.append(_make_report(sentence, match, "subject", "drop", match.span("drop"), False))
    return found


def _is_statement(source: SourceText, sentence: Span, match: regex.Match) -> bool:
    """Whether a clause follows the verb, and no quotation."""
    start = sentence.start
    subject = match["subject"]
    if source.find_quotation(start + match.start(), start + match.end() + 1):
        return False
    if regex.search(r"\b(?:who|which|that|to|was|were|had|has|have|as)\b(?![^,]*,)", subject):
        return "," in subject
    return bool(match["that"] or _BEGINS.match(match["next"]))


def _names_source(match: regex.Match) -> bool:
    """Whether "said ..." at the end names somebody: "said Marsh", not "said in a letter"."""
    who = match["subject2"]
    return who is None or who[0].isupper() or who.startswith(("the ", "a ", "an ", "two ", "his "))


def _make_report(sentence: Span, match, subject: str, verb: str, drop, is_before: bool) -> Report:
    start = sentence.start
    return Report(
        Span(start + match.start(subject), start + match.end(subject)),
        Span(start + match.start(verb), start + match.end(verb)),
        Span(start + drop[0], start + drop[1]),
        is_before,
    )


def _list_sources(source: SourceText) -> list[str]:
    """Everybody a statement could be put into the mouth of."""
    found: dict[str, str] = {}
    for name in source.names:
        if name.kind != "place":
            before = source.text[max(0, name.start - 4) : name.start].lower()
            article = "the " if name.kind == "body" and before == "the " else ""
            found.setdefault(name.key, article + name.key)
    return list(found.values())[:_MOST_SOURCES]


# ---------------------------------------------------------------- edits


def _drop(source: SourceText, report: Report) -> Iterator[Site]:
    start, stop = report.drop
    why = f"the source was dropped: {source.text[start:stop].strip(' ,')}"
    if report.is_before:
        if not source.text[stop : stop + 1].strip():
            return
        new = source.text[stop : stop + 1]
        if is_opening(source, start):
            new = capitalise(new)
        yield Site("attribution", "lost", start, stop + 1, new, why)
    else:
        yield Site("attribution", "lost", start, stop, "", why)


def _change_source(
    source: SourceText, report: Report, sources: list[str], rng: Random
) -> Iterator[Site]:
    """The subject becomes another source of the story, or a vague one."""
    start, stop = report.subject
    old = source.text[start:stop]
    sentence = source.find_sentence(start)
    inside = source.text[sentence.start : sentence.stop]
    others = [one for one in sources if one.split(" ")[-1] not in inside]
    named = source.is_in_name(start, stop)
    if not named:  # "the company" may be any body of the story, but nobody by name
        others = [one for one in others if one in source.list_people()]
    is_pronoun = old.lower() in load_words("attributions")["pronouns"]
    if others and not is_pronoun:
        new = rng.choice(others)
        if is_opening(source, start):
            new = capitalise(new)
        why = f"{old} became {new}"
        yield Site("attribution", "source_changed", start, stop, new, why)
    if not (named or " of " in old) or is_pronoun:
        return
    verb = source.text[report.verb.start : report.verb.stop]
    words = load_words("attributions")
    vague = words["vague_plural"]
    if verb in {"says", "claims"}:
        vague = words["vague_singular"]
    new = rng.choice(vague)
    if is_opening(source, start):
        new = capitalise(new)
    yield Site("attribution", "weakened", start, stop, new, f"{old} became {new}")


@cache
def _compile_verbs() -> regex.Pattern:
    words = load_words("attributions")
    return regex.compile(
        rf"\b(?:{join_words([*words['neutral'], *words['loaded'], *words['as_fact']])})\b"
    )


def _colour_verbs(source: SourceText, sentence: Span, rng: Random) -> Iterator[Site]:
    words = load_words("attributions")
    for match in _compile_verbs().finditer(source.text, *sentence):
        old = match.group()
        if source.find_quotation(*match.span()):
            continue  # what somebody says about saying
        if not _is_reporting(source, match):
            continue
        if old in words["neutral"]:
            new = rng.choice(words[f"loaded_for_{old}"])
            yield _site("verb_loaded", match, new)
            continue
        if old in words["loaded"]:
            yield _site("verb_loaded", match, "said")
        if old in words["as_fact"]:
            yield _site("as_fact", match, rng.choice(words["as_fact"][old]))


def _is_reporting(source: SourceText, match: regex.Match) -> bool:
    """Whether a verb has a clause, a quotation or its speaker beside it, and is no participle."""
    before = source.text[max(0, match.start() - 8) : match.start()]
    after = source.text[match.end() : match.end() + 14]
    if regex.search(r"\b(?:was|were|is|are|be|been|being|has|have|had|an?|the|what) $", before):
        return False
    if match.group() in {"said", "says"}:
        return not after.startswith((" nothing", " so", " little", " in", " at", " goodbye"))
    return (
        regex.match(r" (?:that|the|an?|it|he|she|they|its|his|her|their|there|\p{Lu}|\d|no)", after)
        is not None
    )


def _site(subkind: str, match: regex.Match, new: str) -> Site:
    old = match.group()
    return Site("attribution", subkind, *match.span(), match_case(old, new), f"{old} became {new}")


@cache
def _compile_denials() -> regex.Pattern:
    return regex.compile(rf"\b(?:{join_words(load_words('attributions')['denials'])})\b")


def _lose_denials(source: SourceText, sentence: Span, rng: Random) -> Iterator[Site]:
    words = load_words("attributions")
    objects = join_words(words["denial_words"]["list"])
    for match in _compile_denials().finditer(source.text, *sentence):
        old = match.group()
        after = source.text[match.end() : match.end() + 60]
        if source.find_quotation(*match.span()):
            continue
        if regex.search(
            r"\b(?:was|were|been|be) $", source.text[max(0, match.start() - 6) : match.start()]
        ):
            continue
        choices = words["denials"][old]
        if old in {"denied", "denies"} and regex.match(
            r" (?:it|he|she|they|the|there)\b[^.,]*? (?:had|has|have|was|were|is|would|will)\b",
            after,
        ):
            choices = ["said"] if old == "denied" else ["says"]
        elif old in {"denied", "denies", "denying"}:
            if regex.match(r" any\b", after):
                choices = [one for one in choices if one.startswith(("ack", "disc", "spoke"))]
        elif old in {"rejected", "dismissed", "disputed"} and not regex.match(
            rf" (?:an?|the|any|that|those|these|all|his|her|its|their)?\b[^.,]{{0,25}}"
            rf"\b(?:{objects})\b",
            after,
        ):
            continue
        yield _site("denial_lost", match, rng.choice(choices))


def _add(source: SourceText, sentence: Span, rng: Random) -> Iterator[Site]:
    """A plain statement gets a source at its end."""
    text = source.text[sentence.start : sentence.stop]
    verbs = join_words(load_words("attributions")["reporting"])
    if len(text) < 40 or not text.endswith(".") or regex.search(r"[\"“”?:]", text):
        return
    if regex.search(rf"\b(?:{verbs}|according)\b", text) or regex.search(
        r"[\p{Lu}.]\p{L}?\.$", text
    ):
        return
    if source.text[sentence.stop : sentence.stop + 1] in {'"', "”"}:
        return
    if source.find_quotation(*sentence):
        return
    new = rng.choice(load_words("attributions")["added"])
    why = f'"{new}" was added to a plain statement'
    yield Site("attribution", "added", sentence.stop - 1, sentence.stop - 1, f", {new}", why)
