from odoo import models
from odoo.fields import Domain

from ..shipping.gate_beyond import OVER_NOTICE

HELD_KEY = "sales_manual_held"


class Held(dict):
    """{order line id: held notices}, looked up once for many transfers. RPC carries values, never this object."""


class SalesManualGateHold(models.AbstractModel):
    """Of a held notice nothing more leaves, whatever a tolerance would let pass, and the warehouse reads why."""

    _inherit = "sales.manual.gate"

    def _judge(self, order_lines, rows, allowed, before=None):
        reasons, beyond, gone = super()._judge(order_lines, rows, allowed, before)
        over = [item for item in beyond if item.kind == OVER_NOTICE]
        held = self.env.context.get(HELD_KEY)
        if not isinstance(held, Held):
            held = self._held_notices(order_lines.browse({item.line.id for item in over}))
        if not held:
            return reasons, beyond, gone
        stopped = {
            item: notices
            for item in over
            if (notices := held.get(item.line.id)) and (not item.notice or item.notice in notices)
        }
        lines = {item.line for item in stopped}
        for item, notices in stopped.items():
            reasons += [self._held_reason(notice) for notice in item.notice or notices]
        # the held notice is reason enough: what else is against the line is said when it has been re-checked
        return list(dict.fromkeys(reasons)), [item for item in beyond if item.line not in lines], gone

    def _reasons_of_lines(self, lines, moves, lineless, open_lines):
        gate = self.with_context(**{HELD_KEY: Held(self._held_notices(lines))})
        return super(SalesManualGateHold, gate)._reasons_of_lines(lines, moves, lineless, open_lines)

    def _held_notices(self, order_lines):
        """{order line id: held notices with pieces of it left}."""
        if not order_lines:
            return {}
        lines = self.env["sales.manual.notice.line"].sudo().search(  # sudo: named to whoever wants to ship
            Domain("order_line_id", "in", order_lines.ids)
            & Domain("notice_id.state", "=", "released")
            & Domain("notice_id.held_since", "!=", False)
        )  # fmt: skip
        lines = lines.filtered(lambda line: line.pieces_qty - line.closed_qty > line.shipped_qty)
        return {line.id: of_line.notice_id for line, of_line in lines.grouped("order_line_id").items()}

    def _by_notice_allows(self, notice, product_id):
        allowed = super()._by_notice_allows(notice, product_id)
        if not notice.held_since:
            return allowed
        of_product = notice.line_ids.filtered(lambda line: line.product_id.id == product_id)
        return min(allowed, sum(of_product.mapped("shipped_qty")))

    def _by_notice_reason(self, notice, product_id, out):
        if notice.held_since:
            return self._held_reason(notice)
        return super()._by_notice_reason(notice, product_id, out)

    def _held_reason(self, notice):
        return self.env._(
            "Shipping notice %(notice)s. %(why)s",
            notice=notice.display_name,
            why=notice._hold_message(with_price=False),
        )

    def _notice_allows(self, notice, order_line):
        if not notice.held_since:
            return super()._notice_allows(notice, order_line)
        lines = notice.line_ids.filtered(lambda line: line.order_line_id == order_line)
        return sum(min(line.shipped_qty, line.pieces_qty - line.closed_qty) for line in lines)
