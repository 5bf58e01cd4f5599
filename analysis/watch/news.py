"""Which of what stands altered now did not stand so at the last run, and is worth telling?"""

from collections import Counter

from analysis.fidelity import SEVERITIES, rank_severity
from analysis.house_style import read_words


def make_key(item: dict) -> tuple[str, ...]:
    """
    Make what an alteration is known by from run to run.

    Parameters
    ----------
    item : dict
        From `analysis.watch.alterations`.

    Returns
    -------
    tuple of str
        Version, what it was compared with, kind, subkind and both wordings in no house style:
        neither a place that shifted, nor a later text of the version, nor another shape of
        quotation marks makes it another alteration.

    Examples
    --------
    >>> item = {"version": "post", "against": "base", "kind": "number", "subkind": "scale"}
    >>> one = make_key(item | {"text": "post", "before": "$4.6 million", "after": "$46m"})
    >>> two = make_key(item | {"text": "post-2", "before": "$4.6m", "after": "$46 million"})
    >>> one == two
    True
    """
    names = ("version", "against", "kind", "subkind")
    return (*(item[name] for name in names), *map(_canonise, (item["before"], item["after"])))


def _canonise(text: str) -> str:
    return " ".join(word.term for word in read_words(text)) or " ".join(text.split())


def find_news(now: list[dict], before: list[dict]) -> list[dict]:
    """
    Find what is new.

    Parameters
    ----------
    now, before : list of dict
        What stands altered now, and what stood so at the last run.

    Returns
    -------
    list of dict
        The worst first; of the rows of one alteration (`group`) the worst. What stands twice
        now and stood once before is new once.
    """
    known = Counter(make_key(item) for item in before)
    found: dict[str, dict] = {}
    for item in now:
        key = make_key(item)
        if known[key]:
            known[key] -= 1
            continue
        other = found.get(item["group"])
        if other is None or _rank(item) < _rank(other):
            found[item["group"]] = item
    return sorted(found.values(), key=_rank)


def _rank(item: dict) -> tuple:
    return rank_severity(item["severity"]), item["kind"] == "version", -item["confidence"]


def select_news(items: list[dict], at_least: str, *, tell_new_versions: bool = False) -> list[dict]:
    """
    Select what is worth telling.

    Parameters
    ----------
    items : list of dict
        From `find_news`.
    at_least : str
        The least severity.
    tell_new_versions : bool
        Also tell of new versions in which nothing is altered.

    Returns
    -------
    list of dict
        In their order. That a version is new is told where it brings alterations anyway, so
        it is left out then.
    """
    told = [item for item in items if rank_severity(item["severity"]) <= rank_severity(at_least)]
    if tell_new_versions:
        told += [item for item in items if item["subkind"] == "new" and item not in told]
    return told


def count_severities(items: list[dict]) -> dict[str, int]:
    """Count items by severity, the worst first; every severity has its number."""
    counts = Counter(item["severity"] for item in items)
    return {severity: counts[severity] for severity in SEVERITIES}
