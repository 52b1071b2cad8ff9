"""Conflicts that are there already: found, listed, resolved, and one statement however many users."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .separation_case import SeparationCase


@tagged("post_install", "-at_install")
class TestSeparationFindings(SeparationCase):
    def test_while_modules_load_it_is_found_and_not_refused(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        finding = self.findings(self.user)
        self.assertEqual(finding.separation_id, self.rule)
        self.assertEqual((finding.group_a_id, finding.group_b_id), (self.notice_make, self.warehouse))
        self.assertEqual(finding.given_ids, self.maker | self.warehouse)
        self.assertTrue(finding.found_date)

    def test_what_a_loading_module_makes_groups_imply_is_found(self):
        self.give(self.user, self.maker, self.marketing)
        self.patch(self.env.registry, "ready", False)
        self.marketing.write({"implied_ids": [Command.link(self.warehouse.id)]})
        self.env.registry.ready = True
        self.assertEqual(self.findings(self.user).given_ids, self.maker | self.marketing)

    def test_resolved_once_one_is_taken_away(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        finding = self.findings(self.user)
        self.user.write({"group_ids": [Command.unlink(self.warehouse.id)]})
        self.assertFalse(self.findings(self.user))
        self.assertEqual(finding.resolution, "taken")
        self.assertTrue(finding.resolved_date)
        self.let_loading_give(self.user, self.warehouse)
        self.assertNotEqual(self.findings(self.user), finding, "Found again: another finding.")

    def test_a_new_rule_finds_what_is_there(self):
        self.give(self.user, self.maker, self.marketing)
        rule = self.separation.with_user(self.administrator).create(
            {
                "name": "Sold / advertised",
                "risk": "None",
                "side_a_ids": [Command.set(self.maker.ids)],
                "side_b_ids": [Command.set(self.marketing.ids)],
            }
        )
        finding = self.findings(self.user)
        self.assertEqual(finding.separation_id, rule)
        self.assertEqual(rule.open_finding_count, 1)
        rule.write({"active": False, "change_note": "A try"})
        self.assertFalse(self.findings(self.user))
        self.assertEqual(finding.resolution, "rule")

    def test_smart_button_counts_open_findings(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        self.findings(self.user)
        user = self.user.with_user(self.administrator)
        self.assertEqual(user.separation_finding_count, 1)
        action = user.action_open_separation_findings()
        self.assertEqual(
            self.finding.with_user(self.administrator).search(action["domain"]), self.findings(self.user)
        )  # fmt: skip

    def test_found_again_by_hand_and_by_the_daily_run(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        finding = self.findings(self.user)
        self.finding.with_user(self.auditor).action_look_again()
        self.exception._cron_daily()
        self.assertEqual(self.findings(self.user), finding, "Still the same finding.")

    def test_findings_are_written_by_nobody(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        finding = self.findings(self.user)
        for user in (self.administrator, self.auditor, self.gm, self.env.ref("base.user_root")):
            self.assertTrue(finding.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                finding.with_user(user).write({"is_open": False})
            with self.assertRaises(AccessError):
                finding.with_user(user).unlink()
        for user in (self.manager, self.user):
            self.assertFalse(finding.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                self.finding.with_user(user).action_look_again()

    def test_another_companys_users_are_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = new_test_user(
            self.env, login="sep_elsewhere", groups="base.group_user", company_id=company.id, company_ids=company.ids
        )
        self.let_loading_give(elsewhere, self.maker, self.warehouse)
        finding = self.findings(elsewhere)
        self.assertTrue(finding)
        self.assertFalse(finding.with_user(self.auditor).has_access("read"))

    def test_one_statement_for_any_number_of_users(self):
        few = self.separation._conflicts()
        users = self.env["res.users"].create(
            [
                {
                    "name": f"Many {number}",
                    "login": f"sep_many_{number}",
                    "group_ids": [Command.set([self.env.ref("base.group_user").id, self.warehouse.id])],
                }
                for number in range(60)
            ]
        )
        self.let_loading_give(users, self.maker)
        self.env.flush_all()
        with self.assertQueryCount(1):
            many = self.separation._conflicts()
        self.assertEqual(len(many), len(few) + 60)
        with self.assertQueryCount(1):
            self.assertEqual(len(self.separation._conflicts(users[:7])), 7)

    def test_a_write_that_gives_no_power_asks_nothing(self):
        """Users without powers, such as portal users, cost no statement more and take no row of a rule."""
        counts = self.separation.search([]).mapped("given_count")
        harmless = self.group.create({"name": "Harmless"})
        self.env.cr.flush()  # what was asked for before is done
        asked = []
        for name in ("_conflicts", "_held", "_meet"):
            self.patch(type(self.separation), name, lambda *args, name=name, **kwargs: asked.append(name))
        new_test_user(self.env, login="sep_portal", groups="base.group_portal")
        self.give(self.user, self.env.ref("base.group_multi_company"), harmless)
        self.assertFalse(asked)
        self.assertEqual(self.separation.search([]).mapped("given_count"), counts)

    def test_test_users_and_demo_users_are_in_no_conflict(self):
        demo = self.env["ir.model.data"].search(
            [("module", "=", "sales_manual_addon"), ("model", "=", "res.users"), ("name", "=like", "user_%")]
        )
        users = self.env["res.users"].browse(demo.mapped("res_id")) | self.env.ref("base.user_admin")
        self.assertEqual(self.separation._conflicts(users), [])

    def test_what_would_be(self):
        given = [(self.user, self.maker), (self.user, self.warehouse)]
        self.assertEqual(len(self.conflicts(self.user, given=given)), 1)
        self.assertFalse(self.conflicts(self.user))
        with self.assertRaises(ValidationError):
            self.give(self.user, self.maker, self.warehouse)
