"""Does anything of a hostile corpus run, leave its place or get lost, from file to page?"""

import ast
import base64
import contextlib
import csv
import hashlib
import io
import json
import os
import re
import resource
import unicodedata
from dataclasses import replace
from html import escape
from pathlib import Path

import hostile_corpus as corpus
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import compare, load_story
from analysis.cli import main
from analysis.comparison import WRITTEN, save_tables
from analysis.csv_files import read_table, write_table
from analysis.errors import MediacompareError, StoryError, UsageError
from analysis.importing import import_files
from analysis.reading import decode, list_blocks, read_bytes
from analysis.report.layout import Page, render_index, write_page
from analysis.report.parameters import convert_value
from analysis.report.story_page import render_story, summarise_story
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.story import Story, Version, parse_manifest
from analysis.visible_text import show_controls

SNIPPETS = corpus.list_snippets()
SECRET = "Zyxwohl the secret"
# What no page, terminal or log shows as it is: controls, and what turns direction or is unseen.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u200b]"
)
# A page of 10 MB may take as much; nothing of the corpus comes near.
MOST_MEGABYTES = 600


def squeeze(text: str) -> str:
    """Take out white space and composition, which reading changes without listing it."""
    return "".join(unicodedata.normalize("NFD", "".join(text.split())).split())


# --- Files ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", corpus.FILES)
def test_a_hostile_file_is_read_whole_or_refused_in_one_sentence(name):
    data = corpus.load_file(name)
    limits = resource.getrusage(resource.RUSAGE_SELF)
    try:
        document = read_bytes(data, name)
    except MediacompareError as problem:
        assert str(problem).startswith(name) and str(problem).endswith(".")
        assert len(str(problem)) < 300 and "\n" not in str(problem)
        document = None
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - limits.ru_maxrss
    assert grown < MOST_MEGABYTES * 1024
    if document is not None:
        check_nothing_lost(data, name, document)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("too-large.txt", "too large for an article: 10.0 MB, at most 10 MB are read."),
        ("deep-100k.html", "its tags are nested more than 250 deep."),
        ("many-attributes.html", "a tag has more than 300 attributes."),
        ("gzip.txt", "it looks like a gzip archive."),
        ("zip-slip.html", "it looks like a ZIP archive or an office document."),
    ],
)
def test_a_bomb_meets_a_limit_that_is_said(name, words):
    with pytest.raises(MediacompareError, match=re.escape(words)):
        read_bytes(corpus.load_file(name), name)


def check_nothing_lost(data: bytes, name: str, document) -> None:
    """What is in the text and what is listed as dropped are together the input."""
    decoded, _ = decode(data, name)
    if document.format == "html":
        decoded = "\n\n".join(block.text for block in list_blocks(decoded))
    cursor, rest = 0, []
    for piece in document.dropped:
        assert decoded[piece.place : piece.place + len(piece.text)] == piece.text
        assert piece.reason
        rest.append(decoded[cursor : piece.place])
        cursor = piece.place + len(piece.text)
    rest = squeeze("".join([*rest, decoded[cursor:]]))
    text = document.text
    if document.format != "html":
        assert squeeze(text) == rest
        return
    if any("metadata" in note for note in document.notes):
        text = text.partition("\n\n")[2]  # a headline that stands nowhere on the page
    assert sorted(squeeze(text)) == sorted(rest)  # the headline comes first wherever it stood


# What a page, a text or a manifest is broken with, put together at random.
MARKS = "< > </p> <p> & \" ' <!-- --> <script> </script> <style> ``` --- [a]( ![ \\ * _ <br> <h1>"
MARKS += " </h1> <title> <table><tr><td> <div/hidden> <svg> &#x202e; &#0; &#xD800; <iframe> = [ ] {"
MARKS += " [[version]] id= file= title= \"''' nan 1e9 1979-05-27 .. / base= language="
PIECES = [mark.encode() for mark in MARKS.split()]
PIECES += [b"\n\n", b"\r", b" ", b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\x8b"]
PIECES += ["\u0301".encode() * 40, b"The council voted on Monday.", b"\xe2\x80\xa8"]
PIECES += [text.encode("utf-8", "replace") for _, text in SNIPPETS]
BROKEN = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@given(BROKEN, st.sampled_from(["a.txt", "a.md", "a.html", "a.xhtml"]))
def test_whatever_is_broken_is_read_whole_or_refused(data, name):
    try:
        document = read_bytes(data, name)
    except MediacompareError as problem:
        assert str(problem).startswith(name)
        return
    check_nothing_lost(data, name, document)
    assert all(0 <= start < stop <= len(document.text) for start, stop, _ in document.hints)


@given(BROKEN)
def test_a_broken_manifest_is_a_manifest_or_one_error(data):
    with contextlib.suppress(StoryError):
        parse_manifest(data.decode("utf-8", "replace"), Path("story.toml"))


@pytest.mark.parametrize("shape", corpus.SHAPES)
def test_a_shape_that_goes_on_and_on_is_cut_into_sentences(shape):
    text = f"The council voted.\n\n{shape * (20_000 // len(shape))}\n\nAll went home."
    document = read_bytes(text.encode("utf-8"), "a.txt")
    version = Version("a", "a.txt", document.text, "0" * 64, hints=document.hints)
    segments = tabulate_segments(Story("s", "S", None, "en", (version,)))
    tabulate_tokens(segments)
    for row in segments.itertuples():
        assert document.text[row.start : row.stop] == row.text


# --- Manifests --------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path) -> Path:
    """Make a story's folder with two texts, links that lead out, a pipe, and a secret outside."""
    folder = tmp_path / "place" / "story"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("The council voted on Monday.\n\nAll went home.", "utf-8")
    (folder / "b.txt").write_text("The council voted on Tuesday.\n\nAll went home.", "utf-8")
    (tmp_path / "place" / "secret.txt").write_text(SECRET, "utf-8")
    (folder / "link.txt").symlink_to("../secret.txt")
    (folder / "linked").symlink_to("..")
    (folder / "circle.txt").symlink_to("circle.txt")
    os.mkfifo(folder / "pipe.txt")
    return folder


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("name", corpus.REFUSED_MANIFESTS)
def test_a_wrong_manifest_is_one_sentence(name, place):
    (place / "story.toml").write_text(corpus.REFUSED_MANIFESTS[name], "utf-8")
    with pytest.raises(StoryError) as refused:
        load_story(place)
    said = str(refused.value)
    assert str(place) in said and said.endswith((".", ")"))
    assert SECRET not in said
    assert len(said) < 10_000


@pytest.mark.parametrize("name", corpus.SHOWN_MANIFESTS)
def test_what_a_manifest_says_is_shown_and_nothing_else(name, place, capsys):
    (place / "story.toml").write_text(corpus.SHOWN_MANIFESTS[name], "utf-8")
    before = list_files(place.parent)
    story = load_story(place)
    assert main(["compare", str(place), "--out", str(place.parent.parent / "out")]) in (0, 1)
    told = capsys.readouterr()
    assert not UNSEEN.search(told.out + told.err)
    assert told.out.count("\nmediacompare:") == 0
    assert list_files(place.parent) == before
    facts = [story.title, story.language]
    facts += [
        fact
        for version in story.versions
        for fact in (version.outlet, version.credit, version.licence, version.url)
        if fact
    ]
    assert not any(UNSEEN.search(fact) for fact in facts)


# --- Names ------------------------------------------------------------------------------


def test_file_names_stay_inside_the_folder(tmp_path):
    folder, target = tmp_path / "in", tmp_path / "out" / "story"
    folder.mkdir()
    for number, name in enumerate(corpus.NAMES):
        text = f"The council voted on item {number}.\n\nAll {number} members went home.\n"
        (folder / os.fsdecode(name)).write_text(text, "utf-8")
    story = load_story(folder)
    ids = [version.id for version in story.versions]
    hidden = [name for name in corpus.NAMES if name.startswith(b".")]
    assert len(ids) == len(corpus.NAMES) - len(hidden)
    assert len({one.casefold() for one in ids}) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", one) for one in ids)
    assert not UNSEEN.search(" ".join([story.title, *story.problems]))

    files = sorted(path for path in folder.iterdir())
    result = import_files(files, "story", target)
    assert not UNSEEN.search("".join(result.describe()))
    assert list_files(tmp_path / "out")[0] == "story"
    copied = [path.name for path in target.iterdir()]
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name) for name in copied)
    # Each text is in the story, or a sentence names its file.
    assert len(result.imported) + len(result.problems) == len(files)
    assert len(load_story(target).versions) == len({one.id for one in result.imported})


# --- Parameters -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["str", "int", "float", "bool", "list[str]", "list"])
def test_a_parameter_is_data_and_never_code(kind):
    from papermill.translators import PythonTranslator

    for number, text in enumerate(corpus.SETTINGS):
        try:
            value = convert_value("base", text, kind)
        except UsageError as problem:
            assert str(problem).startswith("-p base=")
            assert len(str(problem).splitlines()) == 1 and len(str(problem)) < 1000
            continue
        source = PythonTranslator.codify({"base": value})
        statements = ast.parse(source).body
        assert len(statements) == 1, number
        assert isinstance(statements[0], ast.Assign)
        assert ast.literal_eval(statements[0].value) == value


# --- From the texts to the pages --------------------------------------------------------


def tell(number: int, snippet: str, *, altered: bool = False) -> str:
    """A paragraph of an article that holds a passage of the corpus."""
    year, day, name = (2025, "Tuesday", "Vogler") if altered else (2024, "Monday", "Vogel")
    frames = (
        f"Marker{number}: the council heard {snippet} on {day}.",
        f"“We counted {snippet} in {year},” Mayor Anna {name} said of marker{number}.",
        f"{snippet}",
        f"Police said that {snippet} was not found by {name} before {day}, marker{number}.",
        f"{snippet} is what Anna {name} wrote in {year}.",
    )
    return frames[number % len(frames)]


def write_articles(folder: Path) -> None:
    """Write the whole corpus as a wire report and four versions of it, in every format."""
    folder.mkdir()
    numbered = list(enumerate(text for _, text in SNIPPETS))
    opening = "The council of Tarn voted on Monday to close the bridge for three weeks. " * 2
    texts = {
        "wire.txt": [tell(n, s) for n, s in numbered],
        "rewrite.txt": [tell(n, s, altered=n % 4 == 0) for n, s in numbered if n % 7],
        "notes.md": [tell(n, s, altered=True) for n, s in numbered[::2]],
    }
    for name, paragraphs in texts.items():
        lines = [f"Bridge closes in {name}", opening, *paragraphs]
        (folder / name).write_bytes("\n\n".join(lines).encode("utf-8", "replace"))
    for name, write in (("shown.html", escape), ("raw.html", str)):
        body = "".join(f"<p>{write(tell(n, s))}</p>\n" for n, s in numbered)
        page = f"<html><body><article><h1>Bridge closes</h1><p>{opening}</p>{body}</article>"
        (folder / name).write_bytes(page.encode("utf-8", "replace"))


MANIFEST = """\
title = '<script>window.__pwned=1</script> "onload=window.__pwned=1 $\\href{javascript:1}{x}$ {{7}}'
base = "wire"
"""
FACT = "'<img src=x onerror=window.__pwned=1>' "


@pytest.fixture(scope="module")
def articles_folder(tmp_path_factory) -> Path:
    """Write the corpus as a story whose manifest is hostile too."""
    folder = tmp_path_factory.mktemp("hostile") / "corpus"
    write_articles(folder)
    manifest = MANIFEST
    for path in sorted(folder.iterdir()):
        manifest += f'[[version]]\nid = "{path.stem}"\nfile = "{path.name}"\n'
        manifest += "".join(f"{key} = {FACT}\n" for key in ("outlet", "credit", "licence"))
        manifest += 'url = "javascript:window.__pwned=1"\n'
    (folder / "story.toml").write_text(manifest, "utf-8")
    return folder


@pytest.fixture(scope="module")
def story(articles_folder):
    return load_story(articles_folder)


@pytest.fixture(scope="module")
def tables(story):
    return compare(story)


def test_all_of_the_corpus_is_in_the_texts_or_listed(story):
    assert len(SNIPPETS) >= 150
    assert len(story.versions) == 5
    assert story.problems == ()
    for version in story.versions:
        data = (story.folder / version.file).read_bytes()
        check_nothing_lost(data, version.file, read_bytes(data, version.file))
    shown = next(version for version in story.versions if version.id == "wire")
    for number in range(len(SNIPPETS)):
        if number % 5 in (0, 1, 3):
            assert f"arker{number}" in shown.text


def test_segments_quote_the_text(story, tables):
    texts = {version.id: version.text for version in story.versions}
    for row in tables["segments"].itertuples():
        assert texts[row.version_id][row.start : row.stop] == row.text


def test_tables_hold_no_formula_and_come_back(tables, tmp_path):
    for name in WRITTEN:
        path = write_table(tables[name], tmp_path / f"{name}.csv")
        back = read_table(path)
        assert len(back) == len(tables[name])
        for column in tables[name].select_dtypes(["object", "string"]):
            meant = [
                cell if isinstance(cell, str) and cell else None for cell in tables[name][column]
            ]
            found = [None if cell is None or pd.isna(cell) else str(cell) for cell in back[column]]
            assert [cell for cell, other in zip(found, meant, strict=True) if other] == [
                cell for cell in meant if cell
            ]
        written = path.read_text("utf-8")
        for separator in ",;\t":
            for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
                for cell in row:
                    assert not re.match(r"[\s'\"]*[=+@]", cell.lstrip("'")) or cell.startswith("'")


def test_the_command_prints_nothing_that_a_terminal_obeys(articles_folder, tmp_path, capsys):
    assert main(["compare", str(articles_folder), "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert not UNSEEN.search(told.out + told.err)


def test_the_ledger_as_json_cannot_end_a_script(tables, tmp_path):
    save_tables(tables, tmp_path)
    rows = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert len(rows) == len(tables["changes"]) > 0


# --- In a browser -----------------------------------------------------------------------

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

# What could run, ask or hide something, whether or not it did.
SUSPECTS = """() => {
    const found = [];
    const file = '([\\\\w.-]+/)?[\\\\w.-]+[.](html|ipynb|csv|json|pdf)(#[\\\\w-]*)?';
    const fine = new RegExp(`^(#[\\\\w-]*|${file}|data:image/(png|svg[+]xml);base64,.*)$`);
    const outside = ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'LINK', 'PORTAL'];
    const addresses = ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcset', 'data'];
    for (const element of document.querySelectorAll('*')) {
        if (outside.includes(element.tagName)) {
            found.push(element.outerHTML.slice(0, 200));
        }
        for (const {name, value} of element.attributes) {
            if (name.startsWith('on') || (addresses.includes(name) && !fine.test(value))
                || (name === 'style' && /url|expression|binding|position/i.test(value))) {
                found.push(`${element.tagName} ${name}=${value.slice(0, 200)}`);
            }
        }
    }
    return found;
}"""
# Point at, focus, open and press everything that a reader could.
TOUCH = """() => {
    for (const element of document.querySelectorAll('*')) {
        for (const name of ['mouseover', 'focus', 'toggle', 'animationstart', 'error', 'load']) {
            element.dispatchEvent(new Event(name, {bubbles: true}));
        }
        if (element.tagName === 'DETAILS') element.open = true;
    }
    return window.__pwned === undefined;
}"""


@pytest.fixture(scope="module")
def browser(chromium: str):
    """Start a headless Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture(params=["with its policy", "without its policy"])
def visit(request, browser):
    """Return a function that opens a page; nothing may run, be asked for or be said."""
    context = browser.new_context(bypass_csp=request.param == "without its policy")
    context.set_default_timeout(60_000)
    asked, said = [], []

    def answer(route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(re.compile(r"^(?!file:|data:image/)"), answer)
    context.on("console", lambda one: said.append(one.text) if one.type != "log" else None)
    context.on("weberror", lambda one: said.append(str(one.error)))
    context.on("dialog", lambda one: (said.append(one.message), one.dismiss()))
    page = context.new_page()

    def open_page(path: Path):
        page.goto(path.as_uri(), wait_until="load")
        assert page.evaluate(TOUCH), path
        assert page.evaluate(SUSPECTS) == [], path
        check_scripts(page)
        assert page.url == path.as_uri()
        assert len(context.pages) == 1
        return page

    yield open_page
    assert page.evaluate("window.__pwned === undefined")
    context.close()
    assert asked == []
    assert said == []


def check_scripts(page) -> None:
    """A script is the page's own: its policy names its hash, and it loads nothing."""
    policies = page.locator("meta[http-equiv='Content-Security-Policy' i]")
    policy = policies.first.get_attribute("content") if policies.count() else ""
    for script in page.evaluate("[...document.scripts].map(one => [one.src, one.textContent])"):
        digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
        assert not script[0]
        assert f"'sha256-{digest}'" in policy


@pytest.fixture(scope="module")
def written(story, tables, tmp_path_factory) -> Path:
    """Write the story's page and the index."""
    folder = tmp_path_factory.mktemp("pages")
    listed = [Page("00_story", "Story", "<img src=x onerror=window.__pwned=1>")]
    story = replace(story, language='en" onmouseover="window.__pwned=1')
    write_page(folder / "index.html", render_story(story, tables, listed))
    summary = summarise_story(story, tables, "corpus")
    write_page(folder / "all.html", render_index([summary], [MANIFEST, *story.problems]))
    return folder


def test_the_canary_sings(browser, tmp_path):
    """Without escaping and policy, the corpus does run here: silence elsewhere means something."""
    count = 0
    context = browser.new_context()
    context.route(re.compile(r"^(?!file:)"), lambda route: route.abort())
    page = context.new_page()
    for number, text in enumerate(corpus.SNIPPETS["script"] + corpus.SNIPPETS["event handler"]):
        path = tmp_path / f"{number}.html"
        path.write_text(f"<!doctype html><title>x</title><body><p>{text}</p>", "utf-8")
        page.goto(path.as_uri(), wait_until="load")
        count += page.evaluate("window.__pwned === 1")
    context.close()
    assert count >= 10


def test_the_story_page_runs_nothing_and_shows_the_texts(visit, written, tables):
    page = visit(written / "index.html")
    shown = "".join(page.evaluate("document.documentElement.textContent").split())
    assert not UNSEEN.search(page.evaluate("document.body.innerText"))
    assert page.title().startswith("<script>")
    base = tables["segments"].query("version_id == 'wire' and kind == 'body'")
    texts = base["text"].map(show_controls)  # hidden characters stand there as marks
    assert all("".join(text.split()) in shown for text in texts)


def test_the_index_runs_nothing(visit, written):
    page = visit(written / "all.html")
    assert "<script>window.__pwned=1</script>" in page.inner_text("body")


# --- The notebooks' pages and outputs ---------------------------------------------------


@pytest.fixture(scope="module")
def report(run_python, articles_folder, tmp_path_factory) -> Path:
    """Write the report of the corpus, all notebooks."""
    folder = tmp_path_factory.mktemp("report")
    done = run_python("-m", "analysis", "report", str(articles_folder), "--out", str(folder))
    assert done.returncode == 0, done.stderr
    assert not UNSEEN.search(done.stdout + done.stderr)
    return folder


def test_every_page_of_the_report_runs_nothing(visit, report):
    found = sorted(report.rglob("*.html"))
    assert len(found) >= 10
    for path in found:
        page = visit(path)
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy
        assert not UNSEEN.search(page.evaluate("document.body.innerText")), path


def list_outputs(report: Path) -> list[tuple[str, dict]]:
    """List what the cells of the executed notebooks show, by kind."""
    outputs = []
    for path in sorted(report.rglob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                outputs.append((path.name, output.get("data", {"text/plain": output.get("text")})))
    return outputs


def test_notebooks_show_no_kind_of_output_that_runs_or_typesets(report):
    kinds = {kind for _, data in list_outputs(report) for kind in data}
    # No Markdown, LaTeX, SVG or JavaScript: JupyterLab renders these for a reader who only looks.
    assert kinds <= {"text/plain", "text/html", "image/png"}


# Where MathJax would see a formula in JupyterLab: it typesets HTML where nothing forbids it.
FORMULAS = r"""() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const text = texts.currentNode.data;
        const element = texts.currentNode.parentElement;
        const isFormula = /[$].*[$]|\\[(\[]|\\begin/s.test(text);
        if (isFormula && !element.closest('.mathjax_ignore, style')) found.push(text);
    }
    return found;
}"""


def test_html_outputs_run_nothing_where_a_notebook_is_trusted(visit, report, tmp_path):
    """As in JupyterLab: a page without a policy, the outputs put into it as they are."""
    pieces = ["".join(data.get("text/html", "")) for _, data in list_outputs(report)]
    assert sum(map(bool, pieces)) > 20
    path = tmp_path / "outputs.html"
    path.write_text("<!doctype html><meta charset=utf-8>" + "<hr>".join(pieces), "utf-8")
    page = visit(path)
    assert page.evaluate(FORMULAS) == []
