"""The statement behind every exposure: of all customers, or of a few, without what some notices still let leave."""

from odoo.tools import SQL

# of more customers than these, reading what there is of all is quicker than looking each of them up
MANY = 200
# of a notice line's order line, and a piece in its unit
UNITS = SQL(
    """JOIN sale_order_line order_line ON order_line.id = line.order_line_id
          JOIN product_product product ON product.id = order_line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom own_uom ON own_uom.id = template.uom_id
          JOIN uom_uom line_uom ON line_uom.id = order_line.product_uom_id"""
)
PIECE = SQL("CASE WHEN line_uom.id = own_uom.id THEN 1 ELSE own_uom.factor / line_uom.factor END")


def exposure_sql(companies, partner_ids=None, family_ids=None, without_notice_ids=(), with_notice_ids=()):
    """Rows by commercial partner and company, amounts in company currency.

    :param SQL companies: rows (id, today, currency_id, root_id, default_limit, default_days)
    :param partner_ids: of these commercial partners only
    :param family_ids: these and all their addresses, by whose documents they are then found; by number, since how many
        documents there are of each decides how they are looked for
    :param without_notice_ids: open pieces of these notices do not count
    :param with_notice_ids: these count although they are only prepared
    """
    family = _family(family_ids)
    return SQL(
        """
    WITH company AS (
        SELECT * FROM (VALUES %(companies)s)
            AS company(id, today, currency_id, root_id, default_limit, default_days)
    ),
    rate AS MATERIALIZED (
        SELECT DISTINCT ON (company.id, rate.currency_id) company.id AS company_id, rate.currency_id, rate.rate
          FROM company JOIN res_currency_rate rate ON rate.company_id = company.root_id OR rate.company_id IS NULL
      ORDER BY company.id, rate.currency_id, rate.name <= company.today DESC, rate.company_id NULLS LAST,
               abs(rate.name - company.today)
    ),
    factor AS MATERIALIZED (
        SELECT company.id AS company_id, currency.id AS currency_id,
               CASE WHEN currency.id = company.currency_id THEN 1 ELSE COALESCE(own.rate, 1) / COALESCE(rate.rate, 1)
                END::float AS factor
          FROM company CROSS JOIN res_currency currency
     LEFT JOIN rate ON rate.company_id = company.id AND rate.currency_id = currency.id
     LEFT JOIN rate own ON own.company_id = company.id AND own.currency_id = company.currency_id
    ),
    receivable AS (%(receivable)s),
    payment AS (%(payment)s),
    down_payment AS (%(down_payment)s),
    noticed AS MATERIALIZED (%(noticed)s),
    draft AS MATERIALIZED (%(draft)s),
    goods AS (%(goods)s),
    amount AS (
        SELECT company_id, partner_id, currency_id, receivable, advance, 0 AS shipped, 0 AS noticed, overdue, oldest
          FROM receivable
     UNION ALL SELECT company_id, partner_id, currency_id, 0, advance, 0, 0, 0, NULL FROM payment
     UNION ALL SELECT company_id, partner_id, currency_id, 0, advance, 0, 0, 0, NULL FROM down_payment
     UNION ALL SELECT company_id, partner_id, currency_id, 0, 0, shipped, noticed, 0, NULL FROM goods
     UNION ALL SELECT company.id, credit.partner_id, company.currency_id, 0, 0, 0, 0, 0, NULL
                 FROM company JOIN sales_manual_credit credit ON credit.company_id = company.id
     UNION ALL SELECT company.id, partner.id, company.currency_id, 0, 0, 0, 0, 0, NULL
                 FROM company JOIN res_partner partner
                   ON (partner.credit_limit ->> company.id::text)::float > 0
                WHERE partner.commercial_partner_id = partner.id%(only_partner)s
    ),
    summed AS (
        SELECT company_id, partner_id, SUM(receivable * factor)::numeric AS receivable,
               SUM(advance * factor)::numeric AS advance, SUM(shipped * factor)::numeric AS shipped,
               SUM(noticed * factor)::numeric AS noticed, SUM(overdue * factor)::numeric AS overdue,
               MIN(oldest) AS oldest
          FROM amount JOIN factor USING (company_id, currency_id) WHERE TRUE%(only_amount)s
      GROUP BY company_id, partner_id
    ),
    limited AS (
        SELECT summed.*, company.today, company.currency_id, credit.customer_grade,
               CASE WHEN credit.has_overdue_days THEN COALESCE(credit.overdue_days, 0) ELSE company.default_days
                END AS allowed_days,
               COALESCE(CASE WHEN company.today BETWEEN credit.temporary_from AND credit.temporary_to
                             THEN credit.temporary_limit::float
                             ELSE COALESCE((partner.credit_limit ->> company.id::text)::float, company.default_limit)
                        END, 0)::numeric
               + CASE WHEN credit.insured_to IS NULL OR credit.insured_to >= company.today
                      THEN COALESCE(credit.insured_limit, 0) ELSE 0 END AS limit_amount,
               COALESCE(credit.is_limited, FALSE)
               OR COALESCE(company.today BETWEEN credit.temporary_from AND credit.temporary_to, FALSE) AS is_decided
          FROM summed
          JOIN company ON company.id = summed.company_id
          JOIN res_partner partner ON partner.id = summed.partner_id
     LEFT JOIN sales_manual_credit credit
            ON credit.company_id = summed.company_id AND credit.partner_id = summed.partner_id
    ),
    figures AS (
        SELECT *, receivable + shipped + noticed - advance AS exposure, is_decided OR limit_amount > 0 AS is_limited,
               GREATEST(COALESCE(today - oldest, 0), 0) AS overdue_days
          FROM limited
    )
    SELECT company_id * 1000000000::bigint + partner_id AS id, company_id, partner_id, currency_id, customer_grade,
           is_limited, CASE WHEN is_limited THEN limit_amount END AS limit_amount,
           receivable AS receivable_amount, shipped AS shipped_amount, noticed AS noticed_amount,
           advance AS advance_amount, exposure AS exposure_amount,
           CASE WHEN is_limited THEN limit_amount - exposure END AS free_amount,
           overdue AS overdue_amount, overdue_days, allowed_days,
           CASE WHEN is_limited AND round(exposure - limit_amount, 2) > 0 THEN 'over'
                WHEN overdue_days > allowed_days THEN 'overdue'
                WHEN is_limited THEN 'within' ELSE 'none' END AS state
      FROM figures
        """,
        companies=companies,
        receivable=_receivable(family),
        payment=_payment(family),
        down_payment=_down_payment(family),
        noticed=_noticed(without_notice_ids, with_notice_ids),
        draft=_draft(),
        goods=_goods(family),
        only_partner=SQL(" AND partner.id IN (SELECT UNNEST(%s))", list(partner_ids)) if partner_ids else SQL(),
        only_amount=SQL(" AND partner_id IN (SELECT UNNEST(%s))", list(partner_ids)) if partner_ids else SQL(),
    )


def _family(partner_ids):
    """A function of a column: that it is one of these customers or addresses."""
    if partner_ids is None:
        return lambda column: SQL()
    return lambda column: SQL(" AND %s = ANY(%s)", column, list(partner_ids))


def _receivable(family):
    """Open items; what stands on the customer's side of the account is an advance.

    OFFSET 0: account by account, by Odoo's own index of open items, few of which are on receivable accounts.
    """
    return SQL(
        """
        SELECT line.company_id, partner.commercial_partner_id AS partner_id, company.currency_id,
               COALESCE(SUM(line.amount_residual::float) FILTER (WHERE line.amount_residual > 0), 0) AS receivable,
               COALESCE(-SUM(line.amount_residual::float) FILTER (WHERE line.amount_residual < 0), 0) AS advance,
               COALESCE(SUM(line.amount_residual::float)
                   FILTER (WHERE line.amount_residual > 0 AND line.date_maturity < company.today), 0) AS overdue,
               MIN(line.date_maturity) FILTER (WHERE line.amount_residual > 0) AS oldest
          FROM account_account account
    CROSS JOIN LATERAL (
            SELECT line.company_id, line.partner_id, line.amount_residual, line.date_maturity
              FROM account_move_line line
             WHERE line.account_id = account.id AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'%s
            OFFSET 0
          ) line
          JOIN company ON company.id = line.company_id
          JOIN res_partner partner ON partner.id = line.partner_id
         WHERE account.account_type = 'asset_receivable'
      GROUP BY line.company_id, partner.commercial_partner_id, company.currency_id
        """,
        family(SQL("line.partner_id")),
    )


def _payment(family):
    """Payments that Odoo keeps no entry for until the bank statement comes."""
    return SQL(
        """
        SELECT payment.company_id, partner.commercial_partner_id AS partner_id, payment.currency_id,
               SUM(CASE payment.payment_type WHEN 'inbound' THEN 1 ELSE -1 END * payment.amount) AS advance
          FROM account_payment payment
          JOIN company ON company.id = payment.company_id
          JOIN res_partner partner ON partner.id = payment.partner_id
         WHERE payment.partner_type = 'customer' AND payment.state = 'in_process' AND payment.move_id IS NULL%s
      GROUP BY payment.company_id, partner.commercial_partner_id, payment.currency_id
        """,
        family(SQL("payment.partner_id")),
    )


def _down_payment(family):
    """Down payments invoiced and not deducted from an invoice yet: what they stand for is still to leave."""
    return SQL(
        """
        SELECT sale.company_id, partner.commercial_partner_id AS partner_id, item.currency_id,
               SUM(CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * item.price_total) AS advance
          FROM sale_order_line line
          JOIN sale_order sale ON sale.id = line.order_id
          JOIN company ON company.id = sale.company_id
          JOIN res_partner partner ON partner.id = sale.partner_invoice_id
          JOIN sale_order_line_invoice_rel invoiced ON invoiced.order_line_id = line.id
          JOIN account_move_line item ON item.id = invoiced.invoice_line_id
          JOIN account_move move ON move.id = item.move_id
         WHERE line.is_downpayment AND line.display_type IS NULL AND move.state = 'posted'%s
      GROUP BY sale.company_id, partner.commercial_partner_id, item.currency_id
        """,
        family(SQL("sale.partner_invoice_id")),
    )


def _goods(family):
    """Goods that left and goods that open notices let leave, beyond what posted invoices ask for; with tax.

    What left is what Odoo says or what left under notices, whichever is more: goods on their way count too. An invoice
    posted ahead covers what leaves later. Drafts ask for nothing yet. Lines that are delivered and invoiced, most of
    all there are, are not looked at.
    OFFSET 0: what a line comes to is computed once. Summed by address, then by customer: fewer partners are looked up.
    """
    unit_price = SQL(
        """CASE WHEN line.product_uom_qty <> 0 THEN line.price_total::float / line.product_uom_qty::float
                ELSE line.price_unit::float * (1 - COALESCE(line.discount, 0)::float / 100) END"""
    )
    return SQL(
        """
        SELECT address.company_id, partner.commercial_partner_id AS partner_id, address.currency_id,
               SUM(address.shipped) AS shipped, SUM(address.noticed) AS noticed
          FROM (
        SELECT line.company_id, line.address_id, line.currency_id,
               SUM(GREATEST(line.sent - line.invoiced, 0) * line.price) AS shipped,
               SUM(GREATEST(line.opened - GREATEST(line.invoiced - line.sent, 0), 0) * line.price) AS noticed
          FROM (
            SELECT sale.company_id, sale.partner_invoice_id AS address_id, line.currency_id,
                   COALESCE(noticed.opened, 0)::float AS opened,
                   GREATEST(line.qty_delivered, line.shipping_sent_qty)::float AS sent,
                   (COALESCE(line.qty_invoiced, 0) - COALESCE(draft.quantity, 0))::float AS invoiced,
                   %(price)s AS price
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN company ON company.id = sale.company_id
         LEFT JOIN noticed ON noticed.order_line_id = line.id
         LEFT JOIN draft ON draft.order_line_id = line.id
             WHERE line.state = 'sale' AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
               AND (CASE WHEN line.qty_delivered <> line.qty_invoiced OR line.shipping_sent_qty > line.qty_delivered
                         THEN 1 END = 1
                    OR line.id = ANY(ARRAY(SELECT order_line_id FROM noticed UNION SELECT order_line_id FROM draft))
                   )%(family)s
            OFFSET 0
        ) line
      GROUP BY line.company_id, line.address_id, line.currency_id
          ) address
          JOIN res_partner partner ON partner.id = address.address_id
      GROUP BY address.company_id, partner.commercial_partner_id, address.currency_id
        """,
        price=unit_price,
        family=family(SQL("sale.partner_invoice_id")),
    )


def _noticed(without_notice_ids, with_notice_ids):
    """What notices still let leave, in the units of the order lines; what is not sold (an exchange) nobody owes."""
    return SQL(
        """
        SELECT line.order_line_id,
               SUM(GREATEST(line.pieces_qty - line.closed_qty - line.shipped_qty, 0) * %(piece)s) AS opened
          FROM sales_manual_notice notice
          JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.is_sold
          JOIN sales_manual_notice_line line ON line.notice_id = notice.id
          %(units)s
         WHERE (notice.state IN ('signing', 'released') OR notice.id = ANY(%(prepared)s))
           AND notice.id <> ALL(%(without)s)
      GROUP BY line.order_line_id
        """,
        units=UNITS,
        piece=PIECE,
        without=list(without_notice_ids),
        prepared=list(with_notice_ids),
    )


def sent_sql(order_line_ids):
    """Rows (order line id, what left under its notices less what came back), in the units of the order lines."""
    return SQL(
        """
        SELECT line.order_line_id, SUM((line.shipped_qty - COALESCE(returned.pieces, 0)) * %(piece)s)
          FROM sales_manual_notice_line line
          JOIN sales_manual_notice notice ON notice.id = line.notice_id AND notice.state IN ('released', 'shipped')
          JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.is_sold
          %(units)s
     LEFT JOIN LATERAL (
        SELECT SUM(pieces_qty) AS pieces FROM sales_manual_notice_delivery
         WHERE notice_line_id = line.id AND kind = 'return'
     ) returned ON TRUE
         WHERE line.order_line_id = ANY(%(lines)s)
      GROUP BY line.order_line_id
        """,
        units=UNITS,
        piece=PIECE,
        lines=list(order_line_ids),
    )


def _draft():
    """Order lines' quantities on invoices that are not posted: Odoo counts them as invoiced already."""
    return SQL(
        """
        SELECT invoiced.order_line_id,
               SUM(CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * item.quantity
                   * CASE WHEN item.product_uom_id = line.product_uom_id THEN 1
                          ELSE COALESCE(item_uom.factor / NULLIF(line_uom.factor, 0), 1) END) AS quantity
          FROM account_move move
          JOIN account_move_line item ON item.move_id = move.id
          JOIN sale_order_line_invoice_rel invoiced ON invoiced.invoice_line_id = item.id
          JOIN sale_order_line line ON line.id = invoiced.order_line_id
     LEFT JOIN uom_uom item_uom ON item_uom.id = item.product_uom_id
     LEFT JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
         WHERE move.state = 'draft' AND move.move_type IN ('out_invoice', 'out_refund')
      GROUP BY invoiced.order_line_id
        """
    )
