from odoo import api, fields, models

SLIP_FIELDS = ("etd", "eta")


class SalesManualVesselSlip(models.Model):
    """A vessel's date that moved: what it was, what it is, why, who wrote it down. Never changed, never deleted."""

    _name = "sales.manual.vessel.slip"
    _inherit = ["sales.manual.closed"]
    _description = "Moved Vessel Date"
    _order = "id desc"
    _is_append_only = True

    booking_id = fields.Many2one("sales.manual.vessel.booking", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    kind = fields.Selection([("etd", "Departure (ETD)"), ("eta", "Arrival (ETA)")], string="Date", required=True)
    old_date = fields.Date(string="Before")
    new_date = fields.Date(string="After")
    days = fields.Integer(compute="_compute_days", help="How many days later; negative: earlier.")
    reason = fields.Text(help="Empty where the date changed before the forwarder confirmed.")
    user_id = fields.Many2one("res.users", string="Recorded by", required=True, ondelete="restrict")
    date = fields.Datetime(string="Recorded on", required=True)

    @api.depends("old_date", "new_date")
    def _compute_days(self):
        for slip in self:
            slip.days = (slip.new_date - slip.old_date).days if slip.old_date and slip.new_date else 0

    @api.depends("kind", "new_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for slip in self:
            slip.display_name = f"{kinds.get(slip.kind, '')} {slip.new_date or ''}"
