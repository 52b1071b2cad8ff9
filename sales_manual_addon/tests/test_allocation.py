import random

from odoo.tests import BaseCase, tagged

from odoo.addons.sales_manual_addon.models.shipping.allocation import Quota, allocate


def out(move_id, pieces, notice_id=None):
    return {"move_id": move_id, "kind": "out", "pieces": pieces, "notice_id": notice_id, "origin_move_id": None}


def back(move_id, pieces, origin_move_id=None):
    return {"move_id": move_id, "kind": "return", "pieces": pieces, "notice_id": None, "origin_move_id": origin_move_id}


@tagged("post_install", "-at_install")
class TestAllocation(BaseCase):
    """Which notice line a movement of goods is booked on. Lines 1, 2, 3 stand on notices 10, 20, 30, released so."""

    def allocate(self, pieces, movements):
        return allocate([Quota(i, 10 * i, qty) for i, qty in enumerate(pieces, 1)], movements)

    def test_oldest_release_first(self):
        self.assertEqual(
            self.allocate([4, 6], [out(1, 3), out(2, 5)]),
            {(1, 1, "out"): 3, (1, 2, "out"): 1, (2, 2, "out"): 4},
        )

    def test_a_transfer_consumes_the_notice_it_names(self):
        self.assertEqual(self.allocate([4, 6], [out(1, 5, 20)]), {(2, 1, "out"): 5})

    def test_what_names_a_notice_stands_on_it_even_if_it_left_later(self):
        self.assertEqual(self.allocate([4, 6], [out(1, 4), out(2, 4, 10)]), {(1, 2, "out"): 4, (2, 1, "out"): 4})

    def test_what_exceeds_every_quota_stands_on_the_last_line(self):
        self.assertEqual(self.allocate([4, 6], [out(1, 12)]), {(1, 1, "out"): 4, (2, 1, "out"): 8})

    def test_what_comes_back_stands_where_it_left(self):
        rows = self.allocate([4, 6], [out(1, 4), out(2, 6), back(3, 5, origin_move_id=2)])
        self.assertEqual(rows[2, 3, "return"], 5)
        rows = self.allocate([4, 6], [out(1, 4), out(2, 6), back(3, 5)])
        self.assertEqual((rows[1, 3, "return"], rows[2, 3, "return"]), (4, 1))

    def test_a_return_gives_no_quota_back(self):
        rows = self.allocate([4, 6], [out(1, 4), back(2, 4, origin_move_id=1), out(3, 4)])
        self.assertEqual(rows[2, 3, "out"], 4)

    def test_nothing_is_lost_or_counted_twice(self):
        rng = random.Random(19)
        for _history in range(500):
            quotas = [rng.randint(1, 20) for _line in range(rng.randint(1, 4))]
            movements, left = [], 0
            for move_id in range(rng.randint(0, 8)):
                if left and rng.random() < 0.3:
                    pieces = rng.randint(1, left)
                    left -= pieces
                    movements.append(back(move_id, pieces, rng.choice([None, *range(move_id)])))
                else:
                    pieces = rng.randint(1, 15)
                    left += pieces
                    movements.append(out(move_id, pieces, rng.choice([None, 10, 20, 999])))
            rows = self.allocate(quotas, movements)
            for movement in movements:
                booked = sum(
                    qty
                    for (_l, move, kind), qty in rows.items()
                    if (move, kind) == (movement["move_id"], movement["kind"])
                )
                self.assertEqual(booked, movement["pieces"], (quotas, movements))
            self.assertTrue(all(qty > 0 for qty in rows.values()))
            if sum(m["pieces"] for m in movements if m["kind"] == "out") <= sum(quotas):
                for line_id, quota in enumerate(quotas, 1):
                    shipped = sum(qty for (line, _m, kind), qty in rows.items() if (line, kind) == (line_id, "out"))
                    named = sum(m["pieces"] for m in movements if m["kind"] == "out" and m["notice_id"] == 10 * line_id)
                    self.assertLessEqual(shipped, max(quota, named))
