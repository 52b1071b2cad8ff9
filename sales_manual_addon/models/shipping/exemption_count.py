from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .gate_row import EPSILON


class Allowance(NamedTuple):
    """What the exemptions of one order line let leave of it, beside what notices release."""

    base: float  # pieces that had left before, unseen
    pieces: float  # what was exempted, as far as it still counts


class SalesManualExemption(models.Model):
    """What may leave under exemptions, and what has."""

    _inherit = "sales.manual.exemption"

    @api.model
    def _of_order_lines(self, order_line_ids):
        """The exemptions of these order lines, oldest first, where their companies require notices."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        ids = [line_id for line_id in order_line_ids if isinstance(line_id, int)]
        if not companies or not ids:
            return self.sudo().browse()
        return self.sudo().search(  # sudo: they hold for whoever ships
            [("order_line_id", "in", ids), ("company_id", "in", list(companies))], order="id"
        )

    @api.model
    def _allowances(self, order_line_ids):
        """Return {order line id: :class:`Allowance`} of those that have one."""
        found = defaultdict(lambda: Allowance(0.0, 0.0))
        for exemption in self._of_order_lines(order_line_ids):
            base, pieces = found[exemption.order_line_id.id]
            found[exemption.order_line_id.id] = Allowance(base + exemption.base_qty, pieces + exemption._limit())
        return dict(found)

    @api.model
    def _of_pickings(self, pickings):
        """Return {(transfer id, product id): exemptions, oldest first}, those of the transfers these are backorders of
        included."""
        if not pickings:
            return {}
        self.flush_model()
        found = defaultdict(self.sudo().browse)
        for picking_id, product_id, exemption_id in self.env.execute_query(
            SQL(
                """
            WITH RECURSIVE family AS (
                SELECT id AS asked_id, id FROM stock_picking WHERE id IN %s
                 UNION
                SELECT family.asked_id, picking.backorder_id
                  FROM family JOIN stock_picking picking ON picking.id = family.id
                 WHERE picking.backorder_id IS NOT NULL
            )
            SELECT family.asked_id, exemption.product_id, exemption.id
              FROM family JOIN sales_manual_exemption exemption ON exemption.picking_id = family.id
          ORDER BY exemption.id
            """,
                tuple(pickings.ids),
            )
        ):
            found[picking_id, product_id] += self.sudo().browse(exemption_id)  # sudo: they hold for whoever ships
        return dict(found)

    def _lock(self):
        """Take the right to ship under these exemptions until the transaction ends (architecture rule 16)."""
        if self:
            self.flush_recordset()  # what was counted and is not written yet would be lost below
            self.env.cr.execute(
                SQL(
                    """
                WITH ordered AS (SELECT id FROM sales_manual_exemption WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                UPDATE sales_manual_exemption exemption
                   SET gate_counter = COALESCE(exemption.gate_counter, 0) + 1
                  FROM ordered WHERE exemption.id = ordered.id
                """,
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["gate_counter", "left_qty"], flush=False)

    @api.model
    def _count_used(self, order_lines, gross):
        """Bring what is left of these order lines' live exemptions up to what has left of them, ``gross``: {order line
        id: pieces}. Their rows are locked."""
        exemptions = self._of_order_lines(order_lines.ids)
        if not exemptions:
            return
        deliveries = self.env["sales.manual.notice.delivery"].sudo()  # sudo: counted, whoever ships
        under_notices = {
            line.id: pieces
            for line, pieces in deliveries._read_group(
                [("notice_line_id.order_line_id", "in", exemptions.order_line_id.ids), ("kind", "=", "out")],
                ["notice_line_id.order_line_id"],
                ["pieces_qty:sum"],
            )
        }
        for line, of_line in exemptions.grouped("order_line_id").items():
            used = gross.get(line.id, 0.0) - sum(of_line.mapped("base_qty")) - under_notices.get(line.id, 0)
            for exemption in of_line:
                share = min(max(used, 0.0), exemption._limit())
                used -= share
                exemption._set_left(exemption.pieces_qty - share)

    def _set_left(self, pieces):
        self.ensure_one()
        if self._counts() and abs(self.left_qty - pieces) > EPSILON:
            self._passed().left_qty = min(max(pieces, 0.0), self.pieces_qty)

    def _write_uses(self, uses):
        """Write what moves took under these exemptions of transfers, {exemption id: {stock move id: pieces}}, and what
        is left. Their rows are locked, and those that have ended are told no more than they were."""
        use_model = self.env["sales.manual.exemption.use"].sudo()._passed()  # sudo: written by whoever ships
        for exemption in self:
            of_moves = uses.get(exemption.id, {})
            known = {use.move_id.id: use for use in exemption.use_ids if use.move_id}
            for move_id, pieces in of_moves.items():
                if move_id in known:
                    if abs(known[move_id].pieces_qty - pieces) > EPSILON:
                        known[move_id]._passed().pieces_qty = pieces
                elif move_id > 0 and pieces > EPSILON:
                    use_model.create({"exemption_id": exemption.id, "move_id": move_id, "pieces_qty": pieces})
            exemption._set_left(exemption.pieces_qty - sum(of_moves.values()))


class SalesManualNoticeLine(models.Model):
    """What is exempt counts as if it stood on a released notice: no notice is made over it again."""

    _inherit = "sales.manual.notice.line"

    @api.model
    def _pieces_by_order_line(self, order_line_ids, *args, **kwargs):
        counted = super()._pieces_by_order_line(order_line_ids, *args, **kwargs)
        for line_id, allowance in self.env["sales.manual.exemption"]._allowances(order_line_ids).items():
            counted[line_id] = counted.get(line_id, 0) + allowance.base + allowance.pieces
        return counted
