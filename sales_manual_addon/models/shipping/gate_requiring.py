from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .gate_row import OUT


class SalesManualGateRequiring(models.AbstractModel):
    """Companies with an operation type that requires shipping notices: there nothing reaches a customer beside the
    notices."""

    _inherit = "sales.manual.gate"

    def _check_requiring_companies(self, moves):
        reasons = self._requiring_reasons(moves)
        if reasons:
            raise UserError("\n\n".join(reason for _move, reason in reasons))

    @api.model
    def _requiring_reasons(self, moves, open_line_ids=()):
        """Return a list of (move, reason) for what may not reach a customer in a company that requires notices: it
        belongs to no contract order, and to no order line that ships by a type that requires notices.

        ``open_line_ids``: move lines that count as if done.
        """
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        moves = moves.sudo().filtered(lambda move: move.company_id.id in companies)
        moves -= self._exempt_moves(moves)
        carried = moves.filtered(
            lambda move: (
                move.sale_line_id
                and (move.sale_line_id.order_id.sales_contract_id or move.picking_type_id.requires_shipping_notice)
            )
        )
        moves -= carried
        moves -= moves.browse(move.id for move in self._contract_orders_of_lineless(moves))
        if not moves:
            return []
        self._flush_moves()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT line.product_id, move.id
              FROM stock_move move
              JOIN stock_move_line line ON line.move_id = move.id
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location dest ON dest.id = line.location_dest_id
             WHERE move.id IN %(moves)s AND (move.state = 'done' OR line.id IN %(open)s)
               AND line.quantity > 0 AND %(leg)s IN %(out)s
            """,
                moves=tuple(moves.ids),
                open=tuple(open_line_ids) or (0,),
                leg=self._leg_sql(),
                out=OUT,
            )
        )
        return [
            (
                moves.browse(move_id),
                self._requiring_reason(self.env["product.product"].sudo().browse(product_id), moves.browse(move_id)),
            )
            for product_id, move_id in rows
        ]

    def _exempt_moves(self, moves):
        """Moves that reach customers beside the notices even where a company requires them; a bridge to a till adds its
        own."""
        return moves.browse()

    def _requiring_reason(self, product, move):
        return self.env._(
            "%(product)s cannot leave to a customer by %(operation)s: company %(company)s ships by shipping notices. "
            "Ship it by a sales order through an operation type that requires notices (%(types)s).",
            product=product.display_name,
            operation=move.picking_type_id.name or move.reference or self.env._("this operation"),
            company=move.company_id.name,
            types=", ".join(
                self.env["stock.picking.type"]
                .sudo()
                .search([("company_id", "=", move.company_id.id), ("requires_shipping_notice", "=", True)])
                .mapped("name")
            ),
        )
