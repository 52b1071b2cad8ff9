from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestNoticeLimits(SalesManualCommon):
    """What a notice may not exceed, and what is booked on it (architecture rules 4 and 16)."""

    def batch_line(self, orders):
        return orders.order_line.contract_batch_line_id

    def issue(self, notice):
        notice.with_user(self.users["int_contract"]).action_issue()

    # not over the order

    def test_all_open_notices_count_together(self):
        orders = self.confirmed_order(pieces=10)
        self.released_notice(orders, pieces=4)
        self.make_notice(orders, pieces=4)
        third = self.make_notice(orders, pieces=3, issue=False)
        with (
            self.assertRaisesRegex(UserError, "11 pieces on open notices, 10 ordered, 1 too many"),
            self.env.cr.savepoint(),
        ):
            self.issue(third)
        third.line_ids.pieces_qty = 2
        self.issue(third)
        self.assertEqual(self.batch_line(orders).noticed_qty, 10)
        self.assertEqual(self.batch_line(orders).released_qty, 4)

    def test_notices_issued_together_count_together(self):
        orders = self.confirmed_order(pieces=10)
        notices = self.make_notice(orders, pieces=6, issue=False) + self.make_notice(orders, pieces=6, issue=False)
        with self.assertRaisesRegex(UserError, "2 too many"):
            self.issue(notices)

    def test_prepared_notices_reserve_nothing(self):
        orders = self.confirmed_order(pieces=10)
        first, second = (self.make_notice(orders, issue=False) for _number in range(2))
        self.issue(second)
        self.assertIn("10 too many", str(first.alerts))
        with self.assertRaises(UserError):
            self.issue(first)

    def test_line_raised_while_signing_stays_within_the_order(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.make_notice(orders, pieces=4)
        maker = notice.with_user(self.contract_post(notice))
        with self.assertRaisesRegex(UserError, "1 too many"):
            maker.line_ids.pieces_qty = 11
        maker.line_ids.pieces_qty = 10
        self.assertEqual(self.batch_line(orders).noticed_qty, 10)

    def test_line_added_while_signing_must_fit_the_notice(self):
        orders = self.confirmed_order(pieces=10)
        foreign = self.confirmed_order(pieces=10)
        notice = self.make_notice(orders)
        maker = notice.with_user(self.contract_post(notice))
        with self.assertRaisesRegex(UserError, "another contract"):
            maker.write({"line_ids": [Command.create({"order_line_id": foreign.order_line.id, "pieces_qty": 1})]})

    def test_lines_cannot_all_be_deleted_while_signing(self):
        notice = self.make_notice(self.confirmed_order())
        with self.assertRaisesRegex(UserError, "no lines"):
            notice.with_user(self.contract_post(notice)).line_ids.unlink()

    def test_deleted_line_opens_its_pieces(self):
        contract = self.effective_contract(lines=[{"entered_qty": 30}])
        orders = self.make_orders(self.decompose(contract, pieces=[10, 20]))
        notice = self.make_notice(orders)
        notice.with_user(self.contract_post(notice)).line_ids[1].unlink()
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 20)
        self.assertEqual(orders[1].order_line.contract_batch_line_id.noticed_qty, 0)

    def test_an_order_line_stands_once_on_a_notice(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            notice.write(
                {"line_ids": [Command.create({"order_line_id": notice.line_ids.order_line_id.id, "pieces_qty": 1})]}
            )
        self.assertIn("order_line_unique", str(caught.exception))

    # what must agree

    def test_contract_must_be_effective(self):
        orders = self.confirmed_order()
        notice = self.make_notice(orders, issue=False)
        orders.sales_contract_id._passed().state = "closed"
        with self.assertRaisesRegex(UserError, "not effective"):
            self.issue(notice)

    def test_contract_is_asked_again_at_release(self):
        orders = self.confirmed_order()
        notice = self.sign_notice(self.make_notice(orders), until="accounting")
        later = fields.Date.add(orders.sales_contract_id.end_date, days=1)
        with freeze_time(later), self.assertRaisesRegex(UserError, "ended"):
            notice.with_user(self.users["sales_accountant"]).action_sign()
        self.assertEqual(notice.state, "signing")

    def test_header_and_orders_must_agree(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        other_warehouse = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        for values, said in (
            ({"warehouse_id": other_warehouse.id}, "another warehouse"),
            ({"partner_id": self.customer.id}, "another customer"),
            ({"contract_id": False}, "another contract"),
            ({"currency_id": self.env.ref("base.CHF").id}, "another currency"),
            (
                {
                    "class_id": self.env["sales.manual.notice.class"]
                    .search([("code", "=", "B")], limit=1)
                    .copy({"code": "B9", "maker_post_ids": notice.class_id.maker_post_ids.ids})
                    .id
                },
                "not for the market",
            ),
            ({"line_ids": [Command.clear()]}, "no lines"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
                notice.write(values)
                self.issue(notice)
        self.assertEqual(notice.state, "draft")

    def test_goods_of_an_order_are_on_a_notice_from_orders(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        for code, said in (("c", "choose the reason"), ("d", "Choose the pro forma invoice")):
            notice_class = self.env.ref(f"sales_manual_addon.notice_class_{code}")
            notice_class.maker_post_ids = notice.class_id.maker_post_ids
            with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
                notice.write({"class_id": notice_class.id, "reason": "Sample"})
                self.issue(notice)

    def test_reason_where_the_class_needs_one(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        notice.class_id.is_reason_required = True
        with self.assertRaisesRegex(UserError, "needs a reason"), self.env.cr.savepoint():
            self.issue(notice)
        notice.reason = "Warranty replacement"
        self.issue(notice)

    def test_passed_departure_only_warns(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        notice.ship_date = fields.Date.add(notice.ship_date, days=-3)
        self.assertIn("has passed", str(notice.alerts))
        self.issue(notice)

    def test_alerts_are_worded_for_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        notice = self.make_notice(self.confirmed_order(pieces=10), issue=False)
        notice.line_ids.pieces_qty = 11
        self.assertEqual([alert["level"] for alert in notice.alerts.values()], ["danger"])

    # the order without a contract

    def test_order_without_contract(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": False,
                "order_line": [
                    Command.create({"product_id": self.module_550.id, "product_uom_qty": 600, "price_unit": 100})
                ],
            }
        )
        order.action_confirm()
        maker = self.users["dom_contract"]
        notice = self.env["sales.manual.notice"].with_user(maker)._make_from_orders(order.sudo()).with_env(self.env)
        self.assertEqual((notice.class_id.code, notice.market, notice.pieces_qty), ("B", "domestic", 600))
        notice.with_user(maker).action_issue()
        notice.with_user(self.users["dom_execution"]).action_sign()
        order.order_line.product_uom_qty = 558
        step = notice.signoff_step_ids.filtered(lambda s: s.code == "check")
        self.assertEqual(step.state, "ready")
        self.assertIn("600", str(step.card_acts))
        self.assertIn("558", str(step.card_acts))
        self.assertIn(f"Signature void: {step.name}", str(notice.alerts))
        with self.assertRaisesRegex(UserError, "42 too many"):
            notice.with_user(maker).line_ids.pieces_qty = 600
        notice.with_user(maker).line_ids.pieces_qty = 558
        self.sign_notice(notice)
        signed_amount = order.order_line.price_subtotal
        self.assertEqual((notice.state, notice.amount), ("released", signed_amount))
        order.order_line.write({"product_uom_qty": 700, "price_unit": 200})
        self.assertEqual((notice.line_ids.ordered_qty, notice.amount), (558, signed_amount))
        self.assertFalse(notice._signoff_verify())
        self.assertEqual([alert["level"] for alert in notice.alerts.values()], ["danger"], "held until re-checked")
        order.order_line.product_uom_qty = 500
        self.env.invalidate_all()
        levels = [alert["level"] for alert in notice.alerts.values()]
        self.assertEqual(levels, ["danger", "danger"], "held, and does not fit")
        self.assertIn("58 too many", str(notice.alerts))

    def test_ordered_in_dozens_noticed_in_pieces(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": False,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.module_550.id,
                            "product_uom_qty": 2,
                            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        maker = self.users["dom_contract"]
        notice = self.env["sales.manual.notice"].with_user(maker)._make_from_orders(order.sudo())
        self.assertEqual((notice.pieces_qty, notice.amount), (24, order.amount_untaxed))
        notice.line_ids.pieces_qty = 25
        with self.assertRaisesRegex(UserError, "24 ordered, 1 too many"), self.env.cr.savepoint():
            notice.action_issue()

    # the ways from Odoo's own documents

    def test_order_and_transfer_know_their_notices(self):
        orders = self.confirmed_order(pieces=10)
        maker = orders.with_user(self.users["int_contract"])
        self.assertEqual(maker.shipping_notice_count, 0)
        action = maker.action_make_shipping_notice()
        draft = self.env["sales.manual.notice"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.line_ids.order_line_id), ("draft", orders.order_line))
        dispatcher = orders.picking_ids.with_user(self.users["dispatcher"])
        self.assertEqual(dispatcher.shipping_notice_count, 0)
        self.issue(draft)
        self.env.invalidate_all()
        self.assertEqual((maker.shipping_notice_count, dispatcher.shipping_notice_count), (1, 1))
        self.assertEqual(maker.action_open_shipping_notices()["res_id"], draft.id)
        self.assertEqual(dispatcher.action_open_shipping_notices()["res_id"], draft.id)
        self.assertEqual(draft.with_user(self.users["dispatcher"]).transfer_count, 1)
        self.assertEqual(draft.with_user(self.users["dispatcher"]).action_open_transfers()["res_id"], dispatcher.id)

    def test_transfer_without_notice_says_what_is_missing(self):
        orders = self.confirmed_order(pieces=10)
        picking = orders.picking_ids
        for move in picking.move_ids:
            move.quantity = 10
        self.assertTrue(picking.with_user(self.users["dispatcher"]).shipping_gate_reason)
        self.released_notice(orders)
        self.env.invalidate_all()
        self.assertFalse(picking.with_user(self.users["dispatcher"]).shipping_gate_reason)
