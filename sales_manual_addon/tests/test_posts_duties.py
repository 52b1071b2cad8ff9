"""Duty, screen, right: of every shipped duty, on the post card of many holders, and in the history of the post."""

from odoo import Command
from odoo.tests import tagged

from .posts_case import PostsCase


@tagged("post_install", "-at_install")
class TestShippedDuties(PostsCase):
    def shipped(self):
        """{post: a user who holds its group and nothing else} of every post that came with the addon."""
        posts = self.env["sales.manual.post"].search([])._shipped()
        self.assertEqual(len(posts), 25)
        groups = {post.group_id: post for post in posts}
        return {groups[group]: user for user in self.users.values() for group in user.group_ids if group in groups}

    def test_every_duty_is_done_on_a_screen_its_post_opens(self):
        holders = self.shipped()
        self.assertEqual(len(holders), 25)
        for post, user in holders.items():
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for duty in post.duty_ids:
                with self.subTest(post=post.name, duty=duty.name):
                    closed = duty.menu_ids.filtered(lambda menu, visible=visible: menu.id not in visible)
                    self.assertFalse(closed.mapped("complete_name"))

    def test_every_duty_has_the_capability_it_needs(self):
        for post, user in self.shipped().items():
            for duty in post.duty_ids.filtered("capability_id"):
                with self.subTest(post=post.name, duty=duty.name):
                    self.assertIn(duty.capability_id, user.all_group_ids)
            for duty in post.duty_ids.filtered("menu_ids"):
                with self.subTest(post=post.name, duty=duty.name):
                    self.assertTrue(duty.capability_id, "a screen takes a capability")

    def test_every_access_of_a_shipped_post_has_a_duty(self):
        self.shipped()
        self.env["sales.manual.post.assignment"]._adopt_holders()
        users = self.env["res.users"].concat(*self.users.values())
        found = self.env["sales.manual.post.finding"].search([("user_id", "in", users.ids)])
        self.assertFalse(found.mapped(lambda row: (row.kind, row.post_id.name, row.group_id.name)))


@tagged("post_install", "-at_install")
class TestCardOfManyHolders(PostsCase):
    def test_queries_do_not_grow_with_holders(self):
        """Access and evidence of the post card: as many statements for sixty holders as for two."""
        made = self.env["sales.manual.post.duty"].create(
            [
                {
                    "post_id": self.clerk_card.id,
                    "name": f"Duty {number}",
                    "capability_id": self.env.ref("sales_manual_addon.group_decompose").id,
                    "evidence": "contract_drafted",
                }
                for number in range(3)
            ]
        )
        counts = []
        for number in (2, 58):
            self.env["res.users"].with_context(no_reset_password=True).create(
                [
                    {
                        "name": f"Holder {number} {index}",
                        "login": f"test_holder_{number}_{index}",
                        "group_ids": [Command.set([self.env.ref("base.group_user").id, self.clerk.id])],
                    }
                    for index in range(number)
                ]
            )
            self.Assignment._adopt_holders()
            self.env.flush_all()
            self.env.invalidate_all()
            duties = made.with_user(self.configurer)
            before = self.env.cr.sql_log_count
            shown = duties.read(["screens", "holder_access", "holder_evidence"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(shown[-1]["holder_access"].count("lacks it"), self.clerk_card.holder_count)
        self.assertGreaterEqual(self.clerk_card.holder_count, 60)
        self.assertEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestHistory(PostsCase):
    def notes(self):
        return self.clerk_card.message_ids.mapped("body")

    def test_what_becomes_of_a_duty_stands_on_its_post(self):
        duties = self.env["sales.manual.post.duty"].with_user(self.configurer)
        capability = self.env.ref("sales_manual_addon.group_decompose")
        before = len(self.clerk_card.message_ids)
        made = duties.create([{"post_id": self.clerk_card.id, "name": f"Drives <{n}>"} for n in (1, 2)])
        self.assertEqual(len(self.clerk_card.message_ids), before + 1, "one note for what is done at once")
        self.assertIn("Drives &lt;1&gt;", self.notes()[0])
        made.write({"capability_id": capability.id})
        self.assertIn(capability.name, self.notes()[0])
        self.assertEqual(self.clerk_card.message_ids[0].author_id, self.configurer.partner_id)
        made.write({"capability_id": capability.id, "sequence": 3})
        self.assertEqual(len(self.clerk_card.message_ids), before + 2, "nothing changed, nothing said")
        made[0].post_id = self.marketing_card
        self.assertIn("Drives", self.notes()[0])
        self.assertIn("Drives &lt;1&gt;", self.marketing_card.message_ids[0].body)
        made[1].unlink()
        self.assertIn("Drives &lt;2&gt;", self.notes()[0])
        self.assertEqual(len(self.clerk_card.message_ids), before + 4)

    def test_an_upgrade_says_nothing(self):
        before = len(self.clerk_card.message_ids)
        duty = self.clerk_card.duty_ids[0]
        duty.sudo().with_context(install_mode=True).name = "New text"
        self.assertEqual(len(self.clerk_card.message_ids), before)


@tagged("post_install", "-at_install")
class TestChart(PostsCase):
    def test_read_in_ones_own_language_and_printed_in_both(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        card = self.clerk_card
        card.with_context(lang="zh_CN").name = "内勤岗位"
        card.with_context(lang="en_US").write({"name": "Clerk's post", "headcount": 3})
        self.assign()
        reports = self.env["ir.actions.report"]
        for lang, name, other in (("en_US", "Clerk&#39;s post", "内勤岗位"), ("zh_CN", "内勤岗位", "Clerk&#39;s post")):
            html = reports.with_context(lang=lang)._render_qweb_html("sales_manual_addon.report_post_chart", None)[0]
            self.assertIn(name, html.decode())
            self.assertNotIn(other, html.decode())
            self.assertIn(f'res-id="{card.id}"', html.decode())
        paper = self.env["report.sales_manual_addon.report_post_chart"]._get_report_values(None, {"report_type": "pdf"})
        self.assertEqual(paper["named"](card), "Clerk's post\n内勤岗位")
        self.assertIn("2", paper["words"]["missing"](card.headcount - card.holder_count))

    def test_every_post_stands_in_it_once(self):
        values = self.env["report.sales_manual_addon.report_post_chart"]._get_report_values(None)
        drawn = []

        def draw(posts):
            for post in posts:
                drawn.append(post)
                draw(values["children"](post))

        draw(values["trees"])
        draw(self.env["sales.manual.post"].concat(*values["beside"].values()))
        self.assertEqual(len(drawn), len(set(drawn)))
        self.assertEqual(set(drawn), set(self.env["sales.manual.post"].search([])))
