from odoo import api, models

from ..control.evidence import rows_by


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "vessel_booked": (self.env._("Vessels booked"), rows_by("sales_manual_vessel_booking")),
            "vessel_week": (
                self.env._("Vessels confirmed for the week"),
                rows_by("sales_manual_vessel_confirmation", "user_id", "date"),
            ),
        }
