"""The decision is signed: by customer management, over everything in the report."""

from odoo import api, fields, models
from odoo.fields import Domain

SIGNED_FIELDS = (
    "notice_id", "partner_id", "contract_id", "request_date", "customer_reference", "request", "reason", "description",
    "reported_by_id", "finding", "cause", "responsibility", "decision",
)  # fmt: skip


class SalesManualSignoff(models.Model):
    _inherit = "sales.manual.signoff"

    return_id = fields.Many2one("sales.manual.return", readonly=True, index="btree_not_null", ondelete="restrict")


class SalesManualSignoffStep(models.Model):
    _inherit = "sales.manual.signoff.step"

    return_id = fields.Many2one("sales.manual.return", readonly=True, index="btree_not_null", ondelete="cascade")


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    _signoff_state = "signing"
    _signoff_unsigned_states = ("draft", "examining", "void")
    _signoff_maker_group = "sales_manual_addon.group_return_examine"
    _signoff_document_field = "return_id"
    _signoff_free_fields = frozenset({"reported_by_id", "reported_date", "decided_date", "void_reason"})

    def action_sign(self, comment=False, seen=None):
        """See the mixin. The rows of what the goods left by are taken before the report's, as everywhere here."""
        self.sudo().line_ids._lock_sources()
        return super().action_sign(comment=comment, seen=seen)

    def action_reject(self, reason):
        """See the mixin and :meth:`action_sign`."""
        self.sudo().line_ids._lock_sources()
        return super().action_reject(reason)

    def _signoff_steps(self):
        posts = [self.env.ref(f"sales_manual_addon.post_{post}") for post in ("cmd_manager", "cmd_deputy")]
        return [
            {
                "code": "decision",
                "name": self.env._("Decision"),
                "level": 1,
                "post_ids": self.env["res.groups"].union(*posts),
            }
        ]

    def _signoff_contents(self):
        contents = {}
        for report in self.sudo():  # the same content for every signer
            language = report.company_id.partner_id.lang
            report = report.with_context(lang=language if self.env["res.lang"]._get_data(code=language) else "en_US")
            content = {name: report._signoff_value(name) for name in SIGNED_FIELDS}
            if report.transfer_id:  # named only where there is one: what was signed before verifies as before
                content["transfer_id"] = report._signoff_value("transfer_id")
            content["line_ids"] = [
                {
                    "id": line.id,
                    "product_id": self._signoff_ref(line.product_id),
                    "pieces_qty": line.pieces_qty,
                    "decided_qty": line.decided_qty,
                    "lot_ids": ", ".join(sorted(line.lot_ids.mapped("name"))),
                    "note": line.note or "",
                }
                for line in report.line_ids
            ]
            contents[report.id] = content
        return contents

    def _signoff_value(self, name):
        value, kind = self[name], self._fields[name].type
        if kind == "many2one":
            return self._signoff_ref(value)
        if kind == "date":
            return value.isoformat() if value else None
        return value or ""

    def _signoff_makers(self):
        """Whoever handed the report over decides as little on it as who examined it."""
        return super()._signoff_makers() | self.reported_by_id

    @api.model
    def _signoff_signable_domain(self, principal=None):
        ids = [self.env.uid, *(principal.ids if principal else ())]
        return super()._signoff_signable_domain(principal) & Domain("reported_by_id", "not in", ids)

    def _signoff_done(self):
        """Decided: what is not agreed is open again for other reports."""
        # sudo: who signs writes no reports
        self.sudo()._passed().write({"state": "decided", "decided_date": fields.Datetime.now()})
        self._count_claims()

    def _signoff_rejected(self, reason):
        """Back to who examined it; the reason stands in the chain and above the report."""
        self.sudo()._passed().write({"state": "examining"})  # sudo: as above
