from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualReturn(models.Model):
    """The acts on a report: handed over, proposed for decision, made void. What follows from the signature is in
    ``signing``.
    """

    _inherit = "sales.manual.return"
    _reason_methods = {
        "action_reject": _lt("Back to who examined it"),
        "action_void": _lt("Make the return report void"),
    }

    def action_hand_over(self):
        """Hand written reports over to integrated planning (DOM-3): their pieces count from now on. The number is given
        here, last, and stays.

        :raises UserError: not being written, or something of :meth:`_findings` stands in the way
        :raises AccessError: the user writes no return reports
        """
        self._act(("draft",), "group_return_make")
        self._check_one_customer()
        self._passed().write(
            {"state": "examining", "reported_by_id": self.env.uid, "reported_date": fields.Datetime.now()}
        )
        for line in self.line_ids:
            line._passed().decided_qty = line.pieces_qty  # what is proposed, until somebody finds otherwise
        self._count_claims()
        numbering = self.env["sales.manual.numbering"]
        for report in self.sorted("id").filtered(lambda report: not report.name):
            report._passed().name = numbering._next_number(report.company_id, "return", "RT", report.reported_date)
        return True

    def action_propose(self):
        """Finding and proposal are written: customer management decides by its signature (INT-6).

        :raises UserError: not being examined, or something of :meth:`_findings` stands in the way
        :raises AccessError: the user examines no return reports
        """
        self._act(("examining",), "group_return_examine")
        self._signoff_start()
        self._passed().write({"state": "signing"})
        return True

    def action_void(self, reason):
        """Withdraw reports under which nothing has come back. They keep their numbers; their pieces are open again.

        :raises UserError: not handed over, goods came back, or no reason
        :raises AccessError: the user neither writes nor examines return reports
        """
        reason = self._check_reason(reason)
        self._act(("draft", "examining", "signing", "decided"), "group_return_make", "group_return_examine")
        for report in self:
            if not report.name:
                raise UserError(
                    self.env._("%(report)s was never handed over. Delete it instead.", report=report.display_name)
                )
            # sudo: a transfer stands in the way whoever may read it
            if report.received_qty or report.sudo().picking_ids.filtered(lambda picking: picking.state != "cancel"):
                raise UserError(
                    self.env._(
                        "%(report)s: goods come back under it, so it cannot be made void. Cancel the return transfer "
                        "first, if nothing has arrived.",
                        report=report.display_name,
                    )
                )
        signed = self.filtered("signoff_round")
        signed._signoff_close()
        signed._signoff_append("cancel", reason=reason)
        # sudo: whoever may withdraw it need not be able to write it in its state
        self.sudo()._passed().write({"state": "void", "void_reason": reason})
        self._count_claims()
        return True

    def _act(self, states, *groups):
        """Take the rows of what the goods left by and of the reports, then raise unless each report is in one of
        ``states``, the user holds one of ``groups``, and, before the decision, nothing stands in the way of going on.
        """
        self.check_access("read")
        user = self.env.user
        if user._is_superuser() or not any(user.has_group(f"sales_manual_addon.{group}") for group in groups):
            raise AccessError(
                self.env._(
                    "Your posts do not do this. Return reports are written by the managers of the sales "
                    "departments, examined by integrated planning and decided by customer management."
                )
            )
        # sudo: rows are taken, whoever may write them
        self.sudo().line_ids._lock_sources()
        self._signoff_lock()
        self.invalidate_recordset(["state"])
        for report in self:
            if report.state not in states:
                raise UserError(
                    self.env._(
                        "Return report %(report)s is in state %(state)s: reload to see what changed.",
                        report=report.display_name,
                        state=report._state_label(),
                    )
                )
        if len(groups) > 1:
            return
        self.check_access("write")
        self._check_findings()

    def _check_findings(self):
        """Raise UserError listing what keeps these reports from going on."""
        for report_id, findings in self._findings().items():
            if findings:
                raise UserError(
                    "\n".join(
                        [
                            self.env._(
                                "Return report %(report)s cannot go on:", report=self.browse(report_id).display_name
                            ),
                            *(f"- {finding}" for finding in findings),
                        ]
                    )
                )

    def _count_claims(self):
        """Bring the counters of the notice lines to these reports' states; their rows are taken."""
        self.sudo().line_ids.notice_line_id._refresh_claimed()  # sudo: counted whoever acts
