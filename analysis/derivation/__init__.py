"""
Which version was made of which, and how sure is that?

`readings` says what each version would have had to invent, had it been made of another;
`families` puts the copies together and finds their tree (`trees`); `direction` and `metadata`
weigh what cannot be undone, dates and credits; `mixing` finds second sources, `lost` a lost
root; `evidence` the words that prove an edge; `tables` makes derivation.csv.
"""

from analysis.derivation.tables import DIRECTIONS, tabulate_derivation

__all__ = ["DIRECTIONS", "tabulate_derivation"]
