from odoo import api, fields, models
from odoo.exceptions import AccessError

SETTINGS = frozenset({"gate_pass_is_automatic", "dispatch_mail_is_automatic"})


class ResCompany(models.Model):
    """What happens by itself after goods have left: nothing, until an administrator says so."""

    _inherit = "res.company"

    gate_pass_is_automatic = fields.Boolean(
        string="Gate pass of every shipment",
        help="Each transfer that ships under a notice gets its gate pass when it is done, for the dispatcher to "
        "complete.",
    )
    dispatch_mail_is_automatic = fields.Boolean(
        string="Confirm by itself",
        help="The dispatch confirmation is mailed to the customer when the vehicle leaves.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(vals.get(name) for vals in vals_list for name in SETTINGS):
            companies._check_dispatch_configuration()
        return companies

    def write(self, vals):
        if SETTINGS & vals.keys():
            self._check_dispatch_configuration()
        return super().write(vals)

    def _check_dispatch_configuration(self):
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._("What happens by itself after goods have left is decided by those who configure Sales HQ.")
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gate_pass_is_automatic = fields.Boolean(related="company_id.gate_pass_is_automatic", readonly=False)
    dispatch_mail_is_automatic = fields.Boolean(related="company_id.dispatch_mail_is_automatic", readonly=False)
