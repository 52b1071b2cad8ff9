from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import migration
from .test_class_customs import CustomsCase
from .vessel_common import VesselMixin


@tagged("post_install", "-at_install")
class TestDocumentsOfClasses(VesselMixin, CustomsCase):
    """Documents of notices without a contract: what their class wants (INT-19, CMD-7, CMD-8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.foreign_customer.country_id = cls.env.ref("base.de")

    def codes(self, shipment):
        return set(shipment.with_env(self.env).document_ids.kind_id.mapped("code"))

    def customs_row(self, notice):
        return notice.document_ids.filtered(lambda row: row.kind_id.code == "customs")

    def test_goods_not_sold_abroad_and_at_home(self):
        abroad = self.released_free()
        self.assertEqual(self.codes(abroad), {"invoice", "packing", "customs"})
        self.assertEqual(set(abroad.document_ids.mapped("state")), {"missing"})
        self.assertEqual(abroad.document_ids.partner_id, self.foreign_customer)
        customer = self.foreign_customer.copy({"country_id": self.env.ref("base.cn").id})
        home = self.released_free(partner_id=customer.id)
        self.assertEqual(self.codes(home), {"packing"})
        self.assertEqual(home.document_ids.user_id, self.maker, "nobody else sells to this customer")

    def test_an_administrator_names_the_documents(self):
        administrator = new_test_user(
            self.env, "test_configurator", groups="base.group_user,sales_manual_addon.group_configuration"
        )
        kinds = self.env.ref("sales_manual_addon.document_kind_quality")
        kinds |= self.env.ref("sales_manual_addon.document_kind_insurance")
        self.class_c.with_user(administrator).write(
            {"document_kind_ids": [Command.set(kinds.ids)], "abroad_kind_ids": [Command.clear()]}
        )
        cif = self.env.ref("account.incoterm_CIF").id
        self.assertEqual(self.codes(self.released_free()), {"quality"}, "an insurance is of CIF and CIP alone")
        self.assertEqual(self.codes(self.released_free(incoterm_id=cif)), {"quality", "insurance"})
        for post in ("int_contract", "import_export", "int_clerk", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.class_c.with_user(self.users[post]).document_kind_ids = [Command.clear()]

    def test_a_class_that_names_none_asks_the_contract(self):
        self.class_c.write({"document_kind_ids": [Command.clear()], "abroad_kind_ids": [Command.clear()]})
        self.assertFalse(self.released_free().document_ids)

    def test_a_class_that_names_documents_abroad_alone_wants_none_at_home(self):
        notice = self.released_notice(self.confirmed_order(10, "domestic"))
        self.assertTrue(notice._document_kinds()[notice], "what the contract wants, while the class names none")
        notice.class_id.abroad_kind_ids = self.env.ref("sales_manual_addon.document_kind_packing")
        self.assertFalse(notice._document_kinds()[notice])

    def test_a_declaration_is_entered_once(self):
        declaration = self.declaration()
        notice = declaration.notice_id
        self.assertEqual(self.codes(notice), {"invoice", "packing", "customs"}, "not what a contract's shipment wants")
        row = self.customs_row(notice)
        self.assertEqual((row.declaration_id, row.state), (declaration, "missing"))
        declaration.with_user(self.specialist).write({"name": "2233202600007", "date": self.today})
        self.assertEqual((row.number, row.date, row.state), ("2233202600007", self.today, "present"))
        keeper = row.with_user(self.specialist)
        keeper.write({"pieces_qty": notice.pieces_qty, "amount": notice.amount, "gross_kg": 10})
        for values in ({"number": "another"}, {"date": self.today}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "entered once"):
                keeper.write(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            keeper.declaration_id = False
        declaration.with_user(self.accountant).action_check_off()
        self.assertEqual(notice.state, "shipped")
        self.assertFalse(row.disagrees, "no goods leave by it, all of it is declared")
        declaration.with_user(self.accountant).action_reopen("Wrong number")
        declaration.with_user(self.specialist).write({"name": False, "date": False})
        self.assertEqual((row.number, row.state), (False, "missing"))
        notice.with_user(self.maker).action_void("Withdrawn")
        self.assertFalse(notice.document_ids)

    def test_by_sea_with_the_vessels_bill_of_lading(self):
        booking = self.book()
        notice = self.released_free()
        self.put_on(booking, notice.line_ids)
        self.assertNotIn("bl", self.codes(notice))
        self.loaded(booking)
        self.assertEqual(self.codes(booking), {"bl"})

    def test_what_was_under_way_before(self):
        declaration = self.declaration()
        notices = declaration.notice_id | self.released_free()
        notices.document_ids._passed().unlink()
        classes = notices.class_id
        classes.write({"document_kind_ids": [Command.clear()], "abroad_kind_ids": [Command.clear()]})
        origin = self.env.ref("sales_manual_addon.document_kind_origin")
        self.env["sales.manual.document"]._enter([{
            "kind_id": origin.id, "notice_id": notices[0].id, "company_id": self.company.id, "is_needed": True,
        }])  # fmt: skip
        script = migration("19.0.4.0.0", "post-documents")
        for _turn in range(2):  # it may be run again
            script.migrate(self.env.cr, "19.0.3.0.0")
            self.assertEqual(
                [self.codes(notice) for notice in notices],
                [{"invoice", "packing", "customs"}, {"invoice", "packing", "customs"}],
            )
            self.assertEqual(self.customs_row(notices[0]).declaration_id, declaration)
        own = self.env.ref("sales_manual_addon.document_kind_quality")
        classes.document_kind_ids = own
        script.migrate(self.env.cr, "19.0.3.0.0")
        self.assertEqual(classes.document_kind_ids, own, "what an administrator named stays")

    def test_statements_do_not_grow_with_notices(self):
        notices = self.env["sales.manual.notice"].union(*(self.released_free(1) for _number in range(8)))
        counts = []
        for many in (notices[:1], notices):
            many.document_ids._passed().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["sales.manual.document"]._make_sets(many)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(many.document_ids), 3 * len(many))
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
