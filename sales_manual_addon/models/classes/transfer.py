from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class SalesManualNotice(models.Model):
    """The transfer of goods that no order moves: made by the notice when it is released (CMD-7)."""

    _inherit = "sales.manual.notice"

    can_make_transfer = fields.Boolean(compute="_compute_can_make_transfer", export_string_translation=False)

    @api.depends("state", "line_ids.shipped_qty")
    @api.depends_context("uid")
    def _compute_can_make_transfer(self):
        waiting = self._of_notice().filtered(
            lambda notice: notice.state == "released" and notice.sudo().class_id._is_maker(self.env.user)
        )
        under_way = waiting._open_transfers().shipping_notice_id
        for notice in self:
            notice.can_make_transfer = notice._origin in waiting._origin - under_way and any(
                line.pieces_qty - line.closed_qty > line.shipped_qty for line in notice.line_ids
            )

    def _signoff_done(self):
        result = super()._signoff_done()
        self._of_notice()._make_transfers()
        return result

    def action_make_transfer(self):
        """Make the transfer of these released notices once more, where the one before was cancelled.

        :raise UserError: not released, everything has left, or a transfer is still open
        :raise AccessError: the user holds no maker post of the class
        """
        self._check_maker_post()
        self._lock_quota()
        self._signoff_lock()  # of two who press at once one makes it
        self._check_state(("released",), self.env._("given another transfer"))
        for notice in self:
            if notice not in notice._of_notice() or notice._open_transfers():
                raise UserError(
                    self.env._(
                        "%(notice)s has its transfer already, or its order has. Validate that one.",
                        notice=notice.display_name,
                    )
                )
        self._make_transfers()
        return True

    def _make_transfers(self):
        """One transfer for each of these released notices, over what has not left."""
        # sudo: the last signature releases the goods, whoever gives it; the warehouse ships them
        notices = self.sudo()
        watched = self.env["sales.manual.gate"]._watched_order_lines(notices.line_ids.order_line_id)
        values = [notice._transfer_values(watched) for notice in notices]
        pickings = self.env["stock.picking"].sudo().create([vals for vals in values if vals["move_ids"]])
        pickings.action_confirm()
        return pickings

    def _transfer_values(self, watched):
        """``watched``: the order lines whose goods the gate counts by their order."""
        self.ensure_one()
        picking_type, destination = self._transfer_type(), self._transfer_destination()
        ends = {"location_id": self.warehouse_id.lot_stock_id.id, "location_dest_id": destination.id}
        return {
            **ends,
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "shipping_notice_id": self.id,
            "move_ids": [
                Command.create(
                    {
                        **ends,
                        "company_id": self.company_id.id,
                        "picking_type_id": picking_type.id,
                        "product_id": line.product_id.id,
                        "product_uom": line.product_id.uom_id.id,
                        "product_uom_qty": line.pieces_qty - line.closed_qty - line.shipped_qty,
                        "sale_line_id": (line.order_line_id & watched).id,
                        "origin": self.name,
                    }
                )
                for line in self.line_ids
                if line.pieces_qty - line.closed_qty > line.shipped_qty
            ],
        }

    def _transfer_type(self):
        return self.warehouse_id.out_type_id

    def _transfer_destination(self):
        return self.partner_id.with_company(self.company_id).property_stock_customer

    def _own_transfers(self):
        """The transfers that name these notices."""
        # sudo: a notice knows its transfers, whoever acts on it
        return self.env["stock.picking"].sudo().search([("shipping_notice_id", "in", self.ids)])

    def _open_transfers(self):
        return self._own_transfers().filtered(lambda picking: picking.state not in ("done", "cancel"))

    # what ends the notice ends its transfer

    def _action_void(self, reason):
        result = super()._action_void(reason)
        self._of_notice()._open_transfers().action_cancel()
        return result

    def action_close_short(self, reason):
        """See the shipping room. What is left of the notice's own transfer is cancelled."""
        result = super().action_close_short(reason)
        self._of_notice()._open_transfers().action_cancel()
        return result

    # the documents around

    @api.depends("line_ids.order_line_id", "delivery_ids")
    def _compute_documents(self):
        result = super()._compute_documents()
        own = defaultdict(int)
        for picking in self._of_notice()._own_transfers():
            own[picking.shipping_notice_id.id] += 1
        for notice in self._of_notice():
            notice.transfer_count = own[notice._origin.id]
        return result

    def action_open_transfers(self):
        """See the shipping room: of goods that no order moves, the transfers of the notice."""
        if not self._of_notice():
            return super().action_open_transfers()
        transfers = self.env["stock.picking"].search([("shipping_notice_id", "in", self.ids)])
        return transfers._get_records_action(name=self.env._("Transfers"))
