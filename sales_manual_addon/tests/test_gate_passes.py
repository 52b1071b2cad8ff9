from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGatePasses(GateCommon):
    """Flows that must pass, with a contract order of the same product standing by, unreleased."""

    def setUp(self):
        super().setUp()
        self.contract_line, self.contract_picking = self.order_with_release(10, 0)

    def test_other_orders_ship_at_will(self):
        order = self.plain_order((self.product, 10))
        self.validate(order.picking_ids, 15)
        self.assertEqual(order.order_line.qty_delivered, 15)

    def test_transfer_without_an_order(self):
        picking = (
            self.env["stock.picking"]
            .with_user(self.stock_user)
            .create(
                {
                    "picking_type_id": self.out_type.id,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 3,
                                "location_id": self.stock.id,
                                "location_dest_id": self.customers.id,
                            }
                        )
                    ],
                }
            )
        )
        picking.action_confirm()
        self.validate(picking, 3)
        self.assertEqual(picking.state, "done")

    def test_done_goods_of_other_orders_are_corrected_at_will(self):
        order = self.plain_order((self.product, 10))
        self.validate(order.picking_ids)
        move = order.picking_ids.move_ids
        move.with_user(self.stock_user).quantity = 12
        move.move_line_ids.with_user(self.stock_user).quantity = 8
        self.assertEqual(order.order_line.qty_delivered, 8)

    def test_receipt_scrap_inventory_and_internal_moves(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        for picking_type, source, dest in (
            (self.warehouse.in_type_id, self.suppliers, self.stock),
            (self.warehouse.int_type_id, self.stock, shelf),
        ):
            picking = (
                self.env["stock.picking"]
                .with_user(self.stock_user)
                .create(
                    {
                        "picking_type_id": picking_type.id,
                        "location_id": source.id,
                        "location_dest_id": dest.id,
                        "move_ids": [
                            Command.create(
                                {
                                    "product_id": self.product.id,
                                    "product_uom_qty": 3,
                                    "location_id": source.id,
                                    "location_dest_id": dest.id,
                                }
                            )
                        ],
                    }
                )
            )
            picking.action_confirm()
            self.validate(picking, 3)
            self.assertEqual(picking.state, "done")
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.stock_user)
            .create({"product_id": self.product.id, "scrap_qty": 3, "location_id": self.stock.id})
        )
        scrap.action_validate()
        quant = self.env["stock.quant"].search([("product_id", "=", self.product.id), ("location_id", "=", shelf.id)])
        quant.with_user(self.stock_manager).with_context(inventory_mode=True).inventory_quantity_auto_apply = 1
        self.assertEqual(quant.quantity, 1)

    def test_dates_and_notes_of_contract_goods(self):
        self.release(self.contract_line, 10)
        done = self.ship(self.contract_line, 10)
        picking = done.picking_id.with_user(self.stock_user)
        picking.write({"note": "Left in the rain", "date_done": "2026-01-05 10:00:00"})
        done.move_line_ids.with_user(self.stock_user).write({"date": "2026-01-05 10:00:00"})
        picking.message_post(body="Arrived")
        self.contract_line.order_id.with_user(self.salesman).write({"client_order_ref": "PO 1", "note": "As agreed"})
        self.assertEqual(self.gross(self.contract_line), 10)

    def test_transfer_of_a_contract_order_cancelled(self):
        self.contract_picking.with_user(self.stock_user).action_cancel()
        self.assertEqual(self.contract_picking.state, "cancel")

    def test_reservation_of_contract_goods(self):
        picking = self.contract_picking.with_user(self.stock_user)
        picking.do_unreserve()
        self.assertEqual(picking.state, "confirmed")
        picking.action_assign()
        picking.move_ids.quantity = 4
        picking.move_line_ids.unlink()
        picking.action_assign()
        self.assertEqual(picking.state, "assigned")

    def test_invoice_of_a_contract_order(self):
        self.release(self.contract_line, 10)
        self.ship(self.contract_line, 10)
        invoice = self.contract_line.order_id.with_user(self.admin)._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.filtered("product_id").quantity, 10)
        self.assertEqual(self.contract_line.qty_delivered, 10)

    def test_down_payment_of_a_contract_order(self):
        order = self.contract_line.order_id
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.admin)
            .with_context(active_ids=order.ids, active_model="sale.order")
            .create({"advance_payment_method": "percentage", "amount": 10})
        )
        wizard.create_invoices()
        self.assertTrue(order.order_line.filtered("is_downpayment"))

    def test_deliveries_are_recorded_once_per_operation(self):
        self.release(self.contract_line, 10)
        calls = []
        self.patch(
            type(self.env["sales.manual.notice"]),
            "_record_deliveries",
            lambda _self, lines, rows: calls.append(lines.ids),
        )
        self.ship(self.contract_line, 4)
        self.assertEqual(calls, [self.contract_line.ids])

    def test_deliveries_follow_what_left(self):
        first, second = self.release(self.contract_line, 4), self.release(self.contract_line, 6)
        self.ship(self.contract_line, 7)
        self.assertEqual((first.state, second.state), ("shipped", "released"))
        self.assertEqual((first.line_ids.shipped_qty, second.line_ids.shipped_qty), (4, 3))
        done = self.contract_line.move_ids.filtered(lambda move: move.state == "done")
        done.move_line_ids.with_user(self.stock_user).quantity = 3
        self.assertEqual((first.line_ids.shipped_qty, second.line_ids.shipped_qty), (3, 0))
        self.assertEqual(first.state, "released")


@tagged("post_install", "-at_install")
class TestGateCost(GateCommon):
    """Where there is no contract the gate costs at most two statements per transfer."""

    def gate_statements(self, picking):
        """Statements of a transfer with the gate, less those without."""
        self.validate(picking)
        self.statements(picking)  # fills what only the first transfer of a transaction fetches
        with_gate = self.statements(picking)
        self.switch_off()
        return with_gate - self.statements(picking)

    def statements(self, picking):
        copy = picking.copy()
        copy.action_confirm()
        copy.action_assign()
        for move in copy.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        copy._action_done()
        self.env.flush_all()
        self.assertEqual(copy.state, "done")
        return self.env.cr.sql_log_count - before

    def switch_off(self):
        """Take the hooks of the gate out of the models for the rest of the test."""
        for model in ("stock.move", "stock.move.line", "stock.picking"):
            for cls in type(self.env[model]).__mro__:
                if cls.__module__.startswith("odoo.addons.sales_manual_addon.models.extended"):
                    for name in ("create", "write", "unlink", "_action_done", "button_validate"):
                        if name in vars(cls):
                            self.patch(cls, name, _passing_on(cls, name))

    def test_switching_off_takes_the_gate_away(self):
        line, picking = self.order_with_release(5, 0)
        self.assert_refused(self.validate, picking)
        self.switch_off()
        self.validate(picking)
        self.assertEqual(self.at_customers(), 5)

    def test_plain_delivery_of_one_line(self):
        order = self.plain_order((self.product, 5))
        self.assertLessEqual(self.gate_statements(order.picking_ids), 2)

    def test_plain_delivery_of_fifty_lines(self):
        products = [self.new_product(f"Plain {number}") for number in range(50)]
        for product in products:
            self.put_in_stock(product, 100)
        order = self.plain_order(*((product, 5) for product in products))
        self.assertLessEqual(self.gate_statements(order.picking_ids), 2)

    def test_delivery_without_an_order(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.out_type.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.assertLessEqual(self.gate_statements(picking), 2)

    def test_receipt(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "quantity": 3,
                            "location_id": self.suppliers.id,
                            "location_dest_id": self.stock.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.assertLessEqual(self.gate_statements(picking), 2)

    def test_gate_of_one_line_costs_as_many_statements_as_of_fifty(self):
        costs = []
        for count in (1, 50):
            products = [self.new_product(f"Contract {count} {number}") for number in range(count)]
            for product in products:
                self.put_in_stock(product, 100)
            order = self.make_order(*((product, 5) for product in products))
            for line in order.order_line:
                self.release(line, 5)
            self.env.flush_all()
            self.env.invalidate_all()
            lines = order.order_line
            before = self.env.cr.sql_log_count
            gate = self.env["sales.manual.gate"]
            rows = gate._rows(lines)
            self.assertFalse(gate._judge(lines, rows, gate._allowed(lines, gate._gone(rows)))[1])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0] + 2)

    def test_reasons_of_fifty_transfers_cost_as_many_statements_as_of_two(self):
        costs = []
        for count in (2, 50):
            orders = self.env["sale.order"].union(*(self.make_order((self.product, 1)) for _number in range(count)))
            pickings = self.env["stock.picking"].browse(orders.picking_ids.ids)  # as a list has them
            self.env.flush_all()
            self.env.invalidate_all()
            pickings.mapped("move_ids.move_line_ids.quantity")
            before = self.env.cr.sql_log_count
            reasons = pickings.mapped("shipping_gate_reason")
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(reasons), count)
        self.assertLessEqual(costs[1] - costs[0], 2)

    def test_reasons_of_transfers_that_may_leave_cost_no_search_each(self):
        costs = []
        for count in (2, 50):
            orders = self.env["sale.order"].union(*(self.make_order((self.product, 1)) for _number in range(count)))
            for line in orders.order_line:
                self.release(line, 1)
            self.env.flush_all()
            self.env.invalidate_all()
            pickings = self.env["stock.picking"].browse(orders.picking_ids.ids)
            pickings.mapped("move_ids.move_line_ids.quantity")
            before = self.env.cr.sql_log_count
            self.assertFalse(any(pickings.mapped("shipping_gate_reason")))
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 2)

    def test_nothing_of_the_gate_is_stored_on_odoo_s_tables_where_unused(self):
        order = self.plain_order((self.product, 5))
        self.validate(order.picking_ids)
        self.env.flush_all()
        [row] = self.env.execute_query(
            SQL(
                "SELECT shipping_sent_qty, shipping_kit_ratio, contract_batch_line_id FROM sale_order_line WHERE "
                "id = %s",
                order.order_line.id,
            )
        )
        self.assertEqual(row, (None, None, None))


def _passing_on(cls, name):
    def method(self, *args, **kwargs):
        return getattr(super(cls, self), name)(*args, **kwargs)

    return method
