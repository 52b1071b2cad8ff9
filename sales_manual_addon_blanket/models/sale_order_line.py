from odoo import models


class SaleOrderLine(models.Model):
    """Goods of a contract are agreed by the contract: a blanket order over the same product would count them as its
    own, refuse their order when it is used up, and bring its price and taxes."""

    _inherit = "sale.order.line"

    def _get_contract_line_fields(self):
        return super()._get_contract_line_fields() | {"blanket_order_line"}

    def _compute_blanket_order_line(self):
        # that an order is a contract order holds for users who cannot open contracts
        of_contracts = self.filtered(lambda line: line.sudo().order_id.sales_contract_id)
        of_contracts.blanket_order_line = False
        return super(SaleOrderLine, self - of_contracts)._compute_blanket_order_line()
