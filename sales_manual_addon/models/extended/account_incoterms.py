from odoo import models


class AccountIncoterms(models.Model):
    """Found by what everyone calls them, CIF or FOB, and not by their full name alone."""

    _inherit = "account.incoterms"
    _rec_names_search = ["code", "name"]
