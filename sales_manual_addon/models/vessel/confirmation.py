from odoo import api, fields, models


class SalesManualVesselConfirmation(models.Model):
    """A post's word that a booking stands as it is this week. A change of the booking makes it void, visibly."""

    _name = "sales.manual.vessel.confirmation"
    _inherit = ["sales.manual.closed"]
    _description = "Weekly Confirmation"
    _order = "id desc"

    booking_id = fields.Many2one("sales.manual.vessel.booking", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    side = fields.Selection(
        [("planning", "Production planning"), ("export", "Import/export")], string="Post", required=True
    )
    user_id = fields.Many2one("res.users", string="Confirmed by", required=True, ondelete="restrict")
    date = fields.Datetime(string="Confirmed on", required=True)
    void_date = fields.Datetime(string="Void since")
    void_user_id = fields.Many2one("res.users", string="Changed by", ondelete="restrict")
    changed_names = fields.Char(export_string_translation=False, help="Technical names of what changed.")
    changed_text = fields.Char(string="What changed", compute="_compute_changed_text")

    _one_per_side = models.UniqueIndex(
        "(booking_id, side) WHERE void_date IS NULL",
        "This post has confirmed the booking already. Reload it to see by whom.",
    )

    @api.depends("changed_names")
    @api.depends_context("lang")
    def _compute_changed_text(self):
        labels = self.env["sales.manual.vessel.booking"]._fields
        for row in self:
            row.changed_text = ", ".join(
                labels[name]._description_string(self.env)
                for name in (row.changed_names or "").split(",")
                if name in labels
            )

    @api.depends("side", "user_id")
    def _compute_display_name(self):
        sides = dict(self._fields["side"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{sides.get(row.side, '')} · {row.user_id.name or ''}"
