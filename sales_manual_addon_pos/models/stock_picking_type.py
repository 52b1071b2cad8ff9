from odoo import models
from odoo.exceptions import UserError


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    def _able_to_require_notices(self):
        # sudo: as below
        configs = self.env["pos.config"].sudo().with_context(active_test=False)
        used = configs.search([("picking_type_id", "in", self.ids)])
        return super()._able_to_require_notices() - used.picking_type_id

    def _check_can_require_notices(self):
        """A till swallows the refusal and leaves its transfer waiting, unseen: its operation type cannot require
        notices."""
        result = super()._check_can_require_notices()
        # sudo: whoever configures notices need not see the tills
        configs = (
            self.env["pos.config"].sudo().with_context(active_test=False).search([("picking_type_id", "in", self.ids)])
        )
        if configs:
            raise UserError(
                self.env._(
                    "%(types)s: used by point of sale %(tills)s, so it cannot require shipping notices. Give the point "
                    "of sale an operation type of its own.",
                    types=", ".join(configs.picking_type_id.mapped("display_name")),
                    tills=", ".join(configs.mapped("name")),
                )
            )
        return result
