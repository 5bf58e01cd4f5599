"""Which quotations of a base can be falsified, and how?"""

from collections.abc import Iterator
from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, capitalise, replace_span
from analysis.planting.source_text import Quotation, SourceText, Span
from analysis.planting.word_lists import join_words, load_words

_MOST_OTHERS = 50  # people among whom another speaker is chosen
_LONGEST_VOICE = 8  # quotations that follow one naming of their speaker
_LONGEST = 700  # letters of a quotation whose sentences are taken apart
_FEWEST_WORDS_LEFT = 3  # a truncated quotation keeps at least so many
_SENTENCE_END = regex.compile(r"[.!?](?= )")


def list_quote_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the ways in which the quotations can be falsified.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses words and speakers.

    Returns
    -------
    list of Site
        Of kind "quote"; `scope` is the quotation with its attribution.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> text = '"We do not lie, but we wait," said Odette Marsh.'
    >>> sites = list_quote_sites(read_source_text(text), Random(1))
    >>> [site.subkind for site in sites if site.subkind.startswith("t")]
    ['tidied', 'truncated_before_exception', 'to_indirect']
    """
    sites: list[Site] = []
    people = source.list_people()[:_MOST_OTHERS]
    for number, quotation in enumerate(source.quotations):
        if quotation.stop - quotation.start > _LONGEST:
            continue
        sites.extend(_alter(source, quotation, rng))
        sites.extend(_tidy(source, quotation))
        sites.extend(_lose_marks(source, quotation))
        sites.extend(_truncate(source, quotation))
        sites.extend(_report(source, quotation))
        sites.extend(_change_speaker(source, number, people, rng))
        if number + 1 < len(source.quotations):
            sites.extend(_join(source, quotation, source.quotations[number + 1]))
    for sentence in source.sentences:
        sites.extend(_add_marks(source, sentence, rng))
    return sites


# ---------------------------------------------------------------- words inside the marks


@cache
def _compile_words() -> tuple[regex.Pattern, regex.Pattern, regex.Pattern]:
    words = load_words("quotes")
    return (
        regex.compile(rf"(?<![-\p{{L}}’'])(?:{join_words(words['synonyms'])})(?![-\p{{L}}’'])"),
        regex.compile(rf"(?<= )(?:{join_words(words['droppable']['list'])}) (?=\p{{Ll}})"),
        regex.compile(rf"\b(?:{join_words(words['contractions'])})\b"),
    )


def _alter(source: SourceText, quotation: Quotation, rng: Random) -> Iterator[Site]:
    synonym, droppable, _ = _compile_words()
    words = load_words("quotes")["synonyms"]
    for match in synonym.finditer(source.text, quotation.start + 1, quotation.stop - 1):
        if source.is_in_name(*match.span()) or source.is_in_date(*match.span()):
            continue
        new = rng.choice(words[match.group()])
        begin, end, text = replace_span(source, *match.span(), new)
        why = f"{match.group()} became {new} inside the marks"
        yield Site("quote", "altered", begin, end, text, why, quotation.scope)
    for match in droppable.finditer(source.text, quotation.start + 1, quotation.stop - 1):
        why = f"{match.group().strip()} was dropped inside the marks"
        yield Site("quote", "altered", *match.span(), "", why, quotation.scope)


def _tidy(source: SourceText, quotation: Quotation) -> Iterator[Site]:
    """A contraction; an honest ellipsis for a phrase in the middle."""
    words = load_words("quotes")["contractions"]
    is_curly = "“" in source.text[quotation.start]
    for match in _compile_words()[2].finditer(source.text, quotation.start + 1, quotation.stop - 1):
        if match.group().lower().endswith(
            (" is", " are", " have", " am", " will")
        ) and not regex.match(r" \p{L}", source.text[match.end() : match.end() + 2]):
            continue
        if source.text.startswith(" not", match.end()):
            continue
        new = words[match.group()].replace("'", "’" if is_curly else "'")
        why = f"{match.group()} became {new} inside the marks"
        yield Site("quote", "tidied", *match.span(), new, why, quotation.scope)


# ---------------------------------------------------------------- marks


def _lose_marks(source: SourceText, quotation: Quotation) -> Iterator[Site]:
    inner = source.text[quotation.start + 1 : quotation.stop - 1]
    if len(inner.split()) < 3:
        return
    why = "the quotation lost its marks"
    yield Site("quote", "marks_lost", quotation.start, quotation.stop, inner, why, quotation.scope)
    scope, text = quotation.scope, source.text
    if quotation.verb and scope.start == quotation.start and inner.endswith(","):
        tail = text[quotation.stop : scope.stop]
        if tail.endswith(".") and '"' not in tail and "“" not in tail and inner[:1].isupper():
            why = "the quotation became the outlet's own statement"
            new = f"{inner[:-1]}."
            yield Site("quote", "marks_lost", quotation.start, scope.stop, new, why, scope)


@cache
def _compile_said_clause() -> regex.Pattern:
    verbs = join_words(load_words("attributions")["that_verbs"])
    return regex.compile(
        rf"\b(?:{verbs}) (?:that )?"
        r"(?P<content>(?:the|it|its|no|there|an?) (?:[^,\"“”]|,(?=\d))+)[,.](?!\d)"
    )


def _add_marks(source: SourceText, sentence: Span, rng: Random) -> Iterator[Site]:
    """Marks around words of indirect speech."""
    text = source.text
    if sentence.stop - sentence.start > _LONGEST or text.find('"', *sentence) >= 0:
        return
    if text.find("“", *sentence) >= 0 or source.find_quotation(*sentence):
        return
    opening, closing = ("“", "”") if "“" in text else ('"', '"')
    match = _compile_said_clause().search(text, *sentence)
    if not match:
        return
    start, stop = match.span("content")
    words = list(regex.finditer(r"\S+", text[start:stop]))
    if len(words) < 4:
        return
    first = rng.choice((0, 0, 2 if len(words) > 6 else 0))
    begin = start + words[first].start()
    inner = text[begin:stop]
    why = "words nobody was quoted as saying stand in marks"
    yield Site("quote", "marks_added", begin, stop, f"{opening}{inner}{closing}", why, sentence)


# ---------------------------------------------------------------- the whole quotation


@cache
def _compile_cuts() -> tuple[regex.Pattern, regex.Pattern]:
    words = load_words("quotes")
    exceptions, cuts = join_words(words["exceptions"]["list"]), join_words(words["cuts"]["list"])
    return (
        regex.compile(rf"(?:[,;:]| -|—)? ?\b(?:{exceptions})\b", regex.I),
        regex.compile(rf",? (?:{cuts})\b"),
    )


def _truncate(source: SourceText, quotation: Quotation) -> Iterator[Site]:
    """The end of a quotation is cut off; its last mark of punctuation stays."""
    inner = source.text[quotation.start + 1 : quotation.stop - 1]
    stop = quotation.stop - 1
    if inner[-1:] in ",.":
        stop -= 1
    exception, other = _compile_cuts()
    for subkind, pattern in (("truncated_before_exception", exception), ("truncated", other)):
        places = [
            match.start()
            for match in pattern.finditer(source.text, quotation.start + 1, stop)
            if _leaves_enough(source.text, quotation, match.start(), stop)
            and not (subkind == "truncated" and exception.search(source.text, match.start(), stop))
        ]
        for place in places[-2:]:
            start = place
            while source.text[start - 1] in " .":  # "... here. But ..." is cut after "here"
                start -= 1
            why = f"the end of the quotation was cut off: {source.text[place:stop].strip(' ,')}"
            yield Site("quote", subkind, start, stop, "", why, quotation.scope)


def _leaves_enough(text: str, quotation: Quotation, place: int, stop: int) -> bool:
    kept, cut = text[quotation.start + 1 : place], text[place:stop]
    last = kept.split()[-1].lower() if kept.split() else ""
    return (
        len(kept.split()) >= _FEWEST_WORDS_LEFT
        and len(cut.split()) >= 2
        and last not in load_words("quotes")["cuts"]["never_last"]
    )


_FIRST_OR_SECOND = regex.compile(
    r"\b(?:I|me|my|mine|you|your|yours|myself|let|[\p{L}]+[’'](?:ll|ve|re|m|d))\b", regex.I
)
_SAID_NAME = regex.compile(
    r" (?:said (?P<who>[^,.\"“]{2,60}?)(?P<desc>, [^.\"“]{2,120})?"
    r"|(?P<who2>[^,.\"“]{2,40}?) said)\.$"
)


def _report(source: SourceText, quotation: Quotation) -> Iterator[Site]:
    """A quotation of one sentence becomes honest reported speech of the same source."""
    text, scope = source.text, quotation.scope
    inner = text[quotation.start + 1 : quotation.stop - 1]
    tail = text[quotation.stop : scope.stop]
    said = _SAID_NAME.match(tail)
    if scope.start != quotation.start or not said or not inner.endswith(","):
        return
    if not quotation.speaker or _FIRST_OR_SECOND.search(inner) or _SENTENCE_END.search(inner):
        return
    first = inner.split(" ")[0]
    if first not in {
        "The",
        "A",
        "An",
        "It",
        "This",
        "That",
        "There",
        "We",
        "Our",
        "They",
        "These",
        "No",
        "Nobody",
        "Nothing",
        "Every",
        "People",
        "Some",
    }:
        return
    table = load_words("quotes")["backshift"]
    content = inner[:-1]
    content = content[0].lower() + content[1:]
    pattern = rf"\b(?:{join_words(table)})\b"
    content = regex.sub(pattern, lambda m: table[m.group()], content)
    who = (said["who"] or said["who2"]) + (said["desc"] + "," if said["desc"] else "")
    new = f"{capitalise(who)} said that {content}."
    why = "the quotation became reported speech of the same source"
    yield Site("quote", "to_indirect", scope.start, scope.stop, new, why, scope)


def _join(source: SourceText, quotation: Quotation, following: Quotation) -> Iterator[Site]:
    """`"A," X said. "B."` becomes `"A and B," X said.`"""
    text, scope = source.text, quotation.scope
    inner = text[quotation.start + 1 : quotation.stop - 1]
    second = text[following.start + 1 : following.stop - 1]
    between = text[scope.stop : following.start]
    if scope.start != quotation.start or not inner.endswith(",") or not second.endswith("."):
        return
    if following.scope != Span(following.start, following.stop):
        return  # the second has a speaker of its own
    if (
        between != " "
        or not text[quotation.stop : scope.stop].endswith(".")
        or not second[:1].isupper()
    ):
        return
    closing = text[quotation.stop - 1]
    attribution = text[quotation.stop : scope.stop]
    new = f"{inner[:-1]}. {second[:-1]},{closing}{attribution}"
    start, stop = quotation.start + 1, following.stop
    why = "two quotations became one"
    yield Site("quote", "joined", start, stop, new, why, Span(scope.start, following.stop))


# ---------------------------------------------------------------- speakers


def _change_speaker(
    source: SourceText, number: int, people: list[str], rng: Random
) -> Iterator[Site]:
    quotation = source.quotations[number]
    speaker = quotation.speaker
    if not speaker:
        return
    name = source.find_name(speaker.start)
    if name is None or name.kind != "person":
        return
    scope = Span(quotation.scope.start, _find_end_of_voice(source, number))
    inside = source.text[quotation.scope.start : quotation.scope.stop]
    others = [key for key in people if key != name.key and key.split(" ")[-1] not in inside]
    new_ones = load_words("attributions")["new_speakers"]
    for subkind, choices in (("misattributed", others), ("speaker_changed", new_ones)):
        if not choices:
            continue
        new = rng.choice(choices)
        if " " not in name.text:
            new = new.split(" ")[-1]
        why = f"the quotation of {name.text} was given to {new}"
        yield Site("quote", subkind, name.start, name.stop, new, why, scope)


def _find_end_of_voice(source: SourceText, number: int) -> int:
    """Where the next named speaker comes up: until then "he said" follows this one."""
    stop = source.quotations[number].scope.stop
    for following in source.quotations[number + 1 : number + 1 + _LONGEST_VOICE]:
        speaker = following.speaker
        if speaker and source.find_name(speaker.start):
            break
        if source.text.count("\n", stop, following.start) > 2:
            break
        stop = max(stop, following.scope.stop)
    return stop
