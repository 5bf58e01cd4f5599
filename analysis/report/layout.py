"""What do all pages of a report share: the frame, the style, the policy, the way they are written?

Pages are self-contained: style and pictures are inside, no script, and a Content Security
Policy that allows no request. All text from articles goes through the template engine's
escaping; the only markup let through is nbconvert's rendering of a notebook we ran.
"""

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from analysis import __version__
from analysis.visible_text import show_controls

# The letter stands beside the colour, so that neither is needed to read the other.
LEGEND = (
    ("kept", "K", "kept: the same words"),
    ("edited", "E", "edited: most words in the same order"),
    ("paraphrased", "P", "paraphrased: in other words"),
    ("partial", "½", "partial: a part of it (half a bar)"),
    ("omitted", "–", "omitted: not there"),
)

# Letters of a name that is never broken over two lines.
LONGEST_WHOLE = 18

# What the navigation calls the notebooks' pages; others go by their file's name.
PAGE_NAMES = {
    "00_story": "Versions in detail",
    "01_word_counts": "Length and readability",
    "02_tfidf_divergence": "Distance in words",
    "03_omissions": "Omissions and additions",
    "04_framing": "Framing",
    "05_fidelity": "Alterations",
    "06_derivation": "What came from where",
    "07_robustness": "How sure is it",
}


class Page(NamedTuple):
    """One notebook's page: its file name, the label in the navigation, what failed."""

    stem: str
    label: str
    error: str | None = None

    @property
    def name(self) -> str:
        """What the page is called in words."""
        return PAGE_NAMES.get(self.stem, self.label)

    @property
    def href(self) -> str:
        """Link to the page from its neighbours."""
        return f"{self.stem}.html"


@lru_cache(maxsize=1)
def _load_environment():
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Text of articles may hold characters that turn the line they stand in.
        finalize=lambda value: show_controls(value) if type(value) is str else value,
    )
    style = resources.files("analysis.report").joinpath("templates/style.css").read_text("utf-8")
    environment.globals.update(
        style=style,
        package_version=__version__,
        legend=LEGEND,
        whole=LONGEST_WHOLE,
    )
    return environment


# Stands in the layout where the policy names the styles of the page.
_STYLE_HASHES = "@style-hashes@"
_STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def render(template: str, **context) -> str:
    """A page that may show the styles we wrote into it and no other, and run nothing."""
    html = _load_environment().get_template(template).render(policy=_STYLE_HASHES, **context)
    written = dict.fromkeys(_STYLE_ELEMENT.findall(html))
    hashes = " ".join(f"'sha256-{_hash_style(style)}'" for style in written)
    return html.replace(_STYLE_HASHES, hashes, 1)


def _hash_style(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()


def write_page(path: Path, html: str) -> None:
    """Write a page so that a reader finds the old one or the new one, never a part."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(html, encoding="utf-8", newline="\n")
    partial.replace(path)


def render_index(stories: list[dict], problems: list[str]) -> str:
    """Render the index of all stories (`summarise_story`) and what went wrong at large."""
    return render("index.html", stories=stories, problems=problems)
