"""Beside base_user_role: a role gives posts and takes them away, with all that they bring."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.sales_manual_addon.tests.common import POSTS, SalesManualCommon


@tagged("post_install", "-at_install")
class TestBesideUserRole(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, login="beside_role", groups="base.group_user", name="Beside role")
        cls.ours = cls.env["res.groups"].browse(
            cls.env["ir.model.data"].search([("module", "=", "sales_manual_addon"), ("model", "=", "res.groups")])
            .mapped("res_id")
        )

    def role(self, *posts):
        groups = self.env["res.groups"].union(*(self.env.ref(f"sales_manual_addon.post_{post}") for post in posts))
        return self.env["res.users.role"].create(
            {"name": " ".join(posts), "implied_ids": [Command.set((groups | self.env.ref("base.group_user")).ids)]}
        )

    def give(self, role, **values):
        return self.env["res.users.role.line"].create({"role_id": role.id, "user_id": self.user.id, **values})

    def sync(self):
        self.env["res.users.role"].cron_update_users()
        self.env.invalidate_all()

    def held(self, user):
        return user.all_group_ids & self.ours

    def test_a_role_gives_what_the_post_gives_and_takes_it_all(self):
        for post in POSTS:
            line = self.give(self.role(post))
            self.sync()
            with self.subTest(post=post):
                self.assertTrue(self.user.has_group(f"sales_manual_addon.post_{post}"))
                self.assertEqual(self.held(self.user), self.held(self.users[post]))
            line.unlink()
            with self.subTest(post=post, lost=True):
                self.assertFalse(self.held(self.user))

    def test_of_two_roles_what_the_other_gives_stays(self):
        self.give(self.role("int_contract"))
        line = self.give(self.role("import_export", "marketing"))
        self.sync()
        line.unlink()
        self.assertEqual(self.held(self.user), self.held(self.users["int_contract"]))

    def test_a_role_signs_while_it_lasts(self):
        order = self.confirmed_order()
        notice = self.make_notice(order)
        notice.with_user(self.contract_post(notice, second=True)).action_sign()
        with self.assertRaises(AccessError):
            notice.with_user(self.user).action_sign()
        today = fields.Date.today()
        line = self.give(self.role("warehouse_statistician"), date_to=today)
        self.sync()
        line.date_to = today - timedelta(days=1)
        self.sync()
        with self.assertRaises(AccessError):
            notice.with_user(self.user).action_sign()
        line.date_to = today
        self.sync()
        notice.with_user(self.user).action_sign()
        self.assertEqual(notice.signoff_ids[-1].user_id, self.user)
        line.unlink()
        self.env.flush_all()
        self.assertFalse(notice._signoff_verify(), "what was signed stays signed")

    def test_a_role_of_posts_that_must_be_apart_gives_none_of_them(self):
        with self.assertRaisesRegex(ValidationError, "both .* must be apart"), self.env.cr.savepoint():
            self.give(self.role("int_contract", "warehouse_statistician"))
            self.sync()
        self.assertFalse(self.held(self.user))
