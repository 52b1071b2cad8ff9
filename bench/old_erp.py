"""Installing the addon in an ERP with ten years of documents, updating it, taking it out, and in again; its gate on.

The documents are Odoo's own (``./dev database clone old``): a million order lines, stock moves and receivable items. A
run fails where a big table was written anew, where its rows were touched, or where Odoo's own columns read differently
after the addon is gone than before it came.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg2
from measure import Target
from psycopg2 import sql

ADDON = "sales_manual_addon"
TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_picking",
    "stock_move",
    "stock_move_line",
    "stock_quant",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
)
# what a row may be touched for: hooks of Odoo's that look at a handful of documents
FEW = 100
OUTSIDE = True
RUNS = (1, 1)
WARM = None

# for the warehouse with most open orders, all of them exempt; undone
GATE = """
import json, time
env.cr.execute("SELECT warehouse_id FROM sale_order JOIN stock_picking ON sale_id = sale_order.id"
               " WHERE stock_picking.state NOT IN ('done', 'cancel') GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
warehouse = env["stock.warehouse"].browse(env.cr.fetchone()[0])
env = env(user=env.ref("base.user_admin"))
start = env["sales.manual.gate.start"].create({"warehouse_id": warehouse.id, "reason": "Ordered before"})
orders, statements, begin = start.order_count, env.cr.sql_log_count, time.perf_counter()
start.action_turn_on()
env.flush_all()
took, statements = time.perf_counter() - begin, env.cr.sql_log_count - statements
lines = env["sales.manual.exemption"].search_count([])
env.cr.rollback()
print("GATE", json.dumps({"seconds": took, "statements": statements, "orders": orders, "lines": lines}))
"""

UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
"""


def old_erp(database, meter, _count):
    before = State(database)
    rows = sum(before.rows.values())
    meter.figure("rows of big tables", rows)
    with meter.leg("install"):
        odoo(database, "-i", ADDON, "--stop-after-init")
    installed = State(database, before.columns)
    installed.check_untouched(before, "installing")
    meter.figure("columns added", sum(len(columns) for columns in installed.all_columns.values()) - before.column_count)
    with meter.leg("update"):
        odoo(database, "-u", ADDON, "--stop-after-init")
    updated = State(database, before.columns)
    updated.check_untouched(installed, "updating")
    with meter.leg("uninstall"):
        odoo(database, script=UNINSTALL)
    gone = State(database, before.columns)
    gone.check_untouched(updated, "uninstalling")
    if gone.all_columns != before.all_columns:
        raise ValueError("uninstalling left columns behind")
    with meter.leg("install again"):
        odoo(database, "-i", ADDON, "--stop-after-init")
    State(database, before.columns).check_untouched(gone, "installing again")
    with meter.leg("gate"):
        told = odoo(database, script=GATE)
    figures = json.loads(next(line for line in told.splitlines() if line.startswith("GATE"))[5:])
    for name, value in figures.items():
        meter.figure(f"gate turned on, {name}", value)
    if not figures["orders"] <= figures["lines"]:
        raise ValueError(f"open orders are not exempt: {figures}")


class State:
    """What the big tables are: their files, how often rows were updated, and sums over ``columns`` of all rows."""

    def __init__(self, database, columns=None):
        with cursor(database) as cr:
            cr.execute("SELECT relname, relfilenode FROM pg_class WHERE relname = ANY(%s)", [list(TABLES)])
            self.files = dict(cr.fetchall())
            cr.execute("SELECT relname, n_tup_upd FROM pg_stat_user_tables WHERE relname = ANY(%s)", [list(TABLES)])
            self.updates = dict(cr.fetchall())
            cr.execute(
                """SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
                     FROM information_schema.columns
                    WHERE table_name = ANY(%s) AND table_schema = 'public' GROUP BY table_name""",
                [list(TABLES)],
            )
            self.all_columns = {name: [*found] for name, found in cr.fetchall()}
            self.columns = columns or self.all_columns
            self.column_count = sum(len(found) for found in self.columns.values())
            self.rows, self.sums = {}, {}
            for table in TABLES:
                cr.execute(
                    sql.SQL("SELECT count(*), sum(hashtextextended(row({})::text, 0)) FROM {}").format(
                        sql.SQL(", ").join(map(sql.Identifier, self.columns[table])), sql.Identifier(table)
                    )
                )
                self.rows[table], self.sums[table] = cr.fetchone()

    def check_untouched(self, before, what):
        """Raise ValueError where ``what`` wrote a table anew, touched its rows or changed Odoo's columns."""
        for table in TABLES:
            if self.files[table] != before.files[table]:
                raise ValueError(f"{what}: {table} was written anew")
            touched = self.updates[table] - before.updates[table]
            if touched > FEW:
                raise ValueError(f"{what}: {touched} rows of {table} were touched")
            if (self.rows[table], self.sums[table]) != (before.rows[table], before.sums[table]):
                raise ValueError(f"{what}: {table} reads differently")


@contextmanager
def cursor(database):
    connection = psycopg2.connect(dbname=database)
    try:
        with connection, connection.cursor() as cr:
            yield cr
    finally:
        connection.close()


def odoo(database, *args, script=None):
    command = [sys.executable, "-m", "odoo", *(["shell"] if script else [])]
    done = subprocess.run(
        [*command, "-c", os.environ["ODOO_RC"], "-d", database, "--no-http", "--log-level=warn", *args],
        input=script or "", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode or "Traceback" in done.stdout or " ERROR " in done.stdout:
        raise ValueError(done.stdout[-3000:])
    return done.stdout


def seconds(leg):
    return lambda results: results.median("old", "wall", leg)


CASES = {"old_medium": ("old_medium", old_erp), "old": ("old", old_erp)}
TARGETS = [
    Target("seconds to install beside a million rows", seconds("install"), most=180),
    Target("seconds to turn the gate on", lambda results: results.median("old", "gate turned on, seconds"), most=30),
]
