from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassDueBack(ClassesCommon):
    """Samples and goods for certification that come back: date, reminder, ledger per customer and keeper (CMD-7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.env["res.partner"].create({"name": "Messe keeper"})

    def lent(self, pieces=4, days=5, shipped=True, **values):
        notice = self.released_free(
            pieces, due_back_date=fields.Date.add(self.today, days=days), keeper_id=self.keeper.id, **values
        )
        if shipped:
            self.ship(self.transfers(notice))
        return notice

    def ledger(self, user=None):
        action = self.env.ref("sales_manual_addon.sales_manual_due_back_action")._get_action_dict()
        lines = self.env["sales.manual.notice.line"].with_user(user or self.maker)
        domain = [("notice_id.due_back_date", "!=", False), ("shipped_qty", ">", 0), ("out_qty", ">", 0)]
        self.assertTrue(action["domain"])
        return {
            (partner, keeper): pieces
            for partner, keeper, pieces in lines._read_group(domain, ["partner_id", "keeper_id"], ["out_qty:sum"])
            if keeper == self.keeper
        }

    def test_ledger_per_customer_and_keeper(self):
        self.assertEqual(self.ledger(), {})
        self.lent(shipped=False)
        self.assertEqual(self.ledger(), {})
        first = self.lent(4)
        self.lent(3)
        self.lent(2, partner_id=self.customer.id)
        self.assertEqual(self.ledger(), {(self.foreign_customer, self.keeper): 7, (self.customer, self.keeper): 2})
        self.take_back(self.transfers(first), 3)
        self.assertEqual(self.ledger()[self.foreign_customer, self.keeper], 4)
        self.assertEqual(first.delivery_ids.filtered(lambda d: d.kind == "return").pieces_qty, 3)
        for post in ("cmd_manager", "auditor", "warehouse_statistician"):
            self.assertEqual(len(self.ledger(self.users[post])), 2, post)
        self.assertFalse(self.ledger(self.users["int_salesperson"]))

    def test_what_stays_is_on_no_ledger(self):
        notice = self.released_free()
        self.ship(self.transfers(notice))
        self.assertEqual((notice.out_qty, self.ledger()), (2, {}))
        self.assertNotIn(notice, self.env["sales.manual.notice"].search([("due_back_date", "<", "today")]))

    def test_reminded_once_until_all_is_back(self):
        notice, late, far = self.lent(days=5), self.lent(days=0), self.lent(days=30)
        for _day in range(2):
            self.env["sales.manual.notice"]._remind_due_back()
        for reminded in (notice, late):
            self.assertEqual(reminded.activity_ids.user_id, self.maker)
            self.assertEqual(reminded.activity_ids.date_deadline, reminded.due_back_date)
        self.assertFalse(far.activity_ids)
        self.take_back(self.transfers(notice), 4)
        self.assertFalse(notice.activity_ids)

    def test_another_maker_is_reminded_where_the_first_has_left(self):
        notice = self.lent()
        self.maker.active = False
        self.env["sales.manual.notice"]._remind_due_back()
        user = notice.activity_ids.user_id
        self.assertTrue(user.active and self.class_c._is_maker(user))
        self.assertTrue(notice.with_user(user).has_access("read"))

    def test_given_up_by_whoever_approves_the_reason(self):
        notice = self.lent()
        self.env["sales.manual.notice"]._remind_due_back()
        self.take_back(self.transfers(notice), 1)
        for post in ("int_contract", "gm", "warehouse_statistician"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                notice.with_user(self.users[post]).action_give_up("Broken")
        manager = notice.with_user(self.users["cmd_manager"])
        self.assertTrue(manager.can_give_up)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            manager.action_give_up(" ")
        manager.action_give_up("Broken at the fair")
        self.assertEqual((notice.out_qty, notice.line_ids.kept_qty), (0, 3))
        self.assertFalse(notice.activity_ids)
        self.assertIn("Broken at the fair", str(notice.message_ids[0].body))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            manager.action_give_up("Again")

    def test_on_the_desk(self):
        late = self.lent(days=0)
        self.env.cr.execute("UPDATE sales_manual_notice SET due_back_date = due_back_date - 1 WHERE id = %s", [late.id])
        line = self.env.ref("sales_manual_addon.desk_due_back_main")
        found = self.env["sales.manual.notice"].with_user(self.maker).search(line._domain())
        self.assertIn(late, found)
