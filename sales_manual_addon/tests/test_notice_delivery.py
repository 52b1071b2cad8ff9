from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestNoticeDelivery(SalesManualCommon):
    """What leaves under notices and comes back, booked on them from done moves (architecture rules 1 and 4)."""

    def batch_line(self, orders):
        return orders.order_line.contract_batch_line_id

    def test_deliveries_oldest_release_first(self):
        orders = self.confirmed_order(pieces=10)
        first = self.released_notice(orders, pieces=4)
        second = self.released_notice(orders, pieces=6)
        self.ship(orders.picking_ids, pieces=7)
        self.assertEqual((first.state, first.shipped_qty), ("shipped", 4))
        self.assertEqual((second.state, second.shipped_qty), ("released", 3))
        self.assertEqual(self.batch_line(orders).shipped_qty, 7)
        self.ship(orders.picking_ids.filtered(lambda p: p.state != "done"))
        self.assertEqual((second.state, second.shipped_qty), ("shipped", 6))
        self.assertIn("Dispatch confirmation", str(second.message_ids.mapped("body")))
        self.assertEqual(sum((first + second).delivery_ids.mapped("pieces_qty")), 10)

    def test_transfer_names_its_notice(self):
        orders = self.confirmed_order(pieces=10)
        first = self.released_notice(orders, pieces=4)
        second = self.released_notice(orders, pieces=6)
        orders.picking_ids.shipping_notice_id = second
        self.ship(orders.picking_ids, pieces=6)
        self.assertEqual((first.shipped_qty, second.shipped_qty), (0, 6))
        self.assertEqual((first.state, second.state), ("released", "shipped"))

    def test_edit_of_done_pieces_rewrites_deliveries(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders, pieces=10)
        picking = orders.picking_ids
        self.ship(picking)
        self.assertEqual(notice.state, "shipped")
        picking.move_line_ids.quantity = 8
        self.assertEqual((notice.state, notice.shipped_qty), ("released", 8))
        self.assertEqual(notice.delivery_ids.pieces_qty, 8)

    def return_pieces(self, picking, pieces):
        wizard = (
            self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        )
        wizard.product_return_moves.quantity = pieces
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in returned.move_ids:
            move.write({"quantity": pieces, "picked": True})
        returned.button_validate()
        return returned

    def test_return_is_booked_and_gives_nothing_back(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders, pieces=6)
        picking = orders.picking_ids
        self.ship(picking, pieces=6)
        self.return_pieces(picking, 5)
        self.assertEqual(notice.delivery_ids.grouped("kind")["return"].pieces_qty, 5)
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 6))
        self.assertEqual((self.batch_line(orders).shipped_qty, self.batch_line(orders).returned_qty), (6, 5))
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 4)

    def test_void_is_refused_once_goods_left(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids, pieces=3)
        with self.assertRaisesRegex(UserError, "Close it short"):
            notice.with_user(self.contract_post(notice)).action_void("x")

    def test_close_short_opens_the_rest(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders)
        maker = notice.with_user(self.contract_post(notice))
        with self.assertRaisesRegex(UserError, "void instead"):
            maker.action_close_short("x")
        self.ship(orders.picking_ids, pieces=3)
        for reason in ("", " "):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                maker.action_close_short(reason)
        maker.action_close_short("Two pallets broken")
        self.assertEqual((notice.state, notice.line_ids.closed_qty), ("shipped", 7))
        self.assertEqual((self.batch_line(orders).noticed_qty, self.batch_line(orders).released_qty), (3, 3))
        self.assertEqual(notice.signoff_ids.sorted("chain_index")[-1:].act, "close")
        with self.assertRaises(UserError):
            self.ship(orders.picking_ids.filtered(lambda p: p.state != "done"))
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 7)

    def test_lowered_done_pieces_of_a_closed_notice_stay_closed(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids, pieces=3)
        notice.with_user(self.contract_post(notice)).action_close_short("Two pallets broken")
        done = orders.picking_ids.filtered(lambda p: p.state == "done")
        done.move_line_ids.quantity = 2
        self.assertEqual((notice.state, notice.shipped_qty, notice.line_ids.closed_qty), ("released", 2, 7))
