from odoo import api, fields, models
from odoo.exceptions import UserError

from .assessment import CreditRefused


class SalesManualNotice(models.Model):
    """Credit and payment before goods (DOM-3, CUS-2): asked when a notice is issued, at its signatures and when goods
    leave.
    """

    _inherit = "sales.manual.notice"

    credit_check_ids = fields.One2many("sales.manual.credit.check", "notice_id", string="Credit checks")
    credit_alerts = fields.Json(compute="_compute_credit_alerts", export_string_translation=False)

    @api.depends("state", "shipped_qty", "credit_request_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_credit_alerts(self):
        """What holds a released notice: while it is being signed, its other alerts say so."""
        self.credit_alerts = False
        released = self.filtered(lambda notice: notice._origin and notice.state == "released")
        for assessment in released._credit_assess():
            notice = self.browse(assessment.notice_id)
            notice.credit_alerts = {
                str(number): {"level": blocker["level"], "message": blocker["message"]}
                for number, blocker in enumerate(notice._credit_worded(assessment))
            } or False

    def _lock_quota(self):
        result = super()._lock_quota()
        self._credit_lock()
        return result

    def _credit_lock(self):
        """Take the customers' credit, before any exposure is read: after the order lines, as everything does."""
        self.env["sales.manual.credit"]._lock(
            (notice.sudo().company_id.id, customer.id)
            for notice in self._credit_watched()
            for customer in notice._credit_customers()
        )

    def _shipping_blockers(self):
        found = super()._shipping_blockers()
        for assessment in self._credit_assess():
            found += self._credit_worded(assessment)
        return found

    # the checks

    def _check_blockers(self):
        assessments = self._credit_assess()
        try:
            result = super()._check_blockers()
        except UserError as error:
            if any(assessment.verdict == "refused" for assessment in assessments):
                raise CreditRefused(error.args[0], assessments) from error
            raise
        is_signed = "signed" in self.sudo()._signoff_current_steps().mapped("state")
        self._credit_record(assessments, "sign" if is_signed else "issue")
        return result

    def _check_credit(self, occasion):
        """Ask about credit and prepayment alone, and keep the evidence.

        :raise CreditRefused: money is missing, and nobody has let the notice through
        """
        self._credit_record(self._credit_asked(), occasion)

    def _credit_asked(self):
        """Return the assessments, or raise CreditRefused."""
        assessments = self._credit_assess()
        if reason := self._credit_refusal_text(assessments):
            raise CreditRefused(reason, assessments)
        return assessments

    def _credit_refusal_text(self, assessments):
        """Why these are refused, as one text; empty where none is."""
        reasons = []
        for assessment in assessments:
            if assessment.verdict == "refused":
                notice = self.browse(assessment.notice_id)
                # sudo: the number of what is held is for whoever is held
                name = notice.sudo().display_name
                reasons.append(self.env._("Shipping notice %(notice)s cannot go on:", notice=name))
                reasons += [f"- {blocker['message']}" for blocker in notice._credit_worded(assessment)]
        return "\n".join(reasons)

    def _credit_record(self, assessments, occasion):
        """Append a row of evidence for each notice and customer."""
        names = ("limit_amount", "receivable_amount", "shipped_amount", "noticed_amount", "advance_amount",
                 "exposure_amount", "overdue_amount", "overdue_days", "allowed_days", "is_limited")  # fmt: skip
        credits, rows = self.env["sales.manual.credit"], []
        notices = self.sudo().browse([assessment.notice_id for assessment in assessments])
        customers = {notice.id: notice._credit_customers() for notice in notices}
        of_company = {
            company: {credit.partner_id.id: credit for credit in credits._of(
                of_it.partner_id.browse().union(*(customers[notice.id] for notice in of_it)), company
            )}
            for company, of_it in notices.grouped("company_id").items()
        }  # fmt: skip
        for notice, assessment in zip(notices, assessments, strict=True):
            by_customer = {row["partner_id"]: row for row in assessment.figures}
            for customer in customers[notice.id]:
                figures = by_customer.get(customer.id, {})
                rows.append(
                    {
                        "credit_id": of_company[notice.company_id][customer.id].id,
                        "notice_id": notice.id,
                        "notice_name": notice.display_name,
                        "user_id": self.env.uid,
                        "occasion": occasion,
                        "verdict": assessment.verdict,
                        "findings": assessment.findings,
                        "override_id": assessment.override_id,
                        **{name: figures.get(name) or 0 for name in names},
                    }
                )
        # sudo: whoever may do the act leaves its trace; nobody has the right to write traces
        self.env["sales.manual.credit.check"].sudo()._passed().create(rows)

    def _credit_guarded(self, act, occasion):
        """Do what ``act`` does; where credit refuses it, undo it, keep the evidence of the refusal and tell the user.

        :return: what ``act`` returns, or the action that shows the refusal
        """
        if not self._credit_watched():
            return act()
        try:
            with self.env.cr.savepoint():
                return act()
        except CreditRefused as refusal:
            self._credit_record(refusal.assessments, occasion)
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "danger",
                    "sticky": True,
                    "title": self.env._("Held for credit"),
                    "message": refusal.args[0],
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }

    def action_issue(self):
        """See the notice. Refused for credit, nothing is issued: the refusal is kept, and an action that says why is
        returned.
        """
        return self._credit_guarded(super().action_issue, "issue")

    def action_sign(self, comment=False, seen=None):
        """See the notice. Refused for credit, nothing is signed: the refusal is kept, and an action that says why is
        returned.
        """
        sign = super().action_sign

        def act():
            result = sign(comment=comment, seen=seen)
            # the last signature asks everything again by itself
            self.filtered(lambda notice: notice.state == "signing")._check_credit("sign")
            return result

        return self._credit_guarded(act, "sign")
