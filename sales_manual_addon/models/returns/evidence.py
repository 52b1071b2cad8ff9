from odoo import api, models
from odoo.tools import SQL

QUERIES = {
    "return_reported": lambda user_ids, start, end: SQL(
        """SELECT reported_by_id, COUNT(*) FROM sales_manual_return
            WHERE reported_by_id = ANY(%s) AND reported_date >= %s AND reported_date < %s GROUP BY reported_by_id""",
        user_ids,
        start,
        end,
    ),
    "return_examined": lambda user_ids, start, end: SQL(
        """SELECT user_id, COUNT(DISTINCT return_id) FROM sales_manual_signoff
            WHERE user_id = ANY(%s) AND date >= %s AND date < %s AND act = 'make' AND return_id IS NOT NULL
            GROUP BY user_id""",
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
            "return_reported": self.env._("Return reports handed over"),
            "return_examined": self.env._("Return reports examined"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
