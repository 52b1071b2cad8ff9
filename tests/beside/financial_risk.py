"""Beside account_financial_risk: its limits stop the invoice, ours stop the goods; neither speaks for the other."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sales_manual_addon.tests.common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestBesideFinancialRisk(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({
            "risk_invoice_draft_include": True,
            "risk_invoice_open_include": True,
            "credit_limit": 1,
        })
        cls.users["sales_accountant"].group_ids += cls.env.ref(
            "account_financial_risk.group_account_financial_risk_user"
        )

    def shipped_order(self):
        order = self.confirmed_order(market="domestic")
        self.released_notice(order)
        self.ship(order.picking_ids)
        return order

    def invoice(self, order):
        return order._create_invoices()

    def test_a_customer_over_the_limit_ships_by_notice_and_is_invoiced_by_leave(self):
        order = self.confirmed_order(market="domestic")
        with self.assertRaisesRegex(UserError, "shipping notices release"):
            self.ship(order.picking_ids)
        self.released_notice(order)
        self.ship(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        invoice = self.invoice(order)
        asked = invoice.action_post()
        self.assertEqual((asked["res_model"], invoice.state), ("partner.risk.exceeded.wiz", "draft"))
        self.assertTrue(self.customer.risk_exception)
        self.env[asked["res_model"]].browse(asked["res_id"]).button_continue()
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, sum(order.sales_contract_id.batch_ids.mapped("amount")))

    def test_the_leave_of_theirs_is_none_of_ours(self):
        order = self.shipped_order()
        other = self.confirmed_order(market="domestic")  # sale_financial_risk would ask for leave once there is a risk
        asked = self.invoice(order).action_post()
        self.env[asked["res_model"]].browse(asked["res_id"]).button_continue()
        with self.assertRaisesRegex(UserError, "shipping notices release"):
            self.ship(other.picking_ids.with_context(bypass_risk=True))
        self.assertNotEqual(other.picking_ids.state, "done")

    def test_within_the_limit_nothing_is_asked(self):
        self.customer.credit_limit = 1e9
        invoice = self.invoice(self.shipped_order())
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertFalse(self.customer.risk_exception)

    def test_posts_open_the_customer_they_may_open(self):
        """Their fields on the customer's form ask for groups that posts do not hold."""
        for post in ("int_salesperson", "sales_accountant", "cmd_manager", "auditor"):
            with self.subTest(post=post):
                partner = self.customer.with_user(self.users[post])
                views = partner.get_views([(False, "form"), (False, "list")])["views"]
                self.assertTrue(views["form"]["arch"] and views["list"]["arch"])
                self.assertTrue(partner.web_read({"name": {}, "display_name": {}}))


@tagged("post_install", "-at_install")
class TestBesideChinese(SalesManualCommon):
    """Beside l10n_cn: its invoice number is its own, of eight digits, and nothing of ours writes it."""

    def test_the_fapiao_number_stays_what_was_entered(self):
        order = self.confirmed_order(market="domestic")
        self.released_notice(order)
        self.ship(order.picking_ids)
        invoice = order._create_invoices()
        self.assertFalse(invoice.fapiao)
        invoice.fapiao = "12345678"
        invoice.action_post()
        invoice.button_draft()
        invoice.write({"invoice_line_ids": [Command.update(invoice.invoice_line_ids[0].id, {"name": "Modules"})]})
        invoice.action_post()
        self.assertEqual(invoice.fapiao, "12345678")
        with self.assertRaises(UserError):
            invoice.fapiao = "1234567"

    def test_no_field_of_ours_leads_to_it(self):
        fields = self.env["ir.model.fields"].search([("model", "=", "account.move"), ("name", "ilike", "fapiao")])
        self.assertTrue(fields)
        self.assertNotIn("sales_manual_addon", ",".join(fields.mapped("modules")))
