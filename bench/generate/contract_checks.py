"""What must hold of contracts, batches and notices: conservation. Each statement counts what is wrong."""

CONTRACTS = {
    "contract = batches + open": """
        SELECT count(*) FROM sales_manual_contract_line line
     LEFT JOIN (SELECT contract_line_id, sum(pieces_qty) AS pieces FROM sales_manual_batch_line GROUP BY 1) batches
            ON batches.contract_line_id = line.id
         WHERE line.batched_qty IS DISTINCT FROM COALESCE(pieces, 0)
            OR line.pieces_qty IS DISTINCT FROM line.batched_qty + line.unbatched_qty""",
    "batches = orders": """
        SELECT count(*) FROM sales_manual_batch_line line
          FULL JOIN (SELECT * FROM sale_order_line WHERE contract_batch_line_id IS NOT NULL) sold
            ON sold.id = line.order_line_id
         WHERE (line.order_line_id IS NOT NULL OR sold.id IS NOT NULL)
           AND (sold.contract_batch_line_id, sold.product_uom_qty, sold.product_id, sold.price_subtotal)
               IS DISTINCT FROM (line.id, line.pieces_qty, line.product_id, line.amount)""",
    "contract orders are tied whole": """
        SELECT count(*) FROM sale_order_line line JOIN sale_order o ON o.id = line.order_id
     LEFT JOIN sales_manual_batch_line batch ON batch.id = line.contract_batch_line_id
         WHERE o.sales_contract_id IS DISTINCT FROM batch.contract_id""",
    "notices = counters": """
        SELECT count(*) FROM sales_manual_batch_line batch
     LEFT JOIN (SELECT line.batch_line_id, sum(line.pieces_qty) AS noticed, sum(line.shipped_qty) AS shipped,
                       sum(line.pieces_qty) FILTER (WHERE notice.state IN ('released', 'shipped')) AS released
                  FROM sales_manual_notice_line line JOIN sales_manual_notice notice ON notice.id = line.notice_id
                 WHERE notice.state IN ('signing', 'released', 'shipped') GROUP BY 1) sums
            ON sums.batch_line_id = batch.id
         WHERE (batch.noticed_qty, batch.released_qty, batch.shipped_qty)
               IS DISTINCT FROM (COALESCE(noticed, 0), COALESCE(released, 0), COALESCE(shipped, 0))
            OR batch.noticed_qty > batch.pieces_qty OR batch.shipped_qty > batch.released_qty
            OR batch.open_qty <> batch.pieces_qty - batch.shipped_qty""",
    "deliveries = done moves": """
        SELECT count(*) FROM (
            SELECT move.id, move.quantity FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
             WHERE move.state = 'done' AND line.contract_batch_line_id IS NOT NULL) moves
          FULL JOIN (SELECT move_id AS id, sum(pieces_qty) AS pieces FROM sales_manual_notice_delivery GROUP BY 1) d
         USING (id)
         WHERE moves.quantity IS DISTINCT FROM d.pieces""",
    "shipped on notices = deliveries": """
        SELECT count(*) FROM sales_manual_notice_line line
     LEFT JOIN (SELECT notice_line_id, sum(pieces_qty) AS pieces FROM sales_manual_notice_delivery GROUP BY 1) d
            ON d.notice_line_id = line.id
         WHERE line.shipped_qty <> COALESCE(d.pieces, 0)""",
    "states of notices follow what left": """
        SELECT count(*) FROM sales_manual_notice
         WHERE (state = 'shipped') <> (shipped_qty = pieces_qty)
            OR state NOT IN ('shipped', 'released') AND shipped_qty > 0""",
    "amounts of contracts are those of their lines": """
        SELECT count(*) FROM sales_manual_contract contract
          JOIN (SELECT contract_id, sum(amount) AS amount, sum(pieces_qty) AS pieces
                  FROM sales_manual_contract_line GROUP BY 1) lines ON lines.contract_id = contract.id
         WHERE (contract.computed_amount, contract.pieces_qty) IS DISTINCT FROM (lines.amount, lines.pieces)""",
    "figures of batches are those of their lines": """
        SELECT count(*) FROM sales_manual_batch batch
          JOIN (SELECT batch_id, sum(pieces_qty) AS pieces, sum(amount) AS amount, sum(noticed_qty) AS noticed,
                       sum(shipped_qty) AS shipped FROM sales_manual_batch_line GROUP BY 1) lines
            ON lines.batch_id = batch.id
         WHERE (batch.pieces_qty, batch.amount, batch.noticed_qty, batch.shipped_qty)
               IS DISTINCT FROM (lines.pieces, lines.amount, lines.noticed, lines.shipped)""",
    "chains are as long as their documents say": """
        SELECT count(*) FROM (
            SELECT id, 0 AS notice, signoff_count FROM sales_manual_contract
             UNION ALL SELECT id, 1, signoff_count FROM sales_manual_notice) documents
     LEFT JOIN (SELECT COALESCE(contract_id, notice_id) AS id, (notice_id IS NOT NULL)::int AS notice, count(*) AS acts,
                       max(chain_index) AS last FROM sales_manual_signoff GROUP BY 1, 2) chains USING (id, notice)
         WHERE signoff_count <> COALESCE(acts, 0) OR acts <> last""",
    "signed steps have their signature": """
        SELECT count(*) FROM sales_manual_signoff_step step
     LEFT JOIN sales_manual_signoff signoff ON signoff.id = step.signoff_id AND signoff.step_id = step.id
         WHERE (step.state = 'signed') <> (signoff.id IS NOT NULL)""",
}
