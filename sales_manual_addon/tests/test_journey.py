"""A contract from paper to invoice in a browser, each step by its post (CON-2, CMD-3, CMD-5, CMD-6)."""

from odoo.tests import HttpCase, tagged

from .common import SalesManualCommon
from .journey_case import JourneyCase


@tagged("post_install", "-at_install")
class TestJourney(JourneyCase, SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.env["res.partner"].create({
            "name": "Journey customer", "is_company": True, "country_id": cls.env.ref("base.nl").id,
        })  # fmt: skip

    def test_a_contract_from_paper_to_invoice(self):
        self.put_in_stock(self.module_550, 700)
        self.visit("int_salesperson", "sales_manual_enter_contract", "sales-contracts/new")
        contract = self.env["sales.manual.contract"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual((contract.state, contract.user_id), ("review", self.users["int_salesperson"]))
        self.assertEqual((contract.computed_amount, contract.signed_amount), (165000, 180000))

        self.visit("int_deputy", "sales_manual_read_and_sign", f"sales-contracts/{contract.id}")
        self.assertEqual(contract.state, "review", "one signature of two")
        self.visit("int_manager", "sales_manual_read_and_sign", f"sales-contracts/{contract.id}")
        self.assertEqual(contract.state, "effective")

        self.visit("int_contract", "sales_manual_decompose", f"sales-contracts/{contract.id}")
        batches = contract.batch_ids.sorted("delivery_date")
        self.assertEqual([batch.pieces_qty for batch in batches], [500, 500])
        self.visit("int_contract", "sales_manual_make_order", f"delivery-batches/{batches[0].id}")
        order = batches[0].line_ids.order_line_id.order_id
        self.assertEqual((order.state, order.amount_untaxed, order.sales_contract_id), ("sale", 82500, contract))

        self.visit("int_contract", "sales_manual_make_notice", f"contract-orders/{order.id}")
        notice = contract.notice_ids
        self.assertEqual((notice.state, notice.pieces_qty), ("signing", 500))
        self.visit("int_contract_2", "sales_manual_read_and_sign", f"shipping-notices/{notice.id}")
        self.visit("warehouse_statistician", "sales_manual_sign_from_list", "shipping-notices-to-sign")
        self.assertEqual(notice.state, "signing", "two signatures of three")

        transfer = f"deliveries/{order.picking_ids.id}"
        self.visit("dispatcher", "sales_manual_refused_at_the_gate", transfer)
        self.assertEqual(order.picking_ids.state, "assigned")
        self.visit("sales_accountant", "sales_manual_read_and_sign", f"shipping-notices/{notice.id}")
        self.assertEqual(notice.state, "released")
        self.visit("dispatcher", "sales_manual_ship", transfer)
        self.assertEqual((notice.state, notice.shipped_qty, batches[0].state), ("shipped", 500, "shipped"))

        self.visit("sales_accountant", "sales_manual_invoice", f"contract-orders/{order.id}")
        self.assertEqual((order.invoice_ids.state, order.invoice_ids.amount_untaxed), ("posted", 82500))
        self.assertFalse((contract._signoff_verify() or []) + (notice._signoff_verify() or []))


@tagged("post_install", "-at_install")
class TestJourneyOnAPhone(HttpCase, SalesManualCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_a_notice_is_signed_on_a_phone(self):
        notice = self.sign_notice(self.make_notice(self.confirmed_order(pieces=20)), until="warehouse")
        self.start_tour(
            "/odoo/shipping-notices-to-sign",
            "sales_manual_sign_on_a_phone",
            login=self.users["warehouse_statistician"].login,
        )
        self.env.invalidate_all()
        waiting = notice.signoff_step_ids.filtered(lambda step: step.state == "ready")
        self.assertEqual(waiting.mapped("code"), ["accounting"])
