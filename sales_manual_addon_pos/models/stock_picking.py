from odoo import api, models

from .gate import TILL, TILL_KEY


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(self, location_dest_id, lines, picking_type, partner=False):
        """What a till sold over the counter leaves beside the notices, even where the company requires them."""
        at_till = self.with_context(**{TILL_KEY: TILL})
        pickings = super(StockPicking, at_till)._create_picking_from_pos_order_lines(
            location_dest_id, lines, picking_type, partner=partner
        )
        return pickings.with_env(self.env)
