from odoo import api, models
from odoo.tools import SQL

from ..control.evidence import rows_by


def _signed(code):
    """The contracts that each user signed at the step ``code``."""
    return rows_by(
        "sales_manual_signoff",
        "user_id",
        "date",
        count=SQL("DISTINCT row.contract_id"),
        join=SQL("JOIN sales_manual_signoff_step step ON step.id = row.step_id"),
        where=SQL("row.act = 'sign' AND row.contract_id IS NOT NULL AND step.code = %s", code),
    )


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "contract_drafted": (self.env._("Contracts drafted"), rows_by("sales_manual_contract")),
            "contract_checked": (self.env._("Contracts checked"), _signed("check")),
            "contract_approved": (self.env._("Contracts approved"), _signed("approve")),
            "batch_made": (self.env._("Delivery batches made"), rows_by("sales_manual_batch")),
            "order_made": (
                self.env._("Contract orders made"),
                rows_by("sale_order", where=SQL("row.sales_contract_id IS NOT NULL")),
            ),
        }
