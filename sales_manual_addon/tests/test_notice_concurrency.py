from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestNoticeConcurrency(CommittedCase):
    """Architecture rule 16 with real connections: whoever comes second is refused or starts again, never oversells."""

    def order(self, pieces=20):
        order = self.confirmed_order(pieces=pieces)
        return order, order.sales_contract_id

    def prepared(self, order, *pieces):
        notices = [self.make_notice(order, pieces=qty, issue=False) for qty in pieces]
        return notices

    def noticed(self, order):
        return self.see(order).order_line.contract_batch_line_id.noticed_qty

    def released(self, order):
        line_ids = order.order_line.ids
        return self.see(self.env["sales.manual.notice.line"])._released_by_order_line(line_ids).get(line_ids[0], 0)

    # issue

    def test_last_pieces_issued_by_two_the_loser_starting_first(self):
        order, _contract = self.order(20)
        first, second = self.prepared(order, 15, 10)
        self.commit()
        loser = self.connect(self.users["int_contract"])
        winner = self.connect(self.users["int_contract_2"])
        self.act(winner, first, "action_issue")
        self.assertLoses(loser, second, "action_issue")
        with self.assertRaisesRegex(UserError, "5 too many"):
            self.act(loser, second, "action_issue")
        self.assertEqual(self.noticed(order), 15)

    def test_last_pieces_issued_by_two_at_the_same_time(self):
        order, _contract = self.order(20)
        first, second = self.prepared(order, 15, 10)
        self.commit()
        winner = self.connect(self.users["int_contract_2"])
        loser = self.connect(self.users["int_contract"])
        first.with_env(winner).action_issue()
        self.assertLosesWhileWaiting(winner, loser, second, "action_issue")
        self.assertEqual(self.noticed(order), 15)

    def test_one_notice_issued_twice(self):
        order, _contract = self.order(20)
        (notice,) = self.prepared(order, 20)
        self.commit()
        loser = self.connect(self.users["int_contract"])
        self.act(self.connect(self.users["int_contract_2"]), notice, "action_issue")
        self.assertLoses(loser, notice, "action_issue")
        with self.assertRaisesRegex(UserError, "Reload"):
            self.act(loser, notice, "action_issue")
        self.assertEqual(self.see(notice).signoff_ids.mapped("act"), ["make"])

    def test_numbers_of_two_stay_gapless(self):
        order, _contract = self.order(20)
        other, _contract = self.order(20)
        (first,), (second,) = self.prepared(order, 20), self.prepared(other, 20)
        self.commit()
        loser = self.connect(self.users["int_contract"])
        self.act(self.connect(self.users["int_contract_2"]), first, "action_issue")
        self.assertLoses(loser, second, "action_issue")
        self.act(loser, second, "action_issue")
        numbers = [int(self.see(notice).name[-5:]) for notice in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)

    # lines changed while signing

    def test_lines_raised_by_two(self):
        order, _contract = self.order(20)
        first, second = self.prepared(order, 5, 5)
        for notice in (first, second):
            notice.with_user(self.users["int_contract"]).action_issue()
        self.commit()
        loser = self.connect(self.users["int_contract"])
        winner = self.connect(self.users["int_contract_2"])
        self.act(winner, first.line_ids, "write", {"pieces_qty": 12})
        self.assertLoses(loser, second.line_ids, "write", {"pieces_qty": 12})
        with self.assertRaisesRegex(UserError, "4 too many"):
            self.act(loser, second.line_ids, "write", {"pieces_qty": 12})
        self.assertEqual(self.noticed(order), 17)

    def test_signed_while_a_line_changes(self):
        order, _contract = self.order(20)
        notice = self.make_notice(order)
        self.commit()
        signer = self.connect(self.users["dom_execution"])
        self.act(self.connect(self.users["int_contract"]), notice.line_ids, "write", {"pieces_qty": 12})
        self.assertLoses(signer, notice, "action_sign")
        self.assertFalse(self.see(notice).signoff_ids.filtered(lambda act: act.act == "sign"))

    # signatures

    def test_last_two_signatures_at_the_same_time_release(self):
        order, _contract = self.order(20)
        notice = self.sign_notice(self.make_notice(order), until="warehouse")
        self.commit()
        loser = self.connect(self.users["sales_accountant"])
        winner = self.connect(self.users["warehouse_statistician"])
        notice.with_env(winner).action_sign()
        self.assertLosesWhileWaiting(winner, loser, notice, "action_sign")
        self.act(loser, notice, "action_sign")
        seen = self.see(notice)
        self.assertEqual(seen.state, "released")
        self.assertEqual(seen.signoff_ids.sorted("chain_index").mapped("chain_index"), [1, 2, 3, 4, 5])
        self.assertEqual(self.released(order), 20)

    def test_one_step_signed_by_two_holders(self):
        order, _contract = self.order(20)
        notice = self.make_notice(order)
        self.commit()
        loser = self.connect(self.users["dom_execution"])
        self.act(self.connect(self.users["int_contract_2"]), notice, "action_sign")
        self.assertLoses(loser, notice, "action_sign")
        with self.assertRaises(UserError):
            self.act(loser, notice, "action_sign")
        self.assertEqual(self.see(notice).signoff_ids.sorted("chain_index").mapped("act"), ["make", "sign"])

    def test_two_notices_of_one_line_released_together(self):
        order, _contract = self.order(20)
        notices = [self.sign_notice(self.make_notice(order, pieces=10), until="accounting") for _number in range(2)]
        self.commit()
        loser = self.connect(self.users["sales_accountant"])
        self.act(self.connect(self.users["sales_accountant"]), notices[0], "action_sign")
        self.assertLoses(loser, notices[1], "action_sign")
        self.act(loser, notices[1], "action_sign")
        self.assertEqual(self.released(order), 20)
        self.assertEqual(self.see(order).order_line.contract_batch_line_id.released_qty, 20)

    def test_void_against_the_last_signature(self):
        order, _contract = self.order(20)
        notice = self.sign_notice(self.make_notice(order), until="accounting")
        self.commit()
        signer = self.connect(self.users["sales_accountant"])
        maker = self.connect(self.users["int_contract"])
        notice.with_env(maker).action_void("Vessel cancelled")
        self.assertLosesWhileWaiting(maker, signer, notice, "action_sign")
        with self.assertRaises(UserError):
            self.act(signer, notice, "action_sign")
        self.assertEqual(self.see(notice).state, "void")
        self.assertEqual(self.released(order), 0)

    # void and shipment

    def transfer(self, order):
        """A transfer with everything picked, one click before it leaves; the dispatcher's."""
        picking = order.picking_ids
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        return picking

    def test_shipment_on_a_notice_made_void_meanwhile(self):
        order, _contract = self.order(20)
        notice = self.released_notice(order)
        picking = self.transfer(order)
        self.commit()
        dispatcher = self.connect(self.users["dispatcher"])
        self.act(self.connect(self.users["int_contract"]), notice, "action_void", "Vessel cancelled")
        self.assertLoses(dispatcher, picking, "button_validate")
        with self.assertRaises(UserError):
            self.act(dispatcher, picking, "button_validate")
        self.assertNotEqual(self.see(picking).state, "done")

    def test_void_of_a_notice_shipped_meanwhile(self):
        order, _contract = self.order(20)
        notice = self.released_notice(order)
        picking = self.transfer(order)
        self.commit()
        maker = self.connect(self.users["int_contract"])
        self.act(self.connect(self.users["dispatcher"]), picking, "button_validate")
        self.assertLoses(maker, notice, "action_void", "Vessel cancelled")
        with self.assertRaises(UserError):
            self.act(maker, notice, "action_void", "Vessel cancelled")
        seen = self.see(notice)
        self.assertEqual((seen.state, seen.shipped_qty), ("shipped", 20))
