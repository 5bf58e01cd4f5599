"""How far apart are two versions in their words, and is that more than chance?"""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load_story
from analysis.background import find_frequency, weigh_terms
from analysis.chance import (
    deal_sentences,
    estimate_spread,
    find_interval,
    pile_sentences,
    predict_by_dealing,
)
from analysis.divergence import (
    DISTANCES,
    TERMS,
    compare_terms,
    judge_distances,
    leave_one_out,
    load_stopwords,
    predict_js_by_chance,
    predict_stopwords_by_chance,
    split_js_divergence,
    tabulate_distances,
    tabulate_terms,
    vary_tfidf,
)
from analysis.errors import UsageError
from analysis.sentences import split_sentences
from analysis.tokens import find_terms, normalise_form, tokenise
from benchmarks.quality import chance

WIRE = (
    "The minister denied on Friday that the tax will rise. Critics of the plan said it had failed."
)
CUT = "The minister denied on Friday that the tax will rise."
SPUN = (
    "The secretary rejected on Friday that the levy will grow. "
    "Critics of the scheme said it had flopped."
)
OTHER = "Rain fell over hills at night, and farmers welcomed every drop."

words = st.lists(
    st.sampled_from("the of to tax minister said rain hills no 7 a".split()), max_size=30
)
texts = words.map(" ".join)


def make_tokens(**versions: str) -> pd.DataFrame:
    rows = [
        (name, 0, "body", 0, t.start, t.stop, t.form, t.term, t.is_word, "outlet")
        for name, text in versions.items()
        for t in tokenise(text)
    ]
    columns = "version_id segment kind paragraph start stop form term is_word voice"
    return pd.DataFrame(rows, columns=columns.split())


def read_pair(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    row = table[(table["version_a"] == a) & (table["version_b"] == b)]
    return row.iloc[0][DISTANCES].astype(float)


def swap_sides(distances: pd.Series) -> pd.Series:
    names = {
        "containment_a_in_b": "containment_b_in_a",
        "containment_b_in_a": "containment_a_in_b",
        "stopword_containment_a_in_b": "stopword_containment_b_in_a",
        "stopword_containment_b_in_a": "stopword_containment_a_in_b",
    }
    return distances.rename(names)[DISTANCES]


# --- One pair


def test_the_same_text():
    distances = compare_terms(WIRE, WIRE)
    assert distances["tfidf_distance"] == 0
    assert distances["js_divergence"] == 0
    ones = [
        "containment_a_in_b",
        "containment_b_in_a",
        "resemblance",
        "stopword_containment_a_in_b",
    ]
    assert (distances[ones] == 1).all()


def test_nothing_in_common():
    distances = compare_terms("alpha beta gamma delta epsilon", "one two three four five six")
    assert distances["tfidf_distance"] == 1
    assert distances["js_divergence"] == pytest.approx(1)
    assert distances["containment_a_in_b"] == distances["resemblance"] == 0
    assert distances["n_terms"] == 11


def test_a_cut_down_is_contained_and_not_the_other_way():
    distances = compare_terms(CUT, WIRE)
    # CUT has 10 words and so 6 runs of five, all in WIRE, which has 18 words and 14 runs.
    assert distances["containment_a_in_b"] == 1
    assert distances["containment_b_in_a"] == pytest.approx(6 / 14)
    assert distances["resemblance"] == pytest.approx(6 / 14)


def test_function_words_outlive_synonyms():
    spun, other = compare_terms(SPUN, WIRE), compare_terms(OTHER, WIRE)
    assert spun["stopword_containment_a_in_b"] == 1
    assert spun["containment_a_in_b"] == 0
    assert not other["stopword_containment_a_in_b"] > 0


def test_three_sentences_by_hand():
    # a: tax 2, rises 1, no 1; b: tax 1, falls 1. Shares a: 1/2, 1/4, 1/4; b: 1/2, 1/2.
    a, b = "Tax rises. No tax.", "Tax falls."
    distances = compare_terms(a, b)
    # tax: p = q, 0 bits. rises, no: p/2 = 1/8 each. falls: q/2 = 1/4.
    assert distances["js_divergence"] == pytest.approx(1 / 2)
    assert distances["n_terms"] == 4
    tax, rises, no, falls = weigh_terms(["tax", "rises", "no", "falls"])
    weighted = (1 + math.log(2)) * tax
    length_a, length_b = math.hypot(weighted, rises, no), math.hypot(tax, falls)
    expected = 1 - weighted * tax / (length_a * length_b)
    assert distances["tfidf_distance"] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "...", " ! ", "\n\n—"])
def test_a_text_without_words_has_no_distances(text):
    for distances in (compare_terms(text, WIRE), compare_terms(WIRE, text)):
        assert distances.drop("n_terms").isna().all()
        assert distances["n_terms"] == 16
    assert compare_terms(text, text)["n_terms"] == 0


def test_a_text_shorter_than_a_run_has_no_containment():
    distances = compare_terms("Tax will rise", WIRE)
    assert distances[["containment_a_in_b", "containment_b_in_a", "resemblance"]].isna().all()
    assert 0 < distances["js_divergence"] < 1


def test_one_word_each():
    assert compare_terms("Fire", "fire!")["js_divergence"] == 0
    distances = compare_terms("Fire", "Rain")
    assert distances["js_divergence"] == 1
    assert distances["js_null_low"] == distances["js_null_high"] == 1


@given(texts, texts)
def test_distances_are_bounded_and_symmetric(a, b):
    distances = compare_terms(a, b)
    given_values = distances.drop("n_terms").dropna()
    assert ((given_values >= 0) & (given_values <= 1)).all()
    assert not distances["js_null_low"] > distances["js_null_high"]
    swapped = swap_sides(compare_terms(b, a))
    pd.testing.assert_series_equal(distances, swapped, rtol=0, atol=1e-9)


@given(texts)
def test_self_comparison_is_zero(text):
    distances = compare_terms(text, text)
    if text:
        assert distances["tfidf_distance"] == distances["js_divergence"] == 0


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_can_be_compared(a, b):
    assert list(compare_terms(a, b).index) == DISTANCES


# --- Many versions


def test_all_pairs_in_the_order_of_the_table():
    table = tabulate_distances(make_tokens(z=WIRE, a=CUT, m=SPUN))
    assert list(zip(table["version_a"], table["version_b"], strict=True)) == [
        ("z", "a"), ("z", "m"), ("a", "m"),
    ]  # fmt: skip
    assert list(table.columns) == ["version_a", "version_b", *DISTANCES]


def test_one_version_has_no_pairs():
    assert len(tabulate_distances(make_tokens(a=WIRE))) == 0
    assert len(vary_tfidf(make_tokens(a=WIRE))) == 0
    assert len(leave_one_out(make_tokens(a=WIRE))) == 0


def test_no_tokens_at_all():
    nothing = make_tokens()
    assert len(tabulate_distances(nothing)) == 0
    table = tabulate_distances(nothing, version_ids=["a", "b"])
    assert table.loc[0, DISTANCES].drop("n_terms").isna().all()


def test_a_named_version_without_tokens_stays():
    table = tabulate_distances(make_tokens(a=WIRE), version_ids=["a", "empty"])
    assert table[["version_a", "version_b"]].to_numpy().tolist() == [["a", "empty"]]
    assert math.isnan(table.loc[0, "js_divergence"])


def test_a_table_of_pairs_agrees_with_single_pairs():
    versions = {"w": WIRE, "c": CUT, "s": SPUN, "o": OTHER}
    table = tabulate_distances(make_tokens(**versions))
    for a, b in combinations(versions, 2):
        alone = compare_terms(versions[a], versions[b])
        pd.testing.assert_series_equal(read_pair(table, a, b), alone, check_names=False)


def test_only_body_words_count():
    headline = make_tokens(a="Extra words stand in headlines").assign(kind="headline")
    tokens = pd.concat([headline, make_tokens(a=WIRE, b=CUT)], ignore_index=True)
    with_headline = tabulate_distances(tokens)
    pd.testing.assert_frame_equal(with_headline, tabulate_distances(make_tokens(a=WIRE, b=CUT)))


@settings(max_examples=30)
@given(st.lists(texts, min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_neither_order_nor_company_changes_a_pair(versions, random):
    named = {f"v{n}": text for n, text in enumerate(versions)}
    ids = list(named)
    table = tabulate_distances(make_tokens(**named), version_ids=ids)
    shuffled = random.sample(ids, len(ids))
    reordered = {v: named[v] for v in shuffled}
    again = tabulate_distances(make_tokens(**reordered), version_ids=shuffled)
    fewer = tabulate_distances(make_tokens(v0=named["v0"], v1=named["v1"]), version_ids=ids[:2])
    for row in again.itertuples():
        pair = read_pair(again, row.version_a, row.version_b)
        if ids.index(row.version_a) > ids.index(row.version_b):
            pair = swap_sides(pair)
        first, second = sorted([row.version_a, row.version_b])
        expected = read_pair(table, first, second)
        pd.testing.assert_series_equal(pair, expected, rtol=0, atol=1e-9, check_names=False)
    pd.testing.assert_series_equal(read_pair(fewer, "v0", "v1"), read_pair(table, "v0", "v1"))


# --- Variants of tf-idf


def test_idf_variants_by_hand():
    # Three versions: x in all, y in two, z in one, each once. idf smooth: ln(4/4)+1, ln(4/3)+1,
    # ln(4/2)+1; textbook: 0, ln(3/2), ln(3).
    table = vary_tfidf(make_tokens(a="x y", b="x y", c="x z"))
    pair = table[(table["version_a"] == "a") & (table["version_b"] == "c")].iloc[0]
    y, z = math.log(4 / 3) + 1, math.log(2) + 1
    assert pair["set_smooth_idf"] == pytest.approx(1 - 1 / (math.hypot(1, y) * math.hypot(1, z)))
    assert pair["set_textbook_idf"] == 1
    assert pair["no_idf"] == pytest.approx(1 / 2)


def test_textbook_idf_of_identical_versions_is_undefined():
    table = vary_tfidf(make_tokens(a=WIRE, b=WIRE))
    assert math.isnan(table.loc[0, "set_textbook_idf"])
    assert table.loc[0, ["background_idf", "set_smooth_idf", "no_idf"]].tolist() == [0, 0, 0]


def test_the_background_variant_is_the_distance_of_the_table():
    tokens = make_tokens(w=WIRE, c=CUT, s=SPUN)
    varied, table = vary_tfidf(tokens), tabulate_distances(tokens)
    assert varied["background_idf"].tolist() == table["tfidf_distance"].tolist()


def test_leaving_one_out_gives_the_distances_without_it():
    versions = {"w": WIRE, "c": CUT, "s": SPUN, "o": OTHER}
    ranges = leave_one_out(make_tokens(**versions))
    row = ranges[(ranges["version_a"] == "w") & (ranges["version_b"] == "s")]
    for variant, found in row.set_index("variant").iterrows():
        trials = [
            vary_tfidf(make_tokens(**{v: t for v, t in versions.items() if v != left_out}))
            .set_index(["version_a", "version_b"])
            .loc[("w", "s"), variant]
            for left_out in ("c", "o")
        ]
        assert (found["low"], found["high"]) == pytest.approx((min(trials), max(trials)))


def test_two_versions_have_no_range():
    ranges = leave_one_out(make_tokens(w=WIRE, s=SPUN))
    assert ranges["distance"].notna().all()
    assert ranges[["low", "high"]].isna().all(axis=None)


# --- The chance band


def shuffle_js(counts: np.ndarray, n_a: int, times: int) -> np.ndarray:
    """Deal the pile of words out at random, over and over; the divergence of each deal."""
    random = np.random.default_rng(20221222)
    pile = np.repeat(np.arange(len(counts)), counts)
    found = []
    for _ in range(times):
        dealt = np.bincount(random.permutation(pile)[:n_a], minlength=len(counts))
        found.append(split_js_divergence(dealt, counts - dealt).sum())
    return np.array(found)


def draw_counts(n_words: int, n_terms: int) -> np.ndarray:
    """Draw a pile of words as texts have them: few frequent terms, many rare ones."""
    chances = 1 / np.arange(1, n_terms + 1) ** 1.05
    random = np.random.default_rng(n_words)
    return random.multinomial(n_words, chances / chances.sum())


def test_chance_by_hand():
    # Two of A B C C are dealt to the first text in one of 6 ways: A B or C C (2 ways) leave
    # nothing in common, 1 bit; one C each (4 ways) leaves 1/2 bit.
    mean, sd = predict_js_by_chance(np.array([1, 1, 2]), 2, 2)
    assert mean == pytest.approx(2 / 3)
    assert sd == pytest.approx(math.sqrt(1 / 18))


@pytest.mark.parametrize(
    ("n_a", "n_b", "n_terms"),
    [(10, 40, 60), (100, 100, 1000), (60, 900, 3000), (400, 600, 5000), (2500, 2500, 20000)],
)
def test_chance_agrees_with_shuffling(n_a, n_b, n_terms):
    counts = draw_counts(n_a + n_b, n_terms)
    mean, sd = predict_js_by_chance(counts, n_a, n_b)
    found = shuffle_js(counts, n_a, 1000)
    assert mean == pytest.approx(found.mean(), rel=0.015)
    assert sd == pytest.approx(found.std(), rel=0.10)
    covered = np.mean(np.abs(found - mean) <= 1.96 * sd)
    assert 0.925 <= covered <= 0.98


def test_chance_is_undefined_for_a_text_without_words():
    assert all(map(math.isnan, predict_js_by_chance(np.array([3, 1]), 4, 0)))


def test_one_term_leaves_no_room_for_chance():
    assert predict_js_by_chance(np.array([7]), 3, 4) == pytest.approx((0, 0), abs=1e-9)


# --- Bands from dealing sentences, and intervals


def list_story_sentences() -> list[str]:
    """List the sentences of the invented base texts, about 2,900 words in all."""
    names = ["tarnholt-dam", "calder-port", "ellmoor-vote", "quarry-road-stand", "tiny"]
    found = []
    for name in names:
        story = load_story(name)
        text = next(v.text for v in story.versions if v.id == story.base)
        found += [text[start:stop] for start, stop in split_sentences(text)]
    return [sentence for sentence in found if find_terms(sentence)]


def split_in_two(sentences: list[str], n_words: int, random) -> tuple[str, str]:
    """Deal sentences at random into two texts of about `n_words` words each."""
    texts, sizes = ([], []), [0, 0]
    for k in random.permutation(len(sentences)):
        side = sizes.index(min(sizes))
        if sizes[side] >= n_words:
            break
        texts[side].append(sentences[k])
        sizes[side] += len(find_terms(sentences[k]))
    return "\n".join(texts[0]), "\n".join(texts[1])


@pytest.mark.parametrize("n_words", [100, 300, 1000])
def test_two_samples_of_one_source_are_called_different_at_most_once_in_twenty(n_words):
    sentences, random = list_story_sentences(), np.random.default_rng(n_words)
    pairs = pd.DataFrame(
        compare_terms(*split_in_two(sentences, n_words, random)) for _ in range(60)
    )
    for measure in ("js", "tfidf"):
        assert (judge_distances(pairs, measure) == "different").mean() <= 0.05


def test_texts_of_two_sources_are_called_different():
    a = " ".join(f"Rain fell on hill number{n} all day." for n in range(40))
    b = " ".join(f"A choir sang song title{n} at night." for n in range(40))
    pair = compare_terms(a, b)
    assert judge_distances(pd.DataFrame([pair])).tolist() == ["different"]
    assert judge_distances(pd.DataFrame([pair]), "tfidf").tolist() == ["different"]


def test_a_copy_is_called_closer_and_an_empty_text_undefined():
    text = " ".join(list_story_sentences()[:20])
    rows = pd.DataFrame([compare_terms(text, text), compare_terms(WIRE, "")])
    assert judge_distances(rows).tolist() == ["closer", "undefined"]
    assert judge_distances(rows, "tfidf").tolist() == ["closer", "undefined"]


def measure_js(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Measure the divergence of rows of counts, one pair a row."""
    return np.array([split_js_divergence(a, b).sum() for a, b in zip(first, second, strict=True)])


def test_bursts_widen_the_band():
    # Words that come only together: two sentences of ten words make one lump.
    lumps = [tuple(range(10 * k, 10 * k + 10)) for k in range(30)]
    pile = pile_sentences(lumps[:15] * 2, lumps[15:] * 2, 300)
    measure = {
        "js": lambda a, b: np.array(
            [split_js_divergence(*row).sum() for row in zip(a, b, strict=True)]
        )
    }
    _, by_sentence = predict_by_dealing(pile, measure)["js"]
    total = np.asarray(pile.counts.sum(axis=0)).ravel()
    _, by_word = predict_js_by_chance(total, 300, 300)
    assert by_sentence > 2 * by_word


@given(words, words)
def test_deals_keep_the_lengths(a, b):
    first, second = ([(len(word),) for word in side] for side in (a, b))
    pile = pile_sentences(first, second, 20)
    taken = deal_sentences(pile, 5)
    assert taken.shape == (5, len(a) + len(b))
    if a and b:
        assert (taken.sum(axis=1) == min(len(a), len(b))).all()


def test_sentences_of_a_pile_do_not_tell_whose_they_are():
    sides = [(0, 1), (2,)] * 4, [(3,), (0, 1)] * 4
    there, back = pile_sentences(*sides, 4), pile_sentences(*sides[::-1], 4)
    assert (there.counts.toarray() == back.counts.toarray()).all()
    measure = {"js": lambda a, b: a.sum(axis=1) * b.sum(axis=1) + 0.0}
    assert predict_by_dealing(there, measure) == predict_by_dealing(back, measure)


def test_the_interval_holds_the_mean_of_pairs_drawn_anew():
    sentences, random = list_story_sentences(), np.random.default_rng(3)
    half = len(sentences) // 2
    sides = sentences[:half], sentences[half:]
    pairs = pd.DataFrame(
        compare_terms(*("\n".join(random.choice(side, 25)) for side in sides)) for _ in range(60)
    )
    for value, stem in (("js_divergence", "js"), ("tfidf_distance", "tfidf")):
        truth = pairs[value].mean()
        held = (pairs[f"{stem}_low"] <= truth) & (truth <= pairs[f"{stem}_high"])
        assert held.mean() >= 0.9


def test_intervals_of_the_extremes():
    assert find_interval(0.0, 0.0) == (0.0, 0.0)
    for undefined in (find_interval(1.0, 0.0), find_interval(0.4, math.nan)):
        assert all(map(math.isnan, undefined))
    low, high = find_interval(0.02, 0.05)
    assert 0 < low < 0.02 < high < 1


def test_few_sentences_have_no_interval():
    pile = pile_sentences([(0,)] * 7, [(1,)] * 9, 2)
    assert math.isnan(estimate_spread(pile, {"js": lambda a, b: a[:, 0] + 0.0})["js"])


def test_identical_texts_do_not_move_when_a_sentence_is_left_out():
    text = " ".join(f"Pier {n} closed on day {n} of the month." for n in range(12))
    pair = compare_terms(text, text)
    assert pair["js_low"] == pair["js_high"] == pair["js_divergence"] == 0


def test_unrelated_texts_share_few_runs_of_function_words():
    shares = predict_stopwords_by_chance(np.array([0, 50, 400]), np.array([10, 50, 400]))
    assert math.isnan(shares[0])
    assert shares[1:].tolist() == pytest.approx([1 / 50, 10 / 400])


def test_without_calibration_the_bands_are_undefined_and_the_rest_is_the_same():
    quick, full = compare_terms(WIRE, SPUN, calibrate=False), compare_terms(WIRE, SPUN)
    given_anyway = quick.dropna().index
    pd.testing.assert_series_equal(quick[given_anyway], full[given_anyway])
    assert {"js_null_low", "tfidf_null_high", "js_low"} & set(given_anyway) == set()


# --- Terms


def test_contributions_sum_to_the_divergence():
    tokens = make_tokens(w=WIRE, c=CUT, s=SPUN, o=OTHER)
    terms, table = tabulate_terms(tokens, "c"), tabulate_distances(tokens)
    assert list(terms.columns) == TERMS
    for other, rows in terms.groupby("version_b"):
        pair = read_pair(table, *(("w", "c") if other == "w" else ("c", other)))
        assert rows["js_contribution"].sum() == pytest.approx(pair["js_divergence"])
        assert len(rows) == pair["n_terms"]
        assert rows["p_a"].sum() == pytest.approx(1) == pytest.approx(rows["p_b"].sum())
        assert rows["term"].is_monotonic_increasing


def test_log_odds_by_hand():
    # a: tax 2 of 4; b: tax 1 of 2. Pooled share of tax: 3 of 6.
    terms = tabulate_terms(make_tokens(a="Tax rises. No tax.", b="Tax falls."), "a")
    row = terms.set_index("term").loc["rises"]
    alpha = 500 * (0.5 * find_frequency("rises") + 0.5 / 6)
    in_a = math.log((1 + alpha) / (4 + 500 - 1 - alpha))
    in_b = math.log(alpha / (2 + 500 - alpha))
    assert row["log_odds"] == pytest.approx(in_a - in_b)
    spread = math.sqrt(1 / (1 + alpha) + 1 / alpha)
    assert row["z"] == pytest.approx((in_a - in_b) / spread)


def test_positive_means_more_in_the_base():
    terms = tabulate_terms(make_tokens(a="tax tax tax rain", b="tax rain rain rain"), "a")
    assert terms.set_index("term")["z"].map(np.sign).to_dict() == {"rain": -1, "tax": 1}


@given(texts, texts)
def test_swapping_sides_turns_the_signs(a, b):
    tokens = make_tokens(a=a, b=b)
    forward = tabulate_terms(tokens, "a", version_ids=["a", "b"])
    backward = tabulate_terms(tokens, "b", version_ids=["a", "b"])
    assert forward["term"].tolist() == backward["term"].tolist()
    for name in ("log_odds", "z"):
        np.testing.assert_allclose(forward[name], -backward[name], atol=1e-9)
    np.testing.assert_allclose(forward["p_a"], backward["p_b"])


def test_other_versions_do_not_change_the_terms_of_a_pair():
    alone = tabulate_terms(make_tokens(w=WIRE, s=SPUN), "w")
    among = tabulate_terms(make_tokens(o=OTHER, w=WIRE, c=CUT, s=SPUN), "w")
    again = among[among["version_b"] == "s"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, again)


def test_terms_of_a_version_without_words_are_undefined():
    terms = tabulate_terms(make_tokens(w=WIRE), "w", version_ids=["w", "empty"])
    assert terms["p_a"].notna().all()
    assert terms[["p_b", "js_contribution", "log_odds", "z"]].isna().all(axis=None)


def test_a_lone_version_has_no_terms_to_compare():
    terms = tabulate_terms(make_tokens(w=WIRE), "w")
    assert list(terms.columns) == TERMS and len(terms) == 0


def test_an_unknown_base_is_named():
    with pytest.raises(UsageError, match="'nobody'"):
        tabulate_terms(make_tokens(w=WIRE), "nobody")


def test_stopwords_are_fifty_terms_as_the_tokenizer_writes_them():
    stopwords = load_stopwords()
    assert len(set(stopwords)) == len(stopwords) == 50
    assert all(normalise_form(word) == word for word in stopwords)


@pytest.mark.parametrize("prior_words", [0, -1, float("nan")])
def test_a_prior_of_no_words_is_refused(prior_words):
    tokens = make_tokens(a="tax rises", b="tax falls")
    with pytest.raises(UsageError, match="above 0"):
        tabulate_terms(tokens, "a", prior_words=prior_words)


# --- The benchmark of the bands


def test_the_benchmark_counts_splits_and_draws(monkeypatch):
    monkeypatch.setattr(chance, "SPLITS", 2)
    monkeypatch.setattr(chance, "DRAWS", 2)
    monkeypatch.setattr(chance, "LENGTHS", (100,))
    text = "\n".join(list_story_sentences())
    rows = [{"id": name, "publisher": name, "text": text} for name in ("a", "b")]
    table = chance.score_chance(rows).set_index("measure")
    different = table.loc["100 words of one article: JSD called different"]
    assert different["n"].endswith("of 2 splits")
    assert table.loc["400 words: interval of js_divergence holds", "n"].endswith(
        "2 pairs drawn anew"
    )
    assert table["score"].dropna().between(0, 1).all()
