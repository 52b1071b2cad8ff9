"""In a browser, in Chinese: the administrator makes and gives posts, and their holders let a shipment go."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import SalesManualCommon
from .journey_case import JourneyCase
from .separation_case import SeparationCase


def name_alike(env, record, name, field="name"):
    """The same name in every language, so that a tour finds it in any."""
    for code, _label in env["res.lang"].get_installed():
        record.with_context(lang=code)[field] = name


@tagged("post_install", "-at_install")
class TestAdministratorsJourney(SeparationCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.administrator.lang = "zh_CN"
        self.user.name = "Separated user"
        self.card_one, self.card_two = self.ref("card_dom_contract"), self.ref("card_dom_execution")
        self.capability = self.ref("group_decompose")
        for record, name in (
            (self.card_one.department_id, "Journey department"),
            (self.ref("sales_manual_contract_menu"), "Journey screen"),
            (self.capability, "Journey capability"),
            (self.card_two, "Separated second post"),
            (self.ref("card_gm"), "Journey head"),
            (self.ref("post_gm"), "Separated approver"),
            (self.ref("post_gm").privilege_id, "Separated approver"),
        ):
            name_alike(self.env, record, name)
        name_alike(self.env, self.ref("separation_execution"), "The risk of separation", "risk")
        self.env.flush_all()
        self.env.registry.clear_cache("groups")

    def visit(self, user, tour, path):
        self.start_tour(f"/odoo/{path}", tour, login=user.login)
        self.env.invalidate_all()

    def assign(self, card):
        assignments = self.env["sales.manual.post.assignment"].with_user(self.administrator)
        return assignments.create({"user_id": self.user.id, "post_id": card.id})

    def test_a_post_is_made_and_given_entirely_in_the_screens(self):
        self.visit(self.administrator, "sales_manual_make_post", "sales-posts/new")
        post = self.env["sales.manual.post"].with_context(lang="zh_CN").search([("name", "=", "Journey post")])
        self.assertEqual((post.headcount, post.duty_ids.name), (2, "Journey duty"))
        self.assertEqual(post.duty_ids.capability_id, self.capability)
        self.assertEqual(post.duty_ids.menu_ids, self.ref("sales_manual_contract_menu"))
        self.assertEqual(post.group_id.implied_ids, self.capability)
        self.assertIn(self.capability, self.user.all_group_ids)
        self.assertFalse(self.env["sales.manual.post.finding"].search([("user_id", "=", self.user.id)]))

    def test_nobody_is_given_two_posts_that_must_be_apart(self):
        self.assign(self.card_one)
        self.visit(self.administrator, "sales_manual_assign_refused", "sales-assignments/new")
        self.assertNotIn(self.card_two.group_id, self.user.group_ids)
        self.assertFalse(self.card_two.assignment_ids.filtered(lambda row: row.user_id == self.user))

    def test_the_chart_is_clicked_through(self):
        self.assign(self.ref("card_gm"))
        self.visit(self.administrator, "sales_manual_click_through_chart", "sales-chart")


@tagged("post_install", "-at_install")
class TestShipmentInChinese(JourneyCase, SalesManualCommon):
    def setUp(self):
        super().setUp()
        self.speak_chinese(*self.users)
        name_alike(self.env, self.env.ref("sales_manual_addon.separation_shipment"), "Separated rule")

    def test_manager_statistician_accountant_and_dispatcher(self):
        """The contract's manager approves; the notice is signed from the lists; who signed it does not ship it."""
        waiting = self.make_contract()
        waiting.with_user(waiting.user_id).action_submit()
        waiting.with_user(self.users["int_deputy"]).action_sign()
        self.visit("int_manager", "sales_manual_read_and_sign", f"sales-contracts/{waiting.id}")
        self.assertEqual(waiting.state, "effective")

        order = self.confirmed_order()
        notice = self.sign_notice(self.make_notice(order), until="warehouse")
        self.visit("warehouse_statistician", "sales_manual_sign_from_list", "shipping-notices-to-sign")
        self.visit("sales_accountant", "sales_manual_sign_from_list", "shipping-notices-to-sign")
        self.assertEqual(notice.state, "released")

        signer, dispatcher = self.users["warehouse_statistician"], self.users["dispatcher"]
        signer.group_ids = [Command.set(dispatcher.group_ids.ids)]
        transfer = f"deliveries/{order.picking_ids.id}"
        self.visit("warehouse_statistician", "sales_manual_dispatch_refused", transfer)
        self.assertEqual(notice.state, "released")
        self.visit("dispatcher", "sales_manual_ship", transfer)
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 10))
        self.assertFalse((waiting._signoff_verify() or []) + (notice._signoff_verify() or []))
