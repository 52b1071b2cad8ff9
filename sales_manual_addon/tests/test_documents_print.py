from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .documents_common import DocumentsCase

COPY = "Information copy, not an original 参考副本，非正本"


@tagged("post_install", "-at_install")
class TestPrinting(DocumentsCase):
    """Originals and reprints of notices (CMD-20): the button counts, drawing writes nothing and is no original."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.notice = case.released_notice(case.confirmed_order(100))

    def test_first_print_is_the_original(self):
        action = self.notice.with_user(self.users["dispatcher"]).action_print()
        self.assertEqual(action["report_name"], "sales_manual_addon.report_notice")
        self.assertEqual(self.notice.print_count, 1)
        self.assertIn("Original 正本", self.text(self.notice, "dispatcher"))
        row = self.notice.print_ids
        self.assertEqual((row.number, row.printed_by_id, row.reason), (1, self.users["dispatcher"], False))

    def test_drawn_without_the_button_is_no_original(self):
        self.assertIn(COPY, self.text(self.notice, "int_contract"))
        self.notice.with_user(self.users["dispatcher"]).action_print()
        text = self.text(self.notice, "int_contract")
        self.assertIn(COPY, text, "the button was somebody else's")
        self.assertNotIn("正本", text.replace("非正本", ""))
        self.assertEqual(self.notice.print_count, 1)

    def test_the_button_serves_its_own_print_alone(self):
        self.notice.with_user(self.users["dispatcher"]).action_print()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.assertIn(COPY, self.text(self.notice, "dispatcher"))

    def test_reprint_without_the_post(self):
        dispatcher = self.notice.with_user(self.users["dispatcher"])
        dispatcher.action_print()
        for act in (
            dispatcher.action_print,
            lambda: (
                self.env["sales.manual.paper.act"]
                .with_user(self.users["dispatcher"])
                .create({"document_ref": f"sales.manual.notice,{self.notice.id}", "act": "reprint", "reason": "lost"})
                .action_apply()
            ),
        ):
            with self.refused("Reprinting takes one of these posts: .*International contract post", AccessError):
                act()
        self.assertEqual((self.notice.print_count, len(self.notice.print_ids)), (1, 1))

    def test_reprint_is_counted_marked_and_kept(self):
        self.notice.with_user(self.users["dispatcher"]).action_print()
        action = self.reprint(self.notice, "int_contract_2", "Copy 3 was lost")
        self.assertEqual(action["report_name"], "sales_manual_addon.report_notice")
        text = self.text(self.notice, "int_contract_2")
        self.assertEqual(text.count("Reprint 2 第 2 次打印"), 5, "on every copy")
        self.assertNotIn("Original", text)
        row = self.notice.print_ids.sorted("number")[-1]
        self.assertEqual(
            (row.number, row.printed_by_id, row.reason), (2, self.users["int_contract_2"], "Copy 3 was lost")
        )
        self.assertFalse(self.notice._signoff_verify(), "no signature covers it")

    def test_reprint_needs_a_reason(self):
        self.notice.with_user(self.users["int_contract"]).action_print()
        with self.refused("Say why"):
            self.reprint(self.notice, "int_contract", "  ")

    def test_proofs_are_not_counted(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        for _turn in range(2):
            notice.with_user(self.users["int_contract"]).action_print()
        self.assertEqual((notice.print_count, notice.print_ids), (0, notice.print_ids.browse()))

    def test_many_originals_in_one_go(self):
        other = self.released_notice(self.confirmed_order())
        both = (self.notice | other).with_user(self.users["int_contract"])
        both.action_print()
        self.assertEqual(both.mapped("print_count"), [1, 1])
        with self.refused(f"Printed already: .*{other.name}", UserError):
            both.action_print()

    def test_prints_are_written_by_the_button_alone(self):
        self.notice.with_user(self.users["int_contract"]).action_print()
        row = self.notice.print_ids
        for user in (self.users["int_contract"], self.env.ref("base.user_root")):
            for act in (
                lambda user=user: row.with_user(user).write({"reason": "forged"}),
                lambda user=user: row.with_user(user).unlink(),
                lambda user=user: row.with_user(user).create({"notice_id": self.notice.id, "number": 7}),
                lambda user=user: self.notice.with_user(user).write({"print_count": 0}),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    act()

    def test_a_print_is_seen_with_its_document(self):
        self.notice.with_user(self.users["int_contract"]).action_print()
        seen = {
            post: bool(self.env["sales.manual.print"].with_user(user).search([])) for post, user in self.users.items()
        }
        self.assertTrue(seen["int_salesperson"] and seen["warehouse_statistician"] and seen["auditor"])
        self.assertFalse(seen["dom_contract"] or seen["int_salesperson_2"])

    def test_signature_and_stamp_have_their_fields(self):
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        text = self.text(notice, "int_contract")
        self.assertEqual(text.count("Stamp 盖章"), 5 * (1 + len(notice.signoff_card_ids)))
        self.assertEqual(text.count("Signature 签字"), 5 * 2, "of those who have not signed yet")
