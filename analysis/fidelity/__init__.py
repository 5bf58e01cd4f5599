"""
What was altered between two versions of a story, and how much does it matter?

`passage` reads the two sides and aligns their words; one module a kind of alteration finds
its own; `ledger` puts them together for a pair of passages, `tables` for a story; `severity`
says how much each matters, by the rules of data/fidelity/severity.toml.
"""

from analysis.fidelity.change import CHANGE_COLUMNS, KINDS, SEVERITIES, Change
from analysis.fidelity.grouping import number_alterations
from analysis.fidelity.ledger import find_changes, list_changes
from analysis.fidelity.severity import load_severities, rank_severity, select_severity
from analysis.fidelity.tables import tabulate_changes

__all__ = [
    "CHANGE_COLUMNS",
    "KINDS",
    "SEVERITIES",
    "Change",
    "find_changes",
    "list_changes",
    "load_severities",
    "number_alterations",
    "rank_severity",
    "select_severity",
    "tabulate_changes",
]
