"""The gate as one operation: what nested operations add, undo and leave behind."""

from contextlib import suppress

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateOperation(GateCommon):
    def counter(self, line):
        domain = [("order_id", "=", line.order_id.id), ("product_id", "=", line.product_id.id)]
        return self.env["sales.manual.gate.lock"].search(domain).counter

    def undone(self, function, *args):
        """Call it in a savepoint that is rolled back, as a caller that goes on does."""
        with self.assertRaises(UserError), self.env.cr.savepoint():
            function(*args)
            raise UserError(function.__name__)
        self.env.invalidate_all()

    def new_move(self, picking=None, product=None, **values):
        return self.env["stock.move"].create(
            {
                "product_id": (product or self.product).id,
                "product_uom_qty": 3,
                "picking_id": picking.id if picking else False,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                **values,
            }
        )

    def send_back(self, picking, product, pieces):
        """A receipt of goods on the transfer's order that is no return of what left."""
        back = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.customers.id,
                "location_dest_id": self.stock.id,
                "sale_id": picking.sale_id.id,
            }
        )
        move = self.new_move(
            back, product, product_uom_qty=pieces, location_id=self.customers.id, location_dest_id=self.stock.id
        )
        move.quantity = pieces
        move.picked = True
        move._action_done()
        self.assertEqual((move.state, move.sale_line_id.id), ("done", False))

    def test_refused_before_the_carrier_is_called(self):
        line, _picking = self.order_with_release(10, 6)
        told = []
        self.patch(
            type(self.env["stock.picking"]), "_send_confirmation_email", lambda pickings: told.append(pickings.ids)
        )
        self.assert_refused(self.ship, line, 7)
        self.assertFalse(told, "a parcel that the carrier has does not come back with the transaction")
        self.ship(line, 6)
        self.assertEqual(len(told), 1)

    def test_checked_once_more_for_what_follows_the_check(self):
        line, picking = self.order_with_release(10, 6)

        def tell(pickings):
            pickings.move_ids.move_line_ids.quantity = 7

        self.patch(self.env.registry["stock.picking"], "_send_confirmation_email", tell)
        self.assert_refused(self.ship, line, 6)
        self.assertEqual(self.gross(line), 0)
        self.assertEqual(picking.state, "assigned")

    def test_an_operation_that_did_not_begin_leaves_nothing(self):
        line, _picking = self.order_with_release(10, 10)
        gate = type(self.env["sales.manual.gate"])
        rows = gate._rows

        def fail(_gate, *args, **kwargs):
            raise UserError(str(args))

        self.patch(gate, "_rows", fail)
        self.undone(self.ship, line, 4)
        self.patch(gate, "_rows", rows)
        before = self.counter(line)
        self.ship(line, 4)
        self.assertGreater(self.counter(line), before, "the lock went with the savepoint and is taken anew")

    def test_what_an_inner_savepoint_undid_is_not_asked_for(self):
        line, _picking = self.order_with_release(10, 6)
        gate = self.env["sales.manual.gate"]
        with gate._operation(line.move_ids):
            self.undone(self.ship, line, 9)
            self.undone(lambda: self.new_move(state="done", quantity=1))
            self.ship(line, 6)
        self.assertEqual(self.gross(line), 6)

    def test_what_an_inner_savepoint_undid_is_locked_again(self):
        first, second = self.order_with_release(10, 10)[0], self.order_with_release(10, 10)[0]
        gate = self.env["sales.manual.gate"]
        with gate._operation(first.move_ids):
            self.undone(self.ship, second, 2)
            before = self.counter(second)
            self.ship(second, 3)
            self.assertGreater(self.counter(second), before)
        self.assertEqual((self.gross(first), self.gross(second)), (0, 3))

    def test_a_refusal_swallowed_without_a_savepoint_is_refused_by_the_outer(self):
        line, picking = self.order_with_release(10, 6)
        other, _picking = self.order_with_release(10, 10)
        gate = self.env["sales.manual.gate"]

        def swallow():
            with gate._operation(other.move_ids):
                self.set_done(picking, 7)
                with suppress(UserError):
                    picking._action_done()

        self.assert_refused(swallow)
        self.assertEqual(self.gross(line), 0)

    def test_a_batch_is_weighed_together(self):
        line, picking = self.order_with_release(10, 6)
        self.validate(picking, 2)
        rest = line.order_id.picking_ids - picking
        again = rest.copy({"move_ids": [Command.clear()]})
        move = rest.move_ids.copy({"picking_id": again.id, "product_uom_qty": 3, "sale_line_id": line.id})
        move._action_confirm()
        plain = self.plain_order((self.product, 5)).picking_ids
        together = rest | again | plain
        for transfer in rest | again:
            self.set_done(transfer, 3)
        self.set_done(plain, 9)
        self.assert_refused(together.with_context(cancel_backorder=True)._action_done)
        self.assertEqual(self.gross(line), 2)
        self.set_done(again, 1)
        together.with_context(cancel_backorder=True)._action_done()
        self.assertEqual(self.gross(line), 6)
        self.assertEqual(plain.state, "done")

    def test_an_unordered_product_that_comes_back_stops_nothing(self):
        line, picking = self.order_with_release(10, 10)
        self.ship(line, 10)
        self.send_back(picking, self.other_product, 2)
        self.assertEqual(self.env["sales.manual.gate"]._returned_by_move(line), [])
