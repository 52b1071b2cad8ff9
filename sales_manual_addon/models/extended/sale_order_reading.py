from odoo import models


class SaleOrder(models.Model):
    """What lets posts open orders that are neither their own sales nor theirs to invoice."""

    _inherit = "sale.order"

    def _get_invoiced(self):
        # sudo: posts that read orders read no invoices; how many there are shows on the order, opening them is refused
        return super(SaleOrder, self.sudo())._get_invoiced()
