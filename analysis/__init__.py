"""
Compare the versions of one news story.

Data goes one way: files -> Story -> segments -> collation -> measures (tidy tables)
-> figures -> notebooks -> report. The modules are imported in that order.
"""

__version__ = "0.1.0"
__all__ = ["Story", "Version", "compare", "load_story"]

_HOME_OF = {
    "Story": "analysis.story",
    "Version": "analysis.story",
    "load_story": "analysis.story",
    "compare": "analysis.comparison",
}


def __getattr__(name: str):
    """Load a public name on first use, so that `import analysis` costs next to nothing."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)
