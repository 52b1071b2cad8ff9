"""Ten years of Odoo's own documents, in a database without the addon."""

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.orm.utils import SUPERUSER_ID

from . import accounting, catalogue, journal, orders, partners, plan, stock


def generate(bulk, scale, clock):
    _make_records(bulk, scale)
    clock.tell("companies, users, customers")
    bulk.base(**{table: table for table in (
        "sale_order", "sale_order_line", "stock_picking", "stock_move", "stock_move_line", "stock_reference",
        "account_move", "account_payment", "account_full_reconcile", "account_partial_reconcile",
    )}, lines="account_move_line")  # fmt: skip
    plan.make(bulk)
    sales, lines = bulk.value("SELECT count(*) FROM gen.sale"), bulk.value("SELECT count(*) FROM gen.sale_line")
    first = bulk.values["lines"]
    bulk.values.update(
        sales=sales, goods_lines=first, tax_lines=first + lines, item_lines=first + lines + sales,
        receipt_lines=first + lines + 3 * sales + 2,
    )  # fmt: skip
    bulk.lanes(accounting.PLAN, stock.PLAN)
    bulk.values["moves"] = bulk.value("SELECT count(*) FROM gen.move")
    clock.tell("plan")
    tables = [*orders.TABLES, *stock.TABLES, *accounting.TABLES]
    bulk.drop_indexes(tables)
    bulk.lanes(
        [journal.GOODS, journal.TAX, journal.INSTALMENTS, journal.RECEIPTS, journal.GOODS_TAXES, journal.ORDER_LINKS],
        [*orders.STATEMENTS, *stock.STATEMENTS, accounting.INVOICES, accounting.RECEIPT_ENTRIES, *accounting.PAYMENTS,
         *accounting.RECONCILIATIONS],
    )  # fmt: skip
    clock.tell("documents")
    bulk.make_indexes()
    bulk.set_sequences()
    clock.tell("indexes")
    return tables


def _make_records(bulk, scale):
    with Registry(bulk.name).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        companies = partners.make_companies(env)
        users = partners.make_users(env, companies)
        teams = partners.make_teams(env, users)
        catalogue.make_warehouses(env, companies)
        pricelists = catalogue.make_currencies(env, companies)
        products = catalogue.make_products(env, scale.products, companies)
        customers = partners.make_customers(env, scale.customers, companies, users, teams,
                                            catalogue.make_terms(env), pricelists)  # fmt: skip
        company_rows, warehouse_rows = catalogue.read_companies(env, companies), catalogue.read_warehouses(env)
        bulk.values["unit"] = env.ref("uom.product_uom_unit").id
        cr.commit()
    bulk.run(partners.CUSTOMER_TABLE, catalogue.PRODUCT_TABLE, catalogue.COMPANY_TABLE, catalogue.WAREHOUSE_TABLE)
    for table, rows in (("customer", customers), ("product", products), ("company", company_rows),
                        ("warehouse", warehouse_rows)):  # fmt: skip
        bulk.load(f"gen.{table}", rows)
