from odoo import fields, models
from odoo.exceptions import UserError

from ..models.tolerance.tolerance import KINDS


class SalesManualToleranceRequest(models.TransientModel):
    """Asks how many pieces more are needed than a tolerance gives, and why; the approval's own method requests them."""

    _name = "sales.manual.tolerance.request"
    _inherit = ["sales.manual.bounded"]
    _description = "Request special approval"
    _rec_name = "notice_id"

    notice_id = fields.Many2one("sales.manual.notice", required=True, readonly=True, ondelete="cascade")
    notice_line_id = fields.Many2one(
        "sales.manual.notice.line",
        string="Line",
        required=True,
        ondelete="cascade",
        domain="[('notice_id', '=', notice_id)]",
        help="Its product, on all lines of the order.",
    )
    kind = fields.Selection(KINDS, string="What over what", required=True)
    pieces_qty = fields.Integer(string="Pieces more", required=True, help="Beyond what the tolerance gives by itself.")
    reason = fields.Text()

    def action_request(self):
        """Request the pieces.

        :raises UserError: the line is of another notice, or as the approval says
        """
        self.ensure_one()
        if self.notice_line_id.notice_id != self.notice_id:
            raise UserError(self.env._("Choose a line of %(notice)s.", notice=self.notice_id.display_name))
        self.env["sales.manual.tolerance.approval"]._request(
            self.notice_line_id, self.kind, self.pieces_qty, self.reason
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
