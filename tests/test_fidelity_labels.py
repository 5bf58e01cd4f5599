"""Are loaded labels and slips of a thesaurus found, and harmless synonyms left alone?"""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fidelity.labels import find_label_changes, load_labels
from analysis.fidelity.passage import Pair, Passage
from analysis.paths import find_data_folder


def list_found(base: str, other: str) -> list[tuple]:
    """(subkind, base words, other words) of each change."""
    return [
        (c.subkind, base[c.base_start : c.base_stop], other[c.other_start : c.other_stop])
        for c in find_label_changes(Pair(Passage(base), Passage(other)))
    ]


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        (
            "He boasted of the operation.",
            "He boasted about the surgery.",
            ("wrong_synonym", "operation", "surgery"),
        ),
        ("The rebels fled.", "The terrorists fled.", ("relabelled", "rebels", "terrorists")),
        (
            "They began a war.",
            "They began a special military operation.",
            ("relabelled", "war", "special military operation"),
        ),
        ("Ten protesters sang.", "Ten rioters sang.", ("relabelled", "protesters", "rioters")),
        ("The government fell.", "The regime fell.", ("relabelled", "government", "regime")),
        ("He was killed.", "He was murdered.", ("relabelled", "killed", "murdered")),
        (
            "They sold infantry rockets.",
            "They sold anti-infantry rockets.",
            ("wrong_synonym", "infantry", "anti-infantry"),
        ),
        ("A ferry sank.", "A vessel sank.", ("generalised", "ferry", "vessel")),
    ],
)
def test_declared_replacements_are_found(base: str, other: str, expected: tuple):
    assert list_found(base, other) == [expected]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("The firm paid the fee.", "The company paid the charge."),
        ("Three fighters fled.", "Three rebels fled."),  # neither word takes a side
        ("The surgeon ended the operation.", "The surgeon ended the surgery."),
        ("A protester met a rioter.", "A rioter met a protester."),
        ("The protester sang.", "The protestor sang."),
        ("Rebels fled.", "They fled."),
        ("A river bank gave way.", "A river shore gave way."),
    ],
)
def test_harmless_replacements_are_left_alone(base: str, other: str):
    assert list_found(base, other) == []


def test_every_list_gives_its_reason():
    data = tomllib.loads((find_data_folder() / "fidelity" / "labels.toml").read_text("utf-8"))
    for table in (*data["group"], *data["slip"], *data["wider"], data["opposed_prefixes"]):
        assert table["why"].strip()


def test_nothing_is_declared_to_stand_wrongly_for_itself():
    labels = load_labels()
    for lists in (labels.slips, labels.wider):
        for word, others in lists.items():
            assert word not in others


WORDS = st.sampled_from("rebel rebels terrorist war regime anti - operation surgery the in".split())
TEXTS = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=12).map(" ".join))


@given(TEXTS, TEXTS)
def test_any_two_texts_give_spans_inside_them(base: str, other: str):
    for change in find_label_changes(Pair(Passage(base), Passage(other))):
        assert 0 <= change.base_start < change.base_stop <= len(base)
        assert 0 <= change.other_start < change.other_stop <= len(other)


@given(TEXTS)
def test_a_text_compared_with_itself_labels_the_same(text: str):
    assert find_label_changes(Pair(Passage(text), Passage(text))) == []
