from odoo import fields, models


class SalesManualNoticeLine(models.Model):
    _name = "sales.manual.notice.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Shipping Notice Line"
    _order = "notice_id, sequence, id"
    _guarded_fields = frozenset({"shipped_qty", "closed_qty"})

    notice_id = fields.Many2one("sales.manual.notice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="notice_id.currency_id")
    sequence = fields.Integer(default=10)
    order_line_id = fields.Many2one("sale.order.line", string="Order line", index="btree_not_null", ondelete="restrict")
    order_id = fields.Many2one(related="order_line_id.order_id", string="Order")
    batch_line_id = fields.Many2one("sales.manual.batch.line", string="Batch line", index="btree_not_null", ondelete="restrict")
    product_id = fields.Many2one("product.product", required=True, index=True)
    pieces_qty = fields.Integer(string="Pieces", required=True)
    power_w = fields.Float(string="Power (W)", digits=(18, 4))  # stored compute
    power_kw = fields.Float(string="kW", digits=(16, 3))  # stored compute
    amount = fields.Monetary()  # stored compute
    shipped_qty = fields.Integer(string="Shipped", readonly=True, copy=False, default=0)
    closed_qty = fields.Integer(string="Closed short", readonly=True, copy=False, default=0,
                                help="Pieces that a shortened notice no longer allows to leave.")
    delivery_ids = fields.One2many("sales.manual.notice.delivery", "notice_line_id", readonly=True)
