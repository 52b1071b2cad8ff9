"""The way from notices to special approvals, and the button that asks for one."""

from odoo import api, fields, models

from .tolerance import APPROVE, DELIVERY_OVER_NOTICE, DELIVERY_OVER_ORDER
from .verdict import Key


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    tolerance_approval_count = fields.Integer(
        compute="_compute_tolerance_approval_count", export_string_translation=False
    )
    can_request_approval = fields.Boolean(compute="_compute_can_request_approval", export_string_translation=False)

    @api.depends("line_ids.order_line_id")
    def _compute_tolerance_approval_count(self):
        # sudo: how many there are; opening them asks for the right
        orders = {notice: notice.sudo().line_ids.order_line_id.order_id for notice in self}
        counts = {
            order.id: count
            for order, count in self.env["sales.manual.tolerance.approval"]
            .sudo()
            ._read_group(
                [("order_id", "in", [order_id for found in orders.values() for order_id in found.ids])],
                ["order_id"],
                ["__count"],
            )
        }
        for notice, found in orders.items():
            notice.tolerance_approval_count = sum(counts.get(order_id, 0) for order_id in found.ids)

    @api.depends("state", "class_id", "line_ids.order_line_id")
    @api.depends_context("uid")
    def _compute_can_request_approval(self):
        """Whether goods may leave, and more of them by special approval only."""
        for notice in self:
            notice.can_request_approval = (
                notice.state in ("released", "shipped")
                and notice._may_request_approval()
                and notice.sudo()._asks_for_approval()  # that a rule is in force, whoever may read the order
            )

    def _asks_for_approval(self):
        none = self.browse()
        keys = [
            Key(line.order_line_id.order_id, line.order_line_id.product_id, none)
            for line in self.line_ids
            if line.order_line_id
        ]
        return any(
            verdict.mode == APPROVE
            for kind in (DELIVERY_OVER_NOTICE, DELIVERY_OVER_ORDER)
            for verdict in self.env["sales.manual.tolerance"]._verdicts(kind, keys).values()
        )

    def action_request_approval(self):
        """Ask how many pieces more are needed, and why."""
        self.ensure_one()
        return self._approval_action(self.line_ids[:1], DELIVERY_OVER_NOTICE, 1)["action"]

    def action_open_tolerance_approvals(self):
        """Show the special approvals of this notice's orders that the user may read."""
        orders = self.sudo().line_ids.order_line_id.order_id  # which orders they are is no secret
        approvals = self.env["sales.manual.tolerance.approval"].search([("order_id", "in", orders.ids)])
        return approvals._get_records_action(name=self.env._("Special approvals"))
