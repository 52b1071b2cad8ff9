from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassNew(ClassesCommon):
    """An administrator adds a class entirely in the screens, and it is used the same day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env,
            login="test_class_administrator",
            groups="base.group_user,sales_manual_addon.group_configuration",
            company_id=cls.company.id,
        )

    def describe(self, **answers):
        """A class E as the administrator fills in its form."""
        posts = {
            name: self.env.ref(f"sales_manual_addon.post_{name}")
            for name in ("int_contract", "cmd_manager", "warehouse_statistician")
        }
        form = Form(self.env["sales.manual.notice.class"].with_user(self.administrator))
        form.code, form.name = "E", "Warranty replacement"
        for name, answer in {"is_sold": False, "is_counted": False, "is_reason_required": True, **answers}.items():
            form[name] = answer
        form.maker_post_ids.add(posts["int_contract"])
        for level, post in enumerate(("cmd_manager", "warehouse_statistician"), 1):
            with form.step_ids.new() as step:
                step.name, step.level = f"Step {level}", level
                step.post_ids.add(posts[post])
        with form.copy_ids.new() as copy:
            copy.number, copy.recipient = 1, "Contract post"
        return form.save()

    def test_described_and_used_the_same_day(self):
        notice_class = self.describe()
        self.assertEqual((notice_class.source, notice_class.is_available), ("notice", True))
        form = Form(self.env["sales.manual.notice"].with_user(self.maker))
        form.class_id = notice_class
        form.partner_id, form.warehouse_id, form.ship_date = self.foreign_customer, self.warehouse, self.today
        form.reason_kind, form.reason = "other", "Cell defect within the warranty"
        with form.line_ids.new() as line:
            line.product_id, line.pieces_qty = self.module_550, 2
        notice = form.save()
        notice.action_issue()
        self.assertRegex(notice.name, r"^E-\d{4}-00001$")
        notice.with_user(self.users["cmd_manager"]).action_sign()
        notice.with_user(self.users["warehouse_statistician"]).action_sign()
        notice = notice.with_env(self.env)
        self.ship(self.transfers(notice))
        self.assertEqual((notice.state, notice.cost_amount), ("shipped", 160))

    def test_from_orders_too(self):
        notice_class = self.describe(is_order_required=True)
        self.assertEqual(notice_class.source, "order")
        notice = self.make_notice(self.confirmed_order(), issue=False)
        notice.with_user(self.maker).write({"class_id": notice_class.id, "reason": "Broken glass"})
        notice.with_user(self.maker).action_issue()
        self.assertFalse(notice.reason_kind)

    def test_answers_that_do_not_fit(self):
        for answers in ({"is_sold": True}, {"is_delivery_made": False}, {"is_proforma_required": True}):
            with self.subTest(answers=answers), self.env.cr.savepoint() as savepoint:
                notice_class = self.describe(**answers)
                self.assertFalse(notice_class.is_available)
                with self.assertRaisesRegex(UserError, "does not fit together"), self.env.cr.savepoint():
                    self.free_notice(class_id=notice_class.id)
                savepoint.rollback()

    def test_what_a_class_in_use_is_made_from_stays(self):
        self.free_notice(issue=False)
        with self.assertRaisesRegex(UserError, "describe another class"):
            self.class_c.with_user(self.administrator).write({"is_order_required": True})

    def test_proposed_for_orders_is_none_without(self):
        self.describe(market="international").sequence = 1
        self.assertEqual(self.env["sales.manual.notice.class"]._for_market(self.company, "international").code, "A")

    def test_a_step_with_the_makers_own_post(self):
        """The other holder signs; the maker never."""
        notice_class = self.describe()
        notice_class.with_user(self.administrator).step_ids[0].post_ids = [
            Command.set(self.env.ref("sales_manual_addon.post_int_contract").ids)
        ]
        notice = self.free_notice(class_id=notice_class.id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.with_user(self.maker).action_sign()
        notice.with_user(self.users["int_contract_2"]).action_sign()
