"""The five real articles, read as a careful editor would (facts only, none of their text)."""

import pytest

from analysis import compare, load_story


@pytest.fixture(scope="module")
def tables(seeds_folder):
    return compare(load_story("wagner-arms"))


def count_kinds(tables, version_id: str) -> dict[str, int]:
    rows = tables["segments"].query("version_id == @version_id")
    return rows["kind"].value_counts().to_dict()


def get_rows(tables, other_id: str):
    return tables["collation"].query("other_id == @other_id")


@pytest.mark.parametrize(
    ("version_id", "kinds"),
    [
        ("afp", {"dateline": 1, "subheading": 3, "body": 29}),
        (
            "moscow-times",
            {
                "headline": 1,
                "byline": 1,
                "date": 1,
                "credit": 1,
                "subheading": 2,
                "furniture": 1,
                "body": 17,
            },
        ),
        ("spun", {"headline": 1, "subheading": 3, "furniture": 2, "body": 29}),
        (
            "al-jazeera",
            {"headline": 1, "caption": 2, "subheading": 1, "furniture": 3, "body": 31},
        ),
        (
            "national",
            {"headline": 1, "standfirst": 1, "caption": 3, "furniture": 1, "date": 1, "body": 22},
        ),
    ],
)
def test_site_furniture_captions_and_subheadings_are_not_body(tables, version_id, kinds):
    assert count_kinds(tables, version_id) == kinds


def test_every_sentence_of_the_wire_is_found_in_the_spun_copy(tables):
    rows = get_rows(tables, "spun")
    pairs = rows.dropna(subset=["base_segment", "other_segment"])
    assert len(pairs) == 29 and pairs["base_segment"].nunique() == 29
    assert not (rows["action"] == "omitted").any() and not (rows["action"] == "added").any()
    assert not rows["moved"].any()
    # Both texts run sentence by sentence in the same order.
    assert pairs["other_segment"].is_monotonic_increasing


def test_the_moscow_times_keeps_the_head_word_for_word_and_trims_the_tail(tables):
    actions = get_rows(tables, "moscow-times")["action"].tolist()
    assert actions == ["kept"] * 17 + ["omitted"] * 12


def test_the_quotations_that_al_jazeera_shares_are_kept_or_edited(tables):
    segments = tables["segments"].query("version_id == 'afp'").set_index("segment")["text"]
    rows = get_rows(tables, "al-jazeera").dropna(subset=["base_segment"]).set_index("base_segment")
    shared = (
        "completed an initial arms delivery",
        "turning to North Korea for help",
        "pays a high price",
        "willing to just throw",
        "influence peddling",
        "how good he looks",
    )
    for words in shared:
        number = segments[segments.str.contains(words, regex=False)].index.item()
        assert rows.loc[number, "action"] in {"kept", "edited"}, words


def test_nothing_of_the_independent_report_is_called_a_copy(tables):
    assert not set(get_rows(tables, "national")["action"]) & {"kept", "edited"}


def test_the_types(tables):
    types = tables["versions"].set_index("version_id")["type"].to_dict()
    assert types == {
        "afp": "base",
        "moscow-times": "cut-down",
        "spun": "spun",
        "al-jazeera": "rewrite",
        "national": "independent",
    }


def test_the_wire_would_be_chosen_as_base(seeds_folder):
    from analysis.comparison import choose_base

    assert choose_base(compare(load_story("wagner-arms"))["tokens"]) == "afp"


def test_us_house_style_is_not_an_alteration(tables):
    """U.S. for US, St. Petersburg for St.Petersburg: the sentences that hold them are kept."""
    rows = get_rows(tables, "moscow-times").dropna(subset=["other_segment"])
    texts = tables["segments"].query("version_id == 'moscow-times'").set_index("segment")["text"]
    styled = rows[rows["other_segment"].map(texts).str.contains("U.S.|St. Pet", regex=True)]
    assert len(styled) >= 3 and (styled["action"] == "kept").all()
