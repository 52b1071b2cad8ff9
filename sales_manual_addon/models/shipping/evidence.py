from odoo import api, models
from odoo.tools import SQL


def _acts(condition):
    """Query of the notices on which each user acted so."""

    def query(user_ids, start, end):
        return SQL(
            """SELECT signoff.user_id, COUNT(DISTINCT signoff.notice_id)
                 FROM sales_manual_signoff signoff LEFT JOIN sales_manual_signoff_step step ON step.id = signoff.step_id
                WHERE signoff.user_id = ANY(%(users)s) AND signoff.notice_id IS NOT NULL AND %(condition)s
                  AND signoff.date >= %(start)s AND signoff.date < %(end)s
                GROUP BY signoff.user_id""",
            users=user_ids,
            start=start,
            end=end,
            condition=condition,
        )

    return query


QUERIES = {
    "notice_made": _acts(SQL("signoff.act = 'make'")),
    "notice_checked": _acts(SQL("signoff.act = 'sign' AND step.code = 'check'")),
    "notice_signed": _acts(SQL("signoff.act = 'sign' AND step.code IS DISTINCT FROM 'check'")),
}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "notice_made": self.env._("Shipping notices made"),
            "notice_checked": self.env._("Shipping notices checked"),
            "notice_signed": self.env._("Shipping notices signed"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
