"""Transfers, moves, move lines and quants: one transfer per order, a backorder where goods left in part.

Stock came in by one inventory adjustment per product and warehouse, some more than ever left.
"""

TABLES = ["stock_picking", "stock_move", "stock_move_line", "stock_quant", "stock_reference",
          "stock_reference_sale_rel", "stock_reference_move_rel"]  # fmt: skip

# a transfer of each confirmed or cancelled order, then the backorders; `share`: what of the line it carries
PLAN = [
    """
    CREATE TABLE gen.transfer AS
    SELECT row_number() OVER (ORDER BY is_backorder, sale)::int AS n, t.*,
           warehouse.prefix || gen.padded(row_number() OVER (PARTITION BY warehouse.warehouse_id
                                                                  ORDER BY is_backorder, sale), 5) AS name,
           row_number() OVER (PARTITION BY warehouse.warehouse_id ORDER BY is_backorder, sale) AS serial,
           'S' || gen.padded(sale, 5) AS origin, warehouse.warehouse_id, warehouse.type_id, warehouse.stock_id,
           warehouse.customer_id, warehouse.rule_id
      FROM (SELECT sale.n AS sale, sale.customer, sale.company_id, false AS is_backorder, NULL::int AS of_transfer,
                   CASE sale.kind WHEN 'part' THEN 'done' WHEN 'open' THEN 'assigned' ELSE sale.kind END AS state,
                   sale.kind, sale.entered, sale.delivery + time '04:00' AS due, sale.left_on + time '08:00' AS left_at
              FROM gen.sale WHERE kind <> 'draft'
             UNION ALL
            SELECT sale.n, sale.customer, sale.company_id, true, NULL, 'assigned', 'open', sale.left_on + time '08:00',
                   sale.delivery + time '04:00', NULL
              FROM gen.sale WHERE kind = 'part') t
      JOIN gen.customer ON customer.number = t.customer
      JOIN gen.warehouse ON warehouse.warehouse_id = customer.warehouse_id
    """,
    "CREATE UNIQUE INDEX ON gen.transfer (sale, is_backorder)",
    """
    UPDATE gen.transfer later SET of_transfer = first.n FROM gen.transfer first
     WHERE later.is_backorder AND first.sale = later.sale AND NOT first.is_backorder
    """,
    """
    CREATE TABLE gen.move AS
    SELECT row_number() OVER (ORDER BY transfer.n, line.n)::int AS n, transfer.n AS transfer, line.n AS line,
           line.product, transfer.state, line.qty
      FROM gen.transfer
CROSS JOIN LATERAL (
           SELECT line.n, line.product,
                  CASE WHEN transfer.is_backorder THEN line.qty - line.delivered
                       WHEN transfer.kind = 'part' THEN line.delivered ELSE line.qty END AS qty
             FROM gen.sale_line line WHERE line.sale = transfer.sale) line
    """,
    "ANALYZE gen.transfer, gen.move",
]

PICKINGS = """
    INSERT INTO stock_picking (
        id, create_uid, create_date, write_uid, write_date, backorder_id, location_id, location_dest_id,
        picking_type_id, partner_id, company_id, name, origin, move_type, state, priority, shipping_weight,
        has_deadline_issue, is_locked, scheduled_date, date_deadline, date_done, sale_id)
    SELECT %(stock_picking)s + t.n, customer.user_id, t.entered, customer.user_id, COALESCE(t.left_at, t.entered),
           %(stock_picking)s + t.of_transfer, t.stock_id, t.customer_id, t.type_id, customer.partner_id, t.company_id,
           t.name, t.origin, 'direct', t.state, '0', 0, false, true, t.due, t.due,
           CASE WHEN t.state = 'done' THEN t.left_at END, %(sale_order)s + t.sale
      FROM gen.transfer t JOIN gen.customer ON customer.number = t.customer
     ORDER BY t.n
"""

MOVES = """
    INSERT INTO stock_move (
        id, create_uid, create_date, write_uid, write_date, sequence, company_id, product_id, product_uom,
        location_id, location_dest_id, location_final_id, partner_id, picking_id, rule_id, picking_type_id,
        warehouse_id, packaging_uom_id, priority, state, origin, procure_method, reference, reservation_date,
        product_qty, product_uom_qty, packaging_uom_qty, quantity, picked, propagate_cancel, is_inventory, additional,
        date, date_deadline, value, to_refund, is_in, is_out, is_dropship, sale_line_id)
    SELECT %(stock_move)s + move.n, customer.user_id, t.entered, customer.user_id, COALESCE(t.left_at, t.entered), 10,
           t.company_id, product.product_id, %(unit)s, t.stock_id, t.customer_id, t.customer_id, customer.partner_id,
           %(stock_picking)s + t.n, t.rule_id, t.type_id, t.warehouse_id, %(unit)s, '0', t.state, t.origin,
           'make_to_stock', t.name, t.entered::date, move.qty, move.qty, move.qty,
           CASE WHEN t.state = 'cancel' THEN 0 ELSE move.qty END, t.state = 'done', false, false, false,
           CASE WHEN t.state = 'done' THEN t.left_at ELSE t.due END, t.due,
           CASE WHEN t.state = 'done' THEN move.qty * product.cost END, true, false, t.state = 'done', false,
           %(sale_order_line)s + move.line
      FROM gen.move JOIN gen.transfer t ON t.n = move.transfer
      JOIN gen.customer ON customer.number = t.customer
      JOIN gen.product ON product.number = move.product
     ORDER BY move.n
"""

MOVE_LINES = """
    INSERT INTO stock_move_line (
        id, create_uid, create_date, write_uid, write_date, picking_id, move_id, company_id, product_id,
        product_uom_id, location_id, location_dest_id, state, quantity, quantity_product_uom, picked, date)
    SELECT %(stock_move_line)s + move.n, customer.user_id, t.entered, customer.user_id, COALESCE(t.left_at, t.entered),
           %(stock_picking)s + t.n, %(stock_move)s + move.n, t.company_id, product.product_id, %(unit)s, t.stock_id,
           t.customer_id, t.state, move.qty, move.qty, t.state = 'done', COALESCE(t.left_at, t.entered)
      FROM gen.move JOIN gen.transfer t ON t.n = move.transfer
      JOIN gen.customer ON customer.number = t.customer
      JOIN gen.product ON product.number = move.product
     WHERE t.state <> 'cancel'
     ORDER BY move.n
"""

REFERENCES = [
    "INSERT INTO stock_reference (id, create_uid, write_uid, create_date, write_date, name) "
    "SELECT %(stock_reference)s + sale, 1, 1, entered, entered, origin FROM gen.transfer WHERE NOT is_backorder",
    "INSERT INTO stock_reference_sale_rel (sale_id, reference_id) "
    "SELECT %(sale_order)s + sale, %(stock_reference)s + sale FROM gen.transfer WHERE NOT is_backorder",
    "INSERT INTO stock_reference_move_rel (move_id, reference_id) "
    "SELECT %(stock_move)s + move.n, %(stock_reference)s + t.sale "
    "FROM gen.move JOIN gen.transfer t ON t.n = move.transfer",
]

SEQUENCES = """
    SELECT setval(format('ir_sequence_%%s', gen.padded(warehouse.sequence_id, 3))::regclass, last)
      FROM gen.warehouse
      JOIN (SELECT warehouse_id, max(serial) AS last FROM gen.transfer GROUP BY 1) used USING (warehouse_id)
"""

# per product and warehouse: what left, what is reserved, what came in
STOCK = [
    """
    CREATE TABLE gen.stock AS
    SELECT row_number() OVER (ORDER BY warehouse.warehouse_id, product.number)::int AS n, warehouse.warehouse_id,
           warehouse.company_id, warehouse.stock_id, warehouse.customer_id, warehouse.loss_id, product.product_id,
           product.cost, COALESCE(gone, 0) AS gone, COALESCE(reserved, 0) AS reserved,
           COALESCE(gone, 0) + COALESCE(reserved, 0) + 20000 AS came
      FROM gen.warehouse CROSS JOIN gen.product
 LEFT JOIN (SELECT t.warehouse_id, move.product, sum(move.qty) FILTER (WHERE t.state = 'done') AS gone,
                   sum(move.qty) FILTER (WHERE t.state = 'assigned') AS reserved
              FROM gen.move JOIN gen.transfer t ON t.n = move.transfer GROUP BY 1, 2) moved
        ON moved.warehouse_id = warehouse.warehouse_id AND moved.product = product.number
    """,
    """
    INSERT INTO stock_move (
        id, create_uid, create_date, write_uid, write_date, sequence, company_id, product_id, product_uom,
        location_id, location_dest_id, packaging_uom_id, priority, state, procure_method, reference, product_qty,
        product_uom_qty, packaging_uom_qty, quantity, picked, propagate_cancel, is_inventory, additional, date, value,
        to_refund, is_in, is_out, is_dropship)
    SELECT %(stock_move)s + %(moves)s + n, 1, current_date - 4000, 1, current_date - 4000, 10, company_id, product_id,
           %(unit)s, loss_id, stock_id, %(unit)s, '0', 'done', 'make_to_stock', 'Product Quantity Updated', came, came,
           came, came, true, true, true, false, current_date - 4000, came * cost, true, true, false, false
      FROM gen.stock
    """,
    """
    INSERT INTO stock_move_line (
        id, create_uid, create_date, write_uid, write_date, move_id, company_id, product_id, product_uom_id,
        location_id, location_dest_id, state, quantity, quantity_product_uom, picked, date)
    SELECT %(stock_move_line)s + %(moves)s + n, 1, current_date - 4000, 1, current_date - 4000,
           %(stock_move)s + %(moves)s + n, company_id, product_id, %(unit)s, loss_id, stock_id, 'done', came, came,
           true, current_date - 4000
      FROM gen.stock
    """,
    # a location of no company has quants of none: customers
    """
    INSERT INTO stock_quant (create_uid, create_date, write_uid, write_date, product_id, company_id, location_id,
                             quantity, reserved_quantity, inventory_quantity, inventory_diff_quantity,
                             inventory_quantity_set, in_date, inventory_date)
    SELECT 1, now(), 1, now(), product_id, location.company_id, quants.location_id, sum(quantity), sum(reserved), 0, 0,
           false, current_date - 4000, CASE WHEN location.usage = 'internal' THEN
                                          (date_trunc('year', now()) + interval '1 year - 1 day')::date END
      FROM (SELECT product_id, stock_id AS location_id, came - gone AS quantity, reserved FROM gen.stock
             UNION ALL SELECT product_id, loss_id, -came, 0 FROM gen.stock
             UNION ALL SELECT product_id, customer_id, gone, 0 FROM gen.stock WHERE gone > 0) quants
      JOIN stock_location location ON location.id = quants.location_id
     GROUP BY product_id, quants.location_id, location.company_id, location.usage
    """,
]


STATEMENTS = [PICKINGS, MOVES, MOVE_LINES, *REFERENCES, *STOCK, SEQUENCES]
