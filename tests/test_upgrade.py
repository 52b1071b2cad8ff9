"""A business that works with an earlier version brings the addon up to this one.

`upgrade/` holds the versions as they were published, without their tests, translations and catalogue: a
clone of this repository need not have its history.
"""

import tarfile
from pathlib import Path

import pytest

ADDON = "sales_manual_addon"
ARCHIVES = Path(__file__).parent / "upgrade"
FIRST, SECOND, THIRD, FOURTH = "19.0.1.0.0", "19.0.2.0.0", "19.0.3.0.0", "19.0.4.0.0"

# Everybody on a post given by hand; one contract with an order half shipped, one whose notice waits for a signature.
WORK = """
from odoo import Command, fields
POSTS = ("int_salesperson", "int_deputy", "int_manager", "int_contract", "warehouse_statistician", "sales_accountant",
         "dispatcher")
def user(login, *posts):
    groups = [env.ref("base.group_user").id, *(env.ref("sales_manual_addon.post_" + post).id for post in posts)]
    return env["res.users"].with_context(no_reset_password=True).create(
        {"name": login, "login": "old_" + login, "group_ids": [Command.set(groups)]})
users = {post: user(post, post) for post in POSTS}
users["second"] = user("second", "int_contract")
team = env["crm.team"].create({
    "name": "Old team", "company_id": env.company.id, "sales_manual_market": "international",
    "user_id": users["int_manager"].id,
    "member_ids": [Command.set([users[post].id for post in ("int_salesperson", "int_deputy", "int_manager")])]})
product = env["product.product"].create(
    {"name": "Old module", "type": "consu", "is_storable": True, "rated_power_w": 550, "taxes_id": [Command.clear()]})
partner = env["res.partner"].create(
    {"name": "Old customer", "is_company": True, "country_id": env.ref("base.us").id})
warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1000)
today = fields.Date.context_today(env["sales.manual.contract"])
def as_(record, post):
    return record.with_user(users[post])
def order(pieces):
    contract = as_(env["sales.manual.contract"], "int_salesperson").create({
        "market": "international", "partner_id": partner.id, "team_id": team.id, "user_id": users["int_salesperson"].id,
        "currency_id": env.company.currency_id.id, "incoterm_id": env.ref("account.incoterm_FOB").id,
        "incoterm_location": "Shanghai", "warehouse_id": warehouse.id, "signing_date": today, "start_date": today,
        "end_date": fields.Date.add(today, years=1),
        "line_ids": [Command.create({
            "ref": "1", "product_id": product.id, "name": "Wording", "basis": "piece", "entered_qty": 100,
            "price_basis": "watt", "price_per_watt": 0.3})]})
    contract.action_submit()
    as_(contract, "int_deputy").action_sign()
    as_(contract, "int_manager").action_sign()
    batch = as_(env["sales.manual.batch"], "int_contract").create({
        "contract_id": contract.id, "delivery_date": today, "warehouse_id": warehouse.id,
        "line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": pieces})]})
    batch.action_create_orders()
    made = batch.line_ids.order_line_id.order_id
    made.action_confirm()
    return made
def notice(made, pieces, *signers):
    maker = as_(env["sales.manual.notice"], "int_contract")
    one = maker._make_from_orders(as_(made, "int_contract"))
    one.line_ids.write({"pieces_qty": pieces})
    one.action_issue()
    for signer in signers:
        as_(one, signer).action_sign()
    return one
half = order(60)
notice(half, 40, "second", "warehouse_statistician", "sales_accountant")
moves = as_(half.picking_ids, "dispatcher").move_ids
moves.write({"quantity": 40, "picked": True})
as_(half.picking_ids, "dispatcher").with_context(skip_backorder=True).button_validate()
notice(order(30), 20, "second")
MORE
env.cr.commit()
"""

# The first version knew no separation: one user holds what is apart since then.
FIRST_WORK = """
user("both", "dom_contract", "dom_execution")
"""

# What the second version has besides: a post by assignment, a limit that waits, a vessel, last month frozen.
SECOND_WORK = """
env["sales.manual.post.assignment"].create({
    "post_id": env.ref("sales_manual_addon.card_production_planner").id, "user_id": user("planner").id,
    "date_from": today})
env["sales.manual.credit.request"].with_user(users["int_manager"]).create(
    {"partner_id": partner.id, "kind": "limit", "amount": 5000, "reason": "Old request"})
forwarder = env["res.partner"].create({"name": "Old forwarder", "is_company": True, "is_forwarder": True})
ports = env["sales.manual.port"].search([], limit=2)
as_(env["sales.manual.vessel.booking"], "int_contract").create({
    "forwarder_id": forwarder.id, "vessel": "Old vessel", "port_loading_id": ports[0].id,
    "port_discharge_id": ports[1].id, "etd": fields.Date.add(today, days=9), "eta": fields.Date.add(today, days=40)})
as_(env["sales.manual.snapshot"], "int_contract")._freeze(
    "shipment", env.company, "international", fields.Date.add(today, months=-1), False)
"""

# The third: a gate pass of what left, a return report over some of it, this month's plan.
THIRD_WORK = """
as_(half.picking_ids.filtered(lambda picking: picking.state == "done"), "dispatcher").action_gate_pass()
shipped = env["sales.manual.notice"].search([("state", "=", "shipped")])
report = as_(env["sales.manual.return"], "int_manager").create({
    "notice_id": shipped.id, "description": "Old damage",
    "line_ids": [Command.create({"notice_line_id": shipped.line_ids.id, "pieces_qty": 3})]})
report.action_hand_over()
as_(env["sales.manual.plan"], "int_contract").create({"market": "international", "month": today}).action_collect()
"""

# The fourth: goods that left without a notice, reported for return from their transfer.
FOURTH_WORK = """
sale = env["sale.order"].create({"partner_id": partner.id, "user_id": users["int_salesperson"].id, "team_id": team.id,
    "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 5})]})
sale.action_confirm()
sale.picking_ids.move_ids.write({"quantity": 5, "picked": True})
sale.picking_ids.button_validate()
as_(env["sales.manual.return"], "int_manager").create({
    "transfer_id": sale.picking_ids.id, "description": "Old damage without a notice",
    "line_ids": [Command.create({"order_line_id": sale.order_line.id, "pieces_qty": 2})]})
"""

# After it: the chains verify, whoever signed nothing goes on, separation knows who is in conflict since then.
GO_ON = """
documents = env["sales.manual.contract"].search([]) + env["sales.manual.contract"].browse()
broken = (documents._signoff_verify() or []) + (env["sales.manual.notice"].search([])._signoff_verify() or [])
assert not broken, broken
user = {user.login: user for user in env["res.users"].search([("login", "like", "old_")])}
waiting = env["sales.manual.notice"].search([("state", "=", "signing")])
assert len(waiting) == 1, waiting
waiting.with_user(user["old_warehouse_statistician"]).action_sign()
waiting.with_user(user["old_sales_accountant"]).action_sign()
assert waiting.state == "released", waiting.state
moves = waiting.line_ids.order_line_id.order_id.picking_ids.with_user(user["old_dispatcher"]).move_ids
moves.write({"quantity": 20, "picked": True})
moves.picking_id.with_context(skip_backorder=True).button_validate()
assert waiting.state == "shipped", waiting.state
found = env["sales.manual.separation.finding"].search([("is_open", "=", True)])
assert found.user_id.mapped("login") == [login for login in user if login == "old_both"], found.user_id
assert not (documents + waiting.contract_id)._signoff_verify()
env.cr.rollback()
"""

KEPT = {
    "contracts": "SELECT id, name, state, computed_amount FROM sales_manual_contract ORDER BY id",
    "lines": "SELECT id, contract_id, pieces_qty, price_per_watt FROM sales_manual_contract_line ORDER BY id",
    "batches": "SELECT id, batch_id, pieces_qty, order_line_id, shipped_qty FROM sales_manual_batch_line ORDER BY id",
    "notices": "SELECT id, name, state, release_date FROM sales_manual_notice ORDER BY id",
    "notice lines": "SELECT id, notice_id, order_line_id, pieces_qty FROM sales_manual_notice_line ORDER BY id",
    "deliveries": "SELECT id, notice_line_id, move_id, pieces_qty FROM sales_manual_notice_delivery ORDER BY id",
    "sign-offs": "SELECT id, act, user_id, post_id, previous_digest, digest FROM sales_manual_signoff ORDER BY id",
    "orders": "SELECT id, name, state, amount_total FROM sale_order ORDER BY id",
    "moves": "SELECT id, state, quantity, sale_line_id FROM stock_move ORDER BY id",
    "access": "SELECT uid, gid FROM res_groups_users_rel JOIN res_users u ON u.id = uid AND u.login LIKE 'old_%%' "
    "ORDER BY uid, gid",
}
SECOND_KEPT = {
    "assignments": "SELECT id, user_id, post_id, kind, date_from FROM sales_manual_post_assignment ORDER BY id",
    "requests": "SELECT id, partner_id, kind, amount, state FROM sales_manual_credit_request ORDER BY id",
    "bookings": "SELECT id, name, state, etd FROM sales_manual_vessel_booking ORDER BY id",
    "frozen": "SELECT id, kind, date_from, revision, digest FROM sales_manual_snapshot ORDER BY id",
}
THIRD_KEPT = {
    "passes": "SELECT id, name, state, picking_id, partner_id FROM sales_manual_dispatch ORDER BY id",
    "passed": "SELECT id, dispatch_id, notice_line_id, pieces_qty FROM sales_manual_dispatch_line ORDER BY id",
    "returns": "SELECT id, name, state, notice_id, partner_id, contract_id FROM sales_manual_return ORDER BY id",
    "returned": "SELECT id, return_id, notice_line_id, pieces_qty FROM sales_manual_return_line ORDER BY id",
    "plans": "SELECT id, market, month, version, state FROM sales_manual_plan ORDER BY id",
    "planned": "SELECT id, plan_id, contract_line_id, week_date, planned_qty FROM sales_manual_plan_line ORDER BY id",
    "papers": "SELECT id, notice_id, kind_id, state FROM sales_manual_document ORDER BY id",
}
FOURTH_KEPT = {
    "from transfers": "SELECT id, return_id, order_line_id, pieces_qty FROM sales_manual_return_line "
    "WHERE order_line_id IS NOT NULL",
    "vehicles": "SELECT id, lead_id FROM sales_manual_dispatch ORDER BY id",
}
# what each version has besides the one before: its work, and what is kept of it
BESIDES = {
    FIRST: (FIRST_WORK, {}),
    SECOND: (SECOND_WORK, SECOND_KEPT),
    THIRD: (SECOND_WORK + THIRD_WORK, {**SECOND_KEPT, **THIRD_KEPT}),
    FOURTH: (SECOND_WORK + THIRD_WORK + FOURTH_WORK, {**SECOND_KEPT, **THIRD_KEPT, **FOURTH_KEPT}),
}


def kept(database):
    return {name: database.query(sql) for name, sql in database.kept.items()}


@pytest.fixture(params=BESIDES)
def old(request, clone, tmp_path):
    """A database of an earlier version, with work in it."""
    with tarfile.open(ARCHIVES / f"{ADDON}-{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    database = clone("minimal")
    database.odoo("-i", ADDON, f"--addons-path={tmp_path}").check()
    work, besides = BESIDES[request.param]
    result = database.odoo(f"--addons-path={tmp_path}", script=WORK.replace("MORE", work))
    assert result.returncode == 0 and "Traceback" not in result.log, result.log[-5000:]
    assert database.query("SELECT latest_version FROM ir_module_module WHERE name = %s", ADDON) == [(request.param,)]
    database.kept = {**KEPT, **besides}
    return database


def test_nothing_is_lost_and_work_goes_on(old):
    before = kept(old)
    assert all(before.values()), before
    assert len(before["contracts"]) == 2 and len(before["deliveries"]) == 1, before
    assert {row[2] for row in before["notices"]} == {"shipped", "signing"}

    old.odoo("-u", ADDON).check()

    after = kept(old)
    for name, rows in before.items():
        assert after[name] == rows, f"{name} changed"
    assigned = old.query(
        """
        SELECT a.user_id, p.group_id, a.kind, a.is_applied, a.date_to
          FROM sales_manual_post_assignment a JOIN sales_manual_post p ON p.id = a.post_id ORDER BY 1, 2
        """
    )
    by_hand = old.query(
        """
        SELECT u.id, p.group_id, 'holder', TRUE, NULL::date
          FROM res_users u JOIN res_groups_users_rel r ON r.uid = u.id JOIN sales_manual_post p ON p.group_id = r.gid
         WHERE u.login LIKE 'old_%%' ORDER BY 1, 2
        """
    )
    if "assignments" not in old.kept:
        assert len(by_hand) == 10
        assert assigned == by_hand, "who held a post by hand when there were no assignments is assigned to it"
    open_qty = old.query("SELECT open_qty FROM sales_manual_contract_line ORDER BY id")
    assert open_qty == [(60,), (80,)], "contracted less what is on notice or has left"
    result = old.odoo(script=GO_ON)
    assert result.returncode == 0 and "Traceback" not in result.log, result.log[-5000:]

    old.odoo("-u", ADDON).check()
    assert kept(old) == after, "a second update changed something"
