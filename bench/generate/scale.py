"""How much is generated, in contracts and orders. The shape is the same at every scale: the work alive is that of one
sales headquarters, the years behind it hold ten times as many contracts at each step.
"""

from dataclasses import dataclass

YEARS = 10


@dataclass(frozen=True)
class Scale:
    """``contracts`` of which the last ``alive`` are under way; ``plain`` orders belong to no contract."""

    contracts: int
    alive: int
    customers: int
    products: int
    plain: int


SCALES = {
    "tiny": Scale(contracts=100, alive=12, customers=40, products=40, plain=30),
    "medium": Scale(contracts=10_000, alive=300, customers=1_200, products=400, plain=2_500),
    "large": Scale(contracts=100_000, alive=300, customers=3_000, products=600, plain=25_000),
}
