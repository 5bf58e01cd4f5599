"""Can a classifier that learns from coded articles code the others?"""

import json
import math

import numpy as np
import pandas as pd
import pytest

from analysis import frame_coding
from analysis.errors import ReadingError, UsageError

MONEY = ["bank", "budget", "prices", "debt", "wages", "tax"]
WAR = ["army", "troops", "shells", "border", "siege", "rocket"]
OTHER = ["monday", "the", "town", "people", "river", "report", "office", "morning"]


def make_articles(n=60, seed=0):
    """Articles of drawn words: money, war, both or neither, and the codes of each."""
    draw = np.random.default_rng(seed)
    texts, codes = [], []
    for k in range(n):
        frames = [f for f, has in (("money", k % 2), ("war", k % 3 == 0)) if has]
        words = [*draw.choice(OTHER, 8)]
        for frame, own in (("money", MONEY), ("war", WAR)):
            if frame in frames:
                words += [*draw.choice(own, 4)]
        texts.append(" ".join(draw.permutation(words)))
        codes.append(frames)
    return texts, codes


def make_single(n=60):
    texts, codes = make_articles(n)
    return texts, ["war" if "war" in each else "money" if each else "none" for each in codes]


def test_several_codes_an_article_are_learned():
    texts, codes = make_articles()
    scores, found = frame_coding.cross_validate_coder(texts, codes, folds=5)
    table = scores.set_index("frame")
    assert table.loc["money", "n_coded"] == 30 and table.loc["war", "n_coded"] == 20
    assert table.loc["all", "f1"] > 0.9
    row = table.loc["war"]
    assert row["f1"] == pytest.approx(2 * row["n_both"] / (row["n_coded"] + row["n_found"]))
    assert row["alpha_low"] <= row["alpha"] <= row["alpha_high"]
    assert found["coded"].tolist() == [tuple(sorted(each)) for each in codes]


def test_one_code_an_article_gives_accuracy():
    texts, codes = make_single()
    scores, found = frame_coding.cross_validate_coder(texts, codes, folds=5)
    whole = scores.iloc[-1]
    right = (found["coded"] == found["found"]).mean()
    assert whole["precision"] == whole["recall"] == whole["f1"] == pytest.approx(right)
    alpha = frame_coding.measure_alpha([[c for (c,) in found[side]] for side in ("coded", "found")])
    assert whole["alpha"] == pytest.approx(alpha)
    assert found["found"].map(len).eq(1).all()


def test_codes_without_a_pattern_are_not_learned():
    texts, codes = make_articles(100)
    shuffled = [codes[k] for k in np.random.default_rng(1).permutation(len(codes))]
    scores, _ = frame_coding.cross_validate_coder(texts, shuffled, folds=5)
    assert abs(scores.iloc[-1]["alpha"]) < 0.3


def test_the_order_of_articles_changes_nothing():
    texts, codes = make_articles()
    there = frame_coding.cross_validate_coder(texts, codes, folds=5)
    back = frame_coding.cross_validate_coder(texts[::-1], codes[::-1], folds=5)
    pd.testing.assert_frame_equal(there.scores, back.scores)
    assert there.codes["found"].tolist() == back.codes["found"].tolist()[::-1]


@pytest.mark.parametrize("make", [make_articles, make_single])
def test_a_saved_coder_codes_as_before(make, tmp_path):
    texts, codes = make()
    coder = frame_coding.train_frame_coder(texts, codes)
    path = frame_coding.save_frame_coder(coder, tmp_path / "coder.json")
    loaded = frame_coding.load_frame_coder(path)
    new, _ = make_articles(20, seed=9)
    pd.testing.assert_frame_equal(
        frame_coding.code_articles(coder, new), frame_coding.code_articles(loaded, new)
    )
    assert json.loads(path.read_text("utf-8"))["frames"] == list(coder.frames)
    assert frame_coding.load_frame_coder(path)[:6] == coder[:6]


def test_many_articles_are_learned_as_few_are(monkeypatch):
    texts, codes = make_articles()
    few = frame_coding.train_frame_coder(texts, codes)
    monkeypatch.setattr(frame_coding, "MOST_ROTATED", 0)
    many = frame_coding.train_frame_coder(texts, codes)
    assert np.allclose(few.weights, many.weights, atol=0.05)


def test_what_a_coder_learned_can_be_read():
    coder = frame_coding.train_frame_coder(*make_articles())
    words = frame_coding.list_frame_words(coder, most=3)
    assert set(words.loc[words["frame"] == "war", "word"]) <= set(WAR)


def test_a_text_of_unknown_words_gets_no_code():
    coder = frame_coding.train_frame_coder(*make_articles())
    table = frame_coding.code_articles(coder, ["Qqq xxx", "", "the army and the troops"])
    assert table["codes"].tolist() == [(), (), ("war",)]
    assert table.loc[:1, "war"].isna().all()
    assert frame_coding.code_articles(coder, []).empty


def test_too_few_articles_are_refused_with_the_number_needed():
    texts, codes = make_articles(49)
    with pytest.raises(UsageError, match="49 coded articles are too few: at least 50"):
        frame_coding.train_frame_coder(texts, codes)
    with pytest.raises(UsageError, match="at least 10 articles"):
        frame_coding.cross_validate_coder(make_articles()[0], [["a"]] + [[]] * 59)
    with pytest.raises(UsageError, match="60 articles and codes of 2"):
        frame_coding.train_frame_coder(make_articles()[0], [["a"], ["b"]])


def test_a_rare_frame_is_said_to_be_left_out():
    texts, codes = make_articles()
    codes[0] = [*codes[0], "rare"]
    assert frame_coding.train_frame_coder(texts, codes).left_out == ("rare",)
    row = frame_coding.cross_validate_coder(texts, codes, folds=5).scores.set_index("frame")
    assert row.loc["rare", ["n_coded", "n_found"]].tolist() == [1, 0]
    assert math.isnan(row.loc["rare", "precision"])


def test_alpha_of_krippendorffs_examples():
    assert frame_coding.measure_alpha(["0100000010", "1110010000"]) == pytest.approx(
        0.095, abs=5e-4
    )
    ben, gerry = "aabbdcccedda", "babbbcccEddd".lower()
    assert frame_coding.measure_alpha([ben, gerry]) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_the_undefined():
    assert math.isnan(frame_coding.measure_alpha(["aaaa", "aaaa"]))
    assert math.isnan(frame_coding.measure_alpha([[None, 1], [2, None]]))
    assert math.isnan(frame_coding.measure_alpha([[], []]))
    assert frame_coding.measure_alpha(["abab", "abab"]) == 1.0


def test_coded_articles_are_read_from_csv_and_json_lines(tmp_path):
    table = tmp_path / "coded.csv"
    table.write_text('text,frames\n"One, two\nthree",war; money\nFour,\n', encoding="utf-8")
    lines = tmp_path / "coded.jsonl"
    lines.write_text('{"text": "One", "frames": ["war"]}\n\n{"text": "Two", "frames": "a;b"}\n')
    assert frame_coding.load_coded_articles(table) == (
        ["One, two\nthree", "Four"],
        [("money", "war"), ()],
    )
    assert frame_coding.load_coded_articles(lines) == (["One", "Two"], [("war",), ("a", "b")])


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("a.csv", "words,frames\nx,y\n", "columns text and frames"),
        ("a.csv", "text,frames\n,y\n", "row 1: there is no text"),
        ("a.jsonl", "{", "line 1: this is not JSON"),
        ("a.jsonl", "[1]", "line 1: this is not a JSON object"),
        ("a.jsonl", '{"text": "x", "frames": 3}', "line 1: frames is not a list"),
        ("a.jsonl", '{"text": "x"}', "line 1: frames is not a list"),
    ],
)
def test_malformed_files_are_refused_with_the_place(tmp_path, name, written, says):
    (tmp_path / name).write_text(written, encoding="utf-8")
    with pytest.raises(ReadingError, match=says):
        frame_coding.load_coded_articles(tmp_path / name)


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"format": "other"}', "\x00"])
def test_what_is_no_coder_is_refused(tmp_path, written):
    path = tmp_path / "coder.json"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ReadingError, match="not a saved frame coder"):
        frame_coding.load_frame_coder(path)
