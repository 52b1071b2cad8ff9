"""Many rows like one that Odoo made, by one statement; and figures beside other addons."""

from contextlib import closing

import psycopg2

from odoo import Command, fields
from odoo.tools import SQL


def sweep(env, *models):
    """Take away what earlier runs, undone, left in these models' tables: it would slow whoever reads all of a table."""
    with closing(psycopg2.connect(dbname=env.cr.dbname)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for model in models:
            cursor.execute(f'VACUUM "{env[model]._table}"')


def multiply(env, record, count, **columns):
    """Copy the record's row ``count`` times; ``columns``: SQL for what differs, of ``n`` from 1. Return the first id.

    The ids follow each other. Triggers, computed columns and links from elsewhere are the caller's.
    """
    env.flush_all()
    table = record._table
    [(last,)] = env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
    names = [
        name
        for (name,) in env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
                " AND column_name != 'id'",
                table,
            )
        )
    ]
    values = [columns.get(name, SQL("model.%s", SQL.identifier(name))) for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (id, %(names)s) SELECT %(last)s + n, %(values)s"
            "  FROM %(table)s model, generate_series(1, %(count)s) n WHERE model.id = %(id)s",
            table=SQL.identifier(table),
            names=SQL(", ").join(SQL.identifier(name) for name in names),
            last=last,
            values=SQL(", ").join(values),
            count=count,
            id=record.id,
        )
    )
    sequence = SQL("pg_get_serial_sequence(%s, 'id')", table)
    env.cr.execute(SQL("SELECT setval(%s, %s)", sequence, last + count))
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return last + 1


def open_contract_lines(env, line, count, per_document=10):
    """``count`` more open lines, under contracts like the one of ``line``."""
    first = multiply(env, line.contract_id, count // per_document, name=SQL("'BENCH-' || n"))
    multiply(env, line, count, contract_id=SQL("%s + (n - 1) / %s", first, per_document))


def open_blanket_lines(env, line, count, per_document=10):
    """``count`` more open lines, under blanket orders like the one of ``line``."""
    first = multiply(env, line.order_id, count // per_document, name=SQL("'BENCH-' || n"))
    multiply(env, line, count, order_id=SQL("%s + (n - 1) / %s", first, per_document))


def blanket_order(env, partner, goods, pieces):
    """A confirmed blanket order of ``pieces`` of each of the goods, for a year."""
    today = fields.Date.context_today(env.user)
    blanket = env["sale.blanket.order"].create({
        "partner_id": partner.id, "validity_start_date": today, "validity_date": fields.Date.add(today, years=1),
        "pricelist_id": env["product.pricelist"].create(
            {"name": "Bench", "currency_id": env.company.currency_id.id}).id,
        "line_ids": [
            Command.create({"product_id": product.id, "product_uom": product.uom_id.id, "original_uom_qty": pieces,
                            "price_unit": 100})
            for product in goods
        ],
    })  # fmt: skip
    blanket.action_confirm()
    return blanket
