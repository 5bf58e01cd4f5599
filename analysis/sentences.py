"""
Where does each sentence of a news text begin and end?

One pass over the marks that can end a sentence; each is judged by the word before it,
the word after it and the marks around it. The word lists stand in
`data/segmentation/abbreviations.toml`, each with its reason.
"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

import regex

from analysis.paths import find_data_folder

# Every look behind or ahead is bounded by this many characters: time stays linear.
_REACH = 48

# str.splitlines() breaks at these; each line is at least one sentence of its own.
_LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

_MARK = regex.compile(
    r"""
    (?P<mark> \.(?:[^\S\n]\.){2,}+ | [.!?…‽⁇⁈⁉。！？｡]++ )
    (?P<closers> (?:["'”’»›)\]}*_]|\[\d{1,3}\])*+ )
    """,
    regex.VERBOSE,
)
_NEXT = regex.compile(
    r"(?P<open>[^\p{L}\p{M}\p{N}$£€¥₹@]{0,16}+)(?P<word>[$£€¥₹@]?[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’]{0,30}+)?"
)
_WORD_BEFORE = regex.compile(r"(?r)[\p{L}\p{M}\p{N}.'’&/°%@:_+-]++")
_GLUED_NEXT = regex.compile(
    r"(?P<open>[\"'“‘(\[]?)(?P<word>\p{Lu}[\p{L}\p{M}'’]*+)(?P<then>[^\p{L}\p{M}]?)"
)
_CHUNK = regex.compile(r"\S{1,160}+")
_INITIALS = regex.compile(r"(?:\p{L}\.)*\p{L}")
_LIST_MARKER = regex.compile(r"[•⁃◦▪●‣*\s-]*[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[)\]]?")
_BRAND = regex.compile(r"\p{Ll}{1,2}\p{Lu}")  # iPhone, eBay: lower case that may open a sentence
_CONSONANTS = regex.compile(
    r"(?![AEIOUY])\p{Lu}[bcdfghjklmnpqrstvwxz]{1,3}"
)  # "Hts", "Jct": abbreviations
_NAME_AND_VERB = regex.compile(
    r"(?:\p{Lu}[\p{L}\p{M}'’.-]*+\s+){1,4}?(?P<verb>\p{Ll}++)(?P<then>.?)"
)
_DASH = regex.compile(r"[—–―]|--|\s-\s")
_BULLET = regex.compile(r"(?<=\s)[•⁃◦▪●‣](?=\s?[\p{L}\p{N}])")
_FIRST_ITEM = regex.compile(r"(?P<open>\(?)(?P<number>1|a)(?P<close>\.\)|\.|\))\s")
_QUOTATION = regex.compile(r"“[^“”]*+”|\"[^\"]*+\"")
_SENTENCE_MARKS = "!?‽⁇⁈⁉"
_FULL_WIDTH = "。！？｡"
_CLOSING_QUOTES = "\"'”’»›"

# "At 5 a.m. Mr. Smith ...": so short an opening phrase is not a sentence yet.
_OPENING_PHRASE = frozenset(
    ("At", "By", "Around", "About", "Before", "After", "On", "From", "Until", "Since", "Between")
)
_OPENING_PHRASE_WORDS = 6


class _Words(NamedTuple):
    """The word lists of abbreviations.toml as sets."""

    before_name: frozenset[str]
    before_number: frozenset[str]
    either: frozenset[str]
    states: frozenset[str]
    clock: frozenset[str]
    after_clock: frozenset[str]
    marked_names: frozenset[str]
    company_parts: frozenset[str]
    domains: frozenset[str]
    openers: frozenset[str]
    reporting_verbs: frozenset[str]
    roles: frozenset[str]


@lru_cache(maxsize=1)
def _load_words() -> _Words:
    """Read the word lists once."""
    path = find_data_folder() / "segmentation" / "abbreviations.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return _Words(**{name: frozenset(lists[name]["words"]) for name in _Words._fields})


def split_sentences(text: str, *, split_quotations: bool = True) -> list[tuple[int, int]]:
    """
    Find the sentences of a news text.

    Parameters
    ----------
    text : str
        Any text. Every line break ends a sentence.
    split_quotations : bool, default True
        Whether a quotation of several sentences is split. True serves collation: each
        statement can be aligned by itself, closing marks stay with their sentence and the
        attribution (``," he said.``) with the last sentence quoted. False keeps the sentence
        that holds the quotation whole, as a count of the outlet's own sentences wants it.
        A quotation that is never closed protects nothing.

    Returns
    -------
    list of tuple of int
        Half-open character spans ``(start, stop)`` in order, without outer white space; they
        do not overlap and hold every character that is not white space.

    Examples
    --------
    >>> text = 'Mr. J. K. Orr met Lt. Col. Day on Feb. 3. "We won. It is over," he said.'
    >>> for start, stop in split_sentences(text):
    ...     print(text[start:stop])
    Mr. J. K. Orr met Lt. Col. Day on Feb. 3.
    "We won.
    It is over," he said.
    >>> len(split_sentences(text, split_quotations=False))
    2
    """
    spans = []
    for start, stop in find_lines(text):
        spans.extend(split_span(text, start, stop, split_quotations=split_quotations))
    return spans


def find_lines(text: str) -> list[tuple[int, int]]:
    """
    List the spans of a text's lines, empty lines included.

    Examples
    --------
    >>> find_lines("ab\\n\\ncd")
    [(0, 2), (3, 3), (4, 6)]
    """
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line.rstrip(_LINE_BREAKS))))
        start += len(line)
    return spans


def split_span(
    text: str, start: int, stop: int, *, split_quotations: bool = True
) -> list[tuple[int, int]]:
    """
    Find the sentences of one paragraph; a line break inside it is only white space.

    Parameters
    ----------
    text : str
        The whole text.
    start, stop : int
        The paragraph's half-open span in it.
    split_quotations : bool, default True
        As in `split_sentences`.

    Returns
    -------
    list of tuple of int
        As in `split_sentences`; empty for a span of white space.

    Examples
    --------
    >>> split_span("Rain fell\\nall day. It stopped.", 0, 30)
    [(0, 18), (19, 30)]
    """
    stop = min(stop, len(text))
    cuts = _find_list_cuts(text, start, stop)
    for begin, end in zip([start, *cuts], [*cuts, stop], strict=True):
        cuts.extend(_find_cuts(text, begin, end))
    spans = _collect_spans(text, start, stop, sorted(cuts))
    return spans if split_quotations else _join_quoted_spans(text, start, stop, spans)


def _find_cuts(text: str, start: int, stop: int) -> list[int]:
    """List the positions where a sentence ends, from the marks that can end one."""
    words = _load_words()
    cuts = []
    begun, counted, n_quotes = start, start, 0
    for match in _MARK.finditer(text, start, stop):
        n_quotes += text.count('"', counted, match.start())
        counted = match.start()
        cut = _judge(words, text, match, begun, stop, is_open=n_quotes % 2 == 1)
        if cut is not None and cut < stop:
            cuts.append(cut)
            begun = cut
    return cuts


def _judge(words, text, match, begun, stop, *, is_open) -> int | None:
    """Say where the sentence ends at this mark, or None where it goes on."""
    mark, closers, end = match["mark"], match["closers"], match.end()
    if mark[-1] in _FULL_WIDTH:
        return end
    if end >= stop:
        return None
    before = _WORD_BEFORE.match(text, max(begun, match.start() - _REACH), match.start())
    word = before.group() if before else ""
    if not text[end].isspace():
        return _judge_glued(words, text, match, word, stop, is_open=is_open)
    end = _take_late_closers(text, end, stop, is_open=is_open != ('"' in closers))
    follow = _NEXT.match(text, end, stop)
    next_word = follow["word"]
    if not next_word or (next_word[0].islower() and not _BRAND.match(next_word)):
        return None
    is_opener = next_word.replace("’", "'") in words.openers and text[
        follow.end() : follow.end() + 1
    ] not in (".", "-", "‑")
    if mark[0] == "…" or mark[:2] in ("..", ". ", ".\xa0"):
        if not text[max(begun, match.start() - _REACH) : match.start()].strip():
            return None  # an omission that opens a sentence
        return _judge_ellipsis(text, match, end, next_word, is_opener=is_opener)
    if word and word == next_word and mark == "!":
        return None  # a chant
    if mark != ".":
        goes_on = _is_inner_mark(words, text, match, word, follow, is_opener=is_opener)
        return None if goes_on else end
    if _LIST_MARKER.fullmatch(text, begun, min(match.start(), begun + _REACH)) and (
        match.start() - begun < _REACH
    ):
        return None
    if any(c in _CLOSING_QUOTES for c in closers) and _DASH.search(follow["open"]):
        return None  # “...” — Name
    goes_on = _is_abbreviation(words, text, match, word, follow, begun, is_opener=is_opener)
    return None if goes_on else end


def _take_late_closers(text: str, end: int, stop: int, *, is_open: bool) -> int:
    """Move past a closing quotation mark that stands apart from its sentence."""
    here = end
    while here < stop and text[here].isspace() and here - end < 4:
        here += 1
    if here >= stop or text[here] not in '”"' or (text[here] == '"' and not is_open):
        return end
    after = here + 1
    return after if after >= stop or text[after].isspace() else end


def _judge_glued(words, text, match, word, stop, *, is_open) -> int | None:
    """Judge a mark with no space after it: `atrocities.They` ends, `St.Petersburg` does not."""
    mark, closers, end = match["mark"], match["closers"], match.end()
    if len(mark) > 1 or not word:
        return None
    opens = closers == '"' and not is_open
    if opens:
        end -= 1
    follow = _GLUED_NEXT.match(text, end, min(stop, end + _REACH))
    if not follow or (len(follow["word"]) == 1 and not (follow["then"] or " ").isspace()):
        return None
    if follow["word"].lower() in words.domains and not follow["open"]:
        return None
    chunk = _CHUNK.match(text, match.start() - len(word), stop).group()
    if any(sign in chunk for sign in ("@", "/", "www.")):
        return None
    tail = word[-2:]
    if mark == "." and _names_abbreviation(words, word):
        return None
    is_plain = len(tail) == 2 and (tail.islower() or tail.isdigit() or tail[-1] == "%")
    is_acronym = word.isalpha() and word.isupper() and len(word) > 1 and len(follow["word"]) > 2
    is_marked_off = bool(closers) and not opens and closers[-1] in _CLOSING_QUOTES + ")"
    return end if is_plain or is_acronym or is_marked_off else None


def _judge_ellipsis(text, match, end, next_word, *, is_opener) -> int | None:
    """Judge three dots or more: an omission inside a sentence, or its end."""
    mark, closers, before = match["mark"], match["closers"], text[max(0, match.start() - 1)]
    n_dots = 3 if "…" in mark else mark.count(".")
    is_detached = match.start() == 0 or before.isspace() or before in "[("
    if mark[1:2].isspace() and n_dots == 4 and not is_detached and not closers:
        return match.start() + 1  # full stop, then an omission that opens the next sentence
    if n_dots >= 4 or any(mark_ in mark for mark_ in _SENTENCE_MARKS):
        return end
    resumes = next_word[0] == "I" and next_word[1:2] in ("", "'", "’")  # I... I don't know
    if closers[:1] == "]" or (is_detached and not any(c in _CLOSING_QUOTES for c in closers)):
        return end if is_opener and not resumes else None
    return None if resumes and not closers else end


def _is_inner_mark(words, text, match, word, follow, *, is_opener) -> bool:
    """Tell whether `?` or `!` is inside a sentence: in a name, or before who said it."""
    mark, closers = match["mark"], match["closers"]
    if text[max(0, match.start() - 1)] in "([" and closers:
        return True  # (?) and (!)
    if mark == "!" and word + "!" in words.marked_names:
        return not is_opener or follow["word"] in words.company_parts
    if mark == "!" and follow["word"] in words.company_parts and not closers:
        return True
    if not any(c in _CLOSING_QUOTES for c in closers) or is_opener and follow["word"] != "I":
        return False
    if _DASH.search(follow["open"]):
        return True
    name = _NAME_AND_VERB.match(text, follow.start("word"), follow.start("word") + 2 * _REACH)
    return bool(name) and name["verb"] in words.reporting_verbs


def _names_abbreviation(words: _Words, word: str) -> bool:
    """Tell whether a word is any abbreviation or run of initials."""
    last = word.rsplit("-", 1)[-1].rsplit("/", 1)[-1]
    return (
        last in words.before_name
        or last in words.either
        or last in words.states
        or last in words.clock
        or last in words.before_number
        or bool(_INITIALS.fullmatch(last))
    )


def _is_abbreviation(words, text, match, word, follow, begun, *, is_opener) -> bool:
    """Tell whether a full stop only marks an abbreviation, so that the sentence goes on."""
    last = word.rsplit("-", 1)[-1].rsplit("/", 1)[-1]
    next_word, opening = follow["word"], follow["open"]
    if last in words.before_name:
        return True
    if next_word[0].isdigit() or next_word[0] in "$£€¥₹":
        return _names_abbreviation(words, word)
    if last in words.clock:
        return next_word in words.after_clock or _is_opening_phrase(
            text[begun : match.start()] if match.start() - begun < _REACH else ""
        )
    if _DASH.search(opening) and _names_abbreviation(words, word):
        return True
    if last in words.states and last != "D.C" and not match["closers"]:
        place = text[max(begun, match.start() - len(word) - 2) : match.start() - len(word)]
        if place == ", " and "(" not in opening:
            return next_word in words.roles
    is_short = (
        last in words.either
        or last in words.states
        or bool(_INITIALS.fullmatch(last))
        or bool(_CONSONANTS.fullmatch(last))
    )
    return is_short and (not is_opener or "(" in opening)


def _is_opening_phrase(so_far: str) -> bool:
    """Tell whether a sentence has so far only a phrase like `At 5`."""
    parts = so_far.split()
    return bool(parts) and len(parts) <= _OPENING_PHRASE_WORDS and parts[0] in _OPENING_PHRASE


def _find_list_cuts(text: str, start: int, stop: int) -> list[int]:
    """List where the items of a list inside one line begin: `1. ... 2. ...`, `• ... • ...`."""
    begin = start
    while begin < stop and text[begin].isspace():
        begin += 1
    if begin < stop and text[begin] in "•⁃◦▪●‣":
        return [bullet.start() for bullet in _BULLET.finditer(text, begin + 1, stop)]
    first = _FIRST_ITEM.match(text, begin, stop)
    cuts: list[int] = []
    if not first:
        return cuts
    here, number = first.end(), first["number"]
    while True:
        number = str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        marker = f"{first['open']}{number}{first['close']} "
        found = text.find(" " + marker, here - 1, stop)
        if found < 0:
            return cuts
        cuts.append(found + 1)
        here = found + len(marker)


def _join_quoted_spans(
    text: str, start: int, stop: int, spans: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Join the sentences that are parted only inside a closed quotation."""
    quotations = [quotation.span() for quotation in _QUOTATION.finditer(text, start, stop)]
    joined: list[tuple[int, int]] = []
    here = 0
    for first, last in spans:
        end = joined[-1][1] if joined else start
        while here < len(quotations) and quotations[here][1] <= end:
            here += 1
        if joined and here < len(quotations) and quotations[here][0] < end:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _collect_spans(text: str, start: int, stop: int, cuts: list[int]) -> list[tuple[int, int]]:
    """Turn cuts into trimmed spans; a piece without a letter or digit joins its neighbour."""
    spans: list[tuple[int, int]] = []
    begun = start
    for cut in [*cuts, stop]:
        piece = text[begun:cut]
        stripped = piece.strip()
        if stripped:
            first = begun + len(piece) - len(piece.lstrip())
            last = first + len(stripped)
            if spans and (not _has_word(stripped) or not _has_word(text[slice(*spans[-1])])):
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
        begun = cut
    return spans


def _has_word(piece: str) -> bool:
    """Tell whether a piece has a letter or a digit."""
    return any(c.isalnum() for c in piece)
