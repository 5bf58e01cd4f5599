"""What does a base text offer to somebody who wants to falsify it?

Sentences, quotations with their speakers, people, bodies and places, dates: read with a few
plain expressions of the generator's own, so that its answer key owes nothing to the detectors
that are measured with it. What it does not understand it leaves alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

import regex

from analysis.planting.word_lists import join_words, load_words
from analysis.segment import segment_text

# Only so many characters are edited: more than any article has.
LONGEST_TEXT = 200_000
# Patterns with a clause in them are not tried on longer "sentences", which are not prose.
LONGEST_SENTENCE = 1_200

# A word of a name: initials, a saint, or a capitalised word; with a possessive ending only where
# the name goes on ("St. Hilda's Hospital").
_NAME_WORD = (
    r"(?:(?:\p{Lu}\.){1,3}|(?:St\. )?(?:\p{Lu}[’'])?\p{Lu}\p{L}*\p{Ll}(?:-\p{Lu}\p{L}+)?"
    r"(?:[’']s(?= \p{Lu}))?)"
)
_NAME_RUN = (
    rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,3}}"
    rf"(?:(?<=Office|Department|Ministry|Bank|University|Bureau|Court) of"
    rf" {_NAME_WORD}(?: {_NAME_WORD}){{0,2}})?"
)


class Span(NamedTuple):
    """Half-open character offsets into the base text."""

    start: int
    stop: int


class Name(NamedTuple):
    """
    One mention of a person, body or place.

    Attributes
    ----------
    start, stop : int
        Half-open offsets, without a title before it or a possessive ending.
    kind : str
        "person", "body" or "place".
    text, key : str
        The words as they stand; the name they belong to (a surname's full name).
    """

    start: int
    stop: int
    kind: str
    text: str
    key: str


class Quotation(NamedTuple):
    """
    One stretch between double quotation marks.

    Attributes
    ----------
    start, stop : int
        With the marks.
    speaker : Span or None
        The words that name the speaker, a name or a pronoun; None where none was found.
    verb : Span or None
        The reporting verb beside it.
    scope : Span
        The quotation and, where there is one, the clause that names its speaker.
    """

    start: int
    stop: int
    speaker: Span | None
    verb: Span | None
    scope: Span


class SourceText(NamedTuple):
    """A base text and what was read in it; all offsets point into `text`."""

    text: str
    sentences: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    names: tuple[Name, ...]
    dates: tuple[Span, ...]
    speaker_starts: frozenset[int]

    def find_sentence(self, place: int) -> Span | None:
        """The sentence that holds a place, or None."""
        number = _find_overlap(self.sentences, place, place + 1)
        return None if number is None else self.sentences[number]

    def find_quotation(self, start: int, stop: int) -> Quotation | None:
        """The quotation that a span touches, or None."""
        place = _find_overlap(self.quotations, start, stop)
        return None if place is None else self.quotations[place]

    def is_in_date(self, start: int, stop: int) -> bool:
        """Whether a span touches a date, a time or a year."""
        return _find_overlap(self.dates, start, stop) is not None

    def is_in_name(self, start: int, stop: int) -> bool:
        """Whether a span touches a name."""
        return _find_overlap(self.names, start, stop) is not None

    def find_name(self, start: int) -> Name | None:
        """The name that begins at a place, or None."""
        place = _find_overlap(self.names, start, start + 1)
        return None if place is None or self.names[place].start != start else self.names[place]

    def list_people(self) -> list[str]:
        """Full names of the people, in order of appearance."""
        return list(dict.fromkeys(name.key for name in self.names if name.kind == "person"))


def _find_overlap(spans: Sequence, start: int, stop: int) -> int | None:
    """Number of the first of ordered, disjoint spans that shares a character, or None."""
    number = bisect_right(spans, start, key=lambda one: one.stop)
    return number if number < len(spans) and spans[number].start < stop else None


def read_source_text(text: str, body: Iterable[tuple[int, int, int]] | None = None) -> SourceText:
    """
    Read a base text.

    Parameters
    ----------
    text : str
        Any text.
    body : iterable of (paragraph, start, stop), optional
        Its body sentences; left out, `analysis.segment` finds them.

    Returns
    -------
    SourceText
        Without sentences for an empty text; without names and quotations where none is
        understood.

    Examples
    --------
    >>> source = read_source_text('"It leaks," said Odette Marsh. Marsh left on Tuesday.')
    >>> [name.key for name in source.names], len(source.quotations), len(source.dates)
    (['Odette Marsh', 'Odette Marsh'], 1, 1)
    """
    if body is None:
        body = [(s.paragraph, s.start, s.stop) for s in segment_text(text) if s.kind == "body"]
    rows = [row for row in body if row[2] <= LONGEST_TEXT]
    sentences = tuple(Span(start, stop) for _, start, stop in rows)
    paragraphs = tuple(_join_paragraphs(rows))
    names = tuple(_find_names(text, sentences))
    quotations = tuple(
        quotation for span in paragraphs for quotation in _find_quotations(text, span, names)
    )
    dates = tuple(_find_dates(text[:LONGEST_TEXT]))
    starts = frozenset(q.speaker.start for q in quotations if q.speaker)
    return SourceText(text, sentences, paragraphs, quotations, names, dates, starts)


def _join_paragraphs(rows: list[tuple[int, int, int]]) -> list[Span]:
    """The body part of each paragraph."""
    spans: dict[int, Span] = {}
    for number, start, stop in rows:
        known = spans.get(number)
        spans[number] = Span(known.start if known else start, stop)
    return sorted(spans.values())


# ---------------------------------------------------------------- dates


@cache
def compile_dates() -> regex.Pattern:
    """Dates, weekdays, times and years: what no figure may be planted in."""
    words = load_words("dates")
    months = join_words([*words["months"], *words["short_months"], "Sep.", "Sept", "Aug", "Feb"])
    return regex.compile(
        rf"(?:{join_words(words['weekdays'])})\b"
        rf"|\b(?:{months})(?: \d{{1,2}}(?!\d|,\d{{3}}))?(?:,? \d{{4}}\b)?"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{months})(?:,? \d{{4}}\b)?"
        r"|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b|\bnoon\b|\bmidnight\b"
        r"|(?<![\d$€£,.])\b(?:19|20)\d\d\b(?![,.]?\d)"
    )


def _find_dates(text: str) -> list[Span]:
    return [Span(*match.span()) for match in compile_dates().finditer(text)]


# ---------------------------------------------------------------- names


def _find_names(text: str, sentences: tuple[Span, ...]) -> list[Name]:
    """People (by what stands beside them), bodies (by their last word), places."""
    keys = _list_keys(text, sentences)
    if not keys:
        return []
    pattern = regex.compile(rf"(?<![\p{{L}}\d])(?:{join_words(keys)})(?![\p{{L}}\d])")
    found = []
    for sentence in sentences:
        for match in pattern.finditer(text, sentence.start, sentence.stop):
            kind, key = keys[match.group()]
            found.append(Name(match.start(), match.end(), kind, match.group(), key))
    return found


def _list_keys(text: str, sentences: tuple[Span, ...]) -> dict[str, tuple[str, str]]:
    """Each spelling of a name with its kind and its full name."""
    runs: dict[str, list[Span]] = {}
    for sentence in sentences:
        for match in _compile_run().finditer(text, sentence.start, sentence.stop):
            runs.setdefault(match.group(), []).append(Span(*match.span()))
    keys: dict[str, tuple[str, str]] = {}
    for run in runs:
        if _names_body(run):
            keys.setdefault(run, ("body", run))
    for run, places in runs.items():
        if run not in keys and " " in run and any(_is_person(text, place) for place in places):
            keys[run] = ("person", run)
            keys.setdefault(run.split(" ")[-1], ("person", run))
    for run, places in runs.items():
        if run not in keys and any(_is_place(text, place) for place in places):
            keys[run] = ("place", run)
    return keys


@cache
def _compile_run() -> regex.Pattern:
    """A run of capitalised words that begins with no title, month, weekday or function word."""
    names, dates = load_words("names"), load_words("dates")
    months = [word.rstrip(".") for word in (*dates["months"], *dates["short_months"])]
    function_words = (
        "The A An But And In On At It He She They We I This That These Those There "
        "For With When While After Before According As If No Not Nobody What Who Its His Her "
        "Their Our My You Two Three Four Five Six Seven Eight Nine Ten About Nearly More At "
        "Some Most Many Several Both Neither Since Under Asked Of To From By Under One Also "
        "Nothing Never Such All Last Next Only Even Independent Residents Engineers".split()
    )
    avoid = [*names["titles"]["list"], *months, *dates["weekdays"], *function_words]
    return regex.compile(
        rf"(?<![\p{{L}}\d.’'])(?!(?:{join_words(avoid)})(?!\p{{L}})){_NAME_RUN}(?!\p{{L}})"
        r"(?<!\.)"
    )


def _names_body(run: str) -> bool:
    words, known = run.split(" "), load_words("names")["bodies"]["last_words"]
    return len(words) > 1 and (words[-1] in known or "of" in words)


@cache
def _compile_beside_people() -> tuple[regex.Pattern, regex.Pattern]:
    """What stands before and after the full name of a person."""
    verbs = join_words(load_words("attributions")["reporting"])
    titles = join_words(load_words("names")["titles"]["list"])
    # "said Ruth Adeyemi", "Dr. Mina Faulk", "the owner, Victor Lasalle"
    before = regex.compile(rf"(?:\b(?:said|says|added)|\b(?:{titles})|\p{{Ll}}{{4,}},) $")
    after = regex.compile(rf", (?:\d\d\b|an? |the |who )|,? (?:{verbs})\b|,? of the ")
    return before, after


def _is_person(text: str, place: Span) -> bool:
    before, after = _compile_beside_people()
    if regex.search(
        r"\b(?:village|town|city|port|island|district), $",
        text[max(0, place.start - 12) : place.start],
    ):
        return False
    return bool(
        after.match(text, place.stop) or before.search(text, max(0, place.start - 20), place.start)
    )


def _is_place(text: str, place: Span) -> bool:
    words = join_words(load_words("names")["places"]["before"])
    return bool(
        regex.search(rf"\b(?:{words}) $", text[max(0, place.start - 10) : place.start])
        and not regex.match(r"[’']s| \d", text[place.stop : place.stop + 2])
    )


# ---------------------------------------------------------------- quotations

_MARKED = regex.compile(r'"[^"\n]{2,1500}+"|“[^“”\n]{2,1500}+”')


@cache
def _compile_verb() -> regex.Pattern:
    return regex.compile(rf"\b(?:{join_words(load_words('attributions')['reporting'])})\b")


def _find_quotations(text: str, paragraph: Span, names: tuple[Name, ...]) -> list[Quotation]:
    """Quotations of a paragraph; each looks for its speaker after it, then before it."""
    spans = [Span(*m.span()) for m in _MARKED.finditer(text, paragraph.start, paragraph.stop)]
    found = []
    for number, span in enumerate(spans):
        stop = spans[number + 1].start if number + 1 < len(spans) else paragraph.stop
        start = spans[number - 1].stop if number else paragraph.start
        after = _cut_clause_after(text, span, stop)
        before = _cut_clause_before(text, span, start)
        for clause in (after, before):
            speaker, verb = _find_speaker(text, clause, names)
            if verb:
                scope = Span(min(span.start, clause.start), max(span.stop, clause.stop))
                found.append(Quotation(*span, speaker, verb, scope))
                break
        else:
            found.append(Quotation(*span, None, None, span))
    return found


def _cut_clause_after(text: str, span: Span, stop: int) -> Span:
    """The rest of the sentence after a quotation that ends with a comma or in mid sentence."""
    if text[span.stop - 2 : span.stop - 1] in ".!?":
        return Span(span.stop, span.stop)
    end = regex.compile(r"[.!?](?=\s+[\"“\p{Lu}]|\s*$)").search(
        text, span.stop, min(stop, span.stop + 300)
    )
    return Span(span.stop, end.end() if end else min(stop, span.stop + 300))


def _cut_clause_before(text: str, span: Span, start: int) -> Span:
    """The part of the sentence before a quotation."""
    begin = start
    for match in regex.compile(r"[.!?][\"”]? (?=[\"“\p{Lu}])").finditer(
        text, max(start, span.start - 300), span.start + 1
    ):
        if not regex.search(
            r"\b(?:\p{Lu}|Mr|Mrs|Ms|Dr|St|Sen|Gov|Gen|Rep|Capt|Col)\.$",
            text[max(0, match.start() - 5) : match.start() + 1],
        ):
            begin = match.end()
    return Span(begin, span.start)


def _find_speaker(
    text: str, clause: Span, names: tuple[Name, ...]
) -> tuple[Span | None, Span | None]:
    """The speaker and the verb in a clause beside a quotation."""
    verb = _compile_verb().search(text, clause.start, clause.stop)
    if not verb:
        return None, None
    first = bisect_left(names, clause.start, key=lambda name: name.start)
    inside = list(takewhile(lambda name: name.stop <= clause.stop, names[first : first + 20]))
    people = [n for n in inside if n.kind == "person"] or [n for n in inside if n.kind == "body"]
    if people:
        nearest = min(
            people, key=lambda n: min(abs(n.start - verb.end()), abs(verb.start() - n.stop))
        )
        return Span(nearest.start, nearest.stop), Span(*verb.span())
    pronoun = regex.compile(r"\b(?:he|she|they|He|She|They)\b").search(
        text, clause.start, clause.stop
    )
    return (Span(*pronoun.span()) if pronoun else None), Span(*verb.span())
