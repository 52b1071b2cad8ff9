"""Posts: their groups, findings, evidence and prints; what an upgrade leaves."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .posts_case import PostsCase


@tagged("post_install", "-at_install")
class TestPost(PostsCase):
    def test_an_administrator_makes_a_post_and_its_group(self):
        capability = self.env.ref("sales_manual_addon.group_notice_read")
        post = (
            self.env["sales.manual.post"]
            .with_user(self.configurer)
            .create(
                {
                    "name": "Driver",
                    "department_id": self.clerk_card.department_id.id,
                    "duty_ids": [Command.create({"name": "Reads notices", "capability_id": capability.id})],
                }
            )
        )
        wizard = self.env["sales.manual.post.group"].with_user(self.configurer).with_context(default_post_id=post.id)
        self.assertEqual(wizard.create({}).capability_ids, capability)
        wizard.create({}).action_create()
        self.assertEqual(post.group_id.sudo().privilege_id.group_ids, post.group_id.sudo())
        self.assign(post=post)
        self.assertTrue(self.anna.has_group("sales_manual_addon.group_notice_read"))
        with self.assertRaisesRegex(UserError, "already"):
            wizard.create({}).action_create()

    def test_a_made_post_gives_capabilities_only(self):
        post = (
            self.env["sales.manual.post"]
            .with_user(self.configurer)
            .create({"name": "Driver", "department_id": self.clerk_card.department_id.id})
        )
        for xmlid in (
            "sales_manual_addon.group_configuration",
            "base.group_system",
            "stock.group_stock_manager",
            "sales_manual_addon.post_gm",
        ):
            with self.assertRaisesRegex(UserError, "capabilities of Sales HQ"):
                post._create_group(self.env.ref(xmlid))
        with self.assertRaisesRegex(UserError, "at least one"):
            post._create_group(self.env["res.groups"])
        with self.assertRaises(AccessError):
            post.with_user(self.users["gm"])._create_group(self.env.ref("sales_manual_addon.group_notice_read"))

    def test_headcount_and_holders(self):
        self.clerk_card.headcount = 2
        self.assign()
        self.assertEqual(self.clerk_card.holder_count, 1)
        self.assertTrue(self.clerk_card.is_short)
        self.assertIn(self.clerk_card, self.env["sales.manual.post"].search([("is_short", "=", True)]))
        self.assign(self.bert)
        self.clerk_card.invalidate_recordset()
        self.assertFalse(self.clerk_card.is_short)
        self.assertNotIn(self.clerk_card, self.env["sales.manual.post"].search([("is_short", "=", True)]))

    def test_findings(self):
        findings = self.env["sales.manual.post.finding"]
        capability = self.env.ref("sales_manual_addon.group_decompose")
        self.clerk_card.duty_ids = [Command.create({"name": "Decomposes", "capability_id": capability.id})]
        self.assign()
        self.bert.group_ids = [Command.link(self.clerk.id)]

        def kinds(user):
            return set(findings.search([("user_id", "=", user.id)]).mapped("kind"))

        self.assertEqual(kinds(self.bert), {"held_without_assignment"})
        self.assertIn("duty_without_access", kinds(self.anna))
        self.anna.group_ids = [
            Command.unlink(self.clerk.id),
            Command.link(self.env.ref("sales_manual_addon.group_contract_order").id),
        ]
        self.assertLessEqual({"assignment_without_group", "access_without_duty"}, kinds(self.anna))
        self.Assignment.search([("user_id", "=", self.anna.id)]).action_give_again()
        self.assertNotIn("assignment_without_group", kinds(self.anna))

    def test_access_and_evidence_of_a_duty(self):
        duty = self.env["sales.manual.post.duty"].create(
            {
                "post_id": self.clerk_card.id,
                "name": "Decomposes",
                "evidence": "contract_drafted",
                "capability_id": self.env.ref("sales_manual_addon.group_decompose").id,
            }
        )
        self.assign()
        shown = duty.with_user(self.configurer)
        self.assertIn("lacks it", shown.holder_access)
        self.assertIn("<strong>0</strong>", shown.holder_evidence)
        self.assertNotIn(self.anna.name, duty.with_user(self.users["gm"]).holder_access or "")

    def test_evidence_counts_what_was_done(self):
        salesperson, deputy = self.users["int_salesperson"], self.users["int_deputy"]
        self.effective_contract()
        counts = self.env["sales.manual.evidence"]._evidence_counts(
            set(self.env["sales.manual.evidence"]._evidence_measures()), salesperson | deputy, self.today
        )
        self.assertEqual(counts["contract_drafted", salesperson.id], 1)
        self.assertEqual(counts["contract_checked", deputy.id], 1)
        self.assertNotIn(("contract_drafted", deputy.id), counts)

    def test_pay_grade_is_seen_from_above(self):
        manager_card = self.env.ref("sales_manual_addon.card_dom_manager")
        self.clerk_card.superior_id = manager_card
        self.clerk_card.pay_grade = "P4"
        self.assign(self.users["dom_manager"], manager_card)
        self.assign()
        seen = {
            user: self.clerk_card.with_user(user).pay_grade_shown
            for user in (self.users["dom_manager"], self.users["auditor"], self.anna, self.users["cashier"])
        }
        self.assertEqual(list(seen.values()), ["P4", "P4", False, False])
        with self.assertRaises(AccessError):
            self.clerk_card.with_user(self.anna).read(["pay_grade"])

    def test_everybody_with_a_post_reads_cards_and_chart(self):
        for post in ("marketing", "cashier", "gm"):
            posts = self.env["sales.manual.post"].with_user(self.users[post]).search([])
            self.assertTrue(
                posts.read(["name", "holder_names", "holder_count", "is_short", "duty_count", "staff_count"])
            )
            self.assertIsNotNone(posts.duty_ids.read(["screens", "holder_access", "holder_evidence"]))
            with self.assertRaises(AccessError):
                posts[0].write({"name": "Mine"})

    def test_prints(self):
        posts = self.clerk_card | self.marketing_card
        html = self.env["ir.actions.report"]._render_qweb_html("sales_manual_addon.report_post", posts.ids)[0].decode()
        for post in posts:
            self.assertIn(post.name, html)
        self.assertIn("职位说明书", html)
        self.assign()
        chart = (
            self.env["ir.actions.report"]
            ._render_qweb_html("sales_manual_addon.report_post_chart", self.clerk_card.ids)[0]
            .decode()
        )
        for post in self.env["sales.manual.post"].search([]):
            self.assertIn(post.with_context(lang="en_US").name, chart)
        self.assertIn(self.anna.name, chart)

    def test_network(self):
        self.Assignment.search([]).write({"country_ids": [Command.clear()], "state_ids": [Command.clear()]})
        germany, china = self.env.ref("base.de"), self.env.ref("base.cn")
        province = self.env["res.country.state"].search([("country_id", "=", china.id)], limit=1)
        self.env["res.partner"].create(
            [
                {"name": "Test German", "country_id": germany.id, "customer_rank": 1},
                {"name": "Test province", "country_id": china.id, "state_id": province.id, "customer_rank": 1},
            ]
        )
        network = self.env["sales.manual.network"]
        before = network.search([("country_id", "=", germany.id)])
        self.assertEqual((before.coverage, before.customer_count > 0), ("none", True))
        self.assign(country_ids=[Command.set(germany.ids)], state_ids=[Command.set(province.ids)])
        self.assertEqual(network.search([("country_id", "=", germany.id)]).user_ids, self.anna)
        self.assertEqual(network.search([("state_id", "=", province.id)]).coverage, "one")
        self.assign(self.bert, country_ids=[Command.set(china.ids)])
        self.assertEqual(network.search([("state_id", "=", province.id)]).coverage, "double")


@tagged("post_install", "-at_install")
class TestShipped(PostsCase):
    def load(self, record, xmlid, **values):
        """What an upgrade of the addon does with one record of its data."""
        loader = self.env[record._name].sudo().with_context(install_mode=True)
        loader._renew_translations()
        return loader._load_records([{"xml_id": f"sales_manual_addon.{xmlid}", "values": values}], update=True)

    def test_an_upgrade_leaves_what_was_edited_in_either_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.clerk_card.with_context(lang="zh_CN").purpose = "我们的职责"
        self.assertTrue(self.clerk_card.is_edited)
        self.clerk_card.purpose = "Ours"
        self.load(self.clerk_card, "card_dom_clerk", purpose="New text")
        self.assertEqual(self.clerk_card.with_context(lang="en_US").purpose, "Ours")
        self.assertEqual(self.clerk_card.with_context(lang="zh_CN").purpose, "我们的职责")

    def test_an_upgrade_brings_new_text_where_nothing_was_edited(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        loading = self.marketing_card.sudo().with_context(install_mode=True)
        loading.with_context(lang="zh_CN").purpose = "旧译文"
        self.load(self.marketing_card, "card_marketing", purpose="New text")
        self.assertFalse(self.marketing_card.is_edited)
        self.assertEqual(self.marketing_card.purpose, "New text")
        self.assertEqual(self.marketing_card.with_context(lang="zh_CN").purpose, "New text")

    def test_translating_is_editing(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.marketing_card.update_field_translations("purpose", {"zh_CN": "译文"})
        self.assertTrue(self.marketing_card.is_edited)
        self.load(self.marketing_card, "card_marketing", purpose="New text")
        self.assertEqual(self.marketing_card.with_context(lang="zh_CN").purpose, "译文")

    def test_a_deleted_shipped_duty_does_not_come_back(self):
        duty = self.env.ref("sales_manual_addon.duty_dom_manager_5")
        duty.unlink()
        self.assertTrue(duty.exists())
        self.assertFalse(duty.active)
        self.load(duty, "duty_dom_manager_5", name="Again")
        self.assertFalse(duty.active)

    def test_own_rows_are_deleted(self):
        duty = self.env["sales.manual.post.duty"].create({"post_id": self.clerk_card.id, "name": "Own"})
        duty.unlink()
        self.assertFalse(duty.exists())


@tagged("post_install", "-at_install")
class TestManyUsers(PostsCase):
    def test_queries_do_not_grow_with_the_users(self):
        """One statement a screen, whether ten hold posts or a thousand."""
        counts = []
        for number in (10, 1000):
            users = (
                self.env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    [
                        {
                            "name": f"Many {number} {index}",
                            "login": f"test_many_{number}_{index}",
                            "group_ids": [Command.set([self.env.ref("base.group_user").id, self.clerk.id])],
                        }
                        for index in range(number)
                    ]
                )
            )
            self.Assignment._adopt_holders()
            self.assertEqual(self.Assignment.search_count([("user_id", "in", users.ids)]), number)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            posts = self.env["sales.manual.post"].search([])
            posts.mapped("holder_count")
            posts.mapped("finding_count")
            posts.duty_ids.mapped("evidence")
            self.env["sales.manual.network"].search_fetch([], ["coverage"])
            self.Assignment._due_pairs()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)
