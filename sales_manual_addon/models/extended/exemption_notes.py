from collections import defaultdict

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Whoever reads an order sees what of it leaves without a shipping notice."""

    _inherit = "sale.order"

    shipping_exemption_note = fields.Text(
        string="Exempt from shipping notices", compute="_compute_shipping_exemption_note", compute_sudo=False
    )

    @api.depends("state", "order_line")
    def _compute_shipping_exemption_note(self):
        exemptions = self.env["sales.manual.exemption"]._of_order_lines(self.order_line.ids)
        by_order = exemptions.grouped(lambda exemption: exemption.order_line_id.order_id.id)
        for order in self:
            order.shipping_exemption_note = by_order.get(order._origin.id, exemptions.browse())._note()


class StockPicking(models.Model):
    """So does whoever ships it."""

    _inherit = "stock.picking"

    shipping_exemption_note = fields.Text(
        string="Exempt from shipping notices", compute="_compute_shipping_exemption_note", compute_sudo=False
    )

    @api.depends("state", "move_ids.sale_line_id")
    def _compute_shipping_exemption_note(self):
        exemptions = self.env["sales.manual.exemption"]
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        open_pickings = self._origin.filtered(
            lambda picking: picking.company_id.id in companies and picking.state not in ("done", "cancel")
        )
        # sudo: which order lines the moves carry, whoever opens the transfer
        moves = open_pickings.move_ids.sudo()
        by_line = exemptions._of_order_lines(moves.sale_line_id.ids).grouped("order_line_id")
        by_transfer = exemptions._of_pickings(open_pickings)
        found = defaultdict(exemptions.sudo().browse)
        for move in moves:
            found[move.picking_id.id] |= by_line.get(move.sale_line_id, exemptions)
            found[move.picking_id.id] |= by_transfer.get((move.picking_id.id, move.product_id.id), exemptions)
        for picking in self:
            picking.shipping_exemption_note = found[picking._origin.id]._note()
