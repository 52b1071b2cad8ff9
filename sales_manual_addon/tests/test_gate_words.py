from odoo import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateWords(GateCommon):
    """What the refusal says, and the same said before."""

    def test_message_names_product_order_pieces_and_the_step(self):
        line, picking = self.order_with_release(10, 4)
        text = self.assert_refused(self.validate, picking)
        for part in (
            line.order_id.name,
            "Test gate module",
            "10 pieces",
            "release 4",
            "Make a shipping notice for 6 more",
        ):
            self.assertIn(part, text)

    def test_message_names_the_notice_step_and_post_it_waits_for(self):
        line, picking = self.order_with_release(10, 0)
        notice = self.release(line, 10, state="signing")
        accountant = self.env.ref("sales_manual_addon.post_sales_accountant")
        self.passed("sales.manual.signoff.step").create(
            {
                "notice_id": notice.id,
                "company_id": self.company.id,
                "name": "Accounting",
                "state": "ready",
                "post_ids": [Command.link(accountant.id)],
            }
        )
        text = self.assert_refused(self.validate, picking)
        self.assertIn(f'{notice.name} waits for "Accounting" ({accountant.name})', text)

    def test_message_names_a_notice_not_issued(self):
        line, picking = self.order_with_release(10, 0)
        self.release(line, 10, state="draft")
        self.assertIn("is not issued yet", self.assert_refused(self.validate, picking))

    def test_reason_on_the_transfer_is_the_refusal(self):
        _line, picking = self.order_with_release(10, 4)
        reason = picking.with_user(self.stock_user).shipping_gate_reason
        self.assertEqual(reason, self.assert_refused(self.validate, picking))

    def test_no_reason_where_nothing_is_in_the_way(self):
        line, picking = self.order_with_release(10, 10)
        self.assertFalse(picking.with_user(self.stock_user).shipping_gate_reason)
        self.validate(picking)
        self.assertFalse(picking.shipping_gate_reason)
        self.assertFalse(self.plain_order((self.product, 5)).picking_ids.shipping_gate_reason)

    def test_refusal_leaves_nothing_half_done(self):
        line, picking = self.order_with_release(10, 4)
        self.assert_refused(self.ship, line, 10)
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(self.at_customers(), 0)
        self.assertFalse(
            self.env["sales.manual.notice.delivery"].search([("notice_line_id.order_line_id", "=", line.id)])
        )
