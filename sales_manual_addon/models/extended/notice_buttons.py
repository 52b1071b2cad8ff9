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
        notices = self._shipping_notices()
        for picking in self:
            picking.shipping_notice_count = len(notices[picking.id])

    def _shipping_notices(self):
        """Return {transfer id: issued notices over what it moves that the user may read}; a transfer that names a
        notice has that one alone.
        """
        named = self.filtered("shipping_notice_id")
        # sudo: which orders a transfer serves; the notices themselves ask for the right
        lines = {picking.id: picking.move_ids.sale_line_id.ids for picking in (self - named).sudo()}
        notice_lines = self.env["sales.manual.notice.line"]
        found = {}
        if notice_lines.has_access("read"):
            found = {
                order_line.id: notices
                for order_line, notices in notice_lines._read_group(
                    [
                        ("order_line_id", "in", [line_id for line_ids in lines.values() for line_id in line_ids]),
                        ("notice_id.state", "in", ("signing", "released", "shipped")),
                    ],
                    ["order_line_id"],
                    ["notice_id:recordset"],
                )
            }
        none = self.env["sales.manual.notice"]
        return {
            picking.id: picking.shipping_notice_id
            or none.union(*(found[line_id] for line_id in lines[picking.id] if line_id in found))
            for picking in self
        }

    def action_open_shipping_notices(self):
        """Show the shipping notices over what this transfer moves."""
        self.ensure_one()
        return self._shipping_notices()[self.id]._get_records_action(name=self.env._("Shipping notices"))
