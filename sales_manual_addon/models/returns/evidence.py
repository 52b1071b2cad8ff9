from odoo import api, models
from odoo.tools import SQL

from ..control.evidence import rows_by

EXAMINED = rows_by(
    "sales_manual_signoff",
    "user_id",
    "date",
    count=SQL("DISTINCT row.return_id"),
    where=SQL("row.act = 'make' AND row.return_id IS NOT NULL"),
)


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "return_reported": (
                self.env._("Return reports handed over"),
                rows_by("sales_manual_return", "reported_by_id", "reported_date"),
            ),
            "return_examined": (self.env._("Return reports examined"), EXAMINED),
        }
