"""Is every character of a file either in the text or listed as dropped?"""

import codecs
import os
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.errors import ReadingError
from analysis.reading import (
    MAX_BYTES,
    Document,
    count_dropped_characters,
    decode,
    list_blocks,
    read_bytes,
    read_file,
)

ARTICLE = (
    "Ferry hits pier\n\nA ferry hit the pier on Tuesday, officials said.\n\n"
    "“We heard a bang,” said Zoë Müller – a passenger – who paid €40.\n"
)


def read(text: str, name: str = "a.txt") -> Document:
    return read_bytes(text.encode("utf-8"), name)


def squeeze(text: str) -> str:
    return "".join(text.split())


def check_conservation(source: str, document: Document) -> None:
    """The invariant of the module's docstring, for an input of which the order is kept."""
    rest, cursor = [], 0
    for piece in document.dropped:
        assert piece.place >= cursor, "dropped pieces overlap or are out of order"
        stop = piece.place + len(piece.text)
        assert source[piece.place : stop] == piece.text
        assert piece.text.strip() and piece.reason
        rest.append(source[cursor : piece.place])
        cursor = stop
    rest.append(source[cursor:])
    composed = unicodedata.normalize("NFC", "".join(rest).replace("\r\n", "\n"))
    assert squeeze(composed) == squeeze(document.text)


def check_hints(document: Document) -> None:
    for start, stop, kind in document.hints:
        piece = document.text[start:stop]
        assert piece and piece == piece.strip()
        assert kind in {"headline", "standfirst", "byline", "date", "caption", "subheading"}


# ---------------------------------------------------------------- encodings

ENCODINGS = {
    "utf-8": ARTICLE.encode("utf-8"),
    "utf-8 with mark": codecs.BOM_UTF8 + ARTICLE.encode("utf-8"),
    "utf-16-le with mark": codecs.BOM_UTF16_LE + ARTICLE.encode("utf-16-le"),
    "utf-16-be with mark": codecs.BOM_UTF16_BE + ARTICLE.encode("utf-16-be"),
    "utf-16-le": ARTICLE.encode("utf-16-le"),
    "utf-16-be": ARTICLE.encode("utf-16-be"),
    "utf-32-le with mark": codecs.BOM_UTF32_LE + ARTICLE.encode("utf-32-le"),
    "utf-32-be with mark": codecs.BOM_UTF32_BE + ARTICLE.encode("utf-32-be"),
    "windows-1252": ARTICLE.encode("windows-1252"),
    "carriage returns and line feeds": ARTICLE.replace("\n", "\r\n").encode("utf-8"),
    "carriage returns": ARTICLE.replace("\n", "\r").encode("utf-8"),
    "decomposed": unicodedata.normalize("NFD", ARTICLE).encode("utf-8"),
    "no-break spaces": ARTICLE.replace(" ", "\xa0").encode("utf-8"),
    "thin spaces": ARTICLE.replace(" ", "\u2009").encode("utf-16"),
    "soft hyphens": ARTICLE.replace("ss", "s\xads").encode("utf-8"),
    "zero-width spaces": ARTICLE.replace("rr", "r\u200br\ufeff").encode("utf-8"),
    "direction marks": ARTICLE.replace("Zoë", "\u202aZoë\u202c\u200e").encode("utf-8"),
    "stray control characters": ARTICLE.replace("hits", "hi\x02ts").encode("utf-8"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_gives_the_same_text(name):
    document = read_bytes(ENCODINGS[name], "a.txt")
    assert document.text == ARTICLE
    decoded, encoding = decode(ENCODINGS[name], "a.txt")
    assert encoding == document.encoding
    check_conservation(decoded, document)


@pytest.mark.parametrize(
    ("name", "reason", "count"),
    [
        ("utf-8", "", 0),
        ("utf-8 with mark", "byte order mark", 1),
        ("utf-16-be with mark", "byte order mark", 1),
        ("soft hyphens", "soft hyphen", 1),
        ("zero-width spaces", "invisible character", 4),
        ("direction marks", "control character for the direction of writing", 3),
        ("stray control characters", "control character", 1),
        ("no-break spaces", "", 0),
    ],
)
def test_what_is_removed_is_listed_and_what_is_replaced_is_not(name, reason, count):
    document = read_bytes(ENCODINGS[name], "a.txt")
    assert {piece.reason for piece in document.dropped} == ({reason} if reason else set())
    assert count_dropped_characters(document.dropped) == count


def test_changes_without_loss_are_noted():
    notes = " ".join(read_bytes(ENCODINGS["decomposed"], "a.txt").notes)
    assert "composed" in notes
    assert "Line ends" in " ".join(read_bytes(ENCODINGS["carriage returns"], "a.txt").notes)
    assert read(ARTICLE.replace("–", "-")).notes == ()


def test_bytes_undefined_in_windows_1252_are_listed():
    document = read_bytes(b"The \x93ferry\x94 hit \x81 the pier, na\xefve as it was.", "a.txt")
    assert document.text.startswith("The “ferry” hit  the pier")
    assert [(piece.text, piece.reason) for piece in document.dropped] == [
        ("\x81", "control character")
    ]


def test_a_few_damaged_bytes_do_not_spoil_utf8():
    data = ("Zoë Müller, André, Noël, Jürgen, Élodie, Łukasz. " * 3).encode() + b"\xe2\x80 end"
    document = read_bytes(data, "a.txt")
    assert document.encoding == "utf-8"
    assert document.text.endswith("\ufffd end") and "Zoë" in document.text
    assert "Damaged" in " ".join(document.notes)


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("windows-1251", "Паром ударился о причал"),
        ("iso-8859-2", "Łódź uderzyła w molo"),
        ("shift_jis", "フェリーが桟橋に衝突した"),
        ("gb2312", "渡轮撞上码头"),
        ("iso-8859-1", "Le “bac” a heurté le quai"),
        ("utf-8", "Le bac a heurté le quai"),
    ],
)
def test_pages_are_read_in_the_character_set_they_declare(charset, words):
    page = f'<html><head><meta charset="{charset}"></head><body><p>{words}</p></body></html>'
    written_in = "windows-1252" if charset == "iso-8859-1" else charset
    assert words in read_bytes(page.encode(written_in), "a.html").text


def test_a_wrong_declaration_yields_to_valid_utf8():
    page = '<meta charset="iso-8859-1"><p>Zoë Müller a heurté le quai</p>'
    assert "Zoë" in read_bytes(page.encode("utf-8"), "a.html").text


@pytest.mark.parametrize("codec", ["hex", "zip", "idna", "unicode_escape", "utf-7", "nonsense"])
def test_declared_codecs_that_are_no_character_sets_are_ignored(codec):
    page = f'<meta charset="{codec}"><p>na\xefve words</p>'.encode("latin-1")
    assert "naïve words" in read_bytes(page, "a.html").text


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n\t \n", "a.txt", "only white space"),
        (codecs.BOM_UTF8, "a.txt", "only white space"),
        (codecs.BOM_UTF16_LE, "a.txt", "only white space"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.txt", "looks like a PDF"),
        (b"PK\x03\x04\x14\x00", "a.txt", "ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.md", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.html", "JPEG"),
        (b"word\0word and\0\0more", "a.txt", "not a text file"),
        (bytes(range(1, 256)) * 40, "a.txt", "control characters"),
        (b"\xff\xfea", "a.txt", "damaged or not text"),
        (b"some words", "a.pdf", "save the article as .txt or .html"),
        (b"some words", "a.docx", "save the article as .txt or .html"),
        (b"some words", "a.csv", ".txt, .md and .html are"),
        (b"***\n\n---\n", "a.md", "holds no text"),
        (b"<html><body><script>x()</script></body></html>", "a.html", "holds no text"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "too large"),
    ],
)
def test_bad_bytes_get_one_sentence_that_names_the_file(data, name, words):
    with pytest.raises(ReadingError) as caught:
        read_bytes(data, f"folder/{name}")
    message = str(caught.value)
    assert words in message and f"folder/{name}" in message
    assert message.endswith(".") and "\n" not in message and len(message) < 300


def test_missing_file_folder_and_empty_file(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    for name, words in [("none.txt", "does not exist"), (".", "folder"), ("empty.txt", "empty")]:
        with pytest.raises(ReadingError, match=words):
            read_file(tmp_path / name)
    with pytest.raises(ReadingError):
        read_file("a\0b.txt")
    with pytest.raises(ReadingError):
        read_file("n" * 5000 + ".txt")


def test_fifty_megabytes_are_refused_without_reading_them(tmp_path, monkeypatch):
    big = tmp_path / "big.txt"
    with big.open("wb") as stream:
        stream.truncate(50_000_000)
    monkeypatch.setattr(Path, "open", lambda path, *_: pytest.fail(f"{path} was opened"))
    with pytest.raises(ReadingError, match=r"big\.txt is too large .*50\.0 MB.*10 MB"):
        read_file(big)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadingError, match="not a regular file"):
        read_file(tmp_path / "pipe.txt")


# ---------------------------------------------------------------- Markdown remnants


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"It cost \$100 \(or so\).", "It cost $100 (or so)."),
        (r"He is \*not\* here", "He is *not* here"),
        ("**Bold** and *em* and __strong__ and _soft_.", "Bold and em and strong and soft."),
        ("***Both*** and **bold *and em* end**", "Both and bold and em end"),
        ("**Note:**The ferry", "Note:The ferry"),
        ("**“Quoted” words**, he said", "“Quoted” words, he said"),
        ("By [AFP](#)", "By AFP"),
        ('See [the **report**](https://example.org/a_(b)?c=d "title").', "See the report."),
        ("![A ferry](ferry.jpg)Words", "Words"),
        ("[![A ferry](ferry.jpg)](https://example.org)\n\nWords", "\n\nWords"),
        ("# Headline #\n\n## Sub\n\nWords", "Headline\n\nSub\n\nWords"),
        ("> Quoted words\n> go on\n\nWords", "Quoted words\ngo on\n\nWords"),
        ("> - item", "item"),
        ("- one\n- two\n* three", "one\ntwo\nthree"),
        ("Words\n\n---\n\n* * *\n\nMore", "Words\n\n\n\n\n\nMore"),
        ("Title\n=====\n\nWords", "Title\n\n\nWords"),
        # not Markdown, or not safely so
        ("Your fields are marked *", "Your fields are marked *"),
        ("Required fields are marked * and ** here", "Required fields are marked * and ** here"),
        ("It is 5 * 3 = 15 and 2*3*4", "It is 5 * 3 = 15 and 2*3*4"),
        ("What the f**k, he said, s**t", "What the f**k, he said, s**t"),
        ("What the f***, **** it", "What the f***, **** it"),
        ("$5* for adults, $3* for children", "$5* for adults, $3* for children"),
        ("a_name_here and @_user_ and #_tag_", "a_name_here and @_user_ and #_tag_"),
        ("see https://example.org/_a_/*b*/ now", "see https://example.org/_a_/*b*/ now"),
        ("Washington (AFP) - North Korea", "Washington (AFP) - North Korea"),
        ("he [Putin](sic!) said", "he [Putin](sic!) said"),
        ("“[They](we know who) went”", "“[They](we know who) went”"),
        ("the #1 seed, [sic]", "the #1 seed, [sic]"),
        ("-30-", "-30-"),
        ("```\n**code** \\$ # x\n```", "```\n**code** \\$ # x\n```"),
        ("`**code**` and **bold**", "`**code**` and bold"),
        ("**not closed", "**not closed"),
        ("*one\n\ntwo*", "*one\n\ntwo*"),
    ],
)
def test_markdown_remnants(source, text):
    for name in ("a.md", "a.txt"):
        document = read(source + " end", name)
        assert document.text == text + " end"
        check_conservation(source + " end", document)
        check_hints(document)


def test_marks_are_listed_with_place_and_reason():
    document = read("By [AFP](#) for \\$5")
    assert [tuple(piece) for piece in document.dropped] == [
        (3, "[", "Markdown link"),
        (7, "](#)", "Markdown link"),
        (16, "\\", "Markdown escape"),
    ]


def test_places_count_in_the_input_even_after_removed_characters():
    source = "\ufeffA\u00adb\r\n\r\n**c\u200bd** e\u0301 \\$1"
    document = read(source)
    assert document.text == "Ab\n\ncd é $1"
    check_conservation(source, document)


def test_headings_become_hints():
    document = read("World news\n\n# **Ferry** hits [pier](#)\n\nWords.\n\n## More\n\n# Last\n")
    found = [(document.text[start:stop], kind) for start, stop, kind in document.hints]
    assert found == [
        ("Ferry hits pier", "headline"),
        ("More", "subheading"),
        ("Last", "subheading"),
    ]
    assert document.title == "Ferry hits pier"


def test_a_heading_after_the_text_is_no_headline():
    prose = "The ferry hit the pier on Tuesday morning and three people were hurt, the office said."
    document = read(f"{prose}\n\n{prose}\n\n{prose}\n\n# Related\n")
    assert document.title is None
    assert [kind for *_, kind in document.hints] == ["subheading"]


def test_hints_keep_their_place_when_letters_are_composed():
    source = unicodedata.normalize("NFD", "Né à Zürich\n\n## Détails à Genève\n\nFin")
    document = read(source)
    assert [document.text[start:stop] for start, stop, _ in document.hints] == ["Détails à Genève"]


def test_front_matter_of_markdown():
    source = (
        '---\ntitle: "Ferry hits pier"\nauthor: Ann Lee\ndate: 2026-02-11\n---\n\nWords here.\n'
    )
    document = read(source, "a.md")
    assert document.text.strip() == "Words here."
    assert (document.title, document.byline, document.date) == (
        "Ferry hits pier",
        "Ann Lee",
        "2026-02-11",
    )
    check_conservation(source, document)


def test_missing_spaces_after_full_stops_are_not_touched():
    assert read("In St.Petersburg atrocities.They said").text == (
        "In St.Petersburg atrocities.They said"
    )


# ---------------------------------------------------------------- properties

MARKED = st.text(list("ab *_[]()#>-`~\\\n\r.!$=:/\"'1é\u0301\u00ad\u200b\xa0"), max_size=80)


@given(st.one_of(MARKED, st.text(st.characters(exclude_characters="\0"), max_size=60)))
@example("**a*\u200b*")
@example("[a\r\nb](#)")
@example("\r\r\n#  a\r")
@example("- - -\n=-")
@settings(max_examples=600, deadline=None)
def test_text_and_dropped_hold_every_character(source):
    try:
        data = source.encode("utf-8")
        document = read_bytes(data, "a.md")
    except (ReadingError, UnicodeEncodeError):
        return
    if document.format == "markdown":
        check_conservation(source, document)
        check_hints(document)
        assert unicodedata.is_normalized("NFC", document.text)
        assert not set(document.text) & set("\r\xa0\xad\u200b\ufeff\x00")


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a"]))
@settings(max_examples=400, deadline=None)
def test_hostile_bytes_raise_nothing_but_a_reading_error(data, name):
    try:
        document = read_bytes(data, name)
    except ReadingError as error:
        assert "\n" not in str(error)
    else:
        assert document.text.strip()


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_reading_twice_gives_the_same(source):
    data = source.encode("utf-8", "replace")
    try:
        assert read_bytes(data, "a.txt") == read_bytes(data, "a.txt")
    except ReadingError:
        return


HOSTILE = {
    "stars": "*a " * 60_000,
    "pairs of stars": "**a **b*" * 30_000,
    "brackets": "[" * 150_000,
    "brackets and links": "[a](" * 50_000,
    "nested labels": "[[a]" * 50_000,
    "parentheses": "[a](" + "(" * 150_000,
    "titles": '[a](b "' * 40_000,
    "pictures": "![" * 80_000,
    "backslashes": "\\" * 150_000,
    "backticks": "`" * 150_000,
    "backticks apart": "`a ``b " * 30_000,
    "fences": "```\n" * 50_000 + "~~~\n",
    "hashes": "# a #" * 40_000,
    "rules": "- " * 80_000 + "a",
    "underscores": "_" * 3 + " _a" * 60_000,
    "quotes": "> " * 80_000,
    "spaces": " " * 200_000 + "#",
    "spaces in lines": ("  " * 500 + "\n") * 200,
    "front matter": "---\n" + "a:\n" * 60_000,
    "accents": "e" + "\u0301" * 60_000,
    "soft hyphens": "a\xad" * 80_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_to_the_end(name):
    """How the time grows is measured in benchmarks/."""
    document = read(HOSTILE[name] + " end", "a.md")
    assert document.text.strip()


# ---------------------------------------------------------------- HTML

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Ferry hits pier | Harbour Post</title>
<meta property="og:title" content="Ferry hits pier, three hurt">
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2026-02-11T14:20:00-05:00">
<link rel="canonical" href="https://example.org/ferry">
<script>var unseen = 1</script><style>p { color: unseen }</style></head><body>
<header><a href="/">Harbour Post</a><nav><ul><li>World</li><li>Sport</li></ul></nav></header>
<main><article><h1>Ferry hits pier, three&nbsp;hurt</h1>
<p class="standfirst">A ferry struck the pier at dawn and its operator halted all crossings.</p>
<div class="byline">By <a rel="author">Ann Lee</a></div>
<time datetime="2026-02-11">February 11, 2026</time>
<figure><img src="x"><figcaption>The ferry at the pier. Photo: J. Doe</figcaption></figure>
<p>A ferry carrying 120 passengers hit the pier on Wednesday, the harbour office said, and three
people were taken to hos&shy;pital with light injuries.</p>
<p>“We heard a <b>loud</b> bang,” said Maria Gomez, a passenger. “Then everyone fell.”</p>
<h2>Second accident</h2>
<p>It was the second accident this year, after a tug sank in January near the same pier.</p>
<aside class="related"><h3>Related</h3><a>Tug sinks near pier</a></aside>
<p>The office promised a report by the end of the month.<br>It will be public.</p>
</article></main>
<div class="newsletter"><p>Subscribe for the best stories every morning in your inbox.</p></div>
<section id="comments"><h3>Comments</h3><p>I was there and saw it all, it was bad.</p></section>
<div style="display:none">hidden words</div>
<footer><p>© 2026 Harbour Post. All rights reserved.</p></footer></body></html>"""


def check_page_conservation(source: str, document: Document) -> None:
    """Every word of the page text is in the text or in dropped, as often as on the page."""
    blocks = list_blocks(source)
    page = "\n\n".join(block.text for block in blocks)
    for piece in document.dropped:
        assert page[piece.place : piece.place + len(piece.text)] == piece.text and piece.reason
    rest, cursor = [], 0
    for piece in document.dropped:
        rest.append(page[cursor : piece.place])
        cursor = piece.place + len(piece.text)
    rest.append(page[cursor:])
    kept = sorted(unicodedata.normalize("NFC", squeeze("".join(rest))))
    text = document.text
    if any("metadata" in note for note in document.notes):
        text = text.partition("\n\n")[2]
    assert sorted(squeeze(text)) == kept


def test_a_page_is_read_with_its_parts_kept_apart():
    document = read(PAGE, "a.html")
    found = [(document.text[start:stop], kind) for start, stop, kind in document.hints]
    assert found == [
        ("Ferry hits pier, three hurt", "headline"),
        ("A ferry struck the pier at dawn and its operator halted all crossings.", "standfirst"),
        ("By Ann Lee", "byline"),
        ("February 11, 2026", "date"),
        ("The ferry at the pier. Photo: J. Doe", "caption"),
        ("Second accident", "subheading"),
    ]
    assert document.text.startswith("Ferry hits pier, three hurt\n\n")
    assert "taken to hospital with" in document.text
    assert document.text.endswith("by the end of the month.\nIt will be public.")
    assert (document.title, document.byline) == ("Ferry hits pier, three hurt", "Ann Lee")
    assert document.date == "2026-02-11T14:20:00-05:00"
    assert (document.url, document.outlet) == ("https://example.org/ferry", "Harbour Post")
    assert "unseen" not in document.text


def test_everything_else_on_the_page_is_dropped_with_a_reason():
    document = read(PAGE, "a.html")
    check_page_conservation(PAGE, document)
    reasons = {piece.text: piece.reason for piece in document.dropped}
    assert reasons["World"] == "navigation"
    assert reasons["Tug sinks near pier"] == "aside"
    assert reasons["hidden words"] == "hidden"
    assert reasons["I was there and saw it all, it was bad."] == "comments"
    assert reasons["© 2026 Harbour Post. All rights reserved."] == "page footer"
    assert reasons["\xad"] == "soft hyphen"
    assert any(reason == "newsletter" for reason in reasons.values())


def test_html_in_a_text_file_is_recognised():
    assert read(PAGE, "a.txt") == read(PAGE, "a.html")
    assert read("\n<!DOCTYPE html><p>Words</p>", "a").format == "html"
    assert read("<b>not</b> a page", "a.txt").format == "text"


def test_a_tiny_page_keeps_all_its_visible_text_and_says_so():
    page = "<nav>Home</nav><p>A ferry sank.</p><p hidden>unseen</p>"
    document = read(page, "a.html")
    assert "A ferry sank." in document.text and "unseen" not in document.text
    check_page_conservation(page, document)
    if "Home" in document.text:
        assert any("No article" in note for note in document.notes)


def test_a_headline_that_only_the_metadata_hold_is_put_first():
    page = PAGE.replace("<h1>Ferry hits pier, three&nbsp;hurt</h1>", "")
    document = read(page, "a.html")
    assert document.title == "Ferry hits pier, three hurt"
    assert document.text.startswith("Ferry hits pier, three hurt\n\nA ferry struck")
    check_page_conservation(page, document)


PROSE = (
    "<p>A ferry carrying 120 passengers hit the pier on Wednesday, the harbour office said.</p>"
    "<p>“We heard a loud bang,” said Maria Gomez, a passenger. “Then everyone fell down.”</p>"
    "<p>The office promised a report by the end of the month and gave no other details.</p>"
)


def test_the_headline_is_not_the_name_of_the_site():
    page = (
        "<html><head><title>Ferry hits pier | The Post</title></head><body><header><h1>The Post"
        f"</h1></header><article><h2>Ferry hits pier</h2>{PROSE}</article></body></html>"
    )
    document = read(page, "a.html")
    assert document.title == "Ferry hits pier"
    assert "The Post" in [piece.text for piece in document.dropped]


def test_classes_that_tell_a_state_do_not_make_the_article_furniture():
    page = (
        "<html><head><title>Ferry hits pier</title></head><body class='has-sidebar'>"
        "<div class='post comments-open'><h1>Ferry hits pier</h1><div><span class='posted-on'>"
        "<time>December 23, 2022</time></span></div><div class='wp-caption'><p "
        f"class='wp-caption-text'>The ferry. J. Doe/AP</p></div>{PROSE}</div>"
        "<div id='comments'><p>I read it twice and it was good to read.</p></div></body></html>"
    )
    document = read(page, "a.html")
    found = [(document.text[start:stop], kind) for start, stop, kind in document.hints]
    assert ("December 23, 2022", "date") in found and ("The ferry. J. Doe/AP", "caption") in found
    assert [piece.reason for piece in document.dropped] == ["comments"]


def test_an_article_that_a_script_shows_is_kept_and_said():
    page = f"<body><div style='display: none'>{PROSE}</div><p>Please enable JavaScript.</p></body>"
    document = read(page, "a.html")
    assert "120 passengers" in document.text
    assert any("hidden" in note for note in document.notes)
    check_page_conservation(page, document)
    page = f"<html><body style='visibility:hidden'><h1>Ferry hits pier</h1>{PROSE}</body></html>"
    document = read(page, "a.html")
    assert "120 passengers" in document.text and document.notes == () == document.dropped


def test_pages_laid_out_with_tables_and_line_breaks():
    cells = PROSE.replace("<p>", "").replace("</p>", "<br><br>")
    page = f"<table><tr><td>{cells}</td><td>Home<br>News</td></tr></table>"
    document = read(page, "a.html")
    assert document.text.count("\n\n") >= 2 and "details. Home" not in document.text
    page = PROSE + "<table><tr><th>Year<th>Hits<tr><td>2025<td>3</table>" + PROSE
    assert [block.text for block in list_blocks(page)][3:5] == ["Year Hits", "2025 3"]


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "font"])
@pytest.mark.parametrize("depth", [100, 240, 260, 3000, 100_000])
def test_deep_nesting_gives_a_result_or_one_sentence(tag, depth):
    page = "<html><body>" + f"<{tag}>" * depth + "A ferry hit the pier on Tuesday."
    try:
        document = read(page, "a.html")
    except ReadingError as error:
        assert "nested" in str(error)
        assert depth * (tag.count("<") + 1) > 200
    else:
        assert "A ferry hit the pier" in document.text


HOSTILE_PAGES = {
    "many paragraphs": "<p>A ferry hit the pier on Tuesday.</p>" * 4_000,
    "many links": "<a href=x>y</a> " * 8_000,
    "one long line": "<p>" + "word " * 60_000,
    "no tags closed": "<p><b><i><a>word " * 2_000,
    "tables": "<table><tr>" + "<td>a</td>" * 4_000,
    "entities": "&amp;" * 50_000,
    "unfinished tag": "<p>words <" + "a " * 50_000,
    "comments": "<!--" * 20_000 + "words",
    "attributes": "<p " + "class=a " * 20_000 + ">words",
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_hostile_pages_end(name):
    try:
        document = read("<html><body>" + HOSTILE_PAGES[name], "a.html")
    except ReadingError:
        document = None
    if document:
        check_page_conservation("<html><body>" + HOSTILE_PAGES[name], document)


TAGS = (
    "<p> </p> <div class='related'> </div> <h1> </h1> <h2> </h2> <br> <nav> </nav> <script> "
    "</script> <b> </b> <table> <tr> <td> <ul><li> </ul> <time> </time> <figcaption> "
    "</figcaption> <p class=byline> <noscript> </noscript> <!-- --> &nbsp; &#x200b; <title> "
    "</title> </body> <form> </form> <pre> </pre> </span>"
)
WORDS = [
    "A ferry hit the pier on Tuesday, the harbour office said in a statement. ",
    *("By Ann Lee ", "Feb. 11, 2026 ", "Three people were hurt and ", "café ", "\n", " "),
]
FRAGMENTS = st.lists(st.sampled_from([*TAGS.split(" "), "<span hidden>", *WORDS]), max_size=40)


@given(FRAGMENTS)
@settings(max_examples=250, deadline=None)
def test_every_visible_word_of_a_page_is_in_text_or_dropped(fragments):
    page = "<html><body>" + "".join(fragments)
    try:
        document = read(page, "a.html")
    except ReadingError:
        return
    check_page_conservation(page, document)
    check_hints(document)


def test_reading_plain_text_imports_no_heavy_library():
    import subprocess

    code = (
        "import sys; from analysis.reading import read_bytes; read_bytes(b'# A\\n\\nb', 'a.md'); "
        "print([m for m in ('pandas', 'lxml', 'trafilatura', 'numpy') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------- the five real articles


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_real_articles_lose_nothing(number, articles):
    data = articles[number].read_bytes()
    document = read_bytes(data, "a.txt")
    check_conservation(data.decode("utf-8"), document)
    check_hints(document)
    if number != "001":
        assert document.dropped == () and document.hints == ()


def test_the_real_markdown_article(articles):
    document = read_file(articles["001"])
    assert "more than $100 million each month" in document.text
    assert not set(document.text) & set("*\\#")
    assert "\nBy AFP\n" in document.text
    assert [piece.text for piece in document.dropped].count("](#)") == 2
    kinds = [(document.text[start:stop], kind) for start, stop, kind in document.hints]
    assert [kind for _, kind in kinds] == ["headline", "subheading", "subheading"]
    assert kinds[2][0] == "Close to Putin"
    assert document.title == kinds[0][0]


def test_the_real_wire_report_keeps_its_missing_spaces(articles):
    text = read_file(articles["002"]).text
    assert "St.Petersburg" in text and "atrocities.They" in text


def test_the_comment_form_of_the_real_spun_copy_keeps_its_asterisk(articles):
    text = read_file(articles["000"]).text
    assert text.count("*") == articles["000"].read_text("utf-8").count("*")
