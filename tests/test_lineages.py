"""Families of versions whose tree is known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.planting.lineages import plant_lineage

BASE = "\n".join(
    [
        "PORT ALDER (Gull Wire) - Inspectors closed the ferry terminal at Port Alder on Monday.",
        '"The ramp has moved by nine inches," said Ruth Okafor, the chief inspector.',
        "About 340 people cross the bay on every working day, most of them from Sandry.",
        'Bay Ferries denied that it had ignored two warnings. "We are not hiding anything," its '
        "president, Paul Stern, told reporters.",
        "Repairs would cost an estimated $4.6 million and take five months, Okafor said.",
        "The terminal was built in 1971 and has been closed twice since then.",
        "Neighbours reportedly heard a loud noise on March 3, before the ramp sank.",
        "A hearing is set for March 21.",
    ]
)
STRANGER = "\n".join(
    [
        "The orchestra of Lunden may not survive the winter, its director said on Friday.",
        '"We have sold our last harp," said Ida Moen, the director.',
        "Three concerts were called off in February, and eleven players have left.",
    ]
)


def test_a_family_is_a_tree_that_reaches_every_version_from_its_root():
    family = plant_lineage(BASE, 4, n_versions=8)
    parents = {child: parent for parent, child in family.edges}
    assert set(parents) == set(family.versions) - {family.root}
    for version in parents:
        while version != family.root:
            version = parents[version]
    assert family.versions[family.root] == BASE


def test_every_version_is_another_text():
    family = plant_lineage(BASE, 2, n_versions=10)
    assert len(set(family.versions.values())) == 10
    assert all(family.steps[v] for v in family.versions if v != family.root)


def test_a_second_parent_is_a_second_edge_with_a_share():
    families = [plant_lineage(BASE, k, n_versions=9, contamination=0.9) for k in range(6)]
    mixed = 0
    for family in families:
        for child in {child for _, child in family.edges}:
            shares = [share for (_, to), share in family.edges.items() if to == child]
            assert sum(shares) == pytest.approx(1.0)
            mixed += len(shares) > 1
    assert mixed


def test_children_of_a_lost_version_hang_from_what_it_was_made_of():
    family = plant_lineage(BASE, 3, n_versions=8, n_lost=2)
    assert len(family.versions) == 8
    assert len(family.lost) == 2
    children = {child for _, child in family.edges}
    assert children == set(family.versions) - {family.root}
    assert all(set(below) <= set(family.versions) for below in family.lost.values())


def test_a_lost_root_leaves_its_children_without_a_parent():
    family = plant_lineage(BASE, 3, n_versions=6, lose_root=True)
    assert family.root is None
    orphans = set(family.versions) - {child for _, child in family.edges}
    assert len(orphans) >= 1
    assert BASE not in family.versions.values()


def test_independent_reports_have_no_edge_and_the_names_of_the_story():
    family = plant_lineage(BASE, 1, n_versions=4, n_independent=1, strangers=[STRANGER])
    (own,) = family.independent
    assert not any(own in edge for edge in family.edges)
    assert "Moen" not in family.versions[own]
    assert "harp" in family.versions[own]


def test_dates_are_all_missing_without_dates():
    family = plant_lineage(BASE, 1, n_versions=6, with_dates=False)
    assert set(family.published_at.values()) == {None}
    dated = plant_lineage(BASE, 1, n_versions=6)
    assert any(dated.published_at.values())


def test_impossible_families_are_refused():
    with pytest.raises(ValueError, match="family"):
        plant_lineage(BASE, n_versions=0)
    with pytest.raises(ValueError, match="stranger"):
        plant_lineage(BASE, n_independent=1)


def test_the_same_seed_gives_the_same_family():
    wanted = {"n_versions": 6, "contamination": 0.5, "n_independent": 1, "strangers": [STRANGER]}
    assert plant_lineage(BASE, 9, **wanted) == plant_lineage(BASE, 9, **wanted)
    assert plant_lineage(BASE, 9, **wanted) != plant_lineage(BASE, 10, **wanted)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.integers(0, 99))
def test_any_text_can_have_a_family(text, seed):
    family = plant_lineage(text, seed, n_versions=3, contamination=0.5)
    assert len(family.versions) == 3
