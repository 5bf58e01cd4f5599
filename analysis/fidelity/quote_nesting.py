"""Did words inside a quotation lose their own marks, or were they given some?"""

from bisect import bisect_left

from analysis.collation import Words
from analysis.fidelity.change import Change
from analysis.fidelity.quote_alignment import align
from analysis.fidelity.quote_matching import Match
from analysis.fidelity.quote_rows import SURE, show_words, write_row
from analysis.fidelity.quote_sides import STATEMENT, Side

# A quotation holds no more quotations than this; further ones are not compared.
MOST_NESTED = 50


def find_nested(base: Side, other: Side, matches: list[Match]) -> list[Change]:
    """
    Find words inside matched quotations that lost or got inner marks.

    Parameters
    ----------
    base, other : Side
        The two sides.
    matches : list of Match
        Their quotations, paired.

    Returns
    -------
    list of Change
        A few words: ``scare_lost`` or ``scare_added``; a statement quoted inside a quotation:
        ``marks_lost`` or ``marks_added``.
    """
    changes = []
    for m in matches:
        inner = _cut_runs(base.nested, *m[2:4]), _cut_runs(other.nested, *m[4:6])
        if not any(inner):
            continue
        ops = align(base.terms[slice(*m[2:4])], other.terms[slice(*m[4:6])])
        here = _carry(ops, m.base_first, m.other_first)
        back = {o: b for b, o in here.items()}
        for run in inner[0]:
            there = _carry_run(here, run)
            if there and not _meet(there, inner[1]):
                changes.append(_write_nested(base, other, (*run, *there), "lost"))
        for run in inner[1]:
            there = _carry_run(back, run)
            if there and not _meet(there, inner[0]):
                changes.append(_write_nested(base, other, (*there, *run), "added"))
    return changes


def _cut_runs(runs: list[tuple[int, int]], first: int, stop: int) -> list[tuple[int, int]]:
    """Those of some runs that lie in a stretch."""
    at = bisect_left(runs, (first, first))
    return [run for run in runs[at : at + MOST_NESTED] if run[1] <= stop]


def _carry(ops: list[Words], base_first: int, other_first: int) -> dict[int, int]:
    """Which word answers to which."""
    return {
        base_first + op.base_start + k: other_first + op.other_start + k
        for op in ops
        if op.tag == "equal"
        for k in range(op.base_stop - op.base_start)
    }


def _carry_run(answers: dict[int, int], run: tuple[int, int]) -> tuple[int, int] | None:
    """The same words across, if all of them stand there in a row."""
    there = [answers.get(number) for number in range(*run)]
    if None in there or there[-1] - there[0] != len(there) - 1:
        return None
    return there[0], there[-1] + 1


def _meet(run: tuple[int, int], runs: list[tuple[int, int]]) -> bool:
    """Say whether a run shares a word with one of some others."""
    return any(run[0] < stop and first < run[1] for first, stop in runs)


def _write_nested(base: Side, other: Side, spans: tuple, what: str) -> Change:
    """Make a row of words whose inner marks are gone or new."""
    shown = show_words(base, *spans[:2])
    subkind = ("scare_" if spans[1] - spans[0] < STATEMENT else "marks_") + what
    verb = "lost its" if what == "lost" else "was put in"
    why = f"{shown} {verb} marks inside the quotation"
    return write_row(base, other, subkind, spans, SURE["nested marks"], why)
