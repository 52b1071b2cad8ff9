from odoo import api, models
from odoo.tools import SQL


def _counted(column, user_column):
    """Query of the passes on which each user acted in a month."""

    def query(user_ids, start, end):
        return SQL(
            """SELECT %(user)s, COUNT(*) FROM sales_manual_dispatch
                WHERE %(user)s = ANY(%(users)s) AND %(column)s >= %(start)s AND %(column)s < %(end)s
             GROUP BY %(user)s""",
            user=SQL.identifier(user_column),
            column=SQL.identifier(column),
            users=user_ids,
            start=start,
            end=end,
        )

    return query


QUERIES = {
    "dispatch_confirmed": _counted("confirmed_date", "confirmed_by_id"),
    "arrival_confirmed": _counted("arrival_confirmed_date", "arrival_confirmed_by_id"),
}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "dispatch_confirmed": self.env._("Dispatch confirmations sent"),
            "arrival_confirmed": self.env._("Arrivals confirmed"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
