"""What the files of the gate share: a counted row, the legs goods travel, and how close two counts are the same."""

from typing import NamedTuple

# pieces are whole; what floats lose on the way is less
EPSILON = 1e-4

# leg of a move line, by the kind of its two ends
DIRECT, TO_TRANSIT, FROM_TRANSIT, BETWEEN_CUSTOMERS, BACK = (
    "direct",
    "to_transit",
    "from_transit",
    "between_customers",
    "back",
)
OUT = (DIRECT, TO_TRANSIT, FROM_TRANSIT, BETWEEN_CUSTOMERS)


class Row(NamedTuple):
    """Pieces of one product that one stock move took over one leg on behalf of an order line (none where no line
    matches)."""

    line_id: int
    order_id: int
    move_id: int
    notice_id: int
    product_id: int
    leg: str
    pieces: float
    date: object
