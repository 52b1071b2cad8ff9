"""Two administrators give the two sides to one user at the same moment: exactly one succeeds."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestSeparationConcurrency(CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admins = {
            name: new_test_user(cls.env, login=f"test_admin_{name}", groups="base.group_system")
            for name in ("first", "second")
        }
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)

    def setUp(self):
        super().setUp()
        self.maker, self.warehouse, self.marketing = (
            self.env.ref(f"sales_manual_addon.post_{post}")
            for post in ("int_contract", "warehouse_statistician", "marketing")
        )
        self.user = new_test_user(self.env, login=f"test_{self._testMethodName}", groups="base.group_user")
        self.commit()
        self.first, self.second = (self.connect(self.admins[name]) for name in ("first", "second"))

    def give(self, post):
        return {"group_ids": [Command.link(post.id)]}

    def held(self):
        user = self.see(self.user)
        return user.group_ids & (self.maker | self.warehouse | self.marketing).with_env(user.env)

    def test_both_from_the_user(self):
        self.act(self.second, self.user, "write", self.give(self.maker))
        self.assertLoses(self.first, self.user, "write", self.give(self.warehouse))
        self.assertEqual(self.held().ids, self.maker.ids)
        with self.assertRaisesRegex(ValidationError, "must be apart"):  # started again
            self.act(self.connect(self.admins["first"]), self.user, "write", self.give(self.warehouse))

    def test_both_from_the_groups(self):
        """The user's row is written by neither: the rule's row is where they meet."""
        member = {"user_ids": [Command.link(self.user.id)]}
        self.act(self.second, self.maker, "write", member)
        self.assertLoses(self.first, self.warehouse, "write", member)
        self.assertEqual(self.held().ids, self.maker.ids)

    def test_loser_waits_for_the_winner(self):
        self.user.with_env(self.second).write(self.give(self.maker))
        self.second.flush_all()
        self.assertLosesWhileWaiting(
            self.second, self.first, self.warehouse, "write", {"user_ids": [Command.link(self.user.id)]}
        )
        self.assertEqual(self.held().ids, self.maker.ids)

    def helper(self):
        """A harmless group, and the user in need of its members' second side."""
        helper = self.env["res.groups"].create({"name": f"Helper {self._testMethodName}"})
        self.user.write(self.give(self.maker))
        self.commit()
        self.first, self.second = (self.connect(self.admins[name]) for name in ("first", "second"))
        return helper

    def assertOneOfTwo(self, one, other):  # noqa: N802 - reads as the assertions of unittest
        """Of two that together bring a conflict the first is done, the second starts again and is refused."""
        self.act(self.second, *one)
        self.assertLoses(self.first, *other)
        with self.assertRaisesRegex(ValidationError, "must be apart"):
            self.act(self.connect(self.admins["first"]), *other)

    def test_group_given_after_it_was_made_to_imply(self):
        helper = self.helper()
        implying = {"implied_ids": [Command.link(self.warehouse.id)]}
        self.assertOneOfTwo((helper, "write", implying), (self.user, "write", self.give(helper)))

    def test_group_given_before_it_is_made_to_imply(self):
        helper = self.helper()
        implying = {"implied_ids": [Command.link(self.warehouse.id)]}
        self.assertOneOfTwo((self.user, "write", self.give(helper)), (helper, "write", implying))

    def test_group_given_before_it_is_implied_from_the_other_end(self):
        """Neither row written is the other's: the implied group's, and the user's."""
        helper = self.helper()
        implied = {"implied_by_ids": [Command.link(helper.id)]}
        self.assertOneOfTwo((self.user, "write", self.give(helper)), (self.warehouse, "write", implied))
