"""Who decides on an exception, and what becomes of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .exception import ACTIVITY

_lt = LazyTranslate(__name__)


class SalesManualSeparationException(models.Model):
    _inherit = "sales.manual.separation.exception"

    _reason_methods = {
        "action_approve": _lt("Approve the exception"),
        "action_refuse": _lt("Refuse or withdraw the exception"),
        "action_revoke": _lt("End the exception"),
    }

    can_decide = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_withdraw = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_revoke = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends("state", "user_id", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for exception in self:
            waits, runs = exception.state == "requested", exception.state == "approved"
            exception.can_decide = waits and not exception._decision_refusal()
            exception.can_withdraw = waits and exception.requested_by_id == self.env.user
            exception.can_revoke = runs and self._may_approve()

    # who decides

    @api.model
    def _may_approve(self):
        user = self.env.user
        return not user._is_superuser() and user.has_group("sales_manual_addon.group_separation_approve")

    def _decision_refusal(self):
        """Why the user cannot decide on this request, or False. One predicate for button and guard."""
        self.ensure_one()
        user, exception = self.env.user, self.sudo()
        if exception.state != "requested":
            return self.env._("%(exception)s is decided already. Reload it.", exception=exception.display_name)
        if not self._may_approve():
            return self.env._(
                "%(exception)s is approved or refused by: %(approvers)s.",
                exception=exception.display_name,
                approvers=self.env["sales.manual.separation"]._approver_names(),
            )
        if user == exception.requested_by_id or user == exception.create_uid:
            return self.env._(
                "%(exception)s was requested by you: somebody else decides on it.", exception=exception.display_name
            )
        if user == exception.user_id:
            return self.env._(
                "%(exception)s is for yourself: somebody else decides on it.", exception=exception.display_name
            )
        return False

    # acts

    def action_approve(self, reason):
        """Allow what was requested, saying why.

        :raises UserError: not the user's to decide, its days are over, or no reason given
        """
        reason = self._check_reason(reason)
        for exception in self:
            refusal = exception._decision_refusal()
            if not refusal and exception.date_to < self.env["sales.manual.separation"]._today():
                refusal = self.env._(
                    "%(exception)s: its last day is over. Refuse it and have a new one requested.",
                    exception=exception.display_name,
                )
            if refusal:
                raise UserError(refusal)
        self._decide("approved", reason)
        return True

    def action_refuse(self, reason):
        """Refuse what was requested, saying why; the requester withdraws it in the same way."""
        reason = self._check_reason(reason)
        for exception in self:
            refusal = exception._decision_refusal()
            if refusal and not exception.can_withdraw:
                raise UserError(refusal)
        self._decide("refused", reason)
        return True

    def action_revoke(self, reason):
        """End an approved exception before its last day. If the powers are still held, that is a finding from now on.

        :raises UserError: not approved, or not by a holder of an approving post, or no reason given
        """
        reason = self._check_reason(reason)
        for exception in self:
            if not exception.can_revoke:
                raise UserError(
                    self.env._(
                        "%(exception)s: only an approved exception is revoked, and only by: %(approvers)s.",
                        exception=exception.display_name,
                        approvers=self.env["sales.manual.separation"]._approver_names(),
                    )
                )
        self._end("revoked", reason)
        return True

    def _decide(self, state, reason):
        # sudo: the approver decides and changes nothing else; who may decide was asked
        self.sudo()._passed().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_date": fields.Datetime.now(),
                "decision": reason,
            }
        )
        self._log("approve" if state == "approved" else "refuse", [reason] * len(self))
        self._changed()

    def _end(self, state, reason):
        # sudo: as in _decide
        self.sudo()._passed().write(
            {"state": state, "ended_by_id": self.env.uid, "ended_date": fields.Datetime.now(), "ending": reason}
        )
        self._log("revoke" if state == "revoked" else "end", [reason] * len(self))
        self._changed()

    def _changed(self):
        self.sudo().activity_unlink([ACTIVITY])  # sudo: whoever was asked need not be asked any more
        self.env["sales.manual.separation.finding"]._refresh_before_commit()
