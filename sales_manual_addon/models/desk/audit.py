from odoo import models


class SalesManualSignoff(models.Model):
    _inherit = "sales.manual.signoff"

    # what happened lately, for the auditor's card
    _date_idx = models.Index("(date)")
