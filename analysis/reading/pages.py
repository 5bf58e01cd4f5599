"""Which parts of a web page are the article, and what are the others?"""

import logging
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import Any, NamedTuple

import regex

from analysis.errors import ReadingError
from analysis.reading.cleaning import (
    clean_text,
    has_too_many_accents,
    say_changes,
    shrink_span,
)
from analysis.reading.document import Document, Dropped, is_iso_date

MAX_ELEMENTS = 30_000  # news pages have 1,000 to 5,000; the extraction is slow on far more
MAX_ATTRIBUTES = 300  # real tags have under 50; the HTML parser takes time by their square
MAX_NESTING = 250  # real pages stay under 60; the HTML parser loses what lies deeper than 255

_SKIPPED = frozenset(
    "head script style noscript template svg math iframe object embed canvas audio video "
    "datalist".split()
)
_BLOCKS = frozenset(
    "html body address article aside blockquote button caption center dd details dialog div dl "
    "dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr label legend "
    "li main menu nav ol option optgroup p pre search section select summary table tbody "
    "textarea tfoot thead tr ul".split()
)
_WHOLE = frozenset("html body main article".split())  # their classes describe the whole page

_TAG_REASONS = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "page footer",
    "form": "form",
    "button": "button",
    "select": "form",
    "textarea": "form",
    "label": "form",
    "dialog": "dialog",
    "menu": "navigation",
}
_ROLE_REASONS = {
    "navigation": "navigation",
    "complementary": "aside",
    "contentinfo": "page footer",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
_NAME_REASONS = {
    "navigation": "nav navbar navigation menu breadcrumb breadcrumbs pagination pager skip",
    "page footer": "footer copyright colophon",
    "related links": "related recommended recommendations recirculation trending popular "
    "mostread readmore outbrain taboola teaser teasers",
    "comments": "comment comments disqus respond discussion",
    "sharing": "share sharing social sharedaddy addtoany addthis",
    "newsletter": "newsletter subscribe subscription signup paywall",
    "advertisement": "ad ads advert adverts advertisement sponsored promo promotion",
    "cookie notice": "cookie cookies consent gdpr",
    "tags": "tags taglist",
    "aside": "sidebar widget",
}
_REASON_OF_NAME = {
    name: reason for reason, names in _NAME_REASONS.items() for name in names.split()
}
_KIND_OF_NAME = {
    name: kind
    for kind, names in {
        "byline": "byline author authors",
        "date": "date dateline published publish pubdate timestamp datetime posted",
        "standfirst": "standfirst dek deck subtitle subheadline subhead lede",
        "caption": "caption wp-caption-text figcaption",
    }.items()
    for name in names.split()
}
_KIND_OF_TAG = {"figcaption": "caption", "time": "date"}
_HIDDEN_STYLE = regex.compile(
    r"(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)", regex.IGNORECASE
)
# A class that tells a state (WordPress: comments-open, has-sidebar) names no part of the page.
_STATE = regex.compile(
    r"(?:has|no|is|with|without|show|hide)[-_].*|.*[-_](?:open|opened|closed|enabled|disabled|active|on|off)",
    regex.IGNORECASE,
)
_NAME = regex.compile(r"[A-Za-z]++")
_CAMEL = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]++")
_HTML_SPACE = regex.compile(r"[ \t\n\r\f]++")

N_GRAM = 5  # words in a row that two unrelated passages of one page hardly ever share


class Block(NamedTuple):
    """
    A block of text on a page.

    Attributes
    ----------
    place : int
        Character offset in the page text.
    text : str
        Its characters, white space collapsed as browsers do; a line break is a LF.
    tag : str
        Name of the block element that holds it.
    reason : str
        What kind of page furniture its tags, roles and classes say it is; else "".
    kinds : frozenset of str
        What its tags and classes say it is of the article: byline, date, caption...
    """

    place: int
    text: str
    tag: str
    reason: str
    kinds: frozenset[str]


def list_blocks(html: str, name: str = "page") -> list[Block]:
    """
    List the blocks of text on a page, in document order.

    The page text, which the places of an HTML file's `dropped` count in, is these texts
    joined by two line feeds. Scripts, styles and other content that no browser shows as
    text are not in it; text hidden by its own style is, with the reason "hidden".

    Parameters
    ----------
    html : str
        The page.
    name : str
        Its name, for errors.

    Returns
    -------
    list of Block

    Raises
    ------
    ReadingError
        If its tags are nested deeper than `MAX_NESTING` or one of them has more attributes
        than `MAX_ATTRIBUTES`.

    Examples
    --------
    >>> [(b.place, b.text, b.reason) for b in list_blocks("<nav>Home</nav><p>A <b>ferry</b></p>")]
    [(0, 'Home', 'navigation'), (6, 'A ferry', '')]
    """
    return _walk(_parse_page(html, name), name)


def _parse_page(html: str, name: str) -> Any:
    """Element tree of a page; None when it holds no element."""
    from lxml import etree

    if any(found["more"] for found in _TAG.finditer(html)):
        raise ReadingError(
            f"{name} cannot be read as HTML: a tag has more than {MAX_ATTRIBUTES} attributes."
        )
    data = regex.sub(r"[\ud800-\udfff]", "\ufffd", html).encode("utf-8")
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    try:
        tree = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        if "Document is empty" in str(error):
            return None
        raise ReadingError(f"{name} cannot be read as HTML: {error}.") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise ReadingError(_say_too_deep(name))
    return tree


# A start tag and its attributes as the HTML standard splits them. What only looks like a tag,
# inside scripts, styles and comments, is passed over.
_ATTRIBUTE = r"""
    [\s/]*+ (?:=[^\s/>=]*+ | [^\s/>=]++)
    (?:\s*+ = \s*+ (?:"[^"]*+" | '[^']*+' | [^\s>"'][^\s>]*+)?+ )?+
"""
_TAG = regex.compile(
    rf"""
      <!--(?:-?> | (?:(?!--!?>).)*+)
    | <(?P<raw>script|style)(?=[\s/>])[^>]*+(?<!/)> (?:(?!</(?P=raw)[\s/>]).)*+
    | <[a-z][^\s/>]*+ (?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+ (?P<more>{_ATTRIBUTE})?+
    """,
    regex.VERBOSE | regex.DOTALL | regex.IGNORECASE,
)


def _say_too_deep(name: str) -> str:
    return f"{name} cannot be read as HTML: its tags are nested more than {MAX_NESTING} deep."


class _Frame(NamedTuple):
    """What an element and those around it say about the text inside."""

    tag: str
    reason: str
    kinds: frozenset[str]


def _walk(tree: Any, name: str) -> list[Block]:
    """Collect the text blocks of a tree; a loop, since recursion fails on deep nesting."""
    from lxml import etree

    blocks: list[Block] = []
    if tree is None:
        return blocks
    place, pieces, owner, kinds = 0, [], None, frozenset()

    def flush() -> None:
        nonlocal place, pieces, owner, kinds
        for text in _collapse("".join(pieces)):
            blocks.append(Block(place, text, owner.tag, owner.reason, kinds))
            place += len(text) + 2
        pieces, owner, kinds = [], None, frozenset()

    def add(text: str | None) -> None:
        nonlocal owner, kinds
        if not text:
            return
        pieces.append(text)
        if not text.isspace():
            owner = owner or frames[-1]
            kinds |= frames[-1].kinds

    frames = [_Frame("body", "", frozenset())]
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
                frames.append(frames[-1])
                continue
            if tag in _BLOCKS:
                flush()
            if len(frames) > MAX_NESTING:
                raise ReadingError(_say_too_deep(name))
            frames.append(_frame(element, frames[-1]))
            if tag == "br":
                pieces.append(_BREAK)
            elif tag in _CELLS:
                flush() if _is_layout(element) else pieces.append(" ")
            add(element.text)
        else:
            if tag in _BLOCKS or (tag in _CELLS and _is_layout(element)):
                flush()
            frames.pop()
            add(element.tail)
    flush()
    return blocks


_CELLS = frozenset({"td", "th"})
_LONG_CELL = 100  # characters; the cells of a table of figures are shorter


def _is_layout(cell: Any) -> bool:
    """Whether a table's cell holds running text (old pages are laid out with tables)."""
    if cell.find("br") is not None:
        return True
    length = 0
    for text in cell.itertext():
        length += len(text)
        if length > _LONG_CELL:
            return True
    return False


_BREAK = "\x00"  # a line break of the page; zero bytes were refused before


def _collapse(text: str) -> list[str]:
    """White space as browsers show it; an empty line ends a block."""
    lines = [_HTML_SPACE.sub(" ", line).strip(" ") for line in text.split(_BREAK)]
    paragraphs = regex.split(r"\n{2,}+", "\n".join(lines).strip("\n"))
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


def _frame(element: Any, around: _Frame) -> _Frame:
    """An element's own frame, with what the elements around it say."""
    tag, attributes = element.tag, element.attrib
    reason, kinds = _TAG_REASONS.get(tag, ""), set(around.kinds)
    if tag in _KIND_OF_TAG:
        kinds.add(_KIND_OF_TAG[tag])
    if attributes:
        reason = reason or _ROLE_REASONS.get(attributes.get("role", ""), "")
        is_hidden = "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", ""))
        if is_hidden and tag not in _WHOLE:  # whole pages are hidden until a script has run
            reason = "hidden"
        if attributes.get("rel") == "author" or attributes.get("itemprop") == "author":
            kinds.add("byline")
        if attributes.get("itemprop") == "datePublished":
            kinds.add("date")
        if tag not in _WHOLE:
            names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
            names = " ".join(one for one in names.split() if not _STATE.fullmatch(one))
            words = [word.lower() for word in _NAME.findall(_CAMEL.sub(" ", names))]
            kinds.update(_KIND_OF_NAME[word] for word in words if word in _KIND_OF_NAME)
            named = {_REASON_OF_NAME[word] for word in words if word in _REASON_OF_NAME}
            if named and not reason and not any(True for _ in element.iter("h1")):
                reason = next(one for one in _NAME_REASONS if one in named)
    if around.reason == "hidden" or not reason:
        reason = around.reason
    block = tag if tag in _BLOCKS else around.tag
    return _Frame(block, reason, frozenset(kinds) if kinds != around.kinds else around.kinds)


def _words(text: str) -> list[str]:
    if has_too_many_accents(text):
        text = clean_text(text)[0]
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _extract(html: str) -> tuple[Any, list[list[str]]]:
    """What the extraction library takes for the article: metadata, paragraphs of words."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    # Fixed dates and no guessing from any number on the page: the same result every day.
    date_options = {
        "original_date": True,
        "extensive_search": False,
        "min_date": "1900-01-01",
        "max_date": "2100-01-01",
        "outputformat": "%Y-%m-%d",
    }
    try:
        found = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params=date_options,
        )
    except Exception:  # noqa: BLE001 - hostile pages raise anything; the blocks remain
        return None, []
    body = getattr(found, "body", None)
    return found, [] if body is None else _list_paragraphs(body)


def _list_paragraphs(body: Any) -> list[list[str]]:
    """Words of each paragraph of an extracted body."""
    from lxml import etree

    paragraphs, pieces = [], []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in {"p", "head", "item", "list", "quote", "row", "table", "body"}:
            paragraphs.append("".join(pieces))
            pieces = []
        elif event == "start" and element.tag in {"lb", "cell"}:
            pieces.append(" ")
        text = element.text if event == "start" else element.tail
        pieces.append(text or "")
    paragraphs.append("".join(pieces))
    return [words for words in map(_words, paragraphs) if words]


def _choose_shown(
    blocks: list[Block], paragraphs: list[list[str]]
) -> tuple[set[int], tuple[str, ...]]:
    """The article's blocks; hidden ones only where most of the article is hidden."""
    chosen = _choose_blocks(blocks, paragraphs)
    if any(block.reason == "hidden" for block in blocks):
        shown = [
            block._replace(reason="") if block.reason == "hidden" else block for block in blocks
        ]
        other = _choose_blocks(shown, paragraphs)
        if sum(len(blocks[i].text) for i in other) > 2 * sum(len(blocks[i].text) for i in chosen):
            return other, ("The article is hidden until a script has run; it was kept.",)
    if chosen:
        return chosen, ()
    visible = {i for i, block in enumerate(blocks) if block.reason != "hidden"}
    return visible, ("No article was recognised on the page: all its visible text was kept.",)


def _choose_blocks(blocks: list[Block], paragraphs: list[list[str]]) -> set[int]:
    """
    Choose the blocks that the extraction took for the article.

    A block of `N_GRAM` words or more is chosen when half of its word n-grams are in the
    extraction; a shorter one when it is a paragraph of it or goes on where the block
    before ended, and is not furniture. Every n-gram counts once, and blocks outside
    furniture come first, so that a teaser is not taken for the passage it repeats.
    """
    flat = [word for paragraph in paragraphs for word in paragraph]
    grams = [tuple(flat[i : i + N_GRAM]) for i in range(len(flat) - N_GRAM + 1)]
    left, ends = Counter(grams), {}
    for i, gram in enumerate(grams):
        ends.setdefault(gram, i + N_GRAM)
    short = Counter(map(tuple, paragraphs))
    chosen: set[int] = set()
    for is_furniture in (False, True):
        cursor = 0
        for number, block in enumerate(blocks):
            if block.reason == "hidden" or bool(block.reason) != is_furniture:
                continue
            words = _words(block.text)
            if len(words) >= N_GRAM:
                own = [tuple(words[i : i + N_GRAM]) for i in range(len(words) - N_GRAM + 1)]
                hits = [gram for gram in own if left[gram] > 0]
                if 2 * len(hits) >= len(own):
                    chosen.add(number)
                    left.subtract(hits)
                    cursor = ends[hits[-1]]
            elif words and not is_furniture and _continues(words, short, flat, cursor):
                chosen.add(number)
                short[tuple(words)] -= 1
                if flat[cursor : cursor + len(words)] == words:
                    cursor += len(words)
            elif not words and number - 1 in chosen and not block.reason:
                chosen.add(number)  # a block of marks only, such as a lone closing quote
    return chosen


def _continues(words: list[str], short: Counter, flat: list[str], cursor: int) -> bool:
    """Whether a short block is a paragraph of the extraction or goes on from the last match."""
    return short[tuple(words)] > 0 or flat[cursor : cursor + len(words)] == words


_MAX_BYLINE_WORDS, _MAX_DATE_WORDS = 25, 20  # longer ones are author portraits and notices
_NOT_ARTICLE = "not part of the article by the extraction"


def read_page(html: str, name: str) -> Document:
    """
    Read a web page as an article.

    An extraction library says which words are the article; the text itself is made of the
    page's own blocks, so that every block is either in the text or listed as dropped.

    Parameters
    ----------
    html : str
        The page. Nothing in it is run, nothing it names is fetched.
    name : str
        Its name, for errors.

    Returns
    -------
    Document
        The article's blocks in the page's order, the headline first.

    Raises
    ------
    ReadingError
        If its tags are nested too deep or have too many attributes.

    Examples
    --------
    >>> read_page("<h1>Ferry hits pier</h1><p>Three people were hurt.</p>", "page").title
    'Ferry hits pier'
    """
    tree = _parse_page(html, name)
    blocks = _walk(tree, name)
    is_huge = tree is not None and sum(1 for _ in tree.iter()) > MAX_ELEMENTS
    found, paragraphs = _extract(html) if blocks and not is_huge else (None, [])
    chosen, notes = _choose_shown(blocks, paragraphs)
    title = getattr(found, "title", None)
    titles = _list_titles(tree) or [title or ""]
    kinds, headline = _name_blocks(blocks, chosen, titles, getattr(found, "author", None))
    order = [headline] if headline is not None else []
    order += [i for i in sorted(set(kinds) | chosen) if i != headline]
    added = _WHITE.sub(" ", clean_text(title)[0]).strip() if title and headline is None else None
    document = _compose_page(blocks, order, kinds, added)
    title = next((document.text[a:b] for a, b, kind in document.hints if kind == "headline"), None)
    if added:
        notes += ("The headline is from the page's metadata; it stands nowhere on the page.",)
    return replace(
        document,
        title=title,
        byline=_find_author(document, found),
        date=_find_date(tree, found),
        url=_tidy(getattr(found, "url", None)),
        outlet=_tidy(getattr(found, "sitename", None)),
        notes=document.notes + notes,
    )


_WHITE = regex.compile(r"\s++")


def _tidy(value: str | None) -> str | None:
    """A metadata value as one clean line, None when there is nothing in it."""
    if not value:
        return None
    text = unicodedata.normalize("NFC", _WHITE.sub(" ", clean_text(value)[0]).strip())
    return text or None


def _find_author(document: Document, found: Any) -> str | None:
    """Author of the metadata, else the byline as it stands."""
    author = _tidy(getattr(found, "author", None))
    spans = (document.text[a:b] for a, b, kind in document.hints if kind == "byline")
    return author or next(spans, None)


def _list_titles(tree: Any) -> list[str]:
    """Titles that the head of a page states, whole and without the site's name."""
    if tree is None:
        return []
    titles = [
        element.get("content")
        for element in tree.iter("meta")
        if element.get("property") == "og:title" or element.get("name") == "twitter:title"
    ]
    titles += [element.text for element in tree.iter("title")][:1]
    titles = [title for title in titles if title and title.strip()]
    parts = (_TITLE_BREAK.split(title) for title in titles)
    return titles + [max(one, key=lambda part: len(part.split())) for one in parts]


_TITLE_BREAK = regex.compile(r"\s++(?:[|–—»·-]|::)\s++")
_SAME_TITLE = 0.7  # the page's title often has the site's name after the headline


def _find_headline(blocks: list[Block], chosen: set[int], titles: list[str]) -> int | None:
    """The block that is the headline: the heading most like one of the page's titles."""
    wanted = [words for words in (set(_words(title)) for title in titles) if words]
    best, best_score = None, 0.0
    for number, block in enumerate(blocks):
        words = set(_words(block.text))
        if block.reason in {"hidden", "navigation", "related links", "page footer"} or not words:
            continue
        likeness = max((len(words & one) / len(words | one) for one in wanted), default=0.0)
        is_top = block.tag == "h1"
        if not is_top and likeness < _SAME_TITLE:
            continue
        is_heading = block.tag in {"h2", "h3"}
        score = likeness + 0.2 * is_top + 0.1 * is_heading + 0.1 * (number in chosen)
        if score > best_score:
            best, best_score = number, score
    return best


def _name_blocks(
    blocks: list[Block], chosen: set[int], titles: list[str], author: str | None
) -> tuple[dict[int, str], int | None]:
    """Kinds of the blocks that the page says, and which one is the headline."""
    kinds: dict[int, str] = {}
    headline = _find_headline(blocks, chosen, titles)
    if headline is not None:
        kinds[headline] = "headline"
    first = min((i for i in chosen if _is_body(blocks[i])), default=0)
    last = max(chosen, default=-1)
    for number, block in enumerate(blocks):
        if number == headline:
            continue
        is_near = not block.reason and (headline or 0) <= number <= last
        is_above = is_near and number < max(first, (headline or 0) + 6)
        kind = _name_block(block, number in chosen, is_near, is_above, set(_words(author or "")))
        if kind:
            kinds[number] = kind
    return kinds, headline


def _is_body(block: Block) -> bool:
    """A paragraph of prose, as far as its tags say."""
    return block.tag[0] != "h" and not block.kinds and len(block.text.split()) >= N_GRAM


def _name_block(
    block: Block, is_chosen: bool, is_near: bool, is_above: bool, author: set[str]
) -> str | None:
    """Kind of one block; None for body text and for what is not of the article."""
    n_words = len(block.text.split())
    if "caption" in block.kinds and (is_chosen or is_near):
        return "caption"
    if block.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and is_chosen:
        return "subheading"
    if is_above and n_words <= _MAX_BYLINE_WORDS:
        words = _words(block.text)
        starts_so = words[:1] == ["by"] and (not author or bool(author & set(words)))
        if "byline" in block.kinds or starts_so:
            return "byline"
        has_digit = any(character.isdigit() for character in block.text)
        if "date" in block.kinds and n_words <= _MAX_DATE_WORDS and has_digit:
            return "date"
    if "standfirst" in block.kinds and is_above:
        return "standfirst"
    return None


def _compose_page(
    blocks: list[Block], order: list[int], kinds: dict[int, str], added: str | None
) -> Document:
    """The text of the chosen blocks in this order, and all the others as dropped."""
    pieces, hints, length = [], [], 0
    dropped: list[Dropped] = []
    changed: Counter = Counter()

    def append(piece: str, kind: str | None) -> None:
        nonlocal length
        start, stop = shrink_span(piece, 0, len(piece))
        if kind and start < stop:
            hints.append((length + start, length + stop, kind))
        pieces.append(piece)
        length += len(piece) + 2

    if added:
        append(unicodedata.normalize("NFC", added), "headline")
    for number in order:
        block = blocks[number]
        rest, cut, *_, counts = clean_text(block.text)
        changed.update(counts)
        dropped += [
            Dropped(block.place + start, block.text[start:stop], reason)
            for start, stop, reason in cut
            if reason
        ]
        append(unicodedata.normalize("NFC", rest), kinds.get(number))
    kept = set(order)
    for number, block in enumerate(blocks):
        if number not in kept:
            reason = block.reason or _NOT_ARTICLE
            dropped.append(Dropped(block.place, block.text, reason))
    return Document(
        text="\n\n".join(pieces),
        hints=tuple(hints),
        dropped=tuple(sorted(dropped)),
        notes=say_changes(changed),
    )


_DATE_META = (
    ("meta", "property", "article:published_time", "content"),
    ("meta", "itemprop", "datePublished", "content"),
    ("meta", "name", "date", "content"),
    ("time", "itemprop", "datePublished", "datetime"),
)
_JSON_DATE = regex.compile(r"\"datePublished\"\s*+:\s*+\"([^\"]{4,40}+)\"")


def _find_date(tree: Any, found: Any) -> str | None:
    """Date of publication as ISO 8601, with the time of day where the page says it."""
    if tree is None:
        return None
    day = getattr(found, "date", None)
    values = [
        element.get(attribute)
        for tag, key, wanted, attribute in _DATE_META
        for element in tree.iter(tag)
        if element.get(key) == wanted
    ]
    for element in tree.iter("script"):
        if element.get("type") == "application/ld+json" and element.text:
            values += _JSON_DATE.findall(element.text)
    for value in values:
        value = (value or "").strip()
        if is_iso_date(value) and (day is None or value[:10] == day):
            return value
    return day
