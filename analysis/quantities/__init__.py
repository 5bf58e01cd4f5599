"""Which quantities stand in a text, and what does each of them count?"""

from analysis.quantities.finding import find_quantities
from analysis.quantities.quantity import KINDS, Quantity, convert_quantity

__all__ = ["KINDS", "Quantity", "convert_quantity", "find_quantities"]
