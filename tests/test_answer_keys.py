"""What the reader and the segmenter make of the invented pages, against their answer keys."""

import tomllib
from pathlib import Path

import pytest

from analysis import load_story
from analysis.segment import tabulate_segments

SEEDS = Path(__file__).parents[1] / "seeds"
STORIES = ("tiny", "tarnholt-dam")


def load_key(story: str) -> dict:
    return tomllib.loads((SEEDS / story / "key.toml").read_text("utf-8"))


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module", params=STORIES)
def story(request):
    return request.param, tabulate_segments(load_story(request.param)), load_key(request.param)


def test_the_body_sentences_are_the_keys(story):
    _, segments, key = story
    for version_id, sentences in key["body"].items():
        rows = segments.query("version_id == @version_id and kind == 'body'")
        assert rows["text"].map(squeeze).tolist() == list(map(squeeze, sentences)), version_id


def test_everything_else_has_the_keys_kind(story):
    """A passage may be cut into several segments; all of them must have the key's kind."""
    _, segments, key = story
    for version_id, passages in key["furniture"].items():
        rows = segments.query("version_id == @version_id and kind != 'body'")
        found = [(row.kind, squeeze(row.text)) for row in rows.itertuples()]
        for passage in passages:
            text = squeeze(passage["text"])
            kinds = {kind for kind, piece in found if piece in text or text in piece}
            assert kinds == {passage["kind"]}, (version_id, passage)


def test_what_the_page_holds_beside_the_article_is_dropped_and_listed():
    versions = {version.id: version for version in load_story("tarnholt-dam").versions}
    for version_id, pieces in load_key("tarnholt-dam")["dropped"].items():
        dropped = squeeze("".join(piece.text for piece in versions[version_id].dropped))
        for piece in pieces:
            assert squeeze(piece) in dropped, (version_id, piece)
