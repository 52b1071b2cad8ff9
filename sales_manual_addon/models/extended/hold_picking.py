from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _compute_shipping_gate_reason(self):
        super()._compute_shipping_gate_reason()
        gate = self.env["sales.manual.gate"]
        waiting = self._origin.filtered(lambda picking: picking.state not in ("done", "cancel"))
        # sudo: which notices hold its goods is said to whoever reads the transfer
        held = gate._held_notices(gate._own_lines(waiting.sudo().move_ids)) if waiting else {}
        if not held:
            return
        nothing = self.env["sales.manual.notice"].sudo()
        for picking in self.filtered(lambda picking: not picking.shipping_gate_reason):
            # nothing is reserved or picked yet, so nothing is refused yet
            lines = picking._origin.sudo().move_ids.sale_line_id
            notices = nothing.union(*(held.get(line.id, nothing) for line in lines))
            picking.shipping_gate_reason = "\n".join(gate._held_reason(notice) for notice in notices) or False
