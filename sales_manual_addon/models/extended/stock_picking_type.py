from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    requires_shipping_notice = fields.Boolean(
        string="Requires shipping notices", copy=False,
        help="No goods leave by this operation type without a released shipping notice; in this company no other operation takes "
             "goods to customers unless they belong to a contract order.")
