"""The rules: shipped, changed by an administrator, never made weaker unseen."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import POSTS
from .separation_case import MODULE, SeparationCase


@tagged("post_install", "-at_install")
class TestSeparationRules(SeparationCase):
    def shipped(self):
        data = self.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", self.separation._name)])
        return self.separation.browse(data.mapped("res_id"))

    def last_act(self, rule):
        return self.env["sales.manual.separation.act"].search([("separation_id", "=", rule.id)], limit=1)

    def test_no_shipped_post_is_in_conflict_by_itself(self):
        users = self.env["res.users"].concat(*(self.new_user(f"only_{post}") for post in POSTS))
        posts = [self.ref(f"post_{post}") for post in POSTS]
        self.assertEqual(self.separation._conflicts(users, given=zip(users, posts, strict=True)), [])

    def test_every_shipped_rule_can_be_broken(self):
        self.assertGreaterEqual(len(self.shipped()), 11)
        for rule in self.shipped():
            for group_a in rule.side_a_ids:
                for group_b in rule.side_b_ids:
                    found = self.conflicts(self.user, given=[(self.user, group_a), (self.user, group_b)])
                    self.assertIn(
                        (self.user.id, rule.id, group_a.id, group_b.id), [conflict.key for conflict in found]
                    )  # fmt: skip

    def test_pairs_of_posts(self):
        """What the matrix says of two posts of the manual, as a person reads it."""
        apart = {
            ("int_contract", "warehouse_statistician"), ("dom_contract", "sales_accountant"),
            ("dom_contract", "dom_execution"), ("dom_supervisor", "dom_manager"), ("int_salesperson", "int_deputy"),
            ("dom_supervisor", "archivist"), ("cashier", "int_clerk"), ("cashier", "sales_accountant"),
            ("dispatcher", "warehouse_statistician"), ("dispatcher", "int_contract"), ("auditor", "gm"),
            ("production_planner", "dom_contract"), ("auditor", "cashier"),
        }  # fmt: skip
        together = {
            ("gm", "dgm"), ("dom_clerk", "int_clerk"), ("dom_manager", "dom_deputy"), ("dom_supervisor", "int_manager"),
            ("dispatcher", "production_planner"), ("sales_statistician", "cmd_deputy"),
            ("dom_contract", "int_contract"),
        }  # fmt: skip
        for expected, pairs in ((True, apart), (False, together)):
            for pair in pairs:
                given = [(self.user, self.ref(f"post_{post}")) for post in pair]
                self.assertEqual(bool(self.conflicts(self.user, given=given)), expected, pair)

    def test_administrator_holds_no_post_that_signs(self):
        admin = self.administrator
        for post in ("gm", "dom_deputy", "warehouse_statistician", "auditor", "int_contract"):
            self.assertTrue(self.conflicts(admin, given=[(admin, self.ref(f"post_{post}"))]), post)
        self.assertFalse(self.conflicts(admin))

    # bad input

    def test_a_side_without_a_group(self):
        vals = {"name": "Half", "risk": "None", "side_a_ids": [Command.set(self.maker.ids)]}
        for more in ({}, {"side_b_ids": []}, {"side_b_ids": [Command.clear()]}):
            with self.assertRaisesRegex(ValidationError, "a side is empty"):
                self.separation.create(vals | more)
        with self.assertRaisesRegex(ValidationError, "a side is empty"):
            self.rule.write({"side_b_ids": [Command.clear()], "change_note": "Empty it"})

    def test_sides_that_overlap(self):
        for side_b in (self.maker, self.notice_make):  # itself, and what it implies
            with self.assertRaisesRegex(ValidationError, "both sides"):
                self.separation.create(
                    {
                        "name": "Overlap",
                        "risk": "None",
                        "side_a_ids": [Command.set((self.maker | self.marketing).ids)],
                        "side_b_ids": [Command.set((side_b | self.warehouse).ids)],
                    }
                )

    def test_a_group_named_twice(self):
        for commands in (
            [Command.set([self.maker.id, self.maker.id])],
            [Command.link(self.maker.id), Command.link(self.maker.id)],
        ):
            with self.assertRaisesRegex(ValidationError, "named twice"):
                self.rule.write({"side_a_ids": commands})

    def test_a_group_of_a_rule_is_not_deleted(self):
        helper = self.group.create({"name": "Helper"})
        self.rule.write({"side_a_ids": [Command.link(helper.id)]})
        with self.assertRaisesRegex(UserError, "separation rule"):
            helper.unlink()
        self.rule.write({"side_a_ids": [Command.unlink(helper.id)], "change_note": "Not needed"})
        helper.unlink()
        self.assertFalse(helper.exists())

    # not made weaker unseen

    def test_weaker_only_with_a_reason(self):
        rule = self.rule.with_user(self.administrator)
        for vals in ({"active": False}, {"side_b_ids": [Command.unlink(self.warehouse.id)]}):
            with self.assertRaisesRegex(UserError, "say why"), self.env.cr.savepoint():
                rule.write(vals)
            with self.assertRaisesRegex(UserError, "say why"), self.env.cr.savepoint():
                rule.write(vals | {"change_note": "  "})
        with self.assertRaisesRegex(UserError, "say why"), self.env.cr.savepoint():
            rule.action_archive()
        rule.write({"active": False, "change_note": "One warehouse only"})
        act = self.last_act(rule)
        self.assertEqual((act.act, act.user_id, act.reason), ("deactivate", self.administrator, "One warehouse only"))
        self.assertIn("Warehouse data statistician", act.content)
        self.assertFalse(self.conflicts(self.user, given=[(self.user, self.maker), (self.user, self.warehouse)]))
        rule.action_unarchive()
        self.assertEqual(self.last_act(rule).act, "activate")
        self.assertTrue(self.conflicts(self.user, given=[(self.user, self.maker), (self.user, self.warehouse)]))

    def test_stronger_needs_no_reason_and_is_kept_too(self):
        count = len(self.rule.act_ids)
        self.rule.with_user(self.administrator).write({"side_b_ids": [Command.link(self.marketing.id)]})
        self.assertEqual(len(self.rule.act_ids), count + 1)
        self.assertIn("→", self.last_act(self.rule).content)
        self.assertEqual(self.last_act(self.rule).user_id, self.administrator)

    def test_rules_are_not_deleted(self):
        with self.assertRaisesRegex(UserError, "not deleted"):
            self.rule.unlink()
        with self.assertRaises(UserError):
            self.rule.with_user(self.administrator).unlink()

    def test_history_is_changed_by_nobody(self):
        act = self.rule.act_ids[:1]
        self.assertTrue(act)
        for user in (self.administrator, self.auditor, self.env.ref("base.user_root")):
            with self.assertRaises(AccessError):
                act.with_user(user).write({"reason": "Another"})
            with self.assertRaises(AccessError):
                act.with_user(user).unlink()
            with self.assertRaises(AccessError):
                act.with_user(user).create({"separation_id": self.rule.id, "user_id": user.id, "act": "change"})

    def test_changed_rules_are_left_alone_by_an_update(self):
        self.rule.with_user(self.administrator).write({"risk": "Our own words"})
        other = self.ref("separation_seal")
        self.assertTrue(self.rule.is_edited)
        self.assertFalse(other.is_edited)
        self.env.cr.execute('UPDATE sales_manual_separation SET risk = \'{"en_US": "old"}\' WHERE id = %s', [other.id])
        self.env.invalidate_all()
        changes = self.env["sales.manual.separation.act"].search_count([("act", "=", "change")])
        convert_file(
            self.env(context={"install_mode": True}, su=True), MODULE, "data/sales_manual_separation.xml", {}, "update"
        )
        self.assertEqual(self.env["sales.manual.separation.act"].search_count([("act", "=", "change")]), changes + 1)
        self.assertEqual(self.rule.risk, "Our own words")
        self.assertIn("seal", other.risk)
        self.assertFalse(other.is_edited)

    def test_who_sees_and_who_changes_rules(self):
        for who, letters in (
            (self.administrator, "rwc"), (self.auditor, "r"), (self.gm, "r"), (self.manager, "r"), (self.user, ""),
        ):  # fmt: skip
            rights = [o for o in ("read", "write", "create", "unlink") if self.rule.with_user(who).has_access(o)]
            self.assertEqual("".join(right[0] for right in rights), letters, who.login)

    def test_matrix(self):
        """What the table says of two posts is what would be found of one user who held them."""
        values = (
            self.env["report.sales_manual_addon.separation_matrix"].with_user(self.auditor)._get_report_values(None)
        )
        posts = [self.ref(f"post_{post}") for post in POSTS]
        for one in posts:
            for other in posts:
                if one.id < other.id:
                    found = self.conflicts(self.user, given=[(self.user, one), (self.user, other)])
                    numbers = {values["docs"].ids.index(conflict.separation_id) + 1 for conflict in found}
                    self.assertEqual(set(values["cells"].get((one.id, other.id), ())), numbers, (one.name, other.name))
            self.assertNotIn((one.id, one.id), values["cells"])
        report = self.env["ir.actions.report"].with_user(self.auditor)
        action = self.separation.with_user(self.auditor).action_print_matrix()
        html = report._render_qweb_html(action["report_name"], self.separation.search([]).ids)[0].decode()
        self.assertIn("Notice made / notice signed", html)
        with self.assertRaises(AccessError):
            report.with_user(self.user)._render_qweb_html(action["report_name"], self.rule.ids)
