from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestGateConcurrency(CommittedCase):
    """The limit of an order line with real connections (architecture rule 16): whoever comes second is refused or
    starts again."""

    def order_line(self):
        return self.confirmed_order(pieces=20).order_line

    def prepared(self, moves, pieces):
        """Transfers of these moves, picked and ready to be done."""
        for move in moves:
            move.quantity = pieces
            move.picked = True
        return moves

    def two_transfers(self, line, first, second):
        """The line's goods on two transfers, each picked: (moves of one, moves of the other)."""
        moves = line.move_ids
        others = self.env["stock.move"]
        for move in moves:
            others |= others.create(move._split(move.product_qty / 2))
        others._action_confirm(merge=False)
        others.picking_id = moves.picking_id.copy({"move_ids": False})
        return self.prepared(moves, first), self.prepared(others, second)

    def gone(self, line):
        line = self.see(line)
        return line.env["sales.manual.gate"]._gross_out(line)[line.id]

    def connections(self):
        return self.connect(self.users["dispatcher"]), self.connect(self.users["dispatcher"])

    def test_two_transfers_of_one_line_the_loser_starting_first(self):
        line = self.order_line()
        self.released_notice(line.order_id, 15)
        first, second = self.two_transfers(line, 10, 10)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, first, "_action_done")
        self.assertLoses(loser, second, "_action_done")
        with self.assertRaisesRegex(UserError, "20 pieces would have left"):  # started again, as Odoo does
            self.act(loser, second, "_action_done")
        self.assertEqual(self.gone(line), 10)

    def test_two_transfers_of_one_line_at_the_same_time(self):
        line = self.order_line()
        self.released_notice(line.order_id, 15)
        first, second = self.two_transfers(line, 10, 10)
        self.commit()
        loser, winner = self.connections()
        first.with_env(winner)._action_done()
        winner.flush_all()
        self.assertLosesWhileWaiting(winner, loser, second, "_action_done")
        self.assertEqual(self.gone(line), 10)

    def test_two_transfers_of_one_kit_component(self):
        if "mrp.bom" not in self.env:
            self.skipTest("kits come with manufacturing")
        kit, component = self.module_550.copy({"name": "Kit"}), self.module_550.copy({"name": "Component"})
        self.put_in_stock(component, 500)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": component.id, "product_qty": 2})],
            }
        )
        contract = self.effective_contract(lines=[{"entered_qty": 20, "product_id": kit.id}])
        line = self.make_orders(self.decompose(contract)).order_line
        self.released_notice(line.order_id, 11)
        first, second = self.two_transfers(line, 20, 20)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, first, "_action_done")
        self.assertLoses(loser, second, "_action_done")
        self.assertEqual(self.gone(line), 10)

    def test_void_against_shipment(self):
        line = self.order_line()
        notice = self.released_notice(line.order_id)
        moves = self.prepared(line.move_ids, 20)
        self.commit()
        shipping, voiding = self.connect(self.users["dispatcher"]), self.connect(self.contract_post(notice))
        self.act(voiding, notice, "action_void", "Not wanted any more")
        self.assertLoses(shipping, moves, "_action_done")
        with self.assertRaisesRegex(UserError, "shipping notices release 0"):
            self.act(shipping, moves, "_action_done")
        self.assertEqual(self.gone(line), 0)

    def test_shipment_against_void(self):
        line = self.order_line()
        notice = self.released_notice(line.order_id)
        moves = self.prepared(line.move_ids, 20)
        self.commit()
        shipping, voiding = self.connect(self.users["dispatcher"]), self.connect(self.contract_post(notice))
        self.act(shipping, moves, "_action_done")
        self.assertLoses(voiding, notice, "action_void", "Not wanted any more")
        with self.assertRaises(UserError):
            self.act(voiding, notice, "action_void", "Not wanted any more")
        self.assertEqual(self.see(notice).state, "shipped")
        self.assertEqual(self.gone(line), 20)

    def test_cancelled_order_against_shipment(self):
        line = self.order_line()
        notice = self.released_notice(line.order_id)
        moves = self.prepared(line.move_ids, 20)
        self.commit()
        shipping, cancelling = self.connect(self.users["dispatcher"]), self.connect(self.contract_post(notice))
        self.act(shipping, moves, "_action_done")
        self.assertLoses(cancelling, line.order_id, "action_cancel")
        with self.assertRaisesRegex(UserError, "goods have left"):
            self.act(cancelling, line.order_id, "action_cancel")
        self.assertEqual(self.see(line.order_id).state, "sale")

    def test_edit_of_a_done_line_against_shipment(self):
        line = self.order_line()
        self.released_notice(line.order_id, 15)
        first, second = self.two_transfers(line, 10, 5)
        first._action_done()
        self.commit()
        shipping, editing = self.connections()
        self.act(shipping, second, "_action_done")
        self.assertLoses(editing, first.move_line_ids, "write", {"quantity": 15})
        with self.assertRaisesRegex(UserError, "20 pieces would have left"):
            self.act(editing, first.move_line_ids, "write", {"quantity": 15})
        self.assertEqual(self.gone(line), 15)

    def test_loser_that_is_started_again_reads_why(self):
        line = self.order_line()
        self.released_notice(line.order_id, 15)
        first, second = self.two_transfers(line, 10, 10)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, first, "_action_done")
        with self.assertRaisesRegex(UserError, "20 pieces would have left, shipping notices release 15"):
            retrying(second.with_env(loser)._action_done, loser)
        self.assertEqual(self.gone(line), 10)
