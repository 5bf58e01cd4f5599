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
