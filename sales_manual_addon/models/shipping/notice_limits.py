from odoo import api, fields, models
from odoo.tools import SQL

from .notice import OPEN_STATES, RELEASED_STATES


class SalesManualNoticeLine(models.Model):
    """How many pieces of an order line stand on notices. Read after ``sales.manual.gate._lock`` (architecture rule
    16).
    """

    _inherit = "sales.manual.notice.line"

    @api.model
    def _pieces_by_order_line(self, order_line_ids, states=OPEN_STATES, is_quota=False):
        """Return {order line id: pieces} on notices in ``states``, without what was closed short. Of every notice
        there is, whoever may see it.

        What left beyond a line by a tolerance counts with it: it is not open for another notice. Exchanges, which
        notices without orders make, do not count: they go out once more, for what came back. Both differ where the
        notices' own quota is asked, ``is_quota``: a notice that is held lets no more leave than has left.
        """
        ids = [line_id for line_id in order_line_ids if isinstance(line_id, int)]
        if not ids:
            return {}
        self.flush_model(["order_line_id", "notice_id", "pieces_qty", "closed_qty", "shipped_qty"])
        self.env["sales.manual.notice"].flush_model(["state", "class_id", "held_since"])
        self.env["sales.manual.notice.class"].flush_model(["source"])
        pieces = SQL("line.pieces_qty - line.closed_qty")
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.order_line_id, SUM(%s)::int
              FROM sales_manual_notice_line line
              JOIN sales_manual_notice notice ON notice.id = line.notice_id
              JOIN sales_manual_notice_class class ON class.id = notice.class_id
             WHERE line.order_line_id IN %s AND notice.state IN %s AND %s
             GROUP BY line.order_line_id
        """,
                    self._quota_sql() if is_quota else SQL("GREATEST(%s, line.shipped_qty)", pieces),
                    tuple(ids),
                    tuple(states),
                    SQL("TRUE") if is_quota else SQL("class.source IS DISTINCT FROM 'notice'"),
                )
            )
        )

    @api.model
    def _quota_sql(self):
        """Pieces that a released ``line`` of a ``notice`` lets leave."""
        return SQL(
            """CASE WHEN notice.held_since IS NULL THEN line.pieces_qty - line.closed_qty
                    ELSE LEAST(line.shipped_qty, line.pieces_qty - line.closed_qty) END"""
        )

    @api.model
    def _released_by_order_line(self, order_line_ids):
        """Return {order line id: pieces that released notices let leave}. The gate's quota; lines without notice are
        absent.
        """
        return self._pieces_by_order_line(order_line_ids, RELEASED_STATES, is_quota=True)

    @api.model
    def _order_line_numbers(self, order_lines):
        """Return {order line id: "S00023 / 2"}: its place among the lines of its order."""
        numbers = {}
        for order in order_lines.sudo().order_id:  # a message names the line, whoever reads it
            lines = order.order_line.filtered(lambda line: not line.display_type)
            for number, line in enumerate(lines.sorted(lambda line: (line.sequence, line.id)), 1):
                numbers[line.id] = f"{order.name} / {number}"
        return numbers

    @api.model
    def _order_line_names(self, order_lines):
        """Return {order line id: "S00023 / 2, Module 550"}, as messages name an order line."""
        numbers = self._order_line_numbers(order_lines)
        # sudo: as above
        return {line.id: f"{numbers[line.id]}, {line.product_id.display_name}" for line in order_lines.sudo()}


class SalesManualNotice(models.Model):
    """The limits of a notice: never more on notices than ordered, and the counters that show it."""

    _inherit = "sales.manual.notice"

    def _order_lines(self):
        return self.sudo().line_ids.order_line_id  # signers cannot read orders

    def _lock_quota(self):
        """Take the right to change what stands on notices, before anything of it is read."""
        self.env["sales.manual.gate"]._lock(self._order_lines())

    def _over_order(self):
        """Return {line: (pieces on all open notices, pieces ordered)} of the lines whose order has too few pieces.

        A prepared notice counts as if it were issued.
        """
        lines = self.sudo().line_ids  # signers cannot read orders
        noticed = lines._pieces_by_order_line(lines.order_line_id.ids)
        over = {}
        for line in lines:
            if not line.order_line_id or line.notice_id.state == "void":
                continue
            open_qty = noticed.get(line.order_line_id.id, 0)
            if line.notice_id.state not in OPEN_STATES:
                open_qty += line.pieces_qty
            ordered = line._ordered_pieces()
            if open_qty > ordered:
                over[line] = open_qty, ordered
        return over

    @api.model
    def _refresh_counters(self, order_lines):
        """Recount pieces on notices and released pieces on the batch lines of these order lines. Their rows are
        locked.
        """
        batch_lines = order_lines.sudo().contract_batch_line_id  # counters follow whoever acts
        if not batch_lines:
            return
        self.env["sales.manual.notice.line"].flush_model(["batch_line_id", "notice_id", "pieces_qty", "closed_qty"])
        self.flush_model(["state"])
        counted = {
            batch_line_id: (noticed, released)
            for batch_line_id, noticed, released in self.env.execute_query(
                SQL(
                    """
                SELECT line.batch_line_id,
                       SUM(line.pieces_qty - line.closed_qty)::int,
                       COALESCE(SUM(line.pieces_qty - line.closed_qty) FILTER (WHERE notice.state IN %s), 0)::int
                  FROM sales_manual_notice_line line
                  JOIN sales_manual_notice notice ON notice.id = line.notice_id
                 WHERE line.batch_line_id IN %s AND notice.state IN %s
                 GROUP BY line.batch_line_id
            """,
                    RELEASED_STATES,
                    tuple(batch_lines.ids),
                    OPEN_STATES,
                )
            )
        }
        for batch_line in batch_lines:
            noticed, released = counted.get(batch_line.id, (0, 0))
            if (batch_line.noticed_qty, batch_line.released_qty) != (noticed, released):
                batch_line._passed().write({"noticed_qty": noticed, "released_qty": released})

    # what happens to a notice when its lines or its order change

    def _check_lines_editable(self):
        if not self._has_pass():
            self._check_maker()
            self._check_editable({"line_ids"})

    def _lines_changed(self, order_lines):
        """After a line of these notices was made, changed or deleted. While signing it must still fit, and what no
        longer is as it was signed is void.
        """
        signing = self.filtered(lambda notice: notice.state == "signing")
        # takes the rows of drafts: of a line changed while its notice is issued one of the two starts again
        (self - signing)._signoff_recheck()
        if not signing:
            return
        self.env["sales.manual.gate"]._lock(order_lines | signing._order_lines())
        signing._check_blockers()
        signing._refresh_counters(order_lines | signing._order_lines())
        signing._signoff_recheck()

    @api.model
    def _order_lines_changed(self, order_lines):
        """After quantity or price of these order lines changed: prepared notices follow, and signatures given before
        are void, visibly. Released notices stay as they were signed.
        """
        # of what a notice may be over by now, unseen
        self.env["sales.manual.gate"]._lock(order_lines.filtered(lambda line: line.state == "sale"))
        lines = (
            self.env["sales.manual.notice.line"]
            .sudo()
            .search(
                [  # whoever may change the order, all notices follow
                    ("order_line_id", "in", order_lines.ids),
                    ("notice_id.state", "in", ("draft", "signing")),
                ]
            )
        )
        if not lines:
            return
        self.env.add_to_compute(lines._fields["amount"], lines)
        lines.notice_id.filtered(lambda notice: notice.state == "signing")._signoff_recheck()

    def _today(self):
        return fields.Date.context_today(self.with_context(tz=self.company_id.sudo().partner_id.tz or self.env.user.tz))
