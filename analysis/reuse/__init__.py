"""
How much of one text was made from another, and how?

`measure_reuse` and `compare_direction` read one pair of plain texts, `tabulate_reuse` the
versions of a story against their base.
"""

from analysis.reuse.direction import compare_direction, order_versions
from analysis.reuse.evidence import EVIDENCE, compare_texts, tabulate_reuse
from analysis.reuse.levels import LEVELS, measure_reuse

__all__ = [
    "EVIDENCE",
    "LEVELS",
    "compare_direction",
    "compare_texts",
    "measure_reuse",
    "order_versions",
    "tabulate_reuse",
]
