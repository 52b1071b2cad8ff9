"""A return report in a browser, from the notice to the credit note, each step by its post (DOM-3, INT-6)."""

from odoo.tests import tagged

from .journey_case import JourneyCase
from .returns_case import ReturnsCase


@tagged("post_install", "-at_install")
class TestReturnsJourney(JourneyCase, ReturnsCase):
    def test_from_the_notice_to_the_credit_note(self):
        notice = self.shipped_notice(10)
        invoice = self.invoice(notice)
        self.visit("dom_manager", "sales_manual_report_return", f"shipping-notices/{notice.id}")
        report = self.env["sales.manual.return"].search([("notice_id", "=", notice.id)])
        self.assertEqual((report.state, report.pieces_qty, report.description), ("examining", 3, "Cells are broken"))
        self.assertEqual(report.reported_by_id, self.users["dom_manager"])

        form = f"return-reports/{report.id}"
        self.visit("sales_statistician", "sales_manual_examine_return", form)
        self.assertEqual((report.state, report.decision, report.decided_qty), ("signing", "return", 2))
        self.assertEqual((report.cause, report.responsibility), ("material", "production"))
        self.visit("cmd_manager", "sales_manual_read_and_sign", form)
        self.assertEqual((report.state, report.next_step), ("decided", "receive"))

        self.visit("dispatcher", "sales_manual_receive_return", form)
        self.assertEqual((report.picking_ids.state, report.picking_ids.return_id.state), ("done", "done"))
        self.assertEqual((report.received_qty, report.next_step), (2, "credit"))
        self.visit("sales_accountant", "sales_manual_credit_return", form)
        credit = report.credit_note_ids
        self.assertEqual((credit.state, credit.move_type, credit.reversed_entry_id), ("posted", "out_refund", invoice))
        self.assertEqual((credit.amount_untaxed, report.next_step), (invoice.amount_untaxed * 2 / 10, "done"))
        self.assertFalse(report._signoff_verify())
