from odoo import api, models
from odoo.exceptions import ValidationError


class PosConfig(models.Model):
    _inherit = "pos.config"

    @api.constrains("picking_type_id")
    def _check_picking_type_requires_no_notice(self):
        for config in self:
            if config.picking_type_id.requires_shipping_notice:
                raise ValidationError(
                    self.env._(
                        "%(type)s requires shipping notices, which a point of sale does not make. Choose another "
                        "operation type for %(till)s.",
                        type=config.picking_type_id.display_name,
                        till=config.name,
                    )
                )
