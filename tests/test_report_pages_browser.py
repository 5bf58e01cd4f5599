"""Can a finished report be read anywhere: offline, on a phone, with pictures described?"""

from pathlib import Path

import pytest

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
WIDTHS = {"phone": 390, "desk": 1280}
# At these widths, what sticks out of the page at the right, for the message of a failure.
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    const inside = element => element.parentElement && (
        ['auto', 'scroll', 'hidden'].includes(getComputedStyle(element.parentElement).overflowX)
        || inside(element.parentElement));
    return {
        by: document.documentElement.scrollWidth - width,
        of: [...document.body.querySelectorAll('*')]
            .filter(element => element.getBoundingClientRect().right > width + 1)
            .filter(element => !inside(element))
            .map(element => `${element.tagName}.${element.className}`),
    };
}"""


@pytest.fixture(scope="module")
def report(run_python, tmp_path_factory) -> Path:
    """Write the report of the smallest story into a folder with a space."""
    folder = tmp_path_factory.mktemp("a report") / "out"
    done = run_python("-m", "analysis", "report", "tiny", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str):
    """Start a headless Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture(params=WIDTHS)
def open_page(request, browser):
    """Return a function that opens a file offline; nothing may fail or be asked for outside."""
    size = {"width": WIDTHS[request.param], "height": 800}
    context = browser.new_context(viewport=size, is_mobile=request.param == "phone")
    context.set_offline(True)
    asked, failed, said = [], [], []
    context.on("request", lambda one: asked.append(one.url))
    context.on("requestfailed", lambda one: failed.append(one.url))
    context.on("console", lambda one: said.append(one.text) if one.type != "log" else None)
    context.on("weberror", lambda one: said.append(str(one.error)))
    page = context.new_page()

    def open_file(path: Path):
        page.goto(path.as_uri(), wait_until="load")
        return page

    yield open_file
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert failed == []
    assert said == []


def list_pages(report: Path) -> list[Path]:
    """List every page of the report."""
    return sorted(report.rglob("*.html"))


def test_there_is_an_index_a_story_page_and_a_page_for_each_notebook(report: Path, root: Path):
    stems = {path.stem for path in (root / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert len(stems) >= 5
    pages = {path.relative_to(report).as_posix() for path in list_pages(report)}
    assert {"index.html", "tiny/index.html", *(f"tiny/{stem}.html" for stem in stems)} <= pages


def test_every_page_has_a_title_and_one_main_heading(report: Path, open_page):
    for path in list_pages(report):
        page = open_page(path)
        assert page.title().strip(), path.name
        headings = page.locator("h1:visible")
        assert headings.count() == 1, path.name
        assert headings.inner_text().strip(), path.name


def test_no_page_is_wider_than_the_window(report: Path, open_page):
    for path in list_pages(report):
        found = open_page(path).evaluate(OVERFLOW)
        assert found["by"] <= 0, f"{path.name}: {found}"


def test_every_picture_is_there_and_described(report: Path, open_page):
    n_pictures = 0
    for path in list_pages(report):
        for picture in open_page(path).locator("img").all():
            n_pictures += 1
            assert picture.evaluate("image => image.naturalWidth") > 0, path.name
            alt = (picture.get_attribute("alt") or "").strip()
            assert alt and alt.casefold() != "no description has been provided for this image"
    assert n_pictures


def test_every_link_inside_the_report_leads_somewhere(report: Path, open_page):
    for path in list_pages(report):
        links = open_page(path).eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        )
        assert links, path.name
        for link in links:
            if link.startswith("#"):
                assert open_page(path).locator(f'[id="{link[1:]}"]').count() == 1, link
            else:
                assert (path.parent / link.split("#")[0]).exists(), f"{path.name}: {link}"
