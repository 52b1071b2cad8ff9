from odoo import fields, models
from odoo.tools import SQL


class SalesManualGateLock(models.Model):
    """The rows that everything takes which releases, ships or takes back pieces of an order's product (rule 16).

    A table of its own: narrow, where counting up on the order's lines would write each anew with all of its indexes.
    """

    _name = "sales.manual.gate.lock"
    _description = "Lock of the shipping gate"
    _log_access = False

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade", export_string_translation=False)
    product_id = fields.Integer(required=True, export_string_translation=False)  # 0 where the line has no product
    counter = fields.Integer(required=True, export_string_translation=False)

    _key = models.UniqueIndex("(order_id, product_id)")

    def _take(self, order_lines):
        """Count up the rows of these order lines, made where there are none, in one order for everybody: nobody waits
        for each other. Whoever comes second fails, as the row he counts up, or makes, is not the one he sees.
        """
        if not order_lines:
            return
        order_lines.flush_model(["order_id", "product_id"])
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO sales_manual_gate_lock AS lock (order_id, product_id, counter)
                 SELECT order_id, COALESCE(product_id, 0), 1 FROM sale_order_line
                  WHERE id = ANY(%s) GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (order_id, product_id) DO UPDATE SET counter = lock.counter + 1
            """,
                order_lines.ids,
            )
        )

    def _touch(self, order_lines):
        """Write these order lines as they are, in one order for everybody."""
        self.env.cr.execute(
            SQL(
                """
            WITH ordered AS MATERIALIZED (
                SELECT id FROM sale_order_line WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE sale_order_line SET shipping_sent_qty = shipping_sent_qty
             WHERE id = ANY(ARRAY(SELECT id FROM ordered))
            """,
                order_lines.ids,
            )
        )
