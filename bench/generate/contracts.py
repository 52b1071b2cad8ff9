"""Contracts, their lines and milestones, batches and batch lines, made from the orders that name a contract.

What the first layer has of a contract becomes a contract in force; one alive gets further batches that no order was
made of yet, and some of its quantity is in no batch. Beside them are drafts, contracts in review and void ones.
"""

TABLES = ["sales_manual_contract", "sales_manual_contract_line", "sales_manual_contract_milestone",
          "sales_manual_batch", "sales_manual_batch_line", "account_tax_sales_manual_contract_line_rel"]  # fmt: skip

PLANNED = 6  # batches of a contract alive beside those that are ordered

PLAN = [
    """
    CREATE TABLE gen.sale AS
    SELECT id, name, client_order_ref AS reference, right(origin, 2)::int AS place, company_id, warehouse_id,
           CASE WHEN state = 'draft' THEN 'draft' WHEN delivery_status = 'full' THEN 'done'
                WHEN delivery_status = 'partial' THEN 'part' ELSE 'open' END AS kind,
           commitment_date::date AS delivery, effective_date AS left_at, date_order AS entered, partner_id, user_id,
           team_id, currency_id, incoterm AS incoterm_id, incoterm_location AS destination, payment_term_id
      FROM sale_order WHERE client_order_ref LIKE 'XS-%%'
    """,
    # the number's year is that of the day it took effect
    """
    CREATE TABLE gen.contract AS
    SELECT %(contract)s + row_number() OVER (ORDER BY first.entered, first.id)::int AS id,
           row_number() OVER (ORDER BY first.entered, first.id)::int AS n, first.reference AS name,
           CASE WHEN sums.is_alive OR sums.last > current_date - 60 THEN 'effective' ELSE 'closed' END AS state,
           sums.is_alive, first.company_id, team.sales_manual_market AS market, first.partner_id, first.currency_id,
           currency.decimal_places AS decimals, first.user_id, first.team_id, first.incoterm_id, first.destination,
           first.warehouse_id, first.payment_term_id, effective, effective - 2 - mod(first.id, 4) AS signing,
           sums.last, first.id AS order_id, 2 AS signs, sums.orders
      FROM gen.sale first
      JOIN (SELECT reference, company_id, bool_or(kind <> 'done') AS is_alive, max(delivery) AS last,
                   count(*)::int AS orders
              FROM gen.sale GROUP BY 1, 2) sums USING (reference, company_id)
      JOIN crm_team team ON team.id = first.team_id
      JOIN res_currency currency ON currency.id = first.currency_id
CROSS JOIN LATERAL (SELECT split_part(reference, '-', 2)::int AS year) number
CROSS JOIN LATERAL (SELECT greatest(least(first.entered::date - 1, make_date(year, 12, 31)), make_date(year, 1, 1))
                               AS effective) day
     WHERE first.place = 1
    """,
    # drafts, in review with or without the first signature, void: like a contract of the past, but no number
    """
    INSERT INTO gen.contract
    SELECT %(contract)s + made.n, made.n, NULL, made.state, false, company_id, market, partner_id, currency_id,
           decimals, user_id, team_id, incoterm_id, destination, warehouse_id, payment_term_id, NULL,
           CASE made.state WHEN 'void' THEN like_it.signing + 30 ELSE current_date - mod(made.n, 20) END,
           NULL, order_id, CASE WHEN made.state = 'review' THEN mod(made.n / 3, 2) ELSE 0 END, 0
      FROM (SELECT (n + (SELECT count(*) FROM gen.contract))::int AS n, n AS place,
                   CASE WHEN n > %(drafts)s THEN 'void' WHEN mod(n, 2) = 0 THEN 'draft' ELSE 'review' END AS state
              FROM generate_series(1, %(drafts)s + %(voids)s) n) made
      JOIN gen.contract like_it ON like_it.n = 1 + gen.pick(made.place, 61, %(contracts)s)
    """,
    # who decomposes, orders and ships it; how many acts its chain has
    """
    ALTER TABLE gen.contract ADD PRIMARY KEY (id), ADD keeper_id int, ADD acts int;
    UPDATE gen.contract
       SET keeper_id = holder.user_id,
           acts = CASE state WHEN 'draft' THEN 0 WHEN 'review' THEN 1 + signs WHEN 'void' THEN 2 ELSE 4 END
      FROM gen.holder
     WHERE holder.post = CASE market WHEN 'domestic' THEN 'dom_contract' ELSE 'int_contract' END
       AND holder.place = mod(contract.n, holder.holders);
    CREATE INDEX ON gen.contract (name, company_id);
    ANALYZE gen.contract, gen.sale
    """,
    # one row per contract line; its price per watt is the order's price by the rated power, exactly
    """
    CREATE TABLE gen.line AS
    SELECT %(line)s + row_number() OVER (ORDER BY contract.id, line.sequence)::int AS id, contract.id AS contract,
           line.sequence, line.product_id, line.product_uom_qty::int AS usual, line.name AS wording,
           power.rated_power_w AS rated, round(line.price_unit / power.rated_power_w, 6) AS per_watt,
           contract.decimals, tax.account_tax_id AS tax_id
      FROM gen.contract
      JOIN sale_order_line line ON line.order_id = contract.order_id
      JOIN gen.power ON power.product_id = line.product_id
 LEFT JOIN account_tax_sale_order_line_rel tax ON tax.sale_order_line_id = line.id
    """,
    "ALTER TABLE gen.line ADD PRIMARY KEY (id); CREATE UNIQUE INDEX ON gen.line (contract, sequence); ANALYZE gen.line",
    """
    CREATE TABLE gen.batch AS
    SELECT %(batch)s + row_number() OVER (ORDER BY contract, number)::int AS id, b.*
      FROM (SELECT contract.id AS contract, sale.place AS number, sale.id AS order_id, sale.kind, sale.delivery
              FROM gen.sale
              JOIN gen.contract ON contract.name = sale.reference AND contract.company_id = sale.company_id
             UNION ALL
            SELECT contract.id, contract.orders + place, NULL, 'planned', contract.last + 10 * place
              FROM gen.contract CROSS JOIN generate_series(1, %(planned)s) place WHERE contract.is_alive) b
    """,
    "ALTER TABLE gen.batch ADD PRIMARY KEY (id); CREATE INDEX ON gen.batch (contract); "
    "CREATE INDEX ON gen.batch (order_id); ANALYZE gen.batch",
    """
    CREATE TABLE gen.batch_line AS
    SELECT %(batch_line)s + row_number() OVER (ORDER BY l.batch, l.sequence)::int AS id, l.*
      FROM (SELECT batch.id AS batch, batch.contract, line.id AS line, sold.sequence, sold.id AS order_line_id,
                   sold.product_id, sold.product_uom_qty::int AS pieces, sold.qty_delivered::int AS shipped,
                   sold.price_subtotal AS amount, line.rated
              FROM gen.batch JOIN sale_order_line sold ON sold.order_id = batch.order_id
              JOIN gen.line ON line.contract = batch.contract AND line.sequence = sold.sequence
             UNION ALL
            SELECT batch.id, batch.contract, line.id, line.sequence, NULL, line.product_id, line.usual, 0,
                   round(line.usual * line.per_watt * line.rated, line.decimals), line.rated
              FROM gen.batch JOIN gen.line ON line.contract = batch.contract WHERE batch.order_id IS NULL) l
    """,
    "ALTER TABLE gen.batch_line ADD PRIMARY KEY (id); CREATE INDEX ON gen.batch_line (order_line_id); "
    "ANALYZE gen.batch_line",
]

# of the first line of some contracts alive a batch's worth is not decomposed yet; a second line is written in MW on
# paper, a first in pieces. Four decimals of a MW are less than half a piece.
LINE_FIGURES = [
    """
    CREATE TABLE gen.line_figure AS
    SELECT line.*, pieces, basis, power, round(power * line.per_watt, line.decimals) AS amount,
           batched_qty AS batched, open,
           CASE basis WHEN 'piece' THEN pieces ELSE power / 1000000 END AS entered
      FROM gen.line JOIN gen.contract ON contract.id = line.contract
 LEFT JOIN (SELECT line, sum(pieces) AS batched, sum(noticed) AS noticed, sum(shipped) AS shipped
              FROM gen.batch_figure GROUP BY line) sums ON sums.line = line.id
CROSS JOIN LATERAL (
           SELECT COALESCE(batched, 0)::int AS batched,
                  CASE WHEN contract.orders = 0 THEN 6 * usual
                       WHEN is_alive AND sequence = 1 AND mod(contract.n, 3) = 0 THEN batched + usual
                       ELSE batched END::int AS pieces,
                  CASE WHEN mod(sequence, 2) = 0 THEN 'mw' ELSE 'piece' END AS basis) said(batched_qty, pieces, basis)
CROSS JOIN LATERAL (
           SELECT CASE basis WHEN 'mw' THEN round(pieces * rated / 1000000, 4) * 1000000
                             ELSE pieces * rated END AS power,
                  greatest(pieces - greatest(COALESCE(noticed, 0), COALESCE(shipped, 0)), 0)::int AS open) figures
    """,
    """
    CREATE TABLE gen.contract_figure AS
    SELECT contract, sum(amount) AS amount, sum(power) / 1000000 AS mw, sum(pieces) AS pieces,
           bool_or(COALESCE(batched, 0) < pieces) AS is_open
      FROM gen.line_figure GROUP BY contract
    """,
    "ALTER TABLE gen.contract_figure ADD PRIMARY KEY (contract); CREATE INDEX ON gen.line_figure (contract)",
]

# of one in seven the paper was rounded
CONTRACTS = """
    INSERT INTO sales_manual_contract (
        id, create_uid, create_date, write_uid, write_date, name, state, company_id, market, partner_id,
        customer_reference, user_id, team_id, currency_id, incoterm_id, incoterm_location, warehouse_id,
        payment_term_id, signing_date, start_date, end_date, effective_date, tolerance_percent, signed_amount,
        computed_amount, amount_difference, power_mw, pieces_qty, balance_state, signoff_count, signoff_round,
        prepared_by_id, void_reason)
    SELECT c.id, c.user_id, c.signing + time '02:00', c.user_id, COALESCE(c.effective, c.signing) + time '06:00',
           c.name, c.state, c.company_id, c.market, c.partner_id, 'PO ' || 10000 + mod(c.id * 7919, 90000),
           c.user_id, c.team_id, c.currency_id, c.incoterm_id, c.destination, c.warehouse_id, c.payment_term_id,
           c.signing, c.signing, COALESCE(c.last + 120, c.signing + 365), c.effective, 0, paper, f.amount,
           paper - f.amount, f.mw, f.pieces,
           CASE WHEN NOT f.is_open THEN 'even' ELSE 'open' END, c.acts,
           CASE WHEN c.state = 'draft' THEN 0 ELSE 1 END, CASE WHEN c.state <> 'draft' THEN c.user_id END,
           CASE WHEN c.state = 'void' THEN 'The customer withdrew.' END
      FROM gen.contract c JOIN gen.contract_figure f ON f.contract = c.id
CROSS JOIN LATERAL (SELECT CASE WHEN mod(c.n, 7) = 0 THEN round(f.amount, -3) ELSE f.amount END AS paper) signed
     ORDER BY c.id
"""

LINES = """
    INSERT INTO sales_manual_contract_line (
        id, create_uid, create_date, write_uid, write_date, contract_id, company_id, sequence, ref, product_id, name,
        basis, entered_qty, rated_power_w, power_w, power_mw, pieces_qty, price_basis, price_per_watt, price_per_piece,
        amount, signed_amount, amount_difference, batched_qty, batched_power_w, unbatched_qty, balance_qty, balance_w,
        balance_percent, balance_state, open_qty)
    SELECT l.id, c.user_id, c.signing, c.user_id, c.signing, c.id, c.company_id, l.sequence, l.sequence::text,
           l.product_id, l.wording, l.basis, l.entered, l.rated, l.power, round(l.power / 1000000, 6), l.pieces, 'watt',
           l.per_watt, 0, l.amount, 0, 0, l.batched, l.batched * l.rated, greatest(l.pieces - l.batched, 0),
           l.batched - l.pieces, l.batched * l.rated - l.power,
           round(100 * (l.batched * l.rated - l.power) / l.power, 4),
           CASE WHEN l.batched >= l.pieces THEN 'even' ELSE 'open' END, l.open
      FROM gen.line_figure l JOIN gen.contract c ON c.id = l.contract
     ORDER BY l.id
"""

LINE_TAXES = """
    INSERT INTO account_tax_sales_manual_contract_line_rel (sales_manual_contract_line_id, account_tax_id)
    SELECT id, tax_id FROM gen.line WHERE tax_id IS NOT NULL
"""

MILESTONES = """
    INSERT INTO sales_manual_contract_milestone (
        id, create_uid, create_date, write_uid, write_date, contract_id, sequence, name, trigger, percent, days,
        is_working_days)
    SELECT %(milestone)s + 2 * c.n + part.place, c.user_id, c.signing, c.user_id, c.signing, c.id, 10 * part.place,
           jsonb_build_object('en_US', part.name), part.trigger, part.percent, part.days, false
      FROM gen.contract c
CROSS JOIN LATERAL (VALUES
               (1, 'Deposit', 'contract', 30, 7),
               (2, 'Balance', CASE mod(c.n, 3) WHEN 0 THEN 'before_shipment' WHEN 1 THEN 'bill_of_lading'
                                               ELSE 'invoice' END, 70, CASE mod(c.n, 3) WHEN 2 THEN 60 ELSE 0 END)
           ) part(place, name, trigger, percent, days)
     ORDER BY 1
"""

BATCHES = """
    INSERT INTO sales_manual_batch (
        id, create_uid, create_date, write_uid, write_date, name, number, contract_id, company_id, market, partner_id,
        user_id, team_id, delivery_date, incoterm_id, incoterm_location, warehouse_id, state, pieces_qty, power_kw,
        amount, noticed_qty, shipped_qty, open_qty)
    SELECT b.id, c.keeper_id, c.effective, c.keeper_id, c.effective, c.name || '/' || gen.padded(b.number, 2), b.number,
           c.id, c.company_id, c.market, c.partner_id, c.user_id, c.team_id, b.delivery, c.incoterm_id, c.destination,
           c.warehouse_id, CASE b.kind WHEN 'planned' THEN 'planned' WHEN 'done' THEN 'shipped' WHEN 'part' THEN
           'shipping' ELSE 'ordered' END, f.pieces, f.kw, f.amount, f.noticed, f.shipped, f.pieces - f.shipped
      FROM gen.batch b JOIN gen.contract c ON c.id = b.contract
      JOIN (SELECT batch, sum(pieces) AS pieces, sum(round(pieces * rated / 1000, 3)) AS kw, sum(amount) AS amount,
                   sum(noticed) AS noticed, sum(shipped) AS shipped
              FROM gen.batch_figure GROUP BY batch) f ON f.batch = b.id
     ORDER BY b.id
"""

BATCH_LINES = """
    INSERT INTO sales_manual_batch_line (
        id, create_uid, create_date, write_uid, write_date, batch_id, contract_id, company_id, partner_id,
        delivery_date, sequence, contract_line_id, product_id, pieces_qty, power_w, power_kw, amount, order_line_id,
        noticed_qty, released_qty, shipped_qty, returned_qty, open_qty, state)
    SELECT l.id, c.keeper_id, c.effective, c.keeper_id, c.effective, b.id, c.id, c.company_id, c.partner_id, b.delivery,
           l.sequence, l.line, l.product_id, l.pieces, l.pieces * l.rated, round(l.pieces * l.rated / 1000, 3),
           l.amount, l.order_line_id, l.noticed, l.released, l.shipped, 0, l.pieces - l.shipped,
           CASE b.kind WHEN 'planned' THEN 'planned' WHEN 'done' THEN 'shipped' WHEN 'part' THEN 'shipping'
                       ELSE 'ordered' END
      FROM gen.batch_figure l JOIN gen.batch b ON b.id = l.batch JOIN gen.contract c ON c.id = l.contract
     ORDER BY l.id
"""

# the orders of the first layer become contract orders
ORDERS = """
    UPDATE sale_order SET sales_contract_id = batch.contract FROM gen.batch WHERE batch.order_id = sale_order.id
"""

ORDER_LINES = """
    UPDATE sale_order_line SET contract_batch_line_id = line.id
      FROM gen.batch_line line WHERE line.order_line_id = sale_order_line.id
"""
