"""50 transfers of 5 lines signed and validated in one call: ours, plain Odoo, and stock_picking_tier_validation.

``plain``      transfers of plain orders in a database without the addon; nobody signs
``installed``  the same where the addon is installed: what the gate costs those who do not use it
``signed``     transfers of contract orders under released notices of three signatures each
``peer``       the peer's transfers, each asked for and reviewed by one reviewer

``ask`` makes and issues the notices, or asks for the reviews; ``sign`` gives every signature; ``ship`` validates all.
``the gate`` is what of shipping is its own: looking at what leaves before and after, under locks. What it has Odoo
write earlier than Odoo would is not, nor is the record of what has left under which notice.
"""

import sys
from contextlib import contextmanager, nullcontext

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


class GateWatch:
    """Adds up what the gate's own methods take while it is entered."""

    BLOCKS, NOT_ITS_OWN = ("_reason_for", "_settle"), ("_flush_moves", "_flush_ties")

    def __init__(self, env, meter):
        self.gate, self.notice = type(env["sales.manual.gate"]), type(env["sales.manual.notice"])
        self.meter, self.depth = meter, 0

    def __enter__(self):
        for name in self.BLOCKS:
            setattr(self.gate, name, self.block(getattr(self.gate, name)))
        for owner, names in ((self.gate, self.NOT_ITS_OWN), (self.notice, ("_record_deliveries",))):
            for name in names:
                setattr(owner, name, self.taken_off(getattr(owner, name)))
        self.gate._operation = self.around(self.gate._operation)

    def __exit__(self, *_error):
        for name in (*self.BLOCKS, *self.NOT_ITS_OWN, "_operation"):
            delattr(self.gate, name)
        del self.notice._record_deliveries

    @contextmanager
    def counted(self):
        self.depth += 1
        with self.meter.inside("gate"):
            yield
        self.depth -= 1

    def block(self, method):
        def call(gate, *args):
            if args:  # transfers: what Odoo reads of them and of their orders next anyway is not the gate's
                moves = args[0].with_prefetch().move_ids
                moves.move_line_ids.mapped("product_id.tracking")
                moves.sale_line_id.order_id.mapped("state")
            with self.counted():
                return method(gate, *args)

        return call

    def taken_off(self, method):
        def call(*args, **kwargs):
            if self.depth != 1:
                return method(*args, **kwargs)
            self.depth += 1  # a flush within a flush is taken off once
            with self.meter.inside("gate", sign=-1):
                result = method(*args, **kwargs)
            self.depth -= 1
            return result

        return call

    def around(self, method):
        """An operation counts where it begins and where it ends; in between is Odoo."""

        @contextmanager
        def operation(*args, **kwargs):
            manager = method(*args, **kwargs)
            with self.counted():
                entered = manager.__enter__()
            try:
                yield entered
            except BaseException:
                if not manager.__exit__(*sys.exc_info()):
                    raise
            else:
                with self.counted():
                    manager.__exit__(None, None, None)

        return operation


def ship(env, meter, pickings):
    with act(env, meter, "ship"), GateWatch(env, meter) if "sales.manual.gate" in env else nullcontext():
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


def gate_share(results):
    return results.median("signed", "gate") / results.median("plain", "total", "ship")


TARGETS = [
    Target("installed against plain, CPU of shipping", lambda results: shipping(results, "installed"), most=1.05),
    Target("the gate against plain, CPU of shipping", gate_share, most=0.05),
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
    ratio, share = shipping(results, "signed"), gate_share(results)
    out(f"Signed against plain, CPU of shipping: {ratio:.2f}; the gate alone, of plain's: {share:.3f}")
    out(f"One signature against one review of the peer, CPU: {signature / review:.2f}")
