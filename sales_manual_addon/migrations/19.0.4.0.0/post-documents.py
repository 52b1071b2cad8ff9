"""The shipped classes without a contract of their own name their documents, and what is under way gets its sets."""

from odoo import SUPERUSER_ID, Command, api

KINDS = {
    "notice_class_c": ("packing",),
    "notice_class_d": ("invoice", "packing", "customs", "bl"),
    "notice_class_branch": ("invoice", "packing", "customs", "bl"),
}
ABROAD = {"notice_class_c": ("invoice", "customs", "bl")}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    named = env["sales.manual.notice.class"]
    for name, codes in KINDS.items():
        notice_class = env.ref(f"sales_manual_addon.{name}", raise_if_not_found=False)
        if notice_class and not notice_class.document_kind_ids and not notice_class.abroad_kind_ids:
            notice_class.document_kind_ids = [Command.set(_kinds(env, codes))]
            notice_class.abroad_kind_ids = [Command.set(_kinds(env, ABROAD.get(name, ())))]
            named |= notice_class
    # what these notices waited for because their contract wants it of its shipments
    notices = env["sales.manual.notice"].search([("class_id", "in", named.ids), ("state", "=", "released")])
    wanted = notices._document_kinds()
    notices.document_ids.filtered(
        lambda row: row.state == "missing" and row.kind_id not in wanted[row.notice_id]
    )._passed().unlink()
    env["sales.manual.document"]._start()


def _kinds(env, codes):
    return env["sales.manual.document.kind"].search([("code", "in", codes)]).ids
