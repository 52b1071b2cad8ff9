from odoo.tests import tagged
from odoo.tools import mute_logger

from . import test_conservation
from .tolerance_common import ToleranceMixin


@tagged("post_install", "-at_install")
class TestToleranceConservation(ToleranceMixin, test_conservation.TestConservation):
    """Conservation (architecture rule 17) where tolerances let more leave: deliveries still are done moves."""

    BEYOND = 2
    STEPS = 25

    def setUp(self):
        super().setUp()
        for kind in ("notice_over_order", "delivery_over_order", "delivery_over_notice"):
            self.rule(kind, pieces=self.BEYOND)
        self.most = 0

    def act_ship_beyond(self, rng):
        notices = self.contract.notice_ids.filtered(lambda notice: notice.state == "released")
        if notices:
            line = rng.choice(rng.choice(notices).line_ids)
            pickings = line.order_line_id.move_ids.picking_id.filtered(lambda p: p.state in ("confirmed", "assigned"))
            for picking in pickings[:1]:
                moves = picking.move_ids.filtered(lambda move: move.sale_line_id == line.order_line_id)
                (picking.move_ids - moves).quantity = 0
                moves.write({"quantity": line.pieces_qty - line.shipped_qty + rng.randint(1, 3), "picked": True})
                picking.with_user(self.users["dispatcher"]).with_context(skip_backorder=True).button_validate()

    def assert_conserved(self):
        result = super().assert_conserved()
        lines = self.contract.notice_ids.line_ids
        self.most = max([self.most, *(line.shipped_qty - line.pieces_qty + line.closed_qty for line in lines)])
        return result

    @mute_logger("odoo.sql_db")
    def test_random_histories(self):
        went = []
        for seed in (1, 2):
            with self.env.cr.savepoint() as savepoint:
                for order in self.make_orders(self.decompose(self.contract, [15, 10])):
                    self.released_notice(order)
                went.append(self.history(seed))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertGreater(self.most, 0, f"nothing left beyond its notice, which proves nothing: {went}")
        self.assertLessEqual(self.most, self.BEYOND)
