"""When goods leave, separation is asked again: of what the user did to the notice, and of what he holds."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSeparationDispatch(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls().confirmed_order()
        cls.rule = cls.env.ref("sales_manual_addon.separation_shipment")
        cls.stock_user = cls.env.ref("stock.group_stock_user")

    def become_dispatcher(self, key):
        """The user of this post changes posts and is in conflict no more."""
        user = self.users[key]
        groups = self.env.ref("base.group_user") | self.env.ref("sales_manual_addon.post_dispatcher")
        user.write({"group_ids": [Command.set(groups.ids)]})
        self.assertFalse(self.env["sales.manual.separation"]._conflicts(user))
        return user

    def allow(self, user, power):
        """An exception for these days: the user may ship, and hold ``power``."""
        exception = self.env["sales.manual.separation.exception"].create(
            {
                "separation_id": self.rule.id,
                "user_id": user.id,
                "side_a_ids": [Command.set(self.stock_user.ids)],
                "side_b_ids": [Command.set(self.env.ref(f"sales_manual_addon.{power}").ids)],
                "date_to": self.rule._today() + timedelta(days=10),
                "reason": "One person only",
                "control": "The manager looks every week",
            }
        )
        exception.with_user(self.users["gm"]).action_approve("For these days")
        return exception

    def assertRefused(self, user, *words):
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            self.ship(self.order.picking_ids, user=user)
        for word in words:
            self.assertIn(word, str(refused.exception))
        self.assertEqual(self.order.picking_ids.state, "assigned")

    def test_who_made_or_signed_the_notice_does_not_ship_it(self):
        notice = self.released_notice(self.order)
        for key in ("int_contract", "int_contract_2", "warehouse_statistician", "sales_accountant"):
            with self.subTest(post=key):
                user = self.become_dispatcher(key)
                self.assertRefused(user, notice.name, self.rule.name, "approved by")
        self.ship(self.order.picking_ids)
        self.assertEqual(notice.state, "shipped")

    def test_an_approved_exception_lets_him(self):
        notice = self.released_notice(self.order)
        user = self.become_dispatcher("warehouse_statistician")
        exception = self.allow(user, "post_sales_accountant")  # of another power than he signed by
        self.assertRefused(user, notice.name)
        exception.with_user(self.users["gm"]).action_revoke("It is another")
        exception = self.allow(user, "post_warehouse_statistician")
        self.ship(self.order.picking_ids, user=user)
        self.assertEqual(notice.state, "shipped")

    def test_a_rule_out_of_force_forbids_nothing(self):
        self.released_notice(self.order)
        self.rule.write({"active": False, "change_note": "A try"})
        self.ship(self.order.picking_ids, user=self.become_dispatcher("warehouse_statistician"))
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_whoever_holds_both_ships_nothing_that_needs_a_notice(self):
        """Even where others made and signed it: conflicts that were there before stop the act."""
        self.released_notice(self.order)
        user = self.users["dispatcher"]
        self.patch(self.env.registry, "ready", False)  # given as a module does while it loads
        user.write({"group_ids": [Command.link(self.env.ref("sales_manual_addon.post_int_contract").id)]})
        self.env.registry.ready = True
        self.env.cr.flush()
        self.assertRefused(user, "must be apart")
        plain = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.module_550.id, "product_uom_qty": 1})],
            }
        )
        plain.action_confirm()
        self.ship(plain.picking_ids, user=user)
        self.assertEqual(plain.picking_ids.state, "done", "orders without a contract are nobody's business here")

    def test_asked_by_one_statement_for_many_transfers(self):
        self.released_notice(self.order)
        moves = self.order.picking_ids.move_ids
        self.ship(self.order.picking_ids)
        gate = self.env["sales.manual.gate"].with_user(self.users["dispatcher"])
        gate._shipped_notices(moves.ids)
        with self.assertQueryCount(1):
            self.assertEqual(len(gate._shipped_notices(moves.ids)), 1)
