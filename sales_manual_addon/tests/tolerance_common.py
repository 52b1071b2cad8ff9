"""Builders for tolerances: rules made directly, requests made and decided by the posts."""

from odoo import Command

GATE_KINDS = ("delivery_over_order", "delivery_over_notice")


class ToleranceMixin:
    def rule(self, kind, percent=0, pieces=0, mode="forbid", posts=("cmd_manager",), **values):
        groups = [self.env.ref(f"sales_manual_addon.post_{post}").id for post in posts]
        return self.env["sales.manual.tolerance"].create(
            {
                "kind": kind,
                "percent": percent,
                "pieces_qty": pieces,
                "mode": mode,
                "approver_post_ids": [Command.set(groups if mode == "approve" else [])],
                **values,
            }
        )

    def delivery_rules(self, **values):
        """The same tolerance over order and over notice, so that one of them alone does not decide."""
        return self.env["sales.manual.tolerance"].union(*(self.rule(kind, **values) for kind in GATE_KINDS))

    def approved(self, line, kind, pieces):
        """Approved pieces of an order line's product, made directly."""
        return self.passed("sales.manual.tolerance.approval").create(
            {
                "company_id": line.company_id.id,
                "order_id": line.order_id.id,
                "order_name": line.order_id.name,
                "product_id": line.product_id.id,
                "kind": kind,
                "pieces_qty": pieces,
                "reason": "Test",
                "state": "approved",
                "requested_by_id": self.env.ref("base.user_admin").id,
                "requested_date": "2026-01-01 00:00:00",
            }
        )
