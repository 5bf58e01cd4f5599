"""Which version was made of which."""

import itertools
import re
import tomllib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import compare, load_story
from analysis.derivation import DIRECTIONS, tabulate_derivation
from analysis.derivation.families import lift_branches
from analysis.derivation.metadata import read_moment, weigh_metadata
from analysis.derivation.tables import COLUMNS
from analysis.derivation.trees import find_cheapest_tree
from analysis.derivation_figure import (
    compare_edges,
    describe_derivation,
    draw_derivation,
    tabulate_edges,
    tell_derivation,
)
from analysis.paths import list_seed_folders
from analysis.planting.lineages import plant_lineage
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.story import Story, Version

WIRE = [
    "Inspectors closed the ferry terminal at Port Alder on Monday after its ramp had moved.",
    '"The ramp has moved by nine inches," said Ruth Okafor, the chief inspector of the bay.',
    "About 340 people cross the bay on every working day, most of them from Sandry.",
    "Bay Ferries denied on Tuesday that it had ignored two warnings about the old ramp.",
    "Repairs would cost an estimated $4.6 million and take five months, Okafor said.",
    "The terminal was built in 1971 and has been closed only twice since then.",
    "Neighbours heard a loud noise in the night before the ramp sank into the mud.",
    "A hearing before the harbour board is set for the last week of March.",
]
KEYED = [f for f in list_seed_folders() if (f / "key.toml").is_file()]


def make_tables(texts: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    versions = tuple(Version(id=k, file=k, text=t, sha256="") for k, t in texts.items())
    story = Story(name="s", title="s", folder=None, language="en", versions=versions, base=None)
    segments = tabulate_segments(story)
    return segments, tabulate_tokens(segments)


def derive(texts: dict[str, str], versions: pd.DataFrame | None = None) -> pd.DataFrame:
    return tabulate_derivation(*make_tables(texts), versions)


def list_edges(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(table["from_id"], table["to_id"], strict=True))


def replace(lines: list[str], *pairs: tuple[str, str]) -> list[str]:
    text = "\n".join(lines)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.split("\n")


def write(lines: list[str]) -> str:
    return "\n".join(lines)


# ---------------------------------------------------------------- what is found


def test_a_shared_error_proves_the_edge_and_is_named():
    garbled = replace(WIRE, ("$4.6 million", "$46 million"), ("Okafor", "Okaffor"))
    again = replace(garbled, ("five months", "nine months"), ("loud noise", "luod noise"))
    days = pd.DataFrame({"version_id": ["wire", "a"], "published_at": ["2026-03-01", "2026-03-05"]})
    found = derive({"wire": write(WIRE), "a": write(garbled), "b": write(again)}, days)
    assert list_edges(found) == {("wire", "a"), ("a", "b")}
    evidence = found.set_index("to_id")["evidence"]["b"]
    assert "46" in evidence
    assert "wire has" in evidence


def test_the_words_of_a_proof_stand_where_the_row_says():
    """A shared slip, words that no other has, sentences of a second source."""
    garbled = replace(WIRE, ("$4.6 million", "$46 million"), ("Okafor", "Okaffor"))
    again = replace(garbled, ("five months", "nine months"), ("loud noise", "luod noise"))
    texts = {"wire": write(WIRE), "a": write(garbled), "b": write(again)}
    segments, tokens = make_tables(texts)
    found = tabulate_derivation(segments, tokens)
    told = dict(
        zip(
            zip(segments["version_id"], segments["segment"], strict=True),
            segments["text"],
            strict=True,
        )
    )
    assert len(found) == 2
    for edge in found.dropna(subset=["from_segment"]).to_dict("records"):
        words = edge["proof"].split("”")[0].removeprefix("“").removesuffix(" …")
        for end in ("from", "to"):
            assert words in told[edge[f"{end}_id"], edge[f"{end}_segment"]]
    assert found["from_segment"].notna().any()


def test_a_copy_of_a_copy_that_was_cut_hangs_with_the_cut_one():
    cut = replace(WIRE[:6], ("340", "430"))
    again = replace(cut, ("twice", "three times"))
    found = derive({"wire": write(WIRE), "cut": write(cut), "again": write(again)})
    pairs = {frozenset(edge) for edge in list_edges(found)}
    assert pairs == {frozenset(("wire", "cut")), frozenset(("cut", "again"))}


def test_two_cut_downs_of_one_report_are_not_made_of_each_other():
    one = replace(WIRE[:5], ("nine inches", "six inches"), ("340", "430"))
    two = replace(WIRE[:5], ("five months", "nine months"), ("two warnings", "ten warnings"))
    found = derive({"wire": write(WIRE), "one": write(one), "two": write(two)})
    assert list_edges(found) == {("wire", "one"), ("wire", "two")}


def test_a_misspelling_gives_the_direction_away():
    garbled = replace(WIRE, ("terminal", "treminal"), ("working", "workng"), ("noise", "noies"))
    found = derive({"x": write(garbled), "y": write(WIRE)})
    assert list_edges(found) == {("y", "x")}
    assert found["direction"].tolist() == ["supported"]


def test_a_single_exchanged_word_gives_no_direction():
    other = replace(WIRE, ("built", "opened"))
    found = derive({"x": write(WIRE), "y": write(other)})
    assert len(found) == 1
    assert found["direction"].iloc[0] == "unknown"


def test_dates_are_soft_evidence_that_can_turn_an_exchangeable_pair():
    other = replace(WIRE, ("built", "opened"), ("the last week", "the first week"))
    texts = {"x": write(WIRE), "y": write(other)}
    for first, second in (("x", "y"), ("y", "x")):
        days = pd.DataFrame(
            {
                "version_id": [first, second],
                "published_at": ["2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"],
            }
        )
        found = derive(texts, days)
        assert list_edges(found) == {(first, second)}


def test_a_clear_text_outweighs_a_wrong_date():
    garbled = replace(WIRE, ("terminal", "treminal"), ("working", "workng"), ("noise", "noies"))
    garbled = replace(garbled, ("hearing", "haering"), ("months", "mnoths"), ("ramp", "rmap"))
    days = pd.DataFrame({"version_id": ["x", "y"], "published_at": ["2026-03-01", "2026-03-09"]})
    found = derive({"x": write(garbled), "y": write(WIRE)}, days)
    assert list_edges(found) == {("y", "x")}


def test_sentences_of_a_second_source_make_a_second_edge():
    own = [
        "Fishermen had moored their boats across the channel in protest since Sunday.",
        "The harbour chaplain carried bread and coffee from one boat to the next.",
        "Nobody at the customs house would say how long the blockade might last.",
    ]
    altered = [("340", "430"), ("five months", "six months"), ("twice", "seven times")]
    altered += [("nine inches", "two inches"), ("denied", "said"), ("last week", "first week")]
    altered += [("old ramp", "worn pier"), ("mud", "silt"), ("closed only", "shut just")]
    altered += [("working day", "week day"), ("cost an estimated", "come to about")]
    altered += [("Inspectors closed", "Officials shut"), ("had moved", "slid sideways")]
    one = [*replace(WIRE, *altered), *own]
    others = [("1971", "1917"), ("Monday", "Sunday"), ("Tuesday", "Friday")]
    others += [("Neighbours", "Fishermen"), ("chief", "deputy"), ("most of them", "nearly all")]
    others += [("ferry terminal", "passenger dock"), ("has moved", "was displaced")]
    others += [("bay on every", "strait each"), ("two warnings", "several letters")]
    others += [("heard a", "complained of some"), ("harbour board", "port council")]
    two = [*replace(WIRE, *others), *own[:2]]
    days = pd.DataFrame(
        {
            "version_id": ["wire", "one", "two"],
            "published_at": [f"2026-03-{d}" for d in "01 05 09".split()],
        }
    )
    found = derive({"wire": write(WIRE), "one": write(one), "two": write(two)}, days)
    assert {("wire", "one"), ("wire", "two"), ("one", "two")} == list_edges(found)
    second = found.set_index(["from_id", "to_id"]).loc[("one", "two")]
    assert second[["from_segment", "to_segment"]].notna().all()
    shares = found[found["to_id"] == "two"].set_index("from_id")["weight"]
    assert shares["wire"] > shares["one"] > 0
    assert shares.sum() <= 1.0001


def test_a_root_with_errors_that_two_branches_do_not_have_goes_back_to_a_lost_version():
    garbled = replace(WIRE, ("terminal", "treminal"), ("inspector of", "isnpector of"))
    one = replace(WIRE, ("340", "about 400"), ("working day", "workng day"))
    two = replace(WIRE, ("five months", "six months"), ("loud noise", "loud noies"))
    found = derive({"a": write(garbled), "b": write(one), "c": write(two)})
    assert list_edges(found) == {("(lost 1)", version_id) for version_id in "abc"}
    assert found["evidence"].str.contains("not here").all()


def test_two_copies_of_a_lost_copy_hang_from_what_it_was_made_of():
    lost = replace(WIRE, ("340", "430"), ("five months", "nine months"), ("twice", "thrice"))
    lost = replace(lost, ("ferry terminal", "passenger dock"), ("Neighbours", "Residents"))
    one = replace(lost, ("nine inches", "six inches"), ("two warnings", "ten warnings"))
    one = replace(one, ("loud noise", "luod noise"), ("had moved", "slid sideways"))
    two = replace(lost, ("1971", "1917"), ("last week", "first week"), ("mud", "silt"))
    texts = {"wire": write(WIRE), "one": write(one), "two": write(two)}
    days = [f"2026-03-{day}" for day in ("01", "05", "09")]
    found = derive(texts, pd.DataFrame({"version_id": list(texts), "published_at": days}))
    assert list_edges(found) == {("wire", "one"), ("wire", "two")}


def test_branches_with_different_words_show_no_lost_version():
    one = replace(WIRE, ("Ruth Okafor", "Ruth Adler"), ("noise", "noies"), ("months", "mnoths"))
    two = replace(WIRE, ("Ruth Okafor", "Ruth Mercer"), ("ramp", "rmap"), ("hearing", "haering"))
    garbled = replace(WIRE, ("Ruth Okafor", "Ruth Table"))
    found = derive({"a": write(garbled), "b": write(one), "c": write(two)})
    assert not found["from_id"].str.startswith("(lost").any()


def test_who_has_all_of_the_shared_sentences_and_more_took_them():
    own = [
        "Fishermen had moored their boats across the channel in protest since Sunday.",
        "The harbour chaplain carried bread and coffee from one boat to the next.",
    ]
    more = [
        "Nobody at the customs house would say how long the blockade might last.",
        "A carpenter from Sandry offered planks and nails for a bridge of his own.",
    ]
    one = [*replace(WIRE, ("340", "430"), ("twice", "thrice"), ("Monday", "Sunday")), *own]
    two = [*replace(WIRE, ("1971", "1917"), ("five", "nine"), ("Tuesday", "Friday")), *own, *more]
    texts = {"wire": write(WIRE), "one": write(one), "two": write(two)}
    days = pd.DataFrame({"version_id": ["wire"], "published_at": ["2026-03-01"]})
    days = pd.concat(
        [days, pd.DataFrame({"version_id": ["one", "two"], "published_at": "2026-03-09"})]
    )
    found = derive(texts, days)
    assert list_edges(found) == {("wire", "one"), ("wire", "two"), ("one", "two")}
    second = found.set_index(["from_id", "to_id"]).loc[("one", "two")]
    assert second["direction"] == "reversible"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(0, 5))
def test_a_lifted_tree_is_a_tree_with_the_same_root(above, threshold):
    parents = [-1, *(min(k, p) for k, p in enumerate(above))]

    def measure(top, middle, below):
        return float((7 * top + 3 * middle + below) % 6 - threshold)

    lifted = lift_branches(parents, measure)
    assert lifted[0] == -1
    assert lifted.count(-1) == 1
    for node in range(len(parents)):
        over = set()
        up = parents[node]
        while up >= 0:
            over.add(up)
            up = parents[up]
        assert lifted[node] < 0 or lifted[node] in over


def test_an_independent_report_has_no_edge():
    own = [
        "Nobody had crossed the bay since the week-end, and the kiosk was shut.",
        '"The ramp has moved by nine inches," said Ruth Okafor, who wore a yellow coat.',
        "Commuters shared cars along the coast road, which takes an hour longer.",
        "The town council wants to hear from the company before it decides anything.",
    ]
    found = derive({"wire": write(WIRE), "copy": write(WIRE[:5]), "own": write(own)})
    assert list_edges(found) == {("wire", "copy")}


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("folder", KEYED, ids=lambda folder: folder.name)
@pytest.mark.parametrize("with_facts", [True, False], ids=["dates", "texts"])
def test_the_invented_stories_have_the_edges_of_their_keys(folder, with_facts):
    story = load_story(folder)
    segments = tabulate_segments(story)
    facts = pd.DataFrame(
        [(v.id, v.outlet, v.published_at, v.credit) for v in story.versions],
        columns=["version_id", "outlet", "published_at", "credit"],
    )
    found = tabulate_derivation(segments, tabulate_tokens(segments), facts if with_facts else None)
    key = tomllib.loads((folder / "key.toml").read_text(encoding="utf-8"))
    assert list_edges(found) == {(edge["from"], edge["to"]) for edge in key["derivation"]}


def test_the_five_real_articles(seeds_folder):
    story = load_story("wagner-arms")
    segments = tabulate_segments(story)
    facts = pd.DataFrame(
        [(v.id, v.outlet, v.published_at, v.credit) for v in story.versions],
        columns=["version_id", "outlet", "published_at", "credit"],
    )
    found = tabulate_derivation(segments, tabulate_tokens(segments), facts)
    wanted = {("afp", "moscow-times"), ("afp", "spun"), ("afp", "al-jazeera")}
    assert list_edges(found) == wanted
    directions = found.set_index("to_id")["direction"]
    assert directions["spun"] == directions["moscow-times"] == "supported"


# ---------------------------------------------------------------- invariants


def check_table(found: pd.DataFrame, ids: set[str]) -> None:
    assert list(found.columns) == list(COLUMNS)
    assert found["direction"].isin(DIRECTIONS).all()
    assert found["weight"].between(0, 1).all()
    assert (found["from_id"] != found["to_id"]).all()
    assert set(found["to_id"]) <= ids
    assert not found.duplicated(["from_id", "to_id"]).any()
    assert found[["from_id", "to_id"]].apply(tuple, axis=1).is_monotonic_increasing


@pytest.mark.parametrize("seed", [1, 2])
def test_a_planted_family_gives_a_sound_table_whatever_the_order(seed):
    family = plant_lineage(write(WIRE), seed, n_versions=6, contamination=0.4)
    found = derive(family.versions)
    check_table(found, set(family.versions))
    turned = derive(dict(reversed(family.versions.items())))
    pd.testing.assert_frame_equal(found, turned)


def test_dumb_cases():
    assert derive({"a": write(WIRE)}).empty
    assert derive({"a": "", "b": ""}).empty
    assert derive({"a": "?!", "b": "One."}).empty
    same = derive({"a": write(WIRE), "b": write(WIRE)})
    assert same["direction"].tolist() == ["unknown"]
    assert list(derive({"a": ""}).columns) == list(COLUMNS)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=120), min_size=2, max_size=4))
def test_any_texts_give_a_sound_table(texts):
    ids = [f"v{k}" for k in range(len(texts))]
    check_table(derive(dict(zip(ids, texts, strict=True))), set(ids))


# ---------------------------------------------------------------- trees


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 4), st.randoms(use_true_random=False))
def test_no_tree_is_cheaper_than_the_one_found(n, rng):
    costs = np.array([[rng.randint(0, 9) for _ in range(n)] for _ in range(n)], dtype=float)
    roots = np.array([rng.randint(0, 4) for _ in range(n)], dtype=float)

    def price(tree):
        return sum(costs[p, c] if p >= 0 else roots[c] for c, p in enumerate(tree))

    def is_tree(tree):
        if tree.count(-1) != 1:
            return False
        for node in range(n):
            for _ in range(n):
                node = tree[node] if node >= 0 else -1
            if node >= 0:
                return False
        return True

    best = min(
        price(tree)
        for tree in map(list, itertools.product(range(-1, n), repeat=n))
        if is_tree(tree) and all(p != c for c, p in enumerate(tree))
    )
    found = find_cheapest_tree(costs, roots)
    assert is_tree(found)
    assert price(found) == best


def test_a_day_without_a_zone_is_not_before_the_next_morning():
    facts = pd.DataFrame({"version_id": ["a", "b"], "published_at": ["2026-03-01", "2026-03-02"]})
    assert not weigh_metadata(facts, ["a", "b"]).any()


def test_a_credit_line_names_the_source():
    facts = pd.DataFrame(
        {"version_id": ["a", "b"], "outlet": ["Gull Wire", "The Post"], "credit": ["", "Gull Wire"]}
    )
    weights = weigh_metadata(facts, ["a", "b"])
    assert weights[0, 1] > 0
    assert weights[1, 0] == -weights[0, 1]


@given(st.one_of(st.none(), st.floats(), st.text(max_size=30)))
def test_any_date_can_be_read_or_not(value):
    moments = read_moment(value)
    assert moments is None or moments[0] <= moments[1]


# ---------------------------------------------------------------- for people


def make_long_table(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [f"the-evening-standard-and-morning-chronicle-edition-{k:02d}" for k in range(n)]
    rows = [
        (ids[k // 2], ids[k], 0.5, DIRECTIONS[k % 3], "why", "“a few words of the proof”", 0.9)
        for k in range(1, n - 1)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS)[:7])
    return table, pd.DataFrame({"version_id": ids})


def test_no_two_labels_of_twelve_long_names_meet():
    ax = draw_derivation(*make_long_table(12))
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    assert len(boxes) > 24
    for one, two in itertools.combinations(boxes, 2):
        assert not one.overlaps(two)
    page = ax.figure.bbox
    assert all(box.x0 >= page.x0 - 1 and box.x1 <= page.x1 + 1 for box in boxes)


def test_the_description_names_every_edge_and_who_stands_apart():
    table, versions = make_long_table(5)
    alt = describe_derivation(table, versions)
    for version_id in versions["version_id"]:
        assert version_id in alt
    assert alt.endswith("copies none of the others.")


def test_a_story_without_copies_says_so():
    empty = derive({"a": "One.", "b": "Two."})
    versions = pd.DataFrame({"version_id": ["a", "b"]})
    assert "no version" in describe_derivation(empty, versions)
    ax = draw_derivation(empty, versions)
    assert {"a", "b"} <= {text.get_text() for text in ax.texts}


def make_edges(direction: str = "supported", proof: str = "“46”") -> pd.DataFrame:
    row = {"from_id": "wire", "to_id": "copy", "weight": 0.9, "direction": direction}
    return pd.DataFrame([row | {"evidence": "Both err.", "proof": proof, "p_direction": 0.97}])


@pytest.mark.parametrize(
    "direction, told",
    [
        ("supported", "copy was made from wire, directly or not (90% of its words). Both err."),
        ("reversible", "copy and wire share text (90% of the words of copy). Both err."),
        ("unknown", "copy and wire share text (90% of the words of copy); too little to say more."),
    ],
)
def test_an_edge_is_told_as_surely_as_it_is_known(direction, told):
    versions = pd.DataFrame({"version_id": ["wire", "copy", "own"]})
    sentences = tell_derivation(make_edges(direction), versions)
    assert sentences[0].startswith(told)
    assert sentences[1] == "own copies none of the others, as far as the words tell."


def test_no_edge_is_a_sentence_too():
    versions = pd.DataFrame({"version_id": ["a", "b"]})
    assert "No version is copied" in tell_derivation(make_edges().head(0), versions)[0]
    assert tabulate_edges(make_edges().head(0), versions).empty


def test_edges_lie_side_by_side_for_every_reading():
    table = compare_edges({"all": make_edges(), "words": make_edges("reversible").head(0)})
    assert table.loc["wire → copy"].tolist() == ["supported", "–"]


def test_words_that_lost_only_their_marks_are_no_proof_to_show():
    tables = compare(load_story("tarnholt-dam"))
    for row in tables["derivation"].itertuples():
        shown = re.findall("“([^”]*)”", row.evidence)
        assert len(shown) == len(set(shown)), row.evidence
