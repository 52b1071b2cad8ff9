from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .gate_row import EPSILON


class SalesManualGateOpen(models.AbstractModel):
    """What is open when a requirement of shipping notices comes: what it would refuse from then on."""

    _inherit = "sales.manual.gate"

    @api.model
    def _open_goods(self, warehouse, scope):
        """Return what is open and would be refused once notices are required of ``warehouse`` and ``scope`` (as
        :meth:`_free_scope` gives it) is left free: a list of dicts of ``order_line_id`` or ``picking_id``,
        ``product_id``, ``pieces_qty`` (in the product's unit), ``base_qty``, ``warehouse_id``, ``picking_type_id``
        and ``date``.

        Left out is what another warehouse needs notices for already, goods of contracts, and what notices or
        exemptions let leave. Three statements whatever is open, kits apart.
        """
        moves = self._open_moves(warehouse, scope)
        lineless = self.env["stock.move"].sudo().browse([move["id"] for move in moves if not move["order_line_id"]])
        of_contracts = {move.id for move in self._contract_orders_of_lineless(lineless)}
        by_line, by_transfer = defaultdict(list), defaultdict(list)
        for move in moves:
            if move["order_line_id"] and move["is_out"]:
                by_line[move["order_line_id"]].append(move)
            elif move["picking_id"] and move["id"] not in of_contracts:
                by_transfer[move["picking_id"], move["product_id"]].append(move)
        return self._open_order_lines(by_line) + self._open_transfers(by_transfer)

    def _open_moves(self, warehouse, scope):
        self._flush_moves()
        for model, names in (
            ("stock.move", ["product_qty", "location_final_id", "company_id", "date", "picking_type_id"]),
            ("stock.warehouse", ["view_location_id"]),
        ):
            self.env[model].flush_model(names)
        company = warehouse.company_id
        is_on = company.id in self.env["stock.picking.type"]._companies_requiring_notices()
        self.env.cr.execute(
            SQL(
                """
            SELECT move.id, move.picking_id, move.product_id, move.product_qty AS pieces, move.date,
                   move.picking_type_id, %(is_out)s AS is_out,
                   CASE WHEN %(is_out)s THEN move.sale_line_id END AS order_line_id,
                   CASE WHEN %(here)s THEN %(warehouse)s END AS warehouse_id
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
         LEFT JOIN stock_location final ON final.id = move.location_final_id
              JOIN stock_location dest ON dest.id = CASE
                       -- the next step of a delivery in several is made when the one before is done
                       WHEN %(final_out)s AND NOT EXISTS (
                            SELECT 1 FROM stock_move_move_rel rel WHERE rel.move_orig_id = move.id)
                       THEN final.id ELSE move.location_dest_id END
         LEFT JOIN sale_order_line line ON line.id = move.sale_line_id
         LEFT JOIN sale_order sale ON sale.id = line.order_id
             WHERE move.company_id = %(company)s AND move.state NOT IN ('done', 'cancel') AND move.product_qty > 0
               AND sale.sales_contract_id IS NULL AND NOT %(source_out)s
               AND %(met)s IS NOT NULL AND (%(here)s OR %(met_now)s IS NULL)
          ORDER BY move.id
            """,
                is_out=self._is_out_sql("dest"),
                final_out=self._is_out_sql("final"),
                source_out=self._is_out_sql("source"),
                here=self._in_warehouses_sql("source", warehouse.ids),
                met=self._met_sql(scope),
                met_now=self._met_sql() if is_on else SQL("NULL"),
                warehouse=warehouse.id,
                company=company.id,
            )
        )
        return self.env.cr.dictfetchall()

    def _open_order_lines(self, by_line):
        lines = self.env["sale.order.line"].sudo().browse(by_line)  # sudo: as the gate counts them
        released, gross = self._released(lines), self._gross_out(lines)
        values = []
        for line in lines:
            moves = by_line[line.id]
            pieces = defaultdict(float)
            for move in moves:
                pieces[move["product_id"]] += move["pieces"]
            ratios = {}
            if set(pieces) - {line.product_id.id}:
                ratios = self._kit_ratios(line) or {
                    int(product_id): ratio for product_id, ratio in line._kit_ratios_of_moves().items()
                }
            kits = [quantity / ratios[product_id] for product_id, quantity in pieces.items() if product_id in ratios]
            open_qty = pieces.get(line.product_id.id, 0.0) + max(kits, default=0.0)
            # what notices and exemptions already let leave is not exempted once more
            spare = released.get(line.id, 0) - gross[line.id]
            open_qty -= max(spare, 0.0)
            if open_qty > EPSILON:
                values.append(
                    self._open_values(moves, line.product_id.id, open_qty)
                    | {"order_line_id": line.id, "base_qty": max(-spare, 0.0)}
                )
        return values

    def _open_transfers(self, by_transfer):
        pickings = self.env["stock.picking"].sudo().browse({picking_id for picking_id, _product in by_transfer})
        exemptions = self.env["sales.manual.exemption"]._of_pickings(pickings)
        values = []
        for (picking_id, product_id), moves in by_transfer.items():
            open_qty = sum(move["pieces"] for move in moves)
            of_transfer = exemptions.get((picking_id, product_id), ())
            open_qty -= sum(exemption.left_qty for exemption in of_transfer if exemption._counts())
            if open_qty > EPSILON:
                values.append(
                    self._open_values(moves, product_id, open_qty) | {"picking_id": picking_id, "base_qty": 0.0}
                )
        return values

    def _open_values(self, moves, product_id, pieces):
        return {
            "order_line_id": False,
            "picking_id": False,
            "product_id": product_id,
            "pieces_qty": pieces,
            "warehouse_id": moves[0]["warehouse_id"],
            "picking_type_id": moves[0]["picking_type_id"],
            "date": min(move["date"] for move in moves),
        }
