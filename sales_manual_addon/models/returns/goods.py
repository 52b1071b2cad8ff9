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
        lines._lock_sources()
        under_way = self.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not under_way:
            wanted = lines._to_receive()
            if not wanted:
                raise UserError(self.env._("%(report)s: all agreed pieces have arrived.", report=self.display_name))
            under_way = self._make_return_transfers(wanted)
        return under_way.with_env(self.env)._get_records_action(name=self.env._("Return transfers"))

    def _products_left(self):
        """{report: products on the transfers by which its goods left}."""
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_id", "in", self.notice_id.ids), ("kind", "=", "out")]
        )
        by_notice = deliveries.grouped("notice_id")
        products = {}
        for report in self:
            moves = by_notice.get(report.notice_id, deliveries.browse()).move_id
            products[report] = (moves | (moves.picking_id | report.transfer_id).move_ids).product_id
        return products

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
        Moves with serial numbers of the report first, then the last that left. A kit goes back in all its parts.

        :raises UserError: a kit's parts did not leave by one transfer, or are on no record
        """
        wanted = {}
        moves_of = self._moves_out()
        for line in self:
            rest = line.decided_qty - line.received_qty
            lots = line.lot_ids if len(line.lot_ids) == line.decided_qty else line.lot_ids.browse()
            rows = [(move, pieces, lots & move.move_line_ids.lot_id) for move, pieces in moves_of[line]]
            for move, pieces, named in sorted(rows, key=lambda row: (-len(row[2]), -row[0].id)):
                taken = min(rest, pieces, len(named) or pieces)
                if taken > 0:
                    rest -= taken
                    is_part = move.product_id != line.product_id
                    wanted.update(line._parts(move, taken) if is_part else {move: (taken, named[:taken])})
        return wanted

    def _parts(self, move, kits):
        """{stock move: (pieces, no serial numbers)}: the parts of so many kits, by the transfer of ``move``."""
        order_line, parts = self._sold_line(), {}
        beside = move.picking_id.move_ids.filtered(
            lambda part: part.sale_line_id == order_line and part.state == "done"
        )
        for product_id, ratio in self.env["sales.manual.gate"]._kit_ratios(order_line).items():
            own = beside.filtered(lambda part, product_id=product_id: part.product_id.id == product_id)
            if len(own) != 1 or own.product_qty < kits * ratio:
                parts = {}
                break
            parts[own] = kits * ratio, self.lot_ids.browse()
        if not parts:
            raise UserError(
                self.env._(
                    "%(product)s left as parts of a kit, not all by one transfer. Return the parts in Inventory, and "
                    "name this report on the transfer.",
                    product=self.product_id.display_name,
                )
            )
        return parts

    def _moves_out(self):
        """{line: [(stock move that left for it, its pieces that have not come back)]}; of a kit the moves of one part,
        in kits.
        """
        found = defaultdict(list)
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_line_id", "in", self.notice_line_id.ids)]
        )
        line_of = {line.notice_line_id: line for line in self if line.notice_line_id}
        back = defaultdict(int)
        for delivery in deliveries.filtered(lambda delivery: delivery.kind == "return"):
            back[delivery.notice_line_id, delivery.move_id.origin_returned_move_id] += delivery.pieces_qty
        for delivery in deliveries.filtered(lambda delivery: delivery.kind == "out"):
            key = delivery.notice_line_id, delivery.move_id
            pieces = delivery.pieces_qty - back[key]
            if pieces > 0:
                found[line_of[delivery.notice_line_id]].append((delivery.move_id, pieces))
        for line, (left, came_back) in self._moved_without_notice().items():
            rest = sum(pieces for _move, pieces in came_back)
            for move, pieces in left:
                taken = min(rest, pieces)
                rest -= taken
                if pieces > taken:
                    found[line].append((move, pieces - taken))
        return found

    def _moved_without_notice(self):
        """{line: what left and came back}, as ``sale.order.line._return_moves``, of these lines without a notice."""
        lines = self.filtered("order_line_id")
        moved = lines.order_line_id._return_moves(lines.return_id.transfer_id)
        return {line: moved.get((line.return_id.transfer_id, line.order_line_id), ([], [])) for line in lines}

    def _count_received(self):
        """Count what has come back under these lines by done transfers that name their report."""
        if not self.ids:
            return
        self.env["stock.picking"].flush_model(["return_report_id"])
        self.env["sales.manual.notice.delivery"].flush_model()
        self._lock_sources()
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
        for line, (_left, came_back) in self._moved_without_notice().items():
            report = line.return_id
            counted[line.id] = sum(pieces for move, pieces in came_back if move.picking_id.return_report_id == report)
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
