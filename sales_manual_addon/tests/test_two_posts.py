"""A user with two posts still has both after the user form is saved (architecture rule 9)."""

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTwoPosts(HttpCase):
    def setUp(self):
        super().setUp()
        first, second, self.third = (
            self.env.ref(f"sales_manual_addon.post_{name}") for name in ("dom_supervisor", "dom_clerk", "marketing")
        )
        for post, name in ((first, "First post"), (second, "Second post"), (self.third, "Third post")):
            for code, _label in self.env["res.lang"].get_installed():
                post.privilege_id.with_context(lang=code).name = name
                post.with_context(lang=code).name = name
        self.env.flush_all()
        self.env.registry.clear_cache("groups")  # what the user form shows of groups is cached by language
        self.user = new_test_user(self.env, login="two_posts", name="Two posts", groups="base.group_user")
        self.user.group_ids += first | second
        self.before = self.user.group_ids
        self.admin = new_test_user(self.env, login="two_posts_admin", groups="base.group_system")

    def _save_form(self, tour, parameters=""):
        url = f"/odoo/action-base.action_res_users/{self.user.id}{parameters}"
        self.start_tour(url, tour, login=self.admin.login)
        self.env.invalidate_all()

    def test_saving_the_user_form_keeps_both_posts(self):
        self._save_form("sales_manual_user_renamed")
        self.assertEqual(self.user.name, "Renamed")
        self.assertEqual(self.user.group_ids, self.before)

    def test_a_third_post_joins_the_two(self):
        self._save_form("sales_manual_two_posts")
        self.assertEqual(self.user.group_ids, self.before | self.third)

    def test_a_third_post_joins_the_two_in_developer_mode(self):
        self._save_form("sales_manual_two_posts", "?debug=1")
        self.assertEqual(self.user.group_ids, self.before | self.third)
