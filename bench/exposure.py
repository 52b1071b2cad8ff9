"""Exposure of 1,000 and 5,000 customers, ours against sale_financial_risk and against bare SQL.

Each customer has five open invoices, and two confirmed orders of five lines, delivered and not invoiced. ``all`` asks
the figures of every customer, ``list`` the first 80 of the screen, worst first, ``one`` a single customer, as the gate
does; ``SQL`` is the bare statement over open items and orders. The peer has neither limits by date nor notices in it.
"""

from measure import Target
from volume import multiply, sweep

from odoo import Command, fields
from odoo.tools import SQL

INVOICES, ORDERS, LINES = 5, 2, 5
COUNT = (5, 2)
RUNS = (5, 3)
WARM = None
PRICE, DELIVERED, INVOICED = 10, 3, 100
EXPECTED = INVOICES * INVOICED + ORDERS * LINES * PRICE * DELIVERED


def customers(env, number):
    """``number`` customers beside the one that all are copies of, with their documents; the customers' ids."""
    sweep(env, "res.partner", "account.move", "account.move.line", "sale.order", "sale.order.line")
    partner = env["res.partner"].create({"name": "Bench customer", "is_company": True})
    move = invoice(env, partner)
    order = delivered_order(env, partner)
    # what the peer is to count; said before, it would hold the order
    names = [name for name in partner._fields if name.startswith("risk_") and name.endswith("_include")]
    partner.write(dict.fromkeys(names, True))
    first = next_id(env, "res_partner")
    of = {number: SQL("%s + (n - 1) / %s", first, number) for number in (INVOICES, ORDERS)}
    multiply(env, partner, number, name=SQL("'Bench ' || n"), complete_name=SQL("'Bench ' || n"),
             commercial_partner_id=SQL("%s + n - 1", first))  # fmt: skip
    of_invoice = {
        "partner_id": of[INVOICES],
        "commercial_partner_id": of[INVOICES],
        "partner_shipping_id": of[INVOICES],
    }
    first_move = multiply(
        env, move, number * INVOICES, name=SQL("'BENCH/' || n"), sequence_number=SQL("n"), **of_invoice
    )
    for item in move.line_ids:
        multiply(env, item, number * INVOICES, move_id=SQL("%s + n - 1", first_move), partner_id=of[INVOICES],
                 move_name=SQL("'BENCH/' || n"))  # fmt: skip
    of_order = {name: of[ORDERS] for name in ("partner_id", "partner_invoice_id", "partner_shipping_id")}
    first_order = multiply(env, order, number * ORDERS, name=SQL("'BENCH' || n"), **of_order)
    line_of = SQL("%s + (n - 1) / %s", first, ORDERS * LINES)
    multiply(env, order.order_line[0], number * ORDERS * LINES, order_id=SQL("%s + (n - 1) / %s", first_order, LINES),
             order_partner_id=line_of, risk_partner_id=line_of)  # fmt: skip
    return env["res.partner"].browse(range(first, first + number))


def next_id(env, table):
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
    return last + 1


def invoice(env, partner):
    move = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": fields.Date.context_today(env.user),
        "invoice_line_ids": [
            Command.create({"name": "Bench", "quantity": 1, "price_unit": INVOICED, "tax_ids": [Command.clear()]})
        ],
    })  # fmt: skip
    move.action_post()
    return move


def delivered_order(env, partner):
    product = env["product.product"].create(
        {"name": "Bench", "type": "service", "invoice_policy": "delivery", "taxes_id": [Command.clear()]}
    )
    line = {"product_id": product.id, "product_uom_qty": DELIVERED, "price_unit": PRICE}
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create(line)] * LINES})
    order.action_confirm()
    order.order_line.qty_delivered = DELIVERED
    env.flush_all()
    return order


BARE = """
    SELECT partner_id, SUM(amount) FROM (
        SELECT line.partner_id, line.amount_residual AS amount
          FROM account_move_line line JOIN account_account account ON account.id = line.account_id
         WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted' AND NOT line.reconciled
     UNION ALL
        SELECT sale.partner_invoice_id,
               (line.qty_delivered - line.qty_invoiced) * line.price_total / line.product_uom_qty
          FROM sale_order_line line JOIN sale_order sale ON sale.id = line.order_id
         WHERE line.state = 'sale' AND line.qty_delivered <> line.qty_invoiced
    ) amounts GROUP BY partner_id
"""


def check(found, expected, what):
    if round(found) != expected:
        raise ValueError(f"{what}: {found} in all, {expected} expected")


def ours(number):
    def run(env, meter, count):
        partners = customers(env, number)
        exposures, expected = env["sales.manual.credit.exposure"], number * EXPECTED
        for _ in range(count):
            env.invalidate_all()
            with meter.leg("all"):
                found = exposures._figures(env.company, partners)
            env.invalidate_all()
            with meter.leg("list"):
                exposures.search([], limit=80).read(["partner_id", "exposure_amount", "limit_amount", "state"])
            with meter.leg("one"):
                exposures._figures(env.company, partners[number // 2])
            with meter.leg("SQL"):
                env.execute_query(SQL(BARE))
        check(sum(row["exposure_amount"] for row in found.values()), expected, "ours")
        meter.figure("customers", len(found))

    return run


def peer(number):
    def run(env, meter, count):
        partners = customers(env, number)
        for _ in range(count):
            env.invalidate_all()
            with meter.leg("all"):
                found = partners.mapped("risk_total")
            env.invalidate_all()
            with meter.leg("one"):
                partners[number // 2].risk_total  # noqa: B018 - computing it is what is measured
            with meter.leg("SQL"):
                env.execute_query(SQL(BARE))
        check(sum(found), number * EXPECTED, "the peer")
        meter.figure("customers", len(found))

    return run


CASES = {
    "ours 1k": ("addon", ours(1000)),
    "peer 1k": ("peers_only", peer(1000)),
    "ours 5k": ("addon", ours(5000)),
    "peer 5k": ("peers_only", peer(5000)),
}

TARGETS = [
    Target(
        f"all of {size}, times as fast as the peer",
        lambda results, size=size: results.ratio(f"peer {size}", f"ours {size}", leg="all").median,
        least=15,
    )
    for size in ("1k", "5k")
] + [
    Target(
        f"all of {size} against bare SQL",
        lambda results, case=f"ours {size}": results.each(case, "wall", "all") / results.each(case, "wall", "SQL"),
        most=4,
    )
    for size in ("1k", "5k")
]


def report(results, out):
    """Milliseconds by the clock of one question, and how often ours goes into the peer's."""
    legs = results.legs("ours 1k")
    out(f"{'ms of one question':20}" + "".join(f"{leg:>10}" for leg in legs))
    for case in results.cases:
        shown = results.legs(case)
        out(f"{case:20}" + "".join(
            f"{1000 * results.each(case, 'wall', leg):10.2f}" if leg in shown else f"{'':10}" for leg in legs
        ))  # fmt: skip
    for size in ("1k", "5k"):
        out(f"{f'peer / ours {size}':20}" + "".join(
            f"{results.ratio(f'peer {size}', f'ours {size}', leg=leg).median:10.1f}" if leg in ("all", "one", "SQL")
            else f"{'':10}" for leg in legs
        ))  # fmt: skip
