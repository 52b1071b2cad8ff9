"""What comes back: Odoo's own return of what was delivered, with the pieces agreed, and what of it has arrived."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    def action_receive(self):
        """Make the return transfers of what was agreed and is on no transfer yet, or open those there are.

        :raises UserError: not decided, nothing comes back, or what left cannot be returned by Odoo's dialog
        :raises AccessError: the user moves no stock
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env["stock.return.picking"].has_access("create"):
            raise AccessError(self.env._("Goods are received by the dispatch group and the warehouse."))
        if self.state != "decided" or self.decision == "reject":
            raise UserError(
                self.env._("%(report)s: nothing comes back, or it is not decided yet.", report=self.display_name)
            )
        # sudo: pieces are counted over everything that comes back
        lines = self.sudo().line_ids
        lines.notice_line_id._lock_returns()
        under_way = self.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not under_way:
            wanted = lines._to_receive()
            if not wanted:
                raise UserError(self.env._("%(report)s: all agreed pieces have arrived.", report=self.display_name))
            under_way = self._make_return_transfers(wanted)
        return under_way.with_env(self.env)._get_records_action(name=self.env._("Return transfers"))

    def _make_return_transfers(self, wanted):
        """Odoo's return of each delivery, by Odoo's own dialog and the user's own right. ``wanted``: {stock move:
        (pieces, serial numbers)}.
        """
        transfers = self.env["stock.picking"]
        moves = self.env["stock.move"].union(*wanted)
        for delivery in moves.picking_id.sorted("id"):
            dialog = self.env["stock.return.picking"].create({"picking_id": delivery.id})
            for row in dialog.product_return_moves:
                pieces, _lots = wanted.get(row.move_id, (0, None))
                row.quantity = row.product_id.uom_id._compute_quantity(pieces, row.move_id.product_uom)
            transfer = transfers.browse(dialog.action_create_returns()["res_id"])
            transfer.return_report_id = self
            for move in transfer.move_ids:
                pieces, lots = wanted.get(move.origin_returned_move_id, (0, None))
                if lots and len(lots) == pieces:
                    move.lot_ids = lots
            transfers += transfer
        return transfers


class SalesManualReturnLine(models.Model):
    _inherit = "sales.manual.return.line"

    def _to_receive(self):
        """{stock move that left: (pieces to take back, serial numbers)} for what was agreed and is on no return yet.
        Moves with serial numbers of the report first, then the last that left.

        :raises UserError: a line left in parts of a kit, which Odoo's return does not put together
        """
        wanted = {}
        moves_of = self._moves_out()
        for line in self:
            rest = line.decided_qty - line.received_qty
            lots = line.lot_ids if len(line.lot_ids) == line.decided_qty else line.lot_ids.browse()
            rows = [(move, pieces, lots & move.move_line_ids.lot_id) for move, pieces in moves_of[line.notice_line_id]]
            if rest > 0 and any(move.product_id != line.product_id for move, _pieces, _lots in rows):
                raise UserError(
                    self.env._(
                        "%(product)s left as parts of a kit. Return the parts in Inventory, and name this report on "
                        "the transfer.",
                        product=line.product_id.display_name,
                    )
                )
            for move, pieces, named in sorted(rows, key=lambda row: (-len(row[2]), -row[0].id)):
                taken = min(rest, pieces, len(named) or pieces)
                if taken > 0:
                    wanted[move] = (taken, named[:taken])
                    rest -= taken
        return wanted

    def _moves_out(self):
        """{notice line: [(stock move that left under it, its pieces that have not come back)]}."""
        found = defaultdict(list)
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_line_id", "in", self.notice_line_id.ids)]
        )
        back = defaultdict(int)
        for delivery in deliveries.filtered(lambda delivery: delivery.kind == "return"):
            back[delivery.notice_line_id, delivery.move_id.origin_returned_move_id] += delivery.pieces_qty
        for delivery in deliveries.filtered(lambda delivery: delivery.kind == "out"):
            key = delivery.notice_line_id, delivery.move_id
            pieces = delivery.pieces_qty - back[key]
            if pieces > 0:
                found[delivery.notice_line_id].append((delivery.move_id, pieces))
        return found

    def _count_received(self):
        """Count what has come back under these lines by done transfers that name their report."""
        if not self.ids:
            return
        self.env["stock.picking"].flush_model(["return_report_id"])
        self.env["sales.manual.notice.delivery"].flush_model()
        self.notice_line_id._lock_returns()
        counted = dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.id, SUM(delivery.pieces_qty)::int
              FROM sales_manual_return_line line
              JOIN sales_manual_notice_delivery delivery
                   ON delivery.notice_line_id = line.notice_line_id AND delivery.kind = 'return'
              JOIN stock_move move ON move.id = delivery.move_id
              JOIN stock_picking picking ON picking.id = move.picking_id AND picking.return_report_id = line.return_id
             WHERE line.id = ANY(%s) GROUP BY line.id
            """,
                    self.ids,
                )
            )
        )
        for line in self:
            if line.received_qty != counted.get(line.id, 0):
                line._passed().received_qty = counted.get(line.id, 0)
        self.notice_line_id._refresh_claimed()


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    def _count_deliveries(self, lines):
        result = super()._count_deliveries(lines)
        self.env["sales.manual.return.line"].search([("notice_line_id", "in", lines.ids)])._count_received()
        return result
