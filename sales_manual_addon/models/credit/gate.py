from collections import defaultdict

from odoo import models

from ..shipping.gate_row import EPSILON


class SalesManualGateCredit(models.AbstractModel):
    """Goods issue: whose goods have just left is asked about credit and prepayment once more."""

    _inherit = "sales.manual.gate"

    def _close(self, operation):
        result = super()._close(operation)
        moves = self.env["stock.move"].sudo().browse(operation.move_ids)  # sudo: whoever moved them
        if moves.company_id._credit_is_checked():
            self._check_credit(operation)
        return result

    def _check_credit(self, operation):
        # sudo: what has left under which notice, whoever moved it
        lines = self.env["sale.order.line"].sudo().browse(operation.line_ids).exists()
        moves = self.env["stock.move"].sudo().browse(operation.move_ids)
        lines |= moves.sale_line_id
        if not lines:
            return
        left = self._gross_out(lines)
        more = [line.id for line in lines if left[line.id] > operation.before.get((line.id, None), 0.0) + EPSILON]
        deliveries = (
            self.env["sales.manual.notice.delivery"]
            .sudo()
            .search(
                [
                    ("move_id", "in", list(operation.move_ids)),
                    ("kind", "=", "out"),
                    ("notice_line_id.order_line_id", "in", more),
                ]
            )
        )
        notices = deliveries.notice_id.sorted("id").sudo(self.env.su)
        notices._credit_lock()
        notices._check_credit("leave")

    # beforehand

    def _reason_for(self, pickings):
        reasons = super()._reason_for(pickings)
        held = self._credit_reasons(pickings)
        for picking in pickings:
            if picking.id in held:
                reasons[picking] = "\n\n".join(filter(None, (reasons.get(picking), held[picking.id])))
        return reasons

    def _credit_reasons(self, pickings):
        """{transfer id: why the notices it would ship are held}."""
        pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not pickings.company_id._credit_is_checked():
            return {}
        by_picking = self._credit_notices(pickings)
        notices = self.env["sales.manual.notice"].sudo().union(*by_picking.values())  # sudo: the reason is for whoever
        refused = {
            assessment.notice_id: assessment
            for assessment in notices._credit_assess()
            if assessment.verdict == "refused"
        }
        found = defaultdict(list)
        for picking, of_picking in by_picking.items():
            for notice in of_picking.filtered(lambda notice: notice.id in refused):
                found[picking.id].append(notice._credit_refusal_text([refused[notice.id]]))
        return {picking_id: "\n\n".join(texts) for picking_id, texts in found.items()}

    def _credit_notices(self, pickings):
        """{transfer: the notices it would ship}: the one it names, or the oldest released with pieces left."""
        pickings = pickings.sudo()  # as above
        unnamed = pickings.filtered(lambda picking: not picking.shipping_notice_id)
        own = self._own_lines(unnamed.move_ids)
        released = self.env["sales.manual.notice.line"].sudo().search(
            [("order_line_id", "in", own.ids), ("notice_id.state", "=", "released")]
        )  # fmt: skip
        released = released.filtered(lambda line: line.pieces_qty - line.closed_qty > line.shipped_qty)
        by_order_line = released.grouped("order_line_id")
        none = self.env["sales.manual.notice"].sudo()
        found = {picking: picking.shipping_notice_id for picking in pickings}
        for picking in unnamed:
            of_picking = released.browse().union(
                *(by_order_line.get(line, released.browse()) for line in picking.move_ids.sale_line_id & own)
            )
            found[picking] = (none | of_picking.notice_id).sorted(lambda notice: (notice.release_date, notice.id))[:1]
        return found
