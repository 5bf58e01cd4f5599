"""The report end to end: pages, tables, failures, parameters, other folders."""

import json
import re
import shutil
from html.parser import HTMLParser
from urllib.parse import unquote

import nbformat
import pytest

from analysis.cli import DONE, FAILED, main
from analysis.paths import find_notebooks_folder
from analysis.report import build
from analysis.report.layout import render_index

# No page may ask for anything: every address it loads is data or a neighbour on disk.
LOADING = {"src", "srcset", "data", "poster", "action", "background"}


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.hrefs, self.loads, self.tags = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if tag == "a" and name == "href":
                self.hrefs.append(value)
            elif name in LOADING or (tag == "link" and name == "href"):
                self.loads.append(value)


def read_links(path) -> Links:
    links = Links()
    links.feed(path.read_text("utf-8"))
    return links


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("a report folder")
    assert main(["report", "tiny", "tarnholt-dam", "--out", str(out)]) == DONE
    return out


def test_every_story_has_its_pages_tables_and_executed_notebooks(report):
    names = {path.stem for path in build.list_templates()}
    assert len(names) >= 5
    for story in ("tiny", "tarnholt-dam"):
        folder = report / story
        assert {path.stem for path in folder.glob("*.html")} == names | {"index", "synopsis"}
        assert {path.stem for path in folder.glob("*.ipynb")} == names
        assert (folder / "tables" / "collation.csv").stat().st_size
    assert not list(report.rglob("*.partial"))


def test_the_index_links_every_story_and_every_link_leads_somewhere(report):
    pages = list(report.rglob("*.html"))
    assert {"tiny/index.html", "tarnholt-dam/index.html"} <= set(
        read_links(report / "index.html").hrefs
    )
    for page in pages:
        for href in read_links(page).hrefs:
            path, _, name = href.partition("#")
            if re.match(r"[a-z]+:", href):
                continue
            target = page.parent / unquote(path) if path else page
            assert target.exists(), (page, href)
            assert not name or f'id="{name}"' in target.read_text("utf-8"), (page, href)


def test_no_page_asks_for_anything(report):
    for page in report.rglob("*.html"):
        links = read_links(page)
        assert all(load.startswith("data:") for load in links.loads), page
        assert not {"iframe", "link", "object", "embed"} & set(links.tags), page
        # The synopsis has its script inside (tests/test_synopsis.py); no other page has one.
        assert "script" not in links.tags or page.name == "synopsis.html", page


def test_the_story_page_tells_what_each_version_is(report):
    text = (report / "tarnholt-dam" / "index.html").read_text("utf-8")
    for words in ("cut-down", "spun", "independent", "rewrite", "What this does not show"):
        assert words in text


def test_the_story_page_begins_with_what_was_altered(report):
    text = (report / "tarnholt-dam" / "index.html").read_text("utf-8")
    places = [text.index(f'id="{name}"') for name in ("alterations", "versions", "omissions")]
    assert text.index("<h1>") < places[0] < places[1] < places[2]
    between = text[text.index("</h1>") : places[0]]
    assert "<p" not in between  # nothing stands between the headline and the counts
    assert "aligned passages" in text[places[0] : places[1]]
    assert 'href="tables/changes.csv"' in text and 'href="tables/changes.json"' in text


def test_a_row_leads_to_its_sentence_in_the_matrix(report):
    page = report / "tiny" / "index.html"
    hrefs = read_links(page).hrefs
    assert "#sentence-4" in hrefs  # $12,000 became $120,000
    beside = {href.partition("#")[2] for href in hrefs if href.startswith("synopsis.html#")}
    synopsis = (report / "tiny" / "synopsis.html").read_text("utf-8")
    assert beside and all(f'id="{anchor}"' in synopsis for anchor in beside)


def test_the_summary_counts_alterations_and_the_index_shows_them(report):
    summary = json.loads((report / "tiny" / "summary.json").read_text("utf-8"))
    assert summary["changes"]["critical"] == 1
    (own,) = (v["changes"] for v in summary["versions"] if v["id"] == "rewrite")
    assert own == {"critical": 1, "substantive": 0, "stylistic": 0, "n_passages": 6}
    assert next(v for v in summary["versions"] if v["id"] == "wire")["changes"] is None
    assert "tiny/index.html#alterations" in (report / "index.html").read_text("utf-8")


def test_a_summary_of_before_the_ledger_is_still_listed(report):
    summary = json.loads((report / "tiny" / "summary.json").read_text("utf-8"))
    del summary["changes"]
    for version in summary["versions"]:
        del version["changes"]
    html = render_index([summary], [])
    assert "tiny/index.html" in html and "critical" not in html


def test_article_text_is_escaped(tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    body = 'The <script>alert("x")</script> mayor & council said <b>no</b> {{ 7 * 7 }} in Oxby.\n'
    (folder / "a.txt").write_text(body * 2 + "Nothing else was said on Monday.\n", "utf-8")
    (folder / "b.txt").write_text(body + "A bridge burnt, {% raw %} they said.\n", "utf-8")
    assert main(["report", str(folder), "--out", str(tmp_path / "out")]) == DONE
    for page in (tmp_path / "out").rglob("*.html"):
        text = page.read_text("utf-8")
        assert '<script>alert("x")' not in text and "<b>no</b>" not in text
        assert "<script" not in text or page.name == "synopsis.html"
    assert "{{ 7 * 7 }}" in (tmp_path / "out" / "hostile" / "index.html").read_text("utf-8")


def test_a_failing_notebook_stops_nothing_and_its_page_shows_the_error(
    tmp_path, monkeypatch, capsys
):
    template = find_notebooks_folder() / "00_story.ipynb"
    broken = nbformat.read(template, as_version=4)
    broken.cells.append(nbformat.v4.new_code_cell("raise RuntimeError('planted <i>failure</i>')"))
    nbformat.write(broken, tmp_path / "01_broken.ipynb")
    shutil.copy(template, tmp_path / "00_story.ipynb")
    templates = [tmp_path / "01_broken.ipynb", tmp_path / "00_story.ipynb"]
    monkeypatch.setattr(build, "list_templates", lambda: templates)
    out = tmp_path / "out"
    assert main(["report", "tiny", "--out", str(out)]) == FAILED
    assert "planted" in capsys.readouterr().err
    page = (out / "tiny" / "01_broken.html").read_text("utf-8")
    assert "did not finish" in page and "planted &lt;i&gt;failure&lt;/i&gt;" in page
    good = (out / "tiny" / "00_story.html").read_text("utf-8")
    assert "did not finish" not in good
    assert "failed" in (out / "tiny" / "index.html").read_text("utf-8")


def test_parameters_reach_the_notebooks_and_the_page(tmp_path):
    arguments = ["-p", "base=rewrite", "-p", "versions=cutdown"]
    assert main(["report", "tiny", "--out", str(tmp_path), *arguments]) == DONE
    page = (tmp_path / "tiny" / "index.html").read_text("utf-8")
    assert "The base is rewrite" in page and "wire" not in page
    notebook = nbformat.read(tmp_path / "tiny" / "03_omissions.ipynb", as_version=4)
    injected = next(
        cell.source
        for cell in notebook.cells
        if "injected-parameters" in cell.metadata.get("tags", [])
    )
    assert 'base = "rewrite"' in injected and '["cutdown"]' in injected


def test_a_story_that_cannot_be_read_is_told_and_the_others_are_reported(tmp_path, capsys):
    out = tmp_path / "out"
    (tmp_path / "empty story").mkdir()
    assert main(["report", str(tmp_path / "empty story"), "tiny", "--out", str(out)]) == FAILED
    assert "empty story" in capsys.readouterr().err
    assert (out / "tiny" / "index.html").exists()


def test_the_index_keeps_the_stories_of_earlier_runs(report, tmp_path):
    out = tmp_path / "again"
    shutil.copytree(report, out)
    assert main(["report", "tiny", "--out", str(out)]) == DONE
    hrefs = read_links(out / "index.html").hrefs
    assert {"tiny/index.html", "tarnholt-dam/index.html"} <= set(hrefs)
    assert json.loads((out / "tiny" / "summary.json").read_text("utf-8"))["n_versions"] == 3


@pytest.fixture
def one_notebook(monkeypatch):
    """A report of one quick notebook."""
    template = find_notebooks_folder() / "00_story.ipynb"
    monkeypatch.setattr(build, "list_templates", lambda: [template])


def make_story(folder):
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text("The ferry hit the pier on Tuesday.\n", "utf-8")
    return str(folder)


def test_names_of_stories_that_mean_something_in_an_address(tmp_path, one_notebook):
    name = "50% of it? #1 & 'more'"
    out = tmp_path / "out"
    assert main(["report", make_story(tmp_path / name), "--out", str(out)]) == DONE
    href, rows = read_links(out / "index.html").hrefs
    assert unquote(href) == f"{name}/index.html" and "?" not in href and "#" not in href
    assert rows == f"{href}#alterations"


def test_stories_that_cannot_share_a_report_are_told_apart(tmp_path, one_notebook, capsys):
    """One folder a name: the second of a name and a page's name are left out, never mixed."""
    first, second = make_story(tmp_path / "one" / "x"), make_story(tmp_path / "two" / "X")
    page = make_story(tmp_path / "index.html")
    out = tmp_path / "out"
    assert main(["report", first, first, second, page, "--out", str(out)]) == FAILED
    told = [line for line in capsys.readouterr().err.splitlines() if "left out" in line]
    assert len(told) == 2 and second in told[0] and page in told[1]
    assert set(read_links(out / "index.html").hrefs) == {"x/index.html", "x/index.html#alterations"}


def test_a_damaged_summary_and_a_blocked_folder_stop_no_other_story(tmp_path, one_notebook, capsys):
    out = tmp_path / "out"
    (out / "old").mkdir(parents=True)
    (out / "old" / "summary.json").write_text("{}", "utf-8")
    (out / "tarnholt-dam").write_text("in the way", "utf-8")
    assert main(["report", "tarnholt-dam", "tiny", "--out", str(out)]) == FAILED
    told = capsys.readouterr().err
    assert "summary.json is damaged" in told and "tarnholt-dam is left out" in told
    assert (out / "tiny" / "index.html").exists()


def test_a_story_of_one_version_and_one_without_words_have_their_pages(
    tmp_path, one_notebook, capsys
):
    one = tmp_path / "one"
    make_story(one)
    (one / "b.txt").unlink()
    mute = tmp_path / "mute"
    make_story(mute)
    for path in mute.iterdir():
        path.write_text("...\n", "utf-8")
    out = tmp_path / "out"
    assert main(["report", str(one), str(mute), "--out", str(out)]) == FAILED
    assert "one: the story has one version" in capsys.readouterr().err
    assert (out / "mute" / "index.html").exists() and (out / "one" / "index.html").exists()
