"""Who is quoted in a passage, and are two names those of one source?"""

from collections.abc import Sequence
from functools import lru_cache

import regex

from analysis.attribution.lexicon import load_speaker_words
from analysis.attribution.words import PRONOUNS
from analysis.fidelity.name_runs import is_common_word
from analysis.fidelity.passage import Passage, Quotation

# Two spellings of a surname are one if they are this alike (Jaro-Winkler) and sound alike.
SPELLING_LIKENESS = 0.85
# A body in place of a person may be the person's own: less sure.
BODY_FACTOR = 0.7
# Side by side is looked for in so many characters: longer than articles are.
LONGEST_READ = 100_000
# A text with more sources than this is no article.
MOST_SOURCES = 500
_WORD = regex.compile(r"[\p{L}][\p{L}\p{M}'’.-]*+")
_SENTENCE_END = regex.compile(r"[.!?…]['’\"”»]?\s")
_NO_NAMES = PRONOUNS | {"the", "a", "an"}
_POSSESSIVE = regex.compile(r"['’]s?$")


class Sources:
    """Who is quoted in one passage."""

    def __init__(self, passage: Passage):
        self.passage = passage
        self.rows = passage.quotations
        self.known: dict[str, bool] = {}
        self.by_start = {row.start: row for row in self.rows if row.form == "direct"}

    def find_source(self, quote) -> Quotation | None:
        """Find the row of a quotation."""
        return self.by_start.get(quote.start)

    def is_pronoun(self, row: Quotation) -> bool:
        """Say whether a pronoun stands for the source of a row."""
        if row.source_start is None:
            return False
        return self.passage.text[row.source_start : row.source_stop].casefold() in PRONOUNS

    def is_explicit(self, row: Quotation) -> bool:
        """Say whether the sentence of a quotation names its source itself, by name."""
        if row.source_start is None or row.source_stop is None or self.is_pronoun(row):
            return False
        before, after = (row.source_stop, row.start), (row.stop, row.source_start)
        start, stop = before if before[0] <= before[1] else after
        return _SENTENCE_END.search(self.passage.text, start, stop) is None

    def name_source(self, row: Quotation | None) -> str | None:
        """
        Give the name of a row's source; none where its own words name nobody.

        Whom "she" or "the minister" means is a guess on both sides, and two guesses are no
        ground for an alarm.
        """
        if row is None or row.source_start is None:
            return None
        phrase = self.passage.text[row.source_start : row.source_stop]
        if not read_name(phrase):
            return None
        last = phrase.rsplit(",", 1)[-1].strip()
        is_name = bool(read_name(last)) and all(word[:1].isupper() for word in last.split())
        if not is_name or is_body(last):
            return row.source
        if row.source and compare_sources(last, row.source) == "same":
            return row.source
        return last

    def judge(self, base: str, other: str) -> tuple[str, float] | None:
        """Say whether another source of a quotation of this side is another one, how surely."""
        if compare_sources(base, other) != "different":
            return None
        known = self.names_source(other)
        if (not known and _is_translated(base, other)) or self.may_be_same(base, other):
            return None
        factor = BODY_FACTOR if is_body(base) != is_body(other) else 1.0
        return "misattributed" if known else "speaker_changed", factor

    def may_be_same(self, base: str, other: str) -> bool:
        """Say whether two names may mean one source: one person, or a person and their body."""
        if compare_sources(base, other) != "different":
            return compare_sources(base, other) == "same"
        return is_body(base) != is_body(other) and self.stand_together(base, other)

    def names_source(self, source: str) -> bool:
        """Say whether somebody quoted, reported or named on this side is that source."""
        if source not in self.known:
            self.known[source] = self._look_for(source)
        return self.known[source]

    def _look_for(self, source: str) -> bool:
        pool = sorted({row.source for row in self.rows if row.source})[:MOST_SOURCES]
        if any(compare_sources(name, source) == "same" for name in pool):
            return True
        last = read_name(source)
        text = self.passage.whole or self.passage.text
        return bool(last) and regex.search(rf"\b{regex.escape(last[-1])}\b", text) is not None

    def stand_together(self, a: str, b: str) -> bool:
        """Say whether two sources are named side by side: a body and who speaks for it."""
        text = (self.passage.whole or self.passage.text)[:LONGEST_READ]
        last_a, last_b = read_name(a)[-1], read_name(b)[-1]
        near = rf"\b{regex.escape(last_a)}\b.{{0,80}}\b{regex.escape(last_b)}\b"
        back = rf"\b{regex.escape(last_b)}\b.{{0,80}}\b{regex.escape(last_a)}\b"
        return regex.search(f"{near}|{back}", text, regex.DOTALL) is not None


@lru_cache(maxsize=4096)
def read_name(source: str) -> tuple[str, ...]:
    """
    Give the words of a proper name without titles; none for a role or a pronoun.

    Examples
    --------
    >>> read_name("Senator Ann Lee"), read_name("the spokesman")
    (('Ann', 'Lee'), ())
    """
    known = load_speaker_words()
    words = [_POSSESSIVE.sub("", word.rstrip(".")) for word in _WORD.findall(source)]
    capitals = tuple(w for w in words if w[:1].isupper() and w.casefold() not in _NO_NAMES)
    name = tuple(w for w in capitals if w.casefold() not in known.titles)
    if not name and len(capitals) > 1 and capitals[-1].casefold() in known.bodies:
        return capitals  # "the White House"
    return name


def is_body(source: str) -> bool:
    """
    Say whether a source is a body rather than a person.

    Examples
    --------
    >>> is_body("Harbour Council"), is_body("Ann Lee")
    (True, False)
    """
    name = read_name(source)
    bodies = load_speaker_words().bodies
    last = _WORD.findall(source)[-1:]
    return bool(name) and any(word.casefold() in bodies for word in (*last, name[-1]))


@lru_cache(maxsize=4096)
def compare_sources(a: str, b: str) -> str:
    """
    Say whether two sources are one.

    Parameters
    ----------
    a, b : str
        Names or descriptions.

    Returns
    -------
    str
        ``same``, ``different``, or ``unknown`` where a role or a pronoun leaves it open.

    Examples
    --------
    >>> compare_sources("John Kirby", "Mr Kirby"), compare_sources("John Kirby", "Ann Lee")
    ('same', 'different')
    >>> compare_sources("John Kirby", "the spokesman")
    'unknown'
    """
    if a.casefold() == b.casefold():
        return "same"
    left, right = read_name(a), read_name(b)
    if not left or not right:
        return "unknown"
    if _share_word(left, right) or is_spelling(left[-1], right[-1]):
        return "same"
    if _is_acronym(left, right) or _is_acronym(right, left):
        return "same"
    return "different"


def _share_word(a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether two names share a word that tells who is meant."""
    left, right = {w.casefold() for w in a}, {w.casefold() for w in b}
    if a[-1].casefold() == b[-1].casefold():
        return True
    shared = left & right
    return bool(shared) and (a[-1].casefold() in right or b[-1].casefold() in left)


def is_spelling(a: str, b: str) -> bool:
    """
    Say whether two words are spellings of one name.

    Examples
    --------
    >>> is_spelling("Lindqvist", "Lindquist"), is_spelling("Putin", "Pushkin")
    (True, False)
    """
    from jellyfish import jaro_winkler_similarity, soundex

    if a.casefold() == b.casefold():
        return True
    if min(len(a), len(b)) < 4:
        return False
    return jaro_winkler_similarity(a, b) >= SPELLING_LIKENESS and soundex(a) == soundex(b)


def _is_acronym(short: Sequence[str], full: Sequence[str]) -> bool:
    """Say whether one name is the initials of the other."""
    return len(short) == 1 and short[0].replace(".", "") == "".join(w[0] for w in full)


def _is_translated(base: str, other: str) -> bool:
    """Say whether a surname became a common word, which the ledger of names lists."""
    left, right = read_name(base), read_name(other)
    is_slip = len(right) == 1 or left[:-1] == right[:-1]
    return is_slip and is_common_word(right[-1].casefold())
