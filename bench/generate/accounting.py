"""Invoices, receipts and their reconciliations.

Every delivered order is invoiced in full some days later. What is due is paid: nearly all in full by one receipt, some
by two, some in part, some not at all; the younger the invoice, the less. Receipts are booked at the invoice's own rate.
"""

TABLES = ["account_move", "account_move_line", "account_payment", "account_partial_reconcile",
          "account_full_reconcile", "sale_order_line_invoice_rel", "account_move_line_account_tax_rel",
          "account_move__account_payment"]  # fmt: skip

PLAN = [
    # one row per invoice; its amounts in the company's currency are the sums of its lines' rounded ones
    """
    CREATE TABLE gen.invoice AS
    SELECT sale.n, sale.company_id, sale.customer, sale.reference, sale.decimals, sale.is_taxed, sale.invoiced_on,
           format('%%s/%%s/', company.sales_code, extract(year FROM sale.invoiced_on)) AS prefix,
           row_number() OVER (PARTITION BY sale.company_id, extract(year FROM sale.invoiced_on)
                                  ORDER BY sale.invoiced_on, sale.n)::int AS serial,
           lines.untaxed, lines.tax, lines.untaxed + lines.tax AS total,
           lines.balance, round(lines.tax / customer.rate, 2) AS tax_balance, customer.term
      FROM (SELECT *, least(left_on + 1 + mod(n, 4), current_date - 1) AS invoiced_on FROM gen.sale
             WHERE kind = 'done' AND left_on <= current_date - 6) sale
      JOIN gen.customer ON customer.number = sale.customer
      JOIN gen.company ON company.company_id = sale.company_id
      JOIN (SELECT line.sale, sum(line.subtotal) AS untaxed, sum(line.tax) AS tax,
                   sum(round(line.subtotal / customer.rate, 2)) AS balance
              FROM gen.sale_line line JOIN gen.sale ON sale.n = line.sale
              JOIN gen.customer ON customer.number = sale.customer GROUP BY line.sale) lines ON lines.sale = sale.n
    """,
    "ALTER TABLE gen.invoice ADD PRIMARY KEY (n); ANALYZE gen.invoice",
    # one row per instalment: what is owed, when, and how it is paid
    """
    CREATE TABLE gen.item AS
    SELECT 2 * invoice.n + part.place AS n, invoice.n AS invoice, part.place, part.due, part.amount, part.balance,
           CASE WHEN age.late < 0 THEN CASE WHEN chance < 0.10 THEN 'full' ELSE 'none' END
                WHEN age.late < 60 THEN CASE WHEN chance < 0.65 THEN 'full' WHEN chance < 0.72 THEN 'two'
                                             WHEN chance < 0.85 THEN 'part' ELSE 'none' END
                ELSE CASE WHEN chance < 0.90 THEN 'full' WHEN chance < 0.97 THEN 'two'
                          WHEN chance < 0.985 THEN 'part' ELSE 'none' END
            END AS paid
      FROM gen.invoice
CROSS JOIN LATERAL (
           SELECT 0 AS place, invoiced_on + (ARRAY[30, 0, 60, 90, 0])[term + 1] AS due,
                  CASE term WHEN 1 THEN round(total * 0.30, decimals) ELSE total END AS amount,
                  CASE term WHEN 1 THEN round((balance + tax_balance) * 0.30, 2) ELSE balance + tax_balance END
                      AS balance
            UNION ALL
           SELECT 1, invoiced_on + 60, total - round(total * 0.30, decimals),
                  balance + tax_balance - round((balance + tax_balance) * 0.30, 2) WHERE term = 1) part
CROSS JOIN LATERAL (SELECT current_date - part.due AS late, gen.share(2 * invoice.n + part.place, 41) AS chance) age
    """,
    # one row per receipt, numbered by date; of two the first is three fifths
    """
    CREATE TABLE gen.receipt AS
    SELECT row_number() OVER (ORDER BY received.on_date, received.item, received.place)::int AS n, received.*,
           format('P%%s/%%s/', company.bank_code, extract(year FROM received.on_date)) AS prefix,
           row_number() OVER (PARTITION BY received.company_id, extract(year FROM received.on_date)
                                  ORDER BY received.on_date, received.item, received.place)::int AS serial
      FROM (SELECT item.n AS item, item.invoice, part.place, part.amount, part.balance, invoice.company_id,
                   invoice.customer,
                   least(greatest(item.due - 10, invoice.invoiced_on) + gen.pick(item.n, 42 + part.place, 25)
                         + 20 * part.place, current_date - 1) AS on_date
              FROM gen.item JOIN gen.invoice ON invoice.n = item.invoice
        CROSS JOIN LATERAL (
                   SELECT 0 AS place, item.amount, item.balance WHERE item.paid = 'full'
                    UNION ALL
                   SELECT 0, round(item.amount * 0.6, invoice.decimals), round(item.balance * 0.6, 2)
                    WHERE item.paid IN ('two', 'part')
                    UNION ALL
                   SELECT 1, item.amount - round(item.amount * 0.6, invoice.decimals),
                          item.balance - round(item.balance * 0.6, 2) WHERE item.paid = 'two') part) received
      JOIN gen.company ON company.company_id = received.company_id
    """,
    # reconciliations in full, numbered like their items
    """
    CREATE TABLE gen.settled AS
    SELECT item.n AS item, item.invoice, paid, amount, balance,
           amount - COALESCE(received, 0) AS residual, balance - COALESCE(received_balance, 0) AS residual_balance,
           CASE WHEN paid IN ('full', 'two') THEN %(account_full_reconcile)s
                     + row_number() OVER (PARTITION BY paid IN ('full', 'two') ORDER BY item.n) END::int AS full_id,
           first_receipt
      FROM gen.item
 LEFT JOIN (SELECT item, sum(amount) AS received, sum(balance) AS received_balance, min(n) AS first_receipt
              FROM gen.receipt GROUP BY item) receipts ON receipts.item = item.n
    """,
    """
    CREATE TABLE gen.invoice_state AS
    SELECT invoice, sum(residual) AS residual, sum(residual_balance) AS residual_balance, max(due) AS due,
           CASE WHEN sum(residual) = 0 THEN 'paid' WHEN bool_and(settled.paid = 'none') THEN 'not_paid'
                ELSE 'partial' END AS state
      FROM gen.settled JOIN gen.item USING (invoice) WHERE item.n = settled.item GROUP BY invoice
    """,
    """
    ALTER TABLE gen.item ADD PRIMARY KEY (n);
    ALTER TABLE gen.receipt ADD PRIMARY KEY (n);
    ALTER TABLE gen.settled ADD PRIMARY KEY (item);
    ALTER TABLE gen.invoice_state ADD PRIMARY KEY (invoice);
    ANALYZE gen.item, gen.receipt, gen.settled, gen.invoice_state
    """,
]

# invoices take ids by their orders' numbers, receipts' entries follow
INVOICES = """
    INSERT INTO account_move (
        id, create_uid, create_date, write_uid, write_date, sequence_prefix, sequence_number, name, journal_id,
        company_id, invoice_payment_term_id, partner_id, commercial_partner_id, partner_shipping_id, currency_id,
        invoice_user_id, team_id, invoice_incoterm_id, incoterm_location, ref, state, move_type, auto_post,
        payment_reference, payment_state, invoice_partner_display_name, invoice_origin, date, invoice_date,
        invoice_date_due, delivery_date, invoice_currency_rate, amount_untaxed, amount_tax, amount_total,
        amount_residual, amount_untaxed_signed, amount_untaxed_in_currency_signed, amount_tax_signed,
        amount_total_signed, amount_total_in_currency_signed, amount_residual_signed, always_tax_exigible, checked,
        posted_before, made_sequence_gap, is_manually_modified)
    SELECT %(account_move)s + i.n, customer.user_id, i.invoiced_on, customer.user_id, i.invoiced_on, i.prefix, i.serial,
           i.prefix || gen.padded(i.serial, 5), company.sales_id, i.company_id, customer.term_id, customer.partner_id,
           customer.partner_id, customer.partner_id, customer.currency_id, customer.user_id, customer.team_id,
           customer.incoterm_id, customer.place, COALESCE(i.reference, 'S' || gen.padded(i.n, 5)), 'posted',
           'out_invoice', 'no', i.prefix || gen.padded(i.serial, 5), state.state, customer.partner_name,
           'S' || gen.padded(i.n, 5), i.invoiced_on, i.invoiced_on, state.due, sale.left_on, customer.rate,
           i.untaxed, i.tax, i.total, state.residual, i.balance, i.untaxed, i.tax_balance, i.balance + i.tax_balance,
           i.total, state.residual_balance, false, true, true, false, true
      FROM gen.invoice i JOIN gen.sale ON sale.n = i.n JOIN gen.invoice_state state ON state.invoice = i.n
      JOIN gen.customer ON customer.number = i.customer JOIN gen.company ON company.company_id = i.company_id
     ORDER BY i.n
"""

RECEIPT_ENTRIES = """
    INSERT INTO account_move (
        id, create_uid, create_date, write_uid, write_date, sequence_prefix, sequence_number, name, journal_id,
        company_id, origin_payment_id, partner_id, commercial_partner_id, currency_id, ref, state, move_type,
        auto_post, payment_state, invoice_partner_display_name, date, invoice_date_due, invoice_currency_rate,
        amount_untaxed, amount_tax, amount_total, amount_residual, amount_untaxed_signed,
        amount_untaxed_in_currency_signed, amount_tax_signed, amount_total_signed, amount_total_in_currency_signed,
        amount_residual_signed, always_tax_exigible, checked, posted_before, made_sequence_gap, is_manually_modified)
    SELECT %(account_move)s + %(sales)s + r.n, 1, r.on_date, 1, r.on_date, r.prefix, r.serial,
           r.prefix || gen.padded(r.serial, 5), company.bank_id, r.company_id, %(account_payment)s + r.n,
           customer.partner_id, customer.partner_id, customer.currency_id, i.prefix || gen.padded(i.serial, 5),
           'posted', 'entry', 'no', 'not_paid', customer.partner_name, r.on_date, r.on_date, 0, 0, 0, r.amount, 0, 0, 0,
           0, r.balance, r.amount, 0, true, true, true, false, false
      FROM gen.receipt r JOIN gen.invoice i ON i.n = r.invoice
      JOIN gen.customer ON customer.number = r.customer JOIN gen.company ON company.company_id = r.company_id
     ORDER BY r.n
"""

PAYMENTS = [
    """
    INSERT INTO account_payment (
        id, create_uid, create_date, write_uid, write_date, move_id, journal_id, company_id, payment_method_line_id,
        payment_method_id, currency_id, partner_id, outstanding_account_id, destination_account_id, name, state,
        payment_type, partner_type, memo, date, amount, amount_company_currency_signed, is_reconciled, is_matched)
    SELECT %(account_payment)s + r.n, 1, r.on_date, 1, r.on_date, %(account_move)s + %(sales)s + r.n, company.bank_id,
           r.company_id, company.method_line_id, company.method_id, customer.currency_id, customer.partner_id,
           company.bank_account_id, company.receivable_id, r.prefix || gen.padded(r.serial, 5),
           CASE WHEN state.state = 'paid' THEN 'paid' ELSE 'in_process' END, 'inbound', 'customer',
           i.prefix || gen.padded(i.serial, 5), r.on_date, r.amount, r.balance, true, true
      FROM gen.receipt r JOIN gen.invoice i ON i.n = r.invoice JOIN gen.invoice_state state ON state.invoice = i.n
      JOIN gen.customer ON customer.number = r.customer JOIN gen.company ON company.company_id = r.company_id
     ORDER BY r.n
    """,
    "INSERT INTO account_move__account_payment (invoice_id, payment_id) "
    "SELECT %(account_move)s + invoice, %(account_payment)s + n FROM gen.receipt",
]

# reconciliations are numbered like their receipts
RECONCILIATIONS = [
    "INSERT INTO account_full_reconcile (id, create_uid, create_date, write_uid, write_date) "
    "SELECT full_id, 1, now(), 1, now() FROM gen.settled WHERE full_id IS NOT NULL ORDER BY full_id",
    """
    INSERT INTO account_partial_reconcile (
        id, create_uid, create_date, write_uid, write_date, debit_move_id, credit_move_id, full_reconcile_id,
        debit_currency_id, credit_currency_id, company_id, max_date, amount, debit_amount_currency,
        credit_amount_currency)
    SELECT %(account_partial_reconcile)s + r.n, 1, r.on_date, 1, r.on_date, %(item_lines)s + r.item,
           %(receipt_lines)s + 2 * r.n, settled.full_id, customer.currency_id, customer.currency_id, r.company_id,
           r.on_date, r.balance, r.amount, r.amount
      FROM gen.receipt r JOIN gen.settled ON settled.item = r.item JOIN gen.customer ON customer.number = r.customer
     ORDER BY r.n
    """,
]
