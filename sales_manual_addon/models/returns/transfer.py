"""Goods that left without a shipping notice: on plain orders, or exempt. Their transfer stands for the notice, and what
can come back is counted as the gate counts: in pieces of the order line's product, a kit in kits.
"""

from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shipping.gate_row import BACK, OUT


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    @api.onchange("transfer_id")
    def _onchange_transfer_id(self):
        """Everything of the transfer that can come back; whoever writes the report takes out what stays."""
        if not self.transfer_id:
            if self.line_ids.order_line_id:
                self.line_ids = [Command.clear()]
            return
        self.transfer_id._origin.check_access("read")  # any number may be asked for
        self.notice_id = False
        returnable = self.transfer_id._returnable_without_notice()
        self.line_ids = [Command.clear()] + [
            Command.create({"order_line_id": line_id, "pieces_qty": pieces})
            for (_transfer_id, line_id), (_shipped, pieces) in sorted(returnable.items())
            if pieces > 0
        ]
        if not_offered := self._not_offered():
            return {"warning": {"title": self.env._("Kits that are not offered"), "message": not_offered}}

    def _not_offered(self):
        """What of the transfer cannot be asked back by this report, and what to do instead; False where all can."""
        kits = self.transfer_id._origin.sudo().move_ids.sale_line_id._kits_off_record()  # whoever reads the report
        if not kits:
            return False
        return self.env._(
            "%(products)s left as parts of a kit, confirmed while nothing asked for notices: which parts make one is "
            "on no record, so it is not offered here. Return the parts in Inventory, by the return of %(transfer)s.",
            products=", ".join(kits.product_id.mapped("display_name")),
            transfer=self.transfer_id.sudo().name,  # as above
        )

    def _source_orders(self):
        """The orders by which the lines were sold, in their order: a transfer may have the goods of several. Its own
        without lines."""
        self.ensure_one()
        # sudo: whatever of orders the reader may read
        return self.line_ids.order_line_id.sudo().order_id or self.transfer_id.sudo().sale_id

    def _check_one_customer(self):
        """Refuse lines of several customers, contracts or currencies: what follows from a report has one of each."""
        for report in self.filtered(lambda report: report.transfer_id and report.state == "draft"):
            orders = report._source_orders()
            mixed = (
                len(orders.partner_id.commercial_partner_id) > 1
                or len(orders.currency_id) > 1
                or len(set(orders.mapped("sales_contract_id.id"))) > 1
            )
            if mixed:
                raise UserError(
                    self.env._(
                        "%(transfer)s delivered several orders: %(orders)s. Keep the lines of one customer, contract "
                        "and currency, and write another report for the rest.",
                        transfer=report.transfer_id.sudo().name,  # as above
                        orders=", ".join(f"{order.name} ({order.partner_id.display_name})" for order in orders),
                    )
                )

    def _check_source(self):
        """Refuse what the writer does not see, and a transfer that did not leave, or left under a notice."""
        self.notice_id.check_access("read")
        self.transfer_id.check_access("read")
        # sudo: whatever of moves and notices the writer may read
        returnable = self.sudo().transfer_id._returnable_without_notice()
        known = {transfer_id for transfer_id, _line_id in returnable}
        for report in self.filtered("transfer_id"):
            if report.notice_id:
                raise UserError(
                    self.env._("A return report is about a shipping notice or about a transfer. Choose one of them.")
                )
            if report.transfer_id.id not in known:
                notices = report.sudo().transfer_id._return_notices()
                raise UserError(
                    self.env._(
                        "%(transfer)s left under %(notices)s: choose the notice.",
                        transfer=report.transfer_id.name,
                        notices=", ".join(notices.mapped("display_name")),
                    )
                    if notices
                    else report._not_offered()
                    or self.env._(
                        "%(transfer)s is no delivery of an order that can come back, or it has not left.",
                        transfer=report.transfer_id.name,
                    )
                )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    return_report_ids = fields.One2many("sales.manual.return", "transfer_id", string="Return reports", readonly=True)
    return_report_count = fields.Integer(compute="_compute_return_report_count", export_string_translation=False)

    @api.depends("return_report_ids")
    def _compute_return_report_count(self):
        for picking in self:
            picking.return_report_count = len(picking.sudo().return_report_ids)  # opening them asks for the right

    def action_open_return_reports(self):
        """Show the return reports of this delivery, ready for another: of its notice, where it left under one."""
        self.ensure_one()
        self.check_access("read")
        notices = self.sudo()._return_notices().with_env(self.env)  # which there are; opening asks for the right
        if len(notices) == 1:
            return notices.action_open_return_reports()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_return_action"),
            "domain": ["|", ("transfer_id", "in", self.ids), ("notice_id", "in", notices.ids)],
            "context": {} if notices else {"default_transfer_id": self.id},
        }

    def _return_notices(self):
        """The shipping notices under which these transfers left."""
        deliveries = self.env["sales.manual.notice.delivery"]
        return deliveries.search([("move_id", "in", self.move_ids.ids), ("kind", "=", "out")]).notice_id

    def _returnable_without_notice(self):
        """Return {(transfer id, order line id): (pieces that left, pieces that can still come back)} of these done
        transfers' order lines that left by them under no notice: what left, less what return reports ask for, less
        what came back beside them.
        """
        transfers = self._origin.sudo().filtered(lambda picking: picking.state == "done")  # counted whoever asks
        order_lines = transfers.move_ids.sale_line_id
        if not order_lines:
            return {}
        noticed = self.env["sales.manual.notice.delivery"].sudo()
        noticed = noticed.search([("move_id", "in", transfers.move_ids.ids), ("kind", "=", "out")])
        under_notice = {(row.move_id.picking_id.id, row.notice_line_id.order_line_id.id) for row in noticed}
        claimed = self._claimed_without_notice(transfers)
        found = {}
        for (transfer, order_line), (left, back) in order_lines._return_moves(transfers).items():
            key = transfer.id, order_line.id
            if key not in under_notice:
                shipped = sum(pieces for _move, pieces in left)
                reported = claimed.get(key, {})
                unreported = sum(pieces for move, pieces in back if move.picking_id.return_report_id.id not in reported)
                found[key] = shipped, shipped - sum(reported.values()) - unreported
        return found

    @api.model
    def _claimed_without_notice(self, transfers):
        """{(transfer id, order line id): {report id: pieces that it asks for}}, as ``_claim`` of a line has it."""
        self.env["sales.manual.return.line"].flush_model()
        self.env["sales.manual.return"].flush_model(["state", "decision", "transfer_id"])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT report.transfer_id, claim.order_line_id, report.id, %s
              FROM sales_manual_return_line claim
              JOIN sales_manual_return report ON report.id = claim.return_id
             WHERE report.transfer_id = ANY(%s) AND claim.order_line_id IS NOT NULL
            """,
                self.env["sales.manual.notice.line"]._claim_sql(),
                transfers.ids,
            )
        )
        claimed = defaultdict(dict)  # a report has a line of the order once
        for transfer_id, line_id, report_id, pieces in rows:
            claimed[transfer_id, line_id][report_id] = pieces
        return claimed


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _return_pieces(self):
        """Pieces that were ordered, in the product's own unit."""
        return self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id)

    def _kits_off_record(self):
        """Those of these lines that left as parts of a kit of which no record says how many make one."""
        gate = self.env["sales.manual.gate"]
        return self.filtered(lambda line: not gate._kit_ratios(line) and line.move_ids.product_id - line.product_id)

    def _return_moves(self, transfers):
        """{(transfer, order line): ([(move that left, pieces)], [(move that came back, pieces)])} of these lines and
        ``transfers``, as the gate counts: a kit in kits, by the moves of one of its parts. Kits whose parts are on no
        record, confirmed while nothing asked for notices, are left out.
        """
        gate = self.env["sales.manual.gate"]
        lines = self - self._kits_off_record()
        rows = gate._rows(lines, legs=(*OUT, BACK))
        out, back = gate._gross_out_by_move(lines, rows), gate._returned_by_move(lines, rows)
        # sudo: counted, not shown; in one recordset, so that they are read together
        moves = self.env["stock.move"].sudo().browse({move_id for _line_id, move_id, _pieces, _date in out + back})
        by_id = {move.id: move for move in moves}
        found, ways = {}, defaultdict(list)
        for line_id, move_id, pieces, _date in out:
            move = by_id[move_id]
            ways[line_id].append(move.picking_id)
            if move.picking_id in transfers:
                left, _back = found.setdefault((move.picking_id, self.browse(line_id)), ([], []))
                left.append((move, pieces))
        for line_id, move_id, pieces, _date in back:
            key = by_id[move_id]._returned_transfer(ways[line_id]), self.browse(line_id)
            if key in found:
                found[key][1].append((by_id[move_id], pieces))
        return found


class StockMove(models.Model):
    _inherit = "stock.move"

    def _returned_transfer(self, ways):
        """By which of the transfers ``ways``, oldest first, this move's goods left. Added by hand to a return it
        returns no move: it counts with what the others return, else with the last by which its goods left.
        """
        self.ensure_one()
        if self.origin_returned_move_id:
            return self.origin_returned_move_id.picking_id
        beside = self.picking_id.return_report_id.transfer_id or self.picking_id.return_id
        return beside if beside in ways or not ways else ways[-1]
