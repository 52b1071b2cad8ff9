from odoo import api, models
from odoo.tools import SQL

from ..control.evidence import rows_by

# Odoo keeps no other word of who validated a transfer than who brought its lines to done
TRANSFERS = rows_by(
    "stock_move_line", "write_uid", "date", count=SQL("DISTINCT row.picking_id"), where=SQL("row.state = 'done'")
)


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        posted = self.env["ir.model.data"]._xmlid_to_res_id("account.mt_invoice_validated", raise_if_not_found=False)
        # who posted is kept in the message that posting leaves on the invoice
        invoices = rows_by(
            "mail_message",
            "create_uid",
            "date",
            count=SQL("DISTINCT row.res_id"),
            where=SQL("row.model = 'account.move' AND row.subtype_id = %s", posted or None),
        )
        return {
            **super()._evidence_measures(),
            "transfer_validated": (self.env._("Transfers validated"), TRANSFERS),
            "invoice_posted": (self.env._("Invoices posted"), invoices),
        }
