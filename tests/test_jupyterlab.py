"""Do the notebooks work for a person in JupyterLab, in a real browser, without the internet?"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
# No news, no look for a new version: JupyterLab asks neither the reader nor the internet.
QUIET_SETTINGS = ROOT / ".jupyter"
# What a cell shows when it fails or complains.
ERRORS = (
    '.jp-Notebook [data-mime-type="application/vnd.jupyter.error"], '
    '.jp-Notebook [data-mime-type="application/vnd.jupyter.stderr"]'
)
# The passages that can be seen, as one text.
ROWS = (
    "[...document.querySelectorAll('.parallel [role=row][data-passage]')]"
    ".filter(row => row.offsetParent).map(row => row.innerText).join()"
)
START_SECONDS, RUN_SECONDS = 40, 60
# Nothing but this machine has an address; Chromium's own services stay off.
CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync "
    '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'
)


def split_flags(flags: str) -> list[str]:
    """Split at spaces outside quotation marks."""
    return [flag.replace('"', "") for flag in re.findall(r'(?:[^\s"]|"[^"]*")+', flags)]


class Server:
    """A JupyterLab on a free port, with settings of its own, over a copy of the notebooks."""

    def __init__(self, folder: Path) -> None:
        self.notebooks = folder / "some notebooks"
        self.token = secrets.token_hex(16)
        self.settings = folder / "settings"
        self.process: subprocess.Popen | None = None
        self.notebooks.mkdir()
        for name in ("03_omissions.ipynb", "explore.ipynb"):
            shutil.copy(ROOT / "notebooks" / name, self.notebooks)
        # Cells out of sight are drawn too, so that a test can see them.
        overrides = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
        labconfig = self.settings / "config" / "labconfig"
        labconfig.mkdir(parents=True)
        (labconfig / "default_setting_overrides.json").write_text(json.dumps(overrides), "utf-8")

    def start(self) -> None:
        """Start and wait until it answers; its log is in the settings folder."""
        command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
        command += ["--ip=127.0.0.1", "--port=0", f"--notebook-dir={self.notebooks}"]
        paths = filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "JUPYTER_TOKEN": self.token,
            "JUPYTER_CONFIG_DIR": str(self.settings / "config"),
            "JUPYTER_CONFIG_PATH": str(QUIET_SETTINGS),
            "JUPYTER_DATA_DIR": str(self.settings / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.settings / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.settings / "user"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.settings / "workspaces"),
            "IPYTHONDIR": str(self.settings / "ipython"),
            "MEDIACOMPARE_REPORTS": str(self.settings / "reports"),
        }
        with (self.settings / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.notebooks, env=environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            gone = self.process.poll() is not None
            if gone or time.monotonic() > deadline:
                self.stop()
                said = (self.settings / "log").read_text("utf-8", errors="replace")
                raise RuntimeError(f"JupyterLab did not start:\n{said}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return "version" in self.ask("api")
        except (OSError, StopIteration, ValueError):
            return False

    @property
    def address(self) -> str:
        """The address it listens on, as it wrote it down itself."""
        name = f"jpserver-{self.process.pid}.json"
        found = next((self.settings / "runtime").glob(name))
        return json.loads(found.read_text("utf-8"))["url"]

    def ask(self, what: str, method: str = "GET") -> dict:
        """Ask its API."""
        request = Request(f"{self.address}{what}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"{}")

    def stop(self) -> None:
        """Shut it down with its kernels, and only it."""
        try:
            self.ask("api/shutdown", "POST")
            self.process.wait(15)
        except (OSError, StopIteration, ValueError, subprocess.TimeoutExpired):
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start JupyterLab in a folder with a space; start-up may fail once."""
    try:
        started = Server(tmp_path_factory.mktemp("jupyter lab"))
        started.start()
    except RuntimeError:
        started = Server(tmp_path_factory.mktemp("jupyter lab"))
        started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser(chromium: str):
    """Start a headless Chromium with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=split_flags(CHROMIUM_FLAGS)
        )
        yield started
        started.close()


@pytest.fixture
def page(server: Server, browser):
    """Open a page; at the end, no request may have left this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    opened = context.new_page()
    opened.set_default_timeout(RUN_SECONDS * 1000)
    yield opened
    context.close()
    assert asked
    own = urlsplit(server.address).netloc
    abroad = [url for url in asked if urlsplit(url).scheme not in {"data", "blob"}]
    assert [url for url in abroad if urlsplit(url).netloc != own] == []


def open_notebook(page, server: Server, name: str) -> None:
    """Open a notebook and wait until its kernel is ready."""
    page.goto(f"{server.address}lab/tree/{name}?token={server.token}&reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    wait_for_kernel(page)


def wait_for_kernel(page) -> None:
    """Wait for the status bar: the notebook's own mark says idle before there is a kernel."""
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle$")).wait_for()


def run_all(page, server: Server, name: str) -> None:
    """Run all cells through the menu and wait until all are done or one has failed."""
    cells = json.loads((server.notebooks / name).read_text("utf-8"))["cells"]
    n_code = sum(cell["cell_type"] == "code" for cell in cells)
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator('li[data-command="runmenu:run-all"]').click()
    page.wait_for_function(
        """([n, errors]) => {
            if (document.querySelector(errors)) return true;
            const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(
                cell => cell.querySelector('.jp-InputPrompt').textContent);
            return prompts.length === n && prompts.every(text => /\\[\\d+\\]/.test(text));
        }""",
        arg=[n_code, ERRORS],
    )
    wait_for_kernel(page)


def read_errors(page) -> list[str]:
    """List the outputs that are tracebacks or on the error stream."""
    return page.locator(ERRORS).all_inner_texts()


def count_popups(page) -> int:
    """Count what asks the reader something that is not about the notebook."""
    return page.locator(".jp-Dialog, .Toastify__toast").count()


def test_make_lab_is_as_quiet_as_these_tests():
    recipe = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    line = next(line for line in recipe.splitlines() if "-m jupyter lab" in line)
    assert f'JUPYTER_CONFIG_PATH="$(CURDIR)/{QUIET_SETTINGS.name}"' in line


def test_omissions_runs_from_top_to_bottom(page, server: Server):
    open_notebook(page, server, "03_omissions.ipynb")
    run_all(page, server, "03_omissions.ipynb")
    assert read_errors(page) == []
    figure = page.locator(".jp-OutputArea-output img").first
    figure.scroll_into_view_if_needed()
    assert figure.is_visible()
    assert figure.evaluate("image => image.naturalWidth") > 300
    table = page.locator(".jp-OutputArea-output table.dataframe").first
    table.scroll_into_view_if_needed()
    assert table.is_visible()
    assert table.locator("tbody tr").count() > 0
    assert count_popups(page) == 0


def test_explore_answers_to_a_reader(page, server: Server):
    open_notebook(page, server, "explore.ipynb")
    run_all(page, server, "explore.ipynb")
    assert read_errors(page) == []
    rows = page.locator(".parallel [role=row][data-passage]:visible")
    rows.first.wait_for()
    heads = page.locator(".parallel .heads [role=columnheader]:visible")

    # Another version at the right: its text stands there.
    before, head = page.evaluate(ROWS), heads.last.inner_text()
    right = page.locator(".widget-dropdown select").nth(1)
    right.select_option(index=4)
    heads.last.get_by_text(re.compile("^rewrite")).wait_for()
    assert heads.last.inner_text() != head
    page.wait_for_function(f"before => {ROWS} !== before", arg=before)

    # Step to differences: one passage is pointed out, then the next.
    current = page.locator('.parallel [aria-current="true"]:visible')
    step = page.get_by_role("button", name="Next difference")
    step.click()
    page.get_by_text(re.compile(r"difference 1 of \d+")).wait_for()
    current.wait_for()  # one, or this fails
    first = current.get_attribute("data-passage")
    step.click()
    page.get_by_text(re.compile(r"difference 2 of \d+")).wait_for()
    page.wait_for_function(
        """before => {
            const shown = [...document.querySelectorAll('.parallel [aria-current="true"]')];
            return shown.length === 1 && shown[0].dataset.passage !== before;
        }""",
        arg=first,
    )

    # Only what was left out: every passage shown lacks its right side.
    page.get_by_role("button", name=re.compile("omitted")).click()
    page.wait_for_function(
        """() => {
            const badges = [...document.querySelectorAll('.parallel .badge')];
            return badges.length > 0 && badges.every(badge => badge.classList.contains('omitted'));
        }"""
    )
    assert page.locator(".parallel .nothing:visible").count() == rows.count()

    # Tick one: it comes back as a table.
    text = rows.first.locator("[role=cell]").first.inner_text()
    page.locator(".widget-checkbox input:visible").first.check()
    page.get_by_text("1 selected").wait_for()
    cell = page.locator(".jp-CodeCell", has_text="explorer.selection").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    table = cell.locator(".jp-OutputArea-output table.dataframe")
    table.get_by_text("omitted").wait_for()
    assert table.locator("tbody tr").count() == 1
    assert text.split()[0] in table.inner_text()

    # All versions at once: a ticked alteration comes back as a table.
    synopsis = page.locator(".synopsis:visible")
    synopsis.locator("td input.pick").first.check()
    cell = page.locator(".jp-CodeCell", has_text="explorer.synopsis.selected_changes").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-OutputArea-output table.dataframe tbody tr").first.wait_for()
    # Its letters are keys, and none of them is a command of JupyterLab's.
    synopsis.locator("a.count").first.click()
    for key in ("j", "r", "m", "x"):
        page.keyboard.press(key)
    assert synopsis.locator("td:focus").count() == 1
    badge = synopsis.locator("td input.pick + details").first
    assert badge.get_attribute("data-severity") in cell.inner_text()
    synopsis.locator(".filters summary").click()
    synopsis.locator('input[value="critical"]').check()
    assert "of" in synopsis.locator('[data-part="shown"]').inner_text()
    hidden = synopsis.locator(".grid tbody tr[hidden]").count()
    assert 0 < hidden < synopsis.locator(".grid tbody tr").count()

    # Alterations of one kind: only those are left, and they come back as a table.
    pick = page.locator(".widget-select-multiple select").first
    pick.select_option(index=1)
    altered = page.locator(".ledger li[data-kind]:visible")
    page.wait_for_function(
        """() => {
            const rows = [...document.querySelectorAll('.ledger li[data-kind]')];
            return rows.length > 0 && rows.every(row => row.dataset.kind === 'number');
        }"""
    )
    cell = page.locator(".jp-CodeCell", has_text="explorer.ledger.shown").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "n => [...document.querySelectorAll('table.dataframe')].at(-1).rows.length > n",
        arg=altered.count(),
    )
    assert count_popups(page) == 0
