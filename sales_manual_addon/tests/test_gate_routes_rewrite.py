from odoo import Command
from odoo.tests import tagged

from .gate_rewrite_case import RewriteCase


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
