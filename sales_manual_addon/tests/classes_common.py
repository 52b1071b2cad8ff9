"""Builders for notices of goods that are not sold."""

from odoo import Command, fields

from .common import SalesManualCommon


class ClassesCommon(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.class_c = cls.env.ref("sales_manual_addon.notice_class_c")
        cls.maker = cls.users["int_contract"]
        cls.today = fields.Date.context_today(cls.env["sales.manual.notice"])
        cls.module_550.write({"standard_price": 80, "list_price": 120})
        cls.env["stock.quant"]._update_available_quantity(cls.module_550, cls.warehouse.lot_stock_id, 100)

    def free_values(self, pieces=2, product=None, **values):
        return {
            "class_id": self.class_c.id,
            "partner_id": self.foreign_customer.id,
            "warehouse_id": self.warehouse.id,
            "ship_date": self.today,
            "reason_kind": "exhibition",
            "reason": "Fair in Munich",
            "line_ids": [Command.create({"product_id": (product or self.module_550).id, "pieces_qty": pieces})],
            **values,
        }

    def free_notice(self, pieces=2, issue=True, maker=None, **values):
        """A notice of class C over modules, as the contract post makes it; issued."""
        notices = self.env["sales.manual.notice"].with_user(maker or self.maker)
        notice = notices.create(self.free_values(pieces, **values))
        if issue:
            notice.action_issue()
        return notice.with_env(self.env)

    def sign_free(self, notice, until=None):
        signers = {
            "reason": self.users["cmd_manager"],
            "check": self.users["int_contract_2"],
            "warehouse": self.users["warehouse_statistician"],
            "accounting": self.users["sales_accountant"],
        }
        steps = notice.signoff_step_ids.filtered(lambda step: step.state in ("waiting", "ready"))
        for code in steps.sorted("level").mapped("code"):
            if code == until:
                break
            notice.with_user(signers[code]).action_sign()
        return notice

    def released_free(self, pieces=2, **values):
        notice = self.sign_free(self.free_notice(pieces, **values))
        self.assertEqual(notice.state, "released")
        return notice

    def transfers(self, notice):
        return self.env["stock.picking"].search([("shipping_notice_id", "=", notice.id)], order="id")

    def take_back(self, picking, pieces):
        """Goods of a done transfer come back, by Odoo's return."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = pieces
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": pieces, "picked": True})
        back.button_validate()
        return back
