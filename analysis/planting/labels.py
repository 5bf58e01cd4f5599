"""Which words of a base for people and things can be exchanged for others?"""

from functools import cache
from random import Random

import regex

from analysis.planting.site import Site, is_opening, match_case, replace_span
from analysis.planting.source_text import SourceText
from analysis.planting.word_lists import join_words, load_words

SUBKINDS = ("wrong_synonym", "relabelled", "generalised")


@cache
def _compile_labels(subkind: str) -> regex.Pattern:
    """A label's word where it is a noun as far as its neighbours show."""
    return regex.compile(
        rf"(?<![-\p{{L}}’'])(?:{join_words(load_words('labels')[subkind])})(?![-\p{{L}}])", regex.I
    )


def list_label_sites(source: SourceText, rng: Random) -> list[Site]:
    """
    List the words that can be exchanged for another label.

    Parameters
    ----------
    source : SourceText
        The base.
    rng : Random
        Chooses among labels.

    Returns
    -------
    list of Site
        Of kind "label"; none inside a quotation or a name.

    Examples
    --------
    >>> from analysis.planting.source_text import read_source_text
    >>> sites = list_label_sites(read_source_text("It was an operation by rebels."), Random(1))
    >>> [(site.subkind, site.replacement) for site in sites]
    [('wrong_synonym', 'a surgery'), ('relabelled', 'terrorists')]
    """
    sites: list[Site] = []
    for subkind in SUBKINDS:
        words = load_words("labels")[subkind]
        for match in _compile_labels(subkind).finditer(source.text):
            old = match.group()
            if not _can_be_label(source, match):
                continue
            new = match_case(old, rng.choice(words[old.lower()]))
            begin, end, text = replace_span(source, *match.span(), new)
            why = f"{old} became {new}"
            sites.append(Site("label", subkind, begin, end, text, why))
    return sites


def _can_be_label(source: SourceText, match: regex.Match) -> bool:
    """Whether a word stands in the body, outside names and quotations, as a noun."""
    start, stop = match.span()
    if not source.find_sentence(start) or source.is_in_name(start, stop):
        return False
    if source.find_quotation(start, stop):
        return False
    if match.group()[0].isupper() and not is_opening(source, start):
        return False
    before = source.text[max(0, start - 12) : start]
    # "Doctors dispute the figure": a verb after its subject, before its object.
    if regex.search(r"\p{Ll}s $", before) and regex.match(
        r" (?:the|that|this|an?|it)\b", source.text[stop : stop + 6]
    ):
        return False
    # A verb: "to fire", "will stand"; a measure: "a share", "$3 fine".
    return not regex.search(r"\b(?:to|will|would|not|they|we|who|can|could|may|must) $", before)
