"""How does a story's page become a PDF that can be filed?

A browser that is already installed prints it: the page is written for one, with a style for
paper, and no library lays out tables of this kind as well. Nothing is fetched: the page's own
policy forbids requests and scripts, the browser can look up no address, and its profile goes
with the run.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from analysis.errors import MediacompareError

# The variable that names a browser, and the names by which Chromium and its kin are installed.
BROWSER = "MEDIACOMPARE_BROWSER"
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)
# Seconds: a page of ten long versions takes about three.
LONGEST_PRINT = 120
# What a PDF says of when it was made, in as many letters.
_MADE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")
_UNDATED = b"D:19700101000000+00'00'"
# A browser prints links to other files as places on this machine. So they are printed as leading
# to a host that no network has, and its name is taken out again.
_NOWHERE = "https://report.invalid/"
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")(?![#"]|[A-Za-z][A-Za-z0-9+.-]*:)')
_PRINTED_LINK = re.compile(rb"/URI \(" + re.escape(_NOWHERE.encode()) + rb"([^)]*)\)")
# The browser numbers the parts of a page from where its own counting stands.
_PART = re.compile(rb"\(node(\d{8})\)")


def find_browser() -> str | None:
    """
    Find a browser that can print.

    Returns
    -------
    str or None
        What MEDIACOMPARE_BROWSER names, else the first of Chromium, Chrome and Edge that is
        installed; None where there is none.
    """
    named = os.environ.get(BROWSER)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((path for path in found if path), None)


def print_page(page: Path, pdf: Path, *, browser: str | None = None) -> None:
    """
    Print a page as PDF.

    Parameters
    ----------
    page : Path
        An HTML file of a report.
    pdf : Path
        Where to write; it appears whole or not at all. Equal pages give equal bytes with one
        version of the browser: neither the time of printing nor the folder is kept, and links
        to other files of the report hold where the PDF lies beside them.
    browser : str, optional
        The browser's program; left out: `find_browser`.

    Raises
    ------
    MediacompareError
        If no browser is installed, or it cannot print the page.
    """
    browser = browser or find_browser()
    if browser is None:
        raise MediacompareError(
            f"{pdf.name} is not written: printing needs an installed Chromium, Chrome or Edge "
            f"(on Debian: apt install chromium), or {BROWSER} set to one."
        )
    with tempfile.TemporaryDirectory(prefix="mediacompare-print-") as folder:
        made, shown = Path(folder) / "page.pdf", Path(folder) / "page.html"
        shown.write_text(_LINK.sub(rf"\g<1>{_NOWHERE}", page.read_text("utf-8")), "utf-8")
        command = [browser, *_OPTIONS, f"--user-data-dir={folder}/profile"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # it refuses to start for root with its sandbox
        command += [f"--print-to-pdf={made}", shown.resolve().as_uri()]
        told = _run(command, pdf)
        if not made.is_file() or not made.stat().st_size:
            raise MediacompareError(f"{pdf.name} is not written: {browser} printed nothing. {told}")
        content = _tidy(made.read_bytes())
    partial = pdf.with_name(pdf.name + ".partial")
    partial.write_bytes(content)
    partial.replace(pdf)


def _run(command: list[str], pdf: Path) -> str:
    """Run the browser; the last line of what it said."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_PRINT, check=False)
    except subprocess.TimeoutExpired as problem:
        raise MediacompareError(
            f"{pdf.name} is not written: {command[0]} took longer than {LONGEST_PRINT} seconds."
        ) from problem
    except OSError as problem:
        raise MediacompareError(
            f"{pdf.name} is not written: {command[0]} cannot be started: {problem.strerror}."
        ) from problem
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1] if said else ""


def _tidy(content: bytes) -> bytes:
    """Take out what depends on the clock, the folder and the run; nothing in the file moves."""
    numbers = sorted(set(_PART.findall(content)))
    names = {number: b"(node%08d)" % n for n, number in enumerate(numbers, 1)}
    content = _PART.sub(lambda found: names[found[1]], content)
    content = _PRINTED_LINK.sub(
        lambda found: (b"/URI (" + found[1] + b")").ljust(len(found[0])), content
    )
    return _MADE.sub(_remove_date, content)


def _remove_date(found: re.Match) -> bytes:
    """The same entry with another date, as long as before: places in the file stay right."""
    dated = b"/" + found[1] + b" ("
    room = len(found[0]) - len(dated) - 1
    return dated + _UNDATED[:room].ljust(room) + b")"
