"""What `bench/generate` makes is what Odoo would have left: its own computations agree, and it goes on from there."""

import re

import pytest

# Odoo computes these anew from the rows below them; what it finds else is printed.
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
}  # fmt: skip
# every stored field that these compute
CONTRACT_MODELS = [
    f"sales.manual.{name}"
    for name in ("contract", "contract.line", "batch", "batch.line", "notice", "notice.line", "notice.delivery")
]

COMPANIES = """
env = env(context={**env.context, "allowed_company_ids": env["res.company"].search([]).ids})
"""

RECOMPUTED = """
counted = 0
for model, names in FIELDS.items():
    records = env[model].search([])
    if names is None:
        names = [name for name, field in records._fields.items() if field.store and field.compute and field.column_type]
    before = {name: [record[name] for record in records] for name in names}
    for name in names:
        env.add_to_compute(records._fields[name], records)
    for name in names:
        digits = None if records._fields[name].type not in ("float", "monetary") else 6
        for record, old in zip(records, before[name], strict=True):
            new = record[name]
            if (round(old - new, digits) if digits else old != new):
                print("WRONG", model, record.id, name, "is", old, "for Odoo", new)
            counted += 1
    env.flush_all()
    records._validate_fields(list(records._fields))
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


# Chains, seals, signed contents and what may never happen; then one signature forged, which must be found.
SIGNED = """
from odoo.addons.sales_manual_addon.models.control import serializer
from odoo.addons.sales_manual_addon.tests import ledger

for model in ("sales.manual.contract", "sales.manual.notice"):
    documents = env[model].search([])
    acts = documents.signoff_ids.filtered(lambda act: act.act in ("sign", "release"))
    print("ACTS", model, len(acts))
    for finding in documents._signoff_verify():
        print("WRONG", finding)
    for act in acts:
        document = act[documents._signoff_document_field]
        if document.state != "void" and serializer.canonical(document._signoff_content(), act.version) != act.content:
            print("WRONG", act, "signed something else")
    forged = acts[len(acts) // 2]
    env.cr.execute("UPDATE sales_manual_signoff SET signed_as = 'nobody' WHERE id = %s", [forged.id])
    env.invalidate_all()
    found = {finding["res_id"] for finding in documents._signoff_verify()}
    assert found == {forged[documents._signoff_document_field].id}, found
    env.cr.rollback()
for finding in env["sales.manual.seal"]._verify(env["res.company"].search([])):
    print("WRONG seal", finding)
for broken in ledger.Ledger(env, env["sales.manual.contract"].search([], limit=1)).wrong_before:
    print("WRONG", broken)
held = env["sales.manual.post.assignment"].search([("state", "=", "current")])
assert len(held.user_id) >= 60 and all(held.mapped("is_applied"))
assert not env["sales.manual.separation.finding"].search([]), "posts that must be apart are with one person"
print("VERIFIED")
"""

# The open pieces of a contract under way go all the way: batch, order, notice, three signatures, goods issue. A notice
# that waits for signatures gets them; a contract in review takes effect under the next number.
CONTRACTS_GO_ON = """
from odoo import Command, fields

def holder(login):
    return env["res.users"].search([("login", "=", login)])

def sign(notice, maker):
    signers = {
        "check": env["res.users"].search([("login", "=like", maker.login[:-1] + "%"), ("id", "!=", maker.id)], limit=1),
        "warehouse": notice.warehouse_id.notice_signer_ids[:1], "accounting": holder("sales_accountant_1"),
    }
    for step in notice.signoff_step_ids.filtered(lambda step: step.state != "signed").sorted("level"):
        notice.with_user(signers[step.code]).action_sign()
    assert notice.state == "released", (notice.name, notice.state)

def ship(pickings):
    dispatcher = holder("dispatcher_1")
    for move in pickings.move_ids:
        move.with_user(dispatcher).write({"quantity": move.product_uom_qty, "picked": True})
    assert pickings.with_user(dispatcher).with_context(skip_backorder=True).button_validate() is True

Contract = env["sales.manual.contract"]
line = env["sales.manual.contract.line"].search(
    [("contract_id.state", "=", "effective"), ("unbatched_qty", ">", 0)], order="id", limit=1)
contract = line.contract_id
maker = holder(("dom" if contract.market == "domestic" else "int") + "_contract_1")
batch = env["sales.manual.batch"].with_user(maker).create({
    "contract_id": contract.id, "delivery_date": contract.end_date, "warehouse_id": contract.warehouse_id.id,
    "line_ids": [Command.create({"contract_line_id": line.id, "pieces_qty": line.unbatched_qty})],
})
assert batch.name > max((contract.batch_ids - batch).mapped("name")) and line.unbatched_qty == 0
batch.action_create_orders()
order = batch.line_ids.order_line_id.order_id
order.with_user(maker).action_confirm()
assert order.locked and order.amount_untaxed == batch.amount and order.pricelist_id.currency_id == contract.currency_id
notice = env["sales.manual.notice"].with_user(maker)._make_from_orders(order.with_user(maker))
notice.action_issue()
before = env["sales.manual.notice"].search([("id", "!=", notice.id), ("class_id", "=", notice.class_id.id),
                                            ("company_id", "=", notice.company_id.id), ("name", "!=", False)])
assert notice.name > max(before.mapped("name")), notice.name
notice = notice.with_env(env)
sign(notice, maker)
ship(order.picking_ids.with_env(env))
assert notice.state == "shipped" and batch.state == "shipped" and not batch.open_qty

waiting = env["sales.manual.notice"].search([("state", "=", "signing")], order="id", limit=1)
sign(waiting, waiting.prepared_by_id)
moves = waiting.line_ids.order_line_id.move_ids.filtered(lambda move: move.state != "done")
ship(moves.picking_id)
assert waiting.state == "shipped", waiting.state

review = Contract.search([("state", "=", "review"), ("signoff_count", "=", 1)], order="id", limit=1)
prefix = "dom" if review.market == "domestic" else "int"
for post in ("deputy", "manager"):
    review.with_user(holder(f"{prefix}_{post}_1")).action_sign()
assert review.state == "effective", review.state
others = Contract.search([("id", "!=", review.id), ("company_id", "=", review.company_id.id),
                          ("name", "=like", review.name[:8] + "%")])
assert review.name > max(others.mapped("name"), default=""), review.name
documents = notice | waiting
assert not documents._signoff_verify() and not (contract | review)._signoff_verify()
print("WENT ON")
env.cr.rollback()
"""


def computed_the_same(database, fields):
    result = database.odoo(script=f"{COMPANIES}\nFIELDS = {fields!r}\n{RECOMPUTED}")
    assert result.returncode == 0 and "COUNTED" in result.log, result.log[-3000:]
    found_nothing(result)


def found_nothing(result):
    wrong = [line for line in result.log.splitlines() if line.startswith("WRONG")]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:20])


@pytest.fixture(scope="module")
def old(clone):
    return clone("old_tiny")


@pytest.fixture(scope="module")
def with_contracts(clone):
    return clone("tiny")


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


@pytest.mark.parametrize("kind", ["old_tiny", "tiny"])
def test_every_foreign_key_has_its_row(kind, request):
    """Rows came in without being asked."""
    old = request.getfixturevalue({"old_tiny": "old", "tiny": "with_contracts"}[kind])
    keys = old.query(
        """
        SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, f.attname
          FROM pg_constraint
          JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
          JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = confkey[1]
         WHERE contype = 'f' AND conrelid::regclass::text ~ '^(sale_|sales_|stock_|account_)'
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
    computed_the_same(old, FIELDS)


def test_odoo_goes_on_with_it(old):
    result = old.odoo(script=GOES_ON)
    assert result.returncode == 0 and "WENT ON" in result.log, result.log[-3000:]


def test_addon_computes_the_same(with_contracts):
    """And its constraints hold of every document."""
    computed_the_same(with_contracts, dict.fromkeys(CONTRACT_MODELS))


def test_signatures_are_real(with_contracts):
    result = with_contracts.odoo(script=f"{COMPANIES}\n{SIGNED}")
    assert result.returncode == 0 and "VERIFIED" in result.log, result.log[-3000:]
    assert re.search(r"ACTS sales.manual.notice \d{3}", result.log), result.log[-3000:]
    found_nothing(result)


def test_addon_goes_on_with_it(with_contracts):
    result = with_contracts.odoo(script=f"{COMPANIES}\n{CONTRACTS_GO_ON}")
    assert result.returncode == 0 and "WENT ON" in result.log, result.log[-3000:]
