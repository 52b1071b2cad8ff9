from odoo import api, fields, models


class SalesManualBatchLine(models.Model):
    """What a batch line waits for: the next step of the work, as the table says it."""

    _inherit = "sales.manual.batch.line"

    reason = fields.Char(compute="_compute_reason", help="Why the line waits, and what brings it on.")

    @api.depends(
        "state",
        "delivery_date",
        "noticed_qty",
        "released_qty",
        "shipped_qty",
        "pieces_qty",
        "contract_id.state",
        "order_line_id.state",
    )
    @api.depends_context("lang", "uid")
    def _compute_reason(self):
        # worded on reading, in the reader's language
        for line in self:
            line.reason = line._waiting_reason()

    def _waiting_reason(self):
        """Return why the line waits (translated), or False: one reason, the first in the order of the work."""
        self.ensure_one()
        env, today = self.env, self.company_id._sales_manual_today()
        days_late = (today - self.delivery_date).days if self.delivery_date else 0
        if self.state == "shipped":
            return False
        if self.contract_id.state != "effective":
            return env._("The contract is not effective.")
        if self.state == "planned":
            reason = env._("No contract order yet.")
        elif self.order_line_id.sudo().state != "sale":  # only the state: the reader of a batch may not read orders
            reason = env._("The contract order is not confirmed.")
        elif self.noticed_qty < self.pieces_qty:
            reason = env._("%(pieces)s pieces on no notice yet.", pieces=f"{self.pieces_qty - self.noticed_qty:,d}")
        elif self.released_qty < self.noticed_qty:
            reason = env._(
                "%(pieces)s pieces wait for signatures.", pieces=f"{self.noticed_qty - self.released_qty:,d}"
            )
        else:
            reason = env._(
                "%(pieces)s pieces released, waiting to leave.", pieces=f"{self.released_qty - self.shipped_qty:,d}"
            )
        if days_late > 0:
            return env._("%(days)s days late. %(reason)s", days=days_late, reason=reason)
        return reason if self.state != "planned" else False
