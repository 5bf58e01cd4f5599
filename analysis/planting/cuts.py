"""Which parts of a base does a version keep, and in which order?"""

from collections.abc import Sequence
from random import Random

from analysis.planting.source_text import SourceText, Span

# A cut-down keeps between a half and four fifths of the sentences, as sub-editors do.
LEAST_KEPT, MOST_KEPT = 0.5, 0.8
# A cut out of the middle takes up to this share of the sentences.
MOST_TAKEN = 0.3


def keep_all(source: SourceText) -> list[Span]:
    """
    Keep the whole base.

    Parameters
    ----------
    source : SourceText
        The base.

    Returns
    -------
    list of Span
        One piece; none for an empty text.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> keep_all(read_source_text("It rained."))
    [Span(start=0, stop=10)]
    """
    return [Span(0, len(source.text))] if source.text else []


def cut_tail(source: SourceText, rng: Random) -> list[Span]:
    """
    Cut a base from the bottom at the end of a sentence.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the sentence.

    Returns
    -------
    list of Span
        One piece from the beginning; the whole text if it has fewer than three sentences.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> cut_tail(read_source_text("It rained. He left. She stayed. All slept."), Random(1))
    [Span(start=0, stop=19)]
    """
    ends = _list_ends(source)
    if len(ends) < 3:
        return keep_all(source)
    low = max(1, round(LEAST_KEPT * len(ends)))
    high = max(low, min(len(ends) - 1, round(MOST_KEPT * len(ends))))
    return [Span(0, ends[rng.randint(low, high) - 1])]


def cut_middle(source: SourceText, rng: Random) -> list[Span]:
    """
    Cut whole sentences out of the middle of a base.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses the sentences.

    Returns
    -------
    list of Span
        The pieces that stay, in order; the first and the last sentence are among them. The
        whole text if it has fewer than three sentences.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> cut_middle(read_source_text("It rained. He left. She stayed. All slept."), Random(1))
    [Span(start=0, stop=10), Span(start=19, stop=42)]
    """
    ends = _list_ends(source)
    if len(ends) < 3:
        return keep_all(source)
    n_taken = rng.randint(1, max(1, round(MOST_TAKEN * len(ends))))
    first = rng.randint(1, max(1, len(ends) - 1 - n_taken))
    last = min(len(ends) - 2, first + n_taken - 1)
    return [Span(0, ends[first - 1]), Span(ends[last], len(source.text))]


def reorder_paragraphs(source: SourceText, pieces: Sequence[Span], rng: Random) -> list[Span]:
    """
    Let paragraphs change places, word for word.

    Parameters
    ----------
    source : SourceText
        The base.
    pieces : sequence of Span
        What is kept of it.
    rng : Random
        Chooses the order.

    Returns
    -------
    list of Span
        The kept lines of the text in another order; the first line, with its dateline,
        stays in front. The pieces themselves if there are fewer than two lines to exchange.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> source = read_source_text("It rained.\\nHe left.\\nShe stayed.")
    >>> [source.text[a:b] for a, b in reorder_paragraphs(source, keep_all(source), Random(3))]
    ['It rained.', 'She stayed.', 'He left.']
    """
    lines = [line for piece in pieces for line in _split_lines(source.text, piece)]
    if len(lines) < 3:
        return list(pieces)
    moved = lines[1:]
    while moved == lines[1:]:
        rng.shuffle(moved)
    return [lines[0], *moved]


def _list_ends(source: SourceText) -> list[int]:
    """Ends of sentences outside quotations, so that no cut leaves a mark alone."""
    return [
        sentence.stop
        for sentence in source.sentences
        if not (q := source.find_quotation(sentence.stop - 1, sentence.stop))
        or q.stop <= sentence.stop
    ]


def _split_lines(text: str, piece: Span) -> list[Span]:
    """The lines of a piece that hold more than white space."""
    spans, start = [], piece.start
    for line in text[piece.start : piece.stop].split("\n"):
        body = line.strip()
        if body:
            begin = start + line.index(body[0])
            spans.append(Span(begin, begin + len(body)))
        start += len(line) + 1
    return spans
