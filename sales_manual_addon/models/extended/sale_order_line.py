from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    contract_batch_line_id = fields.Many2one("sales.manual.batch.line", string="Batch line", readonly=True, copy=False,
                                             index="btree_not_null", ondelete="restrict")
    shipping_gate_counter = fields.Integer(readonly=True, copy=False, export_string_translation=False,
                                           help="Incremented first by everything that releases, ships or takes back pieces of this line.")
