"""Who decides on a credit request, and what becomes of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualCreditRequest(models.Model):
    _inherit = "sales.manual.credit.request"

    _reason_methods = {
        "action_approve": _lt("Approve the request"),
        "action_refuse": _lt("Refuse or withdraw the request"),
    }

    can_decide = fields.Boolean(
        string="Waits for me", compute="_compute_can", search="_search_can_decide", export_string_translation=False
    )
    can_withdraw = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends("state", "requested_by_id", "company_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for request in self:
            waits = request.state == "requested"
            request.can_decide = waits and bool(request.id) and not request._decision_refusal()
            request.can_withdraw = waits and bool(request.id) and request.requested_by_id == self.env.user

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # few wait at a time; who decides which is asked of each, as the guard does
        found = self.search(Domain("state", "=", "requested")).filtered("can_decide")
        return Domain("id", "in" if True in value else "not in", found.ids)

    def _decision_refusal(self):
        """Why the user cannot decide on this request, or False. One predicate for button and guard."""
        self.ensure_one()
        user, request = self.env.user, self.sudo()  # sudo: the reason is worded whoever asks
        if request.state != "requested":
            return self.env._("%(request)s is decided already. Reload it.", request=request.display_name)
        if not request.company_id._credit_may("decide"):
            return self.env._(
                "%(request)s is approved or refused by: %(posts)s.",
                request=request.display_name,
                posts=request.company_id._credit_post_names("decide"),
            )
        if user in (request.requested_by_id, request.create_uid):
            return self.env._(
                "%(request)s was requested by you: somebody else decides on it.", request=request.display_name
            )
        if request.notice_id and user in request.notice_id._signoff_makers():
            return self.env._(
                "%(request)s: you prepared the notice. Somebody else decides on it.", request=request.display_name
            )
        return False

    def action_approve(self, reason):
        """Grant what was requested, saying why: limits are changed, an override lets its notice go on.

        :raises UserError: not the user's to decide, no longer as it was requested, or no reason given
        """
        reason = self._check_reason(reason)
        for request in self:
            if refusal := request._decision_refusal():
                raise UserError(refusal)
        # sudo: who decides writes no customers and no notices
        for request in self.sudo().sorted("id"):
            self.env["sales.manual.credit"]._lock([(request.company_id.id, request.credit_id.partner_id.id)])
            if request.kind == "override" and not request._speaks_of_notice():
                raise UserError(
                    self.env._(
                        "%(request)s: the notice has changed since. Refuse this, and have a new one proposed.",
                        request=request.display_name,
                    )
                )
            request._apply()
        self._decide("approved", reason)
        return True

    def action_refuse(self, reason):
        """Refuse what was requested, saying why; the requester withdraws it in the same way.

        :raises UserError: neither the user's to decide nor to withdraw, or no reason given
        """
        reason = self._check_reason(reason)
        for request in self:
            refusal = request._decision_refusal()
            if refusal and not request.can_withdraw:
                raise UserError(refusal)
        withdrawn = self.filtered("can_withdraw")
        withdrawn._decide("withdrawn", reason)
        (self - withdrawn)._decide("refused", reason)
        return True

    def _decide(self, state, reason):
        # sudo: who decides changes nothing else; who may decide was asked
        requests = self.sudo()
        requests._passed().write(
            {"state": state, "decided_by_id": self.env.uid, "decided_date": fields.Datetime.now(), "decision": reason}
        )
        requests.activity_unlink(["mail.mail_activity_data_todo"])
        title = dict(self._fields["state"]._description_selection(self.env))[state]
        body = f"{title}: {reason}"
        for request in requests:
            request.message_post(
                body=body,
                author_id=self.env.user.partner_id.id,
                partner_ids=(request.requested_by_id - self.env.user).partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _apply(self):
        """Write what was granted. The standing limit is Odoo's own."""
        self.ensure_one()
        credit = self.credit_id._passed()
        if self.kind == "limit":
            self.credit_id.partner_id.with_company(self.company_id)._credit_passed().credit_limit = self.amount
            credit.is_limited = True
        elif self.kind == "temporary":
            credit.write(
                {"temporary_limit": self.amount, "temporary_from": self.date_from, "temporary_to": self.date_to}
            )
        elif self.kind == "insured":
            credit.write({"insured_limit": self.amount, "insured_to": self.date_to})
        elif self.kind == "days":
            credit.write({"has_overdue_days": True, "overdue_days": self.days})

    # overrides

    def _speaks_of_notice(self):
        """Whether the notice still has the amount, customer and departure that the override was proposed for."""
        self.ensure_one()
        notice = self.notice_id
        return (
            notice.state != "void"
            and self.partner_id == notice.partner_id
            and self.notice_date == notice.ship_date
            and self.notice_currency_id == notice.currency_id
            and not float_compare(
                self.notice_amount, notice.amount, precision_rounding=notice.currency_id.rounding or 0.01
            )
        )

    @api.model
    def _override_of(self, notice):
        """The approved override that holds for this notice as it stands, or an empty recordset."""
        # sudo: the same answer for every signer
        approved = self.sudo().search(
            [("notice_id", "=", notice.id), ("kind", "=", "override"), ("state", "=", "approved")]
        )
        return approved.filtered(lambda request: request._speaks_of_notice())[:1]

    @api.model
    def _expire(self, notices):
        """End the overrides that no longer speak of these notices as they stand."""
        # sudo: an override ends whoever changes its notice
        live = self.sudo().search(
            [("notice_id", "in", notices.ids), ("kind", "=", "override"), ("state", "in", ("requested", "approved"))]
        )
        ended = live.filtered(lambda request: not request._speaks_of_notice())
        if ended:
            ended._passed().write({"state": "expired", "ended_date": fields.Datetime.now()})
            ended.activity_unlink(["mail.mail_activity_data_todo"])
