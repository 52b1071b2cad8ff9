from odoo import api, models
from odoo.exceptions import UserError


class StockQuant(models.Model):
    """Hook of the shipping gate: stock that shipping notices watch changes by moves, not by writing quantities.

    Odoo itself writes quants as superuser, from moves; inventory counts go through their own fields.
    """

    _inherit = "stock.quant"

    _gate_fields = frozenset({"quantity", "location_id", "product_id", "lot_id", "package_id", "owner_id"})

    @api.model_create_multi
    def create(self, vals_list):
        # a default in the caller's context is as good as a value
        is_direct = any(vals.get("quantity") for vals in vals_list) or self.env.context.get("default_quantity")
        quants = super().create(vals_list)
        if is_direct and not self.env.su:
            quants._check_gate_quants()
        return quants

    def write(self, vals):
        if not self.env.su and not self._gate_fields.isdisjoint(vals):
            self._check_gate_quants()
        return super().write(vals)

    def _check_gate_quants(self):
        """Refuse quantities written directly for goods of contract orders, or in a company that requires notices."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        quants = self.sudo()  # what orders exist, whoever writes
        watched = quants.filtered(lambda quant: quant.company_id.id in companies or not quant.company_id and companies)
        if not watched:
            products = (
                self.env["sale.order.line"]
                .sudo()
                .search(
                    [("product_id", "in", quants.product_id.ids), ("order_id.sales_contract_id", "!=", False)], limit=1
                )
                .product_id
            )
            watched = quants.filtered(lambda quant: quant.product_id in products)
        if watched:
            raise UserError(
                self.env._(
                    "%(product)s at %(location)s: quantities in stock are not written directly, because shipping "
                    "notices watch these goods. Make a transfer, or count the stock.",
                    product=watched[0].product_id.display_name,
                    location=watched[0].location_id.display_name,
                )
            )
