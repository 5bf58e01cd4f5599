"""How does an editor read all versions of a story at once, on one page?"""

from analysis.synopsis.layout import tabulate_synopsis
from analysis.synopsis.page import list_anchors, render_synopsis
from analysis.synopsis.widget import SynopsisWidget

__all__ = ["SynopsisWidget", "list_anchors", "render_synopsis", "tabulate_synopsis"]
