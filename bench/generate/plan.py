"""What is to be made, decided row by row before anything is made: contracts, their orders, the orders' lines.

Contracts are on paper: their number is the customer's reference on each of their orders. What lies further back than
the last contracts is finished; of a contract that is alive the first two orders have left, the third in part, four
wait, one is not confirmed.
"""

# one row per contract; few customers have most of them (the cube of the share)
CONTRACTS = """
    CREATE TABLE gen.contract AS
    SELECT c.n, c.is_alive, c.number AS customer, c.product, c.lines, c.orders, c.signed, c.signed + c.lag AS effective,
           gen.padded(row_number() OVER (PARTITION BY customer.company_id, extract(year FROM c.signed + c.lag)
                                             ORDER BY c.signed + c.lag, c.n), 4) AS serial,
           extract(year FROM c.signed + c.lag)::int AS year, customer.company_id
      FROM (SELECT n, n > %(contracts)s - %(alive)s AS is_alive,
                   floor(%(customers)s * power(gen.share(n, 1), 3))::int AS number,
                   floor(%(products)s * power(gen.share(n, 2), 2))::int AS product,
                   1 + gen.pick(n, 3, 5) AS lines,
                   CASE WHEN n > %(contracts)s - %(alive)s THEN 8
                        ELSE 1 + floor(11 * power(gen.share(n, 4), 2))::int END AS orders,
                   CASE WHEN n > %(contracts)s - %(alive)s THEN current_date - 60 + gen.pick(n, 5, 20)
                        ELSE current_date - 170 - floor(%(days)s * (1 - power(n / %(contracts)s::float8, 0.8)))::int
                    END AS signed,
                   2 + gen.pick(n, 6, 4) AS lag
              FROM generate_series(1, %(contracts)s) n) c
      JOIN gen.customer ON customer.number = c.number
"""

# one row per order, numbered as they were entered
SALES = """
    CREATE TABLE gen.sale AS
    WITH sales AS (
        SELECT contract.n AS contract, place, contract.customer, contract.product, contract.lines,
               'XS-' || contract.year || '-' || contract.serial AS reference,
               CASE WHEN contract.is_alive THEN current_date - 25 + 10 * (place - 1) + mod(contract.n, 5)
                    ELSE contract.signed + 20 + 12 * (place - 1) + gen.pick(contract.n, 7, 9) END AS delivery,
               CASE WHEN NOT contract.is_alive OR place <= 2 THEN 'done'
                    WHEN place = 3 THEN 'part' WHEN place <= 7 THEN 'open' ELSE 'draft' END AS kind,
               contract.effective AS earliest
          FROM gen.contract CROSS JOIN LATERAL generate_series(1, contract.orders) place
         UNION ALL
        SELECT NULL, NULL, floor(%(customers)s * gen.share(n, 21))::int, floor(%(products)s * gen.share(n, 22))::int,
               1 + gen.pick(n, 23, 3), NULL,
               current_date - 15 - floor(%(days)s * (1 - power(n / %(plain)s::float8, 0.8)))::int + extra.days,
               extra.kind, NULL
          FROM generate_series(1, %(plain)s) n
    CROSS JOIN LATERAL (
               SELECT kind, CASE kind WHEN 'open' THEN 20 WHEN 'draft' THEN 30 ELSE 0 END AS days
                 FROM (SELECT CASE WHEN n > 0.95 * %(plain)s THEN (ARRAY['open', 'draft', 'done'])[1 + mod(n, 3)]
                                   WHEN gen.share(n, 24) < 0.03 THEN 'cancel' ELSE 'done' END AS kind) k) extra
    )
    SELECT row_number() OVER (ORDER BY entered, contract, sales.place, delivery, product, sales.customer)::int AS n,
           contract, sales.place, sales.customer, product, lines, reference, delivery, kind, entered,
           least(delivery + mod(product, 3), current_date - 1) AS left_on,
           customer.company_id, customer.decimals, customer.market = 'domestic' AS is_taxed
      FROM (SELECT *, least(greatest(delivery - 14, earliest + 1), current_date - 2)::timestamp
                      + interval '1 hour' * (2 + mod(product, 8)) AS entered FROM sales) sales
      JOIN gen.customer ON customer.number = sales.customer
"""

# a piece's price is the price per watt, six decimals, times the rated power: unrounded
LINES = """
    CREATE TABLE gen.sale_line AS
    SELECT row_number() OVER (ORDER BY sale.n, line.place)::int AS n, sale.n AS sale, line.place,
           product.number AS product, line.qty, line.price, line.delivered, line.is_taxed, line.decimals,
           round(line.qty * line.price, line.decimals) AS subtotal,
           CASE WHEN line.is_taxed THEN round(round(line.qty * line.price, line.decimals) * 0.13, line.decimals)
                ELSE 0 END AS tax
      FROM gen.sale
CROSS JOIN LATERAL (
           SELECT place, sale.is_taxed, sale.decimals, mod(sale.product + 7 * (place - 1), %(products)s) AS product,
                  31 * (1 + floor(20 * power(gen.share(8::bigint * COALESCE(sale.contract, sale.n + 1000000) + place,
                                                       31), 2))
                        + mod(COALESCE(sale.place, 0), 3))::int AS qty
             FROM generate_series(1, sale.lines) place) piece
      JOIN gen.product ON product.number = piece.product
      JOIN gen.customer ON customer.number = sale.customer
CROSS JOIN LATERAL (
           SELECT piece.place, piece.qty, piece.is_taxed, piece.decimals,
                  CASE sale.kind WHEN 'done' THEN piece.qty WHEN 'part' THEN piece.qty / 2 ELSE 0 END AS delivered,
                  round((1.2 + 0.5 * gen.share(COALESCE(sale.contract, sale.n) * 8::bigint + piece.place, 32))::numeric
                        * customer.rate, 6) * product.rated_power_w AS price) line
"""

TOTALS = """
    CREATE TABLE gen.sale_total AS
    SELECT sale, sum(subtotal) AS untaxed, sum(tax) AS tax FROM gen.sale_line GROUP BY sale
"""

KEYS = """
    ALTER TABLE gen.contract ADD PRIMARY KEY (n);
    ALTER TABLE gen.sale ADD PRIMARY KEY (n);
    ALTER TABLE gen.sale_line ADD PRIMARY KEY (n);
    ALTER TABLE gen.sale_total ADD PRIMARY KEY (sale);
    CREATE INDEX ON gen.sale_line (sale);
    ANALYZE gen.contract, gen.sale, gen.sale_line, gen.sale_total, gen.customer, gen.product
"""


def make(bulk):
    bulk.run(CONTRACTS, SALES, LINES, TOTALS, KEYS)
