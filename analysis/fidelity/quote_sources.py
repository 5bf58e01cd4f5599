"""Who is quoted in a passage, and are two names those of one source?"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

import regex

from analysis.attribution.lexicon import load_speaker_words
from analysis.attribution.words import PRONOUNS
from analysis.fidelity.name_runs import is_common_word
from analysis.fidelity.passage import Passage, Quotation

# Two spellings of a surname are one if they are this alike (Jaro-Winkler) and sound alike.
SPELLING_LIKENESS = 0.85
# ... or if one has a slip of the pen and so many letters.
LONG_NAME = 5
# A body in place of a person may be the person's own: less sure.
BODY_FACTOR = 0.7
# A name that is a common word may be a slip, which the ledger of names lists: less sure.
COMMON_FACTOR = 0.6
# Two sources are named side by side within so many characters ...
SIDE_BY_SIDE = 80
# ... at one of the first so many places of each.
MOST_PLACES = 200
# "She" goes back to a name at most so many characters before.
PRONOUN_REACH = 400
# A text with more sources than this is no article.
MOST_SOURCES = 500
_CAPITAL = regex.compile(r"\p{Lu}[\p{L}\p{M}]*+")
_WORD = regex.compile(r"[\p{L}][\p{L}\p{M}'’.-]*+")
_SENTENCE_END = regex.compile(r"[.!?…]['’\"”»]?\s")
_NO_NAMES = PRONOUNS | {"the", "a", "an"}
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "our", "one"})
_POSSESSIVE = regex.compile(r"['’]s?$")


class Sources:
    """Who is quoted in one passage."""

    def __init__(self, passage: Passage):
        self.passage = passage
        self.rows = passage.quotations
        self.known: dict[str, bool] = {}
        self.together: dict[tuple[str, str], bool] = {}
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
            # "Bishop said": the surname of a Laura Bishop, if the version names one.
            is_surname = bool(phrase) and phrase[0].isupper() and " " not in phrase
            full = read_name(row.source or "")
            return row.source if is_surname and len(full) > 1 and full[-1] == phrase else None
        last = phrase.rsplit(",", 1)[-1].strip()
        is_name = bool(read_name(last)) and all(word[:1].isupper() for word in last.split())
        if _is_role(last):
            return None
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
        if self.may_be_same(base, other):
            return None
        factor = BODY_FACTOR if is_body(base) != is_body(other) else 1.0
        if not known:
            slip = _compare_as_slip(base, other)
            if slip == "certain":
                return None
            factor *= COMMON_FACTOR if slip else 1.0
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
        name = read_name(source)
        if name and _index_word(name[-1]) in self.places:
            return True
        return any(compare_sources(known, source) == "same" for known in self.sources)

    @cached_property
    def sources(self) -> list[str]:
        """Everybody quoted or reported."""
        return sorted({row.source for row in self.rows if row.source})[:MOST_SOURCES]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word with a capital stands in the version."""
        found: dict[str, list[int]] = defaultdict(list)
        for word in _CAPITAL.finditer(self.passage.whole or self.passage.text):
            found[word.group()].append(word.start())
        return found

    def stand_together(self, a: str, b: str) -> bool:
        """Say whether two sources are named side by side: a body and who speaks for it."""
        key = (a, b)
        if key not in self.together:
            last_a, last_b = _index_word(read_name(a)[-1]), _index_word(read_name(b)[-1])
            firsts = self.places.get(last_a, [])[:MOST_PLACES]
            seconds = self.places.get(last_b, [])[:MOST_PLACES]
            reach = SIDE_BY_SIDE + max(len(last_a), len(last_b))
            self.together[key] = any(
                bisect_left(seconds, at - reach) < bisect_left(seconds, at + reach) for at in firsts
            )
        return self.together[key]

    def guess_source(self, row: Quotation | None, rival: str) -> str | None:
        """
        Give the full name behind a pronoun, where little speaks for anybody else.

        The one who is meant must be the source, by name, of a statement just before, and
        `rival` must not be named between that and the pronoun.
        """
        if row is None or not row.source or not self.is_pronoun(row):
            return None
        if len(read_name(row.source)) < 2:
            return None
        at = bisect_left(self.named, row.source_start, key=lambda one: one.source_start) - 1
        if at < 0 or row.source_start - self.named[at].source_start > PRONOUN_REACH:
            return None
        said = self.named[at]
        last = read_name(rival)
        between = self.passage.text[said.source_stop : row.source_start]
        if compare_sources(said.source, row.source) != "same" or not last or last[-1] in between:
            return None
        return row.source

    @cached_property
    def named(self) -> list[Quotation]:
        """What is quoted or reported of a source by name, by the place of the name."""
        rows = [row for row in self.rows if row.source and self.name_source(row)]
        return sorted(rows, key=lambda row: row.source_start)


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
    if name and capitals[-1] == words[-1] != name[-1] and capitals[-2] == name[-1]:
        return (*name, capitals[-1])  # "Laura Bishop": a surname that is a title elsewhere
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


def _index_word(name: str) -> str:
    """Give the last capitalised part of a name, as it is indexed: Lane of Okafor-Lane."""
    parts = _CAPITAL.findall(name)
    return parts[-1] if parts else name


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
    from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity, soundex

    if a.casefold() == b.casefold():
        return True
    if min(len(a), len(b)) < 4:
        return False
    is_slip = len(a) != len(b) or sorted(a) == sorted(b)
    is_slip = is_slip and min(len(a), len(b)) >= LONG_NAME and a[0] == b[0]
    # A letter was dropped or doubled, or two changed places; another letter in the place of
    # one makes another name as often (Marlin, Martin).
    if is_slip and damerau_levenshtein_distance(a, b) == 1:
        return True
    return jaro_winkler_similarity(a, b) >= SPELLING_LIKENESS and soundex(a) == soundex(b)


def _is_acronym(short: Sequence[str], full: Sequence[str]) -> bool:
    """Say whether one name is the initials of the other."""
    return len(short) == 1 and short[0].replace(".", "") == "".join(w[0] for w in full)


def _is_role(phrase: str) -> bool:
    """Say whether a phrase is an office written with capitals: "its Chief Executive"."""
    first, _, rest = phrase.partition(" ")
    if not rest or first.casefold() not in _DETERMINERS or is_body(phrase):
        return False
    return all(is_common_word(word.casefold()) for word in read_name(phrase))


def _compare_as_slip(base: str, other: str) -> str | None:
    """
    Say how a name that nobody of the base has is a slip rather than somebody else, if it is.

    ``certain`` where the given names stand, or where one common word became another, as when
    a name is translated; ``possible`` for any other common word. The ledger of names lists
    both.
    """
    left, right = read_name(base), read_name(other)
    if len(right) > 1:
        return "certain" if left[:-1] == right[:-1] else None
    if "-" in right[-1] or not is_common_word(right[-1].casefold()):
        return None
    return "certain" if is_common_word(left[-1].casefold()) else "possible"
