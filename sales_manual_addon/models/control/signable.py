from odoo import fields, models


class SalesManualSignable(models.AbstractModel):
    """A document that posts sign. See the methods for what the inheriting model provides and may call."""

    _name = "sales.manual.signable"
    _inherit = ["sales.manual.guarded"]
    _description = "Document that posts sign"

    signoff_count = fields.Integer(string="Acts in the chain", readonly=True, copy=False, default=0)
    signoff_round = fields.Integer(string="Round", readonly=True, copy=False, default=0)
    prepared_by_id = fields.Many2one("res.users", string="Prepared by", readonly=True, copy=False)
