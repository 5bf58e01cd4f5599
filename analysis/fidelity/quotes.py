"""What happened to the words that stand in quotation marks, and to whose words they are?

Quotations of both sides are matched by their words wherever they stand; a matched pair is
read for altered, cut and added words, for parts that were joined, and for its speaker.
What matches no quotation is looked for outside the marks: words that lost theirs, or were
given some.
"""

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair, Passage
from analysis.fidelity.quote_cuts import compare_part
from analysis.fidelity.quote_joins import find_joined
from analysis.fidelity.quote_marks import compare_unmatched
from analysis.fidelity.quote_matching import list_parts, match_quotes
from analysis.fidelity.quote_nesting import find_nested
from analysis.fidelity.quote_sides import Side, read_side
from analysis.fidelity.quote_speakers import compare_speakers
from analysis.fidelity.quote_words import load_quote_words


def find_quote_changes(pair: Pair) -> list[Change]:
    """
    Find what was altered in the quotations of two aligned passages.

    Parameters
    ----------
    pair : Pair
        The aligned passages.

    Returns
    -------
    list of Change
        Of kind ``quote``, by place in the base; none where only the shape of the marks, the
        order of the quotations or house style differs.

    Examples
    --------
    >>> base = Passage('"We are willing to pay," Marsh said.')
    >>> other = Passage("«We are prepared to pay», Marsh said.")
    >>> [(c.subkind, c.why) for c in find_quote_changes(Pair(base, other))]
    [('altered', "'willing' became 'prepared' inside the quotation")]
    """
    if not pair.base.marked and not pair.other.marked:
        return []
    base, other = read_side(pair.base), read_side(pair.other)
    if base.wording == other.wording and base.nested == other.nested and not _changes_name(pair):
        return []
    return _compare_sides(base, other, are_aligned=True)


def _changes_name(pair: Pair) -> bool:
    """Say whether a word with a capital, no day or month, is new at its place."""
    words = pair.other.words
    calendar = load_quote_words().calendar
    return any(
        words[number].form[0].isupper() and words[number].term not in calendar
        for op in pair.differences
        for number in range(op.other_start, op.other_stop)
    )


def find_version_quote_changes(base: Passage, other: Passage) -> list[Change]:
    """
    Find what was altered in the quotations of two versions.

    Parameters
    ----------
    base, other : Passage
        Whole versions; `given` holds their quotations with the speakers resolved.

    Returns
    -------
    list of Change
        As for `find_quote_changes`: a quotation is found wherever it stands.

    Examples
    --------
    >>> base = Passage('"The dam leaks," Ann Marsh said. "Go home," Bo Coyle said.')
    >>> other = Passage('"Go home," Bo Coyle said. "The dam leaks," Ann Marsh said.')
    >>> find_version_quote_changes(base, other)
    []
    """
    return _compare_sides(read_side(base), read_side(other))


def _compare_sides(left: Side, right: Side, *, are_aligned: bool = False) -> list[Change]:
    """Find what was altered in the quotations of two sides."""
    if not left.quotes and not right.quotes:
        return []
    matches = match_quotes(left, right)
    parts = list_parts(left, right, matches)
    changes: list[Change] = []
    for part in parts:
        changes += compare_part(left, right, part)
    changes += find_joined(left, right, matches)
    changes += compare_unmatched(left, right, matches, are_aligned=are_aligned)
    changes += find_nested(left, right, matches)
    changes += compare_speakers(left, right, matches)
    return sorted(set(changes), key=lambda c: (c.base_start, c.other_start, c))
