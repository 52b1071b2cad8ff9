"""What time does to exceptions: whoever decides is asked, reminded, and told that one has ended."""

from datetime import timedelta

from odoo import api, models

from .exception import ACTIVITY, NOTICE_DAYS


class SalesManualSeparationException(models.Model):
    _inherit = "sales.manual.separation.exception"

    def _approvers(self):
        """Users who may decide on this exception."""
        self.ensure_one()
        approve = self.env.ref("sales_manual_addon.group_separation_approve").sudo()
        holders = approve.all_user_ids.filtered(lambda user: user.active and not user._is_superuser())
        return holders - self.requested_by_id - self.create_uid - self.user_id

    def _ask_approvers(self):
        for exception in self.sudo():  # sudo: the approvers' names and activities are not the requester's to read
            for approver in exception._approvers():
                asked = exception.with_context(lang=approver.lang)
                asked.activity_schedule(
                    ACTIVITY,
                    date_deadline=exception.date_from,
                    summary=asked.env._("Decide on an exception from separation"),
                    user_id=approver.id,
                )

    @api.model
    def _cron_daily(self):
        """Mark exceptions whose last day is over, remind of those that end within a week, find conflicts anew."""
        today = self.env["sales.manual.separation"]._today()
        over = self.search([("state", "=", "approved"), ("date_to", "<", today)])
        if over:
            over._end("ended", False)
        ending = self.search(
            [
                ("state", "=", "approved"),
                ("is_reminded", "=", False),
                ("date_to", "<=", today + timedelta(days=NOTICE_DAYS)),
            ]
        )
        ending._remind()
        self.env["sales.manual.separation.finding"]._refresh()

    def _remind(self):
        for exception in self:
            reminded = exception.decided_by_id or exception.requested_by_id
            asked = exception.with_context(lang=reminded.lang)
            asked.activity_schedule(
                ACTIVITY,
                date_deadline=exception.date_to,
                summary=asked.env._("An exception from separation ends"),
                note=asked.env._(
                    "After its last day %(user)s cannot act by these powers any more: take one away, or have a new "
                    "exception requested.",
                    user=exception.user_id.name,
                ),
                user_id=reminded.id,
            )
        self._passed().write({"is_reminded": True})
