from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    # few among ten years of invoices; every exposure asks for them
    _sales_manual_drafts = models.Index("(move_type) WHERE state = 'draft'")

    def _compute_payment_count(self):
        # salespeople read invoices and no payments: where these may not be counted, Odoo's form does not open at all
        counted = self if self.env["account.payment"].has_access("read") else self.browse()
        (self - counted).payment_count = 0
        return super(AccountMove, counted)._compute_payment_count()
