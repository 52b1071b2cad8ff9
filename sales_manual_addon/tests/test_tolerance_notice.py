from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SalesManualCommon
from .tolerance_common import ToleranceMixin


@tagged("post_install", "-at_install")
class TestToleranceNotice(ToleranceMixin, SalesManualCommon):
    """Notices beyond their order, what a notice shows of deliveries beyond it, and closing short."""

    def second_notice(self, notice, pieces):
        """A further notice over the same order line; nothing needs to be open for it."""
        return notice.copy(
            {
                "line_ids": [
                    Command.create({"order_line_id": notice.line_ids[:1].order_line_id.id, "pieces_qty": pieces})
                ]
            }
        )

    def issue(self, notice):
        notice.with_user(self.contract_post(notice[:1])).action_issue()

    def two_lines(self):
        """A notice in draft over an order with two lines of one product, 100 pieces each."""
        contract = self.effective_contract(lines=[{"entered_qty": 100}, {"entered_qty": 100}])
        self.put_in_stock(self.module_550, 500)
        orders = self.make_orders(self.decompose(contract))
        self.assertEqual(len(orders.order_line), 2)
        return self.make_notice(orders, issue=False)

    # notice over order

    def test_within_the_tolerance_it_is_issued_and_says_so(self):
        self.rule("notice_over_order", percent=5)
        notice = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        notice.line_ids.pieces_qty = 106
        with self.assertRaisesRegex(UserError, "6 too many.*5 pieces more"), self.env.cr.savepoint():
            self.issue(notice)
        notice.line_ids.pieces_qty = 105
        self.assertEqual([alert["level"] for alert in notice.alerts.values()], ["info"])
        self.issue(notice)
        self.sign_notice(notice)
        self.assertEqual(notice.state, "released")
        self.assertEqual(notice.line_ids.batch_line_id.noticed_qty, 105)
        self.assertFalse(notice.message_ids.filtered(lambda message: "tolerance" in (message.body or "")))

    def test_second_row_of_the_same_product(self):
        self.rule("notice_over_order", pieces=3)
        notice = self.two_lines()
        notice.line_ids[0].pieces_qty = 102
        notice.line_ids[1].pieces_qty = 102
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.issue(notice)
        notice.line_ids[1].pieces_qty = 101
        self.issue(notice)

    def test_parallel_notices_and_those_issued_together(self):
        self.rule("notice_over_order", pieces=3)
        first = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        first.line_ids.pieces_qty = 60
        self.issue(first)
        second, third = self.second_notice(first, 42), self.second_notice(first, 2)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.issue(second | third)
        self.issue(second)
        with self.assertRaisesRegex(UserError, "4 too many"), self.env.cr.savepoint():
            self.issue(third)
        third.line_ids.pieces_qty = 1
        self.issue(third)

    def test_void_and_made_again_gains_nothing(self):
        self.rule("notice_over_order", pieces=3)
        first = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        first.line_ids.pieces_qty = 103
        self.issue(first)
        first.with_user(self.contract_post(first)).action_void("Again")
        again = self.second_notice(first, 104)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.issue(again)
        again.line_ids.pieces_qty = 103
        self.issue(again)

    def test_what_left_beyond_a_notice_is_not_open_for_another(self):
        self.delivery_rules(pieces=5)
        orders = self.confirmed_order(pieces=100)
        first = self.released_notice(orders, pieces=50)
        self.ship(orders.picking_ids, 55)
        self.assertEqual(first.line_ids.shipped_qty, 55)
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 45)
        second = self.second_notice(first, 46)
        with self.assertRaisesRegex(UserError, "1 too many"):
            self.issue(second)

    def test_warn_issues_and_leaves_a_note(self):
        self.rule("notice_over_order", pieces=1, mode="warn")
        notice = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        notice.line_ids.pieces_qty = 120
        self.assertEqual([alert["level"] for alert in notice.alerts.values()], ["warning"])
        self.issue(notice)
        for document in (notice, notice.line_ids.order_line_id.order_id):
            self.assertIn("only warns", str(document.message_ids.mapped("body")))
        self.assertEqual([alert["level"] for alert in notice.alerts.values()], ["warning"])

    def test_batch_over_contract_stays_refused(self):
        self.rule("notice_over_order", pieces=50, mode="warn")
        notice = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        batch_line = notice.line_ids.batch_line_id
        batch_line._passed().pieces_qty = 90
        with self.assertRaisesRegex(UserError, "90 in the batch"):
            self.issue(notice)

    def test_rule_lowered_while_notices_are_open(self):
        rule = self.rule("notice_over_order", pieces=3)
        orders = self.confirmed_order(pieces=100)
        released = self.make_notice(orders, issue=False)
        released.line_ids.pieces_qty = 102
        self.issue(released)
        self.sign_notice(released)
        waiting = self.second_notice(released, 1)
        self.issue(waiting)
        rule.pieces_qty = 2
        # what is released stays; what still waits for a signature does not go on
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.sign_notice(waiting)
        self.rule("delivery_over_order", pieces=2)
        rule.action_archive()
        self.ship(orders.picking_ids, 102)
        self.assertEqual(released.line_ids.shipped_qty, 102)
        self.assertEqual(released.state, "shipped")

    # closing short

    def test_closing_below_the_tolerance_is_noted(self):
        self.rule("delivery_over_notice", percent=5)
        for left, is_noted in ((95, False), (94, True)):
            orders = self.confirmed_order(pieces=100)
            notice = self.released_notice(orders)
            self.ship(orders.picking_ids, left)
            self.assertFalse(notice.alerts, "nothing is short while goods may leave")
            notice.with_user(self.contract_post(notice)).action_close_short("The rest stays here")
            noted = str(notice.message_ids.mapped("body"))
            self.assertEqual("closed short by 6 of 100" in noted, is_noted)
            self.assertEqual("closed short by 6 of 100" in str(orders.message_ids.mapped("body")), is_noted)
            self.assertEqual(bool(notice.alerts), is_noted)

    def test_closing_short_without_a_rule_says_nothing(self):
        orders = self.confirmed_order(pieces=100)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids, 10)
        notice.with_user(self.contract_post(notice)).action_close_short("The rest stays here")
        self.assertFalse(notice.alerts)

    def test_over_delivered_pieces_stand_on_their_notice(self):
        self.delivery_rules(pieces=5)
        orders = self.confirmed_order(pieces=100)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids, 103)
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 103))
        self.assertEqual(sum(notice.delivery_ids.mapped("pieces_qty")), 103)
        self.assertEqual(notice.line_ids.batch_line_id.shipped_qty, 103)
        self.assertIn("3 more", str(notice.alerts))
        self.assertFalse(notice._signoff_verify())

    # the rule itself

    def test_a_rule_that_cannot_be_meant(self):
        for values in (
            {"percent": -1},
            {"percent": 101},
            {"percent": float("nan")},
            {"pieces": -1},
            {"pieces": 2**40},
            {"mode": "approve", "posts": ()},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(Exception) as caught,
                self.env.cr.savepoint(),
            ):
                self.rule("notice_over_order", **values)
                self.env.flush_all()
            self.assertIsInstance(caught.exception, (ValidationError, IntegrityError))

    def test_two_rules_of_one_scope_are_refused(self):
        first = self.rule("notice_over_order", percent=1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.rule("notice_over_order", percent=2)
        first.action_archive()
        self.env.flush_all()
        self.rule("notice_over_order", percent=2)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            first.action_unarchive()
            self.env.flush_all()

    def test_approver_is_a_post(self):
        with self.assertRaises(ValidationError):
            rule = self.rule("notice_over_order", mode="approve")
            rule.approver_post_ids = self.env.ref("base.group_user")

    def test_changes_of_a_rule_are_tracked(self):
        # the tests' own environment tracks nothing
        rule = self.rule("notice_over_order", percent=1).with_env(self.env(context={}))
        self.env.cr.precommit.run()
        rule.percent = 2
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = rule.message_ids.sudo().tracking_value_ids
        self.assertEqual((values.old_value_float, values.new_value_float), (1, 2))

    def test_company_of_the_class(self):
        other = self.env["res.company"].create({"name": "Test other company"})
        notice_class = self.env["sales.manual.notice.class"].create(
            {"code": "O1", "name": "Other's", "company_id": other.id}
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.rule("notice_over_order", class_id=notice_class.id)
        self.rule("notice_over_order", class_id=notice_class.id, company_id=other.id)
