"""Does a story's page become a PDF whose words can be searched, without a request or a date?"""

import re
import zlib

import pytest

from analysis import compare, load_story
from analysis.errors import MediacompareError
from analysis.report import printing
from analysis.report.layout import write_page
from analysis.report.story_page import render_story


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    story = load_story("tarnholt-dam")
    path = tmp_path_factory.mktemp("a page") / "index.html"
    write_page(path, render_story(story, compare(story), []))
    return path


@pytest.fixture(scope="module")
def pdf(page, chromium):
    path = page.with_name("story.pdf")
    printing.print_page(page, path, browser=chromium)
    return path


def read_streams(content: bytes) -> bytes:
    """Join what the compressed streams of a PDF hold."""
    found = re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    parts = []
    for match in found:
        try:
            parts.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_page_is_printed_with_letters_and_not_as_a_picture(pdf):
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    # Letters are shown by fonts, and the mapping to Unicode that a search needs is there.
    assert b"/ToUnicode" in content and b"Tj" in read_streams(content)


def test_the_figure_is_drawn_as_lines_and_letters(page):
    html = page.read_text("utf-8")
    assert "data:image/svg+xml;base64," in html and "data:image/png" not in html


def test_two_prints_are_the_same_bytes_and_tell_no_time(pdf, page, chromium):
    again = page.with_name("again.pdf")
    printing.print_page(page, again, browser=chromium)
    assert again.read_bytes() == pdf.read_bytes()
    assert set(re.findall(rb"Date \(D:(\d{4})", pdf.read_bytes())) == {b"1970"}
    assert not list(page.parent.glob("*.partial"))


def test_a_print_tells_nothing_of_the_folder_and_its_links_lead_beside_it(
    pdf, page, chromium, tmp_path
):
    """The same page in another folder gives the same bytes."""
    content = pdf.read_bytes()
    assert b"file:" not in content and b".invalid" not in content
    links = re.findall(rb"/URI \(([^)]*)\)", content)
    assert b"tables/changes.csv" in links
    assert not [link for link in links if re.match(rb"\w+:|/", link)]
    elsewhere = tmp_path / "a much longer name of a folder" / "index.html"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(page.read_bytes())
    printing.print_page(elsewhere, tmp_path / "other.pdf", browser=chromium)
    assert (tmp_path / "other.pdf").read_bytes() == content


def test_the_parts_of_a_print_are_numbered_from_one(pdf):
    """The browser's own numbers depend on what else it did meanwhile."""
    numbers = re.findall(rb"\(node(\d{8})\)", pdf.read_bytes())
    assert sorted(set(map(int, numbers))) == list(range(1, len(set(numbers)) + 1))


def test_what_a_pdf_is_made_of_stays_where_it_was():
    """Its table of contents gives places in bytes."""
    made = (
        b"/CreationDate (D:20261123041152+00'00') /URI (https://report.invalid/synopsis.html#v7-s6)"
        b" /ID (node00000957) [(node00000957) 1 0 R (node00001002) 2 0 R] /URI (https://a.org/)"
    )
    tidied = printing._tidy(made)
    assert len(tidied) == len(made)
    assert (
        tidied.split()
        == (
            b"/CreationDate (D:19700101000000+00'00') /URI (synopsis.html#v7-s6) /ID (node00000001)"
            b" [(node00000001) 1 0 R (node00000002) 2 0 R] /URI (https://a.org/)"
        ).split()
    )


def test_without_a_browser_one_sentence_says_what_to_install(page, monkeypatch, tmp_path):
    monkeypatch.setenv(printing.BROWSER, "no-such-browser")
    with pytest.raises(MediacompareError, match="needs an installed Chromium"):
        printing.print_page(page, tmp_path / "story.pdf")
    assert not list(tmp_path.iterdir())


def test_a_browser_that_prints_nothing_leaves_the_old_file(page, tmp_path):
    old = tmp_path / "story.pdf"
    old.write_bytes(b"old")
    with pytest.raises(MediacompareError, match="printed nothing"):
        printing.print_page(page, old, browser="/bin/true")
    assert old.read_bytes() == b"old"
