"""Which neighbouring figures are one range, score, ratio or duration?"""

from analysis.quantities.describing import Reading
from analysis.quantities.kinds import LEFT, PLURALS
from analysis.quantities.words import load_lists

# A range's end is at most this many times its start: "57 to 1,200" is none.
WIDEST_RANGE = 10


# Between the figures of a pair stand at most so many characters: "patients out of".
LONGEST_JOINT = 24


def join_pairs(text: str, found: list[Reading]) -> list[Reading]:
    """
    Make ranges, scores and ratios of neighbouring figures that belong together.

    Parameters
    ----------
    text : str
        The text.
    found : list of Reading
        Its figures, in order.

    Returns
    -------
    list of Reading
        The same with each pair joined into one; "from 10 to 20 percent" stays two, both
        per cent.
    """
    if len(found) < 2:
        return found
    joined: list[Reading] = []
    for read in found:
        pair = _join(text, joined[-1], read) if joined else None
        if pair is not None:
            joined[-1] = pair
            continue
        if joined and text[joined[-1].quantity.stop : read.quantity.start] == " to ":
            joined[-1] = _lend_unit(joined[-1], read)
        joined.append(read)
    return joined


def _join(text: str, first: Reading, second: Reading) -> Reading | None:
    """Two neighbouring figures as one, or None."""
    a, b = first.quantity, second.quantity
    if b.start - a.stop > LONGEST_JOINT or "designator" in (a.kind, b.kind) or a.low is not None:
        return None
    between = text[a.stop : b.start]
    joint = between.strip()
    if b.low is not None or a.kind in ("ordinal", "multiple") or b.kind == "ordinal":
        return None
    words = joint.split()
    if len(words) > 1 and words[0].lower() == a.noun and len(a.nouns) == 1:
        joint = " ".join(words[1:])  # "one patient in five"
        if b.noun in PLURALS or b.noun.endswith("s"):
            return None  # "one shop in two towns"
    if joint in ("in", "out of") and a.kind in ("number", "count") and not a.unit and not b.unit:
        if (joint == "out of" or a.value == 1) and 0 < a.value < b.value:
            value = a.value / b.value
            noun, nouns = (a.noun, a.nouns) if a.noun else (b.noun, b.nouns)
            parts = {"kind": "fraction", "noun": noun, "nouns": nouns, "precision": 0.01}
            return _merge(first, second, value=value, **parts)
        return None
    left = text[max(0, a.full_start - LEFT) : a.full_start].lower().split()
    scored = bool(left) and left[-1] in load_lists().score_before
    if joint in ("-", "–", "to") and not a.unit and not b.unit and (a.value > b.value or scored):
        small = b.value <= 200 and a.value <= 999
        if small and a.value.is_integer() and b.value.is_integer() and a.kind != "count":
            return _merge(first, second, kind="score", low=a.value, high=b.value, value=a.value)
        return None
    if a.kind == b.kind == "duration" and a.unit != b.unit and joint in ("and", "", ","):
        return _add_durations(first, second)
    if joint == "and":
        before = text[max(0, a.full_start - 9) : a.full_start].split()
        if not before or before[-1].lower() != "between":
            return None
    elif joint not in ("-", "–", "to"):
        return None
    return _join_range(text, first, second, joint)


def _lend_unit(first: Reading, second: Reading) -> Reading:
    """The unit and scale of "from 10 to 20 percent" are those of both figures."""
    a, b = first.quantity, second.quantity
    if a.kind != "number" or a.unit or not b.unit or not 0.1 < a.value / (b.value or 1.0) < 10:
        return first
    return first._replace(quantity=a._replace(kind=b.kind, unit=b.unit))


def _add_durations(first: Reading, second: Reading) -> Reading | None:
    """Two hours and 15 minutes."""
    units = load_lists().units
    a, b = first.quantity, second.quantity
    share = units[b.unit][1] / units[a.unit][1]
    if share >= 1:
        return None
    value = a.value + b.value * share
    merged = _merge(first, second, value=value, precision=b.precision * share, unit=a.unit)
    return merged


def _join_range(text: str, first: Reading, second: Reading, joint: str) -> Reading | None:
    """30 to 40, 30-40 percent, $30-$40 million; a rise "1.25 to 21.75" is none."""
    a, b = first.quantity, second.quantity
    low, unit = a.value, b.unit
    if first.scale == 1.0 and second.scale > 1.0 and a.value * second.scale < b.value:
        low = a.value * second.scale
    if b.unit in ("cent", "penny") and not a.unit:
        low = a.value / 100
    if a.unit and a.unit != b.unit and not (a.kind == "money" and not b.unit):
        return None
    unit = b.unit or a.unit
    if joint != "and" and not low < b.value <= WIDEST_RANGE * max(low, 1e-9):
        return None
    before = text[max(0, a.full_start - LEFT) : a.full_start].lower().split()
    # "rose 57 cents to $37" and "from 3 to 5 percent" are moves, "rose 3 to 5 percent" is none.
    is_move = joint == "to" and bool(before) and before[-1] in load_lists().moves
    if is_move and (a.unit or not b.unit or before[-1] == "from"):
        return None
    if joint in "-–" and not unit and not b.noun and a.value < 200 and a.kind != "age":
        tail = text[b.stop : b.stop + 12].split()
        if tail or not before or before[-1] in load_lists().score_before:
            return _merge(first, second, kind="score", low=a.value, high=b.value, value=a.value)
    kind = "age" if a.kind == "age" else b.kind
    start = a.start
    if joint == "and":
        start = text.lower().rfind("between", max(0, a.full_start - 9), a.full_start)
    merged = _merge(first, second, kind=kind, low=low, high=b.value, value=(low + b.value) / 2)
    return merged._replace(
        quantity=merged.quantity._replace(unit=unit, full_start=min(start, a.full_start))
    )


def _merge(first: Reading, second: Reading, **fields) -> Reading:
    """The second quantity, begun where the first begins."""
    a, b = first.quantity, second.quantity
    merged = b._replace(
        start=a.start,
        full_start=a.full_start,
        approximate=a.approximate,
        bound=a.bound,
        is_weak=False,
        malformed=a.malformed or b.malformed,
        **{"precision": min(a.precision, b.precision)} | fields,
    )
    return Reading(merged, second.scale, second.style)


def settle_groups(found: list[Reading]) -> list[Reading]:
    """
    Mark Indian grouping as malformed in a text that elsewhere groups by thousands.

    Parameters
    ----------
    found : list of Reading
        The figures of one text.

    Returns
    -------
    list of Reading
        The same, some of them malformed.
    """
    styles = {read.style for read in found}
    if "indian" not in styles:
        return found
    if not any(read.style == "english" and read.quantity.value >= 100000 for read in found):
        return found
    reason = "the figures are not grouped by thousands"
    return [
        read._replace(quantity=read.quantity._replace(malformed=reason))
        if read.style == "indian"
        else read
        for read in found
    ]
