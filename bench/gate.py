"""Turning the shipping gate on for a warehouse with 500 and 5,000 open orders of 3 lines, all of them exempt.

``count``    what the dialog says is open
``choose``   the list to choose from is made
``turn on``  the decision: goods locked, the warehouse's deliveries changed, every line exempted
"""

from documents import goods, warehouse
from measure import Target, from_count
from volume import multiply

from odoo import Command
from odoo.tools import SQL

SIZES = {"500": 500, "5000": 5_000}
MOST = max(SIZES.values())
LEGS = ("count", "choose", "turn on")
LINES = 3
COUNT = (5_000, 500)
RUNS = (3, 1)
WARM = 20


def turn_on(size):
    """The case of ``size`` open orders."""

    def run(env, meter, count):
        orders = open_orders(env, min(size, count))  # fewer where it only warms up
        groups = [env.ref(name).id for name in ("base.group_user", "sales_manual_addon.group_configuration")]
        user = env["res.users"].create(
            {"name": "configurator", "login": "bench_configurator", "group_ids": [Command.set(groups)]}
        )
        start = (
            env["sales.manual.gate.start"]
            .with_user(user)
            .create({"warehouse_id": warehouse(env).id, "reason": "Ordered before"})
        )
        env.flush_all()
        env.invalidate_all()
        with meter.leg("count"):
            counted = start.order_count
        with meter.leg("choose"):
            start.action_choose()
        env.invalidate_all()
        with meter.leg("turn on"):
            start.action_turn_on()
        exempt = env["sales.manual.exemption"].search_count([])
        if (counted, exempt) != (orders, orders * LINES):
            raise ValueError(f"of {orders} orders {counted} are counted, and {exempt} lines are exempt")
        meter.figure("lines", exempt)

    return run


def open_orders(env, count):
    """``count`` confirmed orders, their transfers waiting; return how many orders are open now."""
    order = env["sale.order"].create(
        {
            "partner_id": env["res.partner"].create({"name": "Bench customer"}).id,
            "warehouse_id": warehouse(env).id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in goods(env)[:LINES]
            ],
        }
    )
    order.action_confirm()
    more = count - 1
    first = multiply(env, order, more, name=SQL("'BENCH-' || n"))
    own = SQL("%s + n - 1", first)
    transfer = multiply(env, order.picking_ids, more, name=SQL("'BENCH-' || n"), sale_id=own)
    for line in order.order_line:
        new = multiply(env, line, more, order_id=own)
        multiply(
            env,
            line.move_ids,
            more,
            sale_line_id=SQL("%s + n - 1", new),
            picking_id=SQL("%s + n - 1", transfer),
        )
    return count


CASES = {case: ("addon", turn_on(size)) for case, size in SIZES.items()}


def by_line(results, case, leg, figure="total"):
    return results.median(case, figure, leg) / results.median(case, "lines")


def growth(leg):
    return from_count(MOST, lambda results: by_line(results, "5000", leg) / by_line(results, "500", leg))


TARGETS = [
    *(Target(f"{leg}: CPU by line, 5,000 orders against 500", growth(leg), most=1.1) for leg in LEGS),
    Target("turned on with 5,000 open orders, seconds",
           from_count(MOST, lambda results: results.median("5000", "wall", "turn on")), most=60),
]  # fmt: skip


def report(results, out):
    out(f"{'':18}{'lines':>8}{'CPU s':>9}{'wall s':>9}{'ms by line':>12}{'SQL':>7}")
    for case in results.cases:
        for leg in LEGS:
            out(
                f"{f'{case} {leg}':18}{results.median(case, 'lines'):8.0f}{results.median(case, 'total', leg):9.2f}"
                f"{results.median(case, 'wall', leg):9.2f}{1000 * by_line(results, case, leg):12.3f}"
                f"{results.median(case, 'queries', leg):7.0f}"
            )
