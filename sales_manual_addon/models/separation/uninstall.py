"""Uninstalling: access groups can be dropped once nothing of ours holds them."""

from odoo.tools import SQL

TABLES = ("act", "finding", "exception")


def forget_separation(env):
    """Empty the tables of separation, so that the groups they name, ours among them, can be deleted."""
    tables = [f"sales_manual_separation_{name}" for name in TABLES]
    for table in (*tables, "sales_manual_separation"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.invalidate_all()
