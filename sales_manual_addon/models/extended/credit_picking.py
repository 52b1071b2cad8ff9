from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """See Odoo. Where credit refuses, nothing leaves: the refusal is kept, and an action that says why returned."""
        gate = self.env["sales.manual.gate"]
        if not self.company_id._credit_is_checked():
            return super().button_validate()
        # sudo: the evidence is kept whoever ships
        notices = self.env["sales.manual.notice"].sudo().union(*gate._credit_notices(self).values())
        notices = notices.sudo(self.env.su)
        validate = super().button_validate

        def act():
            notices._credit_asked()  # before anything moves; what passes is recorded when it has left
            return validate()

        return notices._credit_guarded(act, "leave")
