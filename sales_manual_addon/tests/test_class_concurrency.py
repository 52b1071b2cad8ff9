from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .classes_common import ClassesCommon
from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestClassConcurrency(CommittedCase, ClassesCommon):
    """Limits of goods that no order moves, with real connections (architecture rule 16)."""

    def picked(self, notice, pieces):
        """A transfer of the notice beside its own, ready to be done."""
        own = self.transfers(notice)[0]
        picking = own.copy({"shipping_notice_id": notice.id})
        picking.move_ids.product_uom_qty = pieces
        picking.action_confirm()
        picking.move_ids.write({"quantity": pieces, "picked": True})
        return picking

    def test_two_transfers_of_one_notice(self):
        notice = self.released_free(pieces=3)
        first, second = self.picked(notice, 2), self.picked(notice, 2)
        self.commit()
        loser, winner = self.connect(self.users["dispatcher"]), self.connect(self.users["dispatcher"])
        self.act(winner, first, "_action_done")
        self.assertLoses(loser, second, "_action_done")
        with self.assertRaisesRegex(UserError, "4 pieces would have left"):  # started again, as Odoo does
            self.act(loser, second, "_action_done")
        self.assertEqual(self.see(notice).shipped_qty, 2)

    def test_void_against_shipment(self):
        notice = self.released_free(pieces=2)
        picking = self.picked(notice, 2)
        self.commit()
        shipper, maker = self.connect(self.users["dispatcher"]), self.connect(self.maker)
        self.act(maker, notice, "action_void", "Not needed")
        self.assertLoses(shipper, picking, "_action_done")
        self.act(shipper, picking, "_action_done")  # started again, as Odoo does: it was cancelled with its notice
        self.assertEqual((self.see(notice).shipped_qty, self.see(picking).state), (0, "cancel"))

    def test_a_transfer_is_made_again_once(self):
        notice = self.released_free(pieces=2, product=self.unpowered)  # none in stock: no reservation collides
        self.transfers(notice).action_cancel()
        self.commit()
        loser, winner = self.connect(self.maker), self.connect(self.users["int_contract_2"])
        self.act(winner, notice, "action_make_transfer")
        self.assertLoses(loser, notice, "action_make_transfer")
        with self.assertRaisesRegex(UserError, "transfer already"):  # started again, as Odoo does
            self.act(loser, notice, "action_make_transfer")

    def test_two_notices_of_one_proforma(self):
        proforma = self.env["sales.manual.proforma"].with_user(self.users["import_export"]).create(
            {
                "partner_id": self.foreign_customer.id,
                "line_ids": [Command.create({"product_id": self.module_550.id, "pieces_qty": 10, "price_unit": 1})],
            }
        )  # fmt: skip
        proforma.action_issue()
        notices = self.env["sales.manual.notice"].with_user(self.maker)
        first, second = (notices._make_from_proforma(proforma.with_user(self.maker)) for _number in range(2))
        self.commit()
        loser, winner = self.connect(self.maker), self.connect(self.users["int_contract"])
        self.act(winner, first, "action_issue")
        self.assertLoses(loser, second, "action_issue")
        with self.assertRaisesRegex(UserError, "20 pieces on notices for customs, 10 on"):
            self.act(loser, second, "action_issue")
