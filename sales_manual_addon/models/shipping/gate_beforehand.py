from collections import defaultdict

from odoo import api, models


class SalesManualGateBeforehand(models.AbstractModel):
    """The same predicate asked before goods leave, so that the user hears it sooner. It refuses nothing by itself."""

    _inherit = "sales.manual.gate"

    @api.model
    def _reason_for(self, pickings):
        """Return {picking: reason why it cannot be validated as it stands}, for those the gate refuses.

        What is picked counts, or everything reserved where nothing is. Nothing is written.
        """
        pickings = pickings.with_prefetch().filtered(lambda picking: picking.state not in ("done", "cancel"))
        moves = pickings.sudo().move_ids.filtered(lambda move: move.state not in ("done", "cancel"))  # whoever asks
        open_lines = self._open_lines(moves)
        reasons = defaultdict(list)
        lineless = self._contract_orders_of_lineless(moves)
        lines = self._own_lines(moves) | self._lines_of_lineless(lineless)
        if lines:
            for picking, found in self._reasons_of_lines(lines, moves, lineless, open_lines).items():
                reasons[picking.id] += found
        for move, reason in self._unordered_reasons(lineless) + self._requiring_reasons(moves, open_lines.ids):
            reasons[move.picking_id.id].append(reason)
        return {picking: "\n\n".join(reasons[picking.id]) for picking in pickings if reasons.get(picking.id)}

    def _reasons_of_lines(self, lines, moves, lineless, open_lines):
        """{transfer: reasons} of what these moves would take of these order lines, each transfer by itself."""
        lines = lines.sudo()  # whoever asks
        rows = self._rows(lines, open_line_ids=open_lines.ids)
        allowed = self._allowed(lines, self._gone(rows))
        picking_of = {move.id: move.picking_id for move in moves}
        background = self._gone([row for row in rows if row.move_id not in picking_of])
        by_line = defaultdict(list)
        for row in rows:
            by_line[row.line_id].append(row)
        reasons, parts = {}, {}
        for picking, picking_moves in moves.grouped("picking_id").items():
            carried = self._own_lines(picking_moves) | self._lines_of_lineless(
                {move: order for move, order in lineless.items() if move in picking_moves}
            )
            counted = [
                row
                for line_id in carried.ids
                for row in by_line[line_id]
                if picking_of.get(row.move_id, picking) == picking
            ]
            reasons[picking], *parts[picking] = self._judge(carried, counted, allowed, background)
        weighed = self._weigh(list(parts.values()), lines, allowed, background)
        refused_of = {picking: refused for picking, (refused, _warned) in zip(parts, weighed, strict=True) if refused}
        waiting = self._waiting_notices(lines) if refused_of else {}
        for picking, refused in refused_of.items():
            reasons[picking] += self._beyond_reasons(refused, waiting)
        return reasons

    def _open_lines(self, moves):
        """The move lines that validating would make done."""
        lines = moves.browse().move_line_ids
        for picking_moves in moves.grouped("picking_id").values():
            lines |= picking_moves.move_line_ids.filtered("picked") or picking_moves.move_line_ids
        return lines
