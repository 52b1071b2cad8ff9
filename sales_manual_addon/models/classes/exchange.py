from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shipping.notice import OPEN_STATES
from .notice_class import FROM_NOTICE


class SalesManualNoticeLine(models.Model):
    """Exchanges: goods that go out, free, for goods of the same order line that came back (CMD-7)."""

    _inherit = "sales.manual.notice.line"

    def _returned_by_order_line(self):
        """Return {order line id: pieces that came back} of these lines' order lines."""
        order_lines = self.sudo().order_line_id  # counted, whoever reads the notice
        returned = {}
        if order_lines:
            for line_id, _move_id, pieces, _date in self.env["sales.manual.gate"]._returned_by_move(order_lines):
                returned[line_id] = returned.get(line_id, 0) + pieces
        return returned

    def _exchanged_by_order_line(self):
        """Return {order line id: pieces on open notices that go out in exchange}."""
        order_line_ids = self.sudo().order_line_id.ids  # as above
        if not order_line_ids:
            return {}
        self.flush_model(["order_line_id", "notice_id", "pieces_qty", "closed_qty"])
        self.env["sales.manual.notice"].flush_model(["state", "class_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
            SELECT line.order_line_id, SUM(line.pieces_qty - line.closed_qty)::int
              FROM sales_manual_notice_line line
              JOIN sales_manual_notice notice ON notice.id = line.notice_id
              JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.source = %s
             WHERE line.order_line_id IN %s AND notice.state IN %s
             GROUP BY line.order_line_id
                    """,
                    FROM_NOTICE,
                    tuple(order_line_ids),
                    OPEN_STATES,
                )
            )
        )


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    @api.model
    def _make_exchange(self, pieces_by_order_line, reason, **values):
        """Prepare one notice over goods that go out in exchange for what came back, or will.

        ``pieces_by_order_line``: {sale.order.line: whole pieces}, of one customer, company and warehouse. ``reason``:
        text. ``values``: other values of the notice, which win (``class_id``, ``ship_date`` ...).

        :return: the prepared notice. It can be issued once the goods are back.
        :raise UserError: no class takes exchanges, or the orders differ
        :raise AccessError: the user holds no post that makes notices of the class
        """
        order_lines = self.env["sale.order.line"].union(*pieces_by_order_line)
        orders = order_lines.order_id
        if len(orders.company_id) != 1 or len(orders.partner_id.commercial_partner_id) != 1:
            raise UserError(self.env._("One exchange is for one customer of one company. Make one for each."))
        company = orders.company_id
        classes = self.env["sales.manual.notice.class"].search(
            [("company_id", "in", [False, company.id]), ("source", "=", FROM_NOTICE)]
        )
        if not classes:
            raise UserError(self.env._("No notice class is for goods that are not sold. An administrator adds one."))
        return self.create(
            {
                "class_id": classes[:1].id,
                "company_id": company.id,
                "partner_id": orders[:1].partner_id.id,
                "warehouse_id": orders[:1].warehouse_id.id,
                "ship_date": company._sales_manual_today(),
                "currency_id": company.currency_id.id,
                "reason_kind": "exchange",
                "reason": reason,
                "line_ids": [
                    Command.create({"order_line_id": line.id, "product_id": line.product_id.id, "pieces_qty": pieces})
                    for line, pieces in pieces_by_order_line.items()
                ],
                **values,
            }
        )

    def _exchange_blockers(self, names):
        """What keeps lines of an exchange from going out."""
        found = []
        for line in self.line_ids.filtered("order_line_id"):
            order_line, order = line.order_line_id, line.order_line_id.order_id
            name = names.get(order_line.id, order_line.display_name)
            if line.product_id != order_line.product_id:
                found.append(
                    self._blocker(
                        "product",
                        self.env._(
                            "%(line)s: the notice names %(product)s instead.",
                            line=name,
                            product=line.product_id.display_name,
                        ),
                    )
                )
            if (
                order.company_id != self.company_id
                or order.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id
            ):
                found.append(
                    self._blocker(
                        "mismatch",
                        self.env._(
                            "%(line)s was ordered by another customer or company than the notice is for. Choose an "
                            "order line of %(customer)s.",
                            line=name,
                            customer=self.partner_id.display_name,
                        ),
                    )
                )
            # open: what came back less what issued notices exchange already, read of all notices at once
            added = 0 if self.state in OPEN_STATES else line.pieces_qty
            if line.open_qty < added:
                back = line._returned_by_order_line().get(order_line.id, 0)
                found.append(
                    self._blocker(
                        "not_returned",
                        self.env._(
                            "%(line)s: %(out)s pieces go out in exchange, %(back)s have come back. Receive the goods "
                            "by the return of their transfer first.",
                            line=name,
                            out=self._count(back - line.open_qty + added),
                            back=self._count(back),
                        ),
                    )
                )
        return found
