from odoo import fields, models


class SalesManualExemptionRevoke(models.TransientModel):
    """Asks why exemptions end before their time; they do it."""

    _name = "sales.manual.exemption.revoke"
    _description = "Revoke exemptions"

    exemption_ids = fields.Many2many(
        "sales.manual.exemption",
        "sales_manual_exemption_revoke_rel",
        string="Exemptions",
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text()

    def action_revoke(self):
        """End the exemptions for this reason."""
        self.ensure_one()
        self.exemption_ids._revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
