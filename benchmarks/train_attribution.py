"""
How were the weights of `data/models/attribution.json` made?

    python -m benchmarks.train_attribution FOLDER

reads the set polnear in FOLDER and writes the file anew: weights of features and a report, no
words of the articles. The report is measured on articles that the weights had not seen, in five
folds by article and with each publisher left out in turn; the weights that are shipped are then
trained on all of them. scikit-learn is needed here and nowhere where the weights are used.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.attribution.model import REACH, SCALE, Weights, list_sentences, refine_rows
from analysis.attribution.model_features import Pieces
from analysis.attribution.quotations import build_table, list_quotations
from analysis.paths import find_data_folder
from analysis.segment import segment_text
from benchmarks.quality.attributed_spans import Attribution, count_article
from benchmarks.quality.measures import divide
from benchmarks.quality.polnear import (
    FILES,
    find_half,
    gather_found,
    group_right,
    select_articles,
)
from benchmarks.quality.rows import read_rows

FOLDS = 5
# A feature seen less often says more about an article than about the language.
_LEAST_SEEN = 40
# Inverse strength of the L2 penalty: on cross-validation .01 to .03 are alike.
_PENALTY = 0.03
_STEPS = 300
# Stopping early is a penalty too: a tolerance of 1e-5 takes a hundred times as long and is
# no better on unseen articles.
_TOLERANCE = 1e-3


class Article(NamedTuple):
    """An article with what the rules found in it and what is right."""

    id: str
    text: str
    publisher: str
    bounds: list[tuple]
    values: list[tuple]
    sentences: list[Pieces]
    right: list[Attribution]


class Sample(NamedTuple):
    """The pieces to learn from: features, right answers, characters, article numbers."""

    features: list[set[str]]
    answers: np.ndarray
    lengths: np.ndarray
    articles: np.ndarray


def main() -> int:
    """Train, write the file, print its report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_attribution")
    parser.add_argument("folder", type=Path, help="the folder that holds polnear/")
    folder = parser.parse_args().folder / "polnear"
    shapes = {**FILES, "articles.jsonl": {**FILES["articles.jsonl"], "publisher": str}}
    rows, attributions = (read_rows(folder / name, shape) for name, shape in shapes.items())
    articles = [*map_articles(rows, attributions)]
    sample = sample_pieces(articles)
    weights = train(sample, np.ones(len(articles), dtype=bool))
    path = find_data_folder() / "models" / "attribution.json"
    path.parent.mkdir(exist_ok=True)
    report = cross_validate(articles, sample)
    path.write_text(write_weights(weights, report), encoding="utf-8")
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0


def map_articles(rows: list[dict], attributions: list[dict]) -> Iterator[Article]:
    """Read each article as the suite does, in the order of their ids."""
    right = group_right(attributions)
    for row in sorted(select_articles(rows, right), key=lambda row: row["id"]):
        segments = segment_text(row["text"])
        bounds = [(s.start, s.stop, s.paragraph, number) for number, s in enumerate(segments)]
        values = list_quotations(row["text"], bounds)
        listed = list_sentences(row["text"], bounds, values)
        sentences = [pieces for _, pieces in listed if pieces is not None]
        names = row["id"], row["text"], row.get("publisher", "")
        yield Article(*names, bounds, values, sentences, right[row["id"]])


def sample_pieces(articles: list[Article]) -> Sample:
    """List every piece outside quotation marks with its features and the right answer."""
    features, answers, lengths, numbers = [], [], [], []
    for number, article in enumerate(articles):
        inside = np.zeros(len(article.text) + 1)
        for attribution in article.right:
            for start, stop in attribution.content:
                inside[start:stop] = 1
        sums = np.r_[0, np.cumsum(inside)]
        for pieces in article.sentences:
            for at, (start, stop) in enumerate(pieces.spans):
                if pieces.states[at][0] == "Q":
                    continue
                features.append(set(_list_features(pieces, at)))
                answers.append(sums[stop] - sums[start] > (stop - start) / 2)
                lengths.append(stop - start)
                numbers.append(number)
    return Sample(features, np.array(answers), np.array(lengths, dtype=float), np.array(numbers))


def _list_features(pieces: Pieces, at: int) -> Iterator[str]:
    """List a piece's own features and those it takes from its neighbours, by their distance."""
    for name in pieces.local[at]:
        yield "=" + name
    for distance in range(-REACH, REACH + 1):
        if 0 <= at + distance < len(pieces.spans):
            for name in pieces.shared[at + distance]:
                # Seen from the neighbour, this piece stands on the other side.
                yield f"{REACH - distance}{name}"


def train(sample: Sample, is_seen: np.ndarray) -> Weights:
    """Fit the weights on the articles that may be seen."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(is_seen[sample.articles])
    counts = Counter(name for row in rows for name in sample.features[row])
    names = sorted(name for name, count in counts.items() if count >= _LEAST_SEEN)
    columns = {name: column for column, name in enumerate(names)}
    found = [
        sorted(columns[name] for name in sample.features[row] if name in columns) for row in rows
    ]
    ends = np.cumsum([0, *map(len, found)])
    cells = np.concatenate([np.array(row, dtype=int) for row in found])
    matrix = csr_matrix((np.ones(len(cells)), cells, ends), shape=(len(rows), len(names)))
    model = LogisticRegression(C=_PENALTY, max_iter=_STEPS, tol=_TOLERANCE)
    lengths = sample.lengths[rows]
    model.fit(matrix, sample.answers[rows], sample_weight=lengths / lengths.mean())
    return _round_weights(names, model.coef_[0], float(model.intercept_[0]))


def _round_weights(names: list[str], weights: np.ndarray, bias: float) -> Weights:
    """Round the weights as they are written, and leave out what comes to nothing."""
    local: dict[str, float] = {}
    shared: dict[str, list[float]] = {}
    for name, weight in zip(names, np.rint(weights * SCALE) / SCALE, strict=True):
        if weight and name[0] == "=":
            local[name[1:]] = float(weight)
        elif weight:
            row = shared.setdefault(name[1:], [0.0] * (2 * REACH + 1))
            row[int(name[0])] = float(weight)
    return Weights(
        round(bias * SCALE) / SCALE, local, {name: tuple(row) for name, row in shared.items()}
    )


def write_weights(weights: Weights, report: dict) -> str:
    """Write the weights as whole numbers, one feature a line, sorted."""
    data = {
        "about": "Weights of analysis.attribution.model in hundredths; made by "
        "benchmarks/train_attribution.py, which says how.",
        "report": report,
        "bias": round(weights.bias * SCALE),
        "local": {name: round(w * SCALE) for name, w in sorted(weights.local.items())},
        "shared": {
            name: [round(w * SCALE) for w in row] for name, row in sorted(weights.shared.items())
        },
    }
    lines = [f"{json.dumps(key)}: {_write_part(value)}" for key, value in data.items()]
    return "{" + ",\n".join(lines) + "}\n"


def _write_part(value: object) -> str:
    """Write a table with an entry a line, anything else on one line."""
    if not isinstance(value, dict):
        return json.dumps(value)
    entries = (
        f"{json.dumps(key)}:{json.dumps(cell, separators=(',', ':'))}"
        for key, cell in value.items()
    )
    return "{" + ",\n".join(entries) + "}"


# --- Report ---------------------------------------------------------------------------------


def cross_validate(articles: list[Article], sample: Sample) -> dict:
    """Score the rules, and the model on articles that its weights had not seen."""
    publishers = sorted({article.publisher for article in articles})
    by_publisher = np.array([publishers.index(article.publisher) for article in articles])
    tables = {
        "rules": [article.values for article in articles],
        "model, trained on other articles": refine_unseen(articles, sample, deal(articles)),
        "model, trained on other publishers": refine_unseen(articles, sample, by_publisher),
    }
    parts = {"all": range(len(articles))}
    for half in (0, 1):
        parts[f"half {half}"] = [n for n, a in enumerate(articles) if find_half(a.id) == half]
    return {
        "articles": len(articles),
        **{
            f"{label}, {part}": score([articles[n] for n in kept], [found[n] for n in kept])
            for part, kept in parts.items()
            for label, found in tables.items()
        },
    }


def deal(articles: list[Article]) -> np.ndarray:
    """Deal the articles out to folds, in their order."""
    return np.arange(len(articles)) % FOLDS


def refine_unseen(articles: list[Article], sample: Sample, folds: np.ndarray) -> list[list[tuple]]:
    """Refine the rows of each article by weights trained on the other folds."""
    refined: list[list[tuple]] = [[] for _ in articles]
    for fold in np.unique(folds):
        weights = train(sample, folds != fold)
        for number in np.flatnonzero(folds == fold):
            article = articles[number]
            refined[number] = refine_rows(article.text, article.bounds, article.values, weights)
    return refined


def score(articles: list[Article], tables: list[list[tuple]]) -> dict[str, float]:
    """Score the rows found in each article, with the measures of `benchmarks.quality`."""
    counts = [
        count_article(a.text, a.right, *gather_found(a.text, build_table(values)))
        for a, values in zip(articles, tables, strict=True)
    ]
    total = dict(zip(counts[0]._fields, np.array(counts).sum(axis=0).tolist(), strict=True))
    n_attributions = total["n_found_attributions"] + total["n_right_attributions"]
    measures = {
        "precision": divide(total["n_hit"], total["n_found"]),
        "recall": divide(total["n_hit"], total["n_right"]),
        "F1": divide(2 * total["n_hit"], total["n_found"] + total["n_right"]),
        "indirect recall": divide(total["indirect_hit"], total["indirect_right"]),
        "attributions at IoU 0.5, F1": divide(2 * total["n_matched"], n_attributions),
        "head of the source": divide(total["n_heads_right"], total["n_heads"]),
    }
    return {name: round(value, 4) for name, value in measures.items()}


if __name__ == "__main__":
    sys.exit(main())
