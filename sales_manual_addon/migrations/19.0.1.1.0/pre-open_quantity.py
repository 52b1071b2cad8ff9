"""Contract lines keep what of them is open: filled at once, where Odoo would compute it line by line."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if column_exists(cr, "sales_manual_contract_line", "open_qty"):
        return
    create_column(cr, "sales_manual_contract_line", "open_qty", "integer")
    cr.execute(
        """
        UPDATE sales_manual_contract_line AS line
           SET open_qty = GREATEST(line.pieces_qty - GREATEST(found.noticed, found.shipped, 0), 0)
          FROM sales_manual_contract_line AS each
          LEFT JOIN (SELECT contract_line_id, SUM(noticed_qty) AS noticed, SUM(shipped_qty) AS shipped
                       FROM sales_manual_batch_line GROUP BY contract_line_id) AS found
            ON found.contract_line_id = each.id
         WHERE line.id = each.id
        """
    )
