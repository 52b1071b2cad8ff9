"""Gate passes of done transfers: what left under notices and stands on no pass yet."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SalesManualDispatch(models.Model):
    _inherit = "sales.manual.dispatch"

    @api.model
    def _make(self, pickings):
        """Make a pass for each done transfer with all that left by it under notices and is on no pass yet.

        :return: the passes made, none for a transfer of which nothing is left
        """
        open_pieces = self._open_pieces(pickings)
        by_picking = defaultdict(dict)
        for (picking_id, line_id), pieces in open_pieces.items():
            if pieces > 0:
                by_picking[picking_id][line_id] = pieces
        # sudo: whoever ships reads neither contracts nor notices
        pickings = pickings.browse(sorted(by_picking)).sudo()
        lines = self.env["sales.manual.notice.line"].sudo().browse({line_id for _picking_id, line_id in open_pieces})
        by_id = {line.id: line for line in lines.with_prefetch(lines._prefetch_ids)}
        lines.notice_id.fetch(["partner_id", "contract_id", "market"])
        packages = self._packages(pickings)
        dispatches = self.sudo()._passed().create(
            [
                {
                    "picking_id": picking.id,
                    "company_id": picking.company_id.id,
                    "partner_id": (picking.partner_id or notice.partner_id).id,
                    "contract_id": notice.contract_id.id,
                    "market": notice.market,
                }
                for picking in pickings
                for notice in [by_id[next(iter(by_picking[picking.id]))].notice_id]
            ]
        )  # fmt: skip
        self.env["sales.manual.dispatch.line"].sudo()._passed().create(
            [
                {
                    "dispatch_id": dispatch.id,
                    "notice_line_id": line_id,
                    "pieces_qty": pieces,
                    # of several notices over one product the first has its packages
                    "package_qty": max(packages.pop((dispatch.picking_id.id, by_id[line_id].product_id.id), 0), 0),
                }
                for dispatch in dispatches
                for line_id, pieces in by_picking[dispatch.picking_id.id].items()
            ]
        )
        return self.browse(dispatches.ids)

    @api.model
    def _open_pieces(self, pickings):
        """{(transfer id, notice line id): pieces that left and are on no pass}, below nought where passes have more."""
        if not pickings:
            return {}
        self.env["sales.manual.notice.delivery"].flush_model()
        self.env["sales.manual.dispatch.line"].flush_model()
        self.env["stock.move"].flush_model(["picking_id"])
        self.flush_model(["state", "picking_id"])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT picking_id, line_id, SUM(pieces)::int
              FROM (SELECT move.picking_id, delivery.notice_line_id AS line_id, delivery.pieces_qty AS pieces
                      FROM stock_move move
                      JOIN sales_manual_notice_delivery delivery ON delivery.move_id = move.id AND delivery.kind = 'out'
                     WHERE move.picking_id = ANY(%(ids)s)
                     UNION ALL
                    SELECT dispatch.picking_id, line.notice_line_id, -line.pieces_qty
                      FROM sales_manual_dispatch dispatch
                      JOIN sales_manual_dispatch_line line ON line.dispatch_id = dispatch.id
                     WHERE dispatch.picking_id = ANY(%(ids)s) AND dispatch.state <> 'void') counted
          GROUP BY picking_id, line_id
          ORDER BY picking_id, line_id
            """,
                ids=pickings.ids,
            )
        )
        return {(picking_id, line_id): pieces for picking_id, line_id, pieces in rows}

    @api.model
    def _packages(self, pickings):
        """{(transfer id, product id): packages that its goods were packed in and that stand on no pass yet}; one that
        holds several products stands with the first.
        """
        packages, counted = defaultdict(int), set()
        for line in pickings.move_line_ids.sorted("id"):
            package = line.picking_id.id, line.result_package_id.id
            if line.result_package_id and package not in counted:
                counted.add(package)
                packages[line.picking_id.id, line.product_id.id] += 1
        on_passes = self.env["sales.manual.dispatch.line"].sudo()  # as above
        for line in on_passes.search(
            [("dispatch_id.picking_id", "in", pickings.ids), ("dispatch_id.state", "!=", "void")]
        ):
            packages[line.dispatch_id.picking_id.id, line.product_id.id] -= line.package_qty
        return packages

    def _check_quantities(self):
        """Raise UserError where passes of a transfer carry more than what left by it. Its order lines' rows are taken
        first, as whatever changes what has left does: two passes of one transfer cannot both take its last pieces.
        """
        dispatches = self.sudo()  # counted whoever may read what
        self.env["sales.manual.gate"]._lock(dispatches.line_ids.notice_line_id.order_line_id)
        over = {key: -pieces for key, pieces in self._open_pieces(dispatches.picking_id).items() if pieces < 0}
        for line in dispatches.line_ids:
            excess = over.get((line.dispatch_id.picking_id.id, line.notice_line_id.id))
            if excess:
                raise UserError(
                    self.env._(
                        "%(transfer)s, %(product)s: the gate passes of this transfer carry %(pieces)s pieces more than "
                        "left by it under %(notice)s. Lower the pass, or make another of its passes void.",
                        transfer=line.dispatch_id.picking_id.name,
                        product=line.product_id.display_name,
                        pieces=excess,
                        notice=line.notice_id.display_name,
                    )
                )
