"""Ways from Odoo's own documents to their shipping notices and back."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shipping_notice_count = fields.Integer(compute="_compute_shipping_notice_count", export_string_translation=False)

    @api.depends("order_line")
    def _compute_shipping_notice_count(self):
        groups = (
            self.env["sales.manual.notice.line"]
            .sudo()
            ._read_group(  # how many there are; opening them asks for the right
                [("order_line_id.order_id", "in", self.ids)], ["order_line_id"], ["notice_id:recordset"]
            )
        )
        notices = {}
        for line, found in groups:
            notices[line.order_id.id] = notices.get(line.order_id.id, found) | found
        for order in self:
            order.shipping_notice_count = len(notices.get(order._origin.id, ()))

    def action_make_shipping_notice(self):
        """Prepare shipping notices over what these orders have on no notice yet, and show them (CMD-5, CMD-20)."""
        notices = self.env["sales.manual.notice"]._make_from_orders(self)
        return notices._get_records_action(name=self.env._("Shipping notices"))

    def action_open_shipping_notices(self):
        """Show the shipping notices of these orders that the user may read."""
        notices = self.env["sales.manual.notice"].search([("line_ids.order_line_id.order_id", "in", self.ids)])
        return notices._get_records_action(name=self.env._("Shipping notices"))

    def action_open_sales_contract(self):
        """Show the contract of these orders."""
        return self.sales_contract_id._get_records_action(name=self.env._("Sales contract"))


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shipping_notice_count = fields.Integer(compute="_compute_shipping_notice_count", export_string_translation=False)

    @api.depends("move_ids.sale_line_id", "shipping_notice_id")
    @api.depends_context("uid")
    def _compute_shipping_notice_count(self):
        for picking in self:
            picking.shipping_notice_count = len(picking._shipping_notices())

    def _shipping_notices(self):
        """Issued notices over what this transfer moves; the one it names alone, where it names one."""
        self.ensure_one()
        if self.shipping_notice_id:
            return self.shipping_notice_id
        lines = (
            self.sudo().move_ids.sale_line_id
        )  # which orders a transfer serves; the notices themselves ask for the right
        return (
            self.env["sales.manual.notice"].search(
                [
                    ("line_ids.order_line_id", "in", lines.ids),
                    ("state", "in", ("signing", "released", "shipped")),
                ]
            )
            if lines and self.env["sales.manual.notice"].has_access("read")
            else self.env["sales.manual.notice"]
        )

    def action_open_shipping_notices(self):
        """Show the shipping notices over what this transfer moves."""
        return self._shipping_notices()._get_records_action(name=self.env._("Shipping notices"))
