"""The gate turned on for one warehouse: the others go on as before, and are no way around it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .exemption_common import ExemptionCommon


@tagged("post_install", "-at_install")
class TestGateScope(ExemptionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free = cls.new_warehouse("Free", "FREE")
        cls.third = cls.new_warehouse("Third", "THIRD")
        cls.configurator = cls._new_user("scope", "stock.group_stock_manager,sales_manual_addon.group_configuration")

    def setUp(self):
        super().setUp()
        self.turn_on()

    def moved(self, source, destination, picking_type=None, product=None, pieces=3, **values):
        move = (
            self.env["stock.move"]
            .with_user(self.stock_user)
            .create(
                {
                    "product_id": (product or self.product).id,
                    "product_uom_qty": pieces,
                    "quantity": pieces,
                    "picked": True,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                    "picking_type_id": (picking_type or self.warehouse.int_type_id).id,
                    **values,
                }
            )
        )
        for line in move.move_line_ids:
            line.location_id = source
        return move

    def test_the_dialog_leaves_the_others_free(self):
        self.assertTrue(self.out_type.requires_shipping_notice)
        self.assertEqual(
            [place.ships_without_notice for place in (self.warehouse, self.free, self.third)], [False, True, True]
        )
        self.assertTrue(self.company.dropships_without_notice)

    def test_an_order_of_a_free_warehouse_ships_as_before(self):
        order = self.plain_order((self.product, 5), warehouse_id=self.free.id)
        self.validate(order.picking_ids)
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_an_order_of_the_guarded_warehouse_does_not(self):
        order = self.plain_order((self.product, 5))
        self.assert_refused(self.validate, order.picking_ids)

    def test_a_transfer_of_a_free_warehouse_does_not_take_from_the_guarded_one(self):
        order = self.plain_order((self.product, 5), warehouse_id=self.free.id)
        picking = order.picking_ids
        picking.move_line_ids.location_id = self.stock
        self.assert_refused(self.validate, picking)
        picking.move_ids.picked = True
        self.assert_refused(picking.with_user(self.stock_user)._action_done)

    def test_a_done_line_does_not_change_sides(self):
        order = self.plain_order((self.product, 5))
        self.release(order.order_line, 5)
        self.validate(order.picking_ids, 5)
        line = order.picking_ids.move_line_ids.with_user(self.stock_user)
        self.assert_refused(line.write, {"location_id": self.free.lot_stock_id.id})
        move = order.picking_ids.move_ids.with_user(self.stock_user)
        self.assert_refused(move.write, {"picking_type_id": self.free.out_type_id.id})
        self.assert_refused(move.write, {"sale_line_id": False})

    def test_contract_goods_need_their_notice_from_a_free_warehouse_too(self):
        order = self.make_order((self.product, 5), warehouse=self.free)
        self.assert_refused(self.validate, order.picking_ids, 1)

    def test_guarded_goods_do_not_move_into_a_free_warehouse(self):
        self.assert_refused(self.moved(self.stock, self.free.lot_stock_id)._action_done, text="ships without notices")
        transfer = self.manual_transfer(
            (self.product, 5), picking_type=self.warehouse.int_type_id, destination=self.free.lot_stock_id
        )
        self.assertIn("Free", transfer.shipping_gate_reason)
        self.assert_refused(self.validate, transfer, 5)

    def test_nor_by_way_of_transit_or_of_a_place_of_no_warehouse(self):
        transit = self.company.internal_transit_location_id
        nowhere = self.env["stock.location"].create(
            {"name": "Nowhere", "usage": "internal", "company_id": self.company.id}
        )
        for between in (transit, nowhere):
            with self.subTest(between=between.name):
                there = self.moved(self.stock, between)
                there._action_done()
                self.assert_refused(self.moved(between, self.free.lot_stock_id)._action_done)
                self.assert_refused(
                    self.moved(between, self.free.lot_stock_id, move_orig_ids=[Command.link(there.id)])._action_done
                )
                self.assert_refused(self.moved(between, self.customers)._action_done)

    def test_free_warehouses_supply_each_other_and_the_guarded_one(self):
        transit = self.company.internal_transit_location_id
        self.moved(self.free.lot_stock_id, self.third.lot_stock_id)._action_done()
        self.moved(self.free.lot_stock_id, self.stock)._action_done()
        there = self.moved(self.free.lot_stock_id, transit)
        there._action_done()
        onward = self.moved(transit, self.third.lot_stock_id, move_orig_ids=[Command.link(there.id)])
        onward._action_done()
        self.assertEqual(onward.state, "done")

    def test_moves_named_as_those_before_cover_what_they_brought(self):
        """Guarded goods in the company's transit do not pass for what came from a free warehouse."""
        transit = self.company.internal_transit_location_id
        self.moved(self.stock, transit, pieces=20)._action_done()
        there = self.moved(self.free.lot_stock_id, transit, pieces=3)
        there._action_done()
        delivered = self.moved(self.free.lot_stock_id, self.customers, self.free.out_type_id)
        delivered._action_done()
        other = self.moved(self.third.lot_stock_id, transit, product=self.other_product)
        other._action_done()
        open_move = self.moved(self.free.lot_stock_id, transit, pieces=3)

        def onward(origins, pieces):
            links = [Command.link(move.id) for move in origins]
            return self.moved(transit, self.third.lot_stock_id, pieces=pieces, move_orig_ids=links)._action_done

        for origins in (delivered, other, open_move):
            self.assert_refused(onward(origins, 1), text="ships without notices")
        self.assert_refused(onward(there, 4))
        onward(there, 2)()
        self.assert_refused(onward(there, 2))
        self.assert_refused(onward(there | delivered, 2))
        onward(there, 1)()

    def test_parts_and_backorders_of_a_supply_pass(self):
        """Sent in two parts, received in three; both ends split what they share."""
        transit = self.company.internal_transit_location_id
        first, second = (self.moved(self.free.lot_stock_id, transit, pieces=pieces) for pieces in (4, 6))
        for move in (first, second):
            move._action_done()
        for pieces in (5, 3, 2):
            links = [Command.set((first | second).ids)]
            onward = self.moved(transit, self.third.lot_stock_id, pieces=pieces, move_orig_ids=links)
            onward._action_done()
            self.assertEqual(onward.state, "done")

    def test_guarded_goods_move_inside_and_are_received_anywhere(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        self.moved(self.stock, shelf)._action_done()
        for place in (self.stock, self.free.lot_stock_id):
            receipt = self.moved(self.suppliers, place)
            receipt._action_done()
            self.assertEqual(receipt.state, "done")

    def test_an_open_supply_of_a_free_warehouse_is_exempt_with_the_rest(self):
        self.out_type.with_user(self.configurator).requires_shipping_notice = False
        transfer = self.manual_transfer(
            (self.product, 5), picking_type=self.warehouse.int_type_id, destination=self.free.lot_stock_id
        )
        exemption = self.turn_on()
        self.assertEqual((exemption.picking_id, exemption.pieces_qty), (transfer, 5))
        self.assert_refused(self.validate, transfer, 6)
        self.validate(transfer, 5)
        self.assertEqual(self.left(exemption), 0)

    def test_direct_shipments_of_suppliers(self):
        self.moved(self.suppliers, self.customers)._action_done()
        self.company.with_user(self.configurator).sudo().dropships_without_notice = False
        self.assert_refused(self.moved(self.suppliers, self.customers)._action_done)

    def test_a_new_warehouse_is_not_free(self):
        new = self.new_warehouse("New", "NEW")
        self.assertFalse(new.ships_without_notice)
        self.assert_refused(self.moved(new.lot_stock_id, self.customers)._action_done)
        self.assertFalse(self.free.copy({"name": "Copy", "code": "COPY"}).ships_without_notice)

    def test_only_who_configures_frees(self):
        values = {"name": "Mine", "code": "MINE", "ships_without_notice": True}
        warehouses = self.env["stock.warehouse"].with_user(self.stock_manager)
        self.assert_refused(warehouses.create, values, error=AccessError)
        self.assert_refused(
            warehouses.with_context(default_ships_without_notice=True).create,
            {"name": "Mine", "code": "MINE"},
            error=AccessError,
        )
        self.assert_refused(
            self.warehouse.with_user(self.stock_manager).write, {"ships_without_notice": True}, error=AccessError
        )
        manager = self._new_user("settings", "base.group_erp_manager")
        self.assert_refused(
            self.company.with_user(manager).write, {"dropships_without_notice": False}, error=AccessError
        )
        self.warehouse.with_user(self.configurator).ships_without_notice = True
        self.warehouse.with_user(self.stock_manager).write({"ships_without_notice": True, "name": "Renamed"})

    def test_a_place_with_goods_does_not_change_sides(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        inner = self.env["stock.location"].create({"name": "Inner", "location_id": shelf.id})
        self.put_in_stock(self.product, 5, inner)
        for user in (self.stock_manager, self.configurator):
            self.assert_refused(
                shelf.with_user(user).write, {"location_id": self.free.lot_stock_id.id}, text="holds Test gate module"
            )
            self.assert_refused(
                self.free.with_user(user).write, {"view_location_id": self.warehouse.view_location_id.id}
            )
        # a stored value that is anybody's to write frees nothing
        inner.with_user(self.stock_manager).warehouse_id = self.free
        self.assert_refused(self.moved(inner, self.customers)._action_done)
        empty = self.env["stock.location"].create({"name": "Empty", "location_id": self.stock.id})
        empty.with_user(self.stock_manager).location_id = self.free.lot_stock_id
        self.moved(self.free.lot_stock_id, empty)._action_done()

    def test_the_second_warehouse(self):
        """Its open orders are exempt, those of the first are not once more; the third goes on."""
        first = self.plain_order((self.product, 5))
        second = self.plain_order((self.product, 5), warehouse_id=self.free.id)
        third = self.plain_order((self.product, 5), warehouse_id=self.third.id)
        start = self.start(warehouse_id=self.free.id)
        self.assertEqual(start.free_warehouse_ids, self.third)
        exemption = self.turn_on(warehouse_id=self.free.id)
        self.assertEqual(exemption.order_line_id, second.order_line)
        self.assertFalse(self.free.ships_without_notice)
        self.assert_refused(self.validate, first.picking_ids)
        for order in (second, third):
            self.validate(order.picking_ids)
        # and they supply each other
        self.moved(self.stock, self.free.lot_stock_id)._action_done()

    def test_a_warehouse_that_requires_is_not_left_free(self):
        with self.assertRaisesRegex(UserError, "already"):
            self.turn_on(warehouse_id=self.third.id, free_warehouse_ids=[Command.set(self.warehouse.ids)])

    def test_turned_on_directly_it_holds_for_the_whole_company(self):
        self.out_type.with_user(self.configurator).requires_shipping_notice = False
        (self.free | self.third).with_user(self.configurator).ships_without_notice = False
        order = self.plain_order((self.product, 5), warehouse_id=self.free.id)
        self.out_type.with_user(self.configurator).requires_shipping_notice = True
        self.assert_refused(self.validate, order.picking_ids)

    def test_what_was_read_while_it_was_decided_is_not_kept(self):
        """Another thread may read what held before between the decision and its commit."""
        types, warehouses = self.env["stock.picking.type"], self.env["stock.warehouse"]
        for change in (
            lambda: self.out_type.with_user(self.configurator).write({"requires_shipping_notice": False}),
            lambda: self.third.with_user(self.configurator).write({"ships_without_notice": False}),
        ):
            change()
            self.env.flush_all()
            for _when in ("now", "committed"):
                for read in (types._companies_requiring_notices, warehouses._ids_shipping_without_notice):
                    before = self.env.cr.sql_log_count
                    read()
                    self.assertGreater(self.env.cr.sql_log_count, before)
                    with self.assertQueryCount(0):
                        read()
                self.env.cr.postcommit.run()
