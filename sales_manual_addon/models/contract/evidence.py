from odoo import api, models
from odoo.tools import SQL


def _made(table, condition=None):
    """Query of the rows that each user created."""

    def query(user_ids, start, end):
        return SQL(
            """SELECT create_uid, COUNT(*) FROM %(table)s
                WHERE create_uid = ANY(%(users)s) AND create_date >= %(start)s AND create_date < %(end)s%(condition)s
                GROUP BY create_uid""",
            table=SQL.identifier(table),
            users=user_ids,
            start=start,
            end=end,
            condition=condition or SQL(),
        )

    return query


def _signed(code):
    """Query of the contracts that each user signed at the step ``code``."""

    def query(user_ids, start, end):
        return SQL(
            """SELECT signoff.user_id, COUNT(DISTINCT signoff.contract_id)
                 FROM sales_manual_signoff signoff JOIN sales_manual_signoff_step step ON step.id = signoff.step_id
                WHERE signoff.user_id = ANY(%(users)s) AND signoff.act = 'sign' AND signoff.contract_id IS NOT NULL
                  AND step.code = %(code)s AND signoff.date >= %(start)s AND signoff.date < %(end)s
                GROUP BY signoff.user_id""",
            users=user_ids,
            code=code,
            start=start,
            end=end,
        )

    return query


QUERIES = {
    "contract_drafted": _made("sales_manual_contract"),
    "contract_checked": _signed("check"),
    "contract_approved": _signed("approve"),
    "batch_made": _made("sales_manual_batch"),
    "order_made": _made("sale_order", SQL(" AND sales_contract_id IS NOT NULL")),
}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "contract_drafted": self.env._("Contracts drafted"),
            "contract_checked": self.env._("Contracts checked"),
            "contract_approved": self.env._("Contracts approved"),
            "batch_made": self.env._("Delivery batches made"),
            "order_made": self.env._("Contract orders made"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
