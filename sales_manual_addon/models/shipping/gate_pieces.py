from collections import defaultdict
from math import ceil

from odoo import api, models

from .gate_row import BACK, DIRECT, EPSILON, FROM_TRANSIT, TO_TRANSIT


class SalesManualGatePieces(models.AbstractModel):
    """How many pieces of an order line have left, counted from done move lines by their own two ends.

    Gross: what comes back never reduces it. A line's ends decide, never the kind of its move.
    """

    _inherit = "sales.manual.gate"

    @api.model
    def _gross_out(self, order_lines):
        """Return {order line id: pieces that have left to customers, gross}. Kits are counted by their largest
        component."""
        rows = self._rows(order_lines)
        totals = self._totals(rows)
        return {line_id: totals.get(line_id, 0.0) for line_id in order_lines.ids}

    @api.model
    def _gross_out_by_move(self, order_lines, rows):
        """Return (order line id, stock move id, whole pieces, date) of what has left, oldest first; ``rows`` as of
        :meth:`_rows`.

        They add up to :meth:`_gross_out`. A kit is listed by the moves of its leading component, in kits.
        """
        through = defaultdict(lambda: defaultdict(float))
        for row in rows:
            through[row.line_id, row.product_id][row.leg] += row.pieces
        counted = []
        for row in rows:
            legs = through[row.line_id, row.product_id]
            transit = FROM_TRANSIT if legs[FROM_TRANSIT] > legs[TO_TRANSIT] else TO_TRANSIT
            if row.line_id and row.leg in (DIRECT, transit):
                counted.append(row)
        return self._rows_by_move(order_lines, counted)

    @api.model
    def _returned_by_move(self, order_lines, rows=None):
        """The same of what customers sent back."""
        if rows is None:
            rows = self._rows(order_lines, legs=(BACK,))
        return self._rows_by_move(order_lines, [row for row in rows if row.line_id and row.leg == BACK])

    def _rows_by_move(self, order_lines, rows):
        lines = {line.id: line for line in order_lines.sudo()}
        by_line = defaultdict(lambda: defaultdict(list))
        for row in rows:
            by_line[row.line_id][row.product_id].append(row)
        result = []
        for line_id, by_product in by_line.items():
            line = lines[line_id]
            ratios = self._kit_ratios(line)
            own, components = [], {}
            for product_id, product_rows in by_product.items():
                if product_id in ratios:
                    components[product_id] = [(row, row.pieces / ratios[product_id]) for row in product_rows]
                else:
                    own += [(row, row.pieces) for row in product_rows]
            leading = (
                max(components.items(), key=lambda item: (sum(p for _row, p in item[1]), -item[0]))[1]
                if components
                else []
            )
            for counted in (own, leading):
                total = 0.0
                for row, pieces in sorted(counted, key=lambda item: (item[0].date, item[0].move_id)):
                    # whole pieces that add up: each row is the step between two rounded sums
                    step = ceil(total + pieces - EPSILON) - ceil(total - EPSILON)
                    total += pieces
                    if step:
                        result.append((line_id, row.move_id, step, row.date))
        return sorted(result, key=lambda item: (item[3], item[1]))

    def _kit_ratios(self, line):
        """{component id: pieces of it in one piece of the line's product}; empty where the line is no kit."""
        return {int(key): value for key, value in (line.shipping_kit_ratio or {}).items()}

    def _totals(self, rows):
        """{line id: gross pieces}."""
        legs = defaultdict(lambda: defaultdict(float))
        for row in rows:
            if row.line_id:
                legs[row.line_id, row.product_id][row.leg] += row.pieces
        own, kits = defaultdict(float), defaultdict(float)
        lines = self.env["sale.order.line"].sudo().browse({line_id for line_id, _product in legs})
        ratios = {line.id: self._kit_ratios(line) for line in lines}
        for (line_id, product_id), pieces in legs.items():
            # goods that left through a transit location are counted where they entered it; a transfer that claims to
            # take from there more than ever entered takes it from elsewhere
            out = pieces[DIRECT] + max(pieces[TO_TRANSIT], pieces[FROM_TRANSIT])
            ratio = ratios[line_id].get(product_id)
            if ratio:
                kits[line_id] = max(kits[line_id], out / ratio)
            else:
                own[line_id] += out
        return {line_id: own[line_id] + kits[line_id] for line_id in {*own, *kits}}
