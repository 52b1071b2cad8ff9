"""50 transfers of 5 lines signed and validated in one call: ours, plain Odoo, and stock_picking_tier_validation.

``plain``      transfers of plain orders in a database without the addon; nobody signs
``installed``  the same where the addon is installed: what the gate costs those who do not use it
``signed``     transfers of contract orders under released notices of three signatures each
``peer``       the peer's transfers, each asked for and reviewed by one reviewer

``ask`` makes and issues the notices, or asks for the reviews; ``sign`` gives every signature; ``ship`` validates all.
"""

from contextlib import contextmanager

from documents import batches, deliver, goods, posts, salesperson, signed_contract
from measure import Target

from odoo import Command
from odoo.tools import SQL

COUNT = (50, 5)
RUNS = (5, 2)
LEGS = ("ask", "sign", "ship")
TABLES = (
    "sale.order", "sale.order.line", "stock.picking", "stock.move", "stock.move.line", "stock.reference",
    "sales.manual.contract", "sales.manual.batch.line", "sales.manual.notice", "sales.manual.notice.line",
)  # fmt: skip
SIGNERS = ("checker", "statistician", "accountant")


@contextmanager
def act(env, meter, leg):
    """Measure a call of its own: it finds nothing in the cache, and ends when all is written, as a request does. The
    tables have statistics, as where work has gone on for a day."""
    env.flush_all()
    tables = SQL(", ").join(SQL.identifier(env[name]._table) for name in TABLES if name in env)
    env.cr.execute(SQL("ANALYZE %s", tables))
    env.invalidate_all()
    with meter.leg(leg):
        yield
        env.flush_all()


def plain_transfers(env, count):
    products = goods(env)
    partner = env["res.partner"].create({"name": "Bench customer"})
    seller = salesperson(env)
    orders = env["sale.order"].create([
        {"partner_id": partner.id, "user_id": seller.id,
         "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products]}
        for _ in range(count)
    ])  # fmt: skip
    orders.action_confirm()
    return orders.picking_ids


def ship(env, meter, pickings):
    with act(env, meter, "ship"):
        deliver(pickings)
    if set(pickings.mapped("state")) != {"done"}:
        raise ValueError(f"not all have left: {pickings.mapped('state')}")


def plain(env, meter, count):
    ship(env, meter, plain_transfers(env, count))


def signed(env, meter, count):
    users = posts(env)
    planned = batches(signed_contract(env, users, count), users["maker"], count)
    planned.action_create_orders()
    orders = planned.line_ids.order_line_id.order_id
    orders.action_confirm()
    with act(env, meter, "ask"):
        notices = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
        notices.action_issue()
    with act(env, meter, "sign"):
        for signer in SIGNERS:
            notices.with_user(users[signer]).action_sign()
    ship(env, meter, orders.with_env(env).picking_ids)


def peer(env, meter, count):
    groups = [env.ref(name).id for name in ("base.group_user", "stock.group_stock_user")]
    reviewer = env["res.users"].create(
        {"name": "reviewer", "login": "bench_reviewer", "group_ids": [Command.set(groups)]}
    )
    env["tier.definition"].create({
        "name": "Bench: every outgoing transfer", "model_id": env["ir.model"]._get_id("stock.picking"),
        "review_type": "individual", "reviewer_id": reviewer.id,
        "definition_domain": "[('picking_type_code', '=', 'outgoing')]",
    })  # fmt: skip
    pickings = plain_transfers(env, count)
    with act(env, meter, "ask"):
        pickings.request_validation()
    with act(env, meter, "sign"):
        for picking in pickings.with_user(reviewer):
            picking.validate_tier()
    ship(env, meter, pickings)


CASES = {
    "plain": ("full", plain),
    "installed": ("addon", plain),
    "signed": ("addon", signed),
    "peer": ("peers_only", peer),
}


def shipping(results, case):
    return results.median(case, "total", "ship") / results.median("plain", "total", "ship")


TARGETS = [
    Target("installed against plain, CPU of shipping", lambda results: shipping(results, "installed"), most=1.05),
    Target("signed against plain, CPU of shipping", lambda results: shipping(results, "signed"), most=1.05),
]


def report(results, out):
    out(f"{'CPU ms by transfer':20}" + "".join(f"{leg:>10}" for leg in LEGS) + f"{'SQL':>10}")
    for case in results.cases:
        values = [
            f"{1000 * results.median(case, 'total', leg) / results.count:10.2f}"
            if leg in results.legs(case)
            else f"{'':10}"
            for leg in LEGS
        ]
        statements = sum(results.median(case, "queries", leg) for leg in LEGS if leg in results.legs(case))
        out(f"{case:20}" + "".join(values) + f"{statements / results.count:10.1f}")
    signature, review = (
        results.median(case, "total", "sign") / acts for case, acts in (("signed", len(SIGNERS)), ("peer", 1))
    )
    out(f"One signature against one review of the peer, CPU: {signature / review:.2f}")
