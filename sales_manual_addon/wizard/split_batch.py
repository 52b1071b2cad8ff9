from odoo import fields, models


class SalesManualBatchSplit(models.TransientModel):
    """Collects what leaves a planned batch for another date; the batch line does it."""

    _name = "sales.manual.batch.split"
    _inherit = ["sales.manual.bounded"]
    _description = "Split a delivery batch"

    batch_line_id = fields.Many2one(
        "sales.manual.batch.line", string="Of", required=True, readonly=True, ondelete="cascade"
    )
    available_qty = fields.Integer(
        string="Pieces in the batch", related="batch_line_id.pieces_qty", related_sudo=False
    )
    pieces_qty = fields.Integer(string="Pieces to move", required=True)
    delivery_date = fields.Date(required=True)

    def action_split(self):
        """Move the pieces to a new batch and show it."""
        self.ensure_one()
        return self.batch_line_id._split(self.pieces_qty, self.delivery_date)._get_records_action()
