"""Decomposing 100 lines over 12 months and ordering them, against the same 1,200 order lines by sale_blanket_order.

``decompose`` makes the batches, ``orders`` the twelve orders: at once of ours, by twelve calls of the peer's dialog.
``plain`` is an order of as many lines that belongs to neither, in the same database. The second pair does so beside
100,000 open lines of other documents, where nothing may grow.
"""

from documents import goods, posts, signed_contract, warehouse
from measure import Target
from volume import blanket_order, open_blanket_lines, open_contract_lines, sweep

from odoo import Command, fields

MONTHS = 12
PIECES = 10
BESIDE = 100_000
COUNT = (100, 20)
RUNS = (5, 3)


def many_goods(env, count):
    return env["product.product"].create([
        {"name": f"Bench module {index}", "type": "consu", "is_storable": True, "invoice_policy": "delivery",
         "list_price": 100, **({"rated_power_w": 550} if "rated_power_w" in env["product.product"]._fields else {})}
        for index in range(count)
    ])  # fmt: skip


def plain(env, meter, products):
    """An order of goods that stand on no open line, for a customer who has none."""
    partner = env["res.partner"].create({"name": "Bench plain customer"})
    env.invalidate_all()
    with meter.leg("plain"):
        order = env["sale.order"].create({
            "partner_id": partner.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": PIECES})
                           for product in products],
        })  # fmt: skip
    if len(order.order_line) != len(products):
        raise ValueError("the plain order lacks lines")


def ours(beside):
    def run(env, meter, count):
        sweep(env, "sales.manual.contract", "sales.manual.contract.line", "sale.order.line")
        users = posts(env)
        other = signed_contract(env, users, 10).with_env(env)
        if beside and count > 2:
            open_contract_lines(env, other.line_ids[0], beside)
        products = many_goods(env, count)
        today = fields.Date.context_today(env.user)
        contract = env["sales.manual.contract"].with_user(users["sales"]).create({
            "market": "international", "team_id": other.team_id.id, "user_id": users["sales"].id,
            "partner_id": other.partner_id.id, "incoterm_id": other.incoterm_id.id, "incoterm_location": "Shanghai",
            "start_date": today, "end_date": fields.Date.add(today, years=1), "signing_date": today,
            "warehouse_id": warehouse(env).id,
            "line_ids": [
                Command.create({"product_id": product.id, "ref": str(index), "name": product.name, "basis": "piece",
                                "entered_qty": MONTHS * PIECES, "price_basis": "watt", "price_per_watt": 0.3})
                for index, product in enumerate(products)
            ],
        })  # fmt: skip
        contract.action_submit()
        contract.with_user(users["deputy"]).action_sign()
        contract.with_user(users["manager"]).action_sign()
        contract = contract.with_user(users["maker"])
        env.flush_all()
        env.invalidate_all()
        with meter.leg("decompose"):
            batches = contract._decompose_even(today, MONTHS)
        env.invalidate_all()
        with meter.leg("orders"):
            batches.action_create_orders()
        lines = batches.line_ids.order_line_id
        made = len(batches), len(lines.order_id), len(lines), sum(lines.mapped("product_uom_qty"))
        if made != (MONTHS, MONTHS, MONTHS * count, MONTHS * count * PIECES):
            raise ValueError(f"batches, orders, lines and pieces are {made}")
        meter.figure("open after all orders", sum(contract.line_ids.mapped("unbatched_qty")))
        plain(env, meter, many_goods(env, count))

    return run


def peer(beside):
    def run(env, meter, count):
        sweep(env, "sale.blanket.order", "sale.blanket.order.line", "sale.order.line")
        partner = env["res.partner"].create({"name": "Bench customer"})
        if beside and count > 2:
            open_blanket_lines(env, blanket_order(env, partner, goods(env)[:1], 1000).line_ids, beside)
        products = many_goods(env, count)
        blanket = blanket_order(env, partner, products, MONTHS * PIECES)
        wrong = 0
        orders = env["sale.order"]
        for month in range(1, MONTHS + 1):
            env.flush_all()
            env.invalidate_all()
            with meter.leg("orders"):
                dialog = env["sale.blanket.order.wizard"].with_context(
                    active_id=blanket.id, active_ids=blanket.ids, active_model="sale.blanket.order"
                ).create({})  # fmt: skip
                dialog.line_ids.qty = PIECES
                [clause] = dialog.create_sale_order()["domain"]
            orders |= orders.browse(clause[2])
            env.flush_all()
            env.invalidate_all()
            right = (MONTHS - month) * PIECES
            wrong += sum(line.remaining_uom_qty != right for line in blanket.line_ids)
        made = len(orders), len(orders.order_line), sum(orders.order_line.mapped("product_uom_qty"))
        if made != (MONTHS, MONTHS * count, MONTHS * count * PIECES):
            raise ValueError(f"orders, lines and pieces are {made}")
        meter.figure("wrong remainders after a call", wrong)
        plain(env, meter, many_goods(env, count))

    return run


CASES = {
    "ours": ("addon", ours(0)),
    "peer": ("peers_only", peer(0)),
    "ours beside 100k": ("addon", ours(BESIDE)),
    "peer beside 100k": ("peers_only", peer(BESIDE)),
}


def made(results, case, figure="total"):
    """What the decomposition and its orders took, without the plain order."""
    return sum(results.median(case, figure, leg) for leg in results.legs(case) if leg != "plain")


TARGETS = [
    Target("ours against the peer", lambda results: made(results, "ours") / made(results, "peer"), most=1),
    Target(
        "ours beside 100,000 open lines against alone",
        lambda results: made(results, "ours beside 100k") / made(results, "ours"),
        most=1.2,
    ),
    Target(
        "a plain order beside 100,000 of our open lines against alone",
        lambda results: results.ratio("ours beside 100k", "ours", leg="plain").median,
        most=1.2,
    ),
]


def report(results, out):
    results.table(out)
    for case in results.cases:
        out(
            f"{case}: decomposed and ordered in {made(results, case, 'wall'):.2f} s, "
            f"{made(results, case, 'queries'):.0f} SQL; a plain order {results.median(case, 'wall', 'plain'):.2f} s"
        )
