"""Is a story loaded whole, and is every mistake in its folder said in one sentence?"""

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import StoryError, UsageError
from analysis.paths import (
    find_data_folder,
    find_notebooks_folder,
    find_reports_folder,
    find_tables_folder,
    find_texts_folders,
    list_seed_folders,
)
from analysis.reading import count_dropped_characters
from analysis.story import (
    Story,
    Version,
    has_texts,
    list_stories,
    load_story,
    make_id,
    parse_manifest,
)

WIRE = "A ferry hit the pier on Tuesday, officials said.\n"
OTHER = "# Ferry hits pier\n\nOfficials said on Tuesday that a ferry hit the pier.\n"


@pytest.fixture(autouse=True)
def no_texts_elsewhere(monkeypatch):
    monkeypatch.delenv("MEDIACOMPARE_SEEDS", raising=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A story of two versions."""
    folder = tmp_path / "ferry"
    folder.mkdir()
    (folder / "wire.txt").write_text(WIRE, encoding="utf-8")
    (folder / "other.md").write_text(OTHER, encoding="utf-8")
    write_manifest(folder)
    return folder


MANIFEST = """title = "Ferry hits pier"
base = "wire"

[[version]]
id = "wire"
file = "wire.txt"

[[version]]
id = "other"
file = "other.md"
"""


def write_manifest(folder: Path, text: str = MANIFEST) -> None:
    (folder / "story.toml").write_text(text, encoding="utf-8")


def replace_in_manifest(folder: Path, old: str, new: str) -> None:
    assert old in MANIFEST
    write_manifest(folder, MANIFEST.replace(old, new, 1))


def say(caught) -> str:
    message = str(caught.value)
    assert "\n" not in message and message.endswith(".")
    return message


# ---------------------------------------------------------------- what is loaded


def test_a_story_and_its_versions(folder):
    story = load_story(folder)
    assert isinstance(story, Story)
    assert (story.name, story.title, story.base, story.language) == (
        "ferry",
        "Ferry hits pier",
        "wire",
        "en",
    )
    assert story.folder == folder.resolve() and story.problems == ()
    wire, other = story.versions
    assert isinstance(wire, Version)
    assert (wire.id, wire.file, wire.text, wire.headline) == ("wire", "wire.txt", WIRE, None)
    assert wire.sha256 == digest(WIRE) and wire.synthetic is False
    assert other.headline == "Ferry hits pier" and other.hints == ((0, 15, "headline"),)
    assert other.n_dropped_characters == count_dropped_characters(other.dropped) == 1


def test_a_path_may_be_a_string_or_the_manifest(folder, monkeypatch):
    story = load_story(folder)
    assert load_story(str(folder)) == story
    assert load_story(folder / "story.toml") == story
    monkeypatch.chdir(folder.parent)
    assert load_story("ferry") == story == load_story(Path("ferry"))
    monkeypatch.chdir(folder)
    assert load_story(".") == story == load_story("story.toml")


def test_all_facts_of_the_manifest(folder):
    facts = f"""
outlet = "Continental Wire"
published_at = 2026-02-11T14:20:00-05:00
url = "https://example.org/ferry"
credit = "CW"
licence = "CC0-1.0"
accessed_on = 2026-02-12
sha256 = "{digest(WIRE).upper()}"
synthetic = true
"""
    replace_in_manifest(folder, 'file = "wire.txt"\n', 'file = "wire.txt"' + facts)
    wire = load_story(folder).versions[0]
    assert (wire.outlet, wire.url, wire.credit, wire.licence, wire.synthetic) == (
        "Continental Wire",
        "https://example.org/ferry",
        "CW",
        "CC0-1.0",
        True,
    )
    assert (wire.published_at, wire.accessed_on) == ("2026-02-11T14:20:00-05:00", "2026-02-12")


def test_the_manifest_comes_before_the_page(folder):
    page = (
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2026-02-11T14:20:00Z">'
        "<h1>Ferry hits pier</h1><p>A ferry hit the pier on Tuesday, officials said.</p>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    table = '[[version]]\nid = "page"\nfile = "page.html"\n'
    write_manifest(folder, MANIFEST + table)
    said = load_story(folder).versions[2]
    assert (said.outlet, said.published_at, said.byline, said.headline) == (
        "Harbour Post",
        "2026-02-11T14:20:00Z",
        "Ann Lee",
        "Ferry hits pier",
    )
    write_manifest(folder, MANIFEST + table + 'outlet = "The Post"\npublished_at = "2026-02-12"\n')
    said = load_story(folder).versions[2]
    assert (said.outlet, said.published_at) == ("The Post", "2026-02-12")


def test_only_the_versions_asked_for_and_the_base(folder):
    assert [v.id for v in load_story(folder, versions=["other"]).versions] == ["wire", "other"]
    assert [v.id for v in load_story(folder, versions=["wire"]).versions] == ["wire"]
    assert [v.id for v in load_story(folder, versions="wire").versions] == ["wire"]
    with pytest.raises(StoryError) as caught:
        load_story(folder, versions=["wire", "othr"])
    assert "'othr'" in say(caught) and "did you mean 'other'?" in say(caught)
    assert "wire, other" in say(caught)


def test_a_story_of_one_version_loads(folder):
    write_manifest(folder, 'title = "One"\n[[version]]\nid = "a"\nfile = "wire.txt"\n')
    assert [version.id for version in load_story(folder).versions] == ["a"]


def test_the_order_is_the_manifests(folder):
    tables = MANIFEST.split("[[version]]")
    write_manifest(folder, "[[version]]".join([tables[0], tables[2] + "\n", tables[1]]))
    assert [version.id for version in load_story(folder).versions] == ["other", "wire"]


# ---------------------------------------------------------------- mistakes in the manifest


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Ferry hits pier"', "title = ", ["not valid TOML", "line 1"]),
        ('title = "Ferry hits pier"', 'titel = "x"', ["line 1", "'titel'", "mean 'title'?"]),
        ('title = "Ferry hits pier"', "title = 5", ["line 1", "'title'", "a string", "int"]),
        ('title = "Ferry hits pier"', 'title = " "', ["no title"]),
        ('title = "Ferry hits pier"', "", ["no title"]),
        ('file = "other.md"', 'file = "other.md"\noutlett = "x"', ["line 11", "mean 'outlet'?"]),
        ('file = "other.md"', 'file = "other.md"\nsynthetic = "no"', ["line 11", "true or false"]),
        ('file = "other.md"', "file = true", ["line 10", "'file'", "a string", "bool"]),
        ('id = "other"', "", ["version 2", "no id"]),
        ('file = "other.md"', "", ["version 2", "no file"]),
        ('id = "other"', 'id = "wire"', ["two versions", "'wire.txt'", "'other.md'"]),
        ('id = "other"', 'id = "WIRE"', ["two versions", "'WIRE'"]),
        ('id = "other"', 'id = "a/b"', ["line 9", "'a/b'", "letters"]),
        ('id = "other"', 'id = "é"', ["line 9", "letters"]),
        ('id = "other"', 'id = "-x"', ["line 9", "letters"]),
        ('file = "other.md"', 'file = "../other.md"', ["line 10", "inside the story's folder"]),
        ('file = "other.md"', 'file = "/etc/hostname"', ["line 10", "inside"]),
        ('file = "other.md"', 'file = "C:\\\\other.md"', ["line 10", "inside"]),
        ('file = "other.md"', 'file = "a\\\\..\\\\..\\\\b.md"', ["line 10", "inside"]),
        ('file = "other.md"', 'file = "a\\u0000.md"', ["line 10", "inside"]),
        ('base = "wire"', 'base = "wires"', ["line 2", "mean 'wire'?", "wire, other"]),
        (
            'file = "other.md"',
            'file = "other.md"\npublished_at = "11 Feb"',
            ["line 11", "ISO 8601", "'11 Feb'"],
        ),
        ('file = "other.md"', 'file = "other.md"\npublished_at = 14:20:00', ["line 11", "time"]),
        ('file = "other.md"', 'file = "other.md"\nsha256 = "abc"', ["line 11", "64 hexadecimal"]),
    ],
)
def test_a_mistake_in_the_manifest_names_file_line_and_remedy(folder, old, new, words):
    replace_in_manifest(folder, old, new)
    with pytest.raises(StoryError) as caught:
        load_story(folder)
    message = say(caught)
    for word in [*words, "story.toml"]:
        assert word in message, message


def test_a_manifest_without_versions_or_with_single_brackets(folder):
    write_manifest(folder, 'title = "Ferry"\n')
    with pytest.raises(StoryError, match="names no version"):
        load_story(folder)
    write_manifest(folder, 'title = "Ferry"\n[version]\nid = "a"\nfile = "wire.txt"\n')
    with pytest.raises(StoryError, match=r"\[\[version\]\]"):
        load_story(folder)
    (folder / "story.toml").write_bytes(b'title = "\xff"\n')
    with pytest.raises(StoryError, match="not UTF-8"):
        load_story(folder)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_manifest_is_read_or_refused_with_a_story_error(text):
    for manifest in (text, MANIFEST + text, f"title = '{text}'\n[[version]]\nid='a'\nfile='b'"):
        try:
            parse_manifest(manifest, Path("story.toml"))
        except StoryError as error:
            assert "story.toml" in str(error)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("Not yours.", encoding="utf-8")
    (folder / "other.md").unlink()
    (folder / "other.md").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(StoryError, match=r"other\.md leads out of the folder"):
        load_story(folder)


# ---------------------------------------------------------------- files that cannot be used


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.unlink(), "does not exist"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "PNG"),
        (lambda path: os.truncate(path, 50_000_000), "too large"),
    ],
)
def test_a_bad_file_is_set_aside_and_the_others_stay(folder, spoil, words):
    spoil(folder / "other.md")
    story = load_story(folder)
    assert [version.id for version in story.versions] == ["wire"]
    (problem,) = story.problems
    assert words in problem and "other.md" in problem and "'other' is left out" in problem


def test_a_wrong_checksum_sets_the_version_aside(folder):
    wrong = f'file = "other.md"\nsha256 = "{digest("another text")}"'
    replace_in_manifest(folder, 'file = "other.md"', wrong)
    story = load_story(folder)
    assert [version.id for version in story.versions] == ["wire"]
    assert "SHA-256" in story.problems[0] and "other.md" in story.problems[0]


def test_a_base_that_cannot_be_read_is_said(folder):
    (folder / "wire.txt").write_bytes(b"")
    story = load_story(folder)
    assert story.base is None and [version.id for version in story.versions] == ["other"]
    assert "base 'wire'" in story.problems[1]


def test_no_version_at_all_is_an_error_that_says_why(folder):
    (folder / "wire.txt").write_bytes(b"")
    (folder / "other.md").write_bytes(b" ")
    with pytest.raises(StoryError) as caught:
        load_story(folder)
    assert "wire.txt is empty" in say(caught) and "other.md is empty" in say(caught)


# ---------------------------------------------------------------- texts that live elsewhere


def test_texts_are_found_in_the_folders_of_the_environment(folder, tmp_path, monkeypatch):
    elsewhere = tmp_path / "texts"
    elsewhere.mkdir()
    (folder / "wire.txt").rename(elsewhere / "wire.txt")
    (folder / "other.md").rename(elsewhere / "other.md")
    assert not has_texts(folder)
    with pytest.raises(StoryError) as caught:
        load_story(folder)
    assert "MEDIACOMPARE_SEEDS" in say(caught) and "'ferry'" in say(caught)
    named = os.pathsep.join([str(tmp_path / "none"), str(elsewhere)])
    monkeypatch.setenv("MEDIACOMPARE_SEEDS", named)
    assert has_texts(folder)
    assert [version.text for version in load_story(folder).versions][0] == WIRE


def test_a_link_out_of_the_other_folder_is_refused_too(folder, tmp_path, monkeypatch):
    elsewhere = tmp_path / "texts"
    elsewhere.mkdir()
    (tmp_path / "secret.txt").write_text("Not yours.", encoding="utf-8")
    (folder / "wire.txt").unlink()
    (elsewhere / "wire.txt").symlink_to(tmp_path / "secret.txt")
    monkeypatch.setenv("MEDIACOMPARE_SEEDS", str(elsewhere))
    with pytest.raises(StoryError, match="leads out"):
        load_story(folder)


# ---------------------------------------------------------------- folders without a manifest


def test_a_folder_without_a_manifest(tmp_path):
    folder = tmp_path / "ferry_hits-pier"
    folder.mkdir()
    for name in ("b.txt", "Le Monde (édition).txt", "a.md", "a.txt", "page.html"):
        (folder / name).write_text(OTHER, encoding="utf-8")
    for name in ("README.md", "LICENSE.txt", "key.toml", "key.txt", ".hidden.txt", "data.csv"):
        (folder / name).write_text("no article", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "report.pdf").write_bytes(b"%PDF-1.4")
    (folder / "empty.txt").write_bytes(b"")
    story = load_story(folder)
    ids = [version.id for version in story.versions]
    assert ids == sorted(ids) == ["Le-Monde-edition", "a", "a-2", "b", "page"]
    assert (story.title, story.name, story.base) == ("Ferry hits pier", "ferry_hits-pier", None)
    assert len(story.problems) == 2
    assert "report.pdf" in story.problems[0] and "empty.txt is empty" in story.problems[1]


def test_a_folder_with_nothing_to_read(tmp_path):
    with pytest.raises(StoryError, match=r"holds no story\.toml and no \.txt"):
        load_story(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(StoryError, match="No file in .* can be read"):
        load_story(tmp_path)


@given(st.lists(st.text(max_size=20), max_size=8))
def test_ids_made_of_file_names_are_safe_and_unique(stems):
    taken: set[str] = set()
    for stem in stems:
        made = make_id(stem, taken)
        assert made.casefold() not in taken
        assert made[0].isascii() and made[0].isalnum()
        assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        taken.add(made.casefold())


# ---------------------------------------------------------------- names


def test_an_unknown_story_is_met_with_the_known_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoryError) as caught:
        load_story("no-such-story")
    assert "'no-such-story'" in say(caught) and "tiny" in say(caught)
    with pytest.raises(StoryError, match="did you mean 'tiny'"):
        load_story("tinny")
    for nothing in ("", " ", "a\0b"):
        with pytest.raises(UsageError):
            load_story(nothing)


def test_a_file_is_no_story(folder):
    with pytest.raises(StoryError, match="mediacompare import"):
        load_story(folder / "wire.txt")


def test_a_name_means_the_same_from_every_folder(tmp_path, monkeypatch):
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "a.txt").write_text("Another tiny.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_story("tiny").title != "Tiny"
    assert load_story("./tiny").title == "Tiny"


@pytest.mark.parametrize("name", ["tiny", "tarnholt-dam"])
def test_the_stories_of_the_project_load_without_a_problem(name):
    story = load_story(name)
    assert story.problems == () and story.base is not None
    assert all(version.synthetic for version in story.versions)


def test_the_list_of_stories():
    stories = list_stories()
    assert list(stories.columns) == ["name", "title", "n_versions", "has_texts", "folder"]
    rows = stories.set_index("name")
    assert list(rows.index) == sorted(rows.index)
    assert rows.loc["tiny", "n_versions"] == 3 and rows.loc["tiny", "has_texts"]
    assert not rows.loc["wagner-arms", "has_texts"]


def test_dates_of_the_manifest_are_iso_strings():
    text = MANIFEST + "published_at = 2026-02-11\n"
    entry = parse_manifest(text, Path("story.toml")).entries[1]
    assert entry.facts["published_at"] == date(2026, 2, 11).isoformat()
    for value in ("2026", "2026-02", "2026-02-11T14:20:00Z"):
        text = MANIFEST + f'published_at = "{value}"\n'
        assert parse_manifest(text, Path("s")).entries[1].facts["published_at"] == value


# ---------------------------------------------------------------- folders


def test_folders_do_not_depend_on_the_current_one(tmp_path, monkeypatch):
    monkeypatch.delenv("MEDIACOMPARE_REPORTS", raising=False)
    found = [find_data_folder(), find_notebooks_folder(), find_reports_folder()]
    monkeypatch.chdir(tmp_path)
    assert [find_data_folder(), find_notebooks_folder(), find_reports_folder()] == found
    assert all(folder.is_absolute() for folder in found)
    assert [folder.name for folder in list_seed_folders()] == list(list_stories()["name"])


def test_folders_named_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDIACOMPARE_REPORTS", str(tmp_path))
    assert find_reports_folder() == tmp_path
    assert find_tables_folder("tiny") == tmp_path / "tiny" / "tables"
    assert find_texts_folders() == []
    monkeypatch.setenv("MEDIACOMPARE_SEEDS", os.pathsep.join(["a", "", str(tmp_path)]))
    assert find_texts_folders() == [Path("a"), tmp_path]


# ---------------------------------------------------------------- the five real articles


def test_the_five_real_articles(monkeypatch, tmp_path, articles):
    files = list(articles.values())
    tables = [
        f'[[version]]\nid = "v{path.name[:3]}"\nfile = "{path.name}"\n'
        f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n'
        for path in files
    ]
    write_manifest(tmp_path, "\n".join(['title = "Arms"\nbase = "v002"', *tables]))
    monkeypatch.setenv("MEDIACOMPARE_SEEDS", str(files[0].parent))
    story = load_story(tmp_path)
    assert [version.id for version in story.versions] == ["v000", "v001", "v002", "v003", "v004"]
    assert story.problems == () and story.base == "v002"
    assert story.versions[1].headline.endswith("U.S. Says")
    assert [v.n_dropped_characters for v in story.versions] == [0, 32, 0, 0, 0]


# ---------------------------------------------------------------- places that cannot be read


def test_a_name_that_is_too_long_for_a_file_sets_its_version_aside(folder):
    write_manifest(folder, MANIFEST.replace("other.md", "x" * 300 + ".md"))
    story = load_story(folder)
    assert [version.id for version in story.versions] == ["wire"]
    assert "too long" in story.problems[0] and "'other' is left out" in story.problems[0]


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_a_manifest_that_is_no_file_is_not_passed_over(folder, make):
    (folder / "story.toml").unlink()
    make(folder / "story.toml")
    with pytest.raises(StoryError, match=r"story\.toml cannot be read"):
        load_story(folder)


def test_a_manifest_may_be_a_link_inside_its_folder_and_none_that_leads_out(folder, tmp_path):
    (folder / "story.toml").rename(folder / "real.toml")
    (folder / "story.toml").symlink_to("real.toml")
    assert load_story(folder).title == "Ferry hits pier"
    (folder / "real.toml").rename(tmp_path / "elsewhere.toml")
    (folder / "story.toml").unlink()
    (folder / "story.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(StoryError, match=r"story\.toml leads out of its folder"):
        load_story(folder)


def test_links_in_a_folder_without_a_manifest_are_told_when_they_lead_out_or_nowhere(
    folder, tmp_path
):
    (folder / "story.toml").unlink()
    (tmp_path / "secret.txt").write_text("Not yours.", encoding="utf-8")
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "b.txt").symlink_to("nowhere.txt")
    (folder / "c.txt").symlink_to("wire.txt")
    story = load_story(folder)
    assert [version.id for version in story.versions] == ["c", "other", "wire"]
    assert "a.txt leads out of the folder" in story.problems[0]
    assert "b.txt does not exist" in story.problems[1] and len(story.problems) == 2


def test_where_the_texts_were_looked_for_is_said(folder, monkeypatch):
    for name in ("wire.txt", "other.md"):
        (folder / name).unlink()
    monkeypatch.setenv("MEDIACOMPARE_SEEDS", "~nobody-here/texts")
    with pytest.raises(StoryError, match="now names ~nobody-here/texts"):
        load_story(folder)


def test_a_reports_folder_of_nobody_is_refused(monkeypatch):
    monkeypatch.setenv("MEDIACOMPARE_REPORTS", "~nobody-here/reports")
    with pytest.raises(UsageError, match="MEDIACOMPARE_REPORTS.*nobody-here"):
        find_reports_folder()
