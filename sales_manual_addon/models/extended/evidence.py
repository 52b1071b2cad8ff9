from odoo import api, models
from odoo.tools import SQL


def _transfers(user_ids, start, end):
    """Transfers whose lines each user brought to done; Odoo keeps no other word of who validated."""
    return SQL(
        """SELECT write_uid, COUNT(DISTINCT picking_id) FROM stock_move_line
            WHERE write_uid = ANY(%(users)s) AND state = 'done' AND date >= %(start)s AND date < %(end)s
            GROUP BY write_uid""",
        users=user_ids,
        start=start,
        end=end,
    )


QUERIES = {"transfer_validated": _transfers}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {
            **super()._evidence_measures(),
            "transfer_validated": self.env._("Transfers validated"),
            "invoice_posted": self.env._("Invoices posted"),
        }

    @api.model
    def _evidence_counts(self, codes, users, month):
        posted = self.env["ir.model.data"]._xmlid_to_res_id("account.mt_invoice_validated", raise_if_not_found=False)

        def invoices(user_ids, start, end):
            # who posted is kept in the message that posting leaves on the invoice
            return SQL(
                """SELECT message.create_uid, COUNT(DISTINCT message.res_id) FROM mail_message message
                    WHERE message.model = 'account.move' AND message.subtype_id = %(posted)s
                      AND message.create_uid = ANY(%(users)s)
                      AND message.date >= %(start)s AND message.date < %(end)s
                    GROUP BY message.create_uid""",
                posted=posted or None,
                users=user_ids,
                start=start,
                end=end,
            )

        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows({**QUERIES, "invoice_posted": invoices}, codes, users, month)}
