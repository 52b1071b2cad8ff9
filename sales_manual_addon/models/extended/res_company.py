from datetime import UTC, datetime

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    _inherit = "res.company"

    dropships_without_notice = fields.Boolean(
        help="Goods that suppliers send straight to customers leave as they did before the company required shipping "
        "notices. Goods of contracts need their notice all the same."
    )

    sales_manual_asks_password = fields.Boolean(
        string="Password when signing",
        help="Whoever signs or rejects a contract or shipping notice of this company gives the password again.",
    )
    sales_manual_password_minutes = fields.Integer(
        string="Valid for (minutes)",
        default=10,
        required=True,
        help="For so many minutes after the password was given, it is not asked for again.",
    )

    _password_minutes = models.Constraint(
        "CHECK (sales_manual_password_minutes BETWEEN 1 AND 480)",
        "The password given when signing is valid for 1 to 480 minutes.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("dropships_without_notice")._check_free_configuration()
        return companies

    def write(self, vals):
        if {"sales_manual_asks_password", "sales_manual_password_minutes"} & vals.keys():
            self._check_signing_configuration()
        if "dropships_without_notice" in vals:
            self.filtered(
                lambda company: company.dropships_without_notice != bool(vals["dropships_without_notice"])
            )._check_free_configuration()
        return super().write(vals)

    def _check_free_configuration(self):
        """Who leaves direct shipments free of shipping notices: as who turns the requirement on and off."""
        if self and not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "Whether goods that suppliers send straight to customers need shipping notices is decided by those "
                    "who configure Sales HQ."
                )
            )

    def _check_signing_configuration(self):
        """Who decides whether signing asks for the password: whoever configures the addon."""
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._("Whether signing asks for the password is decided by those who configure Sales HQ.")
            )

    def _sales_manual_zone(self):
        """Return the name of the time zone the company works in."""
        self.ensure_one()
        # sudo: the time zone is no secret, working hours may not be readable to every post
        company = self.sudo()
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    def _sales_manual_today(self):
        """Return today's date where the company works: validity, lateness and numbers go by its days, nobody else's."""
        return datetime.now(UTC).astimezone(timezone(self._sales_manual_zone())).date()
