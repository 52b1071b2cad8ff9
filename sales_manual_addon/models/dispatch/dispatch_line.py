from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .dispatch import ARRIVAL, MAKE

MOST_PIECES = 2**31 - 1


class SalesManualDispatchLine(models.Model):
    """Pieces of a notice line on a vehicle, and what of them arrived."""

    _name = "sales.manual.dispatch.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Gate Pass Line"
    _order = "dispatch_id desc, id"
    _load_fields = frozenset({"pieces_qty", "package_qty"})
    _arrival_fields = frozenset({"received_qty", "damaged_qty", "difference_note"})
    _guarded_fields = frozenset({"dispatch_id", "notice_line_id", "loss_qty"})

    dispatch_id = fields.Many2one(
        "sales.manual.dispatch", string="Gate pass", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dispatch_id.company_id", store=True, index=True)
    state = fields.Selection(related="dispatch_id.state")
    carrier_id = fields.Many2one(related="dispatch_id.carrier_id", store=True)
    arrival_date = fields.Date(related="dispatch_id.arrival_date", store=True)
    contract_id = fields.Many2one(related="dispatch_id.contract_id", store=True)
    partner_id = fields.Many2one(related="dispatch_id.partner_id", store=True)
    notice_line_id = fields.Many2one(
        "sales.manual.notice.line", required=True, readonly=True, index=True, ondelete="restrict"
    )
    notice_id = fields.Many2one(related="notice_line_id.notice_id", store=True, index=True)
    product_id = fields.Many2one(related="notice_line_id.product_id", store=True)
    pieces_qty = fields.Integer(string="Pieces", required=True)
    package_qty = fields.Integer(string="Packages")
    received_qty = fields.Integer(string="Received", copy=False)
    damaged_qty = fields.Integer(string="Damaged", copy=False, help="Of those received.")
    loss_qty = fields.Integer(
        string="Transit loss", compute="_compute_loss_qty", store=True,
        help="Pieces that left and were not received; below nought where more were received.",
    )  # fmt: skip
    difference_note = fields.Char(string="Cause", copy=False)

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "A line of a gate pass has at least one piece. Take what does not go off the pass."
    )
    _arrival_possible = models.Constraint(
        "CHECK (package_qty >= 0 AND received_qty >= 0 AND damaged_qty BETWEEN 0 AND GREATEST(received_qty, 0))",
        "Packages and pieces received are not below nought, and no more are damaged than were received.",
    )
    _notice_line_once = models.UniqueIndex("(dispatch_id, notice_line_id)", "The pass has this line already.")

    @api.depends("pieces_qty", "received_qty", "dispatch_id.state")
    def _compute_loss_qty(self):
        for line in self:
            line.loss_qty = line.pieces_qty - line.received_qty if line.dispatch_id.state == "arrived" else 0

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_pass():
            raise AccessError(
                self.env._("What a vehicle carries comes from its transfer; correct the pieces of a line.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        for name in ("pieces_qty", "package_qty", "received_qty", "damaged_qty"):
            if name in vals and not self._is_whole(vals[name]):
                raise ValidationError(
                    self.env._("%(value)s: enter a whole number of pieces, such as 12.", value=vals[name] or 0)
                )
        dispatches = self.dispatch_id
        if vals.keys() & self._load_fields:
            dispatches._check_post(MAKE)
            dispatches._check_state(("loading",))
        if vals.keys() & self._arrival_fields:
            dispatches._check_post(ARRIVAL)
            dispatches._check_state(("left",))
        result = super().write(vals)
        if "pieces_qty" in vals:
            dispatches._check_quantities()
        return result

    def unlink(self):
        self.dispatch_id._check_post(MAKE)
        self.dispatch_id._check_state(("loading",))
        return super().unlink()

    @api.model
    def _is_whole(self, value):
        """Odoo would cut 12.5 down to 12 without a word."""
        try:
            number = float(value or 0)
        except (TypeError, ValueError):
            return False
        return value is not True and number.is_integer() and 0 <= number <= MOST_PIECES
