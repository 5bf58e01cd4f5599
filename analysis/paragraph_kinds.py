"""
Which paragraphs are the article, and what are the others?

A paragraph that shows its kind by itself (`analysis.paragraph_signs`) keeps it. The others
are decided by their place: before, between or after the paragraphs that are surely prose.
Prose lost as furniture is worse than furniture kept, so every doubt falls to the body.
"""

import regex

from analysis.paragraph_signs import (
    BRACKETED,
    CLOSERS,
    NAME,
    PROSE_WORDS,
    Paragraph,
    ends_sentence,
    find_dateline,
    find_sign,
    fold_line,
    has_finite_verb,
    match_agency,
)

_MAX_HEADLINE_WORDS = 32
_MAX_SUBHEADING_WORDS = 11
_MAX_STANDFIRST_WORDS = 50
_MAX_BYLINE_WORDS = 24
# So many capitalised words make a lone line a headline rather than a short text.
_TITLE_WORDS = 4
# The head of a page: a dateline or byline further down does not take prose above it away.
_HEAD_PARAGRAPHS = 10
MAX_PROSE_ABOVE = 2
# Two subheadings may follow each other; three short lines are a list.
_LIST_LINES = 3
# A shorter paragraph may well be said again inside a longer one.
_PULL_QUOTE_WORDS = 8
# Shares of a caption's words that a neighbouring line must hold to be its alternative text.
_ALT_TEXT_SHARE = 0.6

_OPEN_ENDS = (",", ";", ":", "-", "–", "—", " and", " or")
_LONG_WORD = regex.compile(r"[\p{L}\p{M}’']{4,}")
_NAMES = regex.compile(
    rf"{NAME}(?:\s+{NAME}){{1,3}}(?:(?:,|\s+and|\s+&)\s+{NAME}(?:\s+{NAME}){{1,3}}){{0,4}}"
)
_BYLINE = regex.compile(
    r"^(?:(?:Written |Posted |Reported |Story |Analysis |Opinion )?(?:by|By|BY)[ :]|Author:)\s*+"
    r"(?=.*\p{Lu})|[—–|-]\s*By \p{Lu}"
    r"|^[Bb]y (?:admin|staff|editor|newsroom|webmaster|(?:web|news|online) (?:desk|team))\b"
)
_NAMES_AND_AGENCY = (
    rf"^{NAME}(?:\s+{NAME}){{1,3}}(?:(?:,|\s+and|\s+&)\s+{NAME}(?:\s+{NAME}){{1,3}}){{0,4}}"
    r"\s*[,–—-]\s*AGENCY(?:\s+\p{L}+)?$"
)
_STRICT_BYLINE = regex.compile(
    rf"(?:By|BY)\s+{NAME}(?:\s+{NAME}){{1,3}}(?:(?:,|,?\s+and|\s+&)\s+{NAME}(?:\s+{NAME}){{0,4}}){{0,4}}"
)
_LABELLED = regex.compile(r"[\p{L} ]{3,20}\s?[:|]\s?(?:\S+\s+){4}")
_ABOUT_WRITER = regex.compile(
    rf"(?P<name>{NAME}(?:\s+{NAME}){{1,3}}?)(?:$"
    r"|,? (?:is|was|covers|reports|writes|joined|works)\b)"
)


def classify_paragraphs(
    paragraphs: list[Paragraph], known: set[str], headlines: set[str]
) -> list[str]:
    """
    Decide the kind of every paragraph that no hint has decided.

    Parameters
    ----------
    paragraphs : list of Paragraph
        In the order of the text.
    known : set of str
        Kinds that hints have given to other parts of the text.
    headlines : set of str
        Headlines that hints have given, as `fold_line` folds them.

    Returns
    -------
    list of str
        One of `analysis.segment.KINDS` for each paragraph, never "dateline".

    Examples
    --------
    >>> from analysis.paragraph_signs import describe_paragraph
    >>> lines = ["Ferry hits pier", "By Ann Poole", "No one was hurt.", "Advertisement"]
    >>> classify_paragraphs([describe_paragraph(s, 0, len(s)) for s in lines], set(), set())
    ['headline', 'byline', 'body', 'furniture']
    """
    kinds: list[str | None] = [find_sign(paragraph) for paragraph in paragraphs]
    _mark_alternative_texts(paragraphs, kinds)
    _mark_repetitions(paragraphs, kinds)
    prose = _find_prose(paragraphs, kinds, has_body="body" in known)
    opening = _find_opening(paragraphs, kinds, prose)
    first = next((i for i in prose if i >= opening), len(paragraphs))
    last = prose[-1] if prose else -1
    bylines = _decide_head(paragraphs, kinds, first, opening, known, set(headlines))
    items = _find_list_items(paragraphs, kinds)
    for i in range(first, len(paragraphs)):
        if kinds[i] is not None:
            continue
        if _is_about_writer(paragraphs[i], bylines):
            kinds[i] = "furniture"
        elif i in (first, last) or (i < last and i in items):
            kinds[i] = "body"
        else:
            decide = _decide_middle if i < last else _decide_tail
            kinds[i] = decide(paragraphs, kinds, i)
    if "headline" not in kinds and "headline" not in known and first > 0:
        _save_labelled_headline(paragraphs, kinds)
    return [kind or "body" for kind in kinds]


# --- Repetitions and lists -------------------------------------------------------------------


def _mark_alternative_texts(paragraphs: list[Paragraph], kinds: list[str | None]) -> None:
    """Mark the line beside a caption that says the same: a picture's alternative text."""
    for i, kind in enumerate(list(kinds)):
        if kind != "caption":
            continue
        words = set(paragraphs[i].plain.casefold().split())
        for j in (i - 1, i + 1):
            if 0 <= j < len(kinds) and kinds[j] is None and not ends_sentence(paragraphs[j]):
                other = set(paragraphs[j].plain.casefold().split())
                if len(other) >= 4 and len(other & words) >= _ALT_TEXT_SHARE * len(other):
                    kinds[j] = "caption"


def _mark_repetitions(paragraphs: list[Paragraph], kinds: list[str | None]) -> None:
    """Mark a pull quote: a paragraph whose words all stand in a longer one close by."""
    folded = [
        fold_line(p.plain) if kinds[i] is None and ends_sentence(p) else ""
        for i, p in enumerate(paragraphs)
    ]
    for i, paragraph in enumerate(paragraphs):
        if not folded[i] or paragraph.n_words < _PULL_QUOTE_WORDS:
            continue
        for j in range(max(0, i - 3), min(len(paragraphs), i + 4)):
            if len(folded[j]) > len(folded[i]) and folded[i] in folded[j]:
                kinds[i] = "furniture"
                break


def _find_list_items(paragraphs: list[Paragraph], kinds: list[str | None]) -> set[int]:
    """List the short lines that stand in a row of three or more: a list, not subheadings."""
    items: set[int] = set()
    run: list[int] = []
    for i in range(len(paragraphs) + 1):
        if i < len(paragraphs) and kinds[i] is None and not ends_sentence(paragraphs[i]):
            run.append(i)
            continue
        if len(run) >= _LIST_LINES:
            items.update(run)
        run = []
    return items


def _save_labelled_headline(paragraphs: list[Paragraph], kinds: list[str | None]) -> None:
    """Take a first line like `WATCH: Mayor opens bridge` for the headline if there is no other."""
    plain = paragraphs[0].plain
    if kinds[0] == "furniture" and _LABELLED.match(plain) and not ends_sentence(paragraphs[0]):
        kinds[0] = "headline"


# --- Prose -----------------------------------------------------------------------------------


def _is_prose(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is surely the article's prose."""
    if paragraph.heading:
        return False
    if ends_sentence(paragraph) and paragraph.n_words >= PROSE_WORDS:
        return not (paragraph.n_words <= _MAX_HEADLINE_WORDS and _is_title_case(paragraph))
    return bool(find_dateline(paragraph.plain, 0, len(paragraph.plain)))


def _is_title_case(paragraph: Paragraph) -> bool:
    """Tell whether nearly every long word begins with a capital: the style of headlines."""
    words = _LONG_WORD.findall(paragraph.plain)
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.85 * len(words)


def _find_prose(
    paragraphs: list[Paragraph], kinds: list[str | None], *, has_body: bool
) -> list[int]:
    """List the paragraphs that are surely prose; of a tiny text, those that may be."""
    free = [i for i, kind in enumerate(kinds) if kind is None]
    prose = [i for i in free if _is_prose(paragraphs[i])]
    if prose or has_body or not free:
        return prose
    ended = [i for i in free if ends_sentence(paragraphs[i]) and not paragraphs[i].heading]
    if ended:
        return ended
    if len(free) > 1:
        return free[1:]
    only = paragraphs[free[0]]
    is_headline = only.heading or (_is_title_case(only) and only.n_words >= _TITLE_WORDS)
    return [] if is_headline else free


def _find_opening(paragraphs: list[Paragraph], kinds: list[str | None], prose: list[int]) -> int:
    """
    Find the paragraph before which nothing is body, 0 where nothing says so.

    A dateline opens the article's prose, and a line of nothing but `By` and names stands
    before it; what a page has above them are standfirsts and captions.
    """
    limit = prose[MAX_PROSE_ABOVE] + 1 if len(prose) > MAX_PROSE_ABOVE else len(paragraphs)
    for i in range(min(limit, _HEAD_PARAGRAPHS)):
        plain = paragraphs[i].plain
        if kinds[i] is None and find_dateline(plain, 0, len(plain)):
            return i
        if kinds[i] is None and _STRICT_BYLINE.fullmatch(plain):
            return i + 1
    return 0


# --- Head ------------------------------------------------------------------------------------


def _decide_head(
    paragraphs: list[Paragraph],
    kinds: list[str | None],
    first: int,
    opening: int,
    known: set[str],
    headlines: set[str],
) -> list[str]:
    """Decide what stands before the first paragraph of prose; list the bylines."""
    for i in range(first):
        if kinds[i] is None and _is_byline(paragraphs[i]):
            kinds[i] = "byline"
    frame = {i for i in range(first) if kinds[i] in ("date", "byline")}
    last_frame = max(frame, default=-1)
    has_headline = "headline" in known
    for i in range(first):
        paragraph = paragraphs[i]
        if kinds[i] is not None:
            continue
        mark = paragraph.plain.rstrip(CLOSERS)[-1:]
        is_ended = ends_sentence(paragraph) and mark not in "?!"
        is_above = i < last_frame or i < opening
        if _repeats_headline(paragraph, headlines):
            kinds[i] = "furniture"
        elif _is_name(paragraph) and {i - 1, i + 1} & frame:
            kinds[i] = "byline"
        elif not has_headline and _is_headline(paragraph, is_ended=is_ended, is_above=i < opening):
            kinds[i] = "headline"
            headlines.add(fold_line(paragraph.plain))
            has_headline = True
        elif BRACKETED.fullmatch(paragraph.plain):
            kinds[i] = "furniture"
        elif paragraph.n_words <= _MAX_STANDFIRST_WORDS and (
            is_above if is_ended else has_headline and mark != ":"
        ):
            kinds[i] = "standfirst" if paragraph.n_words > 4 or is_ended else "furniture"
        else:
            kinds[i] = "body"
    return [fold_line(paragraphs[i].plain) for i in frame if kinds[i] == "byline"]


def _is_headline(paragraph: Paragraph, *, is_ended: bool, is_above: bool) -> bool:
    """Tell whether a line above the prose may be its headline."""
    if paragraph.n_words > _MAX_HEADLINE_WORDS or paragraph.plain[-1] in ":,;":
        return False
    return not is_ended or is_above or _is_title_case(paragraph)


def _repeats_headline(paragraph: Paragraph, headlines: set[str]) -> bool:
    """Tell whether a line is a headline again, alone or with a link after it."""
    folded = fold_line(paragraph.plain)
    return folded in headlines or (
        "://" in paragraph.plain and any(folded.startswith(headline) for headline in headlines)
    )


def _is_byline(paragraph: Paragraph) -> bool:
    """Tell whether a line of the head names the writer."""
    plain = paragraph.plain
    if paragraph.n_words > _MAX_BYLINE_WORDS:
        return False
    if has_finite_verb(plain):
        return False
    return bool(_BYLINE.search(plain) or match_agency(_NAMES_AND_AGENCY, plain))


def _is_name(paragraph: Paragraph) -> bool:
    """Tell whether a line is one or more personal names and nothing else; outlets are `The ...`."""
    plain = paragraph.plain
    is_outlet = plain.casefold().startswith("the ")
    return paragraph.n_words <= 8 and not is_outlet and bool(_NAMES.fullmatch(plain))


# --- Between and after the prose -------------------------------------------------------------


def _decide_middle(paragraphs: list[Paragraph], kinds: list[str | None], i: int) -> str:
    """Decide a line between two paragraphs of prose."""
    paragraph = paragraphs[i]
    plain, n_words = paragraph.plain, paragraph.n_words
    if paragraph.heading:
        return "subheading"
    if BRACKETED.fullmatch(plain) and n_words <= _MAX_SUBHEADING_WORDS:
        return "furniture"  # (SOUNDBITE OF MUSIC)
    is_item = plain[0] in "•●▪◦‣-–—*," or plain.endswith(_OPEN_ENDS)
    if is_item or n_words > _MAX_SUBHEADING_WORDS:
        return "body"
    if ends_sentence(paragraph):
        asks = plain.endswith("?") and n_words >= 3 and _is_title_case(paragraph)
        return "subheading" if asks else "body"
    before = next((paragraphs[j] for j in range(i - 1, -1, -1) if kinds[j] == "body"), None)
    if plain[0].islower() and before and not ends_sentence(before):
        return "body"  # a paragraph broken in two
    after = paragraphs[i + 1].plain[0]
    return "body" if after.islower() or after in ",;.)" else "subheading"


def _decide_tail(paragraphs: list[Paragraph], kinds: list[str | None], i: int) -> str:
    """Decide a line after the last paragraph of prose."""
    paragraph = paragraphs[i]
    if ends_sentence(paragraph):
        return "body"
    if paragraph.heading or paragraph.n_words <= 4 or _is_title_case(paragraph):
        return "furniture"
    is_after_furniture = "furniture" in kinds[i - 1 : i]
    states = has_finite_verb(paragraph.plain) or paragraph.n_words > 15
    return "body" if states and not is_after_furniture else "furniture"


def _is_about_writer(paragraph: Paragraph, bylines: list[str]) -> bool:
    """Tell whether a paragraph below the prose says who a writer of the byline is."""
    name = _ABOUT_WRITER.match(paragraph.plain)
    if not name:
        return False
    folded = fold_line(name["name"])
    return len(folded) >= 6 and any(folded in byline for byline in bylines)
