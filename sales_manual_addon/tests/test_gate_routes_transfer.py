from odoo import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTransfer(GateCommon):
    """Routes through transfers: the button, backorders, copies, merges, batches, packages, lots and units."""

    def test_unreleased_order_does_not_ship(self):
        line, picking = self.order_with_release(10, 0)
        self.assert_refused(self.validate, picking, text="Make a shipping notice")
        self.assertEqual(self.gross(line), 0)

    def test_released_pieces_ship(self):
        line, picking = self.order_with_release(10, 10)
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.gross(line), 10)
        self.assertEqual(self.at_customers(), 10)

    def test_more_than_released_does_not_ship_even_past_the_button(self):
        line, _picking = self.order_with_release(10, 6)
        self.assert_refused(self.ship, line, 7)
        self.assertEqual(self.gross(line), 0)

    def test_part_within_the_release_ships_and_the_rest_waits(self):
        line, picking = self.order_with_release(10, 6)
        self.validate(picking, 6)
        self.assertEqual(self.gross(line), 6)
        backorder = line.order_id.picking_ids - picking
        self.assertEqual(backorder.move_ids.product_uom_qty, 4)
        self.assert_refused(self.validate, backorder, 1)

    def test_parts_add_up(self):
        line, _picking = self.order_with_release(10, 6)
        self.ship(line, 4)
        self.assert_refused(self.ship, line, 3)
        self.ship(line, 2)
        self.assertEqual(self.gross(line), 6)

    def test_no_backorder_ships_no_more_than_released(self):
        line, picking = self.order_with_release(10, 6)
        self.assert_refused(self.validate, picking, 7, backorder=False)
        self.validate(picking, 6, backorder=False)
        self.assertEqual(self.gross(line), 6)

    def test_delivery_over_the_order_is_refused(self):
        line, picking = self.order_with_release(10, 10)
        self.assert_refused(self.validate, picking, 11)
        self.assertEqual(self.gross(line), 0)

    def test_administrator_is_refused(self):
        line, picking = self.order_with_release(10, 0)
        self.assert_refused(self.validate, picking, user=self.admin)
        self.assert_refused(self.ship, line, 10, user=self.admin)

    def test_superuser_is_refused(self):
        line, _picking = self.order_with_release(10, 0)
        self.assert_refused(self.ship, line, 10, user=self.env.ref("base.user_root"))

    def test_no_context_key_opens_the_gate(self):
        line, picking = self.order_with_release(10, 0)
        picking = picking.with_user(self.stock_user)
        self.set_done(picking, 10)
        for context in (
            {"sales_manual_pass": True},
            {"skip_sanity_check": True, "skip_backorder": True},
            {"is_scrap": True},
            {"skip_uom_conversion": True},
            {"tracking_disable": True},
            {"install_mode": True},
            {"inventory_mode": True},
        ):
            with self.subTest(context=context):
                self.assert_refused(picking.with_context(**context)._action_done)
                self.assert_refused(picking.with_context(**context).button_validate)
        self.assertEqual(self.gross(line), 0)

    def test_notice_not_released_is_no_quota(self):
        for state in ("draft", "signing", "void"):
            with self.subTest(state=state):
                line, picking = self.order_with_release(10, 0)
                self.release(line, 10, state=state)
                self.assert_refused(self.validate, picking)

    def test_pieces_closed_short_are_no_quota(self):
        line, _picking = self.order_with_release(10, 0)
        notice = self.release(line, 10)
        notice.line_ids._passed().closed_qty = 4
        self.assert_refused(self.ship, line, 7)
        self.ship(line, 6)

    def test_split_moves_add_up(self):
        line, picking = self.order_with_release(10, 6)
        move = picking.move_ids.with_user(self.stock_user)
        split = self.env["stock.move"].with_user(self.stock_user).create(move._split(4))
        split._action_confirm(merge=False)
        for part, pieces in ((move, 6), (split, 4)):
            part.quantity = pieces
            part.picked = True
        self.assert_refused((move | split)._action_done)
        move._action_done()
        split.picked = True
        self.assert_refused(split._action_done)
        self.assertEqual(self.gross(line), 6)

    def test_copied_transfer_ships_no_second_time(self):
        line, picking = self.order_with_release(10, 10)
        self.validate(picking)
        copy = picking.with_user(self.stock_user).copy()
        self.assert_refused(self.validate, copy, 10)
        self.assertEqual(self.gross(line), 10)

    def test_moves_of_two_orders_merged_into_one_transfer_each_need_release(self):
        first, first_picking = self.order_with_release(10, 10)
        second, second_picking = self.order_with_release(10, 0)
        second_picking.move_ids.with_user(self.stock_user).picking_id = first_picking
        self.assert_refused(self.validate, first_picking, 10)
        self.release(second, 10)
        self.validate(first_picking, 10)
        self.assertEqual((self.gross(first), self.gross(second)), (10, 10))

    def test_move_of_a_plain_order_in_a_contract_transfer_passes(self):
        line, picking = self.order_with_release(10, 10)
        plain = self.plain_order((self.product, 5))
        plain.picking_ids.move_ids.picking_id = picking
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        self.validate(picking)
        self.assertEqual(self.gross(line), 10)
        self.assertEqual(plain.order_line.qty_delivered, 5)

    def immediate_picking(self, order, pieces, user, product=None):
        return (
            self.env["stock.picking"]
            .with_user(user)
            .create(
                {
                    "picking_type_id": self.out_type.id,
                    "partner_id": self.customer.id,
                    "sale_id": order.id,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": (product or self.product).id,
                                "product_uom_qty": pieces,
                                "quantity": pieces,
                                "picked": True,
                                "location_id": self.stock.id,
                                "location_dest_id": self.customers.id,
                            }
                        )
                    ],
                }
            )
        )

    def test_transfer_made_by_hand_for_the_order_is_refused(self):
        line, _picking = self.order_with_release(10, 6)
        picking = self.immediate_picking(line.order_id, 7, self.stock_user)
        self.assert_refused(picking.button_validate)
        self.assert_refused(picking._action_done)
        self.assertEqual(self.gross(line), 0)

    def test_transfer_made_by_hand_counts_with_the_order(self):
        line, _picking = self.order_with_release(10, 6)
        self.immediate_picking(line.order_id, 4, self.stock_user)._action_done()
        self.assertEqual(self.gross(line), 4)
        self.assert_refused(self.ship, line, 3)

    def test_salesman_cannot_ship_by_a_transfer_of_his_own(self):
        line, _picking = self.order_with_release(10, 0)
        picking = self.immediate_picking(line.order_id, 7, self.salesman)
        self.assert_refused(picking._action_done)
        self.assertEqual(self.gross(line), 0)

    def test_product_not_on_the_order_does_not_leave_with_it(self):
        line, picking = self.order_with_release(10, 10)
        picking.with_user(self.stock_user).move_ids = [
            Command.create(
                {
                    "product_id": self.other_product.id,
                    "product_uom_qty": 3,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                }
            )
        ]
        self.assert_refused(self.validate, picking, 3, text="Test gate rail is not on contract order")
        self.assert_refused(self.ship, line, 3, user=self.salesman)
        added = picking.move_ids.filtered(lambda move: move.product_id == self.other_product)
        added.quantity = 3
        self.assert_refused(added.with_user(self.stock_user).write, {"state": "done"}, text="is not on contract order")
        self.assertEqual(self.at_customers(self.other_product), 0)
        self.assertEqual(self.gross(line), 0)

    def test_batch_of_transfers_is_refused_as_a_whole(self):
        good, good_picking = self.order_with_release(10, 10)
        bad, bad_picking = self.order_with_release(10, 0)
        batch = (
            self.env["stock.picking.batch"]
            .with_user(self.stock_user)
            .create({"picking_ids": [Command.set((good_picking | bad_picking).ids)]})
        )
        batch.action_confirm()
        for picking in good_picking | bad_picking:
            self.set_done(picking, 10)
        self.assert_refused(batch.action_done)
        self.assertEqual((self.gross(good), self.gross(bad)), (0, 0))

    def test_wave_is_refused(self):
        line, picking = self.order_with_release(10, 0)
        wave = (
            self.env["stock.picking.batch"]
            .with_user(self.stock_user)
            .create({"is_wave": True, "picking_type_id": self.out_type.id})
        )
        picking.move_line_ids.with_user(self.stock_user)._add_to_wave(wave)
        wave.picking_ids.move_ids.picked = True
        self.assert_refused(wave.action_done)
        self.assertEqual(self.gross(line), 0)

    def test_other_operation_type_is_refused(self):
        line, picking = self.order_with_release(10, 0)
        picking.with_user(self.stock_user).picking_type_id = self.warehouse.int_type_id
        picking.with_user(self.stock_user).location_dest_id = self.customers
        self.assert_refused(self.validate, picking, 10)
        self.assertEqual(self.gross(line), 0)

    def test_destination_of_the_transfer_alone_changed_after_reservation_still_ships_and_is_refused(self):
        line, picking = self.order_with_release(10, 0)
        loss = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        picking.with_user(self.stock_user).location_dest_id = loss
        picking.move_line_ids.with_user(self.stock_user).location_dest_id = self.customers
        self.assert_refused(self.ship, line, 10)

    def test_transit_of_no_company_is_as_good_as_a_customer(self):
        line, picking = self.order_with_release(10, 0)
        picking.with_user(self.stock_user).location_dest_id = self.interco
        picking.move_line_ids.with_user(self.stock_user).location_dest_id = self.interco
        self.assert_refused(self.ship, line, 10)
        self.assertEqual(self.at_customers(), 0)

    def test_internal_destination_is_free(self):
        line, picking = self.order_with_release(10, 0)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        picking.with_user(self.stock_user).location_dest_id = shelf
        picking.move_line_ids.location_dest_id = shelf
        self.ship(line, 10)
        self.assertEqual(self.gross(line), 0)

    def test_through_transit_to_the_customer_counts_once(self):
        line, picking = self.order_with_release(10, 10)
        picking.location_dest_id = self.interco
        picking.move_line_ids.location_dest_id = self.interco
        self.ship(line, 10)
        onward = self.env["stock.picking"].create(
            {
                "picking_type_id": self.out_type.id,
                "location_id": self.interco.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 10,
                            "quantity": 10,
                            "picked": True,
                            "sale_line_id": line.id,
                            "location_id": self.interco.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        onward._action_done()
        self.assertEqual(self.gross(line), 10)

    def test_transit_that_nothing_entered_is_no_source(self):
        line, picking = self.order_with_release(10, 0)
        picking.with_user(self.stock_user).location_id = self.interco
        picking.move_line_ids.with_user(self.stock_user).location_id = self.interco
        self.assert_refused(self.ship, line, 10)

    def test_source_rewritten_to_a_customer_is_refused(self):
        line, picking = self.order_with_release(10, 10)
        moves = picking.move_ids.with_user(self.stock_user)
        moves.quantity = 10
        picking.move_line_ids.with_user(self.stock_user).location_id = self.customers
        moves.picked = True
        self.assert_refused(picking.with_user(self.stock_user)._action_done, text="from a customer to a customer")
        self.assertEqual(line.qty_delivered, 0)

    def test_supplier_is_an_admissible_source_and_counts(self):
        line, picking = self.order_with_release(10, 6)
        picking.location_id = self.suppliers
        picking.move_line_ids.location_id = self.suppliers
        self.assert_refused(self.ship, line, 7)
        self.ship(line, 6)
        self.assertEqual(self.gross(line), 6)

    def test_whole_package_is_refused(self):
        package = self.env["stock.package"].create({"name": "GATE-PACK"})
        product = self.new_product("Packed module")
        self.put_in_stock(product, 10, package_id=package)
        line, picking = self.order_with_release(10, 0, product)
        self.assertEqual(picking.move_line_ids.package_id, package)
        self.assert_refused(self.validate, picking)
        self.release(line, 10)
        self.validate(picking)
        self.assertEqual(self.gross(line), 10)

    def test_lots_count_together(self):
        product = self.new_product("Lot module", tracking="lot")
        lots = self.env["stock.lot"].create([{"name": f"GATE-{n}", "product_id": product.id} for n in range(2)])
        for lot in lots:
            self.put_in_stock(product, 5, lot_id=lot)
        line, picking = self.order_with_release(10, 6, product)
        self.assert_refused(self.validate, picking)
        picking.move_line_ids[0].with_user(self.stock_user).quantity = 1
        self.validate(picking)
        self.assertEqual(self.gross(line), 6)

    def test_serial_numbers_count_one_by_one(self):
        product = self.new_product("Serial module", tracking="serial")
        for number in range(3):
            lot = self.env["stock.lot"].create({"name": f"GATE-S{number}", "product_id": product.id})
            self.put_in_stock(product, 1, lot_id=lot)
        line, picking = self.order_with_release(3, 2, product)
        self.assert_refused(self.validate, picking)
        picking.move_line_ids[0].with_user(self.stock_user).unlink()
        self.validate(picking)
        self.assertEqual(self.gross(line), 2)

    def test_dozens_are_counted_in_pieces(self):
        order = self.make_order((self.product, 2, self.dozen))
        line = order.order_line
        self.release(line, 23)
        self.assert_refused(self.ship, line, order.picking_ids.move_ids.product_uom_qty)
        self.release(line, 1)
        self.ship(line, order.picking_ids.move_ids.product_uom_qty)
        self.assertEqual(self.gross(line), 24)

    def test_line_in_dozens_on_a_move_in_pieces_counts_in_pieces(self):
        line, picking = self.order_with_release(24, 23)
        self.product.uom_ids = self.dozen
        move_line = picking.move_line_ids.with_user(self.stock_user)
        move_line.write({"product_uom_id": self.dozen.id, "quantity": 2})
        picking.move_ids.picked = True
        self.assert_refused(picking.with_user(self.stock_user)._action_done)

    def test_move_lines_without_picked_ship_nothing_uncounted(self):
        line, picking = self.order_with_release(10, 6)
        picking.move_ids.with_user(self.stock_user).quantity = 10
        self.assert_refused(picking.with_user(self.stock_user).button_validate)

    def test_two_transfers_validated_together_add_up(self):
        line, picking = self.order_with_release(10, 6)
        self.set_done(picking, 4)
        picking.with_user(self.stock_user).with_context(cancel_backorder=False)._action_done()
        rest = line.order_id.picking_ids - picking
        copy = rest.with_user(self.stock_user).copy()
        for transfer in rest | copy:
            self.set_done(transfer, 2)
        self.assert_refused((rest | copy).with_user(self.stock_user).with_context(skip_backorder=True).button_validate)
        self.validate(rest, 2)
        self.assertEqual(self.gross(line), 6)

    def test_carrier_is_called_after_the_gate(self):
        if "delivery.carrier" not in self.env:
            self.skipTest("carriers come with delivery")
        line, picking = self.order_with_release(10, 0)
        product = self.env["product.product"].create({"name": "Carriage", "type": "service"})
        picking.carrier_id = self.env["delivery.carrier"].create(
            {"name": "Test carrier", "product_id": product.id, "integration_level": "rate_and_ship"}
        )
        called = []

        def send_to_shipper(pickings):
            called.append(pickings)

        self.patch(type(picking), "send_to_shipper", send_to_shipper)
        self.assert_refused(self.validate, picking, 10)
        self.assertFalse(called)
        self.release(line, 10)
        self.validate(picking, 10)
        self.assertEqual(called, [picking])

    def test_other_company_has_the_same_gate(self):
        company = self.env["res.company"].create({"name": "Other company"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        self.put_in_stock(self.product, 50, warehouse.lot_stock_id)
        self.contract_user.company_ids |= company
        order = self.make_order(
            (self.product, 10), contract=self.make_contract(company=company), warehouse=warehouse, confirm=False
        )
        self.confirm(order.with_company(company))
        user = self._new_user("other_company", "stock.group_stock_user")
        user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.assert_refused(self.validate, order.picking_ids, 10, user=user)
        self.warehouse = warehouse
        self.release(order.order_line, 4)
        self.assert_refused(self.validate, order.picking_ids, 5, user=user)
        self.validate(order.picking_ids, 4, user=user)
        self.assertEqual(self.gross(order.order_line), 4)


@tagged("post_install", "-at_install")
class TestGateNamedNotice(GateCommon):
    """A transfer that names a notice ships that notice and no more."""

    def setUp(self):
        super().setUp()
        self.line, self.picking = self.order_with_release(10, 0)
        self.first, self.second = self.release(self.line, 4), self.release(self.line, 6)

    def test_named_notice_is_the_limit(self):
        self.picking.with_user(self.stock_user).shipping_notice_id = self.first
        self.assert_refused(self.validate, self.picking, 5, text=self.first.name)
        self.validate(self.picking, 4)
        self.assertEqual(self.first.line_ids.shipped_qty, 4)
        self.assertEqual(self.second.line_ids.shipped_qty, 0)

    def test_named_notice_is_booked_before_older_ones(self):
        self.picking.shipping_notice_id = self.second
        self.validate(self.picking, 3)
        self.assertEqual((self.first.line_ids.shipped_qty, self.second.line_ids.shipped_qty), (0, 3))

    def test_notice_of_another_order_releases_nothing(self):
        other, _picking = self.order_with_release(10, 0)
        self.picking.shipping_notice_id = self.release(other, 10)
        self.assert_refused(self.validate, self.picking, 1)

    def test_notice_of_a_done_transfer_stays(self):
        self.picking.shipping_notice_id = self.first
        self.validate(self.picking, 4)
        self.assert_refused(self.picking.with_user(self.stock_user).write, {"shipping_notice_id": False})
        self.assert_refused(self.picking.with_user(self.stock_user).write, {"shipping_notice_id": self.second.id})
