"""Stub, written by the owner of this module."""

from analysis.fidelity.change import Change
from analysis.fidelity.passage import Pair


def find_attribution_changes(pair: Pair) -> list[Change]:
    """Nothing yet."""
    return []
