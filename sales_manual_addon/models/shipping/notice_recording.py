from collections import defaultdict
from math import ceil

from odoo import api, models
from odoo.tools import SQL

from .allocation import Quota, allocate
from .gate_row import BACK, EPSILON, OUT
from .notice import RELEASED_STATES


class SalesManualNotice(models.Model):
    """What has left and come back under notices, rewritten from done stock moves whenever these change (rules 1 and
    4).
    """

    _inherit = "sales.manual.notice"

    @api.model
    def _record_deliveries(self, order_lines, rows):
        """Rewrite the deliveries of these order lines' notices from done moves, and what follows from them: pieces
        shipped on notice and batch lines, pieces returned, and the notices' states released and shipped.

        ``rows``: what has left and come back of these order lines, as the gate counts it.

        Oldest release first, unless the transfer names a notice. The order lines' rows are locked by the caller.
        """
        # sudo: deliveries are the stock's, whoever moves it
        self.sudo()._rewrite_deliveries(order_lines.sudo(), rows)

    @api.model
    def _record_anew(self, moves):
        """Record what left and came back by these done moves as Odoo says it now, where nothing is to be checked: its
        pieces are as they were, their day is another.
        """
        gate = self.env["sales.manual.gate"]
        order_lines = gate._own_lines(moves | moves.sudo().origin_returned_move_id)  # whoever corrects the day
        gate._lock(order_lines)
        self._record_deliveries(order_lines, gate._rows(order_lines, legs=(*OUT, BACK)))

    def _rewrite_deliveries(self, order_lines, rows):
        quotas = self._delivery_quotas(order_lines)
        if not quotas:
            return
        order_lines = order_lines.browse(quotas)
        movements = self._delivery_movements(order_lines, [row for row in rows if row.line_id in quotas])
        beside = self.env["sales.manual.exemption"]._allowances(quotas)
        wanted = {}
        for line_id, line_quotas in quotas.items():
            # what left unseen before, and what is exempt, is of no notice and comes first
            exempt = [Quota(None, None, ceil(sum(beside[line_id]) - EPSILON))] if line_id in beside else []
            rows = allocate(exempt + line_quotas, movements[line_id])
            wanted.update({key: pieces for key, pieces in rows.items() if key[0]})
        dates = {movement["move_id"]: movement["date"] for found in movements.values() for movement in found}
        lines = self.env["sales.manual.notice.line"].browse(
            quota.line_id for line_quotas in quotas.values() for quota in line_quotas
        )
        self._write_deliveries(lines, wanted, dates)
        self._count_deliveries(lines)

    def _delivery_quotas(self, order_lines):
        """{order line id: its released notice lines as Quota, oldest release first}."""
        ids = order_lines.ids
        if not ids:
            return {}
        lines = self.env["sales.manual.notice.line"]
        lines.flush_model(["order_line_id", "notice_id", "pieces_qty", "closed_qty", "shipped_qty"])
        self.flush_model(["state", "release_date", "held_since"])
        quotas = defaultdict(list)
        for order_line_id, line_id, notice_id, pieces in self.env.execute_query(
            SQL(
                """
            SELECT line.order_line_id, line.id, notice.id, %s
              FROM sales_manual_notice_line line
              JOIN sales_manual_notice notice ON notice.id = line.notice_id
             WHERE line.order_line_id IN %s AND notice.state IN %s
          ORDER BY notice.release_date, notice.id, line.id
        """,
                lines._quota_sql(),
                tuple(ids),
                RELEASED_STATES,
            )
        ):
            quotas[order_line_id].append(Quota(line_id, notice_id, pieces))
        return dict(quotas)

    def _delivery_movements(self, order_lines, rows):
        """{order line id: what left and came back, in order of time}."""
        gate = self.env["sales.manual.gate"]
        found = [("out", *row) for row in gate._gross_out_by_move(order_lines, rows)]
        found += [("return", *row) for row in gate._returned_by_move(order_lines, rows)]
        moves = self.env["stock.move"].browse({move_id for _kind, _line_id, move_id, _pieces, _date in found})
        moves.fetch(["picking_id", "origin_returned_move_id"])
        moves.picking_id.fetch(["shipping_notice_id"])
        movements = defaultdict(list)
        for kind, line_id, move_id, pieces, date in sorted(found, key=lambda row: (row[4], row[2])):
            move = moves.browse(move_id)
            movements[line_id].append(
                {
                    "move_id": move_id,
                    "kind": kind,
                    "pieces": pieces,
                    "date": date,
                    "notice_id": move.picking_id.shipping_notice_id.id or None,
                    "origin_move_id": move.origin_returned_move_id.id or None,
                }
            )
        return movements

    def _write_deliveries(self, lines, wanted, dates):
        """Bring the deliveries of these notice lines to ``wanted``, {(line id, move id, kind): pieces}, touching only
        what differs.
        """
        deliveries = self.env["sales.manual.notice.delivery"]
        surplus = deliveries
        for delivery in deliveries.search([("notice_line_id", "in", lines.ids)]):
            key = delivery.notice_line_id.id, delivery.move_id.id, delivery.kind
            pieces = wanted.pop(key, 0)
            if not pieces:
                surplus += delivery
            elif (delivery.pieces_qty, delivery.date) != (pieces, dates[delivery.move_id.id]):
                delivery._passed().write({"pieces_qty": pieces, "date": dates[delivery.move_id.id]})
        surplus._passed().unlink()
        deliveries._passed().create(
            [
                {
                    "notice_line_id": line_id,
                    "move_id": move_id,
                    "kind": kind,
                    "pieces_qty": pieces,
                    "date": dates[move_id],
                }
                for (line_id, move_id, kind), pieces in wanted.items()
            ]
        )

    def _count_deliveries(self, lines):
        """Sums of deliveries on notice and batch lines, and the states that follow."""
        counted = {
            line.id: pieces
            for line, pieces in self.env["sales.manual.notice.delivery"]._read_group(
                [("notice_line_id", "in", lines.ids), ("kind", "=", "out")], ["notice_line_id"], ["pieces_qty:sum"]
            )
        }
        for pieces, of_pieces in lines.grouped(lambda line: counted.get(line.id, 0)).items():
            of_pieces.filtered(lambda line, pieces=pieces: line.shipped_qty != pieces)._passed().shipped_qty = pieces
        self._count_batch_deliveries(lines.batch_line_id)
        notices = lines.notice_id
        gone = notices.filtered(
            lambda notice: all(line.shipped_qty >= line.pieces_qty - line.closed_qty for line in notice.line_ids)
        )
        (notices - gone).filtered(lambda notice: notice.state == "shipped")._passed().write({"state": "released"})
        left = gone.filtered(lambda notice: notice.state == "released")
        left._passed().write({"state": "shipped"})
        bodies = {
            notice.id: self.env._("Dispatch confirmation: all %(pieces)s pieces have left.", pieces=notice.shipped_qty)
            for notice in left
        }
        if bodies:
            left._message_log_batch(bodies, author_id=self.env.user.partner_id.id)

    def _count_batch_deliveries(self, batch_lines):
        counted = defaultdict(int)
        for line, kind, pieces in self.env["sales.manual.notice.delivery"]._read_group(
            [("notice_line_id.batch_line_id", "in", batch_lines.ids)], ["notice_line_id", "kind"], ["pieces_qty:sum"]
        ):
            counted[line.batch_line_id.id, kind] += pieces
        pieces = batch_lines.grouped(lambda line: (counted[line.id, "out"], counted[line.id, "return"]))
        for (shipped, returned), of_pieces in pieces.items():
            changed = of_pieces.filtered(
                lambda line, pieces=(shipped, returned): (line.shipped_qty, line.returned_qty) != pieces
            )
            changed._passed().write({"shipped_qty": shipped, "returned_qty": returned})
