"""How much does an alteration matter to an editor, and by which declared rule?"""

import tomllib
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from analysis.fidelity.change import SEVERITIES
from analysis.paths import find_data_folder


class Rule(NamedTuple):
    """The severity of one subkind and the reason for it."""

    severity: str
    reason: str


@lru_cache(maxsize=1)
def load_severities() -> dict[tuple[str, str], Rule]:
    """
    Read the rules of data/fidelity/severity.toml.

    Returns
    -------
    dict
        Rule by (kind, subkind), in the order of the file.

    Examples
    --------
    >>> load_severities()["negation", "lost"].severity
    'critical'
    """
    path = find_data_folder() / "fidelity" / "severity.toml"
    rules = tomllib.loads(path.read_text("utf-8"))
    return {
        (kind, subkind): Rule(rule["severity"], rule["reason"])
        for kind, subkinds in rules.items()
        for subkind, rule in subkinds.items()
    }


def rank_severity(severity: str) -> int:
    """
    Give the place of a severity, the worst first.

    Examples
    --------
    >>> sorted(["stylistic", "critical", "substantive"], key=rank_severity)
    ['critical', 'substantive', 'stylistic']
    """
    return SEVERITIES.index(severity)


def select_severity(changes: pd.DataFrame, severity: str) -> pd.DataFrame:
    """
    Select the alterations of a severity and of the worse ones.

    Parameters
    ----------
    changes : DataFrame
        Rows of changes.csv.
    severity : str
        One of `SEVERITIES`.

    Returns
    -------
    DataFrame
        The worst first, otherwise in their order.

    Examples
    --------
    >>> table = pd.DataFrame({"severity": ["stylistic", "substantive", "critical"]})
    >>> select_severity(table, "substantive")["severity"].tolist()
    ['critical', 'substantive']
    """
    ranks = changes["severity"].map(rank_severity)
    kept = ranks[ranks <= rank_severity(severity)]
    return changes.loc[kept.sort_values(kind="stable").index]
