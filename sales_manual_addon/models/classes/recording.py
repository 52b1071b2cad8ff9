from collections import defaultdict
from math import ceil

from odoo import api, models

from ..shipping.allocation import Quota, allocate
from ..shipping.gate_row import EPSILON


class SalesManualNotice(models.Model):
    """What left and came back under notices whose goods no order moves."""

    _inherit = "sales.manual.notice"

    @api.model
    def _record_anew(self, moves):
        result = super()._record_anew(moves)
        gate = self.env["sales.manual.gate"]
        notices = gate._notices_of_moves(moves.sudo())  # whoever corrects the day
        if notices:
            notices._signoff_lock()
            notices._record_own_deliveries(gate._moved_by_notice(notices))
        return result

    def _record_own_deliveries(self, movements):
        """Rewrite the deliveries of these notices' lines; their rows are taken by the caller.

        ``movements``: as the gate counts them, :class:`~.gate.Moved`, in order of time.
        """
        # sudo: deliveries are the stock's, whoever moves it
        lines = self.sudo().line_ids._moved_by_notice().sorted("id")
        by_product = defaultdict(list)
        for row in movements:
            by_product[row.notice_id, row.product_id].append(row)
        wanted, dates = {}, {row.move_id: row.date for row in movements}
        for (notice, product), of_product in lines.grouped(lambda line: (line.notice_id, line.product_id)).items():
            rows = by_product.get((notice.id, product.id))
            if rows:
                quotas = [Quota(line.id, notice.id, line.pieces_qty - line.closed_qty) for line in of_product]
                wanted.update(allocate(quotas, self._whole_movements(rows)))
        notices = self.sudo()
        notices._write_deliveries(lines, wanted, dates)
        notices._count_deliveries(lines)

    def _whole_movements(self, rows):
        """``rows`` in whole pieces that add up, as :func:`~..shipping.allocation.allocate` takes them."""
        moves = self.env["stock.move"].sudo().browse([row.move_id for row in rows])  # sudo: as above
        totals, movements = defaultdict(float), []
        for row in rows:
            before = totals[row.kind]
            totals[row.kind] += row.pieces
            movements.append(
                {
                    "move_id": row.move_id,
                    "kind": row.kind,
                    "pieces": ceil(totals[row.kind] - EPSILON) - ceil(before - EPSILON),
                    "date": row.date,
                    "notice_id": row.notice_id,
                    "origin_move_id": moves.browse(row.move_id).origin_returned_move_id.id or None,
                }
            )
        return movements

    def _count_deliveries(self, lines):
        """See the shipping room. Goods that are not sold stay on record until they are back."""
        result = super()._count_deliveries(lines)
        free = lines._of_notice()
        returned = dict(
            self.env["sales.manual.notice.delivery"]._read_group(
                [("notice_line_id", "in", free.ids), ("kind", "=", "return")], ["notice_line_id"], ["pieces_qty:sum"]
            )
        )
        for line in free:
            came_back = returned.get(line, 0)
            still_out = max(line.shipped_qty - came_back - line.kept_qty, 0)
            counted = {"returned_qty": came_back, "out_qty": still_out}
            if any((line[name] or 0) != value for name, value in counted.items()):
                line._passed().write(counted)
        return result


class SalesManualNoticeLine(models.Model):
    _inherit = "sales.manual.notice.line"

    def _moved_by_notice(self):
        """Those of these lines whose goods the gate counts by the notice, not by an order."""
        watched = self.env["sales.manual.gate"]._watched_order_lines(self.order_line_id)
        return self.filtered(lambda line: line.order_line_id not in watched)
