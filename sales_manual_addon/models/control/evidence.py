from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class SalesManualEvidence(models.AbstractModel):
    """What the ERP can count to show that a duty was done. A room registers its measures by extending both methods."""

    _name = "sales.manual.evidence"
    _description = "Evidence of duties"

    @api.model
    def _evidence_measures(self):
        """The measures: code -> translated label. A room adds its own to what super() returns."""
        return {}

    @api.model
    def _evidence_counts(self, codes, users, month):
        """How often each user did what is measured: ``{(code, user id): count}``, one statement per room.

        :param codes: the measures asked for; others may be left out
        :param users: whose acts are counted
        :param month: any day of the month, as the company's calendar has it
        """
        return {}

    @api.model
    def _evidence_bounds(self, month):
        """First moment of the month and of the next, in UTC, without zone, as the database keeps them."""
        zone = pytz.timezone(self.env.company.sudo().partner_id.tz or self.env.user.tz or "UTC")  # sudo: only the zone
        first = month.replace(day=1)
        return tuple(
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (first, first + relativedelta(months=1))
        )

    @api.model
    def _evidence_rows(self, queries, codes, users, month):
        """Run the queries of these codes as one statement.

        :param queries: code -> function of (user ids, start, end) that returns SQL of (user id, number)
        """
        start, end = self._evidence_bounds(month)
        wanted = [code for code in queries if code in codes]
        if not wanted or not users:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s, counted.* FROM (%s) AS counted(user_id, number)",
                    code,
                    queries[code](users.ids, start, end),
                )
                for code in wanted
            )
        )
        return {(code, user_id): number for code, user_id, number in rows}
