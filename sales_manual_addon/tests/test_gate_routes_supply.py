from odoo import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateKit(GateCommon):
    """A kit is counted by its largest component, by ratios frozen when the order was confirmed."""

    def setUp(self):
        super().setUp()
        if "mrp.bom" not in self.env:
            self.skipTest("kits come with manufacturing")
        self.kit = self.new_product("Kit")
        self.panel, self.rail = self.new_product("Kit panel"), self.new_product("Kit rail")
        self.put_in_stock(self.panel, 500)
        self.put_in_stock(self.rail, 500)
        self.bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.kit.product_tmpl_id.id,
                "product_qty": 1,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.panel.id, "product_qty": 1}),
                    Command.create({"product_id": self.rail.id, "product_qty": 2}),
                ],
            }
        )
        self.line, self.picking = self.order_with_release(10, 4, self.kit)

    def ship_components(self, panels, rails, user=None):
        picking = self.line.order_id.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move in picking.move_ids.with_user(user or self.stock_user):
            move.quantity = panels if move.product_id == self.panel else rails
            move.picked = bool(move.quantity)
        picking.with_user(user or self.stock_user).with_context(cancel_backorder=False)._action_done()

    def test_ratios_are_frozen_at_confirmation(self):
        self.assertEqual(self.line.shipping_kit_ratio, {str(self.panel.id): 1, str(self.rail.id): 2})

    def test_whole_kits_within_the_release_leave(self):
        self.ship_components(4, 8)
        self.assertEqual(self.gross(self.line), 4)

    def test_whole_kits_over_the_release_are_refused(self):
        self.assert_refused(self.ship_components, 5, 10)

    def test_one_component_alone_counts(self):
        self.assert_refused(self.ship_components, 5, 0)
        self.assert_refused(self.ship_components, 0, 9)
        self.ship_components(4, 0)
        self.assertEqual(self.gross(self.line), 4)
        self.ship_components(0, 8)
        self.assertEqual(self.gross(self.line), 4)
        self.assert_refused(self.ship_components, 0, 1)

    def test_changed_bill_of_materials_lets_no_more_out(self):
        self.bom.bom_line_ids.with_user(self.admin).sudo().product_qty = 4
        self.assert_refused(self.ship_components, 5, 16)
        self.ship_components(4, 8)
        self.assertEqual(self.gross(self.line), 4)

    def test_deleted_bill_of_materials_lets_no_more_out(self):
        self.bom.bom_line_ids.unlink()
        self.assertFalse(self.picking.move_ids.bom_line_id)
        self.assert_refused(self.ship_components, 5, 10)
        self.ship_components(4, 8)
        self.assertEqual(self.gross(self.line), 4)

    def test_component_without_an_order_line_counts_with_the_kit(self):
        self.ship_components(4, 8)
        self.assert_refused(
            self.env["stock.move.line"].with_user(self.stock_user).create,
            {
                "picking_id": self.picking.id,
                "product_id": self.panel.id,
                "quantity": 1,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "company_id": self.company.id,
            },
        )

    def test_product_that_is_no_component_counts_by_the_piece(self):
        self.assert_refused(
            self.env["stock.move"].with_user(self.salesman).create,
            {
                "state": "done",
                "sale_line_id": self.line.id,
                "product_id": self.product.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "quantity": 5,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                            "company_id": self.company.id,
                        }
                    )
                ],
            },
        )

    def test_deliveries_of_a_kit_are_booked_in_kits(self):
        self.ship_components(1, 3)
        self.ship_components(2, 3)
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_line_id.order_line_id", "=", self.line.id)]
        )
        self.assertEqual(self.gross(self.line), 3)
        self.assertEqual(sum(deliveries.mapped("pieces_qty")), 3)
        self.assertEqual(self.line.contract_batch_line_id.shipped_qty, 3)

    def test_kit_of_a_kit(self):
        outer = self.new_product("Outer kit")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": outer.product_tmpl_id.id,
                "product_qty": 1,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.kit.id, "product_qty": 3}),
                    Command.create({"product_id": self.rail.id, "product_qty": 1}),
                ],
            }
        )
        line, picking = self.order_with_release(2, 1, outer)
        self.assertEqual(line.shipping_kit_ratio, {str(self.panel.id): 3, str(self.rail.id): 7})
        self.assertEqual(len(picking.move_ids), 3)
        for kits in (2, 1):
            for move in picking.move_ids.with_user(self.stock_user):
                move.quantity = move.product_uom_qty * kits / 2
            picking.move_ids.picked = True
            ship = picking.with_user(self.stock_user).with_context(cancel_backorder=False)._action_done
            if kits == 2:
                self.assert_refused(ship)
            else:
                ship()
        self.assertEqual(self.gross(line), 1)


@tagged("post_install", "-at_install")
class TestGateSteps(GateCommon):
    """Deliveries in several steps: what goes to the customer counts, what stays inside passes."""

    def chain(self, pieces, released, steps="pick_pack_ship"):
        warehouse = self.env["stock.warehouse"].create({"name": "Steps", "code": "GSTEP", "delivery_steps": steps})
        self.put_in_stock(self.product, 100, warehouse.lot_stock_id)
        order = self.make_order((self.product, pieces), warehouse=warehouse)
        if released:
            self.release(order.order_line, released)
        return order.order_line

    def open_picking(self, line):
        return line.order_id.picking_ids.filtered(lambda picking: picking.state == "assigned")

    def test_pick_and_pack_pass_without_release_and_ship_is_refused(self):
        line = self.chain(10, 0)
        for _step in ("pick", "pack"):
            picking = self.open_picking(line)
            self.assertEqual(picking.move_ids.sale_line_id, line)
            self.validate(picking, 10)
        self.assertEqual(self.gross(line), 0)
        self.assert_refused(self.validate, self.open_picking(line), 10)
        self.release(line, 10)
        self.validate(self.open_picking(line), 10)
        self.assertEqual(self.gross(line), 10)

    def test_pick_step_that_goes_to_the_customer_ships(self):
        line = self.chain(10, 0, "pick_ship")
        picking = self.open_picking(line)
        picking.move_line_ids.with_user(self.stock_user).location_dest_id = self.customers
        self.assert_refused(self.validate, picking, 10)
        self.assertEqual(self.at_customers(), 0)

    def test_pick_step_line_of_an_internal_user_that_goes_to_the_customer(self):
        line = self.chain(10, 0, "pick_ship")
        picking = self.open_picking(line)
        picking.move_line_ids.with_user(self.plain).location_dest_id = self.customers
        self.assert_refused(self.ship, line, 10)


@tagged("post_install", "-at_install")
class TestGateSupply(GateCommon):
    """Goods that reach the customer from elsewhere than our stock."""

    def test_dropship_counts(self):
        if "stock_dropshipping" not in self.env["ir.module.module"]._installed():
            self.skipTest("dropshipping is not installed")
        route = self.env.ref("stock_dropshipping.route_drop_shipping")
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        product = self.new_product(
            "Dropshipped",
            route_ids=[Command.set(route.ids)],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 1})],
        )
        order = self.make_order((product, 10))
        purchase = self.env["purchase.order"].search([("order_line.sale_line_id", "=", order.order_line.id)])
        purchase.button_confirm()
        picking = purchase.picking_ids
        self.assertEqual(picking.move_ids.sale_line_id, order.order_line)
        self.assert_refused(self.validate, picking, 10, user=self.stock_user)
        self.release(order.order_line, 10)
        self.validate(picking, 10)
        self.assertEqual(self.gross(order.order_line), 10)

    def test_scrap_to_the_customer_counts(self):
        line, picking = self.order_with_release(10, 0)
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.stock_user)
            .create(
                {
                    "product_id": self.product.id,
                    "scrap_qty": 3,
                    "picking_id": picking.id,
                    "location_id": self.stock.id,
                    "scrap_location_id": self.customers.id,
                }
            )
        )
        self.assert_refused(scrap.action_validate)
        self.assertEqual(self.gross(line), 0)

    def test_scrap_of_the_transfer_passes(self):
        line, picking = self.order_with_release(10, 0)
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.stock_user)
            .create(
                {"product_id": self.product.id, "scrap_qty": 3, "picking_id": picking.id, "location_id": self.stock.id}
            )
        )
        scrap.action_validate()
        self.assertEqual(scrap.state, "done")
        self.assertEqual(self.gross(line), 0)

    def test_make_to_order_production_passes_and_its_delivery_counts(self):
        if "mrp.production" not in self.env:
            self.skipTest("manufacturing is not installed")
        mto = self.env.ref("stock.route_warehouse0_mto")
        mto.active = True
        product = self.new_product(
            "Made to order", route_ids=[Command.set((mto | self.env.ref("mrp.route_warehouse0_manufacture")).ids)]
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [Command.create({"product_id": self.other_product.id, "product_qty": 1})],
            }
        )
        order = self.make_order((product, 5))
        production = self.env["mrp.production"].search([("product_id", "=", product.id)])
        production.action_confirm()
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertEqual(self.gross(order.order_line), 0)
        self.assert_refused(self.validate, order.picking_ids, 5)
        self.release(order.order_line, 5)
        self.validate(order.picking_ids, 5)
        self.assertEqual(self.gross(order.order_line), 5)
