"""Papers that come with a mail are filed from it: what is proposed, what is filed, what is refused (INT-19)."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .documents_common import DocumentsCase


@tagged("post_install", "-at_install")
class TestFiling(DocumentsCase):
    def mail(self, record, *names):
        """A mail on ``record`` with files of these names, each with a content of its own."""
        files = [(name, f"content of {name}".encode()) for name in names]
        return record.message_post(body="Papers", message_type="email", attachments=files)

    def dialog(self, record, user="int_clerk"):
        action = self.env["sales.manual.paper.filing"].with_user(self.users[user])._open(
            record.with_user(self.users[user])
        )
        return self.env[action["res_model"]].with_user(self.users[user]).browse(action["res_id"])

    def line(self, dialog, name):
        return dialog.line_ids.filtered(lambda line: line.file_name == name)

    def notice(self):
        return self.released_notice(self.confirmed_order(10))

    def test_proposed_by_the_names_of_the_files(self):
        notice = self.notice()
        self.mail(
            notice, "BL_ESLU260410.pdf", "packing-list.xlsx", "原产地证 3.pdf", "Commercial invoice 1.pdf",
            "commercial invoice 2.pdf", "image001.png",
        )  # fmt: skip
        self.env["res.lang"]._activate_lang("zh_CN")
        self.kind("origin").with_context(lang="zh_CN").name = "原产地证"
        dialog = self.dialog(notice)
        self.assertEqual(len(dialog.line_ids), 6)
        for name, code in (("BL_ESLU260410.pdf", "bl"), ("packing-list.xlsx", "packing"), ("原产地证 3.pdf", "origin")):
            self.assertEqual(self.line(dialog, name).document_id, self.row(notice, code), name)
        for name in ("Commercial invoice 1.pdf", "commercial invoice 2.pdf", "image001.png"):
            self.assertFalse(self.line(dialog, name).document_id, f"{name}: not one alone")

    def test_filed_with_number_and_date_and_left_at_the_message(self):
        notice = self.notice()
        message = self.mail(notice, "bl.pdf", "terms.pdf", "logo.png")
        dialog = self.dialog(notice)
        form = Form(dialog)
        with form.line_ids.edit(dialog.line_ids.ids.index(self.line(dialog, "bl.pdf").id)) as line:
            self.assertEqual(line.document_id, self.row(notice, "bl"))
            line.number, line.date = "ESLU1", self.today
        with form.line_ids.edit(dialog.line_ids.ids.index(self.line(dialog, "terms.pdf").id)) as line:
            line.kind_id = self.kind("correspondence")
        form.save().action_file()
        row = self.row(notice, "bl")
        self.assertEqual((row.state, row.number, row.date, row.file_name), ("present", "ESLU1", self.today, "bl.pdf"))
        self.assertEqual(base64.b64decode(row.file), b"content of bl.pdf")
        letter = self.row(notice, "correspondence")
        self.assertEqual((letter.file_name, letter.partner_id), ("terms.pdf", notice.partner_id))
        self.assertEqual(len(message.attachment_ids), 3)
        self.assertEqual(self.dialog(notice).line_ids.file_name, "logo.png", "what is on file is not asked again")

    def test_a_paper_without_its_scan_waits_for_it(self):
        notice = self.notice()
        self.say(self.row(notice, "bl"))
        self.mail(notice, "BL.pdf")
        dialog = self.dialog(notice)
        self.assertEqual((dialog.line_ids.document_id, dialog.line_ids.number), (self.row(notice, "bl"), "bl-1"))
        dialog.action_file()
        self.assertTrue(self.row(notice, "bl").has_file)
        self.mail(notice, "BL final.pdf")
        dialog = self.dialog(notice)
        self.assertFalse(dialog.line_ids.document_id | dialog.waiting_ids.filtered("has_file"))
        self.assertFalse(dialog.line_ids.kind_id, "there is one already")

    def test_from_contract_vessel_and_customer(self):
        notice = self.notice()
        contract, customer = notice.contract_id, notice.partner_id
        self.mail(contract, "signed contract.pdf")
        dialog = self.dialog(contract)
        self.assertEqual(dialog.line_ids.document_id.kind_id, self.kind("contract"))
        dialog.action_file()
        self.assertEqual(dialog.line_ids.document_id.state, "present")
        booking = self.book()
        self.put_on(booking, notice.line_ids)
        self.mail(booking, "bl.pdf")
        dialog = self.dialog(booking, "import_export")
        self.assertEqual(dialog.line_ids.document_id, self.row(notice, "bl"), "the papers of what is on board")
        self.mail(customer, "Non-disclosure agreement.pdf", "fax.pdf")
        dialog = self.dialog(customer)
        self.assertEqual(self.line(dialog, "Non-disclosure agreement.pdf").kind_id, self.kind("non_disclosure"))
        dialog.action_file()
        filed = self.env["sales.manual.document"].search([("partner_id", "=", customer.id), ("has_file", "=", True)])
        self.assertEqual(filed.kind_id, self.kind("non_disclosure") | self.kind("contract"))
        fax = self.line(self.dialog(customer), "fax.pdf")
        fax.kind_id = self.kind("packing")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            fax.dialog_id.action_file()

    def test_from_the_list_of_the_set(self):
        notice = self.notice()
        self.mail(notice, "bl.pdf")
        documents = self.env["sales.manual.document"].with_user(self.users["int_clerk"])
        self.env.ref("sales_manual_addon.action_file_papers_notice").with_user(self.users["int_clerk"]).with_context(
            active_model=notice._name, active_id=notice.id, active_ids=notice.ids
        ).run()
        opened = documents.with_context(default_notice_id=notice.id).action_file_papers()
        self.assertEqual(opened["res_model"], "sales.manual.paper.filing")
        self.assertTrue(notice.document_ids.with_env(documents.env).action_file_papers())
        with self.refused("papers of one shipment", UserError):
            (notice | self.notice()).document_ids.filtered("notice_id").with_env(documents.env)[:0].action_file_papers()
        with self.refused("no file came", UserError):
            self.dialog(notice.contract_id)

    def test_nothing_chosen_and_one_paper_twice(self):
        notice = self.notice()
        self.mail(notice, "a.pdf", "b.pdf")
        dialog = self.dialog(notice)
        with self.refused("at least one file", UserError):
            dialog.action_file()
        dialog.line_ids.document_id = self.row(notice, "bl")
        with self.refused("has its file already", UserError):
            dialog.action_file()
        self.assertFalse(self.row(notice, "bl").has_file)

    def test_who_files(self):
        notice = self.notice()
        self.mail(notice, "bl.pdf")
        for post in ("dom_clerk", "int_salesperson_2", "gm", "auditor", "dispatcher"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.cr.savepoint():
                self.dialog(notice, post)
        dialog = self.dialog(notice)
        for post in ("import_export", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.cr.savepoint():
                dialog.with_user(self.users[post]).action_file()

    def test_no_file_of_another_record(self):
        """A client that makes its own dialog or lines gets no file that the record's messages did not bring."""
        notice, other = self.notice(), self.effective_contract("domestic")
        self.mail(notice, "bl.pdf")
        foreign = self.mail(other, "secret.pdf").attachment_ids
        loose = self.env["ir.attachment"].create({"name": "loose.pdf", "raw": b"loose"})
        dialog = self.dialog(notice)
        clerk = dialog.env
        for attachment in (foreign, loose, self.mail(notice.contract_id, "other.pdf").attachment_ids):
            values = {"attachment_id": attachment.id, "kind_id": self.kind("correspondence").id}
            for attempt in (
                lambda values=values: dialog.write({"line_ids": [Command.create(values)]}),
                lambda values=values: dialog.line_ids.write({"attachment_id": values["attachment_id"]}),
                lambda values=values: clerk["sales.manual.paper.filing.line"].create(
                    {**values, "dialog_id": dialog.id}
                ),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    attempt()
            # past the dialog's own guard
            line = dialog.line_ids.sudo()._passed()
            with self.refused("is on file already or not in its messages", UserError):
                line.attachment_id = attachment
                dialog.action_file()
        with self.assertRaises(AccessError), self.cr.savepoint():
            clerk["sales.manual.paper.filing"].create({"record_ref": f"{other._name},{other.id}"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            dialog.record_ref = f"{other._name},{other.id}"

    def test_no_paper_of_another_shipment(self):
        notice, other = self.notice(), self.notice()
        self.mail(notice, "a.pdf")
        dialog = self.dialog(notice)
        dialog.line_ids.document_id = self.row(other, "bl")
        with self.refused("is not one of", UserError):
            dialog.action_file()

    def test_a_file_that_a_message_only_shows_stays_where_it_belongs(self):
        notice, contract = self.notice(), self.effective_contract("international")
        foreign = self.mail(contract, "theirs.pdf").attachment_ids
        message = self.mail(notice, "mine.pdf")
        message.sudo().attachment_ids += foreign
        self.assertEqual(self.dialog(notice).line_ids.mapped("file_name"), ["mine.pdf"])

    def test_number_of_a_posted_invoice_is_its_own(self):
        notice = self.notice()
        self.ship(notice.line_ids.order_line_id.move_ids.picking_id, 10)
        move = notice.line_ids.order_line_id.order_id.with_user(self.users["sales_accountant"])._create_invoices()
        move.action_post()
        self.mail(notice, "commercial invoice.pdf")
        dialog = self.dialog(notice)
        self.assertEqual(dialog.line_ids.document_id.move_id.id, move.id)
        dialog.action_file()
        self.assertEqual((self.row(notice, "invoice").number, self.row(notice, "invoice").has_file), (move.name, True))

    def test_many_attachments(self):
        notice = self.notice()
        counts = []
        for size in (5, 40):
            self.mail(notice, *(f"scan {size} {number}.pdf" for number in range(size)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.env["sales.manual.document"].with_user(self.users["int_clerk"])._attachments_to_file(notice)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(found), 45)
        self.assertLessEqual(counts[1], counts[0])
        dialog = self.dialog(notice)
        dialog.line_ids.kind_id = self.kind("correspondence")
        dialog.action_file()
        self.assertEqual(len(notice.document_ids.filtered("has_file")), 45)
