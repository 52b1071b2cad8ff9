from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def load_sale_order_from_pos(self, config_id):
        # said when the cashier opens the order, not when the customer has paid
        self.sudo()._check_not_at_till()
        return super().load_sale_order_from_pos(config_id)

    def _check_not_at_till(self):
        """Raise UserError for contract orders."""
        for order in self.filtered("sales_contract_id"):
            raise UserError(
                self.env._(
                    "%(order)s is an order of contract %(contract)s. Contract orders are not settled at a till: their "
                    "goods leave by shipping notices, their payments go through accounting.",
                    order=order.name,
                    contract=order.sales_contract_id.display_name,
                )
            )
