"""Return reports with real connections: whoever comes second is refused or starts again (architecture rule 16)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase
from .returns_case import ReturnsMixin
from .test_returns_transfer import TransferMixin


@tagged("post_install", "-at_install")
class TestReturnsConcurrency(TransferMixin, ReturnsMixin, CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)  # what the mixin made beside the case's own, as the case does it

    def test_last_pieces_asked_back_by_two_the_loser_starting_first(self):
        notice = self.shipped_notice(10)
        first, second = self.write_report(notice, 6), self.write_report(notice, 6)
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["dom_manager"])
        self.act(winner, first, "action_hand_over")
        self.assertLoses(loser, second, "action_hand_over")
        with self.assertRaisesRegex(UserError, "2 pieces too many"):
            self.act(loser, second, "action_hand_over")
        self.assertEqual(self.see(notice.line_ids).return_claimed_qty, 6)
        self.assertFalse(self.see(second).name)

    def test_last_pieces_of_a_transfer_asked_back_by_two(self):
        transfer = self.delivered(10)
        first, second = self.report_on(transfer, 6), self.report_on(transfer, 6)
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["dom_manager"])
        self.act(winner, first, "action_hand_over")
        self.assertLoses(loser, second, "action_hand_over")
        with self.assertRaisesRegex(UserError, "2 pieces too many"):
            self.act(loser, second, "action_hand_over")
        loser.cr.rollback()
        self.assertEqual(self.see(second).state, "draft")

    def test_goods_of_a_transfer_come_back_while_another_is_handed_over(self):
        transfer = self.delivered(10)
        first, second = self.decided_on(transfer, 3), self.report_on(transfer, 7)
        first.with_user(self.users["dispatcher"]).action_receive()
        first.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["dispatcher"])
        self.act(winner, first.picking_ids, "button_validate")
        self.assertLoses(loser, second, "action_hand_over")
        self.act(loser, second, "action_hand_over")
        self.assertEqual(self.see(second).state, "examining")

    def test_handed_over_while_another_is_decided(self):
        notice = self.shipped_notice(10)
        first, second = self.examine(self.handed_over(notice, 6), "reject"), self.write_report(notice, 6)
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["cmd_manager"])
        self.act(winner, first, "action_sign")
        self.assertLoses(loser, second, "action_hand_over")
        self.act(loser, second, "action_hand_over")
        self.assertEqual(self.see(notice.line_ids).return_claimed_qty, 6)

    def test_handed_over_while_goods_come_back(self):
        notice = self.shipped_notice(10)
        first, second = self.decided(notice, 3), self.write_report(notice, 7)
        first.with_user(self.users["dispatcher"]).action_receive()
        first.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["dispatcher"])
        self.act(winner, first.picking_ids, "button_validate")
        self.assertLoses(loser, second, "action_hand_over")
        self.act(loser, second, "action_hand_over")
        self.assertEqual(self.see(notice.line_ids).return_claimed_qty, 10)

    def test_numbers_of_two(self):
        notice = self.shipped_notice(10)
        other = self.shipped_notice(10)
        first, second = self.write_report(notice, 1), self.write_report(other, 1)
        self.commit()
        loser, winner = self.connect(self.users["dom_manager"]), self.connect(self.users["dom_manager"])
        self.act(winner, first, "action_hand_over")
        self.assertLoses(loser, second, "action_hand_over")
        self.act(loser, second, "action_hand_over")
        numbers = [int(self.see(report).name[-5:]) for report in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)
