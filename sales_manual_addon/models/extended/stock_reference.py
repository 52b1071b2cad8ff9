from odoo import models


class StockReference(models.Model):
    """Hook of the shipping gate: goods that left on a contract order's transfer are not cut off from it by their
    reference."""

    _inherit = "stock.reference"

    def write(self, vals):
        if {"move_ids", "sale_ids"}.isdisjoint(vals):
            return super().write(vals)
        with self.env["sales.manual.gate"]._operation(self.sudo().move_ids, is_rewrite=True):
            return super().write(vals)

    def unlink(self):
        with self.env["sales.manual.gate"]._operation(self.sudo().move_ids, is_rewrite=True):
            return super().unlink()
