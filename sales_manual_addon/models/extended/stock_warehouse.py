from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    notice_signer_ids = fields.Many2many("res.users", "sales_manual_warehouse_signer_rel", "warehouse_id", "user_id",
                                         string="Notice signers",
                                         help="Who signs shipping notices for this warehouse. Empty: every holder of "
                                              "the post.")
