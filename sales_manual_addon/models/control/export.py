"""Handing the chains, and what was exempt, over as files: one line of JSON per row, readable and verifiable without
this addon."""

import gzip
import json

from odoo.tools import SQL

ROWS_PER_FILE = 20_000
TABLES = (
    "sales_manual_signoff",
    "sales_manual_signoff_step",
    "sales_manual_seal",
    "sales_manual_exemption",
    "sales_manual_exemption_use",
)


def export_chains(env):
    """Keep every sign-off, step and seal, and every exemption from shipping notices with its uses, as attachments of
    the database (compressed JSON lines), and return them.

    They belong to no document and stay when the addon is uninstalled; administrators find them under Attachments.
    """
    env.flush_all()
    attachments = env["ir.attachment"].sudo()  # sudo: an installation's act, nobody's document
    for table in TABLES:
        for number, rows in enumerate(_files(env, table), 1):
            text = "\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str) for row in rows)
            attachments += attachments.create(
                {
                    "name": f"{table}-{number:04d}.jsonl.gz",
                    "raw": gzip.compress(text.encode()),
                    "mimetype": "application/gzip",
                }
            )
    return attachments


def _files(env, table):
    """The rows of a table in order of their ids, as lists of dicts of bounded length."""
    last_id = 0
    while True:
        env.cr.execute(
            SQL("SELECT * FROM %s WHERE id > %s ORDER BY id LIMIT %s", SQL.identifier(table), last_id, ROWS_PER_FILE)
        )
        rows = env.cr.dictfetchall()
        if not rows:
            return
        yield rows
        last_id = rows[-1]["id"]
