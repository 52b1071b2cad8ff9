from odoo import models
from odoo.tools import SQL

from .exposure_sql import sent_sql


class SalesManualNotice(models.Model):
    """What left and Odoo does not count as delivered is kept on the order's lines, where exposures find it."""

    _inherit = "sales.manual.notice"

    def _count_deliveries(self, lines):
        result = super()._count_deliveries(lines)
        self._keep_sent(lines.order_line_id)
        return result

    def _keep_sent(self, order_lines):
        """Write ``shipping_sent_qty`` where Odoo counts less, or where it was written before."""
        order_lines.flush_model(["qty_delivered", "product_uom_id"])
        self.flush_model(["state"])
        self.env["sales.manual.notice.line"].flush_model(["shipped_qty"])
        self.env["sales.manual.notice.delivery"].flush_model(["pieces_qty", "kind"])
        self.env.cr.execute(
            SQL(
                """
            UPDATE sale_order_line line SET shipping_sent_qty = sent.qty FROM (%s) AS sent(id, qty)
             WHERE line.id = sent.id AND line.shipping_sent_qty IS DISTINCT FROM sent.qty
               AND (sent.qty > COALESCE(line.qty_delivered, 0) OR line.shipping_sent_qty IS NOT NULL)
            """,
                sent_sql(order_lines.ids),
            )
        )
        order_lines.invalidate_recordset(["shipping_sent_qty"], flush=False)
