from collections import defaultdict

from odoo import api, models

from .gate_row import EPSILON


class SalesManualGateExempt(models.AbstractModel):
    """What leaves under an exemption: counted with its order line, or by the moves of its transfer."""

    _inherit = "sales.manual.gate"

    def _own_lines(self, moves):
        lines = super()._own_lines(moves)
        others = moves.sudo().sale_line_id - lines
        return lines | self.env["sales.manual.exemption"]._of_order_lines(others.ids).order_line_id if others else lines

    @api.model
    def _check(self, order_lines, before=None):
        result = super()._check(order_lines, before)
        exemptions = self.env["sales.manual.exemption"]
        if exempt := exemptions._of_order_lines(order_lines.ids).order_line_id:
            exemptions._count_used(exempt, self._gross_out(exempt))
        return result

    def _under_exemptions(self, rows, is_record=False):
        rows = super()._under_exemptions(rows, is_record)
        by_key = self._exemptions_of(rows)
        exemptions = (
            self.env["sales.manual.exemption"].sudo().union(*by_key.values())
        )  # sudo: they hold for whoever ships
        if not exemptions:
            return rows
        if is_record:
            exemptions._lock()
        uses = defaultdict(dict)  # {exemption id: {move id: pieces}}
        for use in exemptions.use_ids:
            uses[use.exemption_id.id][use.move_id.id or -use.id] = use.pieces_qty
        limits = {exemption.id: exemption._limit() for exemption in exemptions}
        for row in rows:  # counted anew: a done quantity may have been corrected
            for exemption in by_key.get(self._exemption_key(row), ()):
                uses[exemption.id][row.move_id] = 0.0
        beside = []
        for row in rows:
            rest = row.pieces
            for exemption in by_key.get(self._exemption_key(row), ()):
                share = min(max(limits[exemption.id] - sum(uses[exemption.id].values()), 0.0), rest)
                rest -= share
                uses[exemption.id][row.move_id] += share
            if rest > EPSILON:
                beside.append(row)
        if is_record and not beside:
            exemptions._write_uses(uses)
        return beside

    def _exemptions_of(self, rows):
        """{(transfer id, product id): exemptions} of these rows."""
        moves = self.env["stock.move"].sudo().browse({row.move_id for row in rows})  # sudo: whoever moves
        found = self.env["sales.manual.exemption"]._of_pickings(moves.picking_id)
        return {key: found[key] for key in {self._exemption_key(row) for row in rows} & found.keys()}

    def _exemption_key(self, row):
        return self.env["stock.move"].sudo().browse(row.move_id).picking_id.id, row.product_id

    def _requiring_reason(self, row, move):
        exemptions = self._exemptions_of([row]).get(self._exemption_key(row), self.env["sales.manual.exemption"])
        return " ".join([super()._requiring_reason(row, move), *exemptions._sentences()])
