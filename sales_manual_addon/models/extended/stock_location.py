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
        return super().write(vals)

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
