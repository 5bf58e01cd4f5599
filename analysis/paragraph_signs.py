"""
What does one paragraph show by itself: a date, a credit, a caption, a button, a dateline?

The phrases are those of `data/segmentation/furniture.toml`. What a paragraph is by its
place among others is the question of `analysis.paragraph_kinds`.
"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

import regex

from analysis.paths import find_data_folder

# A paragraph of this many words that ends like a sentence is prose, so the head ends before it.
PROSE_WORDS = 12
_MAX_DATE_WORDS = 18
_MAX_CREDIT_WORDS = 12
_MAX_CAPTION_WORDS = 200
_MAX_PICTURE_WORDS = 80
# A credit at the end of a caption is no longer than this, in characters.
_CAPTION_TAIL = 160
# A longer paragraph is prose, in however few words: no sign of the others is this long.
_LONGEST_SIGN = 2000
# No phrase of the lists is looked for in a longer paragraph; see max_words there.
_MAX_PHRASE_WORDS = 130

_HEADING = regex.compile(r"(#{1,6})\s+")
_LINK = regex.compile(r"!?\[([^\[\]]*+)\]\([^()\s]*+\)")
_NOT_ALPHANUMERIC = regex.compile(r"[\W_]++")
_LOWER_NEXT = regex.compile(r"\s*\p{Ll}")
_WILD = regex.compile(r"[#*]")
_END_MARKS = " \t\"'“”‘’«».,:;!?…()[]{}|/\\<>-–—_*#•·→←»›▶►▼"
_LEFT_MARKS = ("", "(", "[", "“", '"', "*")
_RIGHT_MARKS = ("", ".", ",", ":", ";", "!", "?", ")", "]", "”", '"', "*")
CLOSERS = " \"'”’»)]*_"
_FRAMES = {
    "label": r"^(?:PHRASES)\s?[:|]",
    "start": r"^(?:PHRASES)(?!\w)",
    "inside": r"(?<!\w)(?:PHRASES)(?!\w)",
    "formula": r"^(?:PHRASES)(?!\w)",
}
_DATE_TOKEN = regex.compile(r"\d[\d:./,-]*+|[\p{L}](?:[\p{L}]|\.(?=\p{L}))*+\.?")
_NUMERIC_DATE = regex.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")
_MONTH = regex.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*+\.?")
_ADDRESS = regex.compile(r"(?:https?://|www\.)\S++|[^\s@]++@[^\s@]++")
BRACKETED = regex.compile(r"[(\[][^()\[\]]*+[)\]]")
NAME = r"\p{Lu}[\p{L}\p{M}.'’-]*+(?:\s+(?:de|da|del|van|von|der|den|al|el|bin|bint|le|la)\b)?"
_CREDIT_LINE = (
    r"^(?!.*\p{Ll}{3}\.\s)[/\s]*[(\[]?(?:(?:Photo|Photos|Image|Picture|Credit|Source|Photograph|Via)s?\s*(?:by|:|/)?\s*)?"
    r"(?:[\p{L}\p{M}.'’&, -]{2,60}?\s*(?:[/|]|\bvia\b|\bfor\b)\s*)?AGENCY"
    r"(?:\s*(?:[/|,]|\bvia\b)\s*[\p{L}\p{M}.'’& -]{2,40}){0,3}[)\]]?$"
)
_CAPTION_PICTURE = regex.compile(
    r"\b[Ii]n (?:this|an?) (?:undated|file|handout|combination|combo|still|video|aerial|courtroom)"
    r"(?: \p{Ll}+)? (?:photo|photograph|image|picture|frame|sketch)\b"
)
_CAPTION_COPYRIGHT = r"^© ?(?:Provided by )?(?:[\p{L}\p{M}.'’ -]{2,40}/)?AGENCY\b"
_CAPTION_OPENING = regex.compile(
    r"[(\[]?(?:FILE(?: PHOTO| IMAGE| PICTURE)?|File (?:photo|image|picture)|PHOTO|PICTURED|CAPTION"
    r"|Caption|Pictured)\s*(?:[-–—:.])"
)
_CAPTION_BRACKET = (
    r"[(\[](?:[^()\[\]]*[/\s,])?(?:AGENCY|[Pp]hoto(?:graph)?s?|PHOTO|Image|Handout|[Ff]ile)"
    r"(?:[/\s,:][^()\[\]]*)?[)\]]$"
)
_CAPTION_NAME = (
    r"(?:[.?!”\"’')\]]\s+|[\p{Ll}.”\"](?=Credit\p{Lu}))(?:(?:Photo|Photograph|Picture|Image|Credit)s?\s*(?:by|:|/)?\s*)?"
    r"(?:(?:\p{Lu}[\p{L}\p{M}.'’-]*\s*){1,4}(?:[/|,-]|via|for)\s*)?AGENCY"
    r"(?:\s*(?:[/|,]|via)\s*(?:\p{Lu}[\p{L}\p{M}.'’-]*\s*){1,4})?$"
)
# ... on Tuesday. Corvid Images: a sentence, then names and no full stop. Four letters before
# the full stop tell a sentence's end from an abbreviation (Sen. Roger Poole).
_CAPTION_CREDIT = regex.compile(
    rf"(?:\p{{Ll}}{{4}}|\d{{4}})[.?!][”\"’)]?\s+{NAME}(?:\s+{NAME}){{1,3}}"
    rf"(?:\s*/\s*{NAME}(?:\s+{NAME}){{0,3}})?$"
)
_DATELINE_REACH = 140
_DATELINE_DATE = (
    r"(?:(?:\p{Lu}\p{Ll}+\.?\s+\d{1,2}|\d{1,2}\s+\p{Lu}\p{Ll}+\.?)(?:,?\s+\d{4})?"
    r"|\p{Lu}\p{Ll}+day)"
)
_DATELINE_END = r"\s*(?:--|—-|[—–_-])\s*"
_PLACE = r"\p{Lu}[\p{L}\p{M}.'’-]*(?:[ /]\p{Lu}?[\p{L}\p{M}.'’-]*){0,4}"
# Washington (AFP) - ; PORT HALDEN, Feb. 3 (Wire) — ; (Reuters) - ; MOSCOW, May 2. /TASS/.
_DATELINE_AGENCY = (
    rf"(?:{_PLACE}(?:,\s+{_PLACE}){{0,2}}(?:,\s+{_DATELINE_DATE})?[.,]?\s*)?"
    rf"(?:\((?:AGENCY|\p{{Lu}}[\p{{L}}\p{{M}}.&' /-]{{1,40}})\)(?:{_DATELINE_END}|\s*:\s+)"
    r"|/AGENCY/\.?\s*(?:[—–-]\s*)?)(?=\S)"
)
# LONDON — ; SEOUL, South Korea — ; BEIJING, Jan. 3 —
_DATELINE_CAPITALS = (
    r"(?=[\p{Lu}.'’ /-]{3})\p{Lu}[\p{Lu}\p{M}.'’-]+(?:[ /]\p{Lu}[\p{Lu}\p{M}.'’-]+){0,3}"
    rf"(?:,\s+{_PLACE}){{0,2}}(?:,\s+{_DATELINE_DATE})?\s*(?:[—–]|--|\s-)\s*(?=[\p{{Lu}}\d\"“‘'$])"
)
# Kyiv, Ukraine – : a place with its country, then a single dash
_DATELINE_PLACES = (
    rf"{_PLACE},\s+{_PLACE}(?:,\s+{_DATELINE_DATE})?\s+[—–]\s+"
    r"(?=[\p{Lu}\d\"“‘'$])(?![^—–]{0,80}\s[—–]\s)"
)


class Paragraph(NamedTuple):
    """A paragraph's span and what is asked of it more than once."""

    start: int
    stop: int
    plain: str  # without Markdown marks, white space runs as one space
    n_words: int
    heading: int  # Markdown level, 0 for none


# --- One paragraph ---------------------------------------------------------------------------


def describe_paragraph(text: str, start: int, stop: int) -> Paragraph:
    """Gather what the rules ask of a paragraph."""
    start, stop = trim_span(text, start, stop)
    raw = text[start:stop]
    heading = _HEADING.match(raw)
    plain = _LINK.sub(r"\1", raw[heading.end() :] if heading else raw)
    plain = " ".join(plain.replace("**", "").replace("__", "").split()) or raw
    return Paragraph(start, stop, plain, plain.count(" ") + 1, heading.end(1) if heading else 0)


def trim_span(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move a span's ends inwards over white space."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return start, stop


def fold_line(text: str) -> str:
    """Reduce a line to its letters and digits, to see whether two lines say the same."""
    return _NOT_ALPHANUMERIC.sub("", text.casefold())


def _strip_marks(plain: str) -> str:
    """Fold case and apostrophes and take the marks off both ends."""
    return plain.casefold().replace("’", "'").strip(_END_MARKS)


def ends_sentence(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph ends as a sentence does."""
    return paragraph.plain.rstrip(CLOSERS)[-1:] in tuple(".?!…:;。")


# --- The phrase lists ------------------------------------------------------------------------


class _Lists(NamedTuple):
    """The lists of furniture.toml, compiled."""

    whole: tuple[tuple[str, int, frozenset[str], regex.Pattern], ...]
    rules: tuple[tuple[str, str, int, frozenset[str], regex.Pattern], ...]
    agency: str
    buttons: regex.Pattern
    date_words: frozenset[str]
    finite_verbs: frozenset[str]


@lru_cache(maxsize=1)
def _load_lists() -> _Lists:
    """Read and compile the phrase lists once."""
    path = find_data_folder() / "segmentation" / "furniture.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    whole, rules = [], []
    for entry in data["list"]:
        wild = [phrase for phrase in entry["phrases"] if _WILD.search(phrase)]
        if entry["match"] == "whole":
            plain = frozenset(_strip_marks(phrase) for phrase in entry["phrases"])
            pattern = regex.compile("|".join(map(_compile_phrase, wild)))
            whole.append((entry["kind"], entry["max_words"], plain, pattern))
        else:
            body = "|".join(map(_compile_phrase, entry["phrases"]))
            pattern = regex.compile(_FRAMES[entry["match"]].replace("PHRASES", body))
            keys = _list_keys(entry["phrases"]) if entry["match"] == "inside" else frozenset()
            rules.append((entry["kind"], entry["match"], entry["max_words"], keys, pattern))
    return _Lists(
        tuple(whole),
        tuple(rules),
        _join_longest_first(data["agencies"]["names"]),
        regex.compile(
            r"(?:(?:" + _join_longest_first(data["buttons"]["words"]) + r"|\d[\d.,]*+k?)[\W_]*+)++"
        ),
        frozenset(data["date_words"]["words"]),
        frozenset(data["finite_verbs"]["words"]),
    )


def _join_longest_first(words: list[str]) -> str:
    """Make one pattern of words, so that a longer one is tried before its own beginning."""
    return "|".join(map(regex.escape, sorted(words, key=lambda word: (-len(word), word))))


def _compile_phrase(phrase: str) -> str:
    """Turn a phrase of the lists into a pattern over folded text."""
    pattern = regex.escape(phrase, literal_spaces=True)
    return pattern.replace(r"\#", r"\d[\d,]{0,8}").replace(r"\*", ".{0,80}?")


def _list_keys(phrases: list[str]) -> frozenset[str]:
    """List the longest word of each phrase, with marks that may touch it: a quick first look."""
    keys = set()
    for phrase in phrases:
        words = [word.strip(_END_MARKS) for word in phrase.split() if not _WILD.search(word)]
        key = max(words, key=len)
        keys.update(f"{left}{key}{right}" for left in _LEFT_MARKS for right in _RIGHT_MARKS)
    return frozenset(keys)


@lru_cache(maxsize=16)
def _compile_agency(template: str) -> regex.Pattern:
    """Put the names of the agencies into a pattern."""
    return regex.compile(template.replace("AGENCY", f"(?:{_load_lists().agency})"))


def match_agency(template: str, plain: str) -> regex.Match | None:
    """Search a pattern that names agencies."""
    return _compile_agency(template).search(plain)


# --- Signs -----------------------------------------------------------------------------------


def find_sign(paragraph: Paragraph) -> str | None:
    """
    Name the kind of a paragraph that shows it by itself, wherever it stands.

    Examples
    --------
    >>> lines = ["May 3, 2026", "Sign up for our newsletter.", "No one was hurt."]
    >>> [find_sign(describe_paragraph(line, 0, len(line))) for line in lines]
    ['date', 'furniture', None]
    """
    lists, plain, n_words = _load_lists(), paragraph.plain, paragraph.n_words
    if not any(c.isalnum() for c in plain):
        return "furniture"
    if len(plain) > _LONGEST_SIGN:
        return "subheading" if paragraph.heading > 1 else None
    if n_words <= _MAX_DATE_WORDS and _is_date(lists, plain):
        return "date"
    if n_words <= _MAX_CREDIT_WORDS and match_agency(_CREDIT_LINE, plain):
        return "credit"
    folded = _strip_marks(plain) if n_words <= _MAX_PHRASE_WORDS else ""
    if folded and (lists.buttons.fullmatch(folded) or _ADDRESS.fullmatch(folded)):
        return "furniture"
    for kind, max_words, phrases, pattern in lists.whole:
        if n_words <= max_words and (folded in phrases or pattern.fullmatch(folded)):
            return kind
    kind = _match_rules(lists, paragraph, folded) if folded else None
    if kind:
        return kind
    if n_words <= _MAX_CAPTION_WORDS and _is_caption(plain, n_words):
        return "caption"
    if BRACKETED.fullmatch(plain) and n_words <= _MAX_CREDIT_WORDS:
        return "credit" if "/" in plain else None
    return "subheading" if paragraph.heading > 1 else None


def find_note(paragraph: Paragraph) -> str | None:
    """Name the kind of a note or credit that a phrase of the lists shows, None without one."""
    return _match_rules(_load_lists(), paragraph, _strip_marks(paragraph.plain))


def _match_rules(lists: _Lists, paragraph: Paragraph, folded: str) -> str | None:
    """Match the phrase lists that look at a part of the paragraph."""
    words = folded.split()
    for kind, match, max_words, keys, pattern in lists.rules:
        if paragraph.n_words > max_words or (keys and keys.isdisjoint(words)):
            continue
        found = pattern.search(folded)
        if not found:
            continue
        if match == "start" and ends_sentence(paragraph) and paragraph.plain[-1] not in "!…":
            continue
        if (
            match == "label"
            and ends_sentence(paragraph)
            and _LOWER_NEXT.match(paragraph.plain, found.end())
        ):
            continue  # "More: that is what they asked for."
        if match == "inside" and (
            _is_quoted(folded, found.start()) or _follows_prose(folded[: found.start()])
        ):
            continue
        if match == "formula" and not _lists_names(paragraph):
            continue
        return kind
    return None


def _follows_prose(before: str) -> bool:
    """Tell whether whole sentences of prose stand before a phrase in its paragraph."""
    end = max(before.rfind(mark) for mark in (". ", "? ", "! ", "” ", '" '))
    return before[: end + 1].count(" ") >= PROSE_WORDS


def _is_quoted(folded: str, position: int) -> bool:
    """Tell whether a position is inside quotation marks."""
    before = folded[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _lists_names(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph that opens like a credit goes on with names, not statements."""
    if paragraph.plain[:1] in "([" and paragraph.plain[-1:] in ")]":
        return True
    return not has_finite_verb(paragraph.plain)


def has_finite_verb(plain: str) -> bool:
    """Tell whether one of the common finite verbs is in a line."""
    verbs = _load_lists().finite_verbs
    return any(
        word.strip(_END_MARKS) in verbs for word in plain.casefold().replace("’", "'").split()
    )


def _is_date(lists: _Lists, plain: str) -> bool:
    """Tell whether a line holds a date or a time and nothing else."""
    words = _DATE_TOKEN.findall(plain.casefold())
    rest = _DATE_TOKEN.sub("", plain)
    if any(c.isalnum() for c in rest) or not any(c.isdigit() for c in plain):
        return _strip_marks(plain) in ("updated", "published", "posted", "last updated")
    names = [word for word in words if not word[0].isdigit()]
    n_digits = sum(c.isdigit() for c in plain)
    is_dated = n_digits >= 3 or any(_MONTH.fullmatch(name) for name in names)
    return (
        is_dated
        and all(name.rstrip(".") in lists.date_words for name in names)
        and bool(names or _NUMERIC_DATE.search(plain))
    )


def _is_caption(plain: str, n_words: int) -> bool:
    """Tell whether a paragraph opens or ends as captions do."""
    if n_words >= 4 and _CAPTION_OPENING.match(plain):
        return True
    if n_words <= _MAX_PICTURE_WORDS and _CAPTION_PICTURE.search(plain):
        return True
    if n_words >= 4 and match_agency(_CAPTION_COPYRIGHT, plain):
        return True
    tail = plain[-_CAPTION_TAIL:]
    if n_words < 4 or tail[-1] in ".?!…”":
        return False
    if n_words <= _MAX_PICTURE_WORDS and _CAPTION_CREDIT.search(tail):
        return True
    template = _CAPTION_BRACKET if tail[-1] in ")]" else _CAPTION_NAME
    return bool(match_agency(template, tail))


# --- Dateline --------------------------------------------------------------------------------


def find_dateline(text: str, start: int, stop: int) -> int:
    """
    Return where the dateline that opens a paragraph ends, or 0 where there is none.

    Examples
    --------
    >>> find_dateline("DOVER (CW) - A ferry hit a pier.", 0, 32)
    13
    """
    head = text[start : min(stop, start + _DATELINE_REACH)]
    for template in (_DATELINE_AGENCY, _DATELINE_CAPITALS, _DATELINE_PLACES):
        found = _compile_agency(template).match(head)
        if found:
            return start + found.end()
    return 0
