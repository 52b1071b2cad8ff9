from odoo import Command
from odoo.tests import tagged

from .gate_rewrite_case import RewriteCase


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
