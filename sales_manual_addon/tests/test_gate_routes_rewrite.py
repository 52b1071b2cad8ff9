from odoo import Command
from odoo.tests import tagged

from .gate_common import GateCommon


class RewriteCase(GateCommon):
    def setUp(self):
        super().setUp()
        self.line, self.picking = self.order_with_release(20, 10)
        self.done = self.ship(self.line, 10)
        self.done_line = self.done.move_line_ids

    def assert_refused_to_internal_users(self, records, method, *args, text=None):
        """To the weakest user, whatever says so first, and by the gate to one who may do it as far as Odoo goes."""
        self.assert_refused(getattr(records.with_user(self.plain), method), *args, is_ours=False)
        self.assert_refused(getattr(records.with_user(self.stock_user), method), *args, text=text)

    def assert_nothing_more_leaves(self):
        """Ten have left on ten released: the books say so, and no piece more goes."""
        self.assertEqual(self.gross(self.line), 10)
        self.assertEqual(self.at_customers(), 10)
        self.assert_refused(self.ship, self.line, 1)

    def bare_move(self, state="draft", user=None):
        """A move of no order, as anybody with move rights makes it."""
        move = (
            self.env["stock.move"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 10,
                    "location_id": self.stock.id,
                    "location_dest_id": self.warehouse.wh_pack_stock_loc_id.id or self.stock.id,
                }
            )
        )
        if state == "done":
            move.sudo().quantity = 1
            move.sudo().picked = True
            move.sudo()._action_done()
        return move


@tagged("post_install", "-at_install")
class TestGateDoneLine(RewriteCase):
    """Routes through done move lines, which every internal user may write."""

    def test_done_quantity_of_a_line_raised(self):
        self.assert_refused_to_internal_users(self.done_line, "write", {"quantity": 11})
        self.assert_nothing_more_leaves()

    def test_done_quantity_of_a_move_raised(self):
        self.assert_refused(self.done.with_user(self.salesman).write, {"quantity": 11})
        self.assert_nothing_more_leaves()

    def test_line_added_to_a_done_move(self):
        self.assert_refused_to_internal_users(
            self.env["stock.move.line"],
            "create",
            {
                "move_id": self.done.id,
                "product_id": self.product.id,
                "quantity": 1,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            },
        )
        self.assert_nothing_more_leaves()

    def test_line_added_to_a_done_transfer(self):
        self.assert_refused(
            self.env["stock.move.line"].with_user(self.stock_user).create,
            {
                "picking_id": self.done.picking_id.id,
                "product_id": self.product.id,
                "quantity": 3,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "company_id": self.company.id,
            },
        )
        self.assert_nothing_more_leaves()

    def test_line_added_to_a_done_transfer_counts_with_the_order_for_good(self):
        self.release(self.line, 3)
        self.env["stock.move.line"].with_user(self.stock_user).create(
            {
                "picking_id": self.done.picking_id.id,
                "product_id": self.product.id,
                "quantity": 3,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self.gross(self.line), 13)
        self.assert_refused(self.ship, self.line, 1)

    def test_move_added_to_a_done_transfer(self):
        self.assert_refused(
            self.env["stock.move"].with_user(self.salesman).create,
            {
                "picking_id": self.done.picking_id.id,
                "product_id": self.product.id,
                "quantity": 3,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            },
        )
        self.assert_nothing_more_leaves()

    def test_done_move_created_with_lines(self):
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
                            "quantity": 3,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                            "company_id": self.company.id,
                        }
                    )
                ],
            },
        )
        self.assert_nothing_more_leaves()

    def test_open_move_written_done(self):
        move = self.line.move_ids - self.done
        move.with_user(self.salesman).quantity = 5
        self.assert_refused(move.with_user(self.salesman).write, {"state": "done"})
        self.assert_nothing_more_leaves()

    def test_lots_added_to_a_done_move(self):
        product = self.new_product("Lot module", tracking="serial")
        lots = self.env["stock.lot"].create([{"name": f"GATE-R{n}", "product_id": product.id} for n in range(3)])
        for lot in lots:
            self.put_in_stock(product, 1, lot_id=lot)
        line, picking = self.order_with_release(3, 2, product)
        picking.move_line_ids[0].unlink()
        self.validate(picking)
        self.assert_refused(picking.move_ids.with_user(self.stock_user).write, {"lot_ids": [Command.set(lots.ids)]})
        self.assertEqual(self.gross(line), 2)

    def test_done_line_taken_to_another_move(self):
        other = self.bare_move("done")
        self.assert_refused_to_internal_users(self.done_line, "write", {"move_id": other.id})
        self.assert_nothing_more_leaves()

    def test_done_line_taken_to_an_open_move(self):
        other = self.bare_move()
        self.assert_refused_to_internal_users(self.done_line, "write", {"move_id": other.id})
        self.assert_nothing_more_leaves()

    def test_done_line_cut_off_its_move(self):
        self.assert_refused_to_internal_users(self.done_line, "write", {"move_id": False})
        self.assert_nothing_more_leaves()

    def test_foreign_done_line_taken_to_the_contract_move(self):
        other = self.plain_order((self.product, 5))
        self.validate(other.picking_ids)
        line = other.picking_ids.move_line_ids
        self.assert_refused_to_internal_users(line, "write", {"move_id": self.done.id})
        self.assertEqual(self.gross(self.line), 10)

    def test_state_of_a_done_line_taken_back(self):
        for state in ("draft", "cancel", "assigned"):
            with self.subTest(state=state):
                self.assert_refused_to_internal_users(self.done_line, "write", {"state": state})
        self.assert_nothing_more_leaves()

    def test_done_line_deleted(self):
        self.assert_refused_to_internal_users(self.done_line, "unlink")
        self.assert_nothing_more_leaves()

    def test_done_line_deleted_after_its_state_was_written_behind_the_orm(self):
        # a consumable: nothing is reserved that Odoo would miss
        line, _picking = self.order_with_release(10, 10, self.new_product("Consumable", is_storable=False))
        done_line = self.ship(line, 10).move_line_ids
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_move_line SET state = 'draft' WHERE id = %s", [done_line.id])
        self.env.invalidate_all()
        self.assert_refused_to_internal_users(done_line, "unlink", text="stay on record")
        self.assertEqual(self.gross(line), 10)

    def test_unit_of_a_done_line(self):
        hundred = self.env["uom.uom"].create({"name": "Tenth", "relative_factor": 0.1, "relative_uom_id": self.unit.id})
        for context in ({}, {"skip_uom_conversion": True}):
            with self.subTest(context=context):
                self.assert_refused_to_internal_users(
                    self.done_line.with_context(**context), "write", {"product_uom_id": hundred.id}
                )
        self.assert_nothing_more_leaves()

    def test_converted_quantity_of_a_done_line(self):
        self.assert_refused_to_internal_users(self.done_line, "write", {"quantity_product_uom": 0})
        self.assert_nothing_more_leaves()

    def test_converted_quantity_written_before_shipping_is_not_believed(self):
        line, picking = self.order_with_release(10, 0)
        picking.move_line_ids.with_user(self.plain).write({"quantity_product_uom": 0})
        self.assert_refused(self.ship, line, 10)
        picking.move_ids.with_user(self.stock_user).picked = True
        picking.move_line_ids.with_user(self.plain).write({"quantity_product_uom": 0})
        self.assert_refused(picking.with_user(self.stock_user)._action_done)

    def test_product_of_a_done_line(self):
        self.assert_refused_to_internal_users(self.done_line, "write", {"product_id": self.other_product.id})
        self.assert_refused_to_internal_users(
            self.done_line, "write", {"product_id": self.other_product.id, "state": "draft"}
        )
        self.assert_nothing_more_leaves()

    def test_destination_of_a_done_line(self):
        self.assert_refused_to_internal_users(self.done_line, "write", {"location_dest_id": self.stock.id})
        self.assert_nothing_more_leaves()

    def test_destination_of_a_done_internal_line_becomes_the_customer(self):
        line, picking = self.order_with_release(10, 0)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        picking.location_dest_id = shelf
        picking.move_line_ids.location_dest_id = shelf
        self.ship(line, 10)
        self.assert_refused_to_internal_users(picking.move_line_ids, "write", {"location_dest_id": self.customers.id})
        self.assertEqual(self.gross(line), 0)

    def test_source_of_a_done_line(self):
        for source in (self.customers, self.interco):
            with self.subTest(source=source.name):
                self.assert_refused_to_internal_users(self.done_line, "write", {"location_id": source.id})
        self.assert_nothing_more_leaves()

    def test_done_quantity_lowered_gives_room_for_as_much(self):
        self.done_line.with_user(self.stock_user).quantity = 7
        self.assertEqual(self.at_customers(), 7)
        self.assertEqual(self.line.contract_batch_line_id.shipped_qty, 7)
        self.assert_refused(self.ship, self.line, 4)
        self.ship(self.line, 3)
        self.assertEqual(self.gross(self.line), 10)

    def test_done_quantity_of_a_consumable_lowered_is_logged(self):
        product = self.new_product("Consumable", is_storable=False)
        line, picking = self.order_with_release(10, 10, product)
        self.ship(line, 10)
        picking.move_line_ids.with_user(self.stock_user).quantity = 4
        message = picking.message_ids[0]
        self.assertIn("lowered to 4", message.body)
        self.assertEqual(message.author_id, self.stock_user.partner_id)


@tagged("post_install", "-at_install")
class TestGateDoneMove(RewriteCase):
    """Routes through done moves, transfers and references, which salesmen may write."""

    def test_done_is_one_way(self):
        for state in ("cancel", "draft", "assigned"):
            for user in (self.salesman, self.stock_user, self.admin):
                with self.subTest(state=state, user=user.login):
                    self.assert_refused(self.done.with_user(user).write, {"state": state})
        self.assert_nothing_more_leaves()

    def test_done_move_deleted(self):
        self.assert_refused(self.done.with_user(self.stock_manager).unlink)
        self.assert_nothing_more_leaves()

    def test_unit_of_a_done_move(self):
        for context in ({}, {"skip_uom_conversion": True}):
            with self.subTest(context=context):
                self.assert_refused(
                    self.done.with_user(self.salesman).with_context(**context).write, {"product_uom": self.dozen.id}
                )
        self.assert_nothing_more_leaves()

    def test_unit_of_the_product(self):
        self.assert_refused(self.product.with_user(self.admin).write, {"uom_id": self.dozen.id})
        self.assertEqual(self.product.uom_id, self.unit)

    def test_unit_of_the_product_before_anything_left(self):
        product = self.new_product("Relabelled")
        line, _picking = self.order_with_release(10, 10, product)
        self.assert_refused(product.with_user(self.admin).write, {"uom_id": self.dozen.id})
        self.assertEqual(line.product_uom_id, self.unit)

    def test_move_taken_off_its_order_line(self):
        for moves in (self.done, self.line.move_ids - self.done):
            with self.subTest(moves=moves):
                self.assert_refused(moves.with_user(self.salesman).write, {"sale_line_id": False})
        self.assert_nothing_more_leaves()

    def test_move_given_to_another_order(self):
        other = self.plain_order((self.product, 10), confirm=False)
        self.assert_refused(self.done.with_user(self.salesman).write, {"sale_line_id": other.order_line.id})
        self.assert_nothing_more_leaves()

    def test_foreign_done_move_given_to_the_order_line(self):
        other = self.plain_order((self.product, 5))
        self.validate(other.picking_ids)
        self.assert_refused(other.picking_ids.move_ids.with_user(self.salesman).write, {"sale_line_id": self.line.id})
        self.assertEqual(self.gross(self.line), 10)

    def test_moves_taken_off_by_the_order_line(self):
        self.assert_refused(self.line.with_user(self.salesman).write, {"move_ids": [Command.unlink(self.done.id)]})
        self.assert_refused(self.line.with_user(self.salesman).write, {"move_ids": [Command.clear()]})
        self.assert_nothing_more_leaves()

    def test_order_of_the_transfer_cleared(self):
        self.assert_refused(self.done.picking_id.with_user(self.salesman).write, {"sale_id": False})
        self.assertEqual(self.done.sale_line_id, self.line)
        self.assert_nothing_more_leaves()

    def test_order_of_the_transfer_changed(self):
        other = self.plain_order((self.product, 10), confirm=False)
        self.assert_refused(self.done.picking_id.with_user(self.salesman).write, {"sale_id": other.id})
        self.assert_nothing_more_leaves()

    def test_product_of_an_open_move(self):
        move = self.line.move_ids - self.done
        self.assert_refused(move.with_user(self.salesman).write, {"product_id": self.other_product.id})
        self.assertEqual(move.sale_line_id, self.line)

    def test_product_of_a_done_move(self):
        self.assert_refused(self.done.with_user(self.salesman).write, {"product_id": self.other_product.id})
        self.assert_nothing_more_leaves()

    def test_references_cleared_change_nothing_while_the_line_holds(self):
        order = self.line.order_id
        self.done.with_user(self.stock_user).reference_ids = [Command.clear()]
        order.stock_reference_ids.with_user(self.stock_user).write({"sale_ids": [Command.clear()]})
        order.with_user(self.salesman).stock_reference_ids = [Command.clear()]
        self.assert_nothing_more_leaves()

    def add_lineless(self, pieces=3):
        """Three more, released, added to the done transfer: they carry no order line."""
        self.release(self.line, pieces)
        return (
            self.env["stock.move.line"]
            .create(
                {
                    "picking_id": self.done.picking_id.id,
                    "product_id": self.product.id,
                    "quantity": pieces,
                    "location_id": self.stock.id,
                    "location_dest_id": self.customers.id,
                    "company_id": self.company.id,
                }
            )
            .move_id
        )

    def test_move_without_a_line_taken_out_of_the_transfer(self):
        move = self.add_lineless()
        self.assertFalse(move.sale_line_id)
        self.assert_refused(
            move.with_user(self.salesman).write, {"picking_id": False, "reference_ids": [Command.clear()]}
        )
        self.assertEqual(self.gross(self.line), 13)

    def test_move_without_a_line_given_to_another_order(self):
        move = self.add_lineless()
        other = self.plain_order((self.product, 10), confirm=False)
        self.assert_refused(move.with_user(self.salesman).write, {"sale_line_id": other.order_line.id})
        self.assertEqual(self.gross(self.line), 13)

    def test_sequence_of_the_lines_moves_no_pieces_to_another_line(self):
        order = self.make_order((self.product, 20), (self.product, 20))
        first, second = order.order_line
        self.release(first, 10)
        self.set_done(order.picking_ids, 0)
        first.move_ids.quantity = 7
        first.move_ids.picked = True
        order.picking_ids.with_user(self.stock_user).with_context(cancel_backorder=False)._action_done()
        self.env["stock.move.line"].with_user(self.stock_user).create(
            {
                "picking_id": first.move_ids.filtered(lambda move: move.state == "done").picking_id.id,
                "product_id": self.product.id,
                "quantity": 3,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual((self.gross(first), self.gross(second)), (10, 0))
        first.with_user(self.salesman).sequence = 99
        self.assertEqual((self.gross(first), self.gross(second)), (10, 0))

    def test_pieces_without_a_line_given_to_a_line_of_the_same_order_count_there(self):
        move = self.add_lineless()
        other = self.make_order((self.product, 20), contract=self.line.order_id.sales_contract_id).order_line
        self.assert_refused(move.with_user(self.salesman).write, {"sale_line_id": other.id})
        move.with_user(self.salesman).sale_line_id = self.line
        self.assertEqual(self.gross(self.line), 13)

    def test_quantity_in_the_same_write_is_no_excuse(self):
        move = self.add_lineless()
        other = self.plain_order((self.product, 10), confirm=False)
        for values in (
            {"picking_id": False, "reference_ids": [Command.clear()]},
            {"sale_line_id": other.order_line.id},
        ):
            with self.subTest(values=values):
                self.assert_refused(move.with_user(self.salesman).write, {"quantity": 3, **values})
                self.assert_refused(move.with_user(self.salesman).write, {"quantity": 2, **values})
        self.assertEqual(self.gross(self.line), 13)

    def tied_by_an_open_sibling(self):
        """Three done without an order line, in a transfer that only an open move of the order makes the order's."""
        self.release(self.line, 3)
        sibling = self.line.move_ids - self.done
        move = self.env["stock.move"].create(
            {
                "picking_id": sibling.picking_id.id,
                "product_id": self.product.id,
                "product_uom_qty": 3,
                "quantity": 3,
                "picked": True,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        move.state = "done"
        move.reference_ids = [Command.clear()]
        self.assertFalse(move.sale_line_id)
        self.assertEqual(self.gross(self.line), 13)
        return sibling

    def test_open_sibling_taken_out_of_the_transfer(self):
        sibling = self.tied_by_an_open_sibling()
        self.assert_refused(sibling.with_user(self.salesman).write, {"picking_id": False})
        self.assert_refused(
            sibling.picking_id.with_user(self.salesman).write, {"move_ids": [Command.unlink(sibling.id)]}
        )
        self.assertEqual(self.gross(self.line), 13)

    def test_open_sibling_deleted_or_cut_off_after_cancelling(self):
        sibling = self.tied_by_an_open_sibling()
        self.assert_refused(sibling.with_user(self.stock_manager).unlink)
        sibling.with_user(self.stock_user)._action_cancel()
        self.assert_refused(sibling.with_user(self.stock_manager).unlink)
        self.assert_refused(sibling.with_user(self.salesman).write, {"sale_line_id": False})
        self.assertEqual(self.gross(self.line), 13)

    def reference_only(self):
        """Done goods that only a reference ties to the order: their transfer has nothing else of it."""
        self.release(self.line, 3)
        move = self.bare_move()
        move.sudo().write(
            {
                "location_dest_id": self.customers.id,
                "quantity": 3,
                "picked": True,
                "reference_ids": [Command.set(self.line.order_id.stock_reference_ids.ids)],
            }
        )
        move.sudo()._action_done()
        self.assertEqual(self.gross(self.line), 13)
        return move

    def test_order_cleared_on_a_transfer_that_nothing_else_ties(self):
        self.release(self.line, 3)
        move = self.bare_move()
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.out_type.id,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
            }
        )
        move.sudo().write(
            {"picking_id": picking.id, "location_dest_id": self.customers.id, "quantity": 3, "picked": True}
        )
        move.sudo()._action_done()
        self.env.flush_all()
        # as if its references were cleared since: the transfer names the order, and nothing else does
        self.env.cr.execute("UPDATE stock_picking SET sale_id = %s WHERE id = %s", [self.line.order_id.id, picking.id])
        self.env.invalidate_all()
        self.assertEqual(self.gross(self.line), 13)
        self.assert_refused(picking.with_user(self.salesman).write, {"sale_id": False}, text="stay on record")
        self.assertEqual(self.gross(self.line), 13)

    def test_reference_of_done_goods_cleared_on_the_reference(self):
        move = self.reference_only()
        self.assert_refused(move.reference_ids.with_user(self.stock_user).write, {"sale_ids": [Command.clear()]})
        self.assert_refused(
            move.reference_ids.with_user(self.stock_user).write, {"move_ids": [Command.unlink(move.id)]}
        )
        self.assertEqual(self.gross(self.line), 13)

    def test_reference_of_done_goods_cleared_on_the_order(self):
        self.reference_only()
        self.assert_refused(
            self.line.order_id.with_user(self.salesman).write, {"stock_reference_ids": [Command.clear()]}
        )
        self.assertEqual(self.gross(self.line), 13)

    def test_reference_of_done_goods_cleared_on_the_move(self):
        move = self.reference_only()
        self.assert_refused(move.with_user(self.stock_user).write, {"reference_ids": [Command.clear()]})
        self.assertEqual(self.gross(self.line), 13)

    def test_done_transfer_cancelled_or_deleted(self):
        picking = self.done.picking_id.with_user(self.stock_manager)
        self.assert_refused(picking.action_cancel)
        self.assert_refused(picking.unlink)
        self.assert_nothing_more_leaves()

    def test_usage_of_the_customers_location(self):
        self.assert_refused(self.customers.with_user(self.admin).write, {"usage": "internal"})

    def test_usage_of_a_location_that_keeps_no_stock(self):
        place = self.env["stock.location"].create({"name": "Customer's site", "usage": "customer"})
        product = self.new_product("Consumable", is_storable=False)
        line, picking = self.order_with_release(10, 10, product)
        picking.location_dest_id = place
        picking.move_line_ids.location_dest_id = place
        self.ship(line, 10)
        for usage in ("internal", "inventory", "production"):
            with self.subTest(usage=usage):
                self.assert_refused(place.with_user(self.stock_manager).write, {"usage": usage}, text=place.name)
        self.assertEqual(self.gross(line), 10)

    def test_usage_of_a_shelf_that_keeps_no_stock(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        line, picking = self.order_with_release(10, 0, self.new_product("Consumable", is_storable=False))
        picking.location_dest_id = shelf
        picking.move_line_ids.location_dest_id = shelf
        self.ship(line, 10)
        self.assert_refused(shelf.with_user(self.stock_manager).write, {"usage": "customer"})
        shelf.with_user(self.stock_manager).name = "Shelf 2"
        unused = self.env["stock.location"].create({"name": "Unused", "location_id": self.stock.id})
        unused.with_user(self.stock_manager).usage = "customer"
        self.assertEqual(self.gross(line), 0)

    def test_company_given_to_a_transit_location(self):
        line, picking = self.order_with_release(10, 10)
        picking.location_dest_id = self.interco
        picking.move_line_ids.location_dest_id = self.interco
        self.ship(line, 10)
        self.assert_refused(self.interco.with_user(self.admin).write, {"company_id": self.company.id})


@tagged("post_install", "-at_install")
class TestGateReturn(RewriteCase):
    """Returns give nothing back: what has left has left."""

    def return_goods(self, picking, pieces, exchange=False):
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.stock_user)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = pieces
        action = wizard.action_create_exchanges() if exchange else wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.quantity = pieces
        returned.move_ids.picked = True
        returned.with_user(self.stock_user)._action_done()
        return returned

    def test_return_passes_and_gives_no_quota_back(self):
        self.return_goods(self.done.picking_id, 5)
        self.assertEqual(self.at_customers(), 5)
        self.assertEqual(self.gross(self.line), 10)
        self.assertEqual(self.line.contract_batch_line_id.returned_qty, 5)
        self.assert_refused(self.ship, self.line, 1)

    def test_exchange_needs_a_notice(self):
        line, picking = self.order_with_release(10, 10)
        self.ship(line, 10)
        self.return_goods(picking, 5, exchange=True)
        exchange = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel")).picking_id
        self.assertEqual(exchange.move_ids.product_uom_qty, 5)
        self.assert_refused(self.validate, exchange, 5)
        self.release(line, 5)
        self.validate(exchange, 5)
        self.assertEqual(self.gross(line), 15)

    def test_return_of_a_return_needs_a_notice(self):
        returned = self.return_goods(self.done.picking_id, 5)
        self.assert_refused(self.return_goods, returned, 5)
        self.assertEqual(self.gross(self.line), 10)
        self.release(self.line, 5)
        self.return_goods(returned, 5)
        self.assertEqual(self.gross(self.line), 15)

    def test_returned_goods_shipped_again_need_a_new_notice(self):
        self.return_goods(self.done.picking_id, 5)
        self.assert_refused(self.ship, self.line, 5)
        self.release(self.line, 5)
        self.ship(self.line, 5)
        self.assertEqual(self.gross(self.line), 15)
