"""How does a text that has no file become a version?"""

from analysis.story import Story, Version


def make_version(version_id: str, text: str) -> Version:
    """Make a version in memory."""
    return Version(id=version_id, file=version_id, text=text, sha256="")


def make_story(texts: dict[str, str], base: str | None = None) -> Story:
    """
    Make a story in memory from texts by version.

    Examples
    --------
    >>> story = make_story({"wire": "Rain fell.", "copy": "Rain."}, base="wire")
    >>> [version.id for version in story.versions], story.base
    (['wire', 'copy'], 'wire')
    """
    versions = tuple(make_version(*item) for item in texts.items())
    return Story(
        name="eval", title="eval", folder=None, language="en", versions=versions, base=base
    )
