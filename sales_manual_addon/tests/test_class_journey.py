"""Classes C and D in a browser, from paper to end, each step by its post (CMD-7, CMD-8)."""

from odoo.tests import tagged

from .classes_common import ClassesCommon
from .journey_case import JourneyCase
from .test_posts_journey import name_alike


@tagged("post_install", "-at_install")
class TestClassJourney(JourneyCase, ClassesCommon):
    def notice(self, notice_class):
        return self.env["sales.manual.notice"].search([("class_id", "=", notice_class.id)], order="id desc", limit=1)

    def test_goods_without_sale(self):
        name_alike(self.env, self.class_c, "Journey class C")
        self.warehouse.name = "Journey warehouse"
        self.visit("int_contract", "sales_manual_make_free_notice", "shipping-notices/new")
        notice = self.notice(self.class_c)
        self.assertEqual((notice.state, notice.reason_kind, notice.reason), ("signing", "exhibition", "Fair in Munich"))
        self.assertEqual((notice.pieces_qty, notice.cost_amount, notice.list_amount), (2, 160, 240))
        self.assertEqual((notice.due_back_date.day, notice.keeper_id), (15, self.foreign_customer))

        self.visit("cmd_manager", "sales_manual_read_and_sign", f"shipping-notices/{notice.id}")
        signed = notice.signoff_step_ids.filtered(lambda step: step.state == "signed")
        self.assertEqual(signed.code, "reason")
        self.sign_free(notice)
        transfer = self.transfers(notice)
        self.visit("dispatcher", "sales_manual_ship", f"deliveries/{transfer.id}")
        self.assertEqual((transfer.state, notice.state, notice.out_qty), ("done", "shipped", 2))
        self.assertFalse(transfer.sale_id)
        self.visit("int_contract", "sales_manual_ledger_of_what_is_out", "goods-due-back")
        self.assertFalse(notice._signoff_verify())

    def test_from_the_pro_forma_to_the_check_off(self):
        self.visit("import_export", "sales_manual_make_proforma", "pro-forma-invoices/new")
        proforma = self.env["sales.manual.proforma"].search([], order="id desc", limit=1)
        self.assertEqual((proforma.state, proforma.currency_id, proforma.amount), ("issued", self.usd, 1000))

        self.visit("int_contract", "sales_manual_notice_from_proforma", f"pro-forma-invoices/{proforma.id}")
        notice = self.notice(self.env.ref("sales_manual_addon.notice_class_d"))
        self.assertEqual((notice.proforma_id, notice.pieces_qty, notice.amount), (proforma, 10, 1000))
        self.sign_free(notice)
        self.assertEqual(notice.state, "released")
        self.assertFalse(self.transfers(notice))

        declaration = notice.declaration_id
        self.visit("import_export", "sales_manual_declare", "customs-declarations")
        self.assertEqual((declaration.state, declaration.name), ("declared", "2233202600001"))
        self.visit("sales_accountant", "sales_manual_check_off", "customs-declarations")
        self.assertEqual((declaration.state, notice.state), ("checked_off", "shipped"))
        self.assertEqual(declaration.checked_off_by_id, self.users["sales_accountant"])
