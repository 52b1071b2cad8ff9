from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockLocation(models.Model):
    """Hook of the shipping gate: what has left is told by its location's usage, which Odoo lets change where no stock
    is left."""

    _inherit = "stock.location"

    def write(self, vals):
        if {"usage", "company_id"} & vals.keys():
            self.filtered(
                lambda location: location._is_gate_out() != location._is_gate_out(vals)
            )._check_no_watched_goods()
        free = self._free_of_notices() if "location_id" in vals else self
        result = super().write(vals)
        if freed := self._free_of_notices() - free:
            freed._check_holds_nothing()
        return result

    def _free_of_notices(self):
        """Those of these locations that stand in a warehouse left free of shipping notices."""
        warehouses = self.env["stock.warehouse"]._ids_shipping_without_notice()
        if not warehouses or not self:
            return self.browse()
        roots = self.env["stock.warehouse"].sudo().browse(warehouses).view_location_id
        paths = tuple(root.parent_path for root in roots)
        return self.filtered(lambda location: (location.parent_path or "").startswith(paths))

    def _check_holds_nothing(self):
        """Refuse that goods become free of shipping notices because the place where they lie does."""
        if not self.env["stock.picking.type"]._companies_requiring_notices():
            return
        # sudo: whatever lies there, whoever may see it
        quant = (
            self.env["stock.quant"]
            .sudo()
            .search([("location_id", "child_of", self.ids), ("quantity", ">", 0)], limit=1)
        )
        if quant:
            raise UserError(
                self.env._(
                    "%(location)s holds %(product)s and would become part of a warehouse that ships without notices. "
                    "Empty it first.",
                    location=quant.location_id.display_name,
                    product=quant.product_id.display_name,
                )
            )

    def _is_gate_out(self, vals=()):
        """Whether goods that reach this location count as gone to a customer; as it would be with ``vals``."""
        usage = vals["usage"] if "usage" in vals else self.usage
        company = vals["company_id"] if "company_id" in vals else self.company_id
        return usage == "customer" or usage == "transit" and not company

    def _check_no_watched_goods(self):
        if not self:
            return
        ends = Domain("location_id", "in", self.ids) | Domain("location_dest_id", "in", self.ids)
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        watched = (
            Domain("move_id.sale_line_id.order_id.sales_contract_id", "!=", False)
            | Domain("picking_id.sale_id.sales_contract_id", "!=", False)
            | Domain("picking_id.shipping_notice_id", "!=", False)
            | Domain("company_id", "in", list(companies))
        )
        # sudo: whatever moved, whoever may read it
        line = self.env["stock.move.line"].sudo().search(Domain("move_id.state", "=", "done") & ends & watched, limit=1)
        if line:
            raise UserError(
                self.env._(
                    "%(location)s: goods that shipping notices watch have passed here (%(transfer)s), so that it stays "
                    "the kind of location it is. Make another location.",
                    location=(line.location_dest_id & self or line.location_id).display_name,
                    transfer=line.picking_id.name or line.reference,
                )
            )
