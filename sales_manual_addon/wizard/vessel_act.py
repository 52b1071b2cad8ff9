from odoo import fields, models
from odoo.exceptions import UserError


class SalesManualVesselAct(models.TransientModel):
    """Asks for what an act on a booking needs, and calls it. The booking asks who may do it, not the dialog."""

    _name = "sales.manual.vessel.act"
    _inherit = ["sales.manual.bounded"]
    _description = "Act on a vessel booking"

    booking_id = fields.Many2one("sales.manual.vessel.booking", required=True, readonly=True, ondelete="cascade")
    act = fields.Selection(
        [("move", "Date moved"), ("cancel", "Cancel the booking"), ("unload", "Unload")], required=True, readonly=True
    )
    etd = fields.Date(string="ETD")
    eta = fields.Date(string="ETA")
    is_sailed = fields.Boolean(compute="_compute_is_sailed", export_string_translation=False)
    reason = fields.Text()

    def _compute_is_sailed(self):
        for dialog in self:
            dialog.is_sailed = dialog.booking_id.state == "sailed"

    def action_apply(self):
        """Do it.

        :raise UserError: what the booking has against it
        """
        self.ensure_one()
        booking, reason = self.booking_id, (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason stays with the booking."))
        if self.act == "move":
            booking._move_dates(self.etd, self.eta, reason)
        elif self.act == "cancel":
            booking._cancel(reason)
        else:
            booking._unload(reason)
        return {"type": "ir.actions.act_window_close"}
