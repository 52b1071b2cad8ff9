from odoo import api, models
from odoo.tools import SQL

from .gate_row import BACK, BETWEEN_CUSTOMERS, DIRECT, FROM_TRANSIT, OUT, TO_TRANSIT, Row


class SalesManualGateQuery(models.AbstractModel):
    """Which done move lines carry which order line, and from where to where.

    Asked in two statements, which moves and then what their lines say: short ones are planned in no time, and well even
    where a table has just grown.
    """

    _inherit = "sales.manual.gate"

    @api.model
    def _rows(self, order_lines, legs=OUT, open_line_ids=(), dated=True):
        """Return a Row per move, product and leg for these order lines, and for the moves without a line of their
        orders.

        ``open_line_ids``: ids of move lines that count as if their moves were done.
        ``dated``: whether the dates are looked at. Before goods leave they are not: Odoo has dated what it is about to
        do, and would write each move line once more.
        """
        carried = self._carried(order_lines)
        if not carried:
            return []
        self._flush_moves(dated)
        found = self.env.execute_query(
            SQL(
                """
            SELECT move_id, notice_id, product_id, leg, SUM(pieces), MAX(date)
              FROM (
                SELECT move.id AS move_id, picking.shipping_notice_id AS notice_id, line.product_id, line.date,
                       %(leg)s AS leg, %(pieces)s AS pieces
                  FROM stock_move_line line
                  JOIN stock_move move ON move.id = line.move_id
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location dest ON dest.id = line.location_dest_id
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
                  JOIN uom_uom product_uom ON product_uom.id = template.uom_id
             LEFT JOIN stock_picking picking ON picking.id = move.picking_id
                 WHERE line.move_id = ANY(%(moves)s) AND (move.state = 'done' OR line.id = ANY(%(open)s))
              ) moved
             WHERE leg IN %(legs)s
          GROUP BY move_id, notice_id, product_id, leg
            HAVING SUM(pieces) > 0
            """,
                leg=self._leg_sql(),
                pieces=self._pieces_sql(),
                moves=list(carried),
                open=list(open_line_ids),
                legs=tuple(legs),
            )
        )
        asked, rows = set(order_lines.ids), []
        for move_id, notice_id, product_id, leg, pieces, date in found:
            line_id, order = carried[move_id]
            if not line_id:
                line_id = self._line_of(order, self.env["product.product"].browse(product_id)).id or None
            if not line_id or line_id in asked:
                rows.append(Row(line_id, order.id, move_id, notice_id, product_id, leg, pieces, date))
        return rows

    def _carried(self, order_lines):
        """{move id: (order line id or None, order)} of the moves of these lines, and of those of their orders that
        carry no line."""
        if not order_lines:
            return {}
        self._flush_ties()
        orders = order_lines.sudo().order_id  # whoever ships
        ties = self.env.execute_query(
            SQL(
                """
            SELECT move.id, line.id, line.order_id
              FROM stock_move move JOIN sale_order_line line ON line.id = move.sale_line_id
             WHERE move.sale_line_id = ANY(%s)
             UNION ALL
            SELECT move_id, NULL, NULL FROM (%s) touched
            """,
                order_lines.ids,
                self._touched_sql(orders=SQL("%s", tuple(orders.ids))),
            )
        )
        carried = {move_id: (line_id, orders.browse(order_id)) for move_id, line_id, order_id in ties if line_id}
        lineless = self.env["stock.move"].browse({move_id for move_id, line_id, _order_id in ties if not line_id})
        tied = self._lineless_orders(lineless).items()
        return carried | {move.id: (None, order) for move, order in tied if order in orders}

    @api.model
    def _lineless_orders(self, moves):
        """Return {move: order} for moves that carry no order line but belong to an order: :meth:`_lineless_sql`."""
        if not moves:
            return {}
        self._flush_ties()
        asked = SQL("SELECT UNNEST(%s)", moves.ids)
        return {
            moves.browse(move_id): self.env["sale.order"].sudo().browse(order_id)
            for move_id, order_id in self.env.execute_query(self._lineless_sql(asked))
        }

    def _flush_ties(self):
        for model, names in (
            ("stock.picking", ["sale_id"]),
            ("stock.move", ["sale_line_id", "picking_id", "reference_ids"]),
            ("sale.order.line", ["order_id"]),
            ("sale.order", ["sales_contract_id"]),
        ):
            self.env[model].flush_model(names)

    def _flush_moves(self, dated=True):
        self._flush_ties()
        for model, names in (
            ("stock.picking", ["shipping_notice_id"]),
            ("stock.move", ["state"]),
            (
                "stock.move.line",
                [
                    "move_id",
                    "product_id",
                    "product_uom_id",
                    "quantity",
                    "quantity_product_uom",
                    "location_id",
                    "location_dest_id",
                    *(["date"] if dated else []),
                ],
            ),
            ("sale.order.line", ["product_id", "shipping_kit_ratio"]),
        ):
            self.env[model].flush_model(names)

    def _pieces_sql(self):
        # the stored conversion can be written by itself: what the line says in its own unit counts at least
        return SQL(
            """GREATEST(line.quantity_product_uom, CASE WHEN line_uom.id = product_uom.id THEN line.quantity
                        ELSE ROUND(line.quantity * line_uom.factor::numeric / product_uom.factor::numeric)
                    END)::float8"""
        )

    def _leg_sql(self):
        """How the line travels; NULL where neither end is a customer or a transit location of no company."""
        return SQL(
            """CASE WHEN %(dest_out)s AND NOT %(source_out)s
                         THEN CASE dest.usage WHEN 'customer' THEN %(direct)s ELSE %(to_transit)s END
                    WHEN %(dest_out)s AND source.usage = 'customer' THEN %(between)s
                    WHEN dest.usage = 'customer' THEN %(from_transit)s
                    WHEN %(source_out)s AND NOT %(dest_out)s AND dest.usage <> 'inventory' THEN %(back)s
               END""",
            dest_out=self._is_out_sql("dest"),
            source_out=self._is_out_sql("source"),
            direct=DIRECT,
            to_transit=TO_TRANSIT,
            between=BETWEEN_CUSTOMERS,
            from_transit=FROM_TRANSIT,
            back=BACK,
        )

    def _is_out_sql(self, alias):
        return SQL(
            "(%(usage)s = 'customer' OR %(usage)s = 'transit' AND %(company)s IS NULL)",
            usage=SQL.identifier(alias, "usage"),
            company=SQL.identifier(alias, "company_id"),
        )

    def _lineless_sql(self, moves):
        """Query (move_id, order_id) of those of ``moves`` (a query of ids) without an order line of their own that
        belong to an order by transfer, sibling or reference. Each belongs to one order: a contract order first, then
        its transfer's."""
        return SQL(
            """SELECT DISTINCT ON (touched.move_id) touched.move_id, touched.order_id
                 FROM (%s) touched JOIN sale_order ON sale_order.id = touched.order_id
             ORDER BY touched.move_id, (sale_order.sales_contract_id IS NOT NULL) DESC, touched.rank,
             touched.order_id""",
            self._touched_sql(moves=moves),
        )

    def _touched_sql(self, moves=None, orders=None):
        """Query (move_id, order_id, rank) of every tie of a lineless move to an order, restricted to a query of moves
        or orders."""

        def restriction(order_column):
            return SQL("move.id IN (%s)", moves) if moves else SQL("%s IN %s", order_column, orders)

        return SQL(
            """SELECT move.id AS move_id, picking.sale_id AS order_id, 1 AS rank
                 FROM stock_move move JOIN stock_picking picking ON picking.id = move.picking_id
                WHERE move.sale_line_id IS NULL AND picking.sale_id IS NOT NULL AND %s
                UNION
               SELECT move.id, line.order_id, 2
                 FROM stock_move move
                 JOIN stock_move sibling ON sibling.picking_id = move.picking_id
                 JOIN sale_order_line line ON line.id = sibling.sale_line_id
                WHERE move.sale_line_id IS NULL AND %s
                UNION
               SELECT move.id, sale.sale_id, 3
                 FROM stock_move move
                 JOIN stock_reference_move_rel rel ON rel.move_id = move.id
                 JOIN stock_reference_sale_rel sale ON sale.reference_id = rel.reference_id
                WHERE move.sale_line_id IS NULL AND %s""",
            restriction(SQL("picking.sale_id")),
            restriction(SQL("line.order_id")),
            restriction(SQL("sale.sale_id")),
        )
