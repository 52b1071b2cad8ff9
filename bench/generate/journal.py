"""Journal items of the invoices and receipts, see ``accounting``.

Ids: the goods of an invoice by their order lines' numbers, then taxes, instalments and receipts, each from its own
base.
"""

COMMON = """
        id, create_uid, create_date, write_uid, write_date, move_id, journal_id, company_id, company_currency_id,
        sequence, account_id, currency_id, partner_id, move_name, parent_state, ref, name, display_type, date,
        invoice_date, date_maturity, debit, credit, balance, amount_currency, amount_residual,
        amount_residual_currency, quantity, price_unit, price_subtotal, price_total, discount, is_storno, reconciled,
        no_followup, deductible_amount"""

OF_INVOICE = """
      JOIN gen.customer ON customer.number = i.customer JOIN gen.company ON company.company_id = i.company_id
CROSS JOIN LATERAL (SELECT i.prefix || gen.padded(i.serial, 5) AS name,
                           COALESCE(i.reference, 'S' || gen.padded(i.n, 5)) AS ref) title"""

HEAD = """customer.user_id, i.invoiced_on, customer.user_id, i.invoiced_on, %(account_move)s + i.n, company.sales_id,
           i.company_id, company.currency_id"""

GOODS = f"""
    INSERT INTO account_move_line ({COMMON}, product_id, product_uom_id, collapse_composition, collapse_prices,
                                   is_downpayment)
    SELECT %(goods_lines)s + line.n, {HEAD}, line.place - 1, company.income_id, customer.currency_id,
           customer.partner_id, title.name, 'posted', title.ref, product.description, 'product', i.invoiced_on,
           i.invoiced_on, NULL, 0, round(line.subtotal / customer.rate, 2), -round(line.subtotal / customer.rate, 2),
           -line.subtotal, 0, 0, line.qty, line.price, line.subtotal, line.subtotal + line.tax, 0, false, false, false,
           100, product.product_id, %(unit)s, false, false, false
      FROM gen.invoice i JOIN gen.sale_line line ON line.sale = i.n
      JOIN gen.product ON product.number = line.product {OF_INVOICE}
     ORDER BY line.n
"""

GOODS_TAXES = """
    INSERT INTO account_move_line_account_tax_rel (account_move_line_id, account_tax_id)
    SELECT %(goods_lines)s + line.n, company.tax_id
      FROM gen.invoice i JOIN gen.sale_line line ON line.sale = i.n
      JOIN gen.company ON company.company_id = i.company_id WHERE line.is_taxed
"""

ORDER_LINKS = """
    INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
    SELECT %(goods_lines)s + line.n, %(sale_order_line)s + line.n
      FROM gen.invoice i JOIN gen.sale_line line ON line.sale = i.n
"""

TAX = f"""
    INSERT INTO account_move_line ({COMMON}, tax_line_id, tax_group_id, tax_repartition_line_id, tax_base_amount)
    SELECT %(tax_lines)s + i.n, {HEAD}, 10000, company.tax_account_id, customer.currency_id, customer.partner_id,
           title.name, 'posted', title.ref, '13%%', 'tax', i.invoiced_on, i.invoiced_on, NULL, 0, i.tax_balance,
           -i.tax_balance, -i.tax, 0, 0, 0, 0, 0, 0, 0, false, false, false, 100,
           company.tax_id, company.tax_group_id, company.tax_part_id, -i.untaxed
      FROM gen.invoice i {OF_INVOICE}
     WHERE i.tax <> 0
     ORDER BY i.n
"""

INSTALMENTS = f"""
    INSERT INTO account_move_line ({COMMON}, full_reconcile_id, matching_number, discount_amount_currency,
                                   discount_balance)
    SELECT %(item_lines)s + item.n, {HEAD}, 12000, company.receivable_id, customer.currency_id, customer.partner_id,
           title.name, 'posted', title.ref,
           title.ref || ' - ' || title.name || CASE i.term WHEN 1 THEN ' installment #' || item.place + 1 ELSE '' END,
           'payment_term', i.invoiced_on, i.invoiced_on, item.due, item.balance, 0, item.balance, item.amount,
           settled.residual_balance, settled.residual, 0, 0, 0, 0, 0, false, settled.residual = 0, false, 100,
           settled.full_id,
           COALESCE(settled.full_id::text, 'P' || %(account_partial_reconcile)s + settled.first_receipt), 0, 0
      FROM gen.item JOIN gen.settled ON settled.item = item.n JOIN gen.invoice i ON i.n = item.invoice {OF_INVOICE}
     ORDER BY item.n
"""

# two items each: the bank, and the receivable it takes away
RECEIPTS = f"""
    INSERT INTO account_move_line ({COMMON}, payment_id, full_reconcile_id, matching_number)
    SELECT %(receipt_lines)s + 2 * r.n - side.is_bank::int, 1, r.on_date, 1, r.on_date,
           %(account_move)s + %(sales)s + r.n, company.bank_id, r.company_id, company.currency_id, 100,
           CASE WHEN side.is_bank THEN company.bank_account_id ELSE company.receivable_id END, customer.currency_id,
           customer.partner_id, r.prefix || gen.padded(r.serial, 5), 'posted', title.name,
           'Manual Payment: ' || title.name, 'product', r.on_date, NULL, r.on_date,
           CASE WHEN side.is_bank THEN r.balance ELSE 0 END, CASE WHEN side.is_bank THEN 0 ELSE r.balance END,
           side.sign * r.balance, side.sign * r.amount, CASE WHEN side.is_bank THEN r.balance ELSE 0 END,
           CASE WHEN side.is_bank THEN r.amount ELSE 0 END, 1, 0, side.sign * r.amount, side.sign * r.amount, 0, false,
           NOT side.is_bank, false, 100, %(account_payment)s + r.n,
           CASE WHEN NOT side.is_bank THEN settled.full_id END,
           CASE WHEN NOT side.is_bank THEN COALESCE(settled.full_id::text,
                                                    'P' || %(account_partial_reconcile)s + settled.first_receipt) END
      FROM gen.receipt r JOIN gen.settled ON settled.item = r.item JOIN gen.invoice i ON i.n = r.invoice {OF_INVOICE}
CROSS JOIN (VALUES (true, 1), (false, -1)) side(is_bank, sign)
     ORDER BY r.n, side.sign DESC
"""
