"""The dialogs: read and sign, say why; and the lists that lead to them, as each post sees them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSignDialogs(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls.users["int_deputy"]

    def submitted(self, **values):
        contract = self.make_contract(**values)
        contract.with_user(contract.user_id).action_submit()
        return contract

    def open(self, documents, user, **context):
        action = documents.with_user(user).with_context(lang="en_US", **context).action_open_signing()
        self.assertEqual((action["res_model"], action["target"]), ("sales.manual.sign", "new"))
        return self.env["sales.manual.sign"].with_user(user).with_context(lang="en_US").browse(action["res_id"])

    def test_dialog_shows_what_is_signed(self):
        contract = self.submitted(lines=[{}, {"product_id": self.module_220.id, "entered_qty": 50}])
        dialog = self.open(contract, self.deputy)
        self.assertTrue(dialog.can_sign)
        step = contract.signoff_step_ids.filtered(lambda s: s.code == "check")
        self.assertEqual(dialog.step_name, step.with_env(dialog.env).name)
        for text in (
            "Test foreign customer",
            "Test module 550",
            "Test module 220",
            "Contract wording 2",
            "Quantity",
            "1,000",
        ):
            self.assertIn(text, dialog.content_html)
        Form(dialog).save()

    def test_text_of_a_document_is_no_markup(self):
        contract = self.make_contract(customer_reference="x", incoterm_location="<script>alert(1)</script>")
        contract.with_user(contract.user_id).action_submit()
        self.assertNotIn("<script>", self.open(contract, self.deputy).content_html)

    def test_sign_from_the_dialog(self):
        contract = self.submitted()
        dialog = self.open(contract, self.deputy)
        dialog.comment = "Read and agreed"
        self.assertEqual(dialog.action_sign(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(contract.signoff_ids[-1:].reason, "Read and agreed")

    def test_dialog_does_not_sign_what_it_did_not_show(self):
        contract = self.submitted()
        dialog = self.open(contract, self.deputy)
        contract.with_user(contract.user_id).line_ids.write({"entered_qty": 900})
        with self.assertRaisesRegex(UserError, "changed while you were reading"):
            dialog.action_sign()
        self.assertNotIn("sign", contract.signoff_ids.mapped("act"))

    def test_next_waiting_document_follows(self):
        first, second = self.submitted(), self.submitted()
        waiting = first.with_user(self.deputy).search([("is_waiting_for_me", "=", True)])
        dialog = self.open(waiting, self.deputy, sales_manual_next=True)
        signed = self.env["sales.manual.contract"]
        for _document in waiting:
            signed |= dialog.document_ref
            action = dialog.action_sign()
            if action["type"] == "ir.actions.act_window":
                dialog = dialog.browse(action["res_id"])
        self.assertEqual(action["tag"], "display_notification")
        self.assertLessEqual({first.id, second.id}, set(signed.ids))

    def test_rejecting_asks_for_the_reason(self):
        contract = self.submitted()
        dialog = self.open(contract, self.deputy)
        self.assertEqual(dialog.action_reject()["res_id"], dialog.id)
        self.assertTrue(dialog.is_rejecting)
        self.assertEqual(contract.state, "review")
        dialog.comment = "Price too low"
        dialog.action_reject()
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.signoff_ids[-1:].reason, "Price too low")

    def test_who_cannot_sign_reads_for_whom_it_waits(self):
        dialog = self.open(self.submitted(), self.users["int_manager"])
        self.assertFalse(dialog.can_sign)
        self.assertIn("waits for International deputy manager", dialog.refusal)
        with self.assertRaises(UserError):
            dialog.action_sign()

    def test_reason_dialog_calls_what_the_document_lists(self):
        contract = self.submitted()
        action = contract.with_user(self.deputy).with_context(reason_method="action_reject").action_open_reason()
        dialog = self.env["sales.manual.reason"].with_user(self.deputy).browse(action["res_id"])
        dialog.reason = "Price too low"
        dialog.action_confirm()
        self.assertEqual(contract.state, "draft")

    def test_reason_dialog_is_titled_by_the_act_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        contract = self.submitted().with_user(self.deputy)
        titles = {
            lang: contract.with_context(reason_method="action_reject", lang=lang).action_open_reason()["name"]
            for lang in ("en_US", "zh_CN")
        }
        self.assertEqual(titles["en_US"], "Reject the document")
        self.assertNotEqual(titles["zh_CN"], titles["en_US"])
        documents = [self.env[model] for model, _name in self.env["sales.manual.reason"]._selection_document()]
        self.assertIn(contract._name, [document._name for document in documents])
        for document in documents:
            self.assertTrue(document._reason_titles(), document)
            for method in document._reason_titles():
                self.assertTrue(callable(getattr(document, method, None)), f"{document._name}.{method}")

    def test_reason_dialog_calls_nothing_else(self):
        contract = self.submitted()
        reference = f"{contract._name},{contract.id}"
        for method in ("unlink", "_passed", "sudo", "write", "__init__", "message_post", "_signoff_close"):
            dialog = (
                self.env["sales.manual.reason"]
                .with_user(self.deputy)
                .create({"document_ref": reference, "method": method, "reason": "x"})
            )
            with self.assertRaises(UserError):
                dialog.action_confirm()
        with self.assertRaises(ValueError):
            self.env["sales.manual.reason"].with_user(self.deputy).create(
                {"document_ref": f"res.users,{self.deputy.id}", "method": "action_reject", "reason": "x"}
            )

    def test_dialog_shows_nothing_to_who_may_not_read_the_document(self):
        contract = self.submitted()
        with self.assertRaises(AccessError):
            contract.with_user(self.users["marketing"]).action_open_signing()
        with self.assertRaises(AccessError):
            self.env["sales.manual.sign"].with_user(self.users["marketing"]).create(
                {"document_ref": f"{contract._name},{contract.id}"}
            )

    def test_reason_dialog_gives_no_right(self):
        contract = self.submitted()
        dialog = (
            self.env["sales.manual.reason"]
            .with_user(self.users["marketing"])
            .create({"document_ref": f"{contract._name},{contract.id}", "method": "action_reject", "reason": "x"})
        )
        with self.assertRaises(AccessError):
            dialog.action_confirm()

    def test_every_post_opens_the_lists(self):
        """Sign-offs and steps are shown with the names of their documents to whoever sees them, without a refusal."""
        notice = self.make_notice(self.confirmed_order())
        self.sign_notice(notice, until="accounting")
        self.submitted()
        for user in self.users.values():
            for model in ("sales.manual.signoff", "sales.manual.signoff.step", "sales.manual.seal"):
                records = self.env[model].with_user(user)
                view = records.get_views([(False, "list"), (False, "kanban"), (False, "search")])
                names = [name for name in view["models"][model]["fields"] if name in records._fields]
                records.search([]).read(names)
        accountant = self.env["sales.manual.signoff.step"].with_user(self.users["sales_accountant"])
        self.assertEqual(
            accountant.search([("is_waiting_for_me", "=", True)]).notice_id, notice.with_user(accountant.env.user)
        )
        action = accountant.search([("is_waiting_for_me", "=", True)])[0].action_open_signing()
        self.assertEqual(action["res_model"], "sales.manual.sign")

    def test_number_of_queries_does_not_grow_with_the_list(self):
        for _time in range(6):
            self.submitted()
        steps = self.env["sales.manual.signoff.step"].with_user(self.deputy)
        names = [
            "document_name",
            "document_kind",
            "name",
            "post_names",
            "state",
            "ready_date",
            "is_waiting_for_me",
            "card_acts",
        ]
        found = steps.search([("state", "=", "ready")], order="id desc", limit=6)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.read(names)
            return self.cr.sql_log_count - before

        count(found)  # fills the caches of rights and languages
        self.assertLessEqual(count(found), count(found[:1]) + 2)
