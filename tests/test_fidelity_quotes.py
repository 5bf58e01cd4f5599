"""The ledger of quotations: what counts as a change inside, around and behind the marks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.quotes import find_quote_changes, find_version_quote_changes
from analysis.fidelity.severity import load_severities

PIER = '"We will close the pier if the wind gets up again," Ann Marlow said.'


def find(base: str, other: str):
    return find_quote_changes(Pair(Passage(base), Passage(other)))


def name(base: str, other: str) -> list[str]:
    return [change.subkind for change in find(base, other)]


# --- Nothing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "“We will close the pier if the wind gets up again,” Ann Marlow said.",
        "‘We will close the pier if the wind gets up again,’ Ann Marlow said.",
        "'We will close the pier if the wind gets up again', Ann Marlow said.",
        "«We will close the pier if the wind gets up again», Ann Marlow said.",
        "„We will close the pier if the wind gets up again“, Ann Marlow said.",
        "''We will close the pier if the wind gets up again,'' Ann Marlow said.",
        'Ann Marlow said: "We will close the pier if the wind gets up again."',
        '"We will close the pier," Ann Marlow said, "if the wind gets up again."',
        '"We will close the pier if the wind gets up again," Ms. Marlow said on Tuesday.',
        '"We will close the pier if the wind gets up again," she said.',
        '"We will close the pier if the wind gets up again," the harbour master said.',
        '"We will close the pier if the wind gets up again."',
        "The town had no comment.",
        "",
    ],
)
def test_marks_order_and_place_of_the_attribution_are_no_change(other):
    assert find(PIER, other) == []


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (
            '"The colour of 12 boats was grey," he said.',
            '"The color of twelve boats was gray," he said.',
        ),
        ('"It cost $4.6m," he said.', '"It cost $4.6 million," he said.'),
        ('"It cost $40," he said.', '"It cost 40 dollars," he said.'),
        ('"We sail on Feb. 3 at dawn," he said.', '"We sail on 3 February at dawn," he said.'),
        (
            '"Mr. Brandvold paid 70 per cent of it," he said.',
            '"Mr Brandvold paid 70% of it," he said.',
        ),
        (
            '"Ask Mr. Brandvold about the boats," he said.',
            '"Ask Mr. Brandvolt about the boats," he said.',
        ),
        (
            'He called the bridge "a very expensive toy".',
            "He called the bridge “a very expensive toy.”",
        ),
        (
            '"One. Two ships came. Three ships left," he said.',
            '"Two ships came. Three ships left," he said.',
        ),
    ],
)
def test_house_style_inside_the_marks_is_no_change(base, other):
    assert find(base, other) == []


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ('"The toll is $5 million a year," he said.', '"The toll is $5,000,000 a year," he said.'),
        ('"We need cooperation here," he said.', '"We need co-operation here," he said.'),
        ('See <a href="pier">pier</a> again.', "See <a href=“pier”>pier</a> again."),
    ],
)
def test_figures_word_division_and_tags_are_no_change(base, other):
    assert find(base, other) == []


def test_of_a_repeated_quotation_the_one_that_lost_its_marks_is_shown():
    a = "The mayor opened the 'red barn' on Monday."
    b = "Nobody else has ever liked the 'red barn' much."
    text = f"{a} {b}"
    (change,) = find(text, f"{a} {b.replace(chr(39), '')}")
    assert change.subkind == "scare_lost"
    assert change.base_start > len(a)


def test_a_picked_phrase_cut_in_its_own_place_is_truncated():
    base = "Bo Hale called it the 'worst bargain of the century' on Monday."
    assert name(base, base.replace(" of the century", "")) == []  # two words are no statement
    base = "Bo Hale called it 'the very worst bargain of the century' on Monday."
    assert name(base, base.replace(" of the century", "")) == ["truncated"]


def test_whole_sentences_left_out_at_an_end_are_an_omission():
    base = '"The pier is old. The boats are new. The town is broke," Ann Marlow said.'
    assert find(base, '"The pier is old. The boats are new," Ann Marlow said.') == []
    assert find(base, '"The boats are new. The town is broke," Ann Marlow said.') == []


def test_a_few_words_quoted_inside_the_outlets_own_sentence_are_a_selection():
    base = '"The new bridge is nothing but an expensive toy for the mayor," Bo Hale said.'
    assert find(base, 'Bo Hale called the bridge "an expensive toy" on Monday.') == []


def test_a_longer_quotation_of_what_the_base_quotes_in_part_is_own_material():
    base = 'Bo Hale called the bridge "an expensive toy" on Monday.'
    other = '"I have said for years that it is an expensive toy," Bo Hale said.'
    assert find(base, other) == []


def test_quotations_of_one_side_only_are_no_alteration():
    own = '"Nobody asked the fishermen about their moorings," Kit Sorrel said.'
    assert find(PIER, own) == []
    assert find("The town closed its pier.", own) == []
    assert find(own, "The town closed its pier.") == []


def test_a_reorder_is_no_change():
    a = '"The dam has leaked since October," Ann Marlow said.'
    b = '"Our cellars are dry and so are we," Bo Hale said.'
    c = "The town council meets on Friday."
    assert find(f"{a} {b} {c}", f"{c} {b} {a}") == []


# --- Words inside ---------------------------------------------------------------------------


def test_altered_words_are_named():
    (change,) = find(PIER, PIER.replace("close", "shut"))
    assert change.subkind == "altered"
    assert PIER[change.base_start : change.base_stop] == "close"
    assert change.why == "'close' became 'shut' inside the quotation"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("will close", "will never close"),
        ("We will", "We certainly will"),
        ("the wind gets up", "the wind really gets up"),
        ("gets up again", "gets up"),
        ("We will close", "They will close"),
        ("up again", "up twice"),
        ("up again", "up again this winter"),
        ("if the wind", "when the wind"),
    ],
)
def test_words_changed_dropped_or_added(old, new):
    assert set(name(PIER, PIER.replace(old, new))) <= {"altered", "truncated"}
    assert len(find(PIER, PIER.replace(old, new))) == 1


def test_a_reworded_quotation_is_one_row_of_the_whole():
    (change,) = find(
        '"My boat sank in April and nobody came to help," Bo Hale said.',
        '"My ship went down in April and no one arrived to help," Bo Hale said.',
    )
    assert change.subkind == "altered"


def test_scare_quotes_with_another_word_are_altered():
    base = 'The council calls the new toll a "harbour levy" for visitors from abroad.'
    (change,) = find(base, base.replace("harbour levy", "guest tax"))
    assert change.subkind == "altered"


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (
            '"We will not sell the boats," the owner said, "now or ever."',
            '"We are keeping the vessels," the proprietor stated, "now or ever."',
        ),
        (
            '"We owe the crews an answer," the harbour master told the town on Friday.',
            '"We are indebted to the sailors," the dockmaster informed the community.',
        ),
    ],
)
def test_a_statement_in_wholly_other_words_in_its_slot_is_altered(base, other):
    (change,) = find(base, other)
    assert change.subkind == "altered"
    assert change.confidence <= 0.6


def test_another_statement_of_another_source_is_no_rewording():
    base = '"We owe the crews an answer," Ann Marlow told the town on Friday.'
    other = '"We asked for the money," Bo Hale told the town on Friday.'
    assert "altered" not in name(base, other)


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ('"We do not know who did it," he said.', '"We don\'t know who did it," he said.'),
        ('"Well, you know, the pier is old," he said.', '"The pier is old," he said.'),
        ('"The pier, um, is old and wet," he said.', '"The pier is old and wet," he said.'),
        ('"They knew about the leak," he said.', '"[The owners] knew about the leak," he said.'),
        (
            '"Mayor Hale knew about the leak," he said.',
            '"Mayor (Bo) Hale knew about the leak," he said.',
        ),
        (
            '"The pier, which my father built in the war, is old and wet," he said.',
            '"The pier ... is old and wet," he said.',
        ),
        ('"The pier is old and wet and cold," he said.', '"The pier is old and wet …," he said.'),
    ],
)
def test_tidied(base, other):
    assert name(base, other) == ["tidied"]


# --- Cut ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limit",
    [
        "unless the storm comes back",
        "but only for the winter",
        "except on market days",
        "if the insurers agree to it",
        "although nobody here likes it",
        "as long as the money lasts",
        "provided the council signs",
        "until the new bridge opens",
        "only if the harbour master agrees",
    ],
)
def test_a_quotation_that_stops_before_its_limit(limit):
    base = f'"We will keep the pier open, {limit}," Ann Marlow said.'
    (change,) = find(base, '"We will keep the pier open," Ann Marlow said.')
    assert change.subkind == "truncated_before_exception"
    assert base[change.base_start : change.base_stop].startswith(limit.split()[0])


def test_a_limit_in_the_next_sentence_of_the_quotation():
    base = '"The pier is safe for walkers. But nobody should drive on it," Ann Marlow said.'
    assert name(base, '"The pier is safe for walkers," Ann Marlow said.') == [
        "truncated_before_exception"
    ]


def test_a_limit_that_stands_outside_the_marks_was_not_cut():
    base = '"We will keep the pier open unless the storm comes back," Ann Marlow said.'
    other = '"We will keep the pier open," Ann Marlow said, unless the storm comes back.'
    assert "truncated_before_exception" not in name(base, other)


def test_truncated():
    base = '"We will keep the pier open for the whole of next winter," Ann Marlow said.'
    (change,) = find(base, '"We will keep the pier open," Ann Marlow said.')
    assert change.subkind == "truncated"
    assert base[change.base_start : change.base_stop] == "for the whole of next winter"
    assert change.other_start == change.other_stop


def test_a_quotation_that_starts_late():
    base = '"I do not believe that the pier was ever safe for walkers," Ann Marlow said.'
    assert name(base, '"The pier was ever safe for walkers," Ann Marlow said.') == ["truncated"]


# --- Marks ----------------------------------------------------------------------------------


def test_marks_lost():
    words = "The council has known about the rotten beams since last winter"
    base = f'"{words}," Ann Marlow said.'
    for other in (f"{words}.", f"{words}, Ann Marlow said.", f"Yes. {words}."):
        assert name(base, other) == ["marks_lost"]


def test_the_first_person_outside_the_marks_is_no_reported_speech():
    base = '"We warned the council about the beams three times," Ann Marlow said.'
    other = "Ann Marlow said we warned the council about the beams three times."
    assert name(base, other) == ["marks_lost"]


def test_to_indirect():
    base = '"The council has known about the rotten beams since last winter," Ann Marlow said.'
    for other in (
        "Ann Marlow said the council had known about the rotten beams since last winter.",
        "Ann Marlow said that the council knew about the rotten beams since last winter.",
        "According to Ann Marlow, the council has known about the rotten beams since last winter.",
        "The council had known about the rotten beams since last winter, Ann Marlow said.",
    ):
        assert name(base, other) == ["to_indirect"]


def test_marks_added():
    base = "The council has known about the rotten beams since last winter, the town says."
    other = '"The council has known about the rotten beams since last winter," Ann Marlow said.'
    assert name(base, other) == ["marks_added"]
    reported = (
        "Ann Marlow said that the council had known about the rotten beams since last winter."
    )
    assert name(reported, other) == ["marks_added"]


@pytest.mark.parametrize(
    ("marked", "word"),
    [
        ('The town sent 40 skilled "divers" to the old pier on Monday morning.', "divers"),
        ('Ann Marlow said that 40 so-called "divers" had left the pier on Monday.', "divers"),
        ('Ann Marlow said the fleet has about 90 boats, 12 "leisure yachts" among them.', "yachts"),
    ],
)
def test_a_word_held_at_a_distance_is_no_statement(marked, word):
    plain = marked.replace('"', "")
    (lost,) = find(marked, plain)
    (added,) = find(plain, marked)
    assert (lost.subkind, added.subkind) == ("scare_lost", "scare_added")
    assert word in marked[lost.base_start : lost.base_stop]
    assert max(added.confidence, lost.confidence) < 0.6
    assert load_severities()["quote", "scare_lost"].severity == "substantive"
    assert load_severities()["quote", "scare_added"].severity == "substantive"


@pytest.mark.parametrize(
    "marked",
    [
        'Ann Marlow called the new harbour bridge "reckless" at the meeting on Monday.',
        'Ann Marlow told the meeting on Monday: "Never again."',
        'The new harbour bridge was "reckless", Ann Marlow told the meeting on Monday.',
    ],
)
def test_a_few_words_of_a_source_are_its_own(marked):
    plain = marked.replace('"', "")
    assert set(name(marked, plain)) <= {"marks_lost", "to_indirect"}
    assert set(name(plain, marked)) <= {"marks_added"}
    assert name(marked, plain)


@pytest.mark.parametrize(
    ("inner", "subkinds"),
    [
        ("experts", ("scare_lost", "scare_added")),
        ("you are all fired", ("marks_lost", "marks_added")),
    ],
)
def test_marks_inside_a_quotation(inner, subkinds):
    marked = f'"We heard the ‘{inner}’ from the owners last winter," Ann Marlow said.'
    plain = marked.replace("‘", "").replace("’", "")
    (lost,) = find(marked, plain)
    (added,) = find(plain, marked)
    assert (lost.subkind, added.subkind) == subkinds
    assert marked[lost.base_start : lost.base_stop] == inner
    curly = marked.replace("‘", "«").replace("’", "»")
    assert find(marked, curly) == []


def test_two_statements_about_one_thing_are_not_one():
    base = '"We can confirm that the Orlan ferry has paid its harbour dues," Ann Marlow said.'
    other = (
        "The Orlan ferry is to leave the harbour for good and pay nothing, Ann Marlow said on "
        "Friday, after a long meeting with its crew."
    )
    assert find_version_quote_changes(Passage(base), Passage(other)) == []
    retold = "Ann Marlow confirmed that the Orlan ferry had by now paid all of its harbour dues."
    (change,) = find_version_quote_changes(Passage(base), Passage(retold))
    assert change.subkind == "to_indirect"


# --- Joined ---------------------------------------------------------------------------------


def test_joined_over_another_statement():
    base = (
        '"The beams were rotten," Ann Marlow said. The town paid for new ones. '
        '"Nobody was hurt that night," she added.'
    )
    other = '"The beams were rotten. Nobody was hurt that night," Ann Marlow said.'
    assert name(base, other) == ["joined"]


def test_a_sentence_skipped_in_the_middle_joins_its_neighbours():
    base = '"The beams were rotten. The town paid for them. Nobody was hurt," Ann Marlow said.'
    assert name(base, '"The beams were rotten. Nobody was hurt," Ann Marlow said.') == ["joined"]


def test_one_sentence_parted_by_its_attribution_is_not_joined():
    base = '"The beams were rotten," Ann Marlow said, "and nobody was hurt that night."'
    other = '"The beams were rotten and nobody was hurt that night," Ann Marlow said.'
    assert find(base, other) == []
    assert find(other, base) == []


def test_paragraphs_of_one_quotation_are_not_joined():
    base = '"The beams were rotten and wet.\n\n"Nobody was hurt that night," Ann Marlow said.'
    other = '"The beams were rotten and wet. Nobody was hurt that night," Ann Marlow said.'
    assert find_version_quote_changes(Passage(base), Passage(other)) == []


# --- Speakers -------------------------------------------------------------------------------


def test_misattributed_to_another_source_of_the_base():
    base = (
        '"The beams have been rotten for years," Ann Marlow said. '
        "Bo Hale said that the town would pay."
    )
    other = base.replace("Ann Marlow said", "Bo Hale said", 1)
    (change,) = find(base, other)
    assert change.subkind == "misattributed"
    assert base[change.base_start : change.base_stop] == "Ann Marlow"
    assert other[change.other_start : change.other_stop] == "Bo Hale"


def test_given_to_somebody_else():
    assert name(PIER, PIER.replace("Ann Marlow", "Ingrid Tveit")) == ["speaker_changed"]


@pytest.mark.parametrize(
    "speaker", ["Ms. Marlow", "Marlow", "Mayor Ann Marlow", "Ann Marlowe", "she", "the mayor"]
)
def test_the_same_speaker_otherwise_named(speaker):
    assert find(PIER, PIER.replace("Ann Marlow", speaker)) == []


@pytest.mark.parametrize("surname", ["Bishop", "Price", "Delacroix", "Okafor-Lane"])
def test_a_surname_that_is_a_title_or_a_word(surname):
    base = (
        f"Laura {surname} runs the harbour. "
        f'"The beams have been rotten for years," {surname} said. Kit Sorrel said he would pay.'
    )
    other = base.replace(f"{surname} said", "Sorrel said", 1)
    assert name(base, other) == ["misattributed"]
    assert find(base, base.replace(f'," {surname} said', f'," Laura {surname} said')) == []


def test_an_office_with_capitals_is_nobody_else():
    base = '"The beams have been rotten," its chief executive, Ann Marlow, said.'
    assert find(base, '"The beams have been rotten," its Chief Executive Ann Marlow said.') == []
    assert find(base, '"The beams have been rotten," its Chief Executive said.') == []


@pytest.mark.parametrize("slip", ["Ann Malrow", "Ann Marow", "Ann Marllow", "Ann Marble"])
def test_a_slip_in_a_name_is_for_the_ledger_of_names(slip):
    assert find(PIER, PIER.replace("Ann Marlow", slip)) == []


def test_a_quotation_that_moved_behind_the_pronoun_of_another_speaker():
    first = '"The beams have been rotten for years," Ann Marlow said.'
    second = '"Our insurers will pay for every plank," Peter Hale said.'
    third = '"Nobody told the divers about the cable at all," {} added.'
    base = f"{first} {third.format('Ann Marlow')}\n\n{second}"
    other = f"{first}\n\n{second} {third.format('he')}"
    (change,) = find_version_quote_changes(Passage(base), Passage(other))
    assert change.subkind == "misattributed"
    assert other[change.other_start : change.other_stop] == "he"
    own = f"{first} {third.format('she')}\n\n{second}"
    assert find_version_quote_changes(Passage(base), Passage(own)) == []


@pytest.mark.parametrize("speaker", ["he", "the owner", "a friend of the owner"])
def test_a_source_that_is_open_on_one_side_is_no_change(speaker):
    base = '"Nobody told the divers about the cable at all," Ann Marlow said.'
    other = base.replace("Ann Marlow", speaker)
    assert find_version_quote_changes(Passage(base), Passage(other)) == []
    assert find_version_quote_changes(Passage(other), Passage(base)) == []


def test_swapped_speakers_are_both_found():
    a = '"The beams have been rotten for years," {} said.'
    b = '"Our insurers will pay for every plank," {} said.'
    base = f"{a} {b}".format("Ann Marlow", "Bo Hale")
    other = f"{a} {b}".format("Bo Hale", "Ann Marlow")
    assert name(base, other) == ["misattributed", "misattributed"]


# --- Properties -----------------------------------------------------------------------------

STATEMENTS = [
    ("Nobody told the divers about the cable", "Ann Marlow"),
    ("Our insurers will pay for every plank", "Bo Hale"),
    ("The harbour froze twice in March", "Ingrid Tveit"),
    ("Children used to fish from these steps", "Kit Sorrel"),
    ("I have never seen such a tide", "Omar Lund"),
]
CONVENTIONS = [('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"), ("''", "''")]


def write(order, marks) -> str:
    opening, closing = marks
    return "\n\n".join(
        f"{opening}{words},{closing} {speaker} said."
        for words, speaker in (STATEMENTS[k] for k in order)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(range(5)),
    st.permutations(range(5)),
    st.sampled_from(CONVENTIONS),
    st.sampled_from(CONVENTIONS),
)
def test_no_order_and_no_convention_makes_a_change(first, second, one, two):
    base, other = Passage(write(first, one)), Passage(write(second, two))
    assert find_version_quote_changes(base, other) == []


@settings(max_examples=200, deadline=None)
@given(*[st.text(alphabet="ab.,… \n'\"“”‘’«»„`[]()!WKs", max_size=60) for _ in range(2)])
def test_never_raises_and_stays_in_the_text(base, other):
    for change in find(base, other):
        assert 0 <= change.base_start <= change.base_stop <= len(base)
        assert 0 <= change.other_start <= change.other_stop <= len(other)
        assert 0 <= change.confidence <= 1
        assert ("quote", change.subkind) in load_severities()


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab., \n'\"“”‘’«»", max_size=80))
def test_identical_passages_give_no_row(text):
    assert find(text, text) == []


def test_hostile_texts_are_read():
    rng = random.Random(3)
    words = "the pier was old and we said so".split()
    many = " ".join(f'"{rng.choice(words)} {rng.choice(words)}"' for _ in range(3000))
    endless = '"' + "pier old " * 5000 + '"'
    for base, other in ((many, many[::-1]), (endless, endless.upper() + " x"), (many, endless)):
        assert isinstance(find(base, other), list)
