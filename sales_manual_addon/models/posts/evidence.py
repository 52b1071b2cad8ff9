from odoo import api, models


class SalesManualEvidence(models.AbstractModel):
    """What the ERP can count to show that a duty was done. A room registers its measures by extending both methods."""

    _name = "sales.manual.evidence"
    _description = "Evidence of duties"

    @api.model
    def _evidence_measures(self):
        """The measures: code -> translated label. A room adds its own to what super() returns."""
        return {
            "contract_drafted": self.env._("Contracts drafted"),
            "contract_checked": self.env._("Contracts checked"),
            "contract_approved": self.env._("Contracts approved"),
            "batch_made": self.env._("Delivery batches made"),
            "order_made": self.env._("Contract orders made"),
            "notice_made": self.env._("Shipping notices made"),
            "notice_checked": self.env._("Shipping notices checked"),
            "notice_signed": self.env._("Shipping notices signed"),
            "transfer_validated": self.env._("Transfers validated"),
            "invoice_posted": self.env._("Invoices posted"),
        }
