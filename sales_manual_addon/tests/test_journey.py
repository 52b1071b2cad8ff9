"""A contract from paper to invoice in a browser, each step by its post (CON-2, CMD-3, CMD-5, CMD-6)."""

from odoo.tests import HttpCase, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestJourney(HttpCase, SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.env["res.partner"].create({
            "name": "Journey customer", "is_company": True, "country_id": cls.env.ref("base.nl").id,
        })  # fmt: skip

    def visit(self, post, tour, record=None, path="sales-contracts"):
        """``post`` opens a screen and does there what ``tour`` does."""
        self.start_tour(f"/odoo/{path}/{record.id if record else 'new'}", tour, login=self.users[post].login)
        self.env.invalidate_all()

    def test_a_contract_from_paper_to_invoice(self):
        self.visit("int_salesperson", "sales_manual_enter_contract")
        contract = self.env["sales.manual.contract"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual((contract.state, contract.user_id), ("review", self.users["int_salesperson"]))
        self.assertEqual((contract.computed_amount, contract.signed_amount), (165000, 180000))

        self.visit("int_deputy", "sales_manual_read_and_sign", contract)
        self.assertEqual(contract.state, "review", "one signature of two")
        self.visit("int_manager", "sales_manual_read_and_sign", contract)
        self.assertEqual(contract.state, "effective")

        self.visit("int_contract", "sales_manual_decompose", contract)
        batches = contract.batch_ids.sorted("delivery_date")
        self.assertEqual([batch.pieces_qty for batch in batches], [500, 500])
        self.visit("int_contract", "sales_manual_make_order", batches[0], "delivery-batches")
        order = batches[0].line_ids.order_line_id.order_id
        self.assertEqual((order.state, order.amount_untaxed, order.sales_contract_id), ("sale", 82500, contract))
