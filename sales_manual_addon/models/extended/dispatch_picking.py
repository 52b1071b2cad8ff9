from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        # sudo: a setting
        asked = self.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.state == "done"
                and picking.company_id.sudo().gate_pass_is_automatic
            )
        )
        if asked:
            self.env["sales.manual.dispatch"]._make(asked)
        return result
