"""The shipment table and the dispatch detail (CMD-9, CMD-22), and months frozen."""

import base64
import io
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestShipmentTable(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipments = cls.env["sales.manual.shipment"]
        cls.snapshots = cls.env["sales.manual.snapshot"]
        cls.today = cls.company._sales_manual_today()
        cls.next_month = cls.today + relativedelta(months=1, day=2)

    def shipped(self, pieces=10, market="international", **values):
        orders = self.confirmed_order(pieces, market, **values)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids)
        return notice

    def rows(self, notice, user="gm"):
        return self.shipments.with_user(self.users[user]).search([("notice_id", "=", notice.id)])

    def freeze(self, market="international", user="int_contract", reason=False, month=None):
        with freeze_time(self.next_month):
            return self.snapshots.with_user(self.users[user])._freeze(
                "shipment", self.company, market, month or self.today, reason
            )

    def opened(self, snapshot):
        return load_workbook(io.BytesIO(base64.b64decode(snapshot.file)))

    def test_a_row_for_each_move_in_pieces_megawatts_and_money(self):
        orders = self.confirmed_order(10)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids, pieces=4)
        self.ship(orders.picking_ids.filtered(lambda picking: picking.state == "assigned"))
        rows = self.rows(notice).sorted("id")
        self.assertEqual(sorted(rows.mapped("pieces_qty")), [4, 6])
        self.assertAlmostEqual(sum(rows.mapped("power_mw")), 0.0055, 9)
        self.assertAlmostEqual(sum(rows.mapped("amount")), sum(orders.order_line.mapped("price_subtotal")), 2)
        self.assertAlmostEqual(sum(rows.mapped("company_amount")), orders.amount_untaxed / orders.currency_rate, 2)
        self.assertEqual(rows.contract_id, orders.sales_contract_id)
        self.assertEqual(rows.batch_id, orders.order_line.contract_batch_line_id.batch_id)
        self.assertEqual(set(rows.mapped("day")), {self.today})
        self.assertEqual(set(rows.mapped("is_counted")), {True})

    def test_what_comes_back_is_taken_off(self):
        notice = self.shipped()
        picking = notice.delivery_ids.picking_id
        form = Form(self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking"))
        wizard = form.save()
        wizard.product_return_moves.quantity = 3
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.button_validate()
        rows = self.rows(notice)
        self.assertEqual(sorted(rows.mapped("pieces_qty")), [-3, 10])
        self.assertAlmostEqual(sum(rows.mapped("power_mw")), 7 * 550 / 1e6, 9)

    def test_the_day_is_the_company_s(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        notice = self.shipped()
        delivery = notice.delivery_ids
        delivery._passed().write({"date": datetime(2026, 3, 31, 17, 30)})
        self.assertEqual(delivery.day, date(2026, 4, 1))
        self.assertEqual(self.rows(notice).day, date(2026, 4, 1))

    def test_posts_see_the_shipments_they_see_the_notices_of(self):
        abroad, home = self.shipped(), self.shipped(market="domestic")
        seen = {
            "int_contract": abroad, "dom_contract": home, "int_salesperson": abroad, "dom_clerk": home,
            "sales_statistician": abroad | home, "dispatcher": abroad | home, "auditor": abroad | home,
            "int_salesperson_2": abroad.browse(), "marketing": abroad.browse(),
        }  # fmt: skip
        for post, notices in seen.items():
            with self.subTest(post=post):
                found = self.shipments.with_user(self.users[post]).search([("notice_id", "in", (abroad | home).ids)])
                self.assertEqual(found.sudo().notice_id, notices)

    def test_one_query_reads_a_page(self):
        self.shipped()
        shipments = self.shipments.with_user(self.users["gm"])
        shipments.search([], limit=80).mapped("power_mw")
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            shipments.search_fetch([("day", ">=", self.today)], ["pieces_qty", "power_mw", "amount"], limit=80)

    # frozen

    def test_a_frozen_month_stays_as_it_was(self):
        notice = self.shipped()
        snapshot = self.freeze()
        self.assertEqual((snapshot.revision, snapshot.pieces_qty, snapshot.row_count), (1, 10, 1))
        self.assertTrue(snapshot.is_intact)
        self.assertFalse(snapshot.changes)
        self.shipped(5)
        self.env.invalidate_all()
        self.assertEqual(snapshot.pieces_qty, 10)
        self.assertIn("1 rows", snapshot.changes["changed"]["message"])
        shown = snapshot.changes["changed"]["action"]["domain"]
        self.assertNotIn(self.rows(notice).id, shown[0][2])
        again = self.freeze(reason="Five pieces were entered late")
        self.assertEqual((again.revision, again.pieces_qty, again.previous_digest), (2, 15, snapshot.digest))
        self.assertFalse(again.changes)
        self.env.invalidate_all()
        self.assertEqual((snapshot + again).mapped("is_latest"), [False, True])
        self.assertEqual(self.snapshots.search([("is_latest", "=", True), ("id", "in", (snapshot + again).ids)]), again)

    def test_a_day_that_is_corrected_counts_there(self):
        notice = self.shipped()
        snapshot = self.freeze()
        transfer = notice.delivery_ids.picking_id
        day = notice.delivery_ids.day
        for days in (40, 0):
            transfer.with_user(self.users["dispatcher"]).date_done = fields.Datetime.now() - relativedelta(days=days)
            self.assertEqual(notice.delivery_ids.date, transfer.date_done)
            self.env.invalidate_all()
            self.assertEqual(self.rows(notice).day, day - relativedelta(days=days))
            self.assertEqual(bool(snapshot.changes), bool(days), "of another day, and as it was")
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 10))

    def test_frozen_twice_needs_a_reason(self):
        self.freeze()
        with self.assertRaisesRegex(UserError, "was frozen on .* say why"):
            self.freeze()
        with self.assertRaisesRegex(UserError, "say why"):
            self.freeze(reason="   ")

    def test_a_month_that_runs_is_not_frozen(self):
        with self.assertRaisesRegex(UserError, "is not over"):
            self.freeze(month=self.next_month)

    def test_who_freezes(self):
        allowed = {
            "international": {"int_contract", "int_contract_2", "dom_execution", "sales_statistician"},
            "domestic": {"dom_contract", "dom_contract_2", "dom_execution", "sales_statistician"},
        }
        for market, posts in allowed.items():
            for post in self.users:
                with self.subTest(market=market, post=post), self.env.cr.savepoint() as savepoint:
                    if post in posts:
                        self.assertTrue(self.freeze(market, post))
                    else:
                        with self.assertRaises(AccessError):
                            self.freeze(market, post)
                    savepoint.rollback()
        with self.assertRaises(AccessError), freeze_time(self.next_month):
            self.snapshots.sudo()._freeze("shipment", self.company, "domestic", self.today)

    def test_who_reads_what_is_frozen(self):
        abroad, home = self.freeze(), self.freeze("domestic", "dom_contract")
        both = abroad | home
        seen = {
            "int_contract": abroad, "dom_contract": home, "gm": both, "auditor": both, "dom_execution": both,
            "int_salesperson": abroad.browse(), "warehouse_statistician": abroad.browse(),
        }  # fmt: skip
        for post, snapshots in seen.items():
            with self.subTest(post=post):
                found = self.snapshots.with_user(self.users[post]).search([("id", "in", both.ids)])
                self.assertEqual(set(found.ids), set(snapshots.ids))
        with self.assertRaises(AccessError):
            abroad.with_user(self.users["int_salesperson"]).action_download()

    def test_nobody_changes_what_is_frozen(self):
        snapshot = self.freeze()
        for operation in (
            lambda: snapshot.write({"reason": "Better"}),
            lambda: snapshot.sudo()._passed().write({"pieces_qty": 0}),
            lambda: snapshot.sudo().unlink(),
            lambda: self.snapshots.sudo().create({"kind": "shipment"}),
        ):
            with self.assertRaises(AccessError):
                operation()
        self.env.cr.execute(
            "UPDATE sales_manual_snapshot SET pieces_qty = 0, reason = 'x' WHERE id = %s", [snapshot.id]
        )
        self.env.invalidate_all()
        self.assertFalse(snapshot.is_intact)
        self.assertEqual(snapshot.changes["broken"]["level"], "danger")

    def test_the_workbook_holds_what_was_frozen(self):
        notice = self.shipped()
        snapshot = self.freeze()
        self.shipped(5)
        book = self.opened(snapshot)
        detail, daily = book.worksheets
        heads = [cell.value for cell in detail[4]]
        row = dict(zip(heads, (cell.value for cell in detail[5]), strict=True))
        self.assertEqual(row["Pieces"], 10)
        self.assertAlmostEqual(row["MW"], 0.0055, 9)
        self.assertEqual(row["Shipping notice"], notice.name)
        self.assertEqual(fields.Date.to_date(row["Day"]), self.today)
        self.assertEqual(detail.max_row, 5)
        self.assertEqual([cell.value for cell in daily[5]][2], 10)
        self.assertEqual(detail["A3"].value, snapshot.digest)

    def test_a_name_is_never_a_formula(self):
        self.foreign_customer.name = "=1+1"
        self.shipped()
        sheet = self.opened(self.freeze()).worksheets[0]
        cells = [cell for row in sheet for cell in row if cell.value == "=1+1"]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_the_dialog_freezes_the_month_before(self):
        with freeze_time(self.next_month):
            user = self.users["dom_contract"]
            form = Form(self.env["sales.manual.freeze"].with_user(user))
            self.assertEqual((form.market, form.month), ("domestic", self.today.replace(day=1)))
            self.assertFalse(form.frozen_id)
            action = form.save().action_freeze()
            snapshot = self.snapshots.browse(action["res_id"])
            self.assertEqual(snapshot.user_id, user)
            self.assertEqual(Form(self.env["sales.manual.freeze"].with_user(user)).frozen_id, snapshot)


@tagged("post_install", "-at_install")
class TestShipmentDownload(HttpCase):
    def test_the_button_s_address_hands_out_the_workbook_to_who_may_read_it(self):
        statistician = new_test_user(
            self.env, "frozen_statistician", groups="base.group_user,sales_manual_addon.post_sales_statistician"
        )
        new_test_user(self.env, "frozen_planner", groups="base.group_user,sales_manual_addon.post_production_planner")
        month = self.env.company._sales_manual_today() - relativedelta(months=1)
        snapshot = (
            self.env["sales.manual.snapshot"]
            .with_user(statistician)
            ._freeze("shipment", self.env.company, "domestic", month)
        )
        url = snapshot.action_download()["url"]
        self.authenticate("frozen_statistician", "frozen_statistician")
        response = self.url_open(url)
        self.assertEqual(load_workbook(io.BytesIO(response.content)).worksheets[0]["A3"].value, snapshot.digest)
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        self.authenticate("frozen_planner", "frozen_planner")
        self.assertGreaterEqual(self.url_open(url).status_code, 400)
