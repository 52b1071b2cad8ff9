"""Power and whole pieces: plain functions."""

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.sales_manual_addon.models.contract.power import exact, from_watts, split_pieces, to_watts, whole_pieces


@tagged("post_install", "-at_install")
class TestPower(BaseCase):
    def test_units(self):
        self.assertEqual(to_watts(20, "mw"), 20_000_000)
        self.assertEqual(to_watts("1.67", "mw"), 1_670_000)
        self.assertEqual(to_watts(0.1, "kw"), 100, "a float counts as it is written, not as it is stored")
        self.assertEqual(to_watts(1860, "piece", 550), 1_023_000)
        self.assertEqual(from_watts(1_670_000, "mw"), Decimal("1.67"))
        self.assertEqual(from_watts(1_023_000, "piece", 550), 1860)
        self.assertEqual(from_watts(1_023_000, "piece", 0), 0)

    def test_what_is_no_number_is_refused(self):
        for bad in (float("nan"), float("inf"), float("-inf"), "NaN", "twenty", object()):
            with self.subTest(bad=bad), self.assertRaises(ValueError):
                exact(bad)

    def test_half_a_piece_is_rounded_up(self):
        self.assertEqual(whole_pieces(275, 550), 1)
        self.assertEqual(whole_pieces(Decimal("274.9999"), 550), 0)
        self.assertEqual(whole_pieces(1375, 550), 3, "half up, not half to even")
        self.assertEqual(whole_pieces(1000, 0), 0)

    def test_real_modules(self):
        """Power, rated power and whole pieces as an independent count has them."""
        for power_w, rated, pieces in (
            (20_000_000, 2.4, 8_333_333), (10_000_000, 3.85, 2_597_403), (137_280, 220, 624), (1_023_000, 550, 1860),
            (1_000_000, 545, 1835), (1_000_000, 410, 2439), (500_000, 72.5, 6897), (100, 0.4, 250), (1, 550, 0),
        ):
            with self.subTest(power_w=power_w, rated=rated):
                self.assertEqual(whole_pieces(power_w, rated), pieces)
                self.assertLessEqual(abs(pieces * exact(rated) - power_w), exact(rated) / 2)

    def test_split_carries_the_remainder_forward(self):
        self.assertEqual(split_pieces([1000, 1000, 1000], 300), [3, 4, 3], "3.33 three times is 10, not 9")
        self.assertEqual(split_pieces([100] * 11, 220), [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0])

    def test_split_adds_up_exactly(self):
        schedule = [1_670_000] * 12
        for rated in (2.4, 3.85, 72.5, 220, 330, 545, 550, 715):
            with self.subTest(rated=rated):
                pieces = split_pieces(schedule, rated)
                self.assertEqual(sum(pieces), whole_pieces(sum(schedule), rated))
                self.assertEqual(sum(split_pieces(schedule, rated, total_pieces=20_000)), 20_000)
                so_far = power = 0
                for qty, part in zip(pieces, schedule, strict=True):
                    so_far, power = so_far + qty, power + part
                    self.assertLessEqual(abs(so_far * exact(rated) - power), exact(rated) / 2)

    def test_split_into_full_containers(self):
        # 10 MW of 550 W over eight months, 620 modules to a container
        pieces = split_pieces([Decimal(10_000_000) / 8] * 8, 550, multiple=620)
        self.assertEqual(sum(pieces), 18_182)
        self.assertTrue(all(qty % 620 == 0 for qty in pieces[:-1]), pieces)
        self.assertEqual(pieces[-1] % 620, 18_182 % 620, "what fills no container is in the last delivery")

    def test_split_never_exceeds_the_total_nor_goes_below_nothing(self):
        self.assertEqual(split_pieces([1100, 1100, 1100], 550, total_pieces=3), [2, 1, 0])
        self.assertEqual(split_pieces([550, 550], 550, total_pieces=5), [1, 4])
        self.assertEqual(split_pieces([], 550), [])

    def test_split_refuses_what_makes_no_sense(self):
        for powers, rated, multiple in (([1000], 0, 1), ([-1000], 550, 1), ([1000], 550, 0), ([float("nan")], 550, 1)):
            with self.subTest(powers=powers, rated=rated, multiple=multiple), self.assertRaises(ValueError):
                split_pieces(powers, rated, multiple=multiple)
        with self.assertRaises(ValueError):
            split_pieces([1000], 550, total_pieces=-1)
