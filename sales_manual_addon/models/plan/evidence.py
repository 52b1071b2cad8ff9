from odoo import api, models
from odoo.tools import SQL

from ..control.evidence import rows_by

ANSWERS = rows_by(
    "sales_manual_plan_line",
    "answer_user_id",
    "answer_date",
    join=SQL("JOIN sales_manual_plan plan ON plan.id = row.plan_id"),
    where=SQL("plan.state != 'closed'"),
)


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "plan_made": (self.env._("Plans sent to planning"), rows_by("sales_manual_plan", "user_id", "sent_date")),
            "plan_answered": (self.env._("Plan lines answered"), ANSWERS),
        }
