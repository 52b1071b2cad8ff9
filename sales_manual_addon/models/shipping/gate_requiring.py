from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .gate_row import OUT
from .gate_scope import TO_FREE


class Met(NamedTuple):
    """Pieces of one product that one stock move takes to a customer, or into a free warehouse, beside the notices."""

    move_id: int
    product_id: int
    met: str
    pieces: float


class SalesManualGateRequiring(models.AbstractModel):
    """Companies with an operation type that requires shipping notices: there nothing reaches a customer beside the
    notices, but from what was left free."""

    _inherit = "sales.manual.gate"

    def _check_requiring_companies(self, moves):
        reasons = self._reasons_of(self._under_exemptions(self._met_rows(moves), is_record=True))
        if reasons:
            raise UserError("\n\n".join(reason for _move, reason in reasons))

    @api.model
    def _requiring_reasons(self, moves, open_line_ids=()):
        """Return a list of (move, reason) for what may not move in a company that requires notices: it reaches a
        customer and belongs to no order line the gate counts, or it leaves for a warehouse that was left free.

        ``open_line_ids``: move lines that count as if done.
        """
        return self._reasons_of(self._under_exemptions(self._met_rows(moves, open_line_ids)))

    def _reasons_of(self, rows):
        moves = self.env["stock.move"].sudo()  # named, whoever moves it
        return [(moves.browse(row.move_id), self._requiring_reason(row, moves.browse(row.move_id))) for row in rows]

    def _under_exemptions(self, rows, is_record=False):
        """Return those of these rows that no exemption lets pass. ``is_record``: what passes is counted, under lock."""
        return rows

    def _met_rows(self, moves, open_line_ids=()):
        """What these moves, as far as they are done, take past the gate, as a list of :class:`Met`."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        moves = moves.sudo().filtered(lambda move: move.company_id.id in companies)
        moves -= self._exempt_moves(moves)
        if not moves:
            return []
        own_lines = self._own_lines(moves)
        carried = moves.filtered(lambda move: move.sale_line_id in own_lines)
        carried |= moves.browse(move.id for move in self._contract_orders_of_lineless(moves - carried))
        self._flush_moves()
        return [
            Met(*row)
            for row in self.env.execute_query(
                SQL(
                    """
            SELECT move_id, product_id, met, SUM(pieces)
              FROM (
                SELECT move.id AS move_id, line.product_id, %(met)s AS met, %(leg)s AS leg, %(pieces)s AS pieces
                  FROM stock_move move
                  JOIN stock_move_line line ON line.move_id = move.id
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location dest ON dest.id = line.location_dest_id
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
                  JOIN uom_uom product_uom ON product_uom.id = template.uom_id
                 WHERE move.id IN %(moves)s AND (move.state = 'done' OR line.id IN %(open)s) AND line.quantity > 0
              ) counted
             WHERE met = %(to_free)s OR met IS NOT NULL AND leg IN %(out)s AND move_id NOT IN %(carried)s
          GROUP BY move_id, product_id, met
          ORDER BY move_id, product_id
            """,
                    met=self._met_sql(),
                    leg=self._leg_sql(),
                    pieces=self._pieces_sql(),
                    moves=tuple(moves.ids),
                    open=tuple(open_line_ids) or (0,),
                    to_free=TO_FREE,
                    out=OUT,
                    carried=tuple(carried.ids) or (0,),
                )
            )
        ]

    def _exempt_moves(self, moves):
        """Moves that reach customers beside the notices even where a company requires them; a bridge to a till adds its
        own."""
        return moves.browse()

    def _requiring_reason(self, row, move):
        """``row``: a :class:`Met` of this move."""
        product = self.env["product.product"].sudo().browse(row.product_id).display_name
        operation = move.picking_type_id.name or move.reference or self.env._("this operation")
        if row.met == TO_FREE:
            return self.env._(
                "%(product)s cannot go by %(operation)s into warehouse %(warehouse)s, which ships without notices: "
                "from there it would reach customers unseen. An administrator turns the gate on there first.",
                product=product,
                operation=operation,
                warehouse=(move.move_line_ids.location_dest_id | move.location_dest_id)
                .warehouse_id.filtered("ships_without_notice")[:1]
                .display_name,
            )
        return self.env._(
            "%(product)s cannot leave to a customer by %(operation)s: company %(company)s ships by shipping notices. "
            "Ship it by a sales order through an operation type that requires notices (%(types)s).",
            product=product,
            operation=operation,
            company=move.company_id.name,
            types=", ".join(
                self.env["stock.picking.type"]
                .sudo()
                .search([("company_id", "=", move.company_id.id), ("requires_shipping_notice", "=", True)])
                .mapped("name")
            ),
        )
