from odoo.exceptions import UserError
from odoo.tests import tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassExchange(ClassesCommon):
    """An exchange: goods go out free for what came back of the same order line (CMD-7, architecture, Cardinalities)."""

    def shipped_order(self, pieces=10):
        orders = self.confirmed_order(pieces)
        self.released_notice(orders)
        self.ship(orders.picking_ids)
        return orders

    def exchange(self, orders, pieces, **values):
        maker = self.users["int_contract"]
        return (
            self.env["sales.manual.notice"]
            .with_user(maker)
            ._make_exchange({orders.order_line.with_user(maker): pieces}, "Cracked glass", **values)
        )

    def test_out_after_the_return(self):
        orders = self.shipped_order()
        line, batch_line = orders.order_line, orders.order_line.contract_batch_line_id
        notice = self.exchange(orders, 3)
        with self.assertRaisesRegex(UserError, "have come back"), self.env.cr.savepoint():
            notice.action_issue()
        self.take_back(orders.picking_ids, 3)
        notice.action_issue()
        self.sign_free(notice.with_env(self.env))
        picking = self.transfers(notice)
        self.assertEqual(picking.move_ids.sale_line_id, line)
        self.ship(picking)
        self.assertEqual((notice.state, notice.with_env(self.env).line_ids.shipped_qty), ("shipped", 3))
        self.assertEqual(line.qty_delivered, 10)
        self.assertEqual((batch_line.noticed_qty, batch_line.shipped_qty, batch_line.returned_qty), (10, 10, 3))

    def test_the_shipping_plan_counts_what_was_sold(self):
        orders = self.shipped_order()
        self.take_back(orders.picking_ids, 3)
        notice = self.exchange(orders, 3)
        notice.action_issue()
        self.sign_free(notice.with_env(self.env))
        self.ship(self.transfers(notice))
        plan = self.env["sales.manual.plan"].with_user(self.users["int_contract"])
        plan = plan.create({"market": "international", "month": self.today})
        plan.action_collect()
        self.assertEqual((plan.planned_qty, plan.noticed_qty, plan.shipped_qty), (10, 10, 10))

    def test_no_more_than_came_back_and_never_twice(self):
        orders = self.shipped_order()
        self.take_back(orders.picking_ids, 3)
        first = self.exchange(orders, 2)
        first.action_issue()
        second = self.exchange(orders, 2)
        self.assertEqual(second.line_ids.open_qty, 1)
        with self.assertRaisesRegex(UserError, "4 pieces go out in exchange, 3 have come back"):
            second.action_issue()

    def test_the_order_takes_no_further_notice_for_it(self):
        orders = self.shipped_order()
        self.take_back(orders.picking_ids, 3)
        self.exchange(orders, 3).action_issue()
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            self.make_notice(orders)

    def test_the_exchange_lets_nothing_else_leave(self):
        orders = self.shipped_order()
        self.take_back(orders.picking_ids, 3)
        notice = self.exchange(orders, 3)
        notice.action_issue()
        self.sign_free(notice.with_env(self.env))
        picking = self.transfers(notice)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.ship(picking, pieces=4)
        picking.move_ids.copy({"product_id": self.module_220.id, "sale_line_id": False})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.ship(picking)

    def test_of_an_order_that_nobody_watches(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.foreign_customer.id,
                "order_line": [(0, 0, {"product_id": self.module_550.id, "product_uom_qty": 10})],
            }
        )
        order.action_confirm()
        self.ship(order.picking_ids)
        self.take_back(order.picking_ids, 2)
        notice = self.env["sales.manual.notice"].sudo()._make_exchange({order.order_line: 2}, "Cracked glass")
        notice.with_user(self.maker).action_issue()
        self.sign_free(notice.with_env(self.env))
        order.order_line.price_unit += 1
        self.assertTrue(notice.held_since)
        with self.assertRaisesRegex(UserError, "Held: changed by"), self.env.cr.savepoint():
            self.ship(self.transfers(notice))
        notice.with_user(self.users["cmd_manager"]).action_recheck("The price of the first delivery, not of this one")
        self.ship(self.transfers(notice))
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 2))

    def test_another_customers_line(self):
        orders = self.shipped_order()
        self.take_back(orders.picking_ids, 3)
        notice = self.exchange(orders, 3, partner_id=self.customer.id)
        with self.assertRaisesRegex(UserError, "another customer"):
            notice.action_issue()
