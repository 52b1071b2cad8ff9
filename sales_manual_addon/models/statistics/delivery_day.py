from datetime import UTC

import pytz

from odoo import api, fields, models


class SalesManualNoticeDelivery(models.Model):
    """The day goods left, by the company's calendar: what tables and months are made of (architecture rule 14)."""

    _inherit = "sales.manual.notice.delivery"

    day = fields.Date(
        compute="_compute_day",
        store=True,
        help="The day on which the pieces left or came back, where the company works.",
    )
    _company_day_idx = models.Index("(company_id, day)")

    @api.depends("date", "company_id")
    def _compute_day(self):
        zones = {company: pytz.timezone(company._sales_manual_zone()) for company in self.company_id}
        for delivery in self:
            moment = delivery.date and delivery.date.replace(tzinfo=UTC)
            delivery.day = moment and moment.astimezone(zones.get(delivery.company_id, UTC)).date()
