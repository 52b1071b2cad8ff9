"""The shipped kinds that say packages, and vessels' papers compared with the packing lists on board."""

from odoo import SUPERUSER_ID, api

KINDS = ("packing", "bl", "origin", "customs")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    kinds = env["sales.manual.document.kind"].with_context(active_test=False)
    kinds.search([("code", "in", KINDS)]).has_packages = True
    papers = env["sales.manual.document"].search([("booking_id", "!=", False)])
    env.add_to_compute(papers._fields["disagrees"], papers)
    papers.flush_recordset()
