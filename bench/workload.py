"""One measured run: a number of orders from quotation to posted invoice, in one database, rolled back at the end.

Run by ``bench/run.py`` in a process of its own. Prints one JSON object: CPU and wall seconds and SQL statements of each
leg.
"""

import argparse
import json
import os
import time
from contextlib import contextmanager

from odoo import Command, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

LINES = 5


class Meter:
    """CPU seconds, wall seconds and SQL statements, by leg."""

    def __init__(self, env):
        self.env = env
        self.legs = {}

    @contextmanager
    def leg(self, name):
        self.env.flush_all()
        queries, cpu, wall = self.env.cr.sql_log_count, time.process_time(), time.perf_counter()
        yield
        self.env.flush_all()
        self.legs[name] = {
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - wall,
            "queries": self.env.cr.sql_log_count - queries,
        }


def products(env, rated=False):
    values = [
        {"name": f"Bench module {index}", "type": "consu", "is_storable": True, "invoice_policy": "delivery",
         "list_price": 100, **({"rated_power_w": 550} if rated else {})}
        for index in range(LINES)
    ]  # fmt: skip
    records = env["product.product"].create(values)
    location = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
    for product in records:
        env["stock.quant"]._update_available_quantity(product, location, 1_000_000)
    return records


def deliver(pickings):
    for move in pickings.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    pickings.with_context(skip_backorder=True).button_validate()


def invoice(orders):
    moves = orders._create_invoices(grouped=True)
    moves.action_post()


def plain(env, meter, count):
    """Orders as any Odoo makes them: nothing of ours takes part."""
    goods = products(env)
    partner = env["res.partner"].create({"name": "Bench customer"})
    with meter.leg("order"):
        orders = env["sale.order"].create([
            {"partner_id": partner.id,
             "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 10}) for product in goods]}
            for _ in range(count)
        ])
    with meter.leg("confirm"):
        orders.action_confirm()
    with meter.leg("deliver"):
        deliver(orders.picking_ids)
    with meter.leg("invoice"):
        invoice(orders)


def contract(env, meter, count):
    """The same orders under one contract: made from batches, released by signed notices."""
    def user(login, *posts):
        groups = [env.ref(f"sales_manual_addon.post_{post}").id for post in posts]
        return env["res.users"].create({
            "name": login, "login": f"bench_{login}",
            "group_ids": [Command.set([env.ref("base.group_user").id, *groups])],
        })

    maker, checker = user("maker", "int_contract"), user("checker", "int_contract")
    sales, deputy = user("sales", "int_salesperson"), user("deputy", "int_deputy")
    manager = user("manager", "int_manager")
    statistician, accountant = user("statistician", "warehouse_statistician"), user("accountant", "sales_accountant")
    goods = products(env, rated=True)
    today = fields.Date.context_today(env.user)
    team = env["crm.team"].create({
        "name": "Bench", "sales_manual_market": "international",
        "member_ids": [Command.set((sales | deputy | manager).ids)],
    })
    document = env["sales.manual.contract"].with_user(sales).create({
        "market": "international", "team_id": team.id, "user_id": sales.id,
        "partner_id": env["res.partner"].create({"name": "Bench customer"}).id,
        "incoterm_id": env.ref("account.incoterm_FOB").id, "incoterm_location": "Shanghai",
        "start_date": today, "end_date": fields.Date.add(today, years=1), "signing_date": today,
        "warehouse_id": env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).id,
        "line_ids": [
            Command.create({"product_id": product.id, "ref": str(index), "name": product.name, "basis": "piece",
                            "entered_qty": 10 * count, "price_basis": "watt", "price_per_watt": 0.3})
            for index, product in enumerate(goods)
        ],
    })  # fmt: skip
    document.action_submit()
    document.with_user(deputy).action_sign()
    document.with_user(manager).action_sign()
    batches = env["sales.manual.batch"].with_user(maker).create([
        {"contract_id": document.id, "delivery_date": fields.Date.add(today, days=index % 300),
         "incoterm_location": f"Port {index}",
         "line_ids": [Command.create({"contract_line_id": line.id, "pieces_qty": 10}) for line in document.line_ids]}
        for index in range(count)
    ])  # fmt: skip
    with meter.leg("order"):
        batches.action_create_orders()
        orders = batches.line_ids.order_line_id.order_id
    with meter.leg("confirm"):
        orders.action_confirm()
    with meter.leg("notice"):
        making = notices = env["sales.manual.notice"].with_user(maker)
        for order in orders:
            notices |= making._make_from_orders(order)
        notices.action_issue()
    with meter.leg("sign"):
        for signer in (checker, statistician, accountant):
            notices.with_user(signer).action_sign()
    assert set(notices.mapped("state")) == {"released"}
    with meter.leg("deliver"):
        deliver(orders.with_env(env).picking_ids)
    with meter.leg("invoice"):
        invoice(orders.with_env(env))
    assert set(notices.mapped("state")) == {"shipped"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("workload", choices=("plain", "contract"))
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    config.parse_config(["-c", os.environ["ODOO_RC"], "-d", options.database, "--log-level=warn"])
    with Registry(options.database).cursor() as cr:
        env = api.Environment(cr, 2, {})
        workload = {"plain": plain, "contract": contract}[options.workload]
        with env.cr.savepoint() as warm:  # caches, compiled templates, prepared assets
            workload(env, Meter(env), 2)
            warm.rollback()
        env.invalidate_all()
        meter = Meter(env)
        workload(env, meter, options.count)
        cr.rollback()
    print(json.dumps(meter.legs))


if __name__ == "__main__":
    main()
