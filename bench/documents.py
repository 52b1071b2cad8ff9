"""Goods, posts, contracts, orders and transfers that suites measure with."""

from odoo import Command, fields

LINES = 5
POSTS = {
    "maker": "int_contract",
    "checker": "int_contract",
    "sales": "int_salesperson",
    "deputy": "int_deputy",
    "manager": "int_manager",
    "statistician": "warehouse_statistician",
    "accountant": "sales_accountant",
    "dispatcher": "dispatcher",
}


def goods(env, rated=False):
    """Storable products, plenty of each in stock."""
    values = [
        {"name": f"Bench module {index}", "type": "consu", "is_storable": True, "invoice_policy": "delivery",
         "list_price": 100, **({"rated_power_w": 550} if rated else {})}
        for index in range(LINES)
    ]  # fmt: skip
    products = env["product.product"].create(values)
    for product in products:
        env["stock.quant"]._update_available_quantity(product, warehouse(env).lot_stock_id, 1_000_000)
    return products


def warehouse(env):
    return env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)


def salesperson(env):
    """Whose orders and invoices plain ones are: Odoo tells him of them, as it tells those of a contract."""
    groups = [env.ref(name).id for name in ("base.group_user", "sales_team.group_sale_salesman")]
    return env["res.users"].create(
        {"name": "salesperson", "login": "bench_salesperson", "group_ids": [Command.set(groups)]}
    )


def posts(env):
    """A user for each name of POSTS."""
    inner = env.ref("base.group_user").id
    users = env["res.users"].create([
        {"name": name, "login": f"bench_{name}",
         "group_ids": [Command.set([inner, env.ref(f"sales_manual_addon.post_{post}").id])]}
        for name, post in POSTS.items()
    ])  # fmt: skip
    return dict(zip(POSTS, users, strict=True))


def signed_contract(env, users, count):
    """An effective export contract for ``count`` batches, each of 10 pieces of each of its lines."""
    today = fields.Date.context_today(env.user)
    team = env["crm.team"].create({
        "name": "Bench", "sales_manual_market": "international",
        "member_ids": [Command.set([users[name].id for name in ("sales", "deputy", "manager")])],
    })  # fmt: skip
    contract = env["sales.manual.contract"].with_user(users["sales"]).create({
        "market": "international", "team_id": team.id, "user_id": users["sales"].id,
        "partner_id": env["res.partner"].create({"name": "Bench customer"}).id,
        "incoterm_id": env.ref("account.incoterm_FOB").id, "incoterm_location": "Shanghai",
        "start_date": today, "end_date": fields.Date.add(today, years=1), "signing_date": today,
        "warehouse_id": warehouse(env).id,
        "line_ids": [
            Command.create({"product_id": product.id, "ref": str(index), "name": product.name, "basis": "piece",
                            "entered_qty": 10 * count, "price_basis": "watt", "price_per_watt": 0.3})
            for index, product in enumerate(goods(env, rated=True))
        ],
    })  # fmt: skip
    contract.action_submit()
    contract.with_user(users["deputy"]).action_sign()
    contract.with_user(users["manager"]).action_sign()
    return contract


def batches(contract, maker, count):
    """``count`` batches that make an order each."""
    today = fields.Date.context_today(contract)
    return contract.env["sales.manual.batch"].with_user(maker).create([
        {"contract_id": contract.id, "delivery_date": fields.Date.add(today, days=index % 300),
         "incoterm_location": f"Port {index}",
         "line_ids": [Command.create({"contract_line_id": line.id, "pieces_qty": 10}) for line in contract.line_ids]}
        for index in range(count)
    ])  # fmt: skip


def deliver(pickings):
    """Everything that confirming the orders has reserved, in one call."""
    pickings.button_validate()


def invoice(orders):
    orders._create_invoices(grouped=True).action_post()
