"""Groups of posts and capabilities: one privilege each, given to nobody, none wider than itself (rule 9)."""

from odoo.tests import TransactionCase, new_test_user, tagged

from .common import POSTS

MODULE = "sales_manual_addon"


@tagged("post_install", "-at_install")
class TestPostGroups(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "res.groups")])
        groups = cls.env["res.groups"].browse(data.mapped("res_id"))
        posts = data.filtered(lambda row: row.name.startswith("post_")).mapped("res_id")
        cls.posts = groups.filtered(lambda group: group.id in posts)
        cls.capabilities = groups - cls.posts

    def test_one_privilege_for_each_post_with_that_group_alone(self):
        """A privilege is a single choice: a second group in it would be dropped when the user is saved."""
        self.assertEqual(len(self.posts), len(POSTS))
        self.assertEqual(len(self.posts.privilege_id), len(self.posts))
        for post in self.posts:
            self.assertEqual(post.privilege_id.group_ids, post)

    def test_one_category_for_each_department(self):
        categories = self.posts.privilege_id.category_id
        self.assertEqual(len(categories), 7)
        self.assertEqual(
            self.env["res.groups.privilege"].search([("category_id", "in", categories.ids)]), self.posts.privilege_id
        )

    def test_capabilities_are_on_no_user_form(self):
        self.assertTrue(self.capabilities)
        self.assertFalse(self.capabilities.privilege_id)

    def test_no_group_implies_a_post(self):
        """Neither the administrator nor whoever is made a user by default gets a post by way of another group."""
        self.assertFalse(self.posts.implied_by_ids)

    def test_installation_gives_posts_to_nobody(self):
        demo = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "res.users")]).mapped("res_id")
        holders = (
            self.env["res.users"].with_context(active_test=False).search([("all_group_ids", "in", self.posts.ids)])
        )
        self.assertFalse(holders.filtered(lambda user: user.id not in demo))

    def test_administrator_configures_and_sees_no_contract(self):
        admin = new_test_user(self.env, login="posts_admin", groups="base.group_system")
        self.assertTrue(admin.has_group(f"{MODULE}.group_configuration"))
        self.assertFalse(admin.has_group(f"{MODULE}.group_user"))

    def test_no_post_implies_a_group_wider_than_itself(self):
        narrow = {
            "base.group_user", "base.group_partner_manager", "sales_team.group_sale_salesman",
            "stock.group_stock_user", "account.group_account_invoice",
        }  # fmt: skip
        ours = self.posts | self.capabilities
        allowed = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in narrow))
        # what Odoo itself hangs on these is not the posts' doing
        foreign = ours.implied_ids - ours - allowed
        self.assertFalse(foreign, foreign.mapped("full_name"))

    def test_auditor_is_in_no_users_group_of_sales_stock_or_accounting(self):
        auditor = self.env.ref(f"{MODULE}.post_auditor")
        self.assertEqual(auditor.all_implied_ids - self.posts - self.capabilities, self._employee())

    def _employee(self):
        return self.env.ref("base.group_user").all_implied_ids | self.env.ref("base.group_user")
