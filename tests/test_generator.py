"""What `bench/generate` makes is what Odoo would have left: its own computations agree, and it goes on from there."""

import pytest

# Odoo computes these anew from the rows below them; what it finds else is printed.
RECOMPUTED = """
FIELDS = {
    "account.move.line": ["amount_residual", "amount_residual_currency", "reconciled"],
    "account.move": ["amount_untaxed", "amount_tax", "amount_total", "amount_residual", "amount_total_signed",
                     "amount_residual_signed", "payment_state", "invoice_date_due"],
    "sale.order.line": ["price_subtotal", "price_tax", "price_total", "qty_delivered", "qty_invoiced",
                        "qty_to_invoice", "untaxed_amount_invoiced", "untaxed_amount_to_invoice", "invoice_status"],
    "sale.order": ["amount_untaxed", "amount_tax", "amount_total", "invoice_status", "delivery_status",
                   "effective_date"],
    "stock.move": ["product_qty", "quantity"],
    "stock.move.line": ["quantity_product_uom"],
    "stock.picking": ["state", "scheduled_date", "date_deadline"],
}
env = env(context={**env.context, "allowed_company_ids": env["res.company"].search([]).ids})
counted = 0
for model, names in FIELDS.items():
    records = env[model].search([])
    before = {name: records.mapped(lambda record: record[name]) for name in names}
    for name in names:
        env.add_to_compute(records._fields[name], records)
    for name in names:
        digits = None if records._fields[name].type not in ("float", "monetary") else 6
        for record, old in zip(records, before[name], strict=True):
            new = record[name]
            if (round(old - new, digits) if digits else old != new):
                print("WRONG", model, record.id, name, "is", old, "for Odoo", new)
            counted += 1
print("COUNTED", counted)
env.cr.rollback()
"""

# The oldest order that waits is delivered, invoiced and paid; a backorder leaves; an old delivery comes back.
GOES_ON = """
def validate(picking):
    picking.move_ids.picked = True
    assert picking.button_validate() is True, picking.name
    assert picking.state == "done"

waiting = env["sale.order"].search([("state", "=", "sale"), ("delivery_status", "=", "pending")], order="id", limit=1)
validate(waiting.picking_ids)
invoice = waiting._create_invoices()
invoice.action_post()
assert invoice.amount_total == waiting.amount_total, (invoice.amount_total, waiting.amount_total)
assert waiting.invoice_status == "invoiced", waiting.invoice_status
payment = {"active_model": "account.move", "active_ids": invoice.ids}
env["account.payment.register"].with_context(**payment).create({})._create_payments()
assert invoice.payment_state in ("paid", "in_payment"), invoice.payment_state

part = env["sale.order"].search([("delivery_status", "=", "partial")], order="id", limit=1)
validate(part.picking_ids.filtered(lambda picking: picking.state == "assigned"))
assert part.delivery_status == "full" and part.order_line.mapped("qty_to_invoice") != [0], part.name

left = env["stock.picking"].search([("state", "=", "done"), ("sale_id", "!=", False)], order="id", limit=1)
wizard = env["stock.return.picking"].with_context(active_id=left.id, active_model="stock.picking").create({})
for line in wizard.product_return_moves:
    line.quantity = 1
back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
validate(back)
assert set(left.sale_id.order_line.mapped(lambda line: line.product_uom_qty - line.qty_delivered)) == {1}

draft = env["sale.order"].search([("state", "=", "draft")], order="id", limit=1)
draft.action_confirm()
assert draft.picking_ids and draft.name < draft.copy().name
print("WENT ON")
env.cr.rollback()
"""


@pytest.fixture(scope="module")
def old(clone):
    return clone("old_tiny")


def test_journal_balances(old):
    assert old.query("SELECT count(*) > 500 FROM account_move_line") == [(True,)]
    assert not old.query("SELECT company_id FROM account_move_line GROUP BY 1 HAVING sum(balance) <> 0")
    assert not old.query("SELECT move_id FROM account_move_line GROUP BY 1 HAVING sum(balance) <> 0 LIMIT 5")


def test_residuals_are_what_reconciliations_leave(old):
    wrong = old.query(
        """
        SELECT line.id, line.amount_residual, line.balance, matched.amount
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
          JOIN LATERAL (
               SELECT COALESCE(sum(CASE WHEN debit_move_id = line.id THEN amount ELSE -amount END), 0) AS amount
                 FROM account_partial_reconcile WHERE line.id IN (debit_move_id, credit_move_id)) matched ON true
         WHERE line.amount_residual <> line.balance - matched.amount LIMIT 5
        """
    )
    assert not wrong
    states = old.query("SELECT DISTINCT payment_state FROM account_move WHERE move_type = 'out_invoice'")
    assert set(states) == {("paid",), ("partial",), ("not_paid",)}


def test_quants_are_what_moved(old):
    wrong = old.query(
        """
        SELECT product_id, location_id, sum(held), sum(moved)
          FROM (SELECT product_id, location_id, quantity AS held, 0 AS moved FROM stock_quant
                 UNION ALL
                SELECT product_id, location_dest_id, 0, quantity FROM stock_move WHERE state = 'done'
                 UNION ALL
                SELECT product_id, location_id, 0, -quantity FROM stock_move WHERE state = 'done') rows
         GROUP BY 1, 2 HAVING sum(held) <> sum(moved) LIMIT 5
        """
    )
    assert not wrong
    assert old.query("SELECT count(*) > 20 FROM stock_quant WHERE reserved_quantity > 0") == [(True,)]


def test_every_foreign_key_has_its_row(old):
    """Rows came in without being asked."""
    keys = old.query(
        """
        SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, f.attname
          FROM pg_constraint
          JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
          JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = confkey[1]
         WHERE contype = 'f' AND conrelid::regclass::text ~ '^(sale_|stock_|account_)'
        """
    )
    assert len(keys) > 200
    orphans = " UNION ALL ".join(
        f"""(SELECT '{table}.{column}' FROM {table} child WHERE child.{column} IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM {of} parent WHERE parent.{key} = child.{column}) LIMIT 1)"""
        for table, column, of, key in keys
    )
    assert not old.query(orphans)


def test_odoo_computes_the_same(old):
    result = old.odoo(script=RECOMPUTED)
    assert result.returncode == 0 and "COUNTED" in result.log, result.log[-3000:]
    wrong = [line for line in result.log.splitlines() if line.startswith("WRONG")]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:20])


def test_odoo_goes_on_with_it(old):
    result = old.odoo(script=GOES_ON)
    assert result.returncode == 0 and "WENT ON" in result.log, result.log[-3000:]
