"""How like each other are two groupings of the same mentions into entities?"""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from benchmarks.quality.measures import divide


def score_grouping(right: Sequence[Hashable], said: Sequence[Hashable]) -> dict[str, float]:
    """
    Score one grouping of mentions against another.

    Returns
    -------
    dict
        F1 by links (MUC), by mentions (B-cubed) and by entities (CEAF-e), and first their
        mean, which the CoNLL shared tasks report. NaN where a measure has nothing to count.

    Examples
    --------
    >>> scores = score_grouping(["Orr", "Orr", "Day"], ["x", "x", "x"])
    >>> {name: round(score, 2) for name, score in scores.items()}
    {'CoNLL F1': 0.64, 'MUC F1': 0.67, 'B-cubed F1': 0.71, 'CEAF-e F1': 0.53}
    """
    both = Counter(zip(right, said, strict=True))
    n_right, n_said = Counter(right), Counter(said)
    links = sum(both.values()) - len(both)
    muc = divide(2 * links, 2 * len(right) - len(n_right) - len(n_said))
    recall = divide(sum(n * n / n_right[r] for (r, _), n in both.items()), len(right))
    precision = divide(sum(n * n / n_said[s] for (_, s), n in both.items()), len(right))
    b_cubed = divide(2 * precision * recall, precision + recall)
    alike = {(r, s): 2 * n / (n_right[r] + n_said[s]) for (r, s), n in both.items()}
    ceaf = divide(2 * _match_entities(alike), len(n_right) + len(n_said))
    mean = (muc + b_cubed + ceaf) / 3
    return {"CoNLL F1": mean, "MUC F1": muc, "B-cubed F1": b_cubed, "CEAF-e F1": ceaf}


def _match_entities(alike: dict[tuple[Hashable, Hashable], float]) -> float:
    """The likeness of the best one-to-one matching of entities."""
    from scipy.optimize import linear_sum_assignment

    rows = {key: k for k, key in enumerate(dict.fromkeys(r for r, _ in alike))}
    columns = {key: k for k, key in enumerate(dict.fromkeys(s for _, s in alike))}
    matrix = np.zeros((len(rows), len(columns)))
    for (r, s), value in alike.items():
        matrix[rows[r], columns[s]] = value
    return float(matrix[linear_sum_assignment(matrix, maximize=True)].sum())
