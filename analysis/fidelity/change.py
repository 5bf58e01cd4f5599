"""What is one alteration, and which kinds of it are there?"""

from typing import NamedTuple

KINDS = ("quote", "number", "date", "name", "negation", "attribution", "certainty", "label")
SEVERITIES = ("critical", "substantive", "stylistic")

CHANGE_TYPES = {
    "base_id": "str",
    "other_id": "str",
    "base_segment": "Int64",
    "other_segment": "Int64",
    "base_start": "int64",
    "kind": "str",
    "subkind": "str",
    "severity": "str",
    "base_stop": "int64",
    "base_text": "str",
    "other_start": "int64",
    "other_stop": "int64",
    "other_text": "str",
    "confidence": "float64",
    "why": "str",
}
CHANGE_COLUMNS = list(CHANGE_TYPES)


class Change(NamedTuple):
    """
    One alteration between two aligned passages.

    Attributes
    ----------
    kind, subkind : str
        What was altered and how; data/fidelity/severity.toml lists them all.
    base_start, base_stop, other_start, other_stop : int
        Half-open character offsets in the two passages. A side that has nothing there has
        a span of no width where the words would stand.
    confidence : float
        0 to 1; only ranks.
    why : str
        One plain sentence that says what changed.
    """

    kind: str
    subkind: str
    base_start: int
    base_stop: int
    other_start: int
    other_stop: int
    confidence: float
    why: str
