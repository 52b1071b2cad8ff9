"""What must hold of the generated documents, asked of the database itself. Each statement counts what is wrong."""

import sys
from concurrent.futures import ThreadPoolExecutor

PLAIN = {
    "journal entries balance": """
        SELECT count(*) FROM (SELECT move_id FROM account_move_line GROUP BY move_id HAVING sum(balance) <> 0) wrong""",
    "totals of invoices are those of their items": """
        SELECT count(*) FROM account_move move
          JOIN (SELECT move_id, sum(amount_currency) AS amount, sum(balance) AS balance,
                       sum(amount_residual_currency) AS residual
                  FROM account_move_line WHERE display_type = 'payment_term' GROUP BY move_id) items
            ON items.move_id = move.id
         WHERE move.move_type = 'out_invoice'
           AND (amount_total, amount_total_signed, amount_residual) IS DISTINCT FROM (amount, balance, residual)""",
    "residuals are what reconciliations leave": """
        SELECT count(*) FROM account_move_line line JOIN account_account account ON account.id = line.account_id
     LEFT JOIN (SELECT id, sum(amount) AS amount, sum(currency) AS currency
                  FROM (SELECT debit_move_id AS id, amount, debit_amount_currency AS currency
                          FROM account_partial_reconcile
                         UNION ALL
                        SELECT credit_move_id, -amount, -credit_amount_currency FROM account_partial_reconcile) parts
                 GROUP BY id) matched ON matched.id = line.id
         WHERE account.account_type = 'asset_receivable'
           AND (amount_residual <> balance - COALESCE(matched.amount, 0)
                OR amount_residual_currency <> amount_currency - COALESCE(matched.currency, 0)
                OR reconciled <> (amount_residual = 0 AND amount_residual_currency = 0)
                OR full_reconcile_id IS NOT NULL AND NOT reconciled)""",
    "payment states follow residuals": """
        SELECT count(*) FROM account_move WHERE move_type = 'out_invoice' AND state = 'posted'
           AND payment_state <> CASE WHEN amount_residual = 0 THEN 'paid'
                                     WHEN amount_residual = amount_total THEN 'not_paid' ELSE 'partial' END""",
    "orders' amounts are those of their lines": """
        SELECT count(*) FROM sale_order o
          JOIN (SELECT order_id, sum(price_subtotal) AS untaxed, sum(price_total) AS total
                  FROM sale_order_line GROUP BY order_id) l ON l.order_id = o.id
         WHERE (amount_untaxed, amount_total) IS DISTINCT FROM (l.untaxed, l.total)""",
    "delivered is what moved": """
        SELECT count(*) FROM sale_order_line line
     LEFT JOIN (SELECT sale_line_id, sum(quantity) AS gone FROM stock_move WHERE state = 'done' GROUP BY 1) moved
            ON moved.sale_line_id = line.id
         WHERE line.qty_delivered <> COALESCE(gone, 0)""",
    "invoiced is what invoices say": """
        SELECT count(*) FROM sale_order_line line
     LEFT JOIN (SELECT rel.order_line_id, sum(quantity) AS invoiced FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line item ON item.id = rel.invoice_line_id GROUP BY 1) invoices
            ON invoices.order_line_id = line.id
         WHERE line.qty_invoiced <> COALESCE(invoiced, 0)""",
    "moves are what their lines say": """
        SELECT count(*) FROM stock_move move
     LEFT JOIN (SELECT move_id, sum(quantity_product_uom) AS quantity FROM stock_move_line GROUP BY 1) lines
            ON lines.move_id = move.id
         WHERE move.quantity <> COALESCE(lines.quantity, 0)""",
    "quants are what moved": """
        SELECT count(*) FROM (
            SELECT product_id, location_id, sum(quantity) AS quantity FROM stock_quant GROUP BY 1, 2) quants
          FULL JOIN (
            SELECT product_id, location_id, sum(quantity) AS quantity
              FROM (SELECT product_id, location_dest_id AS location_id, quantity_product_uom AS quantity
                      FROM stock_move_line WHERE state = 'done'
                     UNION ALL
                    SELECT product_id, location_id, -quantity_product_uom FROM stock_move_line WHERE state = 'done') m
             GROUP BY 1, 2) moved USING (product_id, location_id)
         WHERE COALESCE(quants.quantity, 0) <> COALESCE(moved.quantity, 0)""",
    "reservations are those of open transfers": """
        SELECT count(*) FROM stock_quant quant
     LEFT JOIN (SELECT product_id, location_id, sum(quantity_product_uom) AS quantity FROM stock_move_line
                 WHERE state NOT IN ('done', 'cancel') GROUP BY 1, 2) held USING (product_id, location_id)
         WHERE quant.reserved_quantity <> COALESCE(held.quantity, 0)""",
    "stock is not negative": """
        SELECT count(*) FROM stock_quant JOIN stock_location location ON location.id = stock_quant.location_id
         WHERE location.usage = 'internal' AND quantity < reserved_quantity""",
}


def check(bulk, statements):
    """Raise SystemExit naming each of ``statements`` that counts anything."""
    with ThreadPoolExecutor(2) as pool:
        counts = pool.map(bulk.value, statements.values())
        wrong = {name: count for name, count in zip(statements, counts, strict=True) if count}
    if wrong:
        sys.exit("generated data are wrong: " + "; ".join(f"{name}: {count} are not" for name, count in wrong.items()))
