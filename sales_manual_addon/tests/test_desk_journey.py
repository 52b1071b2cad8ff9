"""The desk in a browser: from a card to its list, read, sign, the next one, and back (DOM-2, INT-2)."""

from odoo.tests import HttpCase, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestDeskJourney(HttpCase, SalesManualCommon):
    def test_manager_signs_from_the_desk_in_chinese(self):
        manager = self.users["int_manager"]
        self.env["res.lang"]._activate_lang("zh_CN")
        manager.lang = "zh_CN"
        contracts = self.make_contract() | self.make_contract()
        for contract in contracts:
            contract.with_user(contract.user_id).action_submit()
            contract.with_user(self.users["int_deputy"]).action_sign()
        self.start_tour("/odoo/desk", "sales_manual_desk", login=manager.login)
        self.env.invalidate_all()
        self.assertEqual(contracts.mapped("state"), ["effective", "effective"])

    def test_menu_of_a_card_and_empty_cards(self):
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        self.start_tour("/odoo/desk", "sales_manual_desk_menu", login=self.users["int_manager"].login)

    def test_desk_is_the_first_screen_of_the_app(self):
        menus = self.env["ir.ui.menu"].with_user(self.users["marketing"]).load_web_menus(False)
        root = menus[self.env.ref("sales_manual_addon.sales_manual_root_menu").id]
        self.assertEqual(root["actionPath"], "desk")


@tagged("post_install", "-at_install")
class TestDeskOnAPhone(HttpCase, SalesManualCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_notices_are_signed_from_the_desk_on_a_phone(self):
        notices = self.env["sales.manual.notice"]
        for _number in range(2):
            notices |= self.sign_notice(self.make_notice(self.confirmed_order(pieces=20)), until="warehouse")
        signer = self.users["warehouse_statistician"]
        self.start_tour("/odoo/desk", "sales_manual_desk_on_a_phone", login=signer.login)
        self.env.invalidate_all()
        ready = notices.signoff_step_ids.filtered(lambda step: step.state == "ready")
        self.assertEqual(ready.mapped("code"), ["accounting", "accounting"])
