from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualNotice(models.Model):
    """Overrides of credit and prepayment: proposed on the notice, ended when it changes."""

    _inherit = "sales.manual.notice"
    _reason_methods = {"action_propose_override": _lt("Propose an override")}
    _override_fields = frozenset({"ship_date", "partner_id", "contract_id", "currency_id", "line_ids", "state"})

    credit_request_ids = fields.One2many("sales.manual.credit.request", "notice_id", string="Overrides")
    can_propose_override = fields.Boolean(compute="_compute_can_propose_override", export_string_translation=False)

    @api.depends("state", "line_ids.pieces_qty", "credit_request_ids.state", "company_id", "ship_date")
    @api.depends_context("uid")
    def _compute_can_propose_override(self):
        for notice in self:
            notice.can_propose_override = bool(
                notice._origin
                and notice.state in ("draft", "signing", "released")
                and notice.sudo().company_id._credit_may("propose")
                and not notice._live_overrides()
                and any(assessment.verdict == "refused" for assessment in notice._credit_assess())
            )

    def _live_overrides(self):
        # sudo: whether there is one, whoever may read it
        requests = self.sudo()._origin.credit_request_ids
        return requests.filtered(lambda request: request.state in ("requested", "approved"))

    def action_propose_override(self, reason):
        """Propose to let these notices go on although money is missing, saying why (CMD-1).

        :raise UserError: nothing is missing, one is proposed already, or no reason
        :raise AccessError: the user holds no post that proposes
        """
        reason = self._check_reason(reason)
        for notice in self:
            company = notice.sudo().company_id
            if not company._credit_may("propose"):
                raise AccessError(
                    self.env._("Overrides are proposed by: %(posts)s.", posts=company._credit_post_names("propose"))
                )
        self.env["sales.manual.credit.request"]._expire(self)
        values = [notice._prepare_override(reason) for notice in self]
        # sudo: the right to propose was asked; what is proposed comes from the notice
        self.env["sales.manual.credit.request"].sudo()._passed().create(values)
        return True

    def _prepare_override(self, reason):
        assessment = next(iter(self._credit_assess()), None)
        if self.state not in ("draft", "signing", "released") or not assessment or assessment.verdict != "refused":
            raise UserError(self.env._("%(notice)s is not held for credit.", notice=self.display_name))
        if self._live_overrides():
            raise UserError(self.env._("An override of %(notice)s is proposed already.", notice=self.display_name))
        notice = self.sudo()  # the figures are the check's, whatever of them the proposer may read
        figures = assessment.figures
        missing = [found["values"]["missing"] for found in assessment.findings if found["code"] == "payment_missing"]
        return {
            "kind": "override",
            "partner_id": notice.partner_id.id,
            "company_id": notice.company_id.id,
            "requested_by_id": self.env.uid,
            "reason": reason,
            "notice_id": notice.id,
            "notice_amount": notice.amount,
            "notice_currency_id": notice.currency_id.id,
            "notice_date": notice.ship_date,
            "limit_amount": sum(row["limit_amount"] or 0 for row in figures),
            "exposure_amount": sum(row["exposure_amount"] or 0 for row in figures),
            "overdue_amount": sum(row["overdue_amount"] or 0 for row in figures),
            "missing_amount": sum(missing),
        }

    # an override speaks of the notice as it was

    def write(self, vals):
        result = super().write(vals)
        if not self._override_fields.isdisjoint(vals):
            self.env["sales.manual.credit.request"]._expire(self)
        return result

    def _lines_changed(self, order_lines):
        result = super()._lines_changed(order_lines)
        self.env["sales.manual.credit.request"]._expire(self)
        return result

    @api.model
    def _order_lines_changed(self, order_lines):
        result = super()._order_lines_changed(order_lines)
        # sudo: whoever may change the order, all its notices are looked at
        lines = self.env["sales.manual.notice.line"].sudo().search([("order_line_id", "in", order_lines.ids)])
        self.env["sales.manual.credit.request"]._expire(lines.notice_id)
        return result
