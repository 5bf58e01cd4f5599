"""How long, how rich and how hard to read is each version?"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load_story
from analysis.attribution import mark_voice, tabulate_quotations
from analysis.counts import (
    COUNTS,
    RATES,
    count_syllables,
    count_words,
    measure_hdd,
    measure_mattr,
    measure_mtld,
    number_outlet_passages,
    tabulate_word_counts,
)
from analysis.frames import find_frame_cues, tabulate_frames
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.story import Story, Version
from analysis.tokens import tokenise


def make_tokens(**versions: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Make a tokens table of (kind, voice, text) passages, one segment and paragraph each."""
    rows = [
        (name, number, kind, number, t.start, t.stop, t.form, t.term, t.is_word, voice)
        for name, passages in versions.items()
        for number, (kind, voice, text) in enumerate(passages)
        for t in tokenise(text)
    ]
    columns = "version_id segment kind paragraph start stop form term is_word voice"
    return pd.DataFrame(rows, columns=columns.split())


def make_segments(*version_ids: str) -> pd.DataFrame:
    return pd.DataFrame({"version_id": list(version_ids)})


# --- Syllables


@pytest.mark.parametrize(
    ("word", "n"),
    [
        # ordinary words, counted by hand
        ("the", 1), ("war", 1), ("made", 1), ("names", 1), ("asked", 1), ("wanted", 2),
        ("little", 2), ("tables", 2), ("houses", 2), ("statement", 2), ("element", 3),
        ("nation", 2), ("special", 2), ("science", 2), ("created", 3), ("going", 2),
        ("idea", 3), ("capitalism", 5), ("rhythm", 2), ("people", 2), ("business", 2),
        ("government", 3), ("military", 4), ("ammunition", 4), ("Ukrainian", 4),
        ("mercenary", 4), ("denied", 2), ("weapons", 2), ("quoted", 2), ("million", 2),
        # contractions and possessives
        ("don't", 1), ("didn’t", 2), ("haven't", 2), ("it's", 1), ("Russia’s", 2), ("George's", 2),
        ("O'Malley", 3),
        # acronyms, numbers, compounds
        ("U.S.", 2), ("US", 2), ("UN", 2), ("FBI", 3), ("NATO", 2), ("a.m.", 2), ("WWF", 7),
        ("5", 1), ("7", 2), ("0", 2), ("16", 2), ("70", 3), ("100", 3), ("342", 6), ("1948", 5),
        ("2022", 5), ("1900", 4), ("10,000", 3), ("50,000", 4), ("1,000,000", 3), ("4.6", 3),
        ("5th", 1), ("well-known", 2), ("anti-government", 5),
    ],
)  # fmt: skip
def test_syllables_as_read_aloud(word, n):
    assert count_syllables(word) == n


@given(st.text(min_size=1, max_size=60))
def test_any_word_has_a_syllable(word):
    assert count_syllables(word) >= 1


@pytest.mark.parametrize("word", ["9" * 20000, "a" * 20000, "1," * 9999 + "1", "e'" * 500, "२०२२"])
def test_hostile_words_have_a_syllable(word):
    assert count_syllables(word) >= 1


# --- Richness


def naive_mattr(terms, window):
    windows = [terms[i : i + window] for i in range(len(terms) - window + 1)]
    return np.mean([len(set(w)) / window for w in windows])


def naive_factors(terms):
    factors, seen, n = 0.0, set(), 0
    for term in terms:
        seen.add(term)
        n += 1
        if len(seen) / n <= 0.72:
            factors, seen, n = factors + 1, set(), 0
    return factors + ((1 - len(seen) / n) / (1 - 0.72) if n else 0.0)


def test_mattr_by_hand():
    # windows of 3: a b a 2/3, b a c 3/3, a c c 2/3, c c c 1/3
    assert measure_mattr("a b a c c c".split(), window=3) == pytest.approx((2 + 3 + 2 + 1) / 12)


def test_mtld_by_hand():
    # The example of McCarthy and Jarvis's kind: forward "of the people by the people" falls to
    # 4/6 = .67 at the sixth word, then "for the people" ends at 3/3: 9 words, 1 factor.
    # Backward "people the for people" 3/4, "the" 3/5 = .6 a factor; "by people the of" 4/4.
    terms = "of the people by the people for the people".split()
    assert measure_mtld(terms, shortest=1) == pytest.approx(9.0)


def test_hdd_by_hand():
    # samples of 2 from a a b c: 6 in all, 1 has one type (a a), 5 have two
    assert measure_hdd("a a b c".split(), draws=2) == pytest.approx((1 + 5 * 2) / 6 / 2)


def test_richness_is_undefined_below_its_length():
    terms = [str(n % 9) for n in range(100)]
    assert math.isnan(measure_mattr(terms[:49])) and measure_mattr(terms[:50]) > 0
    assert math.isnan(measure_mtld(terms[:99])) and measure_mtld(terms) > 0
    assert math.isnan(measure_hdd(terms[:41])) and measure_hdd(terms[:42]) > 0


def test_a_text_that_never_repeats():
    terms = [str(n) for n in range(200)]
    assert measure_mattr(terms) == 1
    assert measure_hdd(terms) == pytest.approx(1)
    assert math.isnan(measure_mtld(terms))


def test_one_word_over_and_over():
    terms = ["a"] * 200
    assert measure_mattr(terms) == pytest.approx(1 / 50)
    assert measure_hdd(terms) == pytest.approx(1 / 42)
    assert measure_mtld(terms) == pytest.approx(2)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=700), st.integers(1, 60))
def test_richness_agrees_with_the_definitions(numbers, window):
    terms = [str(n) for n in numbers]
    if len(terms) >= window:
        assert measure_mattr(terms, window=window) == pytest.approx(naive_mattr(terms, window))
    forward, backward = naive_factors(terms), naive_factors(terms[::-1])
    if forward and backward:
        expected = (len(terms) / forward + len(terms) / backward) / 2
        assert measure_mtld(terms, shortest=1) == pytest.approx(expected)


@given(st.lists(st.integers(0, 30), min_size=100, max_size=300))
def test_names_of_the_terms_do_not_matter(numbers):
    plain, other = [str(n) for n in numbers], [f"w{-n}" for n in numbers]
    for measure in (measure_mattr, measure_mtld, measure_hdd):
        assert measure(plain) == pytest.approx(measure(other), nan_ok=True)


# --- count_words


def test_a_small_text_by_hand():
    # 13 words (the, cat twice), 2 sentences. Letters: the3 cat3 sat3 on2 the3 mat3 it2 saw3
    # a1 wonderful9 cat3 going5 by2 = 42; syllables: 12 words of one or two: wonderful 3, going 2.
    counts = count_words("The cat sat on the mat. It saw a wonderful cat going by.")
    assert counts["n_tokens"] == 13
    assert counts["n_types"] == 11
    assert counts["n_segments"] == 2
    assert counts["n_paragraphs"] == 1
    assert counts["tokens_per_segment"] == 6.5
    assert counts["letters_per_word"] == pytest.approx(42 / 13)
    assert counts["syllables_per_word"] == pytest.approx(16 / 13)
    ease = 206.835 - 1.015 * 6.5 - 84.6 * 16 / 13
    assert counts["flesch_reading_ease"] == pytest.approx(ease)
    grade = 0.39 * 6.5 + 11.8 * 16 / 13 - 15.59
    assert counts["flesch_kincaid_grade"] == pytest.approx(grade)
    assert counts["coleman_liau_grade"] == pytest.approx(5.88 * 42 / 13 - 29.6 * 2 / 13 - 15.8)
    assert counts["lix"] == pytest.approx(6.5 + 100 / 13)
    assert counts["reading_minutes"] == pytest.approx(13 / 238)
    assert counts[["mattr", "mtld", "hdd"]].isna().all()


@pytest.mark.parametrize("text", ["", " \n ", "...", "“—!”\n\n?"])
def test_a_text_without_words(text):
    counts = count_words(text)
    assert list(counts.index) == [*COUNTS, *RATES]
    assert (counts[COUNTS] == 0).all()
    assert counts[RATES].isna().all()


def test_one_word():
    counts = count_words("Fire")
    assert counts[COUNTS].tolist() == [1, 1, 1, 1]
    assert counts["tokens_per_segment"] == 1


@given(st.text(max_size=300))
def test_any_text_can_be_counted(text):
    counts = count_words(text)
    assert counts["n_tokens"] == sum(token.is_word for token in tokenise(text))
    assert counts["n_types"] <= counts["n_tokens"]
    assert counts["n_paragraphs"] <= counts["n_segments"] <= counts["n_tokens"]


# --- tabulate_word_counts

PASSAGES = [
    ("headline", "outlet", "Minister denies everything"),
    ("body", "outlet", "The minister denied it."),
    ("body", "quoted", "We sold nothing, nothing at all"),
    ("caption", "outlet", "A photograph of the minister"),
]


def test_only_body_words_count_by_voice():
    table = tabulate_word_counts(make_tokens(a=PASSAGES), make_segments("a"))
    assert table["voice"].tolist() == ["all", "outlet", "quoted"]
    assert table["n_tokens"].tolist() == [10, 4, 6]
    assert table["n_types"].tolist() == [9, 4, 5]
    assert table["n_segments"].tolist() == [2, 1, 1]


def test_a_partly_quoted_sentence_counts_for_both_voices():
    tokens = make_tokens(a=[("body", "outlet", 'He said "never" on Friday.')])
    tokens.loc[tokens["form"] == "never", "voice"] = "quoted"
    table = tabulate_word_counts(tokens, make_segments("a")).set_index("voice")
    assert table["n_segments"].to_dict() == {"all": 1, "outlet": 1, "quoted": 1}
    assert table["n_tokens"].to_dict() == {"all": 5, "outlet": 4, "quoted": 1}


def test_versions_keep_their_order_and_empty_ones_stay():
    tokens = make_tokens(z=PASSAGES, a=PASSAGES[:1])
    table = tabulate_word_counts(tokens, make_segments("z", "z", "a", "m"))
    assert table["version_id"].drop_duplicates().tolist() == ["z", "a", "m"]
    without = table[table["version_id"] != "z"]
    assert (without[COUNTS] == 0).all(axis=None)
    assert without[RATES].isna().all(axis=None)
    assert {str(table[c].dtype) for c in COUNTS} == {"int64"}
    assert {str(table[c].dtype) for c in RATES} == {"float64"}


def test_a_version_does_not_depend_on_the_others():
    alone = tabulate_word_counts(make_tokens(a=PASSAGES), make_segments("a"))
    among = tabulate_word_counts(make_tokens(b=PASSAGES[:2], a=PASSAGES), make_segments("b", "a"))
    again = among[among["version_id"] == "a"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, again)


# --- what is quoted changes no figure of the outlet's voice


def read_tables(text: str) -> dict[str, pd.DataFrame]:
    """Read a text as a story's only version, from its characters to its quotations."""
    version = Version(id="a", file="a", text=text, sha256="")
    story = Story(
        name="made", title="made", folder=None, language="en", versions=(version,), base="a"
    )
    segments = tabulate_segments(story)
    quotations = tabulate_quotations(segments)
    tokens = mark_voice(tabulate_tokens(segments), quotations)
    return {"segments": segments, "quotations": quotations, "tokens": tokens}


def measure_outlet(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the outlet's voice in the tables of counts and of frames."""
    segments, tokens = tables["segments"], tables["tokens"]
    counts = tabulate_word_counts(tokens, segments)
    frames = tabulate_frames(find_frame_cues(segments, tokens), tokens, segments)
    return tuple(
        table[table["voice"] == "outlet"].reset_index(drop=True) for table in (counts, frames)
    )


def list_voiced(tables: dict[str, pd.DataFrame]) -> list[tuple[int, int]]:
    """The places of the runs of quoted words in the body."""
    tokens = tables["tokens"]
    body = tokens[tokens["kind"] == "body"]
    rows = tables["quotations"][tables["quotations"]["form"] == "direct"]
    quoted = set(body.loc[body["voice"] == "quoted", "start"])
    spans = zip(rows["start"].tolist(), rows["stop"].tolist(), strict=True)
    return [(start, stop) for start, stop in spans if start in quoted]


STORIES = {
    (name, version.id): version.text
    for name in ("tarnholt-dam", "calder-port", "ellmoor-vote", "quarry-road-stand", "tiny")
    for version in load_story(name).versions
    if not version.hints
}
# Sentences with everything that moves the boundaries of sentences, and with cues of frames.
STATEMENTS = [
    "We have never been to blame for the war",
    "The bill came to $4.6 million by 5 p.m. and the U.S. paid it",
    "My mother wept. It is a sin. Nobody else will pay for it",
    "Why us? Who is guilty? I do not know",
    "No! It opens at 6 a.m. Mr. St. Clair told Dr. Gray of the E.U. so",
    "They left ... and they came back; the dock is gone: all of it",
    "I saw her on Jan. 12 near No. 2 gate, at the Acme Co. on Elm St",
    "It is what it is, and we must act",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(STORIES)), st.data())
def test_other_words_between_the_marks_change_no_figure_of_the_outlet(key, data):
    text = STORIES[key]
    before = read_tables(text)
    spans = list_voiced(before)
    if not spans:
        return
    chosen = data.draw(st.sets(st.sampled_from(spans), min_size=1, max_size=4))
    # Each statement once: one that stands twice close by is read as a pull quote.
    pool = data.draw(st.permutations(STATEMENTS))
    for start, stop in sorted(chosen, reverse=True):
        n_said = data.draw(st.integers(1, 2))
        said = " ".join(f"{pool.pop()}." for _ in range(n_said))
        closing = text[stop - 1] if text[stop - 1] in ".,!?" else ""
        text = text[:start] + said[:-1] + closing + text[stop:]
    after = read_tables(text)
    for old, new in zip(measure_outlet(before), measure_outlet(after), strict=True):
        pd.testing.assert_frame_equal(old, new)
    assert len(list_voiced(after)) == len(spans)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(STORIES)),
    st.integers(0, 30),
    st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=4),
)
def test_a_quotation_of_its_own_put_in_changes_no_figure_of_the_outlet(key, at, said):
    text = STORIES[key]
    before = read_tables(text)
    body = before["segments"].query("kind == 'body'")
    ends = body.groupby("paragraph")["stop"].max().tolist()
    place = ends[at % len(ends)]
    quotation = " ".join(f"{statement}." for statement in said)
    after = read_tables(f'{text[:place]}\n\n"{quotation}"\n\n{text[place:].lstrip()}')
    for old, new in zip(measure_outlet(before), measure_outlet(after), strict=True):
        pd.testing.assert_frame_equal(old, new)


@pytest.mark.parametrize(
    "said",
    [
        "We sank.",
        "We sank. It was dark. Nobody came.",
        "It is 5 a.m. in the U.S.",
        "Why? Who? When? Blame the war.",
        "We sank.\n\n“It was dark.\n\n“Nobody came.",
    ],
)
def test_sentences_between_the_marks_do_not_cut_the_sentence_around_them(said):
    text = f"The ferry sank. The crew's Ann Lee said: “{said}” The owner of the ferry left."
    tables = read_tables(text)
    counts = tabulate_word_counts(tables["tokens"], tables["segments"]).set_index("voice")
    assert counts.loc["outlet", COUNTS].tolist() == [14, 10, 3, 1]
    own = number_outlet_passages(tables["tokens"])
    assert own["form"].tolist()[:3] == ["The", "ferry", "sank"]


def test_sentences_without_quotations_are_those_of_the_segments():
    passages = [("body", "outlet", "One two. Three four."), ("body", "outlet", "Five.")]
    own = number_outlet_passages(make_tokens(a=passages, b=passages[1:]))
    assert own["segment"].tolist() == [0, 0, 0, 0, 1, 0]
    assert own["paragraph"].tolist() == [0, 0, 0, 0, 1, 0]
