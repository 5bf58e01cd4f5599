"""Which words of two runs answer to each other in order, and which do so by chance?"""

from collections.abc import Sequence

from analysis.collation import Words, align_words
from analysis.fidelity.quote_words import weigh

# Quotations of more words in product than this are compared at their ends only.
MOST_CELLS = 4_000_000
# An end of an alignment is chance when it weighs less than this for each word skipped.
WORTH_OF_A_GAP = 0.25


def trim_alignment(
    ops: Sequence[Words], terms: Sequence[str], *, is_whole: bool = True
) -> list[Words]:
    """
    Cut the ends of an alignment that match by chance, far from the rest.

    Parameters
    ----------
    ops : sequence of Words
        An alignment.
    terms : sequence of str
        The words of its base side.
    is_whole : bool
        Whether both sides end where something ends: then what both begin or end with is no
        chance.

    Returns
    -------
    list of Words
        From the first to the last run of equal words; empty without any.
    """
    ops = list(ops)
    is_anchored = [is_whole and bool(ops) and ops[at].tag == "equal" for at in (0, -1)]
    for at, step in ((0, 1), (-1, -1)):
        while ops and ops[at].tag != "equal":
            del ops[at]
        while len(ops) > 2:
            run, gap = ops[at], ops[at + step]
            if is_anchored[at]:
                break
            skipped = max(gap.base_stop - gap.base_start, gap.other_stop - gap.other_start)
            if weigh(terms[run.base_start : run.base_stop]) >= WORTH_OF_A_GAP * skipped:
                break
            del ops[at], ops[at]
    return ops


def align(left: Sequence[str], right: Sequence[str]) -> list[Words]:
    """
    Align two runs of words; what both begin and end with goes together.

    Examples
    --------
    >>> [op.tag for op in align("we will not pay".split(), "we will pay".split())]
    ['equal', 'delete', 'equal']
    """
    shorter = min(len(left), len(right))
    head = next((k for k in range(shorter) if left[k] != right[k]), shorter)
    tail = next((k for k in range(shorter - head) if left[-1 - k] != right[-1 - k]), shorter - head)
    middle = (list(left[head : len(left) - tail]), list(right[head : len(right) - tail]))
    n_left, n_right = map(len, middle)
    if n_left * n_right > MOST_CELLS or not (n_left and n_right):
        tag = "replace" if n_left and n_right else "delete" if n_left else "insert"
        inner = [Words(tag, 0, n_left, 0, n_right)] if n_left or n_right else []
    else:
        inner = align_words(*middle)
    ops = [Words("equal", 0, head, 0, head)] if head else []
    for op in inner:
        ops.append(Words(op.tag, *(place + head for place in op[1:])))
    if tail:
        places = (len(left) - tail, len(left), len(right) - tail, len(right))
        ops.append(Words("equal", *places))
    return _merge_equal(ops)


def _merge_equal(ops: list[Words]) -> list[Words]:
    """Make one run of neighbouring runs of equal words."""
    merged: list[Words] = []
    for op in ops:
        if merged and merged[-1].tag == op.tag == "equal":
            last = merged.pop()
            op = Words("equal", last.base_start, op.base_stop, last.other_start, op.other_stop)
        merged.append(op)
    return merged
