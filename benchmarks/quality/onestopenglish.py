"""
Is it told in which order a story was rewritten, and what does each figure add?

Each story was rewritten twice: adv -> int -> ele. The order is read from signs of
simplification, once from words and clauses alone, once with the length of sentences, once with
the length of the texts too; each tenth of the stories by weights from the others. The floor
orders by length, longest first. Containment is shown for comparison: its direction is length in
disguise.
"""

import pandas as pd

from analysis.divergence import compare_terms
from analysis.reuse.formulas import Formula, answer
from benchmarks.quality.measures import Measure, divide, share, tabulate
from benchmarks.train_reuse import CHAIN, EVIDENCE_USED, learn_direction, measure_chains

FILES = {"articles.jsonl": {"story": str, "level": str, "text": str}}
FOLDS = 10
TARGETS = {"words": ">= 0.96", "sentences": ">= 0.96", "all": ">= 0.985"}
_STEPS = (CHAIN[:2], CHAIN[1:])


def score_onestopenglish(rows: list[dict]) -> pd.DataFrame:
    """Score the order of stories that have all three levels."""
    chains = measure_chains(rows)
    floor = _share_in_order([[c[step]["text_shortened"] > 0 for step in _STEPS] for c in chains])
    measures = []
    for use, used in EVIDENCE_USED.items():
        steps = predict_steps(chains, used)
        measures.append(
            _score(f"whole chain in order, by {use}", steps)._replace(
                floor=floor, target=TARGETS[use]
            )
        )
        measures.append(
            share(
                f"neighbours in order, by {use}",
                sum(map(sum, steps)),
                len(_STEPS) * len(steps),
                "pairs",
            )
        )
    for figure in EVIDENCE_USED["all"]:
        without = tuple(name for name in EVIDENCE_USED["all"] if name != figure)
        measures.append(_score(f"all without {figure}", predict_steps(chains, without)))
        measures.append(_score(f"{figure} alone", predict_steps(chains, (figure,))))
    measures.append(_score("containment alone", _compare_containment(rows)))
    return tabulate(measures)


def predict_steps(chains: list[dict], used: tuple[str, ...]) -> list[list[bool]]:
    """Whether each step of each chain is told right by weights from other stories."""
    steps: list[list[bool]] = [[] for _ in chains]
    for fold in range(min(FOLDS, len(chains))):
        others = [chain for n, chain in enumerate(chains) if n % FOLDS != fold]
        formula = (
            learn_direction([figures for chain in others for figures in chain.values()], used)
            if others
            else Formula(0.0, dict.fromkeys(used, 1.0))
        )
        for number in range(fold, len(chains), FOLDS):
            steps[number] = [answer(chains[number][step], formula) > 0.5 for step in _STEPS]
    return steps


def _share_in_order(steps: list[list[bool]]) -> float:
    return divide(sum(map(all, steps)), len(steps))


def _score(name: str, steps: list[list[bool]]) -> Measure:
    return share(name, sum(map(all, steps)), len(steps), "stories")


def _compare_containment(rows: list[dict]) -> list[list[bool]]:
    """Whether more of each later version stands in the earlier one than the other way round."""
    stories: dict[str, dict[str, str]] = {}
    for row in rows:
        stories.setdefault(row["story"], {})[row["level"]] = row["text"]
    steps = []
    for texts in stories.values():
        if len(texts) == len(CHAIN):
            found = [compare_terms(texts[later], texts[earlier]) for earlier, later in _STEPS]
            steps.append([bool(d["containment_a_in_b"] > d["containment_b_in_a"]) for d in found])
    return steps
