"""Feedback reports: asked for when goods arrived, written by sales, closed by marketing (DOM-5, INT-5)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dispatch_common import DispatchCase


@tagged("post_install", "-at_install")
class TestFeedback(DispatchCase):
    def setUp(self):
        super().setUp()
        self.reports = self.env["sales.manual.feedback"]
        self.writer, self.marketing = self.users["dom_supervisor"], self.users["marketing"]

    def report(self, **arrival):
        return self.arrived(self.let_out(self.shipped()), **arrival).feedback_id

    def handed_in(self, report):
        report.with_user(self.writer).write({"satisfaction": "4", "product_opinion": "Good modules"})
        report.with_user(self.writer).action_submit()
        return report

    def test_due_some_days_after_the_arrival(self):
        self.company.feedback_days = 20
        report = self.report()
        self.assertEqual((report.state, report.due_date), ("draft", self.today + timedelta(days=20)))
        self.assertEqual((report.user_id, report.partner_id), (self.writer, self.customer))
        self.assertEqual(report.activity_ids.user_id, self.writer)
        self.assertEqual(report.contract_id.feedback_count, 1)

    def test_none_is_asked_for_where_none_is_wanted(self):
        self.company.feedback_days = 0
        self.assertFalse(self.report())

    def test_handed_in_and_closed(self):
        report = self.handed_in(self.report())
        self.assertEqual((report.state, report.submitted_by_id), ("submitted", self.writer))
        self.assertEqual(report.with_user(self.marketing).dispatch_ids.pieces_qty, 10, "marketing reads what arrived")
        self.assertFalse(report.activity_ids)
        report.with_user(self.marketing).answer = "Thank you"
        report.with_user(self.marketing).action_close()
        self.assertEqual((report.state, report.closed_by_id), ("closed", self.marketing))

    def test_an_empty_report_is_not_handed_in(self):
        report = self.report().with_user(self.writer)
        for values in (
            {},
            {"satisfaction": "3"},
            {"satisfaction": False, "suggestion": "More"},
            {"satisfaction": "1", "suggestion": " "},
        ):
            report.write(values)
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "verdict"):
                report.action_submit()

    def test_given_back(self):
        report = self.handed_in(self.report())
        with self.assertRaisesRegex(UserError, "Say why"):
            report.with_user(self.marketing).action_give_back("")
        report.with_user(self.marketing).action_give_back("Which prices?")
        self.assertEqual(report.state, "draft")
        self.assertIn("Which prices?", str(report.message_ids.mapped("body")))
        self.assertEqual(report.activity_ids.user_id, self.writer)

    def test_one_open_at_a_time(self):
        order = self.confirmed_order(10, "domestic")
        self.released_notice(order)
        self.ship(order.picking_ids)
        picking = order.picking_ids
        first = self.gate_pass(picking)
        first.with_user(self.dispatcher).line_ids.pieces_qty = 4
        second = self.gate_pass(picking)
        second.with_user(self.dispatcher).line_ids.pieces_qty = 3
        third = self.gate_pass(picking)
        (first + second + third).with_user(self.dispatcher).action_leave()
        report = self.arrived(first).feedback_id
        self.assertEqual(self.arrived(second).feedback_id, report)
        self.handed_in(report)
        further = self.arrived(third).feedback_id
        self.assertNotEqual(further, report)
        self.assertEqual(report.contract_id, further.contract_id)
        with self.assertRaisesRegex(UserError, "further report"):
            report.with_user(self.marketing).action_give_back("More")

    def test_overdue(self):
        report = self.report()
        self.assertNotIn(report, self.reports.search([("is_overdue", "=", True)]))
        report._passed().due_date = self.today - timedelta(days=1)
        self.assertTrue(report.is_overdue)
        self.assertIn(report, self.reports.search([("is_overdue", "=", True)]))
        self.handed_in(report)
        self.assertIn(report, self.reports.search([("is_overdue", "=", False)]))

    def test_who_writes_what(self):
        report = self.report()
        for user, values in (
            ("marketing", {"satisfaction": "5"}),
            ("dom_clerk", {"satisfaction": "5"}),
            ("int_salesperson", {"satisfaction": "5"}),
            ("gm", {"satisfaction": "5"}),
            ("dom_supervisor", {"answer": "x"}),
            ("dom_supervisor", {"state": "closed"}),
            ("dom_supervisor", {"due_date": self.today}),
        ):
            with self.subTest(user=user, values=values), self.assertRaises(UserError):
                report.with_user(self.users[user]).write(values)
        for user in ("dom_clerk", "marketing", "gm", "int_manager"):
            with self.subTest(user=user), self.assertRaises(AccessError):
                report.with_user(self.users[user]).action_submit()
        self.handed_in(report)
        with self.assertRaises(UserError):
            report.with_user(self.writer).satisfaction = "1"
        with self.assertRaises(AccessError):
            report.with_user(self.writer).action_close()
        with self.assertRaises(AccessError):
            self.reports.with_user(self.writer).create({"contract_id": report.contract_id.id, "due_date": self.today})
        with self.assertRaises(UserError):
            report.with_user(self.marketing).unlink()

    def test_who_reads(self):
        report = self.report()
        found = {
            key for key, user in self.users.items()
            if self.reports.with_user(user).search_count([("id", "=", report.id)])
        }  # fmt: skip
        expected = {
            "dom_manager", "dom_deputy", "dom_supervisor", "dom_clerk", "gm", "dgm", "cmd_manager", "cmd_deputy",
            "sales_statistician",
            "auditor", "marketing",
        }  # fmt: skip
        self.assertEqual(found, expected)

    def test_a_manager_hands_in_for_the_department(self):
        report = self.report().with_user(self.users["dom_manager"])
        report.write({"satisfaction": "2", "delivery_opinion": "Late"})
        report.action_submit()
        self.assertEqual(report.submitted_by_id, self.users["dom_manager"])
        self.assertFalse(report.activity_ids)

    def test_many_arrivals_at_once(self):
        counts = []
        for number in (1, 6):
            dispatches = self.dispatches.union(*(self.let_out(self.shipped(2)) for _index in range(number)))
            dispatches._passed().write({"arrival_date": self.today})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dispatches.sudo()._ask_feedback()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(dispatches.feedback_id), number)
        self.assertLess(counts[1], counts[0] * 4)
