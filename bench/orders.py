"""Orders of 5 lines from quotation to posted invoice: plain Odoo, beside the addon, and under contract.

``plain``      in a database without the addon;
``installed``  the same in a database with the addon: what the gate costs those who do not use it;
``contract``   the same orders made from batches, each with a shipping notice and its three signatures.

One call for all orders, as a mass action in a list makes it; making and confirming, delivering, invoicing.
"""

from documents import batches, deliver, goods, invoice, posts, salesperson, signed_contract
from measure import Target

from odoo import Command

COUNT = (100, 10)
RUNS = (5, 2)
QUICK = True
SIGNERS = ("checker", "statistician", "accountant")


def plain(env, meter, count):
    """Orders as any Odoo makes them: nothing of ours takes part."""
    products = goods(env)
    partner = env["res.partner"].create({"name": "Bench customer"})
    seller = salesperson(env)
    with meter.leg("order"):
        orders = env["sale.order"].create([
            {"partner_id": partner.id, "user_id": seller.id,
             "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in products]}
            for _ in range(count)
        ])  # fmt: skip
    with meter.leg("confirm"):
        orders.action_confirm()
    with meter.leg("deliver"):
        deliver(orders.picking_ids)
    with meter.leg("invoice"):
        invoice(orders)
    check(orders)


def contract(env, meter, count):
    """The same orders under one contract: made from batches, released by signed notices."""
    users = posts(env)
    planned = batches(signed_contract(env, users, count), users["maker"], count)
    with meter.leg("order"):
        planned.action_create_orders()
        orders = planned.line_ids.order_line_id.order_id
    with meter.leg("confirm"):
        orders.action_confirm()
    with meter.leg("notice"):
        notices = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
        notices.action_issue()
    with meter.leg("sign"):
        for signer in SIGNERS:
            notices.with_user(users[signer]).action_sign()
    orders = orders.with_env(env)
    with meter.leg("deliver"):
        deliver(orders.picking_ids)
    with meter.leg("invoice"):
        invoice(orders)
    if set(notices.mapped("state")) != {"shipped"}:
        raise ValueError(f"the notices are not shipped: {notices.mapped('state')}")
    check(orders)


def check(orders):
    if set(orders.mapped("invoice_status")) != {"invoiced"} or set(orders.picking_ids.mapped("state")) != {"done"}:
        raise ValueError("the orders are not delivered and invoiced")


CASES = {"plain": ("full", plain), "installed": ("addon", plain), "contract": ("addon", contract)}


def more_statements(results):
    """Statements that the addon adds to each transfer validated."""
    legs = [results.median(case, "queries", "deliver") for case in ("installed", "plain")]
    return (legs[0] - legs[1]) / results.count


TARGETS = [
    Target("installed, statements more in a transfer", more_statements, most=2),
    Target("installed against plain, CPU", lambda results: results.ratio("installed", "plain").median, most=1.10),
    Target("contract against plain, CPU", lambda results: results.ratio("contract", "plain").median, most=1.5),
]
