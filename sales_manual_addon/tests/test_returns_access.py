"""Who sees return reports and who acts on them, every post over Odoo's RPC dispatch."""

from contextlib import suppress

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import POSTS
from .returns_case import ReturnsCase

EVERYWHERE = {"gm", "dgm", "cmd_manager", "cmd_deputy", "dom_execution", "sales_statistician", "auditor"}
DOMESTIC = EVERYWHERE | {"dom_manager", "dom_deputy", "dom_supervisor", "dom_clerk", "dom_contract"}
INTERNATIONAL = EVERYWHERE | {
    "int_manager", "int_deputy", "int_salesperson", "int_clerk", "int_contract", "import_export",
}  # fmt: skip
# from hand-over on
HANDED_OVER = {"sales_accountant", "warehouse_statistician", "dispatcher", "import_export"}


@tagged("post_install", "-at_install")
class TestReturnsAccess(ReturnsCase):
    def readers(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return {post for post in POSTS if records.with_user(self.users[post]).search([("id", "in", records.ids)])}

    def test_who_sees_what(self):
        for market, scope in (("domestic", DOMESTIC), ("international", INTERNATIONAL)):
            report = self.write_report(self.shipped_notice(market=market))
            with self.subTest(market=market):
                self.assertEqual(self.readers(report), scope)
                self.assertEqual(self.readers(report.line_ids), scope)
                report.with_user(self.maker(report.notice_id)).action_hand_over()
                self.examine(report)
                for records in (report, report.line_ids, report.signoff_ids, report.signoff_step_ids):
                    self.assertEqual(self.readers(records), scope | HANDED_OVER, records)
            own = self.users["dom_supervisor" if market == "domestic" else "int_salesperson"]
            report.notice_id.contract_id.user_id = self.users[
                "dom_supervisor_2" if market == "domestic" else "int_salesperson_2"
            ]
            self.assertFalse(report.with_user(own).has_access("read"))

    def test_draft_without_a_notice_is_its_writers(self):
        draft = self.env["sales.manual.return"].with_user(self.users["dom_manager"]).create({"serial_text": "A"})
        self.assertTrue(draft.has_access("write"))
        self.assertFalse(draft.with_user(self.users["int_manager"]).has_access("read"))

    def test_another_company_is_out_of_sight(self):
        report = self.handed_over(self.shipped_notice())
        company = self.env["res.company"].create({"name": "Returns elsewhere"})
        gm = self.users["gm"]
        gm.company_ids += company
        elsewhere = report.with_user(gm).with_context(allowed_company_ids=company.ids)
        self.assertFalse(elsewhere.has_access("read"))

    def succeed(self, report, method, *args):
        """The posts for whom the call over RPC succeeds."""
        found = set()
        self.env.flush_all()
        for post in POSTS:
            self.env.invalidate_all()
            env = self.env(user=self.users[post].id, context={}, su=False)
            with suppress(UserError), self.cr.savepoint() as savepoint:
                call_kw(env["sales.manual.return"], method, [report.ids, *args], {})
                found.add(post)
                savepoint.rollback()
        self.env.invalidate_all()
        return found

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_each_act_by_its_posts(self):
        notice = self.shipped_notice()
        self.invoice(notice)
        report = self.write_report(notice)
        nobody = ("action_propose", "action_sign", "action_receive", "action_credit")
        for method in nobody:
            self.assertFalse(self.succeed(report, method), method)
        self.assertEqual(self.succeed(report, "write", {"description": "More"}), {"dom_manager"})
        self.assertEqual(self.succeed(report, "action_hand_over"), {"dom_manager"})
        self.assertEqual(self.succeed(report, "unlink"), {"dom_manager"})
        report.with_user(self.users["dom_manager"]).action_hand_over()
        finding = {"finding": "Seen.", "cause": "use", "responsibility": "customer", "decision": "return"}
        examiners = {"sales_statistician", "cmd_deputy"}
        self.assertEqual(self.succeed(report, "write", finding), examiners)
        self.assertFalse(self.succeed(report, "write", {"description": "Less"}))
        self.assertFalse(self.succeed(report, "write", {"state": "decided"}))
        self.assertFalse(self.succeed(report, "unlink"))
        self.assertEqual(self.succeed(report, "action_void", "Why"), examiners | {"dom_manager"})
        report.with_user(self.users["sales_statistician"]).write(finding)
        self.assertEqual(self.succeed(report, "action_propose"), examiners)
        report.with_user(self.users["sales_statistician"]).action_propose()
        self.assertEqual(self.succeed(report, "action_sign"), {"cmd_manager", "cmd_deputy"})
        self.assertEqual(self.succeed(report, "action_reject", "Why"), {"cmd_manager", "cmd_deputy"})
        report.with_user(self.users["cmd_manager"]).action_sign()
        self.assertFalse(self.succeed(report, "write", finding))
        self.assertEqual(self.succeed(report, "action_receive"), {"dispatcher"})
        self.receive(report)
        self.assertEqual(self.succeed(report, "action_credit"), {"sales_accountant"})
        self.assertFalse(self.succeed(report, "action_void", "Why"))
