"""Shipping notices over the contract orders, what left under them, and the counters on batch lines.

In the past up to six consecutive orders of a contract left under one notice. Of a contract alive the first two left,
the third left in part, the fourth waits to leave, the fifth waits for signatures, the sixth is prepared. Some notices
were void before they were made anew.
"""

TABLES = ["sales_manual_notice", "sales_manual_notice_line", "sales_manual_notice_delivery"]

PLAN = [
    """
    CREATE TABLE gen.notice_order AS
    SELECT batch.contract, batch.order_id, batch.id AS batch, batch.kind,
           CASE WHEN contract.is_alive THEN 100 + batch.number ELSE (batch.number - 1) / 6 END AS place,
           CASE WHEN batch.kind = 'done' THEN 'shipped'
                WHEN batch.kind = 'part' OR batch.number = 4 THEN 'released'
                WHEN batch.number = 5 THEN 'signing' ELSE 'draft' END AS state
      FROM gen.batch JOIN gen.contract ON contract.id = batch.contract
     WHERE batch.kind IN ('done', 'part') OR batch.kind = 'open' AND batch.number <= 6
     UNION ALL
    SELECT batch.contract, batch.order_id, batch.id, batch.kind, -1, 'void'
      FROM gen.batch JOIN gen.contract ON contract.id = batch.contract
     WHERE batch.number = 1 AND mod(contract.n, 50) = 7
    """,
    # how many signatures it has: all three when released, none to two while they are collected
    """
    CREATE TABLE gen.notice AS
    SELECT %(notice)s + row_number() OVER (ORDER BY issued, contract, place)::int AS id,
           row_number() OVER (ORDER BY issued, contract, place)::int AS n, notices.*,
           CASE WHEN state <> 'draft' THEN
               code || '-' || extract(year FROM issued) || '-'
               || gen.padded(row_number() OVER (PARTITION BY company_id, code, extract(year FROM issued),
                                                    state = 'draft' ORDER BY issued, contract, place), 5) END AS name,
           CASE state WHEN 'signing' THEN mod(contract, 3) WHEN 'shipped' THEN 3 WHEN 'released' THEN 3 ELSE 0 END
               AS signs
      FROM (SELECT o.contract, o.place, o.state, contract.company_id, min(batch.delivery) AS departs,
                   CASE contract.market WHEN 'domestic' THEN 'B' ELSE 'A' END AS code,
                   CASE o.state WHEN 'void' THEN min(sale.entered) + interval '6 hours'
                                WHEN 'shipped' THEN min(sale.left_at) - interval '2 days'
                                WHEN 'released' THEN COALESCE(min(sale.left_at), current_date) - interval '3 days'
                                ELSE current_date - 1 - mod(o.contract, 3) + interval '3 hours' END AS issued
              FROM gen.notice_order o JOIN gen.contract ON contract.id = o.contract
              JOIN gen.batch ON batch.id = o.batch JOIN gen.sale ON sale.id = o.order_id
             GROUP BY o.contract, o.place, o.state, contract.company_id, contract.market) notices
    """,
    # who makes it, and who signs: the maker's colleague, the warehouse's statistician, an accountant
    """
    ALTER TABLE gen.notice ADD PRIMARY KEY (id), ADD maker_id int, ADD signer_ids int[], ADD class_id int,
                           ADD acts int, ADD released timestamp;
    UPDATE gen.notice
       SET maker_id = maker.user_id, signer_ids = ARRAY[checker.user_id, signer.user_id, accountant.user_id],
           class_id = class.id, released = CASE WHEN notice.signs = 3 THEN issued + interval '9 hours' END,
           acts = CASE notice.state WHEN 'draft' THEN 0 WHEN 'void' THEN 2 WHEN 'signing' THEN 1 + notice.signs
                                    ELSE 5 END
      FROM gen.contract, gen.holder maker, gen.holder checker, gen.holder accountant, gen.signer,
           sales_manual_notice_class class
     WHERE contract.id = notice.contract AND class.code = notice.code AND class.company_id IS NULL
       AND maker.user_id = contract.keeper_id AND checker.post = maker.post
       AND checker.place = mod(maker.place + 1, maker.holders)
       AND accountant.post = 'sales_accountant' AND accountant.place = mod(notice.n, accountant.holders)
       AND signer.warehouse_id = contract.warehouse_id
    """,
    "CREATE INDEX ON gen.notice (contract, place); ANALYZE gen.notice, gen.notice_order",
    """
    CREATE TABLE gen.notice_line AS
    SELECT %(notice_line)s + row_number() OVER (ORDER BY notice.id, line.id)::int AS id, notice.id AS notice,
           row_number() OVER (PARTITION BY notice.id ORDER BY line.id)::int AS place, notice.state,
           line.id AS batch_line, contract.name || '/' || gen.padded(batch.number, 2) AS batch_name,
           line.order_line_id, sale.name || ' / ' || line.sequence AS order_line_name, line.product_id, line.pieces,
           line.rated, line.amount, contract.decimals,
           CASE WHEN notice.signs = 3 THEN line.shipped ELSE 0 END AS shipped
      FROM gen.notice_order o JOIN gen.notice ON notice.contract = o.contract AND notice.place = o.place
      JOIN gen.contract ON contract.id = o.contract
      JOIN gen.batch ON batch.id = o.batch JOIN gen.sale ON sale.id = o.order_id
      JOIN gen.batch_line line ON line.batch = o.batch
    """,
    "ALTER TABLE gen.notice_line ADD PRIMARY KEY (id); CREATE INDEX ON gen.notice_line (notice); "
    "CREATE INDEX ON gen.notice_line (order_line_id); ANALYZE gen.notice_line",
    """
    CREATE TABLE gen.batch_figure AS
    SELECT line.*, COALESCE(noticed, 0) AS noticed, COALESCE(released, 0) AS released
      FROM gen.batch_line line
 LEFT JOIN (SELECT batch_line, sum(pieces) AS noticed, sum(pieces) FILTER (WHERE state <> 'signing') AS released
              FROM gen.notice_line WHERE state IN ('signing', 'released', 'shipped') GROUP BY 1) n
        ON n.batch_line = line.id
    """,
    "ANALYZE gen.batch_figure",
]

NOTICES = """
    INSERT INTO sales_manual_notice (
        id, create_uid, create_date, write_uid, write_date, name, state, class_id, company_id, contract_id, market,
        user_id, team_id, partner_id, warehouse_id, ship_date, incoterm_id, incoterm_location, currency_id, issue_date,
        release_date, void_reason, pieces_qty, power_kw, amount, shipped_qty, print_count, signoff_count, signoff_round,
        prepared_by_id)
    SELECT n.id, n.maker_id, n.issued, n.maker_id, COALESCE(n.released, n.issued), n.name, n.state, n.class_id,
           n.company_id, c.id, c.market, c.user_id, c.team_id, c.partner_id, c.warehouse_id, n.departs, c.incoterm_id,
           c.destination, c.currency_id, CASE WHEN n.state <> 'draft' THEN n.issued END, n.released,
           CASE WHEN n.state = 'void' THEN 'Made twice.' END, f.pieces, f.kw, f.amount, f.shipped, 0, n.acts,
           CASE WHEN n.state = 'draft' THEN 0 ELSE 1 END, CASE WHEN n.state <> 'draft' THEN n.maker_id END
      FROM gen.notice n JOIN gen.contract c ON c.id = n.contract
      JOIN (SELECT notice, sum(pieces) AS pieces, round(sum(pieces * rated) / 1000, 3) AS kw, sum(amount) AS amount,
                   sum(shipped) AS shipped FROM gen.notice_line GROUP BY notice) f ON f.notice = n.id
     ORDER BY n.id
"""

LINES = """
    INSERT INTO sales_manual_notice_line (
        id, create_uid, create_date, write_uid, write_date, notice_id, company_id, sequence, order_line_id,
        batch_line_id, product_id, pieces_qty, ordered_qty, power_w, power_kw, amount, shipped_qty, closed_qty)
    SELECT l.id, n.maker_id, n.issued, n.maker_id, n.issued, n.id, n.company_id, 10 * l.place, l.order_line_id,
           l.batch_line, l.product_id, l.pieces, CASE WHEN n.signs = 3 THEN l.pieces END, l.pieces * l.rated,
           round(l.pieces * l.rated / 1000, 3), l.amount, l.shipped, 0
      FROM gen.notice_line l JOIN gen.notice n ON n.id = l.notice
     ORDER BY l.id
"""

# one for each done move of a line that a notice let leave; it is dated as the goods were
DELIVERIES = """
    INSERT INTO sales_manual_notice_delivery (
        id, create_uid, create_date, write_uid, write_date, notice_line_id, notice_id, company_id, move_id, kind,
        pieces_qty, date, day)
    SELECT l.id, 1, move.date, 1, move.date, l.id, l.notice, move.company_id, move.id, 'out', move.quantity, move.date,
           (move.date AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, partner.tz, 'UTC'))::date
      FROM gen.notice_line l JOIN stock_move move ON move.sale_line_id = l.order_line_id AND move.state = 'done'
      JOIN res_company company ON company.id = move.company_id
      JOIN res_partner partner ON partner.id = company.partner_id
 LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
     WHERE l.shipped > 0
     ORDER BY l.id
"""

# (company, code, prefix, padding, year, last number) of what was numbered
NUMBERS = """
    SELECT company_id, 'contract', 'XS', 4, split_part(name, '-', 2)::int, max(split_part(name, '-', 3)::int)
      FROM gen.contract WHERE name IS NOT NULL GROUP BY 1, 5
     UNION ALL
    SELECT company_id, 'notice.' || code, code, 5, split_part(name, '-', 2)::int, max(split_part(name, '-', 3)::int)
      FROM gen.notice WHERE name IS NOT NULL GROUP BY 1, 2, 3, 5
"""
