from odoo import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTransfer(GateCommon):
    """Routes through transfers: their button, their backorders, copies and merges."""

    def test_unreleased_order_does_not_ship(self):
        line, picking = self.order_with_release(10, 0)
        self.assert_refused(self.validate, picking, text="notice")
        self.assertEqual(self.gross(line), 0)

    def test_released_pieces_ship(self):
        line, picking = self.order_with_release(10, 10)
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.gross(line), 10)
        self.assertEqual(self.at_customers(), 10)
