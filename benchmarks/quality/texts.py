"""Which texts are scored, and how does one that has no file become a version?"""

from analysis.paths import list_seed_folders
from analysis.story import Story, Version, load_story

# Stories with a base long enough to be cut, split and altered several times over.
FEWEST_WORDS = 300


def load_bases() -> dict[str, str]:
    """
    Load the bases of the invented stories, those with a key of answers, by name.

    Examples
    --------
    >>> "tarnholt-dam" in load_bases()
    True
    """
    bases = {}
    for folder in list_seed_folders():
        if (folder / "key.toml").is_file():
            story = load_story(folder)
            text = next(v.text for v in story.versions if v.id == story.base)
            if len(text.split()) >= FEWEST_WORDS:
                bases[folder.name] = text
    return dict(sorted(bases.items()))


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
