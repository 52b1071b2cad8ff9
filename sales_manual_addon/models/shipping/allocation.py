"""Which notice line a movement of goods belongs to. Pure Python: no ORM in here.

What leaves consumes the notices in order of their release; a transfer that names a notice consumes that one, whenever
it left, with what a tolerance let leave beyond it: the paper that went with the goods is right. What comes back is
booked on the notice line it left under, and gives no quota back.
"""


class Quota:
    """A notice line in order of release: ``pieces`` may leave under it."""

    def __init__(self, line_id, notice_id, pieces):
        self.line_id = line_id
        self.notice_id = notice_id
        self.open = pieces
        self.shipped_by_move = {}
        self.returned = 0

    @property
    def shipped(self):
        return sum(self.shipped_by_move.values())


def allocate(quotas, movements):
    """Return {(line id, move id, kind): pieces} for one order line.

    ``quotas``: list of :class:`Quota`, oldest release first; not empty.
    ``movements``: list of dict(move_id, kind: "out" | "return", pieces, notice_id: named by the transfer or None,
    origin_move_id: the move a return takes back, or None), in order of time.

    What exceeds every quota stands on the last line, so that the deliveries always add up to the movements.
    """
    rows = {}

    def book(quota, movement, pieces):
        if pieces > 0:
            key = quota.line_id, movement["move_id"], movement["kind"]
            rows[key] = rows.get(key, 0) + pieces

    outs = [movement for movement in movements if movement["kind"] == "out"]
    notices = {quota.notice_id for quota in quotas} - {None}
    for movement in sorted(outs, key=lambda movement: movement["notice_id"] not in notices):
        rest = movement["pieces"]
        named = [quota for quota in quotas if quota.notice_id and quota.notice_id == movement["notice_id"]]
        for quota in named or quotas:
            pieces = min(rest, max(quota.open, 0))
            rest -= pieces
            _ship(quota, movement, pieces, book)
        _ship((named or quotas)[-1], movement, rest, book)
    for movement in movements:
        if movement["kind"] != "return":
            continue
        rest = movement["pieces"]
        origin = movement["origin_move_id"]
        for quota in sorted(quotas, key=lambda q: origin not in q.shipped_by_move):
            pieces = min(rest, max(quota.shipped - quota.returned, 0))
            rest -= pieces
            quota.returned += pieces
            book(quota, movement, pieces)
        book(quotas[-1], movement, rest)
    return rows


def _ship(quota, movement, pieces, book):
    if pieces > 0:
        quota.open -= pieces
        quota.shipped_by_move[movement["move_id"]] = quota.shipped_by_move.get(movement["move_id"], 0) + pieces
        book(quota, movement, pieces)
