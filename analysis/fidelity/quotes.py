"""Stub, written by the owner of this module."""

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair


def find_quote_changes(pair: Pair) -> list[Change]:
    """Nothing yet."""
    return []


def find_version_quote_changes(base, other) -> list[Change]:
    """Nothing yet."""
    return []
