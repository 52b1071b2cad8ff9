"""Goods that go out for those that came back: a notice of the class without sale (class C), made from the report."""

from odoo import fields, models
from odoo.exceptions import UserError


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    _guarded_fields = frozenset({"exchange_notice_id"})

    exchange_notice_id = fields.Many2one(
        "sales.manual.notice", string="Exchange notice", readonly=True, copy=False, index="btree_not_null",
        ondelete="set null", check_company=True, help="The notice without sale under which the exchanged goods leave.",
    )  # fmt: skip

    def action_exchange(self):
        """Open the notice of what goes out in exchange, prepared as the contract post where there is none (CMD-7).

        :raises UserError: not decided for exchange
        :raises AccessError: the user holds no post that makes notices without sale
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "decided" or self.decision != "exchange":
            raise UserError(self.env._("%(report)s: nothing goes out in exchange.", report=self.display_name))
        self._signoff_lock()
        if not self.exchange_notice_id or self.exchange_notice_id.state == "void":
            notice = self._make_exchange()
            self.sudo()._passed().exchange_notice_id = notice  # sudo: the contract post writes no reports
        return self.exchange_notice_id._get_records_action(name=self.env._("Exchange notice"))

    def _make_exchange(self):
        """The prepared notice over what was agreed, naming the order lines under which the goods left first.

        That the report was decided is the right to name them: orders of no contract are read by their salesperson.
        """
        self.env["sales.manual.notice"].check_access("create")
        report, pieces = self.sudo(), {}  # see above; the notice asks for post and access below
        for line in report.line_ids:
            if line.decided_qty:
                order_line = line._sold_line()
                pieces[order_line] = pieces.get(order_line, 0) + line.decided_qty
        reason = self.env._("Exchange by return report %(report)s", report=self.name)
        notice = report.env["sales.manual.notice"]._make_exchange(pieces, reason).with_env(self.env)
        notice._check_maker_post()
        notice.check_access("write")
        return notice
