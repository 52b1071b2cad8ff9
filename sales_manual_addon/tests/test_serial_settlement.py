"""Invoices of contracts settled on measured power."""

from odoo.tests import tagged

from .serial_case import SerialCase


@tagged("post_install", "-at_install")
class TestSettlement(SerialCase):
    def invoice(self, order):
        return order.with_user(self.users["sales_accountant"])._create_invoices(final=True)

    def amounts(self, invoices):
        return [(move.move_type, move.invoice_line_ids.filtered("product_id").price_subtotal) for move in invoices]

    def test_measured_power_is_invoiced(self):
        picking, _notice = self.released_transfer(3, settlement="measured")
        self.packed(picking, {"M1": 550.5, "M2": 551.25, "M3": 554})
        self.validate(picking)
        order = picking.sale_id
        self.assertAlmostEqual(order.order_line.delivered_power_w, 1655.75)
        invoice = self.invoice(order)
        line = invoice.invoice_line_ids.filtered("product_id")
        # 1,655.75 W at 0.3; rated it would be 495.00
        self.assertEqual((line.quantity, line.price_subtotal), (3, 496.73))
        self.assertIn("1,655.75 W to date at 0.300000 per W", line.name)
        self.assertEqual(order.order_line.price_subtotal, 495)

    def test_invoices_of_parts_add_up(self):
        picking, _notice = self.released_transfer(3, settlement="measured")
        order = picking.sale_id
        total = 0
        for name, power in (("M1", 550.11), ("M2", 551.12), ("M3", 552.13)):
            picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            self.packed(picking, {name: power})
            self.validate(picking)
            [(_kind, amount)] = self.amounts(self.invoice(order))
            total += amount
        self.assertAlmostEqual(total, round(0.3 * 1653.36, 2))
        self.assertEqual(order.order_line.qty_invoiced, 3)

    def test_what_comes_back_is_credited_as_it_was_measured(self):
        picking, _notice = self.released_transfer(2, settlement="measured")
        self.packed(picking, {"M1": 550, "M2": 555})
        self.validate(picking)
        order = picking.sale_id
        self.invoice(order)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.write({"quantity": 1, "to_refund": True})
        back = wizard._create_return()
        back.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": back.move_ids.id, "picking_id": back.id, "product_id": self.tracked.id, "quantity": 1,
                "lot_id": self.lots(["M2"]).id, "picked": True,
            }
        )  # fmt: skip
        back.with_context(skip_backorder=True).button_validate()
        self.assertEqual(back.state, "done")
        self.assertAlmostEqual(order.order_line.delivered_power_w, 550)
        [(kind, amount)] = self.amounts(self.invoice(order))
        self.assertEqual((kind, amount), ("out_refund", 166.5))

    def test_contracts_settled_on_rated_power_as_before(self):
        picking, _notice = self.released_transfer(2)
        self.packed(picking, {"M1": 550, "M2": 555})
        self.validate(picking)
        invoice = self.invoice(picking.sale_id)
        line = invoice.invoice_line_ids.filtered("product_id")
        self.assertEqual(line.price_subtotal, 330)
        self.assertNotIn("Settled on measured power", line.name)
        self.assertEqual(picking.sale_id.order_line.delivered_power_w, 0)

    def test_settlement_is_signed_with_the_contract(self):
        contract = self.effective_contract()
        self.assertNotIn("settlement", contract._signoff_contents()[contract.id])
        with self.assertRaisesRegex(Exception, "what was signed cannot change"):
            contract.with_user(contract.user_id).settlement = "measured"
        other = self.effective_contract(settlement="measured")
        self.assertEqual(other._signoff_contents()[other.id]["settlement"], "measured")
