from odoo import fields, models


class SalesManualSeal(models.Model):
    """A daily digest over the last digest of every sign-off chain. A copy kept elsewhere (mailed, printed) shows a later change."""

    _name = "sales.manual.seal"
    _description = "Daily seal"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True)
    last_signoff_id = fields.Many2one("sales.manual.signoff", readonly=True, ondelete="restrict")
    signoff_count = fields.Integer(readonly=True)
    previous_digest = fields.Char(readonly=True)
    digest = fields.Char(required=True, readonly=True)
    key_state = fields.Selection([("keyed", "Keyed"), ("weak", "Weak: no key")], required=True, readonly=True)
