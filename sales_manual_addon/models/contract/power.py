"""Power and whole pieces: plain Python over Decimal, no records.

Contracts speak of W, kW or MW, stock counts whole modules. What one says and the other can hold never agrees to the
last watt; these functions say how the remainder is carried. Numbers come in as int, float, str or Decimal; a float
counts as its shortest decimal writing, so 0.1 is one tenth.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

PIECE = "piece"
WATTS = {"w": Decimal(1), "kw": Decimal(1000), "mw": Decimal(1000000)}

# beyond these a quantity is a slip of the keyboard: more than the world makes in a year, and more than a column holds
MAX_PIECES = 2_000_000_000
MAX_POWER_W = Decimal(100_000_000_000)
MAX_RATED_POWER_W = Decimal(10_000_000)


def exact(number):
    """Return ``number`` as a Decimal. Raises ValueError for what is no number, NaN and infinity."""
    try:
        value = Decimal(repr(number)) if isinstance(number, float) else Decimal(number or 0)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValueError(f"not a number: {number!r}") from error
    if not value.is_finite():
        raise ValueError(f"not a finite number: {number!r}")
    return value


def to_watts(quantity, basis, rated_power_w=0):
    """Return the power in watts (Decimal) of ``quantity`` written in ``basis``: piece, w, kw or mw."""
    return exact(quantity) * (exact(rated_power_w) if basis == PIECE else WATTS[basis])


def from_watts(power_w, basis, rated_power_w=0):
    """Return how much ``power_w`` is in ``basis`` (Decimal); 0 for pieces of a product without rated power."""
    unit = exact(rated_power_w) if basis == PIECE else WATTS[basis]
    return exact(power_w) / unit if unit else Decimal(0)


def whole_pieces(power_w, rated_power_w):
    """Return the whole pieces (int) nearest to ``power_w``, half a piece up; 0 without rated power."""
    rated = exact(rated_power_w)
    return int((exact(power_w) / rated).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if rated else 0


def split_pieces(powers_w, rated_power_w, total_pieces=None, multiple=1):
    """Return whole pieces (list of int) for consecutive deliveries of ``powers_w``.

    The sum so far is what is rounded, not each delivery: what one delivery lacks the next one gets, and the sum is
    never further than half a ``multiple`` (a full container, say) from its power. All add up to ``total_pieces``
    exactly, by default the pieces of all the power; what does not fill a ``multiple`` is in the last. No delivery is
    negative.
    Raises ValueError without rated power, for a negative power or total, and for a multiple below 1.
    """
    rated = exact(rated_power_w)
    powers = [exact(power) for power in powers_w]
    if rated <= 0 or multiple < 1 or (total_pieces or 0) < 0 or any(power < 0 for power in powers):
        raise ValueError("rated power must be positive, powers and total not negative, the multiple at least 1")
    if not powers:
        return []
    total = whole_pieces(sum(powers), rated) if total_pieces is None else total_pieces
    result, so_far, delivered = [], Decimal(0), 0
    for power in powers[:-1]:
        so_far += power
        reached = min(whole_pieces(so_far / multiple, rated) * multiple, total)
        result.append(reached - delivered)
        delivered = reached
    return [*result, total - delivered]
