import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .documents_common import DocumentsCase


@tagged("post_install", "-at_install")
class TestCabinet(DocumentsCase):
    """A customer's papers, found by contract, kind and date, with where the original is (INT-19, INT-25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.contract = case.effective_contract("international")

    def signed_copy(self):
        return self.env["sales.manual.document"].search([("contract_id", "=", self.contract.id)])

    def test_contract_in_force_waits_for_its_signed_copy(self):
        row = self.signed_copy()
        self.assertEqual((row.kind_id, row.number, row.state), (self.kind("contract"), self.contract.name, "missing"))
        keeper = row.with_user(self.users["archivist"])
        keeper.write({"file": base64.b64encode(b"scan"), "file_name": "contract.pdf"})
        self.assertEqual(row.state, "present")
        keeper.write({"original_place": "Administration, cabinet 3", "original_date": self.today})
        self.assertEqual(row.original_place, "Administration, cabinet 3")

    def test_a_draft_waits_for_nothing(self):
        draft = self.make_contract("international")
        self.assertFalse(self.env["sales.manual.document"].search([("contract_id", "=", draft.id)]))

    def test_agreement_of_the_customer(self):
        values = {"kind_id": self.kind("non_disclosure").id, "partner_id": self.foreign_customer.id, "number": "NDA1"}
        row = self.env["sales.manual.document"].with_user(self.users["int_manager"]).create(values)
        self.assertEqual(row.state, "missing", "it needs its file")
        self.assertFalse(row.contract_id)

    def test_papers_name_what_they_are_of(self):
        documents = self.env["sales.manual.document"].with_user(self.users["int_clerk"])
        for values in (
            {"kind_id": self.kind("packing").id, "partner_id": self.foreign_customer.id},
            {"kind_id": self.kind("contract").id, "partner_id": self.foreign_customer.id},
            {"kind_id": self.kind("correspondence").id},
            {"kind_id": self.kind("contract").id, "contract_id": self.contract.id, "partner_id": self.customer.id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.cr.savepoint():
                documents.create(values)

    def test_a_paper_stays_where_it_was_filed(self):
        row = self.signed_copy().with_user(self.users["int_clerk"])
        other = self.effective_contract("international")
        for vals in ({"contract_id": other.id}, {"kind_id": self.kind("correspondence").id}):
            with self.refused("cannot change", UserError):
                row.write(vals)

    def test_only_ones_own_mistake_is_deleted(self):
        documents = self.env["sales.manual.document"]
        row = documents.with_user(self.users["int_clerk"]).create(
            {
                "kind_id": self.kind("correspondence").id,
                "contract_id": self.contract.id,
                "number": "Fax 1",
                "date": self.today,
            }
        )
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.with_user(self.users["int_contract"]).unlink()
        row.unlink()
        self.assertFalse(row.exists())

    def test_on_the_customer(self):
        self.released_notice(self.make_orders(self.decompose(self.contract)))
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.foreign_customer.id})
        self.env["sales.manual.document"].with_user(self.users["int_salesperson"]).create(
            {"kind_id": self.kind("correspondence").id, "partner_id": office.id, "number": "L1", "date": self.today}
        )
        customer = self.foreign_customer.with_user(self.users["int_clerk"])
        found = self.env["sales.manual.document"].with_user(self.users["int_clerk"])
        found = found.search(customer.action_open_filed_documents()["domain"])
        self.assertEqual(customer.filed_document_count, len(found))
        self.assertIn("L1", found.mapped("number"))
        self.assertLessEqual(
            {"contract", "correspondence", "invoice", "packing", "bl", "origin", "customs"},
            set(found.kind_id.mapped("code")),
        )

    def test_mails_on_the_customers_documents(self):
        clerk = self.users["int_clerk"]
        self.contract.message_post(body="Please <b>hurry</b>", subject="Delivery", message_type="email")
        other = self.effective_contract("domestic")
        other.message_post(body="Another customer's", subject="Other", message_type="email")
        domain = self.foreign_customer.with_user(clerk).action_open_filed_mails()["domain"]
        found = self.env["mail.message"].with_user(clerk).search(domain)
        self.assertIn("Delivery", found.mapped("subject"))
        self.assertNotIn("Other", found.mapped("subject"))
        foreign = self.env["mail.message"].with_user(self.users["dom_clerk"])
        domain = self.foreign_customer.with_user(self.users["dom_clerk"]).action_open_filed_mails()["domain"]
        self.assertNotIn("Delivery", foreign.search(domain).mapped("subject"))

    def test_seen_by_the_customers_people_alone(self):
        row = self.signed_copy()
        row.file = base64.b64encode(b"secret")
        seen = {
            post
            for post, user in self.users.items()
            if self.env["sales.manual.document"].with_user(user).search_count([("id", "=", row.id)])
        }
        self.assertLessEqual({"int_salesperson", "int_clerk", "int_contract", "archivist", "gm", "auditor"}, seen)
        self.assertFalse(
            seen & {"dom_clerk", "dom_contract", "int_salesperson_2", "dispatcher", "warehouse_statistician"}
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id), ("res_field", "=", "file")]
        )
        self.assertTrue(attachment.with_user(self.users["int_clerk"]).raw)
        with self.assertRaises(AccessError):
            attachment.with_user(self.users["dom_clerk"]).read(["raw"])

    def test_advance_invoice_is_filed_of_its_contract(self):
        orders = self.make_orders(self.decompose(self.contract))
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=orders.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
        move = orders.invoice_ids
        move.action_post()
        row = self.env["sales.manual.document"].search([("move_id", "=", move.id)])
        self.assertEqual((row.contract_id, row.notice_id.id, row.state), (self.contract, False, "present"))
        # its form counts payments, which salespeople do not read
        shown = move.with_user(self.contract.user_id).with_context(form_view_ref="account.view_move_form")
        self.assertFalse(shown.env["account.payment"].has_access("read"))
        self.assertEqual(Form(shown).payment_state, "not_paid")

    def test_other_invoices_are_let_alone(self):
        before = self.env["sales.manual.document"].search_count([])
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"name": "Ordinary", "price_unit": 5})],
            }
        )
        move.action_post()
        self.assertEqual(self.env["sales.manual.document"].search_count([]), before)
