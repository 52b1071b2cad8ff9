"""Exposure = open receivables + shipped not invoiced + open notices - advances (CUS-2)."""

from odoo import Command, fields
from odoo.tests import tagged

from .common import migration
from .credit_case import CreditCase


@tagged("post_install", "-at_install")
class TestCreditExposure(CreditCase):
    def test_goods_go_from_notice_to_shipped_to_receivable_and_are_counted_once(self):
        order = self.domestic_order(10)
        self.assertEqual(self.parts(), (0, 0, 0, 0))
        notice = self.make_notice(order)
        self.assertEqual(self.parts(), (0, 0, 1650, 0))
        self.sign_notice(notice)
        self.assertEqual(self.parts(), (0, 0, 1650, 0))
        self.ship(order.picking_ids, pieces=4)
        self.assertEqual(self.parts(), (0, 660, 990, 0))
        invoice = self.invoice(order, post=False)
        self.assertEqual(self.parts(), (0, 660, 990, 0), "a draft asks for nothing")
        invoice.action_post()
        self.assertEqual(self.parts(), (660, 0, 990, 0))
        self.pay(660)
        row = self.figures()
        self.assertEqual(float(row["exposure_amount"]), 990)

    def test_a_notice_closed_short_or_void_counts_no_more(self):
        order = self.domestic_order(10)
        notice = self.make_notice(order, pieces=4)
        notice.with_user(self.contract_post(notice)).action_void("Not wanted")
        self.assertEqual(self.parts(), (0, 0, 0, 0))
        notice = self.released_notice(order)
        self.ship(order.picking_ids, pieces=4)
        notice.with_user(self.contract_post(notice)).action_close_short("No more")
        self.assertEqual(self.parts(), (0, 660, 0, 0))

    def test_an_advance_counts_against_what_is_owed(self):
        self.open_invoice(1000)
        self.pay(300)
        receivable, shipped, noticed, advance = self.parts()
        self.assertEqual((receivable - advance, shipped, noticed), (700, 0, 0))

    def test_what_was_invoiced_ahead_is_not_counted_again_when_it_leaves(self):
        self.module_550.invoice_policy = "order"
        order = self.domestic_order(10)
        self.invoice(order)
        self.assertEqual(self.parts(), (1650, 0, 0, 0))
        self.released_notice(order)
        self.assertEqual(self.parts(), (1650, 0, 0, 0))
        self.ship(order.picking_ids)
        self.assertEqual(self.parts(), (1650, 0, 0, 0))

    def test_a_down_payment_is_an_advance_until_it_is_deducted(self):
        order = self.domestic_order(10)
        self.released_notice(order)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 500}).create_invoices()
        order.invoice_ids.action_post()
        self.assertEqual(self.parts(), (500, 0, 1650, 500))
        self.ship(order.picking_ids)
        self.assertEqual(self.parts(), (500, 1650, 0, 500))
        final = order._create_invoices(final=True)
        final.invoice_date = fields.Date.context_today(final)
        final.action_post()
        self.assertEqual(self.parts(), (1650, 0, 0, 0))

    def test_addresses_count_with_their_company(self):
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.customer.id, "type": "invoice"})
        self.open_invoice(100, partner=office)
        self.assertEqual(self.parts(office), (100, 0, 0, 0))
        self.assertEqual(self.parts(self.customer), (100, 0, 0, 0))

    def test_other_currencies_are_counted_in_the_companys(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        today = self.company._sales_manual_today()
        self.env["res.currency.rate"].search([]).unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": fields.Date.add(today, days=days), "rate": rate,
                 "company_id": self.company.id}
                for days, rate in ((-9, 0.1), (-1, 0.5), (1, 0.9))
            ]
        )  # fmt: skip
        self.make_notice(self.confirmed_order(10, currency_id=euro.id))
        self.assertEqual(self.parts(self.foreign_customer), (0, 0, 3300, 0))

    def test_taxes_are_part_of_what_is_owed(self):
        tax = self.env["account.tax"].create(
            {"name": "Test 13", "amount": 13, "type_tax_use": "sale", "price_include_override": "tax_excluded"}
        )
        line = {"entered_qty": 10, "tax_ids": [Command.set(tax.ids)]}
        self.make_notice(self.make_orders(self.decompose(self.effective_contract("domestic", [line]))))
        self.assertEqual(self.parts(), (0, 0, 1864.5, 0))

    def test_each_company_sees_its_own(self):
        other = self.env["res.company"].create({"name": "Credit elsewhere", "currency_id": self.usd.id})
        self.open_invoice(100)
        self.assertEqual(self.figures()["company_id"], self.company.id)
        self.assertFalse(self.exposures._figures(other, self.customer))
        rows = self.exposures.with_context(allowed_company_ids=[other.id]).search([])
        self.assertNotIn(self.customer, rows.partner_id)

    def test_goods_on_their_way_are_still_the_customers(self):
        """Notices say what left before Odoo says it was delivered."""
        order = self.domestic_order(10)
        transit = self.env["stock.location"].create({"name": "At sea", "usage": "transit", "company_id": False})
        self.released_notice(order)
        move = order.picking_ids.move_ids
        order.picking_ids.location_dest_id = transit
        move.location_dest_id = transit
        move.move_line_ids.location_dest_id = transit
        self.ship(order.picking_ids)
        self.assertEqual(self.parts(), (0, 1650, 0, 0))
        line = order.order_line
        self.assertEqual((line.shipping_sent_qty, line.qty_delivered), (10, 0))

        # an upgrade keeps what left before this was kept
        self.env.cr.execute("UPDATE sale_order_line SET shipping_sent_qty = NULL WHERE id = %s", line.ids)
        self.assertEqual(self.parts(), (0, 0, 0, 0))
        migration("19.0.5.0.0", "post-sent").migrate(self.env.cr, "19.0.4.0.0")
        self.assertEqual(self.parts(), (0, 1650, 0, 0))

        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.product_return_moves.quantity = 4
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.ship(back)
        self.assertEqual(back.move_ids.state, "done")
        line.invalidate_recordset(["shipping_sent_qty"])
        self.assertEqual(line.shipping_sent_qty, 6)
        self.assertEqual(self.parts(), (0, 990, 0, 0))

    def test_what_odoo_counts_is_not_kept_again(self):
        order = self.domestic_order(10)
        self.released_notice(order)
        self.ship(order.picking_ids)
        self.assertEqual(order.order_line.shipping_sent_qty, 0)
        self.env.cr.execute("SELECT shipping_sent_qty FROM sale_order_line WHERE id = %s", order.order_line.ids)
        self.assertEqual(self.env.cr.fetchall(), [(None,)])

    def test_the_list_shows_what_the_check_asks(self):
        self.limit(1000)
        self.open_invoice(1200, days_ago=12)
        row = self.exposures.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.limit_amount, row.exposure_amount, row.free_amount), (1000, 1200, -200))
        self.assertEqual((row.overdue_amount, row.overdue_days, row.state), (1200, 12, "over"))
        self.assertEqual(row.id, row.with_user(self.cmd).search([("state", "=", "over")]).filtered("partner_id").id)
        for method in ("action_open_receivables", "action_open_orders", "action_open_notices"):
            action = getattr(row, method)()
            self.env[action["res_model"]].search(action["domain"])
        action = row.with_user(self.cmd).action_open_credit()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).partner_id, self.customer)

    def test_limits_temporary_insured_and_of_days(self):
        today = self.company._sales_manual_today()
        self.open_invoice(1, days_ago=3)
        self.assertEqual(self.figures()["state"], "overdue")
        self.limit(1000)
        self.assertEqual(float(self.figures()["limit_amount"]), 1000)
        self.assertEqual(self.customer.credit_limit, 1000, "Odoo's own limit, no second one")
        self.limit(5000, kind="temporary", date_from=today, date_to=today)
        self.assertEqual(float(self.figures()["limit_amount"]), 5000)
        self.limit(300, kind="insured")
        self.assertEqual(float(self.figures()["limit_amount"]), 5300)
        self.limit(0, kind="days", days=3)
        self.assertEqual(self.figures()["state"], "within")
        credit = self.env["sales.manual.credit"]._of(self.customer, self.company)
        credit._passed().write({"temporary_from": fields.Date.subtract(today, days=9),
                                "temporary_to": fields.Date.subtract(today, days=1)})  # fmt: skip
        self.assertEqual(float(self.figures()["limit_amount"]), 1300)
        credit._passed().insured_to = fields.Date.subtract(today, days=1)
        self.assertEqual(float(self.figures()["limit_amount"]), 1000)

    def test_a_decided_limit_of_nought_lends_nothing(self):
        self.open_invoice(1)
        self.assertFalse(self.figures()["is_limited"])
        self.limit(0)
        self.assertEqual(self.figures()["state"], "over")

    def test_many_customers_take_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(20)])
        for partner in partners:
            self.open_invoice(10, partner=partner)
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.exposures._figures(self.company, partners[:1])
        with self.assertQueryCount(2):
            found = self.exposures._figures(self.company, partners)
        self.assertEqual(len(found), 20)

    # grades

    def test_grades_come_from_a_years_turnover(self):
        self.company.write({"credit_grade_1_turnover": 1000, "credit_grade_2_turnover": 500})
        partners = self.env["res.partner"].create([{"name": name} for name in ("Large", "Middle", "Small", "Old")])
        for partner, amount, days in zip(partners, (1000, 500, 499, 5000), (1, 1, 1, 400), strict=True):
            self.open_invoice(amount, partner=partner, days_ago=days)
        self.env["sales.manual.credit"].with_user(self.cmd).action_propose_grades()
        rows = self.env["sales.manual.credit"]._of(partners, self.company)
        grades = {row.partner_id.name: row.customer_grade for row in rows}
        self.assertEqual(grades, {"Large": "1", "Middle": "2", "Small": "3", "Old": False})

    def test_a_grade_is_decided_with_a_reason_and_stays(self):
        self.company.write({"credit_grade_1_turnover": 1000, "credit_grade_2_turnover": 500})
        self.open_invoice(2000)
        credits = self.env["sales.manual.credit"]
        credits._propose_grades(self.company)
        credit = credits._of(self.customer, self.company).with_user(self.cmd)
        with self.assertRaisesRegex(Exception, "why"):
            credit.grade = "3"
        credit.write({"grade": "3", "grade_reason": "Pays late"})
        credits._propose_grades(self.company)
        self.assertEqual((credit.proposed_grade, credit.customer_grade), ("1", "3"))
