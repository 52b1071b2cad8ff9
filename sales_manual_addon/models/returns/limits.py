"""No more comes back than was delivered: each notice line has a counter that whoever takes from it updates first
(architecture rule 16). Where goods left without a notice the rows of the order's lines are taken, as the gate does.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .report import LIVE_STATES


class SalesManualNoticeLine(models.Model):
    _inherit = "sales.manual.notice.line"

    _guarded_fields = frozenset({"return_claimed_qty", "return_line_ids"})

    return_claimed_qty = fields.Integer(
        string="On return reports", readonly=True, copy=False, default=0,
        help="Pieces that return reports handed over ask for, or that came back under them.",
    )  # fmt: skip
    return_line_ids = fields.One2many("sales.manual.return.line", "notice_line_id", readonly=True)

    @api.depends("product_id", "order_line_id", "notice_id")
    def _compute_display_name(self):
        for line in self:
            shown = line.sudo()  # product and order of a line that the reader sees
            line.display_name = " · ".join(filter(None, (shown.product_id.display_name, shown.order_id.name)))

    def _returnable(self):
        """Return {notice line id: pieces that can still come back}: what left, less what return reports ask for, less
        what came back beside them.
        """
        ids = tuple(self._origin.ids)
        if not ids:
            return {}
        self.env["sales.manual.return.line"].flush_model()
        self.env["sales.manual.return"].flush_model(["state", "decision"])
        self.env["stock.picking"].flush_model(["return_report_id"])
        self.env["sales.manual.notice.delivery"].flush_model()
        self.flush_model(["shipped_qty"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.id, line.shipped_qty - COALESCE(claimed.pieces, 0) - COALESCE(back.pieces, 0)
              FROM sales_manual_notice_line line
         LEFT JOIN LATERAL (%(claimed)s) claimed ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(delivery.pieces_qty)::int AS pieces
                     FROM sales_manual_notice_delivery delivery
                     JOIN stock_move move ON move.id = delivery.move_id
                LEFT JOIN stock_picking picking ON picking.id = move.picking_id
                    WHERE delivery.notice_line_id = line.id AND delivery.kind = 'return'
                      AND NOT EXISTS (SELECT FROM sales_manual_return_line reported
                                       WHERE reported.return_id = picking.return_report_id
                                         AND reported.notice_line_id = line.id)) back ON TRUE
             WHERE line.id IN %(ids)s
            """,
                    claimed=self._claimed_sql(),
                    ids=ids,
                )
            )
        )

    @api.model
    def _claimed_sql(self):
        """What reports ask for of ``line``."""
        return SQL(
            """SELECT SUM(%s)::int AS pieces
                 FROM sales_manual_return_line claim
                 JOIN sales_manual_return report ON report.id = claim.return_id
                WHERE claim.notice_line_id = line.id""",
            self._claim_sql(),
        )

    @api.model
    def _claim_sql(self):
        """What ``claim`` of ``report`` asks for, as ``sales.manual.return.line._claim`` has it."""
        return SQL(
            """GREATEST(claim.received_qty, CASE
                   WHEN report.state IN ('examining', 'signing') THEN claim.pieces_qty
                   WHEN report.state = 'decided' AND report.decision != 'reject' THEN claim.decided_qty
                   ELSE 0 END)"""
        )

    def _lock_returns(self):
        """Take these rows until the transaction ends, in id order, by UPDATE: of two reports over the same pieces the
        later is retried on the new state.
        """
        if self.ids:
            self.flush_model(["return_claimed_qty"])
            self.env.cr.execute(
                SQL(
                    """
                WITH ordered AS (
                    SELECT id FROM sales_manual_notice_line WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                UPDATE sales_manual_notice_line line SET return_claimed_qty = line.return_claimed_qty
                  FROM ordered WHERE ordered.id = line.id
                """,
                    self.ids,
                )
            )

    def _refresh_claimed(self):
        """Bring the counters of these rows, taken before by :meth:`_lock_returns`, to what reports ask for."""
        if not self.ids:
            return
        self.env["sales.manual.return.line"].flush_model()
        self.env["sales.manual.return"].flush_model(["state", "decision"])
        self.env.cr.execute(
            SQL(
                """
            UPDATE sales_manual_notice_line line SET return_claimed_qty = COALESCE((%s), 0) WHERE line.id = ANY(%s)
            """,
                self._claimed_sql(),
                self.ids,
            )
        )
        self.invalidate_recordset(["return_claimed_qty"], flush=False)


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    def _findings(self):
        """What keeps these reports from going on, {id: [sentences]}: the one predicate of alert and guard."""
        lines = self.sudo().line_ids  # the same answer for every reader
        elsewhere, foreign = lines._lots_elsewhere(), lines._lots_foreign()
        return {
            report.id: report._source_findings(elsewhere, foreign)
            + (report._proposal_findings() if report.state == "examining" else [])
            for report in self
        }

    def _source_findings(self, elsewhere, foreign):
        found = []
        lines = self.sudo().line_ids  # as above
        if not self._source():
            found.append(
                self.env._(
                    "Choose the shipping notice under which the goods left, or their transfer where they left without "
                    "one, or paste serial numbers."
                )
            )
        elif not lines:
            found.append(self.env._("Nothing is to come back. Add the lines of the notice or transfer."))
        if not (self.description or "").strip():
            found.append(self.env._("Write what the customer asks for, and why."))
        for line in lines:
            over = line.pieces_qty - line.open_qty
            if over > 0:
                found.append(
                    self.env._(
                        "%(product)s: %(over)s pieces too many. %(open)s of %(shipped)s can still come back.",
                        product=line.product_id.display_name,
                        over=over,
                        open=max(line.open_qty, 0),
                        shipped=line.shipped_qty,
                    )
                )
            if foreign.get(line.id):
                found.append(
                    self.env._("Never left under this line: %(serials)s.", serials=self._some(foreign[line.id]))
                )
            if elsewhere.get(line.id):
                found.append(
                    self.env._("On another return report already: %(serials)s.", serials=self._some(elsewhere[line.id]))
                )
        return found

    def _proposal_findings(self):
        found = []
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("finding", "cause", "responsibility", "decision")
            if not self[name]
        ]
        if missing:
            found.append(self.env._("Not written yet: %(fields)s.", fields=", ".join(missing)))
        kits = self.sudo().line_ids.product_id.filtered(lambda p: "is_kits" in p._fields and p.is_kits)  # as above
        if self.decision == "exchange" and kits:
            found.append(
                self.env._(
                    "%(products)s: a kit leaves in its parts, and no notice without sale names a kit. Propose to take "
                    "it back, and sell the other anew.",
                    products=", ".join(kits.mapped("display_name")),
                )
            )
        if self.decision == "reject" and self.decided_qty:
            found.append(self.env._("A rejected return takes no pieces back: agreed pieces are nought."))
        if self.decision in ("return", "exchange") and not self.decided_qty:
            found.append(self.env._("Enter how many pieces are taken back, or reject."))
        return found


class SalesManualReturnLine(models.Model):
    _inherit = "sales.manual.return.line"

    def _lock_sources(self):
        """Take the rows of the notice and order lines that these ask from until the transaction ends."""
        self.env["sales.manual.gate"]._lock_unwatched(self.order_line_id)
        self.notice_line_id._lock_returns()

    def _claim(self):
        """Pieces that this line takes from what can come back: until the decision all of it, then what was agreed; what
        came back anyway counts all the same.
        """
        report = self.return_id
        if report.state in ("examining", "signing"):
            asked = self.pieces_qty
        else:
            asked = self.decided_qty if report.state == "decided" and report.decision != "reject" else 0
        return max(asked, self.received_qty)

    def _lots_elsewhere(self):
        """{line id: serial numbers of it that another live report over the same notice or order line has}."""
        if not self.ids:
            return {}
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.id, ARRAY_AGG(DISTINCT lot.name)
              FROM sales_manual_return_line line
              JOIN sales_manual_return_line_lot_rel mine ON mine.line_id = line.id
              JOIN sales_manual_return_line other ON other.id != line.id
                   AND (other.notice_line_id = line.notice_line_id OR other.order_line_id = line.order_line_id)
              JOIN sales_manual_return_line_lot_rel theirs ON theirs.line_id = other.id AND theirs.lot_id = mine.lot_id
              JOIN sales_manual_return report ON report.id = other.return_id AND report.state IN %s
                   AND report.decision IS DISTINCT FROM 'reject'
              JOIN stock_lot lot ON lot.id = mine.lot_id
             WHERE line.id IN %s GROUP BY line.id
            """,
                    LIVE_STATES,
                    tuple(self.ids),
                )
            )
        )

    def _lots_foreign(self):
        """{line id: serial numbers of it that never left under its notice line, or by the report's transfer}."""
        if not self.ids:
            return {}
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.id, ARRAY_AGG(lot.name ORDER BY lot.name)
              FROM sales_manual_return_line line
              JOIN sales_manual_return_line_lot_rel mine ON mine.line_id = line.id
              JOIN stock_lot lot ON lot.id = mine.lot_id
             WHERE line.id IN %s AND NOT EXISTS (
                   SELECT FROM stock_move_line moved
                     JOIN sales_manual_notice_delivery delivery
                          ON delivery.move_id = moved.move_id AND delivery.kind = 'out'
                    WHERE moved.lot_id = lot.id AND moved.state = 'done'
                      AND delivery.notice_line_id = line.notice_line_id)
               AND NOT EXISTS (
                   SELECT FROM sales_manual_return report
                     JOIN stock_move move ON move.picking_id = report.transfer_id
                          AND move.sale_line_id = line.order_line_id
                     JOIN stock_move_line moved ON moved.move_id = move.id AND moved.state = 'done'
                    WHERE report.id = line.return_id AND moved.lot_id = lot.id)
             GROUP BY line.id
            """,
                    tuple(self.ids),
                )
            )
        )
