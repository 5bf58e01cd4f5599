"""How much of what is attributed in an article was found, and with the right source?"""

from typing import NamedTuple

import numpy as np
import regex

LEAST_OVERLAP = 0.5
# Doubled apostrophes are one newspaper's quotation marks.
_MARKED = regex.compile(r"“[^“”\n]*+”|\"[^\"\n]*+\"|''(?:(?!'')[^\n])*+''")
# What follows the head of a source: a complement, a relative clause, an apposition.
_AFTER_HEAD = regex.compile(r",|\s(?:of|for|at|who|in|from|with|on)\s")

Spans = list[tuple[int, int]]


class Attribution(NamedTuple):
    """Content spans and the first span of the source, None where there is none."""

    content: Spans
    source: tuple[int, int] | None


class Counts(NamedTuple):
    """The counts of one article, characters first."""

    n_hit: int
    n_found: int
    n_right: int
    direct_hit: int
    direct_right: int
    indirect_hit: int
    indirect_right: int
    n_matched: int
    n_found_attributions: int
    n_right_attributions: int
    n_heads: int
    n_heads_right: int


def find_marked_spans(text: str) -> Spans:
    """
    Find the stretches between quotation marks, with the marks.

    Examples
    --------
    >>> find_marked_spans('"No," he said. “Not so.”')
    [(0, 5), (15, 24)]
    """
    return [match.span() for match in _MARKED.finditer(text)]


def _mask(length: int, spans: Spans) -> np.ndarray:
    mask = np.zeros(length, dtype=bool)
    for start, stop in spans:
        mask[start:stop] = True
    return mask


def count_article(
    text: str, right: list[Attribution], spans: Spans, found: list[Attribution]
) -> Counts:
    """Count what of an article's attributions was found: characters, matches, heads of sources."""
    size = len(text)
    gold, got = _mask(size, [s for a in right for s in a.content]), _mask(size, spans)
    inside = _mask(size, find_marked_spans(text))
    right = [a for a in right if a.content]
    matched = match_attributions(size, right, found)
    heads = [(right[j].source, found[i].source) for i, j in matched if right[j].source]
    return Counts(
        *(int(m.sum()) for m in (gold & got, got, gold)),
        *(int(m.sum()) for m in (gold & got & inside, gold & inside)),
        *(int(m.sum()) for m in (gold & got & ~inside, gold & ~inside)),
        *(len(matched), len(found), len(right)),
        *(len(heads), sum(holds_head(text, *pair) for pair in heads)),
    )


def match_attributions(
    size: int, right: list[Attribution], found: list[Attribution]
) -> list[tuple[int, int]]:
    """Pair found and right attributions one to one, the best overlap (IoU) first."""
    rights, founds = ([_mask(size, a.content) for a in side] for side in (right, found))
    pairs = []
    for i, got in enumerate(founds):
        for j, gold in enumerate(rights):
            both = int((got & gold).sum())
            if both and both / int((got | gold).sum()) >= LEAST_OVERLAP:
                pairs.append((-both / int((got | gold).sum()), i, j))
    used, matched = (set(), set()), []
    for _, i, j in sorted(pairs):
        if i not in used[0] and j not in used[1]:
            used[0].add(i), used[1].add(j)
            matched.append((i, j))
    return matched


def holds_head(text: str, right: tuple[int, int], found: tuple[int, int] | None) -> bool:
    """
    Say whether the source found holds the last letters of the right source's head word.

    It may begin up to 25 characters earlier: a title or a description before the name.
    """
    if found is None:
        return False
    head_stop = right[0] + len(_AFTER_HEAD.split(text[right[0] : right[1]])[0])
    return found[0] < head_stop <= found[1] + 2 and found[0] >= right[0] - 25
