"""Gate passes, arrivals and holds with real connections: whoever comes second is refused or starts again."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.control.guard import PASS, PASS_KEY
from .committed import CommittedCase
from .dispatch_common import DispatchCase


@tagged("post_install", "-at_install")
class TestDispatchConcurrency(DispatchCase, CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)  # what the case above made beside this one's own, as that does it

    def two(self, first, second):
        return self.connect(self.users[first]), self.connect(self.users[second])

    def test_two_passes_take_the_last_pieces(self):
        picking = self.shipped(10)
        self.commit()
        loser, winner = self.two("dispatcher", "dispatcher")
        self.act(winner, picking, "action_gate_pass")
        self.assertLoses(loser, picking, "action_gate_pass")
        with self.assertRaisesRegex(UserError, "nothing for a gate pass"):
            self.act(loser, picking, "action_gate_pass")
        loser.cr.rollback()

    def test_let_out_while_it_is_made_void(self):
        dispatch = self.gate_pass(self.shipped(10))
        self.commit()
        loser, winner = self.two("dispatcher", "dispatcher")
        self.act(winner, dispatch, "action_void", "Other vehicle")
        self.assertLoses(loser, dispatch, "action_leave")
        with self.assertRaisesRegex(UserError, "Void"):
            self.act(loser, dispatch, "action_leave")
        loser.cr.rollback()

    def test_let_out_while_another_joins_the_vehicle(self):
        first, second = self.gate_pass(self.shipped(10)), self.gate_pass(self.shipped(4))
        self.commit()
        loser, winner = self.two("dispatcher", "dispatcher")
        self.act(winner, first + second, "action_join")
        self.assertLoses(loser, first, "action_leave")
        self.act(loser, first, "action_leave")
        self.assertEqual(self.see(first + second).mapped("state"), ["left", "left"])

    def test_taken_off_the_vehicle_while_it_leaves(self):
        first, second = self.gate_pass(self.shipped(10)), self.gate_pass(self.shipped(4))
        (first + second).with_user(self.dispatcher).action_join()
        self.commit()
        loser, winner = self.two("dispatcher", "dispatcher")
        self.act(winner, second, "action_leave")
        self.assertLoses(loser, first, "action_part")
        with self.assertRaisesRegex(UserError, "On the way"):
            self.act(loser, first, "action_part")
        loser.cr.rollback()
        self.assertEqual(self.see(second).lead_id, self.see(first))

    def test_two_arrivals_of_a_contract_share_a_report(self):
        picking = self.shipped(10)
        first = self.gate_pass(picking)
        first.with_user(self.dispatcher).line_ids.write({"pieces_qty": 4})
        second = self.gate_pass(picking)
        both = (first + second).with_user(self.dispatcher)
        both.action_leave()
        for dispatch in both.with_user(self.clerk):
            dispatch.action_fill_received()
            dispatch.signed_by = "Zhao"
        self.commit()
        loser, winner = self.two("dom_clerk", "dom_clerk")
        self.act(winner, first, "action_confirm_arrival")
        self.assertLoses(loser, second, "action_confirm_arrival")
        self.act(loser, second, "action_confirm_arrival")
        self.assertEqual(len(self.see(both).feedback_id), 1)

    def test_shipped_while_the_order_changes(self):
        order = self.confirmed_order(10, "domestic")
        notice = self.released_notice(order)
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 10, "picked": True})
        self.commit()
        loser, winner = self.two("dispatcher", "dom_contract")
        key = {PASS_KEY: PASS}
        changed = order.with_env(winner).sudo().with_context(**key)
        changed.locked = False
        changed.write({"order_line": [Command.update(order.order_line.id, {"price_unit": 99})]})
        changed.locked = True
        winner.cr.commit()
        self.assertLoses(loser, picking, "button_validate")
        with self.assertRaisesRegex(UserError, "Held"):
            self.act(loser, picking, "button_validate")
        loser.cr.rollback()
        self.assertTrue(self.see(notice).held_since)
