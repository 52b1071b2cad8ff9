from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    feedback_days = fields.Integer(
        string="Feedback due after (days)",
        default=15,
        help="A feedback report of the contract is due so many days after an arrival is confirmed. 0: none is asked "
        "for.",
    )

    @api.constrains("feedback_days")
    def _check_feedback_days(self):
        for company in self:
            if not 0 <= company.feedback_days <= 365:
                raise ValidationError(self.env._("Feedback reports are due within 0 to 365 days; 0 asks for none."))

    def write(self, vals):
        if "feedback_days" in vals:
            self._check_dispatch_configuration()
        return super().write(vals)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    feedback_days = fields.Integer(related="company_id.feedback_days", readonly=False)
