from odoo import api, models
from odoo.tools import SQL

QUERIES = {
    "plan_made": lambda user_ids, start, end: SQL(
        """SELECT user_id, COUNT(*) FROM sales_manual_plan
            WHERE user_id = ANY(%s) AND sent_date >= %s AND sent_date < %s GROUP BY user_id""",
        user_ids,
        start,
        end,
    ),
    "plan_answered": lambda user_ids, start, end: SQL(
        """SELECT line.answer_user_id, COUNT(*) FROM sales_manual_plan_line line
             JOIN sales_manual_plan plan ON plan.id = line.plan_id
            WHERE line.answer_user_id = ANY(%s) AND line.answer_date >= %s AND line.answer_date < %s
              AND plan.state != 'closed' GROUP BY line.answer_user_id""",
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
            "plan_made": self.env._("Plans sent to planning"),
            "plan_answered": self.env._("Plan lines answered"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
