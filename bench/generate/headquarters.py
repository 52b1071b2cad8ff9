"""What the addon asks of people and products: posts, departments' markets, warehouses' signers, rated powers."""

from datetime import timedelta

from psycopg2.extras import Json

from odoo import Command, fields
from odoo.tools.translate import code_translations

from .catalogue import read_catalogue
from .partners import COUNTRIES, HOLDERS
from .scale import YEARS

ADDON = "sales_manual_addon"
MARKETS = {"dom": "domestic", "int": "international"}

TABLES = """
    CREATE TABLE gen.power (product_id int PRIMARY KEY, rated_power_w numeric);
    CREATE TABLE gen.holder (post text, place int, holders int, user_id int, group_id int, PRIMARY KEY (post, place));
    CREATE TABLE gen.signer (warehouse_id int PRIMARY KEY, user_id int);
    CREATE TABLE gen.step (kind text, place int, code text, name jsonb, level int, is_per_warehouse bool, posts int[],
                           PRIMARY KEY (kind, place))
"""


def prepare(env, scale):
    """Give the users their posts, the teams their markets, the warehouses their signers, the products their power.

    Returns {table: rows} for the tables above: who signs what.
    """
    holders = _assign(env)
    for prefix, market in MARKETS.items():
        manager = env["res.users"].search([("login", "=", f"{prefix}_manager_1")])
        env["crm.team"].search([("user_id", "=", manager.id)]).sales_manual_market = market
    signers = _name_signers(env)
    powers = _rate_products(env, scale)
    return {"holder": holders, "signer": signers, "power": powers, "step": [*_contract_steps(env), *_steps(env)]}


def _assign(env):
    """Give everybody the post of the login from the first year on, instead of the rights that Odoo asked for before;
    countries to those who sell abroad, a deputy to a manager. Rows for ``gen.holder``.
    """
    inner, today = env.ref("base.group_user"), fields.Date.context_today(env.user)
    holders, values = [], []
    for post, count in HOLDERS.items():
        group = env.ref(f"{ADDON}.post_{post}")
        users = (
            env["res.users"]
            .search([("login", "=like", f"{post}_%")], order="id")
            .filtered(lambda user, post=post: user.login.rpartition("_")[0] == post)
        )
        users.write({"group_ids": [Command.set(inner.ids)]})
        card = env["sales.manual.post"].search([("group_id", "=", group.id)])
        values += [{"user_id": user.id, "post_id": card.id, "date_from": today.replace(year=today.year - YEARS, day=1)}
                   for user in users]  # fmt: skip
        holders += [(post, place, count, user.id, group.id) for place, user in enumerate(users)]
    assignments = env["sales.manual.post.assignment"].create(values)
    abroad = assignments.filtered(lambda row: row.user_id.login.startswith("int_salesperson"))
    countries = env["res.country"].union(*(env.ref(f"base.{code}") for codes in COUNTRIES.values() for code in codes))
    for place, assignment in enumerate(abroad):
        assignment.country_ids = [Command.set(countries[place :: len(abroad)].ids)]
    principal = assignments.filtered(lambda row: row.user_id.login == "dom_manager_1")
    deputy = assignments.filtered(lambda row: row.user_id.login == "dom_deputy_1").user_id
    principal.create({
        "user_id": deputy.id, "post_id": principal.post_id.id, "kind": "deputy", "principal_id": principal.id,
        "date_from": today, "date_to": today + timedelta(days=14),
    })  # fmt: skip
    return holders


def _name_signers(env):
    """One statistician for each warehouse; those who are over sign for the first as well."""
    users = env["res.users"].search([("login", "=like", "warehouse_statistician_%")], order="id")
    warehouses = env["stock.warehouse"].search([], order="id")
    for place, user in enumerate(users):
        # sudo with the addon's own right: the superuser configures here
        warehouses[place % len(warehouses)].notice_signer_ids = [Command.link(user.id)]
    return [(warehouse.id, warehouse.notice_signer_ids.sorted("id")[0].id) for warehouse in warehouses]


def _rate_products(env, scale):
    powers = {f"M{number:04d}": power for number, _name, power in read_catalogue(scale.products)}
    products = env["product.product"].search([("default_code", "in", list(powers))])
    for product in products:
        product.rated_power_w = float(powers[product.default_code])
    return [(product.id, powers[product.default_code]) for product in products]


def _contract_steps(env):
    """Check and approval as a salesperson's contract gets them, see ``sales.manual.contract._signoff_steps``."""
    chinese = code_translations.get_python_translations(ADDON, "zh_CN")
    return [
        (kind, place, code, _json({"en_US": name, "zh_CN": chinese.get(name, name)}), place, False,
         [env.ref(f"{ADDON}.post_{prefix}_{post}").id])
        for prefix, kind in MARKETS.items()
        for place, (code, name, post) in enumerate(
            (("check", "Check", "deputy"), ("approve", "Approval", "manager")), 1)
    ]  # fmt: skip


def _steps(env):
    """The steps of the notice classes, as the classes have them."""
    return [
        (notice_class.code, place, step.code, _json(_translations(step)), step.level, step.is_per_warehouse,
         step.post_ids.sorted("id").ids)
        for notice_class in env["sales.manual.notice.class"].search([("code", "in", ("A", "B"))])
        for place, step in enumerate(notice_class.step_ids.sorted(lambda step: (step.level, step.id)), 1)
    ]  # fmt: skip


def _translations(step):
    english = step.with_context(lang="en_US").name
    chinese = step.with_context(lang="zh_CN").name
    return {"en_US": english, "zh_CN": chinese}


def _json(names):
    return Json(names)


def number_from(env, used):
    """Make the sequences of numbers go on after the used ones: rows (company, code, prefix, padding, year, last)."""
    numbering = env["sales.manual.numbering"]
    for company_id, code, prefix, padding, year, last in used:
        company = env["res.company"].browse(company_id)
        day = fields.Date.to_date(f"{year}-06-30")
        if not numbering._find_range(company, f"sales.manual.{code}", day):
            numbering._make_range(company, f"sales.manual.{code}", prefix, day, padding)
        _sequence, range_id, _date = numbering._find_range(company, f"sales.manual.{code}", day)
        env["ir.sequence.date_range"].browse(range_id).number_next = last + 1
