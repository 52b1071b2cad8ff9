"""Forwarders: dated rates, and the score from their bookings (IMP-3)."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .vessel_common import VesselCase


@tagged("post_install", "-at_install")
class TestVesselForwarder(VesselCase):
    def rate(self, start=0, end=30, **values):
        return (
            self.env["sales.manual.vessel.rate"]
            .with_user(self.users["import_export"])
            .create(
                {
                    "forwarder_id": self.forwarder.id,
                    "port_loading_id": self.shanghai.id,
                    "port_discharge_id": self.rotterdam.id,
                    "container_type_id": self.hq.id,
                    "currency_id": self.usd.id,
                    "amount": 2150,
                    "date_from": self.day(start),
                    "date_to": end is not None and self.day(end),
                    **values,
                }
            )
        )

    def test_rates_of_one_thing_do_not_overlap(self):
        self.rate(0, 30)
        self.rate(31, None)
        self.rate(0, 30, port_discharge_id=self.singapore.id)
        for start, end in ((30, 40), (10, 20), (-5, 0), (500, None), (-5, None)):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused, self.cr.savepoint():
                self.rate(start, end)
            self.assertIn("no_overlap", str(refused.exception))

    def test_bad_rates(self):
        for values, words in (
            ({"date_to": self.day(-1)}, "comes before"),
            ({"port_discharge_id": self.shanghai.id}, "both ports"),
            ({"forwarder_id": self.customer.id}, "not marked"),
        ):
            with self.refused(words, ValidationError):
                self.rate(**values)
        rate = self.rate()
        with self.refused("comes before", ValidationError):
            rate.date_from = self.day(40)

    def test_freight_by_the_rates_of_the_departure(self):
        self.rate(0, 13, amount=1000)
        self.rate(14, 14, amount=2000)
        booking = self.book(containers=3, currency_id=self.usd.id)
        self.assertEqual(booking.rate_amount, 6000)
        booking.currency_id = self.env.ref("base.EUR")
        booking.invalidate_recordset(["rate_amount"])
        self.assertEqual(booking.rate_amount, 0)

    def test_rates_are_no_matter_of_salespeople(self):
        rate = self.rate()
        for post in ("int_salesperson", "production_planner", "dispatcher"):
            with self.assertRaises(AccessError):
                rate.with_user(self.users[post]).read(["amount"])
        self.assertEqual(rate.with_user(self.users["gm"]).amount, 2150)
        with self.assertRaises(AccessError):
            rate.with_user(self.users["gm"]).amount = 1

    def arrived(self, serial, late=0, damaged=False):
        # the first ETA is in the past: whoever writes history writes it as it was
        booking = self.book(etd=-40, eta=-5)
        self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking, serial).atd = self.day(-40)
        booking.action_sail()
        booking.ata = self.day(-5 + late)
        booking.action_arrive()
        booking.container_ids.is_damaged = damaged
        return booking

    def test_score_from_arrivals_and_damages(self):
        self.arrived(1)
        self.arrived(2, late=3)
        self.arrived(3, damaged=True)
        self.arrived(4)
        self.book()._cancel("No cargo")
        score = (
            self.env["sales.manual.vessel.score"]
            .with_user(self.users["import_export"])
            .search([("forwarder_id", "=", self.forwarder.id)])
        )
        self.assertEqual(
            (score.booking_qty, score.cancelled_qty, score.arrived_qty, score.on_time_qty, score.damaged_qty),
            (5, 1, 4, 3, 1),
        )
        self.assertEqual((score.on_time_percent, score.delay_days, score.damaged_percent), (75.0, 0.8, 25.0))
        # what has not arrived is 0 days late: no mean is taken of bookings
        fields = self.env["sales.manual.vessel.booking"].fields_get(["delay_days"], ["aggregator"])
        self.assertFalse(fields["delay_days"].get("aggregator"))
        # 70 * 3/4 for time; one damaged of four takes all of the rest
        self.assertEqual(score.score, 52.5)
        self.assertEqual(self.forwarder.with_user(self.users["import_export"]).vessel_score, 52.5)
        self.assertEqual(self.forwarder.with_user(self.users["import_export"]).vessel_booking_count, 5)

    def test_score_is_sorted_and_searched(self):
        scores = self.env["sales.manual.vessel.score"]
        self.arrived(1)
        self.forwarder = self.forwarder.copy({"name": "Late forwarder"})
        self.arrived(2, late=2)
        found = scores.search([("forwarder_id.name", "in", ("Test forwarder", "Late forwarder"))], order="score desc")
        self.assertEqual(found.mapped("score"), [100.0, 30.0])
        self.assertEqual(
            scores.search([("score", "<", 60), ("arrived_qty", ">", 0), ("id", "in", found.ids)]), found[1]
        )

    def test_scores_take_one_statement_for_all(self):
        for serial in range(1, 4):
            self.forwarder = self.forwarder.copy({"name": f"Forwarder {serial}"})
            self.arrived(serial)
        scores = self.env["sales.manual.vessel.score"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            scores.search_fetch([], ["score", "booking_qty"])
