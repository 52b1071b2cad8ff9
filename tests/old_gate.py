"""The shipping gate turned on in an ERP with open orders, and what of them leaves: imported by Odoo's shell, kept.

Contracts, notices and signatures beside it are made as the bench makes them.
"""

from documents import batches, posts, signed_contract
from old_flows import values

from odoo import Command
from odoo.exceptions import UserError


def turn_on(env, code):
    """Turn the gate on for the warehouse of this code, all that is open exempt, by whoever may; return what is exempt:
    {order: [open pieces of each line]}."""
    configurator = user(env, "configurator", "sales_manual_addon.group_configuration")
    start = (
        env["sales.manual.gate.start"]
        .with_user(configurator)
        .create({"warehouse_id": warehouse_of(env, code).id, "reason": "Ordered before"})
    )
    start.action_turn_on()
    exempt = {}
    for exemption in env["sales.manual.exemption"].search([], order="order_line_id"):
        exempt.setdefault(exemption.document_name, []).append(exemption.pieces_qty)
    return exempt


def ship(env, code):
    """What comes of an exempt order of this warehouse, of one piece more of it, and of a new order."""
    keeper = user(env, "keeper", "stock.group_stock_user")
    exempt = env["sales.manual.exemption"].search([("left_qty", ">", 0), ("order_line_id", "!=", False)], limit=1)
    order = exempt.order_line_id.order_id
    new = env["sale.order"].create(
        {
            "partner_id": order.partner_id.id,
            "warehouse_id": warehouse_of(env, code).id,
            "order_line": [Command.create({"product_id": exempt.product_id.id, "product_uom_qty": 1})],
        }
    )
    new.action_confirm()
    told = {"new": attempt(new.picking_ids.with_user(keeper))}
    order.picking_ids.with_user(keeper).button_validate()
    of_order = env["sales.manual.exemption"].search([("document_name", "=", order.name)])
    told |= {
        "order": order.name,
        "exempt": values(order.picking_ids, "state"),
        "left": [exemption.left_qty for exemption in of_order],
    }
    order.action_unlock()
    exempt.order_line_id.product_uom_qty += 1
    more = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
    return told | {"one more": attempt(more.with_user(keeper))}


def attempt(picking):
    """How shipping what is reserved is refused; None: it is not."""
    try:
        with picking.env.cr.savepoint():
            picking.move_ids.picked = True
            picking.button_validate()
            picking.env.flush_all()
    except UserError as refusal:
        picking.env.invalidate_all()
        return str(refusal)
    return None


def sell_by_contract(env):
    """Orders of a signed contract, shipped by signed notices: chains of signatures, and documents of Odoo's."""
    users = posts(env)
    planned = batches(signed_contract(env, users, 2), users["maker"], 2)
    planned.action_create_orders()
    orders = planned.line_ids.order_line_id.order_id
    orders.action_confirm()
    notices = env["sales.manual.notice"].with_user(users["maker"])._make_from_orders(orders)
    notices.action_issue()
    for signer in ("checker", "statistician", "accountant"):
        notices.with_user(users[signer]).action_sign()
    orders.picking_ids.with_user(users["dispatcher"]).button_validate()
    env["sales.manual.seal"]._cron_seal()
    env.flush_all()
    return {
        "shipped": values(orders.picking_ids, "state"),
        "notices": values(notices, "state"),
        "wrong": notices._signoff_verify(),
    }


def warehouse_of(env, code):
    return env["stock.warehouse"].search([("code", "=", code)])


def user(env, login, group):
    found = env["res.users"].search([("login", "=", login)])
    groups = [Command.set([env.ref("base.group_user").id, env.ref(group).id])]
    return found or env["res.users"].create({"name": login, "login": login, "group_ids": groups})
