"""Sale orders and their lines, as Odoo's own confirmation, delivery and invoicing leave them.

A document's id is the highest id before plus its number in the plan.
"""

TABLES = ["sale_order", "sale_order_line", "account_tax_sale_order_line_rel"]

# what has left at least six days ago is invoiced
INVOICED = "(sale.kind = 'done' AND sale.left_on <= current_date - 6)"

ORDERS = f"""
    INSERT INTO sale_order (
        id, create_uid, create_date, write_uid, write_date, company_id, partner_id, partner_invoice_id,
        partner_shipping_id, payment_term_id, pricelist_id, currency_id, currency_rate, user_id, team_id, name,
        client_order_ref, origin, state, locked, invoice_status, delivery_status, amount_untaxed, amount_tax,
        amount_total, require_signature, require_payment, prepayment_percent, date_order, commitment_date,
        validity_date, effective_date, incoterm, incoterm_location, warehouse_id, picking_policy)
    SELECT %(sale_order)s + sale.n, customer.user_id, sale.entered, customer.user_id,
           CASE WHEN sale.kind IN ('done', 'part') THEN sale.left_on + time '08:00' ELSE sale.entered END,
           sale.company_id, customer.partner_id, customer.partner_id, customer.partner_id, customer.term_id,
           customer.pricelist_id, customer.currency_id, customer.rate, customer.user_id, customer.team_id,
           'S' || gen.padded(sale.n, 5), sale.reference, sale.reference || '/' || gen.padded(sale.place, 2),
           CASE sale.kind WHEN 'draft' THEN 'draft' WHEN 'cancel' THEN 'cancel' ELSE 'sale' END,
           sale.contract IS NOT NULL AND sale.kind <> 'draft',
           CASE WHEN {INVOICED} THEN 'invoiced' WHEN sale.kind IN ('done', 'part') THEN 'to invoice' ELSE 'no' END,
           CASE sale.kind WHEN 'done' THEN 'full' WHEN 'part' THEN 'partial' WHEN 'open' THEN 'pending' END,
           total.untaxed, total.tax, total.untaxed + total.tax, true, false, 1.0, sale.entered,
           sale.delivery + time '04:00', sale.entered::date + 30,
           CASE WHEN sale.kind IN ('done', 'part') THEN sale.left_on + time '08:00' END,
           customer.incoterm_id, customer.place, customer.warehouse_id, 'direct'
      FROM gen.sale JOIN gen.sale_total total ON total.sale = sale.n
      JOIN gen.customer ON customer.number = sale.customer
     ORDER BY sale.n
"""

LINES = f"""
    INSERT INTO sale_order_line (
        id, create_uid, create_date, write_uid, write_date, order_id, sequence, company_id, currency_id,
        order_partner_id, salesman_id, product_id, product_uom_id, state, qty_delivered_method, invoice_status, name,
        product_uom_qty, price_unit, technical_price_unit, discount, price_subtotal, price_tax, price_total,
        price_reduce_taxexcl, price_reduce_taxinc, qty_delivered, qty_invoiced, qty_to_invoice,
        untaxed_amount_invoiced, untaxed_amount_to_invoice, collapse_prices, collapse_composition, is_optional,
        customer_lead, warehouse_id)
    SELECT %(sale_order_line)s + line.n, customer.user_id, sale.entered, customer.user_id, sale.entered,
           %(sale_order)s + sale.n, line.place, sale.company_id, customer.currency_id, customer.partner_id,
           customer.user_id, product.product_id, %(unit)s,
           CASE sale.kind WHEN 'draft' THEN 'draft' WHEN 'cancel' THEN 'cancel' ELSE 'sale' END, 'stock_move',
           CASE WHEN {INVOICED} THEN 'invoiced' WHEN line.delivered > 0 THEN 'to invoice' ELSE 'no' END,
           product.description, line.qty, line.price, line.price, 0.0, line.subtotal, line.tax,
           line.subtotal + line.tax, round(line.subtotal / line.qty, line.decimals),
           round((line.subtotal + line.tax) / line.qty, line.decimals), line.delivered,
           CASE WHEN {INVOICED} THEN line.qty ELSE 0.0 END,
           CASE WHEN {INVOICED} THEN 0.0 ELSE line.delivered END,
           CASE WHEN {INVOICED} THEN line.subtotal ELSE 0.0 END,
           CASE WHEN {INVOICED} THEN 0.0 ELSE round(line.delivered * line.price, line.decimals) END,
           false, false, false, 0.0, customer.warehouse_id
      FROM gen.sale_line line JOIN gen.sale ON sale.n = line.sale
      JOIN gen.customer ON customer.number = sale.customer
      JOIN gen.product ON product.number = line.product
     ORDER BY line.n
"""

TAXES = """
    INSERT INTO account_tax_sale_order_line_rel (sale_order_line_id, account_tax_id)
    SELECT %(sale_order_line)s + line.n, company.tax_id
      FROM gen.sale_line line JOIN gen.sale ON sale.n = line.sale
      JOIN gen.company ON company.company_id = sale.company_id
     WHERE line.is_taxed
"""

# orders number themselves on from the last generated one
SEQUENCE = """
    SELECT setval(format('ir_sequence_%%s', gen.padded(id, 3))::regclass, (SELECT max(n) FROM gen.sale))
      FROM ir_sequence WHERE code = 'sale.order' AND implementation = 'standard'
"""

STATEMENTS = [ORDERS, LINES, TAXES, SEQUENCE]
