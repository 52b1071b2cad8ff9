from odoo import api, models

from ..control.evidence import rows_by

TABLE = "sales_manual_dispatch"
CONFIRMED = rows_by(TABLE, "confirmed_by_id", "confirmed_date")
ARRIVED = rows_by(TABLE, "arrival_confirmed_by_id", "arrival_confirmed_date")


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "dispatch_confirmed": (self.env._("Dispatch confirmations sent"), CONFIRMED),
            "arrival_confirmed": (self.env._("Arrivals confirmed"), ARRIVED),
        }
