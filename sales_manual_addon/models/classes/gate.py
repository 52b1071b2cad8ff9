from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shipping.gate_row import BACK, BETWEEN_CUSTOMERS, EPSILON, FROM_TRANSIT, OUT, TO_TRANSIT
from ..shipping.gate_scope import TO_CUSTOMER
from ..shipping.notice import RELEASED_STATES
from .branch import ASTRAY
from .notice_class import BY_NOTICE, FROM_NOTICE


class Moved(NamedTuple):
    """Pieces of one product that one stock move took out or brought back under a notice."""

    notice_id: int
    move_id: int
    product_id: int
    kind: str  # out | return
    leg: str
    pieces: float
    date: object


class SalesManualGateByNotice(models.AbstractModel):
    """Goods that no order moves leave by transfers that name their notice: no more than it releases, and nothing else.

    Holds whether or not the company requires notices: a transfer that names such a notice is its transfer. Where the
    company does require them, these goods pass by their notice alone.
    """

    _inherit = "sales.manual.gate"

    def _close(self, operation):
        self._check_by_notice(self.env["stock.move"].sudo().browse(operation.move_ids))  # sudo: whoever moves them
        return super()._close(operation)

    def _check_by_notice(self, moves):
        notices = self._notices_of_moves(moves)
        self._check_branches(moves)
        if not notices:
            return
        # the row that release, void and other shipments of these notices take too (rule 16)
        notices._signoff_lock()
        rows = self._moved_by_notice(notices)
        if reasons := self._by_notice_reasons(notices, rows):
            raise UserError("\n\n".join(reasons))
        notices._record_own_deliveries(rows)

    def _notices_of_moves(self, moves):
        """The notices whose goods these moves carry by themselves, out or back."""
        pickings = moves.picking_id | moves.origin_returned_move_id.picking_id
        return pickings.shipping_notice_id.filtered(lambda notice: notice.class_id.source in BY_NOTICE)

    @api.model
    def _watched_order_lines(self, order_lines):
        """Those of these order lines whose goods the gate counts by their order."""
        lines = order_lines.sudo()  # whoever ships
        requiring = lines.filtered(lambda line: line.order_id.warehouse_id.out_type_id.requires_shipping_notice)
        watched = requiring | lines.filtered(lambda line: line.order_id.sales_contract_id)
        # what left before anybody asked for notices is on none: an exchange added to it would be over all there are
        released = watched.env["sales.manual.notice.line"]._pieces_by_order_line(watched.ids, RELEASED_STATES)
        return watched.filtered(lambda line: released.get(line.id))

    def _moved_by_notice(self, notices, open_line_ids=()):
        """What left and came back by the transfers of these notices, as a list of :class:`Moved` in order of time.
        Goods of an order that the gate watches are counted with it, not here.

        ``open_line_ids``: move lines that count as if done.
        """
        self._flush_moves()
        self.env["stock.move"].flush_model(["origin_returned_move_id", "picking_type_id"])
        self.env["sales.manual.notice"].flush_model(["branch_id"])
        rows = self.env.execute_query(
            SQL(
                """
            WITH own AS MATERIALIZED (
                SELECT move.id AS move_id, picking.shipping_notice_id AS notice_id
                  FROM stock_picking picking JOIN stock_move move ON move.picking_id = picking.id
                 WHERE picking.shipping_notice_id IN %(notices)s
            ),
            carried AS (
                SELECT move_id, notice_id FROM own
                 UNION
                SELECT back.id, own.notice_id
                  FROM own JOIN stock_move back ON back.origin_returned_move_id = own.move_id
            )
            SELECT carried.notice_id, move.id, line.product_id, moved.leg, SUM(moved.pieces), MAX(line.date)
              FROM carried
              JOIN stock_move move ON move.id = carried.move_id
         LEFT JOIN sale_order_line order_line ON order_line.id = move.sale_line_id
         LEFT JOIN sale_order orders ON orders.id = order_line.order_id
         LEFT JOIN stock_picking_type type ON type.id = move.picking_type_id
              JOIN stock_move_line line ON line.move_id = move.id
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location dest ON dest.id = line.location_dest_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom line_uom ON line_uom.id = line.product_uom_id
              JOIN uom_uom product_uom ON product_uom.id = template.uom_id
              JOIN sales_manual_notice notice ON notice.id = carried.notice_id
         LEFT JOIN stock_warehouse branch ON branch.id = notice.branch_id
         LEFT JOIN stock_location root ON root.id = branch.view_location_id
        CROSS JOIN LATERAL (SELECT CASE WHEN root.id IS NULL THEN %(leg)s ELSE %(branch_leg)s END AS leg,
                                   %(pieces)s AS pieces) moved
             WHERE (move.state = 'done' OR line.id IN %(open)s)
               AND orders.sales_contract_id IS NULL
               AND (move.sale_line_id IS NULL OR type.requires_shipping_notice IS NOT TRUE)
               AND moved.leg IS NOT NULL AND moved.pieces > 0
          GROUP BY carried.notice_id, move.id, line.product_id, moved.leg
          ORDER BY MAX(line.date), move.id
                """,
                leg=self._leg_sql(),
                branch_leg=self._branch_leg_sql(),
                pieces=self._pieces_sql(),
                notices=tuple(notices.ids) or (0,),
                open=tuple(open_line_ids) or (0,),
            )
        )
        return [
            Moved(notice_id, move_id, product_id, "return" if leg == BACK else "out", leg, pieces, date)
            for notice_id, move_id, product_id, leg, pieces, date in self._without_half_ways(rows)
        ]

    def _without_half_ways(self, rows):
        """``rows`` without what they say twice: goods that go through a transit location leave once."""
        through = defaultdict(float)
        for notice_id, _move_id, product_id, leg, pieces, _date in rows:
            through[notice_id, product_id, leg] += pieces
        counted = []
        for row in rows:
            notice_id, _move_id, product_id, leg, _pieces, _date = row
            to, onward = through[notice_id, product_id, TO_TRANSIT], through[notice_id, product_id, FROM_TRANSIT]
            if leg != (TO_TRANSIT if onward > to else FROM_TRANSIT):
                counted.append(row)
        return counted

    def _by_notice_reasons(self, notices, rows):
        """Why goods that moved under these notices may not have."""
        out, between, astray = defaultdict(float), set(), set()
        for row in rows:
            if row.leg == BETWEEN_CUSTOMERS:
                between.add((row.notice_id, row.product_id))
            elif row.leg == ASTRAY:
                astray.add((row.notice_id, row.product_id))
            elif row.leg in OUT:
                out[row.notice_id, row.product_id] += row.pieces
        return (
            [
                self._by_notice_reason(notices.browse(notice_id), product_id, out[notice_id, product_id])
                for notice_id, product_id in out
                if out[notice_id, product_id] > self._by_notice_allows(notices.browse(notice_id), product_id) + EPSILON
            ]
            + [
                self.env._(
                    "%(notice)s, %(product)s: the goods would go from a customer to a customer. Correct the "
                    "source location.",
                    notice=notices.browse(notice_id).display_name,
                    product=self.env["product.product"].sudo().browse(product_id).display_name,
                )
                for notice_id, product_id in between
            ]
            + [
                self.env._(
                    "%(notice)s, %(product)s: the goods go to warehouse %(branch)s, nowhere else. Correct the "
                    "destination.",
                    notice=notices.browse(notice_id).display_name,
                    product=self.env["product.product"].sudo().browse(product_id).display_name,
                    branch=notices.browse(notice_id).branch_id.display_name,
                )
                for notice_id, product_id in astray
            ]
        )

    def _by_notice_allows(self, notice, product_id):
        if notice.state not in RELEASED_STATES:
            return 0
        lines = notice.line_ids.filtered(lambda line: line.product_id.id == product_id)
        return sum(line.pieces_qty - line.closed_qty for line in lines)

    def _by_notice_reason(self, notice, product_id, out):
        named = {
            "notice": notice.display_name,
            "product": self.env["product.product"].sudo().browse(product_id).display_name,  # whoever ships
            "out": self._pieces_text(out),
        }
        if notice.state == "void":
            return self.env._("%(product)s: shipping notice %(notice)s is void. Nothing leaves under it.", **named)
        if notice.state not in RELEASED_STATES:
            return self.env._(
                "%(product)s: %(out)s pieces would have left. %(waiting)s",
                waiting=self._waiting_sentence(notice),
                **named,
            )
        return self.env._(
            "%(product)s: %(out)s pieces would have left on shipping notice %(notice)s, which releases %(released)s. A "
            "shipping notice lets leave what it names.",
            released=self._pieces_text(self._by_notice_allows(notice, product_id)),
            **named,
        )

    # beforehand, and where the company requires notices

    @api.model
    def _reason_for(self, pickings):
        reasons = super()._reason_for(pickings)
        for picking, found in self._by_notice_beforehand(pickings).items():
            reasons[picking] = "\n\n".join(filter(None, (reasons.get(picking), *found)))
        return reasons

    def _by_notice_beforehand(self, pickings):
        """{transfer: reasons}, each transfer by itself."""
        pickings = pickings.filtered(lambda picking: picking.state not in ("done", "cancel"))
        moves = pickings.sudo().move_ids.filtered(lambda move: move.state not in ("done", "cancel"))  # whoever asks
        notices = self._notices_of_moves(moves)
        open_lines = self._open_lines(moves) if moves else moves.move_line_ids
        to_branches = self._branch_reasons(moves, open_lines.ids)
        rows = self._moved_by_notice(notices, open_lines.ids) if notices else []
        picking_of = {move.id: move.picking_id for move in moves}
        by_goods, carried = defaultdict(list), defaultdict(set)
        for row in rows:
            by_goods[row.notice_id, row.product_id].append(row)
            carried[picking_of.get(row.move_id)].add((row.notice_id, row.product_id))
        found = {}
        for picking, of_picking in moves.grouped("picking_id").items():
            counted = [
                row
                for goods in sorted(carried[picking])
                for row in by_goods[goods]
                if picking_of.get(row.move_id, picking) == picking
            ]
            reasons = self._by_notice_reasons(notices, counted) + [
                to_branches[move.id] for move in of_picking if move.id in to_branches
            ]
            if reasons:
                found[picking.sudo(self.env.su)] = reasons
        return found

    def _met_rows(self, moves, open_line_ids=()):
        rows = super()._met_rows(moves, open_line_ids)
        if not rows:
            return rows
        met = moves.browse({row.move_id for row in rows}).sudo()  # whoever moves them
        by_notice = met.filtered(lambda move: move.picking_id.shipping_notice_id.class_id.source == FROM_NOTICE)
        return [row for row in rows if row.met != TO_CUSTOMER or row.move_id not in by_notice.ids]

    def _open_transfers(self, by_transfer):
        """See the shipping room. What leaves under its own notice needs no exemption."""
        pickings = self.env["stock.picking"].sudo().browse({picking_id for picking_id, _product in by_transfer})
        own = pickings.filtered(lambda picking: picking.shipping_notice_id.class_id.source == FROM_NOTICE)
        others = {key: moves for key, moves in by_transfer.items() if key[0] not in own._ids}
        return super()._open_transfers(others)
