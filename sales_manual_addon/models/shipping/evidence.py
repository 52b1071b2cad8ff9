from odoo import api, models
from odoo.tools import SQL

from ..control.evidence import rows_by


def _acts(condition):
    """The notices on which each user acted so."""
    return rows_by(
        "sales_manual_signoff",
        "user_id",
        "date",
        count=SQL("DISTINCT row.notice_id"),
        join=SQL("LEFT JOIN sales_manual_signoff_step step ON step.id = row.step_id"),
        where=SQL("row.notice_id IS NOT NULL AND %s", condition),
    )


MADE = _acts(SQL("row.act = 'make'"))
CHECKED = _acts(SQL("row.act = 'sign' AND step.code = 'check'"))
SIGNED = _acts(SQL("row.act = 'sign' AND step.code IS DISTINCT FROM 'check'"))


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "notice_made": (self.env._("Shipping notices made"), MADE),
            "notice_checked": (self.env._("Shipping notices checked"), CHECKED),
            "notice_signed": (self.env._("Shipping notices signed"), SIGNED),
        }
