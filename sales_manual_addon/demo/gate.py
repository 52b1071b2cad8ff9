from dateutil.relativedelta import relativedelta

from odoo import Command, api, models


class SalesManualDemo(models.AbstractModel):
    """A second warehouse that ships by notices; what was ordered there before is exempt, what came later waits."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_gate(self):
        """Turn the gate on for a warehouse with open orders; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        yard = self.env["stock.warehouse"].create(
            {"name": self.env._("Wuxi yard"), "code": "WXY", "company_id": company.id}
        )
        modules, rails = (self.env.ref(f"sales_manual_addon.{name}") for name in ("module_550", "mounting_rail"))
        self._stock(yard, {modules: 2_000, rails: 4_000})
        begun = self._yard_order(yard, {modules: 310, rails: 1_200})
        self._yard_order(yard, {modules: 155})
        given_up = self._yard_order(yard, {rails: 400})
        administrator = self.env.ref("base.user_admin")
        company.with_user(administrator).sales_manual_password_minutes = 15  # the auditor reads who changed it
        self.env["sales.manual.gate.start"].with_user(administrator).create(
            {
                "warehouse_id": yard.id,
                "reason": self.env._("Ordered before the yard shipped by notices."),
                "until_date": self._today() + relativedelta(months=2),
            }
        ).action_turn_on()
        self._ship_only(begun, modules)
        exemptions = self.env["sales.manual.exemption"].search([("order_line_id", "in", given_up.order_line.ids)])
        exemptions.with_user(administrator)._revoke(self.env._("The customer takes them with the next contract."))
        self._yard_order(yard, {modules: 62})

    def _yard_order(self, yard, pieces):
        """A confirmed order of no contract."""
        order = (
            self.env["sale.order"]
            .with_user(self._user("dom_supervisor_2"))
            .create(
                {
                    "partner_id": self._demo_id("partner_wuxi"),
                    "warehouse_id": yard.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": quantity})
                        for product, quantity in pieces.items()
                    ],
                }
            )
        )
        order.action_confirm()
        return order.with_env(self.env)

    def _ship_only(self, order, product):
        pickings = order.picking_ids.with_user(self._user("dispatcher"))
        for move in pickings.move_ids:
            move.write({"picked": True} if move.product_id == product else {"quantity": 0})
        pickings.with_context(skip_backorder=True).button_validate()
