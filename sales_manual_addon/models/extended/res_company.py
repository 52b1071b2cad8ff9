from datetime import UTC, datetime

from pytz import timezone

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _sales_manual_zone(self):
        """Return the name of the time zone the company works in."""
        self.ensure_one()
        # sudo: the time zone is no secret, working hours may not be readable to every post
        company = self.sudo()
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    def _sales_manual_today(self):
        """Return today's date where the company works: validity, lateness and numbers go by its days, nobody else's."""
        return datetime.now(UTC).astimezone(timezone(self._sales_manual_zone())).date()
