from odoo import api, models

from ..models.control.guard import PASS, PASS_KEY


class SalesManualDemo(models.AbstractModel):
    """A released notice whose goods are to go elsewhere now: held until the contract post re-checks it."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_hold(self):
        """Change where an order under a released notice goes, as an amendment does; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        changing = self._user("dom_contract")
        self = self.with_company(self.env.ref("base.main_company")).with_context(lang=changing.lang)
        notice = self.env["sales.manual.notice"].search(
            [("contract_id.customer_reference", "=", "CEEG-2009"), ("state", "=", "released")], order="id desc", limit=1
        )
        address = self.env["res.partner"].create(
            {
                "name": self.env._("Yancheng site"),
                "type": "delivery",
                "parent_id": notice.partner_id.id,
                "street": self.env._("12 Haibin Road"),
                "city": self.env._("Yancheng"),
                "country_id": self.env.ref("base.cn").id,
            }
        )
        # sudo: which places the posts may change, an amendment decides
        order = notice.line_ids.order_line_id.order_id.with_user(changing).sudo()
        order.with_context(**{PASS_KEY: PASS}).partner_shipping_id = address
