from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shipping_notice_id = fields.Many2one("sales.manual.notice", string="Shipping Notice", copy=False, index="btree_not_null",
                                         check_company=True, help="Ships this notice only. Empty: the oldest released notices first.")
