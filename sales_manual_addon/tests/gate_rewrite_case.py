"""What has left under a notice, for tests that try to rewrite it."""

from .gate_common import GateCommon


class RewriteCase(GateCommon):
    def setUp(self):
        super().setUp()
        self.line, self.picking = self.order_with_release(20, 10)
        self.done = self.ship(self.line, 10)
        self.done_line = self.done.move_line_ids

    def assert_refused_to_internal_users(self, records, method, *args, text=None):
        """To the weakest user, whatever says so first, and by the gate to one who may do it as far as Odoo goes."""
        self.assert_refused(getattr(records.with_user(self.plain), method), *args, is_ours=False)
        self.assert_refused(getattr(records.with_user(self.stock_user), method), *args, text=text)

    def assert_nothing_more_leaves(self):
        """Ten have left on ten released: the books say so, and no piece more goes."""
        self.assertEqual(self.gross(self.line), 10)
        self.assertEqual(self.at_customers(), 10)
        self.assert_refused(self.ship, self.line, 1)

    def bare_move(self, state="draft", user=None):
        """A move of no order, as anybody with move rights makes it."""
        move = (
            self.env["stock.move"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 10,
                    "location_id": self.stock.id,
                    "location_dest_id": self.warehouse.wh_pack_stock_loc_id.id or self.stock.id,
                }
            )
        )
        if state == "done":
            move.sudo().quantity = 1
            move.sudo().picked = True
            move.sudo()._action_done()
        return move
