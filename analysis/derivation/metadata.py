"""What do dates, outlets and credit lines say about who could copy whom?

Soft evidence only: a clock can be wrong, a page dated anew, a credit inherited with the text.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd

# Log-odds that a version dated clearly later was not the model: one date in twenty is wrong.
LATER = 3.0
# Log-odds that a version was made of the one whose outlet it credits.
CREDITED = 2.0
# A date or hour without a time zone may be so far off.
UNKNOWN_ZONE = timedelta(hours=14)


def weigh_metadata(versions: pd.DataFrame, ids: list[str]) -> np.ndarray:
    """
    Weigh dates and credit lines for each pair of versions.

    Parameters
    ----------
    versions : DataFrame
        version_id and, where known, outlet, published_at (ISO 8601), credit.
    ids : list of str
        The versions, in the order of the result.

    Returns
    -------
    array of float, (versions, versions)
        ``result[p, c]``: log-odds for c made of p against p made of c; the two directions
        are each other's negative, 0 where nothing is known.

    Examples
    --------
    >>> days = ["2026-02-01", "2026-02-04"]
    >>> table = pd.DataFrame({"version_id": ["a", "b"], "published_at": days})
    >>> weigh_metadata(table, ["a", "b"]).tolist()
    [[0.0, 3.0], [-3.0, 0.0]]
    """
    facts = versions.set_index("version_id") if len(versions) else pd.DataFrame()
    rows = [facts.loc[i].to_dict() if i in facts.index else {} for i in ids]
    spans = [read_moment(row.get("published_at")) for row in rows]
    outlets = [_name_outlet(row.get("outlet")) for row in rows]
    credits = [_write_plain(row.get("credit")) for row in rows]
    found = np.zeros((len(ids), len(ids)))
    for p in range(len(ids)):
        for c in range(len(ids)):
            if p == c:
                continue
            if spans[p] and spans[c] and spans[p][1] < spans[c][0]:
                found[p, c] += LATER
                found[c, p] -= LATER
            if _credits(credits[c], outlets[p]) and not _credits(credits[c], outlets[c]):
                found[p, c] += CREDITED
                found[c, p] -= CREDITED
    return found


def read_moment(value: object) -> tuple[datetime, datetime] | None:
    """
    Read when a version was published, as the earliest and latest moment it may be.

    Parameters
    ----------
    value : object
        An ISO 8601 date or time; anything else is unknown.

    Returns
    -------
    (datetime, datetime) or None
        Both in UTC; a day of 24 hours with 14 hours on either side where no zone is named.

    Examples
    --------
    >>> [str(moment) for moment in read_moment("2026-02-03T16:20:00-05:00")]
    ['2026-02-03 21:20:00+00:00', '2026-02-03 21:20:00+00:00']
    >>> read_moment("soon")
    """
    if not isinstance(value, str):
        return None
    try:
        if re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", value):
            day = datetime.combine(date.fromisoformat(value.strip()), time(), UTC)
            return day - UNKNOWN_ZONE, day + timedelta(days=1) + UNKNOWN_ZONE
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
            return moment, moment
        moment = moment.replace(tzinfo=UTC)
        return moment - UNKNOWN_ZONE, moment + UNKNOWN_ZONE
    except (ValueError, OverflowError):
        return None


def _write_plain(value: object) -> str:
    return " ".join(re.findall(r"[^\W_]+", value.casefold())) if isinstance(value, str) else ""


def _name_outlet(value: object) -> list[str]:
    """An outlet's name and its initials."""
    return list(_list_names(_write_plain(value)))


def _list_names(plain: str) -> Iterator[str]:
    if plain:
        yield plain
        words = plain.split()
        if len(words) > 2:
            yield "".join(word[0] for word in words)


def _credits(credit: str, names: list[str]) -> bool:
    return any(f" {name} " in f" {credit} " for name in names)
