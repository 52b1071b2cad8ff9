"""Goods on vessels: never more than the batch or the notice has, and what follows the notice."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .vessel_common import VesselCase


@tagged("post_install", "-at_install")
class TestVesselGoods(VesselCase):
    def test_not_more_than_the_batch_has(self):
        line = self.batch(100).line_ids
        first, second = self.book(), self.book()
        row = self.put_on(first, line, 60)
        self.put_on(second, line, 40)
        with self.refused(f"{first.name}.*{second.name}.*: 1 too many"):
            self.put_on(self.book(), line, 1)
        with self.refused("1 too many"):
            row.pieces_qty = 61
        row.pieces_qty = 50
        self.assertEqual(line.vessel_booked_qty, 90)
        row.unlink()
        self.assertEqual(line.vessel_booked_qty, 40)

    def test_second_row_of_the_same_batch(self):
        line, booking = self.batch(100).line_ids, self.book()
        self.put_on(booking, line, 60)
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017  the index speaks
            self.put_on(booking, line, 10)

    def test_batch_is_not_lowered_below_what_is_booked(self):
        line = self.batch(100).line_ids
        booking = self.book()
        self.put_on(booking, line, 80)
        with self.refused(f"{booking.name}: 10 too many"):
            line.with_user(self.users["int_contract"]).pieces_qty = 70
        with self.refused("stays on record"):
            line.with_user(self.users["int_contract"]).unlink()

    def test_not_more_than_the_notice_has(self):
        order = self.confirmed_order(pieces=100)
        notice = self.make_notice(order, pieces=60)
        booking = self.book()
        with self.refused("1 too many"):
            self.put_on(booking, notice.line_ids, 61)
        row = self.put_on(booking, notice.line_ids)
        self.assertEqual(row.batch_id, order.order_line.contract_batch_line_id.batch_id)
        self.assertEqual(order.order_line.contract_batch_line_id.vessel_booked_qty, 60)
        with self.refused("20 too many"):
            notice.with_user(self.users["int_contract"]).line_ids.pieces_qty = 40

    def test_notice_takes_what_was_booked_for_its_batch(self):
        order = self.confirmed_order(pieces=100)
        line = order.order_line.contract_batch_line_id
        booking = self.book()
        row = self.put_on(booking, line, 60)
        notice = self.make_notice(order, issue=False)
        self.assertEqual(row.notice_id, notice)
        self.assertEqual((notice.vessel_count, line.vessel_booked_qty, notice.line_ids.vessel_booked_qty), (1, 60, 60))

    def test_void_notice_leaves_the_goods_to_its_batch(self):
        order = self.confirmed_order(pieces=100)
        booking = self.book()
        row = self.put_on(booking, order.order_line.contract_batch_line_id, 100)
        notice = self.make_notice(order)
        self.assertEqual(row.notice_id, notice)
        notice.with_user(self.users["int_contract"]).action_void("Later")
        self.assertFalse(row.notice_id)
        self.assertEqual(order.order_line.contract_batch_line_id.vessel_booked_qty, 100)

    def test_deleted_notice_leaves_no_row_behind(self):
        order = self.confirmed_order(pieces=100)
        notice = self.make_notice(order, issue=False)
        booking = self.book()
        row = self.put_on(booking, notice.line_ids)
        notice.with_user(self.users["int_contract"]).unlink()
        self.assertTrue(row.exists())
        self.assertFalse(row.notice_id)

    def test_bad_pieces(self):
        line, booking = self.batch(100).line_ids, self.book()
        for pieces in (0, -5, 12.5, "many", float("nan"), 10**12):
            with self.assertRaises(ValidationError):
                self.env["sales.manual.vessel.allocation"].with_user(self.users["int_contract"]).create(
                    {"booking_id": booking.id, "batch_line_id": line.id, "pieces_qty": pieces}
                )

    def test_row_of_nothing(self):
        with self.refused("Choose one", ValidationError):
            self.env["sales.manual.vessel.allocation"].with_user(self.users["int_contract"]).create(
                {"booking_id": self.book().id, "pieces_qty": 5}
            )

    def test_contract_not_in_force(self):
        contract = self.make_contract("international", [{"entered_qty": 10}])
        batch = self.decompose(contract, [10])
        with self.refused("not in force", ValidationError):
            self.put_on(self.book(), batch.line_ids)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Vessels elsewhere"})
        booking = self.env["sales.manual.vessel.booking"].create(self.booking_values(company_id=company.id))
        line = self.batch(10).line_ids
        with self.assertRaises(AccessError):
            self.put_on(booking, line)
        with self.refused("another company", ValidationError):
            self.env["sales.manual.vessel.allocation"].create(
                {"booking_id": booking.id, "batch_line_id": line.id, "pieces_qty": 1}
            )

    def test_domestic_goods_are_beyond_the_posts_that_book(self):
        contract = self.effective_contract("domestic", [{"entered_qty": 10}])
        batch = self.decompose(contract, [10])
        with self.assertRaises(AccessError):
            self.put_on(self.book(), batch.line_ids)

    def test_goods_are_fixed_once_loaded(self):
        booking = self.book()
        row = self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking)
        for act in (
            lambda: row.write({"pieces_qty": 5}),
            row.unlink,
            lambda: self.put_on(booking, self.batch(5).line_ids),
        ):
            with self.refused("fixed"):
                act()

    def test_counter_is_not_written_by_hand(self):
        line = self.batch(10).line_ids
        with self.assertRaises(AccessError):
            line.with_user(self.users["int_contract"]).vessel_booked_qty = 5
        row = self.put_on(self.book(), line)
        with self.assertRaises(AccessError):
            row.write({"user_id": self.users["int_contract"].id})

    def test_gate_warns_of_unconfirmed_vessels_and_late_departures(self):
        order = self.confirmed_order(pieces=10)
        notice = self.make_notice(order, issue=False)
        booking = self.book(etd=14, cargo_closing=f"{self.day(12)} 04:00:00")
        self.put_on(booking, notice.line_ids)
        self.assertIn("vessel_unconfirmed", [found["code"] for found in notice._shipping_blockers()])
        notice.with_user(self.users["int_contract"]).ship_date = self.day(13)
        self.confirm_week(booking)
        self.assertEqual([f["code"] for f in notice._shipping_blockers() if f["code"].startswith(("vessel", "notice"))],
                         ["notice_late"])  # fmt: skip
        notice.with_user(self.users["int_contract"]).action_issue()
        self.assertEqual(notice.state, "signing")

    def test_ways_between_the_documents(self):
        order = self.confirmed_order(pieces=10)
        notice = self.make_notice(order)
        booking = self.book()
        self.put_on(booking, notice.line_ids)
        contract = order.sales_contract_id.with_user(self.users["int_salesperson"])
        self.assertEqual((contract.vessel_count, contract.batch_ids.vessel_count), (1, 1))
        self.assertEqual(contract.action_open_vessels()["res_id"], booking.id)
        self.assertEqual((booking.contract_count, booking.notice_count), (1, 1))
        self.assertEqual(booking.partner_ids, self.foreign_customer)
