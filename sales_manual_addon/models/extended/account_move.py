from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _compute_payment_count(self):
        # salespeople read invoices and no payments: where these may not be counted, Odoo's form does not open at all
        counted = self if self.env["account.payment"].has_access("read") else self.browse()
        (self - counted).payment_count = 0
        return super(AccountMove, counted)._compute_payment_count()
