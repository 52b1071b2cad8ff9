"""Beside sale_blanket_order: its orders go their way, and contract orders are none of them."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.sales_manual_addon.tests.common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestBesideBlanketOrder(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Beside", "currency_id": cls.company.currency_id.id}
        )
        cls.tax = cls.env["account.tax"].create({"name": "Beside 7 %", "amount": 7, "type_tax_use": "sale"})
        cls.salesperson = cls.users["dom_supervisor"]

    def blanket(self, pieces=100, price=1.0, product=None):
        blanket = self.env["sale.blanket.order"].create({
            "partner_id": self.customer.id,
            "pricelist_id": self.pricelist.id,
            "validity_start_date": fields.Date.today(),
            "validity_date": fields.Date.add(fields.Date.today(), years=1),
            "line_ids": [Command.create({
                "product_id": (product or self.module_550).id, "product_uom": self.module_550.uom_id.id,
                "original_uom_qty": pieces, "price_unit": price, "taxes_id": [Command.set(self.tax.ids)],
            })],
        })
        blanket.action_confirm()
        self.assertEqual(blanket.state, "open")
        return blanket

    def order_of(self, blanket, pieces, **context):
        wizard = self.env["sale.blanket.order.wizard"].with_context(
            active_id=blanket.id, active_ids=blanket.ids, active_model="sale.blanket.order", **context
        ).create({})
        wizard.line_ids.qty = pieces
        [clause] = wizard.create_sale_order()["domain"]
        return self.env["sale.order"].browse(clause[2])

    def contract_order(self, pieces=10, **values):
        return self.confirmed_order(pieces, market="domestic", **values)

    def test_its_orders_work_as_before(self):
        blanket = self.blanket()
        order = self.order_of(blanket, 30)
        order.action_confirm()
        self.put_in_stock(self.module_550, 30)
        order.picking_ids.move_ids.write({"quantity": 30, "picked": True})
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.assertEqual((order.picking_ids.state, order.locked), ("done", False))
        self.assertEqual((order.order_line.price_unit, order.order_line.qty_delivered), (1, 30))
        self.assertEqual(order.order_line.blanket_order_line, blanket.line_ids)
        self.assertLess(blanket.line_ids.remaining_uom_qty, 100)

    def test_a_contract_order_keeps_its_price_and_draws_on_no_blanket_order(self):
        blanket = self.blanket()
        order = self.contract_order()
        line = order.order_line
        self.assertEqual((line.price_unit, line.tax_ids), (165, self.env["account.tax"]))
        self.assertFalse(line.blanket_order_line)
        self.assertEqual(blanket.line_ids.remaining_uom_qty, 100)
        self.assertEqual(order.amount_untaxed, sum(order.sales_contract_id.batch_ids.mapped("amount")))

    def test_no_blanket_line_is_put_on_a_contract_line(self):
        """It would bring its own price and taxes to an order that says what the contract says."""
        order = self.contract_order()
        line, blanket = order.order_line, self.blanket()
        notice = self.make_notice(order)
        for user in (self.salesperson, self.contract_post(order.sales_contract_id), self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(UserError), self.env.cr.savepoint():
                call_kw(
                    self.env["sale.order.line"].with_user(user), "write",
                    [line.ids, {"blanket_order_line": blanket.line_ids.id}], {},
                )
                self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual((line.price_unit, line.tax_ids), (165, self.env["account.tax"]))
        self.assertFalse(notice._signoff_verify())

    def test_what_recomputes_prices_leaves_contract_lines_alone(self):
        order = self.contract_order()
        self.blanket()
        line = order.order_line
        for name in ("price_unit", "tax_ids", "discount", "name", "product_uom_id", "blanket_order_line"):
            self.env.add_to_compute(line._fields[name], line)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((line.price_unit, line.tax_ids), (165, self.env["account.tax"]))
        self.assertEqual((line.discount, line.name), (0, "Contract wording 1"))
        self.assertFalse(line.blanket_order_line)

    def test_the_wizard_makes_no_contract_order(self):
        contract = self.contract_order().sales_contract_id
        blanket = self.blanket()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.order_of(blanket, 5, default_sales_contract_id=contract.id)
        order = self.order_of(blanket, 5)
        for values in ({"sales_contract_id": contract.id}, {"order_line": [Command.create({
            "product_id": self.module_550.id, "contract_batch_line_id": contract.batch_ids.line_ids.id})]}):
            with self.subTest(values=values), self.assertRaises(UserError), self.env.cr.savepoint():
                call_kw(self.env["sale.order"].with_user(self.salesperson), "write", [order.ids, values], {})
        self.assertEqual(order.order_line.product_id, self.module_550)

    def test_where_notices_are_required_its_goods_wait_for_them_too(self):
        self.warehouse.out_type_id.with_user(self.env.ref("base.user_root")).requires_shipping_notice = True
        order = self.order_of(self.blanket(), 5)
        order.action_confirm()
        self.put_in_stock(self.module_550, 5)
        order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
        with self.assertRaisesRegex(UserError, "shipping notices release"):
            order.picking_ids.with_context(skip_backorder=True).button_validate()

    def test_an_exhausted_blanket_order_does_not_stop_a_contract(self):
        blanket = self.blanket(pieces=10)
        orders = self.contract_order(10) | self.contract_order(10)
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertEqual(blanket.state, "open")
        plain = self.order_of(blanket, 10)
        self.assertEqual(plain.order_line.blanket_order_line, blanket.line_ids)
