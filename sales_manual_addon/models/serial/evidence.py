from odoo import api, models

from ..control.evidence import rows_by


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "flash_imported": (self.env._("Flash-test files imported"), rows_by("sales_manual_flash_file")),
        }
