from datetime import UTC, datetime

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError

SIGNING_SETTINGS = frozenset({"sales_manual_asks_password", "sales_manual_password_minutes"})


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
        before = {}
        if not SIGNING_SETTINGS.isdisjoint(vals):
            self._check_signing_configuration()
            before = {company: company._worded_signing_settings() for company in self}
        if "dropships_without_notice" in vals:
            self.filtered(
                lambda company: company.dropships_without_notice != bool(vals["dropships_without_notice"])
            )._check_free_configuration()
        result = super().write(vals)
        self._log_signing_settings(before)
        return result

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

    def _worded_signing_settings(self):
        """{label: value as a text} of what this company asks when signing, in its own language: it stays on record."""
        self.ensure_one()
        company = self.sudo()  # a setting
        language = company.partner_id.lang
        company = company.with_context(lang=language if self.env["res.lang"]._get_data(code=language) else "en_US")
        is_asked = company.sales_manual_asks_password
        values = {
            "sales_manual_asks_password": company.env._("yes") if is_asked else company.env._("no"),
            "sales_manual_password_minutes": str(company.sales_manual_password_minutes),
        }
        return {company._fields[name]._description_string(company.env): value for name, value in values.items()}

    def _log_signing_settings(self, before):
        """Keep who changed what of it in the history of the company's own contact, where an auditor finds it.
        ``before``: {company: :meth:`_worded_signing_settings`}.
        """
        for company, was in before.items():
            now = company._worded_signing_settings()
            changes = [f"{label}: {was[label]} → {now[label]}" for label in now if was[label] != now[label]]
            if changes:
                company.partner_id.sudo().message_post(  # said in the name of who changed it, with whatever rights
                    body=" · ".join([f"{self.env.user.name} ({self.env.user.login})", *changes]),
                    author_id=self.env.user.partner_id.id,
                    subtype_xmlid="sales_manual_addon.message_subtype_setting",
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
