from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTypeFlag(GateCommon):
    """Who turns the requirement of an operation type on and off."""

    def setUp(self):
        super().setUp()
        self.configurator = self._new_user(
            "configurator", "stock.group_stock_manager,sales_manual_addon.group_configuration"
        )

    def test_whoever_configures_turns_it_on_and_off(self):
        self.out_type.with_user(self.configurator).requires_shipping_notice = True
        self.assertIn(self.company.id, self.env["stock.picking.type"]._companies_requiring_notices())
        self.out_type.with_user(self.configurator).requires_shipping_notice = False
        self.assertNotIn(self.company.id, self.env["stock.picking.type"]._companies_requiring_notices())

    def test_stock_manager_turns_it_neither_on_nor_off(self):
        out_type = self.out_type.with_user(self.stock_manager)
        self.assert_refused(out_type.write, {"requires_shipping_notice": True}, error=AccessError)
        self.out_type.requires_shipping_notice = True
        self.assert_refused(out_type.write, {"requires_shipping_notice": False}, error=AccessError)
        self.assertTrue(self.out_type.requires_shipping_notice)

    def test_stock_manager_creates_no_type_that_requires_notices(self):
        values = {"name": "Mine", "code": "outgoing", "sequence_code": "MINE", "warehouse_id": self.warehouse.id}
        types = self.env["stock.picking.type"].with_user(self.stock_manager)
        self.assert_refused(types.create, {**values, "requires_shipping_notice": True}, error=AccessError)
        self.assert_refused(
            types.with_context(default_requires_shipping_notice=True).create, dict(values), error=AccessError
        )
        self.assertTrue(types.create(values))

    def test_stock_manager_does_not_delete_or_archive_the_requirement_away(self):
        self.out_type.requires_shipping_notice = True
        self.assert_refused(self.out_type.with_user(self.stock_manager).unlink, error=AccessError)
        self.out_type.with_user(self.stock_manager).active = False
        self.env.registry.clear_cache()
        self.assertIn(self.company.id, self.env["stock.picking.type"]._companies_requiring_notices())

    def test_copy_requires_nothing(self):
        self.out_type.requires_shipping_notice = True
        self.assertFalse(self.out_type.with_user(self.stock_manager).copy().requires_shipping_notice)

    def test_every_other_field_is_the_stock_manager_s(self):
        self.out_type.requires_shipping_notice = True
        self.out_type.with_user(self.stock_manager).write({"name": "Deliveries", "requires_shipping_notice": True})
        self.assertEqual(self.out_type.name, "Deliveries")


@tagged("post_install", "-at_install")
class TestGateRequiringCompany(GateCommon):
    """A company with a type that requires notices: nothing reaches a customer beside them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.requires_shipping_notice = True

    def bare_move(self, destination=None, user=None, **values):
        return (
            self.env["stock.move"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 3,
                    "quantity": 3,
                    "picked": True,
                    "location_id": self.stock.id,
                    "location_dest_id": (destination or self.customers).id,
                    **values,
                }
            )
        )

    def picking(self, picking_type, destination=None, user=None):
        return (
            self.env["stock.picking"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "picking_type_id": picking_type.id,
                    "location_id": self.stock.id,
                    "location_dest_id": (destination or self.customers).id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "product_uom_qty": 3,
                                "quantity": 3,
                                "picked": True,
                                "location_id": self.stock.id,
                                "location_dest_id": (destination or self.customers).id,
                            }
                        )
                    ],
                }
            )
        )

    def assert_nothing_left(self):
        self.assertEqual(self.at_customers(), 0)

    def test_plain_order_needs_a_notice(self):
        order = self.plain_order((self.product, 10))
        self.assert_refused(self.validate, order.picking_ids, text="Make a shipping notice")
        self.assert_nothing_left()

    def test_plain_order_ships_what_its_notice_releases(self):
        order = self.plain_order((self.product, 10))
        self.release(order.order_line, 4)
        self.assert_refused(self.validate, order.picking_ids, 5)
        self.validate(order.picking_ids, 4)
        self.assertEqual(order.order_line.qty_delivered, 4)
        self.assert_refused(self.validate, order.picking_ids.filtered(lambda p: p.state != "done"), 1)

    def test_what_left_before_the_requirement_is_corrected_downwards_only(self):
        self.out_type.requires_shipping_notice = False
        order = self.plain_order((self.product, 10))
        self.validate(order.picking_ids)
        self.out_type.requires_shipping_notice = True
        line = order.picking_ids.move_line_ids.with_user(self.stock_user)
        line.quantity = 8
        self.assert_refused(line.write, {"quantity": 9})
        self.assertEqual(order.order_line.qty_delivered, 8)

    def test_goods_given_to_the_order_in_one_write_are_counted_together(self):
        self.out_type.requires_shipping_notice = False
        line, _picking = self.order_with_release(20, 3)
        picking = self.picking(self.out_type)
        picking.move_ids.copy({"picking_id": picking.id, "quantity": 3, "picked": True})
        picking.sudo()._action_done()
        self.assertEqual(self.at_customers(), 6)
        self.assert_refused(picking.with_user(self.salesman).write, {"sale_id": line.order_id.id})
        self.assert_refused(picking.move_ids.with_user(self.salesman).write, {"sale_line_id": line.id})
        self.assertEqual(self.gross(line), 0)

    def test_contract_order_ships_by_another_type_within_its_release(self):
        line, picking = self.order_with_release(10, 6)
        other = self.out_type.copy({"name": "Other deliveries", "sequence_code": "OTHER"})
        picking.picking_type_id = other
        picking.location_dest_id = self.customers
        self.assert_refused(self.validate, picking, 7)
        self.validate(picking, 6)
        self.assertEqual(self.gross(line), 6)

    def test_plain_order_does_not_ship_by_another_type(self):
        order = self.plain_order((self.product, 10))
        other = self.out_type.copy({"name": "Other deliveries", "sequence_code": "OTHER"})
        order.picking_ids.with_user(self.stock_user).picking_type_id = other
        self.assert_refused(self.validate, order.picking_ids, 3)
        self.assert_nothing_left()

    def test_transfer_without_an_order(self):
        for picking_type in (self.out_type, self.warehouse.int_type_id, self.warehouse.in_type_id):
            with self.subTest(picking_type=picking_type.name):
                picking = self.picking(picking_type)
                self.assert_refused(picking._action_done)
                self.assert_refused(picking.button_validate)
        self.assert_nothing_left()

    def test_order_cancelled_and_the_goods_sent_without_link(self):
        line, picking = self.order_with_release(10, 0)
        picking.with_user(self.stock_user).action_cancel()
        self.assert_refused(self.picking(self.out_type)._action_done)
        self.assert_nothing_left()

    def test_bare_move(self):
        self.assert_refused(self.bare_move()._action_done)
        self.assert_refused(self.bare_move(user=self.salesman)._action_done)
        self.assert_refused(self.bare_move(user=self.admin)._action_done)
        self.assert_nothing_left()

    def test_bare_move_created_done(self):
        self.assert_refused(
            self.bare_move,
            state="done",
            move_line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "quantity": 3,
                        "location_id": self.stock.id,
                        "location_dest_id": self.customers.id,
                        "company_id": self.company.id,
                    }
                )
            ],
        )
        self.assert_nothing_left()

    def test_bare_move_that_claims_the_type(self):
        self.assert_refused(self.bare_move(picking_type_id=self.out_type.id)._action_done)
        self.assert_nothing_left()

    def test_done_internal_line_turned_towards_the_customer(self):
        move = self.bare_move(self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id}))
        move._action_done()
        self.assert_refused(move.move_line_ids.with_user(self.plain).write, {"location_dest_id": self.customers.id})
        self.assert_nothing_left()

    def test_transit_of_no_company(self):
        self.assert_refused(self.bare_move(self.interco)._action_done)
        self.assert_nothing_left()

    def test_from_a_customer_to_a_customer(self):
        self.assert_refused(self.bare_move(location_id=self.customers.id)._action_done)

    def test_scrap_to_the_customer(self):
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.stock_user)
            .create(
                {
                    "product_id": self.product.id,
                    "scrap_qty": 3,
                    "location_id": self.stock.id,
                    "scrap_location_id": self.customers.id,
                }
            )
        )
        self.assert_refused(scrap.action_validate)
        self.assert_nothing_left()

    def test_inventory_count_at_the_customer(self):
        quant = self.env["stock.quant"].with_user(self.stock_manager).with_context(inventory_mode=True)
        self.assert_refused(
            quant.create,
            {"product_id": self.product.id, "location_id": self.customers.id, "inventory_quantity_auto_apply": 3},
        )
        counted = quant.create(
            {"product_id": self.product.id, "location_id": self.customers.id, "inventory_quantity": 3}
        )
        self.assert_refused(counted.action_apply_inventory)
        self.assert_nothing_left()

    def test_quants_relocated_to_the_customer(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )
        wizard = (
            self.env["stock.quant.relocate"]
            .with_user(self.stock_manager)
            .create({"quant_ids": [Command.set(quant.ids)], "dest_location_id": self.customers.id})
        )
        self.assert_refused(wizard.action_relocate_quants)
        self.assert_nothing_left()

    def test_location_of_a_package(self):
        package = self.env["stock.package"].create({"name": "GATE-T"})
        self.put_in_stock(self.product, 5, package_id=package)
        self.assert_refused(package.with_user(self.stock_user).write, {"location_id": self.customers.id})
        self.assert_nothing_left()

    def test_production_at_the_customer(self):
        if "mrp.production" not in self.env:
            self.skipTest("manufacturing is not installed")
        production = self.env["mrp.production"].create(
            {
                "product_id": self.product.id,
                "product_qty": 3,
                "location_dest_id": self.customers.id,
                "move_raw_ids": [Command.create({"product_id": self.other_product.id, "product_uom_qty": 3})],
            }
        )
        production.action_confirm()
        production.qty_producing = 3
        production._set_qty_producing()
        self.assert_refused(production.button_mark_done)
        self.assert_nothing_left()

    def test_what_stays_inside_passes(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        self.bare_move(shelf)._action_done()
        receipt = self.bare_move(self.stock, location_id=self.suppliers.id)
        receipt._action_done()
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "scrap_qty": 3, "location_id": self.stock.id}
        )
        scrap.action_validate()
        self.assertEqual((receipt.state, scrap.state), ("done", "done"))

    def test_returns_pass(self):
        order = self.plain_order((self.product, 10))
        self.release(order.order_line, 10)
        self.validate(order.picking_ids)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 4
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.quantity = 4
        self.validate(returned)
        self.assertEqual(self.at_customers(), 6)

    def test_other_companies_are_free(self):
        company = self.env["res.company"].create({"name": "Other company"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        user = new_test_user(
            self.env,
            "test_gate_other",
            "base.group_user,stock.group_stock_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.env["stock.quant"]._update_available_quantity(self.product, warehouse.lot_stock_id, 10)
        move = (
            self.env["stock.move"]
            .with_user(user)
            .create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 3,
                    "quantity": 3,
                    "picked": True,
                    "company_id": company.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "location_dest_id": self.customers.id,
                }
            )
        )
        move._action_done()
        self.assertEqual(move.state, "done")


@tagged("post_install", "-at_install")
class TestGateQuant(GateCommon):
    """Quantities in stock of goods that notices watch are not written directly."""

    def setUp(self):
        super().setUp()
        self.line, _picking = self.order_with_release(10, 0)
        self.quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.stock.id)]
        )

    def test_quantity_written_by_a_stock_user(self):
        for user in (self.stock_user, self.stock_manager, self.admin):
            with self.subTest(user=user.login):
                self.assert_refused(self.quant.with_user(user).write, {"quantity": 1})
        self.assertEqual(self.quant.quantity, 200)

    def test_quant_moved_to_the_customer(self):
        self.assert_refused(self.quant.with_user(self.stock_user).write, {"location_id": self.customers.id})
        self.assertEqual(self.quant.location_id, self.stock)

    def test_quant_created_at_the_customer(self):
        self.assert_refused(
            self.env["stock.quant"].with_user(self.stock_user).create,
            {"product_id": self.product.id, "location_id": self.customers.id, "quantity": 10},
        )
        self.assertEqual(self.at_customers(), 0)

    def test_context_of_the_caller_opens_nothing(self):
        for context in (
            {"inventory_mode": True},
            {"inventory_mode": False},
            {"import_file": True},
            {"sales_manual_pass": True},
        ):
            with self.subTest(context=context):
                quants = self.env["stock.quant"].with_user(self.stock_user).with_context(**context)
                self.assert_refused(
                    quants.create, {"product_id": self.product.id, "location_id": self.customers.id, "quantity": 10}
                )
                self.assert_refused(quants.browse(self.quant.id).write, {"quantity": 1})

    def test_default_of_the_caller_is_a_quantity(self):
        for context in ({}, {"inventory_mode": True}):
            quants = self.env["stock.quant"].with_user(self.stock_user).with_context(default_quantity=10, **context)
            for values in ({}, {"inventory_quantity": 0}):
                with self.subTest(context=context, values=values):
                    self.assert_refused(
                        quants.create, {"product_id": self.product.id, "location_id": self.customers.id, **values}
                    )
        self.assertEqual(self.at_customers(), 0)

    def test_inventory_count_passes(self):
        quants = self.env["stock.quant"].with_user(self.stock_manager).with_context(inventory_mode=True)
        quants.browse(self.quant.id).write({"inventory_quantity": 150})
        quants.browse(self.quant.id).action_apply_inventory()
        self.assertEqual(self.quant.quantity, 150)
        quants.create(
            {"product_id": self.product.id, "location_id": self.stock.id, "inventory_quantity_auto_apply": 120}
        )
        self.assertEqual(self.quant.quantity, 120)

    def test_goods_nobody_watches_are_as_they_were(self):
        product = self.new_product("Unwatched")
        self.put_in_stock(product, 10)
        quant = self.env["stock.quant"].search([("product_id", "=", product.id), ("location_id", "=", self.stock.id)])
        quant.with_user(self.stock_user).quantity = 7
        self.assertEqual(quant.quantity, 7)

    def test_company_that_requires_notices_watches_all_goods(self):
        product = self.new_product("Unwatched")
        self.put_in_stock(product, 10)
        quant = self.env["stock.quant"].search([("product_id", "=", product.id), ("location_id", "=", self.stock.id)])
        self.out_type.requires_shipping_notice = True
        self.assert_refused(quant.with_user(self.stock_user).write, {"quantity": 1})
