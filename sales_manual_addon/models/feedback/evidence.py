from odoo import api, models

from ..control.evidence import rows_by

TABLE = "sales_manual_feedback"


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "feedback_handed_in": (
                self.env._("Feedback reports handed in"),
                rows_by(TABLE, "submitted_by_id", "submitted_date"),
            ),
            "feedback_closed": (self.env._("Feedback reports closed"), rows_by(TABLE, "closed_by_id", "closed_date")),
        }
