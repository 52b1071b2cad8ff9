from odoo import api, models
from odoo.tools import SQL

QUERIES = {
    "vessel_booked": lambda user_ids, start, end: SQL(
        """SELECT create_uid, COUNT(*) FROM sales_manual_vessel_booking
            WHERE create_uid = ANY(%s) AND create_date >= %s AND create_date < %s GROUP BY create_uid""",
        user_ids,
        start,
        end,
    ),
    "vessel_week": lambda user_ids, start, end: SQL(
        """SELECT user_id, COUNT(*) FROM sales_manual_vessel_confirmation
            WHERE user_id = ANY(%s) AND date >= %s AND date < %s GROUP BY user_id""",
        user_ids,
        start,
        end,
    ),
}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "vessel_booked": self.env._("Vessels booked"),
            "vessel_week": self.env._("Vessels confirmed for the week"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
