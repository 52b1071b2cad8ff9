from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .classes_common import ClassesCommon


class CustomsCase(ClassesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.class_d = cls.env.ref("sales_manual_addon.notice_class_d")
        cls.specialist = cls.users["import_export"]
        cls.accountant = cls.users["sales_accountant"]

    def proforma(self, issue=True, user=None, **values):
        """A pro forma invoice over 10 modules at 100, by import/export."""
        proforma = (
            self.env["sales.manual.proforma"]
            .with_user(user or self.specialist)
            .create(
                {
                    "partner_id": self.foreign_customer.id,
                    "currency_id": self.usd.id,
                    "line_ids": [
                        Command.create({"product_id": self.module_550.id, "pieces_qty": 10, "price_unit": 100})
                    ],
                    **values,
                }
            )
        )
        if issue:
            proforma.action_issue()
        return proforma.with_env(self.env)

    def notice_of(self, proforma, issue=True):
        action = proforma.with_user(self.maker).action_make_notice()
        notice = self.env["sales.manual.notice"].browse(action["res_id"])
        if issue:
            notice.with_user(self.maker).action_issue()
        return notice

    def declaration(self, **values):
        notice = self.sign_free(self.notice_of(self.proforma(**values)))
        self.assertEqual(notice.state, "released")
        return notice.declaration_id


@tagged("post_install", "-at_install")
class TestClassCustoms(CustomsCase):
    """Class D: from import/export's pro forma through the signatures to accounting for customs (CMD-8)."""

    def test_from_the_contract_to_the_check_off(self):
        contract = self.effective_contract(lines=[{"entered_qty": 20, "price_basis": "piece", "price_per_piece": 90}])
        batches = self.decompose(contract, [8, 12])
        specialist = self.env["sales.manual.proforma"].with_user(self.specialist)
        proforma = specialist.create(
            {"partner_id": contract.partner_id.id, "contract_id": contract.id, "currency_id": contract.currency_id.id}
        )
        proforma.action_fill()
        self.assertEqual((proforma.pieces_qty, proforma.amount), (20, 1800))
        proforma.batch_ids = batches[0]
        proforma.action_fill()
        self.assertEqual((proforma.pieces_qty, proforma.amount), (8, 720))
        proforma.action_issue()
        self.assertRegex(proforma.name, r"^PI-\d{4}-00001$")
        notice = self.notice_of(proforma.with_env(self.env))
        self.assertRegex(notice.name, r"^D-\d{4}-00001$")
        self.assertEqual((notice.amount, notice.contract_id), (720, contract))
        self.sign_free(notice)
        self.assertEqual(notice.state, "released")
        self.assertFalse(self.transfers(notice))
        declaration = notice.declaration_id
        self.assertEqual((declaration.state, declaration.amount), ("open", 720))
        declaration.with_user(self.specialist).write({"name": "2233202600001", "date": self.today})
        self.assertEqual((declaration.state, declaration.declared_by_id), ("declared", self.specialist))
        declaration.with_user(self.accountant).action_check_off()
        self.assertEqual((declaration.state, notice.state), ("checked_off", "shipped"))

    def test_list_of_what_is_not_closed(self):
        domain = [("state", "!=", "checked_off")]
        before = self.env["sales.manual.declaration"].search_count(domain)
        declaration = self.declaration()
        self.assertEqual(self.env["sales.manual.declaration"].search_count(domain), before + 1)
        declaration.with_user(self.specialist).write({"name": "1", "date": self.today})
        self.assertEqual(self.env["sales.manual.declaration"].search_count(domain), before + 1)
        declaration.with_user(self.accountant).action_check_off()
        self.assertEqual(self.env["sales.manual.declaration"].search_count(domain), before)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            declaration.with_user(self.accountant).action_reopen(" ")
        declaration.with_user(self.accountant).action_reopen("Wrong number")
        self.assertEqual((declaration.state, declaration.notice_id.state), ("declared", "released"))

    def test_who_may_what(self):
        for post in ("int_contract", "sales_accountant", "int_salesperson", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.proforma(user=self.users[post])
        proforma = self.proforma(issue=False)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            proforma.with_user(self.users["int_contract"]).action_issue()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            # what is prepared is import/export's alone
            proforma.with_user(self.users["int_contract"]).check_access("read")
        proforma.with_user(self.specialist).action_issue()
        self.assertTrue(proforma.with_user(self.users["int_contract"]).name)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            proforma.with_user(self.specialist).action_make_notice()
        declaration = self.declaration()
        for post in ("int_contract", "warehouse_statistician", "auditor"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                declaration.with_user(self.users[post]).write({"name": "1", "date": self.today})
        declaration.with_user(self.accountant).write({"name": "1", "date": self.today})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            declaration.with_user(self.specialist).action_check_off()
        with self.assertRaisesRegex(UserError, "somebody else"), self.env.cr.savepoint():
            declaration.with_user(self.accountant).action_check_off()
        for values in ({"state": "checked_off"}, {"checked_off_date": self.today}, {"declared_by_id": False}):
            with self.subTest(values=values), self.assertRaises(AccessError), self.env.cr.savepoint():
                declaration.with_user(self.accountant).write(values)

    def test_no_more_than_the_proforma_says(self):
        proforma = self.proforma()
        first = self.notice_of(proforma, issue=False)
        first.with_user(self.maker).line_ids.pieces_qty = 6
        first.with_user(self.maker).action_issue()
        second = self.notice_of(proforma, issue=False)
        self.assertEqual((second.pieces_qty, second.amount), (4, 400))
        second.with_user(self.maker).line_ids.pieces_qty = 5
        with self.assertRaisesRegex(UserError, "11 pieces on notices for customs, 10 on"), self.env.cr.savepoint():
            second.with_user(self.maker).action_issue()
        second.with_user(self.maker).line_ids.pieces_qty = 4
        second.with_user(self.maker).action_issue()
        with self.assertRaisesRegex(UserError, "on a notice already"):
            self.notice_of(proforma)

    def test_bad_input(self):
        proforma = self.proforma()
        for values, said in (
            ({"partner_id": self.customer.id}, "another customer"),
            ({"line_ids": [Command.create({"product_id": self.module_220.id, "pieces_qty": 1})]}, "not one of"),
            ({"line_ids": [Command.clear()]}, "no lines"),
            ({"proforma_id": False}, "Choose the pro forma|not one of"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
                notice = self.notice_of(proforma, issue=False).with_user(self.maker)
                notice.write(values)
                notice.action_issue()
        for values in ({"pieces_qty": 0}, {"pieces_qty": -1}, {"pieces_qty": 1.5}, {"price_unit": -1},
                       {"price_unit": float("nan")}, {"pieces_qty": 10**12}):  # fmt: skip
            line = {"product_id": self.module_550.id, "pieces_qty": 1, "price_unit": 1, **values}
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.proforma(line_ids=[Command.create(line)])
        with self.assertRaisesRegex(UserError, "no goods of any value"), self.env.cr.savepoint():
            self.proforma(line_ids=[])
        with self.assertRaisesRegex(UserError, "Choose the contract"), self.env.cr.savepoint():
            self.proforma(issue=False).with_user(self.specialist).action_fill()

    def test_issued_stays(self):
        proforma = self.proforma()
        for act in (
            lambda p: p.write({"note": "CIF"}),
            lambda p: p.line_ids.write({"price_unit": 1}),
            lambda p: p.line_ids.unlink(),
            lambda p: p.line_ids.copy(),
            lambda p: p.unlink(),
            lambda p: p.action_fill(),
            lambda p: p.action_issue(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act(proforma.with_user(self.specialist))
        for values in ({"state": "draft"}, {"name": "PI-1"}, {"amount": 1}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                proforma.with_user(self.specialist).write(values)

    def test_void(self):
        proforma = self.proforma()
        notice = self.notice_of(proforma)
        with self.assertRaisesRegex(UserError, "rests on it"), self.env.cr.savepoint():
            proforma.with_user(self.specialist).action_void("Wrong price")
        self.sign_free(notice)
        declaration = notice.declaration_id
        declaration.with_user(self.specialist).write({"name": "1", "date": self.today})
        with self.assertRaisesRegex(UserError, "declared to customs under 1"), self.env.cr.savepoint():
            notice.with_user(self.maker).action_void("Wrong price")
        declaration.with_user(self.specialist).write({"name": False, "date": False})
        notice.with_user(self.maker).action_void("Wrong price")
        self.assertFalse(declaration.exists())
        proforma.with_user(self.specialist).action_void("Wrong price")
        self.assertEqual(proforma.state, "void")

    def test_declaration_says_both_or_neither(self):
        declaration = self.declaration().with_user(self.specialist)
        for values in (
            {"name": "1"},
            {"date": self.today},
            {"name": "1", "date": fields.Date.add(self.today, days=2)},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                declaration.write(values)
        with self.assertRaisesRegex(UserError, "number and date"), self.env.cr.savepoint():
            declaration.with_user(self.accountant).action_check_off()
        declaration.write({"name": " 77 ", "date": self.today})
        self.assertEqual(declaration.name, "77")
        declaration.with_user(self.accountant).action_check_off()
        with self.assertRaisesRegex(UserError, "stays"), self.env.cr.savepoint():
            declaration.write({"name": "78"})

    def test_another_companys_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other company"})
        proforma = self.proforma()
        self.specialist.write({"company_ids": [Command.link(other.id)], "company_id": other.id})
        found = self.env["sales.manual.proforma"].with_user(self.specialist).with_company(other)
        self.assertNotIn(proforma, found.with_context(allowed_company_ids=other.ids).search([]))

    def test_printed_in_both_languages(self):
        proforma = self.proforma()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("sales_manual_addon.report_proforma", proforma.ids)[0]
            .decode()
        )
        for text in ("Pro Forma Invoice 形式发票", proforma.name, "1,000.00", "Test module 550"):
            self.assertIn(text, html)
        proforma.with_user(self.maker).action_print()
        self.assertEqual(proforma.print_count, 1)
