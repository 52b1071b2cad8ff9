from odoo import fields, models


class SalesManualNoticeDelivery(models.Model):
    """Pieces that left (or came back) under a notice line by a stock move. Written by ``_record_deliveries`` alone."""

    _name = "sales.manual.notice.delivery"
    _inherit = ["sales.manual.closed"]
    _description = "Notice Delivery"
    _order = "date desc, id desc"

    notice_line_id = fields.Many2one(
        "sales.manual.notice.line", required=True, readonly=True, index=True, ondelete="restrict"
    )
    notice_id = fields.Many2one(related="notice_line_id.notice_id", store=True, index=True)
    company_id = fields.Many2one(related="notice_line_id.company_id", store=True, index=True)
    product_id = fields.Many2one(related="notice_line_id.product_id")
    move_id = fields.Many2one("stock.move", required=True, readonly=True, index=True, ondelete="restrict")
    picking_id = fields.Many2one(related="move_id.picking_id")
    kind = fields.Selection([("out", "Shipped"), ("return", "Returned")], required=True, readonly=True, default="out")
    pieces_qty = fields.Integer(string="Pieces", readonly=True)
    date = fields.Datetime(readonly=True)

    _pieces_positive = models.Constraint("CHECK (pieces_qty > 0)", "A delivery has at least one piece.")
    _move_line_unique = models.UniqueIndex("(notice_line_id, move_id, kind)", "One row per notice line, move and kind.")
