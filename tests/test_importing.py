"""Do imported files become a story that loads, with nothing overwritten and nothing half-done?"""

import hashlib
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MediacompareError, ReadingError, StoryError, UsageError
from analysis.importing import import_files, quote_toml
from analysis.story import load_story

PAGE = """<html><head><meta charset="windows-1252">
<meta property="og:site_name" content="The &quot;Post&quot; \\ Harbour">
<meta property="article:published_time" content="2026-02-11T14:20:00-05:00">
<link rel="canonical" href="https://example.org/ferry"></head><body><nav>Home</nav>
<h1>Ferry hits pier</h1>
<p>A ferry hit the pier on Tuesday, officials said, and Zo\xeb M\xfcller was hurt.</p>
<p>Three people were taken to hospital with light injuries, the office said later.</p>
</body></html>""".encode("windows-1252")


@pytest.fixture(autouse=True)
def no_texts_elsewhere(monkeypatch):
    monkeypatch.delenv("MEDIACOMPARE_SEEDS", raising=False)


@pytest.fixture
def inbox(tmp_path) -> Path:
    """Files as they come."""
    inbox = tmp_path / "in box"
    inbox.mkdir()
    (inbox / "wire.txt").write_bytes(b"A ferry hit the pier.\r\nOfficials said so.\r\n")
    (inbox / "cut.md").write_bytes(b"# Ferry hits pier\n\nIt cost \\$5.\n")
    (inbox / "Post (2).HTML").write_bytes(PAGE)
    return inbox


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "stories" / "ferry"


def read_manifest(target: Path) -> dict:
    return tomllib.loads((target / "story.toml").read_text("utf-8"))


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_become_a_story(inbox, target):
    files = [inbox / "wire.txt", inbox / "cut.md", inbox / "Post (2).HTML"]
    result = import_files(files, "ferry", target, title='Ferry "hits" pier', base="wire")
    assert result.problems == () and result.folder == target
    assert [(one.id, one.file, one.is_new) for one in result.imported] == [
        ("wire", "wire.txt", True),
        ("cut", "cut.md", True),
        ("Post-2", "Post-2.html", True),
    ]
    assert list_names(target) == ["Post-2.html", "cut.md", "story.toml", "wire.txt"]
    for one in result.imported:
        assert (target / one.file).read_bytes() == one.source.read_bytes()
    story = load_story(target)
    assert (story.title, story.base, story.problems) == ('Ferry "hits" pier', "wire", ())
    page = story.versions[2]
    assert page.outlet == 'The "Post" \\ Harbour' and page.url == "https://example.org/ferry"
    assert page.published_at == "2026-02-11T14:20:00-05:00" and "Zoë Müller" in page.text
    table = read_manifest(target)["version"][2]
    assert table["sha256"] == hashlib.sha256(PAGE).hexdigest()
    assert table["outlet"] == 'The "Post" \\ Harbour' and "accessed_on" not in table


def test_what_was_dropped_is_said(inbox, target):
    result = import_files([inbox / "cut.md", inbox / "Post (2).HTML"], "ferry", target)
    said = "\n".join(result.describe())
    assert "Markdown escape" in said and "navigation" in said and "'Home'" in said
    assert "windows-1252" in said and str(target) in said


def test_a_second_import_extends_the_manifest(inbox, target):
    import_files([inbox / "wire.txt"], "ferry", target)
    manifest = target / "story.toml"
    manifest.write_text("# kept by hand\n" + manifest.read_text("utf-8"), encoding="utf-8")
    import_files([inbox / "cut.md"], "ferry", target, base="cut", accessed_on="2026-02-12")
    text = manifest.read_text("utf-8")
    assert "# kept by hand" in text
    story = load_story(target)
    assert [version.id for version in story.versions] == ["wire", "cut"]
    assert (story.title, story.base) == ("Ferry", "cut")
    assert story.versions[1].accessed_on == "2026-02-12"


def test_the_same_file_again_changes_nothing(inbox, target):
    import_files([inbox / "wire.txt"], "ferry", target)
    before = (target / "story.toml").stat().st_mtime_ns, list_names(target)
    (inbox / "copy.txt").write_bytes((inbox / "wire.txt").read_bytes())
    result = import_files([inbox / "wire.txt", inbox / "copy.txt"], "ferry", target)
    assert [(one.id, one.is_new) for one in result.imported] == [("wire", False), ("wire", False)]
    assert "already has" in result.describe()[0]
    assert before == ((target / "story.toml").stat().st_mtime_ns, list_names(target))


def test_another_file_of_the_same_name_is_refused(inbox, target, tmp_path):
    import_files([inbox / "wire.txt"], "ferry", target)
    other = tmp_path / "wire.txt"
    other.write_text("Another text.", encoding="utf-8")
    result = import_files([other, inbox / "cut.md"], "ferry", target)
    assert [one.id for one in result.imported] == ["cut"]
    assert str(other) in result.problems[0] and "wire.txt" in result.problems[0]
    assert (target / "wire.txt").read_bytes() == (inbox / "wire.txt").read_bytes()


def test_a_file_that_no_manifest_names_is_not_overwritten(inbox, target):
    import_files([inbox / "cut.md"], "ferry", target)
    (target / "wire.txt").write_text("Written by hand.", encoding="utf-8")
    with pytest.raises(ReadingError, match="exists and is another file"):
        import_files([inbox / "wire.txt"], "ferry", target)
    assert (target / "wire.txt").read_text("utf-8") == "Written by hand."


def test_two_new_files_of_one_name(inbox, target, tmp_path):
    other = tmp_path / "wire.txt"
    other.write_text("Another text.", encoding="utf-8")
    result = import_files([inbox / "wire.txt", other], "ferry", target)
    assert len(result.imported) == 1 and str(other) in result.problems[0]
    assert load_story(target).versions[0].text.startswith("A ferry")


def test_bad_files_are_reported_and_good_ones_imported(inbox, target):
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "scan.pdf").write_bytes(b"%PDF-1.4")
    files = [inbox / name for name in ("none.txt", "empty.txt", "scan.pdf", "wire.txt")]
    result = import_files(files, "ferry", target)
    assert [one.id for one in result.imported] == ["wire"]
    assert len(result.problems) == 3 and "does not exist" in result.problems[0]


def test_nothing_good_writes_nothing(inbox, target):
    with pytest.raises(ReadingError, match=r"Nothing was imported.*none\.txt"):
        import_files([inbox / "none.txt"], "ferry", target)
    with pytest.raises(UsageError, match="No file"):
        import_files([], "ferry", target)
    with pytest.raises(StoryError, match="did you mean 'wire'"):
        import_files([inbox / "wire.txt"], "ferry", target, base="wier")
    assert not target.exists()


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "é"])
def test_unsafe_names_are_refused(inbox, target, name):
    with pytest.raises(UsageError, match="name"):
        import_files([inbox / "wire.txt"], name, target)


def test_contradictions_with_the_manifest_are_refused(inbox, target):
    import_files([inbox / "wire.txt"], "ferry", target, title="Ferry", base="wire")
    for given_title, given_base in [("Other", None), (None, "cut")]:
        with pytest.raises(StoryError, match="change it there"):
            import_files([inbox / "cut.md"], "ferry", target, given_title, given_base)
    with pytest.raises(UsageError, match="2026-02-12"):
        import_files([inbox / "cut.md"], "ferry", target, accessed_on="yesterday")
    assert not (target / "cut.md").exists()
    (target / "story.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(StoryError, match="not valid TOML"):
        import_files([inbox / "cut.md"], "ferry", target)
    assert not (target / "cut.md").exists()


def test_texts_that_were_there_before_stay_in_the_story(inbox, target):
    target.mkdir(parents=True)
    (target / "old.txt").write_text("It was there before.", encoding="utf-8")
    import_files([inbox / "wire.txt"], "ferry", target)
    assert [version.id for version in load_story(target).versions] == ["old", "wire"]


def test_a_crash_leaves_a_valid_story(inbox, target, monkeypatch):
    import_files([inbox / "wire.txt"], "ferry", target)
    before = load_story(target)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StoryError, match="No space left"):
        import_files([inbox / "cut.md"], "ferry", target)
    assert load_story(target) == before
    assert list_names(target) == ["story.toml", "wire.txt"]


def test_a_target_that_is_a_file_is_refused(inbox):
    with pytest.raises(MediacompareError, match="is a file"):
        import_files([inbox / "wire.txt"], "ferry", inbox / "cut.md")


@given(st.text())
def test_any_string_survives_toml(value):
    read = tomllib.loads(f"a = {quote_toml(value)}")["a"]
    assert read == value
    assert "\n" not in quote_toml(value)


def test_a_place_that_cannot_hold_a_story_is_one_sentence(inbox, tmp_path):
    for folder, error in (
        (tmp_path / ("x" * 300), UsageError),
        (inbox / "wire.txt" / "x", StoryError),
    ):
        with pytest.raises(error, match="cannot be|File name too long"):
            import_files([inbox / "wire.txt"], "ferry", folder)


def test_a_manifest_that_is_a_folder_is_one_sentence(inbox, tmp_path):
    (tmp_path / "ferry" / "story.toml").mkdir(parents=True)
    with pytest.raises(StoryError, match=r"story\.toml cannot be read: Is a directory\.$"):
        import_files([inbox / "wire.txt"], "ferry", tmp_path / "ferry")
