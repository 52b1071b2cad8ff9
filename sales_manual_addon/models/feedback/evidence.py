from odoo import api, models
from odoo.tools import SQL

QUERIES = {
    "feedback_handed_in": lambda user_ids, start, end: SQL(
        """SELECT submitted_by_id, COUNT(*) FROM sales_manual_feedback
            WHERE submitted_by_id = ANY(%s) AND submitted_date >= %s AND submitted_date < %s
            GROUP BY submitted_by_id""",
        user_ids,
        start,
        end,
    ),
    "feedback_closed": lambda user_ids, start, end: SQL(
        """SELECT closed_by_id, COUNT(*) FROM sales_manual_feedback
            WHERE closed_by_id = ANY(%s) AND closed_date >= %s AND closed_date < %s GROUP BY closed_by_id""",
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
            "feedback_handed_in": self.env._("Feedback reports handed in"),
            "feedback_closed": self.env._("Feedback reports closed"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
