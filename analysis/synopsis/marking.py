"""How does a sentence of a version show what it does to the words of the base?

As an editor's markup: the version's words as they stand, what the base does not have underlined,
what the base has besides struck out at its place. Which words differ is decided by `parallel`,
which of them are an alteration by the ledger.
"""

from collections.abc import Sequence
from typing import NamedTuple

from analysis import collation, parallel
from analysis.fidelity import rank_severity
from analysis.tokens import Token
from analysis.visible_text import show_controls


class Alteration(NamedTuple):
    """Characters that an alteration covers in a text, its number and its severity."""

    start: int
    stop: int
    number: int
    severity: str


class Loss(NamedTuple):
    """Characters of a base sentence that the version is without, and where they would stand."""

    at: int
    base_sentence: int
    start: int
    stop: int


def find_losses(
    left: Sequence[Sequence[Token]],
    right: Sequence[Sequence[Token]],
    pieces: tuple[list[list[parallel.Piece]], list[list[parallel.Piece]]],
) -> list[list[Loss]]:
    """
    Find where in the sentences of a version the words would stand that only the base has.

    Parameters
    ----------
    left, right : sequence of sequence of Token
        The sentences of the base and of the version, each as its tokens.
    pieces : tuple of list of list of Piece
        From `parallel.find_differences` of the two.

    Returns
    -------
    list of list of Loss
        For each sentence of the version, in order.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> left, right = [tokenise("The old dam leaks.")], [tokenise("The dam leaks.")]
    >>> find_losses(left, right, parallel.find_differences(left, right))
    [[Loss(at=3, base_sentence=0, start=4, stop=7)]]
    """
    anchors = _list_equal(right, pieces[1])
    losses: list[list[Loss]] = [[] for _ in right]
    n_equal = 0
    for sentence, (tokens, own) in enumerate(zip(left, pieces[0], strict=True)):
        equal = [token.start for _, token in _list_equal([tokens], [own])]
        for _, start, stop in own:
            before = n_equal + sum(place < start for place in equal)
            if anchors and before:
                where, token = anchors[before - 1]
                losses[where].append(Loss(token.stop, sentence, start, stop))
            elif losses:
                losses[0].append(Loss(0, sentence, start, stop))
        n_equal += len(equal)
    return losses


def _list_equal(sentences, pieces) -> list[tuple[int, Token]]:
    """Tokens that both sides have, each with the number of its sentence."""
    return [
        (number, token)
        for number, (tokens, own) in enumerate(zip(sentences, pieces, strict=True))
        for token in tokens
        if collation.fingerprint_token(*token[2:])
        and not any(start <= token.start < stop for _, start, stop in own)
    ]


def render_sentence(
    text: str,
    *,
    pieces: Sequence[parallel.Piece] = (),
    losses: Sequence[tuple[int, str]] = (),
    alterations: Sequence[Alteration] = (),
) -> str:
    """
    Render a sentence with its marks.

    Parameters
    ----------
    text : str
        Any text; all of it appears in the result, escaped, hidden characters shown.
    pieces : sequence of Piece
        What the base does not have.
    losses : sequence of (int, str)
        What only the base has, and after how many characters it would stand.
    alterations : sequence of Alteration
        Characters that the ledger speaks of.

    Returns
    -------
    str
        HTML: ``<ins>``, ``<del>`` and ``<span class="alt ..." data-a="...">``.

    Examples
    --------
    >>> piece = parallel.Piece("insert", 4, 7)
    >>> render_sentence("The new dam", pieces=[piece], losses=[(3, "old")])
    'The <del>old</del> <ins>new</ins> dam'
    """
    cuts = {0, len(text)}
    for start, stop in [(p.start, p.stop) for p in pieces] + [(a[0], a[1]) for a in alterations]:
        cuts |= {min(max(start, 0), len(text)), min(max(stop, 0), len(text))}
    cuts |= {at for at, _ in losses}
    edges = sorted(cuts)
    # What would stand at the end of the sentence has its place after the last run.
    runs = list(zip(edges, edges[1:], strict=False)) + [(len(text), len(text))]
    parts = []
    for start, stop in runs:
        for lost in (words for at, words in losses if at == start):
            parts.append(_write_loss(lost, is_glued=text[start : start + 1].isalnum()))
        if start < stop:
            inside = [a for a in alterations if a.start <= start and stop <= a.stop]
            is_new = any(p.start <= start and stop <= p.stop for p in pieces)
            parts.append(_write_run(text[start:stop], is_new, inside))
    return "".join(parts)


def _write_loss(words: str, *, is_glued: bool) -> str:
    """Words struck out, with the space that parts them from what stands before or after."""
    marked = f"<del>{write_text(words)}</del>"
    return f"{marked} " if is_glued else f" {marked}"


def _write_run(text: str, is_new: bool, inside: Sequence[Alteration]) -> str:
    shown = f"<ins>{write_text(text)}</ins>" if is_new else write_text(text)
    if inside:
        worst = min(inside, key=lambda a: rank_severity(a.severity)).severity
        numbers = " ".join(str(n) for n in sorted({a.number for a in inside}))
        shown = f'<span class="alt {worst}" data-a="{numbers}">{shown}</span>'
    return shown


def write_text(text: str) -> str:
    """
    Make any text one that a page may hold, what nobody would see shown as a mark.

    Examples
    --------
    >>> write_text("AT&T <b> 1\\u202e2")
    'AT&amp;T &lt;b&gt; 1⟦U+202E⟧2'
    """
    return parallel.escape_text(show_controls(text))
