"""What is sold and what a sale needs: real module types, warehouses, currencies, payment terms, accounts."""

import csv
from pathlib import Path

from odoo import Command
from odoo.tools import SQL

from .partners import RATES

CATALOGUE = Path(__file__).parents[2] / "sales_manual_addon" / "static" / "catalogue" / "pv_modules.csv"
COST_PER_WATT = 0.9
# (days after the invoice, percent) of each instalment; `gen.customer.term` is the place in this list
TERMS = {"30 days": [(30, 100)], "30 % at once, 70 % in 60 days": [(0, 30), (60, 70)], "60 days": [(60, 100)],
         "90 days": [(90, 100)], "At once": [(0, 100)]}  # fmt: skip


def read_catalogue(count):
    """(number, name, rated power) of ``count`` types spread over the whole catalogue."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if float(row["rated_power_w"]) > 150]
    return [(number, row["name"], row["rated_power_w"])
            for number, row in enumerate(rows[:: len(rows) // count][:count])]  # fmt: skip


def make_products(env, count, companies):
    """Make the products; return their rows for ``gen.product``."""
    taxes = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 13)])
    types = read_catalogue(count)
    products = env["product.product"].create([
        {"name": name, "default_code": f"M{number:04d}", "type": "consu", "is_storable": True,
         "invoice_policy": "delivery", "list_price": round(float(power) * 1.6, 2), "taxes_id": [Command.set(taxes.ids)],
         "standard_price": round(float(power) * COST_PER_WATT, 2)}
        for number, name, power in types
    ])  # fmt: skip
    env.flush_all()
    # one price for every company
    env.cr.execute(SQL(
        "UPDATE product_product SET standard_price = (SELECT jsonb_object_agg(id, standard_price->%s) FROM res_company)"
        " WHERE id IN %s", str(companies[0].id), tuple(products.ids),
    ))  # fmt: skip
    products.invalidate_recordset(["standard_price"])
    return [
        (number, product.id, product.display_name, product.get_product_multiline_description_sale(), power,
         round(float(power) * COST_PER_WATT, 2))
        for product, (number, _name, power) in zip(products, types, strict=True)
    ]  # fmt: skip


PRODUCT_TABLE = """
    CREATE TABLE gen.product (
        number int PRIMARY KEY, product_id int, display_name text, description text, rated_power_w numeric,
        cost numeric)
"""


def make_warehouses(env, companies):
    """Two for the headquarters, one for the trading company."""
    env["stock.warehouse"].create([
        {"name": "Port of Shanghai", "code": "PORT", "company_id": companies[0].id},
        {"name": companies[1].name, "code": "TRADE", "company_id": companies[1].id},
    ])  # fmt: skip


def make_terms(env):
    terms = env["account.payment.term"].create([
        {"name": name, "company_id": False,
         "line_ids": [Command.create({"value": "percent", "value_amount": percent, "nb_days": days})
                      for days, percent in parts]}
        for name, parts in TERMS.items()
    ])  # fmt: skip
    return list(terms)


def make_currencies(env, companies):
    """Activate and rate the foreign currencies; return {currency: pricelist without rules}."""
    pricelists = {}
    for name in ("CNY", *RATES):
        currency = env.ref(f"base.{name}")
        currency.active = True
        if name in RATES:
            env["res.currency.rate"].create([
                {"currency_id": currency.id, "company_id": company.id, "name": "2010-01-01", "rate": RATES[name]}
                for company in companies
            ])  # fmt: skip
        pricelists[name] = env["product.pricelist"].create(
            {"name": f"Contract prices {name}", "currency_id": currency.id, "company_id": False}
        )
    return pricelists


def read_companies(env, companies):
    """Rows for ``gen.company``: the journals, accounts and taxes that its documents use. Receipts go to the bank at
    once."""
    rows = []
    for company in companies:
        local = env(context={**env.context, "allowed_company_ids": [company.id]})
        sales = local["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
        bank = local["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
        method = bank.inbound_payment_method_line_ids[:1]
        method.payment_account_id = bank.default_account_id
        product = local["product.product"].search([("default_code", "=", "M0000")])
        partner = local["res.partner"].search([("ref", "=", "C00001")])
        tax = local["account.tax"].search(
            [("type_tax_use", "=", "sale"), ("amount", "=", 13), ("company_id", "=", company.id)], limit=1
        )
        part = tax.invoice_repartition_line_ids.filtered(lambda line: line.repartition_type == "tax")
        rows.append((
            company.id, company.currency_id.id, sales.id, sales.code, bank.id, bank.code, method.id,
            method.payment_method_id.id, bank.default_account_id.id,
            partner.property_account_receivable_id.id,
            (product.product_tmpl_id.get_product_accounts()["income"] or sales.default_account_id).id,
            tax.id, tax.tax_group_id.id, part.id, part.account_id.id,
        ))  # fmt: skip
    return rows


COMPANY_TABLE = """
    CREATE TABLE gen.company (
        company_id int PRIMARY KEY, currency_id int, sales_id int, sales_code text, bank_id int, bank_code text,
        method_line_id int, method_id int, bank_account_id int, receivable_id int, income_id int,
        tax_id int, tax_group_id int, tax_part_id int, tax_account_id int)
"""


def read_warehouses(env):
    """Rows for ``gen.warehouse``: where goods lie, by which rule and operation type they leave, where to."""
    rows = []
    for warehouse in env["stock.warehouse"].search([]):
        kind = warehouse.out_type_id
        rule = warehouse.delivery_route_id.rule_ids.filtered(lambda rule, kind=kind: rule.picking_type_id == kind)
        company = warehouse.company_id
        loss = env["product.product"].with_company(company).search([], limit=1).property_stock_inventory
        rows.append((
            warehouse.id, company.id, warehouse.code, kind.id, kind.sequence_id.id, kind.sequence_id.prefix,
            warehouse.lot_stock_id.id, rule[:1].location_dest_id.id, rule[:1].id, loss.id,
        ))  # fmt: skip
    return rows


WAREHOUSE_TABLE = """
    CREATE TABLE gen.warehouse (
        warehouse_id int PRIMARY KEY, company_id int, code text, type_id int, sequence_id int, prefix text,
        stock_id int, customer_id int, rule_id int, loss_id int)
"""
