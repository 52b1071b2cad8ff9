from odoo import api, models


class PosOrderLine(models.Model):
    """A till ships and settles without shipping notices, so nothing of a contract order passes it."""

    _inherit = "pos.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_no_contract_order()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"sale_order_line_id", "sale_order_origin_id"} & vals.keys():
            self._check_no_contract_order()
        return result

    def _check_no_contract_order(self):
        """Raise UserError for till lines that settle, deliver or prepay a contract order.

        At the till neither the stock move nor its reference knows the order line, so that the shipping gate would
        not see it.
        """
        # sudo: a cashier need not be able to read contract orders for them to be refused
        lines = self.sudo()
        (lines.sale_order_origin_id | lines.sale_order_line_id.order_id)._check_not_at_till()
