"""Builders of return reports: each step as the post who does it."""

from odoo import Command

from .common import SalesManualCommon


class ReturnsMixin:
    def shipped_notice(self, pieces=10, market="domestic", product=None, **values):
        """A notice of one line under which everything has left."""
        order = self.confirmed_order(pieces, market, product=product, **values)
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        return notice

    def maker(self, notice):
        return self.users["dom_manager" if notice.market == "domestic" else "int_manager"]

    def write_report(self, notice, pieces=2, user=None, **values):
        """A written report over ``pieces`` of the notice's first line."""
        return (
            self.env["sales.manual.return"]
            .with_user(user or self.maker(notice))
            .create(
                {
                    "notice_id": notice.id,
                    "description": "Cells are broken.",
                    "line_ids": [
                        Command.create({"notice_line_id": notice.line_ids[:1].id, "pieces_qty": pieces}),
                    ],
                    **values,
                }
            )
            .with_env(self.env)
        )

    def handed_over(self, notice, pieces=2, **values):
        report = self.write_report(notice, pieces, **values)
        report.with_user(self.maker(notice)).action_hand_over()
        return report

    def examine(self, report, decision="return", pieces=None, user="sales_statistician"):
        """The finding, the pieces agreed, and off to the decision."""
        examining = report.with_user(self.users[user])
        examining.write({"finding": "Seen.", "cause": "material", "responsibility": "production", "decision": decision})
        if pieces is None:
            pieces = 0 if decision == "reject" else report.pieces_qty
        examining.line_ids.write({"decided_qty": pieces})
        examining.action_propose()
        return report

    def decided(self, notice, pieces=2, decision="return", **values):
        report = self.examine(self.handed_over(notice, pieces, **values), decision)
        report.with_user(self.users["cmd_manager"]).action_sign()
        self.assertEqual(report.state, "decided")
        return report

    def receive(self, report, pieces=None):
        """The dispatch group makes the return transfers and books them in."""
        report.with_user(self.users["dispatcher"]).action_receive()
        transfers = report.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        self.ship(transfers, pieces)
        return transfers

    def invoice(self, notice):
        order = notice.line_ids.order_line_id.order_id
        invoice = order.with_user(self.users["sales_accountant"])._create_invoices()
        invoice.action_post()
        return invoice.with_env(self.env)


class ReturnsCase(ReturnsMixin, SalesManualCommon):
    pass
