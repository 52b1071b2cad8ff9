"""Powers that must be apart are refused whatever way they are given (ICS-1)."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from .separation_case import SeparationCase


@tagged("post_install", "-at_install")
class TestSeparationGiven(SeparationCase):
    def assertRefused(self, call, *args, **kwargs):  # noqa: N802 - reads as the assertions of unittest
        with self.assertRaisesRegex(ValidationError, "must be apart") as caught, self.env.cr.savepoint():
            call(*args, **kwargs)
        # as the request layer does after a refusal: what was kept of the groups meanwhile is forgotten
        self.env.registry.clear_all_caches()
        return str(caught.exception)

    # one user

    def test_second_post(self):
        self.give(self.user, self.maker)
        message = self.assertRefused(self.give, self.user, self.warehouse)
        for part in (
            "Separated clerk", "prepare shipping notices", "International contract post", "Warehouse data statistician",
            self.rule.risk, "General manager", "Deputy general manager",
        ):  # fmt: skip
            self.assertIn(part, message)

    def test_two_posts_in_one_write(self):
        self.assertRefused(self.give, self.user, self.maker, self.warehouse)
        self.assertRefused(self.user.write, {"group_ids": [Command.set((self.maker | self.warehouse).ids)]})

    def test_new_user_with_both(self):
        self.assertRefused(self.new_user, "both", "post_int_contract", "post_warehouse_statistician")

    def test_copied_user_copies_no_conflict(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        self.assertRefused(self.user.copy, {"login": "sep_copy"})

    def test_user_taken_back_into_service(self):
        self.user.active = False
        self.give(self.user, self.maker, self.warehouse)
        self.assertFalse(self.conflicts(self.user))
        self.assertRefused(self.user.action_unarchive)

    def test_by_rpc_as_administrator(self):
        self.give(self.user, self.maker)
        users = self.env["res.users"].with_user(self.administrator)
        forged = {"install_mode": True, "sales_manual_pass": True, "import_file": True}
        vals = {"group_ids": [[4, self.warehouse.id]]}
        self.assertRefused(call_kw, users, "write", [self.user.ids, vals], {"context": forged})
        self.assertRefused(call_kw, users, "web_save", [self.user.ids, vals], {"specification": {}})

    def test_by_import(self):
        self.give(self.user, self.maker)
        result = self.env["res.users"].with_user(self.administrator).load(
            [".id", "group_ids/.id"], [[str(self.user.id), f"{self.maker.id},{self.warehouse.id}"]]
        )  # fmt: skip
        self.assertFalse(result["ids"])
        self.assertIn("must be apart", str(result["messages"]))
        self.assertNotIn(self.warehouse, self.user.group_ids)

    def test_user_form(self):
        self.give(self.user, self.maker)
        form = Form(self.user.with_user(self.administrator), "base.view_users_form")
        form.group_ids.add(self.warehouse)
        self.assertRefused(form.save)

    # from the group's side

    def test_members_of_a_group(self):
        self.give(self.user, self.maker)
        self.assertRefused(self.warehouse.write, {"user_ids": [Command.link(self.user.id)]})
        self.assertRefused(self.warehouse.write, {"all_user_ids": [Command.link(self.user.id)]})

    def test_what_a_group_implies(self):
        self.give(self.user, self.maker, self.marketing)
        self.assertRefused(self.marketing.write, {"implied_ids": [Command.link(self.warehouse.id)]})
        self.assertRefused(self.warehouse.write, {"implied_by_ids": [Command.link(self.marketing.id)]})
        self.assertRefused(self.marketing._apply_group, self.warehouse)

    def test_what_a_group_implies_of_what_it_implies(self):
        self.give(self.user, self.maker, self.marketing)
        inner = self.group.create({"name": "Inner", "implied_by_ids": [Command.link(self.marketing.id)]})
        self.assertRefused(inner.write, {"implied_ids": [Command.link(self.warehouse.id)]})

    def test_new_group_between(self):
        self.give(self.user, self.maker)
        message = self.assertRefused(
            self.group.create,
            {
                "name": "Helper",
                "user_ids": [Command.link(self.user.id)],
                "implied_ids": [Command.link(self.warehouse.id)],
            },
        )
        self.assertIn("by Helper", message)
        self.assertRefused(
            self.group.create,
            {
                "name": "Between",
                "implied_by_ids": [Command.link(self.maker.id)],
                "implied_ids": [Command.link(self.warehouse.id)],
            },
        )

    def test_new_users_get_what_the_default_group_implies(self):
        everybody, rare = self.group.create([{"name": "Everybody"}, {"name": "Rare"}])
        self.separation.create(
            {
                "name": "Everybody / rare",
                "risk": "None",
                "side_a_ids": [Command.set(everybody.ids)],
                "side_b_ids": [Command.set(rare.ids)],
            }
        )
        self.env.ref("base.group_user").write({"implied_ids": [Command.link(everybody.id)]})
        values = {"name": "New", "login": "sep_new"}
        self.assertTrue(self.env["res.users"].create(values))
        self.assertRefused(
            self.env["res.users"].create,
            {
                "name": "New",
                "login": "sep_rare",
                "group_ids": [Command.set([self.env.ref("base.group_user").id, rare.id])],
            },
        )
        self.assertRefused(self.env.ref("base.group_user").write, {"implied_ids": [Command.link(rare.id)]})

    def test_setting_that_gives_everybody_a_group(self):
        self.give(self.user, self.maker)
        self.assertRefused(self.env.ref("base.group_user")._apply_group, self.warehouse)

    def test_addon_that_passes_by_the_overrides_of_write(self):
        """Role addons write from inside the chain of ``write``, past whoever overrides it."""
        self.give(self.user, self.maker)
        with self.assertRaisesRegex(ValidationError, "must be apart"):
            BaseModel.write(self.user, {"group_ids": [Command.link(self.warehouse.id)]})

    # what is not refused

    def test_what_was_in_conflict_before_stays_possible(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        self.assertTrue(self.conflicts(self.user))
        self.user.write({"lang": "en_US", "name": "Renamed"})
        self.give(self.user, self.marketing)
        self.warehouse.write({"user_ids": [Command.link(self.gm.id)]})
        self.marketing.write({"implied_ids": [Command.link(self.ref("group_scope_all").id)]})
        self.user.write({"group_ids": [Command.unlink(self.marketing.id)]})
        self.assertTrue(self.conflicts(self.user))
        message = self.assertRefused(self.give, self.user, self.ref("post_cmd_manager"))
        self.assertNotIn("Warehouse data statistician", message)
        self.user.write({"group_ids": [Command.unlink(self.warehouse.id)]})
        self.assertFalse(self.conflicts(self.user))

    def test_conflict_of_somebody_else_hinders_nobody(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        other = self.new_user("other")
        self.give(other, self.warehouse)
        self.maker.write({"user_ids": [Command.link(self.new_user("third").id)]})
        self.group.create({"name": "Another", "implied_by_ids": [Command.link(self.maker.id)]})
        self.assertIn(self.warehouse, other.group_ids)

    def test_what_was_before_is_not_lost_while_a_user_is_made(self):
        """Making a user takes a savepoint in the midst of the group's write: other conflicts are old all the same."""
        self.let_loading_give(self.user, self.maker, self.warehouse)
        values = {"name": "Inner", "login": "sep_inner", "email": "inner@example.com"}
        self.env.cr.precommit.add(lambda: None)  # as messages and tracking do
        self.marketing.write({"user_ids": [Command.create(values)]})
        self.assertEqual(self.marketing.user_ids.filtered(lambda user: user.login == "sep_inner").name, "Inner")

    def test_superuser_and_portal_users_are_left_out(self):
        root = self.env.ref("base.user_root")
        self.give(root, self.maker, self.warehouse)
        self.assertFalse(self.conflicts(root))
        portal = new_test_user(self.env, login="sep_portal", groups="base.group_portal")
        self.assertTrue(portal.share)

    def test_no_leftover_of_a_failed_write(self):
        """After a refused write within the same transaction the next one is judged by itself."""
        self.give(self.user, self.maker)
        self.assertRefused(self.give, self.user, self.warehouse)
        self.assertRefused(self.give, self.user, self.warehouse)
        self.user.write({"group_ids": [Command.set([self.env.ref("base.group_user").id, self.warehouse.id])]})
        self.assertRefused(self.give, self.user, self.maker)

    def test_a_removed_group_gives_nothing(self):
        helper = self.group.create({"name": "Helper", "user_ids": [Command.link(self.user.id)]})
        helper.unlink()
        self.assertFalse(self.conflicts(self.user))
