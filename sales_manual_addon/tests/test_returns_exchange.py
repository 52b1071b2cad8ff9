"""What goes out for goods that came back: a notice without sale made from the return report (CMD-7)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .returns_case import ReturnsCase


@tagged("post_install", "-at_install")
class TestReturnsExchange(ReturnsCase):
    def test_exchanged_by_a_notice_without_sale(self):
        notice = self.shipped_notice(10)
        report = self.decided(notice, 3, "exchange")
        self.receive(report)
        self.assertEqual(report.next_step, "exchange")
        poster = report.with_user(self.users["dom_contract"])
        self.assertTrue(poster.can_exchange)
        poster.action_exchange()
        exchange = report.exchange_notice_id
        self.assertEqual((exchange.class_id.code, exchange.state, exchange.pieces_qty), ("C", "draft", 3))
        self.assertEqual(exchange.line_ids.order_line_id, notice.line_ids.order_line_id)
        self.assertIn(report.name, exchange.reason)
        poster.action_exchange()
        self.assertEqual(report.exchange_notice_id, exchange, "pressed again it opens what there is")
        self.assertEqual(report.next_step, "exchange")
        exchange.with_user(self.users["dom_contract"]).action_issue()
        self.assertEqual(report.next_step, "done")
        exchange.with_user(self.users["dom_contract"]).action_void("Another colour.")
        self.assertEqual(report.next_step, "exchange")
        poster.action_exchange()
        self.assertNotEqual(report.exchange_notice_id, exchange)

    def test_who_exchanges(self):
        report = self.decided(self.shipped_notice(10), 3, "exchange")
        with self.assertRaises(AccessError):
            report.with_user(self.users["cmd_manager"]).action_exchange()
        back = self.decided(self.shipped_notice(10), 3)
        with self.assertRaisesRegex(UserError, "nothing goes out in exchange"):
            back.with_user(self.users["dom_contract"]).action_exchange()
