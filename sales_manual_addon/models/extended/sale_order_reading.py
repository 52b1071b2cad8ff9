from odoo import models


class SaleOrder(models.Model):
    """What lets posts open orders that are neither their own sales nor theirs to invoice."""

    _inherit = "sale.order"

    def _get_invoiced(self):
        # sudo where the reader of an order reads no invoices, or not those of others: how many there are shows on the
        # order, opening them is refused
        read_as_superuser = self.sudo()
        if self.env["account.move"].has_access("read"):
            read_as_superuser = read_as_superuser.filtered("sales_contract_id")
        super(SaleOrder, read_as_superuser)._get_invoiced()
        return super(SaleOrder, self - read_as_superuser)._get_invoiced()
