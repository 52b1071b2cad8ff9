"""Serial numbers shipped and tested by two at the same time (architecture rule 16)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase
from .serial_case import SerialCase


@tagged("post_install", "-at_install")
class TestSerialConcurrency(SerialCase, CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a class that came with the addon is left as it was; the contracts ask for the check
        cls.notice_class.is_serial_checked = False
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)  # what the case made beside the common one's own

    def with_serial(self, lot):
        """A transfer ready to leave with this serial number, put there by hand."""
        picking, _notice = self.released_transfer(1, settlement="measured")
        self.env["stock.move.line"].with_user(self.users["dispatcher"]).create(
            {
                "move_id": picking.move_ids.id,
                "picking_id": picking.id,
                "product_id": self.tracked.id,
                "quantity": 1,
                "lot_id": lot.id,
                "picked": True,
            }
        )
        return picking

    def test_one_serial_leaves_by_two_transfers(self):
        lot = self.flash({"T1": 551})
        self.in_stock(lot)
        first, second = self.with_serial(lot), self.with_serial(lot)
        self.commit()
        loser, winner = self.connect(self.users["dispatcher"]), self.connect(self.users["dispatcher"])
        self.act(winner, first, "button_validate")
        self.assertLoses(loser, second, "button_validate")
        with self.assertRaisesRegex(UserError, "have left already"):
            self.act(loser, second, "button_validate")
        loser.cr.rollback()
        self.assertEqual((self.see(first).state, self.see(second).state), ("done", "assigned"))

    def test_tested_anew_while_it_leaves(self):
        lot = self.flash({"T2": 551})
        self.in_stock(lot)
        picking = self.with_serial(lot)
        dialog = self.dialog(pasted="SN\tPmax\nT2\t552", product_id=self.tracked.id)
        self.commit()
        loser, winner = self.connect(self.users["warehouse_statistician"]), self.connect(self.users["dispatcher"])
        self.act(winner, picking, "button_validate")
        self.assertLoses(loser, dialog, "action_import")
        self.act(loser, dialog, "action_import")
        self.assertIn("has left with 551 W measured", self.see(dialog).problems)
        self.assertEqual(self.see(lot).measured_power_w, 551)
