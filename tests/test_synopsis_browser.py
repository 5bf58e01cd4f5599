"""Can everybody use the synopsis: by keyboard, by ear, on paper, on a phone, without scripts?"""

import re
from importlib import resources
from pathlib import Path

import axe_playwright_python
import pytest
from hostile_corpus import list_snippets

import analysis
from analysis import ledger_view
from analysis.story import Story, Version
from analysis.synopsis import SynopsisWidget, render_synopsis
from analysis.synopsis.widget import write_module, write_scoped_style

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SHOWN_ROWS = (
    "() => [...document.querySelectorAll('.grid tbody tr')].filter(r => r.offsetParent).length"
)
FOCUS = "() => { const at = document.activeElement; return at.closest('tr')?.id ?? at.tagName; }"


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """The synopsis of an invented story of seven versions, as a file."""
    story = analysis.load_story("tarnholt-dam")
    written = tmp_path_factory.mktemp("a synopsis") / "synopsis.html"
    written.write_text(render_synopsis(story, analysis.compare(story)), "utf-8", newline="\n")
    return written


@pytest.fixture(scope="module")
def browser(chromium: str):
    """Start a headless Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Return a function that opens a file offline; nothing may be asked for, fail or be said."""
    contexts, asked, said = [], [], []

    def open_file(path: Path, *, size=DESK, **settings):
        context = browser.new_context(viewport=size, offline=True, **settings)
        contexts.append(context)
        context.on("request", lambda one: asked.append(one.url))
        context.on("console", lambda one: said.append(one.text))
        context.on("weberror", lambda one: said.append(str(one.error)))
        page = context.new_page()
        page.goto(path.as_uri(), wait_until="load")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []


def run_axe(page, within: str = "html") -> list[str]:
    """List what axe-core finds in an element, of any impact."""
    source = resources.files(axe_playwright_python).joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(source)
    found = page.evaluate("async within => (await axe.run(within)).violations", within)
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]


def tell(page, part: str) -> str:
    """Read what a part of the controls says."""
    return page.locator(f'[data-part="{part}"]').inner_text()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(path: Path, open_page, size, scheme):
    page = open_page(path, size=size, color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    assert run_axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator("dialog[open]").wait_for()
    assert run_axe(page, "dialog[open]") == []
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_a_walk_with_the_keyboard(path: Path, open_page):
    page = open_page(path)
    press = page.keyboard.press
    badges = page.locator("details.alteration")

    # From alteration to alteration: each opens, has the focus and is counted.
    press("n")
    n = badges.count()
    assert re.fullmatch(rf"alteration 1 of {n}: \S+", tell(page, "where"))
    first = page.evaluate("() => document.activeElement.closest('details').id")
    assert page.locator(f"#{first}[open]").count() == 1
    assert page.locator("summary:focus-visible").count() == 1
    press("n")
    assert f"2 of {n}" in tell(page, "where")
    press("p")
    assert page.evaluate("() => document.activeElement.closest('details').id") == first
    press("p")
    assert f"{n} of {n}" in tell(page, "where")

    # Rows and columns.
    page.reload()
    press("j")
    assert page.evaluate(FOCUS) == page.locator(".grid tbody tr").first.get_attribute("id")
    rows = page.locator(".grid tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    press("j")
    assert page.evaluate(FOCUS) == rows[1]
    press("k")
    assert page.evaluate(FOCUS) == rows[0]
    column = "() => document.activeElement.dataset.v"
    before = page.evaluate(column)
    press("ArrowRight")
    assert page.evaluate(column) != before
    press("ArrowLeft")
    assert page.evaluate(column) == before
    assert page.locator("td:focus-visible").count() == 1
    assert page.locator('.grid td[tabindex="0"]').count() == 1

    # The passage in all versions, and back to where one was.
    press("Enter")
    dialog = page.locator("dialog.counterparts[open]")
    assert dialog.locator("h3").count() == page.locator(".grid th.version").count()
    sentence = page.locator(".grid td.base .s").first.inner_text()
    assert sentence in dialog.inner_text()
    press("Escape")
    assert dialog.count() == 0
    assert page.evaluate(FOCUS) == rows[0]

    # Filters, what they say, and back.
    press("f")
    assert page.evaluate("() => document.activeElement.matches('input')")
    assert page.evaluate("() => document.activeElement.value") == "critical"
    press("Space")
    shown = page.evaluate(SHOWN_ROWS)
    assert 0 < shown < len(rows)
    assert tell(page, "shown").startswith(f"{shown} of {len(rows)} rows")
    press("Escape")
    assert page.locator(".filters[open]").count() == 0
    assert page.evaluate(SHOWN_ROWS) == shown
    press("Escape")
    assert page.evaluate(SHOWN_ROWS) == len(rows)

    # What the keys are.
    press("?")
    assert page.locator("dialog.help[open]").is_visible()
    page.locator('[data-part="keys"]').uncheck()
    press("Escape")
    press("f")
    assert page.locator(".filters[open]").count() == 0


def test_filters_show_what_they_say_and_no_more(path: Path, open_page):
    page = open_page(path)
    page.locator(".filters summary").click()
    page.get_by_role("checkbox", name=re.compile("^figure")).check()
    rows = page.locator(".grid tbody tr:visible")
    assert rows.count() and all(
        row.locator('.alteration[data-kinds~="number"]').count() for row in rows.all()
    )
    told = int(re.search(r", (\d+) of", tell(page, "shown"))[1])
    own = page.locator('.grid .alteration[data-kinds~="number"]').count()
    assert told == own
    cards = page.locator(".all li[data-kind]")
    assert cards.evaluate_all("all => all.filter(one => !one.hidden).length") == own

    # A version that is not shown takes its alterations with it.
    page.get_by_role("checkbox", name="spun", exact=True).uncheck()
    page.get_by_role("checkbox", name="spun-again", exact=True).uncheck()
    assert int(re.search(r", (\d+) of", tell(page, "shown"))[1]) < own
    assert page.locator(".grid th.version:visible").count() == 5
    page.get_by_role("button", name="Show all").click()
    assert page.locator(".grid th.version:visible").count() == 7
    assert page.locator(".grid tbody tr[hidden]").count() == 0


def test_every_number_leads_to_as_many_passages(path: Path, open_page):
    page = open_page(path)
    links = page.locator("a.count")
    assert links.count() > 10
    for link in links.all():
        n = int(link.evaluate("one => one.lastChild.textContent"))
        link.click()
        assert re.search(rf" 1 of {n}(:|$)", tell(page, "where")), link.get_attribute("data-find")
        assert page.locator(".grid .current").count() == 1
    page.keyboard.press("n")
    assert f"{2 % n or n} of {n}" in tell(page, "where")


def test_a_place_on_a_map_leads_to_its_cell(path: Path, open_page):
    page = open_page(path)
    place = page.locator(".overview tr[data-v='6'] .map a").nth(4)
    place.click()
    assert page.evaluate(FOCUS) == place.get_attribute("href")[1:]
    assert page.evaluate("() => document.activeElement.dataset.v") == "6"
    first = page.locator(".overview tr[data-v='6'] .map a").first
    first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#row-2"


def test_the_number_of_a_sentence_shows_it_in_all_versions(path: Path, open_page):
    page = open_page(path, size=PHONE, is_mobile=True, has_touch=True)
    page.locator("#row-3 th a").tap()
    dialog = page.locator("dialog.counterparts[open]")
    assert dialog.locator("h3").all_inner_texts() == page.locator(
        ".grid th.version .name"
    ).evaluate_all("all => all.map(one => one.textContent)")
    assert dialog.locator(".cite").count() >= 2
    dialog.get_by_role("button", name="Close").tap()
    assert dialog.count() == 0


def test_a_moved_passage_is_linked_both_ways(path: Path, open_page):
    page = open_page(path)
    link = page.locator(".grid a.moved").first
    link.click()
    row = page.evaluate(FOCUS)
    back = page.locator(f"#{row} a.ref").first
    back.click()
    assert page.evaluate(FOCUS) == link.evaluate("one => one.closest('tr').id")


def test_pointing_at_a_badge_shows_the_words_in_both(path: Path, open_page):
    page = open_page(path)
    badge = page.locator("details.alteration summary").first
    badge.scroll_into_view_if_needed()
    badge.hover()
    assert page.locator("td.base .alt.on").count() >= 1
    page.mouse.move(0, 0)
    assert page.locator(".alt.on").count() == 0


def test_an_address_with_an_anchor_opens_its_passage(path: Path, open_page, browser):
    page = open_page(path)
    page.evaluate("() => { location.hash = '#alteration-3'; }")
    page.locator("#alteration-3[open].current").wait_for()


def test_without_scripts_all_of_it_can_be_read(path: Path, open_page):
    page = open_page(path, java_script_enabled=False)
    assert page.locator(".grid tbody tr").count() == page.locator(".grid tbody tr:visible").count()
    assert page.locator(".controls").is_hidden()
    sentences = page.locator(".grid .s")
    assert all(one.is_visible() for one in sentences.all()[::9])
    badge = page.locator("details.alteration").first
    badge.locator("summary").click()
    assert badge.locator("p").first.is_visible()
    narrow = open_page(path, size=PHONE, java_script_enabled=False)
    assert narrow.locator(".grid .s").count() == narrow.locator(".grid .s:visible").count()


def test_a_phone_shows_one_version_at_a_time(path: Path, open_page):
    page = open_page(path, size=PHONE, is_mobile=True, has_touch=True)
    shown = """() => {
        const cells = [...document.querySelectorAll('.grid td:not(.base)')];
        return [...new Set(cells.filter(td => td.offsetParent).map(td => td.dataset.v))];
    }"""
    worst = page.locator(".worst a").first.get_attribute("href")
    home = page.locator(worst).evaluate("one => one.closest('td').dataset.v")
    assert page.evaluate(shown) == [home]
    page.locator('[data-part="version"]').select_option(index=0)
    other = page.evaluate(shown)
    assert len(other) == 1 and other != [home]
    page.locator(".worst a").first.click()
    assert page.evaluate(shown) == [home]
    assert page.locator(worst).locator("p").first.is_visible()


def test_on_paper_stands_everything_and_no_controls(path: Path, open_page):
    page = open_page(path)
    page.keyboard.press("f")
    page.keyboard.press("Space")
    hidden = page.locator(".grid tbody tr[hidden]").count()
    assert hidden
    page.emulate_media(media="print")
    rows = page.locator(".grid tbody tr")
    assert page.evaluate(SHOWN_ROWS) == rows.count()
    assert page.locator(".controls").is_hidden() and page.locator("header.site").is_hidden()
    assert page.locator("details.alteration p").first.is_visible()


def test_nothing_hostile_runs(tmp_path: Path, open_page):
    snippets = [text for _, text in list_snippets()]
    texts = {"<img src=x onerror=window.__pwned=1>": " ".join(snippets[::2])}
    texts["'\"><svg onload=window.__pwned=1>"] = "\n\n".join(snippets)
    versions = tuple(
        Version(id=name, file=f"{n}.txt", text=text, sha256="0" * 64)
        for n, (name, text) in enumerate(texts.items())
    )
    story = Story(
        name="made",
        title="</title><script>window.__pwned=1</script>",
        folder=None,
        language='en" onclick="window.__pwned=1',
        versions=versions,
        base=None,
    )
    written = tmp_path / "synopsis.html"
    page_text = render_synopsis(story, analysis.compare(story))
    written.write_text(page_text, "utf-8", errors="strict", newline="\n")
    page = open_page(written)
    for key in ("n", "n", "j", "c"):
        page.keyboard.press(key)
    page.evaluate("() => document.querySelectorAll('.grid *').forEach(one => one.click())")
    assert page.evaluate("() => window.__pwned") is None
    assert page.title().startswith("</title><script>")


# A notebook's side of a widget, as small as can be: what is set can be read back.
MODEL = """async ([code, style, values]) => {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const { default: widget } = await import(url);
    const listeners = [];
    window.model = {
        values, get: name => values[name], set: (name, value) => { values[name] = value; },
        save_changes: () => {}, on: (name, act) => listeners.push(act), off: () => {},
        send: state => { values.state = state; listeners.forEach(act => act()); },
    };
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    document.body.append(document.createElement("main"));
    window.stop = widget.render({ model, el: document.querySelector("main") });
}"""


def test_what_is_picked_in_the_widget_comes_back_as_tables(browser):
    tables = analysis.compare(analysis.load_story("tarnholt-dam"))
    opened = SynopsisWidget(tables)
    everything = opened.shown
    context = browser.new_context(viewport=DESK, offline=True)
    page = context.new_page()
    said = []
    page.on("pageerror", lambda one: said.append(str(one)))
    values = {"page": opened.widget.page, "state": opened.widget.state}
    page.evaluate(MODEL, [write_module(), write_scoped_style(), values])

    def receive():
        opened.widget.state = page.evaluate("() => model.values.state")
        return opened

    assert receive().shown.equals(everything)
    assert receive().selected_passages.empty and receive().selected_changes.empty

    page.locator(".filters summary").click()
    page.locator('input[value="critical"]').check()
    page.get_by_role("checkbox", name="spun-again", exact=True).uncheck()
    shown = receive().shown
    assert 0 < len(shown) < len(everything)
    assert "spun-again" not in set(shown["version_id"])
    changes = receive().shown_changes
    assert len(changes) and set(changes["other_id"]) <= set(shown["version_id"])

    page.get_by_role("button", name="Show all").click()
    box = page.locator("td input.pick").first
    box.check()
    number = int(box.evaluate("one => one.nextElementSibling.dataset.number"))
    ledger = ledger_view.tabulate_ledger(tables)
    own = ledger[ledger["alteration"] == number]
    assert sorted(receive().selected_changes["why"]) == sorted(own["why"])
    page.locator("th input.pick").nth(2).check()
    passages = receive().selected_passages
    assert set(passages["row"]) == {3} and len(passages) >= 2

    # What Python ticks is ticked.
    opened.select(rows=[1, 2], changes=[])
    page.evaluate("state => model.send(state)", opened.widget.state)
    ticked = page.locator("input.pick:checked")
    assert ticked.count() == 2
    page.keyboard.press("Escape")
    assert set(receive().selected_passages["row"]) == {1, 2}
    page.evaluate("() => stop()")
    context.close()
    assert said == []
