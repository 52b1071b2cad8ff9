from odoo import api, models
from odoo.tools import SQL


class SalesManualGate(models.AbstractModel):
    """The predicate of the gate (architecture rule 4), asked by the hooks in ``extended/``."""

    _name = "sales.manual.gate"
    _description = "Shipping gate"

    @api.model
    def _lock(self, order_lines):
        """Take the right to release, void, ship or take back pieces of these order lines until the transaction ends.

        Increments ``shipping_gate_counter`` of each line, in id order. PostgreSQL runs repeatable read: whoever comes second
        gets a serialization failure, which Odoo retries with a fresh snapshot; a lock followed by a sum would oversell.
        Call it before reading any quantity of the lines.
        """
        ids = sorted(set(order_lines.ids))
        if not ids:
            return
        self.env.flush_all()
        # the row is updated one by one in id order, so that two transactions never wait for each other
        self.env.cr.execute(SQL("""
            WITH ordered AS (SELECT id FROM sale_order_line WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
            UPDATE sale_order_line line
               SET shipping_gate_counter = COALESCE(line.shipping_gate_counter, 0) + 1
              FROM ordered
             WHERE line.id = ordered.id
        """, tuple(ids)))
        order_lines.invalidate_recordset(["shipping_gate_counter"], flush=False)
