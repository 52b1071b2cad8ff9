"""Whoever holds a post by hand gets an assignment to it, from today on, so that nothing is lost."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["sales.manual.post.assignment"]._adopt_holders()
