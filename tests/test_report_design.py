"""Can everyone read a report's pages: contrast, headings, tables, long names, whole numbers?"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import figures, ledger_view, parallel
from analysis.cli import DONE, main
from analysis.report import layout, notebook_page

# WCAG 2.2, level AA, for text of normal size.
LEAST_CONTRAST = 4.5
# Letters and what they stand on, as the style sheet's variables or as colours.
PAIRS = {
    "text": ("ink", "paper"),
    "heading of a column": ("ink", "panel"),
    "note": ("soft", "paper"),
    "note on a panel": ("soft", "panel"),
    "link": ("link", "paper"),
    "problem": ("bad", "paper"),
    "omitted": ("ink", "paper"),
    "omitted, on a line of the hatching": ("ink", "hatch"),
    "partial": ("ink", "partial"),
    "kept": ("#ffffff", "kept"),
    "edited": ("#10222e", "edited"),
    "paraphrased": ("#2c2206", "paraphrased"),
    "critical": ("#ffffff", "#9d2f08"),
    "substantive": ("#2c2206", "#e3b23c"),
    "stylistic": ("#1b1f24", "#e4e7ea"),
}
LONG = "the-evening-standard-of-somewhere_with_a_very_long_name_for_a_file"


def read_style() -> str:
    return (Path(layout.__file__).parent / "templates" / "style.css").read_text("utf-8")


def read_colours(scheme: str) -> dict[str, str]:
    """Read the style sheet's variables: the light ones, and over them those of the dark scheme."""
    light, _, rest = read_style().partition("@media (prefers-color-scheme: dark)")
    declared = dict(re.findall(r"--(\w+):\s*(#[0-9a-f]{6})", light))
    if scheme == "dark":
        declared |= re.findall(r"--(\w+):\s*(#[0-9a-f]{6})", rest.partition("@media")[0])
    return declared


def measure_luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def measure_contrast(a: str, b: str) -> float:
    dark, light = sorted((measure_luminance(a), measure_luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_guideline_does():
    assert measure_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert measure_contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", PAIRS)
def test_letters_stand_out_from_what_they_stand_on(what: str, scheme: str):
    colours = read_colours(scheme)
    letters, ground = (name if name.startswith("#") else colours[name] for name in PAIRS[what])
    assert measure_contrast(letters, ground) >= LEAST_CONTRAST


def test_the_letters_on_colours_are_those_that_were_measured():
    style = read_style()
    for action in ("kept", "edited", "paraphrased"):
        rule = re.search(rf"\.{action} {{ background: var\(--{action}\); color: (#\w+); }}", style)
        assert rule and rule.group(1) == PAIRS[action][0]


def test_the_letters_on_severities_are_those_that_were_measured():
    for severity in figures.SEVERITY_COLOURS:
        letters, ground = PAIRS[severity]
        rule = f".severity.{severity} {{ background: {ground}; color: {letters};"
        assert rule in ledger_view.STYLE


def blend(tint: str, ground: str) -> str:
    """The colour that a tint of the form "r, g, b, opacity" has on a ground."""
    *parts, opacity = (float(part) for part in tint.split(","))
    under = [int(ground[n : n + 2], 16) for n in (1, 3, 5)]
    mixed = [round(opacity * a + (1 - opacity) * b) for a, b in zip(parts, under, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_the_marks_over_them(scheme: str):
    colours = read_colours(scheme)
    style = parallel.STYLE + ledger_view.STYLE
    (whole,) = re.findall(r"\.ledger \.span \{ background: rgba\((.+?)\)", style)
    tints = re.findall(r"(?:del|ins)(?:\.replaced)? \{ background: rgba\((.+?)\)", style)
    assert len(tints) >= 3
    for tint in tints:
        for ground in (colours["paper"], blend(whole, colours["paper"])):
            assert measure_contrast(colours["ink"], blend(tint, ground)) >= LEAST_CONTRAST


def test_numbers_on_the_distance_matrix_stand_out():
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    values = [n / 100 for n in range(101)]
    rows = [{"version_a": "a", "version_b": "b", "tfidf_distance": value} for value in values]
    for row in rows:
        ax = figures.draw_distance_matrix(pd.DataFrame([row]))
        (letters,) = (text for text in ax.texts if text.get_text())
        ground = to_hex(colormaps["Blues"](row["tfidf_distance"]))
        assert measure_contrast(to_hex(letters.get_color()), ground) >= LEAST_CONTRAST, row


class Outline(HTMLParser):
    """Headings, tables, landmarks and language of a page."""

    def __init__(self):
        super().__init__()
        self.levels, self.heads, self.tags, self.language = [], [], [], None

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "html":
            self.language = dict(attributes).get("lang")
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th":
            self.heads.append(dict(attributes))


def read_outline(path: Path) -> Outline:
    outline = Outline()
    outline.feed(path.read_text("utf-8"))
    return outline


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Write the report of a story whose files have long names, and of the smallest one."""
    folder = tmp_path_factory.mktemp("texts") / "long names"
    folder.mkdir()
    text = "The town library in Oxby will open on Sunday, the mayor said.\n\nIt costs $12,000.\n"
    for n in range(4):
        (folder / f"{n}{LONG}.txt").write_text(text * (n + 1), "utf-8")
    out = tmp_path_factory.mktemp("report")
    assert main(["report", "tiny", str(folder), "--out", str(out)]) == DONE
    return out


def test_headings_follow_each_other_without_a_gap(report: Path):
    for path in report.rglob("*.html"):
        levels = read_outline(path).levels
        assert levels[0] == 1 and levels.count(1) == 1, path.name
        steps = [b - a for a, b in zip(levels, levels[1:], strict=False)]
        assert max(steps, default=0) <= 1, f"{path.name}: {levels}"


def test_every_heading_of_a_table_says_of_what(report: Path):
    n_heads = 0
    for path in report.rglob("*.html"):
        for attributes in read_outline(path).heads:
            n_heads += 1
            assert attributes.get("scope") in ("col", "row"), path.name
    assert n_heads


def test_every_page_has_a_language_and_landmarks(report: Path):
    for path in report.rglob("*.html"):
        outline = read_outline(path)
        assert outline.language == "en", path.name
        assert {"header", "main", "footer"} <= set(outline.tags), path.name


def test_no_page_shows_names_of_columns_or_nan(report: Path):
    names = r"version_id|n_[a-z]+|js_[a-z]+|share_of_\w+|rate_per_1000|human_interest|NaN"
    raw = re.compile(rf"<t[hd][^>]*>\s*(?:{names})\s*<")
    for path in report.rglob("*.html"):
        assert raw.findall(path.read_text("utf-8")) == [], path.name


def test_a_page_tells_its_settings_and_no_folder(report: Path):
    text = (report / "tiny" / "01_word_counts.html").read_text("utf-8")
    assert "<dt><code>mattr_window</code></dt><dd>50</dd>" in text
    assert "<code>story</code></dt>" not in text


def test_a_printed_page_loses_no_column(report: Path, chromium: str):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        # A4 between usual margins, at 96 dots an inch.
        page = browser.new_page(viewport={"width": 718, "height": 1000})
        page.emulate_media(media="print")
        page.goto((report / "tiny" / "index.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 718
        browser.close()


def test_long_names_widen_no_page(report: Path, chromium: str):
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for width in (390, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            for path in sorted(report.rglob("*.html")):
                page.goto(path.as_uri())
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{path.name}: {wide} of {width}"
        browser.close()


# --- tables that pandas wrote ---


def dress(table: pd.DataFrame) -> str:
    return notebook_page.dress_tables(f"<div>{table.to_html()}</div>")


def test_names_of_rows_and_columns_share_one_row_of_headings():
    index = pd.MultiIndex.from_tuples([("Ada", "she"), ("Ada", "Ms Ada")], names=["who", "called"])
    html = dress(pd.DataFrame({"wire": [1, 12]}, index=index))
    assert html.count("<thead>") == 1
    head = re.search(r"<thead>(.*?)</thead>", html).group(1)
    assert re.findall(r"<th[^>]*>([^<]*)</th>", head) == ["who", "called", "wire"]
    assert '<th scope="row" rowspan="2"><span class="name whole">Ada</span></th>' in html


def test_only_columns_of_numbers_are_aligned_at_the_right():
    table = pd.DataFrame({"n": [1.5, float("nan")], "outlet": ["Wire 24", "7"]}, index=["a", "b"])
    html = dress(table)
    assert '<td class="number">1.5</td><td>Wire 24</td>' in html
    assert '<td class="number">–</td><td>7</td>' in html
    assert '<th scope="col" class="number">n</th><th scope="col">outlet</th>' in html


def test_text_of_articles_stays_escaped_in_tables():
    html = dress(pd.DataFrame({"text": ["</table><script>x</script><td>"]}))
    assert "<script" not in html and html.count("</table>") == 1
    assert "&lt;/table&gt;&lt;script&gt;" in html


def test_an_empty_table_says_so():
    assert "The table is empty." in dress(pd.DataFrame({"a": []}))


def test_the_policy_lets_through_the_styles_that_were_written_and_nothing_else(report: Path):
    for page in sorted(report.rglob("*.html")):
        html = page.read_text("utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert " style=" not in re.sub(r">[^<]*<", "><", html), page
        styles = re.search(r"style-src ([^;]+)", policy)[1]
        hashes = re.findall(r"'sha256-([^']+)'", styles)
        assert len(hashes) == len(set(re.findall(r"<style[^>]*>.*?</style>", html, re.DOTALL)))


def test_no_style_of_a_page_is_refused_by_its_own_policy(report: Path, chromium: str):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text))
        for page in sorted(report.rglob("*.html")):
            opened.goto(page.as_uri())
            assert opened.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")
        browser.close()
    assert said == []
