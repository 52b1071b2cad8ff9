from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase
from .tolerance_common import ToleranceMixin


@tagged("post_install", "-at_install")
class TestToleranceConcurrency(ToleranceMixin, CommittedCase):
    """One tolerance for all lines of a product, with real connections: whoever comes second starts again (rule 16)."""

    def setUp(self):
        super().setUp()
        self.env["sales.manual.tolerance"].search([]).action_archive()  # of the tests before this one
        self.env.flush_all()

    def two_rows(self):
        """Moves of two lines of one product on one order, 20 pieces each, each on a transfer of its own."""
        contract = self.effective_contract(lines=[{"entered_qty": 20}, {"entered_qty": 20}])
        self.put_in_stock(self.module_550, 100)
        orders = self.make_orders(self.decompose(contract))
        first, second = orders.order_line
        second.move_ids.picking_id = first.move_ids.picking_id.copy({"move_ids": False})
        return first, second

    def prepared(self, line, pieces):
        move = line.move_ids
        move.quantity = pieces
        move.picked = True
        return move

    def gone(self, lines):
        lines = self.see(lines)
        return sum(lines.env["sales.manual.gate"]._gross_out(lines).values())

    def connections(self):
        return self.connect(self.users["dispatcher"]), self.connect(self.users["dispatcher"])

    def test_two_rows_of_one_product_the_loser_starting_first(self):
        self.delivery_rules(pieces=3)
        first, second = self.two_rows()
        self.released_notice(first.order_id)
        moves = self.prepared(first, 22), self.prepared(second, 22)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, moves[0], "_action_done")
        self.assertLoses(loser, moves[1], "_action_done")
        with self.assertRaisesRegex(UserError, "22 pieces would have left"):
            self.act(loser, moves[1], "_action_done")
        self.assertEqual(self.gone(first | second), 22)

    def test_two_rows_of_one_product_at_the_same_time(self):
        self.delivery_rules(pieces=3)
        first, second = self.two_rows()
        self.released_notice(first.order_id)
        moves = self.prepared(first, 22), self.prepared(second, 22)
        self.commit()
        loser, winner = self.connections()
        moves[0].with_env(winner)._action_done()
        winner.flush_all()
        self.assertLosesWhileWaiting(winner, loser, moves[1], "_action_done")
        self.assertEqual(self.gone(first | second), 22)

    def test_two_notices_over_two_rows(self):
        self.rule("notice_over_order", pieces=3)
        first, _second = self.two_rows()
        notices = [self.make_notice(first.order_id, issue=False) for _number in range(2)]
        for notice, line in zip(notices, first.order_id.order_line, strict=True):
            notice.line_ids.filtered(lambda found, line=line: found.order_line_id != line).unlink()
            notice.line_ids.pieces_qty = 22
        self.commit()
        loser, winner = self.connect(self.users["int_contract"]), self.connect(self.users["int_contract"])
        self.act(winner, notices[0], "action_issue")
        self.assertLoses(loser, notices[1], "action_issue")
        with self.assertRaisesRegex(UserError, "3 pieces more"):
            self.act(loser, notices[1], "action_issue")

    def test_approval_decided_twice_at_once(self):
        self.rule("delivery_over_notice", mode="approve", posts=("cmd_manager", "cmd_deputy"))
        orders = self.confirmed_order(pieces=20)
        line = self.released_notice(orders).line_ids.with_user(self.users["int_contract"])
        approval = line.env["sales.manual.tolerance.approval"]._request(line, "delivery_over_notice", 2, "Breakage")
        self.commit()
        loser, winner = self.connect(self.users["cmd_deputy"]), self.connect(self.users["cmd_manager"])
        self.act(winner, approval, "action_approve", "Agreed")
        self.assertLoses(loser, approval, "action_refuse", "Not agreed")
        with self.assertRaisesRegex(UserError, "decided already"):
            self.act(loser, approval, "action_refuse", "Not agreed")
        self.assertEqual(self.see(approval).state, "approved")
