"""Return reports: written, handed over, examined, decided; what is refused on the way (DOM-3, INT-6)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .returns_case import ReturnsCase


@tagged("post_install", "-at_install")
class TestReturns(ReturnsCase):
    def test_way_of_a_report_each_step_by_its_post(self):
        notice = self.shipped_notice()
        report = self.write_report(notice, 3)
        self.assertFalse(report.name)
        self.assertEqual((report.market, report.team_id), ("domestic", self.team["domestic"]))
        self.assertEqual(report.amount, notice.amount * 3 / 10)
        report.with_user(self.users["dom_manager"]).action_hand_over()
        self.assertRegex(report.name, r"^RT-\d{4}-\d{5}$")
        self.assertEqual((report.state, report.reported_by_id), ("examining", self.users["dom_manager"]))
        self.assertEqual(notice.line_ids.return_claimed_qty, 3)
        self.examine(report, "exchange", pieces=2)
        self.assertEqual(report.state, "signing")
        self.assertTrue(report.with_user(self.users["cmd_manager"]).is_waiting_for_me)
        report.with_user(self.users["cmd_manager"]).action_sign()
        self.assertEqual((report.state, report.next_step, report.decided_qty), ("decided", "receive", 2))
        self.assertEqual(notice.line_ids.return_claimed_qty, 2, "what is not agreed is open again")
        self.assertFalse(report._signoff_verify())

    def test_the_notice_opens_its_reports_or_the_first(self):
        notice = self.shipped_notice()

        def views(user):
            action = notice.with_user(self.users[user]).action_open_return_reports()
            return [kind for _view, kind in action["views"]]

        self.assertEqual(views("dom_manager"), ["form"])
        self.assertEqual(views("dispatcher")[0], "list", "who writes none looks for them")
        self.write_report(notice)
        notice.invalidate_recordset()
        self.assertEqual(views("dom_manager")[0], "list")

    def test_numbers_without_gap(self):
        notice = self.shipped_notice()
        numbers = [int(self.handed_over(notice, 1).name[-5:]) for _n in range(3)]
        self.assertEqual(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2])

    def test_who_reported_or_examined_does_not_decide(self):
        report = self.handed_over(self.shipped_notice())
        deputy = self.users["cmd_deputy"]
        self.examine(report, user="cmd_deputy")
        self.assertFalse(report.with_user(deputy).can_sign)
        with self.assertRaisesRegex(UserError, "prepared or changed by you"):
            report.with_user(deputy).action_sign()
        self.users["dom_manager"].group_ids += self.env.ref("sales_manual_addon.post_cmd_manager")
        reporter = report.with_user(self.users["dom_manager"])
        self.assertFalse(reporter.is_waiting_for_me)
        self.assertNotIn(report, reporter.search([("is_waiting_for_me", "=", True)]))
        with self.assertRaises(UserError):
            reporter.action_sign()

    def test_rejected_goes_back_to_who_examined_it(self):
        report = self.examine(self.handed_over(self.shipped_notice()))
        report.with_user(self.users["cmd_manager"]).action_reject("Which string?")
        self.assertEqual(report.state, "examining")
        self.assertIn("Which string?", str(report.alerts))
        self.examine(report)
        report.with_user(self.users["cmd_manager"]).action_sign()
        self.assertEqual(report.signoff_round, 2)
        self.assertFalse(report._signoff_verify())

    def test_not_handed_over_without_what_it_says(self):
        notice = self.shipped_notice()
        report = self.write_report(notice, 11, description=" ")
        with self.assertRaises(UserError) as caught:
            report.with_user(self.maker(notice)).action_hand_over()
        self.assertIn("1 pieces too many. 10 of 10", str(caught.exception))
        self.assertIn("Write what the customer asks for", str(caught.exception))
        self.assertEqual(len(report.alerts), 2, "the alert says the same")
        empty = self.env["sales.manual.return"].with_user(self.maker(notice)).create({})
        with self.assertRaisesRegex(UserError, "Choose the shipping notice"):
            empty.action_hand_over()

    def test_not_proposed_without_finding(self):
        report = self.handed_over(self.shipped_notice()).with_user(self.users["sales_statistician"])
        with self.assertRaisesRegex(UserError, "Quality finding, Cause, Responsibility, Decision"):
            report.action_propose()
        report.write({"finding": "x", "cause": "use", "responsibility": "customer", "decision": "reject"})
        with self.assertRaisesRegex(UserError, "takes no pieces back"):
            report.action_propose()
        report.line_ids.write({"decided_qty": 0})
        report.decision = "return"
        with self.assertRaisesRegex(UserError, "how many pieces"):
            report.action_propose()

    def test_no_more_than_delivered(self):
        notice = self.shipped_notice(10)
        self.handed_over(notice, 6)
        rejected = self.decided(notice, 4, "reject")
        self.assertEqual(rejected.next_step, "done")
        self.assertEqual(notice.line_ids.return_claimed_qty, 6)
        with self.assertRaisesRegex(UserError, "1 pieces too many. 4 of 10"):
            self.handed_over(notice, 5)
        void = self.handed_over(notice, 4)
        with self.assertRaises(UserError):
            self.handed_over(notice, 1)
        void.with_user(self.users["dom_manager"]).action_void("The customer keeps them.")
        self.handed_over(notice, 4)
        self.assertEqual(notice.line_ids.return_claimed_qty, 10)

    def test_each_in_its_own_state(self):
        notice = self.shipped_notice()
        report = self.write_report(notice)
        maker, examiner = (
            report.with_user(self.users["dom_manager"]),
            report.with_user(self.users["sales_statistician"]),
        )
        for user, vals in ((maker, {"finding": "Mine"}), (examiner, {"description": "Mine"})):
            with self.assertRaises(UserError):
                user.write(vals)
        with self.assertRaises(AccessError):
            maker.write({"state": "decided"})
        with self.assertRaises(AccessError):
            maker.line_ids.write({"received_qty": 2})
        maker.action_hand_over()
        for act in (
            lambda: maker.write({"description": "Later"}),
            lambda: maker.write({"finding": "Mine"}),
            lambda: maker.line_ids.write({"pieces_qty": 5}),
            maker.line_ids.unlink,
            maker.unlink,
            lambda: examiner.line_ids.write({"pieces_qty": 1}),
            lambda: examiner.write({"line_ids": [Command.clear()]}),
        ):
            with self.assertRaises(UserError):
                act()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            examiner.line_ids.write({"decided_qty": 3})
        self.examine(report)
        with self.assertRaises(UserError):
            examiner.write({"decision": "reject"})

    def test_bad_input(self):
        notice = self.shipped_notice()
        other = self.shipped_notice()
        for pieces, error in ((2.5, ValidationError), (float("nan"), ValidationError), (10**12, ValidationError)):
            with self.assertRaises(error):
                self.write_report(notice, pieces)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.write_report(notice, 0)
        with self.assertRaisesRegex(UserError, "left otherwise than by"):
            self.write_report(notice, line_ids=[
                Command.create({"notice_line_id": other.line_ids.id, "pieces_qty": 1})
            ])  # fmt: skip
        with self.assertRaises(UserError):
            self.write_report(notice, finding="Mine")
        report = self.write_report(notice)
        for reason in (False, " ", "\x00"):
            with self.assertRaises(UserError):
                report.with_user(self.users["dom_manager"]).action_void(reason)
        with self.assertRaisesRegex(UserError, "never handed over"):
            report.with_user(self.users["dom_manager"]).action_void("Why")
        report.with_user(self.users["dom_manager"]).unlink()
        self.assertFalse(report.exists())

    def test_another_departments_notice_is_not_reported(self):
        foreign = self.shipped_notice(market="international")
        with self.assertRaises(AccessError):
            self.write_report(foreign, user=self.users["dom_manager"])
        with self.assertRaises(AccessError):
            self.write_report(self.shipped_notice(), user=self.users["dom_supervisor"])

    def test_form_proposes_what_can_come_back(self):
        notice = self.shipped_notice(10)
        self.handed_over(notice, 3)
        form = Form(self.env["sales.manual.return"].with_user(self.users["dom_manager"]))
        form.notice_id = notice.with_user(self.users["dom_manager"])
        self.assertEqual(len(form.line_ids), 1)
        with form.line_ids.edit(0) as line:
            self.assertEqual((line.pieces_qty, line.open_qty), (7, 7))
            line.pieces_qty = 2
        form.description = "Two more."
        self.assertEqual(form.save().pieces_qty, 2)

    def test_statements_do_not_grow_with_reports(self):
        notice = self.shipped_notice(200)
        few, many = (
            self.env["sales.manual.return"].union(*(self.write_report(notice, 1) for _n in range(count)))
            for count in (1, 50)
        )
        counts = []
        for reports in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reports.with_user(self.users["gm"]).mapped("alerts")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_printed_with_boxes(self):
        report = self.decided(self.shipped_notice(), 2, "reject")
        html = (
            self.env["ir.actions.report"]._render_qweb_html("sales_manual_addon.report_return", report.ids)[0].decode()
        )
        for text in (report.name, "退货报告", "Reject", self.users["cmd_manager"].name, "Reported 报告", "Seen."):
            self.assertIn(text, html)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.users["int_manager"])._render_qweb_html(
                "sales_manual_addon.report_return", report.ids
            )
