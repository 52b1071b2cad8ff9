"""The way from orders to the special approvals of pieces beyond a tolerance."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tolerance_approval_count = fields.Integer(
        compute="_compute_tolerance_approval_count", export_string_translation=False
    )

    @api.depends("order_line")
    def _compute_tolerance_approval_count(self):
        counts = {
            order.id: count
            for order, count in self.env["sales.manual.tolerance.approval"]
            .sudo()  # how many there are; opening them asks for the right
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        }
        for order in self:
            order.tolerance_approval_count = counts.get(order._origin.id, 0)

    def action_open_tolerance_approvals(self):
        """Show the special approvals of these orders that the user may read."""
        approvals = self.env["sales.manual.tolerance.approval"].search([("order_id", "in", self.ids)])
        return approvals._get_records_action(name=self.env._("Special approvals"))
