"""In a browser: the documents of a shipment, and papers to the customer with their prints (INT-19, DOM-11, INT-10)."""

from odoo import Command
from odoo.tests import tagged

from .documents_common import DocumentsCase
from .journey_case import JourneyCase
from .test_posts_journey import name_alike


@tagged("post_install", "-at_install")
class TestDocumentsJourney(JourneyCase, DocumentsCase):
    def test_a_document_that_disagrees_is_named_on_the_notice(self):
        notice = self.released_notice(self.confirmed_order(100, "domestic"))
        self.visit("dom_clerk", "sales_manual_document_entered", f"shipping-notices/{notice.id}")
        packing = self.row(notice, "packing")
        self.assertEqual((packing.state, packing.number, packing.date), ("present", "PL-1", self.today))
        self.assertEqual((packing.pieces_qty, packing.disagrees), (90, True))
        self.assertEqual(self.row(notice, "invoice").state, "missing")

    def test_papers_are_printed_and_reprinted(self):
        name_alike(self.env, self.env.ref("sales_manual_addon.post_int_salesperson").privilege_id, "Journey reprinter")
        name_alike(self.env, self.env.ref("sales_manual_addon.post_int_salesperson"), "Journey reprinter")
        deposit = {"name": "Deposit", "trigger": "contract", "percent": 30}
        order = self.confirmed_order(10, milestone_ids=[Command.create(deposit)])
        contract, notice = order.sales_contract_id, self.released_notice(order)
        papers = self.catch_papers()

        self.visit("int_salesperson", "sales_manual_print_pickup", f"shipping-notices/{notice.id}")
        pickup = self.env["sales.manual.pickup"].search([("notice_id", "=", notice.id)])
        self.assertEqual((pickup.state, pickup.pieces_qty, pickup.print_count), ("issued", 10, 2))
        prints = pickup.print_ids.sorted("number")
        self.assertEqual(prints.mapped("reason"), [False, "Paper jam"])
        self.assertEqual(prints.printed_by_id, self.users["int_salesperson"])
        self.visit("dispatcher", "sales_manual_reprint_refused", f"pickup-orders/{pickup.id}")
        self.assertEqual(pickup.print_count, 2)

        self.visit("int_salesperson", "sales_manual_print_payment_notice", f"sales-contracts/{contract.id}")
        letter = self.env["sales.manual.payment.notice"].search([("contract_id", "=", contract.id)])
        self.assertEqual((letter.state, letter.print_count), ("issued", 1))
        self.assertAlmostEqual(letter.amount_open, contract.computed_amount * 0.3, 2)
        pickups = ("sales_manual_addon.report_pickup", pickup.ids)
        self.assertEqual(papers, [pickups, pickups, ("sales_manual_addon.report_payment_notice", letter.ids)])
