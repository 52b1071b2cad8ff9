from odoo import fields, models


class SalesManualSignoff(models.Model):
    _inherit = "sales.manual.signoff"

    act = fields.Selection(
        selection_add=[("hold", "Held"), ("recheck", "Re-checked")],
        ondelete={"hold": "cascade", "recheck": "cascade"},
    )
