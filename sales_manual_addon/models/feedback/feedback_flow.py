from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .feedback import CLOSE, WRITE

_lt = LazyTranslate(__name__)


class SalesManualFeedback(models.Model):
    """The way of a report: handed in to marketing, which closes it or gives it back."""

    _inherit = "sales.manual.feedback"
    _reason_methods = {"action_give_back": _lt("What is missing?")}

    can_write_report = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_close = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends_context("uid")
    def _compute_can(self):
        self.can_write_report = self.env.user.has_group(WRITE)
        self.can_close = self.env.user.has_group(CLOSE)

    def action_submit(self):
        """Hand the report in to marketing (DOM-5, INT-5).

        :raises UserError: not being written, or no verdict or nothing said
        """
        self._begin(("draft",), WRITE)
        for report in self:
            texts = (report.product_opinion, report.delivery_opinion, report.market_note, report.suggestion)
            if not report.satisfaction or not any((text or "").strip() for text in texts):
                raise UserError(
                    self.env._(
                        "%(report)s: enter the customer's verdict and what was said of product, delivery or market.",
                        report=report.display_name,
                    )
                )
        self._passed().write(
            {"state": "submitted", "submitted_date": fields.Datetime.now(), "submitted_by_id": self.env.uid}
        )
        # sudo: the activity may be the salesperson's, where the manager hands in
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return True

    def action_close(self):
        """Marketing has read the report; its answer, if any, stays with it."""
        self._begin(("submitted",), CLOSE)
        self._passed().write({"state": "closed", "closed_date": fields.Datetime.now(), "closed_by_id": self.env.uid})
        return True

    def action_give_back(self, reason):
        """Marketing asks for more: the report is to be written again.

        :raises UserError: not with marketing, no reason, or a further report of the contract is being written
        """
        reason = self._check_reason(reason)
        self._begin(("submitted",), CLOSE)
        contracts = self.contract_id.ids
        # sudo: one is open at a time, whoever may read it
        if self.sudo().search_count([("contract_id", "in", contracts), ("state", "=", "draft")], limit=1) or len(
            contracts
        ) < len(self):
            raise UserError(
                self.env._(
                    "A further report of the contract is being written already: what is missing can stand there."
                )
            )
        self._passed().write({"state": "draft", "submitted_date": False, "submitted_by_id": False})
        for report in self:
            report.sudo().message_post(  # said in the name of who acts
                body=self.env._("Given back: %(reason)s", reason=reason),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )
        self.sudo()._ask()
        return True

    def _ask(self):
        """Ask the salespeople to write these reports."""
        for report in self.filtered("user_id"):
            asked = report.with_context(lang=report.user_id.lang)
            asked.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=report.due_date,
                summary=asked.env._("Write the feedback report"),
                user_id=report.user_id.id,
            )

    def _begin(self, states, group):
        """Take the rows, then refuse who may not act on them, or not now."""
        self._check_may(group)
        self.check_access("write")
        self._take()
        self._check_state(states)

    def action_open_contract(self):
        return self.contract_id._get_records_action(name=self.env._("Sales contract"))

    def action_open_dispatches(self):
        return self.dispatch_ids._get_records_action(name=self.env._("Gate passes"))
